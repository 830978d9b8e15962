/*
 * importing - what belongs to the last import wherever one stands: all that
 * was said about it (!), and the rows it set aside as a file (w).
 */
#ifndef ENDCAP_UI_IMPORTING_H
#define ENDCAP_UI_IMPORTING_H

#include "ui/app.h"

/* Both answer a reaction; the model is the desk. */
unsigned importing_show(struct app *app);
/* Asks where to, proposing a name beside the imported file. */
unsigned importing_ask_rejects(struct app *app);

/* A message of several lines in a box. */
unsigned importing_tell(struct app *app, const char *title, const char *text);

#endif
