/*
 * The requests of a stopped target (kd-protocol section 4). The request's own 56 bytes are edited and sent back, so
 * whatever we do not set is the host's, as it is with real kernels.
 */
#include "kd.h"

BOOLEAN KdpContextSent;     /* SetContext needs a GetContext since the stop */
ULONG KdpBugCheckRequested; /* carried out on the way out */

static DBGKD_MANIPULATE_STATE64 KdpRequest;
static UCHAR KdpData[PACKET_MAX_SIZE - sizeof(DBGKD_MANIPULATE_STATE64)] __attribute__((aligned(16)));

static NTSTATUS KdpDone(BOOLEAN Ok) { return Ok ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL; }

static VOID KdpReply(DBGKD_MANIPULATE_STATE64 *m, NTSTATUS Status, ULONG DataLength) {
    KD_BUFFER message = {m, sizeof(*m), sizeof(*m)}, data = {KdpData, DataLength, sizeof(KdpData)};
    m->ReturnStatus = Status;
    KdpSendPacket(PACKET_TYPE_STATE_MANIPULATE, &message, &data);
}

typedef ULONG KDP_COPY(ULONG64 Address, PUCHAR Buffer, ULONG Bytes, BOOLEAN Write);

static VOID KdpReadMemory(DBGKD_MANIPULATE_STATE64 *m, KDP_COPY *Copy) {
    ULONG count = m->u.Memory.TransferCount;
    if (count > sizeof(KdpData)) count = sizeof(KdpData);
    m->u.Memory.ActualBytes = Copy(m->u.Memory.Address, KdpData, count, FALSE);
    KdpReply(m, KdpDone(m->u.Memory.ActualBytes == count), m->u.Memory.ActualBytes);
}

static VOID KdpWriteMemory(DBGKD_MANIPULATE_STATE64 *m, ULONG DataLength, KDP_COPY *Copy) {
    ULONG count = m->u.Memory.TransferCount;
    if (count > DataLength) count = DataLength;
    m->u.Memory.ActualBytes = Copy(m->u.Memory.Address, KdpData, count, TRUE);
    KdpReply(m, KdpDone(m->u.Memory.ActualBytes == m->u.Memory.TransferCount), 0);
}

static VOID KdpGetContext(DBGKD_MANIPULATE_STATE64 *m) {
    if (m->Processor >= KeNumberProcessors) {
        KdpReply(m, STATUS_UNSUCCESSFUL, 0);
        return;
    }
    memcpy(KdpData, &KiProcessorBlock[m->Processor]->ProcessorState.ContextFrame, sizeof(CONTEXT));
    KdpContextSent = TRUE;
    KdpReply(m, STATUS_SUCCESS, sizeof(CONTEXT));
}

static VOID KdpSetContext(DBGKD_MANIPULATE_STATE64 *m, ULONG DataLength) {
    PCONTEXT from = (PCONTEXT)KdpData;
    BOOLEAN ok = m->Processor < KeNumberProcessors && KdpContextSent && DataLength >= sizeof(CONTEXT) &&
                 from->ContextFlags & CONTEXT_AMD64;
    if (ok) {
        PCONTEXT to = &KiProcessorBlock[m->Processor]->ProcessorState.ContextFrame;
        if (from->ContextFlags & 1) {
            to->Rip = from->Rip;
            to->Rsp = from->Rsp;
            to->EFlags = from->EFlags;
        }
        if (from->ContextFlags & 2) {
            to->Rax = from->Rax, to->Rcx = from->Rcx, to->Rdx = from->Rdx, to->Rbx = from->Rbx;
            to->Rbp = from->Rbp, to->Rsi = from->Rsi, to->Rdi = from->Rdi;
            to->R8 = from->R8, to->R9 = from->R9, to->R10 = from->R10, to->R11 = from->R11;
            to->R12 = from->R12, to->R13 = from->R13, to->R14 = from->R14, to->R15 = from->R15;
        }
        if (from->ContextFlags & 8) memcpy(to->FltSave, from->FltSave, sizeof(to->FltSave));
    }
    KdpReply(m, KdpDone(ok), 0);
}

/* amd64: the "address" is a selector. 0, 1 and 3 yield a pointer, 2 the special registers. */
static VOID KdpReadControlSpace(DBGKD_MANIPULATE_STATE64 *m) {
    ULONG count = m->u.Memory.TransferCount, size = 8;
    m->u.Memory.ActualBytes = 0;
    if (m->Processor < KeNumberProcessors && m->u.Memory.Address <= 3) {
        PKPRCB prcb = KiProcessorBlock[m->Processor];
        PVOID pointers[4] = {CONTAINING_RECORD(prcb, KPCR, Prcb), prcb, NULL, prcb->CurrentThread};
        PVOID from = &pointers[m->u.Memory.Address];
        if (m->u.Memory.Address == 2) from = &prcb->ProcessorState.SpecialRegisters, size = sizeof(KSPECIAL_REGISTERS);
        m->u.Memory.ActualBytes = count < size ? count : size;
        memcpy(KdpData, from, m->u.Memory.ActualBytes);
    }
    KdpReply(m, KdpDone(m->u.Memory.ActualBytes && m->u.Memory.ActualBytes == count), m->u.Memory.ActualBytes);
}

/* Of what is written only the debug registers reach the processor, when the target goes on. */
static VOID KdpWriteControlSpace(DBGKD_MANIPULATE_STATE64 *m, ULONG DataLength) {
    ULONG count = m->u.Memory.TransferCount;
    BOOLEAN ok = m->Processor < KeNumberProcessors && m->u.Memory.Address == 2 && count <= DataLength &&
                 count <= sizeof(KSPECIAL_REGISTERS);
    m->u.Memory.ActualBytes = ok ? count : 0;
    if (ok) memcpy(&KiProcessorBlock[m->Processor]->ProcessorState.SpecialRegisters, KdpData, count);
    KdpReply(m, KdpDone(ok), 0);
}

static NTSTATUS KdpIo(DBGKD_MANIPULATE_STATE64 *m, BOOLEAN Write) {
    ULONG size = m->u.Io.DataSize;
    USHORT port = (USHORT)m->u.Io.Address;
    if (size != 1 && size != 2 && size != 4) return STATUS_INVALID_PARAMETER;
    if (port & (size - 1)) return STATUS_DATATYPE_MISALIGNMENT;
    if (m->u.Io.Address > 0xFFFF) return STATUS_INVALID_PARAMETER;
    ULONG value = m->u.Io.DataValue;
    if (Write) size == 1 ? __outb(port, (UCHAR)value) : size == 2 ? __outw(port, (USHORT)value) : __outd(port, value);
    else m->u.Io.DataValue = size == 1 ? __inb(port) : size == 2 ? __inw(port) : __ind(port);
    return STATUS_SUCCESS;
}

static NTSTATUS KdpQueryMemory(DBGKD_MANIPULATE_STATE64 *m) {
    ULONG64 physical;
    ULONG protection;
    if (m->u.QueryMemory.AddressSpace != 0) return STATUS_INVALID_PARAMETER;
    if (!MmTranslate((PVOID)m->u.QueryMemory.Address, &physical, &protection)) return STATUS_UNSUCCESSFUL;
    m->u.QueryMemory.AddressSpace = m->u.QueryMemory.Address >> 63 ? 2 : 0;
    m->u.QueryMemory.Flags = protection;
    return STATUS_SUCCESS;
}

static KCONTINUE_STATUS KdpContinue(NTSTATUS Status) { return Status >= 0 ? ContinueSuccess : ContinueError; }

static KCONTINUE_STATUS KdpContinue2(DBGKD_MANIPULATE_STATE64 *m, PCONTEXT Context) {
    if (m->u.Continue2.TraceFlag) Context->EFlags |= 0x100;
    else Context->EFlags &= ~0x100u;
    for (ULONG i = 0; i < KeNumberProcessors; i++) {
        KiProcessorBlock[i]->ProcessorState.SpecialRegisters.KernelDr7 = m->u.Continue2.Dr7;
        KiProcessorBlock[i]->ProcessorState.SpecialRegisters.KernelDr6 = 0;
    }
    return KdpContinue(m->u.Continue2.ContinueStatus);
}

KCONTINUE_STATUS KdpSendWaitContinue(DBGKD_WAIT_STATE_CHANGE64 *StateChange, KD_BUFFER *Data, PCONTEXT Context) {
    KD_BUFFER change = {StateChange, sizeof(*StateChange), sizeof(*StateChange)};
    DBGKD_MANIPULATE_STATE64 *m = &KdpRequest;

announce:
    KdpSendPacket(PACKET_TYPE_STATE_CHANGE64, &change, Data);
    if (KdDebuggerNotPresent) return ContinueSuccess;

    for (;;) {
        KD_BUFFER message = {m, 0, sizeof(*m)}, data = {KdpData, 0, sizeof(KdpData)};
        KDP_STATUS status;
        do status = KdpReceivePacket(PACKET_TYPE_STATE_MANIPULATE, &message, &data);
        while (status == KdPacketTimedOut);
        if (status == KdPacketNeedsResend) goto announce; /* the stop again, never the last reply */

        switch (m->ApiNumber) {
        case DbgKdReadVirtualMemoryApi: KdpReadMemory(m, KdpCopyVirtual); break;
        case DbgKdWriteVirtualMemoryApi: KdpWriteMemory(m, data.Length, KdpCopyVirtual); break;
        case DbgKdReadPhysicalMemoryApi: KdpReadMemory(m, KdpCopyPhysical); break;
        case DbgKdWritePhysicalMemoryApi: KdpWriteMemory(m, data.Length, KdpCopyPhysical); break;
        case DbgKdGetContextApi: KdpGetContext(m); break;
        case DbgKdSetContextApi: KdpSetContext(m, data.Length); break;
        case DbgKdWriteBreakPointApi:
            m->u.WriteBreakPoint.Handle = KdpAddBreakpoint(m->u.WriteBreakPoint.Address);
            KdpReply(m, KdpDone(m->u.WriteBreakPoint.Handle != 0), 0);
            break;
        case DbgKdRestoreBreakPointApi: KdpReply(m, KdpDone(KdpDeleteBreakpoint(m->u.RestoreBreakPoint.Handle)), 0); break;
        case DbgKdReadControlSpaceApi: KdpReadControlSpace(m); break;
        case DbgKdWriteControlSpaceApi: KdpWriteControlSpace(m, data.Length); break;
        case DbgKdReadIoSpaceApi: KdpReply(m, KdpIo(m, FALSE), 0); break;
        case DbgKdWriteIoSpaceApi: KdpReply(m, KdpIo(m, TRUE), 0); break;
        case DbgKdReadMachineSpecificRegister: {
            ULONG64 value = 0;
            BOOLEAN ok = KdpReadMsr(m->u.MachineSpecificRegister.Msr, &value);
            m->u.MachineSpecificRegister.Low = (ULONG)value;
            m->u.MachineSpecificRegister.High = (ULONG)(value >> 32);
            KdpReply(m, KdpDone(ok), 0);
            break;
        }
        case DbgKdWriteMachineSpecificRegister: {
            ULONG64 value = (ULONG64)m->u.MachineSpecificRegister.High << 32 | m->u.MachineSpecificRegister.Low;
            KdpReply(m, KdpDone(KdpWriteMsr(m->u.MachineSpecificRegister.Msr, value)), 0);
            break;
        }
        case DbgKdQueryMemoryApi: KdpReply(m, KdpQueryMemory(m), 0); break;
        case DbgKdGetVersionApi:
            m->u.GetVersion = KdVersionBlock;
            KdpReply(m, STATUS_SUCCESS, 0);
            break;

        /* No reply from here on, but the ack. */
        case DbgKdContinueApi: return KdpContinue(m->u.Continue.ContinueStatus);
        case DbgKdContinueApi2: return KdpContinue2(m, Context);
        case DbgKdRebootApi: HalReturnToFirmware(); break;
        case DbgKdCauseBugCheckApi:
            KdpBugCheckRequested = m->u.BugCheck.Code ? m->u.BugCheck.Code : 0xE2;
            return ContinueSuccess;
        case DbgKdSwitchProcessor:
            if (m->Processor < KeNumberProcessors) return ContinueProcessorReselected;
            goto announce; /* no such processor: a host that waits for a state change gets the one there is */
        case DbgKdClearAllInternalBreakpointsApi: break;

        default: KdpReply(m, STATUS_UNSUCCESSFUL, 0); break;
        }
    }
}
