/* testdrv.sys: a driver in the middle of the hot chain, with a few globals and types of its own. */
#include "export.h"

typedef struct _TEST_EXTENSION {
    ULONG Calls;
    ULONG LastCounter;
    ULONG64 LastTick;
    union {
        ULONG Word;
        UCHAR Bytes[4];
    } Mark;
} TEST_EXTENSION;

TEST_EXTENSION TestExtension;

static __attribute__((noinline, disable_tail_calls)) ULONG TestRelay(ULONG Counter) {
    TestExtension.Calls++;
    return HalRelay(KeWorkFromDriver, Counter) + 1;
}

static __attribute__((noinline, disable_tail_calls)) ULONG TestDispatch(ULONG Counter) {
    ULONG room = 4 + (Counter & 31);
    volatile ULONG *saved = __builtin_alloca(room * sizeof(ULONG)); /* a frame whose size only its frame register knows */
    for (ULONG i = 0; i < room; i++) saved[i] = Counter + i;
    TestExtension.LastCounter = Counter;
    TestExtension.LastTick = KeTickCount;
    TestExtension.Mark.Word = Counter * 0x01010101;
    return TestRelay(Counter) + saved[3] - saved[2];
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver) {
    Driver->Dispatch = TestDispatch;
    DbgPrint("testdrv: loaded at %p\n", Driver->DriverStart);
    return 0;
}
