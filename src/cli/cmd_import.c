/*
 * import, imports: files in, and taking them back.
 */
#include "cli/cmd.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/block.h"
#include "service/import.h"
#include "service/view.h"

/* ---- options to what ingest wants ---- */

static bool
read_kind(const struct options *o, struct ingest_options *in, struct err *err)
{
	static const struct {
		const char *name;
		enum batch_kind kind;
	} kinds[] = {
		{ "products", BATCH_PRODUCTS },
		{ "orders", BATCH_ORDERS },
		{ "customers", BATCH_CUSTOMERS },
		{ "ids", BATCH_IDS },
		{ "events", BATCH_EVENTS },
	};

	if (!o->given[OPT_AS])
		return true;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(o->text[OPT_AS], kinds[i].name) == 0) {
			in->kind = (int)kinds[i].kind;
			return true;
		}
	}
	return err_set(err, ERR_USAGE,
	    "--as is products, orders, customers, ids or events, not '%s'",
	    o->text[OPT_AS]);
}

static bool
read_notation(
    const struct options *o, struct ingest_options *in, struct err *err)
{
	static const char *const orders[] = {
		[DATE_ORDER_DMY] = "dmy",
		[DATE_ORDER_MDY] = "mdy",
		[DATE_ORDER_YMD] = "ymd",
	};
	const char *mark = o->text[OPT_DECIMAL];

	if (o->given[OPT_ENCODING])
		in->encoding = o->text[OPT_ENCODING];

	for (int i = DATE_ORDER_DMY; o->given[OPT_DATE_ORDER]; i++) {
		if (i > DATE_ORDER_YMD)
			return err_set(err, ERR_USAGE,
			    "--date-order is dmy, mdy or ymd, not '%s'",
			    o->text[OPT_DATE_ORDER]);
		in->date_order = (enum date_order)i;
		if (strcmp(o->text[OPT_DATE_ORDER], orders[i]) == 0)
			break;
	}
	if (o->given[OPT_DECIMAL]) {
		if (strcmp(mark, "point") == 0 || strcmp(mark, ".") == 0)
			in->decimal = '.';
		else if (strcmp(mark, "comma") == 0 || strcmp(mark, ",") == 0)
			in->decimal = ',';
		else
			return err_set(err, ERR_USAGE,
			    "--decimal is point or comma, not '%s'", mark);
	}
	if (o->given[OPT_CURRENCY] &&
	    !money_currency(slice_of(o->text[OPT_CURRENCY]), &in->currency))
		return err_set(err, ERR_USAGE,
		    "'%s' is no currency; write a code such as EUR",
		    o->text[OPT_CURRENCY]);
	return true;
}

/* "role=column" of each --map; the texts live in 'a'. */
static bool
read_maps(const struct options *o, struct ingest_options *in, struct arena *a,
    struct err *err)
{
	struct ingest_map *maps = arena_array(a, o->n_list + 1, sizeof(*maps));

	for (size_t i = 0; i < o->n_list; i++) {
		struct slice rest = slice_of(o->list[i]), role;
		if (slice_find(rest, slice_of("=")) == rest.len ||
		    !slice_split(&rest, '=', &role))
			return err_set(err, ERR_USAGE,
			    "--map takes ROLE=COLUMN, not '%s'", o->list[i]);
		maps[i].role = arena_strndup(a, role.p, role.len);
		maps[i].column = arena_strndup(a, rest.p, rest.len);
	}
	in->maps = maps;
	in->n_maps = o->n_list;
	return true;
}

static bool
read_request(const struct options *o, struct import_request *request,
    struct arena *a, struct err *err)
{
	struct ingest_options *in = &request->options;

	ingest_options_init(in);
	in->dialect = o->text[OPT_DIALECT];
	request->dry_run = o->given[OPT_DRY_RUN];
	request->strict = o->given[OPT_STRICT];
	return read_kind(o, in, err) && read_notation(o, in, err) &&
	    read_maps(o, in, a, err);
}

/* ---- import ---- */

/* In words that say what became of which file: Ctrl-C, and whatever goes wrong
 * after a file before it was imported. */
static void
say_stopped(const char *path, bool first, struct err *err)
{
	if (err->code == ERR_STOPPED && first)
		err_set(err, ERR_STOPPED, "stopped; nothing was imported");
	else if (err->code == ERR_STOPPED)
		err_set(err, ERR_STOPPED,
		    "stopped; nothing of '%s' was imported, the files before "
		    "it were",
		    path);
	else if (!first)
		err_prefix(
		    err, "'%s' is not imported, the files before it are", path);
}

/* Says what may be wrong before anything is written and, where somebody is
 * there, asks. A nightly job goes on; its log has the lines. */
static bool
agree(void *arg, const struct import_outcome *so_far)
{
	const struct cli *c = arg;
	struct slice doubts = slice_str(&so_far->doubts), line;

	if (!so_far->grave)
		return true; /* the summary has them */
	while (slice_split(&doubts, '\n', &line))
		if (line.len > 0)
			cli_warn(c, "'%s': check: %.*s", so_far->batch.file,
			    (int)line.len, line.p);
	return c->opt->given[OPT_YES] ||
	    cli_confirm(c, "import it all the same");
}

static bool
import_one(struct cli *c, const struct import_request *request,
    struct str *rejects, struct err *err)
{
	struct import_outcome outcome;
	struct str text = STR_INIT;
	bool ok = import_file(c->store, request, &c->progress, &outcome, err);

	if (ok) {
		import_add_summary(&outcome, &text);
		ok = cli_print(c, slice_str(&text), err);
		import_add_rejects(&outcome, rejects);
	}
	import_outcome_release(&outcome);
	str_release(&text);
	return ok;
}

/* Mines at once, so that the first 'pairs' is instant. */
static bool
mine(struct cli *c, struct err *err)
{
	if (cli_mine(c, "", err))
		return true;
	if (err->code == ERR_STOPPED)
		return err_set(err, ERR_STOPPED,
		    "stopped while looking for pairs; what was imported stays, "
		    "and the next command looks again");
	return false;
}

/* What the options say a file is stands for every file as it is. */
static bool
make_steps(struct cli *c, struct import_steps *steps, struct err *err)
{
	const char *const *paths = (const char *const *)c->args;
	bool said = c->opt->given[OPT_DIALECT] ||
	    (c->opt->given[OPT_AS] &&
		strcmp(c->opt->text[OPT_AS], "orders") != 0);

	if (!said)
		return import_steps_make(
		    paths, c->n_args, &c->progress, steps, err);
	steps->steps = mem_zalloc(c->n_args * sizeof(*steps->steps));
	for (steps->n = 0; steps->n < c->n_args; steps->n++)
		steps->steps[steps->n].path = paths[steps->n];
	return true;
}

static bool
import_all(struct cli *c, struct import_request *request, struct str *rejects,
    struct err *err)
{
	struct import_steps steps = { 0 };
	bool ok = make_steps(c, &steps, err);

	if (!ok)
		say_stopped("", true, err);
	for (size_t i = 0; ok && i < steps.n; i++) {
		struct import_step *step = &steps.steps[i];

		request->path = step->path;
		request->options.join = step->joined ? &step->join : NULL;
		ok = import_one(c, request, rejects, err);
		if (!ok)
			say_stopped(
			    step->path, i == 0 || request->dry_run, err);
	}
	import_steps_release(&steps);
	return ok;
}

static bool
run_import(struct cli *c, struct err *err)
{
	struct import_request request = { .agree = agree, .agree_arg = c };
	struct arena a = { 0 };
	struct str rejects = STR_INIT;
	bool ok = read_request(c->opt, &request, &a, err);

	if (request.dry_run)
		request.agree = NULL; /* its summary says it all */
	import_spill(c->store, (const char *const *)c->args, c->n_args);
	ok = ok && import_all(c, &request, &rejects, err);
	if (ok && c->opt->given[OPT_REJECTS])
		ok = file_write_whole(c->opt->text[OPT_REJECTS],
		    slice_str(&rejects), FILE_PRIVATE, err);
	if (ok && !request.dry_run && !c->opt->given[OPT_NO_PAIRS])
		ok = mine(c, err);
	block_spill_end();
	str_release(&rejects);
	arena_release(&a);
	return ok;
}

/* ---- imports ---- */

static bool
run_imports(struct cli *c, struct err *err)
{
	struct listing l;
	bool ok;

	if (!import_listing(c->store, &l, err))
		return false;
	ok = cli_print_listing(c, &l, NULL, err);
	listing_release(&l);
	return ok;
}

static bool
run_imports_undo(struct cli *c, struct err *err)
{
	struct str said = STR_INIT;
	int64_t id;
	bool ok;

	if (!num_parse_i64(slice_of(c->args[0]), &id))
		return err_set(err, ERR_USAGE,
		    "'%s' is not the number of an import; 'endcap imports' "
		    "lists them",
		    c->args[0]);
	ok = import_undo(c->store, id, &c->progress, &said, err) &&
	    cli_printf(c, err, "%s\n", said.p) && mine(c, err);
	str_release(&said);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id import_options[] = { OPT_DRY_RUN, OPT_AS,
	OPT_DIALECT, OPT_MAP, OPT_REJECTS, OPT_STRICT, OPT_NO_PAIRS,
	OPT_DATE_ORDER, OPT_DECIMAL, OPT_ENCODING, OPT_CURRENCY, OPT_YES,
	OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "import",
	    .arguments = "FILE...",
	    .summary =
		"read products, orders, customers or browsing events from CSV",
	    .example = "endcap import sample-data/products.csv "
		       "sample-data/orders.csv",
	    .needs = NEEDS_STORE | MAKES_STORE | TAKES_FILES,
	    .least = 1,
	    .most = SIZE_MAX,
	    .run = run_import,
	    .options = import_options,
	},
	{
	    .name = "imports",
	    .arguments = "",
	    .summary = "what was imported, and how its rows divided",
	    .example = "endcap imports",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .run = run_imports,
	    .options = no_options,
	},
	{
	    .name = "imports undo",
	    .arguments = "NUMBER",
	    .summary = "take an import back",
	    .example = "endcap imports undo 1",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_imports_undo,
	    .options = no_options,
	},
};

const struct command_group cmd_import_group = { commands, ARRAY_LEN(commands) };
