/*
 * Products, from their own files and from the lines of orders; what variants
 * share with each other is in ingest_family.c. The key is the
 * clean, folded SKU; products that share one keep their own spelling and say
 * which is the first. The dictionary of products holds every raw spelling, so
 * that each is cleaned and folded once, that of keys the first product.
 */
#include "ingest/ingest_internal.h"

#include "base/mem.h"
#include "base/text.h"

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
	uint32_t product, first;
	struct slice k, s;

	ingest_clean_code(in, raw, false, &spelling);
	text_add_folded(&key, slice_str(&spelling));
	k = slice_str(&key);
	s = slice_str(&spelling);
	product = dict_get(&in->products, s, slice_hash(s));
	if (product == DICT_NONE) {
		first = dict_get(&in->keys, k, slice_hash(k));
		product = new_product(in, row, s, k);
		if (!in->failed && first == DICT_NONE)
			ingest_remember(in, &in->keys, k, product);
		else if (!in->failed)
			in->out->products[product].alike = first + 1;
		if (!in->failed)
			ingest_remember(in, &in->products, s, product);
	}
	if (!in->failed && !slice_eq(s, raw))
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
ingest_product(struct ingest *in, const struct csvfile_row *row,
    struct slice sku, struct slice title, uint32_t *out)
{
	bool by_name = sku.len == 0;
	struct slice raw = by_name ? title : sku;

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

static void
set_number(int64_t *slot, int64_t value)
{
	if (value != BATCH_UNKNOWN)
		*slot = value;
}

static int
count_of(struct slice s, char c)
{
	int n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.p[i] == c;
	return n;
}

/* Of "Clothing, Clothing > Shirts" the deepest path, the first of equals; the
 * name of the shop's root is none. */
static struct slice
deepest_path(struct slice cell)
{
	static const char roots[] =
	    "home|root|accueil|inicio|startseite|default_category|root_catalog";
	static const char root[] = "Default Category/";
	char parts = count_of(cell, ';') > 0 ? ';' : ',';
	struct slice rest = cell, path, best = slice_of("");
	int depth = -2;

	while (slice_split(&rest, parts, &path)) {
		int n;

		path = slice_trim(path);
		n = count_of(path, '/') + count_of(path, '>');
		n -= header_is_one_of(path, roots);
		if (path.len > 0 && n > depth) {
			depth = n;
			best = path;
		}
	}
	if (slice_starts(best, root))
		best = slice_bytes(
		    best.p + sizeof(root) - 1, best.len - (sizeof(root) - 1));
	return best;
}

static void
set_texts(struct ingest *in, const struct csvfile_row *row, struct slice title,
    struct batch_product *product)
{
	struct slice category = ingest_family_cell(in, row, ROLE_CATEGORY);
	const char *parent = ingest_family_parent(in, row);
	const char *attributes = ingest_family_attributes(in, row);

	if (in->dialect->quirks & DIALECT_CATEGORY_PATHS)
		category = deepest_path(category);
	ingest_set_text(in, &product->title, title);
	ingest_set_text(in, &product->category, category);
	ingest_set_text(
	    in, &product->brand, ingest_family_cell(in, row, ROLE_BRAND));
	ingest_set_text(
	    in, &product->tags, ingest_family_cell(in, row, ROLE_TAGS));
	if (parent != NULL)
		product->parent_key = parent;
	if (attributes != NULL)
		product->attributes = attributes;
}

/* The price of the row, or its product's with the surcharge of the variant. */
static bool
read_price(struct ingest *in, const struct csvfile_row *row, int64_t *price4)
{
	struct slice carried = ingest_family_cell(in, row, ROLE_PRICE);
	int64_t surcharge;

	if (!ingest_price4(in, row, ROLE_PRICE, price4))
		return false;
	if (*price4 != BATCH_UNKNOWN || carried.len == 0 ||
	    !(in->dialect->quirks & DIALECT_VARIANT_ROWS) ||
	    !ingest_is_variant(in, row) ||
	    !ingest_read_price4(in, carried, price4))
		return true;
	surcharge = ingest_optional_price4(in, row, ROLE_SURCHARGE);
	if (surcharge != BATCH_UNKNOWN)
		*price4 += surcharge;
	return true;
}

static void
set_values(struct ingest *in, const struct csvfile_row *row, uint32_t p,
    int64_t price4)
{
	struct batch_product *product = &in->out->products[p];
	int active;

	set_number(&product->price4, price4);
	set_number(&product->cost4, ingest_optional_price4(in, row, ROLE_COST));
	set_number(&product->stock, ingest_optional_count(in, row, ROLE_STOCK));
	active = ingest_optional_yes(
	    in, row, ROLE_ACTIVE, ingest_family_cell(in, row, ROLE_ACTIVE));
	if (active >= 0)
		product->active = active;
}

void
ingest_products_row(struct ingest *in, const struct csvfile_row *row)
{
	size_t before = in->out->n_products;
	struct str title = STR_INIT;
	int64_t price4;
	uint32_t p;

	if (!ingest_family_begin(in, row))
		return;
	ingest_family_title(in, row, &title);
	if (read_price(in, row, &price4) &&
	    ingest_product(in, row, ingest_cell(in, row, ROLE_SKU),
		slice_str(&title), &p)) {
		in->notes[NOTE_SAME_PRODUCT] += in->out->n_products == before;
		set_values(in, row, p, price4);
		set_texts(in, row, slice_str(&title), &in->out->products[p]);
		ingest_family_end(in, row, p);
		ingest_links_row(in, row, p);
	}
	str_release(&title);
}
