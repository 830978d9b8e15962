/* mapping: remembered by header, as lines, and through real imports. */
#include "service/mapping.h"
#include "base/file.h"
#include "tests/support/shop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

static void
need(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

/* ------ as text ------ */

static void
lines_come_back_as_they_were(void **state)
{
	static const char *const cases[] = {
		"",
		"dialect orders\n",
		"date-order dmy\n",
		"date-order mdy\ndecimal comma\ncurrency EUR\n",
		"decimal point\n",
		"encoding ISO-8859-2\ndecimal point\n",
		"map order_id=Bon Nr.\nunread Notiz\n",
		"dialect orders\nmap sku=a=b\nmap title=#3\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str lines = STR_INIT;
		struct mapping m;

		assert_true(mapping_parse(&m, slice_of(cases[i])));
		mapping_add_lines(&m, &lines);
		assert_string_equal(lines.p, cases[i]);
		assert_int_equal(mapping_is_empty(&m), cases[i][0] == '\0');
		mapping_release(&m);
		str_release(&lines);
	}
}

/* Found by the fuzzer: a column that a NUL leaves nothing of. */
static void
a_nul_in_a_line_is_no_mapping(void **state)
{
	struct mapping m;

	(void)state;
	assert_false(mapping_parse(&m, slice_bytes("map sku=\0Was", 12)));
	assert_int_equal(m.n, 0);
	assert_false(mapping_parse(&m, slice_bytes("map s\0ku=Was", 12)));
}

static void
damaged_lines_are_no_mapping(void **state)
{
	static const char *const cases[] = { "dialect", "dialect ", "encoding ",
		"map sku", "map =a", "map sku=", "unread ", "date-order ydm",
		"decimal dot", "currency no-code", "speed 9", "\n",
		"dialect orders\nmap x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct mapping m;

		if (mapping_parse(&m, slice_of(cases[i])))
			fail_msg("'%s' passes for a mapping", cases[i]);
		assert_true(mapping_is_empty(&m));
		mapping_release(&m);
	}
}

static void
a_role_stands_in_one_column(void **state)
{
	struct str lines = STR_INIT;
	struct mapping m;

	(void)state;
	mapping_init(&m);
	assert_true(mapping_set_role(&m, "a", "sku"));
	assert_true(mapping_set_role(&m, "b", "title"));
	assert_true(mapping_set_role(&m, "b", "sku"));
	assert_true(mapping_set_role(&m, "c", NULL));
	assert_true(mapping_set_role(&m, "d", NULL));
	mapping_add_lines(&m, &lines);
	assert_string_equal(lines.p, "map sku=b\nunread c\nunread d\n");
	mapping_clear_role(&m, "c");
	mapping_clear_role(&m, "nothing");
	str_clear(&lines);
	mapping_describe(&m, &lines);
	assert_string_equal(lines.p, "sku=b, d unread");
	mapping_release(&m);
	str_release(&lines);
}

static void
a_mapping_has_an_end(void **state)
{
	char name[16];
	struct mapping m;

	(void)state;
	mapping_init(&m);
	for (int i = 0; i < MAPPING_MAX_ROLES; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		assert_true(mapping_set_role(&m, name, NULL));
	}
	assert_false(mapping_set_role(&m, "one more", NULL));
	assert_true(mapping_set_role(&m, "c0", "sku"));
	assert_int_equal(m.n, MAPPING_MAX_ROLES);
	mapping_release(&m);
}

/* ------ the header's signature ------ */

static void
headers_that_read_the_same_have_one_key(void **state)
{
	const struct slice one[] = { slice_of("Order ID"), slice_of("Prix") };
	const struct slice same[] = { slice_of("order_id"), slice_of("PRIX ") };
	const struct slice other[] = { slice_of("Prix"), slice_of("Order ID") };
	const struct slice joined[] = { slice_of("Order IDPrix") };
	struct str a = STR_INIT, b = STR_INIT;

	(void)state;
	mapping_add_key(one, 2, &a);
	assert_int_equal(a.len, strlen("mapping.") + 16);
	mapping_add_key(same, 2, &b);
	assert_string_equal(a.p, b.p);
	str_clear(&b);
	mapping_add_key(other, 2, &b);
	assert_string_not_equal(a.p, b.p);
	str_clear(&b);
	mapping_add_key(joined, 1, &b);
	assert_string_not_equal(a.p, b.p);
	str_release(&a);
	str_release(&b);
}

static void
what_is_remembered_is_recalled_and_forgotten(void **state)
{
	const struct slice names[] = { slice_of("Bon"), slice_of("Ware") };
	struct err err = ERR_INIT;
	struct shop shop;
	struct mapping m, back;
	bool found = true;

	(void)state;
	shop_open(&shop, NULL);
	need(mapping_recall(shop.st, names, 2, &back, &found, &err), &err);
	assert_false(found);
	mapping_init(&m);
	mapping_set_dialect(&m, "orders");
	assert_true(mapping_set_role(&m, "Ware", "sku"));
	need(mapping_remember(shop.st, names, 2, &m, &err), &err);
	need(mapping_recall(shop.st, names, 2, &back, &found, &err), &err);
	assert_true(found);
	assert_string_equal(back.dialect, "orders");
	assert_string_equal(mapping_find(&back, "Ware")->role, "sku");
	mapping_release(&back);
	need(mapping_recall(shop.st, names, 1, &back, &found, &err), &err);
	assert_false(found);
	mapping_release(&m);
	need(mapping_remember(shop.st, names, 2, &m, &err), &err);
	need(mapping_recall(shop.st, names, 2, &back, &found, &err), &err);
	assert_false(found);
	shop_close(&shop);
}

/* ------ imports ------ */

struct reading {
	struct shop shop;
	struct str path, summary;
	struct err err;
	bool done;
	struct import_request request;
	struct store_import_result result;
};

static void
reading_init(struct reading *r)
{
	*r = (struct reading){ .path = STR_INIT, .summary = STR_INIT };
	shop_open(&r->shop, NULL);
	str_setf(&r->path, "%s/export.csv", r->shop.folder.p);
}

static void
reading_release(struct reading *r)
{
	(void)unlink(r->path.p);
	shop_close(&r->shop);
	str_release(&r->path);
	str_release(&r->summary);
}

static struct ingest_options *
reading_options(struct reading *r)
{
	r->request = (struct import_request){ .path = r->path.p };
	ingest_options_init(&r->request.options);
	return &r->request.options;
}

static void
reading_import(struct reading *r, const char *csv)
{
	struct import_outcome outcome;

	r->err = (struct err)ERR_INIT;
	need(file_write_whole(r->path.p, slice_of(csv), 0, &r->err), &r->err);
	r->done = import_file(r->shop.st, &r->request, NULL, &outcome, &r->err);
	str_clear(&r->summary);
	if (r->done)
		import_add_summary(&outcome, &r->summary);
	r->result = outcome.result;
	import_outcome_release(&outcome);
}

static bool
said(const struct reading *r, const char *words)
{
	return slice_find(slice_str(&r->summary), slice_of(words)) <
	    r->summary.len;
}

#define check_said(r, words)                                                 \
	do {                                                                 \
		if (!said(r, words))                                         \
			fail_msg("not said: %s\n%s", words, (r)->summary.p); \
	} while (0)

#define ODD "wann;was;wieviel;je;zettel\n"

static void
a_mapping_serves_the_next_file_of_its_header(void **state)
{
	static const struct ingest_map maps[] = {
		{ "order_date", "wann" },
		{ "sku", "was" },
		{ "quantity", "wieviel" },
		{ "price", "je" },
		{ "order_id", "zettel" },
	};
	struct ingest_options *options;
	struct reading r;

	(void)state;
	reading_init(&r);
	reading_options(&r);
	reading_import(&r, ODD "2026-10-20;MUG;2;12,50;77\n");
	assert_false(r.done);
	options = reading_options(&r);
	options->dialect = "orders";
	options->maps = maps;
	options->n_maps = ARRAY_LEN(maps);
	r.request.dry_run = true;
	reading_import(&r, ODD "2026-10-20;MUG;2;12,50;77\n");
	assert_true(r.done);
	reading_options(&r);
	reading_import(&r, ODD "2026-10-20;MUG;2;12,50;77\n");
	assert_false(r.done); /* a dry run remembers nothing */
	options = reading_options(&r);
	options->dialect = "orders";
	options->maps = maps;
	options->n_maps = ARRAY_LEN(maps);
	reading_import(&r, ODD "2026-10-20;MUG;2;12,50;77\n");
	need(r.done, &r.err);
	check_said(&r, "  remembered for files with this header\n");
	reading_options(&r);
	reading_import(&r, ODD "2026-10-21;CUP;1;3,50;78\n");
	need(r.done, &r.err);
	assert_int_equal(r.result.orders_new, 1);
	check_said(&r,
	    "  read as remembered for this header: layout orders, "
	    "order_date=wann, sku=was, quantity=wieviel, price=je, "
	    "order_id=zettel\n");
	reading_options(&r);
	r.request.as_found = true;
	reading_import(&r, ODD "2026-10-22;CUP;1;3,50;79\n");
	assert_false(r.done);
	reading_release(&r);
}

#define KNOWN "order_id,order_date,sku,quantity,unit_price,note\n"

static void
an_answer_counts_only_where_the_file_leaves_it_open(void **state)
{
	struct ingest_options *options;
	struct reading r;

	(void)state;
	reading_init(&r);
	reading_options(&r);
	reading_import(&r, KNOWN "1,3/4/2026,MUG,1,5.00,\n");
	assert_false(r.done);
	options = reading_options(&r);
	options->date_order = DATE_ORDER_DMY;
	reading_import(&r, KNOWN "1,3/4/2026,MUG,1,5.00,\n");
	need(r.done, &r.err);
	assert_int_equal(
	    r.result.first_time / DATE_SECONDS_A_DAY, date_day(2026, 4, 3));
	reading_options(&r);
	reading_import(&r, KNOWN "2,5/4/2026,MUG,1,5.00,\n");
	need(r.done, &r.err);
	assert_int_equal(
	    r.result.first_time / DATE_SECONDS_A_DAY, date_day(2026, 4, 5));
	check_said(&r, "dates dmy");
	/* 5/13 can be but month and day, whatever was answered before. */
	reading_options(&r);
	reading_import(
	    &r, KNOWN "3,5/13/2026,MUG,1,5.00,\n4,5/4/2026,MUG,1,5.00,\n");
	need(r.done, &r.err);
	assert_int_equal(r.result.set_aside, 0);
	assert_int_equal(
	    r.result.first_time / DATE_SECONDS_A_DAY, date_day(2026, 5, 4));
	reading_release(&r);
}

static void
what_is_said_goes_before_what_is_remembered(void **state)
{
	static const struct ingest_map as_title[] = { { "title", "note" } };
	static const struct ingest_map as_brand[] = { { "brand", "note" } };
	struct ingest_options *options;
	struct reading r;
	struct view *v;

	(void)state;
	reading_init(&r);
	options = reading_options(&r);
	options->maps = as_title;
	options->n_maps = 1;
	reading_import(&r, KNOWN "1,2026-04-03,MUG,1,5.00,Mug\n");
	need(r.done, &r.err);
	options = reading_options(&r);
	options->maps = as_brand;
	options->n_maps = 1;
	reading_import(&r, KNOWN "2,2026-04-04,CUP,1,5.00,Kiln\n");
	need(r.done, &r.err);
	assert_false(said(&r, "read as remembered"));
	check_said(&r, "remembered for files");
	v = shop_view(&r.shop, VIEW_SALES);
	assert_true(slice_eq_c(view_title(v, shop_product(v, "MUG")), "Mug"));
	assert_true(slice_eq_c(view_title(v, shop_product(v, "CUP")), "CUP"));
	view_free(v);
	reading_release(&r);
}

static void
a_column_can_be_left_unread(void **state)
{
	struct err err = ERR_INIT;
	struct ingest_options *options;
	struct arena a = { 0 };
	struct mapping m;
	struct reading r;
	struct view *v;

	(void)state;
	reading_init(&r);
	options = reading_options(&r);
	mapping_init(&m);
	mapping_set_dialect(&m, "orders");
	assert_true(mapping_set_role(&m, "title", NULL));
	assert_true(mapping_set_role(&m, "status", NULL));
	need(mapping_apply(&m, &a, options, &err), &err);
	reading_import(&r,
	    "order_id,order_date,sku,title,quantity,status\n"
	    "1,2026-04-03,MUG,Mug,1,cancelled\n");
	need(r.done, &r.err);
	v = shop_view(&r.shop, VIEW_SALES);
	assert_int_equal(v->sales.orders, 1);
	assert_true(slice_eq_c(view_title(v, shop_product(v, "MUG")), "MUG"));
	view_free(v);
	/* The same without being told again. */
	reading_options(&r);
	reading_import(&r,
	    "order_id,order_date,sku,title,quantity,status\n"
	    "2,2026-04-03,CUP,Cup,1,cancelled\n");
	need(r.done, &r.err);
	check_said(&r, "title unread, status unread");
	assert_int_equal(r.result.excluded, 0);
	mapping_release(&m);
	arena_release(&a);
	reading_release(&r);
}

static void
any_number_of_columns_can_be_left_unread(void **state)
{
	struct err err = ERR_INIT;
	struct ingest_options options;
	struct arena a = { 0 };
	struct mapping m, back;
	char name[16];

	(void)state;
	ingest_options_init(&options);
	mapping_init(&m);
	mapping_set_dialect(&m, "customers");
	for (int c = 0; c < MAPPING_MAX_ROLES; c++) {
		snprintf(name, sizeof(name), "c%d", c);
		assert_true(mapping_set_role(&m, name, NULL));
	}
	need(mapping_apply(&m, &a, &options, &err), &err);
	assert_int_equal(options.n_maps, MAPPING_MAX_ROLES);
	mapping_of_options(&options, "customers", &back);
	assert_int_equal(back.n, m.n);
	assert_null(back.roles[3].role);
	mapping_release(&back);
	mapping_release(&m);
	arena_release(&a);
}

static void
rows_set_aside_can_be_had_later(void **state)
{
	struct err err = ERR_INIT;
	struct str rows = STR_INIT, wanted = STR_INIT;
	struct reading r;
	size_t n = 0;

	(void)state;
	reading_init(&r);
	reading_options(&r);
	reading_import(&r,
	    KNOWN "1,2026-04-03,MUG,1,5.00,\n"
		  "1,2026-04-03,CUP,many,5.00,\"a, b\"\n");
	need(r.done, &r.err);
	need(import_add_kept_rejects(
		 r.shop.st, r.result.import_id, &rows, &n, &err),
	    &err);
	assert_int_equal(n, 1);
	str_setf(&wanted,
	    "file,line,column,value,reason,row\n"
	    "%s,3,quantity,many,",
	    r.path.p);
	assert_true(slice_starts(slice_str(&rows), wanted.p));
	assert_non_null(
	    strstr(rows.p, ",\"1,2026-04-03,CUP,many,5.00,\"\"a, b\"\"\"\n"));
	assert_false(import_add_kept_rejects(r.shop.st, 99, &rows, &n, &err));
	assert_string_equal(err.text, "there is no import 99");
	str_release(&rows);
	str_release(&wanted);
	reading_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_back_as_they_were),
		cmocka_unit_test(damaged_lines_are_no_mapping),
		cmocka_unit_test(a_nul_in_a_line_is_no_mapping),
		cmocka_unit_test(a_role_stands_in_one_column),
		cmocka_unit_test(a_mapping_has_an_end),
		cmocka_unit_test(headers_that_read_the_same_have_one_key),
		cmocka_unit_test(what_is_remembered_is_recalled_and_forgotten),
		cmocka_unit_test(a_mapping_serves_the_next_file_of_its_header),
		cmocka_unit_test(
		    an_answer_counts_only_where_the_file_leaves_it_open),
		cmocka_unit_test(what_is_said_goes_before_what_is_remembered),
		cmocka_unit_test(a_column_can_be_left_unread),
		cmocka_unit_test(any_number_of_columns_can_be_left_unread),
		cmocka_unit_test(rows_set_aside_can_be_had_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
