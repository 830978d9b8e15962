/*
 * mapping - how files of one header are to be read, when that was decided by
 * a person: the layout, which column means what, and the answers to what the
 * values leave open.
 *
 * A mapping is remembered in the store under the signature of the header (its
 * names in order, without case, blanks and punctuation), as lines of text:
 *
 *	dialect orders
 *	encoding ISO-8859-2
 *	date-order dmy
 *	map order_id=Bon Nr.
 *	unread Notiz
 *
 *	mapping_set_role(&m, "Bon Nr.", "order_id");
 *	ok = mapping_remember(st, names, n, &m, err);
 *	...next week...
 *	ok = mapping_recall(st, names, n, &m, &found, err);
 *
 * Columns are named as in the header, or "#3" where a name is blank or stands
 * twice. Nothing here reads files; import.h applies mappings.
 */
#ifndef ENDCAP_MAPPING_H
#define ENDCAP_MAPPING_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/money.h"
#include "base/str.h"

struct ingest_options;
struct store;

enum {
	MAPPING_MAX_ROLES = 64 /* columns a mapping may decide */
};

/* What one column means. */
struct mapping_role {
	const char *column;
	const char *role; /* as in --map; NULL: the column is left unread */
};

struct mapping {
	const char *dialect; /* name of the layout; NULL: found out */
	const char *encoding; /* as iconv names it; NULL: the bytes decide */
	enum date_order date_order; /* UNKNOWN: the column decides */
	char decimal; /* 0: the columns decide */
	struct currency currency; /* code "": the file or the shop says */
	struct mapping_role roles[MAPPING_MAX_ROLES];
	size_t n;
	struct arena text; /* of the strings */
};

void mapping_init(struct mapping *m);
void mapping_release(struct mapping *m);
/* 'out' need not be set up. */
void mapping_copy(struct mapping *out, const struct mapping *m);
/* Decides nothing: the file is read as it is found. */
bool mapping_is_empty(const struct mapping *m);

/* NULL: found out; what was said of columns stays. */
void mapping_set_dialect(struct mapping *m, const char *dialect);
/* NULL: the bytes decide. */
void mapping_set_encoding(struct mapping *m, const char *encoding);
/*
 * Gives a column a role and takes the role from the column that had it by
 * this mapping; role NULL: the column is left unread. False when there is no
 * room, which changes nothing.
 */
bool mapping_set_role(struct mapping *m, const char *column, const char *role);
/* The layout decides about this column again. */
void mapping_clear_role(struct mapping *m, const char *column);
/* What was decided about a column; NULL: nothing. Borrowed from m. */
const struct mapping_role *
mapping_find(const struct mapping *m, const char *column);

/* The lines, and back: false when they are not such lines ('out' is then
 * empty). 'out' need not be set up. */
void mapping_add_lines(const struct mapping *m, struct str *out);
bool mapping_parse(struct mapping *out, struct slice lines);
/* Appends it for people: "order_id=Bon Nr., Notiz unread, dates dmy". */
void mapping_describe(const struct mapping *m, struct str *out);

/* Appends the key of the store's setting for a header. */
void mapping_add_key(const struct slice *names, size_t n, struct str *out);
/*
 * The mapping remembered for a header; found is false when there is none, for
 * files without a header (n 0) and for one that can no longer be read. 'out'
 * need not be set up and is to be released in every case.
 */
bool mapping_recall(struct store *st, const struct slice *names, size_t n,
    struct mapping *out, bool *found, struct err *err);
/* An empty mapping is forgotten. */
bool mapping_remember(struct store *st, const struct slice *names, size_t n,
    const struct mapping *m, struct err *err);

/*
 * Puts dialect and columns into options; what options say of notation and
 * currency already stays. The arrays live in 'a', the strings in m. Fails with
 * a sentence when a layout or role is not known (any more).
 */
bool mapping_apply(const struct mapping *m, struct arena *a,
    struct ingest_options *options, struct err *err);
/* The other way: what options say of at most MAPPING_MAX_ROLES columns, and the
 * layout that was found. 'out' need not be set up. */
void mapping_of_options(const struct ingest_options *options,
    const char *dialect, struct mapping *out);

#endif
