#include "cli/people_list.h"

#include "service/roster.h"
#include "store/store_history.h"

static bool
is_mail(const struct cli *c)
{
	return c->opt->given[OPT_FORMAT] &&
	    roster_is_mail(c->opt->text[OPT_FORMAT]);
}

static bool
write_mail(struct cli *c, struct listing *l, struct str *notes, struct err *err)
{
	struct roster_size size;
	struct cli_out out;
	bool ok = cli_out_begin(c, &out, err);

	if (!ok)
		return false;
	ok = roster_write(l, c->opt->text[OPT_FORMAT], &out.sink, &size, err);
	if (!cli_out_end(&out, ok, err))
		return false;
	str_addf(notes, "%lld addresses; %lld people have none\n",
	    (long long)size.rows, (long long)size.no_address);
	return true;
}

static bool
write_list(struct cli *c, const struct people_list *list, struct str *notes,
    struct err *err)
{
	if (is_mail(c))
		return write_mail(c, list->rows, notes, err);
	return cli_print_listing(c, list->rows,
	    list->n == 0 ? "nobody can be written to" : NULL, err);
}

static bool
export_list(struct cli *c, const struct people_list *list, struct str *notes,
    struct err *err)
{
	int64_t action = 0;
	bool ok = store_action_begin(c->store, list->label, err) &&
	    list->record(list->arg, c->store, is_mail(c), err) &&
	    write_list(c, list, notes, err) &&
	    store_action_commit(c->store, &action, err);

	store_action_rollback(c->store);
	if (ok && action != 0)
		str_add(notes,
		    "they count as contacted; 'endcap undo' takes that "
		    "back\n");
	return ok;
}

static bool
print_notes(struct cli *c, const struct str *notes, struct err *err)
{
	bool apart = c->opt->given[OPT_OUTPUT] || c->opt->given[OPT_DRY_RUN];
	enum listing_format format;

	if (!apart &&
	    (is_mail(c) || !cli_format(c, &format, err) ||
		format != LISTING_TABLE))
		return err->code == ERR_NONE;
	return cli_print(c, slice_str(notes), err);
}

bool
people_list_put(struct cli *c, const struct people_list *list,
    struct str *notes, struct err *err)
{
	bool ok = true;

	c->private_output = true;
	if (c->opt->given[OPT_DRY_RUN])
		str_add(notes, "nothing was written\n");
	else if (c->opt->given[OPT_OUTPUT])
		ok = export_list(c, list, notes, err);
	else
		ok = write_list(c, list, notes, err);
	return ok && print_notes(c, notes, err);
}
