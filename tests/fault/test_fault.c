/*
 * Faults: whatever fails under a command, the store is whole afterwards and
 * exactly as before or as after it, the message is one sentence, and no
 * half-written file is left.
 *
 * Each action is a command line run in this process on a copy of a small
 * shop. It is run once to know what it should bring, then again and again
 * with its first, second, ... operation of a kind failing, alone or with all
 * that follow, until it gets through without meeting the fault. Memory
 * that runs out ends the program, so that is tried in a child.
 *
 * ENDCAP_FAULTS=all tries every operation; else the first ones, then fewer and
 * fewer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "cli/cli.h"
#include "tests/fault/faulty.h"

enum {
	MOST_WORDS = 12,
	MOST_STEPS = 5,
	FILE_LIMIT = 64 << 20,
	/* Of N operations the next N / SPREAD are left out: more under the
	 * sanitizers, where each try takes three times as long. */
#ifdef __SANITIZE_ADDRESS__
	SPREAD = 1,
#else
	SPREAD = 5,
#endif
	POWER_CUTS_A_MOMENT = 2,
};

typedef const char *words[MOST_WORDS];

/* What is done to the shop before, then the command that meets the faults. */
struct action {
	const char *name;
	words before[MOST_STEPS];
	words command;
	const char *writes; /* a file it makes, or NULL */
	const char *schema; /* a store of this version instead, or NULL */
};

#define SHOP_FILES                                                  \
	"tests/cli/data/products.csv", "tests/cli/data/orders.csv", \
	    "tests/cli/data/customers.csv"
#define SHOP                         \
	{                            \
		"import", SHOP_FILES \
	}
#define BUNDLE                                                            \
	{                                                                 \
		"bundle", "new", "desk", "LAMP", "BULB", "--percent", "7" \
	}

static const struct action actions[] = {
	{ .name = "a first import", .command = SHOP },
	{
	    .name = "an import",
	    .before = { SHOP },
	    .command = { "import", "tests/fault/data/more.csv" },
	},
	{
	    .name = "an import undone",
	    .before = { SHOP, { "import", "tests/fault/data/more.csv" } },
	    .command = { "imports", "undo", "4" },
	},
	{
	    .name = "events",
	    .before = { SHOP },
	    .command = { "import", "tests/fault/data/events.csv" },
	},
	{
	    .name = "a visitor forgotten",
	    .before = { SHOP, { "import", "tests/fault/data/events.csv" } },
	    .command = { "customer", "forget", "GHOST", "--yes" },
	},
	{
	    .name = "a rule",
	    .before = { SHOP },
	    .command = { "rules", "add", "title", "coaster set" },
	},
	{ .name = "a bundle", .before = { SHOP }, .command = BUNDLE },
	{
	    .name = "a bundle changed",
	    .before = { SHOP, BUNDLE },
	    .command = { "bundle", "set", "desk", "--percent", "9" },
	},
	{
	    .name = "undo",
	    .before = { SHOP, BUNDLE },
	    .command = { "undo" },
	},
	{
	    .name = "an export",
	    .before = { SHOP, BUNDLE },
	    .command = { "export", "bundles", "--format", "json", "-o",
		"%/out.json" },
	    .writes = "out.json",
	},
	{
	    .name = "a backup",
	    .before = { SHOP, BUNDLE },
	    .command = { "backup", "%/copy.db" },
	    .writes = "copy.db",
	},
	{
	    .name = "a migration",
	    .command = { "overview" },
	    .schema = "tests/fixtures/store/v1.sql",
	},
};

/* ---- a place to work ---- */

static char folder[] = "/tmp/endcap-fault-XXXXXX";

static char *
path_of(const char *name)
{
	struct str path = STR_INIT;

	str_addf(&path, "%s/%s", folder, name);
	return str_take(&path);
}

static void
remove_file(const char *name)
{
	char *path = path_of(name);

	if (unlink(path) != 0 && errno != ENOENT)
		fail_msg("cannot remove %s", path);
	mem_free(path);
}

static bool
is_there(const char *name)
{
	char *path = path_of(name);
	bool there = access(path, F_OK) == 0;

	mem_free(path);
	return there;
}

static void
copy_file(const char *from, const char *to)
{
	struct err err = ERR_INIT;
	struct str bytes = STR_INIT;
	char *source = path_of(from), *target = path_of(to);

	if (!file_read_whole(source, FILE_LIMIT, &bytes, &err) ||
	    !file_write_whole(target, slice_str(&bytes), FILE_PRIVATE, &err))
		fail_msg("%s", err.text);
	str_release(&bytes);
	mem_free(source);
	mem_free(target);
}

static const char *const beside[] = { "", "-wal", "-shm", "-journal" };

static void
remove_store(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
		struct str file = STR_INIT;
		str_addf(&file, "%s%s", name, beside[i]);
		remove_file(file.p);
		str_release(&file);
	}
}

/* Temporary files that stayed; removed, so that they are told once. */
static size_t
remove_left_over(void)
{
	DIR *d = opendir(folder);
	size_t n = 0;

	assert_non_null(d);
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		if (strstr(e->d_name, ".endcap-") == NULL)
			continue;
		remove_file(e->d_name);
		n++;
	}
	closedir(d);
	return n;
}

/* ---- commands ---- */

struct answer {
	int code;
	struct str err;
};

static void
read_stream(FILE *f, struct str *out)
{
	char part[4096];
	size_t n;

	rewind(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		str_add_bytes(out, part, n);
	fclose(f);
}

/* Runs a command on shop.db; '%' at the front of a word is the folder. */
static void
run(const words command, struct answer *out)
{
	char *store = path_of("shop.db");
	struct cli_world world = {
		.out = tmpfile(),
		.err = tmpfile(),
		.store = store,
		.home = folder,
		.user = "tester",
		.temporary = folder,
		.now = (int64_t)date_day(2026, 11, 1) * DATE_SECONDS_A_DAY,
		.processors = 2,
	};
	char *argv[MOST_WORDS + 2] = { mem_strdup("endcap") };
	int argc = 1;

	assert_true(world.out != NULL && world.err != NULL);
	for (size_t i = 0; i < MOST_WORDS && command[i] != NULL; i++)
		argv[argc++] = command[i][0] == '%' ? path_of(command[i] + 2)
						    : mem_strdup(command[i]);
	*out = (struct answer){ .err = STR_INIT };
	out->code = cli_run(&world, argc, argv);
	fclose(world.out);
	read_stream(world.err, &out->err);
	for (int i = 0; i < argc; i++)
		mem_free(argv[i]);
	mem_free(store);
}

static void
must_run(const words command)
{
	struct answer a;

	run(command, &a);
	if (a.code != EXIT_DONE)
		fail_msg("%s: %s", command[0], a.err.p);
	str_release(&a.err);
}

/* ---- what a store holds ---- */

static void
add_row(sqlite3_stmt *s, struct str *out)
{
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		const void *bytes = sqlite3_column_blob(s, i);
		int n = sqlite3_column_bytes(s, i);
		str_addf(out, "|%d:", sqlite3_column_type(s, i));
		if (bytes != NULL)
			str_add_bytes(out, bytes, (size_t)n);
	}
	str_add_char(out, '\n');
}

static void
add_rows(sqlite3 *db, const char *sql, struct str *out)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW)
		add_row(s, out);
	if (sqlite3_finalize(s) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
}

/* Mined results may be missing where an import was cut short after it was
 * kept: they are made again when they are wanted. */
static bool
is_derived(const char *table)
{
	static const char *const derived[] = { "pair_context", "pair_row",
		"pair_change", "pair_best", "pair_top", "derived" };

	for (size_t i = 0; i < ARRAY_LEN(derived); i++) {
		if (strcmp(table, derived[i]) == 0)
			return true;
	}
	return false;
}

/* One number for all that counts in a store; 0 when there is none. */
static uint64_t
state_of(const char *name)
{
	char *path = path_of(name);
	struct str all = STR_INIT;
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	uint64_t hash = 0;
	int flags = SQLITE_OPEN_READWRITE;

	if (access(path, F_OK) != 0) {
		mem_free(path);
		return 0;
	}
	if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK)
		fail_msg("%s: %s", path, sqlite3_errmsg(db));
	add_rows(db, "PRAGMA user_version", &all);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT name FROM sqlite_master WHERE type = "
			     "'table' ORDER BY name",
			     -1, &s, NULL),
	    SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(s, 0);
		char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
		if (!is_derived(table))
			add_rows(db, sql, &all);
		sqlite3_free(sql);
	}
	if (sqlite3_finalize(s) != SQLITE_OK)
		fail_msg("%s: %s", path, sqlite3_errmsg(db));
	hash = slice_hash(slice_str(&all));
	sqlite3_close(db);
	str_release(&all);
	mem_free(path);
	return hash | 1;
}

/* ---- trials ---- */

struct trial {
	const struct action *action;
	uint64_t before, after; /* states */
	const char *what; /* the fault */
	long moment;
	long done, refused; /* how commands that met a fault ended */
};

static void
build_old_store(const char *schema)
{
	struct err err = ERR_INIT;
	struct str sql = STR_INIT;
	char *path = path_of("shop.db");
	sqlite3 *db = NULL;

	if (!file_read_whole(schema, FILE_LIMIT, &sql, &err))
		fail_msg("%s", err.text);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql.p, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", schema, sqlite3_errmsg(db));
	sqlite3_close(db);
	str_release(&sql);
	mem_free(path);
}

static void
start_over(const struct action *a)
{
	remove_store("shop.db");
	if (a->writes != NULL)
		remove_file(a->writes);
	if (is_there("base.db"))
		copy_file("base.db", "shop.db");
}

/* The shop the action is done to in base.db, and both states. */
static void
prepare(const struct action *a, struct trial *t)
{
	*t = (struct trial){ .action = a };
	remove_store("base.db");
	start_over(a);
	if (a->schema != NULL)
		build_old_store(a->schema);
	for (size_t i = 0; i < MOST_STEPS && a->before[i][0] != NULL; i++)
		must_run(a->before[i]);
	if (is_there("shop.db"))
		copy_file("shop.db", "base.db");
	t->before = state_of("shop.db");
	must_run(a->command);
	t->after = state_of("shop.db");
}

static void
check_message(const struct trial *t, const struct answer *a)
{
	const char *end = strchr(a->err.p, '\n');

	if (strncmp(a->err.p, "endcap: ", 8) != 0 || end == NULL ||
	    end[1] != '\0')
		fail_msg("%s, %s %ld: not one sentence: '%s'", t->action->name,
		    t->what, t->moment, a->err.p);
}

/* An empty new store, or one that only got its tables, is as good as none. */
static bool
is_before(const struct trial *t, uint64_t state)
{
	static const words sizes = { "imports", "--format", "csv" };

	if (state == t->before)
		return true;
	if (t->before != 0 || state == t->after)
		return false;
	must_run(sizes);
	return true;
}

/* 'finished': the command said that all was done. */
static void
check_store(struct trial *t, bool finished)
{
	static const words check = { "check" };
	struct answer a = { .err = STR_INIT };
	uint64_t state = state_of("shop.db");

	if (t->before != 0 || state != 0) {
		run(check, &a);
		if (a.code != EXIT_DONE)
			fail_msg("%s, %s %ld: the store is not whole: %s",
			    t->action->name, t->what, t->moment, a.err.p);
		str_release(&a.err);
		state = state_of("shop.db");
	}
	/* A migration is finished by whoever looks next. */
	if (state != t->after && (finished || !is_before(t, state)))
		fail_msg("%s, %s %ld: %s", t->action->name, t->what, t->moment,
		    finished ? "said to be done, and is not"
			     : "neither as before nor as after");
	if (finished && t->action->writes != NULL &&
	    !is_there(t->action->writes))
		fail_msg("%s, %s %ld: wrote nothing", t->action->name, t->what,
		    t->moment);
}

/* One command with one fault; false: it was never reached. */
static bool
try_fault(struct trial *t, unsigned kinds, bool ever_after)
{
	struct answer a;
	bool reached;

	start_over(t->action);
	faulty_arm(kinds, t->moment, ever_after);
	run(t->action->command, &a);
	reached = faulty_disarm();
	if (a.code != EXIT_DONE)
		check_message(t, &a);
	check_store(t, a.code == EXIT_DONE);
	if (remove_left_over() > 0)
		fail_msg("%s, %s %ld: a temporary file stayed", t->action->name,
		    t->what, t->moment);
	t->done += reached && a.code == EXIT_DONE;
	t->refused += reached && a.code != EXIT_DONE;
	str_release(&a.err);
	return reached;
}

static long
next_moment(long moment)
{
	const char *given = getenv("ENDCAP_FAULTS");
	bool all = given != NULL && strcmp(given, "all") == 0;

	return all ? moment + 1 : moment + 1 + moment / SPREAD;
}

static void
print_result(const struct trial *t)
{
	printf("%-18s %-12s %5ld refused %5ld done all the same\n",
	    t->action->name, t->what, t->refused, t->done);
}

static void
try_kind(const char *what, unsigned kinds)
{
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		struct trial t;
		prepare(&actions[i], &t);
		t.what = what;
		for (int ever_after = 0; ever_after < 2; ever_after++) {
			for (t.moment = 1;
			     try_fault(&t, kinds, ever_after != 0);
			     t.moment = next_moment(t.moment))
				continue;
		}
		print_result(&t);
	}
}

static void
a_read_that_fails_changes_nothing(void **state)
{
	(void)state;
	try_kind("read", FAULTY_READ);
}

static void
a_full_disk_changes_nothing(void **state)
{
	(void)state;
	try_kind("write", FAULTY_WRITE);
}

static void
a_sync_that_fails_changes_nothing(void **state)
{
	(void)state;
	try_kind("sync", FAULTY_SYNC);
	try_kind("truncate", FAULTY_TRUNCATE);
}

static void
a_lock_that_fails_changes_nothing(void **state)
{
	(void)state;
	try_kind("lock", FAULTY_LOCK);
}

static void
a_file_that_cannot_be_opened_changes_nothing(void **state)
{
	(void)state;
	try_kind("open", FAULTY_OPEN);
}

static void
an_export_is_whole_or_not_there(void **state)
{
	(void)state;
	try_kind("export", FAULTY_EXPORT);
}

static void
memory_that_ends_in_the_store_changes_nothing(void **state)
{
	(void)state;
	try_kind("store memory", FAULTY_MEMORY);
}

/* ---- memory of the program's own ---- */

enum {
	CHILD_DONE = 0,
	CHILD_NOT_REACHED = 77,
};

static void
say_nothing(const char *sentence)
{
	(void)sentence;
}

/* In a child, whose exit code it never returns from. */
static void
run_short_of_memory(const struct trial *t)
{
	struct answer a;

	mem_fail_after(t->moment);
	run(t->action->command, &a);
	_exit(mem_fail_after(0) > 0 ? CHILD_NOT_REACHED : a.code);
}

/* False: the program needs no more memory than that. */
static bool
try_memory(struct trial *t)
{
	int status;
	pid_t child;

	start_over(t->action);
	fflush(stdout);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		mem_on_fatal(say_nothing);
		run_short_of_memory(t);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFEXITED(status))
		fail_msg("%s, allocation %ld: ended by signal %d",
		    t->action->name, t->moment, WTERMSIG(status));
	if (WEXITSTATUS(status) == CHILD_NOT_REACHED)
		return false;
	check_store(t, WEXITSTATUS(status) == CHILD_DONE);
	/* The program ended where it stood, as when it is killed. */
	remove_left_over();
	t->done += WEXITSTATUS(status) == CHILD_DONE;
	t->refused += WEXITSTATUS(status) != CHILD_DONE;
	return true;
}

static void
memory_that_ends_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		struct trial t;
		prepare(&actions[i], &t);
		t.what = "allocation";
		for (t.moment = 1; try_memory(&t);
		     t.moment = next_moment(t.moment))
			continue;
		print_result(&t);
	}
}

/* ---- power ---- */

static void
remove_shared_memory(void)
{
	remove_file("shop.db-shm");
	remove_file("base.db-shm");
}

/* False: the command was done before the power went. */
static bool
try_power_cut(struct trial *t, uint64_t seed)
{
	struct answer a;
	bool reached;

	start_over(t->action);
	faulty_watch();
	faulty_arm(FAULTY_POWER, t->moment, true);
	run(t->action->command, &a);
	reached = faulty_disarm();
	if (!faulty_lose(seed))
		fail_msg("cannot play a power cut");
	remove_shared_memory();
	check_store(t, a.code == EXIT_DONE);
	t->done += reached && a.code == EXIT_DONE;
	t->refused += reached && a.code != EXIT_DONE;
	str_release(&a.err);
	return reached;
}

static void
a_power_cut_loses_nothing_that_was_said_to_be_done(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		struct trial t;
		bool reached = true;
		/* The copies of an export or a backup are files of their own,
		 * synced by themselves; here it is the store that counts. */
		if (actions[i].writes != NULL)
			continue;
		prepare(&actions[i], &t);
		t.what = "power cut";
		for (t.moment = 1; reached; t.moment = next_moment(t.moment)) {
			for (uint64_t k = 0; k < POWER_CUTS_A_MOMENT; k++)
				reached = try_power_cut(&t, k);
		}
		print_result(&t);
	}
}

/* ---- */

static int
make_folder(void **state)
{
	(void)state;
	return faulty_install() && mkdtemp(folder) != NULL ? 0 : -1;
}

static int
remove_folder(void **state)
{
	struct str command = STR_INIT;
	int code;

	(void)state;
	str_addf(&command, "rm -rf '%s'", folder);
	code = system(command.p);
	str_release(&command);
	return code;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_read_that_fails_changes_nothing),
		cmocka_unit_test(a_full_disk_changes_nothing),
		cmocka_unit_test(a_sync_that_fails_changes_nothing),
		cmocka_unit_test(a_lock_that_fails_changes_nothing),
		cmocka_unit_test(a_file_that_cannot_be_opened_changes_nothing),
		cmocka_unit_test(an_export_is_whole_or_not_there),
		cmocka_unit_test(memory_that_ends_in_the_store_changes_nothing),
		cmocka_unit_test(memory_that_ends_changes_nothing),
		cmocka_unit_test(
		    a_power_cut_loses_nothing_that_was_said_to_be_done),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
