/*
 * store_tally - the figures of an import, which always add up.
 *
 * Counted in rows of the file: one that holds several lines of an order is one
 * row, and a row with several rejects is one row that was set aside.
 */
#include "base/mem.h"
#include "store/store_early_internal.h"
#include "store/store_plan.h"

struct rows {
	int64_t all, counted;
};

/*
 * Rows of the file behind an order's lines: one that holds several stands in
 * the batch several times, side by side. Only rows with one of the lines that
 * 'added' marks (NULL: all), and as counted those of which one such line
 * counts pieces (NULL: none does).
 */
static struct rows
rows_of(const struct batch_line *l, size_t n, const bool *added,
    const int32_t *pieces)
{
	struct rows rows = { 0, 0 };
	bool any = false, counts = false;

	for (size_t i = 0; i <= n; i++) {
		bool begins = i == n || i == 0 || l[i].line == 0 ||
		    l[i].line != l[i - 1].line;

		if (begins) {
			rows.all += any;
			rows.counted += counts;
			any = counts = false;
		}
		if (i < n && (added == NULL || added[i])) {
			any = true;
			counts = counts || (pieces != NULL && pieces[i] > 0);
		}
	}
	return rows;
}

/* The same of an order as the rules have counted it. */
static struct rows
rows_judged(const struct gather *g, size_t order, const bool *added)
{
	size_t first = g->first[order];

	return rows_of(g->f.lines + first, g->first[order + 1] - first, added,
	    g->now.counted[order] ? g->now.quantity + first : NULL);
}

void
tally_judged(const struct gather *g, int64_t *loaded, int64_t *excluded)
{
	for (size_t i = g->n_known; i < g->n_orders; i++) {
		struct rows rows = rows_judged(g, i, NULL);

		*loaded += rows.counted;
		*excluded += rows.all - rows.counted;
	}
}

static struct rows
rows_read(const struct plan *p, size_t i)
{
	return rows_of(p->b->lines + p->first[i], p->first[i + 1] - p->first[i],
	    NULL, NULL);
}

static int
compare_u32(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
note_time(struct store_import_result *out, int64_t time)
{
	bool none = out->orders_new == 0;

	if (none || time < out->first_time)
		out->first_time = time;
	if (none || time > out->last_time)
		out->last_time = time;
}

/* Of a grown order the rows of the lines it gained. */
static void
tally_grown(const struct plan *p, struct store_import_result *out)
{
	for (size_t i = 0; i < p->n_changed; i++) {
		const struct plan_changed *ch = &p->changed[i];
		struct rows rows;
		size_t at;

		if (!ch->grown || !gather_find_known(&p->g, ch->id, &at))
			continue;
		rows = rows_judged(&p->g, at, ch->added);
		out->loaded += rows.counted;
		out->excluded += rows.all - rows.counted;
		out->orders_grown++;
	}
}

static void
tally_orders(const struct plan *p, struct store_import_result *out)
{
	if (p->early == NULL ||
	    !early_tally(p->early, &out->loaded, &out->excluded))
		tally_judged(&p->g, &out->loaded, &out->excluded);
	for (size_t i = 0; i < p->b->n_orders; i++) {
		switch ((enum plan_state)p->orders[i].state) {
		case PLAN_NEW:
			note_time(out, p->b->orders[i].time);
			out->orders_new++;
			break;
		case PLAN_CHANGED:
			out->orders_changed++;
			break;
		case PLAN_REFUSED:
			out->orders_refused++;
			out->set_aside += rows_read(p, i).all;
			break;
		case PLAN_SAME:
		case PLAN_UNUSED:
			out->orders_same++;
			break;
		}
	}
}

/* One that joins another, known one is a change of that. */
static void
tally_products(const struct plan *p, struct store_import_result *out)
{
	out->apart = p->g.apart;
	for (size_t i = 0; i < p->b->n_products; i++) {
		const struct plan_product *pp = &p->products[i];
		bool is_new = pp->state == PLAN_NEW;
		bool joins = pp->alike != 0 && !p->g.apart;

		out->products_new += is_new && !joins;
		out->products_changed += pp->state == PLAN_CHANGED ||
		    (is_new && joins && p->b->products[i].alike == 0);
		if (pp->alike == 0 || pp->state == PLAN_UNUSED)
			continue;
		if (out->alike < STORE_SHOWN_ALIKE)
			out->shown_alike[out->alike] = i;
		out->alike++;
	}
}

void
tally_plan(const struct plan *p, struct store_import_result *out)
{
	const struct batch *b = p->b;
	int64_t rest;

	*out = (struct store_import_result){
		.rows_read = b->rows_read,
		.set_aside = b->rows_rejected,
	};
	tally_products(p, out);
	out->links_new = (int64_t)p->n_links;
	out->links_ended = (int64_t)p->n_ended;
	out->links_lost = p->links_lost;
	for (size_t i = 0; i < b->n_customers; i++) {
		out->customers_new += p->customers[i].state == PLAN_NEW;
		out->customers_changed += p->customers[i].state == PLAN_CHANGED;
	}
	if (b->kind == BATCH_PRODUCTS)
		out->loaded = out->products_new + out->products_changed;
	else if (b->kind == BATCH_CUSTOMERS)
		out->loaded = out->customers_new + out->customers_changed;
	else {
		tally_orders(p, out);
		tally_grown(p, out);
	}
	/* The rest was known before, or stood in the file twice. */
	rest = out->rows_read - out->loaded - out->excluded - out->set_aside;
	out->merged = rest > 0 ? rest : 0;
	if (rest < 0)
		out->rows_read -= rest;
}

static const char *
why_refused(const struct plan *p, size_t i, struct arena *text)
{
	struct str s = STR_INIT;
	const char *why;

	str_addf(&s, "order '%s' is known with %s lines; the old one is kept",
	    p->b->orders[i].ref, p->orders[i].fewer ? "more" : "other");
	why = arena_strndup(text, s.p, s.len);
	str_release(&s);
	return why;
}

static bool
add_refused(const struct plan *p, size_t i, size_t *cap,
    struct store_rejects *out, struct err *err)
{
	const struct batch_line *lines = p->b->lines;
	const char *ref = arena_strdup(&out->text, p->b->orders[i].ref);
	const char *why = why_refused(p, i, &out->text);

	for (size_t l = p->first[i]; l < p->first[i + 1]; l++) {
		if (l > p->first[i] && lines[l].line != 0 &&
		    lines[l].line == lines[l - 1].line)
			continue;
		if (!mem_try_reserve((void **)&out->rows, cap, out->n + 1,
			sizeof(*out->rows), "rejects", err))
			return false;
		out->rows[out->n++] = (struct batch_reject){
			.line = lines[l].line,
			.value = ref,
			.reason = why,
		};
	}
	return true;
}

static int
compare_reject(const void *a, const void *b)
{
	const struct batch_reject *x = a, *y = b;

	return compare_u32(&x->line, &y->line);
}

bool
tally_refused(const struct plan *p, const struct store_import_options *options,
    struct store_rejects *out, struct err *err)
{
	size_t cap = 0;

	for (size_t i = 0; i < p->b->n_orders; i++)
		if (p->orders[i].state == PLAN_REFUSED &&
		    !add_refused(p, i, &cap, out, err))
			return false;
	if (out->n == 0)
		return true;
	qsort(out->rows, out->n, sizeof(*out->rows), compare_reject);
	return options->row_texts == NULL ||
	    options->row_texts(options->arg, out, err);
}
