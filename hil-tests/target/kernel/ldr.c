/*
 * Images: the boot stub laid all of them out in memory; here they get their imports, their entry in
 * PsLoadedModuleList, their word to the debugger, and for drivers their entry point and their end.
 */
#include "kd.h"
#include "pe.h"

#define MI_UNLOADED_DRIVERS 50

LIST_ENTRY PsLoadedModuleList = {&PsLoadedModuleList, &PsLoadedModuleList};
static UNLOADED_DRIVER MiUnloadedDrivers[MI_UNLOADED_DRIVERS];
UNLOADED_DRIVER *MmUnloadedDrivers = MiUnloadedDrivers;
ULONG MmLastUnloadedDriver;

static PLDR_DATA_TABLE_ENTRY LdrpEntries[LOADER_MAX_IMAGES];
static DRIVER_OBJECT *LdrpDrivers[LOADER_MAX_IMAGES];

static IMAGE_NT_HEADERS64 *LdrpHeaders(PUCHAR Base) { return (IMAGE_NT_HEADERS64 *)(Base + *(ULONG *)(Base + 0x3C)); }

static LONG LdrpFind(PCSTR Name) {
    for (ULONG i = 0; i < KeLoaderBlock->ImageCount; i++)
        if (RtlEqualString(KeLoaderBlock->Image[i].Name, Name, TRUE)) return (LONG)i;
    return -1;
}

static PVOID LdrpExport(PUCHAR Base, PCSTR Name) {
    IMAGE_EXPORT_DIRECTORY *e =
        (PVOID)(Base + LdrpHeaders(Base)->DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress);
    if ((PUCHAR)e == Base) return NULL;
    ULONG *names = (PVOID)(Base + e->AddressOfNames), *functions = (PVOID)(Base + e->AddressOfFunctions);
    USHORT *ordinals = (PVOID)(Base + e->AddressOfNameOrdinals);
    for (ULONG i = 0; i < e->NumberOfNames; i++)
        if (RtlEqualString((PCSTR)(Base + names[i]), Name, FALSE)) return Base + functions[ordinals[i]];
    return NULL;
}

/* The import table is in a read-only section, so it is written through the direct map. */
static BOOLEAN LdrpBind(LOADER_IMAGE *Image) {
    PUCHAR base = (PUCHAR)Image->Base, physical = MmPhysicalToVirtual(Image->Physical);
    IMAGE_DATA_DIRECTORY *directory = &LdrpHeaders(base)->DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
    if (!directory->VirtualAddress) return TRUE;
    for (IMAGE_IMPORT_DESCRIPTOR *d = (PVOID)(base + directory->VirtualAddress); d->Name; d++) {
        LONG from = LdrpFind((PCSTR)(base + d->Name));
        if (from < 0) return FALSE;
        ULONG64 *names = (PVOID)(base + d->OriginalFirstThunk), *slots = (PVOID)(physical + d->FirstThunk);
        for (; *names; names++, slots++) {
            PVOID target = LdrpExport((PUCHAR)KeLoaderBlock->Image[from].Base, (PCSTR)(base + *names + 2));
            if (!target) return FALSE;
            *slots = (ULONG64)target;
        }
    }
    return TRUE;
}

static PLDR_DATA_TABLE_ENTRY LdrpInsert(ULONG Index) {
    LOADER_IMAGE *image = &KeLoaderBlock->Image[Index];
    IMAGE_NT_HEADERS64 *nt = LdrpHeaders((PUCHAR)image->Base);
    PLDR_DATA_TABLE_ENTRY e = LdrpEntries[Index];
    if (!e) {
        CHAR path[96];
        BOOLEAN driver = !RtlEqualString(image->Name, "kdkernel.exe", TRUE) && !RtlEqualString(image->Name, "hal.dll", TRUE);
        RtlCopyString(path, driver ? "\\SystemRoot\\System32\\drivers\\" : "\\SystemRoot\\system32\\", sizeof(path));
        RtlCopyString(path + RtlStringLength(path), image->Name, 33);
        e = LdrpEntries[Index] = MmAllocatePool(sizeof(*e));
        e->DllBase = (PVOID)image->Base;
        e->EntryPoint = nt->AddressOfEntryPoint ? (PUCHAR)image->Base + nt->AddressOfEntryPoint : NULL;
        e->SizeOfImage = image->Size;
        e->CheckSum = image->CheckSum;
        e->TimeDateStamp = nt->TimeDateStamp;
        e->Flags = 0x09004000; /* loaded by the system, entry processed */
        RtlCreateUnicodeString(&e->FullDllName, path);
        e->BaseDllName = e->FullDllName;
        USHORT skip = (USHORT)(e->FullDllName.Length - 2 * RtlStringLength(image->Name));
        e->BaseDllName.Buffer += skip / 2;
        e->BaseDllName.Length -= skip;
        e->BaseDllName.MaximumLength -= skip;
    }
    e->LoadCount = 1;
    InsertTailList(&PsLoadedModuleList, &e->InLoadOrderLinks);
    return e;
}

static VOID LdrpReport(ULONG Index, BOOLEAN Unload) {
    PLDR_DATA_TABLE_ENTRY e = LdrpEntries[Index];
    CHAR path[96];
    ULONG n = 0;
    for (; n < e->FullDllName.Length / 2u; n++) path[n] = (CHAR)e->FullDllName.Buffer[n];
    path[n] = 0;
    (Unload ? DbgUnloadImageSymbols : DbgLoadImageSymbols)(path, e->DllBase, 0, e->CheckSum, e->SizeOfImage);
    /* A break-in that came meanwhile stops here: during the boot there is no clock to poll for it. */
    if (KdPollBreakIn()) DbgBreakPointWithStatus(1);
}

VOID LdrInitialize(VOID) {
    LONG hal = LdrpFind("hal.dll");
    if (hal < 0 || !LdrpBind(&KeLoaderBlock->Image[0]) || !LdrpBind(&KeLoaderBlock->Image[hal]))
        for (;;) __asm__ volatile("cli; hlt"); /* nothing can be said yet */
    LdrpInsert(0);
    LdrpInsert((ULONG)hal);
}

VOID LdrReportBootImages(VOID) {
    for (ULONG i = 0; i < KeLoaderBlock->ImageCount; i++)
        if (LdrpEntries[i]) LdrpReport(i, FALSE);
}

BOOLEAN LdrLoadDriver(PCSTR Name) {
    LONG i = LdrpFind(Name);
    if (i < 0 || (LdrpEntries[i] && LdrpEntries[i]->LoadCount) || !LdrpBind(&KeLoaderBlock->Image[i])) return FALSE;
    PLDR_DATA_TABLE_ENTRY e = LdrpInsert((ULONG)i);
    LdrpReport((ULONG)i, FALSE);
    if (!LdrpDrivers[i]) {
        CHAR name[32];
        RtlCopyString(name, Name, sizeof(name));
        name[RtlStringLength(name) - 4] = 0; /* \Driver\testdrv of testdrv.sys */
        LdrpDrivers[i] = IoCreateDriver(name);
    }
    DRIVER_OBJECT *driver = LdrpDrivers[i];
    driver->DriverSection = e;
    driver->DriverInit = e->EntryPoint;
    driver->DriverStart = e->DllBase;
    driver->DriverSize = e->SizeOfImage;
    return ((DRIVER_ENTRY *)e->EntryPoint)(driver) >= 0;
}

BOOLEAN LdrUnloadDriver(PCSTR Name) {
    LONG i = LdrpFind(Name);
    if (i < 0 || !LdrpEntries[i] || !LdrpEntries[i]->LoadCount || !LdrpDrivers[i] || !LdrpDrivers[i]->DriverUnload) return FALSE;
    PLDR_DATA_TABLE_ENTRY e = LdrpEntries[i];
    LdrpDrivers[i]->DriverUnload(LdrpDrivers[i]);
    e->LoadCount = 0;
    RemoveEntryList(&e->InLoadOrderLinks);
    UNLOADED_DRIVER *gone = &MmUnloadedDrivers[MmLastUnloadedDriver++ % MI_UNLOADED_DRIVERS];
    gone->Name = e->BaseDllName;
    gone->StartAddress = e->DllBase;
    gone->EndAddress = (PUCHAR)e->DllBase + e->SizeOfImage;
    gone->CurrentTime = KeQuerySystemTime();
    LdrpReport((ULONG)i, TRUE);
    return TRUE;
}

DRIVER_OBJECT *LdrDriver(PCSTR Name) {
    LONG i = LdrpFind(Name);
    return i >= 0 && LdrpEntries[i] && LdrpEntries[i]->LoadCount ? LdrpDrivers[i] : NULL;
}
