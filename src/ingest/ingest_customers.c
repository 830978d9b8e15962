/*
 * Customers, from their own files and from orders. Where a file has no id but
 * an address, a number made from the folded address stands for the customer,
 * the same in every file: the address itself is kept only for mailing.
 */
#include "ingest/ingest_internal.h"

static uint32_t
new_customer(struct ingest *in, const struct csvfile_row *row, struct slice ref)
{
	struct batch_customer *customer = batch_add_customer(in->out, &in->err);

	if (customer == NULL) {
		ingest_fail(in);
		return DICT_NONE;
	}
	*customer = (struct batch_customer){
		.ref = arena_strndup(&in->out->text, ref.p, ref.len),
		.consent = -1,
		.line = row->line,
	};
	return (uint32_t)in->out->n_customers - 1;
}

static uint32_t
take_customer(
    struct ingest *in, const struct csvfile_row *row, struct slice raw)
{
	uint32_t customer = dict_get(&in->customers, raw, slice_hash(raw));
	struct str ref = STR_INIT;
	struct slice clean;

	if (customer != DICT_NONE)
		return customer;
	ingest_clean_code(in, raw, false, &ref);
	clean = slice_str(&ref);
	customer = dict_get(&in->customers, clean, slice_hash(clean));
	if (customer == DICT_NONE) {
		customer = new_customer(in, row, clean);
		if (!in->failed)
			ingest_remember(in, &in->customers, clean, customer);
	}
	if (!in->failed && !slice_eq(clean, raw))
		ingest_remember(in, &in->customers, raw, customer);
	str_release(&ref);
	return customer;
}

static uint32_t
customer_of_email(struct ingest *in, const struct csvfile_row *row)
{
	struct slice email = ingest_cell(in, row, ROLE_EMAIL);
	struct str ref = STR_INIT;
	uint32_t customer;

	if (email.len == 0)
		return DICT_NONE;
	ingest_clean_code(in, email, true, &ref);
	str_setf(&ref, "email-%016llx",
	    (unsigned long long)slice_hash(slice_str(&ref)));
	customer = take_customer(in, row, slice_str(&ref));
	in->notes[NOTE_EMAIL_AS_KEY]++;
	str_release(&ref);
	return customer;
}

/* 13085.0 is 13085 in files that went through a table of decimals. */
static struct slice
without_decimal(const struct ingest *in, struct slice s)
{
	if ((in->dialect->quirks & DIALECT_DECIMAL_CUSTOMERS) && s.len > 2 &&
	    s.p[s.len - 2] == '.' && s.p[s.len - 1] == '0')
		s.len -= 2;
	return s;
}

/* Words that stand where nobody is known, and the number that shops give to
 * guests. Most values are numbers. */
static bool
is_nobody(
    const struct ingest *in, const struct csvfile_row *row, struct slice s)
{
	char last = s.p[s.len - 1];

	if (slice_eq_c(s, "0"))
		return ingest_cell(in, row, ROLE_EMAIL).len > 0;
	return !(last >= '0' && last <= '9') &&
	    header_is_one_of(s,
		"null|nan|none|n/a|nil|undefined|guest|guest_customer|"
		"anonymous|walk_in|walk_in_customer|gast|invitado|"
		"consumidor_final|misafir");
}

bool
ingest_customer(struct ingest *in, const struct csvfile_row *row, uint32_t *out)
{
	struct slice s = ingest_cell(in, row, ROLE_CUSTOMER);
	const char *fault;

	if (s.len == 0) {
		*out = customer_of_email(in, row);
		return !in->failed;
	}
	s = without_decimal(in, s);
	if (ingest_same_as_last(in, ROLE_CUSTOMER, s) &&
	    in->customer != DICT_NONE) {
		*out = in->customer;
		return true;
	}
	if (is_nobody(in, row, s)) {
		in->customer = DICT_NONE;
		*out = customer_of_email(in, row);
		return !in->failed;
	}
	fault = ingest_code_fault(s);
	if (fault != NULL)
		ingest_reject_field(
		    in, row, ROLE_CUSTOMER, "the customer id %s", fault);
	in->customer = fault != NULL ? DICT_NONE : take_customer(in, row, s);
	*out = in->customer;
	return !in->failed;
}

static void
set_address(struct ingest *in, const struct csvfile_row *row,
    struct batch_customer *customer)
{
	struct slice email = ingest_cell(in, row, ROLE_EMAIL);

	if (email.len == 0)
		return;
	if (in->options->mailing)
		ingest_set_text(in, &customer->email, email);
	else
		in->notes[NOTE_ADDRESS_LEFT]++;
}

static bool
has_objected(const struct ingest *in, const struct csvfile_row *row)
{
	struct slice s = ingest_cell(in, row, ROLE_OPT_OUT);

	return s.len > 0 && !header_is_one_of(s, "no|n|false|0|nein|non");
}

void
ingest_customers_row(struct ingest *in, const struct csvfile_row *row)
{
	enum role key =
	    ingest_has(in, ROLE_CUSTOMER) ? ROLE_CUSTOMER : ROLE_EMAIL;
	size_t before = in->out->n_customers;
	struct batch_customer *customer;
	uint32_t c;
	int consent;

	if (!ingest_customer(in, row, &c))
		return;
	if (c == DICT_NONE) {
		ingest_reject(in, row, key,
		    "the customer is missing: neither id nor address");
		return;
	}
	in->notes[NOTE_SAME_CUSTOMER] += in->out->n_customers == before;
	customer = &in->out->customers[c];
	set_address(in, row, customer);
	ingest_set_text(
	    in, &customer->country, ingest_cell(in, row, ROLE_COUNTRY));
	consent = ingest_optional_yes(
	    in, row, ROLE_CONSENT, ingest_cell(in, row, ROLE_CONSENT));
	if (has_objected(in, row))
		consent = 0;
	if (consent >= 0)
		customer->consent = consent;
}
