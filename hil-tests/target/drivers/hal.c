/* hal.dll: the 8259s, the 8254, reset; and a relay, so that a stack can pass through it. */
#include "export.h"

static inline UCHAR inb(USHORT p) { UCHAR v; __asm__ volatile("inb %1,%0" : "=a"(v) : "Nd"(p)); return v; }
static inline VOID outb(USHORT p, UCHAR v) { __asm__ volatile("outb %0,%1" ::"a"(v), "Nd"(p)); }
static inline ULONG64 tsc(VOID) { ULONG l, h; __asm__ volatile("rdtsc" : "=a"(l), "=d"(h)); return (ULONG64)h << 32 | l; }

volatile ULONG HalpRelayCount;

VOID HalInitializeInterrupts(ULONG FirstVector) {
    static const UCHAR base[2] = {0x20, 0xA0};
    for (ULONG i = 0; i < 2; i++) {
        outb(base[i], 0x11);
        outb(base[i] + 1, (UCHAR)(FirstVector + 8 * i));
        outb(base[i] + 1, i == 0 ? 4 : 2);
        outb(base[i] + 1, 1);
        outb(base[i] + 1, i == 0 ? 0xFB : 0xFF); /* all masked but the cascade */
    }
}

VOID HalEnableInterrupt(ULONG Line, BOOLEAN Enable) {
    USHORT port = Line < 8 ? 0x21 : 0xA1;
    UCHAR bit = (UCHAR)(1 << (Line & 7)), mask = inb(port);
    outb(port, Enable ? mask & ~bit : mask | bit);
}

VOID HalEndOfInterrupt(ULONG Line) {
    if (Line >= 8) outb(0xA0, 0x20);
    outb(0x20, 0x20);
}

VOID HalInitializeTimer(ULONG Hertz) {
    ULONG divisor = 1193182 / Hertz;
    outb(0x43, 0x34);
    outb(0x40, (UCHAR)divisor);
    outb(0x40, (UCHAR)(divisor >> 8));
}

/* The time stamp counter against channel 2 of the 8254, over 5 ms. */
ULONG64 HalCountsPerMillisecond(VOID) {
    ULONG divisor = 1193182 / 200;
    outb(0x61, (UCHAR)((inb(0x61) & ~2) | 1));
    outb(0x43, 0xB0);
    outb(0x42, (UCHAR)divisor);
    outb(0x42, (UCHAR)(divisor >> 8));
    ULONG64 from = tsc();
    while (!(inb(0x61) & 0x20)) {}
    return (tsc() - from) / 5;
}

VOID HalReturnToFirmware(VOID) {
    for (ULONG i = 0; i < 100000 && inb(0x64) & 2; i++) {}
    outb(0x64, 0xFE);
    for (;;) __asm__ volatile("hlt");
}

__attribute__((noinline, disable_tail_calls)) ULONG HalRelay(WORK_ROUTINE *Routine, ULONG Counter) {
    HalpRelayCount++;
    return Routine(Counter) + 1;
}
