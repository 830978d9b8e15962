/* counting: what counts, what returns take back, and the rules as text. */
#include "ingest/counting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"
#include "ingest/counting_rules.h"
#include "ingest/ingest.h"

enum {
	PRICE4 = 25000, /* 2.50 */
	MAX_LINES = 64
};

/* Orders and lines of one case, written flat: day of the order, customer,
 * status, product, quantity, price. Product 9 is no product. */
struct flat {
	int order, customer;
	enum order_status status;
	uint32_t product;
	int32_t quantity;
	int64_t price4;
	int32_t want; /* pieces that count */
	enum counting_reason reason;
};

static void
check_case(const char *name, const struct flat *rows, size_t n)
{
	static const bool is_product[10] = { true, true, true, true, true, true,
		true, true, true, false };
	struct batch_order orders[MAX_LINES] = { { 0 } };
	struct batch_line lines[MAX_LINES] = { { 0 } };
	int32_t counted[MAX_LINES];
	uint8_t reason[MAX_LINES];
	struct counting_input input = {
		.orders = orders,
		.n_orders = MAX_LINES,
		.lines = lines,
		.n_lines = n,
		.is_product = is_product,
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < n; i++) {
		orders[rows[i].order].time =
		    (int64_t)rows[i].order * DATE_SECONDS_A_DAY;
		orders[rows[i].order].customer = rows[i].customer;
		orders[rows[i].order].status = rows[i].status;
		lines[i].order = (uint32_t)rows[i].order;
		lines[i].product = rows[i].product;
		lines[i].quantity = rows[i].quantity;
		lines[i].price4 = rows[i].price4;
	}
	assert_true(counting_run(&input, counted, reason, NULL, &err));
	for (size_t i = 0; i < n; i++)
		if (counted[i] != rows[i].want || reason[i] != rows[i].reason)
			fail_msg("%s, line %zu: %d, reason %d", name, i,
			    counted[i], reason[i]);
}

#define P STATUS_PLACED
#define G BATCH_NONE

static void
lines_that_count_and_lines_that_do_not(void **state)
{
	static const struct flat rows[] = {
		{ 1, 7, P, 0, 3, PRICE4, 3, COUNTING_COUNTS },
		{ 1, 7, P, 1, 1, BATCH_UNKNOWN, 1, COUNTING_COUNTS },
		{ 1, 7, P, 2, 1, 0, 0, COUNTING_NO_PRICE },
		{ 1, 7, P, 2, 1, -PRICE4, 0, COUNTING_NO_PRICE },
		{ 1, 7, P, 3, 0, PRICE4, 0, COUNTING_NO_QUANTITY },
		{ 1, 7, P, 9, 1, PRICE4, 0, COUNTING_NOT_PRODUCT },
		{ 2, 7, STATUS_CANCELLED, 4, 1, PRICE4, 0,
		    COUNTING_NOT_PLACED },
		{ 3, 7, STATUS_VOIDED, 4, 1, PRICE4, 0, COUNTING_NOT_PLACED },
		{ 4, 7, STATUS_FAILED, 4, 1, PRICE4, 0, COUNTING_NOT_PLACED },
		{ 5, 7, STATUS_DRAFT, 4, 1, PRICE4, 0, COUNTING_NOT_PLACED },
		{ 6, 7, STATUS_REFUNDED, 4, 1, PRICE4, 0, COUNTING_NOT_PLACED },
		{ 7, 7, STATUS_PENDING, 4, 1, PRICE4, 1, COUNTING_COUNTS },
		/* A stock correction is no return. */
		{ 8, G, P, 4, -30, 0, 0, COUNTING_NO_PRICE },
	};

	(void)state;
	check_case("reasons", rows, ARRAY_LEN(rows));
}

static void
a_return_takes_the_newest_earlier_sale(void **state)
{
	static const struct flat newest[] = {
		{ 1, 7, P, 0, 6, PRICE4, 6, COUNTING_COUNTS },
		{ 2, 7, P, 0, 2, PRICE4, 1, COUNTING_PARTLY },
		{ 3, 7, P, 0, -1, PRICE4, 0, COUNTING_RETURN },
		{ 4, 7, P, 0, 5, PRICE4, 5, COUNTING_COUNTS },
	};
	static const struct flat through[] = {
		{ 1, 7, P, 0, 6, PRICE4, 5, COUNTING_PARTLY },
		{ 2, 7, P, 0, 2, PRICE4, 0, COUNTING_RETURNED },
		{ 3, 7, STATUS_RETURN, 0, 3, PRICE4, 0, COUNTING_RETURN },
	};
	static const struct flat before_its_sale[] = {
		{ 1, 7, P, 0, -1, PRICE4, 0, COUNTING_UNMATCHED },
		{ 2, 7, P, 0, 1, PRICE4, 1, COUNTING_COUNTS },
	};
	static const struct flat too_much[] = {
		{ 1, 7, P, 0, 2, PRICE4, 0, COUNTING_RETURNED },
		{ 2, 7, P, 0, -5, PRICE4, 0, COUNTING_UNMATCHED },
	};
	static const struct flat others[] = {
		{ 1, 7, P, 0, 2, PRICE4, 2, COUNTING_COUNTS },
		{ 2, 8, P, 0, -2, PRICE4, 0, COUNTING_UNMATCHED },
		{ 3, 7, P, 1, -2, PRICE4, 0, COUNTING_UNMATCHED },
	};
	static const struct flat not_from_cancelled[] = {
		{ 1, 7, P, 0, 2, PRICE4, 0, COUNTING_RETURNED },
		{ 2, 7, STATUS_CANCELLED, 0, 2, PRICE4, 0,
		    COUNTING_NOT_PLACED },
		{ 3, 7, P, 0, -2, PRICE4, 0, COUNTING_RETURN },
	};

	(void)state;
	check_case("newest first", newest, ARRAY_LEN(newest));
	check_case("then the one before", through, ARRAY_LEN(through));
	check_case("earlier only", before_its_sale, ARRAY_LEN(before_its_sale));
	check_case("more than was sold", too_much, ARRAY_LEN(too_much));
	check_case("same customer and product", others, ARRAY_LEN(others));
	check_case("placed orders only", not_from_cancelled,
	    ARRAY_LEN(not_from_cancelled));
}

static void
a_guest_is_one_customer_per_order(void **state)
{
	static const struct flat rows[] = {
		{ 1, G, P, 0, 2, PRICE4, 2, COUNTING_COUNTS },
		{ 2, G, P, 0, -2, PRICE4, 0, COUNTING_UNMATCHED },
		/* Within one order the sale goes first wherever it stands. */
		{ 3, G, P, 0, -2, PRICE4, 0, COUNTING_RETURN },
		{ 3, G, P, 0, 3, PRICE4, 1, COUNTING_PARTLY },
	};

	(void)state;
	check_case("guests", rows, ARRAY_LEN(rows));
}

#undef P
#undef G

/* The slow twin: piece by piece, each return looks for its sale anew. */
static void
net_slowly(const struct counting_input *in, int32_t *left)
{
	bool done[MAX_LINES] = { false };

	for (size_t i = 0; i < in->n_lines; i++) {
		left[i] = in->lines[i].quantity > 0 ? in->lines[i].quantity : 0;
		done[i] = in->lines[i].quantity > 0;
	}
	for (size_t k = 0; k < in->n_lines; k++) {
		const struct batch_order *o = in->orders;
		const struct batch_line *l = in->lines;
		size_t next = SIZE_MAX;

		for (size_t i = 0; i < in->n_lines; i++)
			if (!done[i] &&
			    (next == SIZE_MAX ||
				o[l[i].order].time < o[l[next].order].time))
				next = i;
		if (next == SIZE_MAX)
			return;
		done[next] = true;
		for (int32_t piece = l[next].quantity; piece < 0; piece++) {
			size_t sale = SIZE_MAX;

			for (size_t i = 0; i < in->n_lines; i++)
				if (left[i] > 0 &&
				    l[i].product == l[next].product &&
				    o[l[i].order].customer ==
					o[l[next].order].customer &&
				    o[l[i].order].time <=
					o[l[next].order].time &&
				    (sale == SIZE_MAX ||
					o[l[i].order].time >=
					    o[l[sale].order].time))
					sale = i;
			if (sale != SIZE_MAX)
				left[sale]--;
		}
	}
}

static void
netting_agrees_with_its_slow_twin(void **state)
{
	static const bool is_product[3] = { true, true, true };
	struct batch_order orders[20] = { { 0 } };
	struct batch_line lines[40] = { { 0 } };
	int32_t counted[40], want[MAX_LINES];
	uint8_t reason[40];
	struct counting_input input = { .orders = orders,
		.n_orders = 20,
		.lines = lines,
		.n_lines = 40,
		.is_product = is_product };
	struct err err = ERR_INIT;

	(void)state;
	for (uint64_t round = 0; round < 2000; round++) {
		struct counting_audit audit;
		int64_t sold = 0, back = 0;

		for (uint64_t i = 0; i < 20; i++) {
			uint64_t r = random_mix(round * 100 + i);
			orders[i].time = (int64_t)(r % 12);
			orders[i].customer = (int32_t)(r >> 8) & 1;
		}
		for (uint64_t i = 0; i < 40; i++) {
			uint64_t r = random_mix(~(round * 100 + i));
			int32_t q = (int32_t)((r >> 16) % 5) + 1;
			lines[i].order = (uint32_t)(r % 20);
			lines[i].product = (uint32_t)(r >> 8) % 3;
			lines[i].price4 = PRICE4;
			lines[i].quantity = (r >> 32) % 3 ? q : -q;
			sold += q * ((r >> 32) % 3 ? 1 : 0);
			back += q * ((r >> 32) % 3 ? 0 : 1);
		}
		assert_true(
		    counting_run(&input, counted, reason, &audit, &err));
		net_slowly(&input, want);
		for (size_t i = 0; i < 40; i++)
			assert_int_equal(counted[i], want[i]);
		assert_int_equal(
		    audit.pieces_counted + audit.pieces_returned, sold);
		assert_int_equal(
		    audit.pieces_unmatched + audit.pieces_returned, back);
	}
}

/* All lines of some customers alone get the answers they get among all. */
static void
a_customer_can_be_counted_alone(void **state)
{
	static const bool is_product[3] = { true, true, true };
	struct batch_order orders[20] = { { 0 } };
	struct batch_line lines[40] = { { 0 } }, part[40];
	size_t from[40], n = 0;
	int32_t all[40], counted[40];
	uint8_t all_reason[40], reason[40];
	struct counting_input input = { .orders = orders,
		.n_orders = 20,
		.lines = lines,
		.n_lines = 40,
		.is_product = is_product };
	struct err err = ERR_INIT;

	(void)state;
	for (uint64_t i = 0; i < 20; i++) {
		orders[i].time = (int64_t)(random_mix(i) % 12);
		orders[i].customer = (int32_t)(i % 4);
	}
	for (uint64_t i = 0; i < 40; i++) {
		uint64_t r = random_mix(~i);
		lines[i].order = (uint32_t)(r % 20);
		lines[i].product = (uint32_t)(r >> 8) % 3;
		lines[i].price4 = PRICE4;
		lines[i].quantity = (int32_t)((r >> 16) % 9) - 3;
	}
	assert_true(counting_run(&input, all, all_reason, NULL, &err));
	for (size_t i = 0; i < 40; i++)
		if (orders[lines[i].order].customer == 2) {
			from[n] = i;
			part[n++] = lines[i];
		}
	assert_true(n > 3);
	input.lines = part;
	input.n_lines = n;
	assert_true(counting_run(&input, counted, reason, NULL, &err));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(counted[i], all[from[i]]);
		assert_int_equal(reason[i], all_reason[from[i]]);
	}
}

struct paid_case {
	int32_t quantity, counted;
	int64_t price4, discount, paid;
};

static const struct paid_case paid_cases[] = {
	{ 3, 3, 25000, 0, 750 },
	{ 3, 3, 25000, 150, 600 },
	{ 3, 1, 25000, 150, 200 },
	{ 3, 2, 12345, 0, 247 }, /* 2.469 */
	{ 3, 1, 25000, 100, 217 }, /* 2.50 - 0.33 */
	{ 2, 2, 25000, 900, 0 },
	{ 2, 0, 25000, 0, 0 },
	{ 2, 2, BATCH_UNKNOWN, 0, 0 },
};

static void
what_was_paid_follows_the_counted_pieces(void **state)
{
	struct batch_line huge = { .quantity = 1000000,
		.price4 = INT64_MAX / 2 };
	const struct batch_line off = {
		.quantity = 1, .price4 = 1, .discount = INT64_MAX / 2
	};
	int64_t paid;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paid_cases); i++) {
		const struct paid_case *c = &paid_cases[i];
		struct batch_line line = { .quantity = c->quantity,
			.price4 = c->price4,
			.discount = c->discount };

		assert_true(counting_paid(&line, c->counted, 2, &paid));
		assert_int_equal(paid, c->paid);
	}
	assert_false(counting_paid(&huge, 1000000, 2, &paid));
	assert_false(counting_paid(&off, 1000000, 2, &paid));
}

struct rule_case {
	const char *rules, *code, *title;
	bool product;
};

static const struct rule_case rule_cases[] = {
	{ "", "post", "POSTAGE", true },
	{ "code POST", "post", "", false },
	{ "code POST", "POST", "", false },
	{ "code POST", "poster", "", true },
	{ "code POST", "pos", "", true },
	{ "code gift_0001_*", "gift_0001_20", "", false },
	{ "code gift_0001_*", "gift_0001_", "", false },
	{ "code gift_0001_*", "gift_0001", "", true },
	{ "code bank charges", "Bank Charges", "", false },
	{ "title Postage", "x1", "POSTAGE", false },
	{ "title Postage", "x1", "postage stamp album", true },
	{ "title Postage", "postage", "", true },
	{ "keep #####*", "85048", "", true },
	{ "keep #####*", "85048a", "", true },
	{ "keep #####*", "8504", "", false },
	{ "keep #####*", "m", "", false },
	{ "keep #####*\nkeep dcgs*", "DCGS0058", "", true },
	{ "keep #####*\ncode 85048", "85048", "", false },
};

static void
rules_say_what_is_no_product(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rule_cases); i++) {
		const struct rule_case *c = &rule_cases[i];
		struct counting_rules rules;
		struct err err = ERR_INIT;

		counting_rules_init(&rules);
		assert_true(
		    counting_rules_parse(&rules, slice_of(c->rules), &err));
		if (counting_rules_is_product(&rules, slice_of(c->code),
			slice_of(c->title)) != c->product)
			fail_msg("%s: %s '%s'", c->rules, c->code, c->title);
		counting_rules_release(&rules);
	}
}

static void
rules_survive_printing_and_parsing(void **state)
{
	struct counting_rules rules, again;
	struct str text = STR_INIT, text2 = STR_INIT;
	struct err err = ERR_INIT;
	size_t n;

	(void)state;
	counting_rules_init(&rules);
	counting_rules_init(&again);
	counting_rules_default(&rules);
	counting_rules_add_codes(&rules, "POST|BANK CHARGES|gift_0001_*|post");
	counting_rules_add_codes(&rules, NULL);
	counting_rules_add(&rules, COUNTING_RULE_KEEP, slice_of("#####*"));
	counting_rules_print(&rules, &text);
	assert_non_null(strstr(text.p,
	    "code post\ncode bank charges\ncode gift_0001_*\nkeep #####*\n"));
	assert_true(counting_rules_parse(&again, slice_str(&text), &err));
	counting_rules_print(&again, &text2);
	assert_string_equal(text.p, text2.p);
	n = again.n;
	assert_false(counting_rules_parse(
	    &again, slice_of("code new\n\nforbid x\n"), &err));
	assert_string_equal(err.text,
	    "line 3: 'forbid x' is no rule; rules begin with code, title or "
	    "keep, as in 'code POST'");
	assert_int_equal(again.n, n);
	assert_false(counting_rules_parse(&again, slice_of("code  "), &err));
	assert_false(counting_rules_parse(&again, slice_of("code"), &err));
	assert_int_equal(again.n, n);
	assert_true(counting_rules_parse(
	    &again, slice_of("code new\n\ncode next\n"), &err));
	assert_int_equal(again.n, n + 2);
	assert_string_equal(err.text,
	    "line 1: 'code' is no rule; rules begin with code, title or keep, "
	    "as in 'code POST'");
	counting_rules_release(&rules);
	counting_rules_release(&again);
	str_release(&text);
	str_release(&text2);
}

static int
compare_values(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

struct totals {
	int64_t baskets, products, mean_cents, median_cents;
};

static void
add_up(const struct batch *b, const int32_t *counted, struct totals *out)
{
	int64_t *value = mem_zarray(b->n_orders, sizeof(*value)), sum = 0;
	bool *filled = mem_zarray(b->n_orders, 1);
	bool *sold = mem_zarray(b->n_products, 1);
	size_t n = 0;

	for (size_t i = 0; i < b->n_lines; i++) {
		int64_t paid;

		if (counted[i] == 0)
			continue;
		assert_true(counting_paid(&b->lines[i], counted[i], 2, &paid));
		value[b->lines[i].order] += paid;
		filled[b->lines[i].order] = true;
		out->products += !sold[b->lines[i].product];
		sold[b->lines[i].product] = true;
	}
	for (size_t o = 0; o < b->n_orders; o++)
		if (filled[o]) {
			sum += value[o];
			value[n++] = value[o];
		}
	qsort(value, n, sizeof(*value), compare_values);
	out->baskets = (int64_t)n;
	out->mean_cents = (sum + (int64_t)n / 2) / (int64_t)n;
	out->median_cents = (value[(n - 1) / 2] + value[n / 2]) / 2;
	mem_free(value);
	mem_free(filled);
	mem_free(sold);
}

/*
 * Online Retail II, cleaned plainly: no C or A invoices, quantity and price
 * above zero, codes that begin with five digits, the overlap of the two years
 * once. The figures were counted independently, with another program.
 */
static void
the_plain_cleaning_of_online_retail_2_gives_its_figures(void **state)
{
	const char *path = getenv("ENDCAP_ONLINE_RETAIL_2");
	struct ingest_options options;
	struct ingest_report report;
	struct counting_rules rules;
	struct counting_input input;
	struct batch b;
	struct totals totals = { 0 };
	struct err err = ERR_INIT;
	int32_t *counted;
	uint8_t *reason;
	bool *is_product;

	(void)state;
	if (path == NULL || access(path, R_OK) != 0)
		skip();
	ingest_options_init(&options);
	ingest_report_init(&report);
	batch_init(&b);
	if (!ingest_file(path, &options, NULL, &b, &report, &err))
		fail_msg("%s", err.text);
	assert_int_equal(b.rows_read, 1067370);
	assert_int_equal(b.repeated, 22523);
	assert_int_equal(b.n_orders, 53628);
	counting_rules_init(&rules);
	counting_rules_add(&rules, COUNTING_RULE_KEEP, slice_of("#####*"));
	is_product = mem_array(b.n_products, 1);
	for (size_t i = 0; i < b.n_products; i++)
		is_product[i] = counting_rules_is_product(
		    &rules, slice_of(b.products[i].key), slice_of(NULL));
	counted = mem_array(b.n_lines, sizeof(*counted));
	reason = mem_array(b.n_lines, sizeof(*reason));
	input = (struct counting_input){ .orders = b.orders,
		.n_orders = b.n_orders,
		.lines = b.lines,
		.n_lines = b.n_lines,
		.is_product = is_product,
		.keep_returned = true };
	assert_true(counting_run(&input, counted, reason, NULL, &err));
	add_up(&b, counted, &totals);
	assert_int_equal(totals.baskets, 39516);
	assert_int_equal(totals.products, 4707);
	assert_int_equal(totals.mean_cents, 49853);
	assert_int_equal(totals.median_cents, 30180);
	mem_free(counted);
	mem_free(reason);
	mem_free(is_product);
	counting_rules_release(&rules);
	batch_release(&b);
	ingest_report_release(&report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_count_and_lines_that_do_not),
		cmocka_unit_test(a_return_takes_the_newest_earlier_sale),
		cmocka_unit_test(a_guest_is_one_customer_per_order),
		cmocka_unit_test(netting_agrees_with_its_slow_twin),
		cmocka_unit_test(a_customer_can_be_counted_alone),
		cmocka_unit_test(what_was_paid_follows_the_counted_pieces),
		cmocka_unit_test(rules_say_what_is_no_product),
		cmocka_unit_test(rules_survive_printing_and_parsing),
		cmocka_unit_test(
		    the_plain_cleaning_of_online_retail_2_gives_its_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
