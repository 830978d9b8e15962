/*
 * faulty - the outside of endcap, made to fail on demand.
 *
 * Two doors lead outside: SQLite's file system, which a shim over the default
 * one stands in for, and the C library's writes, syncs and renames that
 * base/file.c and store_backup.c use, which the linker hands to this module
 * (see the fault tests in the Makefile), as it does what tells a network file
 * system. The linker also hands over the statements of SQL, the memory that
 * the data decides the size of, and the question whether to go on. Every
 * operation that passes is counted; the one a test asks for fails, alone or
 * with all that follow.
 *
 *	faulty_install();
 *	faulty_arm(FAULTY_WRITE, 17, false);
 *	...act...
 *	bool reached = faulty_disarm();
 *
 * And it plays a power cut: what was written but never synced is lost, each
 * sector of 512 bytes by the toss of a coin.
 *
 *	faulty_watch();
 *	faulty_arm(FAULTY_POWER, 17, true);
 *	...act; from its 17th write or sync on, nothing reaches the disk...
 *	faulty_disarm();
 *	faulty_lose(seed);
 *
 * One thread or several; one trial at a time.
 */
#ifndef ENDCAP_TESTS_FAULTY_H
#define ENDCAP_TESTS_FAULTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum faulty_kind {
	FAULTY_READ = 1 << 0,
	FAULTY_WRITE = 1 << 1, /* the disk is full */
	FAULTY_SYNC = 1 << 2,
	FAULTY_TRUNCATE = 1 << 3,
	FAULTY_LOCK = 1 << 4,
	FAULTY_OPEN = 1 << 5, /* opening, deleting, looking */
	FAULTY_EXPORT = 1 << 6, /* write, sync, rename, link without SQLite */
	FAULTY_MEMORY = 1 << 7, /* SQLite's own allocations */
	FAULTY_POWER = 1 << 8, /* whatever changes a file */
	FAULTY_STATEMENT = 1 << 9, /* SQL: prepared, stepped */
	FAULTY_SPACE = 1 << 10, /* memory whose size the data decides */
	FAULTY_STOP = 1 << 11, /* whoever watches says stop */
	FAULTY_ANSWER = 1 << 12, /* standard output (faulty_output) */
};

/* Once, before SQLite is used. False: SQLite refuses. */
bool faulty_install(void);

/* The n-th operation of these kinds from now on fails (n >= 1), and with
 * 'ever_after' every later one too. */
void faulty_arm(unsigned kinds, long n, bool ever_after);
/*
 * The first of these operations fails whose place was never made to fail
 * before: the calls that lead to it, the innermost 'depth' of them (0: all).
 * So that
 *
 *	do {
 *		faulty_arm_places(FAULTY_STATEMENT, 0);
 *		...act...
 *	} while (faulty_disarm());
 *
 * tries every place where the action can fail, once.
 */
void faulty_arm_places(unsigned kinds, unsigned depth);
/* From now on only one place of so many, always the same ones. */
void faulty_spare_places(unsigned n);
/* How many places were made to fail. */
size_t faulty_places(void);
/* Back to working order; was that operation reached? */
bool faulty_disarm(void);

/* A stream that swallows what is written to it, or fails; closed by the
 * caller. */
FILE *faulty_output(void);

/* statfs says that every path lies on a file system of this kind; 0: what the
 * system says. */
void faulty_place(unsigned long magic);

/* Files opened from now on are watched for what they have not synced. */
void faulty_watch(void);
/* Loses it, now that all are closed, and watches no more. False: a file could
 * not be put into that state. */
bool faulty_lose(uint64_t seed);

#endif
