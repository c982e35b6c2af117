package io.kdlab.transport.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What a port makes of the rate that it was asked for.
///
/// Most drivers say what they have set. The driver of PC UARTs (8250) does not: it divides its clock by a
/// whole number and goes on saying what was asked, so that the division is done here again. A byte is ten
/// bits long and each is read in its middle: with an error of 5 % between both ends the last bit is missed.
/// One end may have half of it.
final class LineRate {
    /// In parts of a thousand.
    static final int TOLERANCE = 25;

    /// `type` of a port in sysfs (linux/serial_core.h): 8250, 16450, 16550, 16550A, 16650, 16650V2, 16750.
    /// Others have dividers of their own.
    private static final Set<String> WHOLE_DIVISORS = Set.of("1", "2", "3", "4", "6", "7", "8");

    private static final int CLOCKS_A_BIT = 16;

    private LineRate() {}

    /// The highest rate of a PC UART, which all its others divide; empty for everything else.
    ///
    /// @param device a directory like `/sys/class/tty/ttyS0`
    static OptionalInt base(Path device) {
        try {
            if (WHOLE_DIVISORS.contains(Files.readString(device.resolve("type")).strip())) {
                int clock = Integer.parseInt(
                        Files.readString(device.resolve("uartclk")).strip());
                return clock < CLOCKS_A_BIT ? OptionalInt.empty() : OptionalInt.of(clock / CLOCKS_A_BIT);
            }
        } catch (IOException | NumberFormatException _) {
            // Not a port of the serial core.
        }
        return OptionalInt.empty();
    }

    /// Why the port cannot be used at a rate; empty when it can.
    ///
    /// @param wanted what was asked for
    /// @param said what the driver says it has set
    /// @param base see [#base]
    static Optional<String> refusal(int wanted, int said, OptionalInt base) {
        int real = base.isPresent() ? divided(wanted, base.getAsInt()) : said;
        if (Math.abs((long) real - wanted) * 1000 <= (long) wanted * TOLERANCE) {
            return Optional.empty();
        }
        return Optional.of("the port does not do %d baud; the nearest that it does is baud=%d".formatted(wanted, real));
    }

    private static int divided(int wanted, int base) {
        long divisor = Math.max(1, Math.round((double) base / wanted));
        return (int) Math.round((double) base / divisor);
    }
}
