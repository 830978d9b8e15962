/*
 * screen_segments - two tables above each other, segments and follow-ups, and
 * beside them the people of the row under the cursor.
 *
 * Where there is no room beside them the people take the whole area once they
 * are opened, and where both tables do not fit, the one with the focus does.
 * Working it out is a job that begins when the screen is looked at.
 */
#include "ui/screen_segments.h"

#include "base/num.h"
#include "service/desk.h"
#include "service/pairing.h"
#include "ui/app.h"
#include "ui/columns.h"
#include "ui/cutting.h"
#include "ui/narrow.h"
#include "ui/pane_table.h"
#include "ui/segment_edit.h"
#include "ui/vacancy.h"

enum list_id {
	LIST_SEGMENTS,
	LIST_FOLLOWUPS,
	LIST_COUNT
};

enum {
	BOTH_ROWS = 14, /* from here on both tables are shown */
	WIDE = 100, /* from here on the people stand beside them */
	PANE_CELLS = 46,
	PANE_LEAST = 40, /* below 120 columns */
	ROOMY = 100, /* cells of a table that hold all its columns */
	REASON_ROWS = 3
};

struct segments {
	struct list {
		struct listing listing;
		struct rows *rows; /* NULL until they are worked out */
		struct table *tb;
		struct narrow narrow;
		struct columns columns;
	} lists[LIST_COUNT];
	enum list_id focus;
	bool in_pane, wide;
	const struct audience *seen; /* only compared: a listing holds it */
	struct people {
		struct pane_table table;
		struct str title, words;
		bool known; /* the fields below are of a row */
		enum list_id list;
		uint64_t of; /* the row's identity */
		const void *from; /* audience or list; only compared */
	} people;
	struct str chosen; /* name of the segment that was asked for */
	uint64_t wanted; /* product + 1 to go to; 0: none */
	struct rect areas[LIST_COUNT], pane; /* as last drawn, for clicks */
};

static const struct rows_look looks[] = {
	{ .column = "segment", .min = 15, .max = 18 },
	{ .column = "customers", .title = "people", .min = 6, .max = 9 },
	{ .column = "change", .min = 6, .by_sign = true },
	{ .column = "aov", .min = 7 },
	{ .column = "units_per_order", .min = 5 },
	{ .column = "repeat_rate", .min = 7 },
	{ .column = "contribution", .title = "contrib.", .min = 12 },
	{ .column = "meaning", .hidden = true },
	{ .column = "bought", .min = 12, .max = 34 },
	{ .column = "offer", .min = 12, .max = 34 },
	{ .column = "due", .role = ROLE_ACCENT },
	{ .column = "worth", .min = 8 },
};

static const struct rows_look people_looks[] = {
	{ .column = "customer", .min = 8, .max = 18 },
	{ .column = "days_since", .hidden = true },
	{ .column = "revenue", .hidden = true },
	{ .column = "offer", .hidden = true },
	{ .column = "code", .hidden = true },
	{ .column = "expires", .hidden = true },
	{ .column = "reason", .hidden = true },
	{ .column = "answer", .min = 14, .max = 36 },
};

static const char *const titles[LIST_COUNT] = {
	[LIST_SEGMENTS] = "Segments",
	[LIST_FOLLOWUPS] = "Follow-ups: bought the one, not the other",
};

/* ------ life ------ */

static bool
fill(struct screen *sc, enum list_id id, struct err *err)
{
	struct segments *st = sc->state;
	struct list *list = &st->lists[id];
	struct desk *dk = app_model(sc->app);
	struct listing next;

	if (id == LIST_FOLLOWUPS)
		desk_followups(dk, &next);
	else if (!desk_segments(dk, &next, err))
		return false;
	return narrow_apply(&list->narrow, &next, err);
}

static void
renew(struct list *list)
{
	if (list->rows == NULL) {
		list->rows = rows_new(&list->listing, looks, ARRAY_LEN(looks));
		list->tb = rows_table(list->rows);
	} else {
		rows_reload(list->rows, list->tb);
	}
}

/* To the follow-up of a product that another screen asked for. */
static bool
go_to_wanted(struct segments *st, struct err *err)
{
	struct list *list = &st->lists[LIST_FOLLOWUPS];
	size_t wanted = (size_t)st->wanted - 1, a, b;

	if (st->wanted == 0 || list->tb == NULL)
		return true;
	st->wanted = 0;
	st->focus = LIST_FOLLOWUPS;
	st->in_pane = false;
	for (size_t i = 0; i < list->listing.rows; i++) {
		uint64_t id = listing_identity(&list->listing, i);
		pairing_products(id, &a, &b);
		if (a == wanted && table_select(list->tb, id))
			return true;
	}
	return err_set(err, ERR_NOT_FOUND,
	    "nobody bought it %d to %d days ago without what goes with it",
	    FOLLOWING_LEAST, FOLLOWING_MOST);
}

/* The filter of one table changed, or what both are of did. */
static bool
segments_refill(struct screen *sc, struct err *err)
{
	struct segments *st = sc->state;
	const struct audience *now = desk_audience(app_model(sc->app));
	bool same = st->seen == now && st->lists[0].rows != NULL;

	if (now == NULL)
		return true;
	for (int id = 0; id < LIST_COUNT; id++) {
		struct list *list = &st->lists[id];
		if (!(same ? narrow_again(&list->narrow, err)
			   : fill(sc, (enum list_id)id, err)))
			return false;
		renew(list);
	}
	st->seen = now;
	return true;
}

static bool
segments_reload(struct screen *sc, struct err *err)
{
	struct segments *st = sc->state;
	bool narrowed = false;

	for (int id = 0; id < LIST_COUNT; id++) {
		if (!narrow_collect(&st->lists[id].narrow))
			continue;
		narrowed = true;
		renew(&st->lists[id]);
	}
	if (!narrowed && st->seen == desk_audience(app_model(sc->app)))
		return true;
	return segments_refill(sc, err) && go_to_wanted(st, err);
}

static bool
segments_visit(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct segments *st = sc->state;

	if (arg->id == 0)
		return true;
	st->wanted = arg->id;
	return go_to_wanted(st, err);
}

static bool
segments_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct segments *st = sc->state;

	str_init(&st->chosen);
	str_init(&st->people.title);
	str_init(&st->people.words);
	for (int id = 0; id < LIST_COUNT; id++)
		narrow_init(&st->lists[id].narrow, sc, &st->lists[id].listing,
		    segments_refill);
	st->lists[LIST_SEGMENTS].narrow.example =
	    "customers>=100   repeat_rate>50%   change<0";
	st->lists[LIST_FOLLOWUPS].narrow.example =
	    "due>=10   answer>5%   bought~mug";
	return segments_reload(sc, err) && segments_visit(sc, arg, err);
}

static void
segments_close(struct screen *sc)
{
	struct segments *st = sc->state;

	pane_table_close(&st->people.table);
	str_release(&st->chosen);
	str_release(&st->people.title);
	str_release(&st->people.words);
	for (int id = 0; id < LIST_COUNT; id++) {
		struct list *list = &st->lists[id];
		table_free(list->tb);
		rows_free(list->rows);
		listing_release(&list->listing);
		narrow_release(&list->narrow);
	}
}

/* ------ the people ------ */

static void
take_people(struct people *pe, struct listing *l, bool same_table)
{
	if (!same_table)
		pane_table_close(&pe->table);
	pane_table_open(&pe->table, l, people_looks, ARRAY_LEN(people_looks));
}

/* The name of the segment under the cursor; false: there is none. */
static bool
segment_name(struct segments *st, struct str *out)
{
	struct list *list = &st->lists[LIST_SEGMENTS];
	uint64_t id;

	if (!table_identity(list->tb, &id))
		return false;
	listing_add_cell(&list->listing, table_cursor(list->tb),
	    (size_t)listing_column(&list->listing, "segment"), out);
	return true;
}

static bool
follow_segment(struct screen *sc, uint64_t of, struct err *err)
{
	struct segments *st = sc->state;
	struct people *pe = &st->people;
	struct listing next;
	struct str name = STR_INIT;

	if (!segment_name(st, &name))
		return true;
	str_set(&pe->title,
	    of < SEGMENT_COUNT ? segment_row((enum segment_id)of)->title
			       : name.p);
	str_clear(&pe->words);
	bool ok =
	    desk_members(app_model(sc->app), name.p, &next, &pe->words, err);
	str_release(&name);
	if (!ok)
		return false;
	take_people(pe, &next, pe->known && pe->list == LIST_SEGMENTS);
	return true;
}

/* False while the list of that row is not there yet. */
static bool
follow_pair(struct screen *sc, struct following *fo)
{
	struct segments *st = sc->state;
	struct people *pe = &st->people;
	struct listing next;

	str_clear(&pe->title);
	str_add_slice(&pe->title, slice_str(&fo->list));
	str_clear(&pe->words);
	following_add_rule(fo, &pe->words);
	following_add_notes(fo, &pe->words);
	following_candidates(fo, &next);
	take_people(pe, &next, pe->known && pe->list == LIST_FOLLOWUPS);
	return true;
}

static void
forget(struct segments *st)
{
	pane_table_close(&st->people.table);
	st->people.known = false;
}

/* Reads the people of the row under the cursor, or asks for them. */
static void
follow(struct screen *sc)
{
	struct segments *st = sc->state;
	struct people *pe = &st->people;
	struct desk *dk = app_model(sc->app);
	struct err err = ERR_INIT;
	struct following *fo = NULL;
	uint64_t id, of;
	bool other, ok = true;

	if (!table_identity(st->lists[st->focus].tb, &id)) {
		forget(st);
		st->in_pane = false;
		return;
	}
	if (st->focus == LIST_FOLLOWUPS) {
		desk_follow(dk, id);
		fo = desk_following(dk, &of);
		if (fo == NULL || of != id) {
			forget(st);
			return;
		}
	}
	const void *from =
	    fo != NULL ? (const void *)fo : (const void *)desk_audience(dk);
	other = !pe->known || pe->list != st->focus || pe->of != id;
	if (!other && pe->from == from)
		return;
	ok = fo != NULL ? follow_pair(sc, fo) : follow_segment(sc, id, &err);
	if (!ok) {
		forget(st);
		(void)app_error(sc->app, &err); /* always "redraw" */
		return;
	}
	pe->known = true;
	pe->list = st->focus;
	pe->of = id;
	pe->from = from;
	if (other && pe->table.tb != NULL)
		table_move_to(pe->table.tb, 0);
}

/* ------ actions ------ */

static bool
is_ready(const struct segments *st)
{
	return st->lists[LIST_SEGMENTS].tb != NULL &&
	    st->lists[LIST_FOLLOWUPS].tb != NULL;
}

static unsigned
enter_pane(struct screen *sc)
{
	struct segments *st = sc->state;

	follow(sc);
	/* A list that is still made is shown as soon as it is there. */
	st->in_pane = table_count(st->lists[st->focus].tb) > 0;
	return REACT_REDRAW;
}

/* The orders of this segment, or of everybody again. */
static unsigned
look_at_segment(struct screen *sc)
{
	struct segments *st = sc->state;
	const struct cut *now = desk_cut(app_model(sc->app));
	struct str name = STR_INIT;
	unsigned answer = REACT_NONE;

	if (st->focus == LIST_SEGMENTS && segment_name(st, &name)) {
		bool on =
		    now->segment != NULL && strcmp(now->segment, name.p) == 0;
		answer = cutting_segment(sc->app, on ? NULL : name.p);
	}
	str_release(&name);
	return answer;
}

/* Edits or deletes the segment under the cursor, if it is the shop's own. */
static unsigned
change_own(struct screen *sc, enum action a)
{
	struct segments *st = sc->state;
	const struct store_segment *own;
	uint64_t id;

	if (st->focus != LIST_SEGMENTS ||
	    !table_identity(st->lists[LIST_SEGMENTS].tb, &id))
		return REACT_NONE;
	own = desk_segment(app_model(sc->app), id);
	if (own == NULL)
		return app_message(sc->app,
		    "this segment is built in; make one of your own instead");
	return a == ACTION_DELETE ? segment_edit_delete(sc->app, own)
				  : segment_edit_ask(sc->app, own);
}

static unsigned
segments_action(struct screen *sc, enum action a)
{
	struct segments *st = sc->state;
	struct desk *dk = app_model(sc->app);

	if (a == ACTION_RELOAD && desk_people_stopped(dk)) {
		desk_people_again(dk);
		return REACT_REDRAW;
	}
	if (!is_ready(st))
		return REACT_NONE;
	struct list *list = &st->lists[st->focus];
	if (st->in_pane) {
		st->in_pane = a != ACTION_BACK && a != ACTION_NEXT_PANE &&
		    a != ACTION_PREV_PANE;
		return st->in_pane ? (unsigned)REACT_NONE
				   : (unsigned)REACT_REDRAW;
	}
	unsigned answer = narrow_action(&list->narrow, a);
	if (answer != REACT_NONE)
		return answer;
	switch ((int)a) {
	case ACTION_NEXT_PANE:
	case ACTION_PREV_PANE:
		st->focus =
		    st->focus == LIST_SEGMENTS ? LIST_FOLLOWUPS : LIST_SEGMENTS;
		return REACT_REDRAW;
	case ACTION_OPEN:
		return enter_pane(sc);
	case ACTION_COLUMNS:
		return columns_ask(&list->columns, sc, list->rows);
	case ACTION_SEGMENT:
		return look_at_segment(sc);
	case ACTION_NEW:
		return segment_edit_ask(sc->app, NULL);
	case ACTION_EDIT:
	case ACTION_DELETE:
		return change_own(sc, a);
	default:
		return REACT_NONE;
	}
}

static unsigned
segments_mouse(struct screen *sc, const struct mouse *m)
{
	struct segments *st = sc->state;

	if (m->button != MOUSE_LEFT || !is_ready(st))
		return REACT_NONE;
	for (int id = 0; id < LIST_COUNT; id++) {
		if (!rect_has(st->areas[id], m->x, m->y))
			continue;
		st->focus = (enum list_id)id;
		st->in_pane = false;
	}
	if (rect_has(st->pane, m->x, m->y) && st->people.table.tb != NULL)
		st->in_pane = true;
	return REACT_NONE; /* the table does the rest */
}

static bool
segments_people(struct screen *sc, struct desk_people *out, struct str *name)
{
	struct segments *st = sc->state;
	uint64_t id;

	if (!is_ready(st) || !table_identity(st->lists[st->focus].tb, &id))
		return false;
	*out = (struct desk_people){ .pair = id };
	if (st->focus == LIST_SEGMENTS) {
		str_clear(&st->chosen);
		segment_name(st, &st->chosen);
		out->segment = st->chosen.p;
		str_addf(name, "people of '%s'", out->segment);
	} else {
		str_add(name, "this follow-up list");
	}
	return true;
}

/* ------ drawing ------ */

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
	const char *note = st->in_pane ? "Esc back" : "Enter";

	st->pane = area;
	struct rect in = draw_box(cv, area, pe->known ? pe->title.p : "", note);
	if (!pe->known) {
		if (table_count(st->lists[st->focus].tb) > 0)
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

static void
draw_nothing(
    struct screen *sc, enum list_id id, struct canvas *cv, struct rect in)
{
	static const enum action filtered[] = { ACTION_UNFILTER,
		ACTION_OLD_FILTER, ACTION_NONE };
	const struct list *list = &((struct segments *)sc->state)->lists[id];

	if (list->narrow.now.len > 0) {
		vacancy_say(sc, cv, in, "No row passes the filter.", filtered);
		return;
	}
	/* There are always segments. */
	vacancy_say(sc, cv, in,
	    "Nobody bought a product 7 to 60 days before the last order "
	    "without the one that goes with it.",
	    NULL);
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
draw_list(
    struct screen *sc, enum list_id id, struct canvas *cv, struct rect area)
{
	struct segments *st = sc->state;
	struct list *list = &st->lists[id];
	bool focus = st->focus == id;
	struct rect in = draw_box(cv, area, titles[id], focus ? NULL : "Tab");

	st->areas[id] = area;
	if (table_count(list->tb) == 0) {
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
	struct rect followups = rect_cut_bottom(&area, area.h * 2 / 5);
	draw_list(sc, LIST_SEGMENTS, cv, area);
	draw_list(sc, LIST_FOLLOWUPS, cv, followups);
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
	if (is_ready(sc->state))
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

static void
segments_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct segments *st = sc->state;

	memset(st->areas, 0, sizeof(st->areas));
	st->pane = (struct rect){ .w = 0 };
	if (draw_vacancy(sc, cv, area))
		return;
	st->wide = area.w >= WIDE;
	if (st->wide || st->in_pane)
		follow(sc);
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

static struct table *
segments_table(struct screen *sc)
{
	struct segments *st = sc->state;

	return st->in_pane ? st->people.table.tb : st->lists[st->focus].tb;
}

static const struct listing *
segments_listing(struct screen *sc)
{
	const struct segments *st = sc->state;

	return st->in_pane && st->people.known ? &st->people.table.listing
					       : &st->lists[st->focus].listing;
}

static void
segments_filter(struct screen *sc, struct str *out)
{
	const struct segments *st = sc->state;

	narrow_add(&st->lists[st->focus].narrow, out);
}

static void
segments_status(struct screen *sc, struct str *out)
{
	const struct segments *st = sc->state;
	const struct reach *re = desk_reach(app_model(sc->app));
	uint64_t id;

	if (!is_ready(st) || re == NULL ||
	    !table_identity(st->lists[st->focus].tb, &id))
		return;
	const struct list *list = &st->lists[st->focus];
	if (st->focus == LIST_SEGMENTS)
		listing_add_cell(&list->listing, table_cursor(list->tb),
		    (size_t)listing_column(&list->listing, "meaning"), out);
	else
		reach_add_rule(re, out);
}

static const enum action hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_EXPORT, ACTION_SEGMENT, ACTION_NEW, ACTION_EDIT, ACTION_FILTER,
	ACTION_SORT, ACTION_SEARCH, ACTION_UNDO, ACTION_HELP, ACTION_NONE };
static const enum action followup_hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_EXPORT, ACTION_FILTER, ACTION_SORT, ACTION_SEARCH, ACTION_UNDO,
	ACTION_HELP, ACTION_NONE };
static const enum action pane_hints[] = { ACTION_BACK, ACTION_EXPORT,
	ACTION_SORT, ACTION_SEARCH, ACTION_FULL_CELL, ACTION_HELP,
	ACTION_NONE };

static const enum action *
segments_hints(struct screen *sc)
{
	const struct segments *st = sc->state;

	if (st->in_pane)
		return pane_hints;
	return st->focus == LIST_SEGMENTS ? hints : followup_hints;
}

const struct screen_ops screen_segments_ops = {
	.name = "segments",
	.title = "Segments",
	.short_title = "Segm",
	.state_size = sizeof(struct segments),
	.open = segments_open,
	.close = segments_close,
	.visit = segments_visit,
	.reload = segments_reload,
	.action = segments_action,
	.mouse = segments_mouse,
	.draw = segments_draw,
	.table = segments_table,
	.listing = segments_listing,
	.people = segments_people,
	.filter = segments_filter,
	.status = segments_status,
	.hints_now = segments_hints,
};
