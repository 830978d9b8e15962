#include "base/near.h"

enum {
	ENOUGH = 3 /* bytes of a word to tell what it begins */
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
near_distance(struct slice a, struct slice b)
{
	/* Distances between the first i bytes of a and the first j of b, for
	 * this i and the two before it. */
	size_t rows[3][NEAR_LONGEST + 1];

	assert(a.len <= NEAR_LONGEST && b.len <= NEAR_LONGEST);
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *now = rows[i % 3], *last = rows[(i + 2) % 3];
		const size_t *before = rows[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t wrong = a.p[i - 1] != b.p[j - 1];

			now[j] = least(last[j - 1] + wrong,
			    least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
			    a.p[i - 2] == b.p[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return rows[a.len % 3][b.len];
}

struct near
near_begin(struct slice word)
{
	return (struct near){
		.word = word,
		.distance = (word.len < 9 ? word.len / 3 : 3) + 1,
	};
}

void
near_offer(struct near *near, struct slice known)
{
	size_t distance;
	bool begun;

	if (near->word.len > NEAR_LONGEST || known.len > NEAR_LONGEST)
		return;
	begun = near->word.len >= ENOUGH && known.len > near->word.len &&
	    memcmp(known.p, near->word.p, near->word.len) == 0;
	distance = begun ? 1 : near_distance(near->word, known);
	if (distance >= near->distance)
		return;
	near->distance = distance;
	near->best = known;
}
