/*
 * picker - asks for a product: all of them in a list that typing narrows.
 *
 * The products that a bundle holds are left out, and the one that sells best
 * with it stands first. Embedded by value; zeroed it is empty.
 *
 *	picker_ask(&st->picker, sc->app, &(struct picker_question){
 *	    .title = "Add an item", .with = &st->b }, item_picked, sc);
 *	...
 *	item_picked(void *arg, struct dialog *dg)
 *		if (!picker_product(&st->picker, dg, &product_id))
 *			return REACT_REDRAW;
 *
 * The app's model must be a desk.
 */
#ifndef ENDCAP_UI_PICKER_H
#define ENDCAP_UI_PICKER_H

#include "service/desk.h"
#include "ui/app.h"

struct picker {
	int64_t *ids; /* owned; product ids in the order of the options */
	int n;
};

struct picker_question {
	const char *title;
	const struct store_bundle *with; /* NULL: nothing yet */
};

/* Opens the dialog, or says why it cannot. */
unsigned picker_ask(struct picker *pk, struct app *app,
    const struct picker_question *question, dialog_done_fn *done, void *arg);
/* What was chosen; false when it was cancelled. */
bool picker_product(
    const struct picker *pk, const struct dialog *dg, int64_t *product_id);
void picker_release(struct picker *pk);

#endif
