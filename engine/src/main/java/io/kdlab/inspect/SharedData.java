package io.kdlab.inspect;

import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// `KUSER_SHARED_DATA`: the page that a Windows kernel keeps at a fixed address. Other kernels have nothing
/// there, so all of it may be absent.
final class SharedData {
    private static final Address PLACE = new Address(0xfffff780_00000000L);
    private static final Address PLACE_OF_32_BITS = new Address(0xffffffff_ffdf0000L);
    private static final int SIZE = 0x300;
    private static final int INTERRUPT_TIME = 0x08;
    private static final int SYSTEM_TIME = 0x14;
    private static final int PRODUCT_TYPE = 0x264;
    private static final int SUITE_MASK = 0x2d0;

    /// From 1601 to 1970 in units of 100 ns.
    static final long UNITS_TO_1970 = 116_444_736_000_000_000L;

    private static final long PER_SECOND = 10_000_000L;

    private final Bytes bytes;

    private SharedData(Bytes bytes) {
        this.bytes = bytes;
    }

    static Optional<SharedData> of(Target target) {
        return target.read(target.pointerSize() == 4 ? PLACE_OF_32_BITS : PLACE, SIZE)
                        instanceof MemorySpan.Known(Bytes bytes)
                ? Optional.of(new SharedData(bytes))
                : Optional.empty();
    }

    /// The same in 100 ns since 1601, as the page holds it.
    long systemTicks() {
        return time(SYSTEM_TIME);
    }

    /// How long the target is up, in 100 ns, as the page holds it.
    long uptimeTicks() {
        return time(INTERRUPT_TIME);
    }

    /// The time that the target believes it is.
    Optional<Instant> systemTime() {
        long ticks = time(SYSTEM_TIME);
        if (ticks <= UNITS_TO_1970) {
            return Optional.empty();
        }
        long since = ticks - UNITS_TO_1970;
        return Optional.of(Instant.ofEpochSecond(since / PER_SECOND, since % PER_SECOND * 100));
    }

    /// How long the target is up.
    Optional<Duration> uptime() {
        long ticks = time(INTERRUPT_TIME);
        return ticks <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(ticks / PER_SECOND, ticks % PER_SECOND * 100));
    }

    /// `WinNt, suite: TerminalServer SingleUserTS`; empty when no product type is set.
    Optional<String> product() {
        String type = switch (bytes.u32(PRODUCT_TYPE)) {
            case 1 -> "WinNt";
            case 2 -> "LanManNt";
            case 3 -> "Server";
            default -> "";
        };
        int suite = bytes.u32(SUITE_MASK);
        StringBuilder words = new StringBuilder();
        append(words, suite, 0x01, "SmallBusiness");
        append(words, suite, 0x02, "Enterprise");
        append(words, suite, 0x10, "TerminalServer");
        append(words, suite, 0x80, "DataCenter");
        append(words, suite, 0x100, "SingleUserTS");
        append(words, suite, 0x200, "Personal");
        return type.isEmpty() ? Optional.empty() : Optional.of(words.isEmpty() ? type : type + ", suite:" + words);
    }

    private static void append(StringBuilder words, int suite, int bit, String word) {
        if ((suite & bit) != 0) {
            words.append(' ').append(word);
        }
    }

    private long time(int offset) {
        return Integer.toUnsignedLong(bytes.u32(offset)) | (long) bytes.u32(offset + 4) << 32;
    }
}
