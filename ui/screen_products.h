/*
 * screen_products - every product with what it sold, and what it goes with.
 */
#ifndef ENDCAP_UI_SCREEN_PRODUCTS_H
#define ENDCAP_UI_SCREEN_PRODUCTS_H

#include "ui/screen.h"

extern const struct screen_ops screen_products_ops;

#endif
