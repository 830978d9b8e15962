/*
 * Contacts of the past become a few numbers of each customer before anybody is
 * chosen; the words of a row are put together when it is looked at.
 */
#include "service/following.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "mining/signif.h"
#include "service/complement.h"
#include "service/pairing.h"
#include "store/store_curation.h"

enum {
	LEAST_FOR_PERCENT = 30 /* people, below which counts must do */
};
#define Z80 1.2815515655446004 /* both sides of 80 % */

/* ---- who is who ---- */

static bool
index_of(const struct sales *s, int64_t customer_id, size_t *index)
{
	size_t low = 0, high = s->customers;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->customer_id[middle] < customer_id)
			low = middle + 1;
		else
			high = middle;
	}
	*index = low;
	return low < s->customers && s->customer_id[low] == customer_id;
}

static void
add_contact(const struct following *fo, const struct store_contact *c,
    struct followup_person *p)
{
	int32_t day = date_day_of(c->at), today = date_day_of(fo->rq.now);
	int64_t offer = fo->v->products.rows[fo->rq.b].product_id;

	if (c->held_out)
		return;
	if (c->product_id == offer && day > p->offered)
		p->offered = day;
	if (day > p->contacted)
		p->contacted = day;
	p->messages += today - day < FOLLOWUP_QUARTER;
}

static bool
know_people(struct store *st, struct following *fo,
    struct followup_person *people, struct err *err)
{
	struct store_contacts contacts;
	size_t c;

	if (!store_customers_load(st, &fo->people, err) ||
	    !store_contacts_load(st, &contacts, err))
		return false;
	for (size_t i = 0; i < fo->v->sales.customers; i++)
		people[i] = (struct followup_person){ .contacted = INT32_MIN,
			.offered = INT32_MIN };
	for (size_t i = 0; i < fo->people.n; i++) {
		const struct store_customer *p = &fo->people.rows[i];
		if (!index_of(&fo->v->sales, p->customer_id, &c))
			continue;
		people[c].consent = p->consent;
		people[c].held_out = followup_is_held_out(slice_of(p->ref));
	}
	for (size_t i = 0; i < contacts.n; i++)
		if (index_of(&fo->v->sales, contacts.rows[i].customer_id, &c))
			add_contact(fo, &contacts.rows[i], &people[c]);
	store_contacts_release(&contacts);
	return true;
}

static const struct store_customer *
person_of(const struct following *fo, size_t customer)
{
	int64_t id = fo->v->sales.customer_id[customer];
	size_t low = 0, high = fo->people.n;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;
		if (fo->people.rows[middle].customer_id <= id)
			low = middle;
		else
			high = middle;
	}
	return &fo->people.rows[low];
}

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

static bool
order_list(struct following *fo, struct err *err)
{
	size_t n = fo->v->sales.customers;
	struct place *place = mem_try_array(n, sizeof(*place), "people", err);

	fo->chosen = mem_try_array(n, sizeof(*fo->chosen), "people", err);
	if (place == NULL || fo->chosen == NULL) {
		mem_free(place);
		return false;
	}
	for (size_t c = 0; c < n; c++)
		if (fo->answer[c] == FOLLOWUP_CHOSEN)
			place[fo->n++] = (struct place){ fo->last[c],
				person_of(fo, c)->ref, (uint32_t)c };
	if (fo->n > 1)
		qsort(place, fo->n, sizeof(*place), compare_places);
	for (size_t i = 0; i < fo->n; i++)
		fo->chosen[i] = place[i].customer;
	mem_free(place);
	return true;
}

static int32_t
newest_day(const struct sales *s)
{
	int32_t newest = 0;

	for (size_t o = 0; o < s->orders; o++)
		if (o == 0 || date_day_of(s->time[o]) > newest)
			newest = date_day_of(s->time[o]);
	return newest;
}

static bool
fill(struct store *st, struct following *fo, struct err *err)
{
	const struct sales *s = &fo->v->sales;
	struct followup_query q = {
		.a = (uint32_t)fo->rq.a,
		.b = (uint32_t)fo->rq.b,
		.until = newest_day(s),
		.least = fo->rq.least,
		.most = fo->rq.most,
		.today = date_day_of(fo->rq.now),
	};
	struct followup_person *people =
	    mem_try_array(s->customers, sizeof(*people), "people", err);
	bool ok;

	fo->answer =
	    mem_try_array(s->customers, sizeof(*fo->answer), "people", err);
	fo->last =
	    mem_try_array(s->customers, sizeof(*fo->last), "people", err);
	ok = people != NULL && fo->answer != NULL && fo->last != NULL &&
	    know_people(st, fo, people, err) &&
	    followup_pick(
		s, &q, people, fo->answer, fo->last, &fo->counts, err) &&
	    order_list(fo, err);
	mem_free(people);
	return ok;
}

struct following *
following_new(struct store *st, struct view *v,
    const struct following_request *rq, struct err *err)
{
	struct following *fo;
	struct slice a = view_sku(v, rq->a), b = view_sku(v, rq->b);

	if (rq->a == rq->b) {
		err_set(err, ERR_INPUT,
		    "'%.*s' cannot be offered to those who bought it",
		    (int)b.len, b.p);
		return NULL;
	}
	fo = mem_zalloc(sizeof(*fo));
	fo->rq = *rq;
	fo->v = view_share(v);
	str_init(&fo->list);
	str_addf(&fo->list, "%.*s > %.*s", (int)a.len, a.p, (int)b.len, b.p);
	if (fill(st, fo, err))
		return fo;
	following_free(fo);
	return NULL;
}

void
following_free(struct following *fo)
{
	if (fo == NULL)
		return;
	mem_free(fo->answer);
	mem_free(fo->last);
	mem_free(fo->chosen);
	store_customers_release(&fo->people);
	view_free(fo->v);
	str_release(&fo->list);
	mem_free(fo);
}

bool
following_best(struct view *v, size_t a, size_t *b, struct err *err)
{
	struct slice sku = view_sku(v, a);
	struct listing l;
	bool found = false;
	size_t of;

	if (!complement_listing(v, 1, &l, err))
		return false;
	for (size_t i = 0; i < l.rows && !found; i++) {
		pairing_products(listing_identity(&l, i), &of, b);
		found = of == a;
	}
	listing_release(&l);
	return found ||
	    err_set(err, ERR_NOT_FOUND,
		"nothing is known to go with '%.*s'; name a product to offer",
		(int)sku.len, sku.p);
}

/* ---- the table ---- */

/* clang-format off */
#define FOLLOW_COLUMNS(X) \
	X(FOL_CUSTOMER, "customer", "customer", CELL_TEXT, COLUMN_FROZEN, 14, 1, "as the shop's files name them") \
	X(FOL_EMAIL, "email", "email", CELL_TEXT, COLUMN_DETAIL, 24, 9, "where the files gave one") \
	X(FOL_DAY, "bought_on", "bought", CELL_DAY, COLUMN_FALLS, 10, 3, "day of their newest order with the product") \
	X(FOL_SKU, "offer_sku", "SKU of offer", CELL_TEXT, COLUMN_DETAIL, 12, 9, "of what is offered") \
	X(FOL_TITLE, "offer", "offer", CELL_TEXT, 0, 24, 2, "what is offered") \
	X(FOL_REASON, "reason", "reason", CELL_TEXT, 0, 70, 2, "in words that the customer may read") \
	X(FOL_CODE, "code", "code", CELL_TEXT, 0, 10, 5, "of a discount") \
	X(FOL_EXPIRES, "expires", "until", CELL_DAY, 0, 10, 5, "last day of the code")
/* clang-format on */

enum follow_column {
	FOLLOW_COLUMNS(LISTING_COLUMN_ID) FOLLOW_COLUMN_COUNT
};
static const struct column columns[] = { FOLLOW_COLUMNS(LISTING_COLUMN_ROW) };

struct follow_rows {
	const struct following *fo;
	struct str text;
};

static const char *const months[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };

/* Counts, never a share: "94 of 247 who bought it added it". */
static void
add_reason(const struct following *fo, int32_t day, struct str *out)
{
	struct slice a = view_title(fo->v, fo->rq.a);
	int year, month, mday, now;

	date_civil(date_day_of(fo->rq.now), &now, &month, &mday);
	date_civil(day, &year, &month, &mday);
	str_addf(out, "goes with the %.*s you bought in %s", (int)a.len, a.p,
	    months[month - 1]);
	if (year != now)
		str_addf(out, " %d", year);
	if (fo->counts.with_both > 0)
		str_addf(out, "; %lld of %lld who bought it added this",
		    (long long)fo->counts.with_both,
		    (long long)fo->counts.with_a);
}

static void
follow_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct follow_rows *r = self;
	const struct following *fo = r->fo;
	size_t c = fo->chosen[row];
	const struct store_customer *p = person_of(fo, c);

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
		add_reason(fo, fo->last[c], &r->text);
		out->text = slice_str(&r->text);
		break;
	case FOL_CODE:
		out->defined = fo->rq.code != NULL;
		out->text = slice_of(fo->rq.code);
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

	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = follow_cell,
	.free = follow_rows_free,
};

void
following_listing(struct following *fo, struct listing *out)
{
	struct follow_rows *r = mem_zalloc(sizeof(*r));

	r->fo = fo;
	str_init(&r->text);
	listing_init(out, "followups", columns, FOLLOW_COLUMN_COUNT, &ops, r,
	    fo->n, fo->v->currency.digits);
}

/* ---- beside the list ---- */

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
	if (n->waited >= LEAST_FOR_PERCENT) {
		share = signif_wilson(
		    (uint64_t)n->answered, (uint64_t)n->waited, Z80);
		str_addf(out, " (80 %% range %.1f to %.1f %%)", share.low * 100,
		    share.high * 100);
	}
	str_add_char(out, '\n');
}

void
following_add_notes(const struct following *fo, struct str *out)
{
	str_addf(out, "%s: ", fo->list.p);
	num_add_grouped(out, (int64_t)fo->n);
	str_add(out, " people");
	for (int a = FOLLOWUP_HAS_BOTH; a < FOLLOWUP_CHOSEN; a++) {
		if (fo->counts.answers[a] == 0)
			continue;
		str_add(out, ", ");
		num_add_grouped(out, fo->counts.answers[a]);
		str_addf(
		    out, " %s", followup_answer_words((enum followup_answer)a));
	}
	str_add_char(out, '\n');
	add_expected(&fo->counts, out);
}

bool
following_record(const struct following *fo, struct store *st, struct err *err)
{
	for (size_t c = 0; c < fo->v->sales.customers; c++) {
		struct store_contact contact = {
			.customer_id = fo->v->sales.customer_id[c],
			.product_id = fo->v->products.rows[fo->rq.b].product_id,
			.list = fo->list.p,
			.at = fo->rq.now,
			.held_out = fo->answer[c] == FOLLOWUP_HELD,
		};
		if (fo->answer[c] < FOLLOWUP_HELD)
			continue;
		if (!store_contact_add(st, &contact, err))
			return false;
	}
	return true;
}
