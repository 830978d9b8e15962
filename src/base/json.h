/*
 * json - a small streaming JSON writer into a struct str.
 *
 * Commas, nesting and escaping are the writer's business; values are written
 * in the order of the calls, two blanks of indentation a level. Doubles are
 * "%.10g"; undefined ones and NULL strings are null. The text must be valid
 * UTF-8 (text.h sees to it). A call out of place is a BUG. No line end is
 * written after the last value.
 *
 *	json_object(&j);
 *	json_key(&j, "orders");
 *	json_int(&j, 42);
 *	json_end(&j);
 */
#ifndef ENDCAP_JSON_H
#define ENDCAP_JSON_H

#include "base/str.h"

enum {
	JSON_MAX_DEPTH = 16
};

struct json {
	struct str *out; /* borrowed */
	int depth;
	bool compact; /* one line, no blanks */
	bool has_key;
	char kind[JSON_MAX_DEPTH]; /* '{' or '[' */
	bool filled[JSON_MAX_DEPTH];
};

void json_init(struct json *j, struct str *out, bool compact);
void json_object(struct json *j);
void json_array(struct json *j);
void json_end(struct json *j); /* closes the innermost object or array */
void json_key(struct json *j, const char *key);
void json_string(struct json *j, struct slice s);
void json_text(struct json *j, const char *c_string); /* NULL: null */
void json_int(struct json *j, int64_t n);
void json_double(struct json *j, double x); /* not finite: null */
void json_bool(struct json *j, bool b);
void json_null(struct json *j);
void json_money(struct json *j, int64_t minor, int digits);
/* A number already formatted by num or money. */
void json_raw(struct json *j, const char *number);

#endif
