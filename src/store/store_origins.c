/*
 * The table is read in order of id beside the ids of the sales. Texts are
 * numbered as they first come and renumbered in byte order at the end, so that
 * numbers do not depend on the order of the rows.
 */
#include "store/store_origins.h"

#include "base/mem.h"
#include "store/store_internal.h"

/* Texts in byte order with the number each was first given. */
struct numbering {
	const char *text[ORIGINS_MOST];
	uint16_t number[ORIGINS_MOST];
	size_t n;
};

static uint16_t
number_of(struct numbering *nu, struct slice text, struct arena *a)
{
	size_t low = 0, high = nu->n;

	if (text.len == 0)
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_compare(slice_of(nu->text[middle]), text);

		if (order == 0)
			return nu->number[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (nu->n == ORIGINS_MOST)
		return 0;
	memmove(&nu->text[low + 1], &nu->text[low],
	    (nu->n - low) * sizeof(*nu->text));
	memmove(&nu->number[low + 1], &nu->number[low],
	    (nu->n - low) * sizeof(*nu->number));
	nu->text[low] = arena_strndup(a, text.p, text.len);
	nu->n++;
	nu->number[low] = (uint16_t)nu->n;
	return nu->number[low];
}

static void
renumber(const struct numbering *nu, struct store_names *names,
    uint16_t *numbers, size_t n)
{
	uint16_t place[ORIGINS_MOST + 1] = { 0 };

	names->n = nu->n;
	for (size_t i = 0; i < nu->n; i++) {
		names->name[i] = nu->text[i];
		place[nu->number[i]] = (uint16_t)(i + 1);
	}
	for (size_t i = 0; i < n; i++)
		numbers[i] = place[numbers[i]];
}

struct numberings {
	struct numbering countries, channels;
};

static bool
read_all(struct store *st, const struct sales *s, struct numberings *nus,
    struct store_origins *out, struct err *err)
{
	struct query q = { 0 };
	size_t at = 0;
	bool row, ok = query_open(&q, st, STMT_ORIGINS, err);

	if (ok && s->orders > 0)
		bind_int(&q, s->order_id[0]);
	while (ok && at < s->orders) {
		struct slice country, channel;
		int64_t id, discount;

		if (!(ok = query_row(&q, &row, err)) || !row)
			break;
		id = read_int(&q);
		country = read_bytes(&q);
		channel = read_bytes(&q);
		discount = read_known(&q);
		if (id != s->order_id[at])
			continue;
		out->country[at] =
		    number_of(&nus->countries, country, &out->text);
		out->channel[at] =
		    number_of(&nus->channels, channel, &out->text);
		out->discount[at++] = discount > 0 ? discount : 0;
	}
	query_close(&q);
	if (ok && at < s->orders)
		return err_set(err, ERR_CONFLICT,
		    "the orders changed meanwhile; load them again");
	return ok;
}

bool
store_origins_load(struct store *st, const struct sales *s,
    struct store_origins *out, struct err *err)
{
	static const char what[] = "the origins of orders";
	struct numberings *nus = mem_zalloc(sizeof(*nus));
	bool ok;

	*out = (struct store_origins){ .orders = s->orders };
	out->country =
	    mem_try_zarray(s->orders, sizeof(*out->country), what, err);
	out->channel =
	    mem_try_zarray(s->orders, sizeof(*out->channel), what, err);
	out->discount =
	    mem_try_zarray(s->orders, sizeof(*out->discount), what, err);
	ok = out->country != NULL && out->channel != NULL &&
	    out->discount != NULL && read_all(st, s, nus, out, err);
	if (ok) {
		renumber(
		    &nus->countries, &out->countries, out->country, s->orders);
		renumber(
		    &nus->channels, &out->channels, out->channel, s->orders);
	} else {
		store_origins_release(out);
	}
	mem_free(nus);
	return ok;
}

void
store_origins_release(struct store_origins *o)
{
	mem_free(o->country);
	mem_free(o->channel);
	mem_free(o->discount);
	arena_release(&o->text);
	*o = (struct store_origins){ 0 };
}

const char *
store_names_of(const struct store_names *names, uint16_t number)
{
	return number > 0 ? names->name[number - 1] : "";
}
