/*
 * cutting - a form in a dialog. Its texts are read by the same functions as
 * the options of the command line, so what works there works here.
 */
#include "ui/cutting.h"

#include "base/date.h"
#include "service/audience.h"
#include "service/desk.h"

enum field {
	FIELD_SINCE,
	FIELD_UNTIL,
	FIELD_EXCEPT,
	FIELD_COUNTRY,
	FIELD_CHANNEL,
	FIELD_ITEMS,
	FIELD_SEGMENT,
	FIELD_WITHOUT,
	FIELD_COUNT
};

enum without {
	WITHOUT_PROMOTIONS,
	WITHOUT_BUNDLES,
	WITHOUT_COUNT
};

static const char *const withouts[] = {
	[WITHOUT_PROMOTIONS] = "promotions",
	[WITHOUT_BUNDLES] = "live bundles",
};
static_assert(ARRAY_LEN(withouts) == WITHOUT_COUNT, "a name each");
static const char *const buttons[] = { "Look at these", "All orders" };

enum {
	BUTTON_ALL = 1
};

/* Names of segments that begin as what is typed. */
static void
complete_segment(
    void *arg, struct slice before, struct lineedit_matches *matches)
{
	(void)arg; /* the names are the same for everybody */
	matches->from = 0;
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		struct slice name =
		    slice_of(segment_row((enum segment_id)i)->name);
		if (before.len <= name.len &&
		    slice_eq_nocase(before, slice_bytes(name.p, before.len)))
			lineedit_add_match(matches, name);
	}
}

static const struct form_field fields[] = {
	[FIELD_SINCE] = { .label = "from day", .kind = FORM_TEXT },
	[FIELD_UNTIL] = { .label = "to day", .kind = FORM_TEXT },
	[FIELD_EXCEPT] = { .label = "but not", .kind = FORM_TEXT },
	[FIELD_COUNTRY] = { .label = "country", .kind = FORM_TEXT },
	[FIELD_CHANNEL] = { .label = "channel", .kind = FORM_TEXT },
	[FIELD_ITEMS] = { .label = "products", .kind = FORM_TEXT },
	[FIELD_SEGMENT] = { .label = "segment",
	    .kind = FORM_TEXT,
	    .complete = complete_segment },
	[FIELD_WITHOUT] = { .label = "without",
	    .kind = FORM_CHECKS,
	    .options = withouts,
	    .n_options = ARRAY_LEN(withouts) },
};
static_assert(ARRAY_LEN(fields) == FIELD_COUNT, "a row each");

/* ------ the form and the cut ------ */

static void
set_day(struct form *fm, int field, int32_t day)
{
	struct str text = STR_INIT;

	if (day != 0)
		date_add_day(&text, day);
	form_set_text(fm, field, text.len > 0 ? text.p : "");
	str_release(&text);
}

static void
set_form(struct form *fm, const struct cut *c)
{
	struct str except = STR_INIT, items = STR_INIT;

	set_day(fm, FIELD_SINCE, c->days.since);
	set_day(fm, FIELD_UNTIL, c->days.until);
	cut_add_except(c, &except);
	form_set_text(fm, FIELD_EXCEPT, except.len > 0 ? except.p : "");
	form_set_text(fm, FIELD_COUNTRY, c->country ? c->country : "");
	form_set_text(fm, FIELD_CHANNEL, c->channel ? c->channel : "");
	cut_add_items(c, &items);
	form_set_text(fm, FIELD_ITEMS, items.len > 0 ? items.p : "");
	form_set_text(fm, FIELD_SEGMENT, c->segment ? c->segment : "");
	form_set_checks(fm, FIELD_WITHOUT,
	    (uint32_t)c->no_promotions << WITHOUT_PROMOTIONS |
		(uint32_t)c->no_bundles << WITHOUT_BUNDLES);
	str_release(&except);
	str_release(&items);
}

/* NULL for an empty field. */
static const char *
text_of(const struct form *fm, int field)
{
	const char *text = form_text(fm, field);

	return text[0] != '\0' ? text : NULL;
}

static bool
read_day(const struct form *fm, int field, int32_t today, int32_t *day,
    struct err *err)
{
	const char *text = form_text(fm, field);

	*day = 0;
	if (text[0] == '\0' || date_parse_limit(slice_of(text), today, day))
		return true;
	return err_set(err, ERR_INPUT,
	    "'%s' is no day like 2026-10-31 or 90d, 12m, 2y back", text);
}

/* Texts are borrowed from the form. */
static bool
read_form(const struct form *fm, int32_t today, struct cut *c, struct err *err)
{
	uint32_t without = form_checks(fm, FIELD_WITHOUT);

	*c = (struct cut){
		.country = text_of(fm, FIELD_COUNTRY),
		.channel = text_of(fm, FIELD_CHANNEL),
		.segment = text_of(fm, FIELD_SEGMENT),
		.no_promotions = (without >> WITHOUT_PROMOTIONS & 1) != 0,
		.no_bundles = (without >> WITHOUT_BUNDLES & 1) != 0,
	};
	if (!read_day(fm, FIELD_SINCE, today, &c->days.since, err) ||
	    !read_day(fm, FIELD_UNTIL, today, &c->days.until, err) ||
	    !cut_parse_except(slice_of(form_text(fm, FIELD_EXCEPT)), c, err))
		return false;
	if (!cut_parse_items(slice_of(form_text(fm, FIELD_ITEMS)), c))
		return err_set(err, ERR_INPUT,
		    "'%s' is no number of products or range like 2..5",
		    form_text(fm, FIELD_ITEMS));
	if (c->days.since != 0 && c->days.until == 0)
		c->days.until = today;
	if (c->days.since > c->days.until)
		return err_set(
		    err, ERR_INPUT, "no day is between the two days");
	return true;
}

/* ------ the dialog ------ */

static bool
check(void *arg, struct dialog *dg, bool accepting)
{
	struct app *app = arg;
	struct desk *dk = app_model(app);
	struct cut cut = { .n_except = 0 };
	struct err err = ERR_INIT;

	if (!accepting)
		return true;
	if (dialog_button(dg) != BUTTON_ALL &&
	    !read_form(dialog_form(dg), desk_today(dk), &cut, &err)) {
		dialog_set_error(dg, err.text);
		return false;
	}
	desk_look_at(dk, &cut);
	return true;
}

/* The check has asked the desk. */
static unsigned
answered(void *arg, struct dialog *dg)
{
	struct app *app = arg;

	return dialog_outcome(dg) == DIALOG_ACCEPTED
	    ? (unsigned)REACT_REDRAW
	    : app_message(app, "the orders looked at are as before");
}

static unsigned
ask(struct app *app, int focus)
{
	struct dialog *dg = dialog_new(DIALOG_FORM, "Which orders");
	struct form *fm = form_new(fields, FIELD_COUNT);

	set_form(fm, desk_cut(app_model(app)));
	dialog_set_preview(dg,
	    "days: 2026-10-31, or 90d, 12m, 2y back\n"
	    "but not: 2025-11-20..2025-12-01, several with commas\n"
	    "products of an order: 3, 2..5, 2.. or ..5\n"
	    "segment: champions, overdue, fans:CATEGORY, ...");
	dialog_set_form(dg, fm, buttons, ARRAY_LEN(buttons));
	dialog_set_check(dg, check, app);
	form_set_focus(fm, focus);
	return app_dialog(app, dg, answered, app);
}

unsigned
cutting_ask(struct app *app)
{
	return ask(app, FIELD_SINCE);
}

unsigned
cutting_ask_segment(struct app *app)
{
	return ask(app, FIELD_SEGMENT);
}

unsigned
cutting_segment(struct app *app, const char *segment)
{
	struct desk *dk = app_model(app);
	struct cut cut = *desk_cut(dk);
	struct arena text = { 0 };
	struct cut next;

	/* The desk's own texts go when another part is asked for. */
	cut.segment = segment;
	cut_copy(&next, &cut, &text);
	desk_look_at(dk, &next);
	arena_release(&text);
	return segment != NULL
	    ? app_message(app, "looking at the orders of '%s'", segment)
	    : app_message(app, "looking at the orders of everybody");
}
