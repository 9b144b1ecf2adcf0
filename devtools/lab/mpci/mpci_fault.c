/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* What is to go wrong: words with an argument each, and when their time has come. */

#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "mpci_shape.h"

#define ALWAYS 0
#define EVERY_REGION U32_MAX

/* What follows when the accesses have been counted down. */
enum after { OVER, STAYS, AGAIN };

static const struct {
	const char *word;
	u32 arg;
	enum after after;
} faults_known[MPCI_NR_FAULTS] = {
	[MPCI_FAULT_READ] = { "read", 1, OVER },
	[MPCI_FAULT_WRITE] = { "write", 1, OVER },
	[MPCI_FAULT_NTH] = { "nth", 2, AGAIN },
	[MPCI_FAULT_SHORT] = { "short", ALWAYS, OVER },
	[MPCI_FAULT_MMAP] = { "mmap", ALWAYS, OVER },
	[MPCI_FAULT_VANISH] = { "vanish", ALWAYS, STAYS },
	[MPCI_FAULT_REGIONS] = { "regions", 1000 },
	[MPCI_FAULT_INFO] = { "info", EVERY_REGION },
	[MPCI_FAULT_CYCLE] = { "cycle", EVERY_REGION },
	[MPCI_FAULT_NEXT] = { "next", EVERY_REGION },
	[MPCI_FAULT_STRADDLE] = { "straddle", EVERY_REGION },
	[MPCI_FAULT_MISALIGNED] = { "misaligned", EVERY_REGION },
	[MPCI_FAULT_VERSION] = { "version", EVERY_REGION },
	[MPCI_FAULT_AREAS] = { "areas", EVERY_REGION },
	[MPCI_FAULT_OVERLAP] = { "overlap", EVERY_REGION },
	[MPCI_FAULT_BEYOND] = { "beyond", EVERY_REGION },
	[MPCI_FAULT_GROW] = { "grow", EVERY_REGION },
	[MPCI_FAULT_STRICT] = { "strict", EVERY_REGION },
	[MPCI_FAULT_UNDERFILL] = { "underfill", EVERY_REGION },
};

static int
find_word(const char *word)
{
	int fault;

	for (fault = 0; fault < MPCI_NR_FAULTS; fault++)
		if (!strcmp(faults_known[fault].word, word))
			return fault;
	return -EINVAL;
}

static int
add_fault(char *piece, struct mpci_faults *faults)
{
	char *word = strsep(&piece, ":");
	int ret, fault = find_word(word);

	if (fault < 0)
		return fault;
	faults->arg[fault] = faults_known[fault].arg;
	if (piece) {
		ret = kstrtou32(piece, 0, &faults->arg[fault]);
		if (ret)
			return ret;
	}
	faults->left[fault] = faults->arg[fault];
	faults->set |= BIT(fault);
	return 0;
}

/* WORD[:N],... */
int
mpci_fault_parse(const char *text, struct mpci_faults *faults)
{
	char *copy = kstrdup(text, GFP_KERNEL), *rest = copy, *piece;
	int ret = 0;

	if (!copy)
		return -ENOMEM;
	memset(faults, 0, sizeof(*faults));
	while (*text && !ret && (piece = strsep(&rest, ",")))
		ret = add_fault(piece, faults);
	kfree(copy);
	return ret;
}

/* Those that are still to come. */
ssize_t
mpci_fault_print(const struct mpci_faults *faults, char *buf)
{
	ssize_t len = 0;
	int fault;

	for (fault = 0; fault < MPCI_NR_FAULTS; fault++)
		if (faults->set & BIT(fault))
			len += sysfs_emit_at(buf, len, "%s:%u\n", faults_known[fault].word,
					     faults->left[fault]);
	return len;
}

/* One access more. The caller sees to it that no other counts at the same time. */
bool
mpci_fault_now(struct mpci_faults *faults, enum mpci_fault fault)
{
	if (!(faults->set & BIT(fault)))
		return false;
	if (faults->left[fault] && --faults->left[fault])
		return false;
	if (faults->arg[fault] && faults_known[fault].after == OVER)
		faults->set &= ~BIT(fault);
	if (faults_known[fault].after == AGAIN)
		faults->left[fault] = faults->arg[fault];
	return true;
}

/* Of those whose argument is a region: is it this one's? */
bool
mpci_fault_on(const struct mpci_faults *faults, enum mpci_fault fault, u32 index)
{
	return (faults->set & BIT(fault)) &&
	       (faults->arg[fault] == EVERY_REGION || faults->arg[fault] == index);
}
