/*
 * sample_desk - a desk on the sample shop, for the tests of services. What goes
 * wrong fails the test. Include before cmocka.h, as shop.h.
 */
#ifndef ENDCAP_TESTS_SAMPLE_DESK_H
#define ENDCAP_TESTS_SAMPLE_DESK_H

#include "service/desk.h"
#include "tests/support/shop.h"

struct sample_desk {
	struct shop shop;
	struct desk *dk; /* still reading after sample_desk_open */
};

/* looked_at: another desk has been there, so that what it worked out is kept;
 * else there is what imports leave. */
void sample_desk_open(struct sample_desk *sd, bool looked_at);
void sample_desk_close(struct sample_desk *sd);

/* Takes news until nothing is under way; what came is or'ed together. */
unsigned sample_desk_settle(struct desk *dk);

#endif
