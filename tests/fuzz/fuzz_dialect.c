/*
 * Any header and first rows, parted by tabs and line breaks: the layout that
 * is found has what it needs, gives no column two meanings and is found
 * again, or there is a sentence. The first byte chooses what the user says.
 */
#include "ingest/dialect.h"
#include "ingest/heading.h"

#include "base/mem.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

enum {
	MAX_COLUMNS = 64
};

/* The fields of a line, cleaned as those of files are. */
static size_t
split(struct slice line, struct arena *a, struct slice *fields)
{
	struct slice field;
	size_t n = 0;

	while (n < MAX_COLUMNS && slice_split(&line, '\t', &field)) {
		struct str clean = STR_INIT;

		text_clean(&clean, field);
		fields[n].p = arena_strndup(a, clean.p, clean.len);
		fields[n].len = clean.len;
		fields[n] = slice_trim(fields[n]);
		n++;
		str_release(&clean);
	}
	return n;
}

static void
make_sample(struct slice bytes, struct sample *out)
{
	struct slice fields[MAX_COLUMNS], line;
	uint32_t number = 0;

	while (out->n < SAMPLE_ROWS && slice_split(&bytes, '\n', &line)) {
		size_t n = split(line, &out->text, fields);
		struct slice *kept;

		number++;
		if (number == 1) {
			header_read(&out->header, fields, n, &out->text);
			out->header_line = 1;
			continue;
		}
		kept = arena_array(&out->text, n + 1, sizeof(*kept));
		memcpy(kept, fields, n * sizeof(*kept));
		out->rows[out->n++] = (struct sample_row){
			.fields = kept, .n = n, .line = number
		};
	}
}

static void
check_match(const struct dialect_match *match, const struct sample *sample)
{
	struct str why = STR_INIT;
	int n = (int)sample->header.n;

	CHECK(match->dialect != NULL && match->missing == ROLE_NONE);
	CHECK(match->score > 0 && match->fit >= 0 && match->fit <= 100);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		CHECK(match->column[i] >= -1 && match->column[i] < n);
		for (size_t k = 0; k < i; k++)
			CHECK(match->column[i] < 0 ||
			    match->column[i] != match->column[k]);
	}
	dialect_why(match, &why);
	CHECK(why.len > 0 && text_valid(slice_str(&why)));
	str_release(&why);
}

static void
choose_wishes(uint8_t choice, struct dialect_wishes *wishes)
{
	dialect_wishes_init(wishes);
	if (choice % 4 == 1)
		wishes->kind = choice / 4 % BATCH_KIND_COUNT;
	if (choice % 4 == 2)
		wishes->dialect = dialect_at(choice / 4 % dialect_count());
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sample *sample = mem_zalloc(sizeof(*sample));
	struct heading_wishes heading;
	struct dialect_wishes wishes;
	struct dialect_match match, again;
	struct err err = ERR_INIT, same = ERR_INIT;
	bool ok;

	if (size > 1) {
		make_sample(
		    slice_bytes((const char *)data + 1, size - 1), sample);
		choose_wishes(data[0], &wishes);
		heading = (struct heading_wishes){ .dialect = wishes.dialect,
			.kind = wishes.kind };
		heading_find(sample, &heading);
		ok = dialect_detect("f", sample, &wishes, &match, &err);
		CHECK(
		    dialect_detect("f", sample, &wishes, &again, &same) == ok);
		if (ok) {
			check_match(&match, sample);
			CHECK(again.dialect == match.dialect &&
			    again.score == match.score);
		} else {
			CHECK(err.text[0] != '\0');
			CHECK(text_valid(slice_of(err.text)));
		}
	}
	sample_release(sample);
	mem_free(sample);
	return 0;
}
