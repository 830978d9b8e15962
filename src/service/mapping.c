/*
 * The layout stands first among the lines, because it tells the kind.
 */
#include "service/mapping.h"

#include "ingest/ingest.h"
#include "store/store_settings.h"

static const char *const order_names[] = {
	[DATE_ORDER_UNKNOWN] = "",
	[DATE_ORDER_DMY] = "dmy",
	[DATE_ORDER_MDY] = "mdy",
	[DATE_ORDER_YMD] = "ymd",
};

/* ---- life ---- */

void
mapping_init(struct mapping *m)
{
	*m = (struct mapping){ .n = 0 };
}

void
mapping_release(struct mapping *m)
{
	arena_release(&m->text);
	mapping_init(m);
}

static const char *
keep(struct mapping *m, const char *text)
{
	return text == NULL ? NULL : arena_strdup(&m->text, text);
}

void
mapping_copy(struct mapping *out, const struct mapping *m)
{
	mapping_init(out);
	out->dialect = keep(out, m->dialect);
	out->encoding = keep(out, m->encoding);
	out->date_order = m->date_order;
	out->decimal = m->decimal;
	out->currency = m->currency;
	for (; out->n < m->n; out->n++)
		out->roles[out->n] = (struct mapping_role){
			.column = keep(out, m->roles[out->n].column),
			.role = keep(out, m->roles[out->n].role),
		};
}

bool
mapping_is_empty(const struct mapping *m)
{
	return m->dialect == NULL && m->encoding == NULL && m->n == 0 &&
	    m->decimal == 0 && m->date_order == DATE_ORDER_UNKNOWN &&
	    m->currency.code[0] == '\0';
}

/* ---- changing ---- */

void
mapping_set_dialect(struct mapping *m, const char *dialect)
{
	m->dialect = keep(m, dialect);
}

void
mapping_set_encoding(struct mapping *m, const char *encoding)
{
	m->encoding = keep(m, encoding);
}

static void
drop(struct mapping *m, size_t i)
{
	m->n--;
	memmove(m->roles + i, m->roles + i + 1, (m->n - i) * sizeof(*m->roles));
}

const struct mapping_role *
mapping_find(const struct mapping *m, const char *column)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->roles[i].column, column) == 0)
			return &m->roles[i];
	return NULL;
}

void
mapping_clear_role(struct mapping *m, const char *column)
{
	const struct mapping_role *old = mapping_find(m, column);

	if (old != NULL)
		drop(m, (size_t)(old - m->roles));
}

static void
take_from_others(struct mapping *m, const char *role)
{
	for (size_t i = m->n; i-- > 0 && role != NULL;)
		if (m->roles[i].role != NULL &&
		    strcmp(m->roles[i].role, role) == 0)
			drop(m, i);
}

bool
mapping_set_role(struct mapping *m, const char *column, const char *role)
{
	struct mapping_role next;

	if (m->n == MAPPING_MAX_ROLES && mapping_find(m, column) == NULL)
		return false;
	next.column = keep(m, column);
	next.role = keep(m, role);
	mapping_clear_role(m, next.column);
	take_from_others(m, next.role);
	m->roles[m->n++] = next;
	return true;
}

/* ---- as text ---- */

void
mapping_add_lines(const struct mapping *m, struct str *out)
{
	if (m->dialect != NULL)
		str_addf(out, "dialect %s\n", m->dialect);
	if (m->encoding != NULL)
		str_addf(out, "encoding %s\n", m->encoding);
	if (m->date_order != DATE_ORDER_UNKNOWN)
		str_addf(out, "date-order %s\n", order_names[m->date_order]);
	if (m->decimal != 0)
		str_addf(
		    out, "decimal %s\n", m->decimal == ',' ? "comma" : "point");
	if (m->currency.code[0] != '\0')
		str_addf(out, "currency %s\n", m->currency.code);
	for (size_t i = 0; i < m->n; i++) {
		const struct mapping_role *r = &m->roles[i];

		if (r->role != NULL)
			str_addf(out, "map %s=%s\n", r->role, r->column);
		else
			str_addf(out, "unread %s\n", r->column);
	}
}

static bool
parse_order(struct slice s, enum date_order *out)
{
	for (size_t i = DATE_ORDER_DMY; i < ARRAY_LEN(order_names); i++)
		if (slice_eq_c(s, order_names[i])) {
			*out = (enum date_order)i;
			return true;
		}
	return false;
}

/* "role=column"; a column's name may hold "=" itself. */
static bool
parse_map(struct mapping *m, struct slice value)
{
	size_t at = slice_find(value, slice_of("="));
	const char *role, *column;

	if (at == 0 || at + 1 >= value.len)
		return false;
	role = arena_strndup(&m->text, value.p, at);
	column = arena_strndup(&m->text, value.p + at + 1, value.len - at - 1);
	return mapping_set_role(m, column, role);
}

static bool
parse_line(struct mapping *m, struct slice line)
{
	size_t at = slice_find(line, slice_of(" "));
	struct slice word = slice_bytes(line.p, at), value;

	if (at + 1 >= line.len)
		return false;
	value = slice_bytes(line.p + at + 1, line.len - at - 1);
	if (slice_eq_c(word, "dialect")) {
		m->dialect = arena_strndup(&m->text, value.p, value.len);
		return true;
	}
	if (slice_eq_c(word, "encoding")) {
		m->encoding = arena_strndup(&m->text, value.p, value.len);
		return true;
	}
	if (slice_eq_c(word, "date-order"))
		return parse_order(value, &m->date_order);
	if (slice_eq_c(word, "decimal")) {
		m->decimal = slice_eq_c(value, "comma") ? ',' : '.';
		return m->decimal == ',' || slice_eq_c(value, "point");
	}
	if (slice_eq_c(word, "currency"))
		return money_currency(value, &m->currency);
	if (slice_eq_c(word, "map"))
		return parse_map(m, value);
	return slice_eq_c(word, "unread") &&
	    mapping_set_role(
		m, arena_strndup(&m->text, value.p, value.len), NULL);
}

bool
mapping_parse(struct mapping *out, struct slice lines)
{
	struct slice line;

	mapping_init(out);
	while (slice_split(&lines, '\n', &line))
		/* A NUL would end the names that are made of the line. */
		if ((line.len > 0 && memchr(line.p, '\0', line.len) != NULL) ||
		    !parse_line(out, line)) {
			mapping_release(out);
			return false;
		}
	return true;
}

void
mapping_describe(const struct mapping *m, struct str *out)
{
	const char *comma = "";

	for (size_t i = 0; i < m->n; i++, comma = ", ") {
		const struct mapping_role *r = &m->roles[i];

		if (r->role != NULL)
			str_addf(out, "%s%s=%s", comma, r->role, r->column);
		else
			str_addf(out, "%s%s unread", comma, r->column);
	}
	if (m->date_order != DATE_ORDER_UNKNOWN) {
		str_addf(out, "%sdates %s", comma, order_names[m->date_order]);
		comma = ", ";
	}
	if (m->decimal != 0) {
		str_addf(out, "%sdecimal %s", comma,
		    m->decimal == ',' ? "comma" : "point");
		comma = ", ";
	}
	if (m->encoding != NULL) {
		str_addf(out, "%sencoding %s", comma, m->encoding);
		comma = ", ";
	}
	if (m->currency.code[0] != '\0')
		str_addf(out, "%s%s", comma, m->currency.code);
}

/* ---- remembered ---- */

/* A-Z folded, blanks and ASCII punctuation left out; the rest as it is. */
static void
add_folded(struct slice name, struct str *out)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (c & 0x80))
			str_add_char(out, c);
	}
}

void
mapping_add_key(const struct slice *names, size_t n, struct str *out)
{
	struct str header = STR_INIT;

	for (size_t i = 0; i < n; i++) {
		add_folded(names[i], &header);
		str_add_char(&header, '|');
	}
	str_addf(out, "mapping.%016llx",
	    (unsigned long long)slice_hash(slice_str(&header)));
	str_release(&header);
}

bool
mapping_recall(struct store *st, const struct slice *names, size_t n,
    struct mapping *out, bool *found, struct err *err)
{
	struct str key = STR_INIT, lines = STR_INIT;
	bool ok = true;

	mapping_init(out);
	*found = false;
	if (n > 0) {
		mapping_add_key(names, n, &key);
		ok = store_setting_get(st, key.p, &lines, found, err);
		*found = ok && *found && lines.len > 0 &&
		    mapping_parse(out, slice_str(&lines));
	}
	str_release(&key);
	str_release(&lines);
	return ok;
}

bool
mapping_remember(struct store *st, const struct slice *names, size_t n,
    const struct mapping *m, struct err *err)
{
	struct str key = STR_INIT, lines = STR_INIT;
	bool ok = true;

	if (n > 0) {
		mapping_add_key(names, n, &key);
		mapping_add_lines(m, &lines);
		ok = store_setting_set(
		    st, key.p, lines.len > 0 ? lines.p : NULL, err);
	}
	str_release(&key);
	str_release(&lines);
	return ok;
}

/* ---- for ingest ---- */

bool
mapping_apply(const struct mapping *m, struct arena *a,
    struct ingest_options *options, struct err *err)
{
	struct ingest_map *maps = arena_array(a, m->n + 1, sizeof(*maps));
	enum role role;

	if (m->dialect != NULL && dialect_by_name(slice_of(m->dialect)) == NULL)
		return err_set(err, ERR_INPUT,
		    "there is no layout '%s' to read the file by; --dialect "
		    "names one",
		    m->dialect);
	options->dialect = m->dialect;
	options->maps = maps;
	options->n_maps = m->n;
	for (size_t i = 0; i < m->n; i++) {
		const struct mapping_role *r = &m->roles[i];

		if (r->role != NULL && !role_parse(slice_of(r->role), &role))
			return err_set(
			    err, ERR_INPUT, "no column can mean '%s'", r->role);
		maps[i].role = r->role != NULL ? r->role : INGEST_IGNORE;
		maps[i].column = r->column;
	}
	if (options->encoding == NULL)
		options->encoding = m->encoding;
	if (options->date_order == DATE_ORDER_UNKNOWN)
		options->date_order = m->date_order;
	if (options->decimal == 0)
		options->decimal = m->decimal;
	if (options->currency.code[0] == '\0')
		options->currency = m->currency;
	return true;
}

void
mapping_of_options(const struct ingest_options *options, const char *dialect,
    struct mapping *out)
{
	mapping_init(out);
	mapping_set_dialect(out, dialect);
	mapping_set_encoding(out, options->encoding);
	out->date_order = options->date_order;
	out->decimal = options->decimal;
	for (size_t i = 0; i < options->n_maps; i++) {
		const struct ingest_map *map = &options->maps[i];

		if (!mapping_set_role(out, map->column,
			strcmp(map->role, INGEST_IGNORE) == 0 ? NULL
							      : map->role))
			BUG("more columns than a mapping decides");
	}
}
