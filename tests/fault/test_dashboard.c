/*
 * Every place where the dashboard can fail, once, as test_places does it with
 * commands: SQL, memory for the data, a stop, a file. Whatever it is, the
 * session goes on: it shows what happened or does without, the next key is
 * answered, and the store is whole. Nothing is leaked (under the sanitizers).
 *
 * ENDCAP_PLACES is the length of the chain of calls, see there; unless it is
 * set, one session meets all kinds of faults.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <unistd.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "tests/fault/faulty.h"
#include "tests/fault/trial.h"
#include "ui/script.h"
#include "ui/wiring.h"

enum {
	QUICK_DEPTH = 1,
	QUICK_SESSIONS = 8, /* one of so many, */
	QUICK_PLACES = 12, /* and of places */
	WAIT_MS = 120000,
};

static const trial_words before[] = {
	TRIAL_SHOP,
	{ "import", "tests/fault/data/events.csv" },
	{ "bundle", "new", "desk", "LAMP", "BULB", "--percent", "7" },
	{ "bundle", "keep", "desk" },
	{ "bundle", "set", "desk", "--percent", "9" },
	{ "bundle", "activate", "desk" },
	{ "threshold", "set", "free", "--free-shipping", "--at", "50" },
	{ "segments", "set", "often", "orders>=2" },
	{ "pair", "accept", "LAMP", "BULB" },
};

/* Keys as scripts have them (ui/script.h); files go to the folder. */
static const char *const sessions[] = {
	"2/lamp<Enter>\nt\n<Tab><Enter>\n<Esc>fmug<Enter>\ns\n1\n",
	"3flift>0<Enter>\n<Right><Space><Enter>\n<Esc>otogether<Enter>\nxno<"
	"Enter>"
	"\n<Enter>\na\n>\nu\n",
	"4<Enter>\n=12<Enter>\nA\n<Esc>t\n<Esc>x\n<Esc>K\nC\n<Esc>\n",
	"2j<Space>j<Space>b\n<C-U>new one<Enter>\n=7<Enter>\nu\n",
	"4d\nu\n<C-R>\n7\n<Enter>\n",
	":bundle LAMP SHADE<Enter>\nA\ng\n<Esc>4e<Right><C-Y>\n",
	"5<Right><Right>\nr<Right><Tab>10<Enter>\n=45<Enter>\nx\n",
	":threshold 40<Enter>\n<Enter>\nF\n",
	"6\n/often<Enter>\nc\nc\nE<Home>orders>=1 <Enter>\nd\nu\n",
	"6\n<Tab>\n<Enter>\n<Tab>\n<Enter>\n<Tab>\n<Enter>\n<Tab>\n",
	"6\n<Enter>\ne<C-U>%/people.csv<Enter>\ny\n",
	"i<C-U>tests/fault/data/more.csv<Enter>\n<Enter>\n<Enter>\n1\n",
	":import tests/fault/data/events.csv<Enter>\n<Enter>\n<Enter>\n",
	":cart LAMP BULB:2<Enter>\nE<C-U>6.50<Enter>\n",
	":upsells LAMP<Enter>\n<Esc>:pair LAMP MUG<Enter>\n",
	",\n/draws<Enter>=<C-U>300<Enter>\n,\n/cap<Enter>=<C-U>50<Enter>\n",
	"3e<C-U>%/pairs.csv<Enter>\n<Enter>\n",
	":export bundles json %/b.json<Enter>\n<Enter>\n",
	":export pairs csv %/p.csv<Enter>\n<Enter>\n",
	"<C-G>\n|\n{\n}\n1\n2\n3\n",
};

/* ---- one session ---- */

struct session {
	struct desk *dk;
	struct app *app;
};

static bool
open_session(struct session *s, const char *store, struct err *err)
{
	struct app_setup setup = { .no_colour = true, .place = "shop.db" };

	*s = (struct session){ NULL, NULL };
	s->dk = desk_new(
	    &(struct desk_setup){ .store_path = store,
		.shop = "faults",
		.user = "tester",
		.now = (int64_t)date_day(2026, 11, 1) * DATE_SECONDS_A_DAY,
		.threads = 1 },
	    err);
	if (s->dk == NULL)
		return false;
	wiring_setup(&setup, s->dk);
	s->app = app_new(&setup, err);
	return s->app != NULL;
}

static void
close_session(struct session *s)
{
	app_free(s->app);
	desk_free(s->dk);
}

/* The folder for each "%". */
static void
fill_folder(const char *script, struct str *out)
{
	for (; *script != '\0'; script++) {
		if (*script == '%')
			str_add(out, trial_folder);
		else
			str_add_char(out, *script);
	}
}

/* The keys while faults are armed, then one that must be answered. */
static void
play(const char *keys, struct trial *t)
{
	static const char last[] = "<Esc><Esc><Esc><Esc>1\n@dump\n";
	const struct script_setup setup = {
		.cols = 100, .rows = 30, .wait_ms = WAIT_MS
	};
	struct str script = STR_INIT, out = STR_INIT;
	char *store = trial_path("shop.db");
	struct err err = ERR_INIT;
	struct session s;

	fill_folder(keys, &script);
	if (open_session(&s, store, &err)) {
		if (!script_run(s.app, &setup, slice_str(&script), &out, &err))
			trial_fail("%s: %s", keys, err.text);
		t->what = faulty_disarm() ? "met" : "not met";
		str_clear(&out);
		if (!script_run(s.app, &setup, slice_of(last), &out, &err) ||
		    out.len == 0)
			trial_fail(
			    "%s: no answer after it: %s", keys, err.text);
		t->done++;
	} else {
		t->what = faulty_disarm() ? "met" : "not met";
		if (err.text[0] == '\0')
			trial_fail("%s: ended without a word", keys);
		t->refused++;
	}
	close_session(&s);
	str_release(&script);
	str_release(&out);
	mem_free(store);
}

static void
check_whole(const char *keys)
{
	static const trial_words check = { "check" };
	struct answer a;

	trial_run(check, &a);
	if (a.code != EXIT_DONE)
		trial_fail("%s: the store is not whole: %s", keys, a.err.p);
	if (trial_remove_left_over() > 0)
		trial_fail("%s: a temporary file stayed", keys);
	str_release(&a.err);
}

/* Did the session meet a fault in a place of its own? */
static bool
try_session(const char *keys, unsigned kinds, unsigned depth, struct trial *t)
{
	static const struct trial_action none = { .name = "a session" };

	trial_start_over(&none);
	faulty_arm_places(kinds, depth);
	play(keys, t);
	if (strcmp(t->what, "met") != 0)
		return false;
	check_whole(keys);
	return true;
}

/* ---- all of them ---- */

static const struct {
	const char *what;
	unsigned kinds;
} faults[] = {
	{ "SQL", FAULTY_STATEMENT },
	{ "memory", FAULTY_SPACE },
	{ "stop", FAULTY_STOP },
	{ "files", FAULTY_EXPORT },
};

static void
wherever_a_session_fails_it_goes_on(void **state)
{
	const char *given = getenv("ENDCAP_PLACES");
	int64_t depth = QUICK_DEPTH;
	bool all = given != NULL && num_parse_i64(slice_of(given), &depth);

	(void)state;
	trial_keep_going();
	if (!all)
		faulty_spare_places(QUICK_PLACES);
	for (size_t f = 0; f < ARRAY_LEN(faults); f++) {
		struct trial t = { .refused = 0 };
		unsigned kinds = faults[f].kinds;

		/* The quick test gives each kind other sessions. */
		for (size_t i = all ? 0 : f; i < ARRAY_LEN(sessions);
		     i += all ? 1 : QUICK_SESSIONS)
			while (try_session(
			    sessions[i], kinds, (unsigned)depth, &t))
				continue;
		printf("%-18s %-12s %5ld refused %5ld done all the same\n",
		    "every place seen", faults[f].what, t.refused, t.done);
	}
	assert_int_equal(trial_failures(), 0);
}

static int
make_shop(void **state)
{
	if (setlocale(LC_ALL, "C.UTF-8") == NULL ||
	    trial_make_folder(state) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(before); i++)
		trial_must_run(before[i]);
	trial_copy_file("shop.db", "base.db");
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wherever_a_session_fails_it_goes_on),
	};

	return cmocka_run_group_tests(tests, make_shop, trial_remove_folder);
}
