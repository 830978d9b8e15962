/*
 * A choice is contradicted when what the shop's own orders say lies clearly
 * on the other side: another ranking whose 95 % interval of HR@10 is wholly
 * above the default's and whose first five go together no less, or 80 % ranges
 * that held fewer than 70 % or more than 90 % of what came while the estimated
 * drift would do better. A ranking that only finds more is mentioned: listing
 * best-sellers does that.
 */
#include "service/backtesting.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "store/store_results.h"

/* 80 % ranges that hold this share are as good as their word. */
#define HELD_LEAST 0.7
#define HELD_MOST  0.9
/* What the ranges claim. */
#define CLAIMED 0.8

bool
backtesting_run(const struct view *v, int threads, const struct progress *pg,
    struct backtesting *out, struct err *err)
{
	const struct sales *s = &v->sales;
	const double *value = v->settings.value;
	struct backtest_input in = {
		.orders = {
			.orders = s->orders,
			.products = s->products,
			.first = s->first,
			.product = s->product,
			.customer = s->customer,
		},
		.time = s->time,
	};
	struct backtest_options options = {
		.cap = (uint32_t)value[SETTING_BASKET_CAP],
		.half_life = value[SETTING_HALF_LIFE],
		.strength = value[SETTING_ATTACH_WEIGHT],
		.drift = value[SETTING_DRIFT],
		.seed = (uint64_t)value[SETTING_SEED],
		.threads = threads > 0 ? (unsigned)threads : 1,
		.progress = pg,
	};

	out->drift = options.drift;
	return backtest_run(&out->test, &in, &options, err);
}

/* ---- kept ---- */

/* The bytes are the struct itself behind its size; another build or machine
 * finds a size that is not its own and works it out again. */
struct kept {
	uint32_t order, size; /* byte order mark, of struct backtesting */
};

static const char name[] = "backtest";
static const struct kept head = { 0x01020304, sizeof(struct backtesting) };

uint64_t
backtesting_fingerprint(const struct settings *s)
{
	/* The number is raised when the figures change their meaning. */
	struct str text = STR_INIT;
	uint64_t hash;

	str_addf(&text, "backtest 1 cap %.17g weight %.17g drift %.17g %.17g",
	    s->value[SETTING_BASKET_CAP], s->value[SETTING_ATTACH_WEIGHT],
	    s->value[SETTING_DRIFT], s->value[SETTING_SEED]);
	if (s->value[SETTING_HALF_LIFE] > 0)
		str_addf(&text, " half-life %.0f", s->value[SETTING_HALF_LIFE]);
	hash = slice_hash(slice_str(&text));
	str_release(&text);
	return hash;
}

bool
backtesting_keep(struct store *st, const struct view *v,
    const struct backtesting *bt, struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok;

	str_add_bytes(&bytes, (const char *)&head, sizeof(head));
	str_add_bytes(&bytes, (const char *)bt, sizeof(*bt));
	ok = store_derived_put(st, name, v->facts_version,
	    backtesting_fingerprint(&v->settings), slice_str(&bytes), err);
	str_release(&bytes);
	return ok;
}

bool
backtesting_kept(struct store *st, const struct settings *s,
    struct backtesting *out, bool *found, struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok = store_derived_get(
	    st, name, backtesting_fingerprint(s), &bytes, found, err);

	*found = ok && *found && bytes.len == sizeof(head) + sizeof(*out) &&
	    memcmp(bytes.p, &head, sizeof(head)) == 0;
	if (*found)
		memcpy(out, bytes.p + sizeof(head), sizeof(*out));
	str_release(&bytes);
	return ok;
}

/* ---- the table ---- */

/* clang-format off */
#define COLUMNS(X) \
	X(COL_RANK, "rank", "ranked by", CELL_TEXT, COLUMN_FROZEN, 12, 1, "as --rank calls it; lift and popularity are rivals only") \
	X(COL_HIT5, "hr5", "HR@5", CELL_SHARE, COLUMN_FALLS, 7, 4, "held-out product among the first five") \
	X(COL_HIT10, "hr10", "HR@10", CELL_SHARE, COLUMN_FALLS, 7, 2, "held-out product among the first ten") \
	X(COL_RECIPROCAL, "mrr", "MRR", CELL_NUMBER, COLUMN_FALLS, 7, 7, "mean of 1 / place, 0 beyond the tenth") \
	X(COL_MACRO, "macro_hr10", "by product", CELL_SHARE, COLUMN_FALLS, 10, 5, "HR@10 averaged over the products looked for: best-sellers do not count more") \
	X(COL_COVERAGE, "coverage5", "coverage", CELL_SHARE, COLUMN_FALLS, 8, 6, "of the products, in somebody's first five") \
	X(COL_EXCESS, "excess_attach5", "excess", CELL_NUMBER, COLUMN_FALLS, 7, 3, "of the first five, joint orders beyond chance per order of the product in hand") \
	X(COL_LIFT, "lift5", "lift", CELL_NUMBER, COLUMN_FALLS, 6, 7, "of the first five in the held-out orders, times more often than chance") \
	X(COL_AHEAD, "ahead", "ahead", CELL_SHARE, COLUMN_FALLS, 7, 4, "HR@10 less that of the default") \
	X(COL_LOW, "ahead_low95", "95 % low", CELL_SHARE, COLUMN_FALLS, 8, 5, "lower end of that") \
	X(COL_HIGH, "ahead_high95", "high", CELL_SHARE, COLUMN_FALLS, 7, 5, "upper end of that") \
	X(COL_MEANING, "meaning", "meaning", CELL_TEXT, 0, 40, 8, "what comes first in this ranking")
/* clang-format on */

enum backtesting_column {
#define X(code, id, title, kind, flags, width, rank, help) code,
	COLUMNS(X)
#undef X
	COLUMN_COUNT
};

static const struct column columns[COLUMN_COUNT] = {
#define X(code, id, title, kind, flags, width, rank, help) \
	[code] = LISTING_COLUMN(id, title, kind, flags, width, rank, help),
	COLUMNS(X)
#undef X
};

static void
backtesting_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct backtesting *bt = self;
	enum backtest_score score = (enum backtest_score)row;
	const struct backtest_result *r = &bt->test.score[score];
	const double values[COLUMN_COUNT] = {
		[COL_HIT5] = r->hit5,
		[COL_HIT10] = r->hit10,
		[COL_RECIPROCAL] = r->reciprocal,
		[COL_MACRO] = r->macro10,
		[COL_COVERAGE] = r->coverage,
		[COL_EXCESS] = r->excess,
		[COL_LIFT] = r->lift,
		[COL_AHEAD] = r->ahead,
		[COL_LOW] = r->ahead_low,
		[COL_HIGH] = r->ahead_high,
	};

	out->defined =
	    bt->test.tried > 0 || column == COL_RANK || column == COL_MEANING;
	out->number = values[column];
	if (column == COL_RANK)
		out->text = slice_of(backtest_score_name(score));
	else if (column == COL_MEANING)
		out->text = slice_of(backtest_score_help(score));
}

static const struct listing_ops ops = { .cell = backtesting_cell };

void
backtesting_listing(const struct backtesting *bt, struct listing *out)
{
	union {
		const struct backtesting *borrowed;
		void *self;
	} source = { .borrowed = bt };

	listing_init(out, "backtest", columns, COLUMN_COUNT, &ops, source.self,
	    BACKTEST_SCORE_COUNT, 0);
}

/* ---- sentences ---- */

static void
add_percent(struct str *out, double share)
{
	str_addf(out, "%.1f %%", share * 100);
}

/* "1 order", "2,000 orders". */
static void
add_number(struct str *out, size_t n, const char *one, const char *many)
{
	num_add_grouped(out, (int64_t)n);
	str_addf(out, " %s", n == 1 ? one : many);
}

void
backtesting_add_scope(const struct backtesting *bt, struct str *out)
{
	const struct backtest *t = &bt->test;

	add_number(out, t->older, "older order", "older orders");
	str_add(out, " taught, ");
	num_add_grouped(out, (int64_t)t->newer);
	str_add(out, " newer ones");
	if (t->newer > 0) {
		str_add(out, " from ");
		date_add_day(out, date_day_of(t->since));
		str_add(out, " on");
	}
	str_add(out, " were held out; ");
	num_add_grouped(out, (int64_t)t->tried);
	str_add(out, " of them hold two and more of the ");
	add_number(out, t->products, "product", "products");
	str_addf(out, " in at least %d older orders", BACKTEST_LEAST);
	if (t->set_apart > 0) {
		str_add(out, "; ");
		add_number(out, t->set_apart, "order", "orders");
		str_add(out, " over 'basket_cap' left out");
	}
}

static void
add_too_few(const struct backtest *t, struct str *out)
{
	str_add(out, "too few held-out orders of two products and more (");
	num_add_grouped(out, (int64_t)t->tried);
	str_addf(out, " of %d) to judge by", BACKTEST_ENOUGH);
}

/* "the default lists find the held-out product in 12.1 % of tries, plain
 * confidence in 10.8 %". */
static void
add_lists(const struct backtest *t, struct str *out)
{
	const struct backtest_result *standard = &t->score[BACKTEST_DEFAULT];
	const struct backtest_result *rival = &t->score[BACKTEST_FREQUENT];

	str_add(out, "the default's first ten hold ");
	add_percent(out, standard->hit10);
	str_add(out,
	    " of the products that came with one, those of plain "
	    "confidence ");
	add_percent(out, rival->hit10);
	str_add(out, ", of best-sellers ");
	add_percent(out, t->score[BACKTEST_POPULARITY].hit10);
}

static void
add_carts(const struct backtest *t, struct str *out)
{
	str_add(out,
	    "given the rest of the cart, the first ten hold the "
	    "missing product in ");
	add_percent(out, t->cart_hit10);
	str_add(out, " of ");
	add_number(out, t->carts, "cart", "carts");
	str_add(out, " (");
	add_percent(out, t->cart_confidence10);
	str_add(out, " by adding up confidences)");
}

/* The ranking that is most clearly ahead of the default; the default itself
 * when none is. Rivals that cannot be chosen are not looked at. */
static enum backtest_score
most_ahead(const struct backtest *t)
{
	enum backtest_score best = BACKTEST_DEFAULT;

	for (unsigned s = 0; s < BACKTEST_LIFT; s++) {
		if (backtest_is_ahead(t, (enum backtest_score)s) &&
		    t->score[s].ahead_low > t->score[best].ahead_low)
			best = (enum backtest_score)s;
	}
	return best;
}

/* Is it ahead of the default without listing what goes together less? */
static bool
contradicts_ranking(const struct backtest *t, enum backtest_score s)
{
	return s != BACKTEST_DEFAULT &&
	    t->score[s].excess >= t->score[BACKTEST_DEFAULT].excess;
}

static void
add_ranking(const struct backtest *t, struct str *out)
{
	enum backtest_score s = most_ahead(t);
	const struct backtest_result *r = &t->score[s];

	if (s == BACKTEST_DEFAULT) {
		str_add(out,
		    "no other ranking is clearly ahead of the "
		    "default");
		return;
	}
	if (contradicts_ranking(t, s))
		str_add(
		    out, "your own history contradicts the default ranking: ");
	str_addf(out,
	    "'--rank %s' finds %.1f points more (95 %% interval %.1f to %.1f)",
	    backtest_score_name(s), r->ahead * 100, r->ahead_low * 100,
	    r->ahead_high * 100);
	if (!contradicts_ranking(t, s))
		str_addf(out,
		    ", but its first five go together less (excess attach "
		    "%.3f against %.3f): the default stays",
		    r->excess, t->score[BACKTEST_DEFAULT].excess);
}

/* Does the shop's history say that another drift is right? */
static bool
contradicts_drift(const struct backtesting *bt)
{
	const struct backtest_ranges *r = &bt->test.ranges;

	return r->fitted && (r->set < HELD_LEAST || r->set > HELD_MOST) &&
	    fabs(r->estimated - CLAIMED) < fabs(r->set - CLAIMED);
}

static void
add_ranges(const struct backtesting *bt, struct str *out)
{
	const struct backtest_ranges *r = &bt->test.ranges;

	if (!r->fitted) {
		str_add(out, "too few pairs with ten joint orders (");
		num_add_grouped(out, (int64_t)r->tried);
		str_add(out, ") to check the ranges of attach rates");
		return;
	}
	str_add(out, "the 80 % ranges of attach rates held ");
	add_percent(out, r->set);
	str_add(out, " of what came next (");
	add_percent(out, r->plain);
	str_addf(out,
	    " without drift); this shop's drift is about %.2f, the setting "
	    "%.2f",
	    r->drift, bt->drift);
	if (contradicts_drift(bt))
		str_addf(out,
		    ": your own history contradicts it, 'endcap settings "
		    "drift %.2f' would have held %.1f %%",
		    r->drift, r->estimated * 100);
}

void
backtesting_add_line(const struct backtesting *bt, struct str *out)
{
	const struct backtest *t = &bt->test;
	enum backtest_score best = most_ahead(t);

	str_add(out, "Backtest: ");
	if (!backtest_is_enough(t)) {
		add_too_few(t, out);
		return;
	}
	str_add(out, "first ten right ");
	add_percent(out, t->score[BACKTEST_DEFAULT].hit10);
	str_add(out, " (confidence ");
	add_percent(out, t->score[BACKTEST_FREQUENT].hit10);
	str_add(out, ")");
	if (t->ranges.fitted) {
		str_add(out, ", 80 % ranges held ");
		add_percent(out, t->ranges.set);
	}
	if (contradicts_ranking(t, best))
		str_addf(out, "; contradicts the ranking: '%s' does better",
		    backtest_score_name(best));
	if (contradicts_drift(bt))
		str_addf(
		    out, "; contradicts 'drift', here %.2f", t->ranges.drift);
}

void
backtesting_add_findings(const struct backtesting *bt, struct str *out)
{
	const struct backtest *t = &bt->test;

	if (!backtest_is_enough(t)) {
		add_too_few(t, out);
		return;
	}
	add_lists(t, out);
	str_add(out, "\n");
	add_ranking(t, out);
	str_add(out, "\n");
	add_carts(t, out);
	str_add(out, "\n");
	add_ranges(bt, out);
}

/* ---- JSON ---- */

static void
write_count(struct json *j, const char *key, size_t n)
{
	json_key(j, key);
	json_int(j, (int64_t)n);
}

static void
write_share(struct json *j, const char *key, double share, bool defined)
{
	json_key(j, key);
	json_double(j, defined ? share : (double)NAN);
}

static void
write_rankings(const struct backtesting *bt, struct json *j)
{
	struct listing l;
	struct cell cell;

	backtesting_listing(bt, &l);
	json_key(j, "rankings");
	json_array(j);
	for (size_t row = 0; row < l.rows; row++) {
		json_object(j);
		for (size_t i = 0; i < COLUMN_COUNT; i++) {
			listing_cell(&l, row, i, &cell);
			json_key(j, columns[i].id);
			if (columns[i].kind == CELL_TEXT)
				json_string(j, cell.text);
			else
				json_double(j,
				    cell.defined ? cell.number : (double)NAN);
		}
		json_end(j);
	}
	json_end(j);
	listing_release(&l);
}

static void
write_ranges(const struct backtesting *bt, struct json *j)
{
	const struct backtest_ranges *r = &bt->test.ranges;

	json_key(j, "ranges");
	json_object(j);
	write_count(j, "pairs", r->tried);
	write_share(j, "drift_setting", bt->drift, true);
	write_share(j, "drift_estimated", r->drift, r->fitted);
	write_share(j, "held80", r->set, r->tried > 0);
	write_share(j, "held80_without_drift", r->plain, r->tried > 0);
	write_share(j, "held80_estimated_drift", r->estimated, r->fitted);
	json_end(j);
}

static void
write_findings(const struct backtesting *bt, struct json *j)
{
	struct str text = STR_INIT;

	backtesting_add_findings(bt, &text);
	json_key(j, "findings");
	json_array(j);
	for (char *at = text.p, *end; at != NULL; at = end) {
		end = strchr(at, '\n');
		if (end != NULL)
			*end++ = '\0';
		json_text(j, at);
	}
	json_end(j);
	str_release(&text);
}

void
backtesting_write_json(const struct backtesting *bt, struct str *out)
{
	const struct backtest *t = &bt->test;
	struct str day = STR_INIT;
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	write_count(&j, "orders_older", t->older);
	write_count(&j, "orders_held_out", t->newer);
	write_count(&j, "orders_tried", t->tried);
	write_count(&j, "orders_set_apart", t->set_apart);
	write_count(&j, "products", t->products);
	date_add_day(&day, date_day_of(t->since));
	json_key(&j, "held_out_from");
	json_text(&j, t->newer > 0 ? day.p : NULL);
	write_rankings(bt, &j);
	json_key(&j, "carts");
	json_object(&j);
	write_count(&j, "tried", t->carts);
	write_share(&j, "hr10", t->cart_hit10, t->carts > 0);
	write_share(
	    &j, "hr10_added_confidence", t->cart_confidence10, t->carts > 0);
	json_end(&j);
	write_ranges(bt, &j);
	write_findings(bt, &j);
	json_end(&j);
	str_add_char(out, '\n');
	str_release(&day);
}
