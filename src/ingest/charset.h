/*
 * charset - the bytes of a file as UTF-8, decided once, decoded in a stream.
 *
 * A byte-order mark decides at once (UTF-8, UTF-16 of either order), and so do
 * zeros in every other byte (UTF-16). Without either a file is plain ASCII
 * until its first other byte; the piece that holds it decides: UTF-8 when
 * well-formed sequences outnumber stray bytes there, else Windows-1254 where
 * its letters are those of Turkish, else Windows-1252. Stray bytes in a UTF-8
 * file pass through here and are repaired, value by value, by text_clean.
 * Any other encoding has to be named; the system's iconv knows it then.
 *
 *	struct charset cs = { 0 };
 *	size_t skip = charset_begin(&cs, first);
 *	struct slice utf8 = charset_decode(&cs, piece, &scratch);
 *	charset_end(&cs);
 *
 * It must not learn what a line or a field is.
 */
#ifndef ENDCAP_INGEST_CHARSET_H
#define ENDCAP_INGEST_CHARSET_H

#include "base/str.h"

/* clang-format off */
#define CHARSETS(X) \
	X(CHARSET_ASCII,        "ASCII") \
	X(CHARSET_UTF8,         "UTF-8") \
	X(CHARSET_UTF16LE,      "UTF-16 little-endian") \
	X(CHARSET_UTF16BE,      "UTF-16 big-endian") \
	X(CHARSET_WINDOWS_1252, "Windows-1252") \
	X(CHARSET_WINDOWS_1254, "Windows-1254 (Turkish)") \
	X(CHARSET_NAMED,        "as named")
/* clang-format on */

enum {
	CHARSET_LONGEST = 16 /* bytes of a character, with its shifts */
};

enum charset_kind {
#define X(code, name) code,
	CHARSETS(X)
#undef X
	CHARSET_COUNT
};

struct charset {
	enum charset_kind kind; /* ASCII: undecided as yet */
	bool bom;
	unsigned char odd; /* UTF-16: the first half of a unit */
	bool has_odd;
	uint32_t high; /* UTF-16: a high surrogate that waits, or 0 */
	void *conversion; /* named: of iconv */
	char cut[CHARSET_LONGEST]; /* named: of a character cut by the end */
	size_t n_cut;
};

/* Takes the encoding of that name ("windows-1250", "shift_jis") instead of
 * finding one; false where the system knows none of that name. */
bool charset_name_it(struct charset *cs, const char *name);
/* Frees what charset_name_it took; nothing else has to be. */
void charset_end(struct charset *cs);

/*
 * Looks at the start of a file and returns how many bytes to leave out: a
 * byte-order mark, or several in a row, with the blanks and line breaks before
 * it if there are any (some exporters print the mark late).
 */
size_t charset_begin(struct charset *cs, struct slice first);

/*
 * The piece as UTF-8: the piece itself where nothing has to be changed, else
 * decoded into 'scratch' (cleared first). Borrowed until the next call or a
 * change of the piece. Pieces may be cut anywhere.
 */
struct slice
charset_decode(struct charset *cs, struct slice piece, struct str *scratch);

const char *charset_name(enum charset_kind kind);

#endif
