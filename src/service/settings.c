/*
 * Settings are numbers in a table; the store keeps the changed ones as text
 * under their keys. Reading is forgiving (a bad kept value is the default),
 * writing is strict, and an action of the history.
 */
#include "service/settings.h"

#include "base/mem.h"
#include "base/near.h"
#include "base/near.h"
#include "base/num.h"
#include "decide/basis.h"
#include "service/listing.h"
#include "store/store_history.h"
#include "store/store_settings.h"

static const struct setting_row rows[SETTING_COUNT] = {
#define X(id, k, i, lo, hi, d, o, s, u, h) \
	[id] = {                           \
		.key = k,                  \
		.initial = i,              \
		.min = lo,                 \
		.max = hi,                 \
		.decimals = d,             \
		.origin = o,               \
		.stale = s,                \
		.unit = u,                 \
		.help = h,                 \
	},
	SETTINGS(X)
#undef X
};

const struct setting_row *
setting_row(enum setting_id id)
{
	return &rows[id];
}

bool
setting_find(const char *key, enum setting_id *id, struct err *err)
{
	struct near near = near_begin(slice_of(key));

	for (int i = 0; i < SETTING_COUNT; i++) {
		if (strcmp(rows[i].key, key) == 0) {
			*id = (enum setting_id)i;
			return true;
		}
		near_offer(&near, slice_of(rows[i].key));
	}
	if (near.best.len > 0)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no setting '%s'; did you mean '%.*s'?", key,
		    (int)near.best.len, near.best.p);
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

/* Reads the text into *value; the default when it is empty. */
static bool
read_value(enum setting_id id, const char *text, double *value, struct err *err)
{
	const struct setting_row *row = &rows[id];
	struct slice typed = slice_trim(slice_of(text));

	*value = row->initial;
	if (typed.len > 0 && !num_parse_percent(typed, value))
		return err_set(err, ERR_INPUT, "'%s' is not a number for '%s'",
		    text, row->key);
	return in_range(row, *value) ||
	    err_set(err, ERR_INPUT,
		"'%s' is out of range for '%s'; it goes from %.10g to %.10g",
		text, row->key, row->min, row->max);
}

bool
settings_set(struct store *st, struct settings *s, enum setting_id id,
    const char *text, struct str *said, struct err *err)
{
	struct settings next = *s;
	struct str kept = STR_INIT, label = STR_INIT;
	bool ok = false;

	if (!read_value(id, text, &next.value[id], err))
		goto out;
	next.changed[id] = slice_trim(slice_of(text)).len > 0;
	settings_add_value(&next, id, &kept);
	/* What is kept counts, for this session too. */
	if (!num_parse_double(slice_str(&kept), &next.value[id]))
		BUG("a printed number is none");
	str_addf(&label, "setting '%s': ", rows[id].key);
	settings_add_value(s, id, &label);
	str_addf(&label, " to %s", kept.p);
	ok = store_action_begin(st, label.p, err) &&
	    store_setting_set(
		st, rows[id].key, next.changed[id] ? kept.p : NULL, err) &&
	    store_action_commit(st, NULL, err);
	if (ok) {
		*s = next;
		if (said != NULL)
			str_add_slice(said, slice_str(&label));
	}
out:
	store_action_rollback(st);
	str_release(&kept);
	str_release(&label);
	return ok;
}

void
settings_add_value(
    const struct settings *s, enum setting_id id, struct str *out)
{
	num_add_double(out, s->value[id]);
}

/* ---- for people ---- */

const char *
settings_basis(const struct settings *s, enum setting_id id)
{
	switch (rows[id].origin) {
	case ORIGIN_ASSUMED:
		return basis_name(
		    s->changed[id] ? BASIS_ESTIMATED : BASIS_ASSUMED);
	case ORIGIN_READ:
		return basis_name(
		    s->value[id] > 0 ? BASIS_ESTIMATED : BASIS_MEASURED);
	case ORIGIN_CHOICE:
		break;
	}
	return "choice";
}

static const struct {
	enum setting_stale bit;
	const char *words;
} stales[] = {
#define X(id, shift, w) { id, w },
	SETTING_STALES(X)
#undef X
};

void
setting_add_stale(enum setting_id id, struct str *out)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(stales); i++) {
		if (rows[id].stale & (unsigned)stales[i].bit)
			str_addf(
			    out, "%s%s", n++ > 0 ? ", " : "", stales[i].words);
	}
	if (n == 0)
		str_add(out, "new bundles");
}

/* clang-format off */
#define SETTING_COLUMNS(X) \
	X(COL_KEY,     "setting", "setting", CELL_TEXT,   COLUMN_FROZEN, 16, 1, "its key") \
	X(COL_VALUE,   "value",   "value",   CELL_NUMBER, 0, 8, 2, "in force") \
	X(COL_DEFAULT, "default", "default", CELL_NUMBER, 0, 8, 4, "when nobody changed it") \
	X(COL_UNIT,    "unit",    "unit",    CELL_TEXT,   0, 8, 5, "of the value") \
	X(COL_MEANING, "meaning", "meaning", CELL_TEXT,   0, 60, 3, "what it does") \
	X(COL_BASIS,   "basis",   "basis",   CELL_TEXT,   0, 9, 3, "assumed, estimated (yours), measured from the orders, or a choice") \
	X(COL_CHANGES, "changes", "changes", CELL_TEXT,   0, 20, 6, "what is computed again when it changes")
/* clang-format on */

enum setting_column {
	SETTING_COLUMNS(LISTING_COLUMN_ID) SETTING_COLUMN_COUNT
};

static const struct column columns[SETTING_COLUMN_COUNT] = { SETTING_COLUMNS(
    LISTING_COLUMN_ROW) };

struct setting_rows {
	struct settings settings;
	struct str text; /* the cell asked for last */
};

static void
text_cell(struct setting_rows *r, enum setting_id id,
    enum setting_column column, struct cell *out)
{
	switch ((int)column) {
	case COL_KEY:
		out->text = slice_of(rows[id].key);
		break;
	case COL_UNIT:
		out->text = slice_of(rows[id].unit);
		break;
	case COL_MEANING:
		out->text = slice_of(rows[id].help);
		break;
	case COL_BASIS:
		out->text = slice_of(settings_basis(&r->settings, id));
		break;
	default:
		str_clear(&r->text);
		setting_add_stale(id, &r->text);
		out->text = slice_str(&r->text);
		break;
	}
}

static void
setting_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct setting_rows *r = self;
	enum setting_id id = (enum setting_id)row;

	out->defined = true;
	if (column == COL_VALUE)
		out->number = r->settings.value[id];
	else if (column == COL_DEFAULT)
		out->number = rows[id].initial;
	else
		text_cell(r, id, (enum setting_column)column, out);
}

static void
setting_rows_free(void *self)
{
	struct setting_rows *r = self;

	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = setting_cell,
	.free = setting_rows_free,
};

void
settings_listing(const struct settings *s, struct listing *out)
{
	struct setting_rows *r = mem_zalloc(sizeof(*r));

	r->settings = *s;
	str_init(&r->text);
	listing_init(out, "settings", columns, SETTING_COLUMN_COUNT, &ops, r,
	    SETTING_COUNT, 2);
}
