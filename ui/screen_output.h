/*
 * screen_output - what a command of the program said, to read, search and copy.
 */
#ifndef ENDCAP_UI_SCREEN_OUTPUT_H
#define ENDCAP_UI_SCREEN_OUTPUT_H

#include "ui/screen.h"

extern const struct screen_ops screen_output_ops;

#endif
