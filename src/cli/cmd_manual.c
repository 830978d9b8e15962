/*
 * manual, completion: what make install puts beside the program.
 */
#include "cli/cmd.h"

#include "cli/completion.h"
#include "cli/manual.h"

static bool
run_manual(struct cli *c, struct err *err)
{
	struct str text = STR_INIT;
	bool ok;

	manual_add(&text);
	ok = cli_print_result(c, slice_str(&text), err);
	str_release(&text);
	return ok;
}

static bool
run_completion(struct cli *c, struct err *err)
{
	struct str text = STR_INIT;
	bool ok = completion_add(c->args[0], &text, err) &&
	    cli_print_result(c, slice_str(&text), err);

	str_release(&text);
	return ok;
}

static const enum option_id text_options[] = { OPT_OUTPUT, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "manual",
	    .arguments = "",
	    .summary = "the man page, for man or troff",
	    .example = "endcap manual",
	    .run = run_manual,
	    .options = text_options,
	},
	{
	    .name = "completion",
	    .arguments = "SHELL",
	    .summary = "a script that completes commands and options in bash, "
		       "zsh or fish",
	    .example = "endcap completion bash",
	    .least = 1,
	    .most = 1,
	    .run = run_completion,
	    .options = text_options,
	},
};

const struct command_group cmd_manual_group = { commands, ARRAY_LEN(commands) };
