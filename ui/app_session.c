/*
 * app_session - what one session leaves for the next, as lines of a word and
 * what belongs to it:
 *
 *	theme light
 *	charts blocks
 *	mouse off
 *	search mug
 *	command pairs lift>2
 *	place /home/x/.local/share/endcap/endcap.db
 *	tab pairs
 *	filter pairs lift>1.2 n>=30
 *	sort pairs lift- orders_both
 *	row pairs 4311
 *
 * What follows "place" counts only where the same place is looked at.
 */
#include "base/num.h"
#include "ui/app_internal.h"

enum {
	KEPT_LINES = 50 /* of each history */
};

static const char *const charsets[] = {
	[DRAW_BRAILLE] = "braille",
	[DRAW_BLOCKS] = "blocks",
	[DRAW_ASCII] = "ascii",
};
static_assert(ARRAY_LEN(charsets) == DRAW_CHARSET_COUNT, "a name each");

/* ------ keeping ------ */

static void
save_history(
    const struct lineedit_history *history, const char *word, struct str *out)
{
	size_t n = history->n;
	for (size_t i = n > KEPT_LINES ? n - KEPT_LINES : 0; i < n; i++)
		str_addf(out, "%s %s\n", word, history->lines[i]);
}

static void
save_filters(struct app *app, struct str *out)
{
	for (size_t t = 0; t < app->setup.n_tabs; t++) {
		struct app_tab *tab = &app->tabs[t];
		struct str filter = STR_INIT;
		if (tab->depth == 0) {
			str_add_slice(&filter, slice_str(&tab->filter));
		} else {
			struct screen *sc = &tab->layers[0]->screen;
			if (sc->ops->expression != NULL)
				sc->ops->expression(sc, &filter);
		}
		if (filter.len > 0)
			str_addf(out, "filter %s %s\n",
			    app->setup.screens[t]->name, filter.p);
		str_release(&filter);
	}
}

/* "lift- orders_both": the keys of the order, falling ones with a minus. */
static void
add_sorts(const struct table *tb, struct str *out)
{
	int n;
	const struct table_sort *sorts = table_sorts(tb, &n);
	for (int i = 0; i < n; i++)
		str_addf(out, " %s%s", table_column_name(tb, sorts[i].column),
		    sorts[i].descending ? "-" : "");
}

static void
save_tables(struct app *app, struct str *out)
{
	for (size_t t = 0; t < app->setup.n_tabs; t++) {
		struct app_tab *tab = &app->tabs[t];
		const char *name = app->setup.screens[t]->name;
		struct screen *sc =
		    tab->depth > 0 ? &tab->layers[0]->screen : NULL;
		struct table *tb = sc != NULL && sc->ops->table != NULL
		    ? sc->ops->table(sc)
		    : NULL;
		struct str sort = STR_INIT;
		uint64_t place = tab->place;
		str_add_slice(&sort, slice_str(&tab->sort));
		if (tb != NULL && table_count(tb) > 0) {
			str_clear(&sort);
			add_sorts(tb, &sort);
			if (table_cursor(tb) == 0 ||
			    !table_identity(tb, &place))
				place = 0;
		}
		if (sort.len > 0)
			str_addf(out, "sort %s%s\n", name, sort.p);
		if (place != 0)
			str_addf(out, "row %s %llu\n", name,
			    (unsigned long long)place);
		str_release(&sort);
	}
}

void
app_save(struct app *app, struct str *out)
{
	if (!app->setup.no_colour)
		str_addf(out, "theme %s\n", app->themes.theme[app->theme].name);
	if (app->setup.charset != DRAW_ASCII)
		str_addf(out, "charts %s\n", charsets[app->charset]);
	str_addf(out, "mouse %s\n", app->mouse ? "on" : "off");
	save_history(&app->searches, "search", out);
	save_history(&app->commands, "command", out);
	if (app->setup.place == NULL)
		return;
	str_addf(out, "place %s\n", app->setup.place);
	str_addf(out, "tab %s\n", app->setup.screens[app->tab]->name);
	save_filters(app, out);
	save_tables(app, out);
}

/* ------ taking it up again ------ */

/* Index of a tab by name, -1: there is none. */
static int
find_tab(const struct app *app, struct slice name)
{
	for (size_t t = 0; t < app->setup.n_tabs; t++) {
		if (slice_eq_c(name, app->setup.screens[t]->name))
			return (int)t;
	}
	return -1;
}

static void
restore_charset(struct app *app, struct slice name)
{
	for (int c = 0; c < DRAW_CHARSET_COUNT; c++) {
		if (slice_eq_c(name, charsets[c]) &&
		    app->setup.charset != DRAW_ASCII)
			app->charset = (enum draw_charset)c;
	}
}

static void
restore_filter(struct app *app, struct slice rest)
{
	int at = find_tab(app, slice_word(&rest));
	if (at < 0)
		return;
	str_clear(&app->tabs[at].filter);
	str_add_slice(&app->tabs[at].filter, slice_trim(rest));
}

static void
restore_sort(struct app *app, struct slice rest)
{
	int at = find_tab(app, slice_word(&rest));
	if (at < 0)
		return;
	str_clear(&app->tabs[at].sort);
	str_add_char(&app->tabs[at].sort, ' ');
	str_add_slice(&app->tabs[at].sort, slice_trim(rest));
}

static void
restore_row(struct app *app, struct slice rest)
{
	int at = find_tab(app, slice_word(&rest));
	int64_t place;
	if (at >= 0 && num_parse_i64(slice_trim(rest), &place) && place > 0)
		app->tabs[at].place = (uint64_t)place;
}

/* The key that a word names; false: there is no such column. */
static bool
read_sort(const struct table *tb, struct slice word, struct table_sort *out)
{
	int columns[TABLE_MAX_COLUMNS];
	int n = table_shown(tb, columns);
	out->descending = word.len > 0 && word.p[word.len - 1] == '-';
	word.len -= out->descending;
	for (int i = 0; i < n; i++) {
		out->column = columns[i];
		if (slice_eq_c(word, table_column_name(tb, columns[i])))
			return true;
	}
	return false;
}

static void
take_up_sort(struct table *tb, struct slice words)
{
	struct table_sort keys[TABLE_MAX_SORTS];
	struct slice word;
	int n = 0;
	while (n < TABLE_MAX_SORTS && (word = slice_word(&words)).len > 0)
		n += read_sort(tb, word, &keys[n]);
	if (n > 0)
		(void)table_sort_by(tb, keys, n); /* else as it comes */
}

void
app_take_up(struct app *app)
{
	struct app_tab *tab = &app->tabs[app->tab];
	struct screen *sc = &tab->layers[0]->screen;
	if ((tab->sort.len == 0 && tab->place == 0) || tab->depth != 1 ||
	    sc->ops->table == NULL)
		return;
	struct table *tb = sc->ops->table(sc);
	if (tb == NULL || table_count(tb) == 0)
		return;
	if (tab->sort.len > 0)
		take_up_sort(tb, slice_str(&tab->sort));
	str_clear(&tab->sort);
	if (tab->place != 0)
		(void)table_select(tb, tab->place); /* or it is gone */
	tab->place = 0;
}

/* *tab: the one to show at the end; *here: the place is this one. */
static void
restore_line(struct app *app, struct slice line, bool *here, int *tab)
{
	struct slice word = slice_word(&line), rest = slice_trim(line);
	struct str text = STR_INIT;
	int theme = themes_find(&app->themes, rest);
	str_add_slice(&text, rest);
	if (slice_eq_c(word, "theme") && theme >= 0 && !app->setup.no_colour)
		app->theme = theme;
	else if (slice_eq_c(word, "charts"))
		restore_charset(app, rest);
	else if (slice_eq_c(word, "mouse"))
		app->mouse = slice_eq_c(rest, "on");
	else if (slice_eq_c(word, "search"))
		lineedit_remember(&app->searches, text.p);
	else if (slice_eq_c(word, "command"))
		lineedit_remember(&app->commands, text.p);
	else if (slice_eq_c(word, "place"))
		*here = app->setup.place != NULL &&
		    strcmp(text.p, app->setup.place) == 0;
	else if (slice_eq_c(word, "tab") && *here)
		*tab = find_tab(app, rest);
	else if (slice_eq_c(word, "filter") && *here)
		restore_filter(app, rest);
	else if (slice_eq_c(word, "sort") && *here)
		restore_sort(app, rest);
	else if (slice_eq_c(word, "row") && *here)
		restore_row(app, rest);
	str_release(&text);
}

void
app_restore(struct app *app, struct slice lines)
{
	struct err err = ERR_INIT;
	struct slice line;
	bool here = false;
	int tab = -1;
	while (slice_split(&lines, '\n', &line))
		restore_line(app, line, &here, &tab);
	if (tab >= 0 && !app_show_tab(app, tab, NULL, &err))
		(void)app_error(app, &err); /* always "redraw" */
}
