/*
 * Every place where a command can fail, once: SQL that fails, memory that the
 * data asks for and does not get, a stop in the middle, an output that takes
 * no more, a file that cannot be written, synced or named. Whatever it is, the
 * command ends with one sentence or does without what failed, the store is
 * whole and as before or as after, nothing is leaked (under the sanitizers)
 * and no half-written file stays.
 *
 * test_fault counts operations and tries them all on a few commands; here a
 * place is the chain of calls that leads to the operation, and each is made to
 * fail once, over the example of every command (cli.h) and those of 'more'.
 * ENDCAP_PLACES is how long that chain is, 0 for all of it. Unless it is set,
 * some of the commands meet all kinds of faults in some of their places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "tests/fault/faulty.h"
#include "tests/fault/trial.h"

enum {
	QUICK_DEPTH = 1,
	QUICK_COMMANDS = 8, /* one of so many, */
	QUICK_PLACES = 2, /* and of places */
	FILE_LIMIT = 16 << 20,
	ORDER_BYTES = 80000, /* of the sample shop's newest orders */
	EVENT_BYTES = 20000,
};

/* The shop that the commands find. */
static const char *const before[] = {
	"import sample-data/products.csv %/orders.csv "
	"sample-data/customers.csv",
	"import %/events.csv",
	"import tests/fixtures/ingest/shopify_products.csv",
	"rules add title 'gift wrapping'",
	"settings keep_addresses 1",
	"settings draws 200",
	"bundle new 'desk start' LMP-021 BLB-E27W:2 --percent 7",
	"bundle new tea MUG-350 COA-CRK TEA-EGR --price 29.00",
	"bundle new pick MUG-350 COA-CRK --tiers 2:5,4:10",
	"bundle keep 'desk start'",
	"bundle activate 'desk start'",
	"threshold set 'ship free' --free-shipping --at 59",
	"threshold set 'spend more' --percent 5 --at 80",
	"segments set 'big and quiet' 'aov>80 orders>=1 days_since>60'",
	"pair accept MUG-350 COA-CRK",
	"followups LMP-021 BLB-E27W --days 7..90 -o %/people.csv",
	"bundle set tea --percent 9",
	"undo",
};

/* Beside the examples of all commands. */
static const char *const more[] = {
	"import %/day.csv",
	"import %/day.csv --dry-run --rejects %/out.csv",
	"import --no-pairs %/bad.csv --rejects %/out.csv",
	"import --strict %/bad.csv",
	"import %/people2.csv",
	"import --no-pairs tests/fixtures/ingest/links_woocommerce.csv",
	"import --no-pairs tests/fixtures/ingest/links_shopify.csv",
	"import --no-pairs tests/fixtures/ingest/woocommerce_products.csv",
	"import --no-pairs tests/fixtures/ingest/orders_items_cell.csv",
	"import --no-pairs tests/fixtures/ingest/baskets.csv",
	"import --no-pairs tests/fixtures/ingest/shop_ids.csv",
	"import --no-pairs tests/fixtures/ingest/customers_mailchimp.csv",
	"import --no-pairs %/heads.csv %/lines.csv",
	"imports --format json",
	"overview --format json --since 6m --no-promotions",
	"overview --segment 'big and quiet'",
	"products --format csv --limit 0 --sort -revenue",
	"pairs --min-orders 1 --limit 0 --rank incremental --format json",
	"pairs --since 6m --country all --items 2..9 --evidence thin",
	"pair MUG-350 COA-CRK --format json",
	"backtest --customers",
	"segments --cohorts",
	"segments --cohorts --format json",
	"segment 'big and quiet' --format csv -o %/out.csv",
	"bundle suggest --limit 0 --format json",
	"bundle project 'desk start' tea --takes 5,10,20",
	"bundle project tea --format json",
	"bundle show tea --format json",
	"bundle list --format json",
	"threshold list --format json",
	"threshold curve --amount 5 --format json",
	"threshold curve --format csv -o %/out.csv",
	"threshold project 'spend more'",
	"threshold project 'ship free' --fee 4.95 --ship-cost 4",
	"threshold detect --format json",
	"followups",
	"followups LMP-021 --looked 1",
	"followups LMP-021 BLB-E27W -o %/out.csv --code MORE --expires "
	"2026-12-01",
	"nextbest",
	"nextbest MUG-350 -o %/out.csv",
	"replenish COF-HSE",
	"replenish COF-HSE -o %/out.csv",
	"conflicts --format json",
	"history --format json",
	"export bundles --format json",
	"export bundles --format shopify -o %/out.graphql",
	"export bundles --format woocommerce -o %/out.json",
	"export bundles --format magento -o %/out.json",
	"export thresholds --format json -o %/out.json",
	"export thresholds --format shopify -o %/out.json",
	"export pairs --format csv -o %/out.csv",
	"export complements --format magento -o %/out.csv",
	"export complements --format shopify -o %/out.csv",
	"export upsells --format json -o %/out.json",
	"export segments --format csv -o %/out.csv",
	"export bundles --format google -o %/out.csv",
	"report -o %/out.md",
	"report",
	"customer forget C00021 --yes",
	"undo 4 --yes",
	"imports undo 3",
	"bundle delete tea",
	"bundle promote 'desk start' A",
	"threshold delete 'ship free'",
	"pairs --segment 'big and quiet' --format csv",
	"bundle project tea --since 6m",
	"settings",
	"settings join_skus 0",
	"simulate %/sim --shape b10 --lines 1000",
};

/* ---- a command as it would be typed ---- */

struct line {
	char *text;
	char *word[TRIAL_WORDS + 2];
	int n;
};

/* A name of a file to write goes to the folder. */
static bool
is_written(const char *word)
{
	static const char *const names[] = { "copy.db", "bundles.csv",
		"report.html" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(word, names[i]) == 0)
			return true;
	}
	return false;
}

static void
line_init(struct line *l, const char *text, trial_words out)
{
	l->text = mem_strdup(text);
	l->n = option_split(l->text, l->word, TRIAL_WORDS - 1);
	for (int i = 0; i < l->n; i++) {
		struct str path = STR_INIT;
		if (is_written(l->word[i]))
			str_add(&path, "%/");
		str_add(&path, l->word[i]);
		l->word[i] = str_take(&path);
		out[i] = l->word[i];
	}
	out[l->n] = NULL;
}

static void
line_release(struct line *l)
{
	for (int i = 0; i < l->n; i++)
		mem_free(l->word[i]);
	mem_free(l->text);
}

/* ---- the shop ---- */

/* The head of a file and its last rows. */
static void
cut_file(const char *from, const char *to, size_t bytes)
{
	struct str all = STR_INIT, part = STR_INIT;
	struct slice rest, head;
	struct err err = ERR_INIT;
	char *path = trial_path(to);

	if (!file_read_whole(from, FILE_LIMIT, &all, &err))
		fail_msg("%s", err.text);
	rest = slice_str(&all);
	assert_true(slice_split(&rest, '\n', &head));
	str_add_slice(&part, head);
	str_add_char(&part, '\n');
	rest = slice_bytes(rest.p + rest.len - bytes, bytes);
	assert_true(slice_split(&rest, '\n', &head));
	str_add_slice(&part, rest);
	if (!file_write_whole(path, slice_str(&part), 0, &err))
		fail_msg("%s", err.text);
	str_release(&all);
	str_release(&part);
	mem_free(path);
}

static void
write_small(const char *name, const char *text)
{
	struct err err = ERR_INIT;
	char *path = trial_path(name);

	if (!file_write_whole(path, slice_of(text), 0, &err))
		fail_msg("%s", err.text);
	mem_free(path);
}

#define ORDER_HEAD "order_id,order_date,customer_id,sku,quantity,unit_price\n"

static int
make_shop(void **state)
{
	if (trial_make_folder(state) != 0)
		return -1;
	cut_file("sample-data/orders.csv", "orders.csv", ORDER_BYTES);
	cut_file("sample-data/events.csv", "events.csv", EVENT_BYTES);
	write_small("day.csv",
	    ORDER_HEAD "900001,2026-10-31 10:00:00,C00021,MUG-350,2,12.90\n"
		       "900001,2026-10-31 10:00:00,C00021,COA-CRK,1,8.90\n"
		       "900002,2026-10-31 11:00:00,C99999,NEW-1,1,4.00\n"
		       "900003,2026-10-31 12:00:00,C99999,NEW-1,-1,4.00\n");
	write_small("bad.csv",
	    ORDER_HEAD "900004,2026-10-31 10:00:00,C00021,MUG-350,2,12.90\n"
		       "900005,yesterday,C00021,COA-CRK,1,8.90\n"
		       "900006,2026-10-31,C00021,COA-CRK,none,8.90\n");
	write_small("heads.csv",
	    "order_id,order_date,customer_id,country\n"
	    "910001,2026-10-30 10:00:00,C00021,Austria\n"
	    "910002,2026-10-30 11:00:00,C00022,Italy\n");
	write_small("lines.csv",
	    "order_id,sku,quantity,unit_price\n"
	    "910001,MUG-350,1,12.90\n910001,COA-CRK,2,8.90\n"
	    "910002,COA-CRK,1,8.90\n910003,COA-CRK,1,8.90\n");
	write_small("people2.csv",
	    "customer_id,email,consent,first_name,phone\n"
	    "C00001,c1@example.com,no,Ann,555\nC00002,,yes,,\n");
	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		struct line l;
		trial_words words;
		line_init(&l, before[i], words);
		trial_must_run(words);
		line_release(&l);
	}
	trial_copy_file("shop.db", "base.db");
	return 0;
}

/* ---- trials ---- */

static const struct {
	const char *what;
	unsigned kinds;
} faults[] = {
	{ "SQL", FAULTY_STATEMENT },
	{ "memory", FAULTY_SPACE },
	{ "stop", FAULTY_STOP },
	{ "output", FAULTY_ANSWER },
	{ "files", FAULTY_EXPORT },
};

/* How long the chains of calls are; false: this is the quick test. */
static bool
is_thorough(unsigned *depth)
{
	const char *given = getenv("ENDCAP_PLACES");
	int64_t n;

	*depth = QUICK_DEPTH;
	if (given == NULL || !num_parse_i64(slice_of(given), &n) || n < 0)
		return false;
	*depth = (unsigned)n;
	return true;
}

/* Every line of an answer is a sentence of the program. */
static void
check_answer(const struct trial *t, const struct answer *a)
{
	struct slice rest = slice_str(&a->err), line;

	if (a->code == EXIT_FAILED && rest.len == 0)
		trial_fail(
		    "%s, %s: failed without a word", t->action->name, t->what);
	while (slice_split(&rest, '\n', &line)) {
		if (line.len > 0 && line.len < 700 &&
		    slice_starts(line, "endcap: "))
			continue;
		trial_fail("%s, %s %ld: not a sentence: '%s'", t->action->name,
		    t->what, t->moment, a->err.p);
	}
}

/* Does the next place of the command fail? */
static bool
try_place(struct trial *t, unsigned kinds)
{
	struct answer a;
	unsigned depth;
	bool reached;

	(void)is_thorough(&depth);
	trial_start_over(t->action);
	faulty_arm_places(kinds, depth);
	trial_run(t->action->command, &a);
	reached = faulty_disarm();
	if (!reached) {
		str_release(&a.err);
		return false;
	}
	if (getenv("ENDCAP_PLACES_SHOW") != NULL)
		printf("%s, %s %ld: %d %s\n", t->action->name, t->what,
		    t->moment, a.code, a.err.p);
	check_answer(t, &a);
	if (a.code == EXIT_USAGE)
		trial_fail("%s, %s: blamed on the user: %s", t->action->name,
		    t->what, a.err.p);
	trial_check_store(t, a.code == EXIT_DONE);
	if (trial_remove_left_over() > 0)
		trial_fail("%s, %s: a temporary file stayed", t->action->name,
		    t->what);
	t->done += a.code == EXIT_DONE;
	t->refused += a.code != EXIT_DONE;
	str_release(&a.err);
	return true;
}

static struct {
	long refused, done;
} totals[ARRAY_LEN(faults)];

static void
try_kind(struct trial *t, size_t i, unsigned kinds)
{
	t->what = faults[i].what;
	t->refused = t->done = 0;
	for (t->moment = 1; try_place(t, kinds); t->moment++)
		continue;
	totals[i].refused += t->refused;
	totals[i].done += t->done;
}

static void
try_command(const char *text)
{
	struct line l;
	struct trial_action action = { .name = text };
	struct trial t = { .action = &action };
	struct answer a;
	unsigned depth, all = 0;

	line_init(&l, text, action.command);
	trial_start_over(&action);
	t.before = trial_state("shop.db");
	trial_run(action.command, &a);
	if (a.code == EXIT_USAGE)
		trial_fail("%s: %s", text, a.err.p);
	str_release(&a.err);
	t.after = trial_state("shop.db");
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		if (is_thorough(&depth))
			try_kind(&t, i, faults[i].kinds);
		all |= faults[i].kinds;
	}
	if (!is_thorough(&depth))
		try_kind(&t, 0, all);
	line_release(&l);
}

/* Too long for this, or about no store; they have tests of their own. */
static bool
is_left_out(const char *command)
{
	static const char *const names[] = { "demo", "import", "simulate" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(command, names[i]) == 0)
			return true;
	}
	return false;
}

/* The k-th command line of all; NULL past the end. */
static const char *
command_line(size_t k)
{
	for (size_t i = 0; cli_command(i) != NULL; i++) {
		const struct command *c = cli_command(i);
		if (!is_left_out(c->name) && k-- == 0)
			return c->example + strlen("endcap ");
	}
	return k < ARRAY_LEN(more) ? more[k] : NULL;
}

static void
wherever_a_command_fails_it_says_so_and_changes_nothing(void **state)
{
	unsigned depth;
	size_t step = is_thorough(&depth) ? 1 : QUICK_COMMANDS;

	(void)state;
	trial_keep_going();
	if (step > 1)
		faulty_spare_places(QUICK_PLACES);
	for (size_t k = 0; command_line(k) != NULL; k += step)
		try_command(command_line(k));
	for (size_t i = 0; i < (step > 1 ? 1 : ARRAY_LEN(faults)); i++)
		printf("%-18s %-12s %5ld refused %5ld done all the same\n",
		    "every place", step > 1 ? "of any kind" : faults[i].what,
		    totals[i].refused, totals[i].done);
	assert_int_equal(trial_failures(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    wherever_a_command_fails_it_says_so_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, make_shop, trial_remove_folder);
}
