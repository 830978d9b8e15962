/*
 * spill - how it works: a region is a file made with O_TMPFILE, its blocks
 * reserved with posix_fallocate and mapped shared. MADV_DONTNEED on such a
 * mapping only unhooks the pages: they stay in the page cache, dirty ones too,
 * and a later access finds them there or on the disk.
 *
 * After pages were given back the next limit is at least HEADROOM above what
 * is still held, so that a process whose other memory alone is above the
 * limit does not give back again and again what it needs at once.
 */
/* O_TMPFILE, mremap and MADV_DONTNEED are Linux's. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "base/spill.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"

enum {
	MAX_REGIONS = 256, /* beyond them memory serves */
	ALIGNMENT = 4096, /* of every mapping, at least */
	HEADROOM = 24 << 20,
	LOOK_EVERY = 2 * 1000 * 1000, /* ns */
	NANOSECONDS = 1000 * 1000 * 1000,
};

struct region {
	char *p; /* NULL: free */
	size_t bytes;
	int fd;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	int depth; /* of spill_begin */
	char folder[PATH_MAX];
	size_t smallest, resident;
	struct region regions[MAX_REGIONS];
	bool watching;
	pthread_t watcher;
} spill = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.wake = PTHREAD_COND_INITIALIZER,
};

/* Asked on every mem_free, so without the lock. */
static atomic_int n_regions;

/* ---- giving pages back ---- */

/* Bytes of memory the process holds; 0 where the system does not tell. */
static size_t
resident_bytes(void)
{
	char text[128];
	unsigned long long all, pages;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : 0;

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	if (sscanf(text, "%llu %llu", &all, &pages) != 2)
		return 0;
	return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void
give_back(void)
{
	for (size_t i = 0; i < MAX_REGIONS; i++) {
		const struct region *r = &spill.regions[i];
		/* Where the system refuses, the pages merely stay. */
		if (r->p != NULL)
			(void)madvise(r->p, r->bytes, MADV_DONTNEED);
	}
}

static struct timespec
next_look(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += LOOK_EVERY;
	t.tv_sec += t.tv_nsec / NANOSECONDS;
	t.tv_nsec %= NANOSECONDS;
	return t;
}

static void *
watch(void *arg)
{
	size_t limit;

	(void)arg;
	pthread_mutex_lock(&spill.lock);
	limit = spill.resident;
	while (spill.watching) {
		struct timespec at = next_look();
		if (resident_bytes() > limit) {
			give_back();
			limit = resident_bytes() + HEADROOM;
			limit = limit > spill.resident ? limit : spill.resident;
		}
		pthread_cond_timedwait(&spill.wake, &spill.lock, &at);
	}
	pthread_mutex_unlock(&spill.lock);
	return NULL;
}

/* With the lock. Without a thread the pages merely stay. */
static void
start_watching(void)
{
	if (spill.watching)
		return;
	spill.watching = true;
	if (pthread_create(&spill.watcher, NULL, watch, NULL) != 0)
		spill.watching = false;
}

/* With the lock, which it lets go of while it waits. */
static void
stop_watching(void)
{
	if (!spill.watching)
		return;
	spill.watching = false;
	pthread_cond_broadcast(&spill.wake);
	pthread_mutex_unlock(&spill.lock);
	if (pthread_join(spill.watcher, NULL) != 0)
		BUG("the thread that gives memory back cannot be joined");
	pthread_mutex_lock(&spill.lock);
}

/* ---- regions ---- */

static struct region *
region_of(const void *p)
{
	for (size_t i = 0; i < MAX_REGIONS; i++)
		if (spill.regions[i].p == p)
			return &spill.regions[i];
	return NULL;
}

static struct region *
must_find(const void *p)
{
	struct region *r = p != NULL ? region_of(p) : NULL;

	if (r == NULL)
		BUG("an array that stands in no file");
	return r;
}

/* Takes the room in the file and maps it; a mapping there is moved. */
static bool
map(struct region *r, size_t bytes)
{
	void *p;

	if (posix_fallocate(r->fd, 0, (off_t)bytes) != 0)
		return false;
	p = r->p == NULL
	    ? mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0)
	    : mremap(r->p, r->bytes, bytes, MREMAP_MAYMOVE);
	if (p == MAP_FAILED)
		return false;
	r->p = p;
	r->bytes = bytes;
	return true;
}

static void *
new_region(size_t bytes)
{
	struct region *r = region_of(NULL);

	if (r == NULL)
		return NULL;
	r->fd = open(spill.folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (r->fd < 0)
		return NULL;
	if (!map(r, bytes)) {
		close(r->fd);
		return NULL;
	}
	atomic_fetch_add(&n_regions, 1);
	start_watching();
	return r->p;
}

void
spill_begin(const struct spill_options *options)
{
	pthread_mutex_lock(&spill.lock);
	if (spill.depth++ == 0) {
		snprintf(
		    spill.folder, sizeof(spill.folder), "%s", options->folder);
		spill.smallest = options->smallest;
		spill.resident = options->resident;
	}
	pthread_mutex_unlock(&spill.lock);
}

void
spill_end(void)
{
	pthread_mutex_lock(&spill.lock);
	assert(spill.depth > 0);
	spill.depth--;
	pthread_mutex_unlock(&spill.lock);
}

void *
spill_new(size_t bytes)
{
	void *p = NULL;

	pthread_mutex_lock(&spill.lock);
	if (spill.depth > 0 && bytes >= spill.smallest)
		p = new_region(bytes);
	pthread_mutex_unlock(&spill.lock);
	return p;
}

bool
spill_holds(const void *p)
{
	bool holds;

	if (p == NULL || (uintptr_t)p % ALIGNMENT != 0 ||
	    atomic_load(&n_regions) == 0)
		return false;
	pthread_mutex_lock(&spill.lock);
	holds = region_of(p) != NULL;
	pthread_mutex_unlock(&spill.lock);
	return holds;
}

size_t
spill_size(const void *p)
{
	size_t bytes;

	pthread_mutex_lock(&spill.lock);
	bytes = must_find(p)->bytes;
	pthread_mutex_unlock(&spill.lock);
	return bytes;
}

void *
spill_grow(void *p, size_t bytes)
{
	struct region *r;
	void *grown;

	pthread_mutex_lock(&spill.lock);
	r = must_find(p);
	grown = map(r, bytes) ? r->p : NULL;
	pthread_mutex_unlock(&spill.lock);
	return grown;
}

void
spill_free(void *p)
{
	struct region *r;

	pthread_mutex_lock(&spill.lock);
	r = must_find(p);
	munmap(r->p, r->bytes);
	close(r->fd);
	*r = (struct region){ 0 };
	if (atomic_fetch_sub(&n_regions, 1) == 1)
		stop_watching();
	pthread_mutex_unlock(&spill.lock);
}
