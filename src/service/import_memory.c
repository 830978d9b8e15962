/*
 * What a person said about a file is kept for its header, and taken up again
 * for the next file that has it. Which it is tells the file as it is found,
 * with nothing said but how its bytes are cut.
 */
#include "service/import_internal.h"

/* Does the request say what the columns mean? */
static bool
says_columns(const struct import_request *request)
{
	const struct ingest_options *options = &request->options;

	return options->dialect != NULL || options->kind >= 0 ||
	    options->n_maps > 0;
}

bool
import_says_anything(const struct import_request *request)
{
	const struct ingest_options *options = &request->options;

	return says_columns(request) || options->encoding != NULL ||
	    options->decimal != 0 ||
	    options->date_order != DATE_ORDER_UNKNOWN ||
	    options->currency.code[0] != '\0';
}

/*
 * The file as it is found, whose header the memory goes by: in whatever
 * encoding its bytes seem to be, so that one that was named is remembered too.
 * Bytes that seem to be none are looked at as they are said to be.
 */
static bool
look(const char *path, const struct ingest_options *options,
    struct ingest_preview *out, struct err *err)
{
	struct ingest_options plain;

	ingest_options_init(&plain);
	plain.delimiter = options->delimiter;
	plain.join = options->join;
	if (options->encoding == NULL)
		return ingest_preview(path, &plain, out, err);
	if (ingest_preview(path, &plain, out, NULL))
		return true;
	ingest_preview_release(out);
	plain.encoding = options->encoding;
	return ingest_preview(path, &plain, out, err);
}

/* Can the file itself tell, with everything else given? */
static bool
decides(const char *path, const struct ingest_options *options,
    enum date_order order, char decimal, const struct progress *pg)
{
	struct notation notation = { .date_order = order, .decimal = decimal };
	struct csvfile_options csv = ingest_csvfile_options(options);
	struct ingest_preview preview;
	struct err err = ERR_INIT;
	bool ok = ingest_preview(path, options, &preview, &err) &&
	    preview.understood &&
	    notation_find(path, &csv, &preview.sample, &preview.match, pg,
		&notation, &err);

	ingest_preview_release(&preview);
	return ok;
}

void
import_drop_answers(
    const char *path, struct ingest_options *options, const struct progress *pg)
{
	if (options->date_order != DATE_ORDER_UNKNOWN &&
	    decides(path, options, DATE_ORDER_UNKNOWN, '.', pg))
		options->date_order = DATE_ORDER_UNKNOWN;
	if (options->decimal != 0 &&
	    decides(path, options, DATE_ORDER_DMY, 0, pg))
		options->decimal = 0;
}

/* What was said now counts whatever the file says. */
static void
keep_answers(
    const struct import_request *request, struct ingest_options *options)
{
	const struct ingest_options *said = &request->options;

	if (said->date_order != DATE_ORDER_UNKNOWN)
		options->date_order = said->date_order;
	if (said->decimal != 0)
		options->decimal = said->decimal;
}

bool
import_recall(struct store *st, const struct import_request *request,
    const struct progress *pg, struct mapping *kept, struct arena *a,
    struct ingest_options *options, struct str *said, struct err *err)
{
	struct ingest_preview preview;
	bool found = false;
	bool ok = look(request->path, options, &preview, err) &&
	    mapping_recall(st, preview.sample.header.names,
		preview.sample.header.n, kept, &found, err);

	if (ok && found && !request->as_found && !says_columns(request)) {
		ok = mapping_apply(kept, a, options, err);
		if (ok) {
			import_drop_answers(request->path, options, pg);
			keep_answers(request, options);
		}
		str_addf(said, "read as remembered for this header: ");
		if (kept->dialect != NULL)
			str_addf(said, "layout %s%s", kept->dialect,
			    kept->n > 0 ? ", " : "");
		mapping_describe(kept, said);
	}
	ingest_preview_release(&preview);
	return ok;
}

/* What is to be remembered after a request that said something. */
static void
combine(const struct import_request *request, const char *dialect,
    const struct mapping *kept, struct mapping *next)
{
	const struct ingest_options *said = &request->options;

	if (says_columns(request))
		mapping_of_options(said, dialect, next);
	else
		mapping_copy(next, kept);
	if (said->encoding != NULL)
		mapping_set_encoding(next, said->encoding);
	if (said->date_order != DATE_ORDER_UNKNOWN)
		next->date_order = said->date_order;
	if (said->decimal != 0)
		next->decimal = said->decimal;
	next->currency =
	    said->currency.code[0] != '\0' ? said->currency : kept->currency;
}

static bool
same_lines(const struct mapping *a, const struct mapping *b)
{
	struct str one = STR_INIT, other = STR_INIT;
	bool same;

	mapping_add_lines(a, &one);
	mapping_add_lines(b, &other);
	same = slice_eq(slice_str(&one), slice_str(&other));
	str_release(&one);
	str_release(&other);
	return same;
}

void
import_remember(struct store *st, const struct import_request *request,
    const struct mapping *kept, struct import_outcome *out)
{
	struct ingest_preview preview;
	struct mapping next;
	struct err err = ERR_INIT;
	bool ok = true;

	mapping_init(&next);
	if (!request->as_found)
		combine(request, out->batch.dialect, kept, &next);
	if (!same_lines(kept, &next)) {
		ok = look(request->path, &request->options, &preview, &err);
		if (ok) {
			ok = mapping_remember(st, preview.sample.header.names,
			    preview.sample.header.n, &next, &err);
			str_set(&out->memory,
			    mapping_is_empty(&next)
				? "what was remembered for this header is "
				  "forgotten"
				: "remembered for files with this header");
			ingest_preview_release(&preview);
		}
	}
	if (!ok)
		str_setf(&out->memory,
		    "how to read this header could not be remembered: %s",
		    err.text);
	mapping_release(&next);
}
