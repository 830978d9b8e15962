/*
 * money - integer minor units with a currency.
 *
 * A value of money is int64_t in minor units (cents) of the store's one
 * currency; the currency travels beside it where values of two shops could
 * meet. Unit prices hold four decimals: int64_t ten-thousandths of the major
 * unit ("price4"), so that 0.0125 per piece is exact; a line's value is
 * rounded half up once, in money_line. Doubles appear only in projections.
 *
 * INT64_MIN means "not known" in columns of money (batch.h, sales.h): parsing
 * never gives it, and the conversions that cannot fail hand it on.
 * Amounts beyond the range stop at +-INT64_MAX there. 'digits' is 0 to 4.
 */
#ifndef ENDCAP_MONEY_H
#define ENDCAP_MONEY_H

#include "base/str.h"

struct currency {
	char code[4]; /* ISO 4217, "EUR" */
	int digits; /* decimals of the minor unit: 2, JPY 0, KWD 3 */
};

/* The currency of an ISO code (any case) or sign ("€", "$", "£"); false when
 * it is none. Codes not in the table but of three letters get 2 digits. */
bool money_currency(struct slice code_or_sign, struct currency *out);

/* May this code or sign stand for the currency? "$" does for Canadian dollars
 * too, "kr" for three crowns. */
bool money_written_as(struct slice code_or_sign, const struct currency *c);
/* What stands before or behind the number of an amount ("EUR", "$"), without
 * blanks; empty when there is nothing of the length of a sign or code. */
struct slice money_affix(struct slice amount);

/* Text to minor units, or to ten-thousandths with money_parse_price4: a number
 * as num_parse_decimal reads it, 'mark' being the decimal mark. A currency
 * sign or a code in use may stand before and after ("$12.50 USD", "12 kr"),
 * which the caller compares with its own by money_currency; blanks around are
 * ignored, a minus stands before the number or the currency. False when it is
 * no amount; *minor is untouched then. */
bool money_parse(struct slice s, char mark, int digits, int64_t *minor);
bool money_parse_price4(struct slice s, char mark, int64_t *price4);

/* quantity * price4 in minor units, half away from zero; false: overflow. */
bool money_line(int64_t quantity, int64_t price4, int digits, int64_t *minor);
/* The minor units of one piece, and back. */
int64_t money_from_price4(int64_t price4, int digits);
int64_t money_to_price4(int64_t minor, int digits);

/* minor * percent / 100, half away from zero. percent may hold decimals, of
 * which six count. */
int64_t money_percent(int64_t minor, double percent);
/* A projected amount in major units to minor units, half away from zero. */
int64_t money_round(double major, int digits);
double money_major(int64_t minor, int digits);
/* Splits total over n weights so that parts sum to total exactly; remainders
 * go to the largest fractions, then the earliest. All weights 0: equal;
 * negative ones count as 0. A part of weight 0 gets nothing otherwise. */
void
money_allocate(int64_t total, const int64_t *weights, size_t n, int64_t *parts);

/* Appends for programs: "-1234.50", digits decimals, no grouping. */
void money_add_plain(struct str *out, int64_t minor, int digits);
/* The same for a price: "12.50", with four decimals where it needs them. */
void money_add_price4(struct str *out, int64_t price4, int digits);
/* Appends for people: "1,234.50"; short form: "412", "1.2k", "3.4M", "1.2B",
 * "1.2T", signed "+1.9k" (zero has no sign). major must be finite. */
void money_add_grouped(struct str *out, int64_t minor, int digits);
void money_add_short(struct str *out, double major, bool always_sign);

#endif
