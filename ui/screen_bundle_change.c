/*
 * screen_bundle_change - the edits themselves: what each does to b, and what
 * the history will call it.
 *
 * Discount and quantities may be slid: those go through editor_slid and are
 * saved later. All others are saved at once.
 */
#include "ui/screen_bundle_internal.h"
#include "ui/launching.h"

static unsigned
report(struct editor *ed, bool done, const struct err *err, const char *words)
{
	if (!done)
		return app_error(ed->sc->app, err);
	editor_label(ed, words);
	return editor_save(ed, ed->label.p);
}

/* ------ the discount ------ */

static void
set_none(struct store_bundle *b)
{
	b->discount_kind = "none";
	b->discount_value = 0;
}

/* The value of the field goes into b, in b's units. */
static void
take_discount(struct editor *ed, int field)
{
	const struct editor_discount *kind =
	    &editor_discounts[field - FIELD_PERCENT];
	int digits = desk_view(editor_desk(ed))->currency.digits;
	double number = form_number(ed->fm, field);
	ed->b.discount_value =
	    kind->percent ? offer_percent(number) : money_round(number, digits);
	ed->b.discount_kind = kind->kind;
	bool no_price = field == FIELD_PRICE && ed->sums.priced &&
	    ed->b.discount_value >= ed->sums.parts;
	if (ed->b.discount_value == 0 || no_price)
		set_none(&ed->b);
	bundling_fit_items(&ed->b);
}

static bool
take_tiers(struct editor *ed, const char *typed, struct err *err)
{
	if (!bundling_parse_tiers(typed, &ed->text, &ed->b.tiers, err))
		return false;
	ed->b.discount_kind = "tiers";
	ed->b.discount_value = 0;
	bundling_fit_items(&ed->b);
	return true;
}

/* Percent, amount and price say the same discount another way; the other
 * kinds begin with a usual value. False: there is nothing to save. */
static bool
take_kind(struct editor *ed)
{
	struct err err = ERR_INIT;
	int kind = form_option(ed->fm, FIELD_KIND);
	double fresh = editor_discounts[kind].fresh;
	if (kind == KIND_TIERS)
		return take_tiers(ed, "3:5,6:10", &err);
	if (fresh <= 0 && ed->sums.discount == 0) {
		set_none(&ed->b);
		bundling_fit_items(&ed->b);
		return false;
	}
	ed->b.discount_kind = editor_discounts[kind].kind;
	ed->b.discount_value = fresh > 0 ? offer_percent(fresh)
	    : kind == KIND_PERCENT       ? offer_percent(ed->sums.percent)
	    : kind == KIND_AMOUNT        ? ed->sums.discount
					 : ed->sums.price;
	bundling_fit_items(&ed->b);
	return true;
}

static void
label_discount(struct editor *ed)
{
	int digits = desk_view(editor_desk(ed))->currency.digits;
	struct str words = STR_INIT;
	bundling_add_discount(&ed->b, digits, &words);
	editor_label(ed, words.p);
	str_release(&words);
}

static unsigned
rename_to(struct editor *ed, const char *name)
{
	struct str label = STR_INIT;
	str_addf(&label, "renamed bundle '%s' to '%s'", ed->b.name, name);
	ed->b.name = arena_strdup(&ed->text, name);
	unsigned answer = editor_save(ed, label.p);
	str_release(&label);
	return answer;
}

static unsigned
set_message(struct editor *ed, const char *message)
{
	ed->b.message =
	    message[0] == '\0' ? NULL : arena_strdup(&ed->text, message);
	editor_label(ed, "message to shoppers");
	return editor_save(ed, ed->label.p);
}

unsigned
editor_changed(struct editor *ed)
{
	int field = form_changed(ed->fm);
	struct err err = ERR_INIT;
	switch (field) {
	case FIELD_KIND:
		if (!take_kind(ed))
			return REACT_REDRAW;
		break;
	case FIELD_TIERS:
		if (!take_tiers(ed, form_text(ed->fm, FIELD_TIERS), &err))
			return app_error(ed->sc->app, &err);
		break;
	case FIELD_MESSAGE:
		return set_message(ed, form_text(ed->fm, FIELD_MESSAGE));
	case FIELD_NAME:
		return rename_to(ed, form_text(ed->fm, FIELD_NAME));
	default:
		take_discount(ed, field);
		break;
	}
	label_discount(ed);
	if (!ed->sliding)
		return editor_save(ed, ed->label.p);
	editor_slid(ed, -1 - field);
	return REACT_REDRAW;
}

/* ------ items ------ */

static unsigned
item_picked(void *arg, struct dialog *dg)
{
	struct editor *ed = arg;
	struct store_bundle_item item = { .quantity = 1 };
	struct str words = STR_INIT;
	struct err err = ERR_INIT;
	size_t product;
	const struct view *v = desk_view(editor_desk(ed));
	if (!picker_product(&ed->picker, dg, &item.product_id) ||
	    !store_products_index(&v->products, item.product_id, &product))
		return REACT_REDRAW;
	str_add(&words, "with ");
	str_add_slice(&words, view_title(v, product));
	bool done = bundling_add_item(&ed->b, &ed->text, &item, &err);
	unsigned answer = report(ed, done, &err, words.p);
	str_release(&words);
	return answer;
}

unsigned
editor_add_item(struct editor *ed)
{
	return picker_ask(&ed->picker, ed->sc->app,
	    &(struct picker_question){ .title = "Add an item", .with = &ed->b },
	    item_picked, ed);
}

unsigned
editor_remove_item(struct editor *ed)
{
	const struct store_bundle_item *item = editor_item(ed);
	struct str words = STR_INIT;
	struct err err = ERR_INIT;
	size_t product;
	const struct view *v = desk_view(editor_desk(ed));
	if (ed->focus != FOCUS_ITEMS || item == NULL)
		return app_message(ed->sc->app,
		    "d takes out the item under the cursor; Tab goes there");
	str_add(&words, "without ");
	if (store_products_index(&v->products, item->product_id, &product))
		str_add_slice(&words, view_title(v, product));
	bool done = bundling_remove_item(&ed->b, item->product_id, &err);
	unsigned answer = report(ed, done, &err, words.p);
	str_release(&words);
	return answer;
}

unsigned
editor_change_quantity(struct editor *ed, int step)
{
	struct store_bundle_item *item = editor_item(ed);
	struct str words = STR_INIT;
	size_t product;
	const struct view *v = desk_view(editor_desk(ed));
	if (item == NULL)
		return REACT_NONE;
	if (item->quantity + step < 1)
		return app_message(
		    ed->sc->app, "one is the least; d takes the item out");
	if (item->quantity + step > OFFER_MAX_QUANTITY)
		return app_message(
		    ed->sc->app, "%d is the most", OFFER_MAX_QUANTITY);
	item->quantity += step;
	bundling_align_slot(&ed->b, (size_t)(item - ed->b.items));
	str_addf(&words, "%lld x ", (long long)item->quantity);
	if (store_products_index(&v->products, item->product_id, &product))
		str_add_slice(&words, view_title(v, product));
	editor_label(ed, words.p);
	str_release(&words);
	editor_slid(ed, item->product_id);
	return REACT_REDRAW;
}

/* ------ the bundle as a whole ------ */

unsigned
editor_activate(struct editor *ed)
{
	struct str said = STR_INIT;
	if (ed->b.state == STATE_ACTIVE) {
		ed->b.state = STATE_RETIRED;
		editor_label(ed, "retired");
		return editor_save(ed, ed->label.p);
	}
	editor_label(ed, "put live");
	str_addf(&said, "saved: %s   u takes it back", ed->label.p);
	unsigned answer =
	    launching_bundle(ed->sc->app, &ed->b, ed->label.p, said.p);
	str_release(&said);
	return answer;
}
