/*
 * mem - allocation that cannot silently fail or overflow.
 *
 * Two kinds. The plain functions are for sizes the program decides: they
 * never return NULL but end the program politely (exit code 1), after the
 * hook of mem_on_fatal has restored the terminal; nothing is lost, because
 * the store is transactional. mem_try_* are for sizes the user's data
 * decides: they return NULL and set the error. n * size is always checked.
 *
 * Results are owned by the caller and freed with mem_free (NULL allowed).
 * All functions may be called from any thread.
 */
#ifndef ENDCAP_MEM_H
#define ENDCAP_MEM_H

#include "base/err.h"

/* New memory is undefined unless the name has a z; a size of 0 gives a valid
 * pointer. mem_grow keeps the contents up to the smaller size; p may be NULL.
 * mem_strndup copies at most len bytes and ends at a NUL before that. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
void *mem_array(size_t n, size_t size);
void *mem_zarray(size_t n, size_t size);
void *mem_grow(void *p, size_t n, size_t size);
char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t len);
void mem_free(void *p);
/* Hands freed memory back to the system; for the end of large work. */
void mem_trim(void);

/*
 * For sizes the data decides. On failure NULL, with ERR_LIMIT and a sentence
 * that names 'what' ("pair counts") and how much was wanted. mem_try_grow
 * takes p, which may be NULL, from 'had' to n elements and leaves it as it
 * was when it fails. n of 0 gives a valid pointer.
 */
void *mem_try_array(size_t n, size_t size, const char *what, struct err *err);
void *mem_try_zarray(size_t n, size_t size, const char *what, struct err *err);
void *mem_try_grow(void *p, size_t had, size_t n, size_t size, const char *what,
    struct err *err);
/* Zeroed, for what is looked up at random: it stays in memory where others
 * stand in files (block.h). It must not be grown. */
void *mem_try_table(size_t n, size_t size, const char *what, struct err *err);
/* The same for a library that does not tell how large p was. */
void *mem_try_resize(void *p, size_t size, const char *what, struct err *err);

/*
 * Amortised growth: makes room for at least 'want' elements in an array of
 * capacity *cap, doubling; aborts when memory is out. Returns the array.
 */
void *mem_reserve(void *p, size_t *cap, size_t want, size_t size);
/* The same with an error instead; false leaves *p and *cap as they were. */
bool mem_try_reserve(void **p, size_t *cap, size_t want, size_t size,
    const char *what, struct err *err);

/* Called once, with a sentence to show, before the program ends on no memory
 * or a BUG; it may run on any thread. With NULL, which is the start, the
 * sentence goes to standard error. Registered by main or term. */
typedef void mem_fatal_fn(const char *sentence);
void mem_on_fatal(mem_fatal_fn *hook);

/* Tests: the n-th allocation from now on fails, once (0: none does). It is
 * counted over all threads. Returns how many were left until the failure that
 * was set before; 0: it has happened, or there was none. */
long mem_fail_after(long n);

#endif
