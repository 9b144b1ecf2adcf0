/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The helper of lib/eal that reads a line of text.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "eal_sysfs.h"
#include "testing.h"

static char path[] = "/tmp/eal-sysfs-XXXXXX";

static int
make_file(void **state)
{
	FILE *file;
	int fd;

	(void)state;
	strcpy(strrchr(path, '-'), "-XXXXXX");
	fd = mkstemp(path);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	return file == NULL ? -1 : fclose(file);
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void
write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void
test_lines(void **state)
{
	static const struct {
		const char *text;
		int ret;
		const char *line;
	} rows[] = {
		{ "vfio-pci\n", 0, "vfio-pci" },
		{ "vfio-pci", 0, "vfio-pci" },
		{ "one\ntwo\n", 0, "one" },
		{ "\n", 0, "" },
		{ "1234567890\n", 0, "1234567890" },
		{ "12345678901", 0, "12345678901" },
		{ "12345678901\n", 0, "12345678901" },
		{ "123456789012\n", -EOVERFLOW, NULL },
		{ "123456789012", -EOVERFLOW, NULL },
		{ "", -ENODATA, NULL },
	};
	char buf[12];
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		write_file(rows[i].text);
		ret = eal_parse_sysfs_str(path, buf, sizeof(buf));
		CHECK(ret == rows[i].ret, "row %u gives %d", i, ret);
		if (ret == 0)
			assert_string_equal(buf, rows[i].line);
	}
}

static void
test_no_line(void **state)
{
	char buf[8];

	(void)state;
	assert_int_equal(eal_parse_sysfs_str("/no/such", buf, sizeof(buf)),
		-ENOENT);
	assert_int_equal(eal_parse_sysfs_str("/", buf, sizeof(buf)), -EISDIR);
	assert_int_equal(eal_parse_sysfs_str(path, buf, 1), -EINVAL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, make_file,
			remove_file),
		cmocka_unit_test_setup_teardown(test_no_line, make_file,
			remove_file),
	};

	return cmocka_run_group_tests_name("sysfs text", tests, NULL, NULL);
}
