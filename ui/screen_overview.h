/*
 * screen_overview - the morning's read: key figures, what to do next, best pairs.
 */
#ifndef ENDCAP_UI_SCREEN_OVERVIEW_H
#define ENDCAP_UI_SCREEN_OVERVIEW_H

#include "ui/screen.h"

extern const struct screen_ops screen_overview_ops;

#endif
