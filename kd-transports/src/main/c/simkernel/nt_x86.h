#pragma once
/* What a 32-bit kernel has otherwise than a 64-bit one: registers, processor blocks, gates. Two levels of page tables, no PAE. */
#define KD_MACHINE 0x014C
#define KD_FLAGS 2 /* DATA */
#define NT_BUILD_LAB "7601.kdlab_sim.x86fre"
#define KI_USER_SHARED_DATA 0xFFDF0000u
#define MM_PTE_BASE 0xC0000000u
#define MM_PTE(address) ((volatile ULONG *)(MM_PTE_BASE + ((address) >> 12) * 4))
#define SIM_UNMAPPED 0x80000123u
#define KGDT_R0_CODE 0x08
#define KGDT_R0_DATA 0x10
#define KGDT_R3_DATA 0x20
#define KGDT_R0_PCR 0x30

typedef struct _FLOATING_SAVE_AREA {
    ULONG ControlWord, StatusWord, TagWord, ErrorOffset, ErrorSelector, DataOffset, DataSelector;
    UCHAR RegisterArea[80];
    ULONG Cr0NpxState;
} FLOATING_SAVE_AREA;

typedef struct _CONTEXT {
    ULONG ContextFlags;
    ULONG Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
    FLOATING_SAVE_AREA FloatSave;
    ULONG SegGs, SegFs, SegEs, SegDs;
    ULONG Edi, Esi, Ebx, Edx, Ecx, Eax, Ebp, Eip, SegCs, EFlags, Esp, SegSs;
    UCHAR ExtendedRegisters[512];
} CONTEXT;
_Static_assert(sizeof(CONTEXT) == 716, "CONTEXT");

typedef struct _KDESCRIPTOR {
    USHORT Pad;
    USHORT Limit;
    ULONG Base;
} KDESCRIPTOR;

typedef struct _KSPECIAL_REGISTERS {
    ULONG Cr0, Cr2, Cr3, Cr4;
    ULONG KernelDr0, KernelDr1, KernelDr2, KernelDr3, KernelDr6, KernelDr7;
    KDESCRIPTOR Gdtr, Idtr;
    USHORT Tr, Ldtr;
    ULONG Reserved[6];
} KSPECIAL_REGISTERS;
_Static_assert(sizeof(KSPECIAL_REGISTERS) == 84, "KSPECIAL_REGISTERS");

typedef struct _KPROCESSOR_STATE {
    CONTEXT ContextFrame;
    KSPECIAL_REGISTERS SpecialRegisters;
} KPROCESSOR_STATE;

typedef struct _KPRCB {
    USHORT MinorVersion;
    USHORT MajorVersion;
    struct _KTHREAD *CurrentThread;
    struct _KTHREAD *NextThread;
    struct _KTHREAD *IdleThread;
    UCHAR Number;
    UCHAR NestingLevel;
    USHORT BuildType;
    ULONG SetMember;
    UCHAR CpuType;
    UCHAR CpuID;
    USHORT CpuStep;
    KPROCESSOR_STATE ProcessorState;
    ULONG MHz;
    ULONG InterruptCount;
    ULONG DpcRoutineActive;
    ULONG RspBase;
    UCHAR IdleHalt;
    UCHAR PcrPage;
    CHAR VendorString[13];
} KPRCB;
STATIC_ASSERT_OFFSET(KPRCB, CurrentThread, 0x04);
STATIC_ASSERT_OFFSET(KPRCB, ProcessorState, 0x1C);

typedef struct _KPCR {
    ULONG NtTib[7];
    struct _KPCR *SelfPcr;
    KPRCB *Prcb;
    ULONG Irql;
    ULONG IRR, IrrActive, IDR;
    PVOID KdVersionBlock;
    PVOID IDT;
    PVOID GDT;
    PVOID TSS;
    USHORT MajorVersion;
    USHORT MinorVersion;
    ULONG SetMember;
    ULONG StallScaleFactor;
    ULONG Unused[52];
    KPRCB PrcbData;
} KPCR;
STATIC_ASSERT_OFFSET(KPCR, SelfPcr, 0x1C);
STATIC_ASSERT_OFFSET(KPCR, KdVersionBlock, 0x34);
STATIC_ASSERT_OFFSET(KPCR, TSS, 0x40);
STATIC_ASSERT_OFFSET(KPCR, PrcbData, 0x120);
#define PCR_SELF SelfPcr
#define PCR_CURRENT_PRCB Prcb
#define PCR_CONTAINED_PRCB PrcbData

typedef struct _KTRAP_FRAME { /* as PUSHAD leaves it: trap_x86.s knows */
    ULONG Edi, Esi, Ebp, PushedEsp, Ebx, Edx, Ecx, Eax;
    ULONG ErrorCode;
    ULONG Eip, SegCs, EFlags;
} KTRAP_FRAME;
#define TRAP_PC(frame) ((frame)->Eip)
#define TRAP_SP(frame) ((ULONG)((frame) + 1))

typedef struct _KIDTENTRY {
    USHORT Offset;
    USHORT Selector;
    USHORT Access;
    USHORT ExtendedOffset;
} KIDTENTRY;

static inline __attribute__((always_inline)) KPRCB *KeGetCurrentPrcb(void) {
    KPRCB *prcb;
    __asm__ volatile("movl %%fs:0x20, %0" : "=r"(prcb));
    return prcb;
}

static inline __attribute__((always_inline)) void KiSetGate(KIDTENTRY *Gate, void (*Handler)(void), USHORT Dpl) {
    Gate->Offset = (USHORT)(ULONG)Handler;
    Gate->ExtendedOffset = (USHORT)((ULONG)Handler >> 16);
    Gate->Selector = KGDT_R0_CODE;
    Gate->Access = (USHORT)(0x8E00 | Dpl << 13);
}

/* Selectors as 32-bit NT has them. */
static inline __attribute__((always_inline)) void KiSetDescriptors(ULONG64 *Gdt, KPCR *Pcr) {
    ULONG base = (ULONG)Pcr;
    Gdt[1] = 0x00CF9B000000FFFFull; /* 08: code */
    Gdt[2] = 0x00CF93000000FFFFull; /* 10: data */
    Gdt[3] = 0x00CFFB000000FFFFull; /* 18: user code */
    Gdt[4] = 0x00CFF3000000FFFFull; /* 20: user data, loaded as 23 */
    Gdt[6] = 0x0040930000001FFFull | (ULONG64)(base & 0xFFFFFF) << 16 | (ULONG64)(base >> 24) << 56; /* 30: the KPCR */
}

static inline __attribute__((always_inline)) void KiInitializePcr(KPCR *Pcr, ULONG64 *Gdt, KIDTENTRY *Idt, PVOID Version) {
    Pcr->NtTib[0] = ~0u; /* no exception handler */
    Pcr->SelfPcr = Pcr;
    Pcr->Prcb = &Pcr->PrcbData;
    Pcr->GDT = Gdt;
    Pcr->IDT = Idt;
    Pcr->KdVersionBlock = Version;
    Pcr->MajorVersion = 1;
    Pcr->MinorVersion = 1;
}
