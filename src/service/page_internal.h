/*
 * page_internal - what a format of a page has to know.
 */
#ifndef ENDCAP_PAGE_INTERNAL_H
#define ENDCAP_PAGE_INTERNAL_H

#include "service/page.h"

struct page_ops {
	const char *name; /* as in --format */
	void (*begin)(struct page *p, const char *title, const char *subtitle);
	void (*end)(struct page *p);
	void (*section)(struct page *p, const char *title);
	void (*heading)(struct page *p, const char *title);
	void (*text)(struct page *p, struct slice text);
	void (*note)(struct page *p, struct slice text);
	void (*list)(struct page *p);
	void (*item)(struct page *p, struct slice text);
	void (*list_end)(struct page *p);
	void (*table)(struct page *p, const char *caption);
	void (*cell)(struct page *p, struct slice text);
	void (*cell_picture)(
	    struct page *p, const struct str *svg); /* NULL: no pictures */
	void (*row_end)(struct page *p);
	void (*table_end)(struct page *p);
	void (*picture)(struct page *p, const struct str *svg,
	    const char *caption); /* NULL: no pictures */
};

extern const struct page_ops page_html, page_markdown;

#endif
