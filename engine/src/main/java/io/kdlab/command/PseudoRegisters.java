package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.X64;
import io.kdlab.arch.X86;
import io.kdlab.expression.Value;
import io.kdlab.inspect.Bugcheck;
import io.kdlab.inspect.DispatcherObject;
import io.kdlab.inspect.Structure;
import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The pseudo-registers that the debugger sets. One that has no value now is unknown.
final class PseudoRegisters {
    private static final Set<String> CODE = Set.of("$ip", "$scopeip", "$eventip", "$previp", "$ra", "$exentry");
    /// What the pseudo-registers that lead to the kernel's structures point to in C++.
    private static final Map<String, String> STRUCTURES = Map.of(
            "$proc", "nt!_EPROCESS",
            "$thread", "nt!_ETHREAD",
            "$peb", "nt!_PEB",
            "$teb", "nt!_TEB",
            "$pcr", "nt!_KPCR",
            "$prcb", "nt!_KPRCB",
            "$pcrb", "nt!_KPRCB");

    private static final long PAGE = 0x1000;

    private final CommandSession session;

    PseudoRegisters(CommandSession session) {
        this.session = session;
    }

    /// Its value for C++: addresses of code point to bytes, those of structures to what they are.
    Optional<Value> typed(String name) {
        OptionalLong value = value(name);
        return value.isEmpty() ? Optional.empty() : Optional.of(new Value.Computed(type(name), value.getAsLong()));
    }

    private Type type(String name) {
        int size = session.target().pointerSize();
        if (CODE.contains(name) || name.equals("$csp") || name.startsWith("$bp")) {
            return WindowsTypes.pointer(WindowsTypes.UNSIGNED_CHAR, size);
        }
        return Optional.ofNullable(STRUCTURES.get(name))
                .flatMap(session.symbols()::type)
                .map(Symbols.TypeMatch::type)
                .<Type>map(target -> WindowsTypes.pointer(target, size))
                .orElse(WindowsTypes.UNSIGNED_INT64);
    }

    /// Its value.
    OptionalLong value(String name) {
        return switch (name) {
            case "$ip" -> OptionalLong.of(SetContext.registers(session).pc().value());
            case "$scopeip" -> OptionalLong.of(scope().value());
            case "$csp" -> OptionalLong.of(SetContext.registers(session).sp().value());
            case "$ra" -> optional(StackCommand.returnAddress(session).map(Address::value));
            case "$eventip" ->
                optional(session.lastEvent().map(event -> event.pc().value()));
            case "$retreg" -> OptionalLong.of(returnValue());
            case "$retreg64" -> OptionalLong.of(longReturnValue());
            case "$ptrsize" -> OptionalLong.of(session.target().pointerSize());
            case "$pagesize" -> OptionalLong.of(PAGE);
            case "$frame" -> OptionalLong.of(session.state().frame());
            case "$exp" -> OptionalLong.of(session.state().lastExpression());
            case "$p" -> lastDisplayed();
            // Seconds since 1970, as C counts time.
            case "$dbgtime" -> OptionalLong.of(session.clock().instant().getEpochSecond());
            case "$thread", "$teb", "$tid", "$proc", "$peb", "$tpid", "$pcr", "$pcrb", "$prcb" -> kernel(name);
            default -> event(name);
        };
    }

    private Address scope() {
        return session.state().frame() == 0
                ? SetContext.registers(session).pc()
                : Stacks.current(session).pc();
    }

    private long returnValue() {
        return SetContext.registers(session).get(session.target().architecture().returnValue());
    }

    /// Two registers hold it on x86.
    private long longReturnValue() {
        Architecture architecture = session.target().architecture();
        return architecture instanceof X86
                ? SetContext.registers(session).get("edx") << Integer.SIZE | returnValue() & 0xffff_ffffL
                : returnValue();
    }

    /// The last value that a `d*` command has shown.
    private OptionalLong lastDisplayed() {
        int unit = switch (session.state().displayKind()) {
            case "dw" -> 2;
            case "dd", "dc", "dds" -> 4;
            case "dq", "dqs" -> 8;
            case "dp", "dps" -> session.target().pointerSize();
            default -> 1;
        };
        return session.state()
                .nextDisplay()
                .map(next -> SessionScope.read(session.target(), next.plus(-unit), unit))
                .orElse(OptionalLong.empty());
    }

    private OptionalLong kernel(String name) {
        if (name.equals("$pcr") || name.equals("$pcrb") || name.equals("$prcb")) {
            return processorBlock(name.equals("$pcr") ? 0 : 1);
        }
        Optional<Address> thread = session.lastEvent().map(StopEvent::thread).filter(at -> at.value() != 0);
        if (thread.isEmpty() || name.equals("$thread")) {
            return optional(thread.map(Address::value));
        }
        Structure known = DispatcherObject.THREAD.at(thread.get(), session.target(), session.symbols());
        Address process = new Address(known.get(known.has("ApcState.Process") ? "ApcState.Process" : "ApcProcess"));
        return OptionalLong.of(
                switch (name) {
                    case "$teb" -> known.get("Teb");
                    case "$proc" -> process.value();
                    case "$tid" -> field(thread.get(), "nt!_ETHREAD", "Cid.UniqueThread");
                    case "$tpid" -> field(process, "nt!_EPROCESS", "UniqueProcessId");
                    default -> field(process, "nt!_EPROCESS", "Peb");
                });
    }

    private long field(Address at, String structure, String path) {
        return Structure.at(at, structure, session.target(), session.symbols()).get(path);
    }

    /// Control space of an x64 target begins with the address of the block (kd-protocol.md §8).
    private OptionalLong processorBlock(int selector) {
        if (!(session.target().architecture() instanceof X64)) {
            throw new Unsupported("where the processor's block is can be told on x64 only");
        }
        Bytes bytes = session.target().readControlSpace(selector, Long.BYTES);
        return OptionalLong.of(bytes.u64(0));
    }

    private OptionalLong event(String name) {
        if (name.startsWith("$bp")) {
            return breakpoint(name);
        }
        if (name.startsWith("$bug_")) {
            return bugCheck(name);
        }
        if (!name.startsWith("$exr_")
                || !(session.target().state() instanceof TargetState.Halted(var event))
                || !(event.reason() instanceof StopReason.Exception exception)) {
            return OptionalLong.empty();
        }
        return switch (name) {
            case "$exr_code" -> OptionalLong.of(Integer.toUnsignedLong(exception.code()));
            case "$exr_chance" -> OptionalLong.of(exception.firstChance() ? 1 : 2);
            case "$exr_numparams" -> OptionalLong.of(exception.parameters().size());
            default -> numbered(name, "$exr_param", 0, exception.parameters());
        };
    }

    private OptionalLong bugCheck(String name) {
        Optional<Bugcheck> bugcheck = Bugcheck.of(session.target(), session.lastEvent());
        return name.equals("$bug_code")
                ? optional(bugcheck.map(Bugcheck::code))
                : bugcheck.map(known -> numbered(name, "$bug_param", 1, known.parameters()))
                        .orElse(OptionalLong.empty());
    }

    private static OptionalLong numbered(String name, String stem, int first, java.util.List<Long> values) {
        if (!name.matches("\\" + stem + "\\d{1,2}")) {
            return OptionalLong.empty();
        }
        int index = Integer.parseInt(name.substring(stem.length())) - first;
        return index >= 0 && index < values.size() ? OptionalLong.of(values.get(index)) : OptionalLong.empty();
    }

    /// `$bp0`, or `$bp00`, and so on; zero when there is no such breakpoint.
    private OptionalLong breakpoint(String name) {
        if (!name.matches("\\$bp\\d{1,4}")) {
            return OptionalLong.empty();
        }
        int id = Integer.parseInt(name.substring(3));
        return OptionalLong.of(session.breakpoints().all().stream()
                .filter(breakpoint -> breakpoint.id() == id)
                .flatMap(breakpoint -> breakpoint.address().stream())
                .map(Address::value)
                .findFirst()
                .orElse(0L));
    }

    private static OptionalLong optional(Optional<Long> value) {
        return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }
}
