/*
 * Every call goes on to the format; columns are counted here.
 */
#include "service/page_internal.h"

static const struct page_ops *const formats[] = {
	[PAGE_HTML] = &page_html,
	[PAGE_MARKDOWN] = &page_markdown,
};

bool
page_format_parse(const char *name, enum page_format *out)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (strcmp(formats[i]->name, name) == 0) {
			*out = (enum page_format)i;
			return true;
		}
	}
	return false;
}

void
page_begin(struct page *p, enum page_format format, struct str *out,
    const char *title, const char *subtitle)
{
	*p = (struct page){ .ops = formats[format], .out = out };
	p->ops->begin(p, title, subtitle);
}

void
page_end(struct page *p)
{
	p->ops->end(p);
}

void
page_section(struct page *p, const char *title)
{
	p->ops->section(p, title);
}

void
page_heading(struct page *p, const char *title)
{
	p->ops->heading(p, title);
}

void
page_text(struct page *p, struct slice text)
{
	p->ops->text(p, text);
}

void
page_note(struct page *p, struct slice text)
{
	p->ops->note(p, text);
}

void
page_list(struct page *p)
{
	p->ops->list(p);
}

void
page_item(struct page *p, struct slice text)
{
	p->ops->item(p, text);
}

void
page_list_end(struct page *p)
{
	p->ops->list_end(p);
}

void
page_table(struct page *p, const char *caption,
    const struct page_column *columns, size_t n)
{
	p->columns = columns;
	p->n_columns = n;
	p->column = 0;
	p->ops->table(p, caption);
}

void
page_cell(struct page *p, struct slice text)
{
	if (p->column >= p->n_columns)
		BUG("a row with more cells than columns");
	p->ops->cell(p, text);
	p->column++;
}

bool
page_shows_pictures(const struct page *p)
{
	return p->ops->picture != NULL;
}

void
page_cell_picture(struct page *p, const struct str *svg)
{
	if (p->column >= p->n_columns || p->ops->cell_picture == NULL)
		BUG("a row with more cells than columns");
	p->ops->cell_picture(p, svg);
	p->column++;
}

void
page_row_end(struct page *p)
{
	if (p->column != p->n_columns)
		BUG("a row with less cells than columns");
	p->ops->row_end(p);
	p->column = 0;
}

void
page_table_end(struct page *p)
{
	p->ops->table_end(p);
}

void
page_picture(struct page *p, const struct str *svg, const char *caption)
{
	if (p->ops->picture != NULL)
		p->ops->picture(p, svg, caption);
}

void
page_escape(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		switch (text.p[i]) {
		case '&':
			str_add(out, "&amp;");
			break;
		case '<':
			str_add(out, "&lt;");
			break;
		case '>':
			str_add(out, "&gt;");
			break;
		case '"':
			str_add(out, "&quot;");
			break;
		case '\'':
			str_add(out, "&#39;");
			break;
		default:
			str_add_char(out, text.p[i]);
			break;
		}
	}
}
