/* segmenting: names, expressions, undo, two editors; who is in one. */
#include "tests/support/shop.h"

#include "service/audience.h"
#include "service/history.h"
#include "service/segmenting.h"
#include "store/store_curation.h"
#include "store/store_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* a orders three times, b twice, c once. */
static const char orders[] =
    "order_id,order_date,customer_id,sku,quantity,unit_price\n"
    "1,2026-01-05,a,MUG,1,5.00\n"
    "2,2026-02-05,a,MUG,1,5.00\n"
    "3,2026-03-05,a,CUP,1,30.00\n"
    "4,2026-01-06,b,MUG,1,5.00\n"
    "5,2026-01-09,b,MUG,1,5.00\n"
    "6,2026-03-06,c,CUP,2,30.00\n";

static void
refuses(struct shop *shop, const char *name, const char *expression,
    const char *why)
{
	struct err err = ERR_INIT;

	assert_false(segmenting_set(shop->st, name, expression, &err));
	assert_int_equal(err.code, ERR_INPUT);
	if (slice_find(slice_of(err.text), slice_of(why)) == strlen(err.text))
		fail_msg("'%s' does not say '%s'", err.text, why);
}

static void
sets(struct shop *shop, const char *name, const char *expression)
{
	struct err err = ERR_INIT;

	if (!segmenting_set(shop->st, name, expression, &err))
		fail_msg("%s", err.text);
}

/* "ab" of the customers a, b and c, in the order of their ids. */
static void
holds(struct shop *shop, const char *segment, const char *wanted)
{
	struct err err = ERR_INIT;
	struct view *v = shop_view(shop, VIEW_SALES);
	struct audience *au = audience_new(shop->st, v, &err);
	bool member[3];
	struct str found = STR_INIT;

	assert_non_null(au);
	assert_int_equal(au->n, 3);
	if (!audience_mask(au, segment, member, &err))
		fail_msg("%s", err.text);
	for (int c = 0; c < 3; c++)
		if (member[c])
			str_add_char(&found, (char)('a' + c));
	assert_string_equal(found.p, wanted);
	str_release(&found);
	audience_free(au);
	view_free(v);
}

static void
what_cannot_be_a_segment_is_refused(void **state)
{
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	refuses(&shop, "  ", "orders>1", "needs a name");
	refuses(&shop, "VIP", "orders>1", "is a segment that is built in");
	refuses(&shop, "fans:Rugs", "orders>1", "is a segment that is built");
	refuses(&shop, "twice", " ", "needs a filter");
	refuses(&shop, "twice", "order_count>1", "there is no column");
	refuses(&shop, "twice", "orders>x", "number");
	shop_close(&shop);
}

static void
who_passes_follows_the_expression_and_undo(void **state)
{
	struct str said = STR_INIT;
	struct err err = ERR_INIT;
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	sets(&shop, " More than once ", "orders>=2");
	holds(&shop, "more than ONCE", "ab");
	sets(&shop, "more than once", "orders>=2 days_since<30");
	holds(&shop, "More than once", "a");
	sets(&shop, "single cups", "segments~one-time aov>50");
	holds(&shop, "single cups", "c");
	/* The change, then the making of the first one are taken back. */
	for (int i = 0; i < 2; i++) {
		str_clear(&said);
		assert_true(
		    history_step(shop.st, HISTORY_UNDO, true, &said, &err));
	}
	holds(&shop, "More than once", "ab");
	str_release(&said);
	shop_close(&shop);
}

static void
an_older_edit_does_not_overwrite_a_newer_one(void **state)
{
	struct store_segment mine, stale;
	struct arena text = { 0 };
	struct err err = ERR_INIT;
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	sets(&shop, "twice", "orders>=2");
	sets(&shop, "thrice", "orders>=3");
	assert_true(
	    segmenting_get(shop.st, slice_of("TWICE"), &text, &mine, &err));
	stale = mine;
	mine.name = "Thrice";
	assert_false(segmenting_save(shop.st, &mine, &err));
	assert_string_equal(err.text,
	    "there is a segment 'thrice' already; choose another name");
	/* the store itself refuses it, whoever was quicker */
	mine.name = "thrice";
	assert_true(store_action_begin(shop.st, "renamed", &err));
	assert_false(store_segment_save(shop.st, &mine, &err));
	assert_string_equal(err.text,
	    "there is a segment 'thrice' already; choose another name");
	store_action_rollback(shop.st);
	mine.name = "two and more";
	assert_true(segmenting_save(shop.st, &mine, &err));
	stale.expression = "orders>=4";
	assert_false(segmenting_save(shop.st, &stale, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_false(segmenting_delete(shop.st, &stale, &err));
	assert_true(segmenting_delete(shop.st, &mine, &err));
	assert_false(segmenting_save(shop.st, &stale, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_string_equal(err.text,
	    "segment 'twice' was deleted meanwhile; save it under a new name "
	    "to keep it");
	assert_false(segmenting_get(
	    shop.st, slice_of("two and more"), &text, &mine, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	arena_release(&text);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_a_segment_is_refused),
		cmocka_unit_test(who_passes_follows_the_expression_and_undo),
		cmocka_unit_test(an_older_edit_does_not_overwrite_a_newer_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
