/*
 * segment_edit - what is being edited lives as long as its dialog. In a shop
 * of very many customers they are counted when it is accepted, not before.
 */
#include "ui/segment_edit.h"

#include "base/mem.h"
#include "service/filter.h"

enum field {
	FIELD_NAME,
	FIELD_FILTER,
	FIELD_COUNT
};

enum {
	COUNT_AT_ONCE = 200000 /* customers */
};

struct edit {
	struct app *app;
	int64_t segment_id, revision;
	struct str tried; /* the filter that the preview is of */
};

static const char example[] =
    "orders>=3 days_since>60   aov>80 consent=yes\n"
    "segments~overdue favourite=Rugs   discounted_share>50%";
static const char *const buttons[] = { "Save" };

static void
add_candidate(void *arg, struct slice candidate, size_t from)
{
	struct lineedit_matches *matches = arg;

	matches->from = from;
	lineedit_add_match(matches, candidate);
}

static void
complete(void *arg, struct slice before, struct lineedit_matches *matches)
{
	struct listing l;

	(void)arg; /* the columns are the same for everybody */
	audience_columns(&l);
	filter_complete(&l, before, add_candidate, matches);
	listing_release(&l);
}

static const struct form_field fields[] = {
	[FIELD_NAME] = { .label = "name", .kind = FORM_TEXT },
	[FIELD_FILTER] = { .label = "filter",
	    .kind = FORM_TEXT,
	    .complete = complete },
};
static_assert(ARRAY_LEN(fields) == FIELD_COUNT, "a row each");

static void
edit_free(void *thing)
{
	struct edit *ed = thing;

	str_release(&ed->tried);
	mem_free(ed);
}

/* How many pass, or the columns there are while it cannot be read. */
static void
show_whom(struct edit *ed, struct dialog *dg, const char *expression)
{
	struct desk *dk = app_model(ed->app);
	struct str words = STR_INIT;
	struct err err = ERR_INIT;

	if (desk_audience(dk) == NULL || desk_audience(dk)->n > COUNT_AT_ONCE ||
	    strcmp(ed->tried.p, expression) == 0)
		return;
	str_set(&ed->tried, expression);
	if (slice_trim(slice_of(expression)).len == 0)
		dialog_set_preview(dg, example);
	else if (desk_segment_try(dk, expression, &words, &err))
		dialog_set_preview(dg, words.p);
	else
		dialog_set_preview(dg, err.text);
	str_release(&words);
}

static bool
check(void *arg, struct dialog *dg, bool accepting)
{
	struct edit *ed = arg;
	struct form *fm = dialog_form(dg);
	struct store_segment s = {
		.segment_id = ed->segment_id,
		.revision = ed->revision,
		.name = form_text(fm, FIELD_NAME),
		.expression = form_text(fm, FIELD_FILTER),
	};
	struct err err = ERR_INIT;

	if (!accepting) {
		show_whom(ed, dg, s.expression);
		return true;
	}
	if (desk_segment_save(app_model(ed->app), &s, &err))
		return true;
	dialog_set_error(dg, err.text);
	return false;
}

/* The check has saved it. */
static unsigned
answered(void *arg, struct dialog *dg)
{
	struct edit *ed = arg;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(ed->app, "nothing was changed");
	return app_message(ed->app, "saved segment '%s'   u takes it back",
		   form_text(dialog_form(dg), FIELD_NAME)) |
	    REACT_RELOAD;
}

unsigned
segment_edit_ask(struct app *app, const struct store_segment *old)
{
	struct dialog *dg = dialog_new(
	    DIALOG_FORM, old == NULL ? "New segment" : "Change the segment");
	struct form *fm = form_new(fields, FIELD_COUNT);
	struct edit *ed = mem_zalloc(sizeof(*ed));

	ed->app = app;
	str_init(&ed->tried);
	dialog_set_body(
	    dg, "Customers for whom every comparison holds; Tab completes.");
	dialog_set_preview(dg, example);
	if (old != NULL) {
		ed->segment_id = old->segment_id;
		ed->revision = old->revision;
		form_set_text(fm, FIELD_NAME, old->name);
		form_set_text(fm, FIELD_FILTER, old->expression);
		form_set_focus(fm, FIELD_FILTER);
	}
	dialog_set_form(dg, fm, buttons, ARRAY_LEN(buttons));
	dialog_set_check(dg, check, ed);
	dialog_own(dg, ed, edit_free);
	if (old != NULL)
		show_whom(ed, dg, old->expression);
	return app_dialog(app, dg, answered, ed);
}

unsigned
segment_edit_delete(struct app *app, const struct store_segment *s)
{
	struct str name = STR_INIT;
	struct err err = ERR_INIT;
	unsigned answer;

	str_set(&name, s->name);
	if (desk_segment_delete(app_model(app), s, &err))
		answer =
		    app_message(app, "deleted segment '%s'   u brings it back",
			name.p) |
		    REACT_RELOAD;
	else
		answer = app_error(app, &err);
	str_release(&name);
	return answer;
}
