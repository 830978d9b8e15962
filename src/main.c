/*
 * main - where the outside comes in: clock, environment, streams, signals,
 * and the one file that sees both the command line and the dashboard.
 */
#include "base/confine.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "service/following.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/script.h"
#include "ui/wiring.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

enum {
	OWN_FILE_LIMIT = 1 << 20
};

static volatile sig_atomic_t interrupted;

static void
on_interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
}

/* Asked by everything that may take long; false: stop, changing nothing. */
static bool
keep_going(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)arg;
	(void)phase;
	(void)done;
	(void)total;
	return interrupted == 0;
}

static void
catch_interrupts(void)
{
	struct sigaction action = { .sa_handler = on_interrupt };

	sigemptyset(&action.sa_mask);
	/* Without SA_RESTART, so that a second Ctrl-C is not needed to end a
	 * wait. A closed pipe is an error of the write that met it. */
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

#define NAME_CHARACTERS                                        \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789._@+-"

/* ---- the world ---- */

/* Local seconds, or the day of $ENDCAP_TODAY at noon, for tests. */
static int64_t
find_now(void)
{
	const char *fixed = getenv("ENDCAP_TODAY");
	time_t now = time(NULL);
	struct tm local;
	int64_t seconds;
	int32_t offset;

	if (fixed != NULL &&
	    date_parse(slice_of(fixed), DATE_ORDER_YMD, &seconds, &offset))
		return seconds + DATE_SECONDS_A_DAY / 2;
	if (localtime_r(&now, &local) == NULL)
		return (int64_t)now;
	return (int64_t)date_day(
		   local.tm_year + 1900, local.tm_mon + 1, local.tm_mday) *
	    DATE_SECONDS_A_DAY +
	    local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec;
}

/* For rates and times left. */
static int64_t
clock_now(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Who acts, for the history. The system's list of users is not asked: it may
 * be on another machine, and this program opens no connection.
 */
static const char *
find_user(void)
{
	static const char *const names[] = { "LOGNAME", "USER" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *user = getenv(names[i]);

		if (user != NULL && user[0] != '\0' &&
		    strspn(user, NAME_CHARACTERS) == strlen(user))
			return user;
	}
	return "somebody";
}

static int
count_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

/* A folder given from where the program lies; owned, NULL when unknown. */
static char *
find_beside(const char *relative)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	struct str folder = STR_INIT;

	if (n <= 0)
		return NULL;
	while (n > 0 && path[n - 1] != '/')
		n--;
	str_add_bytes(&folder, path, (size_t)n);
	str_add(&folder, relative);
	return str_take(&folder);
}

/* ---- the dashboard ---- */

/* $XDG_..._HOME/endcap/NAME, or the same under the default folder in the home
 * folder; empty when there is neither. */
static void
find_own_file(const char *variable, const char *otherwise, const char *name,
    struct str *path)
{
	const char *folder = getenv(variable);
	const char *home = getenv("HOME");

	if (folder != NULL && folder[0] == '/')
		str_setf(path, "%s/endcap/%s", folder, name);
	else if (home != NULL && home[0] == '/')
		str_setf(path, "%s/%s/endcap/%s", home, otherwise, name);
}

/* A file of the user's; empty when there is none. */
static bool
read_own_file(const struct str *path, struct str *out, struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok = path->len == 0 || access(path->p, R_OK) != 0 ||
	    file_read_whole(path->p, OWN_FILE_LIMIT, &bytes, err);

	if (ok)
		text_clean_lines(out, slice_str(&bytes));
	str_release(&bytes);
	return ok;
}

static bool
read_config(const char *name, struct str *out, struct err *err)
{
	struct str path = STR_INIT;
	bool ok;

	find_own_file("XDG_CONFIG_HOME", ".config", name, &path);
	ok = read_own_file(&path, out, err);
	str_release(&path);
	return ok;
}

/* What the last session left. */
static bool
read_session(struct str *out, struct err *err)
{
	struct str path = STR_INIT;
	bool ok;

	find_own_file("XDG_STATE_HOME", ".local/state", "dashboard", &path);
	ok = read_own_file(&path, out, err);
	str_release(&path);
	return ok;
}

/* For the next one; whoever has no place for it does without. */
static void
keep_session(struct slice lines)
{
	struct str path = STR_INIT, folder = STR_INIT;
	struct err err = ERR_INIT;

	find_own_file("XDG_STATE_HOME", ".local/state", "dashboard", &path);
	if (path.len > 0) {
		str_add_bytes(
		    &folder, path.p, (size_t)(strrchr(path.p, '/') - path.p));
		if (!file_make_folders(folder.p, &err) ||
		    !file_write_whole(path.p, lines, FILE_PRIVATE, &err))
			log_line("session not kept: %s", err.text);
	}
	str_release(&path);
	str_release(&folder);
}

/* ---- commands run in the dashboard ---- */

enum {
	LINE_WORDS = 64
};

/* The progress of the command under way; there is one at a time, and the
 * command line asks without an argument. */
static const struct progress *line_progress;

static bool
line_goes_on(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)arg;
	return progress_report(line_progress, phase, done, total, NULL);
}

static bool
refuse_dashboard(const struct cli *c, const char *store_path, struct err *err)
{
	(void)c;
	(void)store_path;
	return err_set(err, ERR_USAGE, "the dashboard is open already");
}

/* As the shell would have run it, with the output in memory. */
static bool
run_line(void *arg, const char *store_path, const char *line,
    const struct progress *pg, struct str *out, struct err *err)
{
	struct cli_world world = *(const struct cli_world *)arg;
	char *words[LINE_WORDS + 3], *text = NULL, *copy = mem_strdup(line);
	char *path = mem_strdup(store_path);
	char program[] = "endcap", store[] = "--store";
	size_t size = 0;
	FILE *said = open_memstream(&text, &size);

	words[0] = program;
	words[1] = store;
	words[2] = path;
	int n = 3 + option_split(copy, words + 3, LINE_WORDS);
	if (said != NULL) {
		world.in = NULL;
		world.out = world.err = said;
		world.out_is_terminal = world.err_is_terminal = false;
		world.interrupted = line_goes_on;
		world.dashboard = refuse_dashboard;
		line_progress = pg;
		(void)cli_run(&world, n, words); /* the text says how it went */
		fclose(said);
		/* Names of files and what is typed come back in it. */
		text_clean_lines(out, slice_bytes(text, size));
	}
	bool ok = said != NULL ||
	    err_set(err, ERR_IO, "cannot keep what the command says: %s",
		err_system(errno));
	free(text);
	mem_free(copy);
	mem_free(path);
	return ok;
}

static const char *
name_of_command(size_t i)
{
	const struct command *command = cli_command(i);

	return command == NULL ? NULL : command->name;
}

/* ---- the dashboard ---- */

static enum draw_charset
find_charset(const struct options *o)
{
	if (o->given[OPT_ASCII] || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return DRAW_ASCII;
	return DRAW_BRAILLE;
}

static bool
wants_no_colour(void)
{
	const char *no_color = getenv("NO_COLOR");

	return no_color != NULL && no_color[0] != '\0';
}

/* Replays --script and prints what it dumps. */
static bool
run_script(const struct cli *c, struct app *app, struct err *err)
{
	struct script_setup setup = {
		.cols = 120,
		.rows = 35,
		.charset = find_charset(c->opt),
	};
	struct str script = STR_INIT, screens = STR_INIT;
	bool ok;

	if (c->opt->given[OPT_SIZE] &&
	    !script_parse_size(
		slice_of(c->opt->text[OPT_SIZE]), &setup.cols, &setup.rows))
		return err_set(err, ERR_USAGE,
		    "--size takes COLSxROWS, not '%s'", c->opt->text[OPT_SIZE]);
	ok = file_read_whole(
		 c->opt->text[OPT_SCRIPT], OWN_FILE_LIMIT, &script, err) &&
	    script_run(app, &setup, slice_str(&script), &screens, err) &&
	    cli_print(c, slice_str(&screens), err);
	str_release(&script);
	str_release(&screens);
	return ok;
}

static bool
is_demo(const struct cli *c)
{
	return c->opt->n_words > 0 && strcmp(c->opt->words[0], "demo") == 0;
}

/* The person's own keys and themes; the setup borrows them. */
static bool
read_looks(struct app_setup *setup, struct str *keys, struct str *themes,
    struct err *err)
{
	if (!read_config("keys", keys, err) ||
	    !read_config("themes", themes, err))
		return false;
	setup->keys = slice_str(keys);
	setup->themes = slice_str(themes);
	return true;
}

static bool
run_dashboard(const struct cli *c, const char *store_path, struct err *err)
{
	struct desk_setup setup = {
		.store_path = store_path,
		.user = c->world->user,
		.now = c->world->now,
		.threads = c->world->processors,
		.wording = c->world->wording,
		.clock = c->world->clock,
		.command = run_line,
		.command_name = name_of_command,
	};
	struct cli_world world = *c->world;
	struct app_setup app_setup = {
		.no_colour = wants_no_colour(),
		.charset = find_charset(c->opt),
		.mouse = true,
		.title = "endcap",
	};
	struct str keys = STR_INIT, themes = STR_INIT, session = STR_INIT;
	struct desk *dk = NULL;
	struct app *app = NULL;
	bool ok = false;

	signal(SIGINT, SIG_DFL);
	if (!read_looks(&app_setup, &keys, &themes, err))
		goto out;
	setup.command_arg = &world;
	dk = desk_new(&setup, err);
	if (dk == NULL)
		goto out;
	app_setup.place = store_path;
	wiring_setup(&app_setup, dk);
	app = app_new(&app_setup, err);
	if (app == NULL)
		goto out;
	if (c->opt->given[OPT_SCRIPT]) {
		ok = run_script(c, app, err);
		goto out;
	}
	if (!read_session(&session, err))
		goto out;
	app_restore(app, slice_str(&session));
	if (is_demo(c))
		(void)app_message(app, /* always "redraw" */
		    "new here? :tour shows it in eight steps");
	ok = app_run(app, err);
	str_clear(&session);
	app_save(app, &session);
	keep_session(slice_str(&session));
out:
	app_free(app);
	desk_free(dk);
	str_release(&keys);
	str_release(&themes);
	str_release(&session);
	return ok;
}

static bool
start_log(int argc, char **argv, struct err *err)
{
	const char *path = getenv("ENDCAP_LOG");

	for (int i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], "--log") == 0)
			path = argv[i + 1];
	}
	return path == NULL || path[0] == '\0' || log_open(path, err);
}

int
main(int argc, char **argv)
{
	/* In a checkout, and where make install puts it. */
	char *beside = find_beside("sample-data");
	char *installed = find_beside("../share/endcap/sample-data");
	const char *temporary = getenv("TMPDIR");
	struct cli_world world = {
		.in = isatty(STDIN_FILENO) ? stdin : NULL,
		.out = stdout,
		.err = stderr,
		.out_is_terminal = isatty(STDOUT_FILENO),
		.err_is_terminal = isatty(STDERR_FILENO),
		.store = getenv("ENDCAP_STORE"),
		.data_home = getenv("XDG_DATA_HOME"),
		.home = getenv("HOME"),
		.user = find_user(),
		.sample_folders = { beside, installed, "sample-data" },
		.temporary = temporary != NULL && temporary[0] == '/'
		    ? temporary
		    : "/tmp",
		.now = find_now(),
		.processors = count_processors(),
		.interrupted = keep_going,
		.clock = clock_now,
		.dashboard = run_dashboard,
		.add_keys = wiring_add_keys,
	};
	struct str wording = STR_INIT;
	struct err err = ERR_INIT;
	int code;

	(void)confine(); /* where the system can */
	/* Only what characters are: numbers are never localised. */
	setlocale(LC_CTYPE, "");
	catch_interrupts();
	if (!start_log(argc, argv, &err) ||
	    !read_config(FOLLOWING_WORDS, &wording, &err)) {
		fprintf(stderr, "endcap: %s\n", err.text);
		str_release(&wording);
		mem_free(beside);
		mem_free(installed);
		return EXIT_FAILED;
	}
	if (wording.len > 0)
		world.wording = wording.p;
	code = cli_run(&world, argc, argv);
	log_close();
	str_release(&wording);
	mem_free(beside);
	mem_free(installed);
	return code;
}
