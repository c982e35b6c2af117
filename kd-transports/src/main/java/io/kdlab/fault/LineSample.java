package io.kdlab.fault;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Arrays;
import java.util.Optional;

/// The last bytes that came in on a line with a rate, with their framing errors: what [BaudDetection] looks
/// at.
///
/// A transport whose wire has a rate fills one as it reads and hangs it on its channel. Free for any
/// thread.
public final class LineSample {
    /// A symbol with this bit is a byte that had a framing error; the low eight bits are what the receiver
    /// made of it.
    public static final int ERROR = 0x100;
    /// How many bytes are kept.
    public static final int KEPT = 1024;

    private static final AttributeKey<LineSample> ON = AttributeKey.valueOf(LineSample.class, "on");

    private final int rate;
    private final short[] ring = new short[KEPT];
    private long taken;

    /// @param rate bits a second that the line is received at
    public LineSample(int rate) {
        this.rate = rate;
    }

    /// The sample of a channel, if its wire has a rate.
    public static Optional<LineSample> of(Channel channel) {
        return Optional.ofNullable(channel.attr(ON).get());
    }

    /// Makes it the channel's.
    public void hangOn(Channel channel) {
        channel.attr(ON).set(this);
    }

    /// Bits a second that the line is received at.
    public int rate() {
        return rate;
    }

    /// Notes what came in, in order.
    public synchronized void add(int byteValue, boolean framingError) {
        ring[(int) (taken++ % KEPT)] = (short) (byteValue & 0xff | (framingError ? ERROR : 0));
    }

    /// The newest symbols, at most `most`, oldest first.
    public synchronized int[] newest(long most) {
        int count = (int) Math.min(Math.min(most, taken), KEPT);
        int[] symbols = new int[count];
        Arrays.setAll(symbols, i -> ring[(int) ((taken - count + i) % KEPT)]);
        return symbols;
    }
}
