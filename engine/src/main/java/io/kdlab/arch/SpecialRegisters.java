package io.kdlab.arch;

import io.kdlab.value.Bytes;
import java.util.Optional;

/// The registers of a processor that no context holds: control registers, descriptor tables, kernel debug
/// registers.
///
/// Targets of different ages report records of different lengths; a register that lies behind the end is
/// absent.
public final class SpecialRegisters {
    private final Architecture architecture;
    private final Bytes record;

    private SpecialRegisters(Architecture architecture, Bytes record) {
        this.architecture = architecture;
        this.record = record;
    }

    public static SpecialRegisters of(Architecture architecture, Bytes record) {
        return new SpecialRegisters(architecture, record);
    }

    /// The value of the register of that name, empty when the target's record is too short to hold it.
    ///
    /// @throws IllegalArgumentException when no special register is called so
    public Optional<Long> get(String name) {
        Register register = architecture.specialRegisters().get(name);
        return holds(register) ? Optional.of(RegisterBlock.get(record, register)) : Optional.empty();
    }

    /// These registers with one replaced.
    ///
    /// @throws IllegalArgumentException when there is no such register or the target's record is too short
    public SpecialRegisters with(String name, long value) {
        Register register = architecture.specialRegisters().get(name);
        if (!holds(register)) {
            throw new IllegalArgumentException("the target's special registers do not include " + name);
        }
        return new SpecialRegisters(architecture, RegisterBlock.with(record, register, value));
    }

    /// The record as the target's control space holds it.
    public Bytes record() {
        return record;
    }

    private boolean holds(Register register) {
        return register.end() <= record.length();
    }
}
