/*
 * screen_import - three stages: which file, how it is read, what came of it.
 *
 * The desk holds the newest preview, the screen the number of the one it asked
 * for; when another screen asked for a later one, this one asks again as soon
 * as it is in sight. An import goes on when the screen is left.
 */
#include "ui/screen_import.h"

#include "base/mem.h"
#include "base/num.h"
#include "ui/importing.h"
#include "ui/pathname.h"
#include "ui/screen_import_internal.h"

/* ------ what was asked for ------ */

const struct preview *
importer_preview(const struct importer *im)
{
	const struct desk_intake *in = desk_intake(importer_desk(im));

	return in->previewed == im->asked ? in->preview : NULL;
}

bool
importer_busy(const struct importer *im)
{
	return im->importing != 0 &&
	    desk_imported(importer_desk(im))->done < im->importing;
}

bool
importer_is_ready(const struct preview *pv)
{
	return pv->problem == NULL && pv->date_question == NULL &&
	    pv->decimal_question == NULL;
}

void
importer_look(struct importer *im)
{
	im->stage = STAGE_LOOK;
	im->asked = desk_preview(importer_desk(im), im->file.p,
	    im->edited ? &im->mapping : NULL, im->as_found);
}

/* ------ life ------ */

/* A file that cannot be read yet: to the next column that has no meaning. */
static void
go_to_gap(struct importer *im, const struct preview *pv)
{
	if (pv->problem == NULL || pv->n_columns == 0)
		return;
	im->on_grid = true;
	for (size_t i = 0; i < pv->n_columns; i++) {
		size_t c = (im->column + i) % pv->n_columns;
		if (pv->columns[c].role == NULL && !pv->columns[c].decided) {
			im->column = c;
			return;
		}
	}
}

/* The preview is there: once for each. */
static void
meet(struct importer *im, const struct preview *pv)
{
	if (im->met == im->asked)
		return;
	im->met = im->asked;
	go_to_gap(im, pv);
}

static unsigned ask_doubts(struct importer *im, const char *doubts);

/* Takes what came back. */
static void
follow(struct importer *im)
{
	const struct desk_intake *in = desk_intake(importer_desk(im));
	const struct desk_imported *done = desk_imported(importer_desk(im));

	if (im->stage != STAGE_LOOK)
		return;
	if (im->importing != 0) {
		if (done->done < im->importing)
			return;
		if (done->done == im->importing && done->ok)
			im->stage = STAGE_DONE;
		else if (done->done == im->importing && done->doubts.len > 0)
			(void)ask_doubts(im, done->doubts.p);
		im->importing = 0;
	} else if (in->asked != im->asked) {
		importer_look(im);
	} else if (in->previewed == im->asked && in->preview == NULL) {
		importer_pick(im); /* the message line says why */
	} else if (importer_preview(im) != NULL) {
		meet(im, importer_preview(im));
	}
}

static bool
import_reload(struct screen *sc, struct err *err)
{
	(void)err; /* the desk says what went wrong */
	follow(sc->state);
	return true;
}

static bool
import_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct importer *im = sc->state;

	(void)err; /* a file that cannot be read is said later */
	im->sc = sc;
	lineedit_init(&im->path);
	str_init(&im->file);
	mapping_init(&im->mapping);
	if (arg->text == NULL) {
		importer_pick(im);
		return true;
	}
	lineedit_set(&im->path, arg->text);
	pathname_expand(arg->text, &im->file);
	importer_look(im);
	return true;
}

static void
import_close(struct screen *sc)
{
	struct importer *im = sc->state;

	importer_free_options(im);
	lineedit_clear_matches(&im->names);
	mem_free(im->names.texts);
	lineedit_release(&im->path);
	str_release(&im->file);
	mapping_release(&im->mapping);
}

/* ------ moving ------ */

static unsigned
move_column(struct importer *im, int64_t by)
{
	const struct preview *pv = importer_preview(im);
	int64_t to = (int64_t)im->column + by;

	im->on_grid = true;
	if (pv == NULL || pv->width == 0)
		return REACT_REDRAW;
	if (to >= (int64_t)pv->width)
		to = (int64_t)pv->width - 1;
	im->column = to < 0 ? 0 : (size_t)to;
	return REACT_REDRAW;
}

static unsigned
move_row(struct importer *im, int64_t by)
{
	const struct preview *pv = importer_preview(im);
	int64_t to = (int64_t)im->row + by, last;

	im->on_grid = true;
	if (pv == NULL)
		return REACT_REDRAW;
	last = (int64_t)pv->n_rows - im->rows;
	if (to > last)
		to = last;
	im->row = to < 0 ? 0 : (size_t)to;
	return REACT_REDRAW;
}

/* ------ actions ------ */

static unsigned begin_import(struct importer *im, bool agreed);

static unsigned
doubts_answered(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(sc->app, "nothing was imported");
	return begin_import(sc->state, true);
}

static unsigned
ask_doubts(struct importer *im, const char *doubts)
{
	struct dialog *dg =
	    dialog_new(DIALOG_CONFIRM, "Import it all the same?");

	dialog_set_body(dg, doubts);
	return app_dialog(im->sc->app, dg, doubts_answered, im->sc);
}

static unsigned
begin_import(struct importer *im, bool agreed)
{
	const struct desk_intake *in = desk_intake(importer_desk(im));

	if (!agreed && in->counted == im->asked && in->grave)
		return ask_doubts(im, in->doubts.p);
	im->importing = desk_import_as(importer_desk(im), im->file.p,
	    im->edited ? &im->mapping : NULL, im->as_found, agreed);
	return REACT_REDRAW;
}

static unsigned
press_button(struct importer *im)
{
	const struct preview *pv = importer_preview(im);

	if (pv == NULL || importer_busy(im))
		return REACT_HANDLED;
	if (pv->problem != NULL)
		return app_message(im->sc->app,
		    "say what the columns hold first: Tab goes to them");
	if (pv->date_question != NULL || pv->decimal_question != NULL)
		return importer_answer(im);
	return begin_import(im, false);
}

static unsigned
show_counts(struct importer *im)
{
	const struct desk_intake *in = desk_intake(importer_desk(im));
	const struct preview *pv = importer_preview(im);

	if (pv != NULL && !importer_is_ready(pv))
		return importing_tell(im->sc->app, "Not yet",
		    pv->problem != NULL             ? pv->problem
			: pv->date_question != NULL ? pv->date_question
						    : pv->decimal_question);
	if (in->counted != im->asked)
		return app_message(im->sc->app, "still counting");
	return importing_tell(
	    im->sc->app, "What the import would do", in->summary.p);
}

static unsigned
look_action(struct importer *im, enum action a)
{
	switch ((int)a) {
	case ACTION_LEFT:
		return move_column(im, -1);
	case ACTION_RIGHT:
		return move_column(im, 1);
	case ACTION_FIRST:
		return move_column(im, INT32_MIN);
	case ACTION_LAST:
		return move_column(im, INT32_MAX);
	case ACTION_UP:
		return move_row(im, -1);
	case ACTION_DOWN:
		return move_row(im, 1);
	case ACTION_PAGE_UP:
		return move_row(im, -im->rows);
	case ACTION_PAGE_DOWN:
		return move_row(im, im->rows);
	case ACTION_NEXT_PANE:
	case ACTION_PREV_PANE:
		im->on_grid = !im->on_grid;
		return REACT_REDRAW;
	case ACTION_OPEN:
		return im->on_grid ? importer_ask_role(im) : press_button(im);
	case ACTION_IGNORE:
		return importer_ignore(im);
	case ACTION_EDIT:
		return importer_ask_reading(im);
	case ACTION_DETAILS:
		return show_counts(im);
	case ACTION_BACK:
		if (importer_busy(im))
			return REACT_NONE; /* the app stops it */
		importer_pick(im);
		return REACT_REDRAW;
	default:
		return REACT_NONE;
	}
}

static unsigned
import_action(struct screen *sc, enum action a)
{
	struct importer *im = sc->state;

	if (a == ACTION_IMPORT && importer_busy(im))
		return app_message(sc->app, "one import at a time");
	if (a == ACTION_IMPORT && im->stage == STAGE_LOOK)
		return press_button(im); /* from the rows too */
	if (a == ACTION_IMPORT) {
		importer_pick(im);
		return REACT_REDRAW;
	}
	if (im->stage == STAGE_LOOK)
		return look_action(im, a);
	if (im->stage == STAGE_DONE && a == ACTION_OPEN)
		return REACT_POP;
	return REACT_NONE;
}

static bool
import_typing(struct screen *sc)
{
	return ((struct importer *)sc->state)->stage == STAGE_PICK;
}

static unsigned
import_key(struct screen *sc, uint32_t key)
{
	struct importer *im = sc->state;

	return im->stage == STAGE_PICK ? importer_pick_key(im, key)
				       : (unsigned)REACT_NONE;
}

static unsigned
import_paste(struct screen *sc, struct slice text)
{
	struct importer *im = sc->state;

	return im->stage == STAGE_PICK ? importer_pick_paste(im, text)
				       : (unsigned)REACT_NONE;
}

static unsigned
import_mouse(struct screen *sc, const struct mouse *m)
{
	struct importer *im = sc->state;

	if (im->stage == STAGE_PICK)
		return importer_pick_mouse(im, m);
	if (im->stage != STAGE_LOOK)
		return REACT_NONE;
	if (m->button == MOUSE_WHEEL_UP)
		return move_row(im, -3);
	if (m->button == MOUSE_WHEEL_DOWN)
		return move_row(im, 3);
	if (rect_has(im->button_at, m->x, m->y)) {
		im->on_grid = false;
		return press_button(im);
	}
	return REACT_NONE;
}

/* ------ drawing ------ */

static void
import_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct importer *im = sc->state;

	switch (im->stage) {
	case STAGE_PICK:
		importer_draw_pick(im, cv, area);
		break;
	case STAGE_LOOK:
		importer_draw_look(im, cv, area);
		break;
	case STAGE_DONE:
		importer_draw_done(im, cv, area);
		break;
	}
}

static void
look_status(const struct importer *im, struct str *out)
{
	const struct preview *pv = importer_preview(im);

	if (pv == NULL || pv->width == 0)
		return;
	str_add(out, "column ");
	num_add_grouped(out, (int64_t)im->column + 1);
	str_add(out, " of ");
	num_add_grouped(out, (int64_t)pv->width);
	str_addf(out, "   rows %zu to %zu of the first %zu", im->row + 1,
	    im->row + (size_t)im->rows < pv->n_rows ? im->row + (size_t)im->rows
						    : pv->n_rows,
	    pv->n_rows);
}

static void
import_status(struct screen *sc, struct str *out)
{
	const struct importer *im = sc->state;

	switch (im->stage) {
	case STAGE_PICK:
		str_add(out,
		    "Enter open  Tab take the name  Up Down choose  Esc back");
		break;
	case STAGE_LOOK:
		look_status(im, out);
		break;
	case STAGE_DONE:
		str_add(out, "the overview counts it as soon as it is read");
		break;
	}
}

static const enum action pick_hints[] = { ACTION_NONE };
static const enum action button_hints[] = { ACTION_OPEN, ACTION_NEXT_PANE,
	ACTION_EDIT, ACTION_DETAILS, ACTION_IMPORT, ACTION_BACK, ACTION_HELP,
	ACTION_NONE };
static const enum action grid_hints[] = { ACTION_OPEN, ACTION_IGNORE,
	ACTION_IMPORT, ACTION_EDIT, ACTION_NEXT_PANE, ACTION_DETAILS,
	ACTION_BACK, ACTION_HELP, ACTION_NONE };
static const enum action done_hints[] = { ACTION_WRITE_REJECTS, ACTION_DETAILS,
	ACTION_IMPORT, ACTION_BACK, ACTION_HELP, ACTION_NONE };

static const enum action *
import_hints(struct screen *sc)
{
	const struct importer *im = sc->state;

	switch (im->stage) {
	case STAGE_PICK:
		return pick_hints;
	case STAGE_LOOK:
		return im->on_grid ? grid_hints : button_hints;
	case STAGE_DONE:
		break;
	}
	return done_hints;
}

const struct screen_ops screen_import_ops = {
	.name = "import",
	.title = "Import",
	.short_title = "Imp",
	.state_size = sizeof(struct importer),
	.open = import_open,
	.close = import_close,
	.reload = import_reload,
	.action = import_action,
	.key = import_key,
	.typing = import_typing,
	.paste = import_paste,
	.mouse = import_mouse,
	.draw = import_draw,
	.status = import_status,
	.hints_now = import_hints,
};
