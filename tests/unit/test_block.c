/* block: large arrays, in files too, behave as those of the heap do. */
#include "base/block.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "ingest/ingest.h"

enum {
	SMALL = 4096,
	MIB = 1 << 20,
};

static void
begin(const char *folder, size_t resident)
{
	block_spill_begin(&(struct block_spill){
	    .folder = folder, .smallest = SMALL, .resident = resident });
}

static void
only_large_arrays_between_begin_and_end_stand_in_files(void **state)
{
	struct err err = ERR_INIT;
	void *before, *small, *large, *plain, *after;

	(void)state;
	before = mem_try_array(SMALL, 1, "x", &err);
	begin(".", SIZE_MAX);
	small = mem_try_array(SMALL - 1, 1, "x", &err);
	large = mem_try_array(SMALL, 1, "x", &err);
	plain = mem_array(SMALL, 1);
	block_spill_end();
	after = mem_try_array(SMALL, 1, "x", &err);
	assert_false(block_holds(before));
	assert_false(block_holds(small));
	assert_true(block_holds(large));
	assert_int_equal(block_size(large), SMALL);
	assert_false(block_holds(plain));
	assert_false(block_holds(after));
	assert_false(block_holds(NULL));
	mem_free(before);
	mem_free(small);
	mem_free(large);
	mem_free(plain);
	mem_free(after);
}

static void
tables_looked_up_at_random_stay_in_memory(void **state)
{
	struct err err = ERR_INIT;
	unsigned char *p;

	(void)state;
	begin(".", 0);
	p = mem_try_table(2 * MIB, 1, "x", &err);
	block_spill_end();
	assert_non_null(p);
	assert_true(!block_holds(p) || !block_in_file(p));
	for (size_t i = 0; i < 2 * MIB; i++)
		assert_int_equal(p[i], 0);
	mem_free(p);
	mem_fail_after(1);
	assert_null(mem_try_table(SMALL, 1, "a dictionary", &err));
	assert_int_equal(mem_fail_after(0), 0);
	assert_int_equal(err.code, ERR_LIMIT);
}

static void
growing_from_memory_into_a_file_keeps_everything(void **state)
{
	struct err err = ERR_INIT;
	void *p = NULL;
	uint32_t *v;
	size_t cap = 0;

	(void)state;
	begin(".", SIZE_MAX);
	for (uint32_t i = 0; i < 100000; i++) {
		assert_true(
		    mem_try_reserve(&p, &cap, i + 1, sizeof(*v), "x", &err));
		v = p;
		v[i] = i * 2654435761u;
	}
	block_spill_end();
	assert_true(block_holds(p));
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(v[i], i * 2654435761u);
	mem_free(p);
}

static void
new_arrays_are_zero_and_smaller_ones_are_cut(void **state)
{
	struct err err = ERR_INIT;
	unsigned char *p;

	(void)state;
	begin(".", SIZE_MAX);
	p = mem_try_zarray(3 * SMALL, 1, "x", &err);
	for (size_t i = 0; i < 3 * SMALL; i++)
		assert_int_equal(p[i], 0);
	memset(p, 7, 3 * SMALL);
	p = mem_try_grow(p, 3 * SMALL, 2 * SMALL, 1, "x", &err);
	assert_true(block_holds(p));
	for (size_t i = 0; i < 2 * SMALL; i++)
		assert_int_equal(p[i], 7);
	mem_free(p);
	block_spill_end();
}

static void
without_a_folder_for_files_memory_serves(void **state)
{
	struct err err = ERR_INIT;
	void *p;

	(void)state;
	begin("no/such/folder", 0);
	p = mem_try_array(SMALL, 2, "x", &err);
	block_spill_end();
	assert_non_null(p);
	assert_false(block_holds(p));
	mem_free(p);
}

/* As on a disk that is full. */
static void
what_a_file_cannot_take_moves_into_memory(void **state)
{
	struct err err = ERR_INIT;
	struct rlimit old, tight;
	unsigned char *p;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	tight = old;
	tight.rlim_cur = 2 * SMALL;
	signal(SIGXFSZ, SIG_IGN);
	begin(".", SIZE_MAX);
	p = mem_try_array(SMALL, 1, "x", &err);
	assert_true(block_holds(p));
	memset(p, 9, SMALL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	p = mem_try_grow(p, SMALL, 100 * SMALL, 1, "x", &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_non_null(p);
	assert_false(block_holds(p));
	for (size_t i = 0; i < SMALL; i++)
		assert_int_equal(p[i], 9);
	mem_free(p);
	block_spill_end();
	signal(SIGXFSZ, SIG_DFL);
}

static void
a_failure_on_order_is_not_gone_around(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	begin(".", SIZE_MAX);
	mem_fail_after(1);
	assert_null(mem_try_array(SMALL, 1, "pair counts", &err));
	assert_int_equal(mem_fail_after(0), 0);
	assert_int_equal(err.code, ERR_LIMIT);
	block_spill_end();
}

static size_t
resident(void)
{
	unsigned long long all = 0, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%llu %llu", &all, &pages), 2);
	fclose(f);
	return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Grows through heap, huge pages and file, and shrinks again. */
static void
growth_keeps_everything_wherever_it_stands(void **state)
{
	enum {
		STEP = 60 * 1000,
		STEPS = 40,
		FILE_FROM = 30
	};
	struct err err = ERR_INIT;
	uint64_t *v = NULL;

	(void)state;
	for (size_t k = 1; k <= STEPS; k++) {
		if (k == FILE_FROM)
			begin(".", SIZE_MAX);
		v = mem_try_grow(
		    v, (k - 1) * STEP, k * STEP, sizeof(*v), "x", &err);
		assert_non_null(v);
		if (k * STEP * sizeof(*v) >= BLOCK_LARGE && k < FILE_FROM)
			assert_true(block_holds(v) && !block_in_file(v));
		for (size_t i = (k - 1) * STEP; i < k * STEP; i++)
			v[i] = i * 2654435761u;
		for (size_t i = 0; i < k * STEP; i += 997)
			assert_int_equal(v[i], i * 2654435761u);
	}
	assert_true(block_holds(v));
	if (BLOCK_LARGE < SIZE_MAX)
		assert_true(block_in_file(v));
	block_spill_end();
	v = mem_try_grow(v, STEPS * STEP, STEP, sizeof(*v), "x", &err);
	for (size_t i = 0; i < STEP; i++)
		assert_int_equal(v[i], i * 2654435761u);
	mem_free(v);
}

static void
pages_are_given_back_and_come_again(void **state)
{
	struct err err = ERR_INIT;
	const size_t n = 128 * (size_t)MIB / sizeof(uint64_t);
	struct timespec pause = { .tv_nsec = 5 * 1000 * 1000 };
	size_t full, tries = 0;
	uint64_t *v;

	(void)state;
	begin(".", 0);
	v = mem_try_array(n, sizeof(*v), "x", &err);
	assert_true(block_holds(v));
	for (size_t i = 0; i < n; i++)
		v[i] = i;
	full = 128 * (size_t)MIB;
	/* The limit is 24 MiB above what is held without the pages. */
	while (resident() > full && tries++ < 2000)
		nanosleep(&pause, NULL);
	assert_true(resident() < full);
	for (size_t i = 0; i < n; i += 511)
		assert_int_equal(v[i], i);
	mem_free(v);
	block_spill_end();
}

static void
read_into(const char *path, struct batch *b)
{
	struct ingest_options options;
	struct ingest_report report;
	struct err err = ERR_INIT;

	ingest_options_init(&options);
	ingest_report_init(&report);
	batch_init(b);
	assert_true(ingest_file(path, &options, NULL, b, &report, &err));
	assert_true(batch_group_lines(b, &err));
	ingest_report_release(&report);
}

static void
a_file_reads_the_same_with_and_without(void **state)
{
	struct str csv = STR_INIT;
	struct err err = ERR_INIT;
	struct batch in_memory, in_files;
	char path[] = "/tmp/endcap-spill-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	str_add(&csv, "order_id,order_date,sku,quantity,unit_price\n");
	for (int i = 0; i < 20000; i++)
		str_addf(&csv, "%d,2026-03-02,P%d,%d,%d.50\n",
		    (i * 7919) % 6000, i % 97, 1 + i % 3, i % 50);
	assert_true(file_write_whole(path, slice_str(&csv), 0, &err));
	read_into(path, &in_memory);
	begin("/tmp", 0);
	read_into(path, &in_files);
	block_spill_end();
	assert_true(block_in_file(in_files.lines));
	assert_int_equal(in_memory.n_lines, 20000);
	assert_int_equal(in_files.n_lines, in_memory.n_lines);
	assert_int_equal(in_files.n_orders, in_memory.n_orders);
	assert_memory_equal(in_files.lines, in_memory.lines,
	    in_memory.n_lines * sizeof(*in_memory.lines));
	for (size_t i = 0; i < in_memory.n_orders; i++)
		assert_string_equal(
		    in_files.orders[i].ref, in_memory.orders[i].ref);
	batch_release(&in_memory);
	batch_release(&in_files);
	unlink(path);
	str_release(&csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    only_large_arrays_between_begin_and_end_stand_in_files),
		cmocka_unit_test(tables_looked_up_at_random_stay_in_memory),
		cmocka_unit_test(
		    growing_from_memory_into_a_file_keeps_everything),
		cmocka_unit_test(new_arrays_are_zero_and_smaller_ones_are_cut),
		cmocka_unit_test(without_a_folder_for_files_memory_serves),
		cmocka_unit_test(what_a_file_cannot_take_moves_into_memory),
		cmocka_unit_test(a_failure_on_order_is_not_gone_around),
		cmocka_unit_test(pages_are_given_back_and_come_again),
		cmocka_unit_test(a_file_reads_the_same_with_and_without),
		cmocka_unit_test(growth_keeps_everything_wherever_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
