package io.kdlab.transport.usb;

import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;
import org.usb4java.Transfer;

/// One bulk endpoint with at most one transfer on it, which is begun, waited for and, at the end, cancelled.
/// A transfer that is not waited for any longer stays begun, so nothing that comes is lost.
///
/// The bus's event thread completes transfers; one other thread begins and waits; any may stop.
final class BulkPipe {
    /// How a transfer ended: libusb's status, and what was received.
    record Completion(int status, int length, Bytes received) {
        boolean isGood() {
            return status == LibUsb.TRANSFER_COMPLETED;
        }
    }

    private final UsbDevice.Bulk endpoint;
    private final DeviceHandle handle;
    private final ByteBuffer buffer;
    private final Transfer transfer = LibUsb.allocTransfer();
    private final BlockingQueue<Completion> completed = new LinkedBlockingQueue<>();
    private boolean begun;
    private boolean stopped;

    BulkPipe(UsbDevice.Bulk endpoint, DeviceHandle handle, int capacity) {
        this.endpoint = endpoint;
        this.handle = handle;
        this.buffer = ByteBuffer.allocateDirect(capacity);
    }

    int packetSize() {
        return endpoint.packetSize();
    }

    byte address() {
        return endpoint.address();
    }

    /// Whether a transfer is on the endpoint.
    synchronized boolean isBegun() {
        return begun;
    }

    /// Begins to read into the whole buffer; does nothing while that is already so.
    int beginRead() {
        return begin(Bytes.EMPTY, buffer.capacity());
    }

    /// Begins to write, at most the buffer's capacity; of nothing, a packet without bytes is sent. What
    /// became of an earlier write is forgotten.
    synchronized int beginWrite(Bytes bytes) {
        completed.clear();
        return begin(bytes, bytes.length());
    }

    private synchronized int begin(Bytes bytes, int length) {
        if (stopped) {
            return LibUsb.ERROR_NO_DEVICE;
        }
        if (begun) {
            return LibUsb.SUCCESS;
        }
        buffer.clear().put(bytes.toByteBuffer());
        buffer.rewind();
        LibUsb.fillBulkTransfer(transfer, handle, endpoint.address(), buffer, this::complete, null, 0);
        transfer.setLength(length);
        int code = LibUsb.submitTransfer(transfer);
        begun = code == LibUsb.SUCCESS;
        return code;
    }

    private synchronized void complete(Transfer done) {
        begun = false;
        int length = done.actualLength();
        byte[] received = new byte[(endpoint.address() & LibUsb.ENDPOINT_DIR_MASK) == 0 ? 0 : length];
        buffer.get(0, received);
        completed.add(new Completion(done.status(), length, Bytes.of(received)));
    }

    /// Waits until the transfer has ended, or until the limit.
    Optional<Completion> await(Duration limit) throws InterruptedException {
        return Optional.ofNullable(completed.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Ends the transfer without its cause; its completion follows.
    synchronized void cancel() {
        if (begun) {
            LibUsb.cancelTransfer(transfer);
        }
    }

    /// Begins no more, and ends what is begun.
    synchronized void stop() {
        stopped = true;
        cancel();
    }

    /// Gives the memory back; only when stopped and not begun.
    void free() {
        LibUsb.freeTransfer(transfer);
    }
}
