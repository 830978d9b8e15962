/*
 * How it works: what both files hold is found as for any file of order lines,
 * only that each lacks a part. The column of the orders' file is the one in
 * which most of the orders of the lines' sample are found, once each: customer
 * numbers may look like order numbers, but they come back. Which it is is known
 * when all orders are read; they are kept meanwhile by the column that seems
 * to be it.
 */
#include "ingest/join.h"

#include "base/mem.h"
#include "ingest/dialect.h"
#include "ingest/heading.h"

enum {
	NO_COLUMN = -1,
	MOST_KEYS = 64 /* columns that are looked at for order numbers */
};

/* The roles that orders bring, and the names they stand under; of those that
 * stand under one name the first that the file has. */
static const struct {
	enum role role;
	const char *name;
} brought[] = {
	{ ROLE_DATE, "order_date" },
	{ ROLE_CLOCK, "time" },
	{ ROLE_CUSTOMER, "customer_id" },
	{ ROLE_EMAIL, "email" },
	{ ROLE_STATUS, "status" },
	{ ROLE_CANCELLED, "cancelled_at" },
	{ ROLE_COUNTRY, "country" },
	{ ROLE_CHANNEL, "channel" },
	{ ROLE_CURRENCY, "currency" },
	{ ROLE_SHIPPING, "shipping" },
	{ ROLE_SHIPPING_COST, "shipping_cost" },
	{ ROLE_TAX, "tax" },
	{ ROLE_TOTAL, "order_total" },
	{ ROLE_LINE_TOTAL, "order_total" },
	{ ROLE_SUBTOTAL, "subtotal" },
	{ ROLE_ORDER_DISCOUNT, "order_discount" },
	{ ROLE_DISCOUNT, "order_discount" },
	{ ROLE_REFUNDED, "refunded_amount" },
};

void
join_init(struct join *j)
{
	*j = (struct join){ 0 };
}

void
join_release(struct join *j)
{
	dict_release(&j->ids);
	mem_free(j->rows);
	mem_free(j->used);
	mem_free(j->fields);
	arena_release(&j->text);
	join_init(j);
}

/* ---- what the two files are ---- */

struct side {
	const char *path;
	struct sample *sample;
	struct dialect_match match;
	bool plain; /* a table whose first row is its header */
};

static bool
look(struct side *s, const char *path, struct err *err)
{
	struct heading_wishes heading = { .kind = (int)BATCH_ORDERS };
	struct csvfile_options plain = { 0 };
	struct dialect_wishes wishes;
	uint32_t first;

	s->path = path;
	s->sample = mem_zalloc(sizeof(*s->sample));
	if (!sample_read(path, &plain, s->sample, err))
		return false;
	first = s->sample->header_line;
	heading_find(s->sample, &heading);
	s->plain =
	    s->sample->shape == SAMPLE_TABLE && s->sample->header_line == first;
	dialect_wishes_init(&wishes);
	dialect_match(
	    dialect_by_name(slice_of("orders")), s->sample, &wishes, &s->match);
	return true;
}

static void
side_release(struct side *s)
{
	if (s->sample != NULL)
		sample_release(s->sample);
	mem_free(s->sample);
}

static bool
has(const struct side *s, enum role role)
{
	return s->match.column[role] >= 0;
}

/* A bare "reference" may be the order's. */
static bool
has_product(const struct side *s)
{
	int sku = s->match.column[ROLE_SKU];

	return sku >= 0 &&
	    !header_is_one_of(s->sample->header.names[sku],
		"reference|ref|referencia|code|codigo|codice");
}

static bool
are_orders(const struct side *s)
{
	return s->plain &&
	    (has(s, ROLE_DATE) || has(s, ROLE_CUSTOMER) ||
		has(s, ROLE_EMAIL)) &&
	    !has_product(s) && !has(s, ROLE_PRICE) && !has(s, ROLE_ITEMS);
}

static bool
are_lines(const struct side *s)
{
	bool complete =
	    has(s, ROLE_DATE) && (has(s, ROLE_CUSTOMER) || has(s, ROLE_EMAIL));

	return s->plain && !complete && has(s, ROLE_ORDER) &&
	    (has(s, ROLE_SKU) || has(s, ROLE_TITLE) || has(s, ROLE_QUANTITY));
}

enum join_side
join_side_of(const char *path)
{
	struct side s = { 0 };
	enum join_side side = JOIN_NEITHER;

	if (look(&s, path, NULL))
		side = are_orders(&s) ? JOIN_ORDERS
		    : are_lines(&s)   ? JOIN_LINES
				      : JOIN_NEITHER;
	side_release(&s);
	return side;
}

/* ---- by which column ---- */

/* The orders of the lines' sample, and where they are met. */
struct meeting {
	struct dict ids;
	uint32_t n; /* of them */
	struct {
		int64_t met; /* rows */
		uint32_t distinct;
		bool seen[SAMPLE_ROWS];
	} column[MOST_KEYS];
};

static struct slice
field_of(const struct csvfile_row *row, size_t i)
{
	return i < row->n ? slice_trim(row->fields[i]) : slice_of("");
}

static bool
ask_for(struct meeting *m, const struct side *lines, struct err *err)
{
	int key = lines->match.column[ROLE_ORDER];

	for (size_t i = 0; i < lines->sample->n; i++) {
		const struct sample_row *row = &lines->sample->rows[i];
		struct slice id = (size_t)key < row->n
		    ? slice_trim(row->fields[key])
		    : slice_of("");
		uint64_t hash = slice_hash(id);

		if (id.len == 0 || dict_get(&m->ids, id, hash) != DICT_NONE)
			continue;
		if (!dict_put(&m->ids, id, hash, m->n++, err))
			return false;
	}
	return true;
}

static void
meet_fields(struct meeting *m, const struct slice *fields, size_t n)
{
	for (size_t i = 0; i < n && i < MOST_KEYS; i++) {
		struct slice id = slice_trim(fields[i]);
		uint32_t number = id.len == 0
		    ? DICT_NONE
		    : dict_get(&m->ids, id, slice_hash(id));

		if (number == DICT_NONE)
			continue;
		m->column[i].met++;
		m->column[i].distinct += !m->column[i].seen[number];
		m->column[i].seen[number] = true;
	}
}

/* Orders that are found, less the rows that are found again. */
static int64_t
worth(const struct meeting *m, size_t column)
{
	return 2 * (int64_t)m->column[column].distinct - m->column[column].met;
}

/* The column that met most of the orders; where several did, the one that is
 * called so. */
static int
best_key(const struct meeting *m, int named)
{
	int key = NO_COLUMN;
	int64_t best = 0;

	for (int i = 0; i < MOST_KEYS; i++)
		if (worth(m, (size_t)i) > best ||
		    (worth(m, (size_t)i) == best && best > 0 && i == named)) {
			best = worth(m, (size_t)i);
			key = i;
		}
	return key;
}

/* Before the orders are read: by their first rows, else by name. */
static int
guess_key(struct meeting *m, const struct side *orders)
{
	int named = orders->match.column[ROLE_ORDER], key;

	for (size_t i = 0; i < orders->sample->n; i++)
		meet_fields(m, orders->sample->rows[i].fields,
		    orders->sample->rows[i].n);
	key = best_key(m, named);
	memset(m->column, 0, sizeof(m->column));
	return key != NO_COLUMN ? key : named >= 0 ? named : 0;
}

/* ---- what is taken ---- */

static void
take_columns(struct join *j, const struct side *orders, int key)
{
	for (size_t i = 0; i < ARRAY_LEN(brought); i++) {
		int column = orders->match.column[brought[i].role];
		const char *name = brought[i].name;

		if (column < 0 || column == key ||
		    (j->n > 0 && strcmp(j->names[j->n - 1], name) == 0))
			continue;
		assert(j->n < JOIN_MOST_COLUMNS);
		j->from[j->n] = (size_t)column;
		j->names[j->n++] = name;
	}
}

static bool
is_taken(const struct join *j, const char *name)
{
	for (size_t i = 0; i < j->n; i++)
		if (strcmp(j->names[i], name) == 0)
			return true;
	return false;
}

/* Columns of the lines that mean what an order brings, or are called so. */
static void
give_way(struct join *j, const struct side *lines)
{
	const struct header *header = &lines->sample->header;

	j->header_line = lines->sample->header_line;
	j->width = header->width;
	j->gives_way = arena_array(&j->text, header->width + 1, sizeof(bool));
	for (size_t i = 0; i < ARRAY_LEN(brought); i++) {
		int column = lines->match.column[brought[i].role];

		if (column >= 0 && brought[i].role != ROLE_LINE_TOTAL &&
		    brought[i].role != ROLE_DISCOUNT &&
		    is_taken(j, brought[i].name))
			j->gives_way[column] = true;
	}
	for (size_t c = 0; c < header->n; c++)
		for (size_t i = 0; i < j->n; i++)
			if (header_same(
				header->names[c], slice_of(j->names[i])))
				j->gives_way[c] = true;
}

/* ---- the orders ---- */

struct loading {
	struct join *j;
	struct meeting *meeting; /* NULL: the key is known */
	size_t key;
	bool past_header;
	struct str packed;
};

/* One line per value: a break inside would make the line numbers wrong. */
static void
pack(struct loading *l, const struct csvfile_row *row)
{
	str_clear(&l->packed);
	for (size_t i = 0; i < l->j->n; i++) {
		size_t from = l->packed.len;

		str_add_slice(&l->packed, field_of(row, l->j->from[i]));
		for (size_t k = from; k < l->packed.len; k++)
			if (l->packed.p[k] == '\n' || l->packed.p[k] == '\r')
				l->packed.p[k] = ' ';
		str_add_bytes(&l->packed, "", 1);
	}
}

static bool
load_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct loading *l = arg;
	struct join *j = l->j;
	struct slice id = field_of(row, l->key);
	uint64_t hash = slice_hash(id);
	uint32_t number;
	char *kept;

	if (!l->past_header || row->flaw != CSVFILE_SOUND) {
		l->past_header = true;
		return true;
	}
	if (l->meeting != NULL)
		meet_fields(l->meeting, row->fields, row->n);
	if (id.len == 0)
		return true;
	pack(l, row);
	kept = arena_alloc(&j->text, l->packed.len);
	memcpy(kept, l->packed.p, l->packed.len);
	number = dict_get(&j->ids, id, hash);
	if (number != DICT_NONE) {
		j->rows[number] = kept;
		j->repeated++;
		return true;
	}
	j->rows =
	    mem_reserve(j->rows, &j->cap_rows, j->n_rows + 1, sizeof(*j->rows));
	j->rows[j->n_rows] = kept;
	return dict_put(&j->ids, id, hash, (uint32_t)j->n_rows++, err);
}

static bool
load(struct join *j, const struct side *orders, int key, struct meeting *m,
    const struct progress *pg, struct err *err)
{
	struct loading l = {
		.j = j, .meeting = m, .key = (size_t)key, .packed = STR_INIT
	};
	struct csvfile_options plain = { 0 };
	struct csvfile_facts facts;
	bool ok;

	take_columns(j, orders, key);
	ok = csvfile_read(orders->path, &plain, pg, load_row, &l, &facts, err);
	j->orders = orders->path;
	j->hash = facts.hash;
	j->used =
	    mem_reserve(j->used, &j->cap_used, j->n_rows + 1, sizeof(*j->used));
	str_release(&l.packed);
	return ok;
}

/* Loads the orders by their key; NO_COLUMN: they have none. */
static bool
load_by_key(struct join *j, const struct side *orders, const struct side *lines,
    const struct progress *pg, int *key, struct err *err)
{
	struct meeting *m = mem_zalloc(sizeof(*m));
	bool ok = ask_for(m, lines, err);
	int guess = ok ? guess_key(m, orders) : NO_COLUMN;

	*key = NO_COLUMN;
	ok = ok && load(j, orders, guess, m, pg, err);
	if (ok)
		*key = best_key(m, orders->match.column[ROLE_ORDER]);
	if (*key != NO_COLUMN && 2 * m->column[*key].distinct < m->n)
		*key = NO_COLUMN;
	if (*key != guess)
		join_release(j);
	if (*key != guess && *key != NO_COLUMN)
		ok = load(j, orders, *key, NULL, pg, err);
	dict_release(&m->ids);
	mem_free(m);
	return ok;
}

bool
join_find(struct join *j, const char *orders, const char *lines,
    const struct progress *pg, bool *found, struct err *err)
{
	struct side a = { 0 }, b = { 0 };
	int key = NO_COLUMN;
	bool ok;

	*found = false;
	ok = look(&a, orders, err) && look(&b, lines, err);
	if (ok && are_orders(&a) && are_lines(&b))
		ok = load_by_key(j, &a, &b, pg, &key, err);
	if (ok && key != NO_COLUMN) {
		j->line_key = (size_t)b.match.column[ROLE_ORDER];
		give_way(j, &b);
		*found = true;
	}
	side_release(&a);
	side_release(&b);
	return ok;
}

/* ---- rows ---- */

static void
begin_reading(struct join *j)
{
	j->unknown = 0;
	for (size_t i = 0; i < j->n_rows; i++)
		j->used[i] = false;
}

static void
widen_header(struct join *j, struct slice *out)
{
	for (size_t i = 0; i < j->width; i++)
		if (j->gives_way[i])
			out[i] = slice_of("");
	for (size_t i = 0; i < j->n; i++)
		out[j->width + i] = slice_of(j->names[i]);
}

static void
widen_line(struct join *j, struct slice id, struct slice *out)
{
	uint32_t number =
	    id.len == 0 ? DICT_NONE : dict_get(&j->ids, id, slice_hash(id));
	const char *at;

	for (size_t i = 0; i < j->n; i++)
		out[j->width + i] = slice_of("");
	if (number == DICT_NONE) {
		j->unknown++;
		return;
	}
	j->used[number] = true;
	at = j->rows[number];
	for (size_t i = 0; i < j->n; i++) {
		out[j->width + i] = slice_of(at);
		at += out[j->width + i].len + 1;
	}
}

/* Values beyond the header's columns are a flaw of the row that others judge:
 * they stand behind the order's. */
const struct csvfile_row *
join_widen(void *arg, const struct csvfile_row *row)
{
	struct join *j = arg;
	size_t beyond = row->n > j->width ? row->n - j->width : 0;
	struct slice *out;

	if (row->flaw != CSVFILE_SOUND)
		return row;
	out = j->fields = mem_reserve(j->fields, &j->cap_fields,
	    j->width + j->n + beyond, sizeof(*j->fields));
	for (size_t i = 0; i < j->width; i++)
		out[i] = i < row->n ? row->fields[i] : slice_of("");
	for (size_t i = 0; i < beyond; i++)
		out[j->width + j->n + i] = row->fields[j->width + i];
	if (row->line == j->header_line) {
		begin_reading(j);
		widen_header(j, out);
	} else {
		widen_line(j, field_of(row, j->line_key), out);
	}
	j->row = *row;
	j->row.fields = out;
	j->row.n = j->row.columns = j->width + j->n + beyond;
	return &j->row;
}

int64_t
join_without_lines(const struct join *j)
{
	int64_t n = 0;

	for (size_t i = 0; i < j->n_rows; i++)
		n += !j->used[i];
	return n;
}
