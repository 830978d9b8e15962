/*
 * The pane of people: it follows the cursor, and is read again only when the
 * row, or what the row is of, is another one.
 */
#include "ui/screen_segments_internal.h"

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

void
segments_people_init(struct people *pe)
{
	str_init(&pe->title);
	str_init(&pe->words);
}

void
segments_people_release(struct people *pe)
{
	pane_table_close(&pe->table);
	str_release(&pe->title);
	str_release(&pe->words);
}

static void
forget(struct people *pe)
{
	pane_table_close(&pe->table);
	pe->known = false;
}

/* The title and the words are put together anew. */
static bool
read_people(struct screen *sc, uint64_t id, const void **from, struct err *err)
{
	struct segments *st = sc->state;
	struct people *pe = &st->people;
	bool same_table = pe->known && pe->list == st->focus;
	struct listing next;

	str_clear(&pe->title);
	str_clear(&pe->words);
	if (!segments_list_row(st->focus)->people(sc, id, from, pe, &next, err))
		return false;
	if (*from == NULL)
		return true;
	if (!same_table)
		pane_table_close(&pe->table);
	pane_table_open(
	    &pe->table, &next, people_looks, ARRAY_LEN(people_looks));
	return true;
}

/* What the people of a row would be of: one list is made for each follow-up. */
static const void *
source_of(struct screen *sc, uint64_t id)
{
	struct segments *st = sc->state;

	if (st->focus != LIST_FOLLOWUPS)
		return segments_list_row(st->focus)->source(app_model(sc->app));
	return segments_following(sc, id);
}

void
segments_follow(struct screen *sc)
{
	struct segments *st = sc->state;
	struct people *pe = &st->people;
	struct err err = ERR_INIT;
	const void *from = NULL;
	uint64_t id;
	bool other;

	if (st->lists[st->focus].tb == NULL ||
	    !table_identity(st->lists[st->focus].tb, &id)) {
		forget(pe);
		st->in_pane = false;
		return;
	}
	other = !pe->known || pe->list != st->focus || pe->of != id;
	if (!other && pe->from == source_of(sc, id))
		return;
	if (!read_people(sc, id, &from, &err)) {
		forget(pe);
		(void)app_error(sc->app, &err); /* always "redraw" */
		return;
	}
	if (from == NULL) { /* still made */
		forget(pe);
		return;
	}
	pe->known = true;
	pe->list = st->focus;
	pe->of = id;
	pe->from = from;
	if (other && pe->table.tb != NULL)
		table_move_to(pe->table.tb, 0);
}
