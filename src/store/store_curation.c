/*
 * store_curation - what bundles and thresholds share, and thresholds.
 */
#include "store/store_curation.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/num.h"
#include "store/store_revision.h"

static const char *const states[] = {
#define X(code, name, meaning) [code] = name,
	STORE_STATES(X)
#undef X
};
_Static_assert(ARRAY_LEN(states) == STATE_COUNT, "a state without a name");

const char *
store_state_name(enum store_state s)
{
	return states[s];
}

/* ---- shared with bundles ---- */

void
revision_need_action(const struct store *st)
{
	if (st->recording == NULL)
		BUG("a curated thing is written outside an action");
}

/* The table's CHECK lets nothing else in. */
enum store_state
revision_read_state(struct query *q)
{
	struct slice name = read_bytes(q);

	for (int i = 0; i < STATE_COUNT; i++)
		if (slice_eq_c(name, states[i]))
			return (enum store_state)i;
	return STATE_DRAFT;
}

int32_t
revision_read_day(struct query *q, int32_t none)
{
	int64_t day = read_known(q);

	return day < INT32_MIN || day > INT32_MAX || day == INT64_MIN
	    ? none
	    : (int32_t)day;
}

void
revision_bind_day(struct query *q, int32_t day, int32_t none)
{
	bind_known(q, day == none ? INT64_MIN : day);
}

void
revision_add_reward(
    struct store *st, const char *kind, int64_t value, struct str *out)
{
	struct currency c;

	if (strcmp(kind, "percent") == 0) {
		num_add_double(out, (double)value / 10000);
		str_add(out, " %");
		return;
	}
	if (strcmp(kind, "amount") != 0 && strcmp(kind, "price") != 0) {
		str_add(out, strcmp(kind, "none") == 0 ? "no discount" : kind);
		return;
	}
	/* Without a currency the amount still tells the versions apart. */
	store_currency(st, &c, NULL);
	str_add(out, strcmp(kind, "price") == 0 ? "for " : "");
	money_add_plain(out, value, c.digits);
	str_addf(out, "%s%s%s", c.code[0] != '\0' ? " " : "", c.code,
	    strcmp(kind, "amount") == 0 ? " off" : "");
}

/* ---- thresholds ---- */

/* Reads THRESHOLD_COLUMNS. */
static void
read_threshold(struct query *q, struct arena *text, struct store_threshold *t)
{
	*t = (struct store_threshold){ .threshold_id = read_int(q) };
	t->name = read_text(q, text);
	t->kind = read_text(q, text);
	t->amount = read_int(q);
	t->reward_value = read_int(q);
	t->country = read_text(q, text);
	t->state = revision_read_state(q);
	t->priority = read_int(q);
	t->starts = revision_read_day(q, STORE_NO_START);
	t->ends = revision_read_day(q, STORE_NO_END);
	t->revision = read_int(q);
	t->changed_at = read_int(q);
	t->gift_product = read_int(q);
	t->alone = read_int(q) != 0;
	t->min_margin = read_int(q);
}

bool
store_thresholds_load(
    struct store *st, struct store_thresholds *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_thresholds){ 0 };
	if (!query_open(&q, st, STMT_THRESHOLDS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		read_threshold(&q, &out->text, &out->rows[out->n++]);
	}
	if (!ok)
		store_thresholds_release(out);
	return ok;
}

void
store_thresholds_release(struct store_thresholds *t)
{
	mem_free(t->rows);
	arena_release(&t->text);
	*t = (struct store_thresholds){ 0 };
}

static bool
find_threshold(struct query *q, struct arena *text, struct store_threshold *out,
    bool *found, struct err *err)
{
	if (!query_row(q, found, err))
		return false;
	if (*found)
		read_threshold(q, text, out);
	query_close(q);
	return true;
}

bool
store_threshold_get(struct store *st, const char *name, struct arena *text,
    struct store_threshold *out, struct err *err)
{
	struct query q;
	bool found;

	*out = (struct store_threshold){ 0 };
	if (!query_open(&q, st, STMT_THRESHOLD_BY_NAME, err))
		return false;
	bind_text(&q, name);
	if (!find_threshold(&q, text, out, &found, err))
		return false;
	return found ||
	    err_set(err, ERR_NOT_FOUND, "there is no threshold '%s'", name);
}

/* By its id. */
static bool
look_up(struct store *st, int64_t threshold_id, struct arena *text,
    struct store_threshold *out, bool *found, struct err *err)
{
	struct query q;

	*out = (struct store_threshold){ 0 };
	if (!query_open(&q, st, STMT_THRESHOLD_BY_ID, err))
		return false;
	bind_int(&q, threshold_id);
	return find_threshold(&q, text, out, found, err);
}

bool
store_threshold_find(struct store *st, int64_t threshold_id, struct arena *text,
    struct store_threshold *out, struct err *err)
{
	bool found;

	if (!look_up(st, threshold_id, text, out, &found, err))
		return false;
	return found ||
	    err_set(err, ERR_NOT_FOUND, "that threshold is no longer there");
}

/* "free-shipping from 50.00 EUR (active)" */
static void
describe(struct store *st, const struct store_threshold *t, struct str *out)
{
	struct currency c;

	store_currency(st, &c, NULL);
	revision_add_reward(st, t->kind, t->reward_value, out);
	str_add(out, " from ");
	money_add_plain(out, t->amount, c.digits);
	str_addf(out, "%s%s (%s)", c.code[0] != '\0' ? " " : "", c.code,
	    states[t->state]);
}

static bool
refuse_older(struct store *st, const struct store_threshold *mine,
    const struct store_threshold *stored, struct err *err)
{
	struct str a = STR_INIT, b = STR_INIT;

	describe(st, mine, &a);
	describe(st, stored, &b);
	err_set(err, ERR_CONFLICT,
	    "threshold '%s' was changed meanwhile: yours is %s, the stored "
	    "one %s; load it again",
	    stored->name, a.p, b.p);
	str_release(&a);
	str_release(&b);
	return false;
}

static bool
check_revision(
    struct store *st, const struct store_threshold *t, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold stored;
	bool found,
	    ok = look_up(st, t->threshold_id, &text, &stored, &found, err);

	if (ok && !found)
		ok = err_set(err, ERR_CONFLICT,
		    "threshold '%s' was deleted meanwhile; save it under a "
		    "new name to keep it",
		    t->name != NULL ? t->name : "");
	if (ok && stored.revision != t->revision)
		ok = refuse_older(st, t, &stored, err);
	arena_release(&text);
	return ok;
}

static bool
check_name(struct store *st, const struct store_threshold *t, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold other = { 0 };
	struct query q;
	bool found, ok;

	if (!query_open(&q, st, STMT_THRESHOLD_BY_NAME, err))
		return false;
	bind_text(&q, t->name);
	ok = find_threshold(&q, &text, &other, &found, err);
	if (ok && found && other.threshold_id != t->threshold_id)
		ok = err_set(err, ERR_INPUT,
		    "there is a threshold '%s' already; choose another name",
		    t->name);
	arena_release(&text);
	return ok;
}

bool
store_threshold_save(
    struct store *st, struct store_threshold *t, struct err *err)
{
	bool new = t->threshold_id == 0;
	int64_t revision;
	struct query q;

	revision_need_action(st);
	if ((!new && !check_revision(st, t, err)) || !check_name(st, t, err) ||
	    !counter_next(st, COUNTER_REVISION, &revision, err) ||
	    !query_open(&q, st,
		new ? STMT_THRESHOLD_INSERT : STMT_THRESHOLD_UPDATE, err))
		return false;
	bind_known(&q, new ? INT64_MIN : t->threshold_id);
	bind_text(&q, t->name);
	bind_text(&q, t->kind);
	bind_int(&q, t->amount);
	bind_int(&q, t->reward_value);
	bind_text(&q, t->country);
	bind_text(&q, states[t->state]);
	bind_int(&q, t->priority);
	revision_bind_day(&q, t->starts, STORE_NO_START);
	revision_bind_day(&q, t->ends, STORE_NO_END);
	bind_int(&q, revision);
	bind_int(&q, st->now);
	bind_known(&q, t->gift_product == 0 ? INT64_MIN : t->gift_product);
	bind_int(&q, t->alone);
	bind_int(&q, t->min_margin);
	if (!query_run(&q, err))
		return false;
	if (new)
		t->threshold_id = sqlite3_last_insert_rowid(st->db);
	t->revision = revision;
	t->changed_at = st->now;
	return true;
}

bool
store_threshold_delete(
    struct store *st, int64_t threshold_id, int64_t revision, struct err *err)
{
	struct store_threshold known = {
		.threshold_id = threshold_id,
		.revision = revision,
		.kind = "deleted",
	};

	revision_need_action(st);
	return check_revision(st, &known, err) &&
	    query_run_int(st, STMT_THRESHOLD_DELETE, threshold_id, err);
}
