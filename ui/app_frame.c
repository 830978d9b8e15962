/*
 * app_frame - the lines around the screen, and what lies on top of it.
 *
 *	 SHOP northlight  ▏ 2025-11-01..2026-10-31 ▏ no filter        saved
 *	 [1 Overview] 2 Products  3 Pairs                    ? help  : cmd
 *	──────────────────────────────────────────────────────────────────
 *	 (the screen)
 *	 message, progress, or the line being typed
 *	 Enter open  / search  f filter
 *
 * Whatever does not fit goes in a stated order: the extra part of the top
 * line, long tab names, hints from the right.
 */
#include "base/text.h"
#include "ui/app_internal.h"

/* ------ top line ------ */

static int
width_of(const struct str *words)
{
	return text_width(slice_str(words));
}

static void
header_init(struct app_header *hd)
{
	*hd = (struct app_header){ .shop = STR_INIT,
		.period = STR_INIT,
		.extra = STR_INIT,
		.filter = STR_INIT,
		.saved = STR_INIT };
}

static void
header_release(struct app_header *hd)
{
	str_release(&hd->shop);
	str_release(&hd->period);
	str_release(&hd->extra);
	str_release(&hd->filter);
	str_release(&hd->saved);
}

static void
draw_header(struct app *app, struct canvas *cv, struct rect line)
{
	struct app_header hd;
	struct str left = STR_INIT;
	header_init(&hd);
	struct screen *sc = &app_top(app)->screen;
	app->setup.host->header(app->setup.model, &hd);
	if (sc->ops->filter != NULL) {
		struct str rows = STR_INIT;
		sc->ops->filter(sc, &rows);
		if (rows.len > 0 && hd.filter.len > 0)
			str_add(&hd.filter, "; ");
		str_add_slice(&hd.filter, slice_str(&rows));
		str_release(&rows);
	}
	const char *filter = hd.filter.len > 0 ? hd.filter.p : "no filter";
	rect_cut_left(&line, 1);
	rect_cut_right(&line, 1);
	struct rect saved = rect_cut_right(&line, width_of(&hd.saved));
	draw_slice(cv, saved, ROLE_DIM, slice_str(&hd.saved));
	rect_cut_right(&line, 1);
	str_addf(&left, "SHOP %s  ▏ %s", hd.shop.p, hd.period.p);
	int needed = width_of(&left) + 3 + text_width(slice_of(filter));
	if (hd.extra.len > 0 && needed + 2 + width_of(&hd.extra) <= line.w)
		str_addf(&left, "  %s", hd.extra.p);
	rect_cut_left(
	    &line, draw_slice(cv, line, ROLE_HEADER, slice_str(&left)));
	rect_cut_left(&line, draw_text(cv, line, ROLE_FRAME, " ▏ "));
	draw_text(
	    cv, line, hd.filter.len > 0 ? ROLE_ATTENTION : ROLE_DIM, filter);
	str_release(&left);
	header_release(&hd);
}

/* ------ tabs ------ */

static void
add_spot(struct app *app, struct rect at, enum action a)
{
	if (app->n_spots < (int)ARRAY_LEN(app->spots))
		app->spots[app->n_spots++] =
		    (struct app_spot){ .at = at, .action = a };
}

static const char *
tab_title(const struct app *app, int tab, bool narrow)
{
	const struct screen_ops *ops = app->setup.screens[tab];
	return narrow && ops->short_title != NULL ? ops->short_title
						  : ops->title;
}

static int
tabs_width(const struct app *app, bool narrow)
{
	int width = 0;
	for (int t = 0; t < (int)app->setup.n_tabs; t++)
		width += 4 + text_width(slice_of(tab_title(app, t, narrow)));
	return width;
}

static void
draw_tabs(struct app *app, struct canvas *cv, struct rect line)
{
	static const char long_keys[] = "? help  : cmd ";
	static const char short_keys[] = "? : ";
	rect_cut_left(&line, 1);
	bool narrow = tabs_width(app, false) + (int)strlen(long_keys) > line.w;
	const char *keys = narrow ? short_keys : long_keys;
	struct rect right = rect_cut_right(&line, (int)strlen(keys));
	draw_text(cv, right, ROLE_DIM, keys);
	for (int t = 0; t < (int)app->setup.n_tabs; t++) {
		bool on = t == app->tab;
		const char *title = tab_title(app, t, narrow);
		int width = 4 + text_width(slice_of(title));
		struct rect at = rect_cut_left(&line, width);
		draw_printf(cv, at, on ? ROLE_TAB_ON : ROLE_TAB, "%s%d %s%s",
		    on ? "[" : " ", t + 1, title, on ? "]" : " ");
		add_spot(app, at, (enum action)(ACTION_SCREEN_1 + t));
	}
}

/* ------ bottom lines ------ */

static void
draw_message(struct app *app, struct canvas *cv, struct rect line)
{
	struct screen *sc = &app_top(app)->screen;
	struct str words = STR_INIT;
	if (app->prompt != PROMPT_NONE) {
		bool search = app->prompt == PROMPT_SEARCH;
		rect_cut_left(&line, 1);
		rect_cut_left(
		    &line, draw_text(cv, line, ROLE_KEY, search ? "/" : ":"));
		/* "no match" stands beside what is being searched for. */
		struct rect note = rect_cut_right(
		    &line, app->status.message.len > 0 ? line.w / 3 : 0);
		draw_right(cv, note, app->status.role,
		    slice_str(&app->status.message));
		lineedit_draw(&app->line, cv, line, true);
		return;
	}
	if (sc->ops->status != NULL)
		sc->ops->status(sc, &words);
	statusbar_draw(&app->status, cv, line, slice_str(&words));
	str_release(&words);
}

/* "Enter open" with the keys in force; false when it does not fit. */
static bool
draw_hint(struct app *app, struct canvas *cv, struct rect *line,
    const char *scope, enum action a)
{
	struct str keys = STR_INIT;
	const char *words = action_words(a);
	bool fits = true;
	if (keymap_add_keys(app->keys, scope, a, 1, &keys)) {
		int width = width_of(&keys) + 1 + text_width(slice_of(words));
		fits = width <= line->w;
		if (fits) {
			struct rect at = rect_cut_left(line, width);
			add_spot(app, at, a);
			int used =
			    draw_slice(cv, at, ROLE_KEY, slice_str(&keys));
			rect_cut_left(&at, used + 1);
			draw_text(cv, at, ROLE_TEXT, words);
			rect_cut_left(line, 2);
		}
	}
	str_release(&keys);
	return fits;
}

static const enum action *
hints_of(struct screen *sc)
{
	static const enum action usual[] = { ACTION_OPEN, ACTION_BACK,
		ACTION_HELP, ACTION_COMMAND, ACTION_NONE };
	const enum action *hints = NULL;
	if (sc->ops->hints_now != NULL)
		hints = sc->ops->hints_now(sc);
	if (hints == NULL)
		hints = sc->ops->hints;
	return hints == NULL ? usual : hints;
}

/* The candidates of a completion, the one in the line marked. */
static void
draw_matches(struct app *app, struct canvas *cv, struct rect line)
{
	const struct lineedit_matches *matches = &app->line.matches;
	for (size_t i = 0; i < matches->n && line.w > 0; i++) {
		bool here = i == app->line.match;
		enum role role = here ? ROLE_SELECTED : ROLE_DIM;
		rect_cut_left(
		    &line, draw_text(cv, line, role, matches->texts[i]) + 2);
	}
}

static void
draw_hints(struct app *app, struct canvas *cv, struct rect line)
{
	struct screen *sc = &app_top(app)->screen;
	rect_cut_left(&line, 1);
	if (app->n_dialogs > 0) {
		struct dialog *dg = app->dialogs[app->n_dialogs - 1].dialog;
		draw_text(cv, line, ROLE_KEY, dialog_hints(dg));
		return;
	}
	if (app->prompt == PROMPT_COMMAND && app->line.matches.n > 1) {
		draw_matches(app, cv, line);
		return;
	}
	if (app->prompt != PROMPT_NONE) {
		draw_text(cv, line, ROLE_KEY,
		    app->prompt == PROMPT_SEARCH
			? "Enter keep  Esc go back"
			: "Enter run  Tab complete  Esc cancel");
		return;
	}
	const enum action *hints = hints_of(sc);
	for (int i = 0; hints[i] != ACTION_NONE; i++) {
		if (!draw_hint(app, cv, &line, sc->ops->name, hints[i]))
			break;
	}
}

/* ------ the whole ------ */

static void
draw_notice(struct canvas *cv)
{
	struct rect area = draw_area(cv);
	draw_printf(cv, rect_row(area, 0), ROLE_TEXT,
	    "%dx%d is too small; %dx%d is enough", area.w, area.h, APP_MIN_COLS,
	    APP_MIN_ROWS);
	draw_text(cv, rect_row(area, 1), ROLE_TEXT, "q quits");
}

static void
draw_screen(struct app *app, struct canvas *cv, struct rect area)
{
	struct app_layer *layer = app_top(app);
	struct screen *sc = &layer->screen;
	bool resized = layer->cols != area.w || layer->rows != area.h;
	layer->cols = area.w;
	layer->rows = area.h;
	if (resized && sc->ops->resize != NULL)
		sc->ops->resize(sc, area.w, area.h);
	app->body = area;
	if (app->help != NULL)
		help_draw(app->help, cv, area);
	else
		sc->ops->draw(sc, cv, area);
}

void
app_draw(struct app *app, struct canvas *cv)
{
	struct rect area = draw_area(cv);
	draw_set_charset(cv, app->charset);
	draw_clear(cv);
	app->n_spots = 0;
	app->too_small = area.w < APP_MIN_COLS || area.h < APP_MIN_ROWS;
	if (app->too_small) {
		draw_notice(cv);
		return;
	}
	draw_header(app, cv, rect_cut_top(&area, 1));
	draw_tabs(app, cv, rect_cut_top(&area, 1));
	draw_hline(cv, rect_cut_top(&area, 1), ROLE_FRAME);
	struct rect hints = rect_cut_bottom(&area, 1);
	struct rect message = rect_cut_bottom(&area, 1);
	app_tour_draw(app, cv, &area);
	draw_screen(app, cv, area);
	for (int i = 0; i < app->n_dialogs; i++)
		dialog_draw(app->dialogs[i].dialog, cv, area);
	draw_hints(app, cv, hints);
	draw_message(app, cv, message);
}
