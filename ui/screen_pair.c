/*
 * screen_pair - a sentence, then lines of a label, words and sometimes an
 * interval drawn behind them. Lines that do not fit scroll.
 *
 * What is counted from all orders (trend, sizes, segments, who bought first) is
 * asked for and comes later; the rest stands there at once. Leaving the sheet
 * stops what is still counted.
 */
#include "ui/screen_pair.h"

#include <math.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/num.h"
#include "service/desk.h"
#include "ui/app.h"
#include "ui/badge.h"
#include "ui/chart.h"
#include "ui/partners.h"
#include "ui/vacancy.h"
#include "ui/verdict.h"

enum {
	MAX_LINES = 48,
	LEAST_OTHERS = 8, /* rows below the lines that are worth a table */
	LABEL_CELLS = 12,
	WORDS_CELLS = 40, /* before an interval */
	TREND_MONTHS = 36 /* of the sparkline */
};

struct line {
	const char *label, *words; /* in the arena */
	enum role role;
	bool drawn; /* the interval below */
	struct chart_interval interval;
	const double *trend; /* in the arena; NULL: none */
	size_t n_trend;
};

struct pair {
	uint64_t id;
	bool known;
	struct pairing_sheet sheet;
	struct arena text;
	const char *title, *sentence;
	/* Asked for: of which pair and view, with segments or without. */
	uint64_t asked, asked_view; /* asked: 0 when nothing is under way */
	bool with_segments, stopped;
	bool traced; /* 'trace' is of this pair */
	struct pair_trace trace;
	struct line lines[MAX_LINES];
	int n, top, page;
	struct partners others[2]; /* of A and of B, where there is room */
	struct verdict verdict;
};

/* ------ the lines ------ */

static struct line *
add_line(struct pair *st, const char *label, struct str *words)
{
	struct line *line = &st->lines[st->n++];

	assert(st->n <= MAX_LINES);
	*line = (struct line){ .label = label,
		.words = arena_strdup(&st->text, words->p) };
	str_clear(words);
	return line;
}

static void
add_cells(struct str *out, const char *first, const int64_t *counts, int n)
{
	struct str number = STR_INIT;

	str_addf(out, "%-10s", first);
	for (int i = 0; i < n; i++) {
		str_clear(&number);
		num_add_grouped(&number, counts[i]);
		str_addf(out, "%12s", number.p);
	}
	str_release(&number);
}

static void
add_orders(struct pair *st)
{
	const struct pair_stats *p = &st->sheet.stats;
	struct pairing_counts n;
	struct str words = STR_INIT;

	pairing_counts(&st->sheet, &n);
	str_addf(&words, "%-10s%12s%12s%12s", "", "with B", "without B", "all");
	add_line(st, "orders", &words)->role = ROLE_DIM;
	add_cells(&words, "with A",
	    (const int64_t[]){ n.both, n.only_a, p->orders_a }, 3);
	add_line(st, "", &words);
	add_cells(
	    &words, "without A", (const int64_t[]){ n.only_b, n.neither }, 2);
	add_line(st, "", &words);
	add_cells(&words, "all", (const int64_t[]){ p->orders_b }, 1);
	add_line(st, "", &words);
	num_add_grouped(&words, p->customers_both);
	str_add(&words, " bought both in one order, ");
	num_add_grouped(&words, p->customers_ever);
	str_add(&words, " ever");
	add_line(st, "customers", &words);
	str_release(&words);
}

static void
add_lift(struct pair *st)
{
	const struct pair_stats *p = &st->sheet.stats;
	struct str words = STR_INIT;

	str_addf(&words, "%.1f orders with both by chance alone", p->expected);
	add_line(st, "expected", &words);
	str_addf(&words, "%.2f   90 %%: %.2f to %.2f", p->lift, p->lift_low,
	    p->lift_high);
	struct line *line = add_line(st, "lift", &words);
	line->drawn = true;
	line->interval = (struct chart_interval){ .to = fmax(p->lift_high, 2),
		.low = p->lift_low,
		.mid = p->lift,
		.high = p->lift_high,
		.zero = 1,
		.role = p->lift_low > 1 ? ROLE_GAIN : ROLE_TEXT };
	str_release(&words);
}

static void
add_attach(struct pair *st)
{
	const struct pairing_sheet *s = &st->sheet;
	const struct metric_attach *at = &s->attach;
	struct str words = STR_INIT;

	if (s->has_attach && s->stats.orders_a >= PAIRING_LEAST_FOR_PERCENT) {
		str_addf(&words, "%.1f %%   90 %%: %.1f to %.1f %%",
		    at->mean * 100, at->low * 100, at->high * 100);
		struct line *line = add_line(st, "attach rate", &words);
		line->drawn = true;
		line->interval = (struct chart_interval){ .to = 1,
			.low = at->low,
			.mid = at->mean,
			.high = at->high,
			.zero = -1,
			.role = ROLE_ACCENT };
	} else {
		str_add(&words, "too few orders with A for a rate");
		add_line(st, "attach rate", &words)->role = ROLE_DIM;
	}
	str_release(&words);
}

static void
add_drift(struct pair *st, const struct view *v)
{
	const struct pairing_sheet *s = &st->sheet;
	struct str words = STR_INIT;
	double low, high;

	if (s->stats.orders_a >= PAIRING_LEAST_FOR_PERCENT &&
	    pairing_drift(v, s, &low, &high)) {
		str_addf(&words, "%.1f to %.1f %% (90 %%), as rates drift",
		    low * 100, high * 100);
		add_line(st, "next period", &words);
	}
	str_release(&words);
}

static void
add_trend(struct pair *st, const struct pair_trace *t)
{
	size_t n = t->n_months < TREND_MONTHS ? t->n_months : TREND_MONTHS;
	size_t from = t->n_months - n;
	double *trend = arena_array(&st->text, n + 1, sizeof(*trend));
	struct str words = STR_INIT;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		trend[i] = (double)t->months[from + i].both;
	str_add(&words, "orders with both, by month from ");
	date_add_month(&words, t->first_month + (int32_t)from);
	struct line *line = add_line(st, "trend", &words);
	line->trend = trend;
	line->n_trend = n;
	str_release(&words);
}

static void
add_sizes(struct pair *st, const struct pair_trace *t)
{
	const char *label = "by size";
	struct str words = STR_INIT;

	for (size_t i = 0; i < PAIR_TRACE_SIZE_COUNT; i++) {
		const struct pair_trace_count *c = &t->sizes[i];
		if (c->with_a == 0)
			continue;
		str_addf(&words, "%-12s ", pair_trace_size_name(i));
		pair_trace_add_share(c->both, c->with_a, &words);
		str_add(&words, " with A hold B");
		add_line(st, label, &words);
		label = "";
	}
	label = "by segment";
	for (size_t i = 0; t->has_segments && i < PAIR_TRACE_SEGMENT_COUNT;
	     i++) {
		const struct pair_trace_count *c = &t->segments[i];
		if (c->with_a == 0)
			continue;
		str_addf(&words, "%-15s ", pair_trace_segment_title(i));
		pair_trace_add_interval(c->both, c->with_a, &words);
		add_line(st, label, &words);
		label = "";
	}
	pair_trace_add_share(t->promoted, (int64_t)t->n_joint, &words);
	str_add(&words, " with both record a discount");
	add_line(st, "promotions", &words);
	str_release(&words);
}

/* Beyond this nobody tells the difference. */
static void
add_probability(struct str *out, double p)
{
	if (p < 1e-9)
		str_add(out, "under 1e-9");
	else
		str_addf(out, "%.2g", p);
}

static void
add_judgement(struct pair *st)
{
	const struct pairing_sheet *s = &st->sheet;
	enum evidence e = s->stats.evidence;
	struct str words = STR_INIT;

	add_probability(&words, s->stats.p_value);
	str_add(&words, ", false discovery rate ");
	add_probability(&words, s->stats.q_value);
	add_line(st, "p, q", &words);
	str_addf(&words, "%s %s: %s", badge_sign(e), evidence_name(e),
	    evidence_meaning(e));
	add_line(st, "evidence", &words)->role = badge_role(e);
	str_release(&words);
}

/* The rule behind the relation, and which is the accessory. */
static void
add_rule(struct pair *st, const struct view *v, const struct pair_trace *t)
{
	const struct pairing_sheet *s = &st->sheet;
	struct str words = STR_INIT;

	str_addf(&words, "%s: %s", relation_name(s->relation.relation),
	    relation_meaning(s->relation.relation));
	add_line(st, "relation", &words);
	pairing_add_rule(s, t, &words);
	add_line(st, "because", &words)->role = ROLE_DIM;
	pairing_add_direction(v, s, t, &words);
	if (words.len > 0)
		add_line(st, "accessory", &words);
	str_release(&words);
}

static void
add_decision(struct pair *st, const struct view *v)
{
	static const char *const words[VERDICT_COUNT] = {
		[VERDICT_NONE] = "not decided",
		[VERDICT_ACCEPT] = "✓ accepted",
		[VERDICT_REJECT] = "✗ rejected",
	};
	static const enum role roles[VERDICT_COUNT] = {
		[VERDICT_NONE] = ROLE_DIM,
		[VERDICT_ACCEPT] = ROLE_GAIN,
		[VERDICT_REJECT] = ROLE_LOSS,
	};
	const char *note = view_note(v, st->sheet.a, st->sheet.b);
	struct str text = STR_INIT;

	str_add(&text, words[st->sheet.verdict]);
	add_line(st, "decision", &text)->role = roles[st->sheet.verdict];
	if (view_bundle_of(v, st->sheet.a, st->sheet.b) != NULL) {
		str_addf(&text, "in bundle '%s' already",
		    view_bundle_of(v, st->sheet.a, st->sheet.b));
		add_line(st, "offered", &text)->role = ROLE_ATTENTION;
	} else if (st->sheet.sold_in_shop) {
		str_add(&text, "together by the shop, as a product file says");
		add_line(st, "offered", &text)->role = ROLE_ATTENTION;
	}
	if (note != NULL && note[0] != '\0') {
		str_add(&text, note);
		add_line(st, "note", &text);
	}
	str_release(&text);
}

static void
add_words(struct pair *st, const struct view *v)
{
	struct str text = STR_INIT;
	struct slice a = view_title(v, st->sheet.a);
	struct slice b = view_title(v, st->sheet.b);

	str_addf(&text, "A %.*s   B %.*s", (int)a.len, a.p, (int)b.len, b.p);
	st->title = arena_strdup(&st->text, text.p);
	str_clear(&text);
	pairing_add_sentence(v, &st->sheet, &text);
	st->sentence = arena_strdup(&st->text, text.p);
	str_release(&text);
}

/* ------ life ------ */

static void
drop_trace(struct pair *st)
{
	if (st->traced)
		pair_trace_release(&st->trace);
	st->traced = false;
}

static void
ask_trace(struct pair *st, struct desk *dk)
{
	st->asked_view = desk_view_number(dk);
	st->with_segments = desk_has_segments(dk);
	st->stopped = false;
	st->asked = desk_trace(dk, st->sheet.a, st->sheet.b);
}

/* Takes what has come, and asks when there are other orders or segments. */
static void
follow(struct pair *st, struct desk *dk)
{
	struct pair_trace fresh;

	if (st->asked_view != desk_view_number(dk) ||
	    st->with_segments != desk_has_segments(dk)) {
		ask_trace(st, dk);
		return;
	}
	if (st->asked == 0)
		return;
	switch (desk_traced(dk, st->asked, &fresh)) {
	case DESK_TRACE_BUSY:
		break;
	case DESK_TRACE_DONE:
		drop_trace(st);
		st->trace = fresh;
		st->traced = true;
		st->asked = 0;
		break;
	case DESK_TRACE_STOPPED:
		st->stopped = true;
		st->asked = 0;
		break;
	case DESK_TRACE_REPLACED: /* by another sheet, which is not in sight */
		ask_trace(st, dk);
		break;
	}
}

static void
add_traced(struct pair *st, const struct view *v)
{
	static const struct pair_trace none = { .n_months = 0 };
	const struct pair_trace *t = st->traced ? &st->trace : &none;
	struct str words = STR_INIT;

	add_rule(st, v, t);
	add_drift(st, v);
	if (st->traced) {
		add_trend(st, t);
		add_sizes(st, t);
	} else {
		str_add(&words,
		    st->stopped
			? "not counted: trend, sizes and segments"
			: "trend, sizes and segments are being counted ...");
		add_line(st, "trend", &words)->role = ROLE_DIM;
	}
	str_release(&words);
}

static bool
pair_reload(struct screen *sc, struct err *err)
{
	struct pair *st = sc->state;
	const struct view *v = desk_view(app_model(sc->app));
	size_t a, b;

	st->known = false;
	st->n = 0;
	arena_release(&st->text);
	if (v == NULL)
		return true;
	pairing_products(st->id, &a, &b);
	if (a >= v->products.n || b >= v->products.n || a == b)
		return err_set(
		    err, ERR_NOT_FOUND, "that pair is no longer there");
	pairing_sheet(v, a, b, &st->sheet);
	st->known = true;
	add_words(st, v);
	if (!st->sheet.counted) {
		add_decision(st, v);
		return true;
	}
	follow(st, app_model(sc->app));
	add_orders(st);
	add_lift(st);
	add_attach(st);
	add_judgement(st);
	add_decision(st, v);
	add_traced(st, v);
	return true;
}

static bool
pair_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct pair *st = sc->state;

	st->id = arg->id;
	return pair_reload(sc, err);
}

static void
pair_close(struct screen *sc)
{
	struct pair *st = sc->state;

	partners_release(&st->others[0]);
	partners_release(&st->others[1]);
	drop_trace(st);
	desk_trace_stop(app_model(sc->app), st->asked);
	arena_release(&st->text);
}

/* ------ actions ------ */

static unsigned
scroll(struct pair *st, int by)
{
	int last = st->n > st->page ? st->n - st->page : 0;
	int top = rect_limit(st->top + by, last);
	bool moved = top != st->top;

	st->top = top;
	return moved ? REACT_REDRAW : REACT_HANDLED;
}

/* The same pair with the other product in hand. */
static unsigned
turn_round(struct screen *sc)
{
	struct pair *st = sc->state;
	struct err err = ERR_INIT;
	size_t a, b;

	pairing_products(st->id, &a, &b);
	st->id = pairing_identity(b, a);
	drop_trace(st);
	st->asked_view = 0; /* it is asked for the other way round */
	if (!pair_reload(sc, &err))
		return app_error(sc->app, &err);
	return REACT_REDRAW;
}

/* Says that the other of the two is the accessory; of two that were neither,
 * the one that is not in hand. */
static unsigned
turn_arrow(struct screen *sc)
{
	const struct pair *st = sc->state;
	const struct pairing_sheet *s = &st->sheet;
	struct desk *dk = app_model(sc->app);
	struct err err = ERR_INIT;
	bool a = s->relation.accessory == RELATION_B_IS_ACCESSORY;
	size_t accessory = a ? s->a : s->b;

	if (!st->known || desk_view(dk) == NULL)
		return REACT_NONE;
	struct slice name = view_title(desk_view(dk), accessory);
	if (!desk_turn(dk, s->a, s->b, accessory, &err))
		return app_error(sc->app, &err);
	return app_message(sc->app, "'%.*s' is the accessory now; u undoes it",
	    (int)name.len, name.p);
}

static unsigned
pair_action(struct screen *sc, enum action a)
{
	struct pair *st = sc->state;

	switch ((int)a) {
	case ACTION_UP:
		return scroll(st, -1);
	case ACTION_DOWN:
		return scroll(st, 1);
	case ACTION_PAGE_UP:
	case ACTION_FIRST:
		return scroll(st, -MAX_LINES);
	case ACTION_PAGE_DOWN:
	case ACTION_LAST:
		return scroll(st, MAX_LINES);
	case ACTION_NEXT_PANE:
	case ACTION_PREV_PANE:
		return turn_round(sc);
	case ACTION_TURN:
		return turn_arrow(sc);
	case ACTION_COPY:
		return app_copy(sc->app, slice_of(st->sentence));
	default:
		return verdict_action(&st->verdict, sc, st->id, a);
	}
}

/* ------ drawing ------ */

static void
draw_line(const struct line *line, struct canvas *cv, struct rect at)
{
	struct rect label = rect_cut_left(&at, LABEL_CELLS);

	draw_text(cv, label, ROLE_DIM, line->label);
	if (line->trend != NULL) {
		int cells = (int)line->n_trend;
		struct rect spark =
		    rect_cut_left(&at, cells < at.w ? cells : at.w);
		chart_spark(cv, spark, ROLE_ACCENT, line->trend, line->n_trend);
		rect_cut_left(&at, 2);
	}
	if (!line->drawn) {
		draw_text(cv, at, line->role, line->words);
		return;
	}
	struct rect words = rect_cut_left(&at, WORDS_CELLS);
	draw_text(cv, words, line->role, line->words);
	rect_cut_right(&at, 1);
	if (at.w > 50)
		at.w = 50;
	if (at.w >= 8)
		chart_interval(cv, at, &line->interval);
}

/* Both products' partners side by side, for comparison only. */
static void
draw_others(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct pair *st = sc->state;
	struct desk *dk = app_model(sc->app);
	const size_t products[2] = { st->sheet.a, st->sheet.b };
	struct err err = ERR_INIT;
	struct rect half[2] = { rect_cut_left(&area, area.w / 2), area };
	struct str title = STR_INIT;

	for (int i = 0; i < 2; i++) {
		if (!partners_follow(&st->others[i], dk, products[i], &err)) {
			(void)app_error(sc->app, &err); /* always "redraw" */
			break;
		}
		str_setf(&title, "%s ", i == 0 ? "A" : "B");
		str_add_slice(&title, view_title(desk_view(dk), products[i]));
		struct rect in = draw_box(cv, half[i], title.p, NULL);
		partners_draw(&st->others[i], cv, in, false);
	}
	str_release(&title);
}

static void
draw_sheet(struct pair *st, struct canvas *cv, struct rect area)
{
	struct rect in = area.h >= 12
	    ? draw_box(cv, area, "Pair", "Tab turns it round")
	    : rect_inset(area, 1, 0);
	draw_text(cv, rect_cut_top(&in, 1), ROLE_TITLE, st->title);
	int rows = draw_wrapped_rows(slice_of(st->sentence), in.w);
	int most = in.h > 6 ? in.h / 2 : 2;
	struct rect words = rect_cut_top(&in, rows < most ? rows : most);
	draw_wrapped(cv, words, ROLE_TEXT, slice_of(st->sentence));
	rect_cut_top(&in, in.h > st->n ? 1 : 0);
	st->page = in.h;
	scroll(st, 0);
	for (int i = 0; i < in.h && st->top + i < st->n; i++)
		draw_line(&st->lines[st->top + i], cv, rect_row(in, i));
	draw_cursor(cv, in.x, in.y, false);
}

static void
pair_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct pair *st = sc->state;

	if (vacancy_draw(sc, cv, area) || !st->known)
		return;
	/* The frame, the title, two lines of sentence, a blank. */
	int room = area.h - st->n - 6;
	struct rect others =
	    rect_cut_bottom(&area, room >= LEAST_OTHERS ? room : 0);
	draw_sheet(st, cv, area);
	if (others.h > 0)
		draw_others(sc, cv, others);
}

static void
pair_status(struct screen *sc, struct str *out)
{
	const struct pair *st = sc->state;

	if (st->n > st->page)
		str_addf(out, "lines %d to %d of %d   ", st->top + 1,
		    st->top + st->page, st->n);
	badge_add_legend(out);
}

static const enum action hints[] = { ACTION_ACCEPT, ACTION_REJECT, ACTION_NOTE,
	ACTION_BUNDLE, ACTION_NEXT_PANE, ACTION_TURN, ACTION_COPY, ACTION_UNDO,
	ACTION_BACK, ACTION_NONE };

const struct screen_ops screen_pair_ops = {
	.name = "pair",
	.title = "Pair",
	.state_size = sizeof(struct pair),
	.open = pair_open,
	.close = pair_close,
	.reload = pair_reload,
	.action = pair_action,
	.draw = pair_draw,
	.status = pair_status,
	.hints = hints,
};
