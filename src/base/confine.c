/*
 * confine - how it works: on Linux a filter of seccomp, a few instructions
 * that the kernel runs on the number of every system call. Calls it does not
 * name pass, so that no C library and no sanitizer is surprised. It is set
 * with SPEC_ALLOW: nothing here runs code that is not ours, so that the
 * kernel need not slow the processor down for it.
 *
 * Elsewhere, and on processors whose mark is not known here, nothing. The
 * headers are the kernel's own, which not every system installs; cppcheck
 * cannot ask for them.
 */
#include "base/confine.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) && \
    defined(__has_include) && !defined(__cppcheck__)
#if __has_include(<linux/seccomp.h>)
#define HAS_FILTER
#endif
#endif

#ifdef HAS_FILTER

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define OWN_ARCH AUDIT_ARCH_X86_64
#else
#define OWN_ARCH AUDIT_ARCH_AARCH64
#endif
#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW (1UL << 2)
#endif

#define FIELD(name) (unsigned)offsetof(struct seccomp_data, name)
#define LOAD(name)  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIELD(name))
#define RETURN(k)   BPF_STMT(BPF_RET | BPF_K, (k))
#define REFUSED     (SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA))
/* This call, and the instruction behind it is for no other. */
#define REFUSE(number) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), RETURN(REFUSED)

enum {
	FOREIGN_CALLS = 0x40000000, /* x32 has its calls from here on */
};

bool
confine(void)
{
	struct sock_filter code[] = {
		LOAD(arch),
		/* No calls in the form of another processor or width. */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCH, 1, 0),
		RETURN(REFUSED),
		LOAD(nr),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FOREIGN_CALLS, 0, 1),
		RETURN(REFUSED),
		REFUSE(__NR_socket),
		REFUSE(__NR_connect),
		REFUSE(__NR_bind),
		REFUSE(__NR_listen),
		REFUSE(__NR_execve),
		REFUSE(__NR_execveat),
		RETURN(SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = ARRAY_LEN(code), .filter = code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == 0;
}

#else

bool
confine(void)
{
	return false;
}

#endif
