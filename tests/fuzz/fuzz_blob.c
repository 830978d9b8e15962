/*
 * The bytes that a store keeps of counted pairs: the first byte says how many
 * products; a context, and rows behind it, either read and write back to what
 * reads the same, or are refused.
 */
#include "mining/metric.h"
#include "mining/pair.h"
#include "tests/fuzz/fuzz.h"

/* The last eight bytes are a hash; whoever means harm can compute it. */
static void
seal(const uint8_t *data, size_t size, struct str *out)
{
	struct slice body = slice_bytes((const char *)data, size);
	uint64_t hash = pair_hash(body);

	str_clear(out);
	str_add_slice(out, body);
	for (int i = 0; i < 8; i++)
		str_add_char(out, (char)(hash >> (8 * i)));
}

static void
check_refused(const struct err *err)
{
	CHECK(err->code != ERR_NONE && err->text[0] != '\0');
}

static void
check_rows(const struct pair_context *ctx, const uint8_t *data, size_t size)
{
	struct pair_table table = { .products = 0 };
	struct str sealed = STR_INIT;
	struct err err = ERR_INIT;
	size_t row = 0;

	if (!pair_table_init(&table, ctx->products, &err))
		return;
	while (size > 0 && row < ctx->products) {
		size_t len = data[0] % 64 < size ? data[0] % 64 : size - 1;
		size_t before = table.pairs;
		struct str again = STR_INIT;

		seal(data + 1, len, &sealed);
		if (pair_row_decode(&table, ctx, (uint32_t)row,
			slice_str(&sealed), slice_of(""), &err)) {
			for (size_t i = before; i < table.pairs; i++)
				CHECK(table.partner[i] > row &&
				    table.partner[i] < ctx->products);
			pair_row_encode(&table, (uint32_t)row, &again);
			CHECK((again.len == 0) == (table.pairs == before));
		} else {
			check_refused(&err);
			CHECK(table.pairs == before);
		}
		str_release(&again);
		data += 1 + len;
		size -= 1 + len;
		row++;
	}
	pair_table_complete(&table);
	for (uint32_t a = 0; a < table.products; a++)
		for (size_t i = table.first[a]; i < table.first[a + 1]; i++)
			CHECK(pair_find(&table, a, table.partner[i]) == i &&
			    pair_row_of(&table, i) == a);
	pair_table_release(&table);
	str_release(&sealed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pair_context ctx = { .products = 0 }, back = { .products = 0 };
	struct str bytes = STR_INIT, again = STR_INIT;
	struct err err = ERR_INIT;
	size_t cut;

	if (size < 2)
		return 0;
	cut = (size_t)data[0] * 4 + data[1] % 4;
	cut = cut < size - 2 ? cut : size - 2;
	seal(data + 2, cut, &bytes);
	if (pair_context_decode(&ctx, slice_str(&bytes), &err)) {
		str_clear(&bytes);
		pair_context_encode(&ctx, &bytes);
		CHECK(pair_context_decode(&back, slice_str(&bytes), &err));
		pair_context_encode(&back, &again);
		CHECK(slice_eq(slice_str(&bytes), slice_str(&again)));
		check_rows(&ctx, data + 2 + cut, size - 2 - cut);
	} else {
		check_refused(&err);
	}
	pair_context_release(&ctx);
	pair_context_release(&back);
	str_release(&bytes);
	str_release(&again);
	return 0;
}
