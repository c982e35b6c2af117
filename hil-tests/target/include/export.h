/* What crosses image boundaries: exports of the kernel and of the HAL, seen from inside and from the drivers. */
#pragma once
#include "io.h"

#ifdef BUILDING_KERNEL
#define KERNEL_API __declspec(dllexport)
#else
#define KERNEL_API __declspec(dllimport)
#endif
#ifdef BUILDING_HAL
#define HAL_API __declspec(dllexport)
#else
#define HAL_API __declspec(dllimport)
#endif

typedef ULONG WORK_ROUTINE(ULONG Counter);

KERNEL_API ULONG DbgPrint(PCSTR Format, ...);
KERNEL_API WORK_ROUTINE KeWorkFromDriver; /* the kernel end of the chain that crosses the images */
extern KERNEL_API volatile ULONG64 KeTickCount;

HAL_API VOID HalInitializeTimer(ULONG Hertz);
HAL_API VOID HalInitializeInterrupts(ULONG FirstVector);
HAL_API VOID HalEnableInterrupt(ULONG Line, BOOLEAN Enable);
HAL_API VOID HalEndOfInterrupt(ULONG Line);
HAL_API ULONG64 HalCountsPerMillisecond(VOID);
HAL_API VOID HalReturnToFirmware(VOID);
HAL_API ULONG HalRelay(WORK_ROUTINE *Routine, ULONG Counter);

/* What a driver's entry point gets is in io.h. */
typedef NTSTATUS DRIVER_ENTRY(PDRIVER_OBJECT Driver);
