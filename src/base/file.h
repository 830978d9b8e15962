/*
 * file - whole files in, whole files out: never half of one.
 *
 * The door to writing files (HOUSE rule 3). A write goes to a temporary file
 * beside the target, is synced, given the permissions of the file it replaces
 * (a new one: 0644, or 0600 for lists of people) and renamed over it, so that
 * a reader sees the old file or the new one. On any failure the target is as
 * it was and the temporary file is gone.
 */
#ifndef ENDCAP_FILE_H
#define ENDCAP_FILE_H

#include "base/err.h"
#include "base/str.h"

enum file_flags {
	FILE_PRIVATE = 1 << 0, /* 0600 when new */
	FILE_NO_REPLACE = 1 << 1, /* refuse when the target exists */
};

bool file_write_whole(
    const char *path, struct slice bytes, unsigned flags, struct err *err);
/* Reads all of a regular file of at most 'limit' bytes into out. */
bool file_read_whole(
    const char *path, size_t limit, struct str *out, struct err *err);
/* Creates the folder and its parents with 0700; existing ones are left. */
bool file_make_folders(const char *path, struct err *err);

#endif
