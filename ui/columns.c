/*
 * columns - a form of one field, a check for each column. The first column is
 * offered too, but a table without any keeps it.
 */
#include "ui/columns.h"

#include "ui/app.h"

static int
offered(const struct rows *rw)
{
	int n = 0;

	(void)rows_columns(rw, &n);
	return n < FORM_MAX_CHECKS ? n : FORM_MAX_CHECKS;
}

static unsigned
answered(void *arg, struct dialog *dg)
{
	struct columns *co = arg;
	int n = 0;
	const struct table_column *all = rows_columns(co->rows, &n);

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	uint32_t shown = form_checks(dialog_form(dg), 0);
	for (int c = 0; c < offered(co->rows); c++)
		rows_show(co->rows, all[c].name,
		    (shown >> c & 1u) != 0 || (shown == 0 && c == 0));
	co->chosen = true;
	return app_message(co->app, "columns that do not fit are left out");
}

unsigned
columns_ask(struct columns *co, struct screen *sc, struct rows *rw)
{
	static const char *const buttons[] = { "Show" };
	struct dialog *dg = dialog_new(DIALOG_FORM, "Columns");
	int n = 0;
	const struct table_column *all = rows_columns(rw, &n);
	uint32_t shown = 0;

	co->rows = rw;
	co->app = sc->app;
	for (int c = 0; c < offered(rw); c++) {
		co->titles[c] = all[c].title;
		shown |= all[c].hidden ? 0 : 1u << c;
	}
	co->field = (struct form_field){ .label = "shown",
		.kind = FORM_CHECKS,
		.options = co->titles,
		.n_options = offered(rw) };
	struct form *fm = form_new(&co->field, 1);
	form_set_checks(fm, 0, shown);
	dialog_set_form(dg, fm, buttons, 1);
	return app_dialog(sc->app, dg, answered, co);
}
