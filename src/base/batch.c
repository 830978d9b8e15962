/*
 * batch - how it works: growing arrays and an arena for the strings.
 * Lines are grouped by a counting sort over the order index, which is linear
 * and stable; a file whose lines already stand together is left alone.
 */
#include "base/batch.h"

#include "base/mem.h"

static const char *const status_names[] = {
#define X(code, name, meaning) [code] = name,
	BATCH_STATUSES(X)
#undef X
};
static_assert(ARRAY_LEN(status_names) == STATUS_COUNT, "one name each");

static const char *const link_names[] = {
#define X(code, name, meaning) [code] = name,
	BATCH_LINKS(X)
#undef X
};
static_assert(ARRAY_LEN(link_names) == LINK_KIND_COUNT, "one name each");

static const char *const event_names[] = {
#define X(code, name, meaning) [code] = name,
	BATCH_EVENTS_OF(X)
#undef X
};
static_assert(ARRAY_LEN(event_names) == EVENT_KIND_COUNT, "one name each");

void
batch_init(struct batch *b)
{
	*b = (struct batch){ .currency = { .digits = 2 } };
}

void
batch_release(struct batch *b)
{
	mem_free(b->products);
	mem_free(b->links);
	mem_free(b->customers);
	mem_free(b->orders);
	mem_free(b->lines);
	mem_free(b->rejects);
	mem_free(b->ids);
	mem_free(b->events);
	arena_release(&b->text);
	batch_init(b);
}

/*
 * The array with room for one more row, that row zeroed; NULL on failure with
 * everything as it was. Rows are counted by int32_t indices elsewhere.
 */
static void *
with_room(void *rows, size_t n, size_t *cap, size_t size, const char *what,
    struct err *err)
{
	if (n >= INT32_MAX) {
		err_set(err, ERR_LIMIT, "more than %d %s in one file",
		    INT32_MAX, what);
		return NULL;
	}
	if (!mem_try_reserve(&rows, cap, n + 1, size, what, err))
		return NULL;
	memset((char *)rows + n * size, 0, size);
	return rows;
}

struct batch_product *
batch_add_product(struct batch *b, struct err *err)
{
	struct batch_product *rows = with_room(b->products, b->n_products,
	    &b->cap_products, sizeof(*rows), "products", err);

	if (rows == NULL)
		return NULL;
	b->products = rows;
	return &rows[b->n_products++];
}

struct batch_link *
batch_add_link(struct batch *b, struct err *err)
{
	struct batch_link *rows = with_room(b->links, b->n_links, &b->cap_links,
	    sizeof(*rows), "links of products", err);

	if (rows == NULL)
		return NULL;
	b->links = rows;
	return &rows[b->n_links++];
}

struct batch_customer *
batch_add_customer(struct batch *b, struct err *err)
{
	struct batch_customer *rows = with_room(b->customers, b->n_customers,
	    &b->cap_customers, sizeof(*rows), "customers", err);

	if (rows == NULL)
		return NULL;
	b->customers = rows;
	return &rows[b->n_customers++];
}

struct batch_order *
batch_add_order(struct batch *b, struct err *err)
{
	struct batch_order *rows = with_room(b->orders, b->n_orders,
	    &b->cap_orders, sizeof(*rows), "orders", err);

	if (rows == NULL)
		return NULL;
	b->orders = rows;
	return &rows[b->n_orders++];
}

struct batch_line *
batch_add_line(struct batch *b, struct err *err)
{
	struct batch_line *rows = with_room(b->lines, b->n_lines, &b->cap_lines,
	    sizeof(*rows), "order lines", err);

	if (rows == NULL)
		return NULL;
	b->lines = rows;
	return &rows[b->n_lines++];
}

struct batch_reject *
batch_add_reject(struct batch *b, struct err *err)
{
	struct batch_reject *rows = with_room(b->rejects, b->n_rejects,
	    &b->cap_rejects, sizeof(*rows), "rejected rows", err);

	if (rows == NULL)
		return NULL;
	b->rejects = rows;
	return &rows[b->n_rejects++];
}

struct batch_id *
batch_add_id(struct batch *b, struct err *err)
{
	struct batch_id *rows = with_room(
	    b->ids, b->n_ids, &b->cap_ids, sizeof(*rows), "platform ids", err);

	if (rows == NULL)
		return NULL;
	b->ids = rows;
	return &rows[b->n_ids++];
}

struct batch_event *
batch_add_event(struct batch *b, struct err *err)
{
	struct batch_event *rows = with_room(b->events, b->n_events,
	    &b->cap_events, sizeof(*rows), "browsing events", err);

	if (rows == NULL)
		return NULL;
	b->events = rows;
	return &rows[b->n_events++];
}

/* Counts the lines of each order; true when they are grouped already. */
static bool
count_lines(struct batch *b)
{
	bool grouped = true;

	for (size_t o = 0; o < b->n_orders; o++)
		b->orders[o].lines = 0;
	for (size_t i = 0; i < b->n_lines; i++) {
		uint32_t o = b->lines[i].order;
		if (o >= b->n_orders)
			BUG("a line of an order that is not in the batch");
		b->orders[o].lines++;
		if (i > 0 && b->lines[i - 1].order > o)
			grouped = false;
	}
	return grouped;
}

bool
batch_group_lines(struct batch *b, struct err *err)
{
	size_t *next = NULL, at = 0;
	struct batch_line *sorted = NULL;
	bool ok = false;

	if (b->grouped || (b->grouped = count_lines(b)))
		return true;

	next = mem_try_array(b->n_orders, sizeof(*next), "order lines", err);
	sorted = mem_try_array(b->n_lines, sizeof(*sorted), "order lines", err);
	if (next == NULL || sorted == NULL)
		goto out;
	for (size_t o = 0; o < b->n_orders; o++) {
		next[o] = at;
		at += b->orders[o].lines;
	}
	for (size_t i = 0; i < b->n_lines; i++)
		sorted[next[b->lines[i].order]++] = b->lines[i];
	mem_free(b->lines);
	b->lines = sorted;
	b->cap_lines = b->n_lines;
	sorted = NULL;
	b->grouped = true;
	ok = true;
out:
	mem_free(next);
	mem_free(sorted);
	return ok;
}

const char *
batch_status_name(enum order_status status)
{
	if ((unsigned)status >= ARRAY_LEN(status_names))
		BUG("an order status outside the list");
	return status_names[status];
}

bool
batch_status_parse(const char *name, enum order_status *out)
{
	for (size_t i = 0; i < ARRAY_LEN(status_names); i++) {
		if (strcmp(name, status_names[i]) != 0)
			continue;
		*out = (enum order_status)i;
		return true;
	}
	return false;
}

bool
batch_link_parse(const char *name, enum batch_link_kind *out)
{
	for (size_t i = 0; i < ARRAY_LEN(link_names); i++) {
		if (strcmp(name, link_names[i]) != 0)
			continue;
		*out = (enum batch_link_kind)i;
		return true;
	}
	return false;
}

const char *
batch_link_name(enum batch_link_kind kind)
{
	if ((unsigned)kind >= ARRAY_LEN(link_names))
		BUG("a kind of link outside the list");
	return link_names[kind];
}

const char *
batch_event_name(enum batch_event_kind kind)
{
	if ((unsigned)kind >= ARRAY_LEN(event_names))
		BUG("a kind of event outside the list");
	return event_names[kind];
}

uint32_t
batch_first_alike(const struct batch *b, uint32_t product)
{
	uint32_t alike = b->products[product].alike;

	return alike > 0 ? alike - 1 : product;
}
