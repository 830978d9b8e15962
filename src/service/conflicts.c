/*
 * The rows own the offers they speak of: names, items and costs live in their
 * arena.
 */
#include "service/conflicts.h"

#include "base/mem.h"
#include "base/num.h"
#include "decide/stacking.h"
#include "service/bundling.h"

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("conflict", "conflict", CELL_TEXT,  COLUMN_FROZEN, 9, 1, "loss, margin, dropped, shared or dearer"),
	LISTING_COLUMN("offer",    "offer",    CELL_TEXT,  0, 20, 2, "the offer concerned"),
	LISTING_COLUMN("other",    "with",     CELL_TEXT,  0, 20, 3, "the other offer"),
	LISTING_COLUMN("carts",    "carts",    CELL_COUNT, COLUMN_FALLS, 7, 3, "of your orders"),
	LISTING_COLUMN("what",     "what happens", CELL_TEXT, 0, 52, 1, "in words"),
	LISTING_COLUMN("fix",      "what to do", CELL_TEXT, 0, 56, 2, "about it"),
};
/* clang-format on */

struct conflict_rows {
	struct view *v;
	struct arena memory; /* of the offers */
	const struct offer *offers;
	size_t n_offers;
	struct stacking found;
	struct str text; /* of the last sentence */
};

static void
add_money(const struct conflict_rows *r, double major, struct str *out)
{
	int digits = r->v->currency.digits;

	money_add_grouped(out, money_round(major, digits), digits);
}

static void
add_what(const struct conflict_rows *r, const struct stacking_row *row,
    struct str *out)
{
	switch (row->kind) {
	case STACKING_LOSS:
	case STACKING_MARGIN:
		str_addf(out, "leaves %.1f %% margin at worst, %s",
		    100 * row->worst,
		    row->kind == STACKING_LOSS ? "below cost"
					       : "under the floor");
		break;
	case STACKING_DROPPED:
		str_add(out, "carts miss it by up to ");
		add_money(r, row->worst, out);
		str_add(out, " once the bundle's discount is taken");
		break;
	case STACKING_SHARED:
		str_add(out, "both hold ");
		str_add_slice(out, view_title(r->v, row->product));
		break;
	case STACKING_DEARER:
		str_add(out, "the same items cost ");
		add_money(r, row->worst, out);
		str_add(out, " less without the bundle");
		break;
	case STACKING_KIND_COUNT:
		break;
	}
}

static void
conflict_cell(void *self, size_t i, size_t column, struct cell *out)
{
	struct conflict_rows *r = self;
	const struct stacking_row *row = &r->found.rows[i];

	out->defined = true;
	str_clear(&r->text);
	switch (column) {
	case 0:
		out->text = slice_of(stacking_name(row->kind));
		break;
	case 1:
		out->text = slice_of(r->offers[row->offer].name);
		break;
	case 2:
		out->defined = row->other < r->n_offers;
		if (out->defined)
			out->text = slice_of(r->offers[row->other].name);
		break;
	case 3:
		out->defined = row->carts > 0;
		out->count = row->carts;
		break;
	case 4:
		add_what(r, row, &r->text);
		out->text = slice_str(&r->text);
		break;
	default:
		out->text = slice_of(stacking_fix(row->kind));
		break;
	}
}

static void
conflict_rows_free(void *self)
{
	struct conflict_rows *r = self;

	stacking_release(&r->found);
	arena_release(&r->memory);
	str_release(&r->text);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = conflict_cell,
	.free = conflict_rows_free,
};

/* "4 live offers on 20,000 carts: 812 get a discount, the worst keeps 12.5 %
 * margin". */
static void
add_words(const struct conflict_rows *r, struct str *out)
{
	const struct stacking *sk = &r->found;

	if (r->n_offers == 0) {
		str_add(out, "no offer is live; nothing can conflict");
		return;
	}
	str_addf(out, "%zu live offer%s on ", r->n_offers,
	    r->n_offers == 1 ? "" : "s");
	num_add_grouped(out, sk->carts);
	str_add(out, " carts: ");
	num_add_grouped(out, sk->discounted);
	str_add(out, " get a discount");
	if (sk->discounted > sk->uncosted)
		str_addf(out, ", the worst keeps %.1f %% margin",
		    100 * sk->worst_margin);
	if (sk->uncosted > 0) {
		str_add(out, "; the margin of ");
		num_add_grouped(out, sk->uncosted);
		str_add(out, " is not known, as costs are missing");
	}
	if (sk->n == 0)
		str_add(out, "; no conflict");
}

/* Only the rows about that offer stay. */
static void
keep_offer(struct stacking *sk, size_t offer)
{
	size_t kept = 0;

	for (size_t i = 0; i < sk->n; i++)
		if (sk->rows[i].offer == offer || sk->rows[i].other == offer)
			sk->rows[kept++] = sk->rows[i];
	sk->n = kept;
}

/* Is the plan among the offers? It is the last one then. */
static bool
holds_plan(const struct conflict_rows *r, const struct store_bundle *plan)
{
	const struct offer *last = &r->offers[r->n_offers - 1];

	return plan != NULL && r->n_offers > 0 && last->kind == OFFER_BUNDLE &&
	    last->id == plan->bundle_id;
}

bool
conflicts_listing(struct store *st, struct view *v, int32_t today,
    const struct store_bundle *plan, const struct progress *pg,
    struct listing *out, struct str *words, struct err *err)
{
	struct conflict_rows *r = mem_zalloc(sizeof(*r));
	double floor = v->settings.value[SETTING_MARGIN_FLOOR] / 100;

	str_init(&r->text);
	r->v = view_share(v);
	if (!bundling_live_with(st, v, today, plan, &r->memory, &r->offers,
		&r->n_offers, err) ||
	    !stacking_check(
		&v->sales, r->offers, r->n_offers, floor, pg, &r->found, err)) {
		conflict_rows_free(r);
		return false;
	}
	if (holds_plan(r, plan))
		keep_offer(&r->found, r->n_offers - 1);
	add_words(r, words);
	str_add_char(words, '\n');
	if (!bundling_add_left_out(st, v, today, words, err)) {
		conflict_rows_free(r);
		return false;
	}
	str_cut(words, words->len - 1);
	listing_init(out, "conflicts", columns, ARRAY_LEN(columns), &ops, r,
	    r->found.n, v->currency.digits);
	return true;
}
