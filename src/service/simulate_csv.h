/*
 * simulate_csv - a CSV file that is written row by row and appears whole.
 *
 * Files of the timing shapes have hundreds of megabytes, so rows go through a
 * buffer into the pieces of a file_out (base/file.h). Until the commit the
 * target is as it was; simulate_csv_release drops what was not committed.
 *
 *	struct simulate_csv f = SIMULATE_CSV_INIT;
 *	bool ok = simulate_csv_open(&f, folder, "orders.csv", err);
 *	simulate_csv_text(&f, "MUG-350");
 *	simulate_csv_money(&f, 1290);
 *	ok = ok && simulate_csv_end_row(&f, err) && simulate_csv_commit(&f, err);
 *	simulate_csv_release(&f);
 *
 * Quoting is RFC 4180's. For the simulator only: what people export goes
 * through the export formats, which also disarm formulas.
 */
#ifndef ENDCAP_SIMULATE_CSV_H
#define ENDCAP_SIMULATE_CSV_H

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

struct simulate_csv {
	struct file_out *out; /* owned; NULL: not open */
	struct str buffer;
	int fields; /* of the row under way */
	bool crlf; /* rows end in CR LF */
	int64_t bytes; /* gone to the file so far */
};

#define SIMULATE_CSV_INIT           \
	{                           \
		.buffer = STR_INIT, \
	}

bool simulate_csv_open(struct simulate_csv *f, const char *folder,
    const char *name, struct err *err);

/* Fields of the row under way, left to right. */
void simulate_csv_text(struct simulate_csv *f, const char *text);
void simulate_csv_slice(struct simulate_csv *f, struct slice text);
void simulate_csv_int(struct simulate_csv *f, int64_t n);
void simulate_csv_money(struct simulate_csv *f, int64_t cents);
void simulate_csv_blank(struct simulate_csv *f);
bool simulate_csv_end_row(struct simulate_csv *f, struct err *err);

/* A whole row, or anything else, byte for byte, without a line end. */
void simulate_csv_raw(struct simulate_csv *f, const char *bytes);

bool simulate_csv_commit(struct simulate_csv *f, struct err *err);
void simulate_csv_release(struct simulate_csv *f);

#endif
