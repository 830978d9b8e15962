/*
 * The inputs of a threshold's projection: their table, limits and middle.
 */
#include "decide/threshold.h"

static const struct {
	const char *name;
	double value, least, most;
	const char *unit, *meaning;
} inputs[THRESHOLD_INPUT_COUNT] = {
#define X(id, name, value, least, most, unit, meaning) \
	[id] = { name, value, least, most, unit, meaning },
	THRESHOLD_INPUTS(X)
#undef X
};

void
threshold_inputs_default(struct threshold_inputs *in)
{
	for (size_t i = 0; i < THRESHOLD_INPUT_COUNT; i++) {
		in->value[i] = inputs[i].value;
		in->basis[i] = BASIS_ASSUMED;
	}
}

static bool
check_input(size_t i, double value, struct err *err)
{
	if (value >= inputs[i].least && value <= inputs[i].most)
		return true;
	return err_set(err, ERR_INPUT, "'%s' must be from %g to %g, not %g",
	    inputs[i].name, inputs[i].least, inputs[i].most, value);
}

bool
threshold_inputs_check(const struct threshold_inputs *in, struct err *err)
{
	for (size_t i = 0; i < THRESHOLD_INPUT_COUNT; i++)
		if (!check_input(i, in->value[i], err))
			return false;
	return true;
}

bool
threshold_input_set(struct threshold_inputs *in, const char *name, double value,
    enum basis basis, struct err *err)
{
	for (size_t i = 0; i < THRESHOLD_INPUT_COUNT; i++) {
		if (strcmp(inputs[i].name, name) != 0)
			continue;
		if (!check_input(i, value, err))
			return false;
		in->value[i] = value;
		in->basis[i] = basis;
		return true;
	}
	return err_set(err, ERR_NOT_FOUND,
	    "there is no input '%s' of a threshold projection", name);
}

size_t
threshold_rows(const struct threshold_inputs *in, struct basis_row *rows)
{
	for (size_t i = 0; i < THRESHOLD_INPUT_COUNT; i++) {
		rows[i] = (struct basis_row){
			.value = in->value[i],
			.basis = in->basis[i],
			.unit = inputs[i].unit,
			.meaning = inputs[i].meaning,
		};
		(void)snprintf(
		    rows[i].name, sizeof(rows[i].name), "%s", inputs[i].name);
	}
	return THRESHOLD_INPUT_COUNT;
}

void
threshold_middle(const struct threshold_inputs *in, struct curve_shop *shop,
    struct curve_response *re)
{
	const double *v = in->value;
	double a = v[THRESHOLD_TOPUP_A], b = v[THRESHOLD_TOPUP_B];

	*shop = (struct curve_shop){
		.fee = v[THRESHOLD_FEE],
		.ship_cost = v[THRESHOLD_SHIP_COST],
		.margin = v[THRESHOLD_MARGIN],
		.topup_margin = v[THRESHOLD_TOPUP_MARGIN],
		.topup_returns = v[THRESHOLD_TOPUP_RETURNS],
		.overshoot = v[THRESHOLD_OVERSHOOT],
		.payment_fee = v[THRESHOLD_PAYMENT_FEE],
	};
	*re = (struct curve_response){
		.p0 = v[THRESHOLD_TOPUP_RATE] >= 0
		    ? v[THRESHOLD_TOPUP_RATE]
		    : (1 - v[THRESHOLD_TOPUP_NONE]) * a / (a + b),
		.rho = v[THRESHOLD_REACH],
		.eta = v[THRESHOLD_LOSS],
	};
}

struct bunch_prior
threshold_prior(const struct threshold_inputs *in)
{
	const double *v = in->value;

	return (struct bunch_prior){
		.none = v[THRESHOLD_TOPUP_NONE],
		.a = v[THRESHOLD_TOPUP_A],
		.b = v[THRESHOLD_TOPUP_B],
		.rho = v[THRESHOLD_REACH],
		.rho_sd = v[THRESHOLD_REACH_SD],
		.eta = v[THRESHOLD_LOSS],
		.eta_sd = v[THRESHOLD_LOSS_SD],
	};
}
