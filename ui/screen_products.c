/*
 * screen_products - the catalogue, and beside it what the product under the
 * cursor goes with.
 *
 * Where there is no room beside it the pane takes the whole area while it has
 * the focus, and the table shows the best partner instead.
 */
#include "ui/screen_products.h"

#include "base/num.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/badge.h"
#include "ui/columns.h"
#include "ui/narrow.h"
#include "ui/newbundle.h"
#include "ui/partners.h"
#include "ui/vacancy.h"
#include "ui/verdict.h"

enum {
	WIDE = 100, /* from here on the pane stands beside the table */
	PANE_CELLS = 46,
	PANE_LEAST = 40, /* below 120 columns */
	ROOMY = 110 /* cells of the table that hold all its columns */
};

struct products {
	struct listing listing;
	struct rows *rows; /* NULL until there is a view */
	struct table *tb;
	struct narrow narrow;
	struct partners partners;
	struct verdict verdict;
	struct columns columns;
	bool in_pane, wide;
	const struct view *seen; /* only compared: the listing holds it */
};

static const struct rows_look looks[] = {
	{ .column = "sku", .min = 9, .max = 10 },
	{ .column = "title", .min = 14, .max = 34 },
	{ .column = "category", .min = 10, .max = 16 },
	{ .column = "orders",
	    .min = 7,
	    .graphic = TABLE_BAR,
	    .cells = 10,
	    .role = ROLE_ACCENT },
	{ .column = "units", .min = 7 },
	{ .column = "revenue", .min = 11 },
	{ .column = "best_partner", .min = 12, .max = 24 },
};

/* ------ life ------ */

static bool
fill(struct screen *sc, struct err *err)
{
	struct products *st = sc->state;
	struct listing next;

	return desk_products(app_model(sc->app), &next, err) &&
	    narrow_apply(&st->narrow, &next, err);
}

/* The listing holds other rows. */
static void
show_rows(struct products *st)
{
	/* By itself it has the most ordered first. */
	if (st->listing.rows > 0 && st->listing.keys == 0)
		rows_set_axis(
		    st->rows, "orders", 0, rows_value(st->rows, 0, "orders"));
	rows_reload(st->rows, st->tb);
	narrow_note(&st->narrow, st->tb);
}

static bool
products_refill(struct screen *sc, struct err *err)
{
	struct products *st = sc->state;
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
products_reload(struct screen *sc, struct err *err)
{
	struct products *st = sc->state;

	if (st->rows != NULL && narrow_collect(&st->narrow))
		show_rows(st);
	return (st->rows != NULL &&
		   st->seen == desk_view(app_model(sc->app))) ||
	    products_refill(sc, err);
}

static bool
products_visit(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct products *st = sc->state;

	if (st->rows == NULL && arg->text != NULL)
		narrow_want(&st->narrow, arg->text);
	if (st->rows == NULL)
		return true;
	if (arg->text != NULL &&
	    (!narrow_set(&st->narrow, arg->text, err) ||
		!products_refill(sc, err)))
		return false;
	st->in_pane = false;
	if (arg->other != 0 && !table_select(st->tb, arg->id))
		return err_set(err, ERR_NOT_FOUND,
		    "that product is not among those shown; drop the filter");
	return true;
}

static bool
products_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct products *st = sc->state;

	narrow_init(&st->narrow, sc, &st->listing, products_refill);
	st->narrow.example = "orders>=100   margin>=25%   cat=kitchen   mug";
	return products_reload(sc, err) && products_visit(sc, arg, err);
}

static void
products_close(struct screen *sc)
{
	struct products *st = sc->state;

	partners_release(&st->partners);
	table_free(st->tb);
	rows_free(st->rows);
	listing_release(&st->listing);
	narrow_release(&st->narrow);
}

/* ------ the pane ------ */

/* Reads what the product under the cursor goes with. */
static void
follow(struct screen *sc)
{
	struct products *st = sc->state;
	struct err err = ERR_INIT;
	uint64_t id;

	if (!table_identity(st->tb, &id)) {
		st->in_pane = false;
		partners_release(&st->partners);
	} else if (!partners_follow(
		       &st->partners, app_model(sc->app), (size_t)id, &err)) {
		(void)app_error(sc->app, &err); /* always "redraw" */
	}
}

static struct table *
focused(struct products *st)
{
	bool pane = st->in_pane && st->partners.tb != NULL;

	return pane ? st->partners.tb : st->tb;
}

static unsigned
enter_pane(struct screen *sc)
{
	struct products *st = sc->state;

	follow(sc);
	if (st->partners.tb == NULL)
		return REACT_HANDLED;
	st->in_pane = true;
	return REACT_REDRAW;
}

/* ------ actions ------ */

/* Marked products; else the product in hand with the partners marked, or
 * with the one under the pane's cursor. */
static unsigned
make_bundle(struct screen *sc)
{
	struct products *st = sc->state;
	struct newbundle nb = { .n = 0 };
	size_t n_products, n_partners = 0;
	const uint64_t *products = table_marks(st->tb, &n_products);
	const uint64_t *partners = NULL;
	uint64_t pair;

	if (st->partners.tb != NULL)
		partners = table_marks(st->partners.tb, &n_partners);
	for (size_t i = 0; i < n_products; i++)
		newbundle_add(&nb, (size_t)products[i]);
	for (size_t i = 0; i < n_partners; i++)
		newbundle_add_pair(&nb, partners[i]);
	if (nb.n == 0 && st->in_pane && table_identity(st->partners.tb, &pair))
		newbundle_add_pair(&nb, pair);
	unsigned answer = newbundle_open(&nb, sc);
	if (nb.n >= 2) {
		table_clear_marks(st->tb);
		if (st->partners.tb != NULL)
			table_clear_marks(st->partners.tb);
	}
	return answer;
}

static unsigned
pane_action(struct screen *sc, enum action a)
{
	struct products *st = sc->state;
	uint64_t pair;

	if (a == ACTION_BACK || a == ACTION_NEXT_PANE ||
	    a == ACTION_PREV_PANE) {
		st->in_pane = false;
		return REACT_REDRAW;
	}
	if (!table_identity(st->partners.tb, &pair))
		return REACT_NONE;
	if (a == ACTION_OPEN)
		return app_show(
		    sc->app, "pair", &(struct screen_arg){ .id = pair });
	return verdict_action(&st->verdict, sc, pair, a);
}

static unsigned
products_action(struct screen *sc, enum action a)
{
	struct products *st = sc->state;

	uint64_t product;

	if (st->tb == NULL)
		return REACT_NONE;
	unsigned answer = narrow_action(&st->narrow, a);
	if (answer != REACT_NONE)
		return answer;
	if (a == ACTION_BUNDLE)
		return make_bundle(sc);
	if (a == ACTION_FOLLOWUP && table_identity(st->tb, &product))
		return app_show(sc->app, "segments",
		    &(struct screen_arg){ .id = product + 1 });
	if (a == ACTION_UPSELLS && table_identity(st->tb, &product))
		return app_show(
		    sc->app, "upsells", &(struct screen_arg){ .id = product });
	if (a == ACTION_COLUMNS)
		return columns_ask(&st->columns, sc, st->rows);
	if (st->in_pane && st->partners.tb != NULL)
		return pane_action(sc, a);
	if (a == ACTION_OPEN || a == ACTION_NEXT_PANE || a == ACTION_PREV_PANE)
		return enter_pane(sc);
	return REACT_NONE;
}

static unsigned
products_mouse(struct screen *sc, const struct mouse *m)
{
	struct products *st = sc->state;
	bool opened = false;

	if (st->tb == NULL || !st->wide || st->partners.tb == NULL)
		return REACT_NONE;
	/* Whoever was clicked on gets the focus; the wheel turns there. */
	struct table *other = st->in_pane ? st->tb : st->partners.tb;
	if (m->button != MOUSE_LEFT)
		return REACT_NONE;
	unsigned answer = table_mouse(other, m, &opened);
	if (answer != REACT_NONE)
		st->in_pane = !st->in_pane;
	return answer;
}

/* ------ drawing ------ */

static void
draw_figure(const struct products *st, const char *column, struct canvas *cv,
    struct rect at)
{
	int c = listing_column(&st->listing, column);
	struct str words = STR_INIT;

	rect_cut_right(&at, 1);
	listing_add_cell(&st->listing, table_cursor(st->tb), (size_t)c, &words);
	draw_text(cv, at, ROLE_DIM, column);
	draw_right(cv, at, ROLE_TEXT, slice_str(&words));
	str_release(&words);
}

/* Three lines of the product's own figures. */
static void
draw_figures(const struct products *st, struct canvas *cv, struct rect *area)
{
	static const char *const lines[][2] = {
		{ "orders", "revenue" },
		{ "units", "price" },
		{ "stock", "margin" },
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct rect line = rect_cut_top(area, 1);
		/* Counts are short, money is not. */
		struct rect half = rect_cut_left(&line, line.w * 2 / 5);
		draw_figure(st, lines[i][0], cv, half);
		draw_figure(st, lines[i][1], cv, line);
	}
	rect_cut_top(area, 1);
}

static void
draw_pane(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct products *st = sc->state;
	struct str title = STR_INIT;

	const struct view *v = desk_view(app_model(sc->app));
	/* Still of an older view when reading it anew failed. */
	if (!st->partners.known || st->partners.seen != v)
		return;
	str_add_slice(&title, view_title(v, st->partners.product));
	struct rect in =
	    draw_box(cv, area, title.p, st->in_pane ? "Enter evidence" : "Tab");
	if (in.h >= 13)
		draw_figures(st, cv, &in);
	partners_draw(&st->partners, cv, in, st->in_pane);
	str_release(&title);
}

static void
draw_table(struct screen *sc, struct canvas *cv, struct rect area)
{
	static const enum action filtered[] = { ACTION_UNFILTER,
		ACTION_OLD_FILTER, ACTION_NONE };
	struct products *st = sc->state;
	struct str words = STR_INIT;

	if (table_count(st->tb) > 0) {
		table_draw(st->tb, cv, area, !st->in_pane);
		return;
	}
	if (st->narrow.now.len > 0) {
		str_addf(&words, "No product passes the filter  %s.  ",
		    st->narrow.now.p);
		num_add_grouped(&words, (int64_t)st->listing.source_rows);
		str_add(&words, " do without it.");
	} else {
		str_add(&words, "No product was sold yet.");
	}
	vacancy_say(
	    sc, cv, area, words.p, st->narrow.now.len > 0 ? filtered : NULL);
	str_release(&words);
}

/* The pane says what these say; without it there is room for one of them. */
static void
fit_columns(struct products *st, int cells)
{
	static const char *const extra[] = { "category", "units", "price",
		"stock" };
	bool roomy = cells - (st->wide ? PANE_CELLS : 0) >= ROOMY;

	rows_show(st->rows, "best_partner", !st->wide);
	rows_show(st->rows, "best_attach", !st->wide && cells >= 90);
	for (size_t i = 0; i < ARRAY_LEN(extra); i++)
		rows_show(st->rows, extra[i], roomy);
}

static void
products_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct products *st = sc->state;

	if (vacancy_draw(sc, cv, area) || st->tb == NULL)
		return;
	st->wide = area.w >= WIDE;
	if (!st->columns.chosen)
		fit_columns(st, area.w);
	if (st->wide || st->in_pane)
		follow(sc);
	if (st->wide) {
		struct rect pane = rect_cut_right(
		    &area, area.w >= 120 ? PANE_CELLS : PANE_LEAST);
		rect_cut_right(&area, 1);
		draw_table(sc, cv, area);
		draw_pane(sc, cv, pane);
	} else if (st->in_pane) {
		draw_pane(sc, cv, area);
	} else {
		draw_table(sc, cv, area);
	}
}

static struct table *
products_table(struct screen *sc)
{
	struct products *st = sc->state;

	return st->tb == NULL ? NULL : focused(st);
}

static const struct listing *
products_listing(struct screen *sc)
{
	const struct products *st = sc->state;

	return st->in_pane && st->partners.known ? &st->partners.listing
						 : &st->listing;
}

static void
products_expression(struct screen *sc, struct str *out)
{
	str_add_slice(
	    out, slice_str(&((struct products *)sc->state)->narrow.now));
}

static void
products_filter(struct screen *sc, struct str *out)
{
	narrow_add(&((struct products *)sc->state)->narrow, out);
}

static void
products_status(struct screen *sc, struct str *out)
{
	const struct products *st = sc->state;
	size_t n = st->tb == NULL ? 0 : table_mark_count(st->tb);

	if (st->tb == NULL)
		return;
	if (n > 0)
		str_addf(out, "%zu marked   ", n);
	if (st->in_pane || st->wide)
		badge_add_legend(out);
}

static const enum action hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_SEARCH, ACTION_FILTER, ACTION_SORT, ACTION_MARK, ACTION_BUNDLE,
	ACTION_UPSELLS, ACTION_EXPORT, ACTION_UNDO, ACTION_HELP, ACTION_NONE };
static const enum action pane_hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_MARK, ACTION_BUNDLE, ACTION_ACCEPT, ACTION_REJECT, ACTION_NOTE,
	ACTION_SORT, ACTION_BACK, ACTION_NONE };

static const enum action *
products_hints(struct screen *sc)
{
	const struct products *st = sc->state;

	return st->in_pane ? pane_hints : hints;
}

const struct screen_ops screen_products_ops = {
	.name = "products",
	.title = "Products",
	.short_title = "Prod",
	.state_size = sizeof(struct products),
	.open = products_open,
	.close = products_close,
	.visit = products_visit,
	.reload = products_reload,
	.action = products_action,
	.mouse = products_mouse,
	.draw = products_draw,
	.table = products_table,
	.listing = products_listing,
	.filter = products_filter,
	.expression = products_expression,
	.status = products_status,
	.hints_now = products_hints,
};
