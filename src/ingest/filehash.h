/*
 * filehash - one number for the bytes of a file, computed as they stream by.
 *
 * Equal bytes give the same hash on every machine and however the stream is
 * cut into pieces, so an import can be recognised as one that was made
 * before. Not for keeping secrets.
 *
 *	struct filehash fh = { 0 };
 *	filehash_add(&fh, piece);
 *	uint64_t hash = filehash_value(&fh);
 */
#ifndef ENDCAP_INGEST_FILEHASH_H
#define ENDCAP_INGEST_FILEHASH_H

#include "base/str.h"

enum {
	FILEHASH_LANES = 4
};

struct filehash {
	uint64_t lane[FILEHASH_LANES];
	unsigned char tail[8 * FILEHASH_LANES]; /* less than one block */
	size_t tail_len;
	uint64_t length;
};

void filehash_add(struct filehash *fh, struct slice piece);
/* Of all bytes so far; more may follow. */
uint64_t filehash_value(const struct filehash *fh);

#endif
