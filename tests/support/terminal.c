/*
 * terminal - test, shell and program:
 *
 *	test ── pty ── shim (session leader) ── program (own process group)
 *	  └──── pipe ────┘  pid, then the exit status
 *
 * The shim is there because a stopped process without a parent in its session
 * is not stopped at all. The slave side stays open here, so that line modes
 * can be read after the program is gone.
 */
#include "tests/support/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include <vterm.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/key.h"

struct terminal {
	int master, slave, news; /* news: the shim's pipe */
	pid_t shim, program;
	struct termios before;
	VTerm *vt;
	VTermScreen *screen;
	int cols, rows;
	struct str output;
	bool alternate, cursor_shown, mouse, cursor_keys, ended;
	int status;
};

/* ------ the processes ------ */

static void
die(const char *what)
{
	fprintf(stderr, "terminal: %s: %s\n", what, strerror(errno));
	_exit(126);
}

/* In the program's process: never returns. */
static void
run_program(const struct terminal_setup *setup)
{
	(void)setpgid(0, 0);
	(void)signal(SIGTTOU, SIG_IGN);
	if (tcsetpgrp(STDIN_FILENO, getpid()) != 0)
		die("tcsetpgrp");
	(void)signal(SIGTTOU, SIG_DFL);
	(void)setenv("TERM", "xterm-256color", 1);
	(void)setenv("LC_ALL", "C.UTF-8", 1);
	(void)unsetenv("COLUMNS");
	(void)unsetenv("LINES");
	for (int i = 0; setup->env != NULL && setup->env[i] != NULL; i++) {
		char *copy = mem_strdup(setup->env[i]);
		if (putenv(copy) != 0) /* putenv keeps the copy */
			die("putenv");
	}
	char *argv[32] = { NULL };
	for (size_t i = 0; setup->argv[i] != NULL; i++) {
		assert(i < ARRAY_LEN(argv) - 1);
		argv[i] = mem_strdup(setup->argv[i]);
	}
	execvp(argv[0], argv);
	die(argv[0]);
}

static void
tell(int fd, int number)
{
	if (write(fd, &number, sizeof(number)) != (ssize_t)sizeof(number))
		_exit(126);
}

/* In the shim: never returns. */
static void
run_shim(const struct terminal_setup *setup, int slave, int news)
{
	if (login_tty(slave) != 0)
		die("login_tty");
	pid_t program = fork();
	if (program == 0)
		run_program(setup);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	tell(news, (int)program);
	int status = 0;
	if (waitpid(program, &status, 0) == program)
		tell(news, status);
	_exit(0);
}

/* ------ what libvterm reports ------ */

static int
on_property(VTermProp property, VTermValue *value, void *user)
{
	struct terminal *tm = user;
	if (property == VTERM_PROP_ALTSCREEN)
		tm->alternate = value->boolean != 0;
	if (property == VTERM_PROP_CURSORVISIBLE)
		tm->cursor_shown = value->boolean != 0;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.settermprop = on_property,
};

static void
set_up_vterm(struct terminal *tm)
{
	tm->vt = vterm_new(tm->rows, tm->cols);
	vterm_set_utf8(tm->vt, 1);
	tm->screen = vterm_obtain_screen(tm->vt);
	vterm_screen_set_callbacks(tm->screen, &callbacks, tm);
	vterm_screen_enable_altscreen(tm->screen, 1);
	vterm_screen_reset(tm->screen, 1);
	tm->cursor_shown = true;
}

/* ------ life ------ */

struct terminal *
terminal_start(const struct terminal_setup *setup)
{
	struct terminal *tm = mem_zalloc(sizeof(*tm));
	struct winsize size = { .ws_row = (unsigned short)setup->rows,
		.ws_col = (unsigned short)setup->cols };
	int pipe_fd[2];
	int program = 0;
	str_init(&tm->output);
	tm->cols = setup->cols;
	tm->rows = setup->rows;
	if (openpty(&tm->master, &tm->slave, NULL, NULL, &size) != 0 ||
	    pipe(pipe_fd) != 0 || tcgetattr(tm->slave, &tm->before) != 0) {
		mem_free(tm);
		return NULL;
	}
	(void)fcntl(tm->master, F_SETFD, FD_CLOEXEC);
	(void)fcntl(pipe_fd[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(pipe_fd[1], F_SETFD, FD_CLOEXEC);
	tm->shim = fork();
	if (tm->shim == 0)
		run_shim(setup, tm->slave, pipe_fd[1]);
	(void)close(pipe_fd[1]);
	tm->news = pipe_fd[0];
	(void)fcntl(tm->master, F_SETFL, O_NONBLOCK);
	set_up_vterm(tm);
	if (read(tm->news, &program, sizeof(program)) != sizeof(program)) {
		terminal_free(tm);
		return NULL;
	}
	tm->program = program;
	return tm;
}

void
terminal_free(struct terminal *tm)
{
	if (tm == NULL)
		return;
	if (!tm->ended && tm->program > 0)
		(void)kill(tm->program, SIGKILL);
	(void)waitpid(tm->shim, NULL, 0);
	(void)close(tm->master);
	(void)close(tm->slave);
	(void)close(tm->news);
	vterm_free(tm->vt);
	str_release(&tm->output);
	mem_free(tm);
}

pid_t
terminal_pid(const struct terminal *tm)
{
	return tm->program;
}

/* ------ reading ------ */

static int64_t
now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Modes libvterm does not tell of: cursor keys (DECCKM), and the mouse where
 * it is switched with another mode in one sequence. */
static void
follow_mode(struct slice bytes, const char *on, const char *off, bool *mode)
{
	if (slice_find(bytes, slice_of(on)) < bytes.len)
		*mode = true;
	if (slice_find(bytes, slice_of(off)) < bytes.len)
		*mode = false;
}

/* Takes what the program wrote within 'wait'; false when nothing came. */
static bool
take_output(struct terminal *tm, int wait)
{
	char buffer[1 << 14];
	struct pollfd fd = { .fd = tm->master, .events = POLLIN };
	if (poll(&fd, 1, wait) <= 0)
		return false;
	ssize_t n = read(tm->master, buffer, sizeof(buffer));
	if (n <= 0)
		return false;
	struct slice bytes = slice_bytes(buffer, (size_t)n);
	str_add_slice(&tm->output, bytes);
	follow_mode(bytes, "\033[?1h", "\033[?1l", &tm->cursor_keys);
	follow_mode(bytes, "1000h", "1000l", &tm->mouse);
	(void)vterm_input_write(tm->vt, buffer, (size_t)n);
	size_t answer = vterm_output_read(tm->vt, buffer, sizeof(buffer));
	terminal_send(tm, slice_bytes(buffer, answer));
	return true;
}

/* Reads until 'ready' says so; checks at least once. */
static bool
wait_for(struct terminal *tm, int limit,
    bool (*ready)(struct terminal *tm, const void *arg), const void *arg)
{
	int64_t end = now_ms() + limit;
	for (;;) {
		while (take_output(tm, 0))
			continue;
		if (ready(tm, arg))
			return true;
		int64_t left = end - now_ms();
		if (left <= 0)
			return false;
		(void)take_output(tm, left < 20 ? (int)left : 20);
	}
}

static bool
has_text(struct terminal *tm, const void *arg)
{
	struct str screen = STR_INIT;
	terminal_screen(tm, &screen);
	struct slice all = slice_str(&screen);
	bool found = slice_find(all, slice_of(arg)) < all.len;
	str_release(&screen);
	return found;
}

static bool
has_no_text(struct terminal *tm, const void *arg)
{
	return !has_text(tm, arg);
}

bool
terminal_wait_text(struct terminal *tm, const char *text, int limit)
{
	return wait_for(tm, limit, has_text, text);
}

bool
terminal_wait_gone(struct terminal *tm, const char *text, int limit)
{
	return wait_for(tm, limit, has_no_text, text);
}

bool
terminal_wait_quiet(struct terminal *tm, int quiet, int limit)
{
	int64_t end = now_ms() + limit;
	while (take_output(tm, quiet)) {
		if (now_ms() >= end)
			return false;
	}
	return true;
}

static bool
has_ended(struct terminal *tm, const void *arg)
{
	struct pollfd fd = { .fd = tm->news, .events = POLLIN };
	(void)arg; /* nothing more to know */
	if (!tm->ended && poll(&fd, 1, 0) > 0)
		tm->ended = read(tm->news, &tm->status, sizeof(tm->status)) ==
		    (ssize_t)sizeof(tm->status);
	return tm->ended;
}

bool
terminal_wait_exit(struct terminal *tm, int limit, int *status)
{
	bool ended = wait_for(tm, limit, has_ended, NULL);
	while (take_output(tm, 0))
		continue;
	*status = tm->status;
	return ended;
}

/* The state letter in /proc/PID/stat, after the name in brackets. */
static bool
is_stopped(struct terminal *tm, const void *arg)
{
	char path[64], line[512];
	(void)arg; /* nothing more to know */
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)tm->program);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return false;
	size_t n = fread(line, 1, sizeof(line) - 1, file);
	(void)fclose(file);
	line[n] = '\0';
	const char *name_end = strrchr(line, ')');
	return name_end != NULL && name_end[1] == ' ' && name_end[2] == 'T';
}

bool
terminal_wait_stopped(struct terminal *tm, int limit)
{
	return wait_for(tm, limit, is_stopped, NULL);
}

/* ------ writing ------ */

void
terminal_send(struct terminal *tm, struct slice bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(tm->master, bytes.p, bytes.len);
		if (n > 0)
			bytes = slice_bytes(bytes.p + n, bytes.len - (size_t)n);
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			return; /* the program is gone: its exit says so */
		else
			(void)take_output(tm, 10);
	}
}

struct key_bytes {
	uint32_t key;
	const char *bytes;
};

/* What xterm sends; arrows, Home and End differ in cursor keys mode. */
static const struct key_bytes key_bytes[] = {
	{ .key = K_UP, .bytes = "\033[A" },
	{ .key = K_DOWN, .bytes = "\033[B" },
	{ .key = K_RIGHT, .bytes = "\033[C" },
	{ .key = K_LEFT, .bytes = "\033[D" },
	{ .key = K_HOME, .bytes = "\033[H" },
	{ .key = K_END, .bytes = "\033[F" },
	{ .key = K_SHIFT_RIGHT, .bytes = "\033[1;2C" },
	{ .key = K_SHIFT_LEFT, .bytes = "\033[1;2D" },
	{ .key = K_PAGE_UP, .bytes = "\033[5~" },
	{ .key = K_PAGE_DOWN, .bytes = "\033[6~" },
	{ .key = K_INSERT, .bytes = "\033[2~" },
	{ .key = K_DELETE, .bytes = "\033[3~" },
	{ .key = K_SHIFT_TAB, .bytes = "\033[Z" },
	{ .key = K_F1, .bytes = "\033OP" },
	{ .key = K_F10, .bytes = "\033[21~" },
};

static void
add_key(const struct terminal *tm, uint32_t key, struct str *out)
{
	for (size_t i = 0; i < ARRAY_LEN(key_bytes); i++) {
		const char *bytes = key_bytes[i].bytes;
		if (key_bytes[i].key != key)
			continue;
		bool cursor = strlen(bytes) == 3 && strchr("ABCDHF", bytes[2]);
		if (cursor && tm->cursor_keys)
			str_addf(out, "\033O%c", bytes[2]);
		else
			str_add(out, bytes);
		return;
	}
	assert(key < K_FIRST);
	text_add_char(out, key);
}

void
terminal_keys(struct terminal *tm, const char *keys)
{
	struct str out = STR_INIT;
	struct slice rest = slice_of(keys);
	while (rest.len > 0) {
		uint32_t key = K_NONE;
		bool known = key_parse(&rest, &key);
		assert(known);
		if (!known)
			break;
		add_key(tm, key, &out);
	}
	terminal_send(tm, slice_str(&out));
	str_release(&out);
}

void
terminal_resize(struct terminal *tm, int cols, int rows)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)cols };
	tm->cols = cols;
	tm->rows = rows;
	vterm_set_size(tm->vt, rows, cols);
	(void)ioctl(tm->master, TIOCSWINSZ, &size);
}

/* ------ the screen ------ */

void
terminal_row(struct terminal *tm, int row, struct str *out)
{
	size_t start = out->len;
	for (int column = 0; column < tm->cols; column++) {
		VTermScreenCell cell;
		VTermPos at = { .row = row, .col = column };
		if (!vterm_screen_get_cell(tm->screen, at, &cell))
			continue;
		if (cell.chars[0] == 0)
			str_add_char(out, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL &&
		     cell.chars[i] != 0 && cell.chars[i] != (uint32_t)-1;
		     i++)
			text_add_char(out, cell.chars[i]);
		if (cell.width == 2)
			column++;
	}
	size_t len = out->len;
	while (len > start && out->p[len - 1] == ' ')
		len--;
	str_cut(out, len);
}

void
terminal_screen(struct terminal *tm, struct str *out)
{
	for (int row = 0; row < tm->rows; row++) {
		terminal_row(tm, row, out);
		str_add_char(out, '\n');
	}
}

void
terminal_cursor(struct terminal *tm, int *x, int *y)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(tm->vt), &at);
	*x = at.col;
	*y = at.row;
}

struct slice
terminal_output(const struct terminal *tm)
{
	return slice_str(&tm->output);
}

bool
terminal_alternate(const struct terminal *tm)
{
	return tm->alternate;
}

bool
terminal_cursor_shown(const struct terminal *tm)
{
	return tm->cursor_shown;
}

bool
terminal_mouse_on(const struct terminal *tm)
{
	return tm->mouse;
}

bool
terminal_restored(struct terminal *tm)
{
	struct termios after;
	if (tcgetattr(tm->slave, &after) != 0)
		return false;
	return after.c_lflag == tm->before.c_lflag &&
	    after.c_iflag == tm->before.c_iflag &&
	    after.c_oflag == tm->before.c_oflag && !tm->alternate &&
	    tm->cursor_shown && !tm->mouse;
}
