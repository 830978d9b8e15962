/*
 * screen_threshold - from which order value should shipping be free?
 *
 * Opened with arg.value, that amount (major units) is chosen. Nothing is
 * saved before Enter or A sets it live. Scenarios live as long as the screen.
 */
#ifndef ENDCAP_UI_SCREEN_THRESHOLD_H
#define ENDCAP_UI_SCREEN_THRESHOLD_H

#include "ui/screen.h"

extern const struct screen_ops screen_threshold_ops; /* "threshold", a tab */

#endif
