/* Start, processes, threads, the clock and the idle loop. Threads are switched only when they wait: the clock interrupt counts and
 * polls the debugger, the idle loop finds whoever is due. */
#include "nt.h"

KPCR KiInitialPcr;
EPROCESS KiInitialProcess;
ETHREAD KiIdleThread;
static EPROCESS PspProcesses[2];
static ULONG PspProcessCount;
static ULONG PspNextId = 8;
LIST_ENTRY PsActiveProcessHead;
LIST_ENTRY PsLoadedModuleList;
LDR_DATA_TABLE_ENTRY KiLoadedModules[4];
KPRCB *KiProcessorBlock[MAXIMUM_PROCESSORS];
ULONG KeNumberProcessors = 1;
volatile ULONG64 KeTickCount;
ULONG KeTimeIncrement = 100000; /* 10 ms in units of 100 ns */
static ULONG64 KeBootTime;
static ULONG64 KiGdt[16];
static KIDTENTRY KiIdt[256];

void InitializeListHead(LIST_ENTRY *Head) {
    Head->Flink = Head->Blink = Head;
}

void InsertTailList(LIST_ENTRY *Head, LIST_ENTRY *Entry) {
    Entry->Flink = Head;
    Entry->Blink = Head->Blink;
    Head->Blink->Flink = Entry;
    Head->Blink = Entry;
}

void RemoveEntryList(LIST_ENTRY *Entry) {
    Entry->Blink->Flink = Entry->Flink;
    Entry->Flink->Blink = Entry->Blink;
}

static void KiSetSharedTime(ULONG Offset, ULONG64 Value) {
    volatile ULONG *field = (volatile ULONG *)(KI_USER_SHARED_DATA + Offset);
    field[2] = (ULONG)(Value >> 32);
    field[0] = (ULONG)Value;
    field[1] = (ULONG)(Value >> 32);
}

/* Every processor's clock; the first one's counts the time and looks for the debugger. */
void KeUpdateSystemTime(void) {
    KPRCB *prcb = KeGetCurrentPrcb();
    prcb->InterruptCount++;
    prcb->NestingLevel++;
    if (prcb->Number == 0) {
        KeTickCount++;
        KiSetSharedTime(0x008, KeTickCount * KeTimeIncrement);
        KiSetSharedTime(0x014, KeBootTime + KeTickCount * KeTimeIncrement);
        KiSetSharedTime(0x320, KeTickCount);
        KdCheckForDebugBreak();
    }
    prcb->NestingLevel--;
}

/* A thread stays on the processor it was made for, so that no list here needs a lock. */
static KTHREAD *KiFindReadyThread(ULONG Processor) {
    for (LIST_ENTRY *p = PsActiveProcessHead.Flink; p != &PsActiveProcessHead; p = p->Flink) {
        EPROCESS *process = CONTAINING_RECORD(p, EPROCESS, ActiveProcessLinks);
        for (LIST_ENTRY *t = process->ThreadListHead.Flink; t != &process->ThreadListHead; t = t->Flink) {
            KTHREAD *thread = &CONTAINING_RECORD(t, ETHREAD, ThreadListEntry)->Tcb;
            if (thread->NextProcessor != Processor) {
                continue;
            }
            if (thread->State == Ready || (thread->State == Waiting && thread->WakeTick <= KeTickCount)) {
                return thread;
            }
        }
    }
    return NULL;
}

static NOINLINE void KiSwapThread(KTHREAD *Next) {
    KPRCB *prcb = KeGetCurrentPrcb();
    KTHREAD *old = prcb->CurrentThread;
    ULONG_PTR directory = old->ApcProcess == Next->ApcProcess ? 0 : Next->ApcProcess->DirectoryTableBase;
    Next->State = Running;
    Next->ContextSwitches++;
    prcb->CurrentThread = Next;
    prcb->RspBase = Next->InitialStack;
    KiSwapContext(old, Next, directory);
}

NOINLINE void KeDelayExecutionThread(ULONG Ticks) {
    KPRCB *prcb = KeGetCurrentPrcb();
    KTHREAD *thread = prcb->CurrentThread;
    KTHREAD *next;
    thread->WakeTick = KeTickCount + Ticks;
    thread->WaitTime = (ULONG)KeTickCount;
    thread->WaitReason = DelayExecution;
    thread->State = Waiting;
    next = KiFindReadyThread(prcb->Number);
    KiSwapThread(next != NULL ? next : prcb->IdleThread);
}

static NOINLINE NORETURN void KiIdleLoop(void) {
    KPRCB *prcb = KeGetCurrentPrcb();
    for (;;) {
        KTHREAD *next;
        prcb->IdleHalt = TRUE;
        KiHaltUntilInterrupt();
        prcb->IdleHalt = FALSE;
        next = KiFindReadyThread(prcb->Number);
        if (next != NULL) {
            prcb->IdleThread->State = Ready;
            KiSwapThread(next);
        }
    }
}

static void KiLinkThread(EPROCESS *Process, ETHREAD *Thread, ULONG Id) {
    Thread->Tcb.Header.Type = 6;
    InitializeListHead(&Thread->Tcb.Header.WaitListHead);
    InitializeListHead(&Thread->Tcb.QueueListEntry);
    InitializeListHead(&Thread->IrpList);
    Thread->Tcb.ApcProcess = &Process->Pcb;
    Thread->Tcb.Priority = Process->Pcb.BasePriority;
    Thread->CreateTime = KeBootTime + KeTickCount * KeTimeIncrement;
    Thread->Cid.UniqueProcess = Process->UniqueProcessId;
    Thread->Cid.UniqueThread = Id;
    if (Id != 0) { /* the idle thread is in no list */
        InsertTailList(&Process->ThreadListHead, &Thread->ThreadListEntry);
        InsertTailList(&Process->Pcb.ThreadListHead, &Thread->Tcb.ThreadListEntry);
        Process->ActiveThreads++;
    }
}

void PsCreateSystemThread(EPROCESS *Process, ETHREAD *Thread, void (*Routine)(PVOID), PVOID Context, UCHAR *Stack, ULONG Size) {
    ULONG_PTR *top = (ULONG_PTR *)(Stack + Size);
    Thread->Tcb.StackLimit = (ULONG_PTR)Stack;
    Thread->Tcb.StackBase = Thread->Tcb.InitialStack = (ULONG_PTR)top;
    Thread->Tcb.KernelStack = (ULONG_PTR)KiFrameNewThread(top, Routine, Context);
    Thread->Tcb.State = Ready;
    Thread->StartAddress = (ULONG_PTR)Routine;
    KiLinkThread(Process, Thread, PspNextId);
    PspNextId += 4;
}

static void PspInitializeProcess(EPROCESS *Process, const CHAR *Name, ULONG Id, ULONG_PTR Directory, ULONG_PTR Parent) {
    Process->Pcb.Header.Type = 3;
    Process->Pcb.BasePriority = 8;
    Process->Pcb.DirectoryTableBase = Directory;
    InitializeListHead(&Process->Pcb.Header.WaitListHead);
    InitializeListHead(&Process->Pcb.ThreadListHead);
    InitializeListHead(&Process->ThreadListHead);
    for (ULONG i = 0; i < sizeof(Process->ImageFileName) - 1 && Name[i] != 0; i++) {
        Process->ImageFileName[i] = Name[i];
    }
    Process->UniqueProcessId = Id;
    Process->InheritedFromUniqueProcessId = Parent;
    Process->CreateTime = KeBootTime + KeTickCount * KeTimeIncrement;
    Process->ExitStatus = 0x103;
    InsertTailList(&PsActiveProcessHead, &Process->ActiveProcessLinks);
}

EPROCESS *PsCreateProcess(const CHAR *Name, ULONG_PTR DirectoryTableBase, ULONG_PTR Parent) {
    EPROCESS *process = &PspProcesses[PspProcessCount++];
    PspInitializeProcess(process, Name, PspNextId, DirectoryTableBase, Parent);
    PspNextId += 4;
    return process;
}

static void KiInitializeIdt(void) {
    for (ULONG i = 0; i < 20; i++) {
        KiSetGate(&KiIdt[i], KiTrapStubs[i], i == 3 || i == 4 ? 3 : 0);
    }
    KiSetGate(&KiIdt[0x2C], KiRaiseAssertion, 3);
    KiSetGate(&KiIdt[0xD1], KiClockInterrupt, 0);
}

/* What a processor has of its own, and its tables loaded. */
static void KiInitializeProcessor(ULONG Number, KPCR *Pcr, ULONG64 *Gdt, ETHREAD *Idle, ULONG_PTR StackBase) {
    struct __attribute__((packed)) {
        USHORT Limit;
        ULONG_PTR Base;
    } gdtr = {16 * sizeof(ULONG64) - 1, (ULONG_PTR)Gdt}, idtr = {sizeof(KiIdt) - 1, (ULONG_PTR)KiIdt};
    KPRCB *prcb = &Pcr->PCR_CONTAINED_PRCB;
    KiSetDescriptors(Gdt, Pcr);
    KiInitializePcr(Pcr, Gdt, KiIdt, &KdVersionBlock);
    prcb->Number = (UCHAR)Number;
    prcb->IdleThread = prcb->CurrentThread = &Idle->Tcb;
    prcb->SetMember = (ULONG_PTR)1 << (Number % (8 * sizeof(ULONG_PTR)));
    prcb->RspBase = StackBase;
    prcb->CpuType = 6;
    prcb->CpuID = 1;
    prcb->MHz = 100;
    for (ULONG i = 0; i < 12; i++) {
        prcb->VendorString[i] = "kdlab sim   "[i];
    }
    KiProcessorBlock[Number] = prcb;
    KiLoadTables(&gdtr, &idtr, Pcr);
}

static void KiInitializeIdleThread(ETHREAD *Idle, ULONG Processor, ULONG_PTR StackBase, ULONG_PTR StackLimit) {
    Idle->Tcb.StackBase = Idle->Tcb.InitialStack = StackBase;
    Idle->Tcb.StackLimit = StackLimit;
    Idle->Tcb.State = Running;
    Idle->Tcb.NextProcessor = (UCHAR)Processor;
    Idle->StartAddress = (ULONG_PTR)KiIdleLoop;
    KiLinkThread(&KiInitialProcess, Idle, 0);
}

/* Where every processor but the first begins. */
static NORETURN void KiProcessorStartup(KI_PROCESSOR_AREA *Area) {
    KiInitializeProcessor(Area->IdleThread.Tcb.NextProcessor, &Area->Pcr, Area->Gdt, &Area->IdleThread,
                          Area->IdleThread.Tcb.StackBase);
    KiIdleLoop();
}

void KiStartProcessors(LOADER_PARAMETER_BLOCK *LoaderBlock, void (*Routine)(PVOID)) {
    for (ULONG i = 1; i < LoaderBlock->ProcessorCount && i < MAXIMUM_PROCESSORS; i++) {
        KI_PROCESSOR_AREA *area =
            (KI_PROCESSOR_AREA *)((ULONG_PTR)LoaderBlock->ProcessorAreas + (i - 1) * PROCESSOR_AREA_SIZE);
        UCHAR *top = area->IdleStack + sizeof(area->IdleStack);
        KiInitializeIdleThread(&area->IdleThread, i, (ULONG_PTR)top, (ULONG_PTR)area->IdleStack);
        area->WorkThread.Tcb.NextProcessor = (UCHAR)i;
        PsCreateSystemThread(&KiInitialProcess, &area->WorkThread, Routine, (PVOID)(ULONG_PTR)i, area->WorkStack,
                             sizeof(area->WorkStack));
        KdStartProcessor(i, area, KiProcessorStartup, top);
        KeNumberProcessors = i + 1;
    }
}

/* ---- modules */

static const struct {
    const WCHAR *Full;
    USHORT FullLength;
    const WCHAR *Base;
    USHORT BaseLength;
} PspImageNames[] = {
#define NAME(path, name) {path, sizeof(path) - 2, name, sizeof(name) - 2}
    NAME(L"\\SystemRoot\\system32\\" KERNEL_NAME, KERNEL_NAME),
    NAME(L"\\SystemRoot\\system32\\drivers\\" DRIVER_NAME, DRIVER_NAME),
    NAME(L"\\SystemRoot\\system32\\drivers\\" LATE_NAME, LATE_NAME),
};

static void PsInitializeModules(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    InitializeListHead(&PsLoadedModuleList);
    for (ULONG i = 0; i < LoaderBlock->ImageCount && i < sizeof(PspImageNames) / sizeof(PspImageNames[0]); i++) {
        LDR_DATA_TABLE_ENTRY *entry = &KiLoadedModules[i];
        entry->DllBase = (ULONG_PTR)LoaderBlock->Images[i].Base;
        entry->EntryPoint = (ULONG_PTR)LoaderBlock->Images[i].EntryPoint;
        entry->SizeOfImage = LoaderBlock->Images[i].SizeOfImage;
        entry->CheckSum = LoaderBlock->Images[i].CheckSum;
        entry->TimeDateStamp = LoaderBlock->Images[i].TimeDateStamp;
        entry->FullDllName.Buffer = PspImageNames[i].Full;
        entry->FullDllName.Length = entry->FullDllName.MaximumLength = PspImageNames[i].FullLength;
        entry->BaseDllName.Buffer = PspImageNames[i].Base;
        entry->BaseDllName.Length = entry->BaseDllName.MaximumLength = PspImageNames[i].BaseLength;
        entry->Flags = 0x4000;
        entry->LoadCount = 1;
        if (i != LATE_IMAGE) {
            InsertTailList(&PsLoadedModuleList, &entry->InLoadOrderLinks);
        }
    }
}

/* The loader has written the page table entries of a late image, but for the present bits. */
void MmSetImagePresent(LDR_DATA_TABLE_ENTRY *Entry, BOOLEAN Present) {
    for (ULONG offset = 0; offset < Entry->SizeOfImage; offset += 0x1000) {
        ULONG_PTR page = Entry->DllBase + offset;
        *MM_PTE(page) = Present ? *MM_PTE(page) | 1 : *MM_PTE(page) & ~1;
        KiInvalidatePage(page);
    }
}

/* Every trap that the debugger did not handle ends here. */
void KiDispatchTrap(ULONG Vector, KTRAP_FRAME *Frame) {
    ULONG code;
    ULONG_PTR p0 = 0, p1 = 0;
    switch (Vector) {
    case 0: code = 0xC0000094; break;
    case 1: code = 0x80000004; break;
    case 3: code = 0x80000003; break;
    case 4: code = 0xC0000095; break;
    case 6: code = 0xC000001D; break;
    case 13: code = 0xC0000005; p1 = ~(ULONG_PTR)0; break;
    case 14:
        code = 0xC0000005;
        p0 = (Frame->ErrorCode & 0x10) != 0 ? 8 : (Frame->ErrorCode >> 1) & 1;
        p1 = KiReadCr2();
        break;
    case 0x2C: code = 0xC0000420; break;
    default: KeBugCheckEx(0x7F, Vector, Frame->ErrorCode, TRAP_PC(Frame), TRAP_SP(Frame));
    }
    KeBugCheckEx(0x1E, (ULONG_PTR)(LONG_PTR)(LONG)code, TRAP_PC(Frame), p0, p1);
}

/* The entry point. */
void KiSystemStartup(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    KeBootTime = LoaderBlock->BootTime;
    KiInitializeIdt();
    KiInitializeProcessor(0, &KiInitialPcr, KiGdt, &KiIdleThread, (ULONG_PTR)LoaderBlock->StackBase);
    InitializeListHead(&PsActiveProcessHead);
    PspInitializeProcess(&KiInitialProcess, "System", 4, (ULONG_PTR)LoaderBlock->DirectoryTableBase[0], 0);
    KiInitializeIdleThread(&KiIdleThread, 0, (ULONG_PTR)LoaderBlock->StackBase, (ULONG_PTR)LoaderBlock->StackLimit);
    PsInitializeModules(LoaderBlock);
    *(volatile ULONG *)(KI_USER_SHARED_DATA + 0x26C) = 6;
    *(volatile ULONG *)(KI_USER_SHARED_DATA + 0x270) = 1;
    *(volatile ULONG *)(KI_USER_SHARED_DATA + 0x264) = 1;
    KdInitSystem(LoaderBlock);
    SimStartWorkload(LoaderBlock);
    KiIdleLoop();
}
