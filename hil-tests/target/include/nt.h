/* Base types under the names NT uses. Nothing in here depends on the layout. */
#pragma once

typedef unsigned char UCHAR, BOOLEAN, *PUCHAR;
typedef char CHAR, *PCHAR;
typedef const char *PCSTR;
typedef short SHORT;
typedef unsigned short USHORT, WCHAR, *PUSHORT, *PWCHAR;
typedef long LONG;
typedef unsigned long ULONG, *PULONG;
typedef long long LONG64;
typedef unsigned long long ULONG64, *PULONG64;
typedef ULONG64 SIZE_T, ULONG_PTR;
typedef LONG NTSTATUS;
typedef void VOID, *PVOID;

#define TRUE 1
#define FALSE 0
#define NULL ((void *)0)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define FIELD_OFFSET(type, field) __builtin_offsetof(type, field)
#define CONTAINING_RECORD(p, type, field) ((type *)((PUCHAR)(p)-FIELD_OFFSET(type, field)))
#define NOINLINE __attribute__((noinline))

#define STATUS_SUCCESS ((NTSTATUS)0)
#define STATUS_UNSUCCESSFUL ((NTSTATUS)0xC0000001)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000D)
#define STATUS_DATATYPE_MISALIGNMENT ((NTSTATUS)0x80000002)
#define STATUS_BREAKPOINT ((NTSTATUS)0x80000003)
#define STATUS_SINGLE_STEP ((NTSTATUS)0x80000004)
#define STATUS_WAKE_SYSTEM_DEBUGGER ((NTSTATUS)0x80000007)
#define STATUS_ACCESS_VIOLATION ((NTSTATUS)0xC0000005)
#define STATUS_ILLEGAL_INSTRUCTION ((NTSTATUS)0xC000001D)
#define STATUS_INTEGER_DIVIDE_BY_ZERO ((NTSTATUS)0xC0000094)
#define STATUS_INTEGER_OVERFLOW ((NTSTATUS)0xC0000095)
#define STATUS_STACK_BUFFER_OVERRUN ((NTSTATUS)0xC0000409)
#define STATUS_ASSERTION_FAILURE ((NTSTATUS)0xC0000420)
#define STATUS_NO_SUCH_FILE ((NTSTATUS)0xC000000F)
#define DBG_CONTINUE ((NTSTATUS)0x00010002)

typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWCHAR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;

typedef struct _CLIENT_ID {
    PVOID UniqueProcess;
    PVOID UniqueThread;
} CLIENT_ID;

static inline VOID InitializeListHead(PLIST_ENTRY Head) { Head->Flink = Head->Blink = Head; }
static inline BOOLEAN IsListEmpty(PLIST_ENTRY Head) { return Head->Flink == Head; }
static inline VOID InsertTailList(PLIST_ENTRY Head, PLIST_ENTRY Entry) {
    Entry->Flink = Head;
    Entry->Blink = Head->Blink;
    Head->Blink->Flink = Entry;
    Head->Blink = Entry;
}
static inline VOID RemoveEntryList(PLIST_ENTRY Entry) {
    Entry->Blink->Flink = Entry->Flink;
    Entry->Flink->Blink = Entry->Blink;
}
