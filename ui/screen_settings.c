/*
 * screen_settings - a table of the settings, and below it all about the one
 * under the cursor.
 *
 * A value is typed over its cell: the table stays where it is, and the line
 * editor is drawn on the cell the table says. What was typed wrong stays in the
 * editor with the reason in the message line.
 */
#include "ui/screen_settings.h"

#include "service/desk.h"
#include "ui/app.h"
#include "ui/conflict.h"
#include "ui/rows.h"

enum {
	ABOUT_ROWS = 6, /* of the box below, frame included */
	ABOUT_FROM = 16, /* rows of the screen from which on it is there */
	WIDE = 100 /* cells from which on there is room for the meaning */
};

struct settings_state {
	struct settings settings;
	struct listing listing;
	struct rows *rows;
	struct table *tb;
	struct lineedit edit;
	bool typing;
	double shown; /* the value that is being changed */
	bool about; /* the box below is there */
};

static enum role
basis_role(const struct cell *value)
{
	return slice_eq_c(value->text, "assumed") ? ROLE_ATTENTION : ROLE_TEXT;
}

static const struct rows_look looks[] = {
	{ .column = "setting", .min = 14, .max = 16 },
	{ .column = "value", .min = 9 },
	{ .column = "unit", .min = 8, .max = 8 },
	{ .column = "basis", .min = 9, .max = 9, .role_of = basis_role },
	{ .column = "default", .min = 7, .role = ROLE_DIM },
	{ .column = "meaning", .min = 24, .max = 200 },
	{ .column = "changes", .hidden = true },
};

static struct desk *
desk_of(struct screen *sc)
{
	return app_model(sc->app);
}

/* ------ life ------ */

static bool
settings_reload(struct screen *sc, struct err *err)
{
	struct settings_state *st = sc->state;

	if (!desk_settings(desk_of(sc), &st->settings, err))
		return false;
	listing_release(&st->listing);
	settings_listing(&st->settings, &st->listing);
	if (st->rows == NULL) {
		st->rows = rows_new(&st->listing, looks, ARRAY_LEN(looks));
		st->tb = rows_list(st->rows);
	} else {
		rows_reload(st->rows, st->tb);
	}
	return true;
}

static bool
settings_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct settings_state *st = sc->state;

	lineedit_init(&st->edit);
	if (!settings_reload(sc, err))
		return false;
	if (arg->id > 0)
		table_select(st->tb, arg->id);
	return true;
}

static void
settings_close(struct screen *sc)
{
	struct settings_state *st = sc->state;

	lineedit_release(&st->edit);
	table_free(st->tb);
	rows_free(st->rows);
	listing_release(&st->listing);
}

/* ------ changing ------ */

/* The rows' identities are the settings' own numbers. */
static bool
chosen(const struct settings_state *st, enum setting_id *id)
{
	uint64_t identity = 0;
	bool found = table_identity(st->tb, &identity);

	*id = (enum setting_id)identity;
	return found;
}

static unsigned
change(struct screen *sc, const char *text)
{
	struct settings_state *st = sc->state;
	struct str said = STR_INIT;
	struct err err = ERR_INIT;
	enum setting_id id;
	unsigned answer = REACT_HANDLED;

	if (!chosen(st, &id))
		return answer;
	if (desk_setting_change(desk_of(sc), id, st->typing ? &st->shown : NULL,
		text, &said, &err)) {
		st->typing = false;
		answer = app_message(sc->app, "%s   u takes it back", said.p) |
		    REACT_RELOAD;
	} else {
		answer = conflict_or_error(sc->app, &err);
		st->typing = st->typing && err.code != ERR_CONFLICT;
	}
	str_release(&said);
	return answer;
}

static unsigned
begin_typing(struct settings_state *st)
{
	struct str now = STR_INIT;
	enum setting_id id;

	if (!chosen(st, &id))
		return REACT_HANDLED;
	settings_add_value(&st->settings, id, &now);
	st->shown = st->settings.value[id];
	lineedit_set(&st->edit, now.p);
	st->typing = true;
	str_release(&now);
	return REACT_REDRAW;
}

static bool
settings_typing(struct screen *sc)
{
	return ((struct settings_state *)sc->state)->typing;
}

static unsigned
typed(struct screen *sc, enum lineedit_outcome outcome)
{
	struct settings_state *st = sc->state;

	if (outcome == LINEEDIT_DONE)
		return change(sc, st->edit.text.p);
	if (outcome == LINEEDIT_CANCELLED)
		st->typing = false;
	return REACT_REDRAW;
}

static unsigned
settings_key(struct screen *sc, uint32_t key)
{
	struct settings_state *st = sc->state;

	return st->typing ? typed(sc, lineedit_key(&st->edit, key))
			  : (unsigned)REACT_NONE;
}

static unsigned
settings_paste(struct screen *sc, struct slice text)
{
	struct settings_state *st = sc->state;

	return st->typing ? typed(sc, lineedit_paste(&st->edit, text))
			  : (unsigned)REACT_NONE;
}

static unsigned
settings_action(struct screen *sc, enum action a)
{
	struct settings_state *st = sc->state;

	switch ((int)a) {
	case ACTION_OPEN:
	case ACTION_EDIT:
	case ACTION_VALUE:
		return begin_typing(st);
	case ACTION_DELETE:
		return change(sc, "");
	default:
		return REACT_NONE;
	}
}

static unsigned
settings_mouse(struct screen *sc, const struct mouse *m)
{
	(void)m;
	((struct settings_state *)sc->state)->typing = false;
	return REACT_NONE; /* the table does the rest */
}

/* ------ drawing ------ */

static void
draw_about(const struct settings_state *st, struct canvas *cv, struct rect area)
{
	struct str words = STR_INIT;
	enum setting_id id;

	if (!chosen(st, &id))
		return;
	const struct setting_row *row = setting_row(id);
	struct rect in = draw_box(cv, area, row->key, row->unit);
	struct rect range = rect_cut_bottom(&in, 1);
	struct rect stale = rect_cut_bottom(&in, 1);
	draw_wrapped(cv, in, ROLE_TEXT, slice_of(row->help));
	str_add(&words, "a change is followed by: ");
	setting_add_stale(id, &words);
	draw_slice(cv, stale, ROLE_DIM, slice_str(&words));
	str_setf(&words, "from %.10g to %.10g; %.10g when nobody changed it",
	    row->min, row->max, row->initial);
	draw_slice(cv, range, ROLE_DIM, slice_str(&words));
	str_release(&words);
}

/* The editor on the cell of the value. */
static void
draw_editor(struct settings_state *st, struct canvas *cv)
{
	struct rect at = table_cell_rect(
	    st->tb, table_cursor(st->tb), rows_column_of(st->rows, "value"));

	draw_fill(cv, at, ROLE_INPUT, ' ');
	lineedit_draw(&st->edit, cv, at, true);
}

static void
settings_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct settings_state *st = sc->state;
	struct rect about =
	    rect_cut_bottom(&area, area.h >= ABOUT_FROM ? ABOUT_ROWS : 0);

	st->about = about.h > 0;
	rows_show(st->rows, "meaning", area.w >= WIDE);
	rows_show(st->rows, "default", area.w >= 60);
	table_draw(st->tb, cv, area, !st->typing);
	if (st->about)
		draw_about(st, cv, about);
	if (st->typing)
		draw_editor(st, cv);
}

static struct table *
settings_table(struct screen *sc)
{
	return ((struct settings_state *)sc->state)->tb;
}

static const struct listing *
settings_shown(struct screen *sc)
{
	return &((struct settings_state *)sc->state)->listing;
}

static void
settings_status(struct screen *sc, struct str *out)
{
	const struct settings_state *st = sc->state;
	enum setting_id id;

	if (st->typing)
		str_add(out,
		    "Enter keeps it   Esc leaves it   empty: the "
		    "default");
	else if (!st->about && chosen(st, &id))
		str_add(out, setting_row(id)->help);
	else
		str_add(out,
		    "assumed: replace it with what you know   "
		    "estimated: yours");
}

static const enum action hints[] = { ACTION_VALUE, ACTION_DELETE, ACTION_UNDO,
	ACTION_REDO, ACTION_SEARCH, ACTION_EXPORT, ACTION_HELP, ACTION_BACK,
	ACTION_NONE };

const struct screen_ops screen_settings_ops = {
	.name = "settings",
	.title = "Settings",
	.state_size = sizeof(struct settings_state),
	.open = settings_open,
	.close = settings_close,
	.reload = settings_reload,
	.action = settings_action,
	.key = settings_key,
	.typing = settings_typing,
	.paste = settings_paste,
	.mouse = settings_mouse,
	.draw = settings_draw,
	.table = settings_table,
	.listing = settings_shown,
	.status = settings_status,
	.hints = hints,
};
