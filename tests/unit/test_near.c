/* near: mistyped words, held against the definition. */
#include "base/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/random.h"

/* The slow twin: the definition, one call for each step. */
static size_t
by_definition(const char *a, size_t n, const char *b, size_t m)
{
	size_t best, d;

	if (n == 0 || m == 0)
		return n + m;
	best = by_definition(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
	d = by_definition(a, n - 1, b, m) + 1;
	best = d < best ? d : best;
	d = by_definition(a, n, b, m - 1) + 1;
	best = d < best ? d : best;
	if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
		d = by_definition(a, n - 2, b, m - 2) + 1;
		best = d < best ? d : best;
	}
	return best;
}

static void
distances_are_those_of_the_definition(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 3000; i++) {
		char a[8], b[8];
		size_t n = random_mix(i) % 7, m = random_mix(i + 9000) % 7;

		for (size_t k = 0; k < 7; k++) {
			a[k] = (char)('a' + random_mix(i * 31 + k) % 3);
			b[k] = (char)('a' + random_mix(i * 37 + k + 77) % 3);
		}
		assert_int_equal(
		    near_distance(slice_bytes(a, n), slice_bytes(b, m)),
		    by_definition(a, n, b, m));
	}
}

static struct slice
nearest(const char *word)
{
	static const char *const known[] = { "pair", "pairs", "products",
		"customer forget", "check" };
	struct near near = near_begin(slice_of(word));

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		near_offer(&near, slice_of(known[i]));
	return near.best;
}

static void
the_nearest_word_is_found_unless_all_are_far(void **state)
{
	(void)state;
	assert_true(slice_eq_c(nearest("paris"), "pairs"));
	assert_true(slice_eq_c(nearest("prodcuts"), "products"));
	assert_true(slice_eq_c(nearest("chek"), "check"));
	assert_true(slice_eq_c(nearest("pairz"), "pair")); /* the first */
	assert_true(slice_eq_c(nearest("customer"), "customer forget"));
	assert_true(slice_eq_c(nearest("pro"), "products"));
	assert_int_equal(nearest("pr").len, 0);
	assert_int_equal(nearest("frobnicate").len, 0);
	assert_int_equal(nearest("xy").len, 0);
	assert_int_equal(nearest("").len, 0);
	assert_int_equal(
	    nearest("productsproductsproductsproductsproducts1").len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances_are_those_of_the_definition),
		cmocka_unit_test(the_nearest_word_is_found_unless_all_are_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
