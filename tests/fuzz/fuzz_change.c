/*
 * The bytes that a store keeps of what a row of pairs has changed in: the
 * first byte says how many products there are, the second how long the row is,
 * behind it stand the row and its changes. They are read and make a row in
 * order, whose changes against the first one read back to it; or are refused.
 */
#include "mining/pair.h"
#include "tests/fuzz/fuzz.h"

enum {
	HASH_SIZE = 8,
	CHANGE_HEAD = 3, /* bytes before the hash of the row */
	BASKETS = 100, /* with each product */
};

static void
add_hash(struct str *out, uint64_t hash)
{
	for (int i = 0; i < HASH_SIZE; i++)
		str_add_char(out, (char)(hash >> (8 * i)));
}

/* With the hash that whoever means harm could compute. */
static void
seal(struct slice body, struct str *out)
{
	str_add_slice(out, body);
	add_hash(out, pair_hash(slice_str(out)));
}

/* Changes that name the row they belong to. */
static void
seal_changes(struct slice bytes, const struct str *row, struct str *out)
{
	size_t head = bytes.len < CHANGE_HEAD ? bytes.len : CHANGE_HEAD;

	str_add_bytes(out, bytes.p, head);
	if (row->len >= HASH_SIZE)
		str_add_bytes(out, row->p + row->len - HASH_SIZE, HASH_SIZE);
	seal(slice_bytes(bytes.p + head, bytes.len - head), out);
}

static bool
make_context(struct pair_context *ctx, size_t products)
{
	struct err err = ERR_INIT;

	if (!pair_context_init(ctx, products, &err))
		return false;
	for (size_t i = 0; i < products; i++)
		ctx->orders_with.n[i] = ctx->customers_with.n[i] = BASKETS;
	ctx->orders = ctx->identified = BASKETS;
	ctx->floor = 1;
	return true;
}

static bool
same_row(const struct pair_table *a, const struct pair_table *b)
{
	if (a->pairs != b->pairs)
		return false;
	for (size_t i = 0; i < a->pairs; i++) {
		if (a->partner[i] != b->partner[i] || a->n[i] != b->n[i])
			return false;
	}
	return true;
}

/* What differs between the row and the one with its changes, said anew, makes
 * the same of it. */
static void
check_again(const struct pair_context *ctx, const struct pair_table *table,
    const struct str *row)
{
	struct pair_table back = { .products = 0 };
	struct str changes = STR_INIT;
	struct err err = ERR_INIT;
	bool few = false;

	if (pair_row_changes(table, 0, slice_str(row), &changes, &few, &err) &&
	    few && pair_table_init(&back, ctx->products, &err)) {
		CHECK(pair_row_decode(
		    &back, ctx, 0, slice_str(row), slice_str(&changes), &err));
		CHECK(same_row(table, &back));
		pair_table_release(&back);
	}
	str_release(&changes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pair_context ctx = { .products = 0 };
	struct pair_table table = { .products = 0 };
	struct str row = STR_INIT, changes = STR_INIT;
	struct err err = ERR_INIT;
	size_t len;

	if (size < 3 || !make_context(&ctx, (size_t)data[0] + 2))
		return 0;
	len = data[1] < size - 2 ? data[1] : size - 2;
	seal(slice_bytes((const char *)data + 2, len), &row);
	seal_changes(slice_bytes((const char *)data + 2 + len, size - 2 - len),
	    &row, &changes);
	if (pair_table_init(&table, ctx.products, &err)) {
		if (pair_row_decode(&table, &ctx, 0, slice_str(&row),
			slice_str(&changes), &err)) {
			for (size_t i = 0; i < table.pairs; i++)
				CHECK(table.partner[i] <
					(i + 1 < table.pairs
						? table.partner[i + 1]
						: ctx.products) &&
				    table.n[i] > 0);
			check_again(&ctx, &table, &row);
		} else {
			CHECK(err.code != ERR_NONE && err.text[0] != '\0');
			CHECK(table.pairs == 0);
		}
		pair_table_release(&table);
	}
	pair_context_release(&ctx);
	str_release(&row);
	str_release(&changes);
	return 0;
}
