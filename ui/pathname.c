/*
 * pathname - the folder is read each time Tab asks: it may change meanwhile.
 */
#include "ui/pathname.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/text.h"

enum {
	MAX_NAMES = 5000 /* read of one folder */
};

void
pathname_expand(const char *typed, struct str *out)
{
	struct slice rest = slice_trim(slice_of(typed));
	const char *home = getenv("HOME");

	if (home != NULL &&
	    (slice_eq_c(rest, "~") || slice_starts(rest, "~/"))) {
		str_add(out, home);
		rest = slice_bytes(rest.p + 1, rest.len - 1);
	}
	str_add_slice(out, rest);
}

struct names {
	char **name; /* owned */
	size_t n, cap;
};

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The entries of a folder that begin so. */
static void
read_names(const char *folder, struct slice begin, struct names *out)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (dir == NULL)
		return; /* nothing to offer */
	while (out->n < MAX_NAMES && (entry = readdir(dir)) != NULL) {
		struct slice name = slice_of(entry->d_name);
		bool hidden = name.p[0] == '.' && begin.len == 0;
		bool self =
		    strcmp(name.p, ".") == 0 || strcmp(name.p, "..") == 0;
		if (hidden || self || name.len < begin.len ||
		    memcmp(name.p, begin.p, begin.len) != 0 ||
		    !text_valid(name))
			continue;
		out->name = mem_reserve(
		    out->name, &out->cap, out->n + 1, sizeof(*out->name));
		out->name[out->n++] = mem_strdup(name.p);
	}
	(void)closedir(dir); /* it was only read */
	if (out->n > 1)
		qsort(out->name, out->n, sizeof(*out->name), compare_names);
}

static bool
is_folder(const char *folder, const char *name)
{
	struct str path = STR_INIT;
	struct stat st;

	str_addf(&path, "%s/%s", folder, name);
	bool yes = stat(path.p, &st) == 0 && S_ISDIR(st.st_mode);
	str_release(&path);
	return yes;
}

void
pathname_complete(
    void *arg, struct slice before, struct lineedit_matches *matches)
{
	struct str typed = STR_INIT, folder = STR_INIT, word = STR_INIT;
	struct names names = { .n = 0 };
	size_t from = before.len;

	(void)arg; /* the folders are the same for everybody */
	while (from > 0 && before.p[from - 1] != '/')
		from--;
	str_add_bytes(&typed, before.p, from);
	pathname_expand(typed.p, &folder);
	if (folder.len == 0)
		str_set(&folder, ".");
	matches->from = from;
	read_names(
	    folder.p, slice_bytes(before.p + from, before.len - from), &names);
	for (size_t i = 0; i < names.n; i++) {
		bool inside = is_folder(folder.p, names.name[i]);
		str_setf(&word, "%s%s", names.name[i], inside ? "/" : "");
		lineedit_add_match(matches, slice_str(&word));
		mem_free(names.name[i]);
	}
	mem_free(names.name);
	str_release(&typed);
	str_release(&folder);
	str_release(&word);
}
