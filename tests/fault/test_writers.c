/*
 * Two dashboards and an import on one store at the same time: no update is
 * lost, nobody waits for ever, every refusal says why, and afterwards the
 * store is whole.
 *
 * Each dashboard is a desk in a process of its own, as the real ones are. Both
 * count in the same bundles ("counted 17" becomes "counted 18"), so that a
 * lost update is a number that is missing in the end; both decide, make
 * bundles, move the one threshold and take back what was theirs. Beside them
 * a third process imports the same files again, with two new orders each time.
 *
 * ENDCAP_EDITS is how many edits both make together, 600 unless it is set.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/random.h"
#include "cli/cli.h"
#include "service/desk.h"
#include "store/store_curation.h"
#include "tests/fault/faulty.h"
#include "tests/support/storefront.h"

enum {
	EDITS = 600,
	EDITORS = 2,
	SHARED = 3, /* bundles that both count in */
	EDITS_AN_IMPORT = 25,
	MOST_EDITS = 20000,
	MOST_TRIES = 50, /* of an edit that meets another */
	LIMIT_S = 540, /* and what the edits may take: */
	EDITS_A_SECOND = 5,
	PAUSE_US = 20000,
};

static char folder[] = "/tmp/endcap-writers-XXXXXX";
static struct str shop_path = STR_INIT;
static const int64_t now = (int64_t)20758 * DATE_SECONDS_A_DAY; /* 2026-11 */

static int64_t
edits_wanted(void)
{
	const char *given = getenv("ENDCAP_EDITS");
	int64_t n;

	return given != NULL && num_parse_i64(slice_of(given), &n) && n > 0 &&
		n <= MOST_EDITS
	    ? n
	    : EDITS;
}

static int64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- commands, in a process of their own ---- */

/* The exit code of a command line; its sentence of error in 'said'. */
static int
run_command(const char *const *words, struct str *said)
{
	struct cli_world world = {
		.out = tmpfile(),
		.err = tmpfile(),
		.store = shop_path.p,
		.home = folder,
		.user = "night",
		.temporary = folder,
		.now = now,
		.processors = 1,
	};
	char *argv[12] = { mem_strdup("endcap") };
	char line[1024] = "";
	int argc = 1, code;

	for (; words[argc - 1] != NULL; argc++)
		argv[argc] = mem_strdup(words[argc - 1]);
	code = cli_run(&world, argc, argv);
	rewind(world.err);
	if (fgets(line, sizeof(line), world.err) != NULL)
		str_set(said, line);
	fclose(world.out);
	fclose(world.err);
	for (int i = 0; i < argc; i++)
		mem_free(argv[i]);
	return code;
}

static void
must_run(const char *const *words)
{
	struct str said = STR_INIT;
	int code = run_command(words, &said);

	if (code != EXIT_DONE) {
		fprintf(stderr, "%s: %s", words[0], said.p);
		_exit(1);
	}
	str_release(&said);
}

/* ---- one dashboard ---- */

/* What this dashboard has in force. */
struct own {
	int64_t counted[SHARED]; /* added to each */
	int64_t note; /* number of the last note, 0: none */
	int64_t made; /* bundles */
};

struct editor {
	const char *name;
	int index;
	struct desk *dk;
	struct own own;
	struct own before[MOST_EDITS]; /* before each action that is in force */
	size_t n_before;
	uint64_t drawn;
	/* For the table. */
	int64_t done, conflicts, busy, undone, slowest;
};

static uint32_t
below(struct editor *ed, uint32_t n)
{
	return (
	    uint32_t)(random_unit(5, (uint64_t)ed->index, ed->drawn++, 0) * n);
}

static void
give_up(const struct editor *ed, const char *what, const char *why)
{
	fprintf(stderr, "%s, %s: %s\n", ed->name, what, why);
	_exit(1);
}

static int64_t
count_in(const struct store_bundle *b)
{
	struct slice rest = slice_of(b->message != NULL ? b->message : "");
	int64_t n = 0;

	(void)slice_word(&rest);
	return num_parse_i64(slice_trim(rest), &n) ? n : 0;
}

static bool
add_one(struct editor *ed, int which, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct str message = STR_INIT;
	bool ok = desk_bundle_get(ed->dk, which + 1, &text, &b, err);

	if (ok) {
		str_addf(&message, "counted %lld", (long long)count_in(&b) + 1);
		b.message = message.p;
		b.discount_value = 10000 * (1 + (int64_t)below(ed, 9));
		ok = desk_bundle_save(ed->dk, &b, message.p, err);
	}
	arena_release(&text);
	str_release(&message);
	return ok;
}

static bool
make_bundle(struct editor *ed, struct err *err)
{
	size_t items[2] = { (size_t)ed->index * 2, (size_t)ed->index * 2 + 1 };
	int64_t id;

	return desk_bundle_new(ed->dk, items, 2, 5, &id, err);
}

static bool
write_note(struct editor *ed, int64_t number, struct err *err)
{
	size_t a = (size_t)ed->index * 2;
	struct str note = STR_INIT;
	bool ok;

	str_addf(&note, "%s %lld", ed->name, (long long)number);
	ok = desk_decide(ed->dk, a, a + 1, VERDICT_ACCEPT, note.p, err);
	str_release(&note);
	return ok;
}

static bool
undo_own(struct editor *ed, struct err *err)
{
	struct str said = STR_INIT;
	bool ok = desk_undo(ed->dk, false, &said, err);

	str_release(&said);
	return ok;
}

/* Both name theirs alike: who comes second meets the first's, as one who typed
 * the name would. */
static bool
ship_free(struct editor *ed, struct err *err)
{
	bool ok = storefront_ship_free(
	    ed->dk, 2000 + 100 * (int64_t)below(ed, 50), err);

	if (!ok && err->code == ERR_INPUT &&
	    strstr(err->text, "choose another name") != NULL)
		err->code = ERR_CONFLICT;
	return ok;
}

/* One edit; what it changes of 'own' happens when it is done. */
static bool
edit_once(struct editor *ed, uint32_t kind, struct own *after, struct err *err)
{
	if (kind < 5) {
		after->counted[kind % SHARED]++;
		return add_one(ed, (int)kind % SHARED, err);
	}
	if (kind == 5) {
		after->note = ed->done + 1;
		return write_note(ed, after->note, err);
	}
	if (kind == 6)
		return ship_free(ed, err);
	after->made++;
	return make_bundle(ed, err);
}

static void
meet(struct editor *ed, const struct err *err)
{
	if (err->code == ERR_CONFLICT)
		ed->conflicts++;
	else if (err->code == ERR_BUSY)
		ed->busy++;
	else
		give_up(ed, "an edit", err->text);
}

/* As the dashboard does before it answers a key. */
static void
look(struct editor *ed)
{
	(void)desk_look_for_changes(ed->dk);
	(void)desk_collect(ed->dk); /* nothing is drawn here */
}

static void
edit_until_done(struct editor *ed)
{
	uint32_t kind = below(ed, 8);

	for (int i = 0; i < MOST_TRIES; i++) {
		struct own after = ed->own;
		struct err err = ERR_INIT;

		look(ed);
		if (edit_once(ed, kind, &after, &err)) {
			ed->before[ed->n_before++] = ed->own;
			ed->own = after;
			ed->done++;
			return;
		}
		meet(ed, &err);
	}
	give_up(ed, "an edit", "never came through");
}

/* Only what is the newest action of all can be taken back without a
 * question. */
static void
try_undo(struct editor *ed)
{
	struct err err = ERR_INIT;

	look(ed);
	if (ed->n_before == 0)
		return;
	if (undo_own(ed, &err)) {
		ed->own = ed->before[--ed->n_before];
		ed->undone++;
		ed->done++;
	} else {
		meet(ed, &err);
	}
}

static void
settle(struct editor *ed)
{
	while (desk_busy(ed->dk)) {
		struct pollfd fd = { .fd = desk_fd(ed->dk), .events = POLLIN };
		if (poll(&fd, 1, LIMIT_S * 1000) <= 0)
			give_up(ed, "reading the shop", "no end of it");
		(void)desk_collect(ed->dk);
	}
}

/* Never returns; what came of it is in the file. */
static void
be_editor(int index, int64_t edits, const char *report)
{
	static const char *const names[EDITORS] = { "anna", "ben" };
	struct editor *ed = mem_zalloc(sizeof(*ed));
	struct desk_setup setup = { .store_path = shop_path.p,
		.user = names[index],
		.now = now,
		.threads = 1 };
	struct err err = ERR_INIT;

	ed->name = names[index];
	ed->index = index;
	ed->dk = desk_new(&setup, &err);
	if (ed->dk == NULL)
		give_up(ed, "the dashboard", err.text);
	settle(ed);
	while (ed->done < edits) {
		int64_t begun = milliseconds();

		if (below(ed, 6) == 0)
			try_undo(ed);
		else
			edit_until_done(ed);
		if (milliseconds() - begun > ed->slowest)
			ed->slowest = milliseconds() - begun;
	}
	settle(ed);
	desk_free(ed->dk);
	ed->dk = NULL;
	if (!file_write_whole(
		report, slice_bytes((const char *)ed, sizeof(*ed)), 0, &err))
		give_up(ed, "its report", err.text);
	_exit(0);
}

/* ---- the import ---- */

static void
write_orders(const char *path, int64_t rounds)
{
	struct str csv = STR_INIT;
	struct err err = ERR_INIT;

	str_add(&csv,
	    "order_id,order_date,customer_id,sku,quantity,"
	    "unit_price,currency,status\n");
	for (int64_t i = 0; i < rounds * 2; i++)
		str_addf(&csv,
		    "N%lld,2026-10-01 10:00:00,P1,LAMP,1,60.00,EUR,placed\n",
		    (long long)i);
	if (!file_write_whole(path, slice_str(&csv), 0, &err))
		_exit(1);
	str_release(&csv);
}

static void
be_importer(int64_t rounds)
{
	struct str file = STR_INIT, said = STR_INIT;

	str_addf(&file, "%s/night.csv", folder);
	for (int64_t i = 1; i <= rounds; i++) {
		const char *const words[] = { "import", file.p, NULL };
		write_orders(file.p, i);
		must_run(words);
		usleep(PAUSE_US);
	}
	str_release(&file);
	str_release(&said);
	_exit(0);
}

/* ---- afterwards ---- */

/* Ends them all when one fails or time is up. */
static void
wait_for_all(pid_t *child, size_t n)
{
	int64_t end =
	    milliseconds() + (LIMIT_S + edits_wanted() / EDITS_A_SECOND) * 1000;
	bool good = true;
	size_t left = n;

	while (left > 0 && good) {
		for (size_t i = 0; i < n && good; i++) {
			int status = 0;
			if (child[i] == 0 ||
			    waitpid(child[i], &status, WNOHANG) != child[i])
				continue;
			child[i] = 0;
			left--;
			good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
		}
		good = good && milliseconds() < end;
		usleep(PAUSE_US);
	}
	for (size_t i = 0; i < n; i++) {
		if (child[i] != 0) {
			kill(child[i], SIGKILL);
			waitpid(child[i], NULL, 0);
		}
	}
	if (!good)
		fail_msg("a writer failed, or one waits for ever");
}

static struct editor *
read_report(const char *path)
{
	struct editor *ed = mem_zalloc(sizeof(*ed));
	struct str bytes = STR_INIT;
	struct err err = ERR_INIT;

	if (!file_read_whole(path, sizeof(*ed), &bytes, &err) ||
	    bytes.len != sizeof(*ed))
		fail_msg("%s", err.text);
	memcpy(ed, bytes.p, sizeof(*ed));
	str_release(&bytes);
	return ed;
}

static void
check_counts(struct store *st, struct editor *const *ed)
{
	struct store_bundles all;
	struct err err = ERR_INIT;
	int64_t made = 0;

	assert_true(store_bundles_load(st, &all, &err));
	for (size_t i = 0; i < all.n; i++) {
		int64_t id = all.rows[i].bundle_id, sum = 0;

		made += id > SHARED;
		if (id > SHARED)
			continue;
		for (int e = 0; e < EDITORS; e++)
			sum += ed[e]->own.counted[id - 1];
		assert_int_equal(count_in(&all.rows[i]), sum);
	}
	assert_int_equal(made, ed[0]->own.made + ed[1]->own.made);
	store_bundles_release(&all);
}

static void
check_notes(struct store *st, struct editor *const *ed)
{
	struct store_decisions all;
	struct err err = ERR_INIT;
	size_t expected = 0;

	assert_true(store_decisions_load(st, &all, &err));
	for (int e = 0; e < EDITORS; e++) {
		struct str note = STR_INIT;
		bool found = ed[e]->own.note == 0;

		expected += !found;
		str_addf(
		    &note, "%s %lld", ed[e]->name, (long long)ed[e]->own.note);
		for (size_t i = 0; i < all.n; i++)
			found |= strcmp(all.rows[i].note, note.p) == 0;
		if (!found)
			fail_msg("the note '%s' is lost", note.p);
		str_release(&note);
	}
	assert_int_equal(all.n, expected);
	store_decisions_release(&all);
}

static void
check_store(struct editor *const *ed, int64_t rounds)
{
	static const char *const check[] = { "check", NULL };
	struct store_options o = { .path = shop_path.p, .now = now };
	struct store *st = NULL;
	struct store_sizes sizes;
	struct err err = ERR_INIT;

	must_run(check);
	if (!store_open(&o, &st, &err) || !store_sizes(st, &sizes, &err))
		fail_msg("%s", err.text);
	assert_int_equal(sizes.orders_counted, 18 + rounds * 2);
	check_counts(st, ed);
	check_notes(st, ed);
	store_close(st);
}

static void
make_shop(void)
{
	static const char *const import[] = { "import",
		"tests/cli/data/products.csv", "tests/cli/data/orders.csv",
		NULL };
	static const char *const names[SHARED] = { "one", "two", "three" };

	must_run(import);
	for (int i = 0; i < SHARED; i++) {
		const char *const words[] = { "bundle", "new", names[i], "LAMP",
			"BULB", NULL };
		must_run(words);
	}
	_exit(0);
}

static pid_t
start(void)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	assert_true(child >= 0);
	return child;
}

static void
print_table(struct editor *const *ed, int64_t rounds, int64_t took)
{
	printf("%lld edits of two dashboards, %lld imports beside them, "
	       "%.1f s\n",
	    (long long)(ed[0]->done + ed[1]->done), (long long)rounds,
	    (double)took / 1000);
	for (int e = 0; e < EDITORS; e++)
		printf("%-5s %5lld done, %4lld of them taken back; refused: "
		       "%lld newer elsewhere, %lld busy; slowest %lld ms\n",
		    ed[e]->name, (long long)ed[e]->done,
		    (long long)ed[e]->undone, (long long)ed[e]->conflicts,
		    (long long)ed[e]->busy, (long long)ed[e]->slowest);
}

static void
no_update_of_two_dashboards_and_an_import_is_lost(void **state)
{
	const int64_t edits = edits_wanted() / EDITORS;
	const int64_t rounds = edits / EDITS_AN_IMPORT + 1;
	struct str report[EDITORS] = { STR_INIT, STR_INIT };
	struct editor *ed[EDITORS];
	pid_t child[EDITORS + 1] = { start() };
	int64_t begun = milliseconds();

	(void)state;
	if (child[0] == 0)
		make_shop();
	wait_for_all(child, 1);
	for (int e = 0; e < EDITORS; e++) {
		str_addf(&report[e], "%s/report-%d", folder, e);
		child[e] = start();
		if (child[e] == 0)
			be_editor(e, edits, report[e].p);
	}
	child[EDITORS] = start();
	if (child[EDITORS] == 0)
		be_importer(rounds);
	wait_for_all(child, ARRAY_LEN(child));
	for (int e = 0; e < EDITORS; e++)
		ed[e] = read_report(report[e].p);
	check_store(ed, rounds);
	print_table(ed, rounds, milliseconds() - begun);
	for (int e = 0; e < EDITORS; e++) {
		mem_free(ed[e]);
		str_release(&report[e]);
	}
}

/* ---- places that cannot be shared ---- */

static void
a_network_file_system_is_refused_with_the_reason(void **state)
{
	static const struct {
		unsigned long magic;
		const char *name;
	} kinds[] = { { 0x6969, "(NFS)" }, { 0xFF534D42, "(CIFS)" },
		{ 0xFE534D42, "(SMB)" } };
	static const char *const import[] = { "import",
		"tests/cli/data/orders.csv", NULL };
	static const char *const overview[] = { "overview", NULL };
	struct str said = STR_INIT, kept = STR_INIT;

	(void)state;
	str_add_slice(&kept, slice_str(&shop_path));
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		faulty_place(kinds[i].magic);
		/* A store that is there, and one that would be made. */
		assert_int_equal(run_command(overview, &said), EXIT_FAILED);
		assert_non_null(strstr(said.p, kinds[i].name));
		assert_non_null(strstr(said.p, "local disk"));
		str_addf(&shop_path, ".new");
		assert_int_equal(run_command(import, &said), EXIT_FAILED);
		assert_non_null(strstr(said.p, kinds[i].name));
		assert_int_equal(access(shop_path.p, F_OK), -1);
		faulty_place(0);
		str_set(&shop_path, kept.p);
		assert_int_equal(run_command(overview, &said), EXIT_DONE);
	}
	str_release(&said);
	str_release(&kept);
}

static void
a_place_without_locks_is_refused_with_the_reason(void **state)
{
	static const char *const words[] = { "bundle", "new", "x", "LAMP",
		"BULB", NULL };
	struct str said = STR_INIT;

	(void)state;
	faulty_arm(FAULTY_LOCK, 1, true);
	assert_int_equal(run_command(words, &said), EXIT_FAILED);
	assert_true(faulty_disarm());
	assert_non_null(strstr(said.p, "cannot lock files"));
	assert_non_null(strstr(said.p, "local disk"));
	str_release(&said);
}

/* ---- */

static int
make_folder(void **state)
{
	(void)state;
	if (!faulty_install() || mkdtemp(folder) == NULL)
		return -1;
	str_addf(&shop_path, "%s/shop.db", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	struct str command = STR_INIT;
	int code;

	(void)state;
	str_addf(&command, "rm -rf '%s'", folder);
	code = system(command.p);
	str_release(&command);
	str_release(&shop_path);
	return code;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    no_update_of_two_dashboards_and_an_import_is_lost),
		cmocka_unit_test(
		    a_network_file_system_is_refused_with_the_reason),
		cmocka_unit_test(
		    a_place_without_locks_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
