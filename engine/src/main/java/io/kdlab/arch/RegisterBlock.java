package io.kdlab.arch;

import io.kdlab.value.Bytes;

/// Reads and replaces registers in a record of bytes.
final class RegisterBlock {
    private RegisterBlock() {}

    static long get(Bytes block, Register register) {
        if (register.isWide()) {
            throw new IllegalArgumentException("register " + register.name() + " is wider than 64 bits");
        }
        long unit = unit(block, register);
        return unit >>> register.shift() & mask(register);
    }

    static Bytes with(Bytes block, Register register, long value) {
        if (register.isWide()) {
            throw new IllegalArgumentException("register " + register.name() + " is wider than 64 bits");
        }
        long mask = mask(register) << register.shift();
        long unit = unit(block, register) & ~mask | value << register.shift() & mask;
        byte[] raw = new byte[register.width()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (unit >>> 8 * i);
        }
        return block.with(register.offset(), Bytes.of(raw));
    }

    private static long unit(Bytes block, Register register) {
        long unit = 0;
        for (int i = register.width() - 1; i >= 0; i--) {
            unit = unit << 8 | block.get(register.offset() + i);
        }
        return unit;
    }

    private static long mask(Register register) {
        return register.bits() == 64 ? -1 : (1L << register.bits()) - 1;
    }
}
