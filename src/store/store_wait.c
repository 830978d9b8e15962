/*
 * store_wait - how it works: who writes through the log holds a lock on one
 * byte of the shared-memory file beside the store; who fills an empty store
 * without it (tx_begin_bulk) on one of the store itself. It is looked up in the
 * system's table of locks and not asked of the file itself, because a program
 * that opens and closes a file loses every lock it has on it.
 *
 *	1: POSIX  ADVISORY  WRITE 4711 fe:00:10952802 120 120
 */
#include "store/store_wait.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/text.h"

enum {
	LOG_LOCK_BYTE = 120, /* WALINDEX_LOCK_OFFSET of the file format */
	STORE_LOCK_BYTE = 0x40000001, /* RESERVED_BYTE of the file format */
	QUIET_MS = 200, /* a wait that nobody minds */
	MOST_LOCKS = 4 << 20, /* bytes of the table */
	MOST_NAME = 64, /* bytes of a process's name */
};

/* The pauses SQLite itself takes, in milliseconds; then the last again. */
static const int pauses[] = { 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100 };

/* ---- who ---- */

/* The process of a line that holds that byte of the file; else 0. Locks that
 * lie side by side are one line. */
static int64_t
holder_in(struct slice line, uint64_t inode, int64_t byte)
{
	struct slice type, kind, pid, file, part, first, last;
	int64_t number, found, from, to = INT64_MAX;

	(void)slice_word(&line);
	type = slice_word(&line);
	(void)slice_word(&line);
	kind = slice_word(&line);
	pid = slice_word(&line);
	file = slice_word(&line);
	first = slice_word(&line);
	last = slice_word(&line);
	while (slice_split(&file, ':', &part))
		continue; /* device and inode: the last part */
	return slice_eq_c(type, "POSIX") && slice_eq_c(kind, "WRITE") &&
		(slice_eq_c(last, "EOF") || num_parse_i64(last, &to)) &&
		num_parse_i64(part, &number) && (uint64_t)number == inode &&
		num_parse_i64(first, &from) && from <= byte && byte <= to &&
		num_parse_i64(pid, &found)
	    ? found
	    : 0;
}

static int64_t
holder_of(struct slice table, const char *file, int64_t byte)
{
	struct slice line;
	struct stat s;
	int64_t pid = 0;

	bool there = stat(file, &s) == 0;

	while (there && pid <= 0 && slice_split(&table, '\n', &line))
		pid = holder_in(line, (uint64_t)s.st_ino, byte);
	return pid;
}

static int64_t
find_holder(const struct store *st)
{
	struct str log = STR_INIT, table = STR_INIT;
	int64_t pid = 0;

	str_addf(&log, "%s-shm", st->path);
	if (file_read_whole("/proc/locks", MOST_LOCKS, &table, NULL)) {
		pid = holder_of(slice_str(&table), log.p, LOG_LOCK_BYTE);
		if (pid <= 0)
			pid = holder_of(
			    slice_str(&table), st->path, STORE_LOCK_BYTE);
	}
	str_release(&log);
	str_release(&table);
	return pid;
}

void
wait_add_holder(const struct store *st, struct str *out)
{
	struct str path = STR_INIT, name = STR_INIT;
	int64_t pid = find_holder(st);

	if (pid == (int64_t)getpid()) {
		str_add(out, "another task of this program");
	} else if (pid > 0) {
		str_addf(out, "process %lld", (long long)pid);
		str_addf(&path, "/proc/%lld/comm", (long long)pid);
		if (file_read_whole(path.p, MOST_NAME, &name, NULL)) {
			str_add(out, " (");
			text_clean(out, slice_trim(slice_str(&name)));
			str_add(out, ")");
		}
	} else {
		str_add(out, "another endcap");
	}
	str_release(&path);
	str_release(&name);
}

/* ---- how long ---- */

static int
pause_at(int tries)
{
	size_t i = (size_t)tries;

	return pauses[i < ARRAY_LEN(pauses) ? i : ARRAY_LEN(pauses) - 1];
}

static int
waited_after(int tries)
{
	int sum = 0;

	for (int i = 0; i < tries; i++)
		sum += pause_at(i);
	return sum;
}

/* False: enough of waiting. */
static bool
tell_waiting(const struct store *st, int waited)
{
	struct str phase = STR_INIT;
	bool go_on;

	str_add(&phase, "waiting for ");
	wait_add_holder(st, &phase);
	go_on =
	    progress_report(st->waiting, phase.p, waited, st->busy_ms, NULL);
	str_release(&phase);
	return go_on;
}

/* SQLite's question: try once more? */
static int
on_busy(void *arg, int tries)
{
	struct store *st = arg;
	int waited = waited_after(tries);

	st->waited_enough = waited < st->busy_ms && waited >= QUIET_MS &&
	    !tell_waiting(st, waited);
	if (waited >= st->busy_ms || st->waited_enough)
		return 0;
	sqlite3_sleep(pause_at(tries));
	return 1;
}

bool
wait_register(struct store *st, struct err *err)
{
	int rc = sqlite3_busy_handler(st->db, on_busy, st);

	return rc == SQLITE_OK || store_fail(st, rc, err);
}
