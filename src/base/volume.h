/*
 * volume - what kind of file system a path lies on.
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

#endif
