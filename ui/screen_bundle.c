/*
 * screen_bundle - which key is which edit.
 *
 * Three places have the focus in turn: the items, the form and, while it is
 * open, the pane of inputs. Before any action that does not go on sliding the
 * same thing, what was slid is saved; the action is then run again through the
 * app, so that its own answer and the save's both count.
 */
#include "ui/screen_bundle.h"
#include "service/measuring.h"
#include "ui/screen_bundle_internal.h"

/* ------ life ------ */

static bool
bundle_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct editor *ed = sc->state;
	editor_init(ed, sc, (int64_t)arg->id);
	return editor_reload(ed, err);
}

static void
bundle_close(struct screen *sc)
{
	struct editor *ed = sc->state;
	struct err err = ERR_INIT;
	if (ed->unsaved &&
	    !desk_bundle_save(editor_desk(ed), &ed->b, ed->label.p, &err))
		(void)app_error(sc->app, &err); /* always "redraw" */
	editor_release(ed);
}

static bool
bundle_reload(struct screen *sc, struct err *err)
{
	return editor_reload(sc->state, err);
}

static unsigned
bundle_changed(struct screen *sc)
{
	struct editor *ed = sc->state;
	return ed->loaded && !ed->gone ? editor_changed(ed)
				       : (unsigned)REACT_REDRAW;
}

/* ------ focus ------ */

static unsigned
focus_on(struct editor *ed, enum editor_focus focus)
{
	ed->focus = focus;
	return REACT_REDRAW;
}

/* Tab and arrows pass from the items to the form and round again. */
static unsigned
move_focus(struct editor *ed, enum action a)
{
	bool on = a == ACTION_NEXT_PANE || a == ACTION_DOWN;
	if (ed->focus == FOCUS_FORM) {
		unsigned answer = form_action(ed->fm, a);
		return answer != REACT_NONE ? answer
					    : focus_on(ed, FOCUS_ITEMS);
	}
	if (a == ACTION_UP || a == ACTION_DOWN) {
		size_t last = table_count(ed->tb);
		if (on && table_cursor(ed->tb) + 1 < last)
			return REACT_NONE;
		if (!on)
			return REACT_NONE;
	}
	form_set_focus(ed->fm, on ? FIELD_KIND : FIELD_COUNT - 1);
	return focus_on(ed, FOCUS_FORM);
}

/* A key for the slider works from the items too. */
static unsigned
on_slider(struct editor *ed, enum action a)
{
	if (ed->focus == FOCUS_FORM)
		return REACT_NONE;
	form_set_focus(ed->fm, editor_discount_field(ed));
	ed->focus = FOCUS_FORM;
	return form_action(ed->fm, a);
}

/* An empty message begins with the proposal. */
static unsigned
begin_typing(struct editor *ed)
{
	struct str proposal = STR_INIT;
	if (ed->focus == FOCUS_FORM && form_focus(ed->fm) == FIELD_MESSAGE &&
	    ed->b.message == NULL) {
		bundling_add_message(
		    desk_view(editor_desk(ed)), &ed->b, &proposal);
		form_set_text(ed->fm, FIELD_MESSAGE, proposal.p);
	}
	str_release(&proposal);
	return REACT_NONE;
}

static unsigned
toggle_inputs(struct editor *ed)
{
	if (ed->inputs.tb != NULL)
		input_table_close(&ed->inputs);
	else if (!editor_show_inputs(ed))
		return app_message(
		    ed->sc->app, "there is no projection yet to look into");
	return REACT_REDRAW;
}

/* ------ actions ------ */

static bool
is_slide(enum action a)
{
	switch ((int)a) {
	case ACTION_LEFT:
	case ACTION_RIGHT:
	case ACTION_LESS_10:
	case ACTION_MORE_10:
	case ACTION_FIRST:
	case ACTION_LAST:
		return true;
	default:
		return false;
	}
}

/* What the key slides, to tell whether it goes on with the same thing. */
static int64_t
slides(struct editor *ed, enum action a)
{
	const struct store_bundle_item *item = editor_item(ed);
	if ((a == ACTION_MORE || a == ACTION_LESS) && item != NULL)
		return item->product_id;
	if (ed->focus == FOCUS_FORM && is_slide(a))
		return -1 - form_focus(ed->fm);
	if (a == ACTION_LESS_10 || a == ACTION_MORE_10)
		return -1 - editor_discount_field(ed);
	return 0;
}

static bool
check_takes(void *arg, struct dialog *dg, bool accepting)
{
	struct err err = ERR_INIT;
	double of100[3];
	(void)arg;
	if (!accepting || slice_trim(slice_of(dialog_text(dg))).len == 0 ||
	    measuring_parse_takes(slice_of(dialog_text(dg)), of100, &err))
		return true;
	dialog_set_error(dg, err.text);
	return false;
}

static unsigned
takes_given(void *arg, struct dialog *dg)
{
	struct editor *ed = arg;
	struct err err = ERR_INIT;
	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	if (!desk_takes_set(
		editor_desk(ed), ed->id, slice_of(dialog_text(dg)), &err))
		return app_error(ed->sc->app, &err);
	str_clear(&ed->asked); /* it is projected anew */
	return app_message(
		   ed->sc->app, "the take rate is yours   u takes it back") |
	    REACT_RELOAD;
}

/* The one input that a merchandiser may know better than the orders. */
static unsigned
ask_takes(struct editor *ed)
{
	struct str kept = STR_INIT;
	struct err err = ERR_INIT;
	struct dialog *dg = dialog_new(DIALOG_PROMPT,
	    "Of 100 shoppers with a part of it, how many take the rest? "
	    "low,likely,high");
	if (desk_takes(editor_desk(ed), &ed->b, &kept, &err) && kept.len > 0)
		dialog_set_text(dg, kept.p);
	dialog_set_preview(dg,
	    "3,8,15: one in ten times fewer than 3, one in ten more than 15. "
	    "Empty: by the model, or as measured.");
	dialog_set_check(dg, check_takes, ed);
	str_release(&kept);
	return app_dialog(ed->sc->app, dg, takes_given, ed);
}

static unsigned
inputs_action(struct editor *ed, enum action a)
{
	if (a == ACTION_VALUE || a == ACTION_EDIT || a == ACTION_OPEN)
		return ask_takes(ed);
	if (a != ACTION_BACK && a != ACTION_INPUTS)
		return REACT_NONE;
	input_table_close(&ed->inputs);
	return REACT_REDRAW;
}

static unsigned
keep(struct editor *ed)
{
	struct err err = ERR_INIT;
	struct str compare = STR_INIT;
	char letter;
	if (!desk_scenario_keep(editor_desk(ed), &ed->b, &letter, &err))
		return app_error(ed->sc->app, &err);
	(void)app_add_key(ed->sc->app, ACTION_COMPARE, &compare);
	unsigned answer = app_message(ed->sc->app,
	    "kept as scenario %c   %s compares   u takes it back", letter,
	    compare.p);
	str_release(&compare);
	return answer | REACT_RELOAD;
}

static unsigned
edit_action(struct editor *ed, enum action a)
{
	switch ((int)a) {
	case ACTION_ADD:
		return editor_add_item(ed);
	case ACTION_DELETE:
		return editor_remove_item(ed);
	case ACTION_MORE:
		return editor_change_quantity(ed, 1);
	case ACTION_LESS:
		return editor_change_quantity(ed, -1);
	case ACTION_ACTIVATE:
		return editor_activate(ed);
	case ACTION_INPUTS:
		return toggle_inputs(ed);
	case ACTION_NEXT_PANE:
	case ACTION_PREV_PANE:
	case ACTION_UP:
	case ACTION_DOWN:
		return move_focus(ed, a);
	case ACTION_TERMS:
		return editor_ask_terms(ed);
	case ACTION_KEEP:
		return keep(ed);
	case ACTION_COMPARE:
		return app_show(ed->sc->app, "scenarios",
		    &(struct screen_arg){ .id = (uint64_t)ed->id });
	case ACTION_CART:
		return app_show(ed->sc->app, "cart",
		    &(struct screen_arg){ .id = (uint64_t)ed->id });
	case ACTION_REVIEW:
		return app_show(ed->sc->app, "review",
		    &(struct screen_arg){ .id = (uint64_t)ed->id });
	case ACTION_CONFLICTS:
		return app_show(ed->sc->app, "conflicts",
		    &(struct screen_arg){ .id = (uint64_t)ed->id });
	case ACTION_EDIT:
		return ed->focus == FOCUS_ITEMS ? editor_ask_part(ed)
						: begin_typing(ed);
	case ACTION_OPEN:
	case ACTION_VALUE:
		if (a == ACTION_OPEN && ed->focus == FOCUS_ITEMS)
			return editor_ask_part(ed);
		begin_typing(ed);
		return on_slider(ed, ACTION_VALUE);
	case ACTION_LESS_10:
	case ACTION_MORE_10:
		return on_slider(ed, a);
	default:
		return REACT_NONE;
	}
}

/* While it is put live, what would change it waits. */
static bool
must_wait(struct editor *ed, enum action a, struct err *err)
{
	switch ((int)a) {
	case ACTION_ADD:
	case ACTION_DELETE:
	case ACTION_MORE:
	case ACTION_LESS:
	case ACTION_ACTIVATE:
	case ACTION_TERMS:
	case ACTION_EDIT:
	case ACTION_OPEN:
	case ACTION_VALUE:
		return !desk_may_edit(editor_desk(ed), err);
	default:
		return (is_slide(a) && ed->focus == FOCUS_FORM) &&
		    !desk_may_edit(editor_desk(ed), err);
	}
}

static unsigned
bundle_action(struct screen *sc, enum action a)
{
	struct editor *ed = sc->state;
	if (!ed->loaded || ed->gone)
		return REACT_NONE;
	struct err err = ERR_INIT;
	if (must_wait(ed, a, &err))
		return app_error(sc->app, &err);
	editor_catch_up(ed);
	if (ed->inputs.tb != NULL)
		return inputs_action(ed, a);
	int64_t subject = slides(ed, a);
	ed->sliding = subject != 0;
	if (ed->unsaved && subject != ed->subject) {
		unsigned saved = editor_flush(ed);
		/* Enter after a slide means: that is it. */
		return a == ACTION_OPEN ? saved : saved | app_do(sc->app, a);
	}
	return edit_action(ed, a);
}

/* A key without a meaning here still ends a slide. */
static unsigned
bundle_key(struct screen *sc, uint32_t key)
{
	(void)key;
	return editor_flush(sc->state);
}

static unsigned
bundle_mouse(struct screen *sc, const struct mouse *m)
{
	struct editor *ed = sc->state;
	bool opened = false;
	if (!ed->loaded || ed->gone || ed->inputs.tb != NULL)
		return REACT_NONE;
	/* What is dragged is one change, as what is slid by keys. */
	ed->sliding = m->button == MOUSE_DRAG;
	unsigned saved = ed->sliding ? REACT_NONE : editor_flush(ed);
	if (rect_has(ed->items_at, m->x, m->y)) {
		ed->focus = FOCUS_ITEMS;
		return saved | table_mouse(ed->tb, m, &opened) | REACT_REDRAW;
	}
	if (!rect_has(ed->form_at, m->x, m->y))
		return saved;
	ed->focus = FOCUS_FORM;
	return saved | form_mouse(ed->fm, m) | REACT_REDRAW;
}

/* ------ the rest ------ */

static struct table *
bundle_table(struct screen *sc)
{
	struct editor *ed = sc->state;
	if (ed->inputs.tb != NULL)
		return ed->inputs.tb;
	return ed->focus == FOCUS_ITEMS ? ed->tb : NULL;
}

static struct form *
bundle_form(struct screen *sc)
{
	struct editor *ed = sc->state;
	bool has = ed->inputs.tb == NULL && ed->focus == FOCUS_FORM;
	return has ? ed->fm : NULL;
}

static void
bundle_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	editor_draw(sc->state, cv, area);
}

static void
bundle_status(struct screen *sc, struct str *out)
{
	struct editor *ed = sc->state;
	if (ed->unsaved)
		str_addf(
		    out, "%s   Enter or the next key saves it", ed->label.p);
	else if (ed->focus == FOCUS_FORM)
		str_add(out, "every change is saved at once; u takes it back");
	else
		str_add(out, ed->next.len > 0 ? ed->next.p : "a adds an item");
}

static const enum action item_hints[] = { ACTION_NEXT_PANE, ACTION_EDIT,
	ACTION_MORE, ACTION_LESS, ACTION_ADD, ACTION_DELETE, ACTION_VALUE,
	ACTION_TERMS, ACTION_KEEP, ACTION_COMPARE, ACTION_CART,
	ACTION_CONFLICTS, ACTION_REVIEW, ACTION_INPUTS, ACTION_ACTIVATE,
	ACTION_UNDO, ACTION_EXPORT, ACTION_BACK, ACTION_NONE };
static const enum action form_hints[] = { ACTION_NEXT_PANE, ACTION_LEFT,
	ACTION_RIGHT, ACTION_MORE_10, ACTION_VALUE, ACTION_KEEP, ACTION_COMPARE,
	ACTION_TERMS, ACTION_INPUTS, ACTION_ADD, ACTION_ACTIVATE, ACTION_UNDO,
	ACTION_EXPORT, ACTION_BACK, ACTION_NONE };

static const enum action *
bundle_hints(struct screen *sc)
{
	const struct editor *ed = sc->state;
	return ed->focus == FOCUS_ITEMS ? item_hints : form_hints;
}

const struct screen_ops screen_bundle_ops = {
	.name = "bundle",
	.title = "Bundle",
	.short_title = "Bundle",
	.state_size = sizeof(struct editor),
	.open = bundle_open,
	.close = bundle_close,
	.reload = bundle_reload,
	.action = bundle_action,
	.key = bundle_key,
	.changed = bundle_changed,
	.mouse = bundle_mouse,
	.draw = bundle_draw,
	.table = bundle_table,
	.form = bundle_form,
	.status = bundle_status,
	.hints_now = bundle_hints,
};
