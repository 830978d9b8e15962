/* mem: checked sizes, growth, failing on purpose, and polite ends. */
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
zeroed_memory_is_zero_and_none_is_a_valid_pointer(void **state)
{
	unsigned char *p = mem_zarray(100, 3);
	void *none = mem_array(0, 8), *nothing = mem_zalloc(0);

	(void)state;
	for (size_t i = 0; i < 300; i++)
		assert_int_equal(p[i], 0);
	assert_non_null(none);
	assert_non_null(nothing);
	mem_free(p);
	mem_free(none);
	mem_free(nothing);
	mem_free(NULL);
}

static void
strings_are_copied_up_to_a_length_or_their_end(void **state)
{
	char *a = mem_strdup("mug"), *b = mem_strndup("kettle", 3);
	char *c = mem_strndup("ab", 100);

	(void)state;
	assert_string_equal(a, "mug");
	assert_string_equal(b, "ket");
	assert_string_equal(c, "ab");
	mem_free(a);
	mem_free(b);
	mem_free(c);
}

static void
sizes_that_overflow_are_refused_in_words(void **state)
{
	struct err err = ERR_INIT;
	unsigned char *large;
	int keep = 5;

	(void)state;
	assert_null(mem_try_array(SIZE_MAX / 2, 3, "pair counts", &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_non_null(strstr(err.text, "not enough memory for pair counts"));
	assert_null(mem_try_zarray(SIZE_MAX, SIZE_MAX, "x", NULL));
	assert_null(mem_try_grow(&keep, 1, SIZE_MAX, 2, "x", &err));
	assert_int_equal(keep, 5);
	/* and of an array that stands in a mapping of its own */
	large = mem_try_zarray(64u << 20, 1, "x", &err);
	assert_non_null(large);
	assert_null(mem_try_grow(large, 64u << 20, SIZE_MAX, 2, "x", &err));
	assert_int_equal(large[0], 0);
	mem_free(large);
}

static void
reserving_doubles_and_keeps_what_is_there(void **state)
{
	int *a = NULL;
	size_t cap = 0, grown = 0;

	(void)state;
	for (size_t n = 0; n < 10000; n++) {
		size_t before = cap;
		a = mem_reserve(a, &cap, n + 1, sizeof(*a));
		grown += cap != before;
		a[n] = (int)n;
	}
	assert_in_range(grown, 1, 14);
	for (size_t n = 0; n < 10000; n++)
		assert_int_equal(a[n], n);
	a = mem_reserve(a, &cap, 1000000, sizeof(*a));
	assert_int_equal(cap, 1000000);
	assert_int_equal(a[9999], 9999);
	mem_free(a);
}

static void
a_failed_reserve_leaves_array_and_capacity(void **state)
{
	struct err err = ERR_INIT;
	void *p = NULL;
	size_t cap = 0;

	(void)state;
	assert_true(mem_try_reserve(&p, &cap, 4, 4, "rows", &err));
	void *before = p;
	size_t cap_before = cap;
	mem_fail_after(1);
	assert_false(mem_try_reserve(&p, &cap, cap + 1, 4, "rows", &err));
	assert_ptr_equal(p, before);
	assert_int_equal(cap, cap_before);
	assert_string_equal(
	    err.text, "not enough memory for rows: 1 MiB wanted");
	assert_false(mem_try_reserve(&p, &cap, SIZE_MAX / 2, 4, "rows", &err));
	assert_ptr_equal(p, before);
	mem_free(p);
}

static void
the_nth_allocation_fails_once(void **state)
{
	(void)state;
	mem_fail_after(3);
	for (int i = 1; i <= 6; i++) {
		void *p = mem_try_array(1, 1, "x", NULL);
		assert_int_equal(p == NULL, i == 3);
		mem_free(p);
	}
	mem_fail_after(1);
	mem_fail_after(0);
	void *p = mem_try_zarray(1, 1, "x", NULL);
	assert_non_null(p);
	mem_free(p);
}

static int pipe_ends[2];

static void
tell_parent(const char *sentence)
{
	ssize_t n = write(pipe_ends[1], sentence, strlen(sentence));

	if (n < 0)
		_exit(9);
}

static void
run_out_of_memory(void)
{
	mem_fail_after(2);
	mem_free(mem_alloc(1));
	mem_free(mem_alloc(1));
}

static void
be_wrong(void)
{
	BUG("two and two make five");
}

/* Runs 'end' in a child; its status and what the hook was told. */
static int
end_of(void (*end)(void), char *told, size_t size)
{
	int status;

	assert_int_equal(pipe(pipe_ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		mem_on_fatal(tell_parent);
		end();
		_exit(0);
	}
	close(pipe_ends[1]);
	ssize_t n = read(pipe_ends[0], told, size - 1);
	assert_true(n >= 0);
	told[n] = '\0';
	close(pipe_ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
no_memory_ends_the_program_after_the_hook(void **state)
{
	char told[600];
	int status = end_of(run_out_of_memory, told, sizeof(told));

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_non_null(strstr(told, "out of memory asking for 1 x 1 bytes"));
}

static void
a_bug_names_its_place_and_aborts(void **state)
{
	char told[600];
	int status = end_of(be_wrong, told, sizeof(told));

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(told, "test_mem.c"));
	assert_non_null(strstr(told, "two and two make five"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    zeroed_memory_is_zero_and_none_is_a_valid_pointer),
		cmocka_unit_test(
		    strings_are_copied_up_to_a_length_or_their_end),
		cmocka_unit_test(sizes_that_overflow_are_refused_in_words),
		cmocka_unit_test(reserving_doubles_and_keeps_what_is_there),
		cmocka_unit_test(a_failed_reserve_leaves_array_and_capacity),
		cmocka_unit_test(the_nth_allocation_fails_once),
		cmocka_unit_test(no_memory_ends_the_program_after_the_hook),
		cmocka_unit_test(a_bug_names_its_place_and_aborts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
