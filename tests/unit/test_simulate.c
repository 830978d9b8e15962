/*
 * The files of the simulated shops: that they hold what they promise, that
 * the same options give the same bytes, and that a stop leaves nothing.
 */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/simulate.h"
#include "service/simulate_calendar.h"
#include "service/simulate_cart.h"
#include "service/simulate_csv.h"
#include "service/simulate_traps.h"

enum {
	FILE_LIMIT = 16 << 20,
	SHOP_ORDERS = 20000,
};

/* A folder of the test's own, removed with its files at the end. */
struct place {
	char folder[64];
};

static int
make_place(void **state)
{
	struct place *at = mem_zalloc(sizeof(*at));

	*state = at;
	(void)snprintf(
	    at->folder, sizeof(at->folder), "/tmp/endcap-simulate-XXXXXX");
	return mkdtemp(at->folder) ? 0 : -1;
}

static size_t
count_files(const char *folder, bool remove)
{
	struct str path = STR_INIT;
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		n++;
		str_setf(&path, "%s/%s", folder, entry->d_name);
		if (remove)
			assert_int_equal(unlink(path.p), 0);
	}
	closedir(dir);
	str_release(&path);
	return n;
}

static int
remove_place(void **state)
{
	struct place *at = *state;

	(void)count_files(at->folder, true);
	(void)rmdir(at->folder);
	mem_free(at);
	return 0;
}

static struct simulate_counts
simulate(const struct place *at, enum simulate_shape shape, int64_t lines)
{
	struct simulate_counts counts = { 0 };
	struct simulate_options opt = { .shape = shape,
		.seed = SIMULATE_SEED,
		.lines = lines,
		.counts = &counts };
	struct err err = ERR_INIT;

	if (!simulate_write(at->folder, &opt, NULL, &err))
		fail_msg("%s", err.text);
	return counts;
}

static void
read_file(const char *folder, const char *name, struct str *out)
{
	struct str path = STR_INIT;
	struct err err = ERR_INIT;

	str_setf(&path, "%s/%s", folder, name);
	str_clear(out);
	if (!file_read_whole(path.p, FILE_LIMIT, out, &err))
		fail_msg("%s", err.text);
	str_release(&path);
}

static int64_t
count_lines(struct slice text)
{
	struct slice line;
	int64_t n = 0;

	while (slice_split(&text, '\n', &line))
		n += line.len > 0;
	return n;
}

/* The n-th field of a line without quotes. */
static struct slice
field(struct slice line, int n)
{
	struct slice part = { "", 0 };

	for (int i = 0; i <= n; i++)
		if (!slice_split(&line, ',', &part))
			return slice_of("");
	return part;
}

static void
names_and_shapes_belong_together(void **state)
{
	enum simulate_shape shape;

	(void)state;
	for (int i = 0; i < SIMULATE_SHAPE_COUNT; i++) {
		assert_true(simulate_shape_parse(
		    slice_of(simulate_shape_name((enum simulate_shape)i)),
		    &shape));
		assert_int_equal(shape, i);
		assert_true(strlen(simulate_shape_help(shape)) > 0);
	}
	assert_false(simulate_shape_parse(slice_of("bazaar"), &shape));
}

static void
the_reference_shop_has_the_orders_of_its_world(void **state)
{
	const struct place *at = *state;
	struct simulate_counts n = simulate(at, SIMULATE_REFERENCE, 0);
	struct str text = STR_INIT;

	assert_int_equal(n.products, 300);
	assert_int_equal(n.customers, 6000);
	assert_true(llabs((long long)n.orders - 18316) <= 18);
	assert_true(llabs((long long)n.lines - 38589) <= 39);
	read_file(at->folder, "orders.csv", &text);
	assert_int_equal(count_lines(slice_str(&text)), n.lines + 1);
	read_file(at->folder, "products.csv", &text);
	assert_int_equal(count_lines(slice_str(&text)), n.products + 1);
	str_release(&text);
}

static void
the_truth_names_every_planted_pair(void **state)
{
	const struct place *at = *state;
	struct str text = STR_INIT;
	struct slice rest, line;
	int64_t complements = 0, substitutes = 0;

	simulate(at, SIMULATE_REFERENCE, 0);
	read_file(at->folder, "truth.csv", &text);
	rest = slice_str(&text);
	assert_true(slice_split(&rest, '\n', &line));
	assert_true(slice_eq_c(line, "sku_a,sku_b,kind,gamma"));
	while (slice_split(&rest, '\n', &line)) {
		double gamma;

		if (slice_eq_c(field(line, 2), "substitute")) {
			substitutes++;
			continue;
		}
		assert_true(num_parse_double(field(line, 3), &gamma));
		assert_true(gamma >= .02 && gamma < .5);
		complements += line.len > 0;
	}
	/* 6 categories x 25 products x 3 slots, of which a few coincide; 60
	 * types of 5 products. */
	assert_int_equal(substitutes, 60 * 10);
	assert_true(complements > 420 && complements <= 450);
	str_release(&text);
}

static void
the_same_options_give_the_same_bytes(void **state)
{
	static const enum simulate_shape shapes[] = { SIMULATE_REFERENCE,
		SIMULATE_SHOP };
	const struct place *at = *state;
	struct str first = STR_INIT, again = STR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		simulate(at, shapes[i], 0);
		read_file(at->folder, "orders.csv", &first);
		simulate(at, shapes[i], 0);
		read_file(at->folder, "orders.csv", &again);
		assert_int_equal(first.len, again.len);
		assert_memory_equal(first.p, again.p, first.len);
	}
	str_release(&first);
	str_release(&again);
}

static void
another_seed_gives_another_shop(void **state)
{
	const struct place *at = *state;
	struct simulate_options opt = { .shape = SIMULATE_SHOP, .seed = 8 };
	struct str first = STR_INIT, other = STR_INIT;
	struct err err = ERR_INIT;

	simulate(at, SIMULATE_SHOP, 0);
	read_file(at->folder, "orders.csv", &first);
	assert_true(simulate_write(at->folder, &opt, NULL, &err));
	read_file(at->folder, "orders.csv", &other);
	assert_int_not_equal(
	    slice_hash(slice_str(&first)), slice_hash(slice_str(&other)));
	str_release(&first);
	str_release(&other);
}

/* The sample data is found from the top of the tree, where tests run. */
static void
the_sample_data_is_what_the_program_writes(void **state)
{
	static const char *const names[] = { "products.csv", "orders.csv",
		"customers.csv", "events.csv" };
	const struct place *at = *state;
	struct str mine = STR_INIT, theirs = STR_INIT;

	if (access("sample-data/orders.csv", R_OK) != 0)
		skip();
	simulate(at, SIMULATE_SHOP, 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		read_file(at->folder, names[i], &mine);
		read_file("sample-data", names[i], &theirs);
		if (!slice_eq(slice_str(&mine), slice_str(&theirs)))
			fail_msg("sample-data/%s differs", names[i]);
	}
	str_release(&mine);
	str_release(&theirs);
}

static void
the_sample_shop_has_the_size_it_promises(void **state)
{
	const struct place *at = *state;
	struct simulate_counts n = simulate(at, SIMULATE_SHOP, 0);
	struct str text = STR_INIT;

	assert_int_equal(n.orders, SHOP_ORDERS);
	assert_true(n.products >= 280 && n.products <= 320);
	assert_true(n.customers >= 5500 && n.customers <= 6500);
	assert_true(n.bytes < 4000000);
	read_file(at->folder, "orders.csv", &text);
	assert_true(count_lines(slice_str(&text)) >=
	    n.lines + (int64_t)traps_order_rows() - 1);
	str_release(&text);
}

static void
no_file_holds_a_name_or_an_address_of_somebody(void **state)
{
	const struct place *at = *state;
	struct str text = STR_INIT;
	struct slice rest, line;

	simulate(at, SIMULATE_SHOP, 0);
	read_file(at->folder, "customers.csv", &text);
	rest = slice_str(&text);
	assert_true(slice_split(&rest, '\n', &line));
	assert_true(slice_eq_c(line, "customer_id,email,consent\r"));
	while (slice_split(&rest, '\n', &line)) {
		size_t at_sign = slice_find(line, slice_of("@"));
		/* The domain is nobody's: it is kept for examples. */
		assert_true(at_sign == line.len ||
		    slice_starts(
			slice_bytes(line.p + at_sign, line.len - at_sign),
			"@example.com,"));
	}
	read_file(at->folder, "orders.csv", &text);
	rest = slice_str(&text);
	assert_true(slice_split(&rest, '\n', &line));
	assert_true(slice_eq_c(line,
	    "order_id,order_date,customer_id,sku,quantity,unit_price,"
	    "order_discount,shipping,shipping_cost,currency,status"));
	assert_int_equal(slice_find(slice_str(&text), slice_of("@")), text.len);
	str_release(&text);
}

static void
the_files_begin_and_break_as_real_ones_do(void **state)
{
	static const char *const in_products[] = { "\"=SUM(A1:A9)\"",
		"\"Print, \"\"Home, sweet home\"\"\nA4\"", "\x1b[31m", "苺",
		"Cafetière" };
	static const char *const in_orders[] = { "\"12,5O\"", "99999999999",
		"31.02.2025", "C00051,,1", ", mug-350 ,", "USD", ",return\n",
		",cancelled\n", "GIFT-050", "POSTAGE", "two" };
	const struct place *at = *state;
	struct str text = STR_INIT;

	simulate(at, SIMULATE_SHOP, 0);
	read_file(at->folder, "products.csv", &text);
	assert_true(slice_starts(slice_str(&text), TRAPS_BYTE_ORDER_MARK));
	for (size_t i = 0; i < ARRAY_LEN(in_products); i++)
		assert_true(slice_find(slice_str(&text),
				slice_of(in_products[i])) < text.len);
	read_file(at->folder, "orders.csv", &text);
	for (size_t i = 0; i < ARRAY_LEN(in_orders); i++)
		assert_true(slice_find(slice_str(&text),
				slice_of(in_orders[i])) < text.len);
	str_release(&text);
}

/* Carts of the sample shop, one after another, without the files. */
struct carts {
	struct cart_maker *maker;
	struct calendar calendar;
	struct cart cart;
};

static void
carts_open(struct carts *c)
{
	struct err err = ERR_INIT;

	c->maker = cart_maker_new(SIMULATE_SEED, &err);
	assert_non_null(c->maker);
	calendar_init(&c->calendar, SIMULATE_SEED, SHOP_ORDERS);
}

static void
carts_draw(struct carts *c, int64_t order)
{
	c->cart.time = calendar_time(&c->calendar, order);
	c->cart.customer = (int32_t)(order % 6000);
	c->cart.first = false;
	cart_fill(c->maker, order, &c->cart);
}

static void
times_ascend_over_two_years(void **state)
{
	struct calendar c;
	int64_t before = INT64_MIN;

	(void)state;
	calendar_init(&c, SIMULATE_SEED, SHOP_ORDERS);
	for (int64_t o = 0; o < SHOP_ORDERS; o++) {
		int64_t now = calendar_time(&c, o);

		assert_true(now >= before);
		before = now;
	}
	assert_int_equal(
	    date_day_of(calendar_time(&c, 0)), date_day(2024, 11, 1));
	assert_int_equal(date_day_of(before), date_day(2026, 10, 31));
}

static void
december_is_busier_than_february(void **state)
{
	struct calendar c;
	int64_t in_month[12] = { 0 };

	(void)state;
	calendar_init(&c, SIMULATE_SEED, SHOP_ORDERS);
	for (int64_t o = 0; o < SHOP_ORDERS; o++)
		in_month[date_month_of(date_day_of(calendar_time(&c, o))) %
		    12]++;
	assert_true(in_month[11] * 10 > in_month[1] * 15);
	assert_true(in_month[10] * 10 > in_month[7] * 14);
}

struct joint {
	int64_t a, b, both;
};

static bool
cart_holds(const struct cart *cart, const char *sku)
{
	size_t n;
	const struct catalogue_product *products = catalogue_products(&n);

	for (size_t i = 0; i < cart->n; i++)
		if (strcmp(products[cart->line[i].product].sku, sku) == 0)
			return true;
	return false;
}

static struct joint
count_joint(struct carts *c, const char *a, const char *b)
{
	struct joint j = { 0 };

	for (int64_t o = 0; o < SHOP_ORDERS; o++) {
		carts_draw(c, o);
		bool has_a = cart_holds(&c->cart, a);
		bool has_b = cart_holds(&c->cart, b);

		j.a += has_a;
		j.b += has_b;
		j.both += has_a && has_b;
	}
	return j;
}

/* Pairs that belong together by their names, and pairs that do not. */
static void
planted_pairs_are_bought_together_and_others_are_not(void **state)
{
	static const struct {
		const char *a, *b;
		bool planted;
	} pairs[] = {
		{ .a = "LMP-021", .b = "BLB-E27W", .planted = true },
		{ .a = "KET-017", .b = "TEA-EGR", .planted = true },
		{ .a = "MUG-350", .b = "COA-CRK", .planted = true },
		{ .a = "CND-FIG", .b = "VAS-SMO", .planted = true },
		{ .a = "FRM-A3", .b = "PRT-COA3", .planted = true },
		{ .a = "LMP-021", .b = "TEA-EGR" },
		{ .a = "MUG-350", .b = "TWL-WAF" },
		{ .a = "CND-FIG", .b = "PIL-050" },
		{ .a = "FRM-A3", .b = "COF-HSE" },
	};
	struct carts c;

	(void)state;
	carts_open(&c);
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct joint j = count_joint(&c, pairs[i].a, pairs[i].b);
		double lift =
		    (double)j.both * SHOP_ORDERS / ((double)j.a * (double)j.b);

		if (pairs[i].planted != (lift > 4))
			fail_msg("%s and %s: lift %.2f", pairs[i].a, pairs[i].b,
			    lift);
	}
	cart_maker_free(c.maker);
}

static void
the_attach_rate_of_a_pair_is_the_planted_one(void **state)
{
	struct carts c;
	struct joint j;

	(void)state;
	carts_open(&c);
	j = count_joint(&c, "LMP-021", "BLB-E27W");
	assert_true(j.a > 200);
	assert_true(fabs((double)j.both / (double)j.a - .40) < .08);
	cart_maker_free(c.maker);
}

static void
two_kettles_are_rarely_bought_together(void **state)
{
	size_t n;
	const struct catalogue_product *products = catalogue_products(&n);
	struct carts c;
	int64_t one = 0, two = 0;

	(void)state;
	carts_open(&c);
	for (int64_t o = 0; o < SHOP_ORDERS; o++) {
		int64_t kettles = 0;

		carts_draw(&c, o);
		for (size_t i = 0; i < c.cart.n; i++)
			kettles += products[c.cart.line[i].product].kind ==
			    KIND_KETTLE;
		one += kettles == 1;
		two += kettles >= 2;
	}
	assert_true(one > 300);
	assert_true(two * 50 < one);
	cart_maker_free(c.maker);
}

static void
carts_bunch_just_above_free_shipping(void **state)
{
	struct carts c;
	int64_t below = 0, above = 0, charged_wrong = 0;

	(void)state;
	carts_open(&c);
	for (int64_t o = 0; o < SHOP_ORDERS; o++) {
		int64_t value;

		carts_draw(&c, o);
		value = cart_value(&c.cart);
		below += value >= CART_FREE_SHIPPING - 500 &&
		    value < CART_FREE_SHIPPING;
		above += value >= CART_FREE_SHIPPING &&
		    value < CART_FREE_SHIPPING + 500;
		charged_wrong +=
		    (c.cart.shipping == 0) != (value >= CART_FREE_SHIPPING);
	}
	assert_true(below > 100);
	assert_true(above * 10 > below * 17);
	assert_true(charged_wrong > 0 && charged_wrong * 50 < SHOP_ORDERS);
	cart_maker_free(c.maker);
}

static void
no_product_stands_twice_in_a_cart(void **state)
{
	struct carts c;

	(void)state;
	carts_open(&c);
	for (int64_t o = 0; o < SHOP_ORDERS; o++) {
		carts_draw(&c, o);
		assert_true(c.cart.n >= 1);
		for (size_t i = 0; i < c.cart.n; i++) {
			assert_true(c.cart.line[i].quantity >= 1);
			for (size_t k = 0; k < i; k++)
				assert_true(c.cart.line[i].product !=
				    c.cart.line[k].product);
		}
	}
	cart_maker_free(c.maker);
}

static void
every_product_sells_above_its_cost_under_a_sku_of_its_own(void **state)
{
	size_t n;
	const struct catalogue_product *p = catalogue_products(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_true(p[i].cost * 100 >= p[i].price * 30);
		assert_true(p[i].cost * 100 <= p[i].price * 70);
		assert_true(p[i].weight > 0 && p[i].stock >= 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(p[i].sku, p[k].sku);
	}
}

static void
timing_shapes_keep_their_mean_basket(void **state)
{
	static const struct {
		enum simulate_shape shape;
		int64_t products, orders;
		double mean;
	} cases[] = {
		{ SIMULATE_B10, 50000, 19475, 5.14 },
		{ SIMULATE_C10, 5000, 4898, 20.42 },
	};
	const struct place *at = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct simulate_counts n = simulate(at, cases[i].shape, 100000);

		assert_int_equal(n.products, cases[i].products);
		assert_int_equal(n.orders, cases[i].orders);
		assert_true(
		    fabs((double)n.lines / (double)n.orders / cases[i].mean -
			1) < .04);
	}
}

static void
a_number_of_lines_is_refused_where_it_means_nothing(void **state)
{
	const struct place *at = *state;
	struct simulate_options opt = { .shape = SIMULATE_SHOP, .lines = 5000 };
	struct err err = ERR_INIT;

	assert_false(simulate_write(at->folder, &opt, NULL, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(
	    err.text, "shape 'shop' has no number of lines to choose");
	opt = (struct simulate_options){ .shape = SIMULATE_B10, .lines = 10 };
	assert_false(simulate_write(at->folder, &opt, NULL, &err));
	assert_string_equal(
	    err.text, "the number of lines must be 1000 to 1000000000");
	assert_int_equal(count_files(at->folder, false), 0);
}

static bool
stop_at_once(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)arg;
	(void)phase;
	(void)total;
	return done == 0;
}

static void
a_stop_leaves_the_folder_as_it_was(void **state)
{
	const struct place *at = *state;
	struct progress pg = { .report = stop_at_once };
	struct simulate_options opt = { .shape = SIMULATE_SHOP, .seed = 9 };
	struct str before = STR_INIT, after = STR_INIT;
	struct err err = ERR_INIT;

	simulate(at, SIMULATE_SHOP, 0);
	read_file(at->folder, "orders.csv", &before);
	assert_false(simulate_write(at->folder, &opt, &pg, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	read_file(at->folder, "orders.csv", &after);
	assert_true(slice_eq(slice_str(&before), slice_str(&after)));
	assert_int_equal(count_files(at->folder, false), 4);
	str_release(&before);
	str_release(&after);
}

static void
a_folder_inside_a_file_is_refused(void **state)
{
	const struct place *at = *state;
	struct simulate_options opt = { .shape = SIMULATE_SHOP };
	struct str folder = STR_INIT;
	struct err err = ERR_INIT;

	simulate(at, SIMULATE_SHOP, 0);
	str_setf(&folder, "%s/orders.csv/shop", at->folder);
	assert_false(simulate_write(folder.p, &opt, NULL, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(count_files(at->folder, false), 4);
	str_release(&folder);
}

static void
fields_are_quoted_as_rfc_4180_says(void **state)
{
	const struct place *at = *state;
	struct simulate_csv f = SIMULATE_CSV_INIT;
	struct str text = STR_INIT;
	struct err err = ERR_INIT;

	assert_true(simulate_csv_open(&f, at->folder, "x.csv", &err));
	simulate_csv_text(&f, "a \"b\", c\nd");
	simulate_csv_text(&f, "plain");
	simulate_csv_blank(&f);
	simulate_csv_int(&f, -70);
	simulate_csv_money(&f, 5);
	simulate_csv_money(&f, -123456);
	assert_true(simulate_csv_end_row(&f, &err));
	assert_true(simulate_csv_commit(&f, &err));
	simulate_csv_release(&f);
	read_file(at->folder, "x.csv", &text);
	assert_string_equal(
	    text.p, "\"a \"\"b\"\", c\nd\",plain,,-70,0.05,-1234.56\n");
	str_release(&text);
}

static void
a_file_that_is_not_committed_is_gone(void **state)
{
	const struct place *at = *state;
	struct simulate_csv f = SIMULATE_CSV_INIT;
	struct err err = ERR_INIT;

	assert_true(simulate_csv_open(&f, at->folder, "x.csv", &err));
	simulate_csv_text(&f, "half");
	simulate_csv_release(&f);
	assert_int_equal(count_files(at->folder, false), 0);
}

static void
a_folder_that_cannot_be_written_is_named(void **state)
{
	const struct place *at = *state;
	struct simulate_csv f = SIMULATE_CSV_INIT;
	struct str folder = STR_INIT, want = STR_INIT;
	struct err err = ERR_INIT;

	str_setf(&folder, "%s/none", at->folder);
	str_setf(
	    &want, "cannot write '%s/x.csv': no such file or folder", folder.p);
	assert_false(simulate_csv_open(&f, folder.p, "x.csv", &err));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.text, want.p);
	simulate_csv_release(&f);
	str_release(&folder);
	str_release(&want);
}

#define IN_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_shapes_belong_together),
		IN_PLACE(the_reference_shop_has_the_orders_of_its_world),
		IN_PLACE(the_truth_names_every_planted_pair),
		IN_PLACE(the_same_options_give_the_same_bytes),
		IN_PLACE(another_seed_gives_another_shop),
		IN_PLACE(the_sample_data_is_what_the_program_writes),
		IN_PLACE(the_sample_shop_has_the_size_it_promises),
		IN_PLACE(no_file_holds_a_name_or_an_address_of_somebody),
		IN_PLACE(the_files_begin_and_break_as_real_ones_do),
		cmocka_unit_test(times_ascend_over_two_years),
		cmocka_unit_test(december_is_busier_than_february),
		cmocka_unit_test(
		    planted_pairs_are_bought_together_and_others_are_not),
		cmocka_unit_test(the_attach_rate_of_a_pair_is_the_planted_one),
		cmocka_unit_test(two_kettles_are_rarely_bought_together),
		cmocka_unit_test(carts_bunch_just_above_free_shipping),
		cmocka_unit_test(no_product_stands_twice_in_a_cart),
		cmocka_unit_test(
		    every_product_sells_above_its_cost_under_a_sku_of_its_own),
		IN_PLACE(timing_shapes_keep_their_mean_basket),
		IN_PLACE(a_number_of_lines_is_refused_where_it_means_nothing),
		IN_PLACE(a_stop_leaves_the_folder_as_it_was),
		IN_PLACE(a_folder_inside_a_file_is_refused),
		IN_PLACE(fields_are_quoted_as_rfc_4180_says),
		IN_PLACE(a_file_that_is_not_committed_is_gone),
		IN_PLACE(a_folder_that_cannot_be_written_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
