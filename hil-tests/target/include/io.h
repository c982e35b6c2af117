/* Objects, drivers, devices, requests, handles, timers, locks, pool: what `!object`, `!irp` and their like show. Two orders. */
#pragma once
#include "nt.h"

struct _OBJECT_DIRECTORY;
struct _DRIVER_OBJECT;
struct _DEVICE_OBJECT;
struct _KDPC;
struct _KTHREAD;

typedef struct _OBJECT_DIRECTORY_ENTRY {
    struct _OBJECT_DIRECTORY_ENTRY *ChainLink;
    PVOID Object;
    ULONG HashValue;
} OBJECT_DIRECTORY_ENTRY;

typedef struct _SINGLE_LIST_ENTRY { struct _SINGLE_LIST_ENTRY *Next; } SINGLE_LIST_ENTRY;
typedef struct _KDPC_LIST { SINGLE_LIST_ENTRY ListHead; SINGLE_LIST_ENTRY *LastEntry; } KDPC_LIST;
typedef struct _IO_STATUS_BLOCK { ULONG64 Status, Information; } IO_STATUS_BLOCK;
typedef struct _OWNER_ENTRY { ULONG64 OwnerThread; ULONG OwnerCount; } OWNER_ENTRY;

#define IRP_MJ_MAXIMUM_FUNCTION 0x1B
#define OBJECT_NAME_INFO_BIT 2
#define OBJECT_TYPES 8
#define OBJECT_BUCKETS 37

#ifdef LAYOUT_A
typedef struct _OBJECT_HEADER {
    LONG64 PointerCount, HandleCount;
    UCHAR TypeIndex, TraceFlags, InfoMask, Flags;
    PVOID SecurityDescriptor;
    ULONG64 Body;
} OBJECT_HEADER;
typedef struct _OBJECT_HEADER_NAME_INFO {
    struct _OBJECT_DIRECTORY *Directory;
    UNICODE_STRING Name;
    LONG64 ReferenceCount;
} OBJECT_HEADER_NAME_INFO;
typedef struct _OBJECT_TYPE {
    LIST_ENTRY TypeList;
    UNICODE_STRING Name;
    UCHAR Index;
    ULONG TotalNumberOfObjects, TotalNumberOfHandles;
} OBJECT_TYPE;
typedef struct _OBJECT_DIRECTORY {
    OBJECT_DIRECTORY_ENTRY *HashBuckets[OBJECT_BUCKETS];
    ULONG SessionId;
} OBJECT_DIRECTORY;
typedef struct _HANDLE_TABLE_ENTRY {
    ULONG64 Unlocked : 1, RefCnt : 16, Attributes : 3, ObjectPointerBits : 44;
    ULONG GrantedAccessBits : 25, NoRightsUpgrade : 1, Spare1 : 6;
    ULONG Spare2;
} HANDLE_TABLE_ENTRY;
typedef struct _HANDLE_TABLE { ULONG NextHandleNeedingPool; LONG ExtraInfoPages; ULONG64 TableCode; ULONG HandleCount; } HANDLE_TABLE;
typedef struct _DEVICE_OBJECT {
    SHORT Type;
    USHORT Size;
    LONG ReferenceCount;
    struct _DRIVER_OBJECT *DriverObject;
    struct _DEVICE_OBJECT *NextDevice, *AttachedDevice;
    struct _IRP *CurrentIrp;
    ULONG Flags, Characteristics;
    PVOID DeviceExtension;
    ULONG DeviceType;
    CHAR StackSize;
    struct _DEVOBJ_EXTENSION *DeviceObjectExtension;
} DEVICE_OBJECT, *PDEVICE_OBJECT;
typedef struct _DEVOBJ_EXTENSION { SHORT Type; USHORT Size; PDEVICE_OBJECT DeviceObject; ULONG PowerFlags; PDEVICE_OBJECT AttachedTo; } DEVOBJ_EXTENSION;
typedef struct _DRIVER_OBJECT {
    SHORT Type, Size;
    PDEVICE_OBJECT DeviceObject;
    ULONG Flags;
    PVOID DriverStart;
    ULONG DriverSize;
    PVOID DriverSection;
    UNICODE_STRING DriverName;
    PVOID DriverInit, DriverStartIo;
    VOID (*DriverUnload)(struct _DRIVER_OBJECT *Driver);
    PVOID MajorFunction[IRP_MJ_MAXIMUM_FUNCTION + 1];
    ULONG (*Dispatch)(ULONG Counter);
} DRIVER_OBJECT, *PDRIVER_OBJECT;
typedef struct _IO_STACK_LOCATION {
    UCHAR MajorFunction, MinorFunction, Flags, Control;
    struct { ULONG64 Argument1, Argument2, Argument3, Argument4; } Parameters;
    PDEVICE_OBJECT DeviceObject;
    PVOID FileObject, CompletionRoutine, Context;
} IO_STACK_LOCATION;
typedef struct _IRP {
    SHORT Type;
    USHORT Size;
    PVOID MdlAddress;
    ULONG Flags;
    IO_STATUS_BLOCK IoStatus;
    CHAR RequestorMode;
    BOOLEAN PendingReturned;
    CHAR StackCount, CurrentLocation;
    BOOLEAN Cancel;
    PVOID CancelRoutine, UserBuffer;
    union {
        struct {
            struct _KTHREAD *Thread;
            LIST_ENTRY ListEntry;
            IO_STACK_LOCATION *CurrentStackLocation;
        } Overlay;
        PVOID CompletionKey;
    } Tail;
} IRP;
typedef struct _KDPC {
    UCHAR Type, Importance;
    USHORT Number;
    SINGLE_LIST_ENTRY DpcListEntry;
    ULONG64 ProcessorHistory;
    VOID (*DeferredRoutine)(struct _KDPC *, PVOID);
    PVOID DeferredContext;
} KDPC;
typedef struct _KDPC_DATA { KDPC_LIST DpcList; ULONG64 DpcLock; LONG DpcQueueDepth; ULONG DpcCount; } KDPC_DATA;
typedef struct _KTIMER_TABLE_ENTRY { ULONG64 Lock; LIST_ENTRY Entry; ULONG64 Time; } KTIMER_TABLE_ENTRY;
typedef struct _ERESOURCE {
    LIST_ENTRY SystemResourcesList;
    OWNER_ENTRY *OwnerTable;
    SHORT ActiveCount;
    USHORT Flag;
    OWNER_ENTRY OwnerEntry;
    ULONG ActiveEntries, ContentionCount, NumberOfSharedWaiters, NumberOfExclusiveWaiters;
} ERESOURCE;
typedef struct _POOL_HEADER { ULONG PreviousSize : 8, PoolIndex : 8, BlockSize : 8, PoolType : 8; ULONG PoolTag; ULONG64 ProcessBilled; } POOL_HEADER;
#else
typedef struct _OBJECT_HEADER {
    UCHAR Flags, InfoMask, TypeIndex, TraceFlags;
    ULONG Reserved;
    PVOID SecurityDescriptor;
    LONG64 HandleCount, PointerCount;
    ULONG64 Quota[2];
    ULONG64 Body;
} OBJECT_HEADER;
typedef struct _OBJECT_HEADER_NAME_INFO {
    UNICODE_STRING Name;
    ULONG64 ReferenceCount;
    struct _OBJECT_DIRECTORY *Directory;
    ULONG64 Reserved[2];
} OBJECT_HEADER_NAME_INFO;
typedef struct _OBJECT_TYPE {
    ULONG TotalNumberOfHandles, TotalNumberOfObjects;
    UCHAR Index;
    LIST_ENTRY TypeList;
    UNICODE_STRING Name;
} OBJECT_TYPE;
typedef struct _OBJECT_DIRECTORY {
    ULONG SessionId;
    OBJECT_DIRECTORY_ENTRY *HashBuckets[OBJECT_BUCKETS];
} OBJECT_DIRECTORY;
typedef struct _HANDLE_TABLE_ENTRY { PVOID Object; ULONG GrantedAccess; ULONG NextFreeTableEntry; } HANDLE_TABLE_ENTRY;
typedef struct _HANDLE_TABLE { ULONG HandleCount; ULONG64 TableCode; PVOID QuotaProcess; } HANDLE_TABLE;
typedef struct _DEVICE_OBJECT {
    USHORT Size;
    SHORT Type;
    ULONG Flags, Characteristics;
    struct _DEVOBJ_EXTENSION *DeviceObjectExtension;
    struct _IRP *CurrentIrp;
    struct _DEVICE_OBJECT *AttachedDevice, *NextDevice;
    PVOID DeviceExtension;
    ULONG64 Spare;
    struct _DRIVER_OBJECT *DriverObject;
    CHAR StackSize;
    ULONG DeviceType;
    LONG ReferenceCount;
} DEVICE_OBJECT, *PDEVICE_OBJECT;
typedef struct _DEVOBJ_EXTENSION { PDEVICE_OBJECT AttachedTo; ULONG PowerFlags; PDEVICE_OBJECT DeviceObject; SHORT Type; USHORT Size; } DEVOBJ_EXTENSION;
typedef struct _DRIVER_OBJECT {
    ULONG (*Dispatch)(ULONG Counter);
    SHORT Size, Type;
    PVOID MajorFunction[IRP_MJ_MAXIMUM_FUNCTION + 1];
    UNICODE_STRING DriverName;
    VOID (*DriverUnload)(struct _DRIVER_OBJECT *Driver);
    PVOID DriverStartIo, DriverInit;
    ULONG DriverSize;
    PVOID DriverStart, DriverSection;
    ULONG Flags;
    PDEVICE_OBJECT DeviceObject;
} DRIVER_OBJECT, *PDRIVER_OBJECT;
typedef struct _IO_STACK_LOCATION {
    PVOID Context, CompletionRoutine;
    UCHAR Control, Flags, MinorFunction, MajorFunction;
    PVOID FileObject;
    PDEVICE_OBJECT DeviceObject;
    struct { ULONG64 Argument1, Argument2, Argument3, Argument4; } Parameters;
} IO_STACK_LOCATION;
typedef struct _IRP {
    USHORT Size;
    SHORT Type;
    CHAR CurrentLocation, StackCount;
    BOOLEAN Cancel, PendingReturned;
    CHAR RequestorMode;
    PVOID UserBuffer, CancelRoutine;
    union {
        struct {
            IO_STACK_LOCATION *CurrentStackLocation;
            LIST_ENTRY ListEntry;
            struct _KTHREAD *Thread;
        } Overlay;
        PVOID CompletionKey;
    } Tail;
    IO_STATUS_BLOCK IoStatus;
    ULONG Flags;
    PVOID MdlAddress;
} IRP;
typedef struct _KDPC {
    VOID (*DeferredRoutine)(struct _KDPC *, PVOID);
    PVOID DeferredContext;
    UCHAR Importance, Type;
    USHORT Number;
    SINGLE_LIST_ENTRY DpcListEntry;
} KDPC;
typedef struct _KDPC_DATA { LONG DpcQueueDepth; ULONG DpcCount; KDPC_LIST DpcList; } KDPC_DATA;
typedef struct _KTIMER_TABLE_ENTRY { ULONG64 Time; LIST_ENTRY Entry; } KTIMER_TABLE_ENTRY;
typedef struct _ERESOURCE {
    ULONG NumberOfExclusiveWaiters, NumberOfSharedWaiters, ContentionCount, ActiveEntries;
    OWNER_ENTRY OwnerEntry;
    LIST_ENTRY SystemResourcesList;
    USHORT Flag;
    SHORT ActiveCount;
    OWNER_ENTRY *OwnerTable;
} ERESOURCE;
typedef struct _POOL_HEADER { ULONG PoolTag; ULONG PoolType : 8, BlockSize : 8, PoolIndex : 8, PreviousSize : 8; ULONG64 ProcessBilled; } POOL_HEADER;
#endif

#define TIMER_TABLE_SIZE 8
typedef struct _KTIMER_TABLE { KTIMER_TABLE_ENTRY TimerEntries[TIMER_TABLE_SIZE]; } KTIMER_TABLE;
