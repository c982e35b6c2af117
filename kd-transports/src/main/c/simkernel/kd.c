/* What a debugger reads (version block, debugger data block) and what the kernel asks of it (print, prompt, load symbols, break). */
#include "nt.h"

enum { ServicePrint = 1, ServicePrompt, ServiceLoadSymbols, ServiceUnloadSymbols, ServicePollBreakIn = 0x100, ServiceStartProcessor };

#define BUILD_NUMBER 7601

extern UCHAR __ImageBase[];
extern KPRCB *KiProcessorBlock[];
DBGKD_GET_VERSION64 KdVersionBlock;
volatile ULONG_PTR KiBugCheckData[5];
static const CHAR NtBuildLab[] = NT_BUILD_LAB;
BOOLEAN KdDebuggerEnabled = TRUE;

/* The block is the same for both, its list too: on a 32-bit kernel addresses in it are sign-extended. */
typedef struct _LIST_ENTRY64 {
    ULONG64 Flink;
    ULONG64 Blink;
} LIST_ENTRY64;
#define POINTER64(p) ((ULONG64)(LONG64)(LONG_PTR)(p))

typedef struct _KDDEBUGGER_DATA64 {
    LIST_ENTRY64 List;
    ULONG OwnerTag;
    ULONG Size;
    ULONG64 KernBase;
    ULONG64 BreakpointWithStatus;
    ULONG64 SavedContext;
    USHORT ThCallbackStack, NextCallback, FramePointer, PaeEnabled;
    ULONG64 KiCallUserMode, KeUserCallbackDispatcher;
    ULONG64 PsLoadedModuleList, PsActiveProcessHead;
    ULONG64 Unused058[4];
    ULONG64 KeTimeIncrement, KeBugCheckCallbackListHead, KiBugcheckData;
    ULONG64 Unused090[21];
    ULONG64 MmPageSize; /* 138 */
    ULONG64 Unused140[18];
    ULONG64 MmSystemRangeStart; /* 1D0 */
    ULONG64 Unused1D8[6];
    ULONG64 NtBuildLab; /* 208 */
    ULONG64 KiNormalSystemCall;
    ULONG64 KiProcessorBlock; /* 218 */
    ULONG64 Unused220[15];
    USHORT OffsetKThreadNextProcessor, OffsetKThreadTeb, OffsetKThreadKernelStack, OffsetKThreadInitialStack; /* 298 */
    USHORT OffsetKThreadApcProcess, OffsetKThreadState, OffsetKThreadBStore, OffsetKThreadBStoreLimit;
    USHORT SizeEProcess, OffsetEprocessPeb, OffsetEprocessParentCID, OffsetEprocessDirectoryTableBase;
    USHORT SizePrcb, OffsetPrcbDpcRoutine, OffsetPrcbCurrentThread, OffsetPrcbMhz;
    USHORT OffsetPrcbCpuType, OffsetPrcbVendorString, OffsetPrcbProcStateContext, OffsetPrcbNumber, SizeEThread;
    USHORT Unused2C2[3];
    ULONG64 KdPrintCircularBufferPtr, KdPrintBufferSize, KeLoaderBlock; /* 2C8 */
    USHORT SizePcr, OffsetPcrSelfPcr, OffsetPcrCurrentPrcb, OffsetPcrContainedPrcb; /* 2E0 */
    USHORT OffsetPcrInitialBStore, OffsetPcrBStoreLimit, OffsetPcrInitialStack, OffsetPcrStackLimit;
    USHORT OffsetPrcbPcrPage, OffsetPrcbProcStateSpecialReg, GdtR0Code, GdtR0Data, GdtR0Pcr, GdtR3Code, GdtR3Data, GdtR3Teb;
    USHORT GdtLdt, GdtTss, Gdt64R3CmCode, Gdt64R3CmTeb;
    ULONG64 IopNumTriageDumpDataBlocks, IopTriageDumpDataBlocks; /* 308 */
    ULONG64 Unused318[4];
    USHORT OffsetPrcbContext, OffsetPrcbMaxBreakpoints, OffsetPrcbMaxWatchpoints; /* 338 */
    ULONG OffsetKThreadStackLimit, OffsetKThreadStackBase, OffsetKThreadQueueListEntry, OffsetEThreadIrpList; /* 340 */
    USHORT OffsetPrcbIdleThread, OffsetPrcbNormalDpcState, OffsetPrcbDpcStack, OffsetPrcbIsrStack; /* 350 */
    USHORT SizeKDPC_STACK_FRAME, OffsetKPriQueueThreadListHead, OffsetKThreadWaitReason, Padding;
    ULONG64 PteBase; /* 360 */
} KDDEBUGGER_DATA64;
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, PsLoadedModuleList, 0x048);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, KeTimeIncrement, 0x078);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, MmPageSize, 0x138);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, MmSystemRangeStart, 0x1D0);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, NtBuildLab, 0x208);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, KiProcessorBlock, 0x218);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, OffsetKThreadNextProcessor, 0x298);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, OffsetPrcbCurrentThread, 0x2B4);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, KdPrintCircularBufferPtr, 0x2C8);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, SizePcr, 0x2E0);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, OffsetPrcbProcStateSpecialReg, 0x2F2);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, IopNumTriageDumpDataBlocks, 0x308);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, OffsetPrcbContext, 0x338);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, OffsetKThreadStackLimit, 0x340);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, OffsetPrcbIdleThread, 0x350);
STATIC_ASSERT_OFFSET(KDDEBUGGER_DATA64, PteBase, 0x360);

KDDEBUGGER_DATA64 KdDebuggerDataBlock;
static LIST_ENTRY64 KdpDebuggerDataListHead;

static void KdpInitThreadOffsets(KDDEBUGGER_DATA64 *d) {
    d->OffsetKThreadNextProcessor = FIELD_OFFSET(KTHREAD, NextProcessor);
    d->OffsetKThreadTeb = FIELD_OFFSET(KTHREAD, Teb);
    d->OffsetKThreadKernelStack = FIELD_OFFSET(KTHREAD, KernelStack);
    d->OffsetKThreadInitialStack = FIELD_OFFSET(KTHREAD, InitialStack);
    d->OffsetKThreadApcProcess = FIELD_OFFSET(KTHREAD, ApcProcess);
    d->OffsetKThreadState = FIELD_OFFSET(KTHREAD, State);
    d->OffsetKThreadStackLimit = FIELD_OFFSET(KTHREAD, StackLimit);
    d->OffsetKThreadStackBase = FIELD_OFFSET(KTHREAD, StackBase);
    d->OffsetKThreadQueueListEntry = FIELD_OFFSET(KTHREAD, QueueListEntry);
    d->OffsetKThreadWaitReason = FIELD_OFFSET(KTHREAD, WaitReason);
    d->OffsetEThreadIrpList = FIELD_OFFSET(ETHREAD, IrpList);
    d->SizeEThread = sizeof(ETHREAD);
    d->SizeEProcess = sizeof(EPROCESS);
    d->OffsetEprocessPeb = FIELD_OFFSET(EPROCESS, Peb);
    d->OffsetEprocessParentCID = FIELD_OFFSET(EPROCESS, InheritedFromUniqueProcessId);
    d->OffsetEprocessDirectoryTableBase = FIELD_OFFSET(EPROCESS, Pcb.DirectoryTableBase);
}

static void KdpInitProcessorOffsets(KDDEBUGGER_DATA64 *d) {
    d->SizePrcb = sizeof(KPRCB);
    d->OffsetPrcbCurrentThread = FIELD_OFFSET(KPRCB, CurrentThread);
    d->OffsetPrcbIdleThread = FIELD_OFFSET(KPRCB, IdleThread);
    d->OffsetPrcbMhz = FIELD_OFFSET(KPRCB, MHz);
    d->OffsetPrcbCpuType = FIELD_OFFSET(KPRCB, CpuType);
    d->OffsetPrcbVendorString = FIELD_OFFSET(KPRCB, VendorString);
    d->OffsetPrcbNumber = FIELD_OFFSET(KPRCB, Number);
    d->OffsetPrcbPcrPage = FIELD_OFFSET(KPRCB, PcrPage);
    d->OffsetPrcbProcStateContext = FIELD_OFFSET(KPRCB, ProcessorState.ContextFrame);
    d->OffsetPrcbContext = FIELD_OFFSET(KPRCB, ProcessorState.ContextFrame);
    d->OffsetPrcbProcStateSpecialReg = FIELD_OFFSET(KPRCB, ProcessorState.SpecialRegisters);
    d->OffsetPrcbMaxBreakpoints = 4;
    d->SizePcr = sizeof(KPCR);
    d->OffsetPcrSelfPcr = FIELD_OFFSET(KPCR, PCR_SELF);
    d->OffsetPcrCurrentPrcb = FIELD_OFFSET(KPCR, PCR_CURRENT_PRCB);
    d->OffsetPcrContainedPrcb = FIELD_OFFSET(KPCR, PCR_CONTAINED_PRCB);
    d->GdtR0Code = KGDT_R0_CODE;
    d->GdtR0Data = KGDT_R0_DATA;
    d->GdtR3Data = KGDT_R3_DATA;
}

void KdInitSystem(LOADER_PARAMETER_BLOCK *LoaderBlock) {
    KDDEBUGGER_DATA64 *d = &KdDebuggerDataBlock;
    KdpDebuggerDataListHead.Flink = KdpDebuggerDataListHead.Blink = POINTER64(&d->List);
    d->List.Flink = d->List.Blink = POINTER64(&KdpDebuggerDataListHead);
    d->OwnerTag = 0x4742444B;
    d->Size = sizeof(*d);
    d->KernBase = POINTER64(LoaderBlock->Images[0].Base);
    d->BreakpointWithStatus = POINTER64(RtlpBreakWithStatusInstruction);
    d->PsLoadedModuleList = POINTER64(&PsLoadedModuleList);
    d->PsActiveProcessHead = POINTER64(&PsActiveProcessHead);
    d->KeTimeIncrement = POINTER64(&KeTimeIncrement);
    d->KiBugcheckData = POINTER64(KiBugCheckData);
    d->MmPageSize = 0x1000;
    d->NtBuildLab = POINTER64(NtBuildLab);
    d->KiProcessorBlock = POINTER64(KiProcessorBlock);
    d->KeLoaderBlock = POINTER64(LoaderBlock);
    d->PteBase = POINTER64(MM_PTE_BASE);
    KdpInitThreadOffsets(d);
    KdpInitProcessorOffsets(d);
    KdVersionBlock.MajorVersion = 0x0F;
    KdVersionBlock.MinorVersion = BUILD_NUMBER;
    KdVersionBlock.ProtocolVersion = 6;
    KdVersionBlock.KdSecondaryVersion = 2;
    KdVersionBlock.Flags = KD_FLAGS;
    KdVersionBlock.MachineType = KD_MACHINE;
    KdVersionBlock.MaxPacketType = 12;
    KdVersionBlock.MaxStateChange = 3;
    KdVersionBlock.MaxManipulate = 0x31;
    KdVersionBlock.KernBase = d->KernBase;
    KdVersionBlock.PsLoadedModuleList = d->PsLoadedModuleList;
    KdVersionBlock.DebuggerDataList = POINTER64(&KdpDebuggerDataListHead);
    DbgPrint("simkernel: build %u, kernel at %p, %u images\n", BUILD_NUMBER, (ULONG_PTR)d->KernBase, LoaderBlock->ImageCount - 1);
}

/* ---- services */

static ULONG KdpStringLength(const CHAR *Text) {
    ULONG length = 0;
    while (Text[length] != 0) {
        length++;
    }
    return length;
}

typedef struct _KD_SYMBOLS_INFO {
    ULONG_PTR BaseOfDll;
    ULONG_PTR ProcessId;
    ULONG CheckSum;
    ULONG SizeOfImage;
} KD_SYMBOLS_INFO;

static void KdpReportImage(ULONG Service, LDR_DATA_TABLE_ENTRY *Entry) {
    KD_SYMBOLS_INFO info = {Entry->DllBase, 4, Entry->CheckSum, Entry->SizeOfImage};
    CHAR path[128];
    ULONG length = Entry->FullDllName.Length / sizeof(WCHAR);
    for (ULONG i = 0; i < length; i++) {
        path[i] = (CHAR)Entry->FullDllName.Buffer[i];
    }
    KiDebugService(Service, (ULONG_PTR)path, length, (ULONG_PTR)&info, 0);
    KdCheckForDebugBreak(); /* the earliest place where a debugger that wants to stop can */
}

void KdReportLoadedImage(LDR_DATA_TABLE_ENTRY *Entry) {
    KdpReportImage(ServiceLoadSymbols, Entry);
}

void KdReportUnloadedImage(LDR_DATA_TABLE_ENTRY *Entry) {
    KdpReportImage(ServiceUnloadSymbols, Entry);
}

/* An orderly end: "unloaded" with a base of -1 and no path (kd-protocol.md 3). */
void KdReportShutdown(void) {
    KD_SYMBOLS_INFO info = {~(ULONG_PTR)0, 0, 0, 0};
    KiDebugService(ServiceUnloadSymbols, 0, 0, (ULONG_PTR)&info, 0);
}

/* What an interprocessor interrupt would do elsewhere. */
void KdStartProcessor(ULONG Number, KI_PROCESSOR_AREA *Area, PVOID Entry, PVOID StackTop) {
    KiDebugService(ServiceStartProcessor, Number, (ULONG_PTR)Entry, (ULONG_PTR)StackTop, (ULONG_PTR)Area);
}

NOINLINE void KdCheckForDebugBreak(void) {
    if (KdDebuggerEnabled && KiDebugService(ServicePollBreakIn, 0, 0, 0, 0) != 0) {
        DbgBreakPointWithStatus(1);
    }
}

ULONG DbgPrompt(const CHAR *Prompt, CHAR *Response, ULONG MaximumLength) {
    return (ULONG)KiDebugService(ServicePrompt, (ULONG_PTR)Prompt, KdpStringLength(Prompt), (ULONG_PTR)Response,
                                 MaximumLength);
}

/* ---- text */

typedef struct _KD_TEXT {
    CHAR Buffer[512];
    ULONG Length;
} KD_TEXT;

static void KdpPutChar(KD_TEXT *Text, CHAR Character) {
    if (Text->Length < sizeof(Text->Buffer)) {
        Text->Buffer[Text->Length++] = Character;
    }
}

/* Divides and yields the remainder: a 32-bit compiler would call a library for it. */
static ULONG KdpDivide(ULONG64 *Value, ULONG Base) {
    ULONG rest = 0;
    ULONG64 quotient = 0;
    for (LONG shift = 48; shift >= 0; shift -= 16) {
        ULONG part = rest << 16 | ((ULONG)(*Value >> shift) & 0xFFFF);
        quotient |= (ULONG64)(part / Base) << shift;
        rest = part % Base;
    }
    *Value = quotient;
    return rest;
}

static void KdpPutNumber(KD_TEXT *Text, ULONG64 Value, ULONG Base, ULONG Width, CHAR Fill, BOOLEAN Upper) {
    CHAR digits[24];
    ULONG count = 0;
    do {
        ULONG digit = KdpDivide(&Value, Base);
        digits[count++] = (CHAR)(digit < 10 ? '0' + digit : (Upper ? 'A' : 'a') + digit - 10);
    } while (Value != 0);
    for (ULONG i = count; i < Width; i++) {
        KdpPutChar(Text, Fill);
    }
    while (count != 0) {
        KdpPutChar(Text, digits[--count]);
    }
}

/* %% %c %s %d %u %x %X %p, with 0, a width and ll or I64. */
static void KdpFormat(KD_TEXT *Text, const CHAR *Format, __builtin_va_list Arguments) {
    for (; *Format != 0; Format++) {
        ULONG width = 0;
        CHAR fill = ' ';
        BOOLEAN wide = FALSE;
        LONG64 number;
        if (*Format != '%') {
            KdpPutChar(Text, *Format);
            continue;
        }
        Format++;
        if (*Format == '0') {
            fill = '0';
        }
        for (; *Format >= '0' && *Format <= '9'; Format++) {
            width = width * 10 + (ULONG)(*Format - '0');
        }
        for (; *Format == 'l' || *Format == 'I' || *Format == '6' || *Format == '4'; Format++) {
            wide = TRUE;
        }
        switch (*Format) {
        case 'c': KdpPutChar(Text, (CHAR)__builtin_va_arg(Arguments, int)); break;
        case 's':
            for (const CHAR *s = __builtin_va_arg(Arguments, const CHAR *); *s != 0; s++) {
                KdpPutChar(Text, *s);
            }
            break;
        case 'd':
            number = wide ? __builtin_va_arg(Arguments, LONG64) : __builtin_va_arg(Arguments, LONG);
            if (number < 0) {
                KdpPutChar(Text, '-');
            }
            KdpPutNumber(Text, number < 0 ? 0 - (ULONG64)number : (ULONG64)number, 10, width, fill, FALSE);
            break;
        case 'u':
        case 'x':
        case 'X':
            KdpPutNumber(Text, wide ? __builtin_va_arg(Arguments, ULONG64) : __builtin_va_arg(Arguments, ULONG),
                         *Format == 'u' ? 10 : 16, width, fill, *Format == 'X');
            break;
        case 'p': KdpPutNumber(Text, __builtin_va_arg(Arguments, ULONG_PTR), 16, 2 * sizeof(PVOID), '0', TRUE); break;
        case 0: return;
        default: KdpPutChar(Text, *Format); break;
        }
    }
}

NOINLINE ULONG DbgPrint(const CHAR *Format, ...) {
    KD_TEXT text;
    __builtin_va_list arguments;
    NTSTATUS status;
    text.Length = 0;
    __builtin_va_start(arguments, Format);
    KdpFormat(&text, Format, arguments);
    __builtin_va_end(arguments);
    status = KiDebugService(ServicePrint, (ULONG_PTR)text.Buffer, text.Length, 101, 3);
    if (status == STATUS_BREAKPOINT) { /* the debugger asked for a break while it took the text */
        DbgBreakPointWithStatus(1);
    }
    return (ULONG)status;
}

/* ---- bug check */

NORETURN NOINLINE void KeBugCheckEx(ULONG Code, ULONG_PTR P1, ULONG_PTR P2, ULONG_PTR P3, ULONG_PTR P4) {
    __asm__ volatile("cli");
    KiBugCheckData[0] = Code;
    KiBugCheckData[1] = P1;
    KiBugCheckData[2] = P2;
    KiBugCheckData[3] = P3;
    KiBugCheckData[4] = P4;
    DbgPrint("\n*** Fatal System Error: 0x%08x\n                       (0x%p,0x%p,0x%p,0x%p)\n\n", Code, P1, P2, P3, P4);
    DbgBreakPointWithStatus(3);
    for (;;) {
        DbgBreakPointWithStatus(4);
    }
}
