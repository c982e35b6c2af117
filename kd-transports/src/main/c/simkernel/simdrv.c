/* The second image: a driver between two functions of the kernel, so that a stack crosses modules both ways. */
#include "nt.h"

typedef struct _SIMDRV_EXTENSION {
    ULONG64 Transforms;
    ULONG64 LastInput;
} SIMDRV_EXTENSION;

SIMDRV_EXTENSION SimDrvExtension;

typedef struct _SIM_DRIVER_INTERFACE {
    ULONG64 (*Transform)(ULONG64 Input, ULONG64 (*Callback)(ULONG64));
    ULONG Calls;
} SIM_DRIVER_INTERFACE;

NOINLINE ULONG64 SimDrvTransform(ULONG64 Input, ULONG64 (*Callback)(ULONG64)) {
    ULONG64 result;
    SimDrvExtension.Transforms++;
    SimDrvExtension.LastInput = Input;
    result = Callback(Input);
    return result ^ SimDrvExtension.Transforms;
}

NTSTATUS DriverEntry(SIM_DRIVER_INTERFACE *Interface) {
    Interface->Transform = SimDrvTransform;
    return STATUS_SUCCESS;
}
