/*
 * screen_activity - two tables above each other: changes and imports.
 *
 * Where both do not fit, the one with the focus takes the whole area.
 */
#include "ui/screen_activity.h"

#include "service/desk.h"
#include "ui/app.h"
#include "ui/rows.h"
#include "ui/vacancy.h"

enum pane {
	PANE_CHANGES,
	PANE_IMPORTS,
	PANE_COUNT
};

enum {
	BOTH_ROWS = 14 /* from here on both are shown */
};

struct activity {
	struct list {
		struct listing listing;
		struct rows *rows;
		struct table *tb;
	} lists[PANE_COUNT];
	enum pane focus;
	struct rect areas[PANE_COUNT]; /* as last drawn, for clicks */
};

static enum role
state_role(const struct cell *value)
{
	return slice_eq_c(value->text, "done") ? ROLE_TEXT : ROLE_DIM;
}

static const struct rows_look looks[] = {
	{ .column = "action", .min = 5 },
	{ .column = "at", .min = 19, .max = 19 },
	{ .column = "change", .min = 20, .max = 70 },
	{ .column = "state", .min = 10, .max = 10, .role_of = state_role },
	{ .column = "session", .min = 8, .max = 16 },
	{ .column = "file", .min = 14, .max = 40 },
};

typedef bool fill_fn(struct desk *dk, struct listing *out, struct err *err);

static const struct {
	const char *title, *nothing;
	fill_fn *fill;
} panes[PANE_COUNT] = {
	[PANE_CHANGES] = { .title = "Changes",
	    .nothing = "Nothing was changed yet. Bundles, thresholds and "
		       "decisions on pairs leave a line here each.",
	    .fill = desk_history },
	[PANE_IMPORTS] = { .title = "Imports",
	    .nothing = "Nothing was imported yet.",
	    .fill = desk_imports },
};

/* ------ life ------ */

static bool
refill(struct list *list, fill_fn *fill, struct desk *dk, struct err *err)
{
	struct listing next;

	if (!fill(dk, &next, err))
		return false;
	listing_release(&list->listing);
	list->listing = next;
	if (list->rows == NULL) {
		list->rows = rows_new(&list->listing, looks, ARRAY_LEN(looks));
		list->tb = rows_table(list->rows);
	} else {
		rows_reload(list->rows, list->tb);
	}
	return true;
}

static bool
activity_reload(struct screen *sc, struct err *err)
{
	struct activity *st = sc->state;
	struct desk *dk = app_model(sc->app);

	for (int p = 0; p < PANE_COUNT; p++) {
		if (!refill(&st->lists[p], panes[p].fill, dk, err))
			return false;
	}
	return true;
}

static bool
activity_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	(void)arg; /* there is one history */
	return activity_reload(sc, err);
}

static void
activity_close(struct screen *sc)
{
	struct activity *st = sc->state;

	for (int p = 0; p < PANE_COUNT; p++) {
		table_free(st->lists[p].tb);
		rows_free(st->lists[p].rows);
		listing_release(&st->lists[p].listing);
	}
}

/* ------ actions ------ */

static unsigned
take_back(struct screen *sc)
{
	struct activity *st = sc->state;
	struct str said = STR_INIT;
	struct err err = ERR_INIT;
	uint64_t id;
	unsigned answer;

	if (!table_identity(st->lists[PANE_CHANGES].tb, &id))
		return REACT_HANDLED;
	if (desk_undo_one(app_model(sc->app), (int64_t)id, &said, &err))
		answer = app_message(sc->app, "↶ %s", said.p) | REACT_RELOAD;
	else
		answer = app_error(sc->app, &err);
	str_release(&said);
	return answer;
}

static unsigned
import_seen(void *arg, struct dialog *dg)
{
	(void)arg;
	assert(dialog_outcome(dg) != DIALOG_OPEN);
	return REACT_REDRAW;
}

/* All columns of the import under the cursor, a line each. */
static unsigned
show_import(struct screen *sc)
{
	struct activity *st = sc->state;
	const struct list *list = &st->lists[PANE_IMPORTS];
	size_t row = table_cursor(list->tb);
	struct str text = STR_INIT;

	if (row == TABLE_NOWHERE)
		return REACT_HANDLED;
	for (size_t c = 0; c < list->listing.n_columns; c++) {
		str_addf(&text, "%-10s  ", list->listing.columns[c].title);
		listing_add_cell(&list->listing, row, c, &text);
		str_add_char(&text, '\n');
	}
	struct dialog *dg = dialog_new(DIALOG_MESSAGE, "Import");
	dialog_set_body(dg, text.p);
	str_release(&text);
	return app_dialog(sc->app, dg, import_seen, sc);
}

static unsigned
undo_import_done(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct activity *st = sc->state;
	uint64_t id;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(sc->app, "left as it is");
	if (table_identity(st->lists[PANE_IMPORTS].tb, &id))
		desk_import_undo(app_model(sc->app), (int64_t)id);
	return REACT_REDRAW;
}

/* Asks, because no key brings a file back. */
static unsigned
ask_undo_import(struct screen *sc)
{
	struct activity *st = sc->state;
	const struct list *list = &st->lists[PANE_IMPORTS];
	size_t row = table_cursor(list->tb);
	struct str question = STR_INIT;

	if (row == TABLE_NOWHERE)
		return REACT_HANDLED;
	str_add(&question, "Take back import ");
	listing_add_cell(&list->listing, row, 0, &question);
	str_add(&question,
	    "? Its orders and lines go, and what it overwrote comes back.");
	struct dialog *dg = dialog_new(DIALOG_CONFIRM, "Take an import back");
	dialog_set_body(dg, question.p);
	str_release(&question);
	return app_dialog(sc->app, dg, undo_import_done, sc);
}

static unsigned
activity_action(struct screen *sc, enum action a)
{
	struct activity *st = sc->state;

	switch ((int)a) {
	case ACTION_NEXT_PANE:
	case ACTION_PREV_PANE:
		st->focus =
		    st->focus == PANE_CHANGES ? PANE_IMPORTS : PANE_CHANGES;
		return REACT_REDRAW;
	case ACTION_OPEN:
		return st->focus == PANE_CHANGES ? take_back(sc)
						 : show_import(sc);
	case ACTION_DELETE:
		return st->focus == PANE_CHANGES ? take_back(sc)
						 : ask_undo_import(sc);
	default:
		return REACT_NONE;
	}
}

static unsigned
activity_mouse(struct screen *sc, const struct mouse *m)
{
	struct activity *st = sc->state;

	for (int p = 0; p < PANE_COUNT; p++) {
		if (rect_has(st->areas[p], m->x, m->y))
			st->focus = (enum pane)p;
	}
	return REACT_NONE; /* the table does the rest */
}

/* ------ drawing ------ */

static void
draw_pane(struct screen *sc, enum pane p, struct canvas *cv, struct rect area)
{
	struct activity *st = sc->state;
	struct list *list = &st->lists[p];
	bool focus = st->focus == p;
	struct rect in =
	    draw_box(cv, area, panes[p].title, focus ? NULL : "Tab");

	st->areas[p] = area;
	if (list->tb == NULL || table_count(list->tb) == 0)
		vacancy_say(sc, cv, in, panes[p].nothing, NULL);
	else
		table_draw(list->tb, cv, in, focus);
}

static void
activity_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct activity *st = sc->state;

	memset(st->areas, 0, sizeof(st->areas));
	if (area.h < BOTH_ROWS) {
		draw_pane(sc, st->focus, cv, area);
		return;
	}
	struct rect imports = rect_cut_bottom(&area, area.h * 2 / 5);
	draw_pane(sc, PANE_CHANGES, cv, area);
	draw_pane(sc, PANE_IMPORTS, cv, imports);
}

static struct table *
activity_table(struct screen *sc)
{
	struct activity *st = sc->state;

	return st->lists[st->focus].tb;
}

static const struct listing *
activity_listing(struct screen *sc)
{
	const struct activity *st = sc->state;

	return &st->lists[st->focus].listing;
}

static void
activity_status(struct screen *sc, struct str *out)
{
	const struct activity *st = sc->state;

	str_add(out,
	    st->focus == PANE_CHANGES
		? "Enter takes this one change back, unless later ones built "
		  "on it"
		: "Enter shows the counts of this import, d takes it "
		  "back");
}

static const enum action change_hints[] = { ACTION_OPEN, ACTION_DELETE,
	ACTION_UNDO, ACTION_REDO, ACTION_NEXT_PANE, ACTION_SEARCH,
	ACTION_EXPORT, ACTION_HELP, ACTION_NONE };
static const enum action import_hints[] = { ACTION_OPEN, ACTION_DELETE,
	ACTION_IMPORT, ACTION_NEXT_PANE, ACTION_SEARCH, ACTION_EXPORT,
	ACTION_HELP, ACTION_NONE };

static const enum action *
activity_hints(struct screen *sc)
{
	const struct activity *st = sc->state;

	return st->focus == PANE_CHANGES ? change_hints : import_hints;
}

const struct screen_ops screen_activity_ops = {
	.name = "activity",
	.title = "Activity",
	.short_title = "Act",
	.state_size = sizeof(struct activity),
	.open = activity_open,
	.close = activity_close,
	.reload = activity_reload,
	.action = activity_action,
	.mouse = activity_mouse,
	.draw = activity_draw,
	.table = activity_table,
	.listing = activity_listing,
	.status = activity_status,
	.hints_now = activity_hints,
};
