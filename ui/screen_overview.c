/*
 * screen_overview - key figures on top, below them suggestions, best pairs
 * and the order values.
 *
 * Suggestions and pairs are tables; Tab goes from one to the other. Where both
 * do not fit beside each other, the one with the focus is shown.
 */
#include "ui/screen_overview.h"

#include <math.h>

#include "base/money.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/badge.h"
#include "ui/chart.h"
#include "ui/newbundle.h"
#include "ui/todo.h"
#include "ui/vacancy.h"
#include "ui/verdict.h"

enum {
	TOP_PAIRS = 50,
	WIDE = 100 /* from here on two columns below the figures */
};

struct overview_state {
	struct todo todo;
	struct listing pairs;
	struct rows *rows; /* NULL until there is a view */
	struct table *tb;
	struct verdict verdict;
	bool in_pairs;
	bool explained; /* the reason stands in the box */
	bool asked; /* for the threshold that the charges show */
	int64_t live; /* free-shipping threshold, minor units; 0: none */
	struct rect todo_area, pairs_area; /* as last drawn, for clicks */
	const struct view *seen; /* only compared: the listing holds it */
};

static const struct rows_look looks[] = {
	{ .column = "title_a", .min = 11, .max = 16 },
	{ .column = "title_b", .min = 11, .max = 16 },
	{ .column = "orders_a", .hidden = true },
	{ .column = "orders_b", .hidden = true },
	{ .column = "orders_both", .min = 5, .max = 6 },
	{ .column = "confidence_ab", .hidden = true },
	{ .column = "lift",
	    .min = 5,
	    .words = badge_lift,
	    .graphic = TABLE_BAR,
	    .cells = 8,
	    .role = ROLE_ACCENT },
	{ .column = "lift_low", .hidden = true },
	{ .column = "lift_high", .hidden = true },
	{ .column = "score", .hidden = true },
	{ .column = "relation", .hidden = true },
	{ .column = "evidence",
	    .title = " ",
	    .min = 1,
	    .max = 1,
	    .words = badge_short,
	    .role_of = badge_role_of },
};

/* ------ life ------ */

static bool
refill_pairs(struct overview_state *st, struct view *v, struct err *err)
{
	const struct pairing_query query = { .product = PAIRING_ALL,
		.limit = TOP_PAIRS };
	struct listing next;

	if (st->rows != NULL && st->seen == v)
		return true;
	if (!pairing_listing(v, &query, &next, err))
		return false;
	listing_release(&st->pairs);
	st->pairs = next;
	st->seen = v;
	if (st->rows == NULL) {
		st->rows = rows_new(&st->pairs, looks, ARRAY_LEN(looks));
		st->tb = rows_table(st->rows);
	}
	rows_set_axis(
	    st->rows, "lift", 0, badge_lift_axis(st->rows, &st->pairs));
	rows_reload(st->rows, st->tb);
	return true;
}

static bool
overview_reload(struct screen *sc, struct err *err)
{
	struct overview_state *st = sc->state;
	struct desk *dk = app_model(sc->app);
	struct view *v = desk_glance(dk);

	todo_reload(&st->todo);
	if (v == NULL)
		return true;
	st->live = desk_threshold_live(dk);
	if (!st->asked && st->live == 0 && desk_view(dk) != NULL &&
	    desk_suggestions(dk) != NULL) {
		st->asked = true;
		desk_try_thresholds(dk);
	}
	return refill_pairs(st, v, err);
}

static bool
overview_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct overview_state *st = sc->state;

	(void)arg; /* there is one overview */
	todo_init(&st->todo, app_model(sc->app));
	return overview_reload(sc, err);
}

static void
overview_close(struct screen *sc)
{
	struct overview_state *st = sc->state;

	table_free(st->tb);
	rows_free(st->rows);
	listing_release(&st->pairs);
	todo_release(&st->todo);
}

/* ------ actions ------ */

static struct table *
overview_table(struct screen *sc)
{
	struct overview_state *st = sc->state;

	return st->in_pairs ? st->tb : st->todo.tb;
}

static bool
is_pair(const struct todo *td)
{
	const struct suggestion *s = todo_chosen(td);

	return s != NULL && !suggest_is_worded(s) && s->set.n == 2;
}

/* What Enter does with what is under the cursor. */
static const char *
words_of_enter(const struct todo *td)
{
	const struct suggestion *s = todo_chosen(td);

	if (s != NULL && s->kind == SUGGEST_STOP)
		return "Enter opens it; it stays live until it is stopped";
	if (s != NULL && s->kind == SUGGEST_THRESHOLD)
		return "Enter opens the threshold; nothing goes live";
	if (s != NULL && s->kind == SUGGEST_FOLLOW_UP)
		return "Enter opens the follow-ups; nobody is written to";
	return "Enter makes a draft of it; nothing goes live";
}

/* To the row of its product, while there is one. */
static unsigned
open_followup(struct screen *sc, const struct suggestion *s)
{
	const struct view *v = desk_view(app_model(sc->app));
	size_t product;

	if (v == NULL ||
	    !store_products_index(&v->products, s->offer_id, &product))
		return app_show(sc->app, "segments", NULL);
	return app_show(sc->app, "segments",
	    &(struct screen_arg){ .id = (uint64_t)product + 1 });
}

/* A draft of the suggestion under the cursor, in the editor; what is to be
 * stopped, where it can be. */
static unsigned
draft_suggestion(struct screen *sc)
{
	const struct overview_state *st = sc->state;
	const struct suggestion *s = todo_chosen(&st->todo);
	struct err err = ERR_INIT;
	int64_t id;

	if (s == NULL)
		return REACT_NONE;
	if (s->threshold)
		return app_show(sc->app, "threshold", NULL);
	if (s->kind == SUGGEST_FOLLOW_UP)
		return open_followup(sc, s);
	if (!desk_bundle_suggested(app_model(sc->app), s, &id, &err))
		return app_error(sc->app, &err);
	return app_show(sc->app, "bundle",
		   &(struct screen_arg){ .id = (uint64_t)id }) |
	    REACT_RELOAD;
}

static unsigned
overview_action(struct screen *sc, enum action a)
{
	struct overview_state *st = sc->state;
	struct newbundle nb = { .n = 0 };
	uint64_t id;
	bool make = a == ACTION_OPEN || a == ACTION_BUNDLE;

	if (st->tb == NULL)
		return REACT_NONE;
	if (a == ACTION_NEXT_PANE || a == ACTION_PREV_PANE) {
		st->in_pairs = !st->in_pairs;
		return REACT_REDRAW;
	}
	if (!table_identity(overview_table(sc), &id))
		return REACT_NONE;
	if (a == ACTION_OPEN && st->in_pairs)
		return app_show(
		    sc->app, "pair", &(struct screen_arg){ .id = id });
	if (make && !st->in_pairs)
		return draft_suggestion(sc);
	if (make) {
		newbundle_add_pair(&nb, id);
		return newbundle_open(&nb, sc);
	}
	if (!st->in_pairs && !is_pair(&st->todo))
		return a == ACTION_ACCEPT || a == ACTION_REJECT ||
			a == ACTION_NOTE
		    ? app_message(sc->app,
			  "decisions are on pairs: open the pair to decide")
		    : REACT_NONE;
	return verdict_action(&st->verdict, sc, id, a);
}

static unsigned
overview_mouse(struct screen *sc, const struct mouse *m)
{
	struct overview_state *st = sc->state;

	if (rect_has(st->todo_area, m->x, m->y))
		st->in_pairs = false;
	else if (rect_has(st->pairs_area, m->x, m->y))
		st->in_pairs = true;
	else
		return REACT_HANDLED;
	return REACT_NONE; /* the table does the rest */
}

/* ------ key figures ------ */

/* Those that matter most first, for screens with few lines. */
static const enum kpi_id ranked[] = { KPI_AOV, KPI_CONTRIBUTION, KPI_UPT,
	KPI_ATTACH, KPI_ORDERS, KPI_REVENUE, KPI_REPEAT, KPI_MULTI };
static_assert(ARRAY_LEN(ranked) == KPI_COUNT, "each figure once");

enum {
	LABEL_CELLS = 20,
	VALUE_CELLS = 13,
	CHANGE_CELLS = 10,
	INTERVAL_CELLS = 20
};

/* Surely up, surely down, or not to be told apart from no change. */
static enum role
change_role(const struct kpi *k)
{
	if (!k->has_interval)
		return ROLE_TEXT;
	return k->low95 > 0 ? ROLE_GAIN : k->high95 < 0 ? ROLE_LOSS : ROLE_TEXT;
}

static void
draw_change(const struct kpi *k, struct canvas *cv, struct rect at)
{
	struct str words = STR_INIT;
	struct rect arrow = rect_cut_right(&at, 2);

	overview_add_change(k, &words);
	draw_right(cv, at, change_role(k), slice_str(&words));
	if (k->has_change && fabs(k->change) > 0)
		draw_text(
		    cv, arrow, change_role(k), k->change > 0 ? " ▲" : " ▼");
	str_release(&words);
}

static void
draw_kpi(const struct overview *o, enum kpi_id id, struct canvas *cv,
    struct rect line)
{
	const struct kpi *recent = &o->recent.kpi[id];
	struct str words = STR_INIT;
	bool narrow = line.w < 60;

	rect_cut_left(&line, 1);
	draw_text(cv, rect_cut_left(&line, narrow ? 16 : LABEL_CELLS),
	    ROLE_TEXT, kpi_title(id));
	overview_add_value(o, id, &words);
	draw_right(cv, rect_cut_left(&line, narrow ? 11 : VALUE_CELLS),
	    ROLE_TITLE, slice_str(&words));
	draw_change(
	    recent, cv, rect_cut_left(&line, CHANGE_CELLS + (narrow ? 0 : 1)));
	rect_cut_left(&line, 2);
	if (line.w >= KPI_WEEKS + INTERVAL_CELLS) {
		str_clear(&words);
		overview_add_interval(recent, &words);
		draw_right(cv, rect_cut_right(&line, INTERVAL_CELLS), ROLE_DIM,
		    slice_str(&words));
	}
	chart_spark(cv, line, ROLE_ACCENT, recent->weeks, KPI_WEEKS);
	str_release(&words);
}

static void
draw_titles(struct canvas *cv, struct rect line)
{
	rect_cut_left(&line, 1);
	draw_text(cv, rect_cut_left(&line, LABEL_CELLS), ROLE_TITLE, "figure");
	draw_right(cv, rect_cut_left(&line, VALUE_CELLS), ROLE_TITLE,
	    slice_of("value"));
	draw_right(cv, rect_cut_left(&line, CHANGE_CELLS + 1), ROLE_TITLE,
	    slice_of("on year"));
	rect_cut_left(&line, 2);
	if (line.w >= KPI_WEEKS + INTERVAL_CELLS)
		draw_right(cv, rect_cut_right(&line, INTERVAL_CELLS),
		    ROLE_TITLE, slice_of("95 % of change"));
	draw_text(cv, line, ROLE_TITLE, "last 52 weeks");
}

static void
draw_figures(const struct overview *o, struct canvas *cv, struct rect area)
{
	if (o == NULL) {
		draw_text(cv, rect_inset(area, 1, 0), ROLE_DIM,
		    "Working out the key figures ...");
		return;
	}
	if (area.h > 4 && area.w >= 60)
		draw_titles(cv, rect_cut_top(&area, 1));
	for (int i = 0; i < area.h && i < KPI_COUNT; i++)
		draw_kpi(o, ranked[i], cv, rect_row(area, i));
}

/* How the advice did on the shop's own history, in one line. */
static void
draw_backtest(const struct desk *dk, struct canvas *cv, struct rect line)
{
	struct str words = STR_INIT;

	backtesting_add_line(desk_backtest(dk), &words);
	rect_cut_left(&line, 1);
	draw_slice(cv, line, ROLE_DIM, slice_str(&words));
	str_release(&words);
}

/* ------ order values ------ */

/* The threshold that is live, else the one the charges show; 0: none. */
static double
find_marker(
    const struct overview_state *st, struct desk *dk, const char **words)
{
	const struct overview *o = desk_overview(dk);
	const struct lab *lab = desk_lab(dk);

	*words = "free shipping from";
	if (st->live > 0)
		return money_major(st->live, o->currency.digits);
	*words = "charged free from";
	if (lab != NULL && lab->rule.kind == CURVE_FREE_FROM)
		return lab->rule.at;
	return 0;
}

static void
draw_values(struct screen *sc, struct canvas *cv, struct rect area)
{
	const struct overview_state *st = sc->state;
	struct desk *dk = app_model(sc->app);
	const struct overview *o = desk_overview(dk);
	struct str words = STR_INIT;
	const char *what;

	if (o == NULL || area.h < 3)
		return;
	double marker = find_marker(st, dk, &what);
	str_add(&words, "Order value 0 to ");
	money_add_short(&words, o->bins_to, false);
	if (marker > 0) {
		str_addf(&words, "   ┃ %s ", what);
		money_add_grouped(&words,
		    money_round(marker, o->currency.digits),
		    o->currency.digits);
	}
	draw_slice(cv, rect_cut_top(&area, 1), ROLE_TITLE, slice_str(&words));
	chart_histogram(cv, area,
	    &(struct chart_histogram){ .counts = o->bins,
		.n = OVERVIEW_BINS,
		.to = o->bins_to,
		.no_axis =
		    area.h<6, .has_marker = marker> 0 && marker < o->bins_to,
		.marker = marker });
	str_release(&words);
}

/* ------ the panes ------ */

static struct rect
box_todo(struct screen *sc, struct canvas *cv, struct rect area)
{
	const struct overview_state *st = sc->state;
	const struct view *v = desk_glance(app_model(sc->app));
	struct str title = STR_INIT;

	str_addf(&title, "What to do next: contribution per %g days",
	    v->settings.value[SETTING_HORIZON_DAYS]);
	area = draw_box(cv, area, title.p, st->in_pairs ? "Tab" : "Enter");
	str_release(&title);
	return area;
}

static void
draw_todo(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct overview_state *st = sc->state;
	struct str reason = STR_INIT;

	st->todo_area = area;
	todo_add_reason(&st->todo, &reason);
	if (area.h >= 5)
		area = box_todo(sc, cv, area);
	st->explained = area.h >= 12;
	if (st->explained) {
		struct rect why = rect_cut_bottom(&area, 3);
		rect_cut_bottom(&area, 1);
		draw_wrapped(cv, why, ROLE_DIM, slice_str(&reason));
	}
	todo_draw(&st->todo, cv, area, !st->in_pairs);
	str_release(&reason);
}

static void
draw_pairs(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct overview_state *st = sc->state;

	st->pairs_area = area;
	if (area.h >= 5)
		area = draw_box(cv, area, "Top pairs",
		    st->in_pairs ? "Enter evidence" : "Tab");
	if (st->tb == NULL || table_count(st->tb) == 0)
		draw_wrapped(cv, area, ROLE_DIM,
		    slice_of("No two products meet often enough yet."));
	else
		table_draw(st->tb, cv, area, st->in_pairs);
}

static void
draw_side_by_side(struct screen *sc, struct canvas *cv, struct rect area)
{
	/* Two cells more than half, so that each bin has a column. */
	struct rect right = rect_cut_right(&area, area.w / 2 + 2);
	int values = right.h >= 18 ? 9 : right.h >= 12 ? 6 : 0;

	draw_todo(sc, cv, area);
	struct rect below = rect_cut_bottom(&right, values);
	draw_pairs(sc, cv, right);
	draw_values(sc, cv, below);
}

static void
draw_stacked(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct overview_state *st = sc->state;
	int values = area.h >= 12 ? 6 : 0;
	struct rect below = rect_cut_bottom(&area, values);

	if (st->in_pairs)
		draw_pairs(sc, cv, area);
	else
		draw_todo(sc, cv, area);
	draw_values(sc, cv, rect_inset(below, 1, 0));
}

static void
overview_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct overview_state *st = sc->state;
	const struct desk *dk = app_model(sc->app);
	/* With titles, and a line for the backtest. */
	int figures = area.h >= 26 ? KPI_COUNT + 2
	    : area.h >= 16         ? 7
	    : area.h >= 9          ? 4
				   : 2;

	/* What was kept of the last time is shown while the shop is read. */
	bool kept = desk_view(dk) == NULL && desk_glance(dk) != NULL;
	if (!kept && vacancy_draw(sc, cv, area))
		return;
	st->todo_area = st->pairs_area = (struct rect){ .w = 0 };
	struct rect top = rect_cut_top(&area, figures);
	if (figures >= 7 && desk_backtest(dk) != NULL)
		draw_backtest(dk, cv, rect_cut_bottom(&top, 1));
	draw_figures(desk_overview(app_model(sc->app)), cv, top);
	if (area.w >= WIDE && area.h >= 8)
		draw_side_by_side(sc, cv, area);
	else
		draw_stacked(sc, cv, area);
}

static const struct listing *
overview_shown(struct screen *sc)
{
	const struct overview_state *st = sc->state;

	return st->in_pairs ? &st->pairs : NULL;
}

static void
overview_status(struct screen *sc, struct str *out)
{
	struct overview_state *st = sc->state;

	if (st->in_pairs)
		badge_add_legend(out);
	else if (st->explained && table_count(st->todo.tb) > 0)
		str_add(out, words_of_enter(&st->todo));
	else
		todo_add_reason(&st->todo, out);
}

static const enum action hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_BUNDLE, ACTION_ACCEPT, ACTION_REJECT, ACTION_IMPORT,
	ACTION_EXPORT, ACTION_UNDO, ACTION_HELP, ACTION_QUIT, ACTION_NONE };

const struct screen_ops screen_overview_ops = {
	.name = "overview",
	.title = "Overview",
	.short_title = "Over",
	.state_size = sizeof(struct overview_state),
	.open = overview_open,
	.close = overview_close,
	.reload = overview_reload,
	.action = overview_action,
	.mouse = overview_mouse,
	.draw = overview_draw,
	.table = overview_table,
	.listing = overview_shown,
	.status = overview_status,
	.hints = hints,
};
