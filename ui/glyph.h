/*
 * glyph - the ASCII sign for a line, block or symbol that ASCII lacks.
 *
 * The signs keep the texture: full blocks are dense, shades light, lines stay
 * lines, so that charts and boxes read the same without Unicode.
 */
#ifndef ENDCAP_UI_GLYPH_H
#define ENDCAP_UI_GLYPH_H

#include "base/base.h"

/* 0 when the code point is none of those (it is a letter: text.h's business). */
char glyph_ascii(uint32_t code_point);

#endif
