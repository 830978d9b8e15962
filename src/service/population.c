#include "service/population.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"

/* Parts of a channel's name that say the shopper did not fill a cart in the
 * shop; whole: the name must be just that. */
static const struct {
	const char *part;
	bool whole;
} other_channels[] = {
	{ "pos", true },
	{ "point of sale", false },
	{ "draft", false },
	{ "subscription", false },
	{ "recurring", false },
	{ "manual", true },
	{ "admin", true },
};

static bool
is_other_channel(const char *name)
{
	struct slice s = slice_of(name);

	for (size_t i = 0; i < ARRAY_LEN(other_channels); i++) {
		struct slice part = slice_of(other_channels[i].part);

		if (other_channels[i].whole
			? slice_eq_nocase(s, part)
			: slice_find_nocase(s, part) < s.len)
			return true;
	}
	return false;
}

static bool
in_days(const struct population_request *rq, size_t i)
{
	int32_t day = date_day_of(rq->sales->time[i]);

	return day >= rq->from && day <= rq->until;
}

/* The number of the country most orders have; 0: none has one. */
static uint16_t
home_of(const struct population_request *rq)
{
	const struct store_origins *o = rq->origins;
	int64_t counts[ORIGINS_MOST + 1] = { 0 };
	uint16_t home = 0;

	for (size_t i = 0; i < rq->sales->orders; i++)
		if (in_days(rq, i))
			counts[o->country[i]]++;
	for (size_t c = 1; c <= o->countries.n; c++)
		if (counts[c] > (home > 0 ? counts[home] : 0))
			home = (uint16_t)c;
	return home;
}

const char *
population_home(const struct sales *s, const struct store_origins *origins)
{
	struct population_request rq = { .sales = s,
		.origins = origins,
		.from = INT32_MIN,
		.until = INT32_MAX };
	uint16_t home = origins != NULL ? home_of(&rq) : 0;

	return home > 0 ? store_names_of(&origins->countries, home) : NULL;
}

/* The number of a country; ORIGINS_MOST + 1: no order has it. */
static uint16_t
number_of(const struct store_names *names, const char *country)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->name[i], country) == 0)
			return (uint16_t)(i + 1);
	return ORIGINS_MOST + 1;
}

static bool
allocate(struct population *p, size_t n, struct err *err)
{
	static const char what[] = "the orders of a shipping rule";

	p->order = mem_try_array(n, sizeof(*p->order), what, err);
	p->day = mem_try_array(n, sizeof(*p->day), what, err);
	p->value = mem_try_array(n, sizeof(*p->value), what, err);
	p->before = mem_try_array(n, sizeof(*p->before), what, err);
	p->shipping = mem_try_array(n, sizeof(*p->shipping), what, err);
	return p->order && p->day && p->value && p->before && p->shipping;
}

static void
keep(const struct population_request *rq, size_t i, struct population *p)
{
	const struct sales *s = rq->sales;
	int64_t discount = rq->origins != NULL ? rq->origins->discount[i] : 0;

	p->order[p->n] = i;
	p->day[p->n] = date_day_of(s->time[i]);
	p->value[p->n] = s->cart_value[i];
	p->before[p->n] = s->cart_value[i] + discount;
	p->discounts = p->discounts || discount > 0;
	p->charged += s->shipping[i] >= 0;
	p->shipping[p->n++] = s->shipping[i];
}

static void
take(const struct population_request *rq, uint16_t home, struct population *p)
{
	const struct store_origins *o = rq->origins;
	bool other[ORIGINS_MOST + 1] = { false };
	uint16_t country = rq->country != NULL && o != NULL
	    ? number_of(&o->countries, rq->country)
	    : home;

	for (size_t c = 0; o != NULL && c < o->channels.n; c++)
		other[c + 1] = is_other_channel(o->channels.name[c]);
	for (size_t i = 0; i < rq->sales->orders; i++) {
		if (!in_days(rq, i))
			continue;
		if (o != NULL && country > 0 && o->country[i] != country &&
		    (o->country[i] > 0 || country != home))
			p->other_country++;
		else if (o != NULL && other[o->channel[i]])
			p->other_channel++;
		else if (rq->sales->cart_value[i] <= 0)
			p->no_value++;
		else
			keep(rq, i, p);
	}
}

bool
population_find(const struct population_request *rq, struct population *out,
    struct err *err)
{
	uint16_t country = rq->origins != NULL ? home_of(rq) : 0;

	*out = (struct population){ .n = 0 };
	str_init(&out->country);
	if (!allocate(out, rq->sales->orders, err)) {
		population_release(out);
		return false;
	}
	if (rq->country != NULL)
		str_set(&out->country, rq->country);
	else if (country > 0)
		str_set(&out->country,
		    store_names_of(&rq->origins->countries, country));
	take(rq, country, out);
	return true;
}

void
population_release(struct population *p)
{
	mem_free(p->order);
	mem_free(p->day);
	mem_free(p->value);
	mem_free(p->before);
	mem_free(p->shipping);
	str_release(&p->country);
	*p = (struct population){ .n = 0 };
	str_init(&p->country);
}

static void
add_left_out(int64_t n, const char *what, const char **between, struct str *out)
{
	if (n == 0)
		return;
	str_add(out, *between);
	num_add_grouped(out, n);
	str_addf(out, " %s", what);
	*between = ", ";
}

void
population_add_words(const struct population *p, struct str *out)
{
	const char *between =
	    p->country.len > 0 ? "; left out: " : "left out: ";

	if (p->country.len > 0)
		str_addf(out, "orders into %s", p->country.p);
	add_left_out(p->other_country, "into other countries", &between, out);
	add_left_out(p->other_channel,
	    "from a till, by hand or by subscription", &between, out);
	add_left_out(p->no_value, "without a value", &between, out);
}
