/*
 * people_list - a list of people to write to, as the commands that make one
 * print it: a table, csv, json, or the file of a mail tool (service/roster.h).
 *
 * Written to a file (-o) such a list counts as contacted: the file and the
 * contacts are one action, both or neither. What is said beside the list
 * stands under a table, or on standard output beside a file; csv and json stay
 * clean.
 */
#ifndef ENDCAP_PEOPLE_LIST_H
#define ENDCAP_PEOPLE_LIST_H

#include "cli/cmd.h"

struct people_list {
	struct listing *rows; /* narrowed for mail formats */
	const char *label; /* of the action */
	/* Keeps the people as contacts, in the open action; of a mail those
	 * with an address. */
	bool (*record)(void *arg, struct store *st, bool mail, struct err *err);
	void *arg;
	size_t n; /* people on it */
};

/* Prints or exports the list, and 'notes' with what this adds to them. */
bool people_list_put(struct cli *c, const struct people_list *list,
    struct str *notes, struct err *err);

#endif
