/*
 * bundle_edit - what the commands about one bundle share (cmd_bundle*.c).
 *
 * Every change is the same: load the view, get the bundle, change the struct,
 * save it with a label for the history.
 *
 *	ok = bundle_edit_open(&e, c, VIEW_PRODUCTS, err) && ...;
 *	if (ok) {
 *		str_setf(&e.label, "activated bundle '%s'", e.b.name);
 *		ok = bundle_edit_save(&e, c, err);
 *	}
 *	bundle_edit_close(&e);
 */
#ifndef ENDCAP_BUNDLE_EDIT_H
#define ENDCAP_BUNDLE_EDIT_H

#include "cli/cli.h"
#include "cli/terms_options.h"
#include "store/store_curation.h"

/* One bundle being looked at or changed. */
struct bundle_edit {
	struct view *v;
	struct store_bundle b;
	struct arena text;
	struct str label;
};

/* The bundle that the first word names. To be closed in every case. */
bool bundle_edit_open(
    struct bundle_edit *e, struct cli *c, unsigned parts, struct err *err);
void bundle_edit_close(struct bundle_edit *e);
/* Saves and says so in the words of the history. */
bool bundle_edit_save(struct bundle_edit *e, struct cli *c, struct err *err);

/* Discount, terms, kind, title and message as options give them; '*changed':
 * any was given. */
bool bundle_edit_options(
    struct bundle_edit *e, const struct cli *c, bool *changed, struct err *err);
struct terms bundle_edit_terms(struct store_bundle *b);
/* Prints what is to be known of it, if anything is. */
bool
bundle_edit_warnings(struct bundle_edit *e, struct cli *c, struct err *err);

#endif
