/*
 * arena - bump allocation for one phase of work, freed at once.
 *
 * One import, one mining run, one screen's rows: allocate from an arena and
 * release the arena. Memory comes in blocks that double up to 1 MiB, aligned
 * for any type. Not for sharing between threads.
 *
 *	struct arena a = { 0 };
 *	char *name = arena_strndup(&a, s.p, s.len);
 *	arena_release(&a);
 */
#ifndef ENDCAP_ARENA_H
#define ENDCAP_ARENA_H

#include "base/base.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	char *at, *end; /* the free part of the head block */
	size_t total; /* bytes taken from the system so far */
};

struct arena_mark {
	struct arena_block *head;
	char *at;
};

/* Never NULL (see mem.h); arena_array checks n * size and zeroes. Strings are
 * packed without padding; arena_strndup copies at most len bytes and ends at
 * a NUL before that. Results are borrowed until arena_rewind or
 * arena_release. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t n, size_t size);
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_strdup(struct arena *a, const char *s);

/* Everything allocated after the mark is gone after the rewind. Marks nest:
 * rewinding to one spoils those taken after it. */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* Frees all blocks; the arena is empty and usable again. */
void arena_release(struct arena *a);

#endif
