/*
 * store_imports - what was imported, what was set aside, and taking it back.
 */
#ifndef ENDCAP_STORE_IMPORTS_H
#define ENDCAP_STORE_IMPORTS_H

#include "base/arena.h"
#include "store/store_import.h"

struct store_import_row {
	int64_t import_id;
	const char *file, *dialect;
	enum batch_kind kind;
	uint64_t content_hash;
	int64_t at; /* local seconds */
	int64_t rows_read, loaded, excluded, merged, set_aside;
	int64_t orders; /* stored by it */
	bool undone;
};

struct store_imports {
	struct store_import_row *rows; /* newest first */
	size_t n;
	struct arena text;
};

bool store_imports_load(
    struct store *st, struct store_imports *out, struct err *err);
void store_imports_release(struct store_imports *im);

/* The newest import of these bytes that was not undone. */
bool store_import_find(struct store *st, uint64_t content_hash,
    int64_t *import_id, bool *found, struct err *err);

/* What was set aside by an import of any time. */
bool store_rejects_load(struct store *st, int64_t import_id,
    struct store_rejects *out, struct err *err);

struct store_undone {
	int64_t orders, lines, products, customers; /* that are gone now */
	int64_t restored; /* rows that have their old values back */
	int64_t events; /* that are gone now, also where a later file held
			   them again: importing that one brings them back */
};

/*
 * Takes import 'id' back: its orders and lines go, values it overwrote come
 * back, products and customers only it brought go. Those that others still
 * use stay (without what a product file said about them). Refused with a
 * sentence, changing nothing: ERR_NOT_FOUND; ERR_CONFLICT when a later import
 * overwrote the same rows (naming it) or when a bundle or decision uses a
 * product that would go (naming both).
 */
bool
store_import_undo(struct store *st, int64_t id, const struct store_rules *rules,
    const struct progress *pg, struct store_undone *out, struct err *err);

#endif
