/*
 * progress - how it works: one call through to whoever watches.
 */
#include "base/progress.h"

bool
progress_report(const struct progress *pg, const char *phase, int64_t done,
    int64_t total, struct err *err)
{
	if (pg == NULL || pg->report == NULL ||
	    pg->report(pg->arg, phase, done, total))
		return true;
	return err_set(
	    err, ERR_STOPPED, "stopped while %s; nothing was changed", phase);
}
