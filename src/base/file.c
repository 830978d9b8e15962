/*
 * file - how it works: a write is a small state (struct file_out) that knows
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

struct file_out {
	char *path; /* as the user named it, for messages */
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

const char *
file_kind_name(mode_t mode)
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
	    file_kind_name(mode));
}

/* Follows the links of a target that exists. */
static bool
resolve_target(struct file_out *f, struct err *err)
{
	struct stat entry;

	str_set(&f->target, f->path);
	if (lstat(f->path, &entry) != 0) {
		if (errno == ENOENT)
			return true;
		return fail("write", f->path, errno, err);
	}
	if (f->flags & FILE_NO_REPLACE)
		return err_set(err, ERR_IO,
		    "cannot write '%s': it exists already; choose another name",
		    f->path);
	if (S_ISLNK(entry.st_mode)) {
		char *real = realpath(f->path, NULL);
		if (real == NULL)
			return fail("follow the link", f->path, errno, err);
		str_set(&f->target, real);
		free(real);
		if (stat(f->target.p, &entry) != 0)
			return fail("write", f->path, errno, err);
	}
	if (!refuse_kind("write", f->path, entry.st_mode, err))
		return false;
	if (access(f->target.p, W_OK) != 0)
		return fail("write", f->path, errno, err);
	f->replaces = true;
	f->mode = entry.st_mode & 0777;
	return true;
}

/* Splits the folder off the target and opens it, to sync it at the end. */
static bool
open_folder(struct file_out *f, struct err *err)
{
	const char *slash = strrchr(f->target.p, '/');

	if (slash == NULL)
		str_set(&f->folder, ".");
	else if (slash == f->target.p)
		str_set(&f->folder, "/");
	else
		str_add_bytes(
		    &f->folder, f->target.p, (size_t)(slash - f->target.p));
	f->folder_fd = open(f->folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->folder_fd < 0)
		return fail("write", f->path, errno, err);
	return true;
}

/* A file that replaces another starts private and gets its mode later, so
 * that nobody reads in between what the old one hid. */
static bool
open_temp(struct file_out *f, struct err *err)
{
	bool hide = f->replaces || (f->flags & FILE_PRIVATE);
	mode_t mode = hide ? 0600 : 0644;

	for (int i = 0; i < TEMP_TRIES; i++) {
		str_setf(&f->temp, "%s/.endcap-%ld-%d", f->folder.p,
		    (long)getpid(), i);
		f->fd = open(f->temp.p,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (f->fd >= 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	int number = errno;
	str_clear(&f->temp);
	return fail("write", f->path, number, err);
}

static bool
write_all(struct file_out *f, struct slice bytes, struct err *err)
{
	while (bytes.len > 0) {
		ssize_t n = write(f->fd, bytes.p, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail("write", f->path, errno, err);
		bytes.p += n;
		bytes.len -= (size_t)n;
	}
	return true;
}

static bool
finish_temp(struct file_out *f, struct err *err)
{
	int fd = f->fd;

	if (f->replaces && fchmod(fd, f->mode) != 0)
		return fail("write", f->path, errno, err);
	if (fsync(fd) != 0)
		return fail("write", f->path, errno, err);
	f->fd = -1;
	if (close(fd) != 0)
		return fail("write", f->path, errno, err);
	return true;
}

/*
 * Puts the temporary file in place. A link refuses to replace a file that has
 * appeared meanwhile, which a rename cannot; file systems without links fall
 * back to the check made at the start.
 */
static bool
put_in_place(struct file_out *f, struct err *err)
{
	if (f->flags & FILE_NO_REPLACE) {
		if (link(f->temp.p, f->target.p) == 0)
			return true;
		if (errno == EEXIST)
			return fail("write", f->path, errno, err);
	}
	if (rename(f->temp.p, f->target.p) != 0)
		return fail("write", f->path, errno, err);
	str_clear(&f->temp);
	return true;
}

/* Some file systems cannot sync a folder and say EINVAL. */
static bool
sync_folder(struct file_out *f, struct err *err)
{
	if (fsync(f->folder_fd) == 0 || errno == EINVAL)
		return true;
	return err_set(err, ERR_IO,
	    "wrote '%s', but its folder could not be synced: %s", f->path,
	    err_system(errno));
}

struct file_out *
file_out_new(const char *path, unsigned flags, struct err *err)
{
	struct file_out *f = mem_zalloc(sizeof(*f));

	*f = (struct file_out){
		.path = mem_strdup(path),
		.target = STR_INIT,
		.folder = STR_INIT,
		.temp = STR_INIT,
		.flags = flags,
		.fd = -1,
		.folder_fd = -1,
	};
	if (resolve_target(f, err) && open_folder(f, err) && open_temp(f, err))
		return f;
	file_out_free(f);
	return NULL;
}

bool
file_out_write(struct file_out *f, struct slice bytes, struct err *err)
{
	return write_all(f, bytes, err);
}

bool
file_out_commit(struct file_out *f, struct err *err)
{
	assert(f->fd >= 0);
	return finish_temp(f, err) && put_in_place(f, err) &&
	    sync_folder(f, err);
}

void
file_out_free(struct file_out *f)
{
	if (f == NULL)
		return;
	if (f->fd >= 0)
		close(f->fd);
	if (f->temp.len > 0)
		unlink(f->temp.p);
	if (f->folder_fd >= 0)
		close(f->folder_fd);
	str_release(&f->target);
	str_release(&f->folder);
	str_release(&f->temp);
	mem_free(f->path);
	mem_free(f);
}

bool
file_write_whole(
    const char *path, struct slice bytes, unsigned flags, struct err *err)
{
	struct file_out *f = file_out_new(path, flags, err);
	bool ok = f != NULL && file_out_write(f, bytes, err) &&
	    file_out_commit(f, err);

	file_out_free(f);
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

const char *
file_name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}
