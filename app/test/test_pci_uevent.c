/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the kernel's messages about devices say, and what other messages do not.
 */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_uevent.h"
#include "fixture.h"
#include "pci_uevent.h"
#include "testing.h"

/* A copy of exactly its length, for the sanitizer. */
static bool
says_bound(const char *msg, size_t len, struct pci_dev_id *id)
{
	char *copy = malloc(len + (len == 0));
	bool says;

	assert_non_null(copy);
	memcpy(copy, msg, len);
	says = pci_uevent_is_bound_mdev(copy, len, id);
	free(copy);
	return says;
}

#define PATH "/devices/pci0000:00/0000:00:02.0/" UUID_1
#define MESSAGE(action, path, subsystem) \
	action "@" path "\0ACTION=" action "\0DEVPATH=" path \
	"\0SUBSYSTEM=" subsystem "\0DRIVER=mtty\0SEQNUM=1234"

static const char bound[] = MESSAGE("bind", PATH, "mdev");

static void
test_bound(void **state)
{
	char name[PCI_ID_STRLEN];
	struct pci_dev_id id;

	(void)state;
	assert_true(says_bound(bound, sizeof(bound), &id));
	pci_id_format(&id, name);
	assert_string_equal(name, UUID_1);
}

#define ROW(message) { message, sizeof(message) }

static const struct row {
	const char *msg;
	size_t len;
} others[] = {
	/* Of an mdev, but not that a driver has it. */
	ROW(MESSAGE("add", PATH, "mdev")),
	ROW(MESSAGE("unbind", PATH, "mdev")),
	ROW(MESSAGE("remove", PATH, "mdev")),
	ROW(MESSAGE("bindx", PATH, "mdev")),
	/* What belongs to it, and what looks like it. */
	ROW(MESSAGE("bind", PATH "/vfio-dev/vfio0", "vfio-dev")),
	ROW(MESSAGE("bind", PATH, "mdev_bus")),
	ROW(MESSAGE("bind", PATH, "pci")),
	ROW(MESSAGE("bind", PATH "x", "mdev")),
	ROW(MESSAGE("bind", PATH "/", "mdev")),
	ROW(MESSAGE("bind", "/devices/0000:00:02.0", "mdev")),
	ROW(MESSAGE("bind", UUID_1, "mdev")),
	ROW(MESSAGE("bind", "", "mdev")),
	/* Something is missing. */
	ROW("ACTION=bind\0DEVPATH=" PATH),
	ROW("ACTION=bind\0SUBSYSTEM=mdev"),
	ROW("DEVPATH=" PATH "\0SUBSYSTEM=mdev"),
	ROW("bind@" PATH),
	/* The first of a name counts, and a name is all of it. */
	ROW("ACTION=add\0ACTION=bind\0DEVPATH=" PATH "\0SUBSYSTEM=mdev"),
	ROW("ACTION=bind\0DEVPATH=" PATH "\0SUBSYSTEM=pci\0SUBSYSTEM=mdev"),
	ROW("ACTION=bind\0DEVPATH_OLD=" PATH "\0SUBSYSTEM=mdev"),
	ROW("ACTION=bind\0DEVPATH\0=" PATH "\0SUBSYSTEM=mdev"),
	ROW("\0\0\0\0"),
	/* udev's own form, which begins with binary numbers. */
	ROW("libudev\0\xfe\xed\xca\xfe(\0\0\0"),
};

static void
test_other_messages(void **state)
{
	struct pci_dev_id id;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(others); i++)
		CHECK(!says_bound(others[i].msg, others[i].len, &id),
			"row %u is taken for news of an mdev", i);
}

/* Wherever it is cut, it is not read beyond its end, and says the same or nothing. */
static void
test_cut_off(void **state)
{
	const size_t complete = sizeof(bound) - sizeof("DRIVER=mtty\0SEQNUM=1234");
	struct pci_dev_id id;
	size_t len;

	(void)state;
	for (len = 0; len < sizeof(bound); len++)
		CHECK(says_bound(bound, len, &id) == (len >= complete &&
				bound[len - 1] == '\0'),
			"the first %zu bytes", len);
}

static void
test_strange_order(void **state)
{
	static const char msg[] = "\0\0SUBSYSTEM=mdev\0\0DEVPATH=a=b/" UUID_1
		"\0X\0=\0ACTION=bind\0";
	struct pci_dev_id id;

	(void)state;
	assert_true(says_bound(msg, sizeof(msg), &id));
}

/* ---- the socket ---- */

static void
test_socket_fails(void **state)
{
	(void)state;
	fake_uevent()->socket_errno = EAFNOSUPPORT;
	assert_int_equal(pci_uevent_open(), -EAFNOSUPPORT);
	fake_uevent()->socket_errno = 0;
	fake_uevent()->bind_errno = EACCES;
	assert_int_equal(pci_uevent_open(), -EACCES);
}

/* A socket of another kind, with the bus's filter and the kernel's machine. */
static void
open_filtered(int ends[2])
{
	int fd;

	fake_uevent()->socket_errno = 0;
	fd = pci_uevent_open();
	assert_in_range(fd, 0, INT_MAX);
	close(fd);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends),
		0);
	fake_uevent_filter(ends[1]);
}

static void
test_filter(void **state)
{
	static const char added[] = MESSAGE("add", PATH, "mdev");
	static const struct {
		const char *msg;
		size_t len;
		bool passes;
	} rows[] = {
		{ added, sizeof(added), false },
		{ "unbind@" PATH, sizeof("unbind@" PATH), false },
		{ " bind@" PATH, sizeof(" bind@" PATH), false },
		{ "libudev", 8, false },
		{ "bin", 3, false }, { "b", 1, false }, { "", 0, false },
		{ bound, sizeof(bound), true }, { "bind", 4, true },
	};
	char msg[PCI_UEVENT_MAX];
	unsigned int i;
	ssize_t len;
	int ends[2];

	(void)state;
	open_filtered(ends);
	for (i = 0; i < RTE_DIM(rows); i++) {
		assert_int_equal(send(ends[0], rows[i].msg, rows[i].len, 0),
			rows[i].len);
		len = recv(ends[1], msg, sizeof(msg), MSG_DONTWAIT);
		CHECK(len == (rows[i].passes ? (ssize_t)rows[i].len : -1),
			"row %u: %zd bytes arrive", i, len);
	}
	close(ends[0]);
	close(ends[1]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_bound),
		FIXTURE_TEST(test_other_messages),
		FIXTURE_TEST(test_cut_off),
		FIXTURE_TEST(test_strange_order),
		FIXTURE_TEST(test_socket_fails),
		FIXTURE_TEST(test_filter),
	};

	return cmocka_run_group_tests_name("uevents", tests, NULL, NULL);
}
