/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* What a device is to look like, and what is to go wrong with it. */

#ifndef MPCI_SHAPE_H
#define MPCI_SHAPE_H

#include <linux/pci.h>
#include <linux/vfio.h>

#define MPCI_MAX_VENDOR 4
#define MPCI_MAX_AREAS 128

/* The BARs, then the vendor's regions. */
#define MPCI_NR_SHAPED (PCI_STD_NUM_BARS + MPCI_MAX_VENDOR)

struct mpci_area {
	u64 offset;
	u64 size;
};

enum mpci_map {
	MPCI_MAP_ALL,		/* without a capability that says so, as vfio-pci has it */
	MPCI_MAP_NONE,
	MPCI_MAP_AREAS,
};

struct mpci_areas {
	enum mpci_map map;
	u32 nr;
	struct mpci_area area[MPCI_MAX_AREAS];
};

struct mpci_vendor {
	u64 size;
	u32 flags;
};

enum mpci_layout {
	MPCI_SHIFTED,
	MPCI_PACKED,
	MPCI_REVERSED,
};

/* What becomes of the page that holds the MSI-X table. */
enum mpci_table {
	MPCI_TABLE_CARVED,	/* it is left out of the areas */
	MPCI_TABLE_OFFERED,	/* it can be mapped, and a capability says so */
	MPCI_TABLE_SILENT,	/* it can be mapped, and nothing says so */
};

enum mpci_fault {
	MPCI_FAULT_READ,
	MPCI_FAULT_WRITE,
	MPCI_FAULT_NTH,
	MPCI_FAULT_SHORT,
	MPCI_FAULT_MMAP,
	MPCI_FAULT_INFO,
	MPCI_FAULT_REGIONS,
	MPCI_FAULT_VANISH,
	/* From here on they spoil region info. */
	MPCI_FAULT_CYCLE,
	MPCI_FAULT_NEXT,
	MPCI_FAULT_STRADDLE,
	MPCI_FAULT_MISALIGNED,
	MPCI_FAULT_VERSION,
	MPCI_FAULT_AREAS,
	MPCI_FAULT_OVERLAP,
	MPCI_FAULT_BEYOND,
	MPCI_FAULT_GROW,
	MPCI_FAULT_STRICT,
	MPCI_FAULT_UNDERFILL,
	MPCI_NR_FAULTS
};

struct mpci_faults {
	u32 set;			/* a bit for each */
	u32 arg[MPCI_NR_FAULTS];
	u32 left[MPCI_NR_FAULTS];	/* accesses until then; 0: always */
};

struct mpci_shape {
	bool intx;
	bool msi;
	bool msix;
	bool req;
	bool reset;
	uint table;
	enum mpci_layout layout;
	u32 nr_vendor;
	struct mpci_vendor vendor[MPCI_MAX_VENDOR];
	struct mpci_areas areas[MPCI_NR_SHAPED];
	struct mpci_faults faults;
};

/* mpci_shape.c: each leaves the shape half written where the text is wrong */
int mpci_shape_layout(const char *text, struct mpci_shape *shape);
int mpci_shape_vendor(const char *text, struct mpci_shape *shape);
int mpci_shape_areas(const char *text, struct mpci_shape *shape);
struct mpci_areas *mpci_shape_areas_of(struct mpci_shape *shape, u32 index);

/* mpci_fault.c */
int mpci_fault_parse(const char *text, struct mpci_faults *faults);
ssize_t mpci_fault_print(const struct mpci_faults *faults, char *buf);
bool mpci_fault_now(struct mpci_faults *faults, enum mpci_fault fault);
bool mpci_fault_on(const struct mpci_faults *faults, enum mpci_fault fault, u32 index);

/* mpci_param.c */
struct mpci_shape *mpci_param_shape(void);

#endif /* MPCI_SHAPE_H */
