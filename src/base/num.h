/*
 * num - strict parsing of numbers and checked 64-bit arithmetic.
 *
 * Parsers take the whole slice or nothing: no leading or trailing blanks, no
 * "12abc", no wrapping. They return false and leave *out alone when the text
 * is not such a number; the caller knows the file and the column and writes
 * the sentence.
 */
#ifndef ENDCAP_NUM_H
#define ENDCAP_NUM_H

#include "base/str.h"

/* 128 bits, for the product of two int64_t. gcc and clang have it. */
__extension__ typedef __int128 num_wide;

/* An optional sign and digits, within int64_t. */
bool num_parse_i64(struct slice s, int64_t *out);
/*
 * Decimal text to an integer scaled by 10^digits, digit by digit: "12.5" with
 * digits 2 is 1250. More decimals than digits round half away from zero.
 * 'mark' is '.' or ','; the other one (or a blank, ', U+2019, U+00A0, U+202F)
 * may group thousands: groups behind it have exactly three digits, all have
 * the same separator and the first does not begin with 0, so that "0,125" and
 * "12,5" are refused with the mark '.' instead of read a thousandfold. A sign
 * may lead; "(1.50)" is negative. ".5" is taken, "5." is not. Results lie
 * within -INT64_MAX..INT64_MAX.
 */
bool num_parse_decimal(struct slice s, int digits, char mark, int64_t *out);
/* Finite double, '.' as mark ("0.029", "1e-3"), of at most 63 bytes. */
bool num_parse_double(struct slice s, double *out);
/* "7%", "7 %", "7" -> 7.0; "0.5" -> 0.5. The sign is the caller's to limit. */
bool num_parse_percent(struct slice s, double *out);

/* Checked arithmetic: false on overflow, *out untouched. */
bool num_add(int64_t a, int64_t b, int64_t *out);
bool num_sub(int64_t a, int64_t b, int64_t *out);
bool num_mul(int64_t a, int64_t b, int64_t *out);
/* a * b / c, rounded half away from zero, without overflow in between. */
bool num_mul_div(int64_t a, int64_t b, int64_t c, int64_t *out);

/* Appends n, plain: -1204771. */
void num_add_i64(struct str *out, int64_t n);
/* Appends n with commas between thousands: 1,204,771. */
void num_add_grouped(struct str *out, int64_t n);
/* "1 order", "1,204 orders": the number with its noun. */
void
num_add_counted(struct str *out, int64_t n, const char *one, const char *many);
/* Appends in the form other programs read: "%.10g", never locale. */
void num_add_double(struct str *out, double x);

#endif
