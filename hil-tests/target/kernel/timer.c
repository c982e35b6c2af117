/* The clock interrupt: time, the one polled byte a tick of the debugger, the scheduler. */
#include "kd.h"

volatile ULONG64 KeTickCount;
ULONG KeTimeIncrement = 10000000 / TICKS_PER_SECOND; /* 100 ns units */
static ULONG64 KiBootTime;

static ULONG KiCmos(UCHAR Index) {
    __outb(0x70, Index);
    UCHAR v = __inb(0x71);
    return (v >> 4) * 10u + (v & 15);
}

/* The real-time clock as 100 ns units since 1601. QEMU's runs in BCD, 24 hours. */
static ULONG64 KiReadClock(VOID) {
    while (__outb(0x70, 0x0A), __inb(0x71) & 0x80) {}
    ULONG second = KiCmos(0), minute = KiCmos(2), hour = KiCmos(4), day = KiCmos(7), month = KiCmos(8), year = 2000 + KiCmos(9);
    /* days since 1601-01-01, counting years from March */
    ULONG y = year - (month < 3), m = (month + 9) % 12;
    ULONG64 days = 365ull * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 584694;
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 10000000;
}

ULONG64 KeQuerySystemTime(VOID) { return KiBootTime + KeTickCount * KeTimeIncrement; }

static KUSER_SHARED_DATA *const SharedUserData = (KUSER_SHARED_DATA *)KI_USER_SHARED_DATA;

/* A reader takes High1, Low, High2 and compares: so they are written the other way round. */
static VOID KiSetTime(volatile KSYSTEM_TIME *Time, ULONG64 Value) {
    Time->High2Time = (LONG)(Value >> 32);
    Time->LowPart = (ULONG)Value;
    Time->High1Time = (LONG)(Value >> 32);
}

static VOID KiPublishTime(VOID) {
    KiSetTime(&SharedUserData->InterruptTime, KeTickCount * KeTimeIncrement);
    KiSetTime(&SharedUserData->SystemTime, KeQuerySystemTime());
}

VOID KiInitializeTimer(VOID) {
    static const CHAR root[] = "C:\\kdlab";
    KiBootTime = KiReadClock();
    MmMapPage(SharedUserData);
    for (ULONG i = 0; i < sizeof(root); i++) SharedUserData->NtSystemRoot[i] = (UCHAR)root[i];
    SharedUserData->NtBuildNumber = NT_BUILD_NUMBER;
    SharedUserData->NtProductType = 1;
    SharedUserData->NtMajorVersion = 10;
    SharedUserData->KdDebuggerEnabled = 3;
    KiPublishTime();
    HalInitializeTimer(TICKS_PER_SECOND);
    HalEnableInterrupt(IRQ_TIMER, TRUE);
}

static NOINLINE VOID KdCheckForDebugBreak(VOID) {
    if (KdDebuggerEnabled && KdPollBreakIn()) DbgBreakPointWithStatus(1);
}

VOID KeUpdateSystemTime(PKTRAP_FRAME Frame) {
    (VOID)Frame;
    KeTickCount++;
    KiPublishTime();
    KdCheckForDebugBreak();
    KiQuantumEnd();
}
