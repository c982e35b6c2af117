package io.kdlab.sim;

import io.kdlab.message.ControlReportX64;
import io.kdlab.message.ExceptionStop;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.StateChange;
import io.kdlab.message.StateChangeBody;
import io.kdlab.message.StateChangeHeader;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Builds state changes of the current processor. Building one takes the breakpoints out of the instructions that it
/// shows.
final class StopReport {
    private static final short LEVEL = 6;
    private static final int STREAM = 16;
    private static final int ALL_SEGMENTS_STANDARD = 3;
    private static final int PARAMETERS = 15;

    private final SimProcessors processors;
    private final Breakpoints breakpoints;

    StopReport(SimProcessors processors, Breakpoints breakpoints) {
        this.processors = processors;
        this.breakpoints = breakpoints;
    }

    /// An exception at RIP, as a first chance.
    StateChange exception(NtStatus code, List<Long> parameters) {
        ByteBuffer values = ByteBuffer.allocate(8 * PARAMETERS).order(ByteOrder.LITTLE_ENDIAN);
        parameters.forEach(values::putLong);
        Address rip = Address.of(processors.current().cpu().registers.rip);
        return change(
                StateChange.EXCEPTION,
                new ExceptionStop(code, 0, Address.ZERO, rip, parameters.size(), Bytes.of(values.array()), 1),
                Bytes.EMPTY);
    }

    /// An image that was loaded; the tail is its path with a NUL.
    StateChange symbols(LoadSymbols symbols, Bytes path) {
        return change(StateChange.LOAD_SYMBOLS, symbols, path);
    }

    private StateChange change(int state, StateChangeBody body, Bytes tail) {
        Address rip = Address.of(processors.current().cpu().registers.rip);
        SimProcessor current = processors.current();
        StateChangeHeader header = new StateChangeHeader(
                state, LEVEL, (short) current.number(), processors.count(), Address.of(current.thread()), rip);
        return new StateChange(header, body, controlReport(rip.value()), tail);
    }

    private ControlReportX64 controlReport(long rip) {
        DebuggerAccess access = processors.current().access();
        Cpu cpu = processors.current().cpu();
        int count = access.readVirtual(rip, STREAM).length();
        breakpoints.removeWithin(rip, count);
        Bytes shown = access.readVirtual(rip, count).concat(Bytes.zeros(STREAM - count));
        int[] selectors = cpu.registers.segments;
        return new ControlReportX64(
                cpu.debug.dr6(),
                cpu.debug.dr7(),
                (int) cpu.registers.flags,
                (short) count,
                (short) ALL_SEGMENTS_STANDARD,
                shown,
                (short) selectors[1],
                (short) selectors[3],
                (short) selectors[0],
                (short) selectors[4]);
    }
}
