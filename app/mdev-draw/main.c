/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A picture on a Bochs display, such as the kernel's sample mdev mbochs: an
 * example of a whole PMD for a device with registers that cannot be mapped,
 * and memory that can. It draws by a pointer, reads back by the accessor, and
 * saves what it has read as a portable pixmap.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <bus_pci_driver.h>
#include <rte_byteorder.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_io.h>

/* QEMU's docs/specs/standard-vga: memory in BAR 0, in BAR 2 the registers of
 * the Bochs VBE interface, 16 bits each.
 */
#define MEMORY_BAR 0
#define VBE_BAR 2
#define VBE_REGISTER(index) (0x500 + 2 * (index))
#define VBE_WIDTH 1
#define VBE_HEIGHT 2
#define VBE_BITS_PER_PIXEL 3
#define VBE_ENABLE 4
#define VBE_ENABLE_LINEAR 0x41

#define WIDTH 640
#define HEIGHT 480
#define ROW_SIZE (WIDTH * sizeof(uint32_t))
#define PICTURE_SIZE (ROW_SIZE * HEIGHT)

static struct rte_pci_device *display;

/* ---- the driver ---- */

static int
draw_probe(struct rte_pci_driver *driver __rte_unused, struct rte_pci_device *dev)
{
	if (display != NULL)
		return 1;
	display = dev;
	return 0;
}

static int
draw_remove(struct rte_pci_device *dev __rte_unused)
{
	display = NULL;
	return 0;
}

static const struct rte_pci_id draw_ids[] = {
	{ RTE_PCI_DEVICE(0x1234, 0x1111) },
	{ .vendor_id = 0 },
};

static struct rte_pci_driver draw_driver = {
	.id_table = draw_ids,
	.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
	.probe = draw_probe,
	.remove = draw_remove,
};

RTE_PMD_REGISTER_PCI(mdev_draw, draw_driver);

/* ---- registers: by the accessors ---- */

static int
set_register(unsigned int index, uint16_t value)
{
	rte_le16_t le = rte_cpu_to_le_16(value), seen = 0;
	off_t offset = VBE_REGISTER(index);

	if (rte_pci_mmio_write(display, VBE_BAR, &le, sizeof(le), offset) < 0 ||
			rte_pci_mmio_read(display, VBE_BAR, &seen, sizeof(seen),
				offset) < 0)
		return -rte_errno;
	return seen == le ? 0 : -EIO;
}

static int
set_mode(void)
{
	static const struct {
		unsigned int index;
		uint16_t value;
	} mode[] = {
		{ VBE_ENABLE, 0 },
		{ VBE_WIDTH, WIDTH },
		{ VBE_HEIGHT, HEIGHT },
		{ VBE_BITS_PER_PIXEL, 32 },
		{ VBE_ENABLE, VBE_ENABLE_LINEAR },
	};
	unsigned int i;
	int ret = 0;

	for (i = 0; ret == 0 && i < RTE_DIM(mode); i++)
		ret = set_register(mode[i].index, mode[i].value);
	return ret;
}

/* ---- memory: by a pointer, and by the accessor ---- */

/* Rings around the middle, over a gradient: blue, green, red, nothing. */
static uint32_t
pixel(int x, int y)
{
	int dx = x - WIDTH / 2, dy = y - HEIGHT / 2;
	uint32_t ring = (uint32_t)(dx * dx + dy * dy) / 4096 % 2;
	uint32_t red = (uint32_t)x * 255 / (WIDTH - 1);
	uint32_t green = (uint32_t)y * 255 / (HEIGHT - 1);

	return red << 16 | green << 8 | (ring ? 0xc0 : 0x20);
}

static int
draw(void)
{
	uint8_t *memory = rte_pci_region_addr(display, MEMORY_BAR, PICTURE_SIZE,
		0);
	int x, y;

	if (memory == NULL)
		return -rte_errno;
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			rte_write32_relaxed(rte_cpu_to_le_32(pixel(x, y)),
				memory + y * ROW_SIZE + x * sizeof(uint32_t));
	rte_io_wmb();
	return 0;
}

/* @return how many pixels are what was drawn, or -errno. */
static int
save_row(FILE *file, int y)
{
	rte_le32_t row[WIDTH];
	int x, agree = 0;

	if (rte_pci_mmio_read(display, MEMORY_BAR, row, ROW_SIZE,
			y * (off_t)ROW_SIZE) < 0)
		return -rte_errno;
	for (x = 0; x < WIDTH; x++) {
		uint32_t seen = rte_le_to_cpu_32(row[x]);

		agree += seen == pixel(x, y);
		fputc((int)(seen >> 16 & 0xff), file);
		fputc((int)(seen >> 8 & 0xff), file);
		fputc((int)(seen & 0xff), file);
	}
	return agree;
}

static int
save(const char *path)
{
	FILE *file = fopen(path, "wb");
	int y, ret = 0, agree = 0;

	if (file == NULL)
		return -errno;
	fprintf(file, "P6\n%d %d\n255\n", WIDTH, HEIGHT);
	for (y = 0; ret >= 0 && y < HEIGHT; y++) {
		ret = save_row(file, y);
		agree += ret;
	}
	if (fclose(file) != 0 && ret >= 0)
		ret = -errno;
	if (ret < 0)
		return ret;
	printf("%d of %d pixels are read as they were drawn\n", agree,
		WIDTH * HEIGHT);
	return agree == WIDTH * HEIGHT ? 0 : -EIO;
}

/* ---- the program ---- */

static int
report(const char *step, int ret)
{
	if (ret < 0)
		fprintf(stderr, "mdev-draw: %s: %s: %s\n",
			display->device.name, step, rte_strerror(-ret));
	return ret;
}

static int
run(const char *path)
{
	if (display == NULL) {
		fprintf(stderr, "mdev-draw: no Bochs display was probed\n");
		return -ENODEV;
	}
	if (report("setting the mode", set_mode()) < 0 ||
			report("drawing", draw()) < 0)
		return -EIO;
	return report("reading the picture back", save(path));
}

int
main(int argc, char **argv)
{
	int ret = rte_eal_init(argc, argv);

	if (ret < 0)
		return EXIT_FAILURE;
	if (argc - ret != 2) {
		fprintf(stderr, "Usage: %s EAL-OPTION... -- FILE.ppm\n", argv[0]);
		ret = -EINVAL;
	} else {
		ret = run(argv[ret + 1]);
	}
	rte_eal_cleanup();
	return ret < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
