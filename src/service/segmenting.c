#include "service/segmenting.h"

#include "base/text.h"
#include "service/audience.h"
#include "service/filter.h"
#include "store/store_history.h"

enum {
	NAME_MOST = 60 /* bytes: it stands in headings and file names */
};

/* ---- what may be kept ---- */

static bool
check_name(struct slice name, struct err *err)
{
	enum segment_id id;

	if (name.len == 0)
		return err_set(err, ERR_INPUT, "a segment needs a name");
	if (!text_valid(name) || name.len > NAME_MOST)
		return err_set(err, ERR_INPUT,
		    "the name of a segment is text of at most %d bytes",
		    NAME_MOST);
	if (segment_parse(name, &id) || slice_starts(name, "fans:"))
		return err_set(err, ERR_INPUT,
		    "'%.*s' is a segment that is built in; choose another "
		    "name",
		    (int)name.len, name.p);
	return true;
}

static bool
check_expression(const char *expression, struct err *err)
{
	struct filter f = { .n = 0 };
	struct listing l;
	bool ok;

	if (slice_trim(slice_of(expression)).len == 0)
		return err_set(err, ERR_INPUT,
		    "a segment needs a filter, such as 'orders>=3 "
		    "days_since>90'");
	audience_columns(&l);
	ok = filter_parse(&l, slice_of(expression), &f, err);
	filter_release(&f);
	listing_release(&l);
	return ok;
}

/* Names that differ by case alone would name the same segment. */
static bool
check_others(struct store *st, const struct store_segment *s, struct err *err)
{
	struct store_segments all;
	bool ok = true;

	if (!store_segments_load(st, &all, err))
		return false;
	for (size_t i = 0; ok && i < all.n; i++)
		if (all.rows[i].segment_id != s->segment_id &&
		    slice_eq_nocase(
			slice_of(all.rows[i].name), slice_of(s->name)))
			ok = err_set(err, ERR_INPUT,
			    "there is a segment '%s' already; choose another "
			    "name",
			    all.rows[i].name);
	store_segments_release(&all);
	return ok;
}

/* ---- changes ---- */

static bool
act(struct store *st, const char *label, struct store_segment *s, bool keep,
    struct err *err)
{
	bool ok = store_action_begin(st, label, err) &&
	    (keep ? store_segment_save(st, s, err)
		  : store_segment_delete(
			st, s->segment_id, s->revision, err)) &&
	    store_action_commit(st, NULL, err);

	if (!ok)
		store_action_rollback(st);
	return ok;
}

bool
segmenting_save(struct store *st, struct store_segment *s, struct err *err)
{
	struct str name = STR_INIT, label = STR_INIT;
	struct store_segment kept = *s;
	bool ok;

	str_add_slice(&name, slice_trim(slice_of(s->name)));
	kept.name = name.p;
	ok = check_name(slice_str(&name), err) &&
	    check_expression(s->expression, err) &&
	    check_others(st, &kept, err);
	if (ok) {
		str_addf(&label, "%s segment '%s': %s",
		    s->segment_id == 0 ? "made" : "changed", kept.name,
		    s->expression);
		ok = act(st, label.p, &kept, true, err);
	}
	s->segment_id = kept.segment_id;
	s->revision = kept.revision;
	str_release(&label);
	str_release(&name);
	return ok;
}

bool
segmenting_delete(
    struct store *st, const struct store_segment *s, struct err *err)
{
	struct store_segment gone = *s;
	struct str label = STR_INIT;
	bool ok;

	str_addf(&label, "deleted segment '%s'", s->name);
	ok = act(st, label.p, &gone, false, err);
	str_release(&label);
	return ok;
}

static bool
find(struct store *st, struct slice name, struct arena *text,
    struct store_segment *out, bool *found, struct err *err)
{
	struct store_segments all;

	*found = false;
	if (!store_segments_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n && !*found; i++) {
		*found = slice_eq_nocase(
		    slice_trim(name), slice_of(all.rows[i].name));
		if (!*found)
			continue;
		*out = all.rows[i];
		out->name = arena_strdup(text, out->name);
		out->expression = arena_strdup(text, out->expression);
	}
	store_segments_release(&all);
	return true;
}

bool
segmenting_set(
    struct store *st, const char *name, const char *expression, struct err *err)
{
	struct store_segment s = { .segment_id = 0 };
	struct arena text = { 0 };
	bool found, ok = find(st, slice_of(name), &text, &s, &found, err);

	if (ok && !found)
		s.name = name;
	s.expression = expression;
	ok = ok && segmenting_save(st, &s, err);
	arena_release(&text);
	return ok;
}

bool
segmenting_get(struct store *st, struct slice name, struct arena *text,
    struct store_segment *out, struct err *err)
{
	bool found;

	if (!find(st, name, text, out, &found, err))
		return false;
	return found ||
	    err_set(err, ERR_NOT_FOUND,
		"there is no segment '%.*s' of your own; 'endcap segments' "
		"lists them",
		(int)name.len, name.p);
}
