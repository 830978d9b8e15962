/*
 * Products ascend within an order, so each order takes two binary searches at
 * most, and only orders with a take the second.
 */
#include "service/pair_trace.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "mining/sequence.h"
#include "mining/signif.h"
#include "service/pairing.h"

enum {
	ORDERS_A_REPORT = 65536
};

static const struct {
	const char *name;
	uint32_t least, most;
} sizes[] = {
#define X(name, least, most) { name, least, most },
	PAIR_TRACE_SIZES(X)
#undef X
};
_Static_assert(ARRAY_LEN(sizes) == PAIR_TRACE_SIZE_COUNT, "a row each");

const char *
pair_trace_size_name(size_t i)
{
	return sizes[i].name;
}

const char *
pair_trace_segment_title(size_t i)
{
	return i == PAIR_TRACE_GUESTS ? "Guests"
				      : segment_row((enum segment_id)i)->title;
}

static bool
holds(const struct sales *s, size_t order, uint32_t product)
{
	size_t low = s->first[order], end = s->first[order + 1], high = end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->product[middle] < product)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && s->product[low] == product;
}

static int32_t
month_of(const struct sales *s, size_t order)
{
	return date_month_of(date_day_of(s->time[order]));
}

static bool
lay_months(const struct sales *s, struct pair_trace *out, struct err *err)
{
	int32_t first = INT32_MAX, last = INT32_MIN;

	for (size_t o = 0; o < s->orders; o++) {
		int32_t month = month_of(s, o);
		first = month < first ? month : first;
		last = month > last ? month : last;
	}
	out->first_month = s->orders > 0 ? first : 0;
	out->n_months = s->orders > 0 ? (size_t)(last - first) + 1 : 0;
	out->months =
	    mem_try_zarray(out->n_months, sizeof(*out->months), "months", err);
	return out->months != NULL;
}

static void
count(struct pair_trace_count *c, bool both)
{
	c->with_a++;
	c->both += both;
}

static bool
add_order(const struct sales *s, size_t o, bool both, const uint8_t *segment_of,
    size_t *cap, struct pair_trace *out, struct err *err)
{
	size_t size = s->first[o + 1] - s->first[o];
	void *grown = out->joint;

	count(&out->months[month_of(s, o) - out->first_month], both);
	if (segment_of != NULL)
		count(&out->segments[s->customer[o] == SALES_GUEST
			      ? PAIR_TRACE_GUESTS
			      : segment_of[s->customer[o]]],
		    both);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		if (size >= sizes[i].least && size <= sizes[i].most)
			count(&out->sizes[i], both);
	if (!both)
		return true;
	if (!mem_try_reserve(&grown, cap, out->n_joint + 1, sizeof(*out->joint),
		"joint orders", err))
		return false;
	out->joint = grown;
	out->joint[out->n_joint++] = s->order_id[o];
	return true;
}

static bool
count_sequence(const struct sales *s, size_t a, size_t b,
    const struct progress *pg, struct relation_sequence *out, struct err *err)
{
	struct sequence row = {
		.a = (uint32_t)(a < b ? a : b),
		.b = (uint32_t)(a < b ? b : a),
	};
	bool ok = sequences_count(&row, 1, s, 1, pg, err);

	*out = row.of;
	if (a > b)
		out->a_first = out->customers - out->a_first;
	return ok;
}

bool
pair_trace(const struct view *v, size_t a, size_t b, const uint8_t *segment_of,
    const struct progress *pg, struct pair_trace *out, struct err *err)
{
	const struct sales *s = &v->sales;
	double most = v->settings.value[SETTING_BASKET_CAP];
	size_t cap = 0;
	bool ok;

	*out = (struct pair_trace){ .promoted = -1,
		.has_segments = segment_of != NULL };
	ok = lay_months(s, out, err);
	for (size_t o = 0; ok && o < s->orders; o++) {
		double size = (double)(s->first[o + 1] - s->first[o]);
		ok = o % ORDERS_A_REPORT != 0 ||
		    progress_report(pg, "following the pair", (int64_t)o,
			(int64_t)s->orders, err);
		if (!ok || (most > 0 && size > most) ||
		    !holds(s, o, (uint32_t)a))
			continue;
		ok = add_order(
		    s, o, holds(s, o, (uint32_t)b), segment_of, &cap, out, err);
	}
	ok = ok && count_sequence(s, a, b, pg, &out->sequence, err);
	if (!ok)
		pair_trace_release(out);
	return ok;
}

uint8_t *
pair_trace_segments(const struct view *v, struct err *err)
{
	const struct sales *s = &v->sales;
	struct segment_input in = { .sales = s, .until = INT32_MIN };
	struct segment_facts *facts =
	    mem_try_zarray(s->customers, sizeof(*facts), "customers", err);
	double *nothing =
	    mem_try_zarray(s->orders, sizeof(*nothing), "orders", err);
	uint8_t *out =
	    mem_try_zarray(s->customers, sizeof(*out), "customers", err);
	bool ok = facts != NULL && nothing != NULL && out != NULL;

	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		in.until = day > in.until ? day : in.until;
	}
	/* Only VIPs go by contribution, and they divide nobody. */
	in.contribution = nothing;
	ok = ok && segment_facts(&in, facts, err);
	for (size_t c = 0; ok && c < s->customers; c++)
		out[c] = (uint8_t)facts[c].rfm;
	mem_free(facts);
	mem_free(nothing);
	if (ok)
		return out;
	mem_free(out);
	return NULL;
}

void
pair_trace_release(struct pair_trace *t)
{
	mem_free(t->months);
	mem_free(t->joint);
	*t = (struct pair_trace){ .n_months = 0 };
}

bool
pair_trace_promoted(struct store *st, struct pair_trace *t, struct err *err)
{
	return store_count_promoted(
	    st, t->joint, t->n_joint, &t->promoted, err);
}

void
pair_trace_add_spark(const struct pair_trace *t, size_t most, struct str *out)
{
	static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇",
		"█" };
	size_t from = t->n_months > most ? t->n_months - most : 0;
	int64_t steps = (int64_t)ARRAY_LEN(blocks) - 1, fullest = 0;

	for (size_t i = from; i < t->n_months; i++)
		if (t->months[i].both > fullest)
			fullest = t->months[i].both;
	for (size_t i = from; fullest > 0 && i < t->n_months; i++)
		str_add(out, blocks[t->months[i].both * steps / fullest]);
}

void
pair_trace_add_share(int64_t n, int64_t of, struct str *out)
{
	num_add_grouped(out, n);
	str_add(out, " of ");
	num_add_grouped(out, of);
	str_add(out, of == 1 ? " order" : " orders");
	if (of >= PAIRING_LEAST_FOR_PERCENT)
		str_addf(out, " (%.1f %%)", (double)n / (double)of * 100);
}

void
pair_trace_add_interval(int64_t n, int64_t of, struct str *out)
{
	struct signif_interval w;

	pair_trace_add_share(n, of, out);
	if (of < PAIRING_LEAST_FOR_PERCENT)
		return;
	w = signif_wilson((uint64_t)n, (uint64_t)of, SIGNIF_Z95);
	out->p[--out->len] = '\0';
	str_addf(out, "; 90 %%: %.1f to %.1f %%)", w.low * 100, w.high * 100);
}
