/*
 * test_store_early - orders that are written while their file is still read:
 * the tables are those of an import of the whole file, or nothing is there.
 */
#include "base/base.h"
#include "service/rules.h"
#include "store/store_early.h"
#include "store/store_history.h"

#include "test_store_help.h"

static const char plain[] = "o1 c1 placed A*2@100000 B*1@55000\n"
			    "o2 c2 placed A*1@100000 A*1@90000 C*4@12500\n"
			    "o3 - pending B*3@55000\n"
			    "o4 c1 placed C*1@12500 post*1@50000\n"
			    "o5 c3 cancelled A*1@100000\n";

/* Later ones take back what was sold in earlier ones. */
static const char taken_back[] = "o1 c1 placed A*2@100000 B*1@55000\n"
				 "o2 c2 placed A*5@100000 C*4@12500\n"
				 "o3 - placed B*3@55000\n"
				 "o4 c1 return A*-1@100000 D*-1@20000\n"
				 "o5 c2 placed A*-5@100000 B*1@55000\n";

/* What of the batch is read after so many orders. */
static struct batch
so_far(const struct batch *b, size_t orders)
{
	struct batch part = *b;

	part.n_orders = orders;
	part.n_lines = part.n_products = part.n_customers = 0;
	while (part.n_lines < b->n_lines &&
	    b->lines[part.n_lines].order < orders) {
		size_t product = b->lines[part.n_lines++].product;

		if (product >= part.n_products)
			part.n_products = product + 1;
	}
	for (size_t i = 0; i < orders; i++)
		if (b->orders[i].customer >= (int32_t)part.n_customers)
			part.n_customers = (size_t)b->orders[i].customer + 1;
	return part;
}

typedef void change_fn(struct batch *b);

/* Reads order by order, then changes something, as the end of a file does. */
static struct store_early *
read_early(struct store *st, struct batch *b, const struct rules *rules,
    size_t at_once, change_fn *change)
{
	struct store_early *e = store_early_new(st, &rules->callbacks, at_once);

	assert_non_null(e);
	for (size_t n = 1; n <= b->n_orders; n++) {
		struct batch part = so_far(b, n);

		store_early_take(e, &part, false);
	}
	if (change != NULL)
		change(b);
	store_early_take(e, b, true);
	return e;
}

/* The store of the text, written early or not. */
static struct store_import_result
import_into(const char *name, const char *text, size_t at_once,
    change_fn *change, bool expected, bool early)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store *st = open_file(name);
	struct store_early *e = NULL;
	struct rules rules;
	struct batch b;

	make_batch(&b, "orders.csv", text);
	OK(rules_load(st, b.dialect, 0, &rules, e_));
	if (early)
		e = read_early(st, &b, &rules, at_once, change);
	else if (change != NULL)
		change(&b);
	if (early)
		assert_int_equal(store_early_join(e), expected);
	OK(batch_group_lines(&b, e_));
	o.early = expected ? e : NULL;
	OK(store_import(st, &b, &rules.callbacks, &o, &r, e_));
	store_early_free(e);
	batch_release(&b);
	rules_release(&rules);
	assert_whole(st);
	store_close(st);
	return r;
}

/* The same tables and figures, however much is written at once. 'expected':
 * is it written early at all? */
static void
check_alike(const char *text, change_fn *change, bool expected)
{
	static const size_t at_once[] = { 1, 4, 1000 };
	struct str whole = STR_INIT, early = STR_INIT;
	struct store_import_result r, s;

	r = import_into("whole.db", text, 0, change, false, false);
	dump_facts(path_of("whole.db"), &whole);
	for (size_t i = 0; i < ARRAY_LEN(at_once); i++) {
		s = import_into(
		    "early.db", text, at_once[i], change, expected, true);
		dump_facts(path_of("early.db"), &early);
		assert_string_equal(early.p, whole.p);
		assert_memory_equal(&r, &s, sizeof(r));
		assert_string_equal(sql_value(path_of("early.db"),
					"SELECT count(*) FROM sqlite_schema "
					"WHERE name = 'orders_by_customer'"),
		    "1");
	}
	str_release(&whole);
	str_release(&early);
}

static void
orders_written_early_are_those_of_the_whole_file(void **state)
{
	(void)state;
	check_alike(plain, NULL, true);
}

static void
what_a_later_return_takes_back_is_written_anew(void **state)
{
	(void)state;
	check_alike(taken_back, NULL, true);
}

static void
know_totals(struct batch *b)
{
	b->orders[0].shipping = 490;
	b->orders[1].discount = 1000;
	b->orders[3].status = STATUS_REFUNDED;
	b->orders[4].country = "FR";
}

static void
what_the_whole_file_says_of_an_order_is_written_anew(void **state)
{
	(void)state;
	check_alike(plain, know_totals, true);
	check_alike(taken_back, know_totals, true);
}

/* Real rules know shipping by its title. */
static void
name_shipping(struct batch *b)
{
	b->products[1].title = "Shipping";
}

static void
a_product_that_turns_out_to_be_none_counts_nowhere(void **state)
{
	(void)state;
	check_alike(plain, name_shipping, true);
}

static void
scatter(struct batch *b)
{
	struct batch_line last = b->lines[b->n_lines - 1];

	b->lines[b->n_lines - 1] = b->lines[0];
	b->lines[0] = last;
	b->grouped = false;
}

static void
leave_out(struct batch *b)
{
	b->repeated = 1;
	b->n_lines--;
	b->grouped = false;
}

static void
add_unused(struct batch *b)
{
	product_named(b, "Z");
}

static void
a_file_that_is_otherwise_is_taken_back_and_read_as_a_whole(void **state)
{
	(void)state;
	check_alike(plain, scatter, false);
	check_alike(plain, leave_out, false);
	check_alike(plain, add_unused, false);
}

static void
what_is_not_imported_leaves_the_store_as_it_was(void **state)
{
	struct str before = STR_INIT, after = STR_INIT;
	struct store *st = open_file("back.db");
	struct store_early *e;
	struct rules rules;
	struct batch b;

	(void)state;
	make_batch(&b, "orders.csv", plain);
	OK(rules_load(st, b.dialect, 0, &rules, e_));
	dump_facts(path_of("back.db"), &before);
	for (int joined = 0; joined < 2; joined++) {
		e = read_early(st, &b, &rules, 1, NULL);
		if (joined)
			assert_true(store_early_join(e));
		store_early_free(e);
		dump_facts(path_of("back.db"), &after);
		assert_string_equal(after.p, before.p);
		assert_string_equal(sql_value(path_of("back.db"),
					"SELECT count(*) FROM sqlite_schema "
					"WHERE name = 'orders_by_customer'"),
		    "1");
	}
	rules_release(&rules);
	batch_release(&b);
	assert_int_equal(import_text(st, "orders.csv", plain).orders_new, 5);
	assert_whole(st);
	store_close(st);
	str_release(&before);
	str_release(&after);
}

static void
a_store_that_has_something_waits_for_the_whole_file(void **state)
{
	struct store *st = open_file("some.db");
	struct rules rules;
	struct batch b;

	(void)state;
	batch_init(&b);
	b.file = "products.csv";
	listed(&b, "A", "Apron", 100000);
	import_products(st, &b);
	batch_release(&b);
	OK(rules_load(st, "test", 0, &rules, e_));
	assert_null(store_early_new(st, &rules.callbacks, 1));
	rules_release(&rules);
	store_close(st);
	store_early_free(NULL);
}

static bool
count_waits(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)phase, (void)done, (void)total;
	++*(int *)arg;
	return true;
}

/* Somebody else writes: the import waits for it later, once. */
static void
a_busy_store_is_not_waited_for(void **state)
{
	int waits = 0;
	struct progress told = { .report = count_waits, .arg = &waits };
	struct store_options o = { .waiting = &told };
	struct store *other = open_file("busy.db"), *st;
	struct rules rules;

	(void)state;
	o.path = path_of("busy.db");
	OK(store_open(&o, &st, e_));
	OK(rules_load(st, "test", 0, &rules, e_));
	OK(store_action_begin(other, "under way", e_));
	assert_null(store_early_new(st, &rules.callbacks, 1));
	assert_int_equal(waits, 0);
	/* Who does wait is told so. */
	assert_false(store_action_begin(st, "too", NULL));
	assert_true(waits > 0);
	store_action_rollback(other);
	store_close(other);
	rules_release(&rules);
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    orders_written_early_are_those_of_the_whole_file),
		cmocka_unit_test(
		    what_a_later_return_takes_back_is_written_anew),
		cmocka_unit_test(
		    what_the_whole_file_says_of_an_order_is_written_anew),
		cmocka_unit_test(
		    a_product_that_turns_out_to_be_none_counts_nowhere),
		cmocka_unit_test(
		    a_file_that_is_otherwise_is_taken_back_and_read_as_a_whole),
		cmocka_unit_test(
		    what_is_not_imported_leaves_the_store_as_it_was),
		cmocka_unit_test(
		    a_store_that_has_something_waits_for_the_whole_file),
		cmocka_unit_test(a_busy_store_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
