/*
 * Sums are gathered in one array over all products; which of them were met is
 * listed, so that a customer costs what their products' partners cost.
 */
#include "mining/nextbest.h"

#include "base/date.h"
#include "base/mem.h"
#include "mining/pairs.h"

#include <math.h>

struct partner {
	uint32_t product;
	float share; /* s_ab / sqrt(sum_b s_ab) */
};

struct row {
	struct partner *partner; /* owned */
	size_t n;
	double root; /* sqrt(sum_b s_ab) */
	bool known;
};

struct nextbest {
	const struct pair_table *table;
	const struct pair_context *ctx;
	const double *trend; /* by product; NULL: 1 */
	struct row *rows; /* by product */
	double *sum; /* by product; 0 between two calls */
	bool *met; /* by product; false between two calls */
	int32_t *newest; /* by product: days ago; -1 between two calls */
	bool *used; /* by product: was added; false between two calls */
	uint32_t *listed; /* products met, in the order of meeting */
	size_t n_listed;
};

/* ---- trends ---- */

static bool
is_counted(const struct sales *s, size_t order, uint32_t cap)
{
	return cap == 0 || s->first[order + 1] - s->first[order] <= cap;
}

static int32_t
newest_day(const struct sales *s)
{
	int32_t newest = INT32_MIN;

	for (size_t o = 0; o < s->orders; o++)
		if (date_day_of(s->time[o]) > newest)
			newest = date_day_of(s->time[o]);
	return newest;
}

bool
nextbest_trend(
    const struct sales *s, uint32_t cap, double *trend, struct err *err)
{
	int32_t newest = newest_day(s);
	double *recent =
	    mem_try_zarray(s->products, sizeof(*recent), "products", err);
	double all = 0, all_recent = 0;

	if (recent == NULL)
		return false;
	for (size_t p = 0; p < s->products; p++)
		trend[p] = 0;
	for (size_t o = 0; o < s->orders; o++) {
		int32_t days = newest - date_day_of(s->time[o]);
		double weight = exp2(-(double)days / NEXTBEST_TREND);
		if (!is_counted(s, o, cap))
			continue;
		all++;
		all_recent += weight;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			trend[s->product[l]]++;
			recent[s->product[l]] += weight;
		}
	}
	for (size_t p = 0; p < s->products; p++)
		trend[p] = all > 0
		    ? (recent[p] + 1) / (trend[p] * all_recent / all + 1)
		    : 1;
	mem_free(recent);
	return true;
}

/* ---- life ---- */

struct nextbest *
nextbest_new(const struct pair_table *table, const struct pair_context *ctx,
    const double *trend, struct err *err)
{
	struct nextbest *nb = mem_zalloc(sizeof(*nb));
	size_t n = table->products;

	nb->table = table;
	nb->ctx = ctx;
	nb->trend = trend;
	nb->rows = mem_try_zarray(n, sizeof(*nb->rows), "products", err);
	nb->sum = mem_try_zarray(n, sizeof(*nb->sum), "products", err);
	nb->met = mem_try_zarray(n, sizeof(*nb->met), "products", err);
	nb->newest = mem_try_array(n, sizeof(*nb->newest), "products", err);
	nb->used = mem_try_zarray(n, sizeof(*nb->used), "products", err);
	nb->listed = mem_try_array(n, sizeof(*nb->listed), "products", err);
	if (nb->rows == NULL || nb->sum == NULL || nb->met == NULL ||
	    nb->newest == NULL || nb->used == NULL || nb->listed == NULL) {
		nextbest_free(nb);
		return NULL;
	}
	for (size_t p = 0; p < n; p++)
		nb->newest[p] = -1;
	return nb;
}

void
nextbest_free(struct nextbest *nb)
{
	if (nb == NULL)
		return;
	for (size_t p = 0; nb->rows != NULL && p < nb->table->products; p++)
		mem_free(nb->rows[p].partner);
	mem_free(nb->rows);
	mem_free(nb->sum);
	mem_free(nb->met);
	mem_free(nb->newest);
	mem_free(nb->used);
	mem_free(nb->listed);
	mem_free(nb);
}

/* ---- one list ---- */

static bool
know_row(struct nextbest *nb, uint32_t a, struct err *err)
{
	struct pairs_query query = { .key = PAIRS_BY_SCORE };
	struct pairs_ranking partners = { .count = 0 };
	struct row *row = &nb->rows[a];
	double sum = 0;

	if (row->known)
		return true;
	if (!pairs_partners(&partners, nb->table, nb->ctx, a, &query, err))
		return false;
	row->partner = mem_try_array(
	    partners.count, sizeof(*row->partner), "partners", err);
	row->known = row->partner != NULL;
	for (size_t i = 0; row->known && i < partners.count; i++) {
		double score = pairs_key_value(nb->table, nb->ctx,
		    PAIRS_BY_SCORE, true, &partners.item[i]);
		row->partner[row->n++] =
		    (struct partner){ partners.item[i].b, (float)score };
		sum += score;
	}
	row->root = sqrt(sum);
	for (size_t i = 0; i < row->n && sum > 0; i++)
		row->partner[i].share =
		    (float)((double)row->partner[i].share / row->root);
	pairs_ranking_release(&partners);
	return row->known;
}

static void
add_row(struct nextbest *nb, uint32_t a, int32_t days)
{
	const struct row *row = &nb->rows[a];
	double weight = exp2(-(double)days / NEXTBEST_HALF);

	for (size_t i = 0; i < row->n; i++) {
		uint32_t b = row->partner[i].product;
		if (nb->newest[b] >= 0)
			continue; /* they have it */
		if (!nb->met[b])
			nb->listed[nb->n_listed++] = b;
		nb->met[b] = true;
		nb->sum[b] += weight * (double)row->partner[i].share;
	}
}

static double
value_of(const struct nextbest *nb, uint32_t b)
{
	return nb->trend != NULL ? nb->sum[b] * nb->trend[b] : nb->sum[b];
}

static bool
is_better(const struct nextbest *nb, uint32_t b, uint32_t than)
{
	double a = value_of(nb, b), c = value_of(nb, than);

	return a > c || (a >= c && b < than);
}

/* Keeps the best of what was met, by insertion: lists are short. */
static size_t
take_best(const struct nextbest *nb, uint32_t *list, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < nb->n_listed; i++) {
		uint32_t b = nb->listed[i];
		size_t at = n;
		while (at > 0 && is_better(nb, b, list[at - 1]))
			at--;
		if (at == most)
			continue;
		n += n < most;
		for (size_t j = n - 1; j > at; j--)
			list[j] = list[j - 1];
		list[at] = b;
	}
	return n;
}

static void
note_purchases(
    struct nextbest *nb, const struct nextbest_purchase *had, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int32_t *newest = &nb->newest[had[i].product];
		if (*newest < 0 || had[i].days < *newest)
			*newest = had[i].days;
	}
}

static void
forget(struct nextbest *nb, const struct nextbest_purchase *had, size_t n)
{
	for (size_t i = 0; i < nb->n_listed; i++) {
		nb->sum[nb->listed[i]] = 0;
		nb->met[nb->listed[i]] = false;
	}
	nb->n_listed = 0;
	for (size_t i = 0; i < n; i++) {
		nb->newest[had[i].product] = -1;
		nb->used[had[i].product] = false;
	}
}

bool
nextbest_rank(struct nextbest *nb, const struct nextbest_purchase *had,
    size_t n, uint32_t *list, size_t most, size_t *found, struct err *err)
{
	bool ok = true;

	*found = 0;
	note_purchases(nb, had, n);
	for (size_t i = 0; ok && i < n; i++) {
		uint32_t a = had[i].product;
		if (had[i].days != nb->newest[a] || nb->used[a] ||
		    had[i].days > NEXTBEST_DAYS)
			continue;
		nb->used[a] = true;
		ok = know_row(nb, a, err);
		if (ok)
			add_row(nb, a, had[i].days);
	}
	if (ok)
		*found = take_best(nb, list, most);
	forget(nb, had, n);
	return ok;
}

/* s_ab / sqrt(sum_b s_ab); 0 where a's row was not needed. */
static double
share_of(const struct nextbest *nb, uint32_t a, uint32_t b)
{
	struct pairs_item item = { .a = a, .b = b };
	size_t entry =
	    a < b ? pair_find(nb->table, a, b) : pair_find(nb->table, b, a);

	if (a == b || entry == PAIR_NONE || !(nb->rows[a].root > 0))
		return 0;
	item.entry = (uint32_t)entry;
	return pairs_key_value(
		   nb->table, nb->ctx, PAIRS_BY_SCORE, true, &item) /
	    nb->rows[a].root;
}

size_t
nextbest_because(struct nextbest *nb, const struct nextbest_purchase *had,
    size_t n, uint32_t b)
{
	size_t best = n;
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		double value;
		if (had[i].days > NEXTBEST_DAYS)
			continue;
		value = exp2(-(double)had[i].days / NEXTBEST_HALF) *
		    share_of(nb, had[i].product, b);
		if (value > most) {
			most = value;
			best = i;
		}
	}
	return best;
}
