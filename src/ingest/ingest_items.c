/*
 * Rows that hold all lines of an order: cells of items (items.h), one or
 * numbered columns of them, numbered columns of SKUs, quantities and prices
 * (ingest_numbered.c), or a basket of names or numbers and nothing else.
 * All items are read before any is taken, for an order with an item that
 * cannot be read is set aside as a whole. In a row of type refund they are
 * returned.
 *
 * A basket has no number: the file's name and its line stand for it, so that
 * the same file imported again is known.
 */
#include "ingest/ingest_internal.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "ingest/items.h"
#include "ingest/rowtype.h"

/* "line_item_1" and "line_item_12" have one stem. */
static struct slice
stem_of(struct slice name)
{
	while (name.len > 0 && name.p[name.len - 1] >= '0' &&
	    name.p[name.len - 1] <= '9')
		name.len--;
	return name;
}

void
ingest_items_begin(struct ingest *in)
{
	const struct header *header = &in->header;
	struct slice stem;

	if (!ingest_has(in, ROLE_ITEMS))
		return;
	in->item_columns = arena_array(
	    &in->out->text, header->n + 1, sizeof(*in->item_columns));
	in->item_columns[in->n_item_columns++] = in->column[ROLE_ITEMS];
	stem = stem_of(header->names[in->column[ROLE_ITEMS]]);
	if (stem.len == header->names[in->column[ROLE_ITEMS]].len)
		return;
	for (size_t i = 0; i < header->n; i++)
		if ((int)i != in->column[ROLE_ITEMS] &&
		    stem_of(header->names[i]).len < header->names[i].len &&
		    header_same(stem_of(header->names[i]), stem))
			in->item_columns[in->n_item_columns++] = (int)i;
}

/* Room for one more line of the row. */
static struct ingest_line *
add_line(struct ingest *in, size_t *n)
{
	in->lines =
	    mem_reserve(in->lines, &in->cap_lines, *n + 1, sizeof(*in->lines));
	in->lines[*n] = (struct ingest_line){
		.quantity = 1,
		.price4 = BATCH_UNKNOWN,
	};
	return &in->lines[(*n)++];
}

/* An amount of all pieces as that of one. */
static bool
read_amount(
    const struct ingest *in, struct slice s, int64_t pieces, int64_t *price4)
{
	int64_t all;

	return s.len > 0 && pieces != 0 && ingest_read_price4(in, s, &all) &&
	    num_mul_div(all, 1, pieces, price4);
}

static void
set_price(
    const struct ingest *in, const struct item *item, struct ingest_line *line)
{
	int64_t before, paid;
	bool has_paid =
	    item->total.len > 0 && ingest_read_price4(in, item->total, &paid);

	if (read_amount(in, item->price, 1, &line->price4))
		return;
	if (!read_amount(in, item->subtotal, line->quantity, &line->price4)) {
		(void)read_amount(
		    in, item->total, line->quantity, &line->price4);
		return;
	}
	if (has_paid && ingest_read_price4(in, item->subtotal, &before) &&
	    before > paid)
		line->discount =
		    money_from_price4(before - paid, in->out->currency.digits);
}

static bool
read_item(struct ingest *in, const struct csvfile_row *row, int column,
    const struct item *item, size_t *n)
{
	struct ingest_line *line = add_line(in, n);
	struct slice cut = text_prefix(item->quantity, 40);

	line->title = item->name;
	if (item->quantity.len > 0 &&
	    !ingest_read_count(in, item->quantity, &line->quantity)) {
		ingest_reject_row(in, row, column,
		    "quantity '%.*s' is not a whole number within 1,000,000",
		    (int)cut.len, cut.p);
		return false;
	}
	if (rowtype_of_word(ingest_cell(in, row, ROLE_ROW_TYPE)) ==
		ROWTYPE_REFUND &&
	    line->quantity > 0)
		line->quantity = -line->quantity;
	set_price(in, item, line);
	return ingest_product(in, row, item->sku, item->name, &line->product);
}

static bool
read_cells(struct ingest *in, const struct csvfile_row *row, size_t *n)
{
	for (size_t i = 0; i < in->n_item_columns; i++) {
		size_t column = (size_t)in->item_columns[i];
		struct slice rest = slice_of("");
		struct item item;

		if (column < row->n)
			rest = row->fields[column];
		while (items_next(&rest, &item)) {
			in->notes[NOTE_NAMES_ONLY] += item.sku.len == 0 &&
			    item.price.len == 0 && item.total.len == 0;
			if (!read_item(in, row, (int)column, &item, n))
				return false;
		}
	}
	return true;
}

static struct slice
numbered_cell(const struct csvfile_row *row, const struct numbered_item *group,
    enum numbered_field field)
{
	int column = group->columns[field];

	return column >= 0 && (size_t)column < row->n
	    ? slice_trim(row->fields[column])
	    : slice_of("");
}

static bool
read_numbered(struct ingest *in, const struct csvfile_row *row, size_t *n)
{
	for (size_t i = 0; i < in->n_numbered; i++) {
		const struct numbered_item *g = &in->numbered[i];
		struct item item = {
			.sku = numbered_cell(row, g, NUMBERED_SKU),
			.name = numbered_cell(row, g, NUMBERED_TITLE),
			.quantity = numbered_cell(row, g, NUMBERED_QUANTITY),
			.price = numbered_cell(row, g, NUMBERED_PRICE),
			.total = numbered_cell(row, g, NUMBERED_TOTAL),
		};

		if ((item.sku.len > 0 || item.name.len > 0) &&
		    !read_item(
			in, row, g->columns[NUMBERED_QUANTITY], &item, n))
			return false;
	}
	return true;
}

static bool
add_basket_item(
    struct ingest *in, const struct csvfile_row *row, struct slice s, size_t *n)
{
	bool numbers = in->dialect->shape == SAMPLE_NUMBERS;
	struct ingest_line *line;

	s = slice_trim(s);
	if (s.len == 0)
		return true;
	line = add_line(in, n);
	line->title = numbers ? slice_of("") : s;
	return ingest_product(
	    in, row, numbers ? s : slice_of(""), s, &line->product);
}

static bool
read_basket(struct ingest *in, const struct csvfile_row *row, size_t *n)
{
	for (size_t i = 0; i < row->n; i++) {
		struct slice rest = row->fields[i], part;

		if (in->dialect->shape == SAMPLE_BASKETS) {
			if (!add_basket_item(in, row, rest, n))
				return false;
			continue;
		}
		while (slice_split(&rest, ' ', &part))
			if (!add_basket_item(in, row, part, n))
				return false;
	}
	return true;
}

/* Number and time of a basket, which has neither. */
static void
find_basket(struct ingest *in, const struct csvfile_row *row, struct str *ref,
    struct ingest_line *now)
{
	str_setf(ref, "%s:%u", file_name_of(in->path), row->line);
	now->ref = slice_str(ref);
	now->order = DICT_NONE;
	now->before = DICT_NONE;
	in->time = 0;
	in->offset = DATE_NO_OFFSET;
}

static void
take_lines(struct ingest *in, const struct csvfile_row *row,
    struct ingest_line *order, size_t n)
{
	if (!ingest_order_take(in, row, order))
		return;
	for (size_t i = 0; i < n && !in->failed; i++) {
		in->lines[i].order = order->order;
		ingest_line_take(in, row, &in->lines[i]);
	}
	in->report->lines_added += (int64_t)n - 1;
}

void
ingest_items_row(struct ingest *in, const struct csvfile_row *row)
{
	struct ingest_line order = { .date_carried = false };
	bool basket = in->dialect->shape != SAMPLE_TABLE;
	struct str ref = STR_INIT;
	size_t n = 0;
	bool ok = true;

	if (rowtype_of_word(ingest_cell(in, row, ROLE_ROW_TYPE)) ==
	    ROWTYPE_OTHER) {
		ingest_pass(in, NOTE_NOT_ITEMS);
		return;
	}
	if (basket)
		find_basket(in, row, &ref, &order);
	else
		ok = ingest_order_find(in, row, &order);
	if (ok && basket)
		ok = read_basket(in, row, &n);
	else if (ok && in->n_numbered > 0)
		ok = read_numbered(in, row, &n);
	else if (ok)
		ok = read_cells(in, row, &n);
	if (ok && n == 0) {
		ingest_pass(in, NOTE_NO_ITEMS);
	} else if (ok) {
		take_lines(in, row, &order, n);
		in->notes[NOTE_NO_DATE] += basket;
	}
	str_release(&ref);
}
