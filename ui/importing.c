/*
 * importing - two dialogs. A name that is taken is refused by the prompt
 * itself, which stays open with what was typed.
 */
#include "ui/importing.h"

#include "service/desk.h"
#include "ui/pathname.h"

static unsigned
told(void *arg, struct dialog *dg)
{
	(void)arg;
	assert(dialog_outcome(dg) != DIALOG_OPEN);
	return REACT_REDRAW;
}

unsigned
importing_tell(struct app *app, const char *title, const char *text)
{
	struct dialog *dg = dialog_new(DIALOG_MESSAGE, title);

	dialog_set_body(dg, text);
	return app_dialog(app, dg, told, app);
}

unsigned
importing_show(struct app *app)
{
	const struct desk_imported *im = desk_imported(app_model(app));

	if (im->summary.len == 0)
		return app_message(app, "nothing was imported yet");
	return importing_tell(app, "The last import", im->summary.p);
}

/* "~/shop/orders-set-aside.csv" for "~/shop/orders.csv". */
static void
propose(const char *path, struct str *out)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash != NULL ? slash : path, '.');

	str_add_bytes(
	    out, path, dot != NULL ? (size_t)(dot - path) : strlen(path));
	str_add(out, "-set-aside.csv");
}

static bool
write_rejects(void *arg, struct dialog *dg, bool accepting)
{
	struct app *app = arg;
	struct desk *dk = app_model(app);
	struct str path = STR_INIT, said = STR_INIT;
	struct err err = ERR_INIT;

	if (!accepting)
		return true;
	pathname_expand(dialog_text(dg), &path);
	bool ok = desk_write_rejects(
	    dk, desk_imported(dk)->import_id, path.p, false, &said, &err);
	if (ok)
		(void)app_message(app, "%s", said.p); /* always "redraw" */
	else
		dialog_set_error(dg, err.text);
	str_release(&path);
	str_release(&said);
	return ok;
}

/* The check wrote the file and said so. */
static unsigned
answered(void *arg, struct dialog *dg)
{
	return dialog_outcome(dg) == DIALOG_ACCEPTED
	    ? (unsigned)REACT_REDRAW
	    : app_message(arg, "nothing was written");
}

unsigned
importing_ask_rejects(struct app *app)
{
	const struct desk_imported *im = desk_imported(app_model(app));
	struct str name = STR_INIT;

	if (im->summary.len == 0)
		return app_message(app, "nothing was imported yet");
	if (im->set_aside == 0 || im->import_id == 0)
		return app_message(
		    app, "the last import set no rows aside that are kept");
	struct dialog *dg =
	    dialog_new(DIALOG_PROMPT, "Write the rows set aside");
	propose(im->path.p, &name);
	dialog_set_body(dg,
	    "Line, column, value, reason and the row itself, as CSV: mend "
	    "them and import the file.");
	dialog_set_text(dg, name.p);
	dialog_set_complete(dg, pathname_complete, NULL);
	dialog_set_check(dg, write_rejects, app);
	str_release(&name);
	return app_dialog(app, dg, answered, app);
}
