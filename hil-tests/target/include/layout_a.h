/* Layout A. Compare layout_b.h: same names, other orders, sizes and addresses. */

#define LAYOUT_NAME "A"
#define NT_BUILD_NUMBER 31001
#define KERNEL_IMAGE_BASE ADDRESS(0xFFFFF80041200000)
#define HAL_IMAGE_BASE ADDRESS(0xFFFFF80041090000)
#define TESTDRV_IMAGE_BASE ADDRESS(0xFFFFF88003450000)
#define LATEDRV_IMAGE_BASE ADDRESS(0xFFFFF880061C0000)
#define DIRECT_MAP_BASE ADDRESS(0xFFFF910000000000)
#define POOL_BASE ADDRESS(0xFFFFBC8000000000)
#define STACK_BASE ADDRESS(0xFFFFD28400000000)
#define USER_PAGE_BASE ADDRESS(0x000000007FF40000)
#define FIRST_PROCESS_ID 4
#define PROCESS_ID_STEP 96

#define TF_RAX 0x20
#define TF_RCX 0x28
#define TF_RDX 0x30
#define TF_R8 0x38
#define TF_R9 0x40
#define TF_R10 0x48
#define TF_R11 0x50
#define TF_RBX 0x58
#define TF_RBP 0x60
#define TF_RSI 0x68
#define TF_RDI 0x70
#define TF_R12 0x78
#define TF_R13 0x80
#define TF_R14 0x88
#define TF_R15 0x90
#define TF_SIZE 0xB0

#ifndef CONSTANTS_ONLY

typedef struct _KTRAP_FRAME {
    ULONG64 P1Home, P2Home, P3Home, P4Home;
    ULONG64 Rax, Rcx, Rdx, R8, R9, R10, R11;
    ULONG64 Rbx, Rbp, Rsi, Rdi, R12, R13, R14, R15;
    ULONG64 FaultAddress;
    ULONG Vector;
    ULONG PreviousIrql;
    ULONG64 DebugStatus;
    ULONG64 ErrorCode; /* from here on the processor's own frame */
    ULONG64 Rip;
    USHORT SegCs, Fill0, Fill1, Fill2;
    ULONG EFlags, Fill3;
    ULONG64 Rsp;
    USHORT SegSs, Fill4, Fill5, Fill6;
} KTRAP_FRAME;

typedef struct _KPROCESS {
    DISPATCHER_HEADER Header;
    ULONG ActiveProcessors;
    UCHAR BasePriority;
    UCHAR QuantumReset;
    LIST_ENTRY ThreadListHead;
    ULONG64 DirectoryTableBase;
    ULONG KernelTime;
} KPROCESS;

typedef struct _EPROCESS {
    KPROCESS Pcb;
    CHAR ImageFileName[16];
    ULONG ActiveThreads;
    PVOID UniqueProcessId;
    LIST_ENTRY ActiveProcessLinks;
    LIST_ENTRY ThreadListHead;
    PVOID InheritedFromUniqueProcessId;
    PVOID Peb;
    struct _HANDLE_TABLE *ObjectTable;
    ULONG64 CreateTime;
    LONG ExitStatus;
} EPROCESS;

typedef struct _KAPC_STATE {
    LIST_ENTRY ApcListHead[2];
    struct _KPROCESS *Process;
    BOOLEAN KernelApcInProgress;
} KAPC_STATE;

typedef struct _KTHREAD {
    DISPATCHER_HEADER Header;
    PVOID StackBase;
    PVOID StackLimit;
    PVOID InitialStack;
    PVOID KernelStack; /* at a switch: eight pushed registers, then the return address */
    UCHAR State;
    UCHAR WaitReason;
    UCHAR Priority;
    UCHAR Quantum;
    ULONG ContextSwitches;
    PVOID Teb;
    KAPC_STATE ApcState;
    ULONG64 WakeTick;
    LIST_ENTRY WaitListEntry;
    LIST_ENTRY ThreadListEntry;
    UCHAR NextProcessor;
} KTHREAD;

typedef struct _ETHREAD {
    KTHREAD Tcb;
    CLIENT_ID Cid;
    PVOID StartAddress;
    PVOID StartContext;
    LIST_ENTRY ThreadListEntry;
    UNICODE_STRING ThreadName;
    ULONG64 CreateTime;
} ETHREAD;

typedef struct _KPRCB {
    ULONG Number;
    ULONG MHz;
    USHORT CpuType, CpuStep;
    ULONG InterruptCount;
    struct _KTHREAD *IdleThread;
    struct _KTHREAD *NextThread;
    struct _KTHREAD *CurrentThread;
    LIST_ENTRY DispatcherReadyListHead;
    ULONG64 KeContextSwitches;
    CHAR VendorString[13];
    BOOLEAN DebuggerActive;
    KPROCESSOR_STATE ProcessorState;
    KTIMER_TABLE TimerTable;
    KDPC_DATA DpcData[2];
    ULONG MaxBreakpoints, MaxWatchpoints;
    PVOID DpcStack;
    ULONG DebuggerSavedIRQL;
    PCONTEXT Context; /* where who stops the machine leaves the registers */
} __attribute__((aligned(16))) KPRCB;

typedef struct _KPCR {
    ULONG64 Signature;
    struct _KPRCB *CurrentPrcb;
    struct _KPCR *Self;
    PVOID IdtBase, GdtBase, TssBase;
    UCHAR Number;
    UCHAR Irql;
    USHORT MajorVersion;
    ULONG StallScaleFactor;
    KPRCB Prcb;
} __attribute__((aligned(16))) KPCR;

#endif
