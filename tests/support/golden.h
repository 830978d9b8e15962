/*
 * golden - compares what a test drew with a file kept in the tree.
 *
 *	golden_check("widgets-120x35", slice_str(&dump));
 *
 * reads tests/ui/golden/widgets-120x35.txt (tests run at the top of the tree).
 * On a difference it prints both versions of each line that differs and
 * returns false; with ENDCAP_UPDATE_GOLDEN=1 it writes the file instead: read
 * the change in the diff of the commit before believing it.
 */
#ifndef ENDCAP_TESTS_GOLDEN_H
#define ENDCAP_TESTS_GOLDEN_H

#include "base/str.h"

bool golden_check(const char *name, struct slice actual);

#endif
