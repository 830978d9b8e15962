/*
 * Rows set aside as CSV: those of an import just done, and those kept.
 */
#include "service/import.h"

static void
add_text(struct str *out, const char *text)
{
	if (text != NULL)
		listing_add_csv_text(out, slice_of(text));
}

static void
add_reject_rows(struct str *out, const char *file,
    const struct batch_reject *rows, size_t n)
{
	if (out->len == 0)
		str_add(out, "file,line,column,value,reason,row\n");
	for (size_t i = 0; i < n; i++) {
		const struct batch_reject *r = &rows[i];
		add_text(out, file);
		str_addf(out, ",%u,", r->line);
		add_text(out, r->column);
		str_add_char(out, ',');
		add_text(out, r->value);
		str_add_char(out, ',');
		add_text(out, r->reason);
		str_add_char(out, ',');
		add_text(out, r->row);
		str_add_char(out, '\n');
	}
}

void
import_add_rejects(const struct import_outcome *o, struct str *out)
{
	add_reject_rows(
	    out, o->batch.file, o->batch.rejects, o->batch.n_rejects);
	add_reject_rows(out, o->batch.file, o->refused.rows, o->refused.n);
}

static const struct store_import_row *
find_import(const struct store_imports *imports, int64_t import_id)
{
	for (size_t i = 0; i < imports->n; i++)
		if (imports->rows[i].import_id == import_id)
			return &imports->rows[i];
	return NULL;
}

bool
import_add_kept_rejects(struct store *st, int64_t import_id, struct str *out,
    size_t *n, struct err *err)
{
	const struct store_import_row *row;
	struct store_imports imports = { .n = 0 };
	struct store_rejects rejects = { .n = 0 };
	bool ok = store_imports_load(st, &imports, err) &&
	    store_rejects_load(st, import_id, &rejects, err);

	*n = rejects.n;
	row = ok ? find_import(&imports, import_id) : NULL;
	if (row != NULL)
		add_reject_rows(out, row->file, rejects.rows, rejects.n);
	else if (ok)
		ok = err_set(err, ERR_NOT_FOUND, "there is no import %lld",
		    (long long)import_id);
	store_rejects_release(&rejects);
	store_imports_release(&imports);
	return ok;
}
