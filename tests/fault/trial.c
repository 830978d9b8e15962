/*
 * trial - how it works: the shop an action is done to stands in base.db; each
 * try begins with a copy of it in shop.db. A store's state is the hash of all
 * rows of all tables that are not made from others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/fault/faulty.h"
#include "tests/fault/trial.h"

enum {
	FILE_LIMIT = 64 << 20,
	PART = 64 << 10, /* of a file, at once */
};

/* ---- a place to work ---- */

char trial_folder[64];

char *
trial_path(const char *name)
{
	struct str path = STR_INIT;

	str_addf(&path, "%s/%s", trial_folder, name);
	return str_take(&path);
}

void
trial_remove_file(const char *name)
{
	char *path = trial_path(name);

	if (unlink(path) != 0 && errno != ENOENT)
		fail_msg("cannot remove %s", path);
	mem_free(path);
}

bool
trial_is_there(const char *name)
{
	char *path = trial_path(name);
	bool there = access(path, F_OK) == 0;

	mem_free(path);
	return there;
}

/* Without a sync, which would take longer than all else. */
void
trial_copy_file(const char *from, const char *to)
{
	static char part[PART];
	char *source = trial_path(from), *target = trial_path(to);
	FILE *in = fopen(source, "rb"), *out = fopen(target, "wb");
	bool ok = in != NULL && out != NULL;
	size_t n;

	while (ok && (n = fread(part, 1, sizeof(part), in)) > 0)
		ok = fwrite(part, 1, n, out) == n;
	if (!ok || ferror(in) || fclose(in) != 0 || fclose(out) != 0 ||
	    chmod(target, 0600) != 0)
		fail_msg("cannot copy '%s' to '%s'", source, target);
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
		trial_remove_file(file.p);
		str_release(&file);
	}
}

size_t
trial_remove_left_over(void)
{
	DIR *d = opendir(trial_folder);
	size_t n = 0;

	assert_non_null(d);
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		if (strstr(e->d_name, ".endcap-") == NULL)
			continue;
		trial_remove_file(e->d_name);
		n++;
	}
	closedir(d);
	return n;
}

/* ---- commands ---- */

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

void
trial_run(const trial_words command, struct answer *out)
{
	char *store = trial_path("shop.db");
	struct cli_world world = {
		.out = faulty_output(),
		.err = tmpfile(),
		.store = store,
		.home = trial_folder,
		.user = "tester",
		.temporary = trial_folder,
		.now = (int64_t)date_day(2026, 11, 1) * DATE_SECONDS_A_DAY,
		.processors = 2,
	};
	char *argv[TRIAL_WORDS + 2] = { mem_strdup("endcap") };
	int argc = 1;

	assert_true(world.out != NULL && world.err != NULL);
	for (size_t i = 0; i < TRIAL_WORDS && command[i] != NULL; i++)
		argv[argc++] = command[i][0] == '%' ? trial_path(command[i] + 2)
						    : mem_strdup(command[i]);
	*out = (struct answer){ .err = STR_INIT };
	out->code = cli_run(&world, argc, argv);
	fclose(world.out);
	read_stream(world.err, &out->err);
	for (int i = 0; i < argc; i++)
		mem_free(argv[i]);
	mem_free(store);
}

void
trial_must_run(const trial_words command)
{
	struct answer a;

	trial_run(command, &a);
	if (a.code != EXIT_DONE)
		fail_msg("%s: %s", command[0], a.err.p);
	str_release(&a.err);
}

/* ---- what a store holds ---- */

static void
mix(uint64_t *hash, uint64_t value)
{
	*hash = (*hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	*hash ^= *hash >> 31;
}

static void
mix_row(sqlite3_stmt *s, uint64_t *hash)
{
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		int type = sqlite3_column_type(s, i);
		const char *bytes;

		mix(hash, (uint64_t)type);
		if (type == SQLITE_INTEGER) {
			mix(hash, (uint64_t)sqlite3_column_int64(s, i));
			continue;
		}
		bytes = sqlite3_column_blob(s, i);
		mix(hash,
		    slice_hash(slice_bytes(bytes != NULL ? bytes : "",
			(size_t)sqlite3_column_bytes(s, i))));
	}
}

static void
mix_rows(sqlite3 *db, const char *sql, uint64_t *hash)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW)
		mix_row(s, hash);
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

uint64_t
trial_state(const char *name)
{
	char *path = trial_path(name);
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	uint64_t hash = 0;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	if (access(path, F_OK) != 0) {
		mem_free(path);
		return 0;
	}
	if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK)
		fail_msg("%s: %s", path, sqlite3_errmsg(db));
	mix_rows(db, "PRAGMA user_version", &hash);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT name FROM sqlite_master WHERE type = "
			     "'table' ORDER BY name",
			     -1, &s, NULL),
	    SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(s, 0);
		char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
		if (!is_derived(table))
			mix_rows(db, sql, &hash);
		sqlite3_free(sql);
	}
	if (sqlite3_finalize(s) != SQLITE_OK)
		fail_msg("%s: %s", path, sqlite3_errmsg(db));
	sqlite3_close(db);
	mem_free(path);
	return hash | 1;
}

/* ---- trials ---- */

static bool keep_going;
static long failures;

void
trial_keep_going(void)
{
	keep_going = true;
}

long
trial_failures(void)
{
	return failures;
}

void
trial_fail(const char *fmt, ...)
{
	char words[1200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	failures++;
	if (!keep_going)
		fail_msg("%s", words);
	printf("FAILED: %s\n", words);
}

static void
build_old_store(const char *schema)
{
	struct err err = ERR_INIT;
	struct str sql = STR_INIT;
	char *path = trial_path("shop.db");
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

void
trial_start_over(const struct trial_action *a)
{
	remove_store("shop.db");
	if (a->writes != NULL)
		trial_remove_file(a->writes);
	if (trial_is_there("base.db"))
		trial_copy_file("base.db", "shop.db");
}

void
trial_prepare(const struct trial_action *a, struct trial *t)
{
	*t = (struct trial){ .action = a };
	remove_store("base.db");
	trial_start_over(a);
	if (a->schema != NULL)
		build_old_store(a->schema);
	for (size_t i = 0; a->before != NULL && a->before[i][0] != NULL; i++)
		trial_must_run(a->before[i]);
	if (trial_is_there("shop.db"))
		trial_copy_file("shop.db", "base.db");
	t->before = trial_state("shop.db");
	trial_must_run(a->command);
	t->after = trial_state("shop.db");
}

void
trial_check_message(const struct trial *t, const struct answer *a)
{
	const char *end = strchr(a->err.p, '\n');

	if (strncmp(a->err.p, "endcap: ", 8) != 0 || end == NULL ||
	    end[1] != '\0')
		fail_msg("%s, %s %ld: not one sentence: '%s'", t->action->name,
		    t->what, t->moment, a->err.p);
}

/* An empty new store, or one that only got its tables, is as good as none;
 * and what follows from a change that was kept is caught up with by whoever
 * looks next. */
static bool
becomes_one_of_both(const struct trial *t, uint64_t state)
{
	static const trial_words look = { "overview", "--format", "json" };

	if (state == t->before || state == t->after)
		return true;
	trial_must_run(look);
	state = trial_state("shop.db");
	return t->before == 0 || state == t->before || state == t->after;
}

static bool
are_equal(FILE *a, FILE *b)
{
	static char one[PART], other[PART];
	size_t n;

	do {
		n = fread(one, 1, sizeof(one), a);
		if (fread(other, 1, sizeof(other), b) != n ||
		    memcmp(one, other, n) != 0)
			return false;
	} while (n > 0);
	return !ferror(a) && !ferror(b);
}

/* Not a byte differs from the shop that the try began with. */
static bool
is_untouched(void)
{
	char *base = trial_path("base.db"), *now = trial_path("shop.db");
	FILE *a = fopen(base, "rb"), *b = fopen(now, "rb");
	bool same = !trial_is_there("shop.db-wal") &&
	    !trial_is_there("shop.db-journal") && a != NULL && b != NULL &&
	    are_equal(a, b);

	if (a != NULL)
		fclose(a);
	if (b != NULL)
		fclose(b);
	mem_free(base);
	mem_free(now);
	return same;
}

static void
check_state(const struct trial *t, bool finished, uint64_t state)
{
	if (finished ? state != t->after : !becomes_one_of_both(t, state))
		trial_fail("%s, %s %ld: %s", t->action->name, t->what,
		    t->moment,
		    finished ? "said to be done, and is not"
			     : "neither as before nor as after");
}

void
trial_check_store(struct trial *t, bool finished)
{
	static const trial_words check = { "check" };
	struct answer a = { .err = STR_INIT };
	bool untouched = is_untouched();
	uint64_t state = untouched ? t->before : trial_state("shop.db");

	if (!untouched && (t->before != 0 || state != 0)) {
		trial_run(check, &a);
		if (a.code != EXIT_DONE)
			trial_fail("%s, %s %ld: the store is not whole: %s",
			    t->action->name, t->what, t->moment, a.err.p);
		str_release(&a.err);
		state = trial_state("shop.db");
	}
	check_state(t, finished, state);
	if (finished && t->action->writes != NULL &&
	    !trial_is_there(t->action->writes))
		trial_fail("%s, %s %ld: wrote nothing", t->action->name,
		    t->what, t->moment);
}

/* ---- the group's folder ---- */

int
trial_make_folder(void **state)
{
	/* In memory where there is such a place: the shim fails what it has
	 * to, and thousands of tries need not wait for a disk. */
	static const char *const places[] = { "/dev/shm", "/tmp" };

	(void)state;
	if (!faulty_install())
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		snprintf(trial_folder, sizeof(trial_folder),
		    "%s/endcap-fault-XXXXXX", places[i]);
		if (mkdtemp(trial_folder) != NULL)
			return 0;
	}
	return -1;
}

int
trial_remove_folder(void **state)
{
	struct str command = STR_INIT;
	int code;

	(void)state;
	str_addf(&command, "rm -rf '%s'", trial_folder);
	code = system(command.p);
	str_release(&command);
	return code;
}
