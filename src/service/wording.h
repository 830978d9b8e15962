/*
 * wording - the words that customers read, in one file of the shop's own.
 *
 * A line each, "NAME = TEMPLATE"; what is missing keeps its default, lines
 * that begin with # are comments. A template that begins or ends with a blank
 * stands in double quotes. The file of a German shop:
 *
 *	reason  = passt zu {bought}, gekauft im {month}
 *	counted = "; {both} von {buyers} Käufern nahmen es dazu"
 *	looked  = Sie sahen sich {offer} im {month} an
 *	code    = "; {code} gilt bis {until}"
 *	months  = Januar, Februar, März, April, Mai, Juni, Juli, August, ...
 *
 * The sentence is the reason; then counted, where anybody bought both in one
 * order; then code, where there is one. To those who only looked, the sentence
 * is looked, then code; {looks} is how often they did. A month of another year gets its year.
 */
#ifndef ENDCAP_WORDING_H
#define ENDCAP_WORDING_H

#include "base/err.h"
#include "base/str.h"

/* id, name in the file, default */
/* clang-format off */
#define WORDINGS(X) \
	X(WORDING_REASON,  "reason",  "goes with the {bought} you bought in {month}") \
	X(WORDING_COUNTED, "counted", "; {both} of {buyers} who bought it added this") \
	X(WORDING_LOOKED,  "looked",  "you looked at the {offer} in {month}") \
	X(WORDING_CODE,    "code",    "") \
	X(WORDING_MONTHS,  "months",  "January, February, March, April, May, June, July, August, September, October, November, December")
/* clang-format on */

enum wording_id {
#define X(id, name, initial) id,
	WORDINGS(X)
#undef X
	WORDING_COUNT
};

struct wording {
	struct str text[WORDING_COUNT];
};

/* What a sentence speaks of; texts are borrowed for the call. */
struct wording_facts {
	struct slice bought, offer; /* names of products */
	int32_t day; /* of the purchase */
	int32_t today;
	int64_t both, buyers; /* orders of both; buyers of the one */
	int32_t looks; /* at the offer; 0: it is about a purchase */
	struct slice code; /* empty: none */
	int32_t until; /* last day of the code; 0: not said */
};

/* The defaults. */
void wording_init(struct wording *w);
void wording_release(struct wording *w);
/* Takes the lines of a file over; 'name' is said with a line's number when it
 * cannot be understood (ERR_INPUT). */
bool wording_read(
    struct wording *w, const char *name, struct slice lines, struct err *err);

void wording_add(
    const struct wording *w, const struct wording_facts *f, struct str *out);

#endif
