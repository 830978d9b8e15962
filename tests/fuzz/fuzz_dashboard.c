/*
 * A dashboard on a small shop, driven by any bytes: keys, actions, pastes,
 * clicks, sizes, waits, another session. Whatever they are, what is drawn is
 * valid text within the screen, and the store is whole in the end.
 *
 * A step is a byte that says what, and those that it needs. Each input begins
 * with the same shop, so that a finding comes again.
 */
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "tests/fuzz/fuzz.h"
#include "ui/script.h"
#include "ui/wiring.h"

enum {
	STEPS = 60, /* of an input; the rest is not read */
	WAIT_MS = 60000,
	FILE_LIMIT = 16 << 20,
	MOST_COLS = 130,
	MOST_ROWS = 45,
};

/* Steps; every byte above is a key of its own. */
enum step {
	STEP_RESIZE, /* columns, rows */
	STEP_PASTE, /* length, text */
	STEP_CLICK, /* button, column, row */
	STEP_SETTLE,
	STEP_SESSION,
	STEP_ACTION, /* which */
	STEP_KEY, /* which of the named ones */
	STEP_CONTROL, /* a letter with Control */
	STEP_COUNT
};

static const int64_t now = (int64_t)20758 * 86400; /* 2026-11-01 */

static const uint32_t named[] = { K_ENTER, K_ESC, K_TAB, K_SHIFT_TAB, K_UP,
	K_DOWN, K_LEFT, K_RIGHT, K_SHIFT_RIGHT, K_PAGE_DOWN, K_HOME, K_END,
	K_BACKSPACE, K_SPACE };

struct play {
	const uint8_t *at, *end;
	struct desk *dk;
	struct app *app;
	struct canvas *cv;
};

static char folder[] = "/tmp/fuzz-dashboard-XXXXXX";
static struct str base = STR_INIT, shop_path = STR_INIT;

static unsigned
next(struct play *p, unsigned below)
{
	return p->at < p->end ? *p->at++ % below : 0;
}

/* ---- the shop ---- */

/* A command of the command line, which must succeed. */
static void
command(const char *name, const char *argument)
{
	struct str words[] = { STR_INIT, STR_INIT, STR_INIT };
	char *argv[ARRAY_LEN(words) + 1] = { NULL };
	struct cli_world world = { .out = tmpfile(),
		.err = tmpfile(),
		.store = shop_path.p,
		.home = folder,
		.user = "fuzz",
		.temporary = folder,
		.now = now,
		.processors = 1 };
	int argc = argument != NULL ? 3 : 2;

	str_add(&words[0], "endcap");
	str_add(&words[1], name);
	str_add(&words[2], argument != NULL ? argument : "");
	for (int i = 0; i < argc; i++)
		argv[i] = words[i].p;
	CHECK(world.out != NULL && world.err != NULL);
	CHECK(cli_run(&world, argc, argv) == EXIT_DONE);
	fclose(world.out);
	fclose(world.err);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		str_release(&words[i]);
}

static void
start_over(void)
{
	FILE *f = fopen(shop_path.p, "wb");

	CHECK(f != NULL);
	CHECK(fwrite(base.p, 1, base.len, f) == base.len);
	CHECK(fclose(f) == 0);
}

/* ---- the dashboard ---- */

static void
open_dashboard(struct play *p)
{
	struct err err = ERR_INIT;
	struct app_setup setup = { .no_colour = true, .place = shop_path.p };

	p->dk = desk_new(&(struct desk_setup){ .store_path = shop_path.p,
			     .shop = "fuzz",
			     .user = "fuzz",
			     .now = now,
			     .threads = 1 },
	    &err);
	CHECK(p->dk != NULL);
	wiring_setup(&setup, p->dk);
	p->app = app_new(&setup, &err);
	CHECK(p->app != NULL);
	CHECK(app_settle(p->app, WAIT_MS));
}

static void
close_dashboard(struct play *p)
{
	app_free(p->app);
	desk_free(p->dk);
}

/* The files it writes go to a folder of its own. It has been looked at once, so
 * that what a dashboard keeps is there for every input. */
static void
make_shop(void)
{
	struct err err = ERR_INIT;
	struct play first = { .dk = NULL };

	CHECK(setlocale(LC_ALL, "C.UTF-8") != NULL);
	CHECK(mkdtemp(folder) != NULL);
	str_addf(&shop_path, "%s/shop.db", folder);
	command("import", "tests/cli/data/products.csv");
	command("import", "tests/cli/data/orders.csv");
	command("import", "tests/cli/data/customers.csv");
	open_dashboard(&first);
	close_dashboard(&first);
	CHECK(file_read_whole(shop_path.p, FILE_LIMIT, &base, &err));
	CHECK(setenv("HOME", folder, 1) == 0);
}

static void
check_drawn(struct play *p)
{
	struct str dump = STR_INIT;
	int x = 0, y = 0;

	app_draw(p->app, p->cv);
	draw_dump(p->cv, &dump);
	CHECK(text_valid(slice_str(&dump)));
	for (size_t i = 0; i < dump.len; i++)
		CHECK((unsigned char)dump.p[i] >= 0x20 || dump.p[i] == '\n');
	if (draw_cursor_at(p->cv, &x, &y))
		CHECK(rect_has(draw_area(p->cv), x, y));
	str_release(&dump);
}

static struct input
key(uint32_t k)
{
	return (struct input){ .kind = INPUT_KEY, .key = k };
}

/* False: the dashboard wants to end. */
static bool
resize(struct play *p)
{
	struct input in = { .kind = INPUT_RESIZE };

	in.cols = 1 + (int)next(p, MOST_COLS);
	in.rows = 1 + (int)next(p, MOST_ROWS);
	draw_resize(p->cv, in.cols, in.rows);
	return app_input(p->app, &in);
}

/* As the terminal hands it over: without its controls. */
static bool
paste(struct play *p)
{
	size_t len = next(p, 64), left = (size_t)(p->end - p->at);
	struct input in = { .kind = INPUT_PASTE };
	bool open;

	len = len < left ? len : left;
	in.text = slice_bytes((const char *)p->at, len);
	p->at += len;
	open = app_input(p->app, &in);
	return open;
}

static bool
click(struct play *p)
{
	struct rect area = draw_area(p->cv);
	struct input in = { .kind = INPUT_MOUSE };

	in.mouse.button = (enum mouse_button)next(p, 4);
	in.mouse.x = (int)next(p, (unsigned)area.w);
	in.mouse.y = (int)next(p, (unsigned)area.h);
	return app_input(p->app, &in);
}

static bool
do_step(struct play *p)
{
	unsigned what = next(p, 256);
	struct input in;

	switch (what) {
	case STEP_RESIZE:
		return resize(p);
	case STEP_PASTE:
		return paste(p);
	case STEP_CLICK:
		return click(p);
	case STEP_SETTLE:
		CHECK(app_settle(p->app, WAIT_MS));
		return true;
	case STEP_SESSION:
		return false;
	case STEP_ACTION:
		(void)app_do(p->app, /* it says what it did on the screen */
		    (enum action)next(p, ACTION_COUNT));
		return true;
	case STEP_KEY:
		in = key(named[next(p, ARRAY_LEN(named))]);
		return app_input(p->app, &in);
	case STEP_CONTROL:
		in = key(1 + next(p, 31));
		return app_input(p->app, &in);
	default:
		in = key(what < 0x20 ? '0' + what % 10 : what % 0x80);
		return app_input(p->app, &in);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct play p = { .at = data, .end = data + size };
	char top[4096];

	if (base.len == 0)
		make_shop();
	CHECK(getcwd(top, sizeof(top)) != NULL && chdir(folder) == 0);
	start_over();
	open_dashboard(&p);
	p.cv = draw_new(80, 24);
	for (int i = 0; i < STEPS && p.at < p.end; i++) {
		if (!do_step(&p)) {
			close_dashboard(&p);
			open_dashboard(&p);
		}
		check_drawn(&p);
	}
	CHECK(app_settle(p.app, WAIT_MS));
	check_drawn(&p);
	draw_free(p.cv);
	close_dashboard(&p);
	command("check", NULL);
	CHECK(chdir(top) == 0);
	return 0;
}
