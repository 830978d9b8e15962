/*
 * The screens on which offers are made: bundles, the bundle editor, and the
 * threshold, on a desk over a small shop, driven by scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <cmocka.h>

#include "tests/support/golden.h"
#include "tests/support/storefront.h"
#include "ui/script.h"
#include "ui/wiring.h"

/* A dashboard on a shop of its own, with two bundles made. */
struct scene {
	struct storefront *sf;
	struct desk *dk;
	struct app *app;
	int64_t desk_start, tea; /* bundle ids */
	struct str out; /* the last screen */
};

static void
need(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static void
open_app(struct scene *s, enum draw_charset charset)
{
	struct err err = ERR_INIT;
	struct app_setup setup = { .charset = charset, .no_colour = true };
	s->dk = storefront_desk(s->sf, "tester");
	wiring_setup(&setup, s->dk);
	s->app = app_new(&setup, &err);
	need(s->app != NULL, &err);
}

/* Scenarios outlast the app; each case begins without. */
static void
drop_kept(struct scene *s)
{
	struct kept_values kept;
	struct err err = ERR_INIT;
	need(desk_kept(s->dk, &kept, &err), &err);
	for (size_t i = 0; i < kept.n; i++)
		need(desk_drop_kept(s->dk, &kept.rows[i], &err), &err);
}

static void
close_app(struct scene *s)
{
	app_free(s->app);
	desk_free(s->dk);
}

static int64_t
make_bundle(struct desk *dk, const char *sku_a, const char *sku_b)
{
	const struct view *v = desk_view(dk);
	struct err err = ERR_INIT;
	size_t products[2];
	int64_t id = 0;
	need(view_find(v, slice_of(sku_a), &products[0], &err) &&
		view_find(v, slice_of(sku_b), &products[1], &err) &&
		desk_bundle_new(dk, products, 2, 0, &id, &err),
	    &err);
	return id;
}

static void
scene_init(struct scene *s, enum storefront_shelf shelf, bool bundles)
{
	*s = (struct scene){ .sf = storefront_new(shelf), .out = STR_INIT };
	if (bundles) {
		struct desk *dk = storefront_desk(s->sf, "tester");
		s->desk_start = make_bundle(dk, "LMP-021", "BLB-E27W");
		s->tea = make_bundle(dk, "MUG-ICH", "COA-CRK");
		desk_free(dk);
	}
	open_app(s, DRAW_BRAILLE);
}

static void
scene_release(struct scene *s)
{
	close_app(s);
	storefront_free(s->sf);
	str_release(&s->out);
}

static void
play_at(struct scene *s, const char *size, const char *script)
{
	struct err err = ERR_INIT;
	struct script_setup setup = { .wait_ms = 60000 };
	assert_true(
	    script_parse_size(slice_of(size), &setup.cols, &setup.rows));
	str_clear(&s->out);
	need(script_run(s->app, &setup, slice_of(script), &s->out, &err), &err);
}

static void
play(struct scene *s, const char *script)
{
	play_at(s, "80x24", script);
}

static void
check_shows(const struct scene *s, const char *words)
{
	if (slice_find(slice_str(&s->out), slice_of(words)) == s->out.len)
		fail_msg("'%s' is not on the screen:\n%s", words, s->out.p);
}

/* The last line but one. */
static void
check_message(const struct scene *s, const char *wanted)
{
	struct slice rest = slice_str(&s->out), part, before = rest;
	struct slice message = slice_of("");
	while (slice_split(&rest, '\n', &part)) {
		message = before;
		before = part;
	}
	char text[512];
	(void)snprintf(text, sizeof(text), "%.*s", (int)message.len, message.p);
	assert_string_equal(text, wanted);
}

/* ------ what the store holds ------ */

static size_t
count_actions(struct scene *s)
{
	struct err err = ERR_INIT;
	struct listing l;
	need(desk_history(s->dk, &l, &err), &err);
	size_t n = l.rows;
	listing_release(&l);
	return n;
}

/* "percent 120000, LMP-021:1 BLB-E27W:2, draft". */
static void
check_stored(struct scene *s, int64_t id, const char *wanted)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct str words = STR_INIT;
	struct err err = ERR_INIT;
	const struct view *v = desk_view(s->dk);
	need(desk_bundle_get(s->dk, id, &text, &b, &err), &err);
	str_addf(
	    &words, "%s %lld,", b.discount_kind, (long long)b.discount_value);
	for (size_t i = 0; i < b.n_items; i++) {
		size_t product = 0;
		assert_true(store_products_index(
		    &v->products, b.items[i].product_id, &product));
		str_addf(&words, " %s:%lld", v->products.rows[product].sku,
		    (long long)b.items[i].quantity);
	}
	str_addf(&words, ", %s", store_state_name(b.state));
	assert_string_equal(words.p, wanted);
	str_release(&words);
	arena_release(&text);
}

/* ------ how they look ------ */

struct golden_case {
	const char *name, *size, *script;
};

static const struct golden_case golden_cases[] = {
	{ "bundles-120x35", "120x35", "4" },
	{ "bundles-80x24", "80x24", "4" },
	{ "bundles-60x15", "60x15", "4" },
	{ "bundles-40x10", "40x10", "4" },
	{ "bundle-120x35", "120x35", "4\n<Enter>" },
	{ "bundle-inputs-120x35", "120x35", "4\n<Enter>\ni" },
	{ "bundle-80x24", "80x24", "4\n<Enter>\n<Tab><Tab>" },
	{ "bundle-inputs-80x24", "80x24", "4\n<Enter>\ni" },
	{ "bundle-add-80x24", "80x24", "4\n<Enter>\na" },
	{ "bundle-60x15", "60x15", "4\n<Enter>" },
	{ "bundle-40x10", "40x10", "4\n<Enter>" },
	{ "threshold-120x35", "120x35",
	    "5\n+<S-Right>+<Right><Right><Right>+<S-Right>" },
	{ "threshold-80x24", "80x24", "5\n<S-Right>" },
	{ "threshold-contribution-80x24", "80x24", "5\n<S-Right>m" },
	{ "threshold-inputs-80x24", "80x24", "5\ni" },
	{ "threshold-60x15", "60x15", "5\n<S-Right>" },
	{ "threshold-40x10", "40x10", "5\n<S-Right>" },
};

static void
screens_look_as_kept(void **state)
{
	struct scene s;
	bool same = true;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	for (size_t i = 0; i < ARRAY_LEN(golden_cases); i++) {
		const struct golden_case *gc = &golden_cases[i];
		close_app(&s);
		open_app(&s, DRAW_BRAILLE);
		drop_kept(&s);
		play_at(&s, gc->size, gc->script);
		same &= golden_check(gc->name, slice_str(&s.out));
	}
	scene_release(&s);
	assert_true(same);
}

static void
in_ascii_they_hold_nothing_but_ascii(void **state)
{
	static const struct golden_case cases[] = {
		{ "bundles-ascii-80x24", "80x24", "4" },
		{ "bundle-ascii-120x35", "120x35", "4\n<Enter>" },
		{ "threshold-ascii-80x24", "80x24", "5\n<S-Right>" },
	};
	struct scene s;
	bool same = true;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	close_app(&s);
	open_app(&s, DRAW_ASCII);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		play_at(&s, cases[i].size, cases[i].script);
		for (size_t b = 0; b < s.out.len; b++) {
			unsigned char c = (unsigned char)s.out.p[b];
			assert_true(c == '\n' || (c >= 0x20 && c < 0x7f));
		}
		same &= golden_check(cases[i].name, slice_str(&s.out));
	}
	scene_release(&s);
	assert_true(same);
}

static void
every_size_draws(void **state)
{
	static const char *const sizes[] = { "40x10", "41x11", "53x16", "79x18",
		"104x16", "110x19", "200x60", "1000x12", "40x400" };
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		play_at(&s, sizes[i],
		    "4\n<Enter>\ni\n@dump\ni<Tab><Tab>\nqq4\n5\n@dump\ni\ni+");
		assert_true(s.out.len > 0);
	}
	scene_release(&s);
}

/* ------ the editor ------ */

static void
a_slider_held_down_is_one_action(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	size_t before = count_actions(&s);
	play(&s, "4\n<Enter>\n<S-Right><Right><Right><Right>");
	check_stored(
	    &s, s.desk_start, "percent 100000, LMP-021:1 BLB-E27W:1, draft");
	assert_int_equal(count_actions(&s), before);
	check_message(&s,
	    " 'Lamp, brass desk + Bulb E27 warm': 16.5 % off   Enter or the "
	    "next key saves it");
	play(&s, "<Enter>");
	check_stored(
	    &s, s.desk_start, "percent 165000, LMP-021:1 BLB-E27W:1, draft");
	assert_int_equal(count_actions(&s), before + 1);
	play(&s, "u");
	check_stored(
	    &s, s.desk_start, "percent 100000, LMP-021:1 BLB-E27W:1, draft");
	scene_release(&s);
}

static void
what_was_slid_is_saved_on_the_way_out(void **state)
{
	static const char *const ways[] = { "q", "1", "<Esc>", ":help<Enter>",
		"@click 20 1", "W", "<Tab>" };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct scene s;
		scene_init(&s, STOREFRONT_FULL, true);
		play(&s, "4\n<Enter>\n<S-Right>");
		play(&s, ways[i]);
		check_stored(&s, s.desk_start,
		    "percent 150000, LMP-021:1 BLB-E27W:1, draft");
		scene_release(&s);
	}
}

static void
a_dashboard_that_ends_saves_what_was_slid(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	play(&s, "4\n<Enter>\n<S-Right>");
	close_app(&s);
	open_app(&s, DRAW_BRAILLE);
	storefront_settle(s.dk);
	check_stored(
	    &s, s.desk_start, "percent 150000, LMP-021:1 BLB-E27W:1, draft");
	scene_release(&s);
}

struct edit_case {
	const char *script, *stored;
	size_t actions;
};

static const struct edit_case edit_cases[] = {
	{ "=7<Enter>", "percent 70000, LMP-021:1 BLB-E27W:1, draft", 1 },
	{ "=12.5%<Enter>", "percent 125000, LMP-021:1 BLB-E27W:1, draft", 1 },
	/* beyond the slider it is refused in words, and another one typed */
	{ "=99<Enter>", "percent 100000, LMP-021:1 BLB-E27W:1, draft", 0 },
	{ "=99<Enter><BS><BS>50<Enter>",
	    "percent 500000, LMP-021:1 BLB-E27W:1, draft", 1 },
	{ "=0<Enter>", "none 0, LMP-021:1 BLB-E27W:1, draft", 1 },
	{ "=seven<Enter><Esc>", "percent 100000, LMP-021:1 BLB-E27W:1, draft",
	    0 },
	{ "<Tab><Right><Enter>", "amount 770, LMP-021:1 BLB-E27W:1, draft", 1 },
	{ "<Tab><Right><Right><Enter>",
	    "price 6925, LMP-021:1 BLB-E27W:1, draft", 1 },
	{ "<Tab><Right><Tab>=5.50<Enter>",
	    "amount 550, LMP-021:1 BLB-E27W:1, draft", 2 },
	{ "+", "percent 100000, LMP-021:1 BLB-E27W:1, draft", 0 },
	{ "+++<Enter>", "percent 100000, LMP-021:4 BLB-E27W:1, draft", 1 },
	{ "j++-<Enter>", "percent 100000, LMP-021:1 BLB-E27W:2, draft", 1 },
	{ "++<S-Right><Enter>", "percent 150000, LMP-021:3 BLB-E27W:1, draft",
	    2 },
	{ "-", "percent 100000, LMP-021:1 BLB-E27W:1, draft", 0 },
	{ "d", "percent 100000, LMP-021:1 BLB-E27W:1, draft", 0 },
	{ "+<Enter>jd", "percent 100000, LMP-021:2, draft", 2 },
	{ "acandle\n<Enter>",
	    "percent 100000, LMP-021:1 BLB-E27W:1 CND-FIG:1, draft", 1 },
	{ "a<Esc>", "percent 100000, LMP-021:1 BLB-E27W:1, draft", 0 },
	{ "A", "percent 100000, LMP-021:1 BLB-E27W:1, active", 1 },
	{ "A\nA", "percent 100000, LMP-021:1 BLB-E27W:1, retired", 2 },
	{ "=7<Enter>u", "percent 100000, LMP-021:1 BLB-E27W:1, draft", 1 },
	{ "=7<Enter>u<C-R>", "percent 70000, LMP-021:1 BLB-E27W:1, draft", 1 },
};

static void
each_edit_is_one_action(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(edit_cases); i++) {
		const struct edit_case *ec = &edit_cases[i];
		struct scene s;
		scene_init(&s, STOREFRONT_FULL, true);
		size_t before = count_actions(&s);
		play(&s, "4\n<Enter>");
		play(&s, ec->script);
		check_stored(&s, s.desk_start, ec->stored);
		assert_int_equal(count_actions(&s) - before, ec->actions);
		scene_release(&s);
	}
}

static void
a_name_and_a_message_are_typed(void **state)
{
	struct scene s;
	struct arena text = { 0 };
	struct store_bundle b;
	struct err err = ERR_INIT;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	play(&s, "4\n<Enter>\no<C-U>Desk start<Enter>");
	check_message(&s,
	    " saved: renamed bundle 'Lamp, brass desk + Bulb E27 warm' to "
	    "'Desk start'   u t…");
	play(&s, "<Tab><Tab><Tab>=<C-U><Enter>");
	check_shows(&s, "none yet; Enter proposes one");
	play(&s, "<Enter><Esc>");
	check_shows(&s, "none yet; Enter proposes one");
	play(&s, "<Enter>!<Enter>");
	need(desk_bundle_get(s.dk, s.desk_start, &text, &b, &err), &err);
	assert_string_equal(b.name, "Desk start");
	assert_string_equal(
	    b.message, "Goes together: Lamp, brass desk + Bulb E27 warm!");
	arena_release(&text);
	scene_release(&s);
}

static void
a_taken_name_is_refused_and_the_stored_one_stays(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	play(&s,
	    "4\n<Enter>\no<C-U>苺 Ichigo mug + Coaster set, cork (4)<Enter>");
	check_shows(&s, "✗ ");
	check_shows(&s, "Bundle: Lamp, brass desk + Bulb E27 warm");
	scene_release(&s);
}

static void
somebody_elses_change_is_shown_and_not_overwritten(void **state)
{
	struct scene s;
	struct arena text = { 0 };
	struct store_bundle b;
	struct err err = ERR_INIT;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	play(&s, "4\n<Enter>\n<S-Right>");
	struct desk *other = storefront_desk(s.sf, "somebody");
	need(desk_bundle_get(other, s.desk_start, &text, &b, &err), &err);
	b.discount_value = offer_percent(3);
	need(desk_bundle_save(other, &b, "their 3 %", &err), &err);
	desk_free(other);
	arena_release(&text);
	play(&s, "<Enter>");
	check_shows(&s, "Changed by somebody else");
	check_shows(&s, "Your change was not saved");
	play(&s, "<Enter>");
	check_shows(&s, " 3.0 %");
	check_stored(
	    &s, s.desk_start, "percent 30000, LMP-021:1 BLB-E27W:1, draft");
	scene_release(&s);
}

/* What is typed is an edit of what was shown when typing began. */
static void
a_typed_value_does_not_overwrite_a_newer_one(void **state)
{
	static const char *const typed[] = { "=<C-U>8", "o<C-U>mine" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		struct scene s;
		struct arena text = { 0 };
		struct store_bundle b;
		struct err err = ERR_INIT;
		scene_init(&s, STOREFRONT_FULL, true);
		play(&s, "4\n<Enter>");
		play(&s, typed[i]);
		struct desk *other = storefront_desk(s.sf, "somebody");
		need(desk_bundle_get(other, s.desk_start, &text, &b, &err),
		    &err);
		b.discount_value = offer_percent(3);
		need(desk_bundle_save(other, &b, "their 3 %", &err), &err);
		desk_free(other);
		arena_release(&text);
		/* Seen before the key is answered, as in a terminal. */
		play(&s, "<Enter>");
		check_shows(&s, "Changed by somebody else");
		play(&s, "<Enter>");
		check_shows(&s, " 3.0 %");
		check_stored(&s, s.desk_start,
		    "percent 30000, LMP-021:1 BLB-E27W:1, draft");
		scene_release(&s);
	}
}

static void
a_bundle_that_is_gone_is_said_and_comes_back(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	play(&s, "4\nj<Enter>\n");
	check_shows(&s, "Bundle: 苺 Ichigo mug");
	play(&s, "u");
	check_shows(&s, "This bundle is no longer here");
	play(&s, "=9<Enter>+da");
	check_shows(&s, "This bundle is no longer here");
	play(&s, "<C-R>");
	check_shows(&s, "Bundle: 苺 Ichigo mug");
	scene_release(&s);
}

static void
clicks_choose_items_and_slide(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	play(&s, "4\n<Enter>\n@click 10 7\n+<Enter>");
	check_stored(
	    &s, s.desk_start, "percent 100000, LMP-021:1 BLB-E27W:2, draft");
	/* The left end of the slider: no discount. */
	play(&s, "@click 12 12");
	check_stored(&s, s.desk_start, "none 0, LMP-021:1 BLB-E27W:2, draft");
	check_shows(&s, "No discount yet");
	scene_release(&s);
}

static void
without_costs_the_margin_is_said_to_be_assumed(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_NO_COSTS, true);
	play_at(&s, "120x35", "4\n<Enter>");
	check_shows(&s, "floor unknown");
	check_shows(&s, "an item has no cost; contribution assumes a margin");
	play(&s, "5");
	check_shows(
	    &s, "no costs are known: contribution assumes a margin of 40 %");
	scene_release(&s);
}

/* ------ the list ------ */

static void
a_new_bundle_is_asked_for_in_three_steps(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	size_t before = count_actions(&s);
	play(&s, "4\nNWinter set<Enter>linen<Enter>");
	assert_int_equal(count_actions(&s), before);
	play(&s, "<Enter>");
	assert_int_equal(count_actions(&s), before + 1);
	check_shows(&s, "Bundle: Winter set");
	check_shows(&s, "Linen sheet 160");
	play(&s, "q");
	check_shows(&s, "▌  Winter set");
	play(&s, "u");
	assert_true(slice_find(slice_str(&s.out), slice_of("Winter set  ")) ==
	    s.out.len);
	scene_release(&s);
}

static void
a_bundle_without_a_name_is_named_after_its_products(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, false);
	play(&s, "4");
	check_shows(&s, "No bundles yet.");
	play(&s, "N<Enter>candle<Enter>linen<Enter>");
	check_shows(&s, "Bundle: Candle, fig + Linen sheet 160");
	scene_release(&s);
}

static void
escape_on_the_way_makes_nothing(void **state)
{
	static const char *const scripts[] = { "N<Esc>", "NX<Enter><Esc>",
		"NX<Enter>candle<Enter><Esc>" };
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, false);
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		play(&s, "4");
		play(&s, scripts[i]);
		check_shows(&s, "No bundles yet.");
		assert_int_equal(count_actions(&s), 0);
	}
	scene_release(&s);
}

static void
the_list_activates_and_deletes_what_undo_brings_back(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, true);
	play(&s, "4\nA");
	check_stored(
	    &s, s.desk_start, "percent 100000, LMP-021:1 BLB-E27W:1, active");
	play(&s, "d");
	check_message(&s,
	    " deleted bundle 'Lamp, brass desk + Bulb E27 warm'   u brings it "
	    "back");
	play(&s, "u");
	check_stored(
	    &s, s.desk_start, "percent 100000, LMP-021:1 BLB-E27W:1, active");
	scene_release(&s);
}

/* ------ the threshold ------ */

static void
a_threshold_is_set_live_and_taken_back(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, false);
	play(&s, "5\n=59<Enter>");
	assert_int_equal(desk_threshold_live(s.dk), 0);
	play(&s, "<Enter>");
	check_message(&s, " live: free shipping from 59.00   u takes it back");
	assert_int_equal(desk_threshold_live(s.dk), 5900);
	play(&s, "<Enter>");
	check_message(&s, " free shipping from 59.00 is live already");
	play(&s, "=65.50<Enter>A");
	assert_int_equal(desk_threshold_live(s.dk), 6550);
	play(&s, "u");
	assert_int_equal(desk_threshold_live(s.dk), 5900);
	play(&s, "u");
	assert_int_equal(desk_threshold_live(s.dk), 0);
	scene_release(&s);
}

static void
keys_slide_along_the_candidates(void **state)
{
	static const struct {
		const char *script, *shows;
	} cases[] = {
		{ "5", "free from    50.00 → 50.00" },
		{ "5\n<Right>", "free from    50.00 → 52.00" },
		{ "5\n<Left><Left>", "free from    50.00 → 48.00" },
		{ "5\n<S-Right>", "free from    50.00 → 65.00" },
		{ "5\n=59<Enter>", "free from    50.00 → 59.00" },
		{ "5\n=59<Enter><Right>", "free from    50.00 → 60.00" },
		{ "5\n=59<Enter><Left>", "free from    50.00 → 58.00" },
		{ "5\n<Home>", "free from    50.00 → 20.00" },
		{ "5\n<End><Right>", "free from    50.00 → 124.00" },
		{ "5\n=500<Enter>", "values from 20.00 to 124.00 were tried" },
		{ "5\n=cheap<Enter>", "'cheap' is no amount" },
		{ "5\nm", "Contribution change" },
		{ "5\nmm", "Change of orders" },
		{ "5\nmmm", "AOV by threshold" },
		{ "5\n<Right>+", "A 52.00  AOV" },
		{ "5\n+<Right>+<Right>+<Right>+", "kept: A 50.00" },
		{ "5\n=59<Enter>++", "kept already as scenario A" },
		{ "5\n=59<Enter>+<Home><Tab>", "50.00 → 59.00" },
		{ "5\n<Tab>", "nothing is kept yet" },
		{ "5\n=59<Enter>+d", "dropped scenario A" },
		{ "5\n=59<Enter>d", "this value is not kept" },
		{ "5\n=59<Enter>+<Home>C<End><Enter>", "50.00 → 59.00" },
		{ "5\n=59<Enter>+<Home>C<End>d", "dropped scenario A" },
		{ "5\nC", "Side by side" },
		{ "5\nCC", "AOV by threshold" },
		{ "5\nf\n@wait\n", "orders were worth" },
		{ "5\nf\n@wait\ni", "What it rests on" },
		{ "5\n+", "A 50.00  the rule now" },
		{ "5\ni", "What it rests on" },
		{ "5\n=59<Enter>+<Home>C<End>A",
		    "live: free shipping from 59.00" },
	};
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, false);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		close_app(&s);
		open_app(&s, DRAW_BRAILLE);
		drop_kept(&s);
		play(&s, cases[i].script);
		check_shows(&s, cases[i].shows);
	}
	scene_release(&s);
}

static void
a_click_on_the_histogram_chooses_its_value(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_FULL, false);
	play(&s, "5\n@click 30 8");
	check_shows(&s, "free from    50.00 → ");
	assert_true(slice_find(slice_str(&s.out),
			slice_of("free from    50.00 → 50.00")) == s.out.len);
	play(&s, "@wheel up 30 8");
	check_shows(&s, "free from    50.00 → ");
	scene_release(&s);
}

static void
an_empty_shop_is_told_what_to_do(void **state)
{
	struct scene s;
	(void)state;
	scene_init(&s, STOREFRONT_EMPTY, false);
	play(&s, "4");
	check_shows(&s, "No bundles yet.");
	play(&s, "NX<Enter>");
	check_message(&s, " there are no products to choose");
	play(&s, "5");
	check_shows(&s, "Too few orders to try a threshold on.");
	play(&s, "<Right>");
	check_message(&s, " there are no orders to try one on");
	play(&s, "i");
	check_shows(&s, "Orders, products or customers as CSV.");
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_look_as_kept),
		cmocka_unit_test(in_ascii_they_hold_nothing_but_ascii),
		cmocka_unit_test(every_size_draws),
		cmocka_unit_test(a_slider_held_down_is_one_action),
		cmocka_unit_test(what_was_slid_is_saved_on_the_way_out),
		cmocka_unit_test(a_dashboard_that_ends_saves_what_was_slid),
		cmocka_unit_test(each_edit_is_one_action),
		cmocka_unit_test(a_name_and_a_message_are_typed),
		cmocka_unit_test(
		    a_taken_name_is_refused_and_the_stored_one_stays),
		cmocka_unit_test(
		    somebody_elses_change_is_shown_and_not_overwritten),
		cmocka_unit_test(a_typed_value_does_not_overwrite_a_newer_one),
		cmocka_unit_test(a_bundle_that_is_gone_is_said_and_comes_back),
		cmocka_unit_test(clicks_choose_items_and_slide),
		cmocka_unit_test(
		    without_costs_the_margin_is_said_to_be_assumed),
		cmocka_unit_test(a_new_bundle_is_asked_for_in_three_steps),
		cmocka_unit_test(
		    a_bundle_without_a_name_is_named_after_its_products),
		cmocka_unit_test(escape_on_the_way_makes_nothing),
		cmocka_unit_test(
		    the_list_activates_and_deletes_what_undo_brings_back),
		cmocka_unit_test(a_threshold_is_set_live_and_taken_back),
		cmocka_unit_test(keys_slide_along_the_candidates),
		cmocka_unit_test(a_click_on_the_histogram_chooses_its_value),
		cmocka_unit_test(an_empty_shop_is_told_what_to_do),
	};
	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
