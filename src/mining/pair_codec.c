/*
 * pair_codec - the bytes of struct pair_context and of the rows of struct
 * pair_table; declared in pair.h.
 *
 * Both begin with a version byte and end with eight bytes of hash over what
 * stands before. Whole numbers are LEB128 varints; floats and doubles are
 * their IEEE bytes, lowest first. A row, column by column:
 *
 *	version, row, count,
 *	partner - previous partner (the row's product before the first),
 *	n, n - customers, ever, weighted, ever_weighted, hash
 *
 * What a row has changed in since it was stored has the same columns, of the
 * pairs that differ alone and as they are now, n of 0 for those that are gone;
 * before the columns stands the hash of the row that it changes.
 *
 * The hash finds damage. It does not stop somebody who means harm, so every
 * number is also checked against what a shop can be.
 */
#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "mining/pair.h"

enum {
	VERSION = 3,
	HASH_SIZE = 8,
	/* Changes are few up to one pair in so many: beyond that the row is
	 * smaller than it was with them, and quicker to read. */
	CHANGES_SHARE = 2,
	/* Least bytes of a pair: four varints and two floats. */
	PAIR_BYTES = 4 + 8,
	/* Most: a varint of 32 bits takes five. */
	PAIR_BYTES_MOST = 4 * 5 + 8,
};
/* Weights are sums of rounded numbers; this much more than 1 each is fine. */
static const double WEIGHT_SLACK = 1.000001;
static const double ALPHA_LEAST = 1, ALPHA_MOST = 50;

static void
put_varint(struct str *out, uint64_t x)
{
	char byte[10];
	size_t n = 0;

	for (; x >= 0x80; x >>= 7)
		byte[n++] = (char)(x | 0x80);
	byte[n++] = (char)x;
	str_add_bytes(out, byte, n);
}

static void
put_bits(struct str *out, uint64_t x, size_t bytes)
{
	char byte[8];

	for (size_t i = 0; i < bytes; i++)
		byte[i] = (char)(x >> (8 * i));
	str_add_bytes(out, byte, bytes);
}

static void
put_double(struct str *out, double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	put_bits(out, bits, sizeof(bits));
}

/* The first eight bytes, lowest first. */
static inline uint64_t
load_word(const char *bytes)
{
	const unsigned char *p = (const unsigned char *)bytes;

	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
	    (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

uint64_t
pair_hash(struct slice bytes)
{
	uint64_t hash = bytes.len;
	char rest[8] = { 0 };
	size_t i = 0;

	for (; i + sizeof(rest) <= bytes.len; i += sizeof(rest))
		hash = random_mix(hash ^ load_word(bytes.p + i));
	if (i < bytes.len)
		memcpy(rest, bytes.p + i, bytes.len - i);
	return random_mix(hash ^ load_word(rest));
}

static void
put_hash(struct str *out, size_t from)
{
	put_bits(out, pair_hash(slice_bytes(out->p + from, out->len - from)),
	    HASH_SIZE);
}

/* Bytes still to be read. Once something is wrong, everything read is 0. */
struct reader {
	const char *p, *end;
	bool bad;
};

static unsigned char
get_byte(struct reader *r)
{
	if (r->p == r->end) {
		r->bad = true;
		return 0;
	}
	return (unsigned char)*r->p++;
}

static inline uint64_t
get_varint(struct reader *r)
{
	uint64_t x = 0;

	if (r->p < r->end && (unsigned char)*r->p < 0x80)
		return (unsigned char)*r->p++; /* as most of them */

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint64_t byte = get_byte(r);
		if (shift == 63 && byte > 1)
			break;
		x |= (byte & 0x7f) << shift;
		if (byte < 0x80)
			return x;
	}
	r->bad = true;
	return 0;
}

/* A whole number of at most 'most'. */
static inline uint64_t
get_number(struct reader *r, uint64_t most)
{
	uint64_t x = get_varint(r);

	if (x > most)
		r->bad = true;
	return r->bad ? 0 : x;
}

static uint64_t
get_bits(struct reader *r, size_t bytes)
{
	uint64_t x = 0;

	for (size_t i = 0; i < bytes; i++)
		x |= (uint64_t)get_byte(r) << (8 * i);
	return r->bad ? 0 : x;
}

/* A double in [least, most]. */
static double
get_double(struct reader *r, double least, double most)
{
	uint64_t bits = get_bits(r, sizeof(bits));
	double x;

	memcpy(&x, &bits, sizeof(x));
	if (!(x >= least && x <= most)) {
		r->bad = true;
		return 0;
	}
	return x;
}

/* Checks version and hash; the reader then stands behind the version. */
static bool
open_bytes(struct reader *r, struct slice bytes)
{
	*r = (struct reader){ .p = bytes.p, .end = bytes.p };
	if (bytes.len < 1 + HASH_SIZE)
		return false;
	struct slice body = slice_bytes(bytes.p, bytes.len - HASH_SIZE);
	struct reader hash = { .p = body.p + body.len,
		.end = bytes.p + bytes.len };
	r->end = body.p + body.len;
	return get_bits(&hash, HASH_SIZE) == pair_hash(body) &&
	    get_byte(r) == VERSION;
}

/* A row has millions of brothers: what follows writes into room that is known
 * to be enough, and returns the end of it. */
static inline char *
write_number(char *p, uint32_t x)
{
	for (; x >= 0x80; x >>= 7)
		*p++ = (char)(x | 0x80);
	*p++ = (char)x;
	return p;
}

static char *
write_numbers(char *p, const uint32_t *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p = write_number(p, x[i]);
	return p;
}

static char *
write_floats(char *p, const float *x, size_t n)
{
	for (size_t i = 0; i < n; i++, p += 4) {
		uint32_t bits;
		memcpy(&bits, &x[i], sizeof(bits));
		p[0] = (char)bits;
		p[1] = (char)(bits >> 8);
		p[2] = (char)(bits >> 16);
		p[3] = (char)(bits >> 24);
	}
	return p;
}

/* Columns of pairs [first, end) of the table, which are partners of a, behind
 * the bytes that begin at 'from'. */
static void
add_columns(struct str *out, size_t from, const struct pair_table *table,
    uint32_t a, size_t first, size_t end)
{
	size_t n = end - first;
	uint32_t before = a;

	str_reserve(out, (n + 1) * PAIR_BYTES_MOST);
	char *p = out->p + out->len;
	for (size_t i = first; i < end; i++) {
		p = write_number(p, table->partner[i] - before);
		before = table->partner[i];
	}
	p = write_numbers(p, table->n + first, n);
	for (size_t i = first; i < end; i++)
		p = write_number(p, table->n[i] - table->customers[i]);
	p = write_numbers(p, table->ever + first, n);
	p = write_floats(p, table->weighted + first, n);
	p = write_floats(p, table->ever_weighted + first, n);
	out->len = (size_t)(p - out->p);
	out->p[out->len] = '\0';
	put_hash(out, from);
}

void
pair_row_encode(const struct pair_table *table, uint32_t a, struct str *out)
{
	size_t first = table->first[a], end = table->first[a + 1];
	size_t from = out->len;

	if (first == end)
		return;
	put_bits(out, VERSION, 1);
	put_varint(out, a);
	put_varint(out, end - first);
	add_columns(out, from, table, a, first, end);
}

static void
get_floats(struct reader *r, float *x, size_t n)
{
	const unsigned char *p = (const unsigned char *)r->p;

	if (n * 4 > (size_t)(r->end - r->p)) {
		r->bad = true;
		return;
	}
	for (size_t i = 0; i < n; i++, p += 4) {
		uint32_t bits = (uint32_t)p[0] | (uint32_t)p[1] << 8 |
		    (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		memcpy(&x[i], &bits, sizeof(bits));
	}
	r->p += n * 4;
}

/* The columns of 'count' pairs behind the end of 'to', as they are: partners
 * ascend, and that is all. */
static void
get_columns(struct reader *r, struct pair_table *to, size_t products,
    uint32_t a, size_t count)
{
	size_t first = to->pairs, end = first + count;
	uint64_t partner = a;

	for (size_t i = first; i < end; i++) {
		uint64_t step = get_number(r, products - 1 - partner);
		r->bad = r->bad || step == 0;
		partner += step;
		to->partner[i] = (uint32_t)partner;
	}
	for (size_t i = first; i < end; i++)
		to->n[i] = (uint32_t)get_number(r, UINT32_MAX);
	for (size_t i = first; i < end; i++)
		to->customers[i] =
		    (uint32_t)(to->n[i] - get_number(r, to->n[i]));
	for (size_t i = first; i < end; i++)
		to->ever[i] = (uint32_t)get_number(r, UINT32_MAX);
	get_floats(r, to->weighted + first, count);
	get_floats(r, to->ever_weighted + first, count);
}

/*
 * Row a behind the end of 'to'; its changes when 'of' is not NULL, and then
 * only those of these bytes. *good is false for bytes that are none; false
 * when memory is out.
 */
static bool
read_row(struct pair_table *to, size_t products, uint32_t a, struct slice bytes,
    const struct slice *of, bool *good, struct err *err)
{
	struct reader r;
	size_t count;

	*good = false;
	if (!open_bytes(&r, bytes) || get_varint(&r) != a)
		return true;
	count = get_number(&r, products - 1 - a);
	if (of != NULL &&
	    (of->len < HASH_SIZE ||
		get_bits(&r, HASH_SIZE) !=
		    load_word(of->p + of->len - HASH_SIZE)))
		return true;
	if (r.bad || count == 0 || count > (size_t)(r.end - r.p) / PAIR_BYTES)
		return true;
	if (!pair_table_reserve(to, count, err))
		return false;
	get_columns(&r, to, products, a, count);
	*good = !r.bad && r.p == r.end;
	if (*good)
		to->pairs += count;
	return true;
}

static void
copy_pair(
    struct pair_table *to, size_t at, const struct pair_table *from, size_t i)
{
	to->partner[at] = from->partner[i];
	to->n[at] = from->n[i];
	to->customers[at] = from->customers[i];
	to->ever[at] = from->ever[i];
	to->weighted[at] = from->weighted[i];
	to->ever_weighted[at] = from->ever_weighted[i];
}

/* The row with its changes, behind the end of the table. */
static bool
merge_row(struct pair_table *table, const struct pair_table *row,
    const struct pair_table *changes, struct err *err)
{
	size_t at = table->pairs, i = 0, j = 0;

	if (!pair_table_reserve(table, row->pairs + changes->pairs, err))
		return false;
	while (i < row->pairs || j < changes->pairs) {
		bool change = j < changes->pairs &&
		    (i == row->pairs || changes->partner[j] <= row->partner[i]);
		if (!change) {
			copy_pair(table, at++, row, i++);
			continue;
		}
		i += i < row->pairs && row->partner[i] == changes->partner[j];
		if (changes->n[j] > 0)
			copy_pair(table, at++, changes, j);
		j++;
	}
	table->pairs = at;
	return true;
}

static bool
read_changed_row(struct pair_table *table, uint32_t a, struct slice bytes,
    struct slice changes, bool *good, struct err *err)
{
	struct pair_table row = { .pairs = 0 }, changed = { .pairs = 0 };
	bool ok = read_row(&row, table->products, a, bytes, NULL, good, err) &&
	    (!*good ||
		read_row(&changed, table->products, a, changes, &bytes, good,
		    err)) &&
	    (!*good || merge_row(table, &row, &changed, err));

	pair_table_release(&row);
	pair_table_release(&changed);
	return ok;
}

static bool
is_sum(float x, uint32_t of)
{
	return x >= 0 && (double)x <= of * WEIGHT_SLACK;
}

/* Can the pairs from 'first' on be those of product a in this shop? */
static bool
are_possible(const struct pair_table *t, const struct pair_context *ctx,
    uint32_t a, size_t first)
{
	const uint32_t *n = ctx->orders_with.n, *ever = ctx->customers_with.n;
	bool ok = true;

	for (size_t i = first; i < t->pairs; i++) {
		uint32_t b = t->partner[i];
		ok = ok && t->n[i] >= ctx->floor && t->n[i] <= n[a] &&
		    t->n[i] <= n[b] && t->customers[i] <= ctx->identified &&
		    t->ever[i] <= ever[a] && t->ever[i] <= ever[b] &&
		    is_sum(t->weighted[i], t->n[i]) &&
		    is_sum(t->ever_weighted[i], t->ever[i]);
	}
	return ok;
}

bool
pair_row_decode(struct pair_table *table, const struct pair_context *ctx,
    uint32_t a, struct slice bytes, struct slice changes, struct err *err)
{
	size_t first = table->pairs;
	bool good = true, ok = true;

	if (a >= table->products || table->products != ctx->products ||
	    a < table->rows)
		return err_set(err, ERR_STORE,
		    "the stored pairs name product %u out of its turn; "
		    "analyse again",
		    a);
	if (changes.len > 0)
		ok = read_changed_row(table, a, bytes, changes, &good, err);
	else if (bytes.len > 0)
		ok = read_row(
		    table, table->products, a, bytes, NULL, &good, err);
	if (ok && good && are_possible(table, ctx, a, first)) {
		for (; table->rows < a; table->rows++)
			table->first[table->rows + 1] = first;
		table->first[++table->rows] = table->pairs;
		return true;
	}
	table->pairs = first;
	return ok ? err_set(err, ERR_STORE,
			"the stored pairs of product %u are damaged; "
			"analyse again",
			a)
		  : false;
}

/* ---- what has changed ---- */

static uint32_t
float_bits(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

static bool
is_same_pair(
    const struct pair_table *x, size_t i, const struct pair_table *y, size_t j)
{
	return x->n[i] == y->n[j] && x->customers[i] == y->customers[j] &&
	    x->ever[i] == y->ever[j] &&
	    float_bits(x->weighted[i]) == float_bits(y->weighted[j]) &&
	    float_bits(x->ever_weighted[i]) == float_bits(y->ever_weighted[j]);
}

/* Pairs of the table's row a that are not so in 'row', and those of 'row'
 * that are gone; there is room for all. */
static void
compare_rows(const struct pair_table *table, uint32_t a,
    const struct pair_table *row, struct pair_table *out)
{
	size_t i = table->first[a], end = table->first[a + 1], j = 0;

	while (i < end || j < row->pairs) {
		bool gone = i == end ||
		    (j < row->pairs && row->partner[j] < table->partner[i]);
		if (gone) {
			size_t at = out->pairs++;
			copy_pair(out, at, row, j++);
			out->n[at] = out->customers[at] = out->ever[at] = 0;
			out->weighted[at] = out->ever_weighted[at] = 0;
			continue;
		}
		bool both =
		    j < row->pairs && row->partner[j] == table->partner[i];
		if (!both || !is_same_pair(table, i, row, j))
			copy_pair(out, out->pairs++, table, i);
		j += both;
		i++;
	}
}

static void
encode_changes(const struct pair_table *changed, uint32_t a, struct slice bytes,
    struct str *out)
{
	size_t from = out->len;

	if (changed->pairs == 0)
		return;
	put_bits(out, VERSION, 1);
	put_varint(out, a);
	put_varint(out, changed->pairs);
	str_add_bytes(out, bytes.p + bytes.len - HASH_SIZE, HASH_SIZE);
	add_columns(out, from, changed, a, 0, changed->pairs);
}

bool
pair_row_changes(const struct pair_table *table, uint32_t a, struct slice bytes,
    struct str *out, bool *few, struct err *err)
{
	struct pair_table row = { .pairs = 0 }, changed = { .pairs = 0 };
	size_t n = table->first[a + 1] - table->first[a];
	bool ok = read_row(&row, table->products, a, bytes, NULL, few, err) &&
	    (!*few || pair_table_reserve(&changed, row.pairs + n, err));

	if (ok && *few) {
		compare_rows(table, a, &row, &changed);
		*few = changed.pairs <= n / CHANGES_SHARE;
	}
	if (ok && *few)
		encode_changes(&changed, a, bytes, out);
	pair_table_release(&row);
	pair_table_release(&changed);
	return ok;
}

static void
put_curve(struct str *out, const struct fdr_curve *c)
{
	put_varint(out, c->n);
	for (size_t i = 0; i < c->n; i++) {
		put_double(out, c->p[i]);
		put_double(out, (double)c->q[i]);
	}
}

/* Its steps take 16 bytes each, which bounds what is taken. */
static bool
get_curve(struct reader *r, struct fdr_curve *c, struct err *err)
{
	size_t n = (size_t)get_number(r, (uint64_t)(r->end - r->p) / 16);
	double p = 0, q = 0;

	c->p = mem_try_array(n, sizeof(*c->p), "p-values", err);
	c->q = mem_try_array(n, sizeof(*c->q), "p-values", err);
	if (!c->p || !c->q)
		return false;
	for (c->n = 0; c->n < n && !r->bad; c->n++) {
		p = get_double(r, p, 1);
		q = get_double(r, q, 1);
		c->p[c->n] = p;
		c->q[c->n] = (float)q;
	}
	return true;
}

static void
put_margins(struct str *out, const struct pair_margins *m, size_t products)
{
	put_varint(out, m->baskets);
	for (unsigned k = 0; k < BASKET_STRATA; k++) {
		put_double(out, m->rate[k]);
		put_double(out, m->weighted_rate[k]);
	}
	for (size_t i = 0; i < products * BASKET_STRATA; i++)
		put_varint(out, m->in[i]);
}

static void
get_margins(
    struct reader *r, struct pair_margins *m, size_t products, uint64_t most)
{
	m->baskets = (size_t)get_number(r, most);
	for (unsigned k = 0; k < BASKET_STRATA; k++) {
		/* At most (s - 1) / s of a single basket. */
		m->rate[k] = get_double(r, 0, 1);
		m->weighted_rate[k] = get_double(r, 0, 1);
	}
	for (size_t p = 0; p < products && !r->bad; p++) {
		uint64_t left = m->baskets;
		for (unsigned k = 0; k < BASKET_STRATA; k++) {
			uint64_t in = get_number(r, left);
			m->in[p * BASKET_STRATA + k] = (uint32_t)in;
			left -= in;
		}
	}
}

void
pair_context_encode(const struct pair_context *ctx, struct str *out)
{
	size_t from = out->len;

	put_bits(out, VERSION, 1);
	put_varint(out, ctx->products);
	put_varint(out, ctx->orders);
	put_varint(out, ctx->set_apart);
	put_varint(out, ctx->multi);
	put_varint(out, ctx->identified);
	put_varint(out, ctx->cap);
	put_varint(out, ctx->floor);
	put_varint(out, ctx->met);
	put_bits(out, ctx->fingerprint, sizeof(ctx->fingerprint));
	put_double(out, ctx->kappa);
	put_double(out, ctx->alpha);
	put_varint(out, ctx->alpha_fitted);
	put_curve(out, &ctx->curve);
	put_margins(out, &ctx->orders_with, ctx->products);
	put_margins(out, &ctx->customers_with, ctx->products);
	put_hash(out, from);
}

/* Everything behind the number of products. */
static bool
get_context(struct reader *r, struct pair_context *ctx, struct err *err)
{
	ctx->orders = (size_t)get_number(r, UINT32_MAX);
	ctx->set_apart = (size_t)get_number(r, ctx->orders);
	ctx->multi = (size_t)get_number(r, ctx->orders);
	ctx->identified = (size_t)get_number(r, ctx->orders);
	ctx->cap = (uint32_t)get_number(r, UINT32_MAX);
	ctx->floor = (uint32_t)get_number(r, UINT32_MAX);
	ctx->met = get_varint(r);
	ctx->fingerprint = get_bits(r, sizeof(ctx->fingerprint));
	ctx->kappa = get_double(r, 0, (double)UINT32_MAX);
	ctx->alpha = get_double(r, ALPHA_LEAST, ALPHA_MOST);
	ctx->alpha_fitted = get_number(r, 1) == 1;
	if (!get_curve(r, &ctx->curve, err))
		return false;
	get_margins(
	    r, &ctx->orders_with, ctx->products, ctx->orders - ctx->set_apart);
	get_margins(r, &ctx->customers_with, ctx->products, ctx->identified);
	r->bad = r->bad || r->p != r->end || ctx->floor == 0 ||
	    ctx->multi > ctx->orders_with.baskets ||
	    ctx->identified > ctx->orders_with.baskets;
	return true;
}

bool
pair_context_decode(
    struct pair_context *ctx, struct slice bytes, struct err *err)
{
	struct reader r;

	*ctx = (struct pair_context){ 0 };
	if (!open_bytes(&r, bytes))
		goto damaged;
	uint64_t products = get_number(&r, BASKET_MAX_PRODUCTS);
	/* Two margins of a byte or more a stratum: bounds what is taken. */
	if (products * 2 * BASKET_STRATA > (size_t)(r.end - r.p))
		goto damaged;
	if (!pair_context_init(ctx, (size_t)products, err))
		return false;
	if (!get_context(&r, ctx, err)) {
		pair_context_release(ctx);
		return false;
	}
	if (!r.bad) {
		pair_context_complete(ctx);
		if ((double)ctx->met <= pair_tests(ctx))
			return true;
	}
	pair_context_release(ctx);
damaged:
	return err_set(err, ERR_STORE,
	    "the stored pair statistics are damaged; analyse again");
}
