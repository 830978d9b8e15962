/*
 * exporting - the export dialog: what, which columns, which format, which file,
 * and the beginning of what will be written.
 *
 * What is shown is written exactly as it is shown: the rows in sight as they
 * are filtered and sorted, or those of them that are marked, with the columns
 * of the table or all there are. The rest comes from the registry of exports
 * (service/export.h). Files are written by a worker; Esc stops it.
 */
#ifndef ENDCAP_UI_EXPORTING_H
#define ENDCAP_UI_EXPORTING_H

#include "ui/app.h"

/* Asks and writes; answers a reaction. The model is the desk. */
unsigned exporting_ask(struct app *app);

/* Writes without asking: what is "shown", "marked" (both with all columns) or
 * a thing of the registry. True: it began, and a message will follow. */
bool exporting_write(struct app *app, const char *what, const char *format,
    const char *path, struct err *err);

#endif
