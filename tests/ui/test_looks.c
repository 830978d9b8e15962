/*
 * Screens in three sizes and three sets of characters, text and roles. Kept is
 * a fingerprint of each, for the pictures would be hundreds of files; the sizes
 * people look at are kept as text by the tests of the screens.
 * ENDCAP_LOOKS=FOLDER writes the pictures there, to see what changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "tests/support/golden.h"
#include "tests/support/scene.h"

static const struct {
	const char *name, *script;
} screens[] = {
	{ "overview", "1" },
	{ "products", "2j<Space>" },
	{ "pairs", "3j<Space>" },
	{ "activity", "7" },
	{ "pair", "3<Enter>" },
	{ "filter", "3flift>x<Enter>" },
	{ "bundles", ":bundle LMP-021 BLB-E27W<Enter>A\n4q" },
	{ "bundle", ":bundle LMP-021 BLB-E27W<Enter>" },
	{ "part", ":bundle LMP-021 BLB-E27W<Enter><Enter>" },
	{ "terms", ":bundle LMP-021 BLB-E27W<Enter>o" },
	{ "scenarios", ":bundle LMP-021 BLB-E27W<Enter>K\nC\n@wait\n" },
	{ "cart", ":cart LMP-021 BLB-E27W:2<Enter>\n@wait\n" },
	{ "conflicts", ":bundle LMP-021 BLB-E27W<Enter>x\n@wait\n" },
	{ "upsells", ":upsells LMP-021<Enter>\n@wait\n" },
	{ "threshold", "5\n<S-Right>+" },
	{ "reward", "5\nr<Right><Tab>10<Enter>\n@wait\n" },
	{ "segments", "6" },
	{ "settings", "," },
	{ "export", "3e" },
	{ "help", "3?" },
};

static const char *const sizes[] = { "120x35", "80x24", "60x15" };

static const char *const charsets[] = {
	[DRAW_BRAILLE] = "braille",
	[DRAW_BLOCKS] = "blocks",
	[DRAW_ASCII] = "ascii",
};
static_assert(ARRAY_LEN(charsets) == DRAW_CHARSET_COUNT, "a name each");

static void
write_picture(const char *name, const char *size, const char *charset,
    const struct str *text, const struct str *roles)
{
	const char *folder = getenv("ENDCAP_LOOKS");
	struct str path = STR_INIT, both = STR_INIT;
	struct err err = ERR_INIT;

	if (folder == NULL)
		return;
	str_setf(&path, "%s/%s-%s-%s.txt", folder, name, size, charset);
	str_addf(&both, "%s\n%s", text->p, roles->p);
	scene_need(file_write_whole(path.p, slice_str(&both), 0, &err), &err);
	str_release(&path);
	str_release(&both);
}

/* ASCII screens hold nothing else, whatever the products are called. */
static void
check_characters(const struct str *text, enum draw_charset charset)
{
	assert_true(text_valid(slice_str(text)));
	for (size_t i = 0; charset == DRAW_ASCII && i < text->len; i++)
		assert_true((unsigned char)text->p[i] < 0x7f);
}

static void
add_look(struct scene *s, const char *name, const char *size,
    enum draw_charset charset, struct str *out)
{
	struct str text = STR_INIT;

	scene_play_at(s, size, "");
	str_add_slice(&text, slice_str(&s->out));
	scene_play_at(s, size, "@roles\n");
	check_characters(&text, charset);
	write_picture(name, size, charsets[charset], &text, &s->out);
	str_addf(out, "%s %s %016llx %016llx\n", size, charsets[charset],
	    (unsigned long long)slice_hash(slice_str(&text)),
	    (unsigned long long)slice_hash(slice_str(&s->out)));
	str_release(&text);
}

static bool
check_screen(const char *name, const char *script)
{
	struct str looks = STR_INIT, file = STR_INIT;
	struct scene s;

	for (int c = 0; c < DRAW_CHARSET_COUNT; c++) {
		scene_init_as(&s, STOREFRONT_FULL, (enum draw_charset)c);
		scene_play(&s, script);
		for (size_t z = 0; z < ARRAY_LEN(sizes); z++)
			add_look(
			    &s, name, sizes[z], (enum draw_charset)c, &looks);
		scene_release(&s);
	}
	str_setf(&file, "looks-%s", name);
	bool same = golden_check(file.p, slice_str(&looks));
	str_release(&looks);
	str_release(&file);
	return same;
}

static void
screens_look_as_they_did(void **state)
{
	bool same = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(screens); i++)
		same &= check_screen(screens[i].name, screens[i].script);
	assert_true(same);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_look_as_they_did),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
