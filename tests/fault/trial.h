/*
 * trial - a command line run in this process on a copy of a small shop, and
 * what must be true of the store after it, whatever failed meanwhile.
 *
 *	trial_prepare(&action, &t);	the states before and after it
 *	trial_start_over(&action);
 *	...something is made to fail...
 *	trial_run(action.command, &a);
 *	trial_check_store(&t, a.code == EXIT_DONE);
 *
 * What is not as it must be fails the test. One thread. Include after
 * cmocka.h.
 */
#ifndef ENDCAP_TESTS_TRIAL_H
#define ENDCAP_TESTS_TRIAL_H

#include "base/str.h"
#include "cli/cli.h"

enum {
	TRIAL_WORDS = 14,
};

typedef const char *trial_words[TRIAL_WORDS];

/* What is done to the shop before, then the command that meets the faults. */
struct trial_action {
	const char *name;
	const trial_words *before; /* ends with one without words; or NULL */
	trial_words command;
	const char *writes; /* a file it makes, or NULL */
	const char *schema; /* a store of this version instead, or NULL */
};

#define TRIAL_SHOP                                       \
	{                                                \
		"import", "tests/cli/data/products.csv", \
		    "tests/cli/data/orders.csv",         \
		    "tests/cli/data/customers.csv"       \
	}

struct answer {
	int code;
	struct str err;
};

struct trial {
	const struct trial_action *action;
	uint64_t before, after; /* states */
	const char *what; /* the fault */
	long moment;
	long done, refused; /* how commands that met a fault ended */
};

/* A folder of its own, with SQLite behind faulty.h; for cmocka's setup and
 * teardown of a group. */
int trial_make_folder(void **state);
int trial_remove_folder(void **state);
extern char trial_folder[];

/* A file there; owned. */
char *trial_path(const char *name);
bool trial_is_there(const char *name);
void trial_remove_file(const char *name);
void trial_copy_file(const char *from, const char *to);
/* Temporary files that stayed; removed, so that they are told once. */
size_t trial_remove_left_over(void);

/* Runs a command on shop.db; '%' at the front of a word is the folder. 'out'
 * has its sentence of error, to be released. */
void trial_run(const trial_words command, struct answer *out);
void trial_must_run(const trial_words command);

/* One number for all that counts in a store; 0 when there is none. */
uint64_t trial_state(const char *name);
/* The shop the action is done to in base.db, and both states. */
void trial_prepare(const struct trial_action *a, struct trial *t);
void trial_start_over(const struct trial_action *a);
/* Fails the test, or after trial_keep_going counts it and goes on, so that
 * all are told; the test then asserts that trial_failures is 0. */
void trial_keep_going(void);
void trial_fail(const char *fmt, ...) ATTR_PRINTF(1, 2);
long trial_failures(void);
/* That the answer is one sentence. */
void trial_check_message(const struct trial *t, const struct answer *a);
/* That the store is whole and as before or as after; 'finished': the command
 * said that all was done. */
void trial_check_store(struct trial *t, bool finished);

#endif
