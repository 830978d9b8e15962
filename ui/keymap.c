/*
 * keymap - bindings in one array, in the order they were read.
 *
 * There are some hundred bindings, so looking one up is a walk from the end:
 * the last line that fits wins.
 */
#include "ui/keymap.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	KEYMAP_MAX_BINDINGS = 2000,
	KEYMAP_MAX_SCOPE = 32 /* bytes of a scope's name */
};

struct binding {
	char scope[KEYMAP_MAX_SCOPE];
	uint32_t key;
	enum action action;
};

struct keymap {
	struct binding *bindings; /* owned */
	size_t n, cap;
};

/* clang-format off */
static const char defaults[] =
	"global k up\n"             "global <Up> up\n"
	"global j down\n"           "global <Down> down\n"
	"global h left\n"           "global <Left> left\n"
	"global l right\n"          "global <Right> right\n"
	"global g first\n"          "global <Home> first\n"
	"global G last\n"           "global <End> last\n"
	"global <C-F> page-down\n"  "global <PgDn> page-down\n"
	"global <C-B> page-up\n"    "global <PgUp> page-up\n"
	"global <C-D> half-down\n"
	"global <C-U> half-up\n"
	"global <Tab> next-pane\n"
	"global <S-Tab> prev-pane\n"
	"global <Enter> open\n"
	"global q back\n"           "global <Esc> back\n"
	"global <C-O> back\n"       "global <C-C> back\n"
	"global 1 screen-1\n"
	"global 2 screen-2\n"
	"global 3 screen-3\n"
	"global 4 screen-4\n"
	"global 5 screen-5\n"
	"global 6 screen-6\n"
	"global 7 screen-7\n"
	"global / search\n"         "global <F3> search\n"
	"global n next-match\n"
	"global N prev-match\n"
	"global f filter\n"         "global <F4> filter\n"
	"global F unfilter\n"
	"global <BS> old-filter\n"
	"global s sort\n"           "global <F6> sort\n"
	"global S sort-then\n"
	"global H columns\n"
	"global <lt> narrower\n"   "global > wider\n"
	"global { column-left\n"   "global } column-right\n"
	"global | freeze\n"
	"global v full-cell\n"
	"global p period\n"
	"global c segment\n"
	"global m metric\n"
	"global C compare\n"
	"global <Space> mark\n"
	"global * mark-all\n"
	"global \\ unmark-all\n"
	"global b bundle\n"
	"global t followup\n"
	"global a add\n"
	"global E edit\n"           "global <F2> edit\n"
	"global o note\n"
	"global r reject\n"
	"global x hide\n"
	"global X show-hidden\n"
	"global d delete\n"         "global <F8> delete\n"
	"global A activate\n"
	"global + new\n"
	"global = value\n"
	"global <S-Left> less-10\n"
	"global <S-Right> more-10\n"
	"global i import\n"
	"global D demo\n"
	"global e export\n"         "global <F7> export\n"
	"global y copy\n"
	"global Y copy-row\n"
	"global <C-Y> copy-table\n"
	"global u undo\n"           "global <F9> undo\n"
	"global <C-R> redo\n"
	"global ! details\n"
	"global w write-rejects\n"
	"global : command\n"
	"global ? help\n"           "global <F1> help\n"
	"global , settings\n"
	"global <C-T> tour-skip\n"
	"global <C-L> redraw\n"
	"global R reload\n"         "global <F5> reload\n"
	"global <C-Z> suspend\n"
	"global M mouse\n"
	"global T theme\n"
	"global B charts\n"
	"global Q quit\n"           "global <F10> quit\n"
	"bundles N new\n"
	"bundles t try-cart\n"         "bundles x conflicts\n"
	"bundles m review\n"       "bundle m review\n"
	"threshold + keep\n"
	"threshold i inputs\n"
	"threshold f fillers\n"
	"threshold r reward\n"     "threshold t tiers\n"
	"threshold o terms\n"
	"bundle + more\n"
	"bundle - less\n"
	"bundle i inputs\n"
	"bundle o terms\n"
	"bundle K keep\n"
	"bundle t try-cart\n"      "bundle x conflicts\n"
	"cart + more\n"            "cart - less\n"
	"products U upsells\n"     "upsells U upsells\n"
	"import - ignore\n"
	"overview a accept\n"       "overview x reject\n"
	"products a accept\n"       "products x reject\n"
	"pairs a accept\n"          "pairs x reject\n"
	"pair a accept\n"           "pair x reject\n"
	"pair > turn\n"
	"dialog <Esc> back\n"       "dialog <C-C> back\n"
	"dialog <Enter> open\n"
	"dialog <Tab> next-pane\n"  "dialog <Down> down\n"
	"dialog <S-Tab> prev-pane\n" "dialog <Up> up\n"
	"dialog <Left> left\n"      "dialog <Right> right\n"
	"dialog <S-Left> less-10\n" "dialog <S-Right> more-10\n"
	"dialog <Space> mark\n"
	"dialog <Home> first\n"     "dialog <End> last\n"
	"dialog <PgUp> page-up\n"   "dialog <PgDn> page-down\n"
	"dialog <C-Y> copy\n";
/* clang-format on */

struct keymap *
keymap_new(void)
{
	struct keymap *km = mem_zalloc(sizeof(*km));
	struct err err = ERR_INIT;
	if (!keymap_read(km, "default keys", slice_of(defaults), &err))
		BUG(err.text);
	return km;
}

void
keymap_free(struct keymap *km)
{
	if (km == NULL)
		return;
	mem_free(km->bindings);
	mem_free(km);
}

static bool
read_key(struct slice word, uint32_t *key)
{
	if (word.len == 0 || !key_parse(&word, key))
		return false;
	return word.len == 0;
}

/* "SCOPE KEY ACTION", not empty. */
static bool
read_line(struct keymap *km, struct slice line, struct err *err)
{
	struct slice scope = slice_word(&line);
	struct slice key = slice_word(&line);
	struct slice name = slice_word(&line);
	struct binding bd = { .key = K_NONE };
	if (scope.len >= KEYMAP_MAX_SCOPE)
		return err_set(err, ERR_INPUT, "scope '%.*s' is too long",
		    text_said(scope), scope.p);
	if (!read_key(key, &bd.key))
		return err_set(err, ERR_INPUT,
		    "'%.*s' is not a key; write j, <Enter> or <C-R>",
		    text_said(key), key.p);
	if (!action_parse(name, &bd.action))
		return err_set(err, ERR_INPUT,
		    "'%.*s' is not an action; '?' lists them", text_said(name),
		    name.p);
	if (slice_trim(line).len > 0)
		return err_set(
		    err, ERR_INPUT, "more than a scope, a key and an action");
	if (km->n == KEYMAP_MAX_BINDINGS)
		return err_set(
		    err, ERR_LIMIT, "more than %d keys", KEYMAP_MAX_BINDINGS);
	memcpy(bd.scope, scope.p, scope.len);
	km->bindings = mem_reserve(
	    km->bindings, &km->cap, km->n + 1, sizeof(*km->bindings));
	km->bindings[km->n++] = bd;
	return true;
}

bool
keymap_read(
    struct keymap *km, const char *where, struct slice lines, struct err *err)
{
	struct slice line;
	for (int number = 1; slice_split(&lines, '\n', &line); number++) {
		line = slice_trim(line);
		if (line.len == 0 || line.p[0] == '#')
			continue;
		if (!read_line(km, line, err))
			return err_prefix(err, "%s line %d", where, number);
	}
	return true;
}

/* Index of the line in force for a key in this very scope; n: there is none. */
static size_t
last_in(const struct keymap *km, const char *scope, uint32_t key)
{
	for (size_t i = km->n; i-- > 0;) {
		const struct binding *bd = &km->bindings[i];
		if (bd->key == key && strcmp(bd->scope, scope) == 0)
			return i;
	}
	return km->n;
}

static bool
find_in(const struct keymap *km, const char *scope, uint32_t key,
    enum action *action)
{
	size_t at = last_in(km, scope, key);

	if (at < km->n)
		*action = km->bindings[at].action;
	return at < km->n;
}

enum action
keymap_find(const struct keymap *km, const char *scope, uint32_t key)
{
	enum action found = ACTION_NONE;
	if (find_in(km, scope, key, &found) || strcmp(scope, "dialog") == 0)
		return found;
	if (!find_in(km, "screen", key, &found))
		(void)find_in(km, "global", key, &found);
	return found;
}

bool
keymap_add_keys(const struct keymap *km, const char *scope, enum action a,
    int max, struct str *out)
{
	uint32_t seen[8];
	int n = 0;
	if (max > (int)ARRAY_LEN(seen))
		max = (int)ARRAY_LEN(seen);
	for (size_t i = 0; i < km->n && n < max; i++) {
		uint32_t key = km->bindings[i].key;
		bool known = keymap_find(km, scope, key) != a;
		for (int j = 0; j < n; j++)
			known |= seen[j] == key;
		if (known)
			continue;
		seen[n++] = key;
		if (n > 1)
			str_add_char(out, ' ');
		key_add_shown(out, key);
	}
	return n > 0;
}

void
keymap_print(const struct keymap *km, struct str *out)
{
	for (size_t i = 0; i < km->n; i++) {
		const struct binding *bd = &km->bindings[i];
		if (last_in(km, bd->scope, bd->key) != i)
			continue;
		str_addf(out, "%s ", bd->scope);
		key_add_name(out, bd->key);
		str_addf(out, " %s\n", action_name(bd->action));
	}
}
