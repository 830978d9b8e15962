/*
 * bench_mining - how long counting pairs takes on real order lines.
 *
 *	bench_mining FILE [FLOOR [THREADS [RUNS]]]
 *
 * FILE is CSV in the layout of Online Retail II: the order first, the product
 * second, the customer seventh, a header above; quoted fields may hold commas.
 * Prints the seconds of each part, fastest of the runs.
 *
 *	bench_mining FILE sets [ORDERS [THREADS]]
 *
 * times sets of two to five products in at least ORDERS orders instead, all of
 * them and those that may become bundles; and the additions to a cart.
 */
#include "base/base.h"

#include <stdatomic.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "mining/basket.h"
#include "mining/cart.h"
#include "mining/crew.h"
#include "mining/itemset.h"
#include "mining/pairs.h"
#include "mining/tally.h"

enum {
	ORDER = 0,
	PRODUCT = 1,
	CUSTOMER = 6,
	FIELDS = 8,
	TABLE_SIZE = 1 << 22,
};

/* Texts numbered as they are first met. */
struct names {
	struct slice *text; /* TABLE_SIZE cells */
	uint32_t *number;
	uint32_t count;
};

struct lines {
	size_t *first;
	uint32_t *product;
	int32_t *customer;
	size_t orders, n;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds of all threads together. */
static double
cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint32_t
name_number(struct names *names, struct slice text, bool *is_new)
{
	size_t i = (size_t)slice_hash(text) % TABLE_SIZE;

	while (names->text[i].p && !slice_eq(names->text[i], text))
		i = (i + 1) % TABLE_SIZE;
	*is_new = !names->text[i].p;
	if (*is_new) {
		names->text[i] = text;
		names->number[i] = names->count++;
	}
	return names->number[i];
}

static void
names_init(struct names *names)
{
	names->text = mem_zarray(TABLE_SIZE, sizeof(*names->text));
	names->number = mem_zarray(TABLE_SIZE, sizeof(*names->number));
	names->count = 0;
}

static bool
next_line(struct slice *rest, struct slice field[FIELDS])
{
	size_t n = 0, at = 0;
	bool quoted = false;

	if (rest->len == 0)
		return false;
	for (size_t i = 0; i < FIELDS; i++)
		field[i] = slice_bytes("", 0);
	for (size_t i = 0;; i++) {
		bool end = i == rest->len || (!quoted && rest->p[i] == '\n');
		if (i < rest->len && rest->p[i] == '"')
			quoted = !quoted;
		if (!end && (quoted || rest->p[i] != ','))
			continue;
		if (n < FIELDS)
			field[n++] = slice_bytes(rest->p + at, i - at);
		at = i + 1;
		if (end) {
			*rest = at < rest->len
			    ? slice_bytes(rest->p + at, rest->len - at)
			    : slice_bytes("", 0);
			return true;
		}
	}
}

/* ASCII upper and lower case are one product, as in the program. */
static void
fold(struct slice *text, char *folded)
{
	for (size_t i = 0; i < text->len; i++) {
		char c = text->p[i];
		folded[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	text->p = folded;
}

/* One line of the file. */
struct line {
	uint32_t order, product;
};

static int
compare_products(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* Lines side by side by order, orders as they were first met, products
 * ascending as those of a store. */
static void
group_lines(struct lines *out, const struct line *line)
{
	size_t *next = mem_zarray(out->orders + 1, sizeof(*next));

	out->first = mem_zarray(out->orders + 1, sizeof(*out->first));
	out->product = mem_zarray(out->n, sizeof(*out->product));
	for (size_t i = 0; i < out->n; i++)
		out->first[line[i].order + 1]++;
	for (size_t o = 0; o < out->orders; o++) {
		out->first[o + 1] += out->first[o];
		next[o] = out->first[o];
	}
	for (size_t i = 0; i < out->n; i++)
		out->product[next[line[i].order]++] = line[i].product;
	for (size_t o = 0; o < out->orders; o++)
		qsort(out->product + out->first[o],
		    out->first[o + 1] - out->first[o], sizeof(*out->product),
		    compare_products);
	mem_free(next);
}

static void
read_lines(struct slice rest, struct lines *out, struct names name[3])
{
	struct slice f[FIELDS];
	struct line *line = NULL;
	size_t cap_lines = 0, cap_orders = 0;
	char *folded = mem_alloc(rest.len);
	bool fresh;

	next_line(&rest, f);
	while (next_line(&rest, f)) {
		uint32_t order = name_number(&name[0], f[ORDER], &fresh);
		if (fresh) {
			out->customer = mem_reserve(out->customer, &cap_orders,
			    out->orders + 1, sizeof(*out->customer));
			out->customer[out->orders++] = f[CUSTOMER].len
			    ? (int32_t)name_number(
				  &name[2], f[CUSTOMER], &fresh)
			    : SALES_GUEST;
		}
		f[PRODUCT] = slice_trim(f[PRODUCT]);
		fold(&f[PRODUCT], folded);
		folded += f[PRODUCT].len;
		line = mem_reserve(line, &cap_lines, out->n + 1, sizeof(*line));
		line[out->n++] = (struct line){
			.order = order,
			.product = name_number(&name[1], f[PRODUCT], &fresh),
		};
	}
	group_lines(out, line);
	mem_free(line);
}

struct kernel {
	const struct baskets *bk;
	bool customers;
	uint32_t floor;
	atomic_size_t next;
	atomic_size_t pairs, joint;
};

/* Counting alone, as the rivals do it: pairs at the floor and their sum. */
static void
count_only(void *arg, unsigned member)
{
	struct kernel *k = arg;
	struct tally t = { 0 };
	size_t pairs = 0, joint = 0;

	(void)member;
	if (!tally_init(&t, k->bk, k->customers, NULL))
		abort();
	for (size_t a; (a = atomic_fetch_add(&k->next, 1)) < k->bk->active;) {
		tally_row(&t, (uint32_t)a);
		for (size_t i = 0; i < t.partners; i++) {
			uint32_t n = tally_count(&t, t.partner[i]);
			pairs += n >= k->floor;
			joint += n >= k->floor ? n : 0;
		}
		tally_clear(&t);
	}
	atomic_fetch_add(&k->pairs, pairs);
	atomic_fetch_add(&k->joint, joint);
	tally_release(&t);
}

static double
time_kernel(
    const struct baskets *bk, uint32_t floor, unsigned threads, bool customers)
{
	struct kernel k = { .bk = bk, .customers = customers, .floor = floor };
	double start = now(), busy = cpu();

	crew_run(threads, count_only, &k);
	double seconds = now() - start;
	printf("  kernel%s %.3f s, %.3f s of processors (%zu pairs, %zu joint "
	       "orders)\n",
	    customers ? " with customers" : "", seconds, cpu() - busy, k.pairs,
	    k.joint);
	return seconds;
}

/* What the service does with the result: bytes for the store, and lists. */
static void
time_use(const struct pair_table *table, const struct pair_context *ctx,
    unsigned threads)
{
	struct str bytes = STR_INIT;
	struct pairs_query query = { .limit = 50 };
	struct pairs_ranking top;
	double start = now();

	pair_context_encode(ctx, &bytes);
	for (uint32_t a = 0; a < table->products; a++)
		pair_row_encode(table, a, &bytes);
	printf("  encode %.3f s (%.1f MB)\n", now() - start,
	    (double)bytes.len / 1e6);
	str_release(&bytes);
	start = now();
	if (!pairs_rank(&top, table, ctx, &query, NULL))
		abort();
	printf("  top 50 of all %.3f s\n", now() - start);
	pairs_ranking_release(&top);
	start = now();
	struct pairs_tops tops;
	if (!pairs_tops(&tops, table, ctx, &query, threads, NULL))
		abort();
	printf("  top 50 of each product %.3f s (%zu)\n", now() - start,
	    tops.first[tops.products]);
	pairs_tops_release(&tops);
}

static struct basket_orders
orders_of(const struct lines *lines, size_t products)
{
	return (struct basket_orders){
		.orders = lines->orders,
		.products = products,
		.first = lines->first,
		.product = lines->product,
		.customer = lines->customer,
	};
}

static bool
run(const struct lines *lines, size_t products, struct pairs_options *opt,
    struct err *err)
{
	struct basket_orders in = orders_of(lines, products);
	struct baskets bk = { 0 };
	struct pair_table table = { 0 };
	struct pair_context ctx = { 0 };
	double start = now(), began = cpu();

	if (!baskets_init(&bk, &in, 0, err))
		return false;
	printf("  baskets %.3f s, %.3f s of processors (%zu orders, %zu lines, "
	       "%zu products)\n",
	    now() - start, cpu() - began, bk.count, bk.lines, bk.active);
	time_kernel(&bk, opt->floor, opt->threads, false);
	time_kernel(&bk, opt->floor, opt->threads, true);
	for (int customers = 0; customers < 2; customers++) {
		opt->customers = customers == 1;
		start = now();
		double busy = cpu();
		if (!pairs_mine(&bk, opt, &table, &ctx, err))
			return false;
		printf("  mine %s %.3f s, %.3f s of processors (%zu kept of "
		       "%llu met, alpha %.6f)\n",
		    customers ? "with buyers" : "orders only", now() - start,
		    cpu() - busy, table.pairs, (unsigned long long)ctx.met,
		    ctx.alpha);
		if (customers == 0) {
			pair_table_release(&table);
			pair_context_release(&ctx);
		}
	}
	time_use(&table, &ctx, opt->threads);
	pair_table_release(&table);
	pair_context_release(&ctx);
	baskets_release(&bk);
	return true;
}

static bool
find_sets(const struct basket_orders *in, const struct pair_context *ctx,
    const struct itemset_options *opt, const char *what, struct err *err)
{
	struct baskets bk = { 0 };
	struct itemsets sets = { 0 };
	double start = now(), busy = cpu();

	if (!baskets_init(&bk, in, 0, err) ||
	    !itemsets_find(&sets, &bk, ctx, opt, err))
		return false;
	printf("  %s %.3f s, %.3f s of processors (%zu:", what, now() - start,
	    cpu() - busy, sets.n);
	for (unsigned k = 2; k <= ITEMSET_LARGEST; k++)
		printf(" %zu", sets.of_size[k]);
	printf(")\n");
	itemsets_release(&sets);
	baskets_release(&bk);
	return true;
}

/* The ten best additions to carts of up to 20 products, each. */
static bool
time_carts(const struct pair_table *table, const struct pair_context *ctx,
    struct err *err)
{
	enum {
		CARTS = 200,
		LARGEST_CART = 20,
		LIMIT = 10
	};
	struct cart_model model;
	double start = now(), most = 0;

	if (!cart_model_init(&model, table, ctx, err))
		return false;
	printf("  cart model %.4f s\n", now() - start);
	double begin = now();
	for (uint32_t c = 0; c < CARTS; c++) {
		uint32_t item[LARGEST_CART];
		struct cart_item best[LIMIT];
		size_t n = 1 + c % LARGEST_CART, found;
		for (uint32_t i = 0; i < n; i++)
			item[i] =
			    (uint32_t)((c * 7 + i * 13) % table->products);
		start = now();
		if (!cart_best(&model, item, n,
			&(struct cart_wish){ .limit = LIMIT }, best, &found,
			err))
			return false;
		double seconds = now() - start;
		most = seconds > most ? seconds : most;
	}
	printf("  cart additions %.6f s each, slowest %.6f\n",
	    (now() - begin) / CARTS, most);
	cart_model_release(&model);
	return true;
}

/* What is done with sets of three to five, and with carts. */
static bool
run_sets(const struct lines *lines, size_t products, uint32_t orders,
    unsigned threads, struct err *err)
{
	struct basket_orders in = orders_of(lines, products);
	struct itemset_options all = {
		.orders = orders, .smallest = 2, .threads = threads
	};
	struct itemset_options bundles = ITEMSET_BUNDLES;
	struct pairs_options opt = {
		.floor = 3, .threads = threads, .customers = true
	};
	struct baskets bk = { 0 };
	struct pair_table table = { 0 };
	struct pair_context ctx = { 0 };

	bundles.threads = threads;
	if (!find_sets(&in, NULL, &all, "all sets", err) ||
	    !baskets_init(&bk, &in, 0, err) ||
	    !pairs_mine(&bk, &opt, &table, &ctx, err) ||
	    !find_sets(&in, &ctx, &bundles, "for bundles", err) ||
	    !time_carts(&table, &ctx, err))
		return false;
	pair_table_release(&table);
	pair_context_release(&ctx);
	baskets_release(&bk);
	return true;
}

static int
number_at(char **argv, int argc, int i, int otherwise)
{
	return i < argc ? (int)strtol(argv[i], NULL, 10) : otherwise;
}

int
main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct str bytes = STR_INIT;
	struct names name[3];
	struct lines lines = { 0 };

	if (argc < 2 ||
	    !file_read_whole(argv[1], (size_t)1 << 34, &bytes, &err)) {
		fprintf(stderr,
		    "usage: bench_mining FILE [FLOOR [THREADS "
		    "[RUNS]]]\n%s\n",
		    err.text);
		return 2;
	}
	for (size_t i = 0; i < 3; i++)
		names_init(&name[i]);
	read_lines(slice_str(&bytes), &lines, name);
	if (argc > 2 && strcmp(argv[2], "sets") == 0) {
		if (run_sets(&lines, name[1].count,
			(uint32_t)number_at(argv, argc, 3, 5),
			(unsigned)number_at(argv, argc, 4, 2), &err))
			return 0;
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	struct pairs_options opt = {
		.floor = (uint32_t)number_at(argv, argc, 2, 5),
		.threads = (unsigned)number_at(argv, argc, 3, 2),
	};
	for (int i = number_at(argv, argc, 4, 3); i > 0; i--) {
		printf("run with floor %u on %u threads\n", opt.floor,
		    opt.threads);
		if (!run(&lines, name[1].count, &opt, &err)) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
	}
	return 0;
}
