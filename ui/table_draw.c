/*
 * table_draw - where columns stand, and drawing what is in sight.
 *
 *	▌● Lamp, brass desk    2,988 ███████▏   38%
 *	│└ mark                └ text └ graphic
 *	└ cursor
 *
 * Columns are fitted in this order: everything at its least width; while that
 * is too wide the column of the highest priority number goes; what is left
 * over goes to all columns alike until they are at their most. If it still does
 * not fit, columns after the frozen ones scroll.
 */
#include "base/num.h"
#include "base/text.h"
#include "ui/chart.h"
#include "ui/table_internal.h"

enum {
	WIDE_ENOUGH = 100, /* cells; from here on two blanks between columns */
	INTERVAL_LEAST = 5 /* a narrower one says nothing */
};

/* Blanks between columns. */
static int
gap_width(int cells)
{
	return cells >= WIDE_ENOUGH ? 2 : 1;
}

static int
gutter(const struct table *tb)
{
	return tb->no_marks ? 1 : 3;
}

/* ------ fitting the columns ------ */

/* Least and most cells of a column, by hand or as set up. Made wider it keeps
 * that width; made narrower it may grow less. */
static int
least_cells(const struct table *tb, int c)
{
	const struct table_column *spec = &tb->columns[c];
	int least =
	    spec->max > spec->min && tb->wider[c] > 0 ? spec->max : spec->min;
	return least + tb->wider[c];
}

static int
most_cells(const struct table *tb, int c)
{
	const struct table_column *spec = &tb->columns[c];
	int most = spec->max > spec->min ? spec->max : spec->min;
	if (tb->wider[c] < 0)
		most = spec->min;
	return most + tb->wider[c];
}

/* The column to drop next, or -1. */
static int
least_wanted(const struct table *tb)
{
	int worst = -1, priority = 0;
	for (int i = tb->frozen; i < tb->n_columns; i++) {
		int c = tb->order[i];
		if (!tb->layout.dropped[c] && tb->wider[c] == 0 &&
		    tb->columns[c].priority >= priority &&
		    tb->columns[c].priority > 0) {
			worst = c;
			priority = tb->columns[c].priority;
		}
	}
	return worst;
}

static int
least_width(const struct table *tb, int gap)
{
	int width = 0;
	for (int c = 0; c < tb->n_columns; c++) {
		if (!tb->layout.dropped[c])
			width += least_cells(tb, c) + gap;
	}
	return width;
}

/* Gives each column its least width; the room left over goes to all a cell
 * each in turn, so that names and graphics are cut alike. */
static void
share_width(struct table *tb, int spare)
{
	int *w = tb->layout.w;
	for (int c = 0; c < tb->n_columns; c++)
		w[c] = tb->layout.dropped[c] ? 0 : least_cells(tb, c);
	for (bool grew = true; grew && spare > 0;) {
		grew = false;
		for (int i = 0; i < tb->n_columns && spare > 0; i++) {
			int c = tb->order[i];
			bool grows =
			    !tb->layout.dropped[c] && w[c] < most_cells(tb, c);
			w[c] += grows;
			spare -= grows;
			grew |= grows;
		}
	}
}

/* Scrolls sideways so that the column cursor is in sight: columns before
 * 'left' and those that do not fit have no width afterwards. */
static void
place_columns(struct table *tb, struct rect area, int gap)
{
	struct table_layout *lo = &tb->layout;
	rect_cut_left(&area, gutter(tb));
	for (int i = 0; i < tb->n_columns; i++) {
		int c = tb->order[i];
		bool hidden = i >= tb->frozen && i < tb->left;
		/* Only the first column that does not fit may be cut. */
		bool cut = lo->w[c] > area.w && i > tb->left;
		if (lo->w[c] == 0 || hidden || cut) {
			lo->w[c] = 0;
			area.w = cut ? 0 : area.w;
			continue;
		}
		struct rect at = rect_cut_left(&area, lo->w[c]);
		rect_cut_left(&area, gap);
		lo->x[c] = at.x;
		lo->w[c] = at.w;
	}
}

void
table_lay_out(struct table *tb, struct rect area)
{
	struct table_layout *lo = &tb->layout;
	int gap = tb->gap = gap_width(area.w);
	int room = area.w - gutter(tb);
	for (int c = 0; c < tb->n_columns; c++)
		lo->dropped[c] = tb->columns[c].hidden;
	while (least_width(tb, gap) - gap > room) {
		int c = least_wanted(tb);
		if (c < 0)
			break;
		lo->dropped[c] = true;
	}
	if (lo->dropped[tb->column])
		tb->column = tb->order[0];
	int cursor = table_place(tb, tb->column);
	int spare = room - (least_width(tb, gap) - gap);
	if (spare >= 0)
		tb->left = tb->frozen;
	if (cursor >= tb->frozen && cursor < tb->left)
		tb->left = cursor;
	share_width(tb, spare < 0 ? 0 : spare);
	place_columns(tb, area, gap);
	while (lo->w[tb->column] == 0 && tb->left < cursor) {
		tb->left++;
		share_width(tb, 0);
		place_columns(tb, area, gap);
	}
}

/* ------ titles ------ */

/* "▼" on the column sorted by, "▲2" on the second that rises. */
static void
add_sort_sign(const struct table *tb, int column, struct str *out)
{
	for (int i = 0; i < tb->n_sorts; i++) {
		if (tb->sorts[i].column != column)
			continue;
		str_add(out, tb->sorts[i].descending ? "▼" : "▲");
		if (i > 0)
			str_addf(out, "%d", i + 1);
	}
}

static struct rect
text_part(const struct table *tb, int column, struct rect cell)
{
	const struct table_column *spec = &tb->columns[column];
	return spec->text > 0 ? rect_cut_left(&cell, spec->text) : cell;
}

static void
draw_aligned(struct canvas *cv, struct rect at, enum role role,
    enum table_align align, struct slice text)
{
	if (align == TABLE_RIGHT)
		draw_right(cv, at, role, text);
	else if (align == TABLE_CENTRE)
		draw_centre(cv, at, role, text);
	else if (align == TABLE_NAMES)
		draw_name(cv, at, role, text);
	else
		draw_slice(cv, at, role, text);
}

static void
draw_title(struct table *tb, struct canvas *cv, int column, bool focused)
{
	const struct table_column *spec = &tb->columns[column];
	struct rect row = tb->layout.titles;
	struct rect at = rect_columns(
	    row, tb->layout.x[column] - row.x, tb->layout.w[column]);
	bool here = focused && column == tb->column;
	enum role role = here ? ROLE_TAB_ON : ROLE_TITLE;
	struct str sign = STR_INIT, title = STR_INIT;
	add_sort_sign(tb, column, &sign);
	int wanted = text_width(slice_of(spec->title));
	int room = rect_limit(at.w - text_width(slice_str(&sign)), at.w);
	text_fit(&title, slice_of(spec->title), wanted < room ? wanted : room,
	    draw_ascii(cv));
	str_add_slice(&title, slice_str(&sign));
	struct rect part = text_part(tb, column, at);
	bool spills = text_width(slice_str(&title)) > part.w;
	draw_aligned(cv, spills ? at : part, role,
	    spills && spec->text > 0 ? TABLE_LEFT : spec->align,
	    slice_str(&title));
	str_release(&title);
	str_release(&sign);
}

/* ------ rows ------ */

static void
draw_graphic(struct canvas *cv, struct rect at, const struct table_cell *cell)
{
	if (cell->graphic == TABLE_BAR)
		chart_bar(cv, at, cell->role, cell->mid);
	if (cell->graphic == TABLE_INTERVAL && at.w >= INTERVAL_LEAST)
		chart_interval(cv, at,
		    &(struct chart_interval){ .to = 1,
			.low = cell->low,
			.mid = cell->mid,
			.high = cell->high,
			.zero = cell->zero,
			.role = cell->role });
}

static void
draw_cell(struct table *tb, struct canvas *cv, size_t row, int column, int y)
{
	struct table_cell cell;
	struct rect at = { .x = tb->layout.x[column],
		.y = y,
		.w = tb->layout.w[column],
		.h = 1 };
	struct slice needle = slice_str(&tb->needle);
	table_cell_at(tb, row, column, &cell);
	bool match = needle.len > 0 &&
	    slice_find_nocase(cell.text, needle) < cell.text.len;
	struct rect part = text_part(tb, column, at);
	draw_aligned(cv, part, match ? ROLE_MATCH : cell.role,
	    tb->columns[column].align, cell.text);
	if (cell.graphic != TABLE_PLAIN)
		draw_graphic(
		    cv, rect_columns(at, part.w + 1, at.w - part.w - 1), &cell);
}

static void
draw_row(struct table *tb, struct canvas *cv, size_t row, struct rect line)
{
	if (!tb->no_marks) {
		uint64_t identity =
		    tb->source.ops->identity(tb->source.src, row);
		if (table_is_marked(tb, identity))
			draw_put(cv, line.x + 1, line.y, ROLE_MARKED,
			    draw_ascii(cv) ? '*' : 0x25cf);
	}
	for (int c = 0; c < tb->n_columns; c++) {
		if (tb->layout.w[c] > 0)
			draw_cell(tb, cv, row, c, line.y);
	}
}

/* The row under the cursor: a bar at the left, and reversed where it holds
 * text. Bars and intervals keep their colours, which also halves the bytes a
 * step of the cursor sends. */
static void
draw_selection(
    const struct table *tb, struct canvas *cv, struct rect line, bool focused)
{
	struct rect bar = rect_cut_left(&line, 1);
	draw_put(cv, bar.x, bar.y, ROLE_ACCENT, 0x258c);
	if (!focused)
		return;
	draw_cursor(cv, tb->layout.x[tb->column], bar.y, false);
	draw_restyle(cv, rect_cut_left(&line, gutter(tb) - 1), ROLE_SELECTED);
	for (int c = 0; c < tb->n_columns; c++) {
		struct rect at = { .x = tb->layout.x[c],
			.y = line.y,
			.w = tb->layout.w[c],
			.h = 1 };
		struct rect text = text_part(tb, c, at);
		if (text.w > 0 && text.w == at.w &&
		    tb->order[tb->n_columns - 1] != c)
			text.w += tb->gap;
		draw_restyle(cv, text, ROLE_SELECTED);
	}
}

struct rect
table_cell_rect(const struct table *tb, size_t row, int column)
{
	const struct table_layout *lo = &tb->layout;
	if (row < tb->top || row - tb->top >= (size_t)lo->rows.h)
		return (struct rect){ .w = 0 };
	return (struct rect){ .x = lo->x[column],
		.y = lo->rows.y + (int)(row - tb->top),
		.w = lo->w[column],
		.h = 1 };
}

static void
draw_position(struct table *tb, struct canvas *cv, struct rect line)
{
	struct str words = STR_INIT;
	size_t page = (size_t)tb->layout.rows.h;
	str_add(&words, "row ");
	num_add_grouped(&words, tb->count == 0 ? 0 : (int64_t)tb->cursor + 1);
	str_add(&words, " of ");
	num_add_grouped(&words, (int64_t)tb->count);
	if (tb->note.len > 0)
		str_addf(&words, " %s", tb->note.p);
	if (tb->count <= page)
		str_add(&words, "  all ");
	else if (tb->top + page >= tb->count)
		str_add(&words, "  end ");
	else
		str_addf(&words, "  %3d%% ",
		    (int)((double)tb->top * 100 / (double)(tb->count - page)));
	draw_right(cv, line, ROLE_DIM, slice_str(&words));
	str_release(&words);
}

void
table_draw(struct table *tb, struct canvas *cv, struct rect area, bool focused)
{
	struct rect position =
	    rect_cut_bottom(&area, tb->no_position || area.h < 5 ? 0 : 1);
	tb->layout.titles = rect_cut_top(&area, 1);
	struct rect rule = rect_cut_top(&area, area.h > 3 ? 1 : 0);
	tb->layout.rows = area;
	table_lay_out(tb, area);
	table_follow_cursor(tb, (size_t)area.h);
	for (int c = 0; c < tb->n_columns; c++) {
		if (tb->layout.w[c] > 0)
			draw_title(tb, cv, c, focused);
	}
	if (rule.h > 0)
		draw_hline(cv, rule, ROLE_FRAME);
	for (int i = 0; i < area.h && tb->top + (size_t)i < tb->count; i++) {
		size_t row = tb->top + (size_t)i;
		draw_row(tb, cv, row, rect_row(area, i));
		if (row == tb->cursor)
			draw_selection(tb, cv, rect_row(area, i), focused);
	}
	if (position.h > 0)
		draw_position(tb, cv, position);
}
