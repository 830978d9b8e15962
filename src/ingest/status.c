/*
 * One row of words per status. Paid in part, shipped in part and refunded in
 * part are orders that were placed.
 */
#include "ingest/status.h"

#include "ingest/header.h"

static const char *const words[] = {
	[STATUS_PLACED] =
	    "placed|paid|complete|completed|processing|shipped|"
	    "partially_shipped|delivered|fulfilled|partially_fulfilled|"
	    "unfulfilled|closed|done|invoiced|success|successful|captured|"
	    "partially_paid|partially_refunded|new|open|confirmed|approved|"
	    "ready|picked_up|sold",
	[STATUS_PENDING] =
	    "pending|pending_payment|on_hold|onhold|holded|authorized|"
	    "authorised|awaiting_payment|awaiting_fulfillment|"
	    "awaiting_shipment|awaiting_pickup|unpaid|payment_review|"
	    "manual_verification_required",
	[STATUS_CANCELLED] = "cancelled|canceled|cancel",
	[STATUS_VOIDED] = "voided|void|expired",
	[STATUS_FAILED] = "failed|declined|rejected|fraud|suspected_fraud",
	[STATUS_DRAFT] =
	    "draft|checkout_draft|auto_draft|incomplete|abandoned|trash",
	[STATUS_REFUNDED] = "refunded|fully_refunded|chargeback|disputed",
	[STATUS_RETURN] = "return|returned|credit|credit_note|credit_memo",
};

_Static_assert(ARRAY_LEN(words) == STATUS_COUNT, "words for each status");

bool
status_of_word(struct slice word, enum order_status *out)
{
	if (slice_starts(word, "wc-"))
		word = slice_bytes(word.p + 3, word.len - 3);
	for (size_t i = 0; i < STATUS_COUNT; i++)
		if (header_is_one_of(word, words[i])) {
			*out = (enum order_status)i;
			return true;
		}
	return false;
}
