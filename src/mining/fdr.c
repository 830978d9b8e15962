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

/* p-values in the order they came. */
struct values {
	double *p;
	size_t n, cap;
};

struct fdr_part {
	struct values asked; /* after fdr_rank: their q */
	struct values added; /* only their number once counted */
	uint32_t *count; /* per bin; while placing: next free place */
	bool counted; /* p-values go to 'count' at once */
};

/* A p-value in its place. */
struct placed {
	double p;
	uint32_t ticket; /* number of the question plus 1; 0: added only */
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
		mem_free(f->part[t].asked.p);
		mem_free(f->part[t].added.p);
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

double
fdr_spared(const struct fdr *f, unsigned level)
{
	return f->levels.q[level];
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
count_values(const struct fdr_bins *bins, struct fdr_part *part,
    const struct values *values)
{
	for (size_t i = 0; i < values->n; i++)
		part->count[bin_of(bins, values->p[i])]++;
}

static void
drop_added(struct fdr_part *part)
{
	mem_free(part->added.p);
	part->added.p = NULL;
	part->added.cap = 0;
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
	count_values(&bins, part, &part->asked);
	count_values(&bins, part, &part->added);
	drop_added(part);
	part->counted = true;
	return true;
}

/* Every KEEP_STEP values: unless all threads together have more than can be
 * ranked exactly, there is room for more. */
static bool
look_around(struct fdr *f, struct fdr_part *part, struct err *err)
{
	if (part->counted)
		return true;
	if (atomic_fetch_add(&f->kept, KEEP_STEP) + KEEP_STEP > f->limit)
		return start_counting(part, err);
	return true;
}

static bool
put_value(struct fdr *f, struct fdr_part *part, struct values *values, double p,
    struct err *err)
{
	void *grown = values->p;

	if (values->n == values->cap) {
		if (!mem_try_reserve(&grown, &values->cap,
			values->n + KEEP_STEP, sizeof(*values->p), "p-values",
			err))
			return false;
		values->p = grown;
	}
	values->p[values->n++] = p;
	return values->n % KEEP_STEP != 0 || look_around(f, part, err);
}

bool
fdr_ask(struct fdr *f, unsigned thread, double p, struct err *err)
{
	struct fdr_part *part = &f->part[thread];

	assert(p >= 0 && p <= 1);
	if (part->counted) {
		struct fdr_bins bins = bins_for(SIZE_MAX);
		part->count[bin_of(&bins, p)]++;
	}
	return put_value(f, part, &part->asked, p, err);
}

bool
fdr_add(struct fdr *f, unsigned thread, double p, struct err *err)
{
	struct fdr_part *part = &f->part[thread];

	assert(p >= 0 && p <= 1);
	if (part->counted) {
		struct fdr_bins bins = bins_for(SIZE_MAX);
		part->count[bin_of(&bins, p)]++;
		part->added.n++;
		return true;
	}
	return put_value(f, part, &part->added, p, err);
}

const double *
fdr_answer(const struct fdr *f, unsigned thread)
{
	return f->part[thread].asked.p;
}

/* What the parallel steps of fdr_rank share. */
struct ranking {
	struct fdr *f;
	struct placed *placed; /* p-values below 'top', by bin */
	size_t *base; /* per part: questions of those before */
	atomic_size_t next;
};

static void
count_part(void *arg, unsigned member)
{
	struct ranking *work = arg;
	struct fdr_part *part = &work->f->part[member];

	count_values(&work->f->bins, part, &part->asked);
	count_values(&work->f->bins, part, &part->added);
}

/* Counts what is still held, in bins to suit how much there is. */
static bool
count_all(struct fdr *f, struct err *err)
{
	struct ranking work = { .f = f };

	for (unsigned t = 0; t < f->parts; t++)
		f->count += f->part[t].asked.n + f->part[t].added.n;
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
	size_t ticket = work->base[member];

	for (size_t i = 0; i < part->asked.n; i++) {
		double p = part->asked.p[i];
		size_t b = bin_of(&f->bins, p);
		ticket++;
		if (b < f->top)
			work->placed[part->count[b]++] =
			    (struct placed){ .p = p,
				    .ticket = (uint32_t)ticket };
		else
			part->asked.p[i] = 1;
	}
	for (size_t i = 0; i < part->added.n; i++) {
		double p = part->added.p[i];
		size_t b = bin_of(&f->bins, p);
		if (b < f->top)
			work->placed[part->count[b]++] =
			    (struct placed){ .p = p };
	}
	drop_added(part);
}

static int
placed_compare(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	return a->p < b->p ? -1 : a->p > b->p;
}

static void
order_bin(struct placed *v, size_t n)
{
	if (n > INSERTION_LIMIT) {
		qsort(v, n, sizeof(*v), placed_compare);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct placed x = v[i];
		size_t j = i;
		for (; j > 0 && v[j - 1].p > x.p; j--)
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

/* Least of p * tests / rank from the right; equal p-values come out with the
 * q of the last of them, whichever of them asked. */
static void
answer_exactly(struct ranking *work)
{
	const struct fdr *f = work->f;
	double least = least_spared(f);

	for (size_t i = f->start[f->top]; i-- > 0;) {
		const struct placed *v = &work->placed[i];
		double here = v->p * f->tests / (double)(i + 1);
		least = here < least ? here : least;
		if (v->ticket == 0)
			continue;
		size_t question = v->ticket - 1;
		unsigned t = f->parts - 1;
		while (work->base[t] > question)
			t--;
		f->part[t].asked.p[question - work->base[t]] = least;
	}
}

static bool
rank_exactly(struct fdr *f, struct err *err)
{
	size_t n = f->start[f->top];
	struct ranking work = { .f = f };

	work.placed = mem_try_array(n, sizeof(*work.placed), "p-values", err);
	work.base =
	    mem_try_zarray(f->parts, sizeof(*work.base), "p-values", err);
	if (work.placed && work.base) {
		for (unsigned t = 1; t < f->parts; t++)
			work.base[t] =
			    work.base[t - 1] + f->part[t - 1].asked.n;
		share_places(f);
		crew_run(f->parts, place_part, &work);
		atomic_init(&work.next, 0);
		crew_run(f->parts, order_bins, &work);
		answer_exactly(&work);
	}
	bool ok = work.placed && work.base;
	mem_free(work.placed);
	mem_free(work.base);
	return ok;
}

/* The q of each bin below 'top', as if all its p-values were its upper end. */
static void
fill_bins(const struct fdr *f, double *q)
{
	double least = least_spared(f);

	for (size_t b = f->top; b-- > 0;) {
		size_t rank = f->start[b + 1];
		if (rank > f->start[b]) {
			double high = b + 1 < f->bins.count
			    ? bin_low(&f->bins, b + 1)
			    : 1;
			double here = high * f->tests / (double)rank;
			least = here < least ? here : least;
		}
		q[b] = least;
	}
}

static bool
rank_bins(struct fdr *f, struct err *err)
{
	double *q = mem_try_array(f->top, sizeof(*q), "p-values", err);

	if (!q)
		return false;
	fill_bins(f, q);
	for (unsigned t = 0; t < f->parts; t++) {
		struct values *asked = &f->part[t].asked;
		for (size_t i = 0; i < asked->n; i++) {
			size_t b = bin_of(&f->bins, asked->p[i]);
			asked->p[i] = b < f->top ? q[b] : 1;
		}
	}
	mem_free(q);
	return true;
}

bool
fdr_rank(struct fdr *f, double tests, struct err *err)
{
	f->tests = tests;
	if (!count_all(f, err))
		return false;
	rank_levels(f);
	if (!bound_bins(f, err))
		return false;
	return f->exact ? rank_exactly(f, err) : rank_bins(f, err);
}
