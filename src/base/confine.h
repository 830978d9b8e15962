/*
 * confine - gives up, for good, what the program never does: opening a
 * connection and starting another program. Whatever a hostile file made of it,
 * the system would refuse both.
 *
 *	confine();	once, before there is a second thread
 *
 * It is a second lock on a door that nothing in endcap opens, not a promise
 * of the program's own: where the system has no such thing, or refuses, it
 * does nothing.
 */
#ifndef ENDCAP_CONFINE_H
#define ENDCAP_CONFINE_H

#include "base/base.h"

/* True: from now on both are refused with EPERM. */
bool confine(void);

#endif
