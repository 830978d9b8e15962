/*
 * form - labelled fields: text, number, choice, radio, checks, slider.
 *
 *	discount      ├━━━━━━━●──────┃─────────┤       12.0 %  percent
 *	▌file         ~/exports/pairs.csv
 *	format        (o) CSV  ( ) TSV  ( ) JSON lines
 *	names         [x] header row   [ ] decimal comma
 *
 * Tab and Up/Down move between fields; Left and Right slide or choose; Shift
 * slides ten steps; "=" types a value anew, Enter goes on from the one there
 * is, both type text; Space ticks. Every
 * change answers REACT_CHANGED at once, and form_changed says which field:
 * edits are saved as they are made, not on leaving. In dialogs (form_set_eager)
 * what is typed goes straight into the field that has the focus.
 *
 *	static const struct form_field fields[] = {
 *		{ .label = "discount", .kind = FORM_SLIDER, .max = 50,
 *		    .step = 0.5, .decimals = 1, .unit = "%" },
 *	};
 *	fm = form_new(fields, ARRAY_LEN(fields));
 *	form_set_number(fm, 0, 12.0);
 *	form_set_floor(fm, 0, 18.4);
 */
#ifndef ENDCAP_UI_FORM_H
#define ENDCAP_UI_FORM_H

#include "ui/action.h"
#include "ui/draw.h"
#include "ui/key.h"
#include "ui/lineedit.h"

enum {
	FORM_MAX_FIELDS = 32,
	FORM_MAX_CHECKS = 32 /* options of a FORM_CHECKS field */
};

enum form_kind {
	FORM_TEXT,
	FORM_NUMBER,
	FORM_SLIDER,
	FORM_CHOICE, /* one of the options is shown, Left and Right change it */
	FORM_RADIO, /* all options are shown, one is on */
	FORM_CHECKS, /* all options are shown, each on or off */
	FORM_NOTE, /* words only, never focused */
};

struct form_field {
	const char *label;
	enum form_kind kind;
	double min, max; /* numbers and sliders; both 0 on a number: any */
	double step; /* of Left and Right; 0: 1 */
	int decimals;
	const char *unit; /* after the number: "%"; NULL: none */
	/* Instead of decimals and unit; NULL: those. */
	void (*format)(struct str *out, double value);
	const char *const *options; /* choice, radio, checks */
	int n_options;
	lineedit_complete_fn *complete; /* text; its arg is NULL */
};

struct form;

/* 'fields' is borrowed as long as the form. Numbers start at min, texts
 * empty, choices on the first option, checks off. */
struct form *form_new(const struct form_field *fields, int n);
void form_free(struct form *fm);

const char *form_text(const struct form *fm, int field); /* borrowed */
double form_number(const struct form *fm, int field);
int form_option(const struct form *fm, int field); /* choice, radio */
uint32_t form_checks(const struct form *fm, int field); /* a bit each */
/* Setters do not count as changes. Numbers are clipped to min..max. */
void form_set_text(struct form *fm, int field, const char *text);
void form_set_number(struct form *fm, int field, double value);
void form_set_option(struct form *fm, int field, int option);
void form_set_checks(struct form *fm, int field, uint32_t bits);
void form_set_range(struct form *fm, int field, double min, double max);
/* The mark ┃; a value that is not finite takes it away. */
void form_set_floor(struct form *fm, int field, double floor);
/* Words right of the field, copied: "deepest the floor allows: 18.4 %". */
void
form_set_note(struct form *fm, int field, enum role role, const char *note);
void form_set_hidden(struct form *fm, int field, bool hidden);
/* Typing needs no "=" first, because no keymap wants the letters. */
void form_set_eager(struct form *fm, bool eager);

int form_focus(const struct form *fm); /* the field with the focus */
void form_set_focus(struct form *fm, int field);
/* The field the last REACT_CHANGED was about, -1: none so far. */
int form_changed(const struct form *fm);
/* A value is being typed: keys go to form_key before the keymap. */
bool form_typing(const struct form *fm);

/* Raw keys: the typing of text and numbers. */
unsigned form_key(struct form *fm, uint32_t key);
unsigned form_paste(struct form *fm, struct slice text);
/* Takes over a number that is being typed, before its field is left; what is
 * none goes on being typed. REACT_NONE: nothing was. */
unsigned form_leave(struct form *fm);
/* Moves, slides, chooses, ticks. Moving past either end is REACT_NONE, so
 * that Tab can leave the form. */
unsigned form_action(struct form *fm, enum action a);
/* A click takes the focus and sets a slider, which then follows a drag. */
unsigned form_mouse(struct form *fm, const struct mouse *m);
/* Rows the form takes when it is 'cols' wide. */
int form_height(const struct form *fm, int cols);
void
form_draw(struct form *fm, struct canvas *cv, struct rect area, bool focused);

#endif
