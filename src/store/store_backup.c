/*
 * store_backup - how it works: SQLite's backup interface copies pages from
 * one state of the store, starting again by itself when somebody else writes;
 * this handle's own writes are carried along. The temporary file is made here
 * (0600, never an existing one), so the copy cannot be put somewhere else by
 * a link that waits at its name.
 */
#include "store/store_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_internal.h"

enum {
	PAGES_A_STEP = 512,
	BUSY_PAUSE_MS = 20,
	BUSY_TRIES = 250, /* five seconds */
};

static bool
check_target(
    const struct store *st, const char *path, bool replace, struct err *err)
{
	struct stat s;

	if (store_is_at(st, path))
		return err_set(err, ERR_INPUT,
		    "'%s' is the store itself; name another file", path);
	if (lstat(path, &s) != 0)
		return true;
	if (!S_ISREG(s.st_mode))
		return err_set(err, ERR_INPUT,
		    "'%s' exists and is not a plain file", path);
	return replace ||
	    err_set(
		err, ERR_INPUT, "'%s' exists already; name another file", path);
}

static bool
make_temporary(const char *path, struct str *temp, struct err *err)
{
	str_setf(temp, "%s.XXXXXX", path);
	int fd = mkstemp(temp->p);
	if (fd < 0) {
		int why = errno;
		str_clear(temp);
		return err_set(
		    err, ERR_IO, "cannot write '%s': %s", path, strerror(why));
	}
	close(fd);
	return true;
}

/* Copies until done; waits for writers, but not for ever. */
static bool
copy_pages(struct store *st, sqlite3_backup *b, const struct progress *pg,
    struct err *err)
{
	int tries = 0;

	for (;;) {
		int rc = sqlite3_backup_step(b, PAGES_A_STEP);
		int all = sqlite3_backup_pagecount(b);
		if (rc == SQLITE_DONE)
			return true;
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
			if (++tries > BUSY_TRIES)
				return store_fail(st, rc, err);
			sqlite3_sleep(BUSY_PAUSE_MS);
		} else if (rc != SQLITE_OK) {
			return store_fail(st, rc, err);
		}
		if (!progress_report(pg, "copying the store",
			all - sqlite3_backup_remaining(b), all, err))
			return false;
	}
}

static bool
copy_store(struct store *st, const char *temp, const struct progress *pg,
    struct err *err)
{
	sqlite3 *to = NULL;
	sqlite3_backup *b = NULL;
	bool ok = false;
	int rc = sqlite3_open_v2(
	    temp, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc == SQLITE_OK)
		b = sqlite3_backup_init(to, "main", st->db, "main");
	if (b == NULL) {
		err_set(err, ERR_IO, "cannot write '%s': %s", temp,
		    to != NULL ? sqlite3_errmsg(to) : "no memory");
		goto out;
	}
	ok = copy_pages(st, b, pg, err);
	rc = sqlite3_backup_finish(b);
	if (ok && rc != SQLITE_OK)
		ok = err_set(err, ERR_IO, "cannot write '%s': %s", temp,
		    sqlite3_errmsg(to));
	/* One file that needs nothing beside it. */
	if (ok &&
	    sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL,
		NULL) != SQLITE_OK)
		ok = err_set(err, ERR_IO, "cannot finish '%s': %s", temp,
		    sqlite3_errmsg(to));
out:
	sqlite3_close(to);
	return ok;
}

static bool
sync_path(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		err_set(err, ERR_IO, "cannot write '%s': %s", path,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

/* The folder too, so that the new name survives a power cut. */
static bool
sync_folder(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct str folder = STR_INIT;
	bool ok;

	if (slash == NULL)
		str_set(&folder, ".");
	else
		str_add_bytes(
		    &folder, path, slash == path ? 1 : (size_t)(slash - path));
	ok = sync_path(folder.p, err);
	str_release(&folder);
	return ok;
}

static bool
move_into_place(
    const char *temp, const char *path, bool replace, struct err *err)
{
	bool moved = false;

	/* link() refuses what rename() would silently replace; some file
	 * systems have no links, there the earlier look has to do. */
	if (!replace && link(temp, path) == 0)
		moved = unlink(temp) == 0;
	else if (replace || errno == EPERM || errno == EOPNOTSUPP)
		moved = rename(temp, path) == 0;
	if (!moved)
		return err_set(err, ERR_IO, "cannot write '%s': %s", path,
		    strerror(errno));
	return sync_folder(path, err);
}

bool
store_backup(struct store *st, const char *path, bool replace,
    const struct progress *pg, struct err *err)
{
	struct str temp = STR_INIT;
	bool ok;

	ok = check_target(st, path, replace, err) &&
	    make_temporary(path, &temp, err) &&
	    copy_store(st, temp.p, pg, err) && sync_path(temp.p, err) &&
	    move_into_place(temp.p, path, replace, err);
	if (!ok && temp.len > 0)
		unlink(temp.p);
	str_release(&temp);
	return ok;
}
