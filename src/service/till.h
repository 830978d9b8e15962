/*
 * till - a cart, priced with the offers that are live, and why.
 *
 *	struct till t;
 *	if (!till_ring(st, &(struct till_request){ .v = v, .today = today,
 *		.items = items, .n = n }, &t, err))
 *		return false;
 *	till_add_receipt(&t, &text);
 *	till_release(&t);
 *
 * The engine is the one behind every projection (decide/checkout.h). A bundle
 * that is being worked on may be rung up as if it were live.
 */
#ifndef ENDCAP_TILL_H
#define ENDCAP_TILL_H

#include "service/bundling.h"

struct till_request {
	struct view *v;
	int32_t today;
	/* Products and pieces; what else items hold is not looked at. */
	const struct store_bundle_item *items;
	size_t n;
	int64_t shipping; /* charged without any offer, minor units */
	const char *country; /* where the cart goes; NULL: not known */
	const struct store_bundle *plan; /* as if it were live; NULL: none */
};

struct till {
	struct view *v; /* shared */
	struct arena memory; /* of offers, lines and texts */
	const struct offer *offers;
	size_t n_offers;
	struct checkout *engine; /* owned */
	struct checkout_cart cart;
	struct checkout_result result;
	const char *left_out; /* offers that are live and cannot be made */
};

/* ERR_NOT_FOUND for a product that is gone, ERR_INPUT for one without a price;
 * *out is empty then. A plan that is no offer yet is left out. */
bool till_ring(struct store *st, const struct till_request *request,
    struct till *out, struct err *err);
void till_release(struct till *t);

/* The cart's lines, each with what is taken off it and by which offer; rows
 * are as the items. The till is borrowed. */
void till_listing(struct till *t, struct listing *out);
/* "goods 69.25   shipping 4.95   to pay 74.20", in one line. */
void till_add_sums(const struct till *t, struct str *out);
/* What each offer does, or why it does nothing, a sentence and '\n' each. */
void till_add_reasons(const struct till *t, struct str *out);
/* Lines, sums and reasons for people. */
void till_add_receipt(const struct till *t, struct str *out);

#endif
