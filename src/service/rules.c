/*
 * The store hands over facts in the structs of base/batch.h; ingest/counting
 * says how many pieces of each line count; this file adds money: what was
 * paid for them, the order's discount spread over them, and the net value.
 *
 * Net value: where an order records its tax and total, the tax is part of the
 * prices if goods + shipping come closer to the total than goods + shipping +
 * tax do; then its share of the goods is taken off.
 */
#include "service/rules.h"

#include "base/mem.h"
#include "base/num.h"
#include "ingest/counting.h"
#include "ingest/dialect.h"
#include "service/settings.h"
#include "store/store_imports.h"
#include "store/store_settings.h"

/* The setting under which a shop keeps its own rules. */
#define OWN_RULES "counting_rules"

static const enum store_reason reason_of_line[COUNTING_REASON_COUNT] = {
	[COUNTING_COUNTS] = REASON_NONE,
	[COUNTING_PARTLY] = REASON_PARTLY,
	[COUNTING_RETURNED] = REASON_RETURNED,
	[COUNTING_RETURN] = REASON_RETURN,
	[COUNTING_UNMATCHED] = REASON_UNMATCHED,
	[COUNTING_NOT_PRODUCT] = REASON_NOT_PRODUCT,
	[COUNTING_NOT_PLACED] = REASON_CANCELLED,
	[COUNTING_NO_PRICE] = REASON_NO_PRICE,
	[COUNTING_NO_QUANTITY] = REASON_NO_QUANTITY,
};

static const enum store_reason reason_of_order[STATUS_COUNT] = {
	[STATUS_PLACED] = REASON_NONE,
	[STATUS_PENDING] = REASON_NONE,
	[STATUS_CANCELLED] = REASON_CANCELLED,
	[STATUS_VOIDED] = REASON_VOIDED,
	[STATUS_FAILED] = REASON_FAILED,
	[STATUS_DRAFT] = REASON_DRAFT,
	[STATUS_REFUNDED] = REASON_REFUNDED,
	[STATUS_RETURN] = REASON_RETURN,
};

static bool
is_product(void *arg, const struct batch_product *p)
{
	const struct rules *r = arg;

	return counting_rules_is_product(
	    &r->list, slice_of(p->key), slice_of(p->title));
}

/* ---- money of one order ---- */

static bool
add_paid(const struct store_facts *facts, size_t order,
    struct store_counted *out, struct err *err)
{
	int digits = facts->currency.digits;
	int64_t sum = 0;

	for (size_t i = facts->first[order]; i < facts->first[order + 1]; i++) {
		if (out->quantity[i] == 0)
			continue;
		if (!counting_paid(&facts->lines[i], out->quantity[i], digits,
			&out->paid[i]) ||
		    !num_add(sum, out->paid[i], &sum))
			return err_set(err, ERR_INPUT,
			    "the value of order '%s' is out of range",
			    facts->orders[order].ref);
	}
	out->cart_value[order] = sum;
	return true;
}

/* Takes the order's own discount off its lines, in proportion. */
static void
spread_discount(
    const struct store_facts *facts, size_t order, struct store_counted *out)
{
	size_t first = facts->first[order];
	size_t n = facts->first[order + 1] - first;
	int64_t discount = facts->orders[order].discount;
	int64_t *parts;

	if (discount == BATCH_UNKNOWN || discount <= 0 ||
	    out->cart_value[order] == 0)
		return;
	if (discount > out->cart_value[order])
		discount = out->cart_value[order];
	parts = mem_array(n, sizeof(*parts));
	money_allocate(discount, out->paid + first, n, parts);
	for (size_t i = 0; i < n; i++)
		out->paid[first + i] -= parts[i];
	out->cart_value[order] -= discount;
	mem_free(parts);
}

static int64_t
distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

static int64_t
net_of(const struct batch_order *order, int64_t cart)
{
	int64_t shipping =
	    order->shipping == BATCH_UNKNOWN ? 0 : order->shipping;
	int64_t gross = cart + shipping, goods_tax;

	if (order->tax == BATCH_UNKNOWN || order->tax <= 0 ||
	    order->total == BATCH_UNKNOWN || gross <= 0 ||
	    distance(gross, order->total) >
		distance(gross + order->tax, order->total) ||
	    !num_mul_div(order->tax, cart, gross, &goods_tax) ||
	    goods_tax > cart)
		return cart;
	return cart - goods_tax;
}

static bool
count_order(const struct store_facts *facts, size_t order,
    struct store_counted *out, struct err *err)
{
	const struct batch_order *o = &facts->orders[order];
	bool any = false;

	for (size_t i = facts->first[order]; i < facts->first[order + 1]; i++) {
		any |= out->quantity[i] > 0;
		if (reason_of_order[o->status] != REASON_NONE &&
		    out->line_reason[i] == REASON_CANCELLED)
			out->line_reason[i] =
			    (uint8_t)reason_of_order[o->status];
	}
	out->order_reason[order] = (uint8_t)reason_of_order[o->status];
	if (out->order_reason[order] == REASON_NONE && !any)
		out->order_reason[order] = REASON_NO_PRODUCTS;
	out->counted[order] = out->order_reason[order] == REASON_NONE;
	if (!out->counted[order])
		return true;
	if (!add_paid(facts, order, out, err))
		return false;
	spread_discount(facts, order, out);
	out->net_value[order] = net_of(o, out->cart_value[order]);
	return true;
}

static bool
count(void *arg, const struct store_facts *facts, struct store_counted *out,
    struct err *err)
{
	const struct rules *rules = arg;
	struct counting_input input = {
		.orders = facts->orders,
		.n_orders = facts->n_orders,
		.lines = facts->lines,
		.n_lines = facts->n_lines,
		.is_product = facts->is_product,
		.same_as = facts->same_as,
		.keep_returned = rules->keep_returned,
	};

	if (!counting_run(&input, out->quantity, out->line_reason, NULL, err))
		return false;
	for (size_t i = 0; i < facts->n_lines; i++)
		out->line_reason[i] =
		    (uint8_t)reason_of_line[out->line_reason[i]];
	for (size_t o = 0; o < facts->n_orders; o++) {
		if (!count_order(facts, o, out, err))
			return false;
	}
	return true;
}

/* ---- loading ---- */

static void
add_dialect(struct counting_rules *list, const char *name)
{
	const struct dialect *dialect = dialect_by_name(slice_of(name));

	if (dialect != NULL)
		counting_rules_add_codes(list, dialect->not_products);
}

static bool
add_imports(struct store *st, int64_t except, struct counting_rules *list,
    struct err *err)
{
	struct store_imports imports = { .n = 0 };

	if (!store_imports_load(st, &imports, err))
		return false;
	for (size_t i = 0; i < imports.n; i++) {
		if (!imports.rows[i].undone &&
		    imports.rows[i].import_id != except)
			add_dialect(list, imports.rows[i].dialect);
	}
	store_imports_release(&imports);
	return true;
}

static bool
add_own(struct store *st, struct counting_rules *list, struct err *err)
{
	struct str text = STR_INIT;
	bool found = false;
	bool ok = store_setting_get(st, OWN_RULES, &text, &found, err);

	if (ok && found)
		ok = counting_rules_parse(list, slice_str(&text), err);
	str_release(&text);
	return ok;
}

static void
rules_begin(struct rules *r)
{
	counting_rules_init(&r->list);
	r->keep_returned = false;
	r->callbacks = (struct store_rules){
		.is_product = is_product,
		.count = count,
		.arg = r,
	};
}

static bool
keeps_returned(const struct settings *s)
{
	return s->value[SETTING_NET_RETURNS] < 1;
}

/* How a store is counted under these settings. */
static int64_t
how_of(const struct settings *s)
{
	return (keeps_returned(s) ? 1 : 0) |
	    (s->value[SETTING_JOIN_SKUS] < 1 ? STORE_HOW_APART : 0) |
	    (s->value[SETTING_MINE_LEVEL] >= 1 ? STORE_HOW_FAMILIES : 0);
}

/* All but the shop's own. */
static bool
load_shared(struct store *st, const char *dialect, int64_t except,
    struct rules *out, struct err *err)
{
	struct settings s;

	rules_begin(out);
	if (!settings_load(st, &s, err))
		return false;
	out->keep_returned = keeps_returned(&s);
	out->callbacks.how = how_of(&s);
	counting_rules_default(&out->list);
	add_dialect(&out->list, dialect);
	return add_imports(st, except, &out->list, err);
}

bool
rules_load(struct store *st, const char *dialect, int64_t except,
    struct rules *out, struct err *err)
{
	return load_shared(st, dialect, except, out, err) &&
	    add_own(st, &out->list, err);
}

bool
rules_published(const char *dialect, const struct rules *now, struct rules *out,
    struct err *err)
{
	const struct dialect *row = dialect_by_name(slice_of(dialect));

	rules_begin(out);
	out->keep_returned = true;
	if (row != NULL && row->published != NULL)
		return counting_rules_parse(
		    &out->list, slice_of(row->published), err);
	out->callbacks.how = now->callbacks.how;
	for (size_t i = 0; i < now->list.n; i++)
		counting_rules_add(&out->list, now->list.rows[i].kind,
		    slice_of(now->list.rows[i].pattern));
	return true;
}

bool
rules_apply(struct store *st, const struct settings *s,
    const struct progress *pg, struct err *err)
{
	struct rules rules;
	int64_t how;
	bool ok;

	if (!store_counted_how(st, &how, err))
		return false;
	if (how == how_of(s) || store_is_read_only(st))
		return true;
	ok = rules_load(st, NULL, 0, &rules, err) &&
	    store_recount(st, &rules.callbacks, pg, err);
	rules_release(&rules);
	return ok;
}

void
rules_release(struct rules *r)
{
	counting_rules_release(&r->list);
}

/* ---- the shop's own ---- */

bool
rules_own(struct store *st, struct counting_rules *out, struct err *err)
{
	counting_rules_init(out);
	return add_own(st, out, err);
}

/* Counts anew by the shop's list, and keeps it: both or neither. */
static bool
keep_own(struct store *st, const struct counting_rules *list,
    const struct progress *pg, struct err *err)
{
	struct rules rules;
	struct str text = STR_INIT;
	bool ok;

	counting_rules_print(list, &text);
	ok = load_shared(st, NULL, 0, &rules, err) &&
	    counting_rules_parse(&rules.list, slice_str(&text), err);
	if (ok) {
		rules.callbacks.setting = OWN_RULES;
		rules.callbacks.text = list->n > 0 ? text.p : NULL;
		ok = store_recount(st, &rules.callbacks, pg, err);
	}
	rules_release(&rules);
	str_release(&text);
	return ok;
}

bool
rules_add(struct store *st, enum counting_rule_kind kind, struct slice pattern,
    const struct progress *pg, struct err *err)
{
	struct counting_rules own;
	bool ok = rules_own(st, &own, err);

	if (ok && slice_trim(pattern).len == 0)
		ok = err_set(err, ERR_INPUT, "a rule needs a pattern");
	if (ok) {
		counting_rules_add(&own, kind, slice_trim(pattern));
		ok = keep_own(st, &own, pg, err);
	}
	counting_rules_release(&own);
	return ok;
}

bool
rules_remove(struct store *st, enum counting_rule_kind kind,
    struct slice pattern, const struct progress *pg, struct err *err)
{
	struct counting_rules own;
	bool ok = rules_own(st, &own, err);

	if (ok && !counting_rules_drop(&own, kind, slice_trim(pattern)))
		ok = err_set(err, ERR_NOT_FOUND,
		    "the shop has no rule '%.*s' of its own; 'endcap rules' "
		    "lists them",
		    (int)pattern.len, pattern.p);
	ok = ok && keep_own(st, &own, pg, err);
	counting_rules_release(&own);
	return ok;
}
