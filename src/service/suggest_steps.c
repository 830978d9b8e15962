/*
 * The lab and the follow-ups as rows of suggestions: their words are made here
 * and kept, as those of an offer to stop are.
 */
#include "service/suggest_steps.h"

#include "base/mem.h"
#include "base/num.h"
#include "service/following.h"
#include "service/lab_request.h"

/* Room for one more, whose place is found at the end. */
static struct suggestion *
add_step(struct suggestions *out, enum suggest_kind kind, const char *offer,
    const char *reason)
{
	struct suggestion *s;
	size_t cap = out->n; /* a few rows: grown each time */

	out->rows =
	    mem_reserve(out->rows, &cap, out->n + 1, sizeof(*out->rows));
	s = &out->rows[out->n++];
	*s = (struct suggestion){
		.kind = kind,
		.threshold = kind == SUGGEST_THRESHOLD,
		.offer = arena_strdup(&out->text, offer),
		.reason = arena_strdup(&out->text, reason),
	};
	s->set.pieces = 1;
	return s;
}

/* ---- the threshold ---- */

static void
name_threshold(const struct lab *lab, struct str *out)
{
	int digits = lab->currency.digits;
	double best = lab->points[lab->advice.best].threshold;

	str_add(out, "free shipping from ");
	money_add_grouped(out, money_round(best, digits), digits);
	if (lab->rule.kind == CURVE_FREE_FROM) {
		str_add(out, " instead of ");
		money_add_grouped(
		    out, money_round(lab->rule.at, digits), digits);
	} else if (lab->rule.kind == CURVE_ALL_FREE) {
		str_add(out, " instead of always");
	}
}

static void
take_threshold(const struct lab *lab, struct suggestions *out)
{
	const struct threshold_advice *a = &lab->advice;
	const struct threshold_point *best;
	struct str name = STR_INIT, reason = STR_INIT;
	struct suggestion *s;

	if (lab->n_points == 0 ||
	    (a->verdict != THRESHOLD_BETTER &&
		a->verdict != THRESHOLD_UNCONFIRMED))
		return;
	best = &lab->points[a->best];
	name_threshold(lab, &name);
	threshold_explain(a, lab->points, lab->currency.digits, &reason);
	str_add(&reason, "; ");
	lab_add_near(lab, best->threshold, &reason);
	s = add_step(out, SUGGEST_THRESHOLD, name.p, reason.p);
	s->contribution = best->contribution_change;
	s->ranked_by = s->contribution.mean;
	s->p_positive = best->p_better;
	str_release(&name);
	str_release(&reason);
}

static bool
add_threshold(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out,
    struct suggest_grounds *grounds, struct err *err)
{
	struct thresholding_scope scope = { .v = v, .today = today };
	struct store_origins origins;
	struct lab_request rq = {
		.fee = -1,
		.ship_cost = -1,
		.precise = true,
	};
	struct lab *lab = grounds->lab = mem_zalloc(sizeof(*lab));
	bool ok = lab_request_load(st, &scope, &origins, &rq, err) &&
	    lab_compute(&rq, pg, lab, err);

	if (ok)
		take_threshold(lab, out);
	store_origins_release(&origins);
	return ok;
}

/* ---- people ---- */

static double
among(const struct reach_row *row, double share)
{
	return (double)row->counts.answers[FOLLOWUP_CHOSEN] * share *
	    row->margin;
}

static void
take_people(const struct view *v, const struct reach_row *row,
    const struct reach_request *rq, struct suggestions *out)
{
	const struct followup_counts *n = &row->counts;
	struct signif_interval usual = following_usual(n);
	struct slice a = view_title(v, row->a), b = view_title(v, row->b);
	struct str name = STR_INIT, reason = STR_INIT;
	struct suggestion *s;

	str_add(&name, "write to ");
	num_add_counted(&name, n->answers[FOLLOWUP_CHOSEN], "buyer", "buyers");
	str_addf(&name, " of %.*s: %.*s", (int)a.len, a.p, (int)b.len, b.p);
	str_addf(&reason, "they bought %.*s %d to %d days ago and never %.*s; ",
	    (int)a.len, a.p, rq->least, rq->most, (int)b.len, b.p);
	num_add_grouped(&reason, n->answered);
	str_add(&reason, " of ");
	num_add_grouped(&reason, n->waited);
	str_addf(&reason,
	    " such buyers came back for it by themselves within %d days",
	    FOLLOWUP_WAIT);
	s = add_step(out, SUGGEST_FOLLOW_UP, name.p, reason.p);
	s->offer_id = v->products.rows[row->a].product_id;
	s->contribution = (struct range){
		.median = row->worth,
		.mean = row->worth,
		.low80 = among(row, usual.low),
		.high80 = among(row, usual.high),
		.low95 = among(row, usual.low),
		.high95 = among(row, usual.high),
	};
	s->ranked_by = s->contribution.mean;
	s->p_positive = 1;
	str_release(&name);
	str_release(&reason);
}

/* May anybody be written to at all? Looking for every product's buyers is worth
 * a second of a million lines, and most shops' files say nothing of consent. */
static bool
find_anybody(struct store *st, const struct view *v, int32_t today, bool *any,
    struct err *err)
{
	struct mailable m;
	bool ok = mailable_load(st, &v->sales, today, &m, err);

	*any = false;
	for (size_t c = 0; ok && !*any && c < v->sales.customers; c++)
		*any = followup_may(&m.person[c], today) == FOLLOWUP_CHOSEN;
	mailable_release(&m);
	return ok;
}

static bool
add_people(struct store *st, struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out,
    struct suggest_grounds *grounds, struct err *err)
{
	const struct reach_request rq = {
		.least = FOLLOWING_LEAST,
		.most = FOLLOWING_MOST,
		.today = today,
	};
	struct reach *re;
	size_t taken = 0;
	bool any;

	if (!find_anybody(st, v, today, &any, err))
		return false;
	if (!any)
		return true;
	re = grounds->reach = reach_new(st, v, &rq, pg, err);
	if (re == NULL)
		return false;
	for (size_t i = 0; i < re->n && taken < SUGGEST_STEPS_PEOPLE; i++)
		if (re->rows[i].priced && re->rows[i].worth > 0) {
			take_people(v, &re->rows[i], &re->rq, out);
			taken++;
		}
	return true;
}

/* ---- their places ---- */

static int
compare(const void *a, const void *b)
{
	const struct suggestion *x = a, *y = b;
	bool stop = x->kind == SUGGEST_STOP;

	if (stop != (y->kind == SUGGEST_STOP))
		return stop ? -1 : 1;
	return (x->ranked_by < y->ranked_by) - (x->ranked_by > y->ranked_by);
}

/* Few rows, and those that were there keep their order: by insertion. */
static void
put_in_place(struct suggestions *s, size_t from)
{
	for (size_t i = from; i < s->n; i++) {
		struct suggestion moved = s->rows[i];
		size_t at = i;

		while (at > 0 && compare(&moved, &s->rows[at - 1]) < 0) {
			s->rows[at] = s->rows[at - 1];
			at--;
		}
		s->rows[at] = moved;
	}
}

void
suggest_grounds_release(struct suggest_grounds *grounds)
{
	if (grounds->lab != NULL)
		lab_release(grounds->lab);
	mem_free(grounds->lab);
	reach_free(grounds->reach);
	*grounds = (struct suggest_grounds){ .lab = NULL };
}

bool
suggest_steps_add(struct store *st, struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out,
    struct suggest_grounds *grounds, struct err *err)
{
	struct suggest_grounds unwanted = { .lab = NULL };
	struct suggest_grounds *gr = grounds != NULL ? grounds : &unwanted;
	size_t bundles = out->n;
	bool ok = !cut_is_all(&v->cut) ||
	    (add_threshold(st, v, today, pg, out, gr, err) &&
		add_people(st, v, today, pg, out, gr, err));

	if (ok)
		put_in_place(out, bundles);
	suggest_grounds_release(&unwanted);
	return ok;
}
