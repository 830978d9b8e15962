/*
 * form_internal - the insides of the form that form.c (values and keys) and
 * form_draw.c (looks) share. Nobody else includes this.
 */
#ifndef ENDCAP_UI_FORM_INTERNAL_H
#define ENDCAP_UI_FORM_INTERNAL_H

#include "ui/form.h"

struct form_value {
	struct str text, note; /* owned */
	enum role note_role;
	double number, min, max, floor;
	bool has_floor, hidden;
	int option; /* choice, radio */
	uint32_t checks;
	int at; /* checks: the option under the cursor */
	struct rect area, slider; /* as last drawn */
};

struct form {
	const struct form_field *fields; /* borrowed */
	int n, focus, changed;
	struct form_value values[FORM_MAX_FIELDS];
	bool eager, typing;
	struct lineedit edit; /* the field with the focus, while typing */
};

#endif
