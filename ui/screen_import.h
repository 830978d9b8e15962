/* screen_import - a file on its way in: found, looked at, corrected, imported.
 * Pushed on the tab in sight; arg.text: the file (NULL: it is asked for). */
#ifndef ENDCAP_UI_SCREEN_IMPORT_H
#define ENDCAP_UI_SCREEN_IMPORT_H

#include "ui/screen.h"

extern const struct screen_ops screen_import_ops;

#endif
