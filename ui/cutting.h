/*
 * cutting - the dialog that chooses which orders are looked at: days, country,
 * channel, number of products, segment, with or without promotions and bundles.
 *
 * It holds for all screens. What was asked for stands in the top line; a part
 * that takes long to mine shows its progress there and Esc stops it.
 */
#ifndef ENDCAP_UI_CUTTING_H
#define ENDCAP_UI_CUTTING_H

#include "ui/app.h"

/* Asks; answers a reaction. The model is the desk. */
unsigned cutting_ask(struct app *app);
/* The same, beginning at the segment. */
unsigned cutting_ask_segment(struct app *app);
/* Asks nothing: another segment (NULL: everybody), the rest as it is. */
unsigned cutting_segment(struct app *app, const char *segment);

#endif
