/*
 * app_input - what a key, a paste or a click means right now.
 *
 * From the top: a dialog, the help, the line being typed, the screen. Only
 * one of them gets the key. A message goes away with the key that follows it.
 */
#include "ui/app_internal.h"

#include <errno.h>
#include <poll.h>

#include "base/num.h"

/* ------ dialogs and help ------ */

/* Closes the dialog on top once it is answered. */
static void
settle_dialog(struct app *app, unsigned answer)
{
	struct app_dialog top = app->dialogs[app->n_dialogs - 1];
	if (dialog_outcome(top.dialog) == DIALOG_OPEN) {
		app_react(app, answer);
		return;
	}
	/* Off the stack first: 'done' may open the next one. */
	app->n_dialogs--;
	unsigned reaction = top.done(top.arg, top.dialog);
	dialog_free(top.dialog);
	app_react(app, reaction);
}

static struct dialog *
top_dialog(struct app *app)
{
	return app->n_dialogs == 0 ? NULL
				   : app->dialogs[app->n_dialogs - 1].dialog;
}

static void
help_input(struct app *app, uint32_t key)
{
	enum action run = ACTION_NONE;
	if (help_key(app->help, key, &run))
		return;
	help_free(app->help);
	app->help = NULL;
	if (run != ACTION_NONE)
		app_react(app, app_do(app, run));
}

/* ------ the line being typed ------ */

static void
complete_command(
    void *arg, struct slice before, struct lineedit_matches *matches)
{
	struct app *app = arg;
	const struct app_host *host = app->setup.host;
	if (slice_find(before, slice_of(" ")) == before.len) {
		for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
			struct slice name =
			    slice_of(action_name((enum action)a));
			if (name.len >= before.len &&
			    memcmp(name.p, before.p, before.len) == 0)
				lineedit_add_match(matches, name);
		}
	}
	if (host->complete != NULL)
		host->complete(app->setup.model, before, matches);
}

void
app_begin_prompt(struct app *app, enum app_prompt prompt)
{
	bool command = prompt == PROMPT_COMMAND;
	app->prompt = prompt;
	app->line.history = command ? &app->commands : &app->searches;
	app->line.complete = command ? complete_command : NULL;
	app->line.complete_arg = app;
	lineedit_set(&app->line, "");
	struct table *tb = app_table(app);
	if (!command && tb != NULL)
		table_search_begin(tb);
}

static unsigned
run_command(struct app *app, struct slice line)
{
	const struct app_host *host = app->setup.host;
	struct table *tb = app_table(app);
	struct err err = ERR_INIT;
	enum action a = ACTION_NONE;
	int64_t row = 0;
	line = slice_trim(line);
	if (line.len == 0)
		return REACT_REDRAW;
	if (action_parse(line, &a) && a != ACTION_NONE)
		return app_do(app, a);
	if (tb != NULL && num_parse_i64(line, &row)) {
		table_move_to(tb, row > 0 ? (size_t)row - 1 : 0);
		return REACT_REDRAW;
	}
	if (host->command == NULL) {
		err_set(&err, ERR_USAGE, "'%.*s' is no command; Tab lists them",
		    line.len > 200 ? 200 : (int)line.len, line.p);
		return app_error(app, &err);
	}
	unsigned answer = host->command(app->setup.model, app, line, &err);
	return err.code == ERR_NONE ? answer | REACT_REDRAW
				    : app_error(app, &err);
}

static void
end_prompt(struct app *app, bool accepted)
{
	enum app_prompt prompt = app->prompt;
	struct table *tb = app_table(app);
	app->prompt = PROMPT_NONE;
	if (prompt == PROMPT_SEARCH && tb != NULL)
		table_search_end(tb, accepted);
	if (!accepted)
		return;
	lineedit_remember(app->line.history, app->line.text.p);
	if (prompt == PROMPT_SEARCH)
		app_tour_saw(app, ACTION_SEARCH);
	if (prompt == PROMPT_COMMAND)
		app_react(app, run_command(app, slice_str(&app->line.text)));
}

static void
prompt_changed(struct app *app)
{
	struct table *tb = app_table(app);
	if (app->prompt != PROMPT_SEARCH || tb == NULL)
		return;
	if (!table_search(tb, slice_str(&app->line.text)))
		(void)app_message(app, "no match"); /* always "redraw" */
}

static void
prompt_input(struct app *app, enum lineedit_outcome outcome)
{
	switch (outcome) {
	case LINEEDIT_DONE:
		end_prompt(app, true);
		break;
	case LINEEDIT_CANCELLED:
		end_prompt(app, false);
		break;
	case LINEEDIT_CHANGED:
		prompt_changed(app);
		break;
	case LINEEDIT_MOVED:
	case LINEEDIT_IGNORED:
		break;
	}
}

/* ------ the screen ------ */

/* A value is being typed in a form: letters are text before they are keys. */
static unsigned
type_in_screen(struct app *app, uint32_t key)
{
	struct screen *sc = &app_top(app)->screen;
	struct form *fm = app_form(app);
	unsigned answer = REACT_NONE;
	if (sc->ops->typing != NULL && sc->ops->typing(sc) &&
	    sc->ops->key != NULL)
		answer = sc->ops->key(sc, key);
	if (answer == REACT_NONE && fm != NULL && form_typing(fm))
		answer = form_key(fm, key);
	return answer;
}

/* A change in a form that the screen did not see itself. */
static unsigned
tell_screen(struct app *app, unsigned answer)
{
	struct screen *sc = &app_top(app)->screen;
	if (reaction_has(answer, REACT_CHANGED))
		app_tour_saw(app, ACTION_EDIT);
	if (!reaction_has(answer, REACT_CHANGED) || sc->ops->changed == NULL)
		return answer;
	return answer | sc->ops->changed(sc);
}

static void
screen_key(struct app *app, uint32_t key)
{
	struct screen *sc = &app_top(app)->screen;
	unsigned answer = type_in_screen(app, key);
	enum action a = ACTION_NONE;
	if (answer == REACT_NONE) {
		a = keymap_find(app->keys, sc->ops->name, key);
		bool at_root = app->tab == 0 && app->tabs[0].depth == 1;
		if (a == ACTION_BACK && key == 'q' && at_root)
			a = ACTION_QUIT;
		answer = app_offer(app, a);
	}
	if (answer == REACT_NONE && sc->ops->key != NULL)
		answer = sc->ops->key(sc, key);
	if (answer == REACT_NONE && a != ACTION_NONE)
		answer = app_say_nothing_done(app, a);
	app_react(app, tell_screen(app, answer));
}

static bool
quits_small(uint32_t key)
{
	return key == 'q' || key == 'Q' || key == K_CTRL('c');
}

void
app_key(struct app *app, uint32_t key)
{
	struct dialog *dg = top_dialog(app);
	statusbar_set_message(&app->status, ROLE_TEXT, "");
	if (app->too_small) {
		app->quit = quits_small(key);
	} else if (dg != NULL) {
		enum action a = keymap_find(app->keys, "dialog", key);
		settle_dialog(app, dialog_key(dg, key, a));
	} else if (app->help != NULL) {
		help_input(app, key);
	} else if (app->prompt != PROMPT_NONE) {
		prompt_input(app, lineedit_key(&app->line, key));
	} else {
		screen_key(app, key);
	}
}

static void
paste(struct app *app, struct slice text)
{
	struct screen *sc = &app_top(app)->screen;
	struct dialog *dg = top_dialog(app);
	unsigned answer = REACT_NONE;
	if (app->too_small || app->help != NULL)
		return;
	if (dg != NULL) {
		settle_dialog(app, dialog_paste(dg, text));
		return;
	}
	if (app->prompt != PROMPT_NONE) {
		prompt_input(app, lineedit_paste(&app->line, text));
		return;
	}
	if (sc->ops->paste != NULL)
		answer = sc->ops->paste(sc, text);
	if (answer == REACT_NONE && app_form(app) != NULL)
		answer = form_paste(app_form(app), text);
	app_react(app, tell_screen(app, answer));
}

/* ------ mouse ------ */

static unsigned
screen_mouse(struct app *app, const struct mouse *m)
{
	struct screen *sc = &app_top(app)->screen;
	struct table *tb = app_table(app);
	struct form *fm = app_form(app);
	unsigned answer = REACT_NONE;
	bool opened = false;
	if (sc->ops->mouse != NULL)
		answer = sc->ops->mouse(sc, m);
	if (answer == REACT_NONE && tb != NULL)
		answer = table_mouse(tb, m, &opened);
	if (answer == REACT_NONE && fm != NULL)
		answer = form_mouse(fm, m);
	return opened ? app_offer(app, ACTION_OPEN) | REACT_REDRAW : answer;
}

void
app_mouse(struct app *app, const struct mouse *m)
{
	struct dialog *dg = top_dialog(app);
	if (app->too_small || app->help != NULL)
		return;
	if (dg != NULL) {
		settle_dialog(app, dialog_mouse(dg, m));
		return;
	}
	if (app->prompt != PROMPT_NONE)
		end_prompt(app, false);
	for (int i = 0; i < app->n_spots && m->button == MOUSE_LEFT; i++) {
		if (rect_has(app->spots[i].at, m->x, m->y)) {
			app_react(app, app_do(app, app->spots[i].action));
			return;
		}
	}
	if (rect_has(app->body, m->x, m->y))
		app_react(app, tell_screen(app, screen_mouse(app, m)));
}

/* ------ what drivers call ------ */

bool
app_input(struct app *app, const struct input *in)
{
	const struct app_host *host = app->setup.host;
	if (host->attend != NULL && in->kind != INPUT_RESIZE)
		(void)host->attend(app->setup.model); /* work follows */
	switch (in->kind) {
	case INPUT_KEY:
		app_key(app, in->key);
		break;
	case INPUT_PASTE:
		paste(app, in->text);
		break;
	case INPUT_MOUSE:
		app_mouse(app, &in->mouse);
		break;
	case INPUT_RESIZE: /* the next drawing sees to it */
		break;
	}
	return !app->quit;
}

bool
app_work(struct app *app)
{
	const struct app_host *host = app->setup.host;
	if (host->work != NULL)
		app_react(app, host->work(app->setup.model, app));
	return !app->quit;
}

bool
app_watch(struct app *app)
{
	const struct app_host *host = app->setup.host;
	if (host->attend == NULL || !host->attend(app->setup.model))
		return false;
	app_work(app);
	return true;
}

bool
app_busy(struct app *app)
{
	const struct app_host *host = app->setup.host;
	return host->busy != NULL && host->busy(app->setup.model);
}

bool
app_settle(struct app *app, int limit_ms)
{
	struct pollfd fd = { .fd = app->setup.worker_fd, .events = POLLIN };
	while (app_busy(app)) {
		int n = fd.fd < 0 ? 0 : poll(&fd, 1, limit_ms);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		app_work(app);
	}
	return true;
}
