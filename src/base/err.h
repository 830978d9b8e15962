/*
 * err - the one error value: a code and a finished sentence.
 *
 * A function that can fail returns bool and takes a struct err * last; true
 * means done. On false the error holds a code and a sentence the shop owner
 * can act on: lower case, no full stop, the problem first, the subject in
 * single quotes, the remedy in a second clause:
 *
 *	return err_set(err, ERR_IO, "cannot read '%s': %s", path, why);
 *
 * The value lives with the caller, owns nothing and needs no release. It is
 * untouched on success, so initialise it with ERR_INIT and pass it along a
 * whole sequence of calls. Only the edge (main, the dashboard) shows it.
 */
#ifndef ENDCAP_ERR_H
#define ENDCAP_ERR_H

#include "base/base.h"

/* clang-format off */
#define ERR_CODES(X) \
	X(ERR_NONE,      "none",      "nothing went wrong") \
	X(ERR_INPUT,     "input",     "a file or value from outside is not usable") \
	X(ERR_USAGE,     "usage",     "the command line is wrong; exit code 2") \
	X(ERR_IO,        "io",        "the system refused to read or write") \
	X(ERR_STORE,     "store",     "the database refused or is damaged") \
	X(ERR_BUSY,      "busy",      "somebody else holds the store") \
	X(ERR_CONFLICT,  "conflict",  "somebody else changed the same thing") \
	X(ERR_NOT_FOUND, "not-found", "the named thing does not exist") \
	X(ERR_LIMIT,     "limit",     "a stated limit of size or memory") \
	X(ERR_STOPPED,   "stopped",   "the user stopped it; nothing was changed")
/* clang-format on */

enum err_code {
#define X(code, name, meaning) code,
	ERR_CODES(X)
#undef X
	ERR_CODE_COUNT
};

/* Longest sentence in bytes; longer ones end in an ellipsis. */
enum {
	ERR_TEXT_SIZE = 600
};

struct err {
	enum err_code code;
	char text[ERR_TEXT_SIZE];
};

/* No error. The macro is an initialiser: struct err err = ERR_INIT. */
#define ERR_INIT                 \
	{                        \
		.code = ERR_NONE \
	}

/*
 * Sets code and sentence; always returns false. A NULL err is allowed for
 * callers that only need to know that it failed. Cutting respects UTF-8.
 */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
    ATTR_PRINTF(3, 4);

/* Puts "prefix: " before the sentence already there, whose code stays;
 * returns false. The arguments of both may point into err->text. */
bool err_prefix(struct err *err, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* What a number of the system (errno) means, in words that end a sentence
 * ("permission denied"), in no language but ours; borrowed for ever. */
const char *err_system(int number);

/* The code's name ("busy"), borrowed for ever. */
const char *err_code_name(enum err_code code);

#endif
