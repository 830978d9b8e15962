/*
 * A text from a file on its way out: whatever it is, once it is clean it holds
 * no control and takes as many cells as are counted; a table of CSV, JSON and
 * HTML holds it as a text, not as a formula, a structure or markup.
 */
#include <locale.h>

#include "base/json.h"
#include "service/csvout.h"
#include "service/page.h"
#include "tests/fuzz/fuzz.h"

static bool
take(void *arg, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(arg, bytes);
	return true;
}

static void
check_cells(struct slice s)
{
	struct str shown = STR_INIT, ascii = STR_INIT, fitted = STR_INIT;

	text_add_shown(&shown, s);
	CHECK(text_valid(slice_str(&shown)));
	CHECK(text_width(slice_str(&shown)) == text_width(s));
	text_add_ascii(&ascii, s);
	CHECK((int)ascii.len == text_width(s));
	for (size_t i = 0; i < ascii.len; i++)
		CHECK(ascii.p[i] >= 0x20 && ascii.p[i] < 0x7F);
	text_fit(&fitted, s, 7, false);
	CHECK(text_width(slice_str(&fitted)) == 7);
	str_release(&shown);
	str_release(&ascii);
	str_release(&fitted);
}

/* One field of one row: quoted or without anything that ends it. */
static void
check_csv(struct slice s)
{
	struct str out = STR_INIT;
	const struct listing_sink sink = { take, &out };
	struct csvout w;
	struct err err = ERR_INIT;
	bool quoted;

	csvout_init(&w, &sink, ',');
	csvout_slice(&w, s);
	CHECK(csvout_finish(&w, csvout_end(&w, &err), &err));
	CHECK(out.len > 0 && out.p[out.len - 1] == '\n');
	quoted = out.p[0] == '"';
	CHECK(!listing_is_formula(
	    slice_bytes(out.p + quoted, out.len - 1 - (size_t)quoted)));
	if (!quoted)
		CHECK(strpbrk(out.p, ",\";\t") == NULL);
	for (size_t i = 1, open = quoted; open && i < out.len; i++) {
		if (out.p[i] != '"')
			continue;
		if (out.p[i + 1] == '"')
			i++;
		else {
			open = 0; /* the end of the field, then of the line */
			CHECK(out.p[i + 1] == '\n' || out.p[i + 1] == '\r');
		}
	}
	str_release(&out);
}

static void
check_json_and_html(struct slice s)
{
	struct str out = STR_INIT;
	struct json j;

	json_init(&j, &out, true);
	json_string(&j, s);
	CHECK(out.len >= 2 && out.p[0] == '"' && out.p[out.len - 1] == '"');
	for (size_t i = 1; i + 1 < out.len; i++) {
		CHECK((unsigned char)out.p[i] >= 0x20 && out.p[i] != '"');
		if (out.p[i] == '\\')
			i++; /* whatever it is, it is escaped */
	}
	str_clear(&out);
	page_escape(&out, s);
	CHECK(strpbrk(out.p, "<>\"'") == NULL);
	str_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	struct str clean = STR_INIT, again = STR_INIT;

	if (!begun)
		CHECK(setlocale(LC_ALL, "C.UTF-8") != NULL);
	begun = true;
	text_clean(&clean, slice_bytes((const char *)data, size));
	fuzz_check_text(clean.p);
	CHECK(!text_clean(&again, slice_str(&clean)));
	CHECK(slice_eq(slice_str(&clean), slice_str(&again)));
	check_cells(slice_str(&clean));
	check_csv(slice_str(&clean));
	check_json_and_html(slice_str(&clean));
	str_release(&clean);
	str_release(&again);
	return 0;
}
