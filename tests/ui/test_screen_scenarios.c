/*
 * Versions of a bundle side by side: kept in the editor, taken over, put live,
 * dropped; each can be taken back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <cmocka.h>

#include "tests/support/golden.h"
#include "tests/support/scene.h"

/* A at 10 %, B at 5 %, the bundle at 20 %; compared. */
static void
compare(struct scene *s)
{
	scene_init(s, STOREFRONT_FULL);
	scene_play(s, ":bundle LMP-021 BLB-E27W<Enter>K");
	scene_check_shows(s, "kept as scenario A   C compares");
	scene_play(s, "=5<Enter>K");
	scene_check_shows(s, "kept as scenario B");
	scene_play(s, "=20<Enter>");
	scene_play(s, "C");
	scene_play(s, "@wait\n");
}

static void
they_look_as_kept(void **state)
{
	static const char *const sizes[] = { "120x35", "80x24", "60x15" };
	struct str name = STR_INIT;
	struct scene s;
	bool same = true;

	(void)state;
	compare(&s);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		scene_play_at(&s, sizes[i], "");
		str_setf(&name, "scenarios-%s", sizes[i]);
		same &= golden_check(name.p, slice_str(&s.out));
	}
	str_release(&name);
	scene_release(&s);
	assert_true(same);
}

static void
one_is_taken_over_and_another_put_live(void **state)
{
	struct scene s;

	(void)state;
	compare(&s);
	scene_check_shows(&s, "now");
	scene_play(&s, "j<Enter>");
	scene_check_shows(&s, "scenario A taken over");
	scene_play(&s, "q");
	scene_check_shows(&s, "10.0 %  floor");
	scene_check_shows(&s, "draft");
	scene_play(&s, "C");
	scene_play(&s, "@wait\n");
	scene_play(&s, "GA");
	scene_check_shows(&s, "scenario B is live");
	scene_play(&s, "q");
	scene_check_shows(&s, "live");
	scene_play(&s, "u");
	scene_check_shows(&s, "draft");
	scene_check_shows(&s, "10.0 %  floor");
	scene_release(&s);
}

static void
what_is_dropped_comes_back(void **state)
{
	struct scene s;

	(void)state;
	compare(&s);
	scene_play(&s, "d");
	scene_check_shows(&s, "this is the bundle as it is");
	scene_play(&s, "jd");
	scene_check_shows(&s, "scenario A dropped");
	scene_play(&s, "@wait\n");
	scene_check_hides(&s, "10 % off");
	scene_play(&s, "u");
	scene_play(&s, "@wait\n");
	scene_check_shows(&s, "10 % off");
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_look_as_kept),
		cmocka_unit_test(one_is_taken_over_and_another_put_live),
		cmocka_unit_test(what_is_dropped_comes_back),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
