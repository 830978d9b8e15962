/*
 * block - how it works: a region in memory is an anonymous mapping that begins
 * where a huge page can, and is moved to another such place when it grows: the
 * pages go with it, nothing is copied. A region in a file is one made with
 * O_TMPFILE, its room reserved with posix_fallocate and mapped shared.
 * MADV_DONTNEED on such a mapping only unhooks the pages: they stay in the
 * page cache, dirty ones too, and a later access finds them there or on the
 * disk.
 *
 * After pages were given back the next limit is at least HEADROOM above what
 * is still held, so that a process whose other memory alone is above the
 * limit does not give back again and again what it needs at once.
 */
/* O_TMPFILE, mremap and MADV_DONTNEED are Linux's. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "base/block.h"

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
	HUGE_PAGE = 2 << 20, /* of most processors */
	/* Bytes of an array that asks for them. Ten million lines as baskets
	 * are some hundred megabytes that counting jumps about in, and a
	 * processor remembers where few small pages are: it took a fifth
	 * longer. */
	HUGE_MOST = 256 << 20,
	IN_MEMORY = -1,
	HEADROOM = 24 << 20,
	LOOK_EVERY = 2 * 1000 * 1000, /* ns */
	NANOSECONDS = 1000 * 1000 * 1000,
};

struct region {
	char *p; /* NULL: free */
	size_t bytes;
	int fd; /* IN_MEMORY: no file */
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	int depth; /* of block_spill_begin */
	char folder[PATH_MAX];
	size_t smallest, resident;
	struct region regions[MAX_REGIONS];
	int files; /* among them */
	bool watching;
	pthread_t watcher;
} blocks = {
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
		const struct region *r = &blocks.regions[i];
		/* Where the system refuses, the pages merely stay. */
		if (r->p != NULL && r->fd != IN_MEMORY)
			(void)madvise(r->p, r->bytes, MADV_DONTNEED);
	}
}

/* With the lock: does not wait for the next look where memory is to grow by so
 * much at once. */
static void
make_way(size_t bytes)
{
	if (blocks.watching && resident_bytes() + bytes > blocks.resident)
		give_back();
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
	pthread_mutex_lock(&blocks.lock);
	limit = blocks.resident;
	while (blocks.watching) {
		struct timespec at = next_look();
		if (resident_bytes() > limit) {
			give_back();
			limit = resident_bytes() + HEADROOM;
			limit =
			    limit > blocks.resident ? limit : blocks.resident;
		}
		pthread_cond_timedwait(&blocks.wake, &blocks.lock, &at);
	}
	pthread_mutex_unlock(&blocks.lock);
	return NULL;
}

/* With the lock. Without a thread the pages merely stay. */
static void
start_watching(void)
{
	if (blocks.watching)
		return;
	blocks.watching = true;
	if (pthread_create(&blocks.watcher, NULL, watch, NULL) != 0)
		blocks.watching = false;
}

/* With the lock, which it lets go of while it waits. */
static void
stop_watching(void)
{
	if (!blocks.watching)
		return;
	blocks.watching = false;
	pthread_cond_broadcast(&blocks.wake);
	pthread_mutex_unlock(&blocks.lock);
	if (pthread_join(blocks.watcher, NULL) != 0)
		BUG("the thread that gives memory back cannot be joined");
	pthread_mutex_lock(&blocks.lock);
}

/* ---- regions ---- */

static struct region *
region_of(const void *p)
{
	for (size_t i = 0; i < MAX_REGIONS; i++)
		if (blocks.regions[i].p == p)
			return &blocks.regions[i];
	return NULL;
}

static struct region *
must_find(const void *p)
{
	struct region *r = p != NULL ? region_of(p) : NULL;

	if (r == NULL)
		BUG("an array of the C library's");
	return r;
}

/* A mapping that begins where a huge page can; NULL where there is none. */
static char *
aligned(size_t bytes)
{
	char *p = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (p == MAP_FAILED)
		return NULL;
	before = (size_t)(-(uintptr_t)p % HUGE_PAGE);
	if (before > 0)
		munmap(p, before);
	munmap(p + before + bytes, HUGE_PAGE - before);
	return p + before;
}

static size_t
whole_pages(size_t bytes)
{
	return (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

static bool
map_memory(struct region *r, size_t bytes)
{
	size_t want = whole_pages(bytes);
	char *p = aligned(want);

	if (p == NULL)
		return false;
	if (r->p != NULL &&
	    mremap(r->p, whole_pages(r->bytes), want,
		MREMAP_MAYMOVE | MREMAP_FIXED, p) == MAP_FAILED) {
		munmap(p, want);
		return false;
	}
	/* Where the system refuses, pages are merely small. */
	if (want <= HUGE_MOST)
		(void)madvise(p, want, MADV_HUGEPAGE);
	r->p = p;
	r->bytes = bytes;
	return true;
}

/* Takes the room in the file and maps it; a mapping there is moved. */
static bool
map_file(struct region *r, size_t bytes)
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

static bool
new_in_file(struct region *r, size_t bytes)
{
	r->fd = open(blocks.folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (r->fd < 0) /* which IN_MEMORY is */
		return false;
	if (!map_file(r, bytes)) {
		close(r->fd);
		r->fd = IN_MEMORY;
		return false;
	}
	blocks.files++;
	start_watching();
	return true;
}

static bool
new_in_memory(struct region *r, size_t bytes)
{
	if (bytes < BLOCK_LARGE)
		return false;
	make_way(bytes);
	return map_memory(r, bytes);
}

/* Is it time for files? */
static bool
spills(size_t bytes)
{
	return blocks.depth > 0 && bytes >= blocks.smallest;
}

static bool
new_region(struct region *out, size_t bytes, bool may_spill)
{
	*out = (struct region){ .fd = IN_MEMORY };
	return (may_spill && spills(bytes) && new_in_file(out, bytes)) ||
	    new_in_memory(out, bytes);
}

static void
end_region(const struct region *r)
{
	if (r->fd == IN_MEMORY) {
		munmap(r->p, whole_pages(r->bytes));
		return;
	}
	munmap(r->p, r->bytes);
	close(r->fd);
	if (--blocks.files == 0)
		stop_watching();
}

/* From memory into a file, when it is time for that. */
static bool
move_to_file(struct region *r, size_t bytes)
{
	struct region file = { .p = NULL };

	if (r->fd != IN_MEMORY || !spills(bytes) || !new_in_file(&file, bytes))
		return false;
	memcpy(file.p, r->p, r->bytes < bytes ? r->bytes : bytes);
	end_region(r);
	*r = file;
	return true;
}

static bool
grow_region(struct region *r, size_t bytes)
{
	if (r->fd == IN_MEMORY)
		return move_to_file(r, bytes) || map_memory(r, bytes);
	return map_file(r, bytes);
}

void
block_spill_begin(const struct block_spill *options)
{
	pthread_mutex_lock(&blocks.lock);
	if (blocks.depth++ == 0) {
		snprintf(blocks.folder, sizeof(blocks.folder), "%s",
		    options->folder);
		blocks.smallest = options->smallest;
		blocks.resident = options->resident;
	}
	pthread_mutex_unlock(&blocks.lock);
}

void
block_spill_end(void)
{
	pthread_mutex_lock(&blocks.lock);
	assert(blocks.depth > 0);
	blocks.depth--;
	pthread_mutex_unlock(&blocks.lock);
}

static void *
add_region(size_t bytes, bool may_spill)
{
	struct region *r;
	void *p = NULL;

	pthread_mutex_lock(&blocks.lock);
	r = region_of(NULL);
	if (r != NULL && new_region(r, bytes, may_spill)) {
		atomic_fetch_add(&n_regions, 1);
		p = r->p;
	}
	pthread_mutex_unlock(&blocks.lock);
	return p;
}

void *
block_new(size_t bytes)
{
	return add_region(bytes, true);
}

void *
block_new_in_memory(size_t bytes)
{
	return add_region(bytes, false);
}

bool
block_holds(const void *p)
{
	bool holds;

	if (p == NULL || (uintptr_t)p % ALIGNMENT != 0 ||
	    atomic_load(&n_regions) == 0)
		return false;
	pthread_mutex_lock(&blocks.lock);
	holds = region_of(p) != NULL;
	pthread_mutex_unlock(&blocks.lock);
	return holds;
}

bool
block_in_file(const void *p)
{
	bool in_file;

	pthread_mutex_lock(&blocks.lock);
	in_file = must_find(p)->fd != IN_MEMORY;
	pthread_mutex_unlock(&blocks.lock);
	return in_file;
}

size_t
block_size(const void *p)
{
	size_t bytes;

	pthread_mutex_lock(&blocks.lock);
	bytes = must_find(p)->bytes;
	pthread_mutex_unlock(&blocks.lock);
	return bytes;
}

void *
block_grow(void *p, size_t bytes)
{
	struct region *r;
	void *grown;

	pthread_mutex_lock(&blocks.lock);
	r = must_find(p);
	grown = grow_region(r, bytes) ? r->p : NULL;
	pthread_mutex_unlock(&blocks.lock);
	return grown;
}

void
block_free(void *p)
{
	struct region *r, old;

	pthread_mutex_lock(&blocks.lock);
	r = must_find(p);
	old = *r;
	*r = (struct region){ .p = NULL };
	atomic_fetch_sub(&n_regions, 1);
	end_region(&old);
	pthread_mutex_unlock(&blocks.lock);
}
