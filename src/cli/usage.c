/*
 * Help is laid out from the command and option rows: names in the first
 * column, what they do in the second. Commands of two words ("bundle new")
 * are found through their first word too.
 */
#include "cli/usage.h"

#include "base/near.h"
#include "base/text.h"
#include "cli/version.h"
#include "ingest/dialect.h"
#include "service/settings.h"
#include "store/store.h"

static bool
put(FILE *out, struct str *text, struct err *err)
{
	bool ok = fwrite(text->p, 1, text->len, out) == text->len;

	str_release(text);
	return ok || err_set(err, ERR_IO, "cannot write the output");
}

static void
add_synopsis(struct str *s, const struct command *c)
{
	str_addf(s, "%s%s%s", c->name, c->arguments[0] != '\0' ? " " : "",
	    c->arguments);
}

bool
usage_print_all(FILE *out, struct err *err)
{
	const struct command *c;
	struct str s = STR_INIT, left = STR_INIT;

	str_add(&s,
	    "endcap - which products belong together, and what a bundle or a\n"
	    "free-shipping threshold would do to order value and contribution\n"
	    "\n"
	    "usage: endcap [--store FILE] [COMMAND]\n"
	    "without a command: the dashboard\n\n");
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		str_clear(&left);
		add_synopsis(&left, c);
		str_add(&s, "  ");
		text_fit(&s, slice_str(&left), 36, true);
		str_addf(&s, " %s\n", c->summary);
	}
	str_add(&s, "\n'endcap COMMAND --help' shows options and an example\n");
	str_release(&left);
	return put(out, &s, err);
}

static void
add_option(struct str *s, enum option_id id)
{
	const struct option_row *row = option_row(id);
	struct str left = STR_INIT;

	if (row->letter != '\0')
		str_addf(&left, "-%c, ", row->letter);
	str_addf(&left, "--%s%s%s", row->name, row->argument != NULL ? " " : "",
	    row->argument != NULL ? row->argument : "");
	str_add(s, "  ");
	text_fit(s, slice_str(&left), 24, true);
	str_addf(s, " %s\n", row->help);
	str_release(&left);
}

static void
add_help(struct str *s, const struct command *c)
{
	str_add(s, "usage: endcap ");
	add_synopsis(s, c);
	str_addf(s, "\n%s\n", c->summary);
	if (c->alias != NULL)
		str_addf(s, "also: endcap %s\n", c->alias);
	str_add_char(s, '\n');
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (usage_takes(c, (enum option_id)i))
			add_option(s, (enum option_id)i);
	}
	str_addf(s, "\nexample: %s\n", c->example);
}

/* Is the command named by exactly these words? */
static bool
is_named(const struct command *c, const struct slice *words)
{
	return slice_eq_c(*words, c->name) ||
	    (c->alias != NULL && slice_eq_c(*words, c->alias));
}

static bool
begins_with(const struct command *c, const struct slice *words)
{
	return slice_starts(slice_of(c->name), words->p) &&
	    (c->name[words->len] == ' ' || c->name[words->len] == '\0');
}

/* The words that may follow the first one of several commands. */
static void
add_second_words(const char *word, struct str *out)
{
	struct slice first = slice_of(word);
	const struct command *c;

	for (size_t i = 0; (c = cli_command(i)) != NULL; i++)
		if (begins_with(c, &first) && c->name[first.len] == ' ')
			str_addf(out, "%s%s", out->len > 0 ? ", " : "",
			    c->name + first.len + 1);
}

bool
usage_refuse(const char *word, struct err *err)
{
	struct near near = near_begin(slice_of(word));
	struct str more = STR_INIT;
	const struct command *c;

	add_second_words(word, &more);
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		struct slice name = slice_of(c->name);
		near_offer(&near, slice_word(&name));
	}
	if (more.len > 0)
		err_set(err, ERR_USAGE,
		    "'endcap %s' goes on with one of %s; 'endcap %s --help' "
		    "explains them",
		    word, more.p, word);
	else if (near.best.len > 0)
		err_set(err, ERR_USAGE,
		    "there is no command '%s'; did you mean '%.*s'?", word,
		    (int)near.best.len, near.best.p);
	else
		err_set(err, ERR_USAGE,
		    "there is no command '%s'; 'endcap --help' lists them",
		    word);
	str_release(&more);
	return false;
}

bool
usage_print_help(FILE *out, const struct options *o, struct err *err)
{
	size_t first = o->n_words > 0 && strcmp(o->words[0], "help") == 0;
	const struct command *c;
	struct str s = STR_INIT, name = STR_INIT;
	struct slice words;
	int found = 0;

	if (first == o->n_words)
		return usage_print_all(out, err);
	for (size_t w = o->n_words; w > first && found == 0; w--) {
		str_clear(&name);
		for (size_t i = first; i < w; i++)
			str_addf(
			    &name, "%s%s", i > first ? " " : "", o->words[i]);
		words = slice_str(&name);
		for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
			if (!is_named(c, &words) && !begins_with(c, &words))
				continue;
			str_add(&s, found++ > 0 ? "\n" : "");
			add_help(&s, c);
		}
	}
	str_release(&name);
	if (found == 0) {
		str_release(&s);
		return usage_refuse(o->words[first], err);
	}
	return put(out, &s, err);
}

bool
usage_print_version(FILE *out, struct err *err)
{
	struct str s = STR_INIT;

	str_addf(&s, "endcap %s (SQLite %s)\n", ENDCAP_VERSION,
	    store_library_version());
	return put(out, &s, err);
}

/* ---- tables of the README ---- */

static void
add_commands(struct str *s)
{
	const struct command *c;

	str_add(s, "| command | what it does | example |\n|---|---|---|\n");
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		str_addf(s, "| `%s", c->name);
		if (c->arguments[0] != '\0')
			str_addf(s, " %s", c->arguments);
		str_addf(s, "` | %s | `%s` |\n", c->summary, c->example);
	}
}

static void
add_settings(struct str *s)
{
	struct settings defaults;

	settings_defaults(&defaults);
	str_add(
	    s, "| setting | default | unit | meaning |\n|---|---|---|---|\n");
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = setting_row((enum setting_id)i);
		str_addf(s, "| `%s` | ", row->key);
		settings_add_value(&defaults, (enum setting_id)i, s);
		str_addf(s, " | %s | %s |\n", row->unit, row->help);
	}
}

static void
add_layouts(struct str *s)
{
	str_add(s, "| layout | holds | what it is |\n|---|---|---|\n");
	for (size_t i = 0; i < dialect_count(); i++) {
		const struct dialect *d = dialect_at(i);
		str_addf(s, "| `%s` | %s | %s |\n", d->name,
		    dialect_kind_name(d->kind), d->summary);
	}
}

bool
usage_print_table(
    const struct cli_world *world, const char *name, struct err *err)
{
	struct str s = STR_INIT;

	if (strcmp(name, "commands") == 0)
		add_commands(&s);
	else if (strcmp(name, "settings") == 0)
		add_settings(&s);
	else if (strcmp(name, "layouts") == 0)
		add_layouts(&s);
	else if (strcmp(name, "keys") == 0 && world->add_keys != NULL)
		world->add_keys(&s);
	else
		return err_set(err, ERR_USAGE,
		    "there is no table '%s'; there are commands, settings, "
		    "layouts and keys",
		    name);
	return put(world->out, &s, err);
}
