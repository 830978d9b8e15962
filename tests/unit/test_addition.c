/* addition: what to add to a bundle, on the sample shop. */
#include "tests/support/shop.h"

#include "service/addition.h"
#include "service/pairing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int
set_up(void **state)
{
	static struct shop shop;

	shop_open_sample(&shop);
	*state = &shop;
	return 0;
}

static int
tear_down(void **state)
{
	shop_close(*state);
	return 0;
}

/* SKUs of the best additions to the products, joined by blanks. */
static void
ask(struct shop *shop, const char *const *skus, size_t n, size_t limit,
    struct str *out)
{
	struct view *v = shop_view(shop, VIEW_PAIRS);
	struct addition ad;
	struct cart_item best[8];
	uint32_t items[8];
	size_t found;

	for (size_t i = 0; i < n; i++)
		items[i] = (uint32_t)shop_product(v, skus[i]);
	assert_true(addition_init(&ad, v, NULL));
	assert_true(addition_best(&ad, items, n, best, limit, &found, NULL));
	str_clear(out);
	for (size_t i = 0; i < found; i++) {
		str_add(out, i > 0 ? " " : "");
		str_add(out, v->products.rows[best[i].product].sku);
	}
	addition_release(&ad);
	view_free(v);
}

static void
a_lamp_goes_with_its_bulb_and_together_with_more(void **state)
{
	const char *const skus[] = { "LMP-021", "BLB-E27W" };
	struct str found = STR_INIT;

	ask(*state, skus, 1, 1, &found);
	assert_string_equal(found.p, "BLB-E27W");
	ask(*state, skus, 2, 3, &found);
	assert_null(strstr(found.p, "LMP-021"));
	assert_null(strstr(found.p, "BLB-E27W"));
	assert_non_null(strchr(found.p, ' '));
	str_release(&found);
}

static void
a_rejected_partner_is_not_offered(void **state)
{
	struct shop *shop = *state;
	const char *const skus[] = { "LMP-021", "MUG-350" };
	struct str before = STR_INIT, after = STR_INIT;
	struct view *v = shop_view(shop, VIEW_PAIRS);
	struct err err = ERR_INIT;

	ask(shop, skus, 1, 2, &before);
	assert_true(pairing_decide(shop->st, v, shop_product(v, "BLB-E27W"),
	    shop_product(v, "LMP-021"), VERDICT_REJECT, NULL, &err));
	ask(shop, skus, 1, 1, &after);
	/* The second moves up. */
	assert_string_equal(after.p, strchr(before.p, ' ') + 1);
	ask(shop, skus, 2, 8, &after);
	assert_null(strstr(after.p, "BLB-E27W"));
	view_free(v);
	str_release(&before);
	str_release(&after);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_lamp_goes_with_its_bulb_and_together_with_more),
		TEST(a_rejected_partner_is_not_offered),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
