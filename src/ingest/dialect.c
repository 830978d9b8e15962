/*
 * Columns are given to roles greedily: first those the user named, then role
 * by role, alias by alias, the first free column of that name. The score is
 * in percent, less up to half of it where sampled values do not look their
 * part (a file of bad values is still of its kind):
 *
 *	a known export      100 x columns found / columns it has
 *	a generic layout     55 x columns used  / columns in the header
 *
 * so that a complete known export beats the generic reading of it, and a
 * generic reading with every column used beats an export with half of its
 * columns missing. Which match is taken is in dialect_detect.c.
 *
 * A generic header is taken to be in the language that knows most of its
 * names; that language's names go first, then English, then the others; then
 * names with a remark ("Price (EUR)"), and last what the words of a name say,
 * where the values bear it out.
 */
#include "ingest/dialect.h"

#include "base/money.h"
#include "base/num.h"
#include "ingest/eventword.h"
#include "ingest/items.h"
#include "ingest/moment.h"
#include "ingest/rowtype.h"
#include "ingest/status.h"

enum {
	EXPORT_WEIGHT = 100,
	GENERIC_WEIGHT = 55,
};

static const char *const kind_names[] = {
	[BATCH_PRODUCTS] = "products",
	[BATCH_ORDERS] = "orders",
	[BATCH_CUSTOMERS] = "customers",
	[BATCH_IDS] = "ids",
	[BATCH_EVENTS] = "events",
};

_Static_assert(
    ARRAY_LEN(kind_names) == BATCH_KIND_COUNT, "a name for each kind");

const struct dialect *
dialect_by_name(struct slice name)
{
	for (size_t i = 0; i < dialect_count(); i++)
		if (header_same(name, slice_of(dialect_at(i)->name)))
			return dialect_at(i);
	return NULL;
}

const char *
dialect_kind_name(enum batch_kind kind)
{
	return kind_names[kind];
}

void
dialect_wishes_init(struct dialect_wishes *wishes)
{
	wishes->dialect = NULL;
	wishes->kind = -1;
	wishes->ignored = NULL;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		wishes->column[i] = -1;
}

/* Has the role any meaning in this layout? */
static bool
is_used(const struct dialect *dialect, enum role role)
{
	return role_need(role, dialect->kind) != ROLE_UNUSED &&
	    (dialect->generic || dialect->aliases[role] != NULL);
}

bool
dialect_knows(struct slice name)
{
	struct slice remark, core = header_core(name, &remark);

	for (enum role role = 0; role < ROLE_COUNT; role++) {
		if (role_fits_words(role, name))
			return true;
		for (enum role_language l = 0; l < ROLE_LANGUAGE_COUNT; l++)
			if (role_is_called(name, core, role, l))
				return true;
		for (size_t i = 0; i < dialect_count(); i++)
			if (dialect_at(i)->aliases[role] != NULL &&
			    header_is_one_of(
				name, dialect_at(i)->aliases[role]))
				return true;
	}
	return false;
}

/* The language that knows most of the names; English where it is as good. */
static enum role_language
language_of(enum batch_kind kind, const struct header *header)
{
	enum role_language best = ROLE_ENGLISH;
	int most = 0;

	for (enum role_language l = 0; l < ROLE_LANGUAGE_COUNT; l++) {
		int known = 0;

		for (size_t i = 0; i < header->n; i++)
			for (enum role role = 0; role < ROLE_COUNT; role++)
				if (role_need(role, kind) != ROLE_UNUSED &&
				    role_is_called(header->names[i],
					header->cores[i], role, l)) {
					known++;
					break;
				}
		if (known > most) {
			most = known;
			best = l;
		}
	}
	return best;
}

static bool
is_taken(const struct dialect_match *match, int column)
{
	if (match->ignored != NULL && match->ignored[column])
		return true;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (match->column[i] == column)
			return true;
	return false;
}

/* Is it the name of an alias, or does it end in it as a remark? */
static bool
is_named(struct slice name, struct slice alias)
{
	struct slice remark;

	if (alias.len == 0 || alias.p[0] != '(')
		return header_same(name, alias);
	header_core(name, &remark);
	return header_same(remark, alias);
}

/* The first free column with the earliest of these names. */
static int
find_column(const struct dialect_match *match, const struct header *header,
    const char *aliases)
{
	struct slice rest = slice_of(aliases), alias;

	while (slice_split(&rest, '|', &alias))
		for (size_t i = 0; i < header->n; i++)
			if (is_named(header->names[i], alias) &&
			    !is_taken(match, (int)i))
				return (int)i;
	return -1;
}

/* Is the name, remark and all, one of another role? "Shipping Cost (ex tax)" is
 * what a customer paid, and no "Shipping Cost" of the shop. */
static bool
is_of_another(struct slice name, enum role role, enum role_language language)
{
	for (enum role other = 0; other < ROLE_COUNT; other++) {
		const char *names = role_names(other, language);

		if (other != role && names != NULL &&
		    header_is_one_of(name, names))
			return true;
	}
	return false;
}

/* The first free column whose name without its remark is one of the role's. */
static int
find_remarked_column(const struct dialect_match *match,
    const struct header *header, enum role role, enum role_language language)
{
	struct slice rest = slice_of(role_names(role, language)), alias;

	while (slice_split(&rest, '|', &alias))
		for (size_t i = 0; i < header->n; i++)
			if (header->cores[i].len < header->names[i].len &&
			    header_same(header->cores[i], alias) &&
			    !is_taken(match, (int)i) &&
			    !is_of_another(header->names[i], role, language))
				return (int)i;
	return -1;
}

/* The same for "SKU #1", the first of numbered columns. */
static int
find_first_column(const struct dialect_match *match,
    const struct header *header, const char *aliases)
{
	for (size_t i = 0; i < header->n; i++) {
		struct slice name = header->names[i];

		if (name.len < 2 || name.p[name.len - 1] != '1' ||
		    is_taken(match, (int)i))
			continue;
		name.len--;
		if (header_is_one_of(name, aliases))
			return (int)i;
	}
	return -1;
}

/* A column by the role's names in one language; names as they stand go before
 * names with a remark. */
static int
find_in_language(const struct dialect_match *match, const struct header *header,
    enum role role, enum role_language language)
{
	const char *names = role_names(role, language);
	int column = names ? find_column(match, header, names) : -1;

	if (column < 0 && names != NULL)
		column = find_remarked_column(match, header, role, language);
	return column >= 0 || names == NULL
	    ? column
	    : find_first_column(match, header, names);
}

/* Does the role's column speak for this layout? One that the user named does
 * so for an export only if it carries the export's own name for it. */
static bool
speaks_for(const struct dialect *dialect, const struct header *header,
    enum role role, int column, bool wished)
{
	struct dialect_match none = { .dialect = dialect };

	if (column < 0 || dialect->generic || !wished)
		return column >= 0;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		none.column[i] = -1;
	return dialect->aliases[role] != NULL &&
	    find_column(&none, header, dialect->aliases[role]) == column;
}

static bool
is_typed(enum role_value value)
{
	return value == VALUE_TIME || value == VALUE_COUNT ||
	    value == VALUE_MONEY;
}

static bool
looks_its_part(enum role_value value, struct slice s)
{
	enum date_order order;
	int64_t number;
	int32_t offset;

	switch (value) {
	case VALUE_TIME:
		return date_hint(s, &order) ||
		    moment_parse(s, &number, &offset);
	case VALUE_COUNT:
		return num_parse_decimal(s, 3, '.', &number) ||
		    num_parse_decimal(s, 3, ',', &number) ||
		    header_is_one_of(s, DIALECT_STOCK_WORDS);
	case VALUE_MONEY:
		return money_parse_price4(s, '.', &number) ||
		    money_parse_price4(s, ',', &number);
	case VALUE_TEXT:
	case VALUE_CODE:
	case VALUE_WORD:
		break;
	}
	return true;
}

/* May the value stand in a column of this role, and is it one that only such
 * a column has? */
static bool
bears_out(enum role role, struct slice s, bool *tells)
{
	enum role_value value = role_row(role)->value;
	enum order_status status;
	struct item item;

	if (role == ROLE_STATUS) {
		*tells = status_of_word(s, &status);
		return true;
	}
	if (role == ROLE_ROW_TYPE)
		return *tells = rowtype_of_word(s) != ROWTYPE_UNKNOWN;
	if (role == ROLE_ITEMS)
		return *tells = items_next(&s, &item) && item.quantity.len > 0;
	*tells = true;
	return looks_its_part(value, s);
}

/* Do all sampled values of the column look the role's part, and is there one
 * where the values tell? */
static bool
column_fits(const struct sample *sample, enum role role, size_t column)
{
	bool any = !is_typed(role_row(role)->value) && role != ROLE_STATUS &&
	    role != ROLE_ROW_TYPE && role != ROLE_ITEMS;

	for (size_t i = 0; i < sample->n; i++) {
		const struct sample_row *row = &sample->rows[i];
		bool tells;

		if (column >= row->n || row->fields[column].len == 0)
			continue;
		if (!bears_out(role, row->fields[column], &tells))
			return false;
		any = any || tells;
	}
	return any;
}

static int
find_by_words(const struct dialect_match *match, const struct sample *sample,
    enum role role)
{
	const struct header *header = &sample->header;

	for (size_t i = 0; i < header->n; i++)
		if (!is_taken(match, (int)i) &&
		    role_fits_words(role, header->names[i]) &&
		    column_fits(sample, role, i))
			return (int)i;
	return -1;
}

/* What a generic header gives a role: by its own language and English, then
 * by its words, then by any language. */
enum naming {
	NAMING_OWN,
	NAMING_WORDS,
	NAMING_ANY,
	NAMING_COUNT
};

static int
find_generic_column(const struct dialect_match *match,
    const struct sample *sample, enum role role, enum naming naming)
{
	const struct header *header = &sample->header;
	enum role_language last =
	    naming == NAMING_ANY ? ROLE_LANGUAGE_COUNT - 1 : ROLE_ENGLISH;
	const char *own = match->dialect->aliases[role];
	int column;

	if (naming == NAMING_WORDS)
		return match->dialect->kind == BATCH_CUSTOMERS
		    ? -1
		    : find_by_words(match, sample, role);
	column = own != NULL ? find_column(match, header, own) : -1;
	if (column < 0)
		column = find_in_language(match, header, role, match->language);
	for (enum role_language l = 0; l <= last && column < 0; l++)
		column = find_in_language(match, header, role, l);
	return column;
}

/* Roles whose values are surer than any name: "Type" may be the type of the
 * row or a category, "Items" a name or all items of the order. */
static void
assign_by_values(const struct sample *sample, struct dialect_match *out)
{
	static const enum role told[] = { ROLE_ROW_TYPE, ROLE_ITEMS };

	if (out->dialect->kind != BATCH_ORDERS)
		return;
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		if (out->column[told[i]] < 0)
			out->column[told[i]] =
			    find_by_words(out, sample, told[i]);
}

static struct slice
sampled(const struct sample_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? row->fields[column]
						      : slice_of("");
}

/* Do the sampled orders of several rows say the same total on each? */
static bool
repeats_totals(const struct dialect_match *match, const struct sample *sample)
{
	int order = match->column[ROLE_ORDER],
	    total = match->column[ROLE_TOTAL];
	bool same = false;

	for (size_t i = 1; i < sample->n; i++) {
		const struct sample_row *row = &sample->rows[i];
		struct slice ref = sampled(row, order);

		if (ref.len == 0 || !slice_eq(ref, sampled(row - 1, order)))
			continue;
		if (!slice_eq(sampled(row, total), sampled(row - 1, total)))
			return false;
		same = true;
	}
	return same;
}

/* In a file without prices a "total" is what each line came to, unless the
 * rows of an order repeat it. */
static void
take_total_for_lines(const struct sample *sample, struct dialect_match *out)
{
	int *column = out->column;

	if (out->dialect->kind != BATCH_ORDERS || column[ROLE_TOTAL] < 0 ||
	    column[ROLE_PRICE] >= 0 || column[ROLE_LINE_TOTAL] >= 0 ||
	    column[ROLE_ITEMS] >= 0 || column[ROLE_SUBTOTAL] >= 0 ||
	    column[ROLE_SHIPPING] >= 0 || column[ROLE_ORDER_DISCOUNT] >= 0 ||
	    repeats_totals(out, sample))
		return;
	column[ROLE_LINE_TOTAL] = column[ROLE_TOTAL];
	column[ROLE_TOTAL] = -1;
}

/* A "price" that in rows of several pieces is what the row came to, by its own
 * column, is none of a piece. */
static void
drop_price_of_rows(const struct sample *sample, struct dialect_match *out)
{
	int *column = out->column;
	bool same = false;

	if (out->dialect->kind != BATCH_ORDERS || column[ROLE_PRICE] < 0 ||
	    column[ROLE_LINE_TOTAL] < 0 || column[ROLE_QUANTITY] < 0)
		return;
	for (size_t i = 0; i < sample->n; i++) {
		const struct sample_row *row = &sample->rows[i];
		struct slice price = sampled(row, column[ROLE_PRICE]);
		int64_t pieces, amount;

		if (!num_parse_i64(
			sampled(row, column[ROLE_QUANTITY]), &pieces) ||
		    pieces < 2 ||
		    (num_parse_decimal(price, 4, '.', &amount) && amount == 0))
			continue;
		if (!slice_eq(price, sampled(row, column[ROLE_LINE_TOTAL])))
			return;
		same = true;
	}
	if (same)
		column[ROLE_PRICE] = -1;
}

static void
assign_generic(const struct sample *sample, struct dialect_match *out)
{
	assign_by_values(sample, out);
	for (enum naming naming = 0; naming < NAMING_COUNT; naming++)
		for (enum role role = 0; role < ROLE_COUNT; role++)
			if (out->column[role] < 0 &&
			    is_used(out->dialect, role))
				out->column[role] = find_generic_column(
				    out, sample, role, naming);
	out->named = (int)sample->header.n;
}

static void
assign_export(const struct sample *sample, struct dialect_match *out)
{
	for (enum role role = 0; role < ROLE_COUNT; role++) {
		if (!is_used(out->dialect, role))
			continue;
		out->named++;
		if (out->column[role] < 0)
			out->column[role] = find_column(
			    out, &sample->header, out->dialect->aliases[role]);
	}
}

static void
assign_columns(
    const struct sample *sample, const int *wished, struct dialect_match *out)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		out->column[i] = wished[i];
	if (!out->dialect->generic)
		assign_export(sample, out);
	else
		assign_generic(sample, out);
	if (out->dialect->generic && wished[ROLE_TOTAL] < 0)
		take_total_for_lines(sample, out);
	if (out->dialect->generic && wished[ROLE_PRICE] < 0)
		drop_price_of_rows(sample, out);
	for (enum role role = 0; role < ROLE_COUNT; role++)
		out->matched += speaks_for(out->dialect, &sample->header, role,
		    out->column[role], wished[role] >= 0);
}

/* May the purchases of one customer on one day stand for an order? Not where
 * the only hint of a product is a name, which may be the customer's. */
static bool
can_do_without_order(
    const struct dialect_match *match, const struct header *header)
{
	const int *column = match->column;
	bool buyer = column[ROLE_CUSTOMER] >= 0 || column[ROLE_EMAIL] >= 0;
	bool sold = column[ROLE_QUANTITY] >= 0 ||
	    (column[ROLE_SKU] >= 0 &&
		!header_is_one_of(header->names[column[ROLE_SKU]],
		    "reference|ref|referencia|code|codigo|codice")) ||
	    column[ROLE_PRICE] >= 0 || column[ROLE_LINE_TOTAL] >= 0 ||
	    (column[ROLE_TITLE] >= 0 &&
		!header_is_one_of(header->names[column[ROLE_TITLE]],
		    "name|nom|nombre|nome|naam|ad|title|titre|description"));

	return match->dialect->generic && buyer && sold &&
	    column[ROLE_DATE] >= 0;
}

/* A table without dates is read as orders by those who say that it is. */
static bool
can_do_without_date(
    const struct dialect_match *match, const struct dialect_wishes *wishes)
{
	return match->dialect->generic &&
	    (wishes->kind == BATCH_ORDERS ||
		wishes->dialect == match->dialect) &&
	    match->column[ROLE_ORDER] >= 0;
}

/* Without a word for it, everything in a file of events is a view: for those
 * who say that it holds events. */
static bool
can_do_without_event(
    const struct dialect_match *match, const struct dialect_wishes *wishes)
{
	return wishes->kind == BATCH_EVENTS ||
	    wishes->dialect == match->dialect;
}

/* A role that is needed and has no column; a key only if none has one. */
static int
find_missing(const struct dialect_match *match, const struct header *header,
    const struct dialect_wishes *wishes)
{
	int key = ROLE_NONE;
	bool has_key = false;

	for (enum role role = 0; role < ROLE_COUNT; role++) {
		enum role_need need = role_need(role, match->dialect->kind);

		if (need == ROLE_NEEDED && match->column[role] < 0 &&
		    (role != ROLE_ORDER ||
			!can_do_without_order(match, header)) &&
		    (role != ROLE_DATE ||
			!can_do_without_date(match, wishes)) &&
		    (role != ROLE_EVENT ||
			!can_do_without_event(match, wishes)))
			return (int)role;
		if (need != ROLE_KEY)
			continue;
		has_key = has_key || match->column[role] >= 0;
		if (key == ROLE_NONE)
			key = (int)role;
	}
	return has_key ? ROLE_NONE : key;
}

/* Percent of the values in typed columns that look their part; blanks do. */
static int
fit_of(const struct dialect_match *match, const struct sample *sample)
{
	int64_t seen = 0, good = 0;

	for (enum role role = 0; role < ROLE_COUNT; role++) {
		int column = match->column[role];

		if (column < 0 || !is_typed(role_row(role)->value))
			continue;
		for (size_t i = 0; i < sample->n; i++) {
			const struct sample_row *row = &sample->rows[i];

			if ((size_t)column >= row->n ||
			    row->fields[column].len == 0)
				continue;
			seen++;
			good += looks_its_part(
			    role_row(role)->value, row->fields[column]);
		}
	}
	return seen == 0 ? 100 : (int)(100 * good / seen);
}

/* Files without a header have no columns to count. */
static void
match_shape(const struct sample *sample, const struct dialect_wishes *wishes,
    struct dialect_match *out)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		out->column[i] = wishes->column[i];
	out->fit = 100;
	out->missing = ROLE_NONE;
	out->score = sample->shape == out->dialect->shape ? 100 : 0;
}

/* A currency may be written in many ways, but no way is a number. */
static bool
is_known_word(enum role role, struct slice word)
{
	enum batch_event_kind kind;
	enum order_status status;
	int64_t number;

	if (role == ROLE_STATUS)
		return status_of_word(word, &status);
	return role == ROLE_CURRENCY ? !num_parse_i64(word, &number)
				     : eventword_parse(word, &kind);
}

/* "State" may be the state of an order or of America, a currency the number of
 * a row of another table, an "action" anything: of the values that are there,
 * one at least must be known. */
static void
drop_other_words(const struct sample *sample, const int *wished, enum role role,
    struct dialect_match *match)
{
	int column = match->column[role];
	bool any = false, known = false;

	if (column < 0 || wished[role] >= 0)
		return;
	for (size_t i = 0; i < sample->n && !known; i++) {
		const struct sample_row *row = &sample->rows[i];

		if ((size_t)column >= row->n || row->fields[column].len == 0)
			continue;
		any = true;
		known = is_known_word(role, row->fields[column]);
	}
	if (any && !known) {
		match->column[role] = -1;
		match->matched--;
	}
}

void
dialect_match(const struct dialect *dialect, const struct sample *sample,
    const struct dialect_wishes *wishes, struct dialect_match *out)
{
	int weight = dialect->generic ? GENERIC_WEIGHT : EXPORT_WEIGHT;

	*out = (struct dialect_match){
		.dialect = dialect,
		.ignored = wishes->ignored,
	};
	if (dialect->shape != SAMPLE_TABLE) {
		match_shape(sample, wishes, out);
		return;
	}
	if (dialect->generic)
		out->language = language_of(dialect->kind, &sample->header);
	assign_columns(sample, wishes->column, out);
	if (dialect->generic) {
		drop_other_words(sample, wishes->column, ROLE_STATUS, out);
		drop_other_words(sample, wishes->column, ROLE_CURRENCY, out);
		drop_other_words(sample, wishes->column, ROLE_EVENT, out);
	}
	out->ignored = NULL; /* the wishes may go now */
	out->missing = find_missing(out, &sample->header, wishes);
	out->fit = fit_of(out, sample);
	if (out->missing == ROLE_NONE && out->named > 0)
		out->score = weight * out->matched * (100 + out->fit) /
		    (out->named * 200);
}
