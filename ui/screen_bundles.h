/*
 * screen_bundles - all bundles; one is made, put live, deleted, opened.
 *
 * Opened with arg.id, the cursor stands on that bundle. The side pane of wide
 * terminals shows the bundle under the cursor: items, sums, warnings.
 */
#ifndef ENDCAP_UI_SCREEN_BUNDLES_H
#define ENDCAP_UI_SCREEN_BUNDLES_H

#include "ui/screen.h"

extern const struct screen_ops screen_bundles_ops; /* "bundles", a tab */

#endif
