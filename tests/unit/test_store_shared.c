/*
 * One store and another process: who writes is named, waited for, and no
 * longer than is wanted; and no handle takes the locks of another.
 *
 * The other process is a child that is told by a pipe when to go on.
 */
#include "test_store_help.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/progress.h"
#include "store/store_results.h"
#include "store/store_settings.h"

enum {
	HELD_MS = 300,
	LONG_MS = 20000
};

struct other {
	pid_t pid;
	int tell[2], hear[2];
};

static void
say(int fd)
{
	if (write(fd, "x", 1) != 1)
		_exit(1);
}

static void
listen_to(int fd)
{
	char c;

	if (read(fd, &c, 1) != 1)
		_exit(1);
}

/* False in the child, which has waited for the first word. */
static bool
other_start(struct other *o)
{
	assert_int_equal(pipe(o->tell), 0);
	assert_int_equal(pipe(o->hear), 0);
	o->pid = fork();
	assert_true(o->pid >= 0);
	if (o->pid != 0)
		return true;
	alarm(60);
	listen_to(o->tell[0]);
	return false;
}

static void
other_go_on(struct other *o)
{
	say(o->tell[1]);
	listen_to(o->hear[0]);
}

static void
other_end(struct other *o)
{
	int status = 0;

	assert_int_equal(waitpid(o->pid, &status, 0), o->pid);
	assert_int_equal(status, 0);
	for (int i = 0; i < 2; i++) {
		close(o->tell[i]);
		close(o->hear[i]);
	}
}

static struct store *
open_patient(const char *path, int busy_ms, const struct progress *waiting)
{
	struct store_options o = { .path = path,
		.now = TEST_NOW,
		.session = "me",
		.temporary = true,
		.busy_ms = busy_ms,
		.waiting = waiting };
	struct store *st = NULL;

	OK(store_open(&o, &st, e_));
	return st;
}

/* A child that holds the store: until it is told, or for HELD_MS. */
static void
hold_store(struct other *o, const char *path, bool until_told)
{
	struct store_pairs_run run = { 0 };

	if (other_start(o))
		return;
	struct store *st = open_patient(path, LONG_MS, NULL);
	if (!store_pairs_begin(st, &run, NULL))
		_exit(1);
	say(o->hear[1]);
	if (until_told)
		listen_to(o->tell[0]);
	else
		usleep(HELD_MS * 1000);
	store_close(st);
	_exit(0);
}

/* What a waiting handle was told. */
struct told {
	int n, most;
	struct str phase;
};

static bool
be_told(void *arg, const char *phase, int64_t done, int64_t total)
{
	struct told *t = arg;

	assert_in_range(done, 0, total);
	str_set(&t->phase, phase);
	return ++t->n < t->most;
}

static bool
locks_are_listed(void)
{
	return access("/proc/locks", R_OK) == 0;
}

static void
who_writes_is_named(void **state)
{
	struct told t = { .most = 1000, .phase = STR_INIT };
	struct progress waiting = { be_told, &t };
	struct str who = STR_INIT;
	struct other o;

	(void)state;
	store_close(open_file("named.db"));
	hold_store(&o, test_file.p, true);
	struct store *st = open_patient(test_file.p, 500, &waiting);
	other_go_on(&o);
	if (locks_are_listed())
		str_addf(&who, "process %ld (", (long)o.pid);
	else
		str_add(&who, "another endcap");
	REFUSED(store_setting_set(st, "draws", "300", e_), ERR_BUSY, who.p);
	assert_true(t.n > 0);
	assert_non_null(strstr(t.phase.p, "waiting for "));
	assert_non_null(strstr(t.phase.p, who.p));
	say(o.tell[1]);
	other_end(&o);
	OK(store_setting_set(st, "draws", "300", e_));
	store_close(st);
	str_release(&t.phase);
	str_release(&who);
}

static void
waiting_ends_when_that_is_wanted(void **state)
{
	struct told t = { .most = 2, .phase = STR_INIT };
	struct progress waiting = { be_told, &t };
	struct other o;

	(void)state;
	store_close(open_file("ended.db"));
	hold_store(&o, test_file.p, true);
	struct store *st = open_patient(test_file.p, LONG_MS, &waiting);
	other_go_on(&o);
	REFUSED(store_setting_set(st, "draws", "300", e_), ERR_STOPPED,
	    "stopped while waiting for ");
	assert_int_equal(t.n, 2);
	say(o.tell[1]);
	other_end(&o);
	store_close(st);
	str_release(&t.phase);
}

static void
a_writer_that_ends_is_waited_for(void **state)
{
	struct other o;

	(void)state;
	store_close(open_file("waited.db"));
	hold_store(&o, test_file.p, false);
	struct store *st = open_patient(test_file.p, LONG_MS, NULL);
	other_go_on(&o);
	OK(store_setting_set(st, "draws", "300", e_));
	other_end(&o);
	store_close(st);
}

/*
 * Closing a file takes every lock that the process has on it, so a second
 * handle that came and went must leave the first one's: without them the other
 * process takes itself for the last and removes the log that is in use.
 */
static void
a_handle_that_comes_and_goes_leaves_the_locks_of_others(void **state)
{
	struct str log = STR_INIT, value = STR_INIT;
	struct other o;
	bool found;

	(void)state;
	store_close(open_file("locks.db"));
	if (!other_start(&o)) {
		struct store *st = open_patient(test_file.p, LONG_MS, NULL);
		if (!store_setting_set(st, "draws", "500", NULL))
			_exit(1);
		store_close(st);
		say(o.hear[1]);
		_exit(0);
	}
	struct store *first = open_patient(test_file.p, LONG_MS, NULL);
	OK(store_setting_set(first, "draws", "300", e_));
	store_close(open_patient(test_file.p, LONG_MS, NULL));
	other_go_on(&o);
	other_end(&o);
	str_addf(&log, "%s-wal", test_file.p);
	assert_int_equal(access(log.p, F_OK), 0);
	OK(store_setting_get(first, "draws", &value, &found, e_));
	assert_string_equal(value.p, "500");
	store_close(first);
	str_release(&log);
	str_release(&value);
}

static void
the_store_is_known_by_any_name(void **state)
{
	struct str other = STR_INIT;

	(void)state;
	struct store *st = open_file("itself.db");
	str_addf(&other, "%s/./itself.db", test_dir);
	assert_true(store_is_at(st, other.p));
	str_setf(&other, "%s/link.db", test_dir);
	assert_int_equal(symlink("itself.db", other.p), 0);
	assert_true(store_is_at(st, other.p));
	assert_false(store_is_at(st, "/dev/null"));
	assert_false(store_is_at(st, path_of("missing.db")));
	store_close(st);
	str_release(&other);
}

/* ---- filling an empty store ---- */

enum {
	FILLING = 1500, /* orders of one line */
	WELL = 41, /* what the other process says where all is as expected */
	SHORT_MS = 50
};

/* Looks at the store the first time lines are written. */
struct look {
	bool looked;
	bool log, journal; /* which of them lay beside the store */
	int said; /* by another process that tried to open it */
	const char *writer; /* as that should name it */
};

static bool
beside(const char *ending)
{
	struct str file = STR_INIT;
	bool there;

	str_addf(&file, "%s%s", test_file.p, ending);
	there = access(file.p, F_OK) == 0;
	str_release(&file);
	return there;
}

static void
open_and_leave(const char *writer)
{
	struct store_options o = { .path = test_file.p,
		.now = TEST_NOW,
		.session = "other",
		.temporary = true,
		.busy_ms = SHORT_MS };
	struct err err = ERR_INIT;
	struct store *st = NULL;

	if (store_open(&o, &st, &err))
		store_close(st);
	_exit(err.code == ERR_BUSY && strstr(err.text, writer) != NULL ? WELL
								       : 0);
}

static bool
look_once(void *arg, const char *phase, int64_t done, int64_t total)
{
	struct look *l = arg;
	int status = 0;
	pid_t pid;

	(void)done;
	(void)total;
	if (l->looked || strcmp(phase, "writing lines") != 0)
		return true;
	l->looked = true;
	l->log = beside("-wal");
	l->journal = beside("-journal");
	if (l->writer == NULL)
		return true;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		open_and_leave(l->writer);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	l->said = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return true;
}

static void
fill(struct store *st, struct look *l)
{
	struct progress pg = { look_once, l };
	struct store_import_options o = { .progress = &pg };
	struct store_rules rules = test_rules();
	struct store_import_result r;
	struct str text = STR_INIT;
	struct batch b;

	for (int i = 0; i < FILLING; i++)
		str_addf(&text, "o%d - placed A*1@100\n", i);
	make_batch(&b, "many.csv", text.p);
	OK(store_import(st, &b, &rules, &o, &r, e_));
	assert_int_equal(r.orders_new, FILLING);
	assert_true(l->looked);
	assert_string_equal(
	    sql_value(test_file.p, "PRAGMA journal_mode"), "wal");
	assert_false(beside("-journal"));
	batch_release(&b);
	str_release(&text);
}

static void
an_empty_store_is_filled_without_the_log(void **state)
{
	struct look l = { .said = -1 };
	struct str who = STR_INIT;

	(void)state;
	if (locks_are_listed())
		str_addf(&who, "process %ld (", (long)getpid());
	else
		str_add(&who, "another endcap");
	l.writer = who.p;
	store_close(open_file("filled.db"));
	struct store *st = open_patient(test_file.p, LONG_MS, NULL);
	fill(st, &l);
	assert_true(l.journal && !l.log);
	assert_int_equal(l.said, WELL);
	OK(store_setting_set(st, "draws", "300", e_));
	assert_true(beside("-wal"));
	assert_whole(st);
	store_close(st);
	str_release(&who);
}

static void
an_empty_store_that_others_have_open_keeps_the_log(void **state)
{
	struct look l = { .said = -1 };
	struct str value = STR_INIT;
	bool found;

	(void)state;
	store_close(open_file("watched.db"));
	struct store *reader = open_patient(test_file.p, LONG_MS, NULL);
	struct store *st = open_patient(test_file.p, LONG_MS, NULL);
	OK(store_setting_set(reader, "draws", "300", e_));
	fill(st, &l);
	assert_true(l.log && !l.journal);
	OK(store_setting_get(reader, "draws", &value, &found, e_));
	assert_string_equal(value.p, "300");
	assert_whole(st);
	store_close(st);
	store_close(reader);
	str_release(&value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_writes_is_named),
		cmocka_unit_test(waiting_ends_when_that_is_wanted),
		cmocka_unit_test(a_writer_that_ends_is_waited_for),
		cmocka_unit_test(
		    a_handle_that_comes_and_goes_leaves_the_locks_of_others),
		cmocka_unit_test(the_store_is_known_by_any_name),
		cmocka_unit_test(an_empty_store_is_filled_without_the_log),
		cmocka_unit_test(
		    an_empty_store_that_others_have_open_keeps_the_log),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
