/* Things the kernel does when the debugger asks: write a number to KdTestRequest and go. Served by the hot thread. */
#include "kd.h"

typedef enum _KD_TEST_REQUEST {
    RequestNone,
    RequestInt3,         /* 1: DbgBreakPoint */
    RequestPrompt,       /* 2: DbgPrompt, answer printed */
    RequestPageFault,    /* 3: reads KdTestArgument[0] (0 means a bad address) in WorkProbe */
    RequestDivideError,  /* 4: divides by zero in WorkDivide */
    RequestBugCheck,     /* 5: KeBugCheckEx with KdTestArgument[0..4]; all zero means 0xDEADDEAD, 1, 2, 3, 4 */
    RequestReboot,       /* 6: the orderly way, with its unload notice */
    RequestLongPrint,    /* 7: twenty long lines */
    RequestLoadDriver,   /* 8: latedrv.sys comes */
    RequestUnloadDriver, /* 9: and goes */
    RequestInvalidOpcode,/* 10: ud2, unhandled: second chance, then bug check 1E */
    RequestAssertion,    /* 11: int 2C */
    RequestUnhandledFault, /* 12: a page fault nobody handles */
    RequestStackOverflow,  /* 13: recursion into the guard page: double fault, bug check 7F */
} KD_TEST_REQUEST;

volatile KD_TEST_REQUEST KdTestRequest;
volatile ULONG64 KdTestArgument[5];
volatile ULONG KdTestServed;    /* how many were served */
volatile ULONG64 KdTestOutcome; /* of the last one */
CHAR KdTestAnswer[64];          /* what the prompt was answered with */

static NOINLINE VOID TestPrompt(VOID) {
    ULONG n = DbgPrompt("What is your name? ", KdTestAnswer, sizeof(KdTestAnswer) - 1);
    KdTestAnswer[n] = 0;
    DbgPrint("Hello, %s (%u)\n", KdTestAnswer, n);
    KdTestOutcome = n;
}

static NOINLINE VOID TestPageFault(VOID) {
    BOOLEAN faulted;
    ULONG64 at = KdTestArgument[0] ? KdTestArgument[0] : MmNonPagedPoolEnd + 0x100000;
    KdTestOutcome = WorkProbe((volatile ULONG *)at, &faulted);
    DbgPrint("page fault: %s, value 0x%08x\n", faulted ? "handled by the kernel" : "repaired by the debugger",
             (ULONG)KdTestOutcome);
}

static NOINLINE VOID TestDivideError(VOID) {
    BOOLEAN faulted;
    KdTestOutcome = WorkDivide(1000, (ULONG)KdTestArgument[0], &faulted);
    DbgPrint("divide error: %s, value 0x%08x\n", faulted ? "handled by the kernel" : "repaired by the debugger",
             (ULONG)KdTestOutcome);
}

static NOINLINE VOID TestBugCheck(VOID) {
    volatile ULONG64 *a = KdTestArgument;
    if (a[0]) KeBugCheckEx((ULONG)a[0], a[1], a[2], a[3], a[4]);
    KeBugCheckEx(0xDEADDEAD, 1, 2, 3, 4);
}

static NOINLINE VOID TestLongPrint(VOID) {
    for (ULONG i = 0; i < 20; i++)
        DbgPrint("long print %02u: the quick brown fox jumps over the lazy dog 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ\n", i);
}

static NOINLINE ULONG TestRecurse(ULONG Depth) {
    volatile ULONG64 local[32] = {Depth};
    return Depth == ~0u ? 0 : TestRecurse(Depth + 1) + (ULONG)local[0];
}

VOID KdTestServe(VOID) {
    KD_TEST_REQUEST request = KdTestRequest;
    if (request == RequestNone) return;
    KdTestRequest = RequestNone;
    switch (request) {
    case RequestInt3: DbgBreakPoint(); break;
    case RequestPrompt: TestPrompt(); break;
    case RequestPageFault: TestPageFault(); break;
    case RequestDivideError: TestDivideError(); break;
    case RequestBugCheck: TestBugCheck(); break;
    case RequestReboot: KeShutdown();
    case RequestLongPrint: TestLongPrint(); break;
    case RequestLoadDriver: KdTestOutcome = LdrLoadDriver("latedrv.sys"); break;
    case RequestUnloadDriver: KdTestOutcome = LdrUnloadDriver("latedrv.sys"); break;
    case RequestInvalidOpcode: __asm__ volatile("ud2"); break;
    case RequestAssertion: __asm__ volatile("int $0x2C"); break;
    case RequestUnhandledFault: *(volatile ULONG *)0xFFFF80DEADBEE000 = 1; break;
    case RequestStackOverflow: KdTestOutcome = TestRecurse(0); break;
    default: DbgPrint("KdTestRequest: no such request: %u\n", (ULONG)request); break;
    }
    KdTestServed++;
}
