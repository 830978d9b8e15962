/*
 * script - lines to inputs. The app is driven exactly as the loop drives it:
 * draw, input, worker's news; only the terminal is missing.
 */
#include "ui/script.h"
#include "base/num.h"
#include "base/text.h"

enum {
	SCRIPT_WAIT_MS = 30000,
	SCRIPT_MAX_SIZE = 1000
};

struct script {
	struct app *app;
	struct canvas *cv; /* owned */
	struct str *out; /* borrowed */
	int wait_ms;
	bool dumped, open;
};

bool
script_parse_size(struct slice text, int *cols, int *rows)
{
	struct slice first;
	int64_t c = 0, r = 0;
	if (!slice_split(&text, 'x', &first) || !num_parse_i64(first, &c) ||
	    !num_parse_i64(text, &r))
		return false;
	if (c < 1 || r < 1 || c > SCRIPT_MAX_SIZE || r > SCRIPT_MAX_SIZE)
		return false;
	*cols = (int)c;
	*rows = (int)r;
	return true;
}

static void
give(struct script *sp, const struct input *in)
{
	if (sp->open)
		sp->open = app_input(sp->app, in);
	/* As in the loop, what is hit is where it was last drawn. */
	app_draw(sp->app, sp->cv);
}

static bool
settle(struct script *sp, struct err *err)
{
	/* Drawing may ask for more: what the row under the cursor needs. */
	do {
		if (!app_settle(sp->app, sp->wait_ms))
			return err_set(err, ERR_BUSY,
			    "work did not finish in %d ms", sp->wait_ms);
		app_draw(sp->app, sp->cv);
	} while (app_busy(sp->app));
	return true;
}

static bool
read_place(struct slice line, struct mouse *m, struct err *err)
{
	int64_t x = 0, y = 0;
	if (!num_parse_i64(slice_word(&line), &x) ||
	    !num_parse_i64(slice_word(&line), &y) || x < 0 || y < 0 ||
	    x >= SCRIPT_MAX_SIZE || y >= SCRIPT_MAX_SIZE)
		return err_set(err, ERR_INPUT, "a column and a row are wanted");
	m->x = (int)x;
	m->y = (int)y;
	return true;
}

static bool
mouse_order(
    struct script *sp, struct slice order, struct slice line, struct err *err)
{
	struct input in = { .kind = INPUT_MOUSE };
	bool drag = slice_eq_c(order, "@drag");
	in.mouse.button = drag ? MOUSE_DRAG : MOUSE_LEFT;
	if (slice_eq_c(order, "@wheel")) {
		struct slice way = slice_word(&line);
		bool up = slice_eq_c(way, "up");
		if (!up && !slice_eq_c(way, "down"))
			return err_set(
			    err, ERR_INPUT, "a wheel turns up or down");
		in.mouse.button = up ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
	}
	if (!read_place(line, &in.mouse, err))
		return false;
	give(sp, &in);
	return true;
}

static bool
run_order(struct script *sp, struct slice line, struct err *err)
{
	struct slice order = slice_word(&line);
	int cols = 0, rows = 0;
	if (slice_eq_c(order, "@dump")) {
		sp->dumped = true;
		draw_dump(sp->cv, sp->out);
	} else if (slice_eq_c(order, "@roles")) {
		sp->dumped = true;
		draw_dump_roles(sp->cv, sp->out);
	} else if (slice_eq_c(order, "@paste")) {
		give(sp,
		    &(struct input){
			.kind = INPUT_PASTE, .text = slice_trim(line) });
	} else if (slice_eq_c(order, "@click") || slice_eq_c(order, "@drag") ||
	    slice_eq_c(order, "@wheel")) {
		return mouse_order(sp, order, line, err);
	} else if (slice_eq_c(order, "@size")) {
		if (!script_parse_size(line, &cols, &rows))
			return err_set(
			    err, ERR_INPUT, "a size like 120x35 is wanted");
		draw_resize(sp->cv, cols, rows);
		give(sp,
		    &(struct input){
			.kind = INPUT_RESIZE, .cols = cols, .rows = rows });
	} else if (!slice_eq_c(order, "@wait")) {
		return err_set(err, ERR_INPUT, "'%.*s' is no order",
		    text_said(order), order.p);
	}
	return true;
}

static bool
run_line(struct script *sp, struct slice line, struct err *err)
{
	if (line.len > 0 && line.p[0] == '@')
		return run_order(sp, line, err) && settle(sp, err);
	if (slice_starts(line, "# "))
		return true;
	while (line.len > 0) {
		struct input in = { .kind = INPUT_KEY };
		if (!key_parse(&line, &in.key))
			return err_set(err, ERR_INPUT,
			    "'%.*s' begins no key; <lt> is the sign itself",
			    text_said(line), line.p);
		give(sp, &in);
	}
	return settle(sp, err);
}

bool
script_run(struct app *app, const struct script_setup *setup,
    struct slice script, struct str *out, struct err *err)
{
	struct script sp = { .app = app, .out = out, .open = true };
	struct slice line;
	bool ok = true;
	sp.wait_ms = setup->wait_ms > 0 ? setup->wait_ms : SCRIPT_WAIT_MS;
	sp.cv = draw_new(setup->cols, setup->rows);
	app_draw(app, sp.cv);
	ok = settle(&sp, err);
	for (int n = 1; ok && slice_split(&script, '\n', &line); n++) {
		ok = run_line(&sp, line, err);
		if (!ok)
			err_prefix(err, "script line %d", n);
	}
	if (ok && !sp.dumped)
		draw_dump(sp.cv, out);
	draw_free(sp.cv);
	return ok;
}
