package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Register;
import io.kdlab.expression.ExpressionScope;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/// What names in an expression mean in a session.
final class SessionScope implements ExpressionScope {
    private final CommandSession session;

    SessionScope(CommandSession session) {
        this.session = session;
    }

    /// `$t0` to `$t19`.
    static boolean isUserRegister(String name) {
        return name.matches("\\$t(\\d|1\\d)");
    }

    @Override
    public int radix() {
        return session.state().radix();
    }

    @Override
    public boolean extendsSigns() {
        return true;
    }

    @Override
    public int pointerSize() {
        return session.target().architecture().pointerSize();
    }

    @Override
    public OptionalLong register(String name) {
        Architecture architecture = session.target().architecture();
        Optional<Register> register = architecture.registers().find(name).filter(r -> !r.isWide());
        if (register.isPresent()) {
            return OptionalLong.of(SetContext.registers(session).get(register.get()));
        }
        if (architecture.specialRegisters().find(name).isEmpty()) {
            return OptionalLong.empty();
        }
        return optional(Registers.read(session.target()).get(name));
    }

    @Override
    public OptionalLong pseudoRegister(String name) {
        if (isUserRegister(name)) {
            return OptionalLong.of(session.state().userRegister(name));
        }
        return switch (name) {
            case "$ip", "$scopeip" ->
                OptionalLong.of(SetContext.registers(session).pc().value());
            case "$eventip" ->
                optional(session.lastEvent().map(event -> event.pc().value()));
            case "$csp" -> OptionalLong.of(SetContext.registers(session).sp().value());
            case "$ra" -> optional(StackCommand.returnAddress(session).map(Address::value));
            case "$retreg", "$retreg64" ->
                OptionalLong.of(SetContext.registers(session)
                        .get(session.target().architecture().returnValue()));
            case "$ptrsize" -> OptionalLong.of(pointerSize());
            case "$pagesize" -> OptionalLong.of(0x1000);
            case "$thread" ->
                optional(session.lastEvent().map(event -> event.thread().value()));
            case "$exr_code", "$exr_chance", "$exr_numparams" -> exception(name);
            default -> breakpoint(name);
        };
    }

    private OptionalLong exception(String name) {
        if (!(session.target().state() instanceof TargetState.Halted(var event))
                || !(event.reason() instanceof StopReason.Exception exception)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                switch (name) {
                    case "$exr_code" -> Integer.toUnsignedLong(exception.code());
                    case "$exr_chance" -> exception.firstChance() ? 1 : 2;
                    default -> exception.parameters().size();
                });
    }

    /// `$bp0` and so on.
    private OptionalLong breakpoint(String name) {
        if (!name.matches("\\$bp\\d{1,4}")) {
            return OptionalLong.empty();
        }
        int id = Integer.parseInt(name.substring(3));
        return optional(session.breakpoints().all().stream()
                .filter(breakpoint -> breakpoint.id() == id)
                .flatMap(breakpoint -> breakpoint.address().stream())
                .map(Address::value)
                .findFirst());
    }

    @Override
    public OptionalLong symbol(String name) {
        return optional(session.symbols().address(name).map(Address::value));
    }

    @Override
    public OptionalLong read(long address, int size) {
        return read(session.target(), new Address(address), size);
    }

    /// The little-endian value of `size` bytes at `address`.
    static OptionalLong read(Memory memory, Address address, int size) {
        if (!(memory.read(address, size) instanceof MemorySpan.Known(Bytes bytes))) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes.get(i);
        }
        return OptionalLong.of(value);
    }

    private static OptionalLong optional(Optional<Long> value) {
        return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }
}
