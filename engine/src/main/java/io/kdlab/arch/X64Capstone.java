package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// x64 instructions through Capstone, put into WinDbg's spelling by [X64Spelling].
final class X64Capstone implements Disassembler {
    private static final Map<String, Disassembler> LOADED = new ConcurrentHashMap<>();

    private final CapstoneLibrary library;

    private X64Capstone(CapstoneLibrary library) {
        this.library = library;
    }

    /// The disassembler over the library chosen now. A failure is not remembered: the package may come while we
    /// run.
    static Disassembler loaded() {
        String choice = CapstoneLibrary.choice();
        Disassembler known = LOADED.get(choice);
        if (known != null) {
            return known;
        }
        try {
            Disassembler loaded = new X64Capstone(CapstoneLibrary.load(choice));
            LOADED.put(choice, loaded);
            return loaded;
        } catch (UnsatisfiedLinkError e) {
            String tried = choice.isEmpty() ? "" : " (" + choice + " was named for it)";
            return new BytesOnly("no disassembler: Capstone's library cannot be loaded" + tried
                    + "; install the package libcapstone4 (apt-get install libcapstone4)");
        }
    }

    @Override
    public Instruction decode(Address at, Bytes code) {
        if (code.isEmpty()) {
            throw new IllegalArgumentException("no bytes to disassemble at " + at);
        }
        Bytes window = code.slice(0, Math.min(X64.INSTANCE.longestInstruction(), code.length()));
        return library.first(at.value(), window)
                .map(raw -> X64Spelling.spell(at, window.slice(0, raw.length()), raw.mnemonic(), raw.operands()))
                .orElseGet(() -> invalid(at, code));
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    private static Instruction invalid(Address at, Bytes code) {
        return new Instruction(
                at, code.slice(0, 1), "???", "", Instruction.Flow.INVALID, Optional.empty(), Optional.empty());
    }
}
