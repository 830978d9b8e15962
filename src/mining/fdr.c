/*
 * fdr - see fdr.h.
 *
 * A bin is a run of doubles with the same exponent and leading fraction bits.
 * The bits of positive doubles order like the numbers, so a bin is a shift and
 * a subtraction. Fine bins where most p-values are, coarser ones below:
 *
 *	p >= 2^-12	65,536 bins an octave
 *	p >= 2^-64	 4,096
 *	smaller, 0	    16
 */
#include "mining/fdr.h"

#include "base/mem.h"
#include "mining/crew.h"

enum {
	EXPONENT_BIAS = 1023,
	FRACTION_BITS = 52,
	COARSE_BITS = 4,
	MIDDLE_BITS = 12,
	FINE_BITS = 16,
	MIDDLE_OCTAVES = 52, /* 2^-64 to 2^-12 */
	FINE_OCTAVES = 12, /* 2^-12 to 1 */
	MIDDLE_FROM = (EXPONENT_BIAS - 64) << COARSE_BITS,
	FINE_FROM = MIDDLE_FROM + (MIDDLE_OCTAVES << MIDDLE_BITS),
	/* 1 itself stands in a bin of its own. */
	BINS = FINE_FROM + (FINE_OCTAVES << FINE_BITS) + 1,
	/* Bins up to here are ordered by insertion. */
	INSERTION_LIMIT = 32,
	/* p-values between two looks at what all threads hold. */
	KEEP_STEP = 4096,
	/* Bins handed to a thread at a time. */
	BIN_RUN = 8192,
};

struct fdr_part {
	uint32_t *count; /* per bin; while placing: next free place */
	double *p;
	size_t n, cap;
	bool dropped; /* too many: only counted */
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

static uint64_t
zone_start(int octave, int bits)
{
	return (uint64_t)(EXPONENT_BIAS + octave) << bits;
}

static size_t
bin_of(double p)
{
	uint64_t bits = bits_of(p);
	int exponent = (int)(bits >> FRACTION_BITS) - EXPONENT_BIAS;

	if (exponent >= -12)
		return FINE_FROM +
		    (size_t)((bits >> (FRACTION_BITS - FINE_BITS)) -
			zone_start(-12, FINE_BITS));
	if (exponent >= -64)
		return MIDDLE_FROM +
		    (size_t)((bits >> (FRACTION_BITS - MIDDLE_BITS)) -
			zone_start(-64, MIDDLE_BITS));
	return (size_t)(bits >> (FRACTION_BITS - COARSE_BITS));
}

/* The least p-value of a bin. */
static double
bin_low(size_t bin)
{
	if (bin >= FINE_FROM)
		return double_of((bin - FINE_FROM + zone_start(-12, FINE_BITS))
		    << (FRACTION_BITS - FINE_BITS));
	if (bin >= MIDDLE_FROM)
		return double_of(
		    (bin - MIDDLE_FROM + zone_start(-64, MIDDLE_BITS))
		    << (FRACTION_BITS - MIDDLE_BITS));
	return double_of((uint64_t)bin << (FRACTION_BITS - COARSE_BITS));
}

bool
fdr_init(struct fdr *f, unsigned threads, struct err *err)
{
	*f = (struct fdr){ .parts = crew_size(threads) };
	atomic_init(&f->kept, 0);
	f->part = mem_zarray(f->parts, sizeof(*f->part));
	for (unsigned t = 0; t < f->parts; t++) {
		f->part[t].count = mem_try_zarray(
		    BINS, sizeof(*f->part[t].count), "p-values", err);
		if (!f->part[t].count) {
			fdr_release(f);
			return false;
		}
	}
	return true;
}

static void
drop_values(struct fdr_part *part)
{
	mem_free(part->p);
	part->p = NULL;
	part->cap = 0;
	part->dropped = true;
}

void
fdr_release(struct fdr *f)
{
	for (unsigned t = 0; t < f->parts; t++) {
		mem_free(f->part[t].count);
		mem_free(f->part[t].p);
	}
	mem_free(f->part);
	mem_free(f->start);
	mem_free(f->sorted);
	mem_free(f->q);
	*f = (struct fdr){ 0 };
}

/* Every KEEP_STEP values: room for more, unless all threads together have
 * more than can be ranked exactly. */
static bool
make_room(struct fdr *f, struct fdr_part *part, struct err *err)
{
	void *grown = part->p;

	if (part->dropped)
		return true;
	if (part->n > 0)
		atomic_fetch_add(&f->kept, KEEP_STEP);
	if (atomic_load(&f->kept) > FDR_EXACT) {
		drop_values(part);
		return true;
	}
	if (!mem_try_reserve(&grown, &part->cap, part->n + KEEP_STEP,
		sizeof(*part->p), "p-values", err))
		return false;
	part->p = grown;
	return true;
}

bool
fdr_add(struct fdr *f, unsigned thread, double p, struct err *err)
{
	struct fdr_part *part = &f->part[thread];

	assert(p >= 0 && p <= 1);
	part->count[bin_of(p)]++;
	if (part->n % KEEP_STEP == 0 && !make_room(f, part, err))
		return false;
	if (!part->dropped)
		part->p[part->n] = p;
	part->n++;
	return true;
}

/* Fills start, and finds the bins above which no q is below 1. */
static void
bound_bins(struct fdr *f)
{
	size_t before = 0;

	for (size_t b = 0; b < BINS; b++) {
		f->start[b] = before;
		for (unsigned t = 0; t < f->parts; t++)
			before += f->part[t].count[b];
	}
	f->start[BINS] = before;
	f->top = BINS;
	while (f->top > 0) {
		double rank = (double)f->start[f->top];
		if (bin_low(f->top - 1) * f->tests < rank)
			break;
		f->top--;
	}
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
place_values(void *arg, unsigned member)
{
	struct fdr *f = arg;
	struct fdr_part *part = &f->part[member];

	for (size_t i = 0; i < part->n; i++) {
		size_t b = bin_of(part->p[i]);
		if (b < f->top)
			f->sorted[part->count[b]++] = part->p[i];
	}
}

static int
double_compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static void
order_bin(double *p, size_t n)
{
	if (n > INSERTION_LIMIT) {
		qsort(p, n, sizeof(*p), double_compare);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		double x = p[i];
		size_t j = i;
		for (; j > 0 && p[j - 1] > x; j--)
			p[j] = p[j - 1];
		p[j] = x;
	}
}

struct ordering {
	struct fdr *f;
	atomic_size_t next;
};

static void
order_bins(void *arg, unsigned member)
{
	struct ordering *work = arg;
	struct fdr *f = work->f;

	(void)member;
	for (;;) {
		size_t b = atomic_fetch_add(&work->next, BIN_RUN);
		size_t end = b + BIN_RUN < f->top ? b + BIN_RUN : f->top;
		if (b >= f->top)
			return;
		for (; b < end; b++)
			order_bin(f->sorted + f->start[b],
			    f->start[b + 1] - f->start[b]);
	}
}

/* Least of p * tests / rank from the right. */
static void
fill_exact(struct fdr *f)
{
	double least = 1;

	for (size_t i = f->start[f->top]; i-- > 0;) {
		double here = f->sorted[i] * f->tests / (double)(i + 1);
		least = here < least ? here : least;
		f->q[i] = least;
	}
}

static void
fill_binned(struct fdr *f)
{
	double least = 1;

	for (size_t b = f->top; b-- > 0;) {
		size_t rank = f->start[b + 1];
		if (rank > f->start[b]) {
			double high = b + 1 < BINS ? bin_low(b + 1) : 1;
			double here = high * f->tests / (double)rank;
			least = here < least ? here : least;
		}
		f->q[b] = least;
	}
}

static bool
rank_exact(struct fdr *f, struct err *err)
{
	size_t n = f->start[f->top];
	struct ordering work = { .f = f };

	f->sorted = mem_try_array(n, sizeof(*f->sorted), "p-values", err);
	f->q = mem_try_array(n, sizeof(*f->q), "p-values", err);
	if (!f->sorted || !f->q)
		return false;
	share_places(f);
	crew_run(f->parts, place_values, f);
	for (unsigned t = 0; t < f->parts; t++)
		drop_values(&f->part[t]);
	atomic_init(&work.next, 0);
	crew_run(f->parts, order_bins, &work);
	fill_exact(f);
	return true;
}

bool
fdr_rank(struct fdr *f, double tests, struct err *err)
{
	f->tests = tests;
	f->start = mem_try_array(BINS + 1, sizeof(*f->start), "p-values", err);
	if (!f->start)
		return false;
	bound_bins(f);
	f->count = f->start[BINS];
	f->exact = f->count <= FDR_EXACT;
	if (f->exact)
		return rank_exact(f, err);
	f->q = mem_try_array(f->top, sizeof(*f->q), "p-values", err);
	if (!f->q)
		return false;
	fill_binned(f);
	return true;
}

double
fdr_q(const struct fdr *f, double p)
{
	size_t b = bin_of(p);

	if (b >= f->top)
		return 1;
	if (!f->exact)
		return f->q[b];
	size_t lo = f->start[b], hi = f->start[b + 1];
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (f->sorted[mid] < p)
			lo = mid + 1;
		else
			hi = mid;
	}
	return f->q[lo];
}
