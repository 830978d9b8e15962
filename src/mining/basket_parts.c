/*
 * basket_parts - see basket_internal.h.
 *
 * Postings are the items turned around: each part counts how often it has
 * each rank, which tells where in the rank's postings its own begin; then it
 * puts them there, basket by basket. Those places are far apart, so they are
 * asked for some items ahead.
 */
#include "mining/basket_internal.h"

#include "base/mem.h"

enum {
	/* A part takes 60 bytes a product; with so many lines a product that
	 * is less than the lines take. */
	LINES_A_PRODUCT = 4,
	SHORT = 24, /* items that are sorted by insertion */
	SPARSE = 32, /* words of bits an item, about what sorting it costs */
	AHEAD = 24, /* items */
};

bool
basket_parts_init(struct basket_parts *parts, struct baskets *bk,
    unsigned threads, size_t lines, struct err *err)
{
	size_t n = bk->products, words = n / 64 + 1;
	size_t worth = 1 + lines / (LINES_A_PRODUCT * (n + 1));

	*parts = (struct basket_parts){ .n = crew_size(threads) };
	if (parts->n > worth)
		parts->n = (unsigned)worth;
	parts->stamps = mem_try_zarray(
	    parts->n * n, sizeof(*parts->stamps), "products", err);
	parts->bits = mem_try_zarray(
	    parts->n * words, sizeof(*parts->bits), "products", err);
	parts->products = mem_try_zarray(
	    (parts->n - 1) * n, sizeof(*parts->products), "products", err);
	if (!parts->stamps || !parts->bits || !parts->products)
		return false;
	for (unsigned i = 0; i < parts->n; i++)
		parts->part[i] = (struct basket_part){
			.stamp = parts->stamps + i * n,
			.bits = parts->bits + i * words,
			.product = i == 0 ? bk->product
					  : parts->products + (i - 1) * n,
		};
	return true;
}

void
basket_parts_release(struct basket_parts *parts)
{
	mem_free(parts->stamps);
	mem_free(parts->bits);
	mem_free(parts->products);
	*parts = (struct basket_parts){ 0 };
}

/* About the same number of lines for each. */
void
basket_parts_deal(struct basket_parts *parts, const struct baskets *bk)
{
	size_t j = 0;

	for (unsigned i = 0; i < parts->n; i++) {
		size_t lines = bk->lines / parts->n * (i + 1);

		parts->part[i].begin = j;
		while (j < bk->count &&
		    (i + 1 == parts->n || bk->basket[j].end <= lines))
			j++;
		parts->part[i].end = j;
	}
}

void
basket_parts_add(const struct basket_parts *parts, struct baskets *bk)
{
	for (unsigned i = 1; i < parts->n; i++) {
		const struct basket_product *from = parts->part[i].product;

		for (size_t p = 0; p < bk->products; p++) {
			bk->product[p].n += from[p].n;
			for (unsigned k = 0; k < BASKET_STRATA; k++)
				bk->product[p].in[k] += from[p].in[k];
		}
	}
}

/* ---- sorting ---- */

static int
item_compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

static void
insert_items(uint32_t *item, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t x = item[i];
		size_t j = i;

		for (; j > 0 && item[j - 1] > x; j--)
			item[j] = item[j - 1];
		item[j] = x;
	}
}

/* Sets a bit for each and reads them in order. */
static void
spread_items(
    uint32_t *item, size_t n, uint64_t *bits, size_t first, size_t last)
{
	for (size_t i = 0; i < n; i++)
		bits[item[i] / 64] |= UINT64_C(1) << item[i] % 64;
	n = 0;
	for (size_t w = first; w <= last; w++) {
		uint64_t word = bits[w];

		for (bits[w] = 0; word != 0; word &= word - 1)
			item[n++] = (uint32_t)(w * 64) +
			    (uint32_t)__builtin_ctzll(word);
	}
}

void
basket_sort(uint32_t *item, size_t n, uint64_t *bits)
{
	uint32_t least = UINT32_MAX, most = 0;

	if (n <= SHORT) {
		insert_items(item, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		least = item[i] < least ? item[i] : least;
		most = item[i] > most ? item[i] : most;
	}
	if ((most - least) / 64 < SPARSE * n)
		spread_items(item, n, bits, least / 64, most / 64);
	else
		qsort(item, n, sizeof(*item), item_compare);
}

/* ---- postings ---- */

/* Of a rank in a part. */
struct cell {
	uint64_t behind; /* items behind its places */
	uint32_t at; /* how many there are; then the next of its postings */
	uint32_t last; /* basket that was posted last, plus 1 */
};

struct posting {
	struct baskets *bk;
	const struct basket_parts *parts;
	struct cell *cells; /* parts x active */
};

static void
count_part(void *arg, unsigned member)
{
	const struct posting *po = arg;
	const struct baskets *bk = po->bk;
	const struct basket_part *part = &po->parts->part[member];
	struct cell *cell = po->cells + member * bk->active;

	for (size_t j = part->begin; j < part->end; j++) {
		uint32_t end = bk->basket[j].end;
		for (uint32_t i = bk->basket[j].begin; i < end; i++) {
			cell[bk->item[i]].at++;
			cell[bk->item[i]].behind += end - i - 1;
		}
	}
}

/* Where each part's postings of each rank begin. */
static void
add_up(const struct posting *po)
{
	struct baskets *bk = po->bk;
	size_t sum = 0;

	for (size_t r = 0; r < bk->active; r++) {
		bk->first_posting[r] = sum;
		bk->meetings[r] = 0;
		for (unsigned i = 0; i < po->parts->n; i++) {
			struct cell *cell = &po->cells[i * bk->active + r];
			uint32_t n = cell->at;

			cell->at = (uint32_t)sum;
			sum += n;
			bk->meetings[r] += cell->behind;
		}
	}
	bk->first_posting[bk->active] = sum;
}

/* The posting is of the customer of the one before. */
static void
join_buyers(struct basket_posting *post)
{
	if (post[-1].buyer == BASKET_BUYER_ONCE)
		post[-1].buyer = BASKET_BUYER_FIRST;
	post->buyer = BASKET_BUYER_AGAIN;
}

/* The basket that is posted, and its customer's first in this part. */
struct poster {
	struct baskets *bk;
	uint32_t basket, first;
};

/* Item i to the next place of its rank. */
static void
post_item(const struct poster *p, struct cell *cell, uint32_t i)
{
	const struct basket *b = &p->bk->basket[p->basket];
	struct basket_posting *post = &p->bk->posting[cell->at];
	bool small = b->end - b->begin <= BASKET_SMALL;

	*post = (struct basket_posting){
		.at = i,
		.behind = small ? (b->end - i - 1) & BASKET_SMALL : 0,
		.size = small ? (b->end - b->begin) & BASKET_SMALL : 0,
		.buyer = BASKET_BUYER_ONCE,
	};
	if (b->customer == BASKET_GUEST)
		post->buyer = BASKET_BUYER_GUEST;
	else if (cell->last > p->first)
		join_buyers(post);
	if (p->bk->posting_basket != NULL)
		p->bk->posting_basket[cell->at] = p->basket;
	cell->last = p->basket + 1;
	cell->at++;
}

static void
post_part(void *arg, unsigned member)
{
	const struct posting *po = arg;
	const struct basket *b = po->bk->basket;
	const uint32_t *item = po->bk->item;
	const struct basket_part *part = &po->parts->part[member];
	struct cell *cell = po->cells + member * po->bk->active;
	uint32_t last = part->end > part->begin ? b[part->end - 1].end : 0;
	struct poster p = { .bk = po->bk };

	for (size_t j = part->begin; j < part->end; j++) {
		p.basket = (uint32_t)j;
		if (j == part->begin || b[j - 1].customer != b[j].customer)
			p.first = p.basket;
		for (uint32_t i = b[j].begin; i < b[j].end; i++) {
			if (last - i > AHEAD)
				__builtin_prefetch(
				    &po->bk->posting[cell[item[i + AHEAD]].at],
				    1);
			post_item(&p, &cell[item[i]], i);
		}
	}
}

/* The items of the customer that baskets j - 1 and j are of, [begin, end);
 * none when they are not of one. */
static void
find_shared(const struct baskets *bk, size_t j, uint32_t *begin, uint32_t *end)
{
	const struct basket *b = bk->basket;
	size_t first = j, last = j;

	while (first > 0 && b[first - 1].customer == b[j].customer)
		first--;
	while (last + 1 < bk->count && b[last + 1].customer == b[j].customer)
		last++;
	*begin = b[first].begin;
	*end =
	    b[j].customer != BASKET_GUEST && first < j ? b[last].end : *begin;
}

/* What two parts could not know of each other. */
static void
join_parts(const struct posting *po, unsigned part)
{
	const struct baskets *bk = po->bk;
	const struct cell *before = po->cells + (part - 1) * bk->active;
	size_t j = po->parts->part[part].begin;
	uint32_t begin = 0, end = 0;

	if (j > 0 && j < bk->count)
		find_shared(bk, j, &begin, &end);
	for (size_t r = 0; begin < end && r < bk->active; r++) {
		uint32_t i = before[r].at;

		if (i > bk->first_posting[r] && i < bk->first_posting[r + 1] &&
		    bk->posting[i - 1].at >= begin && bk->posting[i].at < end)
			join_buyers(&bk->posting[i]);
	}
}

bool
basket_post(
    struct baskets *bk, const struct basket_parts *parts, struct err *err)
{
	struct posting po = { .bk = bk, .parts = parts };

	po.cells = mem_try_zarray(
	    parts->n * bk->active, sizeof(*po.cells), "products", err);
	if (po.cells == NULL)
		return false;
	crew_run(parts->n, count_part, &po);
	add_up(&po);
	crew_run(parts->n, post_part, &po);
	for (unsigned i = 1; i < parts->n; i++)
		join_parts(&po, i);
	mem_free(po.cells);
	return true;
}
