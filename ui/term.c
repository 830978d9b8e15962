/*
 * term - one terminal, taken and given back.
 *
 * Signal handlers can only reach what is in static storage, and a process has
 * one terminal: so this is the one module with a mutable static, 'term'.
 *
 * Ways out, and who cleans up:
 *	term_leave, term_suspend     curses (endwin) and our own sequences
 *	fatal signal, no memory      'restore', a string made when entering,
 *	                             and tcsetattr; both are allowed in a
 *	                             signal handler, endwin is not
 * SIGWINCH, SIGCONT and SIGTSTP only write a letter to 'pipe_fd', which
 * term_wait polls together with the terminal.
 *
 * Mouse, paste, title and clipboard are sequences of xterm and its kin; they
 * are sent where the terminal's description knows a mouse (kmous), which the
 * consoles and old terminals that would print them do not.
 */
#include "ui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "base/mem.h"
#include "base/text.h"

enum {
	/* Values curses gives back for the ends of a paste; beyond KEY_MAX. */
	PASTE_BEGIN = KEY_MAX + 1,
	PASTE_END,
	PASTE_MAX = 1 << 20, /* bytes; the rest of a paste is dropped */
	PASTE_WAIT_MS = 500, /* for the next piece of a paste */
	ESCAPE_MS = 25, /* Esc alone is a key after this long */
	RESTORE_SIZE = 512,
	ALT_STACK_SIZE = 1 << 16
};

static struct {
	bool active;
	bool capable; /* xterm and its kin: see above */
	int in_fd, out_fd;
	bool own_in; /* in_fd is /dev/tty, opened here */
	FILE *in_file;
	SCREEN *screen;
	struct termios saved;
	bool has_saved;
	char restore[RESTORE_SIZE];
	size_t restore_len;
	int pipe_fd[2];
	struct str paste;
	char title[128];
	char alt_stack[ALT_STACK_SIZE];
} term;

static const int fatal_signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE,
	SIGTERM, SIGHUP, SIGINT, SIGQUIT };
static const int news_signals[] = { SIGWINCH, SIGCONT, SIGTSTP };

/* ------ writing past curses ------ */

/* Nothing can be done about a terminal that does not take bytes. */
static void
write_raw(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(term.out_fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

static void
write_text(const char *text)
{
	write_raw(text, strlen(text));
}

/* ------ ways out ------ */

/* Safe in a signal handler. */
static void
restore_now(void)
{
	if (!term.active)
		return;
	term.active = false;
	write_raw(term.restore, term.restore_len);
	if (term.has_saved)
		(void)tcsetattr(term.in_fd, TCSANOW, &term.saved);
}

static void
on_fatal_signal(int number)
{
	restore_now();
	/* SA_RESETHAND gave the default back: die of what we died of. */
	(void)raise(number);
}

static void
on_fatal(const char *sentence)
{
	(void)sentence; /* mem prints it, on a terminal that is whole again */
	restore_now();
}

static void
on_news(int number)
{
	int saved = errno;
	char letter = number == SIGWINCH ? 'w' : number == SIGCONT ? 'c' : 't';
	/* A full pipe already holds news enough. */
	ssize_t n = write(term.pipe_fd[1], &letter, 1);
	(void)n;
	errno = saved;
}

static void
catch_signals(void)
{
	stack_t stack = { .ss_sp = term.alt_stack,
		.ss_size = sizeof(term.alt_stack) };
	struct sigaction fatal = { .sa_handler = on_fatal_signal };
	struct sigaction news = { .sa_handler = on_news };
	(void)sigaltstack(&stack, NULL);
	sigemptyset(&fatal.sa_mask);
	sigemptyset(&news.sa_mask);
	fatal.sa_flags = (int)(SA_RESETHAND | SA_ONSTACK | SA_NODEFER);
	news.sa_flags = SA_RESTART;
	for (size_t i = 0; i < ARRAY_LEN(fatal_signals); i++)
		(void)sigaction(fatal_signals[i], &fatal, NULL);
	for (size_t i = 0; i < ARRAY_LEN(news_signals); i++)
		(void)sigaction(news_signals[i], &news, NULL);
}

static void
release_signals(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigemptyset(&plain.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(fatal_signals); i++)
		(void)sigaction(fatal_signals[i], &plain, NULL);
	for (size_t i = 0; i < ARRAY_LEN(news_signals); i++)
		(void)sigaction(news_signals[i], &plain, NULL);
}

/* ------ the string that restores ------ */

static void
restore_add(const char *text)
{
	size_t len = strlen(text);
	if (len > RESTORE_SIZE - term.restore_len)
		return;
	memcpy(term.restore + term.restore_len, text, len);
	term.restore_len += len;
}

/* A capability without its padding ("$<5>"). */
static void
restore_add_capability(const char *name)
{
	const char *value = tigetstr(name);
	if (value == NULL || value == (const char *)-1)
		return;
	char plain[128];
	size_t n = 0;
	while (*value != '\0' && n < sizeof(plain) - 1) {
		if (value[0] == '$' && value[1] == '<') {
			const char *end = strchr(value, '>');
			if (end != NULL) {
				value = end + 1;
				continue;
			}
		}
		plain[n++] = *value++;
	}
	plain[n] = '\0';
	restore_add(plain);
}

static const char extras_off[] = "\033[?1002l\033[?1006;1000l\033[?2004l";

static void
prepare_restore(void)
{
	term.restore_len = 0;
	if (term.capable)
		restore_add(extras_off);
	restore_add_capability("sgr0");
	restore_add_capability("op");
	restore_add_capability("cnorm");
	restore_add_capability("rmkx");
	restore_add_capability("rmcup");
	if (term.capable)
		restore_add("\033[23;0t"); /* the window's title from before */
	restore_add("\r");
}

/* ------ entering ------ */

static bool
open_input(struct err *err)
{
	term.in_fd = STDIN_FILENO;
	term.out_fd = STDOUT_FILENO;
	term.own_in = false;
	term.in_file = stdin;
	if (!isatty(STDOUT_FILENO))
		return err_set(err, ERR_IO,
		    "standard output is not a terminal; name a command to "
		    "get text ('endcap --help' lists them)");
	if (isatty(STDIN_FILENO))
		return true;
	term.in_fd = open("/dev/tty", O_RDONLY | O_CLOEXEC);
	term.in_file = term.in_fd < 0 ? NULL : fdopen(term.in_fd, "r");
	if (term.in_file == NULL)
		return err_set(err, ERR_IO,
		    "there is no terminal to read keys from: %s",
		    strerror(errno));
	term.own_in = true;
	return true;
}

/* Is the terminal known, and can it place the cursor? */
static bool
check_terminal(struct err *err)
{
	const char *name = getenv("TERM");
	int status = 0;
	if (name == NULL)
		name = "";
	if (setupterm(NULL, term.out_fd, &status) != OK)
		return err_set(err, ERR_IO,
		    "the terminal TERM='%s' is not known here; set TERM, for "
		    "example to xterm",
		    name);
	const char *cup = tigetstr("cup");
	const char *kmous = tigetstr("kmous");
	bool places = cup != NULL && cup != (const char *)-1;
	term.capable = kmous != NULL && kmous != (const char *)-1;
	(void)del_curterm(cur_term);
	if (!places)
		return err_set(err, ERR_IO,
		    "the terminal TERM='%s' cannot place the cursor; set "
		    "TERM, or use the commands ('endcap --help')",
		    name);
	return true;
}

static bool
open_pipe(struct err *err)
{
	if (pipe(term.pipe_fd) != 0)
		return err_set(
		    err, ERR_IO, "cannot open a pipe: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		(void)fcntl(term.pipe_fd[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(term.pipe_fd[i], F_SETFD, FD_CLOEXEC);
	}
	return true;
}

static void
extras_on(void)
{
	if (!term.capable)
		return;
	write_text("\033[22;0t\033]2;");
	write_text(term.title);
	write_text("\007\033[?2004h");
}

static void
set_modes(const struct term_setup *setup)
{
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)intrflush(stdscr, FALSE);
	(void)keypad(stdscr, TRUE);
	(void)nodelay(stdscr, TRUE);
	(void)idlok(stdscr, TRUE);
	if (!setup->no_colour && has_colors()) {
		(void)start_color();
		(void)use_default_colors();
	}
	(void)define_key("\033[200~", PASTE_BEGIN);
	(void)define_key("\033[201~", PASTE_END);
	(void)mouseinterval(0);
	term_set_mouse(setup->mouse);
}

bool
term_enter(const struct term_setup *setup, struct err *err)
{
	assert(!term.active);
	if (!open_input(err) || !check_terminal(err) || !open_pipe(err))
		return false;
	str_init(&term.paste);
	term.has_saved = tcgetattr(term.in_fd, &term.saved) == 0;
	(void)set_escdelay(ESCAPE_MS);
	term.screen = newterm(NULL, stdout, term.in_file);
	if (term.screen == NULL)
		return err_set(err, ERR_IO, "cannot set up the terminal");
	(void)snprintf(term.title, sizeof(term.title), "%s",
	    setup->title == NULL ? "" : setup->title);
	prepare_restore();
	term.active = true;
	set_modes(setup);
	catch_signals();
	mem_on_fatal(on_fatal);
	extras_on();
	return true;
}

void
term_leave(void)
{
	if (!term.active)
		return;
	mem_on_fatal(NULL);
	release_signals();
	if (term.capable)
		write_text(extras_off);
	(void)endwin();
	if (term.capable)
		write_text("\033[23;0t");
	term.active = false;
	delscreen(term.screen);
	if (term.own_in)
		(void)fclose(term.in_file);
	(void)close(term.pipe_fd[0]);
	(void)close(term.pipe_fd[1]);
	str_release(&term.paste);
}

/* ------ what it can do ------ */

bool
term_has_colours(void)
{
	return has_colors();
}

enum draw_charset
term_charset(enum draw_charset wanted)
{
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	return utf8 ? wanted : DRAW_ASCII;
}

void
term_size(int *cols, int *rows)
{
	getmaxyx(stdscr, *rows, *cols);
}

void
term_resize(void)
{
	struct winsize size;
	if (ioctl(term.out_fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
	    size.ws_col > 0)
		(void)resizeterm(size.ws_row, size.ws_col);
}

void
term_set_mouse(bool on)
{
	mmask_t mask = BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED |
	    REPORT_MOUSE_POSITION;
	(void)mousemask(on ? mask : 0, NULL);
	/* Positions only while a button is held; curses asks for all. */
	if (term.capable)
		write_text(on ? "\033[?1003l\033[?1002h" : "\033[?1002l");
}

/* Drops what the pipe holds: SIGCONT says what we know. */
static void
forget_signals(void)
{
	char letters[64];
	while (read(term.pipe_fd[0], letters, sizeof(letters)) > 0)
		continue;
}

void
term_suspend(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigemptyset(&plain.sa_mask);
	if (term.capable)
		write_text(extras_off);
	(void)endwin();
	if (term.capable)
		write_text("\033[23;0t");
	(void)sigaction(SIGTSTP, &plain, NULL);
	(void)raise(SIGTSTP);
	/* The shell brought us back; the next painting enters curses again. */
	catch_signals();
	forget_signals();
	term_resize();
	extras_on();
}

static void
add_base64(struct str *out, struct slice s)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
				      "opqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < s.len; i += 3) {
		uint32_t bits = 0;
		size_t n = s.len - i < 3 ? s.len - i : 3;
		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 |
			    (j < n ? (unsigned char)s.p[i + j] : 0u);
		for (size_t j = 0; j < 4; j++) {
			uint32_t six = bits >> (18 - 6 * j) & 63;
			str_add_char(out, j <= n ? letters[six] : '=');
		}
	}
}

bool
term_copy(struct slice text)
{
	struct str out = STR_INIT;
	if (text.len > TERM_COPY_MAX)
		return false;
	if (term.capable) {
		str_add(&out, "\033]52;c;");
		add_base64(&out, text);
		str_add(&out, "\007");
		write_raw(out.p, out.len);
	}
	str_release(&out);
	return true;
}

/* ------ waiting ------ */

static unsigned
read_signals(void)
{
	unsigned news = 0;
	char letters[64];
	ssize_t n;
	while ((n = read(term.pipe_fd[0], letters, sizeof(letters))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (letters[i] == 'w')
				news |= TERM_RESIZED;
			if (letters[i] == 'c')
				news |= TERM_RESUMED | TERM_RESIZED;
			if (letters[i] == 't')
				term_suspend();
			if (letters[i] == 't')
				news |= TERM_RESUMED | TERM_RESIZED;
		}
	}
	return news;
}

unsigned
term_wait(int worker_fd, int limit)
{
	struct pollfd fds[3] = {
		{ .fd = term.in_fd, .events = POLLIN },
		{ .fd = term.pipe_fd[0], .events = POLLIN },
		{ .fd = worker_fd, .events = POLLIN },
	};
	unsigned news = 0;
	int n = poll(fds, 3, limit);
	if (n <= 0)
		return 0; /* a signal, whose letter is in the pipe, or time */
	if ((fds[0].revents & POLLIN) != 0)
		news |= TERM_INPUT;
	if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
		news |= TERM_GONE;
	if (fds[1].revents != 0)
		news |= read_signals();
	if (fds[2].revents != 0)
		news |= TERM_WORK;
	return news;
}

/* ------ reading ------ */

struct key_pair {
	int curses;
	uint32_t key;
};

static const struct key_pair key_pairs[] = {
	{ .curses = KEY_UP, .key = K_UP },
	{ .curses = KEY_DOWN, .key = K_DOWN },
	{ .curses = KEY_LEFT, .key = K_LEFT },
	{ .curses = KEY_RIGHT, .key = K_RIGHT },
	{ .curses = KEY_SLEFT, .key = K_SHIFT_LEFT },
	{ .curses = KEY_SRIGHT, .key = K_SHIFT_RIGHT },
	{ .curses = KEY_HOME, .key = K_HOME },
	{ .curses = KEY_END, .key = K_END },
	{ .curses = KEY_PPAGE, .key = K_PAGE_UP },
	{ .curses = KEY_NPAGE, .key = K_PAGE_DOWN },
	{ .curses = KEY_IC, .key = K_INSERT },
	{ .curses = KEY_DC, .key = K_DELETE },
	{ .curses = KEY_BTAB, .key = K_SHIFT_TAB },
	{ .curses = KEY_BACKSPACE, .key = K_BACKSPACE },
	{ .curses = KEY_ENTER, .key = K_ENTER },
};

static uint32_t
function_key(wint_t code)
{
	for (size_t i = 0; i < ARRAY_LEN(key_pairs); i++) {
		if ((wint_t)key_pairs[i].curses == code)
			return key_pairs[i].key;
	}
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return K_F1 + (uint32_t)(code - KEY_F(1));
	return K_NONE;
}

/* True when the event is one of ours. */
static bool
read_mouse(struct mouse *m)
{
	MEVENT event;
	if (getmouse(&event) != OK)
		return false;
	m->x = event.x;
	m->y = event.y;
	if ((event.bstate & BUTTON4_PRESSED) != 0)
		m->button = MOUSE_WHEEL_UP;
	else if ((event.bstate & BUTTON5_PRESSED) != 0)
		m->button = MOUSE_WHEEL_DOWN;
	else if ((event.bstate & REPORT_MOUSE_POSITION) != 0)
		m->button = MOUSE_DRAG;
	else if ((event.bstate & BUTTON1_PRESSED) != 0)
		m->button = MOUSE_LEFT;
	else
		return false;
	return true;
}

/* Waits a little for more of a paste. */
static bool
paste_goes_on(void)
{
	struct pollfd fd = { .fd = term.in_fd, .events = POLLIN };
	return poll(&fd, 1, PASTE_WAIT_MS) > 0;
}

static void
read_paste(void)
{
	str_clear(&term.paste);
	for (;;) {
		wint_t c = 0;
		int kind = get_wch(&c);
		if (kind == ERR && !paste_goes_on())
			return;
		if (kind == KEY_CODE_YES && c == PASTE_END)
			return;
		if (kind == OK && term.paste.len < PASTE_MAX)
			text_add_char(&term.paste, (uint32_t)c);
	}
}

static uint32_t
plain_key(wint_t c)
{
	if (c == '\n' || c == '\r')
		return K_ENTER;
	return c == 8 ? (uint32_t)K_BACKSPACE : (uint32_t)c;
}

bool
term_read(struct input *in)
{
	wint_t c = 0;
	int kind;
	while ((kind = get_wch(&c)) != ERR) {
		*in = (struct input){ .kind = INPUT_KEY };
		if (kind == OK) {
			in->key = plain_key(c);
			if (in->key != K_NONE)
				return true;
		} else if (c == PASTE_BEGIN) {
			read_paste();
			in->kind = INPUT_PASTE;
			in->text = slice_str(&term.paste);
			return true;
		} else if (c == KEY_MOUSE) {
			in->kind = INPUT_MOUSE;
			if (read_mouse(&in->mouse))
				return true;
		} else {
			in->key = function_key(c);
			if (in->key != K_NONE)
				return true;
		}
	}
	return false;
}
