/*
 * screen - what a screen is: a row of operations and a state of its own.
 *
 * The app (ui/app.h) allocates the state, draws the frame around the screen,
 * finds the action of a key and offers it; the screen answers with reactions
 * (ui/action.h) and the app does the rest. A NULL operation means the shared
 * behaviour, so a table screen is short. Movement, marks, sorting, searching
 * (/ n N), copying (y Y), the mouse, ? and : come with the table that the
 * 'table' operation returns; Esc and q go back.
 *
 * Order for each key: 'key' (only while it says so, see below), then the
 * keymap's action goes to 'action', then to the focused table, then to the
 * app itself, then to the host (undo, import: whatever main handles).
 *
 * Screens never include screens. One opens another by name:
 *	return app_show(sc->app, "pair", &(struct screen_arg){ .id = id });
 *
 * A whole table screen:
 *
 *	// screen_pairs - every pair above the floor, ranked.
 *	#include "ui/screen.h"
 *	#include "ui/app.h"
 *	#include "ui/rows.h"
 *	#include "service/desk.h"	// what app_model() points to
 *
 *	struct pairs {
 *		struct listing listing;
 *		struct rows *rows;
 *		struct table *tb;
 *		struct lineedit_history filters;
 *	};
 *
 *	static const struct rows_look looks[] = {
 *		{ .column = "confidence_ab", .graphic = TABLE_BAR, .cells = 6,
 *		    .to = 1 },
 *		{ .column = "lift", .graphic = TABLE_BAR, .cells = 9, .to = 8 },
 *		{ .column = "gain", .by_sign = true, .graphic = TABLE_INTERVAL,
 *		    .cells = 13, .low = "gain_low", .high = "gain_high" },
 *	};
 *
 *	// News: the data, filter or period changed, or a worker finished.
 *	static bool
 *	pairs_reload(struct screen *sc, struct err *err)
 *	{
 *		struct pairs *st = sc->state;
 *		listing_release(&st->listing);
 *		if (!desk_pairs(app_model(sc->app), &st->listing, err))
 *			return false;
 *		rows_set_axis(st->rows, "gain", -500, 3000);
 *		rows_reload(st->rows, st->tb);
 *		return true;
 *	}
 *
 *	// The state is zeroed memory; 'open' may fail, 'close' runs either way.
 *	static bool
 *	pairs_open(
 *	    struct screen *sc, const struct screen_arg *arg, struct err *err)
 *	{
 *		struct pairs *st = sc->state;
 *		if (!desk_pairs(app_model(sc->app), &st->listing, err))
 *			return false;
 *		st->rows = rows_new(&st->listing, looks, ARRAY_LEN(looks));
 *		st->tb = rows_table(st->rows);
 *		if (arg->id != 0)
 *			table_select(st->tb, arg->id);
 *		return true;
 *	}
 *
 *	static void
 *	pairs_close(struct screen *sc)
 *	{
 *		struct pairs *st = sc->state;
 *		table_free(st->tb);
 *		rows_free(st->rows);
 *		listing_release(&st->listing);
 *		lineedit_history_release(&st->filters);
 *	}
 *
 *	// Dialogs answer later: the screen goes on being drawn behind them.
 *	static unsigned
 *	filter_done(void *arg, struct dialog *dg)
 *	{
 *		struct screen *sc = arg;
 *		struct err err = ERR_INIT;
 *		if (dialog_outcome(dg) != DIALOG_ACCEPTED)
 *			return REACT_REDRAW;
 *		if (!desk_set_filter(
 *		        app_model(sc->app), dialog_text(dg), &err))
 *			return app_error(sc->app, &err);
 *		return REACT_RELOAD;	// every open screen is reloaded
 *	}
 *
 *	static unsigned
 *	ask_filter(struct screen *sc)
 *	{
 *		struct pairs *st = sc->state;
 *		struct dialog *dg = dialog_new(DIALOG_PROMPT, "Filter pairs");
 *		dialog_set_text(dg, desk_filter(app_model(sc->app)));
 *		dialog_set_history(dg, &st->filters);
 *		return app_dialog(sc->app, dg, filter_done, sc);
 *	}
 *
 *	static unsigned
 *	pairs_action(struct screen *sc, enum action a)
 *	{
 *		struct pairs *st = sc->state;
 *		uint64_t id;
 *		if (!table_identity(st->tb, &id))
 *			return REACT_NONE;
 *		switch ((int)a) {
 *		case ACTION_OPEN:
 *			return app_show(
 *			    sc->app, "pair", &(struct screen_arg){ .id = id });
 *		case ACTION_FILTER:
 *			return ask_filter(sc);
 *		default:
 *			return REACT_NONE;
 *		}
 *	}
 *
 *	static void
 *	pairs_draw(struct screen *sc, struct canvas *cv, struct rect area)
 *	{
 *		struct pairs *st = sc->state;
 *		if (table_count(st->tb) == 0) {
 *			draw_centre(cv, rect_row(area, 2), ROLE_TEXT,
 *			    slice_of("No pair passes the filter."));
 *			return;
 *		}
 *		table_draw(st->tb, cv, area, true);
 *	}
 *
 *	static struct table *
 *	pairs_table(struct screen *sc)
 *	{
 *		return ((struct pairs *)sc->state)->tb;
 *	}
 *
 *	static void
 *	pairs_status(struct screen *sc, struct str *out)
 *	{
 *		str_add(out, "● strong  ◐ likely  ○ weak  · thin");
 *	}
 *
 *	static const enum action hints[] = { ACTION_OPEN, ACTION_SEARCH,
 *		ACTION_FILTER, ACTION_SORT, ACTION_MARK, ACTION_BUNDLE,
 *		ACTION_NONE };
 *
 *	const struct screen_ops screen_pairs_ops = {
 *		.name = "pairs", .title = "Pairs", .short_title = "Pairs",
 *		.state_size = sizeof(struct pairs),
 *		.open = pairs_open, .close = pairs_close,
 *		.reload = pairs_reload, .action = pairs_action,
 *		.draw = pairs_draw, .table = pairs_table,
 *		.status = pairs_status, .hints = hints,
 *	};
 */
#ifndef ENDCAP_UI_SCREEN_H
#define ENDCAP_UI_SCREEN_H

#include "base/err.h"
#include "ui/action.h"
#include "ui/draw.h"
#include "ui/form.h"
#include "ui/key.h"
#include "ui/table.h"

struct app;
struct desk_people;
struct listing;
struct screen_ops;

/* One screen that is open. */
struct screen {
	const struct screen_ops *ops;
	struct app *app;
	void *state; /* ops->state_size bytes, owned by the app */
};

/* What a screen is opened for; which fields mean what is the screen's to say.
 * Borrowed during the call. */
struct screen_arg {
	uint64_t id, other;
	const char *text; /* NULL: none */
	double value;
};

struct screen_ops {
	const char *name; /* of app_show, of the scope of keys: "pairs" */
	const char *title; /* on its tab, in the help: "Pairs" */
	const char *short_title; /* on its tab in narrow terminals */
	size_t state_size;

	/* The state is zeroed. arg is never NULL. On false the screen is not
	 * shown and the error is; close is called all the same. */
	bool (*open)(
	    struct screen *sc, const struct screen_arg *arg, struct err *err);
	void (*close)(struct screen *sc);
	/* An open tab is asked for again with an argument (never NULL). NULL:
	 * it is only shown. */
	bool (*visit)(
	    struct screen *sc, const struct screen_arg *arg, struct err *err);
	/* Read everything again: data, filter or period changed. */
	bool (*reload)(struct screen *sc, struct err *err);

	/* An action of the keymap, or run from the command line or help. */
	unsigned (*action)(struct screen *sc, enum action a);
	/* A raw key. Offered before the keymap while 'typing' says so (a form's
	 * value is being typed), else after everybody left it. */
	unsigned (*key)(struct screen *sc, uint32_t key);
	bool (*typing)(struct screen *sc);
	unsigned (*paste)(struct screen *sc, struct slice text);
	/* The focused form's value changed (form_changed says which): keep it. */
	unsigned (*changed)(struct screen *sc);
	/* Clicks and wheel inside the area last drawn; NULL: the table's. */
	unsigned (*mouse)(struct screen *sc, const struct mouse *m);

	void (*draw)(struct screen *sc, struct canvas *cv, struct rect area);
	/* The area changed size; drawing follows. Rarely needed. */
	void (*resize)(struct screen *sc, int cols, int rows);

	/* The table and the form that have the focus, or NULL: they get the
	 * actions that the screen leaves. At most one of them is not NULL. */
	struct table *(*table)(struct screen *sc);
	struct form *(*form)(struct screen *sc);
	/* The listing in sight, as filtered and sorted: what is exported as
	 * shown. NULL or a NULL answer: there is none. Borrowed. */
	const struct listing *(*listing)(struct screen *sc);
	/* The list of people in hand (service/desk.h) and its name, which can be
	 * exported from here; false: there is none. NULL: never any. Texts are
	 * borrowed until the screen's next change. */
	bool (*people)(
	    struct screen *sc, struct desk_people *out, struct str *name);
	/* Appends the filter in force, for the top line. NULL: never any. */
	void (*filter)(struct screen *sc, struct str *out);

	/* Appends the expression of that filter alone, as 'text' of an argument
	 * brings it back in the next session. NULL: nothing is kept. */
	void (*expression)(struct screen *sc, struct str *out);

	/* The message line while there is no message. */
	void (*status)(struct screen *sc, struct str *out);
	const enum action *hints; /* for the bottom line, ACTION_NONE ends */
	/* Instead of 'hints' where they vary; may return NULL. */
	const enum action *(*hints_now)(struct screen *sc);
	const char *help_topic; /* NULL: the name */
};

#endif
