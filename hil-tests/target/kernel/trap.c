/* Traps and interrupts in C: which exception a vector is, who gets it, and the faults that the kernel itself expects. */
#include "kd.h"

extern const UCHAR KdpReadMsrFault[], KdpWriteMsrFault[], KdpMsrResume[];
extern const UCHAR WorkProbeFault[], WorkProbeResume[], WorkDivideFault[], WorkDivideResume[];

static const struct {
    const UCHAR *Fault;
    const UCHAR *Resume;
    BOOLEAN Silent; /* the debugger never hears of it */
} KiFixups[] = {
    {KdpReadMsrFault, KdpMsrResume, TRUE},
    {KdpWriteMsrFault, KdpMsrResume, TRUE},
    {WorkProbeFault, WorkProbeResume, FALSE},
    {WorkDivideFault, WorkDivideResume, FALSE},
};

static BOOLEAN KiFixUp(PKTRAP_FRAME Frame, BOOLEAN Silent) {
    for (ULONG i = 0; i < ARRAY_SIZE(KiFixups); i++)
        if ((ULONG64)KiFixups[i].Fault == Frame->Rip && KiFixups[i].Silent == Silent) {
            Frame->Rip = (ULONG64)KiFixups[i].Resume;
            return TRUE;
        }
    return FALSE;
}

/* First chance to the debugger, then the kernel's own handlers, then the debugger again, then a bug check. */
static VOID KiDispatchException(PKTRAP_FRAME Frame, NTSTATUS Code, ULONG Count, ULONG64 P0, ULONG64 P1) {
    KD_EXCEPTION exception = {Code, Count, {P0, P1, 0}, TRUE};
    BOOLEAN debug = Code == STATUS_BREAKPOINT || Code == STATUS_SINGLE_STEP;
    if (KiFixUp(Frame, TRUE)) return;
    /* A fault does not wait for a debugger that is not there; a breakpoint does, for as long as it takes. */
    if (KdDebuggerEnabled && (debug || !KdDebuggerNotPresent) && KdTrap(Frame, &exception)) return;
    if (KiFixUp(Frame, FALSE)) return;
    exception.FirstChance = FALSE;
    if (KdDebuggerEnabled && !KdDebuggerNotPresent && KdTrap(Frame, &exception)) return;
    KeBugCheckEx(0x1E, (ULONG)Code | 0xFFFFFFFF00000000ull, Frame->Rip, P0, P1);
}

VOID KiDispatchTrap(PKTRAP_FRAME Frame, ULONG Vector) {
    Frame->Vector = Vector;
    switch (Vector) {
    case 0x00: KiDispatchException(Frame, STATUS_INTEGER_DIVIDE_BY_ZERO, 0, 0, 0); break;
    case 0x01: KiDispatchException(Frame, STATUS_SINGLE_STEP, 0, 0, 0); break;
    case 0x03:
        Frame->Rip -= 1; /* the stop is reported at the int3 */
        KiDispatchException(Frame, STATUS_BREAKPOINT, 1, 0, 0);
        break;
    case 0x04: KiDispatchException(Frame, STATUS_INTEGER_OVERFLOW, 0, 0, 0); break;
    case 0x06: KiDispatchException(Frame, STATUS_ILLEGAL_INSTRUCTION, 0, 0, 0); break;
    case 0x08: KeBugCheckEx(0x7F, 8, (ULONG64)Frame, Frame->Rip, Frame->Rsp);
    case 0x0D: KiDispatchException(Frame, STATUS_ACCESS_VIOLATION, 2, 0, ~0ull); break;
    case 0x0E: {
        Frame->FaultAddress = READ_REGISTER(cr2);
        ULONG64 access = Frame->ErrorCode & 16 ? 8 : Frame->ErrorCode & 2 ? 1 : 0;
        KiDispatchException(Frame, STATUS_ACCESS_VIOLATION, 2, access, Frame->FaultAddress);
        break;
    }
    case 0x29: KiDispatchException(Frame, STATUS_STACK_BUFFER_OVERRUN, 1, Frame->Rcx, 0); break;
    case 0x2C: KiDispatchException(Frame, STATUS_ASSERTION_FAILURE, 0, 0, 0); break;
    case VECTOR_DEBUG_SERVICE: KdDebugService(Frame); break;
    case VECTOR_FIRST_IRQ + IRQ_TIMER:
        HalEndOfInterrupt(IRQ_TIMER);
        KeGetCurrentPrcb()->InterruptCount++;
        if (!KeGetCurrentPrcb()->DebuggerActive) KeUpdateSystemTime(Frame); /* else it only wakes KdPortIdle */
        break;
    case VECTOR_FIRST_IRQ + IRQ_COM1: HalEndOfInterrupt(IRQ_COM1); break;
    case VECTOR_FIRST_IRQ + 7:
    case VECTOR_FIRST_IRQ + 15: break; /* the 8259's spurious ones: no end of interrupt */
    default: KeBugCheckEx(0x7F, Vector, (ULONG64)Frame, Frame->Rip, Frame->ErrorCode);
    }
}
