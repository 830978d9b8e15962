/*
 * The sample shop: 20,000 carts (simulate_cart.h) at the times of a calendar
 * (simulate_calendar.h), bought by about 6,000 customers and by guests, then
 * written with what real exports hold besides: cancelled orders, returns, gift
 * cards, postage as a line, and rows that are wrong (simulate_traps.h).
 *
 * Who buys. A guest, a new customer, or somebody who ordered before: twice in
 * three times the customer of one of the last RECENT_ORDERS orders, which
 * those who order much are likely to be, else one of the last
 * RECENT_CUSTOMERS that came new. That gives a few customers with many orders
 * and many with one, as shops have them.
 *
 * The order-level columns stand on the first line of an order only.
 */
#include "service/simulate_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "service/simulate_browsing.h"
#include "service/simulate_calendar.h"
#include "service/simulate_cart.h"
#include "service/simulate_traps.h"

enum {
	ORDERS = 20000,
	BROWSED_ORDERS = 4000, /* the last of them: what came before is known */
	FIRST_ORDER_ID = 100001,
	RECENT_ORDERS = 6000,
	RECENT_CUSTOMERS = 2400,
	NOT_AGAIN = 60, /* the customers of so many last orders */
	GUEST_PERCENT = 15,
	NEW_PERCENT = 34, /* of the others */
	CANCELLED_PERMILLE = 20,
	PENDING_PERMILLE = 6,
	REFUNDED_PERMILLE = 5,
	RETURN_PERMILLE = 45,
	RETURN_ON_ORDER_PERMILLE = 7,
	GIFT_CARD_PERMILLE = 6,
	POSTAGE_PERMILLE = 1,
	RETURN_DAYS = 3, /* at least, */
	RETURN_DAYS_MORE = 21,
	GIFT_CARD = 5000,
};

enum stream {
	STREAM_WHO = 2001,
	STREAM_EARLIER,
	STREAM_STATUS,
	STREAM_RETURN,
	STREAM_EXTRA,
	STREAM_BROWSER,
};

/* A return document waiting for its day. */
struct return_due {
	int64_t time;
	int64_t order;
	int32_t customer;
	struct cart_line line;
};

struct shop {
	struct simulation *sim;
	struct simulate_csv *out; /* orders.csv */
	struct cart_maker *maker;
	struct calendar calendar;
	int32_t customers;
	int32_t *customer; /* per order so far */
	struct return_due *due; /* ascending by time */
	size_t n_due, cap_due;
};

static double
unit(const struct shop *s, enum stream stream, int64_t order, uint64_t j)
{
	return random_unit(
	    s->sim->opt->seed, (uint64_t)stream, (uint64_t)order, j);
}

static int
below(const struct shop *s, enum stream stream, int64_t order, uint64_t j,
    int limit)
{
	return (int)(unit(s, stream, order, j) * limit);
}

/* A number from the last 'window' of those below 'newest'. */
static int64_t
recent(const struct shop *s, int64_t order, int64_t newest, int64_t window)
{
	int64_t oldest = newest > window ? newest - window : 0;

	return oldest +
	    (int64_t)(unit(s, STREAM_EARLIER, order, 0) *
		(double)(newest - oldest));
}

/* Somebody who ordered before; CART_GUEST: there is nobody. */
static int32_t
earlier_customer(const struct shop *s, int64_t order)
{
	int64_t at;

	if (s->customers > 0 && below(s, STREAM_EARLIER, order, 1, 3) == 0)
		return (int32_t)recent(
		    s, order, s->customers, RECENT_CUSTOMERS);
	at = recent(s, order, order - NOT_AGAIN, RECENT_ORDERS);
	while (at > 0 && s->customer[at] == CART_GUEST)
		at--;
	return s->customer[at];
}

static void
choose_customer(struct shop *s, int64_t order, struct cart *cart)
{
	cart->customer = CART_GUEST;
	cart->first = false;
	if (below(s, STREAM_WHO, order, 0, 100) >= GUEST_PERCENT) {
		if (order > NOT_AGAIN &&
		    below(s, STREAM_WHO, order, 1, 100) >= NEW_PERCENT)
			cart->customer = earlier_customer(s, order);
		if (cart->customer == CART_GUEST) {
			cart->customer = s->customers++;
			cart->first = true;
		}
	}
	s->customer[order] = cart->customer;
}

static void
add_customer(struct simulate_csv *f, int32_t customer)
{
	if (customer == CART_GUEST)
		simulate_csv_blank(f);
	else
		browsing_add_customer(f, customer);
}

/* An order being written: its own columns stand on its first line. */
struct document {
	const char *id;
	const struct cart *cart;
	const char *status;
	bool begun; /* the first line is written */
};

struct sold {
	const char *sku;
	int quantity;
	int price; /* of one piece, cents */
};

static const char *
sku_of(size_t product)
{
	size_t n;

	return catalogue_products(&n)[product].sku;
}

static struct sold
sold_line(const struct cart_line *line)
{
	return (struct sold){
		.sku = sku_of(line->product),
		.quantity = line->quantity,
		.price = line->price,
	};
}

static void
add_head(struct simulate_csv *f, const struct document *doc)
{
	struct str when = STR_INIT;

	if (doc->begun) {
		simulate_csv_blank(f);
		simulate_csv_blank(f);
		return;
	}
	date_add_time(&when, doc->cart->time);
	simulate_csv_slice(f, slice_str(&when));
	add_customer(f, doc->cart->customer);
	str_release(&when);
}

static void
add_tail(struct simulate_csv *f, const struct document *doc)
{
	if (doc->begun) {
		simulate_csv_raw(f, ",,,,,");
		return;
	}
	if (doc->cart->discount > 0)
		simulate_csv_money(f, doc->cart->discount);
	else
		simulate_csv_blank(f);
	simulate_csv_money(f, doc->cart->shipping);
	simulate_csv_money(f, doc->cart->shipping_cost);
	simulate_csv_text(f, "EUR");
	simulate_csv_text(f, doc->status);
}

static bool
write_line(
    struct shop *s, struct document *doc, struct sold sold, struct err *err)
{
	struct simulate_csv *f = s->out;

	simulate_csv_text(f, doc->id);
	add_head(f, doc);
	simulate_csv_text(f, sold.sku);
	simulate_csv_int(f, sold.quantity);
	simulate_csv_money(f, sold.price);
	add_tail(f, doc);
	doc->begun = true;
	s->sim->counts.lines++;
	return simulate_csv_end_row(f, err);
}

static const char *
choose_status(const struct shop *s, int64_t order)
{
	int u = below(s, STREAM_STATUS, order, 0, 1000);

	if ((u -= CANCELLED_PERMILLE) < 0)
		return "cancelled";
	if ((u -= PENDING_PERMILLE) < 0)
		return "pending";
	if ((u -= REFUNDED_PERMILLE) < 0)
		return "refunded";
	return "placed";
}

/* A piece of one line comes back: later as a document of its own, or at once
 * as a negative line of the order. */
static bool
plan_return(
    struct shop *s, int64_t order, const struct cart *cart, struct err *err)
{
	size_t pick = (size_t)below(s, STREAM_RETURN, order, 1, (int)cart->n);
	int days =
	    RETURN_DAYS + below(s, STREAM_RETURN, order, 2, RETURN_DAYS_MORE);
	struct return_due due = {
		.time = cart->time + (int64_t)days * DATE_SECONDS_A_DAY,
		.order = order,
		.customer = cart->customer,
		.line = cart->line[pick],
	};
	void *grown = s->due;
	size_t at = s->n_due;

	if (!mem_try_reserve(&grown, &s->cap_due, s->n_due + 1, sizeof(*s->due),
		"returns", err))
		return false;
	s->due = grown;
	due.line.quantity = -1;
	for (; at > 0 && s->due[at - 1].time > due.time; at--)
		s->due[at] = s->due[at - 1];
	s->due[at] = due;
	s->n_due++;
	return true;
}

static bool
write_return(struct shop *s, const struct return_due *due, struct err *err)
{
	struct cart cart = { .time = due->time, .customer = due->customer };
	char id[24];
	struct document doc = { .id = id, .cart = &cart, .status = "return" };

	(void)snprintf(
	    id, sizeof(id), "R%lld", (long long)(FIRST_ORDER_ID + due->order));
	return write_line(s, &doc, sold_line(&due->line), err);
}

/* The return documents up to a time, in its order. */
static bool
write_returns(struct shop *s, int64_t until, struct err *err)
{
	size_t n = 0;

	while (n < s->n_due && s->due[n].time <= until)
		if (!write_return(s, &s->due[n++], err))
			return false;
	if (n > 0)
		memmove(s->due, s->due + n, (s->n_due - n) * sizeof(*s->due));
	s->n_due -= n;
	return true;
}

/* Lines that are no products: a gift card, postage typed in as a line. */
static bool
write_extras(
    struct shop *s, struct document *doc, int64_t order, struct err *err)
{
	struct sold card = {
		.sku = "GIFT-050", .quantity = 1, .price = GIFT_CARD
	};
	struct sold postage = {
		.sku = "POSTAGE", .quantity = 1, .price = CART_SHIPPING_FEE
	};
	int u = below(s, STREAM_EXTRA, order, 0, 1000);

	if ((u -= GIFT_CARD_PERMILLE) < 0)
		return write_line(s, doc, card, err);
	if ((u -= POSTAGE_PERMILLE) < 0)
		return write_line(s, doc, postage, err);
	return true;
}

/* Now and then a piece comes back, sometimes booked on the order itself. */
static bool
take_back(struct shop *s, struct document *doc, int64_t order, struct err *err)
{
	int u = below(s, STREAM_RETURN, order, 0, 1000);
	struct sold line = sold_line(&doc->cart->line[0]);

	line.quantity = -1;
	if (u < RETURN_ON_ORDER_PERMILLE)
		return write_line(s, doc, line, err);
	return u >= RETURN_PERMILLE || plan_return(s, order, doc->cart, err);
}

static bool
write_order(struct shop *s, int64_t order, struct cart *cart, struct err *err)
{
	char id[24];
	struct document doc = {
		.id = id, .cart = cart, .status = choose_status(s, order)
	};

	(void)snprintf(
	    id, sizeof(id), "%lld", (long long)(FIRST_ORDER_ID + order));
	for (size_t i = 0; i < cart->n; i++)
		if (!write_line(s, &doc, sold_line(&cart->line[i]), err))
			return false;
	s->sim->counts.orders++;
	return take_back(s, &doc, order, err) &&
	    write_extras(s, &doc, order, err);
}

/* Beside the buyer, somebody who bought NOT_AGAIN orders ago and more. */
static bool
write_browsing(
    struct shop *s, int64_t order, const struct cart *cart, struct err *err)
{
	int64_t at = order - NOT_AGAIN -
	    below(s, STREAM_BROWSER, order, 0, RECENT_ORDERS);

	if (order < ORDERS - BROWSED_ORDERS)
		return true;
	return browsing_write_order(s->sim, order, cart, s->customer[at], err);
}

static bool
write_orders(struct shop *s, struct err *err)
{
	struct cart cart;
	bool ok;

	simulate_csv_raw(s->out,
	    "order_id,order_date,customer_id,sku,quantity,unit_price,order_"
	    "discount,"
	    "shipping,shipping_cost,currency,status");
	ok = simulate_csv_end_row(s->out, err) &&
	    browsing_write_header(s->sim, err);
	for (int64_t o = 0; ok && o < ORDERS; o++) {
		cart.time = calendar_time(&s->calendar, o);
		choose_customer(s, o, &cart);
		cart_fill(s->maker, o, &cart);
		ok = simulate_step(s->sim, o, ORDERS, err) &&
		    write_returns(s, cart.time, err) &&
		    write_order(s, o, &cart, err) &&
		    write_browsing(s, o, &cart, err) &&
		    traps_write_after(s->out, o, err);
	}
	return ok;
}

static bool
write_products(struct simulation *sim, struct err *err)
{
	struct simulate_csv *f = &sim->file[SIMULATE_PRODUCTS];
	size_t n;
	const struct catalogue_product *products = catalogue_products(&n);
	bool ok;

	simulate_csv_raw(f, TRAPS_BYTE_ORDER_MARK);
	simulate_csv_raw(f, "sku,title,category,brand,price,cost,stock");
	ok = simulate_csv_end_row(f, err);
	for (size_t i = 0; ok && i < n; i++) {
		const struct catalogue_product *p = &products[i];

		simulate_csv_text(f, p->sku);
		simulate_csv_text(f, p->title);
		simulate_csv_text(
		    f, catalogue_category_name(catalogue_category_of(p->kind)));
		simulate_csv_text(f, p->brand);
		simulate_csv_money(f, p->price);
		simulate_csv_money(f, p->cost);
		simulate_csv_int(f, p->stock);
		ok = simulate_csv_end_row(f, err);
	}
	sim->counts.products = (int64_t)n;
	return ok && traps_write_products(f, err);
}

/* "c00001@example.com", a domain kept for examples; one in ten gave none. */
static void
add_address(struct simulate_csv *f, int32_t customer)
{
	char address[32] = "";

	if (customer % 10 != 9)
		(void)snprintf(address, sizeof(address), "c%05d@example.com",
		    (int)customer + 1);
	simulate_csv_text(f, address);
}

static bool
write_customers(struct shop *s, struct err *err)
{
	static const char *const consents[] = { "", "no", "yes" };
	struct simulate_csv *f = &s->sim->file[SIMULATE_CUSTOMERS];
	bool ok;

	f->crlf = true;
	simulate_csv_raw(f, "customer_id,email,consent");
	ok = simulate_csv_end_row(f, err);
	for (int32_t u = 0; ok && u < s->customers; u++) {
		add_customer(f, u);
		add_address(f, u);
		simulate_csv_text(f, consents[1 + cart_consent(s->maker, u)]);
		ok = simulate_csv_end_row(f, err);
	}
	s->sim->counts.customers = s->customers;
	return ok;
}

bool
simulate_shop(struct simulation *sim, struct err *err)
{
	struct shop s = { .sim = sim, .out = &sim->file[SIMULATE_ORDERS] };
	bool ok;

	calendar_init(&s.calendar, sim->opt->seed, ORDERS);
	s.customer =
	    mem_try_array(ORDERS, sizeof(*s.customer), "the sample shop", err);
	s.maker = s.customer ? cart_maker_new(sim->opt->seed, err) : NULL;
	ok = s.maker && write_products(sim, err) && write_orders(&s, err) &&
	    write_customers(&s, err);
	cart_maker_free(s.maker);
	mem_free(s.customer);
	mem_free(s.due);
	return ok;
}
