/*
 * mailable - what is known of each customer beside the orders: consent, the
 * hold-out, returns that may be open, and the messages of the past.
 *
 *	mailable_load(st, &v->sales, today, &m, err);
 *	mailable_offer(&m, product_id);
 *	followup_pick(&v->sales, &q, m.person, ...);
 *	mailable_release(&m);
 */
#ifndef ENDCAP_MAILABLE_H
#define ENDCAP_MAILABLE_H

#include "base/sales.h"
#include "decide/followup.h"
#include "store/store_curation.h"
#include "store/store_customers.h"
#include "store/store_products.h"

struct mailable {
	const struct sales *sales; /* borrowed */
	struct store_customers people;
	struct store_contacts contacts;
	struct followup_person *person; /* of each customer of the sales */
	int64_t offer; /* product that 'offered' of them speaks of; 0: none */
};

/* Initialised here, owned by the caller, also on failure. */
bool mailable_load(struct store *st, const struct sales *s, int32_t today,
    struct mailable *out, struct err *err);
void mailable_release(struct mailable *m);

/* Only customers of this segment (audience.h); NULL: everybody. The sales must
 * be of all orders. */
bool mailable_narrow(struct mailable *m, struct store *st,
    const struct store_products *products, const char *segment,
    struct err *err);

/* From here on 'offered' of each person is about this product. */
void mailable_offer(struct mailable *m, int64_t product_id);

bool mailable_has_address(const struct mailable *m, size_t customer);

/* A customer of the sales; NULL: forgotten while the sales were looked at.
 * Borrowed. */
const struct store_customer *
mailable_customer(const struct mailable *m, size_t customer);

#endif
