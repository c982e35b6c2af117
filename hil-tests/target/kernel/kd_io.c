/* Debug I/O: DbgPrint, DbgPrompt and symbol notices, all through DebugService (int 2D), so that each has a real frame. */
#include "kd.h"

enum { ServicePrint = 1, ServicePrompt, ServiceLoadSymbols, ServiceUnloadSymbols };

VOID KdpEnterQuietly(PKTRAP_FRAME Frame);
VOID KdpLeaveQuietly(PKTRAP_FRAME Frame);

#define DBG_PRINT_MAX 512 /* longer text is cut */

VOID KdpPrintString(PCSTR Text, ULONG Length) {
    DBGKD_DEBUG_IO io = {DbgKdPrintStringApi, 6, (USHORT)KeGetCurrentPrcb()->Number, Length, 0};
    KD_BUFFER message = {&io, sizeof(io), sizeof(io)}, data = {(PVOID)Text, Length, Length};
    KdpSendPacket(PACKET_TYPE_DEBUG_IO, &message, &data);
}

ULONG KdpPromptString(PCSTR Prompt, ULONG Length, PCHAR Reply, ULONG Room) {
    static UCHAR text[PACKET_MAX_SIZE - sizeof(DBGKD_DEBUG_IO)];
    DBGKD_DEBUG_IO io, answer;
    KDP_STATUS status;
    if (KdDebuggerNotPresent) return 0;
    KD_BUFFER in = {&answer, 0, sizeof(answer)}, data = {text, 0, sizeof(text)};
    do {
        io = (DBGKD_DEBUG_IO){DbgKdGetStringApi, 6, (USHORT)KeGetCurrentPrcb()->Number, Length, Room};
        KD_BUFFER out = {&io, sizeof(io), sizeof(io)}, prompt = {(PVOID)Prompt, Length, Length};
        KdpSendPacket(PACKET_TYPE_DEBUG_IO, &out, &prompt);
        do status = KdpReceivePacket(PACKET_TYPE_DEBUG_IO, &in, &data);
        while (status == KdPacketTimedOut || (status == KdPacketReceived && answer.ApiNumber != DbgKdGetStringApi));
    } while (status == KdPacketNeedsResend);
    ULONG n = data.Length < Room ? data.Length : Room;
    memcpy(Reply, text, n);
    return n;
}

VOID KdDebugService(PKTRAP_FRAME Frame) {
    ULONG64 pc = Frame->Rip; /* the int3 behind the int 2D */
    ULONG service = (ULONG)Frame->Rax;
    Frame->Rax = STATUS_SUCCESS;
    switch (service) {
    case ServicePrint:
        KdpRecordPrint((PCSTR)Frame->Rdx, (ULONG)Frame->R8);
        if (KdDebuggerNotPresent || !KdDebuggerEnabled) break;
        KdpEnterQuietly(Frame);
        KdpPrintString((PCSTR)Frame->Rdx, (ULONG)Frame->R8);
        KdpLeaveQuietly(Frame);
        if (KdPollBreakIn()) Frame->Rax = (ULONG64)STATUS_BREAKPOINT;
        break;
    case ServicePrompt: {
        KdpEnterQuietly(Frame);
        ULONG n = KdpPromptString((PCSTR)Frame->Rdx, (ULONG)Frame->R10, (PCHAR)Frame->R8, (ULONG)Frame->R9);
        KdpLeaveQuietly(Frame);
        Frame->Rax = n;
        break;
    }
    case ServiceLoadSymbols:
    case ServiceUnloadSymbols:
        if (!KdDebuggerNotPresent) KdReportSymbols(Frame, (PCSTR)Frame->Rdx, (PVOID)Frame->R8);
        break;
    }
    if (Frame->Rip == pc) Frame->Rip++; /* unless the host moved it */
}

ULONG DbgPrint(PCSTR Format, ...) {
    CHAR text[DBG_PRINT_MAX];
    __builtin_va_list args;
    __builtin_va_start(args, Format);
    ULONG length = RtlFormat(text, sizeof(text), Format, args);
    __builtin_va_end(args);
    ULONG status = (ULONG)DebugService(ServicePrint, text, (PVOID)(ULONG64)length, 0, 0);
    if (status == (ULONG)STATUS_BREAKPOINT) DbgBreakPointWithStatus(1);
    return STATUS_SUCCESS;
}

ULONG DbgPrompt(PCSTR Prompt, PCHAR Reply, ULONG Room) {
    return (ULONG)DebugService(ServicePrompt, (PVOID)Prompt, Reply, Room, RtlStringLength(Prompt));
}

static VOID DbgpSymbols(ULONG Service, PCSTR Path, PVOID Base, ULONG64 ProcessId, ULONG CheckSum, ULONG Size) {
    DBGKD_LOAD_SYMBOLS64 symbols = {0, (ULONG64)Base, ProcessId, CheckSum, Size, Service == ServiceUnloadSymbols};
    DebugService(Service, (PVOID)Path, &symbols, 0, 0);
}

VOID DbgLoadImageSymbols(PCSTR Path, PVOID Base, ULONG64 ProcessId, ULONG CheckSum, ULONG Size) {
    DbgpSymbols(ServiceLoadSymbols, Path, Base, ProcessId, CheckSum, Size);
}

VOID DbgUnloadImageSymbols(PCSTR Path, PVOID Base, ULONG64 ProcessId, ULONG CheckSum, ULONG Size) {
    DbgpSymbols(ServiceUnloadSymbols, Path, Base, ProcessId, CheckSum, Size);
}
