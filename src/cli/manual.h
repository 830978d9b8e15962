/*
 * manual - the man page, in man(7) macros, made from the rows of the program:
 * commands, options, exports, layouts and settings, with the little prose
 * that no row holds.
 *
 *	manual_add(&text);      what "endcap manual" prints
 *
 * It names no command or option itself, so that it cannot fall behind.
 */
#ifndef ENDCAP_MANUAL_H
#define ENDCAP_MANUAL_H

#include "base/str.h"

/* Appends the whole page. */
void manual_add(struct str *out);

#endif
