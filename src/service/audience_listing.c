/*
 * The segments as a table: a row each, with sums made once. The shop's own
 * come after those that are built in.
 */
#include "base/mem.h"
#include "service/audience.h"

/* clang-format off */
#define SEGMENT_COLUMNS(X) \
	X(SEG_NAME, "segment", "segment", CELL_TEXT, COLUMN_FROZEN, 16, 1, "its name, as --segment takes it") \
	X(SEG_CUSTOMERS, "customers", "customers", CELL_COUNT, COLUMN_FALLS, 9, 2, "in it now") \
	X(SEG_SHARE, "share", "share", CELL_SHARE, COLUMN_FALLS, 7, 4, "of all customers with an order") \
	X(SEG_CHANGE, "change", "change", CELL_COUNT, COLUMN_FALLS, 7, 3, "customers more than 90 days before") \
	X(SEG_ORDERS, "orders", "orders", CELL_COUNT, COLUMN_FALLS, 8, 6, "of these customers") \
	X(SEG_AOV, "aov", "AOV", CELL_MEAN, COLUMN_FALLS, 9, 3, "average value of their orders") \
	X(SEG_UPT, "units_per_order", "UPT", CELL_NUMBER, COLUMN_FALLS, 6, 5, "units per order") \
	X(SEG_REPEAT, "repeat_rate", "repeat", CELL_SHARE, COLUMN_FALLS, 7, 5, "with a second order, of those first seen 90 days or longer ago") \
	X(SEG_REVENUE, "revenue", "revenue", CELL_MONEY, COLUMN_FALLS, 12, 6, "of all their orders") \
	X(SEG_CONTRIBUTION, "contribution", "contribution", CELL_MONEY, COLUMN_FALLS, 12, 4, "of all their orders: what revenue leaves after goods, payment and shipping") \
	X(SEG_EACH, "contribution_per_customer", "each", CELL_MEAN, COLUMN_FALLS, 9, 6, "contribution / customers") \
	X(SEG_MEANING, "meaning", "who they are", CELL_TEXT, 0, 48, 2, "the rule in words, or what the shop lacks for it")
/* clang-format on */

enum segment_column {
	SEGMENT_COLUMNS(LISTING_COLUMN_ID) SEGMENT_COLUMN_COUNT
};
static const struct column segment_columns[] = { SEGMENT_COLUMNS(
    LISTING_COLUMN_ROW) };

struct line {
	uint64_t identity;
	struct str name, meaning;
	bool known; /* else it has no figures */
	struct segment_sum now, before;
};

struct segment_rows {
	struct audience *au;
	struct line *lines;
	size_t n;
	int64_t all; /* customers with an order */
};

/* ---- the lines ---- */

static void
add_built_in(
    const struct audience *au, enum segment_id id, bool *room, struct line *out)
{
	const struct segment_row *row = segment_row(id);
	const char *lacks = audience_lacks(au, row);

	out->identity = (uint64_t)id;
	out->known = lacks == NULL;
	str_set(&out->name, row->name);
	if (lacks != NULL)
		str_setf(&out->meaning, "cannot be told without %s", lacks);
	else
		str_set(&out->meaning, row->meaning);
	for (size_t c = 0; c < au->n; c++)
		room[c] = segment_holds(id, &au->facts[c]);
	segment_sum(au->facts, room, au->n, au->in.until, &out->now);
	for (size_t c = 0; c < au->n; c++)
		room[c] = segment_holds(id, &au->before[c]);
	segment_sum(au->before, room, au->n, au->in.until - SEGMENT_BEFORE_DAYS,
	    &out->before);
}

/* False without memory: an expression that cannot be read is said. */
static bool
add_own(const struct audience *au, const struct store_segment *own, bool *room,
    struct line *out, struct err *err)
{
	struct err wrong = ERR_INIT;

	out->identity = SEGMENT_COUNT + (uint64_t)own->segment_id;
	str_set(&out->name, own->name);
	str_set(&out->meaning, own->expression);
	out->known =
	    audience_pass(au, own->expression, au->facts, room, &wrong);
	if (out->known) {
		segment_sum(au->facts, room, au->n, au->in.until, &out->now);
		out->known = audience_pass(
		    au, own->expression, au->before, room, &wrong);
	}
	if (out->known) {
		segment_sum(au->before, room, au->n,
		    au->in.until - SEGMENT_BEFORE_DAYS, &out->before);
		return true;
	}
	if (wrong.code != ERR_INPUT)
		return err_set(err, wrong.code, "%s", wrong.text);
	str_setf(&out->meaning, "cannot be told: %s", wrong.text);
	return true;
}

static bool
add_lines(struct segment_rows *r, bool *room, struct err *err)
{
	const struct audience *au = r->au;
	bool ok = true;

	r->lines = mem_array(SEGMENT_COUNT + au->own.n, sizeof(*r->lines));
	for (; ok && r->n < SEGMENT_COUNT + au->own.n; r->n++) {
		struct line *line = &r->lines[r->n];
		*line = (struct line){ .name = STR_INIT, .meaning = STR_INIT };
		if (r->n < SEGMENT_COUNT)
			add_built_in(au, (enum segment_id)r->n, room, line);
		else
			ok = add_own(au, &au->own.rows[r->n - SEGMENT_COUNT],
			    room, line, err);
	}
	return ok;
}

static void
segment_rows_free(void *self)
{
	struct segment_rows *r = self;

	for (size_t i = 0; i < r->n; i++) {
		str_release(&r->lines[i].name);
		str_release(&r->lines[i].meaning);
	}
	mem_free(r->lines);
	audience_free(r->au);
	mem_free(r);
}

/* ---- the table ---- */

static struct cell
ratio(double above, double below)
{
	return (struct cell){ .defined = below > 0,
		.number = below > 0 ? above / below : 0 };
}

static struct cell
counted(int64_t n)
{
	return (struct cell){ .defined = true, .count = n };
}

/* A change needs 90 days of orders before those it is compared with. */
static bool
has_before(const struct audience *au)
{
	return au->in.until - au->since >= 2 * SEGMENT_BEFORE_DAYS;
}

static void
segment_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct segment_rows *r = self;
	const struct line *line = &r->lines[row];
	const struct segment_sum *s = &line->now;
	int digits = r->au->digits;
	double net = money_major(s->net, digits);

	*out = (struct cell){ .defined = true };
	if (column == SEG_NAME || column == SEG_MEANING) {
		out->text = slice_str(
		    column == SEG_NAME ? &line->name : &line->meaning);
		return;
	}
	if (!line->known) {
		out->defined = false;
		return;
	}
	switch (column) {
	case SEG_CUSTOMERS:
		*out = counted(s->customers);
		break;
	case SEG_SHARE:
		*out = cell_share(s->customers, r->all);
		break;
	case SEG_CHANGE:
		*out = counted(s->customers - line->before.customers);
		out->defined = has_before(r->au);
		break;
	case SEG_ORDERS:
		*out = counted(s->orders);
		break;
	case SEG_AOV:
		*out = ratio(net, (double)s->orders);
		break;
	case SEG_UPT:
		*out = ratio((double)s->units, (double)s->orders);
		break;
	case SEG_REPEAT:
		*out = cell_share(s->repeated, s->ripe);
		break;
	case SEG_REVENUE:
		*out = counted(s->net);
		break;
	case SEG_CONTRIBUTION:
		*out = counted(money_round(s->contribution, digits));
		break;
	default:
		*out = ratio(s->contribution, (double)s->customers);
		break;
	}
}

static uint64_t
segment_identity(void *self, size_t row)
{
	const struct segment_rows *r = self;

	return r->lines[row].identity;
}

static const struct listing_ops segment_ops = {
	.cell = segment_cell,
	.identity = segment_identity,
	.free = segment_rows_free,
};

bool
audience_segments(struct audience *au, struct listing *out, struct err *err)
{
	struct segment_rows *r;
	bool *room = mem_try_array(au->n, sizeof(*room), "customers", err);
	bool ok;

	if (room == NULL)
		return false;
	r = mem_zalloc(sizeof(*r));
	r->au = audience_share(au);
	ok = add_lines(r, room, err);
	mem_free(room);
	if (!ok) {
		segment_rows_free(r);
		return false;
	}
	for (size_t c = 0; c < au->n; c++)
		r->all += au->facts[c].orders > 0;
	listing_init(out, "segments", segment_columns, SEGMENT_COLUMN_COUNT,
	    &segment_ops, r, r->n, au->digits);
	return true;
}
