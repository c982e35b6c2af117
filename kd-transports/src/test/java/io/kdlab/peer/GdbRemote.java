package io.kdlab.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// The few packets of gdb's remote protocol that QEMU's stub needs to be set up, stepped and read.
public final class GdbRemote implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();
    private static final int CHUNK = 1024;

    private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    private final ByteBuffer received = ByteBuffer.allocate(1 << 14).limit(0);

    /// Connects to a stub that listens on a Unix socket.
    public GdbRemote(Path socket) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(socket));
        ask("qXfer:features:read:target.xml:0,ffb"); // only who asked for the description may write registers
    }

    /// Sends a command and returns the answer.
    public String ask(String command) throws IOException {
        byte[] text = command.getBytes(StandardCharsets.US_ASCII);
        int sum = 0;
        for (byte b : text) {
            sum += b;
        }
        send("$%s#%02x".formatted(command, sum & 0xFF));
        String answer = answer();
        send("+");
        return answer;
    }

    /// Sends a command whose answer can only be `answer`.
    public void expect(String answer, String command) throws IOException {
        String said = ask(command);
        if (!said.equals(answer)) {
            throw new IOException("QEMU's gdb stub answers \"" + said + "\" to " + command);
        }
    }

    /// One instruction.
    public void step() throws IOException {
        String stop = ask("s");
        if (!stop.startsWith("T05")) {
            throw new IOException("QEMU's gdb stub answers \"" + stop + "\" to a step");
        }
    }

    /// All registers, in the order and with the sizes of the target description.
    public byte[] registers() throws IOException {
        return HEX.parseHex(ask("g"));
    }

    /// Writes one register of `size` bytes by its number in the target description.
    public void register(int number, int size, long value) throws IOException {
        byte[] bytes = new byte[size];
        for (int n = 0; n < size; n++) {
            bytes[n] = (byte) (value >>> (8 * n));
        }
        expect("OK", "P%x=%s".formatted(number, HEX.formatHex(bytes)));
    }

    /// Whether memory commands take physical addresses, or virtual ones of the processor's address space.
    public void physicalMemory(boolean physical) throws IOException {
        expect("OK", "Qqemu.PhyMemMode:" + (physical ? 1 : 0));
    }

    /// Reads memory.
    public byte[] read(long address, int count) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int n = 0; n < count; n += CHUNK) {
            String answer = ask("m%x,%x".formatted(address + n, Math.min(CHUNK, count - n)));
            if (answer.startsWith("E")) {
                throw new IOException("QEMU has no memory at 0x" + Long.toHexString(address + n) + ": " + answer);
            }
            bytes.writeBytes(HEX.parseHex(answer));
        }
        return bytes.toByteArray();
    }

    /// Writes memory.
    public void write(long address, byte[] bytes) throws IOException {
        for (int n = 0; n < bytes.length; n += CHUNK) {
            int count = Math.min(CHUNK, bytes.length - n);
            expect("OK", "M%x,%x:%s".formatted(address + n, count, HEX.formatHex(bytes, n, n + count)));
        }
    }

    private void send(String text) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private String answer() throws IOException {
        var text = new StringBuilder();
        while (next() != '$') {
            // The ack of the command.
        }
        for (int c = next(); c != '#'; c = next()) {
            text.append((char) c);
        }
        next();
        next();
        return text.toString();
    }

    private int next() throws IOException {
        if (!received.hasRemaining()) {
            received.clear();
            if (channel.read(received) < 0) {
                throw new IOException("QEMU ended");
            }
            received.flip();
        }
        return received.get();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
