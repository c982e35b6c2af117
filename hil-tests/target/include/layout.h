/* One source, two kernels: LAYOUT_A and LAYOUT_B differ in addresses, field orders and sizes. Nothing else does. */
#pragma once

#if defined(__ASSEMBLER__) || defined(BOOT_STUB)
#define CONSTANTS_ONLY
#endif
#ifdef __ASSEMBLER__
#define ADDRESS(a) a
#else
#define ADDRESS(a) a##ull
#endif

#ifndef CONSTANTS_ONLY
#include "kd_fixed.h"
#include "nt.h"
#include "io.h"

typedef enum _KTHREAD_STATE { Initialized, Ready, Running, Standby, Terminated, Waiting } KTHREAD_STATE;
typedef enum _KWAIT_REASON { Executive, DelayExecution, Suspended, UserRequest, WrQueue } KWAIT_REASON;

typedef struct _DISPATCHER_HEADER {
    UCHAR Type;
    UCHAR Absolute;
    UCHAR Size;
    UCHAR Inserted;
    LONG SignalState;
    LIST_ENTRY WaitListHead;
} DISPATCHER_HEADER;

#ifdef LAYOUT_A
typedef struct _KTIMER {
    DISPATCHER_HEADER Header;
    ULONG64 DueTime;
    LIST_ENTRY TimerListEntry;
    struct _KDPC *Dpc;
    ULONG Period;
} KTIMER;
#else
typedef struct _KTIMER {
    DISPATCHER_HEADER Header;
    ULONG Period;
    struct _KDPC *Dpc;
    LIST_ENTRY TimerListEntry;
    ULONG64 DueTime;
} KTIMER;
#endif

typedef struct _KPROCESSOR_STATE {
    KSPECIAL_REGISTERS SpecialRegisters;
    CONTEXT ContextFrame;
} KPROCESSOR_STATE;

struct _KTHREAD;
struct _KPRCB;
#endif

#if defined(LAYOUT_A)
#include "layout_a.h"
#elif defined(LAYOUT_B)
#include "layout_b.h"
#else
#error "compile with -DLAYOUT_A or -DLAYOUT_B"
#endif

/* Same in both. */
#define KI_STACK_SIZE 0x4000
#define KGDT_R0_CODE 0x10
#define KGDT_R0_DATA 0x18
#define KGDT_R3_DATA 0x28
#define KGDT_TSS 0x40
#define KGDT_R3_CMTEB 0x50

#ifndef CONSTANTS_ONLY
typedef KTRAP_FRAME *PKTRAP_FRAME;
typedef KTHREAD *PKTHREAD;
typedef ETHREAD *PETHREAD;
typedef KPROCESS *PKPROCESS;
typedef EPROCESS *PEPROCESS;
typedef KPRCB *PKPRCB;
typedef KPCR *PKPCR;

_Static_assert(FIELD_OFFSET(KTRAP_FRAME, Rax) == TF_RAX && FIELD_OFFSET(KTRAP_FRAME, R11) == TF_R11, "trap frame");
_Static_assert(FIELD_OFFSET(KTRAP_FRAME, Rbx) == TF_RBX && FIELD_OFFSET(KTRAP_FRAME, R15) == TF_R15, "trap frame");
_Static_assert(FIELD_OFFSET(KTRAP_FRAME, Rcx) == TF_RCX && FIELD_OFFSET(KTRAP_FRAME, Rdx) == TF_RDX, "trap frame");
_Static_assert(FIELD_OFFSET(KTRAP_FRAME, R8) == TF_R8 && FIELD_OFFSET(KTRAP_FRAME, R9) == TF_R9, "trap frame");
_Static_assert(FIELD_OFFSET(KTRAP_FRAME, Rbp) == TF_RBP && FIELD_OFFSET(KTRAP_FRAME, Rsi) == TF_RSI, "trap frame");
_Static_assert(FIELD_OFFSET(KTRAP_FRAME, Rdi) == TF_RDI && FIELD_OFFSET(KTRAP_FRAME, R12) == TF_R12, "trap frame");
_Static_assert(FIELD_OFFSET(KTRAP_FRAME, R13) == TF_R13 && FIELD_OFFSET(KTRAP_FRAME, R14) == TF_R14, "trap frame");
_Static_assert(FIELD_OFFSET(KTRAP_FRAME, R10) == TF_R10 && FIELD_OFFSET(KTRAP_FRAME, ErrorCode) == TF_SIZE, "trap frame");
_Static_assert(TF_SIZE % 16 == 0 && sizeof(KTRAP_FRAME) == TF_SIZE + 48, "trap frame");
#endif
