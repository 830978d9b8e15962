/*
 * Who looked at a product and did not buy it, in the pane of the follow-ups:
 * of the product of each row, or of one that is named, which need not have a
 * row.
 */
#include "base/num.h"
#include "service/pairing.h"
#include "ui/screen_segments_internal.h"

enum {
	MOST_LOOKS = 1000
};

uint64_t
segments_followed(const struct segments *st, uint64_t id)
{
	size_t a, b;

	if (st->looks == 0)
		return id;
	pairing_products(id, &a, &b);
	if (st->looked_at > 0)
		a = (size_t)st->looked_at - 1;
	return pairing_identity(a, a);
}

struct following *
segments_following(struct screen *sc, uint64_t id)
{
	const struct segments *st = sc->state;
	struct desk *dk = app_model(sc->app);
	uint64_t wanted = segments_followed(st, id), of;
	struct following *fo;

	desk_follow(dk, wanted, st->looks);
	fo = desk_following(dk, &of);
	return fo != NULL && of == wanted && fo->rq.looks == st->looks ? fo
								       : NULL;
}

/* "2", "MUG-350 2", or nothing. */
static bool
read_looks(struct screen *sc, struct slice typed, int32_t *looks,
    uint64_t *product, struct err *err)
{
	struct slice rest = slice_trim(typed), last;
	size_t p, at = rest.len;
	int64_t n;

	*looks = 0;
	*product = 0;
	if (rest.len == 0)
		return true;
	while (at > 0 && rest.p[at - 1] != ' ')
		at--;
	last = slice_bytes(rest.p + at, rest.len - at);
	if (!num_parse_i64(last, &n) || n < 1 || n > MOST_LOOKS)
		return err_set(err, ERR_USAGE,
		    "write how often, 1 to %d, or a SKU and how often: "
		    "MUG-350 2",
		    MOST_LOOKS);
	*looks = (int32_t)n;
	rest = slice_trim(slice_bytes(rest.p, at));
	if (rest.len == 0)
		return true;
	if (!view_find(desk_view(app_model(sc->app)), rest, &p, err))
		return false;
	*product = p + 1;
	return true;
}

static bool
check_looks(void *arg, struct dialog *dg, bool accepting)
{
	struct err err = ERR_INIT;
	uint64_t product;
	int32_t looks;

	if (!accepting ||
	    read_looks(arg, slice_of(dialog_text(dg)), &looks, &product, &err))
		return true;
	dialog_set_error(dg, err.text);
	return false;
}

static unsigned
looks_given(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct segments *st = sc->state;
	struct err err = ERR_INIT;

	if (dialog_outcome(dg) == DIALOG_ACCEPTED &&
	    !read_looks(sc, slice_of(dialog_text(dg)), &st->looks,
		&st->looked_at, &err))
		return app_error(sc->app, &err);
	return REACT_REDRAW;
}

unsigned
segments_ask_looks(struct screen *sc)
{
	struct dialog *dg = dialog_new(DIALOG_PROMPT,
	    "Who looked at it and did not buy it: how often at least?");

	dialog_set_preview(dg,
	    "2: of the product of the row. MUG-350 2: of that one. Empty: who "
	    "bought the one and not the other.");
	dialog_set_check(dg, check_looks, sc);
	return app_dialog(sc->app, dg, looks_given, sc);
}
