/*
 * Reading the response to a threshold off order values: a planted one is
 * recovered and passes the gate, shops without one or of few price points do
 * not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/bunch_fit.h"

#define AT  50.0
#define FEE 4.95

static const struct bunch_prior prior = { .15, 2, 4, 2, .6, .8, 1.2 };

/* Log-normal values of which p0 exp(-gap / (2 fee)) top up; cents ending in
 * 'ending' when it is not negative, so that values pile up. */
static void
make_orders(uint64_t seed, size_t n, double p0, double round_to,
    struct curve_orders *od)
{
	int64_t *minor = mem_array(n, sizeof(*minor));
	struct err err = ERR_INIT;

	for (size_t i = 0; i < n; i++) {
		double v = exp(3.6 + .6 * random_normal(seed, 1, i, 0));
		double gap = AT - v;

		if (gap > 0 &&
		    random_unit(seed, 2, i, 0) < p0 * exp(-gap / (2 * FEE)))
			v = AT + 5 * random_unit(seed, 3, i, 0);
		if (round_to > 0)
			v = round_to * floor(v / round_to + 1) - .01;
		minor[i] = (int64_t)(100 * v + .5);
	}
	if (!curve_orders_init(od, minor, n, 2, &err))
		fail_msg("%s", err.text);
	mem_free(minor);
}

static void
ask(uint64_t seed, size_t n, double p0, double round_to,
    struct bunch_gate *gate, struct bunch_response *posterior)
{
	struct curve_orders od;
	struct err err = ERR_INIT;
	double *w;

	make_orders(seed, n, p0, round_to, &od);
	w = mem_array(od.n, sizeof(*w));
	bunch_weights(&od, w);
	if (!bunch_gate(
		&(struct bunch_question){
		    .od = &od, .w = w, .at = AT, .fee = FEE, .prior = prior },
		posterior, gate, &err))
		fail_msg("%s", err.text);
	mem_free(w);
	curve_orders_release(&od);
}

/* Whatever the orders say, the loss to the fee stays as it was assumed, its far
 * tails too. */
static void
check_loss(const struct bunch_response *posterior)
{
	double sum = 0, squares = 0, most = 0;
	uint64_t n = 20000;

	for (uint64_t i = 0; i < n; i++) {
		const struct bunch_response *one =
		    bunch_draw(posterior, random_unit(7, 1, i, 0));
		double x =
		    log(bunch_loss(&prior, one, random_unit(7, 2, i, 0)) /
			prior.eta);

		sum += x;
		squares += x * x;
		most = fmax(most, x);
	}
	assert_true(fabs(sum / (double)n) < .03);
	assert_true(fabs(sqrt(squares / (double)n) - prior.eta_sd) < .03);
	assert_true(most > 3 * prior.eta_sd); /* beyond the grid's end */
}

/* A loss that is held certain is that loss in every draw. */
static void
a_certain_loss_does_not_spread(void **state)
{
	const struct bunch_prior certain = { .eta = .7, .eta_sd = 0 };
	const struct bunch_response one = { .eta = .7 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_true(
		    fabs(bunch_loss(&certain, &one, .1 + .4 * i) - .7) < 1e-15);
}

static void
a_planted_response_is_recovered(void **state)
{
	struct bunch_response *posterior =
	    mem_array(BUNCH_GRID, sizeof(*posterior));
	struct bunch_gate gate;

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		const struct bunch_fit *fit = &gate.fits[3]; /* 4, .5 */
		double sum = 0;

		ask(seed, 8000, .6, 0, &gate, posterior);
		assert_true(gate.passed);
		assert_int_equal(fit->degree, 4);
		assert_true(fabs(fit->p0 - .6) < .2);
		assert_true(fabs(log(fit->rho / 2)) < .6);
		assert_true(gate.excess_low > 0);
		assert_true(gate.excess_high < .25);
		for (size_t i = 0; i < BUNCH_GRID; i++)
			sum += posterior[i].weight;
		assert_true(fabs(sum - 1) < 1e-9);
		assert_ptr_equal(bunch_draw(posterior, 0), posterior);
		check_loss(posterior);
	}
	mem_free(posterior);
}

static void
no_response_and_few_orders_do_not_pass(void **state)
{
	struct bunch_gate gate;

	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		ask(seed, 3000, 0, 0, &gate, NULL);
		assert_false(gate.passed);
	}
	ask(1, 300, .6, 0, &gate, NULL);
	assert_false(gate.enough);
	assert_false(gate.passed);
}

/* A value to ten is one of a few price points: nothing can be seen. */
static void
values_on_a_few_price_points_do_not_pass(void **state)
{
	struct curve_orders od;
	struct bunch_gate gate;

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		ask(seed, 4000, .6, 10, &gate, NULL);
		assert_false(gate.passed);
		make_orders(seed, 4000, .6, 10, &od);
		assert_true(bunch_heaped(&od) > BUNCH_HEAPED);
		curve_orders_release(&od);
		make_orders(seed, 4000, .6, 0, &od);
		assert_true(bunch_heaped(&od) < .05);
		curve_orders_release(&od);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_planted_response_is_recovered),
		cmocka_unit_test(a_certain_loss_does_not_spread),
		cmocka_unit_test(no_response_and_few_orders_do_not_pass),
		cmocka_unit_test(values_on_a_few_price_points_do_not_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
