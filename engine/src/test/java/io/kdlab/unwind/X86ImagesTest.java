package io.kdlab.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.arch.Disassembler;
import io.kdlab.arch.Instruction;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X86;
import io.kdlab.feature.Feature;
import io.kdlab.symbol.ImageMemory;
import io.kdlab.symbol.ImageSymbol;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleList;
import io.kdlab.symbol.PdbFile;
import io.kdlab.symbol.SymbolPath;
import io.kdlab.symbol.Symbols;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// 32-bit code without frame pointers, as compilers make it when they may: each function is followed along all its
/// paths with nothing but the stack pointer in mind; wherever that is known, the return address must be found, by what
/// the PDB says of frames (FPO), and by it alone.
@Feature("M04")
class X86ImagesTest {
    private static final Address BASE = new Address(0x400000);
    private static final long ENTRY = 0x1f_0000;

    @TempDir
    static Path directory;

    private final ImageMemory memory = new ImageMemory();
    private final Symbols symbols = new Symbols(memory, SymbolPath.of(directory));
    private final Disassembler disassembler = Disassembler.of(X86.INSTANCE);
    /// Any place behind a call: what calls the functions that are followed.
    private Address caller = Address.ZERO;
    private int checked;
    private int outer;

    private record Place(Address at, StackDepth depth, boolean behindCall) {}

    @ParameterizedTest
    @ValueSource(strings = {"-O1", "-O2", "-Os"})
    void theReturnAddressIsFoundWithoutFramePointers(String optimisation) {
        Path source = BuiltImage.source(X86ImagesTest.class, "frames86.c");
        BuiltImage built = BuiltImage.build(
                directory,
                "frames86" + optimisation,
                List.of(source),
                BuiltImage.X86,
                optimisation,
                "-fomit-frame-pointer",
                "-mno-sse");
        memory.load(built.image(), BASE);
        symbols.modules(ModuleList.EMPTY.with(
                new Module("frames", BASE, 0x10000, 0, 0, built.image().toString())));
        byte[] stack = new byte[0x20000];
        Arrays.fill(stack, (byte) 0x5a);
        memory.write(new Address(ENTRY - 0x1f000), Bytes.of(stack));
        List<ImageSymbol> functions = PdbFile.open(built.pdb()).matching("*", 1000).stream()
                .filter(symbol -> symbol.kind() == ImageSymbol.Kind.PROCEDURE)
                .toList();
        assertThat(functions).hasSizeGreaterThan(8);
        caller = someCallsEnd(functions);
        memory.write(new Address(ENTRY), Bytes.ofHex("%08x".formatted(Integer.reverseBytes((int) caller.value()))));
        functions.forEach(this::follow);
        assertThat(checked).as("instructions").isGreaterThan(150);
        assertThat(outer).as("frames that have called another").isGreaterThan(10);
    }

    private Address someCallsEnd(List<ImageSymbol> functions) {
        for (ImageSymbol function : functions) {
            Address at = BASE.plus(function.rva());
            Address end = at.plus(function.length());
            while (at.compareTo(end) < 0) {
                Instruction instruction = decode(at);
                at = instruction.next();
                if (instruction.flow() == Instruction.Flow.CALL && at.compareTo(end) < 0) {
                    return at;
                }
            }
        }
        throw new AssertionError("no function calls another");
    }

    private Instruction decode(Address at) {
        return disassembler.decode(at, memory.read(at, 15).known());
    }

    private void follow(ImageSymbol function) {
        Address begin = BASE.plus(function.rva());
        Deque<Place> open = new ArrayDeque<>();
        Set<Address> seen = new HashSet<>();
        open.add(new Place(begin, StackDepth.atEntryOfX86(ENTRY), false));
        while (!open.isEmpty()) {
            Place place = open.remove();
            boolean inside = place.at().minus(begin) >= 0 && place.at().minus(begin) < function.length();
            if (!inside || !seen.add(place.at())) {
                continue;
            }
            Instruction instruction = decode(place.at());
            if (place.depth().sp().isPresent()) {
                check(place, instruction, true);
                if (place.behindCall()) {
                    check(place, instruction, false);
                    outer++;
                }
            }
            StackDepth after = place.depth().after(instruction);
            switch (instruction.flow()) {
                case NEXT -> open.add(new Place(instruction.next(), after, false));
                case CALL ->
                    open.add(new Place(
                            instruction.next(),
                            after.released(
                                    instruction.target().map(this::released).orElse(0)),
                            true));
                case BRANCH -> {
                    open.add(new Place(instruction.next(), after, false));
                    instruction.target().ifPresent(target -> open.add(new Place(target, after, false)));
                }
                case JUMP -> instruction.target().ifPresent(target -> open.add(new Place(target, after, false)));
                case RETURN, TRAP, INVALID, UNKNOWN -> {
                    // The path ends.
                }
            }
        }
    }

    /// How many bytes of parameters the function at `at` takes off the stack when it returns.
    private int released(Address at) {
        Address next = at;
        while (true) {
            Instruction instruction = decode(next);
            if (instruction.flow() == Instruction.Flow.RETURN) {
                return instruction.length() == 3 ? instruction.bytes().u16(1) : 0;
            }
            next = instruction.next();
        }
    }

    private void check(Place place, Instruction instruction, boolean innermost) {
        RegisterFile registers = RegisterFile.zero(X86.INSTANCE).withPc(place.at());
        for (var register : place.depth().known().entrySet()) {
            registers = registers.with(register.getKey(), register.getValue());
        }
        String where = "%s %s at %s, %s, %s, %s"
                .formatted(
                        instruction.mnemonic(),
                        instruction.operands(),
                        symbols.nameAt(place.at()),
                        place.depth(),
                        innermost ? "innermost" : "behind a call",
                        symbols.frame(place.at()));
        Unwound found = X86Unwinder.caller(registers, memory, new ModuleUnwind(symbols), innermost);
        assertThat(found).as(where).isInstanceOf(Unwound.Caller.class);
        RegisterFile there = ((Unwound.Caller) found).registers();
        assertThat(there.pc()).as(where).isEqualTo(caller);
        // In an epilogue it is seen how many bytes of parameters go with the return.
        assertThat(there.get("esp")).as(where).isIn(ENTRY + 4, ENTRY + 4 + released(place.at()));
        checked++;
    }
}
