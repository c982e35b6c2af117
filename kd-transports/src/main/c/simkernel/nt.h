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
#ifdef __x86_64__
typedef ULONG64 ULONG_PTR;
typedef LONG64 LONG_PTR;
#define KERNEL_NAME L"simkernel.exe"
#define DRIVER_NAME L"simdrv.sys"
#define LATE_NAME L"simlate.sys"
#else
typedef ULONG ULONG_PTR;
typedef LONG LONG_PTR;
#define KERNEL_NAME L"simkernel32.exe"
#define DRIVER_NAME L"simdrv32.sys"
#define LATE_NAME L"simlate32.sys"
#endif
enum { KERNEL_IMAGE, DRIVER_IMAGE, LATE_IMAGE };
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
    ULONG_PTR UniqueProcess;
    ULONG_PTR UniqueThread;
} CLIENT_ID;

typedef struct _LDR_DATA_TABLE_ENTRY {
    LIST_ENTRY InLoadOrderLinks;
    LIST_ENTRY InMemoryOrderLinks;
    LIST_ENTRY InInitializationOrderLinks;
    ULONG_PTR DllBase;
    ULONG_PTR EntryPoint;
    ULONG SizeOfImage;
    UNICODE_STRING FullDllName;
    UNICODE_STRING BaseDllName;
    ULONG Flags;
    USHORT LoadCount;
    USHORT TlsIndex;
    PVOID SectionPointer;
    ULONG CheckSum;
#ifdef __x86_64__
    ULONG Padding;
    PVOID LoadedImports;
    PVOID PatchInformation;
    ULONG Reserved[3];
#endif
    ULONG TimeDateStamp;
} LDR_DATA_TABLE_ENTRY;
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, DllBase, sizeof(PVOID) == 8 ? 0x30 : 0x18);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, FullDllName, sizeof(PVOID) == 8 ? 0x48 : 0x24);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, BaseDllName, sizeof(PVOID) == 8 ? 0x58 : 0x2C);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, CheckSum, sizeof(PVOID) == 8 ? 0x78 : 0x40);
STATIC_ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, TimeDateStamp, sizeof(PVOID) == 8 ? 0x9C : 0x44);

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
    ULONG_PTR DirectoryTableBase;
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
    ULONG_PTR UniqueProcessId;
    ULONG_PTR InheritedFromUniqueProcessId;
    ULONG_PTR Peb;
    ULONG_PTR SectionBaseAddress;
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
    ULONG_PTR KernelStack; /* KiSwapContext in trap_*.s knows this offset */
    ULONG_PTR InitialStack;
    ULONG_PTR StackBase;
    ULONG_PTR StackLimit;
    KPROCESS *ApcProcess;
    ULONG_PTR Teb;
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
STATIC_ASSERT_OFFSET(KTHREAD, KernelStack, sizeof(PVOID) == 8 ? 0x18 : 0x10);

typedef struct _ETHREAD {
    KTHREAD Tcb;
    ULONG64 CreateTime;
    CLIENT_ID Cid;
    ULONG_PTR StartAddress;
    LIST_ENTRY ThreadListEntry;
    LIST_ENTRY IrpList;
} ETHREAD;

#ifdef __x86_64__
#include "nt_x64.h"
#else
#include "nt_x86.h"
#endif

/* What the machine's loader tells; the same layout for 32 and 64 bits. SimBoot.java writes these offsets. */
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
    ULONG PhysicalPages;
    ULONG ProcessorCount;
    ULONG64 ProcessorAreas; /* a KI_PROCESSOR_AREA for each processor but the first */
    LOADED_IMAGE Images[4]; /* kernel, driver, and the late one, whose pages are not present yet */
} LOADER_PARAMETER_BLOCK;
STATIC_ASSERT_OFFSET(LOADER_PARAMETER_BLOCK, Images, 0x48);

/* All that a processor but the first has of its own. */
typedef struct _KI_PROCESSOR_AREA {
    KPCR Pcr;
    ULONG64 Gdt[16];
    ETHREAD IdleThread;
    ETHREAD WorkThread;
    UCHAR IdleStack[0x1000] __attribute__((aligned(16)));
    UCHAR WorkStack[0x1800];
} KI_PROCESSOR_AREA;
#define PROCESSOR_AREA_SIZE 0x4000 /* SimBoot.java knows it */
_Static_assert(sizeof(KI_PROCESSOR_AREA) <= PROCESSOR_AREA_SIZE, "KI_PROCESSOR_AREA");
#define MAXIMUM_PROCESSORS 64

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
extern ULONG KeNumberProcessors;
void KeDelayExecutionThread(ULONG Ticks);
void KiStartProcessors(LOADER_PARAMETER_BLOCK *LoaderBlock, void (*Routine)(PVOID));
void PsCreateSystemThread(EPROCESS *Process, ETHREAD *Thread, void (*Routine)(PVOID), PVOID Context, UCHAR *Stack, ULONG Size);
EPROCESS *PsCreateProcess(const CHAR *Name, ULONG_PTR DirectoryTableBase, ULONG_PTR Parent);
void MmSetImagePresent(LDR_DATA_TABLE_ENTRY *Entry, BOOLEAN Present);
void InitializeListHead(LIST_ENTRY *Head);
void InsertTailList(LIST_ENTRY *Head, LIST_ENTRY *Entry);
void RemoveEntryList(LIST_ENTRY *Entry);

/* debugger (kd.c) */
extern DBGKD_GET_VERSION64 KdVersionBlock;
extern volatile ULONG_PTR KiBugCheckData[5];
void KdInitSystem(LOADER_PARAMETER_BLOCK *LoaderBlock);
void KdReportLoadedImage(LDR_DATA_TABLE_ENTRY *Entry);
void KdReportUnloadedImage(LDR_DATA_TABLE_ENTRY *Entry);
void KdReportShutdown(void);
void KdStartProcessor(ULONG Number, KI_PROCESSOR_AREA *Area, PVOID Entry, PVOID StackTop);
void KdCheckForDebugBreak(void);
ULONG DbgPrint(const CHAR *Format, ...);
ULONG DbgPrompt(const CHAR *Prompt, CHAR *Response, ULONG MaximumLength);
NORETURN void KeBugCheckEx(ULONG Code, ULONG_PTR P1, ULONG_PTR P2, ULONG_PTR P3, ULONG_PTR P4);

/* workload (sim.c) */
void SimStartWorkload(LOADER_PARAMETER_BLOCK *LoaderBlock);

/* processor (trap_x64.s, trap_x86.s) */
void KiSwapContext(KTHREAD *Old, KTHREAD *New, ULONG_PTR DirectoryTableBase);
void KiThreadStartup(void);
ULONG_PTR *KiFrameNewThread(ULONG_PTR *Top, void (*Routine)(PVOID), PVOID Context);
void KiHaltUntilInterrupt(void);
void KiLoadTables(const void *Gdtr, const void *Idtr, KPCR *Pcr);
NORETURN void KiResetMachine(void);
ULONG_PTR KiReadCr2(void);
void KiInvalidatePage(ULONG_PTR Address);
void KiClockInterrupt(void);
void KiRaiseAssertion(void);
void DbgBreakPoint(void);
void DbgBreakPointWithStatus(ULONG Status);
extern UCHAR RtlpBreakWithStatusInstruction[];
NTSTATUS KiDebugService(ULONG Service, ULONG_PTR A1, ULONG_PTR A2, ULONG_PTR A3, ULONG_PTR A4);
void KiRaiseInvalidOpcode(void);
void KiRaiseAssertionFailure(void);
extern void (*const KiTrapStubs[20])(void);
