/*
 * pathname - file names as people type them: "~", and completion.
 */
#ifndef ENDCAP_UI_PATHNAME_H
#define ENDCAP_UI_PATHNAME_H

#include "ui/lineedit.h"

/* Appends the path without blanks around it, a leading "~" as $HOME. */
void pathname_expand(const char *typed, struct str *out);

/* Names in the folder that is being typed, in byte order, folders with a
 * slash; hidden ones only after a dot. The arg is not used. */
lineedit_complete_fn pathname_complete;

#endif
