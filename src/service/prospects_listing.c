/*
 * Two tables over the same rows: products with sums, and people. Both hold
 * indices of rows, so that making one sorts nothing again.
 */
#include "service/prospects.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/following.h"

/* ---- people ---- */

/* clang-format off */
#define PEOPLE_COLUMNS(X) \
	X(PRO_CUSTOMER, "customer", "customer", CELL_TEXT, COLUMN_FROZEN, 14, 1, "as the shop's files name them") \
	X(PRO_EMAIL, "email", "email", CELL_TEXT, COLUMN_DETAIL, 24, 9, "where the files gave one") \
	X(PRO_CONSENT, "consent", "consent", CELL_TEXT, COLUMN_DETAIL, 7, 9, "yes when they may be written to; missing means no") \
	X(PRO_SKU, "offer_sku", "SKU", CELL_TEXT, COLUMN_DETAIL, 12, 9, "of what is offered") \
	X(PRO_TITLE, "offer", "offer", CELL_TEXT, COLUMN_ALIKE, 24, 1, "what is offered") \
	X(PRO_CHANCE, "chance", "chance", CELL_SHARE, COLUMN_FALLS, 7, 3, "of such people before, those who bought it unasked, drawn towards the mean") \
	X(PRO_WORTH, "worth", "worth", CELL_MONEY, COLUMN_FALLS, 9, 2, "chance x contribution of one piece") \
	X(PRO_GOOD, "answered", "answered", CELL_COUNT, COLUMN_FALLS | COLUMN_DETAIL, 8, 9, "such people before who bought it") \
	X(PRO_WAITED, "waited", "of", CELL_COUNT, COLUMN_FALLS | COLUMN_DETAIL, 8, 9, "such people before") \
	X(PRO_DAY, "bought_on", "bought", CELL_DAY, COLUMN_FALLS, 10, 4, "day of the purchase that speaks for it") \
	X(PRO_REASON, "reason", "because", CELL_TEXT, COLUMN_WORKED_OUT, 60, 2, "the purchases behind it, in words") \
	X(PRO_ANSWER, "answer", "list", CELL_TEXT, 0, 12, 5, "chosen, held out, or why they are not written to")
/* clang-format on */

enum people_column {
	PEOPLE_COLUMNS(LISTING_COLUMN_ID) PEOPLE_COLUMN_COUNT
};
static const struct column people_columns[] = { PEOPLE_COLUMNS(
    LISTING_COLUMN_ROW) };

struct people_rows {
	struct prospects *pr; /* shared */
	size_t *row; /* indices of its rows; owned */
	struct str text;
};

static void
add_reason(
    const struct prospects *pr, const struct prospect *r, struct str *out)
{
	struct slice title = view_title(pr->v, r->because);

	if (pr->rq.kind == PROSPECTS_NEXT) {
		str_addf(out, "bought %.*s on ", (int)title.len, title.p);
		date_add_day(out, r->day);
		if (r->good > 0)
			str_addf(out,
			    "; %lld of %lld who did bought this within %d days",
			    (long long)r->good, (long long)r->waited,
			    FOLLOWUP_WAIT);
		return;
	}
	if (r->times > 1)
		str_addf(out, "bought it %d times, about every %.0f days",
		    r->times, r->days);
	else
		str_addf(out, "bought it once; others do every %.0f days",
		    pr->rhythm[r->product]);
	str_add(out, "; last on ");
	date_add_day(out, r->day);
}

static struct cell
text_cell(const char *text)
{
	return (struct cell){ .defined = text != NULL, .text = slice_of(text) };
}

static void
people_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct people_rows *p = self;
	struct prospects *pr = p->pr;
	const struct prospect *r = &pr->rows[p->row[row]];
	const struct store_customer *who =
	    mailable_customer(&pr->m, r->customer);

	*out = (struct cell){ .defined = true };
	switch ((enum people_column)column) {
	case PRO_CUSTOMER:
		*out = text_cell(who->ref);
		break;
	case PRO_EMAIL:
		*out = text_cell(who->email);
		break;
	case PRO_CONSENT:
		*out = text_cell(who->consent ? "yes" : "no");
		break;
	case PRO_SKU:
		out->text = view_sku(pr->v, r->product);
		break;
	case PRO_TITLE:
		out->text = view_title(pr->v, r->product);
		break;
	case PRO_CHANCE:
		out->number = r->chance;
		break;
	case PRO_WORTH:
		out->defined = r->priced;
		out->count = money_round(r->worth, pr->v->currency.digits);
		break;
	case PRO_GOOD:
		out->count = r->good;
		break;
	case PRO_WAITED:
		out->count = r->waited;
		break;
	case PRO_DAY:
		out->count = r->day;
		break;
	case PRO_REASON:
		str_clear(&p->text);
		add_reason(pr, r, &p->text);
		out->text = slice_str(&p->text);
		break;
	case PRO_ANSWER:
	case PEOPLE_COLUMN_COUNT:
		*out = text_cell(followup_answer_words(r->answer));
		break;
	}
}

static uint64_t
people_identity(void *self, size_t row)
{
	const struct people_rows *p = self;
	const struct prospect *r = &p->pr->rows[p->row[row]];

	return (uint64_t)r->product << 32 | r->customer;
}

static void
people_free(void *self)
{
	struct people_rows *p = self;

	prospects_free(p->pr);
	mem_free(p->row);
	str_release(&p->text);
	mem_free(p);
}

static const struct listing_ops people_ops = {
	.cell = people_cell,
	.identity = people_identity,
	.free = people_free,
};

static bool
list_people(struct prospects *pr, size_t product, bool chosen,
    struct listing *out, struct err *err)
{
	size_t *row = mem_try_array(pr->n, sizeof(*row), "customers", err);
	struct people_rows *p;
	size_t n = 0;

	if (row == NULL)
		return false;
	for (size_t i = 0; i < pr->n; i++)
		if ((product == PROSPECTS_ANY ||
			pr->rows[i].product == product) &&
		    (!chosen || pr->rows[i].answer == FOLLOWUP_CHOSEN))
			row[n++] = i;
	p = mem_zalloc(sizeof(*p));
	p->pr = prospects_share(pr);
	p->row = row;
	str_init(&p->text);
	/* Of the chosen the answer need not be said. */
	listing_init(out, "prospects", people_columns,
	    chosen ? PRO_ANSWER : PEOPLE_COLUMN_COUNT, &people_ops, p, n,
	    pr->v->currency.digits);
	return true;
}

bool
prospects_people(
    struct prospects *pr, size_t product, struct listing *out, struct err *err)
{
	return list_people(pr, product, true, out, err);
}

bool
prospects_list(struct prospects *pr, struct listing *out, struct err *err)
{
	return list_people(pr, PROSPECTS_ANY, false, out, err);
}

void
prospects_add_notes(const struct prospects *pr, size_t product, struct str *out)
{
	int64_t n[FOLLOWUP_ANSWER_COUNT] = { 0 };

	for (size_t i = 0; i < pr->n; i++)
		if (product == PROSPECTS_ANY || pr->rows[i].product == product)
			n[pr->rows[i].answer]++;
	num_add_counted(out, n[FOLLOWUP_CHOSEN], "person", "people");
	for (int a = FOLLOWUP_OUTSIDE; a < FOLLOWUP_CHOSEN; a++) {
		if (n[a] == 0)
			continue;
		str_add(out, ", ");
		num_add_grouped(out, n[a]);
		str_addf(
		    out, " %s", followup_answer_words((enum followup_answer)a));
	}
	str_add_char(out, '\n');
}

/* ---- contacts ---- */

void
prospects_add_name(const struct prospects *pr, size_t product, struct str *out)
{
	struct slice sku = view_sku(pr->v, product);

	str_addf(out, "%s: %.*s",
	    pr->rq.kind == PROSPECTS_NEXT ? "next" : "again", (int)sku.len,
	    sku.p);
}

bool
prospects_record(const struct prospects *pr, size_t product, struct store *st,
    int64_t now, bool mail, struct err *err)
{
	struct str name = STR_INIT;
	bool ok = true;

	prospects_add_name(pr, product, &name);
	for (size_t i = 0; ok && i < pr->n; i++) {
		const struct prospect *r = &pr->rows[i];
		struct store_contact contact = {
			.customer_id = pr->v->sales.customer_id[r->customer],
			.product_id = pr->v->products.rows[product].product_id,
			.list = name.p,
			.at = now,
			.held_out = r->answer == FOLLOWUP_HELD,
		};
		if (r->product == product && r->answer >= FOLLOWUP_HELD &&
		    (!mail || mailable_has_address(&pr->m, r->customer)))
			ok = store_contact_add(st, &contact, err);
	}
	str_release(&name);
	return ok;
}

/* ---- products ---- */

/* clang-format off */
#define PRODUCT_COLUMNS(X) \
	X(PRP_SKU, "sku", "SKU", CELL_TEXT, COLUMN_FROZEN, 12, 3, "of the product") \
	X(PRP_TITLE, "title", "product", CELL_TEXT, COLUMN_FROZEN | COLUMN_ALIKE, 28, 1, "its name") \
	X(PRP_PEOPLE, "people", "people", CELL_COUNT, COLUMN_FALLS, 6, 3, "who are likely to take it next, or due to buy it again") \
	X(PRP_DUE, "due", "due", CELL_COUNT, COLUMN_FALLS, 5, 2, "of them, who may be written to today") \
	X(PRP_HELD, "held_out", "held", CELL_COUNT, COLUMN_FALLS, 5, 6, "of them, held out to compare with") \
	X(PRP_CHANCE, "chance", "chance", CELL_SHARE, COLUMN_FALLS, 7, 4, "of those due, that they buy it: the mean") \
	X(PRP_WORTH, "worth", "worth", CELL_MONEY, COLUMN_FALLS, 9, 2, "contribution to expect of those due, a piece each") \
	X(PRP_RHYTHM, "rhythm_days", "rhythm", CELL_NUMBER, 0, 7, 5, "median days between two purchases by one customer")
/* clang-format on */

enum product_column {
	PRODUCT_COLUMNS(LISTING_COLUMN_ID) PRODUCT_COLUMN_COUNT
};
static const struct column product_columns[] = { PRODUCT_COLUMNS(
    LISTING_COLUMN_ROW) };

struct product_sum {
	uint32_t product;
	bool priced;
	int64_t people, due, held;
	double chance, worth;
};

struct product_rows {
	struct prospects *pr; /* shared */
	struct product_sum *sums;
};

static void
product_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct product_rows *p = self;
	const struct prospects *pr = p->pr;
	const struct product_sum *s = &p->sums[row];

	*out = (struct cell){ .defined = true };
	switch ((enum product_column)column) {
	case PRP_SKU:
		out->text = view_sku(pr->v, s->product);
		break;
	case PRP_TITLE:
		out->text = view_title(pr->v, s->product);
		break;
	case PRP_PEOPLE:
		out->count = s->people;
		break;
	case PRP_DUE:
		out->count = s->due;
		break;
	case PRP_HELD:
		out->count = s->held;
		break;
	case PRP_CHANCE:
		out->defined = s->due > 0;
		out->number = s->due > 0 ? s->chance / (double)s->due : 0;
		break;
	case PRP_WORTH:
		out->defined = s->priced;
		out->count = money_round(s->worth, pr->v->currency.digits);
		break;
	case PRP_RHYTHM:
	case PRODUCT_COLUMN_COUNT:
		out->number = pr->rhythm[s->product];
		break;
	}
}

static uint64_t
product_identity(void *self, size_t row)
{
	const struct product_rows *p = self;

	return p->sums[row].product;
}

static void
product_free(void *self)
{
	struct product_rows *p = self;

	prospects_free(p->pr);
	mem_free(p->sums);
	mem_free(p);
}

static const struct listing_ops product_ops = {
	.cell = product_cell,
	.identity = product_identity,
	.free = product_free,
};

static int
compare_sums(const void *va, const void *vb)
{
	const struct product_sum *a = va, *b = vb;

	if (a->worth < b->worth || a->worth > b->worth)
		return a->worth > b->worth ? -1 : 1;
	if (a->people != b->people)
		return a->people > b->people ? -1 : 1;
	return a->product < b->product ? -1 : 1;
}

/* Sums by product, those without anybody taken out; how many are left. */
static size_t
add_up(const struct prospects *pr, struct product_sum *sums)
{
	size_t n = 0;

	for (size_t i = 0; i < pr->n; i++) {
		const struct prospect *r = &pr->rows[i];
		struct product_sum *s = &sums[r->product];
		s->product = r->product;
		s->priced = r->priced;
		s->people += r->answer != FOLLOWUP_OUTSIDE;
		s->held += r->answer == FOLLOWUP_HELD;
		if (r->answer != FOLLOWUP_CHOSEN)
			continue;
		s->due++;
		s->chance += r->chance;
		s->worth += r->worth;
	}
	for (size_t p = 0; p < pr->v->sales.products; p++)
		if (sums[p].people > 0)
			sums[n++] = sums[p];
	if (n > 1)
		qsort(sums, n, sizeof(*sums), compare_sums);
	return n;
}

bool
prospects_products(struct prospects *pr, struct listing *out, struct err *err)
{
	struct product_sum *sums = mem_try_zarray(
	    pr->v->sales.products, sizeof(*sums), "products", err);
	struct product_rows *p;

	if (sums == NULL)
		return false;
	p = mem_zalloc(sizeof(*p));
	p->pr = prospects_share(pr);
	p->sums = sums;
	listing_init(out, "prospects", product_columns,
	    pr->rq.kind == PROSPECTS_AGAIN ? PRODUCT_COLUMN_COUNT : PRP_RHYTHM,
	    &product_ops, p, add_up(pr, sums), pr->v->currency.digits);
	return true;
}
