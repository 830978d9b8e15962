/*
 * screen_bundle_draw - where things stand, by the size of the terminal.
 *
 * Wide: items and form on the left, the effect in a box on the right. Less
 * wide: items, form and the effect's figures below each other. Small: items,
 * the discount, and as many figures as there are rows, contribution first.
 */
#include "base/num.h"
#include "ui/screen_bundle_internal.h"

enum {
	WIDE_COLS = 104,
	FRAMED_ROWS = 16, /* fewer rows have no boxes */
	ROOMY_ROWS = 22, /* from here on every field is shown */
	LIST_HEAD = 2, /* rows of a table above its rows */
	LIST_LEAST = 3, /* rows of a list that holds fewer */
	ITEMS_SMALL = 3 /* rows of the list in small terminals */
};

/* ------ items and sums ------ */

/* "parts 112.00  price 98.56  margin 47.0 → 39.7 %  stock 30". */
static void
add_sums(const struct editor *ed, int digits, struct str *out)
{
	const struct bundling_sums *sums = &ed->sums;
	if (!sums->priced) {
		str_add(out, "an item has no price: nothing adds up");
		return;
	}
	str_add(out, "parts ");
	money_add_grouped(out, sums->parts, digits);
	str_add(out, "  price ");
	money_add_grouped(out, sums->price, digits);
	if (sums->costed)
		str_addf(out, "  margin %.1f → %.1f %%",
		    100 * sums->margin_before, 100 * sums->margin);
	if (sums->stock >= 0) {
		str_add(out, "  stock ");
		num_add_grouped(out, sums->stock);
	}
}

static void
draw_sums(struct editor *ed, struct canvas *cv, struct rect line)
{
	int digits = desk_view(editor_desk(ed))->currency.digits;
	struct str words = STR_INIT;
	add_sums(ed, digits, &words);
	draw_slice(cv, line, ROLE_TITLE, slice_str(&words));
	str_release(&words);
}

static void
draw_list(struct editor *ed, struct canvas *cv, struct rect area)
{
	bool here = ed->focus == FOCUS_ITEMS && ed->inputs.tb == NULL;
	ed->items_at = area;
	table_draw(ed->tb, cv, area, here);
}

static const char *
state_words(const struct editor *ed)
{
	static const char *const words[STATE_COUNT] = {
		[STATE_DRAFT] = "draft",
		[STATE_ACTIVE] = "live",
		[STATE_RETIRED] = "retired",
	};
	return ed->b.state < STATE_COUNT ? words[ed->b.state] : "";
}

/* The items in a box of 'rows' rows, with sums and the best partner. */
static void
draw_items_box(
    struct editor *ed, struct canvas *cv, struct rect area, bool next)
{
	struct str title = STR_INIT;
	str_addf(&title, "Bundle: %s", ed->b.name);
	struct rect in = draw_box(cv, area, title.p, state_words(ed));
	str_release(&title);
	if (next && ed->next.len > 0)
		draw_slice(cv, rect_cut_bottom(&in, 1), ROLE_DIM,
		    slice_str(&ed->next));
	draw_sums(ed, cv, rect_cut_bottom(&in, 1));
	draw_list(ed, cv, in);
}

/* ------ form and warnings ------ */

/* Which fields there is room for. */
static void
hide_fields(struct editor *ed, int rows)
{
	int shown = editor_discount_field(ed);
	for (int field = FIELD_PERCENT; field <= FIELD_TIERS; field++)
		form_set_hidden(ed->fm, field, field != shown);
	form_set_hidden(ed->fm, FIELD_KIND, rows < 2);
	form_set_hidden(ed->fm, FIELD_MESSAGE, rows < 3);
	form_set_hidden(ed->fm, FIELD_NAME, rows < 4);
	int focus = form_focus(ed->fm);
	bool lost = (focus >= FIELD_PERCENT && focus <= FIELD_TIERS &&
			focus != shown) ||
	    (focus == FIELD_KIND && rows < 2) ||
	    (focus == FIELD_MESSAGE && rows < 3) ||
	    (focus == FIELD_NAME && rows < 4);
	if (lost && !form_typing(ed->fm))
		form_set_focus(ed->fm, shown);
}

/* Takes the form's rows off the top of *area, at most 'rows' fields. */
static void
draw_form(struct editor *ed, struct canvas *cv, struct rect *area, int rows)
{
	bool here = ed->focus == FOCUS_FORM && ed->inputs.tb == NULL;
	hide_fields(ed, rows);
	ed->form_at = rect_cut_top(area, form_height(ed->fm, area->w));
	form_draw(ed->fm, cv, ed->form_at, here);
}

static void
draw_warnings(struct editor *ed, struct canvas *cv, struct rect area)
{
	if (ed->warnings.len == 0) {
		draw_wrapped(cv, area, ROLE_DIM,
		    slice_of("no conflicts with other live bundles"));
		return;
	}
	struct str words = STR_INIT;
	struct slice rest = slice_str(&ed->warnings), part;
	while (slice_split(&rest, '\n', &part))
		str_addf(&words, "%s! %.*s", words.len > 0 ? "\n" : "",
		    (int)part.len, part.p);
	draw_wrapped(cv, area, ROLE_ATTENTION, slice_str(&words));
	str_release(&words);
}

/* How many orders hold what, as the projection counted them. */
static void
draw_reach(struct editor *ed, struct canvas *cv, struct rect *area)
{
	int64_t of = 0;
	bool current = false;
	const struct outlook *o = desk_outlook(editor_desk(ed), &of, &current);
	if (o == NULL || of != ed->id)
		return;
	struct str words = STR_INIT;
	num_add_grouped(&words, o->exposure.full_orders);
	str_add(&words,
	    " orders hold all of it and would get the discount "
	    "for nothing; ");
	num_add_grouped(&words, o->exposure.partial_orders);
	str_add(&words, " hold a part and could take the rest");
	int rows = draw_wrapped_rows(slice_str(&words), area->w);
	draw_wrapped(
	    cv, rect_cut_top(area, rows), ROLE_TEXT, slice_str(&words));
	rect_cut_top(area, 1);
	str_release(&words);
}

/* ------ layouts ------ */

static int
list_rows(const struct editor *ed)
{
	int n = (int)ed->b.n_items;
	return LIST_HEAD + (n > LIST_LEAST ? n : LIST_LEAST);
}

static void
draw_wide(struct editor *ed, struct canvas *cv, struct rect area)
{
	struct rect left = rect_cut_left(&area, area.w / 2 + 2);
	rect_cut_left(&area, 1);
	int rows = rect_limit(list_rows(ed) + 4, left.h - 8);
	draw_items_box(ed, cv, rect_cut_top(&left, rows), true);
	rect_cut_top(&left, 1);
	draw_form(ed, cv, &left, FIELD_COUNT);
	rect_cut_top(&left, 1);
	rect_cut_left(&left, 1);
	draw_reach(ed, cv, &left);
	draw_warnings(ed, cv, left);
	if (ed->inputs.tb != NULL)
		input_table_draw(&ed->inputs, cv, area);
	else
		editor_draw_effect(ed, cv, area);
}

/* Rows for the warnings that leave 'rest' of them. */
static struct rect
cut_warnings(const struct editor *ed, struct rect *area, int rest)
{
	int rows = draw_wrapped_rows(slice_str(&ed->warnings), area->w - 2);
	return rect_cut_top(area, rect_limit(rows, area->h - rest));
}

static void
draw_compact(struct editor *ed, struct canvas *cv, struct rect area)
{
	int figures = 7, fields = area.h > ROOMY_ROWS ? FIELD_COUNT : 3;
	int room = area.h - figures - fields - 3;
	draw_items_box(ed, cv,
	    rect_cut_top(&area, rect_limit(list_rows(ed), room) + 3), false);
	draw_form(ed, cv, &area, fields);
	if (ed->warnings.len > 0 && area.h > figures)
		draw_warnings(ed, cv, cut_warnings(ed, &area, figures));
	rect_cut_left(&area, 1);
	editor_draw_figures(ed, cv, area);
}

static void
draw_small(struct editor *ed, struct canvas *cv, struct rect area)
{
	int rows = list_rows(ed);
	int room = area.h - 2 > 8 ? area.h - 5 : area.h - 2;
	draw_list(ed, cv,
	    rect_cut_top(&area,
		rect_limit(rows, room < ITEMS_SMALL ? ITEMS_SMALL : room)));
	if (area.h > 2)
		draw_sums(ed, cv, rect_cut_top(&area, 1));
	draw_form(ed, cv, &area, 1);
	editor_draw_figures(ed, cv, area);
}

static void
draw_words(struct canvas *cv, struct rect area, const char *words)
{
	draw_wrapped(cv, rect_inset(area, area.w > 60 ? 8 : 1, 1), ROLE_TEXT,
	    slice_of(words));
}

void
editor_draw(struct editor *ed, struct canvas *cv, struct rect area)
{
	ed->items_at = ed->form_at = (struct rect){ .w = 0 };
	if (ed->gone) {
		draw_words(cv, area,
		    "This bundle is no longer here: it was deleted, or the "
		    "change that made it was undone.\n\nu or ^R may bring it "
		    "back; q goes to the list.");
		return;
	}
	if (!ed->loaded) {
		draw_words(cv, area, "loading the shop");
		return;
	}
	editor_show_message(ed);
	if (area.w >= WIDE_COLS && area.h >= FRAMED_ROWS)
		draw_wide(ed, cv, area);
	else if (ed->inputs.tb != NULL)
		input_table_draw(&ed->inputs, cv, area);
	else if (area.h >= FRAMED_ROWS)
		draw_compact(ed, cv, area);
	else
		draw_small(ed, cv, area);
}
