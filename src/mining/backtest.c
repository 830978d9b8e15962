/*
 * backtest - see backtest.h.
 *
 * One pass over the orders says which count and where the older part ends,
 * another which products take part; then each part is copied with products
 * renumbered, the older one is mined and everything else is asked of it.
 *
 * Lists are held against an order without looking at its pairs one by one:
 * the order's products are marked, and for each of them its list is walked. A
 * marked product in the list is one pair that was found, so an order of s
 * products costs 10 s steps a ranking instead of s (s - 1).
 */
#include "mining/backtest_internal.h"

#include <math.h>

#include "base/mem.h"
#include "mining/pairs.h"

/* Share of the orders that teach, in tenths. */
enum {
	OLDER_TENTHS = 8,
};
/* Normal quantile of a two-sided 95 % interval. */
#define Z975 1.959964

static const char *const SCORE_NAMES[] = {
#define X(code, name, help) [code] = name,
	BACKTEST_SCORES(X)
#undef X
};
static const char *const SCORE_HELP[] = {
#define X(code, name, help) [code] = help,
	BACKTEST_SCORES(X)
#undef X
};
_Static_assert(
    ARRAY_LEN(SCORE_NAMES) == BACKTEST_SCORE_COUNT, "a name for each score");

const char *
backtest_score_name(enum backtest_score s)
{
	return SCORE_NAMES[s];
}

const char *
backtest_score_help(enum backtest_score s)
{
	return SCORE_HELP[s];
}

/* ---- splitting ---- */

struct moment {
	int64_t time;
	uint32_t order;
};

/* While the orders are split. */
struct split {
	const struct backtest_input *in;
	struct moment *moment; /* orders that count, oldest first */
	size_t count, older; /* of them */
	uint32_t *stamp; /* products: last order that held it, plus 1 */
	uint32_t *number; /* products: new index, BACKTEST_NOBODY */
};

static int
compare_moments(const void *va, const void *vb)
{
	const struct moment *a = va, *b = vb;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* Is it the first time that this product is met in this order? */
static bool
is_new(struct split *sp, uint32_t product, size_t order)
{
	uint32_t mark = (uint32_t)order + 1;

	if (sp->stamp[product] == mark)
		return false;
	sp->stamp[product] = mark;
	return true;
}

static bool
check_input(const struct basket_orders *in, struct err *err)
{
	if (in->orders >= UINT32_MAX || in->products > BASKET_MAX_PRODUCTS)
		return err_set(err, ERR_LIMIT,
		    "%zu orders of %zu products are too many to look back "
		    "on; choose a shorter period",
		    in->orders, in->products);
	for (size_t i = 0; i < (in->orders ? in->first[in->orders] : 0); i++) {
		if (in->product[i] >= in->products)
			return err_set(err, ERR_INPUT,
			    "an order holds product %u of only %zu",
			    in->product[i], in->products);
	}
	return true;
}

/* Lists the orders that count, oldest first. */
static void
order_by_time(struct split *sp, uint32_t cap, struct backtest *out)
{
	const struct basket_orders *in = &sp->in->orders;

	for (size_t o = 0; o < in->orders; o++) {
		uint32_t size = 0;
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++)
			size += is_new(sp, in->product[i], o);
		if (cap > 0 && size > cap)
			out->set_apart++;
		else if (size > 0)
			sp->moment[sp->count++] = (struct moment){
				sp->in->time ? sp->in->time[o] : (int64_t)o,
				(uint32_t)o,
			};
	}
	if (sp->count > 0)
		qsort(sp->moment, sp->count, sizeof(*sp->moment),
		    compare_moments);
	sp->older = sp->count * OLDER_TENTHS / 10;
	out->older = sp->older;
	out->newer = sp->count - sp->older;
	if (out->newer > 0 && sp->in->time)
		out->since = sp->moment[sp->older].time;
}

/* Numbers the products that are in enough older orders. */
static size_t
choose_products(struct split *sp)
{
	const struct basket_orders *in = &sp->in->orders;
	size_t n = 0;

	memset(sp->number, 0, in->products * sizeof(*sp->number));
	memset(sp->stamp, 0, in->products * sizeof(*sp->stamp));
	for (size_t m = 0; m < sp->older; m++) {
		size_t o = sp->moment[m].order;
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++)
			sp->number[in->product[i]] +=
			    is_new(sp, in->product[i], o);
	}
	for (size_t p = 0; p < in->products; p++)
		sp->number[p] = sp->number[p] >= BACKTEST_LEAST
		    ? (uint32_t)n++
		    : BACKTEST_NOBODY;
	memset(sp->stamp, 0, in->products * sizeof(*sp->stamp));
	return n;
}

/* The orders of moments [from, to) with the products that take part. */
static bool
copy_part(struct backtest_part *part, struct split *sp, size_t from, size_t to,
    struct err *err)
{
	const struct basket_orders *in = &sp->in->orders;
	size_t n = 0, orders = to - from;

	for (size_t m = from; m < to; m++)
		n += in->first[sp->moment[m].order + 1] -
		    in->first[sp->moment[m].order];
	part->first =
	    mem_try_zarray(orders + 1, sizeof(*part->first), "orders", err);
	part->product = mem_try_array(n, sizeof(*part->product), "orders", err);
	part->customer =
	    mem_try_array(orders, sizeof(*part->customer), "orders", err);
	if (!part->first || !part->product || !part->customer)
		return false;
	n = 0;
	for (size_t m = from; m < to; m++) {
		size_t o = sp->moment[m].order;
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++) {
			uint32_t number = sp->number[in->product[i]];
			if (number != BACKTEST_NOBODY &&
			    is_new(sp, in->product[i], o))
				part->product[n++] = number;
		}
		part->customer[m - from] =
		    in->customer ? in->customer[o] : SALES_GUEST;
		part->first[m - from + 1] = n;
	}
	return true;
}

/* As mining would, had it been asked at the end of the part. */
static bool
fade_part(const struct split *sp, size_t from, size_t to, double half_life,
    double **out, struct err *err)
{
	int64_t *time;
	bool ok;

	*out = NULL;
	if (sp->in->time == NULL || half_life <= 0)
		return true;
	time = mem_try_array(to - from + 1, sizeof(*time), "orders", err);
	if (time == NULL)
		return false;
	for (size_t m = from; m < to; m++)
		time[m - from] = sp->moment[m].time;
	ok = baskets_fade(time, to - from, half_life, out, err);
	mem_free(time);
	return ok;
}

static bool
make_part(struct backtest_part *part, struct split *sp, size_t from, size_t to,
    size_t products, double half_life, struct err *err)
{
	double *fade = NULL;
	bool ok;

	if (!copy_part(part, sp, from, to, err) ||
	    !fade_part(sp, from, to, half_life, &fade, err))
		return false;
	part->in = (struct basket_orders){
		.orders = to - from,
		.products = products,
		.first = part->first,
		.product = part->product,
		.customer = part->customer,
		.fade = fade,
	};
	ok = baskets_init(&part->baskets, &part->in, 0, err);
	part->in.fade = NULL;
	mem_free(fade);
	return ok;
}

static void
part_release(struct backtest_part *part)
{
	mem_free(part->first);
	mem_free(part->product);
	mem_free(part->customer);
	baskets_release(&part->baskets);
}

static bool
split_orders(
    struct backtest_lab *lab, const struct backtest_input *in, struct err *err)
{
	struct split sp = { .in = in };
	size_t products = in->orders.products, orders = in->orders.orders;
	bool ok = false;

	if (!check_input(&in->orders, err))
		return false;
	sp.moment = mem_try_array(orders, sizeof(*sp.moment), "orders", err);
	sp.stamp = mem_try_zarray(products, sizeof(*sp.stamp), "products", err);
	sp.number =
	    mem_try_array(products, sizeof(*sp.number), "products", err);
	if (!sp.moment || !sp.stamp || !sp.number)
		goto out;
	order_by_time(&sp, lab->opt->cap, lab->out);
	lab->products = choose_products(&sp);
	lab->out->products = lab->products;
	ok = make_part(&lab->older, &sp, 0, sp.older, lab->products,
		 lab->opt->half_life, err) &&
	    make_part(
		&lab->newer, &sp, sp.older, sp.count, lab->products, 0, err);
out:
	mem_free(sp.moment);
	mem_free(sp.stamp);
	mem_free(sp.number);
	return ok;
}

static bool
mine_older(struct backtest_lab *lab, struct err *err)
{
	const struct baskets *bk = &lab->older.baskets;
	double possible = (double)bk->active * (double)bk->active / 2, met = 0;

	for (size_t r = 0; r < bk->active; r++)
		met += (double)bk->meetings[r];
	possible = met < possible ? met : possible;
	lab->out->floor = possible <= BACKTEST_PAIRS ? 1 : 3;
	return pairs_mine(bk,
	    &(struct pairs_options){
		.floor = lab->out->floor,
		.threads = lab->opt->threads,
		.customers = true,
		.progress = lab->opt->progress,
	    },
	    &lab->table, &lab->ctx, err);
}

/* ---- holding lists against orders ---- */

/* Sums of one way of ranking over the held-out orders. */
struct sums {
	double hit5, hit10, reciprocal;
	double ahead, ahead2; /* hit10 less the default's: sum and squares */
	double *found; /* products: weight of the pairs found, as target */
	uint64_t joint; /* orders with a product and one of its first five */
};

struct trial {
	const struct backtest_lab *lab;
	struct sums sums[BACKTEST_SCORE_COUNT];
	double *wanted; /* products: weight of the pairs tried, as target */
	uint32_t *mark; /* products: last order that holds it, plus 1 */
};

/* HR@10 of one order by one ranking. */
static double
try_list(struct trial *t, enum backtest_score s, size_t order)
{
	const struct basket_orders *in = &t->lab->newer.in;
	const uint32_t *item = in->product + in->first[order];
	size_t n = in->first[order + 1] - in->first[order];
	double weight = 1 / ((double)n * (double)(n - 1));
	struct sums *sum = &t->sums[s];
	size_t five = 0, ten = 0;

	for (size_t i = 0; i < n; i++) {
		const uint32_t *list = backtest_list(t->lab, s, item[i]);
		for (unsigned k = 0; k < BACKTEST_LIST; k++) {
			if (list[k] == BACKTEST_NOBODY)
				break;
			if (t->mark[list[k]] != (uint32_t)order + 1)
				continue;
			five += k < BACKTEST_SHOWN;
			ten++;
			sum->reciprocal += weight / (k + 1);
			sum->found[list[k]] += weight;
		}
	}
	sum->joint += five;
	sum->hit5 += (double)five * weight;
	sum->hit10 += (double)ten * weight;
	return (double)ten * weight;
}

static void
try_order(struct trial *t, size_t order)
{
	const struct basket_orders *in = &t->lab->newer.in;
	size_t first = in->first[order], end = in->first[order + 1];
	double hit, standard = 0;

	if (end - first < 2)
		return;
	t->lab->out->tried++;
	for (size_t i = first; i < end; i++) {
		t->mark[in->product[i]] = (uint32_t)order + 1;
		t->wanted[in->product[i]] += 1 / (double)(end - first);
	}
	for (unsigned s = 0; s < BACKTEST_SCORE_COUNT; s++) {
		hit = try_list(t, (enum backtest_score)s, order);
		if (s == BACKTEST_DEFAULT)
			standard = hit;
		t->sums[s].ahead += hit - standard;
		t->sums[s].ahead2 += (hit - standard) * (hit - standard);
	}
}

/* Orders with each product and one of its first five that chance alone would
 * give among the held-out ones, in all; 'shown' gets the different products
 * that are in somebody's first five. */
static double
expected_of_five(struct trial *t, enum backtest_score s, size_t *shown)
{
	const struct backtest_lab *lab = t->lab;
	const struct baskets *bk = &lab->newer.baskets;
	double rate[BASKET_STRATA], sum = 0;

	for (unsigned k = 0; k < BASKET_STRATA; k++)
		rate[k] = basket_pair_rate(&bk->stratum[k]);
	memset(t->mark, 0, lab->products * sizeof(*t->mark));
	*shown = 0;
	for (uint32_t a = 0; a < lab->products; a++) {
		const uint32_t *list = backtest_list(lab, s, a);
		for (unsigned i = 0; i < BACKTEST_SHOWN; i++) {
			if (list[i] == BACKTEST_NOBODY)
				break;
			*shown += t->mark[list[i]] == 0;
			t->mark[list[i]] = 1;
			for (unsigned k = 1; k < BASKET_STRATA; k++)
				sum += rate[k] * (double)bk->product[a].in[k] *
				    (double)bk->product[list[i]].in[k];
		}
	}
	return sum;
}

static double
mean_by_target(const struct trial *t, const struct sums *sum)
{
	double total = 0;
	size_t n = 0;

	for (size_t p = 0; p < t->lab->products; p++) {
		if (t->wanted[p] > 0) {
			total += sum->found[p] / t->wanted[p];
			n++;
		}
	}
	return n > 0 ? total / (double)n : 0;
}

static void
conclude(struct trial *t, enum backtest_score s, struct backtest_result *out)
{
	const struct sums *sum = &t->sums[s];
	double n = (double)t->lab->out->tried, mean = sum->ahead / n;
	double spread = sum->ahead2 / n - mean * mean;
	double error = spread > 0 ? Z975 * sqrt(spread / n) : 0;
	double lines = (double)t->lab->newer.baskets.lines;
	size_t shown;
	double expected = expected_of_five(t, s, &shown);

	*out = (struct backtest_result){
		.hit5 = sum->hit5 / n,
		.hit10 = sum->hit10 / n,
		.reciprocal = sum->reciprocal / n,
		.macro10 = mean_by_target(t, sum),
		.coverage = (double)shown / (double)t->lab->products,
		.excess = ((double)sum->joint - expected) / lines,
		.lift = expected > 0 ? (double)sum->joint / expected : 0,
		.ahead = mean,
		.ahead_low = mean - error,
		.ahead_high = mean + error,
	};
}

static bool
trial_init(struct trial *t, const struct backtest_lab *lab, struct err *err)
{
	size_t n = lab->products;
	bool ok = true;

	*t = (struct trial){ .lab = lab };
	t->wanted = mem_try_zarray(n, sizeof(*t->wanted), "products", err);
	t->mark = mem_try_zarray(n, sizeof(*t->mark), "products", err);
	for (unsigned s = 0; s < BACKTEST_SCORE_COUNT; s++) {
		t->sums[s].found = mem_try_zarray(
		    n, sizeof(*t->sums[s].found), "products", err);
		ok = ok && t->sums[s].found != NULL;
	}
	return ok && t->wanted && t->mark;
}

static void
trial_release(struct trial *t)
{
	mem_free(t->wanted);
	mem_free(t->mark);
	for (unsigned s = 0; s < BACKTEST_SCORE_COUNT; s++)
		mem_free(t->sums[s].found);
}

static bool
try_lists(struct backtest_lab *lab, struct err *err)
{
	struct trial t;
	bool ok = trial_init(&t, lab, err);

	for (size_t o = 0; ok && o < lab->newer.in.orders; o++)
		try_order(&t, o);
	if (ok && lab->out->tried > 0) {
		for (unsigned s = 0; s < BACKTEST_SCORE_COUNT; s++)
			conclude(
			    &t, (enum backtest_score)s, &lab->out->score[s]);
	}
	trial_release(&t);
	return ok;
}

/* ---- the whole ---- */

static void
lab_release(struct backtest_lab *lab)
{
	part_release(&lab->older);
	part_release(&lab->newer);
	pair_table_release(&lab->table);
	pair_context_release(&lab->ctx);
	mem_free(lab->list);
}

static bool
report(const struct backtest_lab *lab, const char *phase, int64_t done,
    struct err *err)
{
	return progress_report(lab->opt->progress, phase, done, 3, err);
}

bool
backtest_run(struct backtest *out, const struct backtest_input *in,
    const struct backtest_options *opt, struct err *err)
{
	struct backtest_options own = *opt;
	struct backtest_lab lab = { .opt = &own, .out = out };
	bool ok;

	*out = (struct backtest){ 0 };
	own.threads = own.threads > 0 ? own.threads : 1;
	own.strength = own.strength > 0 ? own.strength : 10;
	ok = split_orders(&lab, in, err) && mine_older(&lab, err) &&
	    report(&lab, "ranking older orders", 0, err) &&
	    backtest_make_lists(&lab, err) && try_lists(&lab, err) &&
	    report(&lab, "trying carts", 1, err) &&
	    backtest_try_carts(&lab, err) &&
	    report(&lab, "checking ranges", 2, err) &&
	    backtest_try_ranges(&lab, err);
	lab_release(&lab);
	if (!ok)
		*out = (struct backtest){ 0 };
	return ok;
}

bool
backtest_is_enough(const struct backtest *bt)
{
	return bt->tried >= BACKTEST_ENOUGH;
}

bool
backtest_is_ahead(const struct backtest *bt, enum backtest_score s)
{
	return backtest_is_enough(bt) && bt->score[s].ahead_low > 0;
}
