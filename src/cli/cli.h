/*
 * cli - the command line: finds the command, reads its options, opens the
 * store if the command needs it, prints the outcome, chooses the exit code.
 *
 * Commands are rows. Each cmd_*.c holds the rows of its commands beside their
 * functions and offers them as a group; the list of groups is in cli.c. To
 * add a command: a row and a function in a cmd_*.c, a case in tests/cli.
 * "--help", the README's table and the dashboard's ':' line are printed from
 * the rows.
 *
 * Everything from outside comes in through struct cli_world, filled by main,
 * so that tests can fix the clock, the home directory and the streams.
 */
#ifndef ENDCAP_CLI_H
#define ENDCAP_CLI_H

#include "base/err.h"
#include "base/progress.h"
#include "cli/option.h"
#include "service/listing.h"
#include "service/view.h"

struct store;

enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

struct cli;

/* What main knows and everybody else is told. Strings are borrowed. */
struct cli_world {
	FILE *in; /* for answers; NULL: nobody is there to ask */
	FILE *out, *err;
	bool out_is_terminal, err_is_terminal;
	const char *store; /* $ENDCAP_STORE or NULL */
	const char *data_home; /* $XDG_DATA_HOME or NULL */
	const char *home; /* $HOME or NULL */
	const char *user; /* who acts, for the history; never NULL */
	const char *sample_folders[3]; /* where to look; NULL: nowhere */
	const char *temporary; /* $TMPDIR or /tmp */
	const char *wording; /* the file of follow-ups' words; NULL: none */
	int64_t now; /* local seconds, date.h */
	int processors; /* for worker threads */
	progress_fn *interrupted; /* asks whether Ctrl-C was pressed */
	int64_t (*clock)(void); /* milliseconds that only grow; NULL: none */
	/* Opens the dashboard on the store at this path; set by main. */
	bool (*dashboard)(
	    const struct cli *c, const char *store_path, struct err *err);
	/* Appends the keys in force as a Markdown table; set by main. */
	void (*add_keys)(struct str *out);
};

/* What a command function gets. */
struct cli {
	const struct cli_world *world;
	const struct options *opt;
	char **args; /* the words after the command's name */
	size_t n_args;
	struct store *store; /* open if the row says so, else NULL */
	const char *store_path;
	struct progress progress;
	bool private_output; /* --output lists people: readable by its owner */
};

typedef bool command_fn(struct cli *c, struct err *err);

enum command_needs {
	NEEDS_STORE = 1 << 0, /* an existing store */
	MAKES_STORE = 1 << 1, /* where there is none yet */
	NEEDS_LISTING = 1 << 2, /* takes --format --sort --limit */
	NEEDS_CUT = 1 << 3, /* takes the options of a cut (cut.h) */
	NEEDS_NO_FILE = 1 << 4, /* a missing store is no failure: it is NULL */
	TAKES_FILES = 1 << 5, /* its words are names of files */
};

struct command {
	const char *name; /* "bundle new" */
	const char *alias; /* "bundles" for "bundle list", or NULL */
	const char *arguments; /* "NAME SKU[:QTY]..." or "" */
	const char *summary;
	const char *example; /* run by the tests: "endcap pairs MUG-350" */
	unsigned needs;
	size_t least, most; /* words after the name; most SIZE_MAX: any */
	command_fn *run;
	const enum option_id *options; /* its own; ends with OPT_HELP */
};

struct command_group {
	const struct command *commands;
	size_t n;
};

/* Runs one command line; returns the exit code. */
int cli_run(const struct cli_world *world, int argc, char **argv);

/* Row i of all commands, in the order of the groups; NULL past the end. */
const struct command *cli_command(size_t i);

/*
 * The end of every listing command: applies --sort, --limit, --format and
 * prints to --output or standard output. 'rest' (may be NULL) is a sentence
 * under a table, such as what was left out.
 */
bool cli_print_listing(
    const struct cli *c, struct listing *l, const char *rest, struct err *err);

/*
 * Where a result goes: --output, written whole or not at all, or standard
 * output. Hand 'sink' to whatever writes, then end it, also after a failure:
 *
 *	ok = cli_out_begin(c, &o, err) &&
 *	    cli_out_end(&o, listing_write(l, format, &o.sink, err), err);
 */
struct cli_out {
	struct listing_sink sink;
	const struct cli *c;
	struct file_out *file; /* NULL: standard output */
};
bool cli_out_begin(const struct cli *c, struct cli_out *out, struct err *err);
/* Keeps the file if 'ok'; returns whether all went well. */
bool cli_out_end(struct cli_out *out, bool ok, struct err *err);
/* A whole text there. */
bool cli_print_result(const struct cli *c, struct slice text, struct err *err);
/* Reads --format; LISTING_TABLE when it is not given. */
bool cli_format(const struct cli *c, enum listing_format *out, struct err *err);

/* A view of the store as the options of the cut want it; NULL with
 * err on failure, including dates that cannot be read. */
struct view *cli_view(struct cli *c, unsigned parts, struct err *err);
/* Looks for pairs where they are stale, and prints what counts now: LEAD, then
 * "19,229 orders count, 5,012 pairs with at least 3 joint orders". */
bool cli_mine(struct cli *c, const char *lead, struct err *err);
/* The request behind it, for other kinds of loading. */
bool cli_view_request(
    struct cli *c, unsigned parts, struct view_request *out, struct err *err);

/* Standard output as a sink; errors (a full disk, a closed pipe) are kept. */
bool cli_print(const struct cli *c, struct slice text, struct err *err);
/* A line on standard error: "endcap: ...". */
void cli_warn(const struct cli *c, const char *fmt, ...) ATTR_PRINTF(2, 3);
/* "import it all the same? [y/N]": true for yes, and where standard input or
 * error is no terminal, so that nobody can be asked. */
bool cli_confirm(const struct cli *c, const char *question);
bool cli_printf(const struct cli *c, struct err *err, const char *fmt, ...)
    ATTR_PRINTF(3, 4);

#endif
