/*
 * volume - Linux tells a file system by a number of its own, the BSDs and
 * macOS by a flag. A file system run by a program (FUSE) is taken as local: it
 * may be either, and one without locks is refused by what SQLite meets there.
 */
#include "base/volume.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#ifdef __linux__
#include <sys/vfs.h>
#elif defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__)
#include <sys/param.h>
#include <sys/mount.h>
#define HAS_LOCAL_FLAG
#endif

#include "base/mem.h"

#ifdef __linux__

static const char *
network_of(const char *path)
{
	/* As linux/magic.h has them. */
	static const struct {
		unsigned long magic;
		const char *name;
	} kinds[] = {
		{ 0x6969, "a network file system (NFS)" },
		{ 0xFF534D42, "a network file system (CIFS)" },
		{ 0xFE534D42, "a network file system (SMB)" },
		{ 0x517B, "a network file system (SMB)" },
		{ 0x5346414F, "a network file system (AFS)" },
		{ 0x6B414653, "a network file system (AFS)" },
		{ 0x73757245, "a network file system (Coda)" },
		{ 0x00C36400, "a network file system (Ceph)" },
		{ 0x564C, "a network file system (NCP)" },
	};
	struct statfs s;

	if (statfs(path, &s) != 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (((unsigned long)s.f_type & 0xFFFFFFFF) == kinds[i].magic)
			return kinds[i].name;
	}
	return NULL;
}

#elif defined(HAS_LOCAL_FLAG)

static const char *
network_of(const char *path)
{
	struct statfs s;

	if (statfs(path, &s) != 0 || (s.f_flags & MNT_LOCAL) != 0)
		return NULL;
	return "a network file system";
}

#else

static const char *
network_of(const char *path)
{
	(void)path;
	return NULL;
}

#endif

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL
	    ? mem_strdup(".")
	    : mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

const char *
volume_network(const char *path)
{
	const char *name = network_of(path);
	char *folder;

	if (name != NULL)
		return name;
	folder = folder_of(path);
	name = network_of(folder);
	mem_free(folder);
	return name;
}

int64_t
volume_room(const char *path)
{
	char *folder = folder_of(path);
	struct statvfs s;
	int64_t room = 0, blocks, size;

	if (statvfs(folder, &s) == 0) {
		blocks = (int64_t)s.f_bavail;
		size = (int64_t)s.f_frsize;
		room = size > 0 && blocks > INT64_MAX / size ? INT64_MAX
							     : blocks * size;
	}
	mem_free(folder);
	return room;
}
