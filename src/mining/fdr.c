/*
 * fdr - see fdr.h.
 *
 * A bin is a run of doubles with the same exponent and leading fraction bits.
 * The bits of positive doubles order like the numbers, so a bin is a shift and
 * a subtraction. Fine bins where most p-values are, coarser ones below; with
 * many p-values there are
 *
 *	p >= 2^-12	65,536 bins an octave
 *	p >= 2^-64	 4,096
 *	smaller, 0	    16
 *
 * and with fewer p-values fewer bins, so that a small shop costs little.
 */
#include "mining/fdr.h"

#include <math.h>

#include "base/mem.h"
#include "mining/crew.h"
#include "mining/dist.h"

enum {
	EXPONENT_BIAS = 1023,
	FRACTION_BITS = 52,
	FINE_OCTAVE = -12,
	MIDDLE_OCTAVE = -64,
	COARSE_BITS = 4,
	MIDDLE_BITS = 12,
	FINE_BITS = 16,
	/* Bins up to here are ordered by insertion. */
	INSERTION_LIMIT = 32,
	/* p-values between two looks at what all threads hold. */
	KEEP_STEP = 4096,
	/* Bins handed to a thread at a time. */
	BIN_RUN = 8192,
};
static const double SPARE_FROM = 0.125, SPARE_LEAST = 1e-6;
/* A p-value that is spared is not below its level for rounding. */
static const double SPARE_SLACK = 1 + 1e-9;

struct fdr_part {
	double *p; /* as they came; NULL once they are only counted */
	size_t n, cap;
	uint32_t *count; /* per bin; while placing: next free place */
	bool counted; /* p-values go to 'count' at once */
};

static uint64_t
bits_of(double p)
{
	uint64_t bits;

	memcpy(&bits, &p, sizeof(bits));
	return bits;
}

static double
double_of(uint64_t bits)
{
	double p;

	memcpy(&p, &bits, sizeof(p));
	return p;
}

/* Leading bits of 2^octave. */
static size_t
octave_bits(int octave, unsigned bits)
{
	return (size_t)(EXPONENT_BIAS + octave) << bits;
}

/* Bins for n p-values: about one each where they are dense. */
static struct fdr_bins
bins_for(size_t n)
{
	struct fdr_bins b = { .fine = COARSE_BITS };

	while (b.fine < FINE_BITS && (size_t)32 << b.fine < n)
		b.fine++;
	b.middle = b.fine < MIDDLE_BITS ? b.fine : MIDDLE_BITS;
	b.middle_from = octave_bits(MIDDLE_OCTAVE, COARSE_BITS);
	b.fine_from = b.middle_from + octave_bits(FINE_OCTAVE, b.middle) -
	    octave_bits(MIDDLE_OCTAVE, b.middle);
	/* 1 itself stands in a bin of its own. */
	b.count = b.fine_from + octave_bits(0, b.fine) -
	    octave_bits(FINE_OCTAVE, b.fine) + 1;
	return b;
}

static size_t
bin_of(const struct fdr_bins *b, double p)
{
	uint64_t bits = bits_of(p);
	int octave = (int)(bits >> FRACTION_BITS) - EXPONENT_BIAS;

	if (octave >= FINE_OCTAVE)
		return b->fine_from +
		    (size_t)(bits >> (FRACTION_BITS - b->fine)) -
		    octave_bits(FINE_OCTAVE, b->fine);
	if (octave >= MIDDLE_OCTAVE)
		return b->middle_from +
		    (size_t)(bits >> (FRACTION_BITS - b->middle)) -
		    octave_bits(MIDDLE_OCTAVE, b->middle);
	return (size_t)(bits >> (FRACTION_BITS - COARSE_BITS));
}

/* The least p-value of a bin. */
static double
bin_low(const struct fdr_bins *b, size_t bin)
{
	uint64_t lead = bin;
	unsigned bits = COARSE_BITS;

	if (bin >= b->fine_from) {
		bits = b->fine;
		lead = bin - b->fine_from + octave_bits(FINE_OCTAVE, bits);
	} else if (bin >= b->middle_from) {
		bits = b->middle;
		lead = bin - b->middle_from + octave_bits(MIDDLE_OCTAVE, bits);
	}
	return double_of(lead << (FRACTION_BITS - bits));
}

bool
fdr_init(struct fdr *f, unsigned threads, struct err *err)
{
	*f = (struct fdr){ .parts = crew_size(threads), .limit = FDR_EXACT };
	atomic_init(&f->kept, 0);
	f->part = mem_try_zarray(f->parts, sizeof(*f->part), "p-values", err);
	return f->part != NULL;
}

void
fdr_release(struct fdr *f)
{
	for (unsigned t = 0; f->part && t < f->parts; t++) {
		mem_free(f->part[t].p);
		mem_free(f->part[t].count);
	}
	mem_free(f->part);
	mem_free(f->start);
	mem_free(f->levels.mean);
	mem_free(f->levels.spared);
	*f = (struct fdr){ 0 };
}

bool
fdr_screen_init(struct fdr *f, double tests, double most, struct err *err)
{
	struct fdr_levels *levels = &f->levels;

	if (tests < FDR_SCREEN_TESTS)
		return true;
	levels->mean = mem_try_array(
	    FDR_SCREEN_COUNT + 1, sizeof(*levels->mean), "p-values", err);
	levels->spared =
	    mem_try_zarray(f->parts, sizeof(*levels->spared), "p-values", err);
	if (!levels->mean || !levels->spared)
		return false;
	double least = most / tests < SPARE_FROM ? most / tests : SPARE_FROM;
	least = least > SPARE_LEAST ? least : SPARE_LEAST;
	for (unsigned i = 0; i <= FDR_LEVELS; i++)
		levels->edge[i] = pow(least, 1 - (double)i / FDR_LEVELS);
	for (unsigned i = 0; i < FDR_LEVELS; i++) {
		levels->mean[0][i] = 0;
		for (unsigned n = 1; n <= FDR_SCREEN_COUNT; n++)
			levels->mean[n][i] = SPARE_SLACK *
			    dist_gamma_quantile(levels->edge[i], n, 1);
	}
	levels->on = true;
	return true;
}

int
fdr_compute(const struct fdr *f, uint32_t n, double mean, double *p)
{
	double tail = dist_poisson_tail(n, mean);
	int level = FDR_LEVELS - 1;

	tail = tail < 0 ? 0 : tail > 1 ? 1 : tail;
	if (!f->levels.on || tail < f->levels.edge[0]) {
		*p = tail;
		return -1;
	}
	while (level > 0 && tail < f->levels.edge[level])
		level--;
	return level;
}

/* q of the levels, from the p-values below each one's upper end. */
static void
rank_levels(struct fdr *f)
{
	size_t below[FDR_LEVELS], rank = f->count;
	double least = 1;

	if (!f->levels.on)
		return;
	for (unsigned i = 0; i < FDR_LEVELS; i++) {
		for (unsigned t = 0; t < f->parts; t++)
			rank += f->levels.spared[t].n[i];
		below[i] = rank;
	}
	for (unsigned i = FDR_LEVELS; i-- > 0;) {
		double here =
		    f->levels.edge[i + 1] * f->tests / (double)below[i];
		least = below[i] > 0 && here < least ? here : least;
		f->levels.q[i] = least;
	}
}

static double
least_spared(const struct fdr *f)
{
	return f->levels.on ? f->levels.q[0] : 1;
}

static void
count_values(const struct fdr_bins *bins, struct fdr_part *part)
{
	for (size_t i = 0; i < part->n; i++)
		part->count[bin_of(bins, part->p[i])]++;
}

static void
drop_values(struct fdr_part *part)
{
	mem_free(part->p);
	part->p = NULL;
	part->cap = 0;
}

/* From now on the part only counts. */
static bool
start_counting(struct fdr_part *part, struct err *err)
{
	struct fdr_bins bins = bins_for(SIZE_MAX);

	part->count =
	    mem_try_zarray(bins.count, sizeof(*part->count), "p-values", err);
	if (!part->count)
		return false;
	count_values(&bins, part);
	drop_values(part);
	part->counted = true;
	return true;
}

/* Every KEEP_STEP values: unless all threads together have more than can be
 * ranked exactly, there is room for more. */
static bool
look_around(struct fdr *f, struct fdr_part *part, struct err *err)
{
	if (atomic_fetch_add(&f->kept, KEEP_STEP) + KEEP_STEP > f->limit)
		return start_counting(part, err);
	return true;
}

bool
fdr_add(struct fdr *f, unsigned thread, double p, struct err *err)
{
	struct fdr_part *part = &f->part[thread];
	void *grown = part->p;

	assert(p >= 0 && p <= 1);
	if (part->counted) {
		struct fdr_bins bins = bins_for(SIZE_MAX);
		part->count[bin_of(&bins, p)]++;
		part->n++;
		return true;
	}
	if (part->n == part->cap) {
		if (!mem_try_reserve(&grown, &part->cap, part->n + KEEP_STEP,
			sizeof(*part->p), "p-values", err))
			return false;
		part->p = grown;
	}
	part->p[part->n++] = p;
	return part->n % KEEP_STEP != 0 || look_around(f, part, err);
}

/* What the parallel steps of fdr_rank share. */
struct ranking {
	struct fdr *f;
	double *placed; /* p-values below 'top', by bin */
	atomic_size_t next;
};

static void
count_part(void *arg, unsigned member)
{
	struct ranking *work = arg;

	count_values(&work->f->bins, &work->f->part[member]);
}

/* Counts what is still held, in bins to suit how much there is. */
static bool
count_all(struct fdr *f, struct err *err)
{
	struct ranking work = { .f = f };

	for (unsigned t = 0; t < f->parts; t++)
		f->count += f->part[t].n;
	f->exact = f->count <= f->limit;
	f->bins = bins_for(f->exact ? f->count : SIZE_MAX);
	for (unsigned t = 0; t < f->parts; t++) {
		struct fdr_part *part = &f->part[t];
		if (!f->exact) {
			if (!part->counted && !start_counting(part, err))
				return false;
			continue;
		}
		part->count = mem_try_zarray(
		    f->bins.count, sizeof(*part->count), "p-values", err);
		if (!part->count)
			return false;
	}
	if (f->exact)
		crew_run(f->parts, count_part, &work);
	return true;
}

/* Fills start, and finds the bins above which no q is below 1. */
static bool
bound_bins(struct fdr *f, struct err *err)
{
	size_t before = 0, bins = f->bins.count;

	f->start = mem_try_array(bins + 1, sizeof(*f->start), "p-values", err);
	if (!f->start)
		return false;
	for (size_t b = 0; b < bins; b++) {
		f->start[b] = before;
		for (unsigned t = 0; t < f->parts; t++)
			before += f->part[t].count[b];
	}
	f->start[bins] = before;
	f->top = bins;
	for (; least_spared(f) >= 1 && f->top > 0; f->top--) {
		double rank = (double)f->start[f->top];
		if (bin_low(&f->bins, f->top - 1) * f->tests < rank)
			break;
	}
	return true;
}

/* Makes each part's counts the places where its p-values go. */
static void
share_places(struct fdr *f)
{
	for (size_t b = 0; b < f->top; b++) {
		size_t at = f->start[b];
		for (unsigned t = 0; t < f->parts; t++) {
			uint32_t n = f->part[t].count[b];
			f->part[t].count[b] = (uint32_t)at;
			at += n;
		}
	}
}

static void
place_part(void *arg, unsigned member)
{
	struct ranking *work = arg;
	const struct fdr *f = work->f;
	struct fdr_part *part = &f->part[member];

	for (size_t i = 0; i < part->n; i++) {
		size_t b = bin_of(&f->bins, part->p[i]);
		if (b < f->top)
			work->placed[part->count[b]++] = part->p[i];
	}
	drop_values(part);
}

static int
value_compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static void
order_bin(double *v, size_t n)
{
	if (n > INSERTION_LIMIT) {
		qsort(v, n, sizeof(*v), value_compare);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		double x = v[i];
		size_t j = i;
		for (; j > 0 && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static void
order_bins(void *arg, unsigned member)
{
	struct ranking *work = arg;
	const struct fdr *f = work->f;

	(void)member;
	for (;;) {
		size_t b = atomic_fetch_add(&work->next, BIN_RUN);
		size_t end = b + BIN_RUN < f->top ? b + BIN_RUN : f->top;
		if (b >= f->top)
			return;
		for (; b < end; b++)
			order_bin(work->placed + f->start[b],
			    f->start[b + 1] - f->start[b]);
	}
}

/* ---- the curve ---- */

/* Steps are found from the right, and turned round at the end. */
struct drawing {
	struct fdr_curve *curve;
	size_t cap_p, cap_q;
	bool rounded;
	struct err *err;
};

static float
round_up(double q, bool rounded)
{
	/* Decisions are made at these. */
	static const float limits[] = { 0.01F, 0.05F, 0.1F };
	float up = (float)q, grid;
	uint32_t bits, drop;

	if ((double)up < q)
		up = nextafterf(up, 2);
	if (!rounded || !(up > 0))
		return up;
	if (up < 0x1p-126F)
		return 0x1p-126F;
	drop = up >= 0x1p-10F ? 14 : up >= 0x1p-40F ? 17 : 20;
	memcpy(&bits, &up, sizeof(bits));
	bits = (bits + ((uint32_t)1 << drop) - 1) >> drop << drop;
	memcpy(&grid, &bits, sizeof(grid));
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		if (up <= limits[i] && grid > limits[i])
			grid = limits[i];
	return grid;
}

/* p-values up to p, which is below all there were, have this q. */
static bool
draw_step(struct drawing *d, double p, double q)
{
	struct fdr_curve *c = d->curve;
	float up = round_up(q, d->rounded);
	void *ps = c->p, *qs = c->q;
	bool ok;

	if (up >= 1 || (c->n > 0 && c->q[c->n - 1] <= up))
		return true;
	ok = mem_try_reserve(
	    &ps, &d->cap_p, c->n + 1, sizeof(*c->p), "p-values", d->err);
	c->p = ps;
	ok = ok &&
	    mem_try_reserve(
		&qs, &d->cap_q, c->n + 1, sizeof(*c->q), "p-values", d->err);
	c->q = qs;
	if (!ok)
		return false;
	c->p[c->n] = p;
	c->q[c->n++] = up;
	return true;
}

static bool
draw_levels(struct drawing *d, const struct fdr *f)
{
	bool ok = true;

	if (!f->levels.on)
		return true;
	for (unsigned i = FDR_LEVELS; ok && i > 0; i--)
		ok = draw_step(d, f->levels.edge[i], f->levels.q[i - 1]);
	return ok;
}

/* Least of p * tests / rank from the right; equal p-values come out with the
 * q of the last of them. */
static bool
draw_values(struct drawing *d, const struct fdr *f, const double *placed)
{
	double least = least_spared(f);
	bool ok = true;

	for (size_t i = f->start[f->top]; ok && i-- > 0;) {
		double here = placed[i] * f->tests / (double)(i + 1);
		/* Else it has the q of its right neighbour. */
		if (here < least) {
			least = here;
			ok = draw_step(d, placed[i], least);
		}
	}
	return ok;
}

/* As if all p-values of a bin were its upper end. */
static bool
draw_bins(struct drawing *d, const struct fdr *f)
{
	double least = least_spared(f);
	bool ok = true;

	for (size_t b = f->top; ok && b-- > 0;) {
		size_t rank = f->start[b + 1];
		if (rank == f->start[b])
			continue;
		bool last = b + 1 == f->bins.count;
		double high = last ? 1 : bin_low(&f->bins, b + 1);
		double here = high * f->tests / (double)rank;
		least = here < least ? here : least;
		/* The upper end itself is in the next bin. */
		ok = draw_step(
		    d, last ? 1 : double_of(bits_of(high) - 1), least);
	}
	return ok;
}

static void
turn_round(struct fdr_curve *c)
{
	for (size_t i = 0, j = c->n; i + 1 < j; i++) {
		double p = c->p[i];
		float q = c->q[i];
		j--;
		c->p[i] = c->p[j];
		c->q[i] = c->q[j];
		c->p[j] = p;
		c->q[j] = q;
	}
}

static bool
rank_exactly(struct drawing *d, struct fdr *f)
{
	struct ranking work = { .f = f };
	bool ok;

	work.placed = mem_try_array(
	    f->start[f->top], sizeof(*work.placed), "p-values", d->err);
	if (!work.placed)
		return false;
	share_places(f);
	crew_run(f->parts, place_part, &work);
	atomic_init(&work.next, 0);
	crew_run(f->parts, order_bins, &work);
	ok = draw_values(d, f, work.placed);
	mem_free(work.placed);
	return ok;
}

bool
fdr_rank(struct fdr *f, double tests, struct fdr_curve *curve, struct err *err)
{
	struct drawing d = { .curve = curve, .err = err };
	bool ok;

	f->tests = tests;
	if (!count_all(f, err))
		return false;
	rank_levels(f);
	if (!bound_bins(f, err))
		return false;
	d.rounded = f->start[f->top] > FDR_CURVE_EXACT;
	ok = draw_levels(&d, f) &&
	    (f->exact ? rank_exactly(&d, f) : draw_bins(&d, f));
	turn_round(curve);
	if (!ok)
		fdr_curve_release(curve);
	return ok;
}

double
fdr_look_up(const struct fdr_curve *curve, double p)
{
	size_t low = 0, high = curve->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (curve->p[mid] < p)
			low = mid + 1;
		else
			high = mid;
	}
	return low < curve->n ? (double)curve->q[low] : 1;
}

void
fdr_curve_release(struct fdr_curve *curve)
{
	mem_free(curve->p);
	mem_free(curve->q);
	*curve = (struct fdr_curve){ 0 };
}
