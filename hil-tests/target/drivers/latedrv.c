/* latedrv.sys: comes and goes on request (RequestLoadDriver, RequestUnloadDriver). */
#include "export.h"

volatile ULONG LateLoads;

static VOID LateUnload(PDRIVER_OBJECT Driver) { DbgPrint("latedrv: %wZ goes\n", &Driver->DriverName); }

static __attribute__((noinline)) NTSTATUS LateInitialize(PDRIVER_OBJECT Driver) {
    LateLoads++;
    Driver->DriverUnload = LateUnload;
    DbgPrint("latedrv: load %u at %p\n", LateLoads, Driver->DriverStart);
    return 0;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver) { return LateInitialize(Driver); }
