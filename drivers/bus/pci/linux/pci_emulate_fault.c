/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "../pci_word.h"
#include "pci_emulate_fault.h"
#include "pci_insn.h"
#include "pci_window.h"

/* ---- one access ---- */

/* Left again at once: what only asks whether there is one. */
static bool
is_in_window(uint64_t addr)
{
	struct pci_window *window = pci_window_enter(addr);

	if (window == NULL)
		return false;
	pci_window_leave(window);
	return true;
}

/*
 * The other end of a string move is wherever it is. A fault there is one of its
 * own, and may never come back: no window is entered meanwhile. What reaches into
 * one from outside would be for ever.
 */
static int
check_outside(uint64_t addr, size_t len)
{
	return pci_is_word(0, len) && !is_in_window(addr + len - 1) ? 0 : -EFAULT;
}

static int
check_inside(const struct pci_window *window, uint64_t offset, size_t len,
	uint32_t need)
{
	const struct pci_region *region = &window->dev->regions[window->idx];

	return pci_region_holds(region, offset, len) &&
		(region->flags & need) ? 0 : -EFAULT;
}

/* What the device does not answer is all ones, as on a bus. */
static int
load_inside(struct pci_window *window, uint64_t offset, void *buf, size_t len)
{
	int ret = check_inside(window, offset, len, PCI_REGION_READ);

	if (ret < 0)
		return ret;
	pci_window_count(window, &window->done.loads, offset);
	ret = (int)pci_region_read(window->dev, window->idx, buf, len, offset);
	if (ret < 0) {
		memset(buf, 0xff, len);
		pci_window_count_failed(window, ret);
	}
	return 0;
}

static int
store_inside(struct pci_window *window, uint64_t offset, const void *buf, size_t len)
{
	int ret = check_inside(window, offset, len, PCI_REGION_WRITE);

	if (ret < 0)
		return ret;
	pci_window_count(window, &window->done.stores, offset);
	ret = (int)pci_region_write(window->dev, window->idx, buf, len, offset);
	if (ret < 0)
		pci_window_count_failed(window, ret);
	return 0;
}

/* As the program would have: with its signals, which may lead away. */
static int
load_outside(const ucontext_t *frame, uint64_t addr, void *buf, size_t len)
{
	int ret = check_outside(addr, len);
	sigset_t mask;

	if (ret < 0)
		return ret;
	pthread_sigmask(SIG_SETMASK, &frame->uc_sigmask, &mask);
	pci_word_read((const void *)(uintptr_t)addr, buf, len);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	return 0;
}

static int
store_outside(const ucontext_t *frame, uint64_t addr, const void *buf, size_t len)
{
	int ret = check_outside(addr, len);
	sigset_t mask;

	if (ret < 0)
		return ret;
	pthread_sigmask(SIG_SETMASK, &frame->uc_sigmask, &mask);
	pci_word_write((void *)(uintptr_t)addr, buf, len);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	return 0;
}

/* A system call may be where a thread is cancelled, a load is not. */
struct visit {
	struct pci_window *window;
	uint64_t offset;
	int cancel_state;
};

static bool
begin_visit(struct visit *visit, uint64_t addr)
{
	visit->window = pci_window_enter(addr);
	if (visit->window == NULL)
		return false;
	visit->offset = addr - visit->window->start;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &visit->cancel_state);
	return true;
}

static void
end_visit(const struct visit *visit)
{
	pci_window_leave(visit->window);
	pthread_setcancelstate(visit->cancel_state, NULL);
}

static int
load(void *frame, uint64_t addr, void *buf, size_t len)
{
	struct visit visit;
	int ret;

	if (!begin_visit(&visit, addr))
		return load_outside(frame, addr, buf, len);
	ret = load_inside(visit.window, visit.offset, buf, len);
	end_visit(&visit);
	return ret;
}

static int
store(void *frame, uint64_t addr, const void *buf, size_t len)
{
	struct visit visit;
	int ret;

	if (!begin_visit(&visit, addr))
		return store_outside(frame, addr, buf, len);
	ret = store_inside(visit.window, visit.offset, buf, len);
	end_visit(&visit);
	return ret;
}

/* ---- what is refused: no log can be called here, and no one may read it later ---- */

struct line {
	char text[256];
	size_t len;
};

static void
add_text(struct line *line, const char *text)
{
	size_t len = strlen(text), room = sizeof(line->text) - line->len;

	if (len > room)
		len = room;
	memcpy(line->text + line->len, text, len);
	line->len += len;
}

static void
add_hex(struct line *line, uint64_t value)
{
	char digits[sizeof("0x0123456789abcdef")];
	char *at = &digits[sizeof(digits) - 1];

	*at = '\0';
	do {
		*--at = "0123456789abcdef"[value & 0xf];
		value >>= 4;
	} while (value != 0);
	*--at = 'x';
	*--at = '0';
	add_text(line, at);
}

static void
write_refusal(struct line *line, const struct pci_window *window, uint64_t offset,
	const struct pci_insn_refusal *refusal)
{
	add_text(line, "EAL: ");
	add_text(line, window->dev->name);
	add_text(line, ": the driver's access to BAR ");
	add_text(line, (const char []){ (char)('0' + window->idx), '\0' });
	add_text(line, " at ");
	add_hex(line, offset);
	add_text(line, " cannot be emulated: ");
	add_text(line, refusal->name == NULL ? "instruction" : refusal->name);
	add_text(line, ", ");
	add_text(line, refusal->why);
	add_text(line, "\n");
}

/* Not where it would block, or raise SIGPIPE: the process is to end by its fault. */
static void
write_line(const struct line *line)
{
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };
	int state;
	ssize_t ret = 0;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	if (poll(&out, 1, 0) == 1 && out.revents == POLLOUT)
		ret = write(STDERR_FILENO, line->text, line->len);
	(void)ret;
	pthread_setcancelstate(state, NULL);
}

static void
tell_refusal(uint64_t addr, const struct pci_insn_refusal *refusal)
{
	struct pci_window *window = pci_window_enter(addr);
	struct line line = { .len = 0 };

	if (window == NULL)
		return;
	write_refusal(&line, window, addr - window->start, refusal);
	pci_window_leave(window);
	write_line(&line);
}

/* ---- the fault ---- */

/* si_addr of a signal that was sent is no address. */
static bool
is_of_memory(const siginfo_t *info)
{
	return info->si_code == SEGV_ACCERR || info->si_code == SEGV_MAPERR;
}

/* Where something is mapped, the kernel has a reason of its own to refuse. */
static bool
is_in_hole(uint64_t addr)
{
	struct pci_window *window = pci_window_enter(addr);
	struct pci_span span;

	if (window == NULL)
		return false;
	span = pci_region_span(&window->dev->regions[window->idx],
		addr - window->start, 1);
	pci_window_leave(window);
	return span.addr == NULL;
}

bool
pci_emulate_fault(const siginfo_t *info, ucontext_t *frame)
{
	const struct pci_insn_memory memory = { load, store, frame };
	struct pci_insn_refusal refusal = { NULL, NULL };
	uint64_t addr = (uintptr_t)info->si_addr;
	int ret;

	if (!is_of_memory(info) || !is_in_hole(addr))
		return false;
	ret = pci_insn_step(frame, &memory, &refusal);
	if (ret < 0 && refusal.why != NULL)
		tell_refusal(addr, &refusal);
	return ret == 0;
}
