/*
 * screen_pairs - every pair above the floor with its evidence, ranked.
 */
#ifndef ENDCAP_UI_SCREEN_PAIRS_H
#define ENDCAP_UI_SCREEN_PAIRS_H

#include "ui/screen.h"

extern const struct screen_ops screen_pairs_ops;

#endif
