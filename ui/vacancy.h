/*
 * vacancy - what stands where there is nothing to show, and what to do.
 *
 * Three reasons on every screen of the desk: the shop is still being read, it
 * could not be read, or it holds no orders yet. Others have a sentence of
 * their own. Keys are those in force.
 */
#ifndef ENDCAP_UI_VACANCY_H
#define ENDCAP_UI_VACANCY_H

#include "ui/screen.h"

/* Draws one of the three and answers true; false: there is a shop. */
bool vacancy_draw(struct screen *sc, struct canvas *cv, struct rect area);

/* A sentence, wrapped, and under it the keys of up to four actions, which
 * ACTION_NONE ends; 'actions' may be NULL. */
void vacancy_say(struct screen *sc, struct canvas *cv, struct rect area,
    const char *sentence, const enum action *actions);

#endif
