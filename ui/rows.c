/*
 * rows - one table column for each listing column that is not a detail.
 *
 * 'map' leads from a table's column to the listing's. Text columns may shrink
 * and grow, but for short ones, whose words would be cut to nothing; numbers
 * keep their width; a graphic gives way before the text does.
 */
#include "ui/rows.h"
#include "base/mem.h"

enum {
	SHORT_TEXT = 10 /* cells that a column of words keeps */
};

struct rows_column {
	size_t source; /* column of the listing */
	const struct rows_look *look; /* borrowed; NULL: none */
	int low, high, mid; /* columns of the listing, -1: none */
	double from, to;
};

struct rows {
	struct listing *listing; /* borrowed */
	struct table_column columns[TABLE_MAX_COLUMNS];
	struct rows_column map[TABLE_MAX_COLUMNS];
	int n, frozen;
	rows_order_fn *order; /* NULL: nobody */
	void *order_arg;
	struct str text; /* the cell asked for last */
};

static const struct rows_look *
find_look(const struct rows_look *looks, size_t n, const char *column)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(looks[i].column, column) == 0)
			return &looks[i];
	}
	return NULL;
}

static struct table_column
shape(const struct column *from, const struct rows_look *look)
{
	bool text = from->kind == CELL_TEXT;
	struct table_column out = { .title = from->title, .name = from->id };
	out.align = text ? TABLE_LEFT : TABLE_RIGHT;
	if (from->flags & COLUMN_ALIKE)
		out.align = TABLE_NAMES;
	bool elastic = text && from->width > SHORT_TEXT;
	out.min = out.max = from->width;
	if (elastic) {
		int half = (from->width + 1) / 2;
		out.min = half > SHORT_TEXT ? half : SHORT_TEXT;
		out.max = from->width * 2;
	}
	out.priority = (from->flags & COLUMN_FROZEN) != 0 ? 0 : from->rank;
	out.falls = (from->flags & COLUMN_FALLS) != 0;
	out.unsortable = (from->flags & COLUMN_SCREEN) != 0;
	if (look == NULL)
		return out;
	if (look->rank > 0)
		out.priority = look->rank;
	if (look->title != NULL)
		out.title = look->title;
	if (look->max > 0)
		out.max = look->max;
	if (look->min > 0)
		out.min = look->min;
	if (out.max < out.min)
		out.max = out.min;
	if (look->graphic != TABLE_PLAIN) {
		out.text = out.min;
		out.max = out.min + 1 + look->cells;
	}
	return out;
}

static int
find_column(const struct rows *rw, const char *id)
{
	return id == NULL ? -1 : listing_column(rw->listing, id);
}

struct rows *
rows_new(struct listing *listing, const struct rows_look *looks, size_t n)
{
	struct rows *rw = mem_zalloc(sizeof(*rw));
	rw->listing = listing;
	str_init(&rw->text);
	for (size_t c = 0; c < listing->n_columns; c++) {
		const struct column *from = &listing->columns[c];
		const struct rows_look *look = find_look(looks, n, from->id);
		bool hidden = look != NULL && look->hidden;
		bool detail = (from->flags & COLUMN_DETAIL) != 0;
		if (hidden || (detail && (look == NULL || !look->shown)))
			continue;
		assert(rw->n < TABLE_MAX_COLUMNS);
		struct rows_column *map = &rw->map[rw->n];
		*map = (struct rows_column){ .source = c, .look = look };
		map->low = find_column(rw, look ? look->low : NULL);
		map->high = find_column(rw, look ? look->high : NULL);
		map->mid = find_column(rw, look ? look->mid : NULL);
		map->from = look ? look->from : 0;
		map->to = look ? look->to : 0;
		rw->columns[rw->n++] = shape(from, look);
		if ((from->flags & COLUMN_FROZEN) != 0)
			rw->frozen = rw->n;
	}
	return rw;
}

void
rows_free(struct rows *rw)
{
	if (rw == NULL)
		return;
	str_release(&rw->text);
	mem_free(rw);
}

void
rows_set_axis(struct rows *rw, const char *column, double from, double to)
{
	for (int c = 0; c < rw->n; c++) {
		if (strcmp(rw->columns[c].name, column) == 0) {
			rw->map[c].from = from;
			rw->map[c].to = to;
		}
	}
}

const struct table_column *
rows_columns(const struct rows *rw, int *n)
{
	*n = rw->n;
	return rw->columns;
}

int
rows_column_of(const struct rows *rw, const char *column)
{
	for (int c = 0; c < rw->n; c++) {
		if (strcmp(rw->columns[c].name, column) == 0)
			return c;
	}
	return -1;
}

void
rows_show(struct rows *rw, const char *column, bool shown)
{
	for (int c = 0; c < rw->n; c++) {
		if (strcmp(rw->columns[c].name, column) == 0)
			rw->columns[c].hidden = !shown;
	}
}

/* ------ cells ------ */

static double
number_of(const struct listing *l, size_t column, const struct cell *value)
{
	switch (l->columns[column].kind) {
	case CELL_MEAN:
	case CELL_NUMBER:
	case CELL_SHARE:
		return value->number;
	case CELL_COUNT:
	case CELL_MONEY:
	case CELL_DAY:
	case CELL_TIME:
		return (double)value->count;
	case CELL_TEXT:
		break;
	}
	return 0;
}

static double
read_number(const struct listing *l, size_t row, size_t column)
{
	struct cell value;
	listing_cell(l, row, column, &value);
	return value.defined ? number_of(l, column, &value) : 0;
}

double
rows_value(const struct rows *rw, size_t row, const char *column)
{
	int c = find_column(rw, column);
	return c < 0 ? 0 : read_number(rw->listing, row, (size_t)c);
}

static double
on_axis(const struct rows_column *map, double value)
{
	return (value - map->from) / (map->to - map->from);
}

static void
add_graphic(const struct rows *rw, const struct rows_column *map, size_t row,
    double value, struct table_cell *out)
{
	if (!(map->to > map->from))
		return;
	out->graphic = map->look->graphic;
	out->low = out->mid = out->high = on_axis(map, value);
	out->zero = on_axis(map, map->look->zero);
	if (map->mid >= 0)
		out->mid = on_axis(
		    map, read_number(rw->listing, row, (size_t)map->mid));
	if (map->low >= 0)
		out->low = on_axis(
		    map, read_number(rw->listing, row, (size_t)map->low));
	if (map->high >= 0)
		out->high = on_axis(
		    map, read_number(rw->listing, row, (size_t)map->high));
}

static void
rows_cell(void *src, size_t row, int column, struct table_cell *out)
{
	struct rows *rw = src;
	const struct rows_column *map = &rw->map[column];
	struct cell value;
	str_clear(&rw->text);
	if (map->look != NULL && map->look->words != NULL)
		map->look->words(&rw->text, rw->listing, row);
	else
		listing_add_cell(rw->listing, row, map->source, &rw->text);
	out->text = slice_str(&rw->text);
	if (map->look == NULL)
		return;
	listing_cell(rw->listing, row, map->source, &value);
	out->role = map->look->role;
	if (map->look->role_of != NULL)
		out->role = map->look->role_of(&value);
	if (!value.defined)
		return;
	double number = number_of(rw->listing, map->source, &value);
	if (map->look->by_sign && number > 0)
		out->role = ROLE_GAIN;
	if (map->look->by_sign && number < 0)
		out->role = ROLE_LOSS;
	if (map->look->graphic != TABLE_PLAIN)
		add_graphic(rw, map, row, number, out);
}

/* ------ the other operations ------ */

static size_t
rows_count(void *src)
{
	return ((struct rows *)src)->listing->rows;
}

static uint64_t
rows_identity(void *src, size_t row)
{
	return listing_identity(((struct rows *)src)->listing, row);
}

static_assert((int)TABLE_MAX_SORTS == (int)LISTING_KEYS,
    "a table's keys are a listing's");

static bool
rows_sort(void *src, const struct table_sort *keys, size_t n)
{
	struct rows *rw = src;
	struct err err = ERR_INIT;
	struct listing_key order[LISTING_KEYS];
	for (size_t i = 0; i < n; i++)
		order[i] = (struct listing_key){
			.column = rw->map[keys[i].column].source,
			.falls = keys[i].descending,
		};
	if (rw->order != NULL && rw->order(rw->order_arg, order, n))
		return false;
	return listing_arrange(rw->listing, order, n, NULL, &err);
}

static bool
row_holds(const struct rows *rw, size_t row, struct slice needle)
{
	struct cell value;
	for (int c = 0; c < rw->n; c++) {
		size_t source = rw->map[c].source;
		if (rw->columns[c].hidden ||
		    rw->listing->columns[source].kind != CELL_TEXT)
			continue;
		listing_cell(rw->listing, row, source, &value);
		if (value.defined &&
		    slice_find_nocase(value.text, needle) < value.text.len)
			return true;
	}
	return false;
}

/* Through the text columns; people look for names, not for figures. */
static size_t
rows_search(void *src, struct slice needle, size_t from, bool backwards)
{
	const struct rows *rw = src;
	size_t row = from;
	for (size_t n = 0; n < TABLE_MAX_SEARCH && row < rw->listing->rows;
	     n++) {
		if (row_holds(rw, row, needle))
			return row;
		/* Below row 0 lies SIZE_MAX, which ends the loop. */
		row = backwards ? row - 1 : row + 1;
	}
	return TABLE_NOWHERE;
}

static const struct table_source_ops rows_ops = {
	.count = rows_count,
	.cell = rows_cell,
	.identity = rows_identity,
	.sort = rows_sort,
	.search = rows_search,
};

static struct table *
make_table(struct rows *rw, struct table_setup setup)
{
	setup.columns = rw->columns;
	setup.n_columns = rw->n;
	setup.frozen = rw->frozen;
	struct table *tb = table_new(&setup);
	table_set_source(
	    tb, &(struct table_source){ .ops = &rows_ops, .src = rw });
	return tb;
}

struct table *
rows_table(struct rows *rw)
{
	return make_table(rw, (struct table_setup){ .no_marks = false });
}

struct table *
rows_list(struct rows *rw)
{
	return make_table(
	    rw, (struct table_setup){ .no_marks = true, .no_position = true });
}

void
rows_order_with(struct rows *rw, rows_order_fn *order, void *arg)
{
	rw->order = order;
	rw->order_arg = arg;
}

/* The table's column of one of the listing's; -1: none. */
static int
column_from(const struct rows *rw, size_t source)
{
	for (int c = 0; c < rw->n; c++)
		if (rw->map[c].source == source)
			return c;
	return -1;
}

/* What the listing was sorted by before it came. */
static void
take_order(const struct rows *rw, struct table *tb)
{
	struct table_sort sorts[TABLE_MAX_SORTS];
	int n = 0;
	for (size_t i = 0; i < rw->listing->keys; i++) {
		const struct listing_key *key = &rw->listing->key[i];
		int column = column_from(rw, key->column);
		if (column < 0)
			break;
		sorts[n++] = (struct table_sort){ .column = column,
			.descending = key->falls };
	}
	table_set_sorts(tb, sorts, n);
}

void
rows_reload(struct rows *rw, struct table *tb)
{
	int n = 0;
	const struct table_sort *sorts = table_sorts(tb, &n);
	if (rw->order != NULL && rw->listing->source_rows > LISTING_LONG)
		take_order(rw, tb);
	/* The table's own order, or the listing's when it cannot sort. */
	else if (n == 0 || !rows_sort(rw, sorts, (size_t)n))
		table_set_sorts(tb, NULL, 0);
	table_reload(tb);
}
