/*
 * The values of a row: where they stand and how they are read.
 *
 * Columns of real files come in runs (the date of every line of an order), so
 * ingest_same_as_last spares most of the parsing and looking up. Texts are
 * kept once: a dictionary leads from every raw spelling to the clean text.
 */
#include "ingest/ingest_internal.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

enum {
	SHOWN_CELLS = 40, /* of a value inside a reason */
};

bool
ingest_has(const struct ingest *in, enum role role)
{
	return in->column[role] >= 0;
}

struct slice
ingest_cell(
    const struct ingest *in, const struct csvfile_row *row, enum role role)
{
	int column = in->column[role];
	struct slice s;

	if (column < 0 || (size_t)column >= row->n)
		return slice_of("");
	s = slice_trim(row->fields[column]);
	/* What marketplaces write where there is nothing. */
	return s.len == 2 && s.p[0] == '-' && s.p[1] == '-' ? slice_of("") : s;
}

bool
ingest_same_as_last(struct ingest *in, enum role role, struct slice s)
{
	struct ingest_run *run = &in->run[role];

	if (run->any && run->text.len == s.len &&
	    memcmp(run->text.p, s.p, s.len) == 0)
		return true;
	run->any = true;
	str_clear(&run->text);
	str_add_slice(&run->text, s);
	return false;
}

/* The value as a reason quotes it. */
static struct slice
shown(struct slice s)
{
	return text_prefix(s, SHOWN_CELLS);
}

static bool
all_digits(struct slice s)
{
	if (s.len > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
		s.p++;
		s.len--;
	}
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.len > 0;
}

/* A whole number, also as "12.0". A number too long for 64 bits reads as the
 * largest, so that the caller calls it out of range. */
static bool
parse_count(const struct ingest *in, struct slice s, int64_t *out)
{
	int64_t thousandths;

	if (num_parse_i64(s, out))
		return true;
	if (all_digits(s)) {
		*out = INT64_MAX;
		return true;
	}
	if (!num_parse_decimal(
		s, 3, in->report->notation.decimal, &thousandths) ||
	    thousandths % 1000 != 0)
		return false;
	*out = thousandths / 1000;
	return true;
}

/* "0.350" of a kilogram: scales write three decimals at most. */
static bool
parse_part(struct ingest *in, struct slice s, int64_t *out)
{
	char mark[] = { in->report->notation.decimal, '\0' };
	size_t at = slice_find(s, slice_of(mark));
	int64_t part;

	if (at + 4 < s.len ||
	    !num_parse_decimal(s, 3, in->report->notation.decimal, &part) ||
	    part % 1000 == 0 || part > INGEST_MAX_QUANTITY * INT64_C(1000) ||
	    part < -INGEST_MAX_QUANTITY * INT64_C(1000))
		return false;
	in->part = part < 0 ? -part : part;
	*out = part < 0 ? -1 : 1;
	return true;
}

bool
ingest_quantity(struct ingest *in, const struct csvfile_row *row,
    enum role role, int64_t *out)
{
	struct slice s = ingest_cell(in, row, role), cut;

	*out = 1;
	in->part = 0;
	if (!ingest_has(in, role))
		return true;
	if (s.len == 0) {
		ingest_reject(in, row, role, "the quantity is missing");
		return false;
	}
	if (parse_count(in, s, out) && *out <= INGEST_MAX_QUANTITY &&
	    *out >= -INGEST_MAX_QUANTITY)
		return true;
	if (parse_part(in, s, out))
		return true;
	cut = shown(s);
	if (!parse_count(in, s, out))
		ingest_reject(in, row, role,
		    "quantity '%.*s' is not a whole number", (int)cut.len,
		    cut.p);
	else
		ingest_reject(in, row, role,
		    "quantity %.*s is out of range (at most 1,000,000)",
		    (int)cut.len, cut.p);
	return false;
}

/* The usual amount, "2.55", without the generality of money_parse_price4. */
static bool
parse_plain_amount(struct slice s, char mark, int64_t *price4)
{
	int64_t value = 0;
	int decimals = -1;

	if (s.len == 0 || s.len > 12 || s.p[0] == mark)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c == mark && decimals < 0) {
			decimals = 0;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
		decimals += decimals >= 0;
	}
	if (decimals == 0 || decimals > 4)
		return false;
	for (int i = decimals < 0 ? 0 : decimals; i < 4; i++)
		value *= 10;
	*price4 = value;
	return true;
}

enum amount {
	AMOUNT_GOOD,
	AMOUNT_BAD,
	AMOUNT_OUT_OF_RANGE,
	AMOUNT_FOREIGN
};

static const char *const amount_faults[] = {
	[AMOUNT_BAD] = "not an amount of money",
	[AMOUNT_OUT_OF_RANGE] = "out of range (at most 100,000,000)",
	[AMOUNT_FOREIGN] = "not in the currency of the other amounts",
};

/* Does an amount that names its currency name another than the file's? */
static bool
is_foreign(const struct ingest *in, struct slice s)
{
	const struct currency *mine = &in->out->currency;
	struct slice affix = money_affix(s);

	return affix.len > 0 && mine->code[0] != '\0' &&
	    !money_written_as(affix, mine);
}

static enum amount
parse_price4(const struct ingest *in, struct slice s, int64_t *out)
{
	char mark = in->report->notation.decimal;
	int64_t limit = (int64_t)INGEST_MAX_AMOUNT * 10000;

	if (!parse_plain_amount(s, mark, out)) {
		if (!money_parse_price4(s, mark, out))
			return AMOUNT_BAD;
		if (is_foreign(in, s))
			return AMOUNT_FOREIGN;
	}
	return *out <= limit && *out >= -limit ? AMOUNT_GOOD
					       : AMOUNT_OUT_OF_RANGE;
}

/* What tables write where nothing is known, and tills where the price is
 * entered at the sale. */
static bool
is_nothing(struct slice s)
{
	return slice_eq_c(s, "-") || slice_eq_c(s, "--") ||
	    slice_eq_c(s, "\xE2\x80\x94") ||
	    header_is_one_of(s, "null|nan|none|n/a|nil|variable");
}

bool
ingest_read_price4(const struct ingest *in, struct slice value, int64_t *price4)
{
	return parse_price4(in, value, price4) == AMOUNT_GOOD;
}

bool
ingest_read_count(const struct ingest *in, struct slice value, int64_t *count)
{
	return parse_count(in, value, count) && *count <= INGEST_MAX_QUANTITY &&
	    *count >= -INGEST_MAX_QUANTITY;
}

bool
ingest_price4(struct ingest *in, const struct csvfile_row *row, enum role role,
    int64_t *out)
{
	struct slice s = ingest_cell(in, row, role), cut;
	enum amount amount;

	*out = BATCH_UNKNOWN;
	if (s.len == 0)
		return true;
	amount = parse_price4(in, s, out);
	if (amount == AMOUNT_GOOD)
		return true;
	*out = BATCH_UNKNOWN;
	if (amount == AMOUNT_BAD && is_nothing(s))
		return true;
	in->notes[NOTE_OTHER_CURRENCY] += amount == AMOUNT_FOREIGN;
	cut = shown(s);
	ingest_reject(in, row, role, "%s '%.*s' is %s", role_row(role)->name,
	    (int)cut.len, cut.p, amount_faults[amount]);
	return false;
}

int64_t
ingest_optional_price4(
    struct ingest *in, const struct csvfile_row *row, enum role role)
{
	struct slice s = ingest_cell(in, row, role), cut;
	int64_t price4;
	enum amount amount;

	if (s.len == 0)
		return BATCH_UNKNOWN;
	amount = parse_price4(in, s, &price4);
	if (amount == AMOUNT_GOOD)
		return price4;
	if (amount == AMOUNT_BAD && is_nothing(s))
		return BATCH_UNKNOWN;
	cut = shown(s);
	ingest_reject_field(in, row, role, "%s '%.*s' is %s",
	    role_row(role)->name, (int)cut.len, cut.p, amount_faults[amount]);
	return BATCH_UNKNOWN;
}

int64_t
ingest_optional_minor(
    struct ingest *in, const struct csvfile_row *row, enum role role)
{
	int64_t price4 = ingest_optional_price4(in, row, role);

	return price4 == BATCH_UNKNOWN
	    ? BATCH_UNKNOWN
	    : money_from_price4(price4, in->out->currency.digits);
}

int64_t
ingest_optional_count(
    struct ingest *in, const struct csvfile_row *row, enum role role)
{
	struct slice s = ingest_cell(in, row, role), cut = shown(s);
	int64_t count;

	/* Wix says whether there is stock, Squarespace that it is unlimited. */
	if (s.len == 0 || header_is_one_of(s, DIALECT_STOCK_WORDS))
		return BATCH_UNKNOWN;
	if (parse_count(in, s, &count) && count > -INT64_C(1000000000000) &&
	    count < INT64_C(1000000000000))
		return count;
	if (is_nothing(s))
		return BATCH_UNKNOWN;
	ingest_reject_field(in, row, role, "%s '%.*s' is not a whole number",
	    role_row(role)->name, (int)cut.len, cut.p);
	return BATCH_UNKNOWN;
}

int
ingest_optional_yes(struct ingest *in, const struct csvfile_row *row,
    enum role role, struct slice s)
{
	static const char yes[] =
	    "1|yes|y|true|t|on|aceita|acepta|active|published|publish|enabled|"
	    "visible|"
	    "subscribed|opt-in|opted in|granted|explicit|ja|oui|si|sim|j|"
	    "evet|vrai|verdadero|verdadeiro|vero|wahr|waar|dogru|aktiv|actif|"
	    "activo|ativo|attivo|actief|aktif|angemeldet|abonne|inscrit|"
	    "suscrito|inscrito|iscritto|ingeschreven";
	static const char no[] =
	    "0|2|no|n|false|f|off|nao aceita|no "
	    "acepta|inactive|draft|archived|private|pending|"
	    "disabled|hidden|unlisted|unsubscribed|not subscribed|cleaned|"
	    "never subscribed|opt-out|opted out|denied|withdrawn|nein|non|"
	    "nao|nee|hayir|faux|falso|falsch|onwaar|yanlis|inaktiv|inactif|"
	    "inactivo|inativo|inattivo|inactief|pasif|abgemeldet|desabonne|"
	    "non inscrit";
	struct slice cut = shown(s);
	enum date_order order;

	if (s.len == 0)
		return -1;
	if (slice_eq_c(s, "-1") || header_is_one_of(s, no))
		return 0;
	/* The time of the consent stands for it. */
	if (header_is_one_of(s, yes) ||
	    (role == ROLE_CONSENT && date_hint(s, &order)))
		return 1;
	ingest_reject_field(in, row, role, "%s '%.*s' is neither yes nor no",
	    role_row(role)->name, (int)cut.len, cut.p);
	return -1;
}

/* 1.23E+12: what a spreadsheet leaves of a long number. */
static bool
is_rounded_number(struct slice s)
{
	size_t i = 0, marks = 0;

	while (i < s.len &&
	    ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' ||
		s.p[i] == ',')) {
		marks += s.p[i] == '.' || s.p[i] == ',';
		i++;
	}
	if (i == 0 || marks > 1 || i + 2 >= s.len || (s.p[i] | 0x20) != 'e' ||
	    s.p[i + 1] != '+')
		return false;
	return all_digits(slice_bytes(s.p + i + 2, s.len - i - 2));
}

/* Does cleaning leave anything of it? */
static bool
is_visible(struct slice s)
{
	struct str clean = STR_INIT;
	bool visible = s.len > 0 && s.p[0] > ' ' && s.p[0] < 0x7F;

	if (!visible) {
		text_clean(&clean, s);
		visible = slice_trim(slice_str(&clean)).len > 0;
		str_release(&clean);
	}
	return visible;
}

const char *
ingest_code_fault(struct slice code)
{
	if (code.len > INGEST_MAX_CODE)
		return "is longer than 1,000 bytes";
	if (!is_visible(code))
		return "holds nothing that can be shown";
	if (is_rounded_number(code))
		return "was rounded by a spreadsheet; export the file again "
		       "and import it without opening it there";
	return NULL;
}

bool
ingest_code(struct ingest *in, const struct csvfile_row *row, enum role role,
    struct slice value)
{
	const char *fault = ingest_code_fault(value);
	struct slice cut = shown(value);

	if (fault == NULL)
		return true;
	if (is_rounded_number(value) && in->n_rounded++ == 0) {
		in->rounded_column = in->column[role];
		text_clean(&in->rounded, value);
	}
	ingest_reject(in, row, role, "%s '%.*s' %s", role_row(role)->name,
	    (int)cut.len, cut.p, fault);
	return false;
}

/* What keeps a spreadsheet from reading a code as a number: '00123 and
 * ="00123". */
static struct slice
without_guard(struct slice s)
{
	if (s.len > 3 && s.p[0] == '=' && s.p[1] == '"' &&
	    s.p[s.len - 1] == '"')
		return slice_bytes(s.p + 2, s.len - 3);
	if (s.len > 1 && s.p[0] == '\'' && s.p[1] >= '0' && s.p[1] <= '9')
		return slice_bytes(s.p + 1, s.len - 1);
	return s;
}

void
ingest_clean_code(
    struct ingest *in, struct slice raw, bool folded, struct str *out)
{
	struct str clean = STR_INIT;
	struct slice s;

	if (text_clean(&clean, raw))
		in->notes[NOTE_CLEANED]++;
	s = without_guard(slice_trim(slice_str(&clean)));
	str_clear(out);
	if (folded)
		text_add_folded(out, s);
	else
		str_add_slice(out, s);
	str_release(&clean);
}

bool
ingest_remember(
    struct ingest *in, struct dict *d, struct slice key, uint32_t value)
{
	uint64_t hash = slice_hash(key);

	if (dict_put(d, key, hash, value, &in->err))
		return true;
	return ingest_fail(in);
}

/* A new text: cleaned and cut; NULL when nothing is left of it. */
static const char *
make_text(struct ingest *in, struct slice raw)
{
	struct slice s;

	str_clear(&in->scratch);
	if (text_clean(&in->scratch, raw))
		in->notes[NOTE_CLEANED]++;
	s = slice_trim(slice_str(&in->scratch));
	if (s.len > INGEST_MAX_TEXT) {
		struct slice cut = text_prefix(s, INGEST_MAX_TEXT);

		in->notes[NOTE_CUT] += cut.len < s.len;
		s = cut;
	}
	return s.len == 0 ? NULL : arena_strndup(&in->out->text, s.p, s.len);
}

const char *
ingest_text(struct ingest *in, struct slice raw)
{
	uint32_t number;

	if (raw.len == 0)
		return NULL;
	number = dict_get(&in->texts, raw, slice_hash(raw));
	if (number != DICT_NONE)
		return in->pool[number];
	in->pool = mem_reserve(
	    in->pool, &in->cap_pool, in->n_pool + 1, sizeof(*in->pool));
	in->pool[in->n_pool] = make_text(in, raw);
	if (!ingest_remember(in, &in->texts, raw, (uint32_t)in->n_pool))
		return NULL;
	return in->pool[in->n_pool++];
}

void
ingest_set_text(struct ingest *in, const char **slot, struct slice raw)
{
	const char *text;

	if (raw.len == 0 || (*slot != NULL && slice_eq_c(raw, *slot)))
		return;
	text = ingest_text(in, raw);
	if (text != NULL)
		*slot = text;
}
