/* statusbar: a message, else work under way, else a hint. */
#include "tests/support/sketch.h"
#include "ui/statusbar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <locale.h>
#include <cmocka.h>

static void
draw(const struct statusbar *sb, struct canvas *cv)
{
	draw_clear(cv);
	statusbar_draw(sb, cv, draw_area(cv), slice_of("a hint"));
}

static void
progress_shows_counts_until_its_pace_is_known(void **state)
{
	struct canvas *cv = draw_new(80, 1);
	struct statusbar sb;

	(void)state;
	draw_set_charset(cv, DRAW_ASCII);
	statusbar_init(&sb);
	draw(&sb, cv);
	sketch_check(cv, 0, " a hint");
	statusbar_set_progress(&sb, "writing orders", 1000, 4000);
	draw(&sb, cv);
	sketch_check(cv, 0,
	    " writing orders  ======-...................  25%  1,000 of 4,000");
	sb.stoppable = true;
	draw(&sb, cv);
	sketch_check(cv, 0,
	    " writing orders  ======-...................  25%  1,000 of "
	    "4,000   Esc stops it");
	statusbar_set_pace(&sb, "1.0k/s, 3 s left");
	draw(&sb, cv);
	sketch_check(cv, 0,
	    " writing orders  ======-...................  25%  1.0k/s, 3 s "
	    "left");
	statusbar_set_message(&sb, ROLE_TEXT, "done");
	draw(&sb, cv);
	sketch_check(cv, 0, " done");
	statusbar_set_message(&sb, ROLE_TEXT, "");
	statusbar_set_progress(&sb, NULL, 0, 0);
	draw(&sb, cv);
	sketch_check(cv, 0, " a hint");
	statusbar_release(&sb);
	draw_free(cv);
}

static void
names_of_files_are_made_harmless(void **state)
{
	struct canvas *cv = draw_new(80, 1);
	struct statusbar sb;

	(void)state;
	draw_set_charset(cv, DRAW_ASCII);
	statusbar_init(&sb);
	statusbar_set_progress(&sb, "reading a\033[31m\xff.csv", 0, 0);
	draw(&sb, cv);
	for (size_t i = 0; i < sb.phase.len; i++)
		assert_int_not_equal(sb.phase.p[i], 033);
	statusbar_release(&sb);
	draw_free(cv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(progress_shows_counts_until_its_pace_is_known),
		cmocka_unit_test(names_of_files_are_made_harmless),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
