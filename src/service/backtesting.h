/*
 * backtesting - the shop's own history as judge: as a table, in sentences, as
 * JSON (mining/backtest.h does the work).
 *
 * The sentences say what a merchandiser has to know: whether the default
 * ranking found more than plain confidence, which choice the shop's own
 * history contradicts, and how far its ranges can be trusted. With too little
 * held out they say that and nothing else.
 */
#ifndef ENDCAP_BACKTESTING_H
#define ENDCAP_BACKTESTING_H

#include "base/progress.h"
#include "mining/backtest.h"
#include "service/listing.h"
#include "service/view.h"

struct backtesting {
	struct backtest test;
	double drift; /* the setting it was run with */
};

/* The view must hold sales. Some seconds at a million lines. */
bool backtesting_run(const struct view *v, int threads,
    const struct progress *pg, struct backtesting *out, struct err *err);

/* Equal for equal settings, as far as the result depends on them. */
uint64_t backtesting_fingerprint(const struct settings *s);

/* Keeps the result as that of all orders of the view, and finds it again until
 * orders or the settings it depends on change. */
bool backtesting_keep(struct store *st, const struct view *v,
    const struct backtesting *bt, struct err *err);
bool backtesting_kept(struct store *st, const struct settings *s,
    struct backtesting *out, bool *found, struct err *err);

/* One line of it all: "Backtest: first ten right 13.0 % (confidence 12.3 %), 80
 * % ranges held 81.9 %", and which default the history contradicts. */
void backtesting_add_line(const struct backtesting *bt, struct str *out);

/* One row for each way of ranking; bt is borrowed by the listing. */
void backtesting_listing(const struct backtesting *bt, struct listing *out);
/* What was tried: "15,615 orders up to ... taught, ...". */
void backtesting_add_scope(const struct backtesting *bt, struct str *out);
/* What to make of it, a line each. */
void backtesting_add_findings(const struct backtesting *bt, struct str *out);
/* One object: what was tried, rankings, carts, ranges, findings. */
void backtesting_write_json(const struct backtesting *bt, struct str *out);

#endif
