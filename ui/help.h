/*
 * help - the list of actions and their keys, made from the map in force.
 *
 * An overlay: typing narrows the list, Enter runs the action under the cursor.
 */
#ifndef ENDCAP_UI_HELP_H
#define ENDCAP_UI_HELP_H

#include "ui/draw.h"
#include "ui/keymap.h"

struct help;

/* 'km' is borrowed; 'scope' (a screen's name) and 'title' are copied. */
struct help *
help_new(const struct keymap *km, const char *scope, const char *title);
void help_free(struct help *hp);
/* False when the help closes; *run is then the action to run, or
 * ACTION_NONE. */
bool help_key(struct help *hp, uint32_t key, enum action *run);
void help_draw(struct help *hp, struct canvas *cv, struct rect area);

#endif
