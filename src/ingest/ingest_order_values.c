/*
 * Values of an order as a whole (status, shipping, country). They may stand on
 * every row of an order or on its first alone; the first one given is kept.
 * The earliest date is kept, because later rows of an invoice may have been
 * added later.
 */
#include "ingest/ingest_internal.h"

#include "base/text.h"
#include "ingest/status.h"

enum {
	/* Lines between two places of one order that make it suspect of
	 * standing twice: no order is longer than this. */
	APART = 1000,
};

/* The first amount given for the order as a whole. */
static void
set_amount(struct ingest *in, const struct csvfile_row *row, enum role role,
    struct batch_order *order)
{
	int64_t *const slots[ROLE_COUNT] = {
		[ROLE_SHIPPING] = &order->shipping,
		[ROLE_SHIPPING_COST] = &order->shipping_cost,
		[ROLE_ORDER_DISCOUNT] = &order->discount,
		[ROLE_SUBTOTAL] =
		    &in->order_more[order - in->out->orders].subtotal,
		[ROLE_TAX] = &order->tax,
		[ROLE_TOTAL] = &order->total,
		[ROLE_REFUNDED] = &order->refunded,
	};
	int64_t amount = *slots[role];

	if (amount != BATCH_UNKNOWN)
		return;
	amount = ingest_optional_minor(in, row, role);
	/* Discounts and refunds are written with either sign. */
	if ((role == ROLE_ORDER_DISCOUNT || role == ROLE_REFUNDED) &&
	    amount < 0 && amount != BATCH_UNKNOWN)
		amount = -amount;
	*slots[role] = amount;
}

static void
set_status(
    struct ingest *in, const struct csvfile_row *row, struct batch_order *order)
{
	struct slice s = ingest_cell(in, row, ROLE_STATUS), cut;

	if (order->status != STATUS_PLACED || s.len == 0)
		return;
	if (status_of_word(s, &order->status))
		return;
	cut = text_prefix(s, 40);
	ingest_reject_field(in, row, ROLE_STATUS,
	    "status '%.*s' is not known: the order counts as placed",
	    (int)cut.len, cut.p);
}

static void
set_cancelled(struct batch_order *order, struct slice s)
{
	if (s.len > 0 && !header_is_one_of(s, "no|n|false|0"))
		order->status = STATUS_CANCELLED;
}

static void
set_word(struct ingest *in, const char **slot, struct slice s)
{
	if (*slot == NULL)
		*slot = ingest_text(in, s);
}

/* One value of the order as a whole. */
static void
set_order_value(struct ingest *in, const struct csvfile_row *row,
    enum role role, struct batch_order *order)
{
	struct slice s = ingest_cell(in, row, role);

	if (role == ROLE_STATUS)
		set_status(in, row, order);
	else if (role == ROLE_CANCELLED)
		set_cancelled(order, s);
	else if (role == ROLE_COUNTRY)
		set_word(in, &order->country, s);
	else if (role == ROLE_CHANNEL)
		set_word(in, &order->channel, s);
	else
		set_amount(in, row, role, order);
}

static void
set_customer(struct ingest *in, const struct csvfile_row *row, uint32_t o)
{
	struct batch_order *order = &in->out->orders[o];
	uint32_t customer;

	if (!ingest_customer(in, row, &customer) || customer == DICT_NONE)
		return;
	if (order->customer == BATCH_NONE) {
		order->customer = (int32_t)customer;
	} else if (order->customer != (int32_t)customer &&
	    !in->order_more[o].two_customers) {
		in->order_more[o].two_customers = true;
		in->notes[NOTE_TWO_CUSTOMERS]++;
	}
}

static void
set_time(struct ingest *in, uint32_t o)
{
	struct batch_order *order = &in->out->orders[o];

	if (order->time == in->time)
		return;
	if (!in->order_more[o].two_dates) {
		in->order_more[o].two_dates = true;
		in->notes[NOTE_TWO_DATES]++;
	}
	if (in->time < order->time) {
		order->time = in->time;
		order->offset = in->offset;
	}
}

/* Values of the order, where they differ from the row before. */
void
ingest_order_values(struct ingest *in, const struct csvfile_row *row,
    uint32_t o, bool same_order)
{
	struct batch_order *order = &in->out->orders[o];
	struct ingest_order *more = &in->order_more[o];

	if (more->last_line == 0)
		order->line = row->line;
	else if (!same_order && more->again == 0 &&
	    (in->dialect->quirks & DIALECT_CONTINUES))
		more->again = row->line;
	else if (row->line - more->last_line > APART)
		more->apart = true;
	more->apart = more->apart || more->again != 0;
	more->last_line = row->line;
	set_time(in, o);
	set_customer(in, row, o);
	for (size_t i = 0; i < in->n_order_roles; i++) {
		enum role role = in->order_roles[i];
		struct slice s = ingest_cell(in, row, role);

		if (!ingest_same_as_last(in, role, s) || !same_order)
			set_order_value(in, row, role, order);
	}
}
