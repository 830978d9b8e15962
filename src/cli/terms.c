/*
 * Each option is read into its place; "none" takes a day or a margin away.
 */
#include "cli/terms.h"

#include "base/date.h"
#include "base/num.h"
#include "decide/offer.h"

static bool
read_day(const struct cli *c, enum option_id option, int32_t none, int32_t *out,
    struct err *err)
{
	const char *text = c->opt->text[option];
	int64_t time;
	int32_t offset;

	if (strcmp(text, "none") == 0) {
		*out = none;
		return true;
	}
	if (!date_parse(slice_of(text), DATE_ORDER_YMD, &time, &offset))
		return err_set(err, ERR_USAGE,
		    "--%s takes a day like 2026-12-01, or none, not '%s'",
		    option_row(option)->name, text);
	*out = date_day_of(time);
	return true;
}

static bool
read_combine(const struct cli *c, bool *alone, struct err *err)
{
	const char *text = c->opt->text[OPT_COMBINE];

	*alone = strcmp(text, "no") == 0;
	return *alone || strcmp(text, "yes") == 0 ||
	    err_set(
		err, ERR_USAGE, "--combine takes yes or no, not '%s'", text);
}

static bool
read_margin(const struct cli *c, int64_t *out, struct err *err)
{
	double percent = 0;
	const char *text = c->opt->text[OPT_MIN_MARGIN];

	if (strcmp(text, "none") != 0 &&
	    (!num_parse_percent(slice_of(text), &percent) || percent <= 0 ||
		percent > 100))
		return err_set(err, ERR_USAGE,
		    "--min-margin takes a percent above 0, or none, not '%s'",
		    text);
	*out = offer_percent(percent);
	return true;
}

bool
terms_apply(const struct cli *c, struct terms t, bool *changed, struct err *err)
{
	const bool *given = c->opt->given;

	*changed |= given[OPT_STARTS] || given[OPT_ENDS] ||
	    given[OPT_PRIORITY] || given[OPT_COMBINE] || given[OPT_MIN_MARGIN];
	if (given[OPT_PRIORITY])
		*t.priority = c->opt->count[OPT_PRIORITY];
	return (!given[OPT_STARTS] ||
		   read_day(c, OPT_STARTS, OFFER_NO_START, t.starts, err)) &&
	    (!given[OPT_ENDS] ||
		read_day(c, OPT_ENDS, OFFER_NO_END, t.ends, err)) &&
	    (!given[OPT_COMBINE] || read_combine(c, t.alone, err)) &&
	    (!given[OPT_MIN_MARGIN] || read_margin(c, t.min_margin, err));
}

void
terms_add_words(struct terms t, struct str *out)
{
	if (*t.starts != OFFER_NO_START) {
		str_add(out, "; from ");
		date_add_day(out, *t.starts);
	}
	if (*t.ends != OFFER_NO_END) {
		str_add(out, "; until ");
		date_add_day(out, *t.ends);
	}
	if (*t.alone)
		str_add(out, "; combines with no other discount");
	if (*t.min_margin > 0) {
		str_add(out, "; leaves at least ");
		num_add_double(
		    out, (double)*t.min_margin / (double)OFFER_PERCENT_UNIT);
		str_add(out, " % margin");
	}
}
