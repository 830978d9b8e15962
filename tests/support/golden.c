/* golden - line by line, so that a failure shows where and what. */
#include "tests/support/golden.h"
#include "base/file.h"

enum {
	GOLDEN_LIMIT = 1 << 22
};

static void
print_differences(struct slice wanted, struct slice actual)
{
	struct slice a, b;
	for (int line = 1;; line++) {
		bool has_a = slice_split(&wanted, '\n', &a);
		bool has_b = slice_split(&actual, '\n', &b);
		if (!has_a && !has_b)
			return;
		if (has_a && has_b && slice_eq(a, b))
			continue;
		if (has_a)
			fprintf(stderr, "%4d -%.*s\n", line, (int)a.len, a.p);
		if (has_b)
			fprintf(stderr, "%4d +%.*s\n", line, (int)b.len, b.p);
	}
}

bool
golden_check(const char *name, struct slice actual)
{
	struct str path = STR_INIT, wanted = STR_INIT;
	struct err err = ERR_INIT;
	const char *update = getenv("ENDCAP_UPDATE_GOLDEN");
	bool same = false;
	str_addf(&path, "tests/ui/golden/%s.txt", name);
	if (update != NULL && strcmp(update, "1") == 0) {
		same = file_write_whole(path.p, actual, 0, &err);
	} else if (file_read_whole(path.p, GOLDEN_LIMIT, &wanted, &err)) {
		same = slice_eq(slice_str(&wanted), actual);
		if (!same) {
			fprintf(
			    stderr, "%s differs (- kept, + drawn):\n", path.p);
			print_differences(slice_str(&wanted), actual);
		}
	}
	if (err.code != ERR_NONE)
		fprintf(stderr, "%s\n", err.text);
	str_release(&path);
	str_release(&wanted);
	return same;
}
