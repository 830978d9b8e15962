/*
 * demo: the sample shop in a store of its own that is gone afterwards; the
 * dashboard, or, with standard output not a terminal, its figures as text.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/bundling.h"
#include "service/import.h"
#include "service/lab_request.h"
#include "service/outlook.h"
#include "service/overview.h"
#include "service/pairing.h"
#include "service/suggest.h"

#include <unistd.h>

static const char *const sample_files[] = { "products.csv", "customers.csv",
	"orders.csv", "events.csv" };

/* Where the sample files are: beside the program, else installed. */
static bool
find_samples(const struct cli_world *w, struct str *folder, struct err *err)
{
	struct str file = STR_INIT;
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(w->sample_folders) && !found; i++) {
		if (w->sample_folders[i] == NULL)
			continue;
		str_setf(&file, "%s/%s", w->sample_folders[i], sample_files[0]);
		found = access(file.p, R_OK) == 0;
		if (found)
			str_set(folder, w->sample_folders[i]);
	}
	str_release(&file);
	return found ||
	    err_set(err, ERR_NOT_FOUND,
		"the sample shop is not where it should be; 'endcap simulate "
		"sample-data --shop' writes it again");
}

static bool
import_samples(struct cli *c, const char *folder, struct err *err)
{
	struct import_request request = { .dry_run = false };
	struct import_outcome outcome;
	struct str path = STR_INIT;
	bool ok = true;

	ingest_options_init(&request.options);
	request.options.mailing = true; /* the people are invented */
	for (size_t i = 0; ok && i < ARRAY_LEN(sample_files); i++) {
		str_setf(&path, "%s/%s", folder, sample_files[i]);
		request.path = path.p;
		ok = import_file(
		    c->store, &request, &c->progress, &outcome, err);
		import_outcome_release(&outcome);
	}
	str_release(&path);
	return ok;
}

/* ---- the demo as text ---- */

static bool
heading(const struct cli *c, const char *title, struct err *err)
{
	return cli_printf(c, err, "\n== %s ==\n\n", title);
}

/* Prints a listing's first rows as a table, whatever the options say. */
static bool
print_top(struct cli *c, struct listing *l, size_t rows, struct err *err)
{
	listing_limit(l, rows);
	return cli_print_listing(c, l, NULL, err);
}

static bool
print_overview(struct cli *c, const struct view *v, struct err *err)
{
	struct overview o;
	struct listing l;
	bool ok =
	    overview_compute(v, &o, err) && heading(c, "key figures", err);

	if (ok) {
		overview_listing(&o, &l);
		ok = print_top(c, &l, 0, err);
		listing_release(&l);
	}
	return ok;
}

static bool
print_pairs(struct cli *c, struct view *v, struct err *err)
{
	struct pairing_query query = {
		.product = PAIRING_ALL,
		.least = EVIDENCE_LIKELY,
		.limit = 10,
	};
	struct listing l;
	bool ok = heading(c, "best pairs", err) &&
	    pairing_listing(v, &query, &l, err);

	if (ok) {
		ok = print_top(c, &l, 10, err);
		listing_release(&l);
	}
	return ok;
}

/* A suggestion as the bundle it would become. */
static bool
offer_of(const struct view *v, const struct suggestion *s,
    struct store_bundle *b, struct arena *memory, struct offer *out,
    struct err *err)
{
	for (size_t i = 0; i < s->set.n; i++) {
		struct store_bundle_item item = {
			.product_id =
			    v->products.rows[s->set.product[i]].product_id,
			.quantity = s->set.pieces,
		};
		if (!bundling_add_item(b, memory, &item, err))
			return false;
	}
	b->discount_kind = "percent";
	b->discount_value = offer_percent(s->percent);
	return bundling_offer(v, b, memory, out, err);
}

static bool
print_projection(struct cli *c, const struct view *v,
    const struct suggestion *s, struct err *err)
{
	struct outlook_request request = { .v = v };
	struct outlook *o = mem_zalloc(sizeof(*o));
	struct str name = STR_INIT, text = STR_INIT;
	struct arena memory = { 0 };
	struct store_bundle b;
	bool ok;

	suggest_add_name(v, s, &name);
	b = bundling_draft(name.p);
	ok = offer_of(v, s, &b, &memory, &request.offer, err) &&
	    outlook_compute(&request, &c->progress, o, err) &&
	    cli_printf(c, err, "%s, %.10g %% off\n\n", name.p, s->percent);
	if (ok) {
		outlook_write_text(o, v, &text);
		ok = cli_print(c, slice_str(&text), err);
	}
	mem_free(o);
	arena_release(&memory);
	str_release(&name);
	str_release(&text);
	return ok;
}

static bool
print_bundle(struct cli *c, const struct view *v, struct err *err)
{
	struct suggestions found;
	size_t first = 0;
	bool ok = suggest_find(c->store, v, date_day_of(c->world->now),
		      &c->progress, &found, err) &&
	    heading(c, "a suggested bundle", err);

	while (first < found.n && found.rows[first].kind == SUGGEST_STOP)
		first++;
	if (ok && first == found.n)
		ok = cli_printf(c, err, "nothing to suggest\n");
	else if (ok)
		ok = print_projection(c, v, &found.rows[first], err);
	suggestions_release(&found);
	return ok;
}

static bool
print_threshold(struct cli *c, const struct view *v, struct err *err)
{
	struct thresholding_scope scope = { .v = v,
		.today = date_day_of(c->world->now) };
	struct store_origins origins;
	struct lab_request request = {
		.fee = -1,
		.ship_cost = -1,
		.precise = true,
	};
	struct lab lab = { .n_points = 0 };
	struct listing l;
	struct str text = STR_INIT;
	bool ok = lab_request_load(c->store, &scope, &origins, &request, err) &&
	    lab_compute(&request, &c->progress, &lab, err) &&
	    heading(c, "free shipping, by threshold", err);

	if (ok) {
		lab_listing(&lab, &l);
		ok = print_top(c, &l, 0, err);
		listing_release(&l);
	}
	if (ok) {
		lab_write_text(&lab, &text);
		ok = cli_printf(c, err, "\n%s", text.p);
	}
	str_release(&text);
	lab_release(&lab);
	store_origins_release(&origins);
	return ok;
}

static bool
print_demo(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES | VIEW_PAIRS, err);
	bool ok = v != NULL &&
	    cli_printf(c, err,
		"endcap on its sample shop, a home-and-kitchen shop of two "
		"years\n") &&
	    print_overview(c, v, err) && print_pairs(c, v, err) &&
	    print_bundle(c, v, err) && print_threshold(c, v, err);

	view_free(v);
	return ok;
}

/* ---- the temporary store ---- */

/* A fresh folder, so that nobody else's file is ever opened. */
static bool
make_folder(const struct cli_world *w, struct str *folder, struct err *err)
{
	str_setf(folder, "%s/endcap-demo-XXXXXX", w->temporary);
	return mkdtemp(folder->p) != NULL ||
	    err_set(err, ERR_IO, "cannot make a folder in '%s'", w->temporary);
}

static bool
fill_store(
    struct cli *c, const char *path, const char *samples, struct err *err)
{
	struct store_options options = {
		.path = path,
		.now = c->world->now,
		.session = c->world->user,
		.temporary = true,
	};

	return store_open(&options, &c->store, err) &&
	    import_samples(c, samples, err);
}

static bool
run_demo(struct cli *c, struct err *err)
{
	struct str folder = STR_INIT, path = STR_INIT, samples = STR_INIT;
	struct err ignored = ERR_INIT;
	bool made = false, ok = false;

	if (!find_samples(c->world, &samples, err) ||
	    !make_folder(c->world, &folder, err))
		goto out;
	made = true;
	str_setf(&path, "%s/northlight.db", folder.p);
	if (!fill_store(c, path.p, samples.p, err))
		goto out;
	if (!c->world->out_is_terminal && !c->opt->given[OPT_SCRIPT]) {
		ok = print_demo(c, err);
		goto out;
	}
	store_close(c->store);
	c->store = NULL;
	ok = c->world->dashboard(c, path.p, err);
out:
	store_close(c->store);
	c->store = NULL;
	/* What is left behind lies in the system's temporary folder. */
	if (made && store_remove(path.p, &ignored))
		rmdir(folder.p);
	str_release(&folder);
	str_release(&path);
	str_release(&samples);
	return ok;
}

static const enum option_id demo_options[] = { OPT_ASCII, OPT_SCRIPT, OPT_SIZE,
	OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "demo",
	    .arguments = "",
	    .summary = "the dashboard on the sample shop (text when piped)",
	    .example = "endcap demo",
	    .run = run_demo,
	    .options = demo_options,
	},
};

const struct command_group cmd_demo_group = { commands, ARRAY_LEN(commands) };
