/*
 * The desk keeps the cut that was asked for last; the view has the one that is
 * shown. While they differ a load is under way, and Esc takes the question
 * back.
 */
#include "service/desk_internal.h"

static void
take(struct desk *dk, const struct cut *cut)
{
	struct arena text = { 0 };

	cut_copy(&dk->cut, cut, &text);
	arena_release(&dk->cut_text);
	dk->cut_text = text;
}

const struct cut *
desk_cut(const struct desk *dk)
{
	return &dk->cut;
}

bool
desk_cut_pending(const struct desk *dk)
{
	return dk->v != NULL && !cut_equal(&dk->cut, &dk->v->cut);
}

void
desk_cut_revert(struct desk *dk)
{
	if (dk->v != NULL)
		take(dk, &dk->v->cut);
}

void
desk_look_at(struct desk *dk, const struct cut *cut)
{
	take(dk, cut);
	desk_jobs_load(dk);
}

bool
desk_cut_stop(struct desk *dk)
{
	if (!desk_cut_pending(dk))
		return false;
	/* It may be done already and not yet be taken in. */
	job_stop(dk->jobs, LANE_LOAD);
	dk->load_asked++; /* what comes back now is no longer asked for */
	desk_cut_revert(dk);
	desk_say(dk, "stopped; the orders looked at are as before", false);
	return true;
}
