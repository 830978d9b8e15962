/*
 * The two normal quantiles are constants: nobody has asked for other levels.
 */
#include "decide/sample_size.h"

#include <math.h>

/* z(.975) + z(.80), squared */
#define Z_SQUARED 7.848879734349085

double
sample_for_mean(double cv, double delta)
{
	double change = fabs(delta);

	return change > 0 ? ceil(2 * Z_SQUARED * cv * cv / (change * change))
			  : 0;
}

double
sample_for_share(double before, double after)
{
	double change = after - before;
	double spread = before * (1 - before) + after * (1 - after);

	return fabs(change) > 0 ? ceil(Z_SQUARED * spread / (change * change))
				: 0;
}

double
sample_detectable(double cv, double n)
{
	return n > 0 ? sqrt(2 * Z_SQUARED / n) * cv : 0;
}

static int
compare_values(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
sample_cv(double *values, size_t n, double q)
{
	double cap, sum = 0, squares = 0, mean;

	if (n < 2)
		return 0;
	qsort(values, n, sizeof(*values), compare_values);
	cap = values[(size_t)ceil(q * (double)n) - 1];
	for (size_t i = 0; i < n; i++)
		sum += values[i] < cap ? values[i] : cap;
	mean = sum / (double)n;
	for (size_t i = 0; i < n; i++) {
		double d = (values[i] < cap ? values[i] : cap) - mean;

		squares += d * d;
	}
	return mean > 0 ? sqrt(squares / (double)(n - 1)) / mean : 0;
}
