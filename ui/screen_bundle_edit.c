/*
 * screen_bundle_edit - the bundle behind the editor.
 *
 * b is what the store has, or what it will have once the slide is saved. Any
 * change goes b, then editor_refresh (sums, warnings, table, form), then the
 * projection, which is asked for only when items, discount or data differ
 * from the last one asked for. After a save the app reloads every screen, and
 * this one reads b again with its new revision.
 */
#include "ui/conflict.h"
#include "ui/screen_bundle_internal.h"

#include <math.h>

#include "base/mem.h"
#include "base/num.h"

const struct editor_discount editor_discounts[KIND_COUNT] = {
	[KIND_PERCENT] = { "percent", true, 0 },
	[KIND_AMOUNT] = { "amount", false, 0 },
	[KIND_PRICE] = { "price", false, 0 },
	[KIND_CHEAPEST] = { "cheapest", true, 100 },
	[KIND_GET] = { "get", true, 50 },
	[KIND_TIERS] = { "tiers", false, 0 },
};

static const char *const kinds[KIND_COUNT] = {
	[KIND_PERCENT] = "percent",
	[KIND_AMOUNT] = "amount",
	[KIND_PRICE] = "fixed price",
	[KIND_CHEAPEST] = "percent off the cheapest",
	[KIND_GET] = "buy A, get B for less",
	[KIND_TIERS] = "more pieces, more off",
};

static const struct form_field fields[FIELD_COUNT] = {
	[FIELD_KIND] = { .label = "kind",
	    .kind = FORM_CHOICE,
	    .options = kinds,
	    .n_options = KIND_COUNT },
	[FIELD_PERCENT] = { .label = "discount",
	    .kind = FORM_SLIDER,
	    .max = 50,
	    .step = 0.5,
	    .decimals = 1,
	    .unit = "%" },
	[FIELD_AMOUNT] = { .label = "discount", .kind = FORM_SLIDER },
	[FIELD_PRICE] = { .label = "price", .kind = FORM_SLIDER },
	[FIELD_CHEAPEST] = { .label = "off cheapest",
	    .kind = FORM_SLIDER,
	    .max = 100,
	    .step = 5,
	    .decimals = 1,
	    .unit = "%" },
	[FIELD_GET] = { .label = "off the last",
	    .kind = FORM_SLIDER,
	    .max = 100,
	    .step = 5,
	    .decimals = 1,
	    .unit = "%" },
	[FIELD_TIERS] = { .label = "pieces:percent", .kind = FORM_TEXT },
	[FIELD_MESSAGE] = { .label = "message", .kind = FORM_TEXT },
	[FIELD_NAME] = { .label = "name", .kind = FORM_TEXT },
};

/* ------ life ------ */

void
editor_init(struct editor *ed, struct screen *sc, int64_t id)
{
	ed->sc = sc;
	ed->id = id;
	str_init(&ed->label);
	str_init(&ed->warnings);
	str_init(&ed->next);
	str_init(&ed->asked);
	memcpy(ed->fields, fields, sizeof(fields));
	ed->fm = form_new(ed->fields, FIELD_COUNT);
	form_set_focus(ed->fm, FIELD_PERCENT);
}

void
editor_release(struct editor *ed)
{
	input_table_close(&ed->inputs);
	picker_release(&ed->picker);
	table_free(ed->tb);
	rows_free(ed->rows);
	if (ed->tb != NULL)
		listing_release(&ed->items);
	form_free(ed->fm);
	view_free(ed->asked_view);
	arena_release(&ed->text);
	str_release(&ed->label);
	str_release(&ed->warnings);
	str_release(&ed->next);
	str_release(&ed->asked);
}

/* ------ projecting ------ */

/* Everything of b that a projection depends on. */
static void
add_question(const struct store_bundle *b, struct str *out)
{
	str_addf(out, "%s %lld %s", b->discount_kind,
	    (long long)b->discount_value, b->tiers != NULL ? b->tiers : "");
	for (size_t i = 0; i < b->n_items; i++)
		str_addf(out, " %lld:%lld:%lld:%s:%s",
		    (long long)b->items[i].product_id,
		    (long long)b->items[i].quantity, (long long)b->items[i].any,
		    b->items[i].slot != NULL ? b->items[i].slot : "",
		    b->items[i].role != NULL ? b->items[i].role : "");
}

static void
project(struct editor *ed)
{
	struct view *v = desk_view(editor_desk(ed));
	struct str question = STR_INIT;
	add_question(&ed->b, &question);
	bool same = v == ed->asked_view &&
	    slice_eq(slice_str(&question), slice_str(&ed->asked));
	str_set(&ed->asked, question.p);
	str_release(&question);
	if (same)
		return;
	view_free(ed->asked_view);
	ed->asked_view = view_share(v);
	desk_project(editor_desk(ed), &ed->b);
}

/* ------ showing b ------ */

/* A round step of which some hundred make up the sum of the parts. */
static double
money_step(double parts, int digits)
{
	double least = pow(10, -digits);
	double step = parts > 0 ? pow(10, floor(log10(parts / 40))) : 1;
	return step < least ? least : step;
}

static void
show_money_fields(struct editor *ed)
{
	int digits = desk_view(editor_desk(ed))->currency.digits;
	double parts = money_major(ed->sums.parts, digits);
	double step = money_step(parts, digits);
	double deepest = parts - step > 0 ? parts - step : step;
	for (int field = FIELD_AMOUNT; field <= FIELD_PRICE; field++) {
		ed->fields[field].step = step;
		ed->fields[field].decimals = digits;
	}
	form_set_range(ed->fm, FIELD_AMOUNT, 0, deepest);
	form_set_range(ed->fm, FIELD_PRICE, 0, parts > 0 ? parts : step);
	form_set_number(
	    ed->fm, FIELD_AMOUNT, money_major(ed->sums.discount, digits));
	form_set_number(
	    ed->fm, FIELD_PRICE, money_major(ed->sums.price, digits));
	bool marked = ed->sums.has_floor;
	form_set_floor(ed->fm, FIELD_AMOUNT,
	    marked ? money_major(ed->sums.floor_discount, digits)
		   : (double)NAN);
	form_set_floor(ed->fm, FIELD_PRICE,
	    marked ? money_major(ed->sums.floor_price, digits) : (double)NAN);
}

/* How deep the discount may be, beside it: "floor 18.4 %". */
static void
show_floor(struct editor *ed)
{
	const struct view *v = desk_view(editor_desk(ed));
	double limit = v->settings.value[SETTING_MARGIN_FLOOR];
	struct str note = STR_INIT;
	bool under = ed->sums.has_floor && 100 * ed->sums.margin < limit;
	if (!ed->sums.has_floor)
		str_add(&note, "floor unknown");
	else if (ed->sums.floor_percent < 0)
		str_addf(&note, "under %.0f %% margin", limit);
	else
		str_addf(&note, "%s %.1f %%",
		    under ? "beyond the floor," : "floor",
		    ed->sums.floor_percent);
	for (int field = FIELD_PERCENT; field <= FIELD_PRICE; field++)
		form_set_note(
		    ed->fm, field, under ? ROLE_ATTENTION : ROLE_DIM, note.p);
	str_release(&note);
}

static enum editor_kind
kind_of(const struct editor *ed)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (strcmp(ed->b.discount_kind, editor_discounts[i].kind) == 0)
			return (enum editor_kind)i;
	/* No discount: whatever the user last chose. */
	return (enum editor_kind)form_option(ed->fm, FIELD_KIND);
}

void
editor_show_message(struct editor *ed)
{
	bool has = ed->b.message != NULL;
	if (form_typing(ed->fm))
		return;
	form_set_text(ed->fm, FIELD_MESSAGE, has ? ed->b.message : "");
	form_set_note(ed->fm, FIELD_MESSAGE, ROLE_DIM,
	    has ? "" : "none yet; Enter proposes one");
}

static void
show_tiers(struct editor *ed)
{
	struct str tiers = STR_INIT;

	bundling_add_tiers(&ed->b, &tiers);
	form_set_text(ed->fm, FIELD_TIERS, tiers.len > 0 ? tiers.p : "");
	form_set_note(ed->fm, FIELD_TIERS, ROLE_DIM, "like 3:5,6:10");
	str_release(&tiers);
}

static void
show_form(struct editor *ed)
{
	struct form *fm = ed->fm;
	double percent = ed->sums.percent;
	if (form_typing(fm))
		return;
	if (editor_discounts[kind_of(ed)].percent)
		percent =
		    (double)ed->b.discount_value / (double)OFFER_PERCENT_UNIT;
	form_set_option(fm, FIELD_KIND, (int)kind_of(ed));
	form_set_range(fm, FIELD_PERCENT, 0, percent > 50 ? 100 : 50);
	form_set_number(fm, FIELD_PERCENT, percent);
	form_set_floor(fm, FIELD_PERCENT,
	    ed->sums.has_floor ? ed->sums.floor_percent : (double)NAN);
	form_set_number(fm, FIELD_CHEAPEST, percent);
	form_set_number(fm, FIELD_GET, percent);
	show_tiers(ed);
	show_money_fields(ed);
	show_floor(ed);
	editor_show_message(ed);
	form_set_text(fm, FIELD_NAME, ed->b.name);
}

/* Is there an item that is not plainly one of the set? */
static bool
has_parts(const struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (b->items[i].slot != NULL || b->items[i].role != NULL ||
		    b->items[i].any != STORE_ANY_NONE)
			return true;
	return false;
}

/* The columns come in another order of importance once there are parts, so
 * the table is made anew then. */
static void
show_items(struct editor *ed)
{
	struct view *v = desk_view(editor_desk(ed));
	const struct store_bundle_item *item = editor_item(ed);
	int64_t chosen = item != NULL ? item->product_id : 0;
	bool parts = has_parts(&ed->b), again = ed->tb != NULL;
	if (again)
		listing_release(&ed->items);
	bundling_items_listing(v, &ed->b, &ed->items);
	if (again && parts == ed->with_parts) {
		rows_reload(ed->rows, ed->tb);
		return;
	}
	table_free(ed->tb);
	rows_free(ed->rows);
	ed->with_parts = parts;
	ed->rows = rows_new(&ed->items, NULL, 0);
	ed->tb = rows_list(ed->rows);
	if (chosen != 0)
		(void)table_select(ed->tb, (uint64_t)chosen); /* or the first */
}

static void
find_next(struct editor *ed)
{
	const struct view *v = desk_view(editor_desk(ed));
	size_t product;
	str_clear(&ed->next);
	if (!desk_next_best(editor_desk(ed), &ed->b, &product))
		return;
	str_add(&ed->next, "a adds the best partner: ");
	str_add_slice(&ed->next, view_title(v, product));
}

/* What follows from b, and all that shows it. */
static bool
refresh(struct editor *ed, struct err *err)
{
	struct desk *dk = editor_desk(ed);
	bundling_sums(desk_view(dk), &ed->b, &ed->sums);
	str_clear(&ed->warnings);
	if (!desk_bundle_warnings(dk, &ed->b, &ed->warnings, err))
		return false;
	show_items(ed);
	show_form(ed);
	project(ed);
	return true;
}

static bool
read_bundle(struct editor *ed, struct err *err)
{
	struct arena fresh = { 0 };
	struct store_bundle b;
	if (!desk_bundle_get(editor_desk(ed), ed->id, &fresh, &b, err)) {
		arena_release(&fresh);
		ed->gone = err->code == ERR_NOT_FOUND;
		return false;
	}
	arena_release(&ed->text);
	ed->text = fresh;
	ed->b = b;
	ed->loaded = true;
	ed->gone = false;
	return true;
}

static bool
is_typed(const struct editor *ed)
{
	return app_asks(ed->sc->app) || (ed->fm != NULL && form_typing(ed->fm));
}

void
editor_catch_up(struct editor *ed)
{
	struct err err = ERR_INIT;
	if (ed->stale && !is_typed(ed) && !editor_reload(ed, &err))
		(void)app_error(ed->sc->app, &err); /* always "redraw" */
}

bool
editor_reload(struct editor *ed, struct err *err)
{
	struct err why = ERR_INIT;
	if (desk_view(editor_desk(ed)) == NULL)
		return true; /* loading: its news reloads this screen */
	/* What is typed is an edit of what was shown: somebody else's newer one
	 * is not taken for its ground, so that saving finds the conflict. */
	ed->stale = ed->loaded && is_typed(ed);
	if (!ed->unsaved && !ed->stale && !read_bundle(ed, &why)) {
		if (ed->gone && ed->loaded)
			return true; /* what is drawn says so */
		return err_set(err, why.code, "%s", why.text);
	}
	find_next(ed);
	if (ed->inputs.tb != NULL && !editor_show_inputs(ed))
		input_table_close(&ed->inputs);
	return refresh(ed, err);
}

/* ------ saving ------ */

static unsigned
show_conflict(struct editor *ed, const struct err *err)
{
	struct err ignored = ERR_INIT;
	/* What cannot be read now, the reload behind the message says. */
	(void)(read_bundle(ed, &ignored) && refresh(ed, &ignored));
	return conflict_show(ed->sc->app, err);
}

unsigned
editor_save(struct editor *ed, const char *label)
{
	struct err err = ERR_INIT;
	unsigned answer;
	ed->unsaved = false;
	if (desk_bundle_save(editor_desk(ed), &ed->b, label, &err))
		answer = app_message(
		    ed->sc->app, "saved: %s   u takes it back", label);
	else if (err.code == ERR_CONFLICT)
		answer = show_conflict(ed, &err);
	else
		answer = app_error(ed->sc->app, &err);
	return answer | REACT_RELOAD;
}

unsigned
editor_flush(struct editor *ed)
{
	if (!ed->unsaved)
		return REACT_NONE;
	return editor_save(ed, ed->label.p);
}

void
editor_slid(struct editor *ed, int64_t subject)
{
	struct err err = ERR_INIT;
	ed->unsaved = true;
	ed->subject = subject;
	if (!refresh(ed, &err))
		(void)app_error(ed->sc->app, &err); /* always "redraw" */
}

void
editor_label(struct editor *ed, const char *words)
{
	str_setf(&ed->label, "'%s': %s", ed->b.name, words);
}

int
editor_discount_field(const struct editor *ed)
{
	return FIELD_PERCENT + form_option(ed->fm, FIELD_KIND);
}

struct store_bundle_item *
editor_item(struct editor *ed)
{
	uint64_t id = 0;
	if (ed->tb == NULL || !table_identity(ed->tb, &id))
		return NULL;
	for (size_t i = 0; i < ed->b.n_items; i++) {
		if ((uint64_t)ed->b.items[i].product_id == id)
			return &ed->b.items[i];
	}
	return NULL;
}
