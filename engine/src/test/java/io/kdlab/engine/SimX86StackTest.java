package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.Disassembler;
import io.kdlab.arch.Instruction;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X86;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.session.StepKind;
import io.kdlab.target.Target;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// 32-bit stacks after every step of a running kernel, against the calls and returns that the test saw. Of the few
/// routines in assembly nobody knows the frames, so nothing is asked there.
@Feature(value = "M04", on = On.SIM)
class SimX86StackTest {
    private static final int STEPS = 150;
    private static final int STACK_SIZE = 0x2000;
    private static final List<String> KEPT = List.of("ebp", "ebx", "esi", "edi");

    private final TreeMap<Address, RegisterFile> left = new TreeMap<>();
    private EngineBench bench;
    private int compared;

    @BeforeEach
    void open() {
        bench = new EngineBench("sim:x86,seed=3");
        bench.driver.awaitScreen("simkernel: up");
        bench.breakIn();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Timeout(300)
    void callersAreThoseThatCalledAfterEveryStep() throws Exception {
        assertThat(bench.driver.run("g nt!SimPump")).contains("nt!SimPump");
        Machinery machinery = bench.engine.machinery();
        machinery.quiet(true);
        Optional<AssertionError> failure =
                machinery.session().submit(this::steps).get(250, TimeUnit.SECONDS);
        machinery.quiet(false);
        if (failure.isPresent()) {
            throw failure.get();
        }
        assertThat(compared).as("callers that were compared").isGreaterThan(STEPS);
    }

    private Optional<AssertionError> steps() {
        int outer = bench.engine.machinery().session().beginCommand();
        try {
            step();
            return Optional.empty();
        } catch (AssertionError failed) {
            return Optional.of(failed);
        } finally {
            bench.engine.machinery().session().endCommand(outer);
        }
    }

    private void step() {
        RegisterFile registers = target().registers();
        RegisterFile entry = registers;
        left.put(registers.sp(), entry.withPc(target().pointer(registers.sp())));
        for (int step = 0; step < STEPS; step++) {
            if (bench.engine.machinery().symbols().frame(registers.pc()).isPresent()) {
                compare(registers, step);
            }
            Instruction next = Disassembler.of(X86.INSTANCE)
                    .decode(registers.pc(), target().read(registers.pc(), 15).known());
            bench.engine.machinery().control().step(StepKind.INTO);
            RegisterFile after = target().registers();
            if (next.flow() == Instruction.Flow.CALL) {
                left.put(after.sp(), registers.withPc(target().pointer(after.sp())));
            } else if (next.flow() == Instruction.Flow.RETURN) {
                left.remove(registers.sp());
            }
            registers = after;
        }
    }

    private void compare(RegisterFile registers, int step) {
        Map<Address, RegisterFile> known =
                left.subMap(registers.sp(), true, registers.sp().plus(STACK_SIZE), false);
        List<Frame> frames = StackWalk.of(
                        registers,
                        target(),
                        new ModuleUnwind(bench.engine.machinery().symbols()),
                        known.size() + 1)
                .frames();
        String where = "step %d:%n%s".formatted(step, told(frames));
        assertThat(frames).as(where).hasSizeGreaterThanOrEqualTo(known.size());
        int caller = 0;
        for (RegisterFile expected : known.values()) {
            caller++;
            if (caller < frames.size()) {
                RegisterFile found = frames.get(caller).registers();
                assertThat(found.pc()).as("caller %d, %s", caller, where).isEqualTo(expected.pc());
                for (String kept : KEPT) {
                    assertThat(found.get(kept))
                            .as("%s of caller %d, %s", kept, caller, where)
                            .isEqualTo(expected.get(kept));
                }
                compared++;
            }
        }
    }

    private String told(List<Frame> frames) {
        return frames.stream()
                .map(frame -> "   %02x %s %s %s"
                        .formatted(
                                frame.number(),
                                frame.sp(),
                                frame.kind(),
                                bench.engine
                                        .machinery()
                                        .symbols()
                                        .nameAt(frame.pc())
                                        .orElse("?")))
                .collect(Collectors.joining("\n"));
    }

    private Target target() {
        return bench.engine.machinery().session().target();
    }
}
