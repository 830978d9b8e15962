/*
 * cart - see cart.h.
 *
 * Scores are put together in one array over the catalogue. The part of D that
 * is there for every pair, -theta Ew_ab, is a sum over basket sizes k of
 * products of counts, so for the whole cart it is one number a size:
 *
 *	sum_a z_a Ew_ab = sum_k c_k u_b^k (sum_a z_a u_a^k)
 *
 * and costs a product its eleven counts. The rest, z_a Nw_ab, is added along
 * the cart products' rows of the table: partners above a stand in a's row,
 * those below are found through the table turned round.
 */
#include "mining/cart.h"

#include <math.h>

#include "base/mem.h"

/* Weight of the ridge, in weighted orders. */
#define RIDGE 5.0
/* Below this a pivot says that two products of the cart are one. */
#define LEAST_PIVOT 1e-9

enum {
	LARGE_ORDER = 10, /* products in the mean order, see cart.h */
};

static void
choose_exponents(struct cart_model *cm)
{
	const struct pair_margins *m = &cm->ctx->orders_with;
	double lines = 0;

	for (size_t p = 0; p < cm->ctx->products; p++)
		lines += (double)m->n[p];
	bool large = lines > LARGE_ORDER * (double)m->baskets;
	cm->theta = large ? 1 : .8;
	cm->beta = large ? .2 : 0;
}

/*
 * The weighted orders with a product. The context knows how many of each
 * size, and the mean weight of a size as it enters pairs; an order of one
 * product weighs 1.
 */
static double
weighted_orders(const struct pair_margins *m, size_t product)
{
	const uint32_t *in = m->in + product * BASKET_STRATA;
	double sum = (double)in[0];

	for (unsigned k = 1; k < BASKET_STRATA; k++) {
		if (in[k] > 0 && m->rate[k] > 0)
			sum += (double)in[k] * m->weighted_rate[k] / m->rate[k];
	}
	return sum;
}

/* Turns the table round by counting; rows come out ascending. */
static void
turn_round(struct cart_model *cm)
{
	const struct pair_table *t = cm->table;
	size_t *next = cm->first + 1;

	/* next[b] counts the entries of b - 1 at first, then where the next
	 * entry of b goes, and ends as the end of b's. */
	for (size_t e = 0; e < t->pairs; e++)
		next[t->partner[e] + 1]++;
	for (size_t b = 1; b <= t->products; b++)
		next[b] += next[b - 1];
	for (uint32_t a = 0; a < t->products; a++) {
		for (size_t e = t->first[a]; e < t->first[a + 1]; e++) {
			size_t at = next[t->partner[e]]++;
			cm->row[at] = a;
			cm->entry[at] = (uint32_t)e;
		}
	}
}

bool
cart_model_init(struct cart_model *cm, const struct pair_table *table,
    const struct pair_context *ctx, struct err *err)
{
	size_t products = table->products;

	*cm = (struct cart_model){ .table = table, .ctx = ctx };
	if (table->pairs > UINT32_MAX)
		return err_set(err, ERR_LIMIT,
		    "%zu pairs are more than carts can be scored with",
		    table->pairs);
	cm->orders = mem_try_array(products, sizeof(*cm->orders), "carts", err);
	cm->damp = mem_try_array(products, sizeof(*cm->damp), "carts", err);
	cm->first =
	    mem_try_zarray(products + 2, sizeof(*cm->first), "carts", err);
	cm->row = mem_try_array(table->pairs, sizeof(*cm->row), "carts", err);
	cm->entry =
	    mem_try_array(table->pairs, sizeof(*cm->entry), "carts", err);
	if (!cm->orders || !cm->damp || !cm->first || !cm->row || !cm->entry) {
		cart_model_release(cm);
		return false;
	}
	choose_exponents(cm);
	turn_round(cm);
	for (size_t p = 0; p < products; p++) {
		cm->orders[p] = weighted_orders(&ctx->orders_with, p);
		cm->damp[p] = pow(cm->orders[p] + 1, -cm->beta);
	}
	return true;
}

void
cart_model_release(struct cart_model *cm)
{
	mem_free(cm->orders);
	mem_free(cm->damp);
	mem_free(cm->first);
	mem_free(cm->row);
	mem_free(cm->entry);
	*cm = (struct cart_model){ 0 };
}

/* ---- the weights of the cart's products ---- */

static double
excess(const struct cart_model *cm, uint32_t a, uint32_t b)
{
	size_t e = pair_find(cm->table, a, b);
	double met = e == PAIR_NONE ? 0 : (double)cm->table->weighted[e];

	return met -
	    cm->theta * pair_expected_weighted(&cm->ctx->orders_with, a, b);
}

/* D_RR + 5 I, row by row. */
static void
fill_matrix(
    const struct cart_model *cm, const uint32_t *items, size_t n, double *m)
{
	for (size_t i = 0; i < n; i++) {
		m[i * n + i] = cm->orders[items[i]] + RIDGE;
		for (size_t j = 0; j < i; j++) {
			m[i * n + j] = excess(cm, items[i], items[j]);
			m[j * n + i] = m[i * n + j];
		}
	}
}

static size_t
largest_below(const double *m, size_t n, size_t column)
{
	size_t best = column;

	for (size_t i = column + 1; i < n; i++) {
		if (fabs(m[i * n + column]) > fabs(m[best * n + column]))
			best = i;
	}
	return best;
}

static void
exchange_rows(double *m, double *z, size_t n, size_t i, size_t j)
{
	double t = z[i];

	z[i] = z[j];
	z[j] = t;
	for (size_t k = 0; k < n; k++) {
		t = m[i * n + k];
		m[i * n + k] = m[j * n + k];
		m[j * n + k] = t;
	}
}

/* Solves m z = z in place by elimination with partial pivoting. False when a
 * pivot vanishes. */
static bool
solve(double *m, double *z, size_t n)
{
	for (size_t c = 0; c < n; c++) {
		size_t pivot = largest_below(m, n, c);
		if (fabs(m[pivot * n + c]) < LEAST_PIVOT)
			return false;
		if (pivot != c)
			exchange_rows(m, z, n, pivot, c);
		for (size_t i = c + 1; i < n; i++) {
			double f = m[i * n + c] / m[c * n + c];
			for (size_t k = c + 1; k < n; k++)
				m[i * n + k] -= f * m[c * n + k];
			z[i] -= f * z[c];
		}
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			z[i] -= m[i * n + k] * z[k];
		z[i] /= m[i * n + i];
	}
	return true;
}

/* z for the cart. Products that cannot be told apart are taken each for
 * itself. */
static bool
weigh_items(const struct cart_model *cm, const uint32_t *items, size_t n,
    double *z, struct err *err)
{
	double *m = mem_try_array(n * n, sizeof(*m), "a cart", err);

	if (m == NULL)
		return false;
	fill_matrix(cm, items, n, m);
	for (size_t i = 0; i < n; i++)
		z[i] = 1;
	if (!solve(m, z, n)) {
		for (size_t i = 0; i < n; i++)
			z[i] = 1 / (cm->orders[items[i]] + RIDGE);
	}
	mem_free(m);
	return true;
}

/* ---- the scores ---- */

/* -theta sum_a z_a Ew_ab for every b. */
static void
take_chance(const struct cart_model *cm, const uint32_t *items, const double *z,
    size_t n, double *score)
{
	const struct pair_margins *m = &cm->ctx->orders_with;
	double weight[BASKET_STRATA] = { 0 };

	for (size_t i = 0; i < n; i++) {
		const uint32_t *in = m->in + (size_t)items[i] * BASKET_STRATA;
		for (unsigned k = 1; k < BASKET_STRATA; k++)
			weight[k] -= cm->theta * m->weighted_rate[k] * z[i] *
			    (double)in[k];
	}
	for (size_t b = 0; b < cm->table->products; b++) {
		const uint32_t *in = m->in + b * BASKET_STRATA;
		score[b] = 0;
		for (unsigned k = 1; k < BASKET_STRATA; k++)
			score[b] += weight[k] * (double)in[k];
	}
}

/* z_a Nw_ab for every b that was met with a. */
static void
add_partners(const struct cart_model *cm, uint32_t a, double z, double *score)
{
	const struct pair_table *t = cm->table;

	for (size_t i = cm->first[a]; i < cm->first[a + 1]; i++)
		score[cm->row[i]] += z * (double)t->weighted[cm->entry[i]];
	for (size_t e = t->first[a]; e < t->first[a + 1]; e++)
		score[t->partner[e]] += z * (double)t->weighted[e];
}

bool
cart_score(const struct cart_model *cm, const uint32_t *items, size_t n,
    double *score, struct err *err)
{
	double z[CART_MOST];
	size_t used = n < CART_MOST ? n : CART_MOST;

	if (!weigh_items(cm, items, used, z, err))
		return false;
	take_chance(cm, items, z, used, score);
	for (size_t i = 0; i < used; i++)
		add_partners(cm, items[i], z[i], score);
	for (size_t b = 0; b < cm->table->products; b++) {
		if (cm->ctx->orders_with.n[b] > 0)
			score[b] *= cm->damp[b];
		else
			score[b] = -(double)INFINITY;
	}
	for (size_t i = 0; i < n; i++)
		score[items[i]] = -(double)INFINITY;
	return true;
}

/* Puts a product where it belongs among the best so far. */
static void
keep_best(struct cart_item *out, size_t limit, size_t *found,
    const struct cart_item *item)
{
	size_t at = *found;

	while (at > 0 && out[at - 1].score < item->score)
		at--;
	if (at == limit)
		return;
	size_t moved = *found < limit ? *found - at : limit - 1 - at;
	memmove(&out[at + 1], &out[at], moved * sizeof(*out));
	out[at] = *item;
	*found += *found < limit;
}

bool
cart_best(const struct cart_model *cm, const uint32_t *items, size_t n,
    const struct cart_wish *wish, struct cart_item *out, size_t *found,
    struct err *err)
{
	size_t products = cm->table->products;
	double *score;

	*found = 0;
	if (n == 0 || wish->limit == 0)
		return true;
	score = mem_try_array(products, sizeof(*score), "a cart", err);
	if (score == NULL)
		return false;
	if (!cart_score(cm, items, n, score, err)) {
		mem_free(score);
		return false;
	}
	for (uint32_t b = 0; b < products; b++) {
		if (score[b] > 0 && !(wish->skip && wish->skip[b]))
			keep_best(out, wish->limit, found,
			    &(struct cart_item){ b, score[b] });
	}
	mem_free(score);
	return true;
}
