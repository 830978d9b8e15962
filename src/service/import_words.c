/*
 * The outcome of an import in words, for people.
 */
#include "base/file.h"
#include "base/num.h"
#include "service/import.h"

enum {
	SHOWN_REJECTS = 5
};

static void
add_changes(struct str *out, int64_t made, int64_t changed, const char *what)
{
	if (made == 0 && changed == 0)
		return;
	str_addf(out, "  %s: ", what);
	num_add_grouped(out, made);
	str_add(out, " new");
	if (changed > 0) {
		str_add(out, ", ");
		num_add_grouped(out, changed);
		str_add(out, " changed");
	}
	str_add_char(out, '\n');
}

static void
add_reject(struct str *out, const char *file, const struct batch_reject *r)
{
	str_addf(out, "  %s line %u", file, r->line);
	if (r->column != NULL)
		str_addf(out, ", column %s", r->column);
	if (r->value != NULL)
		str_addf(out, ", '%s'", r->value);
	str_addf(out, ": %s\n", r->reason);
}

static void
add_rows(struct str *out, const struct import_outcome *o)
{
	const struct store_import_result *r = &o->result;
	int64_t passed = o->report.rows_passed;

	str_add(out, "  ");
	num_add_counted(out, r->rows_read, "row", "rows");
	str_add(out, " read = ");
	num_add_grouped(out, r->loaded);
	str_add(out, " loaded + ");
	num_add_grouped(out, r->merged - passed);
	str_add(out, " known before or repeated + ");
	num_add_grouped(out, r->excluded);
	str_add(out, " kept but not counted + ");
	num_add_grouped(out, r->set_aside);
	str_add(out, " set aside");
	if (passed > 0) {
		str_add(out, " + ");
		num_add_grouped(out, passed);
		str_add(out, " passed over");
	}
	str_add_char(out, '\n');
}

static void
add_known_orders(struct str *out, int64_t n, const char *what)
{
	if (n == 0)
		return;
	str_addf(out, "  orders known %s: ", what);
	num_add_grouped(out, n);
	str_add_char(out, '\n');
}

static void
add_orders(struct str *out, const struct store_import_result *r)
{
	add_changes(out, r->orders_new, r->orders_changed, "orders");
	add_known_orders(out, r->orders_same, "before, unchanged");
	add_known_orders(out, r->orders_grown, "before that gained lines");
	add_known_orders(
	    out, r->orders_refused, "with other lines, the old kept");
}

/* Cross-sells, related products, groups and bundles of a product file. */
static void
add_links(struct str *out, const struct store_import_result *r)
{
	if (r->links_new + r->links_ended + r->links_lost == 0)
		return;
	str_add(out, "  sold together in the shop: ");
	num_add_grouped(out, r->links_new);
	str_add(out, " new");
	if (r->links_ended > 0) {
		str_add(out, ", ");
		num_add_grouped(out, r->links_ended);
		str_add(out, " no longer");
	}
	if (r->links_lost > 0) {
		str_add(out, ", ");
		num_add_grouped(out, r->links_lost);
		str_add(out, " of products that are not known: left out");
	}
	str_add_char(out, '\n');
}

/* SKUs that differ by case alone, and what is made of them. */
static void
add_alike(struct str *out, const struct import_outcome *o)
{
	const struct store_import_result *r = &o->result;
	const struct batch *b = &o->batch;

	if (r->alike == 0)
		return;
	str_add(out, r->apart ? "  not joined: " : "  joined: ");
	num_add_counted(out, r->alike, "SKU differs", "SKUs differ");
	str_add(out, " from another by upper and lower case alone (");
	for (size_t i = 0; i < STORE_SHOWN_ALIKE && (int64_t)i < r->alike;
	     i++) {
		size_t product = r->shown_alike[i];
		size_t first = batch_first_alike(b, (uint32_t)product);

		str_addf(out, "%s'%s' with ", i > 0 ? ", " : "",
		    b->products[product].sku);
		if (first != product)
			str_addf(out, "'%s'", b->products[first].sku);
		else
			str_add(out, "one known before");
	}
	str_addf(out, "%s); 'endcap settings join_skus %d' %s\n",
	    r->alike > STORE_SHOWN_ALIKE ? ", ..." : "", r->apart,
	    r->apart ? "makes them one product" : "keeps them apart");
}

/* What the shop can choose to do with variants. */
static void
add_variants(struct str *out, const struct import_outcome *o)
{
	const struct batch *b = &o->batch;
	int64_t n = 0;

	for (size_t i = 0; i < b->n_products; i++)
		n += b->products[i].parent_key != NULL &&
		    strcmp(b->products[i].parent_key, b->products[i].key) != 0;
	if (n == 0 || o->result.products_new == 0)
		return;
	str_add(out, "  ");
	num_add_counted(out, n, "variant", "variants");
	str_addf(out,
	    " of other products, counted %s; 'endcap settings "
	    "mine_level %d' counts them %s\n",
	    o->families ? "as those" : "by themselves", o->families ? 0 : 1,
	    o->families ? "by themselves" : "as those");
}

/* What a person should look at, a line each. */
static void
add_doubts(struct str *out, struct slice doubts)
{
	struct slice line;

	while (slice_split(&doubts, '\n', &line))
		if (line.len > 0) {
			str_add(out, "  check: ");
			str_add_slice(out, line);
			str_add_char(out, '\n');
		}
}

static void
add_first_rejects(const struct import_outcome *o, struct str *out)
{
	const struct batch *b = &o->batch;
	size_t n = b->n_rejects + o->refused.n;

	for (size_t i = 0; i < n && i < SHOWN_REJECTS; i++)
		add_reject(out, b->file,
		    i < b->n_rejects ? &b->rejects[i]
				     : &o->refused.rows[i - b->n_rejects]);
	if (n > SHOWN_REJECTS) {
		str_add(out, "  and ");
		num_add_grouped(out, (int64_t)n - SHOWN_REJECTS);
		str_add(out, " more; --rejects FILE writes them all\n");
	}
}

void
import_add_summary(const struct import_outcome *o, struct str *out)
{
	const struct batch *b = &o->batch;
	const struct store_import_result *r = &o->result;

	str_addf(out, "%s: %s\n", b->file, o->report.why.p);
	if (o->memory.len > 0)
		str_addf(out, "  %s\n", o->memory.p);
	add_rows(out, o);
	add_orders(out, r);
	countings_add_lines(&o->countings, out);
	add_changes(out, r->products_new, r->products_changed, "products");
	add_changes(out, r->customers_new, r->customers_changed, "customers");
	add_changes(out, r->ids_new, r->ids_changed, "platform ids");
	add_changes(out, r->events_new, 0, "events");
	add_links(out, r);
	add_alike(out, o);
	add_variants(out, o);
	add_doubts(out, slice_str(&o->doubts));
	for (size_t i = 0; i < o->report.n_notes; i++) {
		if (o->report.notes[i].doubt)
			continue;
		str_add(out, "  ");
		num_add_grouped(out, o->report.notes[i].count);
		str_addf(out, " x %s\n", o->report.notes[i].text);
	}
	add_first_rejects(o, out);
	if (o->dry_run)
		str_add(out, "  a dry run: nothing was written\n");
	else if (r->import_id != 0)
		str_addf(out,
		    "  import number %lld; 'endcap imports undo %lld' takes "
		    "it back\n",
		    (long long)r->import_id, (long long)r->import_id);
}

void
import_add_line(const struct import_outcome *o, struct str *out)
{
	const struct store_import_result *r = &o->result;

	str_addf(out, "%s %s: ", o->dry_run ? "would import" : "imported",
	    file_name_of(o->batch.file));
	if (o->batch.kind == BATCH_ORDERS)
		num_add_counted(out, r->orders_new, "new order", "new orders");
	else if (o->batch.kind == BATCH_PRODUCTS)
		num_add_counted(out, r->products_new + r->products_changed,
		    "product", "products");
	else if (o->batch.kind == BATCH_IDS)
		num_add_counted(out, r->ids_new + r->ids_changed, "platform id",
		    "platform ids");
	else if (o->batch.kind == BATCH_EVENTS)
		num_add_counted(out, r->events_new, "new event", "new events");
	else
		num_add_counted(out, r->customers_new + r->customers_changed,
		    "customer", "customers");
	str_add(out, ", ");
	num_add_counted(out, r->set_aside, "row", "rows");
	str_add(out, " set aside");
}
