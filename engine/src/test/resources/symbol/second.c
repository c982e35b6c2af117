// A second object file: symbols of several modules, and a static function of a name that the first has too.
typedef unsigned long long u64;
extern volatile u64 SharedCounter;
static volatile u64 HiddenState = 99;

__attribute__((noinline)) static u64 HiddenMix(u64 a) {
    HiddenState ^= a;
    return HiddenState;
}

u64 SecondEntry(u64 a) {
    SharedCounter += HiddenMix(a);
    return HiddenMix(a + 1);
}
