package io.kdlab.fault;

import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;

/// A UART, bit by bit: what a receiver at one rate makes of what a sender at another put on the line.
///
/// 8 data bits, no parity, one stop bit; the line rests at 1. The receiver looks sixteen times a bit for the
/// edge of a start bit, then takes each bit in its middle. A byte without its stop bit is a framing error and
/// reads as 0, as a tty gives it to who did not ask for marks.
public final class Uart {
    private static final int FRAME = 10;
    private static final int OVERSAMPLING = 16;

    private Uart() {}

    /// What arrived, and how many of the bytes had framing errors.
    public record Received(Bytes bytes, int framingErrors) {}

    /// Sends `bytes` back to back at one rate and receives them at another.
    public static Received receive(byte[] bytes, int sentAt, int sampledAt) {
        if (sentAt <= 0 || sampledAt <= 0) {
            throw new IllegalArgumentException("rates must be positive: %d, %d".formatted(sentAt, sampledAt));
        }
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        int errors = 0;
        double bit = 1.0 / sampledAt;
        double end = (double) (bytes.length + 1) * FRAME / sentAt;
        double time = 0;
        while (time < end) {
            if (level(bytes, sentAt, time)) {
                time += bit / OVERSAMPLING;
                continue;
            }
            if (level(bytes, sentAt, time + bit / 2)) {
                // Too short for a start bit.
                time += bit / OVERSAMPLING;
                continue;
            }
            int value = 0;
            for (int i = 0; i < 8; i++) {
                value |= level(bytes, sentAt, time + (1.5 + i) * bit) ? 1 << i : 0;
            }
            boolean stop = level(bytes, sentAt, time + 9.5 * bit);
            errors += stop ? 0 : 1;
            received.write(stop ? value : 0);
            time += 9.5 * bit;
            while (!stop && time < end && !level(bytes, sentAt, time)) {
                time += bit / OVERSAMPLING;
            }
        }
        return new Received(Bytes.of(received.toByteArray()), errors);
    }

    /// The line at a time: start bit, data from the lowest bit, stop bit; at rest before and after.
    private static boolean level(byte[] bytes, int sentAt, double time) {
        // Half a bit of rest in front, so that the first edge is one.
        long position = (long) Math.floor(time * sentAt - 0.5);
        long index = Math.floorDiv(position, FRAME);
        int within = Math.floorMod(position, FRAME);
        if (index < 0 || index >= bytes.length || within == FRAME - 1) {
            return true;
        }
        return within > 0 && (bytes[(int) index] >> (within - 1) & 1) != 0;
    }
}
