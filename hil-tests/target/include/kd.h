/* The KD target, by file. Everything here runs with interrupts disabled on the one CPU that owns the debugger. */
#pragma once
#include "ke.h"

typedef enum _KDP_STATUS { KdPacketReceived, KdPacketTimedOut, KdPacketNeedsResend } KDP_STATUS;
typedef struct _KD_BUFFER { PVOID Buffer; ULONG Length, MaximumLength; } KD_BUFFER;

extern BOOLEAN KdDebuggerEnabled;
extern BOOLEAN KdDebuggerNotPresent;
extern BOOLEAN KdControlCPending;
extern ULONG KdTransportTimeoutMs;
extern ULONG KdNumberOfRetries;

/* kd_port.c */
VOID KdPortInitialize(VOID);
BOOLEAN KdPortPut(UCHAR Byte); /* FALSE: nobody drains the line */
BOOLEAN KdPortGet(PUCHAR Byte, ULONG Milliseconds);
BOOLEAN KdPortPoll(PUCHAR Byte);
VOID KdPortIdle(VOID); /* sleeps until a byte or a tick comes */
VOID KdPortWait(ULONG Ticks); /* sleeps until a byte is there, at most so long */

/* kd_packet.c */
VOID KdpSendPacket(USHORT Type, KD_BUFFER *Message, KD_BUFFER *Data);
KDP_STATUS KdpReceivePacket(USHORT Type, KD_BUFFER *Message, KD_BUFFER *Data);
BOOLEAN KdPollBreakIn(VOID);

/* kd_state.c */
typedef struct _KD_EXCEPTION {
    NTSTATUS Code;
    ULONG NumberParameters;
    ULONG64 Parameters[3];
    BOOLEAN FirstChance;
} KD_EXCEPTION;
BOOLEAN KdTrap(PKTRAP_FRAME Frame, KD_EXCEPTION *Exception); /* TRUE: handled, resume the frame */
VOID KdReportSymbols(PKTRAP_FRAME Frame, PCSTR Path, DBGKD_LOAD_SYMBOLS64 *Symbols);
extern ULONG KdpNestedTraps;

/* kd_api.c */
typedef enum _KCONTINUE_STATUS { ContinueError, ContinueSuccess, ContinueProcessorReselected } KCONTINUE_STATUS;
KCONTINUE_STATUS KdpSendWaitContinue(DBGKD_WAIT_STATE_CHANGE64 *StateChange, KD_BUFFER *Data, PCONTEXT Context);

/* kd_memory.c */
ULONG KdpCopyVirtual(ULONG64 Address, PUCHAR Buffer, ULONG Bytes, BOOLEAN Write);
ULONG KdpCopyPhysical(ULONG64 Address, PUCHAR Buffer, ULONG Bytes, BOOLEAN Write);

/* kd_break.c */
ULONG KdpAddBreakpoint(ULONG64 Address); /* a handle, 0 when refused */
BOOLEAN KdpDeleteBreakpoint(ULONG Handle);
BOOLEAN KdpDeleteBreakpointRange(ULONG64 First, ULONG64 Last);
VOID KdpWriteDeferredBreakpoints(VOID);

/* kd_io.c */
VOID KdpPrintString(PCSTR Text, ULONG Length);
ULONG KdpPromptString(PCSTR Prompt, ULONG Length, PCHAR Reply, ULONG Room);
VOID KdDebugService(PKTRAP_FRAME Frame);
ULONG DbgPrompt(PCSTR Prompt, PCHAR Reply, ULONG Room);
VOID DbgLoadImageSymbols(PCSTR Path, PVOID Base, ULONG64 ProcessId, ULONG CheckSum, ULONG Size);
VOID DbgUnloadImageSymbols(PCSTR Path, PVOID Base, ULONG64 ProcessId, ULONG CheckSum, ULONG Size);

/* kd_data.c */
extern DBGKD_GET_VERSION64 KdVersionBlock;
extern KDDEBUGGER_DATA64 KdDebuggerDataBlock;
extern CHAR KdPrintDefaultCircularBuffer[4096];
VOID KdInitialize(VOID);
VOID KdpRecordPrint(PCSTR Text, ULONG Length);
