/* The kernel's own prototypes, by file. */
#pragma once
#include "export.h"
#include "layout.h"
#include "loader.h"

/* ---- intrinsics: general registers only ---- */

static inline UCHAR __inb(USHORT p) { UCHAR v; __asm__ volatile("inb %1,%0" : "=a"(v) : "Nd"(p)); return v; }
static inline USHORT __inw(USHORT p) { USHORT v; __asm__ volatile("inw %1,%0" : "=a"(v) : "Nd"(p)); return v; }
static inline ULONG __ind(USHORT p) { ULONG v; __asm__ volatile("inl %1,%0" : "=a"(v) : "Nd"(p)); return v; }
static inline VOID __outb(USHORT p, UCHAR v) { __asm__ volatile("outb %0,%1" ::"a"(v), "Nd"(p)); }
static inline VOID __outw(USHORT p, USHORT v) { __asm__ volatile("outw %0,%1" ::"a"(v), "Nd"(p)); }
static inline VOID __outd(USHORT p, ULONG v) { __asm__ volatile("outl %0,%1" ::"a"(v), "Nd"(p)); }
static inline ULONG64 __tsc(VOID) { ULONG l, h; __asm__ volatile("rdtsc" : "=a"(l), "=d"(h)); return (ULONG64)h << 32 | l; }
static inline ULONG64 __msr(ULONG m) { ULONG l, h; __asm__ volatile("rdmsr" : "=a"(l), "=d"(h) : "c"(m)); return (ULONG64)h << 32 | l; }
static inline VOID __setmsr(ULONG m, ULONG64 v) { __asm__ volatile("wrmsr" ::"a"((ULONG)v), "d"((ULONG)(v >> 32)), "c"(m)); }
#define READ_REGISTER(r) ({ ULONG64 v_; __asm__ volatile("movq %%" #r ",%0" : "=r"(v_)); v_; })
#define WRITE_REGISTER(r, v) __asm__ volatile("movq %0,%%" #r ::"r"((ULONG64)(v)) : "memory")
static inline BOOLEAN KeDisableInterrupts(VOID) {
    ULONG64 f;
    __asm__ volatile("pushfq; popq %0; cli" : "=r"(f)::"memory");
    return (f & 0x200) != 0;
}
static inline VOID KeRestoreInterrupts(BOOLEAN On) { if (On) __asm__ volatile("sti" ::: "memory"); }
static inline PKPCR KeGetPcr(VOID) {
    PKPCR p;
    __asm__ volatile("movq %%gs:%c1,%0" : "=r"(p) : "i"(FIELD_OFFSET(KPCR, Self)));
    return p;
}
static inline PKPRCB KeGetCurrentPrcb(VOID) { return KeGetPcr()->CurrentPrcb; }

/* ---- rtl.c ---- */
PVOID memcpy(PVOID To, const VOID *From, SIZE_T Bytes);
PVOID memset(PVOID To, int Value, SIZE_T Bytes);
ULONG RtlFormat(PCHAR Out, ULONG Room, PCSTR Format, __builtin_va_list Args);
SIZE_T RtlStringLength(PCSTR Text);
BOOLEAN RtlEqualString(PCSTR A, PCSTR B, BOOLEAN IgnoreCase);
VOID RtlCopyString(PCHAR To, PCSTR From, SIZE_T Room);
VOID RtlCreateUnicodeString(PUNICODE_STRING Out, PCSTR Text); /* from non-paged pool */

/* ---- start.c, cpu.c ---- */
#define MAXIMUM_PROCESSORS 8
extern LOADER_BLOCK *KeLoaderBlock;
extern ULONG KeNumberProcessors;
extern PKPRCB KiProcessorBlock[MAXIMUM_PROCESSORS];
extern CHAR NtBuildLab[];
BOOLEAN KeOption(PCSTR Word); /* a word of QEMU's -append */
VOID KiInitializeProcessor(ULONG Number);

/* ---- trap.S ---- */
extern VOID (*const KiTrapTable[])(VOID);
extern const UCHAR KiTrapVectors[];
extern UCHAR KiBootStack[KI_STACK_SIZE];
VOID KiSwapContext(PVOID *OldStack, PVOID NewStack, ULONG64 NewCr3);
extern UCHAR KiThreadStartup[];
VOID DbgBreakPoint(VOID);
VOID DbgBreakPointWithStatus(ULONG Status);
ULONG64 DebugService(ULONG Service, PVOID Argument1, PVOID Argument2, ULONG64 Argument3, ULONG64 Argument4);
BOOLEAN KdpReadMsr(ULONG Msr, PULONG64 Value);
BOOLEAN KdpWriteMsr(ULONG Msr, ULONG64 Value);
ULONG WorkProbe(volatile ULONG *Address, BOOLEAN *Faulted);
ULONG WorkDivide(ULONG Dividend, ULONG Divisor, BOOLEAN *Faulted);

/* ---- trap.c ---- */
#define VECTOR_DEBUG_SERVICE 0x2D
#define VECTOR_FIRST_IRQ 0x30
#define IRQ_TIMER 0
#define IRQ_COM1 4
VOID KiDispatchTrap(PKTRAP_FRAME Frame, ULONG Vector);

/* ---- timer.c ---- */
#define TICKS_PER_SECOND 100
extern ULONG KeTimeIncrement;
VOID KiInitializeTimer(VOID);
VOID KeUpdateSystemTime(PKTRAP_FRAME Frame);
ULONG64 KeQuerySystemTime(VOID);

/* ---- mm.c ---- */
#define PAGE_SIZE 4096
#define MM_WRITE 2ull
#define MM_NX (1ull << 63)
extern ULONG64 MmLowestPhysicalPage, MmHighestPhysicalPage, MmNumberOfPhysicalPages, MmAvailablePages;
extern ULONG64 MmNonPagedPoolStart, MmNonPagedPoolEnd, MmSystemRangeStart, MmHighestUserAddress, MmUserProbeAddress;
typedef struct { ULONG NumberOfRuns; ULONG64 NumberOfPages; struct { ULONG64 BasePage, PageCount; } Run[2]; } PHYSICAL_MEMORY_DESCRIPTOR64;
extern PHYSICAL_MEMORY_DESCRIPTOR64 *MmPhysicalMemoryBlock;
VOID MmInitialize(VOID);
PVOID MmAllocatePool(SIZE_T Bytes); /* with the tag "Kdlb" */
PVOID ExAllocatePoolWithTag(SIZE_T Bytes, ULONG Tag); /* more than a page: whole pages without a header */
PVOID MmCreateKernelStack(VOID); /* the top; an unmapped page lies below */
VOID MmMapPage(PVOID Address); /* a fresh page, writable, at a kernel address */
ULONG64 MmCreateAddressSpace(PCSTR Text); /* a CR3 with one private page at USER_PAGE_BASE, holding Text */
PVOID MmPhysicalToVirtual(ULONG64 Physical);
BOOLEAN MmIsPhysicalMemory(ULONG64 Physical);
BOOLEAN MmTranslate(PVOID Address, ULONG64 *Physical, ULONG *Protection); /* protection: 1 r, 2 w, 4 x */

/* ---- ldr.c ---- */
extern LIST_ENTRY PsLoadedModuleList;
extern UNLOADED_DRIVER *MmUnloadedDrivers;
extern ULONG MmLastUnloadedDriver;
VOID LdrInitialize(VOID);         /* imports of the boot images; nothing may call another image before it */
VOID LdrReportBootImages(VOID);
BOOLEAN LdrLoadDriver(PCSTR Name);
BOOLEAN LdrUnloadDriver(PCSTR Name);
DRIVER_OBJECT *LdrDriver(PCSTR Name);

/* ---- ps.c ---- */
extern LIST_ENTRY PsActiveProcessHead;
extern EPROCESS *PsInitialSystemProcess;
VOID PsInitialize(VOID);
PEPROCESS PsCreateProcess(PCSTR Name);
PETHREAD PsCreateThread(PEPROCESS Process, PCSTR Name, VOID (*Start)(PVOID), PVOID Context);
VOID PsAdoptBootThread(PKTHREAD Idle);

/* ---- ob.c ---- */
enum { ObTypeType = 2, ObDirectoryType, ObDriverType, ObDeviceType };
VOID ObInitialize(VOID);
PVOID ObCreateObject(UCHAR Type, SIZE_T Bytes, OBJECT_DIRECTORY *Directory, PCSTR Name);
HANDLE_TABLE *ObCreateHandleTable(VOID);
ULONG ObCreateHandle(HANDLE_TABLE *Table, PVOID Object, ULONG Access); /* 4, 8, ... */
extern OBJECT_DIRECTORY *ObpRootDirectoryObject, *ObpDriverDirectory, *ObpDeviceDirectory;

/* ---- io.c, ex.c ---- */
DRIVER_OBJECT *IoCreateDriver(PCSTR Name);
PDEVICE_OBJECT IoCreateDevice(DRIVER_OBJECT *Driver, PCSTR Name, ULONG Type);
VOID IoInitializeDevices(DRIVER_OBJECT *Lower); /* a stack of two devices, and a request that waits in it */
VOID KeInitializeTimers(PKPRCB Prcb);
VOID KeSetTimer(KTIMER *Timer, ULONG64 DueTime, ULONG Period, KDPC *Dpc);
VOID ExInitialize(PKTHREAD Owner); /* timers, a DPC that waits, resources of which Owner holds one */

/* ---- sched.c ---- */
VOID KiSetReady(PKTHREAD Thread);
VOID KeDelay(ULONG Ticks);
VOID KeWaitForever(VOID);
VOID KiQuantumEnd(VOID); /* from the timer: wakes sleepers, switches when it is time */
__attribute__((noreturn)) VOID KiIdleLoop(VOID);

/* ---- crashinfo.c ---- */
VOID IoOfferCrashHeader(VOID);

/* ---- bugcheck.c ---- */
extern ULONG64 KiBugcheckData[5];
__attribute__((noreturn)) VOID KeBugCheckEx(ULONG Code, ULONG64 P1, ULONG64 P2, ULONG64 P3, ULONG64 P4);
__attribute__((noreturn)) VOID KeShutdown(VOID);

/* ---- workload.c, request.c ---- */
VOID WorkInitialize(VOID);
VOID KdTestServe(VOID);
