/*
 * Two listings over another: a copy, which shares what its source can share
 * and holds all the cells where it can share nothing, and a choice of columns.
 */
#include "service/listing.h"

#include "base/mem.h"

/* ---- all cells, taken out ---- */

struct taken {
	struct cell *cells; /* row by row; texts in 'text' */
	uint64_t *identities;
	size_t n_columns;
	struct arena text;
};

static void
taken_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct taken *t = self;

	*out = t->cells[row * t->n_columns + column];
}

static uint64_t
taken_identity(void *self, size_t row)
{
	return ((const struct taken *)self)->identities[row];
}

static void
taken_free(void *self)
{
	struct taken *t = self;

	mem_free(t->cells);
	mem_free(t->identities);
	arena_release(&t->text);
	mem_free(t);
}

static const struct listing_ops taken_ops = {
	.cell = taken_cell,
	.identity = taken_identity,
	.free = taken_free,
};

static void
take_row(const struct listing *l, size_t row, struct taken *t)
{
	t->identities[row] = listing_identity(l, row);
	for (size_t c = 0; c < l->n_columns; c++) {
		struct cell *cell = &t->cells[row * l->n_columns + c];
		listing_cell(l, row, c, cell);
		if (cell->defined && l->columns[c].kind == CELL_TEXT)
			cell->text =
			    slice_bytes(arena_strndup(&t->text, cell->text.p,
					    cell->text.len),
				cell->text.len);
	}
}

static bool
take_all(const struct listing *l, struct listing *out, struct err *err)
{
	struct taken *t = mem_zalloc(sizeof(*t));

	t->n_columns = l->n_columns;
	t->identities = mem_array(l->rows, sizeof(*t->identities));
	t->cells = mem_try_array(l->rows, l->n_columns * sizeof(*t->cells),
	    "the copy of a table", err);
	if (t->cells == NULL) {
		taken_free(t);
		return false;
	}
	for (size_t row = 0; row < l->rows; row++)
		take_row(l, row, t);
	listing_init(out, l->name, l->columns, l->n_columns, &taken_ops, t,
	    l->rows, l->digits);
	return true;
}

/* ---- the copy ---- */

bool
listing_copy(const struct listing *l, struct listing *out, struct err *err)
{
	uint32_t *view = NULL;

	if (l->ops->copy == NULL)
		return take_all(l, out, err);
	if (l->view != NULL) {
		view = mem_try_array(
		    l->rows, sizeof(*view), "the order of a table", err);
		if (view == NULL)
			return false;
		memcpy(view, l->view, l->rows * sizeof(*view));
	}
	listing_init(out, l->name, l->columns, l->n_columns, l->ops,
	    l->ops->copy(l->self), l->source_rows, l->digits);
	out->view = view;
	out->rows = l->rows;
	memcpy(out->key, l->key, sizeof(out->key));
	out->keys = l->keys;
	return true;
}

/* ---- some columns ---- */

struct picked {
	struct listing from; /* owned */
	struct column *columns;
	size_t *map; /* to the columns of 'from' */
};

static void
picked_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct picked *p = self;

	listing_cell(&p->from, row, p->map[column], out);
}

static uint64_t
picked_identity(void *self, size_t row)
{
	const struct picked *p = self;

	return listing_identity(&p->from, row);
}

static void
picked_free(void *self)
{
	struct picked *p = self;

	listing_release(&p->from);
	mem_free(p->columns);
	mem_free(p->map);
	mem_free(p);
}

static const struct listing_ops picked_ops = {
	.cell = picked_cell,
	.identity = picked_identity,
	.free = picked_free,
};

void
listing_pick(struct listing *l, const size_t *columns, size_t n_columns,
    struct listing *out)
{
	struct picked *p = mem_zalloc(sizeof(*p));

	p->from = *l;
	p->columns = mem_array(n_columns, sizeof(*p->columns));
	p->map = mem_array(n_columns, sizeof(*p->map));
	for (size_t i = 0; i < n_columns; i++) {
		assert(columns[i] < l->n_columns);
		p->columns[i] = l->columns[columns[i]];
		/* Whatever it is flagged as, it was asked for. */
		p->columns[i].flags &=
		    ~(unsigned)(COLUMN_SCREEN | COLUMN_DETAIL);
		p->map[i] = columns[i];
	}
	*l = (struct listing){ .name = "" };
	listing_init(out, p->from.name, p->columns, n_columns, &picked_ops, p,
	    p->from.rows, p->from.digits);
}
