/*
 * screen_pairs - the pairs listing, with bars where figures are compared.
 *
 * Rejected pairs are left out until "show hidden"; the listing is then made
 * here with another query.
 */
#include "ui/screen_pairs.h"

#include "base/num.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/badge.h"
#include "ui/columns.h"
#include "ui/narrow.h"
#include "ui/newbundle.h"
#include "ui/vacancy.h"
#include "ui/verdict.h"

enum {
	GAINS_AHEAD = 12, /* of rows out of sight, at a time */
	VERY_WIDE = 140 /* cells from which on there is room for more columns */
};

struct pairs {
	struct listing listing;
	struct rows *rows; /* NULL until there is a view */
	struct table *tb;
	struct narrow narrow;
	struct verdict verdict;
	struct columns columns;
	bool rejected; /* shown too */
	const struct view *seen; /* only compared: the listing holds it */
};

/* The 90 % interval around 1, where there is no effect. */
static const struct rows_look looks[] = {
	{ .column = "title_a", .min = 11, .max = 30 },
	{ .column = "title_b", .min = 11, .max = 30 },
	{ .column = "orders_a", .title = "A in", .min = 6 },
	{ .column = "orders_b", .title = "B in", .min = 6 },
	{ .column = "orders_both", .min = 5, .max = 7 },
	{ .column = "confidence_ab",
	    .title = "A→B",
	    .min = 8,
	    .graphic = TABLE_BAR,
	    .cells = 5,
	    .to = 1,
	    .role = ROLE_ACCENT },
	{ .column = "lift",
	    .min = 5,
	    .words = badge_lift,
	    .graphic = TABLE_BAR,
	    .cells = 8,
	    .role = ROLE_ACCENT },
	{ .column = "lift_low",
	    .title = "90 %",
	    .min = 10,
	    .words = badge_interval,
	    .role = ROLE_DIM },
	{ .column = "lift_high", .hidden = true },
	{ .column = "evidence",
	    .min = 8,
	    .max = 8,
	    .words = badge_words,
	    .role_of = badge_role_of },
	{ .column = "relation", .min = 10, .max = 10 },
	{ .column = "score", .min = 7 },
	{ .column = "offered",
	    .title = " ",
	    .shown = true,
	    .rank = 3,
	    .min = 1,
	    .max = 1,
	    .words = badge_offered,
	    .role = ROLE_ATTENTION },
	{ .column = "gain",
	    .shown = true,
	    .min = 6,
	    .words = badge_gain,
	    .graphic = TABLE_INTERVAL,
	    .cells = 13,
	    .low = "gain_low",
	    .high = "gain_high",
	    .by_sign = true },
};

/* ------ life ------ */

static bool
fill(struct screen *sc, struct err *err)
{
	struct pairs *st = sc->state;
	struct desk *dk = app_model(sc->app);
	const struct pairing_query all = { .product = PAIRING_ALL,
		.rejected = true };
	struct listing next;
	bool ok = st->rejected
	    ? pairing_listing(desk_view(dk), &all, &next, err)
	    : desk_pairs(dk, &next, err);

	return ok && narrow_apply(&st->narrow, &next, err);
}

/* The listing holds other rows. */
static void
show_rows(struct pairs *st)
{
	rows_set_axis(
	    st->rows, "lift", 0, badge_lift_axis(st->rows, &st->listing));
	rows_reload(st->rows, st->tb);
	narrow_note(&st->narrow, st->tb);
}

/* Ranking a million pairs again only when there are others. */
static bool
pairs_refill(struct screen *sc, struct err *err)
{
	struct pairs *st = sc->state;
	const struct view *v = desk_view(app_model(sc->app));
	bool same =
	    st->rows != NULL && st->seen == v && narrow_holds(&st->narrow);

	if (v == NULL)
		return true;
	if (!(same ? narrow_again(&st->narrow, err) : fill(sc, err)))
		return false;
	st->seen = v;
	if (st->rows == NULL) {
		st->rows = rows_new(&st->listing, looks, ARRAY_LEN(looks));
		st->tb = rows_table(st->rows);
		rows_order_with(st->rows, narrow_order, &st->narrow);
	}
	show_rows(st);
	return true;
}

static bool
pairs_reload(struct screen *sc, struct err *err)
{
	struct pairs *st = sc->state;

	if (st->rows != NULL && narrow_collect(&st->narrow))
		show_rows(st);
	return (st->rows != NULL &&
		   st->seen == desk_view(app_model(sc->app))) ||
	    pairs_refill(sc, err);
}

static bool
pairs_visit(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct pairs *st = sc->state;

	if (arg->text != NULL && st->rows == NULL)
		narrow_want(&st->narrow, arg->text);
	if (arg->text != NULL && st->rows != NULL &&
	    (!narrow_set(&st->narrow, arg->text, err) ||
		!pairs_refill(sc, err)))
		return false;
	if (arg->id != 0 && st->tb != NULL)
		table_select(st->tb, arg->id);
	return true;
}

static bool
pairs_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct pairs *st = sc->state;

	narrow_init(&st->narrow, sc, &st->listing, pairs_refill);
	st->narrow.example = "lift>1.2 n>=30   evidence>=likely   text~mug";
	if (arg->text != NULL)
		narrow_want(&st->narrow, arg->text);
	return pairs_reload(sc, err) &&
	    pairs_visit(sc, &(struct screen_arg){ .id = arg->id }, err);
}

static void
pairs_close(struct screen *sc)
{
	struct pairs *st = sc->state;

	table_free(st->tb);
	rows_free(st->rows);
	listing_release(&st->listing);
	narrow_release(&st->narrow);
}

/* ------ actions ------ */

static unsigned
bundle_marked(struct screen *sc)
{
	struct pairs *st = sc->state;
	struct newbundle nb = { .n = 0 };
	size_t n;
	const uint64_t *marks = table_marks(st->tb, &n);

	for (size_t i = 0; i < n; i++)
		newbundle_add_pair(&nb, marks[i]);
	table_clear_marks(st->tb);
	return newbundle_open(&nb, sc);
}

static unsigned
show_rejected(struct screen *sc)
{
	struct pairs *st = sc->state;
	struct err err = ERR_INIT;

	st->rejected = !st->rejected;
	st->seen = NULL; /* other rows of the same view */
	if (!pairs_refill(sc, &err))
		return app_error(sc->app, &err);
	return app_message(sc->app, "rejected pairs are %s",
	    st->rejected ? "shown" : "left out");
}

static unsigned
pairs_action(struct screen *sc, enum action a)
{
	struct pairs *st = sc->state;
	uint64_t id;

	if (st->tb == NULL)
		return REACT_NONE;
	unsigned answer = narrow_action(&st->narrow, a);
	if (answer != REACT_NONE)
		return answer;
	if (a == ACTION_SHOW_HIDDEN)
		return show_rejected(sc);
	if (a == ACTION_COLUMNS)
		return columns_ask(&st->columns, sc, st->rows);
	if (a == ACTION_BUNDLE && table_mark_count(st->tb) > 0)
		return bundle_marked(sc);
	if (!table_identity(st->tb, &id))
		return REACT_NONE;
	if (a == ACTION_OPEN)
		return app_show(
		    sc->app, "pair", &(struct screen_arg){ .id = id });
	return verdict_action(&st->verdict, sc, id, a);
}

/* ------ drawing ------ */

enum {
	SPARSE_LINES = 4 /* under a table */
};

/* Takes the next line off the text; false at its end. */
static bool
take_line(struct slice *text, struct slice *line)
{
	const char *end =
	    text->len > 0 ? memchr(text->p, '\n', text->len) : NULL;
	size_t n = end != NULL ? (size_t)(end - text->p) : text->len;

	*line = slice_bytes(text->p, n);
	n += end != NULL;
	*text = slice_bytes(text->p + n, text->len - n);
	return line->len > 0;
}

static int
sparse_rows(const struct desk *dk, int cells)
{
	struct slice text = slice_of(desk_sparse(dk)), line;
	int rows = 0;

	while (take_line(&text, &line))
		rows += draw_wrapped_rows(line, cells);
	return rows;
}

/* What is lacking and what can be told all the same, a line each. */
static void
draw_sparse(const struct desk *dk, struct canvas *cv, struct rect area)
{
	struct slice text = slice_of(desk_sparse(dk)), line;

	area = rect_inset(area, 1, 0);
	while (area.h > 0 && take_line(&text, &line))
		rect_cut_top(
		    &area, draw_wrapped(cv, area, ROLE_ATTENTION, line));
}

static void
draw_nothing(struct screen *sc, struct canvas *cv, struct rect area)
{
	static const enum action filtered[] = { ACTION_UNFILTER,
		ACTION_OLD_FILTER, ACTION_NONE };
	const struct pairs *st = sc->state;
	const struct desk *dk = app_model(sc->app);
	struct str words = STR_INIT;

	if (st->listing.source_rows > 0) {
		str_addf(&words, "No pair passes the filter  %s.  ",
		    st->narrow.now.p);
		num_add_grouped(&words, (int64_t)st->listing.source_rows);
		str_add(&words, " do without it.");
		vacancy_say(sc, cv, area, words.p, filtered);
	} else {
		str_add(&words, "Too little data for pairs");
		if (desk_sparse(dk)[0] == '\0')
			str_add(&words,
			    ": no two products meet often enough to be "
			    "listed.");
		struct rect below =
		    rect_cut_bottom(&area, area.h > 8 ? area.h * 2 / 3 : 4);
		vacancy_say(sc, cv, area, words.p, NULL);
		draw_sparse(dk, cv, below);
	}
	str_release(&words);
}

/* What a merchandiser compares stays; the rest waits for room. */
static void
fit_columns(struct pairs *st, int cells)
{
	rows_show(st->rows, "relation", cells >= VERY_WIDE);
	rows_show(st->rows, "lift_low", cells >= VERY_WIDE);
	rows_show(st->rows, "orders_a", cells >= VERY_WIDE);
	rows_show(st->rows, "orders_b", cells >= VERY_WIDE);
	rows_show(st->rows, "score", cells >= VERY_WIDE);
}

static void
draw_table(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct pairs *st = sc->state;
	const struct desk *dk = app_model(sc->app);
	int rows = area.h > 3 * SPARSE_LINES ? sparse_rows(dk, area.w - 2) : 0;

	draw_sparse(dk, cv,
	    rect_cut_bottom(&area, rows < SPARSE_LINES ? rows : SPARSE_LINES));
	table_draw(st->tb, cv, area, true);
}

/* What offering a pair would add, as soon as that can be told. */
static void
show_gains(struct screen *sc)
{
	struct pairs *st = sc->state;
	double from, to;

	pairing_show_gains(&st->listing, desk_gains(app_model(sc->app)));
	if (badge_gain_axis(st->rows, &st->listing, &from, &to))
		rows_set_axis(st->rows, "gain", from, to);
}

/* What was missing is there at the next drawing; when nothing was, the pages
 * before and behind are worked out, so that turning them shows it: a few rows
 * each time, for whoever goes elsewhere meanwhile waits for them. */
static void
work_out_gains(struct screen *sc, size_t page)
{
	const struct pairs *st = sc->state;
	struct desk *dk = app_model(sc->app);
	size_t cursor = table_cursor(st->tb), row, ahead = 0;
	struct range range;

	if (desk_work_out_gains(dk) || cursor == TABLE_NOWHERE)
		return;
	row = cursor > 2 * page ? cursor - 2 * page : 0;
	for (; row < st->listing.rows && row < cursor + 2 * page &&
	     ahead < GAINS_AHEAD;
	     row++)
		ahead +=
		    pairing_gain(&st->listing, row, &range) == GAINS_WANTED;
	(void)desk_work_out_gains(dk);
}

static void
pairs_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct pairs *st = sc->state;

	if (vacancy_draw(sc, cv, area) || st->tb == NULL)
		return;
	show_gains(sc);
	if (!st->columns.chosen)
		fit_columns(st, area.w);
	if (table_count(st->tb) == 0)
		draw_nothing(sc, cv, area);
	else
		draw_table(sc, cv, area);
	work_out_gains(sc, (size_t)area.h);
}

static struct table *
pairs_table(struct screen *sc)
{
	return ((struct pairs *)sc->state)->tb;
}

static const struct listing *
pairs_listing(struct screen *sc)
{
	return &((struct pairs *)sc->state)->listing;
}

static void
pairs_expression(struct screen *sc, struct str *out)
{
	str_add_slice(out, slice_str(&((struct pairs *)sc->state)->narrow.now));
}

static void
pairs_filter(struct screen *sc, struct str *out)
{
	narrow_add(&((struct pairs *)sc->state)->narrow, out);
}

static void
pairs_status(struct screen *sc, struct str *out)
{
	const struct pairs *st = sc->state;
	const struct view *v = desk_view(app_model(sc->app));

	if (st->tb == NULL || v == NULL)
		return;
	if (table_mark_count(st->tb) > 0)
		str_addf(out, "%zu marked   ", table_mark_count(st->tb));
	badge_add_legend(out);
	str_add(out, "  ");
	badge_add_offered(out);
	str_add(out, "   (");
	num_add_grouped(out, (int64_t)v->context.met);
	str_add(out, " pairs met)");
}

static const enum action hints[] = { ACTION_OPEN, ACTION_SEARCH, ACTION_FILTER,
	ACTION_SORT, ACTION_SORT_THEN, ACTION_MARK, ACTION_BUNDLE,
	ACTION_ACCEPT, ACTION_REJECT, ACTION_NOTE, ACTION_EXPORT, ACTION_UNDO,
	ACTION_HELP, ACTION_NONE };

const struct screen_ops screen_pairs_ops = {
	.name = "pairs",
	.title = "Pairs",
	.short_title = "Pairs",
	.state_size = sizeof(struct pairs),
	.open = pairs_open,
	.close = pairs_close,
	.visit = pairs_visit,
	.reload = pairs_reload,
	.action = pairs_action,
	.draw = pairs_draw,
	.table = pairs_table,
	.listing = pairs_listing,
	.filter = pairs_filter,
	.expression = pairs_expression,
	.status = pairs_status,
	.hints = hints,
};
