/*
 * rowtext - rows of a file as CSV text, to be kept with what was set aside.
 *
 * A row that was set aside can be written out, mended and imported, so its
 * text is kept: clean UTF-8, at most INGEST_MAX_REJECT_ROW bytes a row and 32
 * MiB in all. Which rows those are is found out while they are read, or, where
 * only the store can tell, afterwards: then the file is read once more.
 */
#ifndef ENDCAP_INGEST_ROWTEXT_H
#define ENDCAP_INGEST_ROWTEXT_H

#include "base/batch.h"
#include "ingest/csvfile.h"

/* Text of one row in 'text', or NULL: too long, flawed, or the 32 MiB are
 * used up. '*bytes' counts them and starts at 0. */
const char *
rowtext_keep(const struct csvfile_row *row, size_t *bytes, struct arena *text);

/*
 * Sets 'row' of rejects in ascending order of their lines. 'options' are
 * those of the first reading, 'facts' what it found; fails with ERR_INPUT where the file is another now,
 * because then nothing that was read of it is sure.
 */
bool rowtext_fill(const char *path, const struct csvfile_options *options,
    const struct csvfile_facts *facts, struct batch_reject *rejects, size_t n,
    struct arena *text, struct err *err);

#endif
