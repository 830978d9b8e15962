/*
 * All three scripts have one shape: the words typed so far, options aside,
 * name the command; then what may follow is looked up. What may follow is the
 * same text for each shell, a line of words; only how a shell asks and is
 * answered differs, so the three functions below share everything else.
 */
#include "cli/completion.h"

#include "cli/usage.h"
#include "service/export.h"

/* ---- what may follow ---- */

/* The words that stand for an argument of this name; others are free. */
static const struct {
	const char *argument, *words;
} values[] = {
	{ "SHELL", "bash zsh fish" },
	{ "LEVEL", "strong likely weak thin" },
	{ "ORDER", "dmy mdy ymd" },
	{ "MARK", "point comma" },
};

/* Is this word of the registry's rows a repeat of an earlier one? */
static bool
is_known(const char *what, const char *format, size_t row)
{
	for (size_t i = 0; i < row; i++) {
		const struct export_row *e = export_row(i);
		if (what != NULL ? strcmp(e->what, what) == 0
				 : strcmp(e->format, format) == 0)
			return true;
	}
	return false;
}

static void
add_exports(bool formats, struct str *out)
{
	const struct export_row *row;

	for (size_t i = 0; (row = export_row(i)) != NULL; i++) {
		const char *what = formats ? NULL : row->what;
		if (!is_known(what, row->format, i))
			str_addf(out, "%s%s", out->len > 0 ? " " : "",
			    formats ? row->format : row->what);
	}
}

/* Appends the words that an argument of this name may be; none: free. */
static void
add_words(const struct command *c, const char *argument, struct str *out)
{
	bool exports = c != NULL && strcmp(c->name, "export") == 0;

	if (exports && strcmp(argument, "WHAT") == 0)
		add_exports(false, out);
	else if (exports && strcmp(argument, "FORMAT") == 0)
		add_exports(true, out);
	else if (c != NULL && (c->needs & NEEDS_LISTING) &&
	    strcmp(argument, "FORMAT") == 0)
		str_add(out, "table csv json");
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		if (strcmp(values[i].argument, argument) == 0)
			str_add(out, values[i].words);
	}
}

/* The first word of a name, or the second; empty: it has one word only. */
static struct slice
name_word(const struct command *c, int which)
{
	struct slice rest = slice_of(c->name), word = slice_of("");

	for (int i = 0; i <= which; i++) {
		if (!slice_split(&rest, ' ', &word))
			return slice_of("");
	}
	return word;
}

/* Does an earlier command begin with the same word? */
static bool
begins_again(size_t row)
{
	struct slice first = name_word(cli_command(row), 0);

	for (size_t i = 0; i < row; i++) {
		if (slice_eq(name_word(cli_command(i), 0), first))
			return true;
	}
	return false;
}

static void
add_first_words(struct str *out)
{
	const struct command *c;

	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		if (!begins_again(i)) {
			str_add(out, out->len > 0 ? " " : "");
			str_add_slice(out, name_word(c, 0));
		}
		if (c->alias != NULL)
			str_addf(out, " %s", c->alias);
	}
	str_add(out, " help");
}

/* Second words of the commands that begin with 'first'. */
static void
add_second_words(struct slice first, struct str *out)
{
	const struct command *c;
	struct slice second;

	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		second = name_word(c, 1);
		if (!slice_eq(name_word(c, 0), first) || second.len == 0)
			continue;
		str_add(out, out->len > 0 ? " " : "");
		str_add_slice(out, second);
	}
}

/* "--format --output -o ...": a command's own, or those without one. */
static void
add_options(const struct command *c, struct str *out)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		enum option_id id = (enum option_id)i;
		const struct option_row *row = option_row(id);
		if (c != NULL ? !usage_takes(c, id)
			      : !usage_is_alone(id) && !usage_is_everywhere(id))
			continue;
		str_addf(out, "%s--%s", out->len > 0 ? " " : "", row->name);
		if (row->letter != '\0')
			str_addf(out, " -%c", row->letter);
	}
}

/* "--store|--log|-o": options that take a value, or a file as value. */
static void
add_valued(bool files, struct str *out)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = option_row((enum option_id)i);
		if (row->argument == NULL ||
		    (files && strcmp(row->argument, "FILE") != 0))
			continue;
		str_addf(out, "%s--%s", out->len > 0 ? "|" : "", row->name);
		if (row->letter != '\0')
			str_addf(out, "|-%c", row->letter);
	}
}

/* ---- one row of the answer: after these words, that ---- */

/*
 * The body that bash and zsh share, in the shell language both speak: it
 * reads $first, $second and $before (the option in front, if any) and sets
 * $answer; $files is set where a file will do.
 */
static void
add_case(struct str *out, const char *name, const char *body)
{
	str_addf(out, "\t%s) %s ;;\n", name, body);
}

/* The words that an option of a command takes, by name and by alias. */
static void
add_value_cases(
    const struct command *c, const struct option_row *row, struct str *out)
{
	struct str words = STR_INIT;

	add_words(c, row->argument, &words);
	if (words.len > 0) {
		str_addf(out, "\t\"%s%s\"*\" --%s\"", c->name,
		    name_word(c, 1).len > 0 ? "" : " ", row->name);
		if (c->alias != NULL)
			str_addf(
			    out, "|\"%s \"*\" --%s\"", c->alias, row->name);
		str_addf(out, ") answer='%s'; return ;;\n", words.p);
	}
	str_release(&words);
}

static void
add_option_values(struct str *out)
{
	const struct command *c;
	struct str valued = STR_INIT;

	add_valued(true, &valued);
	str_addf(out, "\tcase $before in\n\t%s) files=1; return ;;\n\tesac\n",
	    valued.p);
	str_add(out, "\tcase \"$first $second $before\" in\n");
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		for (int k = 0; k < OPTION_COUNT; k++) {
			enum option_id id = (enum option_id)k;
			if (option_row(id)->argument != NULL &&
			    usage_takes(c, id))
				add_value_cases(c, option_row(id), out);
		}
	}
	str_add(out, "\tesac\n");
	str_clear(&valued);
	add_valued(false, &valued);
	str_addf(out, "\tcase $before in\n\t%s) return ;;\n\tesac\n", valued.p);
	str_release(&valued);
}

/* What a command takes as its first word: a list, a file, or nothing known. */
static void
add_arguments(const struct command *c, struct str *out)
{
	struct slice rest = slice_of(c->arguments), word;
	struct str name = STR_INIT;

	if (slice_split(&rest, ' ', &word)) {
		str_add_slice(&name, word);
		add_words(c, name.p, out);
	}
	str_release(&name);
}

static void
add_command_case(const struct command *c, struct str *out)
{
	struct str body = STR_INIT, words = STR_INIT, label = STR_INIT;
	bool two = name_word(c, 1).len > 0;

	add_options(c, &words);
	str_setf(&body, "options='%s'", words.p);
	str_clear(&words);
	add_arguments(c, &words);
	if (!two)
		add_second_words(name_word(c, 0), &words);
	if (words.len > 0)
		str_addf(&body, "; answer='%s'", words.p);
	if (c->needs & TAKES_FILES)
		str_add(&body, "; files=1");
	str_setf(&label, "\"%s%s\"", c->name, two ? "" : " \"*\"");
	add_case(out, label.p, body.p);
	if (c->alias != NULL) {
		str_setf(&label, "\"%s \"*", c->alias);
		add_case(out, label.p, body.p);
	}
	str_release(&body);
	str_release(&words);
	str_release(&label);
}

/* Commands of two words first: "pair accept" is also a "pair". */
static void
add_command_cases(struct str *out)
{
	const struct command *c;
	struct str words = STR_INIT;

	str_add(out, "\tcase \"$first $second\" in\n");
	for (int two = 1; two >= 0; two--) {
		for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
			if ((name_word(c, 1).len > 0) == (two == 1))
				add_command_case(c, out);
		}
	}
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		if (begins_again(i) || name_word(c, 1).len == 0)
			continue;
		str_clear(&words);
		add_second_words(name_word(c, 0), &words);
		str_add(out, "\t\"");
		str_add_slice(out, name_word(c, 0));
		str_addf(out, " \"*) answer='%s' ;;\n", words.p);
	}
	str_clear(&words);
	add_first_words(&words);
	str_addf(out, "\t*) answer='%s'", words.p);
	str_clear(&words);
	add_options(NULL, &words);
	str_addf(out, "; options='%s' ;;\n\tesac\n", words.p);
	str_release(&words);
}

/* _endcap_find WORDS...: the words before the cursor, without "endcap". */
static void
add_finder(struct str *out)
{
	struct str valued = STR_INIT;

	add_valued(false, &valued);
	str_addf(out,
	    "_endcap_find() {\n"
	    "\tfirst= second= before= answer= options= files=\n"
	    "\twhile [ $# -gt 0 ]; do\n"
	    "\t\tcase $1 in\n"
	    "\t\t%s)\n"
	    "\t\t\t[ $# -gt 1 ] || { before=$1; break; }\n"
	    "\t\t\tshift ;;\n"
	    "\t\t-*) ;;\n"
	    "\t\t*)\n"
	    "\t\t\tif [ -z \"$first\" ]; then first=$1\n"
	    "\t\t\telif [ -z \"$second\" ]; then second=$1; fi ;;\n"
	    "\t\tesac\n"
	    "\t\tshift\n"
	    "\tdone\n",
	    valued.p);
	add_option_values(out);
	add_command_cases(out);
	str_add(out, "}\n\n");
	str_release(&valued);
}

/* ---- shells ---- */

static void
add_bash(struct str *out)
{
	str_add(out,
	    "# bash completion for endcap, from 'endcap completion "
	    "bash'\n\n");
	add_finder(out);
	str_add(out,
	    "_endcap() {\n"
	    "\tlocal first second before answer options files\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]}\n"
	    "\t_endcap_find \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"\n"
	    "\tcase $cur in -*) answer=$options ;; esac\n"
	    "\tmapfile -t COMPREPLY < <(compgen -W \"$answer\" -- \"$cur\")\n"
	    "\tif [ -n \"$files\" ] && [ \"${#COMPREPLY[@]}\" = 0 ]; then\n"
	    "\t\tcompopt -o filenames 2>/dev/null\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	    "\tfi\n"
	    "}\n\n"
	    "complete -F _endcap endcap\n");
}

static void
add_zsh(struct str *out)
{
	str_add(out,
	    "#compdef endcap\n"
	    "# zsh completion for endcap, from 'endcap completion zsh'\n\n");
	add_finder(out);
	str_add(out,
	    "_endcap() {\n"
	    "\tlocal -a typed\n"
	    "\ttyped=(\"${(@)words[2,CURRENT-1]}\")\n"
	    "\tlocal cur=${words[CURRENT]}\n"
	    "\tlocal first second before answer options files\n"
	    "\t_endcap_find \"${typed[@]}\"\n"
	    "\tcase $cur in -*) answer=$options ;; esac\n"
	    "\t[[ -z $answer ]] || compadd -- ${=answer}\n"
	    "\t[[ -z $files ]] || _files\n"
	    "}\n\n"
	    "if [ \"$funcstack[1]\" = _endcap ]; then _endcap \"$@\"; else "
	    "compdef _endcap endcap; fi\n");
}

/* Inside single quotes of fish. */
static void
add_quoted(struct str *out, const char *text)
{
	str_add_char(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *text);
	}
	str_add_char(out, '\'');
}

/* The beginning of a line that is offered within a command, by either name. */
static void
add_fish_condition(const char *name, struct str *out)
{
	str_addf(out, "complete -c endcap -n '__endcap_in %s'", name);
}

static void
add_fish_option(const struct command *c, const char *name,
    const struct option_row *row, struct str *out)
{
	struct str words = STR_INIT;

	add_fish_condition(name, out);
	str_addf(out, " -l %s", row->name);
	if (row->letter != '\0')
		str_addf(out, " -s %c", row->letter);
	if (row->argument != NULL)
		add_words(c, row->argument, &words);
	if (words.len > 0)
		str_addf(out, " -x -a '%s'", words.p);
	else if (row->argument != NULL)
		str_add(
		    out, strcmp(row->argument, "FILE") == 0 ? " -r -F" : " -x");
	str_add(out, " -d ");
	add_quoted(out, row->help);
	str_add_char(out, '\n');
	str_release(&words);
}

static void
add_fish_inside(const struct command *c, const char *name, struct str *out)
{
	struct str words = STR_INIT;

	add_arguments(c, &words);
	if (words.len > 0) {
		add_fish_condition(name, out);
		str_addf(out, " -a '%s'\n", words.p);
	}
	if (c->needs & TAKES_FILES) {
		add_fish_condition(name, out);
		str_add(out, " -F\n");
	}
	for (int i = 0; i < OPTION_COUNT; i++) {
		enum option_id id = (enum option_id)i;
		if (usage_takes(c, id) && !usage_is_everywhere(id))
			add_fish_option(c, name, option_row(id), out);
	}
	str_release(&words);
}

static void
add_fish_command(const struct command *c, struct str *out)
{
	struct slice first = name_word(c, 0), second = name_word(c, 1);

	str_add(out, "complete -c endcap -n '__endcap_typed");
	if (second.len > 0) {
		str_add_char(out, ' ');
		str_add_slice(out, first);
	}
	str_add(out, "' -a ");
	str_add_slice(out, second.len > 0 ? second : first);
	str_add(out, " -d ");
	add_quoted(out, c->summary);
	str_add_char(out, '\n');
	add_fish_inside(c, c->name, out);
	if (c->alias != NULL) {
		str_addf(out, "complete -c endcap -n __endcap_typed -a %s -d ",
		    c->alias);
		add_quoted(out, c->summary);
		str_add_char(out, '\n');
		add_fish_inside(c, c->alias, out);
	}
}

/* An option that every command takes, offered anywhere. */
static void
add_fish_common(const struct option_row *row, struct str *out)
{
	str_addf(out, "complete -c endcap -l %s", row->name);
	if (row->letter != '\0')
		str_addf(out, " -s %c", row->letter);
	str_addf(out, "%s -d ", row->argument != NULL ? " -r -F" : "");
	add_quoted(out, row->help);
	str_add_char(out, '\n');
}

/* First words that are no command by themselves: "bundle". */
static void
add_fish_groups(struct str *out)
{
	const struct command *c;

	for (size_t i = 0; (c = cli_command(i)) != NULL; i++) {
		if (begins_again(i) || name_word(c, 1).len == 0)
			continue;
		str_add(out, "complete -c endcap -n __endcap_typed -a ");
		str_add_slice(out, name_word(c, 0));
		str_add_char(out, '\n');
	}
}

static void
add_fish(struct str *out)
{
	const struct command *c;
	struct str valued = STR_INIT;
	struct slice rest, word;

	add_valued(false, &valued);
	str_add(out,
	    "# fish completion for endcap, from 'endcap completion fish'\n\n"
	    "# The words typed so far, options aside.\n"
	    "function __endcap_words\n"
	    "\tset -l typed\n"
	    "\tset -l skip 0\n"
	    "\tfor word in (commandline -opc)[2..-1]\n"
	    "\t\tif test $skip = 1\n"
	    "\t\t\tset skip 0\n"
	    "\t\t\tcontinue\n"
	    "\t\tend\n"
	    "\t\tswitch $word\n"
	    "\t\t\tcase");
	rest = slice_str(&valued);
	while (slice_split(&rest, '|', &word)) {
		str_add_char(out, ' ');
		str_add_slice(out, word);
	}
	str_add(out,
	    "\n"
	    "\t\t\t\tset skip 1\n"
	    "\t\t\tcase '-*'\n"
	    "\t\t\tcase '*'\n"
	    "\t\t\t\tset -a typed $word\n"
	    "\t\tend\n"
	    "\tend\n"
	    "\techo \"$typed\"\n"
	    "end\n"
	    "function __endcap_typed\n"
	    "\ttest (__endcap_words) = \"$argv\"\n"
	    "end\n"
	    "function __endcap_in\n"
	    "\tstring match -q -- \"$argv *\" (__endcap_words)' '\n"
	    "end\n\n"
	    "complete -c endcap -f\n");
	add_fish_groups(out);
	for (size_t i = 0; (c = cli_command(i)) != NULL; i++)
		add_fish_command(c, out);
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (usage_is_everywhere((enum option_id)i))
			add_fish_common(option_row((enum option_id)i), out);
	}
	str_release(&valued);
}

static const struct {
	const char *shell;
	void (*add)(struct str *out);
} shells[] = {
	{ "bash", add_bash },
	{ "zsh", add_zsh },
	{ "fish", add_fish },
};

bool
completion_add(const char *shell, struct str *out, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
		if (strcmp(shells[i].shell, shell) == 0) {
			shells[i].add(out);
			return true;
		}
	}
	return err_set(err, ERR_USAGE,
	    "there is no completion for '%s'; there are bash, zsh and fish",
	    shell);
}
