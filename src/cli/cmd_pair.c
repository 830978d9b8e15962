/*
 * pairs, pair: what is bought together, the evidence of one pair, and the
 * merchandiser's decisions.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "base/num.h"
#include "service/analysis.h"
#include "service/pairing.h"
#include "service/sparse.h"

enum {
	TABLE_ROWS = 50 /* shown when no --limit is given */
};

/* ---- options ---- */

static bool
read_query(const struct cli *c, struct pairing_query *q, struct err *err)
{
	const struct options *o = c->opt;

	*q = (struct pairing_query){
		.product = PAIRING_ALL,
		.min_orders = (uint32_t)o->count[OPT_MIN_ORDERS],
		.rejected = o->given[OPT_ALL],
		.limit = o->given[OPT_LIMIT] ? (size_t)o->count[OPT_LIMIT]
					     : TABLE_ROWS,
	};
	if (o->count[OPT_MIN_ORDERS] > INT32_MAX)
		return err_set(err, ERR_USAGE,
		    "--min-orders %s is more than any shop has",
		    o->text[OPT_MIN_ORDERS]);
	if (o->given[OPT_EVIDENCE] &&
	    !evidence_parse(o->text[OPT_EVIDENCE], &q->least))
		return err_set(err, ERR_USAGE,
		    "--evidence is strong, likely, weak or thin, not '%s'",
		    o->text[OPT_EVIDENCE]);
	if (o->given[OPT_RANK] && !pairs_key_parse(o->text[OPT_RANK], &q->key))
		return err_set(err, ERR_USAGE,
		    "--rank is score, incremental, specific or frequent, not "
		    "'%s'",
		    o->text[OPT_RANK]);
	/* Sorting is over all rows, so the limit has to wait for it. */
	if (o->given[OPT_SORT])
		q->limit = 0;
	return true;
}

/* Are the 50 partners that are kept as the best all that is asked for? */
static bool
best_will_do(const struct view_request *rq, const struct pairing_query *q)
{
	return q->limit > 0 && q->limit <= ANALYSIS_TOP && q->min_orders == 0 &&
	    q->key == PAIRS_BY_SCORE && q->least == EVIDENCE_THIN &&
	    cut_is_all(&rq->cut);
}

/* Does the view hide some of the best partners, so that others move up? */
static bool
hides_partners(const struct view *v, size_t product)
{
	int64_t id = v->products.rows[product].product_id;

	if (v->settings.value[SETTING_MIN_ORDERS] > ANALYSIS_FLOOR)
		return true;
	for (size_t i = 0; i < v->decisions.n; i++) {
		const struct store_decision *d = &v->decisions.rows[i];
		if (d->verdict == VERDICT_REJECT &&
		    (d->product_a == id || d->product_b == id))
			return true;
	}
	return false;
}

/* The pairs to rank; *whole is false when only one product's are there. */
static struct view *
load(struct cli *c, struct pairing_query *q, bool *whole, struct err *err)
{
	struct view_request request;
	struct view *v;

	*whole = true;
	if (!cli_view_request(c, VIEW_PAIRS, &request, err))
		return NULL;
	request.floor = q->min_orders;
	if (c->n_args == 1 && best_will_do(&request, q)) {
		v = view_load_partners(
		    c->store, slice_of(c->args[0]), &request, &q->product, err);
		*whole = false;
		if (v == NULL || !hides_partners(v, q->product))
			return v;
		view_free(v);
		*whole = true;
	}
	v = view_load(c->store, &request, err);
	if (v != NULL && c->n_args == 1 &&
	    !view_find(v, slice_of(c->args[0]), &q->product, err)) {
		view_free(v);
		return NULL;
	}
	return v;
}

/* ---- what stands under the table ---- */

static void
add_line(struct str *s, const char *text)
{
	str_add(s, s->len > 0 ? "\n" : "");
	str_add(s, text);
}

/* Where there is too little, what can be told all the same. */
static bool
add_too_few(struct cli *c, const struct view *v, bool whole, struct str *s,
    struct err *err)
{
	struct view_request request;
	struct view *more = NULL;
	struct sparse sp;
	bool ok = true;

	if (!whole && v->context.multi >= SPARSE_MULTI)
		return true;
	ok = sparse_look(v, &sp, err);
	if (!ok || !sp.few)
		return ok;
	if (v->sales.orders == 0) {
		ok =
		    cli_view_request(c, VIEW_PAIRS | VIEW_SALES, &request, err);
		more = ok ? view_load(c->store, &request, err) : NULL;
		ok = more != NULL && sparse_look(more, &sp, err);
	}
	if (ok) {
		add_line(s, "");
		sparse_add_words(more != NULL ? more : v, &sp, s);
	}
	view_free(more);
	return ok;
}

static void
add_set_apart(const struct view *v, struct str *s)
{
	const struct pair_context *x = &v->context;

	if (x->set_apart == 0)
		return;
	add_line(s, "");
	num_add_grouped(s, (int64_t)x->set_apart);
	str_addf(s,
	    " order%s of more than %u products %s set apart ('basket_cap')",
	    x->set_apart == 1 ? "" : "s", x->cap,
	    x->set_apart == 1 ? "was" : "were");
}

/* How many rows there would be without the limit, where that is known. */
static void
add_limited(const struct view *v, const struct pairing_query *q,
    const struct listing *l, bool whole, struct str *s)
{
	bool all_pairs = whole && q->product == PAIRING_ALL &&
	    q->least == EVIDENCE_THIN && (v->decisions.n == 0 || q->rejected) &&
	    (q->min_orders != 0 ? q->min_orders
				: v->settings.value[SETTING_MIN_ORDERS]) <=
		v->context.floor;

	if (q->limit == 0 || l->rows < q->limit)
		return;
	if (all_pairs && v->pairs.pairs == l->rows)
		return;
	add_line(s, "the best ");
	num_add_grouped(s, (int64_t)l->rows);
	if (all_pairs) {
		str_add(s, " of ");
		num_add_grouped(s, (int64_t)v->pairs.pairs);
	}
	str_add(s, " pairs; --limit 0 shows all");
}

static bool
run_pairs(struct cli *c, struct err *err)
{
	struct pairing_query query;
	struct str rest = STR_INIT;
	struct view *v = NULL;
	struct listing l;
	bool whole, ok = false;

	if (!read_query(c, &query, err))
		return false;
	v = load(c, &query, &whole, err);
	if (v != NULL && pairing_listing(v, &query, &l, err)) {
		add_limited(v, &query, &l, whole, &rest);
		add_set_apart(v, &rest);
		ok = add_too_few(c, v, whole, &rest, err) &&
		    cli_print_listing(c, &l, rest.len > 0 ? rest.p : NULL, err);
		listing_release(&l);
	}
	str_release(&rest);
	view_free(v);
	return ok;
}

/* ---- one pair ---- */

static bool
find_two(const struct cli *c, const struct view *v, size_t *a, size_t *b,
    struct err *err)
{
	if (!view_find(v, slice_of(c->args[0]), a, err) ||
	    !view_find(v, slice_of(c->args[1]), b, err))
		return false;
	if (*a == *b)
		return err_set(
		    err, ERR_INPUT, "a pair needs two different products");
	return true;
}

/* The sheet, from the best partners of a if b is among them, else from all
 * pairs. */
static struct view *
load_sheet(struct cli *c, struct pairing_sheet *sheet, struct err *err)
{
	struct view_request request;
	struct view *v;
	size_t a, b;

	if (!cli_view_request(c, VIEW_PAIRS | VIEW_SALES, &request, err))
		return NULL;
	v = view_load_partners(
	    c->store, slice_of(c->args[0]), &request, &a, err);
	if (v != NULL && find_two(c, v, &a, &b, err)) {
		pairing_sheet(v, a, b, sheet);
		if (sheet->counted)
			return v;
	} else {
		view_free(v);
		return NULL;
	}
	view_free(v);
	v = view_load(c->store, &request, err);
	if (v == NULL || !find_two(c, v, &a, &b, err)) {
		view_free(v);
		return NULL;
	}
	pairing_sheet(v, a, b, sheet);
	return v;
}

static bool
run_pair(struct cli *c, struct err *err)
{
	struct pair_trace trace = { .n_months = 0 };
	struct pairing_sheet sheet;
	struct str text = STR_INIT;
	enum listing_format format;
	uint8_t *segment_of;
	struct view *v = NULL;
	bool ok = cli_format(c, &format, err);

	if (ok && format == LISTING_CSV)
		ok = err_set(err, ERR_USAGE,
		    "one pair is text or json; 'endcap pairs %s --format csv' "
		    "gives rows",
		    c->args[0]);
	v = ok ? load_sheet(c, &sheet, err) : NULL;
	segment_of = v != NULL ? pair_trace_segments(v, err) : NULL;
	ok = segment_of != NULL &&
	    pair_trace(v, sheet.a, sheet.b, segment_of, NULL, &trace, err) &&
	    pair_trace_promoted(c->store, &trace, err);
	if (ok && format == LISTING_JSON)
		pairing_write_json(v, &sheet, &trace, &text);
	else if (ok)
		pairing_write_text(v, &sheet, &trace, &text);
	ok = ok && cli_print_result(c, slice_str(&text), err);
	pair_trace_release(&trace);
	mem_free(segment_of);
	str_release(&text);
	view_free(v);
	return ok;
}

/* ---- decisions ---- */

static bool
decide(struct cli *c, enum store_verdict verdict, const char *done,
    struct err *err)
{
	const char *note = c->opt->text[OPT_NOTE];
	struct view *v = cli_view(c, VIEW_PRODUCTS, err);
	size_t a, b;
	bool ok = v != NULL && find_two(c, v, &a, &b, err) &&
	    pairing_decide(c->store, v, a, b, verdict, note, err) &&
	    cli_printf(c, err, "%s %s + %s\n", done, v->products.rows[a].sku,
		v->products.rows[b].sku);

	view_free(v);
	return ok;
}

static bool
run_accept(struct cli *c, struct err *err)
{
	return decide(c, VERDICT_ACCEPT, "accepted", err);
}

static bool
run_reject(struct cli *c, struct err *err)
{
	return decide(c, VERDICT_REJECT, "rejected", err);
}

static bool
run_turn(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_PRODUCTS, err);
	size_t a, b;
	bool ok = v != NULL && find_two(c, v, &a, &b, err) &&
	    pairing_turn(c->store, v, a, b, b, err) &&
	    cli_printf(c, err, "%s goes with %s\n", v->products.rows[b].sku,
		v->products.rows[a].sku);

	view_free(v);
	return ok;
}

static bool
run_note(struct cli *c, struct err *err)
{
	struct view *v;
	size_t a, b;
	bool ok;

	if (!c->opt->given[OPT_NOTE])
		return err_set(err, ERR_USAGE,
		    "'pair note' needs the note: --note TEXT; an empty one "
		    "takes it away");
	v = cli_view(c, VIEW_PRODUCTS, err);
	ok = v != NULL && find_two(c, v, &a, &b, err) &&
	    pairing_note(c->store, v, a, b, c->opt->text[OPT_NOTE], err) &&
	    cli_printf(c, err, "noted on %s + %s\n", v->products.rows[a].sku,
		v->products.rows[b].sku);
	view_free(v);
	return ok;
}

static const enum option_id pairs_options[] = { OPT_MIN_ORDERS, OPT_EVIDENCE,
	OPT_RANK, OPT_ALL, OPT_HELP };
static const enum option_id sheet_options[] = { OPT_FORMAT, OPT_OUTPUT,
	OPT_HELP };
static const enum option_id turn_options[] = { OPT_HELP };
static const enum option_id decide_options[] = { OPT_NOTE, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "pairs",
	    .arguments = "[SKU]",
	    .summary = "what is bought together, best first; SKU: with this "
		       "product",
	    .example = "endcap pairs MUG-350 --limit 10",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .most = 1,
	    .run = run_pairs,
	    .options = pairs_options,
	},
	{
	    .name = "pair",
	    .arguments = "SKU SKU",
	    .summary = "the evidence of one pair",
	    .example = "endcap pair MUG-350 COA-CRK",
	    .needs = NEEDS_STORE | NEEDS_CUT,
	    .least = 2,
	    .most = 2,
	    .run = run_pair,
	    .options = sheet_options,
	},
	{
	    .name = "pair accept",
	    .arguments = "SKU SKU",
	    .summary = "the two belong together, whatever the numbers say",
	    .example = "endcap pair accept MUG-350 COA-CRK",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_accept,
	    .options = decide_options,
	},
	{
	    .name = "pair reject",
	    .arguments = "SKU SKU",
	    .summary = "the two are not to be shown together",
	    .example = "endcap pair reject MUG-350 COA-CRK --note \"one set\"",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_reject,
	    .options = decide_options,
	},
	{
	    .name = "pair turn",
	    .arguments = "SKU SKU",
	    .summary = "the second is an accessory of the first, whatever the "
		       "numbers say",
	    .example = "endcap pair turn LMP-021 BLB-E27W",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_turn,
	    .options = turn_options,
	},
	{
	    .name = "pair note",
	    .arguments = "SKU SKU",
	    .summary = "a note on a pair, without a decision",
	    .example = "endcap pair note MUG-350 COA-CRK --note \"ask again\"",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_note,
	    .options = decide_options,
	},
};

const struct command_group cmd_pair_group = { commands, ARRAY_LEN(commands) };
