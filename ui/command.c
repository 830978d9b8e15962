/*
 * command - a row for each command. Arguments are words between blanks, save
 * where a command takes the rest of the line (a path, a filter).
 */
#include "ui/command.h"

#include "base/money.h"
#include "base/text.h"
#include "service/desk.h"
#include "service/filter.h"
#include "ui/exporting.h"
#include "ui/launching.h"
#include "ui/pathname.h"

/* What a command function gets. */
struct call {
	struct app *app;
	struct desk *dk;
	struct slice rest; /* of the line, trimmed */
};

struct command {
	const char *name, *arguments, *help;
	unsigned (*run)(struct call *c, struct err *err);
};

static struct slice
next_word(struct call *c)
{
	struct slice word = slice_of("");

	c->rest = slice_trim(c->rest);
	if (!slice_split(&c->rest, ' ', &word))
		word = slice_of("");
	c->rest = slice_trim(c->rest);
	return word;
}

/* The rest of the line, or the next word, as a C string in 'out'. */
static const char *
text_of(struct slice s, struct str *out)
{
	str_clear(out);
	str_add_slice(out, s);
	return out->p;
}

static bool
next_product(struct call *c, size_t *product, struct err *err)
{
	struct slice sku = next_word(c);

	if (desk_view(c->dk) == NULL)
		return err_set(err, ERR_NOT_FOUND, "still loading the shop");
	if (sku.len == 0)
		return err_set(err, ERR_USAGE, "a SKU is missing");
	return view_find(desk_view(c->dk), sku, product, err);
}

/* ------ the commands ------ */

static unsigned
run_import(struct call *c, struct err *err)
{
	struct str typed = STR_INIT, path = STR_INIT;
	unsigned answer;

	if (c->rest.len == 0) {
		err_set(err, ERR_USAGE, "import which file?");
		return REACT_NONE;
	}
	pathname_expand(text_of(c->rest, &typed), &path);
	answer =
	    app_show(c->app, "import", &(struct screen_arg){ .text = path.p });
	str_release(&typed);
	str_release(&path);
	return answer;
}

static unsigned
run_export(struct call *c, struct err *err)
{
	struct str what = STR_INIT, format = STR_INIT, path = STR_INIT;
	unsigned answer = REACT_NONE;

	text_of(next_word(c), &what);
	text_of(next_word(c), &format);
	text_of(c->rest, &path);
	if (path.len == 0)
		err_set(err, ERR_USAGE,
		    "export takes what, csv or json, and a file");
	else if (exporting_write(c->app, what.p, format.p, path.p, err))
		answer = REACT_REDRAW;
	str_release(&what);
	str_release(&format);
	str_release(&path);
	return answer;
}

static unsigned
run_bundle(struct call *c, struct err *err)
{
	size_t products[32], n = 0;
	int64_t id = 0;

	while (c->rest.len > 0) {
		if (n == ARRAY_LEN(products)) {
			err_set(err, ERR_LIMIT, "a bundle has at most %zu SKUs",
			    ARRAY_LEN(products));
			return REACT_NONE;
		}
		if (!next_product(c, &products[n++], err))
			return REACT_NONE;
	}
	if (n == 0)
		err_set(err, ERR_USAGE, "a bundle of which SKUs?");
	if (n == 0 || !desk_bundle_new(c->dk, products, n, 0, &id, err))
		return REACT_NONE;
	return app_show(c->app, "bundle",
		   &(struct screen_arg){ .id = (uint64_t)id }) |
	    REACT_RELOAD;
}

static unsigned
run_cart(struct call *c, struct err *err)
{
	struct str items = STR_INIT;
	unsigned answer = app_show(c->app, "cart",
	    &(struct screen_arg){ .text = text_of(c->rest, &items) });

	(void)err; /* what cannot be opened is said */
	str_release(&items);
	return answer;
}

static unsigned
run_upsells(struct call *c, struct err *err)
{
	size_t product;

	if (!next_product(c, &product, err))
		return REACT_NONE;
	return app_show(
	    c->app, "upsells", &(struct screen_arg){ .id = product });
}

static unsigned
run_threshold(struct call *c, struct err *err)
{
	const struct view *v = desk_view(c->dk);
	int64_t amount = 0;

	if (v == NULL) {
		err_set(err, ERR_NOT_FOUND, "still loading the shop");
		return REACT_NONE;
	}
	if (!money_parse(c->rest, '.', v->currency.digits, &amount)) {
		err_set(err, ERR_USAGE,
		    "threshold takes an amount, such as 50 or 49.90");
		return REACT_NONE;
	}
	return launching_begin(c->app,
	    &(struct desk_launch){
		.kind = LAUNCH_REWARD,
		.threshold = thresholding_draft("", amount),
	    });
}

static unsigned
run_pair(struct call *c, struct err *err)
{
	size_t a = 0, b = 0;

	if (!next_product(c, &a, err) || !next_product(c, &b, err))
		return REACT_NONE;
	if (a == b) {
		err_set(err, ERR_USAGE, "a pair needs two different products");
		return REACT_NONE;
	}
	return app_show(c->app, "pair",
	    &(struct screen_arg){ .id = pairing_identity(a, b) });
}

static unsigned
show_filtered(struct call *c, const char *screen)
{
	struct str filter = STR_INIT;
	unsigned answer = app_show(c->app, screen,
	    &(struct screen_arg){ .text = text_of(c->rest, &filter) });

	str_release(&filter);
	return answer;
}

static unsigned
run_pairs(struct call *c, struct err *err)
{
	(void)err; /* the screen says what is wrong with the filter */
	return show_filtered(c, "pairs");
}

static unsigned
run_products(struct call *c, struct err *err)
{
	(void)err; /* as above */
	return show_filtered(c, "products");
}

static unsigned
run_product(struct call *c, struct err *err)
{
	size_t product = 0;

	if (!next_product(c, &product, err))
		return REACT_NONE;
	return app_show(c->app, "products",
	    &(struct screen_arg){ .id = product, .other = 1 });
}

/* clang-format off */
static const struct command commands[] = {
	{ .name = "import",    .arguments = "FILE",             .help = "look at a file and import it",                          .run = run_import },
	{ .name = "export",    .arguments = "WHAT FORMAT FILE", .help = "write what is shown or marked, or one of the exports, to a file", .run = run_export },
	{ .name = "bundle",    .arguments = "SKU SKU...",       .help = "make a bundle and open it",              .run = run_bundle },
	{ .name = "cart",      .arguments = "[SKU[:QTY]...]",   .help = "what the live offers do to a cart, line by line", .run = run_cart },
	{ .name = "upsells",   .arguments = "SKU",              .help = "better alternatives, and what goes with each", .run = run_upsells },
	{ .name = "threshold", .arguments = "AMOUNT",           .help = "free shipping from this order value on", .run = run_threshold },
	{ .name = "pair",      .arguments = "SKU SKU",          .help = "the evidence of one pair",               .run = run_pair },
	{ .name = "pairs",     .arguments = "[FILTER]",         .help = "pairs that pass a filter",               .run = run_pairs },
	{ .name = "product",   .arguments = "SKU",              .help = "one product and what it goes with",      .run = run_product },
	{ .name = "products",  .arguments = "[FILTER]",         .help = "products that pass a filter",            .run = run_products },
};
/* clang-format on */

/* ------ the program's commands ------ */

/* Does the line begin with the words of a name? */
static bool
begins_with(struct slice line, const char *name)
{
	struct slice words = slice_of(name);

	return slice_starts(line, name) &&
	    (line.len == words.len || line.p[words.len] == ' ');
}

/* The longest name of a command that the line begins with; NULL: none. */
static const char *
find_program_command(const struct desk *dk, struct slice line)
{
	const char *name, *longest = NULL;

	for (size_t i = 0; (name = desk_command_name(dk, i)) != NULL; i++) {
		if (begins_with(line, name) &&
		    (longest == NULL || strlen(name) > strlen(longest)))
			longest = name;
	}
	return longest;
}

/* Two words or an option: nothing of ours looks like that. */
static bool
is_programs(struct slice line, const char *name)
{
	return strchr(name, ' ') != NULL ||
	    slice_find(line, slice_of(" -")) < line.len;
}

static unsigned
run_programs(struct call *c, struct slice line, struct err *err)
{
	struct str text = STR_INIT;
	bool ok = desk_command(c->dk, text_of(line, &text), err);

	str_release(&text);
	return ok ? REACT_REDRAW : REACT_NONE;
}

unsigned
command_run(void *model, struct app *app, struct slice line, struct err *err)
{
	struct call c = { .app = app, .dk = model, .rest = line };
	const char *programs = find_program_command(model, line);

	if (programs != NULL && is_programs(line, programs))
		return run_programs(&c, line, err);
	struct slice name = next_word(&c);

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (slice_eq_c(name, commands[i].name))
			return commands[i].run(&c, err);
	}
	if (programs != NULL)
		return run_programs(&c, line, err);
	err_set(err, ERR_USAGE, "'%.*s' is no command; Tab lists them",
	    text_said(name), name.p);
	return REACT_NONE;
}

/* ------ completing ------ */

static void
complete_names(struct slice before, struct lineedit_matches *matches)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strlen(commands[i].name) >= before.len &&
		    memcmp(commands[i].name, before.p, before.len) == 0)
			lineedit_add_match(matches, slice_of(commands[i].name));
	}
}

/* The program's commands: whole names, of one word or two, from the line's
 * beginning. Those of ours come from complete_names. */
static void
complete_programs(const struct desk *dk, struct slice before,
    struct lineedit_matches *matches)
{
	const char *name;

	for (size_t i = 0; (name = desk_command_name(dk, i)) != NULL; i++) {
		bool ours = false;
		for (size_t c = 0; c < ARRAY_LEN(commands); c++)
			ours |= strcmp(commands[c].name, name) == 0;
		if (!ours && strlen(name) > before.len &&
		    memcmp(name, before.p, before.len) == 0)
			lineedit_add_match(matches, slice_of(name));
	}
}

static void
add_candidate(void *arg, struct slice candidate, size_t from)
{
	struct lineedit_matches *matches = arg;

	matches->from = from;
	lineedit_add_match(matches, candidate);
}

/* The filter of :pairs or :products; what cannot be listed has no columns. */
static void
complete_filter(struct desk *dk, bool pairs, struct slice filter,
    struct lineedit_matches *matches)
{
	const struct pairing_query some = { .product = PAIRING_ALL,
		.limit = 500 };
	struct listing l;
	bool ok = pairs ? pairing_listing(desk_view(dk), &some, &l, NULL)
			: desk_products(dk, &l, NULL);

	if (!ok)
		return;
	filter_complete(&l, filter, add_candidate, matches);
	listing_release(&l);
}

static void
complete_skus(
    const struct view *v, struct slice begin, struct lineedit_matches *matches)
{
	for (size_t i = 0; i < v->products.n && matches->n < 100; i++) {
		struct slice sku = view_sku(v, i);
		if (sku.len >= begin.len &&
		    slice_eq_nocase(slice_bytes(sku.p, begin.len), begin))
			lineedit_add_match(matches, sku);
	}
}

void
command_complete(
    void *model, struct slice before, struct lineedit_matches *matches)
{
	const struct view *v = desk_view(model);
	struct slice rest = before, name = before;
	size_t from = before.len;

	complete_programs(model, before, matches);
	if (slice_find(before, slice_of(" ")) == before.len) {
		complete_names(before, matches);
		return;
	}
	if (matches->n > 0)
		return;
	if (!slice_split(&rest, ' ', &name))
		return;
	while (from > 0 && before.p[from - 1] != ' ')
		from--;
	struct slice word = slice_bytes(before.p + from, before.len - from);
	if (slice_eq_c(name, "import") || slice_eq_c(name, "export")) {
		pathname_complete(NULL, word, matches);
		matches->from += from;
	} else if (v == NULL) {
		return;
	} else if (slice_eq_c(name, "pairs") || slice_eq_c(name, "products")) {
		complete_filter(
		    model, slice_eq_c(name, "pairs"), rest, matches);
		matches->from += before.len - rest.len;
	} else {
		matches->from = from;
		complete_skus(v, word, matches);
	}
}

void
command_add_table(struct str *out)
{
	str_add(out, "\n**command line**\n\n| command | |\n|---|---|\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		str_addf(out, "| :%s %s | %s |\n", commands[i].name,
		    commands[i].arguments, commands[i].help);
}
