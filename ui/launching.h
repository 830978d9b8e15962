/*
 * launching - a key that puts an offer live: a worker projects it first, and
 * what came of it is said when it is there (desk_launch).
 */
#ifndef ENDCAP_UI_LAUNCHING_H
#define ENDCAP_UI_LAUNCHING_H

#include "service/desk.h"
#include "ui/app.h"

/* Begins, and says so; or says why not. */
unsigned launching_begin(struct app *app, const struct desk_launch *what);

/* The bundle, which stays as it is until it is live, under this label.
 * 'said' as in desk_launch. */
unsigned launching_bundle(struct app *app, const struct store_bundle *b,
    const char *label, const char *said);

#endif
