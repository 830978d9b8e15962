/*
 * The table of what was imported.
 */
#include "base/mem.h"
#include "service/import.h"

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("import",    "no.",       CELL_COUNT, COLUMN_FROZEN, 5, 2, "number, for undo"),
	LISTING_COLUMN("file",      "file",      CELL_TEXT,  0, 30, 1, "as it was named"),
	LISTING_COLUMN("dialect",   "layout",    CELL_TEXT,  0, 20, 5, "how it was read"),
	LISTING_COLUMN("at",        "when",      CELL_TIME,  0, 19, 4, "local time"),
	LISTING_COLUMN("rows_read", "rows",      CELL_COUNT, 0, 9, 3, "data rows of the file"),
	LISTING_COLUMN("loaded",    "loaded",    CELL_COUNT, 0, 9, 3, "stored, and they count"),
	LISTING_COLUMN("merged",    "known",     CELL_COUNT, 0, 9, 6, "known before or repeated"),
	LISTING_COLUMN("excluded",  "uncounted", CELL_COUNT, 0, 9, 6, "stored, but they do not count"),
	LISTING_COLUMN("set_aside", "set aside", CELL_COUNT, 0, 9, 3, "could not be used"),
	LISTING_COLUMN("state",     "state",     CELL_TEXT,  0, 8, 4, "active or undone"),
};
/* clang-format on */

static void
import_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct store_imports *imports = self;
	const struct store_import_row *r = &imports->rows[row];
	const int64_t counts[] = { r->rows_read, r->loaded, r->merged,
		r->excluded, r->set_aside };

	out->defined = true;
	switch (column) {
	case 0:
		out->count = r->import_id;
		break;
	case 1:
		out->text = slice_of(r->file);
		break;
	case 2:
		out->text = slice_of(r->dialect);
		break;
	case 3:
		out->count = r->at;
		break;
	case 9:
		out->text = slice_of(r->undone ? "undone" : "active");
		break;
	default:
		out->count = counts[column - 4];
		break;
	}
}

static uint64_t
import_identity(void *self, size_t row)
{
	const struct store_imports *imports = self;

	return (uint64_t)imports->rows[row].import_id;
}

static void
imports_free(void *self)
{
	store_imports_release(self);
	mem_free(self);
}

static const struct listing_ops ops = {
	.cell = import_cell,
	.identity = import_identity,
	.free = imports_free,
};

bool
import_listing(struct store *st, struct listing *out, struct err *err)
{
	struct store_imports *imports = mem_zalloc(sizeof(*imports));

	if (!store_imports_load(st, imports, err)) {
		mem_free(imports);
		return false;
	}
	listing_init(out, "imports", columns, ARRAY_LEN(columns), &ops, imports,
	    imports->n, 0);
	return true;
}
