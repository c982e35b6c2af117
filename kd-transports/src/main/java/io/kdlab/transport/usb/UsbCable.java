package io.kdlab.transport.usb;

import io.kdlab.transport.device.ByteDevice;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/// An open debug cable: every read yields one logical transfer of the target, every write is one to it.
///
/// A running target answers nothing, so a read stays pending without a limit, and no limit of ours ever
/// cancels one: what a cancelled transfer had received could be lost.
final class UsbCable implements ByteDevice {
    private static final Logger LOG = LoggerFactory.getLogger(UsbCable.class);
    /// How long a target may refuse a piece of a packet. A running one looks at its cable many times a second.
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(5);

    private static final Duration GIVE_BACK_LIMIT = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(500);
    /// So many bad transfers in a row are not an accident.
    private static final int BAD_IN_A_ROW = 8;
    /// KD packets that may come before a name does; a target sends one and repeats it.
    private static final int KEPT = 64;

    private final UsbDevice device;
    private final UsbDevice.Interface wire;
    private final DeviceHandle handle;
    private final BulkPipe in;
    private final BulkPipe out;
    private final Queue<byte[]> kept = new ArrayDeque<>();
    private final CountDownLatch givenBack = new CountDownLatch(1);
    private volatile boolean closed;
    private int bad;

    UsbCable(UsbDevice device, UsbDevice.Interface wire, DeviceHandle handle) {
        this.device = device;
        this.wire = wire;
        this.handle = handle;
        this.in = new BulkPipe(wire.in().orElseThrow(), handle, BulkSplit.READ);
        this.out = new BulkPipe(wire.out().orElseThrow(), handle, BulkSplit.PIECE);
    }

    UsbDevice device() {
        return device;
    }

    /// Puts the question for the target's name on the cable, unless an earlier one has not been taken yet.
    void askName() throws IOException {
        if (!out.isBegun()) {
            check(out.beginWrite(Bytes.of(TargetName.question())));
        }
    }

    /// The name, if it comes within the limit. KD packets that come before are kept for [#read].
    Optional<String> name(Duration limit) throws IOException, InterruptedException {
        Optional<byte[]> next = next(limit);
        Optional<String> name = next.flatMap(TargetName::in);
        if (next.isPresent() && name.isEmpty()) {
            if (kept.size() == KEPT) {
                kept.remove();
            }
            kept.add(next.get());
        }
        return name;
    }

    @Override
    public int read(byte[] into) throws IOException {
        byte[] transfer = kept.poll();
        try {
            while (transfer == null && !closed) {
                // A late answer to the question is nobody's packet.
                transfer = next(LOOK)
                        .filter(bytes -> TargetName.in(bytes).isEmpty())
                        .orElse(null);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (transfer == null) {
            return -1;
        }
        System.arraycopy(transfer, 0, into, 0, transfer.length);
        return transfer.length;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        int sent = 0;
        for (int piece : BulkSplit.of(length, out.packetSize())) {
            writePiece(Bytes.of(bytes, sent, piece), sent, length);
            sent += piece;
        }
    }

    /// Waits until the device is released, which takes as long as ending two transfers.
    @Override
    public void close() {
        closed = true;
        in.stop();
        out.stop();
        try {
            if (!givenBack.await(GIVE_BACK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("usb.not-given-back port={}", device.port());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// For the bus's event thread: gives the device back as soon as it is closed and no transfer is on it;
    /// true once that is done.
    synchronized boolean givenBack() {
        if (!closed || in.isBegun() || out.isBegun()) {
            return false;
        }
        in.free();
        out.free();
        LibUsb.releaseInterface(handle, wire.number());
        LibUsb.close(handle);
        givenBack.countDown();
        return true;
    }

    private void writePiece(Bytes piece, int sent, int length) throws IOException {
        try {
            settle();
            check(out.beginWrite(piece));
            BulkPipe.Completion done = out.await(WRITE_LIMIT).orElse(null);
            if (done == null) {
                out.cancel();
                throw lost("the target takes nothing from the cable: %d of %d bytes in %d s"
                        .formatted(sent, length, WRITE_LIMIT.toSeconds()));
            }
            if (!done.isGood()) {
                throw lost(UsbFault.ofTransfer(done.status()));
            }
            if (done.length() != piece.length()) {
                throw lost("the device took %d of %d bytes".formatted(done.length(), piece.length()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// The question for the name may still be on its way: it is waited for, and its fate is nobody's concern.
    private void settle() throws IOException, InterruptedException {
        if (out.isBegun() && out.await(WRITE_LIMIT).isEmpty()) {
            out.cancel();
            throw lost("the target takes nothing from the cable");
        }
    }

    /// One logical transfer that carries something, or nothing within the limit.
    private Optional<byte[]> next(Duration limit) throws IOException, InterruptedException {
        check(in.beginRead());
        Optional<BulkPipe.Completion> done = in.await(limit);
        if (done.isEmpty() || closed) {
            return Optional.empty();
        }
        BulkPipe.Completion transfer = done.get();
        if (transfer.isGood()) {
            bad = 0;
            // Without bytes it is the end of a transfer that filled the buffer, never the end of the stream.
            return Optional.of(transfer.received().toByteArray()).filter(bytes -> bytes.length > 0);
        }
        bad(transfer.status());
        return Optional.empty();
    }

    /// What a device may do wrong now and then costs one packet, which KD sends again.
    private void bad(int status) throws IOException {
        bad++;
        if (status == LibUsb.TRANSFER_NO_DEVICE || bad == BAD_IN_A_ROW) {
            throw lost(UsbFault.ofTransfer(status));
        }
        LOG.warn("usb.bad-transfer port={} why={}", device.port(), UsbFault.ofTransfer(status));
        if (status == LibUsb.TRANSFER_STALL) {
            clearHalt();
        }
    }

    /// Never on a handle that was given back meanwhile.
    private synchronized void clearHalt() throws IOException {
        if (!closed) {
            check(LibUsb.clearHalt(handle, in.address()));
        }
    }

    private void check(int code) throws IOException {
        if (code != LibUsb.SUCCESS) {
            throw lost(UsbFault.ofCall(code, device));
        }
    }

    private IOException lost(String why) {
        return new IOException("USB port %s: %s".formatted(device.port(), why));
    }
}
