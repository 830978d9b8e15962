/*
 * status - the words that shops use for the state of an order.
 */
#ifndef ENDCAP_INGEST_STATUS_H
#define ENDCAP_INGEST_STATUS_H

#include "base/batch.h"
#include "base/str.h"

/* Compared like header names; false, leaving *out alone, for unknown words.
 * WooCommerce's "wc-" before a word does not matter. */
bool status_of_word(struct slice word, enum order_status *out);

#endif
