/*
 * One score of the whole catalogue per cart; what is kept of each product is
 * sums. The carts are the newest ones, so that what sells now is proposed.
 */
#include "service/filling.h"

#include <math.h>

#include "base/mem.h"
#include "base/num.h"
#include "service/addition.h"

#define NEAR_REACH 1.5
#define FAR_REACH  3.0 /* nobody spends so much more to close a gap */

/* Sums over the carts, of each product. */
struct sums {
	double share, over;
	int64_t closes, best_in;
};

struct search {
	const struct filling_request *rq;
	struct addition addition;
	struct sums *sums; /* products */
	int64_t *pieces; /* products: usually bought at once */
	double *price; /* products: of those, major units; 0: not to be had */
	double *weight; /* products: of the cart in hand */
	struct filling *out;
};

static int
compare_i32(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* The lower median of the quantities of each product's lines. */
static bool
find_pieces(struct search *se, struct err *err)
{
	const struct sales *s = &se->rq->v->sales;
	static const char what[] = "the quantities of order lines";
	size_t *end = mem_try_zarray(s->products + 1, sizeof(*end), what, err);
	int32_t *quantity =
	    mem_try_array(s->lines, sizeof(*quantity), what, err);
	bool ok = end != NULL && quantity != NULL;

	for (size_t l = 0; l < s->lines && ok; l++)
		end[s->product[l] + 1]++;
	for (size_t p = 0; p < s->products && ok; p++)
		end[p + 1] += end[p];
	/* afterwards end[p] is where product p + 1 begins */
	for (size_t l = 0; l < s->lines && ok; l++)
		quantity[end[s->product[l]]++] = s->quantity[l];
	for (size_t p = 0, from = 0; p < s->products && ok; p++) {
		size_t n = end[p] - from;

		if (n > 0) {
			qsort(
			    quantity + from, n, sizeof(*quantity), compare_i32);
			se->pieces[p] = quantity[from + (n - 1) / 2];
		}
		from = end[p];
	}
	mem_free(end);
	mem_free(quantity);
	return ok;
}

static void
find_prices(struct search *se)
{
	const struct view *v = se->rq->v;

	for (size_t p = 0; p < v->products.n; p++) {
		int64_t price4 = view_price4(v, p);

		if (price4 != SALES_UNKNOWN && price4 > 0 &&
		    se->pieces[p] > 0 && v->products.rows[p].stock != 0)
			se->price[p] =
			    (double)se->pieces[p] * (double)price4 / 10000;
	}
}

/* Raises the least of the five kept weights. */
static void
keep_best(double best[FILLING_BEST], double weight)
{
	for (size_t k = 0; k < FILLING_BEST; k++) {
		double smaller = fmin(best[k], weight);

		best[k] = fmax(best[k], weight);
		weight = smaller;
	}
}

static void
add_cart(struct search *se, double gap)
{
	size_t n = se->rq->v->products.n;
	double best[FILLING_BEST] = { 0 }, total = 0;

	for (size_t p = 0; p < n; p++) {
		double over = se->price[p] - gap, *w = &se->weight[p];

		*w = se->price[p] >= gap && *w > 0 &&
			over <= FAR_REACH * se->rq->reach
		    ? *w * exp(-over / se->rq->reach)
		    : 0;
		total += *w;
		keep_best(best, *w);
	}
	for (size_t p = 0; p < n && total > 0; p++) {
		double w = se->weight[p];

		if (se->price[p] >= gap && se->price[p] > 0) {
			se->sums[p].closes++;
			se->sums[p].over += se->price[p] - gap;
		}
		if (!(w > 0))
			continue;
		se->sums[p].share += w / total;
		se->sums[p].best_in += w >= best[FILLING_BEST - 1];
	}
}

static bool
is_near(const struct search *se, size_t order, double *gap)
{
	const struct sales *s = &se->rq->v->sales;
	double value = money_major(s->cart_value[order], s->currency.digits);

	*gap = se->rq->at - value;
	return value > 0 && value >= se->out->lowest && value < se->rq->at;
}

/* From the newest order back. */
static bool
look_at_carts(struct search *se, struct err *err)
{
	const struct sales *s = &se->rq->v->sales;

	for (size_t o = s->orders; o-- > 0;) {
		size_t lines = s->first[o + 1] - s->first[o];
		double gap;

		if (!is_near(se, o, &gap))
			continue;
		se->out->carts++;
		if (se->out->looked == FILLING_CARTS)
			continue;
		if (!addition_scores(&se->addition, &s->product[s->first[o]],
			lines, se->weight, err) ||
		    !progress_report(se->rq->progress, "looking for fillers",
			se->out->looked, FILLING_CARTS, err))
			return false;
		add_cart(se, gap);
		se->out->looked++;
	}
	return true;
}

static int
compare_fillers(const void *a, const void *b)
{
	const struct filler *x = a, *y = b;

	if (x->score < y->score || x->score > y->score)
		return x->score > y->score ? -1 : 1;
	if (x->best_in != y->best_in)
		return x->best_in > y->best_in ? -1 : 1;
	return (x->product > y->product) - (x->product < y->product);
}

static void
fill_row(const struct search *se, size_t p, struct filler *out)
{
	const struct view *v = se->rq->v;
	const struct sums *su = &se->sums[p];
	double phi = v->settings.value[SETTING_PAYMENT_FEE] / 100;
	int64_t cost4 = v->products.rows[p].cost4;
	double price = se->price[p];

	*out = (struct filler){ .product = (uint32_t)p,
		.pieces = se->pieces[p],
		.price = money_round(price, v->currency.digits),
		.margin = v->settings.value[SETTING_ASSUMED_MARGIN] / 100,
		.closes = su->closes,
		.best_in = su->best_in,
		.over = su->over / (double)su->closes };
	if (cost4 != SALES_UNKNOWN) {
		out->margin_known = true;
		out->margin =
		    1 - (double)se->pieces[p] * (double)cost4 / 10000 / price;
	}
	out->earns = price * (out->margin - phi);
	out->score = 100 * su->share / (double)se->out->looked * out->earns;
}

static void
take_rows(struct search *se)
{
	struct filling *out = se->out;

	for (size_t p = 0; p < se->rq->v->products.n; p++)
		if (se->sums[p].share > 0)
			fill_row(se, p, &out->rows[out->n++]);
	if (out->n > 0)
		qsort(out->rows, out->n, sizeof(*out->rows), compare_fillers);
}

bool
filling_find(
    const struct filling_request *rq, struct filling *out, struct err *err)
{
	static const char what[] = "what closes the gap";
	struct search se = { .rq = rq, .out = out };
	size_t n = rq->v->products.n;
	bool ok = false;

	*out = (struct filling){ .at = rq->at,
		.lowest = rq->at - NEAR_REACH * rq->reach };
	if (!(rq->at > 0) || !(rq->reach > 0))
		return err_set(err, ERR_INPUT,
		    "a threshold must be above zero to be filled up to");
	if (!addition_init(&se.addition, rq->v, err))
		return false;
	se.sums = mem_try_zarray(n, sizeof(*se.sums), what, err);
	se.pieces = mem_try_zarray(n, sizeof(*se.pieces), what, err);
	se.price = mem_try_zarray(n, sizeof(*se.price), what, err);
	se.weight = mem_try_zarray(n, sizeof(*se.weight), what, err);
	out->rows = mem_try_array(n, sizeof(*out->rows), what, err);
	if (se.sums && se.pieces && se.price && se.weight && out->rows &&
	    find_pieces(&se, err)) {
		find_prices(&se);
		ok = look_at_carts(&se, err);
	}
	if (ok) {
		take_rows(&se);
		out->v = view_share(rq->v);
	} else {
		filling_release(out);
	}
	mem_free(se.sums);
	mem_free(se.pieces);
	mem_free(se.price);
	mem_free(se.weight);
	addition_release(&se.addition);
	return ok;
}

void
filling_release(struct filling *fg)
{
	mem_free(fg->rows);
	view_free(fg->v);
	*fg = (struct filling){ .n = 0 };
}

/* ---- the table ---- */

/* clang-format off */
#define FILLING_COLUMNS(X) \
	X(COLUMN_SKU, "sku", "SKU", CELL_TEXT, COLUMN_FROZEN, 10, 3, "product to add") \
	X(COLUMN_TITLE, "title", "product", CELL_TEXT, COLUMN_ALIKE, 28, 1, "its title") \
	X(COLUMN_PIECES, "pieces", "pieces", CELL_COUNT, 0, 6, 4, "usually bought at once: the median of its order lines") \
	X(COLUMN_PRICE, "price", "price", CELL_MONEY, 0, 9, 1, "of those pieces") \
	X(COLUMN_MARGIN, "margin", "margin", CELL_SHARE, 0, 7, 2, "share of the price; the setting 'assumed_margin' where its cost is unknown") \
	X(COLUMN_MARGIN_BASIS, "margin_basis", "basis", CELL_TEXT, COLUMN_DETAIL, 9, 6, "measured or assumed") \
	X(COLUMN_CLOSES, "closes", "closes", CELL_SHARE, COLUMN_FALLS, 7, 2, "carts whose gap it closes") \
	X(COLUMN_BEST_IN, "best_in", "best in", CELL_SHARE, COLUMN_FALLS, 7, 1, "carts that have it among the five that go best with them") \
	X(COLUMN_OVER, "over", "over by", CELL_MEAN, 0, 8, 4, "how far it goes over the gap, on average") \
	X(COLUMN_EARNS, "earns", "earns", CELL_MEAN, COLUMN_FALLS, 8, 3, "contribution of those pieces") \
	X(COLUMN_SCORE, "score", "per 100", CELL_MEAN, COLUMN_FALLS, 8, 2, "contribution per hundred carts whose shopper takes what fits best") \
	X(COLUMN_STOCK, "stock", "stock", CELL_COUNT, COLUMN_DETAIL, 7, 6, "pieces, where a product file says")
/* clang-format on */

enum filling_column {
	FILLING_COLUMNS(LISTING_COLUMN_ID) FILLING_COLUMN_COUNT
};

static const struct column columns[FILLING_COLUMN_COUNT] = { FILLING_COLUMNS(
    LISTING_COLUMN_ROW) };

static void
filling_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct filling *fg = self;
	const struct filler *fi = &fg->rows[row];
	const struct store_product *p = &fg->v->products.rows[fi->product];

	out->defined = true;
	switch ((enum filling_column)column) {
	case COLUMN_SKU:
		out->text = view_sku(fg->v, fi->product);
		break;
	case COLUMN_TITLE:
		out->text = view_title(fg->v, fi->product);
		break;
	case COLUMN_PIECES:
		out->count = fi->pieces;
		break;
	case COLUMN_PRICE:
		out->count = fi->price;
		break;
	case COLUMN_MARGIN:
		out->number = fi->margin;
		break;
	case COLUMN_MARGIN_BASIS:
		out->text = slice_of(fi->margin_known ? "measured" : "assumed");
		break;
	case COLUMN_CLOSES:
		*out = cell_share(fi->closes, fg->looked);
		break;
	case COLUMN_BEST_IN:
		*out = cell_share(fi->best_in, fg->looked);
		break;
	case COLUMN_OVER:
		out->number = fi->over;
		break;
	case COLUMN_EARNS:
		out->number = fi->earns;
		break;
	case COLUMN_SCORE:
		out->number = fi->score;
		break;
	case COLUMN_STOCK:
		out->defined = p->stock != SALES_UNKNOWN;
		out->count = p->stock;
		break;
	case FILLING_COLUMN_COUNT:
		break;
	}
}

static uint64_t
filling_identity(void *self, size_t row)
{
	const struct filling *fg = self;

	return fg->rows[row].product;
}

static void
filling_free(void *self)
{
	filling_release(self);
	mem_free(self);
}

static const struct listing_ops ops = {
	.cell = filling_cell,
	.identity = filling_identity,
	.free = filling_free,
};

void
filling_listing(const struct filling *fg, struct listing *out)
{
	struct filling *copy = mem_zalloc(sizeof(*copy));

	*copy = *fg;
	copy->v = view_share(fg->v);
	copy->rows = mem_array(fg->n, sizeof(*copy->rows));
	if (fg->n > 0)
		memcpy(copy->rows, fg->rows, fg->n * sizeof(*copy->rows));
	listing_init(out, "fillers", columns, FILLING_COLUMN_COUNT, &ops, copy,
	    fg->n, fg->v->currency.digits);
}

void
filling_add_words(const struct filling *fg, struct str *out)
{
	int digits = fg->v->currency.digits;

	num_add_grouped(out, fg->carts);
	str_add(out, " of ");
	num_add_grouped(out, (int64_t)fg->v->sales.orders);
	str_add(out, " orders were worth ");
	money_add_grouped(
	    out, money_round(fmax(fg->lowest, 0), digits), digits);
	str_add(out, " to ");
	money_add_grouped(out, money_round(fg->at, digits), digits);
	if (fg->looked < fg->carts)
		str_addf(
		    out, "; the newest %d were looked at", (int)FILLING_CARTS);
	if (fg->carts == 0)
		str_add(out, ": nothing to fill");
	else if (fg->n == 0)
		str_add(out, ": no product goes with them and is dear enough");
}
