/*
 * dialog - a box on top of the screen that wants an answer.
 *
 * Four kinds: a message; a confirmation, where Enter means no and only "y"
 * means yes (ask only for what undo cannot take back); a prompt, one line with
 * history and completion; a choice from a list; and a form with buttons (the
 * export dialog). The app shows dialogs and calls 'done' once (app_dialog);
 * this file knows neither the app nor screens.
 *
 *	struct dialog *dg = dialog_new(DIALOG_PROMPT, "Filter");
 *	dialog_set_text(dg, "lift>1.2");
 *	return app_dialog(sc->app, dg, filter_done, sc);
 */
#ifndef ENDCAP_UI_DIALOG_H
#define ENDCAP_UI_DIALOG_H

#include "ui/form.h"

enum dialog_kind {
	DIALOG_MESSAGE,
	DIALOG_CONFIRM,
	DIALOG_PROMPT,
	DIALOG_CHOICE,
	DIALOG_FORM,
};

enum dialog_outcome {
	DIALOG_OPEN, /* not answered yet */
	DIALOG_ACCEPTED,
	DIALOG_CANCELLED,
};

struct dialog;

/*
 * Called once when the dialog closes, accepted or not; the dialog is freed
 * afterwards. Answers a reaction (action.h). Returning without having looked
 * at the outcome is a bug: look first.
 */
typedef unsigned dialog_done_fn(void *arg, struct dialog *dg);

struct dialog *dialog_new(enum dialog_kind kind, const char *title);
void dialog_free(struct dialog *dg);
/* Words above (message, confirm: the question), copied, may have lines. */
void dialog_set_body(struct dialog *dg, const char *body);
/* Words that follow what is being chosen, below: a preview. Copied. */
void dialog_set_preview(struct dialog *dg, const char *text);
/* A sentence in red above the buttons; the dialog stays open. Copied. */
void dialog_set_error(struct dialog *dg, const char *sentence);

/* DIALOG_PROMPT: the text at the start, history and completion (either may
 * be NULL; both borrowed until the dialog is gone). */
void dialog_set_text(struct dialog *dg, const char *text);
void dialog_set_history(struct dialog *dg, struct lineedit_history *history);
void
dialog_set_complete(struct dialog *dg, lineedit_complete_fn *fn, void *arg);
/* DIALOG_CHOICE: options are copied. Typing narrows the list. */
void dialog_set_options(
    struct dialog *dg, const char *const *options, int n, int at);
/* DIALOG_FORM: the form is moved to the dialog; buttons are borrowed, the
 * first one is what Enter presses; "Cancel" is added. */
void dialog_set_form(
    struct dialog *dg, struct form *fm, const char *const *buttons, int n);
/*
 * Called on every change of a form or prompt (to refresh a preview), and with
 * accepting = true before it closes: return false to keep it open.
 */
typedef bool dialog_check_fn(void *arg, struct dialog *dg, bool accepting);
void dialog_set_check(struct dialog *dg, dialog_check_fn *fn, void *arg);

/* Frees 'thing' with the dialog, after its form, even if nobody answers. */
void dialog_own(struct dialog *dg, void *thing, void (*free_thing)(void *));

enum dialog_outcome dialog_outcome(const struct dialog *dg);
const char *dialog_text(const struct dialog *dg); /* prompt; borrowed */
int dialog_option(const struct dialog *dg); /* choice: index */
int dialog_button(const struct dialog *dg); /* form: which button */
struct form *dialog_form(const struct dialog *dg); /* borrowed */

/* A key with the action the dialog scope gives it (ACTION_NONE: none). */
unsigned dialog_key(struct dialog *dg, uint32_t key, enum action a);
unsigned dialog_paste(struct dialog *dg, struct slice text);
unsigned dialog_mouse(struct dialog *dg, const struct mouse *m);
void dialog_draw(struct dialog *dg, struct canvas *cv, struct rect screen);
/* The words for the bottom line: "y yes  N no". */
const char *dialog_hints(const struct dialog *dg);

#endif
