/*
 * arena - how it works: a chain of blocks, newest first. Only the newest is
 * handed out from; what was left in older ones is given up.
 *
 *	head -> [prev|size|used....|free] -> [prev|size|used.......] -> NULL
 *	                           ^at  ^end
 *
 * A mark is a block and a place in it, so rewinding frees the blocks above.
 */
#include "base/arena.h"

#include <stdalign.h>

#include "base/mem.h"

enum {
	FIRST_BLOCK = 4 << 10,
	LARGEST_BLOCK = 1 << 20,
};

struct arena_block {
	struct arena_block *prev;
	size_t size; /* of data */
	alignas(max_align_t) char data[];
};

/* A new head with room for at least 'need' bytes. */
static void
push_block(struct arena *a, size_t need)
{
	size_t size = a->head != NULL ? a->head->size : FIRST_BLOCK / 2;

	size = size < LARGEST_BLOCK / 2 ? size * 2 : LARGEST_BLOCK;
	if (size < need)
		size = need;
	if (size > PTRDIFF_MAX - sizeof(struct arena_block))
		BUG("an arena block larger than memory");

	struct arena_block *b = mem_alloc(sizeof(*b) + size);
	b->prev = a->head;
	b->size = size;
	a->head = b;
	a->at = b->data;
	a->end = b->data + size;
	a->total += sizeof(*b) + size;
}

static void
pop_block(struct arena *a)
{
	struct arena_block *b = a->head;

	a->head = b->prev;
	a->total -= sizeof(*b) + b->size;
	mem_free(b);
}

static void *
take(struct arena *a, size_t size, size_t align)
{
	size_t pad = (size_t)(-(uintptr_t)a->at & (align - 1));

	if (a->head == NULL || pad > (size_t)(a->end - a->at) ||
	    size > (size_t)(a->end - a->at) - pad) {
		push_block(a, size);
		pad = 0;
	}

	char *p = a->at + pad;
	a->at = p + size;
	return p;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return take(a, size, alignof(max_align_t));
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size > 0 && n > (size_t)PTRDIFF_MAX / size)
		BUG("an arena array larger than memory");

	void *p = arena_alloc(a, n * size);
	memset(p, 0, n * size);
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	size_t n = len > 0 ? strnlen(s, len) : 0;
	char *copy = take(a, n + 1, 1);

	if (n > 0)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){ .head = a->head, .at = a->at };
}

void
arena_rewind(struct arena *a, struct arena_mark mark)
{
	while (a->head != mark.head) {
		if (a->head == NULL)
			BUG("an arena rewound to a mark of another");
		pop_block(a);
	}
	a->at = mark.at;
	a->end = a->head != NULL ? a->head->data + a->head->size : NULL;
}

void
arena_release(struct arena *a)
{
	while (a->head != NULL)
		pop_block(a);
	*a = (struct arena){ 0 };
}
