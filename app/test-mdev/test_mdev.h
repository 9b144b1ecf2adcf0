/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef TEST_MDEV_H
#define TEST_MDEV_H

/**
 * @file
 * What the files of dpdk-test-mdev offer to each other, grouped by the file
 * that defines it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <semaphore.h>

#include <bus_pci_driver.h>
#include <rte_common.h>
#include <rte_dev.h>
#include <rte_memory.h>

/* Exit statuses of the program, and results of commands. */
enum {
	STATUS_OK,
	STATUS_FAILED,		/* a check failed */
	STATUS_USAGE,
	STATUS_EAL,		/* EAL does not start */
	STATUS_NO_DEVICE,	/* the named device was not probed */
};

/* ---- test_pmd.c: the driver, and the devices it has ------------------------ */

/** From now on map devices in the driver's probe function, not before it. */
void test_pmd_map_in_probe(void);

/** From now on ask for BARs that are mapped write-combining where they can be. */
void test_pmd_write_combining(void);

/** Step through the devices that the driver has; start with NULL. */
struct rte_pci_device *test_pmd_next(const struct rte_pci_device *prev);

/** Find one by its name, in either case. NULL: the driver does not have it. */
struct rte_pci_device *test_pmd_find(const char *name);

/** The same, and a line for the user if it is not there. */
struct rte_pci_device *test_pmd_get(const char *name);

/* ---- bar.c ------------------------------------------------------------------ */

/** Four bytes of config space; 0 if they cannot be read. */
uint32_t read_config32(const struct rte_pci_device *dev, off_t offset);

/** Bytes behind a BAR, be it memory or I/O ports; 0: the device has none. */
uint64_t bar_size(struct rte_pci_device *dev, int bar);

/** Whether the MSI-X table is behind this BAR. */
bool bar_has_msix_table(const struct rte_pci_device *dev, int bar);

/* ---- report.c: the results of checks --------------------------------------- */

/** Print a line "ok: ..." or "FAIL: ...". @return passed. */
bool check(bool passed, const char *format, ...) __rte_format_printf(2, 3);

/** @return STATUS_FAILED if any check has failed, else STATUS_OK. */
int check_status(void);

/* ---- wait.c ----------------------------------------------------------------- */

/** Read a number from 1 to max; complain if it is none. */
bool parse_count(const char *text, unsigned int max, unsigned int *number);
/** The same, of seconds in at most a day. */
bool parse_seconds(const char *text, unsigned int *seconds);

/** Sleep until the event is posted. @return false: it was not, in time. */
bool wait_for_event(sem_t *event, unsigned int seconds);

/** Unregister it for events, which EAL refuses while it runs. */
void stop_watching(const char *name, rte_dev_event_cb_fn callback, void *arg);

/** Ask again every millisecond, for a second, until the answer is yes. */
bool poll_until(bool (*answer)(const void *arg), const void *arg);

/* ---- extmem.c: memory that is not EAL's --------------------------------------- */

#define EXTMEM_PAGES 64

/** For the device it is where it is for the program. */
struct extmem {
	char *addr;
	size_t page_size;
	size_t len;
	rte_iova_t iovas[EXTMEM_PAGES];
};

/** Describe what has been mapped at this address. */
void extmem_describe(struct extmem *mem, void *addr);

/** Map some, of this process alone, and describe it. @return false, and says so. */
bool extmem_map(struct extmem *mem);
void extmem_unmap(struct extmem *mem);

/** Let EAL know of it. @return 0, or -1 and rte_errno. */
int extmem_register(struct extmem *mem);

/* ---- kernel_info.c: what the kernel says of a device ------------------------ */

struct kernel_info {
	char type[128];		/* type of an mdev, or what else it is */
	char parent[64];	/* of an mdev; of a function its kernel driver */
};

void kernel_info_read(const char *device, struct kernel_info *info);

/* ---- commands ---------------------------------------------------------------- */

/**
 * @param dev
 *   The device that args[0] names, for commands that work on a probed one.
 * @param args
 *   The command's arguments, behind them NULL.
 * @return
 *   STATUS_*.
 */
typedef int (command_t)(struct rte_pci_device *dev, char **args);

command_t cmd_show;		/* cmd_show.c */
command_t cmd_buses;		/* cmd_buses.c */
command_t cmd_list;		/* cmd_list.c */
command_t cmd_check_regions;	/* cmd_regions.c */
command_t cmd_peek;		/* cmd_peek.c */
command_t cmd_uart_loopback;	/* cmd_uart.c */
command_t cmd_vga_mode;		/* cmd_vga.c */
command_t cmd_virtio_config;	/* cmd_virtio.c */
command_t cmd_dma_extmem;	/* cmd_memory.c */
command_t cmd_dma_heap;		/* cmd_heap.c */
command_t cmd_memory_events;	/* cmd_memory.c */
command_t cmd_hotplug;		/* cmd_hotplug.c */
command_t cmd_attach;		/* cmd_hotplug.c */
command_t cmd_hotplug_threads;	/* cmd_hotplug.c */
command_t cmd_wait_remove;	/* cmd_events.c */
command_t cmd_wait_add;		/* cmd_events.c */
command_t cmd_count_adds;	/* cmd_events.c */
command_t cmd_hold;		/* cmd_hold.c */
command_t cmd_soak;		/* cmd_soak.c */
command_t cmd_soak_removal;	/* cmd_soak.c */
command_t cmd_console;		/* cmd_console.c */

/* ---- steps of the console --------------------------------------------------- */

/**
 * @param arg
 *   A device's name.
 * @return
 *   0, or negative, as the function of DPDK that it stands for.
 */
typedef int (console_step_t)(const char *arg);

console_step_t step_share;		/* step_memory.c; of a file */
console_step_t step_dma_map;
console_step_t step_dma_unmap;
console_step_t step_send;
console_step_t step_enable_interrupt;	/* step_intr.c */
console_step_t step_disable_interrupt;
console_step_t step_acknowledge_interrupt;
console_step_t step_register_interrupt;
console_step_t step_unregister_interrupt;
console_step_t step_handle_faults;	/* step_fault.c; of a kind */
console_step_t step_load;
console_step_t step_add;
console_step_t step_load_from;		/* of a place */

#endif /* TEST_MDEV_H */
