/*
 * action - everything a user can do, one row each.
 *
 * A row makes the enum, the name key files and the command line use, the group
 * under which the help screen lists it, and the words shown there and in the
 * bottom line. Which keys run it is the keymap's business (keymap.h).
 *
 * Also here: the reaction flags with which screens and widgets answer.
 */
#ifndef ENDCAP_UI_ACTION_H
#define ENDCAP_UI_ACTION_H

#include "base/str.h"

/* id, name, group, short words for the bottom line, help */
/* clang-format off */
#define ACTIONS(X) \
	X(ACTION_UP,         "up",          GROUP_MOVE, "up",       "row above") \
	X(ACTION_DOWN,       "down",        GROUP_MOVE, "down",     "row below") \
	X(ACTION_LEFT,       "left",        GROUP_MOVE, "left",     "column to the left, or less") \
	X(ACTION_RIGHT,      "right",       GROUP_MOVE, "right",    "column to the right, or more") \
	X(ACTION_FIRST,      "first",       GROUP_MOVE, "first",    "first row") \
	X(ACTION_LAST,       "last",        GROUP_MOVE, "last",     "last row") \
	X(ACTION_PAGE_UP,    "page-up",     GROUP_MOVE, "page up",  "page up") \
	X(ACTION_PAGE_DOWN,  "page-down",   GROUP_MOVE, "page",     "page down") \
	X(ACTION_HALF_UP,    "half-up",     GROUP_MOVE, "half up",  "half a page up") \
	X(ACTION_HALF_DOWN,  "half-down",   GROUP_MOVE, "half",     "half a page down") \
	X(ACTION_NEXT_PANE,  "next-pane",   GROUP_MOVE, "pane",     "next pane or field") \
	X(ACTION_PREV_PANE,  "prev-pane",   GROUP_MOVE, "pane",     "previous pane or field") \
	X(ACTION_OPEN,       "open",        GROUP_MOVE, "open",     "open what the cursor is on") \
	X(ACTION_BACK,       "back",        GROUP_MOVE, "back",     "go back") \
	X(ACTION_SCREEN_1,   "screen-1",    GROUP_MOVE, "1",        "first screen") \
	X(ACTION_SCREEN_2,   "screen-2",    GROUP_MOVE, "2",        "second screen") \
	X(ACTION_SCREEN_3,   "screen-3",    GROUP_MOVE, "3",        "third screen") \
	X(ACTION_SCREEN_4,   "screen-4",    GROUP_MOVE, "4",        "fourth screen") \
	X(ACTION_SCREEN_5,   "screen-5",    GROUP_MOVE, "5",        "fifth screen") \
	X(ACTION_SCREEN_6,   "screen-6",    GROUP_MOVE, "6",        "sixth screen") \
	X(ACTION_SCREEN_7,   "screen-7",    GROUP_MOVE, "7",        "seventh screen") \
	X(ACTION_SEARCH,     "search",      GROUP_FIND, "search",   "search as you type") \
	X(ACTION_NEXT_MATCH, "next-match",  GROUP_FIND, "next",     "next match") \
	X(ACTION_PREV_MATCH, "prev-match",  GROUP_FIND, "previous", "previous match") \
	X(ACTION_FILTER,     "filter",      GROUP_FIND, "filter",   "filter the rows") \
	X(ACTION_UNFILTER,   "unfilter",    GROUP_FIND, "unfilter", "drop the filter") \
	X(ACTION_OLD_FILTER, "old-filter",  GROUP_FIND, "last filter", "back to the filter before") \
	X(ACTION_SORT,       "sort",        GROUP_FIND, "sort",     "sort by this column; again: the other way") \
	X(ACTION_SORT_THEN,  "sort-then",   GROUP_FIND, "then by",  "sort by this column among equals") \
	X(ACTION_COLUMNS,    "columns",     GROUP_FIND, "columns",  "choose the columns shown") \
	X(ACTION_NARROWER,   "narrower",    GROUP_FIND, "narrower", "make the column narrower") \
	X(ACTION_WIDER,      "wider",       GROUP_FIND, "wider",    "make the column wider") \
	X(ACTION_COLUMN_LEFT, "column-left", GROUP_FIND, "move left", "move the column to the left") \
	X(ACTION_COLUMN_RIGHT, "column-right", GROUP_FIND, "move right", "move the column to the right") \
	X(ACTION_FREEZE,     "freeze",      GROUP_FIND, "freeze",   "keep the columns up to here in sight, or not") \
	X(ACTION_FULL_CELL,  "full-cell",   GROUP_FIND, "full",     "show the whole cell") \
	X(ACTION_PERIOD,     "period",      GROUP_FIND, "period",   "choose which orders are looked at") \
	X(ACTION_SEGMENT,    "segment",     GROUP_FIND, "segment",  "choose the segment looked at") \
	X(ACTION_METRIC,     "metric",      GROUP_FIND, "metric",   "show another measure") \
	X(ACTION_COMPARE,    "compare",     GROUP_FIND, "compare",  "compare with another") \
	X(ACTION_MARK,       "mark",        GROUP_ACT,  "mark",     "mark the row, or take the mark off") \
	X(ACTION_MARK_ALL,   "mark-all",    GROUP_ACT,  "mark all", "mark every row shown") \
	X(ACTION_UNMARK_ALL, "unmark-all",  GROUP_ACT,  "unmark",   "take every mark off") \
	X(ACTION_BUNDLE,     "bundle",      GROUP_ACT,  "bundle",   "make a bundle of what is marked") \
	X(ACTION_FOLLOWUP,   "followup",    GROUP_ACT,  "follow-up", "list who bought this alone") \
	X(ACTION_NEW,        "new",         GROUP_ACT,  "new",      "make a new one") \
	X(ACTION_ADD,        "add",         GROUP_ACT,  "add",      "add an item") \
	X(ACTION_ACCEPT,     "accept",      GROUP_ACT,  "accept",   "accept the pair, or leave it open again") \
	X(ACTION_EDIT,       "edit",        GROUP_ACT,  "edit",     "edit what the cursor is on") \
	X(ACTION_NOTE,       "note",        GROUP_ACT,  "note",     "write a note") \
	X(ACTION_REJECT,     "reject",      GROUP_ACT,  "reject",   "reject the pair, with a reason") \
	X(ACTION_TURN,       "turn",        GROUP_ACT,  "turn arrow", "say that the other product is the accessory") \
	X(ACTION_HIDE,       "hide",        GROUP_ACT,  "hide",     "hide this row") \
	X(ACTION_SHOW_HIDDEN,"show-hidden", GROUP_ACT,  "hidden",   "show hidden rows too") \
	X(ACTION_DELETE,     "delete",      GROUP_ACT,  "delete",   "delete (undo brings it back)") \
	X(ACTION_ACTIVATE,   "activate",    GROUP_ACT,  "live",     "put it live, or retire it") \
	X(ACTION_KEEP,       "keep",        GROUP_ACT,  "keep",     "keep this as a scenario") \
	X(ACTION_VALUE,      "value",       GROUP_ACT,  "type",     "type a value") \
	X(ACTION_MORE,       "more",        GROUP_ACT,  "one more", "one piece more of the item") \
	X(ACTION_LESS,       "less",        GROUP_ACT,  "one less", "one piece less of the item") \
	X(ACTION_TERMS,      "terms",       GROUP_ACT,  "terms",    "name, days, margin, and what it combines with") \
	X(ACTION_CART,       "try-cart",    GROUP_ACT,  "try a cart", "what the live offers do to a cart, line by line") \
	X(ACTION_CONFLICTS,  "conflicts",   GROUP_ACT,  "conflicts", "what the live offers do to each other on all carts") \
	X(ACTION_REVIEW,     "review",      GROUP_ACT,  "review",   "what came of a live bundle, against its projection") \
	X(ACTION_UPSELLS,    "upsells",     GROUP_ACT,  "upsells",  "better alternatives, and what goes with each") \
	X(ACTION_REWARD,     "reward",      GROUP_ACT,  "reward",   "what reaching the threshold gives: shipping, a percent, an amount") \
	X(ACTION_TIERS,      "tiers",       GROUP_ACT,  "tiers",    "all thresholds: tiers, countries, days") \
	X(ACTION_FILLERS,    "fillers",     GROUP_ACT,  "fillers",  "products that lift carts over the threshold") \
	X(ACTION_INPUTS,     "inputs",      GROUP_ACT,  "inputs",   "what the figures rest on: measured, estimated, assumed") \
	X(ACTION_LESS_10,    "less-10",     GROUP_ACT,  "x10 less", "ten steps less") \
	X(ACTION_MORE_10,    "more-10",     GROUP_ACT,  "x10",      "ten steps more") \
	X(ACTION_IMPORT,     "import",      GROUP_ACT,  "import",   "import files") \
	X(ACTION_DEMO,       "demo",        GROUP_ACT,  "demo",     "load the demo shop") \
	X(ACTION_EXPORT,     "export",      GROUP_ACT,  "export",   "export what is shown") \
	X(ACTION_COPY,       "copy",        GROUP_ACT,  "copy",     "copy the cell to the clipboard") \
	X(ACTION_COPY_ROW,   "copy-row",    GROUP_ACT,  "copy row", "copy the row to the clipboard") \
	X(ACTION_COPY_TABLE, "copy-table",  GROUP_ACT,  "copy table", "copy the marked rows to the clipboard, or all of them") \
	X(ACTION_UNDO,       "undo",        GROUP_ACT,  "undo",     "take back the last change") \
	X(ACTION_REDO,       "redo",        GROUP_ACT,  "redo",     "do it again") \
	X(ACTION_IGNORE,     "ignore",      GROUP_ACT,  "leave out", "leave this column of the file unread, or not") \
	X(ACTION_DETAILS,    "details",     GROUP_ACT,  "details",  "more about the last message") \
	X(ACTION_WRITE_REJECTS, "write-rejects", GROUP_ACT, "write rows", "write the rows set aside to a file") \
	X(ACTION_COMMAND,    "command",     GROUP_PROGRAM, "cmd",   "command line") \
	X(ACTION_HELP,       "help",        GROUP_PROGRAM, "help",  "this help") \
	X(ACTION_TOUR,       "tour",        GROUP_PROGRAM, "tour",  "begin the guided tour, or end it") \
	X(ACTION_TOUR_SKIP,  "tour-skip",   GROUP_PROGRAM, "skip",  "skip this step of the tour") \
	X(ACTION_SETTINGS,   "settings",    GROUP_PROGRAM, "settings", "settings") \
	X(ACTION_REDRAW,     "redraw",      GROUP_PROGRAM, "redraw", "draw again") \
	X(ACTION_RELOAD,     "reload",      GROUP_PROGRAM, "reload", "read the data again") \
	X(ACTION_SUSPEND,    "suspend",     GROUP_PROGRAM, "suspend", "suspend (fg brings it back)") \
	X(ACTION_MOUSE,      "mouse",       GROUP_PROGRAM, "mouse", "mouse on, off") \
	X(ACTION_THEME,      "theme",       GROUP_PROGRAM, "theme", "next theme") \
	X(ACTION_CHARTS,     "charts",      GROUP_PROGRAM, "charts", "charts in braille, blocks or ASCII") \
	X(ACTION_QUIT,       "quit",        GROUP_PROGRAM, "quit",  "quit at once")
/* clang-format on */

enum action_group {
	GROUP_MOVE,
	GROUP_FIND,
	GROUP_ACT,
	GROUP_PROGRAM,
	GROUP_COUNT
};

enum action {
	ACTION_NONE, /* ends lists; bound to a key: the key does nothing */
#define X(id, name, group, words, help) id,
	ACTIONS(X)
#undef X
	ACTION_COUNT
};

/* What a screen or widget answers to a key, an action or news. */
enum reaction {
	REACT_NONE = 0, /* not mine: the next in line is asked */
	REACT_HANDLED = 1 << 0,
	REACT_REDRAW = 1 << 1 | REACT_HANDLED, /* the picture changed */
	REACT_RELOAD = 1 << 2 | REACT_REDRAW, /* the data changed: all reload */
	REACT_POP = 1 << 3 | REACT_REDRAW, /* leave this screen */
	REACT_QUIT = 1 << 4 | REACT_HANDLED,
	REACT_CHANGED = 1 << 5 | REACT_REDRAW, /* widgets: a value changed */
};

/* Does the answer hold every bit of that reaction? */
static inline bool
reaction_has(unsigned answer, enum reaction reaction)
{
	return (answer & (unsigned)reaction) == (unsigned)reaction;
}

const char *action_name(enum action a);
const char *action_words(enum action a);
const char *action_help(enum action a);
enum action_group action_group(enum action a);
const char *action_group_name(enum action_group g);
bool action_parse(struct slice name, enum action *out);

#endif
