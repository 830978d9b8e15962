/*
 * log - how it works: one file for the process, written a whole line at a
 * time, so that lines of several threads do not mix. The file and the moment
 * of opening are process-wide by nature; a log that can no longer be written
 * is closed, since there is nobody to tell.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/str.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static struct timespec started;

static long long
milliseconds(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)(now.tv_sec - started.tv_sec) * 1000 +
	    (now.tv_nsec - started.tv_nsec) / 1000000;
}

bool
log_open(const char *path, struct err *err)
{
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(err, ERR_IO, "cannot write the log '%s': %s",
		    path, err_system(errno));
	log_close();
	pthread_mutex_lock(&lock);
	clock_gettime(CLOCK_MONOTONIC, &started);
	log_fd = fd;
	pthread_mutex_unlock(&lock);
	return true;
}

static void
close_locked(void)
{
	if (log_fd >= 0)
		close(log_fd);
	log_fd = -1;
}

void
log_close(void)
{
	pthread_mutex_lock(&lock);
	close_locked();
	pthread_mutex_unlock(&lock);
}

ATTR_PRINTF(1, 0)
static void
write_line(const char *fmt, va_list args)
{
	char line[1024];
	int head = snprintf(line, sizeof(line), "%8lld ", milliseconds());
	size_t at = (size_t)head;
	int n = vsnprintf(line + at, sizeof(line) - at - 1, fmt, args);

	if (n < 0)
		n = 0;
	at += (size_t)n;
	if (at > sizeof(line) - 2)
		at = sizeof(line) - 2;
	line[at++] = '\n';
	if (write(log_fd, line, at) != (ssize_t)at)
		close_locked();
}

void
log_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	pthread_mutex_lock(&lock);
	if (log_fd >= 0)
		write_line(fmt, args);
	pthread_mutex_unlock(&lock);
	va_end(args);
}
