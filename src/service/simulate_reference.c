/*
 * The reference shape: one period of a world (decide/world.h) as a year of
 * orders, with its complements and substitutes as truth.csv. Order numbers
 * follow the world, so they are grouped by customer and the dates are not
 * ascending, as in a file sorted by somebody's spreadsheet.
 */
#include "service/simulate_internal.h"

#include "base/date.h"
#include "decide/world.h"

enum {
	FIRST_YEAR = 2025,
	FIRST_MONTH = 11,
};

static void
add_sku(struct simulate_csv *f, size_t product)
{
	char sku[24];

	(void)snprintf(sku, sizeof(sku), "P%04zu", product + 1);
	simulate_csv_text(f, sku);
}

static void
add_customer(struct simulate_csv *f, size_t customer)
{
	char id[24];

	(void)snprintf(id, sizeof(id), "C%05zu", customer + 1);
	simulate_csv_text(f, id);
}

static bool
write_products(struct simulation *sim, const struct world *w, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_PRODUCTS];
	struct str text = STR_INIT;
	bool ok;

	simulate_csv_raw(f, "sku,title,category,brand,price,cost,stock");
	ok = simulate_csv_end_row(f, err);
	for (size_t i = 0; ok && i < w->products; i++) {
		add_sku(f, i);
		str_clear(&text);
		simulate_word(&text, (uint32_t)i);
		simulate_csv_text(f, text.p);
		str_setf(&text, "Category %zu", world_category(w, i) + 1);
		simulate_csv_text(f, text.p);
		simulate_csv_blank(f);
		simulate_csv_money(f, w->price[i]);
		simulate_csv_money(f, w->cost[i]);
		simulate_csv_blank(f);
		ok = simulate_csv_end_row(f, err);
		sim->counts.products++;
	}
	str_release(&text);
	return ok;
}

static bool
write_order(struct simulation *sim, const struct world *w,
    const struct sales *s, size_t o, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_ORDERS];
	struct str when = STR_INIT;
	bool ok = true;

	date_add_time(&when, s->time[o]);
	for (size_t l = s->first[o]; ok && l < s->first[o + 1]; l++) {
		simulate_csv_int(f, s->order_id[o]);
		simulate_csv_text(f, when.p);
		add_customer(f, (size_t)s->customer[o]);
		add_sku(f, s->product[l]);
		simulate_csv_int(f, s->quantity[l]);
		simulate_csv_money(f, w->price[s->product[l]]);
		simulate_csv_text(f, s->currency.code);
		ok = simulate_csv_end_row(f, err);
	}
	str_release(&when);
	return ok;
}

static bool
write_orders(struct simulation *sim, const struct world *w, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_ORDERS];
	struct world_orders od = { 0 };
	struct sales s = { 0 };
	bool ok = world_draw(w, 0, &od, err) &&
	    world_sales(w, &od, date_day(FIRST_YEAR, FIRST_MONTH, 1), &s, err);

	simulate_csv_raw(f,
	    "order_id,order_date,customer_id,sku,quantity,unit_price,"
	    "currency");
	ok = ok && simulate_csv_end_row(f, err);
	for (size_t o = 0; ok && o < s.orders; o++)
		ok = simulate_step(sim, (int64_t)o, (int64_t)s.orders, err) &&
		    write_order(sim, w, &s, o, err);
	sim->counts.orders = (int64_t)s.orders;
	sim->counts.lines = (int64_t)s.lines;
	sales_release(&s);
	world_orders_release(&od);
	return ok;
}

/* Everybody may be written to: consent is not what this shape is about. */
static bool
write_customers(struct simulation *sim, const struct world *w, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_CUSTOMERS];
	bool ok;

	simulate_csv_raw(f, "customer_id,consent");
	ok = simulate_csv_end_row(f, err);
	for (size_t u = 0; ok && u < (size_t)w->params.customers; u++) {
		add_customer(f, u);
		simulate_csv_text(f, "yes");
		ok = simulate_csv_end_row(f, err);
	}
	sim->counts.customers = w->params.customers;
	return ok;
}

/* The products of one type, each pair once; they have no gamma. */
static bool
write_substitutes(
    struct simulate_csv *f, const struct world *w, size_t a, struct err *err)
{
	for (size_t b = a + 1; b < w->products; b++) {
		if (!world_substitutes(w, a, b))
			continue;
		add_sku(f, a);
		add_sku(f, b);
		simulate_csv_text(f, "substitute");
		simulate_csv_blank(f);
		if (!simulate_csv_end_row(f, err))
			return false;
	}
	return true;
}

static bool
write_complements(
    struct simulate_csv *f, const struct world *w, size_t a, struct err *err)
{
	char text[32];

	for (size_t b = 0; b < w->products; b++) {
		double gamma = world_gamma(w, a, b);

		if (gamma <= 0)
			continue;
		(void)snprintf(text, sizeof(text), "%.6f", gamma);
		add_sku(f, a);
		add_sku(f, b);
		simulate_csv_text(f, "complement");
		simulate_csv_text(f, text);
		if (!simulate_csv_end_row(f, err))
			return false;
	}
	return true;
}

static bool
write_truth(struct simulation *sim, const struct world *w, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_TRUTH];
	bool ok;

	simulate_csv_raw(f, "sku_a,sku_b,kind,gamma");
	ok = simulate_csv_end_row(f, err);
	for (size_t a = 0; ok && a < w->products; a++)
		ok = write_complements(f, w, a, err) &&
		    write_substitutes(f, w, a, err);
	return ok;
}

bool
simulate_reference(struct simulation *sim, struct err *err)
{
	struct world w;
	bool ok;

	if (!world_init(&w, sim->opt->seed, NULL, err))
		return false;
	ok = write_products(sim, &w, err) && write_orders(sim, &w, err) &&
	    write_customers(sim, &w, err) && write_truth(sim, &w, err);
	world_release(&w);
	return ok;
}
