/* The way up: from the boot stub's jump to the idle loop. */
#include "kd.h"

LOADER_BLOCK *KeLoaderBlock;
CHAR NtBuildLab[] = "31000.kdlab_layout_" LAYOUT_NAME;

BOOLEAN KeOption(PCSTR Word) {
    SIZE_T length = RtlStringLength(Word);
    PCSTR line = KeLoaderBlock->CommandLine;
    for (; *line; line++) {
        SIZE_T i = 0;
        while (i < length && line[i] == Word[i]) i++;
        if (i == length && (line[i] == 0 || line[i] == ' ')) return TRUE;
        while (*line && *line != ' ') line++;
        if (!*line) break;
    }
    return FALSE;
}

VOID KiInitializeKernel(LOADER_BLOCK *Block) {
    KeLoaderBlock = Block;
    KiInitializeProcessor(0);
    MmInitialize();
    LdrInitialize();
    ObInitialize();
    PsInitialize();
    HalInitializeInterrupts(VECTOR_FIRST_IRQ);
    KiInitializeTimer(); /* before KD: a stopped target sleeps between ticks */
    KdInitialize();
    IoOfferCrashHeader();
    DbgPrint("kdkernel: layout %s, build %u, kernel at %p, %u KB\n", LAYOUT_NAME, NT_BUILD_NUMBER,
             (PVOID)Block->Image[0].Base, (ULONG)(MmNumberOfPhysicalPages * 4));
    LdrReportBootImages();
    if (KeOption("break")) DbgBreakPointWithStatus(1);
    LdrLoadDriver("testdrv.sys");
    WorkInitialize();
    IoInitializeDevices(LdrDriver("testdrv.sys"));
    DbgPrint("kdkernel: running\n");
    KiIdleLoop();
}
