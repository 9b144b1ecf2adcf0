/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdio.h>

#define FUZZ_CALLS_ONLY_DECLARED
#include "fuzz.h"
#include "fuzz_calls.h"
#include "fuzz_tree.h"

#define MAX_NODES 64
#define MAX_STREAMS 4
/* Descriptors of the kernel are lower. */
#define FIRST_FD 0x100000

struct node {
	int parent;
	const char *name;
	enum fuzz_node_kind kind;
	const char *bytes;
	size_t len;
};

static struct node nodes[MAX_NODES];
static int nb_nodes;
static unsigned int nb_open;

/* What the bus takes for a DIR. */
struct stream {
	bool in_use;
	int fd;
	int next;
	struct dirent entry;
};

static struct stream streams[MAX_STREAMS];

int
fuzz_tree_add(int parent, const char *name, enum fuzz_node_kind kind)
{
	CHECK(nb_nodes < MAX_NODES, "too many nodes");
	nodes[nb_nodes] = (struct node){ parent, name, kind, "", 0 };
	return nb_nodes++;
}

void
fuzz_tree_set(int node, enum fuzz_node_kind kind, const char *bytes,
	size_t len)
{
	nodes[node].kind = kind;
	nodes[node].bytes = bytes;
	nodes[node].len = len;
}

unsigned int
fuzz_tree_open(void)
{
	return nb_open;
}

static int
fail_with(int err)
{
	errno = err;
	return -1;
}

static bool
is_ours(int fd)
{
	return fd >= FIRST_FD;
}

static const struct node *
node_of(int fd)
{
	CHECK(fd < FIRST_FD + nb_nodes && nb_open > 0, "no descriptor: %d", fd);
	return &nodes[fd - FIRST_FD];
}

/* What a path says behind this folder; NULL: it does not begin there. */
static const char *
path_below(const struct node *node, const char *path)
{
	size_t len = strlen(node->name);

	return node->kind == FUZZ_DIR && strncmp(path, node->name, len) == 0 &&
		path[len] == '/' ? path + len + 1 : NULL;
}

static int
find(int dirfd, const char *name)
{
	const char *below;
	int i, parent = dirfd == AT_FDCWD ? FUZZ_TREE_ROOT : dirfd - FIRST_FD;

	if (strcmp(name, ".") == 0)
		return parent;
	for (i = 0; i < nb_nodes; i++) {
		if (nodes[i].parent != parent || nodes[i].kind == FUZZ_ABSENT)
			continue;
		if (strcmp(nodes[i].name, name) == 0)
			return i;
		below = path_below(&nodes[i], name);
		if (below != NULL)
			return find(FIRST_FD + i, below);
	}
	return -1;
}

/* There is nothing but the tree: a name that is not in it is nowhere. */
int
fuzz_openat(int dirfd, const char *path, int flags)
{
	int node = find(dirfd, path);

	if (node < 0)
		return fail_with(ENOENT);
	if (flags & O_DIRECTORY && nodes[node].kind != FUZZ_DIR)
		return fail_with(ENOTDIR);
	nb_open++;
	return FIRST_FD + node;
}

int
fuzz_close(int fd)
{
	if (!is_ours(fd))
		return close(fd);
	node_of(fd);
	nb_open--;
	return 0;
}

/* Once for each descriptor: sysfs needs no second time. */
ssize_t
fuzz_read(int fd, void *buf, size_t len)
{
	const struct node *node;

	if (!is_ours(fd))
		return read(fd, buf, len);
	node = node_of(fd);
	if (node->kind != FUZZ_FILE)
		return fail_with(EISDIR);
	if (len > node->len)
		len = node->len;
	memcpy(buf, node->bytes, len);
	return (ssize_t)len;
}

ssize_t
fuzz_readlinkat(int dirfd, const char *path, char *buf, size_t len)
{
	int node = find(dirfd, path);

	if (node < 0 || nodes[node].kind != FUZZ_LINK)
		return fail_with(node < 0 ? ENOENT : EINVAL);
	if (len > nodes[node].len)
		len = nodes[node].len;
	memcpy(buf, nodes[node].bytes, len);
	return (ssize_t)len;
}

DIR *
fuzz_fdopendir(int fd)
{
	struct stream *stream = streams;

	while (stream < streams + MAX_STREAMS && stream->in_use)
		stream++;
	CHECK(stream < streams + MAX_STREAMS && is_ours(fd), "too many streams");
	stream->in_use = true;
	stream->fd = fd;
	stream->next = 0;
	return (DIR *)stream;
}

struct dirent *
fuzz_readdir(DIR *dir)
{
	struct stream *stream = (struct stream *)dir;
	const struct node *node;

	while (stream->next < nb_nodes) {
		node = &nodes[stream->next++];
		if (node->parent != stream->fd - FIRST_FD ||
				node->kind == FUZZ_ABSENT)
			continue;
		snprintf(stream->entry.d_name, sizeof(stream->entry.d_name),
			"%s", node->name);
		return &stream->entry;
	}
	return NULL;
}

int
fuzz_dirfd(DIR *dir)
{
	return ((struct stream *)dir)->fd;
}

int
fuzz_closedir(DIR *dir)
{
	struct stream *stream = (struct stream *)dir;

	stream->in_use = false;
	return fuzz_close(stream->fd);
}
