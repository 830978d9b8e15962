/*
 * screen_bundles - the table over desk_bundles, and a pane beside it.
 *
 * The pane's bundle is read when the cursor first stands on it and kept until
 * it moves or the data changes. A new bundle is asked for in three steps, name
 * and two products; nothing is saved before the last one, so Esc leaves no
 * trace and u takes the whole bundle back.
 */
#include "ui/screen_bundles.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/launching.h"
#include "ui/picker.h"
#include "ui/rows.h"

enum {
	PANE_WIDTH = 46,
	PANE_FROM = 110 /* narrower screens have no pane */
};

struct bundles {
	struct listing listing;
	struct rows *rows; /* NULL until the shop is loaded */
	struct table *tb;

	/* The bundle under the cursor. */
	struct arena text;
	struct store_bundle b;
	uint64_t b_id; /* 0: none read */
	struct bundling_sums sums;
	struct str warnings;

	/* The new one while it is asked for; its id once it is made, until
	 * the cursor stands on it. */
	uint64_t made;
	struct picker picker;
	struct arena draft_text;
	struct store_bundle draft;
};

static struct desk *
desk_of(struct screen *sc)
{
	return app_model(sc->app);
}

/* ------ life ------ */

static enum role
role_of_status(const struct cell *value)
{
	if (slice_eq_c(value->text, "active"))
		return ROLE_GAIN;
	return slice_eq_c(value->text, "retired") ? ROLE_DIM : ROLE_TEXT;
}

static const struct rows_look looks[] = {
	{ .column = "status", .role_of = role_of_status },
};

static bool
bundles_reload(struct screen *sc, struct err *err)
{
	struct bundles *st = sc->state;
	struct listing fresh;
	st->b_id = 0;
	if (desk_view(desk_of(sc)) == NULL)
		return true; /* loading: its news reloads this screen */
	if (!desk_bundles(desk_of(sc), &fresh, err))
		return false;
	bool again = st->tb != NULL;
	if (again)
		listing_release(&st->listing);
	st->listing = fresh;
	if (again) {
		rows_reload(st->rows, st->tb);
	} else {
		st->rows = rows_new(&st->listing, looks, ARRAY_LEN(looks));
		st->tb = rows_table(st->rows);
	}
	if (st->made != 0 && table_select(st->tb, st->made))
		st->made = 0;
	return true;
}

static bool
bundles_visit(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct bundles *st = sc->state;
	if (arg->id != 0 && st->tb != NULL && !table_select(st->tb, arg->id))
		return err_set(
		    err, ERR_NOT_FOUND, "that bundle is no longer there");
	return true;
}

static bool
bundles_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct bundles *st = sc->state;
	str_init(&st->warnings);
	return bundles_reload(sc, err) && bundles_visit(sc, arg, err);
}

static void
bundles_close(struct screen *sc)
{
	struct bundles *st = sc->state;
	table_free(st->tb);
	rows_free(st->rows);
	if (st->tb != NULL)
		listing_release(&st->listing);
	arena_release(&st->text);
	arena_release(&st->draft_text);
	str_release(&st->warnings);
	picker_release(&st->picker);
}

/* ------ the bundle under the cursor ------ */

/* False when there is none; a failure is shown. */
static bool
read_chosen(struct screen *sc)
{
	struct bundles *st = sc->state;
	struct desk *dk = desk_of(sc);
	struct err err = ERR_INIT;
	uint64_t id = 0;
	if (st->tb == NULL || !table_identity(st->tb, &id))
		return false;
	if (id == st->b_id)
		return true;
	arena_release(&st->text);
	str_clear(&st->warnings);
	st->b_id = 0;
	if (!desk_bundle_get(dk, (int64_t)id, &st->text, &st->b, &err) ||
	    !desk_bundle_warnings(dk, &st->b, &st->warnings, &err)) {
		(void)app_error(sc->app, &err); /* always "redraw" */
		return false;
	}
	bundling_sums(desk_view(dk), &st->b, &st->sums);
	st->b_id = id;
	return true;
}

static unsigned
delete_chosen(struct screen *sc)
{
	struct bundles *st = sc->state;
	struct err err = ERR_INIT;
	if (!read_chosen(sc))
		return REACT_NONE;
	if (!desk_bundle_delete(desk_of(sc), &st->b, &err))
		return app_error(sc->app, &err) | REACT_RELOAD;
	return app_message(sc->app, "deleted bundle '%s'   u brings it back",
		   st->b.name) |
	    REACT_RELOAD;
}

static unsigned
launch_chosen(struct screen *sc)
{
	struct bundles *st = sc->state;
	struct str label = STR_INIT, said = STR_INIT;
	str_addf(&label, "bundle '%s' put live", st->b.name);
	str_addf(&said, "%s   u takes it back%s", label.p,
	    st->warnings.len > 0 ? "   mind the warnings" : "");
	unsigned answer = launching_bundle(sc->app, &st->b, label.p, said.p);
	str_release(&label);
	str_release(&said);
	return answer;
}

/* A draft or retired bundle goes live, a live one is retired. */
static unsigned
activate_chosen(struct screen *sc)
{
	struct bundles *st = sc->state;
	struct str label = STR_INIT;
	struct err err = ERR_INIT;
	if (!read_chosen(sc))
		return REACT_NONE;
	if (st->b.state != STATE_ACTIVE)
		return launch_chosen(sc);
	st->b.state = STATE_RETIRED;
	str_addf(&label, "bundle '%s' retired", st->b.name);
	unsigned answer = desk_bundle_save(desk_of(sc), &st->b, label.p, &err)
	    ? app_message(sc->app, "%s   u takes it back", label.p)
	    : app_error(sc->app, &err);
	str_release(&label);
	return answer | REACT_RELOAD;
}

/* ------ a new one ------ */

/* Opens it in the editor; the list comes back to it. */
static unsigned
edit_made(struct screen *sc, int64_t id)
{
	struct bundles *st = sc->state;
	st->made = (uint64_t)id;
	return app_show(sc->app, "bundle",
		   &(struct screen_arg){ .id = (uint64_t)id }) |
	    REACT_RELOAD;
}

static unsigned
make_named(struct screen *sc)
{
	struct bundles *st = sc->state;
	struct desk *dk = desk_of(sc);
	struct str message = STR_INIT, label = STR_INIT;
	struct err err = ERR_INIT;
	const struct settings *s = &desk_view(dk)->settings;
	bundling_add_message(desk_view(dk), &st->draft, &message);
	st->draft.message = message.p;
	st->draft.discount_kind = "percent";
	st->draft.discount_value = offer_percent(s->value[SETTING_DISCOUNT]);
	str_addf(&label, "made bundle '%s'", st->draft.name);
	bool made = desk_bundle_save(dk, &st->draft, label.p, &err);
	str_release(&message);
	str_release(&label);
	return made ? edit_made(sc, st->draft.bundle_id)
		    : app_error(sc->app, &err);
}

/* Under a name made of the titles. */
static unsigned
make_unnamed(struct screen *sc)
{
	struct bundles *st = sc->state;
	struct desk *dk = desk_of(sc);
	struct err err = ERR_INIT;
	size_t products[2];
	int64_t id = 0;
	for (size_t i = 0; i < ARRAY_LEN(products); i++) {
		if (!store_products_index(&desk_view(dk)->products,
			st->draft.items[i].product_id, &products[i]))
			return app_message(
			    sc->app, "that product is no longer there");
	}
	if (!desk_bundle_new(dk, products, ARRAY_LEN(products), 0, &id, &err))
		return app_error(sc->app, &err);
	return edit_made(sc, id);
}

static unsigned ask_product(struct screen *sc);

static unsigned
product_picked(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct bundles *st = sc->state;
	struct store_bundle_item item = { .quantity = 1 };
	struct err err = ERR_INIT;
	if (!picker_product(&st->picker, dg, &item.product_id))
		return app_message(sc->app, "nothing was made");
	if (!bundling_add_item(&st->draft, &st->draft_text, &item, &err))
		return app_error(sc->app, &err);
	if (st->draft.n_items < 2)
		return ask_product(sc);
	return st->draft.name[0] == '\0' ? make_unnamed(sc) : make_named(sc);
}

static unsigned
ask_product(struct screen *sc)
{
	struct bundles *st = sc->state;
	bool first = st->draft.n_items == 0;
	return picker_ask(&st->picker, sc->app,
	    &(struct picker_question){ .title = first
		    ? "New bundle: the main product"
		    : "New bundle: what goes with it",
		.with = &st->draft },
	    product_picked, sc);
}

static unsigned
name_given(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct bundles *st = sc->state;
	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	arena_release(&st->draft_text);
	struct slice name = slice_trim(slice_of(dialog_text(dg)));
	st->draft =
	    bundling_draft(arena_strndup(&st->draft_text, name.p, name.len));
	return ask_product(sc);
}

static unsigned
ask_new(struct screen *sc)
{
	struct bundles *st = sc->state;
	if (st->tb == NULL)
		return app_message(sc->app, "still loading the shop");
	struct dialog *dg = dialog_new(DIALOG_PROMPT, "New bundle");
	dialog_set_body(dg, "Its name; empty: made of the products' names.");
	return app_dialog(sc->app, dg, name_given, sc);
}

/* ------ drawing ------ */

static void
draw_items(struct screen *sc, struct canvas *cv, struct rect *in)
{
	struct bundles *st = sc->state;
	struct listing l;
	struct str words = STR_INIT;
	bundling_items_listing(desk_view(desk_of(sc)), &st->b, &l);
	int title = listing_column(&l, "title");
	int quantity = listing_column(&l, "quantity");
	int price = listing_column(&l, "price");
	for (size_t row = 0; row < l.rows; row++) {
		struct rect line = rect_cut_top(in, 1);
		struct rect right = rect_cut_right(&line, 11);
		str_clear(&words);
		listing_add_cell(&l, row, (size_t)quantity, &words);
		str_add(&words, " x ");
		listing_add_cell(&l, row, (size_t)title, &words);
		draw_slice(cv, line, ROLE_TEXT, slice_str(&words));
		str_clear(&words);
		listing_add_cell(&l, row, (size_t)price, &words);
		draw_right(cv, right, ROLE_TEXT, slice_str(&words));
	}
	listing_release(&l);
	str_release(&words);
}

static void
draw_pair(
    struct canvas *cv, struct rect *in, const char *what, const char *value)
{
	struct rect line = rect_cut_top(in, 1);
	draw_text(cv, line, ROLE_DIM, what);
	draw_right(cv, line, ROLE_TEXT, slice_of(value));
}

static void
draw_sums(struct screen *sc, struct canvas *cv, struct rect *in)
{
	struct bundles *st = sc->state;
	int digits = desk_view(desk_of(sc))->currency.digits;
	struct str words = STR_INIT;
	rect_cut_top(in, 1);
	if (st->sums.priced) {
		money_add_grouped(&words, st->sums.parts, digits);
		draw_pair(cv, in, "sum of parts", words.p);
	}
	str_clear(&words);
	bundling_add_discount(&st->b, digits, &words);
	draw_pair(cv, in, "discount", words.p);
	if (st->sums.priced) {
		str_clear(&words);
		money_add_grouped(&words, st->sums.price, digits);
		draw_pair(cv, in, "price", words.p);
	}
	if (st->sums.priced && st->sums.costed) {
		str_setf(&words, "%.1f %%", 100 * st->sums.margin);
		draw_pair(cv, in, "margin", words.p);
	}
	str_release(&words);
}

static void
draw_pane(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct bundles *st = sc->state;
	if (!read_chosen(sc))
		return;
	struct rect in = draw_box(cv, area, st->b.name, NULL);
	draw_items(sc, cv, &in);
	draw_sums(sc, cv, &in);
	rect_cut_top(&in, 1);
	if (st->b.message != NULL) {
		struct slice message = slice_of(st->b.message);
		struct rect at =
		    rect_cut_top(&in, draw_wrapped_rows(message, in.w));
		draw_wrapped(cv, at, ROLE_TEXT, message);
		rect_cut_top(&in, 1);
	}
	if (st->warnings.len > 0)
		draw_wrapped(cv, in, ROLE_ATTENTION, slice_str(&st->warnings));
	else
		draw_wrapped(cv, in, ROLE_DIM,
		    slice_of("no conflicts with other live bundles"));
}

static void
draw_empty(struct canvas *cv, struct rect area)
{
	static const char *const lines[] = {
		"No bundles yet.",
		"",
		"N   make one: a name, a product, what goes with it",
		"3   Pairs: b makes a bundle of a pair, or of what is marked",
		"1   Overview: what to do next begins with bundles",
	};
	struct rect in = rect_inset(area, area.w > 60 ? 8 : 1, 0);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		draw_text(cv, rect_row(in, (int)i + 1),
		    i == 0 ? ROLE_TITLE : ROLE_TEXT, lines[i]);
}

static void
bundles_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct bundles *st = sc->state;
	if (st->tb == NULL) {
		draw_centre(cv, rect_row(area, 1), ROLE_DIM,
		    slice_of("loading the shop"));
		return;
	}
	if (table_count(st->tb) == 0) {
		draw_empty(cv, area);
		return;
	}
	if (area.w >= PANE_FROM)
		draw_pane(sc, cv, rect_cut_right(&area, PANE_WIDTH));
	table_draw(st->tb, cv, area, true);
}

/* ------ the rest ------ */

/* With the bundle under the cursor, or an empty one. */
static unsigned
try_cart(struct screen *sc)
{
	struct bundles *st = sc->state;
	uint64_t id = 0;
	if (st->tb != NULL && !table_identity(st->tb, &id))
		id = 0;
	return app_show(sc->app, "cart", &(struct screen_arg){ .id = id });
}

static unsigned
bundles_action(struct screen *sc, enum action a)
{
	struct bundles *st = sc->state;
	uint64_t id = 0;
	if (a == ACTION_NEW)
		return ask_new(sc);
	if (a == ACTION_CONFLICTS)
		return app_show(sc->app, "conflicts", NULL);
	if (a == ACTION_CART)
		return try_cart(sc);
	if (st->tb == NULL || !table_identity(st->tb, &id))
		return REACT_NONE;
	switch ((int)a) {
	case ACTION_OPEN:
	case ACTION_EDIT:
		return app_show(
		    sc->app, "bundle", &(struct screen_arg){ .id = id });
	case ACTION_REVIEW:
		return app_show(
		    sc->app, "review", &(struct screen_arg){ .id = id });
	case ACTION_DELETE:
		return delete_chosen(sc);
	case ACTION_ACTIVATE:
		return activate_chosen(sc);
	default:
		return REACT_NONE;
	}
}

static struct table *
bundles_table(struct screen *sc)
{
	return ((struct bundles *)sc->state)->tb;
}

static void
bundles_status(struct screen *sc, struct str *out)
{
	(void)sc; /* the same for all of them */
	str_add(out,
	    "draft: being worked on   active: live in the shop   retired: "
	    "kept for the record");
}

static const enum action hints[] = { ACTION_OPEN, ACTION_NEW, ACTION_ACTIVATE,
	ACTION_REVIEW, ACTION_CART, ACTION_CONFLICTS, ACTION_DELETE,
	ACTION_UNDO, ACTION_SEARCH, ACTION_SORT, ACTION_EXPORT, ACTION_BACK,
	ACTION_NONE };

const struct screen_ops screen_bundles_ops = {
	.name = "bundles",
	.title = "Bundles",
	.short_title = "Bund",
	.state_size = sizeof(struct bundles),
	.open = bundles_open,
	.close = bundles_close,
	.visit = bundles_visit,
	.reload = bundles_reload,
	.action = bundles_action,
	.draw = bundles_draw,
	.table = bundles_table,
	.status = bundles_status,
	.hints = hints,
};
