/*
 * Products with variants. Platforms write them in three ways:
 *
 *	Shopify     handle  title  option  SKU      the first row of a handle
 *	            shirt   Shirt  red     S-1      is product and variant;
 *	            shirt          blue    S-2      later rows leave blank what
 *	            shirt                           they share; rows without
 *	                                            SKU, price and option are
 *	                                            images
 *	Wix,        Product  Shirt    S             the row above is the product
 *	BigCommerce Variant           S-1
 *	WooCommerce variable   Shirt        S       the parent is named by its
 *	            variation  Shirt - red  S-1  S  SKU or number
 *
 * Magento names the variants on the parent's row; ingest_settle follows those
 * links. Variants get the title that orders give them: "Shirt - Red / S".
 */
#include "ingest/ingest_internal.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	OPTIONS = 3,
};

static const enum role carried_roles[] = {
#define X(role) role,
	INGEST_CARRIED(X)
#undef X
};

static const enum role option_names[OPTIONS] = { ROLE_OPTION1_NAME,
	ROLE_OPTION2_NAME, ROLE_OPTION3_NAME };
static const enum role option_values[OPTIONS] = { ROLE_OPTION1_VALUE,
	ROLE_OPTION2_VALUE, ROLE_OPTION3_VALUE };

static bool
has_quirk(const struct ingest *in, enum dialect_quirk quirk)
{
	return (in->dialect->quirks & (unsigned)quirk) != 0;
}

/* What a product without variants has in the place of an option. */
static bool
is_real_option(struct slice value)
{
	return value.len > 0 &&
	    !header_is_one_of(value, "default_title|default|regular");
}

static bool
is_type(
    const struct ingest *in, const struct csvfile_row *row, const char *words)
{
	struct slice rest = ingest_cell(in, row, ROLE_ROW_TYPE), word;

	/* WooCommerce: "variation, downloadable, virtual". */
	while (slice_split(&rest, ',', &word))
		if (header_is_one_of(slice_trim(word), words))
			return true;
	return false;
}

bool
ingest_is_variant(const struct ingest *in, const struct csvfile_row *row)
{
	if (has_quirk(in, DIALECT_VARIANT_ROWS))
		return is_type(in, row, "variant|sku");
	if (has_quirk(in, DIALECT_TYPED_VARIATIONS))
		return is_type(in, row, "variation");
	if (has_quirk(in, DIALECT_CONTINUES))
		return is_real_option(ingest_cell(in, row, ROLE_OPTION1_VALUE));
	return true;
}

struct slice
ingest_family_cell(
    const struct ingest *in, const struct csvfile_row *row, enum role role)
{
	struct slice own = ingest_cell(in, row, role);

	if (own.len > 0 || !in->family.any)
		return own;
	return slice_str(&in->family.carried[role]);
}

/* The cell that is the same on all rows of a product. */
static struct slice
handle_of(const struct ingest *in, const struct csvfile_row *row)
{
	return ingest_cell(
	    in, row, ingest_has(in, ROLE_HANDLE) ? ROLE_HANDLE : ROLE_TITLE);
}

static void
start_family(
    struct ingest *in, const struct csvfile_row *row, struct slice handle)
{
	struct ingest_family *family = &in->family;

	family->any = true;
	family->parent_key = NULL;
	str_clear(&family->handle);
	str_add_slice(&family->handle, handle);
	for (size_t i = 0; i < ARRAY_LEN(carried_roles); i++) {
		enum role role = carried_roles[i];

		str_clear(&family->carried[role]);
		str_add_slice(
		    &family->carried[role], ingest_cell(in, row, role));
	}
}

/* Does the row go on with the product above it? */
static bool
goes_on(
    const struct ingest *in, const struct csvfile_row *row, struct slice handle)
{
	const struct ingest_family *family = &in->family;

	if (!family->any)
		return false;
	if (has_quirk(in, DIALECT_VARIANT_ROWS))
		return is_type(in, row, "variant|sku") &&
		    (!ingest_has(in, ROLE_HANDLE) ||
			slice_eq(handle, slice_str(&family->handle)));
	/* Squarespace leaves it blank on all but the first. */
	return handle.len > 0
	    ? slice_eq(handle, slice_str(&family->handle))
	    : is_real_option(ingest_cell(in, row, ROLE_OPTION1_VALUE));
}

static bool
is_image(const struct ingest *in, const struct csvfile_row *row)
{
	if (has_quirk(in, DIALECT_VARIANT_ROWS))
		return is_type(in, row, "image|video|rule|media");
	return has_quirk(in, DIALECT_CONTINUES) &&
	    ingest_cell(in, row, ROLE_SKU).len == 0 &&
	    ingest_cell(in, row, ROLE_TITLE).len == 0 &&
	    ingest_cell(in, row, ROLE_PRICE).len == 0 &&
	    ingest_cell(in, row, ROLE_OPTION1_VALUE).len == 0;
}

bool
ingest_family_begin(struct ingest *in, const struct csvfile_row *row)
{
	struct slice handle = handle_of(in, row);

	if (ingest_cell(in, row, ROLE_STORE_VIEW).len > 0) {
		ingest_pass(in, NOTE_STORE_VIEWS);
		return false;
	}
	if (is_image(in, row)) {
		ingest_pass(in, NOTE_IMAGES);
		return false;
	}
	if (has_quirk(in, DIALECT_CONTINUES | DIALECT_VARIANT_ROWS) &&
	    !goes_on(in, row, handle))
		start_family(in, row, handle);
	return true;
}

/* Shopify and Wix: a value a column. */
static size_t
add_option_values(
    const struct ingest *in, const struct csvfile_row *row, struct str *out)
{
	size_t n = 0;

	for (size_t i = 0; i < OPTIONS; i++) {
		struct slice value = ingest_cell(in, row, option_values[i]);

		if (value.len == 0)
			continue;
		str_add(out, n++ == 0 ? " - " : " / ");
		str_add_slice(out, value);
	}
	return n;
}

/* What stands among attributes but does not tell variants apart. */
static const char not_attributes[] =
    "type|sku|has_options|required_options|quantity_and_stock_status|"
    "shipment_type|gift_message_available|tax_class_id|links_title|"
    "samples_title|links_purchased_separately|url_path|msrp";

/* "[RT]Size" is a name with the kind of its field. */
static struct slice
without_kind(struct slice name)
{
	size_t end = slice_find(name, slice_of("]"));

	if (name.len == 0 || name.p[0] != '[' || end == name.len)
		return name;
	return slice_bytes(name.p + end + 1, name.len - end - 1);
}

/* The next "name=value" of an attributes cell. BigCommerce writes name and
 * value as two pairs: "Type=Swatch|Name=Colour|Value=Red". */
static bool
next_attribute(struct slice *rest, struct slice *name, struct slice *value)
{
	struct slice part, key, pending = slice_of("");

	while (rest->len > 0) {
		size_t end = 0;

		while (end < rest->len && rest->p[end] != ',' &&
		    rest->p[end] != '|')
			end++;
		part = slice_trim(slice_bytes(rest->p, end));
		end += end < rest->len;
		*rest = slice_bytes(rest->p + end, rest->len - end);
		if (!slice_split(&part, '=', &key) || part.len == 0)
			continue;
		key = without_kind(key);
		if (slice_eq_nocase(key, slice_of("name"))) {
			pending = part;
			continue;
		}
		*name = key;
		*value = part;
		if (pending.len > 0 && slice_eq_nocase(key, slice_of("value")))
			*name = pending;
		else if (header_is_one_of(key, not_attributes))
			continue;
		return true;
	}
	return false;
}

/* BigCommerce's older export writes them in the place of a variant's title:
 * "[S]Colour=Red,[RT]Size=M". */
static bool
is_titled_by_options(const struct ingest *in, const struct csvfile_row *row)
{
	struct slice title = ingest_cell(in, row, ROLE_TITLE);

	return has_quirk(in, DIALECT_VARIANT_ROWS) &&
	    ingest_is_variant(in, row) && title.len > 0 && title.p[0] == '[';
}

static struct slice
attributes_of(const struct ingest *in, const struct csvfile_row *row)
{
	return ingest_cell(in, row,
	    is_titled_by_options(in, row) ? ROLE_TITLE : ROLE_ATTRIBUTES);
}

static void
add_attribute_values(
    const struct ingest *in, const struct csvfile_row *row, struct str *out)
{
	struct slice rest = attributes_of(in, row), name, value;

	for (size_t n = 0; next_attribute(&rest, &name, &value); n++) {
		str_add(out, n == 0 ? " - " : " / ");
		str_add_slice(out, value);
	}
}

void
ingest_family_title(
    const struct ingest *in, const struct csvfile_row *row, struct str *out)
{
	struct slice own = ingest_cell(in, row, ROLE_TITLE);
	bool by_options = is_titled_by_options(in, row);
	bool composed = ingest_is_variant(in, row) &&
	    (has_quirk(in, DIALECT_CONTINUES) || by_options ||
		(has_quirk(in, DIALECT_VARIANT_ROWS) && own.len == 0));

	str_add_slice(out,
	    by_options ? slice_str(&in->family.carried[ROLE_TITLE])
		       : ingest_family_cell(in, row, ROLE_TITLE));
	if (composed && add_option_values(in, row, out) == 0)
		add_attribute_values(in, row, out);
}

const char *
ingest_family_parent(struct ingest *in, const struct csvfile_row *row)
{
	struct slice parent = ingest_cell(in, row, ROLE_PARENT);
	struct str key = STR_INIT;
	const char *kept = NULL;

	if (has_quirk(in, DIALECT_VARIANT_ROWS))
		return ingest_is_variant(in, row) ? in->family.parent_key
						  : NULL;
	if (has_quirk(in, DIALECT_CONTINUES) && ingest_is_variant(in, row))
		parent = slice_str(&in->family.handle);
	ingest_clean_code(in, parent, true, &key);
	if (key.len > 0)
		kept = arena_strndup(&in->out->text, key.p, key.len);
	str_release(&key);
	return kept;
}

static bool
add_attribute(struct ingest *in, struct json *j, struct slice name,
    const char *fallback, struct slice value)
{
	const char *key = ingest_text(in, name);
	const char *text = ingest_text(in, value);

	if (text == NULL)
		return false;
	json_key(j, key ? key : fallback);
	json_text(j, text);
	return true;
}

const char *
ingest_family_attributes(struct ingest *in, const struct csvfile_row *row)
{
	struct slice rest = attributes_of(in, row), name, value;
	struct str out = STR_INIT;
	const char *kept = NULL;
	struct json j;
	bool any = false;

	if (!ingest_is_variant(in, row))
		return NULL;
	json_init(&j, &out, true);
	json_object(&j);
	for (size_t i = 0; i < OPTIONS; i++)
		any |= add_attribute(in, &j,
		    ingest_family_cell(in, row, option_names[i]),
		    role_row(option_values[i])->name,
		    ingest_cell(in, row, option_values[i]));
	while (next_attribute(&rest, &name, &value))
		any |= add_attribute(in, &j, name, "attribute", value);
	json_end(&j);
	if (any)
		kept = arena_strndup(&in->out->text, out.p, out.len);
	str_release(&out);
	return kept;
}

/* "sku=S-1,size=S|sku=S-2,size=M": each is a variant of this product. */
static void
add_links(struct ingest *in, struct slice cell, const char *parent)
{
	struct slice variant, pair, name;
	struct str key = STR_INIT;

	while (slice_split(&cell, '|', &variant))
		while (slice_split(&variant, ',', &pair)) {
			if (!slice_split(&pair, '=', &name) ||
			    !slice_eq_nocase(slice_trim(name), slice_of("sku")))
				continue;
			ingest_clean_code(in, slice_trim(pair), true, &key);
			in->links = mem_reserve(in->links, &in->cap_links,
			    in->n_links + 1, sizeof(*in->links));
			in->links[in->n_links++] = (struct ingest_link){
				.child = arena_strndup(
				    &in->out->text, key.p, key.len),
				.parent = parent,
			};
		}
	str_release(&key);
}

void
ingest_family_end(
    struct ingest *in, const struct csvfile_row *row, uint32_t product)
{
	const char *key = in->out->products[product].key;
	struct slice id = ingest_cell(in, row, ROLE_ID);
	struct slice variants = ingest_cell(in, row, ROLE_VARIANTS);

	if (has_quirk(in, DIALECT_VARIANT_ROWS) && !ingest_is_variant(in, row))
		in->family.parent_key = key;
	if (id.len > 0 && dict_get(&in->ids, id, slice_hash(id)) == DICT_NONE)
		ingest_remember(in, &in->ids, id, product);
	if (variants.len > 0)
		add_links(in, variants, key);
}
