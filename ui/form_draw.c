/*
 * form_draw - a line a field: bar, label, value, note.
 *
 *	▌discount      ├━━━━━━━●──────┃─────────┤       12.0 %  note
 *	 format        (o) CSV  ( ) TSV  ( ) JSON lines
 *
 * Options that do not fit go on in the next line under the first option.
 */
#include "base/text.h"
#include "ui/chart.h"
#include "ui/form_internal.h"

enum {
	LABEL_GAP = 2,
	VALUE_WIDTH = 11, /* cells of a slider's value */
	SLIDER_MAX = 42,
	SLIDER_MIN = 8,
	OPTION_GAP = 2
};

static int
label_width(const struct form *fm)
{
	int width = 0;
	for (int i = 0; i < fm->n; i++) {
		int cells = fm->fields[i].label == NULL
		    ? 0
		    : text_width(slice_of(fm->fields[i].label));
		if (cells > width && !fm->values[i].hidden)
			width = cells;
	}
	return width + LABEL_GAP;
}

static int
option_width(const struct form_field *field, int option)
{
	return 4 + text_width(slice_of(field->options[option]));
}

static bool
shows_options(const struct form_field *field)
{
	return field->kind == FORM_RADIO || field->kind == FORM_CHECKS;
}

/* Rows the options take in 'cols' cells. */
static int
option_rows(const struct form_field *field, int cols)
{
	int rows = 1, x = 0;
	for (int i = 0; i < field->n_options; i++) {
		int width = option_width(field, i);
		if (x > 0 && x + width > cols) {
			rows++;
			x = 0;
		}
		x += width + OPTION_GAP;
	}
	return rows;
}

static int
field_rows(const struct form *fm, int field, int cols)
{
	if (fm->values[field].hidden)
		return 0;
	if (!shows_options(&fm->fields[field]))
		return 1;
	return option_rows(&fm->fields[field], cols - 1 - label_width(fm));
}

int
form_height(const struct form *fm, int cols)
{
	int rows = 0;
	for (int i = 0; i < fm->n; i++)
		rows += field_rows(fm, i, cols);
	return rows;
}

static void
add_number(const struct form *fm, int field, struct str *out)
{
	const struct form_field *spec = &fm->fields[field];
	double number = fm->values[field].number;
	if (spec->format != NULL) {
		spec->format(out, number);
		return;
	}
	str_addf(out, "%.*f", spec->decimals, number);
	if (spec->unit != NULL)
		str_addf(out, " %s", spec->unit);
}

static bool
typing_in(const struct form *fm, int field)
{
	return fm->typing && fm->focus == field;
}

static void
draw_number(struct form *fm, int field, struct canvas *cv, struct rect at)
{
	struct str words = STR_INIT;
	if (typing_in(fm, field)) {
		lineedit_draw(&fm->edit, cv, at, true);
		return;
	}
	add_number(fm, field, &words);
	draw_right(cv, at, ROLE_TITLE, slice_str(&words));
	str_release(&words);
}

/* Draws slider and value, and takes them off *row. */
static void
draw_slider(struct form *fm, int field, struct canvas *cv, struct rect *row)
{
	struct form_value *v = &fm->values[field];
	int width = rect_limit(row->w / 2, SLIDER_MAX);
	if (row->w < SLIDER_MIN + VALUE_WIDTH)
		width = 0; /* the value matters more */
	v->slider = rect_cut_left(row, width);
	chart_slider(cv, v->slider,
	    &(struct chart_slider){ .from = v->min,
		.to = v->max,
		.value = v->number,
		.has_floor = v->has_floor,
		.floor = v->floor,
		.role = fm->focus == field ? ROLE_ACCENT : ROLE_TEXT });
	draw_number(fm, field, cv, rect_cut_left(row, VALUE_WIDTH));
}

static void
draw_option(
    struct form *fm, int field, int option, struct canvas *cv, struct rect at)
{
	const struct form_field *spec = &fm->fields[field];
	const struct form_value *v = &fm->values[field];
	bool radio = spec->kind == FORM_RADIO;
	bool on = radio ? v->option == option : (v->checks >> option & 1) != 0;
	bool here = fm->focus == field &&
	    (radio ? v->option == option : v->at == option);
	const char *box = radio ? (on ? "(o)" : "( )") : (on ? "[x]" : "[ ]");
	draw_printf(cv, at, here ? ROLE_TAB_ON : ROLE_TEXT, "%s %s", box,
	    spec->options[option]);
	if (here)
		draw_cursor(cv, at.x + 1, at.y, false);
}

static void
draw_options(struct form *fm, int field, struct canvas *cv, struct rect area)
{
	const struct form_field *spec = &fm->fields[field];
	int row = 0, x = 0;
	for (int i = 0; i < spec->n_options; i++) {
		int width = option_width(spec, i);
		if (x > 0 && x + width > area.w) {
			row++;
			x = 0;
		}
		draw_option(fm, field, i, cv,
		    rect_columns(rect_row(area, row), x, width));
		x += width + OPTION_GAP;
	}
}

/* One line of text or a choice; the rest of *row is for the note. */
static void
draw_line(struct form *fm, int field, struct canvas *cv, struct rect *row)
{
	const struct form_field *spec = &fm->fields[field];
	const struct form_value *v = &fm->values[field];
	int used = 0;
	if (spec->kind == FORM_TEXT && typing_in(fm, field)) {
		lineedit_draw(&fm->edit, cv, *row, true);
		used = row->w;
	} else if (spec->kind == FORM_TEXT) {
		used = draw_text(cv, *row, ROLE_TEXT, v->text.p);
	} else if (spec->kind == FORM_CHOICE && spec->n_options > 0) {
		const char *option = spec->options[v->option];
		used = draw_printf(cv, *row, ROLE_TITLE, "< %s >", option);
	} else if (spec->kind == FORM_NUMBER) {
		used = rect_limit(VALUE_WIDTH, row->w);
		draw_number(fm, field, cv, rect_columns(*row, 0, used));
	}
	rect_cut_left(row, used);
}

static void
draw_field(
    struct form *fm, int field, struct canvas *cv, struct rect area, bool here)
{
	const struct form_field *spec = &fm->fields[field];
	struct form_value *v = &fm->values[field];
	struct rect bar = rect_cut_left(&area, 1);
	struct rect label = rect_cut_left(&area, label_width(fm));
	if (here)
		draw_put(cv, bar.x, bar.y, ROLE_ACCENT, 0x258c);
	if (here && !fm->typing)
		draw_cursor(cv, label.x, label.y, false);
	if (spec->label != NULL)
		draw_text(
		    cv, label, here ? ROLE_TITLE : ROLE_TEXT, spec->label);
	v->slider = (struct rect){ .w = 0 };
	if (shows_options(spec)) {
		draw_options(fm, field, cv, area);
		return;
	}
	struct rect row = rect_row(area, 0);
	int before = row.w;
	if (spec->kind == FORM_SLIDER)
		draw_slider(fm, field, cv, &row);
	else
		draw_line(fm, field, cv, &row);
	if (row.w < before)
		rect_cut_left(&row, 2);
	draw_text(cv, row, v->note_role, v->note.p);
}

/* The first field to draw, so that the one with the focus is in sight. */
static int
first_field(const struct form *fm, struct rect area)
{
	int rows = 0, first = fm->focus;
	for (; first >= 0; first--) {
		rows += field_rows(fm, first, area.w);
		if (rows > area.h)
			break;
	}
	first = first < fm->focus ? first + 1 : fm->focus;
	return first < 0 ? 0 : first;
}

void
form_draw(struct form *fm, struct canvas *cv, struct rect area, bool focused)
{
	int first = first_field(fm, area);
	for (int i = 0; i < first; i++)
		fm->values[i].area = (struct rect){ .w = 0 };
	for (int i = first; i < fm->n; i++) {
		int rows = field_rows(fm, i, area.w);
		fm->values[i].area = rect_cut_top(&area, rows);
		if (fm->values[i].area.h > 0)
			draw_field(fm, i, cv, fm->values[i].area,
			    focused && fm->focus == i);
	}
}
