package io.kdlab.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.sim.SimStepper;
import io.kdlab.symbol.ModuleList;
import io.kdlab.symbol.SymbolPath;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whole stacks, with where callers go on and what is in their registers, after every single instruction of code that
/// really runs: prologues, epilogues, interrupt entries and switches between stacks included.
///
/// The test keeps the registers of each call, return and interrupt that it sees; it knows nothing of unwind data.
/// `-Dkdlab.steps=N -Dkdlab.steps.seed=N` make it a longer or another way.
@Feature(value = "M04", on = On.SIM)
@Feature(value = "2.6", on = On.SIM)
class SimCallersTest {
    private static final long SEED = Long.getLong("kdlab.steps.seed", 20260403);
    private static final int INSTRUCTIONS = Integer.getInteger("kdlab.steps", 100_000);
    /// Until every thread has run: the first frame of one that never did was written, not called.
    private static final int BOOT = 100_000;
    private static final int MOST_FRAMES = 64;
    private static final int STACKS = 5;
    private static final int STACK_ALIGNMENT = 0x1000;
    private static final List<String> KEPT = List.of("rsp", "rbx", "rbp", "rsi", "rdi", "r12", "r13", "r14", "r15");

    private final SimStepper sim = SimStepper.boot(SEED);
    private final Memory memory = this::read;
    private final Symbols symbols = new Symbols(memory, SymbolPath.EMPTY);
    private final UnwindSource unwind = new ModuleUnwind(symbols);

    /// Where a return address or an interrupted RIP lies, and the registers that were left there.
    private final TreeMap<Address, RegisterFile> left = new TreeMap<>();
    /// Which of them were interrupted.
    private final Set<Address> interrupted = new HashSet<>();
    /// The interrupts in whose handlers a stack was looked at.
    private final Set<Long> seen = new HashSet<>();
    private final Set<Address> ends = new HashSet<>();
    private long interrupts;
    private int deepest;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void callersHaveTheRegistersThatTheyWereLeftWith() {
        ModuleList modules = ModuleList.EMPTY;
        for (SimStepper.Image image : sim.images()) {
            modules = modules.loaded(
                    image.base() + ".sys",
                    image.base(),
                    image.size(),
                    0,
                    sim.images().getFirst().base());
        }
        symbols.modules(modules);
        // Different machines stop in different places; the seed picks where the comparison begins.
        int skipped = BOOT + new Random(SEED).nextInt(10_000);
        long compared = 0;
        for (int step = 0; step < skipped + INSTRUCTIONS; step++) {
            if (step >= skipped) {
                compared += compare(step);
            }
            follow();
        }
        assertThat(compared).as("frames").isGreaterThan(3L * INSTRUCTIONS);
        assertThat(seen).as("interrupts with a trap frame in the chain").hasSizeGreaterThan(100);
        assertThat(ends).as("stacks walked to their end").hasSize(STACKS);
        assertThat(deepest).as("deepest stack").isGreaterThan(9);
    }

    private void follow() {
        RegisterFile before = registers();
        switch (sim.step()) {
            case CALL -> left.put(sim.sp(), before.withPc(memory.pointer(sim.sp())));
            case INTERRUPT -> {
                left.put(sim.sp(), before.withPc(memory.pointer(sim.sp())));
                interrupted.add(sim.sp());
                interrupts++;
            }
            case RETURN, INTERRUPT_RETURN -> {
                left.remove(before.sp());
                interrupted.remove(before.sp());
            }
            case OTHER -> {
                // Neither a call nor a return.
            }
        }
    }

    private int compare(int step) {
        StackWalk walk = StackWalk.of(registers(), memory, unwind, MOST_FRAMES);
        List<Frame> frames = walk.frames();
        List<Address> slots = left.tailMap(sim.sp(), true).keySet().stream()
                .limit(frames.size() - 1L)
                .toList();
        if (!walk.ended().isEmpty()
                || !frames.getLast().returnAddress().equals(Address.ZERO)
                || slots.size() != frames.size() - 1) {
            throw new AssertionError("the stack ends wrongly (" + walk.ended() + ") at " + told(step, frames, -1));
        }
        for (int i = 0; i < slots.size(); i++) {
            RegisterFile expected = left.get(slots.get(i));
            Frame caller = frames.get(i + 1);
            boolean trap = interrupted.contains(slots.get(i));
            if (!caller.pc().equals(expected.pc())
                    || trap
                            != frames.get(i)
                                    .machineFrame()
                                    .filter(slots.get(i)::equals)
                                    .isPresent()) {
                throw new AssertionError("%s goes on at %s, and not at %s; %s"
                        .formatted(
                                trap ? "what was interrupted" : "the caller",
                                expected.pc(),
                                caller.pc(),
                                told(step, frames, i)));
            }
            for (String kept : KEPT) {
                if (caller.registers().get(kept) != expected.get(kept)) {
                    throw new AssertionError("the caller was left with %s=%x, not %x; %s"
                            .formatted(
                                    kept, expected.get(kept), caller.registers().get(kept), told(step, frames, i)));
                }
            }
            if (trap) {
                seen.add(interrupts);
            }
        }
        ends.add(frames.getLast().registers().sp().alignedDown(STACK_ALIGNMENT));
        deepest = Math.max(deepest, frames.size());
        return slots.size();
    }

    /// Step, seed, and each frame with its function's unwind codes; an arrow marks the one whose caller is wrong.
    private String told(int step, List<Frame> frames, int wrong) {
        return "step %d, seed %d%n".formatted(step, SEED)
                + frames.stream()
                        .map(frame -> "%s %02x %s %s %s %s"
                                .formatted(
                                        frame.number() == wrong ? "->" : "  ",
                                        frame.number(),
                                        frame.sp(),
                                        frame.pc(),
                                        frame.kind(),
                                        codes(frame.pc())))
                        .collect(Collectors.joining("\n"));
    }

    private String codes(Address pc) {
        Reader reader = new Reader(memory);
        Optional<ImageUnwind> image = unwind.at(pc);
        return image.flatMap(known -> new FunctionTable(reader, known).covering(pc.minus(known.base())))
                .map(entry -> X64Part.of(reader, image.orElseThrow(), entry))
                .map(part -> "+0x%x of %s".formatted(part.offset(pc), part.info()))
                .orElse("no unwind data");
    }

    private RegisterFile registers() {
        return RegisterFile.of(X64.INSTANCE, sim.context());
    }

    private MemorySpan read(Address start, int length) {
        Bytes bytes = sim.read(start, length);
        if (bytes.length() == length) {
            return new MemorySpan.Known(bytes);
        }
        return bytes.isEmpty()
                ? new MemorySpan.Unreadable(start)
                : new MemorySpan.Partial(bytes, start.plus(bytes.length()));
    }
}
