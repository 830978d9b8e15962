/*
 * Stores that somebody made to do harm: each is refused with a sentence, or
 * used without any of it happening, and never waited for without end.
 *
 * They are ordinary stores that plain SQLite, without our defences, has
 * changed. "Used" is what the program does with any store: everything is
 * loaded, checked, and the newest action taken back.
 */
/* The sessions of sqlite3.h, before anything includes it without. */
#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include "test_store_help.h"

#include "store/store_curation.h"
#include "store/store_history.h"
#include "store/store_orders.h"

enum {
	SECONDS_AT_MOST = 60
};

static const char shop[] = "o1 c1 placed A*2@100000 B*1@55000\n"
			   "o2 c2 placed A*1@100000 C*1@9000\n";

/* ---- a store and what is done to it ---- */

static void
run_plain(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
make_store(const char *name)
{
	struct store_decision d = { .product_a = 1,
		.product_b = 2,
		.verdict = VERDICT_ACCEPT,
		.note = "kept" };
	struct store *st = open_file(name);

	import_text(st, "orders.csv", shop);
	OK(store_action_begin(st, "accepted", e_));
	OK(store_decision_save(st, &d, e_));
	OK(store_action_commit(st, NULL, e_));
	store_close(st);
}

static struct store *
try_open(struct err *why)
{
	struct store_options o = {
		.path = test_file.p, .now = TEST_NOW, .temporary = true
	};
	struct store *st = NULL;

	*why = (struct err)ERR_INIT;
	if (!store_open(&o, &st, why))
		assert_null(st);
	return st;
}

static void
check_sentence(const struct err *why)
{
	assert_true(why->code != ERR_NONE && why->text[0] != '\0');
	assert_true(text_valid(slice_of(why->text)));
}

static void
use(struct store *st)
{
	struct err why = ERR_INIT;
	struct store_findings found;
	struct store_bundles bundles;
	struct store_decisions decisions;
	struct store_action a;
	struct arena text = { 0 };
	struct sales s = { 0 };
	bool more = false;

	if (store_load_sales(st, NULL, &s, &why))
		sales_release(&s);
	else
		check_sentence(&why);
	if (store_bundles_load(st, &bundles, &why))
		store_bundles_release(&bundles);
	if (store_decisions_load(st, &decisions, &why))
		store_decisions_release(&decisions);
	if (store_check(st, NULL, &found, &why))
		store_findings_release(&found);
	else
		check_sentence(&why);
	if (store_undo_peek(st, &text, &a, &more, &why) && more &&
	    !store_undo(st, a.action_id, &why))
		check_sentence(&why);
	arena_release(&text);
}

/* ---- code in the schema ---- */

#define ENDLESS                                                           \
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)" \
	" SELECT i FROM n"

static void
a_schema_that_would_run_something_is_refused(void **state)
{
	static const struct {
		const char *sql, *says;
	} cases[] = {
		{ "CREATE TRIGGER evil AFTER INSERT ON action BEGIN "
		  "DELETE FROM orders; END",
		    "trigger 'evil'" },
		{ "CREATE TRIGGER hidden AFTER UPDATE ON product BEGIN "
		  "SELECT load_extension('/tmp/evil.so'); END",
		    "trigger 'hidden'" },
		{ "CREATE VIEW endless AS " ENDLESS, "view 'endless'" },
		{ "DROP TABLE bundle; CREATE VIEW bundle AS " ENDLESS,
		    "view 'bundle'" },
		{ "CREATE VIRTUAL TABLE words USING fts5(x)", "table 'words'" },
		{ "ALTER TABLE product ADD COLUMN made TEXT "
		  "AS (sku || 'x') VIRTUAL",
		    "tables of" },
		{ "ALTER TABLE orders ADD COLUMN made TEXT "
		  "DEFAULT 'x' CHECK (length(made) < 9)",
		    "tables of" },
		{ "DROP TABLE setting; CREATE TABLE setting("
		  "setting_id INTEGER PRIMARY KEY, key, value)",
		    "tables of" },
		{ "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
		  "replace(sql, 'CHECK', 'chECK') WHERE name = 'action'",
		    "" },
		{ "PRAGMA user_version = 99", "newer endcap" },
		{ "PRAGMA user_version = 3", "" },
		{ "PRAGMA user_version = -1", "" },
		{ "PRAGMA application_id = 1", "another program" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err why;

		make_store("schema.db");
		run_plain(test_file.p, cases[i].sql);
		if (try_open(&why) != NULL)
			fail_msg("was opened: %s", cases[i].sql);
		check_sentence(&why);
		if (strstr(why.text, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].sql, why.text);
	}
}

/* An index of somebody else's may hold an expression; ours are read without
 * running it. */
static void
an_index_with_an_expression_is_harmless(void **state)
{
	struct err why;

	(void)state;
	make_store("index.db");
	run_plain(test_file.p,
	    "CREATE INDEX heavy ON product(length(hex(zeroblob(1000000))))");
	struct store *st = try_open(&why);
	if (st == NULL)
		check_sentence(&why);
	else
		use(st);
	store_close(st);
}

/* The head of the file is of before: the version stands in the log beside it,
 * as while a newer program brings the store up to date. */
static void
a_newer_version_in_the_log_is_seen(void **state)
{
	struct err why;
	sqlite3 *db = NULL;

	(void)state;
	make_store("log.db");
	assert_int_equal(sqlite3_open(test_file.p, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
			     "PRAGMA wal_autocheckpoint = 0; "
			     "PRAGMA user_version = 99",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_null(try_open(&why));
	assert_non_null(strstr(why.text,
	    "was made by a newer endcap (store version 99, this one knows"));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- values ---- */

static void
values_beyond_measure_do_no_harm(void **state)
{
	static const char *const cases[] = {
		"UPDATE product SET title = "
		"CAST(zeroblob(30000000) AS TEXT)",
		"UPDATE product SET title = char(27) || '[2J' || char(7)",
		"UPDATE product SET sku = CAST(x'fffe80' AS TEXT)",
		"UPDATE orders SET "
		"net_value = 9223372036854775807",
		"UPDATE orders SET net_value = -9223372036854775807 - 1",
		"UPDATE orders SET first_line = 9223372036854775807",
		"UPDATE orders SET lines = 9223372036854775807",
		"UPDATE orders SET lines = -1",
		"UPDATE order_line SET quantity = 9223372036854775807",
		"UPDATE order_line SET product_id = 77777",
		"UPDATE snapshot_part SET order_columns = zeroblob(10000000)",
		"UPDATE snapshot_part SET line_columns = x'ff'",
		"UPDATE snapshot_part SET orders = 9223372036854775807",
		"UPDATE snapshot_part SET orders = -1, lines = -1",
		"UPDATE snapshot_part SET part = 9223372036854775807",
		"DELETE FROM snapshot_part",
		"UPDATE action SET changeset = x'00'",
		"UPDATE action SET changeset = randomblob(5000)",
		"UPDATE action SET changeset = zeroblob(30000000)",
		"UPDATE action SET changeset = "
		"CAST(changeset || x'5403ff' AS BLOB)",
		"UPDATE action SET changeset = substr(changeset, 1, 20)",
		/* a value of no type, and a length that does not end */
		"UPDATE action SET changeset = x'5401016400120009'",
		"UPDATE action SET changeset = x'540101640012000380'",
		"PRAGMA ignore_check_constraints = ON; "
		"UPDATE decision SET verdict = 'maybe'",
		"PRAGMA ignore_check_constraints = ON; "
		"INSERT INTO bundle(name, kind, status, discount_kind, "
		"discount_value, priority, max_sets, revision, changed_at) "
		"VALUES('set', 'pair', 'forgotten', 'none', 0, 0, 0, 1, 0)",
		"UPDATE orders SET reason = 'because'",
		"UPDATE order_line SET reason = 'because'",
		"UPDATE action SET changes = 9223372036854775807",
		"UPDATE action SET undoes = action_id",
		"INSERT INTO setting(key, value) VALUES('draws', '9e999')",
		"PRAGMA foreign_keys = OFF; DELETE FROM product",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err why;

		make_store("value.db");
		run_plain(test_file.p, cases[i]);
		struct store *st = try_open(&why);
		if (st == NULL)
			check_sentence(&why);
		else
			use(st);
		store_close(st);
	}
}

/* A column keeps its kind of value: STRICT tables are what refuses others. */
static void
a_wrong_kind_of_value_cannot_be_kept(void **state)
{
	sqlite3 *db = NULL;

	(void)state;
	make_store("kind.db");
	assert_int_equal(sqlite3_open(test_file.p, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(
		db, "UPDATE orders SET net_value = 'much'", NULL, NULL, NULL),
	    SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- a changeset that reaches beyond its tables ---- */

/* Undo applies what an action kept; it must not reach the facts. */
static void
a_changeset_of_other_tables_changes_nothing(void **state)
{
	sqlite3 *db = NULL;
	sqlite3_session *session = NULL;
	sqlite3_stmt *s = NULL;
	struct err why;
	void *bytes = NULL;
	int n = 0;

	(void)state;
	make_store("reach.db");
	assert_int_equal(sqlite3_open(test_file.p, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3session_create(db, "main", &session), SQLITE_OK);
	assert_int_equal(sqlite3session_attach(session, "product"), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE product SET title = 'evil'; ",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3session_changeset(session, &n, &bytes), SQLITE_OK);
	sqlite3session_delete(session);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"UPDATE action SET changeset = ?, changes = 3", -1, &s, NULL),
	    SQLITE_OK);
	sqlite3_bind_blob(s, 1, bytes, n, NULL);
	assert_int_equal(sqlite3_step(s), SQLITE_DONE);
	sqlite3_finalize(s);
	sqlite3_free(bytes);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	struct store *st = try_open(&why);
	assert_non_null(st);
	REFUSED(store_undo(st, 1, e_), ERR_STORE, "in full");
	store_close(st);
	assert_string_equal(sql_value(path_of("reach.db"),
				"SELECT count(*) FROM product WHERE title = "
				"'evil'"),
	    "3");
}

static int
set_alarm(void **state)
{
	alarm(SECONDS_AT_MOST);
	return make_dir(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_schema_that_would_run_something_is_refused),
		cmocka_unit_test(an_index_with_an_expression_is_harmless),
		cmocka_unit_test(a_newer_version_in_the_log_is_seen),
		cmocka_unit_test(values_beyond_measure_do_no_harm),
		cmocka_unit_test(a_wrong_kind_of_value_cannot_be_kept),
		cmocka_unit_test(a_changeset_of_other_tables_changes_nothing),
	};

	return cmocka_run_group_tests(tests, set_alarm, remove_dir);
}
