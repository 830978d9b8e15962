/*
 * What is given up is refused, in every thread; files, pipes and threads go on
 * as before. In a child, because it is for good.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"

enum {
	CHILD_GOOD = 0,
	CHILD_BAD = 1,
	CHILD_CANNOT = 77,
};

static bool
is_refused(long answer)
{
	return answer == -1 && errno == EPERM;
}

static void *
ask_for_both(void *arg)
{
	char *const words[] = { NULL };
	bool *good = arg;

	*good = is_refused(socket(AF_INET, SOCK_STREAM, 0)) &&
	    is_refused(socket(AF_UNIX, SOCK_STREAM, 0)) &&
	    is_refused(execv("/bin/true", words)) &&
	    is_refused(execv("/bin/sh", words));
	return NULL;
}

static int
be_child(void)
{
	pthread_t thread;
	bool here = false, there = false;
	int fds[2], fd;

	if (!confine())
		return CHILD_CANNOT;
	ask_for_both(&here);
	if (pthread_create(&thread, NULL, ask_for_both, &there) != 0 ||
	    pthread_join(thread, NULL) != 0 || pipe(fds) != 0)
		return CHILD_BAD;
	fd = open("Makefile", O_RDONLY);
	return here && there && fd >= 0 ? CHILD_GOOD : CHILD_BAD;
}

static void
connections_and_programs_are_refused_for_good(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		_exit(be_child());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == CHILD_CANNOT)
		skip();
	assert_int_equal(WEXITSTATUS(status), CHILD_GOOD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connections_and_programs_are_refused_for_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
