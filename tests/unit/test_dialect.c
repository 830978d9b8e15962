/* dialect, header, notation: which layout fits and how values are written. */
#include "ingest/dialect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "ingest/notation.h"
#include "ingest/status.h"

/* A sample of a header and rows, split at commas and semicolons. */
static void
make_sample(struct sample *sample, const char *header, const char *rows)
{
	struct slice rest = slice_of(header), part, line;
	struct slice fields[64];
	size_t n = 0;

	memset(sample, 0, sizeof(*sample));
	while (slice_split(&rest, ',', &part))
		fields[n++] = part;
	header_read(&sample->header, fields, n, &sample->text);
	rest = slice_of(rows);
	while (rest.len > 0 && slice_split(&rest, ';', &line)) {
		struct slice *row =
		    arena_array(&sample->text, 64, sizeof(*row));

		for (n = 0; slice_split(&line, ',', &part); n++)
			row[n] = part;
		sample->rows[sample->n] = (struct sample_row){
			.fields = row,
			.n = n,
			.line = (uint32_t)sample->n + 2,
		};
		sample->n++;
	}
}

struct name_case {
	const char *a, *b;
	bool same;
};

static const struct name_case name_cases[] = {
	{ "Customer ID", "customer_id", true },
	{ "CustomerID", " customer-id ", true },
	{ "Order #", "order", true },
	{ "Price (GBP)", "pricegbp", true },
	{ "Größe", "größe", true },
	{ "Größe", "Grüße", false },
	{ "Größe", "grosse", false },
	{ "QUANTITÉ", "quantite", true },
	{ "Sipariş Tarihi", "siparis_tarihi", true },
	{ "İPTAL", "iptal", true },
	{ "N° de commande", "n_de_commande", true },
	{ "\xEF\xBB\xBForder_id", "order_id", true },
	{ "\xE4\xBB\xB7\xE6\xA0\xBC", "\xE4\xBB\xB7\xE6\xA0\xBC", true },
	{ "\xE4\xBB\xB7\xE6\xA0\xBC", "\xE6\x95\xB0\xE9\x87\x8F", false },
	{ "sku", "skus", false },
	{ "skus", "sku", false },
	{ "", "", false },
	{ "--", "__", false },
};

static void
header_names_are_compared_by_letters_and_digits(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(name_cases); i++) {
		const struct name_case *c = &name_cases[i];

		if (header_same(slice_of(c->a), slice_of(c->b)) != c->same)
			fail_msg("'%s' and '%s'", c->a, c->b);
	}
	assert_true(
	    header_is_one_of(slice_of("Unit Price"), "cost|unit_price"));
	assert_false(header_is_one_of(slice_of("unit"), "cost|unit_price"));
}

static void
columns_are_found_by_name_or_number(void **state)
{
	struct sample sample;

	(void)state;
	make_sample(&sample, "SKU,Unit Price,,3,,", "");
	assert_int_equal(sample.header.n, 4);
	assert_int_equal(header_find(&sample.header, slice_of("unitprice")), 1);
	assert_int_equal(header_find(&sample.header, slice_of("#1")), 0);
	assert_int_equal(header_find(&sample.header, slice_of("3")), 3);
	assert_int_equal(header_find(&sample.header, slice_of("#3")), 3);
	assert_int_equal(header_find(&sample.header, slice_of("#4")), 3);
	assert_int_equal(header_find(&sample.header, slice_of("#5")), -1);
	assert_int_equal(header_find(&sample.header, slice_of("cost")), -1);
	sample_release(&sample);
}

struct detect_case {
	const char *header, *rows;
	const char *dialect; /* NULL: refused */
	const char *why; /* or the end of the sentence */
};

static const struct detect_case detect_cases[] = {
	{ "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,"
	  "Customer ID,Country",
	    "489434,85048,BALL,12,2009-12-01 07:45:00,6.95,13085,UK",
	    "online-retail-2", "8 of 8 Online Retail II columns" },
	{ "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,"
	  "CustomerID,Country",
	    "", "online-retail", "8 of 8 Online Retail columns" },
	{ "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,"
	  "CustomerID",
	    "", "online-retail", "7 of 8 Online Retail columns" },
	{ "order_id,order_date,customer_id,sku,quantity,unit_price",
	    "1,2026-01-02,c1,A,2,1.50;2,2026-01-02,c1,A,x,1.50", "orders",
	    "6 of 6 columns known as order lines, 83 % of the first values "
	    "fit" },
	{ "sku,title,category,brand,price,cost,stock", "", "products",
	    "7 of 7 columns known as products" },
	{ "Article No,Qty,Cost Price", "", "products",
	    "3 of 3 columns known as products" },
	/* Three of many are enough where a price is one, and a code or a name
	 * that is of products. */
	{ "Product name,Ref,Price,a,b,c,d,e,f,g,h,i,j,k", "", "products",
	    "3 of 14 columns known as products" },
	{ "Name,Ref,Price,a,b,c,d,e,f,g,h,i,j,k", "", NULL,
	    "cannot tell what 'x.csv' holds: its first line, 'Name', 'Ref', "
	    "'Price', 'a', 'b', 'c', 'd', 'e' and 6 more, names no known "
	    "layout; say it with --as and --map, as in --as products --map "
	    "sku=COLUMN" },
	{ "customer_id,email,country,consent", "", "customers",
	    "4 of 4 columns known as customers" },
	{ "Bestellnummer,Datum,Kunde,Artikelnummer,Artikel,Menge,Preis", "",
	    "orders", "7 of 7 columns known as order lines" },
	{ "commande,date,client,r\xC3\xA9"
	  "f\xC3\xA9rence,article,quantit\xC3\xA9,prix",
	    "", "orders", "7 of 7 columns known as order lines" },
	{ "Pedido,Fecha,Cliente,C\xC3\xB3"
	  "digo,Art\xC3\xAD"
	  "culo,Cantidad,Precio",
	    "", "orders", "7 of 7 columns known as order lines" },
	{ "Urun Kodu,Urun Adi,Fiyat,Stok,Kategori", "", "products",
	    "5 of 5 columns known as products" },
	{ "Codice articolo,Descrizione,Prezzo,Giacenza,Costo", "", "products",
	    "5 of 5 columns known as products" },
	{ "Klantnummer,E-mailadres,Land,Nieuwsbrief", "", "customers",
	    "4 of 4 columns known as customers" },
	/* "State" is one of America here. */
	{ "order_id,order_date,sku,state",
	    "1,2026-01-02,A,Kentucky;2,2026-01-02,A,Ohio", "orders",
	    "3 of 4 columns known as order lines" },
	{ "order_id,order_date,sku,state",
	    "1,2026-01-02,A,Kentucky;2,2026-01-02,A,shipped", "orders",
	    "4 of 4 columns known as order lines" },
	/* Without order numbers a buyer and a day make one. */
	{ "Member_number,Date,itemDescription", "1808,21-07-2015,fruit",
	    "orders", "3 of 3 columns known as order lines" },
	{ "customer_id,name,email,created_at", "", "customers",
	    "2 of 4 columns known as customers" },
	/* The marks of an export are all needed. */
	{ "Name,Lineitem quantity,Lineitem price,Created at", "", NULL,
	    "'x.csv' has no column for order_id, needed for order lines; name "
	    "it with --map order_id=COLUMN" },
	{ "height,depth", "", NULL,
	    "cannot tell what 'x.csv' holds: its first line, 'height', "
	    "'depth', names no known layout; say it with --as and --map, as "
	    "in --as products --map sku=COLUMN" },
	{ "name,age,city", "", NULL,
	    "cannot tell what 'x.csv' holds: its first line, 'name', 'age', "
	    "'city', names no known layout; say it with --as and --map, as in "
	    "--as products --map sku=COLUMN" },
};

static void
the_header_tells_the_layout_and_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(detect_cases); i++) {
		const struct detect_case *c = &detect_cases[i];
		struct dialect_wishes wishes;
		struct dialect_match match;
		struct sample sample;
		struct str why = STR_INIT;
		struct err err = ERR_INIT;
		bool ok;

		make_sample(&sample, c->header, c->rows);
		dialect_wishes_init(&wishes);
		ok = dialect_detect("x.csv", &sample, &wishes, &match, &err);
		if (ok)
			dialect_why(&match, &why);
		assert_int_equal(ok, c->dialect != NULL);
		if (ok)
			assert_string_equal(match.dialect->name, c->dialect);
		assert_string_equal(ok ? why.p : err.text, c->why);
		str_release(&why);
		sample_release(&sample);
	}
}

static void
the_user_overrules_kind_dialect_and_columns(void **state)
{
	struct dialect_wishes wishes;
	struct dialect_match match;
	struct sample sample;
	struct err err = ERR_INIT;

	(void)state;
	make_sample(&sample, "ref,when,thing,sku,price", "");
	dialect_wishes_init(&wishes);
	wishes.kind = BATCH_ORDERS;
	assert_false(dialect_detect("x.csv", &sample, &wishes, &match, &err));
	assert_string_equal(err.text,
	    "'x.csv' has no column for order_id, needed for order lines; name "
	    "it with --map order_id=COLUMN");
	wishes.column[ROLE_ORDER] = 0;
	wishes.column[ROLE_DATE] = 1;
	wishes.column[ROLE_SKU] = 2;
	assert_true(dialect_detect("x.csv", &sample, &wishes, &match, &err));
	assert_string_equal(match.dialect->name, "orders");
	assert_int_equal(match.column[ROLE_SKU], 2);
	assert_int_equal(match.column[ROLE_PRICE], 4);
	assert_int_equal(match.column[ROLE_CUSTOMER], -1);

	dialect_wishes_init(&wishes);
	wishes.dialect = dialect_by_name(slice_of("Online Retail"));
	assert_non_null(wishes.dialect);
	assert_false(dialect_detect("x.csv", &sample, &wishes, &match, &err));
	assert_string_equal(err.text,
	    "'x.csv' has no column for order_id, needed for Online Retail; "
	    "name it with --map order_id=COLUMN");
	assert_null(dialect_by_name(slice_of("nowhere")));
	sample_release(&sample);
}

/* Every alias of a role leads to it, and the roles' own names parse. */
static void
every_alias_of_every_role_is_found(void **state)
{
	(void)state;
	for (enum role role = 0; role < ROLE_COUNT; role++) {
		const struct role_row *row = role_row(role);
		struct slice rest = slice_of(row->aliases), alias;
		enum role parsed;

		assert_true(role_parse(slice_of(row->name), &parsed));
		assert_int_equal(parsed, role);
		while (slice_split(&rest, '|', &alias)) {
			assert_true(alias.len > 0);
			assert_true(header_is_one_of(alias, row->aliases));
		}
	}
}

static void
every_dialect_row_is_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < dialect_count(); i++) {
		const struct dialect *d = dialect_at(i);

		assert_ptr_equal(dialect_by_name(slice_of(d->name)), d);
		assert_true(strlen(d->label) > 0 && strlen(d->summary) > 0);
		assert_true(strlen(dialect_kind_name(d->kind)) > 0);
		for (enum role role = 0; role < ROLE_COUNT; role++)
			if (d->aliases[role] != NULL)
				assert_int_not_equal(
				    role_need(role, d->kind), ROLE_UNUSED);
	}
}

struct hint_case {
	const char *amount;
	char hint;
};

static const struct hint_case hint_cases[] = {
	{ "12.50", '.' },
	{ "12,50", ',' },
	{ "1,234.50", '.' },
	{ "1.234,50", ',' },
	{ "1.234.567", ',' },
	{ "1,234,567", '.' },
	{ "0.125", '.' },
	{ "0,125", ',' },
	{ "1234.567", '.' },
	{ "1,234", '?' },
	{ "1.234", '?' },
	{ "1234", 0 },
	{ "", 0 },
	{ "-3,5", ',' },
	{ "\xE2\x82\xAC 3,50", ',' },
	{ "3.50 EUR", '.' },
	{ "12,5O", 0 + ',' },
	{ "12,x5", 0 },
	{ ".5", '.' },
	{ "1\xC2\xA0"
	  "234,50",
	    ',' },
	{ "1\xE2\x80\xAF"
	  "234,50 \xE2\x82\xAC",
	    ',' },
	{ "1'234.50", '.' },
	{ "1 234", 0 },
};

static void
one_amount_hints_at_the_decimal_mark(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hint_cases); i++) {
		char hint =
		    notation_decimal_hint(slice_of(hint_cases[i].amount));

		if (hint != hint_cases[i].hint)
			fail_msg("'%s': got '%c'", hint_cases[i].amount, hint);
	}
}

struct status_case {
	const char *word;
	enum order_status status;
};

static const struct status_case status_cases[] = {
	{ "paid", STATUS_PLACED },
	{ "wc-completed", STATUS_PLACED },
	{ "Partially_Refunded", STATUS_PLACED },
	{ "on-hold", STATUS_PENDING },
	{ "Awaiting Payment", STATUS_PENDING },
	{ "Canceled", STATUS_CANCELLED },
	{ "voided", STATUS_VOIDED },
	{ "wc-failed", STATUS_FAILED },
	{ "checkout-draft", STATUS_DRAFT },
	{ "REFUNDED", STATUS_REFUNDED },
	{ "Storniert", STATUS_CANCELLED },
	{ "Annul\xC3\xA9"
	  "e",
	    STATUS_CANCELLED },
	{ "En attente", STATUS_PENDING },
	{ "Reembolsado", STATUS_REFUNDED },
	{ "Em processamento", STATUS_PLACED },
	{ "\xC4\xB0"
	  "ptal edildi",
	    STATUS_CANCELLED },
	{ "credit memo", STATUS_RETURN },
};

static void
words_of_platforms_become_statuses(void **state)
{
	enum order_status status = STATUS_DRAFT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(status_cases); i++) {
		assert_true(
		    status_of_word(slice_of(status_cases[i].word), &status));
		assert_int_equal(status, status_cases[i].status);
	}
	assert_false(status_of_word(slice_of("teleported"), &status));
	assert_int_equal(status, STATUS_RETURN);
}

struct column_case {
	const char *dates, *prices; /* split by blanks, row by row */
	enum date_order order;
	char decimal;
	const char *currency;
	const char *question; /* in the sentence; NULL: decided */
};

static const struct column_case column_cases[] = {
	{ "2026-01-02 2026-01-03", "1.5 2", DATE_ORDER_YMD, '.', "", NULL },
	{ "1/2/2026 13/2/2026", "1,5 2", DATE_ORDER_DMY, ',', "", NULL },
	{ "1/2/2026 2/13/2026", "1.234,5 2", DATE_ORDER_MDY, ',', "", NULL },
	{ "1/2/2026 14/2/2026 15/2/2026 2/13/2026", "1 2 3 4", DATE_ORDER_DMY,
	    '.', "", NULL },
	{ "2026-01-02 2026-01-03", "EUR1.50 2", DATE_ORDER_YMD, '.', "EUR",
	    NULL },
	{ "2026-01-02 2026-01-03", "1,50\xE2\x82\xAC 2", DATE_ORDER_YMD, ',',
	    "EUR", NULL },
	/* Points stand between day, month and year, in this order. */
	{ "1.2.2026 3.2.2026", "1 2", DATE_ORDER_DMY, '.', "", NULL },
	{ "1.2.2026 2.13.2026", "1 2", DATE_ORDER_MDY, '.', "", NULL },
	{ "1/2/2026 3/2/2026", "1 2", 0, 0, "",
	    "line 2: column 'date' can be read in two ways: '1/2/2026' is "
	    "day/month or month/day, and no other row tells; say which with "
	    "--date-order dmy or --date-order mdy" },
	{ "2026-01-02 2026-01-03", "5 1,234", 0, 0, "",
	    "line 3: column 'price' can be read in two ways: '1,234' is "
	    "thousands or decimals, and no other row tells; say which with "
	    "--decimal point or --decimal comma" },
};

static void
write_columns(const char *path, const struct column_case *c)
{
	struct slice dates = slice_of(c->dates), prices = slice_of(c->prices);
	struct slice date, price;
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs("id;date;sku;price\n", f);
	while (slice_split(&dates, ' ', &date) &&
	    slice_split(&prices, ' ', &price))
		fprintf(f, "1;%.*s;A;%.*s\n", (int)date.len, date.p,
		    (int)price.len, price.p);
	assert_int_equal(fclose(f), 0);
}

/* The notation of a file of orders that are numbered in the first column. */
static bool
find_notation(const char *path, const struct progress *progress,
    struct notation *notation, struct err *err)
{
	struct csvfile_options csv = { 0 };
	struct dialect_wishes wishes;
	struct dialect_match match;
	struct sample *sample = malloc(sizeof(*sample));
	bool ok;

	*notation = (struct notation){ .date_order = DATE_ORDER_UNKNOWN };
	dialect_wishes_init(&wishes);
	wishes.kind = BATCH_ORDERS;
	wishes.column[ROLE_ORDER] = 0;
	assert_true(sample_read(path, &csv, sample, err));
	assert_true(dialect_detect(path, sample, &wishes, &match, err));
	ok = notation_find(path, &csv, sample, &match, progress, notation, err);
	sample_release(sample);
	free(sample);
	return ok;
}

static void
check_columns(const char *path, const struct column_case *c)
{
	struct notation notation;
	struct err err = ERR_INIT;
	bool ok = find_notation(path, NULL, &notation, &err);

	if (c->question != NULL) {
		assert_false(ok);
		assert_string_equal(strstr(err.text, "line"), c->question);
	} else {
		if (!ok)
			fail_msg("%s", err.text);
		assert_int_equal(notation.date_order, c->order);
		assert_int_equal(notation.decimal, c->decimal);
		assert_string_equal(notation.currency.code, c->currency);
	}
}

static void
whole_columns_decide_how_dates_and_amounts_are_written(void **state)
{
	char path[] = "/tmp/notation.XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < ARRAY_LEN(column_cases); i++) {
		write_columns(path, &column_cases[i]);
		check_columns(path, &column_cases[i]);
	}
	unlink(path);
}

/* The value that decides may stand behind the rows that are looked at first. */
static void
a_late_row_decides_too(void **state)
{
	static const struct column_case c = {
		.order = DATE_ORDER_DMY, .decimal = '.', .currency = ""
	};
	char path[] = "/tmp/notation.XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	(void)state;
	assert_non_null(f);
	fputs("id;date;sku;price\n", f);
	for (int i = 0; i < 12000; i++)
		fputs("1;1/2/2026;A;1,234\n", f);
	fputs("1;31/1/2026;A;1.5\n", f);
	assert_int_equal(fclose(f), 0);
	check_columns(path, &c);
	unlink(path);
}

static bool
stop_at_once(void *arg, const char *phase, int64_t done, int64_t total)
{
	int *calls = arg;

	(void)phase;
	assert_in_range(done, 1, total);
	++*calls;
	return false;
}

static void
the_search_for_a_row_that_decides_can_be_stopped(void **state)
{
	char path[] = "/tmp/notation.XXXXXX";
	int fd = mkstemp(path), calls = 0;
	struct progress progress = { .report = stop_at_once, .arg = &calls };
	struct err err = ERR_INIT;
	struct notation notation;
	FILE *f = fdopen(fd, "w");

	(void)state;
	assert_non_null(f);
	fputs("id;date;sku;price\n", f);
	for (int i = 0; i < 30000; i++)
		fputs("1;1/2/2026;A;1,234\n", f);
	assert_int_equal(fclose(f), 0);
	assert_false(find_notation(path, &progress, &notation, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	assert_int_equal(calls, 1);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    header_names_are_compared_by_letters_and_digits),
		cmocka_unit_test(columns_are_found_by_name_or_number),
		cmocka_unit_test(the_header_tells_the_layout_and_why),
		cmocka_unit_test(the_user_overrules_kind_dialect_and_columns),
		cmocka_unit_test(every_alias_of_every_role_is_found),
		cmocka_unit_test(every_dialect_row_is_complete),
		cmocka_unit_test(one_amount_hints_at_the_decimal_mark),
		cmocka_unit_test(words_of_platforms_become_statuses),
		cmocka_unit_test(
		    whole_columns_decide_how_dates_and_amounts_are_written),
		cmocka_unit_test(a_late_row_decides_too),
		cmocka_unit_test(
		    the_search_for_a_row_that_decides_can_be_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
