/*
 * import - a file becomes part of the shop: read, checked, written, counted.
 *
 * Reading and validation (ingest) happen before the store is locked; writing
 * is one transaction (store_import). Only of a long file for an empty store
 * the orders are written while the rest is read, in the same transaction
 * (store_early.h). Afterwards the pairs are stale; the next view mines them
 * (view.h).
 *
 * What a person said about a file (--dialect, --map, the import screen) is
 * remembered for its header (mapping.h) and used for the next file with that
 * header, unless something else is said then; the summary says so. Of the
 * answers remembered, those on dates and decimal marks count only where the
 * next file leaves the question open again.
 *
 *	struct import_request rq = { .path = "orders.csv" };
 *	ingest_options_init(&rq.options);
 *	if (!import_file(st, &rq, &pg, &outcome, err)) ...
 *	import_add_summary(&outcome, &text);
 *	import_outcome_release(&outcome);
 */
#ifndef ENDCAP_IMPORT_H
#define ENDCAP_IMPORT_H

#include "ingest/ingest.h"
#include "service/countings.h"
#include "service/listing.h"
#include "store/store_imports.h"

struct import_outcome;

struct import_request {
	const char *path;
	struct ingest_options options;
	bool dry_run; /* count everything, write nothing */
	bool strict; /* a row set aside is a failure; nothing is written */
	/* As the file is found: what is remembered for its header is left out
	 * of account, and forgotten when the import is done. */
	bool as_found;
	/* Asked before anything is written when there are doubts (only the
	 * batch, the report and the doubts of the outcome are known then);
	 * false ends the import with ERR_STOPPED. NULL: it goes on. */
	bool (*agree)(void *arg, const struct import_outcome *so_far);
	void *agree_arg;
};

struct import_outcome {
	bool dry_run;
	bool families; /* variants count as their product (mine_level) */
	struct batch batch; /* what was read, rejects included */
	struct ingest_report report;
	struct store_import_result result;
	struct countings countings; /* of the file alone */
	struct store_rejects refused; /* rows of orders known otherwise */
	struct str memory; /* what was remembered or recalled; empty: nothing */
	/* What may be wrong with the file as a whole, a line each: rows in
	 * another currency, prices more than 50 times what they were, most
	 * rows unusable. Known before anything is written. 'grave': worth a
	 * question, as a few rows in another currency are not. */
	struct str doubts;
	bool grave;
};

/* From here to block_spill_end (block.h) the large arrays of an import of
 * these files stand on the disk that the store is about to grow on, unless all
 * is small: ten million lines need no more than 300 MB. import_file does so by
 * itself; call it to include what follows. */
void import_spill(struct store *st, const char *const *paths, size_t n);

/*
 * Files that are named together, as what is to be imported one after the other:
 * where one has the orders of which another has the lines (join.h), the two are
 * one step. Fails where a file of such two cannot be read, also where one half
 * is alone because the other one is absent, or when it is stopped.
 */
struct import_step {
	const char *path; /* of the lines, where it is joined; borrowed */
	struct join join;
	bool joined;
	char *beside; /* the other path, if it was not borrowed */
};

struct import_steps {
	struct import_step *steps;
	size_t n;
};

bool import_steps_make(const char *const *paths, size_t n,
    const struct progress *pg, struct import_steps *out, struct err *err);
void import_steps_release(struct import_steps *s);

/* The step of one file. Where that cannot be read by itself for lack of the
 * orders or of the lines, the files beside it are looked at, by name, and the
 * first that has them is taken. 'out' is to be released in every case. */
bool import_step_find(const char *path, const struct progress *pg,
    struct import_step *out, struct err *err);
void import_step_release(struct import_step *s);

/* Refuses the store itself as a file to read (store_is_at says why). */
bool import_may_read(const struct store *st, const char *path, struct err *err);

/* 'out' need not be set up and is to be released in every case. */
bool import_file(struct store *st, const struct import_request *request,
    const struct progress *pg, struct import_outcome *out, struct err *err);
void import_outcome_release(struct import_outcome *o);
/* Takes remembered answers on dates and decimal mark out of the options where
 * the file tells by itself: an old answer must not outvote other values. When
 * it is stopped they stay. */
void import_drop_answers(const char *path, struct ingest_options *options,
    const struct progress *pg);

/*
 * A few lines for people: what the file is and why, how its rows divide into
 * loaded, merged, excluded and set aside (they add up), what was noticed, and
 * the first few rows set aside with place and reason.
 */
void import_add_summary(const struct import_outcome *o, struct str *out);
/* One line of it: "orders.csv: 4,118 orders, 3 rows set aside". */
void import_add_line(const struct import_outcome *o, struct str *out);

/* The rows set aside as CSV: file, line, column, value, reason, row; with these
 * names where 'out' is empty. Rows of refused orders come last. */
void import_add_rejects(const struct import_outcome *o, struct str *out);
/* The same of an import of any time, and how many there are; fails when there
 * is no such import. */
bool import_add_kept_rejects(struct store *st, int64_t import_id,
    struct str *out, size_t *n, struct err *err);

/* Takes an import back; 'said' says what went. */
bool import_undo(struct store *st, int64_t import_id, const struct progress *pg,
    struct str *said, struct err *err);

/* What was imported, newest first. */
bool import_listing(struct store *st, struct listing *out, struct err *err);

#endif
