/*
 * Two tables over one list: who is chosen, and everybody who bought the one
 * without the other, with the answer each got. The words of a row are put
 * together when it is looked at.
 */
#include "service/following.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "mining/signif.h"
#include "service/analysis.h"
#include "service/browsed.h"
#include "service/complement.h"

/* ---- making the list ---- */

struct place {
	int32_t last;
	const char *ref; /* borrowed */
	uint32_t customer;
};

static int
compare_places(const void *va, const void *vb)
{
	const struct place *a = va, *b = vb;

	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	return strcmp(a->ref, b->ref);
}

/* Who bought it in these days and not the offer: from consent on. */
static bool
is_candidate(const struct following *fo, size_t customer)
{
	return fo->answer[customer] >= FOLLOWUP_CONSENT &&
	    mailable_customer(&fo->m, customer) != NULL;
}

static bool
order_list(struct following *fo, struct err *err)
{
	size_t n = fo->v->sales.customers;
	struct place *place = mem_try_array(n, sizeof(*place), "people", err);

	fo->candidates =
	    mem_try_array(n, sizeof(*fo->candidates), "people", err);
	fo->chosen = mem_try_array(n, sizeof(*fo->chosen), "people", err);
	if (place == NULL || fo->candidates == NULL || fo->chosen == NULL) {
		mem_free(place);
		return false;
	}
	for (size_t c = 0; c < n; c++)
		if (is_candidate(fo, c))
			place[fo->n_candidates++] = (struct place){ fo->last[c],
				mailable_customer(&fo->m, c)->ref,
				(uint32_t)c };
	if (fo->n_candidates > 1)
		qsort(place, fo->n_candidates, sizeof(*place), compare_places);
	for (size_t i = 0; i < fo->n_candidates; i++) {
		uint32_t c = place[i].customer;
		fo->candidates[i] = c;
		if (fo->answer[c] == FOLLOWUP_CHOSEN)
			fo->chosen[fo->n++] = c;
	}
	mem_free(place);
	return true;
}

int32_t
following_newest_day(const struct sales *s)
{
	int32_t newest = 0;

	for (size_t o = 0; o < s->orders; o++)
		if (o == 0 || date_day_of(s->time[o]) > newest)
			newest = date_day_of(s->time[o]);
	return newest;
}

/* ---- who looked ---- */

static enum followup_answer
answer_to_look(const struct browsing_answer *look,
    const struct followup_person *person, int32_t today)
{
	if (look->last == BROWSING_NEVER)
		return look->bought ? FOLLOWUP_HAS_BOTH : FOLLOWUP_ELSEWHERE;
	return followup_may(person, today);
}

static void
take_looks(struct following *fo, const struct browsing_answer *looks,
    const struct browsing_usual *usual, int32_t today)
{
	fo->counts = (struct followup_counts){ .waited = usual->waited,
		.answered = usual->answered };
	for (size_t c = 0; c < fo->v->sales.customers; c++) {
		fo->answer[c] =
		    answer_to_look(&looks[c], &fo->m.person[c], today);
		fo->last[c] = looks[c].last;
		fo->looks[c] = looks[c].looks;
		fo->counts.answers[fo->answer[c]]++;
	}
}

static bool
pick_lookers(struct store *st, struct following *fo,
    const struct followup_query *days, struct err *err)
{
	const struct sales *s = &fo->v->sales;
	struct browsing_query q = { .product = days->a,
		.least_looks = fo->rq.looks,
		.least = days->least,
		.most = days->most,
		.until = days->until,
		.wait = FOLLOWUP_WAIT };
	struct browsing_answer *looks =
	    mem_try_array(s->customers, sizeof(*looks), "people", err);
	struct browsing_usual usual;
	struct browsed b = { .n = 0 };
	bool ok;

	fo->looks =
	    mem_try_array(s->customers, sizeof(*fo->looks), "people", err);
	ok = looks != NULL && fo->looks != NULL &&
	    browsed_of(st, s, days->a, &b, err) &&
	    (b.any ||
		err_set(err, ERR_NOT_FOUND,
		    "nothing is known of what customers looked at; import a "
		    "file of events ('customer_id, sku, event, time')")) &&
	    browsing_pick(s, b.events, b.n, &q, looks, &usual, err);
	if (ok)
		take_looks(fo, looks, &usual, days->today);
	browsed_release(&b);
	mem_free(looks);
	return ok;
}

static bool
pick(struct store *st, struct following *fo, const struct followup_query *q,
    struct err *err)
{
	if (fo->rq.looks > 0)
		return pick_lookers(st, fo, q, err);
	return followup_pick(&fo->v->sales, q, fo->m.person, fo->answer,
	    fo->last, &fo->counts, err);
}

static bool
fill(struct store *st, struct following *fo, const char *segment,
    struct err *err)
{
	const struct sales *s = &fo->v->sales;
	struct followup_query q = {
		.a = (uint32_t)fo->rq.a,
		.b = (uint32_t)fo->rq.b,
		.until = following_newest_day(s),
		.least = fo->rq.least,
		.most = fo->rq.most,
		.today = date_day_of(fo->rq.now),
	};

	fo->answer =
	    mem_try_array(s->customers, sizeof(*fo->answer), "people", err);
	fo->last =
	    mem_try_array(s->customers, sizeof(*fo->last), "people", err);
	if (fo->answer == NULL || fo->last == NULL ||
	    !mailable_load(st, s, q.today, &fo->m, err) ||
	    !mailable_narrow(&fo->m, st, &fo->v->products, segment, err))
		return false;
	mailable_offer(&fo->m, fo->v->products.rows[fo->rq.b].product_id);
	return pick(st, fo, &q, err) && order_list(fo, err);
}

struct following *
following_new(struct store *st, struct view *v,
    const struct following_request *rq, struct err *err)
{
	struct following *fo;
	struct slice a = view_sku(v, rq->a), b = view_sku(v, rq->b);

	if (rq->a == rq->b && rq->looks == 0) {
		err_set(err, ERR_INPUT,
		    "'%.*s' cannot be offered to those who bought it",
		    (int)b.len, b.p);
		return NULL;
	}
	fo = mem_zalloc(sizeof(*fo));
	fo->references = 1;
	fo->rq = *rq;
	str_init(&fo->code);
	if (rq->code != NULL)
		str_set(&fo->code, rq->code);
	fo->rq.code = NULL;
	fo->rq.wording = NULL;
	fo->rq.segment = NULL;
	wording_init(&fo->words);
	fo->v = view_share(v);
	str_init(&fo->list);
	if (rq->looks > 0)
		str_addf(&fo->list, "looked at %.*s", (int)a.len, a.p);
	else
		str_addf(
		    &fo->list, "%.*s > %.*s", (int)a.len, a.p, (int)b.len, b.p);
	if ((rq->wording == NULL ||
		wording_read(
		    &fo->words, FOLLOWING_WORDS, slice_of(rq->wording), err)) &&
	    fill(st, fo, rq->segment, err))
		return fo;
	following_free(fo);
	return NULL;
}

struct following *
following_share(struct following *fo)
{
	__atomic_add_fetch(&fo->references, 1, __ATOMIC_RELAXED);
	return fo;
}

void
following_free(struct following *fo)
{
	if (fo == NULL ||
	    __atomic_sub_fetch(&fo->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	mem_free(fo->answer);
	mem_free(fo->last);
	mem_free(fo->looks);
	mem_free(fo->candidates);
	mem_free(fo->chosen);
	mailable_release(&fo->m);
	str_release(&fo->code);
	wording_release(&fo->words);
	view_free(fo->v);
	str_release(&fo->list);
	mem_free(fo);
}

bool
following_best(struct view *v, size_t a, size_t *b, struct err *err)
{
	struct slice sku = view_sku(v, a);
	uint32_t *sku_rank = analysis_sku_ranks(&v->products);
	bool found = false;
	bool ok = complement_first(v, a, sku_rank, b, &found, err);

	mem_free(sku_rank);
	return ok &&
	    (found ||
		err_set(err, ERR_NOT_FOUND,
		    "nothing is known to go with '%.*s'; name a product to "
		    "offer",
		    (int)sku.len, sku.p));
}

/* ---- the tables ---- */

/* clang-format off */
#define FOLLOW_COLUMNS(X, DAY_ID, DAY_TITLE, DAY_HELP) \
	X(FOL_CUSTOMER, "customer", "customer", CELL_TEXT, COLUMN_FROZEN, 14, 1, "as the shop's files name them") \
	X(FOL_EMAIL, "email", "email", CELL_TEXT, COLUMN_DETAIL, 24, 9, "where the files gave one") \
	X(FOL_DAY, DAY_ID, DAY_TITLE, CELL_DAY, COLUMN_FALLS, 10, 3, DAY_HELP) \
	X(FOL_SKU, "offer_sku", "SKU of offer", CELL_TEXT, COLUMN_DETAIL, 12, 9, "of what is offered") \
	X(FOL_TITLE, "offer", "offer", CELL_TEXT, COLUMN_ALIKE, 24, 2, "what is offered") \
	X(FOL_REASON, "reason", "reason", CELL_TEXT, 0, 70, 2, "in words that the customer may read") \
	X(FOL_CODE, "code", "code", CELL_TEXT, 0, 10, 5, "of a discount") \
	X(FOL_EXPIRES, "expires", "until", CELL_DAY, 0, 10, 5, "last day of the code") \
	X(FOL_ANSWER, "answer", "list", CELL_TEXT, COLUMN_SCREEN, 12, 2, "chosen, held out, or why they are not written to")
#define BOUGHT_COLUMNS(X) FOLLOW_COLUMNS(X, "bought_on", "bought", "day of their newest order with the product")
#define LOOKED_COLUMNS(X) FOLLOW_COLUMNS(X, "looked_on", "looked", "day on which they last looked at it")
/* clang-format on */

enum follow_column {
	BOUGHT_COLUMNS(LISTING_COLUMN_ID) FOLLOW_COLUMN_COUNT
};
static const struct column columns[] = { BOUGHT_COLUMNS(LISTING_COLUMN_ROW) };
static const struct column looked_columns[] = { LOOKED_COLUMNS(
    LISTING_COLUMN_ROW) };

struct follow_rows {
	struct following *fo; /* shared */
	const uint32_t *customers; /* of the list or all candidates */
	struct str text;
};

/* Counts, never a share: "94 of 247 who bought it added it". */
static void
add_reason(const struct following *fo, size_t customer, struct str *out)
{
	wording_add(&fo->words,
	    &(struct wording_facts){
		.bought = view_title(fo->v, fo->rq.a),
		.offer = view_title(fo->v, fo->rq.b),
		.looks = fo->looks != NULL ? fo->looks[customer] : 0,
		.day = fo->last[customer],
		.today = date_day_of(fo->rq.now),
		.both = fo->counts.with_both,
		.buyers = fo->counts.with_a,
		.code = slice_str(&fo->code),
		.until = fo->rq.expires,
	    },
	    out);
}

static const char *
answer_words(const struct following *fo, enum followup_answer a)
{
	if (fo->looks != NULL && a == FOLLOWUP_HAS_BOTH)
		return "have bought it since";
	return followup_answer_words(a);
}

static void
follow_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct follow_rows *r = self;
	const struct following *fo = r->fo;
	size_t c = r->customers[row];
	const struct store_customer *p = mailable_customer(&fo->m, c);

	*out = (struct cell){ .defined = true };
	switch ((int)column) {
	case FOL_CUSTOMER:
		out->text = slice_of(p->ref);
		break;
	case FOL_EMAIL:
		out->defined = p->email != NULL;
		out->text = slice_of(p->email);
		break;
	case FOL_DAY:
		out->count = fo->last[c];
		break;
	case FOL_SKU:
		out->text = view_sku(fo->v, fo->rq.b);
		break;
	case FOL_TITLE:
		out->text = view_title(fo->v, fo->rq.b);
		break;
	case FOL_REASON:
		str_clear(&r->text);
		add_reason(fo, c, &r->text);
		out->text = slice_str(&r->text);
		break;
	case FOL_CODE:
		out->defined = fo->code.len > 0;
		out->text = slice_str(&fo->code);
		break;
	case FOL_ANSWER:
		out->text = slice_of(answer_words(fo, fo->answer[c]));
		break;
	default:
		out->defined = fo->rq.expires != 0;
		out->count = fo->rq.expires;
		break;
	}
}

static void
follow_rows_free(void *self)
{
	struct follow_rows *r = self;

	following_free(r->fo);
	str_release(&r->text);
	mem_free(r);
}

static uint64_t
follow_identity(void *self, size_t row)
{
	const struct follow_rows *r = self;

	return (uint64_t)r->fo->v->sales.customer_id[r->customers[row]];
}

static const struct listing_ops ops = {
	.cell = follow_cell,
	.identity = follow_identity,
	.free = follow_rows_free,
};

static void
make_listing(struct following *fo, bool chosen, struct listing *out)
{
	struct follow_rows *r = mem_zalloc(sizeof(*r));
	size_t n = chosen ? fo->n : fo->n_candidates;

	r->fo = following_share(fo);
	r->customers = chosen ? fo->chosen : fo->candidates;
	str_init(&r->text);
	/* Of the chosen the answer need not be said. */
	listing_init(out, "followups",
	    fo->looks != NULL ? looked_columns : columns,
	    chosen ? FOL_ANSWER : FOLLOW_COLUMN_COUNT, &ops, r, n,
	    fo->v->currency.digits);
}

void
following_listing(struct following *fo, struct listing *out)
{
	make_listing(fo, true, out);
}

void
following_candidates(struct following *fo, struct listing *out)
{
	make_listing(fo, false, out);
}

/* ---- beside the list ---- */

#define Z80 1.2815515655446004 /* both sides of 80 % */

struct signif_interval
following_usual(const struct followup_counts *n)
{
	return signif_wilson((uint64_t)n->answered, (uint64_t)n->waited, Z80);
}

static void
add_expected(const struct followup_counts *n, struct str *out)
{
	struct signif_interval share;

	if (n->waited == 0)
		return;
	str_addf(out,
	    "%lld of %lld who were in the same place before bought it within "
	    "%d days without a message",
	    (long long)n->answered, (long long)n->waited, FOLLOWUP_WAIT);
	if (n->waited >= FOLLOWING_PERCENT_LEAST) {
		share = following_usual(n);
		str_addf(out, " (80 %% range %.1f to %.1f %%)", share.low * 100,
		    share.high * 100);
	}
	str_add_char(out, '\n');
}

void
following_add_rule(const struct following *fo, struct str *out)
{
	struct slice a = view_title(fo->v, fo->rq.a);
	struct slice b = view_title(fo->v, fo->rq.b);

	if (fo->rq.looks > 0) {
		str_addf(out,
		    "looked at '%.*s' %d times or more, %d to %d days before "
		    "the last order, and did not buy it since\n",
		    (int)a.len, a.p, fo->rq.looks, fo->rq.least, fo->rq.most);
		return;
	}
	str_addf(out,
	    "bought '%.*s' %d to %d days before the last order, never "
	    "'%.*s'\n",
	    (int)a.len, a.p, fo->rq.least, fo->rq.most, (int)b.len, b.p);
}

void
following_add_notes(const struct following *fo, struct str *out)
{
	str_addf(out, "%s: ", fo->list.p);
	num_add_counted(out, (int64_t)fo->n, "person", "people");
	for (int a = FOLLOWUP_HAS_BOTH; a < FOLLOWUP_CHOSEN; a++) {
		if (fo->counts.answers[a] == 0)
			continue;
		str_add(out, ", ");
		num_add_grouped(out, fo->counts.answers[a]);
		str_addf(out, " %s", answer_words(fo, (enum followup_answer)a));
	}
	str_add_char(out, '\n');
	add_expected(&fo->counts, out);
}

void
following_add_preview(const struct following *fo, size_t most, struct str *out)
{
	for (size_t i = 0; i < fo->n && i < most; i++) {
		uint32_t c = fo->chosen[i];
		str_addf(out, "%s, %s on ", mailable_customer(&fo->m, c)->ref,
		    fo->looks != NULL ? "looked" : "bought");
		date_add_day(out, fo->last[c]);
		str_add(out, "\n    ");
		add_reason(fo, c, out);
		str_add_char(out, '\n');
	}
	if (fo->n == 0)
		str_add(out, "nobody can be written to\n");
}

bool
following_record(
    const struct following *fo, struct store *st, bool mail, struct err *err)
{
	for (size_t c = 0; c < fo->v->sales.customers; c++) {
		struct store_contact contact = {
			.customer_id = fo->v->sales.customer_id[c],
			.product_id = fo->v->products.rows[fo->rq.b].product_id,
			.list = fo->list.p,
			.at = fo->rq.now,
			.held_out = fo->answer[c] == FOLLOWUP_HELD,
		};
		if (fo->answer[c] < FOLLOWUP_HELD ||
		    (mail && !mailable_has_address(&fo->m, c)))
			continue;
		if (!store_contact_add(st, &contact, err))
			return false;
	}
	return true;
}
