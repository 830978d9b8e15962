/*
 * usage - help, version and the README's tables, printed from the rows.
 *
 * Nothing here knows a command or an option by name: what a reader sees is
 * what the program accepts.
 */
#ifndef ENDCAP_USAGE_H
#define ENDCAP_USAGE_H

#include "cli/cli.h"

/* Does the command take this option, by its own row or by its needs? */
bool usage_takes(const struct command *c, enum option_id id);
/* Does every command take it? */
bool usage_is_everywhere(enum option_id id);
/* Does none, because it stands without a command ("endcap --ascii")? */
bool usage_is_alone(enum option_id id);

/* All commands, a line each. */
bool usage_print_all(FILE *out, struct err *err);
/* The command that the words name ("help pairs", "pairs --help"), with its
 * options and example; a first word such as "bundle" lists its commands. */
bool usage_print_help(FILE *out, const struct options *o, struct err *err);
/* No command begins so: says what was meant, or how it goes on. */
bool usage_refuse(const char *word, struct err *err);
bool usage_print_version(FILE *out, struct err *err);
/* Markdown: "commands", "settings", "layouts" or "keys". */
bool usage_print_table(
    const struct cli_world *world, const char *name, struct err *err);

#endif
