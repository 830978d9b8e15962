/*
 * screen_import_draw - the preview as a grid of its own: files have up to
 * thousands of columns, which the table widget is not made for.
 *
 *	 orders.csv  Shopify, Orders > Export  (21 of 21 Shopify order columns)
 *	 dates year-month-day   decimal point   currency EUR   UTF-8, comma
 *	 [ Import ]  would import orders.csv: 4,118 new orders, 3 rows set aside
 *	────────────────────────────────────────────────────────────────────────
 *	 order_id    order_date         -               roles; * chosen by hand
 *	 Name        Created at         Notes           as in the file
 *	 #1001       2026-10-01 10:00   please ring     values as understood
 *	 #1002      !31/31/2026                         ! cannot be understood
 *
 * Rows are left out from the bottom of this list up: the dry run's words, what
 * the column means, the rule, the line of notation.
 */
#include "base/text.h"
#include "ui/screen_import_internal.h"

enum {
	CELLS_MIN = 6,
	CELLS_MAX = 26,
	GAP = 2,
	MEASURED_ROWS = 30, /* that decide how wide a column is */
	CELLS_LINE = 34, /* that a line beside the button needs */
	ROWS_NOTATION = 8, /* heights from which these are shown */
	ROWS_RULE = 9,
	ROWS_MEANING = 14,
	ROWS_WORDS = 24
};

/* ------ the lines above ------ */

static void
draw_file(const struct preview *pv, struct canvas *cv, struct rect line)
{
	rect_cut_left(&line, 1);
	rect_cut_left(&line, draw_text(cv, line, ROLE_TITLE, pv->file) + 2);
	rect_cut_left(&line, draw_text(cv, line, ROLE_ACCENT, pv->summary) + 2);
	draw_text(cv, line, ROLE_DIM, pv->recalled ? "as remembered" : pv->why);
}

static void
draw_notation(const struct preview *pv, struct canvas *cv, struct rect line)
{
	rect_cut_left(&line, 1);
	draw_printf(cv, line, ROLE_TEXT,
	    "dates %s   decimal %s   currency %s   %s, %s",
	    preview_order_words(pv->date_order),
	    pv->decimal == ','       ? "comma"
		: pv->decimal == '.' ? "point"
				     : "not known",
	    pv->currency[0] != '\0' ? pv->currency : "not named", pv->encoding,
	    pv->delimiter);
}

/* What stands beside the button: what hinders, or what would happen. */
static const char *
words_of(const struct importer *im, const struct preview *pv, enum role *role)
{
	const struct desk_intake *in = desk_intake(importer_desk(im));

	*role = ROLE_ERROR;
	if (importer_busy(im)) {
		*role = ROLE_TEXT;
		return "being imported; Esc stops it and keeps nothing";
	}
	if (pv->problem != NULL)
		return pv->problem;
	*role = ROLE_ATTENTION;
	if (pv->date_question != NULL)
		return pv->date_question;
	if (pv->decimal_question != NULL)
		return pv->decimal_question;
	*role = ROLE_DIM;
	if (in->counted != im->asked)
		return "counting the whole file ...";
	if (in->counted_ok && in->doubts.len > 0) {
		*role = ROLE_ATTENTION;
		return in->doubts.p; /* the first line is drawn */
	}
	*role = in->counted_ok ? ROLE_TEXT : ROLE_ERROR;
	return in->line.p;
}

static const char *
button_of(const struct importer *im, const struct preview *pv)
{
	if (importer_busy(im))
		return "Importing";
	if (pv->problem != NULL)
		return "Cannot be read yet";
	if (pv->date_question != NULL || pv->decimal_question != NULL)
		return "Answer";
	return "Import";
}

static void
draw_state(struct importer *im, const struct preview *pv, struct canvas *cv,
    struct rect area)
{
	struct str button = STR_INIT;
	enum role role = ROLE_TEXT;
	const char *words = words_of(im, pv, &role);

	str_addf(&button, "[ %s ]", button_of(im, pv));
	rect_cut_left(&area, 1);
	im->button_at = rect_cut_left(&area, text_width(slice_str(&button)));
	im->button_at.h = 1;
	draw_slice(cv, im->button_at, im->on_grid ? ROLE_KEY : ROLE_SELECTED,
	    slice_str(&button));
	if (!im->on_grid)
		draw_cursor(cv, im->button_at.x, im->button_at.y, false);
	rect_cut_left(&area, 2);
	if (area.w < CELLS_LINE && strstr(words, ": ") != NULL)
		words = strstr(words, ": ") + 2; /* what comes of it */
	if (role == ROLE_ERROR)
		rect_cut_left(&area, draw_text(cv, area, role, "✗") + 1);
	draw_wrapped(cv, area, role, slice_of(words));
	str_release(&button);
}

/* ------ the grid ------ */

static int
wider(int cells, const char *text)
{
	int w = text_width(slice_of(text));
	return w > cells ? w : cells;
}

static int
width_of(const struct preview *pv, size_t column)
{
	int cells = CELLS_MIN;

	if (column < pv->n_columns) {
		const struct preview_column *c = &pv->columns[column];
		cells = wider(cells, c->name);
		if (c->role != NULL)
			cells = wider(cells, c->role) + c->decided;
	}
	for (size_t r = 0; r < pv->n_rows && r < MEASURED_ROWS; r++) {
		const struct preview_value *value =
		    preview_value(pv, r, column);
		cells = wider(cells, value->text);
	}
	return cells > CELLS_MAX ? CELLS_MAX : cells;
}

/* Puts the column under the cursor into sight. */
static void
follow_cursor(struct importer *im, const struct preview *pv, int cells)
{
	int w = 0;

	if (im->column >= pv->width)
		im->column = pv->width > 0 ? pv->width - 1 : 0;
	if (im->column < im->left)
		im->left = im->column;
	if (pv->width == 0)
		return;
	for (size_t c = im->column + 1; c-- > im->left;) {
		w += width_of(pv, c) + GAP;
		if (w > cells && c < im->column) {
			im->left = c + 1;
			return;
		}
	}
}

static void
draw_role(
    const struct preview_column *column, struct canvas *cv, struct rect at)
{
	if (column->role == NULL)
		draw_printf(cv, at, column->decided ? ROLE_MARKED : ROLE_DIM,
		    "-%s", column->decided ? "*" : "");
	else
		draw_printf(cv, at, column->decided ? ROLE_MARKED : ROLE_ACCENT,
		    "%s%s", column->role, column->decided ? "*" : "");
}

static void
draw_column(struct importer *im, const struct preview *pv, size_t column,
    struct canvas *cv, struct rect at)
{
	bool read = true;
	int row = 0;

	if (column < pv->n_columns) {
		const struct preview_column *c = &pv->columns[column];
		struct rect head = at;
		read = c->role != NULL;
		draw_role(c, cv, rect_row(at, row++));
		draw_text(cv, rect_row(at, row++), read ? ROLE_TITLE : ROLE_DIM,
		    c->name);
		head.h = rect_limit(2, at.h);
		if (im->on_grid && column == im->column) {
			draw_restyle(cv, head, ROLE_SELECTED);
			draw_cursor(cv, head.x, head.y, false);
		}
	}
	for (size_t r = im->row; r < pv->n_rows && row < at.h; r++, row++) {
		const struct preview_value *value =
		    preview_value(pv, r, column);
		struct rect cell = rect_row(at, row);
		enum role role = value->bad ? ROLE_ERROR
		    : read                  ? ROLE_TEXT
					    : ROLE_DIM;
		/* In the gap before the column, so that it takes no room. */
		if (value->bad)
			draw_put(cv, cell.x - 1, cell.y, role, '!');
		draw_text(cv, cell, role, value->text);
	}
}

static void
draw_grid(struct importer *im, const struct preview *pv, struct canvas *cv,
    struct rect area)
{
	im->grid_at = area;
	im->rows = rect_limit(area.h - (pv->n_columns > 0 ? 2 : 0), area.h);
	if (im->row >= pv->n_rows)
		im->row = 0;
	rect_cut_left(&area, 1);
	follow_cursor(im, pv, area.w);
	for (size_t c = im->left; c < pv->width && area.w > 0; c++) {
		struct rect at = rect_cut_left(&area, width_of(pv, c));
		draw_column(im, pv, c, cv, at);
		rect_cut_left(&area, GAP);
	}
}

/* ------ the lines below ------ */

static void
draw_meaning(const struct importer *im, const struct preview *pv,
    struct canvas *cv, struct rect area)
{
	struct str words = STR_INIT;

	rect_cut_left(&area, 1);
	if (im->column >= pv->n_columns) {
		draw_text(cv, area, ROLE_DIM, "the file names no columns");
		return;
	}
	const struct preview_column *c = &pv->columns[im->column];
	if (c->role == NULL)
		str_addf(&words, "'%s' is not read", c->name);
	else
		str_addf(&words, "'%s' is %s: %s", c->name, c->role, c->help);
	if (c->bad > 0)
		str_addf(&words,
		    "; %d of the first %zu values are not understood (!)",
		    c->bad, pv->n_rows);
	draw_wrapped(cv, area, c->bad > 0 ? ROLE_ATTENTION : ROLE_DIM,
	    slice_str(&words));
	str_release(&words);
}

/* Lines of a summary, each cut; its first stands elsewhere already. */
static void
draw_lines(struct canvas *cv, struct rect area, const char *text)
{
	struct slice rest = slice_of(text), line;
	int row = 0;

	(void)slice_split(&rest, '\n', &line); /* none: nothing follows */
	while (row < area.h && slice_split(&rest, '\n', &line))
		draw_slice(cv, rect_row(area, row++), ROLE_TEXT, line);
}

static void
draw_words(const struct importer *im, struct canvas *cv, struct rect area)
{
	const struct desk_intake *in = desk_intake(importer_desk(im));
	bool there = in->counted == im->asked;
	struct rect box = draw_box(
	    cv, area, "The whole file", there ? "! all of it" : "counting");

	if (there)
		draw_lines(cv, box, in->summary.p);
}

/* ------ the whole ------ */

void
importer_draw_look(struct importer *im, struct canvas *cv, struct rect area)
{
	const struct preview *pv = importer_preview(im);
	int h = im->height = area.h;

	if (pv == NULL) {
		draw_printf(cv, rect_inset(area, 1, 0), ROLE_DIM,
		    "looking at %s ...", im->file.p);
		return;
	}
	draw_file(pv, cv, rect_cut_top(&area, 1));
	if (h >= ROWS_NOTATION)
		draw_notation(pv, cv, rect_cut_top(&area, 1));
	draw_state(im, pv, cv, rect_cut_top(&area, h >= ROWS_MEANING ? 2 : 1));
	if (h >= ROWS_RULE)
		draw_hline(cv, rect_cut_top(&area, 1), ROLE_FRAME);
	if (h >= ROWS_WORDS && importer_is_ready(pv))
		draw_words(im, cv, rect_cut_bottom(&area, h / 3));
	if (h >= ROWS_MEANING)
		draw_meaning(im, pv, cv, rect_cut_bottom(&area, 2));
	draw_grid(im, pv, cv, area);
}

void
importer_draw_done(struct importer *im, struct canvas *cv, struct rect area)
{
	const struct desk_imported *done = desk_imported(importer_desk(im));
	struct rect line = rect_cut_top(&area, 1);

	rect_cut_left(&line, 1);
	draw_slice(cv, line, ROLE_TITLE, slice_str(&done->line));
	rect_cut_left(&area, 1);
	if (area.h >= 6)
		rect_cut_top(&area, 1);
	draw_wrapped(cv, area, ROLE_TEXT, slice_str(&done->summary));
}
