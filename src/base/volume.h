/*
 * volume - what kind of file system a path lies on, and its room.
 *
 * Several programs share one store through locks and a piece of shared memory,
 * and a file system that other machines write to as well keeps neither.
 *
 *	const char *name = volume_network(path);
 *	if (name != NULL)
 *		return err_set(err, ERR_INPUT, "'%s' is on %s", path, name);
 */
#ifndef ENDCAP_VOLUME_H
#define ENDCAP_VOLUME_H

#include "base/base.h"

/* "a network file system (NFS)" when the path, or, where there is nothing, its
 * folder, lies on one; else, and where the system does not say, NULL. Borrowed
 * for ever. */
const char *volume_network(const char *path);

/* Bytes that may be written to the file system of the folder that the path is
 * in; 0 where the system does not say. */
int64_t volume_room(const char *path);

#endif
