/*
 * An item ends where the next one begins, so the beginning of an item is what
 * has to be recognised: a known key and a colon, or a number and a sign.
 */
#include "ingest/items.h"

#include "ingest/header.h"

enum {
	MOST_DIGITS = 7 /* of a count */
};

static const char starts[] = "name|id|product_id|product_name|sku";

/* How the items of a cell are written. */
enum form {
	FORM_TIMES, /* 2x Mug, 1x Cup */
	FORM_BEHIND, /* Mug x 2, Cup x 1; Mug (x2) + Cup (x1) */
	FORM_PAIRS, /* name:Mug|quantity:2;name:Cup */
	FORM_WORDY, /* Product Name: Mug, Product Qty: 2|Product Name: Cup */
};

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

/* Does "Product Something:" begin here? */
static bool
begins_wordy(struct slice s)
{
	size_t colon = slice_find(s, slice_of(":"));

	return colon < s.len && colon < 32 && slice_starts(s, "Product ") &&
	    slice_find(slice_bytes(s.p, colon), slice_of(",")) == colon;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
skip_blanks(struct slice s, size_t n)
{
	while (n < s.len && s.p[n] == ' ')
		n++;
	return n;
}

static bool
parts_items(char c, enum form form)
{
	static const char *const marks[] = {
		[FORM_TIMES] = ",;|\n",
		[FORM_BEHIND] = ",;|+\n",
		[FORM_PAIRS] = ";",
		[FORM_WORDY] = "|",
	};

	return c != '\0' && strchr(marks[form], c) != NULL;
}

/* The length of "2x ", "2 x " or "2\u00D7 " at the start, and of its number. */
static size_t
times_length(struct slice s, size_t *digits)
{
	size_t n = 0;

	while (n < s.len && is_digit(s.p[n]))
		n++;
	*digits = n;
	if (n == 0 || n > MOST_DIGITS)
		return 0;
	n = skip_blanks(s, n);
	if (slice_starts(from(s, n), "\xC3\x97"))
		n += 2;
	else if (slice_starts(from(s, n), "x "))
		n++;
	else
		return 0;
	return skip_blanks(s, n);
}

/* Is the word that ends here a number? "20 x 30" is a size, no count. */
static bool
ends_number(struct slice s)
{
	size_t n = 0;

	while (n < s.len && is_digit(s.p[s.len - 1 - n]))
		n++;
	return n > 0 && (n == s.len || s.p[s.len - 1 - n] == ' ');
}

/* The length of " x 2" or " (x2)" here, behind which an item ends; 0: it is
 * none. */
static size_t
behind_length(struct slice s, struct slice *number)
{
	size_t n = skip_blanks(s, 0), first, end;
	bool bracket = n < s.len && s.p[n] == '(';

	n += bracket;
	if (slice_starts(from(s, n), "\xC3\x97"))
		n += 2;
	else if (slice_starts(from(s, n), "x"))
		n++;
	else
		return 0;
	first = n = skip_blanks(s, n);
	while (n < s.len && is_digit(s.p[n]))
		n++;
	*number = slice_bytes(s.p + first, n - first);
	if (n == first || n - first > MOST_DIGITS ||
	    (bracket && (n == s.len || s.p[n++] != ')')))
		return 0;
	end = skip_blanks(s, n);
	return end == s.len || parts_items(s.p[end], FORM_BEHIND) ? n : 0;
}

/* Where the count of the item at the front stands; the length: nowhere. */
static size_t
find_behind(struct slice s, size_t *length, struct slice *number)
{
	for (size_t at = 1; at < s.len; at++) {
		if (s.p[at] != ' ' && s.p[at] != '(')
			continue;
		*length = behind_length(from(s, at), number);
		if (*length > 0 && !ends_number(slice_bytes(s.p, at)))
			return at;
	}
	return s.len;
}

static enum form
form_of(struct slice cell)
{
	struct slice number;
	size_t n;

	if (begins_wordy(cell))
		return FORM_WORDY;
	if (begins_pairs(cell))
		return FORM_PAIRS;
	return times_length(cell, &n) == 0 &&
		find_behind(cell, &n, &number) < cell.len
	    ? FORM_BEHIND
	    : FORM_TIMES;
}

static bool
begins_item(struct slice s, enum form form)
{
	size_t digits;

	s = from(s, skip_blanks(s, 0));
	if (form == FORM_WORDY)
		return begins_wordy(s);
	return form == FORM_PAIRS ? begins_pairs(s)
				  : times_length(s, &digits) > 0;
}

/* Cuts the item at the front off *rest. */
static struct slice
cut_item(struct slice *rest, enum form form)
{
	struct slice item = *rest;
	size_t at = 0;

	while (at < item.len &&
	    !(parts_items(item.p[at], form) &&
		begins_item(from(item, at + 1), form)))
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
		{ "sku|product_sku", &out->sku },
		{ "quantity|qty|product_qty", &out->quantity },
		{ "price|item_price|product_unit_price", &out->price },
		{ "total|product_total_price", &out->total },
		{ "sub_total", &out->subtotal },
	};

	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (header_is_one_of(key, slots[i].names)) {
			*slots[i].slot = value;
			return;
		}
}

/* Cuts the pair at the front off *item: at a comma only before another. */
static struct slice
cut_wordy(struct slice *item)
{
	struct slice all = *item;
	size_t at = 0;

	while (at < all.len &&
	    !(all.p[at] == ',' && begins_item(from(all, at + 1), FORM_WORDY)))
		at++;
	*item = at < all.len ? from(all, at + 1) : slice_bytes(all.p, 0);
	return slice_bytes(all.p, at);
}

static void
read_pairs(struct slice item, enum form form, struct item *out)
{
	struct slice pair, key;

	while (item.len > 0) {
		if (form == FORM_WORDY)
			pair = cut_wordy(&item);
		else
			(void)slice_split(&item, '|', &pair);
		if (slice_split(&pair, ':', &key))
			set_pair(out, slice_trim(key), slice_trim(pair));
	}
}

/* Takes "Mug x 2" off the front: it has a count, or the form were another. */
static void
take_behind(struct slice *rest, struct item *out)
{
	struct slice all = *rest;
	size_t length = 0, at = find_behind(all, &length, &out->quantity), end;

	assert(at < all.len);
	out->name = slice_trim(slice_bytes(all.p, at));
	end = skip_blanks(all, at + length);
	*rest = end < all.len ? from(all, end + 1) : slice_bytes(all.p, 0);
}

bool
items_next(struct slice *rest, struct item *out)
{
	struct slice cell = slice_trim(*rest);
	enum form form = form_of(cell);
	size_t length, digits;
	struct slice item;

	*out = (struct item){ .name = slice_of("") };
	*rest = cell;
	if (cell.len == 0)
		return false;
	if (form == FORM_BEHIND) {
		take_behind(rest, out);
		return true;
	}
	item = cut_item(rest, form);
	if (form != FORM_TIMES) {
		read_pairs(item, form, out);
		return true;
	}
	length = times_length(item, &digits);
	out->quantity = slice_bytes(item.p, length > 0 ? digits : 0);
	out->name = slice_trim(from(item, length));
	return true;
}
