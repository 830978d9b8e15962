/*
 * Options are read in one pass over argv: a word that starts with a dash is
 * looked up in the rows, everything else is a word for the command. Numbers
 * are checked here, so that commands only see values.
 */
#include "cli/option.h"

#include "base/mem.h"
#include "base/near.h"
#include "base/num.h"
#include "base/text.h"

static const struct option_row rows[OPTION_COUNT] = {
#define X(id, n, l, k, a, h) \
	[id] = { .name = n, .letter = l, .kind = k, .argument = a, .help = h },
	OPTIONS(X)
#undef X
};

const struct option_row *
option_row(enum option_id id)
{
	return &rows[id];
}

static bool
find_long(struct slice name, enum option_id *id)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (slice_eq_c(name, rows[i].name)) {
			*id = (enum option_id)i;
			return true;
		}
	}
	return false;
}

static bool
find_short(char letter, enum option_id *id)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (letter != '\0' && rows[i].letter == letter) {
			*id = (enum option_id)i;
			return true;
		}
	}
	return false;
}

static bool
set_value(
    struct options *o, enum option_id id, const char *value, struct err *err)
{
	const struct option_row *row = &rows[id];
	struct slice text = slice_of(value);

	if (o->given[id] && row->kind != OPTION_LIST)
		return err_set(
		    err, ERR_USAGE, "--%s is given twice", row->name);
	o->given[id] = true;
	o->text[id] = value;
	if (row->kind == OPTION_COUNT_KIND &&
	    (!num_parse_i64(text, &o->count[id]) || o->count[id] < 0))
		return err_set(err, ERR_USAGE,
		    "--%s takes a whole number, not '%s'", row->name, value);
	if (row->kind == OPTION_NUMBER &&
	    !num_parse_percent(text, &o->number[id]))
		return err_set(err, ERR_USAGE, "--%s takes a number, not '%s'",
		    row->name, value);
	if (row->kind == OPTION_LIST) {
		if (o->n_list == OPTION_LIST_MAX)
			return err_set(err, ERR_USAGE,
			    "--%s is given more than %d times", row->name,
			    OPTION_LIST_MAX);
		o->list[o->n_list++] = value;
	}
	return true;
}

static bool
refuse_option(const char *word, struct slice name, struct err *err)
{
	struct near near = near_begin(name);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		near_offer(&near, slice_of(rows[i].name));
	if (near.best.len > 0)
		return err_set(err, ERR_USAGE,
		    "there is no option '%s'; did you mean '--%.*s'?", word,
		    (int)near.best.len, near.best.p);
	return err_set(err, ERR_USAGE,
	    "there is no option '%s'; 'endcap --help' lists them", word);
}

/* One option at argv[*i]; *i ends at the last word it used. */
static bool
take_option(struct options *o, int argc, char **argv, int *i, struct err *err)
{
	const char *word = argv[*i];
	bool is_long = word[1] == '-';
	struct slice name = slice_of(word + (is_long ? 2 : 1));
	const char *value = NULL;
	enum option_id id;
	bool found;

	if (is_long) {
		size_t equals = slice_find(name, slice_of("="));
		if (equals < name.len)
			value = name.p + equals + 1;
		name.len = equals;
		found = find_long(name, &id);
	} else {
		found = name.len == 1 && find_short(name.p[0], &id);
	}
	if (!found)
		return refuse_option(word, name, err);
	if (rows[id].kind == OPTION_FLAG) {
		if (value != NULL)
			return err_set(err, ERR_USAGE, "--%s takes no value",
			    rows[id].name);
		o->given[id] = true;
		return true;
	}
	if (value == NULL && *i + 1 < argc)
		value = argv[++*i];
	if (value == NULL)
		return err_set(err, ERR_USAGE, "--%s needs a value: --%s %s",
		    rows[id].name, rows[id].name, rows[id].argument);
	return set_value(o, id, value, err);
}

bool
options_parse(struct options *out, int argc, char **argv, struct err *err)
{
	bool only_words = false;

	*out = (struct options){ .n_words = 0 };
	out->words = mem_zarray((size_t)argc + 1, sizeof(*out->words));
	for (int i = 1; i < argc; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0) {
			only_words = true;
		} else if (!only_words && argv[i][0] == '-' &&
		    argv[i][1] != '\0') {
			if (!take_option(out, argc, argv, &i, err))
				return false;
		} else {
			out->words[out->n_words++] = argv[i];
		}
	}
	return true;
}

/* NULL: it is clean already. */
static char *
cleaned(struct options *o, const char *text)
{
	struct str clean = STR_INIT;
	char *copy = NULL;

	if (text_clean(&clean, slice_of(text)))
		copy = arena_strdup(&o->clean, clean.p);
	str_release(&clean);
	return copy;
}

void
options_clean(struct options *o, bool words_are_files)
{
	char *clean;

	for (int i = 0; i < OPTION_COUNT; i++) {
		if (o->text[i] == NULL || strcmp(rows[i].argument, "FILE") == 0)
			continue;
		clean = cleaned(o, o->text[i]);
		o->text[i] = clean != NULL ? clean : o->text[i];
	}
	for (size_t i = 0; i < o->n_list; i++) {
		clean = cleaned(o, o->list[i]);
		o->list[i] = clean != NULL ? clean : o->list[i];
	}
	for (size_t i = 0; i < o->n_words && !words_are_files; i++) {
		clean = cleaned(o, o->words[i]);
		o->words[i] = clean != NULL ? clean : o->words[i];
	}
}

void
options_release(struct options *o)
{
	mem_free(o->words);
	arena_release(&o->clean);
	*o = (struct options){ .n_words = 0 };
}

int
option_split(char *line, char **words, int max)
{
	char *to = line;
	int n = 0;

	while (n < max) {
		while (*line == ' ')
			line++;
		if (*line == '\0')
			break;
		words[n++] = to;
		for (char quote = '\0'; *line != '\0'; line++) {
			if (quote == '\0' && *line == ' ')
				break;
			if (quote == '\0' && (*line == '\'' || *line == '"'))
				quote = *line;
			else if (*line == quote)
				quote = '\0';
			else
				*to++ = *line;
		}
		line += *line != '\0';
		*to++ = '\0';
	}
	return n;
}
