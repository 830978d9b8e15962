/*
 * tour - the eight steps that show a merchandiser round the sample shop.
 */
#ifndef ENDCAP_UI_TOUR_H
#define ENDCAP_UI_TOUR_H

#include "ui/app.h"

/* Sets the steps of the tour; leaves the rest alone. */
void tour_setup(struct app_setup *setup);

#endif
