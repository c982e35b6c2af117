/* The 16550 on COM1, polled: 115200 8N1, FIFO on. Waits are measured by the time stamp counter, in milliseconds. */
#include "kd.h"

#define COM1 0x3F8
#define UART_IER (COM1 + 1)
#define UART_FCR (COM1 + 2)
#define UART_LCR (COM1 + 3)
#define UART_MCR (COM1 + 4)
#define UART_LSR (COM1 + 5)
#define LSR_DATA_READY 0x01
#define LSR_TRANSMIT_EMPTY 0x20

static ULONG64 KdpCountsPerMs;

VOID KdPortInitialize(VOID) {
    KdpCountsPerMs = HalCountsPerMillisecond();
    __outb(UART_IER, 0);
    __outb(UART_LCR, 0x80);
    __outb(COM1, 1);
    __outb(UART_IER, 0);
    __outb(UART_LCR, 0x03);
    __outb(UART_FCR, 0xC7);
    __outb(UART_MCR, 0x0B); /* DTR, RTS, OUT2: the last lets KdPortIdle's interrupt through */
}

BOOLEAN KdPortPut(UCHAR Byte) {
    ULONG64 from = __tsc();
    while (!(__inb(UART_LSR) & LSR_TRANSMIT_EMPTY))
        if (__tsc() - from > KdTransportTimeoutMs * KdpCountsPerMs) return FALSE;
    __outb(COM1, Byte);
    return TRUE;
}

BOOLEAN KdPortPoll(PUCHAR Byte) {
    if (!(__inb(UART_LSR) & LSR_DATA_READY)) return FALSE;
    *Byte = __inb(COM1);
    return TRUE;
}

BOOLEAN KdPortGet(PUCHAR Byte, ULONG Milliseconds) {
    ULONG64 from = __tsc();
    while (!KdPortPoll(Byte))
        if (__tsc() - from > Milliseconds * KdpCountsPerMs) return FALSE;
    return TRUE;
}

/*
 * A stopped target may wait for hours, and a polling loop would burn a whole host processor. So it halts until COM1
 * or the clock interrupts; both handlers do nothing while the debugger is active. The clock bounds the sleep, so that
 * "silence after 0x62" is still noticed.
 */
VOID KdPortIdle(VOID) {
    HalEnableInterrupt(IRQ_COM1, TRUE);
    __outb(UART_IER, 1);
    __asm__ volatile("sti; hlt; cli" ::: "memory");
    __outb(UART_IER, 0);
    HalEnableInterrupt(IRQ_COM1, FALSE);
}

VOID KdPortWait(ULONG Ticks) {
    while (Ticks-- && !(__inb(UART_LSR) & LSR_DATA_READY)) KdPortIdle();
}
