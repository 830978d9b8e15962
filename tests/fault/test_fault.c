/*
 * Faults: whatever fails under a command, the store is whole afterwards and
 * exactly as before or as after it, the message is one sentence, and no
 * half-written file is left.
 *
 * Each action (trial.h) is run once to know what it should bring, then again
 * and again with its first, second, ... operation of a kind failing, alone or
 * with all that follow, until it gets through without meeting the fault.
 * Memory that runs out ends the program, so that is tried in a child; so is
 * kill -9, at moments spread over all that the action asks of the system.
 *
 * ENDCAP_FAULTS=all tries every operation (of allocations the first forty, then
 * fewer and fewer); else the first ones, then fewer and fewer, and fewest under
 * the sanitizers. ENDCAP_KILLS is how many kills there are in all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/random.h"
#include "tests/fault/faulty.h"
#include "tests/fault/trial.h"

enum {
/* Of N operations the next N / SPREAD are left out: more under the
	 * sanitizers, where each try takes three times as long; there an
	 * operation fails alone in every other action, in the rest with all
	 * that follow, and a child takes ten times as long. */
#ifdef __SANITIZE_ADDRESS__
	SPREAD = 1,
	WAYS = 1,
	POWER_CUTS_A_MOMENT = 1,
	FORKED = 6, /* of so many actions one is tried in children */
	KILLS = 13, /* one of each action */
#else
	SPREAD = 5,
	WAYS = 2,
	POWER_CUTS_A_MOMENT = 2,
	FORKED = 1,
	KILLS = 26,
#endif
	SPREAD_OF_MANY = 40,
};

#define SHOP TRIAL_SHOP
#define BUNDLE                                                            \
	{                                                                 \
		"bundle", "new", "desk", "LAMP", "BULB", "--percent", "7" \
	}
#define MORE                                          \
	{                                             \
		"import", "tests/fault/data/more.csv" \
	}
#define EVENTS                                          \
	{                                               \
		"import", "tests/fault/data/events.csv" \
	}
#define BEFORE(...)           \
	(const trial_words[]) \
	{                     \
		__VA_ARGS__,  \
		{             \
			NULL  \
		}             \
	}

static const struct trial_action actions[] = {
	{ .name = "a first import", .command = SHOP },
	{
	    .name = "an import",
	    .before = BEFORE(SHOP),
	    .command = MORE,
	},
	{
	    .name = "an import undone",
	    .before = BEFORE(SHOP, MORE),
	    .command = { "imports", "undo", "4" },
	},
	{
	    .name = "events",
	    .before = BEFORE(SHOP),
	    .command = EVENTS,
	},
	{
	    .name = "a visitor forgotten",
	    .before = BEFORE(SHOP, EVENTS),
	    .command = { "customer", "forget", "GHOST", "--yes" },
	},
	{
	    .name = "a rule",
	    .before = BEFORE(SHOP),
	    .command = { "rules", "add", "title", "coaster set" },
	},
	{
	    .name = "mining",
	    .before = BEFORE({ "import", "--no-pairs",
		"tests/cli/data/products.csv", "tests/cli/data/orders.csv" }),
	    .command = { "pairs", "--min-orders", "1", "--limit", "0" },
	},
	{ .name = "a bundle", .before = BEFORE(SHOP), .command = BUNDLE },
	{
	    .name = "a bundle changed",
	    .before = BEFORE(SHOP, BUNDLE),
	    .command = { "bundle", "set", "desk", "--percent", "9" },
	},
	{
	    .name = "undo",
	    .before = BEFORE(SHOP, BUNDLE),
	    .command = { "undo" },
	},
	{
	    .name = "an export",
	    .before = BEFORE(SHOP, BUNDLE),
	    .command = { "export", "bundles", "--format", "json", "-o",
		"%/out.json" },
	    .writes = "out.json",
	},
	{
	    .name = "a backup",
	    .before = BEFORE(SHOP, BUNDLE),
	    .command = { "backup", "%/copy.db" },
	    .writes = "copy.db",
	},
	{
	    .name = "a migration",
	    .command = { "overview" },
	    .schema = "tests/fixtures/store/v1.sql",
	},
};

/* One command with one fault; false: it was never reached. */
static bool
try_fault(struct trial *t, unsigned kinds, bool ever_after)
{
	struct answer a;
	bool reached;

	trial_start_over(t->action);
	faulty_arm(kinds, t->moment, ever_after);
	trial_run(t->action->command, &a);
	reached = faulty_disarm();
	if (a.code != EXIT_DONE)
		trial_check_message(t, &a);
	trial_check_store(t, a.code == EXIT_DONE);
	if (trial_remove_left_over() > 0)
		fail_msg("%s, %s %ld: a temporary file stayed", t->action->name,
		    t->what, t->moment);
	t->done += reached && a.code == EXIT_DONE;
	t->refused += reached && a.code != EXIT_DONE;
	str_release(&a.err);
	return reached;
}

/* Of allocations, which are many, a part is left out even of all. */
static long
next_moment(long moment, bool many)
{
	const char *given = getenv("ENDCAP_FAULTS");
	bool all = given != NULL && strcmp(given, "all") == 0;

	if (all)
		return moment + 1 + (many ? moment / SPREAD_OF_MANY : 0);
	return moment + 1 + moment / SPREAD;
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
	bool many = kinds == FAULTY_MEMORY;

	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		struct trial t;
		trial_prepare(&actions[i], &t);
		t.what = what;
		for (size_t way = 0; way < WAYS; way++) {
			bool ever_after = (way + i) % 2 != 0;
			for (t.moment = 1; try_fault(&t, kinds, ever_after);
			     t.moment = next_moment(t.moment, many))
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
	trial_run(t->action->command, &a);
	_exit(mem_fail_after(0) > 0 ? CHILD_NOT_REACHED : a.code);
}

/* False: the program needs no more memory than that. */
static bool
try_memory(struct trial *t)
{
	int status;
	pid_t child;

	trial_start_over(t->action);
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
	trial_check_store(t, WEXITSTATUS(status) == CHILD_DONE);
	/* The program ended where it stood, as when it is killed. */
	trial_remove_left_over();
	t->done += WEXITSTATUS(status) == CHILD_DONE;
	t->refused += WEXITSTATUS(status) != CHILD_DONE;
	return true;
}

static void
memory_that_ends_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(actions); i += FORKED) {
		struct trial t;
		trial_prepare(&actions[i], &t);
		t.what = "allocation";
		for (t.moment = 1; try_memory(&t);
		     t.moment = next_moment(t.moment, true))
			continue;
		print_result(&t);
	}
}

/* ---- power ---- */

static void
remove_shared_memory(void)
{
	trial_remove_file("shop.db-shm");
	trial_remove_file("base.db-shm");
}

/* False: the command was done before the power went. */
static bool
try_power_cut(struct trial *t, uint64_t seed)
{
	struct answer a;
	bool reached;

	trial_start_over(t->action);
	faulty_watch();
	faulty_arm(FAULTY_POWER, t->moment, true);
	trial_run(t->action->command, &a);
	reached = faulty_disarm();
	if (!faulty_lose(seed))
		fail_msg("cannot play a power cut");
	remove_shared_memory();
	trial_check_store(t, a.code == EXIT_DONE);
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
		trial_prepare(&actions[i], &t);
		t.what = "power cut";
		for (t.moment = 1; reached;
		     t.moment = next_moment(t.moment, false)) {
			for (uint64_t k = 0; k < POWER_CUTS_A_MOMENT; k++)
				reached = try_power_cut(&t, k);
		}
		print_result(&t);
	}
}

/* ---- kill -9 ---- */

static int64_t
microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The command in a child, which is held at its start for the parent. */
static pid_t
start_child(const struct trial *t)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct answer a;
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(EXIT_FAILURE);
		raise(SIGSTOP);
		trial_run(t->action->command, &a);
		_exit(a.code);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSTOPPED(status));
	ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD);
	return child;
}

/* Lets the child go on until its first thread has begun or ended so many
 * system calls. Returns how many there were before its end. */
static long
pass_calls(pid_t child, long calls, int *status)
{
	long n = 0, signal = 0;

	while (n < calls) {
		ptrace(PTRACE_SYSCALL, child, NULL, signal);
		assert_int_equal(waitpid(child, status, 0), child);
		if (!WIFSTOPPED(*status))
			return n;
		signal = WSTOPSIG(*status);
		if (signal == (SIGTRAP | 0x80)) {
			signal = 0;
			n++;
		}
	}
	return n;
}

/* How long a command takes: a clock says little on a busy machine, where the
 * whole of a short one may pass while its parent sleeps. */
struct span {
	long calls; /* begun or ended by its first thread */
	int64_t took; /* microseconds, the quickest of some */
};

static struct span
span_of(const struct trial *t)
{
	struct span span = { .took = INT64_MAX };

	for (int k = 0; k < 3; k++) {
		int status = 0;
		int64_t begun;
		pid_t child;
		trial_start_over(t->action);
		child = start_child(t);
		begun = microseconds();
		if (k == 0) {
			span.calls = pass_calls(child, LONG_MAX, &status);
		} else {
			int64_t took;
			ptrace(PTRACE_DETACH, child, NULL, NULL);
			assert_int_equal(waitpid(child, &status, 0), child);
			took = microseconds() - begun;
			span.took = took < span.took ? took : span.took;
		}
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), EXIT_DONE);
	}
	return span;
}

/* Kill number k: the golden ratio spreads any number of them evenly over the
 * calls of the command, and what follows each over the time to the next but
 * one, so that other threads and memory shared with the file are met too. */
static void
try_kill(struct trial *t, int64_t k, const struct span *span)
{
	double part = fmod((double)k * 0.6180339887, 1);
	double rest = fmod((double)k * 0.7548776662, 1);
	long call = (long)(part * (double)span->calls);
	double wait = rest * 2 * (double)span->took / (double)span->calls;
	int status = 0;
	int64_t begun;
	pid_t child;

	trial_start_over(t->action);
	child = start_child(t);
	if (pass_calls(child, call, &status) == call) {
		ptrace(PTRACE_DETACH, child, NULL, NULL);
		begun = microseconds();
		while ((double)(microseconds() - begun) < wait)
			continue;
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		fail_msg("%s: ended by signal %d", t->action->name,
		    WTERMSIG(status));
	trial_check_store(t, WIFEXITED(status));
	/* What the killed one was writing may have stayed. */
	trial_remove_left_over();
	t->done += WIFEXITED(status);
	t->refused += !WIFEXITED(status);
}

static void
a_killed_command_changes_nothing_or_all(void **state)
{
	const char *given = getenv("ENDCAP_KILLS");
	int64_t kills;

	(void)state;
	if (given == NULL || !num_parse_i64(slice_of(given), &kills))
		kills = KILLS;
	for (size_t i = 0; i < ARRAY_LEN(actions); i += FORKED) {
		struct trial t;
		struct span span;
		trial_prepare(&actions[i], &t);
		t.what = "kill -9";
		span = span_of(&t);
		for (t.moment = 0;
		     t.moment * (long)ARRAY_LEN(actions) < (long)kills;
		     t.moment++)
			try_kill(&t, (int64_t)t.moment, &span);
		print_result(&t);
	}
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
		cmocka_unit_test(a_killed_command_changes_nothing_or_all),
		cmocka_unit_test(
		    a_power_cut_loses_nothing_that_was_said_to_be_done),
	};

	return cmocka_run_group_tests(
	    tests, trial_make_folder, trial_remove_folder);
}
