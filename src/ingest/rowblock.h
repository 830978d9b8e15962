/*
 * rowblock - the rows of one piece of a file, one behind the other.
 *
 * csvfile fills a block while the rows of the block before are used, perhaps
 * on another thread: only whoever fills a block changes it. Values are copied
 * in and cut to the limits of csvfile.h; the row then says what was wrong.
 * The last row may be open: it ends in the next block, which takes over its
 * values with rowblock_carry.
 *
 *	bytes   Invoice,Code,Descr...|536365,85123A, WHITE ...
 *	values   <----> <--> <-----    <----> <----> <----     start and length
 *	rows    <- 3 values, line 1 ->  <- 8 values, line 2 ->
 */
#ifndef ENDCAP_INGEST_ROWBLOCK_H
#define ENDCAP_INGEST_ROWBLOCK_H

#include "ingest/csvfile.h"

struct rowblock_value {
	size_t start, len; /* in bytes */
};

struct rowblock_row {
	size_t first, n; /* values */
	size_t start; /* of its bytes */
	size_t columns; /* as the file has them, n of them kept */
	enum csvfile_flaw flaw;
	size_t flaw_field;
	size_t lost_breaks; /* line breaks in bytes that were not kept */
	uint32_t line; /* where it starts */
};

struct rowblock {
	char *bytes;
	struct rowblock_value *values;
	struct rowblock_row *rows;
	size_t used, n_values, n_rows;
	size_t cap_bytes, cap_values, cap_rows;
	struct rowblock_row open; /* columns 0: nothing is open */
};

/* Empties it for the next piece; 'from' is the block before, whose open row
 * goes on here. */
void rowblock_carry(struct rowblock *b, const struct rowblock *from);
void rowblock_release(struct rowblock *b);

/* One more value of the open row. */
void rowblock_add_value(struct rowblock *b, struct slice value);
void rowblock_set_flaw(struct rowblock *b, enum csvfile_flaw flaw);
/* Ends the open row, which starts on 'line'; returns the line breaks that
 * stand inside it. */
size_t rowblock_end_row(struct rowblock *b, uint32_t line);

/*
 * A whole row at once: a line without its line break, none being open. False,
 * with nothing changed, where quotation marks, carriage returns or limits are
 * in play, which libcsv and rowblock_add_value are for. '*blank': there was
 * neither a value nor a delimiter, so there is no row.
 */
bool rowblock_add_plain(struct rowblock *b, struct slice text, char delimiter,
    uint32_t line, bool *blank);

/* Row i; 'fields' has room for its n values. */
struct csvfile_row
rowblock_row(const struct rowblock *b, size_t i, struct slice *fields);

/* Line breaks (LF) in a text. */
size_t rowblock_breaks(struct slice s);

#endif
