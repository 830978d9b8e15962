/*
 * wiring - two tables (screens, host) and the questions the host asks.
 *
 * Nothing here keeps state: the desk is the model, and dialogs take the app as
 * their argument.
 */
#include "ui/wiring.h"

#include "base/date.h"
#include "base/num.h"
#include "ui/command.h"
#include "ui/conflict.h"
#include "ui/cutting.h"
#include "ui/exporting.h"
#include "ui/importing.h"
#include "ui/screen_activity.h"
#include "ui/screen_bundle.h"
#include "ui/screen_bundles.h"
#include "ui/screen_cart.h"
#include "ui/screen_findings.h"
#include "ui/screen_import.h"
#include "ui/screen_overview.h"
#include "ui/screen_output.h"
#include "ui/screen_pair.h"
#include "ui/screen_pairs.h"
#include "ui/screen_products.h"
#include "ui/screen_segments.h"
#include "ui/screen_settings.h"
#include "ui/screen_threshold.h"
#include "ui/tour.h"

enum {
	TAB_COUNT = 7
};

/* Tabs first, in the order of their keys. */
static const struct screen_ops *const screens[] = {
	&screen_overview_ops,
	&screen_products_ops,
	&screen_pairs_ops,
	&screen_bundles_ops,
	&screen_threshold_ops,
	&screen_segments_ops,
	&screen_activity_ops,
	&screen_pair_ops,
	&screen_bundle_ops,
	&screen_import_ops,
	&screen_settings_ops,
	&screen_output_ops,
	&screen_cart_ops,
	&screen_conflicts_ops,
	&screen_upsells_ops,
	&screen_scenarios_ops,
	&screen_review_ops,
	&screen_outcome_ops,
};

/* ------ the top line ------ */

static void
add_period(const struct desk *dk, struct str *out)
{
	const struct overview *o = desk_overview(dk);

	if (o == NULL || o->all.orders == 0)
		return;
	date_add_day(out, o->all.since);
	str_add(out, "..");
	date_add_day(out, o->all.until);
}

static void
host_header(void *model, struct app_header *out)
{
	struct desk *dk = model;
	const struct overview *o = desk_overview(dk);
	struct job_state state;

	str_add(&out->shop, desk_shop(dk));
	add_period(dk, &out->period);
	if (o != NULL && o->all.orders > 0) {
		str_addf(&out->extra, "%s  ", o->currency.code);
		num_add_counted(&out->extra, o->all.orders, "order", "orders");
	}
	cut_add_words(desk_cut(dk), &out->filter);
	desk_progress(dk, &state);
	bool reading = desk_glance(dk) == NULL && desk_busy(dk);
	str_add(&out->saved, state.running || reading ? "working" : "saved");
}

/* ------ news ------ */

static void
show_progress(struct desk *dk, struct app *app)
{
	struct job_state state;
	struct str pace = STR_INIT;

	desk_progress(dk, &state);
	app_progress(
	    app, state.running ? state.phase : NULL, state.done, state.total);
	app_stoppable(app, desk_stoppable(dk));
	desk_add_pace(dk, &pace);
	app_pace(app, pace.p);
	str_release(&pace);
}

/* "   ! details  w write them" behind the line about an import. */
static void
add_import_keys(struct app *app, const struct desk *dk, struct str *text)
{
	const struct desk_imported *im = desk_imported(dk);

	if (!im->ok || im->set_aside == 0 ||
	    !slice_eq(slice_str(text), slice_str(&im->line)))
		return;
	str_add(text, "   ");
	if (app_add_key(app, ACTION_DETAILS, text))
		str_add(text, " details  ");
	if (app_add_key(app, ACTION_WRITE_REJECTS, text))
		str_add(text, " write them");
}

static unsigned
host_work(void *model, struct app *app)
{
	const unsigned data = DESK_VIEW | DESK_OVERVIEW | DESK_PROJECTION |
	    DESK_LAB | DESK_FILLING | DESK_CURATION | DESK_INTAKE |
	    DESK_NARROWED | DESK_PEOPLE | DESK_FOLLOWING | DESK_FOUND |
	    DESK_TRACED | DESK_ADDITION | DESK_LAUNCHED;
	struct desk *dk = model;
	struct str text = STR_INIT;
	bool is_error = false;
	unsigned news = desk_collect(dk);
	unsigned answer = REACT_NONE;

	if ((news & DESK_PROGRESS) != 0) {
		show_progress(dk, app);
		answer = REACT_REDRAW;
	}
	if ((news & data) != 0)
		answer = REACT_RELOAD;
	if ((news & DESK_OUTPUT) != 0)
		answer |= app_show(app, "output", NULL);
	if (desk_message(dk, &text, &is_error)) {
		struct err err = ERR_INIT;
		add_import_keys(app, dk, &text);
		err_set(&err, ERR_IO, "%s", text.p);
		if ((news & DESK_CONFLICT) != 0)
			answer |= conflict_show(app, &err);
		else
			answer |= is_error ? app_error(app, &err)
					   : app_message(app, "%s", text.p);
	}
	str_release(&text);
	return answer;
}

static bool
host_busy(void *model)
{
	return desk_busy(model);
}

static bool
host_stop(void *model)
{
	return desk_stop(model);
}

static bool
host_attend(void *model)
{
	return desk_look_for_changes(model);
}

/* ------ undo and redo ------ */

typedef bool
step_fn(struct desk *dk, bool foreign, struct str *said, struct err *err);

static unsigned
step(struct app *app, step_fn *take, dialog_done_fn *ask_first)
{
	struct str said = STR_INIT;
	struct err err = ERR_INIT;
	unsigned answer;

	if (take(app_model(app), ask_first == NULL, &said, &err)) {
		answer = app_message(app, "↶ %s", said.p) | REACT_RELOAD;
	} else if (err.code == ERR_CONFLICT && ask_first != NULL) {
		struct dialog *dg =
		    dialog_new(DIALOG_CONFIRM, "Somebody else's change");
		/* The words up to the hint for scripts. */
		struct slice rest = slice_of(err.text), reason;
		if (slice_split(&rest, ';', &reason))
			str_add_slice(&said, reason);
		str_add(&said, ".\nGo on all the same?");
		dialog_set_body(dg, said.p);
		answer = app_dialog(app, dg, ask_first, app);
	} else {
		answer = app_error(app, &err);
	}
	str_release(&said);
	return answer;
}

static unsigned
undo_confirmed(void *arg, struct dialog *dg)
{
	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(arg, "left as it is");
	return step(arg, desk_undo, NULL);
}

static unsigned
redo_confirmed(void *arg, struct dialog *dg)
{
	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(arg, "left as it is");
	return step(arg, desk_redo, NULL);
}

/* ------ the host ------ */

static unsigned
host_action(void *model, struct app *app, enum action a)
{
	switch ((int)a) {
	case ACTION_UNDO:
		return step(app, desk_undo, undo_confirmed);
	case ACTION_REDO:
		return step(app, desk_redo, redo_confirmed);
	case ACTION_IMPORT:
		return app_show(app, "import", NULL);
	case ACTION_DETAILS:
		return importing_show(app);
	case ACTION_WRITE_REJECTS:
		return importing_ask_rejects(app);
	case ACTION_EXPORT:
		return exporting_ask(app);
	case ACTION_SETTINGS:
		return app_show(app, "settings", NULL);
	case ACTION_PERIOD:
		return cutting_ask(app);
	case ACTION_SEGMENT:
		return cutting_ask_segment(app);
	case ACTION_RELOAD:
		desk_reload(model);
		return app_message(app, "reading everything again");
	default:
		return REACT_NONE;
	}
}

static const struct app_host host = {
	.header = host_header,
	.work = host_work,
	.busy = host_busy,
	.stop = host_stop,
	.attend = host_attend,
	.action = host_action,
	.command = command_run,
	.complete = command_complete,
};

void
wiring_setup(struct app_setup *setup, struct desk *dk)
{
	setup->model = dk;
	setup->host = &host;
	setup->screens = screens;
	setup->n_screens = ARRAY_LEN(screens);
	setup->n_tabs = TAB_COUNT;
	setup->worker_fd = desk_fd(dk);
	tour_setup(setup);
}

/* ------ for the documentation ------ */

static void
add_action(const struct keymap *km, enum action a, struct str *out)
{
	struct str keys = STR_INIT;

	if (keymap_add_keys(km, "", a, 4, &keys))
		str_addf(out, "| %s | %s | %s |\n", keys.p, action_name(a),
		    action_help(a));
	str_release(&keys);
}

/* A line of a keymap as a row, when it is one screen's own. */
static void
add_scoped(struct slice line, struct str *out)
{
	struct slice scope, key;
	enum action a;

	if (!slice_split(&line, ' ', &scope) ||
	    !slice_split(&line, ' ', &key) || slice_eq_c(scope, "global") ||
	    slice_eq_c(scope, "dialog") || !action_parse(slice_trim(line), &a))
		return;
	str_addf(out, "| %.*s | %.*s | %s | %s |\n", (int)scope.len, scope.p,
	    (int)key.len, key.p, action_name(a), action_help(a));
}

static void
add_screens(const struct keymap *km, struct str *out)
{
	struct str text = STR_INIT;
	struct slice rest, line;

	keymap_print(km, &text);
	rest = slice_str(&text);
	str_add(out,
	    "\n**on one screen**\n\n| screen | key | action | |\n"
	    "|---|---|---|---|\n");
	while (slice_split(&rest, '\n', &line))
		add_scoped(line, out);
	str_release(&text);
}

void
wiring_add_keys(struct str *out)
{
	struct keymap *km = keymap_new();

	for (int g = 0; g < GROUP_COUNT; g++) {
		str_addf(out,
		    "\n**%s**\n\n| keys | action | |\n|---|---|---|\n",
		    action_group_name((enum action_group)g));
		for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
			if (action_group((enum action)a) ==
			    (enum action_group)g)
				add_action(km, (enum action)a, out);
		}
	}
	add_screens(km, out);
	command_add_table(out);
	keymap_free(km);
}
