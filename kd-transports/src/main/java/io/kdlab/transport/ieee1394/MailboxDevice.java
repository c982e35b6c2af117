package io.kdlab.transport.ieee1394;

import io.kdlab.transport.device.ByteDevice;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.time.Duration;

/// A mailbox as a device: each read is one packet, each write puts one and, for data, returns when the target
/// has taken it.
///
/// It ends when the node leaves the bus, and when a bus reset finds the target's buffers elsewhere: then the
/// target was started anew, and so is the link.
final class MailboxDevice implements ByteDevice {
    /// How long a stopped target may leave a packet untouched. It looks at its buffer all the time.
    static final Duration UNTOUCHED = Duration.ofSeconds(5);

    /// How long what lies in the buffer is respected by a break-in or a control packet: a running target
    /// looks for nothing else, and what was put there before would lie in the way for ever.
    private static final Duration COURTESY = Duration.ofMillis(300);

    private static final int BUSY_MILLIS = 1;
    private static final int IDLE_MILLIS = 16;
    private static final int DATA_LEADER = 0x30;

    private final Mailbox mailbox;

    MailboxDevice(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    @Override
    public int read(byte[] into) throws IOException {
        try {
            int pause = BUSY_MILLIS;
            while (true) {
                var packet = mailbox.waiting();
                if (packet.isPresent()) {
                    mailbox.taken(packet.get());
                    packet.get().copyTo(into, 0);
                    return packet.get().length();
                }
                mailbox.pause(pause);
                pause = Math.min(2 * pause, IDLE_MILLIS);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        Bytes packet = Bytes.of(bytes, 0, length);
        boolean data = packet.get(0) == DATA_LEADER;
        try {
            if (!awaitFree(data ? UNTOUCHED : COURTESY) && data) {
                throw untouched();
            }
            mailbox.put(packet);
            if (data && !awaitFree(UNTOUCHED)) {
                throw untouched();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() {
        mailbox.close();
    }

    private boolean awaitFree(Duration limit) throws FirewireException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        int pause = BUSY_MILLIS;
        while (!mailbox.isFree()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            mailbox.pause(pause);
            pause = Math.min(2 * pause, IDLE_MILLIS);
        }
        return true;
    }

    private FirewireException untouched() {
        return FirewireException.ofPeer(
                "%s: the target left a packet untouched for %d s".formatted(mailbox.name(), UNTOUCHED.toSeconds()));
    }

    private IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException(mailbox.name() + ": interrupted", e);
    }
}
