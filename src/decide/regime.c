/*
 * Everything a segment's score needs is a difference of running sums over the
 * blocks: orders, free orders, both again below each candidate, and how often
 * each fee was paid.
 *
 *	sums[b * width ..]	over the blocks before b
 *	  0 orders  1 free  2.. below, free below of each candidate
 *	  then the paid orders of each fee
 */
#include "decide/regime.h"

#include <math.h>

#include "base/mem.h"
#include "decide/detect.h"

enum {
	FEES = 48, /* the most frequent; rarer ones are never the usual fee */
	DAYS_A_WEEK = 7
};

#define THRESHOLD_COST 2.0
#define SEGMENT_COST   3.0

struct search {
	const int64_t *candidates;
	size_t m;
	int64_t fees[FEES];
	size_t n_fees;
	int32_t first, last; /* days */
	int32_t days; /* of a block */
	size_t blocks, width;
	double *sums; /* (blocks + 1) * width */
	double *best; /* blocks + 1: of the blocks before */
	size_t *cut; /* where the last segment of that begins */
	double orders;
};

static bool
counts(const struct regime_orders *od, size_t i)
{
	return od->value[i] > 0 && od->shipping[i] >= 0;
}

static int
compare_i64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct fee_count {
	int64_t fee;
	size_t n;
};

static int
compare_fees(const void *a, const void *b)
{
	const struct fee_count *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return (x->fee > y->fee) - (x->fee < y->fee);
}

/* The most frequent charges, ascending. */
static bool
find_fees(const struct regime_orders *od, struct search *se, struct err *err)
{
	int64_t *paid = mem_try_array(od->n, sizeof(*paid), "the fees", err);
	struct fee_count *fc =
	    mem_try_array(od->n, sizeof(*fc), "the fees", err);
	size_t n = 0, distinct = 0;
	bool ok = paid != NULL && fc != NULL;

	for (size_t i = 0; i < od->n && ok; i++)
		if (counts(od, i) && od->shipping[i] > 0)
			paid[n++] = od->shipping[i];
	if (ok && n > 0)
		qsort(paid, n, sizeof(*paid), compare_i64);
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && paid[next] == paid[i];)
			next++;
		fc[distinct++] = (struct fee_count){ paid[i], next - i };
	}
	if (distinct > 0)
		qsort(fc, distinct, sizeof(*fc), compare_fees);
	for (; se->n_fees < distinct && se->n_fees < FEES; se->n_fees++)
		se->fees[se->n_fees] = fc[se->n_fees].fee;
	if (se->n_fees > 0)
		qsort(se->fees, se->n_fees, sizeof(*se->fees), compare_i64);
	mem_free(paid);
	mem_free(fc);
	return ok;
}

/* First day and length of the blocks; false when no order counts. */
static bool
find_blocks(const struct regime_orders *od, struct search *se)
{
	int64_t span;

	se->first = INT32_MAX;
	se->last = INT32_MIN;
	for (size_t i = 0; i < od->n; i++) {
		if (!counts(od, i))
			continue;
		se->orders++;
		if (od->day[i] < se->first)
			se->first = od->day[i];
		if (od->day[i] > se->last)
			se->last = od->day[i];
	}
	if (!(se->orders > 0))
		return false;
	span = (int64_t)se->last - se->first + 1;
	se->days = span < REGIME_DAILY ? 1 : DAYS_A_WEEK;
	while ((span + se->days - 1) / se->days > REGIME_BLOCKS)
		se->days *= 2;
	se->blocks = (size_t)((span + se->days - 1) / se->days);
	se->width = 2 + 2 * se->m + se->n_fees;
	return true;
}

static void
add_order(struct search *se, int32_t day, int64_t value, int64_t shipping)
{
	size_t block = (size_t)((day - se->first) / se->days);
	double *row = &se->sums[(block + 1) * se->width];
	double free = shipping == 0 ? 1 : 0;
	const int64_t *fee;

	row[0]++;
	row[1] += free;
	for (size_t c = se->m; c-- > 0 && value < se->candidates[c];) {
		row[2 + 2 * c]++;
		row[3 + 2 * c] += free;
	}
	if (shipping == 0)
		return;
	fee = bsearch(
	    &shipping, se->fees, se->n_fees, sizeof(*se->fees), compare_i64);
	if (fee != NULL)
		row[2 + 2 * se->m + (size_t)(fee - se->fees)]++;
}

static void
run_sums(const struct regime_orders *od, struct search *se)
{
	for (size_t i = 0; i < od->n; i++)
		if (counts(od, i))
			add_order(
			    se, od->day[i], od->value[i], od->shipping[i]);
	for (size_t b = 1; b <= se->blocks; b++)
		for (size_t k = 0; k < se->width; k++)
			se->sums[b * se->width + k] +=
			    se->sums[(b - 1) * se->width + k];
}

/* Of the blocks [from, to): the score, and what explains it. */
static double
score(const struct search *se, size_t from, size_t to, struct regime *out)
{
	const double *a = &se->sums[from * se->width];
	const double *b = &se->sums[to * se->width];
	const double *fa = a + 2 + 2 * se->m, *fb = b + 2 + 2 * se->m;
	double n = b[0] - a[0], free = b[1] - a[1], usual = 0;
	double best = detect_likelihood(free, n);

	*out = (struct regime){ .orders = (int64_t)n };
	for (size_t c = 0; c < se->m; c++) {
		double low = b[2 + 2 * c] - a[2 + 2 * c];
		double low_free = b[3 + 2 * c] - a[3 + 2 * c];
		double high = n - low, high_free = free - low_free, ll;

		if (!(high_free * low > low_free * high))
			continue;
		ll = detect_likelihood(low_free, low) +
		    detect_likelihood(high_free, high) - THRESHOLD_COST;
		if (ll > best) {
			best = ll;
			out->at = se->candidates[c];
		}
	}
	for (size_t k = 0; k < se->n_fees; k++)
		if (fb[k] - fa[k] > usual) {
			usual = fb[k] - fa[k];
			out->fee = se->fees[k];
		}
	return best + detect_likelihood(usual, n - free) -
	    SEGMENT_COST * log(se->orders);
}

static void
cut_best(struct search *se)
{
	struct regime unused;

	se->best[0] = 0;
	for (size_t to = 1; to <= se->blocks; to++) {
		se->best[to] = -HUGE_VAL;
		for (size_t from = 0; from < to; from++) {
			double s =
			    se->best[from] + score(se, from, to, &unused);

			if (s < se->best[to])
				continue;
			se->best[to] = s;
			se->cut[to] = from;
		}
	}
}

static void
tell(const struct search *se, struct regimes *out)
{
	struct regime unused;
	size_t n = 0, skip;

	for (size_t to = se->blocks; to > 0; to = se->cut[to])
		n++;
	skip = n > REGIME_MOST ? n - REGIME_MOST : 0;
	out->n = n - skip;
	for (size_t to = se->blocks; to > 0 && n-- > skip; to = se->cut[to]) {
		struct regime *r = &out->rows[n - skip];
		size_t from = se->cut[to];

		(void)score(se, from, to, r);
		r->from = se->first + (int32_t)from * se->days;
		r->until = to < se->blocks
		    ? se->first + (int32_t)to * se->days - 1
		    : se->last;
	}
	out->score = se->best[se->blocks];
	out->one = score(se, 0, se->blocks, &unused);
}

bool
regime_find(const struct regime_orders *od, const int64_t *candidates, size_t m,
    struct regimes *out, struct err *err)
{
	struct search se = { .candidates = candidates, .m = m };
	static const char what[] = "the weeks of charges";
	bool ok = false;

	*out = (struct regimes){ .n = 0 };
	if (!find_fees(od, &se, err))
		return false;
	if (!find_blocks(od, &se))
		return true;
	se.sums = mem_try_zarray(
	    (se.blocks + 1) * se.width, sizeof(*se.sums), what, err);
	se.best = mem_try_array(se.blocks + 1, sizeof(*se.best), what, err);
	se.cut = mem_try_zarray(se.blocks + 1, sizeof(*se.cut), what, err);
	if (se.sums != NULL && se.best != NULL && se.cut != NULL) {
		run_sums(od, &se);
		cut_best(&se);
		tell(&se, out);
		ok = true;
	}
	mem_free(se.sums);
	mem_free(se.best);
	mem_free(se.cut);
	return ok;
}
