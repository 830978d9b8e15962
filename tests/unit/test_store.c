/*
 * test_store - opening, refusing and sharing a store.
 */
#include "base/base.h"
#include "base/file.h"
#include "store/store_check.h"
#include "store/store_history.h"
#include "store/store_internal.h"
#include "store/store_orders.h"
#include "store/store_results.h"
#include "store/store_settings.h"
#include "tests/support/effort.h"

#include <sys/wait.h>

#include "test_store_help.h"

static const char shop[] = "o1 c1 placed A*2@100000 B*1@55000\n"
			   "o2 c2 placed A*1@100000\n"
			   "o3 - placed B*3@55000 POST*1@39000\n"
			   "o4 c1 cancelled A*1@100000\n";

static void
refuse_open(
    const char *path, bool read_only, enum err_code code, const char *part)
{
	struct store_options o = { .path = path, .read_only = read_only };
	struct store *st = NULL;

	REFUSED(store_open(&o, &st, e_), code, part);
	assert_null(st);
}

/* ---- the statements and the schema ---- */

static void
every_statement_prepares(void **state)
{
	struct store *st = open_memory();

	(void)state;
	for (int i = 0; i < STMT_COUNT; i++) {
		struct query q;
		OK(query_open(&q, st, (enum stmt_id)i, e_));
		query_close(&q);
	}
	store_close(st);
}

static void
the_schema_is_the_one_its_version_names(void **state)
{
	struct store *st = open_memory();
	uint64_t hash;
	int version;

	(void)state;
	OK(schema_version(st, &version, e_));
	assert_int_equal(version, schema_newest());
	OK(schema_hash(st, &hash, e_));
	if (!schema_verify(st, version, NULL))
		fail_msg("the newest migration's hash is 0x%016llx",
		    (unsigned long long)hash);
	store_close(st);
}

static void
every_table_is_strict_and_curated_ones_have_integer_keys(void **state)
{
	static const char *const curated[] = { "bundle", "bundle_item",
		"threshold", "decision", "contact", "record", "setting",
		"scenario", "action" };
	char text[200];

	(void)state;
	store_close(open_file("strict.db"));
	assert_string_equal(
	    sql_value(test_file.p,
		"SELECT count(*) FROM pragma_table_list WHERE schema = 'main' "
		"AND type = 'table' AND NOT strict "
		"AND name NOT LIKE 'sqlite_%'"),
	    "0");
	for (size_t i = 0; i < ARRAY_LEN(curated); i++) {
		snprintf(text, sizeof(text),
		    "SELECT name || ' ' || type FROM pragma_table_info('%s') "
		    "WHERE pk = 1",
		    curated[i]);
		char want[60];
		snprintf(want, sizeof(want), "%s_id INTEGER", curated[i]);
		assert_string_equal(
		    sql_value(path_of("strict.db"), text), want);
	}
}

/* A file made from the dump that was kept of a version. */
static void
build_version(int version)
{
	char name[60];
	struct str text = STR_INIT;

	snprintf(name, sizeof(name), "tests/fixtures/store/v%d.sql", version);
	OK(file_read_whole(name, 10 << 20, &text, e_));
	OK(store_remove(path_of("old.db"), e_));
	run_sql(test_file.p, text.p);
	str_release(&text);
}

static void
a_store_of_every_released_version_opens_and_undoes(void **state)
{
	(void)state;
	for (int version = 1; version <= schema_newest(); version++) {
		struct store_sizes z;
		struct store_findings found;
		struct arena text = { 0 };
		struct store_action a;
		bool more;
		build_version(version);
		struct store *st = open_as(test_file.p, "me");
		OK(store_sizes(st, &z, e_));
		assert_int_equal(z.products, 4);
		assert_int_equal(z.orders, 4);
		assert_int_equal(z.orders_counted, 3);
		assert_int_equal(z.bundles, 1);
		for (int i = 0; i < 3; i++) {
			OK(store_undo_peek(st, &text, &a, &more, e_));
			assert_true(more);
			OK(store_undo(st, a.action_id, e_));
		}
		OK(store_sizes(st, &z, e_));
		assert_int_equal(z.bundles + z.thresholds + z.decisions, 0);
		OK(store_check(st, NULL, &found, e_));
		if (found.n > 0)
			fail_msg("version %d: %s", version, found.rows[0]);
		store_findings_release(&found);
		arena_release(&text);
		store_close(st);
	}
}

/* ---- opening ---- */

static void
a_new_store_is_private_and_marked(void **state)
{
	struct stat s;

	(void)state;
	struct store *st = open_as(path_of("new/deep/endcap.db"), "me");
	assert_int_equal(stat(test_file.p, &s), 0);
	assert_int_equal(s.st_mode & 07777, 0600);
	assert_string_equal(
	    sql_value(test_file.p, "PRAGMA application_id"), "1701011824");
	assert_string_equal(sql_value(test_file.p, "PRAGMA user_version"), "9");
	assert_string_equal(
	    sql_value(test_file.p, "PRAGMA journal_mode"), "wal");
	store_close(st);
}

static void
a_missing_store_is_not_created_for_reading(void **state)
{
	struct stat s;

	(void)state;
	refuse_open(
	    path_of("none.db"), true, ERR_NOT_FOUND, "import a file first");
	assert_int_equal(stat(test_file.p, &s), -1);
}

static void
write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void
what_is_not_a_store_is_refused_and_left_alone(void **state)
{
	char bytes[4096];
	struct stat s;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7 + i / 13);
	write_file(path_of("random.db"), bytes, sizeof(bytes));
	refuse_open(test_file.p, false, ERR_INPUT, "not an endcap store");
	assert_int_equal(stat(test_file.p, &s), 0);
	assert_int_equal(s.st_size, sizeof(bytes));
	write_file(path_of("short.db"), "SQLite format 3", 16);
	refuse_open(test_file.p, false, ERR_INPUT, "not an endcap store");
	run_sql(path_of("other.db"), "CREATE TABLE t(x)");
	refuse_open(
	    test_file.p, false, ERR_INPUT, "database of another program");
}

static void
odd_places_are_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path_of("folder"), 0700), 0);
	refuse_open(test_file.p, false, ERR_INPUT, "is a folder");
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	refuse_open(test_file.p, false, ERR_INPUT, "is a pipe");
	assert_int_equal(symlink("nowhere", path_of("dangling")), 0);
	refuse_open(test_file.p, false, ERR_INPUT, "does not exist");
	refuse_open("/dev/null", false, ERR_INPUT, "is a device");
	assert_int_equal(symlink("folder", path_of("to-folder")), 0);
	refuse_open(test_file.p, false, ERR_INPUT, "is a folder");
	store_close(open_file("linked.db"));
	assert_int_equal(symlink("linked.db", path_of("link.db")), 0);
	store_close(open_as(test_file.p, "me"));
}

static void
a_newer_store_is_refused_with_advice(void **state)
{
	(void)state;
	store_close(open_file("newer.db"));
	run_sql(test_file.p, "PRAGMA user_version = 99");
	refuse_open(test_file.p, false, ERR_INPUT, "install the newer endcap");
}

static void
foreign_code_in_the_schema_is_refused(void **state)
{
	static const struct {
		const char *sql, *says;
	} cases[] = {
		{ "CREATE TRIGGER evil AFTER INSERT ON product BEGIN "
		  "DELETE FROM orders; END",
		    "trigger 'evil'" },
		{ "CREATE VIEW v AS SELECT * FROM product", "view 'v'" },
		{ "CREATE VIRTUAL TABLE f USING fts5(x)", "table 'f'" },
		{ "ALTER TABLE product ADD COLUMN extra TEXT", "tables of" },
		{ "DROP TABLE bundle_item", "tables of" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		store_close(open_file("code.db"));
		run_sql(test_file.p, cases[i].sql);
		refuse_open(test_file.p, false, ERR_INPUT, cases[i].says);
	}
}

static void
a_handle_cannot_be_talked_into_rewriting_the_schema(void **state)
{
	(void)state;
	struct store *st = open_memory();
	OK(store_exec(st, "PRAGMA writable_schema = ON", e_));
	REFUSED(store_exec(st, "UPDATE sqlite_schema SET sql = sql", e_),
	    ERR_STORE, "may not be modified");
	store_close(st);
}

static void
tables_and_indexes_of_others_are_welcome(void **state)
{
	(void)state;
	store_close(open_file("guest.db"));
	run_sql(test_file.p,
	    "CREATE TABLE analyst_notes(x); "
	    "CREATE INDEX by_order ON order_line(order_id); ANALYZE");
	store_close(open_as(test_file.p, "me"));
}

static void
every_torn_file_is_refused_or_opens_without_harm(void **state)
{
	struct str whole = STR_INIT;
	char name[] = "torn.db";

	(void)state;
	struct store *st = open_file("whole.db");
	import_text(st, "orders.csv", shop);
	store_close(st);
	FILE *f = fopen(path_of("whole.db"), "rb");
	assert_non_null(f);
	for (int c; (c = fgetc(f)) != EOF;)
		str_add_char(&whole, (char)c);
	fclose(f);
	for (size_t i = 0; i < 60; i++) {
		struct str torn = STR_INIT;
		str_add_slice(&torn, slice_str(&whole));
		/* One run of bytes overwritten in each round. */
		size_t at = (i * 7919 * 104729) % (torn.len - 64);
		for (size_t k = 0; k < 48; k++)
			torn.p[at + k] = (char)(torn.p[at + k] ^ (int)(i + k));
		write_file(path_of(name), torn.p, torn.len);
		struct store_options o = { .path = test_file.p,
			.temporary = true };
		struct store *again = NULL;
		struct err why = ERR_INIT;
		if (store_open(&o, &again, &why)) {
			struct sales s = { 0 };
			struct store_findings found;
			if (store_load_sales(again, NULL, &s, &why))
				sales_release(&s);
			if (store_check(again, NULL, &found, &why))
				store_findings_release(&found);
		}
		store_close(again);
		str_release(&torn);
		OK(store_remove(path_of(name), e_));
	}
	str_release(&whole);
}

/* ---- read-only ---- */

static void
a_reading_handle_refuses_to_write(void **state)
{
	(void)state;
	struct store *st = open_file("reading.db");
	import_text(st, "orders.csv", shop);
	store_close(st);
	struct store_options o = { .path = test_file.p, .read_only = true };
	OK(store_open(&o, &st, e_));
	assert_true(store_is_read_only(st));
	REFUSED(store_setting_set(st, "draws", "300", e_), ERR_IO,
	    "open for reading only");
	struct sales s;
	OK(store_load_sales(st, NULL, &s, e_));
	assert_int_equal(s.orders, 3);
	sales_release(&s);
	store_close(st);
}

static void
a_store_on_a_medium_that_cannot_be_written_still_opens(void **state)
{
	(void)state;
	if (geteuid() == 0) {
		/* Root may write everywhere; the immutable door is the same
		 * code as on a read-only medium, which root cannot fake. */
		skip();
	}
	assert_int_equal(mkdir(path_of("cd"), 0700), 0);
	struct store *st = open_file("cd/a b%#?.db");
	import_text(st, "orders.csv", shop);
	store_close(st);
	assert_int_equal(chmod(path_of("cd/a b%#?.db"), 0400), 0);
	assert_int_equal(chmod(path_of("cd"), 0500), 0);
	st = open_as(path_of("cd/a b%#?.db"), "me");
	assert_true(store_is_read_only(st));
	struct store_sizes z;
	OK(store_sizes(st, &z, e_));
	assert_int_equal(z.orders, 4);
	store_close(st);
	assert_int_equal(chmod(path_of("cd"), 0700), 0);
}

static void
copy_file(const char *from, const char *to)
{
	struct str bytes = STR_INIT;

	OK(file_read_whole(from, 10 << 20, &bytes, e_));
	write_file(to, bytes.p, bytes.len);
	str_release(&bytes);
}

/* A store and the journal of a write that a kill cut off, in a folder of its
 * own that nobody may write. */
static void
cut_off_a_write(const char *folder)
{
	struct str from = STR_INIT, to = STR_INIT;
	sqlite3 *db = NULL;

	store_close(open_file("whole.db"));
	str_set(&from, path_of("whole.db"));
	assert_int_equal(mkdir(path_of(folder), 0700), 0);
	str_setf(&to, "%s/cut.db", path_of(folder));
	assert_int_equal(sqlite3_open(from.p, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db,
		"PRAGMA journal_mode = DELETE;"
		/* Only then is the journal whole before the commit. */
		"PRAGMA synchronous = OFF; BEGIN;"
		"INSERT INTO setting (key, value) VALUES ('draws', '300')",
		NULL, NULL, NULL),
	    SQLITE_OK);
	copy_file(from.p, to.p);
	assert_int_equal(chmod(to.p, 0444), 0);
	str_add(&from, "-journal");
	str_add(&to, "-journal");
	copy_file(from.p, to.p);
	assert_int_equal(chmod(to.p, 0444), 0);
	sqlite3_close(db);
	assert_int_equal(chmod(path_of(folder), 0555), 0);
	assert_int_equal(chmod(test_dir, 0755), 0);
	str_release(&from);
	str_release(&to);
}

/* In another process, for root may write everywhere: what opening says. */
static void
open_as_nobody(const char *path, char *said, size_t size)
{
	int ends[2], status;
	ssize_t got;

	assert_int_equal(pipe(ends), 0);
	if (fork() == 0) {
		struct store_options o = { .path = path };
		struct store *st = NULL;
		struct err err = ERR_INIT;
		bool is = geteuid() != 0 || setuid(65534) == 0;

		if (is && !store_open(&o, &st, &err))
			is = write(ends[1], err.text, strlen(err.text)) > 0;
		_exit(is ? 0 : 1);
	}
	close(ends[1]);
	got = read(ends[0], said, size - 1);
	said[got > 0 ? got : 0] = '\0';
	close(ends[0]);
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
}

static void
a_write_cut_off_where_none_can_write_is_told_of(void **state)
{
	char said[400];

	(void)state;
	cut_off_a_write("sealed");
	open_as_nobody(path_of("sealed/cut.db"), said, sizeof(said));
	if (strstr(said, "was cut off") == NULL ||
	    strstr(said,
		"open it once as its owner, with its folder "
		"writable") == NULL)
		fail_msg("it says '%s'", said);
	/* Whoever may write opens it, and nothing of the write is left. */
	assert_int_equal(chmod(path_of("sealed"), 0755), 0);
	assert_int_equal(chmod(path_of("sealed/cut.db"), 0644), 0);
	assert_int_equal(chmod(path_of("sealed/cut.db-journal"), 0644), 0);
	struct store *st = open_as(path_of("sealed/cut.db"), "me");
	struct str value = STR_INIT;
	bool found = true;
	OK(store_setting_get(st, "draws", &value, &found, e_));
	assert_false(found);
	str_release(&value);
	store_close(st);
}

/* ---- sharing ---- */

static void
another_handles_commit_is_noticed_once(void **state)
{
	bool changed;

	(void)state;
	struct store *a = open_file("share.db"), *b;
	b = open_as(test_file.p, "you");
	OK(store_changed(a, &changed, e_));
	OK(store_changed(a, &changed, e_));
	assert_false(changed);
	OK(store_setting_set(b, "draws", "300", e_));
	OK(store_changed(a, &changed, e_));
	assert_true(changed);
	OK(store_changed(a, &changed, e_));
	assert_false(changed);
	OK(store_setting_set(a, "draws", "400", e_));
	OK(store_changed(a, &changed, e_));
	assert_false(changed);
	store_close(a);
	store_close(b);
}

static void
a_second_writer_is_told_that_the_store_is_in_use(void **state)
{
	(void)state;
	struct store *a = open_file("busy.db"), *b;
	b = open_as(test_file.p, "you");
	struct store_pairs_run run = { 0 };
	OK(store_pairs_begin(a, &run, e_));
	REFUSED(
	    store_setting_set(b, "draws", "300", e_), ERR_BUSY, "is in use: ");
	OK(store_pairs_commit(a, e_));
	OK(store_setting_set(b, "draws", "300", e_));
	store_close(a);
	store_close(b);
}

static void
a_reader_keeps_its_state_while_another_writes(void **state)
{
	struct str value = STR_INIT;
	bool found;

	(void)state;
	struct store *a = open_file("pinned.db"), *b;
	b = open_as(test_file.p, "you");
	OK(store_setting_set(b, "k", "old", e_));
	OK(store_read_begin(a, e_));
	OK(store_setting_set(b, "k", "new", e_));
	OK(store_setting_get(a, "k", &value, &found, e_));
	assert_string_equal(value.p, "old");
	store_read_end(a);
	str_clear(&value);
	OK(store_setting_get(a, "k", &value, &found, e_));
	assert_string_equal(value.p, "new");
	str_release(&value);
	store_close(a);
	store_close(b);
}

/* ---- another user's file ---- */

static void
another_users_file_is_checked_before_it_is_used(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give a file away */
	struct store *st = open_file("foreign.db");
	import_text(st, "orders.csv", shop);
	store_close(st);
	assert_int_equal(chown(path_of("foreign.db"), 65534, 65534), 0);
	store_close(open_as(path_of("foreign.db"), "me"));
	/* The last page is one that opening does not read. */
	FILE *f = fopen(path_of("foreign.db"), "rb+");
	assert_non_null(f);
	assert_int_equal(fseek(f, -STORE_PAGE_SIZE, SEEK_END), 0);
	for (int i = 0; i < 64; i++)
		fputc(0xee, f);
	fclose(f);
	assert_int_equal(chown(path_of("foreign.db"), 0, 0), 0);
	store_close(open_as(path_of("foreign.db"), "me"));
	assert_int_equal(chown(path_of("foreign.db"), 65534, 65534), 0);
	refuse_open(path_of("foreign.db"), false, ERR_STORE,
	    "belongs to another user and is damaged");
}

/* ---- several processes ---- */

enum {
	PROCESSES = 4,
	RACES = EFFORT(10)
};

static void
processes_may_create_the_same_store_at_once(void **state)
{
	(void)state;
	for (int race = 0; race < RACES; race++) {
		pid_t child[PROCESSES];
		OK(store_remove(path_of("race.db"), e_));
		for (int i = 0; i < PROCESSES; i++) {
			child[i] = fork();
			assert_int_not_equal(child[i], -1);
			if (child[i] != 0)
				continue;
			struct store_options o = { .path = test_file.p,
				.busy_ms = 8000 };
			struct store *st = NULL;
			struct err why = ERR_INIT;
			bool ok = store_open(&o, &st, &why) &&
			    store_setting_set(st, "k", "v", &why);
			if (!ok)
				fprintf(stderr, "%s\n", why.text);
			store_close(st);
			_exit(ok ? 0 : 1);
		}
		for (int i = 0; i < PROCESSES; i++) {
			int status = -1;
			assert_int_equal(
			    waitpid(child[i], &status, 0), child[i]);
			assert_int_equal(status, 0);
		}
		struct store *st = open_as(path_of("race.db"), "me");
		store_close(st);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares),
		cmocka_unit_test(the_schema_is_the_one_its_version_names),
		cmocka_unit_test(
		    every_table_is_strict_and_curated_ones_have_integer_keys),
		cmocka_unit_test(
		    a_store_of_every_released_version_opens_and_undoes),
		cmocka_unit_test(a_new_store_is_private_and_marked),
		cmocka_unit_test(a_missing_store_is_not_created_for_reading),
		cmocka_unit_test(what_is_not_a_store_is_refused_and_left_alone),
		cmocka_unit_test(odd_places_are_refused),
		cmocka_unit_test(a_newer_store_is_refused_with_advice),
		cmocka_unit_test(foreign_code_in_the_schema_is_refused),
		cmocka_unit_test(
		    a_handle_cannot_be_talked_into_rewriting_the_schema),
		cmocka_unit_test(tables_and_indexes_of_others_are_welcome),
		cmocka_unit_test(
		    every_torn_file_is_refused_or_opens_without_harm),
		cmocka_unit_test(a_reading_handle_refuses_to_write),
		cmocka_unit_test(
		    a_store_on_a_medium_that_cannot_be_written_still_opens),
		cmocka_unit_test(
		    a_write_cut_off_where_none_can_write_is_told_of),
		cmocka_unit_test(another_handles_commit_is_noticed_once),
		cmocka_unit_test(
		    a_second_writer_is_told_that_the_store_is_in_use),
		cmocka_unit_test(a_reader_keeps_its_state_while_another_writes),
		cmocka_unit_test(
		    another_users_file_is_checked_before_it_is_used),
		cmocka_unit_test(processes_may_create_the_same_store_at_once),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
