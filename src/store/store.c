/*
 * store - what belongs to no subject: reading in one state, noticing others,
 * and the few values that the store keeps about itself.
 */
#include "store/store_internal.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const counter_names[] = {
#define X(code, name, meaning) [code] = name,
	STORE_COUNTERS(X)
#undef X
};
_Static_assert(ARRAY_LEN(counter_names) == COUNTER_COUNT, "a counter's name");

bool
store_data_version(struct store *st, int64_t *out, struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, st, STMT_DATA_VERSION, err) ||
	    !query_row(&q, &row, err))
		return false;
	*out = row ? read_int(&q) : 0;
	query_close(&q);
	return true;
}

bool
store_is_read_only(const struct store *st)
{
	return st->read_only;
}

const char *
store_path(const struct store *st)
{
	return st->path;
}

bool
store_is_at(const struct store *st, const char *path)
{
	struct stat a, b;

	return stat(st->path, &a) == 0 && stat(path, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool
store_remove(const char *path, struct err *err)
{
	static const char *const endings[] = { "-wal", "-shm", "-journal", "" };
	struct str file = STR_INIT;
	bool ok = true;

	for (size_t i = 0; i < ARRAY_LEN(endings) && ok; i++) {
		str_setf(&file, "%s%s", path, endings[i]);
		if (unlink(file.p) != 0 && errno != ENOENT)
			ok = err_set(err, ERR_IO, "cannot remove '%s': %s",
			    file.p, strerror(errno));
	}
	str_release(&file);
	return ok;
}

const char *
store_library_version(void)
{
	return sqlite3_libversion();
}

bool
store_changed(struct store *st, bool *changed, struct err *err)
{
	int64_t now;

	*changed = false;
	if (!store_data_version(st, &now, err))
		return false;
	*changed = now != st->data_version;
	st->data_version = now;
	return true;
}

bool
store_read_begin(struct store *st, struct err *err)
{
	int64_t pinned;

	if (!tx_settle(st, err))
		return false;
	if (!sqlite3_get_autocommit(st->db))
		BUG("store_read_begin inside a transaction");
	if (!store_exec(st, "BEGIN", err))
		return false;
	st->reading = true;
	/* The state is pinned by the first read, not by BEGIN. */
	if (counter_get(st, COUNTER_FACTS, &pinned, err))
		return true;
	store_read_end(st);
	return false;
}

void
store_read_end(struct store *st)
{
	if (st->reading)
		tx_roll_back(st);
	st->reading = false;
}

/* ---- small state ---- */

static bool
state_get(struct store *st, const char *name, struct query *q, bool *found,
    struct err *err)
{
	if (!query_open(q, st, STMT_STATE_GET, err))
		return false;
	bind_text(q, name);
	return query_row(q, found, err);
}

bool
counter_get(
    struct store *st, enum store_counter c, int64_t *out, struct err *err)
{
	struct query q;
	bool found;

	*out = 0;
	if (!state_get(st, counter_names[c], &q, &found, err))
		return false;
	if (found)
		*out = read_int(&q);
	query_close(&q);
	return true;
}

bool
counter_put(
    struct store *st, enum store_counter c, int64_t value, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_STATE_PUT, err))
		return false;
	bind_text(&q, counter_names[c]);
	bind_int(&q, value);
	return query_run(&q, err);
}

bool
counter_next(
    struct store *st, enum store_counter c, int64_t *out, struct err *err)
{
	if (!counter_get(st, c, out, err))
		return false;
	return counter_put(st, c, ++*out, err);
}

bool
store_facts_version(struct store *st, int64_t *out, struct err *err)
{
	return counter_get(st, COUNTER_FACTS, out, err);
}

bool
store_currency(struct store *st, struct currency *out, struct err *err)
{
	struct query q;
	bool found;

	*out = (struct currency){ .digits = STORE_NO_MONEY_DIGITS };
	if (!state_get(st, "currency", &q, &found, err))
		return false;
	if (found) {
		struct slice code = read_bytes(&q);
		if (code.len == 3)
			memcpy(out->code, code.p, 3);
		query_close(&q);
	}
	if (!state_get(st, "currency_digits", &q, &found, err))
		return false;
	if (found) {
		int64_t digits = read_int(&q);
		query_close(&q);
		if (digits >= 0 && digits <= 4)
			out->digits = (int)digits;
	}
	return true;
}

static bool
write_currency(struct store *st, const struct currency *c, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_STATE_PUT, err))
		return false;
	bind_text(&q, "currency");
	bind_text(&q, c->code);
	if (!query_run(&q, err) || !query_open(&q, st, STMT_STATE_PUT, err))
		return false;
	bind_text(&q, "currency_digits");
	bind_int(&q, c->digits);
	return query_run(&q, err);
}

bool
store_set_currency(struct store *st, const struct currency *c, struct err *err)
{
	struct currency old;
	struct tx tx;

	if (!tx_begin(&tx, st, err))
		return false;
	bool ok = store_currency(st, &old, err);
	if (ok && old.code[0] != '\0' && strcmp(old.code, c->code) != 0)
		ok = err_set(err, ERR_INPUT,
		    "the store '%s' holds amounts in %s, so it cannot take "
		    "%s; use another store for them",
		    st->path, old.code, c->code);
	if (ok && old.code[0] == '\0')
		ok = write_currency(st, c, err);
	return tx_end(&tx, ok, err);
}

bool
store_sizes(struct store *st, struct store_sizes *out, struct err *err)
{
	struct query q;
	bool row;

	*out = (struct store_sizes){ 0 };
	if (!query_open(&q, st, STMT_SIZES, err) || !query_row(&q, &row, err))
		return false;
	if (row) {
		out->products = read_int(&q);
		out->customers = read_int(&q);
		out->orders = read_int(&q);
		out->orders_counted = read_int(&q);
		out->lines = read_int(&q);
		out->imports = read_int(&q);
		out->bundles = read_int(&q);
		out->thresholds = read_int(&q);
		out->decisions = read_int(&q);
	}
	query_close(&q);
	return true;
}
