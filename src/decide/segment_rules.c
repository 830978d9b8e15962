/*
 * The segments as rules over the facts of a customer, one function each.
 */
#include "decide/segment.h"

static bool
is_cant_lose(const struct segment_facts *f)
{
	return f->r == 1 && f->f == 5 && f->m == 5;
}

static bool
is_champion(const struct segment_facts *f)
{
	return f->r == 5 && f->f >= 4;
}

static bool
is_at_risk(const struct segment_facts *f)
{
	return f->r <= 2 && f->f >= 4;
}

static bool
is_loyal(const struct segment_facts *f)
{
	return f->r >= 3 && f->f >= 4;
}

static bool
is_new(const struct segment_facts *f)
{
	return f->r == 5 && f->f == 1;
}

static bool
is_promising(const struct segment_facts *f)
{
	return f->r == 4 && f->f == 1;
}

static bool
is_potential(const struct segment_facts *f)
{
	return f->r >= 4 && (f->f == 2 || f->f == 3);
}

static bool
is_sleeping(const struct segment_facts *f)
{
	return f->r <= 2 && f->f <= 3;
}

/* Whoever fits nowhere else. */
static bool
is_attention(const struct segment_facts *f)
{
	return f->orders > 0;
}

static bool
is_repeat(const struct segment_facts *f)
{
	return f->orders >= 2;
}

static bool
is_once(const struct segment_facts *f)
{
	return f->orders == 1;
}

static bool
is_vip(const struct segment_facts *f)
{
	return f->vip;
}

static bool
is_single(const struct segment_facts *f)
{
	return f->single && f->since < SEGMENT_RECENT_DAYS;
}

static bool
is_near(const struct segment_facts *f)
{
	return f->near;
}

static bool
is_overdue(const struct segment_facts *f)
{
	return f->visits >= 3 && f->since > SEGMENT_LATE * f->gap;
}

static bool
is_dormant(const struct segment_facts *f)
{
	return f->since >= SEGMENT_DORMANT_DAYS;
}

static bool
is_back(const struct segment_facts *f)
{
	return f->since < SEGMENT_BACK_DAYS &&
	    f->gap_before >= SEGMENT_DORMANT_DAYS;
}

static bool
is_deals(const struct segment_facts *f)
{
	return f->orders >= 2 && f->discounted * 2 >= f->orders;
}

static bool
is_full(const struct segment_facts *f)
{
	return f->orders >= 2 && f->discounted == 0;
}

static bool
is_fan(const struct segment_facts *f)
{
	return f->favourite != 0;
}

static bool
is_bundle(const struct segment_facts *f)
{
	return f->bundled > 0;
}

static bool
is_viewed(const struct segment_facts *f)
{
	return f->viewed > 0;
}

static bool
is_carted(const struct segment_facts *f)
{
	return f->carted > 0;
}

static const struct {
	struct segment_row row;
	bool (*rule)(const struct segment_facts *f);
} rows[] = {
#define X(code, n, t, r, d, m)                                                \
	[code] = { .row = { .name = n, .title = t, .meaning = m, .need = d }, \
		.rule = r },
	SEGMENTS(X)
#undef X
};
_Static_assert(ARRAY_LEN(rows) == SEGMENT_COUNT, "a row each");

const struct segment_row *
segment_row(enum segment_id id)
{
	return &rows[id].row;
}

bool
segment_parse(struct slice name, enum segment_id *id)
{
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		if (slice_eq_nocase(name, slice_of(rows[i].row.name))) {
			*id = (enum segment_id)i;
			return true;
		}
	}
	return false;
}

enum segment_id
segment_rfm(int r, int f, int m)
{
	const struct segment_facts facts = {
		.orders = 1,
		.r = (uint8_t)r,
		.f = (uint8_t)f,
		.m = (uint8_t)m,
	};
	int id = 0;

	while (!rows[id].rule(&facts))
		id++;
	return (enum segment_id)id;
}

bool
segment_holds(enum segment_id id, const struct segment_facts *f)
{
	if (f->orders == 0)
		return false;
	if (id < SEGMENT_RFM_COUNT)
		return f->rfm == id;
	return rows[id].rule(f);
}
