package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// What is left of a disassembler where its library is missing: it shows bytes.
record BytesOnly(String why) implements Disassembler {
    private static final int SHOWN = 8;

    @Override
    public Instruction decode(Address at, Bytes code) {
        if (code.isEmpty()) {
            throw new IllegalArgumentException("no bytes to show at " + at);
        }
        Bytes shown = code.slice(0, Math.min(SHOWN, code.length()));
        return new Instruction(at, shown, "", "", Instruction.Flow.UNKNOWN, Optional.empty(), Optional.empty());
    }

    @Override
    public Optional<String> missing() {
        return Optional.of(why);
    }
}
