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
 *
 * What follows "place" counts only where the same place is looked at.
 */
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
