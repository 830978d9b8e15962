/* export: the registry, the columns that other programs rely on, counts and
 * failing sinks. */
#include "tests/support/shop.h"

#include "base/date.h"
#include "service/bundling.h"
#include "service/export.h"
#include "service/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char products[] = "sku,title,price,cost,currency\n"
			       "LMP,\"Lamp, \"\"brass\"\"\",69.00,42.80,EUR\n"
			       "BLB,+Bulb,6.5075,2.10,EUR\n"
			       "MAT,Desk mat,18.00,,EUR\n";
static const char orders[] =
    "order_id,order_date,sku,quantity,unit_price,currency\n"
    "1,2026-01-05,LMP,1,69.00,EUR\n1,2026-01-05,BLB,2,6.50,EUR\n"
    "2,2026-01-06,LMP,1,69.00,EUR\n2,2026-01-06,BLB,2,6.50,EUR\n"
    "3,2026-01-07,LMP,1,69.00,EUR\n3,2026-01-07,BLB,2,6.50,EUR\n"
    "4,2026-01-08,MAT,1,18.00,EUR\n";

struct fixture {
	struct shop shop;
	struct export_job job;
	struct export_report report;
};

static void
add_bundle(struct fixture *f, const char *name, const char *second)
{
	static const char *const discount[] = { "percent", "12.5" };
	struct arena memory = { 0 };
	struct store_bundle b = bundling_draft(name);
	struct store_bundle_item item;
	struct err err = ERR_INIT;
	const char *const items[] = { "LMP", second };

	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		assert_true(
		    bundling_parse_item(f->job.v, items[i], &item, &err));
		item.slot = i == 0 ? "lamp" : NULL;
		item.role = i == 0 ? "main" : "add";
		assert_true(bundling_add_item(&b, &memory, &item, &err));
	}
	assert_true(
	    bundling_set_discount(&b, discount[0], discount[1], 2, &err));
	b.message = "=goes together";
	b.starts = date_day(2026, 11, 1);
	b.ends = date_day(2026, 12, 24);
	if (!bundling_save(f->shop.st, f->job.v, &b, "made", &err))
		fail_msg("%s", err.text);
	arena_release(&memory);
}

static int
set_up(void **state)
{
	static struct fixture f;
	struct store_threshold t = thresholding_draft("ship", 4990);
	struct err err = ERR_INIT;

	shop_open(&f.shop, products);
	shop_import(&f.shop, orders);
	f.job = (struct export_job){
		.st = f.shop.st,
		.v = shop_view(&f.shop, VIEW_SALES | VIEW_PAIRS),
		.pairs = { .product = PAIRING_ALL },
		.report = &f.report,
	};
	f.report =
	    (struct export_report){ .notes = STR_INIT, .added = STR_INIT };
	add_bundle(&f, "desk", "BLB:2");
	add_bundle(&f, "@work", "MAT");
	t.country = "DE";
	t.state = STATE_ACTIVE;
	assert_true(outcome_save(f.shop.st, f.job.v, &t,
	    &(struct going_live){ "set", 20000, NULL, NULL }, &err));
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	export_report_release(&f->report);
	view_free(f->job.v);
	shop_close(&f->shop);
	return 0;
}

static bool
into_str(void *arg, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(arg, bytes);
	return true;
}

static bool
into_nothing(void *arg, struct slice bytes, struct err *err)
{
	(void)arg;
	(void)bytes;
	return err_set(err, ERR_IO, "the disk is full");
}

/* Writes a row's file through a sink. */
static bool
write_row(const struct fixture *f, const struct export_row *row,
    const struct pairing_query *pairs, const struct listing_sink *sink,
    struct export_size *size, struct err *err)
{
	struct export_request rq = {
		.row = row,
		.job = f->job,
		.sink = sink,
	};
	struct export_outcome outcome;
	bool ok;

	rq.job.pairs = *pairs;
	ok = export_run(&rq, &outcome, err);
	*size = outcome.size;
	export_outcome_release(&outcome);
	return ok;
}

static void
assert_exports(const struct fixture *f, const char *what, const char *format,
    const char *expected, int64_t rows)
{
	struct err err = ERR_INIT;
	const struct export_row *row = export_find(what, format, &err);
	struct str out = STR_INIT;
	struct listing_sink sink = { into_str, &out };
	struct export_size size;

	assert_non_null(row);
	assert_true(write_row(f, row, &f->job.pairs, &sink, &size, &err));
	assert_string_equal(out.p, expected);
	assert_int_equal(size.rows, rows);
	assert_int_equal(size.bytes, out.len);
	str_release(&out);
}

static void
bundles_are_a_csv_row_an_item(void **state)
{
	assert_exports(*state, "bundles", "csv",
	    "bundle,title,message,kind,status,discount_kind,discount_value,"
	    "bundle_price,currency,starts,ends,position,slot,role,sku,"
	    "item_title,quantity,unit_price,unit_cost,any,tiers\n"
	    "\"'@work\",,\"'=goes together\",set,draft,percent,12.5,76.12,EUR,"
	    "2026-11-01,2026-12-24,1,lamp,main,LMP,\"Lamp, \"\"brass\"\"\",1,"
	    "69.00,42.80,none,\n"
	    "\"'@work\",,\"'=goes together\",set,draft,percent,12.5,76.12,EUR,"
	    "2026-11-01,2026-12-24,2,,add,MAT,Desk mat,1,18.00,,none,\n"
	    "desk,,\"'=goes together\",set,draft,percent,12.5,71.77,EUR,"
	    "2026-11-01,2026-12-24,1,lamp,main,LMP,\"Lamp, \"\"brass\"\"\",1,"
	    "69.00,42.80,none,\n"
	    "desk,,\"'=goes together\",set,draft,percent,12.5,71.77,EUR,"
	    "2026-11-01,2026-12-24,2,,add,BLB,\"'+Bulb\",2,6.5075,2.10,none,\n",
	    4);
}

static void
thresholds_keep_their_columns(void **state)
{
	assert_exports(*state, "thresholds", "csv",
	    "name,kind,threshold,reward,country,currency,status,starts,ends\n"
	    "ship,free-shipping,49.90,,DE,EUR,active,,\n",
	    1);
	assert_exports(*state, "thresholds", "json",
	    "{\n"
	    "  \"schema_version\": 1,\n"
	    "  \"thresholds\": [\n"
	    "    {\n"
	    "      \"name\": \"ship\",\n"
	    "      \"kind\": \"free-shipping\",\n"
	    "      \"threshold\": 49.90,\n"
	    "      \"reward\": null,\n"
	    "      \"country\": \"DE\",\n"
	    "      \"currency\": \"EUR\",\n"
	    "      \"status\": \"active\",\n"
	    "      \"starts\": null,\n"
	    "      \"ends\": null\n"
	    "    }\n"
	    "  ]\n"
	    "}\n",
	    1);
}

static void
json_of_bundles_does_not_touch_text(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	const struct export_row *row = export_find("bundles", "json", &err);
	static const char *const parts[] = {
		"\"schema_version\": 1,",
		"\"bundle\": \"@work\",",
		"\"message\": \"=goes together\",",
		"\"item_title\": \"Lamp, \\\"brass\\\"\",",
		"\"item_title\": \"+Bulb\",",
		"\"unit_price\": 6.5075,",
		"\"unit_cost\": null",
		"\"starts\": \"2026-11-01\",",
	};
	struct str out = STR_INIT;
	struct listing_sink sink = { into_str, &out };
	struct export_size size;

	assert_true(write_row(f, row, &f->job.pairs, &sink, &size, &err));
	assert_int_equal(size.rows, 2);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (strstr(out.p, parts[i]) == NULL)
			fail_msg("%s lacks %s", out.p, parts[i]);
	}
	str_release(&out);
}

static void
every_row_is_found_writes_and_passes_a_full_disk_on(void **state)
{
	struct fixture *f = *state;
	const struct export_row *row;
	size_t n = 0;

	for (; (row = export_row(n)) != NULL; n++) {
		/* Folders are looked at by tests/cli/shopify.sh. */
		if (row->extension == NULL)
			continue;
		struct err err = ERR_INIT;
		struct str out = STR_INIT;
		struct listing_sink good = { into_str, &out };
		struct listing_sink bad = { into_nothing, NULL };
		struct export_size size;
		assert_ptr_equal(
		    export_find(row->what, row->format, &err), row);
		assert_true(
		    write_row(f, row, &f->job.pairs, &good, &size, &err));
		assert_int_equal(size.bytes, out.len);
		assert_int_equal(out.p[out.len - 1], '\n');
		assert_false(
		    write_row(f, row, &f->job.pairs, &bad, &size, &err));
		assert_string_equal(err.text, "the disk is full");
		str_release(&out);
	}
	assert_in_range(n, 8, 100);
}

static void
what_is_not_there_is_refused_with_what_is(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_null(export_find("orders", "csv", &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(
	    strstr(err.text, "there is no export 'orders'; there are bundles"));
	assert_null(export_find("pairs", "xml", &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.text,
	    "'pairs' cannot be exported as 'xml'; its formats are csv, json"));
}

static void
pairs_follow_the_query(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	const struct export_row *row = export_find("pairs", "csv", &err);
	struct str out = STR_INIT;
	struct listing_sink sink = { into_str, &out };
	struct pairing_query pairs = f->job.pairs;
	struct export_size size;

	assert_true(write_row(f, row, &pairs, &sink, &size, &err));
	assert_int_equal(size.rows, 1);
	pairs.min_orders = 4;
	assert_true(write_row(f, row, &pairs, &sink, &size, &err));
	assert_int_equal(size.rows, 0);
	str_release(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bundles_are_a_csv_row_an_item),
		TEST(thresholds_keep_their_columns),
		TEST(json_of_bundles_does_not_touch_text),
		TEST(every_row_is_found_writes_and_passes_a_full_disk_on),
		TEST(what_is_not_there_is_refused_with_what_is),
		TEST(pairs_follow_the_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
