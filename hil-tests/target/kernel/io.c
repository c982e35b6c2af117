/* Drivers, devices, and one request that waits: nothing here moves, it is there to be looked at. */
#include "ke.h"

#define FILE_DEVICE_NULL 0x15
#define FILE_DEVICE_UNKNOWN 0x22
#define IRP_MJ_CREATE 0
#define IRP_MJ_READ 3
#define SL_PENDING_RETURNED 1

IRP *IoTestIrp;
DRIVER_OBJECT *IoFilterDriver;

static NTSTATUS IopInvalidDeviceRequest(PDEVICE_OBJECT Device, IRP *Irp) {
    (VOID)Device, (VOID)Irp;
    return (NTSTATUS)0xC0000010;
}
static NTSTATUS FilterRead(PDEVICE_OBJECT Device, IRP *Irp) {
    (VOID)Device, (VOID)Irp;
    return 0x103;
}
static NTSTATUS FilterReadDone(PDEVICE_OBJECT Device, IRP *Irp, PVOID Context) {
    (VOID)Device, (VOID)Irp, (VOID)Context;
    return 0;
}

DRIVER_OBJECT *IoCreateDriver(PCSTR Name) {
    CHAR full[48];
    RtlCopyString(full, "\\Driver\\", sizeof(full));
    RtlCopyString(full + 8, Name, sizeof(full) - 8);
    DRIVER_OBJECT *driver = ObCreateObject(ObDriverType, sizeof(DRIVER_OBJECT), ObpDriverDirectory, Name);
    driver->Type = 4;
    driver->Size = sizeof(DRIVER_OBJECT);
    driver->Flags = 0x12;
    RtlCreateUnicodeString(&driver->DriverName, full);
    for (ULONG i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++) driver->MajorFunction[i] = (PVOID)IopInvalidDeviceRequest;
    return driver;
}

PDEVICE_OBJECT IoCreateDevice(DRIVER_OBJECT *Driver, PCSTR Name, ULONG Type) {
    PDEVICE_OBJECT device = ObCreateObject(ObDeviceType, sizeof(DEVICE_OBJECT) + sizeof(DEVOBJ_EXTENSION),
                                           Name ? ObpDeviceDirectory : NULL, Name);
    device->Type = 3;
    device->Size = sizeof(DEVICE_OBJECT);
    device->DriverObject = Driver;
    device->DeviceType = Type;
    device->StackSize = 1;
    device->Flags = 0x44; /* DO_DIRECT_IO (0x10) is not set: buffered, has a name */
    device->DeviceObjectExtension = (PVOID)(device + 1);
    device->DeviceObjectExtension->Type = 13;
    device->DeviceObjectExtension->DeviceObject = device;
    device->NextDevice = Driver->DeviceObject;
    Driver->DeviceObject = device;
    return device;
}

VOID IoInitializeDevices(DRIVER_OBJECT *Lower) {
    PDEVICE_OBJECT lower = IoCreateDevice(Lower, "Test0", FILE_DEVICE_UNKNOWN);
    IoCreateDevice(Lower, "Test1", FILE_DEVICE_NULL);
    IoFilterDriver = IoCreateDriver("kdfilter");
    IoFilterDriver->DriverStart = (PVOID)KeLoaderBlock->Image[0].Base;
    IoFilterDriver->DriverSize = KeLoaderBlock->Image[0].Size;
    IoFilterDriver->MajorFunction[IRP_MJ_READ] = (PVOID)FilterRead;
    PDEVICE_OBJECT upper = IoCreateDevice(IoFilterDriver, NULL, FILE_DEVICE_UNKNOWN);
    upper->StackSize = 2;
    upper->DeviceObjectExtension->AttachedTo = lower;
    lower->AttachedDevice = upper;

    /* The filter has passed a read on to Test0, which keeps it: location 1 of 2 is current. */
    USHORT size = sizeof(IRP) + 2 * sizeof(IO_STACK_LOCATION);
    IRP *irp = IoTestIrp = ExAllocatePoolWithTag(size, 0x20707249); /* "Irp " */
    IO_STACK_LOCATION *stack = (PVOID)(irp + 1);
    irp->Type = 6;
    irp->Size = size;
    irp->StackCount = 2;
    irp->CurrentLocation = 1;
    irp->Tail.Overlay.CurrentStackLocation = &stack[0];
    irp->Tail.Overlay.Thread = KeGetCurrentPrcb()->CurrentThread;
    stack[0].MajorFunction = stack[1].MajorFunction = IRP_MJ_READ;
    stack[0].Control = SL_PENDING_RETURNED | 0xE0; /* the completion routine is called whatever comes */
    stack[0].DeviceObject = lower;
    stack[1].DeviceObject = upper;
    stack[0].CompletionRoutine = (PVOID)FilterReadDone;
    stack[0].Context = upper;
    stack[0].Parameters.Argument1 = stack[1].Parameters.Argument1 = 0x200;
    lower->CurrentIrp = irp;

    PEPROCESS process = PsInitialSystemProcess;
    ObCreateHandle(process->ObjectTable, lower, 0x120089);
    ObCreateHandle(process->ObjectTable, ObpDeviceDirectory, 0xF000F);
}
