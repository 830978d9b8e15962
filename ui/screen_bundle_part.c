/*
 * screen_bundle_part - what a dialog asks of an item, and of the bundle.
 *
 * What is typed is tried on a copy of the bundle as it changes; the dialog says
 * what is wrong and stays open, so that nothing typed is lost. Only then it
 * goes into b and is saved.
 */
#include "ui/screen_bundle_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/terms.h"

enum part_field {
	PART_PIECES,
	PART_ANY,
	PART_ROLE,
	PART_SLOT,
	PART_COUNT
};

enum terms_field {
	TERMS_NAME,
	TERMS_TITLE,
	TERMS_STARTS,
	TERMS_ENDS,
	TERMS_MARGIN,
	TERMS_COMBINE,
	TERMS_PRIORITY,
	TERMS_SETS,
	TERMS_COUNT
};

static const char *const anys[STORE_ANY_COUNT] = {
	[STORE_ANY_NONE] = "this one",
	[STORE_ANY_VARIANT] = "any variant",
	[STORE_ANY_CATEGORY] = "any of its category",
};
static const char *const roles[OFFER_ROLE_COUNT] = {
	[OFFER_NEED] = "needed",
	[OFFER_GET] = "to get for less",
	[OFFER_ADDON] = "optional add-on",
};
static const char *const combines[] = { "with other discounts", "with none" };
static const char *const buttons[] = { "Save" };

static const struct form_field part_fields[PART_COUNT] = {
	[PART_PIECES] = { .label = "pieces",
	    .kind = FORM_NUMBER,
	    .min = 1,
	    .max = OFFER_MAX_QUANTITY },
	[PART_ANY] = { .label = "which",
	    .kind = FORM_RADIO,
	    .options = anys,
	    .n_options = STORE_ANY_COUNT },
	[PART_ROLE] = { .label = "part",
	    .kind = FORM_RADIO,
	    .options = roles,
	    .n_options = OFFER_ROLE_COUNT },
	[PART_SLOT] = { .label = "one of", .kind = FORM_TEXT },
};

static const struct form_field terms_fields[TERMS_COUNT] = {
	[TERMS_NAME] = { .label = "name", .kind = FORM_TEXT },
	[TERMS_TITLE] = { .label = "title", .kind = FORM_TEXT },
	[TERMS_STARTS] = { .label = "from", .kind = FORM_TEXT },
	[TERMS_ENDS] = { .label = "until", .kind = FORM_TEXT },
	[TERMS_MARGIN] = { .label = "margin, least", .kind = FORM_TEXT },
	[TERMS_COMBINE] = { .label = "combines",
	    .kind = FORM_RADIO,
	    .options = combines,
	    .n_options = ARRAY_LEN(combines) },
	[TERMS_PRIORITY] = { .label = "priority",
	    .kind = FORM_NUMBER,
	    .max = 1000 },
	[TERMS_SETS] = { .label = "sets an order",
	    .kind = FORM_NUMBER,
	    .max = 1000 },
};

/* ------ trying ------ */

typedef bool take_fn(struct editor *ed, const struct form *fm,
    struct store_bundle *b, struct err *err);

/* Could the bundle be saved like this? Items are a copy in *trial; texts are
 * borrowed from the form. */
static bool
try_on_copy(struct editor *ed, const struct form *fm, take_fn *take,
    struct store_bundle *trial, struct err *err)
{
	*trial = ed->b;
	trial->items = mem_array(ed->b.n_items + 1, sizeof(*trial->items));
	memcpy(
	    trial->items, ed->b.items, ed->b.n_items * sizeof(*trial->items));
	return take(ed, fm, trial, err) &&
	    bundling_check(desk_view(editor_desk(ed)), trial, err);
}

/* ------ the part of an item ------ */

/* The item asked about, by the product it names; NULL: it is gone. */
static struct store_bundle_item *
asked_item(const struct editor *ed, struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (b->items[i].product_id == ed->part_of)
			return &b->items[i];
	return NULL;
}

static bool
take_part(struct editor *ed, const struct form *fm, struct store_bundle *b,
    struct err *err)
{
	static const char *const words[OFFER_ROLE_COUNT] = { "", "get",
		"addon" };
	struct store_bundle_item *item = asked_item(ed, b);

	if (item == NULL)
		return err_set(
		    err, ERR_NOT_FOUND, "that item is no longer in the bundle");
	item->quantity = (int64_t)form_number(fm, PART_PIECES);
	if (!bundling_set_part(item,
		bundling_any_name(form_option(fm, PART_ANY)),
		form_text(fm, PART_SLOT), words[form_option(fm, PART_ROLE)],
		err))
		return false;
	bundling_align_slot(b, (size_t)(item - b->items));
	return true;
}

/* What the shopper may take for the item, as it stands in the form. */
static void
show_choices(struct editor *ed, struct dialog *dg, struct store_bundle *trial)
{
	struct str words = STR_INIT;
	struct store_bundle_item *item = asked_item(ed, trial);
	size_t n = item == NULL ? 0
				: bundling_choices(desk_view(editor_desk(ed)),
				      trial, (size_t)(item - trial->items));

	if (n > 1)
		str_addf(&words, "the shopper takes one of %zu products; ", n);
	str_add(&words,
	    "items with the same word in 'one of' are choices of one slot, "
	    "like bag or step 1; empty: it stands for itself");
	dialog_set_preview(dg, words.p);
	str_release(&words);
}

static bool
check_part(void *arg, struct dialog *dg, bool accepting)
{
	struct editor *ed = arg;
	struct store_bundle trial;
	struct err err = ERR_INIT;
	bool ok = try_on_copy(ed, dialog_form(dg), take_part, &trial, &err);

	show_choices(ed, dg, &trial);
	dialog_set_error(dg, ok ? "" : err.text);
	mem_free(trial.items);
	return ok || !accepting;
}

/* The slot's name is the form's until it is kept with the bundle. */
static void
keep_slot(struct editor *ed)
{
	struct store_bundle_item *item = asked_item(ed, &ed->b);

	if (item != NULL && item->slot != NULL)
		item->slot = arena_strdup(&ed->text, item->slot);
}

static unsigned
part_given(void *arg, struct dialog *dg)
{
	struct editor *ed = arg;
	struct str words = STR_INIT;
	struct err err = ERR_INIT;
	size_t product;
	const struct view *v = desk_view(editor_desk(ed));

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	if (!take_part(ed, dialog_form(dg), &ed->b, &err))
		return app_error(ed->sc->app, &err) | REACT_RELOAD;
	keep_slot(ed);
	str_add(&words, "part of ");
	if (store_products_index(&v->products, ed->part_of, &product))
		str_add_slice(&words, view_title(v, product));
	editor_label(ed, words.p);
	str_release(&words);
	return editor_save(ed, ed->label.p);
}

unsigned
editor_ask_part(struct editor *ed)
{
	const struct store_bundle_item *item = editor_item(ed);
	const struct view *v = desk_view(editor_desk(ed));
	struct str title = STR_INIT;
	size_t product;

	if (item == NULL)
		return app_message(ed->sc->app, "a adds an item first");
	struct form *fm = form_new(part_fields, PART_COUNT);
	ed->part_of = item->product_id;
	form_set_number(fm, PART_PIECES, (double)item->quantity);
	form_set_option(fm, PART_ANY, (int)item->any);
	form_set_option(fm, PART_ROLE, (int)bundling_role(item->role));
	form_set_text(fm, PART_SLOT, item->slot != NULL ? item->slot : "");
	if (store_products_index(&v->products, item->product_id, &product))
		str_add_slice(&title, view_title(v, product));
	struct dialog *dg =
	    dialog_new(DIALOG_FORM, title.len > 0 ? title.p : "Item");
	dialog_set_form(dg, fm, buttons, ARRAY_LEN(buttons));
	dialog_set_check(dg, check_part, ed);
	(void)check_part(ed, dg, false); /* the words below */
	str_release(&title);
	return app_dialog(ed->sc->app, dg, part_given, ed);
}

/* ------ name and terms ------ */

static bool
take_terms(struct editor *ed, const struct form *fm, struct store_bundle *b,
    struct err *err)
{
	struct slice title = slice_trim(slice_of(form_text(fm, TERMS_TITLE)));

	(void)ed;
	b->name = form_text(fm, TERMS_NAME);
	b->title = title.len > 0 ? form_text(fm, TERMS_TITLE) : NULL;
	b->alone = form_option(fm, TERMS_COMBINE) == 1;
	b->priority = (int64_t)form_number(fm, TERMS_PRIORITY);
	b->max_sets = (int64_t)form_number(fm, TERMS_SETS);
	return terms_parse_day(slice_of(form_text(fm, TERMS_STARTS)),
		   OFFER_NO_START, &b->starts, err) &&
	    terms_parse_day(slice_of(form_text(fm, TERMS_ENDS)), OFFER_NO_END,
		&b->ends, err) &&
	    terms_parse_margin(
		slice_of(form_text(fm, TERMS_MARGIN)), &b->min_margin, err);
}

static bool
check_terms(void *arg, struct dialog *dg, bool accepting)
{
	struct editor *ed = arg;
	struct store_bundle trial;
	struct err err = ERR_INIT;
	bool ok = try_on_copy(ed, dialog_form(dg), take_terms, &trial, &err);

	dialog_set_error(dg, ok || !accepting ? "" : err.text);
	mem_free(trial.items);
	return ok || !accepting;
}

static struct terms
terms_of(struct store_bundle *b)
{
	return (struct terms){ &b->starts, &b->ends, &b->priority,
		&b->min_margin, &b->alone };
}

/* "'desk start': from 2026-12-01; leaves at least 20 % margin". */
static void
label_terms(struct editor *ed, const char *old_name, struct str *out)
{
	struct str words = STR_INIT;

	if (strcmp(old_name, ed->b.name) != 0) {
		str_addf(
		    out, "renamed bundle '%s' to '%s'", old_name, ed->b.name);
		terms_add_words(terms_of(&ed->b), out);
		return;
	}
	terms_add_words(terms_of(&ed->b), &words);
	str_addf(out, "'%s': %s", ed->b.name,
	    words.len > 2 ? words.p + 2 : "terms as usual");
	str_release(&words);
}

static unsigned
terms_given(void *arg, struct dialog *dg)
{
	struct editor *ed = arg;
	struct str label = STR_INIT;
	struct err err = ERR_INIT;
	const char *old_name = ed->b.name;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	if (!take_terms(ed, dialog_form(dg), &ed->b, &err))
		return app_error(ed->sc->app, &err) | REACT_RELOAD;
	ed->b.name = arena_strdup(&ed->text, ed->b.name);
	if (ed->b.title != NULL)
		ed->b.title = arena_strdup(&ed->text, ed->b.title);
	label_terms(ed, old_name, &label);
	unsigned answer = editor_save(ed, label.p);
	str_release(&label);
	return answer;
}

static void
show_day(struct form *fm, int field, int32_t day, int32_t none)
{
	struct str words = STR_INIT;

	if (day != none)
		date_add_day(&words, day);
	form_set_text(fm, field, words.len > 0 ? words.p : "");
	str_release(&words);
}

static struct form *
make_terms_form(const struct store_bundle *b)
{
	struct form *fm = form_new(terms_fields, TERMS_COUNT);
	struct str margin = STR_INIT;

	form_set_text(fm, TERMS_NAME, b->name);
	form_set_text(fm, TERMS_TITLE, b->title != NULL ? b->title : "");
	form_set_note(fm, TERMS_TITLE, ROLE_DIM, "what shoppers see");
	show_day(fm, TERMS_STARTS, b->starts, OFFER_NO_START);
	form_set_note(fm, TERMS_STARTS, ROLE_DIM, "a day; empty: at once");
	show_day(fm, TERMS_ENDS, b->ends, OFFER_NO_END);
	form_set_note(fm, TERMS_ENDS, ROLE_DIM, "its last day; empty: open");
	if (b->min_margin > 0)
		str_addf(&margin, "%.4g",
		    (double)b->min_margin / (double)OFFER_PERCENT_UNIT);
	form_set_text(fm, TERMS_MARGIN, margin.len > 0 ? margin.p : "");
	form_set_note(fm, TERMS_MARGIN, ROLE_DIM,
	    "percent below which no set gets it; empty: any");
	form_set_option(fm, TERMS_COMBINE, b->alone);
	form_set_number(fm, TERMS_PRIORITY, (double)b->priority);
	form_set_note(
	    fm, TERMS_PRIORITY, ROLE_DIM, "of equals the lower first");
	form_set_number(fm, TERMS_SETS, (double)b->max_sets);
	form_set_note(fm, TERMS_SETS, ROLE_DIM, "0: no limit");
	str_release(&margin);
	return fm;
}

unsigned
editor_ask_terms(struct editor *ed)
{
	struct dialog *dg = dialog_new(DIALOG_FORM, "Name and terms");

	dialog_set_form(
	    dg, make_terms_form(&ed->b), buttons, ARRAY_LEN(buttons));
	dialog_set_check(dg, check_terms, ed);
	return app_dialog(ed->sc->app, dg, terms_given, ed);
}
