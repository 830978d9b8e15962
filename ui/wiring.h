/*
 * wiring - the desk (service/desk.h) behind the dashboard (ui/app.h).
 *
 * What the app cannot know: which screens there are, what stands in the top
 * line, what the desk's news means, and the actions and commands that belong
 * to no screen (undo, import, export). main does the rest:
 *
 *	struct app_setup setup = { .theme = theme, .charset = charset };
 *	wiring_setup(&setup, desk);
 *	app = app_new(&setup, err);
 */
#ifndef ENDCAP_UI_WIRING_H
#define ENDCAP_UI_WIRING_H

#include "service/desk.h"
#include "ui/app.h"

/* Sets model, host, screens and worker_fd; leaves the rest alone. */
void wiring_setup(struct app_setup *setup, struct desk *dk);

/* Appends the default keys and the command line's commands as Markdown. */
void wiring_add_keys(struct str *out);

#endif
