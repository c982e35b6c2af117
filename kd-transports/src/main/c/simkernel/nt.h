/* The types of the simulated kernel. They carry NT's names. Where a debugger reads a structure before it has the PDB, the layout is
 * the published one (KPCR, LDR_DATA_TABLE_ENTRY, CONTEXT, KSPECIAL_REGISTERS, the version block, the debugger data block); process
 * and thread layouts are our own and are told through the PDB and KDDEBUGGER_DATA64 alone. */
#pragma once

typedef unsigned char UCHAR, BOOLEAN;
typedef char CHAR;
typedef unsigned short USHORT, WCHAR;
typedef int LONG;
typedef unsigned int ULONG;
typedef long long LONG64;
typedef unsigned long long ULONG64;
typedef int NTSTATUS;
typedef void *PVOID;

#define NULL ((void *)0)
#define TRUE 1
#define FALSE 0
#define FIELD_OFFSET(type, field) __builtin_offsetof(type, field)
#define CONTAINING_RECORD(address, type, field) ((type *)((CHAR *)(address)-FIELD_OFFSET(type, field)))
#define NOINLINE __attribute__((noinline))
#define NORETURN __attribute__((noreturn))
#define STATIC_ASSERT_OFFSET(type, field, offset) _Static_assert(FIELD_OFFSET(type, field) == (offset), #type "." #field)
/* What the debugger writes behind the compiler's back is volatile. */
#define DEBUGGER_OWNED volatile

#define STATUS_SUCCESS ((NTSTATUS)0)
#define STATUS_BREAKPOINT ((NTSTATUS)0x80000003)

typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY;

typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    const WCHAR *Buffer;
} UNICODE_STRING;

typedef struct _CLIENT_ID {
    ULONG64 UniqueProcess;
    ULONG64 UniqueThread;
} CLIENT_ID;

typedef struct _LDR_DATA_TABLE_ENTRY {
    LIST_ENTRY InLoadOrderLinks;
    LIST_ENTRY InMemoryOrderLinks;
    LIST_ENTRY InInitializationOrderLinks;
    ULONG64 DllBase;
    ULONG64 EntryPoint;
    ULONG SizeOfImage;
    UNICODE_STRING FullDllName;
    UNICODE_STRING BaseDllName;
    ULONG Flags;
    USHORT LoadCount;
    USHORT TlsIndex;
    PVOID SectionPointer;
    ULONG CheckSum;
    ULONG Padding;
    PVOID LoadedImports;
    PVOID PatchInformation;
    ULONG Reserved[3];
    ULONG TimeDateStamp;
} LDR_DATA_TABLE_ENTRY;
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, DllBase, 0x30);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, FullDllName, 0x48);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, BaseDllName, 0x58);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, CheckSum, 0x78);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, TimeDateStamp, 0x9C);

typedef struct _M128A {
    ULONG64 Low;
    LONG64 High;
} M128A;

typedef struct _CONTEXT {
    ULONG64 P1Home, P2Home, P3Home, P4Home, P5Home, P6Home;
    ULONG ContextFlags;
    ULONG MxCsr;
    USHORT SegCs, SegDs, SegEs, SegFs, SegGs, SegSs;
    ULONG EFlags;
    ULONG64 Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
    ULONG64 Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15, Rip;
    M128A FltSave[32];
    M128A VectorRegister[26];
    ULONG64 VectorControl, DebugControl;
    ULONG64 LastBranchToRip, LastBranchFromRip, LastExceptionToRip, LastExceptionFromRip;
} CONTEXT;
_Static_assert(sizeof(CONTEXT) == 1232, "CONTEXT");

typedef struct _KDESCRIPTOR {
    USHORT Pad[3];
    USHORT Limit;
    ULONG64 Base;
} KDESCRIPTOR;

typedef struct _KSPECIAL_REGISTERS {
    ULONG64 Cr0, Cr2, Cr3, Cr4;
    ULONG64 KernelDr0, KernelDr1, KernelDr2, KernelDr3, KernelDr6, KernelDr7;
    KDESCRIPTOR Gdtr, Idtr;
    USHORT Tr, Ldtr;
    ULONG MxCsr;
    ULONG64 DebugControl, LastBranchToRip, LastBranchFromRip, LastExceptionToRip, LastExceptionFromRip;
    ULONG64 Cr8, MsrGsBase, MsrGsSwap, MsrStar, MsrLStar, MsrCStar, MsrSyscallMask, Xcr0, MsrFsBase, Spare;
} KSPECIAL_REGISTERS;
_Static_assert(sizeof(KSPECIAL_REGISTERS) == 0xF0, "KSPECIAL_REGISTERS");

typedef struct _KPROCESSOR_STATE {
    KSPECIAL_REGISTERS SpecialRegisters;
    CONTEXT ContextFrame;
} KPROCESSOR_STATE;

typedef struct _DISPATCHER_HEADER {
    UCHAR Type;
    UCHAR Signalling;
    UCHAR Size;
    UCHAR Reserved;
    LONG SignalState;
    LIST_ENTRY WaitListHead;
} DISPATCHER_HEADER;

typedef struct _KPROCESS {
    DISPATCHER_HEADER Header;
    LIST_ENTRY ThreadListHead;
    ULONG64 DirectoryTableBase;
    ULONG KernelTime;
    ULONG UserTime;
    CHAR BasePriority;
} KPROCESS;

typedef struct _EPROCESS {
    KPROCESS Pcb;
    CHAR ImageFileName[15];
    UCHAR PriorityClass;
    LIST_ENTRY ActiveProcessLinks;
    LIST_ENTRY ThreadListHead;
    ULONG64 UniqueProcessId;
    ULONG64 InheritedFromUniqueProcessId;
    ULONG64 Peb;
    ULONG64 SectionBaseAddress;
    ULONG64 CreateTime;
    ULONG ActiveThreads;
    ULONG ExitStatus;
} EPROCESS;

typedef enum _KTHREAD_STATE {
    Initialized, Ready, Running, Standby, Terminated, Waiting, Transition, DeferredReady, GateWait
} KTHREAD_STATE;

typedef enum _KWAIT_REASON { Executive, FreePage, PageIn, PoolAllocation, DelayExecution, Suspended, UserRequest } KWAIT_REASON;

typedef struct _KTHREAD {
    DISPATCHER_HEADER Header;
    ULONG64 KernelStack; /* KiSwapContext in trap.s knows this offset */
    ULONG64 InitialStack;
    ULONG64 StackBase;
    ULONG64 StackLimit;
    KPROCESS *ApcProcess;
    ULONG64 Teb;
    LIST_ENTRY ThreadListEntry;
    LIST_ENTRY QueueListEntry;
    ULONG ContextSwitches;
    ULONG WaitTime;
    ULONG64 WakeTick;
    UCHAR State;
    UCHAR WaitReason;
    UCHAR WaitIrql;
    CHAR Priority;
    UCHAR NextProcessor;
} KTHREAD;
STATIC_ASSERT_OFFSET(KTHREAD, KernelStack, 0x18);

typedef struct _ETHREAD {
    KTHREAD Tcb;
    ULONG64 CreateTime;
    CLIENT_ID Cid;
    ULONG64 StartAddress;
    LIST_ENTRY ThreadListEntry;
    LIST_ENTRY IrpList;
} ETHREAD;

typedef struct _KPRCB {
    ULONG MxCsr;
    USHORT Number;
    UCHAR InterruptRequest;
    UCHAR IdleHalt;
    KTHREAD *CurrentThread;
    KTHREAD *NextThread;
    KTHREAD *IdleThread;
    UCHAR NestingLevel;
    UCHAR Group;
    ULONG64 RspBase;
    ULONG64 PrcbLock;
    ULONG64 SetMember;
    KPROCESSOR_STATE ProcessorState;
    UCHAR CpuType;
    UCHAR CpuID;
    USHORT CpuStep;
    ULONG MHz;
    ULONG InterruptCount;
    ULONG DpcRoutineActive;
    CHAR VendorString[13];
    UCHAR PcrPage;
} KPRCB;
STATIC_ASSERT_OFFSET(KPRCB, CurrentThread, 0x08);
STATIC_ASSERT_OFFSET(KPRCB, ProcessorState, 0x40);

typedef struct _KPCR {
    PVOID GdtBase;
    PVOID TssBase;
    ULONG64 UserRsp;
    struct _KPCR *Self;
    KPRCB *CurrentPrcb;
    PVOID LockArray;
    PVOID Used_Self;
    PVOID IdtBase;
    ULONG64 Unused[2];
    UCHAR Irql;
    UCHAR Reserved1[7];
    ULONG64 Reserved2[22];
    PVOID KdVersionBlock;
    ULONG64 Reserved3[14];
    KPRCB Prcb;
} KPCR;
STATIC_ASSERT_OFFSET(KPCR, Self, 0x18);
STATIC_ASSERT_OFFSET(KPCR, IdtBase, 0x38);
STATIC_ASSERT_OFFSET(KPCR, KdVersionBlock, 0x108);
STATIC_ASSERT_OFFSET(KPCR, Prcb, 0x180);

typedef struct _KTRAP_FRAME { /* trap.s knows these offsets */
    ULONG64 Home[4];
    ULONG64 Rax, Rcx, Rdx, R8, R9, R10, R11;
    ULONG64 Rbx, Rbp, Rsi, Rdi, R12, R13, R14, R15;
    ULONG64 Spare;
    ULONG64 ErrorCode;
    ULONG64 Rip, SegCs, EFlags, Rsp, SegSs;
} KTRAP_FRAME;
STATIC_ASSERT_OFFSET(KTRAP_FRAME, Rax, 0x20);
STATIC_ASSERT_OFFSET(KTRAP_FRAME, ErrorCode, 0xA0);

typedef union _KIDTENTRY64 {
    struct {
        USHORT OffsetLow;
        USHORT Selector;
        USHORT IstIndex : 3;
        USHORT Reserved0 : 5;
        USHORT Type : 5;
        USHORT Dpl : 2;
        USHORT Present : 1;
        USHORT OffsetMiddle;
        ULONG OffsetHigh;
        ULONG Reserved1;
    };
    ULONG64 Words[2];
} KIDTENTRY64;

/* What stands before every function of ours gets it from whoever loads us; SimBoot.java writes these offsets. */
typedef struct _LOADED_IMAGE {
    ULONG64 Base;
    ULONG64 EntryPoint;
    ULONG SizeOfImage;
    ULONG CheckSum;
    ULONG TimeDateStamp;
    ULONG Padding;
} LOADED_IMAGE;

typedef struct _LOADER_PARAMETER_BLOCK {
    ULONG Size;
    ULONG ImageCount;
    ULONG64 BootTime;
    ULONG64 StackBase;
    ULONG64 StackLimit;
    ULONG64 DirectoryTableBase[3];
    ULONG64 PhysicalPages;
    LOADED_IMAGE Images[4];
} LOADER_PARAMETER_BLOCK;
STATIC_ASSERT_OFFSET(LOADER_PARAMETER_BLOCK, Images, 0x40);

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
    USHORT Unused;
    ULONG64 KernBase;
    ULONG64 PsLoadedModuleList;
    ULONG64 DebuggerDataList;
} DBGKD_GET_VERSION64;
_Static_assert(sizeof(DBGKD_GET_VERSION64) == 40, "DBGKD_GET_VERSION64");

/* executive (ke.c) */
extern KPCR KiInitialPcr;
extern EPROCESS KiInitialProcess;
extern LIST_ENTRY PsActiveProcessHead;
extern LIST_ENTRY PsLoadedModuleList;
extern LDR_DATA_TABLE_ENTRY KiLoadedModules[4];
extern volatile ULONG64 KeTickCount;
extern ULONG KeTimeIncrement;
void KeDelayExecutionThread(ULONG64 Ticks);
KTHREAD *KeGetCurrentThread(void);
void PsCreateSystemThread(EPROCESS *Process, ETHREAD *Thread, void (*Routine)(PVOID), PVOID Context, UCHAR *Stack, ULONG Size);
EPROCESS *PsCreateProcess(const CHAR *Name, ULONG64 DirectoryTableBase, ULONG64 Parent);
void InitializeListHead(LIST_ENTRY *Head);
void InsertTailList(LIST_ENTRY *Head, LIST_ENTRY *Entry);

/* debugger (kd.c) */
extern DBGKD_GET_VERSION64 KdVersionBlock;
extern volatile ULONG64 KiBugCheckData[5];
void KdInitSystem(LOADER_PARAMETER_BLOCK *LoaderBlock);
void KdReportLoadedImage(const CHAR *Name, LDR_DATA_TABLE_ENTRY *Entry);
void KdCheckForDebugBreak(void);
ULONG DbgPrint(const CHAR *Format, ...);
ULONG DbgPrompt(const CHAR *Prompt, CHAR *Response, ULONG MaximumLength);
NORETURN void KeBugCheckEx(ULONG Code, ULONG64 P1, ULONG64 P2, ULONG64 P3, ULONG64 P4);

/* workload (sim.c) */
void SimStartWorkload(LOADER_PARAMETER_BLOCK *LoaderBlock);

/* processor (trap.s) */
void KiSwapContext(KTHREAD *Old, KTHREAD *New, ULONG64 DirectoryTableBase);
void KiThreadStartup(void);
void KiHaltUntilInterrupt(void);
void KiLoadTables(const void *Gdtr, const void *Idtr, KPCR *Pcr);
ULONG64 KiReadCr2(void);
ULONG64 KiReadCr3(void);
void KiClockInterrupt(void);
void DbgBreakPoint(void);
void DbgBreakPointWithStatus(ULONG Status);
extern UCHAR RtlpBreakWithStatusInstruction[];
NTSTATUS KiDebugService(ULONG64 Service, ULONG64 A1, ULONG64 A2, ULONG64 A3, ULONG64 A4);
void KiRaiseInvalidOpcode(void);
void KiRaiseAssertionFailure(void);
extern void (*const KiTrapStubs[20])(void);
