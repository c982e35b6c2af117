// 32-bit functions that keep frames in many ways: parameters of both conventions, arrays, registers, calls with
// parameters pushed and through pointers. For X86ImagesTest, which builds it without frame pointers.
typedef unsigned int u32;
#define APART __attribute__((noinline))

volatile u32 Counter = 7;
static u32 (*volatile Chosen)(u32);

APART static u32 Leaf(u32 a) {
    return a * 31 + Counter;
}

APART static u32 __stdcall TakesItsParametersOff(u32 a, u32 b, u32 c) {
    Counter += a;
    return Leaf(a ^ b) + c;
}

APART static u32 __fastcall TakesTwoInRegisters(u32 a, u32 b, u32 c, u32 d) {
    u32 x = Leaf(a);
    return x + TakesItsParametersOff(b, c, d) + a;
}

APART u32 KeepsFourRegisters(u32 a, u32 b, u32 c, u32 d) {
    u32 x = Leaf(a);
    u32 y = Leaf(b);
    u32 z = Leaf(c);
    return x + y * z + Leaf(d) + a + b + c + d;
}

APART u32 BigRoom(u32 seed) {
    volatile u32 room[900];
    for (u32 i = 0; i < 900; i++) {
        room[i] = Leaf(seed + i);
    }
    return room[seed % 900] + TakesItsParametersOff(seed, 1, 2);
}

APART u32 PassesMany(u32 a) {
    return KeepsFourRegisters(a, a + 1, a + 2, a + 3) + KeepsFourRegisters(1, 2, 3, TakesTwoInRegisters(a, 4, 5, 6));
}

APART u32 ThroughAPointer(u32 a) {
    u32 x = Chosen(a);
    return Chosen(x) + x;
}

APART u32 Recursion(u32 depth) {
    return depth == 0 ? 0 : Recursion(depth - 1) + Leaf(depth);
}

APART u32 Branches(u32 which, u32 value) {
    if (which == 1) {
        return BigRoom(value) + 1;
    }
    if (which == 2) {
        u32 small[4] = {value, which, value, which};
        return KeepsFourRegisters(small[value & 3], small[which & 3], value, 9) + 2;
    }
    while (value > 3) {
        value -= Leaf(value) | 1;
    }
    return value;
}

void start(void) {
    Chosen = Leaf;
    Counter = Branches(Counter, PassesMany(3)) + ThroughAPointer(4) + Recursion(5) + BigRoom(6);
}
