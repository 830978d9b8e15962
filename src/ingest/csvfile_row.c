/*
 * A row as text again, and what can be wrong with one, in words.
 */
#include "ingest/csvfile.h"

static const char *const flaw_reasons[] = {
	[CSVFILE_SOUND] = "nothing is wrong",
	[CSVFILE_FIELD_TOO_LONG] = "the value is longer than 1 MiB",
	[CSVFILE_ROW_TOO_LONG] = "the row is longer than 8 MiB",
	[CSVFILE_TOO_MANY_COLUMNS] = "the row has more than 4,096 columns",
	[CSVFILE_OPEN_QUOTE] =
	    "a quotation mark opens here and is never closed",
};

_Static_assert(ARRAY_LEN(flaw_reasons) == CSVFILE_OPEN_QUOTE + 1,
    "a reason for each flaw");

const char *
csvfile_flaw_reason(enum csvfile_flaw flaw)
{
	return flaw_reasons[flaw];
}

static void
add_field(struct str *out, struct slice field)
{
	bool plain = true;

	for (size_t i = 0; i < field.len && plain; i++)
		plain = strchr(",\"\r\n", field.p[i]) == NULL;
	if (plain) {
		str_add_slice(out, field);
		return;
	}
	str_add_char(out, '"');
	for (size_t i = 0; i < field.len; i++) {
		if (field.p[i] == '"')
			str_add_char(out, '"');
		str_add_char(out, field.p[i]);
	}
	str_add_char(out, '"');
}

void
csvfile_add_row(struct str *out, const struct csvfile_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		if (i > 0)
			str_add_char(out, ',');
		add_field(out, row->fields[i]);
	}
}
