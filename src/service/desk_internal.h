/*
 * desk_internal - what the desk_*.c files share; nobody else includes it.
 *
 * desk.c holds the store, the newest view and the listings; desk_jobs.c the
 * work on other threads and its results; desk_overview.c what the overview
 * shows; desk_sparse.c whether there is enough for pairs; desk_import.c that of files coming
 * in, desk_export.c of files going out, desk_narrow.c of filters,
 * desk_command.c of the program's commands; desk_cut.c which orders are looked
 * at; desk_classes.c the segment of each customer; desk_people.c the tables of
 * segments and follow-ups, desk_prospects.c those of who takes what next and of
 * who came back; desk_findings.c tables that take a look at
 * everything; desk_backtest.c the check of the advice; desk_edit.c
 * the changes, desk_launch.c those that put an offer live.
 */
#ifndef ENDCAP_DESK_INTERNAL_H
#define ENDCAP_DESK_INTERNAL_H

#include "base/pace.h"
#include "service/addition.h"
#include "service/desk.h"
#include "service/suggest_steps.h"
#include "store/store.h"

/* What of the store the dashboard shows, short: when it differs from what was
 * last seen, somebody else changed something. A worker that keeps mined pairs
 * changes the file but not this. */
struct desk_mark {
	int64_t facts_version;
	int64_t events_version; /* what customers looked at */
	int64_t action_id; /* the newest, 0: none */
	int state; /* of that action */
	struct settings settings;
};

struct desk {
	struct store *st;
	struct str path, shop, user, wording;
	int64_t now;
	int threads;
	struct job_runner *jobs;

	/* Results of jobs; NULL until there are some. */
	struct view *v;
	struct view *glance; /* what to show before 'v' is there */
	bool load_stopped; /* before there was a view */
	bool glance_current; /* the overview is as it would be worked out */
	struct overview *overview;
	struct str sparse; /* what pairs lack; empty: nothing */
	struct gains *gains;
	bool gains_asked; /* some of them are being worked out */
	struct suggestions suggestions;
	bool has_suggestions;
	/* What they rest on, of 'v', and the store when they were asked for;
	 * see desk_overview.c. */
	struct suggest_grounds grounds;
	struct desk_mark grounds_mark;
	uint8_t *segment_of; /* customers of 'segments_seen'; NULL: none */
	const struct view *segments_seen; /* only compared */
	struct backtesting *backtest;
	/* What it was asked for: facts version, backtesting_fingerprint. */
	int64_t backtest_facts;
	uint64_t backtest_settings;
	struct outlook *outlook;
	int64_t outlook_of; /* bundle id */
	uint64_t outlook_asked, outlook_got; /* numbers of requests */
	struct lab *lab;
	struct saving_tier reward; /* of the lab; value 0: free shipping */
	struct filling *filling;
	struct addition addition; /* of 'v' when asked for it */
	uint64_t view_number; /* of 'v': the load that brought it */
	uint64_t addition_asked; /* for the view of this number */
	bool launch; /* something is being put live */
	struct pair_trace trace; /* not fetched yet */
	bool has_trace;
	/* Numbers of requests. */
	uint64_t trace_asked, trace_got, trace_stopped;

	/* Who buys; see desk_people.c. */
	struct audience *audience;
	struct reach *reach;
	struct desk_mark people_mark; /* the store when they were asked for */
	uint64_t people_asked, people_got; /* numbers of requests */
	bool people_stopped;
	struct following *following;
	uint64_t following_of; /* rows: of 'following', and asked for last */
	uint64_t following_wanted;
	int32_t following_looks; /* wanted */
	/* By enum prospects_kind, and the people_got they were asked for with;
	 * 0: not asked. */
	struct prospects *prospects[2];
	uint64_t prospects_asked[2];
	bool prospects_stopped[2];

	/* What is looked at; see desk_cut.c. */
	struct cut cut; /* asked for last, texts in cut_text */
	struct arena cut_text;
	uint64_t load_asked; /* number of the newest load */

	/* Files coming in; see desk_import.c. */
	struct preview *preview; /* what intake lends */
	struct desk_intake intake;
	struct desk_imported imported;
	struct str folder;

	int exporting; /* files under way */
	desk_command_fn *command;
	void *command_arg;
	const char *(*command_name)(size_t i);
	struct desk_output output;
	struct catalogue_sums sums; /* of 'sums_of', see desk_sums */
	const struct view *sums_of; /* 'v' or NULL */
	struct listing narrowed; /* not fetched yet; ops NULL: none */
	uint64_t narrow_asked, narrow_got; /* numbers of requests */
	struct listing found; /* not fetched yet, as 'narrowed' */
	struct str found_words;
	uint64_t find_asked, find_got;

	int64_t (*clock)(void);
	int64_t busy_since; /* of the clock; 0: nothing was under way */
	struct pace pace;
	struct desk_mark seen;
	unsigned news; /* since the last desk_collect */
	struct str message;
	bool message_is_error;
};

/* What every request of a job begins with. */
struct desk_request {
	struct str path, user, wording;
	int64_t now;
	int threads;
	struct view *v; /* shared; NULL when not needed */
};

void desk_request_init(
    struct desk_request *rq, const struct desk *dk, bool with_view);
void desk_request_release(struct desk_request *rq);
/* A connection of the worker's own. It waits long for others, and 'pg' is told;
 * borrowed as long as it is open. */
bool desk_request_open(const struct desk_request *rq, struct store **st,
    const struct progress *pg, struct err *err);
/* Hands 'ok' on; a failure is said, unless the user or a newer request
 * stopped it. */
bool desk_finished(struct desk *dk, bool ok, const struct err *err);
/* Says the sentence where the user stopped it. */
void desk_say_stopped(
    struct desk *dk, bool ok, const struct err *err, const char *sentence);

/* Stops narrowing; false: nothing is narrowed. */
bool desk_narrow_stop(struct desk *dk);
/* Stops the file under way; false: there is none. */
bool desk_export_stop(struct desk *dk);

/* What desk_import.c keeps in the desk. */
void desk_intake_init(struct desk *dk);
void desk_intake_release(struct desk *dk);

/* Is another part of the orders on its way than is shown? */
bool desk_cut_pending(const struct desk *dk);
/* Stops it; false when there is none. */
bool desk_cut_stop(struct desk *dk);
/* Goes back to the part that is shown. */
void desk_cut_revert(struct desk *dk);

/* Asks for the jobs; their results arrive through desk_collect. */
void desk_jobs_load(struct desk *dk);
/* Of the view, which must be there; with what a pair would add, which alone is
 * asked for by the second. */
void desk_jobs_overview(struct desk *dk);
void desk_jobs_gains(struct desk *dk);
/* Before the view goes. */
void desk_drop_sums(struct desk *dk);
void desk_drop_grounds(struct desk *dk);
/* Whether there is enough for pairs. */
void desk_jobs_sparse(struct desk *dk);
/* The segments of the view's customers. */
void desk_jobs_classes(struct desk *dk);
/* Those; NULL until they are there. */
const uint8_t *desk_segment_of(const struct desk *dk);
/* The check on the shop's own history, once for the orders as they are. */
void desk_jobs_backtest(struct desk *dk);
/* What was kept of the last time, while the shop is read. */
void desk_jobs_glance(struct desk *dk);

/* Drops who takes what next: other people are there. */
void desk_prospects_drop(struct desk *dk);
bool desk_prospects_stop(struct desk *dk);
bool desk_prospects_stoppable(const struct desk *dk);

/* Stops what is being put live; false: nothing is. */
bool desk_launch_stop(struct desk *dk);

void desk_trace_release(struct desk *dk);

/* Stops looking at people; false when nobody does. */
bool desk_people_stop(struct desk *dk);
bool desk_people_stoppable(const struct desk *dk);
void desk_people_release(struct desk *dk);

/* The store as it is now. */
bool desk_read_mark(struct desk *dk, struct desk_mark *out, struct err *err);
bool desk_same_mark(const struct desk_mark *a, const struct desk_mark *b);
/* Takes the store as it is now for seen; after an edit of one's own. */
void desk_remember(struct desk *dk);
/* Before the view goes. */
void desk_drop_addition(struct desk *dk);

/* Puts a sentence where desk_message finds it. */
void desk_say(struct desk *dk, const char *sentence, bool is_error);

#endif
