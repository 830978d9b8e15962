/*
 * A line as it is typed behind ":" or in a shell: it falls into words, which
 * are options and words of commands or are refused with a sentence; what was
 * typed is harmless once it is cleaned.
 */
#include <math.h>

#include "base/mem.h"
#include "cli/option.h"
#include "tests/fuzz/fuzz.h"

enum {
	WORDS = 64
};

static void
check_options(struct options *o)
{
	options_clean(o, false);
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = option_row((enum option_id)i);

		CHECK(o->given[i] || o->text[i] == NULL ||
		    row->kind != OPTION_TEXT);
		if (o->given[i] && row->kind == OPTION_TEXT) {
			CHECK(o->text[i] != NULL);
			if (strcmp(row->argument, "FILE") != 0)
				fuzz_check_text(o->text[i]);
		}
		if (o->given[i] && row->kind == OPTION_COUNT_KIND)
			CHECK(o->count[i] >= 0);
		if (o->given[i] && row->kind == OPTION_NUMBER)
			CHECK(isfinite(o->number[i]));
	}
	CHECK(o->n_list <= OPTION_LIST_MAX);
	for (size_t i = 0; i < o->n_words; i++)
		fuzz_check_text(o->words[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char program[] = "endcap";
	char *words[WORDS + 2] = { program };
	char *line = mem_strndup((const char *)data, size);
	struct options o;
	struct err err = ERR_INIT;
	int n = option_split(line, words + 1, WORDS);

	CHECK(n >= 0 && n <= WORDS);
	words[n + 1] = NULL;
	if (options_parse(&o, n + 1, words, &err))
		check_options(&o);
	else
		CHECK(err.code == ERR_USAGE && err.text[0] != '\0');
	options_release(&o);
	mem_free(line);
	return 0;
}
