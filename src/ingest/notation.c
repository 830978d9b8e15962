/*
 * One pass with a tally of votes. Ambiguous values do not vote, but their
 * first one is remembered: if nobody votes, it goes into the question to the
 * user.
 */
#include "ingest/notation.h"

#include "base/num.h"
#include "base/text.h"

enum {
	SAMPLE_OF_VOTES = 10000, /* rows after which a decision may stand */
	DATE_ORDERS = DATE_ORDER_YMD + 1,
	SHOWN_CELLS = 40, /* of a value in a message */
	CURRENCIES = 8, /* that a column is searched for */
	MIN_SHARES = 3, /* discounts below one that make a column of shares */
	SHARES_TO_AMOUNTS = 200, /* of them for each slip of the pen, "1.1" */
};

struct currency_votes {
	struct currency currency;
	int64_t rows;
};

struct doubt {
	bool any;
	uint32_t line;
	int column;
	struct str value;
};

struct tally {
	const struct dialect_match *match;
	struct notation *notation;
	uint32_t header_line; /* nothing up to here votes */
	bool wants_order, wants_decimal;
	bool currency_open; /* nobody said it */
	int64_t rows;
	int64_t dates[DATE_ORDERS];
	int64_t points, commas;
	int64_t shares, amounts; /* discounts below one, and others */
	struct doubt date, amount;
	struct currency_votes currencies[CURRENCIES];
	bool dotted; /* the date in doubt has points: 1.2.2026 */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_mark(char c)
{
	return c == '.' || c == ',';
}

/* Of thousands: a blank, an apostrophe, or a byte of the other blanks and
 * apostrophes, which are beyond ASCII. */
static bool
may_group(char c)
{
	return c == ' ' || c == '\'' || (c & 0x80);
}

/* The part of an amount from its first to its last digit or mark. */
static struct slice
number_in(struct slice s)
{
	while (s.len > 0 && !is_digit(s.p[0]) && !is_mark(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (
	    s.len > 0 && !is_digit(s.p[s.len - 1]) && !is_mark(s.p[s.len - 1]))
		s.len--;
	return s;
}

/* A single kind of mark: "12,50" has one, "1.234.567" has two. */
static char
hint_of_one_mark(struct slice s, size_t at, size_t marks)
{
	char other = s.p[at] == '.' ? ',' : '.';
	size_t after = s.len - at - 1;

	if (marks > 1)
		return other;
	if (after != 3 || at == 0 || at > 3 || (at == 1 && s.p[0] == '0'))
		return s.p[at];
	return '?';
}

char
notation_decimal_hint(struct slice amount)
{
	struct slice s = number_in(amount);
	size_t marks = 0, last = 0;
	bool both = false;

	for (size_t i = 0; i < s.len; i++) {
		if (!is_mark(s.p[i])) {
			if (!is_digit(s.p[i]) && !may_group(s.p[i]))
				return 0;
			continue;
		}
		both = both || (marks > 0 && s.p[last] != s.p[i]);
		last = i;
		marks++;
	}
	if (marks == 0)
		return 0;
	return both ? s.p[last] : hint_of_one_mark(s, last, marks);
}

static void
remember_doubt(struct doubt *doubt, const struct csvfile_row *row, int column)
{
	struct str clean = STR_INIT;

	if (doubt->any)
		return;
	doubt->any = true;
	doubt->column = column;
	doubt->line = csvfile_field_line(row, (size_t)column);
	text_clean(&clean, row->fields[column]);
	str_add_slice(
	    &doubt->value, text_prefix(slice_str(&clean), SHOWN_CELLS));
	str_release(&clean);
}

static struct slice
cell(const struct csvfile_row *row, int column)
{
	if (column < 0 || (size_t)column >= row->n)
		return slice_of("");
	return slice_trim(row->fields[column]);
}

static void
vote_on_date(struct tally *t, const struct csvfile_row *row)
{
	int column = t->match->column[ROLE_DATE];
	enum date_order order;

	if (!date_hint(cell(row, column), &order))
		return;
	if (order == DATE_ORDER_UNKNOWN) {
		if (!t->date.any)
			t->dotted = memchr(row->fields[column].p, '.',
					row->fields[column].len) != NULL;
		remember_doubt(&t->date, row, column);
	} else
		t->dates[order]++;
}

/* The column of currencies: most rows decide, for the others are set aside. */
static void
vote_on_currency(struct tally *t, const struct csvfile_row *row)
{
	struct currency named;

	if (!money_currency(cell(row, t->match->column[ROLE_CURRENCY]), &named))
		return;
	for (size_t i = 0; i < CURRENCIES; i++) {
		struct currency_votes *votes = &t->currencies[i];

		if (votes->rows == 0)
			votes->currency = named;
		if (strcmp(votes->currency.code, named.code) == 0) {
			votes->rows++;
			return;
		}
	}
}

static void
vote_on_amount(struct tally *t, const struct csvfile_row *row, int column)
{
	struct slice amount = cell(row, column);
	char hint = notation_decimal_hint(amount);

	t->points += hint == '.';
	t->commas += hint == ',';
	if (hint == '?')
		remember_doubt(&t->amount, row, column);
	if (t->notation->currency.code[0] == '\0' && amount.len > 0 &&
	    !(is_digit(amount.p[0]) && is_digit(amount.p[amount.len - 1])))
		(void)money_currency(
		    money_affix(amount), &t->notation->currency);
}

static void
vote_on_discount(struct tally *t, const struct csvfile_row *row)
{
	struct slice s = cell(row, t->match->column[ROLE_DISCOUNT]);
	int64_t millionths;

	if (s.len == 0)
		return;
	if (!num_parse_decimal(s, 6, '.', &millionths) &&
	    !num_parse_decimal(s, 6, ',', &millionths))
		t->amounts++;
	else if (millionths != 0)
		*(millionths > 0 && millionths < 1000000 ? &t->shares
							 : &t->amounts) += 1;
}

static bool
is_decided(const struct tally *t)
{
	bool order = !t->wants_order || t->dates[DATE_ORDER_DMY] > 0 ||
	    t->dates[DATE_ORDER_MDY] > 0 ||
	    (t->dates[DATE_ORDER_YMD] > 0 && !t->date.any);
	bool decimal =
	    !t->wants_decimal || t->points + t->commas > 0 || !t->amount.any;

	return order && decimal;
}

static bool
take_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct tally *t = arg;

	(void)err;
	if (row->line <= t->header_line)
		return true;
	if (t->wants_order)
		vote_on_date(t, row);
	vote_on_currency(t, row);
	vote_on_discount(t, row);
	for (enum role role = 0; role < ROLE_COUNT; role++)
		if (role_row(role)->value == VALUE_MONEY &&
		    t->match->column[role] >= 0)
			vote_on_amount(t, row, t->match->column[role]);
	t->rows++;
	return t->rows < SAMPLE_OF_VOTES || !is_decided(t);
}

static bool
ask(const char *path, const struct sample *sample, const struct doubt *doubt,
    const char *readings, const char *option, struct err *err)
{
	struct slice name = sample->header.names[doubt->column];

	return err_set(err, ERR_INPUT,
	    "'%s', line %u: column '%.*s' can be read in two ways: '%s' is %s, "
	    "and no other row tells; say which with %s",
	    path, doubt->line, (int)name.len, name.p, doubt->value.p, readings,
	    option);
}

/* "Price (EUR)": of the columns with amounts the first that says it. */
static void
look_in_header(const struct tally *t, const struct header *header)
{
	struct currency *currency = &t->notation->currency;

	for (enum role role = 0; role < ROLE_COUNT; role++) {
		int column = t->match->column[role];
		struct slice remark;

		if (currency->code[0] != '\0' || column < 0 ||
		    role_row(role)->value != VALUE_MONEY ||
		    (size_t)column >= header->n)
			continue;
		header_core(header->names[column], &remark);
		if (header_is_currency(remark) &&
		    !money_currency(remark, currency))
			BUG("a currency without a code");
	}
}

/* What the user or the dialect says stays; a column goes before the signs
 * beside amounts, and these before the header. */
static void
decide_currency(const struct tally *t, const struct header *header)
{
	const struct currency_votes *best = &t->currencies[0];

	for (size_t i = 1; i < CURRENCIES; i++)
		if (t->currencies[i].rows > best->rows)
			best = &t->currencies[i];
	if (t->currency_open && best->rows > 0)
		t->notation->currency = best->currency;
	look_in_header(t, header);
}

static void
decide_discount(const struct tally *t, const struct header *header)
{
	int column = t->match->column[ROLE_DISCOUNT];
	struct slice name;

	t->notation->discount = NOTATION_AMOUNT;
	if (column < 0 || (size_t)column >= header->n)
		return;
	name = header->names[column];
	if (memchr(name.p, '%', name.len) != NULL)
		t->notation->discount = NOTATION_PERCENT;
	if (t->match->dialect->generic &&
	    t->amounts * SHARES_TO_AMOUNTS <= t->shares &&
	    t->shares >= MIN_SHARES)
		t->notation->discount = NOTATION_SHARE;
}

static bool
decide(const struct tally *t, const char *path, const struct sample *sample,
    struct err *err)
{
	struct notation *out = t->notation;
	int64_t dmy = t->dates[DATE_ORDER_DMY], mdy = t->dates[DATE_ORDER_MDY];

	decide_currency(t, &sample->header);
	decide_discount(t, &sample->header);
	if (t->wants_order) {
		/* Points stand between day, month and year in this order. */
		if (t->date.any && dmy == mdy && t->dotted)
			dmy++;
		if (t->date.any && dmy == mdy)
			return ask(path, sample, &t->date,
			    "day/month or month/day",
			    "--date-order dmy or --date-order mdy", err);
		out->date_order = dmy > mdy ? DATE_ORDER_DMY : DATE_ORDER_MDY;
		if (dmy == 0 && mdy == 0)
			out->date_order = DATE_ORDER_YMD;
	}
	if (t->wants_decimal) {
		if (t->amount.any && t->points == t->commas)
			return ask(path, sample, &t->amount,
			    "thousands or decimals",
			    "--decimal point or --decimal comma", err);
		out->decimal = t->commas > t->points ? ',' : '.';
	}
	return true;
}

bool
notation_find(const char *path, const struct csvfile_options *options,
    const struct sample *sample, const struct dialect_match *match,
    const struct progress *progress, struct notation *notation, struct err *err)
{
	struct csvfile_facts facts;
	struct tally t = {
		.match = match,
		.notation = notation,
		.header_line = sample->header_line,
		.wants_order = notation->date_order == DATE_ORDER_UNKNOWN &&
		    match->column[ROLE_DATE] >= 0,
		.wants_decimal = notation->decimal == 0,
		.currency_open = notation->currency.code[0] == '\0',
		.date.value = STR_INIT,
		.amount.value = STR_INIT,
	};
	bool ok =
	    csvfile_read(path, options, progress, take_row, &t, &facts, err);

	ok = ok && decide(&t, path, sample, err);
	str_release(&t.date.value);
	str_release(&t.amount.value);
	return ok;
}
