/*
 * screen_bundle - which key is which edit.
 *
 * Three places have the focus in turn: the items, the form and, while it is
 * open, the pane of inputs. Before any action that does not go on sliding the
 * same thing, what was slid is saved; the action is then run again through the
 * app, so that its own answer and the save's both count.
 */
#include "ui/screen_bundle.h"
#include "ui/screen_bundle_internal.h"

static unsigned
report(struct editor *ed, bool done, const struct err *err, const char *words)
{
	if (!done)
		return app_error(ed->sc->app, err);
	editor_label(ed, words);
	return editor_save(ed, ed->label.p);
}

/* ------ life ------ */

static bool
bundle_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct editor *ed = sc->state;
	editor_init(ed, sc, (int64_t)arg->id);
	return editor_reload(ed, err);
}

static void
bundle_close(struct screen *sc)
{
	struct editor *ed = sc->state;
	struct err err = ERR_INIT;
	if (ed->unsaved &&
	    !desk_bundle_save(editor_desk(ed), &ed->b, ed->label.p, &err))
		(void)app_error(sc->app, &err); /* always "redraw" */
	editor_release(ed);
}

static bool
bundle_reload(struct screen *sc, struct err *err)
{
	return editor_reload(sc->state, err);
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
	int digits = desk_view(editor_desk(ed))->currency.digits;
	double number = form_number(ed->fm, field);
	ed->b.discount_value = field == FIELD_PERCENT
	    ? offer_percent(number)
	    : money_round(number, digits);
	ed->b.discount_kind = field == FIELD_PERCENT ? "percent"
	    : field == FIELD_AMOUNT                  ? "amount"
						     : "price";
	bool no_price = field == FIELD_PRICE && ed->sums.priced &&
	    ed->b.discount_value >= ed->sums.parts;
	if (ed->b.discount_value == 0 || no_price)
		set_none(&ed->b);
}

/* The same discount said another way. */
static void
take_kind(struct editor *ed)
{
	int kind = form_option(ed->fm, FIELD_KIND);
	ed->b.discount_kind = kind == KIND_PERCENT ? "percent"
	    : kind == KIND_AMOUNT                  ? "amount"
						   : "price";
	ed->b.discount_value = kind == KIND_PERCENT
	    ? offer_percent(ed->sums.percent)
	    : kind == KIND_AMOUNT ? ed->sums.discount
				  : ed->sums.price;
	if (ed->sums.discount == 0)
		set_none(&ed->b);
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

static unsigned
bundle_changed(struct screen *sc)
{
	struct editor *ed = sc->state;
	int field = form_changed(ed->fm);
	if (!ed->loaded || ed->gone)
		return REACT_REDRAW;
	switch (field) {
	case FIELD_KIND:
		take_kind(ed);
		if (ed->sums.discount == 0)
			return REACT_REDRAW;
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

static unsigned
add_item(struct editor *ed)
{
	return picker_ask(&ed->picker, ed->sc->app,
	    &(struct picker_question){ .title = "Add an item", .with = &ed->b },
	    item_picked, ed);
}

static unsigned
remove_item(struct editor *ed)
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

static unsigned
change_quantity(struct editor *ed, int step)
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
	str_addf(&words, "%lld x ", (long long)item->quantity);
	if (store_products_index(&v->products, item->product_id, &product))
		str_add_slice(&words, view_title(v, product));
	editor_label(ed, words.p);
	str_release(&words);
	editor_slid(ed, item->product_id);
	return REACT_REDRAW;
}

/* ------ the bundle as a whole ------ */

static unsigned
name_typed(void *arg, struct dialog *dg)
{
	struct editor *ed = arg;
	if (dialog_outcome(dg) != DIALOG_ACCEPTED ||
	    strcmp(dialog_text(dg), ed->b.name) == 0)
		return REACT_REDRAW;
	return rename_to(ed, dialog_text(dg));
}

static unsigned
ask_name(struct editor *ed)
{
	struct dialog *dg = dialog_new(DIALOG_PROMPT, "Name of the bundle");
	dialog_set_text(dg, ed->b.name);
	return app_dialog(ed->sc->app, dg, name_typed, ed);
}

static unsigned
activate(struct editor *ed)
{
	bool live = ed->b.state != STATE_ACTIVE;
	ed->b.state = live ? STATE_ACTIVE : STATE_RETIRED;
	editor_label(ed, live ? "put live" : "retired");
	return editor_save(ed, ed->label.p);
}

/* ------ focus ------ */

static unsigned
focus_on(struct editor *ed, enum editor_focus focus)
{
	ed->focus = focus;
	return REACT_REDRAW;
}

/* Tab and arrows pass from the items to the form and round again. */
static unsigned
move_focus(struct editor *ed, enum action a)
{
	bool on = a == ACTION_NEXT_PANE || a == ACTION_DOWN;
	if (ed->focus == FOCUS_FORM) {
		unsigned answer = form_action(ed->fm, a);
		return answer != REACT_NONE ? answer
					    : focus_on(ed, FOCUS_ITEMS);
	}
	if (a == ACTION_UP || a == ACTION_DOWN) {
		size_t last = table_count(ed->tb);
		if (on && table_cursor(ed->tb) + 1 < last)
			return REACT_NONE;
		if (!on)
			return REACT_NONE;
	}
	form_set_focus(ed->fm, on ? FIELD_KIND : FIELD_COUNT - 1);
	return focus_on(ed, FOCUS_FORM);
}

/* A key for the slider works from the items too. */
static unsigned
on_slider(struct editor *ed, enum action a)
{
	if (ed->focus == FOCUS_FORM)
		return REACT_NONE;
	form_set_focus(ed->fm, editor_discount_field(ed));
	ed->focus = FOCUS_FORM;
	return form_action(ed->fm, a);
}

/* An empty message begins with the proposal. */
static unsigned
begin_typing(struct editor *ed)
{
	struct str proposal = STR_INIT;
	if (ed->focus == FOCUS_FORM && form_focus(ed->fm) == FIELD_MESSAGE &&
	    ed->b.message == NULL) {
		bundling_add_message(
		    desk_view(editor_desk(ed)), &ed->b, &proposal);
		form_set_text(ed->fm, FIELD_MESSAGE, proposal.p);
	}
	str_release(&proposal);
	return REACT_NONE;
}

static unsigned
toggle_inputs(struct editor *ed)
{
	if (ed->inputs.tb != NULL)
		input_table_close(&ed->inputs);
	else if (!editor_show_inputs(ed))
		return app_message(
		    ed->sc->app, "there is no projection yet to look into");
	return REACT_REDRAW;
}

/* ------ actions ------ */

static bool
is_slide(enum action a)
{
	switch ((int)a) {
	case ACTION_LEFT:
	case ACTION_RIGHT:
	case ACTION_LESS_10:
	case ACTION_MORE_10:
	case ACTION_FIRST:
	case ACTION_LAST:
		return true;
	default:
		return false;
	}
}

/* What the key slides, to tell whether it goes on with the same thing. */
static int64_t
slides(struct editor *ed, enum action a)
{
	const struct store_bundle_item *item = editor_item(ed);
	if ((a == ACTION_MORE || a == ACTION_LESS) && item != NULL)
		return item->product_id;
	if (ed->focus == FOCUS_FORM && is_slide(a))
		return -1 - form_focus(ed->fm);
	if (a == ACTION_LESS_10 || a == ACTION_MORE_10)
		return -1 - editor_discount_field(ed);
	return 0;
}

static unsigned
inputs_action(struct editor *ed, enum action a)
{
	if (a != ACTION_BACK && a != ACTION_INPUTS)
		return REACT_NONE;
	input_table_close(&ed->inputs);
	return REACT_REDRAW;
}

static unsigned
edit_action(struct editor *ed, enum action a)
{
	switch ((int)a) {
	case ACTION_ADD:
		return add_item(ed);
	case ACTION_DELETE:
		return remove_item(ed);
	case ACTION_MORE:
		return change_quantity(ed, 1);
	case ACTION_LESS:
		return change_quantity(ed, -1);
	case ACTION_ACTIVATE:
		return activate(ed);
	case ACTION_INPUTS:
		return toggle_inputs(ed);
	case ACTION_NEXT_PANE:
	case ACTION_PREV_PANE:
	case ACTION_UP:
	case ACTION_DOWN:
		return move_focus(ed, a);
	case ACTION_EDIT:
		return ed->focus == FOCUS_ITEMS ? ask_name(ed)
						: begin_typing(ed);
	case ACTION_OPEN:
	case ACTION_VALUE:
		begin_typing(ed);
		return on_slider(ed, ACTION_VALUE);
	case ACTION_LESS_10:
	case ACTION_MORE_10:
		return on_slider(ed, a);
	default:
		return REACT_NONE;
	}
}

static unsigned
bundle_action(struct screen *sc, enum action a)
{
	struct editor *ed = sc->state;
	if (!ed->loaded || ed->gone)
		return REACT_NONE;
	if (ed->inputs.tb != NULL)
		return inputs_action(ed, a);
	int64_t subject = slides(ed, a);
	ed->sliding = subject != 0;
	if (ed->unsaved && subject != ed->subject) {
		unsigned saved = editor_flush(ed);
		/* Enter after a slide means: that is it. */
		return a == ACTION_OPEN ? saved : saved | app_do(sc->app, a);
	}
	return edit_action(ed, a);
}

/* A key without a meaning here still ends a slide. */
static unsigned
bundle_key(struct screen *sc, uint32_t key)
{
	(void)key;
	return editor_flush(sc->state);
}

static unsigned
bundle_mouse(struct screen *sc, const struct mouse *m)
{
	struct editor *ed = sc->state;
	bool opened = false;
	if (!ed->loaded || ed->gone || ed->inputs.tb != NULL)
		return REACT_NONE;
	unsigned saved = editor_flush(ed);
	ed->sliding = false;
	if (rect_has(ed->items_at, m->x, m->y)) {
		ed->focus = FOCUS_ITEMS;
		return saved | table_mouse(ed->tb, m, &opened) | REACT_REDRAW;
	}
	if (!rect_has(ed->form_at, m->x, m->y))
		return saved;
	ed->focus = FOCUS_FORM;
	return saved | form_mouse(ed->fm, m) | REACT_REDRAW;
}

/* ------ the rest ------ */

static struct table *
bundle_table(struct screen *sc)
{
	struct editor *ed = sc->state;
	if (ed->inputs.tb != NULL)
		return ed->inputs.tb;
	return ed->focus == FOCUS_ITEMS ? ed->tb : NULL;
}

static struct form *
bundle_form(struct screen *sc)
{
	struct editor *ed = sc->state;
	bool has = ed->inputs.tb == NULL && ed->focus == FOCUS_FORM;
	return has ? ed->fm : NULL;
}

static void
bundle_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	editor_draw(sc->state, cv, area);
}

static void
bundle_status(struct screen *sc, struct str *out)
{
	struct editor *ed = sc->state;
	if (ed->unsaved)
		str_addf(
		    out, "%s   Enter or the next key saves it", ed->label.p);
	else if (ed->focus == FOCUS_FORM)
		str_add(out, "every change is saved at once; u takes it back");
	else
		str_addf(out, "%s   E renames it",
		    ed->next.len > 0 ? ed->next.p : "a adds an item");
}

static const enum action item_hints[] = { ACTION_NEXT_PANE, ACTION_MORE,
	ACTION_LESS, ACTION_ADD, ACTION_DELETE, ACTION_VALUE, ACTION_INPUTS,
	ACTION_ACTIVATE, ACTION_UNDO, ACTION_EXPORT, ACTION_BACK, ACTION_NONE };
static const enum action form_hints[] = { ACTION_NEXT_PANE, ACTION_LEFT,
	ACTION_RIGHT, ACTION_MORE_10, ACTION_VALUE, ACTION_INPUTS, ACTION_ADD,
	ACTION_ACTIVATE, ACTION_UNDO, ACTION_EXPORT, ACTION_BACK, ACTION_NONE };

static const enum action *
bundle_hints(struct screen *sc)
{
	const struct editor *ed = sc->state;
	return ed->focus == FOCUS_ITEMS ? item_hints : form_hints;
}

const struct screen_ops screen_bundle_ops = {
	.name = "bundle",
	.title = "Bundle",
	.short_title = "Bundle",
	.state_size = sizeof(struct editor),
	.open = bundle_open,
	.close = bundle_close,
	.reload = bundle_reload,
	.action = bundle_action,
	.key = bundle_key,
	.changed = bundle_changed,
	.mouse = bundle_mouse,
	.draw = bundle_draw,
	.table = bundle_table,
	.form = bundle_form,
	.status = bundle_status,
	.hints_now = bundle_hints,
};
