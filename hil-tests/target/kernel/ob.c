/* Objects: headers and names in front of what they are about, directories of them, handles to them. */
#include "ke.h"

OBJECT_TYPE *ObTypeIndexTable[OBJECT_TYPES];
OBJECT_DIRECTORY *ObpRootDirectoryObject, *ObpDriverDirectory, *ObpDeviceDirectory;
UCHAR ObpInfoMaskToOffset[256]; /* how far in front of a header the optional one of the mask's highest bit begins */
#ifdef LAYOUT_A
UCHAR ObHeaderCookie = 0x5C; /* layout A hides type indexes, layout B does not */
#endif

static UCHAR ObpHideType(OBJECT_HEADER *Header, UCHAR Type) {
#ifdef LAYOUT_A
    return Type ^ ObHeaderCookie ^ (UCHAR)((ULONG64)Header >> 8);
#else
    (VOID)Header;
    return Type;
#endif
}

static VOID ObpInsert(OBJECT_DIRECTORY *Directory, PCSTR Name, PVOID Object) {
    ULONG hash = 0;
    for (; *Name; Name++) hash = hash * 31 + (UCHAR)(*Name & ~0x20);
    OBJECT_DIRECTORY_ENTRY *entry = ExAllocatePoolWithTag(sizeof(*entry), 0x7269444F); /* "ODir" */
    entry->Object = Object;
    entry->HashValue = hash;
    entry->ChainLink = Directory->HashBuckets[hash % OBJECT_BUCKETS];
    Directory->HashBuckets[hash % OBJECT_BUCKETS] = entry;
}

PVOID ObCreateObject(UCHAR Type, SIZE_T Bytes, OBJECT_DIRECTORY *Directory, PCSTR Name) {
    PUCHAR at = ExAllocatePoolWithTag(sizeof(OBJECT_HEADER_NAME_INFO) + sizeof(OBJECT_HEADER) + Bytes, 0x206A624F);
    OBJECT_HEADER *header = (PVOID)(at + sizeof(OBJECT_HEADER_NAME_INFO));
    OBJECT_HEADER_NAME_INFO *name = (PVOID)at;
    header->PointerCount = 1;
    header->TypeIndex = ObpHideType(header, Type);
    header->InfoMask = OBJECT_NAME_INFO_BIT;
    name->Directory = Directory;
    if (Name) RtlCreateUnicodeString(&name->Name, Name);
    if (ObTypeIndexTable[Type]) ObTypeIndexTable[Type]->TotalNumberOfObjects++;
    if (Directory) ObpInsert(Directory, Name, &header->Body);
    return &header->Body;
}

static VOID ObpCreateType(UCHAR Index, PCSTR Name) {
    OBJECT_TYPE *type = ObCreateObject(ObTypeType, sizeof(OBJECT_TYPE), NULL, Name);
    type->Index = Index;
    RtlCreateUnicodeString(&type->Name, Name);
    InitializeListHead(&type->TypeList);
    ObTypeIndexTable[Index] = type;
}

VOID ObInitialize(VOID) {
    for (ULONG mask = 0; mask < 256; mask++)
        if (mask & OBJECT_NAME_INFO_BIT) ObpInfoMaskToOffset[mask] = sizeof(OBJECT_HEADER_NAME_INFO);
    ObpCreateType(ObTypeType, "Type");
    ObpCreateType(ObDirectoryType, "Directory");
    ObpCreateType(ObDriverType, "Driver");
    ObpCreateType(ObDeviceType, "Device");
    ObpRootDirectoryObject = ObCreateObject(ObDirectoryType, sizeof(OBJECT_DIRECTORY), NULL, "\\");
    ObpDriverDirectory = ObCreateObject(ObDirectoryType, sizeof(OBJECT_DIRECTORY), ObpRootDirectoryObject, "Driver");
    ObpDeviceDirectory = ObCreateObject(ObDirectoryType, sizeof(OBJECT_DIRECTORY), ObpRootDirectoryObject, "Device");
}

HANDLE_TABLE *ObCreateHandleTable(VOID) {
    HANDLE_TABLE *table = ExAllocatePoolWithTag(sizeof(*table), 0x6274624F); /* "Obtb" */
    table->TableCode = (ULONG64)ExAllocatePoolWithTag(PAGE_SIZE, 0x6274624F); /* level 0: one page of entries */
    return table;
}

ULONG ObCreateHandle(HANDLE_TABLE *Table, PVOID Object, ULONG Access) {
    HANDLE_TABLE_ENTRY *entry = (HANDLE_TABLE_ENTRY *)Table->TableCode + ++Table->HandleCount; /* number 0 stays free */
    OBJECT_HEADER *header = CONTAINING_RECORD(Object, OBJECT_HEADER, Body);
#ifdef LAYOUT_A
    entry->Unlocked = 1;
    entry->ObjectPointerBits = (ULONG64)header >> 4 & 0xFFFFFFFFFFF;
    entry->GrantedAccessBits = Access & 0x1FFFFFF;
#else
    entry->Object = (PUCHAR)header + 1; /* bit 0: not locked */
    entry->GrantedAccess = Access;
#endif
    header->HandleCount++;
    header->PointerCount++;
    return 4 * Table->HandleCount;
}
