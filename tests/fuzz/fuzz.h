/*
 * fuzz - what the targets share. A target is a function that gets any bytes
 * and stops the program (CHECK) when what it says of them is not true.
 */
#ifndef ENDCAP_FUZZ_H
#define ENDCAP_FUZZ_H

#include "base/str.h"
#include "base/text.h"

#define CHECK(condition)                        \
	do {                                    \
		if (!(condition))               \
			BUG("not " #condition); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Text inside endcap: valid UTF-8 without controls. NULL: none. */
static inline void
fuzz_check_text(const char *text)
{
	struct slice s = slice_of(text);

	CHECK(text_valid(s));
	for (size_t i = 0; i < s.len; i++)
		CHECK((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7F);
}

#endif
