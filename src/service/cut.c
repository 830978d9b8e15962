/*
 * The period is cut while the snapshot is read; everything else marks orders
 * in an array of bools, one pass a part, and copies what is left.
 */
#include "service/cut.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/audience.h"
#include "service/bundled.h"
#include "store/store_orders.h"
#include "store/store_origins.h"

enum {
	/* Names given in a sentence about one that is not there. */
	NAMES_SHOWN = 8
};

static bool
has_days(const struct cut_days *d)
{
	return d->since != 0 || d->until != 0;
}

/* Anything but the period? */
static bool
has_marks(const struct cut *c)
{
	return c->n_except > 0 || c->country != NULL || c->channel != NULL ||
	    c->least_items > 0 || c->most_items > 0 || c->no_promotions ||
	    c->no_bundles || c->segment != NULL;
}

bool
cut_is_all(const struct cut *c)
{
	return !has_days(&c->days) && !has_marks(c);
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_days(const struct cut_days *a, const struct cut_days *b)
{
	return a->since == b->since && a->until == b->until;
}

bool
cut_equal(const struct cut *a, const struct cut *b)
{
	if (!same_days(&a->days, &b->days) || a->n_except != b->n_except ||
	    !same_text(a->country, b->country) ||
	    !same_text(a->channel, b->channel) ||
	    !same_text(a->segment, b->segment) ||
	    a->least_items != b->least_items ||
	    a->most_items != b->most_items ||
	    a->no_promotions != b->no_promotions ||
	    a->no_bundles != b->no_bundles)
		return false;
	for (size_t i = 0; i < a->n_except; i++)
		if (!same_days(&a->except[i], &b->except[i]))
			return false;
	return true;
}

static const char *
copy_text(const char *text, struct arena *a)
{
	return text != NULL ? arena_strdup(a, text) : NULL;
}

void
cut_copy(struct cut *out, const struct cut *from, struct arena *a)
{
	*out = *from;
	out->country = copy_text(from->country, a);
	out->channel = copy_text(from->channel, a);
	out->segment = copy_text(from->segment, a);
}

/* ---- as typed and as said ---- */

/* Splits "a..b" at the dots; without dots both are the whole. */
static void
split_range(struct slice text, struct slice *from, struct slice *to)
{
	*from = *to = text;
	for (size_t i = 0; i + 1 < text.len; i++) {
		if (text.p[i] != '.' || text.p[i + 1] != '.')
			continue;
		*from = slice_trim(slice_bytes(text.p, i));
		*to = slice_trim(slice_bytes(text.p + i + 2, text.len - i - 2));
		return;
	}
}

/* An empty text is 0: no bound. */
static bool
parse_bound(struct slice text, uint32_t *out)
{
	int64_t n = 0;

	if (text.len > 0 &&
	    (!num_parse_i64(text, &n) || n < 1 || n > CUT_ITEMS_MOST))
		return false;
	*out = (uint32_t)n;
	return true;
}

bool
cut_parse_items(struct slice text, struct cut *out)
{
	struct slice from, to;
	uint32_t least, most;

	split_range(slice_trim(text), &from, &to);
	if (!parse_bound(from, &least) || !parse_bound(to, &most) ||
	    (most > 0 && least > most))
		return false;
	out->least_items = least;
	out->most_items = most;
	return true;
}

bool
cut_parse_except(struct slice text, struct cut *out, struct err *err)
{
	struct slice rest = text, part, from, to;

	while (slice_split(&rest, ',', &part)) {
		struct cut_days days;
		part = slice_trim(part);
		split_range(part, &from, &to);
		if (!date_parse_limit(from, 0, &days.since) ||
		    !date_parse_limit(to, 0, &days.until) ||
		    days.since > days.until)
			return err_set(err, ERR_INPUT,
			    "'%.*s' is no period like 2025-11-20..2025-12-01",
			    (int)part.len, part.p);
		if (out->n_except == CUT_EXCEPT_MOST)
			return err_set(err, ERR_INPUT,
			    "at most %d periods can be left out",
			    CUT_EXCEPT_MOST);
		out->except[out->n_except++] = days;
	}
	return true;
}

static void
add_days(const struct cut_days *d, struct str *out)
{
	date_add_day(out, d->since);
	str_add(out, "..");
	date_add_day(out, d->until);
}

void
cut_add_items(const struct cut *c, struct str *out)
{
	if (c->least_items > 0)
		str_addf(out, "%u", c->least_items);
	if (c->least_items != c->most_items)
		str_add(out, "..");
	if (c->most_items > 0 && c->least_items != c->most_items)
		str_addf(out, "%u", c->most_items);
}

void
cut_add_except(const struct cut *c, struct str *out)
{
	for (size_t i = 0; i < c->n_except; i++) {
		str_add(out, i > 0 ? ", " : "");
		add_days(&c->except[i], out);
	}
}

/* Begins another part. */
static struct str *
next_part(struct str *out, size_t begun)
{
	if (out->len > begun)
		str_add(out, ", ");
	return out;
}

void
cut_add_words(const struct cut *c, struct str *out)
{
	size_t begun = out->len;

	if (has_days(&c->days))
		add_days(&c->days, next_part(out, begun));
	for (size_t i = 0; i < c->n_except; i++) {
		str_add(next_part(out, begun), "not ");
		add_days(&c->except[i], out);
	}
	if (c->country != NULL)
		str_add(next_part(out, begun), c->country);
	if (c->channel != NULL)
		str_add(next_part(out, begun), c->channel);
	if (c->least_items > 0 || c->most_items > 0) {
		cut_add_items(c, next_part(out, begun));
		str_add(out, c->most_items == 1 ? " product" : " products");
	}
	if (c->no_promotions)
		str_add(next_part(out, begun), "without promotions");
	if (c->no_bundles)
		str_add(next_part(out, begun), "without bundles");
	if (c->segment != NULL)
		str_addf(next_part(out, begun), "segment %s", c->segment);
}

/* ---- marking ---- */

static void
drop_days(const struct sales *s, const struct cut_days *d, bool *keep)
{
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		if (day >= d->since && day <= d->until)
			keep[o] = false;
	}
}

static void
drop_sizes(const struct sales *s, const struct cut *c, bool *keep)
{
	for (size_t o = 0; o < s->orders; o++) {
		size_t size = s->first[o + 1] - s->first[o];
		if (size < c->least_items ||
		    (c->most_items > 0 && size > c->most_items))
			keep[o] = false;
	}
}

/* The number of a name whatever its case; the sentence names those there
 * are. */
static bool
find_name(const struct store_names *names, const char *what, const char *name,
    uint16_t *number, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < names->n; i++) {
		if (slice_eq_nocase(slice_of(names->name[i]), slice_of(name))) {
			*number = (uint16_t)(i + 1);
			return true;
		}
	}
	for (size_t i = 0; i < names->n && i < NAMES_SHOWN; i++)
		str_addf(&known, "%s%s", i > 0 ? ", " : "", names->name[i]);
	if (names->n == 0)
		err_set(err, ERR_NOT_FOUND,
		    "the orders name no %s; import a file that has one", what);
	else
		err_set(err, ERR_NOT_FOUND,
		    "no order has the %s '%s'; there is %s%s", what, name,
		    known.p, names->n > NAMES_SHOWN ? " and others" : "");
	str_release(&known);
	return false;
}

static void
keep_number(const uint16_t *of, uint16_t wanted, size_t n, bool *keep)
{
	for (size_t o = 0; o < n; o++)
		keep[o] = keep[o] && of[o] == wanted;
}

static bool
mark_origins(struct store *st, const struct sales *s, const struct cut *c,
    bool *keep, struct err *err)
{
	struct store_origins *from = mem_zalloc(sizeof(*from));
	uint16_t country = 0, channel = 0;
	bool ok = store_origins_load(st, s, from, err);

	ok = ok &&
	    (c->country == NULL ||
		find_name(
		    &from->countries, "country", c->country, &country, err)) &&
	    (c->channel == NULL ||
		find_name(
		    &from->channels, "channel", c->channel, &channel, err));
	if (ok && c->country != NULL)
		keep_number(from->country, country, s->orders, keep);
	if (ok && c->channel != NULL)
		keep_number(from->channel, channel, s->orders, keep);
	store_origins_release(from);
	mem_free(from);
	return ok;
}

static bool
drop_promoted(
    struct store *st, const struct sales *s, bool *keep, struct err *err)
{
	bool *promoted =
	    mem_try_array(s->orders, sizeof(*promoted), "orders", err);
	bool ok = promoted != NULL && store_mark_promoted(st, s, promoted, err);

	for (size_t o = 0; ok && o < s->orders; o++)
		keep[o] = keep[o] && !promoted[o];
	mem_free(promoted);
	return ok;
}

static bool
drop_bundles(struct store *st, const struct store_products *products,
    const struct sales *s, bool *keep, struct err *err)
{
	bool *bundled =
	    mem_try_array(s->orders, sizeof(*bundled), "orders", err);
	bool any,
	    ok = bundled != NULL &&
	    bundled_mark(st, products, s, bundled, &any, err);

	for (size_t o = 0; ok && o < s->orders; o++)
		keep[o] = keep[o] && !bundled[o];
	mem_free(bundled);
	return ok;
}

/* The segment is made of all orders, so this comes while all are there. */
static bool
keep_segment(struct store *st, const struct store_products *products,
    const struct sales *s, const char *segment, bool *keep, struct err *err)
{
	bool *member =
	    mem_try_array(s->customers, sizeof(*member), "customers", err);
	bool ok = member != NULL &&
	    audience_find(st, products, s, segment, member, err);

	for (size_t o = 0; ok && o < s->orders; o++)
		keep[o] = keep[o] && s->customer[o] != SALES_GUEST &&
		    member[s->customer[o]];
	mem_free(member);
	return ok;
}

/* ---- all of it ---- */

static bool
mark(struct store *st, const struct store_products *products,
    const struct sales *s, const struct cut *c, bool *keep, struct err *err)
{
	bool origins = c->country != NULL || c->channel != NULL;

	memset(keep, 1, s->orders * sizeof(*keep));
	if (has_days(&c->days))
		sales_mark_days(s, c->days.since, c->days.until, keep);
	for (size_t i = 0; i < c->n_except; i++)
		drop_days(s, &c->except[i], keep);
	if (c->least_items > 0 || c->most_items > 0)
		drop_sizes(s, c, keep);
	return (c->segment == NULL ||
		   keep_segment(st, products, s, c->segment, keep, err)) &&
	    (!origins || mark_origins(st, s, c, keep, err)) &&
	    (!c->no_promotions || drop_promoted(st, s, keep, err)) &&
	    (!c->no_bundles || drop_bundles(st, products, s, keep, err));
}

bool
cut_sales(struct store *st, const struct store_products *products,
    const struct cut *c, struct sales *out, struct err *err)
{
	struct store_days days = { c->days.since, c->days.until };
	bool period = has_days(&c->days);
	bool *keep, ok;

	/* A segment is made of all orders; the period is marked then. */
	period = period && c->segment == NULL;
	if (!store_load_sales(st, period ? &days : NULL, out, err))
		return false;
	if (!has_marks(c))
		return true;
	keep = mem_try_array(out->orders, sizeof(*keep), "orders", err);
	ok = keep != NULL && mark(st, products, out, c, keep, err);
	if (ok)
		sales_keep(out, keep);
	else
		sales_release(out);
	mem_free(keep);
	return ok;
}

bool
cut_baskets(struct store *st, const struct store_products *products,
    const struct cut *c, struct sales *out, struct err *err)
{
	struct store_days days = { c->days.since, c->days.until };

	if (has_marks(c))
		return cut_sales(st, products, c, out, err);
	return store_load_baskets(
	    st, has_days(&c->days) ? &days : NULL, out, err);
}

bool
cut_select(struct store *st, const struct store_products *products,
    const struct cut *c, const struct sales *all, struct sales *out,
    struct err *err)
{
	bool *keep = mem_try_array(all->orders, sizeof(*keep), "orders", err);
	bool ok;

	*out = (struct sales){ .orders = 0 };
	ok = keep != NULL && mark(st, products, all, c, keep, err) &&
	    sales_select(all, keep, out, err);
	mem_free(keep);
	return ok;
}
