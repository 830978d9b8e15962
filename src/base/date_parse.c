/*
 * date_parse - how it works: a text is scanned once, left to right, into the
 * three parts of a date in the order they stand and the time behind them; only
 * then is it decided which part is the day. The form nearly every export uses,
 * "2011-12-09 12:50:00", is recognised by its shape and read directly.
 */
#include "base/date.h"

#include "base/date_names.h"
#include "base/num.h"

enum {
	FIRST_YEAR = 1900, /* of dates in files */
	LAST_YEAR = 2199,
	CENTURY_TURN = 69, /* two-digit years from here are 19xx, as POSIX */
	LARGEST_OFFSET = 14 * 3600,
};

/* A place in the text. */
struct scan {
	const char *p, *end;
};

/* A date as it stands: three numbers in the order written. */
struct written {
	int part[3];
	int digits[3];
	enum date_order order; /* when the text itself says it */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Of a word of a month too, which may have accents. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static bool
at_end(const struct scan *sc)
{
	return sc->p == sc->end;
}

/* Takes c when it comes next. */
static bool
take(struct scan *sc, char c)
{
	if (at_end(sc) || *sc->p != c)
		return false;
	sc->p++;
	return true;
}

static bool
take_blanks(struct scan *sc)
{
	bool any = false;

	while (take(sc, ' '))
		any = true;
	return any;
}

/* Takes as many digits as come, up to nine; returns how many. */
static int
take_number(struct scan *sc, int *n)
{
	int digits = 0;

	for (*n = 0; digits < 9 && !at_end(sc) && is_digit(*sc->p); digits++)
		*n = *n * 10 + (*sc->p++ - '0');
	return digits;
}

/* Exactly two digits. */
static bool
take_two(struct scan *sc, int *n)
{
	return take_number(sc, n) == 2;
}

static struct slice
take_word(struct scan *sc)
{
	const char *from = sc->p;

	while (!at_end(sc) && is_letter(*sc->p))
		sc->p++;
	return slice_bytes(from, (size_t)(sc->p - from));
}

/* Takes a word when it is one of these. */
static bool
take_if(struct scan *sc, bool (*is_it)(struct slice word))
{
	struct scan ahead = *sc;

	if (!is_it(take_word(&ahead)))
		return false;
	*sc = ahead;
	return true;
}

/* Blanks, a comma, words such as "de": something must part the numbers. */
static bool
take_gap(struct scan *sc)
{
	bool any = take(sc, ',');

	any |= take_blanks(sc);
	while (any && take_if(sc, date_names_filler))
		take_blanks(sc);
	return any;
}

/* "Monday, " before a date. */
static void
take_weekday(struct scan *sc)
{
	if (!take_if(sc, date_names_weekday))
		return;
	take(sc, '.');
	take_gap(sc);
}

/* The name of a month, whole or shortened; 1 to 12, or 0. */
static int
take_month(struct scan *sc)
{
	int month = date_names_month(take_word(sc));

	if (month > 0)
		take(sc, '.');
	return month;
}

static bool
is_ordinal_end(struct slice word)
{
	return slice_eq_nocase(word, slice_of("st")) ||
	    slice_eq_nocase(word, slice_of("nd")) ||
	    slice_eq_nocase(word, slice_of("rd")) ||
	    slice_eq_nocase(word, slice_of("th")) ||
	    slice_eq_nocase(word, slice_of("er"));
}

/* What may stand behind the number of a day: "2nd", "1er", "5." */
static void
take_ordinal_end(struct scan *sc)
{
	if (!take_if(sc, is_ordinal_end))
		take(sc, '.');
}

/* "9 Dec 2011", "9-Dec-11", "5. Januar 2026", "5 de enero de 2026" behind the
 * number of the day. */
static bool
scan_month_after_day(struct scan *sc, struct written *w)
{
	bool dashed = take(sc, '-') || take(sc, '/');

	if (!dashed) {
		take_ordinal_end(sc);
		take_gap(sc);
	}
	w->part[1] = take_month(sc);
	if (w->part[1] == 0)
		return false;
	if (dashed ? !take(sc, '-') && !take(sc, '/') : !take_gap(sc))
		return false;
	w->digits[2] = take_number(sc, &w->part[2]);
	w->order = DATE_ORDER_DMY;
	return w->digits[2] == 4 || w->digits[2] == 2;
}

/* "Dec 9, 2011", "Dec-09-11". */
static bool
scan_month_first(struct scan *sc, struct written *w)
{
	bool dashed;

	w->part[0] = take_month(sc);
	if (w->part[0] == 0)
		return false;
	dashed = take(sc, '-');
	if (!dashed && !take_blanks(sc))
		return false;
	w->digits[1] = take_number(sc, &w->part[1]);
	if (w->digits[1] < 1 || w->digits[1] > 2)
		return false;
	if (!dashed)
		take_ordinal_end(sc);
	if (dashed ? !take(sc, '-') : !take_gap(sc))
		return false;
	w->digits[2] = take_number(sc, &w->part[2]);
	w->order = DATE_ORDER_MDY;
	return w->digits[2] == 4 || w->digits[2] == 2;
}

/* "20121005", its digits already taken. */
static bool
split_digits(struct written *w)
{
	int n = w->part[0];

	*w = (struct written){
		.part = { n / 10000, n / 100 % 100, n % 100 },
		.digits = { 4, 2, 2 },
		.order = DATE_ORDER_YMD,
	};
	return true;
}

/* Scans the date part; what follows it is left. */
static bool
scan_date(struct scan *sc, struct written *w)
{
	*w = (struct written){ .order = DATE_ORDER_UNKNOWN };
	if (!at_end(sc) && is_letter(*sc->p))
		take_weekday(sc);
	if (!at_end(sc) && is_letter(*sc->p))
		return scan_month_first(sc, w);

	w->digits[0] = take_number(sc, &w->part[0]);
	if (w->digits[0] == 8)
		return split_digits(w);
	if (w->digits[0] == 0 || at_end(sc))
		return false;

	char mark = *sc->p;
	bool more = sc->end - sc->p > 1;
	bool named = mark == ' ' || is_letter(mark) ||
	    (more && mark == '.' && sc->p[1] == ' ') ||
	    (more && (mark == '-' || mark == '/') && is_letter(sc->p[1]));
	if (named)
		return w->digits[0] <= 2 && scan_month_after_day(sc, w);
	if (mark != '-' && mark != '/' && mark != '.')
		return false;
	sc->p++;
	w->digits[1] = take_number(sc, &w->part[1]);
	if (!take(sc, mark))
		return false;
	w->digits[2] = take_number(sc, &w->part[2]);
	if (w->digits[0] == 4)
		w->order = DATE_ORDER_YMD;
	return true;
}

/* Is the year where 'order' puts it, and are the others one or two digits? */
static bool
shape_fits(const struct written *w, enum date_order order)
{
	int year = order == DATE_ORDER_YMD ? 0 : 2;

	for (int i = 0; i < 3; i++) {
		bool short_part = w->digits[i] == 1 || w->digits[i] == 2;
		bool named = w->digits[i] == 0 && w->part[i] > 0;
		if (i == year ? w->digits[i] != 4 && w->digits[i] != 2
			      : !short_part && !named)
			return false;
	}
	return true;
}

/* The day number of w read in this order; false when it is no day. */
static bool
read_as(const struct written *w, enum date_order order, int32_t *day)
{
	if (!shape_fits(w, order))
		return false;

	bool year_first = order == DATE_ORDER_YMD;
	int year = w->part[year_first ? 0 : 2];
	int month = w->part[order == DATE_ORDER_MDY ? 0 : 1];
	int mday = w->part[year_first ? 2 : order == DATE_ORDER_MDY ? 1 : 0];

	if (w->digits[year_first ? 0 : 2] == 2)
		year += year < CENTURY_TURN ? 2000 : 1900;
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 ||
	    mday < 1 || mday > date_month_days(year, month))
		return false;
	*day = date_day(year, month, mday);
	return true;
}

/*
 * The day w means. What the text itself says goes before the order of the
 * column; without either, day and month are told apart only when one reading
 * is impossible or both are the same day.
 */
static bool
resolve(const struct written *w, enum date_order order, int32_t *day)
{
	if (w->order != DATE_ORDER_UNKNOWN)
		order = w->order;
	else if (order == DATE_ORDER_YMD && w->digits[2] == 4)
		order = DATE_ORDER_UNKNOWN;
	if (order != DATE_ORDER_UNKNOWN)
		return read_as(w, order, day);

	int32_t dmy, mdy;
	bool can_dmy = read_as(w, DATE_ORDER_DMY, &dmy);
	bool can_mdy = read_as(w, DATE_ORDER_MDY, &mdy);
	if (!can_dmy && !can_mdy)
		return false;
	if (can_dmy && can_mdy && dmy != mdy)
		return false;
	*day = can_dmy ? dmy : mdy;
	return true;
}

/* "pm", "p.m.", "AM"; sets *hour on the 24-hour clock. True when there is
 * none; false when the hour does not suit it. */
static bool
scan_half_day(struct scan *sc, int *hour)
{
	struct scan ahead = *sc;

	take_blanks(&ahead);
	if (at_end(&ahead))
		return true;
	char half = (char)(*ahead.p | 0x20);
	if (half != 'a' && half != 'p')
		return true;
	ahead.p++;
	bool dotted = take(&ahead, '.');
	if (!take(&ahead, 'm') && !take(&ahead, 'M'))
		return true; /* a time zone, perhaps */
	if (dotted)
		take(&ahead, '.');
	if (*hour < 1 || *hour > 12)
		return false;
	*hour = *hour % 12 + (half == 'p' ? 12 : 0);
	*sc = ahead;
	return true;
}

/* "12:50", "8:26:01.250", "10:15 pm" as seconds of the day. */
static bool
scan_time(struct scan *sc, int32_t *seconds)
{
	int hour, minute, second = 0, fraction;
	int digits = take_number(sc, &hour);
	char mark = at_end(sc) || *sc->p == ':' ? ':' : *sc->p | 0x20;

	/* "12.50" and "12h50" too. */
	if (digits < 1 || digits > 2 || !(take(sc, mark) || take(sc, 'H')) ||
	    (mark != ':' && mark != '.' && mark != 'h') ||
	    !take_two(sc, &minute))
		return false;
	if (take(sc, mark == 'h' ? ':' : mark)) {
		if (!take_two(sc, &second))
			return false;
		if (take(sc, '.') && take_number(sc, &fraction) == 0)
			return false;
	}
	if (!scan_half_day(sc, &hour) || hour > 23 || minute > 59 ||
	    second > 59)
		return false;
	*seconds = hour * 3600 + minute * 60 + second;
	return true;
}

/* "+02:00", "-0300", "+1". */
static bool
scan_numeric_offset(struct scan *sc, int32_t *offset)
{
	bool west = take(sc, '-');
	int hours, minutes = 0;

	if (!west && !take(sc, '+'))
		return false;
	int digits = take_number(sc, &hours);
	if (digits == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (digits < 1 || digits > 2) {
		return false;
	} else if (take(sc, ':') && !take_two(sc, &minutes)) {
		return false;
	}
	*offset = hours * 3600 + minutes * 60;
	if (minutes > 59 || *offset > LARGEST_OFFSET)
		return false;
	if (west)
		*offset = -*offset;
	return true;
}

/*
 * "Z", "UTC", "GMT+0100", "CET" or a number behind a time, or what stands for
 * hours: "Uhr", "hs.". What other zones mean depends on the place and the
 * season: the time stays as written then.
 */
static bool
scan_offset(struct scan *sc, int32_t *offset)
{
	struct slice zone;

	if (!is_letter(*sc->p))
		return scan_numeric_offset(sc, offset);
	zone = take_word(sc);
	if (zone.len == 1 && (zone.p[0] | 0x20) != 'z')
		return false;
	if (zone.len > 5)
		return false;
	for (size_t i = 0; i < zone.len; i++)
		if (zone.p[i] & 0x80)
			return false;
	if (slice_eq_nocase(zone, slice_of("z")) ||
	    slice_eq_nocase(zone, slice_of("utc")) ||
	    slice_eq_nocase(zone, slice_of("gmt")))
		*offset = 0;
	take(sc, '.');
	return at_end(sc) || *sc->p == ' ' || scan_numeric_offset(sc, offset);
}

/* "(Central European Standard Time)", up to the end. */
static void
take_remark(struct scan *sc)
{
	take_blanks(sc);
	if (!at_end(sc) && *sc->p == '(' && sc->end[-1] == ')')
		sc->p = sc->end;
}

/* What may follow a date: nothing, or a time with or without an offset. */
static bool
scan_rest(struct scan *sc, int32_t *seconds, int32_t *offset)
{
	*seconds = 0;
	*offset = DATE_NO_OFFSET;
	if (at_end(sc))
		return true;
	if (!take(sc, 'T')) {
		if (!take_gap(sc))
			return false;
		if (take(sc, '-'))
			take_blanks(sc);
	}
	if (!scan_time(sc, seconds))
		return false;
	take_blanks(sc);
	if (!at_end(sc) && *sc->p != '(' && !scan_offset(sc, offset))
		return false;
	take_remark(sc);
	return at_end(sc);
}

/* The value of the digits at p where the shape has digits; -1 otherwise. */
static int
two_at(const char *p)
{
	return is_digit(p[0]) && is_digit(p[1])
	    ? (p[0] - '0') * 10 + (p[1] - '0')
	    : -1;
}

/* "YYYY-MM-DD HH:MM" or with ":SS"; false sends the text the long way. */
static bool
read_usual(struct slice s, int64_t *time)
{
	const char *p = s.p;

	if ((s.len != 19 && s.len != 16) || p[4] != '-' || p[7] != '-' ||
	    (p[10] != ' ' && p[10] != 'T') || p[13] != ':' ||
	    (s.len == 19 && p[16] != ':'))
		return false;

	int century = two_at(p), year = two_at(p + 2), month = two_at(p + 5);
	int mday = two_at(p + 8), hour = two_at(p + 11);
	int minute = two_at(p + 14), second = s.len == 19 ? two_at(p + 17) : 0;
	if (century < FIRST_YEAR / 100 || century > LAST_YEAR / 100 ||
	    year < 0 || month < 1 || month > 12 || mday < 1 || hour < 0 ||
	    hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return false;
	year += century * 100;
	if (mday > date_month_days(year, month))
		return false;
	*time = (int64_t)date_day(year, month, mday) * DATE_SECONDS_A_DAY +
	    (hour * 3600 + minute * 60 + second);
	return true;
}

bool
date_parse(
    struct slice s, enum date_order order, int64_t *time, int32_t *offset)
{
	if (read_usual(s, time)) {
		*offset = DATE_NO_OFFSET;
		return true;
	}

	struct slice t = slice_trim(s);
	struct scan sc = { .p = t.p, .end = t.p + t.len };
	struct written w;
	int32_t day, seconds, east;
	if (!scan_date(&sc, &w) || !scan_rest(&sc, &seconds, &east) ||
	    !resolve(&w, order, &day))
		return false;
	*time = (int64_t)day * DATE_SECONDS_A_DAY + seconds;
	*offset = east;
	return true;
}

bool
date_hint(struct slice s, enum date_order *order)
{
	struct slice t = slice_trim(s);
	struct scan sc = { .p = t.p, .end = t.p + t.len };
	struct written w;
	int32_t seconds, offset, day;

	if (!scan_date(&sc, &w) || !scan_rest(&sc, &seconds, &offset))
		return false;
	if (w.order != DATE_ORDER_UNKNOWN) {
		*order = w.order;
		return read_as(&w, w.order, &day);
	}
	bool can_dmy = read_as(&w, DATE_ORDER_DMY, &day);
	bool can_mdy = read_as(&w, DATE_ORDER_MDY, &day);
	if (!can_dmy && !can_mdy) {
		*order = DATE_ORDER_YMD;
		return read_as(&w, DATE_ORDER_YMD, &day);
	}
	*order = can_dmy && can_mdy ? DATE_ORDER_UNKNOWN
	    : can_dmy               ? DATE_ORDER_DMY
				    : DATE_ORDER_MDY;
	return true;
}

bool
date_parse_limit(struct slice s, int32_t today, int32_t *day)
{
	enum {
		LONGEST = 36500 /* a century of days */
	};
	int64_t n, time;
	int32_t offset;

	if (date_parse(s, DATE_ORDER_UNKNOWN, &time, &offset)) {
		*day = date_day_of(time);
		return true;
	}
	if (s.len < 2 || !is_digit(s.p[0]) ||
	    !num_parse_i64(slice_bytes(s.p, s.len - 1), &n) || n > LONGEST)
		return false;

	char unit = s.p[s.len - 1];
	if (unit == 'd')
		*day = today - (int32_t)n;
	else if (unit == 'm' && n <= LONGEST / 30)
		*day = date_months_before(today, (int)n);
	else if (unit == 'y' && n <= LONGEST / 365)
		*day = date_months_before(today, (int)n * 12);
	else
		return false;
	return true;
}
