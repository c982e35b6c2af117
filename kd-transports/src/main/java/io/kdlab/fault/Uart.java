package io.kdlab.fault;

import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// A UART, bit by bit: what a receiver at one rate makes of what a sender at another put on the line.
///
/// 8 data bits, no parity, one stop bit; the line rests at 1. The receiver looks sixteen times a bit for
/// the edge of a start bit, then takes each bit in its middle. A byte without its stop bit has a framing
/// error.
public final class Uart {
    private static final int FRAME = 10;
    private static final int OVERSAMPLING = 16;

    private Uart() {}

    /// What a receiver does when it finds no stop bit. After a break, eight zeros and no stop bit, all
    /// wait.
    public enum AfterError {
        /// It waits until the line is at rest.
        WAITS,
        /// It takes the missing stop bit for the next start bit, as the 16550 does.
        GOES_ON
    }

    /// A sender and a receiver.
    ///
    /// @param sentAt bits a second that bytes are sent at
    /// @param sampledAt bits a second that they are received at
    /// @param rest how long the line rests between two bytes, in bits of the sender, on top of the stop bit
    public record Line(int sentAt, int sampledAt, double rest, AfterError afterError) {
        public Line {
            if (sentAt <= 0 || sampledAt <= 0 || rest < 0) {
                throw new IllegalArgumentException(
                        "a rate or a rest that no line has: %d, %d, %s".formatted(sentAt, sampledAt, rest));
            }
        }

        /// Bytes back to back to a receiver that waits.
        public static Line of(int sentAt, int sampledAt) {
            return new Line(sentAt, sampledAt, 0, AfterError.WAITS);
        }
    }

    /// What arrived.
    ///
    /// @param bytes as the receiver saw them, those with errors too
    /// @param errors for each byte 1 where its stop bit was missing, else 0
    public record Received(Bytes bytes, Bytes errors) {
        /// The same as [LineSample] has it.
        public int[] symbols() {
            int[] symbols = new int[bytes.length()];
            Arrays.setAll(symbols, i -> bytes.get(i) | (errors.get(i) == 0 ? 0 : LineSample.ERROR));
            return symbols;
        }

        /// How many bytes had framing errors.
        public int framingErrors() {
            int count = 0;
            for (int i = 0; i < errors.length(); i++) {
                count += errors.get(i);
            }
            return count;
        }
    }

    /// Sends `bytes` back to back at one rate and receives them at another.
    public static Received receive(byte[] bytes, int sentAt, int sampledAt) {
        return receive(bytes, Line.of(sentAt, sampledAt));
    }

    /// Sends `bytes` over a line.
    public static Received receive(byte[] bytes, Line line) {
        Signal signal = new Signal(Bytes.of(bytes), line.sentAt(), FRAME + line.rest());
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        double bit = 1.0 / line.sampledAt();
        double end = (bytes.length + 1) * (FRAME + line.rest()) / line.sentAt();
        double time = 0;
        while (time < end) {
            // A low that is over before the middle of the bit is too short for a start bit.
            if (signal.level(time) || signal.level(time + bit / 2)) {
                time += bit / OVERSAMPLING;
                continue;
            }
            int value = 0;
            for (int i = 0; i < 8; i++) {
                value |= signal.level(time + (1.5 + i) * bit) ? 1 << i : 0;
            }
            boolean stop = signal.level(time + 9.5 * bit);
            received.write(value);
            errors.write(stop ? 0 : 1);
            if (!stop && value != 0 && line.afterError() == AfterError.GOES_ON) {
                time += 9 * bit;
                continue;
            }
            time += 9.5 * bit;
            while (!stop && time < end && !signal.level(time)) {
                time += bit / OVERSAMPLING;
            }
        }
        return new Received(Bytes.of(received.toByteArray()), Bytes.of(errors.toByteArray()));
    }

    /// The level of the line over time: start bit, data from the lowest bit, stop bit, rest; at rest before
    /// and after.
    ///
    /// @param frame bits from one start bit to the next
    private record Signal(Bytes bytes, int rate, double frame) {
        boolean level(double time) {
            // Half a bit of rest in front, so that the first edge is one.
            double position = time * rate - 0.5;
            int index = (int) Math.floor(position / frame);
            int within = (int) Math.floor(position - index * frame);
            if (index < 0 || index >= bytes.length() || within >= FRAME - 1) {
                return true;
            }
            return within > 0 && (bytes.get(index) >> (within - 1) & 1) != 0;
        }
    }
}
