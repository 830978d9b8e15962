/*
 * verdict - what a merchandiser decides about a pair, from any screen.
 *
 * Accepting and rejecting again takes the decision back; a rejection and a
 * note ask for words first. Everything can be undone.
 *
 * Embedded by value in a screen's state; zeroed is ready.
 */
#ifndef ENDCAP_UI_VERDICT_H
#define ENDCAP_UI_VERDICT_H

#include "service/pairing.h"
#include "ui/screen.h"

struct verdict {
	struct screen *sc; /* who asked */
	uint64_t pair; /* asked about, see pairing_identity */
	/* What was known of it then; the note belongs to the dialog. */
	struct store_decision before;
	char *note;
};

/* Accept, reject, note and bundle of the pair; REACT_NONE for other
 * actions. */
unsigned verdict_action(
    struct verdict *vd, struct screen *sc, uint64_t pair, enum action a);

#endif
