/*
 * page - a page to pass on, written block by block: headings, paragraphs,
 * lists, tables, pictures. What stands on it is the caller's; how it looks is
 * the format's, and so is escaping: every text handed in is plain text.
 *
 *	page_begin(&p, PAGE_HTML, &out, "Northlight", "2026-11-01");
 *	page_section(&p, "Key figures");
 *	page_table(&p, "Key figures", columns, ARRAY_LEN(columns));
 *	page_cell(&p, slice_of("AOV"));
 *	page_cell(&p, slice_of("53.84"));
 *	page_row_end(&p);
 *	page_table_end(&p);
 *	page_end(&p);
 *
 * HTML is one file without script or anything from outside; it follows the
 * reader's choice of light or dark, prints on paper, and can be read with the
 * keyboard and by a screen reader. Markdown has everything but the pictures.
 */
#ifndef ENDCAP_PAGE_H
#define ENDCAP_PAGE_H

#include "base/str.h"

enum page_format {
	PAGE_HTML,
	PAGE_MARKDOWN,
};

struct page_column {
	const char *title;
	bool number; /* to the right */
};

struct page_ops;
struct page {
	const struct page_ops *ops;
	struct str *out; /* borrowed */
	const struct page_column *columns; /* of the table under way */
	size_t n_columns, column;
};

void page_begin(struct page *p, enum page_format format, struct str *out,
    const char *title, const char *subtitle);
void page_end(struct page *p);

void page_section(struct page *p, const char *title);
void page_heading(struct page *p, const char *title); /* below a section */
void page_text(struct page *p, struct slice text);
void page_note(struct page *p, struct slice text); /* small print */

void page_list(struct page *p);
void page_item(struct page *p, struct slice text);
void page_list_end(struct page *p);

/* Columns are borrowed until page_table_end. Each row has a cell for each; the
 * first one names the row. */
void page_table(struct page *p, const char *caption,
    const struct page_column *columns, size_t n);
void page_cell(struct page *p, struct slice text);
/* Does the format show pictures? If not, columns of them are to be left out. */
bool page_shows_pictures(const struct page *p);
/* A cell with a small picture, an SVG element. */
void page_cell_picture(struct page *p, const struct str *svg);
void page_row_end(struct page *p);
void page_table_end(struct page *p);

/* A picture (an SVG element that says in words what it shows) and what stands
 * under it; nothing where the format shows none. */
void page_picture(struct page *p, const struct str *svg, const char *caption);

/* Text for inside of HTML and SVG. */
void page_escape(struct str *out, struct slice text);

bool page_format_parse(const char *name, enum page_format *out);

#endif
