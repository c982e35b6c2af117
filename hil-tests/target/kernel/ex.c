/* Timers, DPCs and resources in the lists where a debugger looks for them. None of them fires: they are far in the future. */
#include "ke.h"

#define ResourceOwnedExclusive 0x80

LIST_ENTRY ExpSystemResourcesList = {&ExpSystemResourcesList, &ExpSystemResourcesList};
ERESOURCE ExTestResource, ExFreeResource;
KTIMER ExSlowTimer, ExSlowerTimer;
KDPC ExTimerDpc, ExQueuedDpc;

static VOID ExpTimerDpc(KDPC *Dpc, PVOID Context) { (VOID)Dpc, (VOID)Context; }
static VOID ExpQueuedDpc(KDPC *Dpc, PVOID Context) { (VOID)Dpc, (VOID)Context; }

VOID KeInitializeTimers(PKPRCB Prcb) {
    for (ULONG i = 0; i < TIMER_TABLE_SIZE; i++) InitializeListHead(&Prcb->TimerTable.TimerEntries[i].Entry);
}

VOID KeSetTimer(KTIMER *Timer, ULONG64 DueTime, ULONG Period, KDPC *Dpc) {
    KTIMER_TABLE_ENTRY *entry = &KeGetCurrentPrcb()->TimerTable.TimerEntries[DueTime / KeTimeIncrement % TIMER_TABLE_SIZE];
    Timer->Header.Type = 8;
    Timer->Header.Inserted = 1;
    Timer->DueTime = DueTime;
    Timer->Period = Period;
    Timer->Dpc = Dpc;
    InsertTailList(&entry->Entry, &Timer->TimerListEntry);
    entry->Time = DueTime;
}

static VOID ExpInitializeDpc(KDPC *Dpc, VOID (*Routine)(KDPC *, PVOID), PVOID Context) {
    Dpc->Type = 19;
    Dpc->Importance = 1;
    Dpc->DeferredRoutine = Routine;
    Dpc->DeferredContext = Context;
}

VOID ExInitialize(PKTHREAD Owner) {
    PKPRCB prcb = KeGetCurrentPrcb();
    ExpInitializeDpc(&ExTimerDpc, ExpTimerDpc, &ExSlowTimer);
    ExpInitializeDpc(&ExQueuedDpc, ExpQueuedDpc, NULL);
    KeSetTimer(&ExSlowTimer, 36000ull * 10000000, 1000, &ExTimerDpc);
    KeSetTimer(&ExSlowerTimer, 72000ull * 10000000 + KeTimeIncrement, 0, NULL);
    prcb->DpcData[0].DpcList.ListHead.Next = &ExQueuedDpc.DpcListEntry;
    prcb->DpcData[0].DpcList.LastEntry = &ExQueuedDpc.DpcListEntry;
    prcb->DpcData[0].DpcQueueDepth = 1;
    prcb->DpcData[0].DpcCount = 7;
    ExTestResource.Flag = ResourceOwnedExclusive;
    ExTestResource.ActiveCount = 1;
    ExTestResource.ActiveEntries = 1;
    ExTestResource.ContentionCount = 3;
    ExTestResource.OwnerEntry.OwnerThread = (ULONG64)Owner;
    ExTestResource.OwnerEntry.OwnerCount = 1;
    InsertTailList(&ExpSystemResourcesList, &ExTestResource.SystemResourcesList);
    InsertTailList(&ExpSystemResourcesList, &ExFreeResource.SystemResourcesList);
}
