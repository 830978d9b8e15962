/*
 * draw - the grid of cells, what is drawn into it, and its way to curses.
 *
 * A cell holds a character with its combining marks as UTF-8, a role and its
 * width. A wide character takes two cells: the left one holds it (width 2),
 * the right one is empty (width 0).
 *
 *	cells   'a'  '苺'  ''   'b'
 *	width    1    2    0    1
 *
 * Invariants:
 * 1. A cell of width 2 is followed, in the same row, by one of width 0, and
 *    no other cell has width 0.
 * 2. Unused bytes are zero, so that equal cells are equal bytes.
 *
 * 'shown' is the grid as curses has it. draw_paint writes only the runs of
 * cells that differ, and curses in turn sends only what differs on the
 * terminal. By invariant 1 a run of differing cells never begins or ends
 * inside a wide character.
 *
 * Runs are written with add_wchnstr, which neither moves the cursor nor wraps
 * nor scrolls: the last cell of the screen needs no special care.
 */
#include "ui/draw_internal.h"

#include <wchar.h>

#include <curses.h>

#include "base/mem.h"
#include "base/text.h"

enum {
	DRAW_JOINED_BLANKS = 12,
	DRAW_CELL_CHARS = 5 /* what curses takes in a cell: CCHARW_MAX */
};

/* ------ the grid ------ */

static const struct draw_cell blank_cell = { .bytes = " ", .width = 1 };

struct draw_cell *
draw_cell_at(const struct canvas *cv, int x, int y)
{
	return &cv->cells[(size_t)y * (size_t)cv->cols + (size_t)x];
}

bool
draw_inside(const struct canvas *cv, int x, int y)
{
	return x >= 0 && y >= 0 && x < cv->cols && y < cv->rows;
}

struct canvas *
draw_new(int cols, int rows)
{
	struct canvas *cv = mem_zalloc(sizeof(*cv));
	str_init(&cv->scratch);
	draw_resize(cv, cols, rows);
	return cv;
}

void
draw_free(struct canvas *cv)
{
	if (cv == NULL)
		return;
	mem_free(cv->cells);
	mem_free(cv->shown);
	str_release(&cv->scratch);
	mem_free(cv);
}

void
draw_resize(struct canvas *cv, int cols, int rows)
{
	cv->cols = cols < 1 ? 1 : cols;
	cv->rows = rows < 1 ? 1 : rows;
	size_t n = (size_t)cv->cols * (size_t)cv->rows;
	mem_free(cv->cells);
	mem_free(cv->shown);
	cv->cells = mem_zarray(n, sizeof(*cv->cells));
	cv->shown = mem_zarray(n, sizeof(*cv->shown));
	cv->repaint = true;
	draw_clear(cv);
}

void
draw_clear(struct canvas *cv)
{
	size_t n = (size_t)cv->cols * (size_t)cv->rows;
	for (size_t i = 0; i < n; i++)
		cv->cells[i] = blank_cell;
	cv->has_cursor = false;
	cv->typing = false;
}

struct rect
draw_area(const struct canvas *cv)
{
	return (struct rect){ .w = cv->cols, .h = cv->rows };
}

void
draw_set_charset(struct canvas *cv, enum draw_charset charset)
{
	cv->charset = charset;
}

enum draw_charset
draw_charset(const struct canvas *cv)
{
	return cv->charset;
}

bool
draw_ascii(const struct canvas *cv)
{
	return cv->charset == DRAW_ASCII;
}

/* A cell that is about to be overwritten leaves no half character behind. */
static void
split_wide(struct canvas *cv, int x, int y)
{
	struct draw_cell *cell = draw_cell_at(cv, x, y);
	int other = cell->width == 2 ? x + 1 : cell->width == 0 ? x - 1 : x;
	if (other == x)
		return;
	uint8_t role = draw_cell_at(cv, other, y)->role;
	*draw_cell_at(cv, other, y) = blank_cell;
	draw_cell_at(cv, other, y)->role = role;
	*cell = blank_cell;
}

static size_t
encode(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

void
draw_set_cell(
    struct canvas *cv, int x, int y, enum role role, uint32_t c, int width)
{
	split_wide(cv, x, y);
	struct draw_cell *cell = draw_cell_at(cv, x, y);
	*cell = (struct draw_cell){ .role = (uint8_t)role,
		.width = (uint8_t)width };
	encode(c, cell->bytes);
	if (width == 2) {
		split_wide(cv, x + 1, y);
		*draw_cell_at(cv, x + 1, y) =
		    (struct draw_cell){ .role = (uint8_t)role };
	}
}

void
draw_join_cell(struct canvas *cv, int x, int y, uint32_t c)
{
	struct draw_cell *cell = draw_cell_at(cv, x, y);
	size_t used = strnlen(cell->bytes, DRAW_CELL_BYTES);
	char bytes[4];
	size_t n = encode(c, bytes);
	if (used + n < DRAW_CELL_BYTES)
		memcpy(cell->bytes + used, bytes, n);
}

/* ------ reading the grid ------ */

enum role
draw_role_at(const struct canvas *cv, int x, int y)
{
	assert(draw_inside(cv, x, y));
	return (enum role)draw_cell_at(cv, x, y)->role;
}

/* Takes the blanks off the end of the line that begins at 'start'. */
static void
end_line(struct str *out, size_t start)
{
	size_t len = out->len;
	while (len > start && out->p[len - 1] == ' ')
		len--;
	str_cut(out, len);
	str_add_char(out, '\n');
}

void
draw_dump(const struct canvas *cv, struct str *out)
{
	for (int y = 0; y < cv->rows; y++) {
		size_t start = out->len;
		for (int x = 0; x < cv->cols; x++) {
			const char *bytes = draw_cell_at(cv, x, y)->bytes;
			str_add_bytes(
			    out, bytes, strnlen(bytes, DRAW_CELL_BYTES));
		}
		end_line(out, start);
	}
}

void
draw_dump_roles(const struct canvas *cv, struct str *out)
{
	for (int y = 0; y < cv->rows; y++) {
		size_t start = out->len;
		for (int x = 0; x < cv->cols; x++) {
			uint8_t role = draw_cell_at(cv, x, y)->role;
			bool plain = role == ROLE_TEXT;
			str_add_char(out, plain ? ' ' : (char)('a' + role));
		}
		end_line(out, start);
	}
}

/* ------ curses ------ */

static attr_t
curses_attributes(unsigned attributes)
{
	attr_t out = A_NORMAL;
	if ((attributes & THEME_BOLD) != 0)
		out |= A_BOLD;
	if ((attributes & THEME_UNDERLINE) != 0)
		out |= A_UNDERLINE;
	if ((attributes & THEME_REVERSE) != 0)
		out |= A_REVERSE;
	return out;
}

void
draw_set_theme(struct canvas *cv, const struct theme *theme)
{
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct theme_style style = theme->style[role];
		short colour = COLORS >= 256 ? style.colour256 : style.colour8;
		short pair = (short)(role + 1);
		bool coloured = colour >= 0 && has_colors() &&
		    pair < COLOR_PAIRS && init_pair(pair, colour, -1) == OK;
		cv->pairs[role] = coloured ? pair : 0;
		cv->attributes[role] = style.attributes;
	}
	cv->repaint = true;
}

void
draw_repaint(struct canvas *cv)
{
	cv->repaint = true;
}

/* The cell for curses. Where the C library thinks of the width otherwise (no
 * such locale, newer characters than it knows) a question mark keeps the
 * columns straight. */
static void
curses_cell(const struct canvas *cv, const struct draw_cell *cell, cchar_t *out)
{
	wchar_t wide[DRAW_CELL_CHARS + 1] = { 0 };
	int n = 0;
	struct slice rest =
	    slice_bytes(cell->bytes, strnlen(cell->bytes, DRAW_CELL_BYTES));
	while (rest.len > 0 && n < DRAW_CELL_CHARS) {
		wchar_t c = (wchar_t)text_next(&rest);
		if (wcwidth(c) == (n == 0 ? cell->width : 0))
			wide[n++] = c;
		else if (n == 0)
			wide[n++] = L'?';
	}
	uint8_t role = cell->role;
	attr_t attributes = curses_attributes(cv->attributes[role]);
	if (setcchar(out, wide, attributes, cv->pairs[role], NULL) != OK)
		BUG("curses refused a character");
}

/* Writes the cells of row y from x on that differ; returns where it ended. */
static int
paint_run(struct canvas *cv, int x, int y, cchar_t *run)
{
	int n = 0, at = x;
	size_t row = (size_t)y * (size_t)cv->cols;
	while (at < cv->cols) {
		struct draw_cell *cell = draw_cell_at(cv, at, y);
		struct draw_cell *shown = &cv->shown[row + (size_t)at];
		if (memcmp(cell, shown, sizeof(*cell)) == 0)
			break;
		*shown = *cell;
		if (cell->width > 0)
			curses_cell(cv, cell, &run[n++]);
		at++;
	}
	/* The result only says whether the run reached the edge. */
	if (n > 0)
		(void)mvadd_wchnstr(y, x, run, n);
	return at;
}

static bool
is_blank(const struct draw_cell *cell)
{
	return cell->bytes[0] == ' ' && cell->bytes[1] == '\0';
}

/*
 * A few blanks between coloured cells take the colour before them: it is not
 * seen, and spares the terminal the way to plain and back, some 20 bytes each
 * time. Long runs stay plain, because curses erases plain blanks at a stroke.
 */
static void
join_blanks(struct canvas *cv, int y)
{
	const unsigned seen = THEME_REVERSE | THEME_UNDERLINE;
	int last = -1; /* the last cell that is not blank */
	for (int x = 0; x < cv->cols; x++) {
		uint8_t role = draw_cell_at(cv, x, y)->role;
		if (is_blank(draw_cell_at(cv, x, y)) &&
		    (cv->attributes[role] & seen) == 0)
			continue;
		bool near = last >= 0 && x - last - 1 <= DRAW_JOINED_BLANKS;
		uint8_t before = near ? draw_cell_at(cv, last, y)->role : 0;
		if (near && role != ROLE_TEXT &&
		    (cv->attributes[before] & seen) == 0) {
			for (int i = last + 1; i < x; i++)
				draw_cell_at(cv, i, y)->role = before;
		}
		last = x;
	}
}

static void
forget_shown(struct canvas *cv)
{
	size_t n = (size_t)cv->cols * (size_t)cv->rows;
	memset(cv->shown, 0xff, n * sizeof(*cv->shown));
	(void)erase();
	(void)clearok(curscr, TRUE);
	cv->repaint = false;
}

void
draw_paint(struct canvas *cv)
{
	cchar_t *run = mem_zarray((size_t)cv->cols, sizeof(*run));
	if (cv->repaint)
		forget_shown(cv);
	for (int y = 0; y < cv->rows; y++) {
		join_blanks(cv, y);
		for (int x = 0; x < cv->cols;) {
			int end = paint_run(cv, x, y, run);
			x = end > x ? end : x + 1;
		}
	}
	(void)curs_set(cv->typing ? 1 : 0);
	(void)move(cv->has_cursor ? cv->cursor_y : cv->rows - 1,
	    cv->has_cursor ? cv->cursor_x : cv->cols - 1);
	(void)wnoutrefresh(stdscr);
	(void)doupdate();
	mem_free(run);
}
