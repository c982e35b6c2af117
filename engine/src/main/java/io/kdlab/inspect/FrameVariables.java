package io.kdlab.inspect;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Register;
import io.kdlab.arch.RegisterFile;
import io.kdlab.symbol.LocalVariable;
import io.kdlab.symbol.LocalVariable.Home;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.unwind.Frame;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The parameters and locals of one frame of a stack, with their values.
///
/// A register that a call may destroy tells nothing about a frame that has called another one; what lives in one there
/// has no value, instead of a wrong one.
public record FrameVariables(Target target, Symbols symbols, Frame frame) {
    private static final String UNKNOWN = "<value unavailable>";
    /// Registers that a function finds as it left them when what it called comes back, on any of the three machines.
    private static final Pattern KEPT =
            Pattern.compile("[re]?(sp|bp|bx|si|di|bl|sil|dil|bpl)|r1[2-5][dwb]?|xmm([6-9]|1[0-5])|[xw](19|2\\d)|fp");
    /// Where the bytes of a register appear to lie while its value is shown; no machine can map this.
    private static final Address APART = new Address(0x0100_0000_0000_0000L);

    /// One variable.
    ///
    /// @param place where its value is in the machine's words: `@rsp+0x0020`, `@rcx`; empty where it is nowhere
    /// @param address of the value, for one in memory
    public record Variable(
            String name,
            Type type,
            boolean parameter,
            String value,
            String place,
            Optional<Address> address,
            boolean known) {
        /// The type as C spells it.
        public String typeName() {
            return type.name();
        }
    }

    /// All of them, parameters first.
    public List<Variable> all() {
        return symbols.locals(frame.callSite()).stream().map(this::variable).toList();
    }

    private Variable variable(LocalVariable local) {
        return switch (local.home()) {
            case Home.InRegister(var register) -> inRegister(local, register);
            case Home.AtRegister(var register, var offset) -> atRegister(local, register, offset);
            case Home.InImage(var rva) -> {
                Optional<Address> at = symbols.modules()
                        .containing(frame.pc())
                        .map(Module::base)
                        .map(base -> base.plus(Integer.toUnsignedLong(rva)));
                yield at.map(address -> inMemory(local, "", address)).orElseGet(() -> nowhere(local, ""));
            }
            case Home.Gone() -> nowhere(local, "");
        };
    }

    private Variable inRegister(LocalVariable local, String name) {
        Optional<Register> register = architecture().registers().find(name);
        if (register.isEmpty() || !isKnown(name)) {
            return nowhere(local, "@" + name);
        }
        Bytes bytes = registers()
                .context()
                .slice(register.get().offset(), register.get().width());
        // Values that are shorter than a register lie in its lower bytes.
        Memory overlay = (start, length) -> start.equals(APART) && length <= bytes.length()
                ? new MemorySpan.Known(bytes.slice(0, length))
                : target.read(start, length);
        String value = local.type().size() > bytes.length() ? UNKNOWN : new ValueText(overlay).of(local.type(), APART);
        return new Variable(local.name(), local.type(), local.parameter(), value, "@" + name, Optional.empty(), true);
    }

    private Variable atRegister(LocalVariable local, String name, int offset) {
        String place = String.format(Locale.ROOT, "@%s%s0x%04x", name, offset < 0 ? "-" : "+", Math.abs((long) offset));
        Optional<Register> register = architecture().registers().find(name).filter(row -> !row.isWide());
        if (register.isEmpty() || !isKnown(name)) {
            return nowhere(local, place);
        }
        return inMemory(local, place, architecture().address(registers().get(register.get()) + offset));
    }

    private Variable inMemory(LocalVariable local, String place, Address at) {
        String value = new ValueText(target).of(local.type(), at);
        return new Variable(local.name(), local.type(), local.parameter(), value, place, Optional.of(at), true);
    }

    private static Variable nowhere(LocalVariable local, String place) {
        return new Variable(local.name(), local.type(), local.parameter(), UNKNOWN, place, Optional.empty(), false);
    }

    private boolean isKnown(String register) {
        return frame.isInnermost() || KEPT.matcher(register).matches();
    }

    private RegisterFile registers() {
        return frame.registers();
    }

    private Architecture architecture() {
        return frame.registers().architecture();
    }
}
