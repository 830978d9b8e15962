/*
 * backtest: would the lists have been right, on the shop's own orders?
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "mining/nextbest.h"
#include "service/backtesting.h"

static bool
print_json(const struct cli *c, const struct backtesting *bt, struct err *err)
{
	struct str s = STR_INIT;
	bool ok;

	backtesting_write_json(bt, &s);
	ok = cli_print_result(c, slice_str(&s), err);
	str_release(&s);
	return ok;
}

static bool
print_table(const struct cli *c, const struct backtesting *bt, struct err *err)
{
	struct str rest = STR_INIT;
	struct listing l;
	bool ok;

	backtesting_listing(bt, &l);
	backtesting_add_scope(bt, &rest);
	str_add(&rest, "\n");
	backtesting_add_findings(bt, &rest);
	ok = cli_print_listing(c, &l, rest.p, err);
	listing_release(&l);
	str_release(&rest);
	return ok;
}

static double
percent(size_t part, size_t of)
{
	return of > 0 ? 100 * (double)part / (double)of : 0;
}

enum {
	TRIED_LEAST = 30 /* of fewer no share is told */
};

/* What customers took next, against the lists they would have been given. */
static bool
run_customers(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct nextbest_trial t;
	struct str text = STR_INIT;
	bool ok = v != NULL;

	if (ok) {
		const double *value = v->settings.value;
		struct nextbest_options options = {
			.cap = (uint32_t)value[SETTING_BASKET_CAP],
			.seed = (uint64_t)value[SETTING_SEED],
			.threads = (unsigned)c->world->processors,
			.progress = &c->progress,
		};
		ok = nextbest_try(&v->sales, &options, &t, err);
	}
	if (ok && t.tried < TRIED_LEAST) {
		str_addf(&text,
		    "too few to say: of the customers who came back, %zu could "
		    "be tried; it takes %d\n",
		    t.tried, (int)TRIED_LEAST);
		ok = cli_print_result(c, slice_str(&text), err);
	} else if (ok) {
		size_t listed = t.tried * NEXTBEST_LIST;
		str_addf(&text,
		    "%zu older orders taught; %zu of %zu returning customers "
		    "tried, %d products listed for each\n"
		    "next best: %zu lists (%.1f %%) hold something new that "
		    "was bought next; precision %.3f\n"
		    "best-sellers: %zu lists (%.1f %%); precision %.3f\n",
		    t.older, t.tried, t.returning, NEXTBEST_LIST, t.hits,
		    percent(t.hits, t.tried), percent(t.right, listed) / 100,
		    t.popular_hits, percent(t.popular_hits, t.tried),
		    percent(t.popular_right, listed) / 100);
		ok = cli_print_result(c, slice_str(&text), err);
	}
	str_release(&text);
	view_free(v);
	return ok;
}

static bool
run_backtest(struct cli *c, struct err *err)
{
	struct backtesting *bt = mem_zalloc(sizeof(*bt));
	enum listing_format format;
	struct view *v = NULL;
	bool ok = cli_format(c, &format, err);

	if (c->opt->given[OPT_CUSTOMERS]) {
		mem_free(bt);
		return ok && run_customers(c, err);
	}
	if (ok)
		v = cli_view(c, VIEW_SALES, err);
	ok = v != NULL &&
	    backtesting_run(v, c->world->processors, &c->progress, bt, err);
	/* Kept for the overview, where the store can be written. */
	if (ok && cut_is_all(&v->cut) && !store_is_read_only(c->store))
		ok = backtesting_keep(c->store, v, bt, err);
	if (ok)
		ok = format == LISTING_JSON ? print_json(c, bt, err)
					    : print_table(c, bt, err);
	view_free(v);
	mem_free(bt);
	return ok;
}

static const enum option_id backtest_options[] = { OPT_CUSTOMERS, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "backtest",
	    .arguments = "",
	    .summary = "would the lists have been right: older orders "
		       "against newer ones",
	    .example = "endcap backtest --format json",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_backtest,
	    .options = backtest_options,
	},
};

const struct command_group cmd_backtest_group = { commands,
	ARRAY_LEN(commands) };
