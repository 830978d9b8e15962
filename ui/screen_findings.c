/*
 * screen_findings - asked for when the screen opens and when the data changed;
 * until the answer comes the rows of before stay.
 */
#include "ui/screen_findings.h"

#include "base/num.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/launching.h"
#include "ui/newbundle.h"
#include "ui/pane_table.h"

struct findings {
	enum desk_finding what;
	int64_t id; /* of the product: its id, for indices change */
	uint64_t number; /* of the request under way; 0: none */
	uint64_t answered; /* by the last reload; another screen's too */
	struct view *asked_view; /* only compared */
	struct pane_table list;
	struct str words, title;
};

static const struct rows_look looks[] = {
	{ .column = "contribution_change", .by_sign = true },
};

static struct desk *
desk_of(struct screen *sc)
{
	return app_model(sc->app);
}

/* The index that is asked with; false: the product is gone. */
static bool
index_of(struct screen *sc, int64_t *index)
{
	const struct findings *st = sc->state;
	const struct view *v = desk_view(desk_of(sc));
	size_t product;

	*index = st->id;
	if (st->what != FINDING_UPSELLS)
		return true;
	if (!store_products_index(&v->products, st->id, &product))
		return false;
	*index = (int64_t)product;
	return true;
}

static void
ask(struct screen *sc)
{
	struct findings *st = sc->state;
	struct view *v = desk_view(desk_of(sc));
	int64_t index;

	st->asked_view = v;
	st->number = 0;
	if (v != NULL && index_of(sc, &index))
		st->number = desk_find(desk_of(sc), st->what, index);
}

/* Asks again after any change, for an edit may change everything here; but not
 * when the news was an answer, or two screens would ask in turns. */
static void
ask_again(struct screen *sc)
{
	struct findings *st = sc->state;
	uint64_t answered = desk_find_answered(desk_of(sc));
	bool news = answered == st->answered;

	st->answered = answered;
	if (st->asked_view != desk_view(desk_of(sc)) ||
	    (news && st->what != FINDING_UPSELLS))
		ask(sc);
}

static bool
findings_reload(struct screen *sc, struct err *err)
{
	struct findings *st = sc->state;
	struct listing l;

	(void)err; /* what fails there is the worker's to say */
	if (st->number == 0) {
		ask_again(sc);
		return true;
	}
	st->answered = desk_find_answered(desk_of(sc));
	switch (desk_found(desk_of(sc), st->number, &l, &st->words)) {
	case DESK_NARROWING_BUSY:
		break;
	case DESK_NARROWING_DONE:
		pane_table_open(&st->list, &l, looks, ARRAY_LEN(looks));
		st->number = 0;
		break;
	case DESK_NARROWING_OLD:
		st->number = 0;
		break;
	}
	return true;
}

static bool
open_as(struct screen *sc, enum desk_finding what, int64_t id)
{
	struct findings *st = sc->state;

	st->what = what;
	st->id = id;
	str_init(&st->words);
	str_init(&st->title);
	ask(sc);
	return true;
}

static bool
conflicts_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct findings *st = sc->state;
	struct arena text = { 0 };
	struct store_bundle b;
	bool ok = true;

	(void)open_as(sc, FINDING_CONFLICTS, (int64_t)arg->id);
	str_set(&st->title, "What the live offers do to each other");
	if (arg->id != 0)
		ok = desk_bundle_get(
		    desk_of(sc), (int64_t)arg->id, &text, &b, err);
	if (ok && arg->id != 0)
		str_setf(&st->title, "'%s' with the live offers", b.name);
	arena_release(&text);
	return ok;
}

static bool
upsells_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct findings *st = sc->state;
	const struct view *v = desk_view(desk_of(sc));
	size_t product = (size_t)arg->id;

	str_init(&st->words);
	str_init(&st->title);
	if (v == NULL || product >= v->products.n)
		return err_set(err, ERR_NOT_FOUND, "still loading the shop");
	(void)open_as(
	    sc, FINDING_UPSELLS, v->products.rows[product].product_id);
	str_set(&st->title, "Instead of ");
	str_add_slice(&st->title, view_title(v, product));
	return true;
}

static bool
scenarios_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct findings *st = sc->state;
	struct arena text = { 0 };
	struct store_bundle b;
	bool ok;

	(void)open_as(sc, FINDING_SCENARIOS, (int64_t)arg->id);
	ok = desk_bundle_get(desk_of(sc), (int64_t)arg->id, &text, &b, err);
	if (ok)
		str_setf(&st->title, "'%s', side by side", b.name);
	arena_release(&text);
	return ok;
}

static bool
review_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct findings *st = sc->state;
	struct arena text = { 0 };
	struct store_bundle b;
	bool ok;

	(void)open_as(sc, FINDING_REVIEW, (int64_t)arg->id);
	ok = desk_bundle_get(desk_of(sc), (int64_t)arg->id, &text, &b, err);
	if (ok)
		str_setf(&st->title, "What came of '%s'", b.name);
	arena_release(&text);
	return ok;
}

static bool
outcome_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct findings *st = sc->state;
	struct arena text = { 0 };
	struct store_threshold t;
	bool ok;

	(void)open_as(sc, FINDING_OUTCOME, (int64_t)arg->id);
	ok = desk_threshold_get(desk_of(sc), (int64_t)arg->id, &text, &t, err);
	if (ok)
		str_setf(&st->title, "What came of '%s'", t.name);
	arena_release(&text);
	return ok;
}

static void
findings_close(struct screen *sc)
{
	struct findings *st = sc->state;

	pane_table_close(&st->list);
	str_release(&st->words);
	str_release(&st->title);
}

/* ------ acting on a row ------ */

/* The product and the alternative in one draft: both may be wanted. */
static unsigned
upsells_action(struct screen *sc, enum action a)
{
	struct findings *st = sc->state;
	uint64_t id = 0;

	if (st->list.tb == NULL || !table_identity(st->list.tb, &id))
		return REACT_NONE;
	switch ((int)a) {
	case ACTION_OPEN:
		return app_show(sc->app, "products",
		    &(struct screen_arg){ .id = id, .other = 1 });
	case ACTION_UPSELLS:
		return app_show(
		    sc->app, "upsells", &(struct screen_arg){ .id = id });
	default:
		return REACT_NONE;
	}
}

static const char as_it_is[] =
    "this is the bundle as it is; the lettered rows are kept";

typedef bool
scenario_fn(struct desk *dk, int64_t bundle_id, char letter, struct err *err);

/* Does it to the version of that letter, and says what was done. */
static unsigned
with_scenario(struct screen *sc, char letter, scenario_fn *fn, const char *done)
{
	struct findings *st = sc->state;
	struct err err = ERR_INIT;

	if (letter == '\0')
		return app_message(sc->app, as_it_is);
	if (!fn(desk_of(sc), st->id, letter, &err))
		return app_error(sc->app, &err) | REACT_RELOAD;
	return app_message(
		   sc->app, "scenario %c %s   u takes it back", letter, done) |
	    REACT_RELOAD;
}

static unsigned
launch_scenario(struct screen *sc, char letter)
{
	struct findings *st = sc->state;
	struct str said = STR_INIT;
	unsigned answer;

	if (letter == '\0')
		return app_message(sc->app, as_it_is);
	str_addf(&said, "scenario %c is live   u takes it back", letter);
	answer = launching_begin(sc->app,
	    &(struct desk_launch){
		.kind = LAUNCH_VERSION,
		.bundle = { .bundle_id = st->id },
		.letter = letter,
		.said = said.p,
	    });
	str_release(&said);
	return answer;
}

static unsigned
scenarios_action(struct screen *sc, enum action a)
{
	struct findings *st = sc->state;
	uint64_t id = 0;

	if (a == ACTION_COMPARE)
		return REACT_POP;
	if (st->list.tb == NULL || !table_identity(st->list.tb, &id))
		return REACT_NONE;
	switch ((int)a) {
	case ACTION_OPEN:
		return with_scenario(
		    sc, (char)id, desk_scenario_take, "taken over");
	case ACTION_ACTIVATE:
		return launch_scenario(sc, (char)id);
	case ACTION_DELETE:
		return with_scenario(
		    sc, (char)id, desk_scenario_drop, "dropped");
	default:
		return REACT_NONE;
	}
}

/* ------ after the launch: keep, change or retire ------ */

static unsigned
retire_bundle(struct screen *sc, struct store_bundle *b)
{
	struct str label = STR_INIT;
	struct err err = ERR_INIT;
	unsigned answer;

	b->state = STATE_RETIRED;
	str_addf(&label, "bundle '%s' retired", b->name);
	answer = desk_bundle_save(desk_of(sc), b, label.p, &err)
	    ? app_message(sc->app, "%s   u takes it back", label.p)
	    : app_error(sc->app, &err);
	str_release(&label);
	return answer | REACT_RELOAD;
}

static unsigned
launch_bundle(struct screen *sc, const struct store_bundle *b)
{
	struct str label = STR_INIT, said = STR_INIT;
	unsigned answer;

	str_addf(&label, "bundle '%s' put live", b->name);
	str_addf(&said, "%s   u takes it back", label.p);
	answer = launching_bundle(sc->app, b, label.p, said.p);
	str_release(&label);
	str_release(&said);
	return answer;
}

static unsigned
review_toggle(struct screen *sc)
{
	struct findings *st = sc->state;
	struct arena text = { 0 };
	struct store_bundle b;
	struct err err = ERR_INIT;
	unsigned answer;

	if (!desk_bundle_get(desk_of(sc), st->id, &text, &b, &err))
		answer = app_error(sc->app, &err);
	else if (b.state == STATE_ACTIVE)
		answer = retire_bundle(sc, &b);
	else
		answer = launch_bundle(sc, &b);
	arena_release(&text);
	return answer;
}

static unsigned
outcome_toggle(struct screen *sc)
{
	struct findings *st = sc->state;
	struct arena text = { 0 };
	struct str label = STR_INIT, said = STR_INIT;
	struct desk_launch what = { .kind = LAUNCH_THRESHOLD };
	struct store_threshold *t = &what.threshold;
	struct err err = ERR_INIT;
	bool live;
	unsigned answer;

	if (!desk_threshold_get(desk_of(sc), st->id, &text, t, &err))
		return app_error(sc->app, &err);
	live = t->state != STATE_ACTIVE;
	t->state = live ? STATE_ACTIVE : STATE_RETIRED;
	str_addf(&label, "threshold '%s': %s", t->name,
	    live ? "put live" : "retired");
	str_addf(&said, "%s   u takes it back", label.p);
	what.label = label.p;
	what.said = said.p;
	if (live)
		answer = launching_begin(sc->app, &what);
	else if (desk_threshold_save(desk_of(sc), t, label.p, &err))
		answer = app_message(sc->app, "%s", said.p) | REACT_RELOAD;
	else
		answer = app_error(sc->app, &err) | REACT_RELOAD;
	arena_release(&text);
	str_release(&label);
	str_release(&said);
	return answer;
}

static bool
read_share(struct dialog *dg, double *percent)
{
	return num_parse_percent(
		   slice_trim(slice_of(dialog_text(dg))), percent) &&
	    *percent >= 0;
}

static bool
check_share(void *arg, struct dialog *dg, bool accepting)
{
	double percent;

	(void)arg;
	if (!accepting || read_share(dg, &percent))
		return true;
	dialog_set_error(dg, "write a percent like 20; 0: nobody");
	return false;
}

static unsigned
share_given(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct findings *st = sc->state;
	struct err err = ERR_INIT;
	double percent;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED || !read_share(dg, &percent))
		return REACT_REDRAW;
	if (!(st->what == FINDING_OUTCOME
		    ? desk_threshold_hold_out
		    : desk_hold_out)(desk_of(sc), st->id, percent, &err))
		return app_error(sc->app, &err);
	ask(sc);
	return app_message(sc->app,
		   "%g %% of the customers held out   u takes it back",
		   percent) |
	    REACT_RELOAD;
}

static unsigned
ask_share(struct screen *sc)
{
	struct dialog *dg =
	    dialog_new(DIALOG_PROMPT, "Percent of the customers to hold out");

	dialog_set_check(dg, check_share, sc);
	return app_dialog(sc->app, dg, share_given, sc);
}

static unsigned
review_action(struct screen *sc, enum action a)
{
	struct findings *st = sc->state;

	switch ((int)a) {
	case ACTION_REVIEW:
		return REACT_POP;
	case ACTION_OPEN:
	case ACTION_EDIT:
		return app_show(sc->app, "bundle",
		    &(struct screen_arg){ .id = (uint64_t)st->id });
	case ACTION_ACTIVATE:
		return review_toggle(sc);
	case ACTION_VALUE:
		return ask_share(sc);
	default:
		return REACT_NONE;
	}
}

static unsigned
outcome_action(struct screen *sc, enum action a)
{
	switch ((int)a) {
	case ACTION_REVIEW:
		return REACT_POP;
	case ACTION_OPEN:
	case ACTION_EDIT:
		return app_show(
		    sc->app, "threshold", &(struct screen_arg){ .id = 0 });
	case ACTION_ACTIVATE:
		return outcome_toggle(sc);
	case ACTION_VALUE:
		return ask_share(sc);
	default:
		return REACT_NONE;
	}
}

static void
scenarios_status(struct screen *sc, struct str *out)
{
	const struct findings *st = sc->state;

	str_add(out,
	    st->list.tb != NULL && table_count(st->list.tb) < 2
		? "nothing is kept yet: K in the editor keeps the bundle as it "
		  "is"
		: "Enter takes it over into the bundle, A puts it live");
}

/* ------ the rest ------ */

/* The row under the cursor in full: columns of words are cut. */
static void
add_chosen(const struct findings *st, struct str *out)
{
	static const char *const said[] = { "what", "fix" };
	size_t row = table_cursor(st->list.tb);

	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		int column = listing_column(&st->list.listing, said[i]);
		if (column < 0 || row >= st->list.listing.rows)
			continue;
		str_addf(out, "%s: ", st->list.listing.columns[column].title);
		listing_add_cell(&st->list.listing, row, (size_t)column, out);
		str_add_char(out, '\n');
	}
}

static void
findings_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct findings *st = sc->state;
	struct rect in =
	    draw_box(cv, area, st->title.p, st->number != 0 ? "looking" : NULL);

	if (st->list.tb == NULL) {
		draw_text(cv, rect_cut_top(&in, 1), ROLE_DIM,
		    st->number != 0 ? "looking at all orders" : "nothing");
		return;
	}
	struct slice words = slice_str(&st->words);
	if (table_count(st->list.tb) == 0) {
		draw_wrapped(cv, in, ROLE_TEXT, words);
		return;
	}
	struct str chosen = STR_INIT;
	int rows = draw_wrapped_rows(words, in.w);
	if (words.len > 0 && in.h > rows + 7)
		draw_wrapped(cv, rect_cut_bottom(&in, rows), ROLE_DIM, words);
	add_chosen(st, &chosen);
	rows = draw_wrapped_rows(slice_str(&chosen), in.w);
	if (rows > 0 && in.h > rows + 3)
		draw_wrapped(cv, rect_cut_bottom(&in, rows), ROLE_TEXT,
		    slice_str(&chosen));
	str_release(&chosen);
	table_draw(st->list.tb, cv, in, true);
}

static struct table *
findings_table(struct screen *sc)
{
	return ((struct findings *)sc->state)->list.tb;
}

static const struct listing *
findings_listing(struct screen *sc)
{
	const struct findings *st = sc->state;

	return st->list.tb == NULL ? NULL : &st->list.listing;
}

static const enum action conflict_hints[] = { ACTION_FULL_CELL, ACTION_SEARCH,
	ACTION_SORT, ACTION_EXPORT, ACTION_COPY_TABLE, ACTION_BACK,
	ACTION_NONE };
static const enum action upsell_hints[] = { ACTION_OPEN, ACTION_UPSELLS,
	ACTION_FULL_CELL, ACTION_SORT, ACTION_EXPORT, ACTION_BACK,
	ACTION_NONE };

static const enum action scenario_hints[] = { ACTION_OPEN, ACTION_ACTIVATE,
	ACTION_DELETE, ACTION_UNDO, ACTION_SORT, ACTION_EXPORT, ACTION_BACK,
	ACTION_NONE };

const struct screen_ops screen_conflicts_ops = {
	.name = "conflicts",
	.title = "Conflicts",
	.state_size = sizeof(struct findings),
	.open = conflicts_open,
	.close = findings_close,
	.reload = findings_reload,
	.draw = findings_draw,
	.table = findings_table,
	.listing = findings_listing,
	.hints = conflict_hints,
};

const struct screen_ops screen_upsells_ops = {
	.name = "upsells",
	.title = "Upsells",
	.state_size = sizeof(struct findings),
	.open = upsells_open,
	.close = findings_close,
	.reload = findings_reload,
	.action = upsells_action,
	.draw = findings_draw,
	.table = findings_table,
	.listing = findings_listing,
	.hints = upsell_hints,
};

static const enum action review_hints[] = { ACTION_OPEN, ACTION_ACTIVATE,
	ACTION_VALUE, ACTION_UNDO, ACTION_EXPORT, ACTION_BACK, ACTION_NONE };

const struct screen_ops screen_review_ops = {
	.name = "review",
	.title = "Review",
	.state_size = sizeof(struct findings),
	.open = review_open,
	.close = findings_close,
	.reload = findings_reload,
	.action = review_action,
	.draw = findings_draw,
	.table = findings_table,
	.listing = findings_listing,
	.hints = review_hints,
};

const struct screen_ops screen_outcome_ops = {
	.name = "outcome",
	.title = "Outcome",
	.state_size = sizeof(struct findings),
	.open = outcome_open,
	.close = findings_close,
	.reload = findings_reload,
	.action = outcome_action,
	.draw = findings_draw,
	.table = findings_table,
	.listing = findings_listing,
	.hints = review_hints,
};

const struct screen_ops screen_scenarios_ops = {
	.name = "scenarios",
	.title = "Scenarios",
	.state_size = sizeof(struct findings),
	.open = scenarios_open,
	.close = findings_close,
	.reload = findings_reload,
	.action = scenarios_action,
	.draw = findings_draw,
	.table = findings_table,
	.listing = findings_listing,
	.status = scenarios_status,
	.hints = scenario_hints,
};
