/*
 * Where there is no room beside the tables the people take the whole area once
 * they are opened, and where two tables do not fit, the one with the focus
 * does.
 */
#include "ui/screen_segments_internal.h"
#include "ui/vacancy.h"

enum {
	BOTH_ROWS = 14, /* from here on both tables are shown */
	WIDE = 100, /* from here on the people stand beside them */
	PANE_CELLS = 46,
	PANE_LEAST = 40, /* below 120 columns */
	ROOMY = 100, /* cells of a table that hold all its columns */
	REASON_ROWS = 3
};

bool
segments_ready(const struct segments *st)
{
	return st->lists[LIST_SEGMENTS].tb != NULL &&
	    st->lists[LIST_FOLLOWUPS].tb != NULL;
}

/* The words of the row under the pane's cursor: why it is written to. */
static void
draw_reason(const struct people *pe, struct canvas *cv, struct rect *area)
{
	int column = listing_column(&pe->table.listing, "reason");
	struct str words = STR_INIT;

	if (column < 0 || area->h < 2 * REASON_ROWS ||
	    table_cursor(pe->table.tb) == TABLE_NOWHERE)
		return;
	listing_add_cell(&pe->table.listing, table_cursor(pe->table.tb),
	    (size_t)column, &words);
	struct rect at = rect_cut_bottom(area, REASON_ROWS);
	rect_cut_bottom(area, 1);
	draw_wrapped(cv, at, ROLE_ACCENT, slice_str(&words));
	str_release(&words);
}

static void
draw_people(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct segments *st = sc->state;
	struct people *pe = &st->people;
	const struct table *tb = st->lists[st->focus].tb;
	const char *note = st->in_pane ? "Esc back" : "Enter";

	st->pane = area;
	struct rect in = draw_box(cv, area, pe->known ? pe->title.p : "", note);
	if (!pe->known) {
		if (tb != NULL && table_count(tb) > 0)
			draw_wrapped(cv, in, ROLE_DIM,
			    slice_of(desk_busy(app_model(sc->app))
				    ? "Looking for the people ..."
				    : "They could not be listed."));
		return;
	}
	int words = draw_wrapped_rows(slice_str(&pe->words), in.w);
	words = words > in.h / 2 ? in.h / 2 : words;
	draw_wrapped(
	    cv, rect_cut_top(&in, words), ROLE_TEXT, slice_str(&pe->words));
	if (in.h > 4)
		rect_cut_top(&in, 1);
	draw_reason(pe, cv, &in);
	if (table_count(pe->table.tb) == 0)
		draw_wrapped(cv, in, ROLE_DIM, slice_of("Nobody."));
	else
		table_draw(pe->table.tb, cv, in, st->in_pane);
}

/* Filtered to nothing, nobody there, or not worked out. */
static void
draw_nothing(
    struct screen *sc, enum segments_list id, struct canvas *cv, struct rect in)
{
	static const enum action filtered[] = { ACTION_UNFILTER,
		ACTION_OLD_FILTER, ACTION_NONE };
	static const enum action stopped[] = { ACTION_RELOAD, ACTION_NONE };
	const struct list *list = &((struct segments *)sc->state)->lists[id];
	const struct segments_list_row *row = segments_list_row(id);

	if (list->tb == NULL && row->stopped != NULL &&
	    row->stopped(app_model(sc->app)))
		vacancy_say(sc, cv, in, "This was not worked out.", stopped);
	else if (list->tb == NULL)
		vacancy_say(sc, cv, in, row->under_way, NULL);
	else if (list->narrow.now.len > 0)
		vacancy_say(sc, cv, in, "No row passes the filter.", filtered);
	else
		vacancy_say(sc, cv, in, row->nobody, NULL);
}

static void
fit_columns(struct list *list, int cells)
{
	static const char *const extra[] = { "share", "orders", "revenue",
		"contribution_per_customer" };

	for (size_t i = 0; i < ARRAY_LEN(extra); i++)
		rows_show(list->rows, extra[i], cells >= ROOMY);
}

static void
draw_list(struct screen *sc, enum segments_list id, struct canvas *cv,
    struct rect area)
{
	struct segments *st = sc->state;
	struct list *list = &st->lists[id];
	const struct segments_list_row *row = segments_list_row(id);
	bool focus = st->focus == id;
	struct rect in = draw_box(cv, area, row->title, focus ? NULL : "Tab");

	st->areas[id] = area;
	if (row->ask != NULL)
		row->ask(app_model(sc->app));
	if (list->tb == NULL || table_count(list->tb) == 0) {
		draw_nothing(sc, id, cv, in);
		return;
	}
	if (!list->columns.chosen)
		fit_columns(list, in.w);
	table_draw(list->tb, cv, in, focus && !st->in_pane);
}

static void
draw_lists(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct segments *st = sc->state;

	if (area.h < BOTH_ROWS) {
		draw_list(sc, st->focus, cv, area);
		return;
	}
	struct rect below = rect_cut_bottom(&area, area.h * 2 / 5);
	draw_list(sc, LIST_SEGMENTS, cv, area);
	draw_list(sc, st->below, cv, below);
}

/* Still working, stopped, or nobody there; false: there are tables. */
static bool
draw_vacancy(struct screen *sc, struct canvas *cv, struct rect area)
{
	static const enum action stopped[] = { ACTION_RELOAD, ACTION_HELP,
		ACTION_NONE };
	static const enum action nobody[] = { ACTION_IMPORT, ACTION_HELP,
		ACTION_NONE };
	struct desk *dk = app_model(sc->app);

	if (vacancy_draw(sc, cv, area))
		return true;
	if (desk_view(dk)->sales.customers == 0) {
		vacancy_say(sc, cv, area,
		    "No order names a customer, so there is nobody to sort. "
		    "Import orders with a column for the customer (an id or "
		    "an address), and customers with consent to be written "
		    "to.",
		    nobody);
		return true;
	}
	desk_look_at_people(dk);
	if (segments_ready(sc->state))
		return false;
	if (desk_people_stopped(dk))
		vacancy_say(sc, cv, area,
		    "Segments and follow-ups were not worked out.", stopped);
	else
		vacancy_say(sc, cv, area,
		    "Sorting the customers into segments and looking for "
		    "follow-ups ...",
		    NULL);
	return true;
}

void
segments_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct segments *st = sc->state;

	memset(st->areas, 0, sizeof(st->areas));
	st->pane = (struct rect){ .w = 0 };
	if (draw_vacancy(sc, cv, area))
		return;
	st->wide = area.w >= WIDE;
	if (st->wide || st->in_pane)
		segments_follow(sc);
	if (st->wide) {
		struct rect pane = rect_cut_right(
		    &area, area.w >= 120 ? PANE_CELLS : PANE_LEAST);
		rect_cut_right(&area, 1);
		draw_lists(sc, cv, area);
		draw_people(sc, cv, pane);
	} else if (st->in_pane) {
		draw_people(sc, cv, area);
	} else {
		draw_lists(sc, cv, area);
	}
}
