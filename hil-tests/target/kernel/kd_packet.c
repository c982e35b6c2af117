/*
 * Packets: the target's side of kd-protocol sections 1 and 2, for byte streams. Two ids, one a direction, toggling;
 * the first packet carries SYNC; every good data packet is acknowledged, even one that is then dropped.
 */
#include "kd.h"

BOOLEAN KdDebuggerEnabled;
BOOLEAN KdDebuggerNotPresent;
BOOLEAN KdControlCPending;
ULONG KdTransportTimeoutMs = 20; /* for an ack, or for silence after 0x62: short on purpose, as real kernels are */
ULONG KdPacketTimeoutMs = 100;   /* for the next byte of a packet: QEMU may be off its processor for longer than 20 ms */
ULONG KdNumberOfRetries = 20;
ULONG KdpNextPacketId = INITIAL_PACKET_ID | SYNC_PACKET_ID;
ULONG KdpExpectedPacketId = INITIAL_PACKET_ID;

/* Counters to look at from the debugger: how the line behaves. */
struct _KD_STATISTICS {
    ULONG PacketsSent, PacketsReceived, Resent, BadChecksums, BadFrames, WrongType, WrongId, Resets, TimeOuts, GaveUp;
} KdStatistics;

/* A peer that is connected but does not read: the rest of the packet is not worth waiting for, it is sent again anyway. */
static BOOLEAN KdpSendBytes(const VOID *Bytes, ULONG Count) {
    for (ULONG i = 0; i < Count; i++)
        if (!KdPortPut(((const UCHAR *)Bytes)[i])) return FALSE;
    return TRUE;
}

static ULONG KdpChecksum(const VOID *Bytes, ULONG Count) {
    ULONG sum = 0;
    for (ULONG i = 0; i < Count; i++) sum += ((const UCHAR *)Bytes)[i];
    return sum;
}

static VOID KdpSendControl(USHORT Type, ULONG Id) {
    KD_PACKET packet = {PACKET_LEADER_CONTROL, Type, 0, Id, 0};
    KdpSendBytes(&packet, sizeof(packet));
}

static BOOLEAN KdpReceiveBytes(PVOID Buffer, ULONG Count) {
    for (ULONG i = 0; i < Count; i++)
        if (!KdPortGet((PUCHAR)Buffer + i, KdPacketTimeoutMs)) return FALSE;
    return TRUE;
}

/* Four equal leader bytes. 0x62 followed by silence, or by a leader, is a break-in; inside noise it is noise. */
static KDP_STATUS KdpReceiveLeader(PULONG Leader, BOOLEAN MayIdle) {
    BOOLEAN breakSeen = FALSE, quiet = FALSE;
    UCHAR previous = 0, byte;
    ULONG count = 0;
    while (count < 4) {
        /* Waiting for a request is not bounded: it looks for a millisecond, then sleeps. Inside a leader, or after
           0x62, the line is slow, not silent: there the time-out counts. */
        if (MayIdle && count == 0 && !breakSeen) {
            if (!(quiet ? KdPortPoll(&byte) : KdPortGet(&byte, 1))) {
                quiet = TRUE;
                KdPortIdle();
                continue;
            }
        } else if (!KdPortGet(&byte, count ? KdPacketTimeoutMs : KdTransportTimeoutMs)) {
            if (!breakSeen) return KdPacketTimedOut;
            KdControlCPending = TRUE;
            return KdPacketNeedsResend;
        }
        quiet = FALSE;
        if (byte == (UCHAR)PACKET_LEADER_DATA || byte == (UCHAR)PACKET_LEADER_CONTROL) {
            count = byte == previous ? count + 1 : 1;
            previous = byte;
        } else {
            count = 0;
            previous = 0;
            breakSeen = byte == BREAKIN_BYTE;
        }
    }
    if (breakSeen) KdControlCPending = TRUE;
    *Leader = previous == (UCHAR)PACKET_LEADER_DATA ? PACKET_LEADER_DATA : PACKET_LEADER_CONTROL;
    return KdPacketReceived;
}

/*
 * Message gets exactly its MaximumLength bytes, Data the rest. For PACKET_TYPE_ACKNOWLEDGE the caller is inside a send.
 * Only waits for requests may idle: an ack is due in milliseconds.
 */
KDP_STATUS KdpReceivePacket(USHORT Type, KD_BUFFER *Message, KD_BUFFER *Data) {
    BOOLEAN awaitAck = Type == PACKET_TYPE_ACKNOWLEDGE;
    KD_PACKET packet;
    for (;;) {
        KDP_STATUS status = KdpReceiveLeader(&packet.PacketLeader, !awaitAck);
        if (status != KdPacketReceived) return status;
        if (!KdpReceiveBytes(&packet.PacketType, 2)) return KdPacketTimedOut;
        if (packet.PacketLeader == PACKET_LEADER_CONTROL && packet.PacketType == PACKET_TYPE_RESEND)
            return KdPacketNeedsResend; /* the rest of its header is skipped as noise by the next hunt */
        if (!KdpReceiveBytes(&packet.ByteCount, 10)) return KdPacketTimedOut;

        if (packet.PacketLeader == PACKET_LEADER_CONTROL) {
            if (packet.PacketType == PACKET_TYPE_ACKNOWLEDGE && awaitAck &&
                packet.PacketId == (KdpNextPacketId & ~SYNC_PACKET_ID)) {
                KdpNextPacketId ^= 1;
                return KdPacketReceived;
            }
            if (packet.PacketType == PACKET_TYPE_RESET) {
                KdStatistics.Resets++;
                KdpNextPacketId = KdpExpectedPacketId = INITIAL_PACKET_ID;
                KdpSendControl(PACKET_TYPE_RESET, 0);
                return KdPacketNeedsResend;
            }
            continue;
        }

        if (awaitAck) {
            if (packet.PacketId == KdpExpectedPacketId) { /* the host is ahead: its ack was lost */
                KdpSendControl(PACKET_TYPE_RESEND, 0);
                KdpNextPacketId ^= 1;
                return KdPacketReceived;
            }
            KdpSendControl(PACKET_TYPE_ACKNOWLEDGE, packet.PacketId);
            continue;
        }

        ULONG rest = packet.ByteCount - Message->MaximumLength;
        UCHAR trailer = 0;
        if (packet.ByteCount < Message->MaximumLength || packet.ByteCount > PACKET_MAX_SIZE || rest > Data->MaximumLength ||
            !KdpReceiveBytes(Message->Buffer, Message->MaximumLength) || !KdpReceiveBytes(Data->Buffer, rest) ||
            !KdpReceiveBytes(&trailer, 1) || trailer != PACKET_TRAILING_BYTE) {
            KdStatistics.BadFrames++;
            KdpSendControl(PACKET_TYPE_RESEND, 0);
            continue;
        }
        if (packet.CheckSum != KdpChecksum(Message->Buffer, Message->MaximumLength) + KdpChecksum(Data->Buffer, rest)) {
            KdStatistics.BadChecksums++;
            KdpSendControl(PACKET_TYPE_RESEND, 0);
            continue;
        }
        KdpSendControl(PACKET_TYPE_ACKNOWLEDGE, packet.PacketId);
        if (packet.PacketType != Type) {
            KdStatistics.WrongType++;
            continue;
        }
        if (packet.PacketId != KdpExpectedPacketId) {
            KdStatistics.WrongId++;
            continue;
        }
        KdpExpectedPacketId ^= 1;
        KdDebuggerNotPresent = FALSE;
        KdStatistics.PacketsReceived++;
        Message->Length = Message->MaximumLength;
        Data->Length = rest;
        return KdPacketReceived;
    }
}

/* What may be lost when nobody answers: prints, load symbols, and replies. A stop and a prompt are sent for ever. */
static BOOLEAN KdpMayGiveUp(USHORT Type, KD_BUFFER *Message) {
    ULONG api = *(PULONG)Message->Buffer;
    if (Type == PACKET_TYPE_STATE_CHANGE64) return api == DbgKdLoadSymbolsStateChange;
    if (Type == PACKET_TYPE_DEBUG_IO) return api == DbgKdPrintStringApi;
    return TRUE;
}

VOID KdpSendPacket(USHORT Type, KD_BUFFER *Message, KD_BUFFER *Data) {
    ULONG retries = KdNumberOfRetries;
    for (;;) {
        if (retries == 0 && KdpMayGiveUp(Type, Message)) {
            KdStatistics.GaveUp++;
            KdDebuggerNotPresent = TRUE;
            KdpNextPacketId = INITIAL_PACKET_ID | SYNC_PACKET_ID;
            KdpExpectedPacketId = INITIAL_PACKET_ID;
            return;
        }
        ULONG data = Data ? Data->Length : 0;
        KD_PACKET packet = {PACKET_LEADER_DATA, Type, (USHORT)(Message->Length + data), KdpNextPacketId,
                            KdpChecksum(Message->Buffer, Message->Length) + (data ? KdpChecksum(Data->Buffer, data) : 0)};
        if (KdpSendBytes(&packet, sizeof(packet)) && KdpSendBytes(Message->Buffer, Message->Length) &&
            (!data || KdpSendBytes(Data->Buffer, data)))
            KdPortPut(PACKET_TRAILING_BYTE);
        KdStatistics.PacketsSent++;
        if (retries == 0) KdPortWait(50); /* a stop that nobody sees, perhaps for hours: two tries a second will do */
        KDP_STATUS status = KdpReceivePacket(PACKET_TYPE_ACKNOWLEDGE, NULL, NULL);
        if (status == KdPacketReceived) break;
        KdStatistics.Resent++;
        if (status == KdPacketTimedOut) {
            KdStatistics.TimeOuts++;
            if (retries) retries--;
        }
    }
    KdpNextPacketId &= ~SYNC_PACKET_ID;
    KdDebuggerNotPresent = FALSE;
}

/* One byte a call: a running target looks at the line once a tick and forgets whatever is not a break-in. */
BOOLEAN KdPollBreakIn(VOID) {
    UCHAR byte;
    if (KdControlCPending) {
        KdControlCPending = FALSE;
        return TRUE;
    }
    return KdDebuggerEnabled && KdPortPoll(&byte) && byte == BREAKIN_BYTE;
}
