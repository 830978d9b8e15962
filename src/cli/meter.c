/*
 * A line is followed by the blanks that cover what was longer before it, then
 * the cursor returns: no erasing first, so there is never an empty line to
 * see. ASCII alone, because nothing is known of the terminal but that it is
 * one; 79 cells, for the same reason.
 */
#include "cli/meter.h"

#include "base/num.h"
#include "base/text.h"
#include "cli/cli.h"

enum {
	PATIENCE_MS = 333, /* before the line appears */
	STEP_MS = 100,
	LINE_CELLS = 79,
	BAR_CELLS = 20,
	PHASE_CELLS = 28
};

static void
add_share(const struct pace *p, struct str *out)
{
	double share = p->total > 0 ? (double)p->done / (double)p->total : 0;
	size_t full;

	share = share > 1 ? 1 : share;
	full = (size_t)(share * BAR_CELLS);
	str_add(out, "  [");
	str_add_repeat(out, "#", full);
	str_add_repeat(out, ".", BAR_CELLS - full);
	str_addf(out, "] %3d %%", (int)(share * 100));
}

void
meter_add_line(const struct meter *m, struct str *out)
{
	struct str clean = STR_INIT, line = STR_INIT, pace = STR_INIT;

	text_clean(&clean, slice_of(m->pace.phase));
	text_add_ascii(&line, text_prefix(slice_str(&clean), PHASE_CELLS));
	if (m->pace.total > 0) {
		add_share(&m->pace, &line);
	} else if (m->pace.done > 0) {
		str_add(&line, "  ");
		num_add_grouped(&line, m->pace.done);
	}
	pace_add(&m->pace, &pace);
	if (pace.len > 0)
		str_addf(&line, "  %s", pace.p);
	str_add_slice(out, text_prefix(slice_str(&line), LINE_CELLS));
	str_release(&clean);
	str_release(&line);
	str_release(&pace);
}

static void
draw(struct meter *m)
{
	struct str line = STR_INIT;
	int cells;

	str_add_char(&line, '\r');
	meter_add_line(m, &line);
	cells = (int)line.len - 1;
	if (cells < m->cells)
		str_add_repeat(&line, " ", (size_t)(m->cells - cells));
	m->cells = cells;
	m->drawn = true;
	/* A line that cannot be shown is no reason to stop the work. */
	(void)fputs(line.p, m->world->err);
	(void)fflush(m->world->err);
	str_release(&line);
}

bool
meter_report(void *arg, const char *phase, int64_t done, int64_t total)
{
	struct meter *m = arg;
	const struct cli_world *w = m->world;
	int64_t now;

	if (w->interrupted != NULL && !w->interrupted(NULL, phase, done, total))
		return false;
	if (!w->err_is_terminal || w->clock == NULL)
		return true;
	now = w->clock();
	if (!m->begun)
		m->began_ms = now;
	m->begun = true;
	pace_note(&m->pace, phase, done, total, now);
	if (now - m->began_ms < PATIENCE_MS ||
	    (m->drawn && now - m->drawn_ms < STEP_MS))
		return true;
	m->drawn_ms = now;
	draw(m);
	return true;
}

void
meter_end(struct meter *m)
{
	if (!m->drawn)
		return;
	(void)fprintf(m->world->err, "\r%*s\r", m->cells, "");
	(void)fflush(m->world->err);
	m->drawn = false;
	m->begun = false;
	m->cells = 0;
}
