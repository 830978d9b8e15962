/*
 * notation - how a file writes its dates and amounts.
 *
 * "1/12/2010" is the first of December or the twelfth of January, "1,234" is
 * a little more than one or a thousand: one value cannot tell, the whole
 * column can. The columns vote: 13/1 for day before month, 12.50 for a point.
 * What the user or the dialect says is not put to the vote; what stays
 * undecided although it matters is an error that names the option.
 *
 * A discount of 0.2 is twenty cents or a fifth: in a hand-made table whose
 * discounts are all below one it is a share, under a name with a percent sign
 * it is that many percent.
 */
#ifndef ENDCAP_INGEST_NOTATION_H
#define ENDCAP_INGEST_NOTATION_H

#include "base/date.h"
#include "base/err.h"
#include "base/money.h"
#include "base/progress.h"
#include "ingest/dialect.h"

enum notation_discount {
	NOTATION_AMOUNT,
	NOTATION_SHARE, /* 0.2: a fifth of the line's value */
	NOTATION_PERCENT, /* 20: the same */
};

struct notation {
	enum notation_discount discount;
	enum date_order date_order; /* UNKNOWN going in: find it */
	char decimal; /* '.' or ','; 0 going in: find it */
	/* Code "" going in: taken from signs or codes beside the amounts, and
	 * left "" when there are none. */
	struct currency currency;
};

/*
 * Reads as much of the file as it takes: the first 10,000 rows, and on to the
 * end only where those do not decide, which may be stopped (ERR_STOPPED).
 * 'sample' gives the header for messages.
 */
bool notation_find(const char *path, const struct csvfile_options *options,
    const struct sample *sample, const struct dialect_match *match,
    const struct progress *progress, struct notation *notation,
    struct err *err);

/* What one amount says about the decimal mark: '.' or ',', 0 for nothing, '?'
 * when both readings are possible ("1,234"). */
char notation_decimal_hint(struct slice amount);

#endif
