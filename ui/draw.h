/*
 * draw - the only way to put anything on the screen.
 *
 * Everything is drawn into a canvas, a grid of cells in memory; draw_paint
 * then copies what changed to curses. So drawing is a pure function of what is
 * shown, and tests read the grid as text without a terminal:
 *
 *	struct canvas *cv = draw_new(80, 24);
 *	struct rect all = draw_area(cv);
 *	struct rect inner = draw_box(cv, all, "Pairs", "3 of 9");
 *	draw_text(cv, rect_row(inner, 0), ROLE_GAIN, "+1.9k");
 *	draw_dump(cv, &out);
 *	draw_free(cv);
 *
 * Rules kept here so that nobody else needs to think of them:
 *
 * 1. Nothing is ever drawn outside the canvas or the rectangle given; text is
 *    cut by cells, with a visible ellipsis ("…", in ASCII "~").
 * 2. A wide character that does not fit whole is replaced by a blank, and
 *    drawing over half of one blanks the other half.
 * 3. Combining marks join the cell before them; those that do not fit in the
 *    cell's bytes are left out.
 * 4. In ASCII mode boxes, blocks, braille and other text become ASCII on
 *    their way in, so that the grid holds nothing else.
 *
 * Text must be valid UTF-8 (base/text.h); controls in it are drawn as blanks.
 * One thread only. No knowledge of tables or charts belongs here.
 */
#ifndef ENDCAP_UI_DRAW_H
#define ENDCAP_UI_DRAW_H

#include "base/str.h"
#include "ui/rect.h"
#include "ui/theme.h"

struct canvas;

/* Which characters the terminal and its font can show. */
enum draw_charset {
	DRAW_BRAILLE, /* everything, curves in braille */
	DRAW_BLOCKS, /* boxes and blocks, no braille */
	DRAW_ASCII,
	DRAW_CHARSET_COUNT
};

/* Sizes below 1 become 1. */
struct canvas *draw_new(int cols, int rows);
void draw_free(struct canvas *cv);
void draw_resize(struct canvas *cv, int cols, int rows); /* blank afterwards */
void draw_clear(struct canvas *cv);
struct rect draw_area(const struct canvas *cv); /* the whole canvas */
void draw_set_charset(struct canvas *cv, enum draw_charset charset);
enum draw_charset draw_charset(const struct canvas *cv);
bool draw_ascii(const struct canvas *cv); /* charset is DRAW_ASCII */

/*
 * Text in the first row of 'at', cut to its width. The result is the number
 * of cells drawn, so that text can follow text:
 *
 *	rect_cut_left(&row, draw_text(cv, row, ROLE_KEY, "Enter"));
 */
int
draw_text(struct canvas *cv, struct rect at, enum role role, const char *text);
int draw_slice(
    struct canvas *cv, struct rect at, enum role role, struct slice text);
/* A name: where it is cut its last words stay, for names that begin alike differ
 * there ("ALARM CLOCK…GREEN"). */
int
draw_name(struct canvas *cv, struct rect at, enum role role, struct slice name);
int draw_printf(struct canvas *cv, struct rect at, enum role role,
    const char *fmt, ...) ATTR_PRINTF(4, 5);
/* The same against the right edge, and in the middle. */
int draw_right(
    struct canvas *cv, struct rect at, enum role role, struct slice text);
int draw_centre(
    struct canvas *cv, struct rect at, enum role role, struct slice text);
/* Several lines: breaks at blanks and at '\n'; returns the rows used. Text
 * that does not fit ends in an ellipsis. */
int draw_wrapped(
    struct canvas *cv, struct rect area, enum role role, struct slice text);
/* The rows draw_wrapped takes for it where there is no end of rows. */
int draw_wrapped_rows(struct slice text, int cols);
/* What is left of the text from that row on. */
struct slice draw_wrapped_from(struct slice text, int cols, int row);

/* One character at one cell. */
void
draw_put(struct canvas *cv, int x, int y, enum role role, uint32_t code_point);
/* One character (one cell wide) in every cell. */
void draw_fill(
    struct canvas *cv, struct rect area, enum role role, uint32_t code_point);
/* A line along the first row of the rectangle. */
void draw_hline(struct canvas *cv, struct rect at, enum role role);
/* A rounded box; title top left, note top right (either may be NULL). The
 * result is the room inside, one column away from the frame. */
struct rect draw_box(
    struct canvas *cv, struct rect area, const char *title, const char *note);
/* Gives cells that are already drawn another role. */
void draw_restyle(struct canvas *cv, struct rect area, enum role role);

/* Where the terminal's cursor is parked (screen readers and input methods
 * follow it): 'typing' shows it, otherwise it is hidden there. */
void draw_cursor(struct canvas *cv, int x, int y, bool typing);
bool draw_cursor_at(const struct canvas *cv, int *x, int *y);

/* The grid as text: a line each row, trailing blanks kept out. */
void draw_dump(const struct canvas *cv, struct str *out);
/* The roles of the grid: a letter each cell ('a' + role), blanks for text. */
void draw_dump_roles(const struct canvas *cv, struct str *out);
enum role draw_role_at(const struct canvas *cv, int x, int y);

/*
 * Copies what changed since the last time to curses and updates the terminal
 * once. draw_repaint forgets what the terminal shows (^L, resume, resize).
 * draw_set_theme sets up colours; both need curses entered (ui/term.h).
 */
void draw_paint(struct canvas *cv);
void draw_repaint(struct canvas *cv);
void draw_set_theme(struct canvas *cv, const struct theme *theme);

#endif
