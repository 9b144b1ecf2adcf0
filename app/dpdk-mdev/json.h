/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef JSON_H
#define JSON_H

/**
 * @file
 * JSON as doc/guides/tools/dpdk_mdev.schema.json describes it. What is not known is
 * null. A value that cannot be made is NULL, as jansson has it, and is seen
 * at the end: json_put() fails.
 */

#include <stdio.h>

#include <jansson.h>

#include "holders.h"
#include "mdev.h"

/** Empty: null. */
json_t *json_text(const char *text);
/** Negative: null. */
json_t *json_number(int number);

/** Add a member to an object, or an item to a list: if that fails, to be NULL. */
void json_add(json_t **object, const char *key, json_t *value);
void json_append(json_t **list, json_t *item);

/** What sysfs says of an mdev, and its IDs if they are known. */
json_t *json_mdev(const struct mdev *mdev);
/** The processes that have it. */
json_t *json_holders(const struct holders *holders, const struct mdev *mdev);

/** What is known of any region, with those parts of it that are mapped and those
 * that are not.
 */
json_t *json_region(const struct pci_region *region, unsigned int index,
	const char *name);

/** Write one value, and free it. @return STATUS_*. */
int json_put(FILE *out, json_t *value);

#endif /* JSON_H */
