/* The names come from the one list in the header. */
#include "decide/basis.h"

static const char *const names[BASIS_COUNT] = {
#define X(code, name) [code] = name,
	BASES(X)
#undef X
};

const char *
basis_name(enum basis basis)
{
	assert(basis < BASIS_COUNT);
	return names[basis];
}
