/*
 * faulty - the outside of endcap, made to fail on demand.
 *
 * Two doors lead outside: SQLite's file system, which a shim over the default
 * one stands in for, and the C library's writes, syncs and renames that
 * base/file.c and store_backup.c use, which the linker hands to this module
 * (see the fault tests in the Makefile), as it does what tells a network file
 * system. Every operation that passes is
 * counted; the one a test asks for fails, alone or with all that follow.
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
#include <stdint.h>

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
};

/* Once, before SQLite is used. False: SQLite refuses. */
bool faulty_install(void);

/* The n-th operation of these kinds from now on fails (n >= 1), and with
 * 'ever_after' every later one too. */
void faulty_arm(unsigned kinds, long n, bool ever_after);
/* Back to working order; was that operation reached? */
bool faulty_disarm(void);

/* statfs says that every path lies on a file system of this kind; 0: what the
 * system says. */
void faulty_place(unsigned long magic);

/* Files opened from now on are watched for what they have not synced. */
void faulty_watch(void);
/* Loses it, now that all are closed, and watches no more. False: a file could
 * not be put into that state. */
bool faulty_lose(uint64_t seed);

#endif
