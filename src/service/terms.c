/* terms - read and said in one way on the command line and on screen. */
#include "service/terms.h"

#include "base/date.h"
#include "base/num.h"
#include "decide/offer.h"

static bool
is_none(struct slice text)
{
	return text.len == 0 || slice_eq_c(text, "none");
}

bool
terms_parse_day(struct slice text, int32_t none, int32_t *out, struct err *err)
{
	int64_t time;
	int32_t offset;

	text = slice_trim(text);
	*out = none;
	if (is_none(text))
		return true;
	if (!date_parse(text, DATE_ORDER_YMD, &time, &offset))
		return err_set(err, ERR_INPUT,
		    "'%.*s' is no day; write it like 2026-12-01, or none",
		    (int)text.len, text.p);
	*out = date_day_of(time);
	return true;
}

bool
terms_parse_margin(struct slice text, int64_t *out, struct err *err)
{
	double percent = 0;

	text = slice_trim(text);
	if (!is_none(text) &&
	    (!num_parse_percent(text, &percent) || percent <= 0 ||
		percent > 100))
		return err_set(err, ERR_INPUT,
		    "'%.*s' is no margin; write a percent above 0, or none",
		    (int)text.len, text.p);
	*out = offer_percent(percent);
	return true;
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
