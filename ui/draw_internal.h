/*
 * draw_internal - the insides of the canvas that draw.c (the grid, and its way
 * to curses) and draw_shapes.c (text, lines, boxes) share. Nobody else includes
 * this.
 */
#ifndef ENDCAP_UI_DRAW_INTERNAL_H
#define ENDCAP_UI_DRAW_INTERNAL_H

#include "ui/draw.h"

enum {
	DRAW_CELL_BYTES = 14
};

struct draw_cell {
	char bytes[DRAW_CELL_BYTES];
	uint8_t role;
	uint8_t width;
};

struct canvas {
	int cols, rows;
	struct draw_cell *cells; /* owned, cols * rows */
	struct draw_cell *shown; /* owned; what curses has */
	enum draw_charset charset;
	int cursor_x, cursor_y;
	bool has_cursor, typing;
	bool repaint;
	uint8_t attributes[ROLE_COUNT]; /* enum theme_attributes */
	short pairs[ROLE_COUNT]; /* of curses; 0: none */
	struct str scratch; /* text on its way to ASCII */
};

bool draw_inside(const struct canvas *cv, int x, int y);
/* x and y are inside. */
struct draw_cell *draw_cell_at(const struct canvas *cv, int x, int y);
/* Both x and x + width - 1 are inside; width is 1 or 2. */
void draw_set_cell(
    struct canvas *cv, int x, int y, enum role role, uint32_t c, int width);
/* A combining mark joins the character of that cell. */
void draw_join_cell(struct canvas *cv, int x, int y, uint32_t c);

#endif
