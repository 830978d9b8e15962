/*
 * Rows gather in memory and go out in pieces of some 64 KiB.
 */
#include "service/csvout.h"

#include "base/text.h"

enum {
	FLUSH_AT = 1 << 16
};

void
csvout_init(struct csvout *w, const struct listing_sink *sink, char separator)
{
	*w = (struct csvout){
		.sink = sink,
		.out = STR_INIT,
		.field = STR_INIT,
		.separator = separator,
	};
}

void
csvout_header(struct csvout *w, const char *names)
{
	str_addf(&w->out, "%s\n", names);
}

static void
separate(struct csvout *w)
{
	if (w->begun)
		str_add_char(&w->out, w->separator);
	w->begun = true;
}

void
csvout_slice(struct csvout *w, struct slice text)
{
	struct str clean = STR_INIT;

	separate(w);
	text_clean(&clean, text);
	listing_add_csv_text(&w->out, slice_str(&clean));
	str_release(&clean);
}

void
csvout_text(struct csvout *w, const char *text)
{
	csvout_slice(w, slice_of(text));
}

void
csvout_raw(struct csvout *w, struct slice field)
{
	separate(w);
	str_add_slice(&w->out, field);
}

void
csvout_count(struct csvout *w, int64_t n)
{
	separate(w);
	str_addf(&w->out, "%lld", (long long)n);
}

void
csvout_field(struct csvout *w)
{
	csvout_raw(w, slice_str(&w->field));
	str_clear(&w->field);
}

void
csvout_blank(struct csvout *w, int fields)
{
	while (fields-- > 0)
		separate(w);
}

bool
csvout_end(struct csvout *w, struct err *err)
{
	bool ok = true;

	str_add_char(&w->out, '\n');
	w->begun = false;
	w->rows++;
	if (w->out.len > FLUSH_AT) {
		ok = w->sink->write(w->sink->arg, slice_str(&w->out), err);
		str_clear(&w->out);
	}
	return ok;
}

bool
csvout_finish(struct csvout *w, bool ok, struct err *err)
{
	if (ok && w->out.len > 0)
		ok = w->sink->write(w->sink->arg, slice_str(&w->out), err);
	str_release(&w->out);
	str_release(&w->field);
	return ok;
}
