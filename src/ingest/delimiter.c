/*
 * Each record votes for every candidate that stands in it as often as in the
 * record before, so that titles above a table do not count against it. Ragged
 * files without a header still agree on a delimiter by the second criterion,
 * the number in all records.
 */
#include "ingest/delimiter.h"

enum {
	CANDIDATES = 4,
	RECORDS = 50, /* enough to vote, few enough to be free */
};

static const struct {
	char delimiter;
	const char *name;
} candidates[CANDIDATES] = {
	{ .delimiter = ',', .name = "comma" },
	{ .delimiter = ';', .name = "semicolon" },
	{ .delimiter = '\t', .name = "tab" },
	{ .delimiter = '|', .name = "pipe" },
};

struct tally {
	size_t now[CANDIDATES]; /* in the record being read */
	size_t before[CANDIDATES]; /* in the record before */
	size_t votes[CANDIDATES];
	size_t all[CANDIDATES];
	size_t records;
};

const char *
delimiter_name(char delimiter)
{
	for (size_t k = 0; k < CANDIDATES; k++)
		if (candidates[k].delimiter == delimiter)
			return candidates[k].name;
	return "other";
}

static void
end_record(struct tally *t)
{
	for (size_t k = 0; k < CANDIDATES; k++) {
		if (t->now[k] > 0 && t->now[k] == t->before[k])
			t->votes[k]++;
		t->before[k] = t->now[k];
		t->all[k] += t->now[k];
		t->now[k] = 0;
	}
	t->records++;
}

static size_t
best_of(const struct tally *t)
{
	size_t best = 0;

	for (size_t k = 1; k < CANDIDATES; k++)
		if (t->votes[k] > t->votes[best] ||
		    (t->votes[k] == t->votes[best] && t->all[k] > t->all[best]))
			best = k;
	return best;
}

/* "sep=;" and a line break; 0 when the text does not start so. */
static size_t
sep_line(struct slice text)
{
	size_t len = 5;

	if (text.len < 6 || !slice_starts(text, "sep=") || text.p[4] == '\r' ||
	    text.p[4] == '\n')
		return 0;
	if (text.p[len] == '\r')
		len++;
	if (len < text.len && text.p[len] == '\n')
		len++;
	return len > 5 ? len : 0;
}

char
delimiter_find(struct slice text, size_t *skip)
{
	struct tally t = { 0 };
	bool quoted = false, blank = true;

	*skip = sep_line(text);
	if (*skip > 0)
		return text.p[4];
	for (size_t i = 0; i < text.len && t.records < RECORDS; i++) {
		char c = text.p[i];

		if (c == '"')
			quoted = !quoted;
		if (!quoted && (c == '\n' || c == '\r')) {
			if (!blank)
				end_record(&t);
			blank = true;
			continue;
		}
		blank = false;
		for (size_t k = 0; k < CANDIDATES && !quoted; k++)
			t.now[k] += c == candidates[k].delimiter;
	}
	if (t.records == 0)
		end_record(&t);
	return candidates[best_of(&t)].delimiter;
}
