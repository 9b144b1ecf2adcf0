/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The action for SIGSEGV while loads and stores are emulated: what goes to whoever had
 * the signal before, to whoever takes it later, and what ends the process. That is
 * a child then.
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <rte_atomic.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_vfio.h"
#include "faulting.h"
#include "fixture.h"
#include "testing.h"

#define PAGE FAULTING_PAGE
#define WHOLE FAULTING_WHOLE
#define PART FAULTING_PART

WRAP(void *, mmap64, void *addr, size_t len, int prot, int flags, int fd,
	off_t offset);
WRAP(int, munmap, void *addr, size_t len);

static struct rte_pci_device_internal *other;
static struct fake_device *other_fake;

/* A page that is no device's. */
static uint8_t *trap;

/* The driver has it already. */
static void
map(void)
{
	assert_int_equal(rte_pci_map_device(&faulting_dev->device), 0);
}

static void
check_works(void)
{
	const uint32_t value = 0xcafe;

	fake_vfio_poke(faulting_fake, WHOLE, 0x40, &value, sizeof(value));
	faulting_fake->accesses = 0;
	assert_int_equal(faulting_load(faulting_bar(WHOLE) + 0x40, 4), value);
	faulting_check_accesses(1);
}

/* ---- an action that is there before ---- */

static struct {
	unsigned int count;
	int code;
	void *addr;
	void *value;
	sigset_t blocked;
	void *stack;
} seen;

/* Not in this program's data, for what was called leaves addresses there. */
static uint8_t *stack;
#define STACK_SIZE 65536

static void
note(void)
{
	seen.count++;
	seen.stack = __builtin_frame_address(0);
	pthread_sigmask(SIG_BLOCK, NULL, &seen.blocked);
}

/* Whoever loads from the trap finds it mended. */
static void
mend(int sig)
{
	(void)sig;
	note();
	mprotect(trap, PAGE, PROT_READ | PROT_WRITE);
}

static void
mend_with_info(int sig, siginfo_t *info, void *frame)
{
	(void)frame;
	seen.code = info->si_code;
	seen.addr = info->si_addr;
	seen.value = info->si_value.sival_ptr;
	mend(sig);
}

static void
set_action(void (*handler)(int sig, siginfo_t *info, void *frame), int flags)
{
	struct sigaction action = { .sa_sigaction = handler,
		.sa_flags = SA_SIGINFO | flags };

	sigaddset(&action.sa_mask, SIGUSR1);
	sigaction(SIGSEGV, &action, NULL);
}

static void
set_simple_action(void (*handler)(int sig), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigaddset(&action.sa_mask, SIGUSR1);
	sigaction(SIGSEGV, &action, NULL);
}

static void
spring(void)
{
	memset(&seen, 0, sizeof(seen));
	mprotect(trap, PAGE, PROT_NONE);
	faulting_load(trap + 0x123, 1);
	rte_compiler_barrier();
}

static bool
is_blocked(const sigset_t *set)
{
	return sigismember(set, SIGSEGV);
}

static bool
was_on_stack(void)
{
	return seen.stack >= (void *)stack &&
		seen.stack < (void *)(stack + STACK_SIZE);
}

static void
check_same_action(const struct sigaction *expected)
{
	struct sigaction action;
	int sig;

	sigaction(SIGSEGV, NULL, &action);
	assert_ptr_equal((void *)(uintptr_t)action.sa_sigaction,
		(void *)(uintptr_t)expected->sa_sigaction);
	assert_int_equal(action.sa_flags, expected->sa_flags);
	for (sig = 1; sig < NSIG; sig++)
		assert_int_equal(sigismember(&action.sa_mask, sig),
			sigismember(&expected->sa_mask, sig));
}

static void
check_before(bool has_info, int flags)
{
	struct sigaction before;
	sigset_t mask;

	if (has_info)
		set_action(mend_with_info, flags);
	else
		set_simple_action(mend, flags);
	sigaction(SIGSEGV, NULL, &before);
	map();
	check_works();
	spring();
	assert_int_equal(seen.count, 1);
	assert_ptr_equal(seen.addr, has_info ? trap + 0x123 : NULL);
	assert_int_equal(seen.code, has_info ? SEGV_ACCERR : 0);
	assert_int_equal(is_blocked(&seen.blocked), !(flags & SA_NODEFER));
	assert_true(sigismember(&seen.blocked, SIGUSR1));
	assert_int_equal(was_on_stack(), !!(flags & SA_ONSTACK));
	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	assert_false(is_blocked(&mask) || sigismember(&mask, SIGUSR1));
	check_works();
	faulting_unplug();
	check_same_action(&before);
}

static void
test_before(void **state)
{
	static const int flags[] = { 0, SA_NODEFER, SA_ONSTACK, SA_RESTART,
		SA_ONSTACK | SA_NODEFER };
	const stack_t alternative = { .ss_sp = stack, .ss_size = STACK_SIZE };
	stack_t old;
	unsigned int i;

	(void)state;
	faulting_plug();
	faulting_unplug();
	assert_int_equal(sigaltstack(&alternative, &old), 0);
	for (i = 0; i < RTE_DIM(flags); i++) {
		check_before(true, flags[i]);
		check_before(false, flags[i]);
	}
	assert_int_equal(sigaltstack(&old, NULL), 0);
}

/* No fault, but sent: by its value, by its sender. */
static void
test_sent(void **state)
{
	union sigval value;

	(void)state;
	set_action(mend_with_info, 0);
	faulting_plug();
	value.sival_ptr = faulting_bar(WHOLE);
	memset(&seen, 0, sizeof(seen));
	assert_int_equal(sigqueue(getpid(), SIGSEGV, value), 0);
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.code, SI_QUEUE);
	assert_ptr_equal(seen.value, faulting_bar(WHOLE));
	assert_int_equal(kill(getpid(), SIGSEGV), 0);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.code, SI_USER);
	faulting_check_accesses(0);
	check_works();
	faulting_unplug();
}

/* The handler does not return, as often as it is called. */
static void
test_jump(void **state)
{
	unsigned int i;

	(void)state;
	mprotect(trap, PAGE, PROT_NONE);
	faulting_catch();
	faulting_plug();
	for (i = 0; i < 3; i++)
		assert_ptr_equal(faulting_addr(faulting_load_8, trap), trap);
	check_works();
	faulting_unplug();
	assert_true(faulting_is_caught());
}

static void
test_errno(void **state)
{
	(void)state;
	faulting_catch();
	faulting_plug();
	faulting_fake->regions[WHOLE].read_errno = EIO;
	errno = ERANGE;
	faulting_load(faulting_bar(WHOLE), 4);
	rte_compiler_barrier();
	assert_int_equal(errno, ERANGE);
	faulting_unplug();
}

/* ---- the other end of a string move ---- */

static void
move(void *to, const void *from)
{
	size_t nb = 4;

	__asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(nb) : : "memory");
}

static void
move_to_bar(void *from)
{
	move(faulting_bar(WHOLE), from);
}

static void
move_from_bar(void *to)
{
	move(to, faulting_bar(WHOLE));
}

/* Who had the signal before never comes back; the device can be given back. */
static void
test_bad_pointer(void **state)
{
	int cancelled;

	(void)state;
	mprotect(trap, PAGE, PROT_NONE);
	faulting_catch();
	faulting_plug();
	assert_ptr_equal(faulting_addr(move_to_bar, trap + 8), trap + 8);
	faulting_check_accesses(0);
	assert_ptr_equal(faulting_addr(move_from_bar, trap + 8), trap + 8);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &cancelled);
	assert_int_equal(cancelled, PTHREAD_CANCEL_ENABLE);
	check_works();
	faulting_unplug();
	assert_true(faulting_is_caught());
}

/* Who had it mends it, and the move goes on. */
static void
test_pointer_that_is_mended(void **state)
{
	uint32_t words[4] = { 1, 2, 3, 4 };

	(void)state;
	set_action(mend_with_info, 0);
	faulting_plug();
	fake_vfio_poke(faulting_fake, WHOLE, 0, words, sizeof(words));
	memset(&seen, 0, sizeof(seen));
	mprotect(trap, PAGE, PROT_NONE);
	move_from_bar(trap + 8);
	assert_int_equal(seen.count, 1);
	assert_ptr_equal(seen.addr, trap + 8);
	assert_memory_equal(trap + 8, words, sizeof(words));
	mprotect(trap, PAGE, PROT_NONE);
	move_to_bar(trap + 8);
	assert_int_equal(seen.count, 2);
	faulting_unplug();
}

/* ---- instructions, by where they are ---- */

/* mov eax, [rdi] */
static const uint8_t load_code[] = { 0x8b, 0x07 };

static void
call_code(void *code)
{
	((void (*)(void *))(uintptr_t)code)(faulting_bar(WHOLE) + 0x40);
}

static uint8_t *
make_code(size_t at, const uint8_t *code, size_t len)
{
	uint8_t *pages = __real_mmap64(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(pages, MAP_FAILED);
	memcpy(pages + at, code, len);
	return pages;
}

/* What comes behind it is fetched only when it is done. */
static void
test_last_of_a_page(void **state)
{
	const size_t at = PAGE - sizeof(load_code);
	uint8_t *pages = make_code(at, load_code, sizeof(load_code));

	(void)state;
	mprotect(pages, PAGE, PROT_READ | PROT_EXEC);
	mprotect(pages + PAGE, PAGE, PROT_NONE);
	faulting_catch();
	faulting_plug();
	assert_ptr_equal(faulting_addr(call_code, pages + at), pages + PAGE);
	assert_int_equal(faulting_fake->last.offset, 0x40);
	assert_int_equal(faulting_fake->last.len, 4);
	faulting_check_accesses(1);
	faulting_unplug();
	__real_munmap(pages, 2 * PAGE);
}

/* mov eax, [rdi + 0x100]; ret */
static void
test_over_two_pages(void **state)
{
	static const uint8_t code[] = { 0x8b, 0x87, 0x00, 0x01, 0, 0, 0xc3 };
	const uint32_t value = 0xcafe;
	uint8_t *pages;
	size_t at;

	(void)state;
	faulting_catch();
	faulting_plug();
	fake_vfio_poke(faulting_fake, WHOLE, 0x140, &value, sizeof(value));
	for (at = PAGE - 5; at < PAGE; at++) {
		pages = make_code(at, code, sizeof(code));
		mprotect(pages, 2 * PAGE, PROT_READ | PROT_EXEC);
		assert_int_equal(((uint32_t (*)(void *))(uintptr_t)(pages + at))(
			faulting_bar(WHOLE) + 0x40), value);
		assert_int_equal(faulting_fake->last.offset, 0x140);
		faulting_check_accesses(1);
		__real_munmap(pages, 2 * PAGE);
	}
	faulting_unplug();
}

static void
call(void *at)
{
	((void (*)(void))(uintptr_t)at)();
}

/* The device is no program. */
static void
test_execute(void **state)
{
	static const uint8_t ret = 0xc3;

	(void)state;
	faulting_catch();
	faulting_plug();
	fake_vfio_poke(faulting_fake, WHOLE, 0x40, &ret, sizeof(ret));
	faulting_check_faults(call, faulting_bar(WHOLE) + 0x40,
		faulting_bar(WHOLE) + 0x40);
	faulting_unplug();
}

/* ---- two devices ---- */

static void
check_two(bool first_goes_first)
{
	struct rte_pci_device_internal *first = first_goes_first ? faulting_dev : other;
	struct rte_pci_device_internal *last = first_goes_first ? other : faulting_dev;

	assert_int_equal(rte_pci_map_device(&faulting_dev->device), 0);
	assert_int_equal(rte_pci_map_device(&other->device), 0);
	rte_pci_unmap_device(&first->device);
	assert_false(faulting_is_caught());
	faulting_load(last->device.mem_resource[WHOLE].addr, 4);
	rte_pci_unmap_device(&last->device);
	assert_true(faulting_is_caught());
}

static void
test_two_devices(void **state)
{
	(void)state;
	faulting_catch();
	other = faulting_scanned(UUID_2, 2, &other_fake);
	faulting_plug();
	assert_int_equal(fixture_plug(other), 0);
	rte_pci_unmap_device(&other->device);
	faulting_unplug();
	faulting_fake->accesses = 0;
	other_fake->accesses = 0;
	check_two(true);
	check_two(false);
}

/* ---- an action that is set later ---- */

static struct sigaction passed_on_to;
static unsigned int passed_on;

static void
pass_on(int sig, siginfo_t *info, void *frame)
{
	passed_on++;
	passed_on_to.sa_sigaction(sig, info, frame);
}

/* The tests of others begin with what no handler has been set behind. */
static void
end_later(const struct sigaction *before)
{
	signal(SIGSEGV, SIG_DFL);
	map();
	faulting_unplug();
	assert_int_equal(sigaction(SIGSEGV, before, NULL), 0);
	memset(&passed_on_to, 0, sizeof(passed_on_to));
}

static void
set_later(struct sigaction *before)
{
	struct sigaction action = { .sa_sigaction = pass_on,
		.sa_flags = SA_SIGINFO | SA_NODEFER };

	set_action(mend_with_info, 0);
	assert_int_equal(sigaction(SIGSEGV, NULL, before), 0);
	faulting_plug();
	assert_int_equal(sigaction(SIGSEGV, &action, &passed_on_to), 0);
	passed_on = 0;
}

static void
check_passed_on(void)
{
	passed_on = 0;
	check_works();
	assert_int_equal(passed_on, 1);
	spring();
	assert_int_equal(seen.count, 1);
	assert_int_equal(passed_on, 2);
}

static void
test_later_passes_on(void **state)
{
	struct sigaction before, action;

	(void)state;
	set_later(&before);
	check_passed_on();
	fake_eal_alarms();
	fake_eal_alarms();
	faulting_unplug();
	CHECK_LOG(WARNING, NULL, 0);
	/* It has its place, and there is no device: the first one's faults. */
	sigaction(SIGSEGV, NULL, &action);
	assert_ptr_equal((void *)(uintptr_t)action.sa_sigaction,
		(void *)(uintptr_t)pass_on);
	passed_on = 0;
	spring();
	assert_int_equal(seen.count, 1);
	assert_int_equal(passed_on, 1);
	map();
	check_passed_on();
	faulting_unplug();
	CHECK_LOG(WARNING, NULL, 0);
	end_later(&before);
}

/* It ends before the device is given back, or after that. */
static void
test_later_ends(void **state)
{
	struct sigaction before, action;

	(void)state;
	set_later(&before);
	assert_int_equal(sigaction(SIGSEGV, &passed_on_to, NULL), 0);
	check_works();
	faulting_unplug();
	check_same_action(&before);
	map();
	action = (struct sigaction){ .sa_sigaction = pass_on,
		.sa_flags = SA_SIGINFO | SA_NODEFER };
	assert_int_equal(sigaction(SIGSEGV, &action, &passed_on_to), 0);
	faulting_unplug();
	assert_int_equal(sigaction(SIGSEGV, &passed_on_to, NULL), 0);
	spring();
	assert_int_equal(seen.count, 1);
	map();
	check_works();
	faulting_unplug();
	check_same_action(&before);
	memset(&passed_on_to, 0, sizeof(passed_on_to));
}

/* The one that is named is in this program. */
static void
test_later_keeps_all(void **state)
{
	struct sigaction before, action;

	(void)state;
	faulting_catch();
	sigaction(SIGSEGV, NULL, &before);
	faulting_plug();
	set_action(mend_with_info, 0);
	fake_eal_alarms();
	CHECK_LOG(WARNING, "SIGSEGV goes to ", 1);
	CHECK_LOG(WARNING, program_invocation_short_name, 1);
	fake_eal_alarms();
	CHECK_LOG(WARNING, NULL, 1);
	faulting_catch();
	fake_eal_alarms();
	CHECK_LOG(WARNING, NULL, 2);
	set_action(mend_with_info, 0);
	sigaction(SIGSEGV, NULL, &action);
	faulting_unplug();
	check_same_action(&action);
	/* The next time the bus's comes ahead of it. */
	map();
	check_works();
	faulting_unplug();
	check_same_action(&action);
	end_later(&before);
}

/* None in the code of others is to blame. */
static void
test_later_is_none(void **state)
{
	struct sigaction before;

	(void)state;
	faulting_catch();
	sigaction(SIGSEGV, NULL, &before);
	faulting_plug();
	signal(SIGSEGV, SIG_DFL);
	fake_eal_alarms();
	fake_eal_alarms();
	CHECK_LOG(WARNING, "SIGSEGV goes to ", 1);
	CHECK_LOG(WARNING, "default action", 1);
	signal(SIGSEGV, SIG_IGN);
	fake_eal_alarms();
	CHECK_LOG(WARNING, "SIGSEGV goes to ", 2);
	faulting_unplug();
	CHECK_LOG(WARNING, NULL, 2);
	end_later(&before);
}

/* By signal(), which has no place for flags. */
static void
test_later_by_signal(void **state)
{
	struct sigaction before;
	void (*handler)(int sig);

	(void)state;
	faulting_catch();
	sigaction(SIGSEGV, NULL, &before);
	faulting_plug();
	faulting_unplug();
	map();
	handler = signal(SIGSEGV, SIG_IGN);
	signal(SIGSEGV, handler);
	faulting_unplug();
	map();
	check_works();
	faulting_unplug();
	check_same_action(&before);
}

/* ---- what ends the process ---- */

struct ending {
	int status;
	char text[1024];	/* on the standard error */
};

static void
in_child(void (*run)(void), int fd)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	alarm(20);
	dup2(fd, STDERR_FILENO);
	run();
	_exit(0);
}

static void
run_child(void (*run)(void), struct ending *ending)
{
	size_t len = 0;
	int ends[2];
	ssize_t nb;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		in_child(run, ends[1]);
	close(ends[1]);
	while ((nb = read(ends[0], ending->text + len,
			sizeof(ending->text) - 1 - len)) > 0)
		len += (size_t)nb;
	ending->text[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &ending->status, 0), pid);
}

static void
check_killed(void (*run)(void), struct ending *ending)
{
	run_child(run, ending);
	CHECK(WIFSIGNALED(ending->status) &&
		WTERMSIG(ending->status) == SIGSEGV, "status %#x: %s",
		ending->status, ending->text);
}

/* In the child: 1 for what does not go as it should. */
static void
must(bool holds)
{
	if (!holds)
		_exit(1);
}

static void
plug_with(void (*handler)(int sig))
{
	signal(SIGSEGV, handler);
	must(fixture_plug(faulting_dev) == 0);
	faulting_fake->accesses = 0;
	faulting_load(faulting_bar(WHOLE), 4);
	rte_compiler_barrier();
	must(faulting_fake->accesses == 1);
}

static void
fault_by_default(void)
{
	plug_with(SIG_DFL);
	faulting_load(trap, 1);
}

static void
send_by_default(void)
{
	plug_with(SIG_DFL);
	kill(getpid(), SIGSEGV);
}

static void
fault_ignored(void)
{
	plug_with(SIG_IGN);
	faulting_load(trap, 1);
}

static void
send_ignored(void)
{
	plug_with(SIG_IGN);
	must(kill(getpid(), SIGSEGV) == 0);
	faulting_load(faulting_bar(WHOLE), 4);
	rte_compiler_barrier();
	must(faulting_fake->accesses == 2);
}

static void
test_default(void **state)
{
	struct ending ending;

	(void)state;
	mprotect(trap, PAGE, PROT_NONE);
	check_killed(fault_by_default, &ending);
	assert_string_equal(ending.text, "");
	check_killed(send_by_default, &ending);
	assert_string_equal(ending.text, "");
}

static void
test_ignored(void **state)
{
	struct ending ending;

	(void)state;
	mprotect(trap, PAGE, PROT_NONE);
	check_killed(fault_ignored, &ending);
	run_child(send_ignored, &ending);
	assert_int_equal(ending.status, 0);
}

/* The first fault is the handler's, the second one nobody's. */
static void
fault_twice(void)
{
	set_action(mend_with_info, SA_RESETHAND);
	must(fixture_plug(faulting_dev) == 0);
	spring();
	must(seen.count == 1);
	faulting_load(faulting_bar(WHOLE), 4);
	if (write(STDERR_FILENO, "once", 4) != 4)
		_exit(1);
	spring();
}

static void
test_reset(void **state)
{
	struct ending ending;

	(void)state;
	check_killed(fault_twice, &ending);
	assert_string_equal(ending.text, "once");
}

/* It is not good for a second one afterwards, either. */
static void
test_reset_and_given_back(void **state)
{
	struct sigaction action;

	(void)state;
	set_action(mend_with_info, SA_RESETHAND);
	faulting_plug();
	spring();
	assert_int_equal(seen.count, 1);
	faulting_unplug();
	sigaction(SIGSEGV, NULL, &action);
	assert_true(action.sa_handler == SIG_DFL);
	set_action(mend_with_info, SA_RESETHAND);
	sigaction(SIGSEGV, NULL, &action);
	map();
	check_works();
	faulting_unplug();
	check_same_action(&action);
}

static void
add_atomically(void)
{
	plug_with(SIG_DFL);
	__atomic_fetch_add((uint32_t *)(faulting_bar(PART) + 2 * PAGE + 0x18), 1,
		__ATOMIC_SEQ_CST);
}

static void
test_atomic(void **state)
{
	struct ending ending;
	const char *line;

	(void)state;
	check_killed(add_atomically, &ending);
	line = strchr(ending.text, '\n');
	CHECK(line != NULL && line[1] == '\0', "not one line: %s", ending.text);
	assert_non_null(strstr(ending.text, UUID_1));
	assert_non_null(strstr(ending.text, "BAR 3 at 0x2018"));
	assert_non_null(strstr(ending.text, "add"));
	assert_non_null(strstr(ending.text, "atomic"));
}

static void
execute(void)
{
	plug_with(SIG_DFL);
	call(faulting_bar(WHOLE));
}

static void
test_execute_by_default(void **state)
{
	struct ending ending;

	(void)state;
	check_killed(execute, &ending);
	assert_string_equal(ending.text, "");
}

static int
setup_pages(void **state)
{
	(void)state;
	trap = __real_mmap64(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
	stack = __real_mmap64(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return trap == MAP_FAILED || stack == MAP_FAILED ? -1 : 0;
}

static int
teardown_pages(void **state)
{
	(void)state;
	__real_munmap(stack, STACK_SIZE);
	return __real_munmap(trap, PAGE);
}

#define SIGSEGV_TEST(function) \
	cmocka_unit_test_setup_teardown(function, faulting_setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		SIGSEGV_TEST(test_before),
		SIGSEGV_TEST(test_sent),
		SIGSEGV_TEST(test_jump),
		SIGSEGV_TEST(test_errno),
		SIGSEGV_TEST(test_bad_pointer),
		SIGSEGV_TEST(test_pointer_that_is_mended),
		SIGSEGV_TEST(test_last_of_a_page),
		SIGSEGV_TEST(test_over_two_pages),
		SIGSEGV_TEST(test_execute),
		SIGSEGV_TEST(test_two_devices),
		SIGSEGV_TEST(test_later_passes_on),
		SIGSEGV_TEST(test_later_ends),
		SIGSEGV_TEST(test_later_keeps_all),
		SIGSEGV_TEST(test_later_is_none),
		SIGSEGV_TEST(test_later_by_signal),
		SIGSEGV_TEST(test_default),
		SIGSEGV_TEST(test_ignored),
		SIGSEGV_TEST(test_reset),
		SIGSEGV_TEST(test_reset_and_given_back),
		SIGSEGV_TEST(test_atomic),
		SIGSEGV_TEST(test_execute_by_default),
	};

	return cmocka_run_group_tests_name("sigsegv", tests, setup_pages,
		teardown_pages);
}
