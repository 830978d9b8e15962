/*
 * HTML: one style sheet of colour roles for light and dark, tables that
 * scroll by themselves on a narrow screen, a main part with headings in
 * order. The policy in the head forbids everything but the page's own style,
 * so that nothing in it can run or be fetched.
 */
#include "service/page_internal.h"

/* Contrast of every text with its ground is 4.5 or more, of curves 3. */
static const char style[] =
    ":root{color-scheme:light dark;--ground:#fff;--panel:#f4f6f8;--ink:#17202a;"
    "--soft:#4d5a66;--line:#c9d1d8;--mark:#0b5a9c;--band:#0b5a9c2e;"
    "--now:#8a5300}\n"
    "@media (prefers-color-scheme:dark){:root{--ground:#12171c;--panel:#1b2229;"
    "--ink:#e8edf2;--soft:#aab6c2;--line:#3a4650;--mark:#7fbdf2;"
    "--band:#7fbdf238;--now:#f0bd6b}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--ground);color:var(--ink);"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\n"
    "header,main,footer{max-width:60rem;margin:0 auto;padding:0 1.25rem}\n"
    "header{padding-top:2rem;border-bottom:3px solid var(--mark);"
    "padding-bottom:.75rem}\n"
    "h1{font-size:1.75rem;line-height:1.2;margin:0}\n"
    "h2{font-size:1.3rem;margin:2.25rem 0 .5rem;padding-top:.5rem}\n"
    "h3{font-size:1.05rem;margin:1.5rem 0 .25rem}\n"
    "p{margin:.5rem 0}\n"
    ".sub,.note{color:var(--soft)}\n"
    ".note{font-size:.875rem}\n"
    "ul{margin:.5rem 0;padding-left:1.25rem}\n"
    ".wide{overflow-x:auto;margin:.75rem 0}\n"
    "table{border-collapse:collapse;width:100%;font-size:.925rem;"
    "font-variant-numeric:tabular-nums}\n"
    "caption{text-align:left;color:var(--soft);font-size:.875rem;"
    "padding-bottom:.25rem}\n"
    "th,td{padding:.375rem .625rem;border-bottom:1px solid var(--line);"
    "text-align:left;vertical-align:top}\n"
    "thead th{background:var(--panel);font-weight:600;white-space:nowrap}\n"
    "tbody th{font-weight:500}\n"
    ".n{text-align:right;white-space:nowrap}\n"
    "figure{margin:1rem 0}\n"
    "figure svg{width:100%;height:auto;display:block}\n"
    "figcaption{color:var(--soft);font-size:.875rem}\n"
    "svg text{fill:var(--soft);font:12px system-ui,sans-serif}\n"
    "svg .axis{stroke:var(--line);fill:none}\n"
    "svg .line{stroke:var(--mark);fill:none;stroke-width:2}\n"
    "svg .band{fill:var(--band);stroke:none}\n"
    "svg .now{stroke:var(--now);stroke-dasharray:4 3;fill:none}\n"
    "svg .nowtext{fill:var(--now)}\n"
    ".spark{width:7.5rem;height:1.5rem;display:block}\n"
    ".spark .line{stroke-width:1.5}\n"
    "footer{margin-top:2.5rem;padding-bottom:2rem;color:var(--soft);"
    "font-size:.875rem}\n"
    "@media (max-width:600px){svg text{font-size:20px}"
    "table{font-size:.85rem}th,td{padding:.3rem .4rem}}\n"
    "@media print{:root{--ground:#fff;--panel:#f4f6f8;--ink:#000;--soft:#333;"
    "--line:#999;--mark:#0b5a9c;--band:#0b5a9c2e;--now:#8a5300}"
    "body{font-size:10.5pt}header,main,footer{max-width:none;padding:0}"
    "h2,h3{break-after:avoid}table,figure,li{break-inside:avoid}"
    ".wide{overflow:visible}@page{margin:16mm}}\n";

static void
add(struct page *p, const char *open, struct slice text, const char *close)
{
	str_add(p->out, open);
	page_escape(p->out, text);
	str_add(p->out, close);
}

static void
begin(struct page *p, const char *title, const char *subtitle)
{
	str_add(p->out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n");
	add(p, "<title>", slice_of(title), "</title>\n");
	str_addf(
	    p->out, "<style>\n%s</style>\n</head>\n<body>\n<header>\n", style);
	add(p, "<h1>", slice_of(title), "</h1>\n");
	add(p, "<p class=\"sub\">", slice_of(subtitle), "</p>\n");
	str_add(p->out, "</header>\n<main>\n");
}

static void
end(struct page *p)
{
	str_add(p->out,
	    "</main>\n<footer>\n<p>Made by endcap. Ranges hold 80 of 100 "
	    "outcomes unless another share is named.</p>\n</footer>\n</body>\n"
	    "</html>\n");
}

static void
section(struct page *p, const char *title)
{
	add(p, "<h2>", slice_of(title), "</h2>\n");
}

static void
heading(struct page *p, const char *title)
{
	add(p, "<h3>", slice_of(title), "</h3>\n");
}

static void
text(struct page *p, struct slice words)
{
	add(p, "<p>", words, "</p>\n");
}

static void
note(struct page *p, struct slice words)
{
	add(p, "<p class=\"note\">", words, "</p>\n");
}

static void
list(struct page *p)
{
	str_add(p->out, "<ul>\n");
}

static void
item(struct page *p, struct slice words)
{
	add(p, "<li>", words, "</li>\n");
}

static void
list_end(struct page *p)
{
	str_add(p->out, "</ul>\n");
}

/* What scrolls can be reached with the keyboard, and says what it is. */
static void
table(struct page *p, const char *caption)
{
	add(p,
	    "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"",
	    slice_of(caption), "\">\n<table>\n");
	add(p, "<caption>", slice_of(caption), "</caption>\n<thead>\n<tr>");
	for (size_t i = 0; i < p->n_columns; i++)
		add(p,
		    p->columns[i].number ? "<th scope=\"col\" class=\"n\">"
					 : "<th scope=\"col\">",
		    slice_of(p->columns[i].title), "</th>");
	str_add(p->out, "</tr>\n</thead>\n<tbody>\n");
}

static void
open_cell(struct page *p)
{
	str_add(p->out, p->column == 0 ? "<tr><th scope=\"row\"" : "<td");
	str_add(p->out, p->columns[p->column].number ? " class=\"n\">" : ">");
}

static void
close_cell(struct page *p)
{
	str_add(p->out, p->column == 0 ? "</th>" : "</td>");
}

static void
cell(struct page *p, struct slice words)
{
	open_cell(p);
	page_escape(p->out, words);
	close_cell(p);
}

static void
cell_picture(struct page *p, const struct str *svg)
{
	open_cell(p);
	str_add_slice(p->out, slice_str(svg));
	close_cell(p);
}

static void
row_end(struct page *p)
{
	str_add(p->out, "</tr>\n");
}

static void
table_end(struct page *p)
{
	str_add(p->out, "</tbody>\n</table>\n</div>\n");
}

static void
picture(struct page *p, const struct str *svg, const char *caption)
{
	str_add(p->out, "<figure>\n");
	str_add_slice(p->out, slice_str(svg));
	add(p, "\n<figcaption>", slice_of(caption),
	    "</figcaption>\n</figure>\n");
}

const struct page_ops page_html = {
	.name = "html",
	.begin = begin,
	.end = end,
	.section = section,
	.heading = heading,
	.text = text,
	.note = note,
	.list = list,
	.item = item,
	.list_end = list_end,
	.table = table,
	.cell = cell,
	.cell_picture = cell_picture,
	.row_end = row_end,
	.table_end = table_end,
	.picture = picture,
};
