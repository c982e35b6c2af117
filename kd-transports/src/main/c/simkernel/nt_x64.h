#pragma once
/* What a 64-bit kernel has otherwise than a 32-bit one: registers, processor blocks, gates. */
#define KD_MACHINE 0x8664
#define KD_FLAGS (2 | 4) /* DATA, PTR64 */
#define NT_BUILD_LAB "7601.kdlab_sim.amd64fre"
#define KI_USER_SHARED_DATA 0xFFFFF78000000000ull
#define MM_PTE_BASE 0xFFFFF68000000000ull
#define MM_PTE(address) ((volatile ULONG64 *)(MM_PTE_BASE + (((address) >> 12) & 0xFFFFFFFFFull) * 8))
#define SIM_UNMAPPED 0xFFFFF80000000123ull
#define KGDT_R0_CODE 0x10
#define KGDT_R0_DATA 0x18
#define KGDT_R3_DATA 0x28

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

typedef struct _KPRCB {
    ULONG MxCsr;
    USHORT Number;
    UCHAR InterruptRequest;
    UCHAR IdleHalt;
    struct _KTHREAD *CurrentThread;
    struct _KTHREAD *NextThread;
    struct _KTHREAD *IdleThread;
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
#define PCR_SELF Self
#define PCR_CURRENT_PRCB CurrentPrcb
#define PCR_CONTAINED_PRCB Prcb


typedef struct _KTRAP_FRAME { /* trap_x64.s knows these offsets */
    ULONG64 Home[4];
    ULONG64 Rax, Rcx, Rdx, R8, R9, R10, R11;
    ULONG64 Rbx, Rbp, Rsi, Rdi, R12, R13, R14, R15;
    ULONG64 Spare;
    ULONG64 ErrorCode;
    ULONG64 Rip, SegCs, EFlags, Rsp, SegSs;
} KTRAP_FRAME;
STATIC_ASSERT_OFFSET(KTRAP_FRAME, Rax, 0x20);
STATIC_ASSERT_OFFSET(KTRAP_FRAME, ErrorCode, 0xA0);
#define TRAP_PC(frame) ((frame)->Rip)
#define TRAP_SP(frame) ((frame)->Rsp)

typedef union _KIDTENTRY {
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
} KIDTENTRY;

static inline __attribute__((always_inline)) KPRCB *KeGetCurrentPrcb(void) {
    KPRCB *prcb;
    __asm__ volatile("movq %%gs:0x20, %0" : "=r"(prcb));
    return prcb;
}

static inline __attribute__((always_inline)) void KiSetGate(KIDTENTRY *Gate, void (*Handler)(void), USHORT Dpl) {
    ULONG64 address = (ULONG64)Handler;
    Gate->OffsetLow = (USHORT)address;
    Gate->OffsetMiddle = (USHORT)(address >> 16);
    Gate->OffsetHigh = (ULONG)(address >> 32);
    Gate->Selector = KGDT_R0_CODE;
    Gate->Type = 14;
    Gate->Dpl = Dpl & 3;
    Gate->Present = 1;
}

/* Selectors as 64-bit NT has them. */
static inline __attribute__((always_inline)) void KiSetDescriptors(ULONG64 *Gdt, KPCR *Pcr) {
    (void)Pcr; /* found through an MSR */
    Gdt[2] = 0x00209B0000000000ull; /* 10: 64-bit code */
    Gdt[3] = 0x00CF93000000FFFFull; /* 18: data */
    Gdt[5] = 0x00CFF3000000FFFFull; /* 28: user data, loaded as 2B */
}

static inline __attribute__((always_inline)) void KiInitializePcr(KPCR *Pcr, ULONG64 *Gdt, KIDTENTRY *Idt, PVOID Version) {
    Pcr->Self = Pcr;
    Pcr->Used_Self = Pcr;
    Pcr->CurrentPrcb = &Pcr->Prcb;
    Pcr->GdtBase = Gdt;
    Pcr->IdtBase = Idt;
    Pcr->KdVersionBlock = Version;
    Pcr->Prcb.MxCsr = 0x1F80;
}
