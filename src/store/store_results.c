/*
 * store_results - how it works: one transaction from begin to commit holds
 * the write lock while the rows stream in; nobody sees half a run.
 */
#include "store/store_results.h"

#include <math.h>

#include "store/store_internal.h"

enum {
	TOP_BYTES = 200 /* of one partner, at most */
};

bool
store_pairs_begin(
    struct store *st, const struct store_pairs_run *run, struct err *err)
{
	static const enum stmt_id drop[] = {
		STMT_PAIRS_DROP,
		STMT_PAIR_CHANGES_DROP,
		STMT_PAIR_TOPS_DROP,
		STMT_PAIR_ROWS_LOST,
	};
	struct tx tx;
	struct query q;

	if (!tx_settle(st, err))
		return false;
	if (!sqlite3_get_autocommit(st->db))
		BUG("pairs are saved inside another transaction");
	if (!tx_begin(&tx, st, err))
		return false;
	st->writing_pairs = true;
	for (size_t i = 0; i < ARRAY_LEN(drop); i++)
		if (!query_open(&q, st, drop[i], err) || !query_run(&q, err))
			return false;
	if (!query_open(&q, st, STMT_PAIRS_PUT, err))
		return false;
	bind_int(&q, run->facts_version);
	bind_int(&q, (int64_t)run->fingerprint);
	bind_int(&q, run->made_at);
	bind_int(&q, run->pairs);
	bind_blob(&q, run->context);
	return query_run(&q, err);
}

static bool
put_bytes(struct store *st, enum stmt_id id, int64_t product_id,
    struct slice bytes, struct err *err)
{
	struct query q;

	assert(st->writing_pairs);
	if (!query_open(&q, st, id, err))
		return false;
	bind_int(&q, product_id);
	bind_blob(&q, bytes);
	return query_run(&q, err);
}

bool
store_pairs_put(
    struct store *st, int64_t product_id, struct slice bytes, struct err *err)
{
	return put_bytes(st, STMT_PAIR_ROW_PUT, product_id, bytes, err);
}

bool
store_pairs_change(
    struct store *st, int64_t product_id, struct slice bytes, struct err *err)
{
	return put_bytes(st, STMT_PAIR_CHANGE_PUT, product_id, bytes, err);
}

bool
store_pairs_drop(struct store *st, int64_t product_id, struct err *err)
{
	assert(st->writing_pairs);
	return query_run_int(st, STMT_PAIR_ROW_DROP, product_id, err);
}

/* ---- the best partners as JSON ---- */

static char *
write_digits(char *p, uint64_t x)
{
	char digit[20];
	size_t n = 0;

	do
		digit[n++] = (char)('0' + x % 10);
	while ((x /= 10) > 0);
	while (n > 0)
		*p++ = digit[--n];
	return p;
}

static char *
write_word(char *p, const char *word)
{
	size_t len = strlen(word);

	memcpy(p, word, len);
	return p + len;
}

/* ",12.3400" */
static char *
write_number(char *p, double x)
{
	static const double most = 1e14;
	uint64_t scaled;

	*p++ = ',';
	if (!isfinite(x))
		return write_word(p, "null");
	if (x < 0)
		*p++ = '-';
	x = fabs(x) < most ? fabs(x) : most;
	scaled = (uint64_t)(x * 10000 + 0.5);
	p = write_digits(p, scaled / 10000);
	*p++ = '.';
	for (uint64_t unit = 1000; unit > 0; unit /= 10)
		*p++ = (char)('0' + scaled / unit % 10);
	return p;
}

/* ",1.234e-17": a share whose size matters more than its decimals. */
static char *
write_share(char *p, double x)
{
	int exponent = 0;

	if (!isfinite(x) || x >= 0.1)
		return write_number(p, x);
	*p++ = ',';
	if (x < 1e-300)
		return write_word(p, "0.0");
	for (; x < 1e-16; exponent += 16)
		x *= 1e16;
	for (; x < 1; exponent++)
		x *= 10;
	/* Rounding may give 10.00, which is as good. */
	p = write_number(p - 1, x);
	p = write_word(p, "e-");
	return write_digits(p, (uint64_t)exponent);
}

static char *
write_top(char *p, const struct store_pair_top *top)
{
	*p++ = '[';
	p = write_digits(p, (uint64_t)top->partner_id);
	*p++ = ',';
	p = write_digits(p, (uint64_t)top->orders_both);
	p = write_number(p, top->lift);
	p = write_number(p, top->lift_low);
	p = write_share(p, top->q_value);
	p = write_number(p, top->score);
	p = write_word(p, ",\"");
	p = write_word(p, top->evidence);
	return write_word(p, "\"]");
}

void
store_pairs_add_tops(
    const struct store_pair_top *tops, size_t n, struct str *out)
{
	char *p;

	assert(n < 256);
	str_reserve(out, (n + 1) * TOP_BYTES);
	p = out->p + out->len;
	*p++ = '[';
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*p++ = ',';
		p = write_top(p, &tops[i]);
	}
	*p++ = ']';
	*p = '\0';
	out->len = (size_t)(p - out->p);
}

bool
store_pairs_put_tops(
    struct store *st, int64_t product_id, struct slice text, struct err *err)
{
	struct query q;

	assert(st->writing_pairs);
	if (!query_open(&q, st, STMT_PAIR_BEST_PUT, err))
		return false;
	bind_int(&q, product_id);
	bind_slice(&q, text);
	return query_run(&q, err);
}

bool
store_pairs_commit(struct store *st, struct err *err)
{
	struct tx tx = { .st = st, .own = true };

	assert(st->writing_pairs);
	st->writing_pairs = false;
	return tx_end(&tx, true, err);
}

void
store_pairs_rollback(struct store *st)
{
	struct tx tx = { .st = st, .own = true };

	if (!st->writing_pairs)
		return;
	st->writing_pairs = false;
	tx_end(&tx, false, NULL);
}

bool
store_pairs_run(struct store *st, struct store_pairs_run *out,
    struct str *bytes, bool *found, struct err *err)
{
	struct query q;

	*out = (struct store_pairs_run){ 0 };
	if (!query_open(&q, st, STMT_PAIRS_GET, err) ||
	    !query_row(&q, found, err))
		return false;
	if (*found) {
		out->facts_version = read_int(&q);
		out->fingerprint = (uint64_t)read_int(&q);
		out->made_at = read_int(&q);
		out->pairs = read_int(&q);
		str_add_slice(bytes, read_bytes(&q));
		out->context = slice_str(bytes);
	}
	query_close(&q);
	return true;
}

bool
store_pairs_fresh(
    struct store *st, uint64_t fingerprint, bool *fresh, struct err *err)
{
	int64_t now, made_from;
	struct query q;
	bool found;

	*fresh = false;
	if (!store_facts_version(st, &now, err) ||
	    !query_open(&q, st, STMT_PAIRS_MADE_FROM, err) ||
	    !query_row(&q, &found, err))
		return false;
	if (found) {
		made_from = read_int(&q);
		*fresh =
		    (uint64_t)read_int(&q) == fingerprint && made_from == now;
	}
	query_close(&q);
	return true;
}

bool
store_pairs_get(struct store *st, int64_t product_id, struct str *bytes,
    struct str *changes, bool *found, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_PAIR_ROW_GET, err))
		return false;
	bind_int(&q, product_id);
	if (!query_row(&q, found, err))
		return false;
	if (*found) {
		str_add_slice(bytes, read_bytes(&q));
		str_add_slice(changes, read_bytes(&q));
	}
	query_close(&q);
	return true;
}

bool
store_pairs_top(struct store *st, int64_t product_id, int64_t *partners,
    size_t limit, size_t *n, struct err *err)
{
	struct query q;
	bool row, ok;

	*n = 0;
	if (!query_open(&q, st, STMT_PAIR_TOP_GET, err))
		return false;
	bind_int(&q, product_id);
	bind_int(&q, (int64_t)limit);
	while ((ok = query_row(&q, &row, err)) && row && *n < limit)
		partners[(*n)++] = read_int(&q);
	query_close(&q);
	return ok;
}

bool
store_pairs_each(
    struct store *st, store_pairs_fn *each, void *arg, struct err *err)
{
	struct query q;
	bool row, ok;

	if (!query_open(&q, st, STMT_PAIR_ROWS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		int64_t product_id = read_int(&q);
		struct slice bytes = read_bytes(&q);
		if (!(ok = each(arg, product_id, bytes, read_bytes(&q), err)))
			break;
	}
	query_close(&q);
	return ok;
}

/* ---- anything else that was derived ---- */

bool
store_derived_put(struct store *st, const char *name, int64_t facts_version,
    uint64_t fingerprint, struct slice bytes, struct err *err)
{
	struct query q;
	struct tx tx;
	bool ok;

	if (!tx_begin(&tx, st, err))
		return false;
	ok = query_open(
	    &q, st, bytes.len > 0 ? STMT_DERIVED_PUT : STMT_DERIVED_DROP, err);
	if (ok) {
		bind_text(&q, name);
		if (bytes.len > 0) {
			bind_int(&q, facts_version);
			bind_int(&q, (int64_t)fingerprint);
			bind_blob(&q, bytes);
		}
		ok = query_run(&q, err);
	}
	return tx_end(&tx, ok, err);
}

bool
store_derived_get(struct store *st, const char *name, uint64_t fingerprint,
    struct str *bytes, bool *fresh, struct err *err)
{
	int64_t now, made_from;
	struct query q;
	bool found;

	*fresh = false;
	if (!store_facts_version(st, &now, err) ||
	    !query_open(&q, st, STMT_DERIVED_GET, err))
		return false;
	bind_text(&q, name);
	if (!query_row(&q, &found, err))
		return false;
	if (found) {
		made_from = read_int(&q);
		*fresh =
		    (uint64_t)read_int(&q) == fingerprint && made_from == now;
		if (*fresh)
			str_add_slice(bytes, read_bytes(&q));
		else
			read_bytes(&q);
	}
	query_close(&q);
	return true;
}
