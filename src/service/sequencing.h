/*
 * sequencing - who buys what first, for the pairs of a view.
 *
 * What is counted (mining/sequence.h) are the pairs of the view whose relation
 * the order of purchases can change. That takes all orders, so it is kept in
 * the store beside the pairs: a list of one product's partners is there
 * without reading an order.
 */
#ifndef ENDCAP_SEQUENCING_H
#define ENDCAP_SEQUENCING_H

#include "service/view.h"

/* Fills v->sequences; the view must hold sales and pairs. */
bool sequencing_count(
    struct view *v, int threads, const struct progress *pg, struct err *err);

/* Keeps them as those of all orders. */
bool sequencing_save(struct store *st, const struct view *v, struct err *err);
/* Fills v->sequences from the store. *found is false, and nothing filled, when
 * none are kept of these orders. */
bool
sequencing_load(struct store *st, struct view *v, bool *found, struct err *err);

#endif
