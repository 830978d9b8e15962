/*
 * screen_cart - a cart rung up with the live offers, every line explained.
 *
 * 'id' of its argument: a bundle, whose items fill the cart and which counts as
 * live; 'text': items as typed, like "LMP-021 BLB-E27W:2"; neither: empty.
 * Nothing is saved.
 */
#ifndef ENDCAP_UI_SCREEN_CART_H
#define ENDCAP_UI_SCREEN_CART_H

#include "ui/screen.h"

extern const struct screen_ops screen_cart_ops;

#endif
