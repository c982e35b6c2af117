// Every kind of type that a debugger meets: bit-fields, unions, enumerations, templates, anonymous and forward types,
// bases, static members, nested and local types, arrays of arrays, pointers to everything.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

enum Colour { Red, Green = 5, Blue, Negative = -3 };
enum class Wide : u64 { Low = 1, High = 0x8000000000000000ull };
enum class Small : signed char { Minus = -128, Plus = 127 };

struct Forward;
struct Defined;

struct Bits {
    u32 first : 3;
    u32 second : 7;
    u32 : 2;
    u32 third : 20;
    u64 wide : 40;
    u8 flag : 1;
    signed char signedBits : 4;
};

union Number {
    u8 bytes[8];
    u32 halves[2];
    u64 whole;
    double real;
    struct {
        u32 low;
        u32 high;
    };
    struct {
        u16 words[4];
    } named;
};

struct ListEntry {
    ListEntry *Flink;
    ListEntry *Blink;
};

struct Everything {
    ListEntry Links;
    Number number;
    Bits bits;
    Colour colour;
    Wide wide;
    Small small;
    char text[16];
    wchar_t wideText[8];
    char16_t sixteen;
    char32_t thirtyTwo;
    bool yes;
    float single;
    double real;
    short s;
    long l;
    long long ll;
    signed char sc;
    int matrix[3][4];
    void *nothing;
    const volatile int *careful;
    int (*call)(int, const char *, Everything *);
    Forward *unknown;
    Defined *known;
    int Everything::*memberPointer;
    int &reference;
    int &&moved;
    union {
        int anonymousInt;
        float anonymousFloat;
    };
};

struct Defined {
    u64 value;
};

struct Base {
    virtual int area() const { return size * 2; }
    int size;
    static int Count;
};

struct Second {
    int second;
};

struct Derived : Base, Second {
    int area() const override { return own; }
    int own;
    struct Nested {
        u8 deep;
        enum Kind { One, Two } kind;
    } nested;
};

struct Virtual : virtual Second {
    int x;
};

template <typename T, int N>
struct Ring {
    T items[N];
    int head;
    Ring<T, N> *next;
};

namespace lab {
struct Inside {
    Ring<u16, 5> ring;
    Ring<Ring<char, 2>, 3> *rings;
};
}  // namespace lab

#pragma pack(push, 1)
struct Packed {
    u8 a;
    u64 b;
    u16 c;
};
#pragma pack(pop)

struct Large {
    u8 room[70000];
    u32 behind;
};

extern "C" {
int _fltused = 1;
Everything *TheThing;
}

int Base::Count;
Derived *TheDerived;
Virtual *TheVirtual;
lab::Inside *TheInside;
Packed ThePacked;
Large TheLarge;
Small TheSmall;

extern "C" u64 start() {
    struct Local {
        int hidden;
        Derived *there;
    };
    static Local local;
    static struct {
        int nameless;
    } unnamed;
    Ring<Local, 2> *ring = nullptr;
    local.hidden++;
    unnamed.nameless += local.hidden;
    TheThing = nullptr;
    return ThePacked.b + TheLarge.behind + (u64)ring + (u64)TheSmall + (TheVirtual ? TheVirtual->x : 0) +
           (TheInside ? TheInside->ring.head : 0) + (TheDerived ? TheDerived->own : 0);
}
