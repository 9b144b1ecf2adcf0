/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A 16550 behind BAR 0, as mtty emulates it: in loopback mode a byte that is
 * sent is received. Its registers are one byte wide, and accessed as such.
 */

#include "test_mdev.h"

#define UART_BAR 0

/* PC16550D data sheet, table II. */
enum {
	UART_DATA = 0,		/* write: sends, read: receives */
	UART_FIFO_CONTROL = 2,
	UART_LINE_CONTROL = 3,
	UART_MODEM_CONTROL = 4,
	UART_LINE_STATUS = 5,
	UART_SCRATCH = 7,
};

#define FIFO_ENABLE_AND_CLEAR 0x07
#define LINE_8N1 0x03
#define MODEM_LOOPBACK 0x10
#define STATUS_DATA_READY 0x01

struct uart;

/* The two ways to a register. */
struct uart_ops {
	const char *name;
	uint8_t (*read)(const struct uart *uart, off_t reg);
	void (*write)(const struct uart *uart, off_t reg, uint8_t value);
};

struct uart {
	const struct uart_ops *ops;
	struct rte_pci_device *dev;
	struct rte_pci_ioport *ports;
};

static uint8_t
read_port(const struct uart *uart, off_t reg)
{
	uint8_t value = 0;

	rte_pci_ioport_read(uart->ports, &value, 1, reg);
	return value;
}

static void
write_port(const struct uart *uart, off_t reg, uint8_t value)
{
	rte_pci_ioport_write(uart->ports, &value, 1, reg);
}

static uint8_t
read_mmio(const struct uart *uart, off_t reg)
{
	uint8_t value = 0;

	if (rte_pci_mmio_read(uart->dev, UART_BAR, &value, 1, reg) != 1)
		check(false, "%s: cannot read register %jd", uart->ops->name,
			(intmax_t)reg);
	return value;
}

static void
write_mmio(const struct uart *uart, off_t reg, uint8_t value)
{
	if (rte_pci_mmio_write(uart->dev, UART_BAR, &value, 1, reg) != 1)
		check(false, "%s: cannot write register %jd", uart->ops->name,
			(intmax_t)reg);
}

static const struct uart_ops all_ops[] = {
	{ "rte_pci_ioport", read_port, write_port },
	{ "rte_pci_mmio", read_mmio, write_mmio },
};

static void
start_loopback(const struct uart *uart)
{
	uart->ops->write(uart, UART_FIFO_CONTROL, FIFO_ENABLE_AND_CLEAR);
	uart->ops->write(uart, UART_LINE_CONTROL, LINE_8N1);
	uart->ops->write(uart, UART_MODEM_CONTROL, MODEM_LOOPBACK);
}

static void
stop_loopback(const struct uart *uart)
{
	uart->ops->write(uart, UART_MODEM_CONTROL, 0);
	uart->ops->write(uart, UART_FIFO_CONTROL, 0);
}

static bool
has_data(const void *arg)
{
	const struct uart *uart = arg;

	return uart->ops->read(uart, UART_LINE_STATUS) & STATUS_DATA_READY;
}

static void
check_byte(const struct uart *uart, uint8_t sent)
{
	uint8_t received;

	uart->ops->write(uart, UART_DATA, sent);
	if (!poll_until(has_data, uart)) {
		check(false, "%s: %#04x does not come back", uart->ops->name,
			sent);
		return;
	}
	received = uart->ops->read(uart, UART_DATA);
	check(received == sent, "%s: sent %#04x, received %#04x",
		uart->ops->name, sent, received);
}

static void
check_scratch(const struct uart *uart, uint8_t written)
{
	uint8_t value;

	uart->ops->write(uart, UART_SCRATCH, written);
	value = uart->ops->read(uart, UART_SCRATCH);
	check(value == written, "%s: scratch register: wrote %#04x, read %#04x",
		uart->ops->name, written, value);
}

static void
check_uart(const struct uart *uart)
{
	start_loopback(uart);
	check(!has_data(uart), "%s: nothing received before it is sent",
		uart->ops->name);
	check_byte(uart, 0x55);
	check_byte(uart, 0xaa);
	check_byte(uart, 'm');
	check(!has_data(uart), "%s: nothing is left", uart->ops->name);
	check_scratch(uart, 0x3c);
	stop_loopback(uart);
}

int
cmd_uart_loopback(struct rte_pci_device *dev, char **args __rte_unused)
{
	struct rte_pci_ioport ports;
	struct uart uart = { .dev = dev, .ports = &ports };
	unsigned int i;

	if (!check(rte_pci_ioport_map(dev, UART_BAR, &ports) == 0,
			"I/O ports behind BAR %d", UART_BAR))
		return check_status();
	for (i = 0; i < RTE_DIM(all_ops); i++) {
		uart.ops = &all_ops[i];
		check_uart(&uart);
	}
	check(rte_pci_ioport_unmap(&ports) == 0, "I/O ports given up");
	return check_status();
}
