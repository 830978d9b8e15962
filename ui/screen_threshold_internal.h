/*
 * screen_threshold_internal - what the screen_threshold*.c files share;
 * nobody else includes it. screen_threshold.c chooses the value,
 * screen_threshold_tiers.c the reward and the thresholds there are,
 * screen_threshold_draw.c draws what it would do.
 */
#ifndef ENDCAP_UI_SCREEN_THRESHOLD_INTERNAL_H
#define ENDCAP_UI_SCREEN_THRESHOLD_INTERNAL_H

#include "service/desk.h"
#include "ui/app.h"
#include "ui/chart.h"
#include "ui/input_table.h"
#include "ui/pane_table.h"

enum {
	TRIAL_MAX_BINS = 300
};

/* What stands in the place of the curve. */
enum trial_pane {
	TRIAL_CURVE,
	TRIAL_INPUTS,
	TRIAL_FILLERS,
	TRIAL_COMPARE,
	TRIAL_TIERS
};

struct trial {
	double value; /* chosen, major units; 0: none yet */
	double horizon; /* days that changes are given for */
	enum lab_line_id metric; /* of the curve */
	struct kept_values kept;
	enum trial_pane pane;
	struct input_table inputs;
	struct pane_table list; /* of fillers, or side by side */
	struct str list_words; /* under it */
	double filled_for; /* the fillers asked for last are for this value */
	int64_t live; /* minor units, 0: none */
	struct saving_tier reward; /* asked for; value 0: free shipping */
	int64_t gift; /* product that is tried as a gift */
	int64_t terms_of; /* threshold whose terms are asked for */
	int64_t terms_revision; /* as it was when that began */

	/* What the lab was asked for last. */
	struct view *asked_view; /* shared */
	int64_t asked_live;

	/* The histogram as last drawn, for the mouse. */
	struct rect histogram_at;
	double axis_to;
	int axis_cells; /* that the bins take, without the marker */
};

void trial_draw(struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area);
/* The value under a column of the histogram as last drawn. */
double trial_value_at(const struct trial *tr, int x);

/* ------ screen_threshold_tiers.c; all answer reactions ------ */

/* Asks what reaching the threshold gives. */
unsigned trial_ask_reward(struct screen *sc);
/* Fills the pane of all thresholds. */
void trial_show_tiers(struct screen *sc);
/* An action in that pane; REACT_NONE: not its own. */
unsigned trial_tiers_action(struct screen *sc, enum action a);

/* What is tried, from this value on, as a threshold without a name. */
struct store_threshold trial_threshold(struct screen *sc, int64_t minor);
/* Brings a kept value with another reward into the lab. */
void trial_try_kept(struct screen *sc, const struct kept_value *kept);

/* "10 % off", "free shipping": what is tried. */
void
trial_add_reward(const struct saving_tier *reward, int digits, struct str *out);

#endif
