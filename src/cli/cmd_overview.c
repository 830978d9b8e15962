/*
 * overview: the key figures. It is also what a bare "endcap" prints when
 * nobody watches, so an empty store is an answer and not a failure.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/overview.h"

static const char nothing_yet[] =
    "no orders yet: 'endcap import products.csv orders.csv' reads a shop's "
    "files,\n'endcap demo' shows a sample shop\n";

/* Of an empty shop how to begin, of an empty part that it is empty, of orders
 * that do not count why. */
static bool
print_nothing(const struct cli *c, const struct view *v, struct err *err)
{
	struct str s = STR_INIT;
	bool ok;

	if (v == NULL || (cut_is_all(&v->cut) && v->uncounted == 0))
		return cli_print(c, slice_of(nothing_yet), err);
	view_add_no_orders(v, &s);
	str_add_char(&s, '\n');
	ok = cli_print(c, slice_str(&s), err);
	str_release(&s);
	return ok;
}

static void
add_count(struct str *s, int64_t n, const char *one, const char *many)
{
	str_add(s, s->len > 0 ? "  " : "");
	num_add_counted(s, n, one, many);
}

/* "2024-11-01 .. 2026-10-31  EUR  19,504 orders  5,788 customers ..." */
static bool
print_head(const struct cli *c, const struct overview *o, struct err *err)
{
	const struct kpi_report *r = &o->all;
	struct str s = STR_INIT;
	bool ok;

	date_add_day(&s, r->since);
	str_add(&s, " .. ");
	date_add_day(&s, r->until);
	str_addf(&s, "  %s", o->currency.code);
	add_count(&s, r->orders, "order", "orders");
	add_count(&s, r->lines, "line", "lines");
	add_count(&s, r->customers, "customer", "customers");
	add_count(&s, r->guest_orders, "guest order", "guest orders");
	add_count(&s, r->products, "product", "products");
	ok = cli_printf(c, err, "%s\n\n", s.p);
	str_release(&s);
	return ok;
}

static bool
print_json(const struct cli *c, const struct overview *o, struct err *err)
{
	struct str s = STR_INIT;
	bool ok;

	overview_write_json(o, &s);
	ok = cli_print_result(c, slice_str(&s), err);
	str_release(&s);
	return ok;
}

static bool
print_table(const struct cli *c, const struct overview *o,
    enum listing_format format, struct err *err)
{
	struct str compared = STR_INIT;
	struct listing l;
	bool ok;

	overview_listing(o, &l);
	str_add(&compared, "change: ");
	date_add_day(&compared, o->recent.since);
	str_add(&compared, " .. ");
	date_add_day(&compared, o->recent.until);
	str_add(&compared, " against the days from ");
	date_add_day(&compared, o->recent.before);
	str_add(&compared, "; intervals are 95 %, by customer");
	ok = (format != LISTING_TABLE || c->opt->given[OPT_OUTPUT] ||
		 print_head(c, o, err)) &&
	    cli_print_listing(c, &l, compared.p, err);
	listing_release(&l);
	str_release(&compared);
	return ok;
}

static bool
run_overview(struct cli *c, struct err *err)
{
	struct overview *o = mem_zalloc(sizeof(*o));
	enum listing_format format;
	struct view *v = NULL;
	bool ok = cli_format(c, &format, err);

	if (ok && c->store != NULL) {
		v = cli_view(c, VIEW_SALES | VIEW_PAIRS, err);
		ok = v != NULL && overview_compute(v, o, err);
	}
	if (ok && format == LISTING_JSON)
		ok = print_json(c, o, err);
	else if (ok && o->all.orders == 0 && format == LISTING_TABLE)
		ok = print_nothing(c, v, err);
	else if (ok)
		ok = print_table(c, o, format, err);
	view_free(v);
	mem_free(o);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "overview",
	    .arguments = "",
	    .summary = "the key figures, each with its change and interval",
	    .example = "endcap overview --since 12m",
	    .needs = NEEDS_STORE | NEEDS_NO_FILE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_overview,
	    .options = no_options,
	},
};

const struct command_group cmd_overview_group = { commands,
	ARRAY_LEN(commands) };
