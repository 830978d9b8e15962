/*
 * Sets are first put into groups that share lines (breadth first over "uses
 * the same line"). A group of one takes all it can. A larger group is ordered
 * by gain, largest first, ties in the order given, solved greedily and then
 * searched: branch() fixes the count of one set after the other, from as many
 * as fit down to none.
 *
 * rate[t * lines + i] is the best gain per piece of line i among the sets
 * from the t-th on, so that the second bound is one sweep over the lines of
 * the group.
 */
#include "decide/combine.h"

#include "base/mem.h"

enum {
	UNGROUPED = -1
};

struct combine {
	struct combine_set *sets; /* of the call, borrowed */
	const struct combine_need *needs;
	int64_t *stock;

	size_t *order; /* sets of the group, largest gain first */
	size_t n_order;
	uint32_t *lines; /* lines of the group */
	size_t n_lines;
	double *rate;
	int64_t *now, *best; /* counts by position in the group */
	int *group; /* per set */
	int *line_group; /* per line */
	size_t cap_sets, cap_lines, cap_rate;
	int64_t best_gain;
	long nodes;
};

struct combine *
combine_new(void)
{
	return mem_zalloc(sizeof(struct combine));
}

void
combine_free(struct combine *cb)
{
	mem_free(cb->order);
	mem_free(cb->now);
	mem_free(cb->best);
	mem_free(cb->group);
	mem_free(cb->lines);
	mem_free(cb->line_group);
	mem_free(cb->rate);
	mem_free(cb);
}

static void
make_room(struct combine *cb, size_t n, size_t n_lines)
{
	if (n > cb->cap_sets) {
		cb->cap_sets = 2 * n;
		cb->order =
		    mem_grow(cb->order, cb->cap_sets, sizeof(*cb->order));
		cb->now = mem_grow(cb->now, cb->cap_sets, sizeof(*cb->now));
		cb->best = mem_grow(cb->best, cb->cap_sets, sizeof(*cb->best));
		cb->group =
		    mem_grow(cb->group, cb->cap_sets, sizeof(*cb->group));
	}
	if (n_lines > cb->cap_lines) {
		cb->cap_lines = 2 * n_lines;
		cb->lines =
		    mem_grow(cb->lines, cb->cap_lines, sizeof(*cb->lines));
		cb->line_group = mem_grow(
		    cb->line_group, cb->cap_lines, sizeof(*cb->line_group));
	}
}

static int64_t
fits(const struct combine *cb, const struct combine_set *s)
{
	int64_t n = s->limit;

	for (size_t i = 0; i < s->n; i++) {
		const struct combine_need *nd = &cb->needs[s->first + i];
		int64_t times = cb->stock[nd->line] / nd->pieces;

		if (times < n)
			n = times;
	}
	return n;
}

static void
take(struct combine *cb, const struct combine_set *s, int64_t times)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct combine_need *nd = &cb->needs[s->first + i];

		cb->stock[nd->line] -= times * nd->pieces;
	}
}

/* Puts set s and everything that shares a line with it into one group; the
 * order array serves as the queue. */
static void
collect_group(struct combine *cb, size_t s, size_t n_sets)
{
	cb->n_order = cb->n_lines = 0;
	cb->order[cb->n_order++] = s;
	cb->group[s] = 1;
	for (size_t at = 0; at < cb->n_order; at++) {
		const struct combine_set *set = &cb->sets[cb->order[at]];

		for (size_t i = 0; i < set->n; i++) {
			uint32_t line = cb->needs[set->first + i].line;

			if (cb->line_group[line] != UNGROUPED)
				continue;
			cb->line_group[line] = 1;
			cb->lines[cb->n_lines++] = line;
			for (size_t o = 0; o < n_sets; o++) {
				const struct combine_set *other = &cb->sets[o];

				for (size_t k = 0;
				     cb->group[o] == UNGROUPED && k < other->n;
				     k++) {
					if (cb->needs[other->first + k].line !=
					    line)
						continue;
					cb->group[o] = 1;
					cb->order[cb->n_order++] = o;
				}
			}
		}
	}
}

/* Insertion sort: groups are small and mostly in order. */
static void
sort_group(struct combine *cb)
{
	for (size_t i = 1; i < cb->n_order; i++) {
		size_t s = cb->order[i], at = i;

		while (at > 0) {
			size_t p = cb->order[at - 1];

			if (cb->sets[p].gain > cb->sets[s].gain ||
			    (p < s && cb->sets[p].gain == cb->sets[s].gain))
				break;
			cb->order[at] = p;
			at--;
		}
		cb->order[at] = s;
	}
}

static double
gain_per_piece(const struct combine *cb, const struct combine_set *s)
{
	int64_t pieces = 0;

	for (size_t i = 0; i < s->n; i++)
		pieces += cb->needs[s->first + i].pieces;
	return (double)s->gain / (double)pieces;
}

static void
prepare_rates(struct combine *cb)
{
	size_t cells = (cb->n_order + 1) * cb->n_lines;

	cb->rate =
	    mem_reserve(cb->rate, &cb->cap_rate, cells, sizeof(*cb->rate));
	memset(cb->rate + cb->n_order * cb->n_lines, 0,
	    cb->n_lines * sizeof(*cb->rate));
	for (size_t t = cb->n_order; t-- > 0;) {
		const struct combine_set *s = &cb->sets[cb->order[t]];
		double *row = cb->rate + t * cb->n_lines;
		double per_piece = gain_per_piece(cb, s);

		memcpy(row, row + cb->n_lines, cb->n_lines * sizeof(*row));
		for (size_t i = 0; i < cb->n_lines; i++)
			for (size_t k = 0; k < s->n; k++)
				if (cb->needs[s->first + k].line ==
					cb->lines[i] &&
				    per_piece > row[i])
					row[i] = per_piece;
	}
}

static double
bound(const struct combine *cb, size_t t)
{
	const double *row = cb->rate + t * cb->n_lines;
	double alone = 0, by_piece = 0;

	for (size_t i = t; i < cb->n_order; i++) {
		const struct combine_set *s = &cb->sets[cb->order[i]];

		alone += (double)s->gain * (double)fits(cb, s);
	}
	for (size_t i = 0; i < cb->n_lines; i++)
		by_piece += row[i] * (double)cb->stock[cb->lines[i]];
	return alone < by_piece ? alone : by_piece;
}

static void
keep_if_better(struct combine *cb, int64_t gain)
{
	if (gain <= cb->best_gain)
		return;
	cb->best_gain = gain;
	memcpy(cb->best, cb->now, cb->n_order * sizeof(*cb->best));
}

/* Gains are whole numbers: a bound that stays under best + 1 cannot win. The
 * slack covers the rounding of sums of doubles. */
static bool
cannot_win(const struct combine *cb, size_t t, int64_t gain)
{
	double most = bound(cb, t);

	return (double)gain + most * (1 + 1e-12) + 1e-6 <
	    (double)cb->best_gain + 1;
}

static bool
branch(struct combine *cb, size_t t, int64_t gain)
{
	struct combine_set *s;

	if (t == cb->n_order) {
		keep_if_better(cb, gain);
		return true;
	}
	if (++cb->nodes > COMBINE_NODES)
		return false;
	if (cannot_win(cb, t, gain))
		return true;
	s = &cb->sets[cb->order[t]];
	for (int64_t n = fits(cb, s); n >= 0; n--) {
		bool done;

		cb->now[t] = n;
		take(cb, s, n);
		done = branch(cb, t + 1, gain + n * s->gain);
		take(cb, s, -n);
		if (!done)
			return false;
	}
	return true;
}

/* Largest gain first, as often as it fits. */
static void
greedy(struct combine *cb)
{
	int64_t gain = 0;

	for (size_t t = 0; t < cb->n_order; t++) {
		const struct combine_set *s = &cb->sets[cb->order[t]];

		cb->now[t] = fits(cb, s);
		take(cb, s, cb->now[t]);
		gain += cb->now[t] * s->gain;
	}
	keep_if_better(cb, gain);
	for (size_t t = 0; t < cb->n_order; t++)
		take(cb, &cb->sets[cb->order[t]], -cb->now[t]);
}

static bool
solve_group(struct combine *cb)
{
	bool proven = true;

	cb->best_gain = -1;
	sort_group(cb);
	greedy(cb);
	if (cb->n_order > 1) {
		prepare_rates(cb);
		proven = branch(cb, 0, 0);
	}
	for (size_t t = 0; t < cb->n_order; t++) {
		struct combine_set *s = &cb->sets[cb->order[t]];

		s->count = cb->best[t];
		take(cb, s, s->count);
	}
	return proven;
}

bool
combine_best(struct combine *cb, struct combine_set *sets, size_t n,
    const struct combine_need *needs, int64_t *stock, size_t n_lines)
{
	bool proven = true;

	make_room(cb, n, n_lines);
	cb->sets = sets;
	cb->needs = needs;
	cb->stock = stock;
	cb->nodes = 0;
	for (size_t i = 0; i < n; i++)
		cb->group[i] = UNGROUPED;
	for (size_t i = 0; i < n_lines; i++)
		cb->line_group[i] = UNGROUPED;
	for (size_t i = 0; i < n; i++) {
		if (cb->group[i] != UNGROUPED)
			continue;
		collect_group(cb, i, n);
		proven &= solve_group(cb);
	}
	return proven;
}
