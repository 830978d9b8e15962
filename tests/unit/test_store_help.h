/*
 * test_store_help - a small shop in text, rules that count it, and dumps.
 *
 * Orders are written a line each, "ref customer status sku*quantity@price4
 * ...", with "-" for a guest; the n-th order is placed on day n.
 */
#ifndef ENDCAP_TEST_STORE_HELP_H
#define ENDCAP_TEST_STORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/batch.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/text.h"
#include "store/store.h"
#include "store/store_check.h"
#include "store/store_facts.h"
#include "store/store_import.h"

enum {
	TEST_NOW = 1000000
};

#define OK(call)                                             \
	do {                                                 \
		struct err *e_ = &test_err;                  \
		e_->code = ERR_NONE;                         \
		if (!(call))                                 \
			fail_msg("%s: %s", #call, e_->text); \
	} while (0)

/* The call fails with this code and a sentence that holds 'part'. */
#define REFUSED(call, expected, part)                                  \
	do {                                                           \
		struct err *e_ = &test_err;                            \
		e_->code = ERR_NONE;                                   \
		if (call)                                              \
			fail_msg("%s was not refused", #call);         \
		assert_string_equal(                                   \
		    err_code_name(e_->code), err_code_name(expected)); \
		if (strstr(e_->text, part) == NULL)                    \
			fail_msg("'%s' lacks '%s'", e_->text, part);   \
	} while (0)

static struct err test_err = ERR_INIT;
static char test_dir[] = "/tmp/endcap-store-XXXXXX";
static struct str test_file = { .p = str_empty };

static inline int
make_dir(void **state)
{
	(void)state;
	return mkdtemp(test_dir) != NULL ? 0 : -1;
}

static inline int
remove_dir(void **state)
{
	char command[100];

	(void)state;
	str_release(&test_file);
	snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s",
	    test_dir, test_dir);
	return system(command);
}

/* A path in the test's own folder, borrowed until the next call. */
static inline const char *
path_of(const char *name)
{
	str_setf(&test_file, "%s/%s", test_dir, name);
	return test_file.p;
}

static inline struct store *
open_as(const char *path, const char *session)
{
	struct store_options o = { .path = path,
		.now = TEST_NOW,
		.session = session,
		.temporary = true,
		.busy_ms = 50 };
	struct store *st = NULL;

	OK(store_open(&o, &st, e_));
	return st;
}

static inline struct store *
open_memory(void)
{
	return open_as(":memory:", "me");
}

/* A new file store under this name. */
static inline struct store *
open_file(const char *name)
{
	OK(store_remove(path_of(name), e_));
	return open_as(path_of(name), "me");
}

/* ---- a batch from text ---- */

static inline uint32_t
product_named(struct batch *b, const char *sku)
{
	struct str key = STR_INIT;

	text_add_folded(&key, slice_of(sku));
	for (size_t i = 0; i < b->n_products; i++)
		if (strcmp(b->products[i].key, key.p) == 0) {
			str_release(&key);
			return (uint32_t)i;
		}
	struct batch_product *p = batch_add_product(b, &test_err);
	*p = (struct batch_product){ .active = -1 };
	p->key = arena_strdup(&b->text, key.p);
	p->sku = arena_strdup(&b->text, sku);
	p->price4 = p->cost4 = p->stock = BATCH_UNKNOWN;
	str_release(&key);
	return (uint32_t)b->n_products - 1;
}

static inline int32_t
customer_named(struct batch *b, const char *ref)
{
	if (strcmp(ref, "-") == 0)
		return BATCH_NONE;
	for (size_t i = 0; i < b->n_customers; i++)
		if (strcmp(b->customers[i].ref, ref) == 0)
			return (int32_t)i;
	struct batch_customer *c = batch_add_customer(b, &test_err);
	*c = (struct batch_customer){ .consent = -1 };
	c->ref = arena_strdup(&b->text, ref);
	return (int32_t)b->n_customers - 1;
}

static inline void
add_order(struct batch *b, char *text)
{
	char *save = NULL;
	struct batch_order *o = batch_add_order(b, &test_err);
	uint32_t index = (uint32_t)b->n_orders - 1;

	*o = (struct batch_order){ .offset = DATE_NO_OFFSET };
	o->ref = arena_strdup(&b->text, strtok_r(text, " ", &save));
	o->customer = customer_named(b, strtok_r(NULL, " ", &save));
	assert_true(batch_status_parse(strtok_r(NULL, " ", &save), &o->status));
	o->time = (int64_t)b->n_orders * DATE_SECONDS_A_DAY;
	o->shipping = o->shipping_cost = BATCH_UNKNOWN;
	o->tax = o->total = BATCH_UNKNOWN;
	for (char *item; (item = strtok_r(NULL, " ", &save)) != NULL;) {
		char sku[40];
		long quantity, price;
		assert_int_equal(
		    sscanf(item, "%39[^*]*%ld@%ld", sku, &quantity, &price), 3);
		struct batch_line *l = batch_add_line(b, &test_err);
		*l = (struct batch_line){ .order = index,
			.product = product_named(b, sku),
			.quantity = (int32_t)quantity,
			.line = (uint32_t)b->n_lines + 1,
			.price4 = price };
	}
}

/* Orders of the text; file and hash from 'name'. */
static inline void
make_batch(struct batch *b, const char *name, const char *text)
{
	char *copy = mem_strdup(text), *save = NULL;

	batch_init(b);
	b->kind = BATCH_ORDERS;
	b->file = name;
	b->dialect = "test";
	b->content_hash = slice_hash(slice_of(text));
	assert_true(money_currency(slice_of("EUR"), &b->currency));
	for (char *line = strtok_r(copy, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save))
		add_order(b, line);
	b->rows_read = (int64_t)b->n_lines;
	OK(batch_group_lines(b, e_));
	mem_free(copy);
}

/* ---- rules ---- */

static inline bool
test_is_product(void *arg, const struct batch_product *p)
{
	const char *fee = arg;

	return strcmp(p->key, fee != NULL ? fee : "post") != 0;
}

/* Takes a return from the newest earlier sale of the same customer. */
static inline void
test_net(const struct store_facts *f, struct store_counted *out, size_t order,
    size_t line)
{
	const struct batch_line *r = &f->lines[line];
	int32_t left = -r->quantity;

	out->line_reason[line] = REASON_UNMATCHED;
	for (size_t i = f->n_orders; i-- > 0 && left > 0;) {
		if (f->orders[i].customer == BATCH_NONE ||
		    f->orders[i].customer != f->orders[order].customer ||
		    f->orders[i].time > f->orders[order].time || i == order)
			continue;
		for (size_t l = f->first[i]; l < f->first[i + 1]; l++) {
			if (f->lines[l].product != r->product ||
			    out->quantity[l] <= 0)
				continue;
			int32_t take =
			    left < out->quantity[l] ? left : out->quantity[l];
			out->quantity[l] -= take;
			left -= take;
			out->line_reason[l] = out->quantity[l] > 0
			    ? REASON_PARTLY
			    : REASON_RETURNED;
			out->line_reason[line] = REASON_RETURN;
		}
	}
}

static inline void
test_first_look(const struct store_facts *f, struct store_counted *out)
{
	for (size_t i = 0; i < f->n_orders; i++)
		for (size_t l = f->first[i]; l < f->first[i + 1]; l++) {
			const struct batch_line *bl = &f->lines[l];
			if (f->orders[i].status == STATUS_CANCELLED)
				out->line_reason[l] = REASON_CANCELLED;
			else if (!f->is_product[bl->product])
				out->line_reason[l] = REASON_NOT_PRODUCT;
			else if (bl->quantity > 0)
				out->quantity[l] = bl->quantity;
		}
}

static inline bool
test_count(void *arg, const struct store_facts *f, struct store_counted *out,
    struct err *err)
{
	(void)arg;
	(void)err;
	test_first_look(f, out);
	for (size_t i = 0; i < f->n_orders; i++)
		for (size_t l = f->first[i]; l < f->first[i + 1]; l++)
			if (f->lines[l].quantity < 0)
				test_net(f, out, i, l);
	for (size_t i = 0; i < f->n_orders; i++) {
		for (size_t l = f->first[i]; l < f->first[i + 1]; l++) {
			if (out->quantity[l] == 0)
				continue;
			assert_true(
			    money_line(out->quantity[l], f->lines[l].price4,
				f->currency.digits, &out->paid[l]));
			out->cart_value[i] += out->paid[l];
			out->counted[i] = true;
		}
		out->net_value[i] = out->cart_value[i];
		if (!out->counted[i])
			out->order_reason[i] = REASON_NO_PRODUCTS;
	}
	return true;
}

static inline struct store_rules
test_rules(void)
{
	return (struct store_rules){ .is_product = test_is_product,
		.count = test_count };
}

static inline struct store_import_result
import_text(struct store *st, const char *name, const char *text)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();
	struct batch b;

	make_batch(&b, name, text);
	OK(store_import(st, &b, &rules, &o, &r, e_));
	batch_release(&b);
	return r;
}

/* ---- SQL beside the program ---- */

static inline sqlite3 *
open_sql(const char *path)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static inline void
run_sql(const char *path, const char *text)
{
	sqlite3 *db = open_sql(path);
	char *why = NULL;

	if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
	sqlite3_close(db);
}

/* Appends the rows of a query, quoted, a line each. */
static inline void
dump_query(sqlite3 *db, const char *text, struct str *out)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			const char *cell =
			    (const char *)sqlite3_column_text(s, i);
			str_addf(out, "%s%s", i > 0 ? "|" : "",
			    cell != NULL ? cell : "NULL");
			if (sqlite3_column_type(s, i) == SQLITE_BLOB)
				str_addf(
				    out, "#%d", sqlite3_column_bytes(s, i));
		}
		str_add_char(out, '\n');
	}
	sqlite3_finalize(s);
}

static inline void
dump_tables(
    const char *path, const char *const *tables, size_t n, struct str *out)
{
	sqlite3 *db = open_sql(path);
	char text[200];

	for (size_t i = 0; i < n; i++) {
		str_addf(out, "== %s\n", tables[i]);
		snprintf(text, sizeof(text), "SELECT * FROM %s ORDER BY 1, 2",
		    tables[i]);
		dump_query(db, text, out);
	}
	sqlite3_close(db);
}

/* One value of one query, as text. */
static inline const char *
sql_value(const char *path, const char *text)
{
	static struct str value = { .p = str_empty };
	sqlite3 *db = open_sql(path);

	str_release(&value);
	dump_query(db, text, &value);
	if (value.len > 0)
		str_cut(&value, value.len - 1);
	sqlite3_close(db);
	return value.p;
}

/* ---- whole stores ---- */

/* Everything but the imports themselves and counters. */
static const char *const kept_tables[] = { "product", "customer", "orders",
	"order_line", "product_before", "customer_before", "order_before",
	"bundle", "bundle_item", "decision" };

/* All of it, snapshot parts by content. */
static inline void
dump_facts(const char *path, struct str *out)
{
	str_clear(out);
	dump_tables(path, kept_tables, ARRAY_LEN(kept_tables), out);
	sqlite3 *db = open_sql(path);
	dump_query(db,
	    "SELECT part, orders, lines, hex(order_columns), "
	    "hex(line_columns) FROM snapshot_part ORDER BY part",
	    out);
	dump_query(db,
	    "SELECT name, value FROM state WHERE name LIKE 'currency%'", out);
	sqlite3_close(db);
}

static inline void
assert_whole(struct store *st)
{
	struct store_findings f;

	OK(store_check(st, NULL, &f, e_));
	if (f.total > 0)
		fail_msg("%s", f.rows[0]);
	store_findings_release(&f);
}

static inline struct batch_product *
listed(struct batch *b, const char *sku, const char *title, int64_t price4)
{
	uint32_t i = product_named(b, sku);
	struct batch_product *p = &b->products[i];

	p->sku = sku;
	p->title = title;
	p->price4 = price4;
	b->rows_read++;
	return p;
}

static inline struct store_import_result
import_products(struct store *st, struct batch *b)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();

	b->kind = BATCH_PRODUCTS;
	OK(store_import(st, b, &rules, &o, &r, e_));
	return r;
}

#endif
