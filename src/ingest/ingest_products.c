/*
 * Products, from their own files and from the lines of orders. The key is the
 * clean, folded SKU; the dictionary also holds every raw spelling, so that
 * each is cleaned and folded once.
 */
#include "ingest/ingest_internal.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	OPTIONS = 3,
};

static uint32_t
new_product(struct ingest *in, const struct csvfile_row *row,
    struct slice spelling, struct slice key)
{
	struct batch_product *product = batch_add_product(in->out, &in->err);
	struct arena *text = &in->out->text;
	size_t n = in->out->n_products;

	if (product == NULL) {
		ingest_fail(in);
		return DICT_NONE;
	}
	*product = (struct batch_product){
		.key = arena_strndup(text, key.p, key.len),
		.sku = arena_strndup(text, spelling.p, spelling.len),
		.price4 = BATCH_UNKNOWN,
		.cost4 = BATCH_UNKNOWN,
		.stock = BATCH_UNKNOWN,
		.active = -1,
		.line = row->line,
	};
	in->product_more = mem_reserve(in->product_more, &in->cap_product_more,
	    n, sizeof(*in->product_more));
	in->product_more[n - 1] = (struct ingest_product){ 0 };
	return (uint32_t)n - 1;
}

/* A spelling met for the first time: of a known product or of a new one. */
static uint32_t
take_product(struct ingest *in, const struct csvfile_row *row, struct slice raw)
{
	struct str spelling = STR_INIT, key = STR_INIT;
	uint32_t product;
	struct slice k;

	ingest_clean_code(in, raw, false, &spelling);
	text_add_folded(&key, slice_str(&spelling));
	k = slice_str(&key);
	product = dict_get(&in->products, k, slice_hash(k));
	if (product == DICT_NONE) {
		product = new_product(in, row, slice_str(&spelling), k);
		if (!in->failed)
			ingest_remember(in, &in->products, k, product);
	}
	if (!in->failed && !slice_eq(k, raw))
		ingest_remember(in, &in->products, raw, product);
	str_release(&spelling);
	str_release(&key);
	return product;
}

static bool
check_name(struct ingest *in, const struct csvfile_row *row, struct slice name)
{
	const char *fault = ingest_code_fault(name);

	if (name.len == 0)
		ingest_reject(in, row,
		    ingest_has(in, ROLE_SKU) ? ROLE_SKU : ROLE_TITLE,
		    "the product is missing: neither SKU nor name");
	else if (fault != NULL)
		ingest_reject(in, row, ROLE_TITLE,
		    "there is no SKU, and the name %s", fault);
	return name.len > 0 && fault == NULL;
}

bool
ingest_product(struct ingest *in, const struct csvfile_row *row, uint32_t *out)
{
	struct slice raw = ingest_cell(in, row, ROLE_SKU);
	bool by_name = raw.len == 0;

	if (by_name)
		raw = ingest_cell(in, row, ROLE_TITLE);
	*out = raw.len == 0 ? DICT_NONE
			    : dict_get(&in->products, raw, slice_hash(raw));
	if (*out == DICT_NONE) {
		if (by_name ? !check_name(in, row, raw)
			    : !ingest_code(in, row, ROLE_SKU, raw))
			return false;
		*out = take_product(in, row, raw);
	}
	in->notes[NOTE_NAME_AS_KEY] += by_name;
	return !in->failed;
}

/* The options of a variant as a JSON object; NULL when it has none. */
static const char *
read_attributes(struct ingest *in, const struct csvfile_row *row)
{
	static const enum role names[OPTIONS] = { ROLE_OPTION1_NAME,
		ROLE_OPTION2_NAME, ROLE_OPTION3_NAME };
	static const enum role values[OPTIONS] = { ROLE_OPTION1_VALUE,
		ROLE_OPTION2_VALUE, ROLE_OPTION3_VALUE };
	struct str out = STR_INIT;
	const char *kept;
	struct json j;
	bool any = false;

	json_init(&j, &out, true);
	json_object(&j);
	for (size_t i = 0; i < OPTIONS; i++) {
		const char *name =
		    ingest_text(in, ingest_cell(in, row, names[i]));
		const char *value =
		    ingest_text(in, ingest_cell(in, row, values[i]));

		if (value == NULL)
			continue;
		json_key(&j, name ? name : role_row(values[i])->name);
		json_text(&j, value);
		any = true;
	}
	json_end(&j);
	kept = any ? arena_strndup(&in->out->text, out.p, out.len) : NULL;
	str_release(&out);
	return kept;
}

static void
set_number(int64_t *slot, int64_t value)
{
	if (value != BATCH_UNKNOWN)
		*slot = value;
}

static void
set_texts(struct ingest *in, const struct csvfile_row *row,
    struct batch_product *product)
{
	struct slice parent = ingest_cell(in, row, ROLE_PARENT);
	struct str key = STR_INIT;
	const char *attributes;

	ingest_set_text(in, &product->title, ingest_cell(in, row, ROLE_TITLE));
	ingest_set_text(
	    in, &product->category, ingest_cell(in, row, ROLE_CATEGORY));
	ingest_set_text(in, &product->brand, ingest_cell(in, row, ROLE_BRAND));
	ingest_set_text(in, &product->tags, ingest_cell(in, row, ROLE_TAGS));
	ingest_clean_code(in, parent, true, &key);
	if (key.len > 0)
		product->parent_key =
		    arena_strndup(&in->out->text, key.p, key.len);
	str_release(&key);
	attributes = read_attributes(in, row);
	if (attributes != NULL)
		product->attributes = attributes;
}

void
ingest_products_row(struct ingest *in, const struct csvfile_row *row)
{
	size_t before = in->out->n_products;
	struct batch_product *product;
	int64_t price4;
	uint32_t p;
	int active;

	if (!ingest_price4(in, row, ROLE_PRICE, &price4) ||
	    !ingest_product(in, row, &p))
		return;
	in->notes[NOTE_SAME_PRODUCT] += in->out->n_products == before;
	product = &in->out->products[p];
	set_number(&product->price4, price4);
	set_number(&product->cost4, ingest_optional_price4(in, row, ROLE_COST));
	set_number(&product->stock, ingest_optional_count(in, row, ROLE_STOCK));
	active = ingest_optional_yes(in, row, ROLE_ACTIVE);
	if (active >= 0)
		product->active = active;
	set_texts(in, row, product);
}
