/*
 * Order lines. A row is read in two steps: first everything that could set it
 * aside, then what changes the batch, so that a rejected row leaves no order,
 * product or customer behind.
 *
 * Values of the order as a whole (status, shipping, country) may stand on
 * every row of an order or on its first alone; the first one given is kept.
 * The earliest date is kept, because later rows of an invoice may have been
 * added later. A product takes its title from the newest line that names it,
 * lines with a price before those without: stock corrections carry remarks
 * ("damaged") in the place of the title.
 */
#include "ingest/ingest_internal.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "ingest/status.h"

enum {
	/* Lines between two places of one order that make it suspect of
	 * standing twice: no order is longer than this. */
	APART = 1000,
};

/* What a row says before it is taken. */
struct order_row {
	struct slice ref;
	uint32_t order; /* DICT_NONE: new */
	uint32_t product;
	int64_t quantity;
	int64_t price4;
	int64_t discount;
	bool date_carried;
};

/* The number of an order without the blanks and controls it may carry. */
static bool
find_order(
    struct ingest *in, const struct csvfile_row *row, struct order_row *now)
{
	now->ref = ingest_cell(in, row, ROLE_ORDER);
	now->order = DICT_NONE;
	if (now->ref.len == 0) {
		ingest_reject(
		    in, row, ROLE_ORDER, "the order number is missing");
		return false;
	}
	if (ingest_same_as_last(in, ROLE_ORDER, now->ref) &&
	    in->order != DICT_NONE) {
		now->order = in->order;
		return true;
	}
	in->order = dict_get(&in->orders, now->ref, slice_hash(now->ref));
	now->order = in->order;
	return now->order != DICT_NONE ||
	    ingest_code(in, row, ROLE_ORDER, now->ref);
}

static bool
read_time(
    struct ingest *in, const struct csvfile_row *row, struct order_row *now)
{
	struct slice s = ingest_cell(in, row, ROLE_DATE), cut;

	if (s.len == 0) {
		if (now->order == DICT_NONE) {
			ingest_reject(
			    in, row, ROLE_DATE, "the order date is missing");
			return false;
		}
		now->date_carried = true;
		in->time = in->out->orders[now->order].time;
		in->offset = in->out->orders[now->order].offset;
		in->run[ROLE_DATE].any = false;
		return true;
	}
	if (!ingest_same_as_last(in, ROLE_DATE, s))
		in->time_good = date_parse(
		    s, in->report->notation.date_order, &in->time, &in->offset);
	if (in->time_good)
		return true;
	cut = text_prefix(s, 40);
	ingest_reject(in, row, ROLE_DATE, "order_date '%.*s' is not a date",
	    (int)cut.len, cut.p);
	return false;
}

/* Sets the batch's currency at the first one named. */
static bool
take_currency(struct ingest *in, struct slice s)
{
	struct currency named, *mine = &in->out->currency;

	if (!money_currency(s, &named))
		return false;
	if (mine->code[0] != '\0')
		return strcmp(mine->code, named.code) == 0;
	if (in->out->n_lines > 0 && named.digits != mine->digits) {
		err_set(&in->err, ERR_INPUT,
		    "'%s' names its currency (%s) only after amounts; "
		    "say it with --currency %s",
		    in->path, named.code, named.code);
		return ingest_fail(in);
	}
	*mine = named;
	return true;
}

static bool
check_currency(struct ingest *in, const struct csvfile_row *row)
{
	struct slice s = ingest_cell(in, row, ROLE_CURRENCY), cut;

	if (s.len == 0)
		return true;
	if (!ingest_same_as_last(in, ROLE_CURRENCY, s))
		in->currency_good = take_currency(in, s);
	if (in->currency_good || in->failed)
		return !in->failed;
	cut = text_prefix(s, 40);
	ingest_reject(in, row, ROLE_CURRENCY,
	    "currency '%.*s' is not the one of the other orders (%s)",
	    (int)cut.len, cut.p, in->out->currency.code);
	return false;
}

/* The price of one piece, from the line's total where there is no other. */
static bool
read_price(
    struct ingest *in, const struct csvfile_row *row, struct order_row *now)
{
	int64_t total;

	if (!ingest_price4(in, row, ROLE_PRICE, &now->price4))
		return false;
	if (now->price4 != BATCH_UNKNOWN)
		return true;
	if (!ingest_price4(in, row, ROLE_LINE_TOTAL, &total))
		return false;
	if (total != BATCH_UNKNOWN && now->quantity != 0)
		(void)num_mul_div(total, 1, now->quantity, &now->price4);
	return true;
}

static bool
read_discount(
    struct ingest *in, const struct csvfile_row *row, struct order_row *now)
{
	int64_t price4;

	now->discount = 0;
	if (!ingest_has(in, ROLE_DISCOUNT))
		return true;
	if (!ingest_price4(in, row, ROLE_DISCOUNT, &price4))
		return false;
	if (price4 == BATCH_UNKNOWN)
		return true;
	/* Some exports write what was taken off as a negative amount. */
	now->discount = money_from_price4(
	    price4 < 0 ? -price4 : price4, in->out->currency.digits);
	return true;
}

/* The status that the order number gives away, by the dialect's prefixes. */
static enum order_status
status_of_ref(const struct dialect *dialect, const char *ref)
{
	for (size_t i = 0; i < DIALECT_MAX_PREFIXES; i++) {
		const struct dialect_prefix *row = &dialect->prefixes[i];
		size_t len = row->prefix ? strlen(row->prefix) : 0;

		if (len > 0 && strncmp(ref, row->prefix, len) == 0 &&
		    ref[len] >= '0' && ref[len] <= '9')
			return row->status;
	}
	return STATUS_PLACED;
}

static uint32_t
new_order(struct ingest *in, const char *ref)
{
	struct batch_order *order = batch_add_order(in->out, &in->err);
	size_t n = in->out->n_orders;

	if (order == NULL) {
		ingest_fail(in);
		return DICT_NONE;
	}
	*order = (struct batch_order){
		.ref = ref,
		.time = in->time,
		.offset = in->offset,
		.customer = BATCH_NONE,
		.status = status_of_ref(in->dialect, ref),
		.shipping = BATCH_UNKNOWN,
		.shipping_cost = BATCH_UNKNOWN,
		.discount = BATCH_UNKNOWN,
		.tax = BATCH_UNKNOWN,
		.total = BATCH_UNKNOWN,
	};
	in->order_more = mem_reserve(
	    in->order_more, &in->cap_order_more, n, sizeof(*in->order_more));
	in->order_more[n - 1] = (struct ingest_order){ 0 };
	return (uint32_t)n - 1;
}

/* The order of this number; a new spelling of a known one is remembered. */
static uint32_t
take_order(struct ingest *in, struct slice raw)
{
	struct str ref = STR_INIT;
	struct slice clean;
	uint32_t order;

	ingest_clean_code(in, raw, false, &ref);
	clean = slice_str(&ref);
	order = dict_get(&in->orders, clean, slice_hash(clean));
	if (order == DICT_NONE) {
		order = new_order(
		    in, arena_strndup(&in->out->text, ref.p, ref.len));
		if (!in->failed)
			ingest_remember(in, &in->orders, clean, order);
	}
	if (!in->failed && !slice_eq(clean, raw))
		ingest_remember(in, &in->orders, raw, order);
	str_release(&ref);
	return order;
}

static void
set_minor(struct ingest *in, const struct csvfile_row *row, enum role role,
    int64_t *slot)
{
	if (*slot == BATCH_UNKNOWN)
		*slot = ingest_optional_minor(in, row, role);
}

static void
set_status(
    struct ingest *in, const struct csvfile_row *row, struct batch_order *order)
{
	struct slice s = ingest_cell(in, row, ROLE_STATUS), cut;

	if (order->status != STATUS_PLACED || s.len == 0)
		return;
	if (status_of_word(s, &order->status))
		return;
	cut = text_prefix(s, 40);
	ingest_reject_field(in, row, ROLE_STATUS,
	    "status '%.*s' is not known: the order counts as placed",
	    (int)cut.len, cut.p);
}

static void
set_cancelled(struct batch_order *order, struct slice s)
{
	if (s.len > 0 && !header_is_one_of(s, "no|n|false|0"))
		order->status = STATUS_CANCELLED;
}

/* One value of the order as a whole. */
static void
set_order_value(struct ingest *in, const struct csvfile_row *row,
    enum role role, struct batch_order *order)
{
	struct slice s = ingest_cell(in, row, role);

	if (role == ROLE_COUNTRY && order->country == NULL)
		order->country = ingest_text(in, s);
	else if (role == ROLE_CHANNEL && order->channel == NULL)
		order->channel = ingest_text(in, s);
	else if (role == ROLE_STATUS)
		set_status(in, row, order);
	else if (role == ROLE_CANCELLED)
		set_cancelled(order, s);
	else if (role == ROLE_SHIPPING)
		set_minor(in, row, role, &order->shipping);
	else if (role == ROLE_SHIPPING_COST)
		set_minor(in, row, role, &order->shipping_cost);
	else if (role == ROLE_ORDER_DISCOUNT)
		set_minor(in, row, role, &order->discount);
	else if (role == ROLE_TAX)
		set_minor(in, row, role, &order->tax);
	else if (role == ROLE_TOTAL)
		set_minor(in, row, role, &order->total);
}

static void
set_customer(struct ingest *in, const struct csvfile_row *row, uint32_t o)
{
	struct batch_order *order = &in->out->orders[o];
	uint32_t customer;

	if (!ingest_customer(in, row, &customer) || customer == DICT_NONE)
		return;
	if (order->customer == BATCH_NONE) {
		order->customer = (int32_t)customer;
	} else if (order->customer != (int32_t)customer &&
	    !in->order_more[o].two_customers) {
		in->order_more[o].two_customers = true;
		in->notes[NOTE_TWO_CUSTOMERS]++;
	}
}

static void
set_time(struct ingest *in, uint32_t o)
{
	struct batch_order *order = &in->out->orders[o];

	if (order->time == in->time)
		return;
	if (!in->order_more[o].two_dates) {
		in->order_more[o].two_dates = true;
		in->notes[NOTE_TWO_DATES]++;
	}
	if (in->time < order->time) {
		order->time = in->time;
		order->offset = in->offset;
	}
}

/* Values of the order, where they differ from the row before. */
static void
set_order(struct ingest *in, const struct csvfile_row *row, uint32_t o,
    bool same_order)
{
	struct batch_order *order = &in->out->orders[o];
	struct ingest_order *more = &in->order_more[o];

	if (more->last_line == 0)
		order->line = row->line;
	else if (row->line - more->last_line > APART)
		more->apart = true;
	more->last_line = row->line;
	set_time(in, o);
	set_customer(in, row, o);
	for (size_t i = 0; i < in->n_order_roles; i++) {
		enum role role = in->order_roles[i];
		struct slice s = ingest_cell(in, row, role);

		if (!ingest_same_as_last(in, role, s) || !same_order)
			set_order_value(in, row, role, order);
	}
}

static void
set_product(struct ingest *in, const struct csvfile_row *row,
    const struct order_row *now)
{
	struct batch_product *product = &in->out->products[now->product];
	struct ingest_product *more = &in->product_more[now->product];
	bool sold = now->quantity > 0 &&
	    (now->price4 > 0 || now->price4 == BATCH_UNKNOWN);

	if (product->title == NULL || (sold && !more->sold) ||
	    (sold == more->sold && in->time >= more->titled)) {
		ingest_set_text(
		    in, &product->title, ingest_cell(in, row, ROLE_TITLE));
		more->titled = in->time;
		more->sold = sold;
	}
	ingest_set_text(
	    in, &product->category, ingest_cell(in, row, ROLE_CATEGORY));
	ingest_set_text(in, &product->brand, ingest_cell(in, row, ROLE_BRAND));
}

static void
take_line(struct ingest *in, const struct csvfile_row *row,
    const struct order_row *now, uint32_t order)
{
	struct batch_line *line = batch_add_line(in->out, &in->err);

	if (line == NULL) {
		ingest_fail(in);
		return;
	}
	*line = (struct batch_line){
		.order = order,
		.product = now->product,
		.quantity = (int32_t)now->quantity,
		.line = row->line,
		.price4 = now->price4,
		.discount = now->discount,
	};
	in->notes[NOTE_DATE_CARRIED] += now->date_carried;
	in->notes[NOTE_NO_PRICE] += now->price4 == BATCH_UNKNOWN;
	in->notes[NOTE_NO_QUANTITY] += !ingest_has(in, ROLE_QUANTITY);
}

void
ingest_orders_row(struct ingest *in, const struct csvfile_row *row)
{
	struct order_row now = { .date_carried = false };
	uint32_t before = in->order, order;

	if (!find_order(in, row, &now) || !read_time(in, row, &now) ||
	    !check_currency(in, row) ||
	    !ingest_quantity(in, row, ROLE_QUANTITY, &now.quantity) ||
	    !read_price(in, row, &now) || !read_discount(in, row, &now) ||
	    !ingest_product(in, row, &now.product))
		return;
	order = now.order;
	if (order == DICT_NONE)
		order = take_order(in, now.ref);
	if (in->failed)
		return;
	in->order = order;
	set_order(in, row, order, before == order);
	if (in->describes)
		set_product(in, row, &now);
	take_line(in, row, &now, order);
}
