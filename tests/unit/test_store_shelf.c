/*
 * test_store_shelf - the catalogue kept in one piece: the same as the rows,
 * given up when the facts change, and never trusted.
 */
#include "base/base.h"
#include "base/random.h"
#include "base/sales.h"
#include "store/store_shelf.h"

#include "test_store_help.h"

/* ---- the same products, text by text ---- */

static void
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_true(a == b);
	else
		assert_string_equal(a, b);
}

static void
same_product(const struct store_product *a, const struct store_product *b)
{
	assert_int_equal(a->product_id, b->product_id);
	same_text(a->key, b->key);
	same_text(a->sku, b->sku);
	same_text(a->title, b->title);
	same_text(a->category, b->category);
	same_text(a->brand, b->brand);
	same_text(a->parent_key, b->parent_key);
	same_text(a->attributes, b->attributes);
	same_text(a->tags, b->tags);
	assert_int_equal(a->price4, b->price4);
	assert_int_equal(a->cost4, b->cost4);
	assert_int_equal(a->median4, b->median4);
	assert_int_equal(a->stock, b->stock);
	assert_int_equal(a->active, b->active);
	assert_int_equal(a->is_product, b->is_product);
	assert_int_equal(a->listed, b->listed);
	assert_int_equal(a->rank, b->rank);
}

static void
same_catalogue(const struct store_products *a, const struct store_products *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++)
		same_product(&a->rows[i], &b->rows[i]);
	assert_int_equal(a->n_aliases, b->n_aliases);
	for (size_t i = 0; i < a->n_aliases; i++) {
		assert_int_equal(
		    a->aliases[i].product_id, b->aliases[i].product_id);
		assert_int_equal(a->aliases[i].index, b->aliases[i].index);
	}
}

/* ---- random catalogues ---- */

struct dice {
	uint64_t seed, i;
};

static uint64_t
roll(struct dice *d, uint64_t sides)
{
	return random_mix(d->seed ^ random_mix(d->i++)) % sides;
}

static const char *
any_text(struct dice *d, struct arena *a, bool needed)
{
	static const char letters[] = "abc \xc3\xa9-7";
	size_t n = roll(d, 12);
	char text[12];

	if (!needed && roll(d, 3) == 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		text[i] = letters[roll(d, sizeof(letters) - 1)];
	return arena_strndup(a, text, n);
}

static int64_t
any_number(struct dice *d)
{
	switch (roll(d, 5)) {
	case 0:
		return SALES_UNKNOWN;
	case 1:
		return (int64_t)roll(d, UINT64_MAX);
	case 2:
		return -(int64_t)roll(d, 100);
	default:
		return (int64_t)roll(d, 1000000);
	}
}

static void
any_catalogue(struct store_products *p, uint64_t seed)
{
	struct dice d = { seed, 0 };
	int64_t id = 0;

	*p = (struct store_products){ .n = roll(&d, 40) };
	p->rows = mem_zarray(p->n, sizeof(*p->rows));
	p->n_aliases = p->n > 0 ? roll(&d, 5) : 0;
	p->aliases = mem_zarray(p->n_aliases, sizeof(*p->aliases));
	for (size_t i = 0; i < p->n; i++) {
		id += 1 + (int64_t)roll(&d, 1 << roll(&d, 20));
		p->rows[i] = (struct store_product){
			.product_id = id,
			.key = any_text(&d, &p->text, true),
			.sku = any_text(&d, &p->text, true),
			.title = any_text(&d, &p->text, false),
			.category = any_text(&d, &p->text, false),
			.brand = any_text(&d, &p->text, false),
			.parent_key = any_text(&d, &p->text, false),
			.attributes = any_text(&d, &p->text, false),
			.tags = any_text(&d, &p->text, false),
			.price4 = any_number(&d),
			.cost4 = any_number(&d),
			.median4 = any_number(&d),
			.stock = any_number(&d),
			.active = roll(&d, 2) == 0,
			.is_product = roll(&d, 2) == 0,
			.listed = roll(&d, 2) == 0,
			.rank = (uint32_t)roll(&d, p->n),
		};
	}
	id = 0;
	for (size_t i = 0; i < p->n_aliases; i++)
		p->aliases[i] = (struct store_alias){
			.product_id = id += 1 + (int64_t)roll(&d, 300),
			.index = roll(&d, p->n),
		};
}

static struct shelf_size
size_of(const struct store_products *p)
{
	int64_t row = p->n > 0 ? p->rows[p->n - 1].product_id : 0;
	int64_t alias =
	    p->n_aliases > 0 ? p->aliases[p->n_aliases - 1].product_id : 0;

	return (struct shelf_size){
		.products = (int64_t)(p->n + p->n_aliases),
		.last = row > alias ? row : alias,
	};
}

static void
packed_and_unpacked_is_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 2000; seed++) {
		struct store_products p, back;
		struct str bytes = STR_INIT;

		any_catalogue(&p, seed);
		shelf_pack(&p, &bytes);
		struct shelf_size size = size_of(&p);
		assert_true(shelf_unpack(slice_str(&bytes), &size, &back));
		same_catalogue(&p, &back);
		store_products_release(&back);
		/* one row more or less, or the last one gone */
		size.products++;
		assert_false(shelf_unpack(slice_str(&bytes), &size, &back));
		size.products--;
		size.last--;
		assert_true(
		    p.n == 0 || !shelf_unpack(slice_str(&bytes), &size, &back));
		store_products_release(&back);
		store_products_release(&p);
		str_release(&bytes);
	}
}

/* Whatever comes out of damaged bytes can be used: ids ascend, indices and
 * ranks are among the products, texts end. */
static void
usable(const struct store_products *p, const struct shelf_size *size)
{
	for (size_t i = 0; i < p->n; i++) {
		assert_true(i == 0 ||
		    p->rows[i].product_id > p->rows[i - 1].product_id);
		assert_true(p->rows[i].rank < p->n);
		assert_true(p->rows[i].product_id <= size->last);
		assert_true(strlen(p->rows[i].sku) < 1000);
	}
	for (size_t i = 0; i < p->n_aliases; i++)
		assert_true(p->aliases[i].index < p->n);
}

static void
damaged_bytes_are_refused_or_usable(void **state)
{
	size_t refused = 0, tries = 4000;

	(void)state;
	for (uint64_t seed = 0; seed < tries; seed++) {
		struct dice d = { seed, 1000000 };
		struct store_products p, back;
		struct str bytes = STR_INIT;

		any_catalogue(&p, seed);
		shelf_pack(&p, &bytes);
		if (roll(&d, 2) == 0)
			bytes.p[roll(&d, bytes.len)] = (char)roll(&d, 256);
		else
			bytes.len = roll(&d, bytes.len);
		/* of their own size, so that a sanitizer sees one too many */
		char *own = mem_alloc(bytes.len);
		memcpy(own, bytes.p, bytes.len);
		struct shelf_size size = size_of(&p);
		if (shelf_unpack(slice_bytes(own, bytes.len), &size, &back))
			usable(&back, &size);
		else
			refused++;
		store_products_release(&back);
		mem_free(own);
		store_products_release(&p);
		str_release(&bytes);
	}
	assert_true(refused > tries / 3);
}

/* ---- in a store ---- */

static const char shop[] = "o1 c1 placed mug*2@100000 TEA*1@55000\n"
			   "o2 c2 placed Mug*1@100000 POST*1@5\n";

static int64_t
kept(const char *path)
{
	sqlite3 *db = open_sql(path);
	struct str text = STR_INIT;
	int64_t n;

	dump_query(
	    db, "SELECT count(*) FROM derived WHERE name = 'catalogue'", &text);
	n = text.p[0] - '0';
	str_release(&text);
	sqlite3_close(db);
	return n;
}

static void
is_read_while_the_facts_are_the_same(void **state)
{
	struct store_products rows, shelf, after;
	const char *path = path_of("shelf.db");
	int64_t version;

	(void)state;
	struct store *st = open_file("shelf.db");
	import_text(st, "a.csv", shop);
	OK(store_facts_version(st, &version, e_));
	OK(store_products_load(st, &rows, e_));
	OK(store_products_keep(st, &rows, version, e_));
	assert_int_equal(kept(path), 1);
	OK(store_products_load(st, &shelf, e_));
	same_catalogue(&rows, &shelf);
	store_products_release(&shelf);

	/* It is the piece that is read, not the rows. */
	run_sql(path, "UPDATE product SET title = 'behind its back'");
	OK(store_products_load(st, &shelf, e_));
	same_catalogue(&rows, &shelf);
	store_products_release(&shelf);

	/* Which a check finds. */
	struct store_findings f;
	OK(store_check(st, NULL, &f, e_));
	assert_int_equal(f.total, 1);
	assert_non_null(strstr(f.rows[0], "with another tool"));
	store_findings_release(&f);

	/* A change of the facts makes it stale. */
	import_text(st, "b.csv", "o3 c1 placed CUP*1@7\n");
	OK(store_products_load(st, &after, e_));
	assert_int_equal(after.n, rows.n + 1);
	assert_string_equal(after.rows[0].title, "behind its back");
	store_products_release(&after);
	store_products_release(&rows);
	store_close(st);
}

/* Products taken away behind its back are gone all the same. */
static void
its_number_of_products_is_that_of_the_rows(void **state)
{
	struct store_products rows, after;
	struct store_findings f;
	int64_t version;

	(void)state;
	struct store *st = open_file("gone.db");
	import_text(st, "a.csv", shop);
	OK(store_facts_version(st, &version, e_));
	OK(store_products_load(st, &rows, e_));
	OK(store_products_keep(st, &rows, version, e_));
	OK(store_check(st, NULL, &f, e_));
	assert_int_equal(f.total, 0);
	store_findings_release(&f);
	run_sql(path_of("gone.db"),
	    "PRAGMA foreign_keys = 0; DELETE FROM product WHERE sku = 'TEA'");
	OK(store_products_load(st, &after, e_));
	assert_int_equal(after.n, rows.n - 1);
	store_products_release(&after);
	store_products_release(&rows);
	store_close(st);
}

/* What a store keeps is not trusted: without it the rows are read. */
static void
a_damaged_one_is_passed_over(void **state)
{
	struct store_products rows, again;
	int64_t version;

	(void)state;
	struct store *st = open_file("torn.db");
	import_text(st, "a.csv", shop);
	OK(store_facts_version(st, &version, e_));
	OK(store_products_load(st, &rows, e_));
	OK(store_products_keep(st, &rows, version, e_));
	run_sql(path_of("torn.db"),
	    "UPDATE derived SET content = substr(content, 1, 20)");
	OK(store_products_load(st, &again, e_));
	same_catalogue(&rows, &again);
	store_products_release(&again);
	store_products_release(&rows);
	store_close(st);
}

/* A category that stands in for one is not the file's. */
static void
categories_of_titles_are_not_kept(void **state)
{
	struct store_products rows, again;
	int64_t version;

	(void)state;
	struct store *st = open_file("titles.db");
	import_text(st, "a.csv", shop);
	OK(store_facts_version(st, &version, e_));
	OK(store_products_load(st, &rows, e_));
	rows.rows[0].category = "mugs";
	rows.rows[0].category_of_title = true;
	rows.rows[1].category = "teas";
	OK(store_products_keep(st, &rows, version, e_));
	OK(store_products_load(st, &again, e_));
	assert_null(again.rows[0].category);
	assert_string_equal(again.rows[1].category, "teas");
	store_products_release(&again);
	store_products_release(&rows);
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_and_unpacked_is_the_same),
		cmocka_unit_test(damaged_bytes_are_refused_or_usable),
		cmocka_unit_test(is_read_while_the_facts_are_the_same),
		cmocka_unit_test(its_number_of_products_is_that_of_the_rows),
		cmocka_unit_test(a_damaged_one_is_passed_over),
		cmocka_unit_test(categories_of_titles_are_not_kept),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
