/* file and log: the old file or the new one, never half, and no litter. */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

/* A folder of its own for every test, with everything in it counted. */
struct place {
	struct str folder, path;
	struct err err;
};

static int
enter(void **state)
{
	static struct place pl;
	const char *tmp = getenv("TMPDIR");

	pl = (struct place){ .folder = STR_INIT, .path = STR_INIT };
	str_setf(
	    &pl.folder, "%s/endcap-file-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(pl.folder.p) == NULL)
		return -1;
	*state = &pl;
	umask(022);
	return 0;
}

static const char *
in(struct place *pl, const char *name)
{
	str_setf(&pl->path, "%s/%s", pl->folder.p, name);
	return pl->path.p;
}

static int
leave(void **state)
{
	struct place *pl = *state;
	struct str command = STR_INIT;

	str_setf(&command, "chmod -R u+rwX '%s' && rm -rf '%s'", pl->folder.p,
	    pl->folder.p);
	int code = system(command.p);
	str_release(&command);
	str_release(&pl->folder);
	str_release(&pl->path);
	return code;
}

static size_t
entries(struct place *pl)
{
	DIR *d = opendir(pl->folder.p);
	size_t n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n +=
		    strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static mode_t
mode_of(const char *path)
{
	struct stat entry;

	assert_int_equal(stat(path, &entry), 0);
	return entry.st_mode & 0777;
}

static void
assert_holds(const char *path, const char *text)
{
	struct str got = STR_INIT;
	struct err err = ERR_INIT;

	if (!file_read_whole(path, 1 << 20, &got, &err))
		fail_msg("%s", err.text);
	assert_string_equal(got.p, text);
	str_release(&got);
}

static void
a_new_file_is_written_and_read_back(void **state)
{
	struct place *pl = *state;

	assert_true(
	    file_write_whole(in(pl, "a.csv"), slice_of("one\n"), 0, &pl->err));
	assert_holds(pl->path.p, "one\n");
	assert_int_equal(mode_of(pl->path.p), 0644);
	assert_true(file_write_whole(
	    in(pl, "b.csv"), slice_of(""), FILE_PRIVATE, &pl->err));
	assert_holds(pl->path.p, "");
	assert_int_equal(mode_of(pl->path.p), 0600);
	assert_int_equal(entries(pl), 2);
}

static void
a_new_file_respects_the_umask(void **state)
{
	struct place *pl = *state;

	umask(077);
	bool ok = file_write_whole(in(pl, "a"), slice_of("x"), 0, &pl->err);
	umask(022);
	assert_true(ok);
	assert_int_equal(mode_of(pl->path.p), 0600);
}

static void
replacing_keeps_the_permissions(void **state)
{
	static const mode_t modes[] = { 0600, 0640, 0666, 0755 };
	struct place *pl = *state;

	assert_true(
	    file_write_whole(in(pl, "a"), slice_of("old"), 0, &pl->err));
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		assert_int_equal(chmod(pl->path.p, modes[i]), 0);
		assert_true(file_write_whole(pl->path.p, slice_of("new"),
		    i % 2 == 0 ? 0 : FILE_PRIVATE, &pl->err));
		assert_holds(pl->path.p, "new");
		assert_int_equal(mode_of(pl->path.p), modes[i]);
	}
	assert_int_equal(entries(pl), 1);
}

static void
a_link_stays_and_what_it_leads_to_is_replaced(void **state)
{
	struct place *pl = *state;
	struct stat entry;

	assert_int_equal(mkdir(in(pl, "real"), 0700), 0);
	assert_true(
	    file_write_whole(in(pl, "real/a"), slice_of("old"), 0, &pl->err));
	assert_int_equal(symlink("real/a", in(pl, "link")), 0);
	assert_true(
	    file_write_whole(in(pl, "link"), slice_of("new"), 0, &pl->err));
	assert_int_equal(lstat(pl->path.p, &entry), 0);
	assert_true(S_ISLNK(entry.st_mode));
	assert_holds(in(pl, "real/a"), "new");
	assert_int_equal(entries(pl), 2);
}

static void
a_link_to_nothing_is_refused(void **state)
{
	struct place *pl = *state;

	assert_int_equal(symlink("nowhere", in(pl, "link")), 0);
	assert_false(file_write_whole(pl->path.p, slice_of("x"), 0, &pl->err));
	assert_int_equal(pl->err.code, ERR_IO);
	assert_non_null(strstr(pl->err.text, "no such file or folder"));
	assert_int_equal(entries(pl), 1);
}

static void
an_existing_file_is_kept_when_asked(void **state)
{
	struct place *pl = *state;

	assert_true(file_write_whole(
	    in(pl, "a"), slice_of("1"), FILE_NO_REPLACE, &pl->err));
	assert_false(file_write_whole(
	    in(pl, "a"), slice_of("2"), FILE_NO_REPLACE, &pl->err));
	assert_non_null(strstr(pl->err.text, "it exists already"));
	assert_holds(pl->path.p, "1");
	assert_int_equal(entries(pl), 1);
}

static void
what_is_no_file_is_refused_by_name(void **state)
{
	struct place *pl = *state;
	struct str got = STR_INIT;

	assert_int_equal(mkdir(in(pl, "folder"), 0700), 0);
	assert_false(file_write_whole(pl->path.p, slice_of("x"), 0, &pl->err));
	assert_non_null(strstr(pl->err.text, "folder': it is a folder"));
	assert_false(file_read_whole(pl->path.p, 100, &got, &pl->err));
	assert_non_null(strstr(pl->err.text, "cannot read"));
	assert_non_null(strstr(pl->err.text, "folder': it is a folder"));

	assert_int_equal(mkfifo(in(pl, "pipe"), 0600), 0);
	assert_false(file_write_whole(pl->path.p, slice_of("x"), 0, &pl->err));
	assert_non_null(strstr(pl->err.text, "it is a pipe"));
	assert_false(file_read_whole(pl->path.p, 100, &got, &pl->err));
	assert_non_null(strstr(pl->err.text, "it is a pipe"));

	assert_false(file_write_whole("/dev/null", slice_of("x"), 0, &pl->err));
	assert_string_equal(
	    pl->err.text, "cannot write '/dev/null': it is a device");
	assert_false(file_read_whole("/dev/zero", 100, &got, &pl->err));
	assert_string_equal(
	    pl->err.text, "cannot read '/dev/zero': it is a device");
	assert_int_equal(entries(pl), 2);
	str_release(&got);
}

static void
a_missing_folder_is_named(void **state)
{
	struct place *pl = *state;
	struct str got = STR_INIT;

	assert_false(
	    file_write_whole(in(pl, "no/a"), slice_of("x"), 0, &pl->err));
	assert_non_null(strstr(pl->err.text, "no such file or folder"));
	assert_false(file_read_whole(pl->path.p, 100, &got, &pl->err));
	assert_non_null(strstr(pl->err.text, "no such file or folder"));
	assert_int_equal(got.len, 0);
	str_release(&got);
}

/* A file size limit stands in for the full disk. */
static void
a_write_that_fails_leaves_the_old_file_and_no_litter(void **state)
{
	struct place *pl = *state;
	struct str big = STR_INIT;
	struct rlimit old, small;

	assert_true(
	    file_write_whole(in(pl, "a"), slice_of("old"), 0, &pl->err));
	str_add_repeat(&big, "0123456789abcdef", 10000);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 50000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	bool ok = file_write_whole(pl->path.p, slice_str(&big), 0, &pl->err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_false(ok);
	assert_non_null(strstr(pl->err.text, "the file would be too large"));
	assert_holds(pl->path.p, "old");
	assert_int_equal(entries(pl), 1);
	str_release(&big);
}

static void
a_temporary_file_in_the_way_is_not_touched(void **state)
{
	struct place *pl = *state;
	struct str squatter = STR_INIT;

	str_setf(&squatter, "%s/.endcap-%ld-0", pl->folder.p, (long)getpid());
	assert_int_equal(symlink("/dev/full", squatter.p), 0);
	assert_true(file_write_whole(in(pl, "a"), slice_of("x"), 0, &pl->err));
	assert_holds(pl->path.p, "x");
	assert_int_equal(entries(pl), 2);
	str_release(&squatter);
}

static void
pieces_are_one_file_at_the_commit_and_not_before(void **state)
{
	struct place *pl = *state;
	struct file_out *f;

	assert_true(
	    file_write_whole(in(pl, "a"), slice_of("old"), 0, &pl->err));
	f = file_out_new(pl->path.p, 0, &pl->err);
	assert_non_null(f);
	assert_true(file_out_write(f, slice_of("one\n"), &pl->err));
	assert_true(file_out_write(f, slice_of(""), &pl->err));
	assert_true(file_out_write(f, slice_of("two\n"), &pl->err));
	assert_holds(pl->path.p, "old");
	assert_true(file_out_commit(f, &pl->err));
	file_out_free(f);
	assert_holds(pl->path.p, "one\ntwo\n");
	assert_int_equal(entries(pl), 1);
}

static void
what_is_not_committed_leaves_no_trace(void **state)
{
	struct place *pl = *state;
	struct file_out *f = file_out_new(in(pl, "a"), 0, &pl->err);

	assert_non_null(f);
	assert_true(file_out_write(f, slice_of("half"), &pl->err));
	assert_int_equal(entries(pl), 1);
	file_out_free(f);
	assert_int_equal(entries(pl), 0);
	assert_null(file_out_new(in(pl, "no/a"), 0, &pl->err));
	assert_non_null(strstr(pl->err.text, "no such file or folder"));
	file_out_free(NULL);
}

static void
two_files_can_be_written_at_once(void **state)
{
	struct place *pl = *state;
	struct file_out *a = file_out_new(in(pl, "a"), 0, &pl->err);
	struct file_out *b =
	    file_out_new(in(pl, "b"), FILE_NO_REPLACE, &pl->err);

	assert_true(file_out_write(a, slice_of("A"), &pl->err));
	assert_true(file_out_write(b, slice_of("B"), &pl->err));
	assert_true(file_out_commit(a, &pl->err));
	assert_true(file_out_commit(b, &pl->err));
	file_out_free(a);
	file_out_free(b);
	assert_holds(in(pl, "a"), "A");
	assert_holds(in(pl, "b"), "B");
	assert_int_equal(entries(pl), 2);
}

static void
reading_stops_at_the_limit(void **state)
{
	struct place *pl = *state;
	struct str text = STR_INIT, got = STR_INIT;

	str_add_repeat(&text, "0123456789", 20000);
	assert_true(
	    file_write_whole(in(pl, "a"), slice_str(&text), 0, &pl->err));
	str_set(&got, "what was there before");
	assert_true(file_read_whole(pl->path.p, 200000, &got, &pl->err));
	assert_true(slice_eq(slice_str(&got), slice_str(&text)));
	assert_false(file_read_whole(pl->path.p, 199999, &got, &pl->err));
	assert_int_equal(pl->err.code, ERR_LIMIT);
	assert_int_equal(got.len, 0);
	str_release(&text);
	str_release(&got);
}

static void
folders_are_made_with_their_parents(void **state)
{
	struct place *pl = *state;

	assert_true(file_make_folders(in(pl, "x/y//z/"), &pl->err));
	assert_int_equal(mode_of(in(pl, "x")), 0700);
	assert_int_equal(mode_of(in(pl, "x/y/z")), 0700);
	assert_true(file_make_folders(in(pl, "x/y/z"), &pl->err));
	assert_true(
	    file_write_whole(in(pl, "file"), slice_of("x"), 0, &pl->err));
	assert_false(file_make_folders(in(pl, "file/z"), &pl->err));
	assert_non_null(
	    strstr(pl->err.text, "a part of the path is no folder"));
}

static void
the_log_takes_lines_only_while_it_is_open(void **state)
{
	struct place *pl = *state;
	struct str got = STR_INIT;

	log_line("nobody hears %d", 1);
	assert_true(log_open(in(pl, "log"), &pl->err));
	log_line("loaded %d orders", 42);
	log_line("%01500d", 7);
	log_close();
	log_line("nobody hears %d", 2);
	assert_int_equal(mode_of(pl->path.p), 0600);
	assert_true(file_read_whole(pl->path.p, 10000, &got, &pl->err));
	struct slice rest = slice_str(&got), line;
	assert_true(slice_split(&rest, '\n', &line));
	assert_in_range(line.len, 9, 100);
	/* Behind the milliseconds and a blank. */
	assert_true(slice_eq_c(
	    slice_bytes(line.p + 9, line.len - 9), "loaded 42 orders"));
	assert_true(slice_split(&rest, '\n', &line));
	assert_in_range(line.len, 1000, 1023);
	assert_false(slice_split(&rest, '\n', &line));
	assert_false(log_open(in(pl, "no/log"), &pl->err));
	assert_non_null(strstr(pl->err.text, "cannot write the log"));
	str_release(&got);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_file_is_written_and_read_back),
		TEST(a_new_file_respects_the_umask),
		TEST(replacing_keeps_the_permissions),
		TEST(a_link_stays_and_what_it_leads_to_is_replaced),
		TEST(a_link_to_nothing_is_refused),
		TEST(an_existing_file_is_kept_when_asked),
		TEST(what_is_no_file_is_refused_by_name),
		TEST(a_missing_folder_is_named),
		TEST(a_write_that_fails_leaves_the_old_file_and_no_litter),
		TEST(a_temporary_file_in_the_way_is_not_touched),
		TEST(pieces_are_one_file_at_the_commit_and_not_before),
		TEST(what_is_not_committed_leaves_no_trace),
		TEST(two_files_can_be_written_at_once),
		TEST(reading_stops_at_the_limit),
		TEST(folders_are_made_with_their_parents),
		TEST(the_log_takes_lines_only_while_it_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
