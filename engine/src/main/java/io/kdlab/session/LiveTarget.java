package io.kdlab.session;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.RegisterFile;
import io.kdlab.stub.StopReport;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.target.TargetState;
import io.kdlab.target.TargetVersion;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// What commands may ask of a session's target while it stands still.
final class LiveTarget implements Target {
    private final Standing standing;
    private final LiveAccess access;
    private final Turn turn;
    private Optional<TargetVersion> version = Optional.empty();
    private Optional<DebuggerData> debuggerData = Optional.empty();

    LiveTarget(Standing standing, LiveAccess access, Turn turn) {
        this.standing = standing;
        this.access = access;
        this.turn = turn;
    }

    /// A kernel has introduced itself.
    void introduced(Optional<TargetVersion> by, Optional<DebuggerData> data) {
        version = by;
        debuggerData = data;
    }

    /// The kernel is gone.
    void forget() {
        introduced(Optional.empty(), Optional.empty());
    }

    /// The processor to ask, if this command may ask.
    private int stopped() {
        turn.check();
        return standing.report().processor();
    }

    @Override
    public Architecture architecture() {
        return access.architecture();
    }

    @Override
    public TargetState state() {
        return standing.state();
    }

    @Override
    public Optional<TargetVersion> version() {
        return version;
    }

    @Override
    public Optional<DebuggerData> debuggerData() {
        return debuggerData;
    }

    @Override
    public int processor() {
        return standing.lastReport().map(StopReport::processor).orElse(0);
    }

    @Override
    public int processorCount() {
        return standing.lastReport().map(StopReport::processors).orElse(1);
    }

    @Override
    public MemorySpan read(Address start, int length) {
        stopped();
        return access.memory().read(start, length);
    }

    @Override
    public void expect(Address start, int length) {
        access.memory().expect(start, length);
    }

    @Override
    public void ordinary(Address start, int length) {
        access.memory().ordinary(start, length);
    }

    @Override
    public MemorySpan readPhysical(long address, int length) {
        stopped();
        return access.readPhysical(address, length);
    }

    @Override
    public void write(Address start, Bytes bytes) {
        access.write(stopped(), start, bytes);
    }

    @Override
    public void writePhysical(long address, Bytes bytes) {
        stopped();
        access.writePhysical(address, bytes);
    }

    @Override
    public RegisterFile registers() {
        return access.registers(stopped());
    }

    @Override
    public void setRegisters(RegisterFile registers) {
        access.setRegisters(stopped(), registers);
    }

    @Override
    public Bytes readControlSpace(long selector, int length) {
        return access.readControlSpace(stopped(), selector, length);
    }

    @Override
    public void writeControlSpace(long selector, Bytes bytes) {
        access.writeControlSpace(stopped(), selector, bytes);
    }

    @Override
    public long readMsr(int number) {
        stopped();
        return access.readMsr(number);
    }

    @Override
    public void writeMsr(int number, long value) {
        stopped();
        access.writeMsr(number, value);
    }

    @Override
    public long readPort(int port, int size) {
        stopped();
        return access.readPort(port, size);
    }

    @Override
    public void writePort(int port, int size, long value) {
        stopped();
        access.writePort(port, size, value);
    }
}
