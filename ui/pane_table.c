#include "ui/pane_table.h"

void
pane_table_open(struct pane_table *pt, struct listing *l,
    const struct rows_look *looks, size_t n_looks)
{
	bool again = pt->tb != NULL;
	if (again)
		listing_release(&pt->listing);
	pt->listing = *l;
	*l = (struct listing){ .name = NULL };
	if (again) {
		rows_reload(pt->rows, pt->tb);
		return;
	}
	pt->rows = rows_new(&pt->listing, looks, n_looks);
	pt->tb = rows_list(pt->rows);
}

void
pane_table_close(struct pane_table *pt)
{
	if (pt->tb == NULL)
		return;
	table_free(pt->tb);
	rows_free(pt->rows);
	listing_release(&pt->listing);
	*pt = (struct pane_table){ .tb = NULL };
}
