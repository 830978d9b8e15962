/*
 * random - how it works: four rounds of the SplitMix64 finaliser, each taking
 * one more of (seed, stream, i, j) in:
 *
 *	h = mix(seed); h = mix(h ^ stream); h = mix(h ^ i); h = mix(h ^ j)
 *
 * The mixer is the output function of Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators" (2014), with its constants. Its 53 top bits
 * make the uniform; half a step is added so that neither 0 nor 1 comes out.
 */
#include "base/random.h"

#include <math.h>

#define TWO_PI 6.28318530717958647693

double
random_unit(uint64_t seed, uint64_t stream, uint64_t i, uint64_t j)
{
	uint64_t h = random_mix(seed);

	h = random_mix(h ^ stream);
	h = random_mix(h ^ i);
	h = random_mix(h ^ j);
	return ((double)(h >> 11) + 0.5) * 0x1p-53;
}

double
random_normal(uint64_t seed, uint64_t stream, uint64_t i, uint64_t j)
{
	double r = random_unit(seed, stream, i, 2 * j);
	double angle = random_unit(seed, stream, i, 2 * j + 1);

	return sqrt(-2.0 * log(r)) * cos(TWO_PI * angle);
}

int
random_poisson(double lambda, double u, int kmax)
{
	double p = exp(-lambda), sum = p;
	int k = 0;

	while (k < kmax && u > sum) {
		k++;
		p *= lambda / k;
		sum += p;
	}
	return k;
}

/* The counters of one gamma: its attempts use blocks first, first + step, ...
 * of four uniforms: two for the normal, one to accept, one for the boost. */
struct blocks {
	uint64_t seed, stream, i, first, step;
};

/*
 * The logarithm of a Gamma(shape, 1): Marsaglia and Tsang, "A simple method
 * for generating gamma variables" (2000). Shapes below 1 are drawn at shape +
 * 1 and multiplied by u^(1 / shape); as a logarithm that does not underflow.
 */
static double
log_gamma_draw(const struct blocks *b, double shape)
{
	double boost = 0.0;

	if (shape < 1.0) {
		double u =
		    random_unit(b->seed, b->stream, b->i, 4 * b->first + 3);
		boost = log(u) / shape;
		shape += 1.0;
	}

	double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
	for (uint64_t block = b->first;; block += b->step) {
		double x = random_normal(b->seed, b->stream, b->i, 2 * block);
		double u = random_unit(b->seed, b->stream, b->i, 4 * block + 2);
		double v = 1.0 + c * x;
		if (v <= 0.0)
			continue;
		v = v * v * v;
		if (log(u) < 0.5 * x * x + d - d * v + d * log(v))
			return log(d * v) + boost;
	}
}

double
random_gamma(uint64_t seed, uint64_t stream, uint64_t i, double shape)
{
	struct blocks b = { .seed = seed, .stream = stream, .i = i, .step = 1 };

	return exp(log_gamma_draw(&b, shape));
}

double
random_beta(uint64_t seed, uint64_t stream, uint64_t i, double a, double b)
{
	struct blocks even = {
		.seed = seed, .stream = stream, .i = i, .first = 0, .step = 2
	};
	struct blocks odd = even;

	odd.first = 1;
	double log_a = log_gamma_draw(&even, a);
	double log_b = log_gamma_draw(&odd, b);
	return 1.0 / (1.0 + exp(log_b - log_a));
}

/* The smallest k whose distribution function reaches u; p at most 1/2. */
static int64_t
binomial_inverse(int64_t n, double p, double u)
{
	double pmf = exp((double)n * log1p(-p)), sum = pmf;
	double odds = p / (1.0 - p);
	int64_t k = 0;

	while (k < n && u > sum) {
		k++;
		pmf *= odds * (double)(n - k + 1) / (double)k;
		sum += pmf;
		if (pmf < 1e-300)
			break;
	}
	return k;
}

int64_t
random_binomial(int64_t n, double p, double u)
{
	enum {
		INVERSION_LIMIT = 30
	};

	if (n <= 0 || !(p > 0.0))
		return 0;
	if (p >= 1.0)
		return n;

	double mean = (double)n * p;
	if ((double)n * fmin(p, 1.0 - p) < INVERSION_LIMIT)
		return p <= 0.5 ? binomial_inverse(n, p, u)
				: n - binomial_inverse(n, 1.0 - p, 1.0 - u);

	double sd = sqrt(mean * (1.0 - p));
	double k = ceil(mean + sd * random_normal_quantile(u) - 0.5);
	return k <= 0.0 ? 0 : k >= (double)n ? n : (int64_t)k;
}

enum {
	AS241_TERMS = 8
};

/* A quotient of two polynomials, coefficients from the constant up. */
struct rational {
	double over[AS241_TERMS], under[AS241_TERMS];
};

static double
rational_at(const struct rational *q, double x)
{
	double over = 0.0, under = 0.0;

	for (int i = AS241_TERMS - 1; i >= 0; i--) {
		over = over * x + q->over[i];
		under = under * x + q->under[i];
	}
	return over / under;
}

/* Wichura, "Algorithm AS 241: the percentage points of the normal
 * distribution" (1988), routine PPND16: about 16 digits. */
/* clang-format off */
static const struct rational as241_centre = {
	.over = {
		3.3871328727963666080e+0, 1.3314166789178437745e+2,
		1.9715909503065514427e+3, 1.3731693765509461125e+4,
		4.5921953931549871457e+4, 6.7265770927008700853e+4,
		3.3430575583588128105e+4, 2.5090809287301226727e+3 },
	.under = {
		1.0,                      4.2313330701600911252e+1,
		6.8718700749205790830e+2, 5.3941960214247511077e+3,
		2.1213794301586595867e+4, 3.9307895800092710610e+4,
		2.8729085735721942674e+4, 5.2264952788528545610e+3 },
};
static const struct rational as241_middle = {
	.over = {
		1.42343711074968357734e+0, 4.63033784615654529590e+0,
		5.76949722146069140550e+0, 3.64784832476320460504e+0,
		1.27045825245236838258e+0, 2.41780725177450611770e-1,
		2.27238449892691845833e-2, 7.74545014278341407640e-4 },
	.under = {
		1.0,                       2.05319162663775882187e+0,
		1.67638483018380384940e+0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2,
		5.47593808499534494600e-4, 1.05075007164441684324e-9 },
};
static const struct rational as241_tail = {
	.over = {
		6.65790464350110377720e+0, 5.46378491116411436990e+0,
		1.78482653991729133580e+0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3,
		2.71155556874348757815e-5, 2.01033439929228813265e-7 },
	.under = {
		1.0,                       5.99832206555887937690e-1,
		1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5,
		1.42151175831644588870e-7, 2.04426310338993978564e-15 },
};
/* clang-format on */

double
random_normal_quantile(double u)
{
	double q = u - 0.5;

	if (fabs(q) <= 0.425)
		return q * rational_at(&as241_centre, 0.180625 - q * q);

	double r = sqrt(-log(q < 0.0 ? u : 1.0 - u));
	double z = r <= 5.0 ? rational_at(&as241_middle, r - 1.6)
			    : rational_at(&as241_tail, r - 5.0);
	return q < 0.0 ? -z : z;
}
