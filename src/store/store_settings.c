/*
 * store_settings - how it works: a row a setting; no row is the default.
 */
#include "store/store_settings.h"

#include "store/store_internal.h"

bool
store_setting_get(struct store *st, const char *key, struct str *value,
    bool *found, struct err *err)
{
	struct query q;

	*found = false;
	if (!query_open(&q, st, STMT_SETTING_GET, err))
		return false;
	bind_text(&q, key);
	if (!query_row(&q, found, err))
		return false;
	if (*found)
		str_add_slice(value, read_bytes(&q));
	query_close(&q);
	return true;
}

bool
store_setting_set(
    struct store *st, const char *key, const char *value, struct err *err)
{
	struct query q;
	struct tx tx;

	if (!tx_begin(&tx, st, err))
		return false;
	bool ok = query_open(
	    &q, st, value != NULL ? STMT_SETTING_PUT : STMT_SETTING_DROP, err);
	if (ok) {
		bind_text(&q, key);
		if (value != NULL)
			bind_text(&q, value);
		ok = query_run(&q, err);
	}
	return tx_end(&tx, ok, err);
}

bool
store_settings_each(
    struct store *st, store_setting_fn *each, void *arg, struct err *err)
{
	struct arena text = { 0 };
	struct query q;
	bool row = false, ok;

	if (!query_open(&q, st, STMT_SETTINGS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		const char *key = read_text(&q, &text);
		const char *value = read_text(&q, &text);
		if (!each(arg, key, value))
			break;
	}
	query_close(&q);
	arena_release(&text);
	return ok;
}
