/*
 * store_shelf - how it works: numbers first, all texts behind them, so that
 * the texts are copied at once and then only pointed at:
 *
 *	products, aliases, bytes of the numbers
 *	for each product    id - previous id, bits of what is known, the known
 *	                    prices and so on (signed), rank
 *	for each alias      id - previous id, index
 *	texts               of each product in turn those that are known, each
 *	                    with the NUL behind it
 *
 * Whatever does not fit is found before it is used: a file may be damaged.
 */
#include "store/store_shelf.h"

#include "base/mem.h"
#include "base/sales.h"
#include "store/store_varint.h"

enum {
	IS_ACTIVE = 1 << 0,
	IS_PRODUCT = 1 << 1,
	IS_LISTED = 1 << 2,
	FIRST_NUMBER = 3, /* bits from here: known numbers, then texts */
	NUMBERS = 4,
	FIRST_TEXT = FIRST_NUMBER + NUMBERS,
	TEXTS = 8,
	LEAST_BYTES = 4, /* of a product: id, two of bits, rank */
};

/* What a product's known numbers and texts are, in the order of their bits. */
struct fields {
	int64_t *number[NUMBERS];
	const char **text[TEXTS];
};

static struct fields
fields_of(struct store_product *p)
{
	return (struct fields){
		.number = { &p->price4, &p->cost4, &p->median4, &p->stock },
		.text = { &p->key, &p->sku, &p->title, &p->category, &p->brand,
		    &p->parent_key, &p->attributes, &p->tags },
	};
}

/* ---- packing ---- */

static void
pack_product(struct store_product p, int64_t before, struct str *out)
{
	struct fields f = fields_of(&p);
	uint64_t bits = (p.active ? IS_ACTIVE : 0) |
	    (p.is_product ? IS_PRODUCT : 0) | (p.listed ? IS_LISTED : 0);

	if (p.category_of_title)
		p.category = NULL;
	for (unsigned i = 0; i < NUMBERS; i++)
		if (*f.number[i] != SALES_UNKNOWN)
			bits |= UINT64_C(1) << (FIRST_NUMBER + i);
	for (unsigned i = 0; i < TEXTS; i++)
		if (*f.text[i] != NULL)
			bits |= UINT64_C(1) << (FIRST_TEXT + i);
	str_reserve(out, (3 + NUMBERS) * VARINT_LONGEST);
	varint_put(out, (uint64_t)(p.product_id - before));
	varint_put(out, bits);
	for (unsigned i = 0; i < NUMBERS; i++)
		if (*f.number[i] != SALES_UNKNOWN)
			varint_put_signed(out, *f.number[i]);
	varint_put(out, p.rank);
}

static void
pack_texts(struct store_product p, struct str *out)
{
	struct fields f = fields_of(&p);

	if (p.category_of_title)
		p.category = NULL;
	for (unsigned i = 0; i < TEXTS; i++)
		if (*f.text[i] != NULL)
			str_add_bytes(out, *f.text[i], strlen(*f.text[i]) + 1);
}

static void
pack_numbers(const struct store_products *p, struct str *out)
{
	for (size_t i = 0; i < p->n; i++)
		pack_product(
		    p->rows[i], i > 0 ? p->rows[i - 1].product_id : 0, out);
	for (size_t i = 0; i < p->n_aliases; i++) {
		int64_t before = i > 0 ? p->aliases[i - 1].product_id : 0;

		str_reserve(out, 2 * VARINT_LONGEST);
		varint_put(out, (uint64_t)(p->aliases[i].product_id - before));
		varint_put(out, p->aliases[i].index);
	}
}

void
shelf_pack(const struct store_products *p, struct str *out)
{
	struct str numbers = STR_INIT;

	pack_numbers(p, &numbers);
	str_reserve(out, 3 * VARINT_LONGEST);
	varint_put(out, p->n);
	varint_put(out, p->n_aliases);
	varint_put(out, numbers.len);
	str_add_slice(out, slice_str(&numbers));
	for (size_t i = 0; i < p->n; i++)
		pack_texts(p->rows[i], out);
	str_release(&numbers);
}

/* ---- unpacking ---- */

struct unpack {
	int64_t last; /* no id is higher */
	const unsigned char *at, *end; /* of the numbers */
	const char *text, *text_end;
};

static bool
next_text(struct unpack *u, const char **out)
{
	size_t len;

	if (u->text == u->text_end)
		return false;
	*out = u->text;
	/* The last byte of all texts is a NUL. */
	len = strlen(u->text);
	u->text += len + 1;
	return true;
}

static bool
take_product(
    struct unpack *u, int64_t before, size_t products, struct store_product *p)
{
	struct fields f = fields_of(p);
	int64_t id, bits, rank;

	if (!varint_get(&u->at, u->end, &id) ||
	    !varint_get(&u->at, u->end, &bits) || id <= 0 ||
	    id > u->last - before)
		return false;
	*p = (struct store_product){
		.product_id = before + id,
		.active = (bits & IS_ACTIVE) != 0,
		.is_product = (bits & IS_PRODUCT) != 0,
		.listed = (bits & IS_LISTED) != 0,
	};
	for (unsigned i = 0; i < NUMBERS; i++) {
		*f.number[i] = SALES_UNKNOWN;
		if ((bits >> (FIRST_NUMBER + i) & 1) &&
		    !varint_get_signed(&u->at, u->end, f.number[i]))
			return false;
	}
	for (unsigned i = 0; i < TEXTS; i++)
		if ((bits >> (FIRST_TEXT + i) & 1) && !next_text(u, f.text[i]))
			return false;
	if (!varint_get(&u->at, u->end, &rank) || rank < 0 ||
	    (uint64_t)rank >= products)
		return false;
	p->rank = (uint32_t)rank;
	return p->key != NULL && p->sku != NULL;
}

static bool
take_alias(struct unpack *u, int64_t before, size_t products,
    struct store_alias *alias)
{
	int64_t id, index;

	if (!varint_get(&u->at, u->end, &id) ||
	    !varint_get(&u->at, u->end, &index) || id <= 0 ||
	    id > u->last - before || index < 0 || (uint64_t)index >= products)
		return false;
	*alias = (struct store_alias){
		.product_id = before + id,
		.index = (size_t)index,
	};
	return true;
}

static bool
take_all(struct unpack *u, struct store_products *out)
{
	int64_t before = 0;

	for (size_t i = 0; i < out->n; i++) {
		if (!take_product(u, before, out->n, &out->rows[i]))
			return false;
		before = out->rows[i].product_id;
	}
	before = 0;
	for (size_t i = 0; i < out->n_aliases; i++) {
		if (!take_alias(u, before, out->n, &out->aliases[i]))
			return false;
		before = out->aliases[i].product_id;
	}
	return u->at == u->end && u->text == u->text_end;
}

/* The sizes in front, and where the numbers and the texts are. */
static bool
open_bytes(struct slice bytes, struct unpack *u, struct store_products *out)
{
	const unsigned char *at = (const unsigned char *)bytes.p;
	const unsigned char *end = at + bytes.len;
	int64_t n, aliases, numbers;
	size_t texts;

	if (!varint_get(&at, end, &n) || !varint_get(&at, end, &aliases) ||
	    !varint_get(&at, end, &numbers) || numbers < 0 || n < 0 ||
	    aliases < 0 || numbers > end - at || n > numbers / LEAST_BYTES ||
	    aliases > numbers)
		return false;
	u->at = at;
	u->end = at + numbers;
	texts = (size_t)(end - u->end);
	if (texts > 0 && end[-1] != '\0')
		return false;
	u->text = texts > 0
	    ? memcpy(arena_alloc(&out->text, texts), u->end, texts)
	    : "";
	u->text_end = u->text + texts;
	out->n = (size_t)n;
	out->n_aliases = (size_t)aliases;
	return true;
}

bool
shelf_unpack(struct slice bytes, const struct shelf_size *size,
    struct store_products *out)
{
	struct err err = ERR_INIT;
	struct unpack u = { .last = size->last };
	bool ok;

	*out = (struct store_products){ 0 };
	ok = bytes.len > 0 && open_bytes(bytes, &u, out) &&
	    size->products == (int64_t)(out->n + out->n_aliases);
	if (ok) {
		out->rows =
		    mem_try_array(out->n, sizeof(*out->rows), "products", &err);
		out->aliases = mem_try_array(
		    out->n_aliases, sizeof(*out->aliases), "products", &err);
		ok = out->rows != NULL && out->aliases != NULL &&
		    take_all(&u, out);
	}
	if (!ok)
		store_products_release(out);
	return ok;
}
