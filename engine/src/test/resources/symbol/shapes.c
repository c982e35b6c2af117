// A small driver-like image with everything that symbol tests ask for: external and static functions and data, a
// function in several sizes, zeroed data, an export, a deep call, a frame pointer, vector registers.
typedef unsigned long long u64;
typedef unsigned int u32;

volatile u64 SharedCounter = 0x1122334455667788;
u32 ZeroedTable[300];
static volatile u32 HiddenState = 7;
static const char Greeting[] = "hello from shapes";

__attribute__((noinline)) static u64 HiddenMix(u64 a, u64 b) {
    HiddenState += (u32)b;
    return a * 31 + b + HiddenState;
}

__attribute__((noinline)) u64 LeafSum(u64 a, u64 b) {
    return a + b;
}

__attribute__((noinline)) u64 MiddleOf(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
    u64 x = HiddenMix(a, b);
    u64 y = HiddenMix(c, d);
    u64 z = HiddenMix(e, f);
    return LeafSum(x, y) + z + a + b + c + d + e + f;
}

__attribute__((noinline)) u64 BigFrame(u64 seed) {
    volatile u64 room[700];
    for (u32 i = 0; i < 700; i++) {
        room[i] = LeafSum(seed, i);
    }
    return room[(u32)seed % 700] + HiddenMix(seed, seed);
}

__attribute__((noinline)) u64 DynamicFrame(u32 count) {
    volatile u64 *room = (volatile u64 *)__builtin_alloca(count * 8);
    for (u32 i = 0; i < count; i++) {
        room[i] = LeafSum(i, count);
    }
    return room[count - 1] + HiddenMix(count, 3);
}

__attribute__((noinline)) double VectorWork(double a, double b, double c) {
    double x = a * b;
    double y = b * c;
    double z = a * c;
    HiddenMix((u64)a, (u64)b);
    double w = x + y * z;
    HiddenMix((u64)c, (u64)w);
    return w * x - y + z;
}

__attribute__((noinline)) u64 SwitchOver(u32 which, u64 value) {
    switch (which) {
        case 0: return LeafSum(value, 1);
        case 1: return HiddenMix(value, 2);
        case 2: return BigFrame(value);
        case 3: return DynamicFrame((u32)value + 1);
        case 4: return value << 3;
        case 5: return value >> 5;
        case 6: return ~value;
        default: return MiddleOf(value, 1, 2, 3, 4, 5);
    }
}

__declspec(dllexport) u64 ExportedEntry(u64 value) {
    u64 sum = 0;
    for (u32 i = 0; i < 9; i++) {
        sum += SwitchOver(i, value + i);
    }
    ZeroedTable[sum % 300] += Greeting[sum % 17];
    return sum + (u64)VectorWork(1.5, (double)value, 2.5);
}

__declspec(dllexport) u64 AnotherExport(u64 value) {
    return SharedCounter ^ value;
}

// What compilers ask for where floating point is used.
int _fltused = 1;

u64 start(void) {
    SharedCounter += ExportedEntry(5);
    return SharedCounter;
}
