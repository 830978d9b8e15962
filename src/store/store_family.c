/*
 * How it works: the variants are sorted by the name of their parent and looked
 * up by it, once, among the keys; then the rows that stay move together.
 */
#include "store/store_family.h"

#include "base/mem.h"
#include "base/sales.h"
#include "store/store_facts.h"
#include "store/store_internal.h"

bool
store_has_families(struct store *st, bool *families, struct err *err)
{
	int64_t how;

	*families = false;
	if (!counter_get(st, COUNTER_COUNTED, &how, err))
		return false;
	*families = (how & STORE_HOW_FAMILIES) != 0;
	return true;
}

struct named {
	const char *name; /* a key, or that of a parent */
	size_t product;
};

static int
compare_named(const void *va, const void *vb)
{
	const struct named *a = va, *b = vb;
	int by_name = strcmp(a->name, b->name);

	return by_name != 0
	    ? by_name
	    : (a->product > b->product) - (a->product < b->product);
}

/* The first product of that key; n: none has it. */
static size_t
find_key(const struct named *keys, size_t n, const char *key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(keys[mid].name, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && strcmp(keys[low].name, key) == 0 ? keys[low].product
							   : n;
}

/* Whoever has a parent of its own speaks for nobody. */
static bool
is_parent(const struct store_product *p)
{
	return p->parent_key == NULL || strcmp(p->parent_key, p->key) == 0;
}

/* For each product the one that stands for it. */
static void
find_heads(const struct store_products *p, struct named *keys,
    struct named *variants, size_t *head)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct store_product *row = &p->rows[i];

		head[i] = i;
		keys[i] = (struct named){ row->key, i };
		if (!is_parent(row))
			variants[n++] = (struct named){ row->parent_key, i };
	}
	qsort(keys, p->n, sizeof(*keys), compare_named);
	qsort(variants, n, sizeof(*variants), compare_named);
	for (size_t i = 0, first = 0; i < n; i++) {
		size_t parent = find_key(keys, p->n, variants[i].name);

		if (strcmp(variants[i].name, variants[first].name) != 0)
			first = i;
		head[variants[i].product] =
		    parent < p->n && is_parent(&p->rows[parent])
		    ? parent
		    : variants[first].product;
	}
}

static void
take_text(const char **slot, const char *other)
{
	if (*slot == NULL)
		*slot = other;
}

/* What is said of a variant, where its product has nothing of its own. */
static void
take_from(struct store_product *p, const struct store_product *variant)
{
	take_text(&p->title, variant->title);
	take_text(&p->category, variant->category);
	take_text(&p->brand, variant->brand);
	take_text(&p->tags, variant->tags);
	if (p->price4 == SALES_UNKNOWN && variant->price4 != SALES_UNKNOWN) {
		p->price4 = variant->price4;
		if (p->cost4 == SALES_UNKNOWN)
			p->cost4 = variant->cost4;
	}
	if (p->median4 == SALES_UNKNOWN)
		p->median4 = variant->median4;
	p->is_product = p->is_product || variant->is_product;
	p->active = p->active || variant->active;
	p->listed = p->listed || variant->listed;
}

/* What stands for others. */
struct head {
	bool others;
	bool known; /* how many pieces one of them has */
	int64_t pieces; /* of those that are known */
};

static void
gather_heads(
    const struct store_products *p, const size_t *head, struct head *heads)
{
	for (size_t i = 0; i < p->n; i++)
		if (head[i] != i)
			heads[head[i]].others = true;
	for (size_t i = 0; i < p->n; i++) {
		const struct store_product *row = &p->rows[i];
		struct head *h = &heads[head[i]];

		if (!h->others || row->stock == SALES_UNKNOWN ||
		    (head[i] == i && is_parent(row)))
			continue;
		h->known = true;
		h->pieces += row->stock;
	}
}

/* A variant that stands for all is none any more: neither its pieces nor what
 * sets it apart are those of all. */
static void
make_heads(
    struct store_products *p, const size_t *head, const struct head *heads)
{
	for (size_t i = 0; i < p->n; i++)
		if (head[i] != i)
			take_from(&p->rows[head[i]], &p->rows[i]);
	for (size_t i = 0; i < p->n; i++) {
		struct store_product *row = &p->rows[i];

		if (!heads[i].others)
			continue;
		if (!is_parent(row))
			row->attributes = NULL;
		if (!is_parent(row) || row->stock == SALES_UNKNOWN)
			row->stock =
			    heads[i].known ? heads[i].pieces : SALES_UNKNOWN;
	}
}

static int
compare_alias(const void *va, const void *vb)
{
	const struct store_alias *a = va, *b = vb;

	return (a->product_id > b->product_id) -
	    (a->product_id < b->product_id);
}

/* The rows that stay move together, the others become aliases. 'now' gets
 * where each one stands. */
static void
move_rows(struct store_products *p, const size_t *head, size_t *now)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (head[i] == i)
			now[i] = n++;
	for (size_t i = 0; i < p->n_aliases; i++)
		p->aliases[i].index = now[head[p->aliases[i].index]];
	for (size_t i = 0; i < p->n; i++) {
		if (head[i] == i)
			p->rows[now[i]] = p->rows[i];
		else
			p->aliases[p->n_aliases++] = (struct store_alias){
				.product_id = p->rows[i].product_id,
				.index = now[head[i]],
				.key = p->rows[i].key,
			};
	}
	p->n = n;
	qsort(p->aliases, p->n_aliases, sizeof(*p->aliases), compare_alias);
}

static bool
join(struct store_products *p, size_t *head, size_t *now, struct err *err)
{
	struct named *keys =
	    mem_try_array(2 * p->n, sizeof(*keys), "products", err);
	struct head *heads =
	    mem_try_zarray(p->n, sizeof(*heads), "products", err);
	size_t cap = 0;
	bool ok = keys != NULL && heads != NULL &&
	    mem_try_reserve((void **)&p->aliases, &cap, p->n_aliases + p->n,
		sizeof(*p->aliases), "products", err);

	if (ok) {
		find_heads(p, keys, keys + p->n, head);
		gather_heads(p, head, heads);
		make_heads(p, head, heads);
		move_rows(p, head, now);
	}
	mem_free(keys);
	mem_free(heads);
	return ok;
}

bool
families_join(struct store_products *p, struct err *err)
{
	size_t *head, n = p->n;
	bool ok;

	head = mem_try_array(2 * n, sizeof(*head), "products", err);
	ok = head != NULL && join(p, head, head + n, err);
	p->families = ok;
	mem_free(head);
	return ok;
}
