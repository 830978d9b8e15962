/*
 * exporting - a form in a dialog. The file name follows the other fields as
 * long as it is one of the names this dialog proposes itself.
 */
#include "ui/exporting.h"

#include "base/date.h"
#include "base/file.h"
#include "base/num.h"
#include "service/desk.h"
#include "ui/pathname.h"

enum field {
	FIELD_WHAT,
	FIELD_FORMAT,
	FIELD_FILE,
	FIELD_REPLACE,
	FIELD_COUNT
};

static const char *const whats[] = { "bundles", "thresholds", "pairs",
	"what is shown" };
static const char *const formats[] = { "csv", "json" };
static const char *const replaces[] = { "replace a file that is there" };
static const char *const buttons[] = { "Write file", "Copy" };

enum {
	WHAT_SHOWN = ARRAY_LEN(whats) - 1,
	BUTTON_COPY = 1
};

static const struct form_field fields[] = {
	[FIELD_WHAT] = { .label = "what",
	    .kind = FORM_RADIO,
	    .options = whats,
	    .n_options = ARRAY_LEN(whats) },
	[FIELD_FORMAT] = { .label = "format",
	    .kind = FORM_RADIO,
	    .options = formats,
	    .n_options = ARRAY_LEN(formats) },
	[FIELD_FILE] = { .label = "file",
	    .kind = FORM_TEXT,
	    .complete = pathname_complete },
	[FIELD_REPLACE] = { .label = "",
	    .kind = FORM_CHECKS,
	    .options = replaces,
	    .n_options = ARRAY_LEN(replaces) },
};
static_assert(ARRAY_LEN(fields) == FIELD_COUNT, "a row each");

/* ------ writing ------ */

static bool
into_file(void *arg, struct slice bytes, struct err *err)
{
	return file_out_write(arg, bytes, err);
}

static bool
into_text(void *arg, struct slice bytes, struct err *err)
{
	(void)err; /* memory does not fail */
	str_add_slice(arg, bytes);
	return true;
}

static enum listing_format
format_of(const char *name)
{
	return strcmp(name, "json") == 0 ? LISTING_JSON : LISTING_CSV;
}

static bool
write_listing(const struct listing *l, const char *format, const char *path,
    bool replace, struct str *said, struct err *err)
{
	struct listing_sink sink = { .write = into_file };
	struct file_out *file =
	    file_out_new(path, replace ? 0 : FILE_NO_REPLACE, err);

	sink.arg = file;
	bool ok = file != NULL &&
	    listing_write(l, format_of(format), &sink, err) &&
	    file_out_commit(file, err);
	file_out_free(file);
	if (ok) {
		str_add(said, "wrote ");
		num_add_grouped(said, (int64_t)l->rows);
		str_addf(said, " rows of %s to '%s'", l->name, path);
	}
	return ok;
}

static bool
refuse_shown(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "this screen shows no table");
}

bool
exporting_write(struct app *app, const char *what, const char *format,
    const char *typed, bool replace, struct str *said, struct err *err)
{
	const struct listing *shown = app_listing(app);
	struct str path = STR_INIT;
	bool ok;

	pathname_expand(typed, &path);
	if (strcmp(what, "shown") != 0)
		ok = desk_export(
		    app_model(app), what, format, path.p, replace, said, err);
	else if (shown == NULL || shown->columns == NULL)
		ok = refuse_shown(err);
	else
		ok = write_listing(shown, format, path.p, replace, said, err);
	str_release(&path);
	return ok;
}

static bool
copy_shown(struct app *app, const char *format, struct err *err)
{
	const struct listing *shown = app_listing(app);
	struct str text = STR_INIT;
	struct listing_sink sink = { .write = into_text, .arg = &text };

	if (shown == NULL || shown->columns == NULL)
		return refuse_shown(err);
	bool ok = listing_write(shown, format_of(format), &sink, err);
	if (ok)
		(void)app_copy(app, slice_str(&text)); /* always "redraw" */
	str_release(&text);
	return ok;
}

/* ------ the dialog ------ */

static void
add_proposal(struct app *app, int what, int format, struct str *out)
{
	const struct listing *shown = app_listing(app);
	const char *name = what < WHAT_SHOWN ? whats[what]
	    : shown != NULL                  ? shown->name
					     : "table";

	str_addf(out, "~/%s-", name);
	date_add_day(out, desk_today(app_model(app)));
	str_addf(out, ".%s", formats[format]);
}

static bool
is_proposal(struct app *app, const char *text)
{
	struct str name = STR_INIT;
	bool found = text[0] == '\0';

	for (int w = 0; w <= WHAT_SHOWN && !found; w++) {
		for (int f = 0; f < (int)ARRAY_LEN(formats) && !found; f++) {
			str_clear(&name);
			add_proposal(app, w, f, &name);
			found = strcmp(name.p, text) == 0;
		}
	}
	str_release(&name);
	return found;
}

static void
propose(struct app *app, struct form *fm)
{
	struct str name = STR_INIT;

	add_proposal(app, form_option(fm, FIELD_WHAT),
	    form_option(fm, FIELD_FORMAT), &name);
	form_set_text(fm, FIELD_FILE, name.p);
	str_release(&name);
}

/* Writes or copies; false with err keeps the dialog open. */
static bool
carry_out(struct app *app, struct dialog *dg, struct err *err)
{
	const struct form *fm = dialog_form(dg);
	int what = form_option(fm, FIELD_WHAT);
	const char *format = formats[form_option(fm, FIELD_FORMAT)];
	struct str said = STR_INIT;

	if (dialog_button(dg) == BUTTON_COPY)
		return what == WHAT_SHOWN
		    ? copy_shown(app, format, err)
		    : err_set(
			  err, ERR_USAGE, "only what is shown can be copied");
	bool ok =
	    exporting_write(app, what == WHAT_SHOWN ? "shown" : whats[what],
		format, form_text(fm, FIELD_FILE),
		form_checks(fm, FIELD_REPLACE) != 0, &said, err);
	if (ok)
		(void)app_message(app, "%s", said.p); /* always "redraw" */
	str_release(&said);
	return ok;
}

static bool
check(void *arg, struct dialog *dg, bool accepting)
{
	struct app *app = arg;
	struct form *fm = dialog_form(dg);
	struct err err = ERR_INIT;
	int changed = form_changed(fm);

	if (accepting) {
		if (carry_out(app, dg, &err))
			return true;
		dialog_set_error(dg, err.text);
		return false;
	}
	if ((changed == FIELD_WHAT || changed == FIELD_FORMAT) &&
	    is_proposal(app, form_text(fm, FIELD_FILE)))
		propose(app, fm);
	return true;
}

/* The check wrote the file and said so. */
static unsigned
answered(void *arg, struct dialog *dg)
{
	struct app *app = arg;

	return dialog_outcome(dg) == DIALOG_ACCEPTED
	    ? (unsigned)REACT_REDRAW
	    : app_message(app, "nothing was written");
}

unsigned
exporting_ask(struct app *app)
{
	const struct listing *shown = app_listing(app);
	bool has_table = shown != NULL && shown->columns != NULL;
	struct dialog *dg = dialog_new(DIALOG_FORM, "Export");
	struct form *fm = form_new(fields, FIELD_COUNT);
	struct str rows = STR_INIT;

	form_set_option(fm, FIELD_WHAT, has_table ? WHAT_SHOWN : 0);
	propose(app, fm);
	if (has_table) {
		num_add_grouped(&rows, (int64_t)shown->rows);
		str_addf(&rows, " rows of %s are shown", shown->name);
		dialog_set_preview(dg, rows.p);
	}
	str_release(&rows);
	dialog_set_form(dg, fm, buttons, ARRAY_LEN(buttons));
	dialog_set_check(dg, check, app);
	return app_dialog(app, dg, answered, app);
}
