/*
 * Only pairs of customer and product that have a return need any matching, a
 * few in a hundred lines. Their keys go into a hash set first; then the lines
 * of those pairs are sorted by pair and time and walked once, with the sales
 * met so far on a stack, newest on top: a return pops.
 *
 *	key   sale 6   sale 2   return -3   sale 1
 *	      [6]      [6 2]    [5]         [5 1]      -> 5, 0, -, 1 count
 */
#include "ingest/counting.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/random.h"

/* A set of keys; NO_KEY marks a free slot. */
struct key_set {
	uint64_t *slots;
	size_t n_slots; /* a power of two */
};

#define NO_KEY UINT64_MAX

/* A line of a pair that has a return. */
struct event {
	uint64_t key;
	int64_t time;
	size_t line; /* index */
	bool is_return;
};

struct netting {
	const struct counting_input *input;
	int32_t *counted;
	uint8_t *reason;
	struct counting_audit *audit;
	struct key_set keys;
	struct event *events;
	size_t n_events;
	size_t *stack; /* indices of sales with pieces left */
	size_t depth;
};

static bool
is_placed(enum order_status status)
{
	switch (status) {
	case STATUS_PLACED:
	case STATUS_PENDING:
	case STATUS_RETURN:
		return true;
	case STATUS_CANCELLED:
	case STATUS_VOIDED:
	case STATUS_FAILED:
	case STATUS_DRAFT:
	case STATUS_REFUNDED:
	case STATUS_COUNT:
		break;
	}
	return false;
}

/* The reason of a line by itself; returns are COUNTING_UNMATCHED as yet. */
static enum counting_reason
reason_alone(const struct counting_input *input, const struct batch_line *line)
{
	enum order_status status = input->orders[line->order].status;

	if (!input->is_product[line->product])
		return COUNTING_NOT_PRODUCT;
	if (!is_placed(status))
		return COUNTING_NOT_PLACED;
	if (line->price4 <= 0 && line->price4 != BATCH_UNKNOWN)
		return COUNTING_NO_PRICE;
	if (line->quantity == 0)
		return COUNTING_NO_QUANTITY;
	if (line->quantity < 0 || status == STATUS_RETURN)
		return COUNTING_UNMATCHED;
	return COUNTING_COUNTS;
}

/* Customer and product; a guest's order stands for its customer. */
static uint64_t
key_of(const struct counting_input *input, const struct batch_line *line)
{
	int32_t customer = input->orders[line->order].customer;
	uint64_t who = customer == BATCH_NONE ? UINT64_C(1) << 31 | line->order
					      : (uint64_t)(uint32_t)customer;

	return who << 32 |
	    (input->same_as != NULL ? input->same_as[line->product]
				    : line->product);
}

static size_t
slot_of(const struct key_set *set, uint64_t key)
{
	size_t mask = set->n_slots - 1, at = random_mix(key) & mask;

	while (set->slots[at] != NO_KEY && set->slots[at] != key)
		at = (at + 1) & mask;
	return at;
}

static bool
collect_keys(struct netting *net, size_t returns, struct err *err)
{
	const struct counting_input *input = net->input;
	struct key_set *set = &net->keys;

	set->n_slots = 16;
	while (set->n_slots < 2 * returns)
		set->n_slots *= 2;
	set->slots =
	    mem_try_array(set->n_slots, sizeof(*set->slots), "returns", err);
	if (set->slots == NULL)
		return false;
	memset(set->slots, 0xFF, set->n_slots * sizeof(*set->slots));
	for (size_t i = 0; i < input->n_lines; i++) {
		uint64_t key;

		if (net->reason[i] != COUNTING_UNMATCHED)
			continue;
		key = key_of(input, &input->lines[i]);
		set->slots[slot_of(set, key)] = key;
	}
	return true;
}

static bool
is_event(const struct netting *net, size_t i, uint64_t *key)
{
	if (net->reason[i] != COUNTING_UNMATCHED &&
	    net->reason[i] != COUNTING_COUNTS)
		return false;
	*key = key_of(net->input, &net->input->lines[i]);
	return net->keys.slots[slot_of(&net->keys, *key)] == *key;
}

static bool
collect_events(struct netting *net, struct err *err)
{
	const struct counting_input *input = net->input;
	size_t cap = 0;
	uint64_t key;

	for (size_t i = 0; i < input->n_lines; i++) {
		void *events = net->events;

		if (!is_event(net, i, &key))
			continue;
		if (!mem_try_reserve(&events, &cap, net->n_events + 1,
			sizeof(*net->events), "returns", err))
			return false;
		net->events = events;
		net->events[net->n_events++] = (struct event){
			.key = key,
			.time = input->orders[input->lines[i].order].time,
			.line = i,
			.is_return = net->reason[i] == COUNTING_UNMATCHED,
		};
	}
	net->stack =
	    mem_try_array(net->n_events, sizeof(*net->stack), "returns", err);
	return net->stack != NULL;
}

static int
compare_events(const void *left, const void *right)
{
	const struct event *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->is_return != b->is_return)
		return a->is_return ? 1 : -1;
	return a->line < b->line ? -1 : a->line > b->line;
}

/* Takes the pieces of a return from the newest sales on the stack. */
static void
take_back(struct netting *net, size_t line)
{
	int32_t quantity = net->input->lines[line].quantity;
	int32_t left = quantity < 0 ? -quantity : quantity;

	while (left > 0 && net->depth > 0) {
		size_t sale = net->stack[net->depth - 1];
		int32_t has = net->counted[sale];
		int32_t take = left < has ? left : has;

		net->counted[sale] -= take;
		left -= take;
		net->audit->pieces_returned += take;
		net->reason[sale] =
		    take < has ? COUNTING_PARTLY : COUNTING_RETURNED;
		if (take == has)
			net->depth--;
	}
	net->audit->pieces_unmatched += left;
	if (left == 0)
		net->reason[line] = COUNTING_RETURN;
}

static void
match_returns(struct netting *net)
{
	for (size_t i = 0; i < net->n_events; i++) {
		const struct event *event = &net->events[i];

		if (i == 0 || event->key != net->events[i - 1].key)
			net->depth = 0;
		if (event->is_return)
			take_back(net, event->line);
		else
			net->stack[net->depth++] = event->line;
	}
}

static bool
net_returns(struct netting *net, size_t returns, struct err *err)
{
	bool ok = returns == 0 ||
	    (collect_keys(net, returns, err) && collect_events(net, err));

	if (ok && returns > 0) {
		qsort(net->events, net->n_events, sizeof(*net->events),
		    compare_events);
		match_returns(net);
	}
	mem_free(net->keys.slots);
	mem_free(net->events);
	mem_free(net->stack);
	return ok;
}

/* Returns are returns and take nothing. */
static void
leave_standing(struct netting *net)
{
	for (size_t i = 0; i < net->input->n_lines; i++)
		if (net->reason[i] == COUNTING_UNMATCHED)
			net->reason[i] = COUNTING_RETURN;
}

bool
counting_run(const struct counting_input *input, int32_t *counted,
    uint8_t *reason, struct counting_audit *audit, struct err *err)
{
	struct counting_audit own = { .lines = { 0 } };
	struct netting net = {
		.input = input,
		.counted = counted,
		.reason = reason,
		.audit = &own,
	};
	size_t returns = 0;
	bool ok = true;

	for (size_t i = 0; i < input->n_lines; i++) {
		enum counting_reason alone =
		    reason_alone(input, &input->lines[i]);

		reason[i] = (uint8_t)alone;
		counted[i] =
		    alone == COUNTING_COUNTS ? input->lines[i].quantity : 0;
		returns += alone == COUNTING_UNMATCHED;
	}
	if (!input->keep_returned)
		ok = net_returns(&net, returns, err);
	else
		leave_standing(&net);
	for (size_t i = 0; i < input->n_lines && ok; i++) {
		own.lines[reason[i]]++;
		own.pieces_counted += counted[i];
	}
	if (audit != NULL)
		*audit = own;
	return ok;
}

bool
counting_paid(
    const struct batch_line *line, int32_t counted, int digits, int64_t *paid)
{
	int64_t value, off = 0;

	*paid = 0;
	if (line->price4 == BATCH_UNKNOWN || counted == 0)
		return true;
	if (!money_line(counted, line->price4, digits, &value))
		return false;
	if (line->discount != 0 && line->quantity != 0 &&
	    !num_mul_div(line->discount, counted, line->quantity, &off))
		return false;
	*paid = value > off ? value - off : 0;
	return true;
}
