/* review - see review.h. */
#include "service/review.h"

#include <math.h>

#include "base/mem.h"

struct review {
	struct review_row row[REVIEW_ROWS];
	size_t n, verdict; /* the column of the verdict */
};

struct review *
review_new(void)
{
	return mem_zalloc(sizeof(struct review));
}

void
review_add(struct review *r, const struct review_row *row)
{
	assert(r->n < REVIEW_ROWS);
	r->row[r->n++] = *row;
}

static void
review_cell(void *self, size_t i, size_t column, struct cell *out)
{
	const struct review *r = self;
	const struct review_row *row = &r->row[i];

	out->defined = true;
	if (column == 0) {
		out->text = slice_of(row->figure);
	} else if (column == r->verdict) {
		out->text = slice_of(row->verdict);
	} else {
		out->number = row->value[column - 1];
		out->defined = !isnan(out->number);
	}
}

void
review_listing(struct review *r, const char *name, const struct column *columns,
    size_t n_columns, int digits, struct listing *out)
{
	static const struct listing_ops ops = { .cell = review_cell,
		.free = mem_free };

	assert(n_columns >= 2 && n_columns - 2 <= REVIEW_NUMBERS);
	r->verdict = n_columns - 1;
	listing_init(out, name, columns, n_columns, &ops, r, r->n, digits);
}
