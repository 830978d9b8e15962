/*
 * effort - how often a test repeats what it draws at random. Under the
 * sanitizers, where it takes ten times as long, it is a quarter: the plain
 * build looks for wrong results, the other one for wrong uses of memory.
 *
 *	for (uint64_t seed = 0; seed < EFFORT(2000); seed++)
 */
#ifndef ENDCAP_TESTS_EFFORT_H
#define ENDCAP_TESTS_EFFORT_H

#ifdef __SANITIZE_ADDRESS__
#define EFFORT(times) (((times) + 3) / 4)
#else
#define EFFORT(times) (times)
#endif

#endif
