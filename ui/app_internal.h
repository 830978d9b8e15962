/*
 * app_internal - the insides of the app that its files share: app.c (stack
 * and actions), app_session.c (what is kept),
 * app_tour.c, app_input.c (keys, prompts, mouse), app_frame.c (drawing),
 * app_run.c (the loop). Nobody else includes this.
 */
#ifndef ENDCAP_UI_APP_INTERNAL_H
#define ENDCAP_UI_APP_INTERNAL_H

#include "ui/app.h"
#include "ui/help.h"
#include "ui/lineedit.h"
#include "ui/statusbar.h"

enum {
	APP_MAX_HINTS = 24
};

/* An open screen; stale: the data changed while it was not in sight. */
struct app_layer {
	struct screen screen;
	bool stale;
	int cols, rows; /* of its area as last drawn */
};

struct app_tab {
	struct app_layer *layers[APP_MAX_DEPTH]; /* owned; 0 is the tab's own */
	int depth; /* 0: never opened */
	struct str filter; /* of the last session, until it is opened */
	struct str sort; /* of the last session, until there are rows */
	uint64_t place; /* its row under the cursor, likewise; 0: none */
};

struct app_dialog {
	struct dialog *dialog; /* owned */
	dialog_done_fn *done;
	void *arg;
};

/* What is being typed in the message line. */
enum app_prompt {
	PROMPT_NONE,
	PROMPT_SEARCH,
	PROMPT_COMMAND,
};

/* Where the mouse can hit the frame, as last drawn. */
struct app_spot {
	struct rect at;
	enum action action;
};

struct app {
	struct app_setup setup;
	struct keymap *keys;
	struct app_tab tabs[APP_MAX_TABS];
	int tab;
	struct app_dialog dialogs[APP_MAX_DIALOGS];
	int n_dialogs;
	struct help *help; /* NULL: not shown */
	enum app_prompt prompt;
	struct lineedit line;
	struct lineedit_history searches, commands;
	struct statusbar status;
	struct str copied;
	struct themes themes;
	int theme; /* index */
	enum draw_charset charset;
	bool mouse;
	int tour; /* the step; n_tour: not on it */
	bool quit;
	int lively_looks; /* left: others are changing the store */
	bool in_terminal, repaint, suspend, retheme; /* wishes to app_run */
	bool too_small;
	struct rect body; /* the screen's area, as last drawn */
	struct app_spot spots[APP_MAX_TABS + APP_MAX_HINTS];
	int n_spots;
};

/* Shows a tab; arg NULL: as it is. */
bool app_show_tab(
    struct app *app, int index, const struct screen_arg *arg, struct err *err);
struct app_layer *app_top(struct app *app);
/* Does what an answer asks of the app: pop, reload, quit. */
void app_react(struct app *app, unsigned answer);
/* Offers an action to screen, widgets, app and host. */
unsigned app_offer(struct app *app, enum action a);
/* That nobody took it, with its key. */
unsigned app_say_nothing_done(struct app *app, enum action a);
/* Reads the top screen's data again when it changed out of sight. */
void app_freshen(struct app *app);
struct form *app_form(struct app *app);
void app_begin_prompt(struct app *app, enum app_prompt prompt);
void app_key(struct app *app, uint32_t key);
/* The guided tour (app_tour.c): begins or ends, skips a step, sees what was
 * done, draws the step and takes its lines off *area. */
unsigned app_tour_turn(struct app *app);
unsigned app_tour_skip(struct app *app);
void app_tour_saw(struct app *app, enum action a);
void app_tour_draw(struct app *app, struct canvas *cv, struct rect *area);
void app_mouse(struct app *app, const struct mouse *m);

/* What the last session left of the table of the tab in sight, once it has
 * rows. */
void app_take_up(struct app *app);

#endif
