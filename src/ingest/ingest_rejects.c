/*
 * What is set aside, with place, value and reason, and what is only noted.
 */
#include "ingest/ingest_internal.h"

#include <stdarg.h>

#include "base/mem.h"
#include "base/text.h"
#include "ingest/rowtext.h"

bool
ingest_fail(struct ingest *in)
{
	in->failed = true;
	return false;
}

void
ingest_pass(struct ingest *in, enum ingest_note_kind note)
{
	in->passed = true;
	in->notes[note]++;
}

struct ingest_note *
ingest_add_note(struct ingest_report *report, int64_t count, struct slice text)
{
	struct ingest_note *note;

	report->notes = mem_reserve(report->notes, &report->cap_notes,
	    report->n_notes + 1, sizeof(*report->notes));
	note = &report->notes[report->n_notes++];
	*note = (struct ingest_note){
		.count = count,
		.text = arena_strndup(&report->text, text.p, text.len),
	};
	return note;
}

/* A text made clean and cut, in the batch's arena. */
static const char *
keep_shown(struct ingest *in, struct slice s, int cells)
{
	struct slice cut;

	str_clear(&in->scratch2);
	text_clean(&in->scratch2, s);
	cut = text_prefix(slice_str(&in->scratch2), cells);
	return arena_strndup(&in->out->text, cut.p, cut.len);
}

static void
add_reject(struct ingest *in, const struct csvfile_row *row, int field,
    bool kept, struct slice reason)
{
	struct batch_reject *reject;
	size_t at = field < 0 ? 0 : (size_t)field;

	if (in->out->n_rejects >= INGEST_MAX_REJECTS) {
		in->notes[NOTE_MORE_REJECTS]++;
		return;
	}
	reject = batch_add_reject(in->out, &in->err);
	if (reject == NULL) {
		ingest_fail(in);
		return;
	}
	reject->line = csvfile_field_line(row, at);
	reject->kept = kept;
	reject->reason = arena_strndup(&in->out->text, reason.p, reason.len);
	if (field >= 0 && at < in->header.n)
		reject->column = in->header.names[at].p;
	if (field >= 0 && at < row->n)
		reject->value = keep_shown(
		    in, slice_trim(row->fields[at]), INGEST_MAX_VALUE);
	reject->row = rowtext_keep(row, &in->reject_bytes, &in->out->text);
}

ATTR_PRINTF(5, 0)
static void
reject_with(struct ingest *in, const struct csvfile_row *row, int field,
    bool kept, const char *fmt, va_list args)
{
	char raw[ERR_TEXT_SIZE];
	struct str reason = STR_INIT;

	vsnprintf(raw, sizeof(raw), fmt, args);
	text_clean(&reason, slice_of(raw));
	add_reject(in, row, field, kept, slice_str(&reason));
	str_release(&reason);
	if (kept)
		in->report->fields_rejected++;
	else
		in->rejected = true;
}

void
ingest_reject(struct ingest *in, const struct csvfile_row *row, enum role role,
    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	reject_with(in, row, in->column[role], false, fmt, args);
	va_end(args);
}

void
ingest_reject_field(struct ingest *in, const struct csvfile_row *row,
    enum role role, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	reject_with(in, row, in->column[role], true, fmt, args);
	va_end(args);
}

void
ingest_reject_row(struct ingest *in, const struct csvfile_row *row, int field,
    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	reject_with(in, row, field, false, fmt, args);
	va_end(args);
}
