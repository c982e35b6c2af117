/*
 * What there is to debug: a hot chain of calls a hundred times a second, globals of every kind of type that change
 * under rules a test can check, threads of several processes. Every name here is for a debugger to look up.
 */
#include "kd.h"

/* ---- types ---- */

typedef enum _WORK_COLOUR { ColourRed, ColourGreen, ColourBlue = 5, ColourNone = -1 } WORK_COLOUR;

typedef struct _WORK_POINT { LONG X; LONG Y; LONG Sum; } WORK_POINT;

typedef union _WORK_VALUE {
    ULONG64 Quad;
    struct { ULONG Low, High; } Half;
    UCHAR Bytes[8];
} WORK_VALUE;

typedef struct _WORK_FLAGS {
    ULONG Busy : 1;
    ULONG Level : 3;
    ULONG Colour : 4;
    ULONG Count : 20;
    LONG Signed : 4;
    ULONG64 Wide : 40;
} WORK_FLAGS;

typedef struct _WORK_ITEM {
    ULONG Number;
    LIST_ENTRY Link; /* not first: a list walk must subtract its offset */
    WORK_COLOUR Colour;
    PCSTR Name;
} WORK_ITEM;

typedef struct _WORK_NODE { ULONG Key; struct _WORK_NODE *Left, *Right; } WORK_NODE;

/* ---- globals; the rules stand in README.md ---- */

volatile ULONG HotCounter;     /* the argument of the HotFunction call under way, or of the last one */
volatile ULONG HotResult;
WORK_POINT WorkPoint;          /* Y = 2 X, Sum = X + Y */
WORK_POINT *WorkPointPointer = &WorkPoint;
WORK_VALUE WorkValue;          /* Half.High = ~Half.Low */
WORK_FLAGS WorkFlags;          /* Level = Count mod 8, Signed = (Count mod 16) - 8 */
WORK_COLOUR WorkColour;
ULONG WorkArray[8];            /* WorkArray[i] = WorkArray[0] + i */
USHORT WorkMatrix[3][4];       /* WorkMatrix[r][c] = 16 r + c + WorkMatrix[0][0] */
LIST_ENTRY WorkListHead;       /* five WORK_ITEMs, rotated */
WORK_ITEM WorkItems[5];
WORK_NODE WorkNodes[3] = {{20, &WorkNodes[1], &WorkNodes[2]}, {10, NULL, NULL}, {30, NULL, NULL}};
WORK_NODE *WorkTree = &WorkNodes[0];
CHAR WorkText[32];             /* "round N" */
UNICODE_STRING WorkString;
WORK_ROUTINE *WorkCallback;
volatile ULONG WorkRounds;

volatile ULONG KdTestValue = 0x1234; /* change it: the kernel prints old and new */
volatile ULONG KdTestPrintPeriod = 200; /* ticks between the heartbeat prints; 0 is silence */
volatile BOOLEAN KdTestBusy;   /* non-zero: BusyThread burns the processor, so that break-ins find deep stacks */
volatile ULONG BusyCounter;

static ULONG WorkSeenValue;

/* ---- the hot chain: 1 > 2 > testdrv > hal > KeWorkFromDriver > WorkOddFrame (frames.S) > 3 > 4 > HotFunction ---- */

#define FRAME __attribute__((noinline, disable_tail_calls))

FRAME ULONG HotFunction(ULONG Counter) {
    HotResult = Counter * 3 + 1;
    return HotResult;
}

static FRAME ULONG WorkLevel4(ULONG Counter, ULONG Depth) {
    volatile ULONG local = Counter ^ Depth;
    HotCounter = Counter;
    ULONG result = HotFunction(Counter);
    return result + (local - (Counter ^ Depth));
}

FRAME ULONG WorkLevel3(ULONG Counter) {
    volatile WORK_POINT point[64]; /* a large frame */
    point[Counter & 63] = (WORK_POINT){(LONG)Counter, 2 * (LONG)Counter, 3 * (LONG)Counter};
    return WorkLevel4(Counter, 4) + (ULONG)(point[Counter & 63].Sum - 3 * point[Counter & 63].X);
}

ULONG WorkOddFrame(ULONG Counter);

FRAME ULONG KeWorkFromDriver(ULONG Counter) { return WorkOddFrame(Counter) + 1; }

static FRAME ULONG WorkLevel2(ULONG Counter) {
    DRIVER_OBJECT *driver = LdrDriver("testdrv.sys");
    if (!driver || !driver->Dispatch) return KeWorkFromDriver(Counter);
    return driver->Dispatch(Counter) + 1;
}

static FRAME ULONG WorkLevel1(ULONG Counter) { return WorkLevel2(Counter) + 1; }

static VOID WorkNoticeValue(VOID) {
    ULONG now = KdTestValue;
    if (now == WorkSeenValue) return;
    DbgPrint("KdTestValue: 0x%08x -> 0x%08x (%u)\n", WorkSeenValue, now, now);
    WorkSeenValue = now;
}

static VOID HotThread(PVOID Context) {
    (VOID)Context;
    for (ULONG counter = 1;; counter++) {
        WorkLevel1(counter);
        WorkNoticeValue();
        KdTestServe();
        KeDelay(1);
    }
}

/* ---- the busy chain, for timer interrupts inside real work ---- */

static FRAME ULONG BusyLeaf(ULONG Rounds) {
    for (volatile ULONG i = 0; i < Rounds; i++) BusyCounter++;
    return BusyCounter;
}
static FRAME ULONG BusyMiddle(ULONG Rounds) { return BusyLeaf(Rounds) + 1; }
static FRAME ULONG BusyOuter(ULONG Rounds) { return BusyMiddle(Rounds) + BusyMiddle(Rounds); }

static VOID BusyThread(PVOID Context) {
    (VOID)Context;
    for (;;) {
        if (KdTestBusy) BusyOuter(10000);
        else KeDelay(5);
    }
}

/* ---- changing data ---- */

static ULONG WorkFormat(PCHAR Out, ULONG Room, PCSTR Format, ...) {
    __builtin_va_list args;
    __builtin_va_start(args, Format);
    ULONG n = RtlFormat(Out, Room - 1, Format, args);
    __builtin_va_end(args);
    Out[n] = 0;
    return n;
}

/* With interrupts off: whoever breaks in never sees half a change. */
static VOID WorkChangeData(ULONG Round) {
    static const WORK_COLOUR colours[] = {ColourRed, ColourGreen, ColourBlue, ColourNone};
    BOOLEAN on = KeDisableInterrupts();
    WorkRounds = Round;
    WorkPoint.X = (LONG)Round;
    WorkPoint.Y = 2 * WorkPoint.X;
    WorkPoint.Sum = WorkPoint.X + WorkPoint.Y;
    WorkValue.Half.Low = Round;
    WorkValue.Half.High = ~Round;
    WorkFlags.Busy = Round & 1;
    WorkFlags.Count = Round & 0xFFFFF;
    WorkFlags.Level = Round & 7;
    WorkFlags.Signed = (LONG)(Round & 15) - 8;
    WorkFlags.Wide = (ULONG64)Round << 16;
    WorkColour = colours[Round & 3];
    WorkFlags.Colour = (ULONG)WorkColour & 15;
    for (ULONG i = 0; i < ARRAY_SIZE(WorkArray); i++) WorkArray[i] = Round + i;
    for (ULONG r = 0; r < 3; r++)
        for (ULONG c = 0; c < 4; c++) WorkMatrix[r][c] = (USHORT)(16 * r + c + Round);
    PLIST_ENTRY first = WorkListHead.Flink;
    RemoveEntryList(first);
    InsertTailList(&WorkListHead, first);
    WorkFormat(WorkText, sizeof(WorkText), "round %u", Round);
    KeRestoreInterrupts(on);
}

static VOID ListThread(PVOID Context) {
    (VOID)Context;
    for (ULONG round = 1;; round++) {
        WorkChangeData(round);
        KeDelay(3);
    }
}

static VOID HeartbeatThread(PVOID Context) {
    (VOID)Context;
    for (ULONG64 last = KeTickCount;; KeDelay(10)) {
        ULONG period = KdTestPrintPeriod;
        if (!period || KeTickCount - last < period) continue;
        last = KeTickCount;
        DbgPrint("heartbeat: tick %llu, hot %u, rounds %u\n", KeTickCount, HotCounter, WorkRounds);
    }
}

static VOID WaitingThread(PVOID Context) {
    (VOID)Context;
    KeWaitForever();
}

VOID WorkInitialize(VOID) {
    static const PCSTR names[5] = {"alpha", "beta", "gamma", "delta", "epsilon"};
    InitializeListHead(&WorkListHead);
    for (ULONG i = 0; i < 5; i++) {
        WorkItems[i] = (WORK_ITEM){100 + i, {0}, (WORK_COLOUR)(i % 2), names[i]};
        InsertTailList(&WorkListHead, &WorkItems[i].Link);
    }
    RtlCreateUnicodeString(&WorkString, "the quick brown fox");
    WorkCallback = HotFunction;
    WorkSeenValue = KdTestValue;

    PsCreateThread(PsInitialSystemProcess, "heartbeat", HeartbeatThread, NULL);
    PEPROCESS hot = PsCreateProcess("hotloop.exe");
    PsCreateThread(hot, "hot", HotThread, NULL);
    PsCreateThread(hot, "busy", BusyThread, NULL);
    PEPROCESS lister = PsCreateProcess("lister.exe");
    PsCreateThread(lister, "list", ListThread, NULL);
    PEPROCESS waiter = PsCreateProcess("waiter.exe");
    PETHREAD owner = PsCreateThread(waiter, "waiting one", WaitingThread, (PVOID)1);
    PsCreateThread(waiter, "waiting two", WaitingThread, (PVOID)2);
    ExInitialize(&owner->Tcb);
}
