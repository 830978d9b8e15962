/*
 * Two passes of kpi_compute: one over everything for the figures, one over
 * the last year for the changes. The complements behind the attach rate are
 * the view's pairs that are likely or better, or accepted, as adjacency
 * lists.
 */
#include "service/overview.h"

#include "base/date.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "mining/metric.h"

#include <math.h>

enum {
	YEAR_DAYS = 365
};

/* ---- complements ---- */

struct complements {
	size_t *first;
	uint32_t *partner;
	size_t *next; /* while filling: where the next partner goes */
};

/* Does the pair of an entry count as complementary? */
static bool
is_complement(const struct view *v, size_t entry, uint32_t a, uint32_t b)
{
	struct pair_stats stats;
	enum store_verdict verdict =
	    v->decisions.n > 0 ? view_verdict(v, a, b) : VERDICT_NONE;

	if (verdict != VERDICT_NONE)
		return verdict == VERDICT_ACCEPT;
	metric_entry(&v->context, &v->pairs, entry, a, b, &stats);
	return stats.evidence >= EVIDENCE_LIKELY;
}

/* Marks the entries that count and how many partners each product has. */
static void
count_partners(const struct view *v, bool *keep, size_t *first)
{
	for (size_t a = 0; a < v->pairs.products; a++) {
		for (size_t e = v->pairs.first[a]; e < v->pairs.first[a + 1];
		     e++) {
			uint32_t b = v->pairs.partner[e];
			keep[e] = is_complement(v, e, (uint32_t)a, b);
			first[a + 1] += keep[e];
			first[b + 1] += keep[e];
		}
	}
	for (size_t a = 0; a < v->pairs.products; a++)
		first[a + 1] += first[a];
}

/* Rows come in ascending a, and b > a: each list ends up ascending when the
 * lower partners are put in first. */
static void
fill_partners(const struct view *v, const bool *keep, struct complements *c)
{
	for (size_t a = 0; a < v->pairs.products; a++) {
		for (size_t e = v->pairs.first[a]; e < v->pairs.first[a + 1];
		     e++) {
			if (keep[e])
				c->partner[c->next[v->pairs.partner[e]]++] =
				    (uint32_t)a;
		}
	}
	for (size_t a = 0; a < v->pairs.products; a++) {
		for (size_t e = v->pairs.first[a]; e < v->pairs.first[a + 1];
		     e++) {
			if (keep[e])
				c->partner[c->next[a]++] = v->pairs.partner[e];
		}
	}
}

static void
complements_release(struct complements *c)
{
	mem_free(c->first);
	mem_free(c->partner);
	mem_free(c->next);
}

static bool
complements_find(const struct view *v, struct complements *c, struct err *err)
{
	size_t n = v->pairs.products;
	bool *keep =
	    mem_try_zarray(v->pairs.pairs, sizeof(*keep), "complements", err);
	bool ok = false;

	*c = (struct complements){ .first = NULL };
	c->first = mem_try_zarray(n + 1, sizeof(*c->first), "complements", err);
	c->next = mem_try_array(n + 1, sizeof(*c->next), "complements", err);
	if (keep == NULL || c->first == NULL || c->next == NULL)
		goto out;
	count_partners(v, keep, c->first);
	memcpy(c->next, c->first, (n + 1) * sizeof(*c->next));
	c->partner =
	    mem_try_array(c->first[n], sizeof(*c->partner), "complements", err);
	if (c->partner == NULL)
		goto out;
	fill_partners(v, keep, c);
	ok = true;
out:
	mem_free(keep);
	return ok;
}

/* ---- the histogram ---- */

static int
compare_values(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static bool
fill_bins(const struct sales *s, struct overview *out, struct err *err)
{
	int64_t *values =
	    mem_try_array(s->orders, sizeof(*values), "order values", err);

	if (values == NULL)
		return false;
	for (size_t i = 0; i < s->orders; i++)
		values[i] = s->cart_value[i];
	if (s->orders > 1)
		qsort(values, s->orders, sizeof(*values), compare_values);
	if (s->orders > 0)
		out->bins_to = money_major(
		    values[(s->orders - 1) * 95 / 100], s->currency.digits);
	if (out->bins_to <= 0)
		out->bins_to = 1;
	for (size_t i = 0; i < s->orders; i++) {
		double at = money_major(values[i], s->currency.digits) /
		    out->bins_to * OVERVIEW_BINS;
		if (at < OVERVIEW_BINS)
			out->bins[at > 0 ? (int)at : 0]++;
	}
	mem_free(values);
	return true;
}

/* ---- computing ---- */

static struct kpi_request
request_of(const struct view *v, const struct kpi_complements *complements)
{
	return (struct kpi_request){
		.payment_fee = v->settings.value[SETTING_PAYMENT_FEE] / 100,
		.assumed_margin =
		    v->settings.value[SETTING_ASSUMED_MARGIN] / 100,
		.complements = complements,
	};
}

bool
overview_compute(const struct view *v, struct overview *out, struct err *err)
{
	struct complements c = { .first = NULL };
	struct kpi_complements borrowed;
	struct kpi_request request = request_of(v, NULL);
	bool ok = true;

	*out = (struct overview){ .currency = v->currency };
	if ((v->parts & VIEW_PAIRS) && v->pairs.products > 0) {
		ok = complements_find(v, &c, err);
		borrowed = (struct kpi_complements){ c.first, c.partner };
		request.complements = ok ? &borrowed : NULL;
	}
	ok = ok && kpi_compute(&v->sales, &request, &out->all, err);
	if (ok) {
		request.until = out->all.until;
		request.since = out->all.until - YEAR_DAYS + 1;
		if (out->all.since > request.since)
			request.since = out->all.since +
			    (out->all.until - out->all.since) / 2;
		ok = kpi_compute(&v->sales, &request, &out->recent, err) &&
		    fill_bins(&v->sales, out, err);
	}
	complements_release(&c);
	return ok;
}

/* ---- words ---- */

static bool
is_share(enum kpi_id id)
{
	return id == KPI_MULTI || id == KPI_ATTACH || id == KPI_REPEAT;
}

void
overview_add_value(const struct overview *o, enum kpi_id id, struct str *out)
{
	const struct kpi *k = &o->all.kpi[id];
	int digits = o->currency.digits;

	if (!k->defined)
		str_add(out, "-");
	else if (id == KPI_ORDERS)
		num_add_grouped(out, (int64_t)k->value);
	else if (id == KPI_UPT)
		str_addf(out, "%.2f", k->value);
	else if (is_share(id) && k->of < CELL_LEAST_FOR_PERCENT)
		str_addf(out, "%.0f of %.0f", k->value * k->of, k->of);
	else if (is_share(id))
		str_addf(out, "%.1f %%", k->value * 100);
	else
		money_add_grouped(out, money_round(k->value, digits), digits);
}

void
overview_add_change(const struct kpi *k, struct str *out)
{
	if (k->has_change)
		str_addf(out, "%+.1f %%", k->change * 100);
}

void
overview_add_interval(const struct kpi *k, struct str *out)
{
	if (k->has_interval)
		str_addf(
		    out, "%+.1f .. %+.1f %%", k->low95 * 100, k->high95 * 100);
}

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("kpi",     "figure",   CELL_TEXT,   COLUMN_FROZEN, 20, 1, "its name"),
	LISTING_COLUMN("value",   "value",    CELL_NUMBER, COLUMN_DETAIL, 12, 2, "over all orders shown"),
	LISTING_COLUMN("shown",   "value",    CELL_TEXT,   COLUMN_SCREEN, 14, 2, "over all orders shown"),
	LISTING_COLUMN("change",  "change",   CELL_SHARE,  0, 9, 3, "last 12 months against the 12 before"),
	LISTING_COLUMN("low95",   "95 % low", CELL_SHARE,  0, 9, 4, "lower end of the change"),
	LISTING_COLUMN("high95",  "high",     CELL_SHARE,  0, 9, 4, "upper end of the change"),
	LISTING_COLUMN("meaning", "meaning",  CELL_TEXT,   0, 50, 5, "what it counts"),
};
/* clang-format on */

struct kpi_rows {
	const struct overview *o;
	struct str text; /* of the last cell that was put together */
};

static void
kpi_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct kpi_rows *r = self;
	enum kpi_id id = (enum kpi_id)row;
	const struct kpi *all = &r->o->all.kpi[id];
	const struct kpi *recent = &r->o->recent.kpi[id];

	out->defined = true;
	switch (column) {
	case 0:
		out->text = slice_of(kpi_title(id));
		break;
	case 1:
		out->defined = all->defined;
		out->number = all->value;
		break;
	case 2:
		str_clear(&r->text);
		overview_add_value(r->o, id, &r->text);
		out->text = slice_str(&r->text);
		break;
	case 3:
		out->defined = recent->has_change;
		out->number = recent->change;
		break;
	case 4:
		out->defined = recent->has_interval;
		out->number = recent->low95;
		break;
	case 5:
		out->defined = recent->has_interval;
		out->number = recent->high95;
		break;
	default:
		out->text = slice_of(kpi_help(id));
		break;
	}
}

static void
kpi_rows_free(void *self)
{
	struct kpi_rows *r = self;

	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = kpi_cell,
	.free = kpi_rows_free,
};

void
overview_listing(const struct overview *o, struct listing *out)
{
	struct kpi_rows *r = mem_zalloc(sizeof(*r));

	r->o = o;
	str_init(&r->text);
	listing_init(out, "overview", columns, ARRAY_LEN(columns), &ops, r,
	    KPI_COUNT, o->currency.digits);
}

/* ---- JSON ---- */

static void
write_int(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_int(j, value);
}

static void
write_kpi(struct json *j, const char *key, const struct kpi *k)
{
	json_key(j, key);
	json_double(j, k->defined ? k->value : (double)NAN);
}

static void
write_time(struct json *j, const char *key, int64_t time, bool known)
{
	struct str text = STR_INIT;

	json_key(j, key);
	date_add_time(&text, time);
	json_text(j, known ? text.p : NULL);
	str_release(&text);
}

static void
write_money(struct json *j, const char *key, double major, int digits)
{
	json_key(j, key);
	json_money(j, money_round(major, digits), digits);
}

static void
write_mean(
    struct json *j, const char *key, double major, int digits, bool defined)
{
	struct str text = STR_INIT;

	str_addf(&text, "%.*f", digits + 2, major);
	json_key(j, key);
	if (defined)
		json_raw(j, text.p);
	else
		json_null(j);
	str_release(&text);
}

void
overview_write_json(const struct overview *o, struct str *out)
{
	const struct kpi_report *r = &o->all;
	int digits = o->currency.digits;
	bool any = r->orders > 0;
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	write_int(&j, "orders", r->orders);
	write_int(&j, "customers", r->customers);
	write_int(&j, "products", r->products);
	write_int(&j, "lines", r->lines);
	write_money(&j, "revenue", r->revenue, digits);
	write_mean(&j, "aov", r->kpi[KPI_AOV].value, digits, any);
	write_mean(&j, "median_order", r->median_order, digits, any);
	write_kpi(&j, "units_per_order", &r->kpi[KPI_UPT]);
	json_key(&j, "items_per_order");
	json_double(&j, any ? r->items_per_order : (double)NAN);
	write_kpi(&j, "multi_item_share", &r->kpi[KPI_MULTI]);
	write_kpi(&j, "repeat_rate", &r->kpi[KPI_REPEAT]);
	json_key(&j, "currency");
	json_text(&j, o->currency.code);
	write_time(&j, "first_order", r->first_order, any);
	write_time(&j, "last_order", r->last_order, any);
	write_kpi(&j, "attach_rate", &r->kpi[KPI_ATTACH]);
	write_money(&j, "contribution", r->contribution, digits);
	write_int(&j, "guest_orders", r->guest_orders);
	json_end(&j);
	str_add_char(out, '\n');
}
