/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_PERF_H
#define PCI_PERF_H

/**
 * @file
 * What the files of dpdk-test-pci-perf offer to each other, grouped by the file
 * that defines it. The program measures in processes of its own, one for each
 * sample: each loads one library, does one thing, and prints one number.
 */

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <bus_driver.h>
#include <bus_pci_driver.h>

/* ---- main.c ------------------------------------------------------------------ */

enum {
	STATUS_OK,
	STATUS_FAILED,		/* a goal is missed, or something went wrong */
	STATUS_USAGE,
};

/* Whose work a sample is. */
enum who {
	WHO_BARE,		/* the kernel calls alone, or a plain load */
	WHO_STOCK,		/* the bus that DPDK installed */
	WHO_OURS,
	NB_WHO
};

extern const char * const who_names[NB_WHO];

#define READS_MAX 8

struct options {
	const char *libs[NB_WHO];	/* NULL: there is none */
	const char *traces;		/* a folder; NULL: they are not kept */
	const char *reads[READS_MAX];	/* CSV files of other runs, up to a NULL */
	const char *csv;
	const char *goals;
	const char *plot;
	unsigned int rounds;		/* 0: no times */
	unsigned int largest;		/* tree; 0: none */
	const char *mdev;		/* devices to measure; NULL: none */
	const char *function;
	const char *mapped;		/* BAR:OFFSET of the mdev; NULL: none */
	const char *unmapped;
};

/** Print why, with a newline, and end the program. */
__rte_noreturn void die(const char *format, ...) __rte_format_printf(1, 2);

/* ---- tree.c: directories like the kernel's ------------------------------------ */

#define TREE_PATH_MAX 96

struct tree {
	char root[TREE_PATH_MAX];
	char pci[TREE_PATH_MAX];	/* what SYSFS_PCI_DEVICES is to say */
	char mdev[TREE_PATH_MAX];	/* what SYSFS_MDEV_DEVICES is to say */
};

/** One at a time; what is not removed is when the process ends. */
void tree_make(struct tree *tree);
/** Functions bound to a kernel driver, in no order. Index 0 is always there. */
void tree_add_functions(const struct tree *tree, unsigned int nb,
	const char *driver);
void tree_add_mdevs(const struct tree *tree, unsigned int nb);
void tree_remove(void);
/** The name of a function of a tree. */
void tree_function_name(unsigned int idx, char name[PCI_PRI_STR_SIZE]);

/* ---- bus.c: a bus library in this process ------------------------------------- */

struct perf_bus {
	void *lib;
	struct rte_bus *bus;
};

/** Load a library; EAL is not started. */
void bus_load(struct perf_bus *bus, const char *file);
/** Have EAL load it in the place of the installed one, in this process only. */
void bus_load_for_eal(struct perf_bus *bus, const char *file);
void bus_scan(const struct perf_bus *bus);
/** A listed device; NULL: it is not listed. */
struct rte_device *bus_find(const struct perf_bus *bus, const char *name);
/** A function that the library exports; NULL: it does not. */
void *bus_symbol(const struct perf_bus *bus, const char *name);

/* ---- emulated.c: loads and stores that the bus performs ------------------------ */

typedef int (perf_read_t)(const struct rte_pci_device *dev, int bar, void *buf,
	size_t len, off_t offset);
typedef int (perf_write_t)(const struct rte_pci_device *dev, int bar,
	const void *buf, size_t len, off_t offset);

/** Of a library. */
struct perf_accessors {
	perf_read_t *read;
	perf_write_t *write;
};

struct rte_pci_device_internal;

bool emulated_is_possible(void);
/** From now on, in the first region of a device; by what stays there. */
void emulated_start(const struct rte_pci_device_internal *dev,
	const struct perf_accessors *by);

/* ---- clock.c ------------------------------------------------------------------ */

/* In the environment of a process whose system calls are counted: the file to
 * write them to. What it would repeat, it does once.
 */
#define PERF_TRACE "PCI_PERF_TRACE"
/* No process has such a number: getpgid() of it does nothing, and is no call
 * that anyone else makes.
 */
#define PERF_MARK (-12345)

void clock_start(void);
/** The same, of the time that this process computes: what never waits takes as
 * long, on a machine that does nothing else.
 */
void clock_start_cpu(void);
/** Before the start: the time that another process computes counts, too. One. */
void clock_add_process(pid_t pid);
/** @return nanoseconds since the start. One start in a process. */
double clock_stop(void);

/* ---- action_*.c: what one process does --------------------------------------- */

/** @return what is to be printed: nanoseconds, or another number. */
typedef double (action_t)(const char *lib, char **args);

action_t action_scan, action_rescan, action_list, action_scan_bare;
action_t action_hot_add, action_device_size;
action_t action_attach, action_plug, action_plug_cpu;
action_t action_secondary, action_secondary_cpu, action_open_bare;
action_t action_access, action_access_memory;

/** Start EAL with args, of which the first names a device. @return the device. */
const struct rte_pci_device *device_attach(struct perf_bus *bus,
	const char *lib, char **args);

/* ---- child.c -------------------------------------------------------------------- */

/** Run an action by name in this process, and print its result. */
int child_main(const char *lib, const char *action, char **args);
/** Run one in a process of its own. args ends with NULL. */
double child_run(const char *lib, const char *action, char **args);
/** The same, while its system calls are written to a file. */
void child_trace(const char *lib, const char *action, char **args,
	const char *file);

/** Whether there is callgrind, which counts instructions. */
bool child_can_count(void);
/** The same, for the instructions of all its bus_scan(). Slow. */
double child_instructions(const char *lib, const char *action, char **args);

/* ---- trace.c -------------------------------------------------------------------- */

/** name: of the system call; it does not last. */
typedef void (trace_call_t)(const char *name, void *arg);

void trace_each(const char *file, trace_call_t *call, void *arg);
unsigned int trace_count(const char *file);

/* ---- samples.c -------------------------------------------------------------------- */

#define ROUNDS_MAX 101
#define SAMPLE_ANY_SIZE UINT_MAX

struct sample {
	char what[48];
	unsigned int size;
	enum who who;
	char unit[24];
	unsigned int nb;
	double values[ROUNDS_MAX];	/* in the order in which they were taken */
};

/** A name that is too long is cut. */
void sample_add(const char *what, unsigned int size, enum who who,
	const char *unit, double value);
unsigned int sample_count(void);
const struct sample *sample_next(const struct sample *prev);
/** NULL: it was not measured. Of any size: the first. */
const struct sample *sample_find(const char *what, unsigned int size,
	enum who who);
double sample_median(const struct sample *sample);
double sample_min(const struct sample *sample);
double sample_max(const struct sample *sample);

/* ---- measures.c ---------------------------------------------------------------------- */

/** Measure all that the options allow. */
void measure_all(const struct options *options);

/* ---- goals.c -------------------------------------------------------------------------- */

/** Compare with what is aimed at; print, and write CSV to a file, if one is
 * named. @return whether all that was measured is as it should be.
 */
bool goals_check(const char *file);

/* ---- report.c ------------------------------------------------------------------------- */

/** Files that are written; the program ends where that fails. */
FILE *report_create(const char *file);
void report_finish(FILE *f, const char *file);

void report_table(void);
void report_plot(const char *file);

/* ---- csv.c ---------------------------------------------------------------------------- */

void csv_write(const char *file);
/** Take what another run has measured. Ends the program if a file that was read
 * before has samples of the same.
 */
void csv_read(const char *file);

#endif /* PCI_PERF_H */
