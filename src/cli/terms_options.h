/*
 * terms_options - the options of the command line for an offer's terms
 * (service/terms.h).
 */
#ifndef ENDCAP_TERMS_OPTIONS_H
#define ENDCAP_TERMS_OPTIONS_H

#include "cli/cli.h"
#include "service/terms.h"

/* For an option list of a command. */
#define TERMS_OPTIONS \
	OPT_STARTS, OPT_ENDS, OPT_PRIORITY, OPT_COMBINE, OPT_MIN_MARGIN

/* Sets what is given; *changed becomes true when anything was. */
bool terms_apply(
    const struct cli *c, struct terms t, bool *changed, struct err *err);

#endif
