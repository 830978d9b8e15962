/*
 * The import screen, from the folder to what came of it, driven by scripts on
 * files of the test's own. People, products and shops are made up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <locale.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "tests/support/golden.h"
#include "tests/support/storefront.h"
#include "ui/script.h"
#include "ui/wiring.h"

static const char *const products[][2] = {
	{ "MUG-ICH", "苺 Ichigo mug" },
	{ "LMP-021", "Lamp, brass desk" },
	{ "DSH-CRB", "Crème brûlée dish" },
};

/* A dashboard on an empty shop, in a folder with files beside it. */
struct scene {
	struct storefront *sf;
	struct desk *dk;
	struct app *app;
	struct str folder, out;
};

static void
need(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static void
put_file(const struct scene *s, const char *name, const char *text)
{
	struct err err = ERR_INIT;
	struct str path = STR_INIT;

	str_setf(&path, "%s/%s", s->folder.p, name);
	need(file_write_whole(path.p, slice_of(text), 0, &err), &err);
	str_release(&path);
}

/* Columns everybody knows; one quantity is none. */
static void
put_plain(const struct scene *s)
{
	struct str csv = STR_INIT;

	str_add(&csv,
	    "order_id,order_date,customer_id,sku,title,quantity,unit_price,"
	    "currency\n");
	for (int i = 0; i < 40; i++)
		str_addf(&csv,
		    "%d,2026-10-%02d 09:30:00,P%d,%s,\"%s\",%s,%d.50,EUR\n",
		    500 + i / 2, 1 + i / 2, i / 2 % 4, products[i % 3][0],
		    products[i % 3][1], i == 7 ? "many" : "2", 12 + i % 3);
	put_file(s, "orders.csv", csv.p);
	str_release(&csv);
}

/* Some columns nobody knows, dates that can be read in two ways. */
static void
put_odd(const struct scene *s)
{
	struct str csv = STR_INIT;

	str_add(&csv, "Bon;Wann;Was;Bezeichnung;Stück;Preis;Notiz\n");
	for (int i = 0; i < 30; i++)
		str_addf(&csv, "%d;%d/%d/2026;%s;\"%s\";1;%d,50;%s\n",
		    1000 + i / 2, 3 + i / 2 % 4, 5 + i / 2 % 5,
		    products[i % 3][0], products[i % 3][1], 12 + i % 3,
		    i % 4 == 0 ? "bitte klingeln" : "");
	put_file(s, "bestellungen.csv", csv.p);
	str_release(&csv);
}

static void
scene_init(struct scene *s, enum draw_charset charset)
{
	struct err err = ERR_INIT;
	struct app_setup setup = { .charset = charset, .no_colour = true };

	*s = (struct scene){ .folder = STR_INIT, .out = STR_INIT };
	str_set(&s->folder, "/tmp/endcap-import-XXXXXX");
	assert_non_null(mkdtemp(s->folder.p));
	put_plain(s);
	put_odd(s);
	put_file(s, "prose.csv", "dear sir\nplease find attached\n");
	s->sf = storefront_new(STOREFRONT_EMPTY);
	s->dk = storefront_desk(s->sf, "tester");
	wiring_setup(&setup, s->dk);
	s->app = app_new(&setup, &err);
	need(s->app != NULL, &err);
}

static void
drop_file(const struct scene *s, const char *name)
{
	struct str path = STR_INIT;

	str_setf(&path, "%s/%s", s->folder.p, name);
	(void)unlink(path.p); /* not every test makes every file */
	str_release(&path);
}

static void
scene_release(struct scene *s)
{
	app_free(s->app);
	desk_free(s->dk);
	storefront_free(s->sf);
	drop_file(s, "orders.csv");
	drop_file(s, "bestellungen.csv");
	drop_file(s, "prose.csv");
	drop_file(s, "dear.csv");
	drop_file(s, "orders-set-aside.csv");
	assert_int_equal(rmdir(s->folder.p), 0);
	str_release(&s->folder);
	str_release(&s->out);
}

/* What is drawn must not depend on the folder's name. */
static void
hide_folder(struct scene *s)
{
	struct slice rest = slice_str(&s->out), name = slice_str(&s->folder);
	struct str shown = STR_INIT;
	size_t at;

	while ((at = slice_find(rest, name)) < rest.len) {
		str_add_bytes(&shown, rest.p, at);
		str_add(&shown, "/tmp/endcap-import-folder");
		rest.p += at + name.len;
		rest.len -= at + name.len;
	}
	str_add_slice(&shown, rest);
	str_release(&s->out);
	s->out = shown;
}

/* "$" in the script stands for the folder. */
static void
play_at(struct scene *s, const char *size, const char *script)
{
	struct err err = ERR_INIT;
	struct script_setup setup = { .wait_ms = 60000 };
	struct slice rest = slice_of(script), part;
	struct str keys = STR_INIT;

	assert_true(
	    script_parse_size(slice_of(size), &setup.cols, &setup.rows));
	while (slice_split(&rest, '$', &part)) {
		str_add_slice(&keys, part);
		if (rest.len > 0)
			str_add(&keys, s->folder.p);
	}
	str_clear(&s->out);
	need(script_run(s->app, &setup, slice_str(&keys), &s->out, &err), &err);
	hide_folder(s);
	str_release(&keys);
}

static void
play(struct scene *s, const char *script)
{
	play_at(s, "100x26", script);
}

static bool
is_shown(const struct scene *s, const char *words)
{
	return slice_find(slice_str(&s->out), slice_of(words)) < s->out.len;
}

#define check_shows(s, words)                                                  \
	do {                                                                   \
		if (!is_shown(s, words))                                       \
			fail_msg("'%s' is not shown:\n%s", words, (s)->out.p); \
	} while (0)
#define check_hides(s, words)                                              \
	do {                                                               \
		if (is_shown(s, words))                                    \
			fail_msg("'%s' is shown:\n%s", words, (s)->out.p); \
	} while (0)

/* ------ how it looks ------ */

#define OPEN(file) "i<C-U>$/" file "<Enter>\n"
#define MAP_ODD                                              \
	OPEN("best")                                         \
	"<Enter>order_date<Enter>\n<Right><Enter>sku<Enter>" \
	"\n"

struct look {
	const char *name, *size;
	enum draw_charset charset;
	const char *script;
};

static const struct look looks[] = {
	{ "import-pick-120x35", "120x35", DRAW_BRAILLE, "i<C-U>$/" },
	{ "import-pick-40x10", "40x10", DRAW_BRAILLE, "i<C-U>$/<Down>" },
	{ "import-120x35", "120x35", DRAW_BRAILLE, OPEN("orders") },
	{ "import-80x24", "80x24", DRAW_BRAILLE, OPEN("orders") "<Right>" },
	{ "import-60x15", "60x15", DRAW_BRAILLE, OPEN("orders") },
	{ "import-40x10", "40x10", DRAW_BRAILLE, OPEN("orders") "<End>" },
	{ "import-ascii-120x35", "120x35", DRAW_ASCII, OPEN("orders") },
	{ "import-ascii-80x24", "80x24", DRAW_ASCII, OPEN("orders") },
	{ "import-ascii-60x15", "60x15", DRAW_ASCII, OPEN("orders") },
	{ "import-missing-80x24", "80x24", DRAW_BRAILLE, OPEN("best") },
	{ "import-roles-80x24", "80x24", DRAW_BRAILLE, OPEN("best") "<Enter>" },
	{ "import-question-80x24", "80x24", DRAW_BRAILLE,
	    MAP_ODD "<Tab><Enter>" },
	{ "import-reading-80x24", "80x24", DRAW_BRAILLE, OPEN("orders") "E" },
	{ "import-done-80x24", "80x24", DRAW_BRAILLE,
	    OPEN("orders") "<Enter>\n" },
};

static void
screens_look_as_kept(void **state)
{
	bool same = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct scene s;

		scene_init(&s, looks[i].charset);
		play_at(&s, looks[i].size, looks[i].script);
		same &= golden_check(looks[i].name, slice_str(&s.out));
		scene_release(&s);
	}
	assert_true(same);
}

static void
any_size_is_drawn(void **state)
{
	static const char *const sizes[] = { "40x10", "41x11", "59x12", "99x16",
		"101x26", "140x50", "300x90", "1x1" };
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("best"));
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		play_at(&s, sizes[i], "<Right><Down><PgDn><Enter>");
		assert_true(s.out.len > 0);
		play_at(&s, sizes[i], "<Esc><Tab><Enter>");
		play_at(&s, sizes[i], "!");
		play_at(&s, sizes[i], "<Esc>");
	}
	scene_release(&s);
}

/* ------ journeys ------ */

static void
a_file_is_looked_at_before_anything_is_written(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("orders"));
	check_shows(&s, "would import orders.csv: 20 new orders, 1 row set");
	check_shows(&s, "[ Import ]");
	check_shows(&s, "!many");
	play(&s, "<Esc><Esc>");
	check_shows(&s, "No orders here yet.");
	play(&s, OPEN("orders") "<Enter>\n");
	check_shows(&s, "imported orders.csv: 20 new orders, 1 row set aside");
	check_shows(&s, "! details  w write them");
	check_shows(&s, "EUR  20 orders");
	play(&s, "7");
	check_hides(&s, "Nothing was imported yet.");
	scene_release(&s);
}

static void
what_columns_mean_is_said_asked_and_remembered(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("best"));
	check_shows(&s, "✗ no column is order_date yet: when the order was");
	check_shows(&s, "column 2 of 7");
	play(&s, "<Enter>order_date<Enter>\n");
	check_shows(&s, "[ Answer ]");
	check_shows(&s, "'3/5/2026' is day/month or month/day");
	check_shows(&s, "order_date*");
	play(&s, "<Right><Enter>sku<Enter>\n");
	check_shows(&s, "'Was' is sku: the product's code");
	play(&s, "<Tab><Enter>month<Enter>\n");
	check_shows(&s, "dates day/month/year");
	scene_release(&s);
}

static void
a_mapping_is_used_again_for_the_next_file(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, MAP_ODD "<Tab><Enter><Enter>\n");
	check_shows(&s, "dates day/month/year");
	check_shows(&s, "would import bestellungen.csv: 15 new orders");
	play(&s, "<Tab>i\n"); /* from the rows too */
	check_shows(&s, "remembered for files with this header");
	play(&s, OPEN("best"));
	check_shows(&s, "as remembered");
	check_shows(&s, "[ Import ]  would import bestellungen.csv: 0 new");
	/* As it was found, it cannot be read; nor is it remembered so. */
	play(&s, "Efound<Enter>\n");
	check_shows(&s, "[ Cannot be read yet ]");
	play(&s, "<Esc><Enter>\n");
	check_shows(&s, "as remembered");
	scene_release(&s);
}

static void
a_column_is_left_out_and_taken_back(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("orders") "<Right><Right>-\n");
	check_shows(&s, "'customer_id' is not read");
	check_shows(&s, "-*");
	play(&s, "-\n");
	check_shows(&s, "'customer_id' is customer_id: who bought");
	play(&s, "<Enter>brand<Enter>\n");
	check_shows(&s, "'customer_id' is brand");
	play(&s, "<Enter>found<Enter>\n");
	check_shows(&s, "'customer_id' is customer_id");
	scene_release(&s);
}

static void
layout_decimal_and_currency_can_be_chosen(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("orders") "Edecimal<Enter>comma<Enter>\n");
	check_shows(&s, "decimal comma");
	check_shows(&s, "!12.50");
	play(&s, "Ecurrency<Enter><C-U>nothing<Enter>");
	check_shows(&s, "that is no currency; write a code such as EUR");
	play(&s, "<C-U>CHF<Enter>\n");
	check_shows(&s, "currency CHF");
	play(&s, "Elayout<Enter>Mailchimp<Enter>\n");
	check_shows(&s, "[ Cannot be read yet ]");
	play(&s, "Elayout<Enter>of an order<Enter>\n");
	check_hides(&s, "[ Cannot be read yet ]");
	play(&s, "Efound<Enter>\n");
	check_shows(&s, "decimal point");
	check_shows(&s, "[ Import ]  would import orders.csv: 20 new");
	scene_release(&s);
}

static void
rows_set_aside_are_written_once(void **state)
{
	struct scene s;
	struct err err = ERR_INIT;
	struct str path = STR_INIT, rows = STR_INIT;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, "w");
	check_shows(&s, "nothing was imported yet");
	play(&s, OPEN("orders") "<Enter>\n");
	play(&s, "w");
	check_shows(&s, "/orders-set-aside.csv");
	play(&s, "<Enter>");
	check_shows(&s, "wrote 1 row set aside to ");
	play(&s, "<Esc>2w<Enter>");
	check_shows(&s, "exists");
	play(&s, "<Esc>");
	check_shows(&s, "nothing was written");
	str_setf(&path, "%s/orders-set-aside.csv", s.folder.p);
	need(file_read_whole(path.p, 1 << 20, &rows, &err), &err);
	assert_true(slice_starts(
	    slice_str(&rows), "file,line,column,value,reason,row\n"));
	assert_non_null(strstr(rows.p, ",9,quantity,many,"));
	play(&s, "!");
	check_shows(&s, "40 rows read = 39 loaded");
	str_release(&path);
	str_release(&rows);
	scene_release(&s);
}

static void
what_is_no_table_is_said_to_be_none(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("prose"));
	check_shows(&s, "[ Cannot be read yet ]");
	play(&s, "<Tab><Enter>");
	play(&s, "<Esc>i<C-U>/nowhere/at/all.csv<Enter>\n");
	check_shows(&s, "✗ cannot read '/nowhere/at/all.csv'");
	check_shows(&s, "File /nowhere/at/all.csv");
	play(&s, "<Esc>");
	check_shows(&s, "No orders here yet.");
	scene_release(&s);
}

static void
the_picker_completes_and_goes_into_folders(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, "i<C-U>/tmp/endcap-import-");
	check_shows(&s, "▌endcap-import-");
	play(&s, "<C-U>$/b<Tab>");
	check_shows(&s, "/bestellungen.csv");
	play(&s, "<C-U>$/<Down><Down><Up><Enter>\n");
	check_shows(&s, "would import orders.csv");
	/* The next file is looked for where the last one was. */
	play(&s, "<Esc><Esc>i<C-U><Esc>i");
	check_shows(&s, "File /tmp/endcap-import-folder/");
	play(&s, "<C-U>$/zzz");
	check_shows(&s, "no file begins so");
	scene_release(&s);
}

/* Bytes that pass for Western letters and are Polish ones. */
static void
an_encoding_can_be_chosen(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	put_file(&s, "dear.csv",
	    "order_id,order_date,sku,title,quantity,price\n"
	    "900,2026-10-30,LYZ,\243y\277ka,1,4.00\n");
	play(&s, "i<C-U>$/dear.csv<Enter>\n");
	check_hides(&s, "Łyżka");
	play(&s, "Eencoding<Enter>Polish<Enter>\n");
	check_shows(&s, "Łyżka");
	check_shows(&s, "windows-1250, comma");
	play(&s, "<Enter>\ni<C-U>$/dear.csv<Enter>\n");
	check_shows(&s, "as remembered");
	check_shows(&s, "Łyżka");
	play(&s, "Eencoding<Enter>tell<Enter>\n");
	check_hides(&s, "Łyżka");
	scene_release(&s);
}

/* A cup that cost 12.50 costs 1250.00: somebody has to say that it may. */
static void
what_may_be_wrong_is_asked_before_it_is_imported(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("orders") "<Enter>\n");
	check_shows(&s, "imported orders.csv");
	put_file(&s, "dear.csv",
	    "order_id,order_date,sku,quantity,price\n"
	    "900,2026-10-30,DSH-CRB,1,1250.00\n");
	play(&s, "i<C-U>$/dear.csv<Enter>\n");
	check_shows(&s, "[ Import ]  1 price changes by more than 50 times");
	play(&s, "<Enter>\n");
	check_shows(&s, "Import it all the same?");
	play(&s, "<Enter>\n");
	check_shows(&s, "nothing was imported");
	check_shows(&s, "[ Import ]");
	play(&s, "<Enter>y\n");
	check_shows(&s, "imported dear.csv: 1 new order, 0 rows set aside");
	scene_release(&s);
}

static void
two_tabs_keep_their_own_files(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, DRAW_BRAILLE);
	play(&s, OPEN("orders"));
	play(&s, "2" OPEN("best"));
	check_shows(&s, "bestellungen.csv");
	play(&s, "1\n");
	check_shows(&s, "would import orders.csv: 20 new orders");
	play(&s, "<Tab><Tab><Enter>\n");
	check_shows(&s, "imported orders.csv");
	play(&s, "2\n");
	check_shows(&s, "bestellungen.csv");
	check_shows(&s, "[ Cannot be read yet ]");
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_look_as_kept),
		cmocka_unit_test(any_size_is_drawn),
		cmocka_unit_test(
		    a_file_is_looked_at_before_anything_is_written),
		cmocka_unit_test(
		    what_columns_mean_is_said_asked_and_remembered),
		cmocka_unit_test(a_mapping_is_used_again_for_the_next_file),
		cmocka_unit_test(a_column_is_left_out_and_taken_back),
		cmocka_unit_test(layout_decimal_and_currency_can_be_chosen),
		cmocka_unit_test(rows_set_aside_are_written_once),
		cmocka_unit_test(what_is_no_table_is_said_to_be_none),
		cmocka_unit_test(the_picker_completes_and_goes_into_folders),
		cmocka_unit_test(an_encoding_can_be_chosen),
		cmocka_unit_test(
		    what_may_be_wrong_is_asked_before_it_is_imported),
		cmocka_unit_test(two_tabs_keep_their_own_files),
	};

	assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
