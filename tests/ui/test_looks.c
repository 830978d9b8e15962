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
#include "ui/app_internal.h"

static const struct screen_row {
	const char *name, *script;
	enum storefront_shelf shelf;
} screens[] = {
	{ "overview", "1", STOREFRONT_FULL },
	{ "products", "2j<Space>", STOREFRONT_FULL },
	{ "pairs", "3j<Space>", STOREFRONT_FULL },
	{ "activity", "7", STOREFRONT_FULL },
	{ "pair", "3<Enter>", STOREFRONT_FULL },
	{ "filter", "3flift>x<Enter>", STOREFRONT_FULL },
	{ "bundles", ":bundle LMP-021 BLB-E27W<Enter>A\n4q", STOREFRONT_FULL },
	{ "bundle", ":bundle LMP-021 BLB-E27W<Enter>", STOREFRONT_FULL },
	{ "part", ":bundle LMP-021 BLB-E27W<Enter><Enter>", STOREFRONT_FULL },
	{ "terms", ":bundle LMP-021 BLB-E27W<Enter>o", STOREFRONT_FULL },
	{ "scenarios", ":bundle LMP-021 BLB-E27W<Enter>K\nC\n@wait\n",
	    STOREFRONT_FULL },
	{ "cart", ":cart LMP-021 BLB-E27W:2<Enter>\n@wait\n", STOREFRONT_FULL },
	{ "conflicts", ":bundle LMP-021 BLB-E27W<Enter>x\n@wait\n",
	    STOREFRONT_FULL },
	{ "upsells", ":upsells LMP-021<Enter>\n@wait\n", STOREFRONT_FULL },
	{ "threshold", "5\n<S-Right>+", STOREFRONT_FULL },
	{ "reward", "5\nr<Right><Tab>10<Enter>\n@wait\n", STOREFRONT_FULL },
	{ "segments", "6", STOREFRONT_FULL },
	{ "settings", ",", STOREFRONT_FULL },
	{ "export", "3e", STOREFRONT_FULL },
	{ "help", "3?", STOREFRONT_FULL },
	{ "overview-pairs", "1<Tab>", STOREFRONT_FULL },
	{ "products-pane", "2<Tab>", STOREFRONT_FULL },
	{ "columns", "3H", STOREFRONT_FULL },
	{ "cell", "3v", STOREFRONT_FULL },
	{ "sort", "3ls", STOREFRONT_FULL },
	{ "search", "2/mug", STOREFRONT_FULL },
	{ "command", ":bund<Tab>", STOREFRONT_FULL },
	{ "period", "3p", STOREFRONT_FULL },
	{ "tour", ":tour<Enter>", STOREFRONT_FULL },
	{ "help-find", "?/bund", STOREFRONT_FULL },
	{ "bundle-new", "4N", STOREFRONT_FULL },
	{ "bundle-inputs", ":bundle LMP-021 BLB-E27W<Enter>\n@wait\ni",
	    STOREFRONT_FULL },
	{ "bundle-add", ":bundle LMP-021 BLB-E27W<Enter>\n@wait\na",
	    STOREFRONT_FULL },
	{ "review", ":bundle LMP-021 BLB-E27W<Enter>A\n@wait\nm\n@wait\n",
	    STOREFRONT_FULL },
	{ "threshold-scenarios", "5=40<Enter>+=60<Enter>+C", STOREFRONT_FULL },
	{ "threshold-inputs", "5i", STOREFRONT_FULL },
	{ "threshold-fillers", "5f\n@wait\n", STOREFRONT_FULL },
	{ "threshold-tiers", "5t", STOREFRONT_FULL },
	{ "import-pick", "i<C-U>sample-data/", STOREFRONT_FULL },
	{ "import-mapping", "i<C-U>sample-data/orders.csv<Enter>\n@wait\n",
	    STOREFRONT_FULL },
	{ "import-edit", "i<C-U>sample-data/orders.csv<Enter>\n@wait\n<Tab>",
	    STOREFRONT_FULL },
	{ "error", ":nonsense<Enter>", STOREFRONT_FULL },
	{ "nothing-passes", "3flift>99<Enter>", STOREFRONT_FULL },
	{ "segments-people", "6", STOREFRONT_PEOPLE },
	{ "segment-people", "6\n@wait\n<Enter>\n@wait\n", STOREFRONT_PEOPLE },
	{ "followups", "6\n@wait\n<Tab>", STOREFRONT_PEOPLE },
	{ "followup-people", "6\n@wait\n<Tab><Enter>\n@wait\n",
	    STOREFRONT_PEOPLE },
	{ "segments-next", "6\n@wait\n<Tab><Tab>\n@wait\n", STOREFRONT_PEOPLE },
	{ "segments-again", "6\n@wait\n<Tab><Tab><Tab>\n@wait\n",
	    STOREFRONT_PEOPLE },
	{ "segments-cohorts", "6\n@wait\n<Tab><Tab><Tab><Tab>\n@wait\n",
	    STOREFRONT_PEOPLE },
	{ "segment-new", "6\n@wait\n+", STOREFRONT_PEOPLE },
	{ "export-people", "6\n@wait\n<Tab>\n@wait\ne", STOREFRONT_PEOPLE },
	{ "no-costs-overview", "1", STOREFRONT_NO_COSTS },
	{ "no-costs-products", "2", STOREFRONT_NO_COSTS },
	{ "no-costs-bundle", "3b", STOREFRONT_NO_COSTS },
	{ "no-costs-threshold", "5", STOREFRONT_NO_COSTS },
	{ "empty-overview", "1", STOREFRONT_EMPTY },
	{ "empty-products", "2", STOREFRONT_EMPTY },
	{ "empty-pairs", "3", STOREFRONT_EMPTY },
	{ "empty-bundles", "4", STOREFRONT_EMPTY },
	{ "empty-threshold", "5", STOREFRONT_EMPTY },
	{ "empty-segments", "6", STOREFRONT_EMPTY },
	{ "empty-activity", "7", STOREFRONT_EMPTY },
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

/* Characters are chosen when a screen is drawn, so it is opened once. */
static bool
check_screen(const struct screen_row *row)
{
	struct str looks = STR_INIT, file = STR_INIT;
	struct scene s;

	scene_init(&s, row->shelf);
	scene_play(&s, row->script);
	for (int c = 0; c < DRAW_CHARSET_COUNT; c++) {
		s.app->charset = (enum draw_charset)c;
		for (size_t z = 0; z < ARRAY_LEN(sizes); z++)
			add_look(&s, row->name, sizes[z], (enum draw_charset)c,
			    &looks);
	}
	scene_release(&s);
	str_setf(&file, "looks-%s", row->name);
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
		same &= check_screen(&screens[i]);
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
