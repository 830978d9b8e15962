/*
 * export - what leaves endcap for other programs: a registry of what can be
 * written in which format, and the one way to write it.
 *
 * Each pair of a thing and a format is a row; to add one, add the row and its
 * function (export_csv.c, export_json.c, one file per family of formats). The
 * columns' names and order are what other programs rely on: new ones go to
 * the end.
 *
 *	rq.row = export_find("bundles", "woocommerce", err);
 *	rq.job.v = a view with the parts that row->parts names;
 *	export_run(&rq, &outcome, err);
 *
 * Formats of shop platforms (those with a 'remove' function) cannot express
 * everything; what is left out is said, a sentence each (struct
 * export_report). What they add to the shop is kept in the store with the
 * action of the export, so that a later export with 'removal' writes the file
 * that takes all of it back. An export that is undone counts as never made.
 *
 * CSV for people neutralises text that a spreadsheet would take for a formula
 * (listing_add_csv_text); JSON never does.
 */
#ifndef ENDCAP_EXPORT_H
#define ENDCAP_EXPORT_H

#include "base/progress.h"
#include "service/listing.h"
#include "service/pairing.h"
#include "service/view.h"

enum {
	/* Of JSON, as export.schema.json says it: raised when a key changes. */
	EXPORT_SCHEMA_VERSION = 1
};

/* What an export is made from; all borrowed. */
struct export_job {
	struct store *st;
	struct view *v;
	struct pairing_query pairs; /* which pairs; product PAIRING_ALL */
	int32_t today; /* when offers without a first day begin */
	struct export_report *report;
	/* Of rows with 'folder': begins the next file there. */
	bool (*begin)(void *arg, const char *name, struct err *err);
	void *begin_arg;
	const struct export_row *row; /* what is written */
};

/* What an export says about itself. */
struct export_report {
	struct str notes; /* what it cannot express, a sentence a line */
	size_t n_notes;
	struct str added; /* what it adds to the shop, a line each */
	size_t n_added;
};

struct export_size {
	int64_t rows; /* CSV rows under the header, objects of JSON */
	int64_t bytes;
};

/* What a format can say of a bundle; the rest is noted. */
/* clang-format off */
#define EXPORT_ABILITIES(X) \
	X(CAN_DISCOUNT,   "a percent, amount or price off") \
	X(CAN_GET,        "a discount on some of its items") \
	X(CAN_TIERS,      "a discount that grows with the pieces") \
	X(CAN_CHEAPEST,   "a discount on the cheapest piece") \
	X(CAN_SLOTS,      "items that shoppers choose among") \
	X(CAN_ADDONS,     "items that shoppers may add") \
	X(CAN_QUANTITY,   "quantities of items") \
	X(CAN_DAYS,       "the days it begins and ends") \
	X(CAN_MAX_SETS,   "the limit of sets in one order") \
	X(CAN_STAND_IN,   "other products that serve as well") \
	X(CAN_ALONE,      "that it combines with no other discount") \
	X(CAN_MIN_MARGIN, "the least margin it leaves") \
	X(CAN_MESSAGE,    "the message to shoppers") \
	X(CAN_DRAFT,      "drafts")
/* clang-format on */

enum export_ability {
#define X(code, text) code,
	EXPORT_ABILITIES(X)
#undef X
	EXPORT_ABILITY_COUNT
};
/* The bit of an ability in export_row.can. */
#define EXPORT_CAN(ability) (1u << (ability))

struct export_row {
	const char *what, *format;
	const char *extension; /* of the file; NULL: a folder of files */
	const char *help; /* what it holds */
	const char *limits; /* what it cannot express beside 'can'; or NULL */
	unsigned parts; /* of the view it needs */
	unsigned can; /* of bundles, bits of enum export_ability */
	bool people; /* a list of people: its file is private */
	/* Writes through the sink and counts *rows. */
	bool (*write)(const struct export_job *job,
	    const struct listing_sink *sink, int64_t *rows, struct err *err);
	/* Writes what takes back the lines of 'added'; NULL: the format adds
	 * nothing to a shop. */
	bool (*remove)(const struct export_job *job, struct slice added,
	    const struct listing_sink *sink, int64_t *rows, struct err *err);
};

/* Row i of the registry; NULL past the end. */
const struct export_row *export_row(size_t i);

/* ERR_USAGE with what there is when there is no such thing or format. */
const struct export_row *
export_find(const char *what, const char *format, struct err *err);

/* Appends what a format cannot express, "the discount, quantities of items";
 * nothing for formats that hold all. */
void export_add_limits(const struct export_row *row, struct str *out);

void export_report_release(struct export_report *r);

/* ---- the whole errand: files, record, removal (export_run.c) ---- */

struct export_request {
	const struct export_row *row;
	struct export_job job; /* st, v, pairs */
	const char *path; /* file or folder; NULL: 'sink' */
	const struct listing_sink *sink; /* where path is NULL */
	const struct listing_sink *look; /* gets what a dry run would write;
					    NULL: nobody looks */
	const struct progress *progress; /* NULL: nobody watches */
	bool keep; /* refuse to replace a file that is there */
	bool dry_run; /* counts, notes, and changes nothing */
	bool removal; /* the file that takes back what was exported before */
	bool strict; /* a note is a failure: nothing is written */
};

struct export_outcome {
	struct export_size size;
	struct export_report report;
	size_t files;
};

/*
 * Writes the files whole or not at all and, for formats with 'remove', keeps
 * in the store what they add. ERR_USAGE: a folder is needed, or the format
 * knows no removal. ERR_NOT_FOUND: nothing to remove. 'out' is set up here
 * and released by the caller in every case.
 */
bool export_run(const struct export_request *rq, struct export_outcome *out,
    struct err *err);
void export_outcome_release(struct export_outcome *o);

/* Appends the notes, indented, at most 'most' of them (0: all). */
void
export_add_notes(const struct export_report *r, size_t most, struct str *out);

#endif
