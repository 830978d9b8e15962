/*
 * conflict - a message box; nothing is kept.
 */
#include "ui/conflict.h"

#include "ui/app.h"
#include "ui/dialog.h"

static unsigned
conflict_seen(void *arg, struct dialog *dg)
{
	(void)arg;
	assert(dialog_outcome(dg) != DIALOG_OPEN);
	return REACT_RELOAD;
}

unsigned
conflict_show(struct app *app, const struct err *err)
{
	struct str words = STR_INIT;
	struct dialog *dg =
	    dialog_new(DIALOG_MESSAGE, "Changed by somebody else");

	str_addf(&words,
	    "%s\n\nYour change was not saved; what is stored is shown now.",
	    err->text);
	dialog_set_body(dg, words.p);
	str_release(&words);
	return app_dialog(app, dg, conflict_seen, NULL);
}

unsigned
conflict_or_error(struct app *app, const struct err *err)
{
	return err->code == ERR_CONFLICT ? conflict_show(app, err)
					 : app_error(app, err);
}
