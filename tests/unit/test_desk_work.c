/* desk: edits and what its workers do, on the sample shop. */
#include "tests/support/sample_desk.h"

#include "base/mem.h"
#include "store/store_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <poll.h>
#include <unistd.h>

static int
set_up(void **state)
{
	static struct sample_desk f;

	sample_desk_open(&f, true);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	sample_desk_close(*state);
	return 0;
}

static void
check_loading(bool ok, struct err *err)
{
	assert_false(ok);
	assert_string_equal(err->text, "still loading the shop");
	*err = (struct err)ERR_INIT;
}

/* A key may come before the first reading is over. */
static void
what_needs_the_shop_is_refused_until_it_is_read(void **state)
{
	struct sample_desk *f = *state;
	struct desk *dk = f->dk;
	struct desk_launch what = { .kind = LAUNCH_BUNDLE };
	struct desk_export pairs = { .what = "pairs", .format = "csv" };
	struct desk_export nothing = { .format = "csv" };
	struct err err = ERR_INIT;
	struct str words = STR_INIT;
	struct pair_trace t;
	struct listing l;
	uint64_t number;
	int64_t id;

	check_loading(desk_products(dk, &l, &err), &err);
	check_loading(desk_launch(dk, &what, &err), &err);
	check_loading(desk_export(dk, &pairs, &err), &err);
	check_loading(
	    desk_bundle_new(dk, (size_t[]){ 0, 1 }, 2, 0, &id, &err), &err);
	check_loading(desk_bundle_delete(dk, &what.bundle, &err), &err);
	assert_false(desk_export(dk, &nothing, &err));
	assert_string_equal(err.text, "this screen shows no table");

	number = desk_find(dk, FINDING_CONFLICTS, 0);
	assert_int_equal(
	    desk_found(dk, number, &l, &words), DESK_NARROWING_OLD);
	number = desk_trace(dk, 0, 1);
	assert_int_equal(desk_traced(dk, number, &t), DESK_TRACE_STOPPED);
	desk_try_thresholds(dk);
	desk_fill(dk, 50);
	assert_false(
	    sample_desk_settle(dk) & (DESK_LAB | DESK_FILLING | DESK_FOUND));
	assert_int_equal(
	    desk_found(dk, number + 1, &l, &words), DESK_NARROWING_OLD);
	str_release(&words);
}

static void
a_bundle_is_made_projected_and_undone(void **state)
{
	struct sample_desk *f = *state;
	struct arena memory = { 0 };
	struct store_bundle b;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	size_t products[2];
	int64_t id, of;
	bool current;
	struct listing l;

	sample_desk_settle(f->dk);
	products[0] = shop_product(desk_view(f->dk), "LMP-021");
	products[1] = shop_product(desk_view(f->dk), "BLB-E27W");
	assert_true(desk_bundle_new(f->dk, products, 2, 0, &id, &err));
	assert_true(desk_bundle_new(f->dk, products, 2, 0, &of, &err));
	assert_true(desk_bundle_get(f->dk, of, &memory, &b, &err));
	assert_string_equal(b.name, "Lamp, brass desk + Bulb E27 warm 2");
	assert_false(desk_takes_set(f->dk, of, slice_of("3,x,15"), &err));
	assert_false(desk_takes_set(f->dk, of, slice_of("3,8,15,20"), &err));
	assert_string_equal(err.text,
	    "'3,8,15,20' are no three rising numbers above 0 and below 100, "
	    "like 3,8,15");
	assert_true(desk_takes_set(f->dk, of, slice_of("3,8,15"), &err));
	assert_true(desk_takes(f->dk, &b, &said, &err));
	assert_string_equal(said.p, "3,8,15");
	str_clear(&said);
	assert_true(desk_bundle_delete(f->dk, &b, &err));
	for (int i = 0; i < 3; i++)
		assert_true(desk_undo(f->dk, false, &said, &err));
	str_clear(&said);
	assert_true(desk_bundle_get(f->dk, id, &memory, &b, &err));
	desk_project(f->dk, &b);
	assert_true(sample_desk_settle(f->dk) & DESK_PROJECTION);
	assert_non_null(desk_outlook(f->dk, &of, &current));
	assert_int_equal(of, id);
	assert_true(current);
	/* 10 % of lamp and bulb is more than a bulb costs, and most of it goes
	 * to orders that hold both anyway. */
	assert_int_equal(desk_outlook(f->dk, &of, &current)->projection.verdict,
	    PROJECTION_LOSES);
	assert_true(desk_undo(f->dk, false, &said, &err));
	assert_string_equal(
	    said.p, "undone: made bundle 'Lamp, brass desk + Bulb E27 warm'");
	assert_true(desk_bundles(f->dk, &l, &err));
	assert_int_equal(l.rows, 0);
	listing_release(&l);
	str_release(&said);
	arena_release(&memory);
}

static size_t
count_launches(struct shop *shop)
{
	struct store_records all = { .n = 0 };
	struct err err = ERR_INIT;
	size_t n;

	assert_true(store_records_load(shop->st, "launch", NULL, &all, &err));
	n = all.n;
	store_records_release(&all);
	return n;
}

/* Going live freezes the projection on all orders, saving what is live does
 * not do it again, and undo takes both back. */
static void
a_bundle_that_goes_live_is_projected_for_the_record(void **state)
{
	struct sample_desk *f = *state;
	struct cut small = { .least_items = 2, .most_items = 3 };
	struct cut all = { .n_except = 0 };
	struct arena memory = { 0 };
	struct store_bundle b;
	struct store_threshold t = thresholding_draft("free", 5900);
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	size_t products[2];
	int64_t id;

	sample_desk_settle(f->dk);
	products[0] = shop_product(desk_view(f->dk), "LMP-021");
	products[1] = shop_product(desk_view(f->dk), "BLB-E27W");
	assert_true(desk_bundle_new(f->dk, products, 2, 0, &id, &err));
	assert_true(desk_bundle_get(f->dk, id, &memory, &b, &err));
	b.state = t.state = STATE_ACTIVE;
	desk_look_at(f->dk, &small);
	sample_desk_settle(f->dk);
	assert_false(desk_bundle_save(f->dk, &b, "put live", &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(count_launches(&f->shop), 0);
	assert_false(desk_threshold_save(f->dk, &t, "put live", &err));
	assert_string_equal(err.text,
	    "'free' goes live with a projection on all orders, to be measured "
	    "against; look at all orders again first");
	desk_look_at(f->dk, &all);
	sample_desk_settle(f->dk);
	assert_true(desk_bundle_save(f->dk, &b, "put live", &err));
	assert_int_equal(count_launches(&f->shop), 1);
	b.max_sets = 1;
	assert_true(desk_bundle_save(f->dk, &b, "one a cart", &err));
	assert_int_equal(count_launches(&f->shop), 1);
	assert_true(desk_undo(f->dk, false, &said, &err));
	str_clear(&said);
	assert_true(desk_undo(f->dk, false, &said, &err));
	assert_string_equal(said.p, "undone: put live");
	assert_int_equal(count_launches(&f->shop), 0);
	str_release(&said);
	arena_release(&memory);
}

static size_t
launch(struct sample_desk *f, const struct desk_launch *what)
{
	struct err err = ERR_INIT;

	assert_true(desk_launch(f->dk, what, &err));
	assert_true(sample_desk_settle(f->dk) & DESK_LAUNCHED);
	assert_false(desk_launching(f->dk));
	return count_launches(&f->shop);
}

static void
check_said(struct desk *dk, const char *words)
{
	struct str said = STR_INIT;
	bool is_error;

	assert_true(desk_message(dk, &said, &is_error));
	assert_non_null(strstr(said.p, words));
	str_release(&said);
}

/* A worker puts it live: one at a time, nothing is undone meanwhile, it can be
 * stopped, and it is the session's own to undo. */
static void
a_worker_puts_live_what_is_asked(void **state)
{
	struct sample_desk *f = *state;
	struct desk_launch what = {
		.kind = LAUNCH_BUNDLE, .label = "put live", .said = "it is live"
	};
	struct arena memory = { 0 };
	struct store_bundle *b = &what.bundle;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	struct settings s;
	size_t products[2];
	unsigned news;
	int64_t id;

	sample_desk_settle(f->dk);
	products[0] = shop_product(desk_view(f->dk), "LMP-021");
	products[1] = shop_product(desk_view(f->dk), "BLB-E27W");
	assert_true(desk_bundle_new(f->dk, products, 2, 0, &id, &err));
	sample_desk_settle(f->dk);
	assert_true(desk_bundle_get(f->dk, id, &memory, b, &err));

	/* While another writes, it cannot be over before it is stopped. */
	assert_true(store_action_begin(f->shop.st, "in the way", &err));
	assert_true(desk_launch(f->dk, &what, &err));
	assert_true(desk_launching(f->dk) && desk_stoppable(f->dk));
	assert_false(desk_launch(f->dk, &what, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_false(desk_undo(f->dk, false, &said, &err));
	assert_false(desk_redo(f->dk, false, &said, &err));
	assert_false(desk_undo_one(f->dk, 1, &said, &err));
	assert_true(desk_stop(f->dk));
	assert_true(sample_desk_settle(f->dk) & DESK_LAUNCHED);
	store_action_rollback(f->shop.st);
	check_said(f->dk, "stopped; nothing was put live");
	assert_int_equal(count_launches(&f->shop), 0);

	assert_int_equal(launch(f, &what), 1);
	check_said(f->dk, "it is live");
	assert_false(desk_look_for_changes(f->dk)); /* its own */
	/* What was asked for is older than what is stored now. */
	assert_int_equal(launch(f, &what), 1);
	check_said(f->dk, "changed meanwhile");
	assert_true(desk_undo(f->dk, false, &said, &err));
	assert_string_equal(said.p, "undone: put live");
	assert_int_equal(count_launches(&f->shop), 0);

	/* What another session did meanwhile is read with it. */
	sample_desk_settle(f->dk);
	assert_true(desk_bundle_get(f->dk, id, &memory, b, &err));
	assert_true(settings_load(f->shop.st, &s, &err));
	assert_true(
	    settings_set(f->shop.st, &s, SETTING_DISCOUNT, "12", &said, &err));
	assert_true(desk_launch(f->dk, &what, &err));
	do {
		assert_true(
		    poll(&(struct pollfd){ desk_fd(f->dk), POLLIN, 0 }, 1, -1));
		news = desk_collect(f->dk);
	} while (!(news & DESK_VIEW));
	assert_int_equal(count_launches(&f->shop), 1);
	str_release(&said);
	arena_release(&memory);
}

/* A pair is followed through all orders by a worker: fetched once, the newest
 * request alone, and it can be stopped. */
static void
a_pair_is_followed_by_a_worker(void **state)
{
	struct sample_desk *f = *state;
	struct pair_trace t;
	uint64_t first, second;
	size_t a, b;

	sample_desk_settle(f->dk);
	assert_true(desk_has_segments(f->dk));
	a = shop_product(desk_view(f->dk), "LMP-021");
	b = shop_product(desk_view(f->dk), "BLB-E27W");
	first = desk_trace(f->dk, a, b);
	second = desk_trace(f->dk, b, a);
	assert_int_equal(desk_traced(f->dk, second, &t), DESK_TRACE_BUSY);
	assert_true(sample_desk_settle(f->dk) & DESK_TRACED);
	assert_int_equal(desk_traced(f->dk, first, &t), DESK_TRACE_REPLACED);
	assert_int_equal(desk_traced(f->dk, second, &t), DESK_TRACE_DONE);
	assert_true(t.n_joint > 100 && t.has_segments && t.promoted >= 0);
	pair_trace_release(&t);
	assert_int_equal(desk_traced(f->dk, second, &t), DESK_TRACE_STOPPED);

	first = desk_trace(f->dk, a, b);
	desk_trace_stop(f->dk, first);
	assert_true(sample_desk_settle(f->dk) & DESK_TRACED);
	assert_int_equal(desk_traced(f->dk, first, &t), DESK_TRACE_STOPPED);
}

/* What goes with a bundle is known a moment after it is asked for. */
static void
the_best_partner_is_worked_out_by_a_worker(void **state)
{
	struct sample_desk *f = *state;
	struct store_bundle_item item = { .quantity = 1 };
	struct store_bundle b = { .items = &item, .n_items = 1 };
	size_t lamp, best = SIZE_MAX;

	sample_desk_settle(f->dk);
	lamp = shop_product(desk_view(f->dk), "LMP-021");
	item.product_id = desk_view(f->dk)->products.rows[lamp].product_id;
	assert_false(desk_next_best(f->dk, &b, &best));
	assert_true(sample_desk_settle(f->dk) & DESK_ADDITION);
	assert_true(desk_next_best(f->dk, &b, &best));
	assert_int_equal(best, shop_product(desk_view(f->dk), "BLB-E27W"));
}

static void
a_rejected_pair_leaves_the_list_and_comes_back(void **state)
{
	struct sample_desk *f = *state;
	struct listing l;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	size_t before, a, b;

	sample_desk_settle(f->dk);
	assert_true(desk_pairs(f->dk, &l, &err));
	before = l.rows;
	pairing_products(listing_identity(&l, 0), &a, &b);
	listing_release(&l);
	assert_false(desk_decide(f->dk, a, a, VERDICT_REJECT, "no", &err));
	assert_string_equal(err.text, "a pair needs two different products");
	assert_true(desk_decide(f->dk, a, b, VERDICT_REJECT, "no", &err));
	sample_desk_settle(f->dk);
	assert_true(desk_pairs(f->dk, &l, &err));
	assert_int_equal(l.rows, before - 1);
	listing_release(&l);
	assert_true(desk_undo(f->dk, false, &said, &err));
	sample_desk_settle(f->dk);
	assert_true(desk_pairs(f->dk, &l, &err));
	assert_int_equal(l.rows, before);
	listing_release(&l);
	str_release(&said);
}

static void
an_import_that_fails_says_why_and_changes_nothing(void **state)
{
	struct sample_desk *f = *state;
	struct str said = STR_INIT;
	bool is_error = false;

	sample_desk_settle(f->dk);
	(void)desk_import_as(f->dk, "/nowhere/orders.csv", NULL, false, false);
	assert_true(sample_desk_settle(f->dk) & DESK_MESSAGE);
	assert_true(desk_message(f->dk, &said, &is_error));
	assert_true(is_error);
	assert_non_null(strstr(said.p, "/nowhere/orders.csv"));
	assert_false(desk_message(f->dk, &said, &is_error));
	str_release(&said);
}

static void
rows_are_narrowed_by_a_worker_and_fetched_once(void **state)
{
	struct sample_desk *f = *state;
	struct listing all, rows;
	struct err err = ERR_INIT;
	uint64_t first, second;

	sample_desk_settle(f->dk);
	assert_true(desk_products(f->dk, &all, &err));
	first = desk_narrow(f->dk, &all, "orders>100000", NULL, 0);
	assert_null(all.ops);
	/* it has begun, and is collected in vain */
	assert_true(poll(&(struct pollfd){ desk_fd(f->dk), POLLIN, 0 }, 1, -1));
	assert_true(desk_products(f->dk, &all, &err));
	struct listing_key by_sku = {
		.column = (size_t)listing_column(&all, "sku"),
		.falls = true,
	};
	second = desk_narrow(f->dk, &all, "sku~lmp-02", &by_sku, 1);
	assert_int_equal(
	    desk_narrowed(f->dk, second, &rows), DESK_NARROWING_BUSY);
	assert_true(sample_desk_settle(f->dk) & DESK_NARROWED);
	assert_int_equal(
	    desk_narrowed(f->dk, first, &rows), DESK_NARROWING_OLD);
	assert_int_equal(
	    desk_narrowed(f->dk, second, &rows), DESK_NARROWING_DONE);
	assert_int_equal(rows.rows, 4);
	assert_int_equal(rows.keys, 1);
	struct cell sku;
	listing_cell(&rows, 0, by_sku.column, &sku);
	assert_true(slice_eq(sku.text, slice_of("LMP-024")));
	listing_release(&rows);
	assert_int_equal(
	    desk_narrowed(f->dk, second, &rows), DESK_NARROWING_OLD);
	assert_true(desk_products(f->dk, &all, &err));
	/* Stopped, unless it was quicker. */
	first = desk_narrow(f->dk, &all, "mug", NULL, 0);
	(void)desk_stop(f->dk);
	sample_desk_settle(f->dk);
	enum desk_narrowing state_now = desk_narrowed(f->dk, first, &rows);
	assert_true(state_now != DESK_NARROWING_BUSY);
	if (state_now == DESK_NARROWING_DONE)
		listing_release(&rows);
	assert_true(desk_products(f->dk, &all, &err));
	first = desk_narrow(f->dk, &all, "nowhere>3", NULL, 0);
	sample_desk_settle(f->dk);
	assert_int_equal(
	    desk_narrowed(f->dk, first, &rows), DESK_NARROWING_OLD);
	check_said(f->dk, "nowhere");
}

/* Stands for the program's command line; "wait" waits for a byte. */
static bool
echo(void *arg, const char *store_path, const char *line,
    const struct progress *pg, struct str *out, struct err *err)
{
	const int *gate = arg;
	char byte;

	(void)pg;
	assert_true(store_path[0] == '/');
	if (strcmp(line, "wait") == 0)
		assert_true(read(gate[0], &byte, 1) == 1);
	str_addf(out, "you said %s\n", line);
	return strcmp(line, "fail") != 0 ||
	    err_set(err, ERR_USAGE, "as you wish");
}

static int64_t clock_ms = 1000;

static int64_t
set_time(void)
{
	return clock_ms;
}

/* Each time anew nothing is told of the first half second. */
static void
check_told(struct desk *dk, int64_t after, bool told)
{
	struct job_state doing;

	clock_ms += after;
	desk_progress(dk, &doing);
	assert_true(doing.running == told);
}

/* Its only worker is busy, so that an export cannot begin. */
static void
check_stopped_export(struct desk *dk, const int *gate, const char *path)
{
	struct err err = ERR_INIT;
	struct listing all;

	assert_true(desk_command(dk, "wait", &err));
	while (!desk_stoppable(dk)) /* until it runs */
		(void)usleep(100);
	check_told(dk, 5000, false);
	check_told(dk, 499, false);
	check_told(dk, 1, true);
	assert_true(desk_products(dk, &all, &err));
	assert_true(desk_export(dk,
	    &(struct desk_export){
		.rows = &all, .format = "csv", .path = path },
	    &err));
	assert_true(desk_stop(dk));
	check_said(dk, "stopped; no file was written");
	assert_true(write(gate[1], "x", 1) == 1);
	sample_desk_settle(dk);
	check_told(dk, 1, false);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void
a_command_runs_as_a_job_and_leaves_its_words(void **state)
{
	struct sample_desk *f = *state;
	int gate[2];
	struct err err = ERR_INIT;
	struct desk_setup setup = { .user = "tester",
		.threads = 0, /* one worker, and none beside it */
		.store_path = f->shop.path.p,
		.now = f->shop.now,
		.clock = set_time,
		.command = echo,
		.command_arg = gate };
	struct str path = STR_INIT;
	struct desk *dk;

	sample_desk_settle(f->dk);
	assert_false(desk_command(f->dk, "check", &err));
	assert_int_equal(pipe(gate), 0);
	dk = desk_new(&setup, &err);
	assert_non_null(dk);
	sample_desk_settle(dk);
	assert_true(desk_command(dk, "check", &err));
	assert_true(sample_desk_settle(dk) & DESK_OUTPUT);
	assert_string_equal(desk_output(dk)->line.p, "check");
	assert_string_equal(desk_output(dk)->text.p, "you said check\n");
	assert_true(desk_command(dk, "fail", &err));
	sample_desk_settle(dk);
	assert_string_equal(
	    desk_output(dk)->text.p, "you said fail\nas you wish\n");
	str_addf(&path, "%s.stopped", f->shop.path.p);
	check_stopped_export(dk, gate, path.p);
	check_stopped_export(dk, gate, path.p);
	desk_free(dk);
	assert_int_equal(close(gate[0]) + close(gate[1]), 0);
	str_release(&path);
}

static void
an_export_is_written_by_a_worker(void **state)
{
	struct sample_desk *f = *state;
	struct str path = STR_INIT, said = STR_INIT;
	struct err err = ERR_INIT;
	struct listing all;
	bool is_error = true;

	sample_desk_settle(f->dk);
	str_addf(&path, "%s.csv", f->shop.path.p);
	assert_true(desk_products(f->dk, &all, &err));
	assert_true(desk_export(f->dk,
	    &(struct desk_export){
		.rows = &all, .format = "csv", .path = path.p },
	    &err));
	sample_desk_settle(f->dk);
	assert_true(desk_message(f->dk, &said, &is_error));
	assert_false(is_error);
	assert_non_null(strstr(said.p, "wrote 310 rows of products to '"));
	/* The name is taken now. */
	assert_false(desk_export(f->dk,
	    &(struct desk_export){
		.what = "pairs", .format = "csv", .path = path.p },
	    &err));
	assert_non_null(strstr(err.text, "exists already"));
	assert_int_equal(unlink(path.p), 0);
	assert_true(desk_products(f->dk, &all, &err));
	assert_false(desk_export(f->dk,
	    &(struct desk_export){
		.rows = &all, .format = "xml", .path = path.p },
	    &err));
	assert_string_equal(
	    err.text, "'xml' is no format of a table; there are csv and json");
	assert_false(desk_export(f->dk,
	    &(struct desk_export){
		.people = &(struct desk_people){ .segment = "repeat" },
		.format = "xml",
		.path = path.p },
	    &err));
	assert_string_equal(err.text, "'xml' is no format of a list of people");
	assert_true(desk_export(f->dk,
	    &(struct desk_export){ .what = "bundles",
		.format = "shopify",
		.path = "/nowhere/folder" },
	    &err));
	sample_desk_settle(f->dk);
	check_said(f->dk, "/nowhere/folder");
	str_release(&path);
	str_release(&said);
}

static void
an_outcome_that_cannot_be_told_is_said_in_words(void **state)
{
	struct sample_desk *f = *state;
	struct store_threshold t = thresholding_draft("free", 5900);
	struct str words = STR_INIT;
	struct err err = ERR_INIT;
	struct listing l;
	uint64_t number;

	sample_desk_settle(f->dk);
	assert_true(desk_threshold_save(f->dk, &t, "made", &err));
	number = desk_find(f->dk, FINDING_OUTCOME, t.threshold_id);
	assert_true(sample_desk_settle(f->dk) & DESK_FOUND);
	assert_int_equal(
	    desk_found(f->dk, number, &l, &words), DESK_NARROWING_DONE);
	assert_int_equal(l.rows, 0);
	assert_non_null(
	    strstr(words.p, "'free' never went live with a projection"));
	listing_release(&l);
	str_release(&words);
}

/* ---- people ---- */

/* Each follow-up counts what its own list counts, found another way. */
static void
check_against_its_list(struct sample_desk *f, const struct reach_row *row)
{
	const struct reach *re = desk_reach(f->dk);
	struct err err = ERR_INIT;
	struct following_request rq = {
		.a = row->a,
		.b = row->b,
		.least = re->rq.least,
		.most = re->rq.most,
		.now = f->shop.now,
	};
	struct following *fo = following_new(f->shop.st, re->v, &rq, &err);
	size_t best;

	assert_non_null(fo);
	for (int a = 0; a < FOLLOWUP_ANSWER_COUNT; a++)
		assert_int_equal(row->counts.answers[a], fo->counts.answers[a]);
	assert_int_equal(row->counts.waited, fo->counts.waited);
	assert_int_equal(row->counts.answered, fo->counts.answered);
	assert_true(following_best(re->v, row->a, &best, &err));
	assert_int_equal(best, row->b);
	following_free(fo);
}

static void
segments_and_followups_are_worked_out_by_a_worker(void **state)
{
	struct sample_desk *f = *state;
	struct cut small = { .least_items = 2, .most_items = 3 };
	const struct reach *re;
	const struct audience *of_all;
	struct err err = ERR_INIT;
	struct listing l;

	desk_look_at_people(f->dk); /* nothing is loaded yet */
	sample_desk_settle(f->dk);
	assert_null(desk_reach(f->dk));
	desk_look_at_people(f->dk);
	assert_true(desk_stoppable(f->dk));
	assert_true(sample_desk_settle(f->dk) & DESK_PEOPLE);
	re = desk_reach(f->dk);
	assert_true(re->n > 50);
	for (size_t i = 0; i < re->n; i++) {
		check_against_its_list(f, &re->rows[i]);
		assert_true(
		    i == 0 || re->rows[i - 1].worth >= re->rows[i].worth);
	}
	assert_true(desk_segments(f->dk, &l, &err));
	assert_int_equal(l.rows, SEGMENT_COUNT);
	listing_release(&l);

	/* They are kept while nothing changes, and are of all orders. */
	desk_look_at_people(f->dk);
	assert_false(desk_busy(f->dk));
	of_all = desk_audience(f->dk);
	desk_look_at(f->dk, &small);
	sample_desk_settle(f->dk);
	desk_look_at_people(f->dk);
	sample_desk_settle(f->dk);
	assert_ptr_equal(desk_audience(f->dk), of_all);
}

static void
working_out_segments_can_be_stopped(void **state)
{
	struct sample_desk *f = *state;
	struct str said = STR_INIT;
	bool is_error;

	sample_desk_settle(f->dk);
	desk_look_at_people(f->dk);
	assert_true(desk_stop(f->dk));
	sample_desk_settle(f->dk);
	assert_true(desk_people_stopped(f->dk));
	assert_null(desk_reach(f->dk));
	assert_true(desk_message(f->dk, &said, &is_error));
	assert_non_null(strstr(said.p, "were not worked out"));
	desk_look_at_people(f->dk);
	assert_false(desk_busy(f->dk));
	desk_people_again(f->dk);
	assert_true(sample_desk_settle(f->dk) & DESK_PEOPLE);
	assert_non_null(desk_reach(f->dk));
	str_release(&said);
}

/* An import of events changes no order, and the segments all the same. */
static void
events_bring_other_segments(void **state)
{
	struct sample_desk *f = *state;
	const struct audience *before;
	int64_t facts;

	sample_desk_settle(f->dk);
	facts = desk_view(f->dk)->facts_version;
	desk_look_at_people(f->dk);
	sample_desk_settle(f->dk);
	before = desk_audience(f->dk);
	assert_non_null(before);
	assert_false(before->known[NEED_BROWSING]);
	(void)desk_import_as(
	    f->dk, "sample-data/events.csv", NULL, false, false);
	sample_desk_settle(f->dk);
	assert_true(desk_imported(f->dk)->ok);
	assert_int_equal(desk_view(f->dk)->facts_version, facts);
	desk_look_at_people(f->dk);
	sample_desk_settle(f->dk);
	assert_true(desk_audience(f->dk)->known[NEED_BROWSING]);
}

/* Who takes what next is asked for apart, and again for other people. */
static void
prospects_and_cohorts_are_of_the_same_people(void **state)
{
	struct sample_desk *f = *state;
	struct err err = ERR_INIT;
	struct str words = STR_INIT;
	struct listing l, people;
	size_t all = 0;

	sample_desk_settle(f->dk);
	desk_look_for_prospects(f->dk, PROSPECTS_NEXT);
	assert_false(desk_busy(f->dk)); /* the people come first */
	desk_look_at_people(f->dk);
	sample_desk_settle(f->dk);
	assert_false(desk_export(f->dk,
	    &(struct desk_export){
		.people =
		    &(struct desk_people){ .kind = DESK_PEOPLE_PROSPECTS },
		.format = "csv",
		.path = "nowhere" },
	    &err));
	assert_string_equal(err.text, "the list is not worked out yet");
	desk_look_for_prospects(f->dk, PROSPECTS_NEXT);
	assert_true(sample_desk_settle(f->dk) & DESK_PEOPLE);
	assert_true(desk_prospects(f->dk, PROSPECTS_NEXT)->n > 100);
	assert_null(desk_prospects(f->dk, PROSPECTS_AGAIN));
	desk_look_for_prospects(f->dk, PROSPECTS_NEXT);
	assert_false(desk_busy(f->dk));
	desk_look_for_prospects(f->dk, PROSPECTS_AGAIN);
	(void)desk_stop(f->dk); /* it may be done before it notices */
	sample_desk_settle(f->dk);
	assert_true(desk_prospects_stopped(f->dk, PROSPECTS_AGAIN) ==
	    (desk_prospects(f->dk, PROSPECTS_AGAIN) == NULL));

	/* Every customer stands in one cohort. */
	assert_true(desk_cohorts(f->dk, &l, &err));
	for (size_t i = 0; i < l.rows; i++) {
		str_clear(&words);
		assert_true(desk_cohort(
		    f->dk, listing_identity(&l, i), &people, &words, &err));
		all += people.rows;
		listing_release(&people);
	}
	listing_release(&l);
	assert_true(desk_members(f->dk, "repeat", &people, &words, &err));
	all -= people.rows;
	listing_release(&people);
	assert_true(desk_members(f->dk, "one-time", &people, &words, &err));
	assert_int_equal(all, people.rows);
	listing_release(&people);
	str_clear(&words);
	assert_true(desk_members(f->dk, "nobody", &people, &words, &err));
	assert_int_equal(people.rows, 0);
	assert_non_null(strstr(words.p, "cannot be told: "));
	listing_release(&people);
	str_release(&words);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_needs_the_shop_is_refused_until_it_is_read),
		TEST(a_bundle_is_made_projected_and_undone),
		TEST(a_bundle_that_goes_live_is_projected_for_the_record),
		TEST(a_worker_puts_live_what_is_asked),
		TEST(a_pair_is_followed_by_a_worker),
		TEST(the_best_partner_is_worked_out_by_a_worker),
		TEST(a_rejected_pair_leaves_the_list_and_comes_back),
		TEST(an_import_that_fails_says_why_and_changes_nothing),
		TEST(rows_are_narrowed_by_a_worker_and_fetched_once),
		TEST(a_command_runs_as_a_job_and_leaves_its_words),
		TEST(an_export_is_written_by_a_worker),
		TEST(an_outcome_that_cannot_be_told_is_said_in_words),
		TEST(segments_and_followups_are_worked_out_by_a_worker),
		TEST(working_out_segments_can_be_stopped),
		TEST(events_bring_other_segments),
		TEST(prospects_and_cohorts_are_of_the_same_people),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
