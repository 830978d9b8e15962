/* theme - the built-in lines, and the parser of all lines. */
#include "ui/theme.h"

#include "base/num.h"
#include "base/text.h"

static const char *const role_names[] = {
#define X(role, name) [role] = name,
	THEME_ROLES(X)
#undef X
};
static_assert(ARRAY_LEN(role_names) == ROLE_COUNT, "a name each role");

static const struct {
	const char *name;
	enum theme_attributes bit;
} attributes[] = {
	{ .name = "bold", .bit = THEME_BOLD },
	{ .name = "underline", .bit = THEME_UNDERLINE },
	{ .name = "reverse", .bit = THEME_REVERSE },
};

/* Roles that are not named are text. */
/* clang-format off */
static const char defaults[] =
	"dark  dim       245 -\n"            "light dim       243 -\n"
	"dark  title     - - bold\n"         "light title     - - bold\n"
	"dark  frame     240 -\n"            "light frame     248 -\n"
	"dark  header    - - bold\n"         "light header    - - bold\n"
	"dark  tab-on    80  6 bold\n"       "light tab-on    30  6 bold\n"
	"dark  selected  - - reverse\n"      "light selected  - - reverse\n"
	"dark  marked    220 3 bold\n"       "light marked    130 3 bold\n"
	"dark  match     220 3 underline\n"  "light match     130 3 underline\n"
	"dark  accent    80  6\n"            "light accent    30  6\n"
	"dark  gain      75  4\n"            "light gain      26  4\n"
	"dark  loss      214 3\n"            "light loss      166 1\n"
	"dark  attention 220 3\n"            "light attention 130 3\n"
	"dark  error     214 1 bold\n"       "light error     160 1 bold\n"
	"dark  key       80  6\n"            "light key       30  6\n"
	"dark  input     - - underline\n"    "light input     - - underline\n"
	"mono  title     - - bold\n"
	"mono  header    - - bold\n"
	"mono  tab-on    - - bold\n"
	"mono  selected  - - reverse\n"
	"mono  marked    - - bold\n"
	"mono  match     - - underline\n"
	"mono  gain      - - bold\n"
	"mono  loss      - - underline\n"
	"mono  attention - - bold\n"
	"mono  error     - - bold\n"
	"mono  key       - - bold\n"
	"mono  input     - - underline\n";
/* clang-format on */

static void
add_theme(struct themes *ts, const char *name)
{
	struct theme *t = &ts->theme[ts->n++];

	(void)snprintf(t->name, sizeof(t->name), "%s", name);
	for (int r = 0; r < ROLE_COUNT; r++)
		t->style[r] =
		    (struct theme_style){ .colour256 = -1, .colour8 = -1 };
}

void
themes_init(struct themes *ts)
{
	static const char *const names[] = {
		[THEME_DARK] = "dark",
		[THEME_LIGHT] = "light",
		[THEME_MONO] = "mono",
	};
	struct err err = ERR_INIT;

	*ts = (struct themes){ .n = 0 };
	for (int i = 0; i < THEME_BUILT_IN; i++)
		add_theme(ts, names[i]);
	if (!themes_read(ts, "default themes", slice_of(defaults), &err))
		BUG(err.text);
}

int
themes_find(const struct themes *ts, struct slice name)
{
	for (int i = 0; i < ts->n; i++) {
		if (slice_eq_c(name, ts->theme[i].name))
			return i;
	}
	return -1;
}

/* ------ reading ------ */

static bool
read_role(struct slice word, enum role *out, struct err *err)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		if (slice_eq_c(word, role_names[r])) {
			*out = (enum role)r;
			return true;
		}
	}
	return err_set(err, ERR_INPUT,
	    "'%.*s' is no role; there are text, dim, title, gain, loss and "
	    "more",
	    text_said(word), word.p);
}

static bool
read_colour(struct slice word, int most, int16_t *out, struct err *err)
{
	int64_t number = -1;

	if (!slice_eq_c(word, "-") &&
	    (!num_parse_i64(word, &number) || number < 0 || number > most))
		return err_set(err, ERR_INPUT,
		    "'%.*s' is no colour; it is a number from 0 to %d, or -",
		    text_said(word), word.p, most);
	*out = (int16_t)number;
	return true;
}

static bool
read_attributes(struct slice line, uint8_t *out, struct err *err)
{
	struct slice word;

	*out = 0;
	while ((word = slice_word(&line)).len > 0) {
		size_t i = 0;
		while (i < ARRAY_LEN(attributes) &&
		    !slice_eq_c(word, attributes[i].name))
			i++;
		if (i == ARRAY_LEN(attributes))
			return err_set(err, ERR_INPUT,
			    "'%.*s' is no attribute; there are bold, underline "
			    "and reverse",
			    text_said(word), word.p);
		*out |= (uint8_t)attributes[i].bit;
	}
	return true;
}

/* The theme of a line, begun when it is a new one; -1 with err: it cannot. */
static int
find_theme(struct themes *ts, struct slice name, struct err *err)
{
	int at = themes_find(ts, name);

	if (at >= 0)
		return at;
	if (name.len >= THEME_NAME_SIZE) {
		err_set(err, ERR_INPUT, "the name '%.*s' is too long",
		    text_said(name), name.p);
		return -1;
	}
	if (ts->n == THEMES_MAX) {
		err_set(err, ERR_LIMIT, "more than %d themes", THEMES_MAX);
		return -1;
	}
	at = ts->n++;
	ts->theme[at] = ts->theme[THEME_DARK];
	memcpy(ts->theme[at].name, name.p, name.len);
	ts->theme[at].name[name.len] = '\0';
	return at;
}

/* "THEME ROLE COLOUR COLOUR [ATTRIBUTE]...", not empty. */
static bool
read_line(struct themes *ts, struct slice line, struct err *err)
{
	struct slice name = slice_word(&line), role_word = slice_word(&line);
	struct slice many = slice_word(&line), few = slice_word(&line);
	struct theme_style style;
	enum role role = ROLE_TEXT;

	if (!read_role(role_word, &role, err) ||
	    !read_colour(many, 255, &style.colour256, err) ||
	    !read_colour(few, 7, &style.colour8, err) ||
	    !read_attributes(line, &style.attributes, err))
		return false;
	int at = find_theme(ts, name, err);
	if (at >= 0)
		ts->theme[at].style[role] = style;
	return at >= 0;
}

bool
themes_read(
    struct themes *ts, const char *where, struct slice lines, struct err *err)
{
	struct slice line;

	for (int number = 1; slice_split(&lines, '\n', &line); number++) {
		line = slice_trim(line);
		if (line.len == 0 || line.p[0] == '#')
			continue;
		if (!read_line(ts, line, err))
			return err_prefix(err, "%s line %d", where, number);
	}
	return true;
}
