/*
 * Bytes as a file, to rows, to a batch: whatever they are, the counts add up
 * or there is a sentence, all text is valid UTF-8 without controls, and every
 * index leads somewhere. The first byte chooses the options, so that layouts
 * are also tried on files that they would not be chosen for.
 */
#include "ingest/ingest.h"

#include <unistd.h>

#include "ingest/counting.h"
#include "tests/fuzz/fuzz.h"

static void
check_people(const struct batch *b)
{
	for (size_t i = 0; i < b->n_customers; i++) {
		const struct batch_customer *c = &b->customers[i];

		CHECK(c->ref[0] != '\0');
		fuzz_check_text(c->ref);
		fuzz_check_text(c->email);
		fuzz_check_text(c->country);
		CHECK(c->consent >= -1 && c->consent <= 1);
	}
	for (size_t i = 0; i < b->n_events; i++) {
		CHECK(b->events[i].customer < b->n_customers);
		CHECK(b->events[i].product < b->n_products);
		CHECK(b->events[i].line >= 1);
	}
}

static void
check_ids(const struct batch *b)
{
	for (size_t i = 0; i < b->n_ids; i++) {
		const struct batch_id *id = &b->ids[i];

		CHECK(id->key[0] != '\0' && id->sku[0] != '\0');
		fuzz_check_text(id->key);
		fuzz_check_text(id->sku);
		CHECK(id->product > 0 && id->variant >= 0);
		for (size_t k = 0; k < BATCH_ID_OPTIONS; k++) {
			fuzz_check_text(id->option[k].name);
			fuzz_check_text(id->option[k].value);
		}
	}
}

static void
check_batch(const struct batch *b)
{
	for (size_t i = 0; i < b->n_products; i++) {
		const struct batch_product *p = &b->products[i];

		CHECK(p->key[0] != '\0' && p->sku[0] != '\0');
		fuzz_check_text(p->key);
		fuzz_check_text(p->sku);
		fuzz_check_text(p->title);
		fuzz_check_text(p->category);
		fuzz_check_text(p->parent_key);
		fuzz_check_text(p->attributes);
	}
	for (size_t i = 0; i < b->n_links; i++) {
		const struct batch_link *link = &b->links[i];

		CHECK(link->product < b->n_products && link->quantity >= 1);
		CHECK(link->other == BATCH_ELSEWHERE ||
		    link->other < b->n_products);
		CHECK(link->key[0] != '\0');
		fuzz_check_text(link->key);
	}
	for (size_t i = 0; i < b->n_orders; i++) {
		CHECK(b->orders[i].ref[0] != '\0');
		fuzz_check_text(b->orders[i].ref);
		CHECK(b->orders[i].customer < (int32_t)b->n_customers);
	}
	for (size_t i = 0; i < b->n_lines; i++) {
		CHECK(b->lines[i].order < b->n_orders);
		CHECK(b->lines[i].product < b->n_products);
		CHECK(b->lines[i].discount >= 0);
	}
	for (size_t i = 0; i < b->n_rejects; i++) {
		fuzz_check_text(b->rejects[i].reason);
		fuzz_check_text(b->rejects[i].value);
	}
}

static void
check_report(const struct batch *b, const struct ingest_report *r)
{
	CHECK(
	    b->rows_read == r->rows_taken + r->rows_passed + r->rows_rejected);
	if (b->kind == BATCH_ORDERS)
		CHECK(r->rows_taken + r->lines_added ==
		    (int64_t)b->n_lines + b->repeated);
	for (size_t i = 0; i < r->n_notes; i++)
		fuzz_check_text(r->notes[i].text);
}

static void
write_file(const char *path, const uint8_t *data, size_t size)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	CHECK(fwrite(data, 1, size, f) == size);
	CHECK(fclose(f) == 0);
}

static void
choose_options(uint8_t choice, struct ingest_options *options)
{
	size_t n = dialect_count();

	ingest_options_init(options);
	if (choice % 2 == 1 && choice / 2 < n)
		options->dialect = dialect_at(choice / 2)->name;
	if (choice >= 128)
		options->date_order = DATE_ORDER_DMY;
	if (choice >= 192)
		options->decimal = '.';
	options->mailing = choice % 4 == 2;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct ingest_options options;
	struct ingest_report report;
	struct batch batch;
	struct err err = ERR_INIT;

	if (size < 1)
		return 0;
	snprintf(path, sizeof(path), "/tmp/fuzz-ingest.%ld", (long)getpid());
	write_file(path, data + 1, size - 1);
	choose_options(data[0], &options);
	ingest_report_init(&report);
	batch_init(&batch);
	if (ingest_file(path, &options, NULL, &batch, &report, &err)) {
		check_report(&batch, &report);
		check_batch(&batch);
		check_people(&batch);
		check_ids(&batch);
		CHECK(batch_group_lines(&batch, &err));
	} else {
		CHECK(err.text[0] != '\0');
		fuzz_check_text(err.text);
	}
	batch_release(&batch);
	ingest_report_release(&report);
	unlink(path);
	return 0;
}
