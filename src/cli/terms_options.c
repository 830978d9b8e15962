/*
 * Each option is read into its place; "none" takes a day or a margin away.
 */
#include "cli/terms_options.h"

#include "decide/offer.h"

/* What is wrong with an option's value is wrong usage. */
static bool
as_usage(bool read, enum option_id option, struct err *why, struct err *err)
{
	return read ||
	    err_set(err, ERR_USAGE, "--%s: %s", option_row(option)->name,
		why->text);
}

static bool
read_day(const struct cli *c, enum option_id option, int32_t none, int32_t *out,
    struct err *err)
{
	struct err why = ERR_INIT;

	return as_usage(
	    terms_parse_day(slice_of(c->opt->text[option]), none, out, &why),
	    option, &why, err);
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
	struct err why = ERR_INIT;

	return as_usage(terms_parse_margin(
			    slice_of(c->opt->text[OPT_MIN_MARGIN]), out, &why),
	    OPT_MIN_MARGIN, &why, err);
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
