/*
 * The window is at most WINDOW_MS long: when it is full, the rate of its
 * second half is blended into the one known and it begins again there.
 */
#include "base/pace.h"

#include "base/money.h"

enum {
	FIRST_MS = 500, /* before the first rate is told */
	WINDOW_MS = 2000,
	MINUTE = 60,
	HOUR = 3600,
	LONGEST = 100 * HOUR /* seconds; beyond that nothing is promised */
};

static bool
is_new(const struct pace *p, const char *phase, int64_t done, int64_t now_ms)
{
	return strncmp(p->phase, phase, PACE_PHASE - 1) != 0 ||
	    done < p->done || now_ms < p->from_ms;
}

void
pace_note(struct pace *p, const char *phase, int64_t done, int64_t total,
    int64_t now_ms)
{
	int64_t passed;

	if (is_new(p, phase, done, now_ms)) {
		*p = (struct pace){ .from_ms = now_ms, .from_done = done };
		snprintf(p->phase, sizeof(p->phase), "%s", phase);
	}
	p->done = done;
	p->total = total;
	passed = now_ms - p->from_ms;
	if (passed < FIRST_MS)
		return;
	double now = (double)(done - p->from_done) * 1000 / (double)passed;
	if (p->rate <= 0)
		p->rate = now;
	if (passed < WINDOW_MS)
		return;
	p->rate = (p->rate + now) / 2;
	p->from_ms = now_ms;
	p->from_done = done;
}

int64_t
pace_left(const struct pace *p)
{
	double left;

	if (p->rate <= 0 || p->total <= 0 || p->done > p->total)
		return -1;
	left = (double)(p->total - p->done) / p->rate;
	return left > LONGEST ? -1 : (int64_t)(left + 0.999);
}

static void
add_rate(const struct pace *p, struct str *out)
{
	if (slice_starts(slice_of(p->phase), "reading "))
		str_addf(out, "%.1f MB/s", p->rate / 1e6);
	else {
		money_add_short(out, p->rate, false);
		str_add(out, "/s");
	}
}

static void
add_left(int64_t seconds, struct str *out)
{
	if (seconds < 2 * MINUTE)
		str_addf(out, "%d s left", (int)seconds);
	else if (seconds < 2 * HOUR)
		str_addf(
		    out, "%d min left", (int)((seconds + MINUTE / 2) / MINUTE));
	else
		str_addf(out, "%d h left", (int)((seconds + HOUR / 2) / HOUR));
}

void
pace_add(const struct pace *p, struct str *out)
{
	int64_t left = pace_left(p);

	if (p->rate <= 0)
		return;
	add_rate(p, out);
	if (left >= 0) {
		str_add(out, ", ");
		add_left(left, out);
	}
}
