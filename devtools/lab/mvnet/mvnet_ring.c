/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Split virtqueues, seen from the device. All that is read here was written by the other
 * side, at any time: it is copied once, checked, and only the copy is used.
 *
 * The driver polls the ring indices while they change, and a two-byte vfio_dma_rw() may be
 * made of two one-byte moves. So an index always travels in an aligned 8-byte word, which the
 * kernel moves by one instruction on every CPU that does not claim fast short "rep movsb"
 * (FSRM), and real FSRM CPUs in one go. The used ring's word includes half of its first
 * element: used_first_id keeps what was written there. A ring that starts at less than 8
 * bytes' alignment may have its word moved in two pieces, but never its index.
 *
 * Little-endian, as VIRTIO 1 has it; legacy's order is the machine's, which is the same here.
 */

#include <asm/byteorder.h>
#include <linux/virtio_byteorder.h>

#include "mvnet.h"

#ifndef __LITTLE_ENDIAN
#error "legacy virtio's byte order would be another one than VIRTIO 1's"
#endif

#define from16(x) __virtio16_to_cpu(true, x)
#define from32(x) __virtio32_to_cpu(true, x)
#define from64(x) __virtio64_to_cpu(true, x)
#define to16(x) __cpu_to_virtio16(true, x)
#define to32(x) __cpu_to_virtio32(true, x)

union avail_word {
	u64 word;
	struct {
		__virtio16 flags;
		__virtio16 idx;
	};
};

union used_word {
	u64 word;
	struct {
		__virtio16 flags;
		__virtio16 idx;
		__virtio32 first_id;
	};
};

static int
read_mem(struct mvnet *mv, u64 iova, void *buf, size_t len)
{
	return mv->dma->rw(mv, iova, buf, len, false);
}

static int
write_mem(struct mvnet *mv, u64 iova, void *buf, size_t len)
{
	return mv->dma->rw(mv, iova, buf, len, true);
}

void
mvnet_ring_reset(struct mvnet_queue *vq)
{
	vq->avail_next = 0;
	vq->avail_idx = 0;
	vq->used_idx = 0;
	vq->used_first_id = 0;
	vq->broken = false;
}

static int
read_avail_idx(struct mvnet *mv, struct mvnet_queue *vq)
{
	union avail_word avail;
	int ret;

	ret = read_mem(mv, vq->avail, &avail.word, sizeof(avail.word));
	if (ret)
		return ret;
	vq->avail_idx = from16(avail.idx);
	if ((u16)(vq->avail_idx - vq->avail_next) > vq->size)
		return -EPROTO;
	/* The entries were written before the index. */
	smp_rmb();
	return 0;
}

static int
read_head(struct mvnet *mv, struct mvnet_queue *vq, u16 *head)
{
	u16 slot = vq->avail_next % vq->size;
	__virtio16 entry;
	int ret;

	ret = read_mem(mv, vq->avail + offsetof(struct vring_avail, ring[slot]),
		       &entry, sizeof(entry));
	if (ret)
		return ret;
	*head = from16(entry);
	return 0;
}

/* How many segments there are, and so the place of the next one. */
static u16
nr_segments(const struct mvnet_chain *chain)
{
	return chain->nr[MVNET_FROM_GUEST] + chain->nr[MVNET_TO_GUEST];
}

static int
add_segment(struct mvnet_chain *chain, u16 size, const struct vring_desc *desc, u8 parts)
{
	u64 addr = from64(desc->addr);
	u32 len = from32(desc->len);
	u16 flags = from16(desc->flags);
	int part = flags & VRING_DESC_F_WRITE ? MVNET_TO_GUEST : MVNET_FROM_GUEST;
	u16 at = nr_segments(chain);

	/* Indirect tables are not offered. */
	if (flags & VRING_DESC_F_INDIRECT)
		return -EPROTO;
	if (!(parts & BIT(part)))
		return -EPROTO;
	if (part == MVNET_FROM_GUEST && chain->nr[MVNET_TO_GUEST])
		return -EPROTO;
	/* A chain has at most as many descriptors as the queue, so more of them are a loop. */
	if (at == size)
		return -ELOOP;
	if (len > U64_MAX - addr || len > U32_MAX - chain->len[part])
		return -EOVERFLOW;

	chain->seg[at].addr = addr;
	chain->seg[at].len = len;
	chain->nr[part]++;
	chain->len[part] += len;
	return 0;
}

static int
walk_chain(struct mvnet *mv, struct mvnet_queue *vq, u16 head, u8 parts)
{
	struct mvnet_chain *chain = &mv->chain;
	struct vring_desc desc;
	u16 index = head;
	int ret;

	chain->head = head;
	memset(chain->nr, 0, sizeof(chain->nr));
	memset(chain->len, 0, sizeof(chain->len));
	do {
		if (index >= vq->size)
			return -ERANGE;
		ret = read_mem(mv, vq->desc + index * sizeof(desc), &desc, sizeof(desc));
		if (ret)
			return ret;
		ret = add_segment(chain, vq->size, &desc, parts);
		if (ret)
			return ret;
		index = from16(desc.next);
	} while (from16(desc.flags) & VRING_DESC_F_NEXT);
	return 1;
}

/* Leaves the next chain in mv->chain and in the ring; parts are those that it may have. */
int
mvnet_ring_peek(struct mvnet *mv, struct mvnet_queue *vq, u8 parts)
{
	u16 head;
	int ret;

	if (!vq->enabled || vq->broken)
		return 0;
	if (vq->avail_next == vq->avail_idx) {
		ret = read_avail_idx(mv, vq);
		if (ret)
			return ret;
		if (vq->avail_next == vq->avail_idx)
			return 0;
	}
	ret = read_head(mv, vq, &head);
	if (ret)
		return ret;
	return walk_chain(mv, vq, head, parts);
}

static int
write_used_idx(struct mvnet *mv, struct mvnet_queue *vq, u16 idx)
{
	union used_word used = {
		.idx = to16(idx),
		.first_id = to32(vq->used_first_id),
	};

	return write_mem(mv, vq->used, &used.word, sizeof(used.word));
}

/* Gives the chain that was peeked back. Unless it returns 1, the chain is still in the ring. */
int
mvnet_ring_push(struct mvnet *mv, struct mvnet_queue *vq, u32 written)
{
	u16 slot = vq->used_idx % vq->size;
	struct vring_used_elem elem = {
		.id = to32(mv->chain.head),
		.len = to32(written),
	};
	int ret;

	ret = write_mem(mv, vq->used + offsetof(struct vring_used, ring[slot]),
			&elem, sizeof(elem));
	if (ret)
		return ret;
	if (slot == 0)
		vq->used_first_id = mv->chain.head;
	/* The driver takes the buffer and the element as soon as it sees the index. */
	smp_wmb();
	ret = write_used_idx(mv, vq, vq->used_idx + 1);
	if (ret)
		return ret;
	vq->used_idx++;
	vq->avail_next++;
	return 1;
}

int
mvnet_ring_wants_irq(struct mvnet *mv, struct mvnet_queue *vq)
{
	union avail_word avail;
	int ret;

	/* Against the driver, which clears the flag and then reads the used index. */
	smp_mb();
	ret = read_mem(mv, vq->avail, &avail.word, sizeof(avail.word));
	if (ret)
		return ret;
	return !(from16(avail.flags) & VRING_AVAIL_F_NO_INTERRUPT);
}

/* Moves the first len bytes of a part that was peeked; len is at most mv->chain.len[part]. */
int
mvnet_ring_copy(struct mvnet *mv, void *buf, u32 len, int part)
{
	const struct mvnet_chain *chain = &mv->chain;
	u16 i = part == MVNET_TO_GUEST ? chain->nr[MVNET_FROM_GUEST] : 0;
	u16 end = i + chain->nr[part];
	u32 some;
	int ret;

	for (; i < end && len; i++) {
		some = min(len, chain->seg[i].len);
		if (!some)
			continue;
		ret = mv->dma->rw(mv, chain->seg[i].addr, buf, some, part == MVNET_TO_GUEST);
		if (ret)
			return ret;
		buf += some;
		len -= some;
	}
	return 0;
}
