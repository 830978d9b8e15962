/*
 * file - whole files in, whole files out: never half of one.
 *
 * The one door to writing files. A write goes to a temporary file beside the
 * target, is synced, given the permissions of the file it replaces (a new
 * one: 0644 less the umask, or 0600 for lists of people) and renamed over it,
 * so that a reader sees the old file or the new one. A symbolic link stays and
 * the file it leads to is replaced; a folder, a pipe or a device is refused,
 * and so is a file without permission to write. On any failure the target is
 * as it was and the temporary file is gone; the one exception, a folder that
 * cannot be synced after the rename, is said in the sentence.
 */
#ifndef ENDCAP_FILE_H
#define ENDCAP_FILE_H

#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

enum file_flags {
	FILE_PRIVATE = 1 << 0, /* 0600 when new */
	FILE_NO_REPLACE = 1 << 1, /* refuse when the target exists */
};

bool file_write_whole(
    const char *path, struct slice bytes, unsigned flags, struct err *err);

/*
 * The same in pieces, so that memory stays flat however long the file:
 *
 *	struct file_out *f = file_out_new(path, 0, err);
 *	bool ok = f != NULL && file_out_write(f, piece, err) && ...;
 *	if (ok)
 *		ok = file_out_commit(f, err);
 *	file_out_free(f);
 *
 * Nothing is at 'path' before the commit, which may be called once.
 * file_out_new gives NULL with err; what was begun and not committed is
 * abandoned by file_out_free without a trace (NULL is allowed).
 */
struct file_out;
struct file_out *
file_out_new(const char *path, unsigned flags, struct err *err);
bool file_out_write(struct file_out *f, struct slice bytes, struct err *err);
bool file_out_commit(struct file_out *f, struct err *err);
void file_out_free(struct file_out *f);

/* Reads all of a regular file of at most 'limit' bytes into out, whose old
 * contents are replaced; empty on failure. Longer files give ERR_LIMIT. */
bool file_read_whole(
    const char *path, size_t limit, struct str *out, struct err *err);
/* "a folder", "a pipe", "a socket", "a device": what a thing that is no
 * regular file is called in sentences. Borrowed for ever. */
const char *file_kind_name(mode_t mode);

/* "orders.csv" of "/home/x/orders.csv": borrowed from the path. */
const char *file_name_of(const char *path);

/* Creates the folder and its parents with 0700; existing ones are left. */
bool file_make_folders(const char *path, struct err *err);

#endif
