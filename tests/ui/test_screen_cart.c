/*
 * What the offers do: a cart rung up line by line, the live offers against each
 * other, and better alternatives with what goes with them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <cmocka.h>

#include "tests/support/golden.h"
#include "tests/support/scene.h"

static void
they_look_as_kept(void **state)
{
	static const struct {
		const char *name, *size, *script;
	} looks[] = {
		{ "cart-120x35", "120x35", "4t" },
		{ "cart-80x24", "80x24", "4t" },
		{ "cart-60x15", "60x15", "4t" },
		{ "cart-empty-60x15", "60x15", ":cart<Enter>" },
		{ "conflicts-80x24", "80x24", "4x" },
		{ "upsells-120x35", "120x35", ":upsells LMP-021<Enter>" },
		{ "upsells-60x15", "60x15", ":upsells LMP-021<Enter>" },
	};
	bool same = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct scene s;
		scene_init(&s, STOREFRONT_FULL);
		scene_play(&s, ":threshold 50<Enter>");
		scene_play(&s, ":bundle LMP-021 BLB-E27W<Enter>A");
		scene_play(&s, "q");
		scene_play(&s, looks[i].script);
		scene_play_at(&s, looks[i].size, "@wait\n");
		same &= golden_check(looks[i].name, slice_str(&s.out));
		scene_release(&s);
	}
	assert_true(same);
}

static void
each_line_says_which_offer_takes_what(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ":bundle LMP-021 BLB-E27W<Enter>");
	scene_play_at(&s, "120x35", "t");
	scene_check_shows(&s, "as if 'Lamp, brass desk + Bulb E27 warm' were");
	scene_check_shows(&s, "1 set: 7.70 off");
	scene_check_shows(&s, "goods 69.25");
	/* A second bulb makes no second set. */
	scene_play_at(&s, "120x35", "j+");
	scene_check_shows(&s, "goods 77.20");
	scene_play_at(&s, "120x35", "d");
	scene_check_shows(&s, "goods 69.00");
	scene_check_hides(&s, "1 set");
	scene_play_at(&s, "120x35", "d");
	scene_check_shows(&s, "An empty cart.");
	scene_play_at(&s, "120x35", "+");
	scene_check_shows(&s, "a adds a product first");
	scene_release(&s);
}

static void
a_threshold_counts_for_its_fee_and_country(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ":threshold 50<Enter>");
	scene_check_shows(&s, "live: free shipping from 50.00");
	scene_play(&s, ":cart BLB-E27W COA-CRK<Enter>");
	scene_play(&s, "E<C-U>6.50<Tab>DE<Enter>");
	scene_check_shows(&s, "shipping 6.50");
	scene_check_shows(&s, "'free shipping', not reached");
	scene_play(&s, "++++++");
	scene_check_shows(&s, "shipping 0.00");
	scene_check_shows(&s, "shipping free, 6.50 saved");
	scene_play(&s, "E<C-U>much<Enter>");
	scene_check_shows(&s, "no amount of money");
	scene_release(&s);
}

static void
what_cannot_be_rung_up_is_said(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ":cart NO-SUCH<Enter>");
	scene_check_shows(&s, "NO-SUCH");
	scene_check_hides(&s, "Cart");
	scene_play(&s, ":upsells NO-SUCH<Enter>");
	scene_check_shows(&s, "NO-SUCH");
	scene_release(&s);
	scene_init(&s, STOREFRONT_EMPTY);
	scene_play(&s, "4t");
	scene_check_shows(&s, "An empty cart.");
	scene_play(&s, "q4x");
	scene_check_shows(&s, "no offer is live; nothing can conflict");
	scene_release(&s);
}

static void
a_draft_is_checked_as_if_it_were_live(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ":bundle LMP-021 BLB-E27W<Enter>");
	scene_play(&s, "A");
	scene_play(&s, ":bundle LMP-021 TMR-PLG<Enter>");
	scene_play_at(&s, "120x35", "x");
	scene_play_at(&s, "120x35", "@wait\n");
	scene_check_shows(&s, "shared");
	scene_check_shows(&s, "2 live offers on 3,000 carts");
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_look_as_kept),
		cmocka_unit_test(each_line_says_which_offer_takes_what),
		cmocka_unit_test(a_threshold_counts_for_its_fee_and_country),
		cmocka_unit_test(what_cannot_be_rung_up_is_said),
		cmocka_unit_test(a_draft_is_checked_as_if_it_were_live),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
