/*
 * text - UTF-8 and terminal cells, without curses.
 *
 * All text inside endcap is valid UTF-8 without control characters; it is
 * made so once, at the door, by text_clean. Widths are in terminal cells and
 * come from the C library's wcwidth, because curses uses the same one, with
 * repairs where terminals are known to disagree (a width is never negative).
 * In a locale without UTF-8 every non-ASCII character is drawn as '?': see
 * text_add_ascii.
 */
#ifndef ENDCAP_TEXT_H
#define ENDCAP_TEXT_H

#include "base/str.h"

enum {
	TEXT_BAD = 0xFFFD
};

/* Is every byte part of well-formed UTF-8 (no surrogates, no overlongs)? */
bool text_valid(struct slice s);

/*
 * Takes the next character off *rest and returns its code point; TEXT_BAD for
 * a malformed byte (one byte is taken). *rest must not be empty.
 */
uint32_t text_next(struct slice *rest);
/* The same for a byte of Windows-1252; TEXT_BAD for its five free codes. */
uint32_t text_next_western(struct slice *rest);
void text_add_char(struct str *out, uint32_t code_point);

/*
 * The door: appends s made harmless. Malformed UTF-8 is decoded as
 * Windows-1252 when s holds no well-formed character above ASCII at all (the
 * five bytes without a meaning there become U+FFFD), else every malformed
 * byte becomes U+FFFD. Controls (C0, DEL, C1), bidirectional overrides and
 * isolates, line and paragraph separators become one blank each; so do TAB
 * and line breaks, CR LF being one. Returns whether anything was changed.
 * Cleaning what is clean changes nothing.
 */
bool text_clean(struct str *out, struct slice s);
/* Every line of it; the line feeds stay, and the last line gets one. */
void text_clean_lines(struct str *out, struct slice s);

/* Cells the text takes; one character's cells (0, 1 or 2). They are those of
 * what text_add_shown writes: 0 for characters it leaves out, 1 for those it
 * replaces. */
int text_width(struct slice s);
int text_char_width(uint32_t code_point);

/* Longest prefix of whole characters (with their combining marks) that takes
 * at most 'cells' cells. Borrowed from s. */
struct slice text_prefix(struct slice s, int cells);
/* Bytes of a word that an error sentence repeats: up to 40 cells of it. For
 * "%.*s", which by itself would cut a character in two. */
int text_said(struct slice s);

/* Appends s cut to 'cells' cells, with an ellipsis where it was cut ("…", or
 * "~" when ascii), and padded with blanks to exactly 'cells' (negative: text
 * to the right). The text is written as text_add_shown or, when ascii, as
 * text_add_ascii writes it. */
void text_fit(struct str *out, struct slice s, int cells, bool ascii);

/* Appends s as a terminal should get it, so that its width is certain: left
 * out are joiners, variation selectors, skin tones and other characters
 * without a cell of their own that some terminals merge and others do not;
 * what the C library does not know becomes U+FFFD. For UTF-8 locales. */
void text_add_shown(struct str *out, struct slice s);

/* Appends s with every non-ASCII character as its closest ASCII letter or
 * mark where it is a Latin letter with an accent or common punctuation, else
 * '?'; one for each cell, so text_width(s) bytes. */
void text_add_ascii(struct str *out, struct slice s);

/* Appends s with A-Z as a-z (key folding of SKUs and header names). */
void text_add_folded(struct str *out, struct slice s);

#endif
