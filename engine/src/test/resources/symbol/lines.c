// Functions whose lines and locals are told by their PDB: registers, stack, blocks, statics, code from an include file.
#include "lines.h"

struct Pair {
    int left;
    int right;
};

int Global = 1;

__attribute__((noinline)) int Leaf(int a, int b, int c, int d, int e, int f) {
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f + Volatile;
}

__attribute__((noinline)) int Blocks(int count, struct Pair *pair) {
    int sum = 0;
    static int Calls = 7;
    Calls++;
    for (int i = 0; i < count; i++) {
        int squared = i * i;
        if (squared & 1) {
            int odd = Leaf(squared, i, count, sum, 5, 6);
            sum += odd;
        } else {
            volatile int even = squared + pair->left;
            sum -= even;
        }
    }
    return sum + Calls;
}

__attribute__((noinline)) int Includes(int value) {
    int result = value;
#include "lines.inc"
    result += Inlined(result, value);
    return result;
}

__attribute__((noinline)) int Arrays(int seed) {
    volatile int room[12];
    struct Pair pair = {seed, seed + 1};
    for (int i = 0; i < 12; i++) {
        room[i] = seed + i;
    }
    return room[seed & 7] + Blocks(seed, &pair) + pair.right;
}

int start(int argument) {
    Global += Arrays(argument) + Includes(argument);
    return Global;
}
