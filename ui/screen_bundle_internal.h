/*
 * screen_bundle_internal - what the screen_bundle*.c files share; nobody else
 * includes it.
 *
 * screen_bundle.c turns keys into edits, screen_bundle_change.c makes them,
 * screen_bundle_part.c those that a dialog asks for, screen_bundle_edit.c reads,
 * shows and saves the bundle, screen_bundle_draw.c draws the left side and the
 * layout, screen_bundle_effect.c what it would do.
 */
#ifndef ENDCAP_UI_SCREEN_BUNDLE_INTERNAL_H
#define ENDCAP_UI_SCREEN_BUNDLE_INTERNAL_H

#include "service/desk.h"
#include "ui/app.h"
#include "ui/input_table.h"
#include "ui/picker.h"
#include "ui/rows.h"

/* The fields of the form, top to bottom; one of the values of the discount is
 * shown at a time. */
enum editor_field {
	FIELD_KIND,
	FIELD_PERCENT,
	FIELD_AMOUNT,
	FIELD_PRICE,
	FIELD_CHEAPEST,
	FIELD_GET,
	FIELD_TIERS,
	FIELD_MESSAGE,
	FIELD_NAME,
	FIELD_COUNT
};

/* Options of FIELD_KIND; FIELD_PERCENT + option is the value's field. */
enum editor_kind {
	KIND_PERCENT,
	KIND_AMOUNT,
	KIND_PRICE,
	KIND_CHEAPEST,
	KIND_GET,
	KIND_TIERS,
	KIND_COUNT
};

enum editor_focus {
	FOCUS_ITEMS,
	FOCUS_FORM,
};

struct editor {
	struct screen *sc;
	int64_t id;
	bool loaded; /* b is filled; false while the shop loads */
	bool gone; /* deleted meanwhile: undone, or by somebody else */
	struct arena text; /* of b */
	struct store_bundle b;

	/* Slid but not saved yet; the label of the action it will be. */
	bool unsaved;
	struct str label;
	int64_t subject; /* what was slid: a product id, or -1 - field */
	bool stale; /* may be newer in the store: something was typed */
	bool sliding; /* the key that is being handled slides */

	/* Worked out from b by editor_refresh. */
	struct bundling_sums sums;
	struct str warnings, next; /* next: words for the best partner */
	struct listing items;
	struct rows *rows; /* NULL until loaded */
	struct table *tb;
	bool with_parts; /* the table has room for slots and roles */

	struct form_field fields[FIELD_COUNT];
	struct form *fm;
	enum editor_focus focus;
	struct input_table inputs;
	struct picker picker;
	int64_t part_of; /* product of the item whose part is asked for */

	/* What was projected last, so that news do not ask for it again. */
	struct view *asked_view; /* shared */
	struct str asked;

	struct rect items_at, form_at; /* as last drawn */
};

static inline struct desk *
editor_desk(const struct editor *ed)
{
	return app_model(ed->sc->app);
}

/* ------ screen_bundle_edit.c ------ */

/* The store's word for each kind of discount, and whether it is a percent. */
struct editor_discount {
	const char *kind;
	bool percent;
	double fresh; /* percent that choosing the kind begins with */
};
extern const struct editor_discount editor_discounts[KIND_COUNT];

void editor_init(struct editor *ed, struct screen *sc, int64_t id);
void editor_release(struct editor *ed);
/* Reads the bundle again unless something is unsaved, and shows it. */
bool editor_reload(struct editor *ed, struct err *err);
/* Does what a reload left while something was typed. */
void editor_catch_up(struct editor *ed);
/* Saves b as it is in memory; answers a reaction. */
unsigned editor_save(struct editor *ed, const char *label);
/* Saves what was slid, if anything. */
unsigned editor_flush(struct editor *ed);
/* b was changed by a slide: shown and projected, saved later. */
void editor_slid(struct editor *ed, int64_t subject);
/* What b's change is called: label = "'desk start': " + words. */
void editor_label(struct editor *ed, const char *words);
/* The form's field that holds the value of the discount. */
int editor_discount_field(const struct editor *ed);
/* The message as it is, in the form: a proposal not taken goes away. */
void editor_show_message(struct editor *ed);
/* The product under the cursor; NULL when the list is empty. */
struct store_bundle_item *editor_item(struct editor *ed);

/* ------ screen_bundle_change.c; all answer reactions ------ */

/* The form's value changed: it goes into b. */
unsigned editor_changed(struct editor *ed);
unsigned editor_add_item(struct editor *ed); /* asks which */
unsigned editor_remove_item(struct editor *ed); /* the one under the cursor */
unsigned editor_change_quantity(struct editor *ed, int step);
/* A draft or retired bundle goes live, a live one is retired. */
unsigned editor_activate(struct editor *ed);

/* ------ screen_bundle_part.c; both answer reactions ------ */

/* Asks for the part of the item under the cursor: pieces, slot, role, what may
 * stand in for it. */
unsigned editor_ask_part(struct editor *ed);
/* Asks for the name and the terms of the bundle. */
unsigned editor_ask_terms(struct editor *ed);

/* ------ screen_bundle_draw.c ------ */

void editor_draw(struct editor *ed, struct canvas *cv, struct rect area);

/* ------ screen_bundle_effect.c ------ */

/* The whole box, and one line of it for small terminals. */
void editor_draw_effect(struct editor *ed, struct canvas *cv, struct rect area);
/* Figures, take rate and verdict in as many rows as there are, no box. */
void
editor_draw_figures(struct editor *ed, struct canvas *cv, struct rect area);
/* Opens or refreshes the pane of inputs; false without a projection. */
bool editor_show_inputs(struct editor *ed);

#endif
