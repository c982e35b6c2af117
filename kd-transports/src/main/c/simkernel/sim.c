/* What the machine does all day, and what a debugger can make it do: every DEBUGGER_OWNED global is there to be written. */
#include "nt.h"

/* ---- globals of every shape, changing */

typedef enum _SIM_PHASE { SimPhaseIdle, SimPhaseWork, SimPhaseReport } SIM_PHASE;

typedef union _SIM_VALUE {
    ULONG64 Quad;
    ULONG Words[2];
    UCHAR Bytes[8];
} SIM_VALUE;

typedef struct _SIM_FLAGS {
    ULONG Busy : 1;
    ULONG Level : 5;
    LONG Signed : 4;
    ULONG Generation : 22;
} SIM_FLAGS;

typedef struct _SIM_NODE {
    LIST_ENTRY Links;
    ULONG Index;
    ULONG64 Stamp;
} SIM_NODE;

typedef struct _SIM_STATE {
    SIM_PHASE Phase;
    SIM_FLAGS Flags;
    SIM_VALUE Value;
    ULONG History[8];
    LIST_ENTRY Nodes;
    struct _SIM_STATE *Self;
} SIM_STATE;

SIM_STATE SimState;
static SIM_NODE SimNodes[4];
DEBUGGER_OWNED ULONG64 SimCounter;           /* calls of SimHotFunction */
DEBUGGER_OWNED ULONG SimValue = 42;          /* printed in every report */
DEBUGGER_OWNED ULONG SimReportSeconds = 5;   /* between two reports; 0: none */
DEBUGGER_OWNED ULONG_PTR SimBugCheck[5];        /* a code here, and the kernel stops with it and these parameters */
DEBUGGER_OWNED ULONG SimFault;               /* one of SIM_FAULT: the kernel does that once */
DEBUGGER_OWNED ULONG64 SimWatched;           /* written once a tick, for data breakpoints */
CHAR SimAnswer[64];                          /* what the debugger answered to the last prompt */

typedef enum _SIM_FAULT {
    SimFaultNone, SimFaultDivide, SimFaultRead, SimFaultWrite, SimFaultOpcode, SimFaultBreakPoint, SimFaultAssert, SimFaultExecute,
    SimFaultPrompt, SimFaultSpin, SimFaultRestart, SimFaultLoad, SimFaultUnload
} SIM_FAULT;

/* ---- the chain: SimWorkerThread > SimPump > SimStage > SimCrunch > simdrv!SimDrvTransform > SimBorrow > SimHotFunction */

typedef struct _SIM_DRIVER_INTERFACE {
    ULONG64 (*Transform)(ULONG64 Input, ULONG64 (*Callback)(ULONG64));
    ULONG Calls;
} SIM_DRIVER_INTERFACE;

static SIM_DRIVER_INTERFACE SimDriver, SimLate;

NOINLINE ULONG64 SimHotFunction(ULONG64 Count) {
    SimCounter = Count;
    SimWatched += 3;
    return Count * 2654435761u ^ (Count >> 7);
}

NOINLINE ULONG64 SimBorrow(ULONG64 Input) {
    ULONG64 next = SimCounter + 1;
    ULONG64 result = SimHotFunction(next);
    return result + (Input & 1);
}

NOINLINE ULONG64 SimCrunch(ULONG64 Input, ULONG Rounds) {
    ULONG64 sum = 0;
    ULONG buffer[16];
    for (ULONG i = 0; i < 16; i++) {
        buffer[i] = (ULONG)(Input + i) * i;
    }
    for (ULONG i = 0; i < Rounds; i++) {
        sum += buffer[(sum + i) & 15] % (i + 3);
    }
    sum += SimDriver.Transform != NULL ? SimDriver.Transform(sum, SimBorrow) : SimBorrow(sum);
    SimDriver.Calls++;
    return sum;
}

NOINLINE ULONG64 SimStage(ULONG64 Input) {
    ULONG64 result;
    SimState.Flags.Busy = 1;
    SimState.Flags.Level = (ULONG)Input & 31;
    SimState.Flags.Signed = (LONG)(Input & 7) - 4;
    SimState.Flags.Generation++;
    result = SimCrunch(Input, 8);
    SimState.Flags.Busy = 0;
    return result;
}

NOINLINE ULONG64 SimEcho(ULONG64 Input) {
    return Input;
}

NOINLINE void SimPump(ULONG64 Tick) {
    SIM_NODE *oldest = CONTAINING_RECORD(SimState.Nodes.Flink, SIM_NODE, Links);
    SimState.Phase = SimPhaseWork;
    SimState.Value.Quad = SimStage(Tick);
    SimState.History[Tick & 7] = SimState.Value.Words[0];
    oldest->Links.Flink->Blink = oldest->Links.Blink; /* the oldest node becomes the newest */
    oldest->Links.Blink->Flink = oldest->Links.Flink;
    oldest->Stamp = Tick;
    InsertTailList(&SimState.Nodes, &oldest->Links);
    SimState.Phase = SimPhaseIdle;
}

/* ---- what a debugger can order */

static NOINLINE void SimAskDebugger(void) {
    ULONG length = DbgPrompt("simkernel: your name? ", SimAnswer, sizeof(SimAnswer) - 1);
    SimAnswer[length < sizeof(SimAnswer) ? length : 0] = 0;
    DbgPrint("simkernel: hello, %s\n", SimAnswer);
}

static NOINLINE void SimLoadLate(void) {
    LDR_DATA_TABLE_ENTRY *late = &KiLoadedModules[LATE_IMAGE];
    NTSTATUS (*entry)(SIM_DRIVER_INTERFACE *) = (NTSTATUS(*)(SIM_DRIVER_INTERFACE *))late->EntryPoint;
    if (SimLate.Transform == NULL) {
        MmSetImagePresent(late, TRUE);
        InsertTailList(&PsLoadedModuleList, &late->InLoadOrderLinks);
        KdReportLoadedImage(late);
        DbgPrint("simkernel: late image at %p: %08x\n", late->DllBase, entry(&SimLate));
    }
}

static NOINLINE void SimUnloadLate(void) {
    LDR_DATA_TABLE_ENTRY *late = &KiLoadedModules[LATE_IMAGE];
    if (SimLate.Transform != NULL) {
        SimLate.Transform = NULL;
        RemoveEntryList(&late->InLoadOrderLinks);
        KdReportUnloadedImage(late);
        MmSetImagePresent(late, FALSE);
        DbgPrint("simkernel: late image gone after %u calls\n", SimLate.Calls);
    }
}

static NOINLINE void SimProvoke(ULONG Fault) {
    volatile ULONG zero = 0;
    switch (Fault) {
    case SimFaultDivide: SimValue = SimValue / zero; break;
    case SimFaultRead: SimValue = *(volatile ULONG *)0x10; break;
    case SimFaultWrite: *(volatile ULONG *)SIM_UNMAPPED = 1; break;
    case SimFaultOpcode: KiRaiseInvalidOpcode(); break;
    case SimFaultBreakPoint: DbgBreakPoint(); break;
    case SimFaultAssert: KiRaiseAssertionFailure(); break;
    case SimFaultExecute: ((void (*)(void))0x1000)(); break;
    case SimFaultPrompt: SimAskDebugger(); break;
    case SimFaultSpin:
        DbgPrint("simkernel: spinning\n");
        while (SimFault == SimFaultNone) {
        }
        break;
    case SimFaultRestart:
        DbgPrint("simkernel: restarting\n");
        KdReportShutdown();
        KiResetMachine();
    case SimFaultLoad: SimLoadLate(); break;
    case SimFaultUnload: SimUnloadLate(); break;
    default: DbgPrint("simkernel: SimFault %u is not one of SIM_FAULT\n", Fault); break;
    }
}

static NOINLINE void SimObey(void) {
    if (SimBugCheck[0] != 0) {
        KeBugCheckEx((ULONG)SimBugCheck[0], SimBugCheck[1], SimBugCheck[2], SimBugCheck[3], SimBugCheck[4]);
    }
    if (SimFault != SimFaultNone) {
        ULONG fault = SimFault;
        SimFault = SimFaultNone;
        SimProvoke(fault);
    }
}

/* ---- threads */

static ETHREAD SimWorker, SimReporter, SimUsers[2];
static UCHAR SimStacks[4][0x3000] __attribute__((aligned(16)));

static void SimWorkerThread(PVOID Context) {
    (void)Context;
    for (;;) {
        SimPump(KeTickCount);
        if (SimLate.Transform != NULL) {
            SimLate.Calls++;
            SimLate.Transform(KeTickCount, SimEcho);
        }
        SimObey();
        KeDelayExecutionThread(1);
    }
}

static void SimReporterThread(PVOID Context) {
    ULONG64 last = 0;
    (void)Context;
    for (;;) {
        KeDelayExecutionThread(10);
        if (SimReportSeconds != 0 && KeTickCount - last >= SimReportSeconds * 100ull) {
            last = KeTickCount;
            SimState.Phase = SimPhaseReport;
            DbgPrint("simkernel: tick %llu, counter %llu, value %u\n", KeTickCount, SimCounter, SimValue);
        }
    }
}

/* The work of every processor but the first: its own counter, once a tick. */
DEBUGGER_OWNED ULONG SimProcessorCounter[MAXIMUM_PROCESSORS];

NOINLINE void SimProcessorWork(ULONG Number, ULONG Count) {
    SimProcessorCounter[Number] = Count;
}

static void SimProcessorThread(PVOID Context) {
    ULONG number = (ULONG)(ULONG_PTR)Context;
    for (;;) {
        SimProcessorWork(number, SimProcessorCounter[number] + 1);
        KeDelayExecutionThread(1);
    }
}

/* The process's one thread: touches the page that only its own address space maps. */
static void SimUserThread(PVOID Context) {
    volatile ULONG64 *own = (volatile ULONG64 *)0x10000;
    (void)Context;
    for (;;) {
        own[1]++;
        KeDelayExecutionThread(50);
    }
}

void SimStartWorkload(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    static const CHAR *const names[] = {"smss.exe", "simtest.exe"};
    SimState.Self = &SimState;
    InitializeListHead(&SimState.Nodes);
    for (ULONG i = 0; i < sizeof(SimNodes) / sizeof(SimNodes[0]); i++) {
        SimNodes[i].Index = i;
        InsertTailList(&SimState.Nodes, &SimNodes[i].Links);
    }
    KdReportLoadedImage(&KiLoadedModules[KERNEL_IMAGE]);
    if (LoaderBlock->ImageCount > 1) {
        NTSTATUS (*entry)(SIM_DRIVER_INTERFACE *) = (NTSTATUS(*)(SIM_DRIVER_INTERFACE *))KiLoadedModules[DRIVER_IMAGE].EntryPoint;
        KdReportLoadedImage(&KiLoadedModules[DRIVER_IMAGE]);
        DbgPrint("simkernel: simdrv.sys at %p: %08x\n", KiLoadedModules[DRIVER_IMAGE].DllBase, entry(&SimDriver));
    }
    PsCreateSystemThread(&KiInitialProcess, &SimWorker, SimWorkerThread, NULL, SimStacks[0], sizeof(SimStacks[0]));
    PsCreateSystemThread(&KiInitialProcess, &SimReporter, SimReporterThread, NULL, SimStacks[1], sizeof(SimStacks[1]));
    for (ULONG i = 0; i < 2; i++) {
        EPROCESS *process = PsCreateProcess(names[i], (ULONG_PTR)LoaderBlock->DirectoryTableBase[i + 1], 4);
        PsCreateSystemThread(process, &SimUsers[i], SimUserThread, NULL, SimStacks[2 + i], sizeof(SimStacks[2 + i]));
    }
    KiStartProcessors(LoaderBlock, SimProcessorThread);
    DbgPrint("simkernel: up\n");
}
