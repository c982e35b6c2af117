package io.kdlab.link;

import java.time.Duration;

/// How long a side waits and how often it tries.
///
/// @param ack how long an ack may take before the packet goes again
/// @param attempts how often a packet goes before it is given up (or, in a target, droppable ones are)
/// @param resends how often the other side may ask for one packet again
/// @param reset how long the answer to a RESET may take
/// @param resets how often RESET is sent in one resynchronisation; 0 is without limit
/// @param breakIn the pause after a break-in byte before the next one
/// @param breakIns how many break-in bytes go before a target counts as silent
public record LinkPace(
        Duration ack, int attempts, int resends, Duration reset, int resets, Duration breakIn, int breakIns) {
    /// A debugger on a serial line. A whole packet takes 350 ms at 115200 baud; after break-in a second of
    /// silence makes the byte count.
    public static final LinkPace HOST =
            new LinkPace(Duration.ofMillis(1000), 5, 128, Duration.ofMillis(1000), 3, Duration.ofMillis(1000), 6);

    /// A kernel: 20 tries and an ack time-out counted in polls of the UART, 20 ms under a fast emulator.
    public static final LinkPace TARGET = new LinkPace(
            Duration.ofMillis(200), 20, Integer.MAX_VALUE, Duration.ofMillis(1000), 1, Duration.ofMillis(1000), 1);

    /// The same with another number of RESETs.
    public LinkPace withResets(int other) {
        return new LinkPace(ack, attempts, resends, reset, other, breakIn, breakIns);
    }

    /// The same with another patience for acks.
    public LinkPace withAck(Duration other) {
        return new LinkPace(other, attempts, resends, reset, resets, breakIn, breakIns);
    }

    Duration of(LinkTimer timer) {
        return switch (timer) {
            case ACK -> ack;
            case RESET -> reset;
            case BREAK_IN -> breakIn;
        };
    }
}
