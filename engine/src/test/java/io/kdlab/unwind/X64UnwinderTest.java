package io.kdlab.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.feature.Feature;
import io.kdlab.symbol.ImageMemory;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleList;
import io.kdlab.symbol.SymbolPath;
import io.kdlab.symbol.Symbols;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every instruction of functions that use every unwind code: the caller must be the same from the first to the last.
@Feature("M04")
@Feature("2.6")
class X64UnwinderTest {
    private static final long SEED = 20260402;
    private static final Address BASE = new Address(0x140000000L);
    private static final Address STACK = new Address(0xfffff88000800000L);
    private static final Address CALLER = new Address(0xfffff80012345678L);
    private static final List<String> KEPT = List.of("rbx", "rbp", "rsi", "rdi", "r12", "r13", "r14", "r15");

    @TempDir
    static Path directory;

    private static BuiltImage built;
    private static LinearCode code;

    private ImageMemory memory;
    private Symbols symbols;

    @BeforeAll
    static void buildWithClang() {
        built = BuiltImage.build(directory, "codes", List.of(BuiltImage.source(X64UnwinderTest.class, "codes.s")));
        code = LinearCode.of(built.image());
    }

    @BeforeEach
    void load() {
        memory = new ImageMemory().load(built.image(), BASE);
        symbols = new Symbols(memory, SymbolPath.of(directory));
        symbols.modules(ModuleList.EMPTY.with(new Module("codes", BASE, 0x10000, 0, 0, "codes.sys")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "AllocatesSmall",
                "AllocatesMedium",
                "AllocatesHuge",
                "FrameInRbp",
                "FrameInR13",
                "FrameInR12",
                "EveryRegister",
                "HasAPart",
                "JumpsFar",
                "JumpsToItself",
                "JumpsThroughRegister",
                "JumpsThroughMemory",
                "JumpsInside",
                "FlagsOnTheStack",
                "LeafWithoutData"
            })
    void theCallerIsTheSameAtEveryInstruction(String function) {
        RegisterFile entry = random(function).withSp(STACK);
        memory.write64(STACK, CALLER.value());
        RegisterFile caller = entry.withPc(CALLER).withSp(STACK.plus(8));
        Frame.Kind kind = function.equals("LeafWithoutData") ? Frame.Kind.LEAF : Frame.Kind.UNWOUND;
        assertThat(walkThrough(entry, caller, kind)).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InterruptWithoutCode", "InterruptWithCode"})
    void theInterruptedCodeIsTheSameAtEveryInstruction(String function) {
        RegisterFile entry = random(function).withSp(STACK);
        Address pushed = STACK.plus(function.endsWith("WithCode") ? 8 : 0);
        Address interrupted = new Address(0xfffff88000abcdeL);
        memory.write64(pushed, CALLER.value())
                .write64(pushed.plus(8), 0x10)
                .write64(pushed.plus(16), 0x10246)
                .write64(pushed.plus(24), interrupted.value())
                .write64(pushed.plus(32), 0x18);
        RegisterFile caller = entry.withPc(CALLER)
                .withSp(interrupted)
                .with("cs", 0x10)
                .with("ss", 0x18)
                .with("efl", 0x10246);
        assertThat(walkThrough(entry, caller, Frame.Kind.MACHINE)).isGreaterThanOrEqualTo(7);
    }

    /// Executes to the end and unwinds before each instruction.
    private int walkThrough(RegisterFile entry, RegisterFile caller, Frame.Kind kind) {
        RegisterFile now = entry;
        for (int count = 1; ; count++) {
            String where = code.at(now.pc()).operation() + " at " + now.pc() + ", seed " + SEED;
            assertThat(X64Unwinder.unwind(now, memory, new ModuleUnwind(symbols)))
                    .as(where)
                    .isInstanceOfSatisfying(Unwound.Caller.class, found -> {
                        assertThat(found.kind()).as(where).isEqualTo(kind);
                        assertThat(found.registers().pc()).as(where).isEqualTo(caller.pc());
                        assertThat(found.registers().sp()).as(where).isEqualTo(caller.sp());
                        for (String kept : KEPT) {
                            assertThat(found.registers().bytes(kept))
                                    .as(kept + ", " + where)
                                    .isEqualTo(caller.bytes(kept));
                        }
                        for (int xmm = 6; xmm < 16; xmm++) {
                            assertThat(found.registers().bytes("xmm" + xmm))
                                    .as("xmm" + xmm + ", " + where)
                                    .isEqualTo(caller.bytes("xmm" + xmm));
                        }
                        assertThat(found.registers().get("cs")).isEqualTo(caller.get("cs"));
                        assertThat(found.registers().get("efl")).isEqualTo(caller.get("efl"));
                    });
            if (code.at(now.pc()).ends()) {
                return count;
            }
            now = code.step(now, memory);
        }
    }

    private RegisterFile random(String function) {
        byte[] context = new byte[X64.INSTANCE.contextSize()];
        new Random(SEED).nextBytes(context);
        return RegisterFile.of(X64.INSTANCE, Bytes.of(context))
                .withPc(symbols.address("codes!" + function).orElseThrow());
    }

    @Test
    void aStackEndsWhereTheReturnAddressIsZero() {
        RegisterFile entry = random("AllocatesMedium").withSp(STACK);
        memory.write64(STACK, symbols.address("FrameInR12").orElseThrow().value() + 5)
                .write64(STACK.plus(8), 0);
        // In the middle of FrameInR12, which keeps its frame in R12.
        RegisterFile inner = entry.with("r12", STACK.plus(0x100).value());
        memory.write64(STACK.plus(0x100 - 0x10 + 0x20), 0x1212).write64(STACK.plus(0x100 - 0x10 + 0x28), 0);
        StackWalk walk = StackWalk.of(inner, memory, new ModuleUnwind(symbols), 20);
        assertThat(walk.ended()).isEmpty();
        assertThat(walk.frames()).extracting(Frame::kind).first().isEqualTo(Frame.Kind.UNWOUND);
        assertThat(walk.frames()).last().extracting(Frame::returnAddress).isEqualTo(Address.ZERO);
    }

    @Test
    void aStackThatCannotBeReadSaysWhere() {
        RegisterFile entry = random("AllocatesMedium").withSp(new Address(0x1000));
        StackWalk walk = StackWalk.of(entry, memory, new ModuleUnwind(symbols), 20);
        assertThat(walk.frames()).hasSize(1);
        assertThat(walk.frames().getFirst().kind()).isEqualTo(Frame.Kind.LAST);
        assertThat(walk.ended()).contains("return address").contains("00000000`00001000");
    }

    @Test
    void aReturnAddressInNoModuleEndsTheWalk() {
        RegisterFile entry = random("AllocatesMedium").withSp(STACK);
        memory.write64(STACK, 0x123456789L).write64(STACK.plus(8), 0x987654321L);
        StackWalk walk = StackWalk.of(entry, memory, new ModuleUnwind(symbols), 20);
        assertThat(walk.frames()).extracting(Frame::pc).containsExactly(entry.pc(), new Address(0x123456789L));
        assertThat(walk.ended()).isEqualTo("00000001`23456789 is in no module");
    }

    @Test
    void unwindDataThatCannotBeReadEndTheWalkThere() {
        // The directory of functions is in the last page of the image.
        memory.unmap(BASE.plus(0x4000));
        RegisterFile entry = random("AllocatesMedium").withSp(STACK);
        memory.write64(STACK, CALLER.value());
        assertThat(X64Unwinder.unwind(entry, memory, new ModuleUnwind(symbols))).isInstanceOf(Unwound.Unreadable.class);
    }

    @Test
    void aWalkIsLimited() {
        // A return address that points at a leaf, over and over.
        Address leaf = symbols.address("LeafWithoutData").orElseThrow();
        for (int i = 0; i < 500; i++) {
            memory.write64(STACK.plus(8L * i), leaf.value());
        }
        RegisterFile entry = random("LeafWithoutData").withSp(STACK);
        assertThat(StackWalk.of(entry, memory, new ModuleUnwind(symbols), 20).frames())
                .hasSize(20);
    }

    @Test
    void damagedUnwindDataNeverHarm() {
        Random random = new Random(SEED);
        for (int round = 0; round < 1000; round++) {
            load();
            RegisterFile healthy = random("start");
            for (int hit = 0; hit < 1 + random.nextInt(60); hit++) {
                // Code, unwind data, the list of functions.
                int at = 0x1000 * (1 + random.nextInt(4)) + random.nextInt(0x400);
                if (random.nextInt(50) == 0) {
                    memory.unmap(BASE.plus(at));
                } else if (memory.read(BASE.plus(at), 1).known().length() == 1) {
                    memory.write(BASE.plus(at), Bytes.of((byte) random.nextInt()));
                }
            }
            for (int i = 0; i < 64; i++) {
                memory.write64(STACK.plus(8L * i), BASE.value() + 0x1000 + random.nextInt(0x320));
            }
            RegisterFile entry =
                    healthy.withPc(BASE.plus(0x1000 + random.nextInt(0x320))).withSp(STACK);
            StackWalk walk = StackWalk.of(entry, memory, new ModuleUnwind(symbols), 200);
            assertThat(walk.frames())
                    .as("seed " + SEED + " round " + round)
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(200);
            assertThat(walk.ended()).as("seed " + SEED + " round " + round).doesNotContain("\n");
        }
    }
}
