/*
 * main - where the outside comes in: clock, environment, streams, signals,
 * and the one file that sees both the command line and the dashboard.
 */
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/script.h"
#include "ui/wiring.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

enum {
	KEY_FILE_LIMIT = 1 << 20
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

static const char *
find_user(void)
{
	const struct passwd *entry = getpwuid(geteuid());

	return entry != NULL && entry->pw_name[0] != '\0' ? entry->pw_name
							  : "somebody";
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

/* The user's key file; empty when there is none. */
static bool
read_keys(struct str *keys, struct err *err)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	struct str path = STR_INIT;
	bool ok = true;

	if (config != NULL && config[0] == '/')
		str_setf(&path, "%s/endcap/keys", config);
	else if (home != NULL && home[0] == '/')
		str_setf(&path, "%s/.config/endcap/keys", home);
	if (path.len > 0 && access(path.p, R_OK) == 0)
		ok = file_read_whole(path.p, KEY_FILE_LIMIT, keys, err);
	str_release(&path);
	return ok;
}

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
		 c->opt->text[OPT_SCRIPT], KEY_FILE_LIMIT, &script, err) &&
	    script_run(app, &setup, slice_str(&script), &screens, err) &&
	    cli_print(c, slice_str(&screens), err);
	str_release(&script);
	str_release(&screens);
	return ok;
}

static bool
run_dashboard(const struct cli *c, const char *store_path, struct err *err)
{
	struct desk_setup setup = {
		.store_path = store_path,
		.user = c->world->user,
		.now = c->world->now,
		.threads = c->world->processors,
		.clock = c->world->clock,
	};
	struct app_setup app_setup = {
		.theme = THEME_DARK,
		.no_colour = wants_no_colour(),
		.charset = find_charset(c->opt),
		.mouse = true,
		.title = "endcap",
	};
	struct str keys = STR_INIT;
	struct desk *dk = NULL;
	struct app *app = NULL;
	bool ok = false;

	signal(SIGINT, SIG_DFL);
	if (!read_keys(&keys, err))
		goto out;
	dk = desk_new(&setup, err);
	if (dk == NULL)
		goto out;
	app_setup.keys = slice_str(&keys);
	wiring_setup(&app_setup, dk);
	app = app_new(&app_setup, err);
	if (app == NULL)
		goto out;
	ok = c->opt->given[OPT_SCRIPT] ? run_script(c, app, err)
				       : app_run(app, err);
out:
	app_free(app);
	desk_free(dk);
	str_release(&keys);
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
	struct err err = ERR_INIT;
	int code;

	/* Only what characters are: numbers are never localised. */
	setlocale(LC_CTYPE, "");
	catch_interrupts();
	if (!start_log(argc, argv, &err)) {
		fprintf(stderr, "endcap: %s\n", err.text);
		mem_free(beside);
		mem_free(installed);
		return EXIT_FAILED;
	}
	code = cli_run(&world, argc, argv);
	log_close();
	mem_free(beside);
	mem_free(installed);
	return code;
}
