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
#include <stdarg.h>
#include <wchar.h>
#include <curses.h>

#include "ui/draw.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/glyph.h"

enum {
	DRAW_CELL_BYTES = 14,
	DRAW_JOINED_BLANKS = 12,
	DRAW_CELL_CHARS = 5 /* what curses takes in a cell: CCHARW_MAX */
};

struct draw_cell {
	char bytes[DRAW_CELL_BYTES];
	uint8_t role;
	uint8_t width;
};

struct canvas {
	int cols, rows;
	struct draw_cell *cells; /* owned, cols * rows */
	struct draw_cell *shown; /* owned; width 255: unknown */
	enum draw_charset charset;
	int cursor_x, cursor_y;
	bool has_cursor, typing;
	bool repaint;
	attr_t attributes[ROLE_COUNT];
	short pairs[ROLE_COUNT];
	struct str scratch; /* text on its way to ASCII */
};

/* ------ the grid ------ */

static const struct draw_cell blank_cell = { .bytes = " ", .width = 1 };

static struct draw_cell *
cell_at(const struct canvas *cv, int x, int y)
{
	return &cv->cells[(size_t)y * (size_t)cv->cols + (size_t)x];
}

static bool
inside(const struct canvas *cv, int x, int y)
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
	struct draw_cell *cell = cell_at(cv, x, y);
	int other = cell->width == 2 ? x + 1 : cell->width == 0 ? x - 1 : x;
	if (other == x)
		return;
	uint8_t role = cell_at(cv, other, y)->role;
	*cell_at(cv, other, y) = blank_cell;
	cell_at(cv, other, y)->role = role;
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

/* Both x and x + width - 1 are inside. */
static void
set_cell(struct canvas *cv, int x, int y, enum role role, uint32_t c, int width)
{
	split_wide(cv, x, y);
	struct draw_cell *cell = cell_at(cv, x, y);
	*cell = (struct draw_cell){ .role = (uint8_t)role,
		.width = (uint8_t)width };
	encode(c, cell->bytes);
	if (width == 2) {
		split_wide(cv, x + 1, y);
		*cell_at(cv, x + 1, y) =
		    (struct draw_cell){ .role = (uint8_t)role };
	}
}

/* A combining mark joins the character before it. */
static void
join_cell(struct canvas *cv, int x, int y, uint32_t c)
{
	struct draw_cell *cell = cell_at(cv, x, y);
	size_t used = strnlen(cell->bytes, DRAW_CELL_BYTES);
	char bytes[4];
	size_t n = encode(c, bytes);
	if (used + n < DRAW_CELL_BYTES)
		memcpy(cell->bytes + used, bytes, n);
}

/* What the charset has for a character; only characters one cell wide are
 * asked for. */
static uint32_t
translate(const struct canvas *cv, uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return ' ';
	if (c < 0x80 || cv->charset == DRAW_BRAILLE)
		return c;
	if (cv->charset == DRAW_BLOCKS)
		return c > 0x2800 && c <= 0x28ff ? 0x00b7 : c;
	char ascii = glyph_ascii(c);
	return ascii != 0 ? (uint32_t)ascii : '?';
}

/* ------ text ------ */

/* The text in the canvas' characters; borrowed until the next call. */
static struct slice
to_charset(struct canvas *cv, struct slice text)
{
	if (cv->charset != DRAW_ASCII)
		return text;
	str_clear(&cv->scratch);
	while (text.len > 0) {
		const char *start = text.p;
		uint32_t c = text_next(&text);
		char ascii = c < 0x80 ? (char)c : glyph_ascii(c);
		if (ascii != 0)
			str_add_char(&cv->scratch, ascii);
		else
			text_add_ascii(&cv->scratch,
			    slice_bytes(start, (size_t)(text.p - start)));
	}
	return slice_str(&cv->scratch);
}

/* Draws characters from x on while they end before 'end'; the cells used. */
static int
draw_characters(
    struct canvas *cv, struct rect at, enum role role, struct slice text)
{
	int x = at.x, end = at.x + at.w;
	while (text.len > 0) {
		uint32_t c = text_next(&text);
		int width = text_char_width(c);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
			c = ' ';
			width = 1;
		}
		if (width == 0) {
			if (x > at.x && inside(cv, x - 1, at.y)) {
				int left = cell_at(cv, x - 1, at.y)->width == 0;
				join_cell(cv, x - 1 - left, at.y, c);
			}
			continue;
		}
		if (x + width > end)
			break;
		if (inside(cv, x, at.y) && inside(cv, x + width - 1, at.y))
			set_cell(cv, x, at.y, role, c, width);
		else if (width == 2 && inside(cv, x, at.y))
			set_cell(cv, x, at.y, role, ' ', 1);
		x += width;
	}
	return x - at.x;
}

int
draw_slice(struct canvas *cv, struct rect at, enum role role, struct slice text)
{
	if (at.w <= 0 || at.h <= 0)
		return 0;
	text = to_charset(cv, text);
	if (text_width(text) <= at.w)
		return draw_characters(cv, at, role, text);
	struct slice head = text_prefix(text, at.w - 1);
	int used = draw_characters(cv, at, role, head);
	draw_put(cv, at.x + used, at.y, role, 0x2026);
	if (used + 1 < at.w) /* a wide character did not fit before it */
		draw_put(cv, at.x + used + 1, at.y, role, ' ');
	return at.w;
}

int
draw_text(struct canvas *cv, struct rect at, enum role role, const char *text)
{
	return draw_slice(cv, at, role, slice_of(text));
}

int
draw_printf(
    struct canvas *cv, struct rect at, enum role role, const char *fmt, ...)
{
	char small[512];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	assert(n >= 0);
	if ((size_t)n < sizeof(small))
		return draw_text(cv, at, role, small);
	char *text = mem_alloc((size_t)n + 1);
	va_start(args, fmt);
	n = vsnprintf(text, (size_t)n + 1, fmt, args);
	va_end(args);
	int used = draw_text(cv, at, role, text);
	mem_free(text);
	return used;
}

/* The width of the text as the canvas shows it. */
static int
shown_width(struct canvas *cv, struct slice text)
{
	return text_width(to_charset(cv, text));
}

int
draw_right(struct canvas *cv, struct rect at, enum role role, struct slice text)
{
	int width = shown_width(cv, text);
	if (width < at.w)
		rect_cut_left(&at, at.w - width);
	return draw_slice(cv, at, role, text);
}

int
draw_centre(
    struct canvas *cv, struct rect at, enum role role, struct slice text)
{
	int width = shown_width(cv, text);
	if (width < at.w)
		rect_cut_left(&at, (at.w - width) / 2);
	return draw_slice(cv, at, role, text);
}

/* Cuts the next line of at most 'cells' off *rest, breaking at a blank. */
static struct slice
next_line(struct slice *rest, int cells)
{
	size_t end = slice_find(*rest, slice_of("\n"));
	struct slice line = slice_bytes(rest->p, end);
	struct slice fits = text_prefix(line, cells);
	size_t taken = end < rest->len ? end + 1 : end;
	if (fits.len < line.len) {
		size_t cut = fits.len;
		while (cut > 0 && line.p[cut] != ' ')
			cut--;
		if (cut == 0)
			cut = fits.len > 0 ? fits.len : line.len;
		line.len = cut;
		taken = cut;
		while (taken < rest->len && rest->p[taken] == ' ')
			taken++;
	}
	*rest = slice_bytes(rest->p + taken, rest->len - taken);
	return line;
}

int
draw_wrapped(
    struct canvas *cv, struct rect area, enum role role, struct slice text)
{
	int row = 0;
	while (row < area.h && text.len > 0 && area.w > 0) {
		struct slice all = text;
		struct slice line = next_line(&text, area.w);
		bool last = row == area.h - 1 && text.len > 0;
		draw_slice(cv, rect_row(area, row), role, last ? all : line);
		row++;
	}
	return row;
}

int
draw_wrapped_rows(struct slice text, int cols)
{
	int rows = 0;
	while (text.len > 0 && cols > 0) {
		next_line(&text, cols);
		rows++;
	}
	return rows;
}

/* ------ shapes ------ */

void
draw_put(struct canvas *cv, int x, int y, enum role role, uint32_t code_point)
{
	uint32_t c = translate(cv, code_point);
	int width = text_char_width(c);
	if (!inside(cv, x, y) || width == 0)
		return;
	if (width == 2 && !inside(cv, x + 1, y)) {
		c = ' ';
		width = 1;
	}
	set_cell(cv, x, y, role, c, width);
}

void
draw_fill(
    struct canvas *cv, struct rect area, enum role role, uint32_t code_point)
{
	for (int y = area.y; y < area.y + area.h; y++) {
		for (int x = area.x; x < area.x + area.w; x++)
			draw_put(cv, x, y, role, code_point);
	}
}

void
draw_hline(struct canvas *cv, struct rect at, enum role role)
{
	draw_fill(cv, rect_row(at, 0), role, 0x2500);
}

void
draw_vline(struct canvas *cv, struct rect at, enum role role)
{
	draw_fill(cv, rect_cut_left(&at, 1), role, 0x2502);
}

/* "─ title ─" on the top edge, from the left or from the right. */
static void
draw_edge_words(
    struct canvas *cv, struct rect edge, const char *words, bool at_right)
{
	int width = shown_width(cv, slice_of(words)) + 2;
	if (words[0] == '\0' || edge.w < 3)
		return;
	if (width > edge.w)
		width = edge.w;
	struct rect at = at_right ? rect_cut_right(&edge, width)
				  : rect_cut_left(&edge, width);
	draw_fill(cv, at, ROLE_TITLE, ' ');
	draw_text(cv, rect_inset(at, 1, 0), ROLE_TITLE, words);
}

static void
draw_frame(struct canvas *cv, struct rect area)
{
	struct rect top = rect_row(area, 0),
		    bottom = rect_row(area, area.h - 1);
	int right = area.x + area.w - 1, low = area.y + area.h - 1;
	draw_hline(cv, top, ROLE_FRAME);
	draw_hline(cv, bottom, ROLE_FRAME);
	for (int y = area.y + 1; y < low; y++) {
		draw_put(cv, area.x, y, ROLE_FRAME, 0x2502);
		draw_put(cv, right, y, ROLE_FRAME, 0x2502);
	}
	draw_put(cv, area.x, area.y, ROLE_FRAME, 0x256d);
	draw_put(cv, right, area.y, ROLE_FRAME, 0x256e);
	draw_put(cv, area.x, low, ROLE_FRAME, 0x2570);
	draw_put(cv, right, low, ROLE_FRAME, 0x256f);
}

struct rect
draw_box(
    struct canvas *cv, struct rect area, const char *title, const char *note)
{
	if (area.w < 2 || area.h < 2)
		return (struct rect){ .x = area.x, .y = area.y };
	draw_frame(cv, area);
	struct rect edge = rect_inset(rect_row(area, 0), 2, 0);
	if (title != NULL)
		draw_edge_words(cv, edge, title, false);
	if (note != NULL) {
		int taken =
		    title == NULL ? 0 : shown_width(cv, slice_of(title)) + 3;
		rect_cut_left(&edge, taken);
		draw_edge_words(cv, edge, note, true);
	}
	return rect_inset(area, 2, 1);
}

void
draw_restyle(struct canvas *cv, struct rect area, enum role role)
{
	for (int y = area.y; y < area.y + area.h; y++) {
		for (int x = area.x; x < area.x + area.w; x++) {
			if (inside(cv, x, y))
				cell_at(cv, x, y)->role = (uint8_t)role;
		}
	}
}

void
draw_cursor(struct canvas *cv, int x, int y, bool typing)
{
	cv->cursor_x = rect_limit(x, cv->cols - 1);
	cv->cursor_y = rect_limit(y, cv->rows - 1);
	cv->has_cursor = true;
	cv->typing = typing;
}

bool
draw_cursor_at(const struct canvas *cv, int *x, int *y)
{
	*x = cv->cursor_x;
	*y = cv->cursor_y;
	return cv->has_cursor;
}

/* ------ reading the grid ------ */

enum role
draw_role_at(const struct canvas *cv, int x, int y)
{
	assert(inside(cv, x, y));
	return (enum role)cell_at(cv, x, y)->role;
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
			const char *bytes = cell_at(cv, x, y)->bytes;
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
			uint8_t role = cell_at(cv, x, y)->role;
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
draw_set_theme(struct canvas *cv, enum theme theme)
{
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct theme_style style = theme_style(theme, (enum role)role);
		short colour = COLORS >= 256 ? style.colour256 : style.colour8;
		short pair = (short)(role + 1);
		bool coloured = colour >= 0 && has_colors() &&
		    pair < COLOR_PAIRS && init_pair(pair, colour, -1) == OK;
		cv->pairs[role] = coloured ? pair : 0;
		cv->attributes[role] = curses_attributes(style.attributes);
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
	if (setcchar(out, wide, cv->attributes[role], cv->pairs[role], NULL) !=
	    OK)
		BUG("curses refused a character");
}

/* Writes the cells of row y from x on that differ; returns where it ended. */
static int
paint_run(struct canvas *cv, int x, int y, cchar_t *run)
{
	int n = 0, at = x;
	size_t row = (size_t)y * (size_t)cv->cols;
	while (at < cv->cols) {
		struct draw_cell *cell = cell_at(cv, at, y);
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
	const attr_t seen = A_REVERSE | A_UNDERLINE;
	int last = -1; /* the last cell that is not blank */
	for (int x = 0; x < cv->cols; x++) {
		uint8_t role = cell_at(cv, x, y)->role;
		if (is_blank(cell_at(cv, x, y)) &&
		    (cv->attributes[role] & seen) == 0)
			continue;
		bool near = last >= 0 && x - last - 1 <= DRAW_JOINED_BLANKS;
		uint8_t before = near ? cell_at(cv, last, y)->role : 0;
		if (near && role != ROLE_TEXT &&
		    (cv->attributes[before] & seen) == 0) {
			for (int i = last + 1; i < x; i++)
				cell_at(cv, i, y)->role = before;
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
