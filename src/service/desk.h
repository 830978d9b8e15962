/*
 * desk - what the dashboard looks at: one open store, the newest view of it,
 * and the work under way.
 *
 * Everything here returns at once. What takes longer (loading, mining,
 * projecting, trying thresholds, importing) runs as a job; desk_fd becomes
 * readable when there is news, desk_collect takes it and says what is new.
 * Until then the last result stays available, so a screen always has
 * something to draw.
 *
 *	struct desk *dk = desk_new(&setup, err);
 *	...poll desk_fd(dk)...
 *	if (desk_collect(dk) & DESK_VIEW)
 *		reload the tables
 *
 * One thread owns a desk. Results handed out are borrowed until the next
 * desk_collect or the next change.
 */
#ifndef ENDCAP_DESK_H
#define ENDCAP_DESK_H

#include "service/audience.h"
#include "service/backtesting.h"
#include "service/bundling.h"
#include "service/catalogue.h"
#include "service/filling.h"
#include "service/following.h"
#include "service/job.h"
#include "service/lab.h"
#include "service/outlook.h"
#include "service/overview.h"
#include "service/pair_trace.h"
#include "service/pairing.h"
#include "service/preview.h"
#include "service/prospects.h"
#include "service/reach.h"
#include "service/scenarios.h"
#include "service/suggest.h"
#include "service/thresholding.h"
#include "service/till.h"
#include "service/trying.h"

struct desk;

/* Runs a line of the program's own commands ("pairs MUG-350 --limit 10") on the
 * store at that path and appends what it prints. */
typedef bool
desk_command_fn(void *arg, const char *store_path, const char *line,
    const struct progress *pg, struct str *out, struct err *err);

struct desk_setup {
	const char *store_path;
	const char *shop; /* shown top left; NULL: the file's name */
	const char *user; /* for the history */
	int64_t now; /* local seconds */
	int threads; /* processors to use */
	const char *wording; /* of follow-ups (wording.h), copied; NULL: none */
	/* Milliseconds that only grow, for rates; NULL: none are told. */
	int64_t (*clock)(void);
	desk_command_fn *command; /* NULL: none */
	void *command_arg;
	/* Names of the commands, NULL past the end; for completion. */
	const char *(*command_name)(size_t i);
};

/* What desk_collect found new. */
enum desk_news {
	DESK_VIEW = 1 << 0, /* orders, products, pairs */
	DESK_OVERVIEW = 1 << 1, /* key figures and suggestions */
	DESK_PROJECTION = 1 << 2,
	DESK_LAB = 1 << 3,
	DESK_MESSAGE = 1 << 4, /* desk_message has something to say */
	DESK_PROGRESS = 1 << 5, /* desk_progress moved */
	DESK_CURATION = 1 << 6, /* another session changed the store */
	DESK_INTAKE = 1 << 7, /* a preview, its counts, or an import's end */
	DESK_NARROWED = 1 << 8,
	DESK_OUTPUT = 1 << 9, /* a command ended: desk_output */
	DESK_FILLING = 1 << 10, /* what fills the gap to a threshold */
	DESK_PEOPLE = 1 << 11, /* segments and follow-ups, also stopped */
	DESK_FOLLOWING = 1 << 12, /* a follow-up list */
	DESK_FOUND = 1 << 13, /* what desk_find asked for, also failed */
	DESK_GAINS = 1 << 14, /* what pairs would add, what they lack */
	DESK_TRACED = 1 << 15, /* what desk_trace asked for, also stopped */
	DESK_ADDITION = 1 << 16, /* desk_next_best knows now */
	DESK_LAUNCHED = 1 << 17, /* desk_launch ended, also stopped */
	DESK_CONFLICT = 1 << 18, /* ... and desk_message has both versions */
};

/* Opens the store (creating it) and starts loading. */
struct desk *desk_new(const struct desk_setup *setup, struct err *err);
void desk_free(struct desk *dk);

int desk_fd(const struct desk *dk);
unsigned desk_collect(struct desk *dk);
bool desk_busy(struct desk *dk);
/* Stops what is put live, an import, an export, a filter, a command, or reading the shop for the
 * first time or another part of it (desk_look_at); false when none is under
 * way. */
bool desk_stop(struct desk *dk);
/* Would desk_stop find something? */
bool desk_stoppable(const struct desk *dk);
/* What is under way; nothing in its first half second, which nobody needs to
 * be told about. */
void desk_progress(struct desk *dk, struct job_state *out);
/* Appends how fast that goes and how long it will take ("84.1 MB/s, 3 s
 * left"); nothing while that is not known. */
void desk_add_pace(const struct desk *dk, struct str *out);
/* The newest sentence about finished work; false when there is none. */
bool desk_message(struct desk *dk, struct str *out, bool *is_error);
/* Has another session changed the store? Asks for a reload then, says who did
 * what, and answers true: desk_collect has news. Costs microseconds: call it
 * before the user's keys are answered, and now and then. */
bool desk_look_for_changes(struct desk *dk);
/* Reads everything again. */
void desk_reload(struct desk *dk);

/* ---- the part of the orders that is looked at ---- */

/* As asked for last; texts are borrowed until the next desk_look_at. */
const struct cut *desk_cut(const struct desk *dk);
/* Asks for this part; DESK_VIEW brings it. A part that cannot be had, or is
 * stopped, leaves what was there (DESK_MESSAGE says why). */
void desk_look_at(struct desk *dk, const struct cut *cut);

/* ---- what there is ---- */

const char *desk_shop(const struct desk *dk);
int32_t desk_today(const struct desk *dk);
/* NULL until the first one is loaded. */
struct view *desk_view(const struct desk *dk);
/* The same, but before it is there what was kept of the last time: the
 * catalogue and the best 50 pairs, no sales. May be NULL. */
struct view *desk_glance(const struct desk *dk);
/* Was reading the shop stopped before it was there? */
bool desk_was_stopped(const struct desk *dk);
/* NULL until computed for some view. */
const struct overview *desk_overview(const struct desk *dk);
const struct suggestions *desk_suggestions(const struct desk *dk);
/* What the pairs lack and what can be told all the same (sparse.h), in lines;
 * empty: nothing, as far as is known yet. */
const char *desk_sparse(const struct desk *dk);
/* What offering a pair would add; NULL until it can be told, and of an older
 * view for a moment. */
struct gains *desk_gains(const struct desk *dk);
/* Works out those that were looked for and missing; DESK_GAINS brings them.
 * False: none was missing, or there are no gains yet. */
bool desk_work_out_gains(struct desk *dk);
/* The advice held against the shop's own history; NULL until it is known, and
 * where all orders are too many to do it unasked. */
const struct backtesting *desk_backtest(const struct desk *dk);
/* Is there anything in the store? False while loading. */
bool desk_is_empty(const struct desk *dk);

/* What all products of the newest view sold, counted once; borrowed until the
 * view is another. NULL with err while there is none. */
const struct catalogue_sums *desk_sums(struct desk *dk, struct err *err);
/* Listings over the newest view; false with err while there is none. */
bool desk_products(struct desk *dk, struct listing *out, struct err *err);
bool desk_pairs(struct desk *dk, struct listing *out, struct err *err);
bool desk_partners(
    struct desk *dk, size_t product, struct listing *out, struct err *err);
bool desk_bundles(struct desk *dk, struct listing *out, struct err *err);
bool desk_history(struct desk *dk, struct listing *out, struct err *err);
bool desk_imports(struct desk *dk, struct listing *out, struct err *err);

/*
 * Narrows rows (moved) by a filter's expression and sorts them by the keys
 * (listing_arrange) as a job, which Esc stops; DESK_NARROWED says that it
 * ended. The answer is the number of the request; with it the rows are fetched,
 * once.
 */
uint64_t desk_narrow(struct desk *dk, struct listing *rows,
    const char *expression, const struct listing_key *key, size_t keys);
enum desk_narrowing {
	DESK_NARROWING_BUSY,
	DESK_NARROWING_DONE, /* *out has the rows */
	DESK_NARROWING_OLD, /* stopped, failed, or another was asked since */
};
enum desk_narrowing
desk_narrowed(struct desk *dk, uint64_t number, struct listing *out);

/* ---- bundles ---- */

/* By id; strings and items in 'text'. */
bool desk_bundle_get(struct desk *dk, int64_t bundle_id, struct arena *text,
    struct store_bundle *out, struct err *err);
/* One that becomes active is projected first, see measuring.h. */
bool desk_bundle_save(struct desk *dk, struct store_bundle *b,
    const char *label, struct err *err);
bool desk_bundle_delete(
    struct desk *dk, const struct store_bundle *b, struct err *err);
/* A new draft of these products under a name made of their titles, 'percent'
 * off; 0: the setting 'discount'. */
bool desk_bundle_new(struct desk *dk, const size_t *products, size_t n,
    double percent, int64_t *bundle_id, struct err *err);
/* The same of a suggestion, as it proposes it; of a bundle to stop, that
 * bundle. */
bool desk_bundle_suggested(struct desk *dk, const struct suggestion *s,
    int64_t *bundle_id, struct err *err);
bool desk_bundle_warnings(struct desk *dk, const struct store_bundle *b,
    struct str *out, struct err *err);
/* The product that goes best with all of a bundle's; false: none, or not known
 * yet (DESK_ADDITION). */
bool
desk_next_best(struct desk *dk, const struct store_bundle *b, size_t *product);

/* Projects the bundle as it is in memory; DESK_PROJECTION brings it. */
void desk_project(struct desk *dk, const struct store_bundle *b);
/* The newest projection; 'of' gets the id and 'current' whether it is of the
 * last bundle asked for. NULL: none yet, or the last failed (message). */
const struct outlook *
desk_outlook(const struct desk *dk, int64_t *of, bool *current);

/* Versions of a bundle (scenarios.h). Keeping answers the letter; taking gives
 * the bundle the version's content as it is. */
bool desk_scenario_keep(struct desk *dk, const struct store_bundle *b,
    char *letter, struct err *err);
bool desk_scenario_drop(
    struct desk *dk, int64_t bundle_id, char letter, struct err *err);
bool desk_scenario_take(
    struct desk *dk, int64_t bundle_id, char letter, struct err *err);

/* A cart rung up with the live offers (till.h); 'plan' as if it were live,
 * NULL: none. */
bool desk_ring(struct desk *dk, const struct till_request *request,
    struct till *out, struct err *err);

/* ---- going live (desk_launch.c) ---- */

enum desk_launch_kind {
	LAUNCH_BUNDLE, /* 'bundle' */
	LAUNCH_VERSION, /* of 'bundle' (its id alone), by its letter */
	LAUNCH_THRESHOLD, /* 'threshold', which is there */
	LAUNCH_REWARD, /* what 'threshold' gives (outcome_put_live) */
	LAUNCH_KEPT, /* 'kept' */
};
struct desk_launch {
	enum desk_launch_kind kind;
	struct store_bundle bundle;
	char letter;
	struct store_threshold threshold;
	struct kept_value kept;
	const char *label; /* of the first and third kind */
	/* What to say once it is live; NULL: what a threshold gives. */
	const char *said;
};
/* Puts it live with its projection, which takes a moment: DESK_LAUNCHED and a
 * message tell what came of it. Everything is copied. One at a time, and
 * nothing is undone meanwhile. */
bool
desk_launch(struct desk *dk, const struct desk_launch *what, struct err *err);
bool desk_launching(const struct desk *dk);
/* ERR_BUSY while something is being put live. */
bool desk_may_edit(const struct desk *dk, struct err *err);

/* ---- what takes a look at everything (desk_findings.c) ---- */

enum desk_finding {
	FINDING_CONFLICTS, /* of all live offers; id: of this bundle too */
	FINDING_UPSELLS, /* id: index of a product */
	FINDING_REVIEW, /* id: of the bundle whose outcome is wanted */
	FINDING_OUTCOME, /* id: of the threshold whose outcome is wanted */
	FINDING_SCENARIOS, /* id: of the bundle whose versions are compared */
};
/* Asks for a table; DESK_FOUND tells that it is there. The answer is the number
 * of the request, with which it is fetched, once. A newer request takes the
 * place of an older one. */
uint64_t desk_find(struct desk *dk, enum desk_finding what, int64_t id);
/* The number of the request that was answered last. */
uint64_t desk_find_answered(const struct desk *dk);
/* The rows, and a sentence on the whole; both are the caller's to release. */
enum desk_narrowing desk_found(
    struct desk *dk, uint64_t number, struct listing *out, struct str *words);

/* ---- pairs ---- */

/* Asks for the pair's way through the orders of the view; DESK_TRACED tells
 * that it is there. The answer is the number of the request, with which it is
 * fetched, once. A newer request takes the place of an older one. */
uint64_t desk_trace(struct desk *dk, size_t a, size_t b);
enum desk_tracing {
	DESK_TRACE_BUSY,
	DESK_TRACE_DONE, /* *out is the caller's, pair_trace_release */
	DESK_TRACE_STOPPED, /* or failed, which was said */
	DESK_TRACE_REPLACED, /* another was asked for since: ask again */
};
enum desk_tracing
desk_traced(struct desk *dk, uint64_t number, struct pair_trace *out);
/* Nobody waits for it any longer; nothing when it is there or replaced. */
void desk_trace_stop(struct desk *dk, uint64_t number);
/* Changes with each view that was loaded; 0: none yet. */
uint64_t desk_view_number(const struct desk *dk);
/* Are the segments known that a trace counts by? DESK_OVERVIEW brings them. */
bool desk_has_segments(const struct desk *dk);
/* What is known of a pair now, which may be newer than the view; its note in
 * 'text'. */
bool desk_decision(struct desk *dk, size_t a, size_t b, struct arena *text,
    struct store_decision *out, struct err *err);
/* 'typed' says what the decision and the note were when the words were begun;
 * where they are newer, ERR_CONFLICT says both. NULL: nothing was typed. */
bool desk_decide_typed(struct desk *dk, size_t a, size_t b,
    const struct store_decision *typed, enum store_verdict verdict,
    const char *note, struct err *err);
bool desk_decide(struct desk *dk, size_t a, size_t b,
    enum store_verdict verdict, const char *note, struct err *err);
/* Keeps that 'accessory', one of the two, goes with the other. */
bool desk_turn(
    struct desk *dk, size_t a, size_t b, size_t accessory, struct err *err);

/* The merchandiser's own take rate, "3,8,15" of 100 shoppers; empty: none. The
 * one that is kept goes into 'kept' in the same words. */
bool desk_takes_set(
    struct desk *dk, int64_t bundle_id, struct slice typed, struct err *err);
bool desk_takes(const struct desk *dk, const struct store_bundle *b,
    struct str *kept, struct err *err);
/* Holds this percent of the customers out of a bundle; 0: nobody. */
bool desk_hold_out(
    struct desk *dk, int64_t bundle_id, double percent, struct err *err);

/* ---- thresholds ---- */

/* Asks for the lab; DESK_LAB brings it. */
void desk_try_thresholds(struct desk *dk);
const struct lab *desk_lab(const struct desk *dk);
/* The same with another reward, which later ones keep: NULL is free shipping,
 * else a percent or an amount off the order ('at' is not looked at). */
void desk_try_reward(struct desk *dk, const struct saving_tier *reward);
/* All thresholds, and one by its id, with texts in 'text'. */
bool desk_thresholds(struct desk *dk, struct listing *out, struct err *err);
bool desk_threshold_get(struct desk *dk, int64_t threshold_id,
    struct arena *text, struct store_threshold *out, struct err *err);
bool desk_threshold_save(struct desk *dk, struct store_threshold *t,
    const char *label, struct err *err);
/* Holds this percent of the customers out of it; 0: nobody. */
bool desk_threshold_hold_out(
    struct desk *dk, int64_t threshold_id, double percent, struct err *err);
bool desk_threshold_delete(
    struct desk *dk, const struct store_threshold *t, struct err *err);
/* The live free-shipping threshold, 0: none. */
int64_t desk_threshold_live(const struct desk *dk);
/* Values kept to compare; keeping and dropping are actions. */
bool desk_kept(struct desk *dk, struct kept_values *out, struct err *err);
bool desk_keep(struct desk *dk, const struct store_threshold *t, char *letter,
    struct err *err);
bool
desk_drop_kept(struct desk *dk, const struct kept_value *kept, struct err *err);
/* Asks for what fills the gap up to 'at' (major units); DESK_FILLING brings
 * it. Needs the lab. */
void desk_fill(struct desk *dk, double at);
/* The newest of those, NULL: none yet. */
const struct filling *desk_filling(const struct desk *dk);

/* ---- people (desk_people.c) ---- */

/* Asks for segments and follow-ups unless those that are there are as new as
 * the store; DESK_PEOPLE brings them. They are of all orders, whatever part is
 * looked at. */
void desk_look_at_people(struct desk *dk);
bool desk_people_stopped(const struct desk *dk);
/* Asks again after they were stopped. */
void desk_people_again(struct desk *dk);
/* NULL until they are there. */
const struct audience *desk_audience(const struct desk *dk);
const struct reach *desk_reach(const struct desk *dk);
/* Listings over them; they must be there. */
bool desk_segments(struct desk *dk, struct listing *out, struct err *err);
void desk_followups(struct desk *dk, struct listing *out);
/* The customers of a segment by its name, and who they are in words, a line
 * each; none of one that cannot be told, and the words say why. */
bool desk_members(struct desk *dk, const char *segment, struct listing *out,
    struct str *words, struct err *err);
/* The shop's own segment of a row of desk_segments; NULL: it is built in. */
const struct store_segment *desk_segment(const struct desk *dk, uint64_t row);
/* Whom an expression finds, in words; ERR_INPUT says what is wrong in it. */
bool desk_segment_try(struct desk *dk, const char *expression,
    struct str *words, struct err *err);
/* Changes; DESK_PEOPLE brings the table with them. */
bool
desk_segment_save(struct desk *dk, struct store_segment *s, struct err *err);
bool desk_segment_delete(
    struct desk *dk, const struct store_segment *s, struct err *err);
/* Asks for who takes which product next, or again, unless that is as new as
 * the segments, which must be there; DESK_PEOPLE brings it. */
void desk_look_for_prospects(struct desk *dk, enum prospects_kind kind);
/* NULL until they are there. */
struct prospects *
desk_prospects(const struct desk *dk, enum prospects_kind kind);
/* Were they not worked out? desk_people_again tries again. */
bool desk_prospects_stopped(const struct desk *dk, enum prospects_kind kind);
/* Who came back in which month (retention.h), and the customers of one row of
 * it; the segments must be there. */
bool desk_cohorts(struct desk *dk, struct listing *out, struct err *err);
bool desk_cohort(struct desk *dk, uint64_t month, struct listing *out,
    struct str *words, struct err *err);
/* Asks for the list of one row of the follow-ups, or where 'looks' is not 0 of
 * who looked at a product so often (the pair is that product twice); DESK_FOLLOWING brings it.
 * Asking for what was asked for last does nothing. */
void desk_follow(struct desk *dk, uint64_t pair, int32_t looks);
/* The newest list that came and the row it is of; NULL: none yet. */
struct following *desk_following(const struct desk *dk, uint64_t *pair);

/* ---- settings ---- */

/* As they are now, whatever the view was loaded with. */
bool desk_settings(struct desk *dk, struct settings *out, struct err *err);
/* An empty text goes back to the default; what depends on it is computed
 * again. 'said' gets what was done. */
/* 'shown' is the value it is a change of, NULL: of any; where the stored one is
 * newer, ERR_CONFLICT says both. */
bool desk_setting_change(struct desk *dk, enum setting_id id,
    const double *shown, const char *text, struct str *said, struct err *err);
/* The same without a look at what is there. */
bool desk_setting_set(struct desk *dk, enum setting_id id, const char *text,
    struct str *said, struct err *err);

/* ---- history, files ---- */

/* 'foreign' as in history_step. */
bool
desk_undo(struct desk *dk, bool foreign, struct str *said, struct err *err);
bool
desk_redo(struct desk *dk, bool foreign, struct str *said, struct err *err);
bool desk_undo_one(
    struct desk *dk, int64_t action_id, struct str *said, struct err *err);

/* ---- commands of the program ---- */

/* Runs one as a job; DESK_OUTPUT says that it ended. */
bool desk_command(struct desk *dk, const char *line, struct err *err);
/* NULL past the end. */
const char *desk_command_name(const struct desk *dk, size_t i);
/* What the last one said. */
struct desk_output {
	struct str line, text;
};
const struct desk_output *desk_output(const struct desk *dk);

/* ---- files going out ---- */

/* A list of people: of a segment, a follow-up, or who takes a product next.
 * Texts are borrowed. */
enum desk_people_kind {
	DESK_PEOPLE_SEGMENT,
	DESK_PEOPLE_FOLLOWUP,
	DESK_PEOPLE_PROSPECTS
};
struct desk_people {
	enum desk_people_kind kind;
	const char *segment;
	uint64_t pair; /* row of desk_followups */
	int32_t looks; /* as of desk_follow */
	enum prospects_kind taking;
	size_t product; /* of the prospects' view */
	const char *code; /* of a discount; NULL: none */
	int32_t expires; /* day the code ends; 0: not said */
};

/* What is to be written: a thing of the export registry (service/export.h), the
 * rows of a table, or a list of people (service/roster.h). */
struct desk_export {
	const char *what; /* "bundles"; NULL: 'rows' */
	struct listing *rows; /* moved, also on failure */
	const struct desk_people *people; /* else NULL */
	const char *format; /* of the registry; for rows "csv" or "json" */
	const char *path;
	bool replace; /* a file that is there */
	bool removal; /* what takes back earlier exports of this kind */
};

/* Begins to write as a job; DESK_MESSAGE says how it went, Esc stops it and
 * leaves no file. False with err when it cannot begin. */
bool desk_export(
    struct desk *dk, const struct desk_export *request, struct err *err);

/* The beginning of what would be written, and how much it is. */
struct desk_export_preview {
	struct str text; /* released by the caller, so are the notes */
	struct str notes; /* what the format cannot express, a line each */
	int64_t bytes; /* -1: not known before it is written */
	bool exact; /* else an estimate from the first rows */
};
/* As above, without path. */
bool desk_export_look(struct desk *dk, const struct desk_export *request,
    struct desk_export_preview *out, struct err *err);

/* ---- files coming in ---- */

/*
 * A file to look at before it is imported. 'mapping' NULL: as remembered, else
 * as found; as_found: whatever is remembered. The answer is the number of the
 * request; DESK_INTAKE brings the preview, and once more the counts of a dry
 * run. A newer request takes the place of an older one.
 */
uint64_t desk_preview(struct desk *dk, const char *path,
    const struct mapping *mapping, bool as_found);
/*
 * Imports in the same way, as a job; DESK_MESSAGE says how it went. The number
 * of the import comes back, or 0 with a message while another one is under
 * way. Where the file as a whole may be wrong (import_outcome.doubts) it ends
 * with nothing written and the doubts kept, unless somebody has agreed.
 */
uint64_t desk_import_as(struct desk *dk, const char *path,
    const struct mapping *mapping, bool as_found, bool agreed);

/* Takes an import back as a job; DESK_MESSAGE says what went, or why not. */
void desk_import_undo(struct desk *dk, int64_t import_id);

struct desk_intake {
	uint64_t asked; /* number of the newest request */
	uint64_t previewed, counted; /* of those that came back */
	const struct preview *preview; /* NULL: none yet, or it failed */
	/* Of the dry run: one line, then all there is to say. */
	bool counted_ok;
	struct str line, summary;
	struct str doubts; /* what may be wrong, a line each; empty: nothing */
	bool grave; /* so that an import asks for them */
	int64_t loaded; /* rows that the import would bring */
};
const struct desk_intake *desk_intake(const struct desk *dk);

/* The last import of this session. */
struct desk_imported {
	uint64_t asked, done; /* numbers; equal: nothing is under way */
	bool ok;
	int64_t import_id; /* 0: nothing was new */
	int64_t set_aside;
	struct str path, line, summary; /* when it went well */
	struct str doubts; /* why it waits for somebody to agree; else empty */
};
const struct desk_imported *desk_imported(const struct desk *dk);

/* Appends the folder where a file is likely to be: of the last file looked
 * at, else of the newest import; with a slash at the end, or nothing. */
void desk_add_folder(struct desk *dk, struct str *out);
/* Writes the rows that an import set aside as CSV; 'said' gets a sentence. */
bool desk_write_rejects(struct desk *dk, int64_t import_id, const char *path,
    bool replace, struct str *said, struct err *err);

#endif
