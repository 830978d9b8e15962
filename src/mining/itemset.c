/*
 * itemset - see itemset.h.
 *
 * Three passes. The first finds the graph of pairs that belong together, with
 * the kernel of pair counting (tally.h): for every product the partners of
 * higher rank, ascending. The second grows cliques: a set is a row of ranks,
 * ascending, so its first is its rarest product, the anchor; anchors are dealt
 * to threads, and each anchor's rows come out in lexicographic order, a set
 * before those that it begins. Laid one after another by anchor they are
 * ordered as a whole, so that a subset is found by bisection. The third
 * (itemset_judge.c) asks for subsets to get what needs all of them.
 *
 * Joint orders, customers and all-confidence only fall as a set grows, so
 * whatever fails them is not grown further and every subset of a row is a row.
 */
#include "mining/itemset_internal.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"
#include "mining/dist.h"
#include "mining/signif.h"
#include "mining/tally.h"

const struct itemset_options ITEMSET_BUNDLES = {
	.orders = 5,
	.customers = 3,
	.lift = 1,
	.all_confidence = 0.02,
	.bond = 0.01,
	.ratio = 0.5,
	.closed = true,
};

enum {
	WORD = 64, /* orders in a word of a bitset */
};

/* Sets, or pairs as sets of two, found by one thread. */
struct heap {
	struct itemset_row *row;
	size_t n, cap;
};

/* Where an anchor's rows are before they are put in order. */
struct stretch {
	uint32_t member;
	size_t first, n;
};

/* One level of growing: candidates with their bitsets. */
struct level {
	uint32_t *rank; /* candidates, ascending */
	uint32_t *count; /* orders with all of the set and the candidate */
	uint32_t *customers;
	uint64_t *bits; /* candidates x words */
	size_t n, cap, bits_cap;
};

/* What a thread needs to grow sets. */
struct grower {
	struct itemset_search *search;
	struct heap heap;
	struct level level[ITEMSET_LARGEST]; /* by size of the set */
	uint32_t *slot; /* ranks: place among the candidates plus 1, 0: none */
	uint32_t *customer; /* of the anchor's orders */
	size_t customer_cap;
	size_t words;
	struct err err;
};

struct growing {
	struct itemset_search *search;
	struct grower *grower; /* one a thread */
	struct stretch *stretch; /* anchors */
	atomic_size_t next;
	atomic_bool stop;
};

/* ---- demands ---- */

static uint32_t
orders_of(const struct itemset_search *s, uint32_t rank)
{
	return s->bk->product[s->bk->product_of[rank]].n;
}

/* Does a set with n orders whose most frequent product is 'last' hold what
 * falls as it grows? */
static bool
is_frequent(const struct itemset_search *s, uint32_t n, uint32_t last)
{
	return n >= s->opt.orders &&
	    (double)n >= s->opt.all_confidence * (double)orders_of(s, last);
}

static bool
belongs_together(
    const struct itemset_search *s, uint32_t a, uint32_t b, uint32_t n)
{
	const struct pair_context *ctx = s->ctx;

	if (!(s->opt.lift > 0))
		return true;
	double expected = pair_expected(
	    &ctx->orders_with, s->bk->product_of[a], s->bk->product_of[b]);
	return dist_gamma_quick_quantile(-SIGNIF_Z95, (double)n + ctx->alpha,
		   expected + ctx->alpha) > s->opt.lift;
}

static bool
add_row(struct heap *h, const struct itemset_row *row, struct err *err)
{
	void *grown = h->row;

	if (h->n >= ITEMSETS_MOST)
		return err_set(err, ERR_LIMIT,
		    "more than %d sets of products are bought together that "
		    "often; ask for sets with more orders",
		    ITEMSETS_MOST);
	if (!mem_try_reserve(
		&grown, &h->cap, h->n + 1, sizeof(*h->row), "sets", err))
		return false;
	h->row = grown;
	h->row[h->n++] = *row;
	return true;
}

/* ---- pass 1: pairs ---- */

static int
compare_second(const void *va, const void *vb)
{
	const struct itemset_row *a = va, *b = vb;

	return (a->item[1] > b->item[1]) - (a->item[1] < b->item[1]);
}

/* The pairs of an anchor, by partner. */
static bool
find_partners(
    struct growing *g, struct grower *w, struct tally *t, uint32_t anchor)
{
	struct itemset_search *s = g->search;
	struct stretch *stretch = &g->stretch[anchor];
	bool ok = true;

	stretch->first = w->heap.n;
	tally_row(t, anchor);
	for (size_t i = 0; ok && i < t->partners; i++) {
		uint32_t b = t->partner[i], n = tally_count(t, b);
		uint32_t customers = tally_customers(t, b);
		if (!is_frequent(s, n, b) || customers < s->opt.customers ||
		    !belongs_together(s, anchor, b, n))
			continue;
		ok = add_row(&w->heap,
		    &(struct itemset_row){ .item = { anchor + 1, b + 1 },
			.orders = n,
			.customers = customers },
		    &w->err);
	}
	tally_clear(t);
	stretch->n = w->heap.n - stretch->first;
	if (stretch->n > 1)
		qsort(w->heap.row + stretch->first, stretch->n,
		    sizeof(*w->heap.row), compare_second);
	return ok;
}

/* Takes the next anchor that is frequent enough; false at the end. */
static bool
next_anchor(struct growing *g, uint32_t *anchor)
{
	size_t at = atomic_fetch_add(&g->next, 1);

	if (at >= g->search->bk->active || atomic_load(&g->stop))
		return false;
	*anchor = (uint32_t)at;
	return true;
}

static void
pair_some(void *arg, unsigned member)
{
	struct growing *g = arg;
	struct grower *w = &g->grower[member];
	struct tally t;
	uint32_t anchor;
	bool ok = tally_init(&t, g->search->bk, true, &w->err);

	while (ok && next_anchor(g, &anchor)) {
		g->stretch[anchor].member = member;
		if (orders_of(g->search, anchor) >= g->search->opt.orders)
			ok = find_partners(g, w, &t, anchor);
	}
	if (!ok)
		atomic_store(&g->stop, true);
	tally_release(&t);
}

/* ---- pass 2: growing ---- */

static bool
level_reserve(struct level *l, size_t n, size_t words, struct err *err)
{
	void *bits = l->bits;

	if (n > l->cap) {
		void *rank = mem_try_grow(
		    l->rank, l->cap, n, sizeof(*l->rank), "sets", err);
		l->rank = rank ? rank : l->rank;
		void *count = mem_try_grow(
		    l->count, l->cap, n, sizeof(*l->count), "sets", err);
		l->count = count ? count : l->count;
		void *customers = mem_try_grow(l->customers, l->cap, n,
		    sizeof(*l->customers), "sets", err);
		l->customers = customers ? customers : l->customers;
		if (!rank || !count || !customers)
			return false;
		l->cap = n;
	}
	if (!mem_try_reserve(
		&bits, &l->bits_cap, n * words, sizeof(*l->bits), "sets", err))
		return false;
	l->bits = bits;
	return true;
}

/* The customers of the anchor's orders, and each candidate's bits. */
static bool
read_anchor(struct grower *w, uint32_t anchor)
{
	const struct baskets *bk = w->search->bk;
	size_t first = bk->first_posting[anchor];
	size_t n = bk->first_posting[anchor + 1] - first;
	struct level *l = &w->level[1];
	void *customer = w->customer;
	uint32_t last = 0;

	if (!mem_try_reserve(&customer, &w->customer_cap, n,
		sizeof(*w->customer), "sets", &w->err))
		return false;
	w->customer = customer;
	memset(l->bits, 0, l->n * w->words * sizeof(*l->bits));
	for (size_t i = 0; i < n; i++) {
		const struct basket_posting *post = &bk->posting[first + i];
		uint32_t end = basket_posting_end(bk, post);
		uint64_t bit = (uint64_t)1 << i % WORD;
		last += post->buyer != BASKET_BUYER_AGAIN;
		w->customer[i] =
		    post->buyer == BASKET_BUYER_GUEST ? BASKET_GUEST : last;
		for (uint32_t at = post->at + 1; at < end; at++) {
			uint32_t slot = w->slot[bk->item[at]];
			if (slot > 0)
				l->bits[(slot - 1) * w->words + i / WORD] |=
				    bit;
		}
	}
	return true;
}

/* Distinct identified customers of the orders in a bitset; the orders of one
 * are neighbours. */
static uint32_t
count_customers(const struct grower *w, const uint64_t *bits)
{
	uint32_t n = 0, last = BASKET_GUEST;

	for (size_t k = 0; k < w->words; k++) {
		for (uint64_t left = bits[k]; left != 0; left &= left - 1) {
			/* The bits below the lowest one say where it is. */
			size_t i = k * WORD + itemset_bits(~left & (left - 1));
			uint32_t customer = w->customer[i];
			n += customer != last && customer != BASKET_GUEST;
			last = customer;
		}
	}
	return n;
}

/* out = a & b; how many bits. */
static uint32_t
intersect(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t words)
{
	uint32_t n = 0;

	for (size_t k = 0; k < words; k++) {
		out[k] = a[k] & b[k];
		n += itemset_bits(out[k]);
	}
	return n;
}

/*
 * The candidates of the set that level 'size' makes with its candidate i: the
 * later candidates that belong together with it, as far as the larger set is
 * frequent. Both lists of ranks ascend.
 */
static bool
narrow(struct grower *w, unsigned size, size_t i)
{
	const struct itemset_search *s = w->search;
	const struct level *from = &w->level[size];
	struct level *to = &w->level[size + 1];
	const uint32_t *friend = s->friend + s->first[from->rank[i]];
	const uint32_t *end = s->friend + s->first[from->rank[i] + 1];

	to->n = 0;
	if (!level_reserve(to, from->n - i, w->words, &w->err))
		return false;
	for (size_t j = i + 1; j < from->n && friend < end; j++) {
		while (friend < end && *friend < from->rank[j])
			friend ++;
		if (friend == end || *friend != from->rank[j])
			continue;
		uint64_t *bits = to->bits + to->n * w->words;
		uint32_t n = intersect(bits, from->bits + i * w->words,
		    from->bits + j * w->words, w->words);
		if (!is_frequent(s, n, from->rank[j]))
			continue;
		uint32_t customers = count_customers(w, bits);
		if (customers < s->opt.customers)
			continue;
		to->rank[to->n] = from->rank[j];
		to->count[to->n] = n;
		to->customers[to->n++] = customers;
	}
	return true;
}

/* Adds the rows that begin with the first 'size' items of 'row'. */
static bool
grow(struct grower *w, struct itemset_row *row, unsigned size)
{
	const struct level *l = &w->level[size];

	for (size_t i = 0; i < l->n; i++) {
		row->item[size] = l->rank[i] + 1;
		row->orders = l->count[i];
		row->customers = l->customers[i];
		if (!add_row(&w->heap, row, &w->err))
			return false;
		if (size + 1 < w->search->opt.largest &&
		    (!narrow(w, size, i) || !grow(w, row, size + 1)))
			return false;
	}
	row->item[size] = 0;
	return true;
}

/* All sets with this anchor. */
static bool
grow_anchor(struct growing *g, struct grower *w, uint32_t anchor)
{
	const struct itemset_search *s = g->search;
	size_t first = s->first[anchor], n = s->first[anchor + 1] - first;
	struct itemset_row row = { .item = { anchor + 1 } };
	struct level *l = &w->level[1];
	bool ok;

	g->stretch[anchor] = (struct stretch){ .first = w->heap.n };
	w->words = (orders_of(s, anchor) + WORD - 1) / WORD;
	if (n == 0)
		return true;
	if (!level_reserve(l, n, w->words, &w->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		l->rank[i] = s->friend[first + i];
		l->count[i] = s->pair[first + i].orders;
		l->customers[i] = s->pair[first + i].customers;
		w->slot[l->rank[i]] = (uint32_t)i + 1;
	}
	l->n = n;
	ok = read_anchor(w, anchor) && grow(w, &row, 1);
	for (size_t i = 0; i < n; i++)
		w->slot[s->friend[first + i]] = 0;
	g->stretch[anchor].n = w->heap.n - g->stretch[anchor].first;
	return ok;
}

static void
grow_some(void *arg, unsigned member)
{
	struct growing *g = arg;
	struct grower *w = &g->grower[member];
	uint32_t anchor;
	bool ok = true;

	w->slot = mem_try_zarray(
	    g->search->bk->active, sizeof(*w->slot), "sets", &w->err);
	ok = w->slot != NULL;
	while (ok && next_anchor(g, &anchor)) {
		ok = grow_anchor(g, w, anchor);
		g->stretch[anchor].member = member;
		if (ok && member == 0 && anchor % 64 == 0)
			ok = progress_report(g->search->opt.progress,
			    "looking for sets of products", (int64_t)anchor,
			    (int64_t)g->search->bk->active, &w->err);
	}
	if (!ok)
		atomic_store(&g->stop, true);
}

/* ---- putting rows in order ---- */

static void
grower_release(struct grower *w)
{
	for (unsigned i = 0; i < ITEMSET_LARGEST; i++) {
		mem_free(w->level[i].rank);
		mem_free(w->level[i].count);
		mem_free(w->level[i].customers);
		mem_free(w->level[i].bits);
	}
	mem_free(w->heap.row);
	mem_free(w->slot);
	mem_free(w->customer);
}

/* The rows of all threads by anchor; first[a] is where those of a begin. */
static bool
gather(const struct growing *g, unsigned threads, struct itemset_row **out,
    size_t *first, struct err *err)
{
	size_t n = 0;

	for (unsigned t = 0; t < threads; t++) {
		if (g->grower[t].err.code != ERR_NONE)
			return err_set(err, g->grower[t].err.code, "%s",
			    g->grower[t].err.text);
		n += g->grower[t].heap.n;
	}
	if (n > ITEMSETS_MOST)
		return err_set(err, ERR_LIMIT,
		    "%zu sets of products are bought together that often, "
		    "more than %d; ask for sets with more orders",
		    n, ITEMSETS_MOST);
	*out = mem_try_array(n, sizeof(**out), "sets", err);
	if (*out == NULL)
		return false;
	n = 0;
	for (size_t a = 0; a < g->search->bk->active; a++) {
		const struct stretch *from = &g->stretch[a];
		first[a] = n;
		if (from->n > 0)
			memcpy(*out + n,
			    g->grower[from->member].heap.row + from->first,
			    from->n * sizeof(**out));
		n += from->n;
	}
	first[g->search->bk->active] = n;
	return true;
}

/* One pass over all anchors: fn on every thread, then its rows in order. */
static bool
run_pass(struct itemset_search *s, crew_fn *fn, struct itemset_row **out,
    size_t *first, struct err *err)
{
	unsigned threads = crew_size(s->opt.threads);
	struct growing g = { .search = s };
	bool ok = false;

	atomic_init(&g.next, 0);
	atomic_init(&g.stop, false);
	g.grower = mem_try_zarray(threads, sizeof(*g.grower), "threads", err);
	g.stretch =
	    mem_try_zarray(s->bk->active, sizeof(*g.stretch), "products", err);
	if (g.grower && g.stretch) {
		for (unsigned t = 0; t < threads; t++)
			g.grower[t].search = s;
		crew_run(threads, fn, &g);
		ok = gather(&g, threads, out, first, err);
	}
	for (unsigned t = 0; g.grower && t < threads; t++)
		grower_release(&g.grower[t]);
	mem_free(g.grower);
	mem_free(g.stretch);
	return ok;
}

static bool
find_pairs(struct itemset_search *s, struct err *err)
{
	size_t n;

	s->first =
	    mem_try_array(s->bk->active + 1, sizeof(*s->first), "pairs", err);
	if (!s->first || !run_pass(s, pair_some, &s->pair, s->first, err))
		return false;
	n = s->first[s->bk->active];
	s->friend = mem_try_array(n, sizeof(*s->friend), "pairs", err);
	for (size_t i = 0; s->friend && i < n; i++)
		s->friend[i] = s->pair[i].item[1] - 1;
	return s->friend != NULL;
}

static bool
find_sets(struct itemset_search *s, struct err *err)
{
	s->begin =
	    mem_try_array(s->bk->active + 1, sizeof(*s->begin), "sets", err);
	return s->begin && run_pass(s, grow_some, &s->row, s->begin, err);
}

/* ---- the whole ---- */

static void
search_init(struct itemset_search *s, const struct baskets *bk,
    const struct pair_context *ctx, const struct itemset_options *opt)
{
	*s = (struct itemset_search){ .bk = bk, .ctx = ctx, .opt = *opt };
	s->opt.orders = opt->orders > 0 ? opt->orders : 1;
	s->opt.smallest = opt->smallest > 0 ? opt->smallest : 3;
	s->opt.largest = opt->largest > 0 ? opt->largest : ITEMSET_LARGEST;
	if (bk->identified == 0)
		s->opt.customers = 0;
	assert(s->opt.smallest >= 2 && s->opt.largest <= ITEMSET_LARGEST);
	assert(ctx || !(opt->lift > 0));
}

bool
itemsets_find(struct itemsets *out, const struct baskets *bk,
    const struct pair_context *ctx, const struct itemset_options *opt,
    struct err *err)
{
	struct baskets rare_first = { 0 };
	struct itemset_search s;
	bool ok;

	*out = (struct itemsets){ 0 };
	if (!baskets_rare_first(&rare_first, bk, err))
		return false;
	search_init(&s, &rare_first, ctx, opt);
	ok = find_pairs(&s, err) && find_sets(&s, err) &&
	    itemset_judge(&s, out, err);
	mem_free(s.first);
	mem_free(s.pair);
	mem_free(s.friend);
	mem_free(s.begin);
	mem_free(s.row);
	baskets_release(&rare_first);
	return ok;
}

void
itemsets_release(struct itemsets *sets)
{
	mem_free(sets->row);
	*sets = (struct itemsets){ 0 };
}

double
itemset_bond(const struct itemset *set)
{
	return set->any > 0 ? (double)set->orders / (double)set->any : 0;
}
