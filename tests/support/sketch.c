/* sketch - cuts the row out of the canvas' dump. */
#include "tests/support/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

void
sketch_check_at(const struct canvas *cv, int row, const char *wanted,
    const char *file, int line)
{
	struct str dump = STR_INIT, actual = STR_INIT;
	struct slice part = slice_of("");
	draw_dump(cv, &dump);
	struct slice rest = slice_str(&dump);
	for (int i = 0; i <= row; i++)
		(void)slice_split(&rest, '\n', &part);
	str_add_slice(&actual, part);
	_assert_string_equal(actual.p, wanted, file, line);
	str_release(&actual);
	str_release(&dump);
}
