/*
 * scene - a dashboard on a shop of its own, driven by scripts, for the tests
 * of screens.
 *
 *	struct scene s;
 *	scene_init(&s, STOREFRONT_FULL);
 *	scene_play(&s, "3flift>2<Enter>");
 *	scene_check_shows(&s, "f: lift>2");
 *	scene_release(&s);
 *
 * What goes wrong fails the test. Include after cmocka.h.
 */
#ifndef ENDCAP_TESTS_SCENE_H
#define ENDCAP_TESTS_SCENE_H

#include "tests/support/storefront.h"
#include "ui/script.h"
#include "ui/wiring.h"

struct scene {
	struct storefront *sf;
	struct desk *dk;
	struct app *app;
	struct str out; /* what the last script dumped */
};

void scene_need(bool ok, const struct err *err);

void scene_init(struct scene *s, enum storefront_shelf shelf);
void scene_init_as(
    struct scene *s, enum storefront_shelf shelf, enum draw_charset charset);
void scene_release(struct scene *s);
/* Closes the dashboard, opens one for somebody else on the same store. */
void scene_reopen(struct scene *s, const char *user);

/* Replays a script; the size is 80x24. */
void scene_play(struct scene *s, const char *script);
void scene_play_at(struct scene *s, const char *size, const char *script);

bool scene_shows(const struct scene *s, const char *words);
/* They print the screen when they fail. */
void scene_check_shows(const struct scene *s, const char *words);
void scene_check_hides(const struct scene *s, const char *words);

#endif
