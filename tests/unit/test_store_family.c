/*
 * store_family: variants as their product, against a twin that adds up what
 * the store holds of each variant.
 */
#include "test_store_help.h"

#include "base/random.h"
#include "base/sales.h"
#include "store/store_orders.h"
#include "store/store_products.h"

enum {
	PRODUCTS = 14,
	ORDERS = 60
};

static void
count_families(struct store *st, bool families)
{
	struct store_rules rules = test_rules();

	rules.how = families ? STORE_HOW_FAMILIES : 0;
	OK(store_recount(st, &rules, NULL, e_));
}

/* What stands for product i: its parent if that is a product, else the first
 * of its siblings. */
static size_t
head_of(const struct store_products *p, size_t i)
{
	const char *parent = p->rows[i].parent_key;
	size_t k;

	if (parent == NULL)
		return i;
	for (k = 0; k < p->n; k++)
		if (strcmp(p->rows[k].key, parent) == 0 &&
		    p->rows[k].parent_key == NULL)
			return k;
	for (k = 0; k < i; k++)
		if (p->rows[k].parent_key != NULL &&
		    strcmp(p->rows[k].parent_key, parent) == 0)
			return k;
	return i;
}

/* Of order o, what is of the products that this one stands for. */
static void
add_up(const struct store_products *p, const struct sales *s, size_t o,
    size_t head, int64_t *quantity, int64_t *paid)
{
	*quantity = *paid = 0;
	for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
		if (head_of(p, s->product[l]) == head) {
			*quantity += s->quantity[l];
			*paid += s->paid[l];
		}
}

static void
assert_added_up(const struct store_products *each, const struct sales *plain,
    const struct store_products *p, const struct sales *joined)
{
	size_t lines = 0, index;

	assert_int_equal(joined->orders, plain->orders);
	OK(sales_check(joined, e_));
	for (size_t o = 0; o < plain->orders; o++)
		for (size_t h = 0; h < each->n; h++) {
			int64_t quantity, paid;
			size_t l = joined->first[o];

			add_up(each, plain, o, h, &quantity, &paid);
			if (quantity == 0)
				continue;
			lines++;
			assert_true(store_products_index(
			    p, each->rows[h].product_id, &index));
			while (l < joined->first[o + 1] &&
			    joined->product[l] != index)
				l++;
			assert_true(l < joined->first[o + 1]);
			assert_int_equal(joined->quantity[l], quantity);
			assert_int_equal(joined->paid[l], paid);
		}
	assert_int_equal(joined->lines, lines);
}

/* Some products have a parent of f0 to f3, of which f0 and f1 are products. */
static void
make_shop(struct store *st, uint64_t seed)
{
	struct str text = STR_INIT;

	for (uint64_t o = 0; o < ORDERS; o++) {
		uint64_t at = random_mix(seed * ORDERS + o);

		str_addf(&text, "o%d c%d placed", (int)o, (int)(at % 7));
		for (uint64_t k = 0; k < 1 + at % 6; k++) {
			uint64_t m = random_mix(at + k);
			int product = (int)(m % PRODUCTS);

			str_addf(&text,
			    product < 2 ? " f%d*%d@%d" : " p%d*%d@%d", product,
			    1 + (int)(m % 3), (int)(m / 7 % 900) * 100);
		}
		str_add(&text, "\n");
	}
	import_text(st, "orders.csv", text.p);
	for (int i = 2; i < PRODUCTS; i++) {
		uint64_t m = random_mix(seed + 1000 * (uint64_t)i);

		if (m % 3 == 0)
			continue;
		str_setf(&text,
		    "UPDATE product SET parent_key = 'f%d' "
		    "WHERE sku_key = 'p%d'",
		    (int)(m % 4), i);
		run_sql(test_file.p, text.p);
	}
	str_release(&text);
}

static void
orders_add_up_to_those_of_their_variants(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 25; seed++) {
		struct store_products each, joined;
		struct sales plain, sales;
		struct store *st = open_file("family.db");
		size_t index, again;

		make_shop(st, seed);
		OK(store_products_load(st, &each, e_));
		OK(store_load_sales(st, NULL, &plain, e_));
		count_families(st, true);
		OK(store_products_load(st, &joined, e_));
		OK(store_load_sales(st, NULL, &sales, e_));
		assert_true(joined.families);
		assert_added_up(&each, &plain, &joined, &sales);
		for (size_t i = 0; i < each.n; i++) {
			size_t head = head_of(&each, i);

			assert_true(store_products_index(
			    &joined, each.rows[i].product_id, &index));
			assert_int_equal(joined.rows[index].product_id,
			    each.rows[head].product_id);
			assert_true(store_products_find(
			    &joined, slice_of(each.rows[i].sku), &again));
			assert_int_equal(again, index);
		}
		for (size_t i = 0; i < joined.n; i++)
			assert_true(joined.rows[i].rank < joined.n);
		store_products_release(&joined);
		sales_release(&sales);
		count_families(st, false);
		OK(store_load_sales(st, NULL, &sales, e_));
		assert_int_equal(sales.lines, plain.lines);
		store_products_release(&each);
		sales_release(&plain);
		sales_release(&sales);
		store_close(st);
	}
}

static void
assert_row(const struct store_products *p, const char *sku, int64_t price4,
    int64_t cost4, int64_t stock)
{
	size_t i;

	assert_true(store_products_find(p, slice_of(sku), &i));
	assert_int_equal(p->rows[i].price4, price4);
	assert_int_equal(p->rows[i].cost4, cost4);
	assert_int_equal(p->rows[i].stock, stock);
}

static void
a_product_has_what_its_variants_have(void **state)
{
	struct store *st = open_file("rows.db");
	struct store_products p;
	size_t n;

	(void)state;
	import_text(st, "orders.csv",
	    "o1 c1 placed tee-s*1@1 tee-m*1@1 mug*1@1 mug-r*1@1 mug-b*1@1\n"
	    "o2 c1 placed a*1@1 b*1@1 c*1@1 solo*1@1\n");
	run_sql(test_file.p,
	    "UPDATE product SET median4 = NULL;"
	    /* No row of its own: pieces add up, the first one's price. */
	    "UPDATE product SET parent_key = 'tee', attributes = 'size=s', "
	    "price4 = 10, cost4 = 5, stock = 3 WHERE sku_key = 'tee-s';"
	    "UPDATE product SET parent_key = 'tee', price4 = 20, stock = 4 "
	    "WHERE sku_key = 'tee-m';"
	    /* Its own pieces, a variant's price and that variant's cost. */
	    "UPDATE product SET stock = 7 WHERE sku_key = 'mug';"
	    "UPDATE product SET parent_key = 'mug', cost4 = 1, stock = 1 "
	    "WHERE sku_key = 'mug-r';"
	    "UPDATE product SET parent_key = 'mug', price4 = 30, cost4 = 2, "
	    "title = 'Blue' WHERE sku_key = 'mug-b';"
	    /* In a circle, its own parent, the only one. */
	    "UPDATE product SET parent_key = 'b' WHERE sku_key = 'a';"
	    "UPDATE product SET parent_key = 'a' WHERE sku_key = 'b';"
	    "UPDATE product SET parent_key = 'c' WHERE sku_key = 'c';"
	    "UPDATE product SET parent_key = 'none', stock = 2 "
	    "WHERE sku_key = 'solo'");
	OK(store_products_load(st, &p, e_));
	n = p.n;
	store_products_release(&p);
	count_families(st, true);
	OK(store_products_load(st, &p, e_));
	assert_int_equal(p.n, n - 3);
	assert_row(&p, "TEE-M", 10, 5, 7);
	assert_null(p.rows[0].attributes);
	assert_row(&p, "mug-r", 30, 2, 7);
	assert_string_equal(p.rows[1].title, "Blue");
	assert_row(&p, "solo", SALES_UNKNOWN, SALES_UNKNOWN, 2);
	store_products_release(&p);
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_add_up_to_those_of_their_variants),
		cmocka_unit_test(a_product_has_what_its_variants_have),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
