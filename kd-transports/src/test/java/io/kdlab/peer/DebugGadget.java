package io.kdlab.peer;

import io.kdlab.sim.SimOptions;
import io.kdlab.sim.SimTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A target's USB debug device as the debugging host sees it: KDUSB by the packet, with a simulated machine
/// behind it.
///
/// It keeps the rules of kd-protocol.md §9.3 strictly: a transfer ends with a short packet and with nothing
/// else, and a read that is shorter than the packet that comes is a babble. What it saw is counted, so that a
/// test can tell that the host kept them too.
public final class DebugGadget implements UsbIpPort.Gadget, AutoCloseable {
    /// What the host did.
    ///
    /// @param controls control requests, as `bmRequestType bRequest wValue wIndex` in hex
    /// @param transfers logical transfers received
    /// @param emptyPackets of these, how many were ended by a packet without bytes
    /// @param longest the longest of them
    /// @param questions how often the name was asked for
    public record Seen(List<String> controls, int transfers, int emptyPackets, int longest, int questions) {}

    private record Waiting(UsbIpPort.Urb urb, UsbIpPort.Answer answer, ByteArrayOutputStream got) {}

    private static final int STALLED = -32;
    private static final int BABBLED = -75;
    private static final int CLEAR_HALT = 0x0201;
    /// What a target has sent and nobody read: it sends no more then, as a NAKed one would not.
    private static final int MOST_UNREAD = 4;

    private final UsbDescriptors descriptors;
    private final Optional<String> name;
    private final UsbIpPort port;
    private final Deque<byte[]> packets = new ArrayDeque<>();
    private final Deque<Waiting> reads = new ArrayDeque<>();
    private final Deque<Waiting> writes = new ArrayDeque<>();
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private final List<String> controls = new ArrayList<>();
    private final BlockingQueue<byte[]> taken = new LinkedBlockingQueue<>();
    private Consumer<byte[]> target = taken::add;
    private @Nullable SimTarget machine;
    private int unread;
    private int transfers;
    private int emptyPackets;
    private int longest;
    private int questions;
    private boolean stalled;
    private boolean refusing;

    private DebugGadget(UsbDescriptors descriptors, Optional<String> name) throws IOException {
        this.descriptors = descriptors;
        this.name = name;
        this.port = UsbIpPort.of(this);
    }

    /// With nobody behind it: what comes is for [#take], what goes is up to the test. Without a name it never
    /// answers the question.
    public static DebugGadget bare(UsbDescriptors descriptors, Optional<String> name) throws IOException {
        return new DebugGadget(descriptors, name);
    }

    /// With a simulated machine behind it, which is switched on now.
    public static DebugGadget of(UsbDescriptors descriptors, String name, SimOptions options) throws IOException {
        DebugGadget gadget = new DebugGadget(descriptors, Optional.of(name));
        SimTarget machine = SimTarget.start(options, packet -> gadget.send(packet.toByteArray()));
        gadget.behind(machine);
        return gadget;
    }

    private synchronized void behind(SimTarget started) {
        machine = started;
        target = started::receive;
    }

    /// Where it is to be plugged in.
    public UsbIpPort port() {
        return port;
    }

    /// How fast a port it needs, as USB/IP numbers it.
    public int speed() {
        return descriptors.speed();
    }

    /// What the host did up to now.
    public synchronized Seen seen() {
        return new Seen(List.copyOf(controls), transfers, emptyPackets, longest, questions);
    }

    /// Sends a logical transfer; false if the host has left too much unread.
    public synchronized boolean send(byte[] transfer) {
        if (unread >= MOST_UNREAD) {
            return false;
        }
        unread++;
        int size = descriptors.packetSize();
        for (int at = 0; at <= transfer.length; at += size) {
            packets.add(Arrays.copyOfRange(transfer, at, Math.min(transfer.length, at + size)));
        }
        deliver();
        return true;
    }

    /// What the host sent, transfer by transfer, where nobody is behind the device.
    public byte[] take(Duration limit) throws InterruptedException {
        byte[] transfer = taken.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (transfer == null) {
            throw new AssertionError("the host sent nothing for " + limit + "; " + seen());
        }
        return transfer;
    }

    /// Stalls the endpoint that the host reads, until the host clears that.
    public synchronized void stall() {
        stalled = true;
        deliver();
    }

    /// Takes nothing more from the host, as a target that is dead and still powered.
    public synchronized void refuse() {
        refusing = true;
    }

    /// Pulls the plug. What was unread is gone, as when a target restarts.
    public void unplug() throws IOException {
        port.unplug();
        synchronized (this) {
            packets.clear();
            reads.clear();
            writes.clear();
            refusing = false;
            incoming.reset();
            unread = 0;
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
        SimTarget behind;
        synchronized (this) {
            behind = machine;
        }
        if (behind != null) {
            behind.close();
        }
    }

    @Override
    public synchronized void requested(UsbIpPort.Urb urb, UsbIpPort.Answer answer) {
        if (urb.endpoint() == 0) {
            control(urb, answer);
        } else if (urb.in()) {
            reads.add(new Waiting(urb, answer, new ByteArrayOutputStream()));
            deliver();
        } else if (refusing) {
            writes.add(new Waiting(urb, answer, new ByteArrayOutputStream()));
        } else {
            answer.of(0, new byte[0], urb.length());
            received(urb);
        }
    }

    @Override
    public synchronized boolean takenBack(int sequence) {
        return reads.removeIf(each -> each.urb().sequence() == sequence)
                || writes.removeIf(each -> each.urb().sequence() == sequence);
    }

    private void received(UsbIpPort.Urb urb) {
        incoming.writeBytes(urb.data().toByteArray());
        boolean isShort = urb.length() % descriptors.packetSize() != 0 || urb.length() == 0;
        if (isShort || urb.endsTransfer()) {
            byte[] transfer = incoming.toByteArray();
            incoming.reset();
            transfers++;
            emptyPackets += urb.length() == 0 || urb.endsTransfer() ? 1 : 0;
            longest = Math.max(longest, transfer.length);
            transfer(transfer);
        }
    }

    private void transfer(byte[] transfer) {
        if (new String(transfer, StandardCharsets.US_ASCII).equals("NAME?")) {
            questions++;
            name.ifPresent(is -> send(("NAME=" + is + "\0\0").getBytes(StandardCharsets.US_ASCII)));
        } else {
            target.accept(transfer);
        }
    }

    private void deliver() {
        while (!reads.isEmpty() && stalled) {
            reads.remove().answer().of(STALLED, new byte[0], 0);
        }
        while (!reads.isEmpty() && !packets.isEmpty()) {
            fill(reads.peek());
        }
    }

    /// One packet into the oldest read, which ends with a short one, or full, or overrun.
    private void fill(Waiting read) {
        byte[] packet = packets.remove();
        boolean last = packet.length < descriptors.packetSize();
        unread -= last ? 1 : 0;
        int room = read.urb().length() - read.got().size();
        if (packet.length > room) {
            end(BABBLED);
        } else {
            read.got().writeBytes(packet);
            if (last || packet.length == room) {
                end(0);
            }
        }
    }

    private void end(int status) {
        Waiting read = reads.remove();
        byte[] data = read.got().toByteArray();
        read.answer().of(status, data, data.length);
    }

    private void control(UsbIpPort.Urb urb, UsbIpPort.Answer answer) {
        int type = (int) urb.setup() & 0xff;
        int request = (int) (urb.setup() >> 8) & 0xff;
        int value = (int) (urb.setup() >> 16) & 0xffff;
        int index = (int) (urb.setup() >> 32) & 0xffff;
        controls.add("%02x %02x %04x %04x".formatted(type, request, value, index));
        byte[] data = new byte[0];
        if (type == 0x80 && request == 6) {
            data = descriptors.descriptor(value >> 8, value & 0xff);
            if (data.length == 0) {
                answer.of(STALLED, data, 0);
                return;
            }
        } else if (type == 0x80 && request == 0) {
            data = new byte[2];
        } else if ((type << 8 | request) == CLEAR_HALT) {
            stalled = false;
        }
        byte[] cut = Arrays.copyOf(data, Math.min(data.length, urb.length()));
        answer.of(0, cut, cut.length);
    }
}
