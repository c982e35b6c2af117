/* Threads take turns: a ready queue on each processor, a list of sleepers, a quantum of two ticks. */
#include "ke.h"

static LIST_ENTRY KiSleepers = {&KiSleepers, &KiSleepers};

#define QUANTUM 2

VOID KiSetReady(PKTHREAD Thread) {
    Thread->State = Ready;
    Thread->Quantum = QUANTUM;
    InsertTailList(&KeGetCurrentPrcb()->DispatcherReadyListHead, &Thread->WaitListEntry);
}

/* Interrupts are off. The caller has put the current thread where it belongs; comes back when it is picked again. */
static NOINLINE VOID KiSwapThread(VOID) {
    PKPRCB prcb = KeGetCurrentPrcb();
    PKTHREAD old = prcb->CurrentThread, next = prcb->IdleThread;
    if (!IsListEmpty(&prcb->DispatcherReadyListHead)) {
        next = CONTAINING_RECORD(prcb->DispatcherReadyListHead.Flink, KTHREAD, WaitListEntry);
        RemoveEntryList(&next->WaitListEntry);
    }
    next->State = Running;
    if (next == old) return;
    prcb->CurrentThread = next;
    prcb->KeContextSwitches++;
    next->ContextSwitches++;
    ULONG64 cr3 = next->ApcState.Process->DirectoryTableBase;
    KiSwapContext(&old->KernelStack, next->KernelStack, cr3 == old->ApcState.Process->DirectoryTableBase ? 0 : cr3);
}

static VOID KiWait(KWAIT_REASON Reason, PLIST_ENTRY List, ULONG64 WakeTick) {
    BOOLEAN on = KeDisableInterrupts();
    PKTHREAD thread = KeGetCurrentPrcb()->CurrentThread;
    thread->State = Waiting;
    thread->WaitReason = Reason;
    thread->WakeTick = WakeTick;
    InsertTailList(List, &thread->WaitListEntry);
    KiSwapThread();
    KeRestoreInterrupts(on);
}

VOID KeDelay(ULONG Ticks) { KiWait(DelayExecution, &KiSleepers, KeTickCount + Ticks); }

VOID KeWaitForever(VOID) {
    static LIST_ENTRY never = {&never, &never};
    KiWait(UserRequest, &never, ~0ull);
}

VOID KiQuantumEnd(VOID) {
    PKPRCB prcb = KeGetCurrentPrcb();
    for (PLIST_ENTRY e = KiSleepers.Flink, next; e != &KiSleepers; e = next) {
        next = e->Flink;
        PKTHREAD thread = CONTAINING_RECORD(e, KTHREAD, WaitListEntry);
        if (thread->WakeTick > KeTickCount) continue;
        RemoveEntryList(e);
        KiSetReady(thread);
    }
    if (IsListEmpty(&prcb->DispatcherReadyListHead)) return;
    PKTHREAD current = prcb->CurrentThread;
    if (current != prcb->IdleThread) {
        if (current->Quantum && --current->Quantum) return;
        KiSetReady(current);
    }
    KiSwapThread();
}

VOID KiIdleLoop(VOID) {
    for (;;) {
        KeDisableInterrupts();
        if (!IsListEmpty(&KeGetCurrentPrcb()->DispatcherReadyListHead)) KiSwapThread();
        __asm__ volatile("sti; hlt" ::: "memory");
    }
}
