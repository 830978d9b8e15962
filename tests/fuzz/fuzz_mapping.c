/*
 * The lines of a remembered mapping, and a file behind the first empty line:
 * what is parsed prints and parses again to the same, and applied to the file
 * it reads it or says why not.
 */
#include "service/mapping.h"

#include <unistd.h>

#include "ingest/ingest.h"
#include "tests/fuzz/fuzz.h"

static void
check_same_again(const struct mapping *m)
{
	struct str lines = STR_INIT, again = STR_INIT;
	struct mapping back;

	mapping_add_lines(m, &lines);
	CHECK(mapping_parse(&back, slice_str(&lines)));
	mapping_add_lines(&back, &again);
	CHECK(slice_eq(slice_str(&lines), slice_str(&again)));
	mapping_release(&back);
	str_release(&lines);
	str_release(&again);
}

static void
write_file(const char *path, struct slice bytes)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	CHECK(fwrite(bytes.p, 1, bytes.len, f) == bytes.len);
	CHECK(fclose(f) == 0);
}

static void
read_with(const struct mapping *m, struct slice bytes)
{
	char path[64];
	struct ingest_options options;
	struct ingest_report report;
	struct arena a = { 0 };
	struct batch batch;
	struct mapping told;
	struct err err = ERR_INIT;

	snprintf(path, sizeof(path), "/tmp/fuzz-mapping.%ld", (long)getpid());
	write_file(path, bytes);
	ingest_options_init(&options);
	ingest_report_init(&report);
	batch_init(&batch);
	if (!mapping_apply(m, &a, &options, &err)) {
		CHECK(err.text[0] != '\0');
	} else if (ingest_file(path, &options, NULL, &batch, &report, &err)) {
		CHECK(batch.rows_read ==
		    report.rows_taken + report.rows_passed +
			report.rows_rejected);
		mapping_of_options(&options, batch.dialect, &told);
		check_same_again(&told);
		mapping_release(&told);
	}
	batch_release(&batch);
	ingest_report_release(&report);
	arena_release(&a);
	unlink(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice all = slice_bytes((const char *)data, size);
	size_t cut = slice_find(all, slice_of("\n\n"));
	size_t rest = cut < size ? cut + 2 : size;
	struct mapping m;

	if (mapping_parse(&m, slice_bytes(all.p, cut))) {
		check_same_again(&m);
		read_with(&m, slice_bytes(all.p + rest, size - rest));
	}
	mapping_release(&m);
	return 0;
}
