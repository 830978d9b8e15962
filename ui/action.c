/* action - the rows of action.h as a table. */
#include "ui/action.h"

struct action_row {
	const char *name, *words, *help;
	enum action_group group;
};

/* clang-format off */
static const struct action_row rows[] = {
	[ACTION_NONE] = { .name = "none", .words = "", .help = "nothing" },
#define X(id, file_name, in_group, short_words, long_help) \
	[id] = { .name = file_name, .words = short_words, \
	    .help = long_help, .group = in_group },
	ACTIONS(X)
#undef X
};
/* clang-format on */
static_assert(ARRAY_LEN(rows) == ACTION_COUNT, "a row each action");

static const char *const group_names[] = {
	[GROUP_MOVE] = "MOVE",
	[GROUP_FIND] = "FIND",
	[GROUP_ACT] = "ACT",
	[GROUP_PROGRAM] = "PROGRAM",
};
static_assert(ARRAY_LEN(group_names) == GROUP_COUNT, "a name each group");

const char *
action_name(enum action a)
{
	assert(a < ACTION_COUNT);
	return rows[a].name;
}

const char *
action_words(enum action a)
{
	assert(a < ACTION_COUNT);
	return rows[a].words;
}

const char *
action_help(enum action a)
{
	assert(a < ACTION_COUNT);
	return rows[a].help;
}

enum action_group
action_group(enum action a)
{
	assert(a < ACTION_COUNT);
	return rows[a].group;
}

const char *
action_group_name(enum action_group g)
{
	assert(g < GROUP_COUNT);
	return group_names[g];
}

bool
action_parse(struct slice name, enum action *out)
{
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		if (slice_eq_c(name, rows[i].name)) {
			*out = (enum action)i;
			return true;
		}
	}
	return false;
}
