/* Layout B. Compare layout_a.h: same names, other orders, sizes and addresses. */

#define LAYOUT_NAME "B"
#define NT_BUILD_NUMBER 32002
#define KERNEL_IMAGE_BASE ADDRESS(0xFFFFF8067A600000)
#define HAL_IMAGE_BASE ADDRESS(0xFFFFF8067AF10000)
#define TESTDRV_IMAGE_BASE ADDRESS(0xFFFFF80C12D40000)
#define LATEDRV_IMAGE_BASE ADDRESS(0xFFFFF80C19980000)
#define DIRECT_MAP_BASE ADDRESS(0xFFFF9D8000000000)
#define POOL_BASE ADDRESS(0xFFFFE38000000000)
#define STACK_BASE ADDRESS(0xFFFFA70940000000)
#define USER_PAGE_BASE ADDRESS(0x000002A51C7E0000)
#define FIRST_PROCESS_ID 4
#define PROCESS_ID_STEP 412

#define TF_R15 0x38
#define TF_R14 0x40
#define TF_R13 0x48
#define TF_R12 0x50
#define TF_RDI 0x58
#define TF_RSI 0x60
#define TF_RBX 0x68
#define TF_RBP 0x70
#define TF_R11 0x78
#define TF_R10 0x80
#define TF_R9 0x88
#define TF_R8 0x90
#define TF_RDX 0x98
#define TF_RCX 0xA0
#define TF_RAX 0xA8
#define TF_SIZE 0xC0

#ifndef CONSTANTS_ONLY

typedef struct _KTRAP_FRAME {
    ULONG64 P1Home, P2Home, P3Home, P4Home;
    ULONG Vector;
    ULONG PreviousIrql;
    ULONG64 FaultAddress;
    ULONG64 DebugStatus;
    ULONG64 R15, R14, R13, R12, Rdi, Rsi, Rbx, Rbp;
    ULONG64 R11, R10, R9, R8, Rdx, Rcx, Rax;
    ULONG64 Spare[2];
    ULONG64 ErrorCode; /* from here on the processor's own frame */
    ULONG64 Rip;
    USHORT SegCs, Fill0, Fill1, Fill2;
    ULONG EFlags, Fill3;
    ULONG64 Rsp;
    USHORT SegSs, Fill4, Fill5, Fill6;
} KTRAP_FRAME;

typedef struct _KPROCESS {
    DISPATCHER_HEADER Header;
    LIST_ENTRY ThreadListHead;
    LIST_ENTRY ProfileListHead;
    UCHAR BasePriority;
    UCHAR QuantumReset;
    ULONG KernelTime;
    ULONG64 Affinity[4];
    ULONG64 DirectoryTableBase;
    ULONG ActiveProcessors;
} KPROCESS;

typedef struct _EPROCESS {
    KPROCESS Pcb;
    ULONG64 CreateTime;
    LIST_ENTRY ThreadListHead;
    LIST_ENTRY ActiveProcessLinks;
    PVOID UniqueProcessId;
    ULONG64 QuotaUsage[3];
    PVOID Peb;
    PVOID InheritedFromUniqueProcessId;
    LONG ExitStatus;
    ULONG ActiveThreads;
    ULONG Cookie;
    struct _HANDLE_TABLE *ObjectTable;
    CHAR ImageFileName[15];
    UCHAR PriorityClass;
} EPROCESS;

typedef struct _KAPC_STATE {
    struct _KPROCESS *Process;
    LIST_ENTRY ApcListHead[2];
    BOOLEAN KernelApcInProgress;
} KAPC_STATE;

typedef struct _KTHREAD {
    DISPATCHER_HEADER Header;
    LIST_ENTRY ThreadListEntry;
    LIST_ENTRY WaitListEntry;
    KAPC_STATE ApcState;
    PVOID Teb;
    ULONG64 WakeTick;
    ULONG64 CycleTime;
    PVOID KernelStack; /* at a switch: eight pushed registers, then the return address */
    PVOID InitialStack;
    PVOID StackLimit;
    PVOID StackBase;
    ULONG ContextSwitches;
    UCHAR NextProcessor;
    UCHAR Priority;
    UCHAR Quantum;
    UCHAR WaitReason;
    UCHAR State;
} KTHREAD;

typedef struct _ETHREAD {
    KTHREAD Tcb;
    ULONG64 CreateTime;
    LIST_ENTRY ThreadListEntry;
    PVOID StartContext;
    PVOID StartAddress;
    ULONG64 Reserved[2];
    CLIENT_ID Cid;
    UNICODE_STRING ThreadName;
} ETHREAD;

typedef struct _KPRCB {
    ULONG64 KeContextSwitches;
    PCONTEXT Context;
    KPROCESSOR_STATE ProcessorState;
    ULONG DebuggerSavedIRQL;
    BOOLEAN DebuggerActive;
    CHAR VendorString[13];
    LIST_ENTRY DispatcherReadyListHead;
    PVOID DpcStack;
    KDPC_DATA DpcData[2];
    KTIMER_TABLE TimerTable;
    struct _KTHREAD *CurrentThread;
    struct _KTHREAD *IdleThread;
    struct _KTHREAD *NextThread;
    ULONG InterruptCount;
    USHORT CpuStep, CpuType;
    ULONG MaxWatchpoints, MaxBreakpoints;
    ULONG MHz;
    ULONG Number;
} __attribute__((aligned(16))) KPRCB;

typedef struct _KPCR {
    PVOID TssBase, GdtBase;
    ULONG64 Signature[2];
    PVOID IdtBase;
    ULONG StallScaleFactor;
    USHORT MajorVersion;
    UCHAR Irql;
    UCHAR Number;
    struct _KPCR *Self;
    ULONG64 Spare[5];
    struct _KPRCB *CurrentPrcb;
    KPRCB Prcb;
} __attribute__((aligned(16))) KPCR;

#endif
