/*
 * What belongs to no screen: settings, copies, files going out, and commands,
 * on a desk over a small shop, driven by scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "tests/support/scene.h"

/* ------ settings ------ */

static void
a_setting_is_typed_in_its_cell_and_undone(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ",/margin<Enter>=<C-U>400<Enter>");
	scene_check_shows(&s, "✗ '400' is out of range for 'assumed_margin'");
	scene_play(&s, "<C-U>45<Enter>");
	scene_check_shows(&s, "setting 'assumed_margin': 40 to 45");
	scene_check_shows(&s, "45       40 percent  estimated");
	scene_play(&s, "u");
	scene_check_shows(&s, "↶ undone: setting 'assumed_margin': 40 to 45");
	scene_check_shows(&s, "40       40 percent  assumed");
	scene_play(&s, "<C-R>d");
	scene_check_shows(&s, "setting 'assumed_margin': 45 to 40");
	scene_release(&s);
}

/* ------ files and commands ------ */

static void
what_is_shown_is_exported_as_it_is_shown(void **state)
{
	(void)state;
	char path[] = "/tmp/endcap-screens-XXXXXX";
	struct err err = ERR_INIT;
	struct str script = STR_INIT, text = STR_INIT;
	struct scene s;
	int fd = mkstemp(path);
	assert_true(fd >= 0 && close(fd) == 0);
	scene_init(&s, STOREFRONT_FULL);
	str_addf(&script,
	    "2fsku=LMP-021<Enter>e<Tab><Right><Tab><Tab><C-U>%s<Enter>", path);
	scene_play(&s, script.p);
	scene_check_shows(&s, "it exists already");
	scene_play(&s, "<Down><Space><Enter>");
	scene_check_shows(
	    &s, "wrote 1 rows of products to '/tmp/endcap-screens-");
	scene_need(file_read_whole(path, 10000, &text, &err), &err);
	assert_true(slice_starts(slice_str(&text), "sku,title,category,"));
	assert_true(
	    slice_find(slice_str(&text),
		slice_of("\nLMP-021,\"Lamp, brass desk\",")) < text.len);
	assert_int_equal(unlink(path), 0);
	str_release(&script);
	str_release(&text);
	scene_release(&s);
}

static void
what_is_shown_is_copied(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2fsku=LMP-021<Enter>e<C-Y>");
	assert_string_equal(app_copied(s.app),
	    "sku,title,orders,revenue,margin,best_partner\n"
	    "LMP-021,\"Lamp, brass desk\",484,33396.00,0.4702898551,Bulb E27 "
	    "warm\n");
	scene_play(&s, "3e<Right><C-Y>");
	scene_check_shows(&s, "only rows that are shown can be copied");
	scene_play(&s, "<Esc>");
	scene_check_shows(&s, "nothing was written");
	scene_release(&s);
}

/* The rows that are marked, with the columns where they were moved to. */
static void
marked_rows_are_exported_with_the_columns_as_they_stand(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2j<Space>j<Space>");
	scene_play(&s, "l}{<lt><lt>e<Right>");
	scene_check_shows(&s, "(o) 2 marked");
	scene_play(&s, "<Esc>h}e<Right><C-Y>");
	assert_true(slice_starts(
	    slice_of(app_copied(s.app)), "title,sku,orders,revenue,"));
	scene_play(&s, "<C-Y>");
	scene_check_shows(&s, "copied 2 rows");
	assert_true(slice_starts(
	    slice_of(app_copied(s.app)), "product\tSKU\torders\t"));
	scene_release(&s);
}

static void
the_export_shows_how_it_begins(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2e");
	scene_check_shows(&s, "bytes; it begins");
	scene_check_shows(&s, "sku,title,orders,revenue");
	scene_play(&s, "<Tab><Tab><Right>");
	scene_check_shows(&s, "\"sku\": \"MUG-ICH\"");
	/* What a pair adds is known of the rows in sight alone. */
	scene_play(&s, "<Esc>3e");
	scene_check_shows(&s, "lift,evidence,offered");
	scene_check_hides(&s, ",gain");
	scene_release(&s);
}

static void
the_proposed_file_follows_what_and_format(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "e");
	scene_check_shows(&s, "~/bundles-2026-");
	scene_play(&s, "<Right>");
	scene_check_shows(&s, "~/thresholds-2026-");
	scene_play(&s, "<Tab><Right>");
	scene_check_shows(&s, ".json");
	/* A name that was typed stays. */
	scene_play(&s, "<Tab><C-U>mine<S-Tab><Left>");
	scene_check_shows(&s, "mine");
	scene_check_hides(&s, ".json");
	scene_release(&s);
}

static const struct {
	const char *script, *shown;
} commands[] = {
	{ ":pairs lift>2<Enter>", "f: lift>2 " },
	{ ":products sku=LMP-021<Enter>", "f: sku=LMP-021 " },
	{ ":pairs lft>2<Enter>", "✗ there is no column 'lft'" },
	{ ":pair LMP-021 MUG-ICH<Enter>",
	    "A Lamp, brass desk   B 苺 Ichigo mug" },
	{ ":pair LMP-021 lmp-021<Enter>",
	    "✗ a pair needs two different products" },
	{ ":pair LMP-021<Enter>", "✗ a SKU is missing" },
	{ ":product TMR-PLG<Enter>", "▌  TMR-PLG" },
	{ ":product NONE<Enter>", "✗ there is no product 'NONE'" },
	{ ":bundle LMP-021 BLB-E27W<Enter>", "LMP-021" },
	{ ":bundle LMP-021 NONE<Enter>", "✗ there is no product 'NONE'" },
	{ ":threshold<Enter>",
	    "✗ threshold takes an amount, such as 50 or 49.90" },
	{ ":threshold 49.90<Enter>", "live: free shipping from 49.90" },
	{ ":import<Enter>", "Orders, products or customers as CSV." },
	{ ":import /nowhere/x.csv<Enter>", "✗ cannot read '/nowhere/x.csv'" },
	{ ":export pairs csv<Enter>",
	    "✗ export takes what, csv or json, and a file" },
	{ ":export shown csv /tmp/x<Enter>", "✗ this screen shows no table" },
	{ ":nonsense<Enter>", "✗ 'nonsense' is no command; Tab lists them" },
	{ ":thr<Tab> 5", ":threshold 5" },
	{ ":pair LMP<Tab>", ":pair LMP-021" },
	{ ":pairs lift>1 evi<Tab>", ":pairs lift>1 evidence" },
	{ ":products sku=tmr<Tab>", ":products sku=TMR-PLG" },
	{ ":reload<Enter>", "reading everything again" },
};

static void
commands_do_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct scene s;
		scene_init(&s, STOREFRONT_FULL);
		scene_play(&s, commands[i].script);
		scene_check_shows(&s, commands[i].shown);
		scene_release(&s);
	}
}

static void
file_names_are_completed(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_EMPTY);
	scene_play(&s, "isample-data/ord<Tab>");
	scene_check_shows(&s, "sample-data/orders.csv");
	scene_play(&s, "<C-U>sample-d<Tab>");
	scene_check_shows(&s, "sample-data/");
	scene_release(&s);
}

static void
keys_are_printed_for_the_documentation(void **state)
{
	(void)state;
	struct str out = STR_INIT;
	wiring_add_keys(&out);
	struct slice text = slice_str(&out);
	assert_true(
	    slice_find(text, slice_of("| pairs | x | reject | ")) < text.len);
	assert_true(
	    slice_find(text, slice_of("| f F4 | filter | filter the rows |")) <
	    text.len);
	assert_true(
	    slice_find(text, slice_of("| :pair SKU SKU | ")) < text.len);
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_setting_is_typed_in_its_cell_and_undone),
		cmocka_unit_test(what_is_shown_is_exported_as_it_is_shown),
		cmocka_unit_test(what_is_shown_is_copied),
		cmocka_unit_test(
		    marked_rows_are_exported_with_the_columns_as_they_stand),
		cmocka_unit_test(the_export_shows_how_it_begins),
		cmocka_unit_test(the_proposed_file_follows_what_and_format),
		cmocka_unit_test(commands_do_what_they_say),
		cmocka_unit_test(file_names_are_completed),
		cmocka_unit_test(keys_are_printed_for_the_documentation),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
