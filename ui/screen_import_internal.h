/*
 * screen_import_internal - what the screen_import*.c files share; nobody else
 * includes it.
 *
 * screen_import.c is the screen and its stages, screen_import_pick.c finds the
 * file, screen_import_edit.c corrects how it is read, screen_import_draw.c
 * draws the preview and what came of the import.
 */
#ifndef ENDCAP_UI_SCREEN_IMPORT_INTERNAL_H
#define ENDCAP_UI_SCREEN_IMPORT_INTERNAL_H

#include "service/desk.h"
#include "ui/app.h"
#include "ui/lineedit.h"

enum importer_stage {
	STAGE_PICK, /* which file */
	STAGE_LOOK, /* how it is read */
	STAGE_DONE, /* what came of it */
};

struct importer {
	struct screen *sc;
	enum importer_stage stage;

	/* STAGE_PICK: what is typed, and the names that begin so. */
	struct lineedit path;
	struct lineedit_matches names;
	size_t at, top; /* the name chosen, the first one shown */
	int page; /* names shown, as last drawn */

	/* STAGE_LOOK */
	struct str file;
	struct mapping mapping; /* in force once 'edited' */
	bool edited, as_found;
	uint64_t asked; /* number of the preview */
	uint64_t met; /* that of the last one that was looked at */
	uint64_t importing; /* number of the import, 0: none */
	bool on_grid; /* else on the button */
	size_t column, left; /* the one under the cursor, the first shown */
	size_t row; /* the first shown */
	int rows; /* shown, as last drawn */
	char **options; /* of the choice that is open; owned */
	int n_options;

	int height; /* of the area, as last drawn */
	struct rect button_at, list_at, grid_at; /* as last drawn */
};

static inline struct desk *
importer_desk(const struct importer *im)
{
	return app_model(im->sc->app);
}

/* The preview that was asked for; NULL while it is not there. */
const struct preview *importer_preview(const struct importer *im);
/* Is the import of this file under way? */
bool importer_busy(const struct importer *im);
/* Asks for the preview again: another file, another mapping. */
void importer_look(struct importer *im);
/* Nothing is missing and no question is open. */
bool importer_is_ready(const struct preview *pv);

/* ------ screen_import_pick.c ------ */

/* Starts where the last file was. */
void importer_pick(struct importer *im);
unsigned importer_pick_key(struct importer *im, uint32_t key);
unsigned importer_pick_paste(struct importer *im, struct slice text);
unsigned importer_pick_mouse(struct importer *im, const struct mouse *m);
void
importer_draw_pick(struct importer *im, struct canvas *cv, struct rect area);

/* ------ screen_import_edit.c; all answer reactions ------ */

unsigned importer_ask_role(struct importer *im);
unsigned importer_ignore(struct importer *im);
/* A menu of layout, dates, decimal mark, currency. */
unsigned importer_ask_reading(struct importer *im);
/* The question that the preview leaves open. */
unsigned importer_answer(struct importer *im);
void importer_free_options(struct importer *im);

/* ------ screen_import_draw.c ------ */

void
importer_draw_look(struct importer *im, struct canvas *cv, struct rect area);
void
importer_draw_done(struct importer *im, struct canvas *cv, struct rect area);

#endif
