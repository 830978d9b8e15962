/*
 * pair - see pair.h. Life cycle and look-up; the bytes are in pair_codec.c.
 */
#include "mining/pair.h"

#include "base/mem.h"

double
pair_tests(const struct pair_context *ctx)
{
	double active = (double)ctx->active;

	return active * (active - 1) / 2;
}

/* Sum over strata of rate u_a u_b. Size 1 has no pairs, its rate is 0. The
 * product of the two counts is exact and comes first, so that the sum is the
 * same, bit for bit, in either order of a and b. */
static double
expectation(const double *rate, const uint32_t *in_a, const uint32_t *in_b)
{
	double sum = 0;

	for (unsigned k = 1; k < BASKET_STRATA; k++)
		sum += rate[k] * ((double)in_a[k] * (double)in_b[k]);
	return sum;
}

double
pair_expected(const struct pair_margins *m, uint32_t a, uint32_t b)
{
	return expectation(m->rate, m->in + (size_t)a * BASKET_STRATA,
	    m->in + (size_t)b * BASKET_STRATA);
}

double
pair_expected_weighted(const struct pair_margins *m, uint32_t a, uint32_t b)
{
	return expectation(m->weighted_rate, m->in + (size_t)a * BASKET_STRATA,
	    m->in + (size_t)b * BASKET_STRATA);
}

void
pair_side_of(const struct pair_margins *m, uint32_t a, struct pair_side *out)
{
	const uint32_t *in = m->in + (size_t)a * BASKET_STRATA;

	out->margins = m;
	out->strata = 0;
	for (unsigned k = 1; k < BASKET_STRATA; k++) {
		if (in[k] == 0)
			continue;
		out->stratum[out->strata] = k;
		out->in[out->strata++] = (double)in[k];
	}
}

void
pair_side_expected(
    const struct pair_side *a, uint32_t b, double *expected, double *weighted)
{
	const struct pair_margins *m = a->margins;
	const uint32_t *in = m->in + (size_t)b * BASKET_STRATA;
	double sum = 0, sum_weighted = 0;

	for (unsigned i = 0; i < a->strata; i++) {
		unsigned k = a->stratum[i];
		double both = a->in[i] * (double)in[k];
		sum += m->rate[k] * both;
		sum_weighted += m->weighted_rate[k] * both;
	}
	*expected = sum;
	*weighted = sum_weighted;
}

size_t
pair_find(const struct pair_table *table, uint32_t a, uint32_t b)
{
	uint32_t row = a < b ? a : b, partner = a < b ? b : a;

	if (row == partner || partner >= table->products)
		return PAIR_NONE;
	size_t lo = table->first[row], end = table->first[row + 1], hi = end;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (table->partner[mid] < partner)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < end && table->partner[lo] == partner ? lo : PAIR_NONE;
}

uint32_t
pair_row_of(const struct pair_table *table, size_t entry)
{
	size_t lo = 0, hi = table->products;

	assert(entry < table->pairs);
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (table->first[mid] <= entry)
			lo = mid;
		else
			hi = mid;
	}
	return (uint32_t)lo;
}

bool
pair_table_init(struct pair_table *table, size_t products, struct err *err)
{
	*table = (struct pair_table){ .products = products };
	table->first =
	    mem_try_zarray(products + 1, sizeof(*table->first), "pairs", err);
	return table->first != NULL;
}

void
pair_table_release(struct pair_table *table)
{
	mem_free(table->first);
	mem_free(table->partner);
	mem_free(table->n);
	mem_free(table->customers);
	mem_free(table->ever);
	mem_free(table->weighted);
	mem_free(table->ever_weighted);
	*table = (struct pair_table){ 0 };
}

/* One column to 'cap' entries. Every type of column has four bytes. */
static bool
grow_column(void *column, size_t had, size_t cap, struct err *err)
{
	void *old, *grown;

	memcpy(&old, column, sizeof(old));
	grown = mem_try_grow(old, had, cap, sizeof(uint32_t), "pairs", err);
	if (!grown)
		return false;
	memcpy(column, &grown, sizeof(grown));
	return true;
}

bool
pair_table_reserve(struct pair_table *table, size_t more, struct err *err)
{
	size_t want = table->pairs + more;
	size_t cap = table->cap + table->cap / 2;

	if (want <= table->cap)
		return true;
	cap = cap < want ? want : cap;
	if (!grow_column(&table->partner, table->cap, cap, err) ||
	    !grow_column(&table->n, table->cap, cap, err) ||
	    !grow_column(&table->customers, table->cap, cap, err) ||
	    !grow_column(&table->ever, table->cap, cap, err) ||
	    !grow_column(&table->weighted, table->cap, cap, err) ||
	    !grow_column(&table->ever_weighted, table->cap, cap, err))
		return false;
	table->cap = cap;
	return true;
}

void
pair_table_complete(struct pair_table *table)
{
	for (; table->rows < table->products; table->rows++)
		table->first[table->rows + 1] = table->pairs;
}

static bool
margins_init(struct pair_margins *m, size_t products, struct err *err)
{
	m->n = mem_try_zarray(products, sizeof(*m->n), "products", err);
	m->in = mem_try_zarray(
	    products, BASKET_STRATA * sizeof(*m->in), "products", err);
	return m->n && m->in;
}

bool
pair_context_init(struct pair_context *ctx, size_t products, struct err *err)
{
	*ctx = (struct pair_context){ .products = products };
	ctx->chance =
	    mem_try_zarray(products, sizeof(*ctx->chance), "products", err);
	if (ctx->chance && margins_init(&ctx->orders_with, products, err) &&
	    margins_init(&ctx->customers_with, products, err))
		return true;
	pair_context_release(ctx);
	return false;
}

void
pair_context_release(struct pair_context *ctx)
{
	mem_free(ctx->orders_with.n);
	mem_free(ctx->orders_with.in);
	mem_free(ctx->customers_with.n);
	mem_free(ctx->customers_with.in);
	mem_free(ctx->chance);
	fdr_curve_release(&ctx->curve);
	*ctx = (struct pair_context){ 0 };
}

static void
sum_margins(struct pair_margins *m, size_t products)
{
	for (size_t p = 0; p < products; p++) {
		m->n[p] = 0;
		for (unsigned k = 0; k < BASKET_STRATA; k++)
			m->n[p] += m->in[p * BASKET_STRATA + k];
	}
}

void
pair_context_complete(struct pair_context *ctx)
{
	const struct pair_margins *m = &ctx->orders_with;
	double items[BASKET_STRATA] = { 0 };

	sum_margins(&ctx->orders_with, ctx->products);
	sum_margins(&ctx->customers_with, ctx->products);
	ctx->active = 0;
	for (size_t p = 0; p < ctx->products; p++) {
		ctx->active += m->n[p] > 0;
		for (unsigned k = 0; k < BASKET_STRATA; k++)
			items[k] += (double)m->in[p * BASKET_STRATA + k];
	}
	for (size_t p = 0; p < ctx->products; p++) {
		ctx->chance[p] = 0;
		for (unsigned k = 1; k < BASKET_STRATA; k++) {
			double in = (double)m->in[p * BASKET_STRATA + k];
			ctx->chance[p] +=
			    m->weighted_rate[k] * in * (items[k] - in);
		}
	}
}
