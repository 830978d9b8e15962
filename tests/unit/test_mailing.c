/* mailing: the address first, properties by id, nobody without an address,
 * text cut where the tool would cut it, the size a tool takes. */
#include "service/mailing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
	LONG = 300
};

struct people {
	const char *name[4];
	const char *email[4];
	int64_t spent[4];
	size_t repeat; /* every row again so often */
};

static void
people_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct people *p = self;
	size_t i = row % 4;

	out->defined = true;
	if (column == 0) {
		out->text = slice_of(p->name[i]);
	} else if (column == 1) {
		out->defined = p->email[i] != NULL;
		out->text = slice_of(p->email[i]);
	} else {
		out->count = p->spent[i];
	}
}

static const struct column columns[] = {
	{ "reason", "reason", CELL_TEXT, 0, 10, 1, "why" },
	{ "email", "address", CELL_TEXT, 0, 10, 1, "where to" },
	{ "spent", "spent", CELL_MONEY, 0, 10, 1, "so far" },
	{ "mark", "mark", CELL_COUNT, COLUMN_SCREEN, 10, 1, "screen only" },
};
static const struct listing_ops ops = { .cell = people_cell };

static bool
into_str(void *arg, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(arg, bytes);
	return true;
}

static struct people
four(void)
{
	return (struct people){
		.name = { "=1+1", "a|b,c;d=\"e\"", "plain", "@SUM(A1)" },
		.email = { "ann@example.com", NULL, "bo@example.com", "" },
		.spent = { 1250, 1, -300, 2 },
	};
}

static void
each_tool_gets_its_heading_and_safe_text(void **state)
{
	static const char *const headings[] = { "Email", "Email Address" };
	struct people p = four();
	struct listing l;

	(void)state;
	listing_init(&l, "people", columns, ARRAY_LEN(columns), &ops, &p, 4, 2);
	for (int f = 0; f < MAILING_FORMAT_COUNT; f++) {
		struct str out = STR_INIT, expected = STR_INIT;
		struct listing_sink sink = { into_str, &out };
		struct mailing_size size;
		struct err err = ERR_INIT;
		assert_true(mailing_write(
		    &l, (enum mailing_format)f, &sink, &size, &err));
		str_addf(&expected,
		    "%s,reason,spent\n"
		    "ann@example.com,\"'=1+1\",12.50\n"
		    "bo@example.com,plain,-3.00\n",
		    headings[f]);
		assert_string_equal(out.p, expected.p);
		assert_int_equal(size.rows, 2);
		assert_int_equal(size.without, 2);
		assert_int_equal(size.cut, 0);
		str_release(&out);
		str_release(&expected);
	}
	listing_release(&l);
}

/* 300 bytes of a two-byte letter behind one of one byte: 255 bytes end on a
 * whole letter, 256 would not. */
static void
mailchimp_texts_end_with_a_whole_character(void **state)
{
	struct people p = four();
	struct str name = STR_INIT, out = STR_INIT;
	struct listing_sink sink = { into_str, &out };
	struct mailing_size size;
	struct err err = ERR_INIT;
	struct listing l;

	(void)state;
	str_add_repeat(&name, "\xC3\xA9", LONG / 2);
	p.name[0] = name.p;
	listing_init(&l, "people", columns, ARRAY_LEN(columns), &ops, &p, 1, 2);
	assert_true(mailing_write(&l, MAILING_MAILCHIMP, &sink, &size, &err));
	assert_int_equal(size.cut, 1);
	str_cut(&name, 254);
	assert_non_null(strstr(out.p, name.p));
	str_add(&name, "\xC3\xA9");
	assert_null(strstr(out.p, name.p));
	str_clear(&out);
	assert_true(mailing_write(&l, MAILING_KLAVIYO, &sink, &size, &err));
	assert_int_equal(size.cut, 0);
	assert_non_null(strstr(out.p, name.p));
	listing_release(&l);
	str_release(&name);
	str_release(&out);
}

static bool
into_nothing(void *arg, struct slice bytes, struct err *err)
{
	(void)arg;
	(void)bytes;
	(void)err;
	return true;
}

static void
a_list_that_klaviyo_refuses_is_refused_here(void **state)
{
	struct people p = four();
	struct str name = STR_INIT;
	struct listing_sink sink = { into_nothing, NULL };
	struct mailing_size size;
	struct err err = ERR_INIT;
	struct listing l;

	(void)state;
	str_add_repeat(&name, "x", 100000);
	p.name[0] = p.name[2] = name.p;
	listing_init(
	    &l, "people", columns, ARRAY_LEN(columns), &ops, &p, 1200, 2);
	assert_false(mailing_write(&l, MAILING_KLAVIYO, &sink, &size, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_non_null(strstr(err.text, "50 MB"));
	assert_true(mailing_write(&l, MAILING_MAILCHIMP, &sink, &size, &err));
	assert_int_equal(size.rows, 600);
	listing_release(&l);
	str_release(&name);
}

static void
a_table_without_addresses_is_no_list(void **state)
{
	struct people p = four();
	struct listing_sink sink = { into_nothing, NULL };
	struct mailing_size size;
	struct err err = ERR_INIT;
	struct listing l;

	(void)state;
	listing_init(&l, "people", columns, 1, &ops, &p, 4, 2);
	assert_false(mailing_write(&l, MAILING_KLAVIYO, &sink, &size, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.text, "'people' holds no addresses"));
	assert_string_equal(mailing_format_name(MAILING_KLAVIYO), "klaviyo");
	listing_release(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_tool_gets_its_heading_and_safe_text),
		cmocka_unit_test(mailchimp_texts_end_with_a_whole_character),
		cmocka_unit_test(a_list_that_klaviyo_refuses_is_refused_here),
		cmocka_unit_test(a_table_without_addresses_is_no_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
