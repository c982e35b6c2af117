/* Entering and leaving the debugger: the processor's state saved and put back, the state change built and sent. */
#include "kd.h"

ULONG KdpNestedTraps; /* traps inside the debugger itself, e.g. a breakpoint set in its own code */
static DBGKD_WAIT_STATE_CHANGE64 KdpStateChange;

extern ULONG KdpBugCheckRequested; /* kd_api.c */
extern BOOLEAN KdpContextSent;

/* One processor: nobody else to stop. With more, this is where they are frozen with their state in their KPRCBs. */
static VOID KdpEnter(PKTRAP_FRAME Frame) {
    PKPRCB prcb = KeGetCurrentPrcb();
    PKSPECIAL_REGISTERS s = &prcb->ProcessorState.SpecialRegisters;
    prcb->DebuggerActive = TRUE;
    s->KernelDr0 = READ_REGISTER(dr0);
    s->KernelDr1 = READ_REGISTER(dr1);
    s->KernelDr2 = READ_REGISTER(dr2);
    s->KernelDr3 = READ_REGISTER(dr3);
    s->KernelDr6 = READ_REGISTER(dr6);
    s->KernelDr7 = READ_REGISTER(dr7);
    WRITE_REGISTER(dr7, 0x400); /* the debugger must not hit its own watchpoints */
    s->Cr0 = READ_REGISTER(cr0);
    s->Cr2 = READ_REGISTER(cr2);
    s->Cr3 = READ_REGISTER(cr3);
    s->Cr4 = READ_REGISTER(cr4);
    s->Cr8 = READ_REGISTER(cr8);
    __asm__ volatile("sgdt %0; sidt %1; str %2; sldt %3" : "=m"(s->Gdtr.Limit), "=m"(s->Idtr.Limit), "=m"(s->Tr), "=m"(s->Ldtr)
                     :: "memory");
    s->MsrGsBase = __msr(0xC0000101);
    s->MsrGsSwap = __msr(0xC0000102);
    s->MsrStar = __msr(0xC0000081);
    s->MsrLStar = __msr(0xC0000082);
    s->MsrCStar = __msr(0xC0000083);
    s->MsrSyscallMask = __msr(0xC0000084);
    s->MsrFsBase = __msr(0xC0000100);

    PCONTEXT c = &prcb->ProcessorState.ContextFrame;
    memset(c, 0, sizeof(*c)); /* the debug registers stay 0 in here: their truth is in the special registers */
    __asm__ volatile("fxsave64 %0" : "=m"(c->FltSave));
    c->ContextFlags = CONTEXT_SERVED;
    c->MxCsr = s->MxCsr = *(PULONG)&c->FltSave[24];
    c->SegCs = Frame->SegCs;
    c->SegSs = Frame->SegSs;
    c->SegDs = c->SegEs = c->SegGs = KGDT_R3_DATA | 3;
    c->SegFs = KGDT_R3_CMTEB | 3;
    c->EFlags = Frame->EFlags;
    c->Rax = Frame->Rax, c->Rcx = Frame->Rcx, c->Rdx = Frame->Rdx, c->Rbx = Frame->Rbx;
    c->Rsp = Frame->Rsp, c->Rbp = Frame->Rbp, c->Rsi = Frame->Rsi, c->Rdi = Frame->Rdi;
    c->R8 = Frame->R8, c->R9 = Frame->R9, c->R10 = Frame->R10, c->R11 = Frame->R11;
    c->R12 = Frame->R12, c->R13 = Frame->R13, c->R14 = Frame->R14, c->R15 = Frame->R15;
    c->Rip = Frame->Rip;
    KdpContextSent = FALSE;
}

static VOID KdpLeave(PKTRAP_FRAME Frame) {
    PKPRCB prcb = KeGetCurrentPrcb();
    PKSPECIAL_REGISTERS s = &prcb->ProcessorState.SpecialRegisters;
    PCONTEXT c = &prcb->ProcessorState.ContextFrame;
    Frame->Rax = c->Rax, Frame->Rcx = c->Rcx, Frame->Rdx = c->Rdx, Frame->Rbx = c->Rbx;
    Frame->Rsp = c->Rsp, Frame->Rbp = c->Rbp, Frame->Rsi = c->Rsi, Frame->Rdi = c->Rdi;
    Frame->R8 = c->R8, Frame->R9 = c->R9, Frame->R10 = c->R10, Frame->R11 = c->R11;
    Frame->R12 = c->R12, Frame->R13 = c->R13, Frame->R14 = c->R14, Frame->R15 = c->R15;
    Frame->Rip = c->Rip;
    Frame->EFlags = (c->EFlags & 0x250DD5) | 2; /* status, TF, IF, DF, RF, AC, ID; never IOPL, NT or VM */
    *(PULONG)&c->FltSave[24] &= 0xFFFF;
    __asm__ volatile("fxrstor64 %0" ::"m"(c->FltSave));
    KdpWriteDeferredBreakpoints();
    WRITE_REGISTER(dr0, s->KernelDr0);
    WRITE_REGISTER(dr1, s->KernelDr1);
    WRITE_REGISTER(dr2, s->KernelDr2);
    WRITE_REGISTER(dr3, s->KernelDr3);
    WRITE_REGISTER(dr6, 0xFFFF0FF0);
    prcb->DebuggerActive = FALSE;
    WRITE_REGISTER(dr7, (s->KernelDr7 & 0xFFFF03FF) | 0x400);
    if (KdpBugCheckRequested) {
        ULONG code = KdpBugCheckRequested;
        KdpBugCheckRequested = 0;
        KeBugCheckEx(code, 0, 0, 0, 0);
    }
}

/* Everything but the union. Breakpoints in the instruction window go, so that the bytes shown are the real ones. */
static VOID KdpSetCommonState(ULONG NewState) {
    PKPRCB prcb = KeGetCurrentPrcb();
    PCONTEXT c = &prcb->ProcessorState.ContextFrame;
    PKSPECIAL_REGISTERS s = &prcb->ProcessorState.SpecialRegisters;
    DBGKD_CONTROL_REPORT *report = &KdpStateChange.ControlReport;
    memset(&KdpStateChange, 0xDB, sizeof(KdpStateChange)); /* real kernels leave garbage in what they do not set: so do we */
    KdpStateChange.NewState = NewState;
    KdpStateChange.ProcessorLevel = 6;
    KdpStateChange.Processor = (USHORT)prcb->Number;
    KdpStateChange.NumberProcessors = KeNumberProcessors;
    KdpStateChange.Thread = (ULONG64)prcb->CurrentThread;
    KdpStateChange.ProgramCounter = c->Rip;
    report->Dr6 = s->KernelDr6;
    report->Dr7 = s->KernelDr7;
    report->EFlags = c->EFlags;
    report->SegCs = c->SegCs;
    report->SegDs = c->SegDs;
    report->SegEs = c->SegEs;
    report->SegFs = c->SegFs;
    report->ReportFlags = 3;
    USHORT count = (USHORT)KdpCopyVirtual(c->Rip, report->InstructionStream, 16, FALSE);
    report->InstructionCount = count;
    if (count && KdpDeleteBreakpointRange(c->Rip, c->Rip + count - 1))
        KdpCopyVirtual(c->Rip, report->InstructionStream, 16, FALSE);
}

static BOOLEAN KdpNestedTrap(PKTRAP_FRAME Frame, NTSTATUS Code) {
    KdpNestedTraps++;
    if (Code == STATUS_BREAKPOINT && KdpDeleteBreakpointRange(Frame->Rip, Frame->Rip)) return TRUE;
    if (Code == STATUS_SINGLE_STEP) {
        Frame->EFlags &= ~0x100u;
        return TRUE;
    }
    for (;;) __asm__ volatile("cli; hlt"); /* a bug in the debugger: there is nobody left to tell */
}

BOOLEAN KdTrap(PKTRAP_FRAME Frame, KD_EXCEPTION *Exception) {
    if (KeGetCurrentPrcb()->DebuggerActive) return KdpNestedTrap(Frame, Exception->Code);
    KdpEnter(Frame);
    PCONTEXT context = &KeGetCurrentPrcb()->ProcessorState.ContextFrame;
    context->EFlags &= ~0x100u; /* a step is over when it is reported */
    NTSTATUS code = Exception->Code;
    KCONTINUE_STATUS status;
    do {
        KdpSetCommonState(DbgKdExceptionStateChange);
        DBGKM_EXCEPTION64 *e = &KdpStateChange.u.Exception;
        e->ExceptionCode = code;
        e->ExceptionFlags = 0;
        e->ExceptionRecord = 0;
        e->ExceptionAddress = context->Rip;
        e->NumberParameters = Exception->NumberParameters;
        for (ULONG i = 0; i < Exception->NumberParameters; i++) e->ExceptionInformation[i] = Exception->Parameters[i];
        e->FirstChance = Exception->FirstChance;
        /* Some kernels add four bytes of trace data, some do not. One layout each. */
        ULONG trace = 0;
        KD_BUFFER data = {&trace, LAYOUT_NAME[0] == 'A' ? sizeof(trace) : 0, sizeof(trace)};
        status = KdpSendWaitContinue(&KdpStateChange, &data, context);
        code = STATUS_WAKE_SYSTEM_DEBUGGER; /* if the host asked for a processor: this one, there is no other */
    } while (status == ContinueProcessorReselected);
    KdpLeave(Frame);
    return status == ContinueSuccess;
}

VOID KdReportSymbols(PKTRAP_FRAME Frame, PCSTR Path, DBGKD_LOAD_SYMBOLS64 *Symbols) {
    KdpEnter(Frame);
    PCONTEXT context = &KeGetCurrentPrcb()->ProcessorState.ContextFrame;
    context->EFlags &= ~0x100u;
    KCONTINUE_STATUS status;
    do {
        KdpSetCommonState(DbgKdLoadSymbolsStateChange);
        DBGKD_LOAD_SYMBOLS64 *s = &KdpStateChange.u.LoadSymbols;
        KD_BUFFER data = {(PVOID)Path, Path ? (ULONG)RtlStringLength(Path) + 1 : 0, 0};
        s->PathNameLength = data.Length;
        s->BaseOfDll = Symbols->BaseOfDll;
        s->ProcessId = Symbols->ProcessId;
        s->CheckSum = Symbols->CheckSum;
        s->SizeOfImage = Symbols->SizeOfImage;
        s->UnloadSymbols = Symbols->UnloadSymbols;
        status = KdpSendWaitContinue(&KdpStateChange, &data, context);
    } while (status == ContinueProcessorReselected);
    KdpLeave(Frame);
}

/* For prints and prompts: the debugger's state without a stop. A step over DbgPrint goes on behind it. */
VOID KdpEnterQuietly(PKTRAP_FRAME Frame) { KdpEnter(Frame); }
VOID KdpLeaveQuietly(PKTRAP_FRAME Frame) { KdpLeave(Frame); }
