/*
 * screen_segments_internal - what the files of the segments screen share.
 *
 *	screen_segments.c         the screen: its tables, keys and clicks
 *	screen_segments_lists.c   what each table is of, one row each
 *	screen_segments_people.c  the people of the row under the cursor
 *	screen_segments_looked.c  who looked at a product and did not buy it
 *	screen_segments_draw.c    how it looks
 */
#ifndef ENDCAP_SCREEN_SEGMENTS_INTERNAL_H
#define ENDCAP_SCREEN_SEGMENTS_INTERNAL_H

#include "service/desk.h"
#include "ui/app.h"
#include "ui/columns.h"
#include "ui/narrow.h"
#include "ui/pane_table.h"
#include "ui/screen_segments.h"

/* In the order of Tab; the first stands above, one of the others below it. */
enum segments_list {
	LIST_SEGMENTS,
	LIST_FOLLOWUPS,
	LIST_NEXT,
	LIST_AGAIN,
	LIST_COHORTS,
	LIST_COUNT
};

struct segments {
	struct list {
		struct listing listing;
		struct rows *rows; /* NULL until they are worked out */
		struct table *tb;
		struct narrow narrow;
		struct columns columns;
		const void *from; /* what it is of; only compared */
	} lists[LIST_COUNT];
	enum segments_list focus;
	enum segments_list below; /* the one that is shown under the segments */
	bool in_pane, wide;
	struct people {
		struct pane_table table;
		struct str title, words;
		bool known; /* the fields below are of a row */
		enum segments_list list;
		uint64_t of; /* the row's identity */
		const void *from; /* what they are of; only compared */
	} people;
	struct str chosen; /* name of the segment that was asked for */
	uint64_t wanted; /* product + 1 to go to; 0: none */
	/* Who looked so often instead of who bought it; 0: who bought it. Of
	 * the product of the row, or of the one that was named (+ 1). */
	int32_t looks;
	uint64_t looked_at;
	struct rect areas[LIST_COUNT], pane; /* as last drawn, for clicks */
};

/* ---- what each table is of (screen_segments_lists.c) ---- */

struct segments_list_row {
	const char *title;
	const char *example; /* of a filter */
	const char *nobody; /* said where it has no rows */
	const char *under_way;
	/* What its rows are of; NULL: not there yet. */
	const void *(*source)(struct desk *dk);
	bool (*fill)(struct desk *dk, struct listing *out, struct err *err);
	/* Asks for it; NULL: it comes with the segments. */
	void (*ask)(struct desk *dk);
	bool (*stopped)(struct desk *dk);
	/* The people of a row, with a title and words. 'from' gets what they
	 * are of, NULL while that is still made. */
	bool (*people)(struct screen *sc, uint64_t id, const void **from,
	    struct people *pe, struct listing *out, struct err *err);
	/* What can be exported of a row, and its name; NULL: no list. */
	void (*roster)(struct screen *sc, uint64_t id, struct desk_people *out,
	    struct str *name);
	/* Said in the status line. */
	void (*status)(struct screen *sc, struct str *out);
	const enum action *hints;
};
const struct segments_list_row *segments_list_row(enum segments_list id);

/* The text of a column in the row under the cursor. */
bool segments_cell_text(struct segments *st, enum segments_list id,
    const char *column, struct str *out);

/* ---- the people (screen_segments_people.c) ---- */

void segments_people_init(struct people *pe);
void segments_people_release(struct people *pe);
/* Reads the people of the row under the cursor, or asks for them. */
void segments_follow(struct screen *sc);

/* ---- who looked (screen_segments_looked.c) ---- */

/* Asks how often, and at what. */
unsigned segments_ask_looks(struct screen *sc);
/* What desk_follow is asked for at this row of the follow-ups. */
uint64_t segments_followed(const struct segments *st, uint64_t id);
/* That list; NULL: still made. */
struct following *segments_following(struct screen *sc, uint64_t id);

/* ---- drawing (screen_segments_draw.c) ---- */

/* Have the segments come? */
bool segments_ready(const struct segments *st);
void segments_draw(struct screen *sc, struct canvas *cv, struct rect area);

#endif
