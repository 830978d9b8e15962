/* catalogue, addon, complement: figures by hand, best partners against a slow
 * search, and what is shown beside what. */
#include "tests/support/shop.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "service/addon.h"
#include "service/analysis.h"
#include "service/catalogue.h"
#include "service/complement.h"
#include "service/pairing.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char products[] =
    "sku,title,category,brand,price,cost,stock\n"
    "LAMP,\"Lamp, brass\",Lighting,Ostra,60.00,35.00,12\n"
    "BULB,Bulb warm,Lighting,Ostra,6.50,2.10,300\n"
    "MUG,Mug large,Kitchen,Kiln,12.00,,\n"
    "TEA,Th\303\251 noir,Kitchen,,,,\n";
static const char orders[] =
    "order_id,order_date,customer_id,sku,quantity,unit_price,currency\n"
    "1,2026-01-05,P1,LAMP,1,60.00,EUR\n"
    "1,2026-01-05,P1,BULB,2,6.50,EUR\n"
    "2,2026-01-12,P2,LAMP,1,60.00,EUR\n"
    "2,2026-01-12,P2,BULB,2,6.50,EUR\n"
    "3,2026-02-02,P3,LAMP,1,60.00,EUR\n"
    "3,2026-02-02,P3,BULB,1,6.50,EUR\n"
    "4,2026-02-03,P4,LAMP,1,60.00,EUR\n"
    "4,2026-02-03,P4,MUG,1,12.00,EUR\n"
    "5,2026-02-04,P5,LAMP,1,60.00,EUR\n"
    "5,2026-02-04,P5,MUG,1,12.00,EUR\n"
    "6,2026-02-05,P6,LAMP,1,60.00,EUR\n"
    "6,2026-02-05,P6,MUG,1,12.00,EUR\n"
    "7,2026-02-06,P7,BULB,4,6.50,EUR\n";

/* ---- figures ---- */

struct figures_case {
	const char *sku;
	int64_t orders, alone, units, revenue;
};

static void
figures_are_those_of_the_orders(void **state)
{
	static const struct figures_case cases[] = {
		{ "LAMP", 6, 0, 6, 36000 },
		{ "BULB", 4, 1, 9, 5850 },
		{ "MUG", 3, 0, 3, 3600 },
		{ "TEA", 0, 0, 0, 0 },
	};
	struct shop shop;
	struct view *v;
	struct catalogue_figures f;

	(void)state;
	shop_open(&shop, products);
	shop_import(&shop, orders);
	v = shop_view(&shop, VIEW_SALES);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		catalogue_sum_one(v, shop_product(v, cases[i].sku), &f);
		assert_int_equal(f.orders, cases[i].orders);
		assert_int_equal(f.alone, cases[i].alone);
		assert_int_equal(f.units, cases[i].units);
		assert_int_equal(f.revenue, cases[i].revenue);
	}
	view_free(v);
	shop_close(&shop);
}

/* Orders whose net value is less than what was paid, because of tax. */
static void
fill_taxed(struct sales *s, uint64_t seed)
{
	size_t line = 0;

	for (size_t o = 0; o < s->orders; o++) {
		size_t n = s->lines / s->orders;
		s->first[o] = line;
		for (size_t i = 0; i < n; i++, line++) {
			uint64_t draw = random_mix(seed + line);
			s->product[line] = (uint32_t)(i * 3 + draw % 3);
			s->quantity[line] = 1 + (int32_t)(draw / 3 % 4);
			s->paid[line] = (int64_t)(draw / 16 % 10000);
			s->cart_value[o] += s->paid[line];
		}
		s->net_value[o] = s->cart_value[o] * 100 / 119;
	}
	s->first[s->orders] = line;
}

static void
revenue_of_products_adds_up_to_that_of_orders(void **state)
{
	struct view v = { .parts = VIEW_SALES, .products = { .n = 30 } };
	struct catalogue_sums all;
	struct catalogue_figures one;
	struct err err = ERR_INIT;
	int64_t net = 0, revenue = 0;

	(void)state;
	assert_true(sales_init(&v.sales, 200, 2000, 30, 0, &err));
	fill_taxed(&v.sales, 7);
	assert_true(catalogue_count(&v, &all, &err));
	for (size_t o = 0; o < v.sales.orders; o++)
		net += v.sales.net_value[o];
	for (size_t p = 0; p < all.products; p++) {
		revenue += all.figures[p].revenue;
		catalogue_sum_one(&v, p, &one);
		assert_memory_equal(&one, &all.figures[p], sizeof(one));
	}
	assert_int_equal(revenue, net);
	catalogue_sums_release(&all);
	sales_release(&v.sales);
}

static void
weeks_end_with_the_last_order(void **state)
{
	struct shop shop;
	struct view *v;
	struct catalogue_sums sums;
	struct err err = ERR_INIT;
	uint32_t sum = 0;

	(void)state;
	shop_open(&shop, products);
	shop_import(&shop, orders);
	v = shop_view(&shop, VIEW_SALES);
	/* The last order is of Friday, 6 February; weeks go back from it. */
	assert_true(catalogue_count(v, &sums, &err));
	const uint32_t *weeks =
	    sums.weeks + shop_product(v, "LAMP") * CATALOGUE_WEEKS;
	assert_int_equal(weeks[51], 4); /* 31 January to 6 February */
	assert_int_equal(weeks[48], 1); /* 10 to 16 January */
	assert_int_equal(weeks[47], 1); /* 3 to 9 January */
	for (int i = 0; i < CATALOGUE_WEEKS; i++)
		sum += weeks[i];
	assert_int_equal(sum, 6);
	catalogue_sums_release(&sums);
	view_free(v);
	shop_close(&shop);
}

static void
weeks_of_no_orders_are_empty(void **state)
{
	struct shop shop;
	struct view *v;
	struct catalogue_sums sums;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, products);
	v = shop_view(&shop, VIEW_SALES);
	assert_true(catalogue_count(v, &sums, &err));
	assert_int_equal(sums.products, v->products.n);
	for (size_t i = 0; i < sums.products * CATALOGUE_WEEKS; i++)
		assert_int_equal(sums.weeks[i], 0);
	catalogue_sums_release(&sums);
	view_free(v);
	shop_close(&shop);
}

/* ---- the listing ---- */

static void
add_skus(const struct listing *l, struct str *out)
{
	int sku = listing_column(l, "sku");

	for (size_t i = 0; i < l->rows; i++) {
		str_add(out, i > 0 ? " " : "");
		listing_add_raw(l, i, (size_t)sku, out);
	}
}

static void
words_are_found_in_any_text_in_any_case(void **state)
{
	static const struct {
		const char *words, *skus;
	} cases[] = {
		{ "", "LAMP BULB MUG TEA" },
		{ "   ", "LAMP BULB MUG TEA" },
		{ "lamp", "LAMP" },
		{ "LIGHT", "LAMP BULB" },
		{ "warm light", "BULB" },
		{ "light  warm", "BULB" },
		{ "u", "BULB MUG" },
		{ "\303\251", "TEA" },
		{ "Ostra", "" },
		{ "lamp mug", "" },
	};
	struct shop shop;
	struct view *v;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, products);
	shop_import(&shop, orders);
	v = shop_view(&shop, VIEW_SALES);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str got = STR_INIT;
		struct listing l;
		assert_true(catalogue_listing(
		    v, NULL, slice_of(cases[i].words), &l, &err));
		add_skus(&l, &got);
		assert_string_equal(got.p, cases[i].skus);
		str_release(&got);
		listing_release(&l);
	}
	view_free(v);
	shop_close(&shop);
}

static void
what_the_view_does_not_hold_is_undefined(void **state)
{
	static const char *const empty[] = { "orders", "units", "revenue",
		"best_partner", "best_attach", "best_partner_sku" };
	struct shop shop;
	struct view *v;
	struct listing l;
	struct cell cell;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, products);
	shop_import(&shop, orders);
	v = shop_view(&shop, VIEW_PRODUCTS);
	assert_true(catalogue_listing(v, NULL, slice_of(""), &l, &err));
	assert_int_equal(l.rows, 4);
	for (size_t i = 0; i < ARRAY_LEN(empty); i++) {
		listing_cell(
		    &l, 0, (size_t)listing_column(&l, empty[i]), &cell);
		assert_false(cell.defined);
	}
	listing_release(&l);
	view_free(v);
	shop_close(&shop);
}

static void
a_row_is_known_by_its_product(void **state)
{
	struct shop shop;
	struct view *v;
	struct listing l;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, products);
	shop_import(&shop, orders);
	v = shop_view(&shop, VIEW_SALES);
	assert_true(catalogue_listing(v, NULL, slice_of("kitchen"), &l, &err));
	assert_int_equal(listing_identity(&l, 0), shop_product(v, "MUG"));
	assert_int_equal(listing_identity(&l, 1), shop_product(v, "TEA"));
	listing_release(&l);
	view_free(v);
	shop_close(&shop);
}

/* ---- best partners ---- */

/* The slow way: every partner, ranked, the first that is not rejected. */
static size_t
slow_best(const struct view *v, size_t a, const uint32_t *sku_rank)
{
	struct pairs_query query = {
		.key = PAIRS_BY_SCORE,
		.min_n = 3,
		.sku_rank = sku_rank,
	};
	struct pairs_ranking ranking;
	size_t best = SIZE_MAX;
	struct err err = ERR_INIT;

	assert_true(pairs_partners(
	    &ranking, &v->pairs, &v->context, (uint32_t)a, &query, &err));
	for (size_t i = 0; i < ranking.count && best == SIZE_MAX; i++) {
		if (view_verdict(v, a, ranking.item[i].b) != VERDICT_REJECT)
			best = ranking.item[i].b;
	}
	pairs_ranking_release(&ranking);
	return best;
}

static void
assert_best_partners(struct view *v)
{
	uint32_t *sku_rank = analysis_sku_ranks(&v->products);
	struct listing l;
	struct err err = ERR_INIT;
	size_t with = 0;

	assert_true(catalogue_listing(v, NULL, slice_of(""), &l, &err));
	/* More rows than are looked up one by one. */
	assert_in_range(l.rows, 257, 1000);
	for (size_t i = 0; i < l.rows; i++) {
		size_t best = slow_best(v, listing_identity(&l, i), sku_rank);
		struct cell cell;
		listing_cell(&l, i,
		    (size_t)listing_column(&l, "best_partner_sku"), &cell);
		assert_int_equal(cell.defined, best != SIZE_MAX);
		if (!cell.defined)
			continue;
		assert_true(slice_eq(cell.text, view_sku(v, best)));
		with++;
	}
	assert_in_range(with, 200, l.rows);
	listing_release(&l);
	mem_free(sku_rank);
}

static void
best_partners_are_those_of_the_slow_search(void **state)
{
	struct shop shop;
	struct view *v;
	struct err err = ERR_INIT;
	uint32_t *sku_rank;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	assert_best_partners(v);
	/* Reject the best of every seventh product; others move up. */
	sku_rank = analysis_sku_ranks(&v->products);
	for (size_t a = 0; a < v->products.n; a += 7) {
		size_t best = slow_best(v, a, sku_rank);
		if (best != SIZE_MAX)
			assert_true(pairing_decide(
			    shop.st, v, a, best, VERDICT_REJECT, NULL, &err));
	}
	mem_free(sku_rank);
	view_free(v);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	assert_in_range(v->decisions.n, 20, 100);
	assert_best_partners(v);
	view_free(v);
	shop_close(&shop);
}

/* ---- add-ons ---- */

static void
assert_near(double got, double wanted)
{
	if (fabs(got - wanted) > 1e-12)
		fail_msg("got %.17g, wanted %.17g", got, wanted);
}

static double
number_at(const struct listing *l, size_t row, const char *column)
{
	struct cell cell;

	listing_cell(l, row, (size_t)listing_column(l, column), &cell);
	assert_true(cell.defined);
	return cell.number;
}

static void
an_addon_earns_its_excess_times_its_margin(void **state)
{
	struct shop shop;
	struct view *v;
	struct listing l;
	struct pairing_sheet sheet;
	struct err err = ERR_INIT;
	size_t lamp, other;
	double excess;

	(void)state;
	shop_open(&shop, products);
	shop_import(&shop, orders);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	lamp = shop_product(v, "LAMP");
	assert_true(addon_listing(v, lamp, 0, &l, &err));
	assert_int_equal(l.rows, 2);
	for (size_t i = 0; i < 2; i++) {
		struct cell basis;
		bool costed;
		pairing_products(listing_identity(&l, i), &lamp, &other);
		pairing_sheet(v, lamp, other, &sheet);
		excess = sheet.attach.mean - sheet.stats.expected / 6;
		costed = other == shop_product(v, "BULB");
		/* Bulb 6.50 - 2.10; mug without a cost: 40 % of 12.00. */
		double margin = costed ? 4.40 : 4.80;
		listing_cell(
		    &l, i, (size_t)listing_column(&l, "margin_basis"), &basis);
		assert_true(
		    slice_eq_c(basis.text, costed ? "measured" : "assumed"));
		assert_near(number_at(&l, i, "unit_margin"), margin);
		assert_near(number_at(&l, i, "excess_attach"), excess);
		assert_near(number_at(&l, i, "contribution"), excess * margin);
	}
	listing_release(&l);
	view_free(v);
	shop_close(&shop);
}

static void
a_margin_without_a_price_is_unknown(void **state)
{
	struct shop shop;
	struct view *v;
	double margin;
	bool measured;

	(void)state;
	shop_open(&shop, products);
	v = shop_view(&shop, VIEW_PRODUCTS);
	assert_false(
	    addon_margin(v, shop_product(v, "TEA"), &margin, &measured));
	assert_false(catalogue_margin(v, shop_product(v, "TEA"), &margin));
	assert_false(catalogue_margin(v, shop_product(v, "MUG"), &margin));
	assert_true(catalogue_margin(v, shop_product(v, "LAMP"), &margin));
	assert_near(margin, 25.0 / 60);
	view_free(v);
	shop_close(&shop);
}

/* ---- complements ---- */

/* Does the rule of complement.h put b beside a? */
static bool
rule_allows(const struct view *v, size_t a, size_t b)
{
	struct pairing_sheet s;

	pairing_sheet(v, a, b, &s);
	if (s.verdict != VERDICT_NONE)
		return s.verdict == VERDICT_ACCEPT;
	return s.counted && s.stats.evidence >= EVIDENCE_LIKELY &&
	    s.relation.relation == RELATION_COMPLEMENT &&
	    s.relation.accessory != RELATION_A_IS_ACCESSORY;
}

static size_t
count_allowed(const struct view *v, size_t a, size_t most)
{
	size_t n = 0;

	for (size_t b = 0; b < v->products.n && n < most; b++)
		n += a != b && rule_allows(v, a, b);
	return n;
}

static void
assert_complements(struct view *v, size_t most)
{
	struct listing l;
	struct err err = ERR_INIT;
	size_t *found = mem_zarray(v->products.n, sizeof(*found));

	assert_true(complement_listing(v, most, &l, &err));
	assert_in_range(l.rows, 50, v->products.n * most);
	for (size_t i = 0; i < l.rows; i++) {
		struct cell position;
		size_t a, b;
		pairing_products(listing_identity(&l, i), &a, &b);
		assert_true(rule_allows(v, a, b));
		listing_cell(
		    &l, i, (size_t)listing_column(&l, "position"), &position);
		assert_int_equal(position.count, ++found[a]);
	}
	for (size_t a = 0; a < v->products.n; a++)
		assert_int_equal(found[a], count_allowed(v, a, most));
	listing_release(&l);
	mem_free(found);
}

static void
complements_are_all_that_the_rule_allows(void **state)
{
	struct shop shop;
	struct view *v;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	assert_complements(v, 10);
	assert_complements(v, 2);
	view_free(v);
	shop_close(&shop);
}

static void
decisions_go_before_the_rule(void **state)
{
	struct shop shop;
	struct view *v;
	struct listing l;
	struct str got = STR_INIT;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, products);
	shop_import(&shop, orders);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	assert_true(pairing_decide(shop.st, v, shop_product(v, "LAMP"),
	    shop_product(v, "MUG"), VERDICT_ACCEPT, NULL, &err));
	assert_true(pairing_decide(shop.st, v, shop_product(v, "TEA"),
	    shop_product(v, "LAMP"), VERDICT_ACCEPT, NULL, &err));
	assert_true(pairing_decide(shop.st, v, shop_product(v, "BULB"),
	    shop_product(v, "LAMP"), VERDICT_REJECT, NULL, &err));
	view_free(v);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	assert_true(complement_listing(v, 0, &l, &err));
	for (size_t i = 0; i < l.rows; i++) {
		str_add(&got, i > 0 ? ", " : "");
		listing_add_raw(&l, i, 0, &got);
		str_add_char(&got, ' ');
		listing_add_raw(
		    &l, i, (size_t)listing_column(&l, "complement_sku"), &got);
	}
	/* The uncounted pair comes last. */
	assert_string_equal(got.p, "LAMP MUG, LAMP TEA, MUG LAMP, TEA LAMP");
	str_release(&got);
	listing_release(&l);
	view_free(v);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_those_of_the_orders),
		cmocka_unit_test(revenue_of_products_adds_up_to_that_of_orders),
		cmocka_unit_test(weeks_end_with_the_last_order),
		cmocka_unit_test(weeks_of_no_orders_are_empty),
		cmocka_unit_test(words_are_found_in_any_text_in_any_case),
		cmocka_unit_test(what_the_view_does_not_hold_is_undefined),
		cmocka_unit_test(a_row_is_known_by_its_product),
		cmocka_unit_test(best_partners_are_those_of_the_slow_search),
		cmocka_unit_test(an_addon_earns_its_excess_times_its_margin),
		cmocka_unit_test(a_margin_without_a_price_is_unknown),
		cmocka_unit_test(complements_are_all_that_the_rule_allows),
		cmocka_unit_test(decisions_go_before_the_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
