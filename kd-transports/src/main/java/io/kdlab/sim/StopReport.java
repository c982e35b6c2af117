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

/// Builds state changes. Building one takes the breakpoints out of the instructions that it shows.
final class StopReport {
    private static final short LEVEL = 6;
    private static final int STREAM = 16;
    private static final int ALL_SEGMENTS_STANDARD = 3;
    private static final int PARAMETERS = 15;

    private final X64Machine machine;
    private final DebuggerAccess access;
    private final SimProcessor processor;
    private final Breakpoints breakpoints;

    StopReport(X64Machine machine, DebuggerAccess access, SimProcessor processor, Breakpoints breakpoints) {
        this.machine = machine;
        this.access = access;
        this.processor = processor;
        this.breakpoints = breakpoints;
    }

    /// An exception at RIP, as a first chance.
    StateChange exception(NtStatus code, List<Long> parameters) {
        ByteBuffer values = ByteBuffer.allocate(8 * PARAMETERS).order(ByteOrder.LITTLE_ENDIAN);
        parameters.forEach(values::putLong);
        Address rip = Address.of(machine.registers.rip);
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
        Address rip = Address.of(machine.registers.rip);
        StateChangeHeader header =
                new StateChangeHeader(state, LEVEL, (short) 0, 1, Address.of(processor.thread()), rip);
        return new StateChange(header, body, controlReport(rip.value()), tail);
    }

    private ControlReportX64 controlReport(long rip) {
        int count = access.readVirtual(rip, STREAM).length();
        breakpoints.removeWithin(rip, count);
        Bytes shown = access.readVirtual(rip, count).concat(Bytes.zeros(STREAM - count));
        int[] selectors = machine.registers.segments;
        return new ControlReportX64(
                machine.debug.dr6(),
                machine.debug.dr7(),
                (int) machine.registers.flags,
                (short) count,
                (short) ALL_SEGMENTS_STANDARD,
                shown,
                (short) selectors[1],
                (short) selectors[3],
                (short) selectors[0],
                (short) selectors[4]);
    }
}
