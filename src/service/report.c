/*
 * A section is a function; each takes its figures from the service that the
 * screens take them from, as a listing or as lines of text, and puts them on
 * the page. Nothing is computed here.
 */
#include "service/report.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/bundling.h"
#include "service/history.h"
#include "service/lab_request.h"
#include "service/measuring.h"
#include "service/overview.h"
#include "service/pairing.h"
#include "service/report_chart.h"
#include "service/suggest.h"
#include "service/suggest_steps.h"
#include "store/store_history.h"

#include <math.h>

enum {
	TOP_PAIRS = 10,
	TOP_SUGGESTIONS = 3,
	MOST_ACTIONS = 40,
	TABLE_POINTS = 12,
	MOST_COLUMNS = 10
};

#define RECORD_KIND "report"
/* What rounds to 0.0 %; a record holds ten digits of a figure. */
#define SMALLEST_CHANGE 5e-4
#define LABEL_BEGIN     "report to '"

/* What the sections are made from. */
struct report {
	const struct report_request *rq;
	const struct progress *pg;
	struct page page;
	struct overview overview;
	struct str text; /* put together here first */
};

/* ---- tables out of listings ---- */

struct selected {
	const char *id, *title; /* title NULL: the listing's own */
};

/* A listing's columns by id, with its texts for people. */
static bool
add_listing(struct report *r, const struct listing *l, const char *caption,
    const struct selected *columns, size_t n, struct err *err)
{
	struct page_column heads[MOST_COLUMNS];
	int at[MOST_COLUMNS];

	for (size_t c = 0; c < n; c++) {
		at[c] = listing_column(l, columns[c].id);
		if (at[c] < 0)
			BUG("the report asks for a column that is not there");
		const struct column *column = &l->columns[at[c]];
		heads[c].title =
		    columns[c].title != NULL ? columns[c].title : column->title;
		heads[c].number = column->kind != CELL_TEXT;
	}
	page_table(&r->page, caption, heads, n);
	for (size_t row = 0; row < l->rows; row++) {
		for (size_t c = 0; c < n; c++) {
			str_clear(&r->text);
			listing_add_cell(l, row, (size_t)at[c], &r->text);
			page_cell(&r->page, slice_str(&r->text));
		}
		page_row_end(&r->page);
	}
	page_table_end(&r->page);
	str_clear(&r->text);
	return progress_report(r->pg, "writing the report", 0, 0, err);
}

static void
add_text(struct report *r)
{
	page_text(&r->page, slice_str(&r->text));
	str_clear(&r->text);
}

/* Each line a paragraph, and a sentence: the program's own begin small and
 * have no end. */
static void
add_lines(struct report *r)
{
	struct slice rest = slice_str(&r->text), line;
	struct str sentence = STR_INIT;

	while (slice_split(&rest, '\n', &line)) {
		str_clear(&sentence);
		str_add_slice(&sentence, slice_trim(line));
		if (sentence.len == 0)
			continue;
		if (sentence.p[0] >= 'a' && sentence.p[0] <= 'z')
			sentence.p[0] = (char)(sentence.p[0] - 'a' + 'A');
		if (strchr(".!?", sentence.p[sentence.len - 1]) == NULL)
			str_add_char(&sentence, '.');
		page_text(&r->page, slice_str(&sentence));
	}
	str_clear(&r->text);
	str_release(&sentence);
}

/* ---- key figures ---- */

static void
add_kpi(struct report *r, enum kpi_id id)
{
	const struct overview *o = &r->overview;
	const struct kpi *k = &o->recent.kpi[id];
	struct str svg = STR_INIT;

	page_cell(&r->page, slice_of(kpi_title(id)));
	str_clear(&r->text);
	overview_add_value(o, id, &r->text);
	page_cell(&r->page, slice_str(&r->text));
	str_clear(&r->text);
	overview_add_change(k, &r->text);
	page_cell(&r->page, slice_str(&r->text));
	str_clear(&r->text);
	overview_add_interval(k, &r->text);
	page_cell(&r->page, slice_str(&r->text));
	str_setf(&r->text, "%s by week, one year", kpi_title(id));
	report_chart_spark(k->weeks, KPI_WEEKS, r->text.p, &svg);
	if (page_shows_pictures(&r->page))
		page_cell_picture(&r->page, &svg);
	page_row_end(&r->page);
	str_release(&svg);
}

static void
add_key_figures(struct report *r)
{
	static const struct page_column columns[] = {
		{ "figure", false },
		{ "value", true },
		{ "change", true },
		{ "95 % interval of the change", true },
		{ "by week", false },
	};
	size_t n = ARRAY_LEN(columns) - !page_shows_pictures(&r->page);
	const struct kpi_report *recent = &r->overview.recent;

	page_section(&r->page, "Key figures");
	str_setf(&r->text, "Values over all orders; changes compare ");
	date_add_day(&r->text, recent->since);
	str_add(&r->text, " to ");
	date_add_day(&r->text, recent->until);
	str_add(&r->text, " with the days from ");
	date_add_day(&r->text, recent->before);
	str_add(&r->text, " on. The median order is ");
	money_add_grouped(&r->text,
	    money_round(
		r->overview.all.median_order, r->overview.currency.digits),
	    r->overview.currency.digits);
	str_add_char(&r->text, '.');
	add_text(r);
	page_table(&r->page, "Key figures", columns, n);
	for (int id = 0; id < KPI_COUNT; id++)
		add_kpi(r, (enum kpi_id)id);
	page_table_end(&r->page);
}

/* ---- since the last report ---- */

/* The newest record of an earlier day; its strings live in *records. */
static bool
find_last(const struct report_request *rq, struct store_records *records,
    const struct store_record **out, struct err *err)
{
	*out = NULL;
	if (!store_records_load(rq->st, RECORD_KIND, NULL, records, err))
		return false;
	for (size_t i = 0; i < records->n; i++) {
		if (date_day_of(records->rows[i].at) < rq->today)
			*out = &records->rows[i];
	}
	return true;
}

/* The value of a figure in a record's lines "aov 53.84". */
static bool
recorded_value(const char *content, const char *name, double *out)
{
	struct slice rest = slice_of(content), line, word;

	while (slice_split(&rest, '\n', &line)) {
		if (slice_split(&line, ' ', &word) && slice_eq_c(word, name))
			return num_parse_double(line, out);
	}
	return false;
}

static void
add_then_and_now(struct report *r, const struct store_record *last)
{
	static const struct page_column columns[] = {
		{ "figure", false },
		{ "then", true },
		{ "now", true },
		{ "change", true },
	};
	struct overview then = r->overview;

	page_table(
	    &r->page, "Figures then and now", columns, ARRAY_LEN(columns));
	for (int id = 0; id < KPI_COUNT; id++) {
		struct kpi *k = &then.all.kpi[id];
		const struct kpi *now = &r->overview.all.kpi[id];
		double value;
		if (!now->defined ||
		    !recorded_value(
			last->content, kpi_name((enum kpi_id)id), &value))
			continue;
		page_cell(&r->page, slice_of(kpi_title((enum kpi_id)id)));
		k->value = value;
		str_clear(&r->text);
		overview_add_value(&then, (enum kpi_id)id, &r->text);
		page_cell(&r->page, slice_str(&r->text));
		str_clear(&r->text);
		overview_add_value(&r->overview, (enum kpi_id)id, &r->text);
		page_cell(&r->page, slice_str(&r->text));
		k->has_change = fabs(value) > 0;
		k->change = k->has_change ? now->value / value - 1 : 0;
		if (fabs(k->change) < SMALLEST_CHANGE)
			k->change = 0;
		str_clear(&r->text);
		overview_add_change(k, &r->text);
		page_cell(&r->page, slice_str(&r->text));
		page_row_end(&r->page);
	}
	page_table_end(&r->page);
	str_clear(&r->text);
}

static bool
is_report(const struct store_action *a)
{
	return slice_starts(slice_of(a->label), LABEL_BEGIN);
}

/* A decision that still holds; writing a report is none. */
static bool
is_decision(const struct store_action *a)
{
	return a->state == ACTION_DONE && a->undoes == 0 && a->undone_by == 0 &&
	    !is_report(a);
}

/* Number of the action that kept the record; 0: there is none. */
static int64_t
action_of(const struct store_actions *actions, const struct store_record *last)
{
	for (size_t i = 0; last != NULL && i < actions->n; i++) {
		const struct store_action *a = &actions->rows[i];
		if (a->at == last->at && is_report(a))
			return a->action_id;
	}
	return 0;
}

/* What was decided since then, newest first. */
static bool
add_actions(struct report *r, const struct store_record *last, struct err *err)
{
	struct store_actions actions;
	size_t shown = 0, more = 0;

	if (!store_actions_load(r->rq->st, 0, &actions, err))
		return false;
	int64_t since = action_of(&actions, last);
	page_list(&r->page);
	for (size_t i = 0; i < actions.n; i++) {
		const struct store_action *a = &actions.rows[i];
		if (!is_decision(a) || a->action_id <= since)
			continue;
		if (shown == MOST_ACTIONS) {
			more++;
			continue;
		}
		str_clear(&r->text);
		date_add_day(&r->text, date_day_of(a->at));
		str_addf(&r->text, ": %s", a->label);
		page_item(&r->page, slice_str(&r->text));
		shown++;
	}
	if (more > 0) {
		str_setf(&r->text, "and %zu more", more);
		page_item(&r->page, slice_str(&r->text));
	}
	if (shown == 0)
		page_item(&r->page, slice_of("nothing"));
	page_list_end(&r->page);
	store_actions_release(&actions);
	str_clear(&r->text);
	return true;
}

static bool
add_since_last(struct report *r, struct err *err)
{
	struct store_records records = { .n = 0 };
	const struct store_record *last;
	bool ok = find_last(r->rq, &records, &last, err);

	if (ok && last != NULL) {
		page_section(&r->page, "Since the last report");
		str_set(&r->text, "The last report was written on ");
		date_add_day(&r->text, date_day_of(last->at));
		str_add_char(&r->text, '.');
		add_text(r);
		add_then_and_now(r, last);
	} else if (ok) {
		page_section(&r->page, "Decided so far");
	}
	if (ok)
		page_heading(&r->page, "What was decided");
	ok = ok && add_actions(r, last, err);
	store_records_release(&records);
	return ok;
}

/* ---- pairs ---- */

static bool
add_pairs(struct report *r, struct err *err)
{
	static const struct selected columns[] = {
		{ "title_a", "product" },
		{ "title_b", "goes with" },
		{ "orders_both", "orders with both" },
		{ "expected", "by chance" },
		{ "lift", "lift" },
		{ "lift_low", "low 90 %" },
		{ "lift_high", "high 90 %" },
		{ "evidence", "evidence" },
	};
	struct pairing_query query = {
		.product = PAIRING_ALL,
		.least = EVIDENCE_LIKELY,
		.limit = TOP_PAIRS,
	};
	struct listing l;
	bool ok;

	page_section(&r->page, "Best pairs");
	str_set(&r->text,
	    "Products that are bought together more often than basket sizes "
	    "and their own popularity explain.");
	add_text(r);
	if (!pairing_listing(r->rq->v, &query, &l, err))
		return false;
	if (l.rows == 0) {
		str_set(&r->text, "No pair has enough orders yet.");
		add_text(r);
		ok = true;
	} else {
		ok = add_listing(
		    r, &l, "Best pairs", columns, ARRAY_LEN(columns), err);
	}
	listing_release(&l);
	return ok;
}

/* ---- bundles ---- */

static void
add_effect(struct report *r, const char *title, const struct outlook *o)
{
	static const struct page_column columns[] = {
		{ "effect", false },
		{ "before", true },
		{ "after", true },
		{ "change", true },
		{ "80 % range", true },
	};
	struct outlook_line lines[OUTLOOK_LINES];
	size_t n = outlook_lines(o, r->rq->v, lines);
	const struct projection *pr = &o->projection;

	str_setf(&r->text, "Projected effect of %s", title);
	page_table(&r->page, r->text.p, columns, ARRAY_LEN(columns));
	str_clear(&r->text);
	for (size_t i = 0; i < n; i++) {
		page_cell(&r->page, slice_of(lines[i].name));
		page_cell(&r->page, slice_of(lines[i].before));
		page_cell(&r->page, slice_of(lines[i].after));
		page_cell(&r->page, slice_of(lines[i].change));
		page_cell(&r->page, slice_of(lines[i].range));
		page_row_end(&r->page);
	}
	page_table_end(&r->page);
	projection_explain(pr, &o->exposure, &r->text);
	add_lines(r);
	str_addf(&r->text, "Take rate projected %.1f %%",
	    pr->take_rate.median * 100);
	if (pr->breakeven_contribution.defined &&
	    pr->breakeven_contribution.value <= 1)
		str_addf(&r->text, ", break-even for contribution at %.1f %%",
		    pr->breakeven_contribution.value * 100);
	str_addf(&r->text,
	    "; chance that contribution rises %.0f %%. Changes are for %.0f "
	    "days.",
	    pr->p_positive * 100, o->inputs.value[PROJECTION_HORIZON]);
	page_note(&r->page, slice_str(&r->text));
	str_clear(&r->text);
}

static bool
project(struct report *r, const struct store_bundle *b, struct err *err)
{
	const struct view *v = r->rq->v;
	struct outlook_request request = { .v = v };
	struct outlook *o = mem_zalloc(sizeof(*o));
	struct arena memory = { 0 };
	bool ok = bundling_offer(v, b, &memory, &request.offer, err) &&
	    bundling_live(r->rq->st, v, r->rq->today, b->bundle_id, &memory,
		&request.live, &request.n_live, err) &&
	    measuring_teach(r->rq->st, b, r->rq->today, &request, err) &&
	    outlook_compute(&request, r->pg, o, err);

	if (ok)
		add_effect(r, b->title != NULL ? b->title : b->name, o);
	arena_release(&memory);
	mem_free(o);
	return ok;
}

/* One that cannot be projected (a price is missing) says why; stopping is
 * stopping. */
static bool
add_bundle(struct report *r, const struct store_bundle *b, struct err *err)
{
	const struct view *v = r->rq->v;
	struct err why = ERR_INIT;

	page_heading(&r->page, b->title != NULL ? b->title : b->name);
	str_addf(
	    &r->text, "%s; ", b->state == STATE_ACTIVE ? "Live" : "Proposed");
	bundling_add_contents(v, b, &r->text);
	str_add(&r->text, "; ");
	bundling_add_discount(b, v->currency.digits, &r->text);
	str_add_char(&r->text, '.');
	add_text(r);
	if (b->message != NULL && b->message[0] != '\0')
		page_note(&r->page, slice_of(b->message));
	if (project(r, b, &why))
		return true;
	if (why.code == ERR_STOPPED)
		return err_set(err, ERR_STOPPED, "%s", why.text);
	str_setf(&r->text, "Not projected: %s.", why.text);
	add_text(r);
	return true;
}

static bool
add_bundles_in(struct report *r, const struct store_bundles *all,
    enum store_state state, size_t *n, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < all->n; i++) {
		if (all->rows[i].state != state)
			continue;
		ok = add_bundle(r, &all->rows[i], err);
		++*n;
	}
	return ok;
}

static bool
add_bundles(struct report *r, struct err *err)
{
	struct store_bundles all = { .n = 0 };
	size_t n = 0;
	bool ok = store_bundles_load(r->rq->st, &all, err);

	page_section(&r->page, "Bundles");
	ok = ok && add_bundles_in(r, &all, STATE_ACTIVE, &n, err) &&
	    add_bundles_in(r, &all, STATE_DRAFT, &n, err);
	if (ok && n == 0) {
		str_set(&r->text, "No bundle is live or proposed.");
		add_text(r);
	}
	store_bundles_release(&all);
	return ok;
}

static bool
add_suggestions(struct report *r, struct err *err)
{
	const struct view *v = r->rq->v;
	struct suggestions found;
	bool ok =
	    suggest_find(r->rq->st, v, r->rq->today, r->pg, &found, err) &&
	    suggest_steps_add(
		r->rq->st, r->rq->v, r->rq->today, r->pg, &found, NULL, err);

	if (ok && found.n > 0) {
		page_heading(&r->page, "What to do next");
		page_list(&r->page);
	}
	for (size_t i = 0; ok && i < found.n && i < TOP_SUGGESTIONS; i++) {
		const struct suggestion *s = &found.rows[i];
		str_clear(&r->text);
		suggest_add_name(v, s, &r->text);
		if (!suggest_is_worded(s))
			str_addf(&r->text, ", %.10g %% off", s->percent);
		str_add(&r->text, ": contribution ");
		money_add_grouped(&r->text,
		    money_round(s->contribution.low80, v->currency.digits),
		    v->currency.digits);
		str_add(&r->text, " to ");
		money_add_grouped(&r->text,
		    money_round(s->contribution.high80, v->currency.digits),
		    v->currency.digits);
		str_add(&r->text, "; ");
		suggest_add_reason(v, s, &r->text);
		page_item(&r->page, slice_str(&r->text));
	}
	if (ok && found.n > 0)
		page_list_end(&r->page);
	suggestions_release(&found);
	str_clear(&r->text);
	return ok;
}

/* ---- threshold ---- */

/* A dozen rows are enough beside the picture: evenly spread, with the rule of
 * today and the best among them. */
static bool
is_telling(void *arg, const struct listing *l, size_t row)
{
	const struct lab *lab = arg;
	size_t step = (lab->n_points + TABLE_POINTS - 1) / TABLE_POINTS;

	(void)l;
	return row % step == 0 || row == lab->advice.best ||
	    (lab->has_now && row == lab_nearest(lab, lab->now.threshold));
}

static bool
add_curve(struct report *r, struct lab *lab, struct err *err)
{
	static const struct selected columns[] = {
		{ "threshold", "free from" },
		{ "aov", "AOV" },
		{ "aov_change", "AOV change" },
		{ "contribution_change", "contribution change" },
		{ "contribution_change_low80", "low 80 %" },
		{ "contribution_change_high80", "high 80 %" },
		{ "p_better", "chance it is better" },
	};
	struct str svg = STR_INIT;
	struct listing l;
	bool ok;

	report_chart_curve(lab, false, &svg);
	if (svg.len > 0)
		page_picture(&r->page, &svg,
		    "Change of contribution against today, by the value from "
		    "which shipping is free: median and 80 % range.");
	str_clear(&svg);
	report_chart_curve(lab, true, &svg);
	if (svg.len > 0)
		page_picture(&r->page, &svg,
		    "Change of AOV against today, by the same value: median "
		    "and 80 % range.");
	str_release(&svg);
	lab_listing(lab, &l);
	ok = listing_keep(&l, is_telling, lab, err) &&
	    add_listing(r, &l, "Free shipping by threshold", columns,
		ARRAY_LEN(columns), err);
	listing_release(&l);
	return ok;
}

static bool
add_threshold(struct report *r, struct err *err)
{
	struct thresholding_scope scope = { .v = r->rq->v,
		.today = r->rq->today };
	struct store_origins origins;
	struct lab_request request = {
		.fee = -1,
		.ship_cost = -1,
		.precise = true,
	};
	struct lab lab = { .n_points = 0 };
	bool ok =
	    lab_request_load(r->rq->st, &scope, &origins, &request, err) &&
	    lab_compute(&request, r->pg, &lab, err);

	page_section(&r->page, "Free shipping");
	if (ok) {
		lab_add_rule(&lab, &r->text);
		add_lines(r);
		threshold_explain(
		    &lab.advice, lab.points, lab.currency.digits, &r->text);
		add_lines(r);
		lab_add_gaps(&lab, &r->text);
		add_lines(r);
		ok = add_curve(r, &lab, err);
	}
	lab_release(&lab);
	store_origins_release(&origins);
	return ok;
}

/* ---- all of it ---- */

static void
add_title(struct report *r, struct str *subtitle)
{
	const struct kpi_report *all = &r->overview.all;

	str_set(subtitle, "Report of ");
	date_add_day(subtitle, r->rq->today);
	str_add(subtitle, " on ");
	num_add_grouped(subtitle, all->orders);
	str_add(subtitle, " orders from ");
	date_add_day(subtitle, all->since);
	str_add(subtitle, " to ");
	date_add_day(subtitle, all->until);
	str_addf(subtitle, "; money in %s",
	    r->overview.currency.code[0] != '\0' ? r->overview.currency.code
						 : "the shop's currency");
}

bool
report_write(const struct report_request *rq, const struct progress *pg,
    struct str *out, struct err *err)
{
	struct report *r = mem_zalloc(sizeof(*r));
	struct str subtitle = STR_INIT;
	bool ok;

	r->rq = rq;
	r->pg = pg;
	str_init(&r->text);
	ok = overview_compute(rq->v, &r->overview, err);
	if (ok && rq->v->uncounted > 0) {
		view_add_no_orders(rq->v, &r->text);
		ok = err_set(err, ERR_NOT_FOUND, "%s", r->text.p);
	}
	if (ok && r->overview.all.orders == 0)
		ok = err_set(err, ERR_NOT_FOUND,
		    "there are no orders to report on; 'endcap import FILE' "
		    "reads them");
	if (ok) {
		add_title(r, &subtitle);
		page_begin(&r->page, rq->format, out,
		    rq->title != NULL ? rq->title
				      : "Order value, bundles and thresholds",
		    subtitle.p);
		add_key_figures(r);
		ok = add_since_last(r, err) && add_pairs(r, err) &&
		    add_bundles(r, err) && add_suggestions(r, err) &&
		    add_threshold(r, err);
		page_end(&r->page);
	}
	str_release(&subtitle);
	str_release(&r->text);
	mem_free(r);
	return ok;
}

bool
report_keep(const struct report_request *rq, const char *name, struct err *err)
{
	struct overview *o = mem_zalloc(sizeof(*o));
	struct str content = STR_INIT, label = STR_INIT;
	struct store_record record = { .kind = RECORD_KIND, .name = name };
	bool ok = overview_compute(rq->v, o, err);

	for (int id = 0; ok && id < KPI_COUNT; id++) {
		const struct kpi *k = &o->all.kpi[id];
		if (!k->defined)
			continue;
		str_addf(&content, "%s ", kpi_name((enum kpi_id)id));
		num_add_double(&content, k->value);
		str_add_char(&content, '\n');
	}
	str_addf(&label, LABEL_BEGIN "%s'", name);
	record.content = content.p;
	ok = ok && store_action_begin(rq->st, label.p, err) &&
	    store_record_add(rq->st, &record, err) &&
	    store_action_commit(rq->st, NULL, err);
	store_action_rollback(rq->st);
	str_release(&content);
	str_release(&label);
	mem_free(o);
	return ok;
}
