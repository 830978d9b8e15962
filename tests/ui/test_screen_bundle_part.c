/*
 * What the bundle editor asks in dialogs: the part of an item, and the terms
 * of the bundle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <cmocka.h>

#include "base/date.h"
#include "tests/support/golden.h"
#include "tests/support/scene.h"

/* A dashboard with the editor on a draft of lamp and bulb. */
static void
open_editor(struct scene *s)
{
	scene_init(s, STOREFRONT_FULL);
	scene_play(s, ":bundle LMP-021 BLB-E27W<Enter>");
	scene_check_shows(s, "Bundle: Lamp, brass desk + Bulb E27 warm");
}

/* The one bundle there is. */
static void
get_bundle(struct scene *s, struct arena *text, struct store_bundle *out)
{
	struct err err = ERR_INIT;
	struct listing l;

	scene_need(desk_bundles(s->dk, &l, &err), &err);
	assert_int_equal(l.rows, 1);
	int64_t id = (int64_t)listing_identity(&l, 0);
	listing_release(&l);
	scene_need(desk_bundle_get(s->dk, id, text, out, &err), &err);
}

static void
they_look_as_kept(void **state)
{
	static const struct {
		const char *name, *size, *script;
	} looks[] = {
		{ "bundle-part-80x24", "80x24", "<Enter>" },
		{ "bundle-part-60x15", "60x15", "<Enter>" },
		{ "bundle-terms-80x24", "80x24", "o" },
		{ "bundle-terms-60x15", "60x15",
		    "o<Tab><Tab><Tab><Tab>20a<Enter>" },
	};
	bool same = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct scene s;
		open_editor(&s);
		scene_play_at(&s, looks[i].size, looks[i].script);
		same &= golden_check(looks[i].name, slice_str(&s.out));
		scene_release(&s);
	}
	assert_true(same);
}

static void
an_item_becomes_an_add_on_for_any_of_its_category(void **state)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct scene s;

	(void)state;
	open_editor(&s);
	scene_play_at(&s, "120x35",
	    "j<Enter><Right><Tab><Right><Right><Tab><Right><Right>"
	    "<Tab>light<Enter>");
	scene_check_shows(&s, "part of Bulb E27 warm");
	scene_check_shows(&s, "add-on");
	get_bundle(&s, &text, &b);
	assert_int_equal(b.items[1].quantity, 2);
	assert_int_equal(b.items[1].any, STORE_ANY_CATEGORY);
	assert_string_equal(b.items[1].role, "addon");
	assert_string_equal(b.items[1].slot, "light");
	arena_release(&text);
	scene_play(&s, "u");
	get_bundle(&s, &text, &b);
	assert_null(b.items[1].role);
	assert_int_equal(b.items[1].quantity, 1);
	arena_release(&text);
	scene_release(&s);
}

/* Of a slot one is taken: its choices agree in pieces. */
static void
the_choices_of_a_slot_keep_the_same_pieces(void **state)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct scene s;

	(void)state;
	open_editor(&s);
	scene_play(&s, "j<Enter><Tab><Tab><Tab>bulb<Enter>");
	scene_play(&s, "a/dim<Enter>");
	scene_play(&s, "a<Esc>G<Enter><Tab><Tab><Tab>bulb<Enter>");
	scene_play(&s, "+<Enter>");
	get_bundle(&s, &text, &b);
	for (size_t i = 1; i < b.n_items; i++)
		if (b.items[i].slot != NULL)
			assert_int_equal(
			    b.items[i].quantity, b.items[1].quantity);
	arena_release(&text);
	scene_release(&s);
}

static void
terms_are_typed_and_what_is_wrong_stays_open(void **state)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct scene s;

	(void)state;
	open_editor(&s);
	scene_play(&s, "o<Tab><Tab>2026-12-01<Tab>2026-11-01<Enter>");
	scene_check_shows(&s, "Name and terms");
	scene_play(&s, "<C-U>2026-12-24<Tab>25<Tab><Right><Tab>3<Tab>2<Enter>");
	scene_check_shows(&s, "from 2026-12-01; until 2026-12-24");
	get_bundle(&s, &text, &b);
	assert_int_equal(b.starts, date_day(2026, 12, 1));
	assert_int_equal(b.ends, date_day(2026, 12, 24));
	assert_int_equal(b.min_margin, 250000);
	assert_true(b.alone);
	assert_int_equal(b.priority, 3);
	assert_int_equal(b.max_sets, 2);
	arena_release(&text);
	scene_play(&s, "o<C-U>desk start<Enter>");
	scene_check_shows(&s, "Bundle: desk start");
	scene_play(&s, "uu");
	get_bundle(&s, &text, &b);
	assert_int_equal(b.starts, STORE_NO_START);
	assert_string_equal(b.name, "Lamp, brass desk + Bulb E27 warm");
	arena_release(&text);
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_look_as_kept),
		cmocka_unit_test(
		    an_item_becomes_an_add_on_for_any_of_its_category),
		cmocka_unit_test(the_choices_of_a_slot_keep_the_same_pieces),
		cmocka_unit_test(terms_are_typed_and_what_is_wrong_stays_open),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
