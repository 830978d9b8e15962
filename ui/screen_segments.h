/*
 * screen_segments - who the customers are, and whom to write to.
 */
#ifndef ENDCAP_UI_SCREEN_SEGMENTS_H
#define ENDCAP_UI_SCREEN_SEGMENTS_H

#include "ui/screen.h"

/* Visited with a product's index + 1 as 'id' it goes to that product's
 * follow-up. */
extern const struct screen_ops screen_segments_ops;

#endif
