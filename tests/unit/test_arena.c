/* arena: alignment, growth, marks, and that nothing overlaps. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdalign.h>

#include "base/random.h"

enum {
	PIECES = 3000
};

static void
pieces_are_aligned_and_do_not_overlap(void **state)
{
	struct arena a = { 0 };
	unsigned char *piece[PIECES];
	size_t size[PIECES];

	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		double u = random_unit(1, 2, i, 0);
		size[i] = (size_t)(u * u * u * 20000.0);
		piece[i] = arena_alloc(&a, size[i]);
		assert_int_equal((uintptr_t)piece[i] % alignof(max_align_t), 0);
		memset(piece[i], (int)(i & 0xFF), size[i]);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t at = 0; at < size[i]; at++)
			assert_int_equal(piece[i][at], i & 0xFF);
	arena_release(&a);
}

static void
arrays_are_zeroed_even_in_memory_used_before(void **state)
{
	struct arena a = { 0 };
	struct arena_mark start;

	(void)state;
	arena_alloc(&a, 1);
	start = arena_mark(&a);
	memset(arena_alloc(&a, 1000), 0xFF, 1000);
	arena_rewind(&a, start);
	int64_t *n = arena_array(&a, 100, sizeof(*n));
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(n[i], 0);
	arena_release(&a);
}

static void
strings_are_copied_and_packed(void **state)
{
	struct arena a = { 0 };
	char *x = arena_strdup(&a, "mug"), *y = arena_strndup(&a, "kettle", 3);
	char *z = arena_strndup(&a, NULL, 0);

	(void)state;
	assert_string_equal(x, "mug");
	assert_string_equal(y, "ket");
	assert_string_equal(z, "");
	assert_ptr_equal(y, x + 4);
	assert_ptr_equal(z, y + 4);
	arena_release(&a);
}

static void
rewinding_gives_blocks_back_and_keeps_what_is_older(void **state)
{
	struct arena a = { 0 };
	struct arena_mark empty = arena_mark(&a);
	char *old = arena_strdup(&a, "old");
	size_t before = a.total;
	struct arena_mark mark = arena_mark(&a);

	(void)state;
	for (int round = 0; round < 3; round++) {
		memset(arena_alloc(&a, 5000000), 1, 5000000);
		arena_alloc(&a, 10);
		assert_true(a.total > 5000000);
		arena_rewind(&a, mark);
		assert_int_equal(a.total, before);
		assert_string_equal(old, "old");
	}
	assert_ptr_equal(arena_alloc(&a, 0), old + 16);
	arena_rewind(&a, empty);
	assert_int_equal(a.total, 0);
	assert_string_equal(arena_strdup(&a, "again"), "again");
	arena_release(&a);
	assert_int_equal(a.total, 0);
}

static void
blocks_double_so_that_many_strings_take_few(void **state)
{
	struct arena a = { 0 };
	size_t blocks = 0, total = 0;

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		arena_strdup(&a, "0123456789");
		blocks += a.total != total;
		total = a.total;
	}
	assert_in_range(blocks, 2, 20);
	assert_true(a.total < 14000000);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_aligned_and_do_not_overlap),
		cmocka_unit_test(arrays_are_zeroed_even_in_memory_used_before),
		cmocka_unit_test(strings_are_copied_and_packed),
		cmocka_unit_test(
		    rewinding_gives_blocks_back_and_keeps_what_is_older),
		cmocka_unit_test(blocks_double_so_that_many_strings_take_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
