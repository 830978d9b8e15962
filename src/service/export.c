/*
 * The registry and what all formats share. Bytes are counted on their way to
 * the sink, so that a dry run can say how much would be written.
 */
#include "service/export.h"

#include "base/date.h"
#include "base/num.h"
#include "decide/offer.h"
#include "service/export_internal.h"

static const struct export_row registry[] = {
	{
	    .what = "bundles",
	    .format = "csv",
	    .help = "a row per item of every bundle",
	    .parts = VIEW_PRODUCTS,
	    .write = export_bundles_csv,
	},
	{
	    .what = "bundles",
	    .format = "json",
	    .help = "an object per bundle with its items",
	    .parts = VIEW_PRODUCTS,
	    .write = export_bundles_json,
	},
	{
	    .what = "thresholds",
	    .format = "csv",
	    .help = "a row per order threshold",
	    .parts = VIEW_PRODUCTS,
	    .write = export_thresholds_csv,
	},
	{
	    .what = "thresholds",
	    .format = "json",
	    .help = "an object per order threshold",
	    .parts = VIEW_PRODUCTS,
	    .write = export_thresholds_json,
	},
	{
	    .what = "pairs",
	    .format = "csv",
	    .help = "a row per pair, best first",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_pairs_csv,
	},
	{
	    .what = "pairs",
	    .format = "json",
	    .help = "an object per pair, best first",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_pairs_json,
	},
	{
	    .what = "complements",
	    .format = "csv",
	    .help = "what to show beside each product",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_complements_csv,
	},
	{
	    .what = "complements",
	    .format = "json",
	    .help = "what to show beside each product",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_complements_json,
	},
};

const struct export_row *
export_row(size_t i)
{
	return i < ARRAY_LEN(registry) ? &registry[i] : NULL;
}

/* Is there an earlier row with the same thing? */
static bool
is_repeated(size_t row)
{
	for (size_t i = 0; i < row; i++) {
		if (strcmp(registry[i].what, registry[row].what) == 0)
			return true;
	}
	return false;
}

static bool
refuse_what(const char *what, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(registry); i++) {
		if (!is_repeated(i))
			str_addf(&known, "%s%s", known.len > 0 ? ", " : "",
			    registry[i].what);
	}
	err_set(err, ERR_USAGE, "there is no export '%s'; there are %s", what,
	    known.p);
	str_release(&known);
	return false;
}

static bool
refuse_format(
    const char *what, const char *format, const char *known, struct err *err)
{
	return err_set(err, ERR_USAGE,
	    "'%s' cannot be exported as '%s'; its formats are %s", what, format,
	    known);
}

const struct export_row *
export_find(const char *what, const char *format, struct err *err)
{
	struct str known = STR_INIT;
	const struct export_row *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN(registry); i++) {
		if (strcmp(registry[i].what, what) != 0)
			continue;
		str_addf(&known, "%s%s", known.len > 0 ? ", " : "",
		    registry[i].format);
		if (strcmp(registry[i].format, format) == 0)
			found = &registry[i];
	}
	if (found == NULL && known.len == 0)
		refuse_what(what, err);
	else if (found == NULL)
		refuse_format(what, format, known.p, err);
	str_release(&known);
	return found;
}

struct counter {
	const struct listing_sink *sink;
	int64_t bytes;
};

static bool
count_bytes(void *arg, struct slice bytes, struct err *err)
{
	struct counter *c = arg;

	c->bytes += (int64_t)bytes.len;
	return c->sink->write(c->sink->arg, bytes, err);
}

bool
export_write(const struct export_row *row, const struct export_job *job,
    const struct listing_sink *sink, struct export_size *size, struct err *err)
{
	struct counter counter = { .sink = sink };
	struct listing_sink counted = { count_bytes, &counter };
	int64_t n = 0;

	if (!row->write(job, &counted, &n, err))
		return false;
	*size = (struct export_size){ .rows = n, .bytes = counter.bytes };
	return true;
}

bool
export_listing(struct listing *l, enum listing_format format,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	bool ok = listing_write(l, format, sink, err);

	*rows = (int64_t)l->rows;
	listing_release(l);
	return ok;
}

/* ---- spelling ---- */

void
export_add_value(const char *kind, int64_t value, int digits, struct str *out)
{
	if (strcmp(kind, "percent") == 0)
		num_add_double(out, (double)value / (double)OFFER_PERCENT_UNIT);
	else if (strcmp(kind, "amount") == 0 || strcmp(kind, "price") == 0)
		money_add_plain(out, value, digits);
}

void
export_add_day(int32_t day, struct str *out)
{
	if (day != STORE_NO_START && day != STORE_NO_END)
		date_add_day(out, day);
}

void
export_add_price4(int64_t price4, int digits, struct str *out)
{
	if (price4 != SALES_UNKNOWN)
		money_add_price4(out, price4, digits);
}
