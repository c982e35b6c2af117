/* Processes and threads, in the lists a debugger walks. */
#include "ke.h"

LIST_ENTRY PsActiveProcessHead = {&PsActiveProcessHead, &PsActiveProcessHead};
EPROCESS *PsInitialSystemProcess;
EPROCESS *PsIdleProcess; /* in no list, as in NT */
static ULONG64 PspNextProcessId = FIRST_PROCESS_ID;

PEPROCESS PsCreateProcess(PCSTR Name) {
    PEPROCESS process = MmAllocatePool(sizeof(EPROCESS));
    CHAR text[64];
    RtlCopyString(text, "private page of ", sizeof(text));
    RtlCopyString(text + RtlStringLength(text), Name, sizeof(text) - RtlStringLength(text));
    process->Pcb.Header.Type = 3;
    process->Pcb.Header.Size = sizeof(KPROCESS) / 4 & 0xFF;
    process->Pcb.BasePriority = 8;
    process->Pcb.QuantumReset = 2;
    process->Pcb.ActiveProcessors = 1;
    /* The first process is the kernel's own: it keeps the boot page tables and has no private page. */
    process->Pcb.DirectoryTableBase = PsInitialSystemProcess ? MmCreateAddressSpace(text) : KeLoaderBlock->Pml4;
    InitializeListHead(&process->Pcb.Header.WaitListHead);
    InitializeListHead(&process->Pcb.ThreadListHead);
    InitializeListHead(&process->ThreadListHead);
    RtlCopyString(process->ImageFileName, Name, sizeof(process->ImageFileName));
    process->UniqueProcessId = (PVOID)PspNextProcessId;
    PspNextProcessId += PROCESS_ID_STEP;
    if (PsInitialSystemProcess) process->InheritedFromUniqueProcessId = PsInitialSystemProcess->UniqueProcessId;
    process->CreateTime = KeQuerySystemTime();
    process->ExitStatus = 0x103;
    process->ObjectTable = ObCreateHandleTable();
    InsertTailList(&PsActiveProcessHead, &process->ActiveProcessLinks);
    return process;
}

static VOID PspInitializeThread(PETHREAD Thread, PEPROCESS Process, PCSTR Name, PVOID StackBase, ULONG StackSize) {
    PKTHREAD tcb = &Thread->Tcb;
    tcb->Header.Type = 6;
    InitializeListHead(&tcb->Header.WaitListHead);
    InitializeListHead(&tcb->ApcState.ApcListHead[0]);
    InitializeListHead(&tcb->ApcState.ApcListHead[1]);
    InitializeListHead(&tcb->WaitListEntry);
    tcb->ApcState.Process = &Process->Pcb;
    tcb->Priority = Process->Pcb.BasePriority;
    tcb->StackBase = tcb->InitialStack = StackBase;
    tcb->StackLimit = (PUCHAR)StackBase - StackSize;
    tcb->State = Initialized;
    Thread->CreateTime = KeQuerySystemTime();
    Thread->Cid.UniqueProcess = Process->UniqueProcessId;
    RtlCreateUnicodeString(&Thread->ThreadName, Name);
    Process->ActiveThreads++;
    Thread->Cid.UniqueThread = Process->UniqueProcessId ? (PUCHAR)Process->UniqueProcessId + 4 * Process->ActiveThreads : NULL;
    InsertTailList(&Process->Pcb.ThreadListHead, &tcb->ThreadListEntry);
    InsertTailList(&Process->ThreadListHead, &Thread->ThreadListEntry);
}

PETHREAD PsCreateThread(PEPROCESS Process, PCSTR Name, VOID (*Start)(PVOID), PVOID Context) {
    PETHREAD thread = MmAllocatePool(sizeof(ETHREAD));
    PUCHAR top = MmCreateKernelStack();
    PspInitializeThread(thread, Process, Name, top, KI_STACK_SIZE);
    thread->StartAddress = (PVOID)Start;
    thread->StartContext = Context;
    /* What KiSwapContext pops: r15 r14 r13 r12 rdi rsi rbp rbx, return; then the zero that ends stack walks. */
    ULONG64 *frame = (ULONG64 *)(top - 8) - 9;
    frame[5] = (ULONG64)Context;
    frame[7] = (ULONG64)Start;
    frame[8] = (ULONG64)KiThreadStartup;
    thread->Tcb.KernelStack = frame;
    BOOLEAN on = KeDisableInterrupts();
    KiSetReady(&thread->Tcb);
    KeRestoreInterrupts(on);
    return thread;
}

__attribute__((noreturn)) VOID PspSystemThreadStartup(VOID (*Start)(PVOID), PVOID Context) {
    __asm__ volatile("sti");
    Start(Context);
    for (;;) KeWaitForever(); /* threads here do not end; their stacks stay readable */
}

VOID PsInitialize(VOID) {
    PsIdleProcess = PsCreateProcess("Idle");
    RemoveEntryList(&PsIdleProcess->ActiveProcessLinks);
    InitializeListHead(&PsIdleProcess->ActiveProcessLinks);
    PsIdleProcess->UniqueProcessId = 0;
    PspNextProcessId = FIRST_PROCESS_ID;
    PsInitialSystemProcess = PsCreateProcess("System");

    PETHREAD idle = MmAllocatePool(sizeof(ETHREAD));
    PspInitializeThread(idle, PsIdleProcess, "idle", KiBootStack + KI_STACK_SIZE, KI_STACK_SIZE);
    idle->StartAddress = (PVOID)KiIdleLoop;
    idle->Tcb.State = Running;
    KeGetCurrentPrcb()->IdleThread = KeGetCurrentPrcb()->CurrentThread = &idle->Tcb;
}
