/*
 * What KD itself fixes, the same in every layout: CONTEXT, the special registers, the loader entry and the messages
 * (kd-protocol sections 3 to 6). All little-endian, natural alignment unless packed.
 */
#pragma once
#include "nt.h"

#define CONTEXT_AMD64 0x100000
#define CONTEXT_SERVED (CONTEXT_AMD64 | 0x1F) /* control, integer, segments, floating point, debug registers */

typedef struct _CONTEXT {
    ULONG64 P1Home, P2Home, P3Home, P4Home, P5Home, P6Home;
    ULONG ContextFlags;
    ULONG MxCsr;
    USHORT SegCs, SegDs, SegEs, SegFs, SegGs, SegSs;
    ULONG EFlags;
    ULONG64 Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
    ULONG64 Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi;
    ULONG64 R8, R9, R10, R11, R12, R13, R14, R15;
    ULONG64 Rip;
    UCHAR FltSave[512];
    UCHAR VectorRegister[26 * 16];
    ULONG64 VectorControl;
    ULONG64 DebugControl;
    ULONG64 LastBranchToRip, LastBranchFromRip, LastExceptionToRip, LastExceptionFromRip;
} __attribute__((aligned(16))) CONTEXT, *PCONTEXT;
_Static_assert(sizeof(CONTEXT) == 0x4D0 && FIELD_OFFSET(CONTEXT, Rip) == 0xF8, "CONTEXT");

typedef struct _KDESCRIPTOR {
    USHORT Pad[3];
    USHORT Limit;
    PVOID Base;
} KDESCRIPTOR;

typedef struct _KSPECIAL_REGISTERS {
    ULONG64 Cr0, Cr2, Cr3, Cr4;
    ULONG64 KernelDr0, KernelDr1, KernelDr2, KernelDr3, KernelDr6, KernelDr7;
    KDESCRIPTOR Gdtr;
    KDESCRIPTOR Idtr;
    USHORT Tr;
    USHORT Ldtr;
    ULONG MxCsr;
    ULONG64 DebugControl;
    ULONG64 LastBranchToRip, LastBranchFromRip, LastExceptionToRip, LastExceptionFromRip;
    ULONG64 Cr8;
    ULONG64 MsrGsBase, MsrGsSwap;
    ULONG64 MsrStar, MsrLStar, MsrCStar, MsrSyscallMask;
    ULONG64 Xcr0;
    ULONG64 MsrFsBase;
    ULONG64 SpecialPadding0;
} KSPECIAL_REGISTERS, *PKSPECIAL_REGISTERS;
_Static_assert(sizeof(KSPECIAL_REGISTERS) == 0xF0 && FIELD_OFFSET(KSPECIAL_REGISTERS, Tr) == 0x70, "special");

typedef struct _LDR_DATA_TABLE_ENTRY {
    LIST_ENTRY InLoadOrderLinks;
    LIST_ENTRY InMemoryOrderLinks;
    LIST_ENTRY InInitializationOrderLinks;
    PVOID DllBase;
    PVOID EntryPoint;
    ULONG SizeOfImage;
    UNICODE_STRING FullDllName;
    UNICODE_STRING BaseDllName;
    ULONG Flags;
    USHORT LoadCount;
    USHORT TlsIndex;
    PVOID SectionPointer;
    ULONG CheckSum;
    ULONG Spare[8];
    ULONG TimeDateStamp;
} LDR_DATA_TABLE_ENTRY, *PLDR_DATA_TABLE_ENTRY;
_Static_assert(FIELD_OFFSET(LDR_DATA_TABLE_ENTRY, DllBase) == 0x30, "loader entry");
_Static_assert(FIELD_OFFSET(LDR_DATA_TABLE_ENTRY, BaseDllName) == 0x58, "loader entry");
_Static_assert(FIELD_OFFSET(LDR_DATA_TABLE_ENTRY, CheckSum) == 0x78, "loader entry");
_Static_assert(FIELD_OFFSET(LDR_DATA_TABLE_ENTRY, TimeDateStamp) == 0x9C, "loader entry");

typedef struct _UNLOADED_DRIVER {
    UNICODE_STRING Name;
    PVOID StartAddress;
    PVOID EndAddress;
    ULONG64 CurrentTime;
} UNLOADED_DRIVER;

/* The page at a fixed address where hosts look for the time; the documented fields only. */
#define KI_USER_SHARED_DATA 0xFFFFF78000000000ull

typedef struct _KSYSTEM_TIME {
    ULONG LowPart;
    LONG High1Time, High2Time;
} KSYSTEM_TIME;

typedef struct _KUSER_SHARED_DATA {
    ULONG TickCountLowDeprecated, TickCountMultiplier;
    KSYSTEM_TIME InterruptTime, SystemTime, TimeZoneBias;
    USHORT ImageNumberLow, ImageNumberHigh;
    WCHAR NtSystemRoot[260];
    ULONG Reserved0[10];
    ULONG NtBuildNumber;
    ULONG NtProductType;
    ULONG Reserved1;
    ULONG NtMajorVersion, NtMinorVersion;
    BOOLEAN ProcessorFeatures[64];
    ULONG Reserved2[8];
    BOOLEAN KdDebuggerEnabled;
} KUSER_SHARED_DATA;
_Static_assert(FIELD_OFFSET(KUSER_SHARED_DATA, NtBuildNumber) == 0x260, "shared data");
_Static_assert(FIELD_OFFSET(KUSER_SHARED_DATA, NtMajorVersion) == 0x26C, "shared data");
_Static_assert(FIELD_OFFSET(KUSER_SHARED_DATA, KdDebuggerEnabled) == 0x2D4, "shared data");

/* ---- packets ---- */

#define PACKET_LEADER_DATA 0x30303030
#define PACKET_LEADER_CONTROL 0x69696969
#define PACKET_TRAILING_BYTE 0xAA
#define BREAKIN_BYTE 0x62
#define INITIAL_PACKET_ID 0x80800000
#define SYNC_PACKET_ID 0x00000800
#define PACKET_MAX_SIZE 4000

#define PACKET_TYPE_STATE_MANIPULATE 2
#define PACKET_TYPE_DEBUG_IO 3
#define PACKET_TYPE_ACKNOWLEDGE 4
#define PACKET_TYPE_RESEND 5
#define PACKET_TYPE_RESET 6
#define PACKET_TYPE_STATE_CHANGE64 7

typedef struct _KD_PACKET {
    ULONG PacketLeader;
    USHORT PacketType;
    USHORT ByteCount;
    ULONG PacketId;
    ULONG CheckSum;
} KD_PACKET;

/* ---- state change ---- */

#define DbgKdExceptionStateChange 0x3030
#define DbgKdLoadSymbolsStateChange 0x3031

typedef struct _DBGKM_EXCEPTION64 {
    NTSTATUS ExceptionCode;
    ULONG ExceptionFlags;
    ULONG64 ExceptionRecord;
    ULONG64 ExceptionAddress;
    ULONG NumberParameters;
    ULONG Unused;
    ULONG64 ExceptionInformation[15];
    ULONG FirstChance;
} DBGKM_EXCEPTION64;

typedef struct _DBGKD_LOAD_SYMBOLS64 {
    ULONG PathNameLength;
    ULONG64 BaseOfDll;
    ULONG64 ProcessId;
    ULONG CheckSum;
    ULONG SizeOfImage;
    BOOLEAN UnloadSymbols;
} DBGKD_LOAD_SYMBOLS64;

typedef struct _DBGKD_CONTROL_REPORT {
    ULONG64 Dr6, Dr7;
    ULONG EFlags;
    USHORT InstructionCount;
    USHORT ReportFlags;
    UCHAR InstructionStream[16];
    USHORT SegCs, SegDs, SegEs, SegFs;
} DBGKD_CONTROL_REPORT;

typedef struct _DBGKD_WAIT_STATE_CHANGE64 {
    ULONG NewState;
    USHORT ProcessorLevel;
    USHORT Processor;
    ULONG NumberProcessors;
    ULONG64 Thread;
    ULONG64 ProgramCounter;
    union {
        DBGKM_EXCEPTION64 Exception;
        DBGKD_LOAD_SYMBOLS64 LoadSymbols;
        UCHAR Raw[160];
    } u;
    DBGKD_CONTROL_REPORT ControlReport;
} DBGKD_WAIT_STATE_CHANGE64;
_Static_assert(sizeof(DBGKD_WAIT_STATE_CHANGE64) == 240, "state change");

/* ---- manipulate ---- */

enum {
    DbgKdReadVirtualMemoryApi = 0x3130,
    DbgKdWriteVirtualMemoryApi,
    DbgKdGetContextApi,
    DbgKdSetContextApi,
    DbgKdWriteBreakPointApi,
    DbgKdRestoreBreakPointApi,
    DbgKdContinueApi,
    DbgKdReadControlSpaceApi,
    DbgKdWriteControlSpaceApi,
    DbgKdReadIoSpaceApi,
    DbgKdWriteIoSpaceApi,
    DbgKdRebootApi,
    DbgKdContinueApi2,
    DbgKdReadPhysicalMemoryApi,
    DbgKdWritePhysicalMemoryApi,
    DbgKdGetVersionApi = 0x3146,
    DbgKdCauseBugCheckApi = 0x3149,
    DbgKdSwitchProcessor = 0x3150,
    DbgKdReadMachineSpecificRegister = 0x3152,
    DbgKdWriteMachineSpecificRegister = 0x3153,
    DbgKdClearAllInternalBreakpointsApi = 0x315A,
    DbgKdQueryMemoryApi = 0x315C,
    DbgKdMaximumManipulate = 0x3161,
};

typedef struct _DBGKD_GET_VERSION64 {
    USHORT MajorVersion;
    USHORT MinorVersion;
    UCHAR ProtocolVersion;
    UCHAR KdSecondaryVersion;
    USHORT Flags;
    USHORT MachineType;
    UCHAR MaxPacketType;
    UCHAR MaxStateChange;
    UCHAR MaxManipulate;
    UCHAR Simulation;
    USHORT Unused[1];
    ULONG64 KernBase;
    ULONG64 PsLoadedModuleList;
    ULONG64 DebuggerDataList;
} DBGKD_GET_VERSION64;

typedef struct _DBGKD_MANIPULATE_STATE64 {
    ULONG ApiNumber;
    USHORT ProcessorLevel;
    USHORT Processor;
    NTSTATUS ReturnStatus;
    ULONG Pad;
    union {
        struct { ULONG64 Address; ULONG TransferCount; ULONG ActualBytes; } Memory; /* virtual, physical, control space */
        struct { ULONG64 Address; ULONG Handle; } WriteBreakPoint;
        struct { ULONG Handle; } RestoreBreakPoint;
        struct { NTSTATUS ContinueStatus; } Continue;
        struct {
            NTSTATUS ContinueStatus;
            ULONG TraceFlag;
            ULONG64 Dr7; /* follows directly: packed to 4 in the protocol, and 8-aligned anyway on amd64 */
            ULONG64 CurrentSymbolStart, CurrentSymbolEnd;
        } Continue2;
        struct { ULONG64 Address; ULONG DataSize; ULONG DataValue; } Io;
        struct { ULONG Msr; ULONG Low; ULONG High; } MachineSpecificRegister;
        struct { ULONG64 Address; ULONG64 Reserved; ULONG AddressSpace; ULONG Flags; } QueryMemory;
        struct { ULONG Code; } BugCheck;
        DBGKD_GET_VERSION64 GetVersion;
        UCHAR Raw[40];
    } u;
} DBGKD_MANIPULATE_STATE64;
_Static_assert(sizeof(DBGKD_MANIPULATE_STATE64) == 56, "manipulate");

/* ---- debug I/O ---- */

#define DbgKdPrintStringApi 0x3230
#define DbgKdGetStringApi 0x3231

typedef struct _DBGKD_DEBUG_IO {
    ULONG ApiNumber;
    USHORT ProcessorLevel;
    USHORT Processor;
    ULONG Length;      /* of the text, or of the prompt */
    ULONG ReplyLength; /* prompt: room for the reply; in the reply its length */
} DBGKD_DEBUG_IO;

/* ---- KDDEBUGGER_DATA64 (kd-protocol 6.2), through PteBase ---- */

typedef struct _KDDEBUGGER_DATA64 {
    LIST_ENTRY List;
    ULONG OwnerTag;
    ULONG Size;
    ULONG64 KernBase, BreakpointWithStatus, SavedContext;
    USHORT ThCallbackStack, NextCallback, FramePointer, PaeEnabled;
    ULONG64 KiCallUserMode, KeUserCallbackDispatcher;
    ULONG64 PsLoadedModuleList, PsActiveProcessHead, PspCidTable;
    ULONG64 ExpSystemResourcesList, ExpPagedPoolDescriptor, ExpNumberOfPagedPools;
    ULONG64 KeTimeIncrement, KeBugCheckCallbackListHead, KiBugcheckData, IopErrorLogListHead;
    ULONG64 ObpRootDirectoryObject, ObpTypeObjectType;
    ULONG64 MmSystemCacheStart, MmSystemCacheEnd, MmSystemCacheWs;
    ULONG64 MmPfnDatabase, MmSystemPtesStart, MmSystemPtesEnd, MmSubsectionBase, MmNumberOfPagingFiles;
    ULONG64 MmLowestPhysicalPage, MmHighestPhysicalPage, MmNumberOfPhysicalPages;
    ULONG64 MmMaximumNonPagedPoolInBytes, MmNonPagedSystemStart, MmNonPagedPoolStart, MmNonPagedPoolEnd;
    ULONG64 MmPagedPoolStart, MmPagedPoolEnd, MmPagedPoolInformation, MmPageSize;
    ULONG64 MmSizeOfPagedPoolInBytes, MmTotalCommitLimit, MmTotalCommittedPages, MmSharedCommit, MmDriverCommit;
    ULONG64 MmProcessCommit, MmPagedPoolCommit, MmExtendedCommit, MmZeroedPageListHead, MmFreePageListHead;
    ULONG64 MmStandbyPageListHead, MmModifiedPageListHead, MmModifiedNoWritePageListHead, MmAvailablePages;
    ULONG64 MmResidentAvailablePages, PoolTrackTable, NonPagedPoolDescriptor;
    ULONG64 MmHighestUserAddress, MmSystemRangeStart, MmUserProbeAddress;
    ULONG64 KdPrintCircularBuffer, KdPrintCircularBufferEnd, KdPrintWritePointer, KdPrintRolloverCount;
    ULONG64 MmLoadedUserImageList, NtBuildLab, KiNormalSystemCall, KiProcessorBlock;
    ULONG64 MmUnloadedDrivers, MmLastUnloadedDriver, MmTriageActionTaken, MmSpecialPoolTag;
    ULONG64 KernelVerifier, MmVerifierData, MmAllocatedNonPagedPool, MmPeakCommitment, MmTotalCommitLimitMaximum;
    ULONG64 CmNtCSDVersion, MmPhysicalMemoryBlock, MmSessionBase, MmSessionSize, MmSystemParentTablePage;
    ULONG64 MmVirtualTranslationBase;
    USHORT OffsetKThreadNextProcessor, OffsetKThreadTeb, OffsetKThreadKernelStack, OffsetKThreadInitialStack;
    USHORT OffsetKThreadApcProcess, OffsetKThreadState, OffsetKThreadBStore, OffsetKThreadBStoreLimit;
    USHORT SizeEProcess, OffsetEprocessPeb, OffsetEprocessParentCID, OffsetEprocessDirectoryTableBase;
    USHORT SizePrcb, OffsetPrcbDpcRoutine, OffsetPrcbCurrentThread, OffsetPrcbMhz, OffsetPrcbCpuType;
    USHORT OffsetPrcbVendorString, OffsetPrcbProcStateContext, OffsetPrcbNumber, SizeEThread;
    ULONG64 KdPrintCircularBufferPtr, KdPrintBufferSize, KeLoaderBlock;
    USHORT SizePcr, OffsetPcrSelfPcr, OffsetPcrCurrentPrcb, OffsetPcrContainedPrcb, OffsetPcrInitialBStore;
    USHORT OffsetPcrBStoreLimit, OffsetPcrInitialStack, OffsetPcrStackLimit, OffsetPrcbPcrPage;
    USHORT OffsetPrcbProcStateSpecialReg, GdtR0Code, GdtR0Data, GdtR0Pcr, GdtR3Code, GdtR3Data, GdtR3Teb;
    USHORT GdtLdt, GdtTss, Gdt64R3CmCode, Gdt64R3CmTeb;
    ULONG64 IopNumTriageDumpDataBlocks, IopTriageDumpDataBlocks, VfCrashDataBlock, MmBadPagesDetected;
    ULONG64 MmZeroedPageSingleBitErrorsDetected, EtwpDebuggerData;
    USHORT OffsetPrcbContext, OffsetPrcbMaxBreakpoints, OffsetPrcbMaxWatchpoints;
    ULONG OffsetKThreadStackLimit, OffsetKThreadStackBase, OffsetKThreadQueueListEntry, OffsetEThreadIrpList;
    USHORT OffsetPrcbIdleThread, OffsetPrcbNormalDpcState, OffsetPrcbDpcStack, OffsetPrcbIsrStack;
    USHORT SizeKDPC_STACK_FRAME, OffsetKPriQueueThreadListHead, OffsetKThreadWaitReason, Padding;
    ULONG64 PteBase;
} KDDEBUGGER_DATA64;
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, KiBugcheckData) == 0x088, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, MmUnloadedDrivers) == 0x220, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, OffsetKThreadNextProcessor) == 0x298, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, OffsetPrcbCurrentThread) == 0x2B4, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, KdPrintCircularBufferPtr) == 0x2C8, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, OffsetPrcbProcStateSpecialReg) == 0x2F2, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, OffsetPrcbContext) == 0x338, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, OffsetKThreadStackLimit) == 0x340, "KDBG");
_Static_assert(FIELD_OFFSET(KDDEBUGGER_DATA64, PteBase) == 0x360, "KDBG");
