/* Memory, strings, formatting. */
#include "ke.h"

PVOID memcpy(PVOID To, const VOID *From, SIZE_T Bytes) {
    PVOID to = To;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(From), "+c"(Bytes)::"memory");
    return To;
}

PVOID memset(PVOID To, int Value, SIZE_T Bytes) {
    PVOID to = To;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(Bytes) : "a"(Value) : "memory");
    return To;
}

SIZE_T RtlStringLength(PCSTR Text) {
    SIZE_T n = 0;
    while (Text[n]) n++;
    return n;
}

static CHAR RtlLower(CHAR c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

BOOLEAN RtlEqualString(PCSTR A, PCSTR B, BOOLEAN IgnoreCase) {
    for (;; A++, B++) {
        if (IgnoreCase ? RtlLower(*A) != RtlLower(*B) : *A != *B) return FALSE;
        if (!*A) return TRUE;
    }
}

VOID RtlCopyString(PCHAR To, PCSTR From, SIZE_T Room) {
    while (Room-- > 1 && *From) *To++ = *From++;
    *To = 0;
}

VOID RtlCreateUnicodeString(PUNICODE_STRING Out, PCSTR Text) {
    SIZE_T n = RtlStringLength(Text);
    Out->Buffer = MmAllocatePool((n + 1) * 2);
    for (SIZE_T i = 0; i < n; i++) Out->Buffer[i] = (UCHAR)Text[i];
    Out->Length = (USHORT)(n * 2);
    Out->MaximumLength = (USHORT)(n * 2 + 2);
}

typedef struct { PCHAR Out; ULONG Used, Room; } RTL_SINK;

static VOID RtlPut(RTL_SINK *Sink, CHAR c) {
    if (Sink->Used < Sink->Room) Sink->Out[Sink->Used++] = c;
}

static VOID RtlPutNumber(RTL_SINK *Sink, ULONG64 Value, ULONG Base, ULONG Width, CHAR Fill, BOOLEAN Upper) {
    CHAR digits[24];
    ULONG n = 0;
    do digits[n++] = (Upper ? "0123456789ABCDEF" : "0123456789abcdef")[Value % Base];
    while (Value /= Base);
    for (ULONG i = n; i < Width; i++) RtlPut(Sink, Fill);
    while (n) RtlPut(Sink, digits[--n]);
}

/* %s %wZ %c %d %u %x %X %p %%, with 0, a width, and l, ll or I64. Returns the length; no terminating zero. */
ULONG RtlFormat(PCHAR Out, ULONG Room, PCSTR Format, __builtin_va_list Args) {
    RTL_SINK sink = {Out, 0, Room};
    for (; *Format; Format++) {
        if (*Format != '%') {
            RtlPut(&sink, *Format);
            continue;
        }
        CHAR fill = ' ';
        ULONG width = 0, wide = 0;
        if (*++Format == '0') fill = '0';
        for (; *Format >= '0' && *Format <= '9'; Format++) width = width * 10 + (ULONG)(*Format - '0');
        if (Format[0] == 'I' && Format[1] == '6' && Format[2] == '4') wide = 2, Format += 3;
        for (; *Format == 'l' || *Format == 'w'; Format++) wide++;
        switch (*Format) {
        case 's': {
            PCSTR s = __builtin_va_arg(Args, PCSTR);
            for (; *s; s++) RtlPut(&sink, *s);
            break;
        }
        case 'Z': {
            PUNICODE_STRING s = __builtin_va_arg(Args, PUNICODE_STRING);
            for (ULONG i = 0; i < s->Length / 2u; i++) RtlPut(&sink, (CHAR)s->Buffer[i]);
            break;
        }
        case 'c': RtlPut(&sink, (CHAR)__builtin_va_arg(Args, int)); break;
        case 'd': {
            LONG64 v = wide > 1 ? __builtin_va_arg(Args, LONG64) : __builtin_va_arg(Args, LONG);
            if (v < 0) RtlPut(&sink, '-');
            RtlPutNumber(&sink, v < 0 ? 0 - (ULONG64)v : (ULONG64)v, 10, width, fill, FALSE);
            break;
        }
        case 'p': RtlPutNumber(&sink, __builtin_va_arg(Args, ULONG64), 16, 16, '0', TRUE); break;
        case 'u':
        case 'x':
        case 'X': {
            ULONG64 v = wide > 1 ? __builtin_va_arg(Args, ULONG64) : __builtin_va_arg(Args, ULONG);
            RtlPutNumber(&sink, v, *Format == 'u' ? 10 : 16, width, fill, *Format == 'X');
            break;
        }
        case 0: return sink.Used;
        default: RtlPut(&sink, *Format);
        }
    }
    return sink.Used;
}
