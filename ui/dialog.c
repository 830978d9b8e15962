/*
 * dialog - one box, five kinds; the kinds differ in what a key means and in
 * what stands between the words above and the words below.
 *
 *	╭─ title ─────────────╮
 *	│ body                │
 *	│ line, list or form  │
 *	│ preview             │
 *	│ error               │
 *	│ [ Write ]  [Cancel] │
 *	╰─────────────────────╯
 */
#include "ui/dialog.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	DIALOG_MAX_BUTTONS = 6,
	DIALOG_WIDE = 76, /* cells, frame included */
	DIALOG_NARROW = 44,
	CHOICE_ROWS = 14
};

struct dialog {
	enum dialog_kind kind;
	enum dialog_outcome outcome;
	struct str title, body, preview, error; /* owned */
	struct lineedit edit; /* prompt; choice: what narrows the list */
	char **options; /* owned */
	int n_options, at; /* at: index into options */
	struct form *form; /* owned */
	const char *buttons[DIALOG_MAX_BUTTONS]; /* borrowed */
	int n_buttons, button;
	bool on_buttons;
	dialog_check_fn *check;
	void *check_arg;
	void *owned; /* freed last */
	void (*free_owned)(void *);
	struct rect list, button_at[DIALOG_MAX_BUTTONS]; /* as last drawn */
	int list_top;
	/* Words above that do not fit are scrolled. */
	int body_top, body_rows, body_room;
};

/* ------ life ------ */

struct dialog *
dialog_new(enum dialog_kind kind, const char *title)
{
	struct dialog *dg = mem_zalloc(sizeof(*dg));
	dg->kind = kind;
	str_init(&dg->title);
	str_init(&dg->body);
	str_init(&dg->preview);
	str_init(&dg->error);
	str_set(&dg->title, title);
	lineedit_init(&dg->edit);
	return dg;
}

static void
free_options(struct dialog *dg)
{
	for (int i = 0; i < dg->n_options; i++)
		mem_free(dg->options[i]);
	mem_free(dg->options);
	dg->options = NULL;
	dg->n_options = 0;
}

void
dialog_free(struct dialog *dg)
{
	if (dg == NULL)
		return;
	str_release(&dg->title);
	str_release(&dg->body);
	str_release(&dg->preview);
	str_release(&dg->error);
	lineedit_release(&dg->edit);
	free_options(dg);
	form_free(dg->form);
	if (dg->free_owned != NULL)
		dg->free_owned(dg->owned);
	mem_free(dg);
}

void
dialog_own(struct dialog *dg, void *thing, void (*free_thing)(void *))
{
	dg->owned = thing;
	dg->free_owned = free_thing;
}

void
dialog_set_body(struct dialog *dg, const char *body)
{
	str_set(&dg->body, body);
}

void
dialog_set_preview(struct dialog *dg, const char *text)
{
	str_set(&dg->preview, text);
}

void
dialog_set_error(struct dialog *dg, const char *sentence)
{
	str_set(&dg->error, sentence);
}

void
dialog_set_text(struct dialog *dg, const char *text)
{
	lineedit_set(&dg->edit, text);
}

void
dialog_set_history(struct dialog *dg, struct lineedit_history *history)
{
	dg->edit.history = history;
	dg->edit.history_at = history == NULL ? 0 : history->n;
}

void
dialog_set_complete(struct dialog *dg, lineedit_complete_fn *fn, void *arg)
{
	dg->edit.complete = fn;
	dg->edit.complete_arg = arg;
}

void
dialog_set_options(struct dialog *dg, const char *const *options, int n, int at)
{
	free_options(dg);
	dg->options = mem_zarray((size_t)n, sizeof(*dg->options));
	for (int i = 0; i < n; i++)
		dg->options[i] = mem_strdup(options[i]);
	dg->n_options = n;
	dg->at = rect_limit(at, n - 1);
}

void
dialog_set_form(
    struct dialog *dg, struct form *fm, const char *const *buttons, int n)
{
	assert(n > 0 && n < DIALOG_MAX_BUTTONS);
	dg->form = fm;
	form_set_eager(fm, true);
	for (int i = 0; i < n; i++)
		dg->buttons[i] = buttons[i];
	dg->buttons[n] = "Cancel";
	dg->n_buttons = n + 1;
}

void
dialog_set_check(struct dialog *dg, dialog_check_fn *fn, void *arg)
{
	dg->check = fn;
	dg->check_arg = arg;
}

/* ------ the answer ------ */

enum dialog_outcome
dialog_outcome(const struct dialog *dg)
{
	return dg->outcome;
}

const char *
dialog_text(const struct dialog *dg)
{
	return dg->edit.text.p;
}

int
dialog_option(const struct dialog *dg)
{
	return dg->at;
}

int
dialog_button(const struct dialog *dg)
{
	return dg->button;
}

struct form *
dialog_form(const struct dialog *dg)
{
	return dg->form;
}

static unsigned
cancel(struct dialog *dg)
{
	dg->outcome = DIALOG_CANCELLED;
	return REACT_REDRAW;
}

static unsigned
accept(struct dialog *dg)
{
	bool ready = dg->check == NULL || dg->check(dg->check_arg, dg, true);
	if (!ready)
		return REACT_REDRAW;
	if (dg->kind == DIALOG_PROMPT && dg->edit.history != NULL)
		lineedit_remember(dg->edit.history, dg->edit.text.p);
	dg->outcome = DIALOG_ACCEPTED;
	return REACT_REDRAW;
}

static unsigned
news(struct dialog *dg)
{
	str_clear(&dg->error);
	if (dg->check != NULL)
		(void)dg->check(dg->check_arg, dg, false); /* only accepting
							       wants a yes */
	return REACT_REDRAW;
}

/* ------ keys ------ */

static int
body_step(const struct dialog *dg, uint32_t key, enum action a)
{
	switch ((int)a) {
	case ACTION_UP:
		return -1;
	case ACTION_DOWN:
		return 1;
	case ACTION_PAGE_UP:
		return -dg->body_room;
	case ACTION_PAGE_DOWN:
	case ACTION_MARK:
		return dg->body_room;
	case ACTION_FIRST:
		return -dg->body_rows;
	case ACTION_LAST:
		return dg->body_rows;
	default:
		return key == 'k' ? -1 : key == 'j' ? 1 : 0;
	}
}

/* Scrolls words that are longer than the box; 0: the key is for the answer. */
static unsigned
scroll_body(struct dialog *dg, int step)
{
	int most = dg->body_rows - dg->body_room;
	if (step == 0 || most <= 0)
		return REACT_NONE;
	dg->body_top = rect_limit(dg->body_top + step, most);
	return REACT_REDRAW;
}

static unsigned
confirm_key(struct dialog *dg, uint32_t key, enum action a)
{
	if (key == 'y' || key == 'Y')
		return accept(dg);
	bool no = key == 'n' || key == 'N' || key == 'q' || a == ACTION_BACK ||
	    a == ACTION_OPEN;
	return no ? cancel(dg) : (unsigned)REACT_HANDLED;
}

static unsigned
prompt_outcome(struct dialog *dg, enum lineedit_outcome outcome)
{
	switch (outcome) {
	case LINEEDIT_DONE:
		return accept(dg);
	case LINEEDIT_CANCELLED:
		return cancel(dg);
	case LINEEDIT_CHANGED:
		return news(dg);
	case LINEEDIT_MOVED:
		return REACT_REDRAW;
	case LINEEDIT_IGNORED:
		break;
	}
	return REACT_HANDLED;
}

static bool
is_listed(const struct dialog *dg, int option)
{
	struct slice words = slice_of(dg->options[option]);
	struct slice needle = slice_str(&dg->edit.text);
	return needle.len == 0 || slice_find_nocase(words, needle) < words.len;
}

/* The listed option 'step' places on, or the same when there is none. */
static int
next_listed(const struct dialog *dg, int at, int step)
{
	int to = at + step;
	while (to >= 0 && to < dg->n_options && !is_listed(dg, to))
		to += step;
	return to < 0 || to >= dg->n_options ? at : to;
}

static unsigned
narrow(struct dialog *dg, enum lineedit_outcome outcome)
{
	if (outcome == LINEEDIT_CHANGED && dg->n_options > 0 &&
	    !is_listed(dg, dg->at)) {
		dg->at = next_listed(dg, -1, 1);
		if (dg->at < 0)
			dg->at = 0;
	}
	return REACT_REDRAW;
}

static unsigned
choice_key(struct dialog *dg, uint32_t key, enum action a)
{
	switch ((int)a) {
	case ACTION_BACK:
		return cancel(dg);
	case ACTION_OPEN:
		if (dg->n_options == 0 || !is_listed(dg, dg->at))
			return REACT_HANDLED;
		return accept(dg);
	case ACTION_UP:
	case ACTION_PREV_PANE:
		dg->at = next_listed(dg, dg->at, -1);
		return REACT_REDRAW;
	case ACTION_DOWN:
	case ACTION_NEXT_PANE:
		dg->at = next_listed(dg, dg->at, 1);
		return REACT_REDRAW;
	default:
		break;
	}
	bool edits = key_is_text(key) || key == K_CTRL('u') ||
	    (key == K_BACKSPACE && dg->edit.text.len > 0);
	return edits ? narrow(dg, lineedit_key(&dg->edit, key))
		     : (unsigned)REACT_HANDLED;
}

static unsigned
press(struct dialog *dg, int button)
{
	dg->button = button;
	return button == dg->n_buttons - 1 ? cancel(dg) : accept(dg);
}

static unsigned
button_action(struct dialog *dg, enum action a)
{
	int step = 1;
	switch ((int)a) {
	case ACTION_OPEN:
	case ACTION_MARK:
		return press(dg, dg->button);
	case ACTION_UP:
	case ACTION_PREV_PANE:
		if (dg->button == 0 || a == ACTION_UP) {
			dg->on_buttons = false;
			return REACT_REDRAW;
		}
		step = -1;
		break;
	case ACTION_LEFT:
		step = -1;
		break;
	case ACTION_NEXT_PANE:
		if (dg->button == dg->n_buttons - 1) {
			dg->on_buttons = false;
			form_set_focus(dg->form, 0);
			return REACT_REDRAW;
		}
		break;
	case ACTION_RIGHT:
		break;
	default:
		return REACT_HANDLED;
	}
	dg->button = rect_limit(dg->button + step, dg->n_buttons - 1);
	return REACT_REDRAW;
}

static int
copy_button(const struct dialog *dg)
{
	for (int i = 0; i < dg->n_buttons; i++) {
		if (strcmp(dg->buttons[i], "Copy") == 0)
			return i;
	}
	return -1;
}

static unsigned
form_reaction(struct dialog *dg, unsigned answer)
{
	return reaction_has(answer, REACT_CHANGED) ? news(dg) : answer;
}

static bool
leaves_field(enum action a)
{
	return a == ACTION_OPEN || a == ACTION_UP || a == ACTION_DOWN ||
	    a == ACTION_NEXT_PANE || a == ACTION_PREV_PANE;
}

static unsigned
form_dialog_key(struct dialog *dg, uint32_t key, enum action a)
{
	unsigned answer = REACT_NONE;
	if (leaves_field(a)) {
		answer = form_reaction(dg, form_leave(dg->form));
		if (answer != REACT_NONE && form_typing(dg->form))
			return answer;
	}
	answer = REACT_NONE;
	if (!dg->on_buttons)
		answer = form_reaction(dg, form_key(dg->form, key));
	if (answer != REACT_NONE)
		return answer;
	if (a == ACTION_BACK)
		return cancel(dg);
	if (a == ACTION_COPY && copy_button(dg) >= 0)
		return press(dg, copy_button(dg));
	if (dg->on_buttons)
		return button_action(dg, a);
	if (a == ACTION_OPEN)
		return press(dg, 0);
	answer = form_reaction(dg, form_action(dg->form, a));
	bool leaves = a == ACTION_NEXT_PANE || a == ACTION_DOWN;
	if (answer == REACT_NONE && leaves) {
		dg->on_buttons = true;
		dg->button = 0;
		return REACT_REDRAW;
	}
	return answer | REACT_HANDLED;
}

unsigned
dialog_key(struct dialog *dg, uint32_t key, enum action a)
{
	bool asks = dg->kind == DIALOG_MESSAGE || dg->kind == DIALOG_CONFIRM;
	if (asks && scroll_body(dg, body_step(dg, key, a)) != REACT_NONE)
		return REACT_REDRAW;
	switch (dg->kind) {
	case DIALOG_MESSAGE:
		return accept(dg);
	case DIALOG_CONFIRM:
		return confirm_key(dg, key, a);
	case DIALOG_PROMPT:
		if (key == K_BACKSPACE && dg->edit.text.len == 0)
			return REACT_HANDLED;
		return prompt_outcome(dg, lineedit_key(&dg->edit, key));
	case DIALOG_CHOICE:
		return choice_key(dg, key, a);
	case DIALOG_FORM:
		break;
	}
	return form_dialog_key(dg, key, a);
}

unsigned
dialog_paste(struct dialog *dg, struct slice text)
{
	if (dg->kind == DIALOG_PROMPT)
		return prompt_outcome(dg, lineedit_paste(&dg->edit, text));
	if (dg->kind == DIALOG_CHOICE)
		return narrow(dg, lineedit_paste(&dg->edit, text));
	if (dg->kind == DIALOG_FORM && !dg->on_buttons)
		return form_reaction(dg, form_paste(dg->form, text));
	return REACT_HANDLED;
}

static unsigned
click_choice(struct dialog *dg, int row)
{
	int option = next_listed(dg, -1, 1);
	for (int i = 0; i < dg->list_top + row; i++)
		option = next_listed(dg, option, 1);
	if (option < 0)
		return REACT_HANDLED;
	dg->at = option;
	return accept(dg);
}

unsigned
dialog_mouse(struct dialog *dg, const struct mouse *m)
{
	if (m->button == MOUSE_DRAG && dg->form != NULL)
		return form_reaction(dg, form_mouse(dg->form, m)) |
		    REACT_HANDLED;
	if (m->button == MOUSE_WHEEL_UP || m->button == MOUSE_WHEEL_DOWN)
		return scroll_body(dg, m->button == MOUSE_WHEEL_UP ? -3 : 3) |
		    REACT_HANDLED;
	if (m->button != MOUSE_LEFT)
		return REACT_HANDLED;
	for (int i = 0; i < dg->n_buttons; i++) {
		if (rect_has(dg->button_at[i], m->x, m->y))
			return press(dg, i);
	}
	if (dg->kind == DIALOG_CHOICE && rect_has(dg->list, m->x, m->y))
		return click_choice(dg, m->y - dg->list.y);
	if (dg->kind == DIALOG_MESSAGE)
		return accept(dg);
	if (dg->form == NULL)
		return REACT_HANDLED;
	dg->on_buttons = false;
	return form_reaction(dg, form_mouse(dg->form, m)) | REACT_HANDLED;
}

/* ------ drawing ------ */

static int
listed_count(const struct dialog *dg, int before)
{
	int n = 0;
	for (int i = 0; i < before; i++)
		n += is_listed(dg, i);
	return n;
}

/* Rows between body and preview. */
static int
middle_rows(const struct dialog *dg, int cols)
{
	switch (dg->kind) {
	case DIALOG_PROMPT:
		return 1;
	case DIALOG_CHOICE:
		return 1 + rect_limit(dg->n_options, CHOICE_ROWS);
	case DIALOG_FORM:
		return form_height(dg->form, cols);
	case DIALOG_MESSAGE:
	case DIALOG_CONFIRM:
		break;
	}
	return 0;
}

static int
block_rows(const struct str *words, int cols)
{
	return words->len == 0 ? 0
			       : draw_wrapped_rows(slice_str(words), cols) + 1;
}

/* Words above with a blank line after them, from the row they are scrolled to;
 * words below with one before. */
static void
draw_above(struct dialog *dg, struct canvas *cv, struct rect *in)
{
	struct slice words = slice_str(&dg->body);
	struct rect at = rect_cut_top(in, block_rows(&dg->body, in->w));
	dg->body_rows = draw_wrapped_rows(words, in->w);
	dg->body_room = at.h;
	int most = dg->body_rows - at.h;
	dg->body_top = rect_limit(dg->body_top, most > 0 ? most : 0);
	draw_wrapped(
	    cv, at, ROLE_TEXT, draw_wrapped_from(words, in->w, dg->body_top));
}

static void
draw_below(
    struct canvas *cv, struct rect *in, enum role role, const struct str *words)
{
	struct rect at = rect_cut_top(in, block_rows(words, in->w));
	rect_cut_top(&at, 1);
	draw_wrapped(cv, at, role, slice_str(words));
}

static void
draw_choice(struct dialog *dg, struct canvas *cv, struct rect area)
{
	struct rect line = rect_cut_top(&area, 1);
	rect_cut_left(&line, draw_text(cv, line, ROLE_DIM, "find "));
	lineedit_draw(&dg->edit, cv, line, true);
	dg->list = area;
	int place = listed_count(dg, dg->at);
	if (place < dg->list_top)
		dg->list_top = place;
	if (place >= dg->list_top + area.h)
		dg->list_top = place - area.h + 1;
	for (int i = 0, n = 0; i < dg->n_options; i++) {
		if (!is_listed(dg, i))
			continue;
		struct rect row = rect_row(area, n++ - dg->list_top);
		struct rect words = rect_inset(row, 1, 0);
		draw_text(cv, words, ROLE_TEXT, dg->options[i]);
		if (i == dg->at && row.h > 0) {
			draw_restyle(cv, row, ROLE_SELECTED);
			draw_put(cv, row.x, row.y, ROLE_ACCENT, 0x258c);
		}
	}
}

static void
draw_buttons(struct dialog *dg, struct canvas *cv, struct rect line)
{
	int width = -3;
	for (int i = 0; i < dg->n_buttons; i++)
		width += text_width(slice_of(dg->buttons[i])) + 7;
	rect_cut_left(&line, (line.w - width) / 2);
	for (int i = 0; i < dg->n_buttons; i++) {
		bool here = dg->on_buttons && dg->button == i;
		int cells = text_width(slice_of(dg->buttons[i])) + 4;
		struct rect at = rect_cut_left(&line, cells);
		draw_printf(cv, at, here ? ROLE_SELECTED : ROLE_KEY, "[ %s ]",
		    dg->buttons[i]);
		dg->button_at[i] = at;
		rect_cut_left(&line, 3);
	}
}

static struct rect
place(const struct dialog *dg, struct rect screen)
{
	bool wide = dg->kind == DIALOG_FORM || dg->body.len > 120;
	int w = rect_limit(wide ? DIALOG_WIDE : DIALOG_NARROW, screen.w);
	int title = text_width(slice_str(&dg->title)) + 8;
	int body = text_width(slice_str(&dg->body)) + 4;
	if (title > w || body > w)
		w = rect_limit(title > body ? title : body, DIALOG_WIDE);
	if (dg->kind == DIALOG_PROMPT && w < DIALOG_WIDE)
		w = DIALOG_WIDE;
	w = rect_limit(w, screen.w - 2);
	int in = w - 4;
	int h = 2 + block_rows(&dg->body, in) + middle_rows(dg, in) +
	    block_rows(&dg->preview, in) + block_rows(&dg->error, in);
	if (dg->kind == DIALOG_FORM)
		h += 2; /* buttons */
	if (dg->kind == DIALOG_MESSAGE || dg->kind == DIALOG_CONFIRM)
		h += 1; /* which keys answer */
	return rect_centre(screen, w, h);
}

void
dialog_draw(struct dialog *dg, struct canvas *cv, struct rect screen)
{
	struct rect at = place(dg, screen);
	draw_fill(cv, at, ROLE_TEXT, ' ');
	const char *note = dg->kind == DIALOG_MESSAGE ? NULL : "Esc cancels";
	struct rect in = draw_box(cv, at, dg->title.p, note);
	bool asks = dg->kind == DIALOG_MESSAGE || dg->kind == DIALOG_CONFIRM;
	struct rect foot =
	    rect_cut_bottom(&in, asks || dg->kind == DIALOG_FORM);
	struct rect error = rect_cut_bottom(&in, block_rows(&dg->error, in.w));
	draw_above(dg, cv, &in);
	struct rect middle = rect_cut_top(&in, middle_rows(dg, in.w));
	if (dg->kind == DIALOG_PROMPT)
		lineedit_draw(&dg->edit, cv, middle, true);
	else if (dg->kind == DIALOG_CHOICE)
		draw_choice(dg, cv, middle);
	else if (dg->kind == DIALOG_FORM)
		form_draw(dg->form, cv, middle, !dg->on_buttons);
	draw_below(cv, &in, ROLE_DIM, &dg->preview);
	draw_below(cv, &error, ROLE_ERROR, &dg->error);
	if (dg->kind == DIALOG_FORM)
		draw_buttons(dg, cv, foot);
	else if (asks && dg->body_rows > dg->body_room)
		draw_printf(cv, foot, ROLE_KEY, "j k scroll   %s   %d of %d",
		    dialog_hints(dg), dg->body_top + dg->body_room,
		    dg->body_rows);
	else if (asks)
		draw_text(cv, foot, ROLE_KEY, dialog_hints(dg));
}

const char *
dialog_hints(const struct dialog *dg)
{
	static const char *const hints[] = {
		[DIALOG_MESSAGE] = "any key closes",
		[DIALOG_CONFIRM] = "y yes   N no",
		[DIALOG_PROMPT] = "Enter done  Tab complete  Esc cancel",
		[DIALOG_CHOICE] = "type to find  Enter choose  Esc cancel",
		[DIALOG_FORM] = "Tab next  Space choose  Enter do  Esc cancel",
	};
	static_assert(
	    ARRAY_LEN(hints) == DIALOG_FORM + 1, "hints for every kind");
	return hints[dg->kind];
}
