/*
 * measuring_controls - orders with an offer's first item, week by week, against
 * those with products like it that the offer does not touch.
 */
#include "service/measuring_internal.h"

#include "base/date.h"
#include "base/mem.h"

enum {
	MOST_WEEKS = 12 /* compared on each side */
};

#define CONTROL_PRICE       2.0 /* at most so many times dearer or cheaper */
#define CONTROL_CORRELATION .5
#define PARTNER_LEAST       3
#define PARTNER_SHRINK      5.0
#define PARTNER_LIFT        1.5

struct weekly {
	double *product, *controls, *one;
	size_t n, launch;
	int32_t first; /* day */
};

static void
count_weeks(const struct sales *s, const struct weekly *w, uint32_t product,
    double *out)
{
	memset(out, 0, w->n * sizeof(*out));
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);

		for (size_t l = s->first[o];
		     day >= w->first && l < s->first[o + 1]; l++) {
			size_t week = (size_t)(day - w->first) / 7;

			if (s->product[l] == product && week < w->n)
				out[week]++;
		}
	}
}

/* Marks what active bundles hold: an offer moves it by itself. */
static bool
bar_bundled(
    struct store *st, const struct view *v, bool *barred, struct err *err)
{
	struct store_bundles all;
	size_t p;

	if (!store_bundles_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < all.rows[i].n_items; k++)
			if (all.rows[i].state == STATE_ACTIVE &&
			    store_products_index(&v->products,
				all.rows[i].items[k].product_id, &p))
				barred[p] = true;
	store_bundles_release(&all);
	return true;
}

/* Pieces of the offer in an order. */
static double
items_in(const struct sales *s, size_t order, const struct offer *of)
{
	double n = 0;

	for (size_t l = s->first[order]; l < s->first[order + 1]; l++)
		for (size_t i = 0; i < of->n_items; i++)
			n += s->product[l] == of->items[i].product;
	return n;
}

/*
 * Marks the partners of the offer's items before the launch: what people take
 * with them sells more when they do. Joint places against those that dealing
 * them at random would give, E = n_a n_b sum s (s - 1) / (sum s)^2, shrunk.
 */
static bool
bar_partners(const struct sales *s, const struct offer *of, int32_t launched,
    bool *barred, struct err *err)
{
	double *single = mem_try_zarray(
	    2 * (size_t)s->products, sizeof(*single), "the products", err);
	double *joint, places = 0, meetings = 0, held = 0;

	if (single == NULL)
		return false;
	joint = single + s->products;
	for (size_t o = 0; o < s->orders; o++) {
		double size = (double)(s->first[o + 1] - s->first[o]);
		double items;

		if (date_day_of(s->time[o]) >= launched)
			continue;
		items = items_in(s, o, of);
		held += items;
		places += size;
		meetings += size * (size - 1);
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			single[s->product[l]]++;
			joint[s->product[l]] += items;
		}
	}
	for (uint32_t p = 0; places > 0 && p < s->products; p++) {
		double e = held * single[p] * meetings / (places * places);

		if (joint[p] >= PARTNER_LEAST &&
		    (joint[p] + PARTNER_SHRINK) / (e + PARTNER_SHRINK) >=
			PARTNER_LIFT)
			barred[p] = true;
	}
	mem_free(single);
	return true;
}

static bool
may_control(
    const struct view *v, const struct offer *of, uint32_t anchor, uint32_t p)
{
	const struct sales *s = &v->sales;
	double ratio;

	if (s->category[p] == 0 || s->category[p] != s->category[anchor] ||
	    s->price4[p] <= 0 || s->price4[anchor] <= 0)
		return false;
	for (size_t i = 0; i < of->n_items; i++)
		if (of->items[i].product == p)
			return false;
	ratio = (double)s->price4[p] / (double)s->price4[anchor];
	return ratio <= CONTROL_PRICE && ratio >= 1 / CONTROL_PRICE;
}

static void
compare_with_controls(const struct view *v, const struct offer *of,
    const bool *barred, struct measuring *m)
{
	uint32_t anchor = of->items[0].product;
	size_t weeks = (size_t)(m->until - m->launched + 1) / 7;
	struct weekly w = { .n = 0 };
	double *block;

	weeks = weeks > MOST_WEEKS ? MOST_WEEKS : weeks;
	w.launch = measuring_weeks_before(&v->sales, m->launched, weeks);
	w.n = w.launch + weeks;
	w.first = m->launched - (int32_t)(7 * w.launch);
	block = mem_zarray(3 * w.n + 1, sizeof(*block));
	w.product = block;
	w.controls = block + w.n;
	w.one = block + 2 * w.n;
	count_weeks(&v->sales, &w, anchor, w.product);
	for (uint32_t p = 0; p < v->sales.products; p++) {
		if (barred[p] || !may_control(v, of, anchor, p))
			continue;
		count_weeks(&v->sales, &w, p, w.one);
		if (measure_correlation(w.product, w.one, w.launch) <
		    CONTROL_CORRELATION)
			continue;
		m->controls++;
		for (size_t i = 0; i < w.n; i++)
			w.controls[i] += w.one[i];
	}
	m->compared = m->controls > 0 &&
	    measure_launch(
		w.product, w.controls, w.n, w.launch, weeks, &m->effect);
	mem_free(block);
}

bool
measuring_compare(struct store *st, const struct view *v,
    const struct offer *of, struct measuring *m, struct err *err)
{
	bool *barred = mem_try_zarray(
	    v->sales.products, sizeof(*barred), "the products", err);
	bool ok = barred != NULL && bar_bundled(st, v, barred, err) &&
	    bar_partners(&v->sales, of, m->launched, barred, err);

	if (ok)
		compare_with_controls(v, of, barred, m);
	mem_free(barred);
	return ok;
}
