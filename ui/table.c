/*
 * table - rows by number on the outside, by identity underneath.
 *
 * Everything shown is found by row number, which changes with every sort and
 * filter; so the identity of the cursor's row is noted after each move, and a
 * reload looks for it. Marks are identities in ascending order, found by
 * halving.
 */
#include "ui/table_internal.h"
#include "base/mem.h"

/* As they come. */
static void
reset_order(struct table *tb)
{
	for (int i = 0; i < TABLE_MAX_COLUMNS; i++) {
		tb->order[i] = i;
		tb->wider[i] = 0;
	}
}

struct table *
table_new(const struct table_setup *setup)
{
	assert(setup->n_columns > 0 && setup->n_columns <= TABLE_MAX_COLUMNS);
	assert(setup->n_sorts <= TABLE_MAX_SORTS);
	struct table *tb = mem_zalloc(sizeof(*tb));
	tb->columns = setup->columns;
	tb->n_columns = setup->n_columns;
	tb->frozen = tb->first_frozen = setup->frozen;
	tb->left = setup->frozen;
	reset_order(tb);
	tb->no_marks = setup->no_marks;
	tb->no_position = setup->no_position;
	memcpy(tb->sorts, setup->sort, sizeof(tb->sorts));
	tb->n_sorts = setup->n_sorts;
	str_init(&tb->needle);
	str_init(&tb->note);
	tb->layout.rows.h = 20; /* a page before the first drawing */
	return tb;
}

void
table_free(struct table *tb)
{
	if (tb == NULL)
		return;
	mem_free(tb->marks);
	str_release(&tb->needle);
	str_release(&tb->note);
	mem_free(tb);
}

void
table_cell_at(
    const struct table *tb, size_t row, int column, struct table_cell *out)
{
	*out = (struct table_cell){ .role = ROLE_TEXT };
	tb->source.ops->cell(tb->source.src, row, column, out);
}

static uint64_t
row_identity(const struct table *tb, size_t row)
{
	return tb->source.ops->identity(tb->source.src, row);
}

/* ------ cursor ------ */

void
table_follow_cursor(struct table *tb, size_t page)
{
	if (page == 0)
		page = 1;
	if (tb->cursor < tb->top)
		tb->top = tb->cursor;
	if (tb->cursor >= tb->top + page)
		tb->top = tb->cursor - page + 1;
	size_t last = tb->count > page ? tb->count - page : 0;
	if (tb->top > last)
		tb->top = last;
}

static size_t
page_rows(const struct table *tb)
{
	return tb->layout.rows.h > 0 ? (size_t)tb->layout.rows.h : 1;
}

void
table_move_to(struct table *tb, size_t row)
{
	if (tb->count == 0) {
		tb->cursor = tb->top = 0;
		return;
	}
	tb->cursor = row < tb->count ? row : tb->count - 1;
	tb->identity = row_identity(tb, tb->cursor);
	table_follow_cursor(tb, page_rows(tb));
}

static size_t
find_identity(const struct table *tb, uint64_t identity)
{
	const struct table_source_ops *ops = tb->source.ops;
	if (ops->find != NULL)
		return ops->find(tb->source.src, identity);
	for (size_t row = 0; row < tb->count; row++) {
		if (row_identity(tb, row) == identity)
			return row;
	}
	return TABLE_NOWHERE;
}

bool
table_select(struct table *tb, uint64_t identity)
{
	size_t row = find_identity(tb, identity);
	if (row == TABLE_NOWHERE || row >= tb->count)
		return false;
	table_move_to(tb, row);
	return true;
}

void
table_set_source(struct table *tb, const struct table_source *source)
{
	tb->source = *source;
	tb->count = source->ops->count(source->src);
	tb->top = 0;
	table_move_to(tb, 0);
}

void
table_set_columns(
    struct table *tb, const struct table_column *columns, int n, int frozen)
{
	assert(n > 0 && n <= TABLE_MAX_COLUMNS);
	tb->columns = columns;
	tb->n_columns = n;
	tb->frozen = tb->first_frozen = tb->left = frozen;
	tb->column = 0;
	tb->n_sorts = 0;
	reset_order(tb);
}

void
table_reload(struct table *tb)
{
	bool had_rows = tb->count > 0;
	size_t height = tb->cursor - tb->top;
	tb->count = tb->source.ops->count(tb->source.src);
	size_t row = had_rows && tb->count > 0 ? find_identity(tb, tb->identity)
					       : TABLE_NOWHERE;
	if (row == TABLE_NOWHERE || row >= tb->count)
		row = tb->cursor;
	tb->top = row > height ? row - height : 0;
	table_move_to(tb, row);
}

void
table_set_note(struct table *tb, const char *note)
{
	str_set(&tb->note, note);
}

size_t
table_count(const struct table *tb)
{
	return tb->count;
}

size_t
table_cursor(const struct table *tb)
{
	return tb->count == 0 ? TABLE_NOWHERE : tb->cursor;
}

int
table_column(const struct table *tb)
{
	return tb->column;
}

bool
table_identity(const struct table *tb, uint64_t *identity)
{
	*identity = tb->identity;
	return tb->count > 0;
}

/* ------ marks ------ */

/* Where the identity stands among the marks, or would stand. */
static size_t
mark_place(const struct table *tb, uint64_t identity)
{
	size_t low = 0, high = tb->n_marks;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (tb->marks[middle] < identity)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
table_is_marked(const struct table *tb, uint64_t identity)
{
	size_t at = mark_place(tb, identity);
	return at < tb->n_marks && tb->marks[at] == identity;
}

void
table_set_mark(struct table *tb, uint64_t identity, bool on)
{
	size_t at = mark_place(tb, identity);
	if (table_is_marked(tb, identity) == on)
		return;
	if (on) {
		tb->marks = mem_reserve(tb->marks, &tb->cap_marks,
		    tb->n_marks + 1, sizeof(*tb->marks));
		memmove(tb->marks + at + 1, tb->marks + at,
		    (tb->n_marks - at) * sizeof(*tb->marks));
		tb->marks[at] = identity;
		tb->n_marks++;
	} else {
		tb->n_marks--;
		memmove(tb->marks + at, tb->marks + at + 1,
		    (tb->n_marks - at) * sizeof(*tb->marks));
	}
}

void
table_clear_marks(struct table *tb)
{
	tb->n_marks = 0;
}

size_t
table_mark_count(const struct table *tb)
{
	return tb->n_marks;
}

const uint64_t *
table_marks(const struct table *tb, size_t *n)
{
	*n = tb->n_marks;
	return tb->marks;
}

static int
compare_identities(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* All rows at once: sorting the identities beats a million insertions. */
static unsigned
mark_all(struct table *tb)
{
	if (tb->count > TABLE_MAX_MARKS)
		return REACT_NONE;
	size_t n = tb->n_marks + tb->count, kept = 0;
	tb->marks =
	    mem_reserve(tb->marks, &tb->cap_marks, n, sizeof(*tb->marks));
	for (size_t row = 0; row < tb->count; row++)
		tb->marks[tb->n_marks + row] = row_identity(tb, row);
	if (n > 0)
		qsort(tb->marks, n, sizeof(*tb->marks), compare_identities);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || tb->marks[kept - 1] != tb->marks[i])
			tb->marks[kept++] = tb->marks[i];
	}
	tb->n_marks = kept;
	return REACT_REDRAW;
}

static unsigned
toggle_mark(struct table *tb)
{
	if (tb->no_marks || tb->count == 0)
		return REACT_NONE;
	table_set_mark(tb, tb->identity, !table_is_marked(tb, tb->identity));
	table_move_to(tb, tb->cursor + 1);
	return REACT_REDRAW;
}

/* ------ sorting ------ */

const struct table_sort *
table_sorts(const struct table *tb, int *n)
{
	*n = tb->n_sorts;
	return tb->sorts;
}

void
table_set_sorts(struct table *tb, const struct table_sort *keys, int n)
{
	assert(n >= 0 && n <= TABLE_MAX_SORTS);
	if (n > 0)
		memmove(tb->sorts, keys, (size_t)n * sizeof(*keys));
	tb->n_sorts = n;
}

bool
table_sort_by(struct table *tb, const struct table_sort *keys, int n)
{
	const struct table_source_ops *ops = tb->source.ops;
	assert(n >= 0 && n <= TABLE_MAX_SORTS);
	if (ops->sort == NULL || !ops->sort(tb->source.src, keys, (size_t)n))
		return false;
	table_set_sorts(tb, keys, n);
	table_reload(tb);
	return true;
}

/* By the column under the column cursor: first, or after the keys there are;
 * a column that is a key already turns round. */
static unsigned
sort_column(struct table *tb, bool then)
{
	struct table_sort keys[TABLE_MAX_SORTS];
	int n = then ? tb->n_sorts : 0, at = 0;
	if (tb->columns[tb->column].unsortable || tb->source.ops->sort == NULL)
		return REACT_NONE;
	memcpy(keys, tb->sorts, sizeof(keys));
	while (at < tb->n_sorts && keys[at].column != tb->column)
		at++;
	bool falls = tb->columns[tb->column].falls;
	bool first = !then && at == 0 && tb->n_sorts > 0;
	if (first || (then && at < n)) {
		keys[at].descending = !keys[at].descending;
	} else {
		at = n < TABLE_MAX_SORTS ? n : TABLE_MAX_SORTS - 1;
		keys[at] = (struct table_sort){ .column = tb->column,
			.descending = falls };
	}
	if (at >= n)
		n = at + 1;
	return table_sort_by(tb, keys, n) ? REACT_REDRAW : REACT_HANDLED;
}

/* ------ searching ------ */

static bool
row_matches(const struct table *tb, size_t row, struct slice needle)
{
	struct table_cell cell;
	for (int c = 0; c < tb->n_columns; c++) {
		table_cell_at(tb, row, c, &cell);
		if (slice_find_nocase(cell.text, needle) < cell.text.len)
			return true;
	}
	return false;
}

static size_t
find_text(
    const struct table *tb, struct slice needle, size_t from, bool backwards)
{
	const struct table_source_ops *ops = tb->source.ops;
	if (ops->search != NULL)
		return ops->search(tb->source.src, needle, from, backwards);
	size_t row = from;
	for (size_t n = 0; n < TABLE_MAX_SEARCH && row < tb->count; n++) {
		if (row_matches(tb, row, needle))
			return row;
		/* Going below row 0 wraps to SIZE_MAX and ends the loop. */
		row = backwards ? row - 1 : row + 1;
	}
	return TABLE_NOWHERE;
}

void
table_search_begin(struct table *tb)
{
	tb->search_from = tb->cursor;
	str_clear(&tb->needle);
}

bool
table_search(struct table *tb, struct slice needle)
{
	str_clear(&tb->needle);
	str_add_slice(&tb->needle, needle);
	size_t row = tb->search_from;
	if (needle.len > 0) {
		row = find_text(tb, needle, tb->search_from, false);
		if (row == TABLE_NOWHERE)
			row = find_text(tb, needle, 0, false);
	}
	if (row == TABLE_NOWHERE || tb->count == 0)
		return false;
	table_move_to(tb, row);
	return true;
}

void
table_search_end(struct table *tb, bool keep)
{
	if (keep)
		return;
	str_clear(&tb->needle);
	table_move_to(tb, tb->search_from);
}

/* The next match after the cursor (before it), round the end. */
static unsigned
search_on(struct table *tb, bool backwards)
{
	struct slice needle = slice_str(&tb->needle);
	if (needle.len == 0 || tb->count == 0)
		return REACT_NONE;
	size_t last = tb->count - 1, row = TABLE_NOWHERE;
	if (backwards && tb->cursor > 0)
		row = find_text(tb, needle, tb->cursor - 1, true);
	if (!backwards && tb->cursor < last)
		row = find_text(tb, needle, tb->cursor + 1, false);
	if (row == TABLE_NOWHERE)
		row = find_text(tb, needle, backwards ? last : 0, backwards);
	if (row != TABLE_NOWHERE)
		table_move_to(tb, row);
	return REACT_REDRAW;
}

/* ------ actions ------ */

static unsigned
move_by(struct table *tb, size_t rows, bool up)
{
	size_t before = tb->cursor, top = tb->top;
	size_t room = up ? tb->cursor : tb->count - tb->cursor;
	size_t step = rows < room ? rows : room;
	table_move_to(tb, up ? tb->cursor - step : tb->cursor + step);
	bool moved = before != tb->cursor || top != tb->top;
	return moved ? REACT_REDRAW : REACT_HANDLED;
}

/* A page moves the rows and keeps the cursor's height, as pagers do. */
static unsigned
page_by(struct table *tb, size_t rows, bool up)
{
	size_t room = up ? tb->top : tb->count - tb->top;
	size_t step = rows < room ? rows : room;
	tb->top = up ? tb->top - step : tb->top + step;
	return move_by(tb, rows, up);
}

int
table_place(const struct table *tb, int column)
{
	int place = 0;
	while (tb->order[place] != column)
		place++;
	return place;
}

/* The next place with a column in sight; 'from' when there is none. */
static int
next_place(const struct table *tb, int from, int step)
{
	int place = from + step;
	while (place >= 0 && place < tb->n_columns &&
	    tb->layout.dropped[tb->order[place]])
		place += step;
	return place < 0 || place >= tb->n_columns ? from : place;
}

static unsigned
move_column(struct table *tb, int step)
{
	int from = table_place(tb, tb->column);
	int to = next_place(tb, from, step);
	tb->column = tb->order[to];
	return to == from ? REACT_HANDLED : REACT_REDRAW;
}

/* ------ columns by hand ------ */

static unsigned
shift_column(struct table *tb, int step)
{
	int from = table_place(tb, tb->column);
	int to = next_place(tb, from, step);
	int other = tb->order[to];
	tb->order[to] = tb->column;
	tb->order[from] = other;
	return to == from ? REACT_HANDLED : REACT_REDRAW;
}

static unsigned
widen_column(struct table *tb, int cells)
{
	const struct table_column *spec = &tb->columns[tb->column];
	int *wider = &tb->wider[tb->column];
	if (spec->min + *wider + cells < 3 || *wider + cells > 100)
		return REACT_HANDLED;
	*wider += cells;
	return REACT_REDRAW;
}

/* Everything up to the column cursor; once more: as the table comes. */
static unsigned
freeze(struct table *tb)
{
	int upto = table_place(tb, tb->column) + 1;
	tb->frozen = tb->frozen == upto ? tb->first_frozen : upto;
	tb->left = tb->frozen;
	return REACT_REDRAW;
}

int
table_shown(const struct table *tb, int *columns)
{
	int n = 0;
	for (int i = 0; i < tb->n_columns; i++) {
		int c = tb->order[i];
		if (!tb->columns[c].hidden && !tb->layout.dropped[c])
			columns[n++] = c;
	}
	return n;
}

const char *
table_column_name(const struct table *tb, int column)
{
	return tb->columns[column].name;
}

unsigned
table_action(struct table *tb, enum action a)
{
	size_t page = page_rows(tb);
	switch ((int)a) {
	case ACTION_UP:
		return move_by(tb, 1, true);
	case ACTION_DOWN:
		return move_by(tb, 1, false);
	case ACTION_LEFT:
		return move_column(tb, -1);
	case ACTION_RIGHT:
		return move_column(tb, 1);
	case ACTION_FIRST:
		return move_by(tb, tb->count, true);
	case ACTION_LAST:
		return move_by(tb, tb->count, false);
	case ACTION_PAGE_UP:
		return page_by(tb, page, true);
	case ACTION_PAGE_DOWN:
		return page_by(tb, page, false);
	case ACTION_HALF_UP:
		return page_by(tb, page / 2 + 1, true);
	case ACTION_HALF_DOWN:
		return page_by(tb, page / 2 + 1, false);
	case ACTION_COLUMN_LEFT:
		return shift_column(tb, -1);
	case ACTION_COLUMN_RIGHT:
		return shift_column(tb, 1);
	case ACTION_NARROWER:
		return widen_column(tb, -TABLE_WIDTH_STEP);
	case ACTION_WIDER:
		return widen_column(tb, TABLE_WIDTH_STEP);
	case ACTION_FREEZE:
		return freeze(tb);
	case ACTION_MARK:
		return toggle_mark(tb);
	case ACTION_MARK_ALL:
		return tb->no_marks ? (unsigned)REACT_NONE : mark_all(tb);
	case ACTION_UNMARK_ALL:
		table_clear_marks(tb);
		return REACT_REDRAW;
	case ACTION_SORT:
		return sort_column(tb, false);
	case ACTION_SORT_THEN:
		return sort_column(tb, true);
	case ACTION_NEXT_MATCH:
		return search_on(tb, false);
	case ACTION_PREV_MATCH:
		return search_on(tb, true);
	default:
		return REACT_NONE;
	}
}

/* ------ mouse ------ */

enum {
	WHEEL_ROWS = 3
};

static unsigned
scroll_by(struct table *tb, bool up)
{
	size_t page = page_rows(tb), cursor = tb->cursor;
	size_t last = tb->count > page ? tb->count - page : 0;
	size_t room = up ? tb->top : last - tb->top;
	size_t step = WHEEL_ROWS < room ? WHEEL_ROWS : room;
	if (step == 0)
		return REACT_HANDLED;
	tb->top = up ? tb->top - step : tb->top + step;
	if (cursor < tb->top)
		cursor = tb->top;
	if (cursor >= tb->top + page)
		cursor = tb->top + page - 1;
	table_move_to(tb, cursor);
	return REACT_REDRAW;
}

static unsigned
click_title(struct table *tb, int x)
{
	for (int c = 0; c < tb->n_columns; c++) {
		int from = tb->layout.x[c];
		if (x >= from && x < from + tb->layout.w[c]) {
			tb->column = c;
			return sort_column(tb, false) | REACT_REDRAW;
		}
	}
	return REACT_NONE;
}

unsigned
table_mouse(struct table *tb, const struct mouse *m, bool *opened)
{
	const struct table_layout *lo = &tb->layout;
	*opened = false;
	if (m->button == MOUSE_DRAG)
		return REACT_NONE;
	if (m->button != MOUSE_LEFT)
		return scroll_by(tb, m->button == MOUSE_WHEEL_UP);
	if (rect_has(lo->titles, m->x, m->y))
		return click_title(tb, m->x);
	size_t row = tb->top + (size_t)(m->y - lo->rows.y);
	if (!rect_has(lo->rows, m->x, m->y) || row >= tb->count)
		return REACT_NONE;
	*opened = row == tb->cursor;
	table_move_to(tb, row);
	return REACT_REDRAW;
}

/* ------ text for the clipboard ------ */

void
table_add_cell_text(struct table *tb, size_t row, int column, struct str *out)
{
	struct table_cell cell;
	if (row >= tb->count)
		return;
	table_cell_at(tb, row, column, &cell);
	str_add_slice(out, cell.text);
}

void
table_add_row_text(
    struct table *tb, size_t row, const char *separator, struct str *out)
{
	int columns[TABLE_MAX_COLUMNS];
	int n = table_shown(tb, columns);
	for (int i = 0; i < n; i++) {
		if (i > 0)
			str_add(out, separator);
		table_add_cell_text(tb, row, columns[i], out);
	}
}

static void
add_titles(const struct table *tb, const char *separator, struct str *out)
{
	int columns[TABLE_MAX_COLUMNS];
	int n = table_shown(tb, columns);
	for (int i = 0; i < n; i++) {
		if (i > 0)
			str_add(out, separator);
		str_add(out, tb->columns[columns[i]].title);
	}
	str_add_char(out, '\n');
}

size_t
table_add_text(
    struct table *tb, const char *separator, size_t limit, struct str *out)
{
	bool some = tb->n_marks > 0;
	size_t n = 0;
	add_titles(tb, separator, out);
	for (size_t row = 0; row < tb->count && out->len <= limit; row++) {
		if (some && !table_is_marked(tb, row_identity(tb, row)))
			continue;
		table_add_row_text(tb, row, separator, out);
		str_add_char(out, '\n');
		n++;
	}
	return n;
}
