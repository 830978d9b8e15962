/*
 * screen_threshold - one number, chosen along the shop's own orders.
 *
 * The lab is computed by a worker for a whole list of candidates, so that
 * sliding only reads it. The keys slide from candidate to candidate; any other
 * value between the first and the last can be typed. The lab is asked for again
 * when the data or the live threshold changed, never because it arrived.
 */
#include "ui/screen_threshold.h"

#include <math.h>

#include "base/num.h"
#include "ui/screen_threshold_internal.h"

static const enum action hints[] = { ACTION_LEFT, ACTION_RIGHT, ACTION_MORE_10,
	ACTION_VALUE, ACTION_METRIC, ACTION_KEEP, ACTION_ACTIVATE,
	ACTION_INPUTS, ACTION_UNDO, ACTION_EXPORT, ACTION_NONE };

static struct desk *
desk_of(struct screen *sc)
{
	return app_model(sc->app);
}

/* The lab when there is something to choose from, else NULL. */
static const struct lab *
lab_of(struct screen *sc)
{
	const struct lab *lab = desk_lab(desk_of(sc));
	return lab != NULL && lab->n_points > 0 ? lab : NULL;
}

/* ------ life ------ */

static void
ask_lab(struct screen *sc)
{
	struct trial *tr = sc->state;
	struct view *v = desk_view(desk_of(sc));
	tr->live = desk_threshold_live(desk_of(sc));
	if (v == NULL || (v == tr->asked_view && tr->live == tr->asked_live))
		return;
	view_free(tr->asked_view);
	tr->asked_view = view_share(v);
	tr->asked_live = tr->live;
	desk_try_thresholds(desk_of(sc));
}

static double
clip(const struct lab *lab, double value)
{
	double least = lab->points[0].threshold;
	double most = lab->points[lab->n_points - 1].threshold;
	return fmin(fmax(value, least), most);
}

/* Where the cursor begins: what is live, else the recorded rule, else what the
 * advice names, else the middle. */
static void
choose_first(struct trial *tr, const struct lab *lab)
{
	bool named = lab->advice.verdict == THRESHOLD_BETTER ||
	    lab->advice.verdict == THRESHOLD_UNCONFIRMED;
	if (tr->live > 0)
		tr->value = money_major(tr->live, lab->currency.digits);
	else if (lab->rule.kind == CURVE_FREE_FROM)
		tr->value = lab->rule.at;
	else
		tr->value =
		    lab->points[named ? lab->advice.best : lab->n_points / 2]
			.threshold;
}

static void
refresh_inputs(struct trial *tr, const struct lab *lab)
{
	struct basis_row rows[THRESHOLD_MAX_ROWS];
	size_t n = threshold_rows(&lab->inputs, rows);
	input_table_open(&tr->inputs, rows, n, lab->currency.digits);
}

static bool
threshold_reload(struct screen *sc, struct err *err)
{
	struct trial *tr = sc->state;
	(void)err; /* what fails is the worker's to say */
	ask_lab(sc);
	const struct lab *lab = lab_of(sc);
	if (lab == NULL)
		return true;
	tr->horizon =
	    desk_view(desk_of(sc))->settings.value[SETTING_HORIZON_DAYS];
	if (!(tr->value > 0))
		choose_first(tr, lab);
	tr->value = clip(lab, tr->value);
	if (tr->inputs.tb != NULL)
		refresh_inputs(tr, lab);
	return true;
}

static bool
threshold_visit(
    struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct trial *tr = sc->state;
	if (arg->value > 0)
		tr->value = arg->value;
	return threshold_reload(sc, err);
}

static void
threshold_close(struct screen *sc)
{
	struct trial *tr = sc->state;
	input_table_close(&tr->inputs);
	view_free(tr->asked_view);
}

/* ------ choosing ------ */

/* 'steps' candidates on; from between two, the first step goes to one. */
static unsigned
slide(struct screen *sc, int steps)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	if (lab == NULL)
		return REACT_NONE;
	int last = (int)lab->n_points - 1;
	int at = (int)lab_nearest(lab, tr->value);
	double there = lab->points[at].threshold;
	if (there < tr->value && steps < 0)
		at++;
	if (there > tr->value && steps > 0)
		at--;
	at = at + steps < 0 ? 0 : at + steps > last ? last : at + steps;
	tr->value = lab->points[at].threshold;
	return REACT_REDRAW;
}

static unsigned
choose(struct screen *sc, double value)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	if (lab == NULL)
		return REACT_NONE;
	int digits = lab->currency.digits;
	tr->value = money_major(money_round(clip(lab, value), digits), digits);
	return REACT_REDRAW;
}

static bool
check_value(void *arg, struct dialog *dg, bool accepting)
{
	struct screen *sc = arg;
	const struct lab *lab = lab_of(sc);
	int64_t minor = 0;
	struct err err = ERR_INIT;
	if (!accepting)
		return true;
	if (lab == NULL) {
		err_set(&err, ERR_INPUT, "there are no orders to try it on");
	} else if (!money_parse(slice_of(dialog_text(dg)), '.',
		       lab->currency.digits, &minor)) {
		err_set(&err, ERR_INPUT,
		    "'%s' is no amount; write it like 59.90", dialog_text(dg));
	} else {
		double value = money_major(minor, lab->currency.digits);
		if (value >= lab->points[0].threshold &&
		    value <= lab->points[lab->n_points - 1].threshold)
			return true;
		err_set(&err, ERR_INPUT, "values from %.*f to %.*f were tried",
		    lab->currency.digits, lab->points[0].threshold,
		    lab->currency.digits,
		    lab->points[lab->n_points - 1].threshold);
	}
	dialog_set_error(dg, err.text);
	return false;
}

static unsigned
value_typed(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	const struct lab *lab = lab_of(sc);
	int64_t minor = 0;
	if (dialog_outcome(dg) != DIALOG_ACCEPTED || lab == NULL ||
	    !money_parse(
		slice_of(dialog_text(dg)), '.', lab->currency.digits, &minor))
		return REACT_REDRAW;
	return choose(sc, money_major(minor, lab->currency.digits));
}

static unsigned
ask_value(struct screen *sc)
{
	if (lab_of(sc) == NULL)
		return app_message(
		    sc->app, "there are no orders to try a threshold on");
	struct dialog *dg = dialog_new(DIALOG_PROMPT, "Free shipping from");
	dialog_set_check(dg, check_value, sc);
	return app_dialog(sc->app, dg, value_typed, sc);
}

/* ------ acting on it ------ */

static unsigned
set_live(struct screen *sc)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	struct str amount = STR_INIT;
	struct err err = ERR_INIT;
	unsigned answer;
	if (lab == NULL)
		return REACT_NONE;
	int digits = lab->currency.digits;
	int64_t minor = money_round(tr->value, digits);
	money_add_grouped(&amount, minor, digits);
	if (minor == tr->live)
		answer = app_message(
		    sc->app, "free shipping from %s is live already", amount.p);
	else if (desk_threshold_set(desk_of(sc), minor, &err))
		answer = app_message(sc->app,
			     "live: free shipping from %s   u takes it back",
			     amount.p) |
		    REACT_RELOAD;
	else
		answer = app_error(sc->app, &err) | REACT_RELOAD;
	str_release(&amount);
	return answer;
}

/* Beyond the third the oldest goes. */
static unsigned
keep_scenario(struct screen *sc)
{
	struct trial *tr = sc->state;
	if (lab_of(sc) == NULL)
		return REACT_NONE;
	if (tr->n_scenarios == TRIAL_SCENARIOS) {
		tr->n_scenarios--;
		memmove(tr->scenarios, tr->scenarios + 1,
		    (size_t)tr->n_scenarios * sizeof(*tr->scenarios));
	}
	tr->scenarios[tr->n_scenarios++] = tr->value;
	return app_message(sc->app, "kept as scenario %c, until you leave",
	    'A' + tr->n_scenarios - 1);
}

static unsigned
toggle_inputs(struct screen *sc)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	if (tr->inputs.tb != NULL)
		input_table_close(&tr->inputs);
	else if (lab != NULL)
		refresh_inputs(tr, lab);
	else
		return app_message(sc->app, "nothing is projected yet");
	return REACT_REDRAW;
}

static unsigned
inputs_action(struct trial *tr, enum action a)
{
	if (a != ACTION_BACK && a != ACTION_INPUTS)
		return REACT_NONE;
	input_table_close(&tr->inputs);
	return REACT_REDRAW;
}

/* Nothing to choose from yet: the keys of this screen say so. */
static unsigned
refuse(struct screen *sc, enum action a)
{
	for (size_t i = 0; hints[i] != ACTION_NONE; i++) {
		if (hints[i] == a && a != ACTION_UNDO && a != ACTION_EXPORT)
			return app_message(sc->app,
			    desk_lab(desk_of(sc)) == NULL
				? "still trying thresholds; a moment"
				: "there are no orders to try one on");
	}
	return REACT_NONE;
}

static unsigned
threshold_action(struct screen *sc, enum action a)
{
	struct trial *tr = sc->state;
	if (lab_of(sc) == NULL && a == ACTION_INPUTS)
		return app_do(sc->app, ACTION_IMPORT);
	if (lab_of(sc) == NULL)
		return refuse(sc, a);
	if (tr->inputs.tb != NULL)
		return inputs_action(tr, a);
	switch ((int)a) {
	case ACTION_LEFT:
		return slide(sc, -1);
	case ACTION_RIGHT:
		return slide(sc, 1);
	case ACTION_LESS_10:
	case ACTION_PAGE_DOWN:
		return slide(sc, -10);
	case ACTION_MORE_10:
	case ACTION_PAGE_UP:
		return slide(sc, 10);
	case ACTION_FIRST:
		return slide(sc, -TRIAL_MAX_BINS);
	case ACTION_LAST:
		return slide(sc, TRIAL_MAX_BINS);
	case ACTION_VALUE:
	case ACTION_EDIT:
		return ask_value(sc);
	case ACTION_METRIC:
		tr->metric = (enum lab_line_id)((tr->metric + 1) % LAB_LINES);
		return REACT_REDRAW;
	case ACTION_OPEN:
	case ACTION_ACTIVATE:
		return set_live(sc);
	case ACTION_KEEP:
		return keep_scenario(sc);
	case ACTION_INPUTS:
		return toggle_inputs(sc);
	default:
		return REACT_NONE;
	}
}

static unsigned
threshold_mouse(struct screen *sc, const struct mouse *m)
{
	struct trial *tr = sc->state;
	if (tr->inputs.tb != NULL || !rect_has(tr->histogram_at, m->x, m->y))
		return REACT_NONE;
	if (m->button == MOUSE_WHEEL_UP)
		return slide(sc, 1);
	if (m->button == MOUSE_WHEEL_DOWN)
		return slide(sc, -1);
	return choose(sc, trial_value_at(tr, m->x));
}

/* ------ the rest ------ */

static void
threshold_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct trial *tr = sc->state;
	const struct lab *lab = desk_lab(desk_of(sc));
	tr->histogram_at = (struct rect){ .w = 0 };
	if (lab != NULL && lab->n_points > 0) {
		trial_draw(tr, lab, cv, area);
		return;
	}
	struct rect in = rect_inset(area, area.w > 60 ? 8 : 1, 1);
	draw_wrapped(cv, in, ROLE_TEXT,
	    slice_of(lab == NULL ? "trying thresholds on the shop's orders"
				 : "No orders to try a threshold on yet.\n\n"
				   "i   import the shop's orders"));
}

static struct table *
threshold_table(struct screen *sc)
{
	return ((struct trial *)sc->state)->inputs.tb;
}

static void
threshold_status(struct screen *sc, struct str *out)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	if (lab == NULL)
		return;
	lab_add_near(lab, tr->value, out);
	if (tr->live == money_round(tr->value, lab->currency.digits))
		str_add(out, "   live");
	else
		str_add(out, "   Enter sets it live");
}

const struct screen_ops screen_threshold_ops = {
	.name = "threshold",
	.title = "Threshold",
	.short_title = "Thresh",
	.state_size = sizeof(struct trial),
	.open = threshold_visit,
	.close = threshold_close,
	.visit = threshold_visit,
	.reload = threshold_reload,
	.action = threshold_action,
	.mouse = threshold_mouse,
	.draw = threshold_draw,
	.table = threshold_table,
	.status = threshold_status,
	.hints = hints,
};
