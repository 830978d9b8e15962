/*
 * Columns that hold the items of an order by number: "SKU #1", "Quantity #1",
 * "SKU #2", "Quantity #2". The layout found the first of each; the others are
 * those of the same name with the next numbers. Without a second product that
 * has a quantity or a price of its own a number is part of a name, as in
 * "Description 1".
 */
#include "ingest/ingest_internal.h"

#include "base/num.h"

static const enum role roles[] = {
	[NUMBERED_SKU] = ROLE_SKU,
	[NUMBERED_TITLE] = ROLE_TITLE,
	[NUMBERED_QUANTITY] = ROLE_QUANTITY,
	[NUMBERED_PRICE] = ROLE_PRICE,
	[NUMBERED_TOTAL] = ROLE_LINE_TOTAL,
};

_Static_assert(ARRAY_LEN(roles) == NUMBERED_COUNT, "a role for each field");

/* A name in three parts: before its last number, the number, behind it. */
struct numbered_name {
	struct slice before, after;
	int64_t number; /* 0: none */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct numbered_name
part(struct slice name)
{
	size_t end = name.len, at;
	struct numbered_name out = { .number = 0 };

	while (end > 0 && !is_digit(name.p[end - 1]))
		end--;
	at = end;
	while (at > 0 && is_digit(name.p[at - 1]))
		at--;
	out.before = slice_bytes(name.p, at);
	out.after = slice_bytes(name.p + end, name.len - end);
	if (!num_parse_i64(slice_bytes(name.p + at, end - at), &out.number))
		out.number = 0;
	return out;
}

/* The column of that name with another number, -1: none. */
static int
find_sibling(const struct header *header, int first, int64_t number)
{
	struct numbered_name name, other;

	if (first < 0)
		return -1;
	name = part(header->names[first]);
	for (size_t i = 0; i < header->n && name.number == 1; i++) {
		other = part(header->names[i]);
		if (other.number == number &&
		    slice_eq_nocase(other.before, name.before) &&
		    slice_eq_nocase(other.after, name.after))
			return (int)i;
	}
	return -1;
}

static bool
find_group(const struct ingest *in, int64_t number, int *columns)
{
	for (size_t f = 0; f < NUMBERED_COUNT; f++)
		columns[f] =
		    find_sibling(&in->header, in->column[roles[f]], number);
	return (columns[NUMBERED_SKU] >= 0 || columns[NUMBERED_TITLE] >= 0) &&
	    (columns[NUMBERED_QUANTITY] >= 0 || columns[NUMBERED_PRICE] >= 0 ||
		columns[NUMBERED_TOTAL] >= 0);
}

void
ingest_numbered_begin(struct ingest *in)
{
	struct arena *a = &in->out->text;

	if (!in->dialect->generic || in->dialect->kind != BATCH_ORDERS)
		return;
	in->numbered = arena_array(a, in->header.n + 1, sizeof(*in->numbered));
	while (in->n_numbered < in->header.n &&
	    find_group(in, (int64_t)in->n_numbered + 1,
		in->numbered[in->n_numbered].columns))
		in->n_numbered++;
	if (in->n_numbered < 2)
		in->n_numbered = 0;
}
