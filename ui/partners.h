/*
 * partners - the pane of what one product goes with.
 *
 * Embedded by value in a screen's state; zeroed it follows nothing. The table
 * is the screen's to offer when the pane has the focus. Identities are those
 * of pairs (service/pairing.h), the product in hand first.
 *
 *	partners_follow(&st->partners, dk, product);
 *	partners_draw(&st->partners, cv, pane, focused);
 */
#ifndef ENDCAP_UI_PARTNERS_H
#define ENDCAP_UI_PARTNERS_H

#include "service/catalogue.h"
#include "service/desk.h"
#include "ui/rows.h"

struct partners {
	bool known; /* the fields below are of 'product' */
	size_t product;
	const struct view *seen; /* only compared: the listing holds it */
	struct listing listing;
	struct rows *rows;
	struct table *tb;
	double weeks[CATALOGUE_WEEKS];
	struct catalogue_figures figures;
};

void partners_release(struct partners *pn);

/* Reads the product's partners and weeks when it is another one, or the view
 * is; marks of another product are dropped. */
bool partners_follow(
    struct partners *pn, struct desk *dk, size_t product, struct err *err);
/* The weeks, the table, and how often it is bought alone. */
void partners_draw(
    struct partners *pn, struct canvas *cv, struct rect area, bool focused);

#endif
