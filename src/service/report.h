/*
 * report - the page a merchandiser passes on: the key figures with their
 * changes, the best pairs with their evidence, every live and proposed bundle
 * with its ranges, the threshold curve, and what was decided since the last
 * report and what became of the figures.
 *
 *	struct report_request rq = { .st = st, .v = v, .today = today,
 *	    .format = PAGE_HTML };
 *	ok = report_write(&rq, pg, &out, err) && ... write 'out' ... &&
 *	    report_keep(&rq, "july.html", err);
 *
 * A report that was kept is what the next one compares with: its figures and
 * its moment lie in the store as a record, made by an action that undo takes
 * back. A report of the same day compares with the one before that day's
 * first, so that writing it again does not empty it.
 */
#ifndef ENDCAP_REPORT_H
#define ENDCAP_REPORT_H

#include "base/progress.h"
#include "service/page.h"
#include "service/view.h"

struct report_request {
	struct store *st;
	struct view *v; /* with sales and pairs */
	int32_t today;
	enum page_format format;
	const char *title; /* NULL: a plain one */
};

/* Appends the whole page. */
bool report_write(const struct report_request *rq, const struct progress *pg,
    struct str *out, struct err *err);

/* Keeps the figures for the next report to compare with; 'name' is where the
 * page went. */
bool
report_keep(const struct report_request *rq, const char *name, struct err *err);

#endif
