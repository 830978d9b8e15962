/* scene - an app on a desk on a storefront, torn down in that order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/support/scene.h"

void
scene_need(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static void
open_app(struct scene *s, const char *user, enum draw_charset charset)
{
	struct err err = ERR_INIT;
	struct app_setup setup = {
		.charset = charset, .no_colour = true, .place = "/shop.db"
	};

	s->dk = storefront_desk(s->sf, user);
	wiring_setup(&setup, s->dk);
	s->app = app_new(&setup, &err);
	scene_need(s->app != NULL, &err);
}

static void
close_app(struct scene *s)
{
	app_free(s->app);
	desk_free(s->dk);
}

void
scene_init_as(
    struct scene *s, enum storefront_shelf shelf, enum draw_charset charset)
{
	*s = (struct scene){ .sf = storefront_new(shelf), .out = STR_INIT };
	open_app(s, "tester", charset);
}

void
scene_init(struct scene *s, enum storefront_shelf shelf)
{
	scene_init_as(s, shelf, DRAW_BRAILLE);
}

void
scene_release(struct scene *s)
{
	close_app(s);
	storefront_free(s->sf);
	str_release(&s->out);
}

void
scene_reopen(struct scene *s, const char *user)
{
	close_app(s);
	open_app(s, user, DRAW_BRAILLE);
}

void
scene_play_at(struct scene *s, const char *size, const char *script)
{
	struct err err = ERR_INIT;
	struct script_setup setup = { .wait_ms = 60000 };

	assert_true(
	    script_parse_size(slice_of(size), &setup.cols, &setup.rows));
	str_clear(&s->out);
	scene_need(
	    script_run(s->app, &setup, slice_of(script), &s->out, &err), &err);
}

void
scene_play(struct scene *s, const char *script)
{
	scene_play_at(s, "80x24", script);
}

bool
scene_shows(const struct scene *s, const char *words)
{
	return slice_find(slice_str(&s->out), slice_of(words)) < s->out.len;
}

void
scene_check_shows(const struct scene *s, const char *words)
{
	if (!scene_shows(s, words))
		fail_msg("'%s' is not shown:\n%s", words, s->out.p);
}

void
scene_check_hides(const struct scene *s, const char *words)
{
	if (scene_shows(s, words))
		fail_msg("'%s' is shown:\n%s", words, s->out.p);
}
