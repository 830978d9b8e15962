/*
 * screen_import_edit - choices that change the mapping. The first change
 * copies the mapping in force; one about columns also pins the layout, because
 * columns mean something in a layout only. Each change asks for the preview
 * anew.
 */
#include "ui/screen_import_internal.h"

#include <stdarg.h>

#include "base/mem.h"

/* The first options of a choice of roles. */
enum {
	CHOICE_LAYOUT, /* as the layout has it */
	CHOICE_UNREAD,
	CHOICE_ROLES
};

enum {
	ROOM_FOR_WORDS = 12 /* rows of the screen's area */
};

enum reading {
	READING_LAYOUT,
	READING_DATES,
	READING_DECIMAL,
	READING_CURRENCY,
	READING_ENCODING,
	READING_FOUND,
	READING_COUNT
};

/* ------ options of the choice that is open ------ */

void
importer_free_options(struct importer *im)
{
	for (int i = 0; i < im->n_options; i++)
		mem_free(im->options[i]);
	mem_free(im->options);
	im->options = NULL;
	im->n_options = 0;
}

static void
begin_options(struct importer *im, size_t n)
{
	importer_free_options(im);
	im->options = mem_zarray(n, sizeof(*im->options));
}

ATTR_PRINTF(2, 3)
static void
add_option(struct importer *im, const char *fmt, ...)
{
	struct str text = STR_INIT;
	char words[ERR_TEXT_SIZE];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, args); /* longer is cut */
	va_end(args);
	str_set(&text, words);
	im->options[im->n_options++] = str_take(&text);
}

static unsigned
ask(struct importer *im, const char *title, const char *body, int at,
    dialog_done_fn *done)
{
	struct dialog *dg = dialog_new(DIALOG_CHOICE, title);

	/* Where little room is, the options matter more. */
	if (im->height >= ROOM_FOR_WORDS)
		dialog_set_body(dg, body);
	dialog_set_options(
	    dg, (const char *const *)im->options, im->n_options, at);
	importer_free_options(im); /* the dialog has copies */
	return app_dialog(im->sc->app, dg, done, im->sc);
}

/* ------ changing the mapping ------ */

static void
begin_edit(struct importer *im, bool pin)
{
	const struct preview *pv = importer_preview(im);

	if (!im->edited) {
		mapping_release(&im->mapping);
		mapping_copy(&im->mapping, &pv->mapping);
		im->edited = true;
		im->as_found = false;
	}
	if (pin && im->mapping.dialect == NULL)
		mapping_set_dialect(&im->mapping, pv->dialect);
}

static unsigned
changed(struct importer *im)
{
	importer_look(im);
	return REACT_REDRAW;
}

/* The preview, if it can be changed now; says why not. */
static const struct preview *
editable(struct importer *im)
{
	if (importer_busy(im)) {
		(void)app_message(im->sc->app,
		    "it is being imported; Esc stops that and keeps nothing");
		return NULL; /* the message is always "redraw" */
	}
	return importer_preview(im);
}

static unsigned
set_role(struct importer *im, const char *key, const char *role)
{
	begin_edit(im, true);
	if (!mapping_set_role(&im->mapping, key, role))
		return app_message(im->sc->app,
		    "%d columns are decided already; take one back first",
		    MAPPING_MAX_ROLES);
	return changed(im);
}

/* ------ the role of a column ------ */

static unsigned
role_chosen(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct importer *im = sc->state;
	const struct preview *pv = importer_preview(im);
	int option = dialog_option(dg);

	if (dialog_outcome(dg) != DIALOG_ACCEPTED || pv == NULL ||
	    im->column >= pv->n_columns ||
	    option >= CHOICE_ROLES + (int)pv->n_roles)
		return REACT_REDRAW;
	const char *key = pv->columns[im->column].key;
	if (option >= CHOICE_ROLES)
		return set_role(im, key, pv->roles[option - CHOICE_ROLES].name);
	if (option == CHOICE_UNREAD)
		return set_role(im, key, NULL);
	if (im->edited || pv->mapping.n > 0) {
		begin_edit(im, true);
		mapping_clear_role(&im->mapping, key);
	}
	return changed(im);
}

static void
add_first_values(const struct preview *pv, size_t column, struct str *out)
{
	const char *comma = "";

	for (size_t r = 0; r < pv->n_rows && r < 3; r++) {
		const char *text = preview_value(pv, r, column)->text;

		str_addf(out, "%s'%s'", comma, text);
		comma = ", ";
	}
}

unsigned
importer_ask_role(struct importer *im)
{
	const struct preview *pv = editable(im);
	struct str body = STR_INIT;
	int at = CHOICE_LAYOUT;

	if (pv == NULL || pv->n_columns == 0)
		return REACT_HANDLED;
	const struct preview_column *column = &pv->columns[im->column];
	begin_options(im, CHOICE_ROLES + pv->n_roles);
	add_option(im, "%-15s  whatever the layout makes of it", "as found");
	add_option(im, "%-15s  this column is left unread", "-");
	for (size_t i = 0; i < pv->n_roles; i++) {
		const struct preview_role *role = &pv->roles[i];

		add_option(im, "%-15s  %s%s%s", role->name,
		    role->needed ? "needed: " : "",
		    role->column >= 0 ? "(has a column) " : "", role->help);
		if (column->role != NULL &&
		    strcmp(column->role, role->name) == 0)
			at = CHOICE_ROLES + (int)i;
	}
	str_addf(&body,
	    "What does the column '%s' hold? Its first values: ", column->name);
	add_first_values(pv, im->column, &body);
	unsigned answer =
	    ask(im, "Meaning of a column", body.p, at, role_chosen);
	str_release(&body);
	return answer;
}

unsigned
importer_ignore(struct importer *im)
{
	const struct preview *pv = editable(im);

	if (pv == NULL || pv->n_columns == 0)
		return REACT_HANDLED;
	const struct preview_column *column = &pv->columns[im->column];
	const struct mapping_role *said =
	    mapping_find(im->edited ? &im->mapping : &pv->mapping, column->key);
	im->on_grid = true;
	if (said == NULL || said->role != NULL)
		return set_role(im, column->key, NULL);
	begin_edit(im, true);
	mapping_clear_role(&im->mapping, column->key);
	return changed(im);
}

/* ------ layout and notation ------ */

static unsigned
layout_chosen(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct importer *im = sc->state;
	struct preview_layout layout;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED ||
	    importer_preview(im) == NULL)
		return REACT_REDRAW;
	preview_layout((size_t)dialog_option(dg), &layout);
	begin_edit(im, false);
	mapping_set_dialect(&im->mapping, layout.name);
	im->mapping.n = 0; /* columns were said of another layout */
	return changed(im);
}

static unsigned
ask_layout(struct importer *im, const struct preview *pv)
{
	struct preview_layout layout;
	size_t n = preview_layout_count();
	int at = 0;

	begin_options(im, n);
	for (size_t i = 0; i < n; i++) {
		preview_layout(i, &layout);
		add_option(im, "%-9s  %s", layout.kind, layout.summary);
		if (strcmp(layout.name, pv->dialect) == 0)
			at = (int)i;
	}
	return ask(im, "Layout",
	    "Which program wrote the file, and what it holds. Type part of "
	    "the name to find it; Enter reads it so.",
	    at, layout_chosen);
}

static unsigned
order_chosen(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct importer *im = sc->state;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED ||
	    importer_preview(im) == NULL)
		return REACT_REDRAW;
	begin_edit(im, false);
	im->mapping.date_order = (enum date_order)dialog_option(dg);
	return changed(im);
}

static unsigned
ask_order(struct importer *im, const struct preview *pv)
{
	begin_options(im, DATE_ORDER_YMD + 1);
	add_option(im, "the values tell");
	for (int i = DATE_ORDER_DMY; i <= DATE_ORDER_YMD; i++)
		add_option(im, "%s", preview_order_words((enum date_order)i));
	return ask(im, "Dates",
	    pv->date_question != NULL ? pv->date_question
				      : "In which order day and month stand.",
	    pv->date_question != NULL ? DATE_ORDER_DMY : (int)pv->date_order,
	    order_chosen);
}

static const char decimals[] = { 0, '.', ',' };

static unsigned
decimal_chosen(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct importer *im = sc->state;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED ||
	    importer_preview(im) == NULL)
		return REACT_REDRAW;
	begin_edit(im, false);
	im->mapping.decimal = decimals[dialog_option(dg)];
	return changed(im);
}

static unsigned
ask_decimal(struct importer *im, const struct preview *pv)
{
	begin_options(im, ARRAY_LEN(decimals));
	add_option(im, "the values tell");
	add_option(im, "point, as in 1,234.50");
	add_option(im, "comma, as in 1.234,50");
	return ask(im, "Decimal mark",
	    pv->decimal_question != NULL ? pv->decimal_question
					 : "What stands before the cents.",
	    pv->decimal == ',' ? 2 : 1, decimal_chosen);
}

static bool
check_currency(void *arg, struct dialog *dg, bool accepting)
{
	struct currency currency;
	struct slice text = slice_trim(slice_of(dialog_text(dg)));

	(void)arg;
	if (!accepting || text.len == 0 || money_currency(text, &currency))
		return true;
	dialog_set_error(dg, "that is no currency; write a code such as EUR");
	return false;
}

static unsigned
currency_typed(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct importer *im = sc->state;
	struct currency currency = { .digits = 0 };
	struct slice text;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED ||
	    importer_preview(im) == NULL)
		return REACT_REDRAW;
	text = slice_trim(slice_of(dialog_text(dg)));
	if (text.len > 0 && !money_currency(text, &currency))
		return REACT_REDRAW; /* the check refused it already */
	begin_edit(im, false);
	im->mapping.currency = currency;
	return changed(im);
}

static unsigned
ask_currency(struct importer *im, const struct preview *pv)
{
	struct dialog *dg = dialog_new(DIALOG_PROMPT, "Currency");

	dialog_set_body(
	    dg, "Of amounts where the file does not say; empty: the shop's.");
	dialog_set_text(dg, pv->currency);
	dialog_set_check(dg, check_currency, im->sc);
	return app_dialog(im->sc->app, dg, currency_typed, im->sc);
}

/* What files are in that are neither UTF-8 nor UTF-16 nor Western; the command
 * line takes any other that iconv knows. */
static const struct {
	const char *name, *used;
} encodings[] = {
	{ NULL, "the bytes tell" },
	{ "windows-1250", "Central Europe: Polish, Czech, Hungarian" },
	{ "windows-1251", "Cyrillic" },
	{ "windows-1252", "Western Europe" },
	{ "windows-1253", "Greek" },
	{ "windows-1254", "Turkish" },
	{ "windows-1255", "Hebrew" },
	{ "windows-1256", "Arabic" },
	{ "windows-1257", "Baltic" },
	{ "iso-8859-2", "Central Europe, older programs" },
	{ "iso-8859-15", "Western Europe with the euro sign" },
	{ "cp850", "Western Europe, DOS tills" },
	{ "macintosh", "Western Europe, older Macs" },
	{ "shift_jis", "Japanese" },
	{ "euc-jp", "Japanese, older programs" },
	{ "gb18030", "Chinese, simplified" },
	{ "big5", "Chinese, traditional" },
	{ "euc-kr", "Korean" },
	{ "tis-620", "Thai" },
	{ "utf-8", "Unicode, broken characters and all" },
};

/* Names of columns that read otherwise in another encoding. */
static void
drop_foreign_names(struct mapping *m)
{
	for (size_t i = m->n; i-- > 0;)
		for (const char *c = m->roles[i].column; *c != '\0'; c++)
			if (*c & 0x80) {
				mapping_clear_role(m, m->roles[i].column);
				break;
			}
}

static unsigned
encoding_chosen(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct importer *im = sc->state;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED ||
	    importer_preview(im) == NULL)
		return REACT_REDRAW;
	begin_edit(im, false);
	mapping_set_encoding(&im->mapping, encodings[dialog_option(dg)].name);
	drop_foreign_names(&im->mapping);
	return changed(im);
}

static unsigned
ask_encoding(struct importer *im, const struct preview *pv)
{
	int at = 0;

	begin_options(im, ARRAY_LEN(encodings));
	for (size_t i = 0; i < ARRAY_LEN(encodings); i++) {
		const char *name = encodings[i].name;

		add_option(im, "%-14s  %s", name != NULL ? name : "found",
		    encodings[i].used);
		if (name != NULL && pv->mapping.encoding != NULL &&
		    strcasecmp(name, pv->mapping.encoding) == 0)
			at = (int)i;
	}
	return ask(im, "Encoding",
	    "Which characters the file's bytes stand for. Choose another one "
	    "where letters look wrong.",
	    at, encoding_chosen);
}

static unsigned
start_over(struct importer *im)
{
	mapping_release(&im->mapping);
	im->edited = false;
	im->as_found = true;
	return changed(im);
}

static unsigned
reading_chosen(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct importer *im = sc->state;
	const struct preview *pv = importer_preview(im);

	if (dialog_outcome(dg) != DIALOG_ACCEPTED || pv == NULL)
		return REACT_REDRAW;
	switch ((enum reading)dialog_option(dg)) {
	case READING_LAYOUT:
		return ask_layout(im, pv);
	case READING_DATES:
		return ask_order(im, pv);
	case READING_DECIMAL:
		return ask_decimal(im, pv);
	case READING_CURRENCY:
		return ask_currency(im, pv);
	case READING_ENCODING:
		return ask_encoding(im, pv);
	case READING_FOUND:
		return start_over(im);
	case READING_COUNT:
		break;
	}
	return REACT_REDRAW;
}

unsigned
importer_ask_reading(struct importer *im)
{
	const struct preview *pv = editable(im);

	if (pv == NULL)
		return REACT_HANDLED;
	begin_options(im, READING_COUNT);
	add_option(im, "layout    %s", pv->summary);
	add_option(im, "dates     %s", preview_order_words(pv->date_order));
	add_option(im, "decimal   %s",
	    pv->decimal == ','       ? "comma"
		: pv->decimal == '.' ? "point"
				     : "not known");
	add_option(im, "currency  %s",
	    pv->currency[0] != '\0' ? pv->currency : "not named");
	add_option(im, "encoding  %s", pv->encoding);
	add_option(im, "as found  forget what was chosen and remembered");
	return ask(im, "How the file is read",
	    "What is chosen here is remembered for files with this header, "
	    "once one is imported.",
	    0, reading_chosen);
}

unsigned
importer_answer(struct importer *im)
{
	const struct preview *pv = editable(im);

	if (pv == NULL)
		return REACT_HANDLED;
	if (pv->date_question != NULL)
		return ask_order(im, pv);
	if (pv->decimal_question != NULL)
		return ask_decimal(im, pv);
	return REACT_HANDLED;
}
