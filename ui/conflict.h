/*
 * conflict - what is said when somebody else's newer version stands in the
 * store: a message of its own, for the line of messages tells at the same time
 * who changed it.
 *
 *	return err.code == ERR_CONFLICT ? conflict_show(sc->app, &err)
 *					: app_error(sc->app, &err);
 */
#ifndef ENDCAP_UI_CONFLICT_H
#define ENDCAP_UI_CONFLICT_H

#include "ui/screen.h"

/* The sentence of the error holds both versions. Closing it reads what is
 * stored. */
unsigned conflict_show(struct app *app, const struct err *err);

/* That for a conflict, else the error in the line of messages. */
unsigned conflict_or_error(struct app *app, const struct err *err);

#endif
