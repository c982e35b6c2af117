package io.kdlab.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import io.kdlab.arch.BuiltImage;
import io.kdlab.arch.Disassembler;
import io.kdlab.arch.Instruction;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.feature.Feature;
import io.kdlab.sim.SimFiles;
import io.kdlab.symbol.ImageMemory;
import io.kdlab.symbol.PeImage;
import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole images, above all one from another compiler: the library that JNA ships for Windows, which Microsoft's
/// compiler made, with prologues, epilogues, chained parts and version 2 data that Clang does not make.
///
/// Each function is followed along all its paths with nothing but the stack pointer in mind; wherever that is
/// known, the unwinder must find the return address that lay on top of the stack at the entry.
@Feature("M04")
class WholeImagesTest {
    private static final Address BASE = new Address(0x180000000L);
    private static final Address CALLER = new Address(0x7777_1234_5678L);
    private static final long ENTRY = 0x50_0000;

    @TempDir
    static Path directory;

    private final ImageMemory memory = new ImageMemory();
    private final Disassembler disassembler = Disassembler.of(X64.INSTANCE);
    private ImageUnwind image = new ImageUnwind(BASE, 0, 0);
    private int functions;
    private int checked;
    private int unknown;

    @Test
    void microsoftsCompilerIsUnderstood() throws IOException {
        Path file = directory.resolve("jnidispatch.dll");
        try (InputStream in = Native.class.getResourceAsStream("/com/sun/jna/win32-x86-64/jnidispatch.dll")) {
            assertThat(in).as("JNA's library for Windows in its jar").isNotNull();
            Files.copy(in, file);
        }
        followAll(file);
        assertThat(functions).isGreaterThan(500);
        assertThat(checked).as("instructions").isGreaterThan(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-O0", "-O1", "-O2", "-Os"})
    void clangIsUnderstood(String optimisation) {
        Path source = Path.of(System.getProperty("kdlab.root"), "engine/src/test/resources/symbol/shapes.c");
        followAll(BuiltImage.build(directory, "shapes" + optimisation, List.of(source), optimisation)
                .image());
        assertThat(functions).isGreaterThan(5);
        assertThat(checked).as("instructions").isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simkernel.exe", "simdrv.sys"})
    void theSimulatedKernelIsUnderstood(String name) throws IOException {
        SimFiles.copyTo(directory);
        followAll(directory.resolve(name));
        assertThat(checked).as("instructions").isPositive();
    }

    private void followAll(Path file) {
        memory.load(file, BASE);
        byte[] stack = new byte[0x20000];
        Arrays.fill(stack, (byte) 0x5a);
        memory.write(new Address(ENTRY - 0x1f000), Bytes.of(stack)).write64(new Address(ENTRY), CALLER.value());
        PeImage.Directory listed =
                PeImage.read(memory, BASE).toOptional().orElseThrow().exceptions();
        image = new ImageUnwind(BASE, listed.rva(), listed.size());
        Reader reader = new Reader(memory);
        for (int i = 0; i < image.size() / RuntimeFunction.SIZE; i++) {
            Address at = BASE.plus(image.rva() + (long) i * RuntimeFunction.SIZE);
            X64Part part = X64Part.of(reader, image, RuntimeFunction.at(memory.readAll(at, RuntimeFunction.SIZE), 0));
            // Handlers of interrupts are entered with something else on top of the stack.
            boolean handler =
                    part.info().codes().stream().anyMatch(code -> code.operation() == UnwindCode.MACHINE_FRAME);
            if (part.parent().isEmpty() && !handler) {
                follow(reader, part);
                functions++;
            }
        }
        assertThat(unknown).as("instructions whose frame is unknown").isLessThanOrEqualTo(checked / 100);
    }

    private record Place(Address at, StackDepth depth) {}

    private void follow(Reader reader, X64Part function) {
        Address begin = BASE.plus(Integer.toUnsignedLong(function.function().begin()));
        Deque<Place> open = new ArrayDeque<>();
        Set<Address> seen = new HashSet<>();
        open.add(new Place(begin, StackDepth.atEntry(ENTRY)));
        while (!open.isEmpty()) {
            Place place = open.remove();
            if (!seen.add(place.at()) || !belongs(reader, function, place.at())) {
                continue;
            }
            Instruction instruction =
                    disassembler.decode(place.at(), memory.read(place.at(), 15).known());
            if (place.depth().sp().isPresent() && frameIsKnown(reader, place)) {
                check(place, instruction);
            }
            StackDepth after = place.depth().after(instruction);
            switch (instruction.flow()) {
                case NEXT, CALL -> open.add(new Place(instruction.next(), after));
                case BRANCH -> {
                    open.add(new Place(instruction.next(), after));
                    instruction.target().ifPresent(target -> open.add(new Place(target, after)));
                }
                case JUMP -> instruction.target().ifPresent(target -> open.add(new Place(target, after)));
                case RETURN, TRAP, INVALID, UNKNOWN -> {
                    // The path ends.
                }
            }
        }
    }

    private boolean belongs(Reader reader, X64Part function, Address at) {
        Optional<RuntimeFunction> entry = new FunctionTable(reader, image).covering(at.minus(BASE));
        if (entry.isEmpty()) {
            return false;
        }
        X64Part part = X64Part.of(reader, image, entry.get());
        while (part.parent().isPresent()) {
            part = part.parent().get();
        }
        return part.function().equals(function.function());
    }

    /// A few routines of the runtime library are handed their frame in a register; nobody who only follows the
    /// stack knows it.
    private boolean frameIsKnown(Reader reader, Place place) {
        RuntimeFunction entry = new FunctionTable(reader, image)
                .covering(place.at().minus(BASE))
                .orElseThrow();
        for (Optional<X64Part> part = Optional.of(X64Part.of(reader, image, entry));
                part.isPresent();
                part = part.get().parent()) {
            UnwindInfo info = part.get().info();
            String frame = X64.INSTANCE.numbered(info.frameRegister()).name();
            if (info.frameIsSet(part.get().offset(place.at()))
                    && !place.depth().known().containsKey(frame)) {
                unknown++;
                return false;
            }
        }
        return true;
    }

    private void check(Place place, Instruction instruction) {
        RegisterFile registers = RegisterFile.zero(X64.INSTANCE).withPc(place.at());
        for (var register : place.depth().known().entrySet()) {
            registers = registers.with(register.getKey(), register.getValue());
        }
        String where =
                instruction.mnemonic() + " " + instruction.operands() + " at " + place.at() + ", " + place.depth();
        assertThat(X64Unwinder.unwind(registers, memory, _ -> Optional.of(image)))
                .as(where)
                .isInstanceOfSatisfying(Unwound.Caller.class, caller -> {
                    assertThat(caller.registers().pc()).as(where).isEqualTo(CALLER);
                    assertThat(caller.registers().sp().value()).as(where).isEqualTo(ENTRY + 8);
                });
        checked++;
    }
}
