/*
 * store_results - how it works: one transaction from begin to commit holds
 * the write lock while the rows stream in; nobody sees half a run.
 */
#include "store/store_results.h"

#include "base/mem.h"
#include "store/store_feed.h"

enum {
	TOPS_AT_ONCE = 1 << 14
};

bool
store_pairs_begin(
    struct store *st, const struct store_pairs_run *run, struct err *err)
{
	static const enum stmt_id drop[] = {
		STMT_PAIRS_DROP,
		STMT_PAIR_ROWS_DROP,
		STMT_PAIR_TOPS_DROP,
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

bool
store_pairs_put(
    struct store *st, int64_t product_id, struct slice bytes, struct err *err)
{
	struct query q;

	assert(st->writing_pairs);
	if (!query_open(&q, st, STMT_PAIR_ROW_PUT, err))
		return false;
	bind_int(&q, product_id);
	bind_blob(&q, bytes);
	return query_run(&q, err);
}

static void
top_column(void *arg, size_t row, int column, sqlite3_context *out)
{
	const struct store_pair_top *top = (const struct store_pair_top *)arg;

	top += row;
	switch (column) {
	case 0:
		sqlite3_result_int64(out, top->product_id);
		break;
	case 1:
		sqlite3_result_int(out, top->rank);
		break;
	case 2:
		sqlite3_result_int64(out, top->partner_id);
		break;
	case 3:
		sqlite3_result_int64(out, top->orders_both);
		break;
	case 4:
		feed_real(out, top->lift);
		break;
	case 5:
		feed_real(out, top->lift_low);
		break;
	case 6:
		feed_real(out, top->q_value);
		break;
	case 7:
		feed_real(out, top->score);
		break;
	default:
		feed_text(out, top->evidence);
		break;
	}
}

static bool
write_tops(struct store *st, struct err *err)
{
	struct feed f = {
		.rows = st->n_tops,
		.column = top_column,
		.arg = st->tops,
	};

	st->n_tops = 0;
	return f.rows == 0 || feed_run(st, STMT_PAIR_TOP_PUT, &f, err);
}

static void
drop_tops(struct store *st)
{
	mem_free(st->tops);
	st->tops = NULL;
	st->n_tops = st->cap_tops = 0;
}

bool
store_pairs_put_top(
    struct store *st, const struct store_pair_top *top, struct err *err)
{
	assert(st->writing_pairs);
	assert(top->rank >= 1 && top->rank < 256);
	if (st->n_tops == TOPS_AT_ONCE && !write_tops(st, err))
		return false;
	st->tops = mem_reserve(
	    st->tops, &st->cap_tops, st->n_tops + 1, sizeof(*st->tops));
	st->tops[st->n_tops++] = *top;
	return true;
}

bool
store_pairs_commit(struct store *st, struct err *err)
{
	struct tx tx = { .st = st, .own = true };

	assert(st->writing_pairs);
	st->writing_pairs = false;
	bool ok = write_tops(st, err);
	drop_tops(st);
	return tx_end(&tx, ok, err);
}

void
store_pairs_rollback(struct store *st)
{
	struct tx tx = { .st = st, .own = true };

	if (!st->writing_pairs)
		return;
	st->writing_pairs = false;
	drop_tops(st);
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
    bool *found, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_PAIR_ROW_GET, err))
		return false;
	bind_int(&q, product_id);
	if (!query_row(&q, found, err))
		return false;
	if (*found)
		str_add_slice(bytes, read_bytes(&q));
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
		if (!(ok = each(arg, product_id, read_bytes(&q), err)))
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
