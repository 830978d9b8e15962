/*
 * screen_cart - the cart is held as items of a bundle that is never saved, so
 * that the picker and the next best product know it. Each change rings it up
 * again, which takes no time that anybody notices.
 */
#include "ui/screen_cart.h"

#include "base/mem.h"
#include "ui/app.h"
#include "ui/pane_table.h"
#include "ui/picker.h"

struct cart {
	struct arena text; /* of items and country */
	struct store_bundle items; /* the cart */
	int64_t plan_id; /* 0: none */
	struct arena plan_text;
	struct store_bundle plan;
	int64_t shipping; /* minor units */
	bool fee_typed; /* else the shop's own */
	const char *country; /* NULL: not said */

	bool rung; /* 'till' holds something */
	struct till till;
	struct err why; /* why it does not */
	struct pane_table list;
	struct str sums, reasons, next;
	struct picker picker;
};

static struct desk *
desk_of(struct screen *sc)
{
	return app_model(sc->app);
}

/* ------ ringing up ------ */

/* What the shop charges: as its orders tell, once that is known. */
static int64_t
usual_fee(struct screen *sc)
{
	const struct view *v = desk_view(desk_of(sc));
	const struct lab *lab = desk_lab(desk_of(sc));
	double fee = v->settings.value[SETTING_SHIPPING_FEE];

	if (!(fee > 0) && lab != NULL)
		fee = lab->inputs.value[THRESHOLD_FEE];
	return fee > 0 ? money_round(fee, v->currency.digits) : 0;
}

static void
find_next(struct screen *sc)
{
	struct cart *st = sc->state;
	size_t product;

	str_clear(&st->next);
	if (!desk_next_best(desk_of(sc), &st->items, &product))
		return;
	str_add(&st->next, "a adds; best with all of it: ");
	str_add_slice(&st->next, view_title(desk_view(desk_of(sc)), product));
}

static void
read_plan(struct screen *sc)
{
	struct cart *st = sc->state;

	arena_release(&st->plan_text);
	if (st->plan_id != 0 &&
	    !desk_bundle_get(
		desk_of(sc), st->plan_id, &st->plan_text, &st->plan, NULL))
		st->plan_id = 0; /* deleted meanwhile */
}

static void
ring(struct screen *sc)
{
	struct cart *st = sc->state;
	struct till fresh;
	struct listing l;

	if (!st->fee_typed)
		st->shipping = usual_fee(sc);
	st->why = (struct err)ERR_INIT;
	if (!desk_ring(desk_of(sc),
		&(struct till_request){ .v = desk_view(desk_of(sc)),
		    .today = desk_today(desk_of(sc)),
		    .items = st->items.items,
		    .n = st->items.n_items,
		    .shipping = st->shipping,
		    .country = st->country,
		    .plan = st->plan_id != 0 ? &st->plan : NULL },
		&fresh, &st->why)) {
		return; /* what was rung up before stays beside the reason */
	}
	struct till old = st->till;
	bool had = st->rung;
	st->till = fresh;
	st->rung = true;
	till_listing(&st->till, &l);
	pane_table_open(&st->list, &l, NULL, 0);
	if (had)
		till_release(&old);
	str_clear(&st->sums);
	str_clear(&st->reasons);
	till_add_sums(&st->till, &st->sums);
	till_add_reasons(&st->till, &st->reasons);
	find_next(sc);
}

static bool
cart_reload(struct screen *sc, struct err *err)
{
	(void)err; /* what is wrong with the cart it shows itself */
	if (desk_view(desk_of(sc)) == NULL)
		return true;
	read_plan(sc);
	ring(sc);
	return true;
}

/* ------ life ------ */

static bool
take_typed(struct screen *sc, const char *typed, struct err *err)
{
	struct cart *st = sc->state;
	struct slice rest = slice_of(typed), word;
	struct store_bundle_item item;
	struct str text = STR_INIT;
	bool ok = true;

	while (ok && slice_split(&rest, ' ', &word)) {
		if (word.len == 0)
			continue;
		str_clear(&text);
		str_add_slice(&text, word);
		ok = bundling_parse_item(
			 desk_view(desk_of(sc)), text.p, &item, err) &&
		    bundling_add_item(&st->items, &st->text, &item, err);
	}
	str_release(&text);
	return ok;
}

/* The first of each slot, as many pieces as a set takes. */
static bool
take_plan(struct screen *sc, int64_t id, struct err *err)
{
	struct cart *st = sc->state;
	bool ok = true;

	if (!desk_bundle_get(desk_of(sc), id, &st->plan_text, &st->plan, err))
		return false;
	st->plan_id = id;
	for (size_t i = 0; ok && i < st->plan.n_items; i++) {
		struct store_bundle_item item = {
			.product_id = st->plan.items[i].product_id,
			.quantity = st->plan.items[i].quantity,
		};
		bool first = true;
		for (size_t k = 0; k < i; k++)
			first &= st->plan.items[i].slot == NULL ||
			    st->plan.items[k].slot == NULL ||
			    strcmp(st->plan.items[i].slot,
				st->plan.items[k].slot) != 0;
		ok = !first ||
		    bundling_add_item(&st->items, &st->text, &item, err);
	}
	return ok;
}

static bool
cart_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct cart *st = sc->state;

	st->items = bundling_draft("");
	str_init(&st->sums);
	str_init(&st->reasons);
	str_init(&st->next);
	if (desk_view(desk_of(sc)) == NULL)
		return err_set(err, ERR_NOT_FOUND, "still loading the shop");
	if (arg->id != 0 && !take_plan(sc, (int64_t)arg->id, err))
		return false;
	if (arg->text != NULL && !take_typed(sc, arg->text, err))
		return false;
	/* The shop's fee comes with the threshold's curve. */
	if (desk_lab(desk_of(sc)) == NULL)
		desk_try_thresholds(desk_of(sc));
	ring(sc);
	return true;
}

static void
cart_close(struct screen *sc)
{
	struct cart *st = sc->state;

	pane_table_close(&st->list);
	if (st->rung)
		till_release(&st->till);
	picker_release(&st->picker);
	arena_release(&st->text);
	arena_release(&st->plan_text);
	str_release(&st->sums);
	str_release(&st->reasons);
	str_release(&st->next);
}

/* ------ changing it ------ */

/* The item of the row under the cursor; NULL: the cart is empty. */
static struct store_bundle_item *
chosen(struct cart *st)
{
	size_t row =
	    st->list.tb != NULL ? table_cursor(st->list.tb) : TABLE_NOWHERE;

	return row < st->items.n_items ? &st->items.items[row] : NULL;
}

static unsigned
item_picked(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct cart *st = sc->state;
	struct store_bundle_item item = { .quantity = 1 };
	struct err err = ERR_INIT;

	if (!picker_product(&st->picker, dg, &item.product_id))
		return REACT_REDRAW;
	if (!bundling_add_item(&st->items, &st->text, &item, &err))
		return app_error(sc->app, &err);
	ring(sc);
	return REACT_REDRAW;
}

static unsigned
change_quantity(struct screen *sc, int step)
{
	struct cart *st = sc->state;
	struct store_bundle_item *item = chosen(st);

	if (item == NULL)
		return app_message(sc->app, "a adds a product first");
	if (item->quantity + step < 1)
		return app_message(
		    sc->app, "one is the least; d takes the product out");
	if (item->quantity + step > OFFER_MAX_QUANTITY)
		return app_message(
		    sc->app, "%d is the most", OFFER_MAX_QUANTITY);
	item->quantity += step;
	ring(sc);
	return REACT_REDRAW;
}

static unsigned
take_out(struct screen *sc)
{
	struct cart *st = sc->state;
	const struct store_bundle_item *item = chosen(st);

	if (item == NULL ||
	    !bundling_remove_item(&st->items, item->product_id, NULL))
		return REACT_NONE;
	ring(sc);
	return REACT_REDRAW;
}

/* ------ where it goes, and what sending it costs ------ */

enum {
	FIELD_FEE,
	FIELD_COUNTRY,
	FIELD_COUNT
};
static const struct form_field fields[FIELD_COUNT] = {
	[FIELD_FEE] = { .label = "shipping", .kind = FORM_TEXT },
	[FIELD_COUNTRY] = { .label = "country", .kind = FORM_TEXT },
};
static const char *const buttons[] = { "Ring up" };

static bool
check_where(void *arg, struct dialog *dg, bool accepting)
{
	struct screen *sc = arg;
	const char *typed = form_text(dialog_form(dg), FIELD_FEE);
	int digits = desk_view(desk_of(sc))->currency.digits;
	int64_t minor;

	if (!accepting || typed[0] == '\0' ||
	    (money_parse(slice_of(typed), '.', digits, &minor) && minor >= 0))
		return true;
	dialog_set_error(dg, "no amount of money; write it like 4.95");
	return false;
}

static unsigned
where_given(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct cart *st = sc->state;
	int digits = desk_view(desk_of(sc))->currency.digits;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	const struct form *fm = dialog_form(dg);
	struct slice country =
	    slice_trim(slice_of(form_text(fm, FIELD_COUNTRY)));
	st->fee_typed = money_parse(
	    slice_of(form_text(fm, FIELD_FEE)), '.', digits, &st->shipping);
	st->country = country.len == 0
	    ? NULL
	    : arena_strndup(&st->text, country.p, country.len);
	ring(sc);
	return REACT_REDRAW;
}

static unsigned
ask_where(struct screen *sc)
{
	struct cart *st = sc->state;
	struct form *fm = form_new(fields, FIELD_COUNT);
	struct str fee = STR_INIT;

	money_add_plain(
	    &fee, st->shipping, desk_view(desk_of(sc))->currency.digits);
	form_set_text(fm, FIELD_FEE, fee.p);
	form_set_note(fm, FIELD_FEE, ROLE_DIM, "empty: what the shop charges");
	form_set_text(
	    fm, FIELD_COUNTRY, st->country != NULL ? st->country : "");
	form_set_note(
	    fm, FIELD_COUNTRY, ROLE_DIM, "as in your orders; empty: not said");
	str_release(&fee);
	struct dialog *dg = dialog_new(DIALOG_FORM, "Where the cart goes");
	dialog_set_form(dg, fm, buttons, ARRAY_LEN(buttons));
	dialog_set_check(dg, check_where, sc);
	return app_dialog(sc->app, dg, where_given, sc);
}

static unsigned
cart_action(struct screen *sc, enum action a)
{
	struct cart *st = sc->state;

	switch ((int)a) {
	case ACTION_ADD:
	case ACTION_NEW:
		return picker_ask(&st->picker, sc->app,
		    &(struct picker_question){
			.title = "Into the cart", .with = &st->items },
		    item_picked, sc);
	case ACTION_MORE:
		return change_quantity(sc, 1);
	case ACTION_LESS:
		return change_quantity(sc, -1);
	case ACTION_DELETE:
		return take_out(sc);
	case ACTION_EDIT:
	case ACTION_VALUE:
		return ask_where(sc);
	default:
		return REACT_NONE;
	}
}

/* ------ drawing ------ */

static void
cart_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct cart *st = sc->state;
	struct str title = STR_INIT;

	str_add(&title, "Cart");
	if (st->plan_id != 0)
		str_addf(&title, ", as if '%s' were live", st->plan.name);
	struct rect in = draw_box(cv, area, title.p, st->country);
	str_release(&title);
	if (st->why.code != ERR_NONE)
		draw_wrapped(cv, rect_cut_top(&in, 2), ROLE_ERROR,
		    slice_of(st->why.text));
	if (!st->rung || table_count(st->list.tb) == 0) {
		draw_wrapped(cv, in, ROLE_TEXT,
		    slice_of("An empty cart.\n\na adds a product; what the "
			     "live offers do to the cart stands below it"));
		return;
	}
	struct slice reasons = slice_str(&st->reasons);
	int room = in.h - (int)table_count(st->list.tb) - 2;
	int wanted = 2 + draw_wrapped_rows(reasons, in.w);
	struct rect words = rect_cut_bottom(&in,
	    wanted < room         ? wanted
		: room > in.h / 2 ? room
				  : in.h / 2);
	table_draw(st->list.tb, cv, in, true);
	draw_slice(
	    cv, rect_cut_top(&words, 1), ROLE_TITLE, slice_str(&st->sums));
	draw_wrapped(cv, words, ROLE_TEXT, reasons);
}

static struct table *
cart_table(struct screen *sc)
{
	return ((struct cart *)sc->state)->list.tb;
}

static const struct listing *
cart_listing(struct screen *sc)
{
	const struct cart *st = sc->state;

	return st->rung ? &st->list.listing : NULL;
}

static void
cart_status(struct screen *sc, struct str *out)
{
	const struct cart *st = sc->state;

	str_add(out, st->next.len > 0 ? st->next.p : "a adds a product");
}

static const enum action hints[] = { ACTION_ADD, ACTION_MORE, ACTION_LESS,
	ACTION_DELETE, ACTION_EDIT, ACTION_EXPORT, ACTION_BACK, ACTION_NONE };

const struct screen_ops screen_cart_ops = {
	.name = "cart",
	.title = "Cart",
	.state_size = sizeof(struct cart),
	.open = cart_open,
	.close = cart_close,
	.reload = cart_reload,
	.action = cart_action,
	.draw = cart_draw,
	.table = cart_table,
	.listing = cart_listing,
	.status = cart_status,
	.hints = hints,
};
