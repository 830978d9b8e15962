/*
 * meter - one line of progress on standard error, where that is a terminal:
 *
 *	reading orders.csv  [##############......]  72 %  84.1 MB/s, 3 s left
 *
 * It appears when work has taken a third of a second, is written anew ten
 * times a second at most, over itself and in one piece, and is wiped out at
 * the end, so that nothing flickers and nothing stays behind. Also asks
 * whether Ctrl-C was pressed.
 */
#ifndef ENDCAP_METER_H
#define ENDCAP_METER_H

#include "base/pace.h"
#include "base/progress.h"

struct cli_world;

/* Set up with { .world = world }. */
struct meter {
	const struct cli_world *world;
	struct pace pace;
	int64_t began_ms, drawn_ms;
	bool begun, drawn;
	int cells; /* of the line that stands there */
};

/* A progress_fn; arg is the meter. */
bool meter_report(void *arg, const char *phase, int64_t done, int64_t total);
/* Wipes the line; before anything else is written. */
void meter_end(struct meter *m);
/* Appends the line, at most 79 cells of it. */
void meter_add_line(const struct meter *m, struct str *out);

#endif
