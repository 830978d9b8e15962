/*
 * app_run - the loop: sleep, take everything that came, paint once.
 *
 * Two hundred keys in one write are two hundred steps of the model and one
 * painting. Once a second it looks whether another program has changed the
 * store, which takes microseconds, and for a minute after one has, oftener, so
 * that no screen is out of date for longer than a second while others work; it
 * paints again only when there is something new.
 */
#include "ui/app_internal.h"
#include "ui/term.h"

enum {
	WATCH_MS = 950, /* an idle dashboard wakes about once a second */
	LIVELY_MS = 300, /* what was seen must be read and drawn, too */
	LIVELY_LOOKS = 200
};

static void
set_theme(const struct app *app, struct canvas *cv)
{
	int at = term_has_colours() ? app->theme : THEME_MONO;
	draw_set_theme(cv, &app->themes.theme[at]);
}

/* Does what actions asked of the terminal. */
static void
grant_wishes(struct app *app, struct canvas *cv)
{
	if (app->suspend) {
		term_suspend();
		app->repaint = true;
	}
	if (app->retheme)
		set_theme(app, cv);
	if (app->repaint)
		draw_repaint(cv);
	app->suspend = app->retheme = app->repaint = false;
}

static void
follow_size(struct canvas *cv)
{
	int cols = 0, rows = 0;
	term_resize();
	term_size(&cols, &rows);
	draw_resize(cv, cols, rows);
}

/* Nothing happened here: has something elsewhere? */
static bool
wait_for_news(struct app *app, unsigned *news)
{
	bool changed = false;
	*news = 0;
	while (*news == 0 && !changed && !app->quit) {
		bool lively = app->lively_looks > 0;
		*news = term_wait(
		    app->setup.worker_fd, lively ? LIVELY_MS : WATCH_MS);
		changed = *news == 0 && app_watch(app);
		if (changed)
			app->lively_looks = LIVELY_LOOKS;
		else if (*news == 0 && lively)
			app->lively_looks--;
	}
	return !app->quit;
}

static void
loop(struct app *app, struct canvas *cv)
{
	bool open = true;
	while (open) {
		unsigned news;
		app_draw(app, cv);
		draw_paint(cv);
		open = wait_for_news(app, &news);
		if ((news & TERM_RESIZED) != 0)
			follow_size(cv);
		if ((news & TERM_RESUMED) != 0)
			app->repaint = true;
		struct input in;
		while (open && term_read(&in))
			open = app_input(app, &in);
		if (open && (news & TERM_WORK) != 0)
			open = app_work(app);
		if ((news & TERM_GONE) != 0)
			open = false;
		if (open)
			grant_wishes(app, cv);
	}
}

bool
app_run(struct app *app, struct err *err)
{
	struct term_setup setup = { .title = app->setup.title,
		.mouse = app->mouse,
		.no_colour = app->setup.no_colour };
	int cols = 0, rows = 0;
	if (setup.title == NULL)
		setup.title = "endcap";
	if (!term_enter(&setup, err))
		return false;
	app->in_terminal = true;
	app->setup.charset = app->charset = term_charset(app->setup.charset);
	term_size(&cols, &rows);
	struct canvas *cv = draw_new(cols, rows);
	set_theme(app, cv);
	loop(app, cv);
	draw_free(cv);
	term_leave();
	app->in_terminal = false;
	return true;
}
