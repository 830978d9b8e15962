/*
 * json - how it works: the writer keeps, for every open object or array, what
 * it is and whether it holds something, which is all that commas and line
 * ends need. Misuse (a value without a key in an object, a key in an array,
 * too deep, closed too often) is a mistake in the program and ends it.
 */
#include "base/json.h"

#include <math.h>

#include "base/money.h"
#include "base/num.h"

void
json_init(struct json *j, struct str *out, bool compact)
{
	*j = (struct json){ .out = out, .compact = compact };
}

static void
new_line(struct json *j)
{
	if (j->compact)
		return;
	str_add_char(j->out, '\n');
	str_add_repeat(j->out, "  ", (size_t)j->depth);
}

/* The comma and the line end before the next element of what is open. */
static void
begin_element(struct json *j)
{
	if (j->filled[j->depth - 1])
		str_add_char(j->out, ',');
	j->filled[j->depth - 1] = true;
	new_line(j);
}

static void
begin_value(struct json *j)
{
	if (j->has_key) {
		j->has_key = false;
		return;
	}
	if (j->depth == 0)
		return;
	if (j->kind[j->depth - 1] != '[')
		BUG("a JSON value without a key in an object");
	begin_element(j);
}

static void
open_kind(struct json *j, char kind)
{
	begin_value(j);
	if (j->depth >= JSON_MAX_DEPTH)
		BUG("JSON nested too deeply");
	str_add_char(j->out, kind);
	j->kind[j->depth] = kind;
	j->filled[j->depth] = false;
	j->depth++;
}

void
json_object(struct json *j)
{
	open_kind(j, '{');
}

void
json_array(struct json *j)
{
	open_kind(j, '[');
}

void
json_end(struct json *j)
{
	if (j->depth == 0 || j->has_key)
		BUG("JSON closed where nothing can be closed");
	j->depth--;
	if (j->filled[j->depth])
		new_line(j);
	str_add_char(j->out, j->kind[j->depth] == '{' ? '}' : ']');
}

/* RFC 8259 section 7: the quote, the backslash and the controls. */
static void
add_escaped(struct str *out, char c)
{
	switch (c) {
	case '"':
		str_add(out, "\\\"");
		break;
	case '\\':
		str_add(out, "\\\\");
		break;
	case '\n':
		str_add(out, "\\n");
		break;
	case '\t':
		str_add(out, "\\t");
		break;
	default:
		str_addf(out, "\\u%04x", (unsigned)(unsigned char)c);
		break;
	}
}

static void
add_quoted(struct str *out, struct slice s)
{
	size_t from = 0;

	str_add_char(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		if (c != '"' && c != '\\' && (unsigned char)c >= 0x20)
			continue;
		str_add_bytes(out, s.p + from, i - from);
		add_escaped(out, c);
		from = i + 1;
	}
	str_add_bytes(out, s.p + from, s.len - from);
	str_add_char(out, '"');
}

void
json_key(struct json *j, const char *key)
{
	if (j->depth == 0 || j->kind[j->depth - 1] != '{' || j->has_key)
		BUG("a JSON key where none can stand");
	begin_element(j);
	add_quoted(j->out, slice_of(key));
	str_add(j->out, j->compact ? ":" : ": ");
	j->has_key = true;
}

void
json_string(struct json *j, struct slice s)
{
	begin_value(j);
	add_quoted(j->out, s);
}

void
json_text(struct json *j, const char *c_string)
{
	if (c_string == NULL)
		json_null(j);
	else
		json_string(j, slice_of(c_string));
}

void
json_int(struct json *j, int64_t n)
{
	begin_value(j);
	num_add_i64(j->out, n);
}

void
json_double(struct json *j, double x)
{
	if (!isfinite(x)) {
		json_null(j);
		return;
	}
	begin_value(j);
	num_add_double(j->out, x);
}

void
json_bool(struct json *j, bool b)
{
	json_raw(j, b ? "true" : "false");
}

void
json_null(struct json *j)
{
	json_raw(j, "null");
}

void
json_money(struct json *j, int64_t minor, int digits)
{
	begin_value(j);
	money_add_plain(j->out, minor, digits);
}

void
json_raw(struct json *j, const char *number)
{
	begin_value(j);
	str_add(j->out, number);
}
