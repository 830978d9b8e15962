/*
 * glyph - ranges of code points and their sign, ascending, looked up by
 * halving.
 */
#include "ui/glyph.h"

struct glyph_range {
	uint32_t first, last;
	char ascii;
};

/* clang-format off */
static const struct glyph_range ranges[] = {
	{ .first = 0x00b7, .last = 0x00b7, .ascii = '.' }, /* middle dot */
	{ .first = 0x00d7, .last = 0x00d7, .ascii = 'x' }, /* times */
	{ .first = 0x2010, .last = 0x2015, .ascii = '-' }, /* dashes */
	{ .first = 0x2018, .last = 0x2019, .ascii = '\'' },
	{ .first = 0x201c, .last = 0x201d, .ascii = '"' },
	{ .first = 0x2022, .last = 0x2022, .ascii = '*' }, /* bullet */
	{ .first = 0x2026, .last = 0x2026, .ascii = '~' }, /* ellipsis */
	{ .first = 0x2190, .last = 0x2190, .ascii = '<' }, /* arrows */
	{ .first = 0x2191, .last = 0x2191, .ascii = '^' },
	{ .first = 0x2192, .last = 0x2192, .ascii = '>' },
	{ .first = 0x2193, .last = 0x2193, .ascii = 'v' },
	{ .first = 0x21b6, .last = 0x21b6, .ascii = '<' }, /* taken back */
	{ .first = 0x2212, .last = 0x2212, .ascii = '-' }, /* minus */
	{ .first = 0x2264, .last = 0x2264, .ascii = '<' },
	{ .first = 0x2265, .last = 0x2265, .ascii = '>' },
	{ .first = 0x2500, .last = 0x2500, .ascii = '-' }, /* lines */
	{ .first = 0x2501, .last = 0x2501, .ascii = '=' },
	{ .first = 0x2502, .last = 0x2503, .ascii = '|' },
	{ .first = 0x2504, .last = 0x2505, .ascii = '-' },
	{ .first = 0x2506, .last = 0x2507, .ascii = ':' },
	{ .first = 0x2508, .last = 0x2509, .ascii = '-' },
	{ .first = 0x250a, .last = 0x250b, .ascii = ':' },
	{ .first = 0x250c, .last = 0x251b, .ascii = '+' }, /* corners */
	{ .first = 0x251c, .last = 0x252b, .ascii = '|' }, /* ends */
	{ .first = 0x252c, .last = 0x254b, .ascii = '+' },
	{ .first = 0x254c, .last = 0x256c, .ascii = '+' },
	{ .first = 0x256d, .last = 0x2570, .ascii = '+' }, /* round corners */
	{ .first = 0x2581, .last = 0x2583, .ascii = '.' }, /* low blocks */
	{ .first = 0x2584, .last = 0x2587, .ascii = 'o' },
	{ .first = 0x2588, .last = 0x258b, .ascii = '#' }, /* wide blocks */
	{ .first = 0x258c, .last = 0x258c, .ascii = '>' }, /* the cursor's bar */
	{ .first = 0x258d, .last = 0x258f, .ascii = '|' }, /* narrow blocks */
	{ .first = 0x2591, .last = 0x2591, .ascii = '.' }, /* shades */
	{ .first = 0x2592, .last = 0x2592, .ascii = ':' },
	{ .first = 0x2593, .last = 0x2593, .ascii = '#' },
	{ .first = 0x25b2, .last = 0x25b2, .ascii = '^' }, /* triangles */
	{ .first = 0x25b6, .last = 0x25b6, .ascii = '>' },
	{ .first = 0x25bc, .last = 0x25bc, .ascii = 'v' },
	{ .first = 0x25c0, .last = 0x25c0, .ascii = '<' },
	{ .first = 0x25c6, .last = 0x25c6, .ascii = '=' }, /* offered */
	{ .first = 0x25cb, .last = 0x25cb, .ascii = '.' }, /* evidence: weak */
	{ .first = 0x25cf, .last = 0x25cf, .ascii = '#' }, /* strong */
	{ .first = 0x25d0, .last = 0x25d0, .ascii = '+' }, /* likely */
	{ .first = 0x2713, .last = 0x2713, .ascii = 'v' }, /* tick, cross */
	{ .first = 0x2717, .last = 0x2717, .ascii = 'x' },
	{ .first = 0x2800, .last = 0x28ff, .ascii = '*' }, /* braille */
};
/* clang-format on */

char
glyph_ascii(uint32_t code_point)
{
	size_t low = 0, high = ARRAY_LEN(ranges);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (code_point < ranges[middle].first)
			high = middle;
		else if (code_point > ranges[middle].last)
			low = middle + 1;
		else
			return ranges[middle].ascii;
	}
	return 0;
}
