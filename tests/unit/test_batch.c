/* batch: adding rows, grouping lines, and the names of states. */
#include "base/batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"

static void
rows_arrive_zeroed_and_keep_their_place(void **state)
{
	struct batch b;
	struct err err = ERR_INIT;

	(void)state;
	batch_init(&b);
	for (uint32_t i = 0; i < 1000; i++) {
		struct batch_product *p = batch_add_product(&b, &err);
		assert_non_null(p);
		assert_null(p->key);
		assert_int_equal(p->price4, 0);
		p->key = arena_strndup(&b.text, "sku-1", 3 + i % 3);
		p->price4 = i;
		batch_add_customer(&b, &err)->line = i;
		batch_add_reject(&b, &err)->line = i + 1;
	}
	assert_int_equal(b.n_products, 1000);
	assert_int_equal(b.n_customers, 1000);
	assert_int_equal(b.n_rejects, 1000);
	for (uint32_t i = 0; i < 1000; i++) {
		assert_int_equal(b.products[i].price4, i);
		assert_int_equal(strlen(b.products[i].key), 3 + i % 3);
		assert_int_equal(b.customers[i].line, i);
		assert_int_equal(b.rejects[i].line, i + 1);
	}
	batch_release(&b);
	assert_int_equal(b.n_products, 0);
	assert_null(b.products);
	batch_release(&b);
}

/* Lines numbered in the order of the file, each of a given order. */
static void
fill(struct batch *b, size_t orders, const uint32_t *order_of, size_t lines)
{
	struct err err = ERR_INIT;

	batch_init(b);
	for (size_t i = 0; i < orders; i++)
		assert_non_null(batch_add_order(b, &err));
	for (size_t i = 0; i < lines; i++) {
		struct batch_line *ln = batch_add_line(b, &err);
		assert_non_null(ln);
		ln->order = order_of[i];
		ln->line = (uint32_t)i;
	}
}

static void
assert_grouped(const struct batch *b, const uint32_t *order_of)
{
	size_t at = 0;

	for (uint32_t o = 0; o < b->n_orders; o++) {
		for (uint32_t i = 0; i < b->orders[o].lines; i++, at++) {
			assert_int_equal(b->lines[at].order, o);
			assert_int_equal(order_of[b->lines[at].line], o);
			if (i > 0)
				assert_true(
				    b->lines[at].line > b->lines[at - 1].line);
		}
	}
	assert_int_equal(at, b->n_lines);
}

static void
lines_of_an_order_are_put_side_by_side_in_file_order(void **state)
{
	uint32_t order_of[200];

	(void)state;
	for (uint64_t round = 0; round < 500; round++) {
		size_t orders = 1 + random_mix(round) % 20;
		size_t lines = random_mix(~round) % ARRAY_LEN(order_of);
		struct batch b;
		for (size_t i = 0; i < lines; i++)
			order_of[i] =
			    (uint32_t)(random_mix(round ^ random_mix(i)) %
				orders);
		fill(&b, orders, order_of, lines);
		assert_true(batch_group_lines(&b, NULL));
		assert_grouped(&b, order_of);
		/* Once more changes nothing, and adding still works. */
		assert_true(batch_group_lines(&b, NULL));
		assert_grouped(&b, order_of);
		assert_non_null(batch_add_line(&b, NULL));
		assert_int_equal(b.n_lines, lines + 1);
		batch_release(&b);
	}
}

static void
lines_grouped_already_are_left_where_they_are(void **state)
{
	static const uint32_t order_of[] = { 0, 0, 2, 2, 2, 3 };
	struct batch b;

	(void)state;
	fill(&b, 4, order_of, ARRAY_LEN(order_of));
	struct batch_line *before = b.lines;
	/* No memory is needed. */
	mem_fail_after(1);
	assert_true(batch_group_lines(&b, NULL));
	mem_fail_after(0);
	assert_ptr_equal(b.lines, before);
	assert_int_equal(b.orders[0].lines, 2);
	assert_int_equal(b.orders[1].lines, 0);
	assert_int_equal(b.orders[2].lines, 3);
	assert_int_equal(b.orders[3].lines, 1);
	batch_release(&b);
}

static void
running_out_of_memory_loses_no_rows(void **state)
{
	static const uint32_t order_of[] = { 1, 0 };
	struct batch b;
	struct err err = ERR_INIT;

	(void)state;
	fill(&b, 2, order_of, 2);
	for (long n = 1; n <= 2; n++) {
		mem_fail_after(n);
		assert_false(batch_group_lines(&b, &err));
		mem_fail_after(0);
		assert_int_equal(err.code, ERR_LIMIT);
		assert_int_equal(b.lines[0].order, 1);
		assert_int_equal(b.lines[1].order, 0);
	}
	mem_fail_after(1);
	assert_null(batch_add_reject(&b, &err));
	mem_fail_after(0);
	assert_int_equal(b.n_rejects, 0);
	batch_release(&b);
}

static void
states_are_read_by_the_names_they_are_stored_under(void **state)
{
	enum order_status status;

	(void)state;
	assert_string_equal(batch_status_name(STATUS_CANCELLED), "cancelled");
	for (int i = 0; i < STATUS_COUNT; i++) {
		const char *name = batch_status_name((enum order_status)i);
		assert_true(batch_status_parse(name, &status));
		assert_int_equal(status, i);
	}
	assert_false(batch_status_parse("Cancelled", &status));
	assert_false(batch_status_parse("", &status));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_arrive_zeroed_and_keep_their_place),
		cmocka_unit_test(
		    lines_of_an_order_are_put_side_by_side_in_file_order),
		cmocka_unit_test(lines_grouped_already_are_left_where_they_are),
		cmocka_unit_test(running_out_of_memory_loses_no_rows),
		cmocka_unit_test(
		    states_are_read_by_the_names_they_are_stored_under),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
