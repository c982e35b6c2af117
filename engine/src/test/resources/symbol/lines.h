// Code that comes from another file than the function that it is in.
#define FROM_HEADER(x) ((x) * 3 + Volatile)
static volatile int Volatile = 3;

static inline int Inlined(int a, int b) {
    int twice = a * 2;
    Volatile += twice;
    return twice + b;
}
