/*
 * The sweep keeps, for all orders below the current reference point x, decayed
 * by their distance to it,
 *
 *	a0 = sum w e^{-(x-v)/k}      a1 = sum w (x-v) e^{-(x-v)/k}
 *	b0 = sum w s e^{-(x-v)/k}    bv = sum w s v e^{-(x-v)/k}
 *
 * and undecayed sums of w, w v, w s, w s v. Moving x by d: a1 <- e (a1 + d a0)
 * first, then a0, b0, bv <- e times themselves, e = exp(-d/k).
 */
#include "decide/curve.h"

#include <math.h>

#include "base/mem.h"
#include "base/money.h"

enum {
	DIGIT_BITS = 11,
	DIGIT_MASK = (1 << DIGIT_BITS) - 1
};

#define WINDOW     .5 /* excess is looked for in [T0, (1 + WINDOW) T0) */
#define PI_CAP     .95
#define KEEP_LEAST .2

/* Ascending, by the digits of the number from the lowest up (radix sort):
 * linear, which matters at millions of orders. Values are >= 0. */
static void
sort_values(int64_t *values, int64_t *other, size_t n)
{
	int64_t largest = 0;
	int64_t *from = values, *to = other;

	for (size_t i = 0; i < n; i++)
		if (values[i] > largest)
			largest = values[i];
	for (int shift = 0; shift < 63 && largest >> shift > 0;
	     shift += DIGIT_BITS) {
		size_t at[1 << DIGIT_BITS] = { 0 }, sum = 0;
		int64_t *swap = from;

		for (size_t i = 0; i < n; i++)
			at[from[i] >> shift & DIGIT_MASK]++;
		for (size_t d = 0; d <= DIGIT_MASK; d++) {
			size_t count = at[d];

			at[d] = sum;
			sum += count;
		}
		for (size_t i = 0; i < n; i++)
			to[at[from[i] >> shift & DIGIT_MASK]++] = from[i];
		from = to;
		to = swap;
	}
	if (from != values)
		memcpy(values, from, n * sizeof(*values));
}

static bool
allocate(struct curve_orders *od, size_t n, struct err *err)
{
	od->value =
	    mem_try_array(n, sizeof(*od->value), "the order values", err);
	od->count =
	    mem_try_array(n, sizeof(*od->count), "the order values", err);
	return od->value != NULL && od->count != NULL;
}

static void
add_value(struct curve_orders *od, double value, double count)
{
	od->value[od->n] = value;
	od->count[od->n++] = count;
	od->total += count;
	od->total_value += count * value;
}

bool
curve_orders_init(struct curve_orders *od, const int64_t *minor, size_t n,
    int digits, struct err *err)
{
	int64_t *sorted =
	    mem_try_array(n, sizeof(*sorted), "the order values", err);
	int64_t *other =
	    mem_try_array(n, sizeof(*other), "the order values", err);
	size_t kept = 0;
	bool ok = false;

	*od = (struct curve_orders){ 0 };
	if (sorted == NULL || other == NULL || !allocate(od, n, err))
		goto out;
	for (size_t i = 0; i < n; i++)
		if (minor[i] > 0)
			sorted[kept++] = minor[i];
	od->left_out = n - kept;
	sort_values(sorted, other, kept);
	for (size_t i = 0, next; i < kept; i = next) {
		for (next = i + 1; next < kept && sorted[next] == sorted[i];)
			next++;
		add_value(
		    od, money_major(sorted[i], digits), (double)(next - i));
	}
	ok = true;
out:
	mem_free(sorted);
	mem_free(other);
	if (!ok)
		curve_orders_release(od);
	return ok;
}

void
curve_orders_release(struct curve_orders *od)
{
	mem_free(od->value);
	mem_free(od->count);
	*od = (struct curve_orders){ 0 };
}

bool
curve_orders_shorten(const struct curve_orders *od, const double *breaks,
    size_t n_breaks, size_t cells, struct curve_orders *out, struct err *err)
{
	double last = breaks[n_breaks - 1], width = last / (double)cells;
	size_t at = 0, next;

	*out = (struct curve_orders){ .left_out = od->left_out };
	if (!allocate(out, od->n, err)) {
		curve_orders_release(out);
		return false;
	}
	for (size_t i = 0; i < od->n; i = next) {
		double v = od->value[i], end, count = 0, sum = 0;

		while (at < n_breaks && breaks[at] <= v)
			at++;
		end =
		    at == n_breaks ? HUGE_VAL : (floor(v / width) + 1) * width;
		if (at < n_breaks && breaks[at] < end)
			end = breaks[at];
		for (next = i;
		     next < od->n && (next == i || od->value[next] < end);
		     next++) {
			count += od->count[next];
			sum += od->count[next] * od->value[next];
		}
		add_value(out, sum / count, count);
	}
	return true;
}

double
curve_inert_below(const struct curve_rule *rule)
{
	return rule->kind == CURVE_FREE_FROM ? CURVE_INERT * rule->at : 0;
}

static double
keep(const struct curve_shop *shop, const struct curve_response *re, double v)
{
	double s = exp(-re->eta * shop->fee / v);

	return s > KEEP_LEAST ? s : KEEP_LEAST;
}

static double
decay(double d, double k)
{
	if (k > 0)
		return exp(-d / k);
	return d > 0 ? 0 : 1;
}

/* Share of the orders that top up over a gap, p0 apart; with tables, on their
 * grid. */
static double
reach(
    const struct curve_shop *shop, const struct curve_response *re, double gap)
{
	double k = re->rho * shop->fee;
	size_t i;

	if (re->fill == NULL)
		return decay(gap, k);
	i = fill_index(re->fill, gap);
	return i < re->fill->n
	    ? decay((double)i * re->fill->step, k) * re->fill->closable[i]
	    : 0;
}

/* Below T0; returns the expected excess that went above it. */
static double
latent_below(const struct curve_orders *od, const struct curve_rule *rule,
    const struct curve_shop *shop, const struct curve_response *re, double *w,
    size_t *n_below)
{
	double inert = curve_inert_below(rule), excess = 0;
	size_t i = 0;

	for (; i < od->n && od->value[i] < rule->at; i++) {
		double v = od->value[i], pi;

		w[i] = od->count[i];
		if (v < inert)
			continue;
		pi = re->p0 * reach(shop, re, rule->at - v);
		if (pi > PI_CAP)
			pi = PI_CAP;
		w[i] /= (1 - pi) * keep(shop, re, v);
		excess += w[i] * pi;
	}
	*n_below = i;
	return excess;
}

static void
latent_around(const struct curve_orders *od, const struct curve_rule *rule,
    const struct curve_shop *shop, const struct curve_response *re, double *w)
{
	size_t first, end;
	double excess = latent_below(od, rule, shop, re, w, &first);
	double window = 0, factor = 1;

	for (end = first;
	     end < od->n && od->value[end] < rule->at * (1 + WINDOW); end++)
		window += od->count[end];
	if (window > 0)
		factor = excess < window ? 1 - excess / window : 0;
	for (size_t i = first; i < od->n; i++)
		w[i] = od->count[i] * (i < end ? factor : 1);
}

void
curve_latent(const struct curve_orders *od, const struct curve_rule *rule,
    const struct curve_shop *shop, const struct curve_response *re, double *w)
{
	switch (rule->kind) {
	case CURVE_ALL_FREE:
		memcpy(w, od->count, od->n * sizeof(*w));
		break;
	case CURVE_ALL_PAY:
		for (size_t i = 0; i < od->n; i++)
			w[i] = od->count[i] / keep(shop, re, od->value[i]);
		break;
	case CURVE_FREE_FROM:
		latent_around(od, rule, shop, re, w);
		break;
	}
}

/* Fills a point from its sums: orders that pay nothing (above), top up, pay. */
struct sums {
	double above, above_value;
	double topups, topup_value; /* goods added */
	double topup_total; /* value after topping up */
	double paying, paying_value;
	double visitors;
};

static void
finish_point(
    const struct curve_shop *shop, const struct sums *s, struct curve_point *pt)
{
	double phi = shop->payment_fee, goods;

	pt->orders = s->above + s->topups + s->paying;
	pt->revenue = s->above_value + s->topup_total + s->paying_value;
	pt->aov = pt->orders > 0 ? pt->revenue / pt->orders : 0;
	pt->topups = s->topups;
	pt->paying = s->paying;
	pt->lost = s->visitors - pt->orders;
	pt->fees = shop->fee * s->paying;
	pt->topup_value = s->topup_value;
	goods = pt->revenue - s->topup_value;
	pt->from_fees = pt->fees * (1 - phi);
	pt->from_topups = s->topup_value *
	    (shop->topup_margin * (1 - shop->topup_returns) - phi);
	pt->from_orders =
	    goods * (shop->margin - phi) - shop->ship_cost * pt->orders;
	pt->contribution = pt->from_fees + pt->from_topups + pt->from_orders;
	pt->contribution_per_visitor =
	    s->visitors > 0 ? pt->contribution / s->visitors : 0;
}

struct sweep {
	double k, at; /* decay length; reference point */
	double a0, a1, b0, bv;
	double over; /* sum of overshoots weighted like a0 */
	double w, wv, ws, wsv;
};

static void
move_to(struct sweep *sw, double x)
{
	double d = x - sw->at, e = decay(d, sw->k);

	sw->a1 = e * (sw->a1 + d * sw->a0);
	sw->a0 *= e;
	sw->b0 *= e;
	sw->bv *= e;
	sw->at = x;
}

static void
insert(struct sweep *sw, double v, double w, double s, bool inert)
{
	sw->w += w;
	sw->wv += w * v;
	sw->ws += w * s;
	sw->wsv += w * s * v;
	if (inert)
		return;
	sw->a0 += w;
	sw->b0 += w * s;
	sw->bv += w * s * v;
}

static void
read_point(const struct sweep *sw, const struct curve_shop *shop, double p0,
    double total, double total_value, struct curve_point *pt)
{
	double up = p0 * sw->a0;
	struct sums s = {
		.above = total - sw->w,
		.above_value = total_value - sw->wv,
		.topups = up,
		.topup_value = p0 * (sw->a1 + sw->over),
		.topup_total = up * sw->at + p0 * sw->over,
		.paying = sw->ws - p0 * sw->b0,
		.paying_value = sw->wsv - p0 * sw->bv,
		.visitors = total,
	};

	*pt = (struct curve_point){ .threshold = sw->at };
	pt->mean_gap = sw->a0 > 0 ? sw->a1 / sw->a0 : 0;
	finish_point(shop, &s, pt);
}

static void
total_of(const struct curve_orders *od, const double *w, double *total,
    double *value)
{
	*total = *value = 0;
	for (size_t i = 0; i < od->n; i++) {
		*total += w[i];
		*value += w[i] * od->value[i];
	}
}

static void
sweep_decaying(const struct curve_orders *od, const double *w,
    const struct curve_shop *shop, const struct curve_response *re,
    double inert_below, const double *thresholds, const double *p0, size_t m,
    struct curve_point *out)
{
	struct sweep sw = { .k = re->rho * shop->fee };
	double total, total_value;
	size_t i = 0;

	total_of(od, w, &total, &total_value);
	for (size_t t = 0; t < m; t++) {
		for (; i < od->n && od->value[i] < thresholds[t]; i++) {
			double v = od->value[i];
			bool inert = v < inert_below;

			move_to(&sw, v);
			insert(
			    &sw, v, w[i], inert ? 1 : keep(shop, re, v), inert);
		}
		move_to(&sw, thresholds[t]);
		sw.over = sw.a0 * shop->overshoot;
		read_point(&sw, shop, p0 != NULL ? p0[t] : re->p0, total,
		    total_value, &out[t]);
	}
}

/* Two doubles that are calculated side by side, each as it would be alone. */
typedef double twin __attribute__((vector_size(16)));

/*
 * With tables there is no recursion: each threshold sums over the orders in
 * reach, which begin further up with every threshold. Two neighbouring ones are
 * summed side by side, since most orders are in reach of both.
 */
struct filled {
	const struct curve_orders *od;
	const double *w;
	const struct fill *fl;
	double *keeps; /* s of the orders a threshold has passed; owned */
	twin *gaps; /* reach without p0, and overshoot, over each gap of the
		       grid and one that nobody closes; owned */
};

/* A threshold, the orders in its reach and the sums over them. */
struct lane {
	struct sweep sw;
	size_t first, end;
};

/* The sums of two thresholds. */
struct both {
	twin at, a0, a1, over, b0, bv;
};

static inline twin
twice(double x)
{
	return (twin){ x, x };
}

/* Orders first..end, all in reach of both thresholds. */
static void
add_orders(const struct filled *fd, size_t first, size_t end, struct both *out)
{
	struct both sum = *out;
	twin step = twice(fd->fl->step), half = twice(.5);

	for (size_t i = first; i < end; i++) {
		twin v = twice(fd->od->value[i]), keeps = twice(fd->keeps[i]);
		twin gap = sum.at - v, place = gap / step + half;
		twin x = fd->gaps[(int)place[0]], y = fd->gaps[(int)place[1]];
		twin a = twice(fd->w[i]) * (twin){ x[0], y[0] };

		sum.a0 += a;
		sum.a1 += a * gap;
		sum.over += a * (twin){ x[1], y[1] };
		a *= keeps;
		sum.b0 += a;
		sum.bv += a * v;
	}
	*out = sum;
}

/* Puts the sums of one of the two into its place. */
static void
take_sums(const struct both *sums, int which, struct sweep *sw)
{
	sw->a0 = sums->a0[which];
	sw->a1 = sums->a1[which];
	sw->over = sums->over[which];
	sw->b0 = sums->b0[which];
	sw->bv = sums->bv[which];
}

/* Before the orders in reach of both thresholds stand those that only the
 * lower one reaches, after them those only below the higher one. */
static void
read_filled(const struct filled *fd, struct lane *low, struct lane *high)
{
	size_t from = high->first < low->end ? high->first : low->end;
	size_t rest = high->first > low->end ? high->first : low->end;
	struct both sums = { .at = twice(low->sw.at) };

	add_orders(fd, low->first, from, &sums);
	sums.at[1] = high->sw.at;
	sums.a0[1] = sums.a1[1] = sums.over[1] = sums.b0[1] = sums.bv[1] = 0;
	add_orders(fd, from, low->end, &sums);
	take_sums(&sums, 0, &low->sw);
	sums.at[0] = high->sw.at;
	add_orders(fd, rest, high->end, &sums);
	take_sums(&sums, 1, &high->sw);
}

static void
filled_init(struct filled *fd, const struct curve_shop *shop,
    const struct curve_response *re)
{
	const struct fill *fl = fd->fl;

	fd->keeps = mem_array(fd->od->n, sizeof(*fd->keeps));
	fd->gaps = mem_zarray(fl->n + 1, sizeof(*fd->gaps));
	for (size_t g = 0; g < fl->n; g++)
		fd->gaps[g] = (twin){ reach(shop, re, (double)g * fl->step),
			fl->overshoot[g] };
}

/* Moves the sums of all orders below, and the reach, up to threshold 'at'. */
static void
advance(struct filled *fd, const struct curve_shop *shop,
    const struct curve_response *re, double inert_below, double at,
    struct lane *ln)
{
	const double *value = fd->od->value;
	double lowest = at - (double)fd->fl->n * fd->fl->step;

	for (; ln->end < fd->od->n && value[ln->end] < at; ln->end++) {
		double v = value[ln->end];
		double s = v < inert_below ? 1 : keep(shop, re, v);

		fd->keeps[ln->end] = s;
		insert(&ln->sw, v, fd->w[ln->end], s, true);
	}
	while (ln->first < ln->end &&
	    (value[ln->first] < lowest || value[ln->first] < inert_below))
		ln->first++;
	ln->sw.at = at;
}

static void
sweep_filled(const struct curve_orders *od, const double *w,
    const struct curve_shop *shop, const struct curve_response *re,
    double inert_below, const double *thresholds, const double *p0, size_t m,
    struct curve_point *out)
{
	struct filled fd = { .od = od, .w = w, .fl = re->fill };
	struct lane next = { .first = 0 };
	double total, total_value;

	filled_init(&fd, shop, re);
	total_of(od, w, &total, &total_value);
	for (size_t t = 0; t < m; t += 2) {
		struct lane pair[2];
		size_t n = m - t < 2 ? 1 : 2; /* the last may be alone */

		for (size_t k = 0; k < 2; k++) {
			advance(&fd, shop, re, inert_below,
			    thresholds[k < n ? t + k : t], &next);
			pair[k] = next;
		}
		read_filled(&fd, &pair[0], &pair[1]);
		for (size_t k = 0; k < n; k++)
			read_point(&pair[k].sw, shop,
			    p0 != NULL ? p0[t + k] : re->p0, total, total_value,
			    &out[t + k]);
	}
	mem_free(fd.keeps);
	mem_free(fd.gaps);
}

void
curve_sweep(const struct curve_orders *od, const double *w,
    const struct curve_shop *shop, const struct curve_response *re,
    double inert_below, const double *thresholds, const double *p0, size_t m,
    struct curve_point *out)
{
	if (re->fill != NULL)
		sweep_filled(
		    od, w, shop, re, inert_below, thresholds, p0, m, out);
	else
		sweep_decaying(
		    od, w, shop, re, inert_below, thresholds, p0, m, out);
}

void
curve_flat(const struct curve_orders *od, const double *w,
    const struct curve_shop *shop, const struct curve_response *re,
    double inert_below, bool free, struct curve_point *out)
{
	struct sums s = { 0 };

	for (size_t i = 0; i < od->n; i++) {
		double v = od->value[i];
		double stay = v < inert_below ? 1 : keep(shop, re, v);

		s.visitors += w[i];
		if (free) {
			s.above += w[i];
			s.above_value += w[i] * v;
		} else {
			s.paying += w[i] * stay;
			s.paying_value += w[i] * stay * v;
		}
	}
	*out = (struct curve_point){ 0 };
	finish_point(shop, &s, out);
}

void
curve_histogram(const struct curve_orders *od, double low, double width,
    size_t n_bins, double *bins, double *below, double *above)
{
	double under = 0, over = 0;

	memset(bins, 0, n_bins * sizeof(*bins));
	for (size_t i = 0; i < od->n; i++) {
		/* the slack puts 0.3 into [0.3, 0.4) for low 0, width 0.1 */
		double at = floor((od->value[i] - low) / width + 1e-9);

		if (at < 0)
			under += od->count[i];
		else if (at >= (double)n_bins)
			over += od->count[i];
		else
			bins[(size_t)at] += od->count[i];
	}
	if (below != NULL)
		*below = under;
	if (above != NULL)
		*above = over;
}

double
curve_mean_between(const struct curve_orders *od, double low, double high)
{
	double count = 0, sum = 0;

	for (size_t i = 0; i < od->n; i++) {
		if (od->value[i] < low || od->value[i] >= high)
			continue;
		count += od->count[i];
		sum += od->count[i] * od->value[i];
	}
	return count > 0 ? sum / count : 0;
}

double
curve_quantile(const struct curve_orders *od, double share)
{
	double seen = 0;

	for (size_t i = 0; i < od->n; i++) {
		seen += od->count[i];
		if (seen >= share * od->total)
			return od->value[i];
	}
	return od->n > 0 ? od->value[od->n - 1] : 0;
}
