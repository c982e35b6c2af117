/* The third image: not there at the start, loaded and unloaded while the kernel runs. */
#include "nt.h"

typedef struct _SIM_DRIVER_INTERFACE {
    ULONG64 (*Transform)(ULONG64 Input, ULONG64 (*Callback)(ULONG64));
    ULONG Calls;
} SIM_DRIVER_INTERFACE;

ULONG64 SimLateInput;

NOINLINE ULONG64 SimLateTransform(ULONG64 Input, ULONG64 (*Callback)(ULONG64)) {
    SimLateInput = Input;
    return Callback(Input) + 1;
}

NTSTATUS DriverEntry(SIM_DRIVER_INTERFACE *Interface) {
    Interface->Transform = SimLateTransform;
    return STATUS_SUCCESS;
}
