/*
 * A command's name is one or two words; the longest name that matches the
 * words given wins, so "pair accept" is found before "pair". What a row says
 * it needs is done here (options allowed, words counted, store opened), so
 * that command functions begin with their own work.
 */
#include "cli/cli.h"

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/meter.h"
#include "cli/usage.h"
#include "store/store.h"

#include <errno.h>
#include <sys/stat.h>
#include <stdarg.h>
#include <unistd.h>

static const struct command_group *const groups[] = {
	&cmd_demo_group,
	&cmd_import_group,
	&cmd_rules_group,
	&cmd_overview_group,
	&cmd_product_group,
	&cmd_pair_group,
	&cmd_backtest_group,
	&cmd_bundle_group,
	&cmd_bundle_look_group,
	&cmd_scenario_group,
	&cmd_threshold_group,
	&cmd_measure_group,
	&cmd_trying_group,
	&cmd_segment_group,
	&cmd_followup_group,
	&cmd_prospect_group,
	&cmd_customer_group,
	&cmd_checkout_group,
	&cmd_export_group,
	&cmd_report_group,
	&cmd_history_group,
	&cmd_store_group,
	&cmd_simulate_group,
	&cmd_manual_group,
};

static const enum option_id everywhere[] = { OPT_STORE, OPT_LOG, OPT_HELP };
static const enum option_id of_listings[] = { OPT_FORMAT, OPT_SORT, OPT_LIMIT,
	OPT_OUTPUT };
static const enum option_id of_cuts[] = { OPT_SINCE, OPT_UNTIL, OPT_EXCEPT,
	OPT_COUNTRY, OPT_CHANNEL, OPT_ITEMS, OPT_NO_PROMOTIONS, OPT_NO_BUNDLES,
	OPT_SEGMENT };

const struct command *
cli_command(size_t i)
{
	for (size_t g = 0; g < ARRAY_LEN(groups); g++) {
		if (i < groups[g]->n)
			return &groups[g]->commands[i];
		i -= groups[g]->n;
	}
	return NULL;
}

/* ---- finding the command ---- */

/* How many of the words the name takes, 0 if it is not this command. */
static size_t
name_matches(const char *name, char **words, size_t n)
{
	struct slice rest = slice_of(name), part;
	size_t used = 0;

	while (slice_split(&rest, ' ', &part)) {
		if (used == n || !slice_eq_c(part, words[used]))
			return 0;
		used++;
	}
	return used;
}

static const struct command *
find_command(const struct options *o, size_t *used)
{
	const struct command *best = NULL, *c;

	*used = 0;
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		size_t n = name_matches(c->name, o->words, o->n_words);
		if (n == 0 && c->alias != NULL)
			n = name_matches(c->alias, o->words, o->n_words);
		if (n > *used) {
			*used = n;
			best = c;
		}
	}
	return best;
}

static bool
option_in(enum option_id id, const enum option_id *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i] == id)
			return true;
	}
	return false;
}

bool
usage_is_everywhere(enum option_id id)
{
	return option_in(id, everywhere, ARRAY_LEN(everywhere));
}

bool
usage_takes(const struct command *c, enum option_id id)
{
	for (const enum option_id *o = c->options; *o != OPT_HELP; o++) {
		if (*o == id)
			return true;
	}
	return usage_is_everywhere(id) ||
	    ((c->needs & NEEDS_LISTING) &&
		option_in(id, of_listings, ARRAY_LEN(of_listings))) ||
	    ((c->needs & NEEDS_CUT) &&
		option_in(id, of_cuts, ARRAY_LEN(of_cuts)));
}

bool
usage_is_alone(enum option_id id)
{
	const struct command *c;

	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		if (usage_takes(c, id))
			return false;
	}
	return true;
}

static bool
check_options(const struct command *c, const struct options *o, struct err *err)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		enum option_id id = (enum option_id)i;
		if (o->given[i] && !usage_takes(c, id))
			return err_set(err, ERR_USAGE,
			    "'%s' takes no --%s; 'endcap %s --help' lists "
			    "its options",
			    c->name, option_row(id)->name, c->name);
	}
	return true;
}

static bool
check_words(const struct command *c, size_t n, struct err *err)
{
	if (n < c->least)
		return err_set(err, ERR_USAGE, "'%s' needs more: endcap %s %s",
		    c->name, c->name, c->arguments);
	if (n > c->most)
		return err_set(err, ERR_USAGE, "'%s' takes less: endcap %s %s",
		    c->name, c->name, c->arguments);
	return true;
}

/* ---- the store ---- */

/* --store, else $ENDCAP_STORE, else endcap.db in the data folder. */
static bool
find_store_path(const struct cli_world *w, const struct options *o,
    struct str *path, struct err *err)
{
	if (o->given[OPT_STORE])
		str_set(path, o->text[OPT_STORE]);
	else if (w->store != NULL && w->store[0] != '\0')
		str_set(path, w->store);
	else if (w->data_home != NULL && w->data_home[0] == '/')
		str_setf(path, "%s/endcap/endcap.db", w->data_home);
	else if (w->home != NULL && w->home[0] != '\0')
		str_setf(path, "%s/.local/share/endcap/endcap.db", w->home);
	else
		return err_set(err, ERR_INPUT,
		    "no home directory; name the store with --store FILE");
	return true;
}

/* Nothing has this name; a link that leads nowhere is something. */
static bool
is_missing(const char *path)
{
	struct stat s;

	return lstat(path, &s) != 0 && errno == ENOENT;
}

/* A command may keep what it had to mine, but only a few make a new store:
 * none comes out of a mistyped name. */
static bool
open_store(struct cli *c, const struct command *command, struct err *err)
{
	struct store_options options = {
		.path = c->store_path,
		.now = c->world->now,
		.session = c->world->user,
		.busy_ms = STORE_PATIENCE_MS,
		.waiting = &c->progress,
	};

	if (!(command->needs & MAKES_STORE) && is_missing(c->store_path)) {
		if (command->needs & NEEDS_NO_FILE)
			return true;
		return err_set(err, ERR_NOT_FOUND,
		    "there is no store '%s' yet; 'endcap import FILE' makes "
		    "one, 'endcap demo' shows a sample shop",
		    c->store_path);
	}
	return store_open(&options, &c->store, err);
}

/* ---- output ---- */

/* Both may be the same terminal: the line of progress gives way. */
static void
clear_progress(const struct cli *c)
{
	if (c->progress.report == meter_report)
		meter_end(c->progress.arg);
}

bool
cli_print(const struct cli *c, struct slice text, struct err *err)
{
	clear_progress(c);
	errno = 0;
	if (text.len > 0 &&
	    fwrite(text.p, 1, text.len, c->world->out) != text.len)
		return err_set(err, ERR_IO, "cannot write the output: %s",
		    err_system(errno));
	return true;
}

void
cli_warn(const struct cli *c, const char *fmt, ...)
{
	FILE *to = c->world->err;
	va_list args;

	clear_progress(c);
	va_start(args, fmt);
	/* Nothing is left to tell it to when this fails. */
	(void)fputs("endcap: ", to);
	(void)vfprintf(to, fmt, args);
	(void)fputc('\n', to);
	va_end(args);
}

bool
cli_confirm(const struct cli *c, const char *question)
{
	char answer[16];
	size_t n;

	if (c->world->in == NULL || !c->world->err_is_terminal)
		return true;
	clear_progress(c);
	(void)fprintf(c->world->err, "endcap: %s? [y/N] ", question);
	(void)fflush(c->world->err);
	if (fgets(answer, sizeof(answer), c->world->in) == NULL)
		return false;
	n = strcspn(answer, "\n");
	return n > 0 && n <= 3 && strncasecmp(answer, "yes", n) == 0;
}

bool
cli_printf(const struct cli *c, struct err *err, const char *fmt, ...)
{
	va_list args;
	int n;

	clear_progress(c);
	errno = 0;
	va_start(args, fmt);
	n = vfprintf(c->world->out, fmt, args);
	va_end(args);
	if (n < 0)
		return err_set(err, ERR_IO, "cannot write the output: %s",
		    err_system(errno));
	return true;
}

static bool
write_out(void *arg, struct slice bytes, struct err *err)
{
	const struct cli_out *o = arg;

	return o->file != NULL ? file_out_write(o->file, bytes, err)
			       : cli_print(o->c, bytes, err);
}

bool
cli_out_begin(const struct cli *c, struct cli_out *out, struct err *err)
{
	*out = (struct cli_out){ .sink = { write_out, out }, .c = c };
	if (!c->opt->given[OPT_OUTPUT])
		return true;
	out->file = file_out_new(c->opt->text[OPT_OUTPUT],
	    c->private_output ? FILE_PRIVATE : 0, err);
	return out->file != NULL;
}

bool
cli_out_end(struct cli_out *out, bool ok, struct err *err)
{
	if (ok && out->file != NULL)
		ok = file_out_commit(out->file, err);
	file_out_free(out->file);
	out->file = NULL;
	return ok;
}

bool
cli_print_result(const struct cli *c, struct slice text, struct err *err)
{
	struct cli_out out;

	return cli_out_begin(c, &out, err) &&
	    cli_out_end(&out, write_out(&out, text, err), err);
}

bool
cli_format(const struct cli *c, enum listing_format *out, struct err *err)
{
	*out = LISTING_TABLE;
	if (!c->opt->given[OPT_FORMAT] ||
	    listing_format_parse(c->opt->text[OPT_FORMAT], out))
		return true;
	return err_set(err, ERR_USAGE,
	    "--format is table, csv or json, not '%s'",
	    c->opt->text[OPT_FORMAT]);
}

static bool
sort_as_asked(const struct options *o, struct listing *l, struct err *err)
{
	const char *name = o->text[OPT_SORT];
	struct str known = STR_INIT;
	bool turned, falls, ok;
	int column;

	if (!o->given[OPT_SORT])
		return true;
	turned = name[0] == '-';
	column = listing_column(l, name + turned);
	if (column < 0) {
		listing_column_names(l, &known);
		ok = err_set(err, ERR_USAGE,
		    "there is no column '%s'; there are %s", name + turned,
		    known.p);
		str_release(&known);
		return ok;
	}
	falls = (l->columns[column].flags & COLUMN_FALLS) != 0;
	return listing_sort(l, (size_t)column, falls != turned, err);
}

/* What a table leaves out, and 'rest'. */
static bool
print_rest(const struct cli *c, const struct listing *l, size_t all,
    const char *rest, struct err *err)
{
	struct str s = STR_INIT;
	bool ok;

	if (l->rows < all) {
		num_add_grouped(&s, (int64_t)l->rows);
		str_add(&s, " of ");
		num_add_grouped(&s, (int64_t)all);
		str_add(&s, " rows; --limit 0 shows all\n");
	}
	if (rest != NULL)
		str_addf(&s, "%s\n", rest);
	ok = cli_print(c, slice_str(&s), err);
	str_release(&s);
	return ok;
}

bool
cli_mine(struct cli *c, const char *lead, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES | VIEW_PAIRS, err);
	struct str text = STR_INIT;
	bool ok;

	if (v == NULL)
		return false;
	str_add(&text, lead);
	num_add_counted(&text, (int64_t)v->sales.orders, "order counts, ",
	    "orders count, ");
	num_add_counted(&text, (int64_t)v->pairs.pairs, "pair", "pairs");
	str_addf(&text, " with at least %u joint orders\n", v->context.floor);
	ok = cli_print(c, slice_str(&text), err);
	str_release(&text);
	view_free(v);
	return ok;
}

bool
cli_print_listing(
    const struct cli *c, struct listing *l, const char *rest, struct err *err)
{
	const struct options *o = c->opt;
	enum listing_format format;
	struct cli_out out;
	size_t all = l->rows;

	if (!cli_format(c, &format, err) || !sort_as_asked(o, l, err))
		return false;
	listing_limit(
	    l, o->given[OPT_LIMIT] ? (size_t)o->count[OPT_LIMIT] : 50);
	if (!cli_out_begin(c, &out, err))
		return false;
	if (!cli_out_end(&out, listing_write(l, format, &out.sink, err), err))
		return false;
	return format != LISTING_TABLE || o->given[OPT_OUTPUT] ||
	    print_rest(c, l, all, rest, err);
}

/* ---- views ---- */

static bool
read_day(
    const struct cli *c, enum option_id option, int32_t *day, struct err *err)
{
	const char *text = c->opt->text[option];

	if (!c->opt->given[option] ||
	    date_parse_limit(slice_of(text), date_day_of(c->world->now), day))
		return true;
	return err_set(err, ERR_USAGE,
	    "--%s takes a day like 2026-10-31 or 90d, 12m, 2y, not '%s'",
	    option_row(option)->name, text);
}

static bool
read_period(struct cli *c, struct cut_days *days, struct err *err)
{
	if (!read_day(c, OPT_SINCE, &days->since, err) ||
	    !read_day(c, OPT_UNTIL, &days->until, err))
		return false;
	if (days->since != 0 && days->until == 0)
		days->until = date_day_of(c->world->now);
	if (days->since > days->until && !c->opt->given[OPT_UNTIL])
		return err_set(err, ERR_USAGE,
		    "--since %s lies after today; no order is that new",
		    c->opt->text[OPT_SINCE]);
	if (days->since > days->until)
		return err_set(err, ERR_USAGE,
		    "--since lies after --until; no day is between them");
	return true;
}

static bool
read_cut(struct cli *c, struct cut *cut, struct err *err)
{
	const struct options *o = c->opt;

	if (!read_period(c, &cut->days, err))
		return false;
	cut->country = o->text[OPT_COUNTRY];
	cut->channel = o->text[OPT_CHANNEL];
	cut->no_promotions = o->given[OPT_NO_PROMOTIONS];
	cut->no_bundles = o->given[OPT_NO_BUNDLES];
	cut->segment = o->text[OPT_SEGMENT];
	if (o->given[OPT_ITEMS] &&
	    !cut_parse_items(slice_of(o->text[OPT_ITEMS]), cut))
		return err_set(err, ERR_USAGE,
		    "--items takes a number of products or a range like 2..5, "
		    "not '%s'",
		    o->text[OPT_ITEMS]);
	if (o->given[OPT_EXCEPT] &&
	    !cut_parse_except(slice_of(o->text[OPT_EXCEPT]), cut, err))
		return err_set(err, ERR_USAGE, "--except: %s", err->text);
	return true;
}

bool
cli_view_request(
    struct cli *c, unsigned parts, struct view_request *out, struct err *err)
{
	*out = (struct view_request){
		.parts = parts,
		.threads = c->world->processors,
		.progress = &c->progress,
	};
	return read_cut(c, &out->cut, err);
}

struct view *
cli_view(struct cli *c, unsigned parts, struct err *err)
{
	struct view_request request;

	if (!cli_view_request(c, parts, &request, err))
		return NULL;
	return view_load(c->store, &request, err);
}

/* ---- running ---- */

static bool
run_command(const struct cli_world *w, const struct command *command,
    const struct options *o, size_t used, struct err *err)
{
	struct str path = STR_INIT;
	struct meter meter = { .world = w };
	struct cli c = {
		.world = w,
		.opt = o,
		.args = o->words + used,
		.n_args = o->n_words - used,
		.progress = { .report = meter_report, .arg = &meter },
	};
	bool ok = false;

	if (!check_options(command, o, err) ||
	    !check_words(command, c.n_args, err))
		goto out;
	if (command->needs & NEEDS_STORE) {
		if (!find_store_path(w, o, &path, err))
			goto out;
		c.store_path = path.p;
		if (!open_store(&c, command, err))
			goto out;
	}
	ok = command->run(&c, err);
out:
	meter_end(&meter);
	store_close(c.store);
	str_release(&path);
	return ok;
}

/* Without a command: the dashboard, or its first page as text. */
static bool
run_default(const struct cli_world *w, const struct options *o, struct err *err)
{
	struct str path = STR_INIT;
	struct cli c = { .world = w, .opt = o };
	size_t used;
	bool ok;

	if (!w->out_is_terminal && !o->given[OPT_SCRIPT]) {
		char overview[] = "overview";
		char *words[] = { overview };
		struct options as_text = *o;
		as_text.words = words;
		as_text.n_words = 1;
		return run_command(
		    w, find_command(&as_text, &used), &as_text, 1, err);
	}
	ok = find_store_path(w, o, &path, err) && w->dashboard(&c, path.p, err);
	str_release(&path);
	return ok;
}

static bool
run_words(const struct cli_world *w, struct options *o, struct err *err)
{
	const struct command *command;
	size_t used;

	if (o->given[OPT_VERSION])
		return usage_print_version(w->out, err);
	if (o->given[OPT_README_TABLE])
		return usage_print_table(w, o->text[OPT_README_TABLE], err);
	if (o->n_words == 0)
		return o->given[OPT_HELP] ? usage_print_all(w->out, err)
					  : run_default(w, o, err);
	command = find_command(o, &used);
	if (o->given[OPT_HELP] || strcmp(o->words[0], "help") == 0)
		return usage_print_help(w->out, o, err);
	if (command == NULL)
		return usage_refuse(o->words[0], err);
	options_clean(o, (command->needs & TAKES_FILES) != 0);
	return run_command(w, command, o, used, err);
}

/* Names of files and unknown words reach the terminal here. */
static void
print_error(FILE *out, const struct err *err)
{
	struct str clean = STR_INIT;

	text_clean(&clean, slice_of(err->text));
	fprintf(out, "endcap: %s\n", clean.p);
	str_release(&clean);
}

int
cli_run(const struct cli_world *world, int argc, char **argv)
{
	struct options o = { .n_words = 0 };
	struct err err = ERR_INIT;
	bool ok =
	    options_parse(&o, argc, argv, &err) && run_words(world, &o, &err);

	options_release(&o);
	if (ok && fflush(world->out) != 0)
		ok = err_set(&err, ERR_IO, "cannot write the output: %s",
		    err_system(errno));
	if (ok)
		return EXIT_DONE;
	print_error(world->err, &err);
	return err.code == ERR_USAGE ? EXIT_USAGE : EXIT_FAILED;
}
