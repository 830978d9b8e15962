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
 * columns missing. Ties go to the earlier row.
 */
#include "ingest/dialect.h"

#include "base/money.h"
#include "base/num.h"

enum {
	EXPORT_WEIGHT = 100,
	GENERIC_WEIGHT = 55,
	MIN_EXPORT_SHARE = 60, /* percent of its columns, to be taken for it */
	MIN_GENERIC_ROLES = 2, /* one known name may be an accident */
};

/* Lines of Online Retail that are fees, corrections, tests and vouchers. */
#define ONLINE_RETAIL_NOT_PRODUCTS                                     \
	"POST|DOT|D|M|C2|S|B|BANK CHARGES|AMAZONFEE|CRUK|PADS|ADJUST|" \
	"ADJUST2|TEST001|TEST002|gift_0001_*|DCGS*"

/* C: a document of returns. A: an adjustment of bad debt, no order. */
#define ONLINE_RETAIL_PREFIXES                                 \
	{                                                      \
		{ .prefix = "C", .status = STATUS_RETURN },    \
		{                                              \
			.prefix = "A", .status = STATUS_VOIDED \
		}                                              \
	}

static const struct dialect dialects[] = {
	{
	    .name = "online-retail-2",
	    .label = "Online Retail II",
	    .summary = "UCI Online Retail II, both years",
	    .kind = BATCH_ORDERS,
	    .aliases = {
		[ROLE_ORDER] = "Invoice",
		[ROLE_SKU] = "StockCode",
		[ROLE_TITLE] = "Description",
		[ROLE_QUANTITY] = "Quantity",
		[ROLE_DATE] = "InvoiceDate",
		[ROLE_PRICE] = "Price",
		[ROLE_CUSTOMER] = "Customer ID",
		[ROLE_COUNTRY] = "Country",
	    },
	    .currency = "GBP",
	    .not_products = ONLINE_RETAIL_NOT_PRODUCTS,
	    .prefixes = ONLINE_RETAIL_PREFIXES,
	    .quirks = DIALECT_OVERLAPS | DIALECT_DECIMAL_CUSTOMERS,
	},
	{
	    .name = "online-retail",
	    .label = "Online Retail",
	    .summary = "UCI Online Retail, 2010 to 2011",
	    .kind = BATCH_ORDERS,
	    .aliases = {
		[ROLE_ORDER] = "InvoiceNo",
		[ROLE_SKU] = "StockCode",
		[ROLE_TITLE] = "Description",
		[ROLE_QUANTITY] = "Quantity",
		[ROLE_DATE] = "InvoiceDate",
		[ROLE_PRICE] = "UnitPrice",
		[ROLE_CUSTOMER] = "CustomerID",
		[ROLE_COUNTRY] = "Country",
	    },
	    .currency = "GBP",
	    .not_products = ONLINE_RETAIL_NOT_PRODUCTS,
	    .prefixes = ONLINE_RETAIL_PREFIXES,
	    .quirks = DIALECT_OVERLAPS | DIALECT_DECIMAL_CUSTOMERS,
	},
	{
	    .name = "orders",
	    .label = "order lines",
	    .summary = "one row per line of an order, columns named plainly",
	    .kind = BATCH_ORDERS,
	    .generic = true,
	},
	{
	    .name = "products",
	    .label = "products",
	    .summary = "one row per product, columns named plainly",
	    .kind = BATCH_PRODUCTS,
	    .generic = true,
	},
	{
	    .name = "customers",
	    .label = "customers",
	    .summary = "one row per customer, with consent to be written to",
	    .kind = BATCH_CUSTOMERS,
	    .generic = true,
	},
};

static const char *const kind_names[] = {
	[BATCH_PRODUCTS] = "products",
	[BATCH_ORDERS] = "orders",
	[BATCH_CUSTOMERS] = "customers",
};

_Static_assert(
    ARRAY_LEN(kind_names) == BATCH_CUSTOMERS + 1, "a name for each kind");

size_t
dialect_count(void)
{
	return ARRAY_LEN(dialects);
}

const struct dialect *
dialect_at(size_t i)
{
	return &dialects[i];
}

const struct dialect *
dialect_by_name(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(dialects); i++)
		if (header_same(name, slice_of(dialects[i].name)))
			return &dialects[i];
	return NULL;
}

const char *
dialect_kind_name(enum batch_kind kind)
{
	return kind_names[kind];
}

bool
dialect_kind_parse(struct slice name, enum batch_kind *out)
{
	for (size_t i = 0; i < ARRAY_LEN(kind_names); i++)
		if (header_same(name, slice_of(kind_names[i]))) {
			*out = (enum batch_kind)i;
			return true;
		}
	return false;
}

void
dialect_wishes_init(struct dialect_wishes *wishes)
{
	wishes->dialect = NULL;
	wishes->kind = -1;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		wishes->column[i] = -1;
}

static const char *
aliases_of(const struct dialect *dialect, enum role role)
{
	if (role_row(role)->need[dialect->kind] == ROLE_UNUSED)
		return NULL;
	return dialect->generic ? role_row(role)->aliases
				: dialect->aliases[role];
}

static bool
is_taken(const struct dialect_match *match, int column)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (match->column[i] == column)
			return true;
	return false;
}

/* The first free column with the earliest of these names. */
static int
find_column(const struct dialect_match *match, const struct header *header,
    const char *aliases)
{
	struct slice rest = slice_of(aliases), alias;

	while (slice_split(&rest, '|', &alias))
		for (size_t i = 0; i < header->n; i++)
			if (header_same(header->names[i], alias) &&
			    !is_taken(match, (int)i))
				return (int)i;
	return -1;
}

static void
assign_columns(
    const struct header *header, const int *wished, struct dialect_match *out)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		out->column[i] = wished[i];
	for (enum role role = 0; role < ROLE_COUNT; role++) {
		const char *aliases = aliases_of(out->dialect, role);

		out->named += aliases != NULL && !out->dialect->generic;
		if (aliases != NULL && out->column[role] < 0)
			out->column[role] = find_column(out, header, aliases);
		out->matched += out->column[role] >= 0;
	}
	if (out->dialect->generic)
		out->named = (int)header->n;
}

/* A role that is needed and has no column; a key only if none has one. */
static int
find_missing(const struct dialect_match *match)
{
	int key = ROLE_NONE;
	bool has_key = false;

	for (enum role role = 0; role < ROLE_COUNT; role++) {
		enum role_need need =
		    role_row(role)->need[match->dialect->kind];

		if (need == ROLE_NEEDED && match->column[role] < 0)
			return (int)role;
		if (need != ROLE_KEY)
			continue;
		has_key = has_key || match->column[role] >= 0;
		if (key == ROLE_NONE)
			key = (int)role;
	}
	return has_key ? ROLE_NONE : key;
}

static bool
is_typed(enum role_value value)
{
	return value == ROLE_TIME || value == ROLE_COUNT_OF ||
	    value == ROLE_MONEY;
}

static bool
looks_its_part(enum role_value value, struct slice s)
{
	enum date_order order;
	int64_t number;

	switch (value) {
	case ROLE_TIME:
		return date_hint(s, &order);
	case ROLE_COUNT_OF:
		return num_parse_decimal(s, 3, '.', &number) ||
		    num_parse_decimal(s, 3, ',', &number);
	case ROLE_MONEY:
		return money_parse_price4(s, '.', &number) ||
		    money_parse_price4(s, ',', &number);
	case ROLE_TEXT:
	case ROLE_CODE:
	case ROLE_WORD:
		break;
	}
	return true;
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

void
dialect_match(const struct dialect *dialect, const struct sample *sample,
    const struct dialect_wishes *wishes, struct dialect_match *out)
{
	int weight = dialect->generic ? GENERIC_WEIGHT : EXPORT_WEIGHT;

	*out = (struct dialect_match){ .dialect = dialect };
	assign_columns(&sample->header, wishes->column, out);
	out->missing = find_missing(out);
	out->fit = fit_of(out, sample);
	if (out->missing == ROLE_NONE && out->named > 0)
		out->score = weight * out->matched * (100 + out->fit) /
		    (out->named * 200);
}

static bool
names_an_order(const struct header *header)
{
	for (size_t i = 0; i < header->n; i++)
		if (header_is_one_of(
			header->names[i], role_row(ROLE_ORDER)->aliases))
			return true;
	return false;
}

/* May it be taken without the user having said so? Order lines that lack a
 * column must not pass for a list of products. */
static bool
is_plausible(const struct dialect_match *match, const struct header *header)
{
	if (match->score == 0 ||
	    (match->dialect->kind != BATCH_ORDERS && names_an_order(header)))
		return false;
	if (match->dialect->generic)
		return match->matched >= MIN_GENERIC_ROLES;
	return 100 * match->matched >= MIN_EXPORT_SHARE * match->named;
}

static bool
refuse_missing(
    const char *path, const struct dialect_match *match, struct err *err)
{
	const char *role = role_row((enum role)match->missing)->name;

	return err_set(err, ERR_INPUT,
	    "'%s' has no column for %s, needed for %s; name it with "
	    "--map %s=COLUMN",
	    path, role, match->dialect->label, role);
}

static bool
refuse_unknown(const char *path, const struct sample *sample, struct err *err)
{
	struct str names = STR_INIT;

	header_describe(&sample->header, &names);
	err_set(err, ERR_INPUT,
	    "cannot tell what '%s' holds: its first line, %s, names no known "
	    "layout; say it with --as and --map, as in --as products "
	    "--map sku=COLUMN",
	    path, names.p);
	str_release(&names);
	return false;
}

static bool
is_wanted(const struct dialect *dialect, const struct dialect_wishes *wishes)
{
	if (wishes->dialect != NULL)
		return dialect == wishes->dialect;
	return wishes->kind < 0 ||
	    dialect->kind == (enum batch_kind)wishes->kind;
}

bool
dialect_detect(const char *path, const struct sample *sample,
    const struct dialect_wishes *wishes, struct dialect_match *out,
    struct err *err)
{
	bool forced = wishes->dialect != NULL || wishes->kind >= 0;
	struct dialect_match match, nearest = { .dialect = NULL };

	*out = (struct dialect_match){ .dialect = NULL };
	for (size_t i = 0; i < ARRAY_LEN(dialects); i++) {
		if (!is_wanted(&dialects[i], wishes))
			continue;
		dialect_match(&dialects[i], sample, wishes, &match);
		if (match.score > out->score &&
		    (is_plausible(&match, &sample->header) ||
			(forced && dialects[i].generic) ||
			wishes->dialect != NULL))
			*out = match;
		if (nearest.dialect == NULL ||
		    match.matched > nearest.matched ||
		    (forced && dialects[i].generic))
			nearest = match;
	}
	if (out->dialect != NULL)
		return true;
	if (nearest.dialect != NULL && nearest.missing != ROLE_NONE &&
	    (forced || nearest.matched > MIN_GENERIC_ROLES))
		return refuse_missing(path, &nearest, err);
	return refuse_unknown(path, sample, err);
}

void
dialect_why(const struct dialect_match *match, struct str *out)
{
	if (match->dialect->generic)
		str_addf(out, "%d of %d columns known as %s", match->matched,
		    match->named, match->dialect->label);
	else
		str_addf(out, "%d of %d %s columns", match->matched,
		    match->named, match->dialect->label);
	if (match->fit < 100)
		str_addf(out, ", %d %% of the first values fit", match->fit);
}
