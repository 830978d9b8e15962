/*
 * spill - large arrays in a file instead of in memory.
 *
 * Between spill_begin and spill_end the arrays of mem_try_* that are large
 * enough stand in temporary files without a name, mapped into memory. They
 * are used, grown and freed like any other. While there are any, a thread
 * looks some hundred times a second at how much memory the process holds, and
 * above a limit hands their pages to the system, which keeps what it has room
 * for and brings back whatever is touched again. So an import of ten million
 * lines, which walks its arrays from end to end, needs no more memory than
 * one of a million.
 *
 * The room in the file is taken before an array is used: a full disk is met
 * here, where the array then stays in ordinary memory, and not as a signal in
 * the middle of a pass. The same happens where the folder does not allow
 * files or the system offers no such files. Contents are the same either way.
 *
 * For mem.c and whoever begins it; everybody else sees ordinary pointers. All
 * functions may be called from any thread, begin and end from one at a time.
 */
#ifndef ENDCAP_SPILL_H
#define ENDCAP_SPILL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	SPILL_SMALLEST = 1 << 20, /* bytes of an array worth a file */
	SPILL_RESIDENT = 168 << 20, /* bytes held before pages are given back */
};

struct spill_options {
	const char *folder; /* of the files; copied */
	size_t smallest; /* bytes */
	size_t resident; /* bytes */
};

/* They nest; the outermost decides. Arrays outlive the end until freed. */
void spill_begin(const struct spill_options *options);
void spill_end(void);

/* A zeroed array; NULL where it is to be had from ordinary memory: it is too
 * small, nothing was begun, or no file could be made. */
void *spill_new(size_t bytes);
/* Does p stand in a file? */
bool spill_holds(const void *p);
/* How many bytes it has. p must stand in a file, here and below. */
size_t spill_size(const void *p);
/* Other size, same contents; NULL leaves p as it was. */
void *spill_grow(void *p, size_t bytes);
void spill_free(void *p);

#endif
