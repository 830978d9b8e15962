/* statusbar - one line: the message, else work under way, else a hint. */
#include "ui/statusbar.h"
#include "base/num.h"
#include "base/text.h"
#include "ui/chart.h"

enum {
	BAR_MAX = 40
};

void
statusbar_init(struct statusbar *sb)
{
	*sb = (struct statusbar){
		.message = STR_INIT,
		.phase = STR_INIT,
		.pace = STR_INIT,
	};
}

void
statusbar_release(struct statusbar *sb)
{
	str_release(&sb->message);
	str_release(&sb->phase);
	str_release(&sb->pace);
}

void
statusbar_set_message(struct statusbar *sb, enum role role, const char *text)
{
	str_set(&sb->message, text);
	sb->role = role;
}

void
statusbar_set_progress(
    struct statusbar *sb, const char *phase, int64_t done, int64_t total)
{
	/* It may name a file: anything can stand in that. */
	str_clear(&sb->phase);
	text_clean(&sb->phase, slice_of(phase));
	sb->done = done;
	sb->total = total;
}

void
statusbar_set_pace(struct statusbar *sb, const char *words)
{
	str_set(&sb->pace, words);
}

static void
add_counts(const struct statusbar *sb, struct str *out)
{
	num_add_grouped(out, sb->done);
	if (sb->total > 0) {
		str_add(out, " of ");
		num_add_grouped(out, sb->total);
	}
}

/* "reading orders.csv ████████▊░░░  62%  298,112 of 481,000" */
static void
draw_progress(const struct statusbar *sb, struct canvas *cv, struct rect at)
{
	static const char hint[] = "Esc stops it ";
	struct slice stops = slice_of(hint);
	struct str words = STR_INIT;
	rect_cut_left(&at, draw_text(cv, at, ROLE_TEXT, sb->phase.p) + 2);
	if (sb->total > 0) {
		struct rect bar =
		    rect_cut_left(&at, rect_limit(at.w / 2, BAR_MAX));
		chart_progress(cv, bar, (double)sb->done / (double)sb->total);
		rect_cut_left(&at, 2);
	}
	if (sb->pace.len > 0)
		str_add(&words, sb->pace.p);
	else
		add_counts(sb, &words);
	rect_cut_left(&at, draw_slice(cv, at, ROLE_DIM, slice_str(&words)) + 2);
	if (sb->stoppable && at.w >= text_width(stops))
		draw_right(cv, at, ROLE_DIM, stops);
	str_release(&words);
}

void
statusbar_draw(const struct statusbar *sb, struct canvas *cv, struct rect at,
    struct slice otherwise)
{
	rect_cut_left(&at, 1);
	if (sb->message.len > 0)
		draw_slice(cv, at, sb->role, slice_str(&sb->message));
	else if (sb->phase.len > 0)
		draw_progress(sb, cv, at);
	else
		draw_slice(cv, at, ROLE_DIM, otherwise);
}
