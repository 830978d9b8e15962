/*
 * Looking for a product's first complement is the long part, so only products
 * that somebody bought in the days asked about are looked at.
 */
#include "service/reach.h"

#include "base/mem.h"
#include "base/num.h"
#include "service/addon.h"
#include "service/analysis.h"
#include "service/complement.h"
#include "service/following.h"
#include "service/mailable.h"
#include "service/pairing.h"

enum {
	REPORT_EVERY = 64 /* products between two reports */
};

/* ---- finding them ---- */

struct search {
	struct reach *re;
	struct mailable m;
	struct followup_days days;
	uint32_t *sku_rank;
	struct followup_query query;
	size_t cap;
};

/* Did anybody buy it last in these days? */
static bool
is_recent(const struct search *s, size_t product)
{
	const struct followup_spell *spell =
	    &s->days.spell[s->days.first[product]];

	for (size_t i = 0; i < s->days.n[product]; i++) {
		int32_t ago = s->query.until - spell[i].last;
		if (ago >= s->query.least && ago <= s->query.most)
			return true;
	}
	return false;
}

static int64_t
candidates(const struct followup_counts *n)
{
	int64_t sum = 0;

	for (int a = FOLLOWUP_CONSENT; a < FOLLOWUP_ANSWER_COUNT; a++)
		sum += n->answers[a];
	return sum;
}

static void
value(const struct reach *re, struct reach_row *row)
{
	const struct followup_counts *n = &row->counts;
	bool measured;

	row->priced = addon_margin(re->v, row->b, &row->margin, &measured);
	row->worth = !row->priced || n->waited == 0
	    ? 0
	    : (double)n->answers[FOLLOWUP_CHOSEN] * (double)n->answered /
		(double)n->waited * row->margin;
}

static bool
look_at(struct search *s, size_t a, struct err *err)
{
	struct reach *re = s->re;
	struct reach_row row = { .a = (uint32_t)a };
	void *grown = re->rows;
	bool found;
	size_t b;

	if (!is_recent(s, a))
		return true;
	if (!complement_first(re->v, a, s->sku_rank, &b, &found, err))
		return false;
	if (!found)
		return true;
	s->query.a = row.a;
	s->query.b = row.b = (uint32_t)b;
	mailable_offer(&s->m, re->v->products.rows[b].product_id);
	followup_days_count(&s->days, &s->query, s->m.person, &row.counts);
	if (candidates(&row.counts) == 0)
		return true;
	value(re, &row);
	if (!mem_try_reserve(&grown, &s->cap, re->n + 1, sizeof(*re->rows),
		"follow-ups", err))
		return false;
	re->rows = grown;
	re->rows[re->n++] = row;
	return true;
}

/* Ties go by index, which is the order products came in. */
static int
compare_rows(const void *va, const void *vb)
{
	const struct reach_row *a = va, *b = vb;
	int64_t due_a = a->counts.answers[FOLLOWUP_CHOSEN];
	int64_t due_b = b->counts.answers[FOLLOWUP_CHOSEN];
	int64_t all_a = candidates(&a->counts), all_b = candidates(&b->counts);

	if (a->worth < b->worth || a->worth > b->worth)
		return a->worth > b->worth ? -1 : 1;
	if (due_a != due_b)
		return due_a > due_b ? -1 : 1;
	if (all_a != all_b)
		return all_a > all_b ? -1 : 1;
	return a->a < b->a ? -1 : 1;
}

static bool
find_all(struct search *s, const struct progress *pg, struct err *err)
{
	struct reach *re = s->re;
	size_t n = re->v->sales.products;

	for (size_t a = 0; a < n; a++) {
		if (a % REPORT_EVERY == 0 &&
		    !progress_report(pg, "looking for follow-ups", (int64_t)a,
			(int64_t)n, err))
			return false;
		if (!look_at(s, a, err))
			return false;
	}
	if (re->n > 1)
		qsort(re->rows, re->n, sizeof(*re->rows), compare_rows);
	return true;
}

struct reach *
reach_new(struct store *st, struct view *v, const struct reach_request *rq,
    const struct progress *pg, struct err *err)
{
	struct reach *re = mem_zalloc(sizeof(*re));
	struct search s = { .re = re };
	bool ok;

	*re = (struct reach){ .references = 1, .rq = *rq, .v = view_share(v) };
	re->rq.segment = NULL;
	s.sku_rank = analysis_sku_ranks(&v->products);
	s.query = (struct followup_query){
		.until = following_newest_day(&v->sales),
		.least = rq->least,
		.most = rq->most,
		.today = rq->today,
	};
	ok = followup_days_init(&s.days, &v->sales, err) &&
	    mailable_load(st, &v->sales, rq->today, &s.m, err) &&
	    mailable_narrow(&s.m, st, &v->products, rq->segment, err) &&
	    find_all(&s, pg, err);
	followup_days_release(&s.days);
	mailable_release(&s.m);
	mem_free(s.sku_rank);
	if (ok)
		return re;
	reach_free(re);
	return NULL;
}

struct reach *
reach_share(struct reach *re)
{
	__atomic_add_fetch(&re->references, 1, __ATOMIC_RELAXED);
	return re;
}

void
reach_free(struct reach *re)
{
	if (re == NULL ||
	    __atomic_sub_fetch(&re->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	mem_free(re->rows);
	view_free(re->v);
	mem_free(re);
}

/* ---- the table ---- */

/* clang-format off */
#define REACH_COLUMNS(X) \
	X(REA_BOUGHT_SKU, "bought_sku", "SKU bought", CELL_TEXT, COLUMN_DETAIL, 12, 9, "of the product they bought") \
	X(REA_BOUGHT, "bought", "bought", CELL_TEXT, COLUMN_FROZEN | COLUMN_ALIKE, 22, 1, "the product they bought, by name") \
	X(REA_OFFER_SKU, "offer_sku", "SKU of offer", CELL_TEXT, COLUMN_DETAIL, 12, 9, "of the complement they never bought") \
	X(REA_OFFER, "offer", "but not", CELL_TEXT, COLUMN_ALIKE, 22, 1, "its best complement, which they never bought") \
	X(REA_PEOPLE, "people", "people", CELL_COUNT, COLUMN_FALLS, 6, 3, "who bought the one in these days and never the other") \
	X(REA_DUE, "due", "due", CELL_COUNT, COLUMN_FALLS, 5, 2, "of them, who may be written to today") \
	X(REA_HELD, "held_out", "held", CELL_COUNT, COLUMN_FALLS, 5, 7, "of them, held out to compare with") \
	X(REA_ANSWERED, "answered", "answered", CELL_COUNT, COLUMN_FALLS | COLUMN_DETAIL, 8, 9, "earlier buyers who bought it within 90 days unasked") \
	X(REA_WAITED, "waited", "of", CELL_COUNT, COLUMN_FALLS | COLUMN_DETAIL, 8, 9, "earlier buyers who had 90 days for it") \
	X(REA_SHARE, "answer", "usual", CELL_SHARE, COLUMN_FALLS, 7, 4, "of earlier such buyers, those who bought it within 90 days unasked; of 30 or more") \
	X(REA_LOW, "answer_low", "from", CELL_SHARE, COLUMN_FALLS | COLUMN_DETAIL, 7, 9, "low end of its 80 % range") \
	X(REA_HIGH, "answer_high", "to", CELL_SHARE, COLUMN_FALLS | COLUMN_DETAIL, 7, 9, "high end of its 80 % range") \
	X(REA_WORTH, "worth", "worth", CELL_MONEY, COLUMN_FALLS, 9, 5, "contribution of a piece each if as many of those due buy it")
/* clang-format on */

enum reach_column {
	REACH_COLUMNS(LISTING_COLUMN_ID) REACH_COLUMN_COUNT
};
static const struct column columns[] = { REACH_COLUMNS(LISTING_COLUMN_ROW) };

struct reach_rows {
	struct reach *re;
};

static void
share_cell(
    const struct followup_counts *n, enum reach_column column, struct cell *out)
{
	struct signif_interval usual = following_usual(n);

	out->defined = n->waited >= FOLLOWING_PERCENT_LEAST;
	if (!out->defined)
		return;
	out->number = column == REA_LOW ? usual.low
	    : column == REA_HIGH        ? usual.high
				 : (double)n->answered / (double)n->waited;
}

static void
reach_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct reach_rows *r = self;
	const struct reach_row *k = &r->re->rows[row];
	const struct followup_counts *n = &k->counts;

	*out = (struct cell){ .defined = true };
	switch ((enum reach_column)column) {
	case REA_BOUGHT_SKU:
		out->text = view_sku(r->re->v, k->a);
		break;
	case REA_BOUGHT:
		out->text = view_title(r->re->v, k->a);
		break;
	case REA_OFFER_SKU:
		out->text = view_sku(r->re->v, k->b);
		break;
	case REA_OFFER:
		out->text = view_title(r->re->v, k->b);
		break;
	case REA_PEOPLE:
		out->count = candidates(n);
		break;
	case REA_DUE:
		out->count = n->answers[FOLLOWUP_CHOSEN];
		break;
	case REA_HELD:
		out->count = n->answers[FOLLOWUP_HELD];
		break;
	case REA_ANSWERED:
		out->count = n->answered;
		break;
	case REA_WAITED:
		out->count = n->waited;
		break;
	case REA_WORTH:
		out->defined = k->priced && n->waited > 0;
		out->count = money_round(k->worth, r->re->v->currency.digits);
		break;
	case REA_SHARE:
	case REA_LOW:
	case REA_HIGH:
	case REACH_COLUMN_COUNT:
		share_cell(n, (enum reach_column)column, out);
		break;
	}
}

static uint64_t
reach_identity(void *self, size_t row)
{
	const struct reach_rows *r = self;

	return pairing_identity(r->re->rows[row].a, r->re->rows[row].b);
}

static void
reach_rows_free(void *self)
{
	struct reach_rows *r = self;

	reach_free(r->re);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = reach_cell,
	.identity = reach_identity,
	.free = reach_rows_free,
};

void
reach_listing(struct reach *re, struct listing *out)
{
	struct reach_rows *r = mem_zalloc(sizeof(*r));

	r->re = reach_share(re);
	listing_init(out, "followups", columns, REACH_COLUMN_COUNT, &ops, r,
	    re->n, re->v->currency.digits);
}

void
reach_add_rule(const struct reach *re, struct str *out)
{
	bool anybody = false;

	for (size_t i = 0; i < re->n; i++)
		anybody =
		    anybody || re->rows[i].counts.answers[FOLLOWUP_CHOSEN] > 0;
	str_addf(out, "bought %d to %d days before the last order; ",
	    re->rq.least, re->rq.most);
	str_add(out,
	    anybody ? "due: gave consent, not held out, not written to lately"
		    : "nobody is due: import customers with consent (yes) and "
		      "email");
}
