/*
 * The second reading goes through the whole file, because only its hash at
 * the end says that it is still the same.
 */
#include "ingest/rowtext.h"

#include "base/text.h"
#include "ingest/ingest.h"

enum {
	KEPT_BYTES = 32 << 20, /* of all rows of a file */
};

const char *
rowtext_keep(const struct csvfile_row *row, size_t *bytes, struct arena *text)
{
	struct str raw = STR_INIT, clean = STR_INIT;
	const char *kept = NULL;

	if (row->flaw != CSVFILE_SOUND || *bytes > KEPT_BYTES)
		return NULL;
	csvfile_add_row(&raw, row);
	if (raw.len <= INGEST_MAX_REJECT_ROW) {
		text_clean(&clean, slice_str(&raw));
		*bytes += clean.len;
		kept = arena_strndup(text, clean.p, clean.len);
	}
	str_release(&raw);
	str_release(&clean);
	return kept;
}

struct filling {
	struct batch_reject *next, *end;
	size_t bytes;
	struct arena *text;
};

static bool
fill_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct filling *f = arg;

	(void)err;
	while (f->next < f->end && f->next->line < row->line)
		f->next++;
	if (f->next < f->end && f->next->line == row->line)
		f->next->row = rowtext_keep(row, &f->bytes, f->text);
	return true;
}

bool
rowtext_fill(const char *path, const struct csvfile_options *options,
    const struct csvfile_facts *facts, struct batch_reject *rejects, size_t n,
    struct arena *text, struct err *err)
{
	struct filling f = { rejects, rejects + n, 0, text };
	struct csvfile_options same = *options;
	struct csvfile_facts now;

	same.delimiter = facts->delimiter;
	same.encoding = facts->encoding;
	if (!csvfile_read(path, &same, NULL, fill_row, &f, &now, err))
		return false;
	return now.hash == facts->hash ||
	    err_set(err, ERR_INPUT,
		"'%s' changed while it was read; import it again when it is "
		"complete",
		path);
}
