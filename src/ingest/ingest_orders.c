/*
 * Order lines. A row is read in two steps: first everything that could set it
 * aside, then what changes the batch, so that a rejected row leaves no order,
 * product or customer behind.
 *
 * A product takes its title from the newest line that names it,
 * lines with a price before those without: stock corrections carry remarks
 * ("damaged") in the place of the title.
 */
#include "ingest/ingest_internal.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "ingest/eventword.h"
#include "ingest/moment.h"
#include "ingest/rowtype.h"

static bool
check_refused(
    struct ingest *in, const struct csvfile_row *row, struct slice ref)
{
	if (in->refused.n == 0 ||
	    dict_get(&in->refused, ref, slice_hash(ref)) == DICT_NONE)
		return true;
	ingest_reject(
	    in, row, ROLE_ORDER, "the first row of this order was set aside");
	return false;
}

/* Where orders have no number, one customer's purchases of one day are one:
 * "c17 2026-03-02". Empty when either is missing. */
static struct slice
buyer_and_day(struct ingest *in, const struct csvfile_row *row)
{
	struct slice buyer = ingest_cell(in, row, ROLE_CUSTOMER);
	struct slice email = ingest_cell(in, row, ROLE_EMAIL);
	struct slice date = ingest_cell(in, row, ROLE_DATE);
	int64_t time;
	int32_t offset;

	if ((buyer.len == 0 && email.len == 0) ||
	    (!date_parse(
		 date, in->report->notation.date_order, &time, &offset) &&
		!moment_parse(date, &time, &offset)))
		return slice_of("");
	if (buyer.len > 0) {
		str_setf(&in->made_ref, "%.*s ",
		    (int)text_prefix(buyer, 200).len, buyer.p);
	} else { /* an address is nobody's order number */
		str_clear(&in->scratch);
		text_add_folded(&in->scratch, email);
		str_setf(&in->made_ref, "email-%016llx ",
		    (unsigned long long)slice_hash(slice_str(&in->scratch)));
	}
	date_add_day(&in->made_ref, date_day_of(time));
	return slice_str(&in->made_ref);
}

/* Does the row leave blank what its order is, as lines below the first do? */
static bool
goes_on(const struct ingest *in, const struct csvfile_row *row)
{
	return (in->dialect->quirks & DIALECT_CONTINUES) &&
	    in->run[ROLE_ORDER].any &&
	    ingest_cell(in, row, ROLE_DATE).len == 0 &&
	    (ingest_cell(in, row, ROLE_TITLE).len > 0 ||
		ingest_cell(in, row, ROLE_SKU).len > 0);
}

/* The number of an order without the blanks and controls it may carry. */
static bool
find_order(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now)
{
	now->ref = ingest_has(in, ROLE_ORDER) ? ingest_cell(in, row, ROLE_ORDER)
					      : buyer_and_day(in, row);
	now->order = DICT_NONE;
	now->before = in->order;
	if (now->ref.len == 0 && goes_on(in, row))
		now->ref = slice_str(&in->run[ROLE_ORDER].text);
	if (now->ref.len == 0) {
		ingest_reject(in, row, ROLE_ORDER,
		    ingest_has(in, ROLE_ORDER)
			? "the order number is missing"
			: "customer or date is missing, and there is no order "
			  "number");
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
	    (ingest_code(in, row, ROLE_ORDER, now->ref) &&
		check_refused(in, row, now->ref));
}

/* The rows after it must not pass for an order of their own. */
static void
refuse_order(struct ingest *in, struct slice ref)
{
	if (ref.len > 0 &&
	    dict_get(&in->refused, ref, slice_hash(ref)) == DICT_NONE)
		ingest_remember(in, &in->refused, ref, 0);
}

/* A date as written, or counted as spreadsheets and systems do. */
static bool
read_date(struct ingest *in, struct slice s)
{
	if (date_parse(
		s, in->report->notation.date_order, &in->time, &in->offset))
		return true;
	if (!moment_parse(s, &in->time, &in->offset))
		return false;
	in->notes[NOTE_COUNTED_DATES]++;
	return true;
}

/* Date and time of the day in two columns; the time may be missing. */
static bool
read_date_and_time(struct ingest *in, struct slice date, struct slice time)
{
	enum date_order order = in->report->notation.date_order;

	str_clear(&in->scratch);
	str_add_slice(&in->scratch, date);
	if (time.len > 0) {
		str_add_char(&in->scratch, ' ');
		str_add_slice(&in->scratch, time);
	}
	return date_parse(
		   slice_str(&in->scratch), order, &in->time, &in->offset) ||
	    read_date(in, date);
}

static bool
read_time(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now)
{
	struct slice s = ingest_cell(in, row, ROLE_DATE), cut;

	if (!ingest_has(in, ROLE_DATE)) {
		in->time = 0;
		in->offset = DATE_NO_OFFSET;
		in->notes[NOTE_NO_DATES]++;
		return true;
	}
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
	if (ingest_has(in, ROLE_CLOCK))
		in->time_good =
		    read_date_and_time(in, s, ingest_cell(in, row, ROLE_CLOCK));
	else if (!ingest_same_as_last(in, ROLE_DATE, s))
		in->time_good = read_date(in, s);
	if (in->time_good)
		return true;
	cut = text_prefix(s, 40);
	ingest_reject(in, row, ROLE_DATE, "order_date '%.*s' is not a date",
	    (int)cut.len, cut.p);
	return false;
}

/* A code or a sign, perhaps with the other in brackets. */
static bool
read_currency(struct slice s, struct currency *out)
{
	struct slice remark, core;

	if (money_currency(s, out))
		return true;
	core = header_core(s, &remark);
	return money_currency(core, out) || money_currency(remark, out);
}

/* Sets the batch's currency at the first one named. */
static bool
take_currency(struct ingest *in, struct slice s)
{
	struct currency named, *mine = &in->out->currency;

	if (!read_currency(s, &named))
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

static void
refuse_currency(
    struct ingest *in, const struct csvfile_row *row, struct slice s)
{
	struct slice cut = text_prefix(s, 40);
	struct currency named;

	if (!read_currency(s, &named)) {
		ingest_reject(in, row, ROLE_CURRENCY,
		    "currency '%.*s' is not known; write its ISO code, like "
		    "EUR",
		    (int)cut.len, cut.p);
		return;
	}
	in->notes[NOTE_OTHER_CURRENCY]++;
	ingest_reject(in, row, ROLE_CURRENCY,
	    "currency '%.*s' is not the one of the other orders (%s)",
	    (int)cut.len, cut.p, in->out->currency.code);
}

static bool
check_currency(struct ingest *in, const struct csvfile_row *row)
{
	struct slice s = ingest_cell(in, row, ROLE_CURRENCY);

	if (s.len == 0)
		return true;
	if (!ingest_same_as_last(in, ROLE_CURRENCY, s))
		in->currency_good = take_currency(in, s);
	if (in->currency_good || in->failed)
		return !in->failed;
	refuse_currency(in, row, s);
	return false;
}

/* The price of one piece, from the line's total where there is no other. */
static bool
read_price(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now)
{
	int64_t total;

	if (!ingest_price4(in, row, ROLE_PRICE, &now->price4))
		return false;
	if (now->price4 != BATCH_UNKNOWN) {
		if (in->part > 0)
			(void)num_mul_div(
			    now->price4, in->part, 1000, &now->price4);
		return true;
	}
	if (!ingest_price4(in, row, ROLE_LINE_TOTAL, &total))
		return false;
	if (total != BATCH_UNKNOWN && now->quantity != 0)
		(void)num_mul_div(total, 1, now->quantity, &now->price4);
	return true;
}

/* "10 %" of what the pieces cost. */
static bool
read_percent(const struct ingest *in, struct slice s, struct ingest_line *now)
{
	double percent;
	int64_t value;

	if (s.p[s.len - 1] != '%' || !num_parse_percent(s, &percent) ||
	    percent < 0 || percent > 100 || now->price4 == BATCH_UNKNOWN ||
	    !money_line(
		now->quantity, now->price4, in->out->currency.digits, &value))
		return false;
	now->discount = money_percent(value < 0 ? -value : value, percent);
	return true;
}

/* A share of what the pieces cost. What a line came to has it taken off: of a
 * share alone one cannot know that it is still to be paid. */
static bool
read_share(struct ingest *in, struct slice s, struct ingest_line *now)
{
	const struct notation *notation = &in->report->notation;
	int64_t millionths, value;
	double percent;

	if (notation->discount == NOTATION_AMOUNT ||
	    !num_parse_decimal(s, 6, notation->decimal, &millionths))
		return false;
	percent = (double)millionths /
	    (notation->discount == NOTATION_SHARE ? 1e4 : 1e6);
	if (percent < 0 || percent > 100)
		return false;
	if (!ingest_has(in, ROLE_PRICE) || now->price4 == BATCH_UNKNOWN)
		return true;
	if (!money_line(
		now->quantity, now->price4, in->out->currency.digits, &value))
		BUG("pieces and a price within their limits overflow");
	now->discount = money_percent(value < 0 ? -value : value, percent);
	in->notes[NOTE_SHARES] += now->discount > 0;
	return true;
}

static bool
read_discount(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now)
{
	struct slice s = ingest_cell(in, row, ROLE_DISCOUNT);
	int64_t price4;

	now->discount = 0;
	if (s.len == 0 || read_percent(in, s, now) || read_share(in, s, now))
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
	void *more;

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
		.refunded = BATCH_UNKNOWN,
	};
	more = in->order_more;
	if (!mem_try_reserve(&more, &in->cap_order_more, n,
		sizeof(*in->order_more), "orders", &in->err)) {
		ingest_fail(in);
		return DICT_NONE;
	}
	in->order_more = more;
	in->order_more[n - 1] =
	    (struct ingest_order){ .subtotal = BATCH_UNKNOWN };
	return (uint32_t)n - 1;
}

/* The order of this number; a new spelling of a known one is remembered. The
 * number as it stands was looked up before. */
static uint32_t
take_order(struct ingest *in, struct slice raw)
{
	struct str ref = STR_INIT;
	struct slice clean;
	uint32_t order = DICT_NONE;

	ingest_clean_code(in, raw, false, &ref);
	clean = slice_str(&ref);
	if (!slice_eq(clean, raw))
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
set_product(struct ingest *in, const struct csvfile_row *row,
    const struct ingest_line *now)
{
	struct batch_product *product = &in->out->products[now->product];
	struct ingest_product *more = &in->product_more[now->product];
	bool sold = now->quantity > 0 &&
	    (now->price4 > 0 || now->price4 == BATCH_UNKNOWN);

	if (product->title == NULL || (sold && !more->sold) ||
	    (sold == more->sold && in->time >= more->titled)) {
		ingest_set_text(in, &product->title, now->title);
		more->titled = in->time;
		more->sold = sold;
	}
	ingest_set_text(
	    in, &product->category, ingest_cell(in, row, ROLE_CATEGORY));
	ingest_set_text(in, &product->brand, ingest_cell(in, row, ROLE_BRAND));
}

void
ingest_line_take(struct ingest *in, const struct csvfile_row *row,
    const struct ingest_line *now)
{
	struct batch_line *line;

	if (in->describes)
		set_product(in, row, now);
	line = batch_add_line(in->out, &in->err);
	if (line == NULL) {
		ingest_fail(in);
		return;
	}
	*line = (struct batch_line){
		.order = now->order,
		.product = now->product,
		.quantity = (int32_t)now->quantity,
		.line = row->line,
		.price4 = now->price4,
		.discount = now->discount,
	};
	ingest_note_price(in, line);
	in->out->orders[now->order].lines++;
	in->scattered |= now->order < in->line_order;
	in->line_order = now->order;
	in->notes[NOTE_DATE_CARRIED] += now->date_carried;
	in->notes[NOTE_NO_PRICE] += now->price4 == BATCH_UNKNOWN;
}

bool
ingest_order_find(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now)
{
	if (!find_order(in, row, now) || !read_time(in, row, now))
		return false;
	if (check_currency(in, row))
		return true;
	if (!in->failed)
		refuse_order(in, now->ref);
	return false;
}

bool
ingest_order_take(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now)
{
	if (now->order == DICT_NONE)
		now->order = take_order(in, now->ref);
	if (in->failed)
		return false;
	in->order = now->order;
	ingest_order_values(in, row, now->order, now->before == now->order);
	return !in->failed;
}

/* Tills write a refund as a sale of a negative amount. */
static void
turn_refund(struct ingest_line *now)
{
	if (now->quantity > 0)
		now->quantity = -now->quantity;
	if (now->price4 < 0 && now->price4 != BATCH_UNKNOWN)
		now->price4 = -now->price4;
}

static bool
read_line(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now)
{
	now->title = ingest_cell(in, row, ROLE_TITLE);
	if (!ingest_quantity(in, row, ROLE_QUANTITY, &now->quantity) ||
	    !read_price(in, row, now) || !read_discount(in, row, now))
		return false;
	if (rowtype_of_word(ingest_cell(in, row, ROLE_ROW_TYPE)) ==
	    ROWTYPE_REFUND)
		turn_refund(now);
	if (!ingest_product(in, row, ingest_cell(in, row, ROLE_SKU), now->title,
		&now->product))
		return false;
	in->notes[NOTE_PARTS] += in->part > 0;
	return true;
}

static bool
is_word_of_sums(struct slice s)
{
	/* Most values are numbers and dates, and there are many of them. */
	return s.len > 0 && !(s.p[0] >= '0' && s.p[0] <= '9') &&
	    header_is_one_of(s,
		"total|totals|grand_total|sum|sums|subtotal|average|"
		"summe|gesamt|gesamtsumme|insgesamt|zwischensumme|"
		"total_general|totaux|somme|sous_total|suma|totales|"
		"total_geral|totais|soma|totale|totali|totale_generale|"
		"somma|totaal|eindtotaal|toplam|genel_toplam");
}

/* Reports end in a row that names no product and no date, but sums. */
static bool
is_sum(const struct ingest *in, const struct csvfile_row *row)
{
	static const enum role of_lines[] = { ROLE_DATE, ROLE_SKU, ROLE_TITLE };

	for (size_t i = 0; i < ARRAY_LEN(of_lines); i++) {
		struct slice s = ingest_cell(in, row, of_lines[i]);

		if (s.len > 0 && !is_word_of_sums(s))
			return false;
	}
	for (size_t i = 0; i < row->n; i++)
		if (is_word_of_sums(slice_trim(row->fields[i])))
			return true;
	return false;
}

/* Logs of what customers did hold more than their purchases. */
static bool
is_browsing(const struct ingest *in, const struct csvfile_row *row)
{
	enum batch_event_kind kind;

	return eventword_parse(ingest_cell(in, row, ROLE_ROW_TYPE), &kind) &&
	    kind != EVENT_BUY;
}

void
ingest_orders_row(struct ingest *in, const struct csvfile_row *row)
{
	struct ingest_line now = { .date_carried = false };

	if (is_sum(in, row)) {
		ingest_pass(in, NOTE_SUMS);
		return;
	}
	if (rowtype_of_word(ingest_cell(in, row, ROLE_ROW_TYPE)) ==
	    ROWTYPE_OTHER) {
		ingest_pass(
		    in, is_browsing(in, row) ? NOTE_BROWSING : NOTE_NOT_ITEMS);
		return;
	}
	if (!ingest_order_find(in, row, &now))
		return;
	if (!read_line(in, row, &now)) {
		if ((in->dialect->quirks & DIALECT_CONTINUES) &&
		    now.order == DICT_NONE && !in->failed)
			refuse_order(in, now.ref);
		return;
	}
	if (!ingest_order_take(in, row, &now))
		return;
	in->notes[NOTE_NO_QUANTITY] += !ingest_has(in, ROLE_QUANTITY);
	in->notes[NOTE_NO_ORDER] += !ingest_has(in, ROLE_ORDER);
	ingest_line_take(in, row, &now);
}
