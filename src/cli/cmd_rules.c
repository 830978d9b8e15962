/*
 * rules: which lines of orders are no products. What a shop adds here is
 * derived from, never written into the facts: a change counts everything
 * anew.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "service/rules.h"

static const struct {
	const char *name, *meaning;
} kinds[COUNTING_RULE_KIND_COUNT] = {
#define X(code, n, m) [code] = { .name = n, .meaning = m },
	COUNTING_RULE_KINDS(X)
#undef X
};

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("kind",    "kind",    CELL_TEXT, COLUMN_FROZEN, 6, 2, "code, title or keep"),
	LISTING_COLUMN("pattern", "pattern", CELL_TEXT, 0, 24, 1, "# one digit, * at the end anything"),
	LISTING_COLUMN("origin",  "from",    CELL_TEXT, 0, 12, 3, "your own, or built in for the files you imported"),
	LISTING_COLUMN("meaning", "meaning", CELL_TEXT, 0, 40, 4, "what it says"),
};
/* clang-format on */

struct rule_rows {
	struct rules all;
	struct counting_rules own;
};

static bool
is_own(const struct rule_rows *r, const struct counting_rule *rule)
{
	for (size_t i = 0; i < r->own.n; i++) {
		if (r->own.rows[i].kind == rule->kind &&
		    strcmp(r->own.rows[i].pattern, rule->pattern) == 0)
			return true;
	}
	return false;
}

static void
rule_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct rule_rows *r = self;
	const struct counting_rule *rule = &r->all.list.rows[row];

	out->defined = true;
	switch (column) {
	case 0:
		out->text = slice_of(kinds[rule->kind].name);
		break;
	case 1:
		out->text = slice_of(rule->pattern);
		break;
	case 2:
		out->text = slice_of(is_own(r, rule) ? "your own" : "built in");
		break;
	default:
		out->text = slice_of(kinds[rule->kind].meaning);
		break;
	}
}

static const struct listing_ops ops = { .cell = rule_cell };

static bool
run_rules(struct cli *c, struct err *err)
{
	struct rule_rows r;
	struct listing l;
	bool ok = rules_load(c->store, NULL, 0, &r.all, err);

	if (!rules_own(c->store, &r.own, err))
		ok = false;
	if (ok) {
		listing_init(&l, "rules", columns, ARRAY_LEN(columns), &ops, &r,
		    r.all.list.n, 0);
		ok = cli_print_listing(c, &l, NULL, err);
		listing_release(&l);
	}
	counting_rules_release(&r.own);
	rules_release(&r.all);
	return ok;
}

static bool
read_kind(const char *text, enum counting_rule_kind *kind, struct err *err)
{
	for (int i = 0; i < COUNTING_RULE_KIND_COUNT; i++) {
		if (strcmp(text, kinds[i].name) == 0) {
			*kind = (enum counting_rule_kind)i;
			return true;
		}
	}
	return err_set(err, ERR_USAGE,
	    "a rule is of kind code, title or keep, not '%s'", text);
}

/* Mines at once what the recount made stale. */
static bool
change(struct cli *c, bool add, struct err *err)
{
	enum counting_rule_kind kind = COUNTING_RULE_CODE;
	struct slice pattern = slice_of(c->args[1]);

	if (!read_kind(c->args[0], &kind, err))
		return false;
	return (add ? rules_add(c->store, kind, pattern, &c->progress, err)
		    : rules_remove(
			  c->store, kind, pattern, &c->progress, err)) &&
	    cli_mine(c, "counted anew: ", err);
}

static bool
run_add(struct cli *c, struct err *err)
{
	return change(c, true, err);
}

static bool
run_remove(struct cli *c, struct err *err)
{
	return change(c, false, err);
}

static const enum option_id no_options[] = { OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "rules",
	    .arguments = "",
	    .summary = "which lines of orders are no products",
	    .example = "endcap rules",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .run = run_rules,
	    .options = no_options,
	},
	{
	    .name = "rules add",
	    .arguments = "KIND PATTERN",
	    .summary = "leave a code or title out (keep: only such codes "
		       "count); everything is counted anew",
	    .example = "endcap rules add title 'gift wrapping'",
	    .needs = NEEDS_STORE | MAKES_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_add,
	    .options = no_options,
	},
	{
	    .name = "rules remove",
	    .arguments = "KIND PATTERN",
	    .summary = "take a rule of your own away",
	    .example = "endcap rules remove title 'gift wrapping'",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_remove,
	    .options = no_options,
	},
};

const struct command_group cmd_rules_group = { commands, ARRAY_LEN(commands) };
