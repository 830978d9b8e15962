/*
 * screen_activity - what was changed and imported, each line of it undoable.
 */
#ifndef ENDCAP_UI_SCREEN_ACTIVITY_H
#define ENDCAP_UI_SCREEN_ACTIVITY_H

#include "ui/screen.h"

extern const struct screen_ops screen_activity_ops;

#endif
