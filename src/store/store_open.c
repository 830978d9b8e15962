/*
 * store_open - how it works: opening is a row of doors, each of which may
 * refuse.
 *
 *	what is at the path?     a regular file or nothing (inspect); where there
 *	                         is nothing, a whole new store is put there
 *	whose file is it?        magic and application id, read as plain bytes
 *	open it                  with SQLite's defences on (configure)
 *	is it whole and ours?    another user's file is checked first; tables,
 *	                         triggers and views are looked at (verify)
 *	is it up to date?        copied aside, then migrated
 *
 * A handle that only reads opens the file for writing all the same when it
 * may, because a reader of a store in WAL mode has to share its index; it then
 * promises with query_only not to write.
 */
#include "store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/volume.h"
#include "store/store_backup.h"
#include "store/store_feed.h"
#include "store/store_wait.h"

enum {
	BUSY_MS = 2000,
	HEADER_BYTES = 100, /* of an SQLite file */
	HEADER_VERSION = 60, /* offsets in it, big endian */
	HEADER_APPLICATION = 68,
};

/* ---- what is at the path ---- */

struct place {
	bool missing; /* not even an empty file */
	bool exists; /* a regular file with something in it */
	bool writable;
	bool foreign; /* of another user */
};

static uint32_t
big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/*
 * The first bytes of a file; fewer are followed by zeros. They are read by
 * SQLite's own layer, because a program that opens a file and closes it again
 * loses every lock it has on it: the other handles of this process would be
 * there without one, and who closes the store last would think itself alone.
 */
static int
read_header(const char *path, unsigned char *h)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	char *full = mem_zalloc((size_t)vfs->mxPathname + 1);
	sqlite3_file *f = mem_zalloc((size_t)vfs->szOsFile);
	const char *name = NULL;
	/* Where links lead: they are not followed when a file is opened. */
	int rc = vfs->xFullPathname(vfs, path, vfs->mxPathname, full) & 0xff;

	if (rc == SQLITE_OK)
		name = sqlite3_create_filename(full, "", "", 0, NULL);
	if (rc == SQLITE_OK && name == NULL)
		rc = SQLITE_NOMEM;
	if (rc == SQLITE_OK)
		rc = vfs->xOpen(vfs, name, f,
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, NULL);
	if (rc == SQLITE_OK)
		rc = f->pMethods->xRead(f, h, HEADER_BYTES, 0);
	if (f->pMethods != NULL)
		f->pMethods->xClose(f);
	sqlite3_free_filename(name);
	mem_free(f);
	mem_free(full);
	return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : rc;
}

static bool
inspect_header(const char *path, struct err *err)
{
	unsigned char h[HEADER_BYTES] = { 0 };
	int rc;

	if (access(path, R_OK) != 0)
		return err_set(err, ERR_IO, "cannot read the store '%s': %s",
		    path, strerror(errno));
	rc = read_header(path, h);
	if (rc != SQLITE_OK)
		return err_set(err, ERR_IO, "cannot read the store '%s': %s",
		    path, sqlite3_errstr(rc));
	if (memcmp(h, "SQLite format 3", 16) != 0)
		return err_set(err, ERR_INPUT,
		    "'%s' is not an endcap store; name another file with "
		    "--store",
		    path);
	if (big_endian(h + HEADER_APPLICATION) != STORE_APPLICATION_ID)
		return err_set(err, ERR_INPUT,
		    "'%s' is a database of another program, not an endcap "
		    "store; name another file with --store",
		    path);
	if (big_endian(h + HEADER_VERSION) > (uint32_t)schema_newest())
		return err_set(err, ERR_INPUT,
		    "'%s' was made by a newer endcap (store version %u, this "
		    "one knows %d); install the newer endcap",
		    path, (unsigned)big_endian(h + HEADER_VERSION),
		    schema_newest());
	return true;
}

static bool
inspect(const char *path, struct place *out, struct err *err)
{
	struct stat s;

	*out = (struct place){ 0 };
	if (stat(path, &s) != 0) {
		if (errno != ENOENT)
			return err_set(err, ERR_IO,
			    "cannot open the store '%s': %s", path,
			    strerror(errno));
		/* Another process may be creating it at this moment. */
		if (lstat(path, &s) == 0 && S_ISLNK(s.st_mode))
			return err_set(err, ERR_INPUT,
			    "'%s' is a link to a file that does not exist",
			    path);
		out->missing = true;
		return true;
	}
	if (!S_ISREG(s.st_mode))
		return err_set(err, ERR_INPUT, "'%s' is %s, not a store", path,
		    file_kind_name(s.st_mode));
	out->exists = s.st_size > 0;
	out->writable = access(path, W_OK) == 0;
	out->foreign = s.st_uid != geteuid();
	return s.st_size == 0 || inspect_header(path, err);
}

/* The folder of the path, unless it is there. */
static bool
make_folder_of(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	bool ok;

	if (slash == NULL || slash == path)
		return true;
	folder = mem_strndup(path, (size_t)(slash - path));
	ok = file_make_folders(folder, err);
	mem_free(folder);
	return ok;
}

static bool
cannot_create(const char *path, struct err *err)
{
	return err_set(err, ERR_IO, "cannot create the store '%s': %s", path,
	    err_system(errno));
}

/* An empty file that only its owner may read. */
static bool
create_empty(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return cannot_create(path, err);
	close(fd);
	return true;
}

static bool
folder_writable(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	bool ok;

	if (slash == NULL)
		return access(".", W_OK) == 0;
	folder = mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
	ok = access(folder, W_OK) == 0;
	mem_free(folder);
	return ok;
}

/* ---- the connection ---- */

static bool
connect_plain(struct store *st, int flags, struct err *err)
{
	int rc = sqlite3_open_v2(
	    st->path, &st->db, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (st->db == NULL)
		return err_set(err, ERR_LIMIT, "no memory for the store");
	return rc == SQLITE_OK || store_fail(st, rc, err);
}

/*
 * A store on a medium that cannot be written at all: SQLite would need to
 * create its index beside it. 'immutable' reads the file as it is, which is
 * right as long as there is no log to be read with it.
 */
static bool
connect_immutable(struct store *st, struct err *err)
{
	static const char hex[] = "0123456789abcdef";
	struct str uri = STR_INIT;
	int rc;

	str_add(&uri, "file:");
	for (const char *p = st->path; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '%' || c == '?' || c == '#' || c < 0x21) {
			str_add_char(&uri, '%');
			str_add_char(&uri, hex[c >> 4]);
			str_add_char(&uri, hex[c & 15]);
		} else {
			str_add_char(&uri, *p);
		}
	}
	str_add(&uri, "?immutable=1");
	rc = sqlite3_open_v2(uri.p, &st->db,
	    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	str_release(&uri);
	if (st->db == NULL)
		return err_set(err, ERR_LIMIT, "no memory for the store");
	return rc == SQLITE_OK || store_fail(st, rc, err);
}

/* Reading what nobody can change is as good there as anywhere. */
static bool
refuse_network(const char *path, struct err *err)
{
	const char *name = volume_network(path);

	return name == NULL ||
	    err_set(err, ERR_INPUT,
		"the store '%s' would be on %s, where several programs cannot "
		"share a file; name one on a local disk with --store",
		path, name);
}

/* Of a write that is going on, or that was cut off. */
static bool
has_log(const char *path)
{
	static const char *const endings[] = { "-wal", "-journal" };
	struct str log = STR_INIT;
	struct stat s;
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(endings) && !found; i++) {
		str_setf(&log, "%s%s", path, endings[i]);
		found = stat(log.p, &s) == 0 && s.st_size > 0;
	}
	str_release(&log);
	return found;
}

static bool
connect_store(struct store *st, const struct place *place, struct err *err)
{
	bool folder = folder_writable(st->path);

	st->read_only = !place->writable || !folder;
	if (!folder && !has_log(st->path))
		return connect_immutable(st, err);
	return refuse_network(st->path, err) &&
	    connect_plain(st,
		st->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE,
		err);
}

/* Defences first, then what the handle works with. */
static bool
configure(struct store *st, struct err *err)
{
	static const struct {
		int option, on;
	} defences[] = {
		{ .option = SQLITE_DBCONFIG_DEFENSIVE, .on = 1 },
		{ .option = SQLITE_DBCONFIG_TRUSTED_SCHEMA, .on = 0 },
		{ .option = SQLITE_DBCONFIG_ENABLE_TRIGGER, .on = 0 },
		{ .option = SQLITE_DBCONFIG_ENABLE_VIEW, .on = 0 },
		{ .option = SQLITE_DBCONFIG_DQS_DML, .on = 0 },
		{ .option = SQLITE_DBCONFIG_DQS_DDL, .on = 0 },
	};
	struct str s = STR_INIT;
	bool ok;

	for (size_t i = 0; i < ARRAY_LEN(defences); i++) {
		int rc = sqlite3_db_config(
		    st->db, defences[i].option, defences[i].on, NULL);
		if (rc != SQLITE_OK)
			return store_fail(st, rc, err);
	}
	sqlite3_extended_result_codes(st->db, 1);
	if (!wait_register(st, err))
		return false;
	str_addf(&s,
	    "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; "
	    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -%d; "
	    "PRAGMA journal_size_limit = %d; "
	    "PRAGMA synchronous = %s",
	    STORE_CACHE_KIB, STORE_LOG_LIMIT, st->temporary ? "OFF" : "FULL");
	ok = store_exec(st, s.p, err);
	str_release(&s);
	return ok && feed_register(st, err) && tx_prepare(st, err);
}

/* ---- whose it is, and how old ---- */

static bool
check_foreign(struct store *st, struct err *err)
{
	struct str answer = STR_INIT;
	bool ok = pragma_get(st, "PRAGMA quick_check(1)", &answer, err);

	if (ok && !slice_eq_c(slice_str(&answer), "ok"))
		ok = err_set(err, ERR_STORE,
		    "'%s' belongs to another user and is damaged (%s); ask "
		    "for a backup",
		    st->path, answer.p);
	str_release(&answer);
	return ok;
}

/* Outside WAL, so that the header names its program from the first moment. */
static bool
mark_as_ours(struct store *st, struct err *err)
{
	struct str s = STR_INIT;
	bool ok;

	str_addf(&s, "PRAGMA page_size = %d; PRAGMA application_id = %d",
	    STORE_PAGE_SIZE, STORE_APPLICATION_ID);
	ok = store_exec(st, s.p, err);
	str_release(&s);
	return ok;
}

static bool
copy_aside(struct store *st, int version, struct err *err)
{
	struct str copy = STR_INIT;
	bool ok;

	str_addf(&copy, "%s.v%d-backup", st->path, version);
	ok = store_backup(st, copy.p, true, NULL, err);
	str_release(&copy);
	return ok;
}

static bool
bring_up_to_date(struct store *st, int version, struct err *err)
{
	if (st->read_only)
		return err_set(err, ERR_INPUT,
		    "'%s' is of an older store version (%d) and cannot be "
		    "written, so it cannot be brought up to date; copy it to "
		    "a place where it can",
		    st->path, version);
	return (version == 0 || copy_aside(st, version, err)) &&
	    schema_migrate(st, err);
}

static bool
check_version(struct store *st, int *version, struct err *err)
{
	if (!schema_version(st, version, err))
		return false;
	if (*version > schema_newest())
		return err_set(err, ERR_INPUT,
		    "'%s' was made by a newer endcap (store version %d, this "
		    "one knows %d); install the newer endcap",
		    st->path, *version, schema_newest());
	return *version == 0 || schema_verify(st, *version, err);
}

/* The version and the tables are read in one state of the file: another
 * program may be bringing it up to date. */
static bool
verify(struct store *st, const struct place *place, struct err *err)
{
	int version = 0;

	if (place->exists && place->foreign && !check_foreign(st, err))
		return false;
	if (!store_exec(st, "BEGIN", err))
		return false;
	bool ok = check_version(st, &version, err);
	if (!sqlite3_get_autocommit(st->db))
		ok = store_exec(st, "COMMIT", ok ? err : NULL) && ok;
	return ok &&
	    (version == schema_newest() || bring_up_to_date(st, version, err));
}

static bool
prepare_file(struct store *st, const struct place *place, struct err *err)
{
	if (!place->exists && !mark_as_ours(st, err))
		return false;
	if (!st->read_only && !tx_use_log(st, err))
		return false;
	return verify(st, place, err);
}

/* Gives the finished file its name, unless another program was quicker: then
 * theirs is the store. Some file systems have no links. */
static bool
name_new_store(const char *from, const char *path, struct err *err)
{
	if (link(from, path) == 0 || errno == EEXIST)
		return unlink(from) == 0 || cannot_create(path, err);
	if (errno != EPERM && errno != EOPNOTSUPP)
		return cannot_create(path, err);
	return rename(from, path) == 0 || cannot_create(path, err);
}

/*
 * A new store is built under a name of its own and appears whole: nobody
 * meets one that is half made, and a program that ends meanwhile leaves none.
 */
static bool
make_new_store(const struct store_options *o, struct err *err)
{
	struct store_options own = *o;
	struct store *st = NULL;
	struct str path = STR_INIT;
	bool ok;

	str_addf(&path, "%s.new-%ld", o->path, (long)getpid());
	own.path = path.p;
	ok = make_folder_of(o->path, err) && refuse_network(o->path, err) &&
	    create_empty(path.p, err) &&
	    (store_open(&own, &st, err) ||
		err_prefix(err, "cannot create the store '%s'", o->path));
	store_close(st);
	if (ok && has_log(path.p))
		ok = err_set(err, ERR_IO,
		    "cannot create the store '%s': its log could not be "
		    "written back",
		    o->path);
	ok = ok && name_new_store(path.p, o->path, err);
	if (!ok)
		store_remove(path.p, NULL);
	str_release(&path);
	return ok;
}

/* What is at the path, after a new store was put where nothing was. */
static bool
find_store(const struct store_options *o, struct place *place, struct err *err)
{
	if (!inspect(o->path, place, err))
		return false;
	if (!place->exists && o->read_only)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no store at '%s' yet; import a file first",
		    o->path);
	return !place->missing ||
	    (make_new_store(o, err) && inspect(o->path, place, err));
}

static bool
open_file(struct store *st, const struct store_options *o, struct err *err)
{
	struct place place = { 0 };
	bool memory = strcmp(o->path, ":memory:") == 0;

	if (!memory && !find_store(o, &place, err))
		return false;
	if (!(memory ? connect_plain(
			   st, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, err)
		     : connect_store(st, &place, err)) ||
	    !configure(st, err) || !prepare_file(st, &place, err))
		return false;
	if (o->read_only && !st->read_only) {
		st->read_only = true;
		if (!store_exec(st, "PRAGMA query_only = ON", err))
			return false;
	}
	return store_data_version(st, &st->data_version, err);
}

bool
store_open(
    const struct store_options *options, struct store **out, struct err *err)
{
	struct store *st = mem_zalloc(sizeof(*st));

	*out = NULL;
	st->path = mem_strdup(options->path);
	st->session_name =
	    mem_strdup(options->session != NULL ? options->session : "endcap");
	st->now = options->now;
	st->temporary = options->temporary;
	st->busy_ms = options->busy_ms > 0 ? options->busy_ms : BUSY_MS;
	st->waiting = options->waiting;
	if (!open_file(st, options, err)) {
		store_close(st);
		return false;
	}
	*out = st;
	return true;
}

void
store_close(struct store *st)
{
	if (st == NULL)
		return;
	if (st->recording != NULL)
		sqlite3session_delete(st->recording);
	stmts_release(st);
	sqlite3_finalize(st->rollback);
	/* Closing rolls back what is open. */
	sqlite3_close(st->db);
	mem_free(st->label);
	mem_free(st->path);
	mem_free(st->session_name);
	mem_free(st);
}
