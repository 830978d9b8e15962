/*
 * shopify - how it works: a string for each mutation collects its lines; the
 * document of a mutation is made from its row in the header's list.
 */
#include "service/shopify.h"

#include "base/date.h"
#include "base/num.h"

enum {
	MOST_BYTES = 20000000 /* of a file; Shopify takes 20,971,520 */
};

static const struct {
	const char *name, *arguments, *call, *selection;
} mutations[] = {
#define X(code, name_, arguments_, call_, selection_) \
	[MUTATION_##code] = { .name = (name_),        \
		.arguments = (arguments_),            \
		.call = (call_),                      \
		.selection = (selection_) },
	SHOPIFY_MUTATIONS(X)
#undef X
};

bool
shopify_init(struct shopify *s, const struct export_job *job, struct err *err)
{
	*s = (struct shopify){ .job = job };
	for (int i = 0; i < MUTATION_COUNT; i++)
		str_init(&s->lines[i]);
	return store_ids_load(job->st, &s->ids, err);
}

void
shopify_begin(struct shopify *s, enum mutation m)
{
	s->at = m;
	json_init(&s->j, &s->lines[m], true);
	json_object(&s->j);
}

void
shopify_end(struct shopify *s)
{
	json_end(&s->j);
	str_add_char(&s->lines[s->at], '\n');
	s->rows++;
}

static bool
write_text(const struct listing_sink *sink, struct slice text, struct err *err)
{
	return sink->write(sink->arg, text, err);
}

static bool
begin_file(const struct export_job *job, enum mutation m, int part,
    const char *extension, struct err *err)
{
	struct str name = STR_INIT;
	bool ok;

	str_add(&name, mutations[m].name);
	if (part > 1)
		str_addf(&name, "-%d", part);
	str_addf(&name, ".%s", extension);
	ok = job->begin(job->begin_arg, name.p, err);
	str_release(&name);
	return ok;
}

static bool
write_document(const struct export_job *job, enum mutation m,
    const struct listing_sink *sink, struct err *err)
{
	struct str text = STR_INIT;
	bool ok;

	str_addf(&text, "mutation %s(%s) {\n  %s(%s) {\n    %s\n  }\n}\n",
	    mutations[m].name, mutations[m].arguments, mutations[m].name,
	    mutations[m].call, mutations[m].selection);
	ok = begin_file(job, m, 1, "graphql", err) &&
	    write_text(sink, slice_str(&text), err);
	str_release(&text);
	return ok;
}

/* The lines, in files of whole lines below the limit. */
static bool
write_lines(const struct export_job *job, enum mutation m, struct slice lines,
    const struct listing_sink *sink, struct err *err)
{
	struct slice rest = lines, line;
	const char *from = lines.p;
	size_t n = 0;
	int part = 1;
	bool ok = begin_file(job, m, part, "jsonl", err);

	while (ok && slice_split(&rest, '\n', &line)) {
		if (n > 0 && n + line.len + 1 > MOST_BYTES) {
			ok = write_text(sink, slice_bytes(from, n), err) &&
			    begin_file(job, m, ++part, "jsonl", err);
			from += n;
			n = 0;
		}
		n += line.len + 1;
	}
	return ok && write_text(sink, slice_bytes(from, n), err);
}

bool
shopify_finish(struct shopify *s, const struct listing_sink *sink,
    int64_t *rows, bool ok, struct err *err)
{
	for (int i = 0; ok && i < MUTATION_COUNT; i++) {
		enum mutation m = (enum mutation)i;
		if (s->lines[i].len > 0)
			ok = write_document(s->job, m, sink, err) &&
			    write_lines(
				s->job, m, slice_str(&s->lines[i]), sink, err);
	}
	*rows = s->rows;
	for (int i = 0; i < MUTATION_COUNT; i++)
		str_release(&s->lines[i]);
	store_ids_release(&s->ids);
	return ok;
}

/* ---- values ---- */

void
shopify_put_id(struct json *j, const char *kind, int64_t id)
{
	char text[64];

	snprintf(
	    text, sizeof(text), "gid://shopify/%s/%lld", kind, (long long)id);
	json_text(j, text);
}

void
shopify_put_key_id(
    struct json *j, const char *key, const char *kind, int64_t id)
{
	json_key(j, key);
	shopify_put_id(j, kind, id);
}

void
shopify_put(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_text(j, text);
}

void
shopify_put_money(struct shopify *s, const char *key, int64_t minor)
{
	struct str text = STR_INIT;

	money_add_plain(&text, minor, s->job->v->currency.digits);
	shopify_put(&s->j, key, text.p);
	str_release(&text);
}

void
shopify_put_number(struct json *j, const char *key, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	shopify_put(j, key, text);
}

void
shopify_put_days(struct shopify *s, int32_t starts, int32_t ends)
{
	struct str text = STR_INIT;

	date_add_day(&text, starts != STORE_NO_START ? starts : s->job->today);
	str_add(&text, "T00:00:00Z");
	shopify_put(&s->j, "startsAt", text.p);
	if (ends != STORE_NO_END) {
		str_clear(&text);
		date_add_day(&text, ends);
		str_add(&text, "T23:59:59Z");
		shopify_put(&s->j, "endsAt", text.p);
	}
	str_release(&text);
}

/* A tag by which the discount is found again, made from its name. */
static void
add_tag(const char *what, const char *name, struct str *out)
{
	struct str key = STR_INIT;

	str_addf(&key, "%s %s", what, name);
	str_addf(out, "endcap-%016llx",
	    (unsigned long long)slice_hash(slice_str(&key)));
	str_release(&key);
}

void
shopify_put_tags(struct shopify *s, const char *what, const char *name)
{
	struct str tag = STR_INIT;

	add_tag(what, name, &tag);
	json_key(&s->j, "tags");
	json_array(&s->j);
	json_text(&s->j, "endcap");
	json_text(&s->j, tag.p);
	json_end(&s->j);
	export_added(s->job, "tag %s", tag.p);
	str_release(&tag);
}

void
shopify_put_everybody(struct json *j)
{
	json_key(j, "context");
	json_object(j);
	shopify_put(j, "all", "ALL");
	json_end(j);
}

void
shopify_put_combines(struct json *j, bool alone)
{
	json_key(j, "combinesWith");
	json_object(j);
	json_key(j, "productDiscounts");
	json_bool(j, false);
	json_key(j, "orderDiscounts");
	json_bool(j, false);
	json_key(j, "shippingDiscounts");
	json_bool(j, !alone);
	json_end(j);
}
