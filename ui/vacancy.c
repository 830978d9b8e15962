/*
 * vacancy - a block of text a little above the middle.
 */
#include "ui/vacancy.h"

#include "base/text.h"
#include "service/desk.h"
#include "ui/app.h"

enum {
	INDENT = 8,
	KEY_CELLS = 11
};

static void
draw_key(struct screen *sc, struct canvas *cv, struct rect line, enum action a)
{
	struct str key = STR_INIT;

	if (app_add_key(sc->app, a, &key)) {
		draw_slice(cv, rect_cut_left(&line, KEY_CELLS), ROLE_KEY,
		    slice_str(&key));
		draw_text(cv, line, ROLE_TEXT, action_help(a));
	}
	str_release(&key);
}

void
vacancy_say(struct screen *sc, struct canvas *cv, struct rect area,
    const char *sentence, const enum action *actions)
{
	rect_cut_top(&area, area.h > 14 ? area.h / 4 : area.h / 8);
	rect_cut_left(&area, area.w > 60 ? INDENT : 1);
	rect_cut_right(&area, area.w > 70 ? INDENT : 1);
	int used = draw_wrapped(cv, area, ROLE_TITLE, slice_of(sentence));
	rect_cut_top(&area, used + (area.h > 6 ? 1 : 0));
	for (int i = 0; actions != NULL && actions[i] != ACTION_NONE; i++)
		draw_key(sc, cv, rect_row(area, i), actions[i]);
}

bool
vacancy_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	static const enum action empty[] = { ACTION_IMPORT, ACTION_HELP,
		ACTION_QUIT, ACTION_NONE };
	static const enum action failed[] = { ACTION_RELOAD, ACTION_HELP,
		ACTION_QUIT, ACTION_NONE };
	struct desk *dk = app_model(sc->app);

	if (desk_view(dk) == NULL && desk_was_stopped(dk)) {
		vacancy_say(
		    sc, cv, area, "Reading the shop was stopped.", failed);
		return true;
	}
	if (desk_view(dk) == NULL && desk_busy(dk)) {
		vacancy_say(sc, cv, area, "Reading the shop ...", NULL);
		return true;
	}
	if (desk_view(dk) == NULL) {
		vacancy_say(
		    sc, cv, area, "The shop could not be read.", failed);
		return true;
	}
	if (desk_view(dk)->uncounted > 0) {
		struct str why = STR_INIT;
		view_add_no_orders(desk_view(dk), &why);
		vacancy_say(sc, cv, area, why.p, empty);
		str_release(&why);
		return true;
	}
	if (!desk_is_empty(dk))
		return false;
	vacancy_say(sc, cv, area,
	    "No orders here yet. Files from Shopify, WooCommerce and others "
	    "are recognised, and any CSV with a header.",
	    empty);
	return true;
}
