/*
 * screen_settings - every setting with its meaning, where its value comes from
 * and what it changes; values are typed in their cells.
 */
#ifndef ENDCAP_UI_SCREEN_SETTINGS_H
#define ENDCAP_UI_SCREEN_SETTINGS_H

#include "ui/screen.h"

extern const struct screen_ops screen_settings_ops;

#endif
