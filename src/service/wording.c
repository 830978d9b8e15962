/*
 * Placeholders are one list: what a file may name, and what stands for it.
 */
#include "service/wording.h"

#include "base/date.h"
#include "base/text.h"

static const struct {
	const char *name, *initial;
} rows[] = {
#define X(id, name, initial) [id] = { name, initial },
	WORDINGS(X)
#undef X
};

enum {
	MONTHS = 12
};

/* ---- placeholders ---- */

static struct slice
month_name(const struct wording *w, int month)
{
	struct slice rest = slice_str(&w->text[WORDING_MONTHS]);
	struct slice name = slice_of("");

	for (int i = 0; i < month && slice_split(&rest, ',', &name); i++)
		name = slice_trim(name);
	return slice_trim(name);
}

static void
add_month(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	int year, month, day, now, ignored;

	date_civil(f->today, &now, &ignored, &day);
	date_civil(f->day, &year, &month, &day);
	str_add_slice(out, month_name(w, month));
	if (year != now)
		str_addf(out, " %d", year);
}

static void
add_bought(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	(void)w; /* a name is a name in every language */
	str_add_slice(out, f->bought);
}

static void
add_offer(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	(void)w; /* a name is a name in every language */
	str_add_slice(out, f->offer);
}

static void
add_both(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	(void)w; /* digits are the same everywhere */
	str_addf(out, "%lld", (long long)f->both);
}

static void
add_buyers(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	(void)w; /* digits are the same everywhere */
	str_addf(out, "%lld", (long long)f->buyers);
}

static void
add_looks(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	(void)w; /* digits are the same everywhere */
	str_addf(out, "%d", f->looks);
}

static void
add_code(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	(void)w; /* a code is a code in every language */
	str_add_slice(out, f->code);
}

static void
add_until(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	(void)w; /* days are written the same everywhere */
	if (f->until != 0)
		date_add_day(out, f->until);
}

static const struct {
	const char *name;
	void (*add)(const struct wording *w, const struct wording_facts *f,
	    struct str *out);
} placeholders[] = {
	{ "bought", add_bought },
	{ "offer", add_offer },
	{ "month", add_month },
	{ "both", add_both },
	{ "buyers", add_buyers },
	{ "looks", add_looks },
	{ "code", add_code },
	{ "until", add_until },
};

/* Which one begins the text, and how long it is with its braces; -1: none. */
static int
find_placeholder(struct slice text, size_t *len)
{
	size_t end = slice_find(text, slice_of("}"));
	struct slice name;

	if (text.len == 0 || text.p[0] != '{' || end == text.len)
		return -1;
	name = slice_bytes(text.p + 1, end - 1);
	*len = end + 1;
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++)
		if (slice_eq_c(name, placeholders[i].name))
			return (int)i;
	return -1;
}

/* ---- the file ---- */

void
wording_init(struct wording *w)
{
	for (int i = 0; i < WORDING_COUNT; i++) {
		str_init(&w->text[i]);
		str_set(&w->text[i], rows[i].initial);
	}
}

void
wording_release(struct wording *w)
{
	for (int i = 0; i < WORDING_COUNT; i++)
		str_release(&w->text[i]);
}

static bool
check_template(struct slice text, struct err *err)
{
	for (size_t i = 0; i < text.len; i++) {
		struct slice rest = slice_bytes(text.p + i, text.len - i);
		size_t len = 0;
		if (text.p[i] == '{' && find_placeholder(rest, &len) < 0)
			return err_set(err, ERR_INPUT,
			    "'%.*s' begins no placeholder; there are {bought}, "
			    "{offer}, {month}, {both}, {buyers}, {looks}, "
			    "{code} and {until}",
			    text_said(rest), rest.p);
	}
	return true;
}

static bool
check_months(struct slice text, struct err *err)
{
	struct slice name;
	int n = 0;

	while (slice_split(&text, ',', &name))
		n += slice_trim(name).len > 0;
	return n == MONTHS ||
	    err_set(err, ERR_INPUT,
		"months takes twelve names with commas between, not %d", n);
}

static struct slice
without_quotes(struct slice s)
{
	bool quoted = s.len >= 2 && s.p[0] == '"' && s.p[s.len - 1] == '"';

	return quoted ? slice_bytes(s.p + 1, s.len - 2) : s;
}

static bool
read_line(struct wording *w, struct slice line, struct err *err)
{
	size_t equals = slice_find(line, slice_of("="));
	struct slice name = slice_trim(slice_bytes(line.p, equals)), value;

	if (equals == line.len)
		return err_set(err, ERR_INPUT, "NAME = TEMPLATE is wanted");
	value = without_quotes(slice_trim(
	    slice_bytes(line.p + equals + 1, line.len - equals - 1)));
	for (int i = 0; i < WORDING_COUNT; i++) {
		if (!slice_eq_c(name, rows[i].name))
			continue;
		if (!(i == WORDING_MONTHS ? check_months(value, err)
					  : check_template(value, err)))
			return false;
		str_clear(&w->text[i]);
		str_add_slice(&w->text[i], value);
		return true;
	}
	return err_set(err, ERR_INPUT,
	    "'%.*s' is no wording; there are reason, counted, looked, code and "
	    "months",
	    text_said(name), name.p);
}

bool
wording_read(
    struct wording *w, const char *name, struct slice lines, struct err *err)
{
	struct slice line;

	if (!text_valid(lines))
		return err_set(err, ERR_INPUT, "%s is not UTF-8", name);
	for (int n = 1; slice_split(&lines, '\n', &line); n++) {
		line = slice_trim(line);
		if (line.len == 0 || line.p[0] == '#')
			continue;
		if (!read_line(w, line, err)) {
			err_prefix(err, "%s line %d", name, n);
			return false;
		}
	}
	return true;
}

/* ---- a sentence ---- */

static void
add_template(const struct wording *w, enum wording_id id,
    const struct wording_facts *f, struct str *out)
{
	struct slice text = slice_str(&w->text[id]);

	while (text.len > 0) {
		size_t len = 1;
		int at = find_placeholder(text, &len);
		if (at >= 0)
			placeholders[at].add(w, f, out);
		else
			str_add_bytes(out, text.p, len = 1);
		text = slice_bytes(text.p + len, text.len - len);
	}
}

void
wording_add(
    const struct wording *w, const struct wording_facts *f, struct str *out)
{
	add_template(w, f->looks > 0 ? WORDING_LOOKED : WORDING_REASON, f, out);
	if (f->looks == 0 && f->both > 0)
		add_template(w, WORDING_COUNTED, f, out);
	if (f->code.len > 0)
		add_template(w, WORDING_CODE, f, out);
}
