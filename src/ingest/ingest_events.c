/*
 * What customers looked at: a row is one event of one customer with one
 * product. Nothing is joined here: the customer may never have bought, the
 * product may not be known yet, so both go by name (store_events.h).
 */
#include "ingest/eventword.h"
#include "ingest/ingest_internal.h"

#include "base/text.h"
#include "ingest/moment.h"

enum {
	SHOWN_CELLS = 40 /* of a value inside a reason */
};

/* False: the row was set aside or passed over. Where there is no column,
 * everything is a view. */
static bool
read_kind(struct ingest *in, const struct csvfile_row *row,
    enum batch_event_kind *kind)
{
	struct slice word = ingest_cell(in, row, ROLE_EVENT), cut;

	*kind = EVENT_VIEW;
	if (!ingest_has(in, ROLE_EVENT)) {
		in->notes[NOTE_NO_EVENT]++;
		return true;
	}
	if (eventword_parse(word, kind))
		return true;
	if (word.len > 0 && eventword_is_other(word)) {
		ingest_pass(in, NOTE_OTHER_EVENTS);
		return false;
	}
	cut = text_prefix(word, SHOWN_CELLS);
	if (word.len == 0)
		ingest_reject(in, row, ROLE_EVENT, "the event is missing");
	else
		ingest_reject(in, row, ROLE_EVENT,
		    "event '%.*s' is none of view, cart, wish and buy",
		    (int)cut.len, cut.p);
	return false;
}

/* The day and the time of day may stand in two columns. */
static bool
parse_time(struct ingest *in, struct slice date, struct slice clock,
    int64_t *time, int32_t *offset)
{
	enum date_order order = in->report->notation.date_order;

	if (clock.len > 0) {
		str_setf(&in->scratch, "%.*s %.*s", (int)date.len, date.p,
		    (int)clock.len, clock.p);
		if (date_parse(slice_str(&in->scratch), order, time, offset))
			return true;
	}
	if (date_parse(date, order, time, offset))
		return true;
	if (!moment_parse(date, time, offset))
		return false;
	in->notes[NOTE_COUNTED_DATES]++;
	return true;
}

static bool
read_time(struct ingest *in, const struct csvfile_row *row, int64_t *time)
{
	struct slice date = ingest_cell(in, row, ROLE_DATE), cut;
	int32_t offset;

	if (date.len == 0) {
		ingest_reject(in, row, ROLE_DATE, "the time is missing");
		return false;
	}
	if (parse_time(
		in, date, ingest_cell(in, row, ROLE_CLOCK), time, &offset))
		return true;
	cut = text_prefix(date, SHOWN_CELLS);
	ingest_reject(in, row, ROLE_DATE, "time '%.*s' is not a date",
	    (int)cut.len, cut.p);
	return false;
}

/* Most of a log is of people who are not logged in, or of pages that show no
 * product: neither is a fault of the row. */
static bool
says_who_and_what(struct ingest *in, const struct csvfile_row *row)
{
	if (ingest_cell(in, row, ROLE_CUSTOMER).len == 0 &&
	    ingest_cell(in, row, ROLE_EMAIL).len == 0)
		ingest_pass(in, NOTE_NO_VISITOR);
	else if (ingest_cell(in, row, ROLE_SKU).len == 0)
		ingest_pass(in, NOTE_NO_ITEMS);
	else
		return true;
	return false;
}

void
ingest_events_row(struct ingest *in, const struct csvfile_row *row)
{
	struct batch_event now = { .line = row->line }, *event;

	if (!says_who_and_what(in, row) || !read_kind(in, row, &now.kind) ||
	    !read_time(in, row, &now.time) ||
	    !ingest_product(in, row, ingest_cell(in, row, ROLE_SKU),
		slice_of(""), &now.product) ||
	    !ingest_customer(in, row, &now.customer))
		return;
	if (now.customer == DICT_NONE) {
		ingest_reject(
		    in, row, ROLE_CUSTOMER, "the customer cannot be used");
		return;
	}
	event = batch_add_event(in->out, &in->err);
	if (event == NULL)
		ingest_fail(in);
	else
		*event = now;
}
