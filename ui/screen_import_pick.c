/*
 * screen_import_pick - a line to type in and under it the names that begin so.
 * Every key that changes the line reads the folder again.
 */
#include "ui/screen_import_internal.h"

#include "base/num.h"
#include "ui/pathname.h"

static void
read_names(struct importer *im)
{
	lineedit_clear_matches(&im->names);
	pathname_complete(NULL, slice_str(&im->path.text), &im->names);
	im->at = im->top = 0;
}

void
importer_pick(struct importer *im)
{
	struct str folder = STR_INIT;

	im->stage = STAGE_PICK;
	if (im->path.text.len == 0) {
		desk_add_folder(importer_desk(im), &folder);
		lineedit_set(&im->path, folder.p);
	}
	read_names(im);
	str_release(&folder);
}

/* The line with the name chosen in place of what was typed of it. */
static void
take_name(struct importer *im)
{
	struct str line = STR_INIT;

	if (im->at >= im->names.n)
		return;
	str_add_bytes(&line, im->path.text.p, im->names.from);
	str_add(&line, im->names.texts[im->at]);
	lineedit_set(&im->path, line.p);
	read_names(im);
	str_release(&line);
}

static bool
ends_in_slash(const struct str *s)
{
	return s->len > 0 && s->p[s->len - 1] == '/';
}

static unsigned
open_choice(struct importer *im)
{
	take_name(im);
	if (im->path.text.len == 0 || ends_in_slash(&im->path.text))
		return REACT_REDRAW; /* a folder: its names are shown now */
	str_clear(&im->file);
	pathname_expand(im->path.text.p, &im->file);
	mapping_release(&im->mapping);
	im->edited = im->as_found = false;
	im->column = im->left = im->row = 0;
	im->on_grid = false;
	im->importing = 0;
	importer_look(im);
	return REACT_REDRAW;
}

static unsigned
move(struct importer *im, int64_t by)
{
	int64_t last = (int64_t)im->names.n - 1;
	int64_t to = (int64_t)im->at + by;

	im->at = (size_t)(to < 0 || last < 0 ? 0 : to > last ? last : to);
	return REACT_REDRAW;
}

static unsigned
answer_of(struct importer *im, enum lineedit_outcome outcome)
{
	switch (outcome) {
	case LINEEDIT_CHANGED:
		read_names(im);
		break;
	case LINEEDIT_DONE:
		return open_choice(im);
	case LINEEDIT_CANCELLED:
		return REACT_POP;
	case LINEEDIT_MOVED:
	case LINEEDIT_IGNORED:
		break;
	}
	return REACT_REDRAW;
}

unsigned
importer_pick_key(struct importer *im, uint32_t key)
{
	switch (key) {
	case K_UP:
		return move(im, -1);
	case K_DOWN:
		return move(im, 1);
	case K_PAGE_UP:
		return move(im, -im->page);
	case K_PAGE_DOWN:
		return move(im, im->page);
	case K_TAB:
		take_name(im);
		return REACT_REDRAW;
	case K_BACKSPACE:
		if (im->path.text.len == 0)
			return REACT_HANDLED;
		break;
	default:
		break;
	}
	return answer_of(im, lineedit_key(&im->path, key));
}

unsigned
importer_pick_paste(struct importer *im, struct slice text)
{
	return answer_of(im, lineedit_paste(&im->path, text));
}

unsigned
importer_pick_mouse(struct importer *im, const struct mouse *m)
{
	if (m->button == MOUSE_WHEEL_UP)
		return move(im, -3);
	if (m->button == MOUSE_WHEEL_DOWN)
		return move(im, 3);
	size_t name = im->top + (size_t)(m->y - im->list_at.y);
	if (!rect_has(im->list_at, m->x, m->y) || name >= im->names.n)
		return REACT_NONE;
	bool again = name == im->at;
	im->at = name;
	return again ? open_choice(im) : (unsigned)REACT_REDRAW;
}

/* ------ drawing ------ */

static void
draw_names(struct importer *im, struct canvas *cv, struct rect area)
{
	size_t page = (size_t)area.h;

	im->list_at = area;
	im->page = area.h;
	if (im->names.n == 0) {
		draw_text(cv, rect_inset(area, 1, 0), ROLE_DIM,
		    "no file begins so; Enter tries it all the same");
		return;
	}
	if (im->at < im->top)
		im->top = im->at;
	if (page > 0 && im->at >= im->top + page)
		im->top = im->at - page + 1;
	for (size_t i = im->top; i < im->names.n && i < im->top + page; i++) {
		struct rect row = rect_row(area, (int)(i - im->top));
		struct slice name = slice_of(im->names.texts[i]);
		bool folder = name.len > 0 && name.p[name.len - 1] == '/';
		draw_slice(cv, rect_inset(row, 1, 0),
		    folder ? ROLE_ACCENT : ROLE_TEXT, name);
		if (i != im->at)
			continue;
		draw_restyle(cv, row, ROLE_SELECTED);
		draw_put(cv, row.x, row.y, ROLE_ACCENT, 0x258c);
	}
}

void
importer_draw_pick(struct importer *im, struct canvas *cv, struct rect area)
{
	if (area.h >= 8) {
		struct rect words = rect_cut_top(&area, 2);
		rect_cut_left(&words, 1);
		draw_wrapped(cv, words, ROLE_DIM,
		    slice_of("Orders, products or customers as CSV. Whose "
			     "export it is is found out; nothing is imported "
			     "before you have seen it."));
		rect_cut_top(&area, 1);
	}
	struct rect line = rect_cut_top(&area, 1);
	rect_cut_left(&line, 1);
	rect_cut_left(&line, draw_text(cv, line, ROLE_TITLE, "File") + 1);
	lineedit_draw(&im->path, cv, line, true);
	if (area.h >= 4)
		rect_cut_top(&area, 1);
	draw_names(im, cv, area);
}
