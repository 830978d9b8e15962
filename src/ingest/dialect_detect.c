/*
 * Of all matches the best that is plausible: exports with marks (names that no
 * other layout has together) need all of them, a generic reading must not take
 * order lines that lack a column for a list of products. Ties go to the earlier
 * row, and generic rows stand last. Where none is, the nearest says what is
 * missing.
 */
#include "ingest/dialect.h"

#include "ingest/orderlist.h"

enum {
	MIN_EXPORT_SHARE = 60, /* percent of its columns, to be taken for it */
	MIN_MARKED_SHARE = 25, /* the same where its marks are there */
	MIN_GENERIC_ROLES = 2, /* one known name may be an accident */
	ENOUGH_ROLES = 4, /* of products: so many, or this part of all */
};

/* Of a mark with several names one is enough. */
static bool
has_mark(const struct header *header, struct slice mark)
{
	struct slice name;

	while (slice_split(&mark, '~', &name))
		if (header_find(header, name) >= 0)
			return true;
	return false;
}

static bool
has_marks(const struct dialect *dialect, const struct header *header)
{
	struct slice rest = slice_of(dialect->marks), mark;

	while (slice_split(&rest, '|', &mark))
		if (!has_mark(header, mark))
			return false;
	return true;
}

static bool
is_named_so(const struct header *header, size_t i, enum role role)
{
	for (enum role_language l = 0; l < ROLE_LANGUAGE_COUNT; l++)
		if (role_is_called(header->names[i], header->cores[i], role, l))
			return true;
	return false;
}

static bool
names_an_order(const struct header *header)
{
	for (size_t i = 0; i < header->n; i++)
		if (role_fits_words(ROLE_ORDER, header->names[i]) ||
		    is_named_so(header, i, ROLE_ORDER))
			return true;
	return false;
}

/* Names of one language and English alone: a "nombre" counts in French and
 * names in Spanish. */
static bool
is_named_in(const struct header *header, size_t i, enum role role,
    enum role_language language)
{
	return role_is_called(
		   header->names[i], header->cores[i], role, language) ||
	    role_is_called(
		header->names[i], header->cores[i], role, ROLE_ENGLISH);
}

/* Of the dates that have their names, those that a list of products may give
 * for when it was made. */
static bool
is_made_day(struct slice name)
{
	return header_is_one_of(name,
	    "created_at|date_created|created_on|created|created_time|"
	    "create_time|creation_date|date_add|timestamp|erstellt_am|"
	    "date_de_creation|cree_le|fecha_de_creacion|creado_el|"
	    "data_de_criacao|criado_em|data_creazione|creato_il|"
	    "aangemaakt_op|olusturma_tarihi|launch_date|release_date");
}

/* Buyers, or pieces that were ordered: no list of products names them. What
 * was sold or turned over on a day is none either. */
static bool
names_a_sale(const struct header *header, enum role_language language)
{
	bool day = false, sold = false;

	for (size_t i = 0; i < header->n; i++) {
		bool pieces = is_named_in(header, i, ROLE_QUANTITY, language);

		if (is_named_in(header, i, ROLE_CUSTOMER, language) ||
		    (pieces && !is_named_in(header, i, ROLE_STOCK, language)))
			return true;
		day = day ||
		    (is_named_in(header, i, ROLE_DATE, language) &&
			!is_made_day(header->names[i]));
		sold = sold || pieces ||
		    is_named_in(header, i, ROLE_LINE_TOTAL, language);
	}
	return day && sold;
}

/* Does the column of the role say that it is of products? */
static bool
says_product(const struct dialect_match *match, const struct header *header,
    enum role role)
{
	int column = match->column[role];

	return column >= 0 && role_fits_words(role, header->names[column]);
}

/* A product list of many columns of which two are known may be anything. */
static bool
is_enough(const struct dialect_match *match, const struct header *header)
{
	return match->matched >= MIN_GENERIC_ROLES &&
	    (match->dialect->kind != BATCH_PRODUCTS ||
		match->matched >= ENOUGH_ROLES ||
		ENOUGH_ROLES * match->matched >= match->named ||
		(match->matched > MIN_GENERIC_ROLES &&
		    match->column[ROLE_PRICE] >= 0 &&
		    (says_product(match, header, ROLE_SKU) ||
			says_product(match, header, ROLE_TITLE))));
}

/* May it be taken without the user having said so? Order lines that lack a
 * column must not pass for a list of products. */
static bool
is_plausible(const struct dialect_match *match, const struct header *header)
{
	const struct dialect *dialect = match->dialect;

	if (match->score == 0 || !has_marks(dialect, header))
		return false;
	if (dialect->shape != SAMPLE_TABLE)
		return true;
	if (dialect->generic)
		return is_enough(match, header) &&
		    (dialect->kind == BATCH_ORDERS ||
			!names_an_order(header)) &&
		    (dialect->kind != BATCH_PRODUCTS ||
			!names_a_sale(header, match->language));
	return 100 * match->matched >= match->named *
	    (dialect->marks ? MIN_MARKED_SHARE : MIN_EXPORT_SHARE);
}

/* An export that is there with its marks is that export, however few of its
 * columns somebody kept: no generic reading of the kind beats it. */
static bool
knows_better(
    const struct dialect_match *match, const struct dialect_match *than)
{
	return match->dialect != NULL && match->dialect->marks != NULL &&
	    than->dialect->generic &&
	    than->dialect->kind == match->dialect->kind;
}

static bool
refuse_missing(
    const char *path, const struct dialect_match *match, struct err *err)
{
	enum role missing = (enum role)match->missing;
	const char *role = role_row(missing)->name, *other = "";

	if (match->dialect->kind == BATCH_ORDERS &&
	    role_need(missing, BATCH_ORDERS) == ROLE_KEY)
		other = ", name the file with the orders' lines in the same "
			"command, or export the orders with them";
	else if (missing == ROLE_DATE && match->dialect->generic &&
	    match->column[ROLE_ORDER] >= 0)
		other = ", name the file with the orders themselves in the "
			"same command, or read it without dates with "
			"--as orders";
	return err_set(err, ERR_INPUT,
	    "'%s' has no column for %s, needed for %s; name it with "
	    "--map %s=COLUMN%s",
	    path, role, match->dialect->label, role, other);
}

static bool
refuse_list(const char *path, const struct orderlist *list, struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "'%s' is %s, which does not say what was bought; %s", path,
	    list->label, list->instead);
}

static bool
refuse_unknown(const char *path, const struct sample *sample, struct err *err)
{
	enum charset_kind charset = sample->facts.charset;
	bool guessed =
	    charset == CHARSET_WINDOWS_1252 || charset == CHARSET_WINDOWS_1254;
	struct str names = STR_INIT;

	header_describe(&sample->header, &names);
	err_set(err, ERR_INPUT,
	    "cannot tell what '%s' holds: its first line, %s, names no known "
	    "layout; say it with --as and --map, as in --as products "
	    "--map sku=COLUMN%s",
	    path, names.p,
	    guessed ? "; where letters look wrong, name the encoding with "
		      "--encoding"
		    : "");
	str_release(&names);
	return false;
}

/* Without number, date and buyer, "order lines" are a guess that helps
 * nobody. */
static bool
is_near(const struct dialect_match *match)
{
	return match->dialect->kind != BATCH_ORDERS ||
	    match->column[ROLE_ORDER] >= 0 || match->column[ROLE_DATE] >= 0 ||
	    match->column[ROLE_CUSTOMER] >= 0;
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
	const struct orderlist *list;

	*out = (struct dialect_match){ .dialect = NULL };
	for (size_t i = 0; i < dialect_count(); i++) {
		const struct dialect *dialect = dialect_at(i);

		if (!is_wanted(dialect, wishes))
			continue;
		dialect_match(dialect, sample, wishes, &match);
		if (match.score > out->score && !knows_better(out, &match) &&
		    (is_plausible(&match, &sample->header) ||
			(forced && dialect->generic) ||
			wishes->dialect != NULL))
			*out = match;
		if (nearest.dialect == NULL ||
		    (match.matched > nearest.matched &&
			has_marks(dialect, &sample->header)) ||
		    (forced && dialect->generic))
			nearest = match;
	}
	list = forced || (out->dialect != NULL && !out->dialect->generic)
	    ? NULL
	    : orderlist_of(&sample->header);
	if (list != NULL)
		return refuse_list(path, list, err);
	if (out->dialect != NULL)
		return true;
	if (nearest.dialect != NULL && nearest.missing != ROLE_NONE &&
	    (forced || is_near(&nearest)) &&
	    (forced || nearest.matched > MIN_GENERIC_ROLES ||
		(nearest.column[ROLE_ORDER] >= 0 &&
		    nearest.matched == MIN_GENERIC_ROLES)))
		return refuse_missing(path, &nearest, err);
	return refuse_unknown(path, sample, err);
}

void
dialect_why(const struct dialect_match *match, struct str *out)
{
	if (match->dialect->shape != SAMPLE_TABLE)
		str_add(out, match->dialect->summary);
	else if (match->dialect->generic)
		str_addf(out, "%d of %d columns known as %s", match->matched,
		    match->named, match->dialect->label);
	else
		str_addf(out, "%d of %d %s columns", match->matched,
		    match->named, match->dialect->label);
	if (match->fit < 100)
		str_addf(out, ", %d %% of the first values fit", match->fit);
}
