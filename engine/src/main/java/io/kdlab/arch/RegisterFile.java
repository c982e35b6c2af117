package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// The registers of one processor at one moment: an immutable context record that can be read by name.
///
/// Bytes that follow the known part (extended state) and bytes that no register names are kept as they came, so
/// a context that was read, changed in one register and written back differs from the original in that register
/// only.
public final class RegisterFile {
    private final Architecture architecture;
    private final Bytes context;

    private RegisterFile(Architecture architecture, Bytes context) {
        this.architecture = architecture;
        this.context = context;
    }

    /// The registers in `context`.
    ///
    /// @throws IllegalArgumentException when it is shorter than the architecture's context record
    public static RegisterFile of(Architecture architecture, Bytes context) {
        if (context.length() < architecture.contextSize()) {
            throw new IllegalArgumentException("a context of " + architecture.name() + " has "
                    + architecture.contextSize() + " bytes, this one has " + context.length());
        }
        return new RegisterFile(architecture, context);
    }

    /// All registers 0.
    public static RegisterFile zero(Architecture architecture) {
        return of(architecture, Bytes.zeros(architecture.contextSize()));
    }

    public Architecture architecture() {
        return architecture;
    }

    /// The value of the register of that name, zero-extended.
    ///
    /// @throws IllegalArgumentException when there is none, or it is wider than 64 bits
    public long get(String name) {
        return get(architecture.registers().get(name));
    }

    /// The value of `register`, zero-extended.
    public long get(Register register) {
        return RegisterBlock.get(context, register);
    }

    /// The register of that name as bytes, lowest first; the way to read the 128-bit ones.
    public Bytes bytes(String name) {
        Register register = architecture.registers().get(name);
        return context.slice(register.offset(), register.width());
    }

    /// These registers with the one of that name replaced; what does not fit in it is cut off.
    public RegisterFile with(String name, long value) {
        return with(architecture.registers().get(name), value);
    }

    /// These registers with one replaced.
    public RegisterFile with(Register register, long value) {
        return new RegisterFile(architecture, RegisterBlock.with(context, register, value));
    }

    /// These registers with the bytes of the one of that name replaced.
    public RegisterFile with(String name, Bytes value) {
        Register register = architecture.registers().get(name);
        if (value.length() != register.width()) {
            throw new IllegalArgumentException(
                    "register " + name + " has " + register.width() + " bytes, not " + value.length());
        }
        return new RegisterFile(architecture, context.with(register.offset(), value));
    }

    /// Where the processor executes next.
    public Address pc() {
        return architecture.address(get(architecture.programCounter()));
    }

    /// The top of the stack.
    public Address sp() {
        return architecture.address(get(architecture.stackPointer()));
    }

    public RegisterFile withPc(Address pc) {
        return with(architecture.programCounter(), pc.value());
    }

    public RegisterFile withSp(Address sp) {
        return with(architecture.stackPointer(), sp.value());
    }

    /// The context record.
    public Bytes context() {
        return context;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RegisterFile that
                && architecture.equals(that.architecture)
                && context.equals(that.context);
    }

    @Override
    public int hashCode() {
        return context.hashCode();
    }

    @Override
    public String toString() {
        return architecture.name() + " registers, pc " + pc() + ", sp " + sp();
    }
}
