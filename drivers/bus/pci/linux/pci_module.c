/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include <rte_common.h>

#include "pci_module.h"

/* Data is read by pieces of a page, which is there or not. */
#define PAGE 4096u

void
pci_module_describe(const void *code, char *text, size_t size)
{
	Dl_info info;

	if (dladdr(code, &info) == 0)
		snprintf(text, size, "%p", code);
	else if (info.dli_sname == NULL)
		snprintf(text, size, "%s+0x%zx", info.dli_fname,
			RTE_PTR_DIFF(code, info.dli_fbase));
	else
		snprintf(text, size, "%s() of %s", info.dli_sname,
			info.dli_fname);
}

/* ---- its data ---- */

struct search {
	uintptr_t code;
	uintptr_t word;
	bool is_kept;
	bool is_unknown;
};

/* A system call, for the module may be unloaded meanwhile. */
static void
search_piece(struct search *search, uintptr_t at, size_t len)
{
	uintptr_t words[PAGE / sizeof(uintptr_t)];
	const struct iovec to = { words, len };
	const struct iovec from = { (void *)at, len };
	ssize_t i, nb = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

	if (nb < 0 && errno != EFAULT)
		search->is_unknown = true;
	for (i = 0; i < nb / (ssize_t)sizeof(words[0]); i++)
		if (words[i] == search->word)
			search->is_kept = true;
}

/* Its data that is not initialised is in it. */
static void
search_segment(struct search *search, uintptr_t at, size_t size)
{
	uintptr_t next, end = at + size;

	for (at = RTE_ALIGN_CEIL(at, sizeof(uintptr_t)); at < end; at = next) {
		next = RTE_MIN(RTE_ALIGN_FLOOR(at, (uintptr_t)PAGE) + PAGE, end);
		search_piece(search, at, next - at);
	}
}

static bool
is_inside(const struct dl_phdr_info *module, uintptr_t code)
{
	const ElfW(Phdr) *header = module->dlpi_phdr;
	unsigned int i;

	for (i = 0; i < module->dlpi_phnum; i++, header++)
		if (header->p_type == PT_LOAD &&
				code - (module->dlpi_addr + header->p_vaddr) <
				header->p_memsz)
			return true;
	return false;
}

static int
look_into(struct dl_phdr_info *module, size_t size __rte_unused, void *arg)
{
	const ElfW(Phdr) *header = module->dlpi_phdr;
	struct search *search = arg;
	unsigned int i;

	if (!is_inside(module, search->code))
		return 0;
	for (i = 0; i < module->dlpi_phnum; i++, header++)
		if (header->p_type == PT_LOAD && (header->p_flags & PF_W))
			search_segment(search, module->dlpi_addr + header->p_vaddr,
				header->p_memsz);
	return 1;
}

bool
pci_module_keeps(const void *code, uintptr_t word)
{
	struct search search = { (uintptr_t)code, word, false, false };
	bool is_found = dl_iterate_phdr(look_into, &search) != 0;

	return search.is_kept || search.is_unknown || !is_found;
}
