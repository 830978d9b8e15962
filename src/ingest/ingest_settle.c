/*
 * What only the whole file tells, settled on the batch when all rows are read.
 *
 * Money of an order. With goods the sum of pieces x price, Dl the discounts of
 * its lines and Do that of the order, exports disagree on whether Do holds Dl:
 *
 *	goods - Dl - Do    Do comes on top of the lines' discounts
 *	goods - Do         Do is all of them
 *	goods - Dl         Do repeats what the lines hold
 *
 * The reading wins that comes closest to the order's total (less shipping,
 * with or without tax), or to its subtotal where that is after discounts; the
 * first where they are as good. What is kept in the order is the part of Do
 * that its lines do not hold. Tolerance: a minor unit a line, for rounding.
 */
#include "ingest/ingest_internal.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "ingest/counting_rules.h"

enum {
	PRICE_JUMP = 50, /* times, between the prices of one product */
	ONE_ORDER_LINES = 20, /* that one order of many days must have */
	MANY_REPEATED = 20, /* rows of products from which on it is strange */
	MIN_SINGLE = 90, /* percent of orders with one line */
	SHOWN = 40, /* cells of a value in a sentence */
};

/* Sums of one order, in minor units. */
struct sums {
	int64_t goods, discounts;
	uint32_t lines;
	bool unknown; /* a line without a price, or out of range */
};

static int64_t
known(int64_t amount)
{
	return amount == BATCH_UNKNOWN ? 0 : amount;
}

static int64_t
distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* ---- shipping lines ---- */

static bool *
find_shipping(const struct ingest *in, struct err *err)
{
	const struct batch *b = in->out;
	bool *is_shipping =
	    mem_try_zarray(b->n_products, 1, "shipping lines", err);
	struct counting_rules rules;

	if (is_shipping == NULL)
		return NULL;
	counting_rules_init(&rules);
	counting_rules_shipping(&rules);
	counting_rules_add_codes(&rules, in->dialect->shipping);
	for (size_t i = 0; i < b->n_products; i++)
		is_shipping[i] = !counting_rules_is_product(&rules,
		    slice_of(b->products[i].key),
		    slice_of(b->products[i].title));
	counting_rules_release(&rules);
	return is_shipping;
}

/* What the pieces of a line cost, less its discount. */
static bool
line_value(const struct batch *b, const struct batch_line *line, int64_t *value)
{
	return line->price4 != BATCH_UNKNOWN &&
	    money_line(
		line->quantity, line->price4, b->currency.digits, value) &&
	    num_sub(*value, line->discount, value);
}

static void
settle_shipping(struct ingest *in, const bool *is_shipping)
{
	struct batch *b = in->out;

	if (ingest_has(in, ROLE_SHIPPING) ||
	    memchr(is_shipping, 1, b->n_products) == NULL)
		return;
	for (size_t i = 0; i < b->n_lines; i++) {
		const struct batch_line *line = &b->lines[i];
		struct batch_order *order = &b->orders[line->order];
		int64_t value, sum;

		if (!is_shipping[line->product] ||
		    order->status == STATUS_RETURN ||
		    !line_value(b, line, &value) ||
		    !num_add(known(order->shipping), value, &sum))
			continue;
		order->shipping = sum;
		in->notes[NOTE_SHIPPING_LINES]++;
	}
}

/* ---- orders that alone have a value ---- */

static uint32_t *
count_lines(const struct batch *b, struct err *err)
{
	uint32_t *n =
	    mem_try_zarray(b->n_orders, sizeof(*n), "order lines", err);

	for (size_t i = 0; n != NULL && i < b->n_lines; i++)
		n[b->lines[i].order]++;
	return n;
}

/* Do so many orders have but one line that those which stay without a value
 * hardly matter? */
static bool
are_single(const uint32_t *n, size_t n_orders)
{
	size_t single = 0;

	for (size_t i = 0; i < n_orders; i++)
		single += n[i] == 1;
	return single * 100 >= n_orders * MIN_SINGLE;
}

/* What an order of one line came to, less shipping and before its discount, is
 * what the line did. */
static bool
price_of_order(const struct batch *b, struct batch_line *line)
{
	const struct batch_order *order = &b->orders[line->order];
	int64_t total = order->total, scale = 10000;

	for (int i = 0; i < b->currency.digits; i++)
		scale /= 10;
	return total != BATCH_UNKNOWN && line->quantity > 0 &&
	    num_sub(total, known(order->shipping), &total) &&
	    num_add(total, known(order->discount), &total) && total >= 0 &&
	    num_mul_div(total, scale, line->quantity, &line->price4);
}

bool
ingest_settles_lines(const struct ingest *in)
{
	return !ingest_has(in, ROLE_PRICE) &&
	    !ingest_has(in, ROLE_LINE_TOTAL) && ingest_has(in, ROLE_TOTAL) &&
	    in->dialect->generic;
}

static bool
settle_single_lines(struct ingest *in, struct err *err)
{
	struct batch *b = in->out;
	bool single;
	uint32_t *n;

	if (!ingest_settles_lines(in))
		return true;
	n = count_lines(b, err);
	single = n != NULL && are_single(n, b->n_orders);
	for (size_t i = 0; single && i < b->n_lines; i++)
		if (n[b->lines[i].order] == 1 &&
		    price_of_order(b, &b->lines[i])) {
			in->notes[NOTE_NO_PRICE]--;
			in->notes[NOTE_PRICE_OF_ORDER]++;
		}
	mem_free(n);
	return n != NULL;
}

/* ---- money of the orders ---- */

static struct sums *
add_up(const struct ingest *in, const bool *is_shipping, struct err *err)
{
	const struct batch *b = in->out;
	bool separate = !ingest_has(in, ROLE_SHIPPING);
	struct sums *sums =
	    mem_try_zarray(b->n_orders, sizeof(*sums), "order totals", err);

	for (size_t i = 0; i < b->n_lines && sums != NULL; i++) {
		const struct batch_line *line = &b->lines[i];
		struct sums *sum = &sums[line->order];
		int64_t value;

		if (separate && is_shipping[line->product])
			continue;
		sum->lines++;
		if (line->price4 == BATCH_UNKNOWN ||
		    !money_line(line->quantity, line->price4,
			b->currency.digits, &value) ||
		    !num_add(sum->goods, value, &sum->goods) ||
		    !num_add(sum->discounts, line->discount, &sum->discounts))
			sum->unknown = true;
	}
	return sums;
}

/* How far a value of the goods is from what the order says of itself. */
static int64_t
misfit(const struct batch_order *order, int64_t value)
{
	int64_t gross = value + known(order->shipping);
	int64_t plain = distance(gross, order->total);
	int64_t taxed = distance(gross + known(order->tax), order->total);

	return plain < taxed ? plain : taxed;
}

/* A code for free shipping stands among the discounts of goods. */
static bool
is_off_shipping(const struct batch_order *order, int64_t goods, int64_t slack)
{
	return order->total != BATCH_UNKNOWN &&
	    known(order->shipping) >= order->discount &&
	    misfit(order, goods - order->discount) <= slack;
}

/* Subtotals after discounts say what the goods came to. */
static void
settle_by_subtotal(struct ingest *in, struct batch_order *order,
    const struct sums *sum, int64_t subtotal)
{
	int64_t slack = sum->lines;
	int64_t lines = sum->goods - sum->discounts;

	if (distance(lines - order->discount, subtotal) <= slack)
		return;
	if (distance(lines, subtotal) <= slack) {
		if (is_off_shipping(order, lines, slack))
			order->shipping -= order->discount;
		else
			in->notes[NOTE_DISCOUNT_TWICE]++;
		order->discount = 0;
	} else if (distance(sum->goods - order->discount, subtotal) <= slack &&
	    order->discount >= sum->discounts) {
		order->discount -= sum->discounts;
		in->notes[NOTE_DISCOUNT_TWICE]++;
	}
}

static void
settle_by_total(
    struct ingest *in, struct batch_order *order, const struct sums *sum)
{
	int64_t lines = sum->goods - sum->discounts;
	int64_t on_top = misfit(order, lines - order->discount);
	int64_t held = misfit(order, lines);
	int64_t whole = misfit(order, sum->goods - order->discount);

	if (on_top <= (int64_t)sum->lines ||
	    (on_top <= held && on_top <= whole))
		return;
	if (whole < held && order->discount >= sum->discounts)
		order->discount -= sum->discounts;
	else if (held <= (int64_t)sum->lines || sum->discounts > 0)
		order->discount = 0;
	else
		return;
	in->notes[NOTE_DISCOUNT_TWICE]++;
}

static bool
is_placed(const struct batch_order *order)
{
	return order->status == STATUS_PLACED ||
	    order->status == STATUS_PENDING;
}

static void
settle_discount(struct ingest *in, size_t o, const struct sums *sum)
{
	struct batch_order *order = &in->out->orders[o];
	int64_t subtotal = in->order_more[o].subtotal;

	if (sum->unknown || known(order->discount) == 0)
		return;
	if ((in->dialect->quirks & DIALECT_NET_SUBTOTAL) &&
	    subtotal != BATCH_UNKNOWN)
		settle_by_subtotal(in, order, sum, subtotal);
	else if (order->total != BATCH_UNKNOWN)
		settle_by_total(in, order, sum);
}

/* Is the tax in the prices or added, and do they explain the total? */
static void
note_total(
    struct ingest *in, const struct batch_order *order, const struct sums *sum)
{
	int64_t gross = sum->goods - sum->discounts - known(order->discount) +
	    known(order->shipping);
	int64_t plain, taxed;

	if (sum->unknown || order->total == BATCH_UNKNOWN || !is_placed(order))
		return;
	plain = distance(gross, order->total);
	taxed = distance(gross + known(order->tax), order->total);
	if (plain > (int64_t)sum->lines && taxed > (int64_t)sum->lines)
		in->notes[NOTE_TOTAL_OFF]++;
	else if (known(order->tax) > 0)
		in->notes[plain <= taxed ? NOTE_TAX_INCLUDED
					 : NOTE_TAX_ADDED]++;
}

/* What was paid back lowers the value of the order and not its basket: it is a
 * discount given late, on an order that cost so much less. */
static void
settle_refund(struct ingest *in, struct batch_order *order)
{
	int64_t back = known(order->refunded), total = order->total;

	if (back == 0 || !is_placed(order))
		return;
	if (total != BATCH_UNKNOWN && back >= total) {
		order->status = STATUS_REFUNDED;
		in->notes[NOTE_REFUNDED_ALL]++;
		return;
	}
	in->notes[NOTE_REFUNDED_PART]++;
	if (!num_add(known(order->discount), back, &order->discount) ||
	    total == BATCH_UNKNOWN)
		return;
	order->total -= back;
	if (order->tax != BATCH_UNKNOWN)
		(void)num_mul_div(order->tax, order->total, total, &order->tax);
}

static bool
settle_money(struct ingest *in, const bool *is_shipping, struct err *err)
{
	struct batch *b = in->out;
	struct sums *sums;

	if (!ingest_has(in, ROLE_ORDER_DISCOUNT) &&
	    !ingest_has(in, ROLE_TOTAL) && !ingest_has(in, ROLE_REFUNDED))
		return true;
	sums = add_up(in, is_shipping, err);
	if (sums == NULL)
		return false;
	for (size_t o = 0; o < b->n_orders; o++) {
		settle_discount(in, o, &sums[o]);
		note_total(in, &b->orders[o], &sums[o]);
		settle_refund(in, &b->orders[o]);
	}
	mem_free(sums);
	return true;
}

/* ---- prices that jump ---- */

void
ingest_note_price(struct ingest *in, const struct batch_line *line)
{
	struct ingest_product *range = &in->product_more[line->product];

	if (line->price4 <= 0 || line->quantity <= 0)
		return;
	if (range->low == 0 || line->price4 < range->low)
		range->low = line->price4;
	if (line->price4 > range->high)
		range->high = line->price4;
}

/* What was noted of the lines as they were read, unless they are others now. */
static void
find_ranges(struct ingest *in)
{
	const struct batch *b = in->out;

	if (b->repeated == 0 && !ingest_settles_lines(in))
		return;
	for (size_t i = 0; i < b->n_products; i++)
		in->product_more[i].low = in->product_more[i].high = 0;
	for (size_t i = 0; i < b->n_lines; i++)
		ingest_note_price(in, &b->lines[i]);
}

static bool
jumps(const struct ingest_product *range)
{
	return range->low > 0 && range->high / PRICE_JUMP > range->low;
}

/* Is the jump of a greater than that of b? */
static bool
jumps_more(const struct ingest_product *a, const struct ingest_product *b)
{
	return (num_wide)a->high * b->low > (num_wide)b->high * a->low;
}

static void
note_jumps(struct ingest *in, size_t worst, int64_t count)
{
	const struct ingest_product *range = &in->product_more[worst];
	int digits = in->out->currency.digits;
	struct str text = STR_INIT;

	str_addf(&text,
	    "products whose price changed by more than %d times, most of all "
	    "'%s': from ",
	    PRICE_JUMP, in->out->products[worst].sku);
	money_add_price4(&text, range->low, digits);
	str_add(&text, " to ");
	money_add_price4(&text, range->high, digits);
	ingest_add_note(in->report, count, slice_str(&text))->doubt = true;
	str_release(&text);
}

static void
find_jumps(struct ingest *in)
{
	const struct batch *b = in->out;
	const struct ingest_product *ranges = in->product_more;
	struct counting_rules rules;
	size_t worst = SIZE_MAX;
	int64_t count = 0;

	counting_rules_init(&rules);
	counting_rules_default(&rules);
	counting_rules_add_codes(&rules, in->dialect->not_products);
	find_ranges(in);
	for (size_t i = 0; i < b->n_products; i++) {
		if (!jumps(&ranges[i]) ||
		    !counting_rules_is_product(&rules,
			slice_of(b->products[i].key),
			slice_of(b->products[i].title)))
			continue;
		count++;
		if (worst == SIZE_MAX || jumps_more(&ranges[i], &ranges[worst]))
			worst = i;
	}
	if (count > 0)
		note_jumps(in, worst, count);
	counting_rules_release(&rules);
}

/* ---- what the file cannot mean ---- */

static bool
check_rounded(const struct ingest *in, struct err *err)
{
	struct slice cut = text_prefix(slice_str(&in->rounded), SHOWN);

	if (in->n_rounded * 2 <= in->out->rows_read)
		return true;
	return err_set(err, ERR_INPUT,
	    "'%s', column '%.*s': a spreadsheet rounded the numbers ('%.*s'), "
	    "so they cannot be told apart; export the file again and import "
	    "it without opening it there",
	    in->path, (int)in->header.names[in->rounded_column].len,
	    in->header.names[in->rounded_column].p, (int)cut.len, cut.p);
}

/* One number on lines of many days and customers is no order. */
static bool
check_one_order(const struct ingest *in, struct err *err)
{
	const struct batch *b = in->out;
	bool customers =
	    ingest_has(in, ROLE_CUSTOMER) || ingest_has(in, ROLE_EMAIL);

	if (b->n_orders != 1 || b->n_lines < ONE_ORDER_LINES ||
	    !in->order_more[0].two_dates ||
	    (customers && !in->order_more[0].two_customers))
		return true;
	return err_set(err, ERR_INPUT,
	    "'%s': all %zu lines carry the order number '%s', yet several "
	    "dates; a spreadsheet may have rounded the numbers: export the "
	    "file again, or name another column with --map order_id=COLUMN",
	    in->path, b->n_lines, b->orders[0].ref);
}

/* ---- families ---- */

static const char *
parent_of_id(const struct ingest *in, const char *key)
{
	struct slice id = slice_trim(slice_of(key + strlen("id:")));
	uint32_t product =
	    id.len == 0 ? DICT_NONE : dict_get(&in->ids, id, slice_hash(id));

	return product == DICT_NONE ? NULL : in->out->products[product].key;
}

static void
follow_links(struct ingest *in)
{
	for (size_t i = 0; i < in->n_links; i++) {
		struct slice child = slice_of(in->links[i].child);
		uint32_t p = child.len == 0
		    ? DICT_NONE
		    : dict_get(&in->keys, child, slice_hash(child));

		if (p != DICT_NONE)
			in->out->products[p].parent_key = in->links[i].parent;
	}
}

/* Variants stand in the category of their product. */
static void
take_after(struct ingest *in, struct batch_product *variant)
{
	struct slice key = slice_of(variant->parent_key);
	uint32_t p = dict_get(&in->keys, key, slice_hash(key));
	const struct batch_product *parent;

	if (p == DICT_NONE)
		return;
	parent = &in->out->products[p];
	if (variant->category == NULL)
		variant->category = parent->category;
	if (variant->brand == NULL)
		variant->brand = parent->brand;
}

static void
settle_families(struct ingest *in)
{
	struct batch *b = in->out;

	follow_links(in);
	ingest_links_settle(in);
	for (size_t i = 0; i < b->n_products; i++) {
		struct batch_product *product = &b->products[i];
		const char **parent = &product->parent_key;

		if (*parent != NULL && slice_starts(slice_of(*parent), "id:"))
			*parent = parent_of_id(in, *parent);
		if (*parent != NULL && strcmp(*parent, product->key) == 0)
			*parent = NULL;
		if (*parent != NULL)
			take_after(in, product);
	}
}

/* A list of products names each once, or once for each of its variants: most
 * rows of one kept by hand that repeat others are sales, or shops. */
static void
note_repetition(struct ingest *in)
{
	int64_t again = in->notes[NOTE_SAME_PRODUCT];

	if (in->out->kind != BATCH_PRODUCTS || !in->dialect->generic ||
	    again < MANY_REPEATED || again * 2 <= in->out->rows_read)
		return;
	ingest_add_note(in->report, again,
	    slice_of("rows repeat a product of the file, more than name a "
		     "new one: if they are sales, name the column of the "
		     "order with --map order_id=COLUMN"))
	    ->doubt = true;
}

bool
ingest_settle(struct ingest *in, struct err *err)
{
	bool *is_shipping;
	bool ok;

	if (!check_rounded(in, err))
		return false;
	if (in->out->kind != BATCH_ORDERS) {
		settle_families(in);
		note_repetition(in);
		return true;
	}
	if (!check_one_order(in, err))
		return false;
	is_shipping = find_shipping(in, err);
	if (is_shipping == NULL)
		return false;
	settle_shipping(in, is_shipping);
	ok = settle_single_lines(in, err) && settle_money(in, is_shipping, err);
	if (ok)
		find_jumps(in);
	mem_free(is_shipping);
	return ok;
}
