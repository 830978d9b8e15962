/*
 * vacancy - what stands where there is nothing to show, and what to do.
 *
 * Four reasons on every screen of the desk: the shop is still being read, it
 * could not be read, it holds no orders yet, or none that counts. Others have a
 * sentence of their own. Keys are those in force.
 */
#ifndef ENDCAP_UI_VACANCY_H
#define ENDCAP_UI_VACANCY_H

#include "ui/screen.h"

/* Draws one of the four and answers true; false: there is a shop. */
bool vacancy_draw(struct screen *sc, struct canvas *cv, struct rect area);

/* A sentence, wrapped, and under it the keys of up to four actions, which
 * ACTION_NONE ends; 'actions' may be NULL. */
void vacancy_say(struct screen *sc, struct canvas *cv, struct rect area,
    const char *sentence, const enum action *actions);

#endif
