/*
 * inputs - what a projection rests on, as a table.
 *
 * Every number that went in, with its basis (measured, estimated, assumed)
 * and its meaning. The rows come from projection_rows or threshold_rows:
 *
 *	n = threshold_rows(&lab->inputs, rows);
 *	inputs_listing(rows, n, digits, &l);
 */
#ifndef ENDCAP_INPUTS_H
#define ENDCAP_INPUTS_H

#include "decide/basis.h"
#include "service/listing.h"

/* Copies the rows; 'digits' of the currency. */
void inputs_listing(
    const struct basis_row *rows, size_t n, int digits, struct listing *out);

#endif
