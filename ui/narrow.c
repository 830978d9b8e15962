/*
 * narrow - the expression is kept as text and read anew for each filling: the
 * listing's columns never change, so what was understood once is again. Long
 * listings are narrowed and sorted by the desk's worker and collected when they
 * come.
 */
#include "ui/narrow.h"

#include "base/num.h"
#include "service/desk.h"
#include "service/filter.h"
#include "ui/app.h"

void
narrow_init(struct narrow *nw, struct screen *sc, struct listing *listing,
    bool (*refill)(struct screen *sc, struct err *err))
{
	*nw = (struct narrow){ .sc = sc,
		.listing = listing,
		.refill = refill,
		.now = STR_INIT,
		.before = STR_INIT,
		.shown = STR_INIT };
}

void
narrow_release(struct narrow *nw)
{
	str_release(&nw->now);
	str_release(&nw->before);
	str_release(&nw->shown);
	lineedit_history_release(&nw->history);
}

static bool
is_understood(const struct listing *l, const char *expression, struct err *err)
{
	struct filter f;
	bool ok = filter_parse(l, slice_of(expression), &f, err);

	filter_release(&f);
	return ok;
}

/* Filters the rows here and now. */
static bool
filter_now(struct narrow *nw, struct listing *rows, struct err *err)
{
	struct filter f;
	bool ok = filter_parse(rows, slice_str(&nw->now), &f, err) &&
	    filter_apply(&f, rows, NULL, err);

	filter_release(&f);
	return ok;
}

/* So many rows that keys would wait for them? */
static bool
is_long(const struct narrow *nw, const struct listing *rows)
{
	return (nw->now.len > 0 || nw->keys > 0) &&
	    rows->source_rows > LISTING_LONG;
}

static void
ask_desk(struct narrow *nw, struct listing *rows)
{
	nw->asked = desk_narrow(
	    app_model(nw->sc->app), rows, nw->now.p, nw->key, nw->keys);
}

bool
narrow_apply(struct narrow *nw, struct listing *next, struct err *err)
{
	struct err wrong = ERR_INIT;
	if (nw->unread && !is_understood(next, nw->now.p, &wrong)) {
		str_clear(&nw->now);
		(void)app_error(nw->sc->app, &wrong); /* always "redraw" */
	}
	nw->unread = false;
	nw->asked = 0;
	if (nw->listing->columns != NULL && is_long(nw, next)) {
		ask_desk(nw, next);
		nw->stale = true;
		return true;
	}
	bool ok = filter_now(nw, next, err);
	listing_release(ok ? nw->listing : next);
	if (ok)
		*nw->listing = *next;
	nw->stale = nw->stale && !ok;
	return ok;
}

bool
narrow_holds(const struct narrow *nw)
{
	return !nw->stale;
}

bool
narrow_again(struct narrow *nw, struct err *err)
{
	struct listing copy;

	if (is_long(nw, nw->listing)) {
		if (!listing_copy(nw->listing, &copy, err))
			return false;
		listing_reset(&copy);
		ask_desk(nw, &copy);
		return true;
	}
	nw->asked = 0;
	listing_reset(nw->listing);
	bool ok = filter_now(nw, nw->listing, err);
	if (!ok)
		listing_reset(nw->listing);
	return ok;
}

static void
set_order(struct narrow *nw, const struct listing_key *key, size_t keys)
{
	for (size_t i = 0; i < keys; i++)
		nw->key[i] = key[i];
	nw->keys = keys;
}

bool
narrow_order(void *arg, const struct listing_key *key, size_t keys)
{
	struct narrow *nw = arg;
	struct err err = ERR_INIT;

	set_order(nw, key, keys);
	if (nw->listing->source_rows <= LISTING_LONG)
		return false;
	if (!nw->refill(nw->sc, &err))
		(void)app_error(nw->sc->app, &err); /* always "redraw" */
	return true;
}

bool
narrow_collect(struct narrow *nw)
{
	struct listing rows;
	enum desk_narrowing state;

	if (nw->asked == 0)
		return false;
	state = desk_narrowed(app_model(nw->sc->app), nw->asked, &rows);
	if (state == DESK_NARROWING_BUSY)
		return false;
	nw->asked = 0;
	if (state == DESK_NARROWING_DONE) {
		listing_release(nw->listing);
		*nw->listing = rows;
		nw->stale = false;
	} else {
		/* The rows are as they were: so is what is said of them. */
		str_set(&nw->now, nw->shown.p);
		set_order(nw, nw->listing->key, nw->listing->keys);
	}
	str_set(&nw->shown, nw->now.p);
	return true;
}

static void
keep(struct narrow *nw, const char *expression)
{
	struct str next = STR_INIT;

	str_set(&next, expression);
	if (nw->asked == 0)
		str_set(&nw->shown, nw->now.p);
	str_set(&nw->before, nw->now.p);
	str_set(&nw->now, next.p);
	str_release(&next);
}

bool
narrow_set(struct narrow *nw, const char *expression, struct err *err)
{
	if (!is_understood(nw->listing, expression, err))
		return false;
	keep(nw, expression);
	return true;
}

void
narrow_want(struct narrow *nw, const char *expression)
{
	str_set(&nw->now, expression);
	nw->unread = true;
}

static unsigned
change(struct narrow *nw, const char *expression)
{
	struct err err = ERR_INIT;

	if (!narrow_set(nw, expression, &err) || !nw->refill(nw->sc, &err))
		return app_error(nw->sc->app, &err);
	return REACT_REDRAW;
}

/* ------ asking ------ */

static bool
check(void *arg, struct dialog *dg, bool accepting)
{
	struct narrow *nw = arg;
	struct err err = ERR_INIT;

	if (!accepting || is_understood(nw->listing, dialog_text(dg), &err))
		return true;
	dialog_set_error(dg, err.text);
	return false;
}

static unsigned
answered(void *arg, struct dialog *dg)
{
	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	return change(arg, dialog_text(dg));
}

static void
add_candidate(void *arg, struct slice candidate, size_t from)
{
	struct lineedit_matches *matches = arg;

	matches->from = from;
	lineedit_add_match(matches, candidate);
}

static void
complete(void *arg, struct slice before, struct lineedit_matches *matches)
{
	const struct narrow *nw = arg;

	filter_complete(nw->listing, before, add_candidate, matches);
}

static unsigned
ask(struct narrow *nw)
{
	struct dialog *dg = dialog_new(DIALOG_PROMPT, "Filter");

	dialog_set_body(dg,
	    "Every comparison must hold; Tab completes columns and values.");
	if (nw->example != NULL)
		dialog_set_preview(dg, nw->example);
	dialog_set_text(dg, nw->now.p);
	dialog_set_history(dg, &nw->history);
	dialog_set_complete(dg, complete, nw);
	dialog_set_check(dg, check, nw);
	return app_dialog(nw->sc->app, dg, answered, nw);
}

unsigned
narrow_action(struct narrow *nw, enum action a)
{
	switch ((int)a) {
	case ACTION_FILTER:
		/* Without a listing nothing says which columns there are. */
		return nw->listing->columns == NULL ? (unsigned)REACT_HANDLED
						    : ask(nw);
	case ACTION_UNFILTER:
		return change(nw, "");
	case ACTION_OLD_FILTER:
		return change(nw, nw->before.p);
	default:
		return REACT_NONE;
	}
}

void
narrow_note(const struct narrow *nw, struct table *tb)
{
	struct str note = STR_INIT;

	if (nw->listing->rows < nw->listing->source_rows) {
		str_add(&note, "(");
		num_add_grouped(&note, (int64_t)nw->listing->source_rows);
		str_add(&note, " unfiltered)");
	}
	table_set_note(tb, note.p);
	str_release(&note);
}

void
narrow_add(const struct narrow *nw, struct str *out)
{
	if (nw->now.len > 0)
		str_addf(
		    out, "f: %s%s", nw->now.p, nw->asked != 0 ? " ..." : "");
}
