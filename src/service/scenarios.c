/*
 * What is kept is lines of words, as the records of measuring.c are:
 *
 *	bundle 12
 *	discount percent 100000
 *	tiers 3:50000 6:100000
 *	terms STARTS ENDS PRIORITY MAX_SETS ALONE MIN_MARGIN
 *	item PRODUCT QUANTITY ANY ROLE SLOT...		"-": none
 */
#include "service/scenarios.h"

#include "base/num.h"
#include "service/measuring.h"
#include "store/store_history.h"

static const char kind[] = "bundle";

/* ---- content ---- */

static void
write_content(const struct store_bundle *b, struct str *out)
{
	str_addf(out, "bundle %lld\ndiscount %s %lld\n",
	    (long long)b->bundle_id, b->discount_kind,
	    (long long)b->discount_value);
	if (b->tiers != NULL)
		str_addf(out, "tiers %s\n", b->tiers);
	str_addf(out, "terms %d %d %lld %lld %d %lld\n", (int)b->starts,
	    (int)b->ends, (long long)b->priority, (long long)b->max_sets,
	    b->alone, (long long)b->min_margin);
	for (size_t i = 0; i < b->n_items; i++)
		str_addf(out, "item %lld %lld %lld %s %s\n",
		    (long long)b->items[i].product_id,
		    (long long)b->items[i].quantity, (long long)b->items[i].any,
		    b->items[i].role != NULL ? b->items[i].role : "-",
		    b->items[i].slot != NULL ? b->items[i].slot : "-");
}

/* The whole numbers that a line begins with; the rest stays in *line. */
static bool
read_numbers(struct slice *line, int64_t *out, size_t n)
{
	struct slice word;

	for (size_t i = 0; i < n; i++)
		if (!slice_split(line, ' ', &word) ||
		    !num_parse_i64(word, &out[i]))
			return false;
	return true;
}

/* "-" and nothing are none. */
static const char *
keep_text(struct arena *a, struct slice s)
{
	return s.len == 0 || slice_eq_c(s, "-") ? NULL
						: arena_strndup(a, s.p, s.len);
}

static bool
read_item(struct slice line, struct arena *a, struct store_bundle *b)
{
	struct store_bundle_item item = { 0 };
	struct slice role;
	int64_t x[3];

	if (!read_numbers(&line, x, ARRAY_LEN(x)) ||
	    !slice_split(&line, ' ', &role) || x[1] < 1 || x[2] < 0 ||
	    x[2] >= STORE_ANY_COUNT)
		return false;
	item.product_id = x[0];
	item.quantity = x[1];
	item.any = x[2];
	item.role = keep_text(a, role);
	item.slot = keep_text(a, line);
	return bundling_add_item(b, a, &item, NULL);
}

static bool
read_line(struct slice line, struct arena *a, struct store_bundle *b)
{
	struct slice word;
	int64_t x[6];

	if (!slice_split(&line, ' ', &word))
		return false;
	if (slice_eq_c(word, "item"))
		return read_item(line, a, b);
	if (slice_eq_c(word, "bundle"))
		return read_numbers(&line, &b->bundle_id, 1);
	if (slice_eq_c(word, "tiers")) {
		b->tiers = keep_text(a, line);
		return true;
	}
	if (slice_eq_c(word, "discount")) {
		if (!slice_split(&line, ' ', &word))
			return false;
		b->discount_kind = arena_strndup(a, word.p, word.len);
		return read_numbers(&line, &b->discount_value, 1);
	}
	if (!slice_eq_c(word, "terms") || !read_numbers(&line, x, 6))
		return false;
	b->starts = (int32_t)x[0];
	b->ends = (int32_t)x[1];
	b->priority = x[2];
	b->max_sets = x[3];
	b->alone = x[4] != 0;
	b->min_margin = x[5];
	return true;
}

static bool
read_content(struct slice rest, struct arena *a, struct store_bundle *b)
{
	struct slice line;

	*b = bundling_draft("");
	while (slice_split(&rest, '\n', &line))
		if (!read_line(line, a, b))
			return false;
	return b->n_items > 0;
}

/* ---- reading ---- */

/* "bundle 12 A"; false when it is none of the bundle's. */
static bool
read_name(const char *name, int64_t bundle_id, char *letter)
{
	struct slice rest = slice_of(name), word;
	int64_t id;

	if (!slice_split(&rest, ' ', &word) ||
	    !slice_split(&rest, ' ', &word) || !num_parse_i64(word, &id) ||
	    id != bundle_id || rest.len != 1)
		return false;
	*letter = rest.p[0];
	return *letter >= 'A' && *letter < 'A' + SCENARIOS_MOST;
}

bool
scenarios_load(
    struct store *st, int64_t bundle_id, struct scenarios *out, struct err *err)
{
	struct store_scenarios all;

	*out = (struct scenarios){ .n = 0 };
	if (!store_scenarios_load(st, kind, &all, err))
		return false;
	/* By subject and name: of one bundle, whose name may have changed
	 * between two, the letters are put in order. */
	for (char letter = 'A'; letter < 'A' + SCENARIOS_MOST; letter++)
		for (size_t i = 0; i < all.n; i++) {
			struct scenario *s = &out->rows[out->n];
			char found;

			if (!read_name(all.rows[i].name, bundle_id, &found) ||
			    found != letter ||
			    !read_content(slice_of(all.rows[i].content),
				&out->text, &s->b))
				continue;
			s->letter = letter;
			s->scenario_id = all.rows[i].scenario_id;
			s->revision = all.rows[i].revision;
			out->n++;
			break;
		}
	store_scenarios_release(&all);
	return true;
}

void
scenarios_release(struct scenarios *s)
{
	arena_release(&s->text);
	*s = (struct scenarios){ .n = 0 };
}

bool
scenarios_find(const struct scenarios *s, const char *bundle,
    const char *letter, const struct scenario **out, struct err *err)
{
	struct str names = STR_INIT;

	for (size_t i = 0; i < s->n; i++) {
		bool same = letter[0] == s->rows[i].letter ||
		    letter[0] == s->rows[i].letter - 'A' + 'a';

		*out = &s->rows[i];
		if (same && letter[1] == '\0')
			return true;
	}
	for (size_t i = 0; i < s->n; i++)
		str_addf(&names, "%s%c", i > 0 ? ", " : "", s->rows[i].letter);
	if (s->n == 0)
		err_set(err, ERR_NOT_FOUND,
		    "'%s' has no scenario; 'endcap bundle keep' keeps one",
		    bundle);
	else
		err_set(err, ERR_NOT_FOUND,
		    "'%s' has no scenario '%s'; it has %s", bundle, letter,
		    names.p);
	str_release(&names);
	return false;
}

/* ---- keeping and dropping ---- */

static bool
same_content(const struct store_bundle *a, const struct store_bundle *b)
{
	struct str x = STR_INIT, y = STR_INIT;
	bool same;

	write_content(a, &x);
	write_content(b, &y);
	same = slice_eq(slice_str(&x), slice_str(&y));
	str_release(&x);
	str_release(&y);
	return same;
}

static char
letter_for(const struct scenarios *s, const struct store_bundle *b)
{
	size_t oldest = 0;

	for (size_t i = 0; i < s->n; i++)
		if (same_content(&s->rows[i].b, b))
			return s->rows[i].letter;
	for (size_t i = 0; i < s->n; i++) {
		if (s->rows[i].letter != 'A' + (char)i)
			return (char)('A' + i);
		if (s->rows[i].revision < s->rows[oldest].revision)
			oldest = i;
	}
	return s->n < SCENARIOS_MOST ? (char)('A' + s->n)
				     : s->rows[oldest].letter;
}

bool
scenarios_keep(struct store *st, const struct view *v,
    const struct store_bundle *b, char *letter, struct err *err)
{
	struct scenarios known;
	struct str name = STR_INIT, content = STR_INIT, label = STR_INIT;
	bool ok;

	if (!bundling_check(v, b, err) ||
	    !scenarios_load(st, b->bundle_id, &known, err))
		return false;
	*letter = letter_for(&known, b);
	str_addf(&name, "bundle %lld %c", (long long)b->bundle_id, *letter);
	write_content(b, &content);
	str_addf(&label, "kept scenario %c of '%s': ", *letter, b->name);
	bundling_add_discount(b, v->currency.digits, &label);
	ok = store_action_begin(st, label.p, err);
	if (ok) {
		ok = store_scenario_save(st,
			 &(struct store_scenario){ .name = name.p,
			     .kind = kind,
			     .subject = b->name,
			     .content = content.p },
			 err) &&
		    store_action_commit(st, NULL, err);
		if (!ok)
			store_action_rollback(st);
	}
	scenarios_release(&known);
	str_release(&name);
	str_release(&content);
	str_release(&label);
	return ok;
}

bool
scenarios_drop(struct store *st, const struct store_bundle *b,
    const struct scenario *s, struct err *err)
{
	struct str label = STR_INIT;
	bool ok;

	str_addf(&label, "dropped scenario %c of '%s'", s->letter, b->name);
	ok = store_action_begin(st, label.p, err);
	str_release(&label);
	if (!ok)
		return false;
	if (store_scenario_delete(st, s->scenario_id, err) &&
	    store_action_commit(st, NULL, err))
		return true;
	store_action_rollback(st);
	return false;
}

bool
scenarios_forget(struct store *st, int64_t bundle_id, struct err *err)
{
	struct scenarios known;
	bool ok = scenarios_load(st, bundle_id, &known, err);

	for (size_t i = 0; ok && i < known.n; i++)
		ok = store_scenario_delete(st, known.rows[i].scenario_id, err);
	scenarios_release(&known);
	return ok;
}

/* ---- taking one over ---- */

/* Items that stay keep their id, so that the history is short. */
static void
keep_ids(const struct store_bundle *old, struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++) {
		b->items[i].item_id = 0;
		for (size_t k = 0; k < old->n_items; k++)
			if (old->items[k].product_id == b->items[i].product_id)
				b->items[i].item_id = old->items[k].item_id;
	}
}

void
scenarios_apply(const struct scenario *s, struct store_bundle *b)
{
	struct store_bundle old = *b;

	b->items = s->b.items;
	b->n_items = s->b.n_items;
	keep_ids(&old, b);
	b->discount_kind = s->b.discount_kind;
	b->discount_value = s->b.discount_value;
	b->tiers = s->b.tiers;
	b->starts = s->b.starts;
	b->ends = s->b.ends;
	b->priority = s->b.priority;
	b->max_sets = s->b.max_sets;
	b->alone = s->b.alone;
	b->min_margin = s->b.min_margin;
}

bool
scenarios_promote(struct store *st, const struct view *v,
    struct store_bundle *b, const struct scenario *s,
    const struct going_live *how, struct err *err)
{
	struct str label = STR_INIT;
	struct going_live named = *how;
	bool ok;

	scenarios_apply(s, b);
	str_addf(&label, "scenario %c of '%s' put live: ", s->letter, b->name);
	bundling_add_discount(b, v->currency.digits, &label);
	named.label = label.p;
	ok = measuring_launch(st, v, b, &named, err);
	str_release(&label);
	return ok;
}
