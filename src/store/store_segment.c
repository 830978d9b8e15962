/*
 * store_segment - the shop's own segments; they are few, so that one is looked
 * for among all of them.
 */
#include "base/mem.h"
#include "store/store_curation.h"
#include "store/store_revision.h"

bool
store_segments_load(
    struct store *st, struct store_segments *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_segments){ 0 };
	if (!query_open(&q, st, STMT_SEGMENTS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		struct store_segment *s = &out->rows[out->n++];
		*s = (struct store_segment){ .segment_id = read_int(&q) };
		s->name = read_text(&q, &out->text);
		s->expression = read_text(&q, &out->text);
		s->revision = read_int(&q);
		s->changed_at = read_int(&q);
	}
	if (!ok)
		store_segments_release(out);
	return ok;
}

void
store_segments_release(struct store_segments *s)
{
	mem_free(s->rows);
	arena_release(&s->text);
	*s = (struct store_segments){ 0 };
}

static bool
check_revision(const struct store_segments *all, const struct store_segment *s,
    struct err *err)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct store_segment *stored = &all->rows[i];
		if (stored->segment_id != s->segment_id)
			continue;
		return stored->revision == s->revision ||
		    err_set(err, ERR_CONFLICT,
			"segment '%s' was changed meanwhile: yours is %s, the "
			"stored one %s; load it again",
			stored->name,
			s->expression != NULL ? s->expression : "deleted",
			stored->expression);
	}
	return err_set(err, ERR_CONFLICT,
	    "segment '%s' was deleted meanwhile; save it under a new name to "
	    "keep it",
	    s->name != NULL ? s->name : "");
}

static bool
check_name(const struct store_segments *all, const struct store_segment *s,
    struct err *err)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->rows[i].name, s->name) == 0 &&
		    all->rows[i].segment_id != s->segment_id)
			return err_set(err, ERR_INPUT,
			    "there is a segment '%s' already; choose another "
			    "name",
			    s->name);
	return true;
}

/* name NULL: it shall be deleted. */
static bool
check(struct store *st, const struct store_segment *s, struct err *err)
{
	struct store_segments all;
	bool ok;

	revision_need_action(st);
	if (!store_segments_load(st, &all, err))
		return false;
	ok = (s->segment_id == 0 || check_revision(&all, s, err)) &&
	    (s->name == NULL || check_name(&all, s, err));
	store_segments_release(&all);
	return ok;
}

bool
store_segment_save(struct store *st, struct store_segment *s, struct err *err)
{
	bool new = s->segment_id == 0;
	int64_t revision;
	struct query q;

	if (!check(st, s, err) ||
	    !counter_next(st, COUNTER_REVISION, &revision, err) ||
	    !query_open(
		&q, st, new ? STMT_SEGMENT_INSERT : STMT_SEGMENT_UPDATE, err))
		return false;
	bind_known(&q, new ? INT64_MIN : s->segment_id);
	bind_text(&q, s->name);
	bind_text(&q, s->expression);
	bind_int(&q, revision);
	bind_int(&q, st->now);
	if (!query_run(&q, err))
		return false;
	if (new)
		s->segment_id = sqlite3_last_insert_rowid(st->db);
	s->revision = revision;
	s->changed_at = st->now;
	return true;
}

bool
store_segment_delete(
    struct store *st, int64_t segment_id, int64_t revision, struct err *err)
{
	struct store_segment s = {
		.segment_id = segment_id,
		.revision = revision,
	};

	return check(st, &s, err) &&
	    query_run_int(st, STMT_SEGMENT_DELETE, segment_id, err);
}
