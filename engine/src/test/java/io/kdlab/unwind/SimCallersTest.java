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
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Not only where callers go on but what is in their registers, after every single instruction of code that really
/// runs.
///
/// The test keeps the registers of each call, return and interrupt that it sees; it knows nothing of unwind data.
@Feature(value = "M04", on = On.SIM)
@Feature(value = "2.6", on = On.SIM)
class SimCallersTest {
    private static final long SEED = 20260403;
    private static final int BOOT = 20_000;
    private static final int INSTRUCTIONS = 5_000;
    private static final int MOST_FRAMES = 64;
    private static final List<String> KEPT = List.of("rsp", "rbx", "rbp", "rsi", "rdi", "r12", "r13", "r14", "r15");

    private final SimStepper sim = SimStepper.boot(SEED);
    private final Memory memory = this::read;
    private final Symbols symbols = new Symbols(memory, SymbolPath.EMPTY);

    /// Where a return address or an interrupted RIP lies, and the registers that were left there.
    private final TreeMap<Address, RegisterFile> left = new TreeMap<>();

    @Test
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
        int interrupts = 0;
        long compared = 0;
        for (int step = 0; step < skipped + INSTRUCTIONS; step++) {
            if (step >= skipped) {
                compared += compare(step);
            }
            interrupts += follow() == SimStepper.Kind.INTERRUPT && step >= skipped ? 1 : 0;
        }
        assertThat(interrupts).isGreaterThan(20);
        assertThat(compared).as("frames").isGreaterThan(3L * INSTRUCTIONS);
    }

    private SimStepper.Kind follow() {
        RegisterFile before = registers();
        SimStepper.Kind kind = sim.step();
        switch (kind) {
            case CALL, INTERRUPT -> left.put(sim.sp(), before.withPc(memory.pointer(sim.sp())));
            case RETURN, INTERRUPT_RETURN -> left.remove(before.sp());
            case OTHER -> {
                // Neither a call nor a return.
            }
        }
        return kind;
    }

    private int compare(int step) {
        StackWalk walk = StackWalk.of(registers(), memory, new ModuleUnwind(symbols), MOST_FRAMES);
        String where = "step %d at %s, seed %d, %s".formatted(step, sim.pc(), SEED, symbols.at(sim.pc()));
        assertThat(walk.ended()).as(where).isEmpty();
        List<RegisterFile> expected = left.tailMap(sim.sp(), true).values().stream()
                .limit(walk.frames().size() - 1)
                .toList();
        assertThat(expected).as(where).hasSize(walk.frames().size() - 1);
        for (int caller = 0; caller < expected.size(); caller++) {
            Frame found = walk.frames().get(caller + 1);
            String which = "frame " + (caller + 1) + ", " + where;
            assertThat(found.pc()).as(which).isEqualTo(expected.get(caller).pc());
            for (String kept : KEPT) {
                assertThat(Long.toHexString(found.registers().get(kept)))
                        .as(kept + " of " + which)
                        .isEqualTo(Long.toHexString(expected.get(caller).get(kept)));
            }
        }
        return expected.size();
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
