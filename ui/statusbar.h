/*
 * statusbar - the lines of the frame: message and progress.
 *
 * A message stays until a key is pressed. Behind it stands the progress of work
 * under way, with its counts until its pace is known:
 * "reading orders.csv ████████▊░░░  62%  84.1 MB/s, 3 s left".
 */
#ifndef ENDCAP_UI_STATUSBAR_H
#define ENDCAP_UI_STATUSBAR_H

#include "ui/draw.h"

struct statusbar {
	struct str message; /* empty: none */
	enum role role;
	struct str phase; /* empty: nothing under way */
	int64_t done, total; /* total 0: unknown */
	struct str pace; /* empty: not known */
	bool stoppable; /* say that Esc stops it */
};

void statusbar_init(struct statusbar *sb);
void statusbar_release(struct statusbar *sb);
void
statusbar_set_message(struct statusbar *sb, enum role role, const char *text);
/* phase NULL: the work is over. */
void statusbar_set_progress(
    struct statusbar *sb, const char *phase, int64_t done, int64_t total);
/* How fast the work goes and how long it will take, in words; copied. */
void statusbar_set_pace(struct statusbar *sb, const char *words);
/* 'otherwise' is shown when there is neither. */
void statusbar_draw(const struct statusbar *sb, struct canvas *cv,
    struct rect at, struct slice otherwise);

#endif
