/* One processor's tables: GDT, IDT, TSS, KPCR. Everything is per processor number, though only number 0 runs. */
#include "ke.h"

typedef struct { USHORT Low, Selector; UCHAR Ist, Type; USHORT Middle; ULONG High, Reserved; } KIDTENTRY64;
typedef struct __attribute__((packed)) {
    ULONG Reserved0;
    ULONG64 Rsp[3], Reserved1, Ist[7], Reserved2;
    USHORT Reserved3, IoMapBase;
} KTSS64;

static ULONG64 KiGdt[MAXIMUM_PROCESSORS][16];
static KIDTENTRY64 KiIdt[256];
static KTSS64 KiTss[MAXIMUM_PROCESSORS];
static UCHAR KiDoubleFaultStack[8192] __attribute__((aligned(16)));
static KPCR KiPcr0;

ULONG KeNumberProcessors;
PKPRCB KiProcessorBlock[MAXIMUM_PROCESSORS];

static VOID KiInitializeIdt(VOID) {
    for (ULONG i = 0; KiTrapTable[i]; i++) {
        ULONG64 at = (ULONG64)KiTrapTable[i];
        KIDTENTRY64 *e = &KiIdt[KiTrapVectors[i]];
        *e = (KIDTENTRY64){(USHORT)at, KGDT_R0_CODE, KiTrapVectors[i] == 8, 0x8E, (USHORT)(at >> 16), (ULONG)(at >> 32), 0};
    }
}

VOID KiInitializeProcessor(ULONG Number) {
    PKPCR pcr = Number == 0 ? &KiPcr0 : MmAllocatePool(sizeof(KPCR));
    ULONG64 *gdt = KiGdt[Number], tss = (ULONG64)&KiTss[Number];
    gdt[KGDT_R0_CODE / 8] = 0x00209B0000000000;
    gdt[KGDT_R0_DATA / 8] = 0x00CF93000000FFFF;
    gdt[KGDT_R3_DATA / 8] = 0x00CFF3000000FFFF;
    gdt[KGDT_R3_CMTEB / 8] = 0x0040F30000003C00;
    gdt[KGDT_TSS / 8] = (sizeof(KTSS64) - 1) | (tss & 0xFFFFFF) << 16 | 0x89ull << 40 | (tss >> 24 & 0xFF) << 56;
    gdt[KGDT_TSS / 8 + 1] = tss >> 32;
    KiTss[Number].Ist[0] = (ULONG64)KiDoubleFaultStack + sizeof(KiDoubleFaultStack);
    KiTss[Number].IoMapBase = sizeof(KTSS64);
    if (Number == 0) KiInitializeIdt();

    KDESCRIPTOR gdtr = {.Limit = sizeof(KiGdt[0]) - 1, .Base = gdt}, idtr = {.Limit = sizeof(KiIdt) - 1, .Base = KiIdt};
    __asm__ volatile("lgdt %0; lidt %1" ::"m"(gdtr.Limit), "m"(idtr.Limit), "m"(gdtr), "m"(idtr));
    __asm__ volatile("pushq %0; leaq 1f(%%rip),%%rax; pushq %%rax; lretq; 1:" ::"i"(KGDT_R0_CODE) : "rax", "memory");
    __asm__ volatile("movw %w0,%%ss; movw %w1,%%ds; movw %w1,%%es; movw %w1,%%gs; movw %w2,%%fs; ltr %w3" ::"r"(KGDT_R0_DATA),
                     "r"(KGDT_R3_DATA | 3), "r"(KGDT_R3_CMTEB | 3), "r"(KGDT_TSS));
    __setmsr(0xC0000101, (ULONG64)pcr); /* after the selector, which clears it */

    pcr->Self = pcr;
    pcr->CurrentPrcb = &pcr->Prcb;
    pcr->GdtBase = gdt;
    pcr->IdtBase = KiIdt;
    pcr->TssBase = (PVOID)tss;
    pcr->Number = (UCHAR)Number;
    pcr->MajorVersion = 1;
    PKPRCB prcb = &pcr->Prcb;
    prcb->Number = Number;
    prcb->Context = &prcb->ProcessorState.ContextFrame;
    prcb->MaxBreakpoints = prcb->MaxWatchpoints = 4;
    ULONG a, b, c, d;
    __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(0));
    ULONG vendor[3] = {b, d, c};
    memcpy(prcb->VendorString, vendor, 12);
    __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(1));
    prcb->CpuType = a >> 8 & 15;
    prcb->CpuStep = (USHORT)((a >> 4 & 15) << 8 | (a & 15));
    InitializeListHead(&prcb->DispatcherReadyListHead);
    KeInitializeTimers(prcb);
    KiProcessorBlock[Number] = prcb;
    KeNumberProcessors = Number + 1;
}
