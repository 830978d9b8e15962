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

#include "base/mem.h"
#include "mining/crew.h"

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

struct fdr_part {
	double *p; /* the first 'n', unless counted */
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
	*f = (struct fdr){ .parts = crew_size(threads) };
	atomic_init(&f->kept, 0);
	f->part = mem_try_zarray(f->parts, sizeof(*f->part), "p-values", err);
	return f->part != NULL;
}

void
fdr_release(struct fdr *f)
{
	for (unsigned t = 0; f->part && t < f->parts; t++) {
		mem_free(f->part[t].count);
		mem_free(f->part[t].p);
	}
	mem_free(f->part);
	mem_free(f->start);
	mem_free(f->sorted);
	mem_free(f->q);
	*f = (struct fdr){ 0 };
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

/* Every KEEP_STEP values: room for more, unless all threads together have
 * more than can be ranked exactly. */
static bool
make_room(struct fdr *f, struct fdr_part *part, struct err *err)
{
	void *grown = part->p;

	if (part->n > 0)
		atomic_fetch_add(&f->kept, KEEP_STEP);
	if (atomic_load(&f->kept) > FDR_EXACT)
		return start_counting(part, err);
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
	if (!part->counted && part->n % KEEP_STEP == 0 &&
	    !make_room(f, part, err))
		return false;
	if (part->counted) {
		struct fdr_bins bins = bins_for(SIZE_MAX);
		part->count[bin_of(&bins, p)]++;
	} else {
		part->p[part->n] = p;
	}
	part->n++;
	return true;
}

/* A parallel step of fdr_rank. */
struct ranking {
	struct fdr *f;
	atomic_size_t next;
};

static void
count_parts(void *arg, unsigned member)
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
	f->exact = f->count <= FDR_EXACT;
	f->bins = bins_for(f->exact ? f->count : SIZE_MAX);
	for (unsigned t = 0; t < f->parts; t++) {
		struct fdr_part *part = &f->part[t];
		if (part->counted)
			continue;
		if (!f->exact) {
			if (!start_counting(part, err))
				return false;
			continue;
		}
		part->count = mem_try_zarray(
		    f->bins.count, sizeof(*part->count), "p-values", err);
		if (!part->count)
			return false;
	}
	if (f->exact)
		crew_run(f->parts, count_parts, &work);
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
	for (f->top = bins; f->top > 0; f->top--) {
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
place_values(void *arg, unsigned member)
{
	struct ranking *work = arg;
	struct fdr *f = work->f;
	struct fdr_part *part = &f->part[member];

	for (size_t i = 0; i < part->n; i++) {
		size_t b = bin_of(&f->bins, part->p[i]);
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

static void
order_bins(void *arg, unsigned member)
{
	struct ranking *work = arg;
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

static bool
rank_exact(struct fdr *f, struct err *err)
{
	size_t n = f->start[f->top];
	struct ranking work = { .f = f };

	f->sorted = mem_try_array(n, sizeof(*f->sorted), "p-values", err);
	if (!f->sorted)
		return false;
	share_places(f);
	crew_run(f->parts, place_values, &work);
	for (unsigned t = 0; t < f->parts; t++)
		drop_values(&f->part[t]);
	f->q = mem_try_array(n, sizeof(*f->q), "p-values", err);
	if (!f->q)
		return false;
	atomic_init(&work.next, 0);
	crew_run(f->parts, order_bins, &work);
	fill_exact(f);
	return true;
}

static bool
rank_bins(struct fdr *f, struct err *err)
{
	double least = 1;

	f->q = mem_try_array(f->top, sizeof(*f->q), "p-values", err);
	if (!f->q)
		return false;
	for (size_t b = f->top; b-- > 0;) {
		size_t rank = f->start[b + 1];
		if (rank > f->start[b]) {
			double high = b + 1 < f->bins.count
			    ? bin_low(&f->bins, b + 1)
			    : 1;
			double here = high * f->tests / (double)rank;
			least = here < least ? here : least;
		}
		f->q[b] = least;
	}
	return true;
}

bool
fdr_rank(struct fdr *f, double tests, struct err *err)
{
	f->tests = tests;
	if (!count_all(f, err) || !bound_bins(f, err))
		return false;
	return f->exact ? rank_exact(f, err) : rank_bins(f, err);
}

double
fdr_q(const struct fdr *f, double p)
{
	size_t b = bin_of(&f->bins, p);

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
