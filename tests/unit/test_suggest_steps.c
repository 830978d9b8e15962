/* suggest_steps: thresholds and people among the suggested bundles. */
#include "service/suggest_steps.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/following.h"
#include "service/reach.h"
#include "tests/support/shop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct shop shop;
static struct view *v;

static int32_t
today(void)
{
	return date_day_of(shop.now);
}

static int
open_shop(void **state)
{
	(void)state;
	shop_open_sample(&shop);
	shop_import_file(&shop, "sample-data/customers.csv"); /* consent */
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	return 0;
}

static int
close_shop(void **state)
{
	(void)state;
	view_free(v);
	shop_close(&shop);
	return 0;
}

static void
add(struct suggestions *out)
{
	struct err err = ERR_INIT;

	if (!suggest_steps_add(shop.st, v, today(), NULL, out, NULL, &err))
		fail_msg("%s", err.text);
}

/* The lists are those that the table of follow-ups has first. */
static void
the_people_worth_most_are_proposed(void **state)
{
	const struct reach_request rq = { FOLLOWING_LEAST, FOLLOWING_MOST,
		today(), NULL };
	struct suggestions found = { .n = 0 };
	struct err err = ERR_INIT;
	struct reach *re = reach_new(shop.st, v, &rq, NULL, &err);
	size_t at = 0;

	(void)state;
	assert_non_null(re);
	add(&found);
	for (size_t i = 0; i < found.n; i++) {
		const struct suggestion *s = &found.rows[i];

		assert_true(suggest_is_worded(s));
		if (s->kind != SUGGEST_FOLLOW_UP)
			continue;
		assert_true(at < re->n);
		assert_memory_equal(&s->contribution.median,
		    &re->rows[at].worth, sizeof(double));
		assert_true(s->contribution.low80 < s->contribution.median);
		assert_true(s->contribution.high80 > s->contribution.median);
		assert_non_null(strstr(s->offer, "write to "));
		assert_non_null(strstr(s->reason, "by themselves"));
		at++;
	}
	assert_int_equal(at, re->rows[0].worth > 0 ? SUGGEST_STEPS_PEOPLE : 0);
	assert_true(at > 0); /* else nothing was tested */
	reach_free(re);
	suggestions_release(&found);
}

/* Behind what is to be stopped, else by what is expected. */
static void
steps_stand_where_they_earn_most(void **state)
{
	struct suggestions found = { .n = 0 };

	(void)state;
	found.rows = mem_zarray(3, sizeof(*found.rows));
	found.n = 3;
	found.rows[0].kind = SUGGEST_STOP;
	found.rows[0].offer = found.rows[0].reason = "x";
	found.rows[0].ranked_by = -1;
	found.rows[1].kind = SUGGEST_PAIR;
	found.rows[1].ranked_by = 1e9;
	found.rows[2].kind = SUGGEST_PAIR;
	found.rows[2].ranked_by = -1e9;
	add(&found);
	assert_true(found.n > 3);
	assert_int_equal(found.rows[0].kind, SUGGEST_STOP);
	assert_int_equal(found.rows[1].kind, SUGGEST_PAIR);
	for (size_t i = 2; i < found.n; i++)
		assert_true(
		    found.rows[i].ranked_by <= found.rows[i - 1].ranked_by);
	assert_int_equal(found.rows[found.n - 1].kind, SUGGEST_PAIR);
	suggestions_release(&found);
}

/* Nobody pays for shipping, and most orders are worth little less than 50:
 * filling up to that earns more than the fee itself. */
static void
a_first_threshold_is_named_as_one(void **state)
{
	static const struct {
		enum setting_id id;
		const char *value;
	} set[] = {
		{ SETTING_SHIPPING_FEE, "1" },
		{ SETTING_TOPUP_RATE, "40" },
		{ SETTING_FEE_LOSS, "0" },
	};
	struct suggestions found = { .n = 0 };
	struct shop free_shop;
	struct str csv = STR_INIT;
	struct settings s;
	struct view *all;
	struct err err = ERR_INIT;
	size_t at = 0;

	(void)state;
	str_add(&csv,
	    "order_id,order_date,customer_id,sku,quantity,unit_price,"
	    "shipping\n");
	for (int i = 0; i < 600; i++)
		str_addf(&csv, "%d,2026-%02d-%02d,C%d,A%d,1,%d.%d0,0.00\n",
		    i + 1, 1 + i % 280 / 28, 1 + i % 28, i, i % 7,
		    i % 5 == 4 ? 80 : 46 + i % 4, i / 5 % 10);
	shop_open(&free_shop, csv.p);
	assert_true(settings_load(free_shop.st, &s, &err));
	for (size_t i = 0; i < ARRAY_LEN(set); i++)
		assert_true(settings_set(
		    free_shop.st, &s, set[i].id, set[i].value, NULL, &err));
	all = shop_view(&free_shop, VIEW_SALES | VIEW_PAIRS);
	assert_true(suggest_steps_add(
	    free_shop.st, all, today(), NULL, &found, NULL, &err));
	while (at < found.n && found.rows[at].kind != SUGGEST_THRESHOLD)
		at++;
	assert_true(at < found.n);
	assert_string_equal(
	    found.rows[at].offer, "free shipping from 50.00 instead of always");
	suggestions_release(&found);
	view_free(all);
	shop_close(&free_shop);
	str_release(&csv);
}

/* Where nobody gave consent no list is proposed. */
static void
nobody_is_proposed_without_consent(void **state)
{
	struct suggestions found = { .n = 0 };
	struct shop silent;
	struct view *all;
	struct err err = ERR_INIT;

	(void)state;
	shop_open_sample(&silent);
	all = shop_view(&silent, VIEW_SALES | VIEW_PAIRS);
	assert_true(suggest_steps_add(
	    silent.st, all, today(), NULL, &found, NULL, &err));
	for (size_t i = 0; i < found.n; i++)
		assert_int_not_equal(found.rows[i].kind, SUGGEST_FOLLOW_UP);
	suggestions_release(&found);
	view_free(all);
	shop_close(&silent);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_people_worth_most_are_proposed),
		cmocka_unit_test(nobody_is_proposed_without_consent),
		cmocka_unit_test(a_first_threshold_is_named_as_one),
		cmocka_unit_test(steps_stand_where_they_earn_most),
	};

	return cmocka_run_group_tests(tests, open_shop, close_shop);
}
