/*
 * input_table - a listing, its rows and its table, made and freed together.
 */
#include "ui/input_table.h"

static enum role
role_of_basis(const struct cell *value)
{
	return slice_eq_c(value->text, "assumed") ? ROLE_ATTENTION : ROLE_TEXT;
}

static const struct rows_look looks[] = {
	{ .column = "basis", .role_of = role_of_basis },
};

void
input_table_open(
    struct input_table *it, const struct basis_row *rows, size_t n, int digits)
{
	bool again = it->tb != NULL;
	if (again)
		listing_release(&it->listing);
	inputs_listing(rows, n, digits, &it->listing);
	if (again) {
		rows_reload(it->rows, it->tb);
		return;
	}
	it->rows = rows_new(&it->listing, looks, ARRAY_LEN(looks));
	it->tb = rows_list(it->rows);
}

void
input_table_close(struct input_table *it)
{
	if (it->tb == NULL)
		return;
	table_free(it->tb);
	rows_free(it->rows);
	listing_release(&it->listing);
	*it = (struct input_table){ .tb = NULL };
}

void
input_table_draw(struct input_table *it, struct canvas *cv, struct rect area)
{
	struct rect in = draw_box(cv, area, "What it rests on", "i closes");
	if (in.h > 8)
		draw_wrapped(cv, rect_cut_bottom(&in, in.w < 70 ? 3 : 2),
		    ROLE_DIM,
		    slice_of("measured: counted in your data   estimated: "
			     "inferred from it, or set by you   assumed: a "
			     "default; ':settings' changes it"));
	table_draw(it->tb, cv, in, true);
}
