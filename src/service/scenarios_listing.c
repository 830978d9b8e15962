/*
 * The versions of a bundle side by side: each is projected as outlook.h does,
 * on the same draws, so that their differences are those of the versions.
 */
#include "service/scenarios.h"

#include <math.h>

#include "base/mem.h"
#include "service/measuring.h"

/* clang-format off */
#define SIDE_COLUMNS(X) \
	X(SIDE_NAME, "version", "", CELL_TEXT, COLUMN_FROZEN, 4, 1, "as it is now, and what is kept") \
	X(SIDE_DISCOUNT, "discount", "discount", CELL_TEXT, 0, 14, 1, "what a shopper saves") \
	X(SIDE_CONTENTS, "contents", "contents", CELL_TEXT, 0, 30, 5, "what is in it") \
	X(SIDE_PRICE, "price", "price", CELL_MONEY, 0, 9, 3, "of one set") \
	X(SIDE_MARGIN, "margin", "margin", CELL_SHARE, 0, 7, 4, "after the discount, where all costs are known") \
	X(SIDE_CHANGE, "contribution_change", "contribution", CELL_MEAN, 0, 12, 1, "its change per horizon against no such bundle") \
	X(SIDE_LOW, "contribution_change_low80", "low 80 %", CELL_MEAN, 0, 10, 2, "of its 80 % range") \
	X(SIDE_HIGH, "contribution_change_high80", "high 80 %", CELL_MEAN, 0, 10, 2, "of its 80 % range") \
	X(SIDE_BETTER, "p_contribution_positive", "above 0", CELL_SHARE, 0, 7, 2, "chance that contribution rises") \
	X(SIDE_AOV, "aov_change", "AOV", CELL_MEAN, 0, 9, 3, "its change") \
	X(SIDE_TAKES, "takes", "takes", CELL_NUMBER, 0, 7, 4, "extra sets per horizon") \
	X(SIDE_RATE, "take_rate", "take rate", CELL_SHARE, 0, 9, 5, "of the orders with a part of it") \
	X(SIDE_EVEN, "breakeven_take_contribution", "break-even", CELL_SHARE, COLUMN_RATE, 10, 4, "take rate from which contribution rises")
/* clang-format on */

enum side_column {
	SIDE_COLUMNS(LISTING_COLUMN_ID) SIDE_COLUMN_COUNT
};

static const struct column columns[SIDE_COLUMN_COUNT] = { SIDE_COLUMNS(
    LISTING_COLUMN_ROW) };

struct side {
	char letter; /* 0: now */
	const char *name, *contents, *discount;
	struct bundling_sums sums;
	bool projected;
	struct projection projection;
};

struct sides {
	struct arena text;
	struct side rows[1 + SCENARIOS_MOST];
	size_t n;
};

static double
side_number(const struct side *sd, enum side_column column, bool *defined)
{
	const struct projection *pr = &sd->projection;

	*defined = sd->projected;
	switch ((int)column) {
	case SIDE_CHANGE:
		return pr->contribution_delta.median;
	case SIDE_LOW:
		return pr->contribution_delta.low80;
	case SIDE_HIGH:
		return pr->contribution_delta.high80;
	case SIDE_BETTER:
		return pr->p_positive;
	case SIDE_AOV:
		return pr->aov_after.median - pr->aov_before;
	case SIDE_TAKES:
		return pr->takes.median;
	case SIDE_RATE:
		return pr->take_rate.median;
	case SIDE_EVEN:
		return pr->breakeven_contribution.defined
		    ? pr->breakeven_contribution.value
		    : (double)INFINITY;
	default:
		*defined = sd->sums.priced && sd->sums.costed;
		return sd->sums.margin;
	}
}

static void
side_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct side *sd = &((struct sides *)self)->rows[row];

	out->defined = true;
	switch (column) {
	case SIDE_NAME:
		out->text = slice_of(sd->name);
		break;
	case SIDE_DISCOUNT:
		out->text = slice_of(sd->discount);
		break;
	case SIDE_CONTENTS:
		out->text = slice_of(sd->contents);
		break;
	case SIDE_PRICE:
		out->defined = sd->sums.priced;
		out->count = sd->sums.price;
		break;
	default:
		out->number =
		    side_number(sd, (enum side_column)column, &out->defined);
		break;
	}
}

static uint64_t
side_identity(void *self, size_t row)
{
	return (uint64_t)(unsigned char)((struct sides *)self)
	    ->rows[row]
	    .letter;
}

static void
sides_free(void *self)
{
	arena_release(&((struct sides *)self)->text);
	mem_free(self);
}

static const struct listing_ops ops = {
	.cell = side_cell,
	.identity = side_identity,
	.free = sides_free,
};

/* What each version is projected with. */
struct siding {
	struct store *st;
	const struct view *v;
	int32_t today;
	const struct offer *live;
	size_t n_live;
	const struct progress *pg;
};

/* What cannot be projected (no discount yet, a product that is gone) stays
 * without figures. */
static bool
project(const struct siding *sg, const struct store_bundle *b, struct side *sd,
    struct err *err)
{
	const struct view *v = sg->v;
	struct outlook_request rq = {
		.v = v, .live = sg->live, .n_live = sg->n_live
	};
	struct outlook *o = mem_zalloc(sizeof(*o));
	struct arena memory = { 0 };
	struct err why = ERR_INIT;

	sd->projected = strcmp(b->discount_kind, "none") != 0 &&
	    bundling_offer(v, b, &memory, &rq.offer, &why) &&
	    offer_check(&rq.offer, (uint32_t)v->products.n, &why) &&
	    measuring_teach(sg->st, b, sg->today, &rq, &why) &&
	    outlook_compute(&rq, sg->pg, o, &why);
	if (sd->projected)
		sd->projection = o->projection;
	arena_release(&memory);
	mem_free(o);
	return why.code != ERR_STOPPED ||
	    err_set(err, why.code, "%s", why.text);
}

static bool
add_side(struct sides *si, const struct siding *sg, char letter,
    const struct store_bundle *b, struct err *err)
{
	const struct view *v = sg->v;
	struct side *sd = &si->rows[si->n++];
	struct str words = STR_INIT;

	sd->letter = letter;
	sd->name = letter == 0
	    ? "now"
	    : arena_strdup(&si->text, (char[2]){ letter, 0 });
	bundling_add_discount(b, v->currency.digits, &words);
	sd->discount = arena_strdup(&si->text, words.p);
	str_clear(&words);
	bundling_add_contents(v, b, &words);
	sd->contents = arena_strdup(&si->text, words.len > 0 ? words.p : "");
	str_release(&words);
	bundling_sums(v, b, &sd->sums);
	return project(sg, b, sd, err);
}

bool
scenarios_listing(struct store *st, struct view *v,
    const struct store_bundle *b, int32_t today, const struct progress *pg,
    struct listing *out, struct err *err)
{
	struct sides *si = mem_zalloc(sizeof(*si));
	struct arena memory = { 0 };
	struct scenarios known = { .n = 0 };
	struct siding sg = { .st = st, .v = v, .today = today, .pg = pg };
	bool ok = scenarios_load(st, b->bundle_id, &known, err) &&
	    bundling_live(st, v, today, b->bundle_id, &memory, &sg.live,
		&sg.n_live, err) &&
	    add_side(si, &sg, 0, b, err);

	for (size_t i = 0; ok && i < known.n; i++) {
		struct store_bundle version = *b;

		scenarios_apply(&known.rows[i], &version);
		ok = add_side(si, &sg, known.rows[i].letter, &version, err);
	}
	scenarios_release(&known);
	arena_release(&memory);
	if (!ok) {
		sides_free(si);
		return false;
	}
	listing_init(out, "scenarios", columns, SIDE_COLUMN_COUNT, &ops, si,
	    si->n, v->currency.digits);
	return true;
}
