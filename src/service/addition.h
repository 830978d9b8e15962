/*
 * addition - what to add to a bundle or a cart: the products that go best
 * with all of it (mining/cart.h), without what is not to be offered.
 *
 * Left out are products that are not active, and those that a merchandiser
 * rejected together with one of the given. Making it takes some milliseconds
 * a million pairs, asking it well under one.
 */
#ifndef ENDCAP_ADDITION_H
#define ENDCAP_ADDITION_H

#include "mining/cart.h"
#include "service/view.h"

struct addition {
	struct view *v; /* shared */
	struct cart_model model;
};

/* The view must hold pairs. False with err leaves *out empty. */
bool addition_init(struct addition *out, struct view *v, struct err *err);
void addition_release(struct addition *ad);

/* The best 'limit' products to add to these, best first; *found of them are
 * in out. Items are distinct product indices. */
bool addition_best(const struct addition *ad, const uint32_t *items, size_t n,
    struct cart_item *out, size_t limit, size_t *found, struct err *err);

/* The score of every product for these into score[products]; what is not to be
 * offered, the given ones and what nobody bought get -INFINITY. */
bool addition_scores(const struct addition *ad, const uint32_t *items, size_t n,
    double *score, struct err *err);

#endif
