/*
 * The bytes are the structs themselves, behind a head that says how large they
 * are: another build or another machine finds a head that is not its own and
 * works everything out anew. Everything in them is checked that is used as an
 * index.
 *
 *	head | overview | suggestions | their texts | rows of the best pairs
 */
#include "service/glance.h"

#include "base/mem.h"
#include "store/store_history.h"
#include "store/store_results.h"

enum {
	GLANCE_VERSION = 4, /* raised when a struct changes its meaning */
	BYTE_ORDER_MARK = 0x01020304
};

struct head {
	uint32_t order, version;
	uint32_t overview_size, suggestion_size;
	uint32_t suggestions, rows;
	uint32_t products; /* of the catalogue */
	int32_t today;
};

static const char name[] = "glance";

/* What it depends on beside the facts: settings and the newest change. */
static bool
fingerprint(struct store *st, uint64_t *out, struct err *err)
{
	struct store_actions newest = { .n = 0 };
	struct str text = STR_INIT;
	struct settings s;

	if (!settings_load(st, &s, err) ||
	    !store_actions_load(st, 1, &newest, err))
		return false;
	str_add_bytes(&text, (const char *)s.value, sizeof(s.value));
	if (newest.n > 0)
		str_addf(&text, "%lld %d", (long long)newest.rows[0].action_id,
		    (int)newest.rows[0].state);
	*out = slice_hash(slice_str(&text));
	str_release(&text);
	store_actions_release(&newest);
	return true;
}

/* ---- keeping ---- */

static int
compare_rows(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The rows in which the best pairs stand, ascending, each once. */
static size_t
best_rows(const struct view *v, uint32_t *rows)
{
	size_t n = v->ranked.count < GLANCE_PAIRS ? v->ranked.count
						  : (size_t)GLANCE_PAIRS;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		rows[i] = pair_row_of(&v->pairs, v->ranked.item[i].entry);
	if (n > 0)
		qsort(rows, n, sizeof(*rows), compare_rows);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || rows[kept - 1] != rows[i])
			rows[kept++] = rows[i];
	}
	return kept;
}

static void
add_bytes(struct str *out, const void *bytes, size_t size)
{
	str_add_bytes(out, bytes, size);
}

/* Addresses mean nothing in a store; the texts of a row follow the rows. */
static void
add_suggestions(struct str *out, const struct suggestions *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct suggestion row = s->rows[i];

		row.offer = row.reason = NULL;
		add_bytes(out, &row, sizeof(row));
	}
	for (size_t i = 0; i < s->n; i++) {
		if (!suggest_is_worded(&s->rows[i]))
			continue;
		add_bytes(out, s->rows[i].offer, strlen(s->rows[i].offer) + 1);
		add_bytes(
		    out, s->rows[i].reason, strlen(s->rows[i].reason) + 1);
	}
}

bool
glance_save(struct store *st, const struct view *v, const struct overview *o,
    const struct suggestions *s, int32_t today, struct err *err)
{
	uint32_t rows[GLANCE_PAIRS];
	struct head head = {
		.order = BYTE_ORDER_MARK,
		.version = GLANCE_VERSION,
		.overview_size = sizeof(*o),
		.suggestion_size = sizeof(*s->rows),
		.suggestions = (uint32_t)s->n,
		.rows = (uint32_t)best_rows(v, rows),
		.products = (uint32_t)v->products.n,
		.today = today,
	};
	struct str bytes = STR_INIT, kept = STR_INIT;
	uint64_t print;
	bool fresh = false, ok = fingerprint(st, &print, err);

	add_bytes(&bytes, &head, sizeof(head));
	add_bytes(&bytes, o, sizeof(*o));
	add_suggestions(&bytes, s);
	add_bytes(&bytes, rows, head.rows * sizeof(*rows));
	ok = ok && store_derived_get(st, name, print, &kept, &fresh, err);
	if (ok && !(fresh && slice_eq(slice_str(&kept), slice_str(&bytes))))
		ok = store_derived_put(
		    st, name, v->facts_version, print, slice_str(&bytes), err);
	str_release(&bytes);
	str_release(&kept);
	return ok;
}

/* ---- reading ---- */

static bool
take(struct slice *rest, void *out, size_t size)
{
	if (rest->len < size)
		return false;
	if (size > 0)
		memcpy(out, rest->p, size);
	*rest = slice_bytes(rest->p + size, rest->len - size);
	return true;
}

static bool
is_sound(const struct suggestion *s, uint32_t products)
{
	if ((unsigned)s->kind >= SUGGEST_KIND_COUNT ||
	    s->set.n < !suggest_is_worded(s) || s->set.n > BUNDLE_PRODUCTS)
		return false;
	for (size_t i = 0; i < s->set.n; i++)
		if (s->set.product[i] >= products)
			return false;
	return true;
}

/* A text up to its NUL, kept in 'a'; false: it has no end. */
static bool
take_text(struct slice *rest, struct arena *a, const char **out)
{
	const char *end =
	    rest->len > 0 ? memchr(rest->p, '\0', rest->len) : NULL;
	size_t len;

	if (end == NULL)
		return false;
	len = (size_t)(end - rest->p);
	*out = arena_strndup(a, rest->p, len);
	*rest = slice_bytes(end + 1, rest->len - len - 1);
	return true;
}

static bool
take_suggestions(
    struct slice *rest, const struct head *head, struct suggestions *out)
{
	size_t size = head->suggestions * sizeof(*out->rows);

	if (rest->len < size)
		return false;
	out->rows = mem_array(head->suggestions, sizeof(*out->rows));
	out->n = head->suggestions;
	(void)take(rest, out->rows, size); /* it is that long */
	for (size_t i = 0; i < out->n; i++) {
		struct suggestion *row = &out->rows[i];

		row->offer = row->reason = NULL;
		if (!is_sound(row, head->products) ||
		    (suggest_is_worded(row) &&
			(!take_text(rest, &out->text, &row->offer) ||
			    !take_text(rest, &out->text, &row->reason))))
			return false;
	}
	return true;
}

/* False: not ours, or damaged. */
static bool
decode(struct slice rest, struct glance *out, struct head *head, size_t *rows)
{
	uint32_t row;

	if (!take(&rest, head, sizeof(*head)) ||
	    head->order != BYTE_ORDER_MARK || head->version != GLANCE_VERSION ||
	    head->overview_size != sizeof(out->overview) ||
	    head->suggestion_size != sizeof(*out->suggestions.rows) ||
	    head->rows > GLANCE_PAIRS ||
	    !take(&rest, &out->overview, sizeof(out->overview)) ||
	    !take_suggestions(&rest, head, &out->suggestions))
		return false;
	struct currency *c = &out->overview.currency;
	c->code[sizeof(c->code) - 1] = '\0';
	if (c->digits < 0 || c->digits > 4)
		return false;
	for (size_t i = 0; i < head->rows; i++) {
		if (!take(&rest, &row, sizeof(row)))
			return false;
		rows[i] = row;
	}
	out->today = head->today;
	return rest.len == 0;
}

bool
glance_load(struct store *st, struct glance *out, bool *found, struct err *err)
{
	size_t rows[GLANCE_PAIRS];
	struct str bytes = STR_INIT;
	struct head head;
	uint64_t print;
	bool fresh = false;
	bool ok = fingerprint(st, &print, err) &&
	    store_derived_get(st, name, print, &bytes, &fresh, err);

	*out = (struct glance){ .v = NULL };
	*found = false;
	if (ok && fresh && decode(slice_str(&bytes), out, &head, rows)) {
		ok = view_load_rows(st, rows, head.rows, &out->v, err);
		*found = out->v != NULL && out->v->products.n == head.products;
	}
	if (!*found)
		glance_release(out);
	str_release(&bytes);
	return ok;
}

void
glance_release(struct glance *gl)
{
	suggestions_release(&gl->suggestions);
	view_free(gl->v);
	*gl = (struct glance){ .v = NULL };
}
