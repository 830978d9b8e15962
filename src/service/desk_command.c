/*
 * Commands of the command line, run from the dashboard: what they print is kept
 * for a screen. They run on a worker and open the store for themselves, as they
 * would in a shell; a change they make is found as anybody else's.
 */
#include "service/desk_internal.h"

#include "base/mem.h"

struct commanding {
	struct str store, line, text;
	desk_command_fn *run;
	void *arg;
};

static bool
commanding_work(void *arg, const struct progress *pg, struct err *err)
{
	struct commanding *job = arg;

	return job->run(
	    job->arg, job->store.p, job->line.p, pg, &job->text, err);
}

static void
commanding_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	const struct commanding *job = arg;

	str_set(&dk->output.line, job->line.p);
	str_clear(&dk->output.text);
	str_add_slice(&dk->output.text, slice_str(&job->text));
	if (!ok)
		str_addf(&dk->output.text, "%s\n", err->text);
	dk->news |= DESK_OUTPUT;
	desk_look_for_changes(dk);
}

static void
commanding_free(void *arg)
{
	struct commanding *job = arg;

	str_release(&job->store);
	str_release(&job->line);
	str_release(&job->text);
	mem_free(job);
}

bool
desk_command(struct desk *dk, const char *line, struct err *err)
{
	struct commanding *job;

	if (dk->command == NULL)
		return err_set(
		    err, ERR_USAGE, "commands of the program do not run here");
	job = mem_zalloc(sizeof(*job));
	str_init(&job->store);
	str_init(&job->line);
	str_init(&job->text);
	str_set(&job->store, dk->path.p);
	str_set(&job->line, line);
	job->run = dk->command;
	job->arg = dk->command_arg;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_COMMAND,
		.work = commanding_work,
		.done = commanding_done,
		.free = commanding_free,
		.owner = dk,
		.arg = job,
	    });
	return true;
}

const char *
desk_command_name(const struct desk *dk, size_t i)
{
	return dk->command_name == NULL ? NULL : dk->command_name(i);
}

const struct desk_output *
desk_output(const struct desk *dk)
{
	return &dk->output;
}
