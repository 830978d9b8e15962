/*
 * Files of orders and files of their lines find each other by what is in them.
 */
#include "service/import.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/mem.h"

enum {
	MOST_BESIDE = 200 /* files that are looked at for the other half */
};

static bool
try(struct import_step *step, const char *orders, const char *lines,
    const struct progress *pg, struct err *err)
{
	join_release(&step->join);
	return join_find(&step->join, orders, lines, pg, &step->joined, err);
}

static bool
is_enough_by_itself(const char *path)
{
	struct ingest_options options;
	struct ingest_preview found;
	bool enough;

	ingest_options_init(&options);
	enough =
	    !ingest_preview(path, &options, &found, NULL) || found.understood;
	ingest_preview_release(&found);
	return enough;
}

static bool
can_read(const char *path, struct err *err)
{
	struct ingest_options options;
	struct ingest_preview found;
	bool ok;

	ingest_options_init(&options);
	ok = ingest_preview(path, &options, &found, err);
	ingest_preview_release(&found);
	return ok;
}

/* ---- files named together ---- */

struct named {
	const char *const *paths;
	enum join_side *sides;
	bool *used; /* as the orders of another file's lines */
	size_t n;
};

/* The first file of orders that has those of this one's lines. */
static bool
find_orders(struct named *f, struct import_step *step,
    const struct progress *pg, struct err *err)
{
	for (size_t i = 0; i < f->n && !step->joined; i++) {
		if (f->sides[i] != JOIN_ORDERS)
			continue;
		if (!try(step, f->paths[i], step->path, pg, err))
			return false;
		f->used[i] = f->used[i] || step->joined;
	}
	return true;
}

/* Does the file lack another one that should be here? */
static bool
is_half(const struct named *f, size_t i, const struct import_step *step)
{
	return f->sides[i] != JOIN_NEITHER && !f->used[i] && !step->joined &&
	    !is_enough_by_itself(f->paths[i]);
}

/* Where a half is left alone, the other one may be a file that cannot be read:
 * then that is what is wrong. */
static bool
refuse_absent(
    const struct named *f, const struct import_step *steps, struct err *err)
{
	bool half = false;

	for (size_t i = 0; i < f->n && !half; i++)
		half = f->n > 1 && is_half(f, i, &steps[i]);
	for (size_t i = 0; i < f->n && half; i++)
		if (f->sides[i] == JOIN_NEITHER && !can_read(f->paths[i], err))
			return false;
	return true;
}

bool
import_steps_make(const char *const *paths, size_t n, const struct progress *pg,
    struct import_steps *out, struct err *err)
{
	enum join_side *sides = mem_zalloc((n + 1) * sizeof(*sides));
	bool *used = mem_zalloc(n + 1), ok = true;
	struct named files = {
		.paths = paths, .sides = sides, .used = used, .n = n
	};

	out->steps = mem_zalloc((n + 1) * sizeof(*out->steps));
	out->n = 0;
	for (size_t i = 0; i < n; i++)
		if (n > 1)
			sides[i] = join_side_of(paths[i]);
	for (size_t i = 0; i < n && ok; i++) {
		out->steps[i].path = paths[i];
		join_init(&out->steps[i].join);
		out->n++;
		if (sides[i] == JOIN_LINES)
			ok = find_orders(&files, &out->steps[i], pg, err);
	}
	ok = ok && refuse_absent(&files, out->steps, err);
	for (size_t i = n; ok && i-- > 0;)
		if (used[i])
			memmove(&out->steps[i], &out->steps[i + 1],
			    (--out->n - i) * sizeof(*out->steps));
	mem_free(sides);
	mem_free(used);
	return ok;
}

void
import_step_release(struct import_step *s)
{
	join_release(&s->join);
	mem_free(s->beside);
	*s = (struct import_step){ .path = NULL };
}

void
import_steps_release(struct import_steps *s)
{
	for (size_t i = 0; i < s->n; i++)
		import_step_release(&s->steps[i]);
	mem_free(s->steps);
	*s = (struct import_steps){ 0 };
}

/* ---- a file alone ---- */

static bool
is_table(const char *name)
{
	static const char *const endings[] = { ".csv", ".tsv", ".txt" };
	struct slice s = slice_of(name);

	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (s.len > 4 &&
		    slice_eq_nocase(
			slice_bytes(s.p + s.len - 4, 4), slice_of(endings[i])))
			return true;
	return false;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct names {
	char *path[MOST_BESIDE];
	size_t n;
};

/* The tables in the folder of 'path' but itself, by name. */
static void
list_beside(const char *path, struct names *out)
{
	const char *slash = strrchr(path, '/');
	struct str folder = STR_INIT, file = STR_INIT;
	DIR *dir;

	out->n = 0;
	str_add_slice(&folder,
	    slash == NULL ? slice_of("./")
			  : slice_bytes(path, (size_t)(slash - path) + 1));
	dir = opendir(folder.p);
	for (struct dirent *e = NULL; dir != NULL && out->n < MOST_BESIDE &&
	     (e = readdir(dir)) != NULL;) {
		str_setf(
		    &file, "%s%s", slash == NULL ? "" : folder.p, e->d_name);
		if (is_table(e->d_name) && strcmp(file.p, path) != 0)
			out->path[out->n++] = mem_strdup(file.p);
	}
	if (dir != NULL)
		closedir(dir);
	qsort(out->path, out->n, sizeof(*out->path), by_name);
	str_release(&folder);
	str_release(&file);
}

static bool
try_beside(struct import_step *step, bool lines, const char *other,
    const struct progress *pg, struct err *err)
{
	if (join_side_of(other) != (lines ? JOIN_ORDERS : JOIN_LINES))
		return true;
	return lines ? try(step, other, step->path, pg, err)
		     : try(step, step->path, other, pg, err);
}

/* Frees the names that are not taken. */
static bool
choose_beside(struct import_step *step, bool lines, struct names *beside,
    const struct progress *pg, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; i < beside->n; i++) {
		if (ok && !step->joined)
			ok = try_beside(step, lines, beside->path[i], pg, err);
		if (step->joined && step->beside == NULL)
			step->beside = beside->path[i];
		else
			mem_free(beside->path[i]);
	}
	if (step->joined && !lines)
		step->path = step->beside;
	return ok;
}

bool
import_step_find(const char *path, const struct progress *pg,
    struct import_step *out, struct err *err)
{
	enum join_side side;
	struct names *beside;
	bool ok;

	*out = (struct import_step){ .path = path };
	join_init(&out->join);
	side = is_enough_by_itself(path) ? JOIN_NEITHER : join_side_of(path);
	if (side == JOIN_NEITHER)
		return true;
	beside = mem_zalloc(sizeof(*beside));
	list_beside(path, beside);
	ok = choose_beside(out, side == JOIN_LINES, beside, pg, err);
	mem_free(beside);
	return ok;
}
