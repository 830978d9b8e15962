/*
 * lineedit - one line of text being typed.
 *
 * Left, Right, Home, End, ^A, ^E, Backspace, Delete, ^W (a word), ^U (all
 * before), ^K (all after), Up and Down (history), Tab (completion). Characters
 * are taken whole, with their combining marks. Pasted text is cleaned (line
 * breaks become blanks) and typed as text.
 *
 * Embedded by value in forms, dialogs and the command line; owns its text.
 */
#ifndef ENDCAP_UI_LINEEDIT_H
#define ENDCAP_UI_LINEEDIT_H

#include "ui/draw.h"
#include "ui/key.h"

enum {
	LINEEDIT_MAX_BYTES = 4096, /* more is not taken */
	LINEEDIT_MAX_HISTORY = 100,
	LINEEDIT_MAX_MATCHES = 200
};

/* Lines typed before; shared by the editors that use the same one. */
struct lineedit_history {
	char **lines; /* owned, oldest first */
	size_t n, cap;
};

/* Candidates for what stands before the cursor; filled by a complete_fn. */
struct lineedit_matches {
	char **texts; /* owned */
	size_t n, cap;
	size_t from; /* byte of the line at which the texts begin */
};

/* Adds candidates for line[0..at) with lineedit_add_match. */
typedef void lineedit_complete_fn(
    void *arg, struct slice before, struct lineedit_matches *matches);

struct lineedit {
	struct str text; /* always valid UTF-8 */
	size_t at; /* byte offset of the cursor, on a character */
	struct lineedit_history *history; /* borrowed; NULL: none */
	size_t history_at;
	struct str draft; /* what was typed before going into history */
	lineedit_complete_fn *complete; /* NULL: Tab is not taken */
	void *complete_arg;
	struct lineedit_matches matches; /* shown while Tab cycles */
	size_t match; /* the candidate in the line, n: none */
};

enum lineedit_outcome {
	LINEEDIT_IGNORED, /* not an editing key */
	LINEEDIT_MOVED, /* handled, same text */
	LINEEDIT_CHANGED,
	LINEEDIT_DONE, /* Enter */
	LINEEDIT_CANCELLED, /* Esc, ^C, or Backspace on an empty line */
};

void lineedit_init(struct lineedit *le);
void lineedit_release(struct lineedit *le);
void lineedit_set(struct lineedit *le, const char *text); /* cursor at end */
enum lineedit_outcome lineedit_key(struct lineedit *le, uint32_t key);
enum lineedit_outcome lineedit_paste(struct lineedit *le, struct slice text);
/* Draws the part around the cursor and puts the terminal's cursor there when
 * 'focused'. */
void lineedit_draw(
    struct lineedit *le, struct canvas *cv, struct rect at, bool focused);

void lineedit_add_match(struct lineedit_matches *matches, struct slice text);
void lineedit_clear_matches(struct lineedit_matches *matches);
/* Keeps the line (not an empty one, nor the same twice running). */
void lineedit_remember(struct lineedit_history *history, const char *line);
void lineedit_history_release(struct lineedit_history *history);

#endif
