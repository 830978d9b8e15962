/* The sentence of the beginning stays until that of the end. */
#include "ui/launching.h"

unsigned
launching_begin(struct app *app, const struct desk_launch *what)
{
	struct err err = ERR_INIT;

	if (!desk_launch(app_model(app), what, &err))
		return app_error(app, &err) | REACT_RELOAD;
	return app_message(app, "projecting what goes live   Esc stops it");
}

unsigned
launching_bundle(struct app *app, const struct store_bundle *b,
    const char *label, const char *said)
{
	struct desk_launch what = {
		.kind = LAUNCH_BUNDLE,
		.bundle = *b,
		.label = label,
		.said = said,
	};

	what.bundle.state = STATE_ACTIVE;
	return launching_begin(app, &what);
}
