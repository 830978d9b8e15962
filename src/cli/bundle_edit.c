/*
 * A bundle that is not there and a discount that cannot be are told by those
 * who know: the store and bundling.h.
 */
#include "cli/bundle_edit.h"

#include "base/date.h"
#include "service/bundling.h"

bool
bundle_edit_open(
    struct bundle_edit *e, struct cli *c, unsigned parts, struct err *err)
{
	*e = (struct bundle_edit){ .label = STR_INIT };
	e->v = cli_view(c, parts, err);
	return e->v != NULL &&
	    store_bundle_get(c->store, c->args[0], &e->text, &e->b, err);
}

void
bundle_edit_close(struct bundle_edit *e)
{
	view_free(e->v);
	arena_release(&e->text);
	str_release(&e->label);
}

/* Saves and says so in the words of the history. */
bool
bundle_edit_save(struct bundle_edit *e, struct cli *c, struct err *err)
{
	return bundling_save(c->store, e->v, &e->b, e->label.p, err) &&
	    cli_printf(c, err, "%s\n", e->label.p);
}

/* --percent, --amount, --price, ...; at most one. */
static bool
apply_discount(struct store_bundle *b, const struct cli *c, int digits,
    bool *changed, struct err *err)
{
	static const struct {
		enum option_id option;
		const char *kind;
	} kinds[] = {
		{ OPT_PERCENT, "percent" },
		{ OPT_AMOUNT, "amount" },
		{ OPT_PRICE, "price" },
		{ OPT_CHEAPEST, "cheapest" },
		{ OPT_GET, "get" },
		{ OPT_TIERS, "tiers" },
	};
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!c->opt->given[kinds[i].option])
			continue;
		if (found)
			return err_set(err, ERR_USAGE,
			    "--percent, --amount, --price, --cheapest, --get "
			    "and --tiers exclude each other");
		found = true;
		if (!bundling_set_discount(b, kinds[i].kind,
			c->opt->text[kinds[i].option], digits, err))
			return false;
	}
	*changed |= found;
	return true;
}

struct terms
bundle_edit_terms(struct store_bundle *b)
{
	return (struct terms){ &b->starts, &b->ends, &b->priority,
		&b->min_margin, &b->alone };
}

bool
bundle_edit_options(
    struct bundle_edit *e, const struct cli *c, bool *changed, struct err *err)
{
	const struct options *o = c->opt;

	*changed = false;
	if (!apply_discount(&e->b, c, e->v->currency.digits, changed, err) ||
	    !terms_apply(c, bundle_edit_terms(&e->b), changed, err) ||
	    (o->given[OPT_TIERS] &&
		!bundling_parse_tiers(
		    o->text[OPT_TIERS], &e->text, &e->b.tiers, err)))
		return false;
	if (o->given[OPT_KIND])
		e->b.kind = o->text[OPT_KIND];
	if (o->given[OPT_MAX_SETS])
		e->b.max_sets = o->count[OPT_MAX_SETS];
	*changed |= o->given[OPT_KIND] || o->given[OPT_MAX_SETS];
	if (c->opt->given[OPT_TITLE])
		e->b.title = c->opt->text[OPT_TITLE];
	if (c->opt->given[OPT_MESSAGE])
		e->b.message = c->opt->text[OPT_MESSAGE];
	*changed |= c->opt->given[OPT_TITLE] || c->opt->given[OPT_MESSAGE];
	return true;
}

bool
bundle_edit_warnings(struct bundle_edit *e, struct cli *c, struct err *err)
{
	struct str warnings = STR_INIT;
	bool ok = bundling_add_warnings(
	    c->store, e->v, &e->b, date_day_of(c->world->now), &warnings, err);

	if (ok && warnings.len > 0)
		ok = cli_printf(c, err, "to know:\n%s\n", warnings.p);
	str_release(&warnings);
	return ok;
}
