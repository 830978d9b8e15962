/*
 * Names in the scripts of the world, in cells: the columns after them stay
 * where they are, nothing is drawn outside, and ASCII screens hold nothing
 * else.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/text.h"
#include "tests/support/sketch.h"
#include "ui/table.h"

static const struct {
	const char *name;
	int width; /* cells */
} names[] = {
	{ "Lamp", 4 },
	{ "苺 Ichigo mug", 13 }, /* CJK counts two */
	{ "한국어 찻잔", 11 },
	{ "ｆｕｌｌｗｉｄｔｈ", 18 },
	{ "ﾊﾝｶｸ", 4 }, /* half-width katakana */
	{ "Crème brûlée", 12 }, /* as one character each */
	{ "Cre\xcc\x80me bru\xcc\x82le\xcc\x81"
	  "e",
	    12 }, /* and with combining marks */
	{ "Żółw", 4 },
	{ "מנורת שולחן", 11 }, /* right to left */
	{ "مصباح", 5 },
	{ "เก้าอี้", 4 }, /* marks above and below */
	{ "हिन्दी", 5 },
	{ "☕ coffee", 9 }, /* wide in every terminal */
	{ "🪔 lamp", 7 },
	{ "zero\xe2\x80\x8bwidth", 9 }, /* zero-width space */
	{ "soft\xc2\xadhyphen", 11 },
};

static void
widths_are_those_of_terminals(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		int width = text_width(slice_of(names[i].name));
		if (width != names[i].width)
			print_error("%s is %d wide, not %d\n", names[i].name,
			    width, names[i].width);
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(
		    text_width(slice_of(names[i].name)), names[i].width);
}

/* ------ a table of them ------ */

static size_t
name_count(void *src)
{
	(void)src;
	return ARRAY_LEN(names);
}

static void
name_cell(void *src, size_t row, int column, struct table_cell *out)
{
	(void)src;
	out->text = slice_of(column == 0 ? names[row].name : "|");
}

static uint64_t
name_identity(void *src, size_t row)
{
	(void)src;
	return row;
}

static const struct table_source_ops name_ops = {
	.count = name_count, .cell = name_cell, .identity = name_identity
};

static const struct table_column columns[] = {
	{ .title = "name", .name = "name", .min = 8, .max = 8 },
	{ .title = "|", .name = "bar", .min = 1 },
};

/* Cells before the bar of a drawn line. */
static int
cells_before_bar(struct slice line)
{
	size_t at = slice_find(line, slice_of("|"));

	assert_true(at < line.len);
	return text_width(slice_bytes(line.p, at));
}

static void
columns_after_them_stay_in_line(void **state)
{
	static const enum draw_charset charsets[] = { DRAW_BRAILLE,
		DRAW_ASCII };
	struct table *tb = table_new(&(struct table_setup){
	    .columns = columns, .n_columns = ARRAY_LEN(columns) });
	struct canvas *cv = draw_new(20, (int)ARRAY_LEN(names) + 3);

	(void)state;
	table_set_source(tb, &(struct table_source){ .ops = &name_ops });
	for (size_t c = 0; c < ARRAY_LEN(charsets); c++) {
		struct str dump = STR_INIT;
		struct slice rest, line;
		draw_set_charset(cv, charsets[c]);
		draw_clear(cv);
		table_draw(tb, cv, draw_area(cv), true);
		draw_dump(cv, &dump);
		assert_true(text_valid(slice_str(&dump)));
		rest = slice_str(&dump);
		for (int y = 0; slice_split(&rest, '\n', &line) &&
		     y < (int)ARRAY_LEN(names) + 2;
		     y++) {
			if (y != 1) /* the rule */
				assert_int_equal(cells_before_bar(line), 12);
			for (size_t i = 0;
			     charsets[c] == DRAW_ASCII && i < line.len; i++)
				assert_true((unsigned char)line.p[i] < 0x7f);
		}
		str_release(&dump);
	}
	draw_free(cv);
	table_free(tb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_are_those_of_terminals),
		cmocka_unit_test(columns_after_them_stay_in_line),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
