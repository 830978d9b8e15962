/*
 * store_tally - the figures of an import, which always add up.
 *
 * Counted in rows of the file: one that holds several lines of an order is one
 * row, and a row with several rejects is one row that was set aside.
 */
#include "base/mem.h"
#include "store/store_plan.h"

/* Rows of the file behind an order's lines: one that holds several lines
 * stands in the batch several times, side by side. */
static int64_t
rows_of(const struct plan *p, size_t i)
{
	const struct batch_line *l = p->b->lines;
	int64_t rows = 0;

	for (size_t at = p->first[i]; at < p->first[i + 1]; at++)
		rows += at == p->first[i] || l[at].line == 0 ||
		    l[at].line != l[at - 1].line;
	return rows;
}

static int64_t
rows_counted(const struct plan *p, size_t g_order)
{
	const struct gather *g = &p->g;
	const struct batch_line *l = g->f.lines;
	int64_t rows = 0;
	bool row_counts = false;

	if (!g->now.counted[g_order])
		return 0;
	for (size_t at = g->first[g_order]; at < g->first[g_order + 1]; at++) {
		if (at == g->first[g_order] || l[at].line == 0 ||
		    l[at].line != l[at - 1].line) {
			rows += row_counts;
			row_counts = false;
		}
		row_counts = row_counts || g->now.quantity[at] > 0;
	}
	return rows + row_counts;
}

static int
compare_u32(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Rows with at least one reject that cost the row. */
static bool
rows_rejected(const struct batch *b, int64_t *out, struct err *err)
{
	uint32_t *lines =
	    mem_try_array(b->n_rejects, sizeof(*lines), "rejects", err);
	size_t n = 0;

	*out = 0;
	if (lines == NULL)
		return false;
	for (size_t i = 0; i < b->n_rejects; i++)
		if (!b->rejects[i].kept)
			lines[n++] = b->rejects[i].line;
	if (n > 0)
		qsort(lines, n, sizeof(*lines), compare_u32);
	for (size_t i = 0; i < n; i++)
		*out += i == 0 || lines[i] != lines[i - 1];
	mem_free(lines);
	return true;
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

/* Of a grown order as many rows are new as it gained lines, as far as one row
 * holds one; those that count come first. */
static void
tally_grown(const struct plan *p, struct store_import_result *out)
{
	for (size_t i = 0; i < p->n_changed; i++) {
		const struct plan_changed *ch = &p->changed[i];
		int64_t added, counted;
		size_t at;
		if (!ch->grown || !gather_find_known(&p->g, ch->id, &at))
			continue;
		added = (int64_t)p->b->orders[ch->index].lines - ch->had_lines;
		if (added > rows_of(p, ch->index))
			added = rows_of(p, ch->index);
		counted = rows_counted(p, at);
		if (counted > added)
			counted = added;
		out->loaded += counted;
		out->excluded += added - counted;
		out->orders_grown++;
	}
}

static void
tally_orders(const struct plan *p, struct store_import_result *out)
{
	size_t at = p->g.n_known;

	for (size_t i = 0; i < p->b->n_orders; i++) {
		switch ((enum plan_state)p->orders[i].state) {
		case PLAN_NEW: {
			int64_t counted = rows_counted(p, at++);
			out->loaded += counted;
			out->excluded += rows_of(p, i) - counted;
			note_time(out, p->b->orders[i].time);
			out->orders_new++;
			break;
		}
		case PLAN_CHANGED:
			out->orders_changed++;
			break;
		case PLAN_REFUSED:
			out->orders_refused++;
			out->set_aside += rows_of(p, i);
			break;
		case PLAN_SAME:
		case PLAN_UNUSED:
			out->orders_same++;
			break;
		}
	}
}

bool
tally_plan(
    const struct plan *p, struct store_import_result *out, struct err *err)
{
	const struct batch *b = p->b;
	int64_t rest;

	*out = (struct store_import_result){ .rows_read = b->rows_read };
	if (!rows_rejected(b, &out->set_aside, err))
		return false;
	for (size_t i = 0; i < b->n_products; i++) {
		out->products_new += p->products[i].state == PLAN_NEW;
		out->products_changed += p->products[i].state == PLAN_CHANGED;
	}
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
	return true;
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

bool
tally_refused(const struct plan *p, struct store_rejects *out, struct err *err)
{
	size_t cap = 0;

	for (size_t i = 0; i < p->b->n_orders; i++)
		if (p->orders[i].state == PLAN_REFUSED &&
		    !add_refused(p, i, &cap, out, err))
			return false;
	return true;
}
