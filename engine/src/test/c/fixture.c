/* A kernel-like image for tests of commands: a few functions that call each other, data worth displaying, and the
 * blocks by which a kernel tells debuggers where its things are. It is never executed; build.sh compiles it. */

typedef unsigned char UCHAR;
typedef unsigned short USHORT;
typedef unsigned int ULONG;
typedef unsigned long long ULONG64;

int _fltused;

volatile ULONG64 Counter = 0x1122334455667788;
volatile ULONG Flags = 0x80000001;
char Greeting[] = "Hello from the fixture; this text is longer than one row.";
USHORT Name[] = u"\\SystemRoot\\fixture.exe";
char NtBuildLab[] = "9601.1.amd64fre.fixture.261120-0000";
ULONG64 KiBugCheckData[5] = {0xd1, 0x1000, 2, 1, 0xfffff80000201234};

struct Block {
    ULONG64 Links[2];
    ULONG Tag;
    ULONG Size;
    ULONG64 Fields[0x80 - 3];
};

extern struct Block KdDebuggerDataBlock;

struct Entry {
    struct Entry *Flink;
    struct Entry *Blink;
};

struct Entry PsLoadedModuleList = {&PsLoadedModuleList, &PsLoadedModuleList};

void HotFunction(ULONG64 a, ULONG64 b);
void Middle(ULONG64 a);
void DbgBreakPoint(void);

void *Pointers[4] = {HotFunction, Middle, &Greeting, 0};

#define FIELD(offset) (((offset)-0x18) / 8)

struct Block KdDebuggerDataBlock = {
    .Links = {(ULONG64)&KdDebuggerDataBlock, (ULONG64)&KdDebuggerDataBlock},
    .Tag = 0x4742444b,
    .Size = sizeof(struct Block),
    .Fields = {
        [FIELD(0x18)] = 0xfffff80000200000,
        [FIELD(0x48)] = (ULONG64)&PsLoadedModuleList,
        [FIELD(0x88)] = (ULONG64)&KiBugCheckData,
        [FIELD(0x208)] = (ULONG64)&NtBuildLab,
    },
};

__attribute__((naked)) void DbgBreakPoint(void) {
    __asm__("int3\n ret");
}

__attribute__((noinline)) void HotFunction(ULONG64 a, ULONG64 b) {
    Counter += a;
    if (b > 3) {
        Flags |= 2;
        DbgBreakPoint();
    }
}

__attribute__((noinline)) void Middle(ULONG64 a) {
    ULONG64 local[4];
    local[a & 3] = Counter;
    HotFunction(a, local[a & 3]);
    Flags++;
}

void Start(void) {
    for (;;) {
        Middle(Counter);
        Flags--;
    }
}
