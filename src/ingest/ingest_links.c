/*
 * What products say is sold with them: cross-sells, related products, groups
 * and bundles. Platforms write lists of codes, each in its own way:
 *
 *	WooCommerce   woo-beanie, woo-cap\, red, id:87
 *	Magento       24-WG085,24-WG086            24-WG085=5.0000,24-WG086=1
 *	bundle_values name=Cup,sku=MUG,default_qty=2|name=Tea,sku=TEA
 *	Shopify       ["gid://shopify/Product/1"]  mug; tea-pot
 *	WooCommerce   {"1":{"product_id":"MUG","meta_data":{"quantity_min":2}}}
 *
 * They are kept by key until the file is read, for a product may stand below
 * the one that names it.
 */
#include "ingest/ingest_internal.h"

#include "base/num.h"

enum {
	MOST_PIECES = 10000, /* of one part */
};

static const struct {
	enum role role;
	enum batch_link_kind kind;
} columns[] = {
	{ ROLE_CROSS_SELLS, LINK_CROSS_SELL },
	{ ROLE_RELATED, LINK_RELATED },
	{ ROLE_UPSELLS, LINK_UPSELL },
	{ ROLE_GROUPED, LINK_GROUPED },
	{ ROLE_BUNDLED, LINK_BUNDLED },
};

/* The row being read, for the functions below. */
struct linking {
	struct ingest *in;
	uint32_t product;
	enum batch_link_kind kind;
};

static int32_t
pieces_of(struct slice s)
{
	int64_t thousandths;

	if (!num_parse_decimal(slice_trim(s), 3, '.', &thousandths) ||
	    thousandths < 1000 || thousandths > 1000 * MOST_PIECES)
		return 1;
	return (int32_t)(thousandths / 1000);
}

static void
add_link(const struct linking *l, struct slice code, int32_t quantity)
{
	struct ingest *in = l->in;
	struct str key = STR_INIT;
	struct batch_link *link;

	ingest_clean_code(in, code, true, &key);
	if (key.len > 0 && ingest_code_fault(slice_str(&key)) == NULL) {
		link = batch_add_link(in->out, &in->err);
		if (link == NULL)
			ingest_fail(in);
		else
			*link = (struct batch_link){
				.product = l->product,
				.other = BATCH_ELSEWHERE,
				.key = arena_strndup(
				    &in->out->text, key.p, key.len),
				.kind = l->kind,
				.quantity = quantity,
			};
	}
	str_release(&key);
}

/* The next code of a list, without backslashes that keep a comma in it. */
static bool
next_code(struct slice *rest, struct str *code)
{
	size_t i = 0;

	str_clear(code);
	if (rest->len == 0)
		return false;
	for (; i < rest->len && !strchr(",;|\n", rest->p[i]); i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->len)
			i++;
		str_add_char(code, rest->p[i]);
	}
	i += i < rest->len;
	*rest = slice_bytes(rest->p + i, rest->len - i);
	return true;
}

/* Quotation marks and brackets of a list in JSON. */
static struct slice
bare(struct slice s)
{
	s = slice_trim(s);
	while (s.len > 0 && strchr("[\"", s.p[0]))
		s = slice_trim(slice_bytes(s.p + 1, s.len - 1));
	while (s.len > 0 && strchr("]\"", s.p[s.len - 1]))
		s = slice_trim(slice_bytes(s.p, s.len - 1));
	return s;
}

static void
add_list(const struct linking *l, struct slice cell)
{
	struct str code = STR_INIT;

	while (!l->in->failed && next_code(&cell, &code)) {
		struct slice pair = bare(slice_str(&code)), name;
		struct slice whole = pair;

		if (l->kind == LINK_GROUPED &&
		    slice_find(pair, slice_of("=")) < pair.len &&
		    slice_split(&pair, '=', &name))
			add_link(l, slice_trim(name), pieces_of(pair));
		else
			add_link(l, whole, 1);
	}
	str_release(&code);
}

/* Magento's selections: pairs parted by commas, parts by bars. */
static void
add_selections(const struct linking *l, struct slice cell)
{
	struct slice part, pair, name;

	while (!l->in->failed && slice_split(&cell, '|', &part)) {
		struct slice code = slice_of("");
		int32_t quantity = 1;

		while (slice_split(&part, ',', &pair)) {
			if (!slice_split(&pair, '=', &name))
				continue;
			name = slice_trim(name);
			if (slice_eq_nocase(name, slice_of("sku")))
				code = slice_trim(pair);
			if (slice_eq_nocase(name, slice_of("default_qty")))
				quantity = pieces_of(pair);
		}
		add_link(l, code, quantity);
	}
}

/* The value behind "name": in JSON text, and what follows it; false: there is
 * none. Values are codes and numbers, so escapes are not undone. */
static bool
json_value(struct slice text, const char *name, struct slice *value,
    struct slice *rest)
{
	size_t at = slice_find(text, slice_of(name)), end;

	if (at == text.len)
		return false;
	at += strlen(name);
	while (at < text.len && strchr(" :", text.p[at]))
		at++;
	if (at < text.len && text.p[at] == '"')
		at++;
	for (end = at; end < text.len && !strchr("\",}", text.p[end]); end++)
		continue;
	*value = slice_trim(slice_bytes(text.p + at, end - at));
	*rest = slice_bytes(text.p + end, text.len - end);
	return true;
}

static void
add_json(const struct linking *l, struct slice cell)
{
	struct slice code, rest, pieces, ignored;

	while (!l->in->failed &&
	    json_value(cell, "\"product_id\"", &code, &rest)) {
		size_t own = slice_find(rest, slice_of("\"product_id\""));
		struct slice part = slice_bytes(rest.p, own);

		if (!json_value(
			part, "\"quantity_default\"", &pieces, &ignored) &&
		    !json_value(part, "\"quantity_min\"", &pieces, &ignored))
			pieces = slice_of("");
		add_link(l, code, pieces_of(pieces));
		cell = rest;
	}
}

void
ingest_links_row(
    struct ingest *in, const struct csvfile_row *row, uint32_t product)
{
	for (size_t i = 0; i < ARRAY_LEN(columns) && !in->failed; i++) {
		struct slice cell = ingest_cell(in, row, columns[i].role);
		struct linking l = { in, product, columns[i].kind };

		if (cell.len == 0)
			continue;
		if (cell.p[0] == '{')
			add_json(&l, cell);
		else if (columns[i].role == ROLE_BUNDLED)
			add_selections(&l, cell);
		else
			add_list(&l, cell);
	}
}

/* The number of the platform in "id:87" and "gid://shopify/Product/87". */
static bool
platform_id(struct slice key, struct slice *id)
{
	size_t at = key.len;

	if (slice_starts(key, "id:")) {
		*id = slice_bytes(key.p + 3, key.len - 3);
		return true;
	}
	if (!slice_starts(key, "gid:"))
		return false;
	while (at > 0 && key.p[at - 1] != '/')
		at--;
	*id = slice_bytes(key.p + at, key.len - at);
	return true;
}

/* The product of a handle: the first that has it as its parent. */
static uint32_t
product_of_handle(const struct ingest *in, const char *handle)
{
	const struct batch *b = in->out;

	if (!(in->dialect->quirks & DIALECT_CONTINUES))
		return BATCH_ELSEWHERE;
	for (size_t i = 0; i < b->n_products; i++)
		if (b->products[i].parent_key != NULL &&
		    strcmp(b->products[i].parent_key, handle) == 0)
			return (uint32_t)i;
	return BATCH_ELSEWHERE;
}

void
ingest_links_settle(struct ingest *in)
{
	struct batch *b = in->out;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		if (ingest_has(in, columns[i].role))
			b->link_kinds |= 1u << columns[i].kind;
	for (size_t i = 0; i < b->n_links; i++) {
		struct batch_link *link = &b->links[i];
		struct slice key = slice_of(link->key), id;
		bool numbered = platform_id(key, &id);
		uint32_t p = numbered
		    ? (id.len > 0 ? dict_get(&in->ids, id, slice_hash(id))
				  : DICT_NONE)
		    : dict_get(&in->keys, key, slice_hash(key));

		link->other = p == DICT_NONE ? BATCH_ELSEWHERE : p;
		if (p == DICT_NONE && !numbered)
			link->other = product_of_handle(in, link->key);
		if (link->other == link->product ||
		    (numbered && p == DICT_NONE)) {
			in->notes[NOTE_LINKS_LOST] += p == DICT_NONE;
			continue;
		}
		b->links[n++] = *link;
	}
	b->n_links = n;
}
