/*
 * screen_pair - one pair's evidence on a sheet, and the decision on it. arg.id is its
 * identity (pairing_identity).
 */
#ifndef ENDCAP_UI_SCREEN_PAIR_H
#define ENDCAP_UI_SCREEN_PAIR_H

#include "ui/screen.h"

extern const struct screen_ops screen_pair_ops;

#endif
