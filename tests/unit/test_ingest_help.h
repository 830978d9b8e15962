/*
 * What the tests of ingest share: reading a fixture or a text, and the counts
 * that must add up whatever was read.
 */
#ifndef ENDCAP_TEST_INGEST_HELP_H
#define ENDCAP_TEST_INGEST_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "ingest/ingest.h"

#define FIXTURES "tests/fixtures/ingest/"

/* One reading of a file and everything it gave. */
struct reading {
	struct ingest_options options;
	struct ingest_report report;
	struct batch batch;
	struct err err;
	bool ok;
};

static inline void
start(struct reading *r)
{
	memset(r, 0, sizeof(*r));
	ingest_options_init(&r->options);
}

static inline void
run(struct reading *r, const char *path)
{
	ingest_report_init(&r->report);
	batch_init(&r->batch);
	r->ok = ingest_file(
	    path, &r->options, NULL, &r->batch, &r->report, &r->err);
}

static inline void
end(struct reading *r)
{
	batch_release(&r->batch);
	ingest_report_release(&r->report);
}

/* The file of that text, read, and gone again. */
static inline void
run_text(struct reading *r, const char *text, size_t len)
{
	char path[] = "/tmp/ingest.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
	run(r, path);
	unlink(path);
}

static inline void
assert_counts_add_up(const struct reading *r)
{
	const struct ingest_report *report = &r->report;
	int64_t rejected = 0, fields = 0;

	assert_int_equal(r->batch.rows_read,
	    report->rows_taken + report->rows_passed + report->rows_rejected);
	if (r->batch.kind == BATCH_ORDERS)
		assert_int_equal(report->rows_taken + report->lines_added,
		    (int64_t)r->batch.n_lines + r->batch.repeated);
	for (size_t i = 0; i < r->batch.n_rejects; i++) {
		rejected += !r->batch.rejects[i].kept;
		fields += r->batch.rejects[i].kept;
	}
	assert_int_equal(rejected, report->rows_rejected);
	assert_int_equal(fields, report->fields_rejected);
}

static inline int64_t
note(const struct reading *r, const char *part)
{
	for (size_t i = 0; i < r->report.n_notes; i++)
		if (strstr(r->report.notes[i].text, part) != NULL)
			return r->report.notes[i].count;
	return 0;
}

#endif
