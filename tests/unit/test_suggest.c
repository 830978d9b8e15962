/*
 * Candidates of three products and more: which template each gets, what is
 * left out, and that what is suggested is ranked by what it earns.
 */
#include "tests/support/shop.h"

#include "base/mem.h"
#include "service/bundling.h"
#include "service/suggest.h"
#include "store/store_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char PRODUCTS[] = "sku,title,category,price,cost,parent_sku\n"
			       "LAMP,Lamp,Lighting,100.00,40.00,\n"
			       "BULB,Bulb,Bulbs,8.00,2.00,\n"
			       "PLUG,Timer plug,Electric,12.00,4.00,\n"
			       "CUPA,Cup,Cups,10.00,4.00,\n"
			       "CUPB,Beaker,Cups,11.00,4.00,\n"
			       "CUPC,Goblet,Cups,12.00,4.00,\n"
			       "WASH,Wash,Skin,30.00,9.00,\n"
			       "TONE,Toner,Skin,20.00,8.00,\n"
			       "CREAM,Cream,Skin,16.00,7.00,\n"
			       "DRESS,Dress,Dresses,60.00,20.00,\n"
			       "BAG,Bag,Bags,50.00,20.00,\n"
			       "RING,Ring,Jewellery,45.00,20.00,\n"
			       "SOAP,Soap,Bath,4.00,1.00,\n"
			       "SALT,Bath salt,Bath,5.00,1.00,\n"
			       "TOWEL,Towel,Bath,6.00,2.00,\n"
			       "NEST,Nest,,30.00,9.00,\n"
			       "PERCH,Perch,,29.00,9.00,\n"
			       "BELL,Bell,,28.00,9.00,\n";

/* So many orders of these SKUs, each one a customer's of its own; then the
 * same products alone, and enough other orders that they do not meet by
 * chance. */
struct writer {
	struct str csv;
	int order;
};

static void
add_order(struct writer *w, const char *const *skus, size_t n, int quantity)
{
	w->order++;
	for (size_t i = 0; i < n; i++)
		str_addf(&w->csv,
		    "%d,2026-%02d-%02d 10:00:00,C%d,%s,%d,10.00\n", w->order,
		    9 + w->order % 2, 1 + w->order % 28, w->order, skus[i],
		    quantity);
}

static void
add_set(struct writer *w, const char *a, const char *b, const char *c)
{
	const char *const all[] = { a, b, c };

	for (int i = 0; i < 12; i++)
		add_order(w, all, 3, 1);
	for (size_t i = 0; i < 3; i++)
		for (int k = 0; k < 25; k++)
			add_order(w, &all[i], 1, 1);
}

static void
open_shop(struct shop *shop)
{
	struct writer w = { .csv = STR_INIT };
	static const char *const soap[] = { "SOAP" };

	str_add(&w.csv,
	    "order_id,order_date,customer_id,sku,quantity,unit_price\n");
	/* Steps are bought one after another by those who come back. */
	str_add(&w.csv,
	    "900,2026-08-01 10:00:00,CR,CREAM,1,16\n"
	    "901,2026-07-01 10:00:00,CR,TONE,1,20\n"
	    "902,2026-06-01 10:00:00,CR,WASH,1,30\n");
	add_set(&w, "LAMP", "BULB", "PLUG");
	add_set(&w, "CUPA", "CUPB", "CUPC");
	add_set(&w, "WASH", "TONE", "CREAM");
	add_set(&w, "DRESS", "BAG", "RING");
	for (int i = 0; i < 300; i++)
		add_order(&w, soap, 1, 1);
	for (int i = 0; i < 40; i++)
		add_order(&w, soap, 1, 3);
	/* Nobody said what kind of goods these are. */
	add_set(&w, "SALT", "TOWEL", "SOAP");
	add_set(&w, "NEST", "PERCH", "BELL");
	for (int i = 0; i < 40; i++) {
		add_order(&w, (const char *const[]){ "SALT" }, 1, 1);
		add_order(&w, (const char *const[]){ "TOWEL" }, 1, 1);
	}
	shop_open(shop, PRODUCTS);
	shop_import(shop, w.csv.p);
	str_release(&w.csv);
}

/* Everything may be offered, at the catalogue's prices. */
struct plain {
	struct bundle_shop shop;
	int64_t price4[24], cost4[24], stock[24];
	uint32_t family[24];
	bool active[24];
};

static void
plain_shop(const struct view *v, struct plain *p)
{
	*p = (struct plain){ .shop = { .digits = 2, .days = 365 } };
	assert_true(v->products.n <= ARRAY_LEN(p->price4));
	for (size_t i = 0; i < v->products.n; i++) {
		p->price4[i] = v->products.rows[i].price4;
		p->cost4[i] = v->products.rows[i].cost4;
		p->stock[i] = SALES_UNKNOWN;
		p->active[i] = true;
	}
	p->shop.n_products = (uint32_t)v->products.n;
	p->shop.price4 = p->price4;
	p->shop.cost4 = p->cost4;
	p->shop.stock = p->stock;
	p->shop.family = p->family;
	p->shop.active = p->active;
}

/* "LAMP PLUG BULB accessories", a line each, in the order of the names. */
static void
name_sets(const struct view *v, const struct suggest_set *sets, size_t n,
    struct str *out)
{
	for (unsigned kind = 0; kind < SUGGEST_KIND_COUNT; kind++) {
		for (size_t i = 0; i < n; i++) {
			if (sets[i].kind != kind)
				continue;
			str_addf(out, "%s:", suggest_kind_name(kind));
			for (size_t k = 0; k < sets[i].set.n; k++)
				str_addf(out, " %s",
				    v->products.rows[sets[i].set.product[k]]
					.sku);
			str_addf(out, " x%d, %lld orders\n", sets[i].set.pieces,
			    (long long)sets[i].set.orders);
		}
	}
}

static void
find_sets(const struct view *v, struct plain *p, struct str *out)
{
	struct suggest_set sets[SUGGEST_KIND_COUNT * SUGGEST_EACH];
	struct err err = ERR_INIT;
	size_t n;

	str_clear(out);
	if (!suggest_sets_find(v, &p->shop, NULL, sets, &n, &err))
		fail_msg("%s", err.text);
	name_sets(v, sets, n, out);
}

static void
each_set_gets_the_template_that_fits(void **state)
{
	struct str got = STR_INIT;
	struct shop shop;
	struct plain p;
	struct view *v;

	(void)state;
	open_shop(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	plain_shop(v, &p);
	find_sets(v, &p, &got);
	assert_string_equal(got.p,
	    "accessories: LAMP PLUG BULB x1, 12 orders\n"
	    "best-sellers: TOWEL SALT SOAP x1, 12 orders\n"
	    "matched set: CUPC CUPB CUPA x1, 12 orders\n"
	    "routine: WASH TONE CREAM x1, 12 orders\n"
	    "look: DRESS BAG RING x1, 12 orders\n"
	    "set: NEST PERCH BELL x1, 12 orders\n"
	    "volume: SOAP x3, 40 orders\n");
	/* What may not be offered is in no set. */
	p.active[shop_product(v, "BULB")] = false;
	p.stock[shop_product(v, "SOAP")] = 2;
	find_sets(v, &p, &got);
	assert_null(strstr(got.p, "LAMP"));
	assert_null(strstr(got.p, "SOAP x3"));
	str_release(&got);
	view_free(v);
	shop_close(&shop);
}

static void
suggestions_are_ranked_by_what_they_earn(void **state)
{
	struct suggestions found;
	struct err err = ERR_INIT;
	struct shop shop;
	struct view *v;
	bool several = false;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	if (!suggest_find(shop.st, v, 20750, NULL, &found, &err))
		fail_msg("%s", err.text);
	assert_true(found.n > 20);
	for (size_t i = 0; i < found.n; i++) {
		const struct suggestion *s = &found.rows[i];
		assert_true(s->contribution.mean > 0);
		assert_true(s->per_1000_orders > 0);
		assert_true(
		    s->set.orders > 0 && s->set.orders <= s->orders_primary);
		several = several || s->set.n > 2;
		for (size_t k = 0; k < i; k++)
			assert_true(suggest_identity(s) !=
			    suggest_identity(&found.rows[k]));
	}
	assert_true(several);
	suggestions_release(&found);
	view_free(v);
	shop_close(&shop);
}

/* A row of the list is the suggestion, whatever the list is sorted by. */
static void
a_suggestion_keeps_its_identity_in_the_list(void **state)
{
	struct suggestions found;
	struct listing l;
	struct err err = ERR_INIT;
	struct shop shop;
	struct view *v;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	assert_true(suggest_find(shop.st, v, 20750, NULL, &found, &err));
	assert_true(suggest_listing(shop.st, v, 20750, NULL, &l, &err));
	assert_int_equal(l.rows, found.n);
	for (size_t i = 0; i < l.rows; i++)
		assert_true(listing_identity(&l, i) ==
		    suggest_identity(&found.rows[i]));
	listing_release(&l);
	suggestions_release(&found);
	view_free(v);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_set_gets_the_template_that_fits),
		cmocka_unit_test(suggestions_are_ranked_by_what_they_earn),
		cmocka_unit_test(a_suggestion_keeps_its_identity_in_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
