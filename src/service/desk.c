/*
 * The desk's own connection is for listings and edits, which take
 * milliseconds; everything longer opens a connection of its own on a worker
 * (desk_jobs.c). So the dashboard's thread never waits for another's lock
 * longer than an edit does.
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/catalogue.h"
#include "service/history.h"
#include "service/import.h"
#include "store/store_events.h"
#include "store/store_history.h"

enum {
	QUIET_MS = 500 /* work that takes less is not told about */
};

/* "northlight" of "/home/x/northlight.db". */
static void
name_of_file(const char *path, struct str *out)
{
	struct slice rest = slice_of(path), part, last = slice_of("");

	while (slice_split(&rest, '/', &part))
		last = part;
	if (last.len > 3 &&
	    slice_eq_c(slice_bytes(last.p + last.len - 3, 3), ".db"))
		last.len -= 3;
	str_add_slice(out, last);
}

static bool
open_store(struct desk *dk, struct err *err)
{
	struct store_options options = {
		.path = dk->path.p,
		.now = dk->now,
		.session = dk->user.p,
	};

	return store_open(&options, &dk->st, err);
}

struct desk *
desk_new(const struct desk_setup *setup, struct err *err)
{
	struct desk *dk = mem_zalloc(sizeof(*dk));

	str_init(&dk->path);
	str_init(&dk->shop);
	str_init(&dk->user);
	str_init(&dk->wording);
	if (setup->wording != NULL)
		str_set(&dk->wording, setup->wording);
	str_init(&dk->message);
	str_init(&dk->found_words);
	str_init(&dk->sparse);
	str_init(&dk->output.line);
	str_init(&dk->output.text);
	str_set(&dk->path, setup->store_path);
	str_set(&dk->user, setup->user);
	if (setup->shop != NULL)
		str_set(&dk->shop, setup->shop);
	else
		name_of_file(setup->store_path, &dk->shop);
	dk->now = setup->now;
	dk->threads = setup->threads;
	dk->clock = setup->clock;
	dk->command = setup->command;
	dk->command_arg = setup->command_arg;
	dk->command_name = setup->command_name;
	desk_intake_init(dk);
	if (open_store(dk, err))
		/* One more, for what is waited for beside all that. */
		dk->jobs = job_runner_new(setup->threads + 1, err);
	if (dk->jobs == NULL) {
		desk_free(dk);
		return NULL;
	}
	desk_jobs_glance(dk);
	desk_jobs_load(dk);
	return dk;
}

void
desk_free(struct desk *dk)
{
	if (dk == NULL)
		return;
	job_runner_free(dk->jobs);
	store_close(dk->st);
	desk_drop_addition(dk);
	desk_trace_release(dk);
	desk_people_release(dk);
	desk_drop_sums(dk);
	view_free(dk->v);
	view_free(dk->glance);
	listing_release(&dk->narrowed);
	listing_release(&dk->found);
	str_release(&dk->found_words);
	str_release(&dk->sparse);
	mem_free(dk->overview);
	gains_free(dk->gains);
	suggestions_release(&dk->suggestions);
	desk_drop_grounds(dk);
	mem_free(dk->backtest);
	mem_free(dk->segment_of);
	mem_free(dk->outlook);
	if (dk->lab != NULL)
		lab_release(dk->lab);
	mem_free(dk->lab);
	if (dk->filling != NULL)
		filling_release(dk->filling);
	mem_free(dk->filling);
	str_release(&dk->path);
	str_release(&dk->shop);
	str_release(&dk->user);
	str_release(&dk->wording);
	str_release(&dk->message);
	str_release(&dk->output.line);
	str_release(&dk->output.text);
	arena_release(&dk->cut_text);
	desk_intake_release(dk);
	mem_free(dk);
}

/* ---- news ---- */

int
desk_fd(const struct desk *dk)
{
	return job_fd(dk->jobs);
}

unsigned
desk_collect(struct desk *dk)
{
	unsigned news;

	job_collect(dk->jobs);
	news = dk->news | DESK_PROGRESS;
	dk->news = 0;
	return news;
}

bool
desk_busy(struct desk *dk)
{
	return job_busy(dk->jobs);
}

/* Has it been going on for longer than anybody minds? */
static bool
lasts(struct desk *dk)
{
	int64_t now = dk->clock != NULL ? dk->clock() : 0;

	if (!job_busy(dk->jobs))
		dk->busy_since = 0;
	else if (dk->busy_since == 0)
		dk->busy_since = now;
	return dk->clock == NULL || now - dk->busy_since >= QUIET_MS;
}

void
desk_progress(struct desk *dk, struct job_state *out)
{
	bool long_enough = lasts(dk); /* also where nothing runs */

	job_progress(dk->jobs, out);
	out->running = out->running && long_enough;
	if (dk->clock != NULL && out->running)
		pace_note(
		    &dk->pace, out->phase, out->done, out->total, dk->clock());
}

void
desk_add_pace(const struct desk *dk, struct str *out)
{
	pace_add(&dk->pace, out);
}

void
desk_say(struct desk *dk, const char *sentence, bool is_error)
{
	str_set(&dk->message, sentence);
	dk->message_is_error = is_error;
	dk->news |= DESK_MESSAGE;
}

bool
desk_message(struct desk *dk, struct str *out, bool *is_error)
{
	if (dk->message.len == 0)
		return false;
	str_add_slice(out, slice_str(&dk->message));
	*is_error = dk->message_is_error;
	str_clear(&dk->message);
	return true;
}

bool
desk_read_mark(struct desk *dk, struct desk_mark *out, struct err *err)
{
	struct store_actions newest = { .n = 0 };

	*out = (struct desk_mark){ .action_id = 0 };
	if (!store_facts_version(dk->st, &out->facts_version, err) ||
	    !store_events_version(dk->st, &out->events_version, err) ||
	    !settings_load(dk->st, &out->settings, err) ||
	    !store_actions_load(dk->st, 1, &newest, err))
		return false;
	if (newest.n > 0) {
		out->action_id = newest.rows[0].action_id;
		out->state = (int)newest.rows[0].state;
	}
	store_actions_release(&newest);
	return true;
}

bool
desk_same_mark(const struct desk_mark *a, const struct desk_mark *b)
{
	return a->facts_version == b->facts_version &&
	    a->events_version == b->events_version &&
	    a->action_id == b->action_id && a->state == b->state &&
	    memcmp(a->settings.value, b->settings.value,
		sizeof(a->settings.value)) == 0;
}

void
desk_remember(struct desk *dk)
{
	struct err err = ERR_INIT;

	if (!desk_read_mark(dk, &dk->seen, &err))
		desk_say(dk, err.text, true);
}

/* "lena: made bundle 'tea for two'" */
static void
say_who(struct desk *dk, const struct desk_mark *now)
{
	struct store_actions newest = { .n = 0 };
	struct str text = STR_INIT;

	if (now->action_id == dk->seen.action_id) {
		desk_say(dk, "changed by another program: reading it", false);
	} else if (store_actions_load(dk->st, 1, &newest, NULL) &&
	    newest.n > 0) {
		str_addf(&text, "%s: %s", newest.rows[0].session,
		    newest.rows[0].label);
		desk_say(dk, text.p, false);
	}
	store_actions_release(&newest);
	str_release(&text);
}

bool
desk_look_for_changes(struct desk *dk)
{
	struct desk_mark now;
	struct err err = ERR_INIT;
	bool changed = false;

	if (desk_launching(dk))
		return false; /* its end looks: the change may be its own */
	if (!store_changed(dk->st, &changed, &err) ||
	    (changed && !desk_read_mark(dk, &now, &err))) {
		desk_say(dk, err.text, true);
		return true;
	}
	if (!changed || desk_same_mark(&now, &dk->seen))
		return false;
	say_who(dk, &now);
	dk->news |= DESK_CURATION;
	desk_jobs_load(dk);
	return true;
}

void
desk_reload(struct desk *dk)
{
	desk_jobs_load(dk);
}

/* ---- what there is ---- */

const char *
desk_shop(const struct desk *dk)
{
	return dk->shop.p;
}

int32_t
desk_today(const struct desk *dk)
{
	return date_day_of(dk->now);
}

struct view *
desk_view(const struct desk *dk)
{
	return dk->v;
}

struct view *
desk_glance(const struct desk *dk)
{
	return dk->v != NULL ? dk->v : dk->glance;
}

bool
desk_was_stopped(const struct desk *dk)
{
	return dk->load_stopped;
}

const struct overview *
desk_overview(const struct desk *dk)
{
	return dk->overview;
}

const struct suggestions *
desk_suggestions(const struct desk *dk)
{
	return dk->has_suggestions ? &dk->suggestions : NULL;
}

struct gains *
desk_gains(const struct desk *dk)
{
	return dk->gains;
}

bool
desk_is_empty(const struct desk *dk)
{
	return dk->v != NULL && dk->v->sales.orders == 0 &&
	    dk->v->products.n == 0;
}

static bool
need_view(const struct desk *dk, struct err *err)
{
	return dk->v != NULL ||
	    err_set(err, ERR_NOT_FOUND, "still loading the shop");
}

const struct catalogue_sums *
desk_sums(struct desk *dk, struct err *err)
{
	if (!need_view(dk, err))
		return NULL;
	if (dk->sums_of == dk->v)
		return &dk->sums;
	desk_drop_sums(dk);
	if (!catalogue_count(dk->v, &dk->sums, err))
		return NULL;
	dk->sums_of = dk->v;
	return &dk->sums;
}

void
desk_drop_sums(struct desk *dk)
{
	catalogue_sums_release(&dk->sums);
	dk->sums_of = NULL;
}

bool
desk_products(struct desk *dk, struct listing *out, struct err *err)
{
	const struct catalogue_sums *sums = desk_sums(dk, err);

	return sums != NULL &&
	    catalogue_listing(dk->v, sums, slice_of(""), out, err);
}

bool
desk_pairs(struct desk *dk, struct listing *out, struct err *err)
{
	struct pairing_query query = { .product = PAIRING_ALL };

	return need_view(dk, err) && pairing_listing(dk->v, &query, out, err);
}

bool
desk_partners(
    struct desk *dk, size_t product, struct listing *out, struct err *err)
{
	struct pairing_query query = { .product = product };

	return need_view(dk, err) && pairing_listing(dk->v, &query, out, err);
}

bool
desk_bundles(struct desk *dk, struct listing *out, struct err *err)
{
	return need_view(dk, err) && bundling_listing(dk->st, dk->v, out, err);
}

bool
desk_history(struct desk *dk, struct listing *out, struct err *err)
{
	return history_listing(dk->st, 1000, out, err);
}

bool
desk_imports(struct desk *dk, struct listing *out, struct err *err)
{
	return import_listing(dk->st, out, err);
}

const struct outlook *
desk_outlook(const struct desk *dk, int64_t *of, bool *current)
{
	*of = dk->outlook_of;
	*current = dk->outlook_got == dk->outlook_asked;
	return dk->outlook;
}

const struct lab *
desk_lab(const struct desk *dk)
{
	return dk->lab;
}

const struct filling *
desk_filling(const struct desk *dk)
{
	return dk->filling;
}

int64_t
desk_threshold_live(const struct desk *dk)
{
	struct store_thresholds all;
	int64_t live = 0;

	/* A store that cannot be read says so at the next edit. */
	if (!store_thresholds_load(dk->st, &all, NULL))
		return 0;
	for (size_t i = 0; i < all.n; i++) {
		if (all.rows[i].state == STATE_ACTIVE &&
		    strcmp(all.rows[i].kind, "free-shipping") == 0)
			live = all.rows[i].amount;
	}
	store_thresholds_release(&all);
	return live;
}
