/*
 * screen_threshold - one number, chosen along the shop's own orders.
 *
 * The lab is computed by a worker for a whole list of candidates, so that
 * sliding only reads it. The keys slide from candidate to candidate; any other
 * value between the first and the last can be typed. The lab is asked for again
 * when the data or the live threshold changed, never because it arrived.
 */
#include "ui/screen_threshold.h"
#include "ui/launching.h"

#include <math.h>

#include "base/num.h"
#include "ui/screen_threshold_internal.h"

static const enum action hints[] = { ACTION_LEFT, ACTION_RIGHT, ACTION_MORE_10,
	ACTION_VALUE, ACTION_REWARD, ACTION_METRIC, ACTION_KEEP,
	ACTION_NEXT_PANE, ACTION_COMPARE, ACTION_FILLERS, ACTION_TIERS,
	ACTION_ACTIVATE, ACTION_INPUTS, ACTION_UNDO, ACTION_EXPORT,
	ACTION_NONE };

static const struct rows_look list_looks[] = {
	{ .column = "contribution_change", .by_sign = true },
};

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

/* Fills the open pane anew. Fillers are asked for when the value is another
 * one; until they come the old ones stay. */
static void
refresh_pane(struct screen *sc, const struct lab *lab)
{
	struct trial *tr = sc->state;
	struct basis_row rows[THRESHOLD_MAX_ROWS];
	const struct filling *fg = desk_filling(desk_of(sc));
	struct listing l;
	switch (tr->pane) {
	case TRIAL_INPUTS:
		input_table_open(&tr->inputs, rows,
		    threshold_rows(&lab->inputs, rows), lab->currency.digits);
		break;
	case TRIAL_FILLERS:
		if (fabs(tr->filled_for - tr->value) > 1e-9)
			desk_fill(desk_of(sc), tr->value);
		tr->filled_for = tr->value;
		if (fg == NULL)
			break;
		str_clear(&tr->list_words);
		filling_add_words(fg, &tr->list_words);
		filling_listing(fg, &l);
		pane_table_open(&tr->list, &l, NULL, 0);
		break;
	case TRIAL_COMPARE:
		trying_listing(lab, tr->value, &tr->kept, &l);
		pane_table_open(
		    &tr->list, &l, list_looks, ARRAY_LEN(list_looks));
		break;
	case TRIAL_TIERS:
		trial_show_tiers(sc);
		break;
	case TRIAL_CURVE:
		break;
	}
}

static void
close_pane(struct trial *tr)
{
	input_table_close(&tr->inputs);
	pane_table_close(&tr->list);
	tr->pane = TRIAL_CURVE;
	tr->filled_for = 0;
}

static unsigned
toggle_pane(struct screen *sc, enum trial_pane pane)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	bool open = tr->pane == pane;
	close_pane(tr);
	if (open)
		return REACT_REDRAW;
	if (lab == NULL)
		return app_message(sc->app, "nothing is projected yet");
	tr->pane = pane;
	refresh_pane(sc, lab);
	return REACT_REDRAW;
}

static bool
threshold_reload(struct screen *sc, struct err *err)
{
	struct trial *tr = sc->state;
	ask_lab(sc); /* what fails there is the worker's to say */
	if (!desk_kept(desk_of(sc), &tr->kept, err))
		return false;
	const struct lab *lab = lab_of(sc);
	if (lab == NULL)
		return true;
	tr->horizon =
	    desk_view(desk_of(sc))->settings.value[SETTING_HORIZON_DAYS];
	if (!(tr->value > 0))
		choose_first(tr, lab);
	tr->value = clip(lab, tr->value);
	refresh_pane(sc, lab);
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
	close_pane(tr);
	str_release(&tr->list_words);
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
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	struct str title = STR_INIT;
	if (lab == NULL)
		return app_message(
		    sc->app, "there are no orders to try a threshold on");
	trial_add_reward(&tr->reward, lab->currency.digits, &title);
	str_add(&title, ", from");
	struct dialog *dg = dialog_new(DIALOG_PROMPT, title.p);
	str_release(&title);
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
	unsigned answer;
	if (lab == NULL)
		return REACT_NONE;
	int digits = lab->currency.digits;
	int64_t minor = money_round(tr->value, digits);
	money_add_grouped(&amount, minor, digits);
	if (!lab->saves && minor == tr->live)
		answer = app_message(
		    sc->app, "free shipping from %s is live already", amount.p);
	else
		answer = launching_begin(sc->app,
		    &(struct desk_launch){
			.kind = LAUNCH_REWARD,
			.threshold = lab->saves ? trial_threshold(sc, minor)
						: thresholding_draft("", minor),
		    });
	str_release(&amount);
	return answer;
}

/* The kept value that is chosen; NULL: it is not kept. */
static const struct kept_value *
kept_here(const struct trial *tr, const struct lab *lab)
{
	for (size_t i = 0; i < tr->kept.n; i++)
		if (!tr->kept.rows[i].apart &&
		    tr->kept.rows[i].amount ==
			money_round(tr->value, lab->currency.digits))
			return &tr->kept.rows[i];
	return NULL;
}

static unsigned
keep_scenario(struct screen *sc)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	struct err err = ERR_INIT;
	char letter;
	if (lab == NULL)
		return REACT_NONE;
	const struct kept_value *here = kept_here(tr, lab);
	if (here != NULL)
		return app_message(
		    sc->app, "kept already as scenario %c", here->letter);
	struct store_threshold t =
	    trial_threshold(sc, money_round(tr->value, lab->currency.digits));
	bool kept = desk_keep(desk_of(sc), &t, &letter, &err);
	if (!kept)
		return app_error(sc->app, &err);
	return app_message(sc->app,
		   "kept as scenario %c   C compares   u takes it back",
		   letter) |
	    REACT_RELOAD;
}

/* On to the next kept value, by size. */
static unsigned
next_kept(struct screen *sc, int way)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	if (lab == NULL)
		return REACT_NONE;
	int digits = lab->currency.digits;
	int64_t here = money_round(tr->value, digits) * way, best = 0;
	int64_t least = INT64_MAX;
	bool found = false;
	size_t same = 0;
	for (size_t i = 0; i < tr->kept.n; i++) {
		int64_t at = tr->kept.rows[i].amount * way;
		if (tr->kept.rows[i].apart)
			continue;
		same++;
		least = at < least ? at : least;
		if (at > here && (!found || at < best)) {
			best = at;
			found = true;
		}
	}
	if (same == 0)
		return app_message(sc->app,
		    tr->kept.n == 0 ? "nothing is kept yet; + keeps a value"
				    : "what is kept gives something else; C "
				      "shows it side by side");
	tr->value =
	    clip(lab, money_major((found ? best : least) * way, digits));
	return REACT_REDRAW;
}

static unsigned
drop_kept(struct screen *sc, const struct kept_value *kept)
{
	struct err err = ERR_INIT;
	char letter = kept->letter;
	if (!desk_drop_kept(desk_of(sc), kept, &err))
		return app_error(sc->app, &err) | REACT_RELOAD;
	return app_message(
		   sc->app, "dropped scenario %c   u takes it back", letter) |
	    REACT_RELOAD;
}

static unsigned
drop_scenario(struct screen *sc)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	const struct kept_value *kept = lab != NULL ? kept_here(tr, lab) : NULL;
	if (kept == NULL)
		return app_message(
		    sc->app, "this value is not kept; Tab goes to one that is");
	return drop_kept(sc, kept);
}

/* The kept value under the cursor of the pane of scenarios; NULL: none. */
static const struct kept_value *
kept_under(const struct trial *tr)
{
	uint64_t id = 0;
	if (tr->pane != TRIAL_COMPARE || tr->list.tb == NULL ||
	    !table_identity(tr->list.tb, &id))
		return NULL;
	for (size_t i = 0; i < tr->kept.n; i++)
		if ((uint64_t)(unsigned char)tr->kept.rows[i].letter == id)
			return &tr->kept.rows[i];
	return NULL;
}

/* In the pane of scenarios the row under the cursor is the one chosen; what
 * gives something else is tried from there on. */
static void
choose_row(struct screen *sc)
{
	struct trial *tr = sc->state;
	const struct kept_value *kept = kept_under(tr);
	size_t row =
	    tr->list.tb != NULL ? table_cursor(tr->list.tb) : TABLE_NOWHERE;
	if (tr->pane == TRIAL_COMPARE && row != TABLE_NOWHERE)
		tr->value = rows_value(tr->list.rows, row, "threshold") /
		    pow(10, tr->list.listing.digits);
	if (kept != NULL && kept->apart)
		trial_try_kept(sc, kept);
}

/* The row under the cursor goes live: a kept one as it is. */
static unsigned
set_row_live(struct screen *sc)
{
	struct trial *tr = sc->state;
	const struct kept_value *kept = kept_under(tr);
	if (kept == NULL || !kept->apart) {
		choose_row(sc);
		return set_live(sc);
	}
	return launching_begin(sc->app,
	    &(struct desk_launch){ .kind = LAUNCH_KEPT, .kept = *kept });
}

static unsigned
drop_row(struct screen *sc)
{
	struct trial *tr = sc->state;
	const struct kept_value *kept = kept_under(tr);
	if (kept == NULL)
		return app_message(sc->app, "this row is not kept");
	return drop_kept(sc, kept);
}

static unsigned
pane_action(struct screen *sc, enum action a)
{
	struct trial *tr = sc->state;
	bool compares = tr->pane == TRIAL_COMPARE;
	unsigned answer = tr->pane == TRIAL_TIERS ? trial_tiers_action(sc, a)
						  : (unsigned)REACT_NONE;
	if (answer != REACT_NONE)
		return answer;
	switch ((int)a) {
	case ACTION_TIERS:
		return toggle_pane(sc, TRIAL_TIERS);
	case ACTION_BACK:
		close_pane(tr);
		return REACT_REDRAW;
	case ACTION_INPUTS:
		return toggle_pane(sc, TRIAL_INPUTS);
	case ACTION_FILLERS:
		return toggle_pane(sc, TRIAL_FILLERS);
	case ACTION_COMPARE:
		return toggle_pane(sc, TRIAL_COMPARE);
	case ACTION_OPEN:
		choose_row(sc);
		close_pane(tr);
		return REACT_REDRAW;
	case ACTION_ACTIVATE:
		return compares ? set_row_live(sc) : REACT_NONE;
	case ACTION_DELETE:
		return compares ? drop_row(sc) : REACT_NONE;
	default:
		return REACT_NONE;
	}
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
	if (tr->pane != TRIAL_CURVE)
		return pane_action(sc, a);
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
	case ACTION_NEXT_PANE:
		return next_kept(sc, 1);
	case ACTION_PREV_PANE:
		return next_kept(sc, -1);
	case ACTION_DELETE:
		return drop_scenario(sc);
	case ACTION_COMPARE:
		return toggle_pane(sc, TRIAL_COMPARE);
	case ACTION_FILLERS:
		return toggle_pane(sc, TRIAL_FILLERS);
	case ACTION_INPUTS:
		return toggle_pane(sc, TRIAL_INPUTS);
	case ACTION_TIERS:
	case ACTION_TERMS:
		return toggle_pane(sc, TRIAL_TIERS);
	case ACTION_REWARD:
		return trial_ask_reward(sc);
	default:
		return REACT_NONE;
	}
}

static unsigned
threshold_mouse(struct screen *sc, const struct mouse *m)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	unsigned answer;
	if (lab == NULL || !rect_has(tr->histogram_at, m->x, m->y))
		return REACT_NONE;
	if (m->button == MOUSE_WHEEL_UP)
		answer = slide(sc, 1);
	else if (m->button == MOUSE_WHEEL_DOWN)
		answer = slide(sc, -1);
	else
		answer = choose(sc, trial_value_at(tr, m->x));
	refresh_pane(sc, lab);
	return answer;
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
				 : "Too few orders to try a threshold on.\n\n"
				   "i   import the shop's orders"));
}

static struct table *
threshold_table(struct screen *sc)
{
	struct trial *tr = sc->state;
	return tr->pane == TRIAL_INPUTS ? tr->inputs.tb : tr->list.tb;
}

static void
threshold_status(struct screen *sc, struct str *out)
{
	struct trial *tr = sc->state;
	const struct lab *lab = lab_of(sc);
	if (lab == NULL)
		return;
	lab_add_near(lab, tr->value, out);
	if (!lab->saves &&
	    tr->live == money_round(tr->value, lab->currency.digits))
		str_add(out, "   live");
	else
		str_add(out, "   Enter sets it live");
}

const struct screen_ops screen_threshold_ops = {
	.name = "threshold",
	.title = "Threshold",
	.short_title = "Thr",
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
