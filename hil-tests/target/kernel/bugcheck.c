/* The end, told to the debugger: print, stop with status 3, then with status 4 for ever. And the orderly end. */
#include "kd.h"

ULONG64 KiBugcheckData[5];
static BOOLEAN KiBugCheckActive;

static VOID KiBugCheckDebugBreak(ULONG Status) {
    while (!KdDebuggerEnabled) __asm__ volatile("hlt");
    do {
        /* With nobody there it waits for a break-in instead of a resend loop on a dead line. */
        if (KdDebuggerNotPresent && !KdPollBreakIn()) {
            KeGetCurrentPrcb()->DebuggerActive = TRUE; /* the clock must not switch threads any more */
            KdPortWait(1);
            KeGetCurrentPrcb()->DebuggerActive = FALSE;
            continue;
        }
        DbgBreakPointWithStatus(Status);
    } while (Status == 4 || KdDebuggerNotPresent);
}

VOID KeBugCheckEx(ULONG Code, ULONG64 P1, ULONG64 P2, ULONG64 P3, ULONG64 P4) {
    KeDisableInterrupts();
    while (KiBugCheckActive) __asm__ volatile("hlt"); /* the first one is the one to see */
    KiBugCheckActive = TRUE;
    KiBugcheckData[0] = Code;
    KiBugcheckData[1] = P1;
    KiBugcheckData[2] = P2;
    KiBugcheckData[3] = P3;
    KiBugcheckData[4] = P4;
    DbgPrint("\n*** Fatal System Error: 0x%08x\n                       (0x%p,0x%p,0x%p,0x%p)\n\n", Code, P1, P2, P3, P4);
    if (LAYOUT_NAME[0] == 'B') DbgPrint("KDTARGET: Refreshing KD connection\n"); /* some kernels say so */
    KiBugCheckDebugBreak(3);
    KiBugCheckDebugBreak(4);
    for (;;) {}
}

VOID KeShutdown(VOID) {
    KeDisableInterrupts();
    DbgUnloadImageSymbols(NULL, (PVOID)~0ull, 0, 0, 0);
    HalReturnToFirmware();
    for (;;) {}
}
