/*
 * What a hypervisor needs to write a crash dump of this kernel: the dump's header, offered to QEMU as Windows' own
 * guest driver does (QEMU's docs/specs/vmcoreinfo.rst and fw_cfg.rst): an ELF note in memory, whose place is written
 * into the firmware file etc/vmcoreinfo. Without QEMU's vmcoreinfo device there is no such file, and nothing happens.
 */
#include "kd.h"

#define FW_CFG_SELECT 0x510
#define FW_CFG_DATA 0x511
#define FW_CFG_DMA 0x514
#define FW_CFG_DIRECTORY 0x19
#define DMA_SELECT 8u
#define DMA_WRITE 16u

typedef struct __attribute__((packed)) { ULONG Control, Length; ULONG64 Address; } FW_CFG_DMA_ACCESS;     /* big-endian */
typedef struct __attribute__((packed)) { USHORT HostFormat, GuestFormat; ULONG Size; ULONG64 Address; } VMCOREINFO;
typedef struct { ULONG NameSize, DescriptorSize, Type; CHAR Name[12]; UCHAR Header[0x2000]; } CRASH_NOTE;

static CRASH_NOTE IopCrashNote = {sizeof("VMCOREINFO"), sizeof(IopCrashNote.Header), 0, "VMCOREINFO", {0}};
static FW_CFG_DMA_ACCESS IopAccess;
static VMCOREINFO IopVmCoreInfo;

static ULONG IopReadFirmware(ULONG Bytes) {
    ULONG value = 0;
    while (Bytes--) value = value << 8 | __inb(FW_CFG_DATA);
    return value;
}

/* The selector of a firmware file, 0 when there is none of that name. */
static USHORT IopFirmwareFile(PCSTR Name) {
    __outw(FW_CFG_SELECT, 0);
    if (IopReadFirmware(4) != 0x51454D55) return 0; /* QEMU */
    __outw(FW_CFG_SELECT, FW_CFG_DIRECTORY);
    ULONG files = IopReadFirmware(4);
    for (ULONG n = 0; n < files && n < 1024; n++) {
        CHAR name[56];
        IopReadFirmware(4);
        USHORT selector = (USHORT)IopReadFirmware(2);
        IopReadFirmware(2);
        for (ULONG i = 0; i < sizeof(name); i++) name[i] = (CHAR)__inb(FW_CFG_DATA);
        name[sizeof(name) - 1] = 0;
        if (RtlEqualString(name, Name, FALSE)) return selector;
    }
    return 0;
}

/* Static data lies in one image, which the boot stub put into one piece of memory. */
static ULONG64 IopPhysical(PVOID Address) {
    ULONG64 physical = 0;
    ULONG protection;
    MmTranslate(Address, &physical, &protection);
    return physical;
}

#define AT(type, offset) (*(type *)(IopCrashNote.Header + (offset)))

static VOID IopFillHeader(VOID) {
    memset(IopCrashNote.Header, 0, sizeof(IopCrashNote.Header));
    memcpy(IopCrashNote.Header, "PAGEDU64", 8);
    AT(ULONG, 0x08) = KdVersionBlock.MajorVersion;
    AT(ULONG, 0x0C) = KdVersionBlock.MinorVersion;
    AT(ULONG64, 0x10) = READ_REGISTER(cr3);
    AT(ULONG64, 0x20) = (ULONG64)&PsLoadedModuleList;
    AT(ULONG64, 0x28) = (ULONG64)&PsActiveProcessHead;
    AT(ULONG, 0x30) = KdVersionBlock.MachineType;
    AT(ULONG, 0x34) = KeNumberProcessors;
    AT(ULONG64, 0x80) = (ULONG64)&KdDebuggerDataBlock;
    AT(ULONG, 0x88) = MmPhysicalMemoryBlock->NumberOfRuns;
    AT(ULONG64, 0x90) = MmPhysicalMemoryBlock->NumberOfPages;
    memcpy(IopCrashNote.Header + 0x98, MmPhysicalMemoryBlock->Run, sizeof(MmPhysicalMemoryBlock->Run));
    AT(ULONG, 0xF98) = 1; /* all of the memory */
    AT(UCHAR, 0x104D) = KdVersionBlock.KdSecondaryVersion;
}

VOID IoOfferCrashHeader(VOID) {
    USHORT file = IopFirmwareFile("etc/vmcoreinfo");
    if (!file) return;
    IopFillHeader();
    IopVmCoreInfo = (VMCOREINFO){0, 1, sizeof(IopCrashNote), IopPhysical(&IopCrashNote)}; /* 1: ELF */
    IopAccess = (FW_CFG_DMA_ACCESS){
        __builtin_bswap32((ULONG)file << 16 | DMA_SELECT | DMA_WRITE),
        __builtin_bswap32(sizeof(IopVmCoreInfo)),
        __builtin_bswap64(IopPhysical(&IopVmCoreInfo)),
    };
    ULONG64 access = IopPhysical(&IopAccess);
    __outd(FW_CFG_DMA, __builtin_bswap32((ULONG)(access >> 32)));
    __outd(FW_CFG_DMA + 4, __builtin_bswap32((ULONG)access));
    DbgPrint("kdkernel: crash dump header offered\n");
}
