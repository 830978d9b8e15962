/*
 * Filters over a small listing with a column of every kind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/date.h"
#include "service/filter.h"

struct row {
	const char *title, *category, *evidence; /* NULL: undefined */
	int64_t orders, revenue;
	double share, lift;
	int32_t day; /* also the day of "when" */
	bool costed; /* share is defined */
};

static const struct row rows[] = {
	{ .title = "Mug, red",
	    .category = "Kitchen",
	    .evidence = "strong",
	    .orders = 40,
	    .revenue = 123450,
	    .share = 0.25,
	    .lift = 2.5,
	    .costed = true },
	{ .title = "mug \"XL\"",
	    .category = "Kitchen",
	    .evidence = "likely",
	    .orders = 1200,
	    .revenue = 5000,
	    .share = 0.4,
	    .lift = 1.2,
	    .day = 20000,
	    .costed = true },
	{ .title = "Lamp",
	    .evidence = "thin",
	    .orders = 3,
	    .revenue = 0,
	    .lift = 0.5,
	    .day = 20454 },
	{ .title = "Rug",
	    .category = "Home & Living",
	    .evidence = "weak",
	    .orders = 40,
	    .revenue = -500,
	    .share = -0.1,
	    .lift = 1e3,
	    .day = 20454,
	    .costed = true },
};

enum {
	COL_TITLE,
	COL_CATEGORY,
	COL_EVIDENCE,
	COL_ORDERS,
	COL_REVENUE,
	COL_SHARE,
	COL_LIFT,
	COL_DAY,
	COL_WHEN,
	COL_MEAN,
	COL_SHOWN
};

/* clang-format off */
static const struct column columns[] = {
	[COL_TITLE] = LISTING_COLUMN("title", "title", CELL_TEXT, 0, 9, 1, ""),
	[COL_CATEGORY] = LISTING_COLUMN("category", "category", CELL_TEXT, 0, 9, 1, ""),
	[COL_EVIDENCE] = LISTING_COLUMN("evidence", "evidence", CELL_TEXT, 0, 9, 1, ""),
	[COL_ORDERS] = LISTING_COLUMN("orders_both", "both", CELL_COUNT, 0, 9, 1, ""),
	[COL_REVENUE] = LISTING_COLUMN("revenue", "revenue", CELL_MONEY, 0, 9, 1, ""),
	[COL_SHARE] = LISTING_COLUMN("margin", "margin", CELL_SHARE, 0, 9, 1, ""),
	[COL_LIFT] = LISTING_COLUMN("lift", "lift", CELL_NUMBER, 0, 9, 1, ""),
	[COL_DAY] = LISTING_COLUMN("day", "day", CELL_DAY, 0, 9, 1, ""),
	[COL_WHEN] = LISTING_COLUMN("when", "when", CELL_TIME, 0, 9, 1, ""),
	[COL_MEAN] = LISTING_COLUMN("mean", "mean", CELL_MEAN, 0, 9, 1, ""),
	[COL_SHOWN] = LISTING_COLUMN("shown", "shown", CELL_TEXT, COLUMN_SCREEN, 9, 1, ""),
};
/* clang-format on */

static void
text_cell(const char *text, struct cell *out)
{
	out->defined = text != NULL;
	out->text = slice_of(text);
}

static void
read_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct row *r = (const struct row *)self + row;

	*out = (struct cell){ .defined = true };
	switch (column) {
	case COL_TITLE:
		text_cell(r->title, out);
		break;
	case COL_CATEGORY:
		text_cell(r->category, out);
		break;
	case COL_EVIDENCE:
		text_cell(r->evidence, out);
		break;
	case COL_ORDERS:
		out->count = r->orders;
		break;
	case COL_REVENUE:
		out->count = r->revenue;
		break;
	case COL_SHARE:
		out->defined = r->costed;
		out->number = r->share;
		break;
	case COL_LIFT:
		out->number = r->lift;
		break;
	case COL_DAY:
		out->count = r->day;
		break;
	case COL_WHEN:
		out->count = (int64_t)r->day * DATE_SECONDS_A_DAY + 60;
		break;
	case COL_MEAN:
		out->number = 0.5 + (double)row;
		break;
	default:
		text_cell("mug on the screen alone", out);
		break;
	}
}

static const struct listing_ops ops = { .cell = read_cell };

static void
open_listing(struct listing *l, struct row *copy)
{
	memcpy(copy, rows, sizeof(rows));
	listing_init(l, "things", columns, ARRAY_LEN(columns), &ops, copy,
	    ARRAY_LEN(rows), 2);
}

/* The rows that pass as digits: "013". */
static void
rows_that_pass(const char *expression, char *out, struct err *err)
{
	struct row copy[ARRAY_LEN(rows)];
	struct listing l;
	struct filter f;
	size_t n = 0;

	open_listing(&l, copy);
	if (filter_parse(&l, slice_of(expression), &f, err) &&
	    filter_apply(&f, &l, NULL, err)) {
		for (size_t i = 0; i < l.rows; i++)
			out[n++] = (char)('0' + listing_identity(&l, i));
	}
	out[n] = '\0';
	filter_release(&f);
	listing_release(&l);
}

static const struct {
	const char *expression, *passing;
} passing[] = {
	{ "", "0123" },
	{ "   ", "0123" },
	{ "n>40", "1" },
	{ "n>=40", "013" },
	{ "n<40", "2" },
	{ "n<=40", "023" },
	{ "n=40", "03" },
	{ "n==40", "03" },
	{ "n!=40", "12" },
	{ "n>=1,200", "1" },
	{ "orders_both=3", "2" },
	{ "ORDERS_BOTH = 3", "2" },
	{ "orders>1000", "1" },
	{ "lift>1.2", "03" },
	{ "lift>=1.2", "013" },
	{ "lift=1e3", "3" },
	{ "lift>-1", "0123" },
	{ "revenue>=1234.50", "0" },
	{ "rev<0", "3" },
	{ "margin>=25%", "01" },
	{ "margin>=25 %", "01" },
	{ "margin >= 0.25", "01" },
	{ "margin<0", "3" },
	{ "margin!=25%", "13" }, /* row 2 has no margin */
	{ "margin<150%", "013" },
	{ "day>=2026-01-01", "23" },
	{ "day<1971-01-01", "0" },
	{ "text~mug", "01" },
	{ "text~MUG", "01" },
	{ "mug", "01" },
	{ "mug n>100", "1" },
	{ "\"home & l\"", "3" },
	{ "text!=lamp", "013" },
	{ "text=kitchen", "01" },
	{ "cat=kitchen", "01" },
	{ "category != Kitchen", "3" }, /* row 2 has none */
	{ "category=\"home & living\"", "3" },
	{ "title~\"\"\"xl\"\"\"", "1" },
	{ "title~\"\"", "0123" },
	{ "category~\"\"", "013" },
	{ "evidence=strong", "0" },
	{ "evidence>=likely", "01" },
	{ "evidence>LIKELY", "0" },
	{ "evidence<weak", "2" },
	{ "evidence!=strong", "123" },
	{ "lift>1 n>=40 evidence>=likely text~mug", "01" },
	{ "lift>1\tn<100", "03" },
	/* what was typed with ten digits is what was computed */
	{ "lift<2.50000000001", "12" },
	{ "lift>2.49999999999", "3" },
	/* a quote ends a word; a sign of percent only where it stands alone */
	{ "mug\"kitchen\"", "01" },
	{ "margin>=25 % mug", "01" },
	{ "margin>=0.25 %x", "" },
	/* a moment and a mean are compared as days and numbers are */
	{ "when>=2026-01-01", "23" },
	{ "when<2026-01-01", "01" },
	{ "mean>1.5", "23" },
	{ "mean=0.5", "0" },
};

static void
expressions_let_the_right_rows_pass(void **state)
{
	char actual[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(passing); i++) {
		struct err err = ERR_INIT;
		rows_that_pass(passing[i].expression, actual, &err);
		if (strcmp(actual, passing[i].passing) != 0)
			fail_msg("'%s' lets '%s' pass, not '%s' (%s)",
			    passing[i].expression, actual, passing[i].passing,
			    err.text);
	}
}

#define COLUMNS_THERE                                                \
	"; there are text, title, category, evidence, orders_both, " \
	"revenue, margin, lift, day, when, mean"

static const struct {
	const char *expression, *sentence;
} refused[] = {
	{ "lft>1", "there is no column 'lft'" COLUMNS_THERE },
	{ ">1", "there is no column ''" COLUMNS_THERE },
	{ "shown~x", "there is no column 'shown'" COLUMNS_THERE },
	{ "lift~2", "'lift' is no text: compare it with < <= > >= = !=" },
	{ "title<b", "'title' is text: compare it with = != or ~ (contains)" },
	{ "text>b", "'text' is text: compare it with = != or ~ (contains)" },
	{ "lift>x", "'lift' is a number; 'x' is none" },
	{ "lift>25%", "'lift' is a number; '25%' is none" },
	{ "lift>", "'lift' is compared with nothing" },
	{ "text~", "'text' is compared with nothing" },
	{ "n>nan", "'orders_both' is a number; 'nan' is none" },
	{ "margin>25", "'margin' is a share: write 25%, or a ratio up to 1" },
	{ "margin>x", "'margin' is a share: 'x' is none; write 25% or 0.25" },
	{ "margin>%", "'margin' is a share: '' is none; write 25% or 0.25" },
	{ "when=noon", "'when' is a date: write it as 2026-10-31" },
	{ "mean~1", "'mean' is no text: compare it with < <= > >= = !=" },
	{ "day>soon", "'day' is a date: write it as 2026-10-31" },
	{ "evidence>=sure",
	    "evidence is thin, weak, likely or strong, not 'sure'" },
	{ "title=\"mug", "a quote is not closed" },
	{ "lift", "'lift' waits for a comparison, such as lift>1" },
	{ "title n>1", "'title' waits for a comparison, such as title~mug" },
	{ "a b c d e f g h i j k l m n o p q",
	    "a filter has at most 16 comparisons" },
};

static void
wrong_expressions_are_refused_with_a_sentence(void **state)
{
	char actual[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct err err = ERR_INIT;
		rows_that_pass(refused[i].expression, actual, &err);
		assert_string_equal(err.text, refused[i].sentence);
	}
}

static void
long_values_are_refused(void **state)
{
	struct str line = STR_INIT;
	struct err err = ERR_INIT;
	char actual[16];

	(void)state;
	str_add(&line, "title~");
	str_add_repeat(&line, "x", FILTER_MAX_TEXT + 1);
	rows_that_pass(line.p, actual, &err);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.text, "a value is over 200 bytes long");
	str_release(&line);
}

static void
a_filter_narrows_what_is_in_view(void **state)
{
	struct row copy[ARRAY_LEN(rows)];
	struct err err = ERR_INIT;
	struct listing l;
	struct filter f;

	(void)state;
	open_listing(&l, copy);
	assert_true(listing_sort(&l, COL_LIFT, true, &err));
	listing_limit(&l, 2);
	assert_true(filter_parse(&l, slice_of("n=40"), &f, &err));
	assert_true(filter_apply(&f, &l, NULL, &err));
	assert_int_equal(l.rows, 2);
	assert_int_equal(listing_identity(&l, 0), 3);
	assert_int_equal(listing_identity(&l, 1), 0);
	filter_release(&f);
	listing_release(&l);
}

/* ---- completing ---- */

static void
collect(void *arg, struct slice candidate, size_t from)
{
	struct str *out = arg;

	str_addf(out, "%zu:%.*s ", from, (int)candidate.len, candidate.p);
}

static const struct {
	const char *before, *candidates;
} completions[] = {
	{ "t", "0:title 0:text " },
	{ "ti", "0:title " },
	{ "lift>1 l", "7:lift " },
	{ "lift>1 c", "7:category 7:cat " },
	{ "lift > 1 n", "9:n " },
	{ "sh", "" },
	{ "category=k", "9:Kitchen " },
	{ "cat=", "4:Kitchen 4:\"Home & Living\" " },
	{ "cat=\"ho", "4:\"Home & Living\" " },
	{ "title=mug", "6:\"Mug, red\" 6:\"mug \"\"XL\"\"\" " },
	{ "evidence>=s", "10:strong " },
	{ "lift>", "" },
	{ "text~m", "" },
	{ "nothing=", "" },
	{ "cat=Kitchen ev", "12:evidence " },
};

static void
completion_offers_columns_and_values(void **state)
{
	struct row copy[ARRAY_LEN(rows)];
	struct str out = STR_INIT;
	struct listing l;

	(void)state;
	open_listing(&l, copy);
	for (size_t i = 0; i < ARRAY_LEN(completions); i++) {
		str_clear(&out);
		filter_complete(
		    &l, slice_of(completions[i].before), collect, &out);
		assert_string_equal(out.p, completions[i].candidates);
	}
	str_clear(&out);
	filter_complete(&l, slice_of(""), collect, &out);
	assert_string_equal(out.p,
	    "0:title 0:category 0:evidence 0:orders_both 0:revenue 0:margin "
	    "0:lift 0:day 0:when 0:mean 0:n 0:cat 0:text ");
	str_release(&out);
	listing_release(&l);
}

/* ---- a column of very many values ---- */

enum {
	MANY = 3000,
	OFFERED = 40
};

static void
numbered_cell(void *self, size_t row, size_t column, struct cell *out)
{
	char *text = self;

	(void)column;
	/* Each row another text; every fifth is not known. */
	snprintf(text, 16, "sku-%04zu", row);
	*out = (struct cell){ .defined = row % 5 != 0, .text = slice_of(text) };
}

static void
count_candidates(void *arg, struct slice candidate, size_t from)
{
	(void)candidate;
	(void)from;
	*(size_t *)arg += 1;
}

static void
completion_ends_after_so_many_values_and_rows(void **state)
{
	static const struct listing_ops numbered = { .cell = numbered_cell };
	struct listing l;
	char text[16];
	size_t n = 0;

	(void)state;
	listing_init(&l, "things", columns, 1, &numbered, text, MANY, 2);
	filter_complete(&l, slice_of("title=sku"), count_candidates, &n);
	assert_int_equal(n, OFFERED);
	/* Beyond the rows that are looked at nothing is found. */
	n = 0;
	filter_complete(&l, slice_of("title=sku-2"), count_candidates, &n);
	assert_int_equal(n, 0);
	n = 0;
	filter_complete(&l, slice_of("title=sku-1999"), count_candidates, &n);
	assert_int_equal(n, 1);
	listing_release(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_let_the_right_rows_pass),
		cmocka_unit_test(wrong_expressions_are_refused_with_a_sentence),
		cmocka_unit_test(long_values_are_refused),
		cmocka_unit_test(a_filter_narrows_what_is_in_view),
		cmocka_unit_test(completion_offers_columns_and_values),
		cmocka_unit_test(completion_ends_after_so_many_values_and_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
