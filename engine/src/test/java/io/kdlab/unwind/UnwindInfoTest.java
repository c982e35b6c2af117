package io.kdlab.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.feature.Feature;
import io.kdlab.symbol.ImageMemory;
import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unwind data as `llvm-readobj` reads them, and those that no compiler here makes, byte by byte.
@Feature("M04")
class UnwindInfoTest {
    private static final Address BASE = new Address(0x140000000L);
    private static final Address STACK = new Address(0x9000_0000L);
    private static final List<String> NAMES = List.of(
            "RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI", "R8", "R9", "R10", "R11", "R12", "R13", "R14",
            "R15");

    @TempDir
    static Path directory;

    @Test
    void everyFieldIsWhatReadobjSays() {
        Path shapes = Path.of(System.getProperty("kdlab.root"), "engine/src/test/resources/symbol/shapes.c");
        for (Path source : List.of(BuiltImage.source(UnwindInfoTest.class, "codes.s"), shapes)) {
            String name = source.getFileName().toString().replace('.', '_');
            BuiltImage built = BuiltImage.build(directory, name, List.of(source), "-O1");
            ImageMemory memory = new ImageMemory().load(built.image(), BASE);
            List<List<String>> expected = functions(built.image());
            assertThat(expected).hasSizeGreaterThan(5);
            for (List<String> function : expected) {
                long begin = Long.parseLong(function.getFirst(), 16);
                ImageUnwind image = new ImageUnwind(BASE, directory(memory), directorySize(memory));
                RuntimeFunction entry = new FunctionTable(new Reader(memory), image)
                        .covering(begin - BASE.value())
                        .orElseThrow();
                assertThat(describe(memory, entry)).isEqualTo(function);
            }
        }
    }

    private static int directory(ImageMemory memory) {
        return (int) memory.u32(BASE.plus(memory.u32(BASE.plus(0x3c)) + 0x88 + 24));
    }

    private static int directorySize(ImageMemory memory) {
        return (int) memory.u32(BASE.plus(memory.u32(BASE.plus(0x3c)) + 0x88 + 28));
    }

    /// Begin, end, prologue, frame and codes, as one line each.
    private static List<List<String>> functions(Path image) {
        List<List<String>> functions = new ArrayList<>();
        boolean[] chained = new boolean[1];
        BuiltImage.lines("llvm-readobj", "--unwind", image.toString())
                .map(String::strip)
                .forEach(line -> {
                    if (line.startsWith("RuntimeFunction")) {
                        functions.add(new ArrayList<>());
                        chained[0] = false;
                    } else if (line.startsWith("Chained {")) {
                        chained[0] = true;
                        functions.getLast().add("chained");
                    } else if (!chained[0] && line.matches("(Start|End)Address: .*")) {
                        functions
                                .getLast()
                                .add(line.replaceAll(".*\\(0x|\\).*", "").toLowerCase(Locale.ROOT));
                    } else if (line.matches("(PrologSize|FrameRegister|FrameOffset): .*|0x..: .*")) {
                        functions.getLast().add(line.replaceAll("^0x", "").replaceAll(" \\(0x.*\\)$", ""));
                    }
                });
        return functions;
    }

    private static List<String> describe(ImageMemory memory, RuntimeFunction entry) {
        UnwindInfo info = UnwindInfo.read(new Reader(memory), BASE.plus(entry.unwindInfo()));
        List<String> lines = new ArrayList<>();
        lines.add(Long.toHexString(BASE.value() + entry.begin()));
        lines.add(Long.toHexString(BASE.value() + entry.end()));
        lines.add("PrologSize: " + info.prologue());
        lines.add("FrameRegister: " + (info.frameRegister() == 0 ? "-" : NAMES.get(info.frameRegister())));
        lines.add("FrameOffset: " + (info.frameRegister() == 0 ? "-" : "0x%X".formatted(info.frameOffset() / 16)));
        for (UnwindCode code : info.codes()) {
            lines.add("%02X: %s".formatted(code.offset(), describe(info, code)));
        }
        if (info.chained().isPresent()) {
            lines.add("chained");
        }
        return lines;
    }

    private static String describe(UnwindInfo info, UnwindCode code) {
        String register = NAMES.get(code.info());
        long operand = code.operand();
        return switch (code.operation()) {
            case UnwindCode.PUSH -> "PUSH_NONVOL reg=" + register;
            case UnwindCode.ALLOCATE_SMALL -> "ALLOC_SMALL size=" + (code.info() * 8 + 8);
            case UnwindCode.ALLOCATE_LARGE -> "ALLOC_LARGE size=" + (code.info() == 0 ? operand * 8 : operand);
            case UnwindCode.SET_FRAME ->
                "SET_FPREG reg=%s, offset=0x%X".formatted(NAMES.get(info.frameRegister()), info.frameOffset());
            case UnwindCode.SAVE -> "SAVE_NONVOL reg=%s, offset=0x%X".formatted(register, operand * 8);
            case UnwindCode.SAVE_FAR -> "SAVE_NONVOL_FAR reg=%s, offset=0x%X".formatted(register, operand);
            case UnwindCode.SAVE_XMM -> "SAVE_XMM128 reg=XMM%d, offset=0x%X".formatted(code.info(), operand * 16);
            case UnwindCode.SAVE_XMM_FAR -> "SAVE_XMM128_FAR reg=XMM%d, offset=0x%X".formatted(code.info(), operand);
            case UnwindCode.MACHINE_FRAME -> "PUSH_MACHFRAME errcode=" + (code.info() == 0 ? "no" : "yes");
            default -> "code " + code.operation();
        };
    }

    /// A function of 256 bytes of `nop` at the image's 0x1000 with these unwind data; it pushed RBX, then took 0x20
    /// bytes.
    private static Unwound unwind(String unwindData) {
        ImageMemory memory = new ImageMemory()
                .write(BASE, Bytes.zeros(0x3000))
                .write(BASE.plus(0x1000), Bytes.ofHex("90".repeat(256)))
                .write(BASE.plus(0x2000), Bytes.ofHex("00100000 00110000 00210000"))
                .write(BASE.plus(0x2100), Bytes.ofHex(unwindData))
                .write(STACK, Bytes.zeros(0x100))
                .write64(STACK.plus(0x20), 0xb0b)
                .write64(STACK.plus(0x28), 0xca11e4);
        RegisterFile registers =
                RegisterFile.zero(X64.INSTANCE).withPc(BASE.plus(0x1080)).withSp(STACK);
        return X64Unwinder.unwind(
                registers, memory, _ -> Optional.of(new ImageUnwind(BASE, 0x2000, RuntimeFunction.SIZE)));
    }

    private static void succeeds(String unwindData) {
        assertThat(unwind(unwindData)).isInstanceOfSatisfying(Unwound.Caller.class, caller -> {
            assertThat(caller.registers().pc()).isEqualTo(new Address(0xca11e4));
            assertThat(caller.registers().get("rbx")).isEqualTo(0xb0b);
            assertThat(caller.registers().sp()).isEqualTo(STACK.plus(0x30));
        });
    }

    @Test
    void descriptionsOfEpiloguesInVersionTwoUndoNothing() {
        succeeds("01 05 02 00 0532 0130");
        // Size and flag of the last epilogue, then one more, then the same codes.
        succeeds("02 05 04 00 0516 2006 0532 0130");
        // One epilogue and a filler.
        succeeds("02 05 04 00 0516 0006 0532 0130");
    }

    @Test
    void oldAndSpareCodesAreSteppedOver() {
        succeeds("01 05 04 00 0566 1000 0532 0130");
        succeeds("01 05 05 00 0507 1000 0000 0532 0130 0000");
    }

    @Test
    void anEntryThatPointsAtAnotherIsFollowed() {
        ImageMemory memory = new ImageMemory()
                .write(BASE, Bytes.zeros(0x3000))
                .write(BASE.plus(0x1000), Bytes.ofHex("90".repeat(256)))
                .write(BASE.plus(0x2000), Bytes.ofHex("00100000 00110000 01220000"))
                .write(BASE.plus(0x2200), Bytes.ofHex("00100000 00110000 00210000"))
                .write(BASE.plus(0x2100), Bytes.ofHex("01 05 02 00 0532 0130"))
                .write64(STACK.plus(0x20), 0xb0b)
                .write64(STACK.plus(0x28), 0xca11e4);
        RegisterFile registers =
                RegisterFile.zero(X64.INSTANCE).withPc(BASE.plus(0x1080)).withSp(STACK);
        assertThat(X64Unwinder.unwind(registers, memory, _ -> Optional.of(new ImageUnwind(BASE, 0x2000, 12))))
                .isInstanceOfSatisfying(
                        Unwound.Caller.class,
                        caller -> assertThat(caller.registers().get("rbx")).isEqualTo(0xb0b));
    }

    @Test
    void senselessDataEndInOneLine() {
        breaks("03 05 02 00 0532 0130", "version 3");
        breaks("01 05 02 00 053b 0130", "unknown code 11");
        breaks("01 05 01 00 0514 0000", "ends inside a code");
        // Chained to itself.
        breaks("21 05 00 00 00100000 00110000 00210000", "chain");
    }

    @Test
    void entriesThatPointAtEachOtherEndInOneLine() {
        ImageMemory memory = new ImageMemory()
                .write(BASE, Bytes.zeros(0x3000))
                .write(BASE.plus(0x2000), Bytes.ofHex("00100000 00110000 01200000"));
        RegisterFile registers =
                RegisterFile.zero(X64.INSTANCE).withPc(BASE.plus(0x1080)).withSp(STACK);
        assertThat(X64Unwinder.unwind(registers, memory, _ -> Optional.of(new ImageUnwind(BASE, 0x2000, 12))))
                .isInstanceOf(Unwound.Broken.class);
    }

    private static void breaks(String unwindData, String words) {
        assertThat(unwind(unwindData))
                .isInstanceOfSatisfying(
                        Unwound.Broken.class,
                        broken -> assertThat(broken.why()).contains(words).doesNotContain("\n"));
    }

    @Test
    void aLargeDirectoryIsSearchedWithFewReads() {
        int count = 40_000;
        ImageMemory memory = new ImageMemory();
        for (int i = 0; i < count; i++) {
            Address at = BASE.plus(0x200000 + 12L * i);
            memory.write64(at, (0x1000L + 16L * i) | (0x1000L + 16L * i + 12) << 32);
            memory.write(at.plus(8), Bytes.ofHex("00200000"));
        }
        FunctionTable table =
                new FunctionTable(new Reader(memory), new ImageUnwind(BASE, 0x200000, count * RuntimeFunction.SIZE));
        for (int i = 0; i < count; i += 997) {
            int before = memory.reads();
            assertThat(table.covering(0x1000 + 16L * i + 11))
                    .map(RuntimeFunction::begin)
                    .contains(0x1000 + 16 * i);
            assertThat(table.covering(0x1000 + 16L * i + 12)).isEmpty();
            assertThat(memory.reads() - before).isLessThanOrEqualTo(24);
        }
        assertThat(table.covering(0)).isEmpty();
        assertThat(table.covering(-1)).isEmpty();
        assertThat(table.covering(0x7000_0000)).isEmpty();
    }
}
