/*
 * key - keys as numbers and as text.
 *
 * A key is a code point, or one of the K_ values above Unicode; Control with
 * a letter is K_CTRL('r'). As text a key is itself ("j", "é") or a name in
 * angle brackets ("<Enter>", "<C-R>", "<S-Tab>", "<lt>" for "<"): this is how
 * key files and scripts write it. On the screen it is shorter ("^R", "Enter").
 */
#ifndef ENDCAP_UI_KEY_H
#define ENDCAP_UI_KEY_H

#include "base/str.h"

#define K_CTRL(letter) ((uint32_t)(letter)&0x1fu)

/* value, name in files, name on the screen */
/* clang-format off */
#define KEY_NAMES(X) \
	X(K_UP,          "Up",        "Up") \
	X(K_DOWN,        "Down",      "Down") \
	X(K_LEFT,        "Left",      "Left") \
	X(K_RIGHT,       "Right",     "Right") \
	X(K_SHIFT_LEFT,  "S-Left",    "S-Left") \
	X(K_SHIFT_RIGHT, "S-Right",   "S-Right") \
	X(K_HOME,        "Home",      "Home") \
	X(K_END,         "End",       "End") \
	X(K_PAGE_UP,     "PgUp",      "PgUp") \
	X(K_PAGE_DOWN,   "PgDn",      "PgDn") \
	X(K_INSERT,      "Ins",       "Ins") \
	X(K_DELETE,      "Del",       "Del") \
	X(K_SHIFT_TAB,   "S-Tab",     "S-Tab") \
	X(K_F1,          "F1",        "F1") \
	X(K_F2,          "F2",        "F2") \
	X(K_F3,          "F3",        "F3") \
	X(K_F4,          "F4",        "F4") \
	X(K_F5,          "F5",        "F5") \
	X(K_F6,          "F6",        "F6") \
	X(K_F7,          "F7",        "F7") \
	X(K_F8,          "F8",        "F8") \
	X(K_F9,          "F9",        "F9") \
	X(K_F10,         "F10",       "F10") \
	X(K_F11,         "F11",       "F11") \
	X(K_F12,         "F12",       "F12")
/* clang-format on */

enum key {
	K_NONE = 0,
	K_TAB = 9,
	K_ENTER = 13,
	K_ESC = 27,
	K_SPACE = 32,
	K_BACKSPACE = 127,
	K_FIRST = 0x110000, /* the first value above Unicode */
	K_BEFORE_NAMES = K_FIRST - 1,
#define X(value, name, shown) value,
	KEY_NAMES(X)
#undef X
	K_END_OF_NAMES
};

/* What came from the terminal. Pasted text is text, never keys. */
enum input_kind {
	INPUT_KEY,
	INPUT_PASTE,
	INPUT_MOUSE,
	INPUT_RESIZE,
};

enum mouse_button {
	MOUSE_LEFT,
	MOUSE_DRAG, /* the left button is held and the mouse moved */
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN,
};

struct mouse {
	enum mouse_button button;
	int x, y;
};

struct input {
	enum input_kind kind;
	uint32_t key; /* INPUT_KEY */
	struct mouse mouse; /* INPUT_MOUSE */
	struct slice text; /* INPUT_PASTE: borrowed until the next input */
	int cols, rows; /* INPUT_RESIZE */
};

/* Takes one key off *rest as files write it; false when a '<' begins no known
 * name ("<" alone is the key itself when nothing closes it). *rest must not be
 * empty. */
bool key_parse(struct slice *rest, uint32_t *key);
/* Appends the key as files write it, and as the screen shows it. */
void key_add_name(struct str *out, uint32_t key);
void key_add_shown(struct str *out, uint32_t key);
/* A character that text entry takes. */
bool key_is_text(uint32_t key);

#endif
