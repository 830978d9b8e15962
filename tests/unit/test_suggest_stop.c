/*
 * A planted shop: lamps are bought with bulbs anyway, so a discount on the two
 * is given away; a dress with a bag is rare, and a small discount costs next
 * to nothing. Which live offers are to be stopped, and what is said of them.
 */
#include "tests/support/shop.h"

#include "base/date.h"
#include "base/mem.h"
#include "decide/offer.h"
#include "service/bundling.h"
#include "service/glance.h"
#include "service/measuring.h"
#include "service/suggest_stop.h"
#include "service/outcome.h"
#include "store/store_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <string.h>

static const char PRODUCTS[] = "sku,title,category,price,cost\n"
			       "LAMP,Lamp,Lighting,40.00,20.00\n"
			       "BULB,Bulb,Bulbs,15.00,6.00\n"
			       "DRESS,Dress,Dresses,60.00,20.00\n"
			       "BAG,Bag,Bags,50.00,10.00\n"
			       "SOAP,Soap,Bath,4.00,2.00\n"
			       "GHOST,Ghost,Bath,,\n";

struct planted {
	struct shop shop;
	struct view *v;
	struct str csv;
	int order;
};

static void
add_order(struct planted *f, const char *const *skus, size_t n)
{
	static const char *const price[] = { "LAMP", "40", "BULB", "15",
		"DRESS", "60", "BAG", "50", "SOAP", "4" };
	int day = f->order % 140;

	f->order++;
	for (size_t i = 0; i < n; i++)
		for (size_t p = 0; p < ARRAY_LEN(price); p += 2)
			if (strcmp(price[p], skus[i]) == 0)
				str_addf(&f->csv,
				    "%d,2026-%02d-%02d 10:00:00,C%d,%s,1,%s\n",
				    f->order, 6 + day / 28, 1 + day % 28,
				    f->order, skus[i], price[p + 1]);
}

static void
add_orders(struct planted *f, int times, const char *a, const char *b)
{
	const char *const both[] = { a, b };

	for (int i = 0; i < times; i++)
		add_order(f, both, b != NULL ? 2 : 1);
}

static int
open_planted(void **state)
{
	struct planted *f = mem_zalloc(sizeof(*f));

	str_init(&f->csv);
	str_add(&f->csv,
	    "order_id,order_date,customer_id,sku,quantity,unit_price\n");
	add_orders(f, 280, "LAMP", "BULB");
	add_orders(f, 70, "LAMP", NULL);
	add_orders(f, 42, "BULB", NULL);
	add_orders(f, 14, "DRESS", "BAG");
	add_orders(f, 420, "DRESS", NULL);
	add_orders(f, 140, "BAG", NULL);
	add_orders(f, 280, "SOAP", NULL);
	shop_open(&f->shop, PRODUCTS);
	shop_import(&f->shop, f->csv.p);
	f->v = shop_view(&f->shop, VIEW_SALES | VIEW_PAIRS);
	*state = f;
	return 0;
}

static int
close_planted(void **state)
{
	struct planted *f = *state;

	view_free(f->v);
	shop_close(&f->shop);
	str_release(&f->csv);
	mem_free(f);
	return 0;
}

static int32_t
today(const struct planted *f)
{
	return date_day_of(f->shop.now);
}

static struct store_bundle
bundle_of(struct planted *f, struct arena *a, const char *name,
    const char *first, const char *second, double percent)
{
	struct store_bundle b = bundling_draft(name);
	const char *const skus[] = { first, second };
	struct err err = ERR_INIT;

	for (size_t i = 0; i < 2; i++) {
		struct store_bundle_item item = { .quantity = 1 };

		item.product_id =
		    f->v->products.rows[shop_product(f->v, skus[i])].product_id;
		assert_true(bundling_add_item(&b, a, &item, &err));
	}
	b.discount_kind = "percent";
	b.discount_value = offer_percent(percent);
	b.state = STATE_ACTIVE;
	return b;
}

static void
save_bundle(struct planted *f, const char *name, const char *first,
    const char *second, double percent)
{
	struct arena a = { 0 };
	struct store_bundle b = bundle_of(f, &a, name, first, second, percent);
	struct err err = ERR_INIT;

	if (!bundling_save(f->shop.st, f->v, &b, "live", &err))
		fail_msg("%s", err.text);
	arena_release(&a);
}

static void
save_threshold(struct planted *f, const char *name, int64_t at,
    const char *kind, int64_t reward)
{
	struct store_threshold t = thresholding_draft(name, at);
	struct err err = ERR_INIT;

	t.kind = kind;
	t.reward_value = reward;
	t.state = STATE_ACTIVE;
	if (!outcome_save(f->shop.st, f->v, &t,
		&(struct going_live){ "live", today(f), NULL, NULL }, &err))
		fail_msg("%s", err.text);
}

static void
find(struct planted *f, struct suggestions *out)
{
	struct err err = ERR_INIT;

	*out = (struct suggestions){ .n = 0 };
	if (!suggest_stop_find(f->shop.st, f->v, today(f), NULL, out, &err))
		fail_msg("%s", err.text);
}

static void
a_bundle_of_what_is_bought_together_anyway_is_to_be_stopped(void **state)
{
	struct planted *f = *state;
	struct suggestions got;
	const struct suggestion *s;

	find(f, &got);
	assert_int_equal(got.n, 0); /* nothing is live */
	suggestions_release(&got);
	save_bundle(f, "light", "LAMP", "BULB", 10);
	save_bundle(f, "unpriced", "SOAP", "GHOST", 10);
	save_bundle(f, "outing", "DRESS", "BAG", 5);
	find(f, &got);
	assert_int_equal(got.n, 1);
	s = &got.rows[0];
	assert_int_equal(s->kind, SUGGEST_STOP);
	assert_string_equal(s->offer, "light");
	assert_false(s->threshold);
	assert_int_equal(s->set.n, 2);
	assert_float_equal(s->percent, 10, 1e-9);
	/* 280 orders in 150 days get 5.50 each: 308 in 30 days, not all of
	 * which the takes can win back. */
	assert_float_equal(s->leak, 308, 1e-6);
	assert_true(s->contribution.low80 > 0);
	assert_true(s->p_positive > .67);
	assert_non_null(
	    strstr(s->reason, "to 56 orders with all of it anyway"));
	assert_non_null(strstr(s->reason, "it gives 308.00 per 30 days"));
	assert_non_null(strstr(s->reason, "projected on your orders"));
	suggestions_release(&got);
	/* Nobody knows what the goods cost: that is said. */
	for (size_t i = 0; i < f->v->products.n; i++)
		f->v->sales.cost4[i] = SALES_UNKNOWN;
	find(f, &got);
	assert_int_equal(got.n, 1);
	assert_non_null(strstr(got.rows[0].reason, ", on an assumed margin"));
	suggestions_release(&got);
}

static void
what_was_measured_counts_before_what_is_projected(void **state)
{
	struct planted *f = *state;
	struct arena a = { 0 };
	struct suggestions got;
	struct err err = ERR_INIT;
	struct store_bundle b = bundle_of(f, &a, "light", "LAMP", "BULB", 10);

	assert_true(measuring_launch(f->shop.st, f->v, &b,
	    &(struct going_live){ "live", date_day(2026, 8, 1), NULL, NULL },
	    &err));
	find(f, &got);
	assert_int_equal(got.n, 1);
	assert_non_null(
	    strstr(got.rows[0].reason, "measured since 2026-08-01"));
	suggestions_release(&got);
	arena_release(&a);
}

static void
a_threshold_that_everybody_reaches_is_to_be_stopped(void **state)
{
	struct planted *f = *state;
	struct suggestions got;

	save_threshold(f, "save", 3000, "amount", 800);
	find(f, &got);
	assert_int_equal(got.n, 1);
	assert_true(got.rows[0].threshold);
	assert_int_equal(got.rows[0].set.n, 0);
	/* 924 of the orders reach it: 184.8 in 30 days, 8.00 each */
	assert_float_equal(got.rows[0].leak, 1478.4, 1e-6);
	assert_non_null(
	    strstr(got.rows[0].reason, "orders of 30.00 and more anyway"));
	suggestions_release(&got);
}

/* What a parcel costs, and the view with it. */
static void
set_parcel(struct planted *f, const char *cost)
{
	struct settings s;
	struct err err = ERR_INIT;

	assert_true(settings_load(f->shop.st, &s, &err));
	assert_true(settings_set(
	    f->shop.st, &s, SETTING_SHIPPING_COST, cost, NULL, &err));
	view_free(f->v);
	f->v = shop_view(&f->shop, VIEW_SALES | VIEW_PAIRS);
}

static void
free_shipping_is_to_be_stopped_only_where_orders_lose_by_it(void **state)
{
	struct planted *f = *state;
	struct suggestions got;

	save_threshold(f, "ship", 300, "free-shipping", 0);
	find(f, &got);
	assert_int_equal(got.n, 0); /* what a parcel costs is not known */
	suggestions_release(&got);
	set_parcel(f, "6");
	find(f, &got);
	assert_int_equal(got.n, 0); /* the goods earn more than that */
	suggestions_release(&got);
	set_parcel(f, "60");
	find(f, &got);
	assert_int_equal(got.n, 1);
	assert_non_null(
	    strstr(got.rows[0].reason, "less than sending them costs"));
	suggestions_release(&got);
}

static void
they_stand_before_what_is_worth_making_and_are_kept(void **state)
{
	struct planted *f = *state;
	struct overview *o = mem_zalloc(sizeof(*o));
	struct str name = STR_INIT;
	struct suggestions got;
	struct err err = ERR_INIT;
	struct glance gl;
	sqlite3 *db = NULL;
	bool found = false;

	save_bundle(f, "light", "LAMP", "BULB", 20);
	save_threshold(f, "save", 3000, "amount", 800);
	assert_true(suggest_find(f->shop.st, f->v, today(f), NULL, &got, &err));
	assert_true(got.n >= 2);
	assert_string_equal(got.rows[0].offer, "save");
	assert_string_equal(got.rows[1].offer, "light");
	suggest_add_name(f->v, &got.rows[1], &name);
	assert_string_equal(name.p, "stop 'light'");
	assert_true(overview_compute(f->v, o, &err));
	assert_true(glance_save(f->shop.st, f->v, o, &got, today(f), &err));
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	assert_true(found);
	assert_int_equal(gl.suggestions.n, got.n);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(
		    gl.suggestions.rows[i].offer, got.rows[i].offer);
		assert_string_equal(
		    gl.suggestions.rows[i].reason, got.rows[i].reason);
	}
	glance_release(&gl);
	/* cut short in the words of one */
	assert_int_equal(sqlite3_open(f->shop.path.p, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db,
		"UPDATE derived SET content = substr(content, 1, "
		"instr(content, CAST(' days for nothing' AS BLOB))) "
		"WHERE name = 'glance'",
		NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_true(glance_load(f->shop.st, &gl, &found, &err));
	assert_false(found);
	suggestions_release(&got);
	str_release(&name);
	mem_free(o);
}

int
main(void)
{
#define planted_test(name) \
	cmocka_unit_test_setup_teardown(name, open_planted, close_planted)
	const struct CMUnitTest tests[] = {
		planted_test(
		    a_bundle_of_what_is_bought_together_anyway_is_to_be_stopped),
		planted_test(what_was_measured_counts_before_what_is_projected),
		planted_test(
		    a_threshold_that_everybody_reaches_is_to_be_stopped),
		planted_test(
		    free_shipping_is_to_be_stopped_only_where_orders_lose_by_it),
		planted_test(
		    they_stand_before_what_is_worth_making_and_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
