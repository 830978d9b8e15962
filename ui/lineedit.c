/*
 * lineedit - the text, a cursor between characters, and a table of keys.
 *
 * The cursor stands on a byte at which a character begins that is not a
 * combining mark, or at the end: so every step takes a whole visible
 * character. Completion keeps its candidates while Tab is pressed again; any
 * other key accepts what is in the line.
 */
#include "ui/lineedit.h"
#include "base/mem.h"
#include "base/text.h"

void
lineedit_init(struct lineedit *le)
{
	*le = (struct lineedit){ .text = STR_INIT, .draft = STR_INIT };
}

void
lineedit_release(struct lineedit *le)
{
	str_release(&le->text);
	str_release(&le->draft);
	lineedit_clear_matches(&le->matches);
	mem_free(le->matches.texts);
	le->matches = (struct lineedit_matches){ .texts = NULL };
}

static size_t
history_end(const struct lineedit *le)
{
	return le->history == NULL ? 0 : le->history->n;
}

void
lineedit_set(struct lineedit *le, const char *text)
{
	str_set(&le->text, text);
	le->at = le->text.len;
	le->history_at = history_end(le);
	lineedit_clear_matches(&le->matches);
}

/* ------ stepping over characters ------ */

static size_t
step_right(const struct lineedit *le, size_t at)
{
	struct slice rest = slice_bytes(le->text.p + at, le->text.len - at);
	if (rest.len == 0)
		return at;
	text_next(&rest);
	while (rest.len > 0) {
		struct slice after = rest;
		if (text_char_width(text_next(&after)) > 0)
			break;
		rest = after;
	}
	return (size_t)(rest.p - le->text.p);
}

static size_t
step_left(const struct lineedit *le, size_t at)
{
	size_t from = 0;
	while (from < at) {
		size_t next = step_right(le, from);
		if (next >= at)
			break;
		from = next;
	}
	return from;
}

static size_t
word_left(const struct lineedit *le, size_t at)
{
	while (at > 0 && le->text.p[at - 1] == ' ')
		at--;
	while (at > 0 && le->text.p[at - 1] != ' ')
		at--;
	return at;
}

/* ------ changing the text ------ */

static enum lineedit_outcome
replace(struct lineedit *le, size_t from, size_t to, struct slice with)
{
	if (from == to && with.len == 0)
		return LINEEDIT_MOVED;
	if (le->text.len - (to - from) + with.len > LINEEDIT_MAX_BYTES)
		return LINEEDIT_MOVED;
	struct str next = STR_INIT;
	str_add_bytes(&next, le->text.p, from);
	str_add_slice(&next, with);
	str_add_bytes(&next, le->text.p + to, le->text.len - to);
	str_release(&le->text);
	le->text = next;
	le->at = from + with.len;
	return LINEEDIT_CHANGED;
}

enum lineedit_outcome
lineedit_paste(struct lineedit *le, struct slice text)
{
	struct str clean = STR_INIT;
	text_clean(&clean, text);
	lineedit_clear_matches(&le->matches);
	enum lineedit_outcome outcome =
	    replace(le, le->at, le->at, slice_str(&clean));
	str_release(&clean);
	return outcome;
}

/* ------ history ------ */

static enum lineedit_outcome
recall(struct lineedit *le, size_t at)
{
	size_t end = history_end(le);
	if (le->history == NULL || at > end || at == le->history_at)
		return LINEEDIT_MOVED;
	if (le->history_at == end)
		str_set(&le->draft, le->text.p);
	const char *line = at == end ? le->draft.p : le->history->lines[at];
	lineedit_set(le, line);
	le->history_at = at;
	return LINEEDIT_CHANGED;
}

void
lineedit_remember(struct lineedit_history *history, const char *line)
{
	bool same =
	    history->n > 0 && strcmp(history->lines[history->n - 1], line) == 0;
	if (line[0] == '\0' || same)
		return;
	if (history->n == LINEEDIT_MAX_HISTORY) {
		mem_free(history->lines[0]);
		history->n--;
		memmove(history->lines, history->lines + 1,
		    history->n * sizeof(*history->lines));
	}
	history->lines = mem_reserve(history->lines, &history->cap,
	    history->n + 1, sizeof(*history->lines));
	history->lines[history->n++] = mem_strdup(line);
}

void
lineedit_history_release(struct lineedit_history *history)
{
	for (size_t i = 0; i < history->n; i++)
		mem_free(history->lines[i]);
	mem_free(history->lines);
	*history = (struct lineedit_history){ .lines = NULL };
}

/* ------ completion ------ */

void
lineedit_add_match(struct lineedit_matches *matches, struct slice text)
{
	if (matches->n == LINEEDIT_MAX_MATCHES)
		return;
	/* An action and a command may have the same name. */
	for (size_t i = 0; i < matches->n; i++)
		if (slice_eq_c(text, matches->texts[i]))
			return;
	matches->texts = mem_reserve(matches->texts, &matches->cap,
	    matches->n + 1, sizeof(*matches->texts));
	matches->texts[matches->n++] = mem_strndup(text.p, text.len);
}

void
lineedit_clear_matches(struct lineedit_matches *matches)
{
	for (size_t i = 0; i < matches->n; i++)
		mem_free(matches->texts[i]);
	matches->n = 0;
	matches->from = 0;
}

/* The bytes all candidates begin with. */
static size_t
common_prefix(const struct lineedit_matches *matches)
{
	size_t n = strlen(matches->texts[0]);
	for (size_t i = 1; i < matches->n; i++) {
		size_t same = 0;
		while (same < n && matches->texts[i][same] != '\0' &&
		    matches->texts[i][same] == matches->texts[0][same])
			same++;
		n = same;
	}
	/* Never half a character. */
	while (n > 0 && ((unsigned char)matches->texts[0][n] & 0xc0) == 0x80)
		n--;
	return n;
}

static enum lineedit_outcome
take_match(struct lineedit *le, struct slice match)
{
	return replace(le, le->matches.from, le->at, match);
}

/* First Tab: what all candidates share; when that is nothing new, and on each
 * further Tab, the candidates in turn. */
static enum lineedit_outcome
complete(struct lineedit *le, bool backwards)
{
	if (le->complete == NULL)
		return LINEEDIT_IGNORED;
	struct lineedit_matches *matches = &le->matches;
	if (matches->n > 1) {
		size_t n = matches->n;
		size_t next = backwards ? le->match + n : le->match + 1;
		next = le->match == n ? (backwards ? n - 1 : 0)
				      : (backwards ? next - 1 : next) % n;
		le->match = next;
		return take_match(le, slice_of(matches->texts[next]));
	}
	lineedit_clear_matches(matches);
	le->complete(
	    le->complete_arg, slice_bytes(le->text.p, le->at), matches);
	assert(matches->from <= le->at);
	if (matches->n == 0)
		return LINEEDIT_MOVED;
	le->match = matches->n;
	struct slice shared =
	    slice_bytes(matches->texts[0], common_prefix(matches));
	if (shared.len < le->at - matches->from)
		return LINEEDIT_MOVED;
	return take_match(le, shared);
}

/* ------ keys ------ */

static enum lineedit_outcome
move_to(struct lineedit *le, size_t at)
{
	le->at = at;
	return LINEEDIT_MOVED;
}

static enum lineedit_outcome
type_key(struct lineedit *le, uint32_t key)
{
	struct str typed = STR_INIT;
	text_add_char(&typed, key);
	enum lineedit_outcome outcome =
	    replace(le, le->at, le->at, slice_str(&typed));
	str_release(&typed);
	return outcome;
}

static enum lineedit_outcome
backspace(struct lineedit *le)
{
	if (le->text.len == 0)
		return LINEEDIT_CANCELLED;
	return replace(le, step_left(le, le->at), le->at, slice_of(""));
}

enum lineedit_outcome
lineedit_key(struct lineedit *le, uint32_t key)
{
	struct slice nothing = slice_of("");
	size_t end = le->text.len;
	if (key != K_TAB && key != K_SHIFT_TAB)
		lineedit_clear_matches(&le->matches);
	switch (key) {
	case K_ENTER:
		return LINEEDIT_DONE;
	case K_ESC:
	case K_CTRL('c'):
		return LINEEDIT_CANCELLED;
	case K_LEFT:
	case K_CTRL('b'):
		return move_to(le, step_left(le, le->at));
	case K_RIGHT:
	case K_CTRL('f'):
		return move_to(le, step_right(le, le->at));
	case K_HOME:
	case K_CTRL('a'):
		return move_to(le, 0);
	case K_END:
	case K_CTRL('e'):
		return move_to(le, end);
	case K_BACKSPACE:
	case K_CTRL('h'):
		return backspace(le);
	case K_DELETE:
		return replace(le, le->at, step_right(le, le->at), nothing);
	case K_CTRL('w'):
		return replace(le, word_left(le, le->at), le->at, nothing);
	case K_CTRL('u'):
		return replace(le, 0, le->at, nothing);
	case K_CTRL('k'):
		return replace(le, le->at, end, nothing);
	case K_UP:
		return le->history_at > 0 ? recall(le, le->history_at - 1)
					  : LINEEDIT_MOVED;
	case K_DOWN:
		return recall(le, le->history_at + 1);
	case K_TAB:
		return complete(le, false);
	case K_SHIFT_TAB:
		return complete(le, true);
	default:
		return key_is_text(key) ? type_key(le, key) : LINEEDIT_IGNORED;
	}
}

/* ------ drawing ------ */

void
lineedit_draw(
    struct lineedit *le, struct canvas *cv, struct rect at, bool focused)
{
	if (at.w <= 0 || at.h <= 0)
		return;
	draw_fill(cv, rect_row(at, 0), ROLE_INPUT, ' ');
	/* The first character shown: the cursor is at most at the last cell. */
	size_t from = 0;
	while (
	    text_width(slice_bytes(le->text.p + from, le->at - from)) >= at.w)
		from = step_right(le, from);
	struct slice shown =
	    slice_bytes(le->text.p + from, le->text.len - from);
	shown = text_prefix(shown, at.w);
	draw_slice(cv, at, ROLE_INPUT, shown);
	if (focused) {
		int cells =
		    text_width(slice_bytes(le->text.p + from, le->at - from));
		draw_cursor(cv, at.x + cells, at.y, true);
	}
}
