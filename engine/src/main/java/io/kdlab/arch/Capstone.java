package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Instructions through Capstone, put into WinDbg's spelling by [X86Spelling] and [Arm64Spelling].
final class Capstone implements Disassembler {
    private record Choice(Architecture architecture, String library) {}

    private static final Map<Choice, Disassembler> LOADED = new ConcurrentHashMap<>();

    private final Architecture architecture;
    private final CapstoneLibrary library;

    private Capstone(Architecture architecture, CapstoneLibrary library) {
        this.architecture = architecture;
        this.library = library;
    }

    /// The disassembler over the library chosen now. A failure is not remembered: the package may come while we
    /// run.
    static Disassembler loaded(Architecture architecture) {
        String choice = CapstoneLibrary.choice();
        Disassembler known = LOADED.get(new Choice(architecture, choice));
        if (known != null) {
            return known;
        }
        try {
            Disassembler loaded = new Capstone(architecture, CapstoneLibrary.load(choice, architecture));
            LOADED.put(new Choice(architecture, choice), loaded);
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
        Bytes window = code.slice(0, Math.min(architecture.longestInstruction(), code.length()));
        return library.first(at.value(), window)
                .map(raw -> spell(at, window.slice(0, raw.length()), raw))
                .orElseGet(() -> invalid(at, window));
    }

    private Instruction spell(Address at, Bytes bytes, CapstoneLibrary.Raw raw) {
        return switch (architecture) {
            case X64 _, X86 _ -> new X86Spelling(architecture).spell(at, bytes, raw.mnemonic(), raw.operands());
            case Arm64 _ -> Arm64Spelling.spell(at, bytes, raw.mnemonic(), raw.operands());
        };
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    /// One byte, or one word where instructions have no other length.
    private Instruction invalid(Address at, Bytes window) {
        Bytes shown = architecture instanceof Arm64 ? window : window.slice(0, 1);
        return new Instruction(at, shown, "???", "", Instruction.Flow.INVALID, Optional.empty(), Optional.empty());
    }
}
