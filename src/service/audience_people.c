/*
 * The customers as a table whose cells are read from the facts as they are
 * looked at. The shop's own segments are filters of it: what is kept is who
 * passes.
 */
#include "base/mem.h"
#include "base/num.h"
#include "service/audience.h"
#include "service/filter.h"

static struct cell
ratio(double above, double below)
{
	return (struct cell){ .defined = below > 0,
		.number = below > 0 ? above / below : 0 };
}

static struct cell
counted(int64_t n)
{
	return (struct cell){ .defined = true, .count = n };
}

/* ---- cells ---- */

/* clang-format off */
#define PEOPLE_COLUMNS(X) \
	X(PPL_CUSTOMER, "customer", "customer", CELL_TEXT, COLUMN_FROZEN, 14, 1, "as the shop's files name them") \
	X(PPL_EMAIL, "email", "email", CELL_TEXT, COLUMN_DETAIL, 24, 9, "where the files gave one") \
	X(PPL_CONSENT, "consent", "consent", CELL_TEXT, 0, 7, 4, "yes when they may be written to; missing means no") \
	X(PPL_COUNTRY, "country", "country", CELL_TEXT, COLUMN_DETAIL, 12, 9, "of the customer") \
	X(PPL_ORDERS, "orders", "orders", CELL_COUNT, COLUMN_FALLS, 6, 2, "counted orders") \
	X(PPL_FIRST, "first_order", "first", CELL_DAY, COLUMN_FALLS, 10, 7, "day of the first order") \
	X(PPL_LAST, "last_order", "last", CELL_DAY, COLUMN_FALLS, 10, 3, "day of the last order") \
	X(PPL_SINCE, "days_since", "days", CELL_COUNT, 0, 6, 4, "from the last order to the last day of all orders") \
	X(PPL_GAP, "gap_days", "rhythm", CELL_NUMBER, 0, 7, 5, "median days between their orders") \
	X(PPL_REVENUE, "revenue", "revenue", CELL_MONEY, COLUMN_FALLS, 10, 3, "of all their orders") \
	X(PPL_AOV, "aov", "AOV", CELL_MEAN, COLUMN_FALLS, 9, 5, "average value of their orders") \
	X(PPL_UPT, "units_per_order", "UPT", CELL_NUMBER, COLUMN_FALLS, 6, 7, "units per order") \
	X(PPL_CONTRIBUTION, "contribution", "contribution", CELL_MONEY, COLUMN_FALLS, 12, 2, "what their revenue leaves after goods, payment and shipping") \
	X(PPL_RFM, "rfm", "RFM", CELL_TEXT, 0, 16, 4, "the one of the first nine segments they are in") \
	X(PPL_R, "recency", "R", CELL_COUNT, COLUMN_FALLS, 2, 6, "1 to 5: quintile of the days since the last order") \
	X(PPL_F, "frequency", "F", CELL_COUNT, COLUMN_FALLS, 2, 6, "1 to 5: one, two, 3-4, 5-8, nine orders and more") \
	X(PPL_M, "monetary", "M", CELL_COUNT, COLUMN_FALLS, 2, 6, "1 to 5: quintile of the revenue") \
	X(PPL_SINGLE, "single_item", "single", CELL_TEXT, COLUMN_DETAIL, 6, 9, "yes: never two different products in an order") \
	X(PPL_NEAR, "near_threshold", "near", CELL_TEXT, COLUMN_DETAIL, 6, 9, "yes: last or median order near free shipping") \
	X(PPL_DEALS, "discounted_share", "deals", CELL_SHARE, COLUMN_FALLS, 7, 8, "of their orders, those with a discount") \
	X(PPL_FAVOURITE, "favourite", "likes", CELL_TEXT, 0, 16, 6, "category they buy twice as often as the shop sells it") \
	X(PPL_AFFINITY, "affinity", "times", CELL_NUMBER, COLUMN_FALLS | COLUMN_DETAIL, 6, 9, "that category's share in their lines over its share in all lines") \
	X(PPL_BUNDLES, "bundle_orders", "bundles", CELL_COUNT, COLUMN_FALLS | COLUMN_DETAIL, 7, 9, "orders with all of a bundle that was live") \
	X(PPL_SEGMENTS, "segments", "segments", CELL_TEXT, COLUMN_DETAIL | COLUMN_WORKED_OUT, 24, 9, "names of all segments they are in, but those of your own") \
	X(PPL_VIEWED, "viewed", "viewed", CELL_COUNT, COLUMN_FALLS | COLUMN_DETAIL, 6, 9, "products they looked at in the last 30 days and did not buy since") \
	X(PPL_CARTED, "left_in_cart", "in cart", CELL_COUNT, COLUMN_FALLS | COLUMN_DETAIL, 7, 9, "products they put into the cart in these days and did not buy since")
/* clang-format on */

enum people_column {
	PEOPLE_COLUMNS(LISTING_COLUMN_ID) PEOPLE_COLUMN_COUNT
};
static const struct column people_columns[] = { PEOPLE_COLUMNS(
    LISTING_COLUMN_ROW) };

struct people_rows {
	struct audience *shared; /* NULL: it is borrowed */
	const struct audience *au;
	const struct segment_facts *facts; /* of every customer */
	uint32_t *customer; /* of each row, index in the facts */
	struct str text; /* of the last cell that was put together */
};

/* NULL: the customer went while the audience was made. */
static const struct store_customer *
person_of(const struct audience *au, size_t customer)
{
	int64_t id = au->customer_id[customer];
	size_t low = 0, high = au->people.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (au->people.rows[middle].customer_id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < au->people.n && au->people.rows[low].customer_id == id
	    ? &au->people.rows[low]
	    : NULL;
}

static struct cell
text_cell(const char *text)
{
	return (struct cell){ .defined = text != NULL && text[0] != '\0',
		.text = slice_of(text) };
}

static struct cell
yes_no(bool yes)
{
	return text_cell(yes ? "yes" : "no");
}

static struct cell
person_cell(const struct store_customer *p, enum people_column column)
{
	if (p == NULL)
		return (struct cell){ .defined = false };
	switch ((int)column) {
	case PPL_CUSTOMER:
		return text_cell(p->ref);
	case PPL_EMAIL:
		return text_cell(p->email);
	case PPL_CONSENT:
		return yes_no(p->consent);
	default:
		return text_cell(p->country);
	}
}

static struct cell
money_cell(const struct audience *au, const struct segment_facts *f,
    enum people_column column)
{
	switch ((int)column) {
	case PPL_REVENUE:
		return counted(f->net);
	case PPL_AOV:
		return ratio(money_major(f->net, au->digits), f->orders);
	default:
		return counted(money_round(f->contribution, au->digits));
	}
}

static struct cell
fact_cell(const struct audience *au, const struct segment_facts *f,
    enum people_column column)
{
	struct cell cell;

	switch ((int)column) {
	case PPL_ORDERS:
		return counted(f->orders);
	case PPL_FIRST:
		return counted(f->first);
	case PPL_LAST:
		return counted(f->last);
	case PPL_SINCE:
		return counted(f->since);
	case PPL_GAP:
		cell = ratio(f->gap, 1);
		cell.defined = f->visits > 1;
		return cell;
	case PPL_UPT:
		return ratio((double)f->units, f->orders);
	case PPL_RFM:
		return text_cell(segment_row(f->rfm)->name);
	case PPL_R:
		return counted(f->r);
	case PPL_F:
		return counted(f->f);
	case PPL_M:
		return counted(f->m);
	case PPL_SINGLE:
		return yes_no(f->single);
	case PPL_NEAR:
		cell = yes_no(f->near);
		cell.defined = au->known[NEED_THRESHOLD];
		return cell;
	case PPL_DEALS:
		cell = cell_share(f->discounted, f->orders);
		cell.defined = f->discounted >= 0;
		return cell;
	case PPL_FAVOURITE:
		return text_cell(au->categories.names[f->favourite]);
	case PPL_AFFINITY:
		cell = ratio(f->affinity, 1);
		cell.defined = f->favourite != 0;
		return cell;
	case PPL_VIEWED:
	case PPL_CARTED:
		cell = counted(column == PPL_VIEWED ? f->viewed : f->carted);
		cell.defined = au->known[NEED_BROWSING];
		return cell;
	default:
		cell = counted(f->bundled);
		cell.defined = au->known[NEED_BUNDLES];
		return cell;
	}
}

static struct cell
segments_cell(struct people_rows *r, const struct segment_facts *f)
{
	str_clear(&r->text);
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		enum segment_id id = (enum segment_id)i;
		const struct segment_row *row = segment_row(id);
		if (!r->au->known[row->need] || !segment_holds(id, f))
			continue;
		str_addf(
		    &r->text, "%s%s", r->text.len > 0 ? ", " : "", row->name);
	}
	return (struct cell){ .defined = true, .text = slice_str(&r->text) };
}

static void
people_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct people_rows *r = self;
	size_t c = r->customer[row];
	const struct segment_facts *f = &r->facts[c];

	if (column == PPL_SEGMENTS)
		*out = segments_cell(r, f);
	else if (column <= PPL_COUNTRY)
		*out = person_cell(
		    person_of(r->au, c), (enum people_column)column);
	else if (people_columns[column].kind == CELL_MONEY ||
	    people_columns[column].kind == CELL_MEAN)
		*out = money_cell(r->au, f, (enum people_column)column);
	else
		*out = fact_cell(r->au, f, (enum people_column)column);
}

static uint64_t
people_identity(void *self, size_t row)
{
	const struct people_rows *r = self;

	return (uint64_t)r->au->customer_id[r->customer[row]];
}

static void
people_rows_free(void *self)
{
	struct people_rows *r = self;

	audience_free(r->shared);
	mem_free(r->customer);
	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops people_ops = {
	.cell = people_cell,
	.identity = people_identity,
	.free = people_rows_free,
};

bool
audience_people(struct audience *au, const bool *member, struct listing *out,
    struct err *err)
{
	uint32_t *customer =
	    mem_try_array(au->n, sizeof(*customer), "customers", err);
	struct people_rows *r;
	size_t n = 0;

	if (customer == NULL)
		return false;
	for (size_t i = 0; i < au->n; i++) {
		uint32_t c = au->by_value[i];
		if (member[c] && au->facts[c].orders > 0)
			customer[n++] = c;
	}
	r = mem_zalloc(sizeof(*r));
	r->au = r->shared = audience_share(au);
	r->facts = au->facts;
	r->customer = customer;
	str_init(&r->text);
	listing_init(out, "segment", people_columns, PEOPLE_COLUMN_COUNT,
	    &people_ops, r, n, au->digits);
	return true;
}

/* ---- who passes a filter ---- */

void
audience_columns(struct listing *out)
{
	listing_init(out, "segment", people_columns, PEOPLE_COLUMN_COUNT, NULL,
	    NULL, 0, 0);
}

static bool
filter_people(struct people_rows *r, size_t n, const char *expression,
    bool *member, struct err *err)
{
	static const struct listing_ops ops = { .cell = people_cell };
	struct filter f = { .n = 0 };
	struct listing l;
	bool ok;

	listing_init(&l, "segment", people_columns, PEOPLE_COLUMN_COUNT, &ops,
	    r, n, r->au->digits);
	ok = filter_parse(&l, slice_of(expression), &f, err) &&
	    filter_apply(&f, &l, NULL, err);
	for (size_t i = 0; ok && i < l.rows; i++)
		member[r->customer[l.view != NULL ? l.view[i] : i]] = true;
	filter_release(&f);
	listing_release(&l);
	return ok;
}

bool
audience_pass(const struct audience *au, const char *expression,
    const struct segment_facts *facts, bool *member, struct err *err)
{
	struct people_rows r = {
		.au = au,
		.facts = facts,
		.customer =
		    mem_try_array(au->n, sizeof(*r.customer), "customers", err),
		.text = STR_INIT,
	};
	size_t n = 0;
	bool ok = r.customer != NULL;

	memset(member, 0, au->n * sizeof(*member));
	for (size_t c = 0; ok && c < au->n; c++)
		if (facts[c].orders > 0)
			r.customer[n++] = (uint32_t)c;
	ok = ok && filter_people(&r, n, expression, member, err);
	mem_free(r.customer);
	str_release(&r.text);
	return ok;
}

/* ---- how many ---- */

void
audience_add_sizes(
    const struct audience *au, const bool *member, struct str *out)
{
	int64_t all = 0, n = 0, consent = 0, address = 0;

	for (size_t c = 0; c < au->n; c++) {
		const struct store_customer *p;
		all += au->facts[c].orders > 0;
		if (!member[c] || au->facts[c].orders == 0)
			continue;
		n++;
		p = person_of(au, c);
		if (p == NULL || !p->consent)
			continue;
		consent++;
		address += p->email != NULL;
	}
	num_add_counted(out, n, "person", "people");
	if (all >= CELL_LEAST_FOR_PERCENT)
		str_addf(out, ", %.1f %% of all customers",
		    100 * (double)n / (double)all);
	else if (all > 0)
		str_addf(out, " of %lld customers", (long long)all);
	str_add(out, "\n");
	num_add_grouped(out, consent);
	str_add(out, " gave consent, ");
	num_add_grouped(out, address);
	str_add(out, " of them an address\n");
}
