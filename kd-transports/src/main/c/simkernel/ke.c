/* Start, processes, threads, the clock and the idle loop. Threads are switched only when they wait: the clock interrupt counts and
 * polls the debugger, the idle loop finds whoever is due. */
#include "nt.h"

KPCR KiInitialPcr;
EPROCESS KiInitialProcess;
ETHREAD KiIdleThread;
static EPROCESS PspProcesses[2];
static ULONG PspProcessCount;
static ULONG64 PspNextId = 8;
LIST_ENTRY PsActiveProcessHead;
LIST_ENTRY PsLoadedModuleList;
LDR_DATA_TABLE_ENTRY KiLoadedModules[4];
KPRCB *KiProcessorBlock[1];
volatile ULONG64 KeTickCount;
ULONG KeTimeIncrement = 100000; /* 10 ms in units of 100 ns */
static ULONG64 KeBootTime;
static ULONG64 KiGdt[16];
static KIDTENTRY64 KiIdt[256];

#define SHARED_USER_DATA 0xFFFFF78000000000ull

void InitializeListHead(LIST_ENTRY *Head) {
    Head->Flink = Head->Blink = Head;
}

void InsertTailList(LIST_ENTRY *Head, LIST_ENTRY *Entry) {
    Entry->Flink = Head;
    Entry->Blink = Head->Blink;
    Head->Blink->Flink = Entry;
    Head->Blink = Entry;
}

KTHREAD *KeGetCurrentThread(void) {
    KTHREAD *thread;
    __asm__ volatile("movq %%gs:0x188, %0" : "=r"(thread));
    return thread;
}

static void KiSetSharedTime(ULONG Offset, ULONG64 Value) {
    volatile ULONG *field = (volatile ULONG *)(SHARED_USER_DATA + Offset);
    field[2] = (ULONG)(Value >> 32);
    field[0] = (ULONG)Value;
    field[1] = (ULONG)(Value >> 32);
}

void KeUpdateSystemTime(void) {
    KPRCB *prcb = &KiInitialPcr.Prcb;
    prcb->InterruptCount++;
    prcb->NestingLevel++;
    KeTickCount++;
    KiSetSharedTime(0x008, KeTickCount * KeTimeIncrement);
    KiSetSharedTime(0x014, KeBootTime + KeTickCount * KeTimeIncrement);
    KiSetSharedTime(0x320, KeTickCount);
    KdCheckForDebugBreak();
    prcb->NestingLevel--;
}

static KTHREAD *KiFindReadyThread(void) {
    for (LIST_ENTRY *p = PsActiveProcessHead.Flink; p != &PsActiveProcessHead; p = p->Flink) {
        EPROCESS *process = CONTAINING_RECORD(p, EPROCESS, ActiveProcessLinks);
        for (LIST_ENTRY *t = process->ThreadListHead.Flink; t != &process->ThreadListHead; t = t->Flink) {
            KTHREAD *thread = &CONTAINING_RECORD(t, ETHREAD, ThreadListEntry)->Tcb;
            if (thread->State == Ready || (thread->State == Waiting && thread->WakeTick <= KeTickCount)) {
                return thread;
            }
        }
    }
    return NULL;
}

static NOINLINE void KiSwapThread(KTHREAD *Next) {
    KPRCB *prcb = &KiInitialPcr.Prcb;
    KTHREAD *old = prcb->CurrentThread;
    ULONG64 directory = old->ApcProcess == Next->ApcProcess ? 0 : Next->ApcProcess->DirectoryTableBase;
    Next->State = Running;
    Next->ContextSwitches++;
    prcb->CurrentThread = Next;
    prcb->RspBase = Next->InitialStack;
    KiSwapContext(old, Next, directory);
}

NOINLINE void KeDelayExecutionThread(ULONG64 Ticks) {
    KTHREAD *thread = KeGetCurrentThread();
    KTHREAD *next;
    thread->WakeTick = KeTickCount + Ticks;
    thread->WaitTime = (ULONG)KeTickCount;
    thread->WaitReason = DelayExecution;
    thread->State = Waiting;
    next = KiFindReadyThread();
    KiSwapThread(next != NULL ? next : &KiIdleThread.Tcb);
}

static NOINLINE NORETURN void KiIdleLoop(void) {
    for (;;) {
        KTHREAD *next;
        KiInitialPcr.Prcb.IdleHalt = TRUE;
        KiHaltUntilInterrupt();
        KiInitialPcr.Prcb.IdleHalt = FALSE;
        next = KiFindReadyThread();
        if (next != NULL) {
            KiIdleThread.Tcb.State = Ready;
            KiSwapThread(next);
        }
    }
}

static void KiLinkThread(EPROCESS *Process, ETHREAD *Thread, ULONG64 Id) {
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
    ULONG64 *top = (ULONG64 *)(Stack + Size);
    Thread->Tcb.StackLimit = (ULONG64)Stack;
    Thread->Tcb.StackBase = Thread->Tcb.InitialStack = (ULONG64)top;
    *--top = 0; /* keeps KiThreadStartup's frame aligned */
    *--top = 0; /* its return address: the end of every walk */
    *--top = (ULONG64)KiThreadStartup;
    *--top = 0;                /* rbp */
    *--top = (ULONG64)Routine; /* rbx */
    *--top = (ULONG64)Context; /* rsi */
    top -= 5 + 5;              /* rdi r12-r15, KiSwapContext's 28 bytes */
    Thread->Tcb.KernelStack = (ULONG64)top;
    Thread->Tcb.State = Ready;
    Thread->StartAddress = (ULONG64)Routine;
    KiLinkThread(Process, Thread, PspNextId);
    PspNextId += 4;
}

static void PspInitializeProcess(EPROCESS *Process, const CHAR *Name, ULONG64 Id, ULONG64 Directory, ULONG64 Parent) {
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

EPROCESS *PsCreateProcess(const CHAR *Name, ULONG64 DirectoryTableBase, ULONG64 Parent) {
    EPROCESS *process = &PspProcesses[PspProcessCount++];
    PspInitializeProcess(process, Name, PspNextId, DirectoryTableBase, Parent);
    PspNextId += 4;
    return process;
}

static void KiSetGate(ULONG Vector, void (*Handler)(void), USHORT Dpl) {
    ULONG64 address = (ULONG64)Handler;
    KIDTENTRY64 *gate = &KiIdt[Vector];
    gate->OffsetLow = (USHORT)address;
    gate->OffsetMiddle = (USHORT)(address >> 16);
    gate->OffsetHigh = (ULONG)(address >> 32);
    gate->Selector = 0x10;
    gate->Type = 14;
    gate->Dpl = Dpl & 3;
    gate->Present = 1;
}

static void KiInitializeProcessor(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    struct __attribute__((packed)) {
        USHORT Limit;
        ULONG64 Base;
    } gdtr = {sizeof(KiGdt) - 1, (ULONG64)KiGdt}, idtr = {sizeof(KiIdt) - 1, (ULONG64)KiIdt};
    KPRCB *prcb = &KiInitialPcr.Prcb;
    KiGdt[2] = 0x00209B0000000000ull; /* 10: 64-bit code */
    KiGdt[3] = 0x00CF93000000FFFFull; /* 18: data */
    KiGdt[5] = 0x00CFF3000000FFFFull; /* 28: user data, loaded as 2B */
    for (ULONG i = 0; i < 20; i++) {
        KiSetGate(i, KiTrapStubs[i], i == 3 || i == 4 ? 3 : 0);
    }
    KiSetGate(0xD1, KiClockInterrupt, 0);
    KiInitialPcr.Self = &KiInitialPcr;
    KiInitialPcr.Used_Self = &KiInitialPcr;
    KiInitialPcr.CurrentPrcb = prcb;
    KiInitialPcr.GdtBase = KiGdt;
    KiInitialPcr.IdtBase = KiIdt;
    KiInitialPcr.KdVersionBlock = &KdVersionBlock;
    prcb->MxCsr = 0x1F80;
    prcb->IdleThread = prcb->CurrentThread = &KiIdleThread.Tcb;
    prcb->SetMember = 1;
    prcb->RspBase = LoaderBlock->StackBase;
    prcb->CpuType = 6;
    prcb->CpuID = 1;
    prcb->MHz = 100;
    for (ULONG i = 0; i < 12; i++) {
        prcb->VendorString[i] = "kdlab sim   "[i];
    }
    KiProcessorBlock[0] = prcb;
    KiLoadTables(&gdtr, &idtr, &KiInitialPcr);
}

static void KiInitializeIdleThread(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    KiIdleThread.Tcb.StackBase = KiIdleThread.Tcb.InitialStack = LoaderBlock->StackBase;
    KiIdleThread.Tcb.StackLimit = LoaderBlock->StackLimit;
    KiIdleThread.Tcb.State = Running;
    KiIdleThread.StartAddress = (ULONG64)KiIdleLoop;
    KiLinkThread(&KiInitialProcess, &KiIdleThread, 0);
}

static void PsInitializeModules(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    static const struct {
        const WCHAR *Full;
        USHORT FullLength;
        const WCHAR *Base;
        USHORT BaseLength;
    } names[] = {
#define NAME(path, name) {path, sizeof(path) - 2, name, sizeof(name) - 2}
        NAME(L"\\SystemRoot\\system32\\simkernel.exe", L"simkernel.exe"),
        NAME(L"\\SystemRoot\\system32\\drivers\\simdrv.sys", L"simdrv.sys"),
    };
    InitializeListHead(&PsLoadedModuleList);
    for (ULONG i = 0; i < LoaderBlock->ImageCount && i < sizeof(names) / sizeof(names[0]); i++) {
        LDR_DATA_TABLE_ENTRY *entry = &KiLoadedModules[i];
        entry->DllBase = LoaderBlock->Images[i].Base;
        entry->EntryPoint = LoaderBlock->Images[i].EntryPoint;
        entry->SizeOfImage = LoaderBlock->Images[i].SizeOfImage;
        entry->CheckSum = LoaderBlock->Images[i].CheckSum;
        entry->TimeDateStamp = LoaderBlock->Images[i].TimeDateStamp;
        entry->FullDllName.Buffer = names[i].Full;
        entry->FullDllName.Length = entry->FullDllName.MaximumLength = names[i].FullLength;
        entry->BaseDllName.Buffer = names[i].Base;
        entry->BaseDllName.Length = entry->BaseDllName.MaximumLength = names[i].BaseLength;
        entry->Flags = 0x4000;
        entry->LoadCount = 1;
        InsertTailList(&PsLoadedModuleList, &entry->InLoadOrderLinks);
    }
}

/* Every trap that the debugger did not handle ends here. */
void KiDispatchTrap(ULONG Vector, KTRAP_FRAME *Frame) {
    ULONG code;
    ULONG64 p0 = 0, p1 = 0;
    switch (Vector) {
    case 0: code = 0xC0000094; break;
    case 1: code = 0x80000004; break;
    case 3: code = 0x80000003; break;
    case 4: code = 0xC0000095; break;
    case 6: code = 0xC000001D; break;
    case 13: code = 0xC0000005; p1 = ~0ull; break;
    case 14:
        code = 0xC0000005;
        p0 = (Frame->ErrorCode & 0x10) != 0 ? 8 : (Frame->ErrorCode >> 1) & 1;
        p1 = KiReadCr2();
        break;
    default: KeBugCheckEx(0x7F, Vector, Frame->ErrorCode, Frame->Rip, Frame->Rsp);
    }
    KeBugCheckEx(0x1E, (ULONG64)(LONG64)(LONG)code, Frame->Rip, p0, p1);
}

/* The entry point. */
void KiSystemStartup(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    KeBootTime = LoaderBlock->BootTime;
    KiInitializeProcessor(LoaderBlock);
    InitializeListHead(&PsActiveProcessHead);
    PspInitializeProcess(&KiInitialProcess, "System", 4, LoaderBlock->DirectoryTableBase[0], 0);
    KiInitializeIdleThread(LoaderBlock);
    PsInitializeModules(LoaderBlock);
    *(volatile ULONG *)(SHARED_USER_DATA + 0x26C) = 6;
    *(volatile ULONG *)(SHARED_USER_DATA + 0x270) = 1;
    *(volatile ULONG *)(SHARED_USER_DATA + 0x264) = 1;
    KdInitSystem(LoaderBlock);
    SimStartWorkload(LoaderBlock);
    KiIdleLoop();
}
