/*
 * theme - what each role of text looks like.
 *
 * Drawing names roles, never colours. Themes are lines of text read by one
 * parser, the built-in ones as the user's file:
 *
 *	# theme   role    of 256  of 8  attributes
 *	dark      gain       75     4
 *	mono      loss        -     -   underline
 *	mine      title     220     3   bold
 *
 * A line changes one role of a theme; a name that is not known yet begins a
 * theme, which starts as "dark". Gain is blue and loss orange, so that the pair
 * survives the common kinds of colour blindness; every role that carries
 * meaning is repeated by a sign, a shape or a word where it is used, so that
 * "mono", chosen where there are no colours or NO_COLOR is set, loses nothing.
 *
 * Colours: xterm's 256, with the nearest of the eight for smaller terminals;
 * "-" is the terminal's own foreground. Attributes: bold, underline, reverse.
 */
#ifndef ENDCAP_UI_THEME_H
#define ENDCAP_UI_THEME_H

#include "base/err.h"
#include "base/str.h"

/* clang-format off */
#define THEME_ROLES(X) \
	X(ROLE_TEXT,      "text") \
	X(ROLE_DIM,       "dim") \
	X(ROLE_TITLE,     "title") \
	X(ROLE_FRAME,     "frame") \
	X(ROLE_HEADER,    "header") \
	X(ROLE_TAB,       "tab") \
	X(ROLE_TAB_ON,    "tab-on") \
	X(ROLE_SELECTED,  "selected") \
	X(ROLE_MARKED,    "marked") \
	X(ROLE_MATCH,     "match") \
	X(ROLE_ACCENT,    "accent") \
	X(ROLE_GAIN,      "gain") \
	X(ROLE_LOSS,      "loss") \
	X(ROLE_ATTENTION, "attention") \
	X(ROLE_ERROR,     "error") \
	X(ROLE_KEY,       "key") \
	X(ROLE_INPUT,     "input")
/* clang-format on */

enum role {
#define X(role, name) role,
	THEME_ROLES(X)
#undef X
	ROLE_COUNT
};

enum theme_attributes {
	THEME_BOLD = 1 << 0,
	THEME_UNDERLINE = 1 << 1,
	THEME_REVERSE = 1 << 2,
};

enum {
	THEMES_MAX = 16,
	THEME_NAME_SIZE = 24 /* bytes of a name, its end included */
};

/* Those there always are, in this order. */
enum theme_built_in {
	THEME_DARK,
	THEME_LIGHT,
	THEME_MONO,
	THEME_BUILT_IN
};

struct theme_style {
	int16_t colour256; /* foreground, -1: the terminal's own */
	int16_t colour8;
	uint8_t attributes; /* enum theme_attributes */
};

struct theme {
	char name[THEME_NAME_SIZE];
	struct theme_style style[ROLE_COUNT];
};

/* Plain data: copied freely. */
struct themes {
	struct theme theme[THEMES_MAX];
	int n;
};

/* The built-in ones. */
void themes_init(struct themes *ts);
/* Reads lines on top of what is there. A wrong line is an error that names
 * 'where' and the line number; lines before it are in force. */
bool themes_read(
    struct themes *ts, const char *where, struct slice lines, struct err *err);
/* Index of the theme with this name, -1: there is none. */
int themes_find(const struct themes *ts, struct slice name);

#endif
