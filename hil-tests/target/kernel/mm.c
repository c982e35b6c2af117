/*
 * Memory: physical pages from a bump allocator, a non-paged pool that only grows, kernel stacks with a guard page,
 * one address space a process. All physical memory is visible in the direct map, so page tables are edited there.
 */
#include "ke.h"

ULONG64 MmLowestPhysicalPage, MmHighestPhysicalPage, MmNumberOfPhysicalPages, MmAvailablePages;
ULONG64 MmNonPagedPoolStart = POOL_BASE, MmNonPagedPoolEnd = POOL_BASE + 0x1000000;
ULONG64 MmSystemRangeStart = 0xFFFF800000000000, MmHighestUserAddress = 0x7FFFFFFEFFFF, MmUserProbeAddress = 0x7FFFFFFF0000;

/* All but the hole of the PC between 640 KiB and 1 MiB. */
static PHYSICAL_MEMORY_DESCRIPTOR64 MiPhysicalMemory = {.NumberOfRuns = 2, .Run = {{0, 0xA0}, {0x100, 0}}};
PHYSICAL_MEMORY_DESCRIPTOR64 *MmPhysicalMemoryBlock = &MiPhysicalMemory;

static ULONG64 MiNextPhysical, MiNextPool = POOL_BASE, MiPoolMapped = POOL_BASE, MiNextStack = STACK_BASE;

#define PTE_VALID 1ull
#define PTE_LARGE 0x80ull
#define PTE_GLOBAL 0x100ull
#define PTE_PFN 0x000FFFFFFFFFF000ull

PVOID MmPhysicalToVirtual(ULONG64 Physical) { return (PVOID)(DIRECT_MAP_BASE + Physical); }

BOOLEAN MmIsPhysicalMemory(ULONG64 Physical) { return Physical >> 12 <= MmHighestPhysicalPage; }

static ULONG64 MiAllocatePage(VOID) {
    if (MiNextPhysical >> 12 > MmHighestPhysicalPage) KeBugCheckEx(0x4D, MiNextPhysical, 0, 0, 0);
    ULONG64 page = MiNextPhysical;
    MiNextPhysical += PAGE_SIZE;
    MmAvailablePages--;
    memset(MmPhysicalToVirtual(page), 0, PAGE_SIZE);
    return page;
}

static ULONG64 *MiEntry(ULONG64 Cr3, ULONG64 Va, ULONG Level, BOOLEAN Create) {
    ULONG64 table = Cr3 & PTE_PFN;
    for (ULONG l = 4;; l--) {
        ULONG64 *e = (ULONG64 *)MmPhysicalToVirtual(table) + (Va >> (12 + 9 * (l - 1)) & 511);
        if (l == Level) return e;
        if (*e & PTE_VALID && *e & PTE_LARGE) return e; /* a large page ends the walk */
        if (!(*e & PTE_VALID)) {
            if (!Create) return e;
            *e = MiAllocatePage() | PTE_VALID | MM_WRITE | (Va >> 63 ? 0 : 4);
        }
        table = *e & PTE_PFN;
    }
}

static VOID MiMap(ULONG64 Cr3, ULONG64 Va, ULONG64 Flags) { *MiEntry(Cr3, Va, 1, TRUE) = MiAllocatePage() | PTE_VALID | Flags; }

BOOLEAN MmTranslate(PVOID Address, ULONG64 *Physical, ULONG *Protection) {
    ULONG64 va = (ULONG64)Address, table = READ_REGISTER(cr3) & PTE_PFN;
    if ((LONG64)(va << 16) >> 16 != (LONG64)va) return FALSE; /* not canonical */
    ULONG rights = 2 | 4;
    for (ULONG l = 4; l; l--) {
        ULONG shift = 12 + 9 * (l - 1);
        if (!MmIsPhysicalMemory(table)) return FALSE; /* a broken table must not break the debugger */
        ULONG64 e = ((ULONG64 *)MmPhysicalToVirtual(table))[va >> shift & 511];
        if (!(e & PTE_VALID)) return FALSE;
        if (!(e & MM_WRITE)) rights &= ~2u;
        if (e & MM_NX) rights &= ~4u;
        if (l == 1 || (l < 4 && e & PTE_LARGE)) {
            ULONG64 mask = (1ull << shift) - 1;
            *Physical = (e & PTE_PFN & ~mask) | (va & mask);
            *Protection = rights | 1;
            return TRUE;
        }
        table = e & PTE_PFN;
    }
    return FALSE;
}

VOID MmInitialize(VOID) {
    MiNextPhysical = KeLoaderBlock->FirstFreePhysical;
    MmLowestPhysicalPage = 0;
    MmNumberOfPhysicalPages = KeLoaderBlock->TopOfMemory >> 12;
    MmHighestPhysicalPage = MmNumberOfPhysicalPages - 1;
    MiPhysicalMemory.Run[1].PageCount = MmNumberOfPhysicalPages - 0x100;
    MiPhysicalMemory.NumberOfPages = MiPhysicalMemory.Run[0].PageCount + MiPhysicalMemory.Run[1].PageCount;
    MmAvailablePages = MmNumberOfPhysicalPages - (MiNextPhysical >> 12);
    WRITE_REGISTER(cr4, READ_REGISTER(cr4) | 0x80); /* global pages */
    /* Make the top-level entries of all kernel regions now: address spaces copy them and never look again. */
    MiEntry(KeLoaderBlock->Pml4, POOL_BASE, 3, TRUE);
    MiEntry(KeLoaderBlock->Pml4, STACK_BASE, 3, TRUE);
    MiEntry(KeLoaderBlock->Pml4, KI_USER_SHARED_DATA, 3, TRUE);
    /* The stub's identity map goes: null pointers must fault. */
    *MiEntry(KeLoaderBlock->Pml4, 0, 4, FALSE) = 0;
    WRITE_REGISTER(cr3, KeLoaderBlock->Pml4);
}

/* A block with its header; what is left of a page too small for the next block becomes a free one. */
static ULONG MiLastBlock;
static POOL_HEADER *MiBlock(ULONG64 At, SIZE_T Bytes, ULONG Type, ULONG Tag) {
    POOL_HEADER *header = (POOL_HEADER *)At;
    header->PreviousSize = At & (PAGE_SIZE - 1) ? MiLastBlock : 0;
    header->BlockSize = MiLastBlock = (ULONG)(Bytes >> 4) & 0xFF;
    header->PoolType = Type & 0xFF;
    header->PoolTag = Tag;
    return header;
}

PVOID MmAllocatePool(SIZE_T Bytes) { return ExAllocatePoolWithTag(Bytes, 0x626C644B); }

PVOID ExAllocatePoolWithTag(SIZE_T Bytes, ULONG Tag) {
    BOOLEAN on = KeDisableInterrupts();
    SIZE_T need = ((Bytes + 15) & ~15ull) + sizeof(POOL_HEADER);
    BOOLEAN large = need >= PAGE_SIZE;
    ULONG64 left = -MiNextPool & (PAGE_SIZE - 1);
    if (left && (large || left < need)) {
        MiBlock(MiNextPool, left, 0, 0x65657246); /* "Free" */
        MiNextPool += left;
    }
    ULONG64 at = MiNextPool;
    MiNextPool += large ? (Bytes + PAGE_SIZE - 1) & ~(ULONG64)(PAGE_SIZE - 1) : need;
    if (MiNextPool > MmNonPagedPoolEnd) KeBugCheckEx(0x41, Bytes, 0, 0, 0);
    for (; MiPoolMapped < MiNextPool; MiPoolMapped += PAGE_SIZE)
        MiMap(KeLoaderBlock->Pml4, MiPoolMapped, MM_WRITE | MM_NX | PTE_GLOBAL);
    if (!large) MiBlock(at, need, 2, Tag);
    ULONG64 rest = -MiNextPool & (PAGE_SIZE - 1);
    if (rest) { /* until the next one: whoever walks the page finds its end */
        ULONG last = MiLastBlock;
        MiBlock(MiNextPool, rest, 0, 0x65657246);
        MiLastBlock = last;
    }
    KeRestoreInterrupts(on);
    return (PVOID)(large ? at : at + sizeof(POOL_HEADER));
}

VOID MmMapPage(PVOID Address) { MiMap(KeLoaderBlock->Pml4, (ULONG64)Address, MM_WRITE | MM_NX | PTE_GLOBAL); }

PVOID MmCreateKernelStack(VOID) {
    MiNextStack += PAGE_SIZE;
    for (ULONG i = 0; i < KI_STACK_SIZE; i += PAGE_SIZE, MiNextStack += PAGE_SIZE)
        MiMap(KeLoaderBlock->Pml4, MiNextStack, MM_WRITE | MM_NX | PTE_GLOBAL);
    return (PVOID)MiNextStack;
}

ULONG64 MmCreateAddressSpace(PCSTR Text) {
    ULONG64 cr3 = MiAllocatePage();
    ULONG64 *to = MmPhysicalToVirtual(cr3), *from = MmPhysicalToVirtual(KeLoaderBlock->Pml4);
    for (ULONG i = 256; i < 512; i++) to[i] = from[i];
    MiMap(cr3, USER_PAGE_BASE, MM_WRITE | MM_NX | 4);
    ULONG64 page = *MiEntry(cr3, USER_PAGE_BASE, 1, FALSE) & PTE_PFN;
    RtlCopyString(MmPhysicalToVirtual(page), Text, PAGE_SIZE);
    return cr3;
}
