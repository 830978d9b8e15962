/*
 * mem - how it works: every request passes through 'take', which checks the
 * size by dividing what is possible, asks the test countdown, and calls the C
 * library. The plain functions turn its NULL into the end of the program, the
 * mem_try_* ones into an error.
 *
 * Large arrays of the mem_try_* kind are mappings of their own (block.h),
 * which freeing and growing look for.
 *
 * The fatal hook and the test countdown are process-wide by nature and, with
 * the log file of log.c, the only mutable statics of the program; they are
 * atomic, so any thread may allocate.
 *
 * Builds that do not optimise or that carry AddressSanitizer fill new memory
 * with a pattern, so that a read of what was never written shows in tests;
 * release builds leave it out.
 */
#include "base/mem.h"

#include <stdatomic.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/block.h"

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
#define FILL_NEW(p, size) memset((p), 0xA5, (size))
#else
#define FILL_NEW(p, size) ((void)0)
#endif

enum {
	SMALLEST_ARRAY = 8, /* first capacity mem_reserve gives */
	MEBIBYTE = 1 << 20,
};

static _Atomic(mem_fatal_fn *) fatal_hook;
static atomic_bool dying;
static atomic_long countdown; /* 0: no allocation is made to fail */

/* Tells the hook, once even when it fails itself. A second thread that comes
 * to its end meanwhile waits here for the first to end the program. */
static void
tell_fatal(const char *sentence)
{
	static _Thread_local bool telling;
	mem_fatal_fn *hook = atomic_load(&fatal_hook);

	if (telling)
		return;
	telling = true;
	while (atomic_exchange(&dying, true))
		pause();
	if (hook != NULL)
		hook(sentence);
	else
		fprintf(stderr, "endcap: %s\n", sentence);
}

void
bug_abort(const char *file, int line, const char *what)
{
	char sentence[ERR_TEXT_SIZE];

	snprintf(sentence, sizeof(sentence),
	    "this is a mistake in endcap itself (%s, line %d: %s)", file, line,
	    what);
	tell_fatal(sentence);
	abort();
}

ATTR_NORETURN static void
out_of_memory(size_t n, size_t size)
{
	char sentence[ERR_TEXT_SIZE];

	snprintf(sentence, sizeof(sentence),
	    "out of memory asking for %zu x %zu bytes; the store keeps "
	    "everything up to the last finished step",
	    n, size);
	tell_fatal(sentence);
	_Exit(EXIT_FAILURE);
}

/* Is an allocation going to fail? Then none goes around the countdown. */
static bool
failing(void)
{
	return atomic_load_explicit(&countdown, memory_order_relaxed) != 0;
}

static bool
made_to_fail(void)
{
	if (!failing())
		return false;
	return atomic_fetch_sub(&countdown, 1) == 1;
}

static bool
fits(size_t n, size_t size)
{
	return size == 0 || n <= (size_t)PTRDIFF_MAX / size;
}

/* n * size bytes, at least one, moved from old when that is not NULL. */
static void *
take(void *old, size_t n, size_t size)
{
	if (!fits(n, size) || made_to_fail())
		return NULL;

	size_t bytes = n * size > 0 ? n * size : 1;
	if (old != NULL)
		return realloc(old, bytes);

	void *p = malloc(bytes);
	if (p != NULL)
		FILL_NEW(p, bytes);
	return p;
}

static void *
take_zeroed(size_t n, size_t size)
{
	if (!fits(n, size) || made_to_fail())
		return NULL;
	return calloc(n > 0 ? n : 1, size > 0 ? size : 1);
}

static void *
or_die(void *p, size_t n, size_t size)
{
	if (p == NULL)
		out_of_memory(n, size);
	return p;
}

static void *
or_err(void *p, size_t n, size_t size, const char *what, struct err *err)
{
	if (p != NULL)
		return p;
	if (fits(n, size))
		err_set(err, ERR_LIMIT,
		    "not enough memory for %s: %zu MiB wanted", what,
		    n * size / MEBIBYTE + 1);
	else
		err_set(err, ERR_LIMIT,
		    "not enough memory for %s: %zu x %zu bytes wanted, more "
		    "than this system can address",
		    what, n, size);
	return NULL;
}

void *
mem_alloc(size_t size)
{
	return mem_array(1, size);
}

void *
mem_zalloc(size_t size)
{
	return mem_zarray(1, size);
}

void *
mem_array(size_t n, size_t size)
{
	return or_die(take(NULL, n, size), n, size);
}

void *
mem_zarray(size_t n, size_t size)
{
	return or_die(take_zeroed(n, size), n, size);
}

void *
mem_grow(void *p, size_t n, size_t size)
{
	return or_die(take(p, n, size), n, size);
}

char *
mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

char *
mem_strndup(const char *s, size_t len)
{
	size_t n = strnlen(s, len);
	char *copy = mem_array(n + 1, 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

void
mem_free(void *p)
{
	if (block_holds(p))
		block_free(p);
	else
		free(p);
}

void
mem_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

/* A zeroed large array, or NULL: to be had from the C library. */
static void *
take_block(size_t n, size_t size)
{
	return fits(n, size) && !failing() ? block_new(n * size) : NULL;
}

/* Another size for an array that is a block, from the C library when the
 * block cannot have it. */
static void *
regrow(void *old, size_t n, size_t size)
{
	void *p;
	size_t had;

	if (!fits(n, size))
		return NULL;
	p = n * size > 0 ? block_grow(old, n * size) : NULL;
	if (p != NULL)
		return p;
	had = block_size(old);
	p = take(NULL, n, size);
	if (p != NULL) {
		memcpy(p, old, had < n * size ? had : n * size);
		block_free(old);
	}
	return p;
}

/* Another size for an array of the C library's, which may make it a block. */
static void *
outgrow(void *old, size_t had, size_t n, size_t size)
{
	void *p = take_block(n, size);

	if (p == NULL)
		return take(old, n, size);
	if (had > 0)
		memcpy(p, old, (had < n ? had : n) * size);
	free(old);
	return p;
}

void *
mem_try_array(size_t n, size_t size, const char *what, struct err *err)
{
	void *p = take_block(n, size);

	return p != NULL ? p : or_err(take(NULL, n, size), n, size, what, err);
}

void *
mem_try_zarray(size_t n, size_t size, const char *what, struct err *err)
{
	void *p = take_block(n, size);

	return p != NULL ? p : or_err(take_zeroed(n, size), n, size, what, err);
}

void *
mem_try_table(size_t n, size_t size, const char *what, struct err *err)
{
	void *p =
	    fits(n, size) && !failing() ? block_new_in_memory(n * size) : NULL;

	return p != NULL ? p : or_err(take_zeroed(n, size), n, size, what, err);
}

void *
mem_try_grow(void *p, size_t had, size_t n, size_t size, const char *what,
    struct err *err)
{
	p = block_holds(p) ? regrow(p, n, size) : outgrow(p, had, n, size);
	return or_err(p, n, size, what, err);
}

void *
mem_try_resize(void *p, size_t size, const char *what, struct err *err)
{
	p = block_holds(p) ? regrow(p, size, 1) : take(p, size, 1);
	return or_err(p, size, 1, what, err);
}

/* Twice the old capacity, or what is wanted when that is more. */
static size_t
next_capacity(size_t cap, size_t want)
{
	size_t twice = cap <= SIZE_MAX / 2 ? cap * 2 : SIZE_MAX;

	if (twice < SMALLEST_ARRAY)
		twice = SMALLEST_ARRAY;
	return twice > want ? twice : want;
}

void *
mem_reserve(void *p, size_t *cap, size_t want, size_t size)
{
	if (want <= *cap)
		return p;

	size_t n = next_capacity(*cap, want);
	p = mem_grow(p, n, size);
	*cap = n;
	return p;
}

bool
mem_try_reserve(void **p, size_t *cap, size_t want, size_t size,
    const char *what, struct err *err)
{
	if (want <= *cap)
		return true;

	size_t n = next_capacity(*cap, want);
	void *grown = mem_try_grow(*p, *cap, n, size, what, err);
	if (grown == NULL)
		return false;
	*p = grown;
	*cap = n;
	return true;
}

void
mem_on_fatal(mem_fatal_fn *hook)
{
	atomic_store(&fatal_hook, hook);
}

long
mem_fail_after(long n)
{
	return atomic_exchange(&countdown, n > 0 ? n : 0);
}
