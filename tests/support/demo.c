/*
 * demo - every figure is a function of the row's number, so that a dump is
 * the same on every machine.
 */
#include "tests/support/demo.h"

#include <math.h>
#include <unistd.h>

#include "base/num.h"
#include "ui/chart.h"

/* ------ the list ------ */

static const char *const names[] = {
	"Mug, stoneware 350ml",
	"Candle, fig",
	"Lamp, brass desk",
	"苺 Ichigo mug",
	"Crème brûlée dish, Ø 12 cm",
	"Kettle, steel 1.7",
	"ラグ ウール 140x200 グレー 洗える",
	"Cafe\xcc\x81 au lait bowl",
};

static const struct table_column columns[] = {
	{ .title = "product", .name = "title", .min = 14, .max = 30 },
	{ .title = "sku", .name = "sku", .min = 9, .max = 11, .priority = 2 },
	{ .title = "orders",
	    .name = "orders",
	    .align = TABLE_RIGHT,
	    .min = 9,
	    .max = 20,
	    .text = 9,
	    .falls = true },
	{ .title = "marg",
	    .name = "margin",
	    .align = TABLE_RIGHT,
	    .min = 6,
	    .priority = 1 },
	{ .title = "gain, k a month",
	    .name = "gain",
	    .align = TABLE_RIGHT,
	    .min = 20,
	    .text = 6,
	    .priority = 3 },
};

struct list {
	struct table *tb;
	bool rising;
	struct str text;
};

/* Rows stand in the order of their numbers or the other way round. */
static size_t
number_of(const struct list *st, size_t row)
{
	return st->rising ? DEMO_ROWS - 1 - row : row;
}

static size_t
list_count(void *src)
{
	(void)src; /* always as many */
	return DEMO_ROWS;
}

static uint64_t
list_identity(void *src, size_t row)
{
	return number_of(src, row) + 1000;
}

static size_t
list_find(void *src, uint64_t identity)
{
	return number_of(src, (size_t)identity - 1000);
}

static void
gain_cell(size_t i, struct str *text, struct table_cell *out)
{
	double gain = 1.9 - (double)(i % 23) / 10;
	str_addf(text, "%+.1f", gain);
	out->role = gain < 0 ? ROLE_LOSS : ROLE_GAIN;
	out->graphic = TABLE_INTERVAL;
	out->zero = 0.25;
	out->mid = 0.25 + gain / 4;
	out->low = out->mid - 0.15;
	out->high = out->mid + 0.2;
}

static void
list_cell(void *src, size_t row, int column, struct table_cell *out)
{
	struct list *st = src;
	size_t i = number_of(st, row);
	str_clear(&st->text);
	switch (column) {
	case 0:
		str_add(&st->text, names[i % ARRAY_LEN(names)]);
		break;
	case 1:
		str_addf(&st->text, "SKU-%06zu", i);
		break;
	case 2:
		num_add_grouped(&st->text, (int64_t)(DEMO_ROWS - i));
		out->graphic = TABLE_BAR;
		out->role = ROLE_ACCENT;
		out->mid = 1 - (double)(i % 40) / 41;
		break;
	case 3:
		str_addf(&st->text, "%zu%%", 30 + i % 30);
		break;
	default:
		gain_cell(i, &st->text, out);
		break;
	}
	out->text = slice_str(&st->text);
}

static bool
list_sort(void *src, const struct table_sort *keys, size_t n)
{
	struct list *st = src;
	st->rising = n > 0 && !keys[0].descending;
	return true;
}

static const struct table_source_ops list_source = {
	.count = list_count,
	.identity = list_identity,
	.find = list_find,
	.cell = list_cell,
	.sort = list_sort,
};

static bool
list_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct list *st = sc->state;
	(void)err; /* cannot fail */
	str_init(&st->text);
	st->tb = table_new(&(struct table_setup){ .columns = columns,
	    .n_columns = ARRAY_LEN(columns),
	    .frozen = 1,
	    .sort = { { .column = 2, .descending = true } },
	    .n_sorts = 1 });
	table_set_source(
	    st->tb, &(struct table_source){ .ops = &list_source, .src = st });
	if (arg->id != 0)
		table_select(st->tb, arg->id);
	return true;
}

static void
list_close(struct screen *sc)
{
	struct list *st = sc->state;
	table_free(st->tb);
	str_release(&st->text);
}

static struct table *
list_table(struct screen *sc)
{
	return ((struct list *)sc->state)->tb;
}

static unsigned
delete_done(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return app_message(sc->app, "kept");
	return app_message(sc->app, "deleted");
}

static unsigned
list_action(struct screen *sc, enum action a)
{
	struct list *st = sc->state;
	uint64_t identity = 0;
	if (!table_identity(st->tb, &identity))
		return REACT_NONE;
	if (a == ACTION_OPEN)
		return app_show(
		    sc->app, "detail", &(struct screen_arg){ .id = identity });
	if (a != ACTION_DELETE)
		return REACT_NONE;
	struct dialog *dg = dialog_new(DIALOG_CONFIRM, "Delete");
	dialog_set_body(dg, "Delete this row for ever?");
	return app_dialog(sc->app, dg, delete_done, sc);
}

static void
list_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	table_draw(((struct list *)sc->state)->tb, cv, area, true);
}

static void
list_status(struct screen *sc, struct str *out)
{
	size_t n = table_mark_count(((struct list *)sc->state)->tb);
	if (n > 0)
		str_addf(out, "%zu marked", n);
	else
		str_add(out, "● strong  ◐ likely  ○ weak");
}

static const enum action list_hints[] = { ACTION_OPEN, ACTION_SEARCH,
	ACTION_SORT, ACTION_MARK, ACTION_DELETE, ACTION_UNDO, ACTION_BACK,
	ACTION_NONE };

static const struct screen_ops list_ops = {
	.name = "list",
	.title = "Products",
	.short_title = "Prod",
	.state_size = sizeof(struct list),
	.open = list_open,
	.close = list_close,
	.action = list_action,
	.draw = list_draw,
	.table = list_table,
	.status = list_status,
	.hints = list_hints,
};

/* ------ one row of it ------ */

struct detail {
	uint64_t id;
};

static bool
detail_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct detail *st = sc->state;
	st->id = arg->id;
	if (st->id == 1007)
		return err_set(err, ERR_NOT_FOUND, "row '1007' has no details");
	return true;
}

static void
detail_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	struct detail *st = sc->state;
	struct rect in = draw_box(cv, area, "Detail", "q back");
	draw_printf(cv, rect_row(in, 0), ROLE_TITLE, "row %llu",
	    (unsigned long long)st->id);
}

static const struct screen_ops detail_ops = {
	.name = "detail",
	.title = "Detail",
	.state_size = sizeof(struct detail),
	.open = detail_open,
	.draw = detail_draw,
};

/* ------ charts ------ */

enum {
	BINS = 30,
	POINTS = 46
};

static void
draw_demo_histogram(struct canvas *cv, struct rect area)
{
	double counts[BINS];
	for (int i = 0; i < BINS; i++)
		counts[i] = 1000 * exp(-(i - 9.0) * (i - 9.0) / 60.0);
	chart_histogram(cv, area,
	    &(struct chart_histogram){ .counts = counts,
		.n = BINS,
		.to = 150,
		.has_marker = true,
		.marker = 50,
		.gaps = true });
}

static void
draw_demo_curve(struct canvas *cv, struct rect area)
{
	double x[POINTS], y[POINTS], low[POINTS], high[POINTS];
	for (int i = 0; i < POINTS; i++) {
		x[i] = 20 + 2 * i;
		y[i] = 54 + 2 * sin((x[i] - 40) / 18);
		low[i] = y[i] - 1 - i / 30.0;
		high[i] = y[i] + 1 + i / 30.0;
	}
	chart_curve(cv, area,
	    &(struct chart_curve){ .x = x,
		.y = y,
		.low = low,
		.high = high,
		.n = POINTS,
		.has_chosen = true,
		.chosen = 59,
		.has_now = true,
		.now = 50,
		.role = ROLE_ACCENT });
}

static void
charts_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	double weeks[52];
	(void)sc; /* nothing to know */
	for (int i = 0; i < 52; i++)
		weeks[i] = 50 + 10 * sin(i / 4.0);
	chart_spark(cv, rect_cut_top(&area, 1), ROLE_ACCENT, weeks, 52);
	chart_interval(cv, rect_columns(rect_cut_top(&area, 1), 0, 30),
	    &(struct chart_interval){ .from = -1,
		.to = 3,
		.low = 0.4,
		.mid = 1.3,
		.high = 2.2,
		.role = ROLE_GAIN });
	draw_demo_histogram(cv, rect_cut_top(&area, area.h / 2));
	draw_demo_curve(cv, area);
}

static const struct screen_ops charts_ops = {
	.name = "charts",
	.title = "Charts",
	.draw = charts_draw,
};

/* ------ a form ------ */

enum {
	FIELD_DISCOUNT,
	FIELD_KIND,
	FIELD_NAMES,
	FIELD_FILE,
	FIELD_COUNT
};

static const char *const kinds[] = { "percent", "amount", "fixed price" };
static const char *const checks[] = { "header row", "raw numbers",
	"decimal comma" };
static const struct form_field fields[] = {
	[FIELD_DISCOUNT] = { .label = "discount",
	    .kind = FORM_SLIDER,
	    .max = 50,
	    .step = 0.5,
	    .decimals = 1,
	    .unit = "%" },
	[FIELD_KIND] = { .label = "kind",
	    .kind = FORM_RADIO,
	    .options = kinds,
	    .n_options = ARRAY_LEN(kinds) },
	[FIELD_NAMES] = { .label = "names",
	    .kind = FORM_CHECKS,
	    .options = checks,
	    .n_options = ARRAY_LEN(checks) },
	[FIELD_FILE] = { .label = "file", .kind = FORM_TEXT },
};
static_assert(ARRAY_LEN(fields) == FIELD_COUNT, "a row each field");

struct form_state {
	struct form *fm;
};

static bool
form_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct form_state *st = sc->state;
	(void)arg; /* opened for nothing in particular */
	(void)err; /* cannot fail */
	st->fm = form_new(fields, FIELD_COUNT);
	form_set_number(st->fm, FIELD_DISCOUNT, 12);
	form_set_floor(st->fm, FIELD_DISCOUNT, 18.4);
	form_set_note(
	    st->fm, FIELD_DISCOUNT, ROLE_DIM, "the floor allows 18.4 %");
	form_set_text(st->fm, FIELD_FILE, "pairs.csv");
	return true;
}

static void
form_close(struct screen *sc)
{
	form_free(((struct form_state *)sc->state)->fm);
}

static struct form *
form_of(struct screen *sc)
{
	return ((struct form_state *)sc->state)->fm;
}

static void
form_screen_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	form_draw(form_of(sc), cv, area, true);
}

static unsigned
form_screen_changed(struct screen *sc)
{
	struct demo *demo = app_model(sc->app);
	str_addf(&demo->edits, "%d ", form_changed(form_of(sc)));
	return REACT_REDRAW;
}

static const struct screen_ops form_ops = {
	.name = "form",
	.title = "Form",
	.state_size = sizeof(struct form_state),
	.open = form_open,
	.close = form_close,
	.form = form_of,
	.draw = form_screen_draw,
	.changed = form_screen_changed,
};

/* ------ the host ------ */

static void
demo_header(void *model, struct app_header *out)
{
	(void)model; /* the words never change */
	str_add(&out->shop, "northlight");
	str_add(&out->period, "2025-11-01..2026-10-31");
	str_add(&out->extra, "EUR  48,212 orders");
	str_add(&out->saved, "saved");
}

static unsigned
demo_work(void *model, struct app *app)
{
	struct demo *demo = model;
	char byte = 0;
	if (read(demo->pipe_fd[0], &byte, 1) != 1)
		return REACT_NONE;
	demo->working = false;
	app_progress(app, NULL, 0, 0);
	return app_message(app, "work is done");
}

static bool
demo_busy(void *model)
{
	return ((struct demo *)model)->working;
}

static unsigned
demo_host_action(void *model, struct app *app, enum action a)
{
	struct demo *demo = model;
	if (a != ACTION_UNDO)
		return REACT_NONE;
	demo->undone++;
	return app_message(app, "↶ took back change %d", demo->undone);
}

static unsigned
demo_command(void *model, struct app *app, struct slice line, struct err *err)
{
	struct demo *demo = model;
	if (!slice_eq_c(line, "work")) {
		err_set(err, ERR_USAGE, "'%.*s' is no command; Tab lists them",
		    (int)line.len, line.p);
		return REACT_NONE;
	}
	demo->working = true;
	app_progress(app, "counting", 62, 100);
	if (write(demo->pipe_fd[1], "x", 1) != 1)
		err_set(err, ERR_IO, "the pipe takes nothing");
	return REACT_REDRAW;
}

static void
demo_complete(
    void *model, struct slice before, struct lineedit_matches *matches)
{
	static const char *const commands[] = { "work", "world" };
	(void)model; /* the same at all times */
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strncmp(commands[i], before.p, before.len) == 0)
			lineedit_add_match(matches, slice_of(commands[i]));
	}
}

static const struct app_host host = {
	.header = demo_header,
	.work = demo_work,
	.busy = demo_busy,
	.action = demo_host_action,
	.command = demo_command,
	.complete = demo_complete,
};

bool
demo_init(struct demo *demo, struct err *err)
{
	*demo = (struct demo){ .edits = STR_INIT };
	if (pipe(demo->pipe_fd) != 0)
		return err_set(err, ERR_IO, "cannot open a pipe");
	return true;
}

void
demo_release(struct demo *demo)
{
	str_release(&demo->edits);
	(void)close(demo->pipe_fd[0]);
	(void)close(demo->pipe_fd[1]);
}

struct app *
demo_app(struct demo *demo, enum draw_charset charset, struct err *err)
{
	static const struct screen_ops *const screens[] = { &list_ops,
		&charts_ops, &form_ops, &detail_ops };
	return app_new(&(struct app_setup){ .model = demo,
			   .host = &host,
			   .screens = screens,
			   .n_screens = ARRAY_LEN(screens),
			   .n_tabs = 3,
			   .worker_fd = demo->pipe_fd[0],
			   .no_colour = getenv("NO_COLOR") != NULL,
			   .charset = charset,
			   .mouse = true },
	    err);
}
