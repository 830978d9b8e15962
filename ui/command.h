/*
 * command - the command line behind ":", beside the names of actions: a few
 * commands of the dashboard's own, names of screens, and every command of the
 * program, whose output is shown on a screen. Where both know a word, the
 * program's is meant when it has two words ("bundle list") or an option
 * ("export pairs --format csv").
 *
 *	:import ~/orders.csv
 *	:pairs lift>1.2 n>=30
 *	:bundle MUG-350 COA-4
 *	:threshold 59
 */
#ifndef ENDCAP_UI_COMMAND_H
#define ENDCAP_UI_COMMAND_H

#include "ui/app.h"

/* For struct app_host. The model is the desk. */
unsigned
command_run(void *model, struct app *app, struct slice line, struct err *err);
void command_complete(
    void *model, struct slice before, struct lineedit_matches *matches);

/* Appends the commands as a Markdown table. */
void command_add_table(struct str *out);

#endif
