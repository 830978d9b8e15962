/*
 * metric - see metric.h.
 */
#include "mining/metric.h"

#include <math.h>

#include "mining/dist.h"
#include "mining/signif.h"

/* The evidence rules. Counts first: no ratio of few orders is evidence. */
enum {
	THIN_CUSTOMERS = 3,
	STRONG_ORDERS = 30,
};
static const double STRONG_Q = 0.01, LIKELY_Q = 0.05;
static const double STRONG_LIFT = 1.5, LIKELY_LIFT = 1.0;
/* Orders of prior belief behind an attach rate. */
static const double ATTACH_STRENGTH = 10;

static const char *const EVIDENCE_NAMES[] = {
#define X(code, name, meaning) [code] = name,
	METRIC_EVIDENCES(X)
#undef X
};
static const char *const EVIDENCE_MEANINGS[] = {
#define X(code, name, meaning) [code] = meaning,
	METRIC_EVIDENCES(X)
#undef X
};
_Static_assert(
    ARRAY_LEN(EVIDENCE_NAMES) == EVIDENCE_COUNT, "a name for each evidence");

/* clang-format off */
static const struct metric_row ROWS[] = {
#define X(id, field, title_, kind_, direction_, formula_, help_, source_) \
	[id] = { .name = #field, .title = title_, .kind = kind_, \
	    .direction = direction_, .formula = formula_, .help = help_, \
	    .source = source_ },
	METRICS(X)
#undef X
};
/* clang-format on */
_Static_assert(ARRAY_LEN(ROWS) == METRIC_COUNT, "a row for each metric");

const char *
evidence_name(enum evidence e)
{
	return EVIDENCE_NAMES[e];
}

const char *
evidence_meaning(enum evidence e)
{
	return EVIDENCE_MEANINGS[e];
}

bool
evidence_parse(const char *name, enum evidence *out)
{
	for (unsigned i = 0; i < EVIDENCE_COUNT; i++) {
		if (strcmp(EVIDENCE_NAMES[i], name) == 0) {
			*out = (enum evidence)i;
			return true;
		}
	}
	return false;
}

const struct metric_row *
metric_row(enum metric m)
{
	return &ROWS[m];
}

bool
metric_parse(const char *name, enum metric *out)
{
	for (unsigned i = 0; i < METRIC_COUNT; i++) {
		if (strcmp(ROWS[i].name, name) == 0) {
			*out = (enum metric)i;
			return true;
		}
	}
	return false;
}

/* Has the denominator of this measure anything in it? */
static bool
is_defined(const struct pair_stats *s, enum metric m)
{
	switch (m) {
	case METRIC_SUPPORT:
		return s->baskets > 0;
	case METRIC_CONFIDENCE_AB:
	case METRIC_EXCESS_ATTACH:
	case METRIC_ATTACH:
		return s->orders_a > 0;
	case METRIC_CONFIDENCE_BA:
		return s->orders_b > 0;
	case METRIC_NAIVE_LIFT:
		return s->orders_a > 0 && s->orders_b > 0;
	case METRIC_ORDERS_BOTH:
	case METRIC_CUSTOMERS_BOTH:
	case METRIC_EXPECTED:
	case METRIC_LIFT:
	case METRIC_LIFT_LOW:
	case METRIC_LIFT_HIGH:
	case METRIC_P_VALUE:
	case METRIC_Q_VALUE:
	case METRIC_SCORE:
	case METRIC_INCREMENTAL:
	case METRIC_COUNT:
		break;
	}
	return true;
}

bool
metric_value(const struct pair_stats *s, enum metric m, double *out)
{
	const double value[] = {
#define X(id, field, ...) [id] = (double)s->field,
		METRICS(X)
#undef X
	};

	if (!is_defined(s, m))
		return false;
	*out = value[m];
	return true;
}

static double
ratio(double over, double under)
{
	return under > 0 ? over / under : 0;
}

static enum evidence
evidence_of(const struct pair_context *ctx, const struct pair_stats *s)
{
	/* q is rounded in its curve; so are its limits. */
	float q = (float)s->q_value;

	if (s->orders_both < METRIC_THIN_ORDERS)
		return EVIDENCE_THIN;
	if (ctx->identified > 0 && s->customers_both < THIN_CUSTOMERS)
		return EVIDENCE_THIN;
	if (q <= (float)STRONG_Q && s->lift_low >= STRONG_LIFT &&
	    s->orders_both >= STRONG_ORDERS)
		return EVIDENCE_STRONG;
	if (q <= (float)LIKELY_Q && s->lift_low > LIKELY_LIFT)
		return EVIDENCE_LIKELY;
	return EVIDENCE_WEAK;
}

/* What follows from the counts alone. */
static void
fill_shares(struct pair_stats *s)
{
	double n = (double)s->orders_both, a = (double)s->orders_a;
	double b = (double)s->orders_b, all = (double)s->baskets;
	double p0 = ratio(s->expected, a);

	s->support = ratio(n, all);
	s->confidence_ab = ratio(n, a);
	s->confidence_ba = ratio(n, b);
	s->naive_lift = ratio(n * all, a * b);
	s->excess_attach = ratio(n - s->expected, a);
	s->attach = (n + ATTACH_STRENGTH * p0) / (a + ATTACH_STRENGTH);
}

/* (Nw + M + P0) sqrt(lift): P0 is one order of what chance alone would put
 * with a, which breaks ties and moves thin products towards popularity. */
static double
score_of(const struct pair_context *ctx, const struct pair_stats *s)
{
	double chance = ratio(s->expected_weighted, ctx->chance[s->a]);

	return (s->weighted + s->weighted_ever + chance) * sqrt(s->lift);
}

/* What follows from the counts and the expectation. */
static void
fill_lift(const struct pair_context *ctx, struct pair_stats *s)
{
	double shape = (double)s->orders_both + ctx->alpha;
	double rate = s->expected + ctx->alpha;
	struct signif_interval lift = signif_gamma90(shape, rate);

	s->lift = shape / rate;
	s->lift_low = lift.low;
	s->lift_high = lift.high;
	s->score = score_of(ctx, s);
	s->incremental = s->weighted - s->expected_weighted;
}

static void
fill_pair(const struct pair_context *ctx, uint32_t a, uint32_t b,
    struct pair_stats *s)
{
	const struct pair_margins *m = &ctx->orders_with;

	*s = (struct pair_stats){
		.a = a,
		.b = b,
		.orders_a = m->n[a],
		.orders_b = m->n[b],
		.baskets = m->baskets,
		.expected = pair_expected(m, a, b),
		.expected_weighted = pair_expected_weighted(m, a, b),
		.q_value = 1,
	};
}

static void
fill_rest(const struct pair_context *ctx, struct pair_stats *s)
{
	fill_shares(s);
	fill_lift(ctx, s);
	s->p_value = dist_poisson_tail(s->orders_both, s->expected);
	if (s->orders_both > 0)
		s->q_value = fdr_look_up(&ctx->curve, s->p_value);
	s->evidence = evidence_of(ctx, s);
}

void
metric_entry(const struct pair_context *ctx, const struct pair_table *table,
    size_t entry, uint32_t a, uint32_t b, struct pair_stats *s)
{
	fill_pair(ctx, a, b, s);
	s->orders_both = table->n[entry];
	s->customers_both = table->customers[entry];
	s->customers_ever = table->ever[entry];
	s->weighted = (double)table->weighted[entry];
	s->weighted_ever = (double)table->ever_weighted[entry];
	fill_rest(ctx, s);
}

bool
metric_pair(const struct pair_context *ctx, const struct pair_table *table,
    uint32_t a, uint32_t b, struct pair_stats *s)
{
	size_t entry = pair_find(table, a, b);

	if (entry != PAIR_NONE) {
		metric_entry(ctx, table, entry, a, b, s);
		return true;
	}
	fill_pair(ctx, a, b, s);
	fill_rest(ctx, s);
	return false;
}

double
metric_score_given(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, double expected,
    double expected_weighted)
{
	struct pair_stats s = {
		.a = a,
		.weighted = (double)table->weighted[entry],
		.weighted_ever = (double)table->ever_weighted[entry],
		.expected_weighted = expected_weighted,
		.lift = ((double)table->n[entry] + ctx->alpha) /
		    (expected + ctx->alpha),
	};

	return score_of(ctx, &s);
}

double
metric_score(const struct pair_context *ctx, const struct pair_table *table,
    size_t entry, uint32_t a, uint32_t b)
{
	const struct pair_margins *m = &ctx->orders_with;

	return metric_score_given(ctx, table, entry, a, pair_expected(m, a, b),
	    pair_expected_weighted(m, a, b));
}

double
metric_q(const struct pair_context *ctx, const struct pair_table *table,
    size_t entry, uint32_t a, uint32_t b)
{
	return fdr_look_up(&ctx->curve,
	    dist_poisson_tail(
		table->n[entry], pair_expected(&ctx->orders_with, a, b)));
}

double
metric_lift(const struct pair_context *ctx, const struct pair_table *table,
    size_t entry, uint32_t a, uint32_t b)
{
	return ((double)table->n[entry] + ctx->alpha) /
	    (pair_expected(&ctx->orders_with, a, b) + ctx->alpha);
}

double
metric_incremental(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, uint32_t b)
{
	return (double)table->weighted[entry] -
	    pair_expected_weighted(&ctx->orders_with, a, b);
}

double
metric_lift_low(const struct pair_context *ctx, const struct pair_table *table,
    size_t entry, uint32_t a, uint32_t b)
{
	return dist_gamma_quick_quantile(-SIGNIF_Z95,
	    (double)table->n[entry] + ctx->alpha,
	    pair_expected(&ctx->orders_with, a, b) + ctx->alpha);
}

bool
metric_attach(
    const struct pair_stats *s, double strength, struct metric_attach *out)
{
	double n = (double)s->orders_both, a = (double)s->orders_a;

	if (s->orders_a == 0)
		return false;
	/* An expectation can exceed the orders it is expected in. */
	double p0 = s->expected / a;
	p0 = p0 > 1 ? 1 : p0;
	double alpha = n + strength * p0;
	double beta = a - n + strength * (1 - p0);
	/* A Beta needs both above 0; the least amount that keeps it proper. */
	alpha = alpha > 1e-9 ? alpha : 1e-9;
	beta = beta > 1e-9 ? beta : 1e-9;
	struct signif_interval range = signif_beta90(alpha, beta);
	*out = (struct metric_attach){
		.alpha = alpha,
		.beta = beta,
		.mean = alpha / (alpha + beta),
		.low = range.low,
		.high = range.high,
	};
	return true;
}

enum {
	/* Points over the drift, -4 to 4 standard deviations. */
	DRIFT_POINTS = 65,
	/* Halvings of [0, 1]: beyond what is shown. */
	DRIFT_STEPS = 40,
};

/* P(rate drift <= x), the drift summed over a grid of its normal. */
static double
drifted_below(const struct metric_attach *at, double drift, double x)
{
	double sum = 0, all = 0;

	for (int i = 0; i < DRIFT_POINTS; i++) {
		double z = -4 + 8.0 * i / (DRIFT_POINTS - 1);
		double weight = exp(-z * z / 2);
		double rate = x / exp(drift * z - drift * drift / 2);
		all += weight;
		sum += weight *
		    (rate >= 1 ? 1
			       : dist_beta_lower(rate, at->alpha, at->beta));
	}
	return sum / all;
}

static double
drifted_quantile(const struct metric_attach *at, double drift, double p)
{
	double low = 0, high = 1;

	for (int i = 0; i < DRIFT_STEPS; i++) {
		double middle = (low + high) / 2;
		if (drifted_below(at, drift, middle) < p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

void
metric_attach_drift(
    const struct metric_attach *attach, double drift, double *low, double *high)
{
	*low = drifted_quantile(attach, drift, 0.05);
	*high = drifted_quantile(attach, drift, 0.95);
}
