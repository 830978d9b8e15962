/*
 * The same rules that the store asks count the batch twice, once with other
 * settings; then one walk over the lines and orders finds the differences.
 */
#include "service/countings.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/num.h"
#include "ingest/dialect.h"

struct side {
	const struct rules *rules;
	struct store_facts facts;
	struct store_counted answer;
	bool *is_product;
	uint32_t *same_as; /* NULL: each product counts as itself */
};

static uint32_t
counts_as(const struct side *s, uint32_t product)
{
	return s->same_as != NULL ? s->same_as[product] : product;
}

/* Which products count as which, and as a product at all. */
static bool
join_products(struct side *s, const struct batch *b, struct err *err)
{
	const struct store_rules *rules = &s->rules->callbacks;

	if (!(rules->how & STORE_HOW_APART)) {
		s->same_as = mem_try_array(
		    b->n_products, sizeof(*s->same_as), "products", err);
		if (s->same_as == NULL)
			return false;
		for (uint32_t i = 0; i < b->n_products; i++)
			s->same_as[i] = batch_first_alike(b, i);
	}
	for (uint32_t i = 0; i < b->n_products; i++)
		s->is_product[i] = rules->is_product(
		    rules->arg, &b->products[counts_as(s, i)]);
	return true;
}

static bool
side_count(
    struct side *s, const struct batch *b, const size_t *first, struct err *err)
{
	struct store_counted *c = &s->answer;
	size_t o = b->n_orders, l = b->n_lines;

	s->is_product =
	    mem_try_array(b->n_products, sizeof(bool), "products", err);
	c->counted = mem_try_zarray(o, sizeof(*c->counted), "orders", err);
	c->order_reason = mem_try_zarray(o, 1, "orders", err);
	c->cart_value =
	    mem_try_zarray(o, sizeof(*c->cart_value), "orders", err);
	c->net_value = mem_try_zarray(o, sizeof(*c->net_value), "orders", err);
	c->quantity =
	    mem_try_zarray(l, sizeof(*c->quantity), "order lines", err);
	c->line_reason = mem_try_zarray(l, 1, "order lines", err);
	c->paid = mem_try_zarray(l, sizeof(*c->paid), "order lines", err);
	if (s->is_product == NULL || c->counted == NULL ||
	    c->order_reason == NULL || c->cart_value == NULL ||
	    c->net_value == NULL || c->quantity == NULL ||
	    c->line_reason == NULL || c->paid == NULL)
		return false;
	if (!join_products(s, b, err))
		return false;
	s->facts = (struct store_facts){
		.currency = b->currency,
		.n_products = b->n_products,
		.n_orders = o,
		.n_lines = l,
		.n_customers = b->n_customers,
		.products = b->products,
		.is_product = s->is_product,
		.same_as = s->same_as,
		.orders = b->orders,
		.first = first,
		.lines = b->lines,
	};
	return s->rules->callbacks.count(
	    s->rules->callbacks.arg, &s->facts, c, err);
}

static void
side_release(struct side *s)
{
	mem_free(s->is_product);
	mem_free(s->same_as);
	mem_free(s->answer.counted);
	mem_free(s->answer.order_reason);
	mem_free(s->answer.cart_value);
	mem_free(s->answer.net_value);
	mem_free(s->answer.quantity);
	mem_free(s->answer.line_reason);
	mem_free(s->answer.paid);
}

static int
compare_value(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Pieces of line l that count in a basket. */
static int32_t
pieces(const struct side *s, size_t order, size_t line)
{
	return s->answer.counted[order] ? s->answer.quantity[line] : 0;
}

static bool
sum_up(const struct side *s, struct counting_sum *out, struct err *err)
{
	const struct store_facts *f = &s->facts;
	int64_t *values =
	    mem_try_array(f->n_orders, sizeof(*values), "orders", err);
	bool *sold =
	    mem_try_zarray(f->n_products, sizeof(*sold), "orders", err);
	bool ok = values != NULL && sold != NULL;
	size_t n = 0;

	*out = (struct counting_sum){ 0 };
	for (size_t o = 0; ok && o < f->n_orders; o++) {
		if (!s->answer.counted[o])
			continue;
		values[n++] = s->answer.cart_value[o];
		ok =
		    num_add(out->value, s->answer.cart_value[o], &out->value) ||
		    err_set(err, ERR_INPUT, "the sum of values is too large");
		for (size_t l = f->first[o]; l < f->first[o + 1]; l++) {
			if (s->answer.quantity[l] == 0)
				continue;
			out->lines++;
			sold[counts_as(s, f->lines[l].product)] = true;
		}
	}
	for (size_t p = 0; ok && p < f->n_products; p++)
		out->products += sold[p];
	out->baskets = (int64_t)n;
	if (ok && n > 0) {
		qsort(values, n, sizeof(*values), compare_value);
		out->median = (values[(n - 1) / 2] + values[n / 2] + 1) / 2;
	}
	mem_free(values);
	mem_free(sold);
	return ok;
}

static void
compare_lines(const struct side *a, const struct side *b, size_t order,
    struct countings *out)
{
	for (size_t l = a->facts.first[order]; l < a->facts.first[order + 1];
	     l++) {
		int32_t before = pieces(a, order, l);
		int32_t now = pieces(b, order, l);

		if (before > 0 && now == 0)
			out->lines_lost[b->answer.line_reason[l]]++;
		else if (now < before)
			out->lines_fewer++;
		else if (before == 0 && now > 0)
			out->lines_gained++;
	}
}

static bool
has_returns(const struct batch *b)
{
	for (size_t i = 0; i < b->n_lines; i++)
		if (b->lines[i].quantity < 0 ||
		    b->orders[b->lines[i].order].status == STATUS_RETURN)
			return true;
	return false;
}

static bool
compare(const struct batch *b, const size_t *first, struct side *a,
    struct side *now, struct countings *out, struct err *err)
{
	if (!side_count(a, b, first, err) || !side_count(now, b, first, err) ||
	    !sum_up(a, &out->published, err) ||
	    !sum_up(now, &out->counted, err))
		return false;
	for (size_t o = 0; o < b->n_orders; o++) {
		bool before = a->answer.counted[o];

		compare_lines(a, now, o, out);
		out->baskets_lost += before && !now->answer.counted[o];
		out->baskets_gained += !before && now->answer.counted[o];
	}
	return true;
}

static bool
count_both(const struct batch *b, const struct rules *rules,
    struct countings *out, struct err *err)
{
	struct rules plain;
	struct side published = { .rules = &plain };
	struct side counted = { .rules = rules };
	size_t *first =
	    mem_try_array(b->n_orders + 1, sizeof(*first), "orders", err);
	bool ok;

	if (first == NULL)
		return false;
	first[0] = 0;
	for (size_t o = 0; o < b->n_orders; o++)
		first[o + 1] = first[o] + b->orders[o].lines;
	ok = rules_published(b->dialect, rules, &plain, err) &&
	    compare(b, first, &published, &counted, out, err);
	side_release(&published);
	side_release(&counted);
	rules_release(&plain);
	mem_free(first);
	return ok;
}

void
countings_make(
    const struct batch *b, const struct rules *rules, struct countings *out)
{
	const struct dialect *dialect = dialect_by_name(slice_of(b->dialect));

	*out = (struct countings){
		.digits = b->currency.digits,
		.data_set = dialect != NULL && dialect->published != NULL,
		.problem = ERR_INIT,
	};
	out->netted = !rules->keep_returned;
	out->any = b->kind == BATCH_ORDERS && b->n_orders > 0 &&
	    (out->data_set || (out->netted && has_returns(b)));
	if (out->any && !count_both(b, rules, out, &out->problem))
		out->any = false;
}

/* ---- words ---- */

static void
add_amount(struct str *out, const char *name, int64_t value, int digits)
{
	str_addf(out, ", %s ", name);
	money_add_grouped(out, value, digits);
}

static void
add_sum(struct str *out, const struct counting_sum *s, int digits)
{
	int64_t mean =
	    s->baskets > 0 ? (s->value + s->baskets / 2) / s->baskets : 0;

	num_add_counted(out, s->baskets, "basket", "baskets");
	str_add(out, ", ");
	num_add_counted(out, s->products, "product", "products");
	add_amount(out, "mean value", mean, digits);
	add_amount(out, "median", s->median, digits);
	str_add(out, ", ");
	num_add_counted(out, s->lines, "line", "lines");
	str_add_char(out, '\n');
}

static void
add_part(struct str *out, int64_t n, char sign, const char *what)
{
	if (n == 0)
		return;
	str_addf(out, "%s%c ", sign == ',' ? "" : " ", sign);
	num_add_grouped(out, n);
	str_addf(out, " %s", what);
}

static void
add_line_difference(const struct countings *c, struct str *out)
{
	str_add(out, "    lines: ");
	num_add_grouped(out, c->published.lines);
	for (int i = 0; i < REASON_COUNT; i++)
		add_part(out, c->lines_lost[i], '-',
		    store_reason_name((enum store_reason)i));
	add_part(out, c->lines_gained, '+', "of other products");
	str_add(out, " = ");
	num_add_grouped(out, c->counted.lines);
	add_part(out, c->lines_fewer, ',', "with fewer pieces");
	str_add_char(out, '\n');
}

static void
add_basket_difference(const struct countings *c, struct str *out)
{
	str_add(out, "    baskets: ");
	num_add_grouped(out, c->published.baskets);
	add_part(out, c->baskets_lost, '-', "without any line left");
	add_part(out, c->baskets_gained, '+', "of other products alone");
	str_add(out, " = ");
	num_add_grouped(out, c->counted.baskets);
	str_add_char(out, '\n');
}

void
countings_add_lines(const struct countings *c, struct str *out)
{
	if (c->problem.code != ERR_NONE)
		str_addf(out, "  could not be counted in two ways: %s\n",
		    c->problem.text);
	if (!c->any)
		return;
	str_add(out,
	    c->data_set ? "  counted as this data set is published: "
			: "  with returns left standing: ");
	add_sum(out, &c->published, c->digits);
	str_add(out,
	    c->netted ? "  with returns netted: "
		      : "  as counted here, returns left standing: ");
	add_sum(out, &c->counted, c->digits);
	if (c->published.lines != c->counted.lines || c->lines_fewer > 0)
		add_line_difference(c, out);
	if (c->baskets_lost > 0 || c->baskets_gained > 0)
		add_basket_difference(c, out);
}
