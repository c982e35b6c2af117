/* What a debugger reads to find everything else: the version block, KDDEBUGGER_DATA64, the print buffer. */
#include "kd.h"

extern UCHAR RtlpBreakWithStatusInstruction[];

DBGKD_GET_VERSION64 KdVersionBlock;
LIST_ENTRY KdpDebuggerDataListHead;
KDDEBUGGER_DATA64 KdDebuggerDataBlock;

CHAR KdPrintDefaultCircularBuffer[4096];
PCHAR KdPrintCircularBuffer = KdPrintDefaultCircularBuffer;
PCHAR KdPrintWritePointer = KdPrintDefaultCircularBuffer;
ULONG KdPrintRolloverCount;
ULONG KdPrintBufferSize = sizeof(KdPrintDefaultCircularBuffer);

VOID KdpRecordPrint(PCSTR Text, ULONG Length) {
    for (ULONG i = 0; i < Length; i++) {
        *KdPrintWritePointer++ = Text[i];
        if (KdPrintWritePointer < KdPrintCircularBuffer + KdPrintBufferSize) continue;
        KdPrintWritePointer = KdPrintCircularBuffer;
        KdPrintRolloverCount++;
    }
}

#define ADDRESS_OF(x) ((ULONG64)&(x))
#define OFFSET(type, field) ((USHORT)FIELD_OFFSET(type, field))

static VOID KdpFillDataBlock(KDDEBUGGER_DATA64 *d) {
    d->OwnerTag = 0x4742444B; /* "KDBG" */
    d->Size = sizeof(*d);
    d->KernBase = KeLoaderBlock->Image[0].Base;
    d->BreakpointWithStatus = (ULONG64)RtlpBreakWithStatusInstruction;
    d->PsLoadedModuleList = ADDRESS_OF(PsLoadedModuleList);
    d->PsActiveProcessHead = ADDRESS_OF(PsActiveProcessHead);
    d->KeTimeIncrement = ADDRESS_OF(KeTimeIncrement);
    d->KiBugcheckData = ADDRESS_OF(KiBugcheckData);
    d->MmLowestPhysicalPage = ADDRESS_OF(MmLowestPhysicalPage);
    d->MmHighestPhysicalPage = ADDRESS_OF(MmHighestPhysicalPage);
    d->MmNumberOfPhysicalPages = ADDRESS_OF(MmNumberOfPhysicalPages);
    d->MmPhysicalMemoryBlock = ADDRESS_OF(MmPhysicalMemoryBlock);
    d->MmAvailablePages = ADDRESS_OF(MmAvailablePages);
    d->MmNonPagedPoolStart = ADDRESS_OF(MmNonPagedPoolStart);
    d->MmNonPagedPoolEnd = ADDRESS_OF(MmNonPagedPoolEnd);
    d->MmPageSize = PAGE_SIZE;
    d->MmHighestUserAddress = ADDRESS_OF(MmHighestUserAddress);
    d->MmSystemRangeStart = ADDRESS_OF(MmSystemRangeStart);
    d->MmUserProbeAddress = ADDRESS_OF(MmUserProbeAddress);
    d->KdPrintCircularBuffer = ADDRESS_OF(KdPrintDefaultCircularBuffer);
    d->KdPrintCircularBufferEnd = ADDRESS_OF(KdPrintDefaultCircularBuffer) + sizeof(KdPrintDefaultCircularBuffer);
    d->KdPrintWritePointer = ADDRESS_OF(KdPrintWritePointer);
    d->KdPrintRolloverCount = ADDRESS_OF(KdPrintRolloverCount);
    d->KdPrintCircularBufferPtr = ADDRESS_OF(KdPrintCircularBuffer);
    d->KdPrintBufferSize = ADDRESS_OF(KdPrintBufferSize);
    d->NtBuildLab = (ULONG64)NtBuildLab;
    d->KiProcessorBlock = (ULONG64)KiProcessorBlock;
    d->MmUnloadedDrivers = ADDRESS_OF(MmUnloadedDrivers);
    d->MmLastUnloadedDriver = ADDRESS_OF(MmLastUnloadedDriver);
    d->KeLoaderBlock = ADDRESS_OF(KeLoaderBlock);

    d->OffsetKThreadNextProcessor = OFFSET(KTHREAD, NextProcessor);
    d->OffsetKThreadTeb = OFFSET(KTHREAD, Teb);
    d->OffsetKThreadKernelStack = OFFSET(KTHREAD, KernelStack);
    d->OffsetKThreadInitialStack = OFFSET(KTHREAD, InitialStack);
    d->OffsetKThreadApcProcess = OFFSET(KTHREAD, ApcState.Process);
    d->OffsetKThreadState = OFFSET(KTHREAD, State);
    d->SizeEProcess = sizeof(EPROCESS);
    d->OffsetEprocessPeb = OFFSET(EPROCESS, Peb);
    d->OffsetEprocessParentCID = OFFSET(EPROCESS, InheritedFromUniqueProcessId);
    d->OffsetEprocessDirectoryTableBase = OFFSET(EPROCESS, Pcb.DirectoryTableBase);
    d->SizePrcb = sizeof(KPRCB);
    d->OffsetPrcbCurrentThread = OFFSET(KPRCB, CurrentThread);
    d->OffsetPrcbMhz = OFFSET(KPRCB, MHz);
    d->OffsetPrcbCpuType = OFFSET(KPRCB, CpuType);
    d->OffsetPrcbVendorString = OFFSET(KPRCB, VendorString);
    d->OffsetPrcbProcStateContext = OFFSET(KPRCB, ProcessorState.ContextFrame);
    d->OffsetPrcbNumber = OFFSET(KPRCB, Number);
    d->SizeEThread = sizeof(ETHREAD);
    d->SizePcr = sizeof(KPCR);
    d->OffsetPcrSelfPcr = OFFSET(KPCR, Self);
    d->OffsetPcrCurrentPrcb = OFFSET(KPCR, CurrentPrcb);
    d->OffsetPcrContainedPrcb = OFFSET(KPCR, Prcb);
    d->OffsetPrcbProcStateSpecialReg = OFFSET(KPRCB, ProcessorState.SpecialRegisters);
    d->GdtR0Code = KGDT_R0_CODE;
    d->GdtR0Data = KGDT_R0_DATA;
    d->GdtR3Data = KGDT_R3_DATA | 3;
    d->GdtTss = KGDT_TSS;
    d->Gdt64R3CmTeb = KGDT_R3_CMTEB | 3;
    d->OffsetPrcbContext = OFFSET(KPRCB, Context); /* of the pointer */
    d->OffsetPrcbMaxBreakpoints = OFFSET(KPRCB, MaxBreakpoints);
    d->OffsetPrcbMaxWatchpoints = OFFSET(KPRCB, MaxWatchpoints);
    d->OffsetKThreadStackLimit = OFFSET(KTHREAD, StackLimit);
    d->OffsetKThreadStackBase = OFFSET(KTHREAD, StackBase);
    d->OffsetPrcbIdleThread = OFFSET(KPRCB, IdleThread);
    d->OffsetPrcbDpcStack = OFFSET(KPRCB, DpcStack);
    d->OffsetKThreadWaitReason = OFFSET(KTHREAD, WaitReason);
}

VOID KdInitialize(VOID) {
    KdVersionBlock = (DBGKD_GET_VERSION64){
        .MajorVersion = 0x0F,
        .MinorVersion = NT_BUILD_NUMBER,
        .ProtocolVersion = 6,
        .KdSecondaryVersion = 2,
        .Flags = 2 | 4, /* data block, 64-bit pointers */
        .MachineType = 0x8664,
        .MaxPacketType = 12,
        .MaxStateChange = 3,
        .MaxManipulate = DbgKdMaximumManipulate - DbgKdReadVirtualMemoryApi,
        .KernBase = KeLoaderBlock->Image[0].Base,
        .PsLoadedModuleList = ADDRESS_OF(PsLoadedModuleList),
        .DebuggerDataList = ADDRESS_OF(KdpDebuggerDataListHead),
    };
    KdpFillDataBlock(&KdDebuggerDataBlock);
    InitializeListHead(&KdpDebuggerDataListHead);
    InsertTailList(&KdpDebuggerDataListHead, &KdDebuggerDataBlock.List);
    KdPortInitialize();
    KdDebuggerEnabled = !KeOption("nodebug");
}
