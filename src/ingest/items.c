/*
 * An item ends where the next one begins, so the beginning of an item is what
 * has to be recognised: a known key and a colon, or a number and a sign.
 */
#include "ingest/items.h"

#include "ingest/header.h"

static const char starts[] = "name|id|product_id|product_name|sku";

static struct slice
from(struct slice s, size_t at)
{
	return slice_bytes(s.p + at, s.len - at);
}

/* Does a list of "key:value" begin here? */
static bool
begins_pairs(struct slice s)
{
	size_t colon = slice_find(s, slice_of(":"));

	return colon < s.len && colon < 16 &&
	    header_is_one_of(slice_bytes(s.p, colon), starts);
}

/* The length of "2x " or "2\u00D7 " at the start, and of its number. */
static size_t
times_length(struct slice s, size_t *digits)
{
	size_t n = 0;

	while (n < s.len && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	*digits = n;
	if (n == 0 || n > 7)
		return 0;
	if (slice_starts(from(s, n), "\xC3\x97"))
		n += 2;
	else if (slice_starts(from(s, n), "x "))
		n++;
	else
		return 0;
	while (n < s.len && s.p[n] == ' ')
		n++;
	return n;
}

static struct slice
without_blanks_before(struct slice s)
{
	while (s.len > 0 && s.p[0] == ' ')
		s = from(s, 1);
	return s;
}

static bool
begins_item(struct slice s, bool pairs)
{
	size_t digits;

	s = without_blanks_before(s);
	return pairs ? begins_pairs(s) : times_length(s, &digits) > 0;
}

/* Cuts the item at the front off *rest. */
static struct slice
cut_item(struct slice *rest, bool pairs)
{
	char sep = pairs ? ';' : ',';
	struct slice item = *rest;
	size_t at = 0;

	while (at < item.len &&
	    !(item.p[at] == sep && begins_item(from(item, at + 1), pairs)))
		at++;
	*rest = at < item.len ? from(item, at + 1) : slice_bytes(item.p, 0);
	return slice_trim(slice_bytes(item.p, at));
}

static void
set_pair(struct item *out, struct slice key, struct slice value)
{
	const struct {
		const char *names;
		struct slice *slot;
	} slots[] = {
		{ "name|product_name", &out->name },
		{ "sku", &out->sku },
		{ "quantity|qty", &out->quantity },
		{ "price|item_price", &out->price },
		{ "total", &out->total },
		{ "sub_total", &out->subtotal },
	};

	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (header_is_one_of(key, slots[i].names)) {
			*slots[i].slot = value;
			return;
		}
}

static void
read_pairs(struct slice item, struct item *out)
{
	struct slice pair, key;

	while (slice_split(&item, '|', &pair))
		if (slice_split(&pair, ':', &key))
			set_pair(out, slice_trim(key), slice_trim(pair));
}

bool
items_next(struct slice *rest, struct item *out)
{
	struct slice cell = slice_trim(*rest);
	bool pairs = begins_pairs(cell);
	size_t length, digits;
	struct slice item;

	*out = (struct item){ .name = slice_of("") };
	*rest = cell;
	if (cell.len == 0)
		return false;
	item = cut_item(rest, pairs);
	if (pairs) {
		read_pairs(item, out);
		return true;
	}
	length = times_length(item, &digits);
	out->quantity = slice_bytes(item.p, length > 0 ? digits : 0);
	out->name = slice_trim(from(item, length));
	return true;
}
