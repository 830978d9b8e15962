/*
 * Orders are sorted by value, so that the counts on both sides of a break are
 * running sums; one pass finds the best break, a second the interval.
 */
#include "decide/detect.h"

#include <inttypes.h>
#include <math.h>

#include "base/mem.h"
#include "base/money.h"

enum {
	ORDERS_LEAST = 50,
	RARER_LEAST = 10,
	SIDE_LEAST = 15
};

#define G_LEAST     20.0
#define ABOVE_LEAST .9
#define JUMP_LEAST  .35
#define INTERVAL    2.0
#define UNLIKELY    12.0 /* six times that: odds of 160,000 to 1 */

struct charge {
	int64_t value, shipping;
};

/* Counts on both sides of a break. */
struct sides {
	double low, low_free, high, high_free;
};

static int
compare_charges(const void *a, const void *b)
{
	const struct charge *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->shipping > y->shipping) - (x->shipping < y->shipping);
}

static int
compare_i64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

double
detect_likelihood(double k, double m)
{
	double ll = 0;

	if (k > 0)
		ll += k * log(k / m);
	if (k < m)
		ll += (m - k) * log(1 - k / m);
	return ll;
}

static double
split_likelihood(const struct sides *s)
{
	return detect_likelihood(s->low_free, s->low) +
	    detect_likelihood(s->high_free, s->high);
}

static bool
rises(const struct sides *s)
{
	return s->high_free * s->low > s->low_free * s->high;
}

/* Moves all charges of the value at 'i' to the low side; returns the index of
 * the next value. */
static size_t
step(const struct charge *c, size_t n, size_t i, struct sides *s)
{
	int64_t value = c[i].value;

	for (; i < n && c[i].value == value; i++) {
		s->low++;
		s->high--;
		s->low_free += c[i].shipping == 0;
		s->high_free -= c[i].shipping == 0;
	}
	return i;
}

static void
find_best(const struct charge *c, size_t n, struct detect *out)
{
	struct sides s = { .high = (double)n, .high_free = (double)out->free };

	out->ll = -HUGE_VAL;
	for (size_t i = step(c, n, 0, &s); i < n; i = step(c, n, i, &s)) {
		double ll = split_likelihood(&s);

		if (!rises(&s) || ll <= out->ll)
			continue;
		out->has_break = true;
		out->ll = ll;
		out->below = c[i - 1].value;
		out->above = c[i].value;
		out->share_below = s.low_free / s.low;
		out->share_above = s.high_free / s.high;
		out->free_below = (int64_t)s.low_free;
		out->paid_above = (int64_t)(s.high - s.high_free);
	}
}

/* The breaks whose likelihood is within 'loss' of the best. */
static void
find_interval(const struct charge *c, size_t n, const struct detect *dt,
    double loss, int64_t *low, int64_t *high)
{
	struct sides s = { .high = (double)n, .high_free = (double)dt->free };

	*low = dt->below;
	*high = dt->above;
	for (size_t i = step(c, n, 0, &s); i < n; i = step(c, n, i, &s)) {
		if (!rises(&s) || split_likelihood(&s) < dt->ll - loss)
			continue;
		if (c[i - 1].value < *low)
			*low = c[i - 1].value;
		if (c[i].value > *high)
			*high = c[i].value;
	}
}

int64_t
detect_roundest(int64_t below, int64_t above)
{
	static const int64_t leads[] = { 50, 25, 20, 10 };

	for (int64_t ten = INT64_C(10000000000000); ten >= 1; ten /= 10) {
		for (size_t i = 0; i < ARRAY_LEN(leads); i++) {
			int64_t round = leads[i] * ten / 10, at;

			if (leads[i] * ten % 10 != 0 || round == 0)
				continue;
			at = (below / round + 1) * round;
			if (at <= above)
				return at;
		}
	}
	return above;
}

/*
 * A shop's rule is 50 or 49.90 or 49.99, not 50.05: two orders of just 50 that
 * paid for a split parcel move the break. So where it holds nothing a shop
 * would write, breaks within one percent are looked at too, unless they are
 * very much worse.
 */
static int64_t
likely_value(const struct charge *c, size_t n, const struct detect *dt)
{
	int64_t at = detect_roundest(dt->below, dt->above);
	int64_t least = dt->below - dt->below / 100;
	int64_t most = dt->above + dt->above / 100, low, high;

	if (at % 10 == 0 || at % 10 == 9)
		return at;
	find_interval(c, n, dt, UNLIKELY, &low, &high);
	return detect_roundest(
	    low > least ? low : least, high < most ? high : most);
}

static int64_t
most_frequent_fee(const struct charge *c, size_t n, int64_t *scratch)
{
	size_t paid = 0, most = 0;
	int64_t fee = 0;

	for (size_t i = 0; i < n; i++)
		if (c[i].shipping > 0)
			scratch[paid++] = c[i].shipping;
	qsort(scratch, paid, sizeof(*scratch), compare_i64);
	for (size_t i = 0, next; i < paid; i = next) {
		for (next = i + 1; next < paid && scratch[next] == scratch[i];)
			next++;
		if (next - i > most) {
			most = next - i;
			fee = scratch[i];
		}
	}
	return fee;
}

static enum detect_outcome
judge(const struct charge *c, size_t n, const struct detect *dt)
{
	int64_t paid = dt->orders - dt->free;
	int64_t low = 0;

	if (n == 0)
		return DETECT_NO_CHARGES;
	if (paid == 0)
		return DETECT_ALL_FREE;
	if (dt->free == 0)
		return DETECT_ALL_PAID;
	if (dt->orders < ORDERS_LEAST || paid < RARER_LEAST ||
	    dt->free < RARER_LEAST)
		return DETECT_TOO_FEW;
	while (low < dt->orders && c[low].value <= dt->below)
		low++;
	if (!dt->has_break || low < SIDE_LEAST ||
	    dt->orders - low < SIDE_LEAST || dt->g < G_LEAST ||
	    dt->share_above < ABOVE_LEAST ||
	    dt->share_above - dt->share_below < JUMP_LEAST)
		return DETECT_NO_STEP;
	return DETECT_FOUND;
}

static size_t
collect(const int64_t *values, const int64_t *shipping, size_t n,
    struct charge *c, struct detect *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (values[i] <= 0 || shipping[i] < 0)
			continue;
		c[kept++] = (struct charge){ values[i], shipping[i] };
		out->orders++;
		out->free += shipping[i] == 0;
	}
	qsort(c, kept, sizeof(*c), compare_charges);
	return kept;
}

bool
detect_rule(const int64_t *values, const int64_t *shipping, size_t n,
    struct detect *out, struct err *err)
{
	struct charge *c =
	    mem_try_array(n, sizeof(*c), "the charges of orders", err);
	int64_t *scratch =
	    mem_try_array(n, sizeof(*scratch), "the charges of orders", err);
	bool ok = false;

	*out = (struct detect){ 0 };
	if (c == NULL || scratch == NULL)
		goto out;
	n = collect(values, shipping, n, c, out);
	out->fee = most_frequent_fee(c, n, scratch);
	out->ll0 = detect_likelihood((double)out->free, (double)out->orders);
	if (n > 0)
		find_best(c, n, out);
	if (out->has_break) {
		find_interval(c, n, out, INTERVAL, &out->low, &out->high);
		out->at = likely_value(c, n, out);
		out->g = 2 * (out->ll - out->ll0);
	} else {
		out->ll = out->ll0;
	}
	out->outcome = judge(c, n, out);
	ok = true;
out:
	mem_free(c);
	mem_free(scratch);
	return ok;
}

static void
add_found(const struct detect *dt, int digits, struct str *out)
{
	double explained = dt->orders > 0
	    ? 100.0 * (double)(dt->orders - dt->paid_above - dt->free_below) /
		(double)dt->orders
	    : 0;

	str_add(out, "shipping is free from ");
	money_add_plain(out, dt->at, digits);
	str_addf(out,
	    "; this explains %.1f %% of orders (%" PRId64
	    " paid above, %" PRId64 " were free below)",
	    explained, dt->paid_above, dt->free_below);
}

void
detect_explain(const struct detect *dt, int digits, struct str *out)
{
	switch (dt->outcome) {
	case DETECT_FOUND:
		add_found(dt, digits, out);
		break;
	case DETECT_NO_CHARGES:
		str_add(out, "no order has a shipping charge recorded");
		break;
	case DETECT_ALL_FREE:
		str_add(out, "shipping was free for all orders");
		break;
	case DETECT_ALL_PAID:
		str_add(out, "all orders paid for shipping");
		break;
	case DETECT_TOO_FEW:
		str_add(out, "too few orders to tell the rule");
		break;
	case DETECT_NO_STEP:
		str_add(
		    out, "shipping charges do not follow from the order value");
		break;
	case DETECT_OUTCOME_COUNT:
		break;
	}
}
