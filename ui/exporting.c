/*
 * exporting - a form in a dialog, whose options depend on what there is: its
 * fields are an array of the question's own, filled when the dialog opens and
 * when another thing with other formats is chosen.
 *
 * The file name follows the other fields as long as it is the name that was
 * proposed last.
 */
#include "ui/exporting.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "service/desk.h"
#include "service/export.h"
#include "service/roster.h"
#include "ui/pathname.h"
#include "ui/term.h"

enum field {
	FIELD_WHAT,
	FIELD_COLUMNS,
	FIELD_FORMAT,
	FIELD_CODE,
	FIELD_EXPIRES,
	FIELD_FILE,
	FIELD_CHECKS,
	FIELD_COUNT
};

enum {
	MAX_WHATS = 32,
	MAX_FORMATS = 16,
	PREVIEW_LINES = 3,
	PREVIEW_CELLS = 70,
	BUTTON_COPY = 1,
	CHECK_REPLACE = 1 << 0,
	CHECK_REMOVAL = 1 << 1
};

/* What can be written, in the order it is offered. */
enum source {
	SOURCE_PEOPLE,
	SOURCE_SHOWN,
	SOURCE_MARKED,
	SOURCE_REGISTRY,
};

struct what {
	enum source source;
	const char *name; /* of the registry, or of the listing */
	struct str label;
};

/* The question while it is asked; owned by the dialog. */
struct question {
	struct app *app;
	struct form_field fields[FIELD_COUNT];
	struct what whats[MAX_WHATS];
	const char *labels[MAX_WHATS];
	const char *formats[MAX_FORMATS];
	int n_whats, n_formats;
	struct desk_people people; /* of the screen; texts in 'segment' */
	struct str segment;
	struct str proposed; /* the file name last proposed */
};

static const char *const table_formats[] = { "csv", "json" };
static const char *const columns[] = { "as shown", "all" };
static const char *const checks[] = { "replace a file that is there",
	"take back earlier exports" };
static const char *const buttons[] = { "Write file", "Copy" };

/* ------ the rows in sight ------ */

static bool
has_rows(struct app *app)
{
	const struct listing *shown = app_listing(app);

	return shown != NULL && shown->columns != NULL;
}

static bool
is_marked(void *arg, const struct listing *l, size_t row)
{
	return table_is_marked(arg, listing_identity(l, row));
}

/* The table's columns as columns of the listing; how many. What is worked out
 * for the rows in sight alone would be empty for all others: left out. */
static size_t
shown_columns(struct app *app, const struct listing *l, size_t *out)
{
	const struct table *tb = app_table(app);
	int at[TABLE_MAX_COLUMNS];
	size_t n = 0;

	for (int i = 0, m = table_shown(tb, at); i < m; i++) {
		int c = listing_column(l, table_column_name(tb, at[i]));
		if (c >= 0 && (l->columns[c].flags & COLUMN_SCREEN) == 0)
			out[n++] = (size_t)c;
	}
	return n;
}

/* A listing of its own of what is to be written. */
static bool
take_rows(struct app *app, enum source source, bool as_shown,
    struct listing *out, struct err *err)
{
	struct table *tb = app_table(app);
	size_t map[TABLE_MAX_COLUMNS];
	struct listing copy;

	if (!has_rows(app))
		return err_set(
		    err, ERR_NOT_FOUND, "this screen shows no table");
	if (source == SOURCE_MARKED && tb == NULL)
		return err_set(err, ERR_NOT_FOUND, "nothing is marked");
	if (!listing_copy(app_listing(app), &copy, err))
		return false;
	if (source == SOURCE_MARKED &&
	    !listing_keep(&copy, is_marked, tb, err)) {
		listing_release(&copy);
		return false;
	}
	size_t n = as_shown && tb != NULL ? shown_columns(app, &copy, map) : 0;
	if (n > 0)
		listing_pick(&copy, map, n, out);
	else
		*out = copy;
	return true;
}

/* ------ what there is ------ */

static void
add_what(struct question *qu, enum source source, const char *name,
    const char *label)
{
	if (qu->n_whats == MAX_WHATS)
		return;
	struct what *w = &qu->whats[qu->n_whats];
	*w = (struct what){ .source = source, .name = name, .label = STR_INIT };
	str_set(&w->label, label);
	qu->labels[qu->n_whats++] = w->label.p;
}

/* The list of people that the screen has in hand. */
static void
add_people(struct question *qu)
{
	static const char *const names[] = {
		[DESK_PEOPLE_FOLLOWUP] = "followup",
		[DESK_PEOPLE_PROSPECTS] = "nextbest",
	};
	struct str name = STR_INIT;

	if (app_people(qu->app, &qu->people, &name)) {
		if (qu->people.segment != NULL) {
			str_set(&qu->segment, qu->people.segment);
			qu->people.segment = qu->segment.p;
		}
		add_what(qu, SOURCE_PEOPLE,
		    qu->people.kind == DESK_PEOPLE_SEGMENT
			? qu->people.segment
			: names[qu->people.kind],
		    name.p);
	}
	str_release(&name);
}

static void
add_rows_in_sight(struct question *qu)
{
	const struct listing *shown = app_listing(qu->app);
	const struct table *tb = app_table(qu->app);
	struct str label = STR_INIT;

	if (!has_rows(qu->app))
		return;
	str_add(&label, "these ");
	num_add_grouped(&label, (int64_t)shown->rows);
	str_add(&label, " rows");
	add_what(qu, SOURCE_SHOWN, shown->name, label.p);
	if (tb != NULL && table_mark_count(tb) > 0) {
		str_clear(&label);
		num_add_grouped(&label, (int64_t)table_mark_count(tb));
		str_add(&label, " marked");
		add_what(qu, SOURCE_MARKED, shown->name, label.p);
	}
	str_release(&label);
}

static void
add_registry(struct question *qu)
{
	const struct export_row *row;

	for (size_t i = 0; (row = export_row(i)) != NULL; i++) {
		bool known = false;
		for (int w = 0; w < qu->n_whats; w++)
			known |= qu->whats[w].source == SOURCE_REGISTRY &&
			    strcmp(qu->whats[w].name, row->what) == 0;
		if (!known)
			add_what(qu, SOURCE_REGISTRY, row->what, row->what);
	}
}

static const struct what *
chosen_what(const struct question *qu, const struct form *fm)
{
	return &qu->whats[form_option(fm, FIELD_WHAT)];
}

static bool
is_followup(const struct question *qu, const struct what *w)
{
	return w->source == SOURCE_PEOPLE &&
	    qu->people.kind == DESK_PEOPLE_FOLLOWUP;
}

/* The formats of what is chosen; the one that is on stays if it is one. */
static void
offer_formats(struct question *qu, struct form *fm)
{
	const struct what *w = chosen_what(qu, fm);
	const char *on = qu->n_formats > 0
	    ? qu->formats[form_option(fm, FIELD_FORMAT)]
	    : table_formats[0];
	const struct export_row *row;
	int at = 0;

	qu->n_formats = 0;
	for (size_t i = 0;
	     w->source == SOURCE_PEOPLE && roster_format(i) != NULL; i++)
		qu->formats[qu->n_formats++] = roster_format(i);
	for (size_t i = 0; w->source != SOURCE_REGISTRY &&
	     w->source != SOURCE_PEOPLE && i < ARRAY_LEN(table_formats);
	     i++)
		qu->formats[qu->n_formats++] = table_formats[i];
	for (size_t i = 0; w->source == SOURCE_REGISTRY &&
	     (row = export_row(i)) != NULL && qu->n_formats < MAX_FORMATS;
	     i++) {
		if (strcmp(row->what, w->name) == 0)
			qu->formats[qu->n_formats++] = row->format;
	}
	for (int i = 0; i < qu->n_formats; i++)
		at = strcmp(qu->formats[i], on) == 0 ? i : at;
	qu->fields[FIELD_FORMAT].n_options = qu->n_formats;
	form_set_option(fm, FIELD_FORMAT, at);
	form_set_hidden(fm, FIELD_COLUMNS,
	    w->source == SOURCE_REGISTRY || w->source == SOURCE_PEOPLE);
	form_set_hidden(fm, FIELD_CODE, !is_followup(qu, w));
	form_set_hidden(fm, FIELD_EXPIRES, !is_followup(qu, w));
}

static const struct export_row *
chosen_row(const struct question *qu, const struct form *fm)
{
	const struct what *w = chosen_what(qu, fm);
	const char *format = qu->formats[form_option(fm, FIELD_FORMAT)];

	return w->source == SOURCE_REGISTRY ? export_find(w->name, format, NULL)
					    : NULL;
}

/* Only what was added to a shop can be taken back. */
static void
offer_checks(struct question *qu, struct form *fm)
{
	const struct export_row *row = chosen_row(qu, fm);
	bool removal = row != NULL && row->remove != NULL;

	qu->fields[FIELD_CHECKS].n_options = removal ? 2 : 1;
	if (!removal)
		form_set_checks(fm, FIELD_CHECKS,
		    form_checks(fm, FIELD_CHECKS) & CHECK_REPLACE);
}

/* ------ the file name ------ */

/* "~/pairs-2026-10-31.csv"; a platform's format is part of the name. */
static void
propose(struct question *qu, struct form *fm)
{
	const char *format = qu->formats[form_option(fm, FIELD_FORMAT)];
	const struct export_row *row = chosen_row(qu, fm);
	const char *extension = row != NULL ? row->extension
	    : roster_is_mail(format)        ? "csv"
					    : format;
	bool plain = strcmp(format, "csv") == 0 || strcmp(format, "json") == 0;

	if (form_text(fm, FIELD_FILE)[0] != '\0' &&
	    strcmp(form_text(fm, FIELD_FILE), qu->proposed.p) != 0)
		return; /* typed */
	str_setf(&qu->proposed, "~/%s-", chosen_what(qu, fm)->name);
	if (!plain)
		str_addf(&qu->proposed, "%s-", format);
	date_add_day(&qu->proposed, desk_today(app_model(qu->app)));
	if (extension != NULL) /* else a folder of files */
		str_addf(&qu->proposed, ".%s", extension);
	form_set_text(fm, FIELD_FILE, qu->proposed.p);
}

/* ------ writing ------ */

/* The code of a follow-up and its last day; texts borrowed from the form. */
static bool
read_offer(struct question *qu, const struct form *fm, struct err *err)
{
	const char *code = form_text(fm, FIELD_CODE);
	const char *until = form_text(fm, FIELD_EXPIRES);
	int32_t today = desk_today(app_model(qu->app));

	qu->people.code = code[0] != '\0' ? code : NULL;
	qu->people.expires = 0;
	if (until[0] == '\0')
		return true;
	if (!date_parse_limit(slice_of(until), 0, &qu->people.expires))
		return err_set(
		    err, ERR_INPUT, "'%s' is no day like 2026-12-31", until);
	return qu->people.expires >= today ||
	    err_set(
		err, ERR_INPUT, "%s is over; a code needs days to come", until);
}

/* What the form asks for; rows are taken into *rows. */
static bool
make_request(struct question *qu, const struct form *fm, struct listing *rows,
    struct desk_export *out, struct err *err)
{
	const struct what *w = chosen_what(qu, fm);

	*rows = (struct listing){ .name = "" };
	*out = (struct desk_export){
		.format = qu->formats[form_option(fm, FIELD_FORMAT)],
		.replace = (form_checks(fm, FIELD_CHECKS) & CHECK_REPLACE) != 0,
		.removal = (form_checks(fm, FIELD_CHECKS) & CHECK_REMOVAL) != 0,
	};
	if (w->source == SOURCE_REGISTRY) {
		out->what = w->name;
		return true;
	}
	if (w->source == SOURCE_PEOPLE) {
		out->people = &qu->people;
		return !is_followup(qu, w) || read_offer(qu, fm, err);
	}
	out->rows = rows;
	return take_rows(
	    qu->app, w->source, form_option(fm, FIELD_COLUMNS) == 0, rows, err);
}

static bool
into_text(void *arg, struct slice bytes, struct err *err)
{
	str_add_slice(arg, bytes);
	return ((struct str *)arg)->len <= TERM_COPY_MAX ||
	    err_set(err, ERR_LIMIT,
		"too long to copy through a terminal; write a file");
}

static bool
copy_rows(
    struct app *app, struct listing *rows, const char *format, struct err *err)
{
	struct str text = STR_INIT;
	struct listing_sink sink = { .write = into_text, .arg = &text };
	enum listing_format how = LISTING_CSV;
	bool ok = listing_format_parse(format, &how) &&
	    listing_write(rows, how, &sink, err);

	if (ok)
		(void)app_copy(app, slice_str(&text)); /* always "redraw" */
	str_release(&text);
	return ok;
}

/* Writes or copies; false with err keeps the dialog open. */
static bool
carry_out(struct question *qu, struct dialog *dg, struct err *err)
{
	const struct form *fm = dialog_form(dg);
	struct str path = STR_INIT;
	struct desk_export request;
	struct listing rows;
	bool ok = make_request(qu, fm, &rows, &request, err);

	if (ok && dialog_button(dg) == BUTTON_COPY) {
		ok = request.rows != NULL
		    ? copy_rows(qu->app, &rows, request.format, err)
		    : err_set(err, ERR_USAGE,
			  "only rows that are shown can be copied");
		listing_release(&rows);
		return ok;
	}
	pathname_expand(form_text(fm, FIELD_FILE), &path);
	request.path = path.p;
	ok = ok && desk_export(app_model(qu->app), &request, err);
	str_release(&path);
	return ok;
}

bool
exporting_write(struct app *app, const char *what, const char *format,
    const char *typed, struct err *err)
{
	bool marked = strcmp(what, "marked") == 0;
	bool rows_wanted = marked || strcmp(what, "shown") == 0;
	struct listing rows = { .name = "" };
	struct desk_export request = { .format = format };
	struct str path = STR_INIT;
	bool ok = !rows_wanted ||
	    take_rows(
		app, marked ? SOURCE_MARKED : SOURCE_SHOWN, false, &rows, err);

	if (rows_wanted)
		request.rows = &rows;
	else
		request.what = what;
	pathname_expand(typed, &path);
	request.path = path.p;
	ok = ok && desk_export(app_model(app), &request, err);
	str_release(&path);
	return ok;
}

/* ------ the preview ------ */

/* "about 1.1 MB". */
static void
add_size(const struct desk_export_preview *pv, struct str *out)
{
	double size = (double)pv->bytes;

	if (pv->bytes < 0) {
		str_add(out, "more than 64 kB");
		return;
	}
	if (!pv->exact)
		str_add(out, "about ");
	if (size < 1000)
		str_addf(out, "%.0f bytes", size);
	else if (size < 1e6)
		str_addf(out, "%.1f kB", size / 1e3);
	else
		str_addf(out, "%.1f MB", size / 1e6);
}

static void
add_first_lines(struct slice text, int most, struct str *out)
{
	struct slice line;

	for (int i = 0; i < most && slice_split(&text, '\n', &line); i++) {
		struct str cut = STR_INIT;
		int width = text_width(line);
		text_fit(&cut, line,
		    width < PREVIEW_CELLS ? width : PREVIEW_CELLS, false);
		str_addf(out, "\n%s", cut.p);
		str_release(&cut);
	}
}

static void
preview(struct question *qu, struct dialog *dg, const struct form *fm)
{
	struct desk_export_preview pv = { .text = STR_INIT, .notes = STR_INIT };
	struct desk_export request;
	struct listing rows;
	struct str words = STR_INIT;
	struct err err = ERR_INIT;

	if (make_request(qu, fm, &rows, &request, &err) &&
	    desk_export_look(app_model(qu->app), &request, &pv, &err)) {
		add_size(&pv, &words);
		if (pv.text.len > 0)
			str_add(&words, "; it begins");
		add_first_lines(slice_str(&pv.text), PREVIEW_LINES, &words);
		if (pv.notes.len > 0)
			str_add(&words,
			    request.people != NULL ? "\nLeft out:"
						   : "\nIt cannot express:");
		add_first_lines(slice_str(&pv.notes), 2, &words);
	} else {
		str_add(&words, err.text);
	}
	dialog_set_preview(dg, words.p);
	str_release(&words);
	str_release(&pv.text);
	str_release(&pv.notes);
}

/* ------ the dialog ------ */

static bool
check(void *arg, struct dialog *dg, bool accepting)
{
	struct question *qu = arg;
	struct form *fm = dialog_form(dg);
	struct err err = ERR_INIT;
	int changed = form_changed(fm);

	if (accepting) {
		if (carry_out(qu, dg, &err))
			return true;
		dialog_set_error(dg, err.text);
		return false;
	}
	if (changed == FIELD_WHAT)
		offer_formats(qu, fm);
	if (changed == FIELD_WHAT || changed == FIELD_FORMAT) {
		offer_checks(qu, fm);
		propose(qu, fm);
	}
	if (changed >= 0 && changed != FIELD_FILE)
		preview(qu, dg, fm);
	return true;
}

/* The check began to write. */
static unsigned
answered(void *arg, struct dialog *dg)
{
	struct question *qu = arg;

	return dialog_outcome(dg) == DIALOG_ACCEPTED
	    ? (unsigned)REACT_REDRAW
	    : app_message(qu->app, "nothing was written");
}

static void
question_free(void *arg)
{
	struct question *qu = arg;

	for (int i = 0; i < qu->n_whats; i++)
		str_release(&qu->whats[i].label);
	str_release(&qu->segment);
	str_release(&qu->proposed);
	mem_free(qu);
}

static struct question *
question_new(struct app *app)
{
	struct question *qu = mem_zalloc(sizeof(*qu));

	qu->app = app;
	str_init(&qu->segment);
	str_init(&qu->proposed);
	add_people(qu);
	add_rows_in_sight(qu);
	add_registry(qu);
	qu->fields[FIELD_WHAT] = (struct form_field){ .label = "what",
		.kind = FORM_RADIO,
		.options = qu->labels,
		.n_options = qu->n_whats };
	qu->fields[FIELD_COLUMNS] = (struct form_field){ .label = "columns",
		.kind = FORM_RADIO,
		.options = columns,
		.n_options = ARRAY_LEN(columns) };
	qu->fields[FIELD_FORMAT] = (struct form_field){
		.label = "format", .kind = FORM_RADIO, .options = qu->formats
	};
	qu->fields[FIELD_CODE] =
	    (struct form_field){ .label = "code", .kind = FORM_TEXT };
	qu->fields[FIELD_EXPIRES] =
	    (struct form_field){ .label = "until", .kind = FORM_TEXT };
	qu->fields[FIELD_FILE] = (struct form_field){ .label = "file",
		.kind = FORM_TEXT,
		.complete = pathname_complete };
	qu->fields[FIELD_CHECKS] = (struct form_field){ .label = "",
		.kind = FORM_CHECKS,
		.options = checks,
		.n_options = ARRAY_LEN(checks) };
	return qu;
}

unsigned
exporting_ask(struct app *app)
{
	struct dialog *dg = dialog_new(DIALOG_FORM, "Export");
	struct question *qu = question_new(app);
	struct form *fm = form_new(qu->fields, FIELD_COUNT);

	offer_formats(qu, fm);
	offer_checks(qu, fm);
	propose(qu, fm);
	preview(qu, dg, fm);
	dialog_set_form(dg, fm, buttons, ARRAY_LEN(buttons));
	dialog_set_check(dg, check, qu);
	dialog_own(dg, qu, question_free);
	return app_dialog(app, dg, answered, qu);
}
