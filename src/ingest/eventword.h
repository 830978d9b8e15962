/*
 * eventword - the words that shops and trackers use for what a customer did
 * with a product.
 */
#ifndef ENDCAP_INGEST_EVENTWORD_H
#define ENDCAP_INGEST_EVENTWORD_H

#include "base/batch.h"
#include "base/str.h"

/* Compared like header names; false, leaving *out alone, for other words. */
bool eventword_parse(struct slice word, enum batch_event_kind *out);

/* Is it a word for something else that such logs hold: a search, a session, a
 * product taken out of the cart? */
bool eventword_is_other(struct slice word);

#endif
