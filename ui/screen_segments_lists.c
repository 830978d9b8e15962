/*
 * The tables of the screen, a row of functions each: where it comes from, who
 * stands behind one of its rows, and what can be written of that.
 */
#include "service/pairing.h"
#include "ui/screen_segments_internal.h"

bool
segments_cell_text(struct segments *st, enum segments_list id,
    const char *column, struct str *out)
{
	struct list *list = &st->lists[id];
	uint64_t ignored;

	if (!table_identity(list->tb, &ignored))
		return false;
	listing_add_cell(&list->listing, table_cursor(list->tb),
	    (size_t)listing_column(&list->listing, column), out);
	return true;
}

/* ------ segments ------ */

static const void *
segments_source(struct desk *dk)
{
	return desk_audience(dk);
}

static bool
segments_people(struct screen *sc, uint64_t id, const void **from,
    struct people *pe, struct listing *out, struct err *err)
{
	struct desk *dk = app_model(sc->app);
	struct str name = STR_INIT;
	bool ok;

	segments_cell_text(sc->state, LIST_SEGMENTS, "segment", &name);
	str_set(&pe->title,
	    id < SEGMENT_COUNT ? segment_row((enum segment_id)id)->title
			       : name.p);
	*from = desk_audience(dk);
	ok = desk_members(dk, name.p, out, &pe->words, err);
	str_release(&name);
	return ok;
}

static void
segments_roster(
    struct screen *sc, uint64_t id, struct desk_people *out, struct str *name)
{
	struct segments *st = sc->state;

	(void)id; /* a segment is named */
	str_clear(&st->chosen);
	segments_cell_text(st, LIST_SEGMENTS, "segment", &st->chosen);
	*out = (struct desk_people){ .kind = DESK_PEOPLE_SEGMENT,
		.segment = st->chosen.p };
	str_addf(name, "people of '%s'", out->segment);
}

static void
segments_status(struct screen *sc, struct str *out)
{
	segments_cell_text(sc->state, LIST_SEGMENTS, "meaning", out);
}

/* ------ follow-ups ------ */

static const void *
followups_source(struct desk *dk)
{
	return desk_reach(dk);
}

static bool
followups_fill(struct desk *dk, struct listing *out, struct err *err)
{
	(void)err; /* it only looks at what there is */
	desk_followups(dk, out);
	return true;
}

static bool
followups_people(struct screen *sc, uint64_t id, const void **from,
    struct people *pe, struct listing *out, struct err *err)
{
	struct following *fo = segments_following(sc, id);

	(void)err; /* a list that cannot be made is said by the desk */
	*from = fo;
	if (*from == NULL)
		return true;
	str_add_slice(&pe->title, slice_str(&fo->list));
	following_add_rule(fo, &pe->words);
	following_add_notes(fo, &pe->words);
	following_candidates(fo, out);
	return true;
}

static void
followups_roster(
    struct screen *sc, uint64_t id, struct desk_people *out, struct str *name)
{
	const struct segments *st = sc->state;

	*out = (struct desk_people){ .kind = DESK_PEOPLE_FOLLOWUP,
		.pair = segments_followed(st, id),
		.looks = st->looks };
	str_add(name, "this follow-up list");
}

static void
followups_status(struct screen *sc, struct str *out)
{
	const struct reach *re = desk_reach(app_model(sc->app));

	if (app_add_key(sc->app, ACTION_VALUE, out))
		str_add(out, " who looked; ");
	if (re != NULL)
		reach_add_rule(re, out);
}

/* ------ who takes what next, and again ------ */

static const void *
next_source(struct desk *dk)
{
	return desk_prospects(dk, PROSPECTS_NEXT);
}

static const void *
again_source(struct desk *dk)
{
	return desk_prospects(dk, PROSPECTS_AGAIN);
}

static bool
next_fill(struct desk *dk, struct listing *out, struct err *err)
{
	return prospects_products(desk_prospects(dk, PROSPECTS_NEXT), out, err);
}

static bool
again_fill(struct desk *dk, struct listing *out, struct err *err)
{
	return prospects_products(
	    desk_prospects(dk, PROSPECTS_AGAIN), out, err);
}

static void
next_ask(struct desk *dk)
{
	desk_look_for_prospects(dk, PROSPECTS_NEXT);
}

static void
again_ask(struct desk *dk)
{
	desk_look_for_prospects(dk, PROSPECTS_AGAIN);
}

static bool
next_stopped(struct desk *dk)
{
	return desk_prospects_stopped(dk, PROSPECTS_NEXT);
}

static bool
again_stopped(struct desk *dk)
{
	return desk_prospects_stopped(dk, PROSPECTS_AGAIN);
}

/* Whom to write to about a product, and why not the others. */
static bool
takers(struct screen *sc, enum prospects_kind kind, uint64_t id,
    const void **from, struct people *pe, struct listing *out, struct err *err)
{
	struct prospects *pr = desk_prospects(app_model(sc->app), kind);
	struct slice title;

	*from = pr;
	if (pr == NULL)
		return true;
	title = view_title(pr->v, (size_t)id);
	prospects_add_name(pr, (size_t)id, &pe->title);
	str_addf(&pe->words,
	    kind == PROSPECTS_NEXT
		? "likely to take '%.*s' next, never had it\n"
		: "due to buy '%.*s' again\n",
	    (int)title.len, title.p);
	prospects_add_notes(pr, (size_t)id, &pe->words);
	return prospects_people(pr, (size_t)id, out, err);
}

static bool
next_people(struct screen *sc, uint64_t id, const void **from,
    struct people *pe, struct listing *out, struct err *err)
{
	return takers(sc, PROSPECTS_NEXT, id, from, pe, out, err);
}

static bool
again_people(struct screen *sc, uint64_t id, const void **from,
    struct people *pe, struct listing *out, struct err *err)
{
	return takers(sc, PROSPECTS_AGAIN, id, from, pe, out, err);
}

static void
name_takers(enum prospects_kind kind, uint64_t id, struct desk_people *out,
    struct str *name)
{
	*out = (struct desk_people){ .kind = DESK_PEOPLE_PROSPECTS,
		.taking = kind,
		.product = (size_t)id };
	str_add(name, "the people of this product");
}

static void
next_roster(
    struct screen *sc, uint64_t id, struct desk_people *out, struct str *name)
{
	(void)sc; /* the row says it all */
	name_takers(PROSPECTS_NEXT, id, out, name);
}

static void
again_roster(
    struct screen *sc, uint64_t id, struct desk_people *out, struct str *name)
{
	(void)sc; /* the row says it all */
	name_takers(PROSPECTS_AGAIN, id, out, name);
}

static void
next_status(struct screen *sc, struct str *out)
{
	(void)sc; /* it is the same for all rows */
	str_add(out,
	    "what goes with the purchases of half a year, never bought "
	    "before; by what to expect of those who may be written to");
}

static void
again_status(struct screen *sc, struct str *out)
{
	(void)sc; /* it is the same for all rows */
	str_add(out,
	    "due by the product's rhythm and their own; by what to expect of "
	    "those who may be written to");
}

/* ------ who came back ------ */

static bool
cohorts_people(struct screen *sc, uint64_t id, const void **from,
    struct people *pe, struct listing *out, struct err *err)
{
	struct desk *dk = app_model(sc->app);

	*from = desk_audience(dk);
	str_addf(&pe->title, "First order in %d-%02d", (int)(id / 12),
	    (int)(id % 12) + 1);
	return desk_cohort(dk, id, out, &pe->words, err);
}

static void
cohorts_status(struct screen *sc, struct str *out)
{
	(void)sc; /* it is the same for all rows */
	str_add(out,
	    "of those whose first order was in that month, who ordered again "
	    "so many months later; months that are not over are left out");
}

/* ------ the list of them ------ */

static const enum action segment_hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_EXPORT, ACTION_SEGMENT, ACTION_NEW, ACTION_EDIT, ACTION_FILTER,
	ACTION_SORT, ACTION_SEARCH, ACTION_UNDO, ACTION_HELP, ACTION_NONE };
static const enum action followup_hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_EXPORT, ACTION_VALUE, ACTION_FILTER, ACTION_SORT, ACTION_SEARCH,
	ACTION_UNDO, ACTION_HELP, ACTION_NONE };
static const enum action list_hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_EXPORT, ACTION_FILTER, ACTION_SORT, ACTION_SEARCH, ACTION_UNDO,
	ACTION_HELP, ACTION_NONE };

static const struct segments_list_row rows[] = {
	[LIST_SEGMENTS] = {
	    .title = "Segments",
	    .example = "customers>=100   repeat_rate>50%   change<0",
	    .nobody = "There are no segments.",
	    .source = segments_source,
	    .fill = desk_segments,
	    .people = segments_people,
	    .roster = segments_roster,
	    .status = segments_status,
	    .hints = segment_hints,
	},
	[LIST_FOLLOWUPS] = {
	    .title = "Follow-ups: bought the one, not the other",
	    .example = "due>=10   answer>5%   bought~mug",
	    .nobody = "Nobody bought a product 7 to 60 days before the last "
		      "order without the one that goes with it.",
	    .source = followups_source,
	    .fill = followups_fill,
	    .people = followups_people,
	    .roster = followups_roster,
	    .status = followups_status,
	    .hints = followup_hints,
	},
	[LIST_NEXT] = {
	    .title = "Next: likely to take it, never had it",
	    .example = "due>=10   chance>5%   title~mug",
	    .nobody = "Nobody is known to be likely to take something next.",
	    .under_way = "Looking who takes what next ...",
	    .source = next_source,
	    .fill = next_fill,
	    .ask = next_ask,
	    .stopped = next_stopped,
	    .people = next_people,
	    .roster = next_roster,
	    .status = next_status,
	    .hints = list_hints,
	},
	[LIST_AGAIN] = {
	    .title = "Again: due to buy it once more",
	    .example = "due>=10   rhythm_days<60   title~mug",
	    .nobody = "Nobody is due to buy something again.",
	    .under_way = "Looking who is due to buy again ...",
	    .source = again_source,
	    .fill = again_fill,
	    .ask = again_ask,
	    .stopped = again_stopped,
	    .people = again_people,
	    .roster = again_roster,
	    .status = again_status,
	    .hints = list_hints,
	},
	[LIST_COHORTS] = {
	    .title = "Cohorts: who came back, by the month of the first order",
	    .example = "customers>=30   month_1>20%",
	    .nobody = "No month of first orders is known.",
	    .source = segments_source,
	    .fill = desk_cohorts,
	    .people = cohorts_people,
	    .status = cohorts_status,
	    .hints = list_hints,
	},
};
_Static_assert(ARRAY_LEN(rows) == LIST_COUNT, "a row each");

const struct segments_list_row *
segments_list_row(enum segments_list id)
{
	return &rows[id];
}
