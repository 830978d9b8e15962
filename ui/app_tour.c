/*
 * app_tour - the guided tour: one step after the other, each done by the user.
 *
 * The steps are rows (app_setup.tour). The app reports what was done; what fits
 * the step in hand leads to the next, anything else is left alone, so nobody is
 * kept from looking round.
 */
#include "ui/app_internal.h"

enum {
	BOX_ROWS = 4,
	BOX_FROM = 16 /* rows of the screen from which on there is a box */
};

static bool
is_on(const struct app *app)
{
	return app->tour < (int)app->setup.n_tour;
}

static const struct app_tour_step *
step_of(const struct app *app)
{
	return &app->setup.tour[app->tour];
}

static void
go_on(struct app *app)
{
	app->tour++;
	if (!is_on(app))
		(void)app_message(app, /* always "redraw" */
		    "that was the tour: ? lists every key, : runs anything");
}

unsigned
app_tour_turn(struct app *app)
{
	if (app->setup.n_tour == 0)
		return app_message(app, "there is no tour here");
	app->tour = is_on(app) ? (int)app->setup.n_tour : 0;
	return is_on(app) ? (unsigned)REACT_REDRAW
			  : app_message(app, "the tour ends");
}

unsigned
app_tour_skip(struct app *app)
{
	if (!is_on(app))
		return app_message(app, ":tour begins the tour");
	go_on(app);
	return REACT_REDRAW;
}

void
app_tour_saw(struct app *app, enum action a)
{
	if (!is_on(app))
		return;
	const struct app_tour_step *step = step_of(app);
	const char *here = app_top(app)->screen.ops->name;
	bool there = step->screen == NULL || strcmp(step->screen, here) == 0;
	if (there && a == step->action)
		go_on(app);
}

/* The words with the keys in force for "{action}". */
static void
add_words(struct app *app, const char *words, struct str *out)
{
	struct slice rest = slice_of(words), part, name;
	while (slice_split(&rest, '{', &part)) {
		enum action a = ACTION_NONE;
		str_add_slice(out, part);
		if (!slice_split(&rest, '}', &name))
			return;
		if (!action_parse(name, &a) || !app_add_key(app, a, out))
			str_addf(out, ":%.*s", (int)name.len, name.p);
	}
}

void
app_tour_draw(struct app *app, struct canvas *cv, struct rect *area)
{
	struct str words = STR_INIT, title = STR_INIT, note = STR_INIT;
	if (!is_on(app))
		return;
	add_words(app, step_of(app)->words, &words);
	add_words(app, "{tour-skip} skips  :tour ends", &note);
	str_addf(
	    &title, "Tour: step %d of %zu", app->tour + 1, app->setup.n_tour);
	if (area->h >= BOX_FROM) {
		struct rect box = rect_cut_bottom(area, BOX_ROWS);
		struct rect in = draw_box(cv, box, title.p, note.p);
		draw_wrapped(cv, in, ROLE_ATTENTION, slice_str(&words));
	} else {
		draw_slice(cv, rect_cut_bottom(area, 1), ROLE_ATTENTION,
		    slice_str(&words));
	}
	str_release(&words);
	str_release(&title);
	str_release(&note);
}
