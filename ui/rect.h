/*
 * rect - a rectangle of cells, and cutting one into panes.
 *
 * Layout is cutting: take rows or columns off a side and go on with the rest.
 *
 *	struct rect side = rect_cut_right(&area, 40);
 *	struct rect foot = rect_cut_bottom(&area, 1);
 *	table_draw(tb, cv, area, true);
 *
 * Sizes are never negative: cutting more than there is gives what there is.
 */
#ifndef ENDCAP_UI_RECT_H
#define ENDCAP_UI_RECT_H

#include "base/base.h"

struct rect {
	int x, y; /* column and row of the first cell */
	int w, h; /* cells, >= 0 */
};

static inline int
rect_limit(int n, int max)
{
	return n < 0 ? 0 : n > max ? max : n;
}

/* The n rows (columns) cut off that side of *r; *r keeps the rest. */
static inline struct rect
rect_cut_top(struct rect *r, int n)
{
	n = rect_limit(n, r->h);
	struct rect cut = { .x = r->x, .y = r->y, .w = r->w, .h = n };
	r->y += n;
	r->h -= n;
	return cut;
}

static inline struct rect
rect_cut_bottom(struct rect *r, int n)
{
	n = rect_limit(n, r->h);
	r->h -= n;
	return (struct rect){ .x = r->x, .y = r->y + r->h, .w = r->w, .h = n };
}

static inline struct rect
rect_cut_left(struct rect *r, int n)
{
	n = rect_limit(n, r->w);
	struct rect cut = { .x = r->x, .y = r->y, .w = n, .h = r->h };
	r->x += n;
	r->w -= n;
	return cut;
}

static inline struct rect
rect_cut_right(struct rect *r, int n)
{
	n = rect_limit(n, r->w);
	r->w -= n;
	return (struct rect){ .x = r->x + r->w, .y = r->y, .w = n, .h = r->h };
}

/* Row i of r as a rectangle one cell high; of no height when r has no such
 * row, so that drawing into it draws nothing. */
static inline struct rect
rect_row(struct rect r, int i)
{
	bool inside = i >= 0 && i < r.h;
	return (struct rect){
		.x = r.x, .y = r.y + i, .w = r.w, .h = inside ? 1 : 0
	};
}

/* r from its column 'from' on, at most w cells wide. */
static inline struct rect
rect_columns(struct rect r, int from, int w)
{
	rect_cut_left(&r, from);
	r.w = rect_limit(w, r.w);
	return r;
}

/* r without dx columns left and right and dy rows above and below. */
static inline struct rect
rect_inset(struct rect r, int dx, int dy)
{
	rect_cut_left(&r, dx);
	rect_cut_right(&r, dx);
	rect_cut_top(&r, dy);
	rect_cut_bottom(&r, dy);
	return r;
}

/* w by h in the middle of r, smaller when r is. */
static inline struct rect
rect_centre(struct rect r, int w, int h)
{
	w = rect_limit(w, r.w);
	h = rect_limit(h, r.h);
	return (struct rect){ .x = r.x + (r.w - w) / 2,
		.y = r.y + (r.h - h) / 2,
		.w = w,
		.h = h };
}

static inline bool
rect_has(struct rect r, int x, int y)
{
	return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

#endif
