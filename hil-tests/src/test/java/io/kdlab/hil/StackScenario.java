package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.Instruction.Flow;
import io.kdlab.arch.RegisterFile;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.SteppedKernel;
import io.kdlab.hil.bench.TargetKernel;
import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stacks of a real processor's code, after each of many single steps, against what the test saw the code do: calls,
/// returns and interrupts, no unwind data.
///
/// `-Dkdlab.steps=20000 -Dkdlab.steps.seed=N` go further and elsewhere.
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class StackScenario {
    private static final int STEPS = Integer.getInteger("kdlab.steps", 1000);
    private static final long SEED = Long.getLong("kdlab.steps.seed", 20261125);
    private static final int STEPS_AT_ONCE = 125;
    private static final int INTERRUPTS = 100;
    private static final int MOST_FRAMES = 64;
    private static final int STACK_SIZE = 0x4000;
    private static final Duration LIMIT = Duration.ofMinutes(STEPS > 1000 ? 55 : 10);
    private static final List<String> KEPT = List.of("rsp", "rbx", "rbp", "rsi", "rdi", "r12", "r13", "r14", "r15");
    /// Where the steps begin: the way down through all modules and odd frames, the way into a wait, the clock
    /// (behind the end of the interrupt: before it nothing would wake a stopped kernel).
    private static final List<String> BEGINS = List.of(
            "nt!WorkLevel1",
            "nt!KeDelay",
            "nt!KeUpdateSystemTime",
            "nt!WorkOddFrame",
            "nt!KdTestServe",
            "nt!KiQuantumEnd",
            "testdrv!TestDispatch",
            "nt!KiSwapThread");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private @Nullable Qemu machine;
    private @Nullable SteppedKernel stepped;
    /// Where a return address or an interrupted RIP lies, and the registers that were left there.
    private final TreeMap<Address, RegisterFile> left = new TreeMap<>();

    private int compared;

    @BeforeEach
    void boot() throws Exception {
        TargetKernel built = TargetKernel.layout("A");
        machine = Qemu.onPipe(built, folder.resolve("kd.sock"));
        stepped = SteppedKernel.attach(machine, built);
        // By then everything is loaded.
        kernel().run(
                        () -> {
                            kernel().goTo(address("nt!HotFunction"));
                            kernel().readModules();
                        },
                        LIMIT);
    }

    @AfterEach
    void powerOff() {
        if (stepped != null) {
            stepped.close();
        }
        if (machine != null) {
            machine.close();
        }
    }

    private SteppedKernel kernel() {
        return Objects.requireNonNull(stepped);
    }

    @Test
    @Feature(value = "M04", on = On.QEMU)
    void callersAreThoseThatCalledAfterEveryStep() throws Exception {
        Random random = new Random(SEED);
        kernel().run(
                        () -> {
                            int done = 0;
                            for (int round = 0; done < STEPS; round++) {
                                String begin = round < BEGINS.size()
                                        ? BEGINS.get(round)
                                        : BEGINS.get(random.nextInt(BEGINS.size()));
                                done += stepFrom(begin, Math.min(STEPS_AT_ONCE, STEPS - done), done);
                            }
                        },
                        LIMIT);
        assertThat(compared).as("callers that were compared").isGreaterThan(STEPS);
    }

    /// Says how many steps were made.
    private int stepFrom(String function, int steps, int done) {
        kernel().goTo(address(function));
        RegisterFile registers = registers();
        left.clear();
        left.put(registers.sp(), atEntry(registers));
        for (int step = 0; step < steps; step++) {
            compare(registers, "step %d from %s, step %d in all".formatted(step, function, done + step));
            Flow flow = kernel().next(registers).flow();
            if (kernel().next(registers).mnemonic().startsWith("iret")) {
                // Whether a step ends behind it is a question to the processor and not to the unwinder.
                return step;
            }
            kernel().step();
            RegisterFile after = registers();
            if (flow == Flow.CALL) {
                left.put(after.sp(), registers.withPc(kernel().target().pointer(after.sp())));
            } else if (flow == Flow.RETURN) {
                left.remove(registers.sp());
            }
            registers = after;
        }
        return steps;
    }

    /// At its first instruction a function has the registers of its caller.
    private RegisterFile atEntry(RegisterFile registers) {
        return registers
                .withPc(kernel().target().pointer(registers.sp()))
                .withSp(registers.sp().plus(Long.BYTES));
    }

    private void compare(RegisterFile registers, String when) {
        List<Map.Entry<Address, RegisterFile>> expected =
                left.subMap(registers.sp(), true, registers.sp().plus(STACK_SIZE), false).entrySet().stream()
                        .toList();
        StackWalk walk = kernel().stack(registers, expected.size() + 1);
        for (int i = 0; i < expected.size(); i++) {
            String which = "caller %d, %s, seed %d:%n%s%n%s".formatted(i + 1, when, SEED, told(walk), walk.ended());
            assertThat(walk.frames()).as(which).hasSizeGreaterThan(i + 1);
            RegisterFile caller = walk.frames().get(i + 1).registers();
            RegisterFile known = expected.get(i).getValue();
            assertThat(caller.pc()).as(which).isEqualTo(known.pc());
            for (String kept : KEPT) {
                assertThat(Long.toHexString(caller.get(kept)))
                        .as("%s of %s", kept, which)
                        .isEqualTo(Long.toHexString(known.get(kept)));
            }
            compared++;
        }
    }

    private String told(StackWalk walk) {
        return walk.frames().stream()
                .map(frame -> "   %02x %s %s %s"
                        .formatted(frame.number(), frame.sp(), frame.kind(), kernel().name(frame.pc())))
                .collect(Collectors.joining("\n"));
    }

    /// Each stop is inside of the clock's handler, which was told where the trap frame is.
    @Test
    @Feature(value = "M04", on = On.QEMU)
    void timerInterruptsShowWhatTheyInterrupted() throws Exception {
        List<String> interrupted = new ArrayList<>();
        kernel().run(
                        () -> {
                            kernel().target().write(address("nt!KdTestBusy"), Bytes.of((byte) 1));
                            for (int stop = 0; stop < INTERRUPTS; stop++) {
                                kernel().goTo(address("nt!KeUpdateSystemTime"));
                                interrupted.add(behindTheTrap(stop));
                            }
                        },
                        LIMIT);
        assertThat(interrupted).hasSize(INTERRUPTS);
        assertThat(interrupted.stream()
                        .filter(name -> name.startsWith("nt!Busy"))
                        .count())
                .as("interrupts of the busy thread, of %s", interrupted)
                .isGreaterThan(INTERRUPTS / 20);
    }

    private String behindTheTrap(int stop) {
        RegisterFile registers = registers();
        Address trap = new Address(registers.get("rcx"));
        StackWalk walk = kernel().stack(registers, MOST_FRAMES);
        String where = "stop %d:%n%s".formatted(stop, told(walk));
        assertThat(walk.ended()).as(where).isEmpty();
        Frame handler = walk.frames().stream()
                .filter(frame -> frame.kind() == Frame.Kind.MACHINE)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no trap frame at " + where));
        assertThat(kernel().name(handler.pc())).as(where).startsWith("nt!KiTimerInterrupt");
        assertThat(handler.machineFrame()).as(where).contains(trap.plus(offset("Rip")));
        Frame before = walk.frames().get(handler.number() + 1);
        assertThat(before.pc().value()).as(where).isEqualTo(field(trap, "Rip"));
        assertThat(before.sp().value()).as(where).isEqualTo(field(trap, "Rsp"));
        for (String kept : List.of("Rbx", "Rbp", "Rsi", "Rdi", "R12", "R13", "R14", "R15")) {
            assertThat(before.registers().get(kept)).as(kept + " at " + where).isEqualTo(field(trap, kept));
        }
        assertThat(kernel().name(walk.frames().getLast().pc()))
                .as("where the thread began, %s", where)
                .containsAnyOf("!KiThreadStartup", "!KiSystemStartup");
        return kernel().name(before.pc());
    }

    private long field(Address structure, String name) {
        return kernel().target().readAll(structure.plus(offset(name)), 8).u64(0);
    }

    private long offset(String name) {
        Type type = kernel().symbols().type("nt!_KTRAP_FRAME").orElseThrow().type();
        return ((Type.Structure) type)
                .members().all().stream()
                        .filter(member -> member.name().equals(name))
                        .map(Member::offset)
                        .findFirst()
                        .orElseThrow();
    }

    private Address address(String symbol) {
        return kernel().symbols().address(symbol).orElseThrow(() -> new AssertionError("no " + symbol));
    }

    private RegisterFile registers() {
        return kernel().target().registers();
    }
}
