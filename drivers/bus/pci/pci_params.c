/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Devices by description: "addr=..." in device iterators and in devargs of the
 * form "bus=pci,addr=...". The address is a BDF or a UUID. In devargs, "emulate=0"
 * tells the bus to leave faults of the driver alone.
 */

#include <errno.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_kvargs.h>
#include <rte_string_fns.h>

#include "private.h"

#define PARAM_ADDR "addr"
#define PARAM_EMULATE "emulate"

/* Whoever attaches a device looks for it by the same text. */
static const char * const iterator_keys[] = { PARAM_ADDR, PARAM_EMULATE, NULL };

/* rte_kvargs_process() hands on nothing but that a result was negative. A key
 * without a value names no device.
 */
static int
differs_from(const char *key __rte_unused, const char *value, void *arg)
{
	const struct rte_pci_device_internal *dev = arg;
	struct pci_dev_id id;

	if (value == NULL || pci_id_parse(value, &id) < 0)
		return -1;
	return pci_id_cmp(&id, &dev->id) == 0 ? 0 : -1;
}

static bool
fits(struct rte_pci_device_internal *dev, const struct rte_kvargs *kvlist)
{
	if (kvlist == NULL)
		return true;
	return rte_kvargs_process(kvlist, PARAM_ADDR, differs_from, dev) == 0;
}

void *
rte_pci_dev_iterate(const void *start, const char *str,
	const struct rte_dev_iterator *it __rte_unused)
{
	struct rte_pci_device_internal *dev;
	struct rte_kvargs *kvlist = NULL;

	if (str != NULL) {
		kvlist = rte_kvargs_parse(str, iterator_keys);
		if (kvlist == NULL) {
			PCI_LOG(ERR, "cannot parse argument list \"%s\"", str);
			rte_errno = EINVAL;
			return NULL;
		}
	}
	for (dev = pci_list_after(start); dev != NULL; dev = pci_list_next(dev)) {
		if (fits(dev, kvlist))
			break;
	}
	rte_kvargs_free(kvlist);
	return dev == NULL ? NULL : pci_dev_show(dev);
}

static int
name_from_addr(struct rte_devargs *da, const char *addr)
{
	char name[PCI_ID_STRLEN];
	struct pci_dev_id id;

	if (pci_id_parse(addr, &id) < 0) {
		PCI_LOG(ERR, "PCI address invalid: \"%s\" is no BDF and no UUID",
			addr);
		return -EINVAL;
	}
	pci_id_format(&id, name);
	rte_strscpy(da->name, name, sizeof(da->name));
	return 0;
}

static int
check_emulate(const struct rte_kvargs *kvargs)
{
	const char *value = rte_kvargs_get(kvargs, PARAM_EMULATE);

	if (value == NULL || strcmp(value, "0") == 0 || strcmp(value, "1") == 0)
		return 0;
	PCI_LOG(ERR, "PCI parameter invalid: \"emulate=%s\" is neither 0 nor 1",
		value);
	return -EINVAL;
}

bool
pci_devargs_emulates(const struct rte_devargs *devargs)
{
	struct rte_kvargs *kvargs;
	const char *value;
	bool emulates;

	if (devargs == NULL || devargs->bus_str == NULL)
		return true;
	kvargs = rte_kvargs_parse(devargs->bus_str, NULL);
	if (kvargs == NULL)
		return false;
	value = rte_kvargs_get(kvargs, PARAM_EMULATE);
	emulates = value == NULL || strcmp(value, "0") != 0;
	rte_kvargs_free(kvargs);
	return emulates;
}

int
rte_pci_devargs_parse(struct rte_devargs *da)
{
	struct rte_kvargs *kvargs;
	const char *addr;
	int ret;

	if (da == NULL || da->bus_str == NULL)
		return 0;
	kvargs = rte_kvargs_parse(da->bus_str, NULL);
	if (kvargs == NULL) {
		PCI_LOG(ERR, "cannot parse argument list \"%s\"", da->bus_str);
		rte_errno = ENODEV;
		return -ENODEV;
	}
	/* Without a driver layer EAL leaves this NULL, and PMDs parse it as a
	 * string: net_virtio of 22.11 crashes. Other spellings give "".
	 */
	if (da->drv_str == NULL)
		da->drv_str = "";
	ret = check_emulate(kvargs);
	addr = rte_kvargs_get(kvargs, PARAM_ADDR);
	if (ret == 0 && addr != NULL)
		ret = name_from_addr(da, addr);
	rte_kvargs_free(kvargs);
	if (ret < 0)
		rte_errno = -ret;
	return ret;
}
