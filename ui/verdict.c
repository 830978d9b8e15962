/*
 * verdict - the pair is noted when the question is asked, because a reload
 * may move the cursor before it is answered.
 */
#include "ui/verdict.h"

#include "service/desk.h"
#include "ui/app.h"
#include "ui/newbundle.h"

/* The pair's products, when the view still holds both. */
static bool
find_pair(struct screen *sc, uint64_t pair, size_t *a, size_t *b)
{
	const struct view *v = desk_view(app_model(sc->app));

	pairing_products(pair, a, b);
	return v != NULL && *a < v->products.n && *b < v->products.n;
}

static void
add_names(const struct view *v, size_t a, size_t b, struct str *out)
{
	str_add_slice(out, view_title(v, a));
	str_add(out, " + ");
	str_add_slice(out, view_title(v, b));
}

static unsigned
decide(struct screen *sc, uint64_t pair, enum store_verdict verdict,
    const char *note)
{
	static const char *const done[VERDICT_COUNT] = {
		[VERDICT_NONE] = "left open again",
		[VERDICT_ACCEPT] = "accepted",
		[VERDICT_REJECT] = "rejected",
	};
	struct desk *dk = app_model(sc->app);
	struct err err = ERR_INIT;
	struct str names = STR_INIT;
	size_t a, b;
	unsigned answer;

	if (!find_pair(sc, pair, &a, &b))
		return app_message(sc->app, "the shop has changed: try again");
	add_names(desk_view(dk), a, b, &names);
	if (desk_decide(dk, a, b, verdict, note, &err))
		answer = app_message(sc->app, "%s: %s", done[verdict], names.p);
	else
		answer = app_error(sc->app, &err);
	str_release(&names);
	return answer;
}

static unsigned
reject_answered(void *arg, struct dialog *dg)
{
	struct verdict *vd = arg;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(vd->sc->app, "kept");
	return decide(vd->sc, vd->pair, VERDICT_REJECT,
	    dialog_text(dg)[0] == '\0' ? NULL : dialog_text(dg));
}

static unsigned
note_answered(void *arg, struct dialog *dg)
{
	struct verdict *vd = arg;
	size_t a, b;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	if (!find_pair(vd->sc, vd->pair, &a, &b))
		return app_message(
		    vd->sc->app, "the shop has changed: try again");
	return decide(vd->sc, vd->pair,
	    view_verdict(desk_view(app_model(vd->sc->app)), a, b),
	    dialog_text(dg));
}

static unsigned
ask(struct verdict *vd, const char *title, const char *text,
    dialog_done_fn *done)
{
	struct dialog *dg = dialog_new(DIALOG_PROMPT, title);
	struct str names = STR_INIT;
	size_t a, b;

	if (find_pair(vd->sc, vd->pair, &a, &b))
		add_names(desk_view(app_model(vd->sc->app)), a, b, &names);
	dialog_set_body(dg, names.p);
	dialog_set_text(dg, text);
	str_release(&names);
	return app_dialog(vd->sc->app, dg, done, vd);
}

unsigned
verdict_action(
    struct verdict *vd, struct screen *sc, uint64_t pair, enum action a)
{
	const struct view *v = desk_view(app_model(sc->app));
	struct newbundle nb = { .n = 0 };
	size_t x, y;

	if (!find_pair(sc, pair, &x, &y))
		return REACT_NONE;
	enum store_verdict now = view_verdict(v, x, y);
	const char *note = view_note(v, x, y);
	*vd = (struct verdict){ .sc = sc, .pair = pair };
	switch ((int)a) {
	case ACTION_ACCEPT:
		return decide(sc, pair,
		    now == VERDICT_ACCEPT ? VERDICT_NONE : VERDICT_ACCEPT,
		    NULL);
	case ACTION_REJECT:
		if (now == VERDICT_REJECT)
			return decide(sc, pair, VERDICT_NONE, NULL);
		return ask(vd, "Reject, because (may be left empty)", "",
		    reject_answered);
	case ACTION_NOTE:
		return ask(vd, "Note", note != NULL ? note : "", note_answered);
	case ACTION_BUNDLE:
		newbundle_add_pair(&nb, pair);
		return newbundle_open(&nb, sc);
	default:
		return REACT_NONE;
	}
}
