/*
 * verdict - the pair is noted when the question is asked, because a reload
 * may move the cursor before it is answered.
 */
#include "ui/verdict.h"

#include "base/mem.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/conflict.h"
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
decide(struct screen *sc, uint64_t pair, const struct store_decision *typed,
    enum store_verdict verdict, const char *note)
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
	if (desk_decide_typed(dk, a, b, typed, verdict, note, &err))
		answer = app_message(sc->app, "%s: %s", done[verdict], names.p);
	else
		answer = conflict_or_error(sc->app, &err);
	str_release(&names);
	return answer;
}

static unsigned
reject_answered(void *arg, struct dialog *dg)
{
	struct verdict *vd = arg;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(vd->sc->app, "kept");
	return decide(vd->sc, vd->pair, &vd->before, VERDICT_REJECT,
	    dialog_text(dg)[0] == '\0' ? NULL : dialog_text(dg));
}

static unsigned
note_answered(void *arg, struct dialog *dg)
{
	struct verdict *vd = arg;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return REACT_REDRAW;
	return decide(
	    vd->sc, vd->pair, &vd->before, vd->before.verdict, dialog_text(dg));
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
	if (vd->note != NULL)
		dialog_own(dg, vd->note, mem_free);
	dialog_set_body(dg, names.p);
	dialog_set_text(dg, text);
	str_release(&names);
	return app_dialog(vd->sc->app, dg, done, vd);
}

/* What is stored when words about it are begun, for the view may be older. The
 * note is a copy, which the dialog takes. */
static bool
remember(struct verdict *vd, size_t a, size_t b, struct err *err)
{
	struct arena text = { 0 };
	struct store_decision d;
	bool ok = desk_decision(app_model(vd->sc->app), a, b, &text, &d, err);

	if (ok && d.note != NULL)
		vd->note = mem_strdup(d.note);
	if (ok)
		vd->before = (struct store_decision){ .verdict = d.verdict,
			.note = vd->note };
	arena_release(&text);
	return ok;
}

unsigned
verdict_action(
    struct verdict *vd, struct screen *sc, uint64_t pair, enum action a)
{
	const struct view *v = desk_view(app_model(sc->app));
	struct newbundle nb = { .n = 0 };
	struct err err = ERR_INIT;
	size_t x, y;

	if (!find_pair(sc, pair, &x, &y))
		return REACT_NONE;
	enum store_verdict now = view_verdict(v, x, y);
	*vd = (struct verdict){ .sc = sc, .pair = pair };
	switch ((int)a) {
	case ACTION_ACCEPT:
		return decide(sc, pair, NULL,
		    now == VERDICT_ACCEPT ? VERDICT_NONE : VERDICT_ACCEPT,
		    NULL);
	case ACTION_REJECT:
		if (now == VERDICT_REJECT)
			return decide(sc, pair, NULL, VERDICT_NONE, NULL);
		if (!remember(vd, x, y, &err))
			return app_error(sc->app, &err);
		return ask(vd, "Reject, because (may be left empty)", "",
		    reject_answered);
	case ACTION_NOTE:
		if (!remember(vd, x, y, &err))
			return app_error(sc->app, &err);
		return ask(vd, "Note", vd->note != NULL ? vd->note : "",
		    note_answered);
	case ACTION_BUNDLE:
		newbundle_add_pair(&nb, pair);
		return newbundle_open(&nb, sc);
	default:
		return REACT_NONE;
	}
}
