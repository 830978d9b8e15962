/*
 * The backtest against a twin that tries every ordered pair of every held-out
 * order one by one, and on shops whose answer is known. Last, what mining
 * makes of a shop whose complements were planted.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "decide/world.h"
#include "mining/backtest.h"
#include "mining/metric.h"
#include "mining/pairs.h"
#include "tests/support/random_shop.h"

enum {
	SHOPS = 60,
	MOST = 20, /* products of a random shop */
	ORDERS = 400,
	NEVER = 99,
};

static void
assert_close(double actual, double expected)
{
	if (!(fabs(actual - expected) <= 1e-9 * (1 + fabs(expected))))
		fail_msg("%.17g is not %.17g", actual, expected);
}

/* ---- the twin ---- */

/* One part: who is in which order, by the products that take part. */
struct part {
	size_t orders;
	bool holds[ORDERS][MOST];
	size_t size[ORDERS];
};

struct twin {
	size_t
	    products; /* of the shop; those that do not take part are false */
	bool part_taken[MOST];
	struct part older, newer;
	struct pair_table table;
	struct pair_context ctx;
	struct baskets bk;
};

static bool
in_order(const struct basket_orders *in, size_t o, uint32_t p)
{
	for (size_t i = in->first[o]; i < in->first[o + 1]; i++) {
		if (in->product[i] == p)
			return true;
	}
	return false;
}

static void
fill_part(struct twin *t, struct part *part, const struct basket_orders *in,
    const size_t *order, size_t n)
{
	part->orders = n;
	for (size_t i = 0; i < n; i++) {
		part->size[i] = 0;
		for (uint32_t p = 0; p < in->products; p++) {
			part->holds[i][p] =
			    t->part_taken[p] && in_order(in, order[i], p);
			part->size[i] += part->holds[i][p];
		}
	}
}

/* Orders stand in time order already. */
static void
split(struct twin *t, const struct basket_orders *in)
{
	static size_t order[ORDERS];
	size_t n = 0, cut;

	for (size_t o = 0; o < in->orders; o++) {
		if (in->first[o + 1] > in->first[o])
			order[n++] = o;
	}
	cut = n * 8 / 10;
	t->products = in->products;
	for (uint32_t p = 0; p < in->products; p++) {
		size_t held = 0;
		for (size_t i = 0; i < cut; i++)
			held += in_order(in, order[i], p);
		t->part_taken[p] = held >= 10;
	}
	fill_part(t, &t->older, in, order, cut);
	fill_part(t, &t->newer, in, order + cut, n - cut);

	/* The older part again as orders, for the miner. */
	static size_t first[ORDERS + 1];
	static uint32_t product[ORDERS * MOST];
	static int32_t customer[ORDERS];
	size_t lines = 0;
	for (size_t i = 0; i < cut; i++) {
		for (uint32_t p = 0; p < in->products; p++) {
			if (t->older.holds[i][p])
				product[lines++] = p;
		}
		customer[i] = in->customer[order[i]];
		first[i + 1] = lines;
	}
	assert_true(baskets_init(&t->bk,
	    &(struct basket_orders){ .orders = cut,
		.products = in->products,
		.first = first,
		.product = product,
		.customer = customer },
	    0, NULL));
	assert_true(pairs_mine(&t->bk,
	    &(struct pairs_options){ .floor = 1, .customers = true }, &t->table,
	    &t->ctx, NULL));
}

static double
key_of(const struct twin *t, enum backtest_score s, uint32_t a, uint32_t b)
{
	struct pair_stats stats;
	bool met = metric_pair(&t->ctx, &t->table, a, b, &stats);

	if (s == BACKTEST_POPULARITY)
		return 0;
	if (!met)
		return -1e9;
	switch ((int)s) {
	case BACKTEST_INCREMENTAL:
		return stats.incremental;
	case BACKTEST_SPECIFIC:
		return stats.lift_low;
	case BACKTEST_FREQUENT:
		return stats.orders_both;
	case BACKTEST_LIFT:
		return (double)stats.orders_both / (double)stats.orders_b;
	default:
		return stats.score;
	}
}

/* The place of b in a's list: how many stand before it. */
static unsigned
place_of(const struct twin *t, enum backtest_score s, uint32_t a, uint32_t b)
{
	double key = key_of(t, s, a, b);
	uint32_t n = t->ctx.orders_with.n[b];
	unsigned before = 0;

	if (key < -1e8)
		return NEVER;
	for (uint32_t c = 0; c < t->products; c++) {
		if (c == a || c == b || !t->part_taken[c])
			continue;
		double other = key_of(t, s, a, c);
		uint32_t m = t->ctx.orders_with.n[c];
		if (other < -1e8)
			continue;
		if (other > key)
			before++;
		else if (!(other < key))
			before += m > n || (m == n && c < b);
	}
	return before;
}

struct answer {
	double hit5, hit10, reciprocal, macro10, coverage, excess;
	double found[MOST], wanted[MOST];
	size_t tried;
};

static void
try_order(const struct twin *t, enum backtest_score s, size_t o,
    unsigned place[MOST][MOST], struct answer *out)
{
	const struct part *part = &t->newer;
	double weight = 1 / (double)(part->size[o] * (part->size[o] - 1));

	(void)s;
	out->tried++;
	for (uint32_t a = 0; a < t->products; a++) {
		for (uint32_t b = 0; b < t->products; b++) {
			if (a == b || !part->holds[o][a] || !part->holds[o][b])
				continue;
			unsigned at = place[a][b];
			out->hit5 += at < 5 ? weight : 0;
			out->hit10 += at < 10 ? weight : 0;
			out->reciprocal += at < 10 ? weight / (at + 1) : 0;
			out->found[b] += at < 10 ? weight : 0;
			out->wanted[b] += weight;
		}
	}
}

/* Held-out orders with both, less what chance gives. */
static double
beyond_chance(const struct twin *t, uint32_t a, uint32_t b)
{
	const struct part *part = &t->newer;
	double joint = 0;

	for (unsigned k = 0; k < BASKET_STRATA; k++) {
		double in_a = 0, in_b = 0, items = 0, pairs = 0;
		for (size_t o = 0; o < part->orders; o++) {
			double size = (double)part->size[o];
			if (part->size[o] == 0 ||
			    basket_stratum_of(part->size[o]) != k)
				continue;
			in_a += part->holds[o][a];
			in_b += part->holds[o][b];
			joint += part->holds[o][a] && part->holds[o][b];
			items += size;
			pairs += size * (size - 1);
		}
		if (items > 0)
			joint -= pairs / (items * items) * in_a * in_b;
	}
	return joint;
}

static void
answer_for(const struct twin *t, enum backtest_score s, struct answer *out)
{
	static unsigned place[MOST][MOST];
	bool shown[MOST] = { false };
	double targets = 0, anchors = 0, products = 0;

	*out = (struct answer){ 0 };
	for (uint32_t a = 0; a < t->products; a++) {
		products += t->part_taken[a];
		for (size_t o = 0; o < t->newer.orders; o++)
			anchors += t->newer.holds[o][a];
		for (uint32_t b = 0; t->part_taken[a] && b < t->products; b++) {
			place[a][b] = a != b && t->part_taken[b]
			    ? place_of(t, s, a, b)
			    : NEVER;
			if (place[a][b] < 5) {
				shown[b] = true;
				out->excess += beyond_chance(t, a, b);
			}
		}
	}
	for (size_t o = 0; o < t->newer.orders; o++) {
		if (t->newer.size[o] >= 2)
			try_order(t, s, o, place, out);
	}
	for (uint32_t p = 0; p < t->products; p++) {
		out->coverage += shown[p];
		if (out->wanted[p] > 0) {
			out->macro10 += out->found[p] / out->wanted[p];
			targets++;
		}
	}
	double n = (double)out->tried;
	out->hit5 /= n;
	out->hit10 /= n;
	out->reciprocal /= n;
	out->macro10 /= targets;
	out->coverage /= products;
	out->excess /= anchors;
}

static void
check_shop(uint64_t seed)
{
	struct random_shape shape = {
		.seed = seed,
		.orders = 150 + seed * 4,
		.products = 6 + seed % (MOST - 6),
		.largest = (uint32_t)(3 + seed % 7),
		.customers = seed % 2 ? 40 : 0,
	};
	static struct twin t;
	struct random_shop shop;
	struct backtest bt;
	struct answer wanted;

	t = (struct twin){ 0 };
	random_shop_init(&shop, &shape);
	split(&t, &shop.in);
	assert_true(backtest_run(&bt, &(struct backtest_input){ shop.in, NULL },
	    &(struct backtest_options){ .threads = 1 + (unsigned)seed % 2 },
	    NULL));
	for (unsigned s = 0; s < BACKTEST_SCORE_COUNT; s++) {
		const struct backtest_result *r = &bt.score[s];
		answer_for(&t, (enum backtest_score)s, &wanted);
		assert_int_equal(bt.tried, wanted.tried);
		assert_close(r->hit5, wanted.hit5);
		assert_close(r->hit10, wanted.hit10);
		assert_close(r->reciprocal, wanted.reciprocal);
		assert_close(r->macro10, wanted.macro10);
		assert_close(r->coverage, wanted.coverage);
		assert_close(r->excess, wanted.excess);
		assert_close(r->ahead, r->hit10 - bt.score[0].hit10);
	}
	baskets_release(&t.bk);
	pair_table_release(&t.table);
	pair_context_release(&t.ctx);
	random_shop_release(&shop);
}

static void
figures_are_those_of_trying_every_pair(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SHOPS; seed++)
		check_shop(seed);
}

/* ---- properties ---- */

static void
assert_same(const struct backtest *a, const struct backtest *b)
{
	assert_int_equal(a->tried, b->tried);
	assert_int_equal(a->carts, b->carts);
	assert_memory_equal(a->score, b->score, sizeof(a->score));
	assert_memory_equal(
	    &a->cart_hit10, &b->cart_hit10, sizeof(a->cart_hit10));
	assert_memory_equal(&a->ranges.plain, &b->ranges.plain, sizeof(double));
	assert_memory_equal(&a->ranges.drift, &b->ranges.drift, sizeof(double));
}

static void
threads_do_not_change_a_byte(void **state)
{
	struct random_shop shop;
	struct backtest one, more;
	const unsigned threads[] = { 2, 8 };

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){ .seed = 11,
		.orders = 3000,
		.products = 80,
		.largest = 9,
		.customers = 300 });
	struct backtest_input in = { shop.in, NULL };
	assert_true(backtest_run(
	    &one, &in, &(struct backtest_options){ .drift = .35 }, NULL));
	assert_true(one.tried > 100 && one.ranges.tried > 30);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		assert_true(backtest_run(&more, &in,
		    &(struct backtest_options){
			.drift = .35, .threads = threads[i] },
		    NULL));
		assert_same(&one, &more);
	}
	random_shop_release(&shop);
}

/* A shop of n orders: 0 always with 1, 2 always with 3, singles of 4. */
struct plain_shop {
	size_t first[601];
	uint32_t product[1200];
	int64_t time[600];
	struct basket_orders in;
};

static void
plain_shop_fill(struct plain_shop *s, size_t n, bool newest_first)
{
	size_t lines = 0;

	s->first[0] = 0;
	for (size_t o = 0; o < n; o++) {
		size_t t = newest_first ? n - 1 - o : o;
		if (t % 3 == 2) {
			s->product[lines++] = 4;
		} else {
			s->product[lines++] = t % 3 ? 2 : 0;
			s->product[lines++] = t % 3 ? 3 : 1;
		}
		s->first[o + 1] = lines;
		s->time[o] = (int64_t)t * 1000;
	}
	s->in = (struct basket_orders){ .orders = n,
		.products = 6,
		.first = s->first,
		.product = s->product };
}

static void
what_always_comes_together_is_always_found(void **state)
{
	static struct plain_shop shop;
	struct backtest bt;

	(void)state;
	plain_shop_fill(&shop, 600, false);
	assert_true(
	    backtest_run(&bt, &(struct backtest_input){ shop.in, shop.time },
		&(struct backtest_options){ .drift = .35 }, NULL));
	assert_int_equal(bt.older, 480);
	assert_int_equal(bt.newer, 120);
	assert_int_equal(bt.since, 480000);
	assert_int_equal(bt.tried, 80);
	assert_int_equal(bt.products, 5);
	assert_int_equal(bt.carts, 80);
	assert_close(bt.score[BACKTEST_DEFAULT].hit5, 1);
	assert_close(bt.score[BACKTEST_DEFAULT].reciprocal, 1);
	assert_close(bt.score[BACKTEST_DEFAULT].coverage, .8);
	assert_close(bt.cart_hit10, 1);
	/* Fewer than a hundred say nothing; four pairs are no sample. */
	assert_false(backtest_is_enough(&bt));
	assert_false(bt.ranges.fitted);
	assert_int_equal(bt.ranges.tried, 4);
	assert_close(bt.ranges.drift, .35);
}

static void
time_decides_what_is_held_out_not_the_order_of_input(void **state)
{
	static struct plain_shop shop, turned;
	struct backtest a, b;
	struct backtest_options opt = { .drift = .35 };

	(void)state;
	plain_shop_fill(&shop, 600, false);
	plain_shop_fill(&turned, 600, true);
	assert_true(backtest_run(
	    &a, &(struct backtest_input){ shop.in, shop.time }, &opt, NULL));
	assert_true(backtest_run(&b,
	    &(struct backtest_input){ turned.in, turned.time }, &opt, NULL));
	assert_same(&a, &b);
}

static void
orders_over_the_cap_are_left_out_of_both_parts(void **state)
{
	static struct plain_shop shop;
	struct backtest bt;

	(void)state;
	plain_shop_fill(&shop, 600, false);
	assert_true(
	    backtest_run(&bt, &(struct backtest_input){ shop.in, shop.time },
		&(struct backtest_options){ .cap = 1 }, NULL));
	assert_int_equal(bt.set_apart, 400);
	assert_int_equal(bt.older + bt.newer, 200);
	assert_int_equal(bt.tried, 0);
	assert_int_equal(bt.products, 1);
}

static void
nothing_to_try_is_an_answer(void **state)
{
	static struct plain_shop shop;
	struct backtest bt;

	(void)state;
	for (size_t n = 0; n < 12; n++) {
		plain_shop_fill(&shop, n, false);
		assert_true(backtest_run(&bt,
		    &(struct backtest_input){ shop.in, shop.time },
		    &(struct backtest_options){ .cap = 200 }, NULL));
		assert_int_equal(bt.tried, 0);
		assert_int_equal(bt.products, 0);
		assert_int_equal(bt.older + bt.newer, n);
		assert_false(backtest_is_ahead(&bt, BACKTEST_FREQUENT));
	}
}

static bool
stop(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)phase;
	(void)done;
	(void)total;
	return --*(int *)arg > 0;
}

static void
it_can_be_stopped_and_says_so(void **state)
{
	static struct plain_shop shop;
	struct backtest bt;
	struct err err = ERR_INIT;
	int reports = 2;
	struct progress pg = { stop, &reports };

	(void)state;
	plain_shop_fill(&shop, 600, false);
	assert_false(
	    backtest_run(&bt, &(struct backtest_input){ shop.in, shop.time },
		&(struct backtest_options){ .progress = &pg }, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	assert_int_equal(bt.tried, 0);
}

static void
without_memory_it_says_so(void **state)
{
	static struct plain_shop shop;
	struct backtest_input in = { shop.in, NULL };
	struct backtest bt;
	struct err err;
	bool done = false;

	(void)state;
	plain_shop_fill(&shop, 90, false);
	in.orders = shop.in;
	for (long n = 1; !done && n < 500; n++) {
		err = (struct err)ERR_INIT;
		mem_fail_after(n);
		done = backtest_run(
		    &bt, &in, &(struct backtest_options){ .drift = .35 }, &err);
		assert_true(done || err.code == ERR_LIMIT);
	}
	mem_fail_after(0);
	assert_true(done);
}

/* A shop whose customers do not change. */
static void
ranges_keep_their_word_where_nothing_drifts(void **state)
{
	struct world w;
	struct world_orders od;
	struct sales sales;
	struct backtest bt;

	(void)state;
	assert_true(world_init(&w, 7, NULL, NULL));
	assert_true(world_draw(&w, 0, &od, NULL));
	assert_true(world_sales(&w, &od, 20000, &sales, NULL));
	assert_true(backtest_run(&bt,
	    &(struct backtest_input){ { .orders = sales.orders,
					  .products = sales.products,
					  .first = sales.first,
					  .product = sales.product,
					  .customer = sales.customer },
		sales.time },
	    &(struct backtest_options){ .drift = .35 }, NULL));
	assert_true(bt.ranges.tried > 300);
	assert_true(bt.ranges.fitted);
	assert_true(bt.ranges.plain > .78 && bt.ranges.plain < .92);
	assert_true(bt.ranges.drift < .25);
	/* A wider range holds more. */
	assert_true(bt.ranges.set > bt.ranges.plain);
	assert_true(bt.ranges.estimated <= bt.ranges.set);
	assert_true(bt.ranges.estimated >= bt.ranges.plain);
	sales_release(&sales);
	world_orders_release(&od);
	world_release(&w);
}

static void
an_order_of_an_unknown_product_is_refused(void **state)
{
	static struct plain_shop shop;
	struct backtest bt;
	struct err err = ERR_INIT;

	(void)state;
	plain_shop_fill(&shop, 90, false);
	shop.product[7] = 6;
	assert_false(
	    backtest_run(&bt, &(struct backtest_input){ shop.in, shop.time },
		&(struct backtest_options){ .cap = 0 }, &err));
	assert_int_equal(err.code, ERR_INPUT);
}

/* ---- planted complements ---- */

enum {
	PLANTED = 150,
	WORLDS = 3,
};

/* How many of the first 150 pairs were planted. */
static size_t
count_planted(const struct world *w, enum pairs_key key)
{
	struct world_orders od;
	struct baskets bk = { 0 };
	struct pair_table table = { 0 };
	struct pair_context ctx = { 0 };
	struct pairs_ranking best;
	size_t planted = 0;

	assert_true(world_draw(w, 0, &od, NULL));
	assert_true(baskets_init(&bk,
	    &(struct basket_orders){ .orders = od.orders,
		.products = w->products,
		.first = od.first,
		.product = od.product,
		.customer = od.customer },
	    200, NULL));
	assert_true(pairs_mine(&bk,
	    &(struct pairs_options){ .floor = 3, .customers = true }, &table,
	    &ctx, NULL));
	assert_true(pairs_rank(&best, &table, &ctx,
	    &(struct pairs_query){ .key = key, .limit = PLANTED }, NULL));
	assert_int_equal(best.count, PLANTED);
	for (size_t i = 0; i < PLANTED; i++)
		planted += world_gamma(w, best.item[i].a, best.item[i].b) > 0 ||
		    world_gamma(w, best.item[i].b, best.item[i].a) > 0;
	pairs_ranking_release(&best);
	pair_table_release(&table);
	pair_context_release(&ctx);
	baskets_release(&bk);
	world_orders_release(&od);
	return planted;
}

static void
the_most_specific_pairs_are_the_planted_ones(void **state)
{
	size_t specific = 0, incremental = 0;

	(void)state;
	for (uint64_t seed = 7; seed < 7 + WORLDS; seed++) {
		struct world w;
		assert_true(world_init(&w, seed, NULL, NULL));
		specific += count_planted(&w, PAIRS_BY_SPECIFIC);
		incremental += count_planted(&w, PAIRS_BY_INCREMENT);
		world_release(&w);
	}
	print_message("of %d: specific %zu, incremental %zu\n",
	    PLANTED * WORLDS, specific, incremental);
	assert_true((double)specific >= .95 * PLANTED * WORLDS);
	assert_true((double)incremental >= .8 * PLANTED * WORLDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_those_of_trying_every_pair),
		cmocka_unit_test(threads_do_not_change_a_byte),
		cmocka_unit_test(what_always_comes_together_is_always_found),
		cmocka_unit_test(
		    time_decides_what_is_held_out_not_the_order_of_input),
		cmocka_unit_test(
		    orders_over_the_cap_are_left_out_of_both_parts),
		cmocka_unit_test(nothing_to_try_is_an_answer),
		cmocka_unit_test(it_can_be_stopped_and_says_so),
		cmocka_unit_test(without_memory_it_says_so),
		cmocka_unit_test(ranges_keep_their_word_where_nothing_drifts),
		cmocka_unit_test(an_order_of_an_unknown_product_is_refused),
		cmocka_unit_test(the_most_specific_pairs_are_the_planted_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
