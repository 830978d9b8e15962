/*
 * A word is what stands between blanks and punctuation; only letters make
 * one, so that sizes and numbers do not part what belongs together.
 */
#include "service/categories.h"

#include "base/mem.h"
#include "base/text.h"

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* Takes the next word of letters off the front; false: there is none. */
static bool
next_word(struct slice *rest, struct slice *word)
{
	const char *p = rest->p, *end = p + rest->len, *from;

	while (p < end && !is_letter(*p))
		p++;
	from = p;
	while (p < end && is_letter(*p))
		p++;
	*word = slice_bytes(from, (size_t)(p - from));
	*rest = slice_bytes(p, (size_t)(end - p));
	return word->len > 0;
}

static const char *
first_words(const char *title, int words, struct arena *text)
{
	struct slice rest = slice_of(title), word;
	struct str name = STR_INIT;
	const char *kept = NULL;

	for (int i = 0; i < words && next_word(&rest, &word); i++) {
		if (i > 0)
			str_add_char(&name, ' ');
		text_add_folded(&name, word);
	}
	if (name.len > 0)
		kept = arena_strndup(text, name.p, name.len);
	str_release(&name);
	return kept;
}

void
categories_of_titles(
    struct store_products *products, int words, struct arena *text)
{
	for (size_t i = 0; words > 0 && i < products->n; i++) {
		struct store_product *p = &products->rows[i];

		if (p->category == NULL && p->title != NULL) {
			p->category = first_words(p->title, words, text);
			p->category_of_title = true;
		}
	}
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* How many names come before or are this one, repeats apart. */
static uint32_t
place_of(const char *const *names, size_t n, const char *name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(names[middle], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low + 1;
}

void
categories_number(const struct store_products *products, uint32_t *out)
{
	const char **names = mem_array(products->n, sizeof(*names));
	size_t n = 0, kinds = 0;

	for (size_t i = 0; i < products->n; i++)
		if (products->rows[i].category != NULL)
			names[n++] = products->rows[i].category;
	if (n > 0)
		qsort(names, n, sizeof(*names), compare_names);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(names[i], names[kinds - 1]) != 0)
			names[kinds++] = names[i];
	for (size_t i = 0; i < products->n; i++)
		out[i] = products->rows[i].category == NULL
		    ? 0
		    : place_of(names, kinds, products->rows[i].category);
	mem_free(names);
}
