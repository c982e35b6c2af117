package io.kdlab.transport;

import java.util.ArrayList;
import java.util.List;

/// The control lines of a serial port; true is asserted. We drive `dtr` and `rts`, the other end drives the
/// rest.
public record ModemLines(boolean dtr, boolean rts, boolean cts, boolean dsr, boolean dcd, boolean ri) {
    /// Those that are on, as a person reads them: `DTR RTS CTS`; `none` when all are off.
    public String text() {
        List<String> on = new ArrayList<>();
        add(on, dtr, "DTR");
        add(on, rts, "RTS");
        add(on, cts, "CTS");
        add(on, dsr, "DSR");
        add(on, dcd, "DCD");
        add(on, ri, "RI");
        return on.isEmpty() ? "none" : String.join(" ", on);
    }

    private static void add(List<String> on, boolean asserted, String name) {
        if (asserted) {
            on.add(name);
        }
    }
}
