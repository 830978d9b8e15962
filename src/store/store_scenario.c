/*
 * store_scenario - versions of offers that are kept beside each other.
 */
#include "base/mem.h"
#include "store/store_curation.h"
#include "store/store_revision.h"

/* Reads SCENARIO_COLUMNS. */
static void
read_scenario(struct query *q, struct arena *text, struct store_scenario *s)
{
	*s = (struct store_scenario){ .scenario_id = read_int(q) };
	s->name = read_text(q, text);
	s->kind = read_text(q, text);
	s->subject = read_text(q, text);
	s->content = read_text(q, text);
	s->revision = read_int(q);
	s->changed_at = read_int(q);
}

bool
store_scenarios_load(struct store *st, const char *kind,
    struct store_scenarios *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_scenarios){ 0 };
	if (!query_open(&q, st, STMT_SCENARIOS, err))
		return false;
	bind_text(&q, kind);
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		read_scenario(&q, &out->text, &out->rows[out->n++]);
	}
	if (!ok)
		store_scenarios_release(out);
	return ok;
}

void
store_scenarios_release(struct store_scenarios *s)
{
	mem_free(s->rows);
	arena_release(&s->text);
	*s = (struct store_scenarios){ 0 };
}

static bool
find_scenario(struct store *st, const char *name, struct arena *text,
    struct store_scenario *out, bool *found, struct err *err)
{
	struct query q;

	*out = (struct store_scenario){ 0 };
	if (!query_open(&q, st, STMT_SCENARIO_BY_NAME, err))
		return false;
	bind_text(&q, name);
	if (!query_row(&q, found, err))
		return false;
	if (*found)
		read_scenario(&q, text, out);
	query_close(&q);
	return true;
}

bool
store_scenario_get(struct store *st, const char *name, struct arena *text,
    struct store_scenario *out, struct err *err)
{
	bool found;

	if (!find_scenario(st, name, text, out, &found, err))
		return false;
	return found ||
	    err_set(err, ERR_NOT_FOUND, "there is no scenario '%s'", name);
}

bool
store_scenario_save(struct store *st, struct store_scenario *s, struct err *err)
{
	struct arena text = { 0 };
	struct store_scenario old;
	struct query q;
	int64_t revision;
	bool found, ok;

	revision_need_action(st);
	ok = find_scenario(st, s->name, &text, &old, &found, err) &&
	    counter_next(st, COUNTER_REVISION, &revision, err) &&
	    query_open(&q, st,
		found ? STMT_SCENARIO_UPDATE : STMT_SCENARIO_INSERT, err);
	arena_release(&text);
	if (!ok)
		return false;
	bind_known(&q, found ? old.scenario_id : INT64_MIN);
	bind_text(&q, s->name);
	bind_text(&q, s->kind);
	bind_text(&q, s->subject);
	bind_text(&q, s->content);
	bind_int(&q, revision);
	bind_int(&q, st->now);
	if (!query_run(&q, err))
		return false;
	s->scenario_id =
	    found ? old.scenario_id : sqlite3_last_insert_rowid(st->db);
	s->revision = revision;
	s->changed_at = st->now;
	return true;
}

bool
store_scenario_delete(struct store *st, int64_t scenario_id, struct err *err)
{
	revision_need_action(st);
	return query_run_int(st, STMT_SCENARIO_DELETE, scenario_id, err);
}
