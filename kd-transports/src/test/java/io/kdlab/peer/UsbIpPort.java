package io.kdlab.peer;

import io.kdlab.value.Bytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A USB device offered by USB/IP, as Linux's `vhci_hcd` takes one: the socket that is handed to it begins
/// with URBs at once, without the import dialogue of the `usbip` program. All numbers big-endian; layouts
/// from the kernel's `Documentation/usb/usbip_protocol.rst`.
///
/// A connection is the device plugged in; closing it pulls the plug.
public final class UsbIpPort implements AutoCloseable {
    /// One request of the host to the device.
    ///
    /// @param length how much the host would read, or writes
    /// @param setup the eight bytes of a control request, little-endian; 0 on other endpoints
    /// @param data what the host writes
    /// @param endsTransfer whether the host wants an empty packet behind data that fill their last packet
    record Urb(int sequence, int endpoint, boolean in, int length, long setup, Bytes data, boolean endsTransfer) {}

    /// The device behind the port.
    interface Gadget {
        /// A request, to be answered now or later by [Answer]; in the order in which they came, on one thread.
        void requested(Urb urb, Answer answer);

        /// The host takes a request back; true if it was not answered yet.
        boolean takenBack(int sequence);
    }

    /// How a request is answered, once.
    interface Answer {
        /// `status` is 0 or a negative errno; `data` is what was read, `length` what was read or written.
        void of(int status, byte[] data, int length);
    }

    private static final int SUBMIT = 1;
    private static final int UNLINK = 2;
    private static final int SUBMITTED = 3;
    private static final int UNLINKED = 4;
    private static final int HEADER = 48;
    private static final int LONGEST = 1 << 20;
    private static final int ZERO_PACKET = 0x40;
    private static final int TAKEN_BACK = -104;

    private final Gadget gadget;
    private final ServerSocket listener;
    private final Set<Socket> plugged = ConcurrentHashMap.newKeySet();

    private UsbIpPort(Gadget gadget, ServerSocket listener) {
        this.gadget = gadget;
        this.listener = listener;
    }

    static UsbIpPort of(Gadget gadget) throws IOException {
        UsbIpPort port = new UsbIpPort(gadget, new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("usbip").start(port::accept);
        return port;
    }

    /// The TCP port of 127.0.0.1 that is to be connected to.
    public int port() {
        return listener.getLocalPort();
    }

    /// Pulls the plug; it can be plugged in again.
    public void unplug() throws IOException {
        for (Socket socket : plugged) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        unplug();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                plugged.add(socket);
                Thread.ofVirtual().name("usbip device").start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER));
                if (header.capacity() < HEADER) {
                    return;
                }
                switch (header.getInt(0)) {
                    case SUBMIT -> submitted(header, in, out);
                    case UNLINK -> unlink(header, out);
                    default -> throw new IOException("no USB/IP command: " + header.getInt(0));
                }
            }
        } catch (IOException _) {
            // Unplugged, from either side.
        } finally {
            plugged.remove(socket);
        }
    }

    private void submitted(ByteBuffer header, DataInputStream in, DataOutputStream out) throws IOException {
        int length = header.getInt(24);
        if (length < 0 || length > LONGEST) {
            throw new IOException("a request for " + length + " bytes");
        }
        boolean reads = header.getInt(12) == 1;
        int sequence = header.getInt(4);
        Bytes data = reads ? Bytes.EMPTY : Bytes.of(in.readNBytes(length));
        Urb urb = new Urb(
                sequence,
                header.getInt(16),
                reads,
                length,
                Long.reverseBytes(header.getLong(40)),
                data,
                (header.getInt(20) & ZERO_PACKET) != 0);
        gadget.requested(urb, (status, read, done) -> {
            ByteBuffer answer = ByteBuffer.allocate(HEADER + read.length);
            answer.putInt(0, SUBMITTED).putInt(4, sequence).putInt(20, status).putInt(24, done);
            send(answer.put(HEADER, read), out);
        });
    }

    private void unlink(ByteBuffer header, DataOutputStream out) {
        int status = gadget.takenBack(header.getInt(20)) ? TAKEN_BACK : 0;
        send(
                ByteBuffer.allocate(HEADER)
                        .putInt(0, UNLINKED)
                        .putInt(4, header.getInt(4))
                        .putInt(20, status),
                out);
    }

    private static void send(ByteBuffer message, DataOutputStream out) {
        synchronized (out) {
            try {
                out.write(message.array());
            } catch (IOException _) {
                // Unplugged; the reader sees it too.
            }
        }
    }
}
