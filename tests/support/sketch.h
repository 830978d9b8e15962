/*
 * sketch - asserts about what was drawn into a canvas, a row at a time.
 *
 * Trailing blanks do not count. sketch_check prints both rows when they
 * differ and fails the test at the caller's line.
 */
#ifndef ENDCAP_TESTS_SKETCH_H
#define ENDCAP_TESTS_SKETCH_H

#include "ui/draw.h"

#define sketch_check(cv, row, wanted) \
	sketch_check_at(cv, row, wanted, __FILE__, __LINE__)

void sketch_check_at(const struct canvas *cv, int row, const char *wanted,
    const char *file, int line);

#endif
