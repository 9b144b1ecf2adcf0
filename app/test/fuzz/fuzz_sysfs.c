/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Each line of the input is an attribute of a function, or of an mdev in it: a
 * letter of the table, and the text, in which "|" is a newline. "!" scans, and
 * the rest changes the host between two scans. What the bus makes of it is
 * compared with what the reader that is written here does.
 */

#include <ctype.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_uio.h"
#include "fake_vfio.h"
#include "fuzz.h"
#define FUZZ_CALLS_ONLY_DECLARED
#include "fuzz_calls.h"
#include "fuzz_tree.h"
#include "pci_linux.h"
#include "pci_sysfs.h"
#include "pci_uio_node.h"
#include "private.h"

#define FUNCTION "0000:01:00.0"
#define MDEV "11111111-aaaa-4bbb-8ccc-000000000001"
#define TEXT_MAX 2048
#define MAX_LINES 24

enum {
	VENDOR, DEVICE, SUBVENDOR, SUBDEVICE, CLASS, NUMA_NODE, RESOURCE,
	MAX_VFS, NUMVFS, DRIVER, MODALIAS, DEVNUM, IOMMU, API, PARENT_NODE, GROUP,
	NB_ATTRS
};

enum place { OF_FUNCTION, OF_UIO, OF_MDEV, NB_PLACES };

#define NONE "0x0 0x0 0x0\n"

static const struct {
	char letter;
	enum place place;
	enum fuzz_node_kind kind;
	const char *name;
	const char *usual;	/* NULL: not there */
} attrs[NB_ATTRS] = {
	[VENDOR] = { 'v', OF_FUNCTION, FUZZ_FILE, "vendor", "0x8086\n" },
	[DEVICE] = { 'd', OF_FUNCTION, FUZZ_FILE, "device", "0x100e\n" },
	[SUBVENDOR] = { 'V', OF_FUNCTION, FUZZ_FILE, "subsystem_vendor",
		"0x1af4\n" },
	[SUBDEVICE] = { 'D', OF_FUNCTION, FUZZ_FILE, "subsystem_device",
		"0x1100\n" },
	[CLASS] = { 'c', OF_FUNCTION, FUZZ_FILE, "class", "0x020000\n" },
	[NUMA_NODE] = { 'n', OF_FUNCTION, FUZZ_FILE, "numa_node", "-1\n" },
	[RESOURCE] = { 'r', OF_FUNCTION, FUZZ_FILE, "resource",
		"0xfe000000 0xfe003fff 0x14220c\n" NONE NONE NONE NONE NONE },
	[MAX_VFS] = { 'm', OF_FUNCTION, FUZZ_FILE, "max_vfs", NULL },
	[NUMVFS] = { 's', OF_FUNCTION, FUZZ_FILE, "sriov_numvfs", NULL },
	[DRIVER] = { 'l', OF_FUNCTION, FUZZ_LINK, "driver",
		"../drivers/vfio-pci" },
	[MODALIAS] = { 'e', OF_FUNCTION, FUZZ_FILE, "modalias", NULL },
	[DEVNUM] = { 'u', OF_UIO, FUZZ_FILE, "dev", "240:7\n" },
	[IOMMU] = { 'i', OF_FUNCTION, FUZZ_FILE, "iommu/intel-iommu/cap",
		NULL },
	[API] = { 'a', OF_MDEV, FUZZ_FILE, "mdev_type/device_api",
		"vfio-pci\n" },
	[PARENT_NODE] = { 'N', OF_MDEV, FUZZ_FILE, "../numa_node", "0\n" },
	[GROUP] = { 'g', OF_MDEV, FUZZ_LINK, "iommu_group",
		"../iommu_groups/5" },
};

static struct {
	int node;
	bool is_changed;
	bool is_there;
	size_t len;
	char text[TEXT_MAX];
} now[NB_ATTRS];

/* ---- the host ---- */

static void
change(unsigned int i, const char *text, size_t len)
{
	now[i].is_there = text != NULL;
	now[i].len = len;
	if (text != NULL)
		memcpy(now[i].text, text, len);
	now[i].text[len] = '\0';
	fuzz_tree_set(now[i].node, text == NULL ? FUZZ_ABSENT : attrs[i].kind,
		now[i].text, len);
}

static void
change_back(unsigned int i)
{
	const char *usual = attrs[i].usual;

	change(i, usual, usual == NULL ? 0 : strlen(usual));
	now[i].is_changed = false;
}

static void
make_tree(void)
{
	int places[NB_PLACES];
	unsigned int i;
	int dir;

	dir = fuzz_tree_add(FUZZ_TREE_ROOT, "pci", FUZZ_DIR);
	places[OF_FUNCTION] = fuzz_tree_add(dir, FUNCTION, FUZZ_DIR);
	dir = fuzz_tree_add(places[OF_FUNCTION], "uio", FUZZ_DIR);
	places[OF_UIO] = fuzz_tree_add(dir, "uio7", FUZZ_DIR);
	dir = fuzz_tree_add(FUZZ_TREE_ROOT, "mdev", FUZZ_DIR);
	places[OF_MDEV] = fuzz_tree_add(dir, MDEV, FUZZ_DIR);
	for (i = 0; i < NB_ATTRS; i++) {
		now[i].node = fuzz_tree_add(places[attrs[i].place],
			attrs[i].name, FUZZ_ABSENT);
		change_back(i);
	}
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("SYSFS_PCI_DEVICES", "pci", 1);
	setenv("SYSFS_MDEV_DEVICES", "mdev", 1);
	fake_eal_setup();
	fake_vfio_setup();
	make_tree();
	return 0;
}

/* ---- what is expected ---- */

struct expected {
	bool has_function;
	bool detailed;
	bool has_mdev;
	struct rte_pci_id id;
	uint16_t max_vfs;
	int numa_node;
	int mdev_numa_node;
	enum rte_pci_kernel_driver kdrv;
	struct rte_mem_resource bars[PCI_MAX_RESOURCE];
};

static bool
is_digit_of(char c, uint64_t base, uint64_t *value)
{
	static const char digits[] = "0123456789abcdef";
	const char *digit = strchr(digits, tolower((unsigned char)c));

	if (c == '\0' || digit == NULL || digit >= digits + base)
		return false;
	*value = (uint64_t)(digit - digits);
	return true;
}

/* Digits, at least one, to where they end; NULL: none, or too large. */
static const char *
read_digits(const char *c, uint64_t base, uint64_t *value)
{
	const char *first = c;
	uint64_t digit;

	for (*value = 0; is_digit_of(*c, base, &digit); c++)
		if (__builtin_mul_overflow(*value, base, value) ||
				__builtin_add_overflow(*value, digit, value))
			return NULL;
	return c == first ? NULL : c;
}

static bool
has_hex_prefix(const char *c)
{
	uint64_t digit;

	return c[0] == '0' && tolower((unsigned char)c[1]) == 'x' &&
		is_digit_of(c[2], 16, &digit);
}

/* As in C: decimal, hexadecimal, octal. */
static const char *
read_number(const char *c, uint64_t *value)
{
	if (has_hex_prefix(c))
		return read_digits(c + 2, 16, value);
	return read_digits(c, c[0] == '0' ? 8 : 10, value);
}

static bool
has_line(unsigned int i, char *line, size_t room)
{
	if (!now[i].is_there || now[i].len >= room)
		return false;
	memcpy(line, now[i].text, now[i].len + 1);
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static bool
has_number(unsigned int i, uint64_t max, uint64_t *value)
{
	char line[PCI_SYSFS_ATTR_MAX];
	const char *end;

	if (!has_line(i, line, sizeof(line)))
		return false;
	end = read_number(line, value);
	return end != NULL && *end == '\0' && *value <= max;
}

static bool
has_u16(unsigned int i, uint16_t *value)
{
	uint64_t number;

	if (!has_number(i, UINT16_MAX, &number))
		return false;
	*value = (uint16_t)number;
	return true;
}

static bool
has_ids(struct rte_pci_id *id)
{
	uint64_t class_id;

	if (!has_u16(VENDOR, &id->vendor_id) ||
			!has_u16(DEVICE, &id->device_id) ||
			!has_u16(SUBVENDOR, &id->subsystem_vendor_id) ||
			!has_u16(SUBDEVICE, &id->subsystem_device_id) ||
			!has_number(CLASS, UINT32_MAX, &class_id))
		return false;
	id->class_id = class_id & 0xffffff;
	return true;
}

static bool
has_max_vfs(enum rte_pci_kernel_driver kdrv, uint16_t *max_vfs)
{
	*max_vfs = 0;
	if (kdrv == RTE_PCI_KDRV_IGB_UIO && now[MAX_VFS].is_there)
		return has_u16(MAX_VFS, max_vfs);
	return !now[NUMVFS].is_there || has_u16(NUMVFS, max_vfs);
}

/* "first last flags", and a newline. */
static const char *
read_bar(const char *c, struct rte_mem_resource *bar)
{
	uint64_t field[3];
	unsigned int i;

	for (i = 0; i < 3 && c != NULL; i++)
		c = read_number(c + strspn(c, " "), &field[i]);
	if (c == NULL || *c != '\n' || field[1] < field[0])
		return NULL;
	*bar = (struct rte_mem_resource){ 0 };
	if (field[2] & 0x200) {
		bar->phys_addr = field[0];
		bar->len = field[1] == 0 ? 0 : field[1] - field[0] + 1;
	}
	return c + 1;
}

static bool
has_bars(struct rte_mem_resource *bars)
{
	const char *c = now[RESOURCE].text;
	unsigned int i;

	if (now[RESOURCE].len >= 1280)
		return false;
	for (i = 0; i < PCI_MAX_RESOURCE && c != NULL; i++)
		c = read_bar(c, &bars[i]);
	return c != NULL;
}

/* What is behind the last slash. */
static const char *
last_of_link(unsigned int i, size_t room)
{
	const char *slash = strrchr(now[i].text, '/');

	return slash == NULL || slash[1] == '\0' || strlen(slash + 1) >= room ?
		NULL : slash + 1;
}

static enum rte_pci_kernel_driver
driver_named(const char *name)
{
	return strcmp(name, "vfio-pci") == 0 ? RTE_PCI_KDRV_VFIO :
		strcmp(name, "igb_uio") == 0 ? RTE_PCI_KDRV_IGB_UIO :
		strcmp(name, "uio_pci_generic") == 0 ?
			RTE_PCI_KDRV_UIO_GENERIC : RTE_PCI_KDRV_UNKNOWN;
}

static bool
has_driver(enum rte_pci_kernel_driver *kdrv)
{
	const char *name = last_of_link(DRIVER, 64);

	if (name == NULL)
		return false;
	*kdrv = driver_named(name);
	return true;
}

/* As many digits as the kernel prints, behind a tag: eight of an ID, two of a
 * part of the class.
 */
static const char *
read_tagged(const char *c, const char *tag, uint64_t max, uint64_t *value)
{
	unsigned int i, digits = max == UINT8_MAX ? 2 : 8;
	uint64_t digit;

	if (strncmp(c, tag, strlen(tag)) != 0)
		return NULL;
	c += strlen(tag);
	*value = 0;
	for (i = 0; i < digits; i++) {
		if (!is_digit_of(*c++, 16, &digit))
			return NULL;
		*value = *value << 4 | digit;
	}
	return *value > max ? NULL : c;
}

static bool
has_modalias(struct rte_pci_id *id)
{
	static const char * const tags[] = {
		"pci:v", "d", "sv", "sd", "bc", "sc", "i",
	};
	char line[PCI_SYSFS_ATTR_MAX];
	const char *c = line;
	uint64_t value[RTE_DIM(tags)];
	unsigned int i;

	if (!has_line(MODALIAS, line, sizeof(line)))
		return false;
	for (i = 0; i < RTE_DIM(tags) && c != NULL; i++)
		c = read_tagged(c, tags[i], i < 4 ? 0xffff : 0xff, &value[i]);
	if (c == NULL || *c != '\0')
		return false;
	id->vendor_id = (uint16_t)value[0];
	id->device_id = (uint16_t)value[1];
	id->subsystem_vendor_id = (uint16_t)value[2];
	id->subsystem_device_id = (uint16_t)value[3];
	id->class_id = (uint32_t)(value[4] << 16 | value[5] << 8 | value[6]);
	return true;
}

static bool
has_identity(struct expected *e)
{
	return has_driver(&e->kdrv) &&
		(has_modalias(&e->id) || has_ids(&e->id));
}

static int
node_in(unsigned int i)
{
	uint64_t node;

	return has_number(i, INT32_MAX, &node) ? (int)node : -1;
}

/* What cannot be read changes nothing. */
static void
expect_function(struct expected *known)
{
	struct expected e = *known;

	if (!has_identity(&e))
		return;
	if (!e.has_function)
		e.numa_node = -1;
	e.has_function = true;
	e.detailed = false;
	*known = e;
}

/* Details are looked for until all have been read. */
static void
expect_details(struct expected *known)
{
	struct rte_mem_resource bars[PCI_MAX_RESOURCE];
	uint16_t max_vfs;

	if (!known->has_function || known->detailed ||
			!has_max_vfs(known->kdrv, &max_vfs) || !has_bars(bars))
		return;
	known->max_vfs = max_vfs;
	memcpy(known->bars, bars, sizeof(bars));
	known->numa_node = node_in(NUMA_NODE);
	known->detailed = true;
}

static void
expect_mdev(struct expected *known)
{
	char api[32];

	if (!known->has_mdev && (!has_line(API, api, sizeof(api)) ||
			strcmp(api, "vfio-pci") != 0))
		return;
	known->has_mdev = true;
	known->mdev_numa_node = node_in(PARENT_NODE);
}

/* ---- what is there ---- */

static struct rte_pci_device_internal *
find(const char *name)
{
	struct rte_pci_device_internal *dev;
	struct pci_dev_id id;

	CHECK(pci_id_parse(name, &id) == 0, "%s", name);
	dev = pci_list_find(&id);
	if (dev != NULL)
		pci_dev_detail(dev);
	return dev;
}

static void
check_function(const struct expected *e)
{
	const struct rte_pci_device_internal *dev = find(FUNCTION);
	const struct rte_pci_device *pdev;
	unsigned int i;

	CHECK((dev != NULL) == e->has_function, "the function is %slisted",
		dev == NULL ? "not " : "");
	if (dev == NULL)
		return;
	pdev = &dev->device;
	CHECK(memcmp(&pdev->id, &e->id, sizeof(e->id)) == 0, "other IDs");
	CHECK(pdev->max_vfs == e->max_vfs, "%u VFs", pdev->max_vfs);
	CHECK(pdev->kdrv == e->kdrv, "driver %d", (int)pdev->kdrv);
	CHECK(pdev->device.numa_node == e->numa_node, "node %d",
		pdev->device.numa_node);
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		CHECK(pdev->mem_resource[i].phys_addr == e->bars[i].phys_addr &&
			pdev->mem_resource[i].len == e->bars[i].len,
			"BAR %u", i);
}

static void
check_mdev(const struct expected *e)
{
	const struct rte_pci_device_internal *dev = find(MDEV);

	CHECK((dev != NULL) == e->has_mdev, "the mdev is %slisted",
		dev == NULL ? "not " : "");
	if (dev != NULL)
		CHECK(dev->device.device.numa_node == e->mdev_numa_node,
			"node %d", dev->device.device.numa_node);
}

static void
scan(struct expected *known)
{
	fake_log_reset();
	expect_function(known);
	expect_details(known);
	expect_mdev(known);
	CHECK(rte_pci_scan() == 0, "the scan fails");
	check_function(known);
	check_mdev(known);
}

/* ---- what is read later ---- */

static bool
has_devnum(dev_t *devnum)
{
	char line[PCI_SYSFS_ATTR_MAX];
	uint64_t major_num, minor_num;
	const char *c;

	if (!has_line(DEVNUM, line, sizeof(line)))
		return false;
	c = read_digits(line, 10, &major_num);
	if (c == NULL || *c != ':' || major_num > UINT32_MAX)
		return false;
	c = read_digits(c + 1, 10, &minor_num);
	if (c == NULL || *c != '\0' || minor_num > UINT32_MAX)
		return false;
	*devnum = makedev(major_num, minor_num);
	return true;
}

static void
check_devnum(void)
{
	int dir, number, fd, ret;
	dev_t devnum = 0;
	bool valid = has_devnum(&devnum);

	fake_uio_setup();
	fake_uio()->create_dev = true;
	dir = pci_sysfs_open_device(rte_pci_get_sysfs_path(), FUNCTION);
	ret = pci_uio_node_open(FUNCTION, dir, &number, &fd);
	CHECK(ret == 0 && number == 7, "%d, uio%d", ret, number);
	fuzz_close(fd);
	fuzz_close(dir);
	CHECK(fake_uio()->mknods == valid, "%u nodes", fake_uio()->mknods);
	CHECK(!valid || fake_uio()->devnum == devnum, "another node");
}

static void
check_iommu(void)
{
	const struct rte_pci_device_internal *dev = find(FUNCTION);
	char line[PCI_SYSFS_ATTR_MAX];
	uint64_t cap = 0;
	bool valid = false;
	const char *c;

	if (dev == NULL)
		return;
	if (has_line(IOMMU, line, sizeof(line))) {
		c = has_hex_prefix(line) ? line + 2 : line;
		c = read_digits(c, 16, &cap);
		valid = c != NULL && *c == '\0';
	}
	fake_eal()->dma_mask = 0;
	CHECK(pci_iommu_supports_va(dev) == valid, "%s taken for an IOMMU",
		valid ? "not" : "is");
	CHECK(fake_eal()->dma_mask == (valid ? (cap >> 16 & 0x3f) + 1 : 0),
		"%u bits", fake_eal()->dma_mask);
}

/* The group exists, and the mdev is not in it. */
static void
check_group(void)
{
	struct rte_pci_device_internal *dev = find(MDEV);
	const char *name = last_of_link(GROUP, 16);
	uint64_t group;
	bool valid;

	if (dev == NULL)
		return;
	if (name != NULL)
		name = read_digits(name, 10, &group);
	valid = name != NULL && *name == '\0' && group <= INT32_MAX;
	fake_log_reset();
	CHECK(dev->ops->open(dev) < 0, "it opens");
	CHECK(fake_log_count(RTE_LOG_ERR, "IOMMU group") == !valid,
		"\"%s\" is %staken for a group", now[GROUP].text,
		valid ? "not " : "");
	fake_vfio_check_idle();
}

static void
check_later(void)
{
	if (now[DEVNUM].is_changed)
		check_devnum();
	if (now[IOMMU].is_changed)
		check_iommu();
	if (now[GROUP].is_changed)
		check_group();
}

/* ---- the input ---- */

static void
take_attribute(unsigned int i, char *text, size_t len)
{
	char *c;

	/* The kernel would make no such link. */
	if (attrs[i].kind == FUZZ_LINK && (len == 0 || strlen(text) != len))
		return;
	for (c = text; c < text + len; c++)
		if (*c == '|')
			*c = '\n';
	change(i, text, len);
	now[i].is_changed = true;
}

static void
take_line(struct fuzz_input *in, struct expected *known)
{
	static char line[TEXT_MAX];
	size_t len = fuzz_line(in, line, sizeof(line));
	unsigned int i;

	if (line[0] == '!') {
		scan(known);
		return;
	}
	for (i = 0; i < NB_ATTRS; i++)
		if (len > 0 && line[0] == attrs[i].letter)
			take_attribute(i, line + 1, len - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct expected known = { 0 };
	unsigned int i;

	for (i = 0; i < MAX_LINES && in.left > 0; i++)
		take_line(&in, &known);
	scan(&known);
	check_later();
	rte_pci_bus.cleanup();
	CHECK(fuzz_tree_open() == 0, "%u descriptors are open",
		fuzz_tree_open());
	for (i = 0; i < NB_ATTRS; i++)
		if (now[i].is_changed)
			change_back(i);
	return 0;
}
