/*
 * theme - what each role of text looks like.
 *
 * Drawing names roles, never colours. A theme is one block of the matrix
 * below: dark, light (for pale backgrounds) and mono, which is chosen when the
 * terminal has no colours or NO_COLOR is set. Gain is blue and loss orange, so
 * that the pair survives the common kinds of colour blindness; every role that
 * carries meaning is repeated by a sign, a shape or a word where it is used,
 * so that mono loses nothing.
 *
 * Colours: xterm's 256, with the nearest of the eight for smaller terminals;
 * -1 is the terminal's own foreground or background.
 */
#ifndef ENDCAP_UI_THEME_H
#define ENDCAP_UI_THEME_H

#include "base/str.h"

/* role, name, dark 256, dark 8, light 256, light 8, attributes in colour,
 * attributes in mono. */
/* clang-format off */
#define THEME_ROLES(X) \
	X(ROLE_TEXT,      "text",       -1, -1,  -1, -1, 0,                0) \
	X(ROLE_DIM,       "dim",       245, -1, 243, -1, 0,                0) \
	X(ROLE_TITLE,     "title",      -1, -1,  -1, -1, THEME_BOLD,       THEME_BOLD) \
	X(ROLE_FRAME,     "frame",     240, -1, 248, -1, 0,                0) \
	X(ROLE_HEADER,    "header",     -1, -1,  -1, -1, THEME_BOLD,       THEME_BOLD) \
	X(ROLE_TAB,       "tab",        -1, -1,  -1, -1, 0,                0) \
	X(ROLE_TAB_ON,    "tab-on",     80,  6,  30,  6, THEME_BOLD,       THEME_BOLD) \
	X(ROLE_SELECTED,  "selected",   -1, -1,  -1, -1, THEME_REVERSE,    THEME_REVERSE) \
	X(ROLE_MARKED,    "marked",    220,  3, 130,  3, THEME_BOLD,       THEME_BOLD) \
	X(ROLE_MATCH,     "match",     220,  3, 130,  3, THEME_UNDERLINE,  THEME_UNDERLINE) \
	X(ROLE_ACCENT,    "accent",     80,  6,  30,  6, 0,                0) \
	X(ROLE_GAIN,      "gain",       75,  4,  26,  4, 0,                THEME_BOLD) \
	X(ROLE_LOSS,      "loss",      214,  3, 166,  1, 0,                THEME_UNDERLINE) \
	X(ROLE_ATTENTION, "attention", 220,  3, 130,  3, 0,                THEME_BOLD) \
	X(ROLE_ERROR,     "error",     214,  1, 160,  1, THEME_BOLD,       THEME_BOLD) \
	X(ROLE_KEY,       "key",        80,  6,  30,  6, 0,                THEME_BOLD) \
	X(ROLE_INPUT,     "input",      -1, -1,  -1, -1, THEME_UNDERLINE,  THEME_UNDERLINE)
/* clang-format on */

enum role {
#define X(role, name, d256, d8, l256, l8, colour, mono) role,
	THEME_ROLES(X)
#undef X
	ROLE_COUNT
};

enum theme_attributes {
	THEME_BOLD = 1 << 0,
	THEME_UNDERLINE = 1 << 1,
	THEME_REVERSE = 1 << 2,
};

enum theme {
	THEME_DARK,
	THEME_LIGHT,
	THEME_MONO,
	THEME_COUNT
};

struct theme_style {
	int16_t colour256; /* foreground, -1: the terminal's own */
	int16_t colour8;
	uint8_t attributes; /* enum theme_attributes */
};

struct theme_style theme_style(enum theme theme, enum role role);
const char *theme_name(enum theme theme);
const char *theme_role_name(enum role role);
/* False when there is no theme of that name; *out is then left alone. */
bool theme_parse(struct slice name, enum theme *out);
/* The theme the T key goes to from this one. */
enum theme theme_next(enum theme theme);

#endif
