/* radix: against an insertion sort, and doubles by their bits. */
#include "base/radix.h"

#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
doubles_order_as_their_bits_and_come_back(void **state)
{
	static const double rising[] = { -1e300, -2.5, -1, -1e-310, 0, 1e-310,
		0.5, 1, 1e300 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rising); i++) {
		double back = radix_value(radix_bits(rising[i]));
		assert_memory_equal(&back, &rising[i], sizeof(back));
		if (i > 0)
			assert_true(
			    radix_bits(rising[i - 1]) < radix_bits(rising[i]));
	}
	assert_true(radix_bits(-0.0) == radix_bits(0.0));
}

static void
sorting_is_stable_and_equals_an_insertion_sort(void **state)
{
	enum {
		N = 200
	};

	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct radix_key keys[2 * N], slow[N], *sorted;
		for (size_t i = 0; i < N; i++) {
			double u = random_unit(seed, 1, i, 0);
			/* Few different values, and some far apart. */
			uint64_t bits = seed % 2 == 0
			    ? (uint64_t)(u * 9)
			    : random_mix((uint64_t)(u * 50));
			keys[i] = slow[i] =
			    (struct radix_key){ bits, (uint32_t)i, 7 };
		}
		for (size_t i = 1; i < N; i++) {
			struct radix_key held = slow[i];
			size_t at = i;
			for (; at > 0 && slow[at - 1].bits > held.bits; at--)
				slow[at] = slow[at - 1];
			slow[at] = held;
		}
		sorted = radix_sort(keys, keys + N, N);
		for (size_t i = 0; i < N; i++) {
			assert_true(sorted[i].bits == slow[i].bits);
			assert_int_equal(sorted[i].index, slow[i].index);
			assert_int_equal(sorted[i].tag, 7);
		}
	}
}

static void
nothing_and_one_are_sorted_already(void **state)
{
	struct radix_key one[2] = { { 5, 1, 0 }, { 0, 0, 0 } };

	(void)state;
	assert_ptr_equal(radix_sort(one, one + 1, 0), one);
	assert_int_equal(radix_sort(one, one + 1, 1)->bits, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubles_order_as_their_bits_and_come_back),
		cmocka_unit_test(
		    sorting_is_stable_and_equals_an_insertion_sort),
		cmocka_unit_test(nothing_and_one_are_sorted_already),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
