package io.kdlab.transport;

import java.util.ArrayList;
import java.util.List;

/// What a UART and its driver have counted since the driver came up.
///
/// @param frame bytes without their stop bit: the wrong rate, a bad cable
/// @param overrun bytes lost because the UART was not emptied in time
/// @param parity bytes of the wrong parity
/// @param brk breaks: the line low for longer than a byte
/// @param bufferOverrun bytes lost because the driver's buffer was full
public record LineErrors(long frame, long overrun, long parity, long brk, long bufferOverrun) {
    /// Nothing yet.
    public static final LineErrors NONE = new LineErrors(0, 0, 0, 0, 0);

    /// What came since `before`.
    public LineErrors since(LineErrors before) {
        return new LineErrors(
                frame - before.frame,
                overrun - before.overrun,
                parity - before.parity,
                brk - before.brk,
                bufferOverrun - before.bufferOverrun);
    }

    /// The counts that are not zero, as a person reads them: `frame 12, break 3`; `none` when all are.
    public String text() {
        List<String> counted = new ArrayList<>();
        add(counted, "frame", frame);
        add(counted, "overrun", overrun);
        add(counted, "parity", parity);
        add(counted, "break", brk);
        add(counted, "buffer overrun", bufferOverrun);
        return counted.isEmpty() ? "none" : String.join(", ", counted);
    }

    private static void add(List<String> counted, String name, long count) {
        if (count != 0) {
            counted.add(name + " " + count);
        }
    }
}
