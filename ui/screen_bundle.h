/*
 * screen_bundle - one bundle: items, discount, and what it would do.
 *
 * Opened with arg.id, the bundle's id. Every edit is saved at once as one
 * action that u takes back. A slider held down is one edit: while it moves
 * only the bundle in memory is projected, and the next other key, or leaving,
 * saves it.
 */
#ifndef ENDCAP_UI_SCREEN_BUNDLE_H
#define ENDCAP_UI_SCREEN_BUNDLE_H

#include "ui/screen.h"

extern const struct screen_ops screen_bundle_ops; /* "bundle" */

#endif
