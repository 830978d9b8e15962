/*
 * How the screens that show what there is look, and the overview, on a desk
 * over a small shop, driven by scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/support/golden.h"
#include "tests/support/scene.h"

/* ------ how they look ------ */

struct look {
	const char *name, *size;
	enum draw_charset charset;
	const char *script;
};

static const struct look looks[] = {
	{ "overview-120x35", "120x35", DRAW_BRAILLE, "" },
	{ "overview-80x24", "80x24", DRAW_BRAILLE, "j" },
	{ "overview-60x15", "60x15", DRAW_BRAILLE, "<Tab>" },
	{ "overview-40x10", "40x10", DRAW_BRAILLE, "" },
	{ "overview-ascii-80x24", "80x24", DRAW_ASCII, "" },
	{ "products-120x35", "120x35", DRAW_BRAILLE, "2j<Space>" },
	{ "products-80x24", "80x24", DRAW_BRAILLE, "2j<Space>" },
	{ "products-pane-80x24", "80x24", DRAW_BRAILLE, "2j<Enter>j<Space>" },
	{ "products-60x15", "60x15", DRAW_BRAILLE, "2" },
	{ "products-40x10", "40x10", DRAW_BRAILLE, "2" },
	{ "products-ascii-120x35", "120x35", DRAW_ASCII, "2<Tab>" },
	{ "pairs-120x35", "120x35", DRAW_BRAILLE, "3j<Space>" },
	{ "pairs-80x24", "80x24", DRAW_BRAILLE, "3j<Space>" },
	{ "pairs-60x15", "60x15", DRAW_BRAILLE, "3" },
	{ "pairs-40x10", "40x10", DRAW_BRAILLE, "3" },
	{ "pairs-ascii-80x24", "80x24", DRAW_ASCII, "3" },
	{ "pair-120x35", "120x35", DRAW_BRAILLE, "3<Enter>" },
	{ "pair-80x24", "80x24", DRAW_BRAILLE, "3<Enter>" },
	{ "pair-60x15", "60x15", DRAW_BRAILLE, "3<Enter>jj" },
	{ "pair-40x10", "40x10", DRAW_BRAILLE, "3<Enter>" },
	{ "activity-120x35", "120x35", DRAW_BRAILLE, "3x<Enter>b7" },
	{ "activity-80x24", "80x24", DRAW_BRAILLE, "3x<Enter>7<Tab>" },
	{ "activity-60x15", "60x15", DRAW_BRAILLE, "7" },
	{ "settings-120x35", "120x35", DRAW_BRAILLE, ",jjjjjjj=<BS><BS>45" },
	{ "settings-80x24", "80x24", DRAW_BRAILLE,
	    ",jjjjjjj=<BS><BS>45<Enter>" },
	{ "settings-60x15", "60x15", DRAW_BRAILLE, "," },
	{ "settings-40x10", "40x10", DRAW_BRAILLE, "," },
	{ "export-80x24", "80x24", DRAW_BRAILLE, "3e" },
	{ "filter-80x24", "80x24", DRAW_BRAILLE, "3flift>x<Enter>" },
};

/* Each on a shop of its own, because some change it. */
static void
screens_look_as_kept(void **state)
{
	(void)state;
	bool same = true;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct scene s;
		scene_init_as(&s, STOREFRONT_FULL, looks[i].charset);
		scene_play_at(&s, looks[i].size, looks[i].script);
		same &= golden_check(looks[i].name, slice_str(&s.out));
		scene_release(&s);
	}
	assert_true(same);
}

static void
ascii_screens_hold_nothing_but_ascii(void **state)
{
	(void)state;
	static const char *const scripts[] = { "", "<Tab>", "2", "2<Tab>", "3",
		"3<Enter>", "6", "7", "i<Esc>e", "<Esc>3f" };
	struct scene s;
	scene_init_as(&s, STOREFRONT_FULL, DRAW_ASCII);
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		scene_play_at(&s, "110x30", scripts[i]);
		for (size_t b = 0; b < s.out.len; b++) {
			unsigned char c = (unsigned char)s.out.p[b];
			assert_true(c == '\n' || (c >= 0x20 && c < 0x7f));
		}
	}
	scene_release(&s);
}

static void
any_size_is_drawn(void **state)
{
	(void)state;
	static const char *const sizes[] = { "40x10", "41x11", "59x12", "99x16",
		"100x17", "101x26", "140x50", "300x90", "1x1" };
	static const char *const scripts[] = { "1", "2", "2<Tab>", "3", "6",
		"7" };
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		for (size_t j = 0; j < ARRAY_LEN(scripts); j++) {
			scene_play_at(&s, sizes[i], scripts[j]);
			assert_true(s.out.len > 0);
		}
	}
	scene_release(&s);
}

/* ------ nothing there ------ */

static void
an_empty_shop_says_what_to_do(void **state)
{
	(void)state;
	static const char *const tabs[] = { "1", "2", "3" };
	struct scene s;
	scene_init(&s, STOREFRONT_EMPTY);
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
		scene_play(&s, tabs[i]);
		scene_check_shows(&s, "No orders here yet.");
		scene_check_shows(&s, "i          import files");
	}
	scene_play(&s, "7");
	scene_check_shows(&s, "Nothing was changed yet.");
	scene_check_shows(&s, "Nothing was imported yet.");
	scene_release(&s);
}

static void
a_shop_being_read_says_so(void **state)
{
	(void)state;
	struct scene s = { .sf = storefront_new(STOREFRONT_FULL),
		.out = STR_INIT };
	struct err err = ERR_INIT;
	struct app_setup setup = { .charset = DRAW_BRAILLE };
	struct canvas *cv = draw_new(80, 24);
	/* Nothing of what it reads is collected before the drawing. */
	s.dk = storefront_begin(s.sf, "tester");
	wiring_setup(&setup, s.dk);
	s.app = app_new(&setup, &err);
	scene_need(s.app != NULL, &err);
	app_draw(s.app, cv);
	draw_dump(cv, &s.out);
	scene_check_shows(&s, "Reading the shop ...");
	scene_check_shows(&s, "working");
	draw_free(cv);
	scene_release(&s);
}

/* ------ overview ------ */

static void
a_suggestion_becomes_a_draft(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "draft");
	scene_play(&s, "7");
	scene_check_shows(&s, "made bundle '");
	scene_release(&s);
}

static void
the_overview_marks_the_threshold_seen_or_live(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "");
	scene_check_shows(&s, "charged free from 50.00");
	scene_play(&s, ":threshold 59<Enter>\n1");
	scene_check_shows(&s, "free shipping from 59.00");
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_look_as_kept),
		cmocka_unit_test(ascii_screens_hold_nothing_but_ascii),
		cmocka_unit_test(any_size_is_drawn),
		cmocka_unit_test(an_empty_shop_says_what_to_do),
		cmocka_unit_test(a_shop_being_read_says_so),
		cmocka_unit_test(a_suggestion_becomes_a_draft),
		cmocka_unit_test(the_overview_marks_the_threshold_seen_or_live),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
