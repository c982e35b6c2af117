package io.kdlab.memory;

import io.kdlab.value.Address;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/// How much more than was asked for may be fetched along with it.
///
/// Never of memory that may be a device's registers, where reading has effects: only within a loaded image, and
/// within pages that somebody who knows what lies there has called ordinary. Never more than a packet carries,
/// nor than the wire needs 20 ms for at the rate that was measured.
public final class ReadAhead {
    /// The wire's time that may be spent on what nobody asked for: a fiftieth of a second.
    private static final int TIMES_A_SECOND = 50;

    /// What comes along with the first bytes of a place; four times as much each time that reading goes on there.
    private static final int FIRST = 128;

    private final int packet;
    private final IntSupplier rate;
    private final Set<Long> allowed = new HashSet<>();
    private UnaryOperator<Address> images = at -> at;
    private int window = FIRST;

    /// @param packet how many bytes one request may ask for
    /// @param rate bytes that the wire carries in a second
    public ReadAhead(int packet, IntSupplier rate) {
        if (packet < 1) {
            throw new IllegalArgumentException("a wire that carries nothing");
        }
        this.packet = packet;
        this.rate = rate;
    }

    /// A wire that costs nothing.
    public static ReadAhead free(int packet) {
        return new ReadAhead(packet, () -> Integer.MAX_VALUE);
    }

    int packet() {
        return packet;
    }

    /// Where images lie: `end` maps an address within one to the end of that image, any other to itself.
    public void images(UnaryOperator<Address> end) {
        images = end;
    }

    /// The pages of `length` bytes at `start` hold no device's registers.
    void allow(Address start, int length) {
        long last = CachedPage.number(start.plus(Math.max(length - 1, 0)));
        for (long number = CachedPage.number(start); number <= last && allowed.size() < 1 << 16; number++) {
            allowed.add(number);
        }
    }

    /// What was allowed for this stop is not any more.
    void forget() {
        allowed.clear();
    }

    /// How many bytes may be fetched behind the `asked` bytes at `at`.
    ///
    /// @param goesOn whether what lies in front of `at` is known already, so that somebody reads on
    int beyond(Address at, int asked, boolean goesOn) {
        int most = Math.min(packet - asked, rate.getAsInt() / TIMES_A_SECOND);
        window = goesOn ? Math.min(4 * window, packet) : FIRST;
        return (int) Math.min(Math.min(most, window), safe(at.plus(asked)));
    }

    /// How many bytes behind `last` can be read without effects, `last` being the end of what was asked for.
    private long safe(Address last) {
        Address within = last.plus(-1);
        long image = images.apply(within).minus(within) - 1;
        if (image > 0) {
            return image;
        }
        long count = 0;
        while (count < packet && allowed.contains(CachedPage.number(last.plus(count)))) {
            count += CachedPage.SIZE - CachedPage.offset(last.plus(count));
        }
        return count;
    }
}
