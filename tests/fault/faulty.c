#define _GNU_SOURCE /* fopencookie */
/*
 * faulty - how it works: 'passes' is the one gate. It counts an operation of
 * the kinds that are armed and says whether it may go on. The shim's methods
 * ask it, then call the file system beneath; a refused one answers as that
 * kind of failure does.
 *
 * For the power cut each watched file has an image: what a disk would hold
 * for certain. A sync takes a new one. Losing power mixes, sector by sector,
 * the image and what is there.
 */
#include "tests/fault/faulty.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <unwind.h>

#include "base/mem.h"
#include "base/progress.h"
#include "base/random.h"

enum {
	SECTOR = 512,
	MOST_FILES = 16,
	POWER_STREAM = 90, /* of the coins */
};

/* ---- the gate ---- */

static atomic_uint armed;
static atomic_long left;
static atomic_bool reached;
static bool for_ever;
static bool by_place;

void
faulty_arm(unsigned kinds, long n, bool ever_after)
{
	by_place = false;
	for_ever = ever_after;
	atomic_store(&left, n);
	atomic_store(&reached, false);
	atomic_store(&armed, kinds);
}

bool
faulty_disarm(void)
{
	atomic_store(&armed, 0);
	return atomic_load(&reached);
}

/* ---- places ---- */

enum {
	MOST_PLACES = 1 << 18, /* a power of two */
};

static unsigned place_depth, one_of = 1;
static pthread_mutex_t places_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t places[MOST_PLACES]; /* hashes, 0: none */
static size_t n_places;

struct walk {
	uint64_t hash;
	unsigned left;
};

static _Unwind_Reason_Code
add_caller(struct _Unwind_Context *context, void *arg)
{
	struct walk *w = arg;

	/* Relative to this program, which is loaded elsewhere each time. */
	w->hash = (w->hash ^
		      (uint64_t)(_Unwind_GetIP(context) -
			  (uintptr_t)&faulty_install)) *
	    UINT64_C(0x100000001B3);
	w->hash ^= w->hash >> 29;
	return --w->left > 0 ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* Adds the place that asks; false: it was known. */
static bool
is_new_place(unsigned kinds)
{
	/* The gate and the wrapper stand before the callers. */
	struct walk w = { UINT64_C(0xCBF29CE484222325) ^ kinds,
		place_depth == 0 ? UINT_MAX : place_depth + 3 };
	bool is_new;
	size_t at;

	_Unwind_Backtrace(add_caller, &w);
	if (w.hash == 0)
		w.hash = 1;
	if (w.hash % one_of != 0)
		return false;
	pthread_mutex_lock(&places_lock);
	for (at = w.hash & (MOST_PLACES - 1);
	     places[at] != 0 && places[at] != w.hash;
	     at = (at + 1) & (MOST_PLACES - 1))
		continue;
	is_new = places[at] == 0 && !atomic_load(&reached);
	if (is_new) {
		places[at] = w.hash;
		atomic_store(&reached, true);
		if (++n_places > MOST_PLACES / 2)
			abort();
	}
	pthread_mutex_unlock(&places_lock);
	return is_new;
}

void
faulty_arm_places(unsigned kinds, unsigned depth)
{
	by_place = true;
	place_depth = depth;
	atomic_store(&reached, false);
	atomic_store(&armed, kinds);
}

void
faulty_spare_places(unsigned n)
{
	one_of = n;
}

size_t
faulty_places(void)
{
	return n_places;
}

static bool
passes(unsigned kinds)
{
	if ((atomic_load(&armed) & kinds) == 0)
		return true;
	if (by_place)
		return atomic_load(&reached) || !is_new_place(kinds);
	long before = atomic_fetch_sub(&left, 1);
	if (before > 1 || (before < 1 && !for_ever))
		return true;
	atomic_store(&reached, true);
	return false;
}

/* ---- what a disk holds for certain ---- */

struct watched {
	char *path;
	unsigned char *image;
	size_t size;
};

static bool watching;
static struct watched files[MOST_FILES];
static size_t n_files;

/* All of a file; a missing one is empty. */
static bool
read_file(const char *path, unsigned char **bytes, size_t *size)
{
	FILE *f = fopen(path, "rb");
	long end = 0;
	bool ok;

	*bytes = NULL;
	*size = 0;
	if (f == NULL)
		return errno == ENOENT;
	ok = fseek(f, 0, SEEK_END) == 0 && (end = ftell(f)) >= 0 &&
	    fseek(f, 0, SEEK_SET) == 0;
	*size = (size_t)end;
	*bytes = ok ? malloc(*size + 1) : NULL;
	ok = *bytes != NULL && fread(*bytes, 1, *size, f) == *size;
	fclose(f);
	return ok;
}

static bool
take_image(struct watched *w)
{
	free(w->image);
	return read_file(w->path, &w->image, &w->size);
}

static struct watched *
watch_file(const char *path)
{
	if (!watching || path == NULL)
		return NULL;
	for (size_t i = 0; i < n_files; i++) {
		if (strcmp(files[i].path, path) == 0)
			return &files[i];
	}
	if (n_files == MOST_FILES)
		abort();
	struct watched *w = &files[n_files++];
	*w = (struct watched){ .path = strdup(path) };
	if (w->path == NULL || !take_image(w))
		abort();
	return w;
}

void
faulty_watch(void)
{
	watching = true;
}

static bool
coin(uint64_t seed, uint64_t file, uint64_t sector)
{
	return random_unit(seed, POWER_STREAM, file, sector) < 0.5;
}

/* The file as it may be found after the cut, in 'now'. */
static void
mix_sectors(const struct watched *w, unsigned char *now, size_t size,
    uint64_t seed, uint64_t file)
{
	for (size_t at = 0; at < size; at += SECTOR) {
		size_t most = size - at < SECTOR ? size - at : SECTOR;
		size_t sure = at >= w->size ? 0
		    : w->size - at < most   ? w->size - at
					    : most;
		if (coin(seed, file, at / SECTOR + 1))
			continue;
		memset(now + at, 0, most);
		if (sure > 0)
			memcpy(now + at, w->image + at, sure);
	}
}

static bool
lose_file(const struct watched *w, uint64_t seed, uint64_t file)
{
	unsigned char *now;
	size_t size;
	FILE *f;
	bool ok;

	if (access(w->path, F_OK) != 0)
		return true; /* deleted, for good */
	if (!read_file(w->path, &now, &size))
		return false;
	mix_sectors(w, now, size, seed, file);
	if (size > w->size && !coin(seed, file, 0))
		size = w->size;
	f = fopen(w->path, "wb");
	ok = f != NULL && fwrite(now, 1, size, f) == size;
	if (f != NULL)
		ok = fclose(f) == 0 && ok;
	free(now);
	return ok;
}

bool
faulty_lose(uint64_t seed)
{
	bool ok = true;

	for (size_t i = 0; i < n_files; i++) {
		ok = lose_file(&files[i], seed, i) && ok;
		free(files[i].path);
		free(files[i].image);
	}
	n_files = 0;
	watching = false;
	return ok;
}

/* ---- a file of SQLite ---- */

struct faulty_file {
	sqlite3_file base;
	struct watched *watched;
	sqlite3_file real[]; /* as large as the file system beneath wants */
};

static sqlite3_vfs *beneath;

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return ((struct faulty_file *)f)->real;
}

static int
close_file(sqlite3_file *f)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods != NULL ? real->pMethods->xClose(real)
				      : SQLITE_OK;
}

static int
read_at(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	sqlite3_file *real = real_of(f);

	if (!passes(FAULTY_READ))
		return SQLITE_IOERR_READ;
	return real->pMethods->xRead(real, to, n, at);
}

static int
write_at(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	sqlite3_file *real = real_of(f);

	if (!passes(FAULTY_WRITE | FAULTY_POWER))
		return SQLITE_FULL;
	return real->pMethods->xWrite(real, from, n, at);
}

static int
truncate_to(sqlite3_file *f, sqlite3_int64 size)
{
	sqlite3_file *real = real_of(f);

	if (!passes(FAULTY_TRUNCATE | FAULTY_POWER))
		return SQLITE_IOERR_TRUNCATE;
	return real->pMethods->xTruncate(real, size);
}

static int
sync_file(sqlite3_file *f, int flags)
{
	sqlite3_file *real = real_of(f);
	struct watched *w = ((struct faulty_file *)f)->watched;
	int rc;

	if (!passes(FAULTY_SYNC | FAULTY_POWER))
		return SQLITE_IOERR_FSYNC;
	rc = real->pMethods->xSync(real, flags);
	if (rc == SQLITE_OK && w != NULL && !take_image(w))
		abort();
	return rc;
}

static int
size_of(sqlite3_file *f, sqlite3_int64 *size)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xFileSize(real, size);
}

static int
lock_file(sqlite3_file *f, int level)
{
	sqlite3_file *real = real_of(f);

	if (!passes(FAULTY_LOCK))
		return SQLITE_IOERR_LOCK;
	return real->pMethods->xLock(real, level);
}

static int
unlock_file(sqlite3_file *f, int level)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xUnlock(real, level);
}

static int
check_reserved(sqlite3_file *f, int *out)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xCheckReservedLock(real, out);
}

static int
control_file(sqlite3_file *f, int op, void *arg)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xFileControl(real, op, arg);
}

static int
sector_size(sqlite3_file *f)
{
	(void)f;
	return SECTOR;
}

/* Nothing is promised: the hardest disk to write for. */
static int
device_traits(sqlite3_file *f)
{
	(void)f;
	return 0;
}

static int
map_shared(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	sqlite3_file *real = real_of(f);

	if (!passes(FAULTY_LOCK))
		return SQLITE_IOERR_SHMMAP;
	return real->pMethods->xShmMap(real, page, size, extend, out);
}

static int
lock_shared(sqlite3_file *f, int offset, int n, int flags)
{
	sqlite3_file *real = real_of(f);

	if ((flags & SQLITE_SHM_LOCK) && !passes(FAULTY_LOCK))
		return SQLITE_IOERR_SHMLOCK;
	return real->pMethods->xShmLock(real, offset, n, flags);
}

static void
shared_barrier(sqlite3_file *f)
{
	sqlite3_file *real = real_of(f);

	real->pMethods->xShmBarrier(real);
}

static int
unmap_shared(sqlite3_file *f, int remove)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xShmUnmap(real, remove);
}

/* ---- the file system of SQLite ---- */

static const sqlite3_io_methods file_methods = {
	.iVersion = 2,
	.xClose = close_file,
	.xRead = read_at,
	.xWrite = write_at,
	.xTruncate = truncate_to,
	.xSync = sync_file,
	.xFileSize = size_of,
	.xLock = lock_file,
	.xUnlock = unlock_file,
	.xCheckReservedLock = check_reserved,
	.xFileControl = control_file,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = device_traits,
	.xShmMap = map_shared,
	.xShmLock = lock_shared,
	.xShmBarrier = shared_barrier,
	.xShmUnmap = unmap_shared,
};

static int
open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags,
    int *out_flags)
{
	sqlite3_file *real = real_of(f);
	int rc;

	(void)vfs;
	f->pMethods = NULL;
	if (!passes(FAULTY_OPEN))
		return SQLITE_CANTOPEN;
	rc = beneath->xOpen(beneath, path, real, flags, out_flags);
	if (rc != SQLITE_OK)
		return rc;
	((struct faulty_file *)f)->watched = watch_file(path);
	f->pMethods = &file_methods;
	return SQLITE_OK;
}

static int
delete_file(sqlite3_vfs *vfs, const char *path, int sync)
{
	(void)vfs;
	if (!passes(FAULTY_OPEN | FAULTY_POWER))
		return SQLITE_IOERR_DELETE;
	return beneath->xDelete(beneath, path, sync);
}

static int
look_at(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
	(void)vfs;
	if (!passes(FAULTY_OPEN))
		return SQLITE_IOERR_ACCESS;
	return beneath->xAccess(beneath, path, flags, out);
}

/* ---- SQLite's memory ---- */

static sqlite3_mem_methods memory_beneath;

static void *
allocate(int size)
{
	return passes(FAULTY_MEMORY) ? memory_beneath.xMalloc(size) : NULL;
}

static void *
reallocate(void *p, int size)
{
	return passes(FAULTY_MEMORY) ? memory_beneath.xRealloc(p, size) : NULL;
}

bool
faulty_install(void)
{
	static sqlite3_vfs shim;
	sqlite3_mem_methods memory;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory_beneath) !=
	    SQLITE_OK)
		return false;
	memory = memory_beneath;
	memory.xMalloc = allocate;
	memory.xRealloc = reallocate;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) != SQLITE_OK ||
	    sqlite3_initialize() != SQLITE_OK)
		return false;
	beneath = sqlite3_vfs_find(NULL);
	if (beneath == NULL)
		return false;
	shim = *beneath;
	shim.zName = "faulty";
	shim.szOsFile += (int)sizeof(struct faulty_file);
	shim.xOpen = open_file;
	shim.xDelete = delete_file;
	shim.xAccess = look_at;
	return sqlite3_vfs_register(&shim, true) == SQLITE_OK;
}

/* ---- endcap's own writing, through the linker's --wrap ---- */

ssize_t __real_write(int fd, const void *bytes, size_t n);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_link(const char *from, const char *to);
int __real_statfs(const char *path, struct statfs *out);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);
int __wrap_statfs(const char *path, struct statfs *out);

ssize_t
__wrap_write(int fd, const void *bytes, size_t n)
{
	if (passes(FAULTY_EXPORT))
		return __real_write(fd, bytes, n);
	errno = ENOSPC;
	return -1;
}

int
__wrap_fsync(int fd)
{
	if (passes(FAULTY_EXPORT))
		return __real_fsync(fd);
	errno = EIO;
	return -1;
}

int
__wrap_rename(const char *from, const char *to)
{
	if (passes(FAULTY_EXPORT))
		return __real_rename(from, to);
	errno = EACCES;
	return -1;
}

int
__wrap_link(const char *from, const char *to)
{
	if (passes(FAULTY_EXPORT))
		return __real_link(from, to);
	errno = EACCES;
	return -1;
}

/* ---- statements, memory, the question whether to go on ---- */

int __real_sqlite3_step(sqlite3_stmt *s);
int __wrap_sqlite3_step(sqlite3_stmt *s);
int __real_sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **tail);
int __wrap_sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **tail);
int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n,
    unsigned flags, sqlite3_stmt **out, const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n,
    unsigned flags, sqlite3_stmt **out, const char **tail);
void *
__real_mem_try_array(size_t n, size_t size, const char *what, struct err *err);
void *
__wrap_mem_try_array(size_t n, size_t size, const char *what, struct err *err);
void *
__real_mem_try_zarray(size_t n, size_t size, const char *what, struct err *err);
void *
__wrap_mem_try_zarray(size_t n, size_t size, const char *what, struct err *err);
void *
__real_mem_try_table(size_t n, size_t size, const char *what, struct err *err);
void *
__wrap_mem_try_table(size_t n, size_t size, const char *what, struct err *err);
void *__real_mem_try_grow(void *p, size_t had, size_t n, size_t size,
    const char *what, struct err *err);
void *__wrap_mem_try_grow(void *p, size_t had, size_t n, size_t size,
    const char *what, struct err *err);
bool __real_mem_try_reserve(void **p, size_t *cap, size_t want, size_t size,
    const char *what, struct err *err);
bool __wrap_mem_try_reserve(void **p, size_t *cap, size_t want, size_t size,
    const char *what, struct err *err);
bool __real_progress_report(const struct progress *pg, const char *phase,
    int64_t done, int64_t total, struct err *err);
bool __wrap_progress_report(const struct progress *pg, const char *phase,
    int64_t done, int64_t total, struct err *err);

int __real_sqlite3_exec(sqlite3 *db, const char *sql,
    int (*each)(void *, int, char **, char **), void *arg, char **why);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql,
    int (*each)(void *, int, char **, char **), void *arg, char **why);

int
__wrap_sqlite3_step(sqlite3_stmt *s)
{
	return passes(FAULTY_STATEMENT) ? __real_sqlite3_step(s) : SQLITE_IOERR;
}

int
__wrap_sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **tail)
{
	if (passes(FAULTY_STATEMENT))
		return __real_sqlite3_prepare_v2(db, sql, n, out, tail);
	*out = NULL;
	return SQLITE_NOMEM;
}

int
__wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags,
    sqlite3_stmt **out, const char **tail)
{
	if (passes(FAULTY_STATEMENT))
		return __real_sqlite3_prepare_v3(db, sql, n, flags, out, tail);
	*out = NULL;
	return SQLITE_NOMEM;
}

int
__wrap_sqlite3_exec(sqlite3 *db, const char *sql,
    int (*each)(void *, int, char **, char **), void *arg, char **why)
{
	return passes(FAULTY_STATEMENT)
	    ? __real_sqlite3_exec(db, sql, each, arg, why)
	    : SQLITE_IOERR;
}

/* More than can be had, so that what is said is what would be said. */
static size_t
wanted(size_t n)
{
	return passes(FAULTY_SPACE) ? n : SIZE_MAX;
}

void *
__wrap_mem_try_array(size_t n, size_t size, const char *what, struct err *err)
{
	return __real_mem_try_array(wanted(n), size, what, err);
}

void *
__wrap_mem_try_zarray(size_t n, size_t size, const char *what, struct err *err)
{
	return __real_mem_try_zarray(wanted(n), size, what, err);
}

void *
__wrap_mem_try_table(size_t n, size_t size, const char *what, struct err *err)
{
	return __real_mem_try_table(wanted(n), size, what, err);
}

void *
__wrap_mem_try_grow(void *p, size_t had, size_t n, size_t size,
    const char *what, struct err *err)
{
	return __real_mem_try_grow(p, had, wanted(n), size, what, err);
}

bool
__wrap_mem_try_reserve(void **p, size_t *cap, size_t want, size_t size,
    const char *what, struct err *err)
{
	/* What fits already cannot fail. */
	if (want > *cap)
		want = wanted(want);
	return __real_mem_try_reserve(p, cap, want, size, what, err);
}

static bool
say_stop(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)arg;
	(void)phase;
	(void)done;
	(void)total;
	return false;
}

bool
__wrap_progress_report(const struct progress *pg, const char *phase,
    int64_t done, int64_t total, struct err *err)
{
	static const struct progress stop = { say_stop, NULL };

	/* Where nobody watches nobody says stop. */
	if (pg != NULL && pg->report != NULL && !passes(FAULTY_STOP))
		pg = &stop;
	return __real_progress_report(pg, phase, done, total, err);
}

/* ---- standard output ---- */

static ssize_t
swallow(void *cookie, const char *bytes, size_t n)
{
	(void)cookie;
	(void)bytes;
	if (passes(FAULTY_ANSWER))
		return (ssize_t)n;
	errno = ENOSPC;
	return 0;
}

FILE *
faulty_output(void)
{
	const cookie_io_functions_t functions = { .write = swallow };
	FILE *f = fopencookie(NULL, "w", functions);

	if (f == NULL || setvbuf(f, NULL, _IONBF, 0) != 0)
		abort();
	return f;
}

/* ---- where a path lies ---- */

static unsigned long place;

void
faulty_place(unsigned long magic)
{
	place = magic;
}

int
__wrap_statfs(const char *path, struct statfs *out)
{
	int rc = __real_statfs(path, out);

	if (rc == 0 && place != 0)
		out->f_type = (__typeof__(out->f_type))place;
	return rc;
}
