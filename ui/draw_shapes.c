/*
 * draw_shapes - text, lines and boxes, put into the grid cell by cell.
 *
 * Text goes through the charset first (in ASCII it may grow: a wide character
 * becomes two question marks), is then measured, and cut where it is too wide.
 */
#include "ui/draw_internal.h"

#include <stdarg.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/glyph.h"

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
			if (x > at.x && draw_inside(cv, x - 1, at.y)) {
				int left =
				    draw_cell_at(cv, x - 1, at.y)->width == 0;
				draw_join_cell(cv, x - 1 - left, at.y, c);
			}
			continue;
		}
		if (x + width > end)
			break;
		if (draw_inside(cv, x, at.y) &&
		    draw_inside(cv, x + width - 1, at.y))
			draw_set_cell(cv, x, at.y, role, c, width);
		else if (width == 2 && draw_inside(cv, x, at.y))
			draw_set_cell(cv, x, at.y, role, ' ', 1);
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

/* The most last words of it that take two fifths of the cells, else the last
 * one when it takes half; empty: not even that. */
static struct slice
last_words(struct slice text, int cells)
{
	struct slice tail = slice_bytes(text.p + text.len, 0);

	for (size_t i = text.len; i > 0; i--) {
		struct slice from = slice_bytes(text.p + i, text.len - i);
		int width;
		if (text.p[i - 1] != ' ')
			continue;
		width = text_width(from);
		if (width * 5 > cells * 2 &&
		    (tail.len > 0 || width * 2 > cells))
			break;
		tail = from;
	}
	return tail;
}

int
draw_name(struct canvas *cv, struct rect at, enum role role, struct slice name)
{
	struct slice text, tail, head;

	if (at.w <= 0 || at.h <= 0)
		return 0;
	text = slice_trim(to_charset(cv, name));
	tail = last_words(text, at.w);
	if (text_width(text) <= at.w || tail.len == 0)
		return draw_slice(cv, at, role, name);
	head = slice_trim(text_prefix(text, at.w - 1 - text_width(tail)));
	rect_cut_left(&at, draw_characters(cv, at, role, head));
	draw_put(cv, at.x, at.y, role, 0x2026);
	rect_cut_left(&at, 1);
	return text_width(head) + 1 + draw_characters(cv, at, role, tail);
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

struct slice
draw_wrapped_from(struct slice text, int cols, int row)
{
	while (row-- > 0 && text.len > 0 && cols > 0)
		next_line(&text, cols);
	return text;
}

/* ------ shapes ------ */

void
draw_put(struct canvas *cv, int x, int y, enum role role, uint32_t code_point)
{
	uint32_t c = translate(cv, code_point);
	int width = text_char_width(c);
	if (!draw_inside(cv, x, y) || width == 0)
		return;
	if (width == 2 && !draw_inside(cv, x + 1, y)) {
		c = ' ';
		width = 1;
	}
	draw_set_cell(cv, x, y, role, c, width);
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

enum {
	LEAST_NOTE = 20 /* cells, of one that is cut */
};

struct rect
draw_box(
    struct canvas *cv, struct rect area, const char *title, const char *note)
{
	if (area.w < 2 || area.h < 2)
		return (struct rect){ .x = area.x, .y = area.y };
	draw_frame(cv, area);
	struct rect edge = rect_inset(rect_row(area, 0), 2, 0);
	int whole = title == NULL || title[0] == '\0'
	    ? 0
	    : shown_width(cv, slice_of(title)) + 2;
	int noted = note == NULL || note[0] == '\0'
	    ? 0
	    : shown_width(cv, slice_of(note)) + 2;
	/* The note tells keys: a title of more than half is cut for it. */
	int room = rect_limit(edge.w - noted - 1, edge.w);
	if (noted == 0)
		room = edge.w;
	else if (room < edge.w / 2)
		room = edge.w / 2;
	room = whole < room ? whole : room;
	int rest = edge.w - room - (whole > 0);
	if (noted > rest && rest < LEAST_NOTE) { /* it would say nothing */
		noted = 0;
		room = edge.w;
	}
	struct rect left = rect_cut_left(&edge, room);
	rect_cut_left(&edge, whole > 0);
	if (whole > 0)
		draw_edge_words(cv, left, title, false);
	if (noted > 0)
		draw_edge_words(cv, edge, note, true);
	return rect_inset(area, 2, 1);
}

void
draw_restyle(struct canvas *cv, struct rect area, enum role role)
{
	for (int y = area.y; y < area.y + area.h; y++) {
		for (int x = area.x; x < area.x + area.w; x++) {
			if (draw_inside(cv, x, y))
				draw_cell_at(cv, x, y)->role = (uint8_t)role;
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
