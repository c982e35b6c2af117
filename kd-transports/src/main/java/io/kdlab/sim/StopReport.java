package io.kdlab.sim;

import io.kdlab.message.ControlReport;
import io.kdlab.message.ControlReportX64;
import io.kdlab.message.ControlReportX86;
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
    private static final short ALL_SEGMENTS_STANDARD = 3;
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
        parameters.forEach(
                value -> values.putLong(processors.current().cpu().mode.wire(value)));
        Address rip = pc();
        return change(
                StateChange.EXCEPTION,
                new ExceptionStop(code, 0, Address.ZERO, rip, parameters.size(), Bytes.of(values.array()), 1),
                Bytes.EMPTY);
    }

    /// An image that was loaded; the tail is its path with a NUL.
    StateChange symbols(LoadSymbols symbols, Bytes path) {
        return change(StateChange.LOAD_SYMBOLS, symbols, path);
    }

    private Address pc() {
        Cpu cpu = processors.current().cpu();
        return Address.of(cpu.mode.wire(cpu.registers.rip));
    }

    private StateChange change(int state, StateChangeBody body, Bytes tail) {
        Address rip = pc();
        SimProcessor current = processors.current();
        StateChangeHeader header = new StateChangeHeader(
                state,
                LEVEL,
                (short) current.number(),
                processors.count(),
                Address.of(current.cpu().mode.wire(current.thread())),
                rip);
        return new StateChange(header, body, controlReport(), tail);
    }

    private ControlReport controlReport() {
        Cpu cpu = processors.current().cpu();
        DebuggerAccess access = processors.current().access();
        long rip = cpu.registers.rip;
        int count = access.readVirtual(rip, STREAM).length();
        breakpoints.removeWithin(rip, count);
        Bytes shown = access.readVirtual(rip, count).concat(Bytes.zeros(STREAM - count));
        return cpu.mode.isWide() ? wide(cpu, (short) count, shown) : narrow(cpu, (short) count, shown);
    }

    private static ControlReport wide(Cpu cpu, short count, Bytes shown) {
        int[] selectors = cpu.registers.segments;
        return new ControlReportX64(
                cpu.debug.dr6(),
                cpu.debug.dr7(),
                (int) cpu.registers.flags,
                count,
                ALL_SEGMENTS_STANDARD,
                shown,
                (short) selectors[1],
                (short) selectors[3],
                (short) selectors[0],
                (short) selectors[4]);
    }

    private static ControlReport narrow(Cpu cpu, short count, Bytes shown) {
        int[] selectors = cpu.registers.segments;
        return new ControlReportX86(
                (int) cpu.debug.dr6(),
                (int) cpu.debug.dr7(),
                count,
                ALL_SEGMENTS_STANDARD,
                shown,
                (short) selectors[1],
                (short) selectors[3],
                (short) selectors[0],
                (short) selectors[4],
                (int) cpu.registers.flags);
    }
}
