/*
 * app - the stacks of screens, and who is offered an action.
 *
 * Screens are opened when they are first shown and closed when they are
 * popped or the app ends. When the data changes, the screen in sight is
 * reloaded at once and the others are marked stale, to be reloaded when they
 * come into sight: a change on one tab never waits for the others.
 */
#include "ui/app_internal.h"

#include <stdarg.h>

#include "base/mem.h"
#include "ui/term.h"

/* ------ opening and closing screens ------ */

struct app_layer *
app_top(struct app *app)
{
	struct app_tab *tab = &app->tabs[app->tab];
	assert(tab->depth > 0);
	return tab->layers[tab->depth - 1];
}

static void
close_layer(struct app_layer *layer)
{
	struct screen *sc = &layer->screen;
	if (sc->ops->close != NULL)
		sc->ops->close(sc);
	mem_free(sc->state);
	mem_free(layer);
}

/* NULL with err when the screen cannot be opened. */
static struct app_layer *
open_layer(struct app *app, const struct screen_ops *ops,
    const struct screen_arg *arg, struct err *err)
{
	struct app_layer *layer = mem_zalloc(sizeof(*layer));
	layer->screen = (struct screen){
		.ops = ops, .app = app, .state = mem_zalloc(ops->state_size)
	};
	if (ops->open == NULL || ops->open(&layer->screen, arg, err))
		return layer;
	close_layer(layer);
	return NULL;
}

static void
drop_dialogs(struct app *app)
{
	while (app->n_dialogs > 0)
		dialog_free(app->dialogs[--app->n_dialogs].dialog);
}

/* Closes the layers of the tab that is shown down to 'depth'. */
static void
pop_to(struct app *app, int depth)
{
	struct app_tab *tab = &app->tabs[app->tab];
	drop_dialogs(app);
	while (tab->depth > depth)
		close_layer(tab->layers[--tab->depth]);
}

static int
find_screen(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->setup.n_screens; i++) {
		if (strcmp(app->setup.screens[i]->name, name) == 0)
			return (int)i;
	}
	return -1;
}

bool
app_show_tab(
    struct app *app, int index, const struct screen_arg *arg, struct err *err)
{
	static const struct screen_arg nothing = { .id = 0 };
	struct app_tab *tab = &app->tabs[index];
	if (tab->depth == 0) {
		const struct screen_arg kept = { .text = tab->filter.p };
		if (arg == NULL && tab->filter.len > 0)
			arg = &kept;
		struct app_layer *layer = open_layer(
		    app, app->setup.screens[index], arg ? arg : &nothing, err);
		if (layer == NULL)
			return false;
		tab->layers[tab->depth++] = layer;
		app->tab = index;
		app_take_up(app);
		return true;
	}
	bool again = app->tab == index;
	app->tab = index;
	if (again || arg != NULL)
		pop_to(app, 1);
	struct screen *sc = &app_top(app)->screen;
	if (arg == NULL || sc->ops->visit == NULL)
		return true;
	app_freshen(app);
	return sc->ops->visit(sc, arg, err);
}

static bool
push_screen(
    struct app *app, int index, const struct screen_arg *arg, struct err *err)
{
	static const struct screen_arg nothing = { .id = 0 };
	struct app_tab *tab = &app->tabs[app->tab];
	if (tab->depth == APP_MAX_DEPTH)
		return err_set(err, ERR_LIMIT,
		    "%d screens are open on top of each other; q goes back",
		    APP_MAX_DEPTH);
	struct app_layer *layer = open_layer(
	    app, app->setup.screens[index], arg ? arg : &nothing, err);
	if (layer == NULL)
		return false;
	tab->layers[tab->depth++] = layer;
	return true;
}

unsigned
app_show(struct app *app, const char *name, const struct screen_arg *arg)
{
	struct err err = ERR_INIT;
	int index = find_screen(app, name);
	if (index < 0)
		BUG(name);
	bool is_tab = (size_t)index < app->setup.n_tabs;
	bool shown = is_tab ? app_show_tab(app, index, arg, &err)
			    : push_screen(app, index, arg, &err);
	if (!shown)
		return app_error(app, &err);
	return REACT_REDRAW;
}

void
app_freshen(struct app *app)
{
	struct app_layer *layer = app_top(app);
	struct screen *sc = &layer->screen;
	struct err err = ERR_INIT;
	if (!layer->stale)
		return;
	layer->stale = false;
	if (sc->ops->reload != NULL && !sc->ops->reload(sc, &err))
		(void)app_error(app, &err); /* always "redraw" */
	app_take_up(app);
}

static void
mark_stale(struct app *app)
{
	for (size_t t = 0; t < app->setup.n_tabs; t++) {
		for (int i = 0; i < app->tabs[t].depth; i++)
			app->tabs[t].layers[i]->stale = true;
	}
}

void
app_react(struct app *app, unsigned answer)
{
	if (reaction_has(answer, REACT_QUIT))
		app->quit = true;
	if (reaction_has(answer, REACT_POP) && app->tabs[app->tab].depth > 1)
		pop_to(app, app->tabs[app->tab].depth - 1);
	if (reaction_has(answer, REACT_RELOAD))
		mark_stale(app);
	app_freshen(app);
	app_tour_saw(app, ACTION_NONE);
}

/* ------ life ------ */

struct app *
app_new(const struct app_setup *setup, struct err *err)
{
	struct app *app = mem_zalloc(sizeof(*app));
	assert(setup->n_tabs > 0 && setup->n_tabs <= APP_MAX_TABS);
	assert(setup->n_tabs <= setup->n_screens);
	app->setup = *setup;
	themes_init(&app->themes);
	app->theme = setup->no_colour ? THEME_MONO : THEME_DARK;
	app->charset = setup->charset;
	app->mouse = setup->mouse;
	app->tour = (int)setup->n_tour;
	app->keys = keymap_new();
	for (int t = 0; t < APP_MAX_TABS; t++) {
		str_init(&app->tabs[t].filter);
		str_init(&app->tabs[t].sort);
	}
	lineedit_init(&app->line);
	statusbar_init(&app->status);
	str_init(&app->copied);
	if (!keymap_read(app->keys, "keys", setup->keys, err) ||
	    !themes_read(&app->themes, "themes", setup->themes, err))
		goto fail;
	if (!app_show_tab(app, 0, NULL, err))
		goto fail;
	return app;
fail:
	app_free(app);
	return NULL;
}

void
app_free(struct app *app)
{
	if (app == NULL)
		return;
	drop_dialogs(app);
	for (int t = 0; t < APP_MAX_TABS; t++) {
		struct app_tab *tab = &app->tabs[t];
		while (tab->depth > 0)
			close_layer(tab->layers[--tab->depth]);
		str_release(&tab->filter);
		str_release(&tab->sort);
	}
	help_free(app->help);
	keymap_free(app->keys);
	lineedit_release(&app->line);
	lineedit_history_release(&app->searches);
	lineedit_history_release(&app->commands);
	statusbar_release(&app->status);
	str_release(&app->copied);
	mem_free(app);
}

/* ------ what screens ask for ------ */

void *
app_model(const struct app *app)
{
	return app->setup.model;
}

unsigned
app_message(struct app *app, const char *fmt, ...)
{
	char text[ERR_TEXT_SIZE];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	/* Longer than any line: the cut lies out of sight. */
	assert(n >= 0);
	statusbar_set_message(&app->status, ROLE_TEXT, text);
	return REACT_REDRAW;
}

unsigned
app_error(struct app *app, const struct err *err)
{
	struct str text = STR_INIT;
	str_addf(&text, "✗ %s", err->text);
	statusbar_set_message(&app->status, ROLE_ERROR, text.p);
	str_release(&text);
	return REACT_REDRAW;
}

void
app_progress(struct app *app, const char *phase, int64_t done, int64_t total)
{
	statusbar_set_progress(&app->status, phase, done, total);
}

void
app_stoppable(struct app *app, bool stoppable)
{
	app->status.stoppable = stoppable;
}

void
app_pace(struct app *app, const char *words)
{
	statusbar_set_pace(&app->status, words);
}

unsigned
app_dialog(struct app *app, struct dialog *dg, dialog_done_fn *done, void *arg)
{
	if (app->n_dialogs == APP_MAX_DIALOGS) {
		dialog_free(dg);
		return app_message(app, "too many questions at once");
	}
	app->dialogs[app->n_dialogs++] =
	    (struct app_dialog){ .dialog = dg, .done = done, .arg = arg };
	return REACT_REDRAW;
}

bool
app_asks(const struct app *app)
{
	return app->n_dialogs > 0;
}

unsigned
app_copy(struct app *app, struct slice text)
{
	str_clear(&app->copied);
	str_add_slice(&app->copied, text);
	if (app->in_terminal && !term_copy(text))
		return app_message(app,
		    "too long to copy through a terminal; "
		    "export it");
	return app_message(app, "copied %zu bytes", text.len);
}

const char *
app_copied(const struct app *app)
{
	return app->copied.p;
}

const struct listing *
app_listing(struct app *app)
{
	struct screen *sc = &app_top(app)->screen;
	return sc->ops->listing == NULL ? NULL : sc->ops->listing(sc);
}

bool
app_people(struct app *app, struct desk_people *out, struct str *name)
{
	struct screen *sc = &app_top(app)->screen;
	return sc->ops->people != NULL && sc->ops->people(sc, out, name);
}

bool
app_add_key(struct app *app, enum action a, struct str *out)
{
	const char *scope = app_top(app)->screen.ops->name;
	return keymap_add_keys(app->keys, scope, a, 1, out);
}

/* ------ actions of the app itself ------ */

struct table *
app_table(struct app *app)
{
	struct screen *sc = &app_top(app)->screen;
	return sc->ops->table == NULL ? NULL : sc->ops->table(sc);
}

struct form *
app_form(struct app *app)
{
	struct screen *sc = &app_top(app)->screen;
	return sc->ops->form == NULL ? NULL : sc->ops->form(sc);
}

static unsigned
go_back(struct app *app)
{
	const struct app_host *host = app->setup.host;
	void *model = app->setup.model;
	if (host->busy != NULL && host->busy(model) && host->stop != NULL &&
	    host->stop(model))
		return app_message(app, "stopping");
	if (app->tabs[app->tab].depth > 1)
		return REACT_POP;
	if (app->tab != 0)
		return app_show(app, app->setup.screens[0]->name, NULL);
	return app_message(app, "Q quits; everything is saved");
}

static unsigned
copy_table(struct app *app, struct table *tb, bool whole_row)
{
	struct str text = STR_INIT;
	size_t row = table_cursor(tb);
	if (row == TABLE_NOWHERE)
		return REACT_NONE;
	if (whole_row)
		table_add_row_text(tb, row, "\t", &text);
	else
		table_add_cell_text(tb, row, table_column(tb), &text);
	unsigned answer = app_copy(app, slice_str(&text));
	str_release(&text);
	return answer;
}

static unsigned
copy_rows(struct app *app, struct table *tb)
{
	struct str text = STR_INIT;
	size_t rows = table_add_text(tb, "\t", TERM_COPY_MAX, &text);
	unsigned answer;
	if (text.len > TERM_COPY_MAX) {
		answer = app_message(app,
		    "too long to copy through a terminal; mark some rows, or "
		    "export them");
	} else {
		(void)app_copy(app, slice_str(&text)); /* always "redraw" */
		answer = app_message(
		    app, "copied %zu rows, %zu bytes", rows, text.len);
	}
	str_release(&text);
	return answer;
}

/* Nothing to do: the message was the answer. */
static unsigned
message_done(void *arg, struct dialog *dg)
{
	(void)arg;
	assert(dialog_outcome(dg) != DIALOG_OPEN);
	return REACT_REDRAW;
}

static unsigned
show_cell(struct app *app, struct table *tb)
{
	struct str text = STR_INIT;
	size_t row = table_cursor(tb);
	if (row == TABLE_NOWHERE)
		return REACT_NONE;
	struct dialog *dg = dialog_new(DIALOG_MESSAGE, "Cell");
	table_add_cell_text(tb, row, table_column(tb), &text);
	dialog_set_body(dg, text.p);
	str_release(&text);
	return app_dialog(app, dg, message_done, NULL);
}

static unsigned
table_extras(struct app *app, struct table *tb, enum action a)
{
	switch ((int)a) {
	case ACTION_SEARCH:
		app_begin_prompt(app, PROMPT_SEARCH);
		return REACT_REDRAW;
	case ACTION_COPY:
		return copy_table(app, tb, false);
	case ACTION_COPY_ROW:
		return copy_table(app, tb, true);
	case ACTION_COPY_TABLE:
		return copy_rows(app, tb);
	case ACTION_FULL_CELL:
		return show_cell(app, tb);
	default:
		return REACT_NONE;
	}
}

static unsigned
next_theme(struct app *app)
{
	if (app->setup.no_colour)
		return app_message(
		    app, "NO_COLOR is set: the theme stays mono");
	app->theme = (app->theme + 1) % app->themes.n;
	app->retheme = true;
	return app_message(app, "theme %s", app->themes.theme[app->theme].name);
}

static unsigned
next_charset(struct app *app)
{
	static const char *const names[] = {
		[DRAW_BRAILLE] = "braille",
		[DRAW_BLOCKS] = "blocks",
		[DRAW_ASCII] = "ASCII",
	};
	static_assert(ARRAY_LEN(names) == DRAW_CHARSET_COUNT, "a name each");
	if (app->setup.charset == DRAW_ASCII)
		return app_message(app, "this terminal has ASCII alone");
	app->charset =
	    (enum draw_charset)((app->charset + 1) % DRAW_CHARSET_COUNT);
	return app_message(app, "charts in %s", names[app->charset]);
}

static unsigned
show_help(struct app *app)
{
	const struct screen_ops *ops = app_top(app)->screen.ops;
	help_free(app->help);
	app->help = help_new(app->keys, ops->name,
	    ops->help_topic != NULL ? ops->help_topic : ops->title);
	return REACT_REDRAW;
}

/* The host reads the data again, the screens read from the host. */
static unsigned
reload_all(struct app *app)
{
	const struct app_host *host = app->setup.host;
	unsigned answer = REACT_NONE;
	if (host->action != NULL)
		answer = host->action(app->setup.model, app, ACTION_RELOAD);
	return answer | REACT_RELOAD;
}

static unsigned
own_action(struct app *app, enum action a)
{
	switch ((int)a) {
	case ACTION_BACK:
		return go_back(app);
	case ACTION_QUIT:
		return REACT_QUIT;
	case ACTION_COMMAND:
		app_begin_prompt(app, PROMPT_COMMAND);
		return REACT_REDRAW;
	case ACTION_HELP:
		return show_help(app);
	case ACTION_RELOAD:
		return reload_all(app);
	case ACTION_REDRAW:
		app->repaint = true;
		return REACT_REDRAW;
	case ACTION_SUSPEND:
		app->suspend = true;
		return REACT_REDRAW;
	case ACTION_MOUSE:
		app->mouse = !app->mouse;
		if (app->in_terminal)
			term_set_mouse(app->mouse);
		return app_message(app, "mouse %s", app->mouse ? "on" : "off");
	case ACTION_TOUR:
		return app_tour_turn(app);
	case ACTION_TOUR_SKIP:
		return app_tour_skip(app);
	case ACTION_THEME:
		return next_theme(app);
	case ACTION_CHARTS:
		return next_charset(app);
	default:
		break;
	}
	int tab = (int)a - ACTION_SCREEN_1;
	if (tab < 0 || tab >= (int)app->setup.n_tabs)
		return REACT_NONE;
	return app_show(app, app->setup.screens[tab]->name, NULL);
}

/* ------ who gets an action ------ */

unsigned
app_offer(struct app *app, enum action a)
{
	struct screen *sc = &app_top(app)->screen;
	const struct app_host *host = app->setup.host;
	unsigned answer = REACT_NONE;
	if (a == ACTION_NONE)
		return REACT_NONE;
	if (sc->ops->action != NULL)
		answer = sc->ops->action(sc, a);
	struct table *tb = app_table(app);
	if (answer == REACT_NONE && tb != NULL)
		answer = table_action(tb, a);
	if (answer == REACT_NONE && tb != NULL)
		answer = table_extras(app, tb, a);
	struct form *fm = app_form(app);
	if (answer == REACT_NONE && fm != NULL)
		answer = form_action(fm, a);
	if (answer == REACT_NONE)
		answer = own_action(app, a);
	if (answer == REACT_NONE && host->action != NULL)
		answer = host->action(app->setup.model, app, a);
	if (answer != REACT_NONE && a != ACTION_SEARCH)
		app_tour_saw(app, a);
	return answer;
}

unsigned
app_say_nothing_done(struct app *app, enum action a)
{
	struct str key = STR_INIT;
	unsigned answer;

	if ((a == ACTION_SORT || a == ACTION_SORT_THEN) &&
	    app_table(app) != NULL)
		return app_message(app, "rows cannot be sorted by this column");
	if (!app_add_key(app, a, &key))
		str_addf(&key, "'%s'", action_name(a));
	answer = app_message(
	    app, "%s (%s) does nothing here", key.p, action_help(a));
	str_release(&key);
	return answer;
}

unsigned
app_do(struct app *app, enum action a)
{
	unsigned answer = app_offer(app, a);
	if (answer == REACT_NONE && a != ACTION_NONE)
		answer = app_say_nothing_done(app, a);
	return answer;
}
