/*
 * err - how it works: the sentence is formatted into a buffer of its own
 * first, so that arguments may point into the error being replaced, and is
 * cut at a character boundary when it does not fit.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>

#define ELLIPSIS "\xe2\x80\xa6"

static const char *const names[] = {
#define X(code, name, meaning) [code] = name,
	ERR_CODES(X)
#undef X
};
static_assert(ARRAY_LEN(names) == ERR_CODE_COUNT, "one name per code");

struct system_reason {
	int number;
	const char *text;
};

/* clang-format off */
static const struct system_reason reasons[] = {
	{ .number = EACCES,       .text = "permission denied" },
	{ .number = EAGAIN,       .text = "somebody else holds it" },
	{ .number = EBUSY,        .text = "somebody else holds it" },
	{ .number = EDQUOT,       .text = "the disk quota is used up" },
	{ .number = EEXIST,       .text = "it exists already" },
	{ .number = EFBIG,        .text = "the file would be too large" },
	{ .number = EIO,          .text = "the disk failed" },
	{ .number = EISDIR,       .text = "it is a folder" },
	{ .number = ELOOP,        .text = "its links lead in a circle" },
	{ .number = EMFILE,       .text = "too many files are open" },
	{ .number = ENAMETOOLONG, .text = "the name is too long" },
	{ .number = ENFILE,       .text = "too many files are open" },
	{ .number = ENOENT,       .text = "no such file or folder" },
	{ .number = ENOMEM,       .text = "not enough memory" },
	{ .number = ENOSPC,       .text = "the disk is full" },
	{ .number = ENOTDIR,      .text = "a part of the path is no folder" },
	{ .number = ENXIO,        .text = "nobody reads from it" },
	{ .number = EPERM,        .text = "not permitted" },
	{ .number = EPIPE,        .text = "nobody reads from it" },
	{ .number = EROFS,        .text = "the disk is read-only" },
};
/* clang-format on */

/* Ends buf, full to the last byte, in an ellipsis after a whole character. */
static void
end_in_ellipsis(char buf[ERR_TEXT_SIZE])
{
	size_t at = ERR_TEXT_SIZE - sizeof(ELLIPSIS);

	while (at > 0 && ((unsigned char)buf[at] & 0xC0) == 0x80)
		at--;
	memcpy(buf + at, ELLIPSIS, sizeof(ELLIPSIS));
}

ATTR_PRINTF(2, 0)
static void
format(char buf[ERR_TEXT_SIZE], const char *fmt, va_list args)
{
	int n = vsnprintf(buf, ERR_TEXT_SIZE, fmt, args);

	if (n < 0)
		BUG("an error sentence that cannot be formatted");
	if (n >= ERR_TEXT_SIZE)
		end_in_ellipsis(buf);
}

bool
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	char buf[ERR_TEXT_SIZE];
	va_list args;

	if (err == NULL)
		return false;
	va_start(args, fmt);
	format(buf, fmt, args);
	va_end(args);
	err->code = code;
	memcpy(err->text, buf, strlen(buf) + 1);
	return false;
}

bool
err_prefix(struct err *err, const char *fmt, ...)
{
	char prefix[ERR_TEXT_SIZE];
	va_list args;

	if (err == NULL)
		return false;
	va_start(args, fmt);
	format(prefix, fmt, args);
	va_end(args);
	return err_set(err, err->code, "%s: %s", prefix, err->text);
}

const char *
err_system(int number)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].number == number)
			return reasons[i].text;
	return "the system refused";
}

const char *
err_code_name(enum err_code code)
{
	if ((unsigned)code >= ARRAY_LEN(names))
		BUG("an error code outside the list");
	return names[code];
}
