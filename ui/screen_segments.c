/*
 * screen_segments - segments, below them one of the other tables of who buys
 * (screen_segments_lists.c), and beside them the people of the row under the
 * cursor. Tab goes from table to table.
 *
 * Working it out is a job that begins when the screen is looked at; the tables
 * of who takes what next begin when they are come to.
 */
#include "service/pairing.h"
#include "ui/cutting.h"
#include "ui/screen_segments_internal.h"
#include "ui/segment_edit.h"

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
	{ .column = "sku", .hidden = true },
	{ .column = "title", .min = 14, .max = 34 },
};

/* ------ life ------ */

static void
renew(struct list *list)
{
	if (list->rows == NULL) {
		list->rows = rows_new(&list->listing, looks, ARRAY_LEN(looks));
		list->tb = rows_table(list->rows);
		rows_order_with(list->rows, narrow_order, &list->narrow);
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
	st->focus = st->below = LIST_FOLLOWUPS;
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

/* The filter of one table changed, or what it is of did. */
static bool
refill(struct screen *sc, enum segments_list id, struct err *err)
{
	struct segments *st = sc->state;
	struct list *list = &st->lists[id];
	struct desk *dk = app_model(sc->app);
	const void *now = segments_list_row(id)->source(dk);
	struct listing next;

	if (now == NULL)
		return true;
	if (list->rows != NULL && list->from == now &&
	    narrow_holds(&list->narrow)) {
		if (!narrow_again(&list->narrow, err))
			return false;
	} else if (!segments_list_row(id)->fill(dk, &next, err) ||
	    !narrow_apply(&list->narrow, &next, err)) {
		return false;
	}
	renew(list);
	list->from = now;
	return true;
}

static bool
segments_refill(struct screen *sc, struct err *err)
{
	for (int id = 0; id < LIST_COUNT; id++)
		if (!refill(sc, (enum segments_list)id, err))
			return false;
	return true;
}

static bool
segments_reload(struct screen *sc, struct err *err)
{
	struct segments *st = sc->state;
	struct desk *dk = app_model(sc->app);
	bool other = false;

	for (int id = 0; id < LIST_COUNT; id++) {
		struct list *list = &st->lists[id];
		const void *now =
		    segments_list_row((enum segments_list)id)->source(dk);

		if (narrow_collect(&list->narrow))
			renew(list);
		if (now == NULL || now == list->from)
			continue;
		other = true;
		if (!refill(sc, (enum segments_list)id, err))
			return false;
	}
	return !other || go_to_wanted(st, err);
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

	st->below = LIST_FOLLOWUPS;
	str_init(&st->chosen);
	segments_people_init(&st->people);
	for (int id = 0; id < LIST_COUNT; id++) {
		struct list *list = &st->lists[id];

		narrow_init(&list->narrow, sc, &list->listing, segments_refill);
		list->narrow.example =
		    segments_list_row((enum segments_list)id)->example;
	}
	return segments_reload(sc, err) && segments_visit(sc, arg, err);
}

static void
segments_close(struct screen *sc)
{
	struct segments *st = sc->state;

	segments_people_release(&st->people);
	str_release(&st->chosen);
	for (int id = 0; id < LIST_COUNT; id++) {
		struct list *list = &st->lists[id];
		table_free(list->tb);
		rows_free(list->rows);
		listing_release(&list->listing);
		narrow_release(&list->narrow);
	}
}

/* ------ actions ------ */

static unsigned
enter_pane(struct screen *sc)
{
	struct segments *st = sc->state;

	segments_follow(sc);
	/* A list that is still made is shown as soon as it is there. */
	st->in_pane = st->lists[st->focus].tb != NULL &&
	    table_count(st->lists[st->focus].tb) > 0;
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

	if (st->focus == LIST_SEGMENTS &&
	    segments_cell_text(st, LIST_SEGMENTS, "segment", &name)) {
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

static void
go_to(struct segments *st, enum segments_list id)
{
	st->focus = id;
	if (id != LIST_SEGMENTS)
		st->below = id;
}

static unsigned
go_on(struct segments *st, enum action a)
{
	int step = a == ACTION_NEXT_PANE ? 1 : LIST_COUNT - 1;

	go_to(st, (st->focus + (unsigned)step) % LIST_COUNT);
	return REACT_REDRAW;
}

/* Who types ahead finds the table they went to; the rest has to wait. */
static unsigned
before_ready(struct screen *sc, enum action a)
{
	if (a == ACTION_NEXT_PANE || a == ACTION_PREV_PANE)
		return go_on(sc->state, a);
	if (a == ACTION_OPEN || a == ACTION_NEW || a == ACTION_EDIT)
		return app_message(
		    sc->app, "who buys is still being worked out");
	return REACT_NONE;
}

static unsigned
segments_action(struct screen *sc, enum action a)
{
	struct segments *st = sc->state;
	struct desk *dk = app_model(sc->app);

	const struct segments_list_row *row = segments_list_row(st->focus);
	if (a == ACTION_RELOAD &&
	    (desk_people_stopped(dk) ||
		(row->stopped != NULL && row->stopped(dk)))) {
		desk_people_again(dk);
		return REACT_REDRAW;
	}
	if (!segments_ready(st))
		return before_ready(sc, a);
	struct list *list = &st->lists[st->focus];
	if (st->in_pane) {
		st->in_pane = a != ACTION_BACK && a != ACTION_NEXT_PANE &&
		    a != ACTION_PREV_PANE;
		return st->in_pane ? (unsigned)REACT_NONE
				   : (unsigned)REACT_REDRAW;
	}
	if (a == ACTION_NEXT_PANE || a == ACTION_PREV_PANE)
		return go_on(st, a);
	if (list->tb == NULL)
		return REACT_NONE;
	unsigned answer = narrow_action(&list->narrow, a);
	if (answer != REACT_NONE)
		return answer;
	switch ((int)a) {
	case ACTION_OPEN:
		return enter_pane(sc);
	case ACTION_COLUMNS:
		return columns_ask(&list->columns, sc, list->rows);
	case ACTION_SEGMENT:
		return look_at_segment(sc);
	case ACTION_VALUE:
		return st->focus == LIST_FOLLOWUPS ? segments_ask_looks(sc)
						   : (unsigned)REACT_NONE;
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

	if (m->button != MOUSE_LEFT || !segments_ready(st))
		return REACT_NONE;
	for (int id = 0; id < LIST_COUNT; id++) {
		if (!rect_has(st->areas[id], m->x, m->y))
			continue;
		go_to(st, (enum segments_list)id);
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
	const struct segments_list_row *row = segments_list_row(st->focus);
	const struct list *list = &st->lists[st->focus];
	uint64_t id;

	if (row->roster == NULL || list->tb == NULL ||
	    !table_identity(list->tb, &id))
		return false;
	row->roster(sc, id, out, name);
	return true;
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
	const struct list *list = &st->lists[st->focus];
	uint64_t id;

	if (list->tb != NULL && table_identity(list->tb, &id))
		segments_list_row(st->focus)->status(sc, out);
}

static const enum action pane_hints[] = { ACTION_BACK, ACTION_EXPORT,
	ACTION_SORT, ACTION_SEARCH, ACTION_FULL_CELL, ACTION_HELP,
	ACTION_NONE };

static const enum action *
segments_hints(struct screen *sc)
{
	const struct segments *st = sc->state;

	return st->in_pane ? pane_hints : segments_list_row(st->focus)->hints;
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
