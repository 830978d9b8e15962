/*
 * The shop's own record of projections against a list kept and summed by hand,
 * and what it does to later ranges.
 */
#include "decide/track.h"

#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define NEAR(a, b, e)                                                       \
	do {                                                                \
		if (!(fabs((a) - (b)) <= (e)))                              \
			fail_msg("%s is %.12g, not %.12g", #a, (double)(a), \
			    (double)(b));                                   \
	} while (0)

enum {
	MOST = 40
};

struct one {
	struct range promised;
	double realised, noise;
};

/* The twin: all z in a list, then their root mean square. */
static void
twin(const struct one *list, size_t n, size_t *inside, double *rms)
{
	double z[MOST], sum = 0;
	size_t k = 0;

	*inside = 0;
	for (size_t i = 0; i < n; i++) {
		const struct range *p = &list[i].promised;
		double sd = (p->high80 - p->low80) / 2.5631031310892007;

		double more = 1.2815515655446004 * list[i].noise;
		double low = p->median - hypot(p->median - p->low80, more);
		double high = p->median + hypot(p->high80 - p->median, more);

		if (list[i].realised >= low && list[i].realised <= high)
			++*inside;
		if (sd > 0)
			z[k++] = (list[i].realised - p->median) /
			    sqrt(sd * sd + list[i].noise * list[i].noise);
	}
	for (size_t i = 0; i < k; i++)
		sum += z[i] * z[i];
	*rms = k > 0 ? sqrt(sum / (double)k) : 0;
}

static void
it_is_the_root_mean_square_of_the_list(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 2000; seed++) {
		size_t n = (size_t)(MOST * random_unit(seed, 1, 0, 0)), inside;
		struct one list[MOST];
		struct track t = { .n = 0 };
		double rms;

		for (size_t i = 0; i < n; i++) {
			double m = 100 * random_normal(seed, 2, i, 0);
			double w = random_unit(seed, 3, i, 0) < .1
			    ? 0
			    : 50 * random_unit(seed, 4, i, 0);

			list[i] = (struct one){
				.promised = { .median = m,
				    .low80 = m - w,
				    .high80 = m + 2 * w },
				.realised =
				    m + 60 * random_normal(seed, 5, i, 0),
				.noise = random_unit(seed, 6, i, 0) < .5
				    ? 0
				    : 20 * random_unit(seed, 7, i, 0),
			};
			track_add(&t, &list[i].promised, list[i].realised,
			    list[i].noise);
		}
		twin(list, n, &inside, &rms);
		assert_int_equal(t.n, n);
		assert_int_equal(t.inside, inside);
		NEAR(t.rms, rms, 1e-9 * (1 + rms));
		NEAR(track_spread(&t), rms > 1 ? rms : 1, 1e-9 * (1 + rms));
	}
}

static void
honest_ranges_stay_and_narrow_ones_are_widened(void **state)
{
	struct track honest = { .n = 0 }, narrow = { .n = 0 };
	struct range told = {
		.median = 0, .low80 = -1.28155, .high80 = 1.28155
	};

	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		double x = random_normal(9, 1, i, 0);

		track_add(&honest, &told, x, 0);
		track_add(&narrow, &told, 2 * x, 0);
	}
	NEAR(honest.rms, 1, .02);
	NEAR(narrow.rms, 2, .04);
	NEAR((double)honest.inside / 20000, .8, .01);
	/* widened by what was missed, the range holds what it says */
	range_widen(&told, track_spread(&narrow));
	honest = (struct track){ .n = 0 };
	for (uint64_t i = 0; i < 20000; i++)
		track_add(&honest, &told, 2 * random_normal(10, 1, i, 0), 0);
	NEAR((double)honest.inside / 20000, .8, .01);
}

static void
it_is_said_in_words(void **state)
{
	struct track t = { .n = 0 };
	struct range told = { .median = 10, .low80 = 5, .high80 = 15 };
	struct str out = STR_INIT;

	(void)state;
	track_add_words(&t, NULL, &out);
	assert_int_equal(out.len, 0);
	track_add(&t, &told, 12, 0);
	track_add_words(&t, NULL, &out);
	assert_string_equal(
	    out.p, "your last 1 projection: 1 inside the 80 % range");
	str_clear(&out);
	track_add(&t, &told, 40, 0);
	track_add_words(&t, "thresholds", &out);
	assert_string_equal(out.p,
	    "your last 2 projections of thresholds: 1 inside the 80 % range; "
	    "they missed by 5.4 times what was said, so ranges are as many "
	    "times as wide");
	str_release(&out);
}

static void
widening_keeps_the_middle(void **state)
{
	double x[] = { -3, -1, 0, 2, 9 };
	struct range r;

	(void)state;
	r = range_of(x, ARRAY_LEN(x));
	NEAR(range_share_above_zero(x, ARRAY_LEN(x), &r, 1), .4, 1e-12);
	r.median = 1; /* 0 is below it: three times as far it stays below */
	NEAR(range_share_above_zero(x, ARRAY_LEN(x), &r, 3), .4, 1e-12);
	r = (struct range){ .median = 4,
		.low80 = 2,
		.high80 = 9,
		.low95 = 1,
		.high95 = 12,
		.mean = 5,
		.variance = 4 };
	range_widen_within(&r, 2, 0, 18);
	NEAR(r.median, 4, 0);
	NEAR(r.low80, 0, 1e-12);
	NEAR(r.high80, 14, 1e-12);
	NEAR(r.low95, 0, 1e-12);
	NEAR(r.high95, 18, 1e-12);
	NEAR(r.mean, 5, 0);
	NEAR(r.variance, 16, 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_root_mean_square_of_the_list),
		cmocka_unit_test(
		    honest_ranges_stay_and_narrow_ones_are_widened),
		cmocka_unit_test(it_is_said_in_words),
		cmocka_unit_test(widening_keeps_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
