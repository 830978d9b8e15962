/*
 * block - large arrays beside the C library's heap.
 *
 * The arrays of mem_try_* from BLOCK_LARGE bytes on are mappings of their own,
 * laid so that the system can back them with huge pages: meeting new memory
 * page by page may take longer than counting pairs in it. Those of a few
 * megabytes ask for them. They grow without being copied.
 *
 * Between block_spill_begin and block_spill_end arrays that are large enough
 * stand in temporary files without a name instead, mapped into memory. While
 * there are any, a thread looks some hundred times a second at how much memory
 * the process holds, and above a limit hands their pages to the system, which
 * keeps what it has room for and brings back whatever is touched again. So an
 * import of ten million lines, which walks its arrays from end to end, needs
 * little more memory than one of a million. Tables that are looked up at
 * random (mem_try_table) would be brought back at once; they stay in memory.
 *
 * The room in the file is taken before an array is used: a full disk is met
 * here, where the array then stays in ordinary memory, and not as a signal in
 * the middle of a pass. The same happens where the folder does not allow
 * files or the system offers no such files. Contents are the same either way.
 *
 * For mem.c and whoever begins it; everybody else sees ordinary pointers. All
 * functions may be called from any thread, begin and end from one at a time.
 */
#ifndef ENDCAP_BLOCK_H
#define ENDCAP_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of an array that is a mapping of its own. None is in builds that
 * watch the C library's heap for mistakes. */
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
#define BLOCK_LARGE SIZE_MAX
#else
#define BLOCK_LARGE ((size_t)1 << 20)
#endif

enum {
	BLOCK_SPILL_SMALLEST = 1 << 20, /* bytes of an array worth a file */
	BLOCK_SPILL_RESIDENT = 200 << 20, /* held before pages are given back */
};

struct block_spill {
	const char *folder; /* of the files; copied */
	size_t smallest; /* bytes */
	size_t resident; /* bytes */
};

/* They nest; the outermost decides. Arrays outlive the end until freed. */
void block_spill_begin(const struct block_spill *options);
void block_spill_end(void);

/* A zeroed array; NULL where it is to be had from the C library: it is too
 * small, or the system refuses. */
void *block_new(size_t bytes);
/* The same, never in a file. It must not be grown. */
void *block_new_in_memory(size_t bytes);
/* Is p such an array? */
bool block_holds(const void *p);
/* Does it stand in a file? p must be such an array, here and below. */
bool block_in_file(const void *p);
size_t block_size(const void *p);
/* Other size, same contents; NULL leaves p as it was. */
void *block_grow(void *p, size_t bytes);
void block_free(void *p);

#endif
