/* page: every text is plain text in both formats, tags close in order, rows
 * have a cell for each column, pictures are left out where none are shown. */
#include "service/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char hostile[] =
    "<script>alert('x')</script> & \"q\" | *b* _i_ [l](u) `c` # ~ \\ = 1\n2";

static const struct page_column columns[] = {
	{ "<th>", false },
	{ "a|b", true },
};

static void
write_page(enum page_format format, struct str *out)
{
	struct str svg = STR_INIT;
	struct page p;

	str_add(&svg, "<svg role=\"img\" aria-label=\"line\"></svg>");
	page_begin(&p, format, out, hostile, hostile);
	page_section(&p, hostile);
	page_heading(&p, hostile);
	page_text(&p, slice_of(hostile));
	page_note(&p, slice_of(hostile));
	page_list(&p);
	page_item(&p, slice_of(hostile));
	page_list_end(&p);
	page_table(&p, hostile, columns, ARRAY_LEN(columns));
	page_cell(&p, slice_of(hostile));
	page_cell(&p, slice_of("1,204.50"));
	page_row_end(&p);
	page_table_end(&p);
	page_picture(&p, &svg, hostile);
	page_end(&p);
	str_release(&svg);
}

/* The name of the tag at 'at', which is behind a '<'. */
static struct slice
tag_name(struct slice rest)
{
	size_t n = 0;

	while (n < rest.len && strchr(" >/\n", rest.p[n]) == NULL)
		n++;
	return slice_bytes(rest.p, n);
}

static bool
has_no_end(struct slice name)
{
	return slice_eq_c(name, "meta") || slice_eq_c(name, "!DOCTYPE");
}

static void
html_closes_what_it_opens_and_holds_no_text_as_markup(void **state)
{
	static const char *const allowed[] = { "html", "head", "meta", "title",
		"style", "body", "header", "h1", "h2", "h3", "p", "main", "ul",
		"li", "div", "table", "caption", "thead", "tbody", "tr", "th",
		"td", "figure", "figcaption", "svg", "footer", "!DOCTYPE" };
	struct slice open[32];
	size_t depth = 0;
	struct str out = STR_INIT;

	(void)state;
	write_page(PAGE_HTML, &out);
	for (size_t i = 0; i < out.len; i++) {
		bool known = false;
		if (out.p[i] != '<')
			continue;
		bool closes = out.p[i + 1] == '/';
		size_t from = i + 1 + closes;
		struct slice name =
		    tag_name(slice_bytes(out.p + from, out.len - from));
		for (size_t k = 0; k < ARRAY_LEN(allowed); k++)
			known = known || slice_eq_c(name, allowed[k]);
		if (!known)
			fail_msg("an unknown tag: %.40s", out.p + i);
		if (closes) {
			assert_true(depth > 0);
			assert_true(slice_eq(open[--depth], name));
		} else if (!has_no_end(name)) {
			assert_true(depth < ARRAY_LEN(open));
			open[depth++] = name;
		}
	}
	assert_int_equal(depth, 0);
	assert_non_null(strstr(out.p,
	    "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; "
	    "&quot;q&quot; | *b*"));
	assert_non_null(strstr(out.p, "aria-label=\"&lt;script&gt;"));
	assert_non_null(strstr(out.p, "<td class=\"n\">1,204.50</td>"));
	assert_non_null(strstr(out.p, "<figure>\n<svg role=\"img\""));
	str_release(&out);
}

static void
markdown_escapes_its_marks_and_keeps_rows_whole(void **state)
{
	struct str out = STR_INIT;
	struct slice rest, line;
	int rows = 0;

	(void)state;
	write_page(PAGE_MARKDOWN, &out);
	assert_null(strstr(out.p, "<script"));
	assert_null(strstr(out.p, "<svg"));
	assert_non_null(strstr(out.p,
	    "&lt;script>alert('x')&lt;/script> &amp; \"q\" \\| \\*b\\* \\_i\\_ "
	    "\\[l\\](u) \\`c\\` \\# \\~ \\\\ = 1 2"));
	rest = slice_str(&out);
	while (slice_split(&rest, '\n', &line)) {
		int bars = 0;
		if (!slice_starts(line, "|"))
			continue;
		for (size_t i = 0; i < line.len; i++)
			bars += line.p[i] == '|' &&
			    (i == 0 || line.p[i - 1] != '\\');
		assert_int_equal(bars, 3);
		rows++;
	}
	assert_int_equal(rows, 3);
	str_release(&out);
}

static void
formats_are_known_by_name(void **state)
{
	enum page_format format = PAGE_HTML;
	struct page p;
	struct str out = STR_INIT;

	(void)state;
	assert_true(page_format_parse("md", &format));
	assert_int_equal(format, PAGE_MARKDOWN);
	assert_true(page_format_parse("html", &format));
	assert_int_equal(format, PAGE_HTML);
	assert_false(page_format_parse("pdf", &format));
	page_begin(&p, PAGE_MARKDOWN, &out, "", "");
	assert_false(page_shows_pictures(&p));
	page_begin(&p, PAGE_HTML, &out, "", "");
	assert_true(page_shows_pictures(&p));
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    html_closes_what_it_opens_and_holds_no_text_as_markup),
		cmocka_unit_test(
		    markdown_escapes_its_marks_and_keeps_rows_whole),
		cmocka_unit_test(formats_are_known_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
