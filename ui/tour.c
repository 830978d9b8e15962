/* tour - the steps, a row each. */
#include "ui/tour.h"

static const struct app_tour_step steps[] = {
	{ .screen = "products",
	    .words = "This is how the shop does. Press {screen-2} for its "
		     "products." },
	{ .screen = "products",
	    .action = ACTION_SEARCH,
	    .words = "{search} finds: type  lamp, brass  and press Enter. What "
		     "it sells with stands beside it or in the last column." },
	{ .screen = "products",
	    .action = ACTION_NEXT_PANE,
	    .words = "{next-pane} goes to its partners: how many of its orders "
		     "hold them too (conf), how much more than chance (lift), "
		     "and how sure that is (●)." },
	{ .screen = "pair",
	    .words = "{open} shows the evidence of the first pair: counts, "
		     "interval, trend." },
	{ .screen = "bundle",
	    .words = "{bundle} makes a bundle of the two. It is a draft: "
		     "nothing goes live by itself." },
	{ .screen = "bundle",
	    .action = ACTION_EDIT,
	    .words = "{value} types the discount: 7 and Enter. AOV and "
		     "contribution follow as ranges, from the shop's own "
		     "orders." },
	{ .action = ACTION_UNDO,
	    .words = "Everything is saved at once, and {undo} takes it back, "
		     "now or tomorrow." },
	{ .screen = "threshold",
	    .action = ACTION_RIGHT,
	    .words = "{screen-5} tries free-shipping thresholds; {left} and "
		     "{right} move it along the orders." },
};

void
tour_setup(struct app_setup *setup)
{
	setup->tour = steps;
	setup->n_tour = ARRAY_LEN(steps);
}
