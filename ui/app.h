/*
 * app - the dashboard: tabs, the stack of screens, the loop.
 *
 * main registers the screens as rows and hands over a host, the few things
 * only main can do; the app knows nothing of orders or bundles:
 *
 *	struct app *app = app_new(&(struct app_setup){
 *		.model = desk, .host = &host, .screens = screens,
 *		.n_screens = 13, .n_tabs = 7, .worker_fd = desk_fd(desk) });
 *	ok = app_run(app, &err);
 *	app_free(app);
 *
 * The loop polls terminal, signals and worker; it takes all input that is
 * there before it paints, and has no timer: an idle dashboard never wakes.
 * Everything happens on one thread. Workers write a byte to worker_fd's other
 * end; the app then calls host->work, which may answer REACT_RELOAD.
 *
 * Frame, from the top: header (host->header), tabs, rule, the screen, message
 * line, bottom line. Below 40x10 a notice says so instead.
 *
 * Each tab has a stack of its own: app_show of a screen that is no tab pushes
 * it on the tab that is shown; q, Esc and REACT_POP leave it.
 */
#ifndef ENDCAP_UI_APP_H
#define ENDCAP_UI_APP_H

#include "base/err.h"
#include "ui/dialog.h"
#include "ui/keymap.h"
#include "ui/screen.h"

enum {
	APP_MAX_TABS = 7,
	APP_MIN_COLS = 40,
	APP_MIN_ROWS = 10
};

/* Parts of the top line; the app fits them to the width. */
struct app_header {
	struct str shop; /* "northlight" */
	struct str period; /* "2025-11-01..2026-10-31" */
	struct str extra; /* left out when narrow: "EUR  48,212 orders" */
	struct str filter; /* empty: "no filter" */
	struct str saved; /* "saved", or "saving..." */
};

/* What only main and the services can do. All may be NULL except header. */
struct app_host {
	/* Fills the (empty) parts of the top line. */
	void (*header)(void *model, struct app_header *out);
	/* The worker has news: take it; answers a reaction. */
	unsigned (*work)(void *model, struct app *app);
	/* Is anything under way that will still bring news? */
	bool (*busy)(void *model);
	/* Esc while something is under way: stop it. False: nothing to stop. */
	bool (*stop)(void *model);
	/* Looks whether another program changed what is shown: before a key,
	 * a click or a paste is answered, and once a second. True: there is
	 * news, and 'work' takes it. */
	bool (*attend)(void *model);
	/* An action that neither screen nor app knows: undo, import... */
	unsigned (*action)(void *model, struct app *app, enum action a);
	/* A command line that is no action's name: "bundle new X MUG-350". */
	unsigned (*command)(
	    void *model, struct app *app, struct slice line, struct err *err);
	/* Candidates for a command line (the app adds the actions' names). */
	void (*complete)(
	    void *model, struct slice before, struct lineedit_matches *matches);
};

/*
 * A step of the guided tour: it is done when the user does 'action' on that
 * screen, or, with ACTION_NONE, when the screen is there. ACTION_SEARCH is done
 * when something was looked for, ACTION_EDIT when a form's value changed. In
 * 'words', "{undo}" is the key in force for an action.
 */
struct app_tour_step {
	const char *screen; /* NULL: any */
	enum action action;
	const char *words;
};

struct app_setup {
	void *model; /* borrowed; app_model */
	const struct app_host *host; /* borrowed */
	const struct screen_ops *const *screens; /* borrowed; tabs first */
	size_t n_screens;
	size_t n_tabs; /* 1..APP_MAX_TABS */
	int worker_fd; /* readable when there is news; -1: none */
	struct slice keys; /* the user's key file; may be empty */
	struct slice themes; /* the user's themes; may be empty */
	bool no_colour; /* NO_COLOR is set: the theme stays mono */
	enum draw_charset charset; /* DRAW_ASCII stays so */
	bool mouse;
	const struct app_tour_step *tour; /* borrowed; NULL: there is none */
	size_t n_tour;
	const char *title; /* of the terminal's window; NULL: "endcap" */
	const char *place; /* what is looked at: the store's path, or NULL */
};

/* NULL with err when the key file is wrong or the first screen fails. */
struct app *app_new(const struct app_setup *setup, struct err *err);
void app_free(struct app *app);

/* Takes the terminal, runs until the user quits, gives it back. */
bool app_run(struct app *app, struct err *err);

/* ------ for screens (and host) ------ */

/* The most of them: deeper pushes and dialogs are refused with a message. */
enum {
	APP_MAX_DEPTH = 8,
	APP_MAX_DIALOGS = 4
};

void *app_model(const struct app *app);
/*
 * Shows a screen by name: a tab is switched to (and visited with arg), any
 * other is pushed. arg may be NULL. Answers REACT_REDRAW, also when opening
 * fails: the message then says why.
 */
unsigned
app_show(struct app *app, const char *name, const struct screen_arg *arg);
/* Runs an action as if its key had been pressed. */
unsigned app_do(struct app *app, enum action a);

/* The message line, until the next key. Both answer REACT_REDRAW. */
unsigned app_message(struct app *app, const char *fmt, ...) ATTR_PRINTF(2, 3);
unsigned app_error(struct app *app, const struct err *err); /* "✗ ..." */
/* Progress of work under way; phase NULL: it is over. */
void
app_progress(struct app *app, const char *phase, int64_t done, int64_t total);
/* Does Esc stop it? Says so beside the progress. */
void app_stoppable(struct app *app, bool stoppable);
/* How fast it goes, in words; "": not known. */
void app_pace(struct app *app, const char *words);

/*
 * Puts a dialog (moved to the app) on top; done is called once. A dialog may
 * open the next one from its done function. Answers REACT_REDRAW.
 */
unsigned
app_dialog(struct app *app, struct dialog *dg, dialog_done_fn *done, void *arg);
/* Is one open? */
bool app_asks(const struct app *app);
/* Copies to the terminal's clipboard (OSC 52) and says so. */
unsigned app_copy(struct app *app, struct slice text);
/* The table with the focus, NULL when there is none. Borrowed. */
struct table *app_table(struct app *app);
/* What the screen in sight lists, NULL when it lists nothing. Borrowed. */
const struct listing *app_listing(struct app *app);
/* The list of people in hand on the screen in sight, see screen_ops. */
bool app_people(struct app *app, struct desk_people *out, struct str *name);
/* Appends the key of an action on the screen in sight ("f"); false: none. */
bool app_add_key(struct app *app, enum action a, struct str *out);

/* ------ from one session to the next (app_session.c) ------ */

/*
 * Appends what the next session begins with, as lines: theme, charts, mouse,
 * the lines typed, and, for the same place, the tab in sight and the filters.
 * Restoring is forgiving: a line that is not understood is left out.
 */
void app_save(struct app *app, struct str *out);
void app_restore(struct app *app, struct slice lines);

/* ------ for drivers: the loop, scripts, tests ------ */

/* One thing that came in. False once the app wants to end. */
bool app_input(struct app *app, const struct input *in);
/* Takes the worker's news. False once the app wants to end. */
bool app_work(struct app *app);
/* Looks for changes made elsewhere; true: there are, and were taken. */
bool app_watch(struct app *app);
void app_draw(struct app *app, struct canvas *cv);
/* Waits for the worker and takes its news until nothing is under way; false
 * when that takes longer than the limit. */
bool app_settle(struct app *app, int limit_ms);
/* Is anything under way? */
bool app_busy(struct app *app);
/* The last text copied; borrowed until the next one. For tests. */
const char *app_copied(const struct app *app);

#endif
