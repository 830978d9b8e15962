/*
 * The page is written with the macros that every troff knows (.TH .SH .SS
 * .TP .PP .nf .fi). Text from the rows is escaped, so that a dash stays a
 * dash that can be searched and copied, and no line of it is a request.
 */
#include "cli/manual.h"

#include "cli/usage.h"
#include "cli/version.h"
#include "ingest/dialect.h"
#include "service/export.h"
#include "service/settings.h"

/* ---- roff ---- */

static void
add_text(struct str *out, const char *text)
{
	if (text[0] == '.' || text[0] == '\'')
		str_add(out, "\\&");
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '\\':
			str_add(out, "\\e");
			break;
		case '-':
			str_add(out, "\\-");
			break;
		case '\'':
			str_add(out, "\\(aq");
			break;
		default:
			str_add_char(out, *text);
			break;
		}
	}
}

static void
add_line(struct str *out, const char *text)
{
	add_text(out, text);
	str_add_char(out, '\n');
}

static void
add_bold(struct str *out, const char *text)
{
	str_add(out, "\\fB");
	add_text(out, text);
	str_add(out, "\\fR");
}

static void
add_section(struct str *out, const char *name)
{
	str_addf(out, ".SH %s\n", name);
}

/* A term in bold, as a person types it; what it takes follows in italics. */
static void
add_term(struct str *out, const char *term, const char *argument)
{
	str_add(out, ".TP\n");
	add_bold(out, term);
	if (argument != NULL && argument[0] != '\0') {
		str_add(out, " \\fI");
		add_text(out, argument);
		str_add(out, "\\fR");
	}
	str_add_char(out, '\n');
}

/* ---- prose ---- */

struct entry {
	const char *name, *text;
};

static const char *const description[] = {
	"endcap reads a shop's products and orders from CSV into one SQLite "
	"file, works out which products complement each other and how sure "
	"that is, and shows what a bundle or an order threshold would do to "
	"average order value and to contribution.",
	"Without a command it opens the dashboard; where standard output is "
	"not a terminal it prints the overview as text. It works offline and "
	"never opens a socket.",
	"Everything typed is saved at once and can be undone. What scripts "
	"read (csv, json) has a fixed order of columns, raw numbers and no "
	"colour. Progress goes to standard error, and only to a terminal.",
};

static const struct entry environment[] = {
	{ "ENDCAP_STORE", "the store to use where --store is not given" },
	{ "ENDCAP_LOG", "write a debug log to this file" },
	{ "ENDCAP_TODAY", "the day to take for today, as 2026-11-01" },
	{ "XDG_DATA_HOME", "where the default store lies" },
	{ "XDG_CONFIG_HOME", "where the file of keys lies" },
	{ "NO_COLOR", "when not empty, the dashboard draws without colour" },
	{ "TMPDIR", "where the store of 'demo' is kept while it runs" },
};

static const struct entry files[] = {
	{ "~/.local/share/endcap/endcap.db",
	    "the default store, an SQLite file that other tools may read" },
	{ "~/.config/endcap/keys",
	    "keys of the dashboard that differ from "
	    "the usual ones, a line each" },
	{ "~/.config/endcap/followups",
	    "the words customers read in follow-ups, as 'reason = goes with "
	    "the {bought} you bought in {month}', also counted, code and "
	    "months" },
};

static const struct entry status[] = {
	{ "0", "done; rows set aside included, unless --strict" },
	{ "1", "it could not be done; the reason is on standard error" },
	{ "2", "the command line is wrong" },
};

static void
add_entries(
    struct str *out, const char *section, const struct entry *entries, size_t n)
{
	add_section(out, section);
	for (size_t i = 0; i < n; i++) {
		add_term(out, entries[i].name, NULL);
		add_line(out, entries[i].text);
	}
}

static void
add_description(struct str *out)
{
	add_section(out, "DESCRIPTION");
	for (size_t i = 0; i < ARRAY_LEN(description); i++) {
		str_add(out, i > 0 ? ".PP\n" : "");
		add_line(out, description[i]);
	}
}

/* ---- rows ---- */

/* "--store, -s" as one term. */
static void
add_option(struct str *out, enum option_id id)
{
	const struct option_row *row = option_row(id);
	struct str term = STR_INIT;

	if (row->letter != '\0')
		str_addf(&term, "-%c, ", row->letter);
	str_addf(&term, "--%s", row->name);
	add_term(out, term.p, row->argument);
	add_line(out, row->help);
	str_release(&term);
}

static void
add_command(struct str *out, const struct command *c)
{
	str_addf(out, ".SS ");
	add_text(out, c->name);
	if (c->arguments[0] != '\0') {
		str_add_char(out, ' ');
		add_text(out, c->arguments);
	}
	str_add_char(out, '\n');
	add_line(out, c->summary);
	if (c->alias != NULL) {
		str_add(out, ".PP\nAlso: ");
		add_bold(out, c->alias);
		str_add_char(out, '\n');
	}
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (usage_takes(c, (enum option_id)i) &&
		    !usage_is_everywhere((enum option_id)i))
			add_option(out, (enum option_id)i);
	}
	str_add(out, ".PP\nExample: ");
	add_bold(out, c->example);
	str_add_char(out, '\n');
}

static void
add_commands(struct str *out)
{
	const struct command *c;

	add_section(out, "COMMANDS");
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++)
		add_command(out, c);
}

/* What every command takes, and what stands without any. */
static void
add_common_options(struct str *out)
{
	add_section(out, "OPTIONS");
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (usage_is_everywhere((enum option_id)i) ||
		    usage_is_alone((enum option_id)i))
			add_option(out, (enum option_id)i);
	}
}

static void
add_exports(struct str *out)
{
	const struct export_row *row;
	struct str term = STR_INIT;

	add_section(out, "EXPORTS");
	for (size_t i = 0; (row = export_row(i)) != NULL; i++) {
		str_setf(&term, "%s --format %s", row->what, row->format);
		add_term(out, term.p, NULL);
		add_line(out, row->help);
		str_clear(&term);
		export_add_limits(row, &term);
		if (term.len > 0) {
			str_add(out, ".br\nNot expressed: ");
			add_line(out, term.p);
		}
	}
	str_release(&term);
}

static void
add_layouts(struct str *out)
{
	add_section(out, "FILE LAYOUTS");
	add_line(out,
	    "import finds out by itself which of these a file is; --dialect "
	    "overrules it.");
	for (size_t i = 0; i < dialect_count(); i++) {
		const struct dialect *d = dialect_at(i);
		add_term(out, d->name, dialect_kind_name(d->kind));
		add_line(out, d->summary);
	}
}

static void
add_settings(struct str *out)
{
	struct settings defaults;
	struct str term = STR_INIT;

	settings_defaults(&defaults);
	add_section(out, "SETTINGS");
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = setting_row((enum setting_id)i);
		str_set(&term, "default ");
		settings_add_value(&defaults, (enum setting_id)i, &term);
		if (row->unit[0] != '\0')
			str_addf(&term, " %s", row->unit);
		add_term(out, row->key, term.p);
		add_line(out, row->help);
	}
	str_release(&term);
}

void
manual_add(struct str *out)
{
	str_addf(out, ".TH ENDCAP 1 \"\" \"endcap %s\" \"\"\n", ENDCAP_VERSION);
	str_add(out,
	    ".SH NAME\n"
	    "endcap \\- which products belong together, and what offering "
	    "them together would do\n"
	    ".SH SYNOPSIS\n"
	    ".B endcap\n"
	    "[\\fIOPTION\\fR]... [\\fICOMMAND\\fR [\\fIARGUMENT\\fR]...]\n");
	add_description(out);
	add_commands(out);
	add_common_options(out);
	add_exports(out);
	add_layouts(out);
	add_settings(out);
	add_entries(out, "ENVIRONMENT", environment, ARRAY_LEN(environment));
	add_entries(out, "FILES", files, ARRAY_LEN(files));
	add_entries(out, "EXIT STATUS", status, ARRAY_LEN(status));
}
