/*
 * store_curation - thresholds, decisions, and what is kept with them.
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
static const char *const verdicts[] = {
#define X(code, name, meaning) [code] = name,
	STORE_VERDICTS(X)
#undef X
};
_Static_assert(ARRAY_LEN(states) == STATE_COUNT, "a state without a name");
_Static_assert(ARRAY_LEN(verdicts) == VERDICT_COUNT, "a verdict's name");

const char *
store_state_name(enum store_state s)
{
	return states[s];
}

bool
store_state_parse(const char *name, enum store_state *out)
{
	for (int i = 0; i < STATE_COUNT; i++)
		if (strcmp(states[i], name) == 0) {
			*out = (enum store_state)i;
			return true;
		}
	return false;
}

const char *
store_verdict_name(enum store_verdict v)
{
	return verdicts[v];
}

static enum store_verdict
verdict_of(struct slice name)
{
	for (int i = 0; i < VERDICT_COUNT; i++)
		if (slice_eq_c(name, verdicts[i]))
			return (enum store_verdict)i;
	return VERDICT_NONE;
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
	struct store_threshold stored = { 0 };
	struct query q;
	bool found, ok;

	if (!query_open(&q, st, STMT_THRESHOLD_BY_ID, err))
		return false;
	bind_int(&q, t->threshold_id);
	ok = find_threshold(&q, &text, &stored, &found, err);
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

/* ---- decisions ---- */

/* Reads DECISION_COLUMNS. */
static void
read_decision(struct query *q, struct arena *text, struct store_decision *d)
{
	int64_t accessory;

	*d = (struct store_decision){ .decision_id = read_int(q) };
	d->product_a = read_int(q);
	d->product_b = read_int(q);
	d->verdict = verdict_of(read_bytes(q));
	accessory = read_known(q);
	d->accessory = accessory == INT64_MIN ? 0 : accessory;
	d->note = read_text(q, text);
	d->at = read_int(q);
}

bool
store_decisions_load(
    struct store *st, struct store_decisions *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_decisions){ 0 };
	if (!query_open(&q, st, STMT_DECISIONS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		read_decision(&q, &out->text, &out->rows[out->n++]);
	}
	if (!ok)
		store_decisions_release(out);
	return ok;
}

void
store_decisions_release(struct store_decisions *d)
{
	mem_free(d->rows);
	arena_release(&d->text);
	*d = (struct store_decisions){ 0 };
}

bool
store_decision_get(struct store *st, int64_t product_a, int64_t product_b,
    struct arena *text, struct store_decision *out, bool *found,
    struct err *err)
{
	struct query q;

	*out = (struct store_decision){ 0 };
	if (!query_open(&q, st, STMT_DECISION_GET, err))
		return false;
	bind_int(&q, product_a < product_b ? product_a : product_b);
	bind_int(&q, product_a < product_b ? product_b : product_a);
	if (!query_row(&q, found, err))
		return false;
	if (*found)
		read_decision(&q, text, out);
	query_close(&q);
	return true;
}

static void
bind_decision(struct query *q, const struct store_decision *d)
{
	bind_text(q, verdicts[d->verdict]);
	bind_known(q, d->accessory == 0 ? INT64_MIN : d->accessory);
	bind_text(q, d->note);
	bind_int(q, d->at);
}

static bool
insert_decision(struct store *st, struct store_decision *d, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_DECISION_INSERT, err))
		return false;
	bind_known(&q, INT64_MIN);
	bind_int(&q, d->product_a);
	bind_int(&q, d->product_b);
	bind_decision(&q, d);
	if (!query_run(&q, err))
		return false;
	d->decision_id = sqlite3_last_insert_rowid(st->db);
	return true;
}

bool
store_decision_save(struct store *st, struct store_decision *d, struct err *err)
{
	bool empty = d->verdict == VERDICT_NONE && d->accessory == 0 &&
	    (d->note == NULL || d->note[0] == '\0');
	struct arena text = { 0 };
	struct store_decision old;
	struct query q;
	bool found;

	revision_need_action(st);
	if (d->product_a == d->product_b)
		return err_set(
		    err, ERR_INPUT, "a pair needs two different products");
	if (d->product_a > d->product_b) {
		int64_t swap = d->product_a;
		d->product_a = d->product_b;
		d->product_b = swap;
	}
	d->at = st->now;
	bool ok = store_decision_get(
	    st, d->product_a, d->product_b, &text, &old, &found, err);
	arena_release(&text);
	if (!ok)
		return false;
	d->decision_id = found && !empty ? old.decision_id : 0;
	if (empty)
		return !found ||
		    query_run_int(
			st, STMT_DECISION_DELETE, old.decision_id, err);
	if (!found)
		return insert_decision(st, d, err);
	if (!query_open(&q, st, STMT_DECISION_UPDATE, err))
		return false;
	bind_decision(&q, d);
	bind_int(&q, d->decision_id);
	return query_run(&q, err);
}

/* ---- contacts and records ---- */

bool
store_contacts_load(
    struct store *st, struct store_contacts *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_contacts){ 0 };
	if (!query_open(&q, st, STMT_CONTACTS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		struct store_contact *c = &out->rows[out->n++];
		*c = (struct store_contact){ .contact_id = read_int(&q) };
		c->customer_id = read_int(&q);
		c->product_id = read_int(&q);
		c->list = read_text(&q, &out->text);
		c->at = read_int(&q);
		c->held_out = read_int(&q) != 0;
	}
	if (!ok)
		store_contacts_release(out);
	return ok;
}

void
store_contacts_release(struct store_contacts *c)
{
	mem_free(c->rows);
	arena_release(&c->text);
	*c = (struct store_contacts){ 0 };
}

bool
store_contact_add(
    struct store *st, const struct store_contact *c, struct err *err)
{
	struct query q;

	revision_need_action(st);
	if (!query_open(&q, st, STMT_CONTACT_INSERT, err))
		return false;
	bind_int(&q, c->customer_id);
	bind_int(&q, c->product_id);
	bind_text(&q, c->list);
	bind_int(&q, c->at);
	bind_int(&q, c->held_out);
	return query_run(&q, err);
}

bool
store_records_load(struct store *st, const char *kind, const char *name,
    struct store_records *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_records){ 0 };
	if (!query_open(&q, st, STMT_RECORDS, err))
		return false;
	bind_text(&q, kind);
	bind_text(&q, name);
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		struct store_record *r = &out->rows[out->n++];
		*r = (struct store_record){ .record_id = read_int(&q) };
		r->kind = read_text(&q, &out->text);
		r->name = read_text(&q, &out->text);
		r->content = read_text(&q, &out->text);
		r->at = read_int(&q);
	}
	if (!ok)
		store_records_release(out);
	return ok;
}

void
store_records_release(struct store_records *r)
{
	mem_free(r->rows);
	arena_release(&r->text);
	*r = (struct store_records){ 0 };
}

bool
store_record_add(
    struct store *st, const struct store_record *r, struct err *err)
{
	struct query q;

	revision_need_action(st);
	if (!query_open(&q, st, STMT_RECORD_INSERT, err))
		return false;
	bind_text(&q, r->kind);
	bind_text(&q, r->name);
	bind_text(&q, r->content);
	bind_int(&q, st->now);
	return query_run(&q, err);
}
