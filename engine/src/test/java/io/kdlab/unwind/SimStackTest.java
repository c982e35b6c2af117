package io.kdlab.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.sim.SimStepper;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Stacks of code that really runs, against what its own calls, returns and interrupts did: every state is a fair
/// question, prologues, epilogues, interrupt entries and switches between stacks included.
@Feature(value = "M04", on = On.SIM)
final class SimStackTest {
    private static final long SEED = 20261120;
    private static final int INSTRUCTIONS = 60_000;
    /// Until every thread has run: the first frame of one that never did was written, not called.
    private static final int BOOT = 100_000;
    private static final int ONE_OF = 5;
    private static final int STACKS = 5;

    private final SimStepper sim = SimStepper.boot(SEED);
    private final Memory memory = this::read;
    /// Where a return address or an interrupted RIP lies → what it is.
    private final TreeMap<Address, Address> live = new TreeMap<>();
    private final Set<Address> ends = new HashSet<>();

    @Test
    void everyStackIsTheChainOfCallsThatWereMade() {
        Random random = new Random(SEED);
        int deepest = 0;
        for (int n = 0; n < BOOT + INSTRUCTIONS; n++) {
            if (n > BOOT && random.nextInt(ONE_OF) == 0) {
                deepest = Math.max(deepest, compare(n));
            }
            follow();
        }
        assertThat(ends).as("stacks walked to their end").hasSize(STACKS);
        assertThat(deepest).as("deepest stack").isGreaterThan(9);
    }

    private void follow() {
        Address before = sim.sp();
        switch (sim.step()) {
            case CALL, INTERRUPT -> live.put(sim.sp(), memory.pointer(sim.sp()));
            case RETURN, INTERRUPT_RETURN -> live.remove(before);
            case OTHER -> {}
        }
    }

    private int compare(int step) {
        RegisterFile registers = RegisterFile.of(X64.INSTANCE, sim.context());
        StackWalk walk = StackWalk.of(registers, memory, this::image, 64);
        List<Address> walked = new ArrayList<>();
        walk.frames().forEach(frame -> walked.add(frame.returnAddress()));
        assertThat(walk.ended())
                .as("step %d at %s, seed %d", step, sim.pc(), SEED)
                .isEmpty();
        assertThat(walked.removeLast()).isEqualTo(Address.ZERO);
        List<Address> expected = live.tailMap(sim.sp(), true).values().stream()
                .limit(walked.size())
                .toList();
        assertThat(walked).as("step %d at %s, seed %d", step, sim.pc(), SEED).isEqualTo(expected);
        ends.add(walk.frames().getLast().registers().sp().alignedDown(0x1000));
        return walked.size();
    }

    private Optional<ImageUnwind> image(Address pc) {
        return sim.images().stream()
                .filter(image -> pc.minus(image.base()) >= 0 && pc.minus(image.base()) < image.size())
                .findFirst()
                .map(image -> {
                    long header = image.base().value() + memory.u32(image.base().plus(0x3C));
                    return new ImageUnwind(image.base(), (int) memory.u32(Address.of(header + 0xA0)), (int)
                            memory.u32(Address.of(header + 0xA4)));
                });
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
