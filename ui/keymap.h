/*
 * keymap - which key runs which action, by scope.
 *
 * The defaults are lines of text read by the same parser as the user's file:
 *
 *	# scope    key      action
 *	global     <C-R>    redo
 *	pairs      a        add
 *	dialog     <Esc>    back
 *	global     u        none
 *
 * A scope is "dialog", the name of a screen, "screen" (all screens) or
 * "global". A key is looked up in its screen's scope, then "screen", then
 * "global"; while a dialog is open only "dialog" is asked. A later line wins
 * over an earlier one; "none" takes a key away. Footers, the help screen and
 * the documentation are made from the map in force, so a rebinding shows
 * everywhere.
 *
 * By convention h j k l move and n N search everywhere; the defaults keep to
 * it, with the one exception of N on the list of bundles (new bundle).
 */
#ifndef ENDCAP_UI_KEYMAP_H
#define ENDCAP_UI_KEYMAP_H

#include "base/err.h"
#include "ui/action.h"
#include "ui/key.h"

struct keymap;

struct keymap *keymap_new(void); /* with the default keys */
void keymap_free(struct keymap *km);

/* Reads lines on top of what is there. A wrong line is an error that names
 * 'where' and the line number; lines before it are in force. */
bool keymap_read(
    struct keymap *km, const char *where, struct slice lines, struct err *err);

/* The action of a key; ACTION_NONE when there is none. 'scope' is a screen's
 * name or "dialog". */
enum action
keymap_find(const struct keymap *km, const char *scope, uint32_t key);
/* Appends the keys of an action as the screen shows them, at most 'max', with
 * blanks between: "j Down". False when it has none in this scope. */
bool keymap_add_keys(const struct keymap *km, const char *scope, enum action a,
    int max, struct str *out);
/* The whole map as lines that keymap_read takes (for the documentation). */
void keymap_print(const struct keymap *km, struct str *out);

#endif
