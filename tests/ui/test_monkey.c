/*
 * Random keys, pastes, clicks and sizes on a dashboard with a small shop: it
 * must not crash, leak or draw outside, whatever is pressed. The draws are
 * seeded, so that a failure comes again. ENDCAP_MONKEY_SECONDS makes it go on
 * for that long (with other seeds), ENDCAP_MONKEY_SEED begins with another.
 *
 * Whatever one round took it gives back: after each the process has as many
 * files open as after the first of its kind, and as much memory allocated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <stdlib.h>
#include <dirent.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/text.h"
#include "tests/support/scene.h"

enum {
	STEPS = 1500, /* of one shop */
	SETTLE_EVERY = 40, /* steps; in between work is under way */
	MAX_COLS = 140,
	MAX_ROWS = 45,
	ROUND_KINDS = 12, /* shelves by charsets, see play_one */
	MEMORY_SLACK = 256 << 10 /* bytes: tables that grow once */
};

/* Keys that lead somewhere come more often than others. */
static const uint32_t likely[] = { K_ENTER, K_ENTER, K_ESC, K_TAB, K_UP, K_DOWN,
	K_LEFT, K_RIGHT, K_PAGE_DOWN, K_HOME, K_END, K_SHIFT_TAB, K_SHIFT_RIGHT,
	K_BACKSPACE, K_SPACE, K_CTRL('r'), K_CTRL('y'), '1', '2', '3', '4', '5',
	'6', '7', 'b', 'f', '/', ':', 's', 'S', 'e', 'a', 'x', 'u', '=', '+',
	'-', 'A', 'N', ',', '?', 'H', 'd', 'm', 'i', '>', '<', '{', '}', '|' };

static const char *const texts[] = { "mug", "lift>1.2 n>=3", "苺 Ichigo",
	"two\nlines\tand a tab", "60", "evidence=strong", "e\xcc\x81\xcc\x82",
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "pairs", "" };

struct monkey {
	uint64_t seed, drawn;
	struct scene s;
	struct canvas *cv;
	char folder[40];
};

static uint32_t
below(struct monkey *mk, uint32_t n)
{
	double u = random_unit(mk->seed, 0, mk->drawn++, 0);

	return (uint32_t)(u * n);
}

static uint32_t
any_key(struct monkey *mk)
{
	uint32_t kind = below(mk, 10);

	if (kind < 6)
		return likely[below(mk, ARRAY_LEN(likely))];
	if (kind < 9)
		return ' ' + below(mk, 95);
	return 1 + below(mk, 31); /* with Control */
}

static struct input
any_input(struct monkey *mk)
{
	struct rect area = draw_area(mk->cv);
	struct input in = { .kind = INPUT_KEY };
	uint32_t kind = below(mk, 40);

	if (kind == 0) {
		in.kind = INPUT_RESIZE;
		in.cols = 1 + (int)below(mk, MAX_COLS);
		in.rows = 1 + (int)below(mk, MAX_ROWS);
		draw_resize(mk->cv, in.cols, in.rows);
	} else if (kind == 1) {
		in.kind = INPUT_PASTE;
		in.text = slice_of(texts[below(mk, ARRAY_LEN(texts))]);
	} else if (kind < 6) {
		in.kind = INPUT_MOUSE;
		in.mouse.button = (enum mouse_button)below(mk, 4);
		in.mouse.x = (int)below(mk, (uint32_t)area.w);
		in.mouse.y = (int)below(mk, (uint32_t)area.h);
	} else {
		in.key = any_key(mk);
	}
	return in;
}

/* The cells of a row fill it: a wide one counts twice, its half none. */
static void
check_drawn(struct monkey *mk)
{
	struct str dump = STR_INIT;
	int x = 0, y = 0;

	app_draw(mk->s.app, mk->cv);
	draw_dump(mk->cv, &dump);
	assert_true(text_valid(slice_str(&dump)));
	if (draw_cursor_at(mk->cv, &x, &y))
		assert_true(rect_has(draw_area(mk->cv), x, y));
	str_release(&dump);
}

static void
play_one(uint64_t seed)
{
	struct monkey mk = { .folder = "/tmp/endcap-monkey-XXXXXX" };
	char before[4096];

	assert_non_null(getcwd(before, sizeof(before)));
	mk.seed = seed;
	scene_init_as(&mk.s, seed % 4 == 3 ? STOREFRONT_EMPTY : STOREFRONT_FULL,
	    (enum draw_charset)(seed % DRAW_CHARSET_COUNT));
	/* Whatever is written is written there. */
	assert_non_null(mkdtemp(mk.folder));
	assert_int_equal(chdir(mk.folder), 0);
	assert_int_equal(setenv("HOME", mk.folder, 1), 0);
	mk.cv = draw_new(100, 30);
	for (int i = 0; i < STEPS; i++) {
		struct input in = any_input(&mk);
		check_drawn(&mk);
		if (!app_input(mk.s.app, &in))
			scene_reopen(&mk.s, "tester");
		if (i % SETTLE_EVERY == 0)
			assert_true(app_settle(mk.s.app, 60000));
	}
	check_drawn(&mk);
	draw_free(mk.cv);
	scene_release(&mk.s);
	assert_int_equal(chdir(before), 0);
}

/* ---- what a round leaves behind ---- */

/* Of the sanitizers' allocator; another one has it not. */
__attribute__((weak)) size_t __sanitizer_get_current_allocated_bytes(void);

struct footprint {
	int files;
	size_t bytes; /* 0: not known */
};

static struct footprint
take_footprint(void)
{
	struct footprint fp = { 0 };
	DIR *d = opendir("/proc/self/fd");

	while (d != NULL && readdir(d) != NULL)
		fp.files++;
	if (d != NULL)
		closedir(d);
	if (__sanitizer_get_current_allocated_bytes != NULL)
		fp.bytes = __sanitizer_get_current_allocated_bytes();
	return fp;
}

static void
check_flat(struct footprint *first, uint64_t seed)
{
	struct footprint now = take_footprint();

	if (first->files == 0)
		*first = now;
	if (now.files != first->files ||
	    now.bytes > first->bytes + MEMORY_SLACK)
		fail_msg("seed %llu: %d files and %zu bytes, after the first "
			 "%d and %zu",
		    (unsigned long long)seed, now.files, now.bytes,
		    first->files, first->bytes);
}

static uint64_t
number_in(const char *variable, uint64_t otherwise)
{
	const char *text = getenv(variable);

	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static void
nothing_that_is_pressed_does_harm(void **state)
{
	uint64_t seed = number_in("ENDCAP_MONKEY_SEED", 1);
	time_t end = time(NULL) + (time_t)number_in("ENDCAP_MONKEY_SECONDS", 0);

	struct footprint first[ROUND_KINDS] = { 0 };
	uint64_t rounds = 0;

	(void)state;
	/* What is kept of a shelf, once for all, does not count. */
	storefront_free(storefront_new(STOREFRONT_FULL));
	storefront_free(storefront_new(STOREFRONT_EMPTY));
	do {
		fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
		play_one(seed);
		check_flat(&first[seed % ROUND_KINDS], seed);
		seed++;
		rounds++;
	} while (time(NULL) < end);
	printf("%llu rounds of %d inputs, files and memory flat\n",
	    (unsigned long long)rounds, STEPS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_is_pressed_does_harm),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
