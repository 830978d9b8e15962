#include "tests/support/pricing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void
pricing_run(struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *r)
{
	struct err err = ERR_INIT;

	if (!checkout_price(co, cart, r, &err))
		fail_msg("%s", err.text);
}

void
pricing_check(const struct checkout_result *r)
{
	int64_t goods = 0, shared = 0;

	for (size_t i = 0; i < r->n_lines; i++) {
		assert_true(r->lines[i].total >= 0);
		goods += r->lines[i].total;
	}
	for (size_t i = 0; i < r->n_shares; i++) {
		assert_true(r->shares[i].amount >= 0);
		shared += r->shares[i].amount;
	}
	assert_int_equal(goods, r->goods);
	assert_int_equal(shared, r->bundle_discount + r->order_discount);
	assert_true(r->total >= 0 && r->shipping >= 0);
}
