/*
 * exporting - the export dialog: what, which format, which file.
 *
 * Bundles, thresholds and pairs are written as the command line writes them;
 * "what is shown" is the listing in sight as it is filtered and sorted.
 */
#ifndef ENDCAP_UI_EXPORTING_H
#define ENDCAP_UI_EXPORTING_H

#include "ui/app.h"

/* Asks and writes; answers a reaction. The model is the desk. */
unsigned exporting_ask(struct app *app);

/* Writes without asking: what is "bundles", "thresholds", "pairs" or "shown",
 * format "csv" or "json"; 'said' gets a sentence. */
bool exporting_write(struct app *app, const char *what, const char *format,
    const char *path, bool replace, struct str *said, struct err *err);

#endif
