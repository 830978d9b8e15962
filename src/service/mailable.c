/*
 * Contacts of the past become a few numbers of each customer before anybody is
 * chosen. Those held out got no message, so theirs do not count.
 */
#include "service/mailable.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/audience.h"

static bool
index_of(const struct sales *s, int64_t customer_id, size_t *index)
{
	size_t low = 0, high = s->customers;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->customer_id[middle] < customer_id)
			low = middle + 1;
		else
			high = middle;
	}
	*index = low;
	return low < s->customers && s->customer_id[low] == customer_id;
}

static void
add_contact(
    const struct store_contact *c, int32_t today, struct followup_person *p)
{
	int32_t day = date_day_of(c->at);

	if (day > p->contacted)
		p->contacted = day;
	p->messages += today - day < FOLLOWUP_QUARTER;
}

static bool
know_people(struct mailable *m, int32_t today, struct err *err)
{
	const struct sales *s = m->sales;
	size_t c;

	m->person =
	    mem_try_array(s->customers, sizeof(*m->person), "people", err);
	if (m->person == NULL)
		return false;
	for (size_t i = 0; i < s->customers; i++)
		m->person[i] = (struct followup_person){ .contacted = INT32_MIN,
			.offered = INT32_MIN };
	for (size_t i = 0; i < m->people.n; i++) {
		const struct store_customer *p = &m->people.rows[i];
		if (!index_of(s, p->customer_id, &c))
			continue;
		m->person[c].consent = p->consent;
		m->person[c].held_out = followup_is_held_out(slice_of(p->ref));
	}
	for (size_t i = 0; i < m->contacts.n; i++)
		if (!m->contacts.rows[i].held_out &&
		    index_of(s, m->contacts.rows[i].customer_id, &c))
			add_contact(&m->contacts.rows[i], today, &m->person[c]);
	return true;
}

/* A return may still be open, and nobody wants an offer then. */
static bool
know_returns(
    struct mailable *m, struct store *st, int32_t today, struct err *err)
{
	int64_t since =
	    (int64_t)(today - FOLLOWUP_RETURN_DAYS + 1) * DATE_SECONDS_A_DAY;
	int64_t *ids = NULL;
	size_t n = 0, c;
	bool ok = store_customers_returned(st, since, &ids, &n, err);

	for (size_t i = 0; ok && i < n; i++)
		if (index_of(m->sales, ids[i], &c))
			m->person[c].returned = true;
	mem_free(ids);
	return ok;
}

bool
mailable_load(struct store *st, const struct sales *s, int32_t today,
    struct mailable *out, struct err *err)
{
	*out = (struct mailable){ .sales = s };
	return store_customers_load(st, &out->people, err) &&
	    store_contacts_load(st, &out->contacts, err) &&
	    know_people(out, today, err) && know_returns(out, st, today, err);
}

void
mailable_release(struct mailable *m)
{
	store_customers_release(&m->people);
	store_contacts_release(&m->contacts);
	mem_free(m->person);
	*m = (struct mailable){ .sales = NULL };
}

bool
mailable_narrow(struct mailable *m, struct store *st,
    const struct store_products *products, const char *segment, struct err *err)
{
	size_t n = m->sales->customers;
	bool *member, ok;

	if (segment == NULL)
		return true;
	member = mem_try_array(n, sizeof(*member), "customers", err);
	ok = member != NULL &&
	    audience_find(st, products, m->sales, segment, member, err);
	for (size_t c = 0; ok && c < n; c++)
		m->person[c].outside = !member[c];
	mem_free(member);
	return ok;
}

/* The contacts about one product set (or take away) the day of the offer. */
static void
note_offer(struct mailable *m, int64_t product_id, bool set)
{
	size_t c;

	for (size_t i = 0; i < m->contacts.n; i++) {
		const struct store_contact *k = &m->contacts.rows[i];
		int32_t day = date_day_of(k->at);
		if (k->held_out || k->product_id != product_id ||
		    !index_of(m->sales, k->customer_id, &c))
			continue;
		if (!set)
			m->person[c].offered = INT32_MIN;
		else if (day > m->person[c].offered)
			m->person[c].offered = day;
	}
}

void
mailable_offer(struct mailable *m, int64_t product_id)
{
	note_offer(m, m->offer, false);
	note_offer(m, product_id, true);
	m->offer = product_id;
}

const struct store_customer *
mailable_customer(const struct mailable *m, size_t customer)
{
	int64_t id = m->sales->customer_id[customer];
	size_t low = 0, high = m->people.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->people.rows[middle].customer_id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < m->people.n && m->people.rows[low].customer_id == id
	    ? &m->people.rows[low]
	    : NULL;
}

bool
mailable_has_address(const struct mailable *m, size_t customer)
{
	const struct store_customer *p = mailable_customer(m, customer);

	return p != NULL && p->email != NULL && p->email[0] != '\0';
}
