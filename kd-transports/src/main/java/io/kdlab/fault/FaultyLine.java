package io.kdlab.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// One direction of a faulty wire. Not thread-safe.
public final class FaultyLine {
    private static final int LONGEST_DELAY = 40;

    private final FaultPlan plan;
    private final Random random;
    private final LineSample sample;

    /// Directions of one wire take different `salt`s, so that they do not fail in step.
    public FaultyLine(FaultPlan plan, int salt) {
        this.plan = plan;
        this.random = new Random(plan.seed() * 31 + salt);
        this.sample = new LineSample(plan.sampled());
    }

    /// What arrives of a chunk: nothing, one chunk or two.
    public List<byte[]> pass(byte[] chunk) {
        if (chunk.length == 0 || happens(plan.loss())) {
            return List.of();
        }
        byte[] bytes = chunk.clone();
        if (happens(plan.flip())) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (happens(plan.truncate())) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        if (plan.baud() != plan.sampled()) {
            Uart.Received received = Uart.receive(bytes, plan.baud(), plan.sampled());
            bytes = received.bytes().toByteArray();
            for (int symbol : received.symbols()) {
                sample.add(symbol, symbol >= LineSample.ERROR);
            }
        }
        return happens(plan.duplicate()) ? List.of(bytes, bytes.clone()) : List.of(bytes);
    }

    /// How long the next chunk is held up, in milliseconds.
    public int delay() {
        return happens(plan.delay()) ? 1 + random.nextInt(LONGEST_DELAY) : 0;
    }

    /// What arrived of late, where the line has a rate.
    public LineSample sample() {
        return sample;
    }

    private boolean happens(int perThousand) {
        return perThousand > 0 && random.nextInt(1000) < perThousand;
    }
}
