/*
 * completion - scripts that complete endcap's command line, made from the
 * command and option rows.
 *
 *	completion_add("bash", &text, err);     what "endcap completion bash"
 *						prints
 *
 * They know commands, each command's options, the words an option takes where
 * that is a fixed list, and where a file is wanted. They never open a store:
 * pressing Tab must not wait for anything.
 */
#ifndef ENDCAP_COMPLETION_H
#define ENDCAP_COMPLETION_H

#include "base/err.h"
#include "base/str.h"

/* Appends the script for "bash", "zsh" or "fish"; ERR_USAGE for others. */
bool completion_add(const char *shell, struct str *out, struct err *err);

#endif
