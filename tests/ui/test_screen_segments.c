/*
 * Segments and follow-ups: how they look, the people beside them, what their
 * lists become as files, and a segment as the part that is looked at.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "tests/support/golden.h"
#include "tests/support/scene.h"
#include "tests/support/terminal.h"

static const struct {
	const char *name, *size;
	enum draw_charset charset;
	const char *script;
} looks[] = {
	{ "segments-120x35", "120x35", DRAW_BRAILLE, "6\njj" },
	{ "segments-followups-120x35", "120x35", DRAW_BRAILLE, "6\n<Tab>j" },
	{ "segments-80x24", "80x24", DRAW_BRAILLE, "6\n<Tab>" },
	{ "segments-people-80x24", "80x24", DRAW_BRAILLE, "6\n<Tab><Enter>" },
	{ "segments-60x15", "60x15", DRAW_BRAILLE, "6" },
	{ "segments-40x10", "40x10", DRAW_BRAILLE, "6" },
	{ "segments-ascii-120x35", "120x35", DRAW_ASCII, "6" },
	{ "segments-ascii-80x24", "80x24", DRAW_ASCII, "6\n<Tab><Enter>" },
	{ "segments-ascii-60x15", "60x15", DRAW_ASCII, "6" },
	{ "segments-next-120x35", "120x35", DRAW_BRAILLE,
	    "6\n<Tab><Tab>\n\nj" },
	{ "segments-next-80x24", "80x24", DRAW_BRAILLE,
	    "6\n<Tab><Tab>\n\n<Enter>" },
	{ "segments-next-60x15", "60x15", DRAW_BRAILLE, "6\n<Tab><Tab>\n\n" },
	{ "segments-again-120x35", "120x35", DRAW_BRAILLE,
	    "6\n<Tab><Tab><Tab>\n\n" },
	{ "segments-again-80x24", "80x24", DRAW_BRAILLE,
	    "6\n<Tab><Tab><Tab>\n\n" },
	{ "segments-cohorts-120x35", "120x35", DRAW_BRAILLE, "6\n<S-Tab>\njj" },
	{ "segments-cohorts-80x24", "80x24", DRAW_BRAILLE, "6\n<S-Tab>\n" },
	{ "segments-cohorts-ascii-60x15", "60x15", DRAW_ASCII,
	    "6\n<S-Tab>\n<Enter>" },
	{ "segments-export-80x24", "80x24", DRAW_BRAILLE, "6\n<Tab>\ne" },
};

static void
segments_look_as_kept(void **state)
{
	bool same = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct scene s;
		scene_init_as(&s, STOREFRONT_PEOPLE, looks[i].charset);
		scene_play_at(&s, looks[i].size, looks[i].script);
		same &= golden_check(looks[i].name, slice_str(&s.out));
		scene_release(&s);
	}
	assert_true(same);
}

static void
orders_of_nobody_say_what_to_import(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "6");
	scene_check_shows(&s, "No order names a customer");
	scene_check_shows(&s, "i          import files");
	scene_release(&s);
	scene_init(&s, STOREFRONT_EMPTY);
	scene_play(&s, "6");
	scene_check_shows(&s, "No orders here yet.");
	scene_release(&s);
}

static void
the_people_follow_the_cursor(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play_at(&s, "120x35", "6\n/vip<Enter>");
	scene_check_shows(&s, "╭─ VIP ─");
	scene_check_shows(&s, "5.0 % of all customers");
	scene_play_at(&s, "120x35", "<Tab>G");
	scene_check_shows(&s, "╭─ LMP-021 > BLB-E27W ─");
	scene_check_shows(&s, "bought 'Lamp, brass desk' 7 to 60");
	scene_check_shows(&s, "goes with the Lamp, brass desk");
	/* Where there is no room beside, they take the screen. */
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "╭─ LMP-021 > BLB-E27W ─");
	scene_check_hides(&s, "╭─ Segments ─");
	scene_play(&s, "<Esc>");
	scene_check_shows(&s, "╭─ Segments ─");
	scene_release(&s);
}

/* Of the product of the row or of any other (tests/cli/events.sh has some who
 * looked). */
static void
who_looked_is_asked_for_by_a_number(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play_at(&s, "120x35", "6\n<Tab>G=2<Enter>\n");
	scene_check_shows(&s, "nothing is known of what customers looked at");
	scene_play_at(&s, "120x35", "=two<Enter>");
	scene_check_shows(&s, "write how often, 1 to 1000");
	scene_play_at(&s, "120x35", "<C-U>NOPE 2<Enter>");
	scene_check_shows(&s, "NOPE");
	scene_play_at(&s, "120x35", "<C-U><Enter>\n");
	scene_check_shows(&s, "╭─ LMP-021 > BLB-E27W ─");
	scene_release(&s);
}

/* Before the tables are there, Tab goes on to the next one all the same. */
static void
typing_ahead_finds_the_table(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play(&s, "6<Tab><Enter>");
	scene_check_shows(&s, "who buys is still being worked out");
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "╭─ CND-FIG > LIN-160 ─");
	scene_release(&s);
}

/* From the catalogue straight to who bought it alone. */
static void
a_product_leads_to_its_followup(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play_at(&s, "120x35", "2/lamp<Enter>t\n");
	scene_check_shows(&s, "╭─ LMP-021 > BLB-E27W ─");
	scene_play_at(&s, "120x35", "2/timer<Enter>t\n");
	scene_check_shows(&s, "without what goes with it");
	scene_release(&s);
}

static void
a_filter_is_of_the_table_with_the_focus(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play(&s, "6\nfcustomers>100000<Enter>");
	scene_check_shows(&s, "No row passes the filter.");
	scene_check_shows(&s, "Lamp, brass desk");
	scene_play(&s, "F<Tab>");
	scene_check_shows(&s, "champions");
	scene_check_shows(&s, "no filter");
	scene_release(&s);
}

static void
a_segment_becomes_the_part_looked_at(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play_at(&s, "120x35", "6\n/repeat<Enter>c\n");
	scene_check_shows(&s, "▏ segment repeat");
	/* The tables stay those of everybody. */
	scene_check_shows(&s, "589");
	scene_check_shows(&s, "champions");
	scene_play_at(&s, "120x35", "c\n");
	scene_check_shows(&s, "▏ no filter");
	scene_release(&s);
}

/* ------ files ------ */

static size_t
lines_of(const char *path, const char *holding)
{
	struct str text = STR_INIT;
	struct slice rest, line;
	struct err err = ERR_INIT;
	size_t n = 0;

	scene_need(file_read_whole(path, 1 << 20, &text, &err), &err);
	rest = slice_str(&text);
	while (slice_split(&rest, '\n', &line))
		n += slice_find(line, slice_of(holding)) < line.len;
	str_release(&text);
	return n;
}

static void
a_followup_list_is_written_recorded_and_undone(void **state)
{
	struct str script = STR_INIT;
	const char *path = "segments-test-list.csv";
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	str_setf(&script,
	    "6\n<Tab>G\ne<Tab><Right><Right><Tab>LUX10<Tab>2027-01-31<Tab><C-U>"
	    "%s"
	    "<Enter>\n",
	    path);
	scene_play_at(&s, "120x35", script.p);
	scene_check_shows(&s, "the list counts as contacted");
	assert_true(lines_of(path, "@example.com,C") > 3);
	assert_int_equal(lines_of(path, "@example.com"),
	    lines_of(path, ",LUX10,2027-01-31"));
	assert_int_equal(lines_of(path, "Email,customer"), 1);
	/* They are not due again, until it is taken back; nobody wrote to
	 * who has no address. */
	str_setf(&script, "%zu were", lines_of(path, "@example.com"));
	assert_int_equal(unlink(path), 0);
	scene_check_shows(&s, script.p);
	scene_play_at(&s, "120x35", "u\n");
	scene_check_hides(&s, script.p);
	scene_play_at(
	    &s, "120x35", "e<Tab><Tab><Tab>yesterday<Tab>x.csv<Enter>");
	scene_check_shows(&s, "'yesterday' is no day like 2026-12-31");
	str_release(&script);
	scene_release(&s);
}

/* Who is due to buy again, as a mail list that counts as contacted. */
static void
who_takes_a_product_next_is_written_recorded_and_undone(void **state)
{
	struct str script = STR_INIT;
	const char *path = "segments-test-next.csv";
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play_at(&s, "120x35", "6\n<Tab><Tab>\n\n");
	scene_check_shows(&s, "╭─ Next: likely to take it, never had it");
	scene_check_shows(&s, "╭─ next: ");
	str_setf(&script, "e<Tab><Right><Right><Tab><C-U>%s<Enter>\n\n", path);
	scene_play_at(&s, "120x35", script.p);
	scene_check_shows(&s, "the list counts as contacted");
	assert_true(lines_of(path, "@example.com,C") > 3);
	assert_int_equal(lines_of(path, "Email,customer"), 1);
	str_setf(&script, "%zu were", lines_of(path, "@example.com"));
	assert_int_equal(unlink(path), 0);
	scene_check_shows(&s, script.p);
	scene_play_at(&s, "120x35", "u\n\n");
	scene_check_hides(&s, script.p);
	scene_play_at(&s, "120x35", "<Tab>\n\n");
	scene_check_shows(&s, "╭─ Again: due to buy it once more");
	str_release(&script);
	scene_release(&s);
}

/* Tab goes round all tables and comes back. */
static void
tab_goes_through_the_tables(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play_at(&s, "120x35", "6\n<Tab><Tab><Tab><Tab>\n\n");
	scene_check_shows(&s, "╭─ Cohorts: who came back");
	scene_check_shows(&s, "First order in 20");
	scene_check_shows(&s, "their first order was in 20");
	scene_play_at(&s, "120x35", "<Tab>");
	scene_check_shows(&s, "╭─ Segments ─");
	scene_check_shows(&s, "╭─ Cohorts: who came back");
	scene_play_at(&s, "120x35", "<S-Tab><S-Tab>\n\n");
	scene_check_shows(&s, "╭─ Again: due to buy it once more");
	scene_release(&s);
}

static void
a_segment_is_written_for_a_mail_tool_with_consent_alone(void **state)
{
	struct str script = STR_INIT;
	const char *path = "segments-test-people.csv";
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	str_setf(&script,
	    "6\n/repeat<Enter>\ne<Tab><Right><Right><Right><Tab><C-U>%s"
	    "<Enter>\n",
	    path);
	scene_play_at(&s, "120x35", script.p);
	scene_check_shows(&s, "without consent or address left out");
	assert_true(lines_of(path, ",yes,") > 100);
	assert_int_equal(
	    lines_of(path, ",yes,"), lines_of(path, "@example.com,C"));
	assert_int_equal(lines_of(path, "Email Address,"), 1);
	assert_int_equal(unlink(path), 0);
	str_release(&script);
	scene_release(&s);
}

static void
a_segment_of_ones_own_is_made_changed_and_deleted(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play_at(&s, "120x35", "6\n+often<Tab>orders>=4");
	scene_check_shows(&s, "% of all customers");
	scene_play_at(&s, "120x35", "x");
	scene_check_shows(&s, "'4x' is none");
	scene_play_at(&s, "120x35", "<BS><Enter>\n");
	scene_check_shows(&s, "saved segment 'often'");
	scene_play_at(&s, "120x35", "/often<Enter>");
	scene_check_shows(&s, "╭─ often ─");
	scene_play_at(&s, "120x35", "c\n");
	scene_check_shows(&s, "segment often");
	scene_play_at(&s, "120x35", "E<Home>consent=yes <Enter>\n");
	scene_check_shows(&s, "│ consent=yes orders>=4");
	/* A deleted one is no longer looked at either. */
	scene_play_at(&s, "120x35", "d\n");
	scene_check_shows(&s, "deleted segment 'often'");
	scene_check_hides(&s, "╭─ often ─");
	scene_check_shows(&s, "no filter");
	scene_play_at(&s, "120x35", "u\n/often<Enter>\n");
	scene_check_shows(&s, "╭─ often ─");
	scene_play_at(&s, "120x35", "gd\n");
	scene_check_shows(&s, "this segment is built in");
	scene_release(&s);
}

static void
any_size_is_drawn(void **state)
{
	static const char *const sizes[] = { "40x10", "41x11", "99x16",
		"100x17", "101x26", "140x50", "300x90" };
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_PEOPLE);
	scene_play(&s, "6");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		scene_play_at(&s, sizes[i], "<Tab>\n<Enter>\n<Esc>");
		assert_true(s.out.len > 0);
	}
	scene_play_at(&s, "120x35",
	    "@click 5 8\n@click 90 20\n@click 5 26\n"
	    "@wheel down 5 26");
	assert_true(s.out.len > 0);
	scene_release(&s);
}

/* ------ the program itself in a terminal ------ */

enum {
	LIMIT = 60000 /* ms; sanitized builds on a busy machine are slow */
};

static void
the_program_shows_them_in_a_terminal(void **state)
{
	const char *program = getenv("ENDCAP");
	const char *const argv[] = { program, "demo", NULL };
	struct terminal *tm;
	int status;

	(void)state;
	if (program == NULL)
		skip();
	tm = terminal_start(
	    &(struct terminal_setup){ .argv = argv, .cols = 120, .rows = 35 });
	assert_non_null(tm);
	assert_true(terminal_wait_text(tm, "What to do next", LIMIT));
	terminal_keys(tm, "6");
	assert_true(terminal_wait_text(tm, "of all customers", LIMIT));
	terminal_keys(tm, "<Tab>");
	assert_true(terminal_wait_text(tm, "goes with the", LIMIT));
	terminal_resize(tm, 80, 24);
	assert_true(terminal_wait_gone(tm, "goes with the", LIMIT));
	terminal_keys(tm, "<Enter>");
	assert_true(terminal_wait_text(tm, "goes with the", LIMIT));
	terminal_keys(tm, "Q");
	assert_true(terminal_wait_exit(tm, LIMIT, &status));
	assert_int_equal(status, 0);
	terminal_free(tm);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_look_as_kept),
		cmocka_unit_test(orders_of_nobody_say_what_to_import),
		cmocka_unit_test(the_people_follow_the_cursor),
		cmocka_unit_test(who_looked_is_asked_for_by_a_number),
		cmocka_unit_test(typing_ahead_finds_the_table),
		cmocka_unit_test(a_product_leads_to_its_followup),
		cmocka_unit_test(a_filter_is_of_the_table_with_the_focus),
		cmocka_unit_test(a_segment_becomes_the_part_looked_at),
		cmocka_unit_test(
		    a_followup_list_is_written_recorded_and_undone),
		cmocka_unit_test(
		    who_takes_a_product_next_is_written_recorded_and_undone),
		cmocka_unit_test(tab_goes_through_the_tables),
		cmocka_unit_test(
		    a_segment_is_written_for_a_mail_tool_with_consent_alone),
		cmocka_unit_test(
		    a_segment_of_ones_own_is_made_changed_and_deleted),
		cmocka_unit_test(any_size_is_drawn),
		cmocka_unit_test(the_program_shows_them_in_a_terminal),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
