/*
 * segment_edit - the dialog for a segment of the shop's own: its name, and the
 * filter that makes it, with how many pass it as it is typed.
 */
#ifndef ENDCAP_UI_SEGMENT_EDIT_H
#define ENDCAP_UI_SEGMENT_EDIT_H

#include "service/desk.h"
#include "ui/app.h"

/* 'old' NULL: a new one. Nothing of it is kept. Answers a reaction. */
unsigned segment_edit_ask(struct app *app, const struct store_segment *old);
unsigned segment_edit_delete(struct app *app, const struct store_segment *s);

#endif
