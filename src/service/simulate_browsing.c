/*
 * A visit is one hour in which a customer looks at a few products, each once
 * or twice. Two in three who buy were seen looking; one in three orders brings
 * somebody else who looks and does not buy, and comes back another day.
 */
#include "service/simulate_browsing.h"

#include "base/date.h"
#include "base/random.h"
#include "service/simulate_catalogue.h"

enum {
	STREAM_SEEN = 2101,
	STREAM_VISIT,
	STREAM_OTHER,
	SEEN_PERCENT = 66,
	CART_PERCENT = 70, /* of what is bought */
	OTHER_PERCENT = 33,
	LEFT_PERCENT = 30, /* carts, of what is not bought */
	WISH_PERCENT = 10,
	AGAIN_PERCENT = 45, /* who look again a day or two later */
	MOST_LOOKS = 3,
	HOUR = 3600,
};

static int
below(const struct simulation *sim, int stream, int64_t order, uint64_t j,
    int limit)
{
	return (int)(random_unit(
			 sim->opt->seed, (uint64_t)stream, (uint64_t)order, j) *
	    limit);
}

void
browsing_add_customer(struct simulate_csv *f, int32_t customer)
{
	char id[24];

	(void)snprintf(id, sizeof(id), "C%05d", (int)customer + 1);
	simulate_csv_text(f, id);
}

bool
browsing_write_header(struct simulation *sim, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_EVENTS];

	simulate_csv_raw(f, "customer_id,sku,event,time");
	return simulate_csv_end_row(f, err);
}

static bool
write_event(struct simulation *sim, int32_t customer, size_t product,
    const char *event, int64_t time, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_EVENTS];
	struct str when = STR_INIT;
	size_t n;

	browsing_add_customer(f, customer);
	simulate_csv_text(f, catalogue_products(&n)[product].sku);
	simulate_csv_text(f, event);
	date_add_time(&when, time);
	simulate_csv_slice(f, slice_str(&when));
	str_release(&when);
	return simulate_csv_end_row(f, err);
}

/* The hour before the order. */
static bool
write_bought(struct simulation *sim, int64_t order, const struct cart *cart,
    struct err *err)
{
	for (size_t i = 0; i < cart->n; i++) {
		int64_t time = cart->time - HOUR +
		    below(sim, STREAM_SEEN, order, 3 * i + 1, HOUR / 2);

		if (!write_event(sim, cart->customer, cart->line[i].product,
			"view", time, err))
			return false;
		if (below(sim, STREAM_SEEN, order, 3 * i + 2, 100) <
			CART_PERCENT &&
		    !write_event(sim, cart->customer, cart->line[i].product,
			"cart", time + 60, err))
			return false;
	}
	return true;
}

static bool
write_look(struct simulation *sim, int64_t order, uint64_t i, int32_t who,
    int64_t time, struct err *err)
{
	size_t n, product;
	int u = below(sim, STREAM_VISIT, order, 8 * i + 1, 100);

	(void)catalogue_products(&n);
	product = (size_t)below(sim, STREAM_VISIT, order, 8 * i, (int)n);
	time += below(sim, STREAM_VISIT, order, 8 * i + 2, HOUR);
	if (!write_event(sim, who, product, "view", time, err))
		return false;
	if (u < LEFT_PERCENT + WISH_PERCENT &&
	    !write_event(sim, who, product, u < LEFT_PERCENT ? "cart" : "wish",
		time + 90, err))
		return false;
	if (below(sim, STREAM_VISIT, order, 8 * i + 3, 100) >= AGAIN_PERCENT)
		return true;
	time -= DATE_SECONDS_A_DAY *
	    (1 + below(sim, STREAM_VISIT, order, 8 * i + 4, 2));
	return write_event(sim, who, product, "view", time, err);
}

bool
browsing_write_order(struct simulation *sim, int64_t order,
    const struct cart *cart, int32_t other, struct err *err)
{
	uint64_t looks =
	    1 + (uint64_t)below(sim, STREAM_OTHER, order, 1, MOST_LOOKS);

	if (cart->customer != CART_GUEST &&
	    below(sim, STREAM_SEEN, order, 0, 100) < SEEN_PERCENT &&
	    !write_bought(sim, order, cart, err))
		return false;
	if (other == CART_GUEST ||
	    below(sim, STREAM_OTHER, order, 0, 100) >= OTHER_PERCENT)
		return true;
	for (uint64_t i = 0; i < looks; i++)
		if (!write_look(sim, order, i, other, cart->time, err))
			return false;
	return true;
}
