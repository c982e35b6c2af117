/* The 32 software breakpoints. A handle is slot + 1. One whose page is not there waits, and is written later. */
#include "kd.h"

#define KDP_BREAKPOINTS 32
#define KDP_INT3 0xCC

typedef enum _KDP_BREAKPOINT_STATE { BreakpointFree, BreakpointDeferred, BreakpointInserted } KDP_BREAKPOINT_STATE;

struct _KDP_BREAKPOINT {
    ULONG64 Address;
    KDP_BREAKPOINT_STATE State;
    UCHAR Content; /* what was there */
} KdpBreakpointTable[KDP_BREAKPOINTS];

static VOID KdpInsert(struct _KDP_BREAKPOINT *Breakpoint) {
    UCHAR int3 = KDP_INT3;
    if (KdpCopyVirtual(Breakpoint->Address, &Breakpoint->Content, 1, FALSE) == 1 &&
        KdpCopyVirtual(Breakpoint->Address, &int3, 1, TRUE) == 1)
        Breakpoint->State = BreakpointInserted;
}

ULONG KdpAddBreakpoint(ULONG64 Address) {
    struct _KDP_BREAKPOINT *free = NULL;
    for (ULONG i = KDP_BREAKPOINTS; i--;) {
        struct _KDP_BREAKPOINT *b = &KdpBreakpointTable[i];
        if (b->State == BreakpointFree) free = b;
        else if (b->Address == Address) return 0;
    }
    if (!free) return 0;
    free->Address = Address;
    free->State = BreakpointDeferred;
    KdpInsert(free);
    return (ULONG)(free - KdpBreakpointTable) + 1;
}

BOOLEAN KdpDeleteBreakpoint(ULONG Handle) {
    if (Handle < 1 || Handle > KDP_BREAKPOINTS) return FALSE;
    struct _KDP_BREAKPOINT *b = &KdpBreakpointTable[Handle - 1];
    if (b->State == BreakpointFree) return FALSE;
    UCHAR now;
    /* Somebody may have written over it: then the old byte must not come back. */
    if (b->State == BreakpointInserted && KdpCopyVirtual(b->Address, &now, 1, FALSE) == 1 && now == KDP_INT3)
        KdpCopyVirtual(b->Address, &b->Content, 1, TRUE);
    b->State = BreakpointFree;
    return TRUE;
}

BOOLEAN KdpDeleteBreakpointRange(ULONG64 First, ULONG64 Last) {
    BOOLEAN any = FALSE;
    for (ULONG i = 0; i < KDP_BREAKPOINTS; i++)
        if (KdpBreakpointTable[i].State != BreakpointFree && KdpBreakpointTable[i].Address >= First &&
            KdpBreakpointTable[i].Address <= Last)
            any |= KdpDeleteBreakpoint(i + 1);
    return any;
}

VOID KdpWriteDeferredBreakpoints(VOID) {
    for (ULONG i = 0; i < KDP_BREAKPOINTS; i++)
        if (KdpBreakpointTable[i].State == BreakpointDeferred) KdpInsert(&KdpBreakpointTable[i]);
}
