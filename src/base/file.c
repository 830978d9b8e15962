/*
 * file - how it works: a write is a small state (struct saving) that knows
 * the real target, its folder and the temporary file, and one exit that
 * removes whatever is left of it. A symbolic link is resolved first, so that
 * the link stays and what it points to is replaced.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	TEMP_TRIES = 100,
	READ_STEP = 64 << 10,
};

struct saving {
	const char *path; /* as the user named it, for messages */
	struct str target; /* where links lead */
	struct str folder;
	struct str temp; /* empty: nothing to remove */
	unsigned flags;
	bool replaces;
	mode_t mode; /* of the file it replaces */
	int fd; /* of the temporary file, -1 */
	int folder_fd; /* -1 */
};

static bool
fail(const char *verb, const char *path, int number, struct err *err)
{
	return err_set(
	    err, ERR_IO, "cannot %s '%s': %s", verb, path, err_system(number));
}

/* What a thing that is no regular file is called. */
static const char *
kind_name(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a folder";
	if (S_ISFIFO(mode))
		return "a pipe";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a device";
}

static bool
refuse_kind(const char *verb, const char *path, mode_t mode, struct err *err)
{
	if (S_ISREG(mode))
		return true;
	return err_set(err, ERR_IO, "cannot %s '%s': it is %s", verb, path,
	    kind_name(mode));
}

/* Follows the links of a target that exists. */
static bool
resolve_target(struct saving *sv, struct err *err)
{
	struct stat entry;

	str_set(&sv->target, sv->path);
	if (lstat(sv->path, &entry) != 0) {
		if (errno == ENOENT)
			return true;
		return fail("write", sv->path, errno, err);
	}
	if (sv->flags & FILE_NO_REPLACE)
		return err_set(err, ERR_IO,
		    "cannot write '%s': it exists already; choose another name",
		    sv->path);
	if (S_ISLNK(entry.st_mode)) {
		char *real = realpath(sv->path, NULL);
		if (real == NULL)
			return fail("follow the link", sv->path, errno, err);
		str_set(&sv->target, real);
		free(real);
		if (stat(sv->target.p, &entry) != 0)
			return fail("write", sv->path, errno, err);
	}
	if (!refuse_kind("write", sv->path, entry.st_mode, err))
		return false;
	if (access(sv->target.p, W_OK) != 0)
		return fail("write", sv->path, errno, err);
	sv->replaces = true;
	sv->mode = entry.st_mode & 0777;
	return true;
}

/* Splits the folder off the target and opens it, to sync it at the end. */
static bool
open_folder(struct saving *sv, struct err *err)
{
	const char *slash = strrchr(sv->target.p, '/');

	if (slash == NULL)
		str_set(&sv->folder, ".");
	else if (slash == sv->target.p)
		str_set(&sv->folder, "/");
	else
		str_add_bytes(
		    &sv->folder, sv->target.p, (size_t)(slash - sv->target.p));
	sv->folder_fd = open(sv->folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sv->folder_fd < 0)
		return fail("write", sv->path, errno, err);
	return true;
}

/* A file that replaces another starts private and gets its mode later, so
 * that nobody reads in between what the old one hid. */
static bool
open_temp(struct saving *sv, struct err *err)
{
	bool hide = sv->replaces || (sv->flags & FILE_PRIVATE);
	mode_t mode = hide ? 0600 : 0644;

	for (int i = 0; i < TEMP_TRIES; i++) {
		str_setf(&sv->temp, "%s/.endcap-%ld-%d", sv->folder.p,
		    (long)getpid(), i);
		sv->fd = open(sv->temp.p,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (sv->fd >= 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	int number = errno;
	str_clear(&sv->temp);
	return fail("write", sv->path, number, err);
}

static bool
write_all(struct saving *sv, struct slice bytes, struct err *err)
{
	while (bytes.len > 0) {
		ssize_t n = write(sv->fd, bytes.p, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail("write", sv->path, errno, err);
		bytes.p += n;
		bytes.len -= (size_t)n;
	}
	return true;
}

static bool
finish_temp(struct saving *sv, struct err *err)
{
	int fd = sv->fd;

	if (sv->replaces && fchmod(fd, sv->mode) != 0)
		return fail("write", sv->path, errno, err);
	if (fsync(fd) != 0)
		return fail("write", sv->path, errno, err);
	sv->fd = -1;
	if (close(fd) != 0)
		return fail("write", sv->path, errno, err);
	return true;
}

/*
 * Puts the temporary file in place. A link refuses to replace a file that has
 * appeared meanwhile, which a rename cannot; file systems without links fall
 * back to the check made at the start.
 */
static bool
put_in_place(struct saving *sv, struct err *err)
{
	if (sv->flags & FILE_NO_REPLACE) {
		if (link(sv->temp.p, sv->target.p) == 0)
			return true;
		if (errno == EEXIST)
			return fail("write", sv->path, errno, err);
	}
	if (rename(sv->temp.p, sv->target.p) != 0)
		return fail("write", sv->path, errno, err);
	str_clear(&sv->temp);
	return true;
}

/* Some file systems cannot sync a folder and say EINVAL. */
static bool
sync_folder(struct saving *sv, struct err *err)
{
	if (fsync(sv->folder_fd) == 0 || errno == EINVAL)
		return true;
	return err_set(err, ERR_IO,
	    "wrote '%s', but its folder could not be synced: %s", sv->path,
	    err_system(errno));
}

static void
saving_release(struct saving *sv)
{
	if (sv->fd >= 0)
		close(sv->fd);
	if (sv->temp.len > 0)
		unlink(sv->temp.p);
	if (sv->folder_fd >= 0)
		close(sv->folder_fd);
	str_release(&sv->target);
	str_release(&sv->folder);
	str_release(&sv->temp);
}

bool
file_write_whole(
    const char *path, struct slice bytes, unsigned flags, struct err *err)
{
	struct saving sv = {
		.path = path,
		.target = STR_INIT,
		.folder = STR_INIT,
		.temp = STR_INIT,
		.flags = flags,
		.fd = -1,
		.folder_fd = -1,
	};
	bool ok = resolve_target(&sv, err) && open_folder(&sv, err) &&
	    open_temp(&sv, err) && write_all(&sv, bytes, err) &&
	    finish_temp(&sv, err) && put_in_place(&sv, err) &&
	    sync_folder(&sv, err);

	saving_release(&sv);
	return ok;
}

static bool
read_all(
    int fd, const char *path, size_t limit, struct str *out, struct err *err)
{
	for (;;) {
		str_reserve(out, READ_STEP);
		ssize_t n = read(fd, out->p + out->len, READ_STEP);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail("read", path, errno, err);
		if (n == 0)
			return true;
		if ((size_t)n > limit - out->len)
			return err_set(err, ERR_LIMIT,
			    "cannot read '%s': it is larger than %zu bytes",
			    path, limit);
		out->len += (size_t)n;
		out->p[out->len] = '\0';
	}
}

bool
file_read_whole(
    const char *path, size_t limit, struct str *out, struct err *err)
{
	struct stat entry;
	bool ok = false;
	/* Not to wait for the other end of a pipe before refusing it. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	str_clear(out);
	if (fd < 0) {
		fail("read", path, errno, err);
		goto out;
	}
	if (fstat(fd, &entry) != 0) {
		fail("read", path, errno, err);
		goto out;
	}
	if (!refuse_kind("read", path, entry.st_mode, err))
		goto out;
	ok = read_all(fd, path, limit, out, err);
out:
	if (fd >= 0)
		close(fd);
	if (!ok)
		str_clear(out);
	return ok;
}

static bool
make_folder(const char *path, struct err *err)
{
	struct stat entry;

	if (mkdir(path, 0700) == 0)
		return true;
	int number = errno;
	if (stat(path, &entry) == 0) {
		if (S_ISDIR(entry.st_mode))
			return true;
		number = ENOTDIR;
	}
	return fail("create the folder", path, number, err);
}

bool
file_make_folders(const char *path, struct err *err)
{
	char *part = mem_strdup(path);
	bool ok = true;

	for (char *p = part + 1; ok && part[0] != '\0' && *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		ok = make_folder(part, err);
		*p = '/';
	}
	ok = ok && make_folder(part, err);
	mem_free(part);
	return ok;
}
