/*
 * replay - a fuzz target without a fuzzer: runs it over the inputs that are
 * kept in tests/fuzz/corpus, so that "make test" tries each of them in every
 * build. A finding is one more file there.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	LARGEST = 1 << 20
};

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Reads from an array of its own size, so that a byte beyond is noticed. */
static void
run(const char *path)
{
	struct str text = STR_INIT;
	struct err err = ERR_INIT;
	uint8_t *data;

	if (!file_read_whole(path, LARGEST, &text, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	data = malloc(text.len + (text.len == 0));
	if (data == NULL)
		exit(1);
	memcpy(data, text.p, text.len);
	(void)LLVMFuzzerTestOneInput(data, text.len); /* always 0 */
	free(data);
	str_release(&text);
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = strchr(slash != NULL ? slash : argv[0], '_');
	char folder[128], path[512];
	char *names[4096];
	size_t n = 0;
	struct dirent *entry;
	DIR *dir;

	(void)argc;
	snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s",
	    name != NULL ? name + 1 : "");
	dir = opendir(folder);
	if (dir == NULL) {
		fprintf(stderr, "no inputs in '%s'\n", folder);
		return 1;
	}
	while ((entry = readdir(dir)) != NULL && n < 4096)
		if (entry->d_name[0] != '.')
			names[n++] = strdup(entry->d_name);
	closedir(dir);
	qsort(names, n, sizeof(*names), compare);
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		run(path);
		free(names[i]);
	}
	printf("%zu inputs\n", n);
	return n > 0 ? 0 : 1;
}
