/*
 * screen_output - a table of one column, a row a line of text. The text is the
 * desk's; the screen keeps a copy, so that the next command does not change
 * what is being read.
 */
#include "ui/screen_output.h"

#include "base/mem.h"
#include "service/desk.h"
#include "ui/app.h"

struct output {
	struct str text;
	struct slice *lines; /* owned; into 'text' */
	size_t n;
	struct str title; /* "endcap pairs --limit 10" */
	struct table_column column;
	struct table *tb;
};

/* ------ the lines ------ */

static size_t
line_count(void *src)
{
	return ((struct output *)src)->n;
}

static void
line_cell(void *src, size_t row, int column, struct table_cell *out)
{
	(void)column; /* there is one */
	out->text = ((struct output *)src)->lines[row];
}

static uint64_t
line_identity(void *src, size_t row)
{
	(void)src;
	return row;
}

static const struct table_source_ops source_ops = {
	.count = line_count,
	.cell = line_cell,
	.identity = line_identity,
};

static void
split_lines(struct output *st)
{
	struct slice rest = slice_str(&st->text), line;
	size_t cap = 0;

	while (slice_split(&rest, '\n', &line)) {
		st->lines =
		    mem_reserve(st->lines, &cap, st->n + 1, sizeof(*st->lines));
		st->lines[st->n++] = line;
	}
}

/* ------ the screen ------ */

static bool
output_open(struct screen *sc, const struct screen_arg *arg, struct err *err)
{
	struct output *st = sc->state;
	const struct desk_output *said = desk_output(app_model(sc->app));

	(void)arg; /* the newest */
	(void)err;
	str_init(&st->text);
	str_init(&st->title);
	str_add_slice(&st->text, slice_str(&said->text));
	str_addf(&st->title, "endcap %s", said->line.p);
	split_lines(st);
	st->column = (struct table_column){ .title = st->title.p,
		.name = "line",
		.min = 20,
		.max = 400,
		.unsortable = true };
	st->tb = table_new(
	    &(struct table_setup){ .columns = &st->column, .n_columns = 1 });
	table_set_source(
	    st->tb, &(struct table_source){ .ops = &source_ops, .src = st });
	return true;
}

static void
output_close(struct screen *sc)
{
	struct output *st = sc->state;

	table_free(st->tb);
	mem_free(st->lines);
	str_release(&st->text);
	str_release(&st->title);
}

static void
output_draw(struct screen *sc, struct canvas *cv, struct rect area)
{
	table_draw(((struct output *)sc->state)->tb, cv, area, true);
}

static struct table *
output_table(struct screen *sc)
{
	return ((struct output *)sc->state)->tb;
}

static const enum action hints[] = { ACTION_BACK, ACTION_SEARCH,
	ACTION_COPY_TABLE, ACTION_FULL_CELL, ACTION_COMMAND, ACTION_NONE };

const struct screen_ops screen_output_ops = {
	.name = "output",
	.title = "Output",
	.state_size = sizeof(struct output),
	.open = output_open,
	.close = output_close,
	.draw = output_draw,
	.table = output_table,
	.hints = hints,
};
