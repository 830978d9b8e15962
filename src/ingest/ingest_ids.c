/*
 * Files of platform ids: by which numbers the shop's platform knows a SKU.
 *
 * A number stands alone (1234) or as the platform writes it in full
 * (gid://shopify/Product/1234); in full it must be of the right kind. A SKU
 * that stands twice with different numbers says nothing certain, so that the
 * second row is set aside; the same row twice is one.
 */
#include "ingest/ingest_internal.h"

#include "base/num.h"

/* "1234" or "gid://shopify/<kind>/1234"; false when it is neither. */
static bool
parse_id(struct slice text, const char *kind, int64_t *out)
{
	static const char prefix[] = "gid://shopify/";
	size_t n = strlen(kind);

	if (slice_starts(text, prefix)) {
		text = slice_bytes(text.p + sizeof(prefix) - 1,
		    text.len - (sizeof(prefix) - 1));
		if (!slice_starts(text, kind) || text.len <= n ||
		    text.p[n] != '/')
			return false;
		text = slice_bytes(text.p + n + 1, text.len - n - 1);
	}
	return num_parse_i64(text, out) && *out > 0;
}

/* False: the row was set aside. A blank one stays 0. */
static bool
read_id(struct ingest *in, const struct csvfile_row *row, enum role role,
    const char *kind, int64_t *out)
{
	struct slice text = ingest_cell(in, row, role);

	*out = 0;
	if (text.len == 0 || parse_id(text, kind, out))
		return true;
	ingest_reject(in, row, role,
	    "it is no number of a %s; write it like 1234 or "
	    "gid://shopify/%s/1234",
	    kind, kind);
	return false;
}

static bool
read_options(
    struct ingest *in, const struct csvfile_row *row, struct batch_id *out)
{
	static const struct {
		enum role id, name, value;
	} roles[BATCH_ID_OPTIONS] = {
		{ ROLE_OPTION1_ID, ROLE_OPTION1_NAME, ROLE_OPTION1_VALUE },
		{ ROLE_OPTION2_ID, ROLE_OPTION2_NAME, ROLE_OPTION2_VALUE },
		{ ROLE_OPTION3_ID, ROLE_OPTION3_NAME, ROLE_OPTION3_VALUE },
	};

	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		struct batch_id_option *option = &out->option[i];
		if (!read_id(
			in, row, roles[i].id, "ProductOption", &option->id))
			return false;
		option->name =
		    ingest_text(in, ingest_cell(in, row, roles[i].name));
		option->value =
		    ingest_text(in, ingest_cell(in, row, roles[i].value));
	}
	return true;
}

static bool
read_numbers(
    struct ingest *in, const struct csvfile_row *row, struct batch_id *out)
{
	if (!read_id(in, row, ROLE_SHOP_PRODUCT, "Product", &out->product) ||
	    !read_id(
		in, row, ROLE_SHOP_VARIANT, "ProductVariant", &out->variant))
		return false;
	if (out->product == 0) {
		ingest_reject(in, row, ROLE_SHOP_PRODUCT, "the id is missing");
		return false;
	}
	return read_options(in, row, out);
}

/* Texts are kept once (ingest_text), so that pointers tell. */
static bool
same_numbers(const struct batch_id *a, const struct batch_id *b)
{
	bool same = a->product == b->product && a->variant == b->variant;

	for (size_t i = 0; same && i < BATCH_ID_OPTIONS; i++)
		same = a->option[i].id == b->option[i].id &&
		    a->option[i].name == b->option[i].name &&
		    a->option[i].value == b->option[i].value;
	return same;
}

static void
add_id(struct ingest *in, struct slice sku, struct slice key,
    const struct batch_id *now)
{
	struct batch_id *id = batch_add_id(in->out, &in->err);

	if (id == NULL) {
		ingest_fail(in);
		return;
	}
	*id = *now;
	id->sku = arena_strndup(&in->out->text, sku.p, sku.len);
	id->key = arena_strndup(&in->out->text, key.p, key.len);
	ingest_remember(in, &in->products, key, (uint32_t)in->out->n_ids - 1);
}

/* The row's SKU is 'key' now; is it new, known, or known otherwise? */
static void
take_id(struct ingest *in, const struct csvfile_row *row, struct slice sku,
    struct slice key, const struct batch_id *now)
{
	uint32_t known = dict_get(&in->products, key, slice_hash(key));
	const struct batch_id *old;

	if (known == DICT_NONE) {
		add_id(in, sku, key, now);
		return;
	}
	old = &in->out->ids[known];
	if (!same_numbers(old, now))
		ingest_reject(in, row, ROLE_SKU,
		    "the SKU has other ids in line %u", old->line);
}

void
ingest_ids_row(struct ingest *in, const struct csvfile_row *row)
{
	struct slice cell = ingest_cell(in, row, ROLE_SKU);
	struct batch_id now = { .line = row->line };
	struct str sku = STR_INIT, key = STR_INIT;

	if (!ingest_code(in, row, ROLE_SKU, cell) ||
	    !read_numbers(in, row, &now))
		return;
	ingest_clean_code(in, cell, false, &sku);
	ingest_clean_code(in, cell, true, &key);
	take_id(in, row, slice_str(&sku), slice_str(&key), &now);
	str_release(&sku);
	str_release(&key);
}
