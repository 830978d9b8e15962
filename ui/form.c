/*
 * form - fields with a value each, one of which has the focus.
 *
 * What is being typed lives in one line editor until it is taken over: at once
 * for text in an eager form, on Enter otherwise. A number that cannot be read
 * stays in the editor with a word beside the field. Sliding rounds to whole
 * steps counted from the least value, so that what is shown is what is kept.
 */
#include "ui/form_internal.h"

#include <math.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

/* ------ life ------ */

struct form *
form_new(const struct form_field *fields, int n)
{
	assert(n > 0 && n <= FORM_MAX_FIELDS);
	struct form *fm = mem_zalloc(sizeof(*fm));
	fm->fields = fields;
	fm->n = n;
	fm->changed = -1;
	lineedit_init(&fm->edit);
	for (int i = 0; i < n; i++) {
		struct form_value *v = &fm->values[i];
		str_init(&v->text);
		str_init(&v->note);
		v->min = fields[i].min;
		v->max = fields[i].max;
		v->number = v->min;
		v->note_role = ROLE_DIM;
	}
	form_set_focus(fm, 0);
	return fm;
}

void
form_free(struct form *fm)
{
	if (fm == NULL)
		return;
	for (int i = 0; i < fm->n; i++) {
		str_release(&fm->values[i].text);
		str_release(&fm->values[i].note);
	}
	lineedit_release(&fm->edit);
	mem_free(fm);
}

static struct form_value *
value_of(struct form *fm, int field)
{
	assert(field >= 0 && field < fm->n);
	return &fm->values[field];
}

static const struct form_value *
read_value(const struct form *fm, int field)
{
	assert(field >= 0 && field < fm->n);
	return &fm->values[field];
}

static bool
is_number(const struct form *fm, int field)
{
	enum form_kind kind = fm->fields[field].kind;
	return kind == FORM_NUMBER || kind == FORM_SLIDER;
}

/* ------ values ------ */

const char *
form_text(const struct form *fm, int field)
{
	return read_value(fm, field)->text.p;
}

double
form_number(const struct form *fm, int field)
{
	return read_value(fm, field)->number;
}

int
form_option(const struct form *fm, int field)
{
	return read_value(fm, field)->option;
}

uint32_t
form_checks(const struct form *fm, int field)
{
	return read_value(fm, field)->checks;
}

/* The editor of an eager text field always holds that field's text. */
static void
load_editor(struct form *fm)
{
	const struct form_field *field = &fm->fields[fm->focus];
	fm->typing = fm->eager && field->kind == FORM_TEXT;
	if (!fm->typing)
		return;
	lineedit_set(&fm->edit, fm->values[fm->focus].text.p);
	fm->edit.complete = field->complete;
}

void
form_set_text(struct form *fm, int field, const char *text)
{
	str_set(&value_of(fm, field)->text, text);
	if (field == fm->focus)
		load_editor(fm);
}

static double
clip(const struct form_value *v, double number)
{
	bool limited = v->max > v->min;
	if (!isfinite(number))
		return v->min;
	if (limited && number < v->min)
		return v->min;
	return limited && number > v->max ? v->max : number;
}

void
form_set_number(struct form *fm, int field, double value)
{
	struct form_value *v = value_of(fm, field);
	v->number = clip(v, value);
}

void
form_set_option(struct form *fm, int field, int option)
{
	assert(option >= 0 && option < fm->fields[field].n_options);
	value_of(fm, field)->option = option;
}

void
form_set_checks(struct form *fm, int field, uint32_t bits)
{
	value_of(fm, field)->checks = bits;
}

void
form_set_range(struct form *fm, int field, double min, double max)
{
	struct form_value *v = value_of(fm, field);
	v->min = min;
	v->max = max;
	v->number = clip(v, v->number);
}

void
form_set_floor(struct form *fm, int field, double floor_value)
{
	struct form_value *v = value_of(fm, field);
	v->has_floor = isfinite(floor_value);
	v->floor = floor_value;
}

void
form_set_note(struct form *fm, int field, enum role role, const char *note)
{
	struct form_value *v = value_of(fm, field);
	str_set(&v->note, note);
	v->note_role = role;
}

void
form_set_hidden(struct form *fm, int field, bool hidden)
{
	value_of(fm, field)->hidden = hidden;
}

void
form_set_eager(struct form *fm, bool eager)
{
	fm->eager = eager;
	load_editor(fm);
}

int
form_changed(const struct form *fm)
{
	return fm->changed;
}

bool
form_typing(const struct form *fm)
{
	return fm->typing;
}

static unsigned
changed(struct form *fm)
{
	fm->changed = fm->focus;
	return REACT_CHANGED;
}

/* ------ focus ------ */

static bool
can_focus(const struct form *fm, int field)
{
	return fm->fields[field].kind != FORM_NOTE && !fm->values[field].hidden;
}

int
form_focus(const struct form *fm)
{
	return fm->focus;
}

void
form_set_focus(struct form *fm, int field)
{
	assert(field >= 0 && field < fm->n);
	while (field < fm->n - 1 && !can_focus(fm, field))
		field++;
	fm->focus = field;
	load_editor(fm);
}

static unsigned
move_focus(struct form *fm, int step)
{
	int field = fm->focus + step;
	while (field >= 0 && field < fm->n && !can_focus(fm, field))
		field += step;
	if (field < 0 || field >= fm->n)
		return REACT_NONE;
	form_set_focus(fm, field);
	return REACT_REDRAW;
}

/* ------ typing ------ */

static unsigned
begin_typing(struct form *fm, const char *start)
{
	enum form_kind kind = fm->fields[fm->focus].kind;
	if (kind != FORM_TEXT && !is_number(fm, fm->focus))
		return REACT_NONE;
	lineedit_set(&fm->edit, start);
	fm->edit.complete = fm->fields[fm->focus].complete;
	fm->typing = true;
	return REACT_REDRAW;
}

/* Says why a number is not taken; it goes on being typed. */
static unsigned
refuse(struct form *fm, const char *why)
{
	form_set_note(fm, fm->focus, ROLE_ERROR, why);
	return REACT_REDRAW;
}

static unsigned
refuse_beyond(struct form *fm, const struct form_value *v)
{
	struct str why = STR_INIT;
	unsigned answer;
	str_addf(&why, "from %g to %g", v->min, v->max);
	answer = refuse(fm, why.p);
	str_release(&why);
	return answer;
}

/* Takes over what was typed; a number that is none, or beyond the limits, stays
 * in the editor. */
static unsigned
take_typed(struct form *fm)
{
	struct form_value *v = &fm->values[fm->focus];
	struct slice typed = slice_trim(slice_str(&fm->edit.text));
	double number = 0;
	if (!is_number(fm, fm->focus)) {
		str_set(&v->text, fm->edit.text.p);
	} else if (!num_parse_percent(typed, &number)) {
		return refuse(fm, "not a number");
	} else if (number < clip(v, number) || number > clip(v, number)) {
		return refuse_beyond(fm, v);
	} else {
		v->number = number;
	}
	fm->typing = false;
	load_editor(fm);
	return changed(fm);
}

static unsigned
typed(struct form *fm, enum lineedit_outcome outcome)
{
	bool text = fm->fields[fm->focus].kind == FORM_TEXT;
	switch (outcome) {
	case LINEEDIT_IGNORED:
		return REACT_NONE;
	case LINEEDIT_MOVED:
		return REACT_REDRAW;
	case LINEEDIT_CHANGED:
		if (!fm->eager || !text)
			return REACT_REDRAW;
		str_set(&fm->values[fm->focus].text, fm->edit.text.p);
		return changed(fm);
	case LINEEDIT_DONE:
		return take_typed(fm);
	case LINEEDIT_CANCELLED:
		break;
	}
	fm->typing = false;
	load_editor(fm);
	return REACT_REDRAW;
}

/* In an eager text field these belong to the dialog around it. */
static bool
leaves_text(const struct form *fm, uint32_t key)
{
	bool completes = fm->fields[fm->focus].complete != NULL;
	return key == K_ENTER || key == K_ESC || key == K_UP || key == K_DOWN ||
	    key == K_SHIFT_TAB || key == K_CTRL('c') ||
	    (key == K_TAB && !completes);
}

unsigned
form_key(struct form *fm, uint32_t key)
{
	bool text = fm->fields[fm->focus].kind == FORM_TEXT;
	if (fm->typing) {
		bool at_start = fm->edit.text.len == 0;
		if (fm->eager && text && leaves_text(fm, key))
			return REACT_NONE;
		if (fm->eager && text && key == K_BACKSPACE && at_start)
			return REACT_HANDLED;
		return typed(fm, lineedit_key(&fm->edit, key));
	}
	bool digit = (key >= '0' && key <= '9') || key == '-' || key == '.';
	if (!fm->eager || !digit || !is_number(fm, fm->focus))
		return REACT_NONE;
	begin_typing(fm, "");
	return typed(fm, lineedit_key(&fm->edit, key));
}

unsigned
form_leave(struct form *fm)
{
	return fm->typing && is_number(fm, fm->focus) ? take_typed(fm)
						      : (unsigned)REACT_NONE;
}

unsigned
form_paste(struct form *fm, struct slice text)
{
	if (!fm->typing)
		return REACT_NONE;
	return typed(fm, lineedit_paste(&fm->edit, text));
}

/* ------ sliding and choosing ------ */

static unsigned
slide(struct form *fm, int steps)
{
	const struct form_field *field = &fm->fields[fm->focus];
	struct form_value *v = &fm->values[fm->focus];
	double step = field->step > 0 ? field->step : 1;
	double at = floor((v->number - v->min) / step + 0.5) + steps;
	double number = clip(v, v->min + at * step);
	if (fabs(number - v->number) < step * 1e-9)
		return REACT_HANDLED;
	v->number = number;
	return changed(fm);
}

static unsigned
choose(struct form *fm, int step)
{
	int n = fm->fields[fm->focus].n_options;
	struct form_value *v = &fm->values[fm->focus];
	if (n < 2)
		return REACT_HANDLED;
	v->option = (v->option + step % n + n) % n;
	return changed(fm);
}

static unsigned
move_check(struct form *fm, int step)
{
	struct form_value *v = &fm->values[fm->focus];
	int last = fm->fields[fm->focus].n_options - 1;
	v->at = rect_limit(v->at + step, last);
	return REACT_REDRAW;
}

static unsigned
step_field(struct form *fm, int step)
{
	switch (fm->fields[fm->focus].kind) {
	case FORM_NUMBER:
	case FORM_SLIDER:
		return slide(fm, step);
	case FORM_CHOICE:
	case FORM_RADIO:
		return choose(fm, step);
	case FORM_CHECKS:
		return move_check(fm, step);
	case FORM_TEXT:
	case FORM_NOTE:
		break;
	}
	return REACT_NONE;
}

static unsigned
tick(struct form *fm)
{
	struct form_value *v = &fm->values[fm->focus];
	enum form_kind kind = fm->fields[fm->focus].kind;
	if (kind == FORM_CHOICE || kind == FORM_RADIO)
		return choose(fm, 1);
	if (kind != FORM_CHECKS)
		return REACT_NONE;
	v->checks ^= UINT32_C(1) << v->at;
	return changed(fm);
}

static unsigned
type_value(struct form *fm)
{
	struct str start = STR_INIT;
	if (fm->fields[fm->focus].kind == FORM_TEXT)
		str_add(&start, fm->values[fm->focus].text.p);
	else if (is_number(fm, fm->focus))
		str_addf(&start, "%.*f", fm->fields[fm->focus].decimals,
		    fm->values[fm->focus].number);
	unsigned answer = begin_typing(fm, start.p);
	str_release(&start);
	return answer;
}

unsigned
form_action(struct form *fm, enum action a)
{
	switch ((int)a) {
	case ACTION_UP:
	case ACTION_PREV_PANE:
		return move_focus(fm, -1);
	case ACTION_DOWN:
	case ACTION_NEXT_PANE:
		return move_focus(fm, 1);
	case ACTION_LEFT:
		return step_field(fm, -1);
	case ACTION_RIGHT:
		return step_field(fm, 1);
	case ACTION_LESS_10:
		return step_field(fm, -10);
	case ACTION_MORE_10:
		return step_field(fm, 10);
	case ACTION_FIRST:
		return is_number(fm, fm->focus) ? slide(fm, -1000000)
						: (unsigned)REACT_NONE;
	case ACTION_LAST:
		return is_number(fm, fm->focus) ? slide(fm, 1000000)
						: (unsigned)REACT_NONE;
	case ACTION_MARK:
		return tick(fm);
	case ACTION_VALUE: /* a number anew, to be typed over */
		return is_number(fm, fm->focus) ? begin_typing(fm, "")
						: type_value(fm);
	case ACTION_OPEN:
	case ACTION_EDIT:
		return type_value(fm);
	default:
		return REACT_NONE;
	}
}

/* ------ mouse ------ */

static unsigned
click_slider(struct form *fm, int field, int x)
{
	struct form_value *v = &fm->values[field];
	struct rect in = rect_inset(v->slider, 1, 0);
	if (in.w < 2)
		return REACT_REDRAW;
	double share = (double)(x - in.x) / (in.w - 1);
	double step = fm->fields[field].step > 0 ? fm->fields[field].step : 1;
	double number = v->min + share * (v->max - v->min);
	number = v->min + floor((number - v->min) / step + 0.5) * step;
	v->number = clip(v, number);
	return changed(fm);
}

/* The slider that was clicked on follows, as far as its ends. */
static unsigned
drag_slider(struct form *fm, const struct mouse *m)
{
	const struct rect *slider = &fm->values[fm->focus].slider;
	if (slider->w == 0 || m->y != slider->y)
		return REACT_NONE;
	return click_slider(fm, fm->focus, m->x);
}

unsigned
form_mouse(struct form *fm, const struct mouse *m)
{
	if (m->button == MOUSE_DRAG)
		return drag_slider(fm, m);
	for (int i = 0; i < fm->n; i++) {
		const struct form_value *v = &fm->values[i];
		if (m->button != MOUSE_LEFT || !rect_has(v->area, m->x, m->y) ||
		    !can_focus(fm, i))
			continue;
		bool again = fm->focus == i;
		if (!again)
			form_set_focus(fm, i);
		if (rect_has(v->slider, m->x, m->y))
			return click_slider(fm, i, m->x);
		return again ? tick(fm) | REACT_REDRAW : REACT_REDRAW;
	}
	return REACT_NONE;
}
