/* desk: what it reads, works out and keeps, on the sample shop. */
#include "tests/support/sample_desk.h"

#include "base/mem.h"
#include "service/glance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <poll.h>
#include <sqlite3.h>
#include <unistd.h>

static int
set_up(void **state)
{
	static struct sample_desk f;

	sample_desk_open(&f, false);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	sample_desk_close(*state);
	return 0;
}

static void
a_shop_is_loaded_summed_up_and_suggested_for(void **state)
{
	struct sample_desk *f = *state;
	unsigned news = sample_desk_settle(f->dk);
	struct listing l;
	struct err err = ERR_INIT;

	assert_true(news & DESK_VIEW);
	assert_true(news & DESK_OVERVIEW);
	assert_false(desk_is_empty(f->dk));
	assert_true(desk_overview(f->dk)->all.orders > 15000);
	assert_true(desk_suggestions(f->dk)->n > 5);
	assert_string_equal(desk_shop(f->dk), "shop");
	assert_true(desk_pairs(f->dk, &l, &err));
	assert_true(l.rows > 1000);
	listing_release(&l);
	/* Who buys is worked out when somebody asks. */
	assert_false(desk_export(f->dk,
	    &(struct desk_export){
		.people = &(struct desk_people){ .segment = "repeat" },
		.format = "csv",
		.path = "/nowhere/people.csv" },
	    &err));
	assert_string_equal(
	    err.text, "who may be written to is still being worked out");
}

/* The key figures take a fraction of what the suggestions take. */
static void
the_figures_do_not_wait_for_the_suggestions(void **state)
{
	struct sample_desk *f = *state;

	while (desk_overview(f->dk) == NULL) {
		struct pollfd fd = { .fd = desk_fd(f->dk), .events = POLLIN };
		assert_true(poll(&fd, 1, -1) == 1);
		desk_collect(f->dk);
	}
	assert_null(desk_suggestions(f->dk));
	sample_desk_settle(f->dk);
	assert_true(desk_suggestions(f->dk)->n > 5);
}

/* The lab and the follow-ups that suggestions rest on are worked out once. */
static void
what_suggestions_rest_on_is_shown_elsewhere(void **state)
{
	struct sample_desk *f = *state;

	sample_desk_settle(f->dk);
	(void)desk_import_as(
	    f->dk, "sample-data/customers.csv", NULL, false, false);
	sample_desk_settle(f->dk); /* now there is consent */
	desk_look_for_changes(f->dk);
	sample_desk_settle(f->dk);
	assert_non_null(desk_lab(f->dk));
	desk_look_at_people(f->dk);
	sample_desk_settle(f->dk);
	assert_true(desk_reach(f->dk)->n > 50);
	assert_int_equal(desk_reach(f->dk)->references, 2);
}

/* Another part of the orders replaces the view; one that cannot be had or is
 * stopped leaves the one that is there. */
static void
another_part_of_the_orders_is_looked_at(void **state)
{
	struct sample_desk *f = *state;
	struct cut small = { .least_items = 2, .most_items = 3 };
	struct cut nowhere = { .country = "Atlantis" };
	struct cut all = { .n_except = 0 };
	struct str said = STR_INIT;
	bool is_error = false;
	size_t orders;

	sample_desk_settle(f->dk);
	orders = desk_view(f->dk)->sales.orders;
	desk_look_at(f->dk, &small);
	assert_true(desk_stoppable(f->dk));
	assert_true(sample_desk_settle(f->dk) & DESK_VIEW);
	assert_true(cut_equal(&desk_view(f->dk)->cut, &small));
	assert_true(desk_view(f->dk)->sales.orders < orders);
	assert_false(desk_stoppable(f->dk));
	desk_look_at(f->dk, &nowhere);
	sample_desk_settle(f->dk);
	assert_true(desk_message(f->dk, &said, &is_error));
	assert_true(is_error);
	assert_true(cut_equal(desk_cut(f->dk), &small));
	desk_look_at(f->dk, &all);
	assert_true(desk_stop(f->dk));
	sample_desk_settle(f->dk);
	assert_true(cut_equal(desk_cut(f->dk), &small));
	assert_true(cut_equal(&desk_view(f->dk)->cut, &small));
	desk_look_at(f->dk, &all);
	sample_desk_settle(f->dk);
	assert_int_equal(desk_view(f->dk)->sales.orders, orders);
	str_release(&said);
}

static void
the_lab_finds_the_rule_of_the_recorded_charges(void **state)
{
	struct sample_desk *f = *state;

	sample_desk_settle(f->dk);
	desk_try_thresholds(f->dk);
	assert_true(sample_desk_settle(f->dk) & DESK_LAB);
	assert_int_equal(
	    desk_lab(f->dk)->detection.detect.outcome, DETECT_FOUND);
	assert_int_equal(desk_lab(f->dk)->detection.detect.at, 5000);
	assert_true(desk_lab(f->dk)->n_points > 20);

	/* A newer wish takes the place of the one that is under way. */
	desk_fill(f->dk, 40);
	assert_true(poll(&(struct pollfd){ desk_fd(f->dk), POLLIN, 0 }, 1, -1));
	desk_fill(f->dk, 60);
	assert_true(sample_desk_settle(f->dk) & DESK_FILLING);
	assert_true(desk_filling(f->dk)->at > 59);
}

static void
what_was_shown_last_is_kept_until_something_changes(void **state)
{
	struct sample_desk *f = *state;
	struct glance gl;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	struct listing l;
	struct pairing_query best = { .product = PAIRING_ALL, .limit = 5 };
	bool found = false;

	sample_desk_settle(f->dk);
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	assert_true(found);
	assert_int_equal(
	    gl.overview.all.orders, desk_overview(f->dk)->all.orders);
	assert_int_equal(gl.suggestions.n, desk_suggestions(f->dk)->n);
	/* The best pairs are those of the whole. */
	assert_true(pairing_listing(gl.v, &best, &l, &err));
	assert_int_equal(l.rows, 5);
	for (size_t i = 0; i < l.rows; i++) {
		const struct pairs_item *item =
		    &desk_view(f->dk)->ranked.item[i];
		assert_true(listing_identity(&l, i) ==
		    pairing_identity(item->a, item->b));
	}
	listing_release(&l);
	glance_release(&gl);
	assert_true(
	    desk_setting_set(f->dk, SETTING_MARGIN_FLOOR, "30", &said, &err));
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	assert_false(found);
	sample_desk_settle(f->dk);
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	assert_true(found);
	glance_release(&gl);
	str_release(&said);
}

static void
run_sql(const struct sample_desk *f, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(f->shop.path.p, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* What would be said where another ranking is ahead in all, and where there
 * are too few pairs to check ranges by. */
static void
add_contradictions(struct backtesting *bt)
{
	struct backtest_result *other = &bt->test.score[BACKTEST_FREQUENT];
	struct str words = STR_INIT, sentence = STR_INIT;

	other->ahead = .031;
	other->ahead_low = .012;
	other->ahead_high = .05;
	other->excess = 1;
	bt->test.score[BACKTEST_DEFAULT].excess = .5;
	bt->test.ranges.fitted = false;
	bt->test.ranges.tried = 1234;
	str_addf(&sentence, "contradicts the ranking: '%s' does better",
	    backtest_score_name(BACKTEST_FREQUENT));
	backtesting_add_line(bt, &words);
	assert_non_null(strstr(words.p, sentence.p));
	assert_null(strstr(words.p, "ranges held"));
	str_clear(&words);
	backtesting_add_findings(bt, &words);
	str_setf(&sentence,
	    "your own history contradicts the default ranking: '--rank %s' "
	    "finds 3.1 points more (95 %% interval 1.2 to 5.0)",
	    backtest_score_name(BACKTEST_FREQUENT));
	assert_non_null(strstr(words.p, sentence.p));
	assert_non_null(strstr(words.p,
	    "too few pairs with ten joint orders (1,234) to check the ranges"));
	str_release(&sentence);
	str_release(&words);
}

/* Worked out beside everything else, kept, and not of other settings. */
static void
the_advice_is_held_against_the_shops_history(void **state)
{
	struct sample_desk *f = *state;
	struct backtesting *kept = mem_zalloc(sizeof(*kept));
	struct settings s;
	struct str line = STR_INIT;
	struct err err = ERR_INIT;
	bool found = false;

	sample_desk_settle(f->dk);
	assert_non_null(desk_backtest(f->dk));
	backtesting_add_line(desk_backtest(f->dk), &line);
	assert_non_null(strstr(line.p, "Backtest: first ten right "));
	assert_non_null(strstr(line.p, ", 80 % ranges held "));
	assert_true(settings_load(f->shop.st, &s, &err));
	assert_true(backtesting_kept(f->shop.st, &s, kept, &found, &err));
	assert_true(found);
	assert_memory_equal(kept, desk_backtest(f->dk), sizeof(*kept));
	add_contradictions(kept);
	s.value[SETTING_DRIFT] = .2;
	assert_true(backtesting_kept(f->shop.st, &s, kept, &found, &err));
	assert_false(found);
	mem_free(kept);
	str_release(&line);
}

/* What is kept of the last time, as it is stored. */
static void
read_glance(const struct sample_desk *f, struct str *out)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;

	assert_int_equal(sqlite3_open(f->shop.path.p, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"SELECT content FROM derived WHERE name = 'glance'", -1, &stmt,
		NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	str_add_bytes(out, sqlite3_column_blob(stmt, 0),
	    (size_t)sqlite3_column_bytes(stmt, 0));
	assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static bool
is_glance(const struct sample_desk *f, const char *bytes, size_t n)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	struct glance gl;
	struct err err = ERR_INIT;
	bool found = false;

	assert_int_equal(sqlite3_open(f->shop.path.p, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"UPDATE derived SET content = ? WHERE name = 'glance'", -1,
		&stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3_bind_blob(stmt, 1, bytes, (int)n, SQLITE_STATIC),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
	assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	glance_release(&gl);
	return found;
}

/* Four bytes of what is kept, overwritten. */
static void
check_damage(const struct sample_desk *f, const struct str *whole, size_t at,
    unsigned char byte)
{
	char kept[4];

	memcpy(kept, whole->p + at, sizeof(kept));
	memset(whole->p + at, byte, sizeof(kept));
	assert_false(is_glance(f, whole->p, whole->len));
	memcpy(whole->p + at, kept, sizeof(kept));
}

/* Cut short, or with a number in it that leads astray: never taken for one. */
static void
check_each_part(const struct sample_desk *f, const struct suggestions *sg)
{
	enum {
		HEAD = 8 * 4,
		ROWS = HEAD + sizeof(struct overview)
	};
	struct str whole = STR_INIT;
	struct err err = ERR_INIT;
	struct view *v = NULL;
	uint32_t pairs;
	size_t of_products = 0;

	read_glance(f, &whole);
	assert_true(is_glance(f, whole.p, whole.len));
	memcpy(&pairs, whole.p + HEAD - 3 * 4, sizeof(pairs));
	const size_t cuts[] = {
		0,
		HEAD - 1,
		ROWS - 1,
		ROWS + sg->n * sizeof(*sg->rows) - 1, /* in the suggestions */
		whole.len - pairs * 4 - 1, /* in the last of their words */
		whole.len - 1,
	};
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		assert_false(is_glance(f, whole.p, cuts[i]));
	while (sg->rows[of_products].set.n == 0)
		of_products++;
	check_damage(f, &whole,
	    HEAD + offsetof(struct overview, currency) +
		offsetof(struct currency, digits),
	    1);
	check_damage(f, &whole, ROWS + offsetof(struct suggestion, kind), 1);
	check_damage(f, &whole,
	    ROWS + of_products * sizeof(*sg->rows) +
		offsetof(struct suggestion, set) +
		offsetof(struct bundle_set, product),
	    1);
	assert_true(is_glance(f, whole.p, whole.len));
	str_release(&whole);
	/* A row that the catalogue does not have any more. */
	assert_true(
	    view_load_rows(f->shop.st, &(size_t){ UINT32_MAX }, 1, &v, &err));
	assert_null(v);
}

static void
damaged_bytes_are_no_glance(void **state)
{
	struct sample_desk *f = *state;
	struct glance gl;
	struct err err = ERR_INIT;
	bool found = true;

	sample_desk_settle(f->dk);
	check_each_part(f, desk_suggestions(f->dk));
	run_sql(f,
	    "UPDATE derived SET content = substr(content, 1, 5000) "
	    "WHERE name = 'glance'");
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	assert_false(found);
	run_sql(f,
	    "UPDATE derived SET content = zeroblob(9000) "
	    "WHERE name = 'glance'");
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	assert_false(found);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_shop_is_loaded_summed_up_and_suggested_for),
		TEST(the_figures_do_not_wait_for_the_suggestions),
		TEST(what_suggestions_rest_on_is_shown_elsewhere),
		TEST(another_part_of_the_orders_is_looked_at),
		TEST(the_lab_finds_the_rule_of_the_recorded_charges),
		TEST(what_was_shown_last_is_kept_until_something_changes),
		TEST(the_advice_is_held_against_the_shops_history),
		TEST(damaged_bytes_are_no_glance),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
