/* chart: figures to cells. */
#include "ui/chart.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/support/sketch.h"

static const enum draw_charset both[] = { DRAW_BRAILLE, DRAW_ASCII };

static void
bars_fill_eighths_of_their_width(void **state)
{
	(void)state;
	static const struct {
		double fraction;
		const char *blocks, *ascii;
	} cases[] = {
		{ 0, "", "" },
		{ 1, "████", "====" },
		{ 2, "████", "====" },
		{ -1, "", "" },
		{ 0.5, "██", "==" },
		{ 0.5 + 1 / 32.0, "██▏", "==" },
		{ 0.5 + 4 / 32.0, "██▌", "==-" },
		{ 0.5 + 7 / 32.0, "██▉", "==-" },
		{ (double)NAN, "", "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (size_t c = 0; c < ARRAY_LEN(both); c++) {
			struct canvas *cv = draw_new(4, 1);
			draw_set_charset(cv, both[c]);
			chart_bar(
			    cv, draw_area(cv), ROLE_ACCENT, cases[i].fraction);
			sketch_check(
			    cv, 0, c == 0 ? cases[i].blocks : cases[i].ascii);
			draw_free(cv);
		}
	}
}

static void
progress_says_its_percentage(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(15, 1);
	chart_progress(cv, draw_area(cv), 0.625);
	sketch_check(cv, 0, "██████▎░░░  62%");
	chart_progress(cv, draw_area(cv), 7);
	sketch_check(cv, 0, "██████████ 100%");
	draw_free(cv);
}

static void
intervals_stand_on_their_axis(void **state)
{
	(void)state;
	static const struct {
		double low, mid, high;
		const char *row, *ascii;
	} cases[] = {
		{ 2, 4, 6, "  ┊ ├─●─┤", "  : |-O-|" },
		{ -1, 0, 1, " ├●┤", " |O|" },
		{ 3, 3, 3, "  ┊  ●", "  :  O" },
		{ -9, 1, 3, "───●─┤", "---O-|" },
		{ 1, 5, 99, "  ┊├───●───", "  :|---O---" },
		{ (double)NAN, 1, 2, "  ┊", "  :" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (size_t c = 0; c < ARRAY_LEN(both); c++) {
			struct canvas *cv = draw_new(11, 1);
			draw_set_charset(cv, both[c]);
			chart_interval(cv, draw_area(cv),
			    &(struct chart_interval){ .from = -2,
				.to = 8,
				.low = cases[i].low,
				.mid = cases[i].mid,
				.high = cases[i].high,
				.zero = 0 });
			sketch_check(
			    cv, 0, c == 0 ? cases[i].row : cases[i].ascii);
			draw_free(cv);
		}
	}
}

static void
sparklines_show_the_last_values_between_lowest_and_highest(void **state)
{
	(void)state;
	const double values[] = { 100, 0, 1, 2, 3, 4, 5, 6, 7 };
	const double level[] = { 5, 5, (double)NAN, 5 };
	struct canvas *cv = draw_new(8, 1);
	chart_spark(cv, draw_area(cv), ROLE_ACCENT, values, 9);
	sketch_check(cv, 0, "▁▂▃▄▅▆▇█");
	draw_clear(cv);
	chart_spark(cv, draw_area(cv), ROLE_ACCENT, level, 4);
	sketch_check(cv, 0, "▅▅ ▅");
	draw_clear(cv);
	draw_set_charset(cv, DRAW_ASCII);
	chart_spark(cv, draw_area(cv), ROLE_ACCENT, values + 1, 8);
	sketch_check(cv, 0, "_.-:=+*#");
	draw_clear(cv);
	chart_spark(cv, draw_area(cv), ROLE_ACCENT, NULL, 0);
	sketch_check(cv, 0, "");
	draw_free(cv);
}

static void
sliders_show_value_and_floor(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(13, 1);
	struct chart_slider sl = { .to = 10, .value = 3 };
	chart_slider(cv, draw_area(cv), &sl);
	sketch_check(cv, 0, "├━━━●───────┤");
	sl.has_floor = true;
	sl.floor = 7;
	chart_slider(cv, draw_area(cv), &sl);
	sketch_check(cv, 0, "├━━━●───┃───┤");
	sl.value = 99;
	chart_slider(cv, draw_area(cv), &sl);
	sketch_check(cv, 0, "├━━━━━━━┃━━●┤");
	draw_set_charset(cv, DRAW_ASCII);
	sl.value = 3;
	chart_slider(cv, draw_area(cv), &sl);
	sketch_check(cv, 0, "|===O---|---|");
	draw_free(cv);
}

/* ------ histograms ------ */

static const double counts[] = { 1, 2, 3, 4, 2, 0 };

static void
bins_below_the_marker_are_shaded_and_above_solid(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(13, 6);
	struct chart_histogram hi = { .counts = counts,
		.n = 6,
		.to = 60,
		.has_marker = true,
		.marker = 30 };
	chart_histogram(cv, draw_area(cv), &hi);
	sketch_check(cv, 0, "      ┃██");
	sketch_check(cv, 1, "    ▒▒┃██");
	sketch_check(cv, 2, "  ▒▒▒▒┃████");
	sketch_check(cv, 3, "▒▒▒▒▒▒┃████");
	sketch_check(cv, 4, "─────────────");
	sketch_check(cv, 5, "0");
	assert_int_equal(chart_histogram_column(draw_area(cv), &hi, 0), 0);
	assert_int_equal(chart_histogram_column(draw_area(cv), &hi, 30), 6);
	assert_int_equal(chart_histogram_column(draw_area(cv), &hi, 31), 7);
	assert_int_equal(chart_histogram_column(draw_area(cv), &hi, 999), 12);
	draw_free(cv);
}

static void
histograms_in_ascii_keep_the_texture(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(13, 6);
	draw_set_charset(cv, DRAW_ASCII);
	chart_histogram(cv, draw_area(cv),
	    &(struct chart_histogram){ .counts = counts,
		.n = 6,
		.to = 60,
		.has_marker = true,
		.marker = 30 });
	sketch_check(cv, 0, "      |##");
	sketch_check(cv, 3, "::::::|####");
	sketch_check(cv, 4, "-------------");
	draw_free(cv);
}

static void
more_bins_than_columns_are_added_together(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(3, 2);
	chart_histogram(cv, draw_area(cv),
	    &(struct chart_histogram){
		.counts = counts, .n = 6, .to = 60, .no_axis = true });
	/* 3, 7, 2 of 7 in sixteenths of the height. */
	sketch_check(cv, 0, " █");
	sketch_check(cv, 1, "▇█▅");
	draw_free(cv);
}

static void
tiny_counts_are_still_seen_and_none_are_not(void **state)
{
	(void)state;
	const double uneven[] = { 1000000, 1, 0 };
	const double nothing[] = { 0, 0, 0 };
	struct canvas *cv = draw_new(3, 1);
	chart_histogram(cv, draw_area(cv),
	    &(struct chart_histogram){
		.counts = uneven, .n = 3, .to = 3, .no_axis = true });
	sketch_check(cv, 0, "█▁");
	draw_clear(cv);
	chart_histogram(cv, draw_area(cv),
	    &(struct chart_histogram){
		.counts = nothing, .n = 3, .to = 3, .no_axis = true });
	sketch_check(cv, 0, "");
	draw_free(cv);
}

/* ------ curves ------ */

static const double xs[] = { 0, 10, 20 };
static const double ys[] = { 0, 10, 0 };
static const double lows[] = { 0, 0, 0 };

static void
curves_join_their_points(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(15, 6);
	draw_set_charset(cv, DRAW_ASCII);
	chart_curve(cv, draw_area(cv),
	    &(struct chart_curve){ .x = xs, .y = ys, .n = 3 });
	sketch_check(cv, 0, "10 |     *");
	sketch_check(cv, 1, "   |    * *");
	sketch_check(cv, 2, "   |  **   **");
	sketch_check(cv, 3, "   | *       *");
	sketch_check(cv, 4, " 0 |*         *");
	sketch_check(cv, 5, "    0        20");
	draw_free(cv);
}

static void
a_cell_with_line_and_band_shows_the_line(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(15, 6);
	draw_set_charset(cv, DRAW_ASCII);
	chart_curve(cv, draw_area(cv),
	    &(struct chart_curve){ .x = xs,
		.y = ys,
		.low = lows,
		.n = 3,
		.has_now = true,
		.now = 20 });
	sketch_check(cv, 0, "10 |     *    :");
	sketch_check(cv, 4, " 0 |*  .  .  .*");
	draw_free(cv);
}

static void
charts_without_room_or_figures_draw_nothing_wrong(void **state)
{
	(void)state;
	const double odd[] = { (double)NAN, HUGE_VAL, -HUGE_VAL };
	for (int w = 1; w < 20; w++) {
		for (int h = 1; h < 8; h++) {
			struct canvas *cv = draw_new(w, h);
			chart_curve(cv, draw_area(cv),
			    &(struct chart_curve){
				.x = xs, .y = ys, .n = 3, .with_zero = true });
			chart_curve(cv, draw_area(cv),
			    &(struct chart_curve){ .x = xs, .y = odd, .n = 3 });
			chart_curve(
			    cv, draw_area(cv), &(struct chart_curve){ .n = 0 });
			chart_histogram(cv, draw_area(cv),
			    &(struct chart_histogram){ .counts = odd,
				.n = 3,
				.to = 1,
				.has_marker = true,
				.marker = 0.5 });
			chart_spark(cv, draw_area(cv), ROLE_TEXT, odd, 3);
			draw_free(cv);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_fill_eighths_of_their_width),
		cmocka_unit_test(progress_says_its_percentage),
		cmocka_unit_test(intervals_stand_on_their_axis),
		cmocka_unit_test(
		    sparklines_show_the_last_values_between_lowest_and_highest),
		cmocka_unit_test(sliders_show_value_and_floor),
		cmocka_unit_test(
		    bins_below_the_marker_are_shaded_and_above_solid),
		cmocka_unit_test(histograms_in_ascii_keep_the_texture),
		cmocka_unit_test(more_bins_than_columns_are_added_together),
		cmocka_unit_test(tiny_counts_are_still_seen_and_none_are_not),
		cmocka_unit_test(curves_join_their_points),
		cmocka_unit_test(a_cell_with_line_and_band_shows_the_line),
		cmocka_unit_test(
		    charts_without_room_or_figures_draw_nothing_wrong),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
