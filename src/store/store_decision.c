/*
 * store_decision - decisions about pairs, contacts and records.
 */
#include "base/mem.h"
#include "store/store_curation.h"
#include "store/store_revision.h"

static const char *const verdicts[] = {
#define X(code, name, meaning) [code] = name,
	STORE_VERDICTS(X)
#undef X
};
_Static_assert(ARRAY_LEN(verdicts) == VERDICT_COUNT, "a verdict's name");

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
		read_decision(&q, &out->text, &out->rows[out->n]);
		out->rows[out->n++].from_shop = read_int(&q) != 0;
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
