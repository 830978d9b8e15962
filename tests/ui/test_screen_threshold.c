/*
 * The threshold lab beyond free shipping: other rewards, several tiers, and the
 * terms of each threshold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <cmocka.h>

#include "base/date.h"
#include "tests/support/golden.h"
#include "tests/support/scene.h"

/* 10 % off is tried, from 60 on. */
static void
try_percent(struct scene *s)
{
	scene_init(s, STOREFRONT_FULL);
	scene_play(s, "5\nr<Right><Tab>10<Enter>");
	scene_play(s, "@wait\n");
	scene_play(s, "=60<Enter>");
}

/* How many thresholds there are; *out gets the one of that name. */
static size_t
find(struct scene *s, const char *name, struct arena *text,
    struct store_threshold *out)
{
	struct err err = ERR_INIT;
	struct listing l;
	struct str cell = STR_INIT;

	scene_need(desk_thresholds(s->dk, &l, &err), &err);
	for (size_t i = 0; i < l.rows; i++) {
		str_clear(&cell);
		listing_add_cell(&l, i, 0, &cell);
		if (slice_eq_c(slice_str(&cell), name))
			scene_need(desk_threshold_get(s->dk,
				       (int64_t)listing_identity(&l, i), text,
				       out, &err),
			    &err);
	}
	size_t n = l.rows;
	listing_release(&l);
	str_release(&cell);
	return n;
}

static void
they_look_as_kept(void **state)
{
	static const struct {
		const char *name, *size, *script;
	} looks[] = {
		{ "threshold-percent-120x35", "120x35", "" },
		{ "threshold-percent-80x24", "80x24", "" },
		{ "threshold-percent-60x15", "60x15", "" },
		{ "threshold-reward-80x24", "80x24", "r" },
		{ "threshold-tiers-80x24", "80x24", "<Enter>\nt" },
		{ "threshold-tiers-60x15", "60x15", "t" },
		{ "threshold-terms-80x24", "80x24", "o" },
	};
	bool same = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct scene s;
		try_percent(&s);
		if (strcmp(looks[i].script, "o") == 0)
			scene_play(&s, "<Enter>\nt");
		scene_play_at(&s, looks[i].size, looks[i].script);
		scene_play_at(&s, looks[i].size, "@wait\n");
		same &= golden_check(looks[i].name, slice_str(&s.out));
		scene_release(&s);
	}
	assert_true(same);
}

static void
several_tiers_are_set_live_one_by_one(void **state)
{
	struct arena text = { 0 };
	struct store_threshold t = { .threshold_id = 0 };
	struct scene s;

	(void)state;
	try_percent(&s);
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "live: 10 % off from 60.00   u takes it back");
	scene_play(&s, "r<Right><Tab><C-U>25<Enter>");
	scene_play(&s, "@wait\n");
	scene_play(&s, "=90<Enter><Enter>");
	scene_check_shows(&s, "live: 25.00 off from 90.00");
	assert_int_equal(find(&s, "save 10 % off", &text, &t), 2);
	assert_string_equal(t.kind, "percent");
	assert_int_equal(t.reward_value, 100000);
	assert_int_equal(t.amount, 6000);
	assert_int_equal(t.state, STATE_ACTIVE);
	arena_release(&text);
	/* The same reward moves instead of making another one. */
	scene_play(&s, "=95<Enter><Enter>");
	assert_int_equal(find(&s, "save 25.00 off", &text, &t), 2);
	assert_int_equal(t.amount, 9500);
	arena_release(&text);
	scene_play(&s, "uuu");
	assert_int_equal(find(&s, "none", &text, &t), 0);
	scene_release(&s);
}

static void
terms_are_edited_in_the_pane(void **state)
{
	struct arena text = { 0 };
	struct store_threshold t = { .threshold_id = 0 };
	struct scene s;

	(void)state;
	try_percent(&s);
	scene_play(&s, "<Enter>");
	scene_play(&s, "to<Tab><C-U>nothing<Enter>");
	scene_check_shows(&s, "begins at an amount above zero");
	scene_play(&s, "<C-U>75<Tab>France<Tab>2026-12-01<Tab><Tab>20<Enter>");
	scene_check_shows(&s, "10 % off from 75.00 (France)");
	assert_int_equal(find(&s, "save 10 % off", &text, &t), 1);
	assert_int_equal(t.amount, 7500);
	assert_string_equal(t.country, "France");
	assert_int_equal(t.starts, date_day(2026, 12, 1));
	assert_int_equal(t.min_margin, 200000);
	arena_release(&text);
	scene_play(&s, "A");
	scene_check_shows(&s, "retired");
	scene_play(&s, "d");
	scene_check_shows(&s, "deleted 'save 10 % off'");
	assert_int_equal(find(&s, "none", &text, &t), 0);
	scene_play(&s, "u");
	assert_int_equal(find(&s, "none", &text, &t), 1);
	scene_release(&s);
}

static void
a_wrong_reward_keeps_the_question_open(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "5\nr<Right><Tab>ten<Enter>");
	scene_check_shows(&s, "write a percent above 0");
	scene_play(&s, "<S-Tab><Right><Tab><C-U>-5<Enter>");
	scene_check_shows(&s, "write an amount above zero");
	scene_play(&s, "<Esc>+");
	scene_check_shows(&s, "kept as scenario A");
	scene_play(&s, "r<Right><Tab>10<Enter>");
	scene_play(&s, "@wait\n");
	scene_play(&s, "+");
	scene_check_shows(&s, "kept as scenario B");
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_look_as_kept),
		cmocka_unit_test(several_tiers_are_set_live_one_by_one),
		cmocka_unit_test(terms_are_edited_in_the_pane),
		cmocka_unit_test(a_wrong_reward_keeps_the_question_open),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
