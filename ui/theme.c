/* theme - the matrix of theme.h, unfolded once for each theme. */
#include "ui/theme.h"

#define DARK(role, name, d256, d8, l256, l8, colour, mono) \
	[role] = { .colour256 = d256, .colour8 = d8, .attributes = colour },
#define LIGHT(role, name, d256, d8, l256, l8, colour, mono) \
	[role] = { .colour256 = l256, .colour8 = l8, .attributes = colour },
#define MONO(role, name, d256, d8, l256, l8, colour, mono) \
	[role] = { .colour256 = -1, .colour8 = -1, .attributes = mono },

/* clang-format off */
static const struct theme_style styles[THEME_COUNT][ROLE_COUNT] = {
	[THEME_DARK] = { THEME_ROLES(DARK) },
	[THEME_LIGHT] = { THEME_ROLES(LIGHT) },
	[THEME_MONO] = { THEME_ROLES(MONO) },
};

static const char *const role_names[] = {
#define X(role, name, d256, d8, l256, l8, colour, mono) [role] = name,
	THEME_ROLES(X)
#undef X
};
/* clang-format on */
static_assert(ARRAY_LEN(role_names) == ROLE_COUNT, "a name each role");

static const char *const theme_names[] = {
	[THEME_DARK] = "dark",
	[THEME_LIGHT] = "light",
	[THEME_MONO] = "mono",
};
static_assert(ARRAY_LEN(theme_names) == THEME_COUNT, "a name each theme");

struct theme_style
theme_style(enum theme theme, enum role role)
{
	assert(theme < THEME_COUNT && role < ROLE_COUNT);
	return styles[theme][role];
}

const char *
theme_name(enum theme theme)
{
	assert(theme < THEME_COUNT);
	return theme_names[theme];
}

const char *
theme_role_name(enum role role)
{
	assert(role < ROLE_COUNT);
	return role_names[role];
}

bool
theme_parse(struct slice name, enum theme *out)
{
	for (size_t i = 0; i < THEME_COUNT; i++) {
		if (slice_eq_c(name, theme_names[i])) {
			*out = (enum theme)i;
			return true;
		}
	}
	return false;
}

enum theme
theme_next(enum theme theme)
{
	return (enum theme)((theme + 1) % THEME_COUNT);
}
