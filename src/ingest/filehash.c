/*
 * Four lanes of SplitMix64 (random_mix) run side by side over blocks of 32
 * bytes, lane i over the i-th eight bytes of each block, so that their
 * multiplications overlap: one lane alone would be bound by latency. The last
 * block is filled with zero bytes; the length tells such a file from one that
 * ends in zeros.
 */
#include "ingest/filehash.h"

#include "base/random.h"

static uint64_t
little_endian_word(const unsigned char *p)
{
	uint64_t word = 0;

	for (size_t k = 8; k-- > 0;)
		word = word << 8 | p[k];
	return word;
}

static void
add_block(uint64_t lane[FILEHASH_LANES], const unsigned char *p)
{
	for (size_t i = 0; i < FILEHASH_LANES; i++)
		lane[i] = random_mix(lane[i] ^ little_endian_word(p + 8 * i));
}

void
filehash_add(struct filehash *fh, struct slice piece)
{
	const unsigned char *p = (const unsigned char *)piece.p;
	size_t left = piece.len, block = sizeof(fh->tail);

	fh->length += piece.len;
	if (fh->tail_len > 0) {
		size_t take = block - fh->tail_len;

		take = take < left ? take : left;
		memcpy(fh->tail + fh->tail_len, p, take);
		fh->tail_len += take;
		p += take;
		left -= take;
		if (fh->tail_len < block)
			return;
		add_block(fh->lane, fh->tail);
		fh->tail_len = 0;
	}
	for (; left >= block; left -= block, p += block)
		add_block(fh->lane, p);
	if (left > 0)
		memcpy(fh->tail, p, left);
	fh->tail_len = left;
}

uint64_t
filehash_value(const struct filehash *fh)
{
	uint64_t lane[FILEHASH_LANES], hash = fh->length;

	memcpy(lane, fh->lane, sizeof(lane));
	if (fh->tail_len > 0) {
		unsigned char last[sizeof(fh->tail)] = { 0 };

		memcpy(last, fh->tail, fh->tail_len);
		add_block(lane, last);
	}
	for (size_t i = 0; i < FILEHASH_LANES; i++)
		hash = random_mix(hash ^ lane[i]);
	return hash;
}
