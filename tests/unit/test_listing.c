/* listing: sorting, narrowing and the three ways of writing a table. */
#include "service/listing.h"

#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <math.h>

struct row {
	const char *name;
	int64_t count;
	double number;
	bool defined;
};

static const struct row shop[] = {
	{ "mug", 1204771, 2.5, true },
	{ "=1+1", 7, 0.125, true },
	{ "lamp, \"brass\"", 120, 0, false },
	{ "-5 kettles", 120, INFINITY, true },
};

static const struct column columns[] = {
	{ .id = "name", .title = "product", .kind = CELL_TEXT },
	{ .id = "revenue", .title = "revenue", .kind = CELL_MONEY },
	{ .id = "lift", .title = "lift", .kind = CELL_NUMBER },
	{ .id = "orders",
	    .title = "orders",
	    .kind = CELL_COUNT,
	    .flags = COLUMN_DETAIL },
	{ .id = "bar",
	    .title = "bar",
	    .kind = CELL_TEXT,
	    .flags = COLUMN_SCREEN },
};

static void
row_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct row *r = (struct row *)self + row;

	out->defined = true;
	switch (column) {
	case 0:
		out->text = slice_of(r->name);
		break;
	case 2:
		out->defined = r->defined;
		out->number = r->number;
		break;
	case 4:
		out->text = slice_of("###");
		break;
	default:
		out->count = r->count;
		break;
	}
}

static const struct listing_ops ops = { .cell = row_cell };

static struct listing
make(void)
{
	struct listing l;
	static struct row rows[ARRAY_LEN(shop)];

	memcpy(rows, shop, sizeof(rows));
	listing_init(&l, "products", columns, ARRAY_LEN(columns), &ops, rows,
	    ARRAY_LEN(shop), 2);
	return l;
}

static bool
into_str(void *arg, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(arg, bytes);
	return true;
}

static void
assert_writes(
    const struct listing *l, enum listing_format format, const char *expected)
{
	struct str out = STR_INIT;
	struct listing_sink sink = { into_str, &out };
	struct err err = ERR_INIT;

	assert_true(listing_write(l, format, &sink, &err));
	assert_string_equal(out.p, expected);
	str_release(&out);
}

static const struct cell shares[] = {
	{ .defined = true, .number = .4 },
	{ .defined = true, .count = 9, .number = .43, .of = 21 },
	{ .defined = true, .count = -1, .number = .2, .of = 29 },
	{ .defined = true, .count = 9, .number = .3, .of = 30 },
	{ .defined = false },
};

static void
share_cell(void *self, size_t row, size_t column, struct cell *out)
{
	(void)self;
	(void)column;
	*out = shares[row];
}

static void
people_read_no_percentage_of_fewer_than_thirty(void **state)
{
	static const struct column share[] = {
		{ .id = "share", .title = "share", .kind = CELL_SHARE }
	};
	static const struct listing_ops share_ops = { .cell = share_cell };
	struct cell nothing = cell_share(0, 0), all = cell_share(3, 4);
	struct listing l;

	(void)state;
	listing_init(
	    &l, "shares", share, 1, &share_ops, NULL, ARRAY_LEN(shares), 2);
	assert_writes(&l, LISTING_TABLE,
	    "  share\n 40.0 %\n9 of 21\n      -\n 30.0 %\n      -\n");
	assert_writes(&l, LISTING_CSV, "share\n0.4\n0.43\n0.2\n0.3\n\n");
	listing_release(&l);
	assert_false(nothing.defined);
	assert_true(all.defined && all.number > .74 && all.number < .76);
	assert_int_equal(all.count, 3);
	assert_int_equal(all.of, 4);
}

static void
csv_quotes_and_neutralises_text_but_never_numbers(void **state)
{
	struct listing l = make();

	(void)state;
	assert_writes(&l, LISTING_CSV,
	    "name,revenue,lift,orders\n"
	    "mug,12047.71,2.5,1204771\n"
	    "\"'=1+1\",0.07,0.125,7\n"
	    "\"lamp, \"\"brass\"\"\",1.20,,120\n"
	    "\"'-5 kettles\",1.20,,120\n");
	listing_release(&l);
}

static void
json_keeps_text_as_it_is_and_writes_null(void **state)
{
	struct listing l = make();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(listing_sort(&l, 0, false, &err));
	listing_limit(&l, 1);
	assert_writes(&l, LISTING_JSON,
	    "[\n"
	    "  {\n"
	    "    \"name\": \"-5 kettles\",\n"
	    "    \"revenue\": 1.20,\n"
	    "    \"lift\": null,\n"
	    "    \"orders\": 120\n"
	    "  }\n"
	    "]\n");
	listing_release(&l);
}

static void
table_aligns_and_hides_detail(void **state)
{
	struct listing l = make();

	(void)state;
	assert_writes(&l, LISTING_TABLE,
	    "product          revenue   lift  bar\n"
	    "mug            12,047.71    2.5  ###\n"
	    "=1+1                0.07  0.125  ###\n"
	    "lamp, \"brass\"       1.20      -  ###\n"
	    "-5 kettles          1.20      -  ###\n");
	listing_release(&l);
}

static void
sort_is_stable_and_puts_undefined_last(void **state)
{
	struct listing l = make();
	struct err err = ERR_INIT;
	static const struct {
		size_t column;
		bool falls;
		uint32_t expected[4];
	} cases[] = {
		{ 1, true, { 0, 2, 3, 1 } },
		{ 1, false, { 1, 2, 3, 0 } },
		{ 2, true, { 3, 0, 1, 2 } },
		{ 2, false, { 1, 0, 3, 2 } },
		{ 0, false, { 3, 1, 2, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		listing_reset(&l);
		assert_true(
		    listing_sort(&l, cases[i].column, cases[i].falls, &err));
		assert_memory_equal(
		    l.view, cases[i].expected, sizeof(cases[i].expected));
	}
	listing_release(&l);
}

static void
text_cell(void *self, size_t row, size_t column, struct cell *out)
{
	static const char *const texts[] = { "pear", NULL, "apple" };

	(void)self;
	(void)column;
	out->defined = texts[row] != NULL;
	if (out->defined)
		out->text = slice_of(texts[row]);
}

static void
a_text_that_is_not_known_is_last_either_way(void **state)
{
	static const struct column name[] = {
		{ .id = "name", .title = "name", .kind = CELL_TEXT }
	};
	static const struct listing_ops text_ops = { .cell = text_cell };
	static const uint32_t up[] = { 2, 0, 1 }, down[] = { 0, 2, 1 };
	struct listing l;
	struct err err = ERR_INIT;

	(void)state;
	listing_init(&l, "fruit", name, 1, &text_ops, NULL, 3, 2);
	assert_true(listing_sort(&l, 0, false, &err));
	assert_memory_equal(l.view, up, sizeof(up));
	listing_reset(&l);
	assert_true(listing_sort(&l, 0, true, &err));
	assert_memory_equal(l.view, down, sizeof(down));
	listing_release(&l);
}

/* Random rows, sorted by the listing and by insertion. */
static void
assert_sorted_like_the_slow_way(uint64_t seed, size_t column, bool falls)
{
	static const char *const names[] = { "", "a", "ab", "b", "mug", "z" };
	enum {
		N = 60
	};
	struct row rows[N];
	uint32_t slow[N];
	struct listing l;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < N; i++) {
		double u = random_unit(seed, 1, i, 0);
		rows[i] = (struct row){
			.name = names[(size_t)(u * 6)],
			.count = (int64_t)((u - 0.5) * 20),
			.number = (double)(int)((u - 0.5) * 16) / 4,
			.defined = random_unit(seed, 2, i, 0) < 0.9,
		};
		slow[i] = (uint32_t)i;
	}
	for (size_t i = 1; i < N; i++) {
		for (size_t k = i; k > 0; k--) {
			const struct row *a = &rows[slow[k - 1]];
			const struct row *b = &rows[slow[k]];
			double d = column == 2 ? b->number - a->number
			    : column == 1      ? (double)(b->count - a->count)
					       : strcmp(b->name, a->name);
			bool swap = falls ? d > 0 : d < 0;
			if (column == 2 && !(a->defined && b->defined))
				swap = b->defined && !a->defined;
			if (!swap)
				break;
			uint32_t held = slow[k];
			slow[k] = slow[k - 1];
			slow[k - 1] = held;
		}
	}
	listing_init(&l, "rows", columns, ARRAY_LEN(columns), &ops, rows, N, 2);
	assert_true(listing_sort(&l, column, falls, &err));
	assert_memory_equal(l.view, slow, sizeof(slow));
	listing_release(&l);
}

static void
sort_equals_an_insertion_sort_on_random_rows(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		for (size_t column = 0; column < 3; column++) {
			assert_sorted_like_the_slow_way(seed, column, false);
			assert_sorted_like_the_slow_way(seed, column, true);
		}
	}
}

static bool
stop_at_once(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)arg;
	(void)done;
	(void)total;
	assert_string_equal(phase, "sorting");
	return false;
}

static void
an_order_has_several_keys_and_may_be_stopped(void **state)
{
	static const struct listing_key keys[] = { { 1, false }, { 0, true } };
	const struct progress stop = { .report = stop_at_once };
	struct listing l = make(), twice = make();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(listing_arrange(&l, keys, 2, NULL, &err));
	assert_int_equal(l.keys, 2);
	assert_int_equal(l.key[0].column, 1);
	assert_true(listing_sort(&twice, 0, true, &err));
	assert_true(listing_sort(&twice, 1, false, &err));
	assert_int_equal(twice.keys, 1);
	assert_memory_equal(l.view, twice.view, l.rows * sizeof(*l.view));
	for (size_t column = 0; column < 3; column++) {
		struct listing_key key = { column, false };

		assert_false(listing_arrange(&l, &key, 1, &stop, &err));
		assert_int_equal(err.code, ERR_STOPPED);
		assert_int_equal(l.keys, 0);
	}
	listing_reset(&twice);
	assert_int_equal(twice.keys, 0);
	listing_release(&l);
	listing_release(&twice);
}

static bool
keep_120(void *arg, const struct listing *l, size_t row)
{
	struct cell cell;

	(void)arg;
	listing_cell(l, row, 1, &cell);
	return cell.count == 120;
}

static int
compare_names(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* More words than the first table of them has room for, no two alike. */
static void
a_column_of_thousands_of_words_is_sorted(void **state)
{
	enum {
		WORDS = 5000,
		LETTERS = 8
	};
	static char names[WORDS][LETTERS];
	static struct row rows[WORDS], slow[WORDS];
	struct listing l;
	struct err err = ERR_INIT;
	struct cell cell;

	(void)state;
	for (size_t i = 0; i < WORDS; i++) {
		snprintf(names[i], LETTERS, "w%05d", (int)(i * 2741 % WORDS));
		rows[i] = slow[i] = (struct row){ .name = names[i] };
	}
	qsort(slow, WORDS, sizeof(*slow), compare_names);
	listing_init(
	    &l, "rows", columns, ARRAY_LEN(columns), &ops, rows, WORDS, 2);
	assert_true(listing_sort(&l, 0, false, &err));
	for (size_t i = 0; i < WORDS; i++) {
		listing_cell(&l, i, 0, &cell);
		assert_true(slice_eq_c(cell.text, slow[i].name));
	}
	listing_release(&l);
}

static void
keep_and_limit_narrow_and_reset_restores(void **state)
{
	struct listing l = make();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(listing_keep(&l, keep_120, NULL, &err));
	assert_int_equal(l.rows, 2);
	assert_int_equal(listing_identity(&l, 1), 3);
	listing_limit(&l, 0);
	assert_int_equal(l.rows, 2);
	listing_limit(&l, 1);
	assert_int_equal(l.rows, 1);
	listing_reset(&l);
	assert_int_equal(l.rows, 4);
	listing_release(&l);
}

static bool
refuse(void *arg, struct slice bytes, struct err *err)
{
	(void)arg;
	(void)bytes;
	return err_set(err, ERR_IO, "no space left");
}

static void
a_sink_that_fails_is_reported(void **state)
{
	struct listing l = make();
	struct listing_sink sink = { refuse, NULL };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(listing_write(&l, LISTING_CSV, &sink, &err));
	assert_string_equal(err.text, "no space left");
	listing_release(&l);
}

static void
a_copy_stands_on_its_own_and_keeps_the_order(void **state)
{
	struct listing l = make(), copy;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(listing_sort(&l, 1, false, &err));
	listing_limit(&l, 3);
	assert_true(listing_copy(&l, &copy, &err));
	assert_int_equal(listing_identity(&copy, 0), 1);
	((struct row *)l.self)[1].name = "changed meanwhile";
	listing_release(&l);
	assert_writes(&copy, LISTING_CSV,
	    "name,revenue,lift,orders\n"
	    "\"'=1+1\",0.07,0.125,7\n"
	    "\"lamp, \"\"brass\"\"\",1.20,,120\n"
	    "\"'-5 kettles\",1.20,,120\n");
	listing_release(&copy);
}

static void
columns_are_picked_in_the_order_asked_for(void **state)
{
	static const size_t wanted[] = { 4, 3, 0 };
	struct listing l = make(), picked;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(listing_sort(&l, 1, true, &err));
	listing_limit(&l, 1);
	listing_pick(&l, wanted, ARRAY_LEN(wanted), &picked);
	assert_writes(
	    &picked, LISTING_CSV, "bar,orders,name\n###,1204771,mug\n");
	assert_int_equal(listing_identity(&picked, 0), 0);
	listing_release(&picked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    people_read_no_percentage_of_fewer_than_thirty),
		cmocka_unit_test(
		    csv_quotes_and_neutralises_text_but_never_numbers),
		cmocka_unit_test(json_keeps_text_as_it_is_and_writes_null),
		cmocka_unit_test(table_aligns_and_hides_detail),
		cmocka_unit_test(sort_is_stable_and_puts_undefined_last),
		cmocka_unit_test(a_text_that_is_not_known_is_last_either_way),
		cmocka_unit_test(sort_equals_an_insertion_sort_on_random_rows),
		cmocka_unit_test(a_column_of_thousands_of_words_is_sorted),
		cmocka_unit_test(an_order_has_several_keys_and_may_be_stopped),
		cmocka_unit_test(keep_and_limit_narrow_and_reset_restores),
		cmocka_unit_test(a_sink_that_fails_is_reported),
		cmocka_unit_test(a_copy_stands_on_its_own_and_keeps_the_order),
		cmocka_unit_test(columns_are_picked_in_the_order_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
