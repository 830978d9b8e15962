/*
 * Settings are numbers in a table; the store keeps the changed ones as text
 * under their keys. Reading is forgiving (a bad kept value is the default),
 * writing is strict.
 */
#include "service/settings.h"

#include "base/num.h"
#include "store/store_settings.h"

static const struct setting_row rows[SETTING_COUNT] = {
#define X(id, k, i, lo, hi, d, s, u, h) \
	[id] = {                        \
		.key = k,               \
		.initial = i,           \
		.min = lo,              \
		.max = hi,              \
		.decimals = d,          \
		.stale = s,             \
		.unit = u,              \
		.help = h,              \
	},
	SETTINGS(X)
#undef X
};

const struct setting_row *
setting_row(enum setting_id id)
{
	return &rows[id];
}

static size_t
common_prefix(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] != '\0' && a[n] == b[n])
		n++;
	return n;
}

bool
setting_find(const char *key, enum setting_id *id, struct err *err)
{
	size_t best = 0;
	int nearest = 0;

	for (int i = 0; i < SETTING_COUNT; i++) {
		size_t shared = common_prefix(rows[i].key, key);
		if (strcmp(rows[i].key, key) == 0) {
			*id = (enum setting_id)i;
			return true;
		}
		if (shared > best) {
			best = shared;
			nearest = i;
		}
	}
	if (best >= 3)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no setting '%s'; did you mean '%s'?", key,
		    rows[nearest].key);
	return err_set(err, ERR_NOT_FOUND,
	    "there is no setting '%s'; 'endcap settings' lists them", key);
}

void
settings_defaults(struct settings *out)
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		out->value[i] = rows[i].initial;
		out->changed[i] = false;
	}
}

static bool
in_range(const struct setting_row *row, double value)
{
	return value >= row->min && value <= row->max;
}

bool
settings_load(struct store *st, struct settings *out, struct err *err)
{
	struct str text = STR_INIT;
	bool ok = true;

	settings_defaults(out);
	for (int i = 0; i < SETTING_COUNT && ok; i++) {
		bool found = false;
		double value;
		str_clear(&text);
		ok = store_setting_get(st, rows[i].key, &text, &found, err);
		if (ok && found && num_parse_double(slice_str(&text), &value) &&
		    in_range(&rows[i], value)) {
			out->value[i] = value;
			out->changed[i] = true;
		}
	}
	str_release(&text);
	return ok;
}

bool
settings_set(struct store *st, struct settings *s, enum setting_id id,
    const char *text, struct err *err)
{
	const struct setting_row *row = &rows[id];
	struct slice typed = slice_trim(slice_of(text));
	struct str kept = STR_INIT;
	double value = row->initial;
	bool ok;

	if (typed.len > 0 && !num_parse_percent(typed, &value))
		return err_set(err, ERR_INPUT, "'%s' is not a number for '%s'",
		    text, row->key);
	if (!in_range(row, value))
		return err_set(err, ERR_INPUT,
		    "'%s' is out of range for '%s'; it goes from %.10g to "
		    "%.10g",
		    text, row->key, row->min, row->max);
	s->value[id] = value;
	s->changed[id] = typed.len > 0;
	settings_add_value(s, id, &kept);
	ok =
	    store_setting_set(st, row->key, typed.len > 0 ? kept.p : NULL, err);
	str_release(&kept);
	return ok;
}

void
settings_add_value(
    const struct settings *s, enum setting_id id, struct str *out)
{
	num_add_double(out, s->value[id]);
}
