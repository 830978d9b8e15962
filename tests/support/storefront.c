/*
 * storefront - orders are drawn by counter, so that each is a function of its
 * number: a main product, with some chance its partner, with some chance
 * anything else.
 */
#include "tests/support/storefront.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "tests/support/sample_desk.h"

enum {
	ORDERS = 3000,
	CUSTOMERS = 700,
	FREE_FROM = 5000, /* cents */
	FEE = 495,
	SEED = 7
};

struct storefront {
	struct shop shop;
};

struct ware {
	const char *sku, *title;
	int price, cost, stock; /* cents */
	double share; /* of orders that it leads */
	int partner; /* index of what goes with it; -1: nothing */
	double attach;
};

static const struct ware wares[] = {
	{ "LMP-021", "Lamp, brass desk", 6900, 3655, 141, .12, 1, .35 },
	{ "BLB-E27W", "Bulb E27 warm", 795, 290, 60, .10, 6, .06 },
	{ "MUG-ICH", "苺 Ichigo mug", 1290, 515, 90, .22, 3, .30 },
	{ "COA-CRK", "Coaster set, cork (4)", 890, 310, 75, .08, -1, 0 },
	{ "DSH-CRB", "Crème brûlée dish, Ø 12 cm", 1850, 760, 40, .14, 2, .12 },
	{ "LIN-160", "Linen sheet 160", 5990, 3100, 22, .13, -1, 0 },
	{ "TMR-PLG", "Timer plug", 1200, 540, 0, .06, 0, .10 },
	{ "CND-FIG", "Candle, fig", 1790, 620, 130, .15, 5, .05 },
};

static double
unit(int order, int draw)
{
	return random_unit(SEED, 1, (uint64_t)order, (uint64_t)draw);
}

static int
lead_of(int order)
{
	double u = unit(order, 0);
	int at = 0;
	while (at + 1 < (int)ARRAY_LEN(wares) && u >= wares[at].share)
		u -= wares[at++].share;
	return at;
}

/* Which products an order holds: a bit each. */
static unsigned
basket_of(int order)
{
	int lead = lead_of(order);
	unsigned held = 1u << lead;
	if (wares[lead].partner >= 0 && unit(order, 1) < wares[lead].attach)
		held |= 1u << wares[lead].partner;
	for (int i = 0; i < (int)ARRAY_LEN(wares); i++) {
		if (unit(order, 2 + i) < .05)
			held |= 1u << i;
	}
	return held;
}

/* One order in five is a guest's. */
static void
add_customer(int order, struct str *out)
{
	if (unit(order, 20) >= .2)
		str_addf(out, "C%03d", (int)(unit(order, 21) * CUSTOMERS));
}

/* Two in three gave consent, of these nine in ten an address. */
static void
add_customers(struct str *out)
{
	str_add(out, "customer_id,email,consent\n");
	for (int c = 0; c < CUSTOMERS; c++) {
		str_addf(out, "C%03d,", c);
		if (c % 10 != 9)
			str_addf(out, "c%03d@example.com", c);
		str_add(out, c % 3 != 2 ? ",yes\n" : ",no\n");
	}
}

static void
add_order(int order, bool people, struct str *out)
{
	unsigned held = basket_of(order);
	int total = 0;
	struct str day = STR_INIT;
	date_add_day(&day, date_day(2025, 11, 1) + order * 365 / ORDERS);
	for (int i = 0; i < (int)ARRAY_LEN(wares); i++)
		total += (held >> i & 1u) != 0 ? wares[i].price : 0;
	int fee = total >= FREE_FROM ? 0 : FEE;
	for (int i = 0; i < (int)ARRAY_LEN(wares); i++) {
		if ((held >> i & 1u) == 0)
			continue;
		str_addf(out, "%d,%s 12:00:00,%s,1,%d.%02d,%d.%02d,EUR",
		    10000 + order, day.p, wares[i].sku, wares[i].price / 100,
		    wares[i].price % 100, fee / 100, fee % 100);
		if (people) {
			str_add_char(out, ',');
			add_customer(order, out);
		}
		str_add_char(out, '\n');
	}
	str_release(&day);
}

static void
add_products(struct str *out)
{
	str_add(out, "sku,title,price,cost,stock\n");
	for (size_t i = 0; i < ARRAY_LEN(wares); i++)
		str_addf(out, "%s,\"%s\",%d.%02d,%d.%02d,%d\n", wares[i].sku,
		    wares[i].title, wares[i].price / 100, wares[i].price % 100,
		    wares[i].cost / 100, wares[i].cost % 100, wares[i].stock);
}

static void
add_orders(bool people, struct str *out)
{
	str_set(out,
	    "order_id,order_date,sku,quantity,unit_price,shipping,currency");
	str_add(out, people ? ",customer_id\n" : "\n");
	for (int order = 0; order < ORDERS; order++)
		add_order(order, people, out);
}

/* Six ranges of 200 products; of the first three orders hold all, of each
 * further one an order more. */
static void
add_long_orders(struct str *out)
{
	str_set(out, "order_id,order_date,sku,quantity,unit_price,currency\n");
	for (int range = 0; range < 6; range++)
		for (int order = 0; order < 3 + range; order++)
			for (int i = 0; i < 200; i++)
				str_addf(out,
				    "%d,2026-0%d-%02d,R%d-%03d,1,%d.00,EUR\n",
				    10 * range + order, 1 + order, 1 + range,
				    range, i, 5 + i % 7);
}

static void
fill(struct shop *shop, enum storefront_shelf shelf)
{
	struct str csv = STR_INIT;
	bool people = shelf == STOREFRONT_PEOPLE;

	if (shelf == STOREFRONT_LONG) {
		add_long_orders(&csv);
		shop_import(shop, csv.p);
		str_release(&csv);
		return;
	}
	if (shelf == STOREFRONT_FULL || people) {
		add_products(&csv);
		shop_import(shop, csv.p);
	}
	if (shelf != STOREFRONT_EMPTY) {
		add_orders(people, &csv);
		shop_import(shop, csv.p);
	}
	if (people) {
		str_clear(&csv);
		add_customers(&csv);
		shop->mailing = true;
		shop_import(shop, csv.p);
	}
	str_release(&csv);
}

void
storefront_free(struct storefront *sf)
{
	shop_close(&sf->shop);
	mem_free(sf);
}

struct desk *
storefront_begin(struct storefront *sf, const char *user)
{
	struct err err = ERR_INIT;
	struct desk *dk =
	    desk_new(&(struct desk_setup){ .store_path = sf->shop.path.p,
			 .shop = "northlight",
			 .user = user,
			 .now = sf->shop.now,
			 .threads = 1 },
		&err);
	if (dk == NULL)
		fail_msg("%s", err.text);
	return dk;
}

struct desk *
storefront_desk(struct storefront *sf, const char *user)
{
	struct desk *dk = storefront_begin(sf, user);
	storefront_settle(dk);
	return dk;
}

void
storefront_settle(struct desk *dk)
{
	(void)sample_desk_settle(dk); /* the screens ask again anyway */
}

/* It has been looked at once, so that what a desk keeps is there. */
struct storefront *
storefront_new(enum storefront_shelf shelf)
{
	static const char *const recipes[] = {
		[STOREFRONT_FULL] = "storefront",
		[STOREFRONT_NO_COSTS] = "storefront without costs",
		[STOREFRONT_PEOPLE] = "storefront with people",
		[STOREFRONT_EMPTY] = "empty storefront",
		[STOREFRONT_LONG] = "long storefront",
	};
	struct storefront *sf = mem_zalloc(sizeof(*sf));

	if (!shop_begin(&sf->shop, recipes[shelf])) {
		fill(&sf->shop, shelf);
		desk_free(storefront_desk(sf, "keeper"));
		shop_keep(&sf->shop, recipes[shelf]);
	}
	sf->shop.mailing = shelf == STOREFRONT_PEOPLE;
	return sf;
}

bool
storefront_ship_free(struct desk *dk, int64_t amount, struct err *err)
{
	struct store_threshold t = thresholding_draft("free shipping", amount);
	struct arena text = { 0 };
	struct listing l;
	bool ok = desk_thresholds(dk, &l, err);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < l.rows; i++) {
		struct store_threshold old;

		ok = desk_threshold_get(
		    dk, (int64_t)listing_identity(&l, i), &text, &old, err);
		if (ok && strcmp(old.kind, t.kind) == 0)
			t = old;
	}
	listing_release(&l);
	t.amount = amount;
	t.state = STATE_ACTIVE;
	ok = ok && desk_threshold_save(dk, &t, "free shipping", err);
	arena_release(&text);
	return ok;
}
