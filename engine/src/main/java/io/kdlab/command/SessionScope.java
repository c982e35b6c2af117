package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Register;
import io.kdlab.expression.ExpressionScope;
import io.kdlab.expression.Language;
import io.kdlab.expression.Value;
import io.kdlab.session.Role;
import io.kdlab.symbol.SourceLine;
import io.kdlab.symbol.SourceLines;
import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/// What names in an expression mean in a session.
final class SessionScope implements ExpressionScope {
    private final CommandSession session;
    private final FrameLocals locals;

    SessionScope(CommandSession session) {
        this.session = session;
        this.locals = new FrameLocals(session);
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
    public Language language() {
        return session.state().language();
    }

    @Override
    public OptionalLong pseudoRegister(String name) {
        return isUserRegister(name)
                ? OptionalLong.of(session.state().userRegister(name))
                : new PseudoRegisters(session).value(name);
    }

    /// A local variable of the chosen frame before a global symbol: C has it so.
    @Override
    public OptionalLong symbol(String name) {
        return optional(locals.variable(name)
                .filter(Value.Placed.class::isInstance)
                .map(found -> ((Value.Placed) found).at().value())
                .or(() -> session.symbols().address(name).map(Address::value)));
    }

    @Override
    public Optional<Value> typedRegister(String name) {
        if (isUserRegister(name)) {
            return Optional.of(session.state().typedRegister(name));
        }
        if (name.startsWith("$")) {
            return new PseudoRegisters(session).typed(name);
        }
        Architecture architecture = session.target().architecture();
        int bits = architecture
                .registers()
                .find(name)
                .or(() -> architecture.specialRegisters().find(name))
                .map(Register::bits)
                .orElse(Long.SIZE);
        OptionalLong value = register(name);
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(new Value.Computed(WindowsTypes.unsigned(bytes(bits)), value.getAsLong()));
    }

    /// Flags of a single bit have a byte of their own.
    private static int bytes(int bits) {
        return Math.max(1, bits / Byte.SIZE);
    }

    @Override
    public Optional<Value> variable(String name) {
        boolean localOnly = name.startsWith("$!");
        String plain = localOnly ? name.substring(2) : name.startsWith("!") ? name.substring(1) : name;
        Optional<Value> local = locals.variable(plain);
        if (local.isPresent() || localOnly) {
            return local;
        }
        Optional<Value> datum = session.symbols()
                .type(plain)
                .flatMap(match -> match.address().map(at -> new Value.Placed(match.type(), at)));
        return datum.or(() -> session.symbols().matching(plain, 1).stream()
                .findFirst()
                .filter(match -> plain.indexOf('*') < 0 && plain.indexOf('?') < 0)
                .flatMap(
                        match -> session.symbols().typeOf(match).map(type -> new Value.Placed(type, match.address()))));
    }

    /// A type by its name; those of Windows headers that a symbol file leaves out are known, and `NAME` and
    /// `PNAME` for a structure `_NAME`.
    @Override
    public Optional<Type> type(String name) {
        return NamedTypes.find(session.symbols(), name, pointerSize());
    }

    @Override
    public Memory memory() {
        return session.target();
    }

    @Override
    public void write(Address at, Bytes bytes) {
        session.permit(Role.DRIVE, "an assignment to memory at " + at).ifPresent(why -> {
            throw new Unsupported(why);
        });
        session.target().write(at, bytes);
    }

    @Override
    public OptionalLong readPhysical(long address, int size) {
        return read(
                (start, length) -> session.target().readPhysical(start.value(), length), new Address(address), size);
    }

    /// `module!file:line`; without a file, of the file that the chosen frame stands in.
    @Override
    public OptionalLong sourceLine(String place) {
        int colon = place.lastIndexOf(':');
        OptionalLong line = colon < 0 ? OptionalLong.empty() : decimal(place.substring(colon + 1));
        if (line.isEmpty()) {
            return line;
        }
        int bang = place.lastIndexOf('!', colon);
        String file = place.substring(bang + 1, colon);
        String here = file.isEmpty()
                ? session.symbols()
                        .line(SetContext.registers(session).pc())
                        .map(SourceLine::file)
                        .orElse("")
                : file;
        return optional(new SourceLines(session.symbols())
                .code(bang < 0 ? "*" : place.substring(0, bang), here, (int) line.getAsLong()).stream()
                        .findFirst()
                        .map(Address::value));
    }

    private static OptionalLong decimal(String text) {
        return text.strip().matches("\\d{1,9}") ? OptionalLong.of(Long.parseLong(text.strip())) : OptionalLong.empty();
    }

    @Override
    public Optional<Type> resultOf(long address) {
        return session.symbols()
                .below(new Address(address))
                .filter(match -> match.address().value() == address)
                .flatMap(session.symbols()::typeOf)
                .filter(Type.Function.class::isInstance)
                .map(type -> ((Type.Function) type).result().get());
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
