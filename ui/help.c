/*
 * help - lines of groups and actions, flowing into as many columns as fit.
 *
 * The lines are rebuilt after every change of what is searched for: a group's
 * name, its actions that match, a blank. The cursor is a line with an action.
 */
#include "ui/help.h"
#include "base/mem.h"
#include "ui/lineedit.h"

enum {
	COLUMN_WIDTH = 56,
	KEYS_WIDTH = 20,
	MAX_LINES = ACTION_COUNT + 3 * GROUP_COUNT
};

struct help_line {
	enum action action; /* ACTION_NONE: a group's name, or blank */
	const char *group; /* NULL: blank */
};

struct help {
	const struct keymap *km;
	struct str scope, title; /* owned */
	struct lineedit find;
	bool finding;
	struct help_line lines[MAX_LINES];
	int n, at; /* at: the cursor's line */
	int page, rows; /* as last drawn: lines a page, lines a column */
};

static bool
matches(const struct help *hp, enum action a)
{
	struct slice needle = slice_str(&hp->find.text);
	struct slice words = slice_of(action_help(a));
	struct slice name = slice_of(action_name(a));
	return needle.len == 0 ||
	    slice_find_nocase(words, needle) < words.len ||
	    slice_find_nocase(name, needle) < name.len;
}

static void
add_group(struct help *hp, enum action_group group)
{
	bool named = false;
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		enum action action = (enum action)a;
		if (action_group(action) != group || !matches(hp, action))
			continue;
		if (!named && hp->n > 0)
			hp->lines[hp->n++] =
			    (struct help_line){ .group = NULL };
		if (!named)
			hp->lines[hp->n++] =
			    (struct help_line){ .group =
						    action_group_name(group) };
		named = true;
		hp->lines[hp->n++] = (struct help_line){ .action = action };
	}
}

/* The next line with an action from 'at' on; 'at' when there is none. */
static int
step(const struct help *hp, int at, int by)
{
	int to = at + by;
	while (to >= 0 && to < hp->n && hp->lines[to].action == ACTION_NONE)
		to += by;
	return to < 0 || to >= hp->n ? at : to;
}

static void
rebuild(struct help *hp)
{
	hp->n = 0;
	for (int g = 0; g < GROUP_COUNT; g++)
		add_group(hp, (enum action_group)g);
	hp->at = step(hp, -1, 1);
}

struct help *
help_new(const struct keymap *km, const char *scope, const char *title)
{
	struct help *hp = mem_zalloc(sizeof(*hp));
	hp->km = km;
	hp->page = 1;
	hp->rows = 1;
	str_init(&hp->scope);
	str_init(&hp->title);
	str_set(&hp->scope, scope);
	str_set(&hp->title, title);
	lineedit_init(&hp->find);
	rebuild(hp);
	return hp;
}

void
help_free(struct help *hp)
{
	if (hp == NULL)
		return;
	str_release(&hp->scope);
	str_release(&hp->title);
	lineedit_release(&hp->find);
	mem_free(hp);
}

static void
find_key(struct help *hp, uint32_t key)
{
	switch (lineedit_key(&hp->find, key)) {
	case LINEEDIT_CHANGED:
		rebuild(hp);
		break;
	case LINEEDIT_CANCELLED:
		hp->finding = false;
		lineedit_set(&hp->find, "");
		rebuild(hp);
		break;
	case LINEEDIT_DONE:
	case LINEEDIT_MOVED:
	case LINEEDIT_IGNORED:
		break;
	}
}

static void
jump(struct help *hp, int lines)
{
	int to = rect_limit(hp->at + lines, hp->n - 1);
	hp->at = step(hp, lines < 0 ? to + 1 : to - 1, lines < 0 ? -1 : 1);
}

bool
help_key(struct help *hp, uint32_t key, enum action *run)
{
	enum action a = keymap_find(hp->km, hp->scope.p, key);
	bool arrow = key >= K_FIRST;
	*run = ACTION_NONE;
	if (key == K_ENTER) {
		if (hp->at >= 0 && hp->at < hp->n)
			*run = hp->lines[hp->at].action;
		return *run == ACTION_NONE;
	}
	if (hp->finding && !arrow) {
		find_key(hp, key);
		return true;
	}
	switch ((int)a) {
	case ACTION_BACK:
	case ACTION_HELP:
	case ACTION_QUIT:
		return false;
	case ACTION_SEARCH:
		hp->finding = true;
		break;
	case ACTION_UP:
		hp->at = step(hp, hp->at, -1);
		break;
	case ACTION_DOWN:
		hp->at = step(hp, hp->at, 1);
		break;
	case ACTION_LEFT:
		jump(hp, -hp->rows);
		break;
	case ACTION_RIGHT:
		jump(hp, hp->rows);
		break;
	case ACTION_PAGE_UP:
		jump(hp, -hp->page);
		break;
	case ACTION_PAGE_DOWN:
		jump(hp, hp->page);
		break;
	default:
		break;
	}
	return true;
}

static void
draw_line(struct help *hp, struct canvas *cv, int line, struct rect at)
{
	const struct help_line *hl = &hp->lines[line];
	struct str keys = STR_INIT;
	if (hl->action == ACTION_NONE) {
		if (hl->group != NULL)
			draw_text(cv, at, ROLE_TITLE, hl->group);
		return;
	}
	struct rect row = at;
	if (!keymap_add_keys(hp->km, hp->scope.p, hl->action, 3, &keys))
		str_addf(&keys, ":%s", action_name(hl->action));
	draw_slice(cv, rect_cut_left(&row, KEYS_WIDTH - 1), ROLE_KEY,
	    slice_str(&keys));
	rect_cut_left(&row, 1);
	draw_text(cv, row, ROLE_TEXT, action_help(hl->action));
	if (line == hp->at) {
		draw_restyle(cv, at, ROLE_SELECTED);
		draw_cursor(cv, at.x, at.y, false);
	}
	str_release(&keys);
}

void
help_draw(struct help *hp, struct canvas *cv, struct rect area)
{
	draw_fill(cv, area, ROLE_TEXT, ' ');
	struct rect in = rect_inset(area, 2, 0);
	struct rect foot = rect_cut_bottom(&in, 1);
	rect_cut_top(&in, 1);
	int columns = in.w / COLUMN_WIDTH > 0 ? in.w / COLUMN_WIDTH : 1;
	int width = in.w / columns;
	hp->rows = in.h > 0 ? in.h : 1;
	hp->page = hp->rows * columns;
	int first = hp->at < 0 ? 0 : hp->at / hp->page * hp->page;
	for (int i = 0; i < hp->page && first + i < hp->n; i++) {
		struct rect column =
		    rect_columns(in, i / hp->rows * width, width - 2);
		draw_line(hp, cv, first + i, rect_row(column, i % hp->rows));
	}
	if (hp->finding) {
		rect_cut_left(&foot, draw_text(cv, foot, ROLE_KEY, "/"));
		lineedit_draw(&hp->find, cv, foot, true);
		return;
	}
	draw_printf(cv, foot, ROLE_DIM,
	    "help for: %s    / finds, Enter does it, q closes    page %d of %d",
	    hp->title.p, first / hp->page + 1,
	    (hp->n + hp->page - 1) / hp->page);
}
