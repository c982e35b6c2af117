package io.kdlab.hil.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A serial cable that can be cut and plugged in again: `socat` between the socket of QEMU and a pty at a fixed path.
public final class Wire implements AutoCloseable {
    private final Path socket;
    private final Path device;
    private @Nullable Dialogue socat;

    private Wire(Path socket, Path device) {
        this.socket = socket;
        this.device = device;
    }

    /// Plugs a pty at `device` into the machine that serves `socket`.
    public static Wire between(Path socket, Path device) throws IOException {
        Wire wire = new Wire(socket, device);
        wire.plug();
        return wire;
    }

    /// Plugs it in; what the port is called stays the same.
    public void plug() throws IOException {
        Files.deleteIfExists(device);
        socat = Dialogue.with(
                "socat",
                new ProcessBuilder("socat", "pty,raw,echo=0,link=" + device + ",wait-slave", "unix-connect:" + socket));
        Waiting.until("the port " + device, Dialogue.LIMIT, () -> Files.exists(device));
    }

    /// The port vanishes, as when a USB adapter is pulled.
    public void unplug() {
        if (socat != null) {
            socat.close();
        }
    }

    /// The connection string of the port.
    public String connection() {
        return "com:port=" + device + ",baud=115200";
    }

    @Override
    public void close() {
        unplug();
    }
}
