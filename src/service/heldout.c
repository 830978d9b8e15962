/*
 * Customers and orders are named by the references of the shop's files; what
 * is kept are the store's ids, so that erasing a person leaves nothing here.
 */
#include "service/heldout.h"

#include "base/mem.h"
#include "base/num.h"
#include "decide/holdout.h"
#include "ingest/csvfile.h"
#include "store/store_customers.h"
#include "store/store_history.h"
#include "store/store_orders.h"

enum {
	MOST_PERCENT = 90
};

/* Kind of the record, by whether it is a threshold. */
static const char *const record_kinds[] = { "holdout", "threshold holdout" };

struct heldout_offer
heldout_bundle(const struct store_bundle *b)
{
	return (struct heldout_offer){ .name = b->name,
		.live = b->state == STATE_ACTIVE };
}

struct heldout_offer
heldout_threshold(const struct store_threshold *t)
{
	return (struct heldout_offer){ .threshold = true,
		.name = t->name,
		.live = t->state == STATE_ACTIVE };
}

/* ---- reading and saying ---- */

static const struct {
	const char *word, *one, *many;
} kinds[] = {
	[HELDOUT_NONE] = { "nobody", "", "" },
	[HELDOUT_SHARE] = { "share", "", "" },
	[HELDOUT_CUSTOMERS] = { "customers", "customer", "customers" },
	[HELDOUT_ORDERS] = { "orders", "order", "orders" },
};

/* What does not read as one is nobody. */
static void
read_content(const char *content, struct heldout *out)
{
	struct slice rest = slice_of(content), word;
	size_t cap = 0;
	int64_t id;

	if (!slice_split(&rest, ' ', &word))
		return;
	if (slice_eq_c(word, "share") && slice_split(&rest, ' ', &word) &&
	    num_parse_double(word, &out->percent) &&
	    num_parse_i64(slice_trim(rest), &id)) {
		out->kind = HELDOUT_SHARE;
		out->seed = (uint64_t)id;
	}
	if (slice_eq_c(word, "customers"))
		out->kind = HELDOUT_CUSTOMERS;
	else if (slice_eq_c(word, "orders"))
		out->kind = HELDOUT_ORDERS;
	if (out->kind != HELDOUT_CUSTOMERS && out->kind != HELDOUT_ORDERS)
		return;
	while (slice_split(&rest, ' ', &word)) {
		if (!num_parse_i64(slice_trim(word), &id))
			continue;
		out->ids =
		    mem_reserve(out->ids, &cap, out->n + 1, sizeof(*out->ids));
		out->ids[out->n++] = id;
	}
}

bool
heldout_load(struct store *st, const struct heldout_offer *of,
    struct heldout *out, struct err *err)
{
	struct store_records all;

	*out = (struct heldout){ .kind = HELDOUT_NONE };
	if (!store_records_load(
		st, record_kinds[of->threshold], of->name, &all, err))
		return false;
	if (all.n > 0)
		read_content(all.rows[all.n - 1].content, out);
	store_records_release(&all);
	return true;
}

void
heldout_release(struct heldout *h)
{
	mem_free(h->ids);
	*h = (struct heldout){ .kind = HELDOUT_NONE };
}

void
heldout_add_words(const struct heldout *h, struct str *out)
{
	if (h->kind == HELDOUT_NONE) {
		str_add(out, "nobody");
	} else if (h->kind == HELDOUT_SHARE) {
		num_add_double(out, h->percent);
		str_add(out, " % of the customers, drawn by their ids");
	} else {
		num_add_counted(out, (int64_t)h->n, kinds[h->kind].one,
		    kinds[h->kind].many);
		str_add(out, " by your list");
	}
}

/* ---- saying who ---- */

static bool
keep(struct store *st, const struct heldout_offer *of, const struct heldout *h,
    const char *content, struct err *err)
{
	struct str label = STR_INIT;
	bool ok;

	str_addf(&label, "held out of '%s': ", of->name);
	heldout_add_words(h, &label);
	ok = store_action_begin(st, label.p, err);
	if (ok) {
		ok = store_record_add(st,
			 &(struct store_record){
			     .kind = record_kinds[of->threshold],
			     .name = of->name,
			     .content = content },
			 err) &&
		    store_action_commit(st, NULL, err);
		if (!ok)
			store_action_rollback(st);
	}
	str_release(&label);
	return ok;
}

/* One of its own for each offer, so that none has the same customers. */
static uint64_t
seed_of(const struct heldout_offer *of)
{
	uint64_t hash = slice_hash(slice_of(of->name));

	if (of->threshold)
		hash ^= slice_hash(slice_of(record_kinds[true]));
	return hash >> 1; /* as int64_t it is >= 0 */
}

bool
heldout_set_share(struct store *st, const struct heldout_offer *of,
    double percent, struct err *err)
{
	struct heldout h = { .kind = HELDOUT_SHARE, .percent = percent };
	struct str content = STR_INIT;
	bool ok;

	if (!(percent >= 0 && percent <= MOST_PERCENT))
		return err_set(err, ERR_INPUT,
		    "%g %% of the customers cannot be held out; between 10 and "
		    "50 %% is usual",
		    percent);
	if (percent > 0 && of->live)
		return err_set(err, ERR_INPUT,
		    "'%s' is live already, so it is too late to draw who does "
		    "without it; a list of those who did can be read from a "
		    "file",
		    of->name);
	if (percent > 0) {
		str_addf(&content, "share %.10g %lld", percent,
		    (long long)seed_of(of));
	} else {
		h.kind = HELDOUT_NONE;
		str_add(&content, kinds[HELDOUT_NONE].word);
	}
	ok = keep(st, of, &h, content.p, err);
	str_release(&content);
	return ok;
}

/* ---- from a file ---- */

/* A reference of the shop's files and the id it stands for. */
struct named {
	const char *ref;
	int64_t id;
};

static int
compare_named(const void *a, const void *b)
{
	return strcmp(
	    ((const struct named *)a)->ref, ((const struct named *)b)->ref);
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* One way to read the file's ids. */
struct reading {
	struct named *names; /* owned; by reference */
	size_t n_names;
	int64_t *ids; /* owned; found */
	size_t n, cap;
};

static void
reading_begin(struct reading *r, size_t n)
{
	*r = (struct reading){ .names = mem_array(n, sizeof(*r->names)) };
}

static void
reading_add(struct reading *r, const char *ref, int64_t id)
{
	r->names[r->n_names++] = (struct named){ ref, id };
}

static void
reading_sort(struct reading *r)
{
	if (r->n_names > 0)
		qsort(r->names, r->n_names, sizeof(*r->names), compare_named);
}

static void
reading_release(struct reading *r)
{
	mem_free(r->names);
	mem_free(r->ids);
}

static void
look_up(struct reading *r, const char *ref)
{
	const struct named wanted = { ref, 0 };
	const struct named *found = r->n_names > 0
	    ? bsearch(
		  &wanted, r->names, r->n_names, sizeof(wanted), compare_named)
	    : NULL;

	if (found == NULL)
		return;
	r->ids = mem_reserve(r->ids, &r->cap, r->n + 1, sizeof(*r->ids));
	r->ids[r->n++] = found->id;
}

/* Sorts the ids and drops those named twice. */
static void
tidy(struct reading *r)
{
	size_t kept = 0;

	if (r->n > 0)
		qsort(r->ids, r->n, sizeof(*r->ids), compare_ids);
	for (size_t i = 0; i < r->n; i++)
		if (kept == 0 || r->ids[i] != r->ids[kept - 1])
			r->ids[kept++] = r->ids[i];
	r->n = kept;
}

struct file_reader {
	struct reading customers, orders;
	struct str ref;
	size_t rows;
};

static bool
take_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct file_reader *fr = arg;
	struct slice ref =
	    row->n > 0 ? slice_trim(row->fields[0]) : slice_of("");

	(void)err;
	if (ref.len == 0)
		return true;
	fr->rows++;
	str_clear(&fr->ref);
	str_add_slice(&fr->ref, ref);
	look_up(&fr->customers, fr->ref.p);
	look_up(&fr->orders, fr->ref.p);
	return true;
}

static bool
keep_read(struct store *st, const struct heldout_offer *of,
    const struct reading *r, const struct heldout_read *read, struct err *err)
{
	struct heldout h = { .kind = read->kind, .n = r->n };
	struct str content = STR_INIT;
	bool ok;

	str_add(&content, kinds[read->kind].word);
	for (size_t i = 0; i < r->n; i++)
		str_addf(&content, " %lld", (long long)r->ids[i]);
	ok = keep(st, of, &h, content.p, err);
	str_release(&content);
	return ok;
}

/* 'people' and 'extras' outlive the reader. */
static void
reader_init(struct file_reader *fr, const struct sales *s,
    const struct store_customers *people, const struct store_extras *extras)
{
	*fr = (struct file_reader){ .ref = STR_INIT };
	reading_begin(&fr->customers, people->n);
	for (size_t i = 0; i < people->n; i++)
		reading_add(&fr->customers, people->rows[i].ref,
		    people->rows[i].customer_id);
	reading_begin(&fr->orders, extras->n);
	for (size_t i = 0; i < extras->n; i++)
		reading_add(&fr->orders, extras->rows[i].ref, s->order_id[i]);
	reading_sort(&fr->customers);
	reading_sort(&fr->orders);
}

static bool
read_and_keep(struct store *st, struct file_reader *fr,
    const struct heldout_offer *of, const char *path, struct heldout_read *read,
    struct err *err)
{
	bool orders;
	struct reading *r;
	struct csvfile_facts facts;

	if (!csvfile_read(path, &(struct csvfile_options){ 0 }, NULL, take_row,
		fr, &facts, err))
		return false;
	orders = fr->orders.n > fr->customers.n;
	r = orders ? &fr->orders : &fr->customers;
	read->kind = orders ? HELDOUT_ORDERS : HELDOUT_CUSTOMERS;
	read->unknown = fr->rows - r->n;
	if (r->n == 0)
		return err_set(err, ERR_INPUT,
		    "no customer and no order is named in the first column of "
		    "'%s'; it takes the ids of your order files",
		    path);
	tidy(r);
	read->found = r->n;
	return keep_read(st, of, r, read, err);
}

bool
heldout_set_file(struct store *st, const struct view *v,
    const struct heldout_offer *of, const char *path, struct heldout_read *read,
    struct err *err)
{
	struct store_customers people = { .n = 0 };
	struct store_extras extras = { .n = 0 };
	struct file_reader fr;
	bool ok = store_customers_load(st, &people, err) &&
	    store_extras_load(st, &v->sales, &extras, err);

	*read = (struct heldout_read){ .kind = HELDOUT_NONE };
	if (ok) {
		reader_init(&fr, &v->sales, &people, &extras);
		ok = read_and_keep(st, &fr, of, path, read, err);
		reading_release(&fr.customers);
		reading_release(&fr.orders);
		str_release(&fr.ref);
	}
	store_customers_release(&people);
	store_extras_release(&extras);
	return ok;
}

/* ---- which orders ---- */

static bool
is_listed(const struct heldout *h, int64_t id)
{
	return h->n > 0 &&
	    bsearch(&id, h->ids, h->n, sizeof(id), compare_ids) != NULL;
}

/* Is this the reference that forgetting left (store_customers.h)? */
static bool
is_forgotten(const struct store_customer *who)
{
	struct str left = STR_INIT;
	bool is;

	str_addf(&left, "forgotten-%lld", (long long)who->customer_id);
	is = strcmp(left.p, who->ref) == 0;
	str_release(&left);
	return is;
}

/* The side of a customer the store knows. */
static enum heldout_side
side_of(const struct heldout *h, const struct store_customer *who)
{
	bool held;

	if (h->kind == HELDOUT_SHARE && is_forgotten(who))
		return HELDOUT_OUTSIDE;
	held = h->kind == HELDOUT_CUSTOMERS
	    ? is_listed(h, who->customer_id)
	    : holdout_draws(slice_of(who->ref), h->seed, h->percent / 100);
	return held ? HELDOUT_HELD : HELDOUT_OFFERED;
}

/* The side of each customer of s. */
static bool
mark_customers(struct store *st, const struct heldout *h, const struct sales *s,
    uint8_t *side, struct err *err)
{
	struct store_customers people;
	size_t at = 0;

	if (!store_customers_load(st, &people, err))
		return false;
	for (size_t c = 0; c < s->customers; c++) {
		int64_t id = s->customer_id[c];

		while (at < people.n && people.rows[at].customer_id < id)
			at++;
		side[c] = at < people.n && people.rows[at].customer_id == id
		    ? (uint8_t)side_of(h, &people.rows[at])
		    : HELDOUT_OFFERED;
	}
	store_customers_release(&people);
	return true;
}

bool
heldout_mark(struct store *st, const struct heldout *h, const struct sales *s,
    uint8_t *side, struct err *err)
{
	uint8_t *of;
	bool ok;

	if (h->kind == HELDOUT_NONE || h->kind == HELDOUT_ORDERS) {
		for (size_t o = 0; o < s->orders; o++)
			side[o] = h->kind == HELDOUT_ORDERS &&
				is_listed(h, s->order_id[o])
			    ? HELDOUT_HELD
			    : HELDOUT_OFFERED;
		return true;
	}
	of = mem_try_zarray(
	    s->customers, sizeof(*of), "a mark for each customer", err);
	ok = of != NULL && mark_customers(st, h, s, of, err);
	for (size_t o = 0; ok && o < s->orders; o++)
		side[o] = s->customer[o] == SALES_GUEST
		    ? (uint8_t)HELDOUT_OUTSIDE
		    : of[s->customer[o]];
	mem_free(of);
	return ok;
}

/* ---- as a table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("kind",   "held out", CELL_TEXT,  COLUMN_FROZEN, 9, 2, "customer or order"),
	LISTING_COLUMN("id",     "id",       CELL_TEXT,  0, 24, 1, "as in your files"),
	LISTING_COLUMN("orders", "orders",   CELL_COUNT, COLUMN_FALLS, 7, 3, "of the customer, so far"),
};
/* clang-format on */

struct heldout_row {
	const char *ref;
	int64_t orders;
};
struct heldout_rows {
	bool orders; /* they are orders */
	struct heldout_row *row; /* owned */
	size_t n;
	struct arena text;
};

static void
row_cell(void *self, size_t i, size_t column, struct cell *out)
{
	const struct heldout_rows *r = self;

	out->defined = true;
	if (column == 0)
		out->text = slice_of(r->orders ? "order" : "customer");
	else if (column == 1)
		out->text = slice_of(r->row[i].ref);
	else
		out->count = r->row[i].orders;
}

static void
rows_free(void *self)
{
	struct heldout_rows *r = self;

	arena_release(&r->text);
	mem_free(r->row);
	mem_free(r);
}

static const struct listing_ops ops = { .cell = row_cell, .free = rows_free };

static bool
list_orders(struct store *st, const struct sales *s, const uint8_t *side,
    struct heldout_rows *r, struct err *err)
{
	struct store_extras extras;

	r->orders = true;
	if (!store_extras_load(st, s, &extras, err))
		return false;
	r->row = mem_array(s->orders, sizeof(*r->row));
	for (size_t o = 0; o < s->orders; o++)
		if (side[o] == HELDOUT_HELD)
			r->row[r->n++] = (struct heldout_row){
				arena_strdup(&r->text, extras.rows[o].ref), 1
			};
	store_extras_release(&extras);
	return true;
}

/* Every customer held out, those without a counted order too: the shop knows
 * them, and they may come back. */
static bool
list_customers(struct store *st, const struct heldout *h, const struct sales *s,
    struct heldout_rows *r, struct err *err)
{
	struct store_customers people;
	int64_t *orders = mem_zarray(s->customers, sizeof(*orders));
	size_t at = 0;
	bool ok = store_customers_load(st, &people, err);

	for (size_t o = 0; o < s->orders; o++)
		if (s->customer[o] != SALES_GUEST)
			orders[s->customer[o]]++;
	r->row = ok ? mem_array(people.n, sizeof(*r->row)) : NULL;
	for (size_t i = 0; ok && i < people.n; i++) {
		int64_t id = people.rows[i].customer_id;
		bool held = side_of(h, &people.rows[i]) == HELDOUT_HELD;

		while (at < s->customers && s->customer_id[at] < id)
			at++;
		if (held)
			r->row[r->n++] = (struct heldout_row){
				arena_strdup(&r->text, people.rows[i].ref),
				at < s->customers && s->customer_id[at] == id
				    ? orders[at]
				    : 0
			};
	}
	store_customers_release(&people);
	mem_free(orders);
	return ok;
}

bool
heldout_listing(struct store *st, const struct heldout *h, const struct view *v,
    struct listing *out, struct err *err)
{
	struct heldout_rows *r = mem_zalloc(sizeof(*r));
	const struct sales *s = &v->sales;
	uint8_t *side = mem_try_zarray(s->orders, sizeof(*side), "orders", err);
	bool ok = side != NULL && heldout_mark(st, h, s, side, err);

	if (ok && h->kind == HELDOUT_ORDERS)
		ok = list_orders(st, s, side, r, err);
	else if (ok && h->kind != HELDOUT_NONE)
		ok = list_customers(st, h, s, r, err);
	mem_free(side);
	if (!ok) {
		rows_free(r);
		return false;
	}
	listing_init(out, "held out", columns, ARRAY_LEN(columns), &ops, r,
	    r->n, v->currency.digits);
	return true;
}
