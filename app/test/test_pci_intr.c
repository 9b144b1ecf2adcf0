/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Which of its kinds of interrupts a device uses, by --vfio-intr and by what
 * the device offers.
 */

#include <errno.h>
#include <stdio.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define NB_KINDS 3

/* In order of preference. */
static const struct kind {
	enum rte_intr_mode mode;
	uint32_t index;
	enum rte_intr_handle_type type;
} kinds[NB_KINDS] = {
	{ RTE_INTR_MODE_MSIX, VFIO_PCI_MSIX_IRQ_INDEX,
		RTE_INTR_HANDLE_VFIO_MSIX },
	{ RTE_INTR_MODE_MSI, VFIO_PCI_MSI_IRQ_INDEX,
		RTE_INTR_HANDLE_VFIO_MSI },
	{ RTE_INTR_MODE_LEGACY, VFIO_PCI_INTX_IRQ_INDEX,
		RTE_INTR_HANDLE_VFIO_LEGACY },
};

/* ---- the ways in which drivers do not have a kind ---- */

static void
count_of_zero(struct fake_irq *irq)
{
	irq->count = 0;
}

static void
refuses_to_tell(struct fake_irq *irq)
{
	irq->info_errno = EINVAL;
}

static void
without_eventfd(struct fake_irq *irq)
{
	irq->flags = VFIO_IRQ_INFO_MASKABLE;
}

static void (* const absences[])(struct fake_irq *irq) = {
	count_of_zero, refuses_to_tell, without_eventfd,
};

/* ---- one device, and what becomes of it ---- */

struct intr_case {
	const char *name;
	enum rte_intr_mode mode;
	unsigned int offered;	/* bit per index */
	unsigned int absence;
};

static bool
is_asked_for(const struct intr_case *c, const struct kind *kind)
{
	return c->mode == RTE_INTR_MODE_NONE || c->mode == kind->mode;
}

/* vfio-pci counts zero where others refuse; what is asked for may be so. */
static bool
is_taken(const struct intr_case *c, const struct kind *kind)
{
	return (c->offered & 1u << kind->index) ||
		(c->mode == kind->mode && absences[c->absence] == count_of_zero);
}

/* Not so much as asked: what is not wanted, and what comes after the choice. */
static const struct kind *
choose(const struct intr_case *c, unsigned int *asked)
{
	const struct kind *kind;

	*asked = 0;
	for (kind = kinds; kind < kinds + NB_KINDS; kind++) {
		if (!is_asked_for(c, kind))
			continue;
		*asked |= 1u << kind->index;
		if (is_taken(c, kind))
			return kind;
	}
	return NULL;
}

static void
check_handle(const struct rte_pci_device *pdev, const struct kind *kind,
	const char *text)
{
	const struct rte_intr_handle *handle = pdev->intr_handle;
	enum rte_intr_handle_type type = kind != NULL ? kind->type :
		RTE_INTR_HANDLE_UNKNOWN;

	CHECK(rte_intr_type_get(handle) == type, "%s: type %d", text,
		rte_intr_type_get(handle));
	CHECK((rte_intr_fd_get(handle) >= 0) == (kind != NULL),
		"%s: descriptor %d", text, rte_intr_fd_get(handle));
	CHECK(rte_intr_dev_fd_get(handle) >= 0, "%s: no device", text);
	CHECK_LOG(ERR, NULL, 0);
}

static void
check_refused(const struct rte_pci_device_internal *dev, int ret,
	const char *text)
{
	CHECK(ret == -ENOTSUP, "%s: %d", text, ret);
	CHECK(dev->backend == NULL && dev->device.intr_handle == NULL,
		"%s: it is open", text);
	CHECK_LOG(ERR, NULL, 1);
	CHECK_LOG(ERR, dev->name, 1);
	CHECK_LOG(ERR, "--vfio-intr", 1);
	fake_vfio_check_idle();
	fake_eal_check_idle();
}

static struct fake_device *
add_device(const struct intr_case *c)
{
	struct fake_device *fake = fake_vfio_add(c->name, 1, FAKE_VFIO_PCI);
	unsigned int i;

	for (i = 0; i < NB_KINDS; i++)
		if (!(c->offered & 1u << i))
			absences[c->absence](&fake->irqs[i]);
	fake_eal()->intr_mode = c->mode;
	return fake;
}

static void
check_case(const struct intr_case *c)
{
	struct rte_pci_device_internal *dev = fixture_scanned(c->name, 1);
	const struct fake_device *fake = add_device(c);
	unsigned int i, asked;
	const struct kind *kind = choose(c, &asked);
	int ret = fixture_plug(dev);
	char text[80];

	snprintf(text, sizeof(text), "%s, mode %d, offers %#x, absence %u",
		c->name, c->mode, c->offered, c->absence);
	if (kind != NULL || c->mode == RTE_INTR_MODE_NONE) {
		CHECK(ret == 0, "%s: %d", text, ret);
		check_handle(&dev->device, kind, text);
		CHECK_LOG(WARNING, NULL, kind != NULL &&
			!(c->offered & 1u << kind->index));
		CHECK_LOG(WARNING, "it will not interrupt", kind != NULL &&
			!(c->offered & 1u << kind->index));
	} else {
		check_refused(dev, ret, text);
	}
	CHECK((fake->irqs_asked & 0x7) == asked, "%s: asked for %#x", text,
		fake->irqs_asked);
	/* That is the driver's to do, when it is ready. */
	for (i = 0; i < NB_KINDS; i++)
		CHECK(fake->irqs[i].event_fd == -1, "%s: is enabled", text);
}

static void
check_modes(struct intr_case c)
{
	static const enum rte_intr_mode modes[] = { RTE_INTR_MODE_NONE,
		RTE_INTR_MODE_LEGACY, RTE_INTR_MODE_MSI, RTE_INTR_MODE_MSIX };
	unsigned int i;

	for (i = 0; i < RTE_DIM(modes); i++) {
		c.mode = modes[i];
		fixture_begin();
		check_case(&c);
		fixture_end();
	}
}

static void
check_offers(const char *name)
{
	struct intr_case c = { .name = name };

	for (c.absence = 0; c.absence < RTE_DIM(absences); c.absence++)
		for (c.offered = 0; c.offered < 1u << NB_KINDS; c.offered++)
			check_modes(c);
}

static void
test_function(void **state)
{
	(void)state;
	check_offers(BDF);
}

static void
test_mdev(void **state)
{
	(void)state;
	check_offers(UUID_1);
}

/* Each index that the device has is preferred to those before it. */
static void
test_indexes_that_end_early(void **state)
{
	struct rte_pci_device_internal *dev;
	struct fake_device *fake;
	unsigned int i;

	(void)state;
	for (i = 0; i <= NB_KINDS; i++) {
		fixture_begin();
		dev = fixture_scanned(BDF, 1);
		fake = fake_vfio_add(BDF, 1, FAKE_VFIO_PCI);
		fake->num_irqs = i;
		assert_int_equal(fixture_plug(dev), 0);
		check_handle(&dev->device, i > 0 ? &kinds[NB_KINDS - i] : NULL,
			"the first indexes");
		assert_int_equal(fake->irqs_asked, i > 0 ? 1u << (i - 1) : 0);
		fixture_end();
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_function),
		cmocka_unit_test(test_mdev),
		cmocka_unit_test(test_indexes_that_end_early),
	};

	return cmocka_run_group_tests_name("interrupts", tests, NULL, NULL);
}
