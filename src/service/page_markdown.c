/*
 * Markdown as most programs read it: headings, lists, pipe tables. Characters
 * that would be marks are escaped; a line break within a text is a blank.
 */
#include "service/page_internal.h"

static void
add_plain(struct str *out, struct slice text)
{
	static const char marks[] = "\\`*_[]#|~";

	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];
		if (c == '<')
			str_add(out, "&lt;");
		else if (c == '&')
			str_add(out, "&amp;");
		else if (c == '\n')
			str_add_char(out, ' ');
		else
			str_addf(out, "%s%c",
			    c != '\0' && strchr(marks, c) != NULL ? "\\" : "",
			    c);
	}
}

static void
add(struct page *p, const char *open, struct slice text, const char *close)
{
	str_add(p->out, open);
	add_plain(p->out, text);
	str_add(p->out, close);
}

static void
begin(struct page *p, const char *title, const char *subtitle)
{
	add(p, "# ", slice_of(title), "\n\n");
	add(p, "", slice_of(subtitle), "\n");
}

static void
end(struct page *p)
{
	str_add(p->out,
	    "\nMade by endcap. Ranges hold 80 of 100 outcomes unless another "
	    "share is named.\n");
}

static void
section(struct page *p, const char *title)
{
	add(p, "\n## ", slice_of(title), "\n");
}

static void
heading(struct page *p, const char *title)
{
	add(p, "\n### ", slice_of(title), "\n");
}

static void
text(struct page *p, struct slice words)
{
	add(p, "\n", words, "\n");
}

static void
list(struct page *p)
{
	str_add_char(p->out, '\n');
}

static void
item(struct page *p, struct slice words)
{
	add(p, "- ", words, "\n");
}

static void
list_end(struct page *p)
{
	(void)p; /* the next block begins with a blank line */
}

static void
table(struct page *p, const char *caption)
{
	(void)caption; /* the heading above says it */
	str_add(p->out, "\n|");
	for (size_t i = 0; i < p->n_columns; i++)
		add(p, " ", slice_of(p->columns[i].title), " |");
	str_add(p->out, "\n|");
	for (size_t i = 0; i < p->n_columns; i++)
		str_add(p->out, p->columns[i].number ? "---:|" : "---|");
	str_add_char(p->out, '\n');
}

static void
cell(struct page *p, struct slice words)
{
	add(p, p->column == 0 ? "| " : " ", words, " |");
}

static void
row_end(struct page *p)
{
	str_add_char(p->out, '\n');
}

const struct page_ops page_markdown = {
	.name = "md",
	.begin = begin,
	.end = end,
	.section = section,
	.heading = heading,
	.text = text,
	.note = text,
	.list = list,
	.item = item,
	.list_end = list_end,
	.table = table,
	.cell = cell,
	.row_end = row_end,
	.table_end = list_end,
};
